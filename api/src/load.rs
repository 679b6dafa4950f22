//! `yichuang load`: whole lives of cases over many connections, and what the same bodies cost without the engine.

mod answer;
mod figures;
mod script;

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use hyper::body::Bytes;
use tokio::task::JoinSet;

use crate::client::{COMMANDS_PATH, Connection, Target};
use crate::model::Model;

use answer::glances;
use figures::Count;
pub use figures::Figures;
use script::{Script, person, scripts};

/// Where bodies are sent back.
const ECHO_PATH: &str = "/v1/echo";
/// Connections at most.
const CONNECTIONS_MAX: usize = 4_096;
/// Seconds at most: a day.
const SECONDS_MAX: u64 = 86_400;
/// The share of the time that the echo gets, before the commands: a third.
const ECHO_SHARE: u32 = 3;
/// A case number of the usual length, for the echo.
const NUMBER: &str = "11430422000000019G4000101002000202607010001";
/// How long a connection pauses when the server is full.
const PAUSE_WHEN_FULL: Duration = Duration::from_millis(5);

/// Measures a running server.
#[derive(Clone, Debug, Args)]
pub struct LoadArgs {
    /// The server, http://HOST:PORT; its hall must be the illustrative one.
    #[arg(long, value_name = "URL")]
    pub url: String,
    /// The file with the token.
    #[arg(long, value_name = "FILE")]
    pub token_file: PathBuf,
    /// Connections at a time.
    #[arg(long, default_value_t = 64, value_parser = connections)]
    pub connections: usize,
    /// How long, the echo not counted.
    #[arg(
        long,
        default_value_t = 10,
        value_parser = clap::value_parser!(u64).range(1..=SECONDS_MAX)
    )]
    pub seconds: u64,
    /// Commands of a request, each of a case of its own; 1 sends single commands.
    #[arg(long, default_value_t = 1, value_parser = batch)]
    pub batch: usize,
    /// The hall's model, where the server has another than the built-in one.
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
    /// Write the figures as JSON.
    #[arg(long)]
    pub json: bool,
}

fn connections(text: &str) -> Result<usize, String> {
    within(text, CONNECTIONS_MAX)
}

fn batch(text: &str) -> Result<usize, String> {
    within(text, engine::limits::BATCH_COMMANDS_MAX)
}

fn within(text: &str, max: usize) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| (1..=max).contains(number));
    number.ok_or_else(|| format!("write a number from 1 to {max}"))
}

/// What all connections share.
#[derive(Debug)]
struct Load {
    target: Target,
    scripts: Vec<Script>,
    batch: usize,
}

/// Measures, and writes the figures.
///
/// # Errors
/// When the server cannot be reached, or carries nothing out.
pub fn run(args: &LoadArgs, out: &mut impl Write) -> anyhow::Result<()> {
    let load = Load {
        target: Target::new(&args.url, &args.token_file)?,
        scripts: scripts(&Model::read(args.model.as_deref())?)?,
        batch: args.batch,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let figures = runtime.block_on(measure(Arc::new(load), args))?;
    if args.json {
        serde_json::to_writer(&mut *out, &figures)?;
        writeln!(out)?;
    } else {
        figures.print(out)?;
    }
    if figures.commands == 0 {
        bail!("no command was carried out: is the hall of the server another one?");
    }
    Ok(())
}

async fn measure(load: Arc<Load>, args: &LoadArgs) -> anyhow::Result<Figures> {
    let mut first = Connection::open(&load.target).await?;
    load.target.admitted(first.get(&load.target, "/v1/audit/checkpoint").await?)?;
    let seconds = Duration::from_secs(args.seconds);
    let echo = all(&load, args.connections, seconds / ECHO_SHARE, Work::Echo).await?;
    let cases = all(&load, args.connections, seconds, Work::Cases).await?;
    let shape = (args.connections, args.batch);
    Ok(Figures::of(&cases.0, cases.1, (&echo.0, echo.1), shape))
}

#[derive(Clone, Copy, Debug)]
enum Work {
    Echo,
    Cases,
}

async fn all(
    load: &Arc<Load>,
    connections: usize,
    time: Duration,
    work: Work,
) -> anyhow::Result<(Count, Duration)> {
    let start = Instant::now();
    let until = start + time;
    let mut tasks = JoinSet::new();
    for index in 0..connections {
        let load = Arc::clone(load);
        tasks.spawn(async move {
            let line = Line::open(&load, index).await?;
            match work {
                Work::Echo => line.echo(until).await,
                Work::Cases => line.cases(until).await,
            }
        });
    }
    let mut count = Count::new()?;
    while let Some(task) = tasks.join_next().await {
        count.add(&task.context("a connection broke off")??)?;
    }
    Ok((count, start.elapsed()))
}

/// One connection with its own cases.
struct Line<'a> {
    load: &'a Load,
    index: usize,
    connection: Connection,
    count: Count,
}

