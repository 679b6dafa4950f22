//! 容量: fills a hall with millions of records and says what it costs: disk, memory, speed, start-up and stalls.
//! Each phase runs in a process of its own, so that its memory is its own.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use benches::drive::Shape;
use benches::durable::{self, DurableHall};
use benches::fill::{Amount, fill};
use benches::memory::resident;
use benches::meter::ratio;
use benches::snapshot;
use clap::{Parser, ValueEnum};
use serde_json::{Map, Value, json};
use store::HallStore;

/// Measures a hall of a given size.
#[derive(Debug, Parser)]
struct Args {
    /// Records of the log.
    #[arg(long, default_value_t = 10_000_000)]
    records: usize,
    /// Open cases.
    #[arg(long, default_value_t = 1_000_000)]
    open: usize,
    /// Write the figures as JSON.
    #[arg(long)]
    json: bool,
    /// Where the log goes; it must not exist yet, and is left there.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// One phase only, in this process.
    #[arg(long, hide = true)]
    phase: Option<Phase>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Phase {
    /// Fills the hall, compares it with an empty one, takes a snapshot.
    Fill,
    /// Starts from the snapshot.
    Snapshot,
    /// Starts without it.
    Replay,
}

/// Cases of one burst, and how often bursts on the full and on the empty hall follow one another.
const BURST_CASES: usize = 4_096;
const BURSTS: usize = 7;
/// How commands of a burst are sent.
const BURST: Shape = Shape { batch: 100, in_flight: 16 };
/// Progress is told after so many rounds.
const TOLD_EVERY: usize = 10;

type Figures = Map<String, Value>;

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let figures = match args.phase {
        Some(phase) => run(phase, &args)?,
        None => all(&args)?,
    };
    let mut out = std::io::stdout().lock();
    if args.json || args.phase.is_some() {
        serde_json::to_writer(&mut out, &figures)?;
        writeln!(out)?;
    } else {
        for (name, figure) in &figures {
            writeln!(out, "{name:<32} {figure}")?;
        }
    }
    Ok(())
}

/// All phases, one process after another.
fn all(args: &Args) -> anyhow::Result<Figures> {
    if args.dir.exists() {
        bail!("{} is there already: name a new directory", args.dir.display());
    }
    if args.open == 0 || args.records == 0 {
        bail!("--open and --records: at least 1");
    }
    std::fs::create_dir_all(&args.dir)?;
    let mut figures = Figures::new();
    for phase in ["fill", "snapshot", "replay"] {
        eprintln!("phase {phase}");
        let (records, open) = (args.records.to_string(), args.open.to_string());
        let words: [&OsStr; 8] = [
            "--phase".as_ref(),
            phase.as_ref(),
            "--records".as_ref(),
            records.as_ref(),
            "--open".as_ref(),
            open.as_ref(),
            "--dir".as_ref(),
            args.dir.as_ref(),
        ];
        let mut child = Command::new(std::env::current_exe()?);
        let output = child.args(words).stderr(Stdio::inherit()).output()?;
        if !output.status.success() {
            bail!("the phase {phase} failed");
        }
        let told: Figures = serde_json::from_slice(&output.stdout).context("no figures")?;
        figures.extend(told);
    }
    Ok(figures)
}

fn run(phase: Phase, args: &Args) -> anyhow::Result<Figures> {
    match phase {
        Phase::Fill => filled(args),
        Phase::Snapshot => Ok(started(args, true)),
        Phase::Replay => Ok(started(args, false)),
    }
}

fn full_dir(args: &Args) -> PathBuf {
    args.dir.join("full")
}

/// Fills the hall and measures it while it runs.
fn filled(args: &Args) -> anyhow::Result<Figures> {
    let dir = full_dir(args);
    let mut hall = DurableHall::open(&dir);
    let (rss, disk) = (resident(), disk_bytes(&dir)?);
    let amount = Amount::of(args.records, args.open);
    let mut rounds = 0;
    let ran = fill(&mut hall, amount, &mut |ran| {
        rounds += 1;
        if rounds % TOLD_EVERY == 0 {
            let mib = resident() >> 20;
            eprintln!("{} records, {}/s, {mib} MiB", ran.events, rate(ran.events, ran.took));
        }
    });
    let mut figures = Figures::new();
    let open = count(hall.engine.router().open_cases());
    let mut put = |name: &str, value: Value| figures.insert(name.to_owned(), value);
    put("records", ran.events.into());
    put("open_cases", open.into());
    put("armed_alarms", hall.engine.router().armed().into());
    put("written_records_per_s", rate(ran.events, ran.took).into());
    let grown = disk_bytes(&dir)?.saturating_sub(disk);
    put("disk_bytes_per_record", per(grown, ran.events).into());
    put("memory_bytes_per_open_case", per(resident().saturating_sub(rss), open).into());
    bursts(&mut hall, args, &mut figures);
    watched(&mut hall, &mut figures);
    hall.engine.stop();
    Ok(figures)
}

