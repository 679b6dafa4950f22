//! A call, explained: whom it passed over and by which rule, chosen again; a forged call is found.

use std::collections::BTreeSet;

use engine::event::Event;
use engine::record::Commit;
use engine::ticket::{CallRule, TicketNumber};
use replay::export::{Format, Scope};
use replay::why_called::{NoAnswer, WhyCalled};
use replay::{Moment, Source};
use serde_json::{Value, json};

use crate::export::Made;
use crate::hall::{Told, set_up, written};

/// Two ordinary tickets, one of the green channel, one for a window that does not take it; the green one is called.
pub(crate) fn morning() -> Told {
    let mut told = set_up();
    let take = |more: Value| {
        let mut command = json!({ "type": "take_ticket", "zone": "Z1" });
        command.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        command
    };
    told.say("2026-01-06 09:00", "applicant", take(json!({})));
    told.say("2026-01-06 09:01", "applicant", take(json!({ "items": ["JZ-01"] })));
    told.say("2026-01-06 09:02", "applicant", take(json!({ "ground": "elderly" })));
    let person = format!("{:032x}", 7001);
    told.say("2026-01-06 09:03", "applicant", take(json!({ "person": person })));
    let at_window = |kind: &str, ticket: &str| {
        let mut command = json!({ "type": kind, "place": "W1" });
        if !ticket.is_empty() {
            command["ticket"] = json!(ticket);
        }
        command
    };
    told.say("2026-01-06 09:04", "window-1", at_window("call_next", ""));
    told.say("2026-01-06 09:05", "window-1", at_window("start_service", "20260106-0003"));
    told.say("2026-01-06 09:09", "window-1", at_window("finish_service", "20260106-0003"));
    let delivery = json!({ "type": "call_next", "place": "D1" });
    told.say("2026-01-06 09:10", "delivery-1", delivery);
    told.say("2026-01-06 09:11", "window-1", at_window("call_next", ""));
    told.say("2026-01-06 09:12", "window-1", at_window("recall_ticket", "20260106-0002"));
    told
}

fn number(text: &str) -> TicketNumber {
    text.parse().unwrap()
}

fn why(commits: &[Commit], ticket: &str) -> Result<WhyCalled, NoAnswer> {
    let (_temp, dir) = written(commits);
    let source = Source::open(&dir).unwrap();
    WhyCalled::of(&source, number(ticket), Moment::End, |_| ())
}

#[test]
fn the_answer_names_who_was_passed_over_and_by_which_rule() {
    let told = morning();
    let answer = why(&told.commits, "20260106-0003").unwrap();
    let [call] = &answer.calls[..] else { panic!("{answer:?}") };
    assert_eq!((call.window.as_str(), call.rule), ("W1", CallRule::Green));
    let passed: Vec<TicketNumber> = call.passed.iter().map(|waited| waited.ticket).collect();
    assert_eq!(passed, [number("20260106-0001"), number("20260106-0002")]);
    assert_eq!(call.passed[0].why, CallRule::Arrival.english());
    assert_eq!((call.later, call.unfit.len()), (1, 0));
    assert!(answer.holds);
}

#[test]
fn who_could_not_be_called_there_is_told_with_the_reason() {
    let told = morning();
    let answer = why(&told.commits, "20260106-0001").unwrap();
    let [call] = &answer.calls[..] else { panic!("{answer:?}") };
    assert_eq!((call.window.as_str(), call.rule), ("D1", CallRule::Arrival));
    let unfit: Vec<_> = call.unfit.iter().map(|waited| (waited.ticket, &*waited.why)).collect();
    let not_taken = "the window does not take JZ-01 today";
    assert_eq!(unfit, [(number("20260106-0002"), not_taken)]);
}

#[test]
fn every_call_of_a_ticket_is_told_recalls_too() {
    let told = morning();
    let answer = why(&told.commits, "20260106-0002").unwrap();
    let rules: Vec<CallRule> = answer.calls.iter().map(|call| call.rule).collect();
    assert_eq!(rules, [CallRule::Arrival, CallRule::Recall]);
    assert!(why(&told.commits, "20260106-0004").unwrap().calls.is_empty());
    let unknown = why(&told.commits, "20260106-0099");
    assert!(matches!(unknown, Err(NoAnswer::UnknownTicket(_))), "{unknown:?}");
}

/// What a clerk with the disk would like to have happened: another ticket, rule, policy, or nobody passed over.
#[test]
fn a_call_that_the_policy_would_not_have_made_is_found() {
    let told = morning();
    let is_call = |commit: &Commit| matches!(commit.entries[0].event, Event::TicketCalled(_));
    let at = told.commits.iter().position(is_call).unwrap();
    let forged = |change: &dyn Fn(&mut engine::event::TicketCalled)| {
        let mut commits = told.commits[..=at].to_vec();
        let Event::TicketCalled(called) = &mut commits[at].entries[0].event else { panic!() };
        change(called);
        let ticket = called.ticket.to_string();
        let answer = why(&commits, &ticket).unwrap();
        assert!(!answer.holds);
        answer.calls.last().unwrap().differs.clone().unwrap()
    };
    let another = forged(&|called| {
        called.ticket = number("20260106-0004");
        called.passed.clear();
    });
    assert_eq!(another, "20260106-0003 was next, by: green channel");
    assert!(forged(&|called| called.rule = CallRule::Arrival).starts_with("the rule is"));
    assert!(forged(&|called| called.passed.clear()).starts_with("passed over are"));
    assert!(forged(&|called| called.policy = 7).ends_with("was in force"));
}

#[test]
fn tickets_are_things_of_an_export_with_holder_and_cases() {
    let mut told = morning();
    let ticket = "20260106-0002";
    let mut start = json!({ "type": "start_service", "place": "W1" });
    start["ticket"] = json!(ticket);
    told.say("2026-01-06 09:13", "window-1", start);
    let application = json!({
        "type": "receive_application", "place": "W1", "item": "JZ-01", "channel": "window",
        "applicant": { "subject": 9, "token": format!("{:032x}", 7009), "sealed": "c0de" },
        "materials": [{ "material": "FORM", "way": "paper", "trust": "B" }],
        "delivery": "counter", "ticket": ticket,
    });
    told.say("2026-01-06 09:14", "window-1", application);
    let made = Made::of(told);
    let (_, out) = made.export(Format::OcelJson, &Scope::default());
    let log: Value = serde_json::from_slice(&std::fs::read(out).unwrap()).unwrap();
    let objects = log["objects"].as_array().unwrap();
    let ids: BTreeSet<&str> = objects.iter().map(|object| object["id"].as_str().unwrap()).collect();
    assert_eq!(ids.iter().filter(|id| id.starts_with("ticket:")).count(), 4);
    assert!(ids.contains(&*format!("applicant:{:032x}", 7001)), "the holder of a ticket");
    let events = log["events"].as_array().unwrap();
    let related = |event: &Value, qualifier: &str| {
        let relations = event["relationships"].as_array().unwrap();
        let of = |relation: &&Value| relation["qualifier"] == qualifier;
        let found: Vec<Value> = relations.iter().filter(of).cloned().collect();
        found
    };
    let passed = events.iter().map(|event| related(event, "passed_over").len()).max();
    assert_eq!(passed, Some(2));
    let opened = events
        .iter()
        .find(|event| !related(event, "ticket").is_empty() && !related(event, "case").is_empty());
    assert!(opened.is_some(), "the ticket names its case");
}
