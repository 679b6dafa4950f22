//! 旁存校验点: the checkpoints that the server kept beside its log. Each of them is compared with what the log carries
//! where it was taken; the frames themselves are hashed by the same verification.

use std::path::{Path, PathBuf};

use store::note::NoteError;
use store::{
    CheckpointDir, CheckpointError, LogReader, Note, SIGNING_KEY_FILE, SignedCheckpoint,
    VerifierKey,
};

use crate::finding::{Finding, FindingKind};
use crate::proofs::read_keys;
use crate::verify::Checks;

/// How the file with the public keys ends, which is named like that of the secret ones.
const PUBLIC: &str = "pub";

/// How the file with those that the hall had before ends.
const EARLIER: &str = "before.pub";

/// The checkpoints beside a log, as they were listed before the log was copied: whatever they say was durable then.
#[derive(Debug, Clone)]
pub(crate) struct Beside {
    dir: CheckpointDir,
    sizes: Result<Vec<u64>, String>,
    keys: PathBuf,
    /// The keys of the hall before these, after it was restored without its secret ones.
    earlier: PathBuf,
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
    /// Lists those in the directory of a hall, or in a backup.
    pub(crate) fn list(data: &Path) -> Beside {
        let dir = CheckpointDir::of(data);
        let sizes = dir.sizes().map_err(|error| error.to_string());
        let named = |ending| data.join(SIGNING_KEY_FILE).with_extension(ending);
        Beside { dir, sizes, keys: named(PUBLIC), earlier: named(EARLIER) }
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
        let own = self.own_keys(&mut said);
        // Whoever can write the directory can write the keys in it: an auditor's own count alone.
        let by = if checks.keys.is_empty() { By::AnyOf(&own) } else { By::Each(&checks.keys) };
        let mut compared = Compared::default();
        for size in sizes {
            match self.dir.read(*size) {
                Ok(signed) => self.compare(&signed, log, by, &mut compared),
                Err(error) => said.findings.push(FindingKind::Beside.at(0, error.to_string())),
            }
        }
        self.tell(log.size(), checks, compared, &mut said);
        said
    }

    /// The public keys beside the log, those before the present ones too.
    fn own_keys(&self, said: &mut Said) -> Vec<VerifierKey> {
        let mut keys = Vec::new();
        let mut is_any = false;
        for file in [&self.keys, &self.earlier].into_iter().filter(|file| file.is_file()) {
            match read_keys(file) {
                Ok(read) => {
                    is_any |= file == &self.keys;
                    keys.extend(read);
                }
                Err(error) => said.findings.push(FindingKind::Beside.at(0, error.to_string())),
            }
        }
        said.findings.extend(is_any.then(|| self.not_fitting(&keys)).flatten());
        keys
    }

    /// There are checkpoints, and nothing to look at their signatures with.
    pub(crate) fn has_no_key(&self) -> bool {
        self.newest().is_some() && !self.keys.is_file() && !self.earlier.is_file()
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
        by: By<'_>,
        compared: &mut Compared,
    ) {
        let size = signed.checkpoint.size;
        let file = self.dir.path_of(size);
        compared.looked_at += 1;
        match by.have_signed(signed) {
            Ok(true) => (),
            Ok(false) => compared.unsigned.push(size),
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
        let Compared { unsigned, forged, short, differs, looked_at, .. } = compared;
        if let Some(first) = unsigned.first() {
            let (count, file) = (unsigned.len(), self.dir.path_of(*first));
            if checks.keys.is_empty() {
                said.notes.push(format!(
                    "{count} of the checkpoints beside the log are not signed by the keys that are known"
                ));
            } else {
                let detail = format!(
                    "{count} of the {looked_at} checkpoints beside the log are signed by other keys than yours, the \
                     first of them {}: nobody you trust vouches for them",
                    file.display()
                );
                said.findings.push(FindingKind::Beside.at(0, detail));
            }
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
    /// How many there were.
    looked_at: usize,
    /// Those that are not signed as they should be.
    unsigned: Vec<u64>,
    /// Signatures that are none.
    forged: Vec<String>,
    /// The newest that was taken after the end of the log, and what is missing.
    short: Option<(u64, String)>,
    /// The first that is of another history, and up to where those before it fit.
    differs: Option<(u64, String)>,
}

/// By which keys a checkpoint is trusted.
#[derive(Debug, Clone, Copy)]
enum By<'a> {
    /// Those beside the log: by any of them, for they change; by none there is nothing to look at.
    AnyOf(&'a [VerifierKey]),
    /// An auditor's own: each of them must have signed, in the name of its own log.
    Each(&'a [VerifierKey]),
}

impl By<'_> {
    /// Whether they have signed it; an error where what is said to be a signature is none.
    fn have_signed(self, signed: &SignedCheckpoint) -> Result<bool, String> {
        match self {
            By::AnyOf([]) => Ok(true),
            By::AnyOf(keys) => signed_by(&signed.origin, signed.note(), keys),
            By::Each(keys) => match signed.check(keys) {
                Ok(()) => Ok(true),
                Err(
                    CheckpointError::OtherLog { .. }
                    | CheckpointError::Note(NoteError::NotSigned { .. }),
                ) => Ok(false),
                Err(error @ (CheckpointError::Note(_) | CheckpointError::Form(_))) => {
                    Err(error.to_string())
                }
            },
        }
    }
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
