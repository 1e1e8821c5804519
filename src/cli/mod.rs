//! The command line: arguments in, words and exit codes out. Only this module prints, and only it reads the clock.

mod arguments;
mod ask;
mod build;
mod check;
mod earlier;
mod explain;
#[cfg(feature = "external-links")]
mod external;
mod new;
mod schema;
mod serve;

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::foundation::diagnostic::{Diagnostic, Severity};
use crate::foundation::locale::reason;
use arguments::{Command, Mistake};

/// Nothing was found wrong.
const CLEAN: u8 = 0;
/// Problems were found in the site.
const PROBLEMS: u8 = 1;
/// The program could not run.
const FAILED: u8 = 2;

/// Runs the program with its arguments, the first being its own name.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let code = match arguments::parse(arguments) {
        Ok(Command::Help(text)) => say(&text),
        Ok(Command::Version) => say(concat!("fellesskap ", env!("CARGO_PKG_VERSION"), "\n")),
        Ok(Command::Build(options)) => build::run(&options),
        Ok(Command::Check(options)) => check::run(&options),
        Ok(Command::Explain(options)) => explain::run(&options),
        Ok(Command::New(options)) => new::run(&options),
        Ok(Command::Serve(options)) => serve::run(&options),
        Ok(Command::Schema(options)) => schema::run(&options),
        Err(Mistake { message, command }) => {
            let command = command.map(|command| format!(" {command}")).unwrap_or_default();
            fail(&format!("{message}\nSkriv «fellesskap{command} --help» for å se hva du kan gjøre."))
        }
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

/// Today in Norway.
#[expect(clippy::disallowed_methods, reason = "the command line is where the clock is read")]
fn today() -> Date {
    let zone = TimeZone::get("Europe/Oslo").unwrap_or_else(|_| TimeZone::system());
    Timestamp::now().to_zoned(zone).date()
}

/// Says that pages are left out, which somebody who has just made one would wonder about. Empty when none are.
fn left_out(pages: usize, way: &str) -> String {
    match pages {
        0 => String::new(),
        _ => format!(
            "{} er ikke med: utkast, eller ikke publisert denne dagen. {way}\n",
            counted(pages, "side", "sider")
        ),
    }
}

/// How many problems there are: `2 feil og 1 advarsel`.
fn tally(problems: &[Diagnostic]) -> String {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let warnings = counted(problems.len() - errors, "advarsel", "advarsler");
    match (errors, problems.len() - errors) {
        (0, _) => warnings,
        (_, 0) => format!("{errors} feil"),
        _ => format!("{errors} feil og {warnings}"),
    }
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
