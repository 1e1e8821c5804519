//! The program, run as a process of its own.

use std::path::Path;
use std::process::{Command, Output};

/// The file of the program.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_fellesskap");

/// Returns the command that runs the program in a folder.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).current_dir(folder);
    command
}

/// Runs the program in a folder.
pub fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().unwrap()
}

/// Asserts the exit code and every word that is said; `…` stands for how long a build took.
#[track_caller]
pub fn check(output: &Output, code: i32, stdout: &str, stderr: &str) {
    let text = |bytes: &[u8]| without_seconds(std::str::from_utf8(bytes).unwrap());
    assert_eq!((text(&output.stdout).as_str(), text(&output.stderr).as_str()), (stdout, stderr));
    assert_eq!(output.status.code(), Some(code));
}

fn without_seconds(text: &str) -> String {
    match text.split_once(" laget på ") {
        Some((before, after)) => {
            let (seconds, after) = after.split_once(" s i ").unwrap();
            assert!(seconds.replace(',', ".").parse::<f64>().is_ok(), "{seconds}");
            format!("{before} laget på … s i {after}")
        }
        None => text.to_owned(),
    }
}
