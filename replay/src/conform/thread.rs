//! 旁史: a history beside the cases, as our own log tells it: an item with its drafts, a bundle, the tickets of a
//! day, a voice. No other system's log tells one, so its deeds are our events as they stand.

use std::sync::Arc;

use engine::bundle::BundleVersion;
use engine::code::NodeId;
use engine::due::Budget;
use engine::event::Event;
use engine::setup::Setup;
use engine::time::{Day, Timestamp};

use super::days::Days;
use super::finding::{Doing, History};
use super::rule::{About, Breach};
use super::said::{Said, told};

/// Something that was done.
#[derive(Debug, Clone)]
pub struct Deed {
    /// The record of the log.
    pub record: u64,
    /// The first record of its command: deeds that have it in common were done together.
    pub commit: u64,
    /// 业务时间
    pub at: Timestamp,
    /// Who; nobody of the staff where it is none.
    pub person: Option<String>,
    /// In whose place (AB岗).
    pub in_place_of: Option<String>,
    /// His unit.
    pub unit: Option<String>,
    /// The register as it stood then; none for items, which are the register.
    pub hall: Option<Arc<Setup>>,
    /// 补录 how it was recorded later than is allowed; nothing where it was in time.
    pub recorded_late: Option<Said>,
    /// 须经评审 as the policy of that moment has it.
    pub review_required: bool,
    /// The node whose case it happened to.
    pub node: Option<NodeId>,
    /// What.
    pub event: Event,
}

/// A history beside the cases.
#[derive(Debug, Clone)]
pub struct Thread {
    /// What it is about.
    pub about: About,
    /// Its number or code.
    pub name: String,
    /// The bundle's version, of a bundle that names a published one.
    pub bundle: Option<Arc<BundleVersion>>,
    /// How days are counted.
    pub days: Days,
    /// What happened, in order.
    pub deeds: Vec<Deed>,
    /// The last day that is looked at: what has not ended by then is open.
    pub until: Day,
}

impl Deed {
    /// The day it happened.
    pub fn day(&self) -> Day {
        self.at.day()
    }

    /// Who it was, with the record.
    pub fn told(&self) -> Said {
        Said::who(self.person.as_deref(), self.record, self.day())
    }
}

impl Thread {
    /// One in which nothing happened yet.
    pub fn new(about: About, name: String) -> Thread {
        let (bundle, deeds, until) = (None, Vec::new(), Day::MIN);
        Thread { about, name, bundle, days: Days::default(), deeds, until }
    }

    /// The deeds with their places.
    pub fn numbered(&self) -> impl DoubleEndedIterator<Item = (usize, &Deed)> + ExactSizeIterator {
        self.deeds.iter().enumerate()
    }

    /// A limit that something of the thread ended, or nothing yet: the breach where it was passed.
    pub fn passed(
        &self,
        (start, from): (usize, Day),
        limit: Budget,
        end: Option<usize>,
    ) -> Option<Breach> {
        let ended = end.and_then(|place| self.deeds.get(place));
        let day = ended.map_or(self.until, Deed::day);
        // By the calendar of that moment, since a later notice moves only what still runs.
        let hall = ended.and_then(|deed| deed.hall.as_ref());
        let days = hall.map_or_else(|| self.days.clone(), |hall| Days::by(hall.calendar()));
        let due = days.passed(from, limit, &[], day)?;
        let found = told(from, limit, due, (ended.is_some(), day));
        let places = end.into_iter().chain([start]);
        Some(Breach { is_open: end.is_none(), ..Breach::at(places, found) })
    }
}

impl History for Thread {
    fn about(&self) -> About {
        self.about
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn item(&self) -> Option<&String> {
        (self.about == About::Item).then_some(&self.name)
    }

    fn places(&self) -> usize {
        self.deeds.len()
    }

    fn doing(&self, place: usize) -> Option<Doing<'_>> {
        let deed = self.deeds.get(place)?;
        let (person, unit) = (deed.person.as_ref(), deed.unit.as_ref());
        let late = deed.recorded_late.as_ref();
        Some(Doing { record: deed.record, at: deed.at, person, unit, late })
    }
}
