//! A power cut: only what had reached the device is left. The log lies on a file system in an image
//! file; the image is copied while the writer stands still, so it holds what was synced and
//! whatever else the kernel happened to write. Needs the right to mount; skipped without it.
#![expect(clippy::unwrap_used, reason = "a test ends with the first surprise")]

#[cfg(test)]
mod common;
#[path = "common/writer.rs"]
#[cfg(test)]
mod writer;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use common::{append, assert_whole, open, record};
use store::{AppendError, Log, OpenOptions};
use tempfile::{TempDir, tempdir};
use writer::{Writer, write_until_killed};

const IMAGE_BYTES: u64 = 192 * 1024 * 1024;
const ROUNDS: usize = 6;

fn run(program: &str, args: &[&str]) -> bool {
    let mut command = Command::new(program);
    command.args(args).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// A mounted image; unmounted when it goes.
struct Mounted {
    at: TempDir,
}

impl Mounted {
    fn mount(image: &Path) -> Option<Self> {
        let at = tempdir().unwrap();
        let (image, target) = (image.to_str().unwrap(), at.path().to_str().unwrap());
        run("mount", &["-o", "loop", image, target]).then_some(Self { at })
    }

    fn log_dir(&self) -> PathBuf {
        self.at.path().join("data/log")
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let at = self.at.path().to_str().unwrap();
        // Lazily when something still holds it, for the directory is removed next.
        let _ = run("umount", &[at]) || run("umount", &["-l", at]);
    }
}

/// An image with an empty file system, mounted; `None`, and a word about it, where that is not
/// allowed.
fn new_image(dir: &Path, bytes: u64) -> Option<(PathBuf, Mounted)> {
    let image = dir.join("disk.img");
    fs::File::create(&image).unwrap().set_len(bytes).unwrap();
    let made = run("mkfs.ext4", &["-q", "-F", image.to_str().unwrap()]);
    let mounted = if made { Mounted::mount(&image) } else { None };
    if mounted.is_none() {
        // Past the harness, which would swallow it.
        let why = "skipped: power cut, for this user may not make and mount a file system\n";
        std::io::stderr().write_all(why.as_bytes()).unwrap();
    }
    Some((image, mounted?))
}

#[test]
fn writer_process() {
    write_until_killed();
}

#[test]
fn everything_acknowledged_survives_a_power_cut() {
    let dir = tempdir().unwrap();
    let Some((image, mounted)) = new_image(dir.path(), IMAGE_BYTES) else { return };
    let mut unmarked = 0;
    for round in 0..ROUNDS {
        let mut writer = Writer::start(&mounted.log_dir());
        writer.wait_for(if round == 0 { 1 } else { 7 * round * round });
        let acknowledged = writer.stand_still();
        let cut = dir.path().join("cut.img");
        fs::copy(&image, &cut).unwrap();
        writer.kill();

        let after = Mounted::mount(&cut).expect("the file system comes back");
        let opened = Log::open(&after.log_dir(), OpenOptions::default());
        let (log, report) = opened.unwrap_or_else(|error| panic!("round {round}: {error}"));
        assert!(
            report.size >= acknowledged,
            "round {round}: {} of {acknowledged} are left",
            report.size
        );
        unmarked += u64::from(report.marked < acknowledged);
        assert_whole(&log.reader(), report.size);
        log.reader().verify(&mut |_| ()).unwrap();
        assert_eq!(report.blob_files, 0);
    }
    assert!(unmarked > 0, "no cut took anything that was not synced: it was no power cut");
}

#[test]
fn a_full_disk_poisons_the_log_and_loses_nothing() {
    let dir = tempdir().unwrap();
    let Some((_image, mounted)) = new_image(dir.path(), 48 * 1024 * 1024) else { return };
    let mut log = open(&mounted.log_dir());
    append(&mut log, 900, 3);
    let rest = mounted.at.path().join("rest");
    let mut ballast = fs::File::create(&rest).unwrap();
    // Fills the disk; it ends with the error that the log is to meet.
    while ballast.write_all(&[1; 4096]).is_ok() {}
    let mut acknowledged = log.size();
    let error = loop {
        let group: Vec<Vec<u8>> = (acknowledged + 1..=acknowledged + 300).map(record).collect();
        match log.append(&[&group]) {
            Ok(appended) => acknowledged = appended.size,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, AppendError::Storage { .. } | AppendError::Head { .. }), "{error}");
    let refused = log.append(&[&[record(acknowledged + 1)]]).unwrap_err();
    assert!(matches!(refused, AppendError::Poisoned), "{refused}");
    assert_whole(&log.reader(), acknowledged);
    drop(log);

    drop(ballast);
    fs::remove_file(rest).unwrap();
    let mut log = open(&mounted.log_dir());
    let size = log.size();
    assert!(size >= acknowledged, "{size} of {acknowledged} are left");
    assert_whole(&log.reader(), size);
    append(&mut log, 30, 3);
    assert_whole(&log.reader(), size + 30);
}
