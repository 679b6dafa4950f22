//! What stands before the payload of every record. Frozen.

use engine::code::{StaffId, UnitId, WindowId, ZoneId};
use engine::command::Actor;
use engine::event::Stream;
use engine::hall::Role;
use engine::id::{BundleId, CaseId, CommandId, Fingerprint, VoiceId};
use engine::port::PortKind;
use engine::record::{Entry, Meta, Site};
use engine::time::{Day, Timestamp};
use serde::{Deserialize, Serialize};

use super::bytes::Bytes;
use super::{DecodeProblem, Stored};

/// Which event it is, where it stands, and what its command was.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct Header<'a> {
    pub(crate) kind: u16,
    pub(crate) kind_version: u8,
    stream: u8,
    /// 0 unless the stream is that of a case, a bundle, a voice, or the tickets of a day.
    case: u64,
    version: u32,
    previous: u64,
    pub(crate) index: u16,
    pub(crate) count: u16,
    recorded_at_ms: i64,
    /// How long before the recording it happened: mostly 0, which is one byte.
    occurred_before_ms: i64,
    actor: u8,
    /// The person; empty unless the actor is one of the staff.
    person: &'a str,
    role: Option<u8>,
    unit: Option<&'a str>,
    on_behalf_of: Option<&'a str>,
    site: Option<DiskSite<'a>>,
    command: u128,
    fingerprint: u128,
    /// The command as it was received: with the first record of a commit only.
    pub(crate) received: Option<Bytes<'a>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct DiskSite<'a> {
    hall: &'a str,
    zone: &'a str,
    window: &'a str,
}

impl<'a> Header<'a> {
    /// The header of the record at `index` of `count`.
    pub(crate) fn new(
        meta: &'a Meta,
        entry: &Entry,
        (index, count): (u16, u16),
        (kind_version, received): (u8, Option<&'a [u8]>),
    ) -> Header<'a> {
        let (stream, case) = stream_to_disk(entry.stream);
        let (actor, person) = actor_to_disk(&meta.actor);
        Header {
            kind: entry.event.kind().number(),
            kind_version,
            stream,
            case,
            version: entry.version,
            previous: entry.previous,
            index,
            count,
            recorded_at_ms: meta.recorded_at.ms(),
            occurred_before_ms: meta.recorded_at.ms_since(meta.occurred_at),
            actor,
            person,
            role: meta.role.to_disk(),
            unit: meta.unit.as_ref().map(UnitId::as_str),
            on_behalf_of: meta.on_behalf_of.as_ref().map(UnitId::as_str),
            site: meta.site.as_ref().map(|site| DiskSite {
                hall: site.hall.as_str(),
                zone: site.zone.as_str(),
                window: site.window.as_str(),
            }),
            command: meta.command.0,
            fingerprint: meta.fingerprint.0,
            received: received.map(Bytes),
        }
    }

    /// The stream, the version in it, and the record before it.
    pub(crate) fn place(&self) -> Result<(Stream, u32, u64), DecodeProblem> {
        Ok((stream_from_disk(self.stream, self.case)?, self.version, self.previous))
    }

    /// What the events of the command have in common.
    pub(crate) fn meta(&self) -> Result<Meta, DecodeProblem> {
        let occurred_ms = self.recorded_at_ms.checked_sub(self.occurred_before_ms);
        let occurred_ms = occurred_ms.ok_or_else(|| DecodeProblem::value("no such instant"))?;
        let site = self.site.as_ref().map(|site| {
            Ok(Site {
                hall: UnitId::from_disk(site.hall)?,
                zone: ZoneId::from_disk(site.zone)?,
                window: WindowId::from_disk(site.window)?,
            })
        });
        Ok(Meta {
            recorded_at: Timestamp::from_disk(self.recorded_at_ms)?,
            occurred_at: Timestamp::from_disk(occurred_ms)?,
            actor: actor_from_disk(self.actor, self.person)?,
            role: Option::<Role>::from_disk(self.role)?,
            unit: Option::<UnitId>::from_disk(self.unit)?,
            on_behalf_of: Option::<UnitId>::from_disk(self.on_behalf_of)?,
            site: site.transpose()?,
            command: CommandId(self.command),
            fingerprint: Fingerprint(self.fingerprint),
        })
    }
}

/// How a header begins: enough to tell to which history a record belongs.
#[derive(Debug, Deserialize)]
pub(crate) struct Beginning {
    _kind: u16,
    _kind_version: u8,
    stream: u8,
    case: u64,
}

impl Beginning {
    /// The stream.
    pub(crate) fn stream(&self) -> Result<Stream, DecodeProblem> {
        stream_from_disk(self.stream, self.case)
    }
}

fn stream_to_disk(stream: Stream) -> (u8, u64) {
    match stream {
        Stream::Hall => (1, 0),
        Stream::Staff => (2, 0),
        Stream::Catalogue => (3, 0),
        Stream::Authorities => (4, 0),
        Stream::Calendar => (5, 0),
        Stream::Policy => (6, 0),
        Stream::Subjects => (7, 0),
        Stream::Case(id) => (8, id.0),
        Stream::Bundle(id) => (9, id.0),
        Stream::Voice(id) => (10, id.0),
        Stream::Tickets(day) => (11, u64::from(day.days().cast_unsigned())),
    }
}

fn stream_from_disk(stream: u8, case: u64) -> Result<Stream, DecodeProblem> {
    match (stream, case) {
        (1, 0) => Ok(Stream::Hall),
        (2, 0) => Ok(Stream::Staff),
        (3, 0) => Ok(Stream::Catalogue),
        (4, 0) => Ok(Stream::Authorities),
        (5, 0) => Ok(Stream::Calendar),
        (6, 0) => Ok(Stream::Policy),
        (7, 0) => Ok(Stream::Subjects),
        (8, id) => Ok(Stream::Case(CaseId(id))),
        (9, id) => Ok(Stream::Bundle(BundleId(id))),
        (10, id) => Ok(Stream::Voice(VoiceId(id))),
        (11, day) => tickets_of(day).map(Stream::Tickets),
        (number, _) => Err(DecodeProblem::Number { what: "Stream", number }),
    }
}

fn tickets_of(day: u64) -> Result<Day, DecodeProblem> {
    let day = u32::try_from(day).map_err(DecodeProblem::value)?;
    Day::from_disk(day.cast_signed())
}

fn actor_to_disk(actor: &Actor) -> (u8, &str) {
    match actor {
        Actor::Staff(id) => (1, id.as_str()),
        Actor::Applicant => (2, ""),
        Actor::System => (3, ""),
        Actor::Admin => (4, ""),
        Actor::Port(port) => (5, port.name()),
    }
}

fn actor_from_disk(actor: u8, person: &str) -> Result<Actor, DecodeProblem> {
    match (actor, person) {
        (1, person) => StaffId::from_disk(person).map(Actor::Staff),
        (2, "") => Ok(Actor::Applicant),
        (3, "") => Ok(Actor::System),
        (4, "") => Ok(Actor::Admin),
        (5, port) => {
            let unknown = DecodeProblem::Number { what: "PortKind", number: 5 };
            PortKind::from_name(port).map(Actor::Port).ok_or(unknown)
        }
        (number, _) => Err(DecodeProblem::Number { what: "Actor", number }),
    }
}
