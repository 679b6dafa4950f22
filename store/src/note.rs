//! 签名说明: a text with the signatures of one or more keys below it, in the form of C2SP signed-note.
//!
//! ```text
//! the text, which ends with a line end
//!
//! — name of a key base64(4 bytes id of the key | signature)
//! ```

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

use crate::note_key::{KEY_ID_BYTES, KeyId, VerifierKey};

/// Longest note that is read.
pub const NOTE_BYTES_MAX: usize = 64 * 1024;

/// Most signatures of a note that is read. The form asks for at least 16.
pub const SIGNATURES_MAX: usize = 32;

/// What stands between the text and the signatures.
const SEPARATOR: &str = "\n\n";
/// How each line of a signature begins.
const DASH: &str = "\u{2014} ";

/// A signed text. That it could be read says nothing about its signatures: [`Note::check`] does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// One signature below a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// The name of the key.
    pub name: String,
    /// The id of the key.
    pub id: KeyId,
    /// What the key made of the text.
    pub signature: Vec<u8>,
}

/// Why a text is no note, or is not trusted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoteError {
    /// It is not of the form of a note.
    #[error("it is no signed note: {0}")]
    Form(&'static str),
    /// A wanted key has not signed it.
    #[error("it is not signed by the key {name}+{id}", id = crate::hex(.id))]
    NotSigned {
        /// The name of the key.
        name: String,
        /// Its id.
        id: KeyId,
    },
    /// A signature does not belong to this text.
    #[error("the signature of the key {name}+{id} is forged, or the text was changed",
        id = crate::hex(.id))]
    Forged {
        /// The name of the key.
        name: String,
        /// Its id.
        id: KeyId,
    },
}

impl Note {
    /// A note from its parts. `text` has to end with a line end.
    pub fn new(text: String, signatures: Vec<NoteSignature>) -> Note {
        Note { text, signatures }
    }

    /// What was signed, with its last line end.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, those of unknown keys as well.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// Whether a key has signed it.
    ///
    /// # Errors
    /// When it has not, or when something that is said to be its signature is none.
    pub fn check(&self, key: &VerifierKey) -> Result<(), NoteError> {
        let (name, id) = (key.name(), key.id());
        let mut found = false;
        for signed in self.signatures.iter().filter(|s| s.name == name && s.id == id) {
            if !key.is_signature(self.text.as_bytes(), &signed.signature) {
                return Err(NoteError::Forged { name: name.to_owned(), id });
            }
            found = true;
        }
        if found { Ok(()) } else { Err(NoteError::NotSigned { name: name.to_owned(), id }) }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        f.write_str("\n")?;
        for NoteSignature { name, id, signature } in &self.signatures {
            let bytes = [id.as_slice(), signature].concat();
            writeln!(f, "{DASH}{name} {}", STANDARD.encode(bytes))?;
        }
        Ok(())
    }
}

impl FromStr for Note {
    type Err = NoteError;

    fn from_str(note: &str) -> Result<Note, NoteError> {
        if note.len() > NOTE_BYTES_MAX {
            return Err(NoteError::Form("it is longer than 65536 bytes"));
        }
        if note.chars().any(|c| c < ' ' && c != '\n') {
            return Err(NoteError::Form("it has control characters"));
        }
        let end = note.rfind(SEPARATOR).ok_or(NoteError::Form("it has no signatures"))?;
        let (text, below) = note.split_at(end + 1);
        let below = below.strip_prefix('\n').unwrap_or(below);
        if text == "\n" || !below.ends_with('\n') {
            return Err(NoteError::Form("it has no text, or does not end with a line end"));
        }
        let signatures: Option<Vec<NoteSignature>> = below.lines().map(signature).collect();
        let signatures = signatures.ok_or(NoteError::Form("a line below it is no signature"))?;
        if signatures.len() > SIGNATURES_MAX {
            return Err(NoteError::Form("it has more than 32 signatures"));
        }
        Ok(Note { text: text.to_owned(), signatures })
    }
}

fn signature(line: &str) -> Option<NoteSignature> {
    let (name, encoded) = line.strip_prefix(DASH)?.split_once(' ')?;
    let bytes = STANDARD.decode(encoded).ok()?;
    let (id, signature) = bytes.split_first_chunk::<KEY_ID_BYTES>()?;
    let good = is_key_name(name) && !signature.is_empty();
    good.then(|| NoteSignature { name: name.to_owned(), id: *id, signature: signature.to_vec() })
}

/// Whether a key may have this name: not empty, no spaces, no plus.
pub fn is_key_name(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c.is_control() || c == '+')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification.
    const PUBLISHED: &str = "Ognuno sta solo sul cuor della terra\n\
        trafitto da un raggio di sole:\n\
        \n\
        ed è subito sera.\n\
        \n\
        \u{2014} quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC\
        +EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";

    #[test]
    fn the_published_example_is_read_and_written_as_it_is() {
        let note: Note = PUBLISHED.parse().unwrap();
        assert!(note.text().ends_with("ed è subito sera.\n"));
        assert_eq!(note.signatures().len(), 1);
        assert_eq!(note.signatures()[0].signature.len(), 64);
        assert_eq!(note.to_string(), PUBLISHED);
    }

    #[test]
    fn what_is_not_of_the_form_is_refused() {
        let broken = [
            String::new(),
            "text\n".to_owned(),
            "text\n\n".to_owned(),
            "\n\n\u{2014} a AAAAAAA=\n".to_owned(),
            PUBLISHED.replace('\u{2014}', "-"),
            PUBLISHED.replace("/salvatore", " salvatore"),
            PUBLISHED.replace("/salvatore", "+salvatore"),
            PUBLISHED.replace("NnugS", "NnugS*"),
            PUBLISHED.replace("sera", "sera\t"),
            PUBLISHED.trim_end().to_owned(),
            format!("text\n\n{DASH}a AAAA\n"),
            format!("text\n\n{}", format!("{DASH}a AAAAAAAA\n").repeat(SIGNATURES_MAX + 1)),
            format!("{}\n\n{DASH}a AAAAAAAA\n", "x".repeat(NOTE_BYTES_MAX)),
        ];
        for note in broken {
            let read = note.parse::<Note>();
            assert!(matches!(read, Err(NoteError::Form(_))), "{note:?} gives {read:?}");
        }
    }
}
