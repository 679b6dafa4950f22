//! A small hall and its history, decided by the engine and written by the store.

use std::path::{Path, PathBuf};

use engine::code::CaseNumber;
use engine::command::{Actor, Envelope};
use engine::decide::{Decision, decide};
use engine::event::Event;
use engine::id::{CommandId, Fingerprint};
use engine::journal::Journal;
use engine::record::Commit;
use engine::time::Timestamp;
use engine::world::World;
use replay::redecide::read_received;
use serde_json::{Value, json};
use store::{HallOptions, HallStore, Opened, hex};
use tempfile::TempDir;

/// `2026-03-02 09:30` in the hall's time zone.
pub(crate) fn at(text: &str) -> Timestamp {
    let (day, time) = text.split_once(' ').expect("a day and a time");
    format!("{day}T{time}:00+08:00").parse().expect("the literal is an instant")
}

/// A history that is being told.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) world: World,
    pub(crate) commits: Vec<Commit>,
}

impl Told {
    /// Decides a command at a time; what follows becomes part of the history.
    #[track_caller]
    pub(crate) fn say(&mut self, time: &str, actor: &str, mut command: Value) -> Commit {
        let timers = actor == "system";
        if !timers {
            command["actor"] = json!(actor);
        }
        let received = serde_json::to_vec(&command).unwrap();
        let sent = read_received(&received).expect("the command is well formed");
        let number = u128::try_from(self.commits.len()).unwrap() + 1;
        let envelope = Envelope {
            id: CommandId(number),
            fingerprint: Fingerprint(number),
            actor: if timers { Actor::System } else { sent.actor.unwrap() },
            on_behalf_of: sent.on_behalf_of,
            on_behalf_of_person: sent.on_behalf_of_person,
            place: sent.place,
            occurred_at: sent.occurred_at,
            expected_version: sent.expected_version,
            command: sent.command,
            received: received.into(),
        };
        match decide(&self.world, envelope, at(time)) {
            Ok(Decision::Commit(commit)) => {
                self.world.evolve(&commit).expect("a decision can be folded");
                self.commits.push((*commit).clone());
                *commit
            }
            other => panic!("{command}: {other:?}"),
        }
    }

    /// Takes an application in, and gives its number.
    #[track_caller]
    pub(crate) fn receive(&mut self, time: &str, person: u64) -> CaseNumber {
        let priority = if person.is_multiple_of(3) { "green" } else { "normal" };
        let commit = self.say(
            time,
            "window-1",
            json!({
                "type": "receive_application", "place": "W1", "item": "JZ-01",
                "channel": "window", "priority": priority,
                "applicant": {
                    "subject": person, "token": format!("{:032x}", 7000 + person), "sealed": "c0de",
                },
                "materials": [{ "material": "FORM", "way": "paper", "trust": "B" }],
                "delivery": "counter",
            }),
        );
        match &commit.entries[0].event {
            Event::ApplicationReceived(e) => e.number.clone(),
            other => panic!("{other:?}"),
        }
    }

    /// What somebody does with a case at a time.
    #[track_caller]
    pub(crate) fn on(&mut self, time: &str, who: &str, case: &CaseNumber, command: Value) {
        let mut command = command;
        command["case"] = json!(case.as_str());
        self.say(time, who, command);
    }
}

