//! The program. All of it is in the library; see `src/lib.rs`.

use std::process::ExitCode;

fn main() -> ExitCode {
    fellesskap::cli::run(std::env::args_os())
}
