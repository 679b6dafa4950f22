//! A small hall for tests of the law: one department with its own posts, two that take part, a window, and
//! commands as JSON, the way they come from outside.

use std::sync::Arc;

use engine::case::Case;
use engine::clock::ClockKind;
use engine::code::{CaseNumber, VoiceNumber};
use engine::command::{Envelope, Sent};
use engine::decide::{Decision, decide};
use engine::event::{Event, EventKind};
use engine::figures::Tally;
use engine::id::{CommandId, Fingerprint, Seq};
use engine::lifecycle::Phase;
use engine::port::PortKind;
use engine::record::Commit;
use engine::refusal::Refusal;
use engine::time::{Day, Timestamp};
use engine::voice::Voice;
use engine::world::{Found, FoundVoice, World};
use serde_json::{Value, json};

/// The window at which comprehensive officers sit.
const WINDOW: &str = "A-01";

/// A hall, what happened in it, and what time it is.
pub(crate) struct Hall {
    pub(crate) world: World,
    pub(crate) now: Timestamp,
    /// 统计 over all that happened.
    pub(crate) tally: Tally,
    commands: u128,
}

/// The events of one command.
pub(crate) type Events = Vec<Event>;

impl Hall {
    /// The hall on Monday 2026-03-02, 9 o'clock, with an item `IT` changed by `patch`.
    pub(crate) fn with_item(patch: Value) -> Hall {
        let now = day("2026-03-02").start().plus_ms(9 * 3_600_000);
        let mut hall = Hall { world: World::default(), now, tally: Tally::default(), commands: 0 };
        for unit in ["centre", "D", "P1", "P2"] {
            let unit = json!({"id": unit, "name": unit, "zone": null});
            hall.admin(json!({"type": "register_unit", "unit": unit}));
        }
        let zone = json!({"id": "A", "name": "A", "hall": "centre"});
        hall.admin(json!({"type": "register_zone", "zone": zone}));
        let window = json!({"id": WINDOW, "zone": "A", "kind": "undifferentiated"});
        hall.admin(json!({"type": "open_window", "window": window}));
        for (id, unit, role) in [
            ("win", "centre", "comp_window"),
            ("out", "centre", "delivery_window"),
            ("manager", "centre", "centre_manager"),
            ("rev", "D", "approver"),
            ("rev2", "D", "approver"),
            ("chief", "D", "chief_approver"),
            ("second", "D", "approver"),
            ("head", "D", "dept_head"),
            ("rep", "D", "chief_rep"),
            ("one", "P1", "approver"),
            ("two", "P2", "approver"),
        ] {
            let staff = json!({"id": id, "unit": unit, "roles": [role]});
            hall.admin(json!({"type": "appoint_staff", "staff": staff}));
        }
        hall.admin(json!({"type": "publish_item", "definition": item(&patch)}));
        for (number, kind, to, power) in [
            ("L-2", 2, json!({"unit": "centre"}), "intake"),
            ("L-1", 1, json!({"person": "chief"}), "decide"),
        ] {
            let letter = json!({
                "number": number, "kind": kind, "grantor": "D", "grantee": to, "power": power,
                "valid_from": "2026-01-01",
            });
            hall.admin(json!({"type": "file_letter", "letter": letter}));
        }
        hall
    }

    /// The same with ports that are connected, each with a term of two working days.
    pub(crate) fn with_ports(patch: Value, ports: &[&str]) -> Hall {
        let mut hall = Hall::with_item(patch);
        for port in ports {
            hall.admin(json!({"type": "connect_port", "port": port, "term_days": 2}));
        }
        hall
    }

    /// 待回执 what a port was asked about a case and has not answered, in order.
    pub(crate) fn asks_of(&self, case: &str, port: PortKind) -> Vec<Seq> {
        let case = self.case(case);
        let asks = case.extras().asks.iter();
        asks.filter(|ask| ask.port == port).map(|ask| ask.seq).collect()
    }

    /// The first of them.
    #[track_caller]
    pub(crate) fn ask_of(&self, case: &str, port: PortKind) -> Seq {
        let asks = self.asks_of(case, port);
        *asks.first().unwrap_or_else(|| panic!("{port:?} was asked nothing about {case}"))
    }

    /// A case that is granted.
    pub(crate) fn granted(&mut self) -> String {
        let case = self.accepted();
        self.to_handling(&case, &["ID", "PLAN"]);
        self.to_decision(&case);
        self.ok("chief", grant(&case));
        case
    }

    /// A case whose result waits at the counter.
    pub(crate) fn ready(&mut self) -> String {
        let case = self.granted();
        self.to_feedback(&case);
        self.ok("out", json!({"type": "prepare_delivery", "case": case, "notified": true}));
        case
    }

