//! What may be typed after `yichuang`.

use std::io::{self, ErrorKind, StdoutLock, Write};

use clap::{Parser, Subcommand};

use crate::backup::{self, BackupArgs};
use crate::checkpoints::{self, CheckpointArgs};
use crate::demo::{self, DemoArgs};
use crate::due::{self, DueArgs};
use crate::load::{self, LoadArgs};
use crate::model::list::{self, ImportArgs};
use crate::play::{self, PlayArgs};
use crate::restore::{self, RestoreArgs};
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
    /// Reads a real list of items and reports what is missing in it.
    Items(ImportArgs),
    /// Plays the log of another administration into a running hall.
    Play(PlayArgs),
    /// Keeps the log of a running server, or of a directory, in a backup that grows by what came since.
    Backup(BackupArgs),
    /// Makes a new data directory from a backup, and verifies it on the way.
    Restore(RestoreArgs),
    /// Has a running server keep a signed checkpoint, and prints it.
    Checkpoint(CheckpointArgs),
    /// Measures a running server with whole lives of cases.
    Load(LoadArgs),
}

/// Runs what was typed.
pub fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        None => serve::run(cli.serve),
        Some(Command::Serve(args)) => serve::run(*args),
        Some(Command::Due(args)) => Ok(due::run(&args, &mut Out::new(), &mut io::stderr())?),
        Some(Command::Demo(args)) => demo::run(&args, &mut Out::new()),
        Some(Command::Items(args)) => list::run(&args, &mut Out::new()),
        Some(Command::Play(args)) => play::run(&args, &mut Out::new()),
        Some(Command::Backup(args)) => backup::run(&args, &mut Out::new()),
        Some(Command::Restore(args)) => restore::run(&args, &mut Out::new()),
        Some(Command::Checkpoint(args)) => checkpoints::ask(&args, &mut Out::new()),
        Some(Command::Load(args)) => load::run(&args, &mut Out::new()),
    }
}

/// Standard output. When whoever read it has left (`| head`), the rest is said to nobody: that is no failure
/// of what was asked for.
struct Out(StdoutLock<'static>);

impl Out {
    fn new() -> Out {
        Out(io::stdout().lock())
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        unless_left(self.0.write(bytes), bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        unless_left(self.0.flush(), ())
    }
}

/// What was done, where nobody reads any more.
fn unless_left<T>(done: io::Result<T>, instead: T) -> io::Result<T> {
    match done {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(instead),
        Ok(_) | Err(_) => done,
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
