//! Events of those who go along with a case. Frozen.

use engine::event as domain;

use crate::stored::stored;

stored! {
    TrackerNamed<'a> { tracker: &'a str }
    CaseUrged<'a> { officer: &'a str, department: &'a str, reason: &'a str }
    AssistanceGiven<'a> { helper: &'a str, kind: u8, note: &'a str }
}
