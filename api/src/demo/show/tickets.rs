//! 排队、预约: a short day at the windows, with the green channel, an appointment, a missed ticket, one that is handed on,
//! two cases on one ticket, and what lapses overnight.

use anyhow::Context;
use engine::ticket::TicketPolicy;
use serde_json::{Value, json};

use super::Show;

/// The pooled zone.
const ZONE: &str = "Z0";
/// An item that no window of the pooled zone takes.
const ELSEWHERE: &str = "SWJ-01";

impl Show<'_> {
    pub(super) async fn tickets(&mut self) -> anyhow::Result<()> {
        self.slots().await?;
        let booked = self.booked(1).await?;
        let [first, second, third] =
            [self.take(json!({})).await?, self.take(json!({})).await?, self.take(json!({})).await?];
        let green = self.take(json!({"ground": "elderly", "person": certificate(2)})).await?;
        let again = json!({"type": "take_ticket", "zone": ZONE, "person": certificate(2)});
        self.refused("applicant", again, "ticket_held").await?;
        let visited = self.take(json!({"appointment": booked, "zone": null})).await?;
        self.served_twice_over(&green).await?;
        self.handed_on(&visited).await?;
        self.missed(&first).await?;
        let reason = "等候时间过长";
        let cancel = json!({"type": "cancel_ticket", "ticket": third, "reason": reason});
        self.visit("applicant", cancel).await?;
        self.called_and_served("W02-A", &second).await?;
        self.called_and_served("W02-A", &first).await?;
        self.refused("W02-A", json!({"type": "call_next"}), "nobody_waits").await?;
        self.not_called(&second).await?;
        self.not_booked(&booked).await?;
        self.overnight().await
    }

    /// The customary policy, three passes at most, one slot a day that is open all day.
    async fn slots(&mut self) -> anyhow::Result<()> {
        let policy = TicketPolicy { passes_max: 3, ..TicketPolicy::default() };
        let mut policy = serde_json::to_value(policy)?;
        let from = self.now.day().to_string();
        let slot = json!({"zone": ZONE, "from": from, "begins": 0, "ends": 1_440, "capacity": 3});
        policy.as_object_mut().context("a policy")?.insert("slots".to_owned(), json!([slot]));
        self.ok("admin", json!({"type": "set_ticket_policy", "policy": policy})).await?;
        Ok(())
    }

    async fn booked(&mut self, person: u32) -> anyhow::Result<String> {
        let book = self.booking(person, 0);
        self.visit("applicant", book).await
    }

    /// For the slot of so many days ahead.
    fn booking(&self, person: u32, ahead: i32) -> Value {
        let begins = self.now.day().plus(ahead).start().to_string();
        let person = certificate(person);
        json!({"type": "book_appointment", "zone": ZONE, "person": person, "begins": begins})
    }

    async fn take(&mut self, more: Value) -> anyhow::Result<String> {
        self.visit("applicant", taking(more)).await
    }

    /// Called to a window: it has to be this one.
    async fn called(&mut self, window: &str, ticket: &str) -> anyhow::Result<()> {
        let called = self.visit(window, json!({"type": "call_next"})).await?;
        anyhow::ensure!(called == ticket, "{called} was called, {ticket} was to be");
        Ok(())
    }

    async fn on(&mut self, window: &str, kind: &str, ticket: &str) -> anyhow::Result<()> {
        self.visit(window, json!({"type": kind, "ticket": ticket})).await?;
        Ok(())
    }

    async fn called_and_served(&mut self, window: &str, ticket: &str) -> anyhow::Result<()> {
        self.called(window, ticket).await?;
        self.on(window, "start_service", ticket).await?;
        self.on(window, "finish_service", ticket).await
    }

    /// 一号多办: the green channel first, two cases on one ticket.
    async fn served_twice_over(&mut self, green: &str) -> anyhow::Result<()> {
        self.called("W01-A", green).await?;
        self.refused("W01-A", json!({"type": "call_next"}), "window_busy").await?;
        self.on("W01-A", "start_service", green).await?;
        let mut applicant = certificate(2);
        applicant.as_object_mut().context("a person")?.insert("name".to_owned(), "示例".into());
        for _ in 0..2 {
            let application = json!({
                "type": "receive_application", "item": "SL-02", "channel": "window",
                "applicant": applicant, "delivery": "counter", "ticket": green,
                "materials": [
                    {"material": "APP", "way": "paper", "trust": "B"},
                    {"material": "SWC", "way": "paper", "trust": "B"},
                ],
            });
            let case = self.ok("W01-A", application).await?;
            self.step("W01-A", "start_pre_check", &case, json!({})).await?;
            self.step("W01-A", "withdraw_case", &case, json!({"reason": "示范"})).await?;
        }
        self.on("W01-A", "finish_service", green).await
    }

    /// The appointment in its slot, handed on to another window.
    async fn handed_on(&mut self, ticket: &str) -> anyhow::Result<()> {
        self.called("W01-A", ticket).await?;
        let to = json!({
            "type": "move_ticket", "ticket": ticket, "window": "W03", "reason": "转另一窗口办理",
        });
        self.visit("W01-A", to).await?;
        self.called_and_served("W03-A", ticket).await
    }

    /// Passed over three times, so it is next; called twice, and nobody comes.
    async fn missed(&mut self, ticket: &str) -> anyhow::Result<()> {
        self.called("W01-A", ticket).await?;
        let miss = json!({"type": "miss_ticket", "ticket": ticket});
        self.refused("W01-A", miss, "called_too_few").await?;
        self.on("W01-A", "recall_ticket", ticket).await?;
        self.on("W01-A", "miss_ticket", ticket).await
    }

    /// What stops a ticket; `served` is over already.
    async fn not_called(&mut self, served: &str) -> anyhow::Result<()> {
        for (more, rule) in [
            (json!({"zone": null}), "bad_ticket"),
            (json!({"items": [ELSEWHERE]}), "no_window_for_ticket"),
            (json!({"ground": "with_infant"}), "ground_not_listed"),
        ] {
            self.refused("applicant", taking(more), rule).await?;
        }
        let start = json!({"type": "start_service", "ticket": served});
        self.refused("W01-A", start, "ticket_not_now").await?;
        let unknown = json!({"type": "start_service", "ticket": never_given(served)});
        self.refused("W01-A", unknown, "unknown_ticket").await?;
        let here = self.take(json!({})).await?;
        self.called("W01-A", &here).await?;
        let there = json!({"type": "recall_ticket", "ticket": here});
        self.refused("W02-A", there, "ticket_elsewhere").await?;
        self.on("W01-A", "start_service", &here).await?;
        self.on("W01-A", "finish_service", &here).await
    }

    /// What stops an appointment; `used` has served already. Those that are booked here lapse later.
    async fn not_booked(&mut self, used: &str) -> anyhow::Result<()> {
        let cancel = |appointment: &str| json!({"type": "cancel_appointment", "appointment": appointment, "reason": "改期"});
        self.refused("applicant", cancel(used), "appointment_over").await?;
        self.refused("applicant", cancel(&never_given(used)), "unknown_appointment").await?;
        let mut odd = self.booking(4, 1);
        let minute_later = self.now.day().plus(1).start().plus_ms(60_000).to_string();
        odd.as_object_mut().context("a booking")?.insert("begins".to_owned(), minute_later.into());
        self.refused("applicant", odd, "no_such_slot").await?;
        let far = self.booking(4, 60);
        self.refused("applicant", far, "slot_not_open").await?;
        let (next, after) = (self.booking(4, 1), self.booking(4, 2));
        let tomorrow = self.visit("applicant", next).await?;
        self.visit("applicant", after).await?;
        let third = self.booking(4, 3);
        self.refused("applicant", third, "too_many_appointments").await?;
        for person in [5, 6] {
            let booking = self.booking(person, 1);
            self.visit("applicant", booking).await?;
        }
        let full = self.booking(7, 1);
        self.refused("applicant", full, "slot_full").await?;
        let early = json!({"type": "take_ticket", "appointment": tomorrow});
        self.refused("applicant", early, "appointment_not_today").await?;
        let others =
            json!({"type": "take_ticket", "appointment": tomorrow, "person": certificate(5)});
        self.refused("applicant", others, "not_the_ticket_holder").await?;
        let policy = TicketPolicy { passes_max: 0, ..TicketPolicy::default() };
        let policy = json!({"type": "set_ticket_policy", "policy": policy});
        self.refused("admin", policy, "ticket_policy_refused").await
    }

    /// An appointment for which nobody comes, and a ticket that is left.
    async fn overnight(&mut self) -> anyhow::Result<()> {
        self.booked(3).await?;
        self.take(json!({})).await?;
        self.days(2).await
    }
}

/// A number of the same day that nobody was given.
fn never_given(number: &str) -> String {
    let day = number.split_once('-').map_or(number, |(day, _)| day);
    format!("{day}-9999")
}

fn taking(more: Value) -> Value {
    let mut command = json!({"type": "take_ticket", "zone": ZONE});
    if let (Value::Object(command), Value::Object(more)) = (&mut command, more) {
        command.extend(more);
    }
    command
}

fn certificate(person: u32) -> Value {
    json!({"certificate_type": "990", "certificate": format!("TICKET{person:04}")})
}
