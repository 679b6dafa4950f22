//! 群众声音与监督: what is said of the hall's work from outside the case: ratings, troubles, complaints,
//! supervision orders, services of the guidance desk. Each is a stream of its own, as its history left it.

mod lifecycle;
mod policy;
mod values;

use serde::{Deserialize, Serialize};

use crate::case::is_of_an_alarm;
use crate::clock::{Clock, ClockKind, ClockStart, Level};
use crate::code::{CaseNumber, StaffId, Text, UnitId};
use crate::event::{Event, EventKind};
use crate::id::{Seq, VoiceId};
use crate::party::{Party, Sealed};
use crate::time::{Day, Timestamp};

pub use crate::case::Position;
pub use lifecycle::{VOICE_ANYWHERE, VOICE_LIFECYCLE, VoicePhase, Way, next};
pub use policy::{GradeScale, VoicePolicy};
pub use values::{
    CardCause, Grade, GradeSent, GuidanceDuty, OrderEnd, ReturnCause, ReviewChannel, ReviewFinding,
    ServiceOccasion, TroubleClass, TroubleGround, TroubleOutcome, VoiceKind,
};

/// 申诉 of the unit against a bad rating: once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Appeal {
    /// 未申诉
    Never,
    /// 复核中
    Open,
    /// 维持评价
    Dismissed,
    /// 申诉成立: the rating was mistaken or false, and does not count.
    Upheld,
}

/// 好差评 what only a rating has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Which service it is about.
    pub occasion: ServiceOccasion,
    /// The grade.
    pub grade: Grade,
    /// 核实结论
    pub finding: Option<ReviewFinding>,
    /// 申诉
    pub appeal: Appeal,
    /// 回访: whether the person was satisfied then.
    pub revisited: Option<bool>,
}

/// Something that was said, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// Its id.
    pub id: VoiceId,
    /// How many events it has.
    pub version: u32,
    /// The last of them.
    pub last_seq: Seq,
    /// The business time of the last of them.
    pub last_at: Timestamp,
    /// When it was said.
    pub filed_at: Timestamp,
    /// Which way it goes.
    pub way: Way,
    /// Where it stands.
    pub phase: VoicePhase,
    /// 所涉办件
    pub case: Option<CaseNumber>,
    /// 责任单位 who has to answer now.
    pub unit: UnitId,
    /// 责任人, where one is known; he judges nothing of it.
    pub person: Option<StaffId>,
    /// Who said it; nobody where it is anonymous.
    pub party: Option<Box<Party>>,
    /// 原话 in his own words.
    pub words: Option<Sealed>,
    /// 摘要 without personal data.
    pub summary: Text,
    /// 时限
    pub clocks: Vec<Clock>,
    /// What only a rating has.
    pub review: Option<Box<Review>>,
    /// 难易分类 of a trouble.
    pub class: Option<TroubleClass>,
    /// 办理结果 of a trouble.
    pub outcome: Option<TroubleOutcome>,
    /// 交办时间
    pub assigned_at: Option<Timestamp>,
    /// 答复, 整改情况
    pub reply: Option<Text>,
    /// 公开
    pub is_public: bool,
    /// How an order ended.
    pub end: Option<OrderEnd>,
}

/// An event the log says happened to a voice, but which cannot have: damage, not refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{event:?} cannot happen to a voice in phase {phase:?}")]
pub struct IllegalVoice {
    /// Where it stood.
    pub phase: Option<VoicePhase>,
    /// What the log says.
    pub event: EventKind,
}

/// True where the event is the last of a voice of that id, which leaves memory with it.
pub fn closes(id: VoiceId, event: &Event) -> bool {
    if let Event::ReviewGiven(e) = event {
        return Way::of_review(e.grade, e.words.is_some()) == Way::Praise;
    }
    let mut rows = VOICE_LIFECYCLE.iter().filter(|row| Some(row.0.kind()) == id.kind());
    rows.any(|row| row.2 == event.kind() && row.3 == VoicePhase::Closed)
}

