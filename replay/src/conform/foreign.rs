//! 外来日志: the stories that another system's log tells, read as its mapping says.
//!
//! An XES log is looked at case by case, and a case is let go when it was checked: memory grows
//! with the names of the cases only. The rows of a table may be mixed, so a table is read whole.

use std::io;
use std::path::Path;
use std::sync::Arc;

use engine::calendar::Calendar;
use engine::time::{Day, Timestamp};
use engine::values::Outcome;
use store::foreign::{self, ForeignLogError, Meaning, SourceCase, SourceEvent, SourceLog};

use super::act::{Acceptance, Act, What, Words};
use super::days::Days;
use super::finding::Finding;
use super::mapping::{CountBy, Mapping};
use super::report::{Report, Unchecked};
use super::rule::Need;
use super::rules;
use super::story::Story;

/// Milliseconds of an hour.
const HOUR_MS: i64 = 3_600_000;
/// Hours by which the days of the engine are ahead of UTC.
const CHINA_HOURS: i8 = 8;

/// Why a foreign log could not be checked to its end.
#[derive(Debug, thiserror::Error)]
pub enum ForeignError {
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] ForeignLogError),
    /// A finding cannot be told.
    #[error("cannot write the findings: {0}")]
    Output(#[from] io::Error),
}

/// Checks every case of a foreign log and tells each finding. `progress` is told how many bytes of
/// the file are read.
pub fn conform_log(
    path: &Path,
    mapping: &Mapping,
    progress: &mut dyn FnMut(u64),
    tell: &mut dyn FnMut(&Finding) -> io::Result<()>,
) -> Result<(Report, SourceLog), ForeignError> {
    let mut audit = Audit::new(mapping);
    let mut failed = None;
    let read = foreign::each(path, &mapping.columns, progress, &mut |case| {
        if failed.is_none() {
            failed = audit.take(&case, tell).err();
        }
    })?;
    if let Some(error) = failed {
        return Err(error.into());
    }
    Ok((audit.finish(&read), read))
}

struct Audit<'m> {
    mapping: &'m Mapping,
    days: Days,
    report: Report,
    has_people: bool,
    has_deadline: bool,
}

