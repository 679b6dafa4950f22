//! 端口模拟: the other side of every port: it reads what the hall asks and answers, promptly, late, twice, wrongly at
//! first, or never, as chance or the script will have it.

use std::collections::BTreeMap;

use anyhow::Context;
use engine::port::PortKind;
use engine::time::{Day, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::client::{Outcome, Patient};

use super::chance::Chance;

/// Questions that are read at a time.
const PAGE: usize = 1_000;
const DAY_MS: i64 = 24 * 3_600_000;
const MORNING_MS: i64 = 9 * 3_600_000;

/// How a system answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Manner {
    Prompt,
    Late,
    Twice,
    WrongFirst,
    Never,
}

/// Every manner, with how often chance draws it, of a hundred.
pub(super) const MANNERS: [(Manner, u32); 5] = [
    (Manner::Prompt, 72),
    (Manner::Late, 8),
    (Manner::Twice, 8),
    (Manner::WrongFirst, 8),
    (Manner::Never, 4),
];

/// What has to become of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expected {
    /// Taken; or too late, when the case has gone on.
    Taken,
    /// Nothing changes.
    Nothing,
    Refused,
}

/// An answer that waits for its time.
#[derive(Debug)]
struct Planned {
    at: Timestamp,
    port: PortKind,
    body: Value,
    expected: Expected,
}

#[derive(Deserialize)]
struct Outbox {
    entries: Vec<Question>,
    next: Option<String>,
}

#[derive(Deserialize)]
struct Question {
    ask: u64,
    case: Option<String>,
    due: Day,
    content: Value,
}

#[derive(Deserialize)]
struct Feed {
    events: Vec<Told>,
    next: u64,
}

#[derive(Deserialize)]
struct Told {
    kind: String,
    data: Value,
}

/// The systems around the hall.
#[derive(Debug)]
pub(super) struct Ports {
    chance: Chance,
    read: u64,
    seen: BTreeMap<PortKind, u64>,
    planned: Vec<Planned>,
    sent: u64,
    /// One manner for all, where the script says so.
    pub(super) manner: Option<Manner>,
    /// What the identity port says of everybody.
    pub(super) matches: bool,
    /// What the credit port says of everybody.
    pub(super) discredited: bool,
    /// Whether the store of licences has what it is asked for.
    pub(super) has_licence: bool,
    /// Who takes papers over in departments with a system of their own.
    pub(super) officer: String,
    /// What became of answers, by port.
    pub(super) tally: BTreeMap<String, u64>,
    /// What became of them against the rules.
    pub(super) unexpected: u64,
    /// Refusals on purpose, by rule.
    pub(super) refusals: BTreeMap<String, u64>,
    /// A case for each.
    pub(super) examples: BTreeMap<String, String>,
}

impl Ports {
    pub(super) fn new(seed: u64) -> Ports {
        Ports {
            chance: Chance::new(seed ^ 0x9e37),
            read: 0,
            seen: BTreeMap::new(),
            planned: Vec::new(),
            sent: 0,
            manner: None,
            matches: true,
            discredited: false,
            has_licence: true,
            officer: String::new(),
            tally: BTreeMap::new(),
            unexpected: 0,
            refusals: BTreeMap::new(),
            examples: BTreeMap::new(),
        }
    }

    /// Reads what is new, and answers what is time for.
    pub(super) async fn tick(&mut self, hall: &mut Patient, now: Timestamp) -> anyhow::Result<()> {
        for port in self.asked(hall).await? {
            self.collect(hall, port, now).await?;
        }
        self.send(hall, now).await
    }

    /// The ports that were asked something since the last look.
    async fn asked(&mut self, hall: &mut Patient) -> anyhow::Result<Vec<PortKind>> {
        let mut ports: Vec<PortKind> = Vec::new();
        loop {
            let reply = hall.get(&format!("/v1/events?after={}&limit={PAGE}", self.read)).await?;
            let feed: Feed = serde_json::from_slice(&reply.body).context("a page of the log")?;
            if feed.next == self.read {
                return Ok(ports);
            }
            self.read = feed.next;
            for told in feed.events.iter().filter(|told| told.kind == "PortAsked") {
                let port = told.data.get("port").and_then(Value::as_str);
                ports.extend(port.and_then(PortKind::from_name));
            }
            ports.sort_unstable();
            ports.dedup();
        }
    }

    async fn collect(
        &mut self,
        hall: &mut Patient,
        port: PortKind,
        now: Timestamp,
    ) -> anyhow::Result<()> {
        loop {
            let after = self.seen.get(&port).copied().unwrap_or(0);
            let path = format!("/v1/ports/{}?after={after}&limit={PAGE}", port.name());
            let reply = hall.get(&path).await?;
            let page: Outbox = serde_json::from_slice(&reply.body).context("an outbox")?;
            for ask in page.entries {
                self.seen.insert(port, ask.ask);
                self.plan(port, &ask, now);
            }
            if page.next.is_none() {
                return Ok(());
            }
        }
    }

