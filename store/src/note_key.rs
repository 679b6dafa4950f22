//! 校验点密钥: the keys that sign checkpoints, and the public keys that check them.
//!
//! Two algorithms sign everything: Ed25519 (RFC 8032), so that the tools of other logs can check it,
//! and SM2 with SM3 (GB/T 32918.2), which the hall's own administration asks for. Both have
//! the text forms of C2SP signed-note: `name+id+base64(algorithm | public key)`, where the id is the
//! first four bytes of SHA-256 over the name, a line end, the algorithm and the public key.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use sm2::dsa::signature::{Signer, Verifier};
use thiserror::Error;

use crate::hex;
use crate::note::{Note, NoteSignature, is_key_name};

/// Bytes of a key's id.
pub const KEY_ID_BYTES: usize = 4;

/// Which key of a name made a signature.
pub type KeyId = [u8; KEY_ID_BYTES];

/// Identifier of the Ed25519 algorithm, as the form assigns it.
const ED25519: &[u8] = &[0x01];
/// Identifier of SM2 with SM3. The form assigns none, and leaves `0xff` and a text to such.
const SM2_SM3: &[u8] = b"\xffyichuang/sm2-with-sm3";
/// 用户身份标识: the identity that SM2 hashes with every message where no other was agreed
/// (GM/T 0009-2012, 10).
const SM2_IDENTITY: &str = "1234567812345678";

/// Bytes of a secret key of either algorithm.
pub(crate) const SECRET_BYTES: usize = 32;

/// How a key signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Algorithm {
    /// Ed25519 (RFC 8032).
    Ed25519,
    /// SM2 with SM3 (GB/T 32918.2): the two numbers of a signature, 32 bytes each; public keys as
    /// uncompressed points, 65 bytes.
    Sm2Sm3,
}

impl Algorithm {
    /// Both, in the order in which they sign.
    pub const ALL: [Algorithm; 2] = [Algorithm::Ed25519, Algorithm::Sm2Sm3];

    /// What stands before a key of this algorithm.
    pub(crate) fn identifier(self) -> &'static [u8] {
        match self {
            Algorithm::Ed25519 => ED25519,
            Algorithm::Sm2Sm3 => SM2_SM3,
        }
    }

    /// The name, for people and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::Ed25519 => "ed25519",
            Algorithm::Sm2Sm3 => "sm2-with-sm3",
        }
    }
}

/// The text is no verifier key.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error(
    "{0} is no verifier key: give one as the server shows it, name+id+base64, with an id that fits"
)]
pub struct NotAKey(pub String);

/// A public key with its name, which checks signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    public: Public,
}

#[derive(Debug, Clone)]
enum Public {
    Ed25519(ed25519_dalek::VerifyingKey),
    Sm2Sm3(Box<sm2::dsa::VerifyingKey>),
}

impl PartialEq for Public {
    fn eq(&self, other: &Public) -> bool {
        self.encode() == other.encode()
    }
}

impl Eq for Public {}

impl Public {
    fn decode(algorithm: Algorithm, bytes: &[u8]) -> Option<Public> {
        match algorithm {
            Algorithm::Ed25519 => {
                let key = ed25519_dalek::VerifyingKey::from_bytes(bytes.try_into().ok()?).ok()?;
                // Under a weak key anything is signed.
                (!key.is_weak()).then_some(Public::Ed25519(key))
            }
            Algorithm::Sm2Sm3 => {
                let key = sm2::dsa::VerifyingKey::from_sec1_bytes(SM2_IDENTITY, bytes).ok()?;
                // One form only, or one key would have two ids.
                (*key.to_sec1_bytes() == *bytes).then(|| Public::Sm2Sm3(Box::new(key)))
            }
        }
    }

    fn encode(&self) -> Vec<u8> {
        match self {
            Public::Ed25519(key) => key.as_bytes().to_vec(),
            Public::Sm2Sm3(key) => key.to_sec1_bytes().to_vec(),
        }
    }
}

impl VerifierKey {
    /// Whose key it is.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How it signs.
    pub fn algorithm(&self) -> Algorithm {
        match self.public {
            Public::Ed25519(_) => Algorithm::Ed25519,
            Public::Sm2Sm3(_) => Algorithm::Sm2Sm3,
        }
    }

    /// Which key of this name it is.
    pub fn id(&self) -> KeyId {
        let hash = Sha256::new()
            .chain_update(&self.name)
            .chain_update("\n")
            .chain_update(self.algorithm().identifier())
            .chain_update(self.public.encode())
            .finalize();
        let [a, b, c, d, ..] = <[u8; 32]>::from(hash);
        [a, b, c, d]
    }