impl<'m> Audit<'m> {
    fn new(mapping: &'m Mapping) -> Audit<'m> {
        let calendar = match mapping.calendar {
            CountBy::Workdays => Some(Arc::new(Calendar::official())),
            CountBy::Natural => None,
        };
        let unchecked = rules::all().filter_map(|rule| {
            let because = rule.needs.iter().find_map(|need| missing(*need, mapping))?;
            Some(Unchecked { rule: rule.id, because: because.to_owned() })
        });
        Audit {
            mapping,
            days: Days { calendar },
            report: Report::without(unchecked.collect()),
            has_people: false,
            has_deadline: false,
        }
    }

    fn take(
        &mut self,
        case: &SourceCase,
        tell: &mut dyn FnMut(&Finding) -> io::Result<()>,
    ) -> io::Result<()> {
        let story = self.story(case);
        self.has_people |= story.acts.iter().any(|act| act.person.is_some());
        self.has_deadline |= story.deadline.is_some();
        self.report.check(&story, tell)
    }

    fn story(&self, case: &SourceCase) -> Story {
        let attribute = |name: &Option<String>| case.attributes.get(name.as_ref()?);
        let names = &self.mapping.attributes;
        let moment = |name, ends_the_day| {
            let text = attribute(name)?;
            let at = Timestamp::from_ms(foreign::moment_ms(text)?).ok()?;
            // A bare day is meant to its end.
            let is_day = ends_the_day && text.trim().len() == "2026-01-05".len();
            Some(if is_day { at.plus_ms(24 * HOUR_MS - 1) } else { at })
        };
        let channel = attribute(&names.channel);
        let online = channel.is_some_and(|channel| self.mapping.online.contains(channel));
        let unit = attribute(&names.unit);
        let mut acts: Vec<Act> = Vec::with_capacity(case.events.len());
        for (position, event) in case.events.iter().enumerate() {
            let meaning = self.mapping.meaning(&event.activity, position);
            acts.push(self.act(event, what(meaning, online), unit));
        }
        let closed = moment(&names.closed, false);
        if let (Some(at), Some(last)) = (closed, acts.last()) {
            let act = Act { at, day: self.day(at), what: What::ClosedByTheLog, ..last.clone() };
            acts.push(act);
        }
        let last = acts.iter().map(|act| act.day).max().unwrap_or(Day::MIN);
        Story {
            case: case.id.clone(),
            code: attribute(&names.item).cloned(),
            item: None,
            parties: Vec::new(),
            limits: self.mapping.budgets(),
            days: self.days.clone(),
            deadline: moment(&names.deadline, true),
            closed,
            acts,
            until: self.mapping.until.unwrap_or(last),
        }
    }

    fn act(&self, event: &SourceEvent, what: What, unit: Option<&String>) -> Act {
        let at = Timestamp::from_ms(event.time_ms).unwrap_or(Timestamp::MIN);
        Act {
            record: event.record,
            at,
            day: self.day(at),
            person: event.resource.clone(),
            in_place_of: None,
            unit: event.group.as_ref().or(unit).cloned(),
            hall: None,
            closing: None,
            on_paper: Vec::new(),
            what,
        }
    }

    /// The civil day where the log was written.
    fn day(&self, at: Timestamp) -> Day {
        let hours = self.mapping.utc_offset.unwrap_or(CHINA_HOURS) - CHINA_HOURS;
        at.plus_ms(i64::from(hours) * HOUR_MS).day()
    }

    fn finish(mut self, read: &SourceLog) -> Report {
        self.report.records = read.records;
        self.report.unreadable = read.unreadable_total;
        self.report.continued = read.continued;
        let told = [
            (
                Need::People,
                self.has_people,
                "no event says who did it: name the column as `resource` under [columns]",
            ),
            (
                Need::Deadline,
                self.has_deadline,
                "no case has the attribute that the mapping names as its deadline",
            ),
        ];
        for (need, is_told, because) in told {
            if !is_told {
                self.report.take_back(need, because);
            }
        }
        self.report
    }
}

fn what(meaning: Meaning, online: bool) -> What {
    let decided = |outcome| What::Decided { outcome, words: Words::default(), letter: None };
    match meaning {
        Meaning::Receive => What::Received { online, way: None, papers: Vec::new() },
        Meaning::PreCheck => What::PreChecked,
        Meaning::NoticeCorrection => What::CorrectionNoticed { defects: None, papers: Vec::new() },
        Meaning::SubmitCorrections => What::Corrected(Vec::new()),
        Meaning::Accept => What::Accepted(Acceptance::Complete),
        Meaning::RefuseAcceptance => What::AcceptanceRefused(Words::default()),
        Meaning::NotRequired => What::NotRequired(Words::default()),
        Meaning::HandOver => What::HandedOver,
        Meaning::Acknowledge => What::Acknowledged { step: None },
        Meaning::Step => What::StepDone { step: None, next: None },
        Meaning::Grant => decided(Outcome::Granted),
        Meaning::Refuse => decided(Outcome::Refused),
        Meaning::Result => What::ResultMade,
        Meaning::FeedBack => What::FedBack,
        Meaning::Prepare => What::Prepared { available: false },
        Meaning::Deliver => What::Delivered { way: None },
        Meaning::Archive => What::Archived,
        Meaning::Withdraw => What::Withdrawn,
        Meaning::Suspend => What::Suspended { procedure: None, planned: None, told: None },
        Meaning::Resume => What::Resumed,
        Meaning::Extend => What::Extended { days: None, approver: None, told: None },
        Meaning::Split | Meaning::Claim | Meaning::Inspect | Meaning::Work => What::Other,
    }
}

/// Why a foreign log does not tell what a rule needs; nothing where it does.
fn missing(need: Need, mapping: &Mapping) -> Option<&'static str> {
    use Meaning as M;
    let unless = |has: bool, because| if has { None } else { Some(because) };
    let limits = &mapping.limits;
    match need {
        Need::People => None,
        Need::Receipt => unless(mapping.names(&[M::Receive]), "no activity means `receive`"),
        Need::Acceptance => unless(mapping.names(&[M::Accept]), "no activity means `accept`"),
        Need::Correction => {
            unless(mapping.names(&[M::NoticeCorrection]), "no activity means `notice_correction`")
        }
        Need::HandOver => unless(
            mapping.names(&[M::HandOver]) && mapping.names(&[M::Acknowledge]),
            "no activities mean `hand_over` and `acknowledge`",
        ),
        Need::Steps => unless(mapping.names(&[M::Step]), "no activity means `step`"),
        Need::Special => unless(
            mapping.names(&[M::Suspend]) && mapping.names(&[M::Resume]),
            "no activities mean `suspend` and `resume`",
        ),
        Need::Extension => unless(mapping.names(&[M::Extend]), "no activity means `extend`"),
        Need::Decision => {
            unless(mapping.names(&[M::Grant, M::Refuse]), "no activity means `grant` or `refuse`")
        }
        Need::End => unless(
            mapping.names(&[M::Grant, M::Refuse]) || mapping.attributes.closed.is_some(),
            "no activity means `grant` or `refuse`, and no attribute is named as `closed`",
        ),
        Need::Delivery => unless(mapping.names(&[M::Deliver]), "no activity means `deliver`"),
        Need::Archive => unless(mapping.names(&[M::Archive]), "no activity means `archive`"),
        Need::AcceptanceLimit => unless(limits.acceptance.is_some(), "no limit `acceptance`"),
        Need::OnlineCheckLimit => unless(
            limits.online_check.is_some() && mapping.attributes.channel.is_some(),
            "no limit `online_check`, or no attribute is named as `channel`",
        ),
        Need::StatutoryLimit => unless(limits.statutory.is_some(), "no limit `statutory`"),
        Need::PromiseLimit => unless(limits.promise.is_some(), "no limit `promise`"),
        Need::StepLimit => unless(limits.step.is_some(), "no limit `step`"),
        Need::HandOffLimit => unless(limits.hand_off.is_some(), "no limit `hand_off`"),
        Need::DeliveryLimit => unless(limits.delivery.is_some(), "no limit `delivery`"),
        Need::Deadline => unless(
            mapping.attributes.deadline.is_some() && mapping.attributes.closed.is_some(),
            "no attributes are named as `deadline` and `closed`",
        ),
        Need::Catalogue => Some("a foreign log has no register of items"),
        Need::Authority => Some("a foreign log has no register of posts and letters"),
        Need::Papers => Some("a foreign log does not say which paper came when"),
        Need::Words => Some("a foreign log does not hold the words of a decision"),
        Need::Told => Some("a foreign log does not say what the applicant was told"),
        Need::ClosingKind => Some("a foreign log has no closing kinds of ours"),
        Need::Fees => Some("a foreign log does not say what was due and paid"),
        Need::Cards => Some("a foreign log has no cards"),
        Need::Inspectors => Some("a foreign log names one resource for an inspection"),
        Need::Opinions => Some("a foreign log does not say whose opinion was asked"),
        Need::Deemed => Some("a foreign log does not hold what follows from silence"),
        Need::Drafts => Some("a foreign log has no drafts and reviews of items"),
        Need::Bundles => Some("a foreign log does not say which cases make one bundle"),
        Need::Tickets => Some("a foreign log has no tickets and windows"),
        Need::Voices => Some("a foreign log has no ratings, troubles and complaints"),
    }
}
