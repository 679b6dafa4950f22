//! 复算: every derived date of a command, computed again from its ledger, its calendar and its
//! policy.

use std::collections::BTreeMap;
use std::sync::Arc;

use engine::bundle::Bundle;
use engine::calendar::Calendar;
use engine::case::Case;
use engine::clock::{self, Clock, ClockKind, ClockStart, Reckoning};
use engine::code::UnitId;
use engine::event::{Event, Evidence, OpinionRecalculated, PortAsked, Recount, Stream};
use engine::id::{BundleId, VoiceId};
use engine::policy::ClockPolicy;
use engine::record::Commit;
use engine::setup::Setup;
use engine::time::Day;
use engine::voice::Voice;
use engine::world::{Change, World};

use crate::difference::{differences, in_words};
use crate::finding::{Finding, FindingKind};

/// What has clocks.
#[derive(Clone, Copy)]
enum Holder<'a> {
    Case(&'a Case),
    Voice(&'a Voice),
    Bundle(&'a Bundle),
}

impl<'a> Holder<'a> {
    /// Its running clock of a kind.
    fn running(self, kind: ClockKind) -> Option<&'a Clock> {
        match self {
            Holder::Case(case) => case.running(kind),
            Holder::Voice(voice) => voice.running(kind),
            Holder::Bundle(bundle) => {
                bundle.clock.as_ref().filter(|clock| clock.kind == kind && clock.is_running())
            }
        }
    }

    fn case(self) -> Option<&'a Case> {
        match self {
            Holder::Case(case) => Some(case),
            Holder::Voice(_) | Holder::Bundle(_) => None,
        }
    }
}

/// The bundles and voices that a commit touches, as they are before it.
#[derive(Debug, Default)]
pub struct Beside {
    bundles: BTreeMap<BundleId, Arc<Bundle>>,
    voices: BTreeMap<VoiceId, Arc<Voice>>,
}

impl Beside {
    /// Those of a commit in a world.
    pub fn of(world: &World, commit: &Commit) -> Beside {
        let mut beside = Beside::default();
        for entry in &commit.entries {
            if let Some(id) = entry.stream.bundle() {
                beside.bundles.extend(world.bundles().get(&id).map(|it| (id, Arc::clone(it))));
            }
            if let Some(id) = entry.stream.voice() {
                beside.voices.extend(world.voices().get(&id).map(|it| (id, Arc::clone(it))));
            }
        }
        beside
    }

    fn holder(&self, stream: Stream) -> Option<Holder<'_>> {
        let bundle = stream.bundle().and_then(|id| self.bundles.get(&id));
        let voice = stream.voice().and_then(|id| self.voices.get(&id));
        bundle.map(|it| Holder::Bundle(it)).or(voice.map(|it| Holder::Voice(it)))
    }
}

/// What the dates of one event are checked against.
struct Dates<'a> {
    setup: &'a Setup,
    before: Option<Holder<'a>>,
    after: Option<Holder<'a>>,
    today: Day,
}

/// Checks every derived date of a commit that has just been folded into `world`; `before` is what it had of
/// bundles and voices. The set-up it was decided under is that of the world, for commits about these
/// do not change it.
pub fn check_dates(
    world: &World,
    commit: &Commit,
    changes: &[Change],
    before: &Beside,
) -> Vec<Finding> {
    let after = Beside::of(world, commit);
    let mut findings = Vec::new();
    for (seq, entry) in (commit.seq..).zip(&commit.entries) {
        let of_case = |id| changes.iter().find(|change| change.case == id);
        let (before, after) = match entry.stream.case() {
            Some(id) => {
                let part = |pick: fn(&Change) -> &Option<Arc<Case>>| {
                    of_case(id).and_then(|change| pick(change).as_deref()).map(Holder::Case)
                };
                (part(|change| &change.before), part(|change| &change.after))
            }
            None => (before.holder(entry.stream), after.holder(entry.stream)),
        };
        let today = commit.meta.occurred_at.day();
        let dates = Dates { setup: world.setup(), before, after, today };
        let problems = dates.of_event(&entry.event);
        findings.extend(problems.into_iter().map(|problem| FindingKind::Date.at(seq, problem)));
    }
    findings
}

