//! 不予受理, 撤销许可, the second form: with the ground of the law. Frozen.

use engine::event as domain;
use engine::ground::{RefusalGround, RevocationGround};

use super::super::v1::{decision as v1_decision, intake as v1_intake};
use crate::stored::{numbers, stored};

numbers! {
    RefusalGround { NotWithinCompetence = 1, NotInForm = 2, FalseMaterials = 3, Other = 4 }
    RevocationGround {
        CommitmentBroken = 1, Reconsideration = 2, Judgment = 3, MistakenIdentity = 4,
    }
}

/// 其他, what every refusal of the first form has.
const OTHER: u8 = 4;
/// 违反承诺, what the paper of every revocation of the first form says.
const COMMITMENT_BROKEN: u8 = 1;

stored! {
    AcceptanceRefused<'a> {
        ground: u8,
        reasons: Vec<&'a str>,
        remedies: &'a str,
        where_to_go: Option<&'a str>,
        closing: u8,
    }
    LicenceRevoked<'a> {
        ground: u8,
        reasons: Vec<&'a str>,
        remedies: &'a str,
        officer: &'a str,
        letter: Option<&'a str>,
        closing: u8,
    }
}

impl<'a> From<v1_intake::AcceptanceRefused<'a>> for AcceptanceRefused<'a> {
    fn from(old: v1_intake::AcceptanceRefused<'a>) -> AcceptanceRefused<'a> {
        let v1_intake::AcceptanceRefused { reasons, remedies, where_to_go, closing } = old;
        AcceptanceRefused { ground: OTHER, reasons, remedies, where_to_go, closing }
    }
}

impl<'a> From<v1_decision::LicenceRevoked<'a>> for LicenceRevoked<'a> {
    fn from(old: v1_decision::LicenceRevoked<'a>) -> LicenceRevoked<'a> {
        let v1_decision::LicenceRevoked { reasons, remedies, officer, letter, closing } = old;
        LicenceRevoked { ground: COMMITMENT_BROKEN, reasons, remedies, officer, letter, closing }
    }
}
