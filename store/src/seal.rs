//! Sealing personal data under the key of the person it is about, and finding it again by blind
//! tokens.

use std::fmt;
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use siphasher::sip128::SipHasher24;
use sm3::Sm3;
use thiserror::Error;

use crate::keyring::{KeyError, Keyring};
use crate::master_key::{Key, NONCE_BYTES, TAG_BYTES};

/// Length of a blind token.
pub const TOKEN_BYTES: usize = 16;

/// Bytes that sealing adds to a text: format, nonce, tag.
pub const SEAL_BYTES: usize = 1 + NONCE_BYTES + TAG_BYTES;

/// SM4-GCM under the subject's key.
const FORMAT: u8 = 1;
const TOKEN_CONTEXT: &[u8] = b"yichuang token";
const HALL_CONTEXT: &[u8] = b"yichuang hall id";
const FINGERPRINT_CONTEXT: &[u8] = b"yichuang fingerprint key";

/// Why a text could not be sealed.
#[derive(Debug, Error)]
pub enum SealError {
    /// There is no key to seal with.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The operating system gave no random bytes.
    #[error("no random bytes to seal with: {0}")]
    Random(#[from] getrandom::Error),
}

/// Why a sealed text could not be opened.
#[derive(Debug, Error)]
pub enum OpenSealedError {
    /// There is no key: the person was erased, or the keyring does not fit.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The text has a format that this version does not know, or is no sealed text.
    #[error("what is sealed for subject {0} has an unknown format: use a newer version")]
    Format(u64),
    /// The text was changed, or sealed for another person or purpose.
    #[error("what is sealed for subject {0} was changed, or belongs to another place or person")]
    Changed(u64),
}

/// Seals and opens texts, makes tokens and fingerprints. Shared by threads.
#[derive(Clone)]
pub struct Sealer {
    keyring: Arc<Keyring>,
    tokens: Hmac<Sm3>,
    fingerprints: SipHasher24,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The hashers hold keys.
        f.debug_struct("Sealer").field("keyring", &self.keyring).finish_non_exhaustive()
    }
}

impl Sealer {
    /// A sealer with the keys of this keyring.
    pub fn new(keyring: Arc<Keyring>) -> Self {
        let tokens = mac(keyring.index_key());
        let derived = tokens.clone().chain_update(FINGERPRINT_CONTEXT).finalize().into_bytes();
        let fingerprints = SipHasher24::new_with_key(&truncated(&derived));
        Self { keyring, tokens, fingerprints }
    }

    /// The keyring, for erasing a person.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// Seals a text for a person. `context` says what it is (for example `"applicant.name"`) and
    /// must be given again to open it. A key is made when the number is new; that waits for the
    /// disk only when [`Keyring::fill`] was not called ahead.
    pub fn seal(&self, subject: u64, context: &str, text: &[u8]) -> Result<Vec<u8>, SealError> {
        if subject >= self.keyring.filled() {
            self.keyring.fill(subject)?;
        }
        let key = self.keyring.key(subject)?;
        let sealed = key.seal(context.as_bytes(), subject, text)?;
        Ok([&[FORMAT], sealed.as_slice()].concat())
    }

    /// Opens a sealed text.
    pub fn open(
        &self,
        subject: u64,
        context: &str,
        sealed: &[u8],
    ) -> Result<Vec<u8>, OpenSealedError> {
        let key = self.keyring.key(subject)?;
        let Some(sealed) = sealed.strip_prefix(&[FORMAT]) else {
            return Err(OpenSealedError::Format(subject));
        };
        key.open(context.as_bytes(), subject, sealed).ok_or(OpenSealedError::Changed(subject))
    }

    /// The blind token of a certificate: the same certificate always has the same token, and
    /// without the index key nothing can be learnt from it. Type and number are taken byte for
    /// byte; bring them to one spelling first.
    pub fn token(&self, certificate_type: &str, number: &str) -> [u8; TOKEN_BYTES] {
        let length = crate::bytes::len_u64(certificate_type.len()).to_le_bytes();
        let mac = self.tokens.clone().chain_update(TOKEN_CONTEXT).chain_update(length);
        let mac = mac.chain_update(certificate_type).chain_update(number);
        truncated(&mac.finalize().into_bytes())
    }

    /// The id of the hall, which follows from the index key: every keyring has its own, and shows it to
    /// nobody who does not have it.
    pub fn hall_id(&self) -> String {
        let mac = self.tokens.clone().chain_update(HALL_CONTEXT).finalize().into_bytes();
        crate::bytes::hex(&truncated::<TOKEN_BYTES>(&mac))
    }

    /// A keyed fingerprint (SipHash-2-4, 128 bits), to tell whether a command is the same as
    /// before. It shows nothing of the command to those without the index key.
    pub fn fingerprint(&self, bytes: &[u8]) -> u128 {
        self.fingerprints.hash(bytes).as_u128()
    }
}

fn mac(key: &Key) -> Hmac<Sm3> {
    Hmac::new(&padded(key).into())
}

/// HMAC takes a key of one block; shorter keys are filled with zeros (RFC 2104).
fn padded(key: &Key) -> [u8; 64] {
    let mut block = [0; 64];
    block.iter_mut().zip(key.bytes()).for_each(|(to, from)| *to = *from);
    block
}

fn truncated<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.first_chunk().copied().unwrap_or([0; N])
}

#[cfg(test)]
mod tests {
    use sm3::Digest;

    use super::*;

    /// RFC 2104, word for word.
    fn naive_hmac(key: &Key, text: &[u8]) -> Vec<u8> {
        let pad = |with: u8| padded(key).map(|byte| byte ^ with);
        let inner = Sm3::new().chain_update(pad(0x36)).chain_update(text).finalize();
        Sm3::new().chain_update(pad(0x5c)).chain_update(inner).finalize().to_vec()
    }

    #[test]
    fn tokens_are_made_with_the_hmac_of_its_definition() {
        let key = Key::random().unwrap();
        let found = mac(&key).chain_update(b"an identity card").finalize().into_bytes();
        assert_eq!(found.to_vec(), naive_hmac(&key, b"an identity card"));
    }
}
