//! 各类办件: one case of every kind, played by a script that waits for what the hall does, after the day is over.

mod kinds;
mod script;
mod tickets;
mod voices;

use anyhow::{Context, bail};
use engine::command::Command;
use engine::time::{Day, Timestamp};
use serde_json::{Value, json};

use crate::client::{Outcome, Patient};
use crate::model;

use super::hours::Hours;
use super::ports::{Ports, has_to_answer_first};
use super::set_time;
use super::story::Story;

/// The item whose versions with other rules the script uses, and its department.
const BASE: &str = "SL-02";
/// The local rule that the illustrative hall names for what silence means.
const BASIS: &str = "示例县政务服务办法";
/// Working days until every port has answered or its term is over.
const ANSWER_DAYS_MAX: u32 = 5;

/// Somebody who plays the script.
pub(super) struct Show<'a> {
    pub(super) hall: &'a mut Patient,
    pub(super) ports: &'a mut Ports,
    pub(super) met: &'a mut Story,
    hours: Hours,
    now: Timestamp,
    sent: u64,
    base: Value,
    items: u32,
}

impl<'a> Show<'a> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the one command that is looked for")]
    pub(super) fn new(
        hall: &'a mut Patient,
        ports: &'a mut Ports,
        met: &'a mut Story,
        now: Timestamp,
    ) -> anyhow::Result<Show<'a>> {
        let published = model::commands(None)?.into_iter().find_map(|command| match command {
            Command::PublishItem(publish) if publish.definition.code.as_str() == BASE => {
                Some(publish.definition)
            }
            _ => None,
        });
        let base = serde_json::to_value(published.context("the model has no such item")?)?;
        let hours = Hours::new();
        Ok(Show { hall, ports, met, hours, now, sent: 0, base, items: 0 })
    }

    /// Publishes the item with other rules.
    pub(super) async fn item(&mut self, code: &str, patch: Value) -> anyhow::Result<()> {
        let definition = self.definition(code, patch);
        self.ok("admin", json!({"type": "publish_item", "definition": definition})).await?;
        for (kind, grantee, power) in
            [(2, json!({"unit": "centre"}), "intake"), (1, json!({"person": "SL-chief"}), "decide")]
        {
            let letter = json!({
                "number": format!("{code}-{kind}"), "kind": kind, "grantor": "SL",
                "grantee": grantee, "power": power, "items": [code], "valid_from": "2026-01-01",
            });
            self.ok("admin", json!({"type": "file_letter", "letter": letter})).await?;
        }
        Ok(())
    }

    /// The item with other rules.
    fn definition(&mut self, code: &str, patch: Value) -> Value {
        let mut definition = self.base.clone();
        self.items += 1;
        let impl_code = format!("11430422000000051U40001050129{:02}", self.items);
        if let (Value::Object(fields), Value::Object(patch)) = (&mut definition, patch) {
            fields.insert("code".to_owned(), code.into());
            fields.insert("impl_code".to_owned(), impl_code.into());
            fields.extend(patch);
        }
        definition
    }

    fn today(&self) -> Day {
        self.now.day()
    }

    /// What a query says.
    pub(super) async fn asked(&mut self, path: &str) -> anyhow::Result<Value> {
        let reply = self.hall.get(path).await?;
        serde_json::from_slice(&reply.body).with_context(|| path.to_owned())
    }

    /// Working days pass; the systems around the hall go on answering.
    pub(super) async fn days(&mut self, days: u32) -> anyhow::Result<()> {
        for _ in 0..days {
            self.now = self.hours.plus_days(self.now, 1);
            set_time(self.hall, self.now).await?;
            self.ports.tick(self.hall, self.now).await?;
        }
        Ok(())
    }

    /// Commands one after another, in one minute.
    async fn send_all(&mut self, asked: Vec<(String, Value)>) -> anyhow::Result<Vec<Outcome>> {
        self.now = self.hours.plus(self.now, 1);
        set_time(self.hall, self.now).await?;
        let commands: Vec<Value> =
            asked.into_iter().map(|(actor, command)| self.signed(&actor, command)).collect();
        let outcomes = self.hall.commands(serde_json::to_vec(&commands)?.into()).await?;
        self.ports.tick(self.hall, self.now).await?;
        Ok(outcomes)
    }

    /// With who sends it, from which window, under an id of its own, where the command does not say so itself.
    fn signed(&mut self, actor: &str, mut command: Value) -> Value {
        self.sent += 1;
        self.met.commands += 1;
        if let Value::Object(fields) = &mut command {
            fields.insert("actor".to_owned(), actor.into());
            if let Some((window, "A")) = actor.split_once('-') {
                fields.entry("place").or_insert_with(|| window.into());
            }
            let id = format!("00000000-0000-8000-a000-{:012x}", self.sent);
            fields.entry("command_id").or_insert_with(|| id.into());
        }
        command
    }

    async fn send(&mut self, actor: &str, command: Value) -> anyhow::Result<Outcome> {
        let outcomes = self.send_all(vec![(actor.to_owned(), command)]).await?;
        outcomes.into_iter().next().context("no answer")
    }

    /// Commands that all have to be carried out, one after another.
    pub(super) async fn all(&mut self, asked: Vec<(String, Value)>) -> anyhow::Result<()> {
        let shown = asked.clone();
        let outcomes = self.send_all(asked).await?;
        for ((actor, command), outcome) in shown.into_iter().zip(outcomes) {
            if let Outcome::Refused { code, detail, .. } = outcome {
                bail!("{actor} {command}: {code}: {detail}");
            }
        }
        Ok(())
    }

    /// A command that has to be carried out; the number of its voice or case.
    pub(super) async fn ok(&mut self, actor: &str, command: Value) -> anyhow::Result<String> {
        let shown = command.to_string();
        match self.send(actor, command).await? {
            Outcome::Done { case, voice, .. } => Ok(voice.or(case).unwrap_or_default()),
            Outcome::Refused { code, detail, .. } => bail!("{actor} {shown}: {code}: {detail}"),
        }
    }

    /// A command on a ticket or an appointment that has to be carried out; its number.
    pub(super) async fn visit(&mut self, actor: &str, command: Value) -> anyhow::Result<String> {
        let shown = command.to_string();
        match self.send(actor, command).await? {
            Outcome::Done { visit: Some(number), .. } => Ok(number),
            other @ (Outcome::Done { .. } | Outcome::Refused { .. }) => {
                bail!("{actor} {shown}: a number was expected, {other}")
            }
        }
    }

    /// A command that a rule has to stop.
    pub(super) async fn refused(
        &mut self,
        actor: &str,
        command: Value,
        rule: &str,
    ) -> anyhow::Result<()> {
        let shown = command.to_string();
        let case = command.get("case").and_then(Value::as_str).map(str::to_owned);
        match self.send(actor, command).await? {
            Outcome::Refused { code, .. } if code == rule => {
                if let Some(case) = case {
                    self.met.examples.entry(code.clone()).or_insert(case);
                }
                *self.met.refusals.entry(code).or_default() += 1;
                Ok(())
            }
            other @ (Outcome::Done { .. } | Outcome::Refused { .. }) => {
                bail!("{actor} {shown}: {rule} was expected, {other}")
            }
        }
    }

    /// Received at the first window, looked at.
    async fn received(&mut self, item: &str, papers: &[&str]) -> anyhow::Result<String> {
        self.received_with(item, papers, Value::Null).await
    }

    /// The same, and the application says more.
    async fn received_with(
        &mut self,
        item: &str,
        papers: &[&str],
        more: Value,
    ) -> anyhow::Result<String> {
        let materials: Vec<Value> = papers
            .iter()
            .map(|paper| json!({"material": paper, "way": "paper", "trust": "B"}))
            .collect();
        let certificate = format!("SHOW{:014}", self.sent);
        let mut application = json!({
            "type": "receive_application", "item": item, "channel": "window",
            "applicant": {"name": "示例申请人", "certificate_type": "990", "certificate": certificate},
            "materials": materials, "delivery": "counter",
        });
        if let (Value::Object(fields), Value::Object(more)) = (&mut application, more) {
            fields.extend(more);
        }
        let case = self.ok("W01-A", application).await?;
        self.ok("W01-A", json!({"type": "start_pre_check", "case": case})).await?;
        Ok(case)
    }

    pub(super) async fn step(
        &mut self,
        actor: &str,
        kind: &str,
        case: &str,
        fields: Value,
    ) -> anyhow::Result<()> {
        let mut command = json!({"type": kind, "case": case});
        if let (Value::Object(command), Value::Object(fields)) = (&mut command, fields) {
            command.extend(fields);
        }
        self.ok(actor, command).await?;
        Ok(())
    }

    /// From acceptance to the department's task, claimed and reviewed.
    async fn on_to_decision(&mut self, case: &str, papers: &[&str]) -> anyhow::Result<()> {
        self.step("W01-A", "split_case", case, json!({})).await?;
        self.step("W01-A", "hand_over_case", case, json!({"manifest": papers})).await?;
        if !self.is_in(case, "handling").await? {
            self.step("SL-rep", "acknowledge_hand_over", case, json!({})).await?;
        }
        self.step("SL-approver", "complete_step", case, json!({"opinion": "符合条件"})).await
    }

    async fn is_in(&mut self, case: &str, phase: &str) -> anyhow::Result<bool> {
        let view = self.asked(&format!("/v1/cases/{case}")).await?;
        Ok(view.get("phase").and_then(Value::as_str) == Some(phase))
    }

    /// From the decision into the applicant's hand and the archive, at the counter.
    async fn on_to_archive(&mut self, case: &str) -> anyhow::Result<()> {
        self.handed_out(case).await?;
        self.put_into_archive(case).await
    }

    /// 归档 once every port that the case needs has answered, or its silence is on a card.
    pub(super) async fn put_into_archive(&mut self, case: &str) -> anyhow::Result<()> {
        for _ in 0..ANSWER_DAYS_MAX {
            let archive = json!({"type": "archive_case", "case": case, "package": "AP-SHOW"});
            match self.send("C01-A", archive).await? {
                Outcome::Done { .. } => return Ok(()),
                Outcome::Refused { code, .. } if has_to_answer_first(&code) => {
                    *self.met.refusals.entry(code).or_default() += 1;
                    self.days(1).await?;
                }
                Outcome::Refused { code, detail, .. } => bail!("archive {case}: {code}: {detail}"),
            }
        }
        bail!("no port answered for {case} in {ANSWER_DAYS_MAX} working days")
    }

    async fn handed_out(&mut self, case: &str) -> anyhow::Result<()> {
        let number = format!("示范-{case}");
        self.step("SL-rep", "record_result", case, json!({"number": number})).await?;
        self.step("SL-rep", "feed_back_result", case, json!({"notified": true})).await?;
        self.step("C01-A", "prepare_delivery", case, json!({"notified": true})).await?;
        let receipt = json!({"receipt": {"signature": "S-SHOW"}});
        self.step("C01-A", "deliver_result", case, receipt).await
    }
}
