//! 端口: late, duplicate, wrong and missing answers of the systems around the hall (rows 83, 92, 110, 117).

use crate::common::{Hall, answer, deliver, kinds};
use engine::document::DocumentRules;
use engine::event::{Event, EventKind};
use engine::id::Seq;
use engine::lifecycle::Phase;
use engine::port::{Ask, PortKind};
use serde_json::{Value, json};

fn asks(hall: &Hall, case: &str) -> Vec<Ask> {
    hall.case(case).extras().asks.clone()
}

/// The four kinds of answer that are not as they should be, at a port: the right answer, and one that is wrong.
#[track_caller]
fn four_kinds(hall: &mut Hall, case: &str, port: PortKind, right: Value, wrong: (Value, &str)) {
    let ask = hall.ask_of(case, port);
    let actor = port.actor();
    // Missing: it stands in the outbox, and its term passes.
    let due = asks(hall, case).iter().find(|one| one.seq == ask).unwrap().due;
    assert!(hall.world.asks().iter().any(|asked| (asked.0, asked.1) == (port, ask)));
    // Nobody asked this.
    hall.refused(actor, answer(case, ask + 1_000, right.clone()), "not_asked");
    // Only the port itself answers.
    hall.refused("out", answer(case, ask, right.clone()), "wrong_role");
    let other = if port == PortKind::Message { "port:payment" } else { "port:message" };
    hall.refused(other, answer(case, ask, right.clone()), "wrong_role");
    // Wrong: refused, and still open.
    let (wrong, code) = wrong;
    hall.refused(actor, answer(case, ask, wrong.clone()), code);
    assert_eq!(hall.ask_of(case, port), ask);
    // Late: taken.
    hall.now = hall.now.max(due.plus(3).start());
    let events = hall.ok(actor, answer(case, ask, right.clone()));
    assert_eq!(kinds(&events)[0], EventKind::PortAnswered);
    assert!(!hall.world.asks().iter().any(|asked| asked.1 == ask));
}

/// Twice: the same changes nothing, another is refused.
#[track_caller]
fn twice(hall: &mut Hall, case: &str, (port, ask): (PortKind, Seq), same: Value, other: Value) {
    assert_eq!(hall.ok(port.actor(), answer(case, ask, same)), []);
    hall.refused(port.actor(), answer(case, ask, other), "answered_before");
}

#[test]
fn nothing_is_asked_of_a_port_that_is_not_connected() {
    let mut hall = Hall::with_ports(json!({"fee_fen": 1_500}), &[]);
    let case = hall.granted();
    assert_eq!(asks(&hall, &case), []);
    assert!(hall.world.asks().is_empty());
}

#[test]
fn a_port_that_is_disconnected_is_asked_nothing_more() {
    let mut hall = Hall::with_ports(json!({}), &["identity"]);
    let case = hall.pre_check(&["ID", "PLAN"]);
    assert_eq!(asks(&hall, &case).len(), 1);
    hall.admin(json!({"type": "connect_port", "port": "identity", "term_days": null}));
    let case = hall.pre_check(&["ID", "PLAN"]);
    assert_eq!(asks(&hall, &case), []);
}

#[test]
fn ports_are_connected_by_a_manager_and_wait_a_bounded_time() {
    let mut hall = Hall::with_ports(json!({}), &[]);
    let connect = |days: u16| json!({"type": "connect_port", "port": "payment", "term_days": days});
    hall.refused("win", connect(2), "wrong_role");
    hall.refused("port:payment", connect(2), "wrong_role");
    hall.refused("manager", connect(61), "bad_setup");
    hall.ok("manager", connect(60));
}

