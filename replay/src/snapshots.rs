//! 快照核对: each snapshot beside a log, followed by the records after it, must give the very state
//! that the whole log gives.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use engine::event::Stream;
use engine::world::World;
use store::hall_store::{KEYRING_FILE, LOG_DIR, MASTER_KEY_FILE};
use store::{
    HALL_ID_FILE, HallOptions, HallStore, Keyring, Log, OpenOptions, Opened, SNAPSHOT_FORMAT,
    Sealer, snapshot_file,
};
use tempfile::TempDir;

use crate::finding::{Finding, FindingKind};
use crate::source::{COPY_ATTEMPTS_MAX, Source};
use crate::torn::copy_log;

/// Snapshots that are looked at; a store keeps far fewer.
pub const SNAPSHOTS_MAX: usize = 16;

/// Checks every snapshot of a data directory against the log it belongs to. `world` is what the
/// whole log gives. A snapshot that is damaged, or of another log, is a finding; one of an older
/// form is not.
pub fn check_snapshots(source: &Source, world: &World) -> Vec<Finding> {
    if source.torn().is_some() {
        return Vec::new();
    }
    let dir = HallStore::snapshot_dir(source.dir());
    let names = match names(&dir) {
        Ok(names) if names.is_empty() => return Vec::new(),
        Ok(names) => names,
        Err(error) => return vec![finding(&dir.display().to_string(), &error.to_string())],
    };
    let hall = match private_hall(source) {
        Ok(hall) => hall,
        Err(error) => return vec![finding("snapshots", &error.to_string())],
    };
    let mut fresh = world.clone();
    let check = |name: &OsString| {
        let problem = match check_one(&dir, hall.path(), name, &mut fresh) {
            Ok(problem) => problem,
            Err(error) => Some(error.to_string()),
        };
        problem.map(|problem| finding(&name.to_string_lossy(), &problem))
    };
    names.iter().filter_map(check).collect()
}

/// Snapshots that lie beside a log of which only a part could be opened: what they lead to is not in it.
pub fn unchecked_snapshots(source: &Source) -> Option<String> {
    source.torn()?;
    let count = names(&HallStore::snapshot_dir(source.dir())).ok()?.len();
    (count > 0).then(|| {
        format!("{count} snapshots were not checked: only a part of the log they belong to could be opened")
    })
}

fn finding(what: &str, problem: &str) -> Finding {
    let detail = format!("{what}: {problem}; a snapshot is only a cache, remove it");
    FindingKind::Snapshot.at(0, detail)
}

