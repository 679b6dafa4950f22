//! 事项版本, the second form: with the last day on which a version takes cases. Frozen.

use super::super::v1::setup::{
    self as v1, CommitmentTerms, MaterialNeed, Participant, ResultKind, Special, Step, Tacit,
};
use super::super::v1::values::Budget;
use crate::stored::stored;

/// Where the structs below come from.
mod domain {
    pub(super) use engine::event::ItemVersionPublished;
    pub(super) use engine::item::ItemDefinition;
}

stored! {
    ItemVersionPublished<'a> { version: u32, definition: ItemDefinition<'a> }
    ItemDefinition<'a> {
        code: &'a str,
        name: &'a str,
        department: &'a str,
        zone: &'a str,
        impl_code: &'a str,
        task_type: &'a str,
        case_type: u8,
        legal: Option<Budget>,
        legal_extension: u16,
        promise: Budget,
        steps: Vec<Step>,
        steps_exception: Option<&'a str>,
        specials: Vec<Special>,
        participants: Vec<Participant<'a>>,
        materials: Vec<MaterialNeed<'a>>,
        result: ResultKind<'a>,
        delivery: Vec<u8>,
        entrusted: bool,
        not_pooled: bool,
        approver_at_window: bool,
        site_inspection: bool,
        retention: u8,
        fee_fen: u32,
        tolerant: bool,
        commitment: Option<CommitmentTerms>,
        tacit: Option<Tacit<'a>>,
        valid_from: i32,
        valid_to: Option<i32>,
    }
}

impl<'a> From<v1::ItemVersionPublished<'a>> for ItemVersionPublished<'a> {
    fn from(old: v1::ItemVersionPublished<'a>) -> ItemVersionPublished<'a> {
        ItemVersionPublished { version: old.version, definition: old.definition.into() }
    }
}

impl<'a> From<v1::ItemDefinition<'a>> for ItemDefinition<'a> {
    fn from(old: v1::ItemDefinition<'a>) -> ItemDefinition<'a> {
        ItemDefinition {
            code: old.code,
            name: old.name,
            department: old.department,
            zone: old.zone,
            impl_code: old.impl_code,
            task_type: old.task_type,
            case_type: old.case_type,
            legal: old.legal,
            legal_extension: old.legal_extension,
            promise: old.promise,
            steps: old.steps,
            steps_exception: old.steps_exception,
            specials: old.specials,
            participants: old.participants,
            materials: old.materials,
            result: old.result,
            delivery: old.delivery,
            entrusted: old.entrusted,
            not_pooled: old.not_pooled,
            approver_at_window: old.approver_at_window,
            site_inspection: old.site_inspection,
            retention: old.retention,
            fee_fen: old.fee_fen,
            tolerant: old.tolerant,
            commitment: old.commitment,
            tacit: old.tacit,
            valid_from: old.valid_from,
            valid_to: None,
        }
    }
}
