//! 案史: one case as a log tells it, in words that our own log and a foreign one share.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use engine::clock::ClockKind;
use engine::due::Budget;
use engine::id::Token;
use engine::item::{ItemDefinition, SpecialKind};
use engine::setup::ItemVersion;
use engine::terms::FirstDay;
use engine::time::{Day, Timestamp};

use super::act::{Act, What};
use super::days::{Days, Pause};
use super::finding::{Doing, History};
use super::rule::About;

/// One case, from its first act to its end or to the end of what is looked at.
#[derive(Debug, Clone)]
pub struct Story {
    /// 办件编号, or how the foreign log names it.
    pub case: String,
    /// The code of its item, where the log names one.
    pub code: Option<String>,
    /// The item version it runs on, where the log has a register of items and this one is in it.
    pub item: Option<Arc<ItemVersion>>,
    /// Tokens of applicant and agent.
    pub parties: Vec<Token>,
    /// Limits that a mapping states, where there is no register.
    pub limits: BTreeMap<ClockKind, Budget>,
    /// How days are counted.
    pub days: Days,
    /// The deadline that the log itself states.
    pub deadline: Option<Timestamp>,
    /// When it was closed, by the word of the log itself.
    pub closed: Option<Timestamp>,
    /// What happened, in order.
    pub acts: Vec<Act>,
    /// The last day that is looked at: what has not ended by then is open.
    pub until: Day,
}

impl Story {
    /// The item's definition.
    pub fn definition(&self) -> Option<&ItemDefinition> {
        self.item.as_ref().map(|item| &item.definition)
    }

    /// The acts with their places.
    pub fn numbered(&self) -> impl DoubleEndedIterator<Item = (usize, &Act)> + Clone {
        self.acts.iter().enumerate()
    }

    /// How days were counted when something happened: by the calendar of that moment, since a later
    /// notice moves only what still runs. By the last calendar where nothing has happened yet.
    pub fn days_at(&self, end: Option<&Act>) -> Days {
        let hall = end.and_then(|act| act.hall.as_ref());
        hall.map_or_else(|| self.days.clone(), |hall| Days::by(hall.calendar()))
    }

    /// The acts that are so.
    pub fn all(
        &self,
        is: impl Fn(&What) -> bool + Clone,
    ) -> impl DoubleEndedIterator<Item = (usize, &Act)> + Clone {
        self.numbered().filter(move |(_, act)| is(&act.what))
    }

    /// The first act that is so.
    pub fn first(&self, is: impl Fn(&What) -> bool + Clone) -> Option<(usize, &Act)> {
        self.all(is).next()
    }

    /// The first act after a place that is so.
    pub fn after(&self, place: usize, is: impl Fn(&What) -> bool) -> Option<(usize, &Act)> {
        self.numbered().skip(place + 1).find(|(_, act)| is(&act.what))
    }

    /// True when an act before a place is so.
    pub fn before(&self, place: usize, is: impl Fn(&What) -> bool) -> bool {
        self.acts.iter().take(place).any(|act| is(&act.what))
    }

    /// The limit of a clock that an act starts: of the item, of the policy then in force, or of the
    /// mapping.
    pub fn limit(&self, kind: ClockKind, from: &Act) -> Option<Budget> {
        let days = |days| Some(engine::clock::working_days(days));
        let Some((item, policy)) = self.definition().zip(from.policy()) else {
            return self.limits.get(&kind).copied();
        };
        match kind {
            ClockKind::Acceptance => days(policy.acceptance_days),
            ClockKind::OnlineCheck => days(policy.online_check_days),
            ClockKind::HandOff => days(policy.hand_off_days),
            ClockKind::LowerReview => days(policy.lower_review_days),
            ClockKind::Delivery => days(policy.delivery_days),
            ClockKind::Statutory => item.statutory_limit(),
            ClockKind::Promise => Some(self.promised(item.promise)),
            ClockKind::Step
            | ClockKind::Correction
            | ClockKind::Special
            | ClockKind::Tolerant
            | ClockKind::CommitmentCheck
            | ClockKind::OwedDocument
            | ClockKind::PublicNotice
            | ClockKind::Renewal
            | ClockKind::Forwarding
            | ClockKind::Consent
            | ClockKind::Opinion
            | ClockKind::Bundle
            | ClockKind::ReviewContact
            | ClockKind::Rectification
            | ClockKind::Trouble
            | ClockKind::Revisit
            | ClockKind::TroubleReport
            | ClockKind::Complaint
            | ClockKind::Order => None,
        }
    }

