//! 办理: claiming, reviewing, inspecting; guards 3, 5 and 11, 回避, and the order of service (row 71).

use engine::clock::ClockKind;
use engine::code::CaseNumber;
use engine::command::{Command, CompleteStep, RecordInspection};
use engine::event::{Event, EventKind as E};
use engine::hall::Role;
use engine::refusal::Rule;
use engine::values::Priority;
use tests::given::{Given, check, deciding, handling, transfer};
use tests::hall::{
    TOWNSMAN, approver, chief, code, head, manager, person, rep, somebody, staff, window,
};
use tests::{items, say};

const NOW: &str = "2026-03-02 09:00";

/// One more case that waits for the approvers, on top of a history.
fn one_more(
    given: &Given,
    when: &str,
    change: impl Fn(&mut engine::command::ReceiveApplication),
) -> Given {
    let mut application = say::application(items::PROMISE);
    change(&mut application);
    let given = given.then(window().asks(application), when);
    let case = given.case.clone();
    let given = given
        .then(window().asks(say::pre_check(&case)), when)
        .then(window().asks(say::accept(&case)), when);
    transfer(&given, items::PROMISE, when).then(rep().asks(say::acknowledge(&case)), when)
}

fn claimed_by(given: &Given) -> CaseNumber {
    let id = given.commits.last().and_then(|commit| commit.entries.first()).expect("claimed");
    match (&id.event, id.stream) {
        (Event::TaskClaimed(_), engine::event::Stream::Case(id)) => {
            engine::number::format(given.world.setup(), id).expect("published")
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_task_is_claimed_by_the_post_of_its_step_in_its_department() {
    let given = handling(items::PROMISE, NOW);
    let claim = || say::claim(&given.case);
    check(&given, chief().asks(claim()), NOW, Err(Rule::WrongRole));
    check(&given, head().asks(claim()), NOW, Err(Rule::WrongRole));
    check(&given, staff("w-appr").asks(claim()), NOW, Err(Rule::WrongUnit));
    check(&given, window().asks(claim()), NOW, Err(Rule::WrongUnit));
    check(&given, approver().asks(claim()), NOW, Ok(&[E::TaskClaimed]));
}

#[test]
fn a_claimed_task_is_his_who_claimed_it() {
    let given = handling(items::PROMISE, NOW);
    let given = given.then(approver().asks(say::claim(&given.case)), NOW);
    check(&given, approver().asks(say::claim(&given.case)), NOW, Ok(&[]));
    check(&given, staff("appr2").asks(say::claim(&given.case)), NOW, Err(Rule::NotHandler));
    check(&given, staff("appr2").asks(say::complete(&given.case)), NOW, Err(Rule::NotHandler));
    check(&given, approver().asks(say::complete(&given.case)), NOW, Ok(&[E::StepCompleted]));
}

#[test]
fn row_46_who_is_not_certified_for_the_item_does_not_handle_it() {
    let given = handling(items::PROMISE, NOW);
    check(&given, staff("appr3").asks(say::claim(&given.case)), NOW, Err(Rule::NotCertified));
}

#[test]
fn nobody_handles_a_case_in_which_he_is_a_party() {
    let hall = Given::hall();
    let own = one_more(&hall, NOW, |application| application.applicant = person(TOWNSMAN));
    check(&own, staff("appr2").asks(say::claim(&own.case)), NOW, Err(Rule::OwnCase));
    check(&own, rep().asks(say::reassign(&own.case, "appr2")), NOW, Err(Rule::OwnCase));
    let as_agent = one_more(&hall, NOW, |application| application.agent = Some(person(TOWNSMAN)));
    check(&as_agent, staff("appr2").asks(say::claim(&as_agent.case)), NOW, Err(Rule::OwnCase));
    check(&own, approver().asks(say::claim(&own.case)), NOW, Ok(&[E::TaskClaimed]));
}

#[test]
fn claim_next_takes_green_before_normal_then_the_earlier_due_date_then_the_earlier_arrival() {
    let given = one_more(&Given::hall(), "2026-03-03 09:00", |_| ());
    let due_later = given.case.clone();
    let given = one_more(&given, "2026-03-04 09:00", |_| ());
    let due_latest = given.case.clone();
    let given = one_more(&given, "2026-03-04 09:00", |_| ());
    let arrived_last = given.case.clone();
    let given = one_more(&given, "2026-03-04 10:00", |a| a.priority = Priority::Green);
    let green = given.case.clone();
    let mut now = given;
    for expected in [green, due_later, due_latest, arrived_last] {
        let next = approver().asks(say::claim_next(Role::Approver));
        now = check(&now, next, "2026-03-04 11:00", Ok(&[E::TaskClaimed]));
        assert_eq!(claimed_by(&now), expected);
    }
    let next = approver().asks(say::claim_next(Role::Approver));
    check(&now, next, "2026-03-04 11:00", Err(Rule::NothingWaiting));
}

#[test]
fn claim_next_passes_by_the_cases_of_which_the_officer_is_a_party() {
    let hall = Given::hall();
    let given = one_more(&hall, NOW, |application| application.applicant = person(TOWNSMAN));
    let own = given.case.clone();
    let given = one_more(&given, NOW, |_| ());
    let next = || staff("appr2").asks(say::claim_next(Role::Approver));
    let after = check(&given, next(), NOW, Ok(&[E::TaskClaimed]));
    assert_eq!(claimed_by(&after), given.case);
    check(&after, next(), NOW, Err(Rule::NothingWaiting));
    let other = approver().asks(say::claim_next(Role::Approver));
    let after = check(&after, other, NOW, Ok(&[E::TaskClaimed]));
    assert_eq!(claimed_by(&after), own);
}

#[test]
fn claim_next_passes_by_the_cases_the_officer_took_in() {
    let given = handling(items::PROMISE, NOW);
    // The window officer changes his post and is an approver of the department from now on.
    let moved = somebody("comp1", "SCJ", &[Role::Approver]);
    let given = given.then(manager().asks(engine::command::AppointStaff { staff: moved }), NOW);
    let next = staff("comp1").asks(say::claim_next(Role::Approver));
    check(&given, next, NOW, Err(Rule::NothingWaiting));
    let claim = staff("comp1").asks(say::claim(&given.case));
    check(&given, claim, NOW, Err(Rule::SeparationOfDuties));
}

#[test]
fn claim_next_is_for_ones_own_department_and_post() {
    let given = handling(items::PROMISE, NOW);
    let next = |role| say::claim_next(role);
    check(&given, staff("w-appr").asks(next(Role::Approver)), NOW, Err(Rule::WrongUnit));
    check(&given, approver().asks(next(Role::ChiefApprover)), NOW, Err(Rule::WrongRole));
    check(&given, chief().asks(next(Role::ChiefApprover)), NOW, Err(Rule::NothingWaiting));
}

#[test]
fn a_task_is_reassigned_by_the_representative_or_the_head_with_a_reason() {
    let given = handling(items::PROMISE, NOW);
    let given = given.then(approver().asks(say::claim(&given.case)), NOW);
    let to = |officer| say::reassign(&given.case, officer);
    check(&given, approver().asks(to("appr2")), NOW, Err(Rule::WrongRole));
    check(&given, staff("w-rep").asks(to("appr2")), NOW, Err(Rule::WrongUnit));
    check(&given, rep().asks(to("ghost")), NOW, Err(Rule::UnknownStaff));
    check(&given, rep().asks(to("chief")), NOW, Err(Rule::WrongRole));
    check(&given, rep().asks(to("w-appr")), NOW, Err(Rule::WrongUnit));
    let after = check(&given, head().asks(to("appr2")), NOW, Ok(&[E::TaskReassigned]));
    let case = after.file();
    assert_eq!(case.task().and_then(|task| task.handler.clone()), Some(code("appr2")));
}

#[test]
fn a_review_gives_an_opinion_and_starts_the_clock_of_the_next_step() {
    let given = handling(items::PROMISE, NOW);
    let silent = CompleteStep { case: given.case.clone(), opinion: "".into() };
    check(&given, approver().asks(silent), NOW, Err(Rule::ReasonsMissing));
    let done = approver().asks(say::complete(&given.case));
    let after = check(&given, done, "2026-03-05 15:00", Ok(&[E::StepCompleted]));
    // Four working days after Thursday 5 March.
    assert_eq!(after.dates(ClockKind::Step), "2026-03-05 -> 2026-03-11");
    let case = after.file();
    let task = case.task().expect("still in handling");
    assert_eq!((task.step, &task.handler), (2, &None));
}

#[test]
fn the_decision_is_no_step_to_be_completed() {
    let given = deciding(items::PROMISE, NOW);
    check(&given, chief().asks(say::complete(&given.case)), NOW, Err(Rule::WrongPhase));
}

#[test]
fn guard_11_an_inspection_on_site_names_two_officers_of_the_department_art_34() {
    let given = handling(items::INSPECTED, NOW);
    let inspect = |officers| approver().asks(say::inspect(&given.case, officers));
    check(&given, inspect(&["appr1"]), NOW, Err(Rule::TwoOfficers));
    check(&given, inspect(&["appr1", "appr1"]), NOW, Err(Rule::TwoOfficers));
    check(&given, inspect(&["appr1", "ghost"]), NOW, Err(Rule::UnknownStaff));
    check(&given, inspect(&["appr1", "w-appr"]), NOW, Err(Rule::WrongUnit));
    let silent: Command = RecordInspection {
        case: given.case.clone(),
        officers: vec![code("appr1"), code("appr2")],
        findings: " ".into(),
    }
    .into();
    check(&given, approver().asks(silent), NOW, Err(Rule::ReasonsMissing));
    let after = check(&given, inspect(&["appr1", "appr2"]), NOW, Ok(&[E::InspectionRecorded]));
    assert!(after.file().inspected);
}

#[test]
fn guard_11_what_needs_an_inspection_is_not_decided_before_it() {
    let given = deciding(items::INSPECTED, NOW);
    check(&given, chief().asks(say::grant(&given.case)), NOW, Err(Rule::InspectionMissing));
    let given = given.then(approver().asks(say::inspect(&given.case, &["appr1", "appr2"])), NOW);
    check(&given, chief().asks(say::grant(&given.case)), NOW, Ok(&[E::DecisionMade]));
}