/// Units, a zone, windows, people, one item, letters.
pub(crate) fn set_up() -> Told {
    let mut told = Told::default();
    let at = "2025-12-01 08:00";
    let mut say = |command: Value| {
        told.say(at, "admin", command);
    };
    for (id, name) in [("centre", "政务服务中心"), ("zjj", "住建局")] {
        say(json!({ "type": "register_unit", "unit": { "id": id, "name": name } }));
    }
    let zone = json!({ "id": "Z1", "name": "工程建设区", "hall": "centre" });
    say(json!({ "type": "register_zone", "zone": zone }));
    for (id, kind) in [("W1", "undifferentiated"), ("D1", "delivery")] {
        let window = json!({ "id": id, "zone": "Z1", "kind": kind });
        say(json!({ "type": "open_window", "window": window }));
    }
    let people = [
        ("window-1", "centre", "comp_window"),
        ("delivery-1", "centre", "delivery_window"),
        ("rep-1", "zjj", "chief_rep"),
        ("approver-1", "zjj", "approver"),
        ("chief-1", "zjj", "chief_approver"),
        ("head-1", "zjj", "dept_head"),
    ];
    for (id, unit, role) in people {
        let staff = json!({ "id": id, "unit": unit, "roles": [role] });
        say(json!({ "type": "appoint_staff", "staff": staff }));
    }
    say(json!({ "type": "publish_item", "definition": item() }));
    let letter = |number: &str, kind: u8, grantee: Value, power: &str| {
        json!({ "type": "file_letter", "letter": {
            "number": number, "kind": kind, "grantor": "zjj", "grantee": grantee, "power": power,
            "items": [], "valid_from": "2025-01-01", "valid_to": null,
        } })
    };
    say(letter("L2-1", 2, json!({ "unit": "centre" }), "intake"));
    say(letter("L1-1", 1, json!({ "person": "chief-1" }), "decide"));
    told
}

fn item() -> Value {
    json!({
        "code": "JZ-01", "name": "建筑工程施工许可", "department": "zjj", "zone": "Z1",
        "impl_code": "11360925MB000000014000131001000", "task_type": "01",
        "case_type": "promise", "legal": { "days": 20, "unit": "WD" }, "legal_extension": 10,
        "promise": { "days": 10, "unit": "WD" },
        "steps": [
            { "step": "accept", "role": "comp_window", "limit": 1 },
            { "step": "review", "role": "approver", "limit": 5 },
            { "step": "decide", "role": "chief_approver", "limit": 4 },
        ],
        "specials": [{ "kind": "expert_review", "max_working_days": 15, "stops_statutory": true }],
        "materials": [{ "material": "FORM", "necessity": "required" }],
        "result": { "name": "施工许可证" }, "delivery": ["counter"], "entrusted": true,
        "retention": "10y", "valid_from": "2025-01-01",
    })
}

/// Another item, for a bundle of two.
pub(crate) fn second_item() -> Value {
    let mut second = item();
    second["code"] = json!("JZ-02");
    second["impl_code"] = json!("11360925MB000000014000131002000");
    second
}

/// The history that most tests look at, with the numbers of its cases: one that ran through all
/// stages over the new year, one that waits for corrections, two that wait for a window.
pub(crate) fn history() -> (Told, [CaseNumber; 4]) {
    let mut told = set_up();
    let whole = told.receive("2025-12-22 09:00", 1);
    let t = &mut told;
    t.on(
        "2025-12-22 09:10",
        "window-1",
        &whole,
        json!({ "type": "start_pre_check", "place": "W1" }),
    );
    t.on("2025-12-22 09:20", "window-1", &whole, json!({ "type": "accept_case", "place": "W1" }));
    t.on("2025-12-22 09:30", "window-1", &whole, json!({ "type": "split_case", "place": "W1" }));
    let manifest =
        json!({ "type": "hand_over_case", "manifest": ["FORM"], "place": "W1", "paper": true });
    t.on("2025-12-22 09:40", "window-1", &whole, manifest);
    t.on("2025-12-22 14:00", "rep-1", &whole, json!({ "type": "acknowledge_hand_over" }));
    t.on("2025-12-23 09:00", "approver-1", &whole, json!({ "type": "claim_case" }));
    let corrected = told.receive("2025-12-24 10:00", 2);
    let t = &mut told;
    t.on(
        "2025-12-24 10:05",
        "window-1",
        &corrected,
        json!({ "type": "start_pre_check", "place": "W1" }),
    );
    let defects = json!({
        "type": "notice_correction", "defects": [{ "what": "缺少法定代表人签字" }],
        "limit_days": 5, "place": "W1",
    });
    t.on("2025-12-24 10:20", "window-1", &corrected, defects);
    let special = json!({
        "type": "suspend_case", "procedure": "expert_review", "planned_days": 5,
        "reason": "结构方案需专家评审", "told_in_writing": true,
    });
    t.on("2025-12-25 09:00", "approver-1", &whole, special);
    t.on(
        "2025-12-31 09:00",
        "approver-1",
        &whole,
        json!({ "type": "resume_case", "result": "通过" }),
    );
    t.on("2026-01-04 00:00", "system", &corrected, json!({ "type": "fire_alarm" }));
    let extension = json!({
        "type": "extend_clock", "clock": "statutory", "days": 5, "approver": "head-1",
        "reason": "案情复杂", "told": true,
    });
    t.on("2026-01-05 09:00", "head-1", &whole, extension);
    t.on(
        "2026-01-05 10:00",
        "approver-1",
        &whole,
        json!({ "type": "complete_step", "opinion": "同意" }),
    );
    t.on("2026-01-05 11:00", "chief-1", &whole, json!({ "type": "claim_case" }));
    let waiting = told.receive("2026-01-06 09:00", 3);
    let later = told.receive("2026-01-06 09:05", 4);
    decided_and_delivered(&mut told, &whole);
    (told, [whole, corrected, waiting, later])
}

