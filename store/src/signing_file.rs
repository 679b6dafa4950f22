//! 校验点密钥文件: the file with the keys that sign checkpoints, made at the first start, of its owner only.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::bytes::len_u64;
use crate::files::{open_to_others, replace_file};
use crate::note::is_key_name;
use crate::note_key::{SECRET_BYTES, SigningKeys};

/// The keys, unless another place is given.
pub const SIGNING_KEY_FILE: &str = "checkpoint.key";

/// Longest file that is read: two keys and their name.
const FILE_BYTES_MAX: usize = 4096;
/// Longest name, so that both lines fit into the file.
const NAME_BYTES_MAX: usize = 512;
/// How often a random number is drawn until it is a secret of SM2: one in four thousand million is none.
const DRAWS_MAX: u32 = 8;

/// Why the keys cannot be used.
#[derive(Debug, Error)]
pub enum SigningFileError {
    /// The file cannot be read or written.
    #[error("cannot use the keys of checkpoints in {}: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What failed.
        source: io::Error,
    },
    /// Somebody besides the owner may use the file.
    #[error("group or others may use the keys of checkpoints in {0}: make it 0600 (chmod 600 {0})",
        file.display())]
    OpenToOthers {
        /// The file.
        file: PathBuf,
    },
    /// The file does not hold keys.
    #[error(
        "{} does not hold two keys as they were written: restore it from a copy; where there is none, \
         move it away, new keys are made, and every auditor needs them", file.display()
    )]
    Malformed {
        /// The file.
        file: PathBuf,
    },
    /// The name cannot be one.
    #[error(
        "{name:?} cannot name a log: at most 512 bytes, without spaces and +, for example hall.example/1"
    )]
    Name {
        /// The name.
        name: String,
    },
    /// The operating system gave no random bytes.
    #[error("no random bytes for the keys of checkpoints: {0}")]
    Random(#[from] getrandom::Error),
}

impl SigningKeys {
    /// Reads the keys, or makes them under a name in a new file that only its owner can read. The
    /// name of keys that are there is theirs.
    ///
    /// # Errors
    /// When the file cannot be used, or the name cannot be one.
    pub fn load_or_create(path: &Path, name: &str) -> Result<SigningKeys, SigningFileError> {
        if path.exists() { load(path) } else { create(path, name) }
    }
}

fn load(path: &Path) -> Result<SigningKeys, SigningFileError> {
    let failed = |source| SigningFileError::Io { file: path.to_path_buf(), source };
    let file = File::open(path).map_err(failed)?;
    if open_to_others(&file).map_err(failed)? {
        return Err(SigningFileError::OpenToOthers { file: path.to_path_buf() });
    }
    let mut bytes = Vec::new();
    file.take(len_u64(FILE_BYTES_MAX)).read_to_end(&mut bytes).map_err(failed)?;
    let keys = String::from_utf8(bytes).ok().and_then(|text| SigningKeys::from_file(&text));
    keys.ok_or(SigningFileError::Malformed { file: path.to_path_buf() })
}

fn create(path: &Path, name: &str) -> Result<SigningKeys, SigningFileError> {
    let misnamed = || SigningFileError::Name { name: name.to_owned() };
    if !is_key_name(name) || name.len() > NAME_BYTES_MAX {
        return Err(misnamed());
    }
    for _ in 0..DRAWS_MAX {
        let (mut ed25519, mut sm2) = ([0; SECRET_BYTES], [0; SECRET_BYTES]);
        getrandom::fill(&mut ed25519)?;
        getrandom::fill(&mut sm2)?;
        if let Some(keys) = SigningKeys::from_secrets(name, &ed25519, &sm2) {
            let failed = |source| SigningFileError::Io { file: path.to_path_buf(), source };
            replace_file(path, keys.to_file().as_bytes()).map_err(failed)?;
            return Ok(keys);
        }
    }
    Err(getrandom::Error::UNEXPECTED.into())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn keys_are_made_once_for_their_owner_only_and_stay_what_they_are() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(SIGNING_KEY_FILE);
        let made = SigningKeys::load_or_create(&path, "hall.example/1").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let again = SigningKeys::load_or_create(&path, "hall.example/renamed").unwrap();
        assert_eq!(again.verifiers(), made.verifiers());
        let other = SigningKeys::load_or_create(&dir.path().join("other"), "hall.example/1");
        assert_ne!(other.unwrap().verifiers(), made.verifiers());
    }

    #[test]
    fn a_file_that_others_may_read_or_that_was_changed_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(SIGNING_KEY_FILE);
        SigningKeys::load_or_create(&path, "hall.example/1").unwrap();
        let load = || SigningKeys::load_or_create(&path, "hall.example/1");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(matches!(load(), Err(SigningFileError::OpenToOthers { .. })));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, &text[..text.len() / 2]).unwrap();
        assert!(matches!(load(), Err(SigningFileError::Malformed { .. })));
        fs::write(&path, [0xff; 64]).unwrap();
        assert!(matches!(load(), Err(SigningFileError::Malformed { .. })));
    }

    #[test]
    fn a_name_that_no_key_may_have_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["", "a hall", "a+b", "a\u{3000}b", &"x".repeat(NAME_BYTES_MAX + 1)] {
            let made = SigningKeys::load_or_create(&dir.path().join("key"), name);
            assert!(matches!(made, Err(SigningFileError::Name { .. })), "{name}");
        }
    }
}