    fn plan(&mut self, port: PortKind, ask: &Question, now: Timestamp) {
        let weights = MANNERS.map(|(_, weight)| weight);
        let drawn = self.chance.weighted(&weights).and_then(|at| MANNERS.get(at));
        let manner = self.manner.or(drawn.map(|(manner, _)| *manner)).unwrap_or(Manner::Prompt);
        *self.tally.entry(format!("{} asked", port.name())).or_default() += 1;
        let mut right = self.right(port, ask);
        let late = ask.due.start().plus_ms(DAY_MS + MORNING_MS);
        let mut plan = |at: Timestamp, body: Value, expected| {
            self.planned.push(Planned { at, port, body, expected });
        };
        match manner {
            Manner::Prompt => plan(now, right, Expected::Taken),
            Manner::Late => plan(late, right, Expected::Taken),
            Manner::Twice => {
                plan(now, right.clone(), Expected::Taken);
                plan(now, right.clone(), Expected::Nothing);
                change(&mut right);
                plan(now, right, Expected::Refused);
            }
            Manner::WrongFirst => {
                plan(now, mistaken(port, &right), Expected::Refused);
                plan(now, right, Expected::Taken);
            }
            Manner::Never => {
                *self.tally.entry(format!("{} never answered", port.name())).or_default() += 1;
            }
        }
    }

    /// The answer as it should be.
    fn right(&mut self, port: PortKind, ask: &Question) -> Value {
        let n = ask.ask;
        let of = |group: &str, field: &str| {
            ask.content.get(group).and_then(|group| group.get(field)).cloned().unwrap_or_default()
        };
        let answer = match port {
            PortKind::Identity => json!({"identity_checked": {
                "matches": self.matches, "reference": format!("V{n}")}}),
            PortKind::Credit => json!({"credit_checked": {
                "discredited": self.discredited, "source": "信用中国"}}),
            PortKind::ESeal => json!({"sealed": {
                "hash": of("seal", "hash"), "seal": format!("SEAL{n}")}}),
            PortKind::Payment if ask.content.get("refund").is_some() => json!({"refunded": {
                "amount_fen": of("refund", "amount_fen"), "receipt": of("refund", "receipt"),
                "refund": format!("RF{n}")}}),
            PortKind::ELicence if self.has_licence => json!({"licence_found": {
                "material": of("licence", "material"), "number": format!("LIC{n}")}}),
            PortKind::ELicence => json!({"licence_missing": {
                "material": of("licence", "material"), "reason": "查无此证"}}),
            PortKind::Payment => json!({"paid": {
                "amount_fen": of("pay", "amount_fen"), "receipt": format!("PAY{n}")}}),
            PortKind::Logistics => json!({"parcel_signed": {
                "parcel": of("deliver", "parcel"), "receipt": format!("POD{n}")}}),
            PortKind::Message => json!({"message_sent": {"reference": format!("SMS{n}")}}),
            PortKind::Department => json!({"taken_over": {"officer": self.officer}}),
            PortKind::Archive => json!({"archived": {"package": format!("PKG{n}")}}),
            PortKind::Platform => json!({"received": {"reference": format!("EX{n}")}}),
        };
        json!({
            "type": "answer_port", "actor": port.actor(), "case": ask.case, "ask": n,
            "answer": answer,
        })
    }

    async fn send(&mut self, hall: &mut Patient, now: Timestamp) -> anyhow::Result<()> {
        let all = std::mem::take(&mut self.planned);
        let (due, later): (Vec<Planned>, Vec<Planned>) =
            all.into_iter().partition(|planned| planned.at <= now);
        self.planned = later;
        for planned in due.chunks(PAGE) {
            let bodies: Vec<Value> = planned.iter().map(|one| self.numbered(&one.body)).collect();
            let outcomes = hall.commands(serde_json::to_vec(&bodies)?.into()).await?;
            for (planned, outcome) in planned.iter().zip(outcomes) {
                self.note(planned, &outcome);
            }
        }
        Ok(())
    }

    fn numbered(&mut self, body: &Value) -> Value {
        let mut body = body.clone();
        self.sent += 1;
        if let Value::Object(fields) = &mut body {
            let id = format!("00000000-0000-8000-9000-{:012x}", self.sent);
            fields.insert("command_id".to_owned(), id.into());
        }
        body
    }

