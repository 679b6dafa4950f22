//! 事项版本, the third form: its terms may ask the applicant to come himself. Frozen.

use super::super::v1::publication as v1_publication;
use super::super::v1::reach::{
    self as v1_reach, AutomaticTerms, ProactiveTerms, RegionTerms, RenewalTerms,
};
use super::super::v1::setup::{CommitmentTerms, Participant, ResultKind, Special, Step, Tacit};
use super::super::v1::values::Budget;
use super::super::v2::item::{self as v2, Guide, Listing, MaterialNeed, Noted, Situation};
use crate::stored::{numbers, stored};
use engine::item::Sensitivity;

/// Where the structs below come from.
mod domain {
    pub(super) use engine::event::{ItemDrafted, ItemVersionPublished};
    pub(super) use engine::item::ItemDefinition;
    pub(super) use engine::terms::Terms;
}

numbers! {
    Sensitivity {
        StateSecurity = 1, Secrets = 2, PublicSafety = 3, PrudentialFinance = 4, Ecology = 5,
        HealthLifeProperty = 6,
    }
}

stored! {
    ItemVersionPublished<'a> {
        version: u32,
        definition: ItemDefinition<'a>,
        draft: Option<u32>,
        findings: Vec<Noted<'a>>,
    }
    ItemDrafted<'a> {
        draft: u32,
        definition: ItemDefinition<'a>,
        author: &'a str,
        findings: Vec<Noted<'a>>,
    }
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
        sensitive: Vec<u8>,
        approver_at_window: bool,
        site_inspection: bool,
        retention: u8,
        fee_fen: u32,
        tolerant: bool,
        commitment: Option<CommitmentTerms>,
        tacit: Option<Tacit<'a>>,
        valid_from: i32,
        valid_to: Option<i32>,
        terms: Terms<'a>,
        situations: Vec<Situation<'a>>,
        listing: Listing<'a>,
        guide: Guide<'a>,
    }
    Terms<'a> {
        renewal: Option<RenewalTerms>,
        absence: Option<&'a str>,
        region: Option<RegionTerms<'a>>,
        proactive: Option<ProactiveTerms<'a>>,
        automatic: Option<AutomaticTerms<'a>>,
        presence: Option<&'a str>,
    }
}

impl<'a> From<v2::ItemVersionPublished<'a>> for ItemVersionPublished<'a> {
    fn from(old: v2::ItemVersionPublished<'a>) -> ItemVersionPublished<'a> {
        let v2::ItemVersionPublished { version, definition, draft, findings } = old;
        ItemVersionPublished { version, definition: definition.into(), draft, findings }
    }
}

impl<'a> From<v1_publication::ItemDrafted<'a>> for ItemDrafted<'a> {
    fn from(old: v1_publication::ItemDrafted<'a>) -> ItemDrafted<'a> {
        let v1_publication::ItemDrafted { draft, definition, author, findings } = old;
        ItemDrafted { draft, definition: definition.into(), author, findings }
    }
}

impl<'a> From<v2::ItemDefinition<'a>> for ItemDefinition<'a> {
    fn from(old: v2::ItemDefinition<'a>) -> ItemDefinition<'a> {
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
            sensitive: Vec::new(),
            approver_at_window: old.approver_at_window,
            site_inspection: old.site_inspection,
            retention: old.retention,
            fee_fen: old.fee_fen,
            tolerant: old.tolerant,
            commitment: old.commitment,
            tacit: old.tacit,
            valid_from: old.valid_from,
            valid_to: old.valid_to,
            terms: old.terms.into(),
            situations: old.situations,
            listing: old.listing,
            guide: old.guide,
        }
    }
}

impl<'a> From<v1_reach::Terms<'a>> for Terms<'a> {
    fn from(old: v1_reach::Terms<'a>) -> Terms<'a> {
        let v1_reach::Terms { renewal, absence, region, proactive, automatic } = old;
        Terms { renewal, absence, region, proactive, automatic, presence: None }
    }
}
