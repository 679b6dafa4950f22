//! What a play did, so that every source event is accounted for.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

/// The counts of a play.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Cases of the source.
    pub source_cases: u64,
    /// Events of the source.
    pub source_events: u64,
    /// Cases that are in the log of the hall now.
    pub cases: u64,
    /// Commands sent and answered, set-up not counted.
    pub commands: u64,
    /// Commands that were carried out.
    pub accepted: u64,
    /// Commands that were refused, by code.
    pub refused: BTreeMap<String, u64>,
    /// Commands that the source does not have, sent to lead a case to the stage an event needs.
    pub bridged: u64,
    /// Source events in the log as the command they stand for.
    pub meant: u64,
    /// Source events in the log as recorded work.
    pub recorded: u64,
    /// Source events that an earlier play had brought in.
    pub before: u64,
    /// Source events that nothing in the log carries.
    pub lost: u64,
    /// The last position in the log that was seen.
    pub seq: u64,
    /// Records of the file that could not be read, or lie beyond the asked number of cases.
    pub unread: u64,
    /// True when the clock of the server could not be moved.
    pub fixed_clock: bool,
}

impl Tally {
    /// Source events that are in the log.
    pub fn carried(&self) -> u64 {
        self.meant + self.recorded + self.before
    }

    /// True when every source event is carried or counted as lost.
    pub fn is_reconciled(&self) -> bool {
        let refused: u64 = self.refused.values().sum();
        self.source_events == self.carried() + self.lost && self.commands == self.accepted + refused
    }

    /// Says it for people.
    pub fn print(&self, out: &mut impl Write) -> io::Result<()> {
        let refused: u64 = self.refused.values().sum();
        writeln!(out, "source    {} cases, {} events", self.source_cases, self.source_events)?;
        if self.unread > 0 {
            writeln!(out, "unread    {} records", self.unread)?;
        }
        writeln!(
            out,
            "commands  {} = {} accepted + {refused} refused",
            self.commands, self.accepted
        )?;
        for (code, count) in &self.refused {
            writeln!(out, "          {count:>7} {code}")?;
        }
        writeln!(out, "bridged   {} commands the source does not have", self.bridged)?;
        writeln!(
            out,
            "events    {} = {} as commands + {} as work + {} from before + {} lost{}",
            self.source_events,
            self.meant,
            self.recorded,
            self.before,
            self.lost,
            if self.is_reconciled() { "" } else { "  (NOT RECONCILED)" }
        )?;
        if self.fixed_clock {
            writeln!(out, "clock     the server's cannot be moved (start it with --clock manual)")?;
        }
        writeln!(out, "log       {} cases, up to record {}", self.cases, self.seq)
    }
}
