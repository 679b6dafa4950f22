//! 撤回、作废、过程记录、预警回复、调阅: what happens beside the main line.

use engine::clock::ClockKind;
use engine::command::EraseSubject;
use engine::event::{Event, EventKind as E};
use engine::id::SubjectId;
use engine::lifecycle::Phase;
use engine::policy::Card;
use engine::refusal::Rule;
use engine::values::ClosingKind;
use tests::given::{accepted, check, decided, handling, received};
use tests::hall::{admin, applicant, approver, head, manager, staff, timer, window};
use tests::{items, say};

const NOW: &str = "2026-03-02 09:00";

#[test]
fn the_applicant_withdraws_until_the_decision() {
    for given in [received(items::PROMISE, NOW), handling(items::PROMISE, NOW)] {
        let withdraw = applicant().asks(say::withdraw(&given.case));
        let after = check(&given, withdraw, NOW, Ok(&[E::Withdrawn]));
        assert_eq!(after.file().closing(), Some(ClosingKind::Other));
        assert!(after.file().clocks.iter().all(|clock| !clock.is_running()));
    }
    let decided = decided(items::PROMISE, NOW);
    let withdraw = applicant().asks(say::withdraw(&decided.case));
    check(&decided, withdraw, NOW, Err(Rule::WrongPhase));
}

#[test]
fn a_withdrawal_is_taken_at_the_window_but_not_by_the_back_office() {
    let given = accepted(items::PROMISE, NOW);
    let withdraw = || say::withdraw(&given.case);
    check(&given, window().asks(withdraw()), NOW, Ok(&[E::Withdrawn]));
    check(&given, approver().asks(withdraw()), NOW, Err(Rule::ExclusiveIntake));
}

#[test]
fn a_case_is_voided_by_the_centre_or_by_its_own_head() {
    let given = accepted(items::PROMISE, NOW);
    let void = || say::void(&given.case, false);
    check(&given, window().asks(void()), NOW, Err(Rule::WrongRole));
    check(&given, applicant().asks(void()), NOW, Err(Rule::WrongRole));
    check(&given, staff("w-head").asks(void()), NOW, Err(Rule::WrongUnit));
    check(&given, head().asks(void()), NOW, Ok(&[E::Voided]));
    check(&given, manager().asks(void()), NOW, Ok(&[E::Voided]));
    let decided = decided(items::PROMISE, NOW);
    check(&decided, manager().asks(say::void(&decided.case, false)), NOW, Err(Rule::WrongPhase));
}

#[test]
fn work_that_moves_no_phase_is_recorded_in_any() {
    let given = received(items::PROMISE, NOW);
    let after = check(
        &given,
        staff("rep").asks(say::record_work(&given.case)),
        NOW,
        Ok(&[E::WorkRecorded]),
    );
    assert_eq!(after.file().phase(), Phase::Received);
    let ended = given.then(applicant().asks(say::withdraw(&given.case)), NOW);
    let work = staff("rep").asks(say::record_work(&given.case));
    check(&ended, work, NOW, Ok(&[E::WorkRecorded]));
    let by_applicant = applicant().asks(say::record_work(&given.case));
    check(&given, by_applicant, NOW, Err(Rule::WrongRole));
}

#[test]
fn a_card_that_was_issued_is_answered_and_no_other() {
    let given = handling(items::PROMISE, NOW);
    let answer = |card| approver().asks(say::answer(&given.case, ClockKind::Step, card));
    check(&given, answer(Card::Red), NOW, Err(Rule::NotAnswerable));
    let late = "2026-03-10 00:00";
    let fired = given.then(timer().asks(say::fire(&given.case)), late);
    check(&fired, answer(Card::Yellow), late, Err(Rule::NotAnswerable));
    check(&fired, answer(Card::Red), late, Ok(&[E::WarningAnswered]));
}

#[test]
fn opening_personal_data_is_an_event_with_its_reason() {
    let given = received(items::PROMISE, NOW);
    let open = || say::open_data(&given.case);
    check(&given, applicant().asks(open()), NOW, Err(Rule::WrongRole));
    let after = check(&given, window().asks(open()), NOW, Ok(&[E::PersonalDataOpened]));
    match after.last.as_slice() {
        [Event::PersonalDataOpened(e)] => assert_eq!(e.subject, SubjectId(1)),
        other => panic!("{other:?}"),
    }
    let silent = engine::command::OpenPersonalData { case: given.case.clone(), reason: " ".into() };
    check(&given, window().asks(silent), NOW, Err(Rule::ReasonsMissing));
}

#[test]
fn an_erased_person_is_not_opened_and_does_not_apply_under_the_old_record() {
    let given = received(items::PROMISE, NOW);
    let erase =
        |subject| EraseSubject { subject: SubjectId(subject), reason: "本人请求".into() };
    check(&given, admin().asks(erase(9)), NOW, Err(Rule::BadSetup));
    check(&given, window().asks(erase(1)), NOW, Err(Rule::WrongRole));
    check(&given, manager().asks(erase(1)), NOW, Err(Rule::WrongPhase));
    let given = given.then(applicant().asks(say::withdraw(&given.case)), NOW);
    let given = check(&given, manager().asks(erase(1)), NOW, Ok(&[E::SubjectErased]));
    check(&given, manager().asks(erase(1)), NOW, Ok(&[]));
    check(&given, window().asks(say::open_data(&given.case)), NOW, Err(Rule::SubjectErased));
    let again = window().asks(say::application(items::PROMISE));
    check(&given, again, NOW, Err(Rule::SubjectErased));
}
