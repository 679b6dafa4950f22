//! Events of tickets and appointments, and the policy by which tickets are called. Frozen.

use engine::ticket::{
    AppointmentEnd, AppointmentNumber, CallRule, GreenGround, MissFate, Precedence, TicketEnd,
    TicketNumber,
};
use engine::time::Day;
use serde::{Deserialize, Serialize};

use crate::stored::{DecodeProblem, Stored, numbers, stored};

/// Where the structs below come from.
mod domain {
    pub(super) use engine::event::{
        AppointmentBooked, AppointmentEnded, ServiceStarted, TicketCalled, TicketCaseOpened,
        TicketEnded, TicketIssued, TicketMissed, TicketMoved, TicketPolicySet,
    };
    pub(super) use engine::ticket::{Slot, SlotRule, TicketPolicy};
}

numbers! {
    GreenGround { Elderly = 1, Disabled = 2, Pregnant = 3, Serviceman = 4, WithInfant = 5 }
    CallRule { PassedBefore = 1, Green = 2, Appointment = 3, Arrival = 4, Recall = 5 }
    Precedence { Green = 1, Appointment = 2 }
    TicketEnd { Served = 1, Cancelled = 2, Void = 3, Lapsed = 4 }
    AppointmentEnd { TurnedUp = 1, Cancelled = 2, NoShow = 3 }
}

/// The number of a ticket or of an appointment: the day, and the how-many-eth of it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DiskNumber {
    day: i32,
    ordinal: u32,
}

macro_rules! numbers_of_a_day {
    ($($what:ident),*) => { $(
        impl Stored for $what {
            type Disk<'a> = DiskNumber;
            fn to_disk(&self) -> DiskNumber {
                DiskNumber { day: self.day.days(), ordinal: self.ordinal }
            }
            fn from_disk(disk: DiskNumber) -> Result<$what, DecodeProblem> {
                Ok($what { day: Day::from_disk(disk.day)?, ordinal: disk.ordinal })
            }
        }
    )* };
}

numbers_of_a_day!(TicketNumber, AppointmentNumber);

/// What becomes of a missed ticket: 1 behind the one that is named, 2 last, 3 void.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DiskFate {
    kind: u8,
    behind: Option<DiskNumber>,
}

impl Stored for MissFate {
    type Disk<'a> = DiskFate;
    fn to_disk(&self) -> DiskFate {
        match self {
            MissFate::Behind(number) => DiskFate { kind: 1, behind: Some(number.to_disk()) },
            MissFate::Last => DiskFate { kind: 2, behind: None },
            MissFate::Void => DiskFate { kind: 3, behind: None },
        }
    }
    fn from_disk(disk: DiskFate) -> Result<MissFate, DecodeProblem> {
        match (disk.kind, disk.behind) {
            (1, Some(number)) => TicketNumber::from_disk(number).map(MissFate::Behind),
            (2, None) => Ok(MissFate::Last),
            (3, None) => Ok(MissFate::Void),
            (number, _) => Err(DecodeProblem::Number { what: "MissFate", number }),
        }
    }
}

stored! {
    Slot { begins: i64, ends: i64, until: i64 }
    SlotRule<'a> {
        zone: &'a str,
        from: i32,
        to: Option<i32>,
        days: Vec<u8>,
        begins: u16,
        ends: u16,
        capacity: u16,
    }
    TicketPolicySet<'a> { version: u32, policy: TicketPolicy<'a> }
    TicketPolicy<'a> {
        green: Vec<u8>,
        order: Vec<u8>,
        passes_max: u16,
        calls_before_missed: u8,
        missed_back: u16,
        missed_to_end: u8,
        missed_void: u8,
        appointments_max: u16,
        book_ahead_days: u16,
        late_minutes: u16,
        slots: Vec<SlotRule<'a>>,
    }
    TicketIssued<'a> {
        ticket: DiskNumber,
        zone: &'a str,
        items: Vec<&'a str>,
        person: Option<u128>,
        ground: Option<u8>,
        appointment: Option<DiskNumber>,
        slot: Option<Slot>,
    }
    TicketCalled<'a> {
        ticket: DiskNumber,
        window: &'a str,
        officer: &'a str,
        call: u8,
        rule: u8,
        policy: u32,
        passed: Vec<DiskNumber>,
    }
    TicketMissed { ticket: DiskNumber, missed: u8, fate: DiskFate, policy: u32 }
    ServiceStarted<'a> { ticket: DiskNumber, officer: &'a str }
    TicketEnded<'a> { ticket: DiskNumber, end: u8, reason: Option<&'a str> }
    TicketMoved<'a> {
        ticket: DiskNumber,
        zone: &'a str,
        window: Option<&'a str>,
        reason: &'a str,
    }
    TicketCaseOpened<'a> { ticket: DiskNumber, case: &'a str }
    AppointmentBooked<'a> {
        appointment: DiskNumber,
        zone: &'a str,
        items: Vec<&'a str>,
        person: u128,
        slot: Slot,
        policy: u32,
    }
    AppointmentEnded<'a> { appointment: DiskNumber, end: u8, reason: Option<&'a str> }
}
