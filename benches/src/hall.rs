//! The illustrative hall, folded into a world.

use engine::code::WindowId;
use engine::command::{Actor, Command, Envelope};
use engine::decide::{Decision, decide};
use engine::id::{CommandId, Fingerprint};
use engine::record::Commit;
use engine::time::Timestamp;
use engine::world::World;
use serde_json::json;

/// 2026-03-02, a Monday, 09:00 in Shanghai.
pub const MONDAY_MS: i64 = 1_772_413_200_000;

/// An instant so many milliseconds after that Monday morning.
///
/// # Panics
/// Where the sum is no instant.
pub fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(MONDAY_MS + ms).expect("a workload stays in this millennium")
}

/// Names the commands of one workload: ids and fingerprints follow from a counter, spread like
/// random ones.
#[derive(Clone, Debug, Default)]
pub struct Sender {
    sent: u128,
}

/// Odd, so that no two numbers below 2^128 are spread to the same one; its bits are those of the
/// golden ratio.
const SPREAD: u128 = 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835;

/// Spreads a number over all 128 bits: neighbours come to lie far from each other, as random ids
/// do.
pub fn spread(n: u128) -> u128 {
    let n = n.wrapping_mul(SPREAD);
    (n ^ (n >> 64)).wrapping_mul(SPREAD)
}

impl Sender {
    /// A sender that goes on after so many commands.
    pub fn after(sent: u128) -> Sender {
        Sender { sent }
    }

    /// Wraps a command of an actor at a window.
    pub fn envelope(&mut self, actor: Actor, place: Option<&str>, command: Command) -> Envelope {
        self.sent += 1;
        let id = CommandId(spread(self.sent));
        let place = place.and_then(|place| place.parse().ok());
        let received = received(id, &actor, place.as_ref(), &command);
        Envelope {
            id,
            fingerprint: Fingerprint(spread(!self.sent)),
            actor,
            on_behalf_of: None,
            on_behalf_of_person: None,
            place,
            occurred_at: None,
            expected_version: None,
            command,
            received,
        }
    }
}

/// The command as the hall platform would have sent it, so that its decision can be taken again from the log.
fn received(
    id: CommandId,
    actor: &Actor,
    place: Option<&WindowId>,
    command: &Command,
) -> Box<[u8]> {
    let mut sent = serde_json::to_value(command).expect("a command is JSON");
    let fields = sent.as_object_mut().expect("a command is an object");
    fields.insert("command_id".to_owned(), json!(id));
    fields.insert("actor".to_owned(), json!(actor.as_str()));
    fields.extend(place.map(|place| ("place".to_owned(), json!(place))));
    serde_json::to_vec(&sent).expect("JSON is written").into()
}

/// The commits that set the hall up, and the world after them.
///
/// # Panics
/// Where the embedded model and the engine do not fit each other.
pub fn world() -> (World, Vec<Commit>, Sender) {
    let mut world = World::default();
    let mut sender = Sender::default();
    let mut commits = Vec::new();
    for command in api::model::commands(None).expect("the embedded model is well formed") {
        let envelope = sender.envelope(Actor::System, None, command);
        match decide(&world, envelope, at(0)).expect("the embedded model keeps the rules") {
            Decision::Commit(commit) => {
                world.evolve(&commit).expect("evolve takes what decide gives");
                commits.push(*commit);
            }
            Decision::Again(_) | Decision::AlreadySo(_) => (),
        }
    }
    (world, commits, sender)
}
