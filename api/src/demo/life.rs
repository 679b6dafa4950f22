//! 办件的一生: what happens to each case of the demonstration, and when. Decided by chance before anything is
//! sent, so that the day is the same whatever the server answers.

use std::collections::BTreeMap;

use engine::hall::Role;
use engine::item::{CaseType, DeliveryWay, StepKind};
use engine::time::Timestamp;
use serde_json::{Value, json};

use crate::model::{Item, Material, Model};

use super::arrivals::Arrival;
use super::chance::Chance;
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

/// What becomes of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Plain,
    Corrected,
    RefusedAtIntake,
    NotRequired,
    Withdrawn,
    Forgotten,
    Returned,
    Suspended,
    Extended,
    Late,
    RefusedByDecision,
    ParcelFailed,
}

/// How often each fate is drawn, of a hundred.
const FATES: [(Fate, u32); 12] = [
    (Fate::Plain, 50),
    (Fate::Corrected, 12),
    (Fate::RefusedAtIntake, 3),
    (Fate::NotRequired, 2),
    (Fate::Withdrawn, 4),
    (Fate::Forgotten, 1),
    (Fate::Returned, 4),
    (Fate::Suspended, 6),
    (Fate::Extended, 4),
    (Fate::Late, 4),
    (Fate::RefusedByDecision, 4),
    (Fate::ParcelFailed, 6),
];

/// 非必要 in the code list of the model.
const OPTIONAL: u8 = 2;
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

/// A fate that the item can have.
fn possible(fate: Fate, item: &Item) -> Fate {
    let is_promise = item.case_type != CaseType::Instant;
    let can = match fate {
        Fate::Returned => is_promise,
        // Someone else's time limits would run out while a long promise is waited for.
        Fate::Late => is_promise && item.promise_limit <= 20,
        Fate::Suspended => is_promise && !item.specials.is_empty(),
        Fate::Extended => is_promise && item.legal_extension > 0 && item.legal_limit > Some(5),
        Fate::ParcelFailed => item.delivery.contains(&DeliveryWay::Ems),
        Fate::Plain
        | Fate::Corrected
        | Fate::RefusedAtIntake
        | Fate::NotRequired
        | Fate::Withdrawn
        | Fate::Forgotten
        | Fate::RefusedByDecision => true,
    };
    if can { fate } else { Fate::Plain }
}

fn is_external(item: &Item) -> bool {
    item.steps.iter().any(|step| step.role == Role::ExternalOfficer)
}

fn delivery(item: &Item, fate: Fate, chance: &mut Chance) -> DeliveryWay {
    if fate == Fate::ParcelFailed {
        return DeliveryWay::Ems;
    }
    chance.pick(&item.delivery).copied().unwrap_or(DeliveryWay::Counter)
}

