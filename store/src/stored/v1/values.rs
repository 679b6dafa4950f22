//! Values that several events share. Frozen.

use std::collections::BTreeSet;

use engine::authority::Power;
use engine::bundle::{BundleClosing, NodeResult, OnRefused};
use engine::clock::{ClockKind, Level};
use engine::code::{
    BundleCode, BundleNumber, CaseNumber, ImplCode, ItemCode, LetterNo, MaterialCode, NodeId,
    Reference, StaffId, Text, UnitId, WindowId, ZoneId,
};
use engine::due::Unit;
use engine::escort::AssistanceKind;
use engine::hall::{Role, WindowKind};
use engine::id::{SubjectId, Token};
use engine::item::{CaseType, DeliveryWay, Necessity, Retention, SpecialKind, StepKind, TacitKind};
use engine::meeting::MeetingKind;
use engine::party::Sealed;
use engine::policy::{Card, DeliveryStop};
use engine::terms::{Condition, FirstDay, RegionWay};
use engine::time::{Day, Timestamp};
use engine::values::{
    Channel, ClosingKind, CollectionWay, Opinion, Outcome, Priority, Receipt, Trust,
};
use serde::{Deserialize, Serialize};

use crate::stored::bytes::Bytes;
use crate::stored::{DecodeProblem, Stored, numbers, stored};

/// Where the structs below come from.
mod domain {
    pub(super) use engine::clock::{ClockStart, Reckoning, Rung};
    pub(super) use engine::due::{Budget, Suspension};
    pub(super) use engine::event::{Evidence, Recount};
    pub(super) use engine::party::Party;
    pub(super) use engine::values::{Defect, MaterialCopy, Witness};
}

macro_rules! as_they_are {
    ($($what:ty),*) => { $(
        impl Stored for $what {
            type Disk<'a> = $what;
            fn to_disk(&self) -> $what { *self }
            fn from_disk(disk: $what) -> Result<Self, DecodeProblem> { Ok(disk) }
        }
    )* };
}

as_they_are!(bool, i8, u8, u16, u32, u64);

macro_rules! texts {
    ($($what:ty),* $(,)?) => { $(
        impl Stored for $what {
            type Disk<'a> = &'a str;
            fn to_disk(&self) -> &str { self.as_str() }
            fn from_disk(disk: &str) -> Result<Self, DecodeProblem> {
                disk.parse().map_err(DecodeProblem::value)
            }
        }
    )* };
}

texts!(
    BundleCode,
    BundleNumber,
    CaseNumber,
    ImplCode,
    ItemCode,
    LetterNo,
    MaterialCode,
    NodeId,
    Reference,
    StaffId,
    Text,
    UnitId,
    WindowId,
    ZoneId,
);

impl<T: Stored> Stored for Option<T> {
    type Disk<'a>
        = Option<T::Disk<'a>>
    where
        T: 'a;
    fn to_disk(&self) -> Self::Disk<'_> {
        self.as_ref().map(T::to_disk)
    }
    fn from_disk(disk: Self::Disk<'_>) -> Result<Self, DecodeProblem> {
        disk.map(T::from_disk).transpose()
    }
}

impl<T: Stored> Stored for Vec<T> {
    type Disk<'a>
        = Vec<T::Disk<'a>>
    where
        T: 'a;
    fn to_disk(&self) -> Self::Disk<'_> {
        self.iter().map(T::to_disk).collect()
    }
    fn from_disk(disk: Self::Disk<'_>) -> Result<Self, DecodeProblem> {
        let mut values = Vec::with_capacity(disk.len());
        for value in disk {
            values.push(T::from_disk(value)?);
        }
        Ok(values)
    }
}

impl<T: Stored> Stored for std::sync::Arc<[T]> {
    type Disk<'a>
        = Vec<T::Disk<'a>>
    where
        T: 'a;
    fn to_disk(&self) -> Self::Disk<'_> {
        self.iter().map(T::to_disk).collect()
    }
    fn from_disk(disk: Self::Disk<'_>) -> Result<Self, DecodeProblem> {
        Vec::from_disk(disk).map(Into::into)
    }
}

