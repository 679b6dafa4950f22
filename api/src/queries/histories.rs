//! `/v1/audit/histories/{number}`: 卷宗 the records of one history, or of the set-up, each with the proof that it is in
//! the log: for whoever checks one case without a copy of the whole log.

use axum::extract::State;
use axum::response::Response;
use engine::code::{BundleNumber, CaseNumber};
use engine::event::Stream;
use engine::id::Seq;
use engine::number;
use engine::refusal::Rule;
use engine::ticket::{AppointmentNumber, TicketNumber};
use engine::time::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{History, HistoryError, Inclusion, ProveError};

use crate::app::{Name, Params, Shared};
use crate::commands::json;
use crate::limits::{HISTORY_PAGE_BYTES_MAX, PAGE_DEFAULT, PAGE_MAX};
use crate::problem::{Problem, Trouble};
use crate::queries::proofs::one_of_few;
use crate::queries::{bundles, cases, voices};

/// What is said instead of a number to get the records of the set-up.
const SETUP: &str = "setup";

/// In which tree, and which page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Of {
    size: Option<u64>,
    after: Option<Seq>,
    limit: Option<usize>,
}

/// 卷宗: records of one history, in order, each proved.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HistoryView {
    /// Records of the tree that they are proved to be in.
    pub size: u64,
    /// Root of that tree, in hexadecimal; absent where a size was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// The records with their proofs.
    pub entries: Vec<Inclusion>,
    /// Where the next page begins; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Seq>,
}

/// Where the records of the set-up are, as far as somebody asked for them.
#[derive(Debug, Default)]
pub struct SetupRecords {
    seqs: Vec<Seq>,
    upto: Seq,
}

impl SetupRecords {
    /// All of them; what came since they were asked for last is read.
    fn all(&mut self, history: &History) -> Result<Vec<Seq>, HistoryError> {
        let end = history.log().size();
        history.each_of(self.upto, Stream::is_setup, |record| {
            let is_known = record.seq <= end;
            self.seqs.extend(Some(record.seq).filter(|_| is_known));
            is_known
        })?;
        self.upto = end;
        Ok(self.seqs.clone())
    }
}

/// Whose records.
enum Whose {
    Setup,
    /// Of the history that ends there, as far as this server knows.
    Of(Seq),
}

/// A page of a history.
pub async fn of(
    State(app): State<Shared>,
    Name(number): Name,
    Params(of): Params<Of>,
) -> Result<Response, Problem> {
    let whose = whose(&app, &number).await?;
    Ok(json(&one_of_few(app, move |app| page(app, &whose, &of)).await?))
}

async fn whose(app: &Shared, number: &str) -> Result<Whose, Problem> {
    if number == SETUP {
        return Ok(Whose::Setup);
    }
    let router = app.engine.router();
    let setup = router.setup();
    let held = number.parse().map(|number: TicketNumber| number.day);
    let held = held.or_else(|_| number.parse().map(|number: AppointmentNumber| number.day));
    if let Ok(day) = held {
        let last = router.ticket_head(day).ok_or_else(|| not_that_day(day))?;
        return Ok(Whose::Of(last));
    }
    let of_bundle = |number: BundleNumber| number::parse_bundle(&setup, &number);
    if number.parse().ok().and_then(of_bundle).is_some() {
        return Ok(Whose::Of(bundles::last(app, &setup, number).await?.1));
    }
    if number.parse().ok().and_then(|number| number::parse_voice(&number)).is_some() {
        return Ok(Whose::Of(voices::last(app, number).await?));
    }
    let number: CaseNumber = cases::read(number)?;
    let id = number::parse(&setup, &number).ok_or_else(|| cases::unknown(&number))?;
    Ok(Whose::Of(cases::last(app, &number, id).await?))
}

fn not_that_day(day: Day) -> Problem {
    Rule::UnknownTicket.because(format!("nobody took a ticket for {day}")).into()
}

fn page(app: &Shared, whose: &Whose, of: &Of) -> Result<HistoryView, Problem> {
    let history = &app.history;
    let seqs = match whose {
        Whose::Setup => {
            let broken = |_| Trouble::Internal.because("reading broke off");
            app.setup_records.lock().map_err(broken)?.all(history)?
        }
        Whose::Of(last) => {
            let back = history.back(*last).map(|record| record.map(|record| record.seq));
            let mut seqs = back.collect::<Result<Vec<Seq>, HistoryError>>()?;
            seqs.reverse();
            seqs
        }
    };
    let log = history.log();
    // Taken afterwards, so that all of them are in it.
    let now = log.checkpoint();
    let size = of.size.unwrap_or(now.size);
    if size > now.size {
        return Err(ProveError::NotThere { wanted: size, size: now.size }.into());
    }
    let root = of.size.is_none().then(|| store::hex(&now.root));
    let after = of.after.unwrap_or(0);
    let limit = of.limit.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX);
    let mut wanted = seqs.into_iter().filter(|seq| *seq > after && *seq <= size).peekable();
    let (mut entries, mut bytes) = (Vec::new(), 0);
    while entries.len() < limit
        && bytes < HISTORY_PAGE_BYTES_MAX
        && let Some(seq) = wanted.next()
    {
        let proved = log.prove_inclusion(seq, Some(size))?;
        bytes += proved.record.0.len();
        entries.push(proved);
    }
    let next = entries.last().map(|proved| proved.seq).filter(|_| wanted.peek().is_some());
    Ok(HistoryView { size, root, entries, next })
}
