//! 签名校验点: a checkpoint as a signed note, in the form of C2SP tlog-checkpoint.
//!
//! ```text
//! origin: which log
//! size, in decimal
//! root, in base64
//! tree RFC 9162 with SM3 (GB/T 32905)
//! time 2026-11-22T09:16:50.811+08:00
//!
//! — origin base64(id | signature), for each key
//! ```
//!
//! The fourth line says what the form leaves open: the hash is SM3, not SHA-256. Without it
//! a checkpoint is refused, for its root would mean something else.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use engine::time::Timestamp;
use thiserror::Error;

use crate::note::{Note, NoteError};
use crate::note_key::{SigningKeys, VerifierKey};
use crate::proof::Checkpoint;

/// Says of which tree the root is.
pub const TREE_LINE: &str = "tree RFC 9162 with SM3 (GB/T 32905)";
/// How the line begins that says when it was signed.
const TIME: &str = "time ";

/// A checkpoint that somebody vouches for. That it could be read says nothing about its signatures:
/// [`SignedCheckpoint::check`] does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// Which log.
    pub origin: String,
    /// Size and root.
    pub checkpoint: Checkpoint,
    /// When it was signed, where it says so.
    pub time: Option<Timestamp>,
    note: Note,
}

/// Why a text is no signed checkpoint of a hall, or is not trusted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CheckpointError {
    /// It is no note, or its signatures are not good.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// It is a note, but not of a checkpoint.
    #[error("it is no checkpoint of a hall: {0}")]
    Form(&'static str),
    /// It is of another log than the key.
    #[error("it is of the log {origin}, the key of {name}")]
    OtherLog {
        /// The log it is of.
        origin: String,
        /// Whose key was given.
        name: String,
    },
}

impl SignedCheckpoint {
    /// Signs a checkpoint in the name of the keys.
    pub fn sign(keys: &SigningKeys, checkpoint: Checkpoint, time: Timestamp) -> SignedCheckpoint {
        let Checkpoint { size, root } = checkpoint;
        let origin = keys.name().to_owned();
        let root = STANDARD.encode(root);
        let note = keys.sign(format!("{origin}\n{size}\n{root}\n{TREE_LINE}\n{TIME}{time}\n"));
        SignedCheckpoint { origin, checkpoint, time: Some(time), note }
    }

    /// Whether each of these keys has signed it, for its own log.
    ///
    /// # Errors
    /// When one has not, or its signature is forged.
    pub fn check(&self, keys: &[VerifierKey]) -> Result<(), CheckpointError> {
        for key in keys {
            if key.name() != self.origin {
                let (origin, name) = (self.origin.clone(), key.name().to_owned());
                return Err(CheckpointError::OtherLog { origin, name });
            }
            self.note.check(key)?;
        }
        Ok(())
    }

    /// The note it stands in.
    pub fn note(&self) -> &Note {
        &self.note
    }
}

impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}

impl FromStr for SignedCheckpoint {
    type Err = CheckpointError;

    fn from_str(text: &str) -> Result<SignedCheckpoint, CheckpointError> {
        let note: Note = text.parse()?;
        let mut lines = note.text().lines();
        let mut next = |wanted| {
            let line = lines.next().filter(|line| !line.is_empty());
            line.ok_or(CheckpointError::Form(wanted))
        };
        let origin = next("its first line is no origin")?.to_owned();
        let size = "its second line is no number of records";
        let size = decimal(next(size)?).ok_or(CheckpointError::Form(size))?;
        let root = "its third line is no root of 32 bytes in base64";
        let root = STANDARD.decode(next(root)?).ok().and_then(|root| root.try_into().ok());
        let root = root.ok_or(CheckpointError::Form("its third line is no root of 32 bytes"))?;
        let tree = "its fourth line does not say that the tree is hashed with SM3";
        if next(tree)? != TREE_LINE {
            return Err(CheckpointError::Form(tree));
        }
        let time = lines.next().and_then(|line| line.strip_prefix(TIME)?.parse().ok());
        Ok(SignedCheckpoint { origin, checkpoint: Checkpoint { size, root }, time, note })
    }
}

/// A number in the one form that the text allows: digits, no zero before others.
fn decimal(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::leaf_hash;

    fn keys() -> SigningKeys {
        SigningKeys::from_secrets("hall.example/1", &[7; 32], &[9; 32]).unwrap()
    }

    fn signed() -> SignedCheckpoint {
        let checkpoint = Checkpoint { size: 501, root: leaf_hash(b"root") };
        let time = "2026-11-22T09:16:50.811+08:00".parse().unwrap();
        SignedCheckpoint::sign(&keys(), checkpoint, time)
    }

    #[test]
    fn a_signed_checkpoint_is_read_as_it_was_signed() {
        let signed = signed();
        let text = signed.to_string();
        assert!(text.starts_with("hall.example/1\n501\n"), "{text}");
        assert_eq!(text.matches("\n\u{2014} hall.example/1 ").count(), 2, "{text}");
        let again: SignedCheckpoint = text.parse().unwrap();
        assert_eq!(again, signed);
        assert_eq!(again.check(&keys().verifiers()), Ok(()));
    }

    #[test]
    fn every_changed_character_of_the_text_is_found() {
        let text = signed().to_string();
        let end = text.find("\n\n").unwrap();
        for at in 0..=end {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            let changed = String::from_utf8(bytes).unwrap();
            let checked = changed
                .parse::<SignedCheckpoint>()
                .and_then(|signed| signed.check(&keys().verifiers()));
            assert!(checked.is_err(), "character {at} of {changed}");
        }
    }

    #[test]
    fn a_checkpoint_that_does_not_say_sm3_or_is_not_of_the_form_is_refused() {
        let sign = |text: &str| keys().sign(text.to_owned()).to_string();
        let root = STANDARD.encode([1; 32]);
        let good = format!("hall.example/1\n5\n{root}\n{TREE_LINE}\n");
        assert!(sign(&good).parse::<SignedCheckpoint>().is_ok());
        for bad in [
            good.replace(TREE_LINE, "tree RFC 9162"),
            good.replace(&format!("{TREE_LINE}\n"), ""),
            good.replace("\n5\n", "\n05\n"),
            good.replace("\n5\n", "\n+5\n"),
            good.replace("\n5\n", "\n18446744073709551616\n"),
            good.replace(&root, &STANDARD.encode([1; 31])),
            "hall.example/1\n".to_owned(),
        ] {
            let read = sign(&bad).parse::<SignedCheckpoint>();
            assert!(matches!(read, Err(CheckpointError::Form(_))), "{bad} gives {read:?}");
        }
    }

    #[test]
    fn a_key_of_another_log_is_refused_even_where_it_signed() {
        let other = SigningKeys::from_secrets("hall.example/2", &[7; 32], &[9; 32]).unwrap();
        let text = signed().note().text().to_owned();
        let signed: SignedCheckpoint = other.sign(text).to_string().parse().unwrap();
        let checked = signed.check(&other.verifiers());
        assert!(matches!(checked, Err(CheckpointError::OtherLog { .. })), "{checked:?}");
    }
}
