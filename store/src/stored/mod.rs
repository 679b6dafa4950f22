//! What is on disk: frozen types of their own, and how domain values become them and come back.
//!
//! Invariant: nothing in here is ever edited once a log was written with it. A new field or another
//! meaning is a new version beside the old one.

pub(crate) mod bytes;
pub(crate) mod header;
pub(crate) mod payload;
pub(crate) mod v1;
pub(crate) mod v2;
pub(crate) mod v3;

use engine::event::EventKind;
use thiserror::Error;

/// What is wrong with the bytes of a record.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DecodeProblem {
    /// There is nothing.
    #[error("it is empty")]
    Empty,
    /// Longer than any record that is written.
    #[error("it has {0} bytes, more than a record may have")]
    TooLong(usize),
    /// Written by a newer version of this program.
    #[error("it has record format {0}, which this version cannot read: use a newer version")]
    Format(u8),
    /// Written by a newer version of this program.
    #[error("it is of kind {0}, which this version does not know: use a newer version")]
    UnknownKind(u16),
    /// Written by a newer version of this program.
    #[error("it is version {version} of {kind:?}, which this version cannot read: use a newer one")]
    KindVersion {
        /// The kind.
        kind: EventKind,
        /// The version it has.
        version: u8,
    },
    /// A number that stands for nothing.
    #[error("{number} is no {what}")]
    Number {
        /// What should stand there.
        what: &'static str,
        /// What stands there.
        number: u8,
    },
    /// A value that the domain does not allow.
    #[error("a value is not allowed: {0}")]
    Value(String),
    /// The bytes have another form than the kind says.
    #[error("its bytes do not have the form that its kind says: {0}")]
    Form(String),
    /// Bytes are left over.
    #[error("{0} bytes are left over at its end")]
    LeftOver(usize),
}

impl DecodeProblem {
    /// A value that its own type refuses.
    pub(crate) fn value(reason: impl std::fmt::Display) -> DecodeProblem {
        DecodeProblem::Value(reason.to_string())
    }
}

/// A domain value that has a form on disk. Texts and bytes are borrowed both ways, so that each is
/// copied once.
pub(crate) trait Stored: Sized {
    /// The form on disk.
    type Disk<'a>
    where
        Self: 'a;

    /// The form on disk of this value.
    fn to_disk(&self) -> Self::Disk<'_>;

    /// The value that was written, checked like one that comes from outside.
    fn from_disk(disk: Self::Disk<'_>) -> Result<Self, DecodeProblem>;
}

/// Defines the frozen form of structs of the module `domain` in scope, field by field, and the way
/// there and back. A field that the domain gains or loses does not compile until it is decided here.
macro_rules! stored {
    ($( $(#[$doc:meta])* $name:ident $(<$lt:lifetime>)? { $($field:ident : $ty:ty),* $(,)? } )*) => { $(
        stored!(@one [$($lt)?] $(#[$doc])* $name { $($field : $ty),* });
    )* };
    (@one [] $(#[$doc:meta])* $name:ident { $($field:ident : $ty:ty),* }) => {
        $(#[$doc])*
        #[derive(Debug, serde::Serialize, serde::Deserialize)]
        pub(crate) struct $name { $(pub(crate) $field: $ty),* }

        impl $crate::stored::Stored for domain::$name {
            type Disk<'a> = $name;
            stored!(@ways [$name] $name { $($field),* });
        }
    };
    (@one ['a] $(#[$doc:meta])* $name:ident { $($field:ident : $ty:ty),* }) => {
        $(#[$doc])*
        #[derive(Debug, serde::Serialize, serde::Deserialize)]
        #[serde(bound(deserialize = "'de: 'a"))]
        pub(crate) struct $name<'a> { $(pub(crate) $field: $ty),* }

        impl $crate::stored::Stored for domain::$name {
            type Disk<'a> = $name<'a>;
            stored!(@ways [$name<'_>] $name { $($field),* });
        }
    };
    (@ways [$disk:ty] $name:ident { $($field:ident),* }) => {
        fn to_disk(&self) -> $disk {
            $name { $($field: $crate::stored::Stored::to_disk(&self.$field)),* }
        }
        fn from_disk(disk: $disk) -> Result<Self, $crate::stored::DecodeProblem> {
            Ok(domain::$name { $($field: $crate::stored::Stored::from_disk(disk.$field)?),* })
        }
    };
}

/// Gives the values of an enum without data their numbers on disk.
macro_rules! numbers {
    ($( $what:ty { $($name:ident = $number:literal),* $(,)? } )*) => { $(
        impl $crate::stored::Stored for $what {
            type Disk<'a> = u8;
            fn to_disk(&self) -> u8 {
                match self { $(Self::$name => $number),* }
            }
            fn from_disk(disk: u8) -> Result<Self, $crate::stored::DecodeProblem> {
                match disk {
                    $($number => Ok(Self::$name),)*
                    number => Err($crate::stored::DecodeProblem::Number { what: stringify!($what), number }),
                }
            }
        }
    )* };
}

pub(crate) use {numbers, stored};