    /// The promise with the days by which it was given anew.
    fn promised(&self, promise: Budget) -> Budget {
        let anew = self.acts.iter().filter_map(|act| {
            let What::PromisedAnew { days } = act.what else { return None };
            Some(days)
        });
        Budget { days: anew.fold(promise.days, u16::saturating_add), ..promise }
    }

    /// 特别程序 the times that do not count for the clocks of the decision.
    pub fn pauses(&self) -> Vec<Pause> {
        let stops = |what: &What| {
            matches!(what, What::Suspended { procedure, .. }
                if self.stops_the_clock(*procedure))
        };
        let begun = self.all(stops);
        let pauses = begun.map(|(place, act)| {
            let ends = |what: &What| *what == What::Resumed || what.ends_the_work();
            let to = self.after(place, ends).map(|(_, act)| act.day());
            Pause { from: act.day(), to }
        });
        pauses.collect()
    }

    /// A procedure the item lists as one that stops the clock; in a foreign log every one does.
    fn stops_the_clock(&self, procedure: Option<SpecialKind>) -> bool {
        match (self.definition(), procedure) {
            (Some(item), Some(kind)) => {
                item.specials.iter().any(|special| special.kind == kind && special.stops_statutory)
            }
            (Some(_), None) => false,
            (None, _) => true,
        }
    }

    /// T0 of the clocks of the decision: the act and the day. The last acceptance counts, since a
    /// commitment may be withdrawn before anything is decided.
    pub fn accepted(&self) -> Option<(usize, Day)> {
        let (place, act) = self.all(What::is_acceptance).next_back()?;
        if let What::DeemedAccepted { effective } = &act.what {
            return Some((place, *effective));
        }
        Some((place, act.day()))
    }

    /// The day from which the acceptance counts for what came at a place: where another region took
    /// it in for us, the one that the item version says.
    pub fn received_on(&self, place: usize) -> Option<Day> {
        let act = self.acts.get(place)?;
        let terms = self.definition().and_then(|item| item.terms.region.as_ref());
        let is_theirs =
            |way| terms.is_some_and(|terms| terms.first_day_of(way) == FirstDay::Receipt);
        let taken_in = self.after(place, |what| matches!(what, What::TakenInElsewhere { .. }));
        if let What::Received { .. } = &act.what
            && let Some((_, Act { what: What::TakenInElsewhere { received, way }, .. })) = taken_in
            && is_theirs(*way)
        {
            return Some(*received);
        }
        Some(came_in_on(act))
    }

    /// The paper that was here before a place.
    pub fn papers_before(&self, place: usize) -> BTreeSet<&str> {
        let mut papers = BTreeSet::new();
        for act in self.acts.iter().take(place) {
            if let What::Received { papers: came, .. }
            | What::PapersReceived(came)
            | What::Corrected(came)
            | What::GapsSupplied(came) = &act.what
            {
                papers.extend(came.iter().map(String::as_str));
            }
            if let What::LicenceFetched(paper) | What::Reused { paper, .. } = &act.what {
                papers.insert(paper);
            }
        }
        papers
    }
}

/// 收到之日: what comes in after the close of business counts from the next working day, where the policy says so.
pub fn came_in_on(act: &Act) -> Day {
    let is_outside = matches!(act.what, What::Received { .. } | What::Corrected(_));
    let hall = act.hall.as_ref().filter(|_| is_outside);
    let by_the_hall = hall.map(|hall| hall.policy().1.counted_from(hall.calendar(), act.at));
    by_the_hall.unwrap_or(act.day())
}

impl History for Story {
    fn about(&self) -> About {
        About::Case
    }

    fn name(&self) -> &str {
        &self.case
    }

    fn item(&self) -> Option<&String> {
        self.code.as_ref()
    }

    fn places(&self) -> usize {
        self.acts.len()
    }

    fn doing(&self, place: usize) -> Option<Doing<'_>> {
        let act = self.acts.get(place)?;
        let (person, unit) = (act.person.as_ref(), act.unit.as_ref());
        let late = act.recorded_late.as_ref();
        Some(Doing { record: act.record, at: act.at, person, unit, late })
    }
}
