//! Proofs in files: they hold for what they prove, and for nothing else.

use replay::Source;
use replay::proofs::{CheckpointFile, check_proof, checkpoint};
use store::proof_file::HexHash;
use store::{Inclusion, ProofFile};

use crate::hall::{append, history, written};

fn read(file: &ProofFile) -> ProofFile {
    serde_json::from_str(&serde_json::to_string(file).unwrap()).unwrap()
}

#[test]
fn every_record_is_proved_from_the_proof_and_the_checkpoint_alone() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let kept = checkpoint(&source).unwrap();
    for seq in 1..=source.size() {
        let proof =
            read(&ProofFile::Inclusion(source.reader().prove_inclusion(seq, None).unwrap()));
        assert_eq!(check_proof(&proof, &kept, None).unwrap(), None, "record {seq}");
    }
    assert!(source.reader().prove_inclusion(0, None).is_err());
    assert!(source.reader().prove_inclusion(source.size() + 1, None).is_err());
    assert!(source.reader().prove_inclusion(1, Some(source.size() + 1)).is_err());
}

#[test]
fn a_proof_of_another_record_place_or_tree_is_refused() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let kept = checkpoint(&source).unwrap();
    let whole = source.reader().prove_inclusion(7, None).unwrap();
    let refused = |change: fn(&mut Inclusion)| {
        let mut proof = whole.clone();
        change(&mut proof);
        check_proof(&ProofFile::Inclusion(proof), &kept, None).unwrap().is_some()
    };
    assert!(!refused(|_| ()));
    assert!(refused(|proof| proof.record.0[3] ^= 1));
    assert!(refused(|proof| proof.leaf.0[0] ^= 1));
    assert!(refused(|proof| proof.seq = 8));
    assert!(refused(|proof| proof.seq = 0));
    assert!(refused(|proof| proof.size -= 1));
    assert!(refused(|proof| proof.path[1].0[31] ^= 1));
    assert!(refused(|proof| proof.path.truncate(1)));
    let other = CheckpointFile { root: HexHash([7; 32]), ..kept.clone() };
    let proof = ProofFile::Inclusion(whole.clone());
    assert!(check_proof(&proof, &other, None).unwrap().is_some());
}

#[test]
fn every_earlier_size_is_proved_to_be_the_beginning() {
    let (told, _) = history();
    let mut kept = Vec::new();
    let (_temp, dir) = written(&[]);
    for batch in told.commits.chunks(6) {
        append(&dir, batch, 2);
        kept.push(checkpoint(&Source::open(&dir).unwrap()).unwrap());
    }
    let source = Source::open(&dir).unwrap();
    let now = checkpoint(&source).unwrap();
    for old in &kept {
        let proof = source.reader().prove_consistency(old.size, None).unwrap();
        let proof = read(&ProofFile::Consistency(proof));
        assert_eq!(check_proof(&proof, &now, Some(old)).unwrap(), None, "from {}", old.size);
        let forged = CheckpointFile { root: HexHash([1; 32]), ..old.clone() };
        assert!(check_proof(&proof, &now, Some(&forged)).unwrap().is_some());
        assert!(check_proof(&proof, &now, None).is_err(), "it needs both checkpoints");
    }
}

#[test]
fn a_record_is_proved_for_an_older_checkpoint_too() {
    let (told, _) = history();
    let (_temp, dir) = written(&told.commits[..20]);
    let old = checkpoint(&Source::open(&dir).unwrap()).unwrap();
    append(&dir, &told.commits[20..], 4);
    let source = Source::open(&dir).unwrap();
    let proof = source.reader().prove_inclusion(9, Some(old.size)).unwrap();
    assert_eq!(check_proof(&ProofFile::Inclusion(proof), &old, None).unwrap(), None);
}
