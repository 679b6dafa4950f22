//! 外来日志: the stories that another system's log tells, read as its mapping says.
//!
//! An XES log is looked at case by case, and a case is let go when it was checked: memory grows
//! with the names of the cases only. The rows of a table may be mixed, so a table is read whole.

use std::collections::BTreeSet;
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
use super::needs::missing;
use super::report::{Report, Unchecked, Unmatched};
use super::rule::Need;
use super::rules;
use super::said::said;
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
    #[error("cannot write the findings, see that whatever they go to has room: {0}")]
    Output(#[from] io::Error),
}

/// Checks every case of a foreign log and tells each finding. The log is read twice: first to see whether a record of it
/// names no case, for such a record may be what a rule misses. `progress` is told how many bytes were read in all.
pub fn conform_log(
    path: &Path,
    mapping: &Mapping,
    progress: &mut dyn FnMut(u64),
    tell: &mut dyn FnMut(&Finding) -> io::Result<()>,
) -> Result<(Report, SourceLog), ForeignError> {
    let mut audit = Audit::new(mapping);
    let counted = foreign::each(path, &mapping.columns, progress, &mut |_| ())?;
    audit.stray(&counted);
    let mut failed = None;
    let size = std::fs::metadata(path).map_or(0, |file| file.len());
    let progress = &mut |bytes: u64| progress(size.saturating_add(bytes));
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
    /// What the log has: activities, attributes of cases, values of the channel that mean online.
    met: BTreeSet<String>,
    attributes: BTreeSet<String>,
    channels: BTreeSet<String>,
    unmatched: Unmatched,
}