    /// Whether these bytes are this key's signature of a text.
    pub fn is_signature(&self, text: &[u8], signature: &[u8]) -> bool {
        match &self.public {
            Public::Ed25519(key) => {
                let signature = ed25519_dalek::Signature::from_slice(signature);
                signature.is_ok_and(|signature| key.verify_strict(text, &signature).is_ok())
            }
            Public::Sm2Sm3(key) => {
                let signature = sm2::dsa::Signature::from_slice(signature);
                signature.is_ok_and(|signature| key.verify(text, &signature).is_ok())
            }
        }
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let encoded = encoded(self.algorithm(), &self.public.encode());
        write!(f, "{}+{}+{encoded}", self.name, hex(&self.id()))
    }
}

impl FromStr for VerifierKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<VerifierKey, NotAKey> {
        verifier_key(text).ok_or_else(|| NotAKey(text.chars().take(256).collect()))
    }
}

fn verifier_key(text: &str) -> Option<VerifierKey> {
    let (name, id, algorithm, public) = parts(text)?;
    let public = Public::decode(algorithm, &public)?;
    let key = VerifierKey { name: name.to_owned(), public };
    (is_key_name(name) && hex(&key.id()) == id).then_some(key)
}

fn encoded(algorithm: Algorithm, key: &[u8]) -> String {
    STANDARD.encode([algorithm.identifier(), key].concat())
}

/// Name, id, algorithm and key of `name+id+base64(algorithm | key)`.
fn parts(text: &str) -> Option<(&str, &str, Algorithm, Vec<u8>)> {
    let (name, rest) = text.split_once('+')?;
    // Base64 has pluses of its own.
    let (id, encoded) = rest.split_once('+')?;
    let bytes = STANDARD.decode(encoded).ok()?;
    let with = |algorithm: Algorithm| {
        let key = bytes.strip_prefix(algorithm.identifier())?;
        Some((name, id, algorithm, key.to_vec()))
    };
    Algorithm::ALL.into_iter().find_map(with)
}

/// How a secret key begins in its file.
const PRIVATE: &str = "PRIVATE+KEY+";

/// The two secret keys of a hall. They are never printed.
#[derive(Clone)]
pub struct SigningKeys {
    name: String,
    ed25519: ed25519_dalek::SigningKey,
    sm2: Box<sm2::dsa::SigningKey>,
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKeys({}, secret)", self.name)
    }
}

impl SigningKeys {
    /// Keys from their secrets; nothing where a secret or the name cannot be one.
    pub fn from_secrets(
        name: &str,
        ed25519: &[u8; SECRET_BYTES],
        sm2: &[u8; SECRET_BYTES],
    ) -> Option<SigningKeys> {
        let secret = sm2::SecretKey::from_slice(sm2).ok()?;
        let sm2 = Box::new(sm2::dsa::SigningKey::new(SM2_IDENTITY, &secret).ok()?);
        let ed25519 = ed25519_dalek::SigningKey::from_bytes(ed25519);
        is_key_name(name).then(|| SigningKeys { name: name.to_owned(), ed25519, sm2 })
    }

    /// Whose keys they are.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The public keys, in the order in which they sign.
    pub fn verifiers(&self) -> [VerifierKey; 2] {
        let ed25519 = Public::Ed25519(self.ed25519.verifying_key());
        let sm2 = Public::Sm2Sm3(Box::new(self.sm2.verifying_key().clone()));
        [ed25519, sm2].map(|public| VerifierKey { name: self.name.clone(), public })
    }

    /// Signs a text, which has to end with a line end, with both.
    pub fn sign(&self, text: String) -> Note {
        let ed25519 = self.ed25519.sign(text.as_bytes()).to_bytes().to_vec();
        let sm2: sm2::dsa::Signature = self.sm2.sign(text.as_bytes());
        let made = [ed25519, sm2.to_bytes().to_vec()];
        let signed = |(key, signature): (VerifierKey, Vec<u8>)| NoteSignature {
            id: key.id(),
            name: key.name,
            signature,
        };
        let signatures = self.verifiers().into_iter().zip(made).map(signed).collect();
        Note::new(text, signatures)
    }

    /// As they stand in their file, a line each: `PRIVATE+KEY+name+id+base64(algorithm | secret)`.
    pub(crate) fn to_file(&self) -> String {
        let secrets = [self.ed25519.to_bytes(), self.sm2.as_nonzero_scalar().to_bytes().into()];
        let lines = self.verifiers().into_iter().zip(secrets).map(|(key, secret)| {
            let encoded = encoded(key.algorithm(), &secret);
            format!("{PRIVATE}{}+{}+{encoded}\n", key.name, hex(&key.id()))
        });
        lines.collect()
    }

