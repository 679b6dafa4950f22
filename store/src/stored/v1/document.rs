//! Events of documents and of their numbers. Frozen.

use std::collections::BTreeMap;

use engine::code::{CaseNumber, Text, UnitId};
use engine::document::DocumentKind;
use engine::id::Digest;
use engine::number::{NumberPart, NumberScheme};
use serde::{Deserialize, Serialize};

use crate::stored::{DecodeProblem, Stored, stored};

/// Where the structs below come from.
mod domain {
    pub(super) use engine::document::DocumentRules;
    pub(super) use engine::event::{DocumentRulesSet, NumberSchemeSet};
}

stored! {
    DocumentRulesSet<'a> { version: u32, rules: DocumentRules<'a> }
    DocumentRules<'a> {
        number: &'a str,
        digits: u8,
        unit_words: Vec<(&'a str, &'a str)>,
        edition: u8,
        kinds_off: Vec<u8>,
        items_off: Vec<&'a str>,
    }
    NumberSchemeSet<'a> { scheme: Vec<DiskPart<'a>> }
}

/// 出具文书, as it was written at first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct DocumentIssued<'a> {
    pub(crate) kind: u8,
    pub(crate) edition: u8,
    pub(crate) unit: &'a str,
    pub(crate) unit_name: &'a str,
    pub(crate) ordinal: u32,
    pub(crate) number: &'a str,
    pub(crate) hash: [u8; 32],
}

impl Stored for DocumentKind {
    type Disk<'a> = u8;
    fn to_disk(&self) -> u8 {
        self.number()
    }
    fn from_disk(disk: u8) -> Result<DocumentKind, DecodeProblem> {
        let unknown = DecodeProblem::Number { what: "DocumentKind", number: disk };
        DocumentKind::from_number(disk).ok_or(unknown)
    }
}

impl Stored for Digest {
    type Disk<'a> = [u8; 32];
    fn to_disk(&self) -> [u8; 32] {
        self.0
    }
    fn from_disk(disk: [u8; 32]) -> Result<Digest, DecodeProblem> {
        Ok(Digest(disk))
    }
}

impl Stored for BTreeMap<UnitId, Text> {
    type Disk<'a> = Vec<(&'a str, &'a str)>;
    fn to_disk(&self) -> Vec<(&str, &str)> {
        self.iter().map(|(unit, word)| (unit.as_str(), word.as_str())).collect()
    }
    fn from_disk(disk: Vec<(&str, &str)>) -> Result<Self, DecodeProblem> {
        let pair = |(unit, word)| Ok((UnitId::from_disk(unit)?, Text::from_disk(word)?));
        disk.into_iter().map(pair).collect()
    }
}

/// A part of a case's number: which, and its text or number where it has one.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DiskPart<'a> {
    kind: u8,
    number: u8,
    text: &'a str,
}

impl Stored for NumberScheme {
    type Disk<'a> = Vec<DiskPart<'a>>;
    fn to_disk(&self) -> Vec<DiskPart<'_>> {
        let part = |(kind, number, text)| DiskPart { kind, number, text };
        let parts = self.0.iter().map(|one| match one {
            NumberPart::Literal(text) => (1, 0, text.as_str()),
            NumberPart::ImplCode => (2, 0, ""),
            NumberPart::Day => (3, 0, ""),
            NumberPart::ShortDay => (4, 0, ""),
            NumberPart::Ordinal(digits) => (5, *digits, ""),
        });
        parts.map(part).collect()
    }
    fn from_disk(disk: Vec<DiskPart<'_>>) -> Result<NumberScheme, DecodeProblem> {
        let part = |disk: DiskPart<'_>| match (disk.kind, disk.number, disk.text) {
            (1, 0, text) => CaseNumber::from_disk(text).map(NumberPart::Literal),
            (2, 0, "") => Ok(NumberPart::ImplCode),
            (3, 0, "") => Ok(NumberPart::Day),
            (4, 0, "") => Ok(NumberPart::ShortDay),
            (5, digits, "") => Ok(NumberPart::Ordinal(digits)),
            (number, _, _) => Err(DecodeProblem::Number { what: "NumberPart", number }),
        };
        disk.into_iter().map(part).collect::<Result<_, _>>().map(NumberScheme)
    }
}
