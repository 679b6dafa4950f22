//! The illustrative hall, folded into a world.

use engine::command::{Actor, Command, Envelope};
use engine::decide::{Decision, decide};
use engine::id::{CommandId, Fingerprint};
use engine::record::Commit;
use engine::time::Timestamp;
use engine::world::World;

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
        Envelope {
            id: CommandId(spread(self.sent)),
            fingerprint: Fingerprint(spread(!self.sent)),
            actor,
            on_behalf_of: None,
            on_behalf_of_person: None,
            place: place.and_then(|place| place.parse().ok()),
            occurred_at: None,
            expected_version: None,
            command,
            received: RECEIVED.as_bytes().into(),
        }
    }
}

/// What a command of typical length looks like as received.
const RECEIVED: &str = concat!(
    r#"{"type":"acknowledge_hand_over","actor":"SC-rep","#,
    r#""command_id":"00000000-0000-4000-8000-000000000000","#,
    r#""case":"11430422000000019G4001001001000202603020001"}"#,
);

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
