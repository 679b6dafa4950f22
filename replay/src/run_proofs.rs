//! 运行: carries out what was asked about checkpoints and proofs.

use std::io::Write;

use store::{Checkpoint, Consistency, ProofFile, VerifierKey};

use crate::cli::DataArgs;
use crate::cli_proofs::{
    CheckProofArgs, CheckpointArgs, ConsistencyArgs, InclusionArgs, WitnessArgs,
};
use crate::incomplete::PartArgs;
use crate::proofs::{self, CheckpointFile, ProofError};
use crate::run::{Ending, Failure, open, write_json};
use crate::source::Source;
use crate::witness::{Taken, Witness, WitnessError};
use crate::words::Lang;

/// The log, where it is all of it, or what is there is enough; else why nothing is made of it: whoever keeps a checkpoint
/// or a proof keeps what is true of the log that was signed.
fn open_whole(data: &DataArgs, part: PartArgs) -> Result<Result<Source, String>, Failure> {
    let source = open(data)?;
    match source.incomplete() {
        Some(incomplete) if !part.as_far_as_it_goes => Ok(Err(format!(
            "{}: nothing is made of it; run `verify`, or say --as-far-as-it-goes for the records that are there",
            incomplete.in_words(Lang::En)
        ))),
        Some(_) | None => Ok(Ok(source)),
    }
}

pub(crate) fn run_checkpoint(
    args: &CheckpointArgs,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    match open_whole(&args.data, args.part)? {
        Ok(source) => write_json(&proofs::checkpoint(&source)?, out)?,
        Err(problem) => return mismatch(&problem, out),
    }
    Ok(Ending::Verified)
}

pub(crate) fn run_prove_inclusion(
    args: &InclusionArgs,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    let source = match open_whole(&args.data, args.part)? {
        Ok(source) => source,
        Err(problem) => return mismatch(&problem, out),
    };
    let proof = source.reader().prove_inclusion(args.seq, args.size).map_err(ProofError::from)?;
    write_json(&ProofFile::Inclusion(proof), out)?;
    Ok(Ending::Verified)
}

/// A log that does not continue the checkpoint has no proof that it does.
pub(crate) fn run_prove_consistency(
    args: &ConsistencyArgs,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    let from = proofs::read_checkpoint(&args.from)?;
    let to = args.to.as_deref().map(proofs::read_checkpoint).transpose()?;
    let source = match open_whole(&args.data, args.part)? {
        Ok(source) => source,
        Err(problem) => return mismatch(&problem, out),
    };
    for kept in [Some(&from), to.as_ref()].into_iter().flatten() {
        let problem = source.reader().continues(&kept.into()).map_err(ProofError::from)?;
        if let Some(problem) = problem {
            return mismatch(&problem, out);
        }
    }
    let proof = prove(&source, from.size, to.map(|to| to.size))?;
    write_json(&ProofFile::Consistency(proof), out)?;
    Ok(Ending::Verified)
}

fn prove(source: &Source, from: u64, to: Option<u64>) -> Result<Consistency, ProofError> {
    Ok(source.reader().prove_consistency(from, to)?)
}

pub(crate) fn run_check_proof(
    args: &CheckProofArgs,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    let proof = proofs::read_proof(&args.proof)?;
    let checkpoint = proofs::read_checkpoint(&args.checkpoint)?;
    let from = args.from.as_deref().map(proofs::read_checkpoint).transpose()?;
    let keys = args.keys.read()?;
    let mut checkpoints = [Some(&checkpoint), from.as_ref()].into_iter().flatten();
    if let Some(problem) = checkpoints.find_map(|file| file.distrust(&keys)) {
        return mismatch(&problem, out);
    }
    if let Some(problem) = proofs::check_proof(&proof, &checkpoint, from.as_ref())? {
        return mismatch(&problem, out);
    }
    match proof {
        ProofFile::Inclusion(proof) => {
            writeln!(out, "record {} is among the {} records", proof.seq, proof.size)?;
        }
        ProofFile::Consistency(proof) => {
            writeln!(out, "the {} records continue the {} records", proof.to, proof.from)?;
        }
    }
    write_signed(&keys, out)?;
    Ok(Ending::Verified)
}

fn write_signed(keys: &[VerifierKey], out: &mut dyn Write) -> std::io::Result<()> {
    if keys.is_empty() {
        return writeln!(out, "no key was given: who signed the checkpoints was not looked at");
    }
    keys.iter().try_for_each(|key| writeln!(out, "signed by {key}"))
}

pub(crate) fn run_witness(args: &WitnessArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    let keys = args.keys.read()?;
    let mut witness = if args.file.exists() {
        Witness::read(&args.file)?
    } else if keys.is_empty() {
        return Err(WitnessError::KeysMissing.into());
    } else {
        Witness::new(keys.clone())
    };
    if !keys.is_empty() && keys != witness.keys() {
        return mismatch("the witness file goes by other keys than those that are given", out);
    }
    if let Some(problem) = witness.check() {
        return mismatch(&problem, out);
    }
    let Some(file) = &args.checkpoint else { return write_seen(&witness, out) };
    let shown = proofs::read_checkpoint(file)?;
    let proof = proof_for(args, &witness, &shown)?;
    let proof = match proof {
        Ok(proof) => proof,
        Err(problem) => return mismatch(&problem, out),
    };
    match witness.take(&shown, proof.as_ref())? {
        Err(problem) => return mismatch(&problem, out),
        Ok(Taken::Added) => witness.write(&args.file)?,
        Ok(Taken::Known) => writeln!(out, "it had been seen before")?,
        Ok(Taken::Older) => writeln!(out, "it is older than the last one, and leads to it")?,
    }
    write_seen(&witness, out)
}

/// The proof that was given, or one made from the log; the inner error where the log has none.
fn proof_for(
    args: &WitnessArgs,
    witness: &Witness,
    shown: &CheckpointFile,
) -> Result<Result<Option<Consistency>, String>, Failure> {
    if let Some(file) = &args.proof {
        return match proofs::read_proof(file)? {
            ProofFile::Consistency(proof) => Ok(Ok(Some(proof))),
            ProofFile::Inclusion(_) => Err(ProofError::NotConsistency(file.clone()).into()),
        };
    }
    let (Some(dir), Some(last)) = (&args.data, witness.last()) else { return Ok(Ok(None)) };
    let source = Source::open(dir)?;
    for checkpoint in [Checkpoint::from(last), shown.into()] {
        let problem = source.reader().continues(&checkpoint).map_err(ProofError::from)?;
        if let Some(problem) = problem {
            return Ok(Err(problem));
        }
    }
    let (from, to) = (last.size.min(shown.size), last.size.max(shown.size));
    Ok(Ok(Some(prove(&source, from, Some(to))?)))
}

fn write_seen(witness: &Witness, out: &mut dyn Write) -> Result<Ending, Failure> {
    let count = witness.seen().len();
    match witness.last() {
        Some(last) => writeln!(
            out,
            "{count} checkpoints seen, each continues the one before; the last has {} records, root {}",
            last.size,
            store::hex(&last.root.0)
        )?,
        None => writeln!(out, "no checkpoint seen yet")?,
    }
    write_signed(witness.keys(), out)?;
    Ok(Ending::Verified)
}

fn mismatch(problem: &str, out: &mut dyn Write) -> Result<Ending, Failure> {
    writeln!(out, "MISMATCH: {problem}")?;
    Ok(Ending::Mismatch)
}
