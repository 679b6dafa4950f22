//! 剧本: scenes as data (`api/data/demo-script.json`). Each step is done by somebody, or a rule has to stop it.
//!
//! `$name` stands for what an earlier step saved, `$day` for today, `$day+3` for three days later.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context, bail};
use engine::time::Day;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Show;

/// Every scene, in order.
const SCRIPT: &str = include_str!("../../../data/demo-script.json");
/// How often the hall is asked whether its own timers have done something yet.
const LOOKS_MAX: u32 = 200;
/// Between two looks.
const LOOK: Duration = Duration::from_millis(50);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scene {
    scene: String,
    steps: Vec<Value>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Step {
    Days(Days),
    Published(Published),
    Drafted(Drafted),
    Intake(Intake),
    Reviewed(Reviewed),
    Archived(Archived),
    Query(Query),
    Until(Until),
    Act(Box<Act>),
}

/// Working days pass.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Days {
    days: u32,
}

/// An item with other rules is published, with its letters.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Published {
    item: String,
    with: Value,
    refused: Option<String>,
}

/// The same as a draft only.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Drafted {
    draft: String,
    with: Value,
    r#as: String,
}

/// Received at the first window, and looked at.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Intake {
    received: String,
    papers: Vec<String>,
    #[serde(default)]
    with: Value,
    save: String,
}

/// Split, handed over, taken over and reviewed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reviewed {
    reviewed: String,
    papers: Vec<String>,
}

/// From the decision into the archive.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Archived {
    archived: String,
}

/// Something of a query is kept.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Query {
    get: String,
    at: String,
    save: String,
}

/// The hall does something by itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Until {
    until: String,
    case: String,
}

/// A command.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Act {
    r#as: String,
    r#do: Value,
    refused: Option<String>,
    save: Option<String>,
}

type Saved = BTreeMap<String, Value>;

fn scenes() -> anyhow::Result<Vec<Scene>> {
    serde_json::from_str(SCRIPT).context("the script")
}

/// A step with what it refers to.
fn filled(value: &Value, saved: &Saved, today: Day) -> Value {
    let fill = |inner: &Value| filled(inner, saved, today);
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, inner)| (name.clone(), fill(inner)));
            Value::Object(fields.collect())
        }
        Value::Array(entries) => Value::Array(entries.iter().map(fill).collect()),
        Value::String(text) => named(text, saved, today),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
    }
}

fn named(text: &str, saved: &Saved, today: Day) -> Value {
    if let Some(day) = text.strip_prefix("$day") {
        return dated(day, today).into();
    }
    let Some((before, name)) = text.split_once('$') else { return text.into() };
    match saved.get(name) {
        Some(value) if before.is_empty() => value.clone(),
        Some(value) => format!("{before}{}", value.as_str().unwrap_or_default()).into(),
        None => text.into(),
    }
}

/// `+3T09:00:00+08:00` is nine o'clock in three days.
fn dated(text: &str, today: Day) -> String {
    let digits = text.get(1..).unwrap_or_default();
    let end = digits.find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |at| at + 1);
    let (by, rest) = text.split_at(end.min(text.len()));
    format!("{}{rest}", today.plus(by.parse().unwrap_or(0)))
}