#[test]
fn row_110_identity_who_is_not_himself_is_not_accepted() {
    let mut hall = Hall::with_ports(json!({}), &["identity"]);
    let case = hall.pre_check(&["ID", "PLAN"]);
    let ask = hall.ask_of(&case, PortKind::Identity);
    let said =
        |matches: bool| json!({"identity_checked": {"matches": matches, "reference": "V-1"}});
    hall.ok("port:identity", answer(&case, ask, said(false)));
    twice(&mut hall, &case, (PortKind::Identity, ask), said(false), said(true));
    hall.refused("win", json!({"type": "accept_case", "case": case}), "mistaken_identity");
}

#[test]
fn row_110_identity_who_is_himself_or_not_yet_checked_is_accepted() {
    let mut hall = Hall::with_ports(json!({}), &["identity"]);
    hall.accepted();
    let case = hall.pre_check(&["ID", "PLAN"]);
    let right = json!({"identity_checked": {"matches": true, "reference": "V-1"}});
    let wrong = (json!({"message_sent": {"reference": "M-1"}}), "wrong_role");
    four_kinds(&mut hall, &case, PortKind::Identity, right, wrong);
    hall.ok("win", json!({"type": "accept_case", "case": case}));
}

#[test]
fn row_110_credit_a_discredit_reaches_the_record_of_the_person() {
    let mut hall = Hall::with_ports(json!({"tolerant": true}), &["credit"]);
    let case = hall.pre_check(&["ID"]);
    let said =
        |bad: bool, source: &str| json!({"credit_checked": {"discredited": bad, "source": source}});
    let ask = hall.ask_of(&case, PortKind::Credit);
    four_kinds(
        &mut hall,
        &case,
        PortKind::Credit,
        said(true, "信用中国"),
        (said(true, " "), "reasons_missing"),
    );
    twice(
        &mut hall,
        &case,
        (PortKind::Credit, ask),
        said(true, "信用中国"),
        said(false, "信用中国"),
    );
    let gaps = json!({
        "type": "accept_with_gaps", "case": case, "gaps": ["PLAN"], "commitment": "CN-1",
    });
    hall.refused("win", gaps, "applicant_discredited");
}

#[test]
fn row_83_a_document_is_sealed_as_it_was_issued_and_no_other_text() {
    let mut hall = Hall::with_ports(json!({}), &["e_seal"]);
    let rules = serde_json::to_value(DocumentRules::customary()).unwrap();
    hall.admin(json!({"type": "set_document_rules", "rules": rules}));
    let case = hall.pre_check(&["ID", "PLAN"]);
    let asked = asks(&hall, &case);
    let hash = asked[0].expects.unwrap().to_string();
    let said = |hash: &str, seal: &str| json!({"sealed": {"hash": hash, "seal": seal}});
    let wrong = (said(&"0".repeat(64), "SEAL-1"), "wrong_answer");
    four_kinds(&mut hall, &case, PortKind::ESeal, said(&hash, "SEAL-1"), wrong);
    let ask = (PortKind::ESeal, asked[0].seq);
    twice(&mut hall, &case, ask, said(&hash, "SEAL-1"), said(&hash, "SEAL-2"));
}

#[test]
fn row_92_the_payment_port_pays_the_whole_fee_of_this_case_once() {
    let mut hall = Hall::with_ports(json!({"fee_fen": 1_500}), &["payment"]);
    let case = hall.granted();
    hall.to_feedback(&case);
    let prepare = json!({"type": "prepare_delivery", "case": case, "notified": true});
    hall.refused("out", prepare.clone(), "fee_unpaid");
    let other = hall.granted();
    let paid =
        |amount: u32, receipt: &str| json!({"paid": {"amount_fen": amount, "receipt": receipt}});
    let ask = hall.ask_of(&case, PortKind::Payment);
    // About another case: refused.
    hall.refused("port:payment", answer(&other, ask, paid(1_500, "RC-1")), "not_asked");
    let wrong = (paid(1_499, "RC-1"), "wrong_amount");
    four_kinds(&mut hall, &case, PortKind::Payment, paid(1_500, "RC-1"), wrong);
    // Another is not lost: see what is paid twice.
    assert_eq!(hall.ok("port:payment", answer(&case, ask, paid(1_500, "RC-1"))), []);
    hall.ok("out", prepare);
}