impl Voice {
    /// The voice that its first event opens; `None` for any other event.
    #[expect(clippy::wildcard_enum_match_arm, reason = "no other event opens a voice")]
    pub fn opened(id: VoiceId, event: &Event, here: Position) -> Option<Voice> {
        let mut voice = match event {
            Event::ReviewGiven(e) => {
                let way = Way::of_review(e.grade, e.words.is_some());
                let mut voice = Voice::new(id, way, &e.unit, here);
                voice.case = Some(e.case.clone());
                voice.person.clone_from(&e.person);
                voice.heard(e.rater.as_ref(), e.words.as_ref());
                voice.start(&e.clocks);
                let (occasion, grade) = (e.occasion, e.grade);
                let appeal = Appeal::Never;
                let review = Review { occasion, grade, finding: None, appeal, revisited: None };
                voice.review = Some(Box::new(review));
                voice
            }
            Event::TroubleReported(e) => {
                let mut voice = Voice::new(id, Way::Trouble, &e.unit, here);
                voice.case.clone_from(&e.case);
                voice.summary = e.summary.clone();
                voice.heard(Some(&e.applicant), e.words.as_ref());
                voice.start(&e.clocks);
                voice
            }
            Event::ComplaintFiled(e) => {
                let mut voice = Voice::new(id, Way::Complaint, &e.unit, here);
                voice.case.clone_from(&e.case);
                voice.person.clone_from(&e.against);
                voice.summary = e.summary.clone();
                voice.heard(e.applicant.as_ref(), e.words.as_ref());
                voice.start(&e.clocks);
                voice
            }
            Event::OrderIssued(e) => {
                let mut voice = Voice::new(id, Way::Order, &e.unit, here);
                voice.case.clone_from(&e.case);
                voice.summary = e.matter.clone();
                voice.assigned_at = Some(here.at);
                voice.start(&e.clocks);
                voice
            }
            Event::ServiceRecorded(e) => {
                let mut voice = Voice::new(id, Way::Service, &e.unit, here);
                voice.case.clone_from(&e.case);
                voice.person = Some(e.officer.clone());
                voice.summary = e.what.clone();
                voice
            }
            _ => return None,
        };
        voice.phase = next(voice.way, None, event.kind())?;
        Some(voice)
    }

    fn new(id: VoiceId, way: Way, unit: &UnitId, here: Position) -> Voice {
        Voice {
            id,
            version: 1,
            last_seq: here.seq,
            last_at: here.at,
            filed_at: here.at,
            way,
            phase: VoicePhase::Filed,
            case: None,
            unit: unit.clone(),
            person: None,
            party: None,
            words: None,
            summary: Text::default(),
            clocks: Vec::new(),
            review: None,
            class: None,
            outcome: None,
            assigned_at: None,
            reply: None,
            is_public: false,
            end: None,
        }
    }

    fn heard(&mut self, party: Option<&Party>, words: Option<&Sealed>) {
        self.party = party.cloned().map(Box::new);
        self.words = words.cloned();
    }

    /// Folds one event into the voice.
    pub fn evolve(&mut self, event: &Event, here: Position) -> Result<(), IllegalVoice> {
        let illegal = IllegalVoice { phase: Some(self.phase), event: event.kind() };
        let phase =
            next(self.way, Some(self.phase), event.kind()).ok_or_else(|| illegal.clone())?;
        self.note(event, here).ok_or(illegal)?;
        self.phase = phase;
        if phase == VoicePhase::Closed {
            self.clocks.iter_mut().filter(|c| c.is_running()).for_each(|c| c.stop(here.at.day()));
        }
        self.version += 1;
        self.last_seq = here.seq;
        if !is_of_an_alarm(event) {
            self.last_at = self.last_at.max(here.at);
        }
        Ok(())
    }

