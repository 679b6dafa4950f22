//! Keys of persons, sealing under them, and erasing a person for good.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends with the first surprise"
)]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use store::keyring::{BLOCK_SLOTS, MAX_BLOCKS_AHEAD};
use store::seal::SEAL_BYTES;
use store::{
    KeyError, Keyring, KeyringError, MasterKey, MasterKeyError, OpenSealedError, SealError, Sealer,
};
use tempfile::{TempDir, tempdir};

const SLOTS_AT: usize = 4096;
const SLOT_BYTES: usize = 64;

struct Hall {
    dir: TempDir,
}

impl Hall {
    fn new() -> Self {
        Self { dir: tempdir().unwrap() }
    }

    fn keyring_file(&self) -> PathBuf {
        self.dir.path().join("keyring")
    }

    fn master_file(&self) -> PathBuf {
        self.dir.path().join("master.key")
    }

    fn open(&self) -> Sealer {
        let keyring = Keyring::open_or_create(&self.keyring_file(), &self.master_file());
        Sealer::new(Arc::new(keyring.unwrap()))
    }

    fn slot(&self, subject: usize) -> Vec<u8> {
        let at = SLOTS_AT + subject * SLOT_BYTES;
        fs::read(self.keyring_file()).unwrap()[at..at + SLOT_BYTES].to_vec()
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn what_is_sealed_for_a_person_is_opened_for_that_person_and_purpose_only() {
    let hall = Hall::new();
    let sealer = hall.open();
    let text = "身份证 430422".as_bytes();
    let secret = sealer.seal(5, "applicant.certificate", text).unwrap();
    assert_eq!(secret.len(), text.len() + SEAL_BYTES);
    assert!(!contains(&secret, text));
    assert_ne!(secret, sealer.seal(5, "applicant.certificate", text).unwrap(), "fresh nonce");
    assert_eq!(sealer.open(5, "applicant.certificate", &secret).unwrap(), text);
    for (subject, context) in [(6, "applicant.certificate"), (5, "applicant.phone")] {
        let refused = sealer.open(subject, context, &secret).unwrap_err();
        assert!(matches!(refused, OpenSealedError::Changed(_)), "{refused}");
    }
    for at in 0..secret.len() {
        let mut changed = secret.clone();
        changed[at] ^= 1;
        assert!(sealer.open(5, "applicant.certificate", &changed).is_err(), "byte {at}");
        assert!(sealer.open(5, "applicant.certificate", &secret[..at]).is_err(), "cut at {at}");
    }
}

#[test]
fn keys_tokens_and_fingerprints_are_the_same_after_a_restart() {
    let hall = Hall::new();
    let before = hall.open();
    let secret = before.seal(0, "name", b"a").unwrap();
    let token = before.token("id", "430422");
    let print = before.fingerprint(b"command");
    drop(before);
    let after = hall.open();
    assert_eq!(after.open(0, "name", &secret).unwrap(), b"a");
    assert_eq!(after.token("id", "430422"), token);
    assert_eq!(after.fingerprint(b"command"), print);
    assert_ne!(after.token("id", "430423"), token);
    assert_ne!(after.token("id4", "30422"), token, "type and number are kept apart");
    assert_ne!(after.fingerprint(b"commanc"), print);
    let other = Hall::new().open();
    assert_ne!(other.token("id", "430422"), token);
    assert_ne!(other.fingerprint(b"command"), print);
}

#[test]
fn an_erased_person_is_gone_from_the_file() {
    let hall = Hall::new();
    let sealer = hall.open();
    let secret = sealer.seal(7, "name", b"somebody").unwrap();
    let neighbour = sealer.seal(8, "name", b"neighbour").unwrap();
    let wrapped = hall.slot(7)[12..56].to_vec();
    assert!(contains(&fs::read(hall.keyring_file()).unwrap(), &wrapped));

    sealer.keyring().erase(7).unwrap();
    let bytes = fs::read(hall.keyring_file()).unwrap();
    assert!(!contains(&bytes, &wrapped));
    for piece in wrapped.chunks_exact(11) {
        assert!(!contains(&bytes, piece), "a piece of the wrapped key is left");
    }
    for file in fs::read_dir(hall.dir.path()).unwrap() {
        assert!(!contains(&fs::read(file.unwrap().path()).unwrap(), &wrapped));
    }
    for sealer in [sealer, hall.open()] {
        let gone = sealer.open(7, "name", &secret).unwrap_err();
        assert!(matches!(gone, OpenSealedError::Key(KeyError::Erased(7))), "{gone}");
        let gone = sealer.seal(7, "name", b"again").unwrap_err();
        assert!(matches!(gone, SealError::Key(KeyError::Erased(7))), "{gone}");
        assert_eq!(sealer.open(8, "name", &neighbour).unwrap(), b"neighbour");
        sealer.keyring().erase(7).unwrap();
    }
}

#[test]
fn slots_are_filled_ahead_in_blocks() {
    let hall = Hall::new();
    let sealer = hall.open();
    let keyring = sealer.keyring();
    assert_eq!(keyring.filled(), BLOCK_SLOTS);
    keyring.fill(BLOCK_SLOTS / 2 - 1).unwrap();
    assert_eq!(keyring.filled(), BLOCK_SLOTS);
    keyring.fill(BLOCK_SLOTS / 2).unwrap();
    assert_eq!(keyring.filled(), 2 * BLOCK_SLOTS);
    let secret = sealer.seal(3 * BLOCK_SLOTS, "name", b"a").unwrap();
    assert_eq!(keyring.filled(), 4 * BLOCK_SLOTS);
    assert!(matches!(keyring.key(4 * BLOCK_SLOTS), Err(KeyError::Missing(_))));
    assert!(matches!(keyring.erase(4 * BLOCK_SLOTS), Err(KeyError::Missing(_))));
    let far = keyring.filled() + MAX_BLOCKS_AHEAD * BLOCK_SLOTS;
    assert!(matches!(sealer.seal(far, "name", b"a"), Err(SealError::Key(KeyError::Missing(_)))));
    assert!(matches!(keyring.key(u64::MAX), Err(KeyError::Missing(_))));
    let again = hall.open();
    assert_eq!(again.keyring().filled(), 4 * BLOCK_SLOTS);
    assert_eq!(again.open(3 * BLOCK_SLOTS, "name", &secret).unwrap(), b"a");
}

#[test]
fn a_block_that_was_not_counted_is_made_anew() {
    let hall = Hall::new();
    let sealer = hall.open();
    let secret = sealer.seal(1, "name", b"a").unwrap();
    drop(sealer);
    // As after a power cut while a block was being written: longer, and filled with anything.
    let mut bytes = fs::read(hall.keyring_file()).unwrap();
    bytes.resize(bytes.len() + 1000, 0xEE);
    fs::write(hall.keyring_file(), bytes).unwrap();
    let sealer = hall.open();
    assert_eq!(sealer.keyring().filled(), BLOCK_SLOTS);
    let next = sealer.seal(BLOCK_SLOTS, "name", b"b").unwrap();
    assert_eq!(sealer.open(BLOCK_SLOTS, "name", &next).unwrap(), b"b");
    assert_eq!(sealer.open(1, "name", &secret).unwrap(), b"a");
}

#[test]
fn a_torn_count_leaves_the_one_before_it() {
    let hall = Hall::new();
    let sealer = hall.open();
    sealer.keyring().fill(BLOCK_SLOTS).unwrap();
    drop(sealer);
    let mut bytes = fs::read(hall.keyring_file()).unwrap();
    bytes[1024] ^= 1;
    fs::write(hall.keyring_file(), &bytes).unwrap();
    assert_eq!(hall.open().keyring().filled(), BLOCK_SLOTS);
}

#[test]
fn damage_is_reported_and_never_opened() {
    let hall = Hall::new();
    let sealer = hall.open();
    let secret = sealer.seal(3, "name", b"a").unwrap();
    let whole = fs::read(hall.keyring_file()).unwrap();
    for at in 0..SLOT_BYTES {
        let mut bytes = whole.clone();
        bytes[SLOTS_AT + 3 * SLOT_BYTES + at] ^= 0x10;
        fs::write(hall.keyring_file(), &bytes).unwrap();
        let refused = sealer.open(3, "name", &secret).unwrap_err();
        assert!(matches!(refused, OpenSealedError::Key(KeyError::Damaged(3))), "{at}: {refused}");
    }
    // Another person's slot in the place of this one.
    let mut bytes = whole.clone();
    bytes.copy_within(SLOTS_AT + 4 * 64..SLOTS_AT + 5 * 64, SLOTS_AT + 3 * 64);
    fs::write(hall.keyring_file(), &bytes).unwrap();
    assert!(matches!(sealer.keyring().key(3), Err(KeyError::Damaged(3))));
    drop(sealer);

    let master = || MasterKey::load(&hall.master_file()).unwrap();
    for len in [0, 10, 600, 5000, whole.len() - 1] {
        fs::write(hall.keyring_file(), &whole[..len]).unwrap();
        let refused = Keyring::open(&hall.keyring_file(), master()).unwrap_err();
        assert!(matches!(refused, KeyringError::Damaged { .. }), "{len}: {refused}");
    }
    let mut bytes = whole;
    bytes[9] ^= 1;
    fs::write(hall.keyring_file(), &bytes).unwrap();
    Keyring::open(&hall.keyring_file(), master()).expect("the second sector holds the same");
}

#[test]
fn the_master_key_is_for_its_owner_only_and_fits_one_keyring() {
    let hall = Hall::new();
    drop(hall.open());
    assert_eq!((mode(&hall.master_file()), mode(&hall.keyring_file())), (0o600, 0o600));
    for open in [0o640, 0o604, 0o620, 0o610] {
        fs::set_permissions(hall.master_file(), Permissions::from_mode(open)).unwrap();
        let refused = MasterKey::load(&hall.master_file()).unwrap_err();
        assert!(matches!(refused, MasterKeyError::OpenToOthers { .. }), "{refused}");
        assert!(refused.to_string().contains("chmod 600"));
    }
    fs::remove_file(hall.master_file()).unwrap();
    let lost = Keyring::open_or_create(&hall.keyring_file(), &hall.master_file());
    assert!(lost.is_err(), "a lost master key is not replaced by a new one");
    assert!(!hall.master_file().exists());
    let other = MasterKey::create(&hall.master_file()).unwrap();
    let refused = Keyring::open(&hall.keyring_file(), other).unwrap_err();
    assert!(matches!(refused, KeyringError::WrongMasterKey { .. }), "{refused}");
    assert!(MasterKey::create(&hall.master_file()).is_err(), "a key is never replaced");
    fs::write(hall.master_file(), "short").unwrap();
    let refused = MasterKey::load(&hall.master_file()).unwrap_err();
    assert!(matches!(refused, MasterKeyError::Malformed { .. }), "{refused}");
}

#[test]
fn an_auditor_reads_keys_and_changes_none() {
    let hall = Hall::new();
    let secret = hall.open().seal(3, "name", b"a").unwrap();
    let before = fs::read(hall.keyring_file()).unwrap();
    let master = MasterKey::load(&hall.master_file()).unwrap();
    let keyring = Keyring::open_read_only(&hall.keyring_file(), master).unwrap();
    let sealer = Sealer::new(Arc::new(keyring));
    assert_eq!(sealer.open(3, "name", &secret).unwrap(), b"a");
    assert!(sealer.keyring().erase(3).is_err());
    assert!(sealer.keyring().fill(2 * BLOCK_SLOTS).is_err());
    assert_eq!(fs::read(hall.keyring_file()).unwrap(), before);
}
