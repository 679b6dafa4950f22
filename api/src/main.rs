//! `yichuang`: the exit codes stand here.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

/// Commands are allocated by the server's threads and freed by the writer's and the journaler's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match api::cli::run(api::cli::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Not eprintln!, which panics where standard error is full or closed: the exit code is what counts.
            writeln!(std::io::stderr(), "yichuang: {}", api::cli::chain(&error)).ok();
            let in_doubt = error.is::<api::serve::LogFailed>();
            ExitCode::from(if in_doubt { 3 } else { 1 })
        }
    }
}
