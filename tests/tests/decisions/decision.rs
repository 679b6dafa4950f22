//! 决定、办结、反馈: guard 10, the instant item, and the closing kinds.

use engine::clock::ClockKind;
use engine::event::{Event, EventKind as E};
use engine::lifecycle::Phase;
use engine::refusal::Rule;
use engine::values::{ClosingKind, Outcome};
use tests::given::{Given, accepted, check, decided, deciding, handling, pre_checked, reported_up};
use tests::hall::{chief, code, head, manager, rep, staff, window};
use tests::{items, say};

const NOW: &str = "2026-03-02 09:00";

#[test]
fn guard_10_a_refusal_gives_reasons_and_remedies_art_38() {
    let given = deciding(items::PROMISE, NOW);
    let full = say::deny(&given.case);
    let mut without_reasons = full.clone();
    without_reasons.reasons.clear();
    check(&given, chief().asks(without_reasons), NOW, Err(Rule::ReasonsMissing));
    let mut without_remedies = full.clone();
    without_remedies.remedies = None;
    check(&given, chief().asks(without_remedies), NOW, Err(Rule::RemediesMissing));
    let mut blank = full.clone();
    blank.remedies = Some(" ".into());
    check(&given, chief().asks(blank), NOW, Err(Rule::RemediesMissing));
    check(&given, chief().asks(full), NOW, Ok(&[E::DecisionMade]));
}

#[test]
fn the_review_comes_before_the_decision_row_53() {
    let given = handling(items::PROMISE, NOW);
    check(&given, chief().asks(say::grant(&given.case)), NOW, Err(Rule::StepsOpen));
}

#[test]
fn a_decision_stops_every_clock_and_a_grant_starts_delivery_art_44() {
    let given = deciding(items::PROMISE, NOW);
    let grant = chief().asks(say::grant(&given.case));
    let after = check(&given, grant, "2026-03-05 10:00", Ok(&[E::DecisionMade]));
    for kind in [ClockKind::Statutory, ClockKind::Promise, ClockKind::Step] {
        assert_eq!(after.dates(kind), "none");
        assert!(after.clock(kind).stopped.is_some(), "{kind:?} keeps the day it was stopped");
    }
    assert_eq!(after.dates(ClockKind::Delivery), "2026-03-05 -> 2026-03-19");
}

#[test]
fn a_refusal_starts_no_delivery_clock() {
    let given = deciding(items::PROMISE, NOW);
    let after = check(&given, chief().asks(say::deny(&given.case)), NOW, Ok(&[E::DecisionMade]));
    assert_eq!(after.dates(ClockKind::Delivery), "none");
}

#[test]
fn an_instant_item_is_decided_right_after_acceptance() {
    let given = accepted(items::INSTANT, NOW);
    assert_eq!(given.dates(ClockKind::Promise), "2026-03-02 -> 2026-03-02");
    check(&given, staff("appr1").asks(say::grant(&given.case)), NOW, Err(Rule::WrongRole));
    check(&given, staff("w-head").asks(say::grant(&given.case)), NOW, Err(Rule::WrongUnit));
    let after = check(&given, chief().asks(say::grant(&given.case)), NOW, Ok(&[E::DecisionMade]));
    assert_eq!(after.file().phase(), Phase::Decided);
}

#[test]
fn no_other_item_is_decided_right_after_acceptance() {
    for item in [items::PROMISE, items::JOINT, items::REPORT_UP, items::NATURAL] {
        let given = accepted(item, NOW);
        check(&given, chief().asks(say::grant(&given.case)), NOW, Err(Rule::WrongPhase));
    }
}

#[test]
fn a_report_up_is_not_decided_here_art_43() {
    let given = deciding(items::REPORT_UP, NOW);
    let grant = head().asks(say::grant(&given.case));
    check(&given, grant, NOW, Err(Rule::ReportUpInstead));
}

#[test]
fn closing_kind_0_a_grant_with_a_certificate() {
    closes_as(&decided(items::PROMISE, NOW), ClosingKind::Issued, "食品经营许可证");
}

#[test]
fn closing_kind_1_a_refused_application() {
    let given = deciding(items::PROMISE, NOW);
    let given = given.then(chief().asks(say::deny(&given.case)), NOW);
    closes_as(&given, ClosingKind::Returned, "不予许可决定书");
}

#[test]
fn closing_kind_4_what_is_reported_up() {
    let given = reported_up(NOW);
    assert_eq!(given.file().phase(), Phase::ReportedUp);
    assert_eq!(given.file().closing(), Some(ClosingKind::ReportedUp));
}

#[test]
fn closing_kind_6_a_grant_without_a_certificate() {
    closes_as(&decided(items::NATURAL, NOW), ClosingKind::Other, "准予决定书");
}

#[test]
fn closing_kinds_2_and_3_a_void_matter_and_an_invalid_record() {
    for (technical, closing) in [(false, ClosingKind::Voided), (true, ClosingKind::Deleted)] {
        let given = pre_checked(items::PROMISE, NOW);
        let void = manager().asks(say::void(&given.case, technical));
        let after = check(&given, void, NOW, Ok(&[E::Voided]));
        assert_eq!(after.file().closing(), Some(closing));
    }
}

#[test]
fn the_customary_numbers_of_the_closing_kinds() {
    let kinds = [
        ClosingKind::Issued,
        ClosingKind::Returned,
        ClosingKind::Voided,
        ClosingKind::Deleted,
        ClosingKind::ReportedUp,
        ClosingKind::NotSupplied,
        ClosingKind::Other,
    ];
    assert_eq!(kinds.map(ClosingKind::number), [0, 1, 2, 3, 4, 5, 6]);
}

#[test]
fn the_document_is_made_and_fed_back_by_the_department() {
    let given = decided(items::PROMISE, NOW);
    let document = || say::make_document(&given.case);
    check(&given, window().asks(document()), NOW, Err(Rule::WrongRole));
    check(&given, staff("w-rep").asks(document()), NOW, Err(Rule::WrongUnit));
    let given = check(&given, rep().asks(document()), NOW, Ok(&[E::ResultProduced]));
    check(&given, window().asks(say::feed_back(&given.case)), NOW, Err(Rule::WrongRole));
    let given = check(&given, rep().asks(say::feed_back(&given.case)), NOW, Ok(&[E::FedBack]));
    let case = given.file();
    assert_eq!(case.verdict().map(|verdict| verdict.outcome), Some(Outcome::Granted));
    assert_eq!(case.verdict().and_then(|verdict| verdict.officer.clone()), Some(code("chief")));
}

/// The document of a decided case has this name and closes it so.
#[track_caller]
fn closes_as(given: &Given, closing: ClosingKind, name: &'static str) {
    let document = rep().asks(say::make_document(&given.case));
    let after = check(given, document, NOW, Ok(&[E::ResultProduced]));
    assert_eq!(after.file().closing(), Some(closing));
    match after.last.as_slice() {
        [Event::ResultProduced(e)] => assert_eq!(e.name, name.into()),
        other => panic!("{other:?}"),
    }
}
