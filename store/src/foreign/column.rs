//! Under which names a log keeps what we read of an event.

use serde::{Deserialize, Serialize};

/// Names of columns (of a table) or keys (of an XES log). Where a name is absent, the usual ones
/// are tried; where it is given, only that one is, letter for letter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// The case; in an XES log a key of the trace.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// The activity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity: Option<String>,
    /// The moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// Who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Unit of who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Stage in the life of the activity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifecycle: Option<String>,
    /// Identifier of the piece of work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
}

/// Usual names of the case, small letters. The first is that of XES logs turned into tables.
pub(super) const CASE_NAMES: &[&str] =
    &["case:concept:name", "case", "case_id", "caseid", "case id", "case_concept_name"];
/// Usual names of the activity.
pub(super) const ACTIVITY_NAMES: &[&str] = &["concept:name", "activity", "concept_name"];
/// Usual names of the moment.
pub(super) const TIME_NAMES: &[&str] = &["time:timestamp", "timestamp", "time", "time_timestamp"];
/// Usual names of who did it.
pub(super) const RESOURCE_NAMES: &[&str] = &["org:resource", "resource", "org_resource"];
/// Usual names of the unit of who did it.
pub(super) const GROUP_NAMES: &[&str] = &["org:group", "group", "org_group"];
/// Usual names of the stage in the life of the activity.
pub(super) const LIFECYCLE_NAMES: &[&str] = &["lifecycle:transition", "lifecycle"];
/// Usual names of the piece of work.
pub(super) const INSTANCE_NAMES: &[&str] = &["concept:instance", "instance"];
