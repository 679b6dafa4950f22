//! 验证速度: what the auditor's `verify` takes for a log of millions of records, beside the bare scan and the bare
//! SM3 of the same bytes, in one run.

use std::hint::black_box;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::bail;
use benches::durable::DurableHall;
use benches::fill::{Amount, fill};
use clap::Parser;
use replay::{Checks, Source, verify};
use serde_json::json;
use store::{LogReader, tree};

/// Records of the log for each open case, unless `--open` says otherwise.
const RECORDS_PER_OPEN_CASE: usize = 10;
/// Progress is told after so many rounds.
const TOLD_EVERY: usize = 10;

/// Makes a log, and verifies it as an auditor does.
#[derive(Debug, Parser)]
struct Args {
    /// Records of the log.
    #[arg(long, default_value_t = 10_000_000)]
    records: usize,
    /// Open cases; a tenth of the records where not given.
    #[arg(long)]
    open: Option<usize>,
    /// Where the log is made; one that is there is taken as it is.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
    /// Take every decision again, too.
    #[arg(long)]
    redecide: bool,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    if !args.dir.exists() {
        make(&args);
    }
    let begun = Instant::now();
    let source = Source::open_in(&args.dir, args.dir.parent().unwrap_or(Path::new(".")))?;
    let opened = begun.elapsed();
    let checks = Checks { decisions: args.redecide, ..Checks::default() };
    let verified = verify(&source, &checks);
    if !verified.findings.is_empty() {
        bail!("the log is not whole: {:?}", verified.findings);
    }
    let records = verified.records;
    let (scanned, bytes) = timed(|| scan(source.reader(), |record| record.len()));
    let hashed = hash(source.reader());
    let figures = json!({
        "records": records,
        "record_bytes": bytes,
        "copy_and_open_s": opened.as_secs_f64(),
        "verify_records_per_s": verified.records_per_s(),
        "bare_scan_records_per_s": rate(records, scanned),
        "bare_sm3_records_per_s": rate(records, hashed),
        "redecide": args.redecide,
    });
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, &figures)?;
    writeln!(out)?;
    Ok(())
}

fn make(args: &Args) {
    let open = args.open.unwrap_or(args.records / RECORDS_PER_OPEN_CASE);
    let mut hall = DurableHall::open(&args.dir);
    let mut rounds = 0;
    fill(&mut hall, Amount::of(args.records, open), &mut |ran| {
        rounds += 1;
        if rounds % TOLD_EVERY == 0 {
            eprintln!("{} records written, {}/s", ran.events, rate(ran.events, ran.took));
        }
    });
    hall.engine.stop();
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let done = work();
    (begun.elapsed(), done)
}

/// Every record of a log, read and checked but not decoded.
fn scan(log: &LogReader, mut take: impl FnMut(&[u8]) -> usize) -> usize {
    let mut scan = log.scan(0);
    let mut sum = 0;
    while let Some(read) = scan.next_with(|_, bytes| take(bytes)) {
        sum += read.expect("the log was verified");
    }
    sum
}

/// How long the hashes of all records take, without the reading of them: on one thread, from memory.
fn hash(log: &LogReader) -> Duration {
    let mut took = Duration::ZERO;
    let mut held: Vec<Vec<u8>> = Vec::new();
    let mut all = |held: &mut Vec<Vec<u8>>| {
        let hash_all = || {
            for record in &*held {
                black_box(tree::leaf_hash(record));
            }
        };
        took += timed(hash_all).0;
        held.clear();
    };
    scan(log, |record| {
        held.push(record.to_vec());
        if held.len() >= HELD_RECORDS {
            all(&mut held);
        }
        0
    });
    all(&mut held);
    took
}

/// Records that are held at a time while they are hashed.
const HELD_RECORDS: usize = 100_000;

fn rate(count: u64, took: Duration) -> u64 {
    let per_second = (u128::from(count) * 1_000_000).checked_div(took.as_micros());
    u64::try_from(per_second.unwrap_or_default()).unwrap_or(u64::MAX)
}
