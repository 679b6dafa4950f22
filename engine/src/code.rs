//! Codes: short names that are valid once they exist. The only parser of each is here.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use smol_str::SmolStr;

use crate::limits::{CODE_CHARS_MAX, TEXT_BYTES_MAX};

/// Why a text is not a code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Empty, or longer than [`CODE_CHARS_MAX`].
    #[error("a code has 1 to {CODE_CHARS_MAX} characters")]
    Length,
    /// A character that is not a letter, a digit or one of `. _ : / -`.
    #[error("a code is made of letters, digits and . _ : / - only")]
    Character,
}

fn check(text: &str) -> Result<(), CodeError> {
    if text.is_empty() || text.chars().count() > CODE_CHARS_MAX {
        return Err(CodeError::Length);
    }
    let legal = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | ':' | '/' | '-');
    if text.chars().all(legal) { Ok(()) } else { Err(CodeError::Character) }
}

macro_rules! codes {
    ($( $(#[$doc:meta])* $name:ident ),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(SmolStr);

        impl $name {
            /// The code as text.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl FromStr for $name {
            type Err = CodeError;
            fn from_str(text: &str) -> Result<$name, CodeError> {
                check(text)?;
                Ok($name(SmolStr::new(text)))
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(&self.0)
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<$name, D::Error> {
                let text = SmolStr::deserialize(from)?;
                check(&text).map_err(de::Error::custom)?;
                Ok($name(text))
            }
        }
        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> { stringify!($name).into() }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "minLength": 1, "maxLength": CODE_CHARS_MAX })
            }
        }
    )* };
}

codes! {
    /// 事项编码 the hall's short code of an item, for example `SC-01`.
    ItemCode,
    /// 实施编码 the national implementation code of an item (31 characters), or another scheme's.
    ImplCode,
    /// 部门 or another unit: `FGW`, or `centre` for the service centre itself.
    UnitId,
    /// 分区 a zone of the hall.
    ZoneId,
    /// 窗口 a window.
    WindowId,
    /// 人员 a person of the staff.
    StaffId,
    /// 材料 a kind of paper, for example `ID` 居民身份证.
    MaterialCode,
    /// 办件编号 the number people see on a case.
    CaseNumber,
    /// 一件事编码 the hall's short code of a bundle.
    BundleCode,
    /// 一件事编号 the number people see on a bundle.
    BundleNumber,
    /// 节点 the name of a matter inside a bundle.
    NodeId,
    /// 评价、反映、投诉、督办、导办服务的编号 the number people see on a voice.
    VoiceNumber,
    /// 授权书编号 the number of a filed letter of authority.
    LetterNo,
    /// 文书/物流/柜格编号 any other reference: a parcel, a locker cell, a licence number, a hash.
    Reference,
}

/// A free text of bounded length: a reason, an opinion, a name of a thing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Text(SmolStr);

/// Why a text is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// It is longer than [`TEXT_BYTES_MAX`] bytes.
    #[error("a text has at most {TEXT_BYTES_MAX} bytes")]
    Length,
    /// A control character: nobody sees it, and no spreadsheet or XML file can hold it.
    #[error("a text has no control characters but line feed and tab")]
    Control,
    /// A mark of direction: it shows a text in another order than it is kept in.
    #[error(
        "a text has no marks of direction (U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069)"
    )]
    Direction,
}

/// The only check of a text.
fn check_text(text: &str) -> Result<(), TextError> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(TextError::Length);
    }
    if text.chars().any(is_control) {
        return Err(TextError::Control);
    }
    if text.chars().any(turns) { Err(TextError::Direction) } else { Ok(()) }
}

/// 方向控制符 marks, embeddings, overrides and isolates.
const fn turns(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// 控制字符 of C0 and C1 that no text has, and the separators that are a line end to some and to others not.
fn is_control(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || matches!(c, '\u{2028}' | '\u{2029}')
}

impl Text {
    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True when nothing that can be seen is in it: white space, control and format characters, fillers.
    pub fn is_blank(&self) -> bool {
        self.0.chars().all(|c| c.is_whitespace() || c.is_control() || is_invisible(c))
    }
}

/// Characters that take no ink: soft hyphen, joiners and marks of direction, fillers of Hangul, the blank of Braille,
/// selectors of variants, tags.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{2800}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

impl FromStr for Text {
    type Err = TextError;
    fn from_str(text: &str) -> Result<Text, TextError> {
        check_text(text)?;
        Ok(Text(SmolStr::new(text)))
    }
}

impl From<&'static str> for Text {
    fn from(text: &'static str) -> Text {
        Text(SmolStr::new_static(text))
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Text, D::Error> {
        let text = SmolStr::deserialize(from)?;
        check_text(&text).map_err(de::Error::custom)?;
        Ok(Text(text))
    }
}

impl JsonSchema for Text {
    fn schema_name() -> Cow<'static, str> {
        "Text".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "maxLength": TEXT_BYTES_MAX })
    }
}
