//! 计数: the fold. What it keeps of a case is gone when the case is archived.

use std::collections::BTreeMap;

use crate::case::is_of_an_alarm;
use crate::clock::{ClockKind, ClockStart, Reckoning};
use crate::code::{ItemCode, UnitId};
use crate::command::Actor;
use crate::due::{self, Suspension, Unit};

use crate::event::{ApplicationReceived, Event, Evidence, Recount, Stream};
use crate::id::{CaseId, Seq};
use crate::item::{CaseType, ItemDefinition, working_days};
use crate::policy::Card;
use crate::record::Commit;
use crate::setup::{IllegalSetup, Setup};
use crate::time::Day;
use crate::values::{Channel, Outcome};

use super::days::{DaySums, DeskSums, UnitSums};
use super::met::meets;

/// Limits are compared in seventieths of a working day; seven of them are a tenth.
const SEVENTHS: u32 = 7;

/// Sums of a log, by day of business time, as far as it was folded.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    seq: Seq,
    last: Option<Day>,
    setup: Setup,
    pub(super) days: BTreeMap<Day, DaySums>,
    cases: BTreeMap<CaseId, Open>,
    /// 超期 limits that passed and after which nobody did anything yet: until then a late record may show that one was met.
    passed: BTreeMap<Stream, Vec<Passed>>,
    /// 惠企政策: items with terms of proactive cases, each with the day it was on the platform, and that of the
    /// first case opened under it.
    pub(super) policies: BTreeMap<ItemCode, Policy>,
}

/// A policy under which the government opens cases itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Policy {
    pub(super) published: Day,
    pub(super) first_opened: Option<Day>,
}

/// A limit that passed, as it was counted.
#[derive(Clone, Debug)]
struct Passed {
    clock: ClockKind,
    unit: UnitId,
    due: Day,
    /// The day whose sums have it.
    counted_on: Day,
}

/// What is kept of a case that is not archived.
#[derive(Clone, Debug)]
struct Open {
    item: ItemCode,
    department: UnitId,
    channel: Channel,
    accepted: Option<Day>,
    /// The last day promised.
    promise: Option<Day>,
    suspensions: Vec<Suspension>,
    /// 法定时限 in tenths of a working day.
    limit_tenths: Option<u64>,
    is_proactive: bool,
    is_closed: bool,
}

impl Tally {
    /// The last record that was folded.
    pub fn seq(&self) -> Seq {
        self.seq
    }

    /// The last day on which anything was recorded to have happened.
    pub fn last_day(&self) -> Option<Day> {
        self.last
    }

    /// The set-up, as far as it was folded.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// Takes in the next commit.
    ///
    /// # Errors
    /// When the log says something of the set-up that cannot have happened.
    pub fn fold(&mut self, commit: &Commit) -> Result<(), IllegalSetup> {
        let day = commit.meta.occurred_at.day();
        self.last = self.last.max(Some(day));
        let is_late = commit.meta.occurred_at < commit.meta.recorded_at;
        for entry in &commit.entries {
            self.seq += 1;
            if !is_of_an_alarm(&entry.event) {
                self.settle(entry.stream, &entry.event, day, is_late);
            }
            match entry.stream {
                Stream::Case(id) => self.of_case(id, &entry.event, day),
                Stream::Bundle(_) | Stream::Voice(_) => {
                    self.warned(entry.stream, &entry.event, day);
                }
                Stream::Subjects | Stream::Tickets(_) => (),
                Stream::Hall
                | Stream::Staff
                | Stream::Catalogue
                | Stream::Authorities
                | Stream::Calendar
                | Stream::Policy => {
                    self.setup.evolve(&entry.event)?;
                    self.publish(&entry.event, day);
                }
            }
        }
        self.at_the_desk(commit, day);
        Ok(())
    }

    /// A policy is on the platform from the day its item version was published and is in force.
    fn publish(&mut self, event: &Event, day: Day) {
        let Event::ItemVersionPublished(published) = event else { return };
        let item = &published.definition;
        if item.terms.proactive.is_some() {
            let policy = Policy { published: day.max(item.valid_from), first_opened: None };
            self.policies.entry(item.code.clone()).or_insert(policy);
        }
    }

    /// 预警、超期: at the unit that answers for it.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other events deal no card")]
    fn warned(&mut self, stream: Stream, event: &Event, day: Day) {
        let (evidence, card): (&Evidence, Option<Card>) = match event {
            Event::WarningIssued(e) => (&e.evidence, Some(e.card)),
            Event::DeadlinePassed(e) => (&e.evidence, None),
            Event::CardDealt(e) => return self.unit(day, &e.unit).dealt(e.card),
            _ => return,
        };
        let sums = self.unit(day, &evidence.unit);
        match card {
            Some(card) => sums.dealt(card),
            None if evidence.clock.is_owed_by_the_hall() => {
                sums.overdue += 1;
                let Evidence { clock, unit, due, .. } = evidence;
                let (clock, unit, due) = (*clock, unit.clone(), *due);
                let passed = Passed { clock, unit, due, counted_on: day };
                self.passed.entry(stream).or_default().push(passed);
            }
            None => (),
        }
    }