fn decided_and_delivered(t: &mut Told, whole: &CaseNumber) {
    t.on(
        "2026-01-07 09:00",
        "chief-1",
        whole,
        json!({ "type": "decide_case", "outcome": "granted" }),
    );
    let result = json!({ "type": "record_result", "number": "建施-2026-001" });
    t.on("2026-01-07 10:00", "chief-1", whole, result);
    t.on(
        "2026-01-07 10:10",
        "chief-1",
        whole,
        json!({ "type": "feed_back_result", "notified": true }),
    );
    let notified = json!({ "type": "prepare_delivery", "notified": true, "place": "D1" });
    t.on("2026-01-07 11:00", "delivery-1", whole, notified);
    let receipt =
        json!({ "type": "deliver_result", "receipt": { "signature": "S-1" }, "place": "D1" });
    t.on("2026-01-08 09:00", "delivery-1", whole, receipt);
}

/// The same history, with the first case archived.
pub(crate) fn archived_history() -> (Told, [CaseNumber; 4]) {
    let (mut told, cases) = history();
    let package = json!({ "type": "archive_case", "package": "sm3-0001" });
    told.on("2026-01-09 09:00", "window-1", &cases[0], package);
    (told, cases)
}

/// Takes a case in and brings it to its department, on a day; the first step is claimed.
pub(crate) fn in_hand(told: &mut Told, day: &str, person: u64) -> CaseNumber {
    let case = told.receive(&format!("{day} 09:00"), person);
    let manifest =
        json!({ "type": "hand_over_case", "manifest": ["FORM"], "place": "W1", "paper": true });
    for (time, who, command) in [
        ("09:10", "window-1", json!({ "type": "start_pre_check", "place": "W1" })),
        ("09:20", "window-1", json!({ "type": "accept_case", "place": "W1" })),
        ("09:30", "window-1", json!({ "type": "split_case", "place": "W1" })),
        ("09:40", "window-1", manifest),
        ("10:00", "rep-1", json!({ "type": "acknowledge_hand_over" })),
        ("11:00", "approver-1", json!({ "type": "claim_case" })),
    ] {
        told.on(&format!("{day} {time}"), who, &case, command);
    }
    case
}

/// A case whose first step was over its limit and on a card, and whose last event is after the second step.
pub(crate) fn carded_history() -> (Told, CaseNumber) {
    let mut told = set_up();
    let case = in_hand(&mut told, "2025-12-22", 1);
    let opinion = json!({ "type": "complete_step", "opinion": "同意" });
    let granted = json!({ "type": "decide_case", "outcome": "granted" });
    let result = json!({ "type": "record_result", "number": "建施-2026-001" });
    for (time, who, command) in [
        ("2025-12-30 00:00", "system", json!({ "type": "fire_alarm" })),
        ("2025-12-30 09:00", "approver-1", opinion),
        ("2025-12-30 10:00", "chief-1", json!({ "type": "claim_case" })),
        ("2025-12-31 09:00", "chief-1", granted),
        ("2025-12-31 10:00", "chief-1", result),
    ] {
        told.on(time, who, &case, command);
    }
    (told, case)
}

