//! Every example of a command is one that the illustrative hall takes from whom it names, where it names it.

use std::collections::BTreeMap;

use api::{examples, model};
use engine::command::{Actor, Command, Envelope, Sent};
use engine::decide::{Decision, decide};
use engine::id::{CommandId, Fingerprint};
use engine::refusal::{Refusal, Rule};
use engine::time::Timestamp;
use engine::world::World;
use serde_json::{Value, json};

/// The first case of the examples.
const CASE: &str = "11430422000000019G4000101002000202611200001";

/// A hall on the day of the examples.
#[derive(Clone)]
struct Hall {
    world: World,
    now: Timestamp,
    commands: u128,
}

impl Hall {
    fn new() -> Hall {
        let now = "2026-11-20T09:00:00+08:00".parse().unwrap();
        let mut hall = Hall { world: World::default(), now, commands: 0 };
        for command in model::commands(None).unwrap() {
            hall.take(envelope(Actor::Admin, command)).unwrap();
        }
        hall
    }

    fn take(&mut self, mut envelope: Envelope) -> Result<(), Refusal> {
        self.commands += 1;
        self.now = self.now.plus_ms(1_000);
        envelope.id = CommandId(self.commands);
        envelope.fingerprint = Fingerprint(self.commands);
        if let Decision::Commit(commit) = decide(&self.world, envelope, self.now)? {
            self.world.evolve(&commit).expect("what was decided can be folded");
        }
        Ok(())
    }

    /// Sends an example as it stands.
    fn send(&mut self, example: &Value) -> Result<(), Refusal> {
        let kind = example["type"].as_str().unwrap();
        let sent = Sent::read(kind, sealed(example)).expect("a known type");
        let sent = sent.unwrap_or_else(|error| panic!("{kind}: {error}"));
        self.take(Envelope {
            on_behalf_of: sent.on_behalf_of,
            on_behalf_of_person: sent.on_behalf_of_person,
            place: sent.place,
            ..envelope(sent.actor.expect("an actor"), sent.command)
        })
    }
}

fn envelope(actor: Actor, command: Command) -> Envelope {
    Envelope {
        id: CommandId(0),
        fingerprint: Fingerprint(0),
        actor,
        on_behalf_of: None,
        on_behalf_of_person: None,
        place: None,
        occurred_at: None,
        expected_version: None,
        command,
        received: Box::default(),
    }
}

/// What the border of the server makes of the plain fields of a person.
fn sealed(example: &Value) -> Value {
    let mut sealed = example.clone();
    for (name, subject) in [("applicant", 7), ("agent", 8)] {
        if let Some(person) = sealed.get_mut(name) {
            *person =
                json!({"subject": subject, "token": format!("{subject:032x}"), "sealed": "00"});
        }
    }
    if let Some(words) = sealed.get_mut("words") {
        *words = json!("00");
    }
    if let Some(person) = sealed.get_mut("person").filter(|person| person.is_object()) {
        *person = json!(format!("{:032x}", 7));
    }
    sealed
}

/// Who may not, or not there: what an example is never refused by.
fn is_about_who_or_where(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::WrongRole
            | Rule::WrongUnit
            | Rule::WrongWindow
            | Rule::WrongDesk
            | Rule::WindowClosed
            | Rule::UnknownStaff
            | Rule::UnknownWindow
            | Rule::UnknownUnit
            | Rule::NotEntrusted
            | Rule::SeparationOfDuties
            | Rule::NotCertified
            | Rule::NotHandler
    )
}

/// Nothing is said of who and where: the hall has no such thing, or it stands elsewhere.
fn is_of_another_moment(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::WrongPhase
            | Rule::UnknownCase
            | Rule::UnknownVoice
            | Rule::UnknownBundle
            | Rule::UnknownTicket
            | Rule::UnknownAppointment
    )
}

/// The hall at every moment of the life of the examples' case, and after what is said and asked beside it.
fn moments(all: &[Value]) -> Vec<Hall> {
    let example = |kind: &str| examples::of(all, kind).unwrap().clone();
    let mut moments = vec![Hall::new()];
    let mut step = |command: &Value| {
        let mut next = moments.last().unwrap().clone();
        next.send(command).unwrap_or_else(|refusal| panic!("{command}: {refusal:?}"));
        moments.push(next);
    };
    step(&example("set_ticket_policy"));
    step(&example("receive_application"));
    step(&example("start_pre_check"));
    step(&example("check_original"));
    step(&example("accept_case"));
    step(&example("split_case"));
    step(&example("hand_over_case"));
    step(&example("acknowledge_hand_over"));
    step(&example("claim_case"));
    step(&example("call_meeting"));
    step(&example("complete_step"));
    step(&example("decide_case"));
    step(&example("record_result"));
    step(&example("feed_back_result"));
    step(&example("prepare_delivery"));
    step(&example("record_signing_refusal"));
    step(&example("deliver_result"));
    step(&example("give_review"));
    step(&example("report_trouble"));
    step(&example("assign_voice"));
    step(&example("solve_trouble"));
    step(&example("file_complaint"));
    let complaint = json!({
        "type": "assign_voice", "actor": "centre-quality", "voice": "TS202611200001", "unit": "FGW",
    });
    step(&complaint);
    step(&example("issue_order"));
    step(&example("take_ticket"));
    step(&example("call_next"));
    step(&example("start_service"));
    step(&example("receive_bundle"));
    step(&example("file_letter"));
    step(&example("draft_item"));
    step(&example("archive_case"));
    moments
}

#[test]
fn every_example_is_taken_from_whom_it_names_where_it_names_it() {
    let all = examples::all().unwrap();
    let moments = moments(&all);
    let mut wrong: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for example in &all {
        let kind = example["type"].as_str().unwrap();
        let mut refusals: Vec<Refusal> = Vec::new();
        let is_taken = moments.iter().any(|moment| match moment.clone().send(example) {
            Ok(()) => true,
            Err(refusal) => {
                let is_its_matter =
                    !is_about_who_or_where(refusal.rule) && !is_of_another_moment(refusal.rule);
                refusals.push(refusal);
                is_its_matter
            }
        });
        let said = refusals.iter().filter(|refusal| is_about_who_or_where(refusal.rule));
        let mut said: Vec<String> = said.map(|refusal| format!("{refusal:?}")).collect();
        said.dedup();
        if !is_taken && !said.is_empty() {
            wrong.insert(kind, said);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn an_example_without_its_place_or_by_another_post_is_found() {
    let all = examples::all().unwrap();
    let moments = moments(&all);
    let refused_by = |example: &Value| {
        let refusals = moments.iter().filter_map(|moment| moment.clone().send(example).err());
        refusals.filter(|refusal| is_about_who_or_where(refusal.rule)).count()
    };
    let mut split = examples::of(&all, "split_case").unwrap().clone();
    split.as_object_mut().unwrap().remove("place");
    assert!(refused_by(&split) > 0);
    let archive = json!({
        "type": "archive_case", "actor": "centre-quality", "case": CASE, "package": "sm3:0000",
    });
    assert!(refused_by(&archive) > 0);
}
