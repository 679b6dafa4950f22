//! Figures for `/metrics` and the log of the server itself. Neither ever holds a body.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::{LazyLock, OnceLock};
use std::time::Duration;

use engine::command::Command;
use engine::journal::{AppendFailed, Journal};
use engine::record::Commit;
use metrics::{Counter, counter, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

const SECONDS: &str = "yichuang_http_seconds";
const APPEND_COMMITS: &str = "yichuang_append_commits";
const SECONDS_BUCKETS: &[f64] =
    &[0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];
const COMMITS_BUCKETS: &[f64] =
    &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0];

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// The figures of this process; `None` where another recorder was there first.
pub fn figures() -> Option<&'static PrometheusHandle> {
    let install = || {
        let builder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Full(SECONDS.to_owned()), SECONDS_BUCKETS)
            .and_then(|builder| {
                let commits = Matcher::Full(APPEND_COMMITS.to_owned());
                builder.set_buckets_for_metric(commits, COMMITS_BUCKETS)
            })
            .ok()?;
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        metrics::set_global_recorder(recorder).ok()?;
        Some(handle)
    };
    RECORDER.get_or_init(install).as_ref()
}

/// The counters of one type of command, looked up once.
struct OfKind {
    done: Counter,
    again: Counter,
    refused: Counter,
}

impl OfKind {
    fn new(kind: &'static str) -> OfKind {
        let of =
            |outcome| counter!("yichuang_commands_total", "type" => kind, "outcome" => outcome);
        OfKind { done: of("done"), again: of("again"), refused: of("refused") }
    }
}

static OF_KIND: LazyLock<HashMap<&'static str, OfKind>> = LazyLock::new(|| {
    figures();
    Command::KINDS.iter().map(|kind| (*kind, OfKind::new(kind))).collect()
});

/// A command was carried out, or given its first answer again.
pub fn done(kind: &'static str, again: bool) {
    if let Some(of_kind) = OF_KIND.get(kind) {
        if again { &of_kind.again } else { &of_kind.done }.increment(1);
    }
}

/// A command was refused.
pub fn refused(kind: &'static str, code: &str) {
    if let Some(of_kind) = OF_KIND.get(kind) {
        of_kind.refused.increment(1);
    }
    counter!("yichuang_refusals_total", "code" => code.to_owned()).increment(1);
}

/// A request was answered.
pub fn answered(route: &str, status: u16, took: Duration) {
    let status = match status / 100 {
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    };
    histogram!(SECONDS, "route" => route.to_owned(), "status" => status).record(took);
}

/// What stands at the moment.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// Commands that wait for the writer.
    pub waiting: usize,
    /// Cases in memory.
    pub open_cases: usize,
    /// Cases with an armed alarm.
    pub armed: usize,
    /// The last record that is shown.
    pub seq: u64,
}

/// Notes what stands at the moment.
pub fn stands(now: Standing) {
    let small = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    gauge!("yichuang_commands_waiting").set(small(now.waiting));
    gauge!("yichuang_open_cases").set(small(now.open_cases));
    gauge!("yichuang_alarms_armed").set(small(now.armed));
    counter!("yichuang_seq").absolute(now.seq);
}

/// Notes how many persons of the log have a damaged key.
pub fn damaged_keys(count: usize) {
    gauge!("yichuang_keys_damaged").set(f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
}

/// Standard error for the log of the server. What cannot be written is lost: a full disk or a closed
/// pipe must not end the thread that wanted to say something.
#[derive(Clone, Copy, Debug)]
pub struct Lossy<W>(pub W);

impl<W: Write> Write for Lossy<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write_all(bytes).ok();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().ok();
        Ok(())
    }
}

/// A journal whose appends are counted.
#[derive(Debug)]
pub struct MeasuredJournal<J>(pub J);

impl<J: Journal> Journal for MeasuredJournal<J> {
    fn append(&mut self, commits: &[Commit]) -> Result<(), AppendFailed> {
        let count = u32::try_from(commits.len()).unwrap_or(u32::MAX);
        histogram!(APPEND_COMMITS).record(f64::from(count));
        self.0.append(commits)
    }

    fn note_archived(&mut self, case: engine::id::CaseId, last: engine::id::Seq) {
        self.0.note_archived(case, last);
    }

    fn note_archived_bundle(&mut self, bundle: engine::id::BundleId, last: engine::id::Seq) {
        self.0.note_archived_bundle(bundle, last);
    }

    fn note_closed_voice(&mut self, voice: engine::id::VoiceId, last: engine::id::Seq) {
        self.0.note_closed_voice(voice, last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Full;

    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    #[test]
    fn what_cannot_be_said_is_lost_and_nothing_fails() {
        let mut log = Lossy(Full);
        assert!(writeln!(log, "the disk is full").is_ok());
        assert!(log.flush().is_ok());
    }
}
