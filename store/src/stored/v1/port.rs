//! Events of the ports. Frozen.

use engine::code::{MaterialCode, Reference, StaffId, Text};
use engine::event::EventKind;
use engine::id::Digest;
use engine::port::{PortAnswer, PortKind};
use engine::time::Day;
use serde::{Deserialize, Serialize};

use crate::stored::{DecodeProblem, Stored, stored};

/// Where the structs below come from.
mod domain {
    pub(super) use engine::event::{PaymentReversed, PortAnswered, PortAsked, PortConnected};
    pub(super) use engine::port::Connection;
}

stored! {
    PortConnected { port: u8, connection: Option<Connection> }
    Connection { term_days: u16 }
    PortAsked { port: u8, cause: u16, expects: Option<[u8; 32]>, due: i32 }
    PortAnswered<'a> { port: u8, ask: u64, answer: DiskAnswer<'a> }
    PaymentReversed<'a> { amount_fen: u32, receipt: &'a str, officer: &'a str, reason: &'a str }
}

impl Stored for PortKind {
    type Disk<'a> = u8;
    fn to_disk(&self) -> u8 {
        self.number()
    }
    fn from_disk(disk: u8) -> Result<PortKind, DecodeProblem> {
        let unknown = DecodeProblem::Number { what: "PortKind", number: disk };
        PortKind::from_number(disk).ok_or(unknown)
    }
}

impl Stored for EventKind {
    type Disk<'a> = u16;
    fn to_disk(&self) -> u16 {
        self.number()
    }
    fn from_disk(disk: u16) -> Result<EventKind, DecodeProblem> {
        EventKind::from_number(disk).ok_or(DecodeProblem::UnknownKind(disk))
    }
}

/// What a port answered. The order of the variants is on disk: add at the end only.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) enum DiskAnswer<'a> {
    IdentityChecked {
        matches: bool,
        reference: &'a str,
    },
    CreditChecked {
        discredited: bool,
        source: &'a str,
    },
    Sealed {
        hash: [u8; 32],
        seal: &'a str,
    },
    Paid {
        amount_fen: u32,
        receipt: &'a str,
    },
    ParcelSigned {
        parcel: &'a str,
        receipt: &'a str,
    },
    Undeliverable {
        parcel: &'a str,
        reason: &'a str,
    },
    MessageSent {
        reference: &'a str,
    },
    TakenOver {
        officer: &'a str,
    },
    TurnedBack {
        officer: &'a str,
        reason: &'a str,
    },
    Archived {
        package: &'a str,
    },
    Received {
        reference: &'a str,
    },
    LicenceFound {
        material: &'a str,
        number: &'a str,
        valid_to: Option<i32>,
        hash: Option<&'a str>,
    },
    LicenceMissing {
        material: &'a str,
        reason: &'a str,
    },
    Refunded {
        amount_fen: u32,
        receipt: &'a str,
        refund: &'a str,
    },
}

impl Stored for PortAnswer {
    type Disk<'a> = DiskAnswer<'a>;

    fn to_disk(&self) -> DiskAnswer<'_> {
        use DiskAnswer as D;
        match self {
            PortAnswer::IdentityChecked { matches, reference } => {
                D::IdentityChecked { matches: *matches, reference: reference.as_str() }
            }
            PortAnswer::CreditChecked { discredited, source } => {
                D::CreditChecked { discredited: *discredited, source: source.as_str() }
            }
            PortAnswer::Sealed { hash, seal } => D::Sealed { hash: hash.0, seal: seal.as_str() },
            PortAnswer::Paid { amount_fen, receipt } => {
                D::Paid { amount_fen: *amount_fen, receipt: receipt.as_str() }
            }
            PortAnswer::ParcelSigned { parcel, receipt } => {
                D::ParcelSigned { parcel: parcel.as_str(), receipt: receipt.as_str() }
            }
            PortAnswer::Undeliverable { parcel, reason } => {
                D::Undeliverable { parcel: parcel.as_str(), reason: reason.as_str() }
            }
            PortAnswer::MessageSent { reference } => {
                D::MessageSent { reference: reference.as_str() }
            }
            PortAnswer::TakenOver { officer } => D::TakenOver { officer: officer.as_str() },
            PortAnswer::TurnedBack { officer, reason } => {
                D::TurnedBack { officer: officer.as_str(), reason: reason.as_str() }
            }
            PortAnswer::Archived { package } => D::Archived { package: package.as_str() },
            PortAnswer::Received { reference } => D::Received { reference: reference.as_str() },
            PortAnswer::LicenceFound { material, number, valid_to, hash } => D::LicenceFound {
                material: material.as_str(),
                number: number.as_str(),
                valid_to: valid_to.to_disk(),
                hash: hash.as_ref().map(Reference::as_str),
            },
            PortAnswer::LicenceMissing { material, reason } => {
                D::LicenceMissing { material: material.as_str(), reason: reason.as_str() }
            }
            PortAnswer::Refunded { amount_fen, receipt, refund } => D::Refunded {
                amount_fen: *amount_fen,
                receipt: receipt.as_str(),
                refund: refund.as_str(),
            },
        }
    }

    fn from_disk(disk: DiskAnswer<'_>) -> Result<PortAnswer, DecodeProblem> {
        use DiskAnswer as D;
        let reference = Reference::from_disk;
        Ok(match disk {
            D::IdentityChecked { matches, reference: said } => {
                PortAnswer::IdentityChecked { matches, reference: reference(said)? }
            }
            D::CreditChecked { discredited, source } => {
                PortAnswer::CreditChecked { discredited, source: Text::from_disk(source)? }
            }
            D::Sealed { hash, seal } => {
                PortAnswer::Sealed { hash: Digest(hash), seal: reference(seal)? }
            }
            D::Paid { amount_fen, receipt } => {
                PortAnswer::Paid { amount_fen, receipt: reference(receipt)? }
            }
            D::ParcelSigned { parcel, receipt } => {
                let (parcel, receipt) = (reference(parcel)?, reference(receipt)?);
                PortAnswer::ParcelSigned { parcel, receipt }
            }
            D::Undeliverable { parcel, reason } => {
                let (parcel, reason) = (reference(parcel)?, Text::from_disk(reason)?);
                PortAnswer::Undeliverable { parcel, reason }
            }
            D::MessageSent { reference: said } => {
                PortAnswer::MessageSent { reference: reference(said)? }
            }
            D::TakenOver { officer } => {
                PortAnswer::TakenOver { officer: StaffId::from_disk(officer)? }
            }
            D::TurnedBack { officer, reason } => {
                let (officer, reason) = (StaffId::from_disk(officer)?, Text::from_disk(reason)?);
                PortAnswer::TurnedBack { officer, reason }
            }
            D::Archived { package } => PortAnswer::Archived { package: reference(package)? },
            D::Received { reference: said } => PortAnswer::Received { reference: reference(said)? },
            D::LicenceFound { material, number, valid_to, hash } => PortAnswer::LicenceFound {
                material: MaterialCode::from_disk(material)?,
                number: reference(number)?,
                valid_to: Option::<Day>::from_disk(valid_to)?,
                hash: hash.map(reference).transpose()?,
            },
            D::LicenceMissing { material, reason } => PortAnswer::LicenceMissing {
                material: MaterialCode::from_disk(material)?,
                reason: Text::from_disk(reason)?,
            },
            D::Refunded { amount_fen, receipt, refund } => {
                let (receipt, refund) = (reference(receipt)?, reference(refund)?);
                PortAnswer::Refunded { amount_fen, receipt, refund }
            }
        })
    }
}