    fn note(&mut self, planned: &Planned, outcome: &Outcome) {
        let what = match (planned.expected, outcome) {
            (Expected::Taken, Outcome::Done { .. }) => "answered",
            (Expected::Nothing, Outcome::Done { events: 0, .. }) => "answered twice the same",
            (_, Outcome::Refused { code, .. }) if is_too_late(code) => "answered too late",
            (Expected::Refused, Outcome::Refused { .. }) => "refused",
            (Expected::Taken, Outcome::Refused { code, .. }) if has_to_answer_first(code) => {
                // The archive is told which answer is missing, and comes again the next day.
                let at = planned.at.plus_ms(DAY_MS);
                self.planned.push(Planned { at, body: planned.body.clone(), ..*planned });
                "sent again"
            }
            // The case takes no more papers.
            (Expected::Taken | Expected::Nothing, Outcome::Refused { code, .. })
                if code == "not_asked" =>
            {
                "not asked any more"
            }
            // Of money nothing is lost: a clerk finds out, or it is given back.
            (Expected::Refused, Outcome::Done { .. }) if planned.port == PortKind::Payment => {
                "contradicted"
            }
            (_, outcome) => {
                self.unexpected += 1;
                tracing::warn!(body = %planned.body, ?outcome, "a port was met unexpectedly");
                "met unexpectedly"
            }
        };
        if let Outcome::Refused { code, .. } = outcome {
            if let Some(case) = planned.body.get("case").and_then(Value::as_str) {
                self.examples.entry(code.clone()).or_insert_with(|| case.to_owned());
            }
            *self.refusals.entry(code.clone()).or_default() += 1;
        }
        *self.tally.entry(format!("{} {what}", planned.port.name())).or_default() += 1;
    }
}

/// What was asked for waits for the answer of another port, or for its silence to be recorded.
pub(super) fn has_to_answer_first(code: &str) -> bool {
    matches!(code, "port_question_open" | "credit_awaited" | "refund_open")
}

/// The case went on without the answer, or an earlier turn of it was never received.
fn is_too_late(code: &str) -> bool {
    matches!(code, "wrong_phase" | "out_of_turn")
}

/// An answer about something else: to a question nobody asked, or of a seal on another text.
fn mistaken(port: PortKind, right: &Value) -> Value {
    let mut wrong = right.clone();
    if let Some(hash) = wrong.pointer_mut("/answer/sealed/hash")
        && port == PortKind::ESeal
    {
        *hash = "0".repeat(64).into();
    } else if let Some(ask) = wrong.get_mut("ask") {
        *ask = (u64::MAX / 2).into();
    }
    wrong
}

/// Another content of the same form.
fn change(body: &mut Value) {
    let Some(answer) = body.get_mut("answer").and_then(Value::as_object_mut) else { return };
    for fields in answer.values_mut().filter_map(Value::as_object_mut) {
        for value in fields.values_mut() {
            match value {
                Value::Bool(flag) => *flag = !*flag,
                Value::String(text) if text.len() != 64 => text.push('x'),
                Value::Null
                | Value::Number(_)
                | Value::String(_)
                | Value::Array(_)
                | Value::Object(_) => (),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask() -> Question {
        let content = json!({"pay": {"amount_fen": 8_000}});
        let due = "2026-06-16".parse().unwrap();
        Question { ask: 7, case: Some("N1".to_owned()), due, content }
    }

    fn planned(manner: Manner) -> Vec<Planned> {
        let mut ports = Ports::new(1);
        ports.manner = Some(manner);
        let now = "2026-06-15".parse::<Day>().unwrap().start();
        ports.plan(PortKind::Payment, &ask(), now);
        ports.planned
    }

    #[test]
    fn each_manner_is_what_its_name_says() {
        assert!(planned(Manner::Never).is_empty());
        assert_eq!(planned(Manner::Prompt).len(), 1);
        assert!(planned(Manner::Late)[0].at.day() > ask().due);
        let twice = planned(Manner::Twice);
        assert_eq!(twice[0].body, twice[1].body);
        assert_ne!(twice[0].body, twice[2].body);
        assert_eq!(planned(Manner::WrongFirst)[0].expected, Expected::Refused);
    }

    #[test]
    fn every_port_answers_in_words_the_engine_reads() {
        use engine::command::Sent;
        let mut ports = Ports::new(1);
        ports.officer = "SL-rep".to_owned();
        let hash = "0".repeat(64);
        let content = json!({
            "licence": {"material": "ID"}, "pay": {"amount_fen": 1}, "seal": {"hash": hash}, "deliver": {"parcel": "P"},
        });
        for port in PortKind::ALL {
            let body = ports.right(*port, &Question { content: content.clone(), ..ask() });
            Sent::read("answer_port", body).unwrap().unwrap();
        }
        ports.has_licence = false;
        let refund = json!({"refund": {"amount_fen": 1, "receipt": "R"}});
        for (port, content) in [(PortKind::ELicence, content), (PortKind::Payment, refund)] {
            let body = ports.right(port, &Question { content, ..ask() });
            Sent::read("answer_port", body).unwrap().unwrap();
        }
    }
}
