//! 命令行: what was typed, turned once into what is meant.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use engine::clock::ClockKind;
use engine::code::{CaseNumber, UnitId};
use engine::figures::{FREQUENT, Weights};
use engine::ticket::TicketNumber;
use engine::time::Day;

use crate::cli_proofs::{
    CheckProofArgs, CheckpointArgs, ConsistencyArgs, InclusionArgs, KeyArgs, WitnessArgs,
};
use crate::conform::ConformArgs;
use crate::explain::clock_of;
use crate::export::{CheckArchiveArgs, ExportArgs};
use crate::incomplete::PartArgs;
use crate::moment::{Moment, NotAMoment};
use crate::opening::OpenArgs;
use crate::retention::RetentionArgs;
use crate::words::Lang;

/// How many of each queue are listed where nothing else is asked for.
const HALL_LIMIT: usize = 50;

/// Reads a hall's log, replays it, and says what can be trusted and why. It only reads.
///
/// Exit codes: 0 verified, or answered; 1 a mismatch or a broken rule was found; 2 something could not be read.
#[derive(Debug, Parser)]
#[command(name = "yichuang-replay", version, about, long_about, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub what: What,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum What {
    /// Checks a whole log: frames, hashes, head mark, legality, derived dates, projections,
    /// snapshots.
    #[command(after_help = "Examples:\n  \
        yichuang-replay verify --data /var/lib/yichuang\n  \
        yichuang-replay verify --data ./copy --redecide --json")]
    Verify(VerifyArgs),
    /// Tells what happened to a case, a bundle, a voice or a ticket, and how it stood at a moment.
    #[command(after_help = "Examples:\n  \
        yichuang-replay case 11360925MB000000014000131001000202512220001 --data ./copy\n  \
        yichuang-replay case 1136...0001 --data ./copy --at 2025-12-31T09:00:00+08:00 --lang en\n  \
        yichuang-replay case 1136...0001 --data ./copy --seq 1200 --json\n  \
        yichuang-replay case BB202601050001 --data ./copy\n  \
        yichuang-replay case 20260105-0042 --data ./copy\n  \
        yichuang-replay case 1136...0001 --data ./copy --open --keyring keyring \
        --master-key-file master.key --register openings.jsonl \
        --by 'Audit, Li' --reason 'file 7'\n  \
        yichuang-replay case 1136...0001 --url http://127.0.0.1:8080 --token-file admin.token \
        --open --by centre-manager --reason 'file 7'")]
    Case(CaseArgs),
    /// Shows the hall at a moment: queues, who was waiting, windows, armed alarms.
    #[command(after_help = "Examples:\n  \
        yichuang-replay hall --data ./copy --at 2026-01-05\n  \
        yichuang-replay hall --data ./copy --seq 1200 --json")]
    Hall(HallArgs),
    /// Shows what changed between two moments.
    #[command(
        after_help = "A moment is a record number, a day (to its end), an instant, or `end`.\n\n\
        Examples:\n  \
        yichuang-replay diff --data ./copy --from 2026-01-05 --to 2026-01-06\n  \
        yichuang-replay diff --data ./copy --from 1200 --to end --json"
    )]
    Diff(DiffArgs),
    /// Adds up what happened in a stretch of days, each figure beside its target, and ranks the units.
    #[command(after_help = "Examples:\n  \
        yichuang-replay figures --data ./copy\n  \
        yichuang-replay figures --data ./copy --from 2026-01-01 --to 2026-03-31 --lang en\n  \
        yichuang-replay figures --data ./copy --weights 50,30,20 --frequent 20 --json")]
    Figures(FiguresArgs),
    /// Explains a due date day by day: holidays, make-up days, suspensions, extensions, articles.
    #[command(after_help = "Clocks: acceptance, online_check, correction, tolerant, statutory, \
        promise, step, hand_off, opinion, special, lower_review, delivery, owed_document, \
        commitment_check, renewal, forwarding, consent; of a bundle: bundle; of a rating, a \
        trouble, a complaint or an order: review_contact, rectification, trouble, revisit, \
        complaint, order\n\n\
        Examples:\n  \
        yichuang-replay explain 1136...0001 statutory --data ./copy\n  \
        yichuang-replay explain 1136...0001 opinion --unit XF --data ./copy\n  \
        yichuang-replay explain 1136...0001 promise --data ./copy --at 2025-12-29 --lang en")]
    Explain(ExplainArgs),
    /// Explains why a ticket was called when it was: who was passed over, and by which rule.
    #[command(
        after_help = "Exit codes: 0 the recorded choice comes out again, 1 another one does, \
        2 not readable.\n\nExamples:\n  \
        yichuang-replay why-called 20261127-0042 --data ./copy\n  \
        yichuang-replay why-called 20261127-0042 --data ./copy --lang en --json"
    )]
    WhyCalled(WhyCalledArgs),
    /// Checks every case of a history by the rules of the hall, and says who broke which, and where.
    #[command(after_help = "Exit codes: 0 nothing was found, 1 findings, 2 not readable.\n\n\
        Examples:\n  \
        yichuang-replay conform --data ./copy\n  \
        yichuang-replay conform --data ./copy --from 2026-01-01 --to 2026-03-31 --lang en\n  \
        yichuang-replay conform --data ./copy --at 2026-01-05T09:30:00+08:00 --json\n  \
        yichuang-replay conform --log old-system.xes.gz --map old-system.toml")]
    Conform(ConformArgs),
    /// Prints the checkpoint of a log: keep it elsewhere, and any later change of the past is
    /// found.
    #[command(after_help = "Example:\n  \
        yichuang-replay checkpoint --data /var/lib/yichuang > 2026-11-22.checkpoint.json")]
    Checkpoint(CheckpointArgs),
    /// Prints a proof that one record is in the log.
    #[command(after_help = "Example:\n  \
        yichuang-replay prove-inclusion --data ./copy --seq 1200 > record-1200.proof.json")]
    ProveInclusion(InclusionArgs),
    /// Prints a proof that the log continues an older checkpoint.
    #[command(after_help = "Example:\n  \
        yichuang-replay prove-consistency --data ./copy --from 2026-11-22.checkpoint.json")]
    ProveConsistency(ConsistencyArgs),
    /// Checks a proof, from it and checkpoints alone.
    #[command(after_help = "Examples:\n  \
        yichuang-replay check-proof --proof record-1200.json --checkpoint now.checkpoint --keys \
        checkpoint.pub\n  \
        yichuang-replay check-proof --proof grown.json --checkpoint now.json --from old.json")]
    CheckProof(CheckProofArgs),
    /// Keeps what an auditor has seen of a log: takes a signed checkpoint that continues the last
    /// one, and refuses a fork.
    #[command(after_help = "Examples:\n  \
        yichuang-replay witness --file hall.witness --keys checkpoint.pub --checkpoint \
        first.checkpoint\n  \
        yichuang-replay witness --file hall.witness --checkpoint 2.checkpoint \
        --proof grown.json\n  \
        yichuang-replay witness --file hall.witness")]
    Witness(WitnessArgs),
    /// Writes the log, or one case, in a form that other programs read. Persons stay tokens.
    #[command(after_help = "Examples:\n  \
        yichuang-replay export --data ./copy --format xes --out hall.xes\n  \
        yichuang-replay export --data ./copy --format csv --out may.csv --from 2026-05-01 \
        --to 2026-05-31\n  \
        yichuang-replay export --data ./copy --format xlsx --out hall.xlsx")]
    Export(ExportArgs),
    /// Lists the archived cases whose class of retention is over; nothing is ever deleted.
    #[command(after_help = "Examples:\n  \
        yichuang-replay retention --data ./copy\n  \
        yichuang-replay retention --data ./copy --at 2037-01-01 --json")]
    Retention(RetentionArgs),
    /// Checks the package of a closed case from itself, and against a checkpoint that was kept.
    #[command(after_help = "Example:\n  \
        yichuang-replay check-archive ./package --checkpoint 2026-11-22.checkpoint.json")]
    CheckArchive(CheckArchiveArgs),
}