#[test]
fn row_92_what_was_paid_at_the_counter_is_not_asked_of_the_port_any_more() {
    let mut hall = Hall::with_ports(json!({"fee_fen": 1_500}), &["payment"]);
    let case = hall.granted();
    let pay =
        json!({"type": "record_payment", "case": case, "amount_fen": 1_500, "receipt": "C-1"});
    hall.ok("out", pay);
    assert!(hall.asks_of(&case, PortKind::Payment).is_empty());
    // The port speaks by answers only.
    let pay =
        json!({"type": "record_payment", "case": case, "amount_fen": 1_500, "receipt": "C-2"});
    hall.refused("port:payment", pay, "no_fee_due");
}

#[test]
fn row_92_a_wrong_payment_is_reversed_and_the_fee_is_due_again() {
    let mut hall = Hall::with_ports(json!({"fee_fen": 1_500}), &["payment"]);
    let case = hall.granted();
    hall.to_feedback(&case);
    let pay = |receipt: &str| json!({"type": "record_payment", "case": case, "amount_fen": 1_500, "receipt": receipt});
    let reverse = |receipt: &str| json!({"type": "reverse_payment", "case": case, "receipt": receipt, "reason": "错缴"});
    let prepare = json!({"type": "prepare_delivery", "case": case, "notified": true});
    hall.refused("out", reverse("C-1"), "no_payment");
    hall.ok("out", pay("C-1"));
    hall.refused("out", reverse("C-2"), "no_payment");
    hall.refused("rev", reverse("C-1"), "wrong_role");
    let events = hall.ok("out", reverse("C-1"));
    assert_eq!(kinds(&events), [EventKind::PaymentReversed, EventKind::PortAsked]);
    hall.refused("out", prepare.clone(), "fee_unpaid");
    hall.ok("out", pay("C-2"));
    hall.ok("out", prepare);
    hall.ok("out", deliver(&case));
    hall.refused("manager", reverse("C-2"), "wrong_phase");
}

#[test]
fn row_75_the_carrier_reports_what_became_of_this_parcel() {
    let item = json!({"delivery": ["ems", "counter"]});
    let mut hall = Hall::with_ports(item, &["logistics"]);
    let by_post = |hall: &mut Hall| {
        let case = hall.granted();
        hall.ok("out", json!({"type": "choose_delivery", "case": case, "way": "ems"}));
        hall.to_feedback(&case);
        hall.ok("out", json!({"type": "prepare_delivery", "case": case, "notified": true}));
        hall.ok("out", json!({"type": "ship_result", "case": case, "parcel": "P-1"}));
        case
    };
    let case = by_post(&mut hall);
    let signed = |parcel: &str| json!({"parcel_signed": {"parcel": parcel, "receipt": "R-1"}});
    let wrong = (signed("P-2"), "wrong_answer");
    let ask = hall.ask_of(&case, PortKind::Logistics);
    four_kinds(&mut hall, &case, PortKind::Logistics, signed("P-1"), wrong);
    assert_eq!(hall.phase(&case), Phase::Delivered);
    let lost = json!({"undeliverable": {"parcel": "P-1", "reason": "无人签收"}});
    twice(&mut hall, &case, (PortKind::Logistics, ask), signed("P-1"), lost.clone());
    let case = by_post(&mut hall);
    let ask = hall.ask_of(&case, PortKind::Logistics);
    let events = hall.ok("port:logistics", answer(&case, ask, lost));
    assert_eq!(kinds(&events), [EventKind::PortAnswered, EventKind::DeliveryFailed]);
    assert_eq!(hall.phase(&case), Phase::ReadyForDelivery);
}

