//! `yichuang`: the exit codes stand here.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match api::cli::run(api::cli::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("yichuang: {}", api::cli::chain(&error));
            let in_doubt = error.is::<api::serve::LogFailed>();
            ExitCode::from(if in_doubt { 3 } else { 1 })
        }
    }
}
