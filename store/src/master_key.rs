//! The master key, which wraps every other key, and the file it is kept in.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{AesGcm, KeyInit};
use sm4::Sm4;
use thiserror::Error;

use crate::bytes::hex;
use crate::files::{open_to_others, replace_file};

/// SM4 (GB/T 32907) in Galois/counter mode.
pub(crate) type Sm4Gcm = AesGcm<Sm4, U12>;

/// Length of every key.
pub(crate) const KEY_BYTES: usize = 16;
/// Length of the nonce before every sealed text.
pub(crate) const NONCE_BYTES: usize = 12;
/// Length of the tag behind every sealed text.
pub(crate) const TAG_BYTES: usize = 16;
/// Length of a wrapped key: nonce, key, tag.
pub(crate) const WRAPPED_BYTES: usize = NONCE_BYTES + KEY_BYTES + TAG_BYTES;

/// A secret key. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; KEY_BYTES]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(secret)")
    }
}

impl Key {
    pub(crate) fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; KEY_BYTES];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// Nonce and sealed text; `context` and `subject` must be the same when it is opened.
    pub(crate) fn seal(
        &self,
        context: &[u8],
        subject: u64,
        text: &[u8],
    ) -> Result<Vec<u8>, getrandom::Error> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce)?;
        let aad = associated(context, subject);
        let payload = Payload { msg: text, aad: &aad };
        let sealed = Sm4Gcm::new(&self.0.into()).encrypt(&nonce.into(), payload);
        // Only a text of more than 64 GiB is refused, and texts come out of frames of 60 KiB.
        let sealed = sealed.map_err(|_| getrandom::Error::UNEXPECTED)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// The text; `None` when anything about it was changed.
    pub(crate) fn open(&self, context: &[u8], subject: u64, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let aad = associated(context, subject);
        let payload = Payload { msg: sealed, aad: &aad };
        Sm4Gcm::new(&self.0.into()).decrypt(nonce.into(), payload).ok()
    }
}

/// The subject first: it has a fixed length, so no two pairs give the same bytes.
fn associated(context: &[u8], subject: u64) -> Vec<u8> {
    [subject.to_le_bytes().as_slice(), context].concat()
}

/// Why a master key cannot be used.
#[derive(Debug, Error)]
pub enum MasterKeyError {
    /// The file cannot be read or written.
    #[error("cannot use the master key {}: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What failed.
        source: io::Error,
    },
    /// Somebody besides the owner may use the file.
    #[error("group or others may use the master key {0}: make it 0600 (chmod 600 {0})",
        file.display())]
    OpenToOthers {
        /// The file.
        file: PathBuf,
    },
    /// The file does not hold a key.
    #[error("the master key {} is not 32 hexadecimal digits: restore it from a copy",
        file.display())]
    Malformed {
        /// The file.
        file: PathBuf,
    },
    /// The operating system gave no random bytes.
    #[error("no random bytes for a master key: {0}")]
    Random(#[from] getrandom::Error),
}

/// The key that wraps every other key. Whoever has it and the keyring can open everything; who
/// loses it can open nothing any more. Keep a copy of its file away from the data.
#[derive(Debug, Clone)]
pub struct MasterKey(Key);

impl MasterKey {
    /// Reads the key from a file that only its owner may use.
    pub fn load(path: &Path) -> Result<Self, MasterKeyError> {
        let failed = |source| MasterKeyError::Io { file: path.to_path_buf(), source };
        let file = File::open(path).map_err(failed)?;
        if open_to_others(&file).map_err(failed)? {
            return Err(MasterKeyError::OpenToOthers { file: path.to_path_buf() });
        }
        let mut text = String::new();
        // One byte more than a key with its line end shows that a file is too long.
        let limit = crate::bytes::len_u64(2 * KEY_BYTES + 2);
        file.take(limit).read_to_string(&mut text).map_err(failed)?;
        let key = parse(text.trim_end());
        key.map(Self).ok_or(MasterKeyError::Malformed { file: path.to_path_buf() })
    }

    /// Makes a new random key and its file, with mode 0600; refuses to replace one.
    pub fn create(path: &Path) -> Result<Self, MasterKeyError> {
        let failed = |source| MasterKeyError::Io { file: path.to_path_buf(), source };
        if path.exists() {
            return Err(failed(io::ErrorKind::AlreadyExists.into()));
        }
        let key = Key::random()?;
        let text = format!("{}\n", hex(key.bytes()));
        replace_file(path, text.as_bytes()).map_err(failed)?;
        Ok(Self(key))
    }

    /// Reads the key, or makes it when the file does not exist.
    pub fn load_or_create(path: &Path) -> Result<Self, MasterKeyError> {
        if path.exists() { Self::load(path) } else { Self::create(path) }
    }

    pub(crate) fn wrap(
        &self,
        context: &[u8],
        subject: u64,
        key: &Key,
    ) -> Result<[u8; WRAPPED_BYTES], getrandom::Error> {
        let wrapped = self.0.seal(context, subject, key.bytes())?;
        wrapped.try_into().map_err(|_| getrandom::Error::UNEXPECTED)
    }

    pub(crate) fn unwrap(
        &self,
        context: &[u8],
        subject: u64,
        wrapped: &[u8; WRAPPED_BYTES],
    ) -> Option<Key> {
        self.0.open(context, subject, wrapped)?.try_into().ok().map(Key)
    }
}

fn parse(text: &str) -> Option<Key> {
    if text.len() != 2 * KEY_BYTES || !text.is_ascii() {
        return None;
    }
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|d| u8::try_from(d).ok());
    let (pairs, _) = text.as_bytes().as_chunks::<2>();
    let bytes: Option<Vec<u8>> =
        pairs.iter().map(|[high, low]| Some(digit(high)? * 16 + digit(low)?)).collect();
    bytes?.try_into().ok().map(Key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        (0..text.len() / 2)
            .map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
            .collect()
    }

    #[test]
    fn sm4_gcm_gives_the_vector_of_rfc_8998() {
        let key: [u8; 16] = bytes("0123456789abcdeffedcba9876543210").try_into().unwrap();
        let nonce: [u8; 12] = bytes("00001234567800000000abcd").try_into().unwrap();
        let aad = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        let text = bytes(
            "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd\
             eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        );
        let sealed = bytes(
            "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735\
             d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d\
             83de3541e4c2b58177e065a9bf7b62ec",
        );
        let payload = Payload { msg: &text, aad: &aad };
        let found = Sm4Gcm::new(&key.into()).encrypt(&nonce.into(), payload).unwrap();
        assert_eq!(found, sealed);
    }

    #[test]
    fn a_key_is_read_from_32_hexadecimal_digits_only() {
        let key = parse("000102030405060708090a0b0c0d0e0F").unwrap();
        assert_eq!(hex(key.bytes()), "000102030405060708090a0b0c0d0e0f");
        for bad in ["", "00", "000102030405060708090a0b0c0d0e0g", "000102030405060708090a0b0c0d0e0"]
        {
            assert_eq!(parse(bad), None, "{bad}");
        }
        assert_eq!(parse("0001020304050607080\u{e9}0a0b0c0d0e0"), None);
    }

    #[test]
    fn a_key_is_never_printed() {
        let key = MasterKey(parse("000102030405060708090a0b0c0d0e0f").unwrap());
        assert_eq!(format!("{key:?}"), "MasterKey(Key(secret))");
    }
}
