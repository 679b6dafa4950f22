//! 来处: what a command is called in the log of the system it was brought in from, so that the history there and
//! the history here can be laid side by side. No rule looks at it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::Text;

/// 来处. It is kept with the command as it was received, and is not sealed: never put a person into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The case, as it is called there.
    pub case: Text,
    /// 活动, in the words of that log.
    pub activity: Text,
    /// Who did it there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<Text>,
    /// The group he belongs to there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Text>,
    /// The stage of the activity there, such as `start` and `complete` (IEEE 1849, lifecycle).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifecycle: Option<Text>,
}
