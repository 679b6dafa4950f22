//! 初设: the commands that an empty hall begins with. Their ids follow from their content, so that a set-up
//! which was cut short is completed at the next start and none of it is done twice.

use anyhow::bail;
use engine::command::{Command, Envelope};
use engine::id::CommandId;
use engine::pipeline::{Engine, Fault};
use engine::world::World;

use crate::config::Model;
use crate::limits::MODEL_BATCH_MAX;
use crate::model;
use crate::party::PartySealer;
use crate::serve::LogFailed;
use crate::timers::system;

/// The commands that are still needed: none once the last of them was carried out.
///
/// # Errors
/// When the model cannot be read.
pub fn needed(
    model: &Model,
    world: &World,
    parties: &PartySealer,
) -> anyhow::Result<Vec<Envelope>> {
    // Cases come after the set-up, so there is no need to read the model for a hall that has some.
    if !world.cases().is_empty() {
        return Ok(Vec::new());
    }
    let commands = match model {
        Model::Nothing => return Ok(Vec::new()),
        Model::BuiltIn => model::commands(None)?,
        Model::File(path) => model::commands(Some(path))?,
    };
    let envelopes: anyhow::Result<Vec<Envelope>> =
        commands.into_iter().map(|command| numbered(command, parties)).collect();
    let envelopes = envelopes?;
    let is_done = |envelope: Option<&Envelope>| {
        envelope.is_some_and(|envelope| world.answer(envelope.id).is_some())
    };
    let is_cut_short = is_done(envelopes.first()) && !is_done(envelopes.last());
    Ok(if world.seq() == 0 || is_cut_short { envelopes } else { Vec::new() })
}

fn numbered(command: Command, parties: &PartySealer) -> anyhow::Result<Envelope> {
    let envelope = system(command, parties)?;
    Ok(Envelope { id: CommandId(envelope.fingerprint.0), ..envelope })
}

/// Carries them out, in bounded submissions.
///
/// # Errors
/// When one of them is refused: then the model is wrong.
pub fn carry_out(engine: &Engine, mut envelopes: Vec<Envelope>) -> anyhow::Result<()> {
    while !envelopes.is_empty() {
        let rest = envelopes.split_off(envelopes.len().min(MODEL_BATCH_MAX));
        let kinds: Vec<&str> = envelopes.iter().map(|envelope| envelope.command.kind()).collect();
        let outcomes = engine.call(envelopes)?;
        for (kind, outcome) in kinds.iter().zip(outcomes) {
            match outcome {
                Ok(_) => (),
                Err(Fault::Refused(refusal)) => {
                    bail!("the hall's model was refused at {kind}: {refusal}")
                }
                Err(Fault::InDoubt) => return Err(LogFailed.into()),
            }
        }
        envelopes = rest;
    }
    Ok(())
}
