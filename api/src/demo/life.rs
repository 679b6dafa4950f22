//! 办件的一生: what happens to each case of the demonstration, and when. Decided by chance before anything is
//! sent, so that the day is the same whatever the server answers.

mod delivery;
mod office;
mod window;

use std::collections::BTreeMap;

use engine::item::{CaseType, DeliveryWay};
use engine::time::Timestamp;
use serde_json::{Value, json};

use crate::model::{Item, Material, Model};

use super::arrivals::Arrival;
use super::chance::Chance;
use super::fate::{FATES, Fate, absent, delivery, is_external, possible};
use super::hours::Hours;

/// A command of a case, at its minute. The case number is filled in when it is sent.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) at: Timestamp,
    pub(super) case: usize,
    pub(super) step: usize,
    pub(super) body: Value,
    /// A mistake on purpose, to show the rule against it.
    pub(super) is_slip: bool,
}

/// Of a hundred cases, so many see a mistake of an officer.
const SLIPS: u32 = 15;
const GREEN: u32 = 5;
const ONLINE: u32 = 30;

/// The hall that serves: its windows, each free from a moment on.
pub(super) struct Desk<'a> {
    pub(super) model: &'a Model,
    pub(super) hours: &'a Hours,
    windows: BTreeMap<String, Timestamp>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(model: &'a Model, hours: &'a Hours) -> Desk<'a> {
        Desk { model, hours, windows: BTreeMap::new() }
    }

    /// The window of the item's zone that is free first, and when it begins with who came.
    fn seat(&mut self, item: &Item, at: Timestamp, minutes: u32) -> (Option<String>, Timestamp) {
        let windows = self.model.intake_windows(&item.zone).map(ToString::to_string);
        let free_at = |window: &String| self.windows.get(window).copied().unwrap_or(at);
        let Some(window) = windows.min_by_key(free_at) else {
            return (None, self.hours.open(at));
        };
        let start = self.hours.open(at.max(free_at(&window)));
        self.windows.insert(window.clone(), self.hours.plus(start, minutes));
        (Some(window), start)
    }
}

/// The commands of one case, in order.
pub(super) fn life(
    desk: &mut Desk<'_>,
    arrival: Arrival,
    case: usize,
    chance: &mut Chance,
) -> Vec<Order> {
    let Some(item) = desk.model.items.get(arrival.item) else { return Vec::new() };
    let weights: Vec<u32> = FATES.iter().map(|(_, weight)| *weight).collect();
    let drawn = chance.weighted(&weights).and_then(|at| FATES.get(at));
    let fate = drawn.map_or(Fate::Plain, |(fate, _)| possible(*fate, item));
    let minutes = chance.between(4, 15);
    let is_online = fate != Fate::Forgotten && !is_external(item) && chance.percent(ONLINE);
    let (window, start) = desk.seat(item, arrival.at, minutes);
    let intake = match &window {
        Some(window) => format!("{window}-A"),
        None => format!("{}-intake", item.department),
    };
    let way = delivery(item, fate, chance);
    let mut life = Life {
        desk,
        chance,
        item,
        fate,
        case,
        now: arrival.at,
        orders: Vec::new(),
        window,
        intake,
        way,
        absent: absent(item, fate),
    };
    life.receive(is_online);
    life.now = life.now.max(start);
    if fate != Fate::Forgotten {
        life.wait(0, 1);
    }
    life.go();
    life.orders
}

struct Life<'a, 'm> {
    desk: &'a Desk<'m>,
    chance: &'a mut Chance,
    item: &'m Item,
    fate: Fate,
    case: usize,
    now: Timestamp,
    orders: Vec<Order>,
    window: Option<String>,
    intake: String,
    way: DeliveryWay,
    absent: Option<&'m Material>,
}

impl Life<'_, '_> {
    fn order(&mut self, kind: &str, actor: &str, place: Option<&str>, fields: Value) {
        let mut body = json!({"type": kind, "actor": actor});
        if let (Value::Object(body), Value::Object(fields)) = (&mut body, fields) {
            body.extend(fields);
            body.extend(place.map(|place| ("place".to_owned(), place.into())));
        }
        let step = self.orders.len();
        self.orders.push(Order { at: self.now, case: self.case, step, body, is_slip: false });
        // Each command has a minute of its own, so that those of a case keep their order.
        self.now = self.desk.hours.plus(self.now, 1);
    }

    fn at_window(&mut self, kind: &str, fields: Value) {
        let (intake, window) = (self.intake.clone(), self.window.clone());
        self.order(kind, &intake, window.as_deref(), fields);
    }