impl Dates<'_> {
    fn of_event(&self, event: &Event) -> Vec<String> {
        let (starts, recounts) = clocks_of(event);
        let mut problems: Vec<String> = Vec::new();
        problems.extend(starts.iter().filter_map(|start| self.start(start)));
        problems.extend(recounts.iter().filter_map(|r| self.recount(r.clock, &r.reckoning)));
        problems.extend(self.single(event));
        problems.extend(self.renewal(event));
        problems
    }

    /// 准予延续 by silence follows from the last day of the licence: the clock to that day, and its lapse.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other events are about no renewal")]
    fn renewal(&self, event: &Event) -> Option<String> {
        let clock = |holder: Option<Holder<'_>>| {
            holder.and_then(Holder::case)?.clock(ClockKind::Renewal).cloned()
        };
        match event {
            Event::RenewalRequested(e) => {
                let due = clock(self.after).and_then(|clock| clock.reckoning.due);
                (due != Some(e.expires))
                    .then(|| format!("the licence expires {}, its clock {}", e.expires, day(due)))
            }
            Event::DeemedRenewed(_) => {
                let due = clock(self.before).and_then(|clock| clock.reckoning.due);
                let is_over = due.is_some_and(|due| due < self.today);
                (!is_over).then(|| format!("deemed renewed, but the licence ran to {}", day(due)))
            }
            _ => None,
        }
    }

    /// Events that move one clock, or were computed from one.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other events derive no single date")]
    fn single(&self, event: &Event) -> Option<String> {
        match event {
            Event::ClockExtended(e) => self.recount(e.clock, &e.reckoning),
            Event::SupplementProlonged(e) => self.recount(e.clock, &e.reckoning),
            Event::PromisedAnew(e) => self.recount(ClockKind::Promise, &e.reckoning),
            Event::VoiceExtended(e) => self.recount(e.clock, &e.reckoning),
            Event::ClockRecalculated(e) => {
                let before = self.before.and_then(|holder| holder.running(e.clock));
                match before {
                    Some(clock) if clock.reckoning.due != e.was => Some(format!(
                        "the {:?} clock was due {}, the record says {}",
                        e.clock,
                        day(clock.reckoning.due),
                        day(e.was)
                    )),
                    Some(_) | None => self.recount(e.clock, &e.reckoning),
                }
            }
            Event::WarningIssued(e) => self.evidence(&e.evidence),
            Event::DeadlinePassed(e) => self.evidence(&e.evidence),
            Event::OpinionsRequested(e) => {
                e.requests.iter().find_map(|request| self.start(&request.clock))
            }
            Event::OpinionRecalculated(e) => self.opinion(e),
            Event::PortAsked(e) => self.asked(e),
            Event::ServedByNotice(e) => {
                let clock = self.before.and_then(|holder| holder.running(ClockKind::PublicNotice));
                let due = clock.and_then(|clock| clock.reckoning.due);
                let is_over = due.is_some_and(|due| due < self.today && due.next() == e.effective);
                (!is_over)
                    .then(|| format!("served from {}, the notice ran to {}", e.effective, day(due)))
            }
            Event::DeemedAccepted(e) => {
                // The day of receipt, of the full correction, or of receipt in another region: the clock's T0.
                let clock = self.before.and_then(|holder| holder.running(ClockKind::Acceptance));
                let received = clock.map(|clock| clock.start);
                (received != Some(e.effective))
                    .then(|| format!("accepted from {}, received {}", e.effective, day(received)))
            }
            _ => None,
        }
    }

    fn start(&self, start: &ClockStart) -> Option<String> {
        let versions = (start.reckoning.calendar, start.policy);
        let (calendar, policy) = match self.versions(start.kind, versions) {
            Ok(found) => found,
            Err(problem) => return Some(problem),
        };
        let newest = (self.setup.calendar().version(), self.setup.policy().0);
        if versions != newest {
            return Some(format!(
                "the {:?} clock starts under calendar {} and policy {}, in force are {} and {}",
                start.kind, versions.0, versions.1, newest.0, newest.1
            ));
        }
        let under = (calendar, (start.policy, policy));
        let again = clock::start(start.kind, start.start, start.budget, under);
        unlike(start.kind, &start.reckoning, &again.reckoning)
    }

    /// The clock as it is after the command, with its ledger and extension, must give these dates.
    fn recount(&self, kind: ClockKind, logged: &Reckoning) -> Option<String> {
        let Some(clock) = self.after.and_then(|holder| holder.running(kind)) else {
            return Some(format!("the {kind:?} clock was counted anew, but does not run"));
        };
        let (calendar, policy) = match self.versions(kind, (logged.calendar, clock.policy)) {
            Ok(found) => found,
            Err(problem) => return Some(problem),
        };
        if logged.calendar != self.setup.calendar().version() {
            return Some(format!(
                "the {kind:?} clock was counted anew under calendar {}, in force is {}",
                logged.calendar,
                self.setup.calendar().version()
            ));
        }
        unlike(kind, logged, &clock.reckon(calendar, policy))
    }

    /// The last day of a port's answer: so many working days after the question as its connection says.
    fn asked(&self, e: &PortAsked) -> Option<String> {
        let Some(connection) = self.setup.ports.get(&e.port) else {
            return Some(format!("the {:?} port is asked, but is not connected", e.port));
        };
        let again =
            self.setup.calendar().workday_after(self.today, u32::from(connection.term_days));
        (again != e.due).then(|| {
            format!(
                "the {:?} port is to answer by {}, its {} working days give {again}",
                e.port, e.due, connection.term_days
            )
        })
    }

    /// A department's own clock, counted anew.
    fn opinion(&self, e: &OpinionRecalculated) -> Option<String> {
        let kind = ClockKind::Opinion;
        let Some(clock) = opinion_clock(self.before.and_then(Holder::case), &e.department) else {
            return Some(format!(
                "the {kind:?} clock of {} was counted anew, it is none",
                e.department
            ));
        };
        if clock.reckoning.due != e.was {
            let (due, was) = (day(clock.reckoning.due), day(e.was));
            return Some(format!("the {kind:?} clock was due {due}, the record says {was}"));
        }
        match self.versions(kind, (e.reckoning.calendar, clock.policy)) {
            Ok((calendar, policy)) => unlike(kind, &e.reckoning, &clock.reckon(calendar, policy)),
            Err(problem) => Some(problem),
        }
    }

    fn evidence(&self, evidence: &Evidence) -> Option<String> {
        let kind = evidence.clock;
        let clock = if kind == ClockKind::Opinion {
            opinion_clock(self.before.and_then(Holder::case), &evidence.unit)
        } else {
            self.before.and_then(|holder| holder.running(kind))
        };
        let Some(clock) = clock else {
            return Some(format!("a rung of the {kind:?} clock fired, but it did not run"));
        };
        let calendar = match self.versions(kind, (evidence.calendar, evidence.policy)) {
            Ok((calendar, _)) => calendar,
            Err(problem) => return Some(problem),
        };
        let again = evidence_of(clock, calendar, self.today, evidence);
        if again == *evidence {
            return None;
        }
        let found = differences(evidence, &again);
        let found = in_words(&found, "the log says", "its ledger gives");
        Some(format!("the evidence of the {kind:?} clock does not fit: {found}"))
    }

    fn versions(
        &self,
        kind: ClockKind,
        (calendar, policy): (u32, u32),
    ) -> Result<(&Calendar, &ClockPolicy), String> {
        let found = self.setup.calendar_at(calendar).zip(self.setup.policy_at(policy));
        found.map(|(calendar, policy)| (calendar.as_ref(), policy.as_ref())).ok_or_else(|| {
            format!("the {kind:?} clock names calendar {calendar} and policy {policy}, not on file")
        })
    }
}