impl<T: Stored + Ord> Stored for BTreeSet<T> {
    type Disk<'a>
        = Vec<T::Disk<'a>>
    where
        T: 'a;
    fn to_disk(&self) -> Self::Disk<'_> {
        self.iter().map(T::to_disk).collect()
    }
    fn from_disk(disk: Self::Disk<'_>) -> Result<Self, DecodeProblem> {
        disk.into_iter().map(T::from_disk).collect()
    }
}

impl Stored for Day {
    type Disk<'a> = i32;
    fn to_disk(&self) -> i32 {
        self.days()
    }
    fn from_disk(disk: i32) -> Result<Day, DecodeProblem> {
        Day::from_days(disk).map_err(DecodeProblem::value)
    }
}

impl Stored for Timestamp {
    type Disk<'a> = i64;
    fn to_disk(&self) -> i64 {
        self.ms()
    }
    fn from_disk(disk: i64) -> Result<Timestamp, DecodeProblem> {
        Timestamp::from_ms(disk).map_err(DecodeProblem::value)
    }
}

impl Stored for SubjectId {
    type Disk<'a> = u64;
    fn to_disk(&self) -> u64 {
        self.0
    }
    fn from_disk(disk: u64) -> Result<SubjectId, DecodeProblem> {
        Ok(SubjectId(disk))
    }
}

impl Stored for Token {
    type Disk<'a> = u128;
    fn to_disk(&self) -> u128 {
        self.0
    }
    fn from_disk(disk: u128) -> Result<Token, DecodeProblem> {
        Ok(Token(disk))
    }
}

impl Stored for Sealed {
    type Disk<'a> = Bytes<'a>;
    fn to_disk(&self) -> Bytes<'_> {
        Bytes(&self.0)
    }
    fn from_disk(disk: Bytes<'_>) -> Result<Sealed, DecodeProblem> {
        if disk.0.len() > engine::limits::SEALED_BYTES_MAX {
            return Err(DecodeProblem::value("sealed bytes are too long"));
        }
        Ok(Sealed(disk.0.into()))
    }
}

numbers! {
    Channel { Window = 1, Online = 2, Mobile = 3, SelfService = 4, Post = 5, Video = 6 }
    Priority { Green = 1, Normal = 2 }
    CollectionWay { Paper = 1, Upload = 2, Scan = 3, Licence = 4 }
    Trust { A = 1, B = 2, C = 3, D = 4 }
    Outcome { Granted = 1, Refused = 2 }
    Opinion { Agree = 1, Disagree = 2 }
    ClosingKind {
        Issued = 0, Returned = 1, Voided = 2, Deleted = 3, ReportedUp = 4, NotSupplied = 5,
        Other = 6,
    }
    ClockKind {
        Acceptance = 1, OnlineCheck = 2, Correction = 3, Statutory = 4, Promise = 5, Step = 6,
        HandOff = 7, Special = 8, LowerReview = 9, Delivery = 10, Tolerant = 11,
        CommitmentCheck = 12, OwedDocument = 13, Opinion = 14, Bundle = 20, Renewal = 40,
        Forwarding = 41, Consent = 42, PublicNotice = 43, ReviewContact = 50, Rectification = 51,
        Trouble = 52,
        Revisit = 53, Complaint = 54, Order = 55, TroubleReport = 56,
    }
    Level { Notice = 1, Yellow = 2, Red = 3, Expired = 4 }
    Card { Notice = 1, Yellow = 2, Red = 3 }
    AssistanceKind { Guide = 1, Help = 2, Act = 3 }
    Unit { WorkingDays = 1, CalendarDays = 2, Date = 3 }
    MeetingKind { Survey = 1, Consultation = 2, DrawingReview = 3 }
    RegionWay { Online = 1, Collect = 2, Several = 3 }
    FirstDay { Receipt = 1, Arrival = 2 }
    Condition { Complete = 1, FromSource = 2, Online = 3, Creditworthy = 4 }
    SpecialKind {
        Hearing = 1, Tender = 2, Auction = 3, Inspection = 4, Testing = 5, Quarantine = 6,
        Appraisal = 7, ExpertReview = 8, PublicNotice = 9, Investigation = 10,
        Supplement = 11,
    }
    DeliveryWay { Counter = 1, Locker = 2, Ems = 3, Online = 4 }
    Role {
        CompWindow = 1, ZoneWindow = 2, SatelliteWindow = 3, DeliveryWindow = 4, Guide = 5,
        ChiefRep = 6, CaseTracker = 7, Approver = 8, ChiefApprover = 9, DeptHead = 10, GovHead = 11,
        CentreManager = 12, Supervisor = 13, QualityOfficer = 14, ExternalOfficer = 15,
    }
    WindowKind {
        Undifferentiated = 1, Zone = 2, Delivery = 3, Satellite = 4, Guidance = 5, CannotBeDone = 6,
        Video = 7, SelfService = 8, Locker = 9, External = 10, Bundle = 20,
    }
    CaseType { Instant = 1, Promise = 2, Joint = 3, ReportUp = 4 }
    StepKind { Accept = 1, Review = 2, Decide = 3, ReportUp = 4 }
    Necessity { Required = 1, Optional = 2, Deferrable = 3 }
    Retention { TenYears = 1, ThirtyYears = 2, Permanent = 3 }
    TacitKind { Decision = 1, Opinion = 2 }
    Power { Intake = 1, InitialReview = 2, Decide = 3 }
    DeliveryStop { Available = 1, Received = 2 }
    OnRefused { CancelDependents = 1, SpareDependents = 2 }
    NodeResult {
        Granted = 1, NotRequired = 2, ReportedUp = 3, Refused = 4, Withdrawn = 5, Voided = 6,
        NotSupplied = 7, Revoked = 8,
    }
    BundleClosing { Completed = 1, Partly = 2, Nothing = 3, Withdrawn = 4 }
}