impl Show<'_> {
    /// Every scene of the script.
    pub(super) async fn script(&mut self) -> anyhow::Result<()> {
        let mut saved = Saved::new();
        for Scene { scene, steps } in scenes()? {
            for step in steps {
                let step = filled(&step, &saved, self.today());
                let shown = step.to_string();
                let step: Step = serde_json::from_value(step)
                    .with_context(|| format!("a step of {scene}: {shown}"))?;
                let kept = self.one(step).await;
                saved.extend(kept.with_context(|| format!("{scene}: {shown}"))?);
            }
        }
        Ok(())
    }

    /// One step; what it keeps.
    async fn one(&mut self, step: Step) -> anyhow::Result<Option<(String, Value)>> {
        match step {
            Step::Days(Days { days }) => self.days(days).await?,
            Step::Published(Published { item, with, refused: None }) => {
                self.item(&item, with).await?;
            }
            Step::Published(Published { item, with, refused: Some(rule) }) => {
                let definition = self.definition(&item, with);
                let publish = json!({"type": "publish_item", "definition": definition});
                self.refused("admin", publish, &rule).await?;
            }
            Step::Drafted(Drafted { draft, with, r#as }) => {
                let definition = self.definition(&draft, with);
                let draft = json!({"type": "draft_item", "definition": definition});
                self.ok(&r#as, draft).await?;
            }
            Step::Intake(Intake { received, papers, with, save }) => {
                let papers: Vec<&str> = papers.iter().map(String::as_str).collect();
                let case = self.received_with(&received, &papers, with).await?;
                return Ok(Some((save, case.into())));
            }
            Step::Reviewed(Reviewed { reviewed, papers }) => {
                let papers: Vec<&str> = papers.iter().map(String::as_str).collect();
                self.on_to_decision(&reviewed, &papers).await?;
            }
            Step::Archived(Archived { archived }) => self.on_to_archive(&archived).await?,
            Step::Query(Query { get, at, save }) => {
                let value = self.asked(&get).await?;
                let found = value.pointer(&at).cloned();
                return Ok(Some((save, found.with_context(|| format!("no {at} in {get}"))?)));
            }
            Step::Until(Until { until, case }) => self.until(&until, &case).await?,
            Step::Act(step) => return self.carried_out(*step).await,
        }
        Ok(None)
    }

    async fn carried_out(&mut self, step: Act) -> anyhow::Result<Option<(String, Value)>> {
        let Act { r#as, r#do, refused, save } = step;
        if let Some(rule) = refused {
            self.refused(&r#as, r#do, &rule).await?;
            return Ok(None);
        }
        let case = self.ok(&r#as, r#do).await?;
        Ok(save.map(|save| (save, case.into())))
    }

    /// Waits for the hall's own timers, which work beside whoever asks.
    async fn until(&mut self, kind: &str, case: &str) -> anyhow::Result<()> {
        for _ in 0..LOOKS_MAX {
            let page = self.asked(&format!("/v1/cases/{case}/events?limit=1000")).await?;
            let mut events = page.get("entries").and_then(Value::as_array).into_iter().flatten();
            if events.any(|event| event.get("kind").and_then(Value::as_str) == Some(kind)) {
                return Ok(());
            }
            tokio::time::sleep(LOOK).await;
        }
        bail!("{kind} of {case} did not happen")
    }
}

#[cfg(test)]
mod tests {
    use engine::command::Sent;

    use super::*;

    fn today() -> Day {
        Day::new(2026, 6, 15).unwrap()
    }

    #[test]
    fn what_was_saved_and_what_day_it_is_are_filled_in() {
        let saved = Saved::from([("c".to_owned(), json!("N1")), ("n".to_owned(), json!(7))]);
        let filled = |text: &str| named(text, &saved, today());
        assert_eq!(filled("$c"), "N1");
        assert_eq!(filled("$n"), 7);
        assert_eq!(filled("/v1/cases/$c"), "/v1/cases/N1");
        assert_eq!(filled("$day"), "2026-06-15");
        assert_eq!(filled("$day-1"), "2026-06-14");
        assert_eq!(filled("$day+20T09:00:00+08:00"), "2026-07-05T09:00:00+08:00");
        assert_eq!(filled("$nobody"), "$nobody");
    }

    #[test]
    fn every_command_of_the_script_is_one_the_engine_reads() {
        let case = |name: &str| (name.to_owned(), json!("N1"));
        let mut saved: Saved = ["a", "b", "c", "d", "n"].map(case).into();
        saved.insert("token".to_owned(), "07".repeat(16).into());
        saved.insert("subject".to_owned(), json!(7));
        for Scene { scene, steps } in scenes().unwrap() {
            for step in steps {
                let step: Step = serde_json::from_value(filled(&step, &saved, today())).unwrap();
                let Step::Act(step) = step else { continue };
                // Persons are sealed by the server first.
                if step.r#do.get("applicant").is_some() {
                    continue;
                }
                let kind = step.r#do["type"].as_str().unwrap().to_owned();
                let read = Sent::read(&kind, step.r#do.clone());
                read.unwrap().unwrap_or_else(|error| panic!("{scene}: {:?}: {error}", step.r#do));
            }
        }
    }
}
