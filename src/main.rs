//! The program. All of it is in the library; see `src/lib.rs`.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Pages are many small pieces of text, made on all cores at once; the allocator of the system spends a third more time
/// on them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    fellesskap::cli::run(std::env::args_os())
}
