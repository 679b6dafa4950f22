//! Who did it in the foreign log, as staff of the hall.

use std::collections::{BTreeMap, BTreeSet};

use store::foreign::SourceLog;

use super::ids;

/// Characters that are kept of a name; the rest of a code is for a number that tells names apart.
const NAME_CHARS_MAX: usize = 36;
/// Digits of the number that tells two names apart that look the same as codes.
const SUFFIX_DIGITS: usize = 8;

/// Does what no resource is named for.
pub(super) const NOBODY: &str = "PLAY-unnamed";
/// Does what the log does not tell but the stages need.
pub(super) const BRIDGE: &str = "PLAY-bridge";
/// Approves extensions.
pub(super) const HEAD: &str = "PLAY-head";

/// The staff number of each resource.
#[derive(Debug, Default)]
pub(super) struct Officers {
    ids: BTreeMap<String, String>,
}

impl Officers {
    /// The resources of a log, each with a number of its own that follows from its name alone.
    pub(super) fn of(log: &SourceLog) -> Officers {
        let events = log.cases.iter().flat_map(|case| &case.events);
        let names: BTreeSet<&str> = events.filter_map(|event| event.resource.as_deref()).collect();
        let ids = names.into_iter().map(|name| (name.to_owned(), staff_id(name))).collect();
        Officers { ids }
    }

    /// The number of a resource.
    pub(super) fn id(&self, resource: Option<&str>) -> &str {
        resource.and_then(|name| self.ids.get(name)).map_or(NOBODY, String::as_str)
    }

    /// Every number.
    pub(super) fn all(&self) -> BTreeSet<&str> {
        self.ids.values().map(String::as_str).chain([NOBODY, BRIDGE]).collect()
    }
}

/// A name as a code. A name that had to be changed gets a number, so that two names never become one.
fn staff_id(name: &str) -> String {
    let legal = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
    let kept: String =
        name.chars().take(NAME_CHARS_MAX).map(|c| if legal(c) { c } else { '-' }).collect();
    let is_reserved = [NOBODY, BRIDGE, HEAD].contains(&format!("PLAY-{kept}").as_str());
    if kept == name && !is_reserved {
        return format!("PLAY-{kept}");
    }
    let hash = ids::hex(&["staff", name]);
    format!("PLAY-{kept}.{}", hash.get(..SUFFIX_DIGITS).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_name_stays_readable() {
        assert_eq!(staff_id("Resource21"), "PLAY-Resource21");
        assert_eq!(staff_id("张三"), "PLAY-张三");
    }

    #[test]
    fn names_that_look_alike_stay_apart() {
        let ids: BTreeSet<String> =
            ["a b", "a-b", "a/b", "bridge", "unnamed", "head", &"x".repeat(90), &"x".repeat(91)]
                .into_iter()
                .map(staff_id)
                .collect();
        assert_eq!(ids.len(), 8);
        assert!(!ids.contains(BRIDGE) && !ids.contains(NOBODY) && !ids.contains(HEAD));
    }

    #[test]
    fn every_number_is_a_code() {
        for name in ["", "a b", "\u{1F600}", &"长".repeat(200)] {
            staff_id(name).parse::<engine::code::StaffId>().unwrap();
        }
    }
}
