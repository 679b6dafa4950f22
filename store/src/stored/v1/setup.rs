//! Events of the set-up: the hall, its staff, its catalogue, authorities, calendars, policies. Frozen.

use engine::authority::Grantee;
use engine::calendar::{OffDay, YearNotice};
use engine::code::{StaffId, Text, UnitId};
use engine::policy::{CorrectionExpiry, Trigger};
use engine::time::Day;
use serde::{Deserialize, Serialize};

use super::values::Budget;
use crate::stored::{DecodeProblem, Stored, stored};

/// Where the structs below come from.
mod domain {
    pub(super) use engine::authority::Letter;
    pub(super) use engine::certification::Examination;
    pub(super) use engine::event::{
        CalendarPublished, CreditRecorded, LetterFiled, LetterRevoked, PostCovered, StaffAppointed,
        StaffCertified, SubjectErased, UnitRegistered, WindowClosed,
    };
    pub(super) use engine::hall::{Staff, Unit};
    pub(super) use engine::item::{CommitmentTerms, Participant, ResultKind, Special, Step, Tacit};
    pub(super) use engine::policy::ProfileRung;
}

stored! {
    UnitRegistered<'a> { unit: Unit<'a> }
    Unit<'a> { id: &'a str, name: &'a str, zone: Option<&'a str> }
    WindowClosed<'a> { window: &'a str, reason: &'a str }
    StaffAppointed<'a> { staff: Staff<'a> }
    Staff<'a> {
        id: &'a str,
        unit: &'a str,
        roles: Vec<u8>,
        items: Vec<&'a str>,
        token: Option<u128>,
    }
    CommitmentTerms { check_days: u16 }
    Tacit<'a> { kind: u8, basis: &'a str }
    #[expect(clippy::struct_field_names, reason = "named like the field of the item")]
    Step { step: u8, role: u8, limit: u16 }
    Special { kind: u8, max_working_days: u16, stops_statutory: bool }
    Participant<'a> { department: &'a str, opinion_limit: u16 }
    ResultKind<'a> {
        name: Option<&'a str>,
        e_licence: bool,
        produces_material: Option<&'a str>,
    }
    LetterFiled<'a> { letter: Letter<'a> }
    Letter<'a> {
        number: &'a str,
        kind: u8,
        grantor: &'a str,
        grantee: DiskGrantee<'a>,
        power: u8,
        items: Vec<&'a str>,
        valid_from: i32,
        valid_to: Option<i32>,
    }
    LetterRevoked<'a> { letter: &'a str, on: i32, reason: &'a str }
    CalendarPublished<'a> { notice: DiskNotice<'a>, version: u32 }
    ProfileRung { card: u8, when: DiskTrigger }
    CreditRecorded<'a> { subject: u64, discredited: bool, source: &'a str, reason: &'a str }
    PostCovered<'a> { absent: &'a str, substitute: &'a str, from: i32, to: i32 }
    StaffCertified<'a> {
        staff: &'a str,
        items: Vec<&'a str>,
        examination: Option<Examination<'a>>,
        reason: Option<&'a str>,
        unit: &'a str,
        officer: &'a str,
    }
    Examination<'a> { on: i32, number: &'a str }
    SubjectErased<'a> { subject: u64, reason: &'a str }
}

/// 设定时限政策, as it was written at first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct ClockPolicySet<'a> {
    pub(crate) version: u32,
    pub(crate) policy: ClockPolicy<'a>,
}

/// 时限政策, as it was written at first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct ClockPolicy<'a> {
    pub(crate) acceptance_days: u16,
    pub(crate) correction_days: u16,
    pub(crate) online_check_days: u16,
    pub(crate) hand_off_days: u16,
    pub(crate) delivery_days: u16,
    pub(crate) lower_review_days: u16,
    pub(crate) delivery_stop: u8,
    pub(crate) correction_expiry: Option<&'a str>,
    pub(crate) promise_ladder: Vec<ProfileRung>,
    pub(crate) other_ladder: Vec<ProfileRung>,
}

/// 登记分区, as it was written at first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct ZoneRegistered<'a> {
    pub(crate) zone: Zone<'a>,
}

/// 分区, as it was written at first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct Zone<'a> {
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    pub(crate) hall: &'a str,
}

/// 开窗, as it was written at first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct WindowOpened<'a> {
    pub(crate) window: Window<'a>,
}

/// 窗口, as it was written at first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct Window<'a> {
    pub(crate) id: &'a str,
    pub(crate) zone: &'a str,
    pub(crate) kind: u8,
}