/// The running clock of a department whose opinion was asked.
fn opinion_clock<'a>(case: Option<&'a Case>, department: &UnitId) -> Option<&'a Clock> {
    let mut tasks = case?.extras().opinions.iter();
    let task = tasks.find(|task| &task.department == department && task.clock.is_running());
    task.map(|task| &task.clock)
}

/// What the evidence of a clock must say on a day; who is responsible is not derived from dates.
fn evidence_of(clock: &Clock, calendar: &Calendar, today: Day, logged: &Evidence) -> Evidence {
    let due = clock.term().due(calendar);
    Evidence {
        clock: clock.kind,
        start: clock.start,
        budget: clock.budget,
        extension: clock.extension,
        suspensions: clock.suspensions.clone(),
        due: due.map_or(Day::MAX, |due| due.day),
        provisional: due.is_some_and(|due| due.provisional),
        counted: clock.counted(calendar, today.plus(-1)),
        calendar: clock.reckoning.calendar,
        policy: clock.policy,
        source: clock.kind.source().into(),
        unit: logged.unit.clone(),
        person: logged.person.clone(),
    }
}

fn unlike(kind: ClockKind, logged: &Reckoning, again: &Reckoning) -> Option<String> {
    (logged != again).then(|| {
        let found = differences(logged, again);
        let found = in_words(&found, "the log says", "its ledger gives");
        format!("the dates of the {kind:?} clock do not fit: {found}")
    })
}