/// Where the log is.
#[derive(Debug, Clone, Args)]
pub struct DataArgs {
    /// The data directory of a hall, or a copy of one; it is only read.
    #[arg(long, value_name = "DIR", required_unless_present = "url", conflicts_with = "url")]
    pub data: Option<PathBuf>,
    /// A running server, as http://HOST:PORT; its log is fetched into a private copy.
    #[arg(long, value_name = "URL", requires = "token_file")]
    pub url: Option<String>,
    /// The file with the server's token; the auditor's is enough.
    #[arg(long, value_name = "FILE", requires = "url")]
    pub token_file: Option<PathBuf>,
    /// Where the private copy is made; it needs as much space as the log. The system's temporary
    /// directory where not given.
    #[arg(long, value_name = "DIR")]
    pub scratch: Option<PathBuf>,
}

/// What `verify` takes.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Where the log is.
    #[command(flatten)]
    pub data: DataArgs,
    /// Take every decision again, from the command as it was received.
    #[arg(long)]
    pub redecide: bool,
    /// The directory was copied from under a running server: a log that ends, with a whole frame,
    /// before its head mark is no mismatch.
    #[arg(long)]
    pub torn_end: bool,
    /// A checkpoint that was kept: the log must continue it.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// A witness file: the log must continue the last checkpoint in it.
    #[arg(long, value_name = "FILE")]
    pub witness: Option<PathBuf>,
    /// By which keys --checkpoint is trusted.
    #[command(flatten)]
    pub keys: KeyArgs,
    /// Print one line of JSON.
    #[arg(long)]
    pub json: bool,
}

