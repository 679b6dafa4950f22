//! 取帧: a private log from frames: those of a running server, up to what was durable when it was asked first,
//! or those of a backup.

use std::path::Path;

use store::backup::BackupReader;
use store::frame_stream::FrameStream;

use crate::progress;
use crate::rebuilt::Rebuilt;
use crate::remote::{Asker, Remote};
use crate::source::SourceError;

/// Frames that are asked for at a time.
const FRAMES_ASKED: u32 = 256;

/// Fetches the log of a server.
pub(crate) fn fetch(remote: &Remote, scratch: &Path) -> Result<Rebuilt, SourceError> {
    fetch_into(remote, scratch, &mut None)
}

/// The same; what could be taken stays in `part` where not all of it could.
pub(crate) fn fetch_into(
    remote: &Remote,
    scratch: &Path,
    part: &mut Option<Rebuilt>,
) -> Result<Rebuilt, SourceError> {
    let mut rebuilt = Rebuilt::new(Path::new(remote.url()), scratch)?;
    match take_all(remote, &mut rebuilt) {
        Ok(()) => Ok(rebuilt),
        Err(error) => {
            *part = Some(rebuilt);
            Err(error)
        }
    }
}

fn take_all(remote: &Remote, rebuilt: &mut Rebuilt) -> Result<(), SourceError> {
    let mut asker = Asker::new(remote)?;
    let mut first = None;
    let bar = progress::bar("fetch", 0);
    loop {
        let after = rebuilt.size();
        let path = format!("/v1/audit/frames?after={after}&limit={FRAMES_ASKED}");
        let page = asker.get(&path)?;
        let stream = FrameStream::open(page.as_ref());
        let mut stream = stream.map_err(|error| rebuilt.broken(error))?;
        let head = first.get_or_insert_with(|| stream.head().clone());
        if head.hall != stream.head().hall {
            return Err(SourceError::OtherHall { url: remote.url().to_owned() });
        }
        let promised = head.checkpoint;
        bar.set_length(promised.size);
        rebuilt.take(&mut stream, promised.size, &mut |seq| bar.set_position(seq))?;
        // A server that gives nothing more, though it promised it, has lost it.
        if rebuilt.size() >= promised.size || rebuilt.size() == after {
            bar.finish_and_clear();
            return rebuilt.reached(promised);
        }
    }
}

/// Takes what can be read of a backup, file by file, up to the first that is not whole.
pub(crate) fn readable_part(dir: &Path, scratch: &Path) -> Option<Rebuilt> {
    let backup = BackupReader::open(dir).ok()?;
    let mut rebuilt = Rebuilt::new(dir, scratch).ok()?;
    for file in &backup.manifest().frames {
        let Ok(mut stream) = backup.frames(file) else { break };
        if rebuilt.take(&mut stream, file.last, &mut |_| ()).is_err() {
            break;
        }
    }
    Some(rebuilt)
}

/// Takes the log out of a backup.
pub(crate) fn from_backup(dir: &Path, scratch: &Path) -> Result<Rebuilt, SourceError> {
    let backup = BackupReader::open(dir)?;
    let mut rebuilt = Rebuilt::new(dir, scratch)?;
    let promised = backup.manifest().checkpoint();
    let bar = progress::bar("read", promised.size);
    for file in &backup.manifest().frames {
        let mut stream = backup.frames(file)?;
        rebuilt.take(&mut stream, file.last, &mut |seq| bar.set_position(seq))?;
    }
    bar.finish_and_clear();
    rebuilt.reached(promised)?;
    Ok(rebuilt)
}
