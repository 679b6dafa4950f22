//! 当事人: an applicant, an agent or another person, as the engine knows him: a number, a blind token,
//! and fields that only the keyring can open.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::id::{SubjectId, Token};
use crate::limits::SEALED_BYTES_MAX;

/// Name, certificate, phone and address of a person, encrypted under the subject's own key
/// (个人信息保护法 art. 51). Hexadecimal in JSON.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Sealed(pub Arc<[u8]>);

/// A person in a command, an event or a case. The border of the engine makes it out of the plain
/// fields before anything is decided or written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// The slot of the keyring whose key sealed the fields.
    pub subject: SubjectId,
    /// Keyed hash of certificate type and number.
    pub token: Token,
    /// The sealed fields.
    pub sealed: Sealed,
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

impl Serialize for Sealed {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if !to.is_human_readable() {
            return to.serialize_bytes(&self.0);
        }
        let digit = |nibble: u8| char::from_digit(nibble.into(), 16).unwrap_or('0');
        let hex: String = self.0.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect();
        to.serialize_str(&hex)
    }
}

struct SealedVisitor;

impl Visitor<'_> for SealedVisitor {
    type Value = Sealed;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sealed bytes in hexadecimal")
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Sealed, E> {
        let wrong = || E::custom("sealed bytes are pairs of hexadecimal digits");
        if !text.len().is_multiple_of(2) || text.len() / 2 > SEALED_BYTES_MAX || !text.is_ascii() {
            return Err(wrong());
        }
        let pair = |at: usize| text.get(at..at + 2).and_then(|p| u8::from_str_radix(p, 16).ok());
        let bytes: Option<Arc<[u8]>> = (0..text.len()).step_by(2).map(pair).collect();
        bytes.map(Sealed).ok_or_else(wrong)
    }
    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Sealed, E> {
        if bytes.len() > SEALED_BYTES_MAX {
            return Err(E::custom("sealed bytes are too long"));
        }
        Ok(Sealed(bytes.into()))
    }
    fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Sealed, E> {
        self.visit_bytes(&bytes)
    }
}

impl<'de> Deserialize<'de> for Sealed {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Sealed, D::Error> {
        if from.is_human_readable() {
            from.deserialize_str(SealedVisitor)
        } else {
            from.deserialize_byte_buf(SealedVisitor)
        }
    }
}

impl JsonSchema for Sealed {
    fn schema_name() -> Cow<'static, str> {
        "Sealed".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^([0-9a-f]{2})*$" })
    }
}