    /// A case whose result was handed out at the counter.
    pub(crate) fn delivered(&mut self) -> String {
        let case = self.ready();
        self.ok("out", deliver(&case));
        case
    }

    /// Sends a command as JSON; its events, or why it was refused.
    pub(crate) fn send(&mut self, actor: &str, command: Value) -> Result<Events, Refusal> {
        let envelope = self.envelope(actor, command);
        match decide(&self.world, envelope, self.now)? {
            Decision::Commit(commit) => Ok(self.take(*commit)),
            Decision::AlreadySo(_) | Decision::Again(_) => Ok(Vec::new()),
        }
    }

    /// A command as JSON, as it comes to the engine a second later.
    pub(crate) fn envelope(&mut self, actor: &str, mut command: Value) -> Envelope {
        let fields = command.as_object_mut().unwrap();
        fields.insert("actor".to_owned(), json!(actor));
        if actor == "win" {
            fields.insert("place".to_owned(), json!(WINDOW));
        }
        let kind = command["type"].as_str().unwrap().to_owned();
        let sent = Sent::read(&kind, command).unwrap().unwrap();
        self.commands += 1;
        self.now = self.now.plus_ms(1_000);
        Envelope {
            id: CommandId(self.commands),
            fingerprint: Fingerprint(self.commands),
            actor: sent.actor.unwrap(),
            on_behalf_of: sent.on_behalf_of,
            on_behalf_of_person: sent.on_behalf_of_person,
            place: sent.place,
            occurred_at: sent.occurred_at,
            expected_version: sent.expected_version,
            command: sent.command,
            received: Box::default(),
        }
    }

    fn take(&mut self, commit: Commit) -> Events {
        self.world.evolve(&commit).unwrap();
        self.tally.fold(&commit).unwrap();
        commit.entries.into_iter().map(|entry| entry.event).collect()
    }

    /// A command that must pass.
    #[track_caller]
    pub(crate) fn ok(&mut self, actor: &str, command: Value) -> Events {
        let shown = command.to_string();
        self.send(actor, command).unwrap_or_else(|refusal| panic!("{shown}: {refusal:?}"))
    }

    /// 评价、反映、投诉、督办 one that is open.
    #[track_caller]
    pub(crate) fn voice(&self, number: &str) -> &Arc<Voice> {
        let number: VoiceNumber = number.parse().unwrap();
        match self.world.find_voice(&number) {
            FoundVoice::Open(voice) => voice,
            other => panic!("{number}: {other:?}"),
        }
    }

    /// The day a clock of one is due; `none` where it does not run.
    #[track_caller]
    pub(crate) fn voice_due(&self, number: &str, kind: ClockKind) -> String {
        let due = self.voice(number).running(kind).and_then(|clock| clock.reckoning.due);
        due.map_or("none".into(), |due| due.to_string())
    }

    /// A command of the administrator that must pass.
    #[track_caller]
    pub(crate) fn admin(&mut self, command: Value) -> Events {
        self.ok("admin", command)
    }

    /// A command that must be refused by the rule of this code.
    #[track_caller]
    pub(crate) fn refused(&mut self, actor: &str, command: Value, code: &str) {
        let shown = command.to_string();
        match self.send(actor, command) {
            Ok(events) => panic!("{shown}: not refused, {events:?}"),
            Err(refusal) => assert_eq!(refusal.rule.code(), code, "{shown}: {refusal:?}"),
        }
    }

    /// Moves to 9 o'clock of a day.
    pub(crate) fn go_to(&mut self, date: &str) {
        self.now = day(date).start().plus_ms(9 * 3_600_000);
    }

    /// The engine's own timer, for one case.
    pub(crate) fn alarm(&mut self, case: &str) -> Events {
        self.ok("system", json!({"type": "fire_alarm", "case": case}))
    }

    /// The alarm that comes next, if there is one.
    pub(crate) fn next_alarm(&self) -> Option<Day> {
        self.world.alarms().first().map(|(at, _)| at.day())
    }

    /// An application with these papers, at pre-check.
    pub(crate) fn pre_check(&mut self, papers: &[&str]) -> String {
        let materials: Vec<Value> = papers.iter().map(|paper| copy(paper)).collect();
        let applicant = json!({"subject": 7, "token": "07".repeat(16), "sealed": "00"});
        let events = self.ok(
            "win",
            json!({
                "type": "receive_application", "item": "IT", "channel": "window",
                "applicant": applicant, "materials": materials, "delivery": "counter",
            }),
        );
        let number = events.iter().find_map(|event| match event {
            Event::ApplicationReceived(e) => Some(e.number.to_string()),
            _ => None,
        });
        let number = number.unwrap();
        self.ok("win", json!({"type": "start_pre_check", "case": number}));
        number
    }