/// Which moment.
#[derive(Debug, Clone, Copy, Args)]
pub struct MomentArgs {
    /// What was recorded at this instant, or until the end of this day.
    #[arg(long, value_name = "INSTANT", value_parser = instant, conflicts_with = "seq")]
    pub at: Option<Moment>,
    /// Up to this record, with the others of its command.
    #[arg(long, value_name = "N")]
    pub seq: Option<u64>,
}

impl MomentArgs {
    /// The moment; the end of the log where none is given.
    pub fn moment(self) -> Moment {
        self.at.or(self.seq.map(Moment::Seq)).unwrap_or(Moment::End)
    }
}

pub(crate) fn instant(text: &str) -> Result<Moment, String> {
    match text.parse() {
        Ok(Moment::Instant(at)) => Ok(Moment::Instant(at)),
        Ok(Moment::Seq(_) | Moment::End) | Err(NotAMoment) => {
            Err("write a day as 2026-01-05, or an instant as 2026-01-05T09:30:00+08:00".to_owned())
        }
    }
}

/// What `case` takes.
#[derive(Debug, Args)]
pub struct CaseArgs {
    /// 办件编号; or 一件事编号, for the bundle and each of its cases; or the number of a rating, trouble,
    /// complaint, order or service; or 排队号 or 预约号.
    #[arg(value_name = "NUMBER")]
    pub number: CaseNumber,
    /// Where the log is.
    #[command(flatten)]
    pub data: DataArgs,
    /// Whether a part of the log is enough.
    #[command(flatten)]
    pub part: PartArgs,
    /// Which moment.
    #[command(flatten)]
    pub moment: MomentArgs,
    /// Whether persons are opened, and by which keys.
    #[command(flatten)]
    pub opening: OpenArgs,
    /// Rely on nothing that is derived of the log: pass over all of it.
    #[arg(long)]
    pub whole: bool,
    /// The language of the answer.
    #[arg(long, value_enum, default_value_t)]
    pub lang: Lang,
    /// Print one line of JSON.
    #[arg(long)]
    pub json: bool,
}

