//! 文书规则: which documents a hall issues, from which edition of the templates, and how it numbers them. Data of
//! the set-up; without it no document is issued.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{ItemCode, Text, UnitId};
use crate::event::Event;
use crate::limits::{DOCUMENT_NUMBER_BYTES_MAX, LIST_ENTRIES_MAX};
use crate::refusal::{Refusal, Rule};

use super::kind::{DocumentKind, is_called_for};
use super::template::EDITIONS;

/// The customary form of a document's number: `SL受〔2026〕12号`.
const CUSTOMARY: &str = "{unit}{word}〔{year}〕{n}号";

/// 文书规则 as set; each setting replaces the one before it, for documents that are issued after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentRules {
    /// 编号规则: text with `{unit}`, `{word}`, `{year}` and `{n}`, the how-many-eth of that unit, kind and year.
    #[serde(default = "customary")]
    pub number: Text,
    /// Digits of `{n}` at least.
    #[serde(default)]
    pub digits: u8,
    /// 机关代字 what stands for a unit in its numbers; its code where absent.
    #[serde(default)]
    pub unit_words: BTreeMap<UnitId, Text>,
    /// 文书样式版本: the edition of the templates that new documents are made from.
    pub edition: u8,
    /// Kinds that are not issued.
    #[serde(default)]
    pub kinds_off: BTreeSet<DocumentKind>,
    /// Items for which none is issued.
    #[serde(default)]
    pub items_off: BTreeSet<ItemCode>,
}

fn customary() -> Text {
    Text::from(CUSTOMARY)
}

impl DocumentRules {
    /// Every document, numbered in the customary way, from the newest edition.
    pub fn customary() -> DocumentRules {
        DocumentRules {
            number: customary(),
            digits: 0,
            unit_words: BTreeMap::new(),
            edition: EDITIONS,
            kinds_off: BTreeSet::new(),
            items_off: BTreeSet::new(),
        }
    }

    /// A scheme that tells documents apart, from an edition that exists.
    pub fn check(&self) -> Result<(), Refusal> {
        let parts = ["{unit}", "{word}", "{year}", "{n}"];
        if let Some(absent) =
            parts.iter().find(|part| self.number.as_str().matches(**part).count() != 1)
        {
            let detail = format!("a document number has {absent} exactly once");
            return Err(Rule::BadScheme.because(detail));
        }
        if self.number.as_str().len() > DOCUMENT_NUMBER_BYTES_MAX || self.digits > 9 {
            return Err(Rule::BadScheme.because("the scheme of document numbers is too long"));
        }
        if self.edition == 0 || self.edition > EDITIONS {
            let detail = format!("edition {} of the templates, there are {EDITIONS}", self.edition);
            return Err(Rule::BadScheme.because(detail));
        }
        let too_long =
            |word: &Text| word.is_blank() || word.as_str().len() > DOCUMENT_NUMBER_BYTES_MAX;
        if self.unit_words.len() > LIST_ENTRIES_MAX || self.unit_words.values().any(too_long) {
            return Err(Rule::BadScheme.because("a word for a unit is blank, or they are too many"));
        }
        Ok(())
    }

    /// True when the document is issued with the event, for the item where it is of a case.
    pub fn has(&self, kind: DocumentKind, item: Option<&ItemCode>, event: &Event) -> bool {
        let is_off = item.is_some_and(|item| self.items_off.contains(item));
        !is_off && !self.kinds_off.contains(&kind) && is_called_for(kind, self.edition, event)
    }

    /// The number of a document.
    pub fn number(&self, kind: DocumentKind, unit: &UnitId, year: u16, n: u32) -> Text {
        let word = self.unit_words.get(unit).map_or(unit.as_str(), Text::as_str);
        let mut counted = String::new();
        let _ = write!(counted, "{n:0width$}", width = usize::from(self.digits));
        let number = self.number.as_str();
        let number = number.replace("{unit}", word).replace("{word}", kind.word());
        let number = number.replace("{year}", &year.to_string()).replace("{n}", &counted);
        number.parse().expect("the parts of a number are bounded")
    }
}