    /// An accepted case with all papers.
    pub(crate) fn accepted(&mut self) -> String {
        let case = self.pre_check(&["ID", "PLAN"]);
        self.ok("win", json!({"type": "accept_case", "case": case}));
        case
    }

    /// From acceptance to the department's own step.
    pub(crate) fn to_handling(&mut self, case: &str, manifest: &[&str]) {
        self.ok("win", json!({"type": "split_case", "case": case}));
        self.ok("win", json!({"type": "hand_over_case", "case": case, "manifest": manifest}));
        self.ok("rep", json!({"type": "acknowledge_hand_over", "case": case}));
    }

    /// From the department's first step to the decision.
    pub(crate) fn to_decision(&mut self, case: &str) {
        let review = json!({"type": "complete_step", "case": case, "opinion": "meets the rule"});
        self.ok("rev", review);
    }

    /// A hall with a case that its chief approver has claimed and may decide.
    pub(crate) fn at_decision() -> (Hall, String) {
        let mut hall = Hall::with_item(json!({}));
        let case = hall.accepted();
        hall.to_handling(&case, &["ID", "PLAN"]);
        hall.to_decision(&case);
        hall.ok("chief", json!({"type": "claim_case", "case": case}));
        (hall, case)
    }

    /// From the decision to the feedback.
    pub(crate) fn to_feedback(&mut self, case: &str) {
        self.ok("rev", json!({"type": "record_result", "case": case}));
        self.ok("rev", json!({"type": "feed_back_result", "case": case, "notified": true}));
    }

    /// The case as it is.
    pub(crate) fn case(&self, number: &str) -> Arc<Case> {
        let number: CaseNumber = number.parse().unwrap();
        match self.world.find(&number) {
            Found::Open(case) => Arc::clone(case),
            Found::Archived | Found::Unknown => panic!("no open case {number}"),
        }
    }

    /// Where it stands.
    pub(crate) fn phase(&self, number: &str) -> Phase {
        self.case(number).phase()
    }
}

/// The decision to grant.
pub(crate) fn grant(case: &str) -> Value {
    json!({"type": "decide_case", "case": case, "outcome": "granted"})
}

/// 送达 at the counter.
pub(crate) fn deliver(case: &str) -> Value {
    json!({"type": "deliver_result", "case": case, "receipt": {"signature": "S-1"}})
}

/// 端口回执
pub(crate) fn answer(case: &str, ask: Seq, answer: Value) -> Value {
    json!({"type": "answer_port", "case": case, "ask": ask, "answer": answer})
}

/// A paper as it was handed in.
pub(crate) fn copy(material: &str) -> Value {
    json!({"material": material, "way": "paper", "trust": "B"})
}

/// A day.
pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The kinds of some events, in order.
pub(crate) fn kinds(events: &[Event]) -> Vec<EventKind> {
    events.iter().map(Event::kind).collect()
}

/// An item version like the others, changed by `patch`.
pub(crate) fn item(patch: &Value) -> Value {
    let mut item = json!({
        "code": "IT", "name": "an item", "department": "D", "zone": "A",
        "impl_code": "11330000MB00000001433013100200", "task_type": "20", "case_type": "promise",
        "legal": {"days": 20, "unit": "WD"}, "legal_extension": 10,
        "promise": {"days": 10, "unit": "WD"},
        "steps": [
            {"step": "accept", "role": "comp_window", "limit": 1},
            {"step": "review", "role": "approver", "limit": 3},
            {"step": "decide", "role": "chief_approver", "limit": 3},
        ],
        "materials": [
            {"material": "ID", "necessity": "required"},
            {"material": "PLAN", "necessity": "deferrable"},
        ],
        "result": {"name": "a licence"}, "delivery": ["counter"], "entrusted": true,
        "retention": "10y", "valid_from": "2026-01-01",
    });
    for (name, value) in patch.as_object().unwrap() {
        item[name.as_str()] = value.clone();
    }
    item
}

/// The number of what the events opened beside the cases.
#[track_caller]
pub(crate) fn voice_number(events: &[Event]) -> String {
    let number = events.iter().find_map(|event| match event {
        Event::ReviewGiven(e) => Some(&e.number),
        Event::TroubleReported(e) => Some(&e.number),
        Event::ComplaintFiled(e) => Some(&e.number),
        Event::OrderIssued(e) => Some(&e.number),
        Event::ServiceRecorded(e) => Some(&e.number),
        _ => None,
    });
    number.unwrap().to_string()
}
