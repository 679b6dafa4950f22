//! The life of a case as texts that only lack their case number: built once, so that the client costs little.

use anyhow::{Context, bail};
use engine::hall::Role;
use engine::item::{CaseType, StepKind};
use serde_json::{Value, json};

use crate::model::{Item, Model};

/// Persons that one connection sends; the keyring of a short run stays small.
const PERSONS: u64 = 1_000;
/// Where a case number or a person goes.
const HOLE: &str = "@@";

/// One command without its holes filled, cut at them.
#[derive(Clone, Debug)]
pub(super) struct Template {
    first: String,
    rest: Vec<String>,
}

impl Template {
    fn of(command: &Value) -> anyhow::Result<Template> {
        let text = command.to_string();
        let (first, rest) = text.split_once(HOLE).context("a template has a hole")?;
        let rest = rest.split(HOLE).map(str::to_owned).collect();
        Ok(Template { first: first.to_owned(), rest })
    }

    /// Writes the command with its holes filled.
    pub(super) fn write(&self, hole: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(self.first.as_bytes());
        for part in &self.rest {
            out.extend_from_slice(hole.as_bytes());
            out.extend_from_slice(part.as_bytes());
        }
    }
}

/// The commands of one item's cases, from receipt to archive.
#[derive(Clone, Debug)]
pub(super) struct Script {
    /// The first makes the case; its hole is the person.
    pub(super) steps: Vec<Template>,
}

/// The scripts of all items whose cases go the whole way through a back office and need nothing special.
pub(super) fn scripts(model: &Model) -> anyhow::Result<Vec<Script>> {
    let scripts: Vec<Script> = model
        .items
        .iter()
        .filter(|item| is_plain(item))
        .filter_map(|item| script(model, item).transpose())
        .collect::<anyhow::Result<_>>()?;
    if scripts.is_empty() {
        bail!("the hall model has no item with a plain life");
    }
    Ok(scripts)
}

fn is_plain(item: &Item) -> bool {
    let steps: Vec<(StepKind, Role)> =
        item.steps.iter().map(|step| (step.step, step.role)).collect();
    let behind = [(StepKind::Review, Role::Approver), (StepKind::Decide, Role::ChiefApprover)];
    item.case_type == CaseType::Promise
        && !item.site_inspection
        && item.fee_cny == 0
        && item.promise_limit > 1
        && steps.get(1..) == Some(&behind)
        && item.delivery.contains(&engine::item::DeliveryWay::Counter)
}

fn script(model: &Model, item: &Item) -> anyhow::Result<Option<Script>> {
    let Some(window) = model.intake_windows(&item.zone).next() else { return Ok(None) };
    let officer = format!("{window}-A");
    let at_window =
        |kind: &str, fields: Value| command(kind, &officer, Some(window.as_str()), fields);
    let behind = |kind: &str, post: &str, fields: Value| {
        command(kind, &format!("{}-{post}", item.department), None, fields)
    };
    let out = |kind: &str, fields: Value| command(kind, "C01-A", Some("C01"), fields);
    let copy = |need: &crate::model::Material| json!({"material": need.material, "way": "upload", "trust": "B"});
    let papers: Vec<Value> = item.materials.iter().map(copy).collect();
    let manifest: Vec<_> = item.materials.iter().map(|need| &need.material).collect();
    let receive = json!({
        "type": "receive_application", "actor": officer, "place": window, "item": item.id,
        "channel": "window", "materials": papers, "delivery": "counter",
        "applicant": {"name": "测试", "certificate_type": "990", "certificate": HOLE},
    });
    let commands = [
        receive,
        at_window("start_pre_check", json!({})),
        at_window("accept_case", json!({})),
        at_window("split_case", json!({})),
        at_window("hand_over_case", json!({"manifest": manifest})),
        behind("acknowledge_hand_over", "rep", json!({})),
        behind("claim_case", "approver", json!({})),
        behind("complete_step", "approver", json!({"opinion": "符合条件"})),
        behind("claim_case", "chief", json!({})),
        behind("decide_case", "chief", json!({"outcome": "granted"})),
        behind("record_result", "rep", json!({"number": HOLE})),
        behind("feed_back_result", "rep", json!({"notified": true})),
        out("prepare_delivery", json!({"notified": true})),
        out("deliver_result", json!({"receipt": {"signature": "S-1"}})),
        out("archive_case", json!({"package": "A-1"})),
    ];
    let steps: anyhow::Result<_> = commands.iter().map(Template::of).collect();
    Ok(Some(Script { steps: steps? }))
}

fn command(kind: &str, actor: &str, place: Option<&str>, fields: Value) -> Value {
    let mut whole = json!({"type": kind, "actor": actor, "case": HOLE});
    if let (Value::Object(whole), Value::Object(fields)) = (&mut whole, fields) {
        whole.extend(fields);
        whole.extend(place.map(|place| ("place".to_owned(), place.into())));
    }
    whole
}

/// The certificate of a person, of a connection's own.
pub(super) fn person(connection: usize, n: u64) -> String {
    format!("LOAD-{connection}-{}", n % PERSONS)
}

#[cfg(test)]
mod tests {
    use engine::command::Sent;

    use super::*;

    #[test]
    fn every_command_of_every_script_is_one_the_engine_reads() {
        let scripts = scripts(&Model::read(None).unwrap()).unwrap();
        assert!(scripts.len() > 10, "{}", scripts.len());
        for script in &scripts {
            assert_eq!(script.steps.len(), 15);
            for template in script.steps.iter().skip(1) {
                let mut text = Vec::new();
                template.write("N1", &mut text);
                let value: Value = serde_json::from_slice(&text).unwrap();
                let kind = value["type"].as_str().unwrap().to_owned();
                Sent::read(&kind, value).unwrap().unwrap();
            }
        }
    }

    #[test]
    fn the_person_goes_into_the_application() {
        let scripts = scripts(&Model::read(None).unwrap()).unwrap();
        let mut text = Vec::new();
        scripts[0].steps[0].write(&person(3, 1_007), &mut text);
        let value: Value = serde_json::from_slice(&text).unwrap();
        assert_eq!(value["applicant"]["certificate"], "LOAD-3-7");
    }
}
