//! Documents, the second form: with the unit an order goes to. Frozen.

use engine::event as domain;

use super::super::v1::document as v1_document;
use crate::stored::stored;

stored! {
    DocumentIssued<'a> {
        kind: u8,
        edition: u8,
        unit: &'a str,
        unit_name: &'a str,
        ordinal: u32,
        number: &'a str,
        addressee: Option<&'a str>,
        hash: [u8; 32],
    }
}

impl<'a> From<v1_document::DocumentIssued<'a>> for DocumentIssued<'a> {
    fn from(old: v1_document::DocumentIssued<'a>) -> DocumentIssued<'a> {
        DocumentIssued {
            kind: old.kind,
            edition: old.edition,
            unit: old.unit,
            unit_name: old.unit_name,
            ordinal: old.ordinal,
            number: old.number,
            addressee: None,
            hash: old.hash,
        }
    }
}