#[test]
fn row_110_messages_that_were_sent_are_told_once() {
    let mut hall = Hall::with_ports(json!({}), &["message"]);
    let case = hall.granted();
    hall.to_feedback(&case);
    let sent = |n: &str| json!({"message_sent": {"reference": n}});
    let ask = hall.ask_of(&case, PortKind::Message);
    let paid = json!({"paid": {"amount_fen": 1, "receipt": "R"}});
    four_kinds(&mut hall, &case, PortKind::Message, sent("M-1"), (paid, "wrong_role"));
    twice(&mut hall, &case, (PortKind::Message, ask), sent("M-1"), sent("M-2"));
}

#[test]
fn row_57_a_department_with_its_own_system_takes_over_or_turns_back() {
    let mut hall = Hall::with_ports(json!({}), &["department"]);
    let handed_over = |hall: &mut Hall| {
        let case = hall.accepted();
        hall.ok("win", json!({"type": "split_case", "case": case}));
        let manifest = json!({"type": "hand_over_case", "case": case, "manifest": ["ID", "PLAN"]});
        hall.ok("win", manifest);
        case
    };
    let taken = |officer: &str| json!({"taken_over": {"officer": officer}});
    let case = handed_over(&mut hall);
    let ask = hall.ask_of(&case, PortKind::Department);
    hall.refused("port:department", answer(&case, ask, taken("nobody")), "unknown_staff");
    four_kinds(&mut hall, &case, PortKind::Department, taken("rev"), (taken("one"), "wrong_unit"));
    assert_eq!(hall.phase(&case), Phase::Handling);
    twice(&mut hall, &case, (PortKind::Department, ask), taken("rev"), taken("rev2"));
    let case = handed_over(&mut hall);
    let ask = hall.ask_of(&case, PortKind::Department);
    let back = json!({"turned_back": {"officer": "rev", "reason": "缺页"}});
    hall.ok("port:department", answer(&case, ask, back));
    assert_eq!(hall.phase(&case), Phase::Dispatched);
}

#[test]
fn row_76_the_archive_takes_the_package_and_the_case_leaves() {
    let mut hall = Hall::with_ports(json!({}), &["archive"]);
    let case = hall.delivered();
    let archived = json!({"archived": {"package": "sm3-1"}});
    let wrong = (json!({"message_sent": {"reference": "M"}}), "wrong_role");
    let ask = hall.ask_of(&case, PortKind::Archive);
    four_kinds(&mut hall, &case, PortKind::Archive, archived.clone(), wrong);
    // It is archived: told again it changes nothing, and what was asked of nobody is not answered.
    assert_eq!(hall.ok("port:archive", answer(&case, ask, archived.clone())), []);
    hall.refused("port:archive", answer(&case, ask + 1, archived), "not_asked");
}

#[test]
fn row_117_the_turns_of_a_case_are_received_in_their_order() {
    let mut hall = Hall::with_ports(json!({}), &["platform"]);
    let case = hall.granted();
    let turns: Vec<Seq> = asks(&hall, &case).iter().map(|ask| ask.seq).collect();
    assert_eq!(turns.len(), 3, "accepted, reviewed, decided");
    let received = |n: &str| json!({"received": {"reference": n}});
    hall.refused("port:platform", answer(&case, turns[1], received("X-2")), "out_of_turn");
    for turn in turns {
        hall.ok("port:platform", answer(&case, turn, received(&format!("X-{turn}"))));
    }
    assert_eq!(asks(&hall, &case), []);
}

/// What a port was asked about a case by the events of a command.
fn asked(events: &[Event], port: PortKind) -> Vec<EventKind> {
    let asks = events.iter().filter_map(|event| match event {
        Event::PortAsked(ask) if ask.port == port => Some(ask.cause),
        _ => None,
    });
    asks.collect()
}

