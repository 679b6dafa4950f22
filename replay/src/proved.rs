//! 凭证查找: one history of a running server, without a copy of its log. Every record comes with the proof that it is in
//! one tree, the same for all of them, and must be the one before the next of its history, from the first on.
//!
//! What no proof shows is that nothing came after the last record that the server gave: that is its word.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use engine::event::Stream;
use engine::id::Seq;
use engine::record::Record;
use engine::setup::Setup;
use engine::time::Day;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use store::codec::decode;
use store::proof_file::HexHash;
use store::{Checkpoint, Inclusion, ProofFile};

use crate::look_up::{Found, Wanted};
use crate::moment::Moment;
use crate::progress;
use crate::remote::{Asker, Remote, RemoteError};
use crate::source::{SourceError, fold_setup};

/// Records that are asked for at a time.
const RECORDS_ASKED: u32 = 500;
/// What is said instead of a number to get the records of the set-up.
const SETUP: &str = "setup";
const NOT_FOUND: u16 = 404;
/// It took too long to prove, or too much is asked for at once.
const UNAVAILABLE: u16 = 503;

/// A page of a history, as a server gives it.
#[derive(Debug, Deserialize)]
struct Page {
    size: u64,
    root: Option<HexHash>,
    entries: Vec<Inclusion>,
    next: Option<Seq>,
}

/// A server that proves what it says.
#[derive(Debug)]
pub(crate) struct Proved {
    asker: RefCell<Asker>,
    tree: Checkpoint,
    setup: Vec<Record>,
}

fn doubt(reason: impl Into<String>) -> SourceError {
    SourceError::Unproved { reason: reason.into() }
}

/// A server that does not know the question itself is of an older version: its log has to be read.
fn older(error: SourceError) -> SourceError {
    if let SourceError::SaidUnknown { said } = error {
        return doubt(format!("it says {said}"));
    }
    error
}

impl Proved {
    /// Asks a server for its set-up, proved in its tree as it is now.
    pub(crate) fn open(remote: &Remote) -> Result<Proved, SourceError> {
        let asker = RefCell::new(Asker::new(remote)?);
        let mut proved =
            Proved { asker, tree: Checkpoint { size: 0, root: [0; 32] }, setup: Vec::new() };
        let first = proved.ask(&format!("/v1/audit/histories/{SETUP}?limit={RECORDS_ASKED}"));
        let first: Page = first.map_err(older)?;
        let root = first.root.as_ref().ok_or_else(|| doubt("it names no root of its tree"))?;
        proved.tree = Checkpoint { size: first.size, root: root.0 };
        proved.setup = proved.pages(SETUP, Some(first))?;
        chained(&proved.setup)?;
        match proved.setup.iter().find(|record| !record.entry.stream.is_setup()) {
            Some(record) => Err(doubt(format!("record {} is none of the set-up", record.seq))),
            None => Ok(proved),
        }
    }

    /// The tree in which everything was proved.
    pub(crate) fn tree(&self) -> Checkpoint {
        self.tree
    }

    /// The set-up at a moment.
    pub(crate) fn setup_at(&self, moment: Moment) -> Result<Setup, SourceError> {
        let mut setup = Setup::default();
        for record in self.setup.iter().filter(|record| moment.reaches_record(record)) {
            fold_setup(&mut setup, record)?;
        }
        Ok(setup)
    }

    /// The records of what is wanted up to a moment, and the set-up then.
    pub(crate) fn find(&self, wanted: Wanted<'_>, moment: Moment) -> Result<Found, SourceError> {
        let setup = self.setup_at(moment)?;
        let stream = wanted.stream(&setup).ok_or_else(|| wanted.unknown())?;
        let mut records = self.pages(&encoded(&wanted.number()), None)?;
        if let Some(other) = records.iter().find(|record| record.entry.stream != stream) {
            return Err(doubt(format!("record {} is of another history", other.seq)));
        }
        chained(&records)?;
        records.retain(|record| moment.reaches_record(record));
        if records.is_empty() {
            return Err(wanted.unknown());
        }
        Ok(Found { stream, records, setup: Arc::new(setup) })
    }

