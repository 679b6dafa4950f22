//! Whole logs are whole; everything else is named.

use replay::{Checks, FindingKind, Source, verify};

use crate::hall::{archived_history, written};

const ALL: Checks = Checks { decisions: true, torn_end: false };

#[test]
fn a_log_as_the_engine_wrote_it_is_whole() {
    let (told, _) = archived_history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let verified = verify(&source, ALL);
    assert_eq!(verified.findings, []);
    assert_eq!(verified.records, told.world.seq());
    assert_eq!(verified.trusted, verified.records);
    assert_eq!(verified.root, store::hex(&source.root()));
    assert!(verified.frames > 1);
    let _ = FindingKind::Frame;
}
