//! 号码: what people see on a ticket or an appointment: the day, and the how-many-eth of that day.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::time::Day;

/// The text is no number of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a ticket is written 20261127-0042, an appointment Y20261127-0042")]
pub struct NotANumber;

macro_rules! numbers_of_a_day {
    ($( $(#[$doc:meta])* $name:ident($prefix:literal, $pattern:literal) ),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name {
            /// The day it is for.
            pub day: Day,
            /// From 1 on each day.
            pub ordinal: u32,
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let day = self.day.to_string().replace('-', "");
                write!(f, "{}{day}-{:04}", $prefix, self.ordinal)
            }
        }
        impl FromStr for $name {
            type Err = NotANumber;
            fn from_str(text: &str) -> Result<$name, NotANumber> {
                let (day, ordinal) = parts(text.strip_prefix($prefix).ok_or(NotANumber)?)?;
                Ok($name { day, ordinal })
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<$name, D::Error> {
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

numbers_of_a_day! {
    /// 排队号, such as `20261127-0042`.
    TicketNumber("", "^[0-9]{8}-[0-9]{4,5}$"),
    /// 预约号, such as `Y20261127-0042`.
    AppointmentNumber("Y", "^Y[0-9]{8}-[0-9]{4,5}$"),
}

/// One spelling for each number.
fn parts(text: &str) -> Result<(Day, u32), NotANumber> {
    let (day, ordinal) = text.split_once('-').ok_or(NotANumber)?;
    let is_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let is_padded = ordinal.len() == 4 || (ordinal.len() == 5 && !ordinal.starts_with('0'));
    if day.len() != 8 || !is_digits(day) || !is_digits(ordinal) || !is_padded {
        return Err(NotANumber);
    }
    let ((year, rest), ordinal) = (day.split_at(4), ordinal.parse().map_err(|_| NotANumber)?);
    let (month, date) = rest.split_at(2);
    let day = format!("{year}-{month}-{date}").parse().map_err(|_| NotANumber)?;
    if ordinal == 0 { Err(NotANumber) } else { Ok((day, ordinal)) }
}