/// What `hall` takes.
#[derive(Debug, Args)]
pub struct HallArgs {
    /// Where the log is.
    #[command(flatten)]
    pub data: DataArgs,
    /// Whether a part of the log is enough.
    #[command(flatten)]
    pub part: PartArgs,
    /// Which moment.
    #[command(flatten)]
    pub moment: MomentArgs,
    /// How many of each queue, and how many alarms, are listed; all are counted.
    #[arg(long, value_name = "N", default_value_t = HALL_LIMIT)]
    pub limit: usize,
    /// The language of the answer.
    #[arg(long, value_enum, default_value_t)]
    pub lang: Lang,
    /// Print one line of JSON.
    #[arg(long)]
    pub json: bool,
}

/// What `diff` takes.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// Where the log is.
    #[command(flatten)]
    pub data: DataArgs,
    /// Whether a part of the log is enough.
    #[command(flatten)]
    pub part: PartArgs,
    /// The earlier moment.
    #[arg(long, value_name = "MOMENT")]
    pub from: Moment,
    /// The later moment.
    #[arg(long, value_name = "MOMENT")]
    pub to: Moment,
    /// The language of the answer.
    #[arg(long, value_enum, default_value_t)]
    pub lang: Lang,
    /// Print one line of JSON.
    #[arg(long)]
    pub json: bool,
}

/// What `figures` takes.
#[derive(Debug, Args)]
pub struct FiguresArgs {
    /// Where the log is.
    #[command(flatten)]
    pub data: DataArgs,
    /// Whether a part of the log is enough.
    #[command(flatten)]
    pub part: PartArgs,
    /// Which moment: what was recorded later is not known yet.
    #[command(flatten)]
    pub moment: MomentArgs,
    /// The first day of business time; from the beginning where not given.
    #[arg(long, value_name = "DAY")]
    pub from: Option<Day>,
    /// The last day of business time, and that of the catalogue; that of the last record where not given.
    #[arg(long, value_name = "DAY")]
    pub to: Option<Day>,
    /// Cases in the stretch from which on an item counts as frequent.
    #[arg(long, value_name = "N", default_value_t = FREQUENT)]
    pub frequent: u64,
    /// What the parts of the ranking weigh: in time, speed, cards.
    #[arg(long, value_name = "N,N,N", default_value = "60,20,20")]
    pub weights: Weights,
    /// The language of the answer.
    #[arg(long, value_enum, default_value_t)]
    pub lang: Lang,
    /// Print one line of JSON.
    #[arg(long)]
    pub json: bool,
}

/// What `explain` takes.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// 编号 of a case, a bundle or a voice.
    #[arg(value_name = "NUMBER")]
    pub number: CaseNumber,
    /// Which clock.
    #[arg(value_name = "CLOCK", value_parser = clock_of)]
    pub clock: ClockKind,
    /// Whose opinion, where the clock is `opinion` and a case asked several departments.
    #[arg(long, value_name = "UNIT")]
    pub unit: Option<UnitId>,
    /// Where the log is.
    #[command(flatten)]
    pub data: DataArgs,
    /// Whether a part of the log is enough.
    #[command(flatten)]
    pub part: PartArgs,
    /// Which moment.
    #[command(flatten)]
    pub moment: MomentArgs,
    /// Rely on nothing that is derived of the log: pass over all of it.
    #[arg(long)]
    pub whole: bool,
    /// The language of the answer.
    #[arg(long, value_enum, default_value_t)]
    pub lang: Lang,
    /// Print one line of JSON.
    #[arg(long)]
    pub json: bool,
}

/// What `why-called` takes.
#[derive(Debug, Args)]
pub struct WhyCalledArgs {
    /// 排队号
    #[arg(value_name = "TICKET")]
    pub ticket: TicketNumber,
    /// Where the log is.
    #[command(flatten)]
    pub data: DataArgs,
    /// Whether a part of the log is enough.
    #[command(flatten)]
    pub part: PartArgs,
    /// Which moment.
    #[command(flatten)]
    pub moment: MomentArgs,
    /// The language of the answer.
    #[arg(long, value_enum, default_value_t)]
    pub lang: Lang,
    /// Print one line of JSON.
    #[arg(long)]
    pub json: bool,
}