/// Bursts of whole lives on the full hall and on an empty one in turn, so that both meet the same weather.
fn bursts(hall: &mut DurableHall, args: &Args, figures: &mut Figures) {
    let mut empty = DurableHall::open(&args.dir.join("empty"));
    let (mut full_rates, mut empty_rates) = (Vec::new(), Vec::new());
    for burst in 0..BURSTS {
        eprintln!("burst {} of {BURSTS}", burst + 1);
        for (hall, rates) in [(&mut *hall, &mut full_rates), (&mut empty, &mut empty_rates)] {
            let ran = hall.lives(BURST_CASES, BURST);
            rates.push(rate(ran.events, ran.took));
        }
    }
    let (full, empty) = (median(full_rates), median(empty_rates));
    figures.insert("full_events_per_s".to_owned(), full.into());
    figures.insert("empty_events_per_s".to_owned(), empty.into());
    figures.insert("full_against_empty".to_owned(), ratio(full.into(), empty.into()).into());
}

/// Takes a snapshot while one caller goes on.
fn watched(hall: &mut DurableHall, figures: &mut Figures) {
    eprintln!("snapshot");
    let watched = snapshot::take_watched(hall);
    let longest = |all: &[Duration]| all.iter().max().copied().unwrap_or_default();
    let told = [
        ("snapshot_ms", milliseconds(watched.took)),
        ("snapshot_longest_command_ms", milliseconds(longest(&watched.during))),
        ("without_longest_command_ms", milliseconds(longest(&watched.after))),
        ("commands_while_snapshot", count(watched.during.len())),
        ("unseen_by_readers_after_answer", watched.unseen),
    ];
    figures.extend(told.map(|(name, value)| (name.to_owned(), json!(value))));
}

/// Opens the filled hall, and starts its engine with the router.
fn started(args: &Args, use_snapshots: bool) -> Figures {
    let dir = full_dir(args);
    let before = resident();
    let begun = Instant::now();
    let opened = durable::open(&dir, use_snapshots);
    let took = begun.elapsed();
    let world = resident().saturating_sub(before);
    let records = opened.history.log().size();
    assert_eq!(opened.report.snapshot.is_some(), use_snapshots);
    let open = count(opened.world.cases().len());
    let hall = DurableHall::start(&dir, opened);
    let ready = begun.elapsed();
    let whole = resident().saturating_sub(before);
    hall.engine.stop();
    let name = |what: &str| {
        let from = if use_snapshots { "from_snapshot" } else { "without_snapshot" };
        format!("{from}_{what}")
    };
    let told = [
        ("open_ms", milliseconds(took)),
        ("ready_ms", milliseconds(ready)),
        ("records_per_s", rate(records, took)),
        ("world_bytes_per_open_case", per(world, open)),
        ("with_router_bytes_per_open_case", per(whole, open)),
    ];
    let mut figures: Figures =
        told.into_iter().map(|(what, value)| (name(what), value.into())).collect();
    if use_snapshots {
        let bytes = disk_bytes(&HallStore::snapshot_dir(&dir)).unwrap_or(0);
        figures.insert("snapshot_bytes".to_owned(), bytes.into());
    }
    figures
}

/// What the files of a directory take up.
fn disk_bytes(dir: &Path) -> std::io::Result<u64> {
    use std::os::unix::fs::MetadataExt;
    let mut sum = 0;
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let data = entry.metadata()?;
        // Blocks of 512 bytes: a file with holes takes less than its length.
        sum += if data.is_dir() { disk_bytes(&entry.path())? } else { data.blocks() * 512 };
    }
    Ok(sum)
}

fn median(mut rates: Vec<u64>) -> u64 {
    rates.sort_unstable();
    rates.get(rates.len() / 2).copied().unwrap_or_default()
}

fn rate(count: u64, took: Duration) -> u64 {
    let per_second = (u128::from(count) * 1_000_000).checked_div(took.as_micros());
    u64::try_from(per_second.unwrap_or_default()).unwrap_or(u64::MAX)
}

fn per(sum: u64, count: u64) -> u64 {
    sum.checked_div(count).unwrap_or_default()
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

fn milliseconds(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}
