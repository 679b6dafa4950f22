//! The auditor's tool: owns the exit codes, 0 verified, 1 mismatch found, 2 could not be read.

use std::process::ExitCode;

use clap::Parser;
use replay::{Cli, Ending, run};

fn main() -> ExitCode {
    match run(&Cli::parse(), &mut std::io::stdout().lock()) {
        Ok(Ending::Verified) => ExitCode::SUCCESS,
        Ok(Ending::Mismatch) => ExitCode::from(1),
        Err(failure) => {
            eprintln!("yichuang-replay: {failure}");
            ExitCode::from(2)
        }
    }
}