#[test]
fn rows_92_117_silence_and_rules_ask_the_ports_as_a_person_does() {
    let tacit = json!({"kind": "decision", "basis": "地方依据"});
    let mut hall =
        Hall::with_ports(json!({"tacit": tacit, "fee_fen": 1_500}), &["payment", "platform"]);
    let case = hall.pre_check(&["ID", "PLAN"]);
    hall.go_to("2026-03-10");
    let accepted = hall.alarm(&case);
    assert_eq!(asked(&accepted, PortKind::Platform), [EventKind::DeemedAccepted]);
    hall.go_to("2026-03-31");
    let granted = hall.alarm(&case);
    assert_eq!(asked(&granted, PortKind::Platform), [EventKind::DecisionDeemed]);
    assert_eq!(asked(&granted, PortKind::Payment), [EventKind::DecisionDeemed]);
}

#[test]
fn row_117_how_an_accepted_case_ends_is_told_to_the_platform_and_so_is_a_refusal() {
    let mut hall = Hall::with_ports(json!({}), &["platform"]);
    let withdraw = |case: &str| json!({"type": "withdraw_case", "case": case, "reason": "不办了"});
    let early = hall.pre_check(&["ID"]);
    assert_eq!(asked(&hall.ok("applicant", withdraw(&early)), PortKind::Platform), []);
    let accepted = hall.accepted();
    let ended = hall.ok("applicant", withdraw(&accepted));
    assert_eq!(asked(&ended, PortKind::Platform), [EventKind::Withdrawn]);
    let refused = hall.pre_check(&["ID"]);
    let refuse = json!({
        "type": "refuse_acceptance", "case": refused, "reasons": ["不属于职权范围"],
        "remedies": "行政复议", "where_to_go": "市水利局",
    });
    assert_eq!(asked(&hall.ok("win", refuse), PortKind::Platform), [EventKind::AcceptanceRefused]);
}

#[test]
fn every_event_of_a_port_is_an_event_of_the_case() {
    let mut hall = Hall::with_ports(json!({}), &["identity"]);
    let case = hall.pre_check(&["ID", "PLAN"]);
    let version = hall.case(&case).version;
    let ask = hall.ask_of(&case, PortKind::Identity);
    let said = json!({"identity_checked": {"matches": true, "reference": "V-1"}});
    let events = hall.ok("port:identity", answer(&case, ask, said));
    assert!(matches!(&events[..], [Event::PortAnswered(_)]));
    assert_eq!(hall.case(&case).version, version + 1);
}

/// A case whose two papers can be fetched, and that asked for both.
fn with_two_licences(hall: &mut Hall) -> String {
    let case = hall.pre_check(&[]);
    for material in ["ID", "PLAN"] {
        hall.ok("applicant", request(&case, material));
    }
    case
}

fn two_licences() -> Value {
    json!({"materials": [
        {"material": "ID", "necessity": "required", "e_licence": "ID-CARD"},
        {"material": "PLAN", "necessity": "required", "e_licence": "PLAN-LICENCE"},
    ]})
}

fn request(case: &str, material: &str) -> Value {
    json!({"type": "request_licence", "case": case, "material": material, "consent": "AUTH-1"})
}

fn found(material: &str, number: &str, last: &str) -> Value {
    json!({"licence_found": {"material": material, "number": number, "valid_to": last}})
}

fn missing(material: &str, reason: &str) -> Value {
    json!({"licence_missing": {"material": material, "reason": reason}})
}

