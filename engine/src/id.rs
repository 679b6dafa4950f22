//! Numbers that name things inside the engine. People see codes and case numbers instead.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::limits::CASES_PER_ITEM_DAY_MAX;
use crate::time::Day;
use crate::voice::VoiceKind;

/// A position in the log, from 1, without gaps. 0 is "before the first record".
pub type Seq = u64;

const DAY_BITS: u32 = 20;
const ORDINAL_BITS: u32 = 24;

/// A case, inside. It is the case number in 64 bits: which item code (in order of first publication),
/// which day it was received, the how-many-eth of that item and day.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct CaseId(pub u64);

impl CaseId {
    /// Packs the three parts; `None` when one does not fit its bits.
    pub fn new(item_ordinal: u32, day: Day, ordinal: u32) -> Option<CaseId> {
        let day = u64::try_from(day.days()).ok().filter(|day| *day < 1 << DAY_BITS)?;
        let item = Some(u64::from(item_ordinal)).filter(|item| *item < 1 << DAY_BITS)?;
        let ordinal = Some(ordinal).filter(|n| (1..=CASES_PER_ITEM_DAY_MAX).contains(n))?;
        Some(CaseId(item << (DAY_BITS + ORDINAL_BITS) | day << ORDINAL_BITS | u64::from(ordinal)))
    }

    /// The order in which the item's code was first published, from 0.
    pub fn item_ordinal(self) -> u32 {
        u32::try_from(self.0 >> (DAY_BITS + ORDINAL_BITS)).unwrap_or(u32::MAX)
    }

    /// The day of receipt.
    pub fn day(self) -> Day {
        let day = (self.0 >> ORDINAL_BITS) & ((1 << DAY_BITS) - 1);
        i32::try_from(day).ok().and_then(|day| Day::from_days(day).ok()).unwrap_or(Day::MAX)
    }

    /// The how-many-eth case of its item on its day, from 1.
    pub fn ordinal(self) -> u32 {
        u32::try_from(self.0 & ((1 << ORDINAL_BITS) - 1)).unwrap_or(u32::MAX)
    }
}

/// A bundle, inside: like a case, with the order in which its code was first published, the day it was received,
/// and the how-many-eth of that code and day.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct BundleId(pub u64);

impl BundleId {
    /// Packs the three parts; `None` when one does not fit its bits.
    pub fn new(code_ordinal: u32, day: Day, ordinal: u32) -> Option<BundleId> {
        CaseId::new(code_ordinal, day, ordinal).map(|id| BundleId(id.0))
    }

    /// The order in which its code was first published, from 0.
    pub fn code_ordinal(self) -> u32 {
        CaseId(self.0).item_ordinal()
    }

    /// The day of receipt.
    pub fn day(self) -> Day {
        CaseId(self.0).day()
    }

    /// The how-many-eth of its code on its day, from 1.
    pub fn ordinal(self) -> u32 {
        CaseId(self.0).ordinal()
    }
}

/// 声音 a rating, trouble, complaint, order or service, inside: its kind, the day it was said, and the
/// how-many-eth of that kind and day.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct VoiceId(pub u64);

impl VoiceId {
    /// Packs the three parts; `None` when one does not fit its bits.
    pub fn new(kind: VoiceKind, day: Day, ordinal: u32) -> Option<VoiceId> {
        CaseId::new(kind.ordinal(), day, ordinal).map(|id| VoiceId(id.0))
    }

    /// Its kind; `None` for an id that no voice has.
    pub fn kind(self) -> Option<VoiceKind> {
        let ordinal = CaseId(self.0).item_ordinal();
        VoiceKind::ALL.iter().copied().find(|kind| kind.ordinal() == ordinal)
    }

    /// The day it was said.
    pub fn day(self) -> Day {
        CaseId(self.0).day()
    }

    /// The how-many-eth of its kind on its day, from 1.
    pub fn ordinal(self) -> u32 {
        CaseId(self.0).ordinal()
    }
}

/// A person whose data is sealed under one key of the keyring.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct SubjectId(pub u64);

macro_rules! hex_ids {
    ($( $(#[$doc:meta])* $name:ident($pattern:literal, $parse:expr, $print:literal) ),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u128);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let hex = format!("{:032x}", self.0);
                let part = |range: std::ops::Range<usize>| hex.get(range).unwrap_or_default();
                write!(f, $print, part(0..8), part(8..12), part(12..16), part(16..20), part(20..32))
            }
        }
        impl FromStr for $name {
            type Err = BadHex;
            fn from_str(text: &str) -> Result<$name, BadHex> {
                let parse: fn(&str) -> Option<String> = $parse;
                let hex = parse(text).filter(|hex| hex.len() == 32).ok_or(BadHex)?;
                u128::from_str_radix(&hex, 16).map($name).map_err(|_| BadHex)
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                if to.is_human_readable() {
                    return to.collect_str(self);
                }
                to.serialize_u128(self.0)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<$name, D::Error> {
                if !from.is_human_readable() {
                    return u128::deserialize(from).map($name);
                }
                let text = Cow::<'_, str>::deserialize(from)?;
                text.parse().map_err(de::Error::custom)
            }
        }
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> { stringify!($name).into() }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    )* };
}

/// SM3 of a text: 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest(pub [u8; 32]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Digest {
    type Err = BadDigest;
    fn from_str(text: &str) -> Result<Digest, BadDigest> {
        let half = text.len() / 2;
        if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(BadDigest);
        }
        let (high, low) = text.split_at_checked(half).ok_or(BadDigest)?;
        let half = |text| u128::from_str_radix(text, 16).map_err(|_| BadDigest);
        let mut bytes = [0; 32];
        let (front, back) = bytes.split_at_mut(16);
        front.copy_from_slice(&half(high)?.to_be_bytes());
        back.copy_from_slice(&half(low)?.to_be_bytes());
        Ok(Digest(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if to.is_human_readable() { to.collect_str(self) } else { self.0.serialize(to) }
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Digest, D::Error> {
        if !from.is_human_readable() {
            return <[u8; 32]>::deserialize(from).map(Digest);
        }
        let text = Cow::<'_, str>::deserialize(from)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Digest {
    fn schema_name() -> Cow<'static, str> {
        "Digest".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })
    }
}

/// The text is not 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("64 hexadecimal digits are expected")]
pub struct BadDigest;

/// The text is not 32 hexadecimal digits in the expected form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("32 hexadecimal digits are expected")]
pub struct BadHex;

fn all_hex(text: &str) -> Option<String> {
    text.bytes().all(|b| b.is_ascii_hexdigit()).then(|| text.to_owned())
}

fn uuid_hex(text: &str) -> Option<String> {
    let dashes = [8, 13, 18, 23];
    let bytes = text.as_bytes();
    let in_form = bytes.len() == 36 && dashes.iter().all(|at| bytes.get(*at) == Some(&b'-'));
    let hex: String = text.chars().filter(|c| *c != '-').collect();
    (in_form || bytes.len() == 32).then(|| all_hex(&hex)).flatten()
}

hex_ids! {
    /// 命令编号 a command's UUID, chosen by its sender.
    CommandId(
        "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
        uuid_hex,
        "{}-{}-{}-{}-{}"
    ),
    /// 盲标识 a blind token: a keyed hash of a certificate number, so that the same person is found
    /// again without the number being stored.
    Token("^[0-9a-f]{32}$", all_hex, "{}{}{}{}{}"),
    /// A keyed fingerprint of a command as it was received: the same id with another body is refused.
    Fingerprint("^[0-9a-f]{32}$", all_hex, "{}{}{}{}{}"),
}
