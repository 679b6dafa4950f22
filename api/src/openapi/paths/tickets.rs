//! The paths of tickets, appointments and their slots.

use schemars::SchemaGenerator;
use serde_json::json;

use crate::queries::events::EventView;
use crate::queries::page::Page;
use crate::queries::tickets::{AppointmentView, SlotView, TicketDetail, TicketView};

use super::{Query, query, reference};

/// What boards and windows ask about those who wait.
pub(super) fn of_tickets(schemas: &mut SchemaGenerator) -> [Query; 6] {
    const OF_A_DAY: &[&str] = &["day", "zone", "after", "limit"];
    [
        query(
            "/v1/tickets",
            "排队号: the tickets of a day; with state=waiting in the order in which they are called.",
            &["day", "zone", "state", "after", "limit"],
            reference::<Page<TicketView>>(schemas),
        ),
        query(
            "/v1/tickets/{number}",
            "排队号: one ticket, its place and the cases received under it.",
            &[],
            reference::<TicketDetail>(schemas),
        ),
        query(
            "/v1/tickets/{number}/events",
            "排队历程: everything that happened to a ticket.",
            &[],
            reference::<Page<EventView>>(schemas),
        ),
        query(
            "/v1/appointments",
            "预约: the appointments for a day, by number.",
            OF_A_DAY,
            reference::<Page<AppointmentView>>(schemas),
        ),
        query(
            "/v1/appointments/{number}",
            "预约: one appointment.",
            &[],
            reference::<AppointmentView>(schemas),
        ),
        query(
            "/v1/slots",
            "预约时段: the slots of a day, and how many places are left.",
            &["day", "zone"],
            json!({ "type": "array", "items": reference::<SlotView>(schemas) }),
        ),
    ]
}