#[test]
fn row_82_a_licence_that_is_requested_with_consent_is_asked_of_the_store() {
    let mut hall = Hall::with_ports(two_licences(), &["e_licence"]);
    let case = hall.pre_check(&[]);
    assert_eq!(asks(&hall, &case), [], "nothing without a request");
    let events = hall.ok("win", request(&case, "ID"));
    assert_eq!(kinds(&events), [EventKind::LicenceRequested, EventKind::PortAsked]);
    let ask = hall.ask_of(&case, PortKind::ELicence);
    // Wrong: of another paper, expired, without a word why there is none.
    let wrong = found("PLAN", "L-1", "2030-01-01");
    hall.refused("port:e_licence", answer(&case, ask, wrong), "wrong_answer");
    let wrong = missing("ID", " ");
    hall.refused("port:e_licence", answer(&case, ask, wrong), "reasons_missing");
    let right = found("ID", "L-1", "2030-01-01");
    let wrong = (found("ID", "L-1", "2026-02-01"), "licence_expired");
    four_kinds(&mut hall, &case, PortKind::ELicence, right.clone(), wrong);
    twice(&mut hall, &case, (PortKind::ELicence, ask), right, found("ID", "L-2", "2030-01-01"));
    let item = json!({"type": "accept_case", "case": case});
    hall.refused("win", item, "materials_missing");
    assert_eq!(hall.case(&case).held.len(), 1);
}

#[test]
fn row_82_each_answer_of_the_store_settles_its_own_question() {
    let mut hall = Hall::with_ports(two_licences(), &["e_licence"]);
    let case = with_two_licences(&mut hall);
    let open: Vec<Seq> = asks(&hall, &case).iter().map(|ask| ask.seq).collect();
    assert_eq!(open.len(), 2);
    let said = found("PLAN", "L-2", "2030-01-01");
    let events = hall.ok("port:e_licence", answer(&case, open[1], said));
    assert_eq!(kinds(&events), [EventKind::PortAnswered, EventKind::ELicenceFetched]);
    assert_eq!(hall.ask_of(&case, PortKind::ELicence), open[0]);
    let events = hall.ok("port:e_licence", answer(&case, open[0], missing("ID", "查无此证")));
    assert_eq!(kinds(&events), [EventKind::PortAnswered, EventKind::LicenceAbsent]);
    assert_eq!(asks(&hall, &case), []);
    // There is none: it may be asked of the applicant, or of the store once more.
    hall.ok("win", request(&case, "ID"));
    assert_eq!(asks(&hall, &case).len(), 1);
}

#[test]
fn row_82_a_licence_that_a_person_recorded_is_not_asked_of_the_store_any_more() {
    let mut hall = Hall::with_ports(two_licences(), &["e_licence"]);
    let case = with_two_licences(&mut hall);
    let open = hall.ask_of(&case, PortKind::ELicence);
    let record = json!({
        "type": "record_licence", "case": case, "material": "ID", "number": "L-1",
    });
    hall.refused("port:e_licence", record.clone(), "wrong_role");
    hall.ok("win", record);
    let late = found("ID", "L-1", "2030-01-01");
    hall.refused("port:e_licence", answer(&case, open, late), "not_asked");
    assert_eq!(asks(&hall, &case).len(), 1, "the other one is still open");
}

#[test]
fn row_82_a_licence_that_the_case_does_not_need_any_more_does_not_come_in() {
    let mut hall = Hall::with_ports(two_licences(), &["e_licence"]);
    let case = with_two_licences(&mut hall);
    let open = hall.ask_of(&case, PortKind::ELicence);
    assert!(!hall.world.asks().is_empty());
    let withdraw = json!({"type": "withdraw_case", "case": case, "reason": "不办了"});
    hall.ok("applicant", withdraw);
    assert!(hall.world.asks().is_empty(), "nobody's licence is fetched for a case that ended");
    let late = found("ID", "L-1", "2030-01-01");
    hall.refused("port:e_licence", answer(&case, open, late), "not_asked");
    assert_eq!(hall.case(&case).held.len(), 0);
}

fn refunded(amount: u32, receipt: &str, refund: &str) -> Value {
    json!({"refunded": {"amount_fen": amount, "receipt": receipt, "refund": refund}})
}