    /// The day of a moment: of the instant, or of the record's recording.
    pub(crate) fn day_of(&self, moment: Moment) -> Result<Day, SourceError> {
        let size = self.tree.size;
        let seq = match moment {
            Moment::Instant(at) => return Ok(at.day()),
            Moment::Seq(seq) => seq.min(size),
            Moment::End => size,
        };
        if seq == 0 {
            return Ok(Day::MIN);
        }
        let asked = self.ask(&format!("/v1/audit/inclusion/{seq}?size={size}"));
        match asked.map_err(older)? {
            ProofFile::Inclusion(proof) if proof.seq == seq => {
                Ok(self.record(&proof)?.meta.recorded_at.day())
            }
            ProofFile::Inclusion(_) | ProofFile::Consistency(_) => {
                Err(doubt(format!("it proves something else than record {seq}")))
            }
        }
    }

    /// All records of a history, from its first page on where that is there already.
    fn pages(&self, name: &str, first: Option<Page>) -> Result<Vec<Record>, SourceError> {
        let size = self.tree.size;
        let path = |after: Seq| {
            let part = format!("size={size}&after={after}&limit={RECORDS_ASKED}");
            format!("/v1/audit/histories/{name}?{part}")
        };
        let bar = progress::bar("records", 0);
        let (mut records, mut page) = (Vec::new(), first);
        loop {
            let after = records.last().map_or(0, |record: &Record| record.seq);
            let Page { entries, next, .. } = match page.take() {
                Some(page) => page,
                None => self.ask(&path(after))?,
            };
            for proof in &entries {
                let last = records.last().map_or(0, |record: &Record| record.seq);
                if proof.seq <= last {
                    return Err(doubt(format!("record {} comes after record {last}", proof.seq)));
                }
                records.push(self.record(proof)?);
            }
            bar.set_position(u64::try_from(records.len()).unwrap_or(u64::MAX));
            if next.is_none() || entries.is_empty() {
                bar.finish_and_clear();
                return Ok(records);
            }
        }
    }

    /// A record that is proved to be in the tree.
    fn record(&self, proof: &Inclusion) -> Result<Record, SourceError> {
        match proof.check(&self.tree) {
            Some(problem) => Err(doubt(problem)),
            None => decode(proof.seq, &proof.record.0).map_err(|error| doubt(error.to_string())),
        }
    }

    fn ask<T: DeserializeOwned>(&self, path: &str) -> Result<T, SourceError> {
        // A proof that took too long takes as long again: the log itself is fetched instead.
        let answer = match self.asker.borrow_mut().get_once(path) {
            Ok(answer) => answer,
            Err(RemoteError::Refused { status: NOT_FOUND, code, detail, .. }) => {
                return Err(SourceError::SaidUnknown { said: format!("{code}: {detail}") });
            }
            Err(RemoteError::Refused { status: UNAVAILABLE, detail, .. }) => {
                return Err(doubt(format!("it cannot prove it now: {detail}")));
            }
            Err(error) => return Err(error.into()),
        };
        let unlike = |error| doubt(format!("its answer cannot be read: {error}"));
        serde_json::from_slice(&answer).map_err(unlike)
    }
}

/// Each record is the one before the next of its history, from the first on.
pub(crate) fn chained(records: &[Record]) -> Result<(), SourceError> {
    let mut ends: BTreeMap<Stream, (u32, Seq)> = BTreeMap::new();
    for record in records {
        let entry = &record.entry;
        let (version, last) = ends.get(&entry.stream).copied().unwrap_or_default();
        if (entry.version, entry.previous) != (version + 1, last) {
            return Err(doubt(format!(
                "record {} is version {} and follows record {}, given were version {version} and \
                 record {last} before it",
                record.seq, entry.version, entry.previous
            )));
        }
        ends.insert(entry.stream, (entry.version, record.seq));
    }
    Ok(())
}

/// A number as it stands in a path.
pub(crate) fn encoded(number: &str) -> String {
    let each = number.bytes().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn a_number_in_a_path_has_no_byte_that_would_mean_something_there() {
        assert_eq!(encoded("1136-0.a"), "1136-0.a");
        assert_eq!(encoded("闽/1?"), "%E9%97%BD%2F1%3F");
    }
}
