//! 声音时间线: what was said of the hall's work, and what became of it: a rating, a trouble, a complaint, an order, a
//! service of the guidance desk.

use std::io::{self, Write};

use engine::case::Position;
use engine::clock::Clock;
use engine::code::{CaseNumber, StaffId, Text, UnitId, VoiceNumber};
use engine::number;
use engine::record::Record;
use engine::time::Timestamp;
use engine::voice::{Voice, VoiceKind, VoicePhase};
use serde::Serialize;
use store::HistoryError;

use crate::beside::ToldBeside;
use crate::clocked::latest;
use crate::look_up::{Finder, Found, Wanted};
use crate::moment::Moment;
use crate::moves::ClockView;
use crate::source::SourceError;
use crate::words::Lang;

/// A voice up to a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VoiceStory {
    /// 编号
    pub number: VoiceNumber,
    /// 种类
    pub kind: VoiceKind,
    /// Where it stood.
    pub phase: VoicePhase,
    /// When it was said.
    pub filed_at: Timestamp,
    /// 所涉办件
    pub case: Option<CaseNumber>,
    /// 责任单位
    pub unit: UnitId,
    /// 责任人
    pub person: Option<StaffId>,
    /// 摘要
    pub summary: Text,
    /// Whether there are words of the person's own, sealed.
    pub has_words: bool,
    /// What happened, in order.
    pub events: Vec<ToldBeside<VoicePhase>>,
    /// Its clocks then.
    pub clocks: Vec<ClockView>,
}

/// A voice as it was at a moment, with its story.
#[derive(Debug, Clone)]
pub struct VoicePast {
    /// As it stood.
    pub voice: Voice,
    /// What is told of it.
    pub story: VoiceStory,
}

/// The voice that a number could name; the number of a case is none.
pub fn as_voice(number: &CaseNumber) -> Option<VoiceNumber> {
    let number: VoiceNumber = number.as_str().parse().ok()?;
    number::parse_voice(&number).map(|_| number)
}

impl VoicePast {
    /// The story of a voice up to a moment.
    pub fn of(
        finder: &Finder<'_>,
        number: &VoiceNumber,
        moment: Moment,
    ) -> Result<VoicePast, SourceError> {
        let wanted = Wanted::Voice(number);
        let Found { records, setup, .. } = finder.find(wanted, moment)?;
        let (mut voice, mut events) = (None, Vec::new());
        let mut before: Option<Vec<Clock>> = None;
        for record in records {
            let after = folded(voice.take(), &record)?;
            let clocks = latest(&after.clocks);
            let told = ToldBeside::of(&setup, &record, after.phase);
            events.push(told.moving(&record, before.as_deref(), &clocks));
            (voice, before) = (Some(after), Some(clocks));
        }
        let unknown = || SourceError::UnknownCase { number: number.to_string() };
        let voice: Voice = voice.ok_or_else(unknown)?;
        let kind = voice.id.kind().ok_or_else(unknown)?;
        let today = finder.day_of(moment)?;
        let clock = |clock: &Clock| {
            let calendar = setup.calendar_at(clock.reckoning.calendar);
            let left = calendar.filter(|_| clock.is_running());
            ClockView::of(clock, left.map(|calendar| clock.term().remaining(calendar, today)))
        };
        let story = VoiceStory {
            number: number.clone(),
            kind,
            phase: voice.phase,
            filed_at: voice.filed_at,
            case: voice.case.clone(),
            unit: voice.unit.clone(),
            person: voice.person.clone(),
            summary: voice.summary.clone(),
            has_words: voice.words.is_some(),
            clocks: voice.clocks.iter().map(clock).collect(),
            events,
        };
        Ok(VoicePast { voice, story })
    }
}

impl VoiceStory {
    /// Writes it for people.
    pub fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{} {}", kind_in(lang, self.kind), self.number)?;
        for (told, no) in self.events.iter().zip(1_usize..) {
            told.write(no, phase_in(lang, told.phase), lang, out)?;
        }
        let then = lang.of("此时状态", "state then");
        writeln!(out, "{then}: {}", phase_in(lang, self.phase))?;
        let lines = [
            (lang.of("所涉办件", "about the case"), self.case.as_ref().map(ToString::to_string)),
            (lang.of("责任单位", "responsible"), Some(self.unit.to_string())),
            (lang.of("责任人", "person"), self.person.as_ref().map(ToString::to_string)),
        ];
        for (label, value) in lines {
            if let Some(value) = value {
                writeln!(out, "  {label}: {value}")?;
            }
        }
        self.clocks.iter().try_for_each(|clock| clock.write(lang, out))
    }
}

/// A voice after a record of it; nothing is before the first.
pub(crate) fn folded(before: Option<Voice>, record: &Record) -> Result<Voice, SourceError> {
    let here = Position { seq: record.seq, at: record.meta.occurred_at };
    let event = &record.entry.event;
    let folded = if let Some(mut before) = before {
        before.evolve(event, here).map(|()| before).map_err(|error| error.to_string())
    } else {
        let opened = record.entry.stream.voice().and_then(|id| Voice::opened(id, event, here));
        opened.ok_or_else(|| "it opens no voice".to_owned())
    };
    folded.map_err(|reason| SourceError::History(HistoryError::Illegal { seq: record.seq, reason }))
}

/// What a kind of voice is called.
pub(crate) fn kind_in(lang: Lang, kind: VoiceKind) -> &'static str {
    let english = match kind {
        VoiceKind::Review => "rating",
        VoiceKind::Trouble => "trouble",
        VoiceKind::Complaint => "complaint",
        VoiceKind::Order => "supervision order",
        VoiceKind::Service => "service of the guidance desk",
    };
    lang.of(kind.chinese(), english)
}

pub(crate) fn phase_in(lang: Lang, phase: VoicePhase) -> &'static str {
    let english = match phase {
        VoicePhase::Filed => "filed",
        VoicePhase::InHand => "in hand",
        VoicePhase::Appealed => "appealed",
        VoicePhase::Answered => "answered",
        VoicePhase::Closed => "closed",
    };
    lang.of(phase.chinese(), english)
}