stored! {
    Party<'a> { subject: u64, token: u128, sealed: Bytes<'a> }
    MaterialCopy<'a> { material: &'a str, way: u8, trust: u8 }
    Witness<'a> { represents: &'a str, signature: &'a str }
    Defect<'a> { material: Option<&'a str>, what: &'a str }
    Budget { days: u16, unit: u8 }
    Suspension { from: i32, resume: Option<i32> }
    Rung { level: u8, at: i64 }
    Reckoning { due: Option<i32>, provisional: bool, calendar: u32, rungs: Vec<Rung> }
    ClockStart { kind: u8, start: i32, budget: Budget, policy: u32, reckoning: Reckoning }
    Recount { clock: u8, reckoning: Reckoning }
    Evidence<'a> {
        clock: u8,
        start: i32,
        budget: Budget,
        extension: u16,
        suspensions: Vec<Suspension>,
        due: i32,
        provisional: bool,
        counted: u32,
        calendar: u32,
        policy: u32,
        source: &'a str,
        unit: &'a str,
        person: Option<&'a str>,
    }
}

/// What proves a delivery: which proof, and its reference.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DiskReceipt<'a> {
    kind: u8,
    reference: &'a str,
}

impl Stored for Receipt {
    type Disk<'a> = DiskReceipt<'a>;
    fn to_disk(&self) -> DiskReceipt<'_> {
        let (kind, reference) = match self {
            Receipt::Signature(reference) => (1, reference),
            Receipt::CellOpened(reference) => (2, reference),
            Receipt::ParcelSigned(reference) => (3, reference),
            Receipt::Downloaded(reference) => (4, reference),
            Receipt::LeftWithWitnesses(reference) => (5, reference),
            Receipt::LeftRecorded(reference) => (6, reference),
        };
        DiskReceipt { kind, reference: reference.as_str() }
    }
    fn from_disk(disk: DiskReceipt<'_>) -> Result<Receipt, DecodeProblem> {
        let reference = Reference::from_disk(disk.reference)?;
        match disk.kind {
            1 => Ok(Receipt::Signature(reference)),
            2 => Ok(Receipt::CellOpened(reference)),
            3 => Ok(Receipt::ParcelSigned(reference)),
            4 => Ok(Receipt::Downloaded(reference)),
            5 => Ok(Receipt::LeftWithWitnesses(reference)),
            6 => Ok(Receipt::LeftRecorded(reference)),
            number => Err(DecodeProblem::Number { what: "Receipt", number }),
        }
    }
}
