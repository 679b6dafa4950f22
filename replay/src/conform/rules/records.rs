//! 补录: an offline window catches up on the working day before, and no further (an offline window's rule).

use crate::conform::finding::History;
use crate::conform::rule::{Breach, Check, Need, Rule, Severity};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "recorded_too_late",
    severity: Severity::Error,
    source: "补录 (local rule)",
    zh: "业务发生后超过补录期限才记录，或不得补录的业务被补录",
    en: "recorded later than an offline window may catch up, or by somebody who may record nothing late",
    needs: &[Need::Recorded],
    check: Check::Every(recorded_too_late),
}];

fn recorded_too_late(history: &dyn History) -> Vec<Breach> {
    let late = |place| Some(Breach::at([place], history.doing(place)?.late?.clone()));
    (0..history.places()).filter_map(late).collect()
}
