//! What a backup consists of. It is believed only as far as the files show it.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};

use crate::backup::BackupError;
use crate::backup::kept::are_in_order;
use crate::bytes::hex;
use crate::files::{open_file, replace_file};
use crate::proof::Checkpoint;
use crate::proof_file::HexHash;
use crate::tree::CompactRange;

/// Name of the manifest in the directory of a backup.
pub const MANIFEST_FILE: &str = "manifest.json";

/// Version of the form of a backup that is written.
pub const BACKUP_FORMAT: u32 = 1;

/// Longest manifest; a name and a hash for each 256 MiB of the log.
const MANIFEST_BYTES_MAX: u64 = 64 << 20;

/// What a backup consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the form.
    pub format: u32,
    /// Which hall it is of.
    pub hall: String,
    /// Records of the log.
    pub size: u64,
    /// Root of the tree over them, in hexadecimal.
    pub root: HexHash,
    /// The roots of its complete subtrees, the largest first, from which the next run goes on.
    pub peaks: Vec<HexHash>,
    /// The files of frames, in order.
    pub frames: Vec<FrameFile>,
    /// The keyring, when it was asked for.
    pub keyring: Option<KeptFile>,
    /// The last record that was in the backup when the keyring was copied: whoever was erased later is still in it.
    #[serde(default)]
    pub keyring_at: Option<u64>,
    /// The checkpoints that were kept of the log, the oldest first.
    #[serde(default)]
    pub checkpoints: Vec<KeptFile>,
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptFile {
    /// Its name in the directory.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// SM3 of its bytes, in hexadecimal.
    pub sm3: String,
}

/// A file of frames.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameFile {
    /// The first record in it.
    pub first: u64,
    /// The last record in it.
    pub last: u64,
    /// The file.
    pub file: KeptFile,
}

impl Manifest {
    pub(super) fn empty(hall: &str) -> Manifest {
        let range = CompactRange::new();
        Manifest {
            format: BACKUP_FORMAT,
            hall: hall.to_owned(),
            size: 0,
            root: HexHash(range.root()),
            peaks: Vec::new(),
            frames: Vec::new(),
            keyring: None,
            keyring_at: None,
            checkpoints: Vec::new(),
        }
    }

    pub(super) fn path_in(dir: &Path) -> PathBuf {
        dir.join(MANIFEST_FILE)
    }

    /// Reads the manifest of a backup; `None` where there is none.
    pub(super) fn read(dir: &Path) -> Result<Option<(Manifest, CompactRange)>, BackupError> {
        let file = Manifest::path_in(dir);
        let failed = BackupError::io(&file);
        let opened = match open_file(&file) {
            Ok(opened) => opened,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let mut bytes = Vec::new();
        opened.take(MANIFEST_BYTES_MAX).read_to_end(&mut bytes).map_err(failed)?;
        let wrong = |reason: String| BackupError::Manifest { file: file.clone(), reason };
        let manifest: Manifest =
            serde_json::from_slice(&bytes).map_err(|error| wrong(error.to_string()))?;
        let range = manifest.check().map_err(wrong)?;
        Ok(Some((manifest, range)))
    }

    /// Whether it can be true; what the backup ends with.
    fn check(&self) -> Result<CompactRange, String> {
        if self.format != BACKUP_FORMAT {
            return Err(format!(
                "it has format {}, this version reads {BACKUP_FORMAT}: use a newer one",
                self.format
            ));
        }
        let mut next = 1;
        for FrameFile { first, last, file } in &self.frames {
            if *first != next || last < first || Path::new(&file.name).components().count() != 1 {
                return Err(format!(
                    "{} holds records {first} to {last}, and {next} is the next one: a file is \
                     missing or in another place",
                    file.name
                ));
            }
            next = last.saturating_add(1);
        }
        if next - 1 != self.size {
            return Err(format!("its files end at record {}, it says {}", next - 1, self.size));
        }
        if !are_in_order(self) {
            return Err("what it names as checkpoints are none, or not in order".to_owned());
        }
        let peaks = self.peaks.iter().map(|peak| peak.0).collect();
        let range = CompactRange::from_parts(self.size, peaks);
        let range = range.filter(|range| range.root() == self.root.0);
        range.ok_or_else(|| "its subtrees do not have the root that it names".to_owned())
    }

    pub(super) fn write(&self, dir: &Path) -> Result<(), BackupError> {
        let file = Manifest::path_in(dir);
        let text = serde_json::to_vec_pretty(self).map_err(std::io::Error::from);
        text.and_then(|text| replace_file(&file, &text)).map_err(BackupError::io(&file))
    }

    /// What the log is at the end of the backup.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint { size: self.size, root: self.root.0 }
    }
}

impl KeptFile {
    /// What is to be said of a file.
    pub(super) fn of(dir: &Path, name: &str) -> Result<KeptFile, BackupError> {
        let path = dir.join(name);
        let failed = BackupError::io(&path);
        let mut file = fs::File::open(&path).map_err(&failed)?;
        let mut sum = Sum { hash: Sm3::new(), bytes: 0 };
        std::io::copy(&mut file, &mut sum).map_err(&failed)?;
        let sm3 = hex(&sum.hash.finalize());
        Ok(KeptFile { name: name.to_owned(), bytes: sum.bytes, sm3 })
    }

    /// Whether the file is there in its length; its bytes are compared when it is read.
    pub(super) fn is_there(&self, dir: &Path, first_seq: u64) -> Result<(), BackupError> {
        let file = dir.join(&self.name);
        let bytes = match fs::metadata(&file) {
            Ok(found) => found.len(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let reason = "it is not there any more: begin a new backup".to_owned();
                return Err(BackupError::File { file, first_seq, reason });
            }
            Err(source) => return Err(BackupError::Io { file, source }),
        };
        if bytes == self.bytes {
            return Ok(());
        }
        let reason =
            format!("it has {bytes} bytes, {} were written: begin a new backup", self.bytes);
        Err(BackupError::File { file, first_seq, reason })
    }

    /// Whether the file is still what was said of it.
    pub(super) fn check(&self, dir: &Path) -> Result<PathBuf, BackupError> {
        let file = dir.join(&self.name);
        let now = match KeptFile::of(dir, &self.name) {
            Err(BackupError::Io { source, .. })
                if source.kind() == std::io::ErrorKind::NotFound =>
            {
                let reason = "it is not there any more".to_owned();
                return Err(BackupError::File { file, first_seq: 0, reason });
            }
            now => now?,
        };
        if now == *self {
            return Ok(file);
        }
        let reason = if now.bytes == self.bytes {
            "it has another SM3: it was changed".to_owned()
        } else {
            format!("it has {} bytes, {} were written", now.bytes, self.bytes)
        };
        Err(BackupError::File { file, first_seq: 0, reason })
    }
}

struct Sum {
    hash: Sm3,
    bytes: u64,
}

impl Write for Sum {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.hash.update(bytes);
        self.bytes += crate::bytes::len_u64(bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
