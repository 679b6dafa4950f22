//! 声音编号: letters for the kind, the day, and the how-many-eth of that kind and day.

use crate::code::VoiceNumber;
use crate::id::VoiceId;
use crate::voice::VoiceKind;

use super::bundle::{ORDINAL_DIGITS, split};

/// The number of a voice; `None` for an id that no voice has.
pub fn format_voice(voice: VoiceId) -> Option<VoiceNumber> {
    let day: String = voice.day().to_string().chars().filter(char::is_ascii_digit).collect();
    format!("{}{day}{:04}", voice.kind()?.prefix(), voice.ordinal()).parse().ok()
}

/// The voice of a number; `None` when no voice could have it.
pub fn parse_voice(number: &VoiceNumber) -> Option<VoiceId> {
    ORDINAL_DIGITS.into_iter().find_map(|digits| {
        let (prefix, day, ordinal) = split(number.as_str(), digits)?;
        let kind = VoiceKind::ALL.iter().find(|kind| kind.prefix() == prefix)?;
        VoiceId::new(*kind, day, ordinal)
    })
}
