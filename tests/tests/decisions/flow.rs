//! 分件、转交: giver, receiver, time and manifest (rows 48 and 49).

use engine::clock::ClockKind;
use engine::event::EventKind as E;
use engine::lifecycle::Phase;
use engine::queue::QueueId;
use engine::refusal::Rule;
use tests::given::{accepted, check, handling, transferred};
use tests::hall::{applicant, approver, chief, code, head, rep, staff, window};
use tests::{items, say};

const NOW: &str = "2026-03-02 09:00";

#[test]
fn an_accepted_case_is_split_by_the_window_and_by_nobody_else() {
    let given = accepted(items::PROMISE, NOW);
    let split = || say::split(&given.case);
    check(&given, approver().asks(split()), NOW, Err(Rule::ExclusiveIntake));
    check(&given, applicant().asks(split()), NOW, Err(Rule::WrongRole));
    check(&given, window().asks(split()), NOW, Ok(&[E::CaseSplit]));
}

#[test]
fn the_manifest_lists_every_paper_of_the_case_and_no_other_row_48() {
    let given = accepted(items::PROMISE, NOW);
    let given = given.then(window().asks(say::split(&given.case)), NOW);
    let hand_over = |papers| window().asks(say::hand_over(&given.case, papers));
    let whole = [items::PLAN, items::FORM, items::ID_CARD];
    check(&given, hand_over(&[items::FORM, items::ID_CARD]), NOW, Err(Rule::ManifestMismatch));
    let too_much = [items::PLAN, items::FORM, items::ID_CARD, items::PHOTO];
    check(&given, hand_over(&too_much), NOW, Err(Rule::ManifestMismatch));
    let twice = [items::PLAN, items::FORM, items::ID_CARD, items::FORM];
    check(&given, hand_over(&twice), NOW, Err(Rule::ManifestMismatch));
    let after = check(&given, hand_over(&whole), NOW, Ok(&[E::HandedOver]));
    assert_eq!(after.dates(ClockKind::HandOff), "2026-03-02 -> 2026-03-03");
}

#[test]
fn the_department_acknowledges_and_its_first_step_begins() {
    let given = transferred(items::PROMISE, NOW);
    let acknowledge = || say::acknowledge(&given.case);
    check(&given, window().asks(acknowledge()), NOW, Err(Rule::WrongRole));
    check(&given, staff("w-rep").asks(acknowledge()), NOW, Err(Rule::WrongUnit));
    let when = "2026-03-03 11:00";
    let after = check(&given, rep().asks(acknowledge()), when, Ok(&[E::HandOverAcknowledged]));
    assert_eq!(after.dates(ClockKind::HandOff), "none");
    assert_eq!(after.dates(ClockKind::Step), "2026-03-03 -> 2026-03-10");
    let case = after.file();
    let task = case.task().expect("a case in handling has a task");
    assert_eq!((task.step, &task.handler), (1, &None));
}

#[test]
fn every_post_of_the_back_office_may_acknowledge() {
    let given = transferred(items::PROMISE, NOW);
    for who in [rep(), approver(), chief(), head()] {
        let asked = who.asks(say::acknowledge(&given.case));
        check(&given, asked, NOW, Ok(&[E::HandOverAcknowledged]));
    }
}

#[test]
fn a_hand_off_is_sent_back_with_a_reason_and_handed_over_again() {
    let given = transferred(items::PROMISE, NOW);
    let blank = engine::command::ReturnHandOver {
        case: given.case.clone(),
        reason: " ".into(),
        manifest: None,
    };
    check(&given, rep().asks(blank), NOW, Err(Rule::ReasonsMissing));
    let send_back = || say::return_hand_over(&given.case);
    check(&given, staff("w-rep").asks(send_back()), NOW, Err(Rule::WrongUnit));
    let after = check(&given, rep().asks(send_back()), NOW, Ok(&[E::HandOverReturned]));
    assert_eq!(after.file().phase(), Phase::Dispatched);
    assert_eq!(after.dates(ClockKind::HandOff), "none");
    let papers = [items::FORM, items::ID_CARD, items::PLAN];
    let again = window().asks(say::hand_over(&given.case, &papers));
    let after = check(&after, again, "2026-03-05 09:00", Ok(&[E::HandedOver]));
    assert_eq!(after.dates(ClockKind::HandOff), "2026-03-05 -> 2026-03-06");
}

#[test]
fn each_stage_stands_in_its_own_queue() {
    let queue_of = |given: &tests::given::Given| {
        let places: Vec<_> = given.world.places().iter().collect();
        assert_eq!(places.len(), 1);
        places.first().map(|place| place.queue.clone()).expect("one place")
    };
    let zone = QueueId::Dispatch(code("Z1"));
    assert_eq!(queue_of(&accepted(items::PROMISE, NOW)), zone);
    assert_eq!(queue_of(&transferred(items::PROMISE, NOW)), QueueId::HandOff(code("SCJ")));
    let step = QueueId::Step(code("SCJ"), engine::hall::Role::Approver);
    assert_eq!(queue_of(&handling(items::PROMISE, NOW)), step);
}
