//! 事项版本, the second form: with its last day, situations, every element of the item list, and how it was
//! published. Frozen.

use engine::item::{
    BodyNature, HandlingForm, MaterialForm, MaterialKind, MaterialSource, PowerSource,
    ServiceObject, UseLevel,
};

use super::super::v1::reach::Terms;
use super::super::v1::setup::{
    self as v1, CommitmentTerms, Participant, ResultKind, Special, Step, Tacit,
};
use super::super::v1::values::Budget;
use serde::{Deserialize, Serialize};

use crate::stored::{numbers, stored};

/// Where the structs below come from.
mod domain {
    pub(super) use engine::inspector::Noted;
    pub(super) use engine::item::{
        Faq, FeeEntry, Guide, Intermediary, Listing, MaterialNeed, MaterialNotes, Situation,
        SituationOption,
    };
}

numbers! {
    MaterialKind { Certificate = 1, Form = 2, Other = 3 }
    MaterialForm { Paper = 1, Electronic = 2, Both = 3 }
    MaterialSource { Applicant = 10, Government = 20, Other = 99 }
    PowerSource {
        Statutory = 1, HandedDown = 2, AuthorisedFromAbove = 3, AuthorisedAtLevel = 4,
        EntrustedFromAbove = 5, EntrustedAtLevel = 6,
    }
    UseLevel {
        State = 1, Province = 2, City = 3, County = 4, Town = 5, Village = 6, ByGrade = 7,
    }
    BodyNature { Statutory = 1, Authorised = 2, Entrusted = 3, Other = 9 }
    ServiceObject {
        Person = 1, Enterprise = 2, PublicInstitution = 3, SocialOrganisation = 4, Authority = 5,
        Other = 6, UnincorporatedEnterprise = 7,
    }
    HandlingForm { Window = 1, Computer = 2, Mobile = 3, Post = 4, Other = 9 }
}

stored! {
    Noted<'a> { finding: &'a str, detail: &'a str }
    MaterialNeed<'a> {
        material: &'a str,
        necessity: u8,
        e_licence: Option<&'a str>,
        copies: u8,
        originals: u8,
        original_returned: bool,
        ways: Vec<u8>,
        min_trust: Option<u8>,
        reuse_days: Option<u16>,
        substitutes: Vec<&'a str>,
        about: MaterialNotes<'a>,
    }
    #[derive(Default)]
    MaterialNotes<'a> {
        name: Option<&'a str>,
        kind: Option<u8>,
        form: Option<u8>,
        source: Option<u8>,
        format: Option<&'a str>,
        blank_form: Option<&'a str>,
        sample: Option<&'a str>,
        instructions: Option<&'a str>,
        standard: Option<&'a str>,
        basis: Option<&'a str>,
    }
    Situation<'a> { question: &'a str, text: &'a str, options: Vec<SituationOption<'a>> }
    SituationOption<'a> { option: &'a str, text: &'a str, materials: Vec<&'a str> }
    #[derive(Default)]
    Listing<'a> {
        basic_code: Option<&'a str>,
        local_basic_code: Option<&'a str>,
        handling_code: Option<&'a str>,
        basis: Vec<&'a str>,
        special_law: Option<&'a str>,
        power_source: Option<u8>,
        entrusted_by: Option<&'a str>,
        level: Option<u8>,
        body: Option<u8>,
        objects: Vec<u8>,
        number_limit: Option<&'a str>,
        intermediaries: Vec<Intermediary<'a>>,
    }
    Intermediary<'a> { service: &'a str, basis: &'a str }
    #[derive(Default)]
    Guide<'a> {
        conditions: Vec<&'a str>,
        flow: Option<&'a str>,
        forms: Vec<u8>,
        visits: Option<u8>,
        visits_reason: Option<&'a str>,
        online_depth: Option<u8>,
        appointment: bool,
        online_payment: bool,
        self_service: bool,
        papers_by_post: bool,
        hall: Option<&'a str>,
        statutory_note: Option<&'a str>,
        promise_note: Option<&'a str>,
        fees: Vec<FeeEntry<'a>>,
        result_sample: Option<&'a str>,
        reconsideration: Option<&'a str>,
        litigation: Option<&'a str>,
        consultation: Option<&'a str>,
        complaint: Option<&'a str>,
        faq: Vec<Faq<'a>>,
    }
    FeeEntry<'a> { name: &'a str, standard: &'a str, basis: &'a str, relief: Option<&'a str> }
    Faq<'a> { question: &'a str, answer: &'a str }
}

/// 发布事项版本, as it was written then.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct ItemVersionPublished<'a> {
    pub(crate) version: u32,
    pub(crate) definition: ItemDefinition<'a>,
    pub(crate) draft: Option<u32>,
    pub(crate) findings: Vec<Noted<'a>>,
}

/// 事项版本, as it was written then.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
#[expect(clippy::struct_excessive_bools, reason = "each is a separate yes or no of the item list")]
pub(crate) struct ItemDefinition<'a> {
    pub(crate) code: &'a str,
    pub(crate) name: &'a str,
    pub(crate) department: &'a str,
    pub(crate) zone: &'a str,
    pub(crate) impl_code: &'a str,
    pub(crate) task_type: &'a str,
    pub(crate) case_type: u8,
    pub(crate) legal: Option<Budget>,
    pub(crate) legal_extension: u16,
    pub(crate) promise: Budget,
    pub(crate) steps: Vec<Step>,
    pub(crate) steps_exception: Option<&'a str>,
    pub(crate) specials: Vec<Special>,
    pub(crate) participants: Vec<Participant<'a>>,
    pub(crate) materials: Vec<MaterialNeed<'a>>,
    pub(crate) result: ResultKind<'a>,
    pub(crate) delivery: Vec<u8>,
    pub(crate) entrusted: bool,
    pub(crate) not_pooled: bool,
    pub(crate) approver_at_window: bool,
    pub(crate) site_inspection: bool,
    pub(crate) retention: u8,
    pub(crate) fee_fen: u32,
    pub(crate) tolerant: bool,
    pub(crate) commitment: Option<CommitmentTerms>,
    pub(crate) tacit: Option<Tacit<'a>>,
    pub(crate) valid_from: i32,
    pub(crate) valid_to: Option<i32>,
    pub(crate) terms: Terms<'a>,
    pub(crate) situations: Vec<Situation<'a>>,
    pub(crate) listing: Listing<'a>,
    pub(crate) guide: Guide<'a>,
}

impl<'a> From<v1::ItemVersionPublished<'a>> for ItemVersionPublished<'a> {
    fn from(old: v1::ItemVersionPublished<'a>) -> ItemVersionPublished<'a> {
        let definition = old.definition.into();
        ItemVersionPublished { version: old.version, definition, draft: None, findings: Vec::new() }
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
            materials: old.materials.into_iter().map(MaterialNeed::from).collect(),
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
            terms: Terms::NONE,
            valid_to: None,
            situations: Vec::new(),
            listing: Listing::default(),
            guide: Guide::default(),
        }
    }
}

impl<'a> From<v1::MaterialNeed<'a>> for MaterialNeed<'a> {
    fn from(old: v1::MaterialNeed<'a>) -> MaterialNeed<'a> {
        MaterialNeed {
            material: old.material,
            necessity: old.necessity,
            e_licence: old.e_licence,
            copies: old.copies,
            originals: 0,
            original_returned: false,
            ways: Vec::new(),
            min_trust: None,
            reuse_days: None,
            substitutes: Vec::new(),
            about: MaterialNotes::default(),
        }
    }
}
