//! 旁存校验点: the checkpoints that the server kept beside its log. Each of them is compared with what the log carries
//! where it was taken; the frames themselves are hashed by the same verification.

use std::path::{Path, PathBuf};

use store::note::NoteError;
use store::{CheckpointDir, LogReader, Note, SIGNING_KEY_FILE, SignedCheckpoint, VerifierKey};

use crate::finding::{Finding, FindingKind};
use crate::proofs::read_keys;
use crate::verify::Checks;

/// How the file with the public keys ends, which is named like that of the secret ones.
const PUBLIC: &str = "pub";

/// The checkpoints beside a log, as they were listed before the log was copied: whatever they say was durable then.
#[derive(Debug, Clone)]
pub(crate) struct Beside {
    dir: CheckpointDir,
    sizes: Result<Vec<u64>, String>,
    keys: PathBuf,
}

/// What they say of a log.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub(crate) findings: Vec<Finding>,
    pub(crate) notes: Vec<String>,
    /// The log ends before the newest of them.
    pub(crate) is_short: bool,
}

impl Beside {
    /// Lists those beside the log in `log`.
    pub(crate) fn list(log: &Path) -> Beside {
        let data = log.parent().unwrap_or(Path::new(""));
        let dir = CheckpointDir::of(data);
        let sizes = dir.sizes().map_err(|error| error.to_string());
        Beside { dir, sizes, keys: data.join(SIGNING_KEY_FILE).with_extension(PUBLIC) }
    }

    /// The newest that can be read.
    pub(crate) fn newest(&self) -> Option<SignedCheckpoint> {
        let sizes = self.sizes.as_ref().ok()?;
        sizes.iter().rev().find_map(|size| self.dir.read(*size).ok())
    }

    /// Compares all of them with the log.
    pub(crate) fn check(&self, log: &LogReader, checks: &Checks) -> Said {
        let mut said = Said::default();
        let sizes = match &self.sizes {
            Ok(sizes) => sizes.as_slice(),
            Err(error) => {
                said.notes
                    .push(format!("the checkpoints beside the log were not looked at: {error}"));
                return said;
            }
        };
        let mut keys = checks.keys.clone();
        match self.keys.is_file().then(|| read_keys(&self.keys)).transpose() {
            Ok(own) => {
                said.findings.extend(own.as_ref().and_then(|own| self.not_fitting(own)));
                keys.extend(own.unwrap_or_default());
            }
            Err(error) => said.findings.push(FindingKind::Beside.at(0, error.to_string())),
        }
        let mut compared = Compared::default();
        for size in sizes {
            match self.dir.read(*size) {
                Ok(signed) => self.compare(&signed, log, &keys, &mut compared),
                Err(error) => said.findings.push(FindingKind::Beside.at(0, error.to_string())),
            }
        }
        self.tell(log.size(), checks, compared, &mut said);
        said
    }

    /// The public keys beside the log, where none of them has signed the newest checkpoint: older ones may be signed by
    /// the keys before these.
    fn not_fitting(&self, own: &[VerifierKey]) -> Option<Finding> {
        let newest = self.newest()?;
        // What is said to be a signature and is none is told of the checkpoint itself.
        let is_signed = signed_by(&newest.origin, newest.note(), own).unwrap_or(true);
        let file = self.dir.path_of(newest.checkpoint.size);
        (!is_signed).then(|| {
            FindingKind::Beside.at(
                0,
                format!(
                    "the keys in {} have not signed {}: one of the two was replaced, compare the keys with those \
                     that were given to you",
                    self.keys.display(),
                    file.display()
                ),
            )
        })
    }

    fn compare(
        &self,
        signed: &SignedCheckpoint,
        log: &LogReader,
        keys: &[VerifierKey],
        compared: &mut Compared,
    ) {
        let size = signed.checkpoint.size;
        let file = self.dir.path_of(size);
        match signed_by(&signed.origin, signed.note(), keys) {
            Ok(true) => (),
            Ok(false) => compared.unsigned += usize::from(!keys.is_empty()),
            Err(forged) => compared.forged.push(format!("{}: {forged}", file.display())),
        }
        let problem = log.carries(&signed.checkpoint);
        match problem.unwrap_or_else(|error| Some(error.to_string())) {
            None => compared.carried = size,
            Some(reason) if size > log.size() => compared.short = Some((size, reason)),
            Some(reason) => {
                // Whatever fits after one that does not says nothing of what lies before it.
                let after = compared.carried;
                compared
                    .differs
                    .get_or_insert_with(|| (after, format!("{}: {reason}", file.display())));
            }
        }
    }

    fn tell(&self, size: u64, checks: &Checks, compared: Compared, said: &mut Said) {
        let Compared { unsigned, forged, short, differs, .. } = compared;
        if unsigned > 0 {
            said.notes.push(format!(
                "{unsigned} of the checkpoints beside the log are not signed by the keys that are known"
            ));
        }
        let findings = &mut said.findings;
        findings.extend(forged.into_iter().map(|forged| FindingKind::Beside.at(0, forged)));
        if let Some((carried, problem)) = differs {
            let detail =
                format!("{problem}; the log carries what was signed up to record {carried}");
            findings.push(FindingKind::Checkpoint.at(carried + 1, detail));
        }
        let Some((newest, reason)) = short else { return };
        said.is_short = true;
        let detail = format!("the checkpoint {}: {reason}", self.dir.path_of(newest).display());
        if checks.torn_end {
            said.notes.push(format!("{detail}; --torn-end says that the log was copied before it"));
        } else {
            let detail = format!("{detail}; restore the log from a copy that has them");
            findings.push(FindingKind::Checkpoint.at(size + 1, detail));
        }
    }
}

/// What was found so far, from the oldest on.
#[derive(Debug, Default)]
struct Compared {
    /// The newest that the log carries.
    carried: u64,
    /// How many are not signed by a key that is known.
    unsigned: usize,
    /// Signatures that are none.
    forged: Vec<String>,
    /// The newest that was taken after the end of the log, and what is missing.
    short: Option<(u64, String)>,
    /// The first that is of another history, and up to where those before it fit.
    differs: Option<(u64, String)>,
}

/// Whether a key that is known has signed it; an error where what is said to be its signature is none.
fn signed_by(origin: &str, note: &Note, keys: &[VerifierKey]) -> Result<bool, String> {
    let mut is_signed = false;
    for key in keys.iter().filter(|key| key.name() == origin) {
        match note.check(key) {
            Ok(()) => is_signed = true,
            Err(NoteError::NotSigned { .. }) => (),
            Err(error) => return Err(error.to_string()),
        }
    }
    Ok(is_signed)
}
