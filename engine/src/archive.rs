//! 归档架: archived cases that are still at hand. What may still come of a case comes while a suit may be brought
//! (行政诉讼法 art. 46), so it stays that long; then its history is in the log alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::case::Case;
use crate::clock::ClockKind;
use crate::id::CaseId;
use crate::lifecycle::Phase;
use crate::limits::ARCHIVED_AT_HAND_DAYS;
use crate::remedy::{Remedy, RemedyOutcome};
use crate::time::Day;
use crate::values::Outcome;

/// The archived cases that are at hand, and until when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shelf {
    cases: BTreeMap<CaseId, Arc<Case>>,
    until: BTreeSet<(Day, CaseId)>,
}

impl Shelf {
    pub(crate) fn get(&self, case: CaseId) -> Option<&Arc<Case>> {
        self.cases.get(&case)
    }

    pub(crate) fn cases(&self) -> &BTreeMap<CaseId, Arc<Case>> {
        &self.cases
    }

    /// Puts a case where it stood, or anew.
    pub(crate) fn put(&mut self, case: Arc<Case>) {
        let id = case.id;
        let until = case.at_hand_until();
        if let Some(before) = self.cases.insert(id, case).and_then(|was| was.at_hand_until()) {
            self.until.remove(&(before, id));
        }
        self.until.extend(until.map(|day| (day, id)));
    }

    /// Lets those go whose time is over.
    pub(crate) fn let_go(&mut self, today: Day) {
        while let Some((day, case)) = self.until.first().copied().filter(|(day, _)| *day < today) {
            self.until.remove(&(day, case));
            self.cases.remove(&case);
        }
    }
}

impl Case {
    /// 尚有未了事项: an archived case of which something is still to be done: it is among the open ones until then.
    pub fn has_open_matters(&self) -> bool {
        let extras = self.extras();
        self.phase() == Phase::Archived
            && (extras.remedies.iter().any(Remedy::is_pending)
                || !extras.asks.is_empty()
                || self.is_annulled_grant())
    }

    /// 撤销、责令重作: what was decided has no effect any more. What silence was contested for was decided later.
    pub fn is_undone(&self) -> bool {
        let about_it = self.extras().remedies.iter().filter(|remedy| !remedy.against_silence);
        let mut outcomes = about_it.rev().filter_map(|remedy| remedy.outcome);
        let last = outcomes.find(|outcome| *outcome != RemedyOutcome::Withdrawn);
        self.verdict().is_some()
            && matches!(last, Some(RemedyOutcome::Annulled | RemedyOutcome::OrderedAnew))
    }

    /// True where what was granted has been annulled, so that the licence is to be revoked.
    pub fn is_annulled_grant(&self) -> bool {
        self.is_undone() && self.verdict().is_some_and(|known| known.outcome == Outcome::Granted)
    }

    /// What the log alone needs to know from now on leaves memory: the clocks that stopped, but for those by which a remedy
    /// against silence is measured.
    pub(crate) fn put_off_what_is_over(&mut self) {
        self.clocks.retain(|clock| {
            clock.is_running() || matches!(clock.kind, ClockKind::Statutory | ClockKind::Promise)
        });
        self.clocks.shrink_to_fit();
    }

    /// The last day on which an archived case is at hand; none while something of it is still to be done.
    fn at_hand_until(&self) -> Option<Day> {
        if self.has_open_matters() {
            return None;
        }
        Some(self.last_at.day().checked_plus(ARCHIVED_AT_HAND_DAYS).unwrap_or(Day::MAX))
    }
}
