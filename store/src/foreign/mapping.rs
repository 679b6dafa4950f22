//! Which activity of a foreign log stands for which command: a small TOML file.
//!
//! ```toml
//! item = "000112001000"          # item code to use; absent: the user of the mapping chooses
//! channel_attribute = "channel"  # attribute of the case that names the channel
//!
//! [columns]                      # only where the names of the log are unusual
//! activity = "step name"
//!
//! [activities]                   # an activity that is not named here is `work`
//! "Confirmation of receipt" = "receive"
//! ```

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::column::Columns;
use super::error::MappingError;
use super::limits::{MAPPING_ACTIVITIES_MAX, MAPPING_BYTES_MAX};
use super::log::SourceLog;
use super::meaning::Meaning;
use super::metered::length;

/// A mapping of activities to meanings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// Code of the item (事项编码) whose rules the cases are played under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// Attribute of the case that names the channel by which it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel_attribute: Option<String>,
    /// What the first event of every case means, whatever its activity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Meaning>,
    /// Names of columns, where they are unusual; for [`super::open_with`].
    #[serde(default)]
    pub columns: Columns,
    /// Meaning of each activity, by the name the log writes.
    #[serde(default)]
    pub activities: BTreeMap<String, Meaning>,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    ///
    /// The file is absent, too large, no TOML, or has an unknown key or meaning.
    pub fn open(path: &Path) -> Result<Self, MappingError> {
        Self::from_toml(&read_text(path)?)
    }

    /// Reads the text of a mapping.
    ///
    /// # Errors
    ///
    /// The text is too long, no TOML, or has an unknown key or meaning.
    pub fn from_toml(text: &str) -> Result<Self, MappingError> {
        check_length(text)?;
        let mapping: Self = toml::from_str(text)
            .map_err(|error| MappingError::Toml { reason: error.to_string() })?;
        if mapping.activities.len() > MAPPING_ACTIVITIES_MAX {
            let max = length(MAPPING_ACTIVITIES_MAX);
            return Err(MappingError::TooMuch { what: "activities", max });
        }
        Ok(mapping)
    }

    /// The mapping for a log nobody has described: the first event of a case is
    /// [`Meaning::Receive`], every other one [`Meaning::Work`]. The activities of the log are
    /// listed, so that [`Mapping::to_toml`] gives a file to begin with.
    pub fn default_for(log: &SourceLog) -> Self {
        let names = log.activities().into_keys().take(MAPPING_ACTIVITIES_MAX);
        Self {
            first: Some(Meaning::Receive),
            activities: names.map(|name| (name.to_owned(), Meaning::Work)).collect(),
            ..Self::default()
        }
    }

    /// The mapping as a file.
    ///
    /// # Errors
    ///
    /// None is known for a value of this type.
    pub fn to_toml(&self) -> Result<String, MappingError> {
        toml::to_string(self).map_err(|error| MappingError::Toml { reason: error.to_string() })
    }

    /// What an event means. `position` is its place in its case, from 0.
    pub fn meaning(&self, activity: &str, position: usize) -> Meaning {
        match self.first {
            Some(first) if position == 0 => first,
            Some(_) | None => self.activities.get(activity).copied().unwrap_or_default(),
        }
    }

    /// The activities of a log that this mapping does not name and that therefore mean
    /// [`Meaning::Work`], with how often each occurs.
    pub fn unnamed<'l>(&self, log: &'l SourceLog) -> BTreeMap<&'l str, u64> {
        let mut counts = log.activities();
        counts.retain(|activity, _| !self.activities.contains_key(*activity));
        counts
    }
}

/// The text of a mapping file, of whatever kind, up to [`MAPPING_BYTES_MAX`].
///
/// # Errors
///
/// The file cannot be read, or is too large.
pub fn read_text(path: &Path) -> Result<String, MappingError> {
    let file = File::open(path).map_err(|source| MappingError::Read { source })?;
    let mut text = String::new();
    // One byte more than the limit, so that a longer file is seen as such.
    file.take(MAPPING_BYTES_MAX + 1)
        .read_to_string(&mut text)
        .map_err(|source| MappingError::Read { source })?;
    check_length(&text)?;
    Ok(text)
}

fn check_length(text: &str) -> Result<(), MappingError> {
    if length(text.len()) > MAPPING_BYTES_MAX {
        return Err(MappingError::TooMuch { what: "bytes", max: MAPPING_BYTES_MAX });
    }
    Ok(())
}