    /// 补录: what was done on its last day or before, and recorded after it, met its limit: that one did not pass. What
    /// somebody did on a later day keeps every earlier record out, and the limit stays passed.
    fn settle(&mut self, stream: Stream, event: &Event, day: Day, is_late: bool) {
        let Some(passed) = self.passed.remove(&stream) else { return };
        let (mut open, mut met) = (Vec::new(), Vec::new());
        for limit in passed.into_iter().filter(|limit| is_late && day <= limit.due) {
            let is_met = meets(event, limit.clock, &limit.unit);
            if is_met { met.push(limit) } else { open.push(limit) }
        }
        for limit in met {
            let sums = self.unit(limit.counted_on, &limit.unit);
            sums.overdue = sums.overdue.saturating_sub(1);
        }
        if !open.is_empty() {
            self.passed.insert(stream, open);
        }
    }

    fn unit(&mut self, day: Day, unit: &UnitId) -> &mut UnitSums {
        let sums = self.days.entry(day).or_default();
        sums.units.entry(unit.clone()).or_default()
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the other events are in no figure")]
    fn of_case(&mut self, id: CaseId, event: &Event, day: Day) {
        match event {
            Event::ApplicationReceived(e) => self.received(id, e, day),
            Event::ProactivelyOpened(_) => self.opened(id, day),
            Event::Accepted(e) => self.accepted(id, day, promise(&e.clocks), day),
            Event::AcceptedWithGaps(e) => self.accepted(id, day, promise(&e.clocks), day),
            Event::CommitmentSigned(e) => self.accepted(id, day, promise(&e.clocks), day),
            Event::ConsentGiven(e) => self.accepted(id, day, promise(&e.clocks), day),
            Event::DeemedAccepted(e) => self.accepted(id, e.effective, promise(&e.clocks), day),
            Event::DecisionMade(e) => self.decided(id, day, e.outcome),
            Event::DecisionDeemed(_) | Event::DecidedByRule(_) | Event::DeemedRenewed(_) => {
                self.decided(id, day, Outcome::Granted);
            }
            Event::AcceptanceRefused(_)
            | Event::NotRequired(_)
            | Event::DeemedWithdrawn(_)
            | Event::Withdrawn(_)
            | Event::Voided(_)
            | Event::ReportedUp(_)
            | Event::ForwardedToRegion(_)
            | Event::ConsentMissing(_)
            | Event::ResultProduced(_) => self.closed(id, day),
            Event::WarningIssued(_) | Event::DeadlinePassed(_) | Event::CardDealt(_) => {
                self.warned(Stream::Case(id), event, day);
            }
            Event::Archived(_) => drop(self.cases.remove(&id)),
            _ => {
                if let Some(case) = self.cases.get_mut(&id) {
                    case.note(event);
                }
            }
        }
    }

    fn received(&mut self, id: CaseId, e: &ApplicationReceived, day: Day) {
        let Some(version) = self.setup.item_version(&e.item, e.item_version) else { return };
        let item: &ItemDefinition = &version.definition;
        let open = Open {
            item: e.item.clone(),
            department: self.setup.department_now(version).clone(),
            channel: e.channel,
            accepted: None,
            promise: None,
            suspensions: Vec::new(),
            limit_tenths: item
                .statutory_limit()
                .map(|legal| u64::from(working_days(legal) / SEVENTHS)),
            is_proactive: false,
            is_closed: false,
        };
        let sums = self.days.entry(day).or_default();
        *sums.received.entry(e.channel).or_default() += 1;
        *sums.by_item.entry(e.item.clone()).or_default() += 1;
        sums.once += u64::from(item.guide.visits.is_some_and(|visits| visits <= 1));
        sums.never += u64::from(item.guide.visits == Some(0));
        sums.instant += u64::from(item.case_type == CaseType::Instant);
        self.cases.insert(id, open);
    }

    fn opened(&mut self, id: CaseId, day: Day) {
        self.days.entry(day).or_default().opened += 1;
        let Some(case) = self.cases.get_mut(&id) else { return };
        case.is_proactive = true;
        if let Some(policy) = self.policies.get_mut(&case.item) {
            policy.first_opened = policy.first_opened.or(Some(day));
        }
    }

    fn accepted(&mut self, id: CaseId, from: Day, promise: Option<Day>, day: Day) {
        let Some(case) = self.cases.get_mut(&id) else { return };
        let is_first = case.accepted.is_none();
        case.accepted = Some(from);
        case.promise = promise;
        // Who took his commitment back is accepted again: one case, one acceptance.
        if !is_first {
            return;
        }
        let (item, department) = (case.item.clone(), case.department.clone());
        let is_mobile = case.channel == Channel::Mobile;
        let sums = self.days.entry(day).or_default();
        if is_mobile {
            *sums.by_mobile.entry(item).or_default() += 1;
        }
        sums.units.entry(department).or_default().accepted += 1;
    }

    fn decided(&mut self, id: CaseId, day: Day, outcome: Outcome) {
        let Some(case) = self.cases.get(&id) else { return };
        let from = case.accepted.unwrap_or(day);
        let days =
            due::counted(self.setup.calendar(), from, Unit::WorkingDays, &case.suspensions, day);
        let one = UnitSums {
            decided: 1,
            promised: u64::from(case.promise.is_some()),
            on_time: u64::from(case.promise.is_some_and(|last| day <= last)),
            days: u64::from(days),
            days_worst: days,
            limited_days: case.limit_tenths.map_or(0, |_| u64::from(days)),
            limit_tenths: case.limit_tenths.unwrap_or(0),
            ..UnitSums::default()
        };
        let is_unasked = case.is_proactive && outcome == Outcome::Granted;
        let department = case.department.clone();
        self.unit(day, &department).add(&one);
        self.days.entry(day).or_default().granted_unasked += u64::from(is_unasked);
    }

    fn closed(&mut self, id: CaseId, day: Day) {
        let Some(case) = self.cases.get_mut(&id) else { return };
        if !case.is_closed {
            case.is_closed = true;
            self.days.entry(day).or_default().closed += 1;
        }
    }

    /// 窗口与人员业务 (row 108): by who acted, and where. Whoever acts in the place of another is counted himself.
    fn at_the_desk(&mut self, commit: &Commit, day: Day) {
        let mut one = DeskSums { commands: 1, ..DeskSums::default() };
        for entry in commit.entries.iter().filter(|entry| entry.stream.case().is_some()) {
            work(&mut one, &entry.event);
        }
        let sums = self.days.entry(day).or_default();
        if let Some(site) = &commit.meta.site {
            sums.windows.entry(site.window.clone()).or_default().add(&one);
        }
        if let Actor::Staff(officer) = &commit.meta.actor {
            sums.officers.entry(officer.clone()).or_default().add(&one);
        }
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the other events are counted as commands only")]
fn work(desk: &mut DeskSums, event: &Event) {
    match event {
        Event::ApplicationReceived(_) => desk.received += 1,
        Event::Accepted(_) | Event::AcceptedWithGaps(_) | Event::CommitmentSigned(_) => {
            desk.accepted += 1;
        }
        Event::StepCompleted(_) => desk.steps += 1,
        Event::DecisionMade(_) | Event::ReportedUp(_) => desk.decided += 1,
        Event::Delivered(_) | Event::ServedByNotice(_) => desk.delivered += 1,
        _ => (),
    }
}

fn promise(clocks: &[ClockStart]) -> Option<Day> {
    let promise = clocks.iter().find(|clock| clock.kind == ClockKind::Promise)?;
    promise.reckoning.due
}

impl Open {
    /// What moves the promised day, whose case it is, and the days that do not count.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other events move no promise")]
    fn note(&mut self, event: &Event) {
        match event {
            Event::CaseTransferred(e) => self.department = e.to.clone(),
            Event::CommitmentWithdrawn(_) => self.promise = None,
            Event::SuspensionStarted(e) => {
                let is_promise = self.recounted(&e.recounts);
                let from = is_promise.then_some(Suspension { from: e.from, resume: None });
                self.suspensions.extend(from);
            }
            Event::SuspensionEnded(e) => {
                self.recounted(&e.recounts);
                if let Some(last) = self.suspensions.last_mut() {
                    last.resume = last.resume.or(Some(e.resume));
                }
            }
            Event::ClockExtended(e) => self.moved(e.clock, &e.reckoning),
            Event::PromisedAnew(e) => self.moved(ClockKind::Promise, &e.reckoning),
            Event::ClockRecalculated(e) => self.moved(e.clock, &e.reckoning),
            _ => (),
        }
    }

    /// True where the promise is among the clocks that stand still or run again.
    fn recounted(&mut self, recounts: &[Recount]) -> bool {
        for recount in recounts {
            self.moved(recount.clock, &recount.reckoning);
        }
        recounts.iter().any(|recount| recount.clock == ClockKind::Promise)
    }

    fn moved(&mut self, clock: ClockKind, reckoning: &Reckoning) {
        if clock == ClockKind::Promise {
            // While it stands still the day is open: whatever is decided then is in time.
            self.promise = Some(reckoning.due.unwrap_or(Day::MAX));
        }
    }
}
