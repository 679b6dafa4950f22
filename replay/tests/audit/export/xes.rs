//! XES: well formed, one trace a case, the events of each in their order.

use std::collections::BTreeMap;
use std::path::Path;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use replay::Moment;
use replay::export::{Format, Scope, Since};

use super::{Made, count, made};
use crate::hall::joint_history;

type Attributes = BTreeMap<String, String>;

/// The attributes of each trace, and those of each of its events.
fn read(path: &Path) -> Vec<(Attributes, Vec<Attributes>)> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut reader = Reader::from_str(&text);
    reader.config_mut().check_end_names = true;
    let (mut open, mut traces): (Vec<String>, Vec<(Attributes, Vec<Attributes>)>) =
        (Vec::new(), Vec::new());
    loop {
        match reader.read_event().expect("well formed") {
            Event::Start(tag) => {
                let name = tag.name().as_ref().to_owned();
                match name.as_str() {
                    "trace" => traces.push((Attributes::new(), Vec::new())),
                    "event" => traces.last_mut().unwrap().1.push(Attributes::new()),
                    _ => (),
                }
                open.push(name);
            }
            Event::Empty(tag) => match open.last().map(String::as_str) {
                Some("trace") => drop(keep(&tag, &mut traces.last_mut().unwrap().0)),
                Some("event") => {
                    drop(keep(&tag, traces.last_mut().unwrap().1.last_mut().unwrap()));
                }
                _ => (),
            },
            Event::End(_) => drop(open.pop().unwrap()),
            Event::Eof => break,
            _ => (),
        }
    }
    assert!(open.is_empty(), "every element is closed");
    traces
}

fn keep(tag: &BytesStart<'_>, into: &mut Attributes) -> Option<String> {
    let value = |name: &str| {
        let attribute = tag.try_get_attribute(name).unwrap().expect("key and value");
        attribute.normalized_value(XmlVersion::Implicit1_0).unwrap().into_owned()
    };
    let before = into.insert(value("key"), value("value"));
    assert_eq!(before, None, "{} stands once", value("key"));
    before
}

fn traces(made: &Made, scope: &Scope) -> Vec<(Attributes, Vec<Attributes>)> {
    let (exported, out) = made.export(Format::Xes, scope);
    let traces = read(&out);
    let events: u64 = traces.iter().map(|(_, events)| count(events)).sum();
    assert_eq!((exported.cases, exported.events), (count(&traces), events));
    traces
}

#[test]
fn xes_has_a_trace_for_each_case_with_its_events_in_order() {
    let made = made();
    let source = &made.source;
    let traces = traces(&made, &Scope::default());
    assert_eq!(traces.len(), 4);
    for (case, events) in &traces {
        let number = case["concept:name"].parse().unwrap();
        let history = source.case_history(&number).unwrap();
        assert_eq!(events.len(), history.records.len());
        for (event, record) in events.iter().zip(&history.records) {
            assert_eq!(event["yichuang:seq"], record.seq.to_string());
            assert_eq!(event["yichuang:kind"], record.entry.event.kind().name());
            assert_eq!(event["time:timestamp"], record.meta.occurred_at.to_string());
            assert_eq!(event["yichuang:actor"], record.meta.actor.as_str());
        }
    }
}

#[test]
fn a_trace_says_how_its_case_ended() {
    let made = made();
    let traces = traces(&made, &Scope::default());
    let (case, events) = &traces[0];
    let expected = [
        ("yichuang:item", "JZ-01"),
        ("yichuang:item_name", "建筑工程施工许可"),
        ("yichuang:department", "zjj"),
        ("yichuang:department_name", "住建局"),
        ("yichuang:channel", "window"),
        ("yichuang:phase", "Archived"),
        ("yichuang:closing", "issued"),
        ("yichuang:closing_number", "0"),
        ("yichuang:promise_stopped", "2026-01-07T00:00:00.000+08:00"),
    ];
    for (key, value) in expected {
        assert_eq!(case.get(key).map(String::as_str), Some(value), "{key}");
    }
    let decided = events.iter().find(|event| event["yichuang:kind"] == "DecisionMade").unwrap();
    assert_eq!(decided["org:resource"], "chief-1");
    assert_eq!(decided["org:role"], "chief_approver");
    assert_eq!(decided["org:group"], "zjj");
    assert_eq!(decided["yichuang:phase"], "Decided");
}

#[test]
fn each_clock_of_a_trace_has_a_key_of_its_own_those_of_joint_opinions_too() {
    let (told, number) = joint_history();
    let joint = Made::of(told);
    let of = Scope { case: Some(number), ..Scope::default() };
    let all = traces(&joint, &of);
    let case = &all[0].0;
    for unit in ["ghj", "xfj"] {
        assert!(case.contains_key(&format!("yichuang:opinion_{unit}_due")), "{case:?}");
    }
}

#[test]
fn what_was_brought_in_keeps_its_names_and_what_means_something_in_xml_is_escaped() {
    let made = made();
    let all = traces(&made, &Scope::default());
    let event = all.iter().flat_map(|(_, events)| events).find(|e| e["yichuang:origin"] == "true");
    let event = event.unwrap();
    assert_eq!(event["concept:name"], "Call & ask");
    assert_eq!(event["org:resource"], "Clerk 7");
    assert_eq!(event["lifecycle:transition"], "start");
    assert!(event["yichuang:detail"].contains("电话联系 <&\\\"'>"));
    let only = traces(&made, &Scope { origin_only: true, ..Scope::default() });
    assert_eq!(only.len(), 1);
    assert_eq!(only[0].0["concept:name"], "old-7");
    assert_eq!(only[0].1.len(), 1);
}

#[test]
fn a_trace_has_only_the_events_of_its_scope_but_the_case_as_it_was_then() {
    let made = made();
    let scope = Scope {
        from: Some("2026-01-07".parse::<Since>().unwrap()),
        to: "2026-01-07".parse::<Moment>().unwrap(),
        ..Scope::default()
    };
    let traces = traces(&made, &scope);
    assert_eq!(traces.len(), 1);
    let (case, events) = &traces[0];
    let kinds: Vec<&str> = events.iter().map(|event| event["yichuang:kind"].as_str()).collect();
    assert_eq!(kinds, ["DecisionMade", "ResultProduced", "FedBack", "DeliveryPrepared"]);
    assert_eq!(case["yichuang:phase"], "ReadyForDelivery");
}
