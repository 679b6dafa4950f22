//! Command ids that follow from what they are for, so that a play that was cut off sends the same ones again.

use engine::id::CommandId;
use sm3::{Digest, Sm3};

use store::foreign::SourceCase;

/// Bits of a UUID that say "custom" (RFC 9562, version 8, variant 1).
const UUID_MASK: u128 = !((0xf << 76) | (0x3 << 62));
const UUID_CUSTOM: u128 = (0x8 << 76) | (0x2 << 62);

/// An id out of parts; each part is hashed with its length, so that no two lists run into each other.
pub(super) fn command_id(parts: &[&str]) -> CommandId {
    CommandId((hash(parts) & UUID_MASK) | UUID_CUSTOM)
}

/// The hash of parts as 32 hexadecimal digits.
pub(super) fn hex(parts: &[&str]) -> String {
    format!("{:032x}", hash(parts))
}

fn hash(parts: &[&str]) -> u128 {
    let mut hash = Sm3::new();
    hash.update(b"yichuang play");
    for part in parts {
        hash.update(part.len().to_be_bytes());
        hash.update(part.as_bytes());
    }
    let hash = hash.finalize();
    hash.iter().take(16).fold(0, |id, byte| (id << 8) | u128::from(*byte))
}

/// The id of the command that an event of a case is sent as, for a purpose.
pub(super) fn event_id(item: &str, case: &SourceCase, index: usize, purpose: &str) -> CommandId {
    let event = case.events.get(index);
    let activity = event.map_or("", |event| event.activity.as_str());
    let time = event.map_or(0, |event| event.time_ms).to_string();
    command_id(&[item, &case.id, &index.to_string(), activity, &time, purpose])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_purpose_has_the_same_id() {
        assert_eq!(command_id(&["a", "b"]), command_id(&["a", "b"]));
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(command_id(&["ab", "c"]), command_id(&["a", "bc"]));
        assert_ne!(command_id(&["ab"]), command_id(&["ab", ""]));
    }

    #[test]
    fn an_id_is_a_uuid_of_version_8() {
        let text = command_id(&["a"]).to_string();
        assert_eq!(text.get(14..15), Some("8"), "{text}");
        assert!(matches!(text.get(19..20), Some("8" | "9" | "a" | "b")), "{text}");
    }
}