    fn behind(&mut self, kind: &str, post: &str, fields: Value) {
        let actor = format!("{}-{post}", self.item.department);
        self.order(kind, &actor, None, fields);
    }

    fn at_delivery(&mut self, kind: &str, fields: Value) {
        let window = if self.chance.percent(50) { "C01" } else { "C02" };
        self.order(kind, &format!("{window}-A"), Some(window), fields);
    }

    /// A mistake at the window, which a rule stops.
    fn slip(&mut self, kind: &str, fields: Value) {
        if self.chance.percent(SLIPS) {
            let (intake, window) = (self.intake.clone(), self.window.clone());
            self.order(kind, &intake, window.as_deref(), fields);
            if let Some(order) = self.orders.last_mut() {
                order.is_slip = true;
            }
        }
    }

    /// Working minutes pass.
    fn wait(&mut self, from: u32, to: u32) {
        let minutes = self.chance.between(from, to);
        self.now = self.desk.hours.plus(self.now, minutes);
    }

    fn wait_days(&mut self, from: u32, to: u32) {
        let days = self.chance.between(from, to);
        self.now = self.desk.hours.plus_days(self.now, days);
    }

    fn papers<'m>(&self, needs: impl Iterator<Item = &'m Material>) -> Vec<Value> {
        let way = if self.window.is_some() { "paper" } else { "upload" };
        needs.map(|need| json!({"material": need.material, "way": way, "trust": "B"})).collect()
    }

    fn go(&mut self) {
        if self.fate == Fate::Forgotten {
            // Nobody looks for five working days: the case counts as accepted (行政许可法 art. 32).
            self.wait_days(7, 8);
        } else if !self.intake() {
            return self.archive();
        }
        if self.fate == Fate::Withdrawn && self.chance.percent(60) {
            self.wait(10, 300);
            return self.withdraw();
        }
        let is_instant = self.item.case_type == CaseType::Instant && !self.item.site_inspection;
        if !is_instant {
            self.hand_over();
            self.handle();
        }
        self.decide();
        self.deliver();
        self.archive();
    }

    fn withdraw(&mut self) {
        self.order("withdraw_case", "applicant", None, json!({"reason": "申请人主动撤回"}));
        self.archive();
    }

    fn archive(&mut self) {
        self.wait_days(1, 1);
        self.at_delivery("archive_case", json!({"package": format!("AP{}", self.case + 1)}));
    }
}

#[cfg(test)]
mod tests {
    use engine::command::Sent;
    use engine::time::Day;

    use super::super::arrivals::arrivals;
    use super::*;

    fn day(seed: u64) -> Vec<Vec<Order>> {
        let model = Model::read(None).unwrap();
        let hours = Hours::new();
        let mut chance = Chance::new(seed);
        let day = Day::new(2026, 6, 15).unwrap();
        let arrivals = arrivals(&model, day, Some(600), &mut chance).unwrap();
        let mut desk = Desk::new(&model, &hours);
        let lives = arrivals.into_iter().enumerate();
        lives.map(|(case, arrival)| life(&mut desk, arrival, case, &mut chance)).collect()
    }

    #[test]
    fn every_command_is_one_the_engine_reads() {
        for order in day(1).into_iter().flatten() {
            let mut body = order.body;
            if body["type"] != "receive_application" {
                body["case"] = "N1".into();
                let kind = body["type"].as_str().unwrap().to_owned();
                Sent::read(&kind, body).unwrap().unwrap();
            }
        }
    }

    #[test]
    fn the_commands_of_a_case_have_their_order_in_time() {
        for orders in day(2) {
            assert!(orders.windows(2).all(|pair| pair[0].at < pair[1].at), "{orders:?}");
            assert_eq!(orders[0].body["type"], "receive_application");
            assert_eq!(orders.last().unwrap().body["type"], "archive_case");
        }
    }

    #[test]
    fn all_ways_are_gone() {
        let orders: Vec<Order> = day(1).into_iter().flatten().collect();
        for kind in [
            "notice_correction",
            "refuse_acceptance",
            "declare_not_required",
            "withdraw_case",
            "return_hand_over",
            "suspend_case",
            "extend_clock",
            "record_inspection",
            "answer_warning",
            "place_in_locker",
            "report_delivery_failure",
        ] {
            assert!(orders.iter().any(|order| order.body["type"] == kind), "{kind}");
        }
        assert!(orders.iter().any(|order| order.is_slip));
    }
}