impl<'m> Audit<'m> {
    fn new(mapping: &'m Mapping) -> Audit<'m> {
        let calendar = match mapping.calendar {
            CountBy::Workdays => Some(Arc::new(Calendar::official())),
            CountBy::Natural => None,
        };
        let unchecked = rules::all().chain([&rules::AFTER_ARCHIVE]).filter_map(|rule| {
            let because = rule.needs.iter().find_map(|need| missing(*need, mapping))?;
            Some(Unchecked::of(rule, &because))
        });
        Audit {
            mapping,
            days: Days { calendar },
            report: Report::without(unchecked.collect()),
            has_people: false,
            has_deadline: false,
            met: BTreeSet::new(),
            attributes: BTreeSet::new(),
            channels: BTreeSet::new(),
            unmatched: Unmatched::default(),
        }
    }

    /// Records of no case: whatever a rule concludes from what is not there may be in one of them.
    fn stray(&mut self, read: &SourceLog) {
        let strays = read.unreadable_total - read.unreadable_in_cases;
        if strays > 0 {
            let because = said!(
                "有{strays}条记录未载明办件，本规则由“没有”得出结论，所缺的记录可能在其中：请补明办件后重查",
                "{strays} records name no case, and what this rule misses may be among them: name their cases and \
                 check again"
            );
            self.report.take_back(Need::Whole, &because);
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
        self.meet(case, &story);
        if case.unreadable > 0 {
            // Whatever a rule concludes from what is not there may be in what could not be read.
            self.report.not_judged(&story.case);
            return Ok(());
        }
        self.report.check(&story, tell)?;
        let archived = story.acts.iter().position(|act| act.what == What::Archived);
        if let Some(archived) = archived {
            let mut story = story;
            story.acts.drain(..=archived);
            story.acts.retain(|act| act.what != What::ClosedByTheLog);
            self.report.check_after_archive(&story, tell)?;
        }
        Ok(())
    }

    /// What of the mapping the case knows, and what of the case the mapping does not.
    fn meet(&mut self, case: &SourceCase, story: &Story) {
        let Mapping { activities, attributes, online, first, .. } = self.mapping;
        for (position, event) in case.events.iter().enumerate() {
            if !self.met.contains(&event.activity) {
                self.met.insert(event.activity.clone());
            }
            if !activities.contains_key(&event.activity) && (first.is_none() || position > 0) {
                let count = self.unmatched.activities_not_mapped.entry(event.activity.clone());
                *count.or_default() += 1;
            }
        }
        let named = attributes.named().filter(|name| case.attributes.contains_key(*name));
        self.attributes.extend(named.cloned());
        let channel = attributes.channel.as_ref().and_then(|name| case.attributes.get(name));
        self.channels.extend(channel.filter(|channel| online.contains(*channel)).cloned());
        let blind = |act: &&Act| matches!(act.what, What::Extended { days: None, .. });
        let blind = u64::try_from(story.acts.iter().filter(blind).count()).unwrap_or(u64::MAX);
        self.unmatched.extensions_without_days += blind;
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
        let extended = attribute(&names.extended).and_then(|days| days.trim().parse().ok());
        let told = Told { online, extended: extended.or(self.mapping.limits.extension) };
        let mut acts: Vec<Act> = Vec::with_capacity(case.events.len());
        for (position, event) in case.events.iter().enumerate() {
            let meaning = self.mapping.meaning(&event.activity, position);
            acts.push(self.act(event, what(meaning, told), unit));
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
            recorded_late: None,
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
        self.report.unreadable_of_no_case = read.unreadable_total - read.unreadable_in_cases;
        self.report.continued = read.continued;
        let mapping = self.mapping;
        let never = |named: &mut dyn Iterator<Item = &String>, met: &BTreeSet<String>| {
            named.filter(|name| !met.contains(*name)).cloned().collect()
        };
        self.unmatched.activities_never_met = never(&mut mapping.activities.keys(), &self.met);
        self.unmatched.attributes_never_met =
            never(&mut mapping.attributes.named(), &self.attributes);
        self.unmatched.channels_never_met = never(&mut mapping.online.iter(), &self.channels);
        self.report.unmatched = Some(self.unmatched);
        if !self.has_people {
            let because = said!(
                "没有任何记录载明办理人：请在`[columns]`下用`resource`指定该列",
                "no event says who did it: name the column as `resource` under [columns]"
            );
            self.report.take_back(Need::People, &because);
        }
        if !self.has_deadline {
            let because = said!(
                "没有任何办件载有映射中指定的截止时间属性",
                "no case has the attribute that the mapping names as its deadline"
            );
            self.report.take_back(Need::Deadline, &because);
        }
        let is_absent = |name: &Option<String>| {
            name.as_ref().is_some_and(|name| !self.attributes.contains(name))
        };
        if is_absent(&mapping.attributes.channel) {
            let because = said!(
                "没有任何办件载有映射中指定的渠道属性",
                "no case has the attribute that the mapping names as its channel"
            );
            self.report.take_back(Need::OnlineCheckLimit, &because);
        }
        if is_absent(&mapping.attributes.closed) {
            let because = said!(
                "没有任何办件载有映射中指定的办结时间属性",
                "no case has the attribute that the mapping names as the time of its closing"
            );
            self.report.take_back(Need::Deadline, &because);
        }
        self.report
    }
}

/// What the case says beside its events.
#[derive(Clone, Copy)]
struct Told {
    online: bool,
    extended: Option<u16>,
}

fn what(meaning: Meaning, told: Told) -> What {
    let decided = |outcome| What::Decided { outcome, words: Words::default(), letter: None };
    match meaning {
        Meaning::Receive => What::Received { online: told.online, way: None, papers: Vec::new() },
        Meaning::PreCheck => What::PreChecked,
        Meaning::NoticeCorrection => What::CorrectionNoticed { defects: None, papers: Vec::new() },
        Meaning::SubmitCorrections => What::Corrected(Vec::new()),
        Meaning::Accept => What::Accepted(Acceptance::Complete),
        Meaning::RefuseAcceptance => What::AcceptanceRefused(Words::default()),
        Meaning::NotRequired => What::NotRequired(Words::default()),
        Meaning::Split => What::Split,
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
        Meaning::Extend => What::Extended { days: told.extended, approver: None, told: None },
        Meaning::Claim | Meaning::Inspect | Meaning::Work => What::Other,
    }
}
