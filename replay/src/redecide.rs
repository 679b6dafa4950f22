//! 重断: takes a decision again, from the command as it was received, over the world before it, at
//! the time it was recorded. The same events must come out.

use std::panic::{AssertUnwindSafe, catch_unwind};

use engine::command::{Envelope, Sent};
use engine::decide::{Decision, decide};
use engine::record::{Commit, Meta};
use engine::world::World;
use serde::Deserialize;

use crate::difference::{differences, in_words};
use crate::finding::{Finding, FindingKind};

/// What of a command as it was received says how to read the rest.
#[derive(Deserialize)]
struct Head {
    #[serde(rename = "type")]
    kind: String,
}

/// Why the command of a record cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableCommand {
    /// It is not JSON, or a field is wrong.
    #[error("{0}")]
    Malformed(String),
    /// Its `type` is not known.
    #[error("its type {0:?} is not known to this version")]
    UnknownType(String),
}

/// Reads a command as it was received.
pub fn read_received(received: &[u8]) -> Result<Sent, UnreadableCommand> {
    let malformed = |error: serde_json::Error| UnreadableCommand::Malformed(error.to_string());
    let head: Head = serde_json::from_slice(received).map_err(malformed)?;
    let mut from = serde_json::Deserializer::from_slice(received);
    let sent = Sent::read(&head.kind, &mut from);
    let sent = sent.ok_or(UnreadableCommand::UnknownType(head.kind))?;
    sent.and_then(|sent| from.end().map(|()| sent)).map_err(malformed)
}

/// Takes the decision of a commit again; `world` is what the log says before it.
pub fn redecide(world: &World, commit: &Commit) -> Result<(), Finding> {
    let at = |kind: FindingKind, detail: String| Err(kind.at(commit.seq, detail));
    let sent = match read_received(&commit.received) {
        Ok(sent) => sent,
        Err(error) => {
            let detail = format!("the command as it was received cannot be read: {error}");
            return at(FindingKind::Received, detail);
        }
    };
    if let Some(detail) = another_identity(&sent, &commit.meta) {
        return at(FindingKind::Identity, detail);
    }
    let kind = sent.command.kind();
    let differs = |detail: String| {
        let detail = format!("the decision on `{kind}` does not come out again: {detail}");
        at(FindingKind::Redecide, detail)
    };
    // A forged log may hold what no decision was ever made over; the engine may then give up.
    let envelope = envelope(sent, commit);
    let taken = catch_unwind(AssertUnwindSafe(|| decide(world, envelope, commit.meta.recorded_at)));
    let Ok(taken) = taken else {
        return differs("the engine gives up over what the log says before it".to_owned());
    };
    match taken {
        Ok(Decision::Commit(again)) if *again == *commit => Ok(()),
        Ok(Decision::Commit(again)) => differs(unlike(commit, &again)),
        Ok(Decision::Again(answer)) => differs(format!(
            "command {} was answered before, by record {}",
            commit.meta.command, answer.first
        )),
        Ok(Decision::AlreadySo(_)) => differs("it gives no event".to_owned()),
        Err(refusal) => differs(format!("it is refused: {refusal}")),
    }
}

/// What the record says of the sender but the command itself does not.
fn another_identity(sent: &Sent, meta: &Meta) -> Option<String> {
    if let Some(id) = sent.id
        && id != meta.command
    {
        return Some(format!("the command has the id {id}, its record says {}", meta.command));
    }
    let actor = sent.actor.as_ref().filter(|actor| **actor != meta.actor)?;
    let (sent, recorded) = (actor.as_str(), meta.actor.as_str());
    Some(format!("the command was sent by {sent}, its record says {recorded}"))
}

fn envelope(sent: Sent, commit: &Commit) -> Envelope {
    let meta = &commit.meta;
    Envelope {
        id: meta.command,
        fingerprint: meta.fingerprint,
        actor: meta.actor.clone(),
        on_behalf_of: sent.on_behalf_of,
        on_behalf_of_person: sent.on_behalf_of_person,
        place: sent.place,
        occurred_at: sent.occurred_at,
        expected_version: sent.expected_version,
        command: sent.command,
        received: commit.received.clone(),
    }
}

/// The first thing in which two commits differ, in words.
fn unlike(logged: &Commit, again: &Commit) -> String {
    if logged.meta != again.meta {
        return format!("the log says {:?}, it should be {:?}", logged.meta, again.meta);
    }
    if logged.entries.len() != again.entries.len() {
        let (has, should) = (logged.entries.len(), again.entries.len());
        return format!("the log has {has} events, it should have {should}");
    }
    let pairs = (logged.seq..).zip(logged.entries.iter().zip(&again.entries));
    let unlike = pairs.into_iter().find(|(_, (logged, again))| logged != again);
    match unlike {
        Some((seq, (logged, again))) if logged.event != again.event => {
            let found = differences(&logged.event, &again.event);
            format!("record {seq}: {}", in_words(&found, "the log says", "it should be"))
        }
        Some((seq, _)) => format!("record {seq} stands at another place of its stream"),
        None => format!("it should begin at record {}", again.seq),
    }
}