/// The finished snapshots of a directory, by name.
fn names(dir: &Path) -> io::Result<Vec<OsString>> {
    if !dir.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(dir)?.take(SNAPSHOTS_MAX) {
        let entry = entry?;
        let is_finished = Path::new(&entry.file_name()).extension().is_some_and(|e| e == "snap");
        if entry.file_type()?.is_file() && is_finished {
            names.push(entry.file_name());
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// A hall with a copy of the log and throw-away keys: a state is folded without opening anything
/// sealed.
fn private_hall(source: &Source) -> io::Result<TempDir> {
    let hall = tempfile::Builder::new().prefix("yichuang-hall-").tempdir_in(source.scratch())?;
    let log = hall.path().join(LOG_DIR);
    for attempt in 1.. {
        fs::create_dir(&log)?;
        copy_log(source.reader().dir(), &log)?;
        match Log::open(&log, OpenOptions::default()) {
            Ok(_) => break,
            // The copy was taken while a server was writing.
            Err(_) if attempt < COPY_ATTEMPTS_MAX => fs::remove_dir_all(&log)?,
            Err(error) => return Err(io::Error::other(error)),
        }
    }
    let keyring = hall.path().join(KEYRING_FILE);
    let keyring = Keyring::open_or_create(&keyring, &hall.path().join(MASTER_KEY_FILE))
        .map_err(io::Error::other)?;
    // The copied log says whose it is; here it stands beside keys that open nothing.
    fs::write(log.join(HALL_ID_FILE), Sealer::new(Arc::new(keyring)).hall_id())?;
    fs::create_dir(HallStore::snapshot_dir(hall.path()))?;
    Ok(hall)
}

/// What is wrong with one snapshot, if anything. `fresh` is taken on as far as the copied log goes,
/// for a server may have gone on meanwhile.
fn check_one(
    dir: &Path,
    hall: &Path,
    name: &OsString,
    fresh: &mut World,
) -> io::Result<Option<String>> {
    let copy = HallStore::snapshot_dir(hall).join(name);
    match fs::copy(dir.join(name), &copy) {
        // A server threw it away meanwhile.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        copied => copied?,
    };
    if is_of_older_form(hall) {
        return fs::remove_file(copy).map(|()| None);
    }
    let opened = HallStore::open(hall, &HallOptions::default(), &mut |_| ());
    let problem = opened.map_or_else(
        |error| Ok(Some(format!("the log cannot be folded over it: {error}"))),
        |opened| compare(&opened, fresh),
    );
    if copy.exists() {
        fs::remove_file(copy)?;
    }
    problem
}

/// Whether the only snapshot of a hall is whole, but of a form that this version passes over.
fn is_of_older_form(hall: &Path) -> bool {
    let dir = HallStore::snapshot_dir(hall);
    let is_of = |form| snapshot_file::read_latest(&dir, form).is_ok_and(|found| found.is_some());
    (0..SNAPSHOT_FORMAT).any(is_of)
}

fn compare(opened: &Opened, fresh: &mut World) -> io::Result<Option<String>> {
    if opened.report.snapshot.is_none() {
        return Ok(Some("it is damaged, or of another log".to_owned()));
    }
    for commit in opened.history.commits(fresh.seq()) {
        let commit = commit.map_err(io::Error::other)?;
        fresh.evolve(&commit).map_err(io::Error::other)?;
    }
    let unlike = unlike(&opened.world, fresh).join(", ");
    let said = || format!("the state it leads to at record {} has other {unlike}", fresh.seq());
    Ok((!unlike.is_empty()).then(said))
}

/// The streams of the set-up.
const SETUP: [Stream; 6] = [
    Stream::Hall,
    Stream::Staff,
    Stream::Catalogue,
    Stream::Authorities,
    Stream::Calendar,
    Stream::Policy,
];

/// The parts in which two worlds differ. What is remembered of answers is not compared: a
/// snapshot may know a few more or fewer.
pub fn unlike(one: &World, other: &World) -> Vec<&'static str> {
    let parts = [
        (one.seq() == other.seq(), "records"),
        (one.now() == other.now(), "time"),
        (one.setup() == other.setup(), "set-up"),
        (one.cases() == other.cases(), "cases"),
        (one.archived_cases() == other.archived_cases(), "archived cases at hand"),
        (one.places() == other.places(), "queues"),
        (one.alarms() == other.alarms(), "alarms"),
        (one.bundles() == other.bundles(), "bundles"),
        (one.bundle_alarms() == other.bundle_alarms(), "alarms of bundles"),
        (one.voices() == other.voices(), "voices"),
        (one.voice_alarms() == other.voice_alarms(), "alarms of voices"),
        (one.ticket_days() == other.ticket_days(), "tickets"),
        (one.ticket_heads().eq(other.ticket_heads()), "ends of days of tickets"),
        (one.asks() == other.asks(), "open questions"),
        (one.subjects() == other.subjects(), "subjects"),
        (SETUP.iter().all(|stream| one.head(*stream) == other.head(*stream)), "ends of the set-up"),
        (one.subjects().values().all(|of| one.is_erased(*of) == other.is_erased(*of)), "erasures"),
    ];
    parts.into_iter().filter(|(same, _)| !same).map(|(_, what)| what).collect()
}
