//! 旁存文件: what lies beside a log and is none of it: the id of the hall, the public keys, the keyring in a backup. A
//! damage there leaves every record as it was.

use std::fs;
use std::path::Path;

use engine::event::{Event, Stream};
use engine::record::Record;
use store::backup::BackupReader;
use store::{HALL_ID_FILE, SignedCheckpoint, hall_id_of};

use crate::checkpoints::Beside;
use crate::finding::{Finding, FindingKind};
use crate::source::Source;

/// What the name of a log begins with where the server made it of the id of its hall.
const OWN_ORIGIN: &str = "yichuang/";
/// Hexadecimal digits of the id of a hall.
const ID_DIGITS: usize = 32;
/// How the copies of keyrings in a backup begin.
const KEYRING: &str = "keyring-";

/// What is found, and what should be known besides.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    pub(crate) findings: Vec<Finding>,
    pub(crate) notes: Vec<String>,
}

fn beside(detail: impl Into<String>) -> Finding {
    FindingKind::Beside.at(0, detail)
}

/// Looks at the files beside the log of a source.
pub(crate) fn look(source: &Source) -> Looked {
    if BackupReader::is_backup(source.dir()) {
        return backup(source);
    }
    let newest = source.kept().and_then(Beside::newest);
    Looked { findings: hall_id(source, newest.as_ref()).into_iter().collect(), notes: Vec::new() }
}

/// The id beside a log is one, and that of the checkpoints beside it.
fn hall_id(source: &Source, newest: Option<&SignedCheckpoint>) -> Option<Finding> {
    let log = source.log()?;
    let file = log.join(HALL_ID_FILE);
    let says = |problem: &str| {
        Some(beside(format!(
            "{} {problem}; it is put back from a copy of the directory: the server starts with the id of its \
             keyring only",
            file.display()
        )))
    };
    match hall_id_of(&log) {
        Err(error) => says(&format!("cannot be read: {error}")),
        // A log alone has none; a hall with its keys always does.
        Ok(None) if has_keyring(&log) && source.size() > 0 => says("is not there"),
        Ok(None) => None,
        Ok(Some(id)) => {
            let is_id = id.len() == ID_DIGITS && id.bytes().all(|byte| byte.is_ascii_hexdigit());
            let named = newest.and_then(|newest| newest.origin.strip_prefix(OWN_ORIGIN));
            match named {
                _ if !is_id => says("is no id of a hall"),
                Some(named) if named != id => says(&format!(
                    "says {id}, the checkpoints beside the log are of the hall {named}"
                )),
                Some(_) | None => None,
            }
        }
    }
}

fn has_keyring(log: &Path) -> bool {
    log.parent().is_some_and(|data| data.join("keyring").is_file())
}

/// Who was erased after the keyring of a backup was copied is still in it.
fn erased_since(source: &Source, copied: Option<u64>) -> Option<String> {
    let copied = copied.filter(|copied| *copied < source.size())?;
    let mut erased = 0_usize;
    let is_subjects = |stream| stream == Stream::Subjects;
    let count = |record: Record| {
        erased += usize::from(matches!(record.entry.event, Event::SubjectErased(_)));
        true
    };
    source.history().each_of(copied, is_subjects, count).ok()?;
    (erased > 0).then(|| {
        format!(
            "the keyring of the backup was copied after record {copied}: {erased} persons who were erased since are \
             still in it; run the backup with --with-keyring again, and destroy other copies"
        )
    })
}

/// The keyring that the manifest of a backup names is what it says, and no older one lies beside it.
fn backup(source: &Source) -> Looked {
    let dir = source.dir();
    let mut looked = Looked::default();
    let Ok(backup) = BackupReader::open(dir) else { return looked };
    if let Err(error) = backup.keyring() {
        let detail =
            format!("{error}; run the backup with --with-keyring again, its frames are whole");
        looked.findings.push(beside(detail));
    }
    if let Err(error) = backup.checkpoints() {
        let detail =
            format!("{error}; take the backup again where the log is, its frames are whole");
        looked.findings.push(beside(detail));
    }
    looked.notes.extend(erased_since(source, backup.manifest().keyring_at));
    let named = backup.manifest().keyring.as_ref().map(|kept| kept.name.as_str());
    let entries = fs::read_dir(dir).into_iter().flatten().filter_map(Result::ok);
    let mut others: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    others.retain(|name| name.starts_with(KEYRING) && Some(name.as_str()) != named);
    others.sort_unstable();
    looked.notes.extend(others.into_iter().map(|name| {
        format!(
            "{name} is not in the manifest of the backup: an older keyring opens who was erased since, destroy it"
        )
    }));
    looked
}