/// A case whose fee the payment port took, and then was reversed; the questions that are open.
fn reversed(hall: &mut Hall) -> (String, Vec<Ask>) {
    let case = hall.granted();
    let ask = hall.ask_of(&case, PortKind::Payment);
    let paid = json!({"paid": {"amount_fen": 1_500, "receipt": "RC-1"}});
    hall.ok("port:payment", answer(&case, ask, paid));
    hall.ok(
        "out",
        json!({"type": "reverse_payment", "case": case, "receipt": "RC-1", "reason": "错缴"}),
    );
    let open = asks(hall, &case);
    (case, open)
}

#[test]
fn row_92_what_the_port_took_and_was_reversed_it_gives_back() {
    let mut hall = Hall::with_ports(json!({"fee_fen": 1_500}), &["payment"]);
    let (case, open) = reversed(&mut hall);
    assert_eq!(open.iter().map(Ask::is_refund).collect::<Vec<_>>(), [true, false]);
    let (back, again) = (open[0].seq, open[1].seq);
    let port = "port:payment";
    hall.refused(port, answer(&case, back, refunded(1_500, "RC-2", "RF-1")), "wrong_answer");
    hall.refused(port, answer(&case, back, refunded(1_499, "RC-1", "RF-1")), "wrong_amount");
    let paid = json!({"paid": {"amount_fen": 1_500, "receipt": "RC-2"}});
    hall.refused(port, answer(&case, back, paid.clone()), "wrong_answer");
    hall.refused(port, answer(&case, again, refunded(1_500, "RC-1", "RF-1")), "wrong_answer");
    // The fee is paid again first: that settles nothing of what is to be given back.
    hall.ok(port, answer(&case, again, paid));
    assert_eq!(asks(&hall, &case).len(), 1);
    hall.ok(port, answer(&case, back, refunded(1_500, "RC-1", "RF-1")));
    assert_eq!(asks(&hall, &case), []);
    assert_eq!(hall.ok(port, answer(&case, back, refunded(1_500, "RC-1", "RF-1"))), []);
    // Given back twice, as the port says: a clerk finds out.
    let again = hall.ok(port, answer(&case, back, refunded(1_500, "RC-1", "RF-2")));
    assert_eq!(kinds(&again), [EventKind::PortAnswered, EventKind::CardDealt]);
}

#[test]
fn row_92_what_was_paid_at_the_counter_is_given_back_at_the_counter() {
    let mut hall = Hall::with_ports(json!({"fee_fen": 1_500}), &["payment"]);
    let case = hall.granted();
    let pay =
        json!({"type": "record_payment", "case": case, "amount_fen": 1_500, "receipt": "C-1"});
    hall.ok("out", pay);
    let reverse =
        json!({"type": "reverse_payment", "case": case, "receipt": "C-1", "reason": "错缴"});
    hall.ok("out", reverse);
    assert!(!asks(&hall, &case).iter().any(Ask::is_refund));
}

#[test]
fn row_92_nothing_is_archived_before_it_is_given_back() {
    let mut hall = Hall::with_ports(json!({"fee_fen": 1_500}), &["payment", "archive"]);
    let (case, open) = reversed(&mut hall);
    let paid = json!({"paid": {"amount_fen": 1_500, "receipt": "RC-2"}});
    hall.ok("port:payment", answer(&case, open[1].seq, paid));
    hall.to_feedback(&case);
    hall.ok("out", json!({"type": "prepare_delivery", "case": case, "notified": true}));
    hall.ok("out", deliver(&case));
    let archive = json!({"type": "archive_case", "case": case, "package": "sm3-1"});
    hall.refused("out", archive.clone(), "refund_open");
    let ask = hall.ask_of(&case, PortKind::Archive);
    let archived = json!({"archived": {"package": "sm3-1"}});
    hall.refused("port:archive", answer(&case, ask, archived), "refund_open");
    let given_back = refunded(1_500, "RC-1", "RF-1");
    hall.ok("port:payment", answer(&case, open[0].seq, given_back));
    hall.ok("out", archive);
}
