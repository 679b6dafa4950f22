//! What may be typed after `yichuang`.

use clap::{Parser, Subcommand};

use crate::demo::{self, DemoArgs};
use crate::due::{self, DueArgs};
use crate::load::{self, LoadArgs};
use crate::play::{self, PlayArgs};
use crate::serve::{self, ServeArgs};

/// 一窗 Yichuang: the case engine behind a one-window government hall.
#[derive(Debug, Parser)]
#[command(name = "yichuang", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: ServeArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the server (the same as without a subcommand).
    Serve(Box<ServeArgs>),
    /// Computes the due date of a time limit, and why.
    Due(DueArgs),
    /// Plays a day of the illustrative hall on a server of its own, and tells what happened.
    Demo(DemoArgs),
    /// Plays the log of another administration into a running hall.
    Play(PlayArgs),
    /// Measures a running server with whole lives of cases.
    Load(LoadArgs),
}

/// Runs what was typed.
pub fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        None => serve::run(cli.serve),
        Some(Command::Serve(args)) => serve::run(*args),
        Some(Command::Due(args)) => Ok(due::run(&args, &mut std::io::stdout().lock())?),
        Some(Command::Demo(args)) => demo::run(&args, &mut std::io::stdout().lock()),
        Some(Command::Play(args)) => play::run(&args, &mut std::io::stdout().lock()),
        Some(Command::Load(args)) => load::run(&args, &mut std::io::stdout().lock()),
    }
}

/// An error with its causes, each said once: some already say their own.
pub fn chain(error: &anyhow::Error) -> String {
    error.chain().fold(String::new(), |said, cause| {
        let cause = cause.to_string();
        match said.is_empty() {
            true => cause,
            false if said.contains(&cause) => said,
            false => format!("{said}: {cause}"),
        }
    })
}
