//! The command line: arguments in, words and exit codes out. Only this module prints, and only it reads the clock.

mod arguments;
mod build;

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use arguments::Command;

/// Nothing was found wrong.
const CLEAN: u8 = 0;
/// Problems were found in the site.
const PROBLEMS: u8 = 1;
/// The program could not run.
const FAILED: u8 = 2;

/// Runs the program with its arguments, the first being its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let code = match arguments::parse(arguments) {
        Ok(Command::Help) => say(arguments::HELP),
        Ok(Command::Version) => say(concat!("fellesskap ", env!("CARGO_PKG_VERSION"), "\n")),
        Ok(Command::Build(options)) => build::run(&options),
        Err(message) => fail(&format!("{message}\nSkriv «fellesskap --help» for å se hva du kan gjøre.")),
    };
    ExitCode::from(code)
}

fn say(text: &str) -> u8 {
    // A reader that hangs up (`fellesskap --help | head -1`) is no failure.
    let _ = std::io::stdout().write_all(text.as_bytes());
    CLEAN
}

fn fail(message: &str) -> u8 {
    let _ = writeln!(std::io::stderr(), "feil: {message}");
    FAILED
}

/// Whether problems are shown in colour: in a terminal, unless the user asks for none (https://no-color.org).
fn colour() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}
