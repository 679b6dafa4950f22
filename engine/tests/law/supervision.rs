//! 督查督办、导办服务、非时限预警 (rows 14, 94, 105).

use crate::common::{Hall, kinds, voice_number};
use engine::clock::ClockKind;
use engine::event::{Event, EventKind as E};
use engine::policy::Card;
use engine::voice::{CardCause, OrderEnd};
use serde_json::{Value, json};

fn hall() -> Hall {
    let mut hall = Hall::with_item(json!({}));
    for (id, role) in [("guide", "guide"), ("watch", "supervisor")] {
        let staff = json!({"id": id, "unit": "centre", "roles": [role]});
        hall.admin(json!({"type": "appoint_staff", "staff": staff}));
    }
    hall
}

fn reply(voice: &str) -> Value {
    json!({"type": "answer_voice", "voice": voice, "reply": "已说明"})
}

fn order(days: u16) -> Value {
    json!({"type": "issue_order", "unit": "D", "matter": "说明超期原因", "days": days})
}

fn settle(voice: &str, end: &str) -> Value {
    json!({"type": "settle_order", "voice": voice, "end": end, "note": "查明"})
}

fn fire(voice: &str) -> Value {
    json!({"type": "fire_voice_alarm", "voice": voice})
}

#[test]
fn row_105_an_order_is_answered_and_then_closed() {
    let mut hall = hall();
    hall.refused("manager", order(3), "wrong_role");
    hall.refused("watch", order(0), "bad_setup");
    hall.refused("watch", order(251), "bad_setup");
    let order = voice_number(&hall.ok("watch", order(3)));
    assert_eq!(hall.voice_due(&order, ClockKind::Order), "2026-03-05");
    hall.refused("watch", settle(&order, "closed"), "answer_first");
    hall.refused("one", reply(&order), "wrong_unit");
    hall.ok("rep", reply(&order));
    hall.refused("rep", settle(&order, "closed"), "wrong_role");
    hall.ok("watch", settle(&order, "closed"));
    assert!(hall.world.voices().is_empty());
}

#[test]
fn row_105_a_unit_that_does_not_answer_is_named() {
    let mut hall = hall();
    let order = voice_number(&hall.ok("watch", order(3)));
    hall.go_to("2026-03-06");
    assert_eq!(kinds(&hall.ok("system", fire(&order))), [E::WarningIssued, E::DeadlinePassed]);
    let events = hall.ok("watch", settle(&order, "escalated"));
    let Some(Event::OrderSettled(e)) = events.first() else { panic!("{events:?}") };
    assert_eq!((e.end, e.unit.as_str()), (OrderEnd::Escalated, "D"));
}

#[test]
fn row_14_each_of_the_five_duties_is_recorded() {
    let mut hall = hall();
    let record = |duty: &str| json!({"type": "record_service", "duty": duty, "what": "一次服务"});
    hall.refused("rev", record("consultation"), "wrong_role");
    let duties = ["consultation", "cannot_be_done", "assistance", "open_government", "convenience"];
    let numbers: Vec<String> =
        duties.iter().map(|duty| voice_number(&hall.ok("guide", record(duty)))).collect();
    assert_eq!(numbers.last().map(String::as_str), Some("DF202603020005"));
    assert!(hall.world.voices().is_empty(), "a service is over as it is recorded");
}

#[test]
fn row_94_the_supervision_deals_cards_for_other_causes_than_time() {
    let mut hall = hall();
    let case = hall.accepted();
    let deal = |cause: &str, unit: &str, person: Option<&str>| {
        json!({
            "type": "deal_card", "case": case, "cause": cause, "card": "yellow", "unit": unit,
            "person": person, "fact": "退件未说明理由",
        })
    };
    let answer = |card_no: u16| json!({"type": "answer_card", "case": case, "card_no": card_no, "answer": "已补充"});
    hall.refused("manager", deal("no_reasons", "D", None), "wrong_role");
    hall.refused("watch", deal("no_reasons", "P1", None), "wrong_unit");
    hall.refused("watch", deal("no_reasons", "D", Some("one")), "wrong_unit");
    hall.refused("watch", deal("port_silent", "D", None), "wrong_role");
    hall.refused("rev", answer(0), "no_such_card");
    hall.ok("watch", deal("no_reasons", "D", Some("rev")));
    hall.ok("watch", deal("second_notice", "centre", None));
    hall.refused("win", answer(0), "wrong_unit");
    hall.ok("rev", answer(0));
    hall.refused("rev", answer(0), "no_such_card");
    let cards = hall.case(&case).extras().cards.clone();
    assert_eq!(cards.iter().map(|card| card.is_answered).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn row_94_a_port_that_never_answered_gives_a_card_once() {
    let mut hall = hall();
    hall.admin(json!({"type": "connect_port", "port": "identity", "term_days": 2}));
    let case = hall.pre_check(&["ID", "PLAN"]);
    hall.go_to("2026-03-04");
    assert_eq!(hall.alarm(&case), [], "the second working day is in time");
    hall.go_to("2026-03-05");
    let events = hall.alarm(&case);
    let [Event::CardDealt(card)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((card.cause, card.card), (CardCause::PortSilent, Card::Yellow));
    assert!(card.ask.is_some() && card.fact.as_str().contains("身份认证"), "{card:?}");
    assert_eq!(hall.alarm(&case), [], "it is dealt once");
}

#[test]
fn row_94_a_port_that_answered_in_time_gives_none() {
    let mut hall = hall();
    hall.admin(json!({"type": "connect_port", "port": "identity", "term_days": 2}));
    let case = hall.pre_check(&["ID", "PLAN"]);
    let ask = hall.case(&case).extras().asks.first().map(|ask| ask.seq).unwrap();
    let answer = json!({"identity_checked": {"matches": true, "reference": "R-1"}});
    hall.ok("admin", json!({"type": "answer_port", "case": case, "ask": ask, "answer": answer}));
    hall.go_to("2026-03-05");
    assert_eq!(hall.alarm(&case), []);
}
