//! 分区, the second form: with its floor. Frozen.

use super::super::v1::setup as v1;
use crate::stored::stored;

/// Where the structs below come from.
mod domain {
    pub(super) use engine::event::ZoneRegistered;
    pub(super) use engine::hall::Zone;
}

stored! {
    ZoneRegistered<'a> { zone: Zone<'a> }
    Zone<'a> { id: &'a str, name: &'a str, hall: &'a str, floor: Option<i8> }
}

impl<'a> From<v1::ZoneRegistered<'a>> for ZoneRegistered<'a> {
    fn from(old: v1::ZoneRegistered<'a>) -> ZoneRegistered<'a> {
        let v1::Zone { id, name, hall } = old.zone;
        ZoneRegistered { zone: Zone { id, name, hall, floor: None } }
    }
}
