//! 旁事: one event of a history that is no case's (of a bundle, a voice, a ticket), as it is told.

use std::collections::BTreeMap;
use std::io::{self, Write};

use engine::clock::Clock;
use engine::event::EventKind;
use engine::id::Seq;
use engine::record::Record;
use engine::setup::Setup;
use engine::time::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::dates::clocks_of;
use crate::moves::{Move, moves_among};
use crate::telling::{in_words, minute, said};
use crate::timeline::{names, without_sealed};
use crate::words::Lang;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToldBeside<P> {
    /// The record.
    pub seq: Seq,
    /// Business time.
    pub occurred_at: Timestamp,
    /// What kind of event.
    pub kind: EventKind,
    /// Who.
    pub actor: String,
    /// Where the whole stood after it.
    pub phase: P,
    /// Which clocks it moved.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Move>,
    /// The event itself; of persons their number and token.
    pub event: Value,
    /// What the units in it are called.
    #[serde(skip)]
    pub names: BTreeMap<String, String>,
}

impl<P> ToldBeside<P> {
    /// A record, and where it left the whole.
    pub fn of(setup: &Setup, record: &Record, phase: P) -> ToldBeside<P> {
        ToldBeside {
            seq: record.seq,
            occurred_at: record.meta.occurred_at,
            kind: record.entry.event.kind(),
            actor: record.meta.actor.as_str().to_owned(),
            phase,
            moves: Vec::new(),
            names: names(setup, &record.entry.event),
            event: without_sealed(&record.entry.event),
        }
    }

    /// The same, with what it did to the clocks of the whole.
    pub(crate) fn moving(
        self,
        record: &Record,
        before: Option<&[Clock]>,
        after: &[Clock],
    ) -> ToldBeside<P> {
        let (starts, _) = clocks_of(&record.entry.event);
        ToldBeside { moves: moves_among(before, after, starts), ..self }
    }

    /// Writes it for people, as the `no`th; `phase` is what its phase is called.
    pub(crate) fn write(
        &self,
        no: usize,
        phase: &str,
        lang: Lang,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let (kind, record) = (lang.event(self.kind), lang.of("记录", "record"));
        let when = minute(self.occurred_at);
        writeln!(out, "{no:>4}. {when}  {kind} -> {phase}  [{record} {}]", self.seq)?;
        writeln!(out, "      {}", lang.actor(&self.actor))?;
        let said = said(&self.event, &self.names, lang);
        if !said.is_empty() {
            writeln!(out, "      {}", said.join(lang.of("；", "; ")))?;
        }
        for moved in &self.moves {
            writeln!(out, "      {} {}", lang.of("时限:", "clock:"), in_words(moved, lang))?;
        }
        Ok(())
    }
}