    /// What an event changes besides the phase; `None` where it names what is not there.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other events change the phase only")]
    fn note(&mut self, event: &Event, here: Position) -> Option<()> {
        let today = here.at.day();
        match event {
            Event::VoiceAssigned(e) => {
                self.unit = e.unit.clone();
                self.class = e.class;
                self.assigned_at = Some(here.at);
                self.restart(&e.clocks, today);
            }
            Event::VoiceReturned(e) => {
                self.unit = e.desk.clone();
                self.assigned_at = None;
                self.reply = None;
                // Of what was not solved nothing is left to confirm or to report.
                self.stop(ClockKind::Revisit, today);
                self.stop(ClockKind::TroubleReport, today);
                self.restart(&e.clocks, today);
            }
            Event::VoiceExtended(e) => {
                let clock = self.running_mut(e.clock)?;
                clock.extension += e.days;
                clock.reckoning = e.reckoning.clone();
            }
            Event::VoiceAnswered(e) => self.answered(&e.reply, e.is_public, today),
            Event::TroubleSolved(e) => {
                self.outcome = Some(e.outcome);
                self.answered(&e.note, false, today);
                self.start(&e.clocks);
            }
            Event::TroubleResultReported(_) => self.stop(ClockKind::TroubleReport, today),
            Event::RectificationDone(e) => self.answered(&e.measures, false, today),
            Event::OrderSettled(e) => self.end = Some(e.end),
            Event::BadReviewVerified(_)
            | Event::ReviewAppealed(_)
            | Event::ReviewAppealDecided(_)
            | Event::ReviewPublished(_) => self.review_goes_on(event, today)?,
            Event::RevisitDone(e) => {
                self.stop(ClockKind::Revisit, today);
                if let Some(review) = &mut self.review {
                    review.revisited = Some(e.satisfied);
                }
            }
            Event::WarningIssued(e) => self.running_mut(e.evidence.clock)?.fire(e.card.into()),
            Event::DeadlinePassed(e) => self.running_mut(e.evidence.clock)?.fire(Level::Expired),
            Event::ClockRecalculated(e) => {
                self.running_mut(e.clock)?.reckoning = e.reckoning.clone();
            }
            _ => (),
        }
        Some(())
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "only events of a rating come here")]
    fn review_goes_on(&mut self, event: &Event, today: Day) -> Option<()> {
        let review = self.review.as_mut()?;
        match event {
            Event::BadReviewVerified(e) => {
                review.finding = Some(e.finding);
                self.stop(ClockKind::ReviewContact, today);
                self.restart(&e.clocks, today);
            }
            Event::ReviewAppealed(_) => review.appeal = Appeal::Open,
            Event::ReviewAppealDecided(e) if e.upheld => review.appeal = Appeal::Upheld,
            Event::ReviewAppealDecided(_) => review.appeal = Appeal::Dismissed,
            Event::ReviewPublished(e) => self.is_public = e.text.is_some(),
            _ => return None,
        }
        Some(())
    }

    /// What was owed is answered: every clock but those that begin with the answer has said its say.
    fn answered(&mut self, reply: &Text, is_public: bool, today: Day) {
        self.reply = Some(reply.clone());
        self.is_public = is_public;
        self.clocks.iter_mut().filter(|clock| clock.is_running()).for_each(|c| c.stop(today));
    }

    fn start(&mut self, clocks: &[ClockStart]) {
        self.clocks.extend(clocks.iter().map(Clock::started));
    }

    /// A new clock of a kind takes the place of the one that runs.
    fn restart(&mut self, clocks: &[ClockStart], today: Day) {
        for clock in clocks {
            self.stop(clock.kind, today);
        }
        self.start(clocks);
    }

    fn stop(&mut self, kind: ClockKind, today: Day) {
        if let Some(clock) = self.running_mut(kind) {
            clock.stop(today);
        }
    }

    /// The running clock of a kind.
    pub fn running(&self, kind: ClockKind) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.kind == kind && clock.is_running())
    }

    fn running_mut(&mut self, kind: ClockKind) -> Option<&mut Clock> {
        self.clocks.iter_mut().find(|clock| clock.kind == kind && clock.is_running())
    }

    /// When the next rung of its clocks fires.
    pub fn alarm(&self) -> Option<Timestamp> {
        self.clocks.iter().filter_map(Clock::next_rung).map(|rung| rung.at).min()
    }

    /// 申诉成立: the rating does not count.
    pub fn is_set_aside(&self) -> bool {
        self.review.as_ref().is_some_and(|review| review.appeal == Appeal::Upheld)
    }
}
