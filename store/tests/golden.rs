//! What is on disk stays readable: the bytes of every kind of event, kept as files.
//!
//! `UPDATE_GOLDEN=1` writes the files that are missing; a file that is there is never written again.

mod samples;

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use engine::command::Actor;
use engine::event::{Event, EventKind, Stream};
use engine::hall::Role;
use engine::id::{CaseId, CommandId, Fingerprint};
use engine::record::{Commit, Entry, Meta, Site};
use engine::time::Timestamp;
use store::codec::{decode, encode};

use self::samples::{code, sample_events};

const SEQ: u64 = 1_000;
/// Bytes of a line of a golden file.
const LINE_BYTES: usize = 32;

fn meta() -> Meta {
    Meta {
        recorded_at: Timestamp::from_ms(1_795_050_000_123).unwrap(),
        occurred_at: Timestamp::from_ms(1_795_049_990_000).unwrap(),
        actor: Actor::Staff(code("S-0001")),
        role: Some(Role::CompWindow),
        unit: Some(code("centre")),
        on_behalf_of: Some(code("FGW")),
        site: Some(Site { hall: code("main"), zone: code("A"), window: code("A-01") }),
        command: CommandId(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef),
        fingerprint: Fingerprint(0xfedc_ba98_7654_3210_fedc_ba98_7654_3210),
    }
}

fn commit(event: Event) -> Commit {
    let stream = Stream::Case(CaseId(0x0000_1051_5a00_0001));
    Commit {
        seq: SEQ,
        meta: meta(),
        received: Box::from(*br#"{"type":"a command"}"#),
        entries: vec![Entry { stream, version: 9, previous: 990, event }],
    }
}

fn path(kind: EventKind) -> PathBuf {
    let dir = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v1");
    dir.join(format!("{:03}-{}.hex", kind.number(), kind.name()))
}

fn to_hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for line in bytes.chunks(LINE_BYTES) {
        line.iter().for_each(|byte| write!(text, "{byte:02x}").unwrap());
        text.push('\n');
    }
    text
}

fn from_hex(text: &str) -> Vec<u8> {
    let digits: String = text.split_whitespace().collect();
    let pair = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(pair).collect()
}

#[test]
fn every_kind_of_event_has_a_sample() {
    for kind in EventKind::ALL {
        let count = sample_events().iter().filter(|event| event.kind() == *kind).count();
        assert_eq!(count, 1, "{kind:?}");
    }
}

#[test]
fn what_was_written_once_is_read_and_written_the_same() {
    for event in sample_events() {
        let (kind, commit) = (event.kind(), commit(event));
        let bytes = encode(&commit).remove(0);
        let path = path(kind);
        if std::env::var_os("UPDATE_GOLDEN").is_some() && !path.exists() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, to_hex(&bytes)).unwrap();
        }
        let text = fs::read_to_string(&path);
        let golden = from_hex(&text.unwrap_or_else(|_| panic!("no golden file of {kind:?}")));
        let record = decode(SEQ, &golden).unwrap();
        assert_eq!(Some(record), commit.records().next(), "reading {kind:?}");
        assert_eq!(to_hex(&bytes), to_hex(&golden), "writing {kind:?}");
    }
}
