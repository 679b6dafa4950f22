//! Pages: bounded, each with the cursor of the next.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::limits::{PAGE_DEFAULT, PAGE_MAX};
use crate::problem::{Problem, Trouble};

/// Which page is wanted.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageOf {
    /// The `next` of the page before.
    pub after: Option<String>,
    /// How many entries; cut to 1 to 1 000.
    pub limit: Option<usize>,
}

/// A page.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Page<T> {
    /// The entries, in order.
    pub entries: Vec<T>,
    /// Where the next page begins; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl PageOf {
    /// How many entries the page may have.
    pub fn limit(&self) -> usize {
        limit(self.limit)
    }

    /// The cursor, read.
    ///
    /// # Errors
    /// When it is not one that this query gave.
    pub fn after<T: FromStr>(&self) -> Result<Option<T>, Problem> {
        let not_ours = || Trouble::Malformed.because("after is not the next of a page before");
        self.after.as_deref().map(|text| text.parse().map_err(|_| not_ours())).transpose()
    }
}

/// A wanted number of entries within its bounds.
pub fn limit(wanted: Option<usize>) -> usize {
    wanted.unwrap_or(PAGE_DEFAULT).clamp(1, PAGE_MAX)
}

impl<T> Page<T> {
    /// A page of what was found, the last of which is known by a cursor.
    pub fn of<S>(
        found: Vec<S>,
        limit: usize,
        cursor: impl Fn(&S) -> String,
        show: impl Fn(S) -> T,
    ) -> Page<T> {
        let next = found.last().filter(|_| found.len() >= limit).map(cursor);
        Page { entries: found.into_iter().map(show).collect(), next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_at_least_one_entry_and_at_most_a_thousand() {
        let limit = |limit| PageOf { after: None, limit }.limit();
        assert_eq!([limit(None), limit(Some(0)), limit(Some(usize::MAX))], [100, 1, 1_000]);
    }

    #[test]
    fn only_a_full_page_has_a_next() {
        let page = |found: Vec<u8>| Page::of(found, 2, u8::to_string, |n| n);
        assert_eq!(page(vec![7, 8]).next.as_deref(), Some("8"));
        assert_eq!(page(vec![7]).next, None);
    }
}