/// The paper that is missing at first: one that is needed, and that no licence can be fetched for.
fn absent(item: &Item, fate: Fate) -> Option<&Material> {
    let demandable = |need: &&Material| need.e_licence.is_none() && need.necessity != OPTIONAL;
    item.materials.iter().find(demandable).filter(|_| fate == Fate::Corrected)
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

    fn receive(&mut self, is_online: bool) {
        let absent = self.absent.map(|need| &need.material);
        let there = self.item.materials.iter().filter(|need| Some(&need.material) != absent);
        let materials = self.papers(there);
        let priority = if self.chance.percent(GREEN) { "green" } else { "normal" };
        let fields = json!({
            "item": self.item.id,
            "channel": if is_online { "online" } else { "window" },
            "priority": priority,
            "applicant": {
                "name": format!("申请人{}", self.case + 1),
                "certificate_type": "111",
                "certificate": format!("DEMO{:014}", self.case + 1),
                "phone": format!("{:011}", self.case + 1),
            },
            "materials": materials,
            "delivery": self.way,
        });
        if is_online {
            self.order("receive_application", "applicant", None, fields);
        } else {
            self.now = self.desk.hours.open(self.now);
            self.at_window("receive_application", fields);
        }
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

    /// From the first look to acceptance; false when the case ends here.
    fn intake(&mut self) -> bool {
        self.slip("accept_case", json!({}));
        self.at_window("start_pre_check", json!({}));
        match self.fate {
            Fate::RefusedAtIntake => {
                self.slip("refuse_acceptance", json!({"reasons": [], "remedies": "行政复议"}));
                let fields = json!({
                    "reasons": ["申请事项不属于本行政机关职权范围"],
                    "remedies": "可依法申请行政复议或者提起行政诉讼",
                    "where_to_go": "上级主管部门",
                });
                self.at_window("refuse_acceptance", fields);
                return false;
            }
            Fate::NotRequired => {
                let reasons = json!({"reasons": ["依法不需要取得行政许可"]});
                self.at_window("declare_not_required", reasons);
                return false;
            }
            Fate::Corrected => self.correct(),
            Fate::Withdrawn if self.chance.percent(50) => {
                self.order("withdraw_case", "applicant", None, json!({"reason": "不再办理"}));
                self.fate = Fate::Plain;
                return false;
            }
            Fate::Plain
            | Fate::Withdrawn
            | Fate::Forgotten
            | Fate::Returned
            | Fate::Suspended
            | Fate::Extended
            | Fate::Late
            | Fate::RefusedByDecision
            | Fate::ParcelFailed => (),
        }
        self.wait(2, 8);
        self.at_window("accept_case", json!({}));
        self.slip("decide_case", json!({"outcome": "granted"}));
        true
    }

    fn correct(&mut self) {
        let defect = match self.absent {
            Some(need) => json!({"material": need.material, "what": "缺少该材料，请补交"}),
            None => json!({"what": "申请表未签名，请补签"}),
        };
        if self.absent.is_some() {
            self.slip("accept_case", json!({}));
        }
        self.at_window("notice_correction", json!({"defects": [defect]}));
        self.wait_days(1, 3);
        let materials = self.papers(self.absent.into_iter());
        self.order("submit_corrections", "applicant", None, json!({"materials": materials}));
        self.wait(5, 60);
        let second = json!({"defects": [{"what": "再次要求补正"}]});
        self.slip("notice_correction", second);
    }

    fn hand_over(&mut self) {
        self.wait(5, 40);
        self.at_window("split_case", json!({}));
        let mut manifest: Vec<&str> =
            self.item.materials.iter().map(|need| need.material.as_str()).collect();
        manifest.sort_unstable();
        let fields = json!({"manifest": manifest, "paper": true});
        if !manifest.is_empty() {
            self.slip("hand_over_case", json!({"manifest": [], "paper": true}));
        }
        self.at_window("hand_over_case", fields.clone());
        if self.fate == Fate::Returned {
            self.wait(20, 120);
            self.behind("return_hand_over", "rep", json!({"reason": "交接清单与纸质材料页数不符"}));
            self.wait(10, 60);
            self.at_window("hand_over_case", fields);
        }
        self.wait(10, 200);
        self.behind("acknowledge_hand_over", "rep", json!({}));
    }

    fn handle(&mut self) {
        let has_review = self.item.steps.iter().any(|step| step.step == StepKind::Review);
        self.wait(10, 240);
        if self.fate == Fate::Extended {
            self.extend();
        }
        let claimer = if has_review { "approver" } else { self.decider() };
        self.behind("claim_case", claimer, json!({}));
        if self.fate == Fate::Suspended {
            self.suspend(claimer);
        }
        if self.item.site_inspection {
            self.inspect();
        }
        if self.fate == Fate::Late {
            self.be_late(claimer);
        }
        if has_review {
            self.wait(20, 200);
            self.behind("complete_step", "approver", json!({"opinion": "审核符合条件，拟准予"}));
            self.wait(10, 200);
        }
    }

    fn extend(&mut self) {
        let approver = match self.item.case_type {
            CaseType::Joint => "county-head".to_owned(),
            CaseType::Instant | CaseType::Promise | CaseType::ReportUp => {
                format!("{}-head", self.item.department)
            }
        };
        let fields = json!({
            "clock": "statutory",
            "days": self.item.legal_extension.min(5),
            "approver": approver,
            "reason": "情况复杂，需进一步核实",
            "told": true,
        });
        self.behind("extend_clock", "rep", fields);
    }

    fn suspend(&mut self, handler: &str) {
        let Some(special) = self.item.specials.first() else { return };
        let planned = u32::from(special.max_working_days).min(5);
        let fields = json!({
            "procedure": special.kind,
            "planned_days": planned,
            "reason": "依法需要进行该程序",
            "told_in_writing": true,
        });
        self.behind("suspend_case", handler, fields);
        self.wait_days(1, planned.max(1));
        self.behind("resume_case", handler, json!({"result": "程序完成，结论通过"}));
    }

    fn inspect(&mut self) {
        self.wait(60, 400);
        let officers =
            ["approver", "tracker"].map(|post| format!("{}-{post}", self.item.department));
        let fields = json!({"officers": officers, "findings": "现场与申报一致"});
        self.behind("record_inspection", "tracker", fields);
    }

    fn be_late(&mut self, handler: &str) {
        let unit = self.item.promise_limit.saturating_add(1);
        self.wait_days(u32::from(unit), u32::from(unit));
        let fields = json!({"clock": "promise", "card": "red", "answer": "已督促，当日办结"});
        self.behind("answer_warning", handler, fields);
    }

    /// The post that decides the item.
    fn decider(&self) -> &'static str {
        let decides = |kind| matches!(kind, StepKind::Decide | StepKind::ReportUp);
        let step = self.item.steps.iter().find(|step| decides(step.step));
        let is = |role| step.is_some_and(|step| step.role == role);
        if is(Role::DeptHead) {
            "head"
        } else if is(Role::ExternalOfficer) {
            "external"
        } else {
            "chief"
        }
    }

    fn decide(&mut self) {
        self.wait(3, 30);
        let decider = self.decider();
        if self.fate == Fate::RefusedByDecision {
            let fields = json!({
                "outcome": "refused",
                "reasons": ["申请人不符合法定条件"],
                "remedies": "可依法申请行政复议或者提起行政诉讼",
            });
            self.behind("decide_case", decider, fields);
        } else {
            self.behind("decide_case", decider, json!({"outcome": "granted"}));
        }
        self.wait(5, 90);
        self.behind("record_result", "rep", json!({"number": format!("示例-{}", self.case + 1)}));
        self.wait(2, 30);
        self.behind("feed_back_result", "rep", json!({"notified": true}));
    }

    fn deliver(&mut self) {
        self.wait(5, 60);
        self.at_delivery("prepare_delivery", json!({"notified": true}));
        let n = self.case + 1;
        let receipt = match self.way {
            DeliveryWay::Counter => {
                let wrong = json!({"receipt": {"cell_opened": "L01"}});
                self.slip("deliver_result", wrong);
                self.wait(10, 400);
                json!({"signature": format!("S{n}")})
            }
            DeliveryWay::Online => {
                self.wait(1, 300);
                json!({"downloaded": format!("D{n}")})
            }
            DeliveryWay::Locker => {
                let cell = json!({"cell": format!("L01-{}", n % 96 + 1)});
                self.at_delivery("place_in_locker", cell);
                self.wait(10, 800);
                json!({"cell_opened": format!("O{n}")})
            }
            DeliveryWay::Ems => {
                self.ship(n);
                json!({"parcel_signed": format!("R{n}")})
            }
        };
        self.at_delivery("deliver_result", json!({"receipt": receipt}));
    }

    fn ship(&mut self, n: usize) {
        self.at_delivery("ship_result", json!({"parcel": format!("EMS{n:09}")}));
        self.wait_days(1, 3);
        if self.fate == Fate::ParcelFailed {
            self.at_delivery("report_delivery_failure", json!({"reason": "收件人电话无人接听"}));
            self.wait(30, 200);
            self.at_delivery("ship_result", json!({"parcel": format!("EMS{n:09}-2")}));
            self.wait_days(1, 2);
        }
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
