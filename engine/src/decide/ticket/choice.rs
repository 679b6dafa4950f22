//! 叫号次序: who is next at a window. Pure, so that an auditor chooses again from the log.

use std::sync::Arc;

use crate::ticket::{Arrival, CallRule, Precedence, Ticket, TicketNumber, TicketPolicy};
use crate::time::Timestamp;

/// Who is next, by which rule, and who was passed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// 排队号
    pub ticket: TicketNumber,
    /// Why.
    pub rule: CallRule,
    /// 被越过 who had come before it and could have been called, in the order of arrival.
    pub passed: Vec<TicketNumber>,
}

/// The rule under which a ticket waits at an instant.
pub fn rule_of(ticket: &Ticket, policy: &TicketPolicy, at: Timestamp) -> CallRule {
    rank(ticket, policy, at).1
}

/// The place of a ticket in the order of calling at an instant; the smallest is next.
pub fn place_of(ticket: &Ticket, policy: &TicketPolicy, at: Timestamp) -> (usize, Arrival) {
    (rank(ticket, policy, at).0, ticket.arrival)
}

/// Chooses among those that a window may call: whoever was passed over too often, then as the policy orders,
/// then by arrival.
pub fn choose<'a>(
    candidates: impl IntoIterator<Item = &'a Arc<Ticket>>,
    policy: &TicketPolicy,
    at: Timestamp,
) -> Option<Choice> {
    let ranked = candidates.into_iter().map(|ticket| {
        let (place, rule) = rank(ticket, policy, at);
        ((place, ticket.arrival), rule, ticket)
    });
    let ranked: Vec<((usize, Arrival), CallRule, &Arc<Ticket>)> = ranked.collect();
    let (_, rule, next) = ranked.iter().min_by_key(|(key, _, _)| *key)?;
    let earlier = ranked.iter().filter(|(_, _, other)| other.arrival < next.arrival);
    let mut passed: Vec<(Arrival, TicketNumber)> =
        earlier.map(|(_, _, other)| (other.arrival, other.number)).collect();
    passed.sort_unstable();
    let passed = passed.into_iter().map(|(_, number)| number).collect();
    Some(Choice { ticket: next.number, rule: *rule, passed })
}

fn rank(ticket: &Ticket, policy: &TicketPolicy, at: Timestamp) -> (usize, CallRule) {
    if ticket.passed >= policy.passes_max {
        return (0, CallRule::PassedBefore);
    }
    let holds = |precedence: &Precedence| match precedence {
        Precedence::Green => ticket.ground.is_some(),
        Precedence::Appointment => ticket.slot.is_some_and(|slot| slot.is_at(at)),
    };
    let found = policy.order.iter().enumerate().find(|(_, precedence)| holds(precedence));
    match found {
        Some((place, Precedence::Green)) => (place + 1, CallRule::Green),
        Some((place, Precedence::Appointment)) => (place + 1, CallRule::Appointment),
        None => (policy.order.len() + 1, CallRule::Arrival),
    }
}
