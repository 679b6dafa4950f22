//! 残缺: what is known to be missing of the log that an answer rests on. An answer from such a log says so in itself, and
//! ends as a mismatch unless whoever asks said that he wants it as far as it goes.

use std::io::{self, Write};

use clap::Args;
use engine::id::Seq;
use serde::Serialize;
use store::OpenError;

use crate::run::Ending;
use crate::source::Source;
use crate::torn::Torn;
use crate::words::Lang;

/// Whether an answer from a part of the log is enough.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct PartArgs {
    /// Of a log that is known to be cut, rolled back or rewritten, take the answer from what is there: without it such
    /// an answer ends with exit code 1.
    #[arg(long)]
    pub as_far_as_it_goes: bool,
}

/// How a log is known not to be all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lack {
    /// 日志被截 It ends before its head mark.
    Cut,
    /// 日志不符 It is not what its head mark says.
    Differs,
    /// 日志回退 A checkpoint beside it was taken after its end.
    RolledBack,
    /// 日志改写 A checkpoint beside it is of another history.
    Rewritten,
}

/// What is known to be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Incomplete {
    /// How.
    pub lack: Lack,
    /// The last record that is there.
    pub have: Seq,
    /// The record up to which the head mark or the checkpoint promises it.
    pub promised: Seq,
}

impl Incomplete {
    /// For people.
    pub fn in_words(&self, lang: Lang) -> String {
        let Incomplete { lack, have, promised } = self;
        match (lack, lang) {
            (Lack::Cut, Lang::Zh) => {
                format!("日志被截：止于记录 {have}，头标记至记录 {promised}")
            }
            (Lack::Cut, Lang::En) => {
                format!(
                    "the log is cut: it ends with record {have}, its head mark is at record {promised}"
                )
            }
            (Lack::Differs, Lang::Zh) => {
                format!("日志与头标记不符：止于记录 {have}，头标记在记录 {promised}")
            }
            (Lack::Differs, Lang::En) => {
                format!(
                    "the log up to record {have} is not what its head mark at record {promised} says"
                )
            }
            (Lack::RolledBack, Lang::Zh) => {
                format!("日志被回退：止于记录 {have}，旁存校验点至记录 {promised}")
            }
            (Lack::RolledBack, Lang::En) => format!(
                "the log was rolled back: it ends with record {have}, a checkpoint beside it is of record {promised}"
            ),
            (Lack::Rewritten, Lang::Zh) => {
                format!("日志被改写：与旁存校验点（记录 {promised}）不符")
            }
            (Lack::Rewritten, Lang::En) => {
                format!(
                    "the log has another history than the checkpoint beside it of record {promised}"
                )
            }
        }
    }
}

impl Source {
    /// What is known to be missing of it: by its head mark, else by the newest checkpoint beside it that can be read.
    pub fn incomplete(&self) -> Option<Incomplete> {
        let have = self.size();
        match self.torn().map(Torn::error) {
            Some(OpenError::LogShort { marked, .. }) => {
                return Some(Incomplete { lack: Lack::Cut, have, promised: *marked });
            }
            Some(OpenError::LogDiffers { seq, .. }) => {
                return Some(Incomplete { lack: Lack::Differs, have, promised: *seq });
            }
            Some(
                OpenError::Locked { .. }
                | OpenError::Io { .. }
                | OpenError::Storage(_)
                | OpenError::HeadLost { .. }
                | OpenError::Damaged { .. },
            )
            | None => (),
        }
        let newest = self.kept()?.newest()?.checkpoint;
        // What cannot be read there is for `verify` to say.
        self.reader().carries(&newest).ok()??;
        let lack = if newest.size > have { Lack::RolledBack } else { Lack::Rewritten };
        Some(Incomplete { lack, have, promised: newest.size })
    }
}

/// What is missing, as data, with words.
#[derive(Debug, Serialize)]
pub(crate) struct Said {
    #[serde(flatten)]
    incomplete: Incomplete,
    reason: String,
}

/// An answer from a log of which something may be missing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    incomplete: Option<Incomplete>,
    is_enough: bool,
}

impl Part {
    pub(crate) fn of(source: &Source, args: PartArgs) -> Part {
        Part::known(source.incomplete(), args)
    }

    pub(crate) fn known(incomplete: Option<Incomplete>, args: PartArgs) -> Part {
        Part { incomplete, is_enough: args.as_far_as_it_goes }
    }

    /// How a run ends that would end so over a whole log.
    pub(crate) fn ending(self, ending: Ending) -> Ending {
        if self.incomplete.is_some() && !self.is_enough { Ending::Mismatch } else { ending }
    }

    /// One line of JSON, with what is missing.
    pub(crate) fn write_json<T: Serialize>(
        self,
        answer: &T,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        #[derive(Serialize)]
        struct Answer<'a, T> {
            #[serde(flatten)]
            answer: &'a T,
            #[serde(skip_serializing_if = "Option::is_none")]
            incomplete: Option<Said>,
        }
        crate::run::write_json(&Answer { answer, incomplete: self.said() }, out)
    }

    /// The same as the last field of an object that is being written.
    pub(crate) fn write_field(self, out: &mut dyn Write) -> io::Result<()> {
        let Some(said) = self.said() else { return Ok(()) };
        write!(out, ",\"incomplete\":")?;
        Ok(serde_json::to_writer(out, &said)?)
    }

    pub(crate) fn said(self) -> Option<Said> {
        self.incomplete.map(|incomplete| Said { incomplete, reason: incomplete.in_words(Lang::En) })
    }

    /// The last line for people.
    pub(crate) fn write(self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let Some(incomplete) = self.incomplete else { return Ok(()) };
        let title = lang.of("并非全部", "NOT ALL OF IT");
        writeln!(out, "{title}: {}", incomplete.in_words(lang))
    }
}
