//! 记录: an event with what was known when it was written. This is what the log keeps.

use crate::code::{UnitId, WindowId, ZoneId};
use crate::command::Actor;
use crate::event::{Event, Stream};
use crate::hall::Role;
use crate::id::{CommandId, Fingerprint, Seq};
use crate::time::Timestamp;

/// 地点 where something happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// 大厅
    pub hall: UnitId,
    /// 分区
    pub zone: ZoneId,
    /// 窗口
    pub window: WindowId,
}

/// What all events of one command have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meta {
    /// System time, monotone.
    pub recorded_at: Timestamp,
    /// 业务时间: the clocks go by it.
    pub occurred_at: Timestamp,
    /// 何人
    pub actor: Actor,
    /// 岗位
    pub role: Option<Role>,
    /// 单位
    pub unit: Option<UnitId>,
    /// 代何单位
    pub on_behalf_of: Option<UnitId>,
    /// 何地
    pub site: Option<Site>,
    /// The command it followed from.
    pub command: CommandId,
    /// Keyed hash of that command as it was received.
    pub fingerprint: Fingerprint,
}

/// One event of a commit, with its place in its stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Which history.
    pub stream: Stream,
    /// From 1 in each stream.
    pub version: u32,
    /// The record before it in the same stream; 0 where there is none. Walking it back gives a
    /// stream's history without a scan.
    pub previous: Seq,
    /// What happened.
    pub event: Event,
}

/// All events of one command: written together or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Commit {
    /// The position of the first event; the others follow without gaps.
    pub seq: Seq,
    /// What they have in common.
    pub meta: Meta,
    /// The command as it was received, personal fields sealed.
    pub received: Box<[u8]>,
    /// At least one.
    pub entries: Vec<Entry>,
}

/// One record of the log, read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its position.
    pub seq: Seq,
    /// Where it stands among the events of its command, from 0.
    pub index: u16,
    /// How many events the command has.
    pub count: u16,
    /// What the events of the command have in common.
    pub meta: Meta,
    /// The event and its place in its stream.
    pub entry: Entry,
    /// The command as it was received; with the first event only.
    pub received: Option<Box<[u8]>>,
}

impl Commit {
    /// The records of the commit, in order.
    pub fn records(self) -> impl Iterator<Item = Record> {
        let Commit { seq, meta, received, entries } = self;
        let count = u16::try_from(entries.len()).unwrap_or(u16::MAX);
        let mut received = Some(received);
        (0_u16..).zip(entries).map(move |(index, entry)| Record {
            seq: seq + u64::from(index),
            index,
            count,
            meta: meta.clone(),
            entry,
            received: received.take(),
        })
    }
}