fn day(day: Option<Day>) -> String {
    day.map_or("nothing".to_owned(), |day| day.to_string())
}

/// The clocks that an event starts and those that it counts anew.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other events carry no clocks")]
pub fn clocks_of(event: &Event) -> (&[ClockStart], &[Recount]) {
    match event {
        Event::ApplicationReceived(e) => (&e.clocks, &[]),
        Event::CorrectionNoticed(e) => (&e.clocks, &[]),
        Event::CorrectionSubmitted(e) => (&e.clocks, &[]),
        Event::DeemedAccepted(e) => (&e.clocks, &[]),
        Event::Accepted(e) => (&e.clocks, &[]),
        Event::HandedOver(e) => (&e.clocks, &[]),
        Event::HandOverAcknowledged(e) => (&e.clocks, &[]),
        Event::StepCompleted(e) => (&e.clocks, &[]),
        Event::DecisionMade(e) => (&e.clocks, &[]),
        Event::AcceptedWithGaps(e) => (&e.clocks, &[]),
        Event::CommitmentSigned(e) => (&e.clocks, &[]),
        Event::CommitmentWithdrawn(e) => (&e.clocks, &[]),
        Event::CommitmentBroken(e) => (&e.clocks, &[]),
        Event::DecisionDeemed(e) => (&e.clocks, &[]),
        Event::HigherDecisionReceived(e) => (&e.clocks, &[]),
        Event::RenewalRequested(e) => (&e.clocks, &[]),
        Event::DeemedRenewed(e) => (&e.clocks, &[]),
        Event::TakenInForRegion(e) => (&e.clocks, &[]),
        Event::TakenInElsewhere(e) => (&e.clocks, &[]),
        Event::RegionResultReceived(e) => (&e.clocks, &[]),
        Event::ProactivelyOpened(e) => (&e.clocks, &[]),
        Event::ConsentGiven(e) => (&e.clocks, &[]),
        Event::DecidedByRule(e) => (&e.clocks, &[]),
        Event::PublicNoticePosted(e) => (&e.clocks, &[]),
        Event::BundleAccepted(e) => (&e.clocks, &[]),
        Event::ReviewGiven(e) => (&e.clocks, &[]),
        Event::BadReviewVerified(e) => (&e.clocks, &[]),
        Event::TroubleReported(e) => (&e.clocks, &[]),
        Event::TroubleSolved(e) => (&e.clocks, &[]),
        Event::ComplaintFiled(e) => (&e.clocks, &[]),
        Event::VoiceAssigned(e) => (&e.clocks, &[]),
        Event::VoiceReturned(e) => (&e.clocks, &[]),
        Event::OrderIssued(e) => (&e.clocks, &[]),
        Event::SuspensionStarted(e) => (&e.clocks, &e.recounts),
        Event::SuspensionEnded(e) => (&[], &e.recounts),
        Event::DeliveryFailed(e) => (&[], &e.recounts),
        Event::DeliveryChosen(e) => (&[], &e.recounts),
        _ => (&[], &[]),
    }
}
