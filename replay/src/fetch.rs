//! 取帧: the log of a running server, fetched frame by frame into a private log up to what was durable when
//! it was asked first.

use std::path::Path;

use store::frame_stream::FrameStream;

use crate::progress;
use crate::rebuilt::Rebuilt;
use crate::remote::{Asker, Remote};
use crate::source::SourceError;

/// Frames that are asked for at a time.
const FRAMES_ASKED: u32 = 256;

/// Fetches the log of a server.
pub(crate) fn fetch(remote: &Remote, scratch: &Path) -> Result<Rebuilt, SourceError> {
    let mut rebuilt = Rebuilt::new(Path::new(remote.url()), scratch)?;
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
            rebuilt.reached(promised)?;
            return Ok(rebuilt);
        }
    }
}
