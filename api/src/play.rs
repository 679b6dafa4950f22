//! `yichuang play`: plays the log of another administration into a running hall over HTTP.
//!
//! Every event of the source becomes the command it stands for, or a recorded piece of work by its resource, at
//! its own time. What is refused is counted by its code; nothing is dropped in silence.

mod hall;
mod ids;
mod known;
mod officers;
mod plan;
mod player;
mod tally;
mod wording;

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use engine::time::Timestamp;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use crate::client::{Outcome, Patient, Target, one};
use store::foreign::{self, Mapping, SourceLog};

use known::Known;
use officers::Officers;
use player::{Play, Player};
pub use tally::Tally;

/// Set-up commands of one request.
const SETUP_BATCH: usize = 250;

/// Plays a foreign log (CSV, XES) into a running server.
#[derive(Clone, Debug, Args)]
pub struct PlayArgs {
    /// The log: .csv, .xes or .xes.gz.
    #[arg(long, value_name = "FILE")]
    pub log: PathBuf,
    /// The server, http://HOST:PORT.
    #[arg(long, value_name = "URL")]
    pub url: String,
    /// The file with the token.
    #[arg(long, value_name = "FILE")]
    pub token_file: PathBuf,
    /// Which activity stands for which command; without it the first event of a case is its receipt and every
    /// other one work.
    #[arg(long, value_name = "FILE.toml")]
    pub map: Option<PathBuf>,
    /// Only the first so many cases of the file.
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// How many seconds to wait for a server that is away.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    pub patience: u64,
    /// Write the counts as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Plays, and writes what came of it.
///
/// # Errors
/// When the log or the mapping cannot be read, the set-up is refused, or the server stays away.
pub fn run(args: &PlayArgs, out: &mut impl Write) -> anyhow::Result<()> {
    let mapping = args.map.as_deref().map(Mapping::open).transpose().context("the mapping")?;
    let columns = mapping.as_ref().map(|mapping| mapping.columns.clone()).unwrap_or_default();
    let log = foreign::open_with(&args.log, &columns, args.limit, &mut |_| ())
        .with_context(|| format!("reading {}", args.log.display()))?;
    let mapping = mapping.unwrap_or_else(|| Mapping::default_for(&log));
    let target = Target::new(&args.url, &args.token_file)?;
    let server = Patient::new(target, Duration::from_secs(args.patience));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let tally = runtime.block_on(play(&log, &mapping, server))?;
    if args.json {
        serde_json::to_writer(&mut *out, &tally)?;
        writeln!(out)?;
    } else {
        tally.print(out)?;
    }
    if !tally.is_reconciled() {
        bail!("the counts do not agree: a mistake of the player");
    }
    Ok(())
}

async fn play(log: &SourceLog, mapping: &Mapping, mut server: Patient) -> anyhow::Result<Tally> {
    let item = mapping.item.as_deref().unwrap_or(hall::ITEM);
    let officers = Officers::of(log);
    let known = Known::read(&mut server, item).await?;
    begin(&mut server, log, &known).await?;
    set_up(&mut server, item, &officers).await?;
    let bar = ProgressBar::new(log.events)
        .with_style(ProgressStyle::with_template("{bar:40} {pos}/{len} events, {per_sec}, {eta}")?);
    let play = Play { log, mapping, item, officers: &officers };
    let tally = Player::new(&play, &mut server, known, &bar).run().await?;
    bar.finish_and_clear();
    Ok(Tally {
        source_cases: u64::try_from(log.cases.len())?,
        source_events: log.events,
        unread: log.unreadable_total + log.beyond_limit,
        ..tally
    })
}

/// Moves a manual clock to the first event before anything is written: the log never runs backwards. The system's
/// clock stays, and the player finds out at the first event; so does one that an earlier play has moved on.
///
/// # Errors
/// When nothing was played yet and a manual clock is past the first event: every event would have a wrong time.
async fn begin(server: &mut Patient, log: &SourceLog, known: &Known) -> anyhow::Result<()> {
    let events = log.cases.iter().flat_map(|case| case.events.iter());
    let Some(first) = events.map(|event| event.time_ms).min() else { return Ok(()) };
    let to = Timestamp::from_ms(first)?;
    let body = serde_json::json!({ "type": "set_time", "to": to }).to_string();
    let reply = server.set_clock(body.into()).await?;
    let Outcome::Refused { code, .. } = one(&reply)? else { return Ok(()) };
    if code != "clock_backwards" || !known.is_empty() {
        return Ok(());
    }
    let now = clock_of(server).await?;
    bail!(
        "the server's clock is at {now}, past the first event of the log at {to}, and nothing was \
         written: start a fresh server with --clock manual and an empty --data directory"
    )
}

/// What the server's clock shows.
async fn clock_of(server: &mut Patient) -> anyhow::Result<Timestamp> {
    #[derive(serde::Deserialize)]
    struct Checkpoint {
        time: Timestamp,
    }
    let reply = server.get("/v1/audit/checkpoint").await?;
    let checkpoint: Checkpoint = serde_json::from_slice(&reply.body)
        .with_context(|| format!("the time of the server: status {}", reply.status))?;
    Ok(checkpoint.time)
}

async fn set_up(server: &mut Patient, item: &str, officers: &Officers) -> anyhow::Result<()> {
    let commands = hall::commands(item, officers)?;
    for commands in commands.chunks(SETUP_BATCH) {
        let bodies: anyhow::Result<Vec<Value>> = commands.iter().map(set_up_command).collect();
        let outcomes = server.commands(serde_json::to_vec(&bodies?)?.into()).await?;
        for (command, outcome) in commands.iter().zip(outcomes) {
            if let Outcome::Refused { code, detail, .. } = outcome {
                bail!("the set-up of the play was refused: {} {code}: {detail}", command.kind());
            }
        }
    }
    Ok(())
}

/// A set-up command by the administrator, with an id that follows from what it says.
fn set_up_command(command: &engine::command::Command) -> anyhow::Result<Value> {
    let mut value = serde_json::to_value(command)?;
    let id = ids::command_id(&["set-up", &value.to_string()]);
    if let Value::Object(fields) = &mut value {
        fields.insert("actor".to_owned(), "admin".into());
        fields.insert("command_id".to_owned(), id.to_string().into());
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use engine::command::{Actor, Sent};

    use super::*;

    #[test]
    fn every_set_up_command_is_one_the_engine_reads() {
        for command in hall::commands(hall::ITEM, &Officers::default()).unwrap() {
            let value = set_up_command(&command).unwrap();
            let sent = Sent::read(command.kind(), value).unwrap().unwrap();
            assert_eq!(sent.command, command);
            assert_eq!(sent.actor, Some(Actor::Admin));
        }
    }
}
