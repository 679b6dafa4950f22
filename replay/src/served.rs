//! 服务器所示: what a running server keeps and shows beside its log: the checkpoints that it signed, and its queues. Both are
//! compared with the log that was fetched; the queues only where it stood still meanwhile.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use engine::id::Seq;
use engine::number;
use engine::world::World;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use store::frame_stream::FrameStream;
use store::{CheckpointDir, SignedCheckpoint};
use tempfile::TempDir;

use crate::finding::{Finding, FindingKind};
use crate::proved::encoded;
use crate::remote::{Asker, Remote};

/// Who waits in each queue, in order of service: the number of the case, and the event by which it came.
pub type Queues = BTreeMap<String, Vec<(Option<String>, Seq)>>;

/// What a server shows, or why that is not compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The queues as they were when its log ended where the fetched one does.
    pub queues: Result<Queues, String>,
}

#[derive(Debug, Deserialize)]
struct Page<T> {
    entries: Vec<T>,
    next: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Note {
    note: String,
}

#[derive(Debug, Deserialize)]
struct Queue {
    id: String,
    waiting: u64,
}

#[derive(Debug, Deserialize)]
struct Place {
    case: Option<String>,
    since: Seq,
}

/// The checkpoints that a server keeps, as they were before its log was fetched, in a directory like that of a hall.
pub(crate) fn kept(remote: &Remote, scratch: &Path) -> Result<TempDir, String> {
    let text = |error: &dyn std::fmt::Display| error.to_string();
    let mut asker = Asker::new(remote).map_err(|error| text(&error))?;
    let copy = tempfile::Builder::new().prefix("yichuang-kept-").tempdir_in(scratch);
    let copy = copy.map_err(|error| text(&error))?;
    let dir = CheckpointDir::of(copy.path());
    for kept in pages::<Note>(&mut asker, "/v1/audit/checkpoints", "0")? {
        let signed: SignedCheckpoint = kept.note.parse().map_err(|error| text(&error))?;
        fs::create_dir_all(copy.path()).map_err(|error| text(&error))?;
        dir.keep(&signed).map_err(|error| text(&error))?;
    }
    Ok(copy)
}

impl Shown {
    /// What a server shows now, whose log was fetched up to a record.
    pub(crate) fn ask(remote: &Remote, size: Seq) -> Shown {
        Shown { queues: queues(remote, size) }
    }

    /// Where the queues that the server shows are not those that its log gives.
    pub(crate) fn check(&self, world: &World) -> Vec<Finding> {
        let Ok(shown) = &self.queues else { return Vec::new() };
        let mut own = Queues::new();
        for place in world.places() {
            let number = number::format(world.setup(), place.case).map(|it| it.to_string());
            own.entry(place.queue.to_string()).or_default().push((number, place.since));
        }
        let differs = shown.keys().chain(own.keys().filter(|id| !shown.contains_key(*id)));
        let differs = differs.filter(|id| shown.get(*id) != own.get(*id));
        let finding = |id: &String| {
            let count = |queues: &Queues| queues.get(id).map_or(0, Vec::len);
            let detail = format!(
                "the server shows {} cases in the queue {id}, its log gives {}, or the same in another order",
                count(shown),
                count(&own)
            );
            FindingKind::Projection.at(world.seq(), detail)
        };
        differs.map(finding).collect()
    }

    /// What was not compared.
    pub(crate) fn unlooked(&self) -> Option<String> {
        let why = self.queues.as_ref().err()?;
        Some(format!("the queues that the server shows were not compared: {why}"))
    }
}

fn queues(remote: &Remote, size: Seq) -> Result<Queues, String> {
    let mut asker = Asker::new(remote).map_err(|error| error.to_string())?;
    stands(&mut asker, size)?;
    let mut queues = Queues::new();
    let all: Vec<Queue> = pages(&mut asker, "/v1/queues", "")?;
    for queue in all.into_iter().filter(|queue| queue.waiting > 0) {
        let path = format!("/v1/queues/{}", encoded(&queue.id));
        let places: Vec<Place> = pages(&mut asker, &path, "")?;
        queues.insert(queue.id, places.into_iter().map(|it| (it.case, it.since)).collect());
    }
    stands(&mut asker, size)?;
    Ok(queues)
}

/// Whether the log of the server still ends with a record.
fn stands(asker: &mut Asker, size: Seq) -> Result<(), String> {
    let page = asker.get(&format!("/v1/audit/frames?after={}", Seq::MAX));
    let page = page.map_err(|error| error.to_string())?;
    let stream = FrameStream::open(page.as_ref()).map_err(|error| error.to_string())?;
    match stream.head().checkpoint.size {
        now if now == size => Ok(()),
        now => Err(format!("its log went on to record {now}")),
    }
}

/// All entries of a list that comes in pages.
fn pages<T: DeserializeOwned>(
    asker: &mut Asker,
    path: &str,
    first: &str,
) -> Result<Vec<T>, String> {
    let (mut all, mut after) = (Vec::new(), Some(first.to_owned()));
    while let Some(cursor) = after {
        let page = match cursor.as_str() {
            "" => path.to_owned(),
            cursor => format!("{path}?after={}", encoded(cursor)),
        };
        let page = asker.get(&page).map_err(|error| error.to_string())?;
        let page: Page<T> = serde_json::from_slice(&page).map_err(|error| error.to_string())?;
        all.extend(page.entries);
        after = page.next;
    }
    Ok(all)
}