/// 材料, as it was written at first.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct MaterialNeed<'a> {
    pub(crate) material: &'a str,
    pub(crate) necessity: u8,
    pub(crate) e_licence: Option<&'a str>,
    pub(crate) copies: u8,
}

/// 发布事项版本, as it was written at first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct ItemVersionPublished<'a> {
    pub(crate) version: u32,
    pub(crate) definition: ItemDefinition<'a>,
}

/// 事项版本, as it was written at first.
#[expect(clippy::struct_excessive_bools, reason = "each is a separate yes or no of the item list")]
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
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
}

/// When a rung is reached: which rule, and its number where it has one.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DiskTrigger {
    kind: u8,
    number: u8,
}

impl Stored for Trigger {
    type Disk<'a> = DiskTrigger;
    fn to_disk(&self) -> DiskTrigger {
        let (kind, number) = match self {
            Trigger::DaysBefore(days) => (1, *days),
            Trigger::DueReached => (2, 0),
            Trigger::DuePassed => (3, 0),
            Trigger::RatioOver(percent) => (4, *percent),
        };
        DiskTrigger { kind, number }
    }
    fn from_disk(disk: DiskTrigger) -> Result<Trigger, DecodeProblem> {
        match (disk.kind, disk.number) {
            (1, days) => Ok(Trigger::DaysBefore(days)),
            (2, 0) => Ok(Trigger::DueReached),
            (3, 0) => Ok(Trigger::DuePassed),
            (4, percent) => Ok(Trigger::RatioOver(percent)),
            (number, _) => Err(DecodeProblem::Number { what: "Trigger", number }),
        }
    }
}

/// The local basis of a deemed withdrawal; nothing where an expiry gives a card only.
impl Stored for CorrectionExpiry {
    type Disk<'a> = Option<&'a str>;
    fn to_disk(&self) -> Option<&str> {
        match self {
            CorrectionExpiry::CardOnly => None,
            CorrectionExpiry::DeemedWithdrawn(basis) => Some(basis.as_str()),
        }
    }
    fn from_disk(disk: Option<&str>) -> Result<CorrectionExpiry, DecodeProblem> {
        let basis = disk.map(Text::from_disk).transpose()?;
        Ok(basis.map_or(CorrectionExpiry::CardOnly, CorrectionExpiry::DeemedWithdrawn))
    }
}

/// To whom a letter gives: 1 a unit, 2 a person; then his code.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DiskGrantee<'a> {
    kind: u8,
    code: &'a str,
}

impl Stored for Grantee {
    type Disk<'a> = DiskGrantee<'a>;
    fn to_disk(&self) -> DiskGrantee<'_> {
        match self {
            Grantee::Unit(unit) => DiskGrantee { kind: 1, code: unit.as_str() },
            Grantee::Person(person) => DiskGrantee { kind: 2, code: person.as_str() },
        }
    }
    fn from_disk(disk: DiskGrantee<'_>) -> Result<Grantee, DecodeProblem> {
        match disk.kind {
            1 => UnitId::from_disk(disk.code).map(Grantee::Unit),
            2 => StaffId::from_disk(disk.code).map(Grantee::Person),
            number => Err(DecodeProblem::Number { what: "Grantee", number }),
        }
    }
}

/// A yearly notice.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DiskNotice<'a> {
    year: u16,
    #[serde(borrow)]
    off: Vec<(i32, &'a str)>,
    make_up: Vec<i32>,
    source: &'a str,
    regional: bool,
}

impl Stored for YearNotice {
    type Disk<'a> = DiskNotice<'a>;
    fn to_disk(&self) -> DiskNotice<'_> {
        DiskNotice {
            year: self.year,
            off: self.off.iter().map(|off| (off.date.to_disk(), off.name.as_str())).collect(),
            make_up: self.make_up.to_disk(),
            source: &self.source,
            regional: self.regional,
        }
    }
    fn from_disk(disk: DiskNotice<'_>) -> Result<YearNotice, DecodeProblem> {
        let off = disk.off.into_iter();
        let off =
            off.map(|(date, name)| Ok(OffDay { date: Day::from_disk(date)?, name: name.into() }));
        let notice = YearNotice {
            year: disk.year,
            off: off.collect::<Result<Vec<OffDay>, DecodeProblem>>()?,
            make_up: Vec::from_disk(disk.make_up)?,
            source: disk.source.into(),
            regional: disk.regional,
        };
        notice.check().map_err(DecodeProblem::value)?;
        Ok(notice)
    }
}