/// The same, not taken by anybody: called for on two days, announced, and served when the notice has run out. The
/// thirtieth day falls into the Spring Festival, so the notice ends on the first working day after it.
pub(crate) fn announced_history() -> (Told, CaseNumber) {
    let (mut told, case) = carded_history();
    let missed =
        json!({ "type": "record_missed_collection", "how": "电话无人接听", "place": "D1" });
    let notice = json!({
        "type": "post_public_notice", "venue": "政务大厅公告栏", "reference": "GG-1", "place": "D1",
    });
    let back = json!({ "type": "feed_back_result", "notified": true });
    let notified = json!({ "type": "prepare_delivery", "notified": true, "place": "D1" });
    for (time, who, command) in [
        ("2025-12-31 10:10", "chief-1", back),
        ("2025-12-31 11:00", "delivery-1", notified),
        ("2026-01-15 09:00", "delivery-1", missed.clone()),
        ("2026-01-16 09:00", "delivery-1", missed),
        ("2026-01-17 09:00", "delivery-1", notice),
        ("2026-02-25 00:00", "system", json!({ "type": "fire_alarm" })),
        ("2026-02-25 09:00", "delivery-1", json!({ "type": "serve_by_notice", "place": "D1" })),
    ] {
        told.on(time, who, &case, command);
    }
    (told, case)
}

/// A joint case whose two departments were asked, one of which has answered, and its number.
pub(crate) fn joint_history() -> (Told, CaseNumber) {
    let mut told = set_up();
    let day = "2025-12-01 08:00";
    for (unit, officer) in [("ghj", "plan-1"), ("xfj", "fire-1")] {
        let registered = json!({ "id": unit, "name": unit });
        told.say(day, "admin", json!({ "type": "register_unit", "unit": registered }));
        let staff = json!({ "id": officer, "unit": unit, "roles": ["chief_rep"] });
        told.say(day, "admin", json!({ "type": "appoint_staff", "staff": staff }));
    }
    let mut joint = item();
    joint["case_type"] = json!("joint");
    joint["participants"] = json!([
        { "department": "ghj", "opinion_limit": 3 }, { "department": "xfj", "opinion_limit": 5 },
    ]);
    told.say(day, "admin", json!({ "type": "publish_item", "definition": joint }));
    let case = told.receive("2025-12-22 09:00", 1);
    let start = json!({ "type": "start_pre_check", "place": "W1" });
    told.on("2025-12-22 09:10", "window-1", &case, start);
    told.on("2025-12-22 09:20", "window-1", &case, json!({ "type": "accept_case", "place": "W1" }));
    told.on("2025-12-22 09:30", "window-1", &case, json!({ "type": "split_case", "place": "W1" }));
    let opinion = json!({
        "type": "give_opinion", "department": "ghj", "opinion": "agree", "text": "符合规划",
    });
    told.on("2025-12-24 09:00", "plan-1", &case, opinion);
    (told, case)
}

/// Opens or makes the hall in a directory.
pub(crate) fn open(dir: &Path) -> Opened {
    HallStore::open(dir, &HallOptions::default(), &mut |_| ()).expect("the hall opens")
}

/// Writes commits to a hall that has those before them, one append for every `per_append`.
pub(crate) fn append(dir: &Path, commits: &[Commit], per_append: usize) -> String {
    let mut opened = open(dir);
    for batch in commits.chunks(per_append) {
        opened.journal.append(batch).expect("the log takes it");
    }
    hex(&opened.journal.reader().root())
}

/// A new hall with these commits.
pub(crate) fn written(commits: &[Commit]) -> (TempDir, PathBuf) {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path().join("hall");
    append(&dir, commits, 3);
    (temp, dir)
}