impl<'a> Line<'a> {
    async fn open(load: &'a Load, index: usize) -> anyhow::Result<Line<'a>> {
        let connection = Connection::open(&load.target).await?;
        Ok(Line { load, index, connection, count: Count::new()? })
    }

    /// The script of the how-many-eth round of this connection.
    fn script(&self, round: usize) -> anyhow::Result<&'a Script> {
        let at = (self.index + round) % self.load.scripts.len().max(1);
        self.load.scripts.get(at).context("no script")
    }

    fn body(&self, script: &Script, step: usize, holes: &[String]) -> anyhow::Result<Bytes> {
        let template = script.steps.get(step).context("no such step")?;
        let mut body = Vec::with_capacity(512 * holes.len());
        let is_array = self.load.batch > 1;
        if is_array {
            body.push(b'[');
        }
        for (n, hole) in holes.iter().enumerate() {
            if n > 0 {
                body.push(b',');
            }
            template.write(hole, &mut body);
        }
        if is_array {
            body.push(b']');
        }
        Ok(body.into())
    }

    async fn echo(mut self, until: Instant) -> anyhow::Result<Count> {
        let holes = vec![NUMBER.to_owned(); self.load.batch];
        let mut round = 0;
        loop {
            let script = self.script(round)?;
            round += 1;
            for step in 0..script.steps.len() {
                if Instant::now() >= until {
                    return Ok(self.count);
                }
                let body = self.body(script, step, &holes)?;
                let start = Instant::now();
                let reply = self.connection.post(&self.load.target, ECHO_PATH, body).await?;
                self.count.request(start.elapsed());
                if reply.status == 200 {
                    self.count.commands += u64::try_from(holes.len())?;
                } else {
                    self.count.refused += 1;
                }
            }
        }
    }

    async fn cases(mut self, until: Instant) -> anyhow::Result<Count> {
        let mut persons = 0;
        let mut round = 0;
        loop {
            let script = self.script(round)?;
            round += 1;
            let mut holes: Vec<String> = Vec::with_capacity(self.load.batch);
            for _ in 0..self.load.batch {
                persons += 1;
                holes.push(person(self.index, persons));
            }
            for step in 0..script.steps.len() {
                if Instant::now() >= until {
                    return Ok(self.count);
                }
                if holes.is_empty() {
                    break;
                }
                let body = self.body(script, step, &holes)?;
                holes = self.send(body, &holes, step == 0).await?;
            }
        }
    }

    /// Sends one request and gives the cases that go on.
    async fn send(
        &mut self,
        body: Bytes,
        holes: &[String],
        is_first: bool,
    ) -> anyhow::Result<Vec<String>> {
        let start = Instant::now();
        let reply = self.connection.post(&self.load.target, COMMANDS_PATH, body).await?;
        self.count.request(start.elapsed());
        let outcomes = glances(&reply.body);
        if outcomes.is_empty() {
            // Turned away as a whole. The cases are left where they are.
            self.count.refused += u64::try_from(holes.len())?;
            tokio::time::sleep(PAUSE_WHEN_FULL).await;
            return Ok(Vec::new());
        }
        let mut going = Vec::with_capacity(holes.len());
        for (hole, outcome) in holes.iter().zip(outcomes) {
            if !outcome.is_done {
                self.count.refused += 1;
                continue;
            }
            self.count.commands += 1;
            self.count.events += outcome.events;
            going.push(match outcome.case {
                Some(number) if is_first => number.to_owned(),
                Some(_) | None => hole.clone(),
            });
        }
        Ok(going)
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        load: LoadArgs,
    }

    #[track_caller]
    fn check(more: &str, is_taken: bool) {
        let line = format!("load --url http://127.0.0.1:1 --token-file t {more}");
        let read = Line::try_parse_from(line.split_whitespace()).map(|line| line.load);
        assert_eq!(read.is_ok(), is_taken, "{more}");
    }

    #[test]
    fn a_load_of_nothing_is_a_wrong_argument() {
        check("", true);
        check("--seconds 1 --connections 4096 --batch 1000", true);
        for wrong in ["--seconds 0", "--connections 0", "--connections 4097", "--batch 0"] {
            check(wrong, false);
        }
    }
}