    /// Reads what [`SigningKeys::to_file`] wrote.
    pub(crate) fn from_file(text: &str) -> Option<SigningKeys> {
        let (first, second) = text.trim_end().split_once('\n')?;
        let secret = |line: &str, wanted: Algorithm| {
            let (name, id, algorithm, secret) = parts(line.strip_prefix(PRIVATE)?)?;
            let secret: [u8; SECRET_BYTES] = secret.try_into().ok()?;
            (algorithm == wanted).then(|| (name.to_owned(), id.to_owned(), secret))
        };
        let ed25519 = secret(first, Algorithm::Ed25519)?;
        let sm2 = secret(second, Algorithm::Sm2Sm3)?;
        let keys = SigningKeys::from_secrets(&ed25519.0, &ed25519.2, &sm2.2)?;
        let ids = keys.verifiers().map(|key| hex(&key.id()));
        (ed25519.0 == sm2.0 && ids == [ed25519.1, sm2.1]).then_some(keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::NoteError;

    fn keys(name: &str) -> SigningKeys {
        SigningKeys::from_secrets(name, &[7; 32], &[9; 32]).unwrap()
    }

    #[test]
    fn a_published_note_is_checked_with_its_published_key() {
        // The example of golang.org/x/mod/sumdb/note, which the form comes from.
        let key: VerifierKey =
            "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW".parse().unwrap();
        let note: Note = "If you think cryptography is the answer to your problem,\n\
            then you don't know what your problem is.\n\
            \n\
            \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgK\
            vqfqdngotpRZb6KE6RyyBwJnAM=\n"
            .parse()
            .unwrap();
        assert_eq!(note.check(&key), Ok(()));
    }

    #[test]
    fn what_both_keys_signed_is_checked_with_either_and_with_no_other() {
        let keys_here = keys("hall.example/1");
        let note: Note = keys_here.sign("text\n".to_owned()).to_string().parse().unwrap();
        for key in keys_here.verifiers() {
            let again: VerifierKey = key.to_string().parse().unwrap();
            assert_eq!((again.algorithm(), note.check(&again)), (key.algorithm(), Ok(())));
            let altered = Note::new("test\n".to_owned(), note.signatures().to_vec());
            assert!(matches!(altered.check(&key), Err(NoteError::Forged { .. })));
        }
        let others = SigningKeys::from_secrets("hall.example/1", &[8; 32], &[8; 32]).unwrap();
        let renamed = keys("hall.example/2");
        for key in others.verifiers().iter().chain(&renamed.verifiers()) {
            assert!(matches!(note.check(key), Err(NoteError::NotSigned { .. })));
        }
    }

    #[test]
    fn every_flipped_bit_of_a_signature_is_a_forgery() {
        let keys = keys("hall.example/1");
        let note = keys.sign("text\n".to_owned());
        for (at, key) in keys.verifiers().iter().enumerate() {
            for bit in 0..note.signatures()[at].signature.len() * 8 {
                let mut signatures = note.signatures().to_vec();
                signatures[at].signature[bit / 8] ^= 1 << (bit % 8);
                let forged = Note::new(note.text().to_owned(), signatures);
                assert!(matches!(forged.check(key), Err(NoteError::Forged { .. })), "bit {bit}");
            }
        }
    }

    #[test]
    fn a_key_whose_id_does_not_fit_is_refused() {
        for key in keys("hall.example/1").verifiers() {
            let text = key.to_string();
            assert!(text.replace("hall", "ball").parse::<VerifierKey>().is_err());
            assert!(text.replace('+', " ").parse::<VerifierKey>().is_err());
            assert!(text[..text.len() - 4].parse::<VerifierKey>().is_err());
        }
        assert!("".parse::<VerifierKey>().is_err());
    }

    #[test]
    fn keys_are_read_from_what_was_written_and_from_nothing_less() {
        let keys = keys("hall.example/1");
        let text = keys.to_file();
        let again = SigningKeys::from_file(&text).unwrap();
        assert_eq!(again.verifiers(), keys.verifiers());
        let (first, second) = text.split_once('\n').unwrap();
        assert!(SigningKeys::from_file(first).is_none());
        assert!(SigningKeys::from_file(&format!("{second}\n{first}")).is_none());
        assert!(SigningKeys::from_file(&text.replace("example", "examples")).is_none());
        assert!(!format!("{keys:?}").contains(first));
    }
}
