//! A writer in a process of its own, made from the test binary itself, so that it can be killed.
#![allow(dead_code, reason = "every test binary uses another part")]
#![allow(unreachable_pub, reason = "shared by test binaries, which export nothing")]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use super::common::{open, records};

/// The directory to write to; set only for the process that writes.
const DIR: &str = "STORE_TEST_WRITER_DIR";
const ACKNOWLEDGED: &str = "acknowledged ";

/// Groups of the writer have 1 to this many records.
pub const LARGEST_GROUP: u64 = 7;

/// The groups of one append: some calls need several frames, most need one.
fn groups(first: u64) -> Vec<Vec<Vec<u8>>> {
    let count = if first.is_multiple_of(11) { 300 } else { 1 + first % 5 };
    let mut next = first;
    (0..count)
        .map(|_| {
            let len = 1 + next % LARGEST_GROUP;
            next += len;
            records(next - len, len)
        })
        .collect()
}

/// The body of the test `writer_process` of a binary: does nothing unless it was started by
/// [`Writer::start`]; then it appends until it is killed, and says what is durable.
pub fn write_until_killed() {
    let Some(dir) = std::env::var_os(DIR) else { return };
    let mut log = open(Path::new(&dir));
    let mut out = std::io::stdout();
    loop {
        let groups = groups(log.size() + 1);
        let groups: Vec<&[Vec<u8>]> = groups.iter().map(Vec::as_slice).collect();
        let appended = log.append(&groups).unwrap();
        writeln!(out, "{ACKNOWLEDGED}{}", appended.last_seq).unwrap();
        out.flush().unwrap();
    }
}

/// A running writer.
pub struct Writer {
    child: Child,
    acknowledged: Receiver<u64>,
    last: u64,
}

impl Writer {
    pub fn start(dir: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "writer_process", "--nocapture"])
            .env(DIR, dir)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (send, acknowledged) = channel();
        std::thread::spawn(move || {
            // The harness writes its own words before the first line, without a line end.
            let said = lines.map_while(Result::ok).filter_map(|line| {
                line.split_once(ACKNOWLEDGED).and_then(|(_, seq)| seq.parse().ok())
            });
            // Nobody listens any more when the test has failed already.
            said.for_each(|seq: u64| send.send(seq).unwrap_or(()));
        });
        Self { child, acknowledged, last: 0 }
    }

    /// Waits for so many acknowledgements.
    pub fn wait_for(&mut self, acknowledgements: usize) {
        for _ in 0..acknowledgements {
            self.last = self.acknowledged.recv().expect("the writer goes on");
        }
    }

    /// Stops the process where it stands, and returns what it had acknowledged.
    pub fn stand_still(&mut self) -> u64 {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-STOP", &pid]).status().unwrap().success());
        let stopped = || {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
            stat.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('T'))
        };
        while !stopped() {
            std::thread::yield_now();
        }
        self.acknowledged.try_iter().for_each(|seq| self.last = seq);
        self.last
    }

    /// Kills the process with SIGKILL and returns everything that it had acknowledged.
    pub fn kill(mut self) -> u64 {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        // The sender ends with the pipe.
        self.acknowledged.iter().fold(self.last, |_, seq| seq)
    }
}

impl Drop for Writer {
    /// A test that fails leaves no writer behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
