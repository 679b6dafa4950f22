//! 重建: a private log made of frames that came from elsewhere, each verified before it is taken.

use std::path::{Path, PathBuf};

use store::frame_stream::{FrameStream, StreamError};
use store::{Checkpoint, Log, LogReader, OpenError, OpenOptions, TakeError, hex};
use tempfile::TempDir;

use crate::source::SourceError;

/// Bytes of frames that are taken at a time, with one sync.
const TAKEN_BYTES: usize = 16 << 20;

/// A private log, removed with the last who reads it.
#[derive(Debug)]
pub(crate) struct Rebuilt {
    // Dropped before the directory it lies in.
    log: Log,
    _copy: TempDir,
    origin: PathBuf,
}

impl Rebuilt {
    /// An empty log in a scratch directory; `origin` is what its frames are said to come from.
    pub(crate) fn new(origin: &Path, scratch: &Path) -> Result<Rebuilt, SourceError> {
        let failed = |source| SourceError::Io { file: scratch.to_path_buf(), source };
        let copy = tempfile::Builder::new().prefix("yichuang-fetched-").tempdir_in(scratch);
        let copy = copy.map_err(failed)?;
        let (log, _) = Log::open(copy.path(), OpenOptions::default())?;
        Ok(Rebuilt { log, _copy: copy, origin: origin.to_path_buf() })
    }

    pub(crate) fn reader(&self) -> LogReader {
        self.log.reader()
    }

    pub(crate) fn size(&self) -> u64 {
        self.log.size()
    }

    /// Takes the frames of a stream, up to the record `until`.
    pub(crate) fn take(
        &mut self,
        stream: &mut FrameStream<impl std::io::Read>,
        until: u64,
        told: &mut dyn FnMut(u64),
    ) -> Result<(), SourceError> {
        let mut waiting = Vec::new();
        let mut bytes = 0;
        while let Some((key, frame)) = self.next(stream)? {
            if key > until {
                break;
            }
            bytes += frame.len();
            waiting.push((key, frame));
            if bytes >= TAKEN_BYTES {
                self.store(&waiting)?;
                told(self.size());
                waiting.clear();
                bytes = 0;
            }
        }
        self.store(&waiting)?;
        told(self.size());
        Ok(())
    }

    fn next(
        &self,
        stream: &mut FrameStream<impl std::io::Read>,
    ) -> Result<Option<(u64, Vec<u8>)>, SourceError> {
        stream.next_frame().map_err(|error| self.broken(error))
    }

    pub(crate) fn broken(&self, source: StreamError) -> SourceError {
        SourceError::Stream { origin: self.origin.clone(), source }
    }

    fn store(&mut self, frames: &[(u64, Vec<u8>)]) -> Result<(), SourceError> {
        match self.log.take_frames(frames) {
            Ok(_) => Ok(()),
            Err(TakeError::Frame { first_seq, problem }) => {
                let dir = self.origin.clone();
                Err(OpenError::Damaged { dir, first_seq, problem }.into())
            }
            Err(error @ TakeError::Append(_)) => {
                let file = self.log.reader().dir().to_path_buf();
                Err(SourceError::Io { file, source: std::io::Error::other(error) })
            }
        }
    }

    /// Whether the log is now what was promised of it.
    pub(crate) fn reached(&self, promised: Checkpoint) -> Result<(), SourceError> {
        let dir = self.origin.clone();
        let have = self.log.size();
        if have < promised.size {
            return Err(OpenError::LogShort { dir, have, marked: promised.size }.into());
        }
        if (have, self.log.root()) != (promised.size, promised.root) {
            let (found, marked) = (hex(&self.log.root()), hex(&promised.root));
            return Err(OpenError::LogDiffers { dir, seq: promised.size, found, marked }.into());
        }
        Ok(())
    }
}
