//! 受理: guards 7, 8, 9 and 10; 行政许可法 art. 32.

use engine::case::Case;
use engine::clock::ClockKind;
use engine::command::NoticeCorrection;
use engine::event::EventKind as E;
use engine::lifecycle::Phase;
use engine::refusal::Rule;
use engine::values::ClosingKind;
use tests::given::{Given, check, pre_checked};
use tests::hall::{applicant, approver, staff_at, window};
use tests::{items, say};

const NOW: &str = "2026-03-02 09:00";

/// A case in pre-check whose applicant handed these papers in.
fn pre_checked_with(papers: &[&str]) -> Given {
    let mut application = say::application(items::PROMISE);
    application.materials = papers.iter().map(|paper| say::copy(paper)).collect();
    let given = Given::hall().then(window().asks(application), NOW);
    let asked = window().asks(say::pre_check(&given.case));
    given.then(asked, NOW)
}

fn noticed() -> Given {
    let given = pre_checked(items::PROMISE, NOW);
    let asked = window().asks(say::notice_correction(&given.case));
    given.then(asked, NOW)
}

#[test]
fn guard_7_a_required_paper_that_is_missing_is_against_acceptance() {
    let given = pre_checked_with(&[items::FORM, items::PLAN]);
    check(&given, window().asks(say::accept(&given.case)), NOW, Err(Rule::MaterialsMissing));
    let given = given.then(window().asks(say::hand_in(&given.case, &[items::ID_CARD])), NOW);
    check(&given, window().asks(say::accept(&given.case)), NOW, Ok(&[E::Accepted]));
}

#[test]
fn guard_7_a_deferrable_paper_without_a_commitment_is_against_acceptance() {
    let given = pre_checked_with(&[items::FORM, items::ID_CARD]);
    check(&given, window().asks(say::accept(&given.case)), NOW, Err(Rule::MaterialsMissing));
}

#[test]
fn guard_7_an_optional_paper_need_not_be_there() {
    let given = pre_checked_with(&[items::FORM, items::ID_CARD, items::PLAN]);
    check(&given, window().asks(say::accept(&given.case)), NOW, Ok(&[E::Accepted]));
}

#[test]
fn acceptance_starts_the_statutory_and_the_promise_clock_with_one_t0_and_ends_its_own() {
    let given = pre_checked(items::PROMISE, NOW);
    let after = check(
        &given,
        window().asks(say::accept(&given.case)),
        "2026-03-04 16:00",
        Ok(&[E::Accepted]),
    );
    // 20 working days after Wednesday 4 March: 1 April. 10: 18 March.
    assert_eq!(after.dates(ClockKind::Statutory), "2026-03-04 -> 2026-04-01");
    assert_eq!(after.dates(ClockKind::Promise), "2026-03-04 -> 2026-03-18");
    assert_eq!(after.dates(ClockKind::Acceptance), "none");
    assert_eq!(after.dates(ClockKind::LowerReview), "none");
}

#[test]
fn acceptance_of_a_report_up_starts_the_lower_review_of_20_days_art_43() {
    let given = pre_checked(items::REPORT_UP, NOW);
    let after = check(&given, window().asks(say::accept(&given.case)), NOW, Ok(&[E::Accepted]));
    assert_eq!(after.dates(ClockKind::LowerReview), "2026-03-02 -> 2026-03-30");
}

#[test]
fn acceptance_of_a_joint_item_starts_its_45_days_art_42_2() {
    let given = pre_checked(items::JOINT, NOW);
    let after = check(&given, window().asks(say::accept(&given.case)), NOW, Ok(&[E::Accepted]));
    // March has 21 working days after the 2nd, April 21 (the 6th is off): the 42nd is 30 April.
    // 1 to 5 May is off, so the 43rd to the 45th are the 6th, the 7th and the 8th.
    assert_eq!(after.dates(ClockKind::Statutory), "2026-03-02 -> 2026-05-08");
    assert_eq!(after.dates(ClockKind::Promise), "2026-03-02 -> 2026-03-30");
}

#[test]
fn only_a_case_in_pre_check_is_accepted_and_only_by_who_may_take_in() {
    let given = pre_checked(items::PROMISE, NOW);
    let accept = || say::accept(&given.case);
    check(&given, approver().asks(accept()), NOW, Err(Rule::ExclusiveIntake));
    check(&given, staff_at("w-comp", "W1").asks(accept()), NOW, Err(Rule::NotEntrusted));
    let after = check(&given, window().asks(accept()), NOW, Ok(&[E::Accepted]));
    check(&after, window().asks(accept()), NOW, Err(Rule::WrongPhase));
}

#[test]
fn guard_8_a_paper_that_can_be_fetched_is_not_demanded_of_the_applicant() {
    let given = pre_checked_with(&[items::PLAN]);
    let demand = |material| {
        let defects = vec![say::defect(Some(material))];
        window().asks(NoticeCorrection { case: given.case.clone(), defects, limit_days: None })
    };
    check(&given, demand(items::ID_CARD), NOW, Err(Rule::MaterialFetchable));
    check(&given, demand(items::FORM), NOW, Ok(&[E::CorrectionNoticed]));
    check(&given, demand("DOG-LICENCE"), NOW, Err(Rule::UnknownMaterial));
}

#[test]
fn guard_8_a_fetchable_paper_that_is_here_may_be_found_wanting() {
    let given = pre_checked(items::PROMISE, NOW);
    let defects = vec![say::defect(Some(items::ID_CARD))];
    let notice = NoticeCorrection { case: given.case.clone(), defects, limit_days: None };
    check(&given, window().asks(notice), NOW, Ok(&[E::CorrectionNoticed]));
}

#[test]
fn guard_9_a_correction_notice_names_every_defect_art_32_4() {
    let given = pre_checked(items::PROMISE, NOW);
    let notice = |defects, limit_days| {
        window().asks(NoticeCorrection { case: given.case.clone(), defects, limit_days })
    };
    check(&given, notice(Vec::new(), None), NOW, Err(Rule::NoDefects));
    for unseen in ["  ", "\u{3000}", "\u{200b}", "\u{3164}", "\u{1}", "\u{e0041}\n"] {
        let mut blank = say::defect(None);
        blank.what = unseen.into();
        check(&given, notice(vec![blank], None), NOW, Err(Rule::NoDefects));
    }
    check(&given, notice(vec![say::defect(None)], Some(0)), NOW, Err(Rule::NoDefects));
    check(&given, notice(vec![say::defect(None); 65], None), NOW, Err(Rule::TooLong));
    check(&given, notice(vec![say::defect(None)], None), NOW, Ok(&[E::CorrectionNoticed]));
}

#[test]
fn guard_9_all_defects_are_told_once_a_second_notice_is_refused_art_72_4() {
    let given = noticed();
    let given = given.then(applicant().asks(say::correct(&given.case)), NOW);
    let again = window().asks(say::notice_correction(&given.case));
    check(&given, again, NOW, Err(Rule::SecondCorrection));
}

#[test]
fn the_notice_stops_the_acceptance_clock_and_starts_the_applicants() {
    let given = pre_checked(items::PROMISE, NOW);
    let asked = window().asks(say::notice_correction(&given.case));
    let after = check(&given, asked, "2026-03-03 10:00", Ok(&[E::CorrectionNoticed]));
    assert_eq!(after.dates(ClockKind::Acceptance), "none");
    assert_eq!(after.dates(ClockKind::Correction), "2026-03-03 -> 2026-03-10");
}

#[test]
fn the_notice_may_name_the_applicants_limit() {
    let given = pre_checked(items::PROMISE, NOW);
    let notice = NoticeCorrection {
        case: given.case.clone(),
        defects: vec![say::defect(None)],
        limit_days: Some(15),
    };
    let after = check(&given, window().asks(notice), NOW, Ok(&[E::CorrectionNoticed]));
    assert_eq!(after.dates(ClockKind::Correction), "2026-03-02 -> 2026-03-23");
}

#[test]
fn corrections_start_the_acceptance_clock_anew() {
    let given = noticed();
    let asked = applicant().asks(say::correct(&given.case));
    let after = check(&given, asked, "2026-03-06 18:00", Ok(&[E::CorrectionSubmitted]));
    assert_eq!(after.dates(ClockKind::Correction), "none");
    assert_eq!(after.dates(ClockKind::Acceptance), "2026-03-06 -> 2026-03-13");
    assert_eq!(after.file().phase(), Phase::PreCheck);
}

#[test]
fn corrections_are_the_applicants_or_the_windows_to_hand_in() {
    let given = noticed();
    let correct = || say::correct(&given.case);
    check(&given, approver().asks(correct()), NOW, Err(Rule::ExclusiveIntake));
    check(&given, window().asks(correct()), NOW, Ok(&[E::CorrectionSubmitted]));
}

#[test]
fn guard_10_a_refusal_to_accept_gives_reasons_and_remedies_art_38() {
    let given = pre_checked(items::PROMISE, NOW);
    let full = say::refuse_acceptance(&given.case);
    let mut without_reasons = full.clone();
    without_reasons.reasons.clear();
    check(&given, window().asks(without_reasons), NOW, Err(Rule::ReasonsMissing));
    let mut with_a_blank = full.clone();
    with_a_blank.reasons.push(" ".into());
    check(&given, window().asks(with_a_blank), NOW, Err(Rule::ReasonsMissing));
    let mut without_remedies = full.clone();
    without_remedies.remedies = "".into();
    check(&given, window().asks(without_remedies), NOW, Err(Rule::RemediesMissing));
    let mut nowhere_to_go = full.clone();
    nowhere_to_go.where_to_go = Some(" ".into());
    check(&given, window().asks(nowhere_to_go), NOW, Err(Rule::WhereToGoMissing));
    let after = check(&given, window().asks(full), NOW, Ok(&[E::AcceptanceRefused]));
    assert_ended(&after.file(), ClosingKind::Returned);
}

#[test]
fn after_acceptance_the_law_knows_no_supplement_art_32_4_and_45() {
    let given = pre_checked(items::PROMISE, NOW);
    let given = given.then(window().asks(say::accept(&given.case)), NOW);
    let case = given.case.clone();
    let handled = tests::given::transfer(&given, items::PROMISE, NOW)
        .then(tests::hall::rep().asks(say::acknowledge(&case)), NOW);
    for given in [given, handled] {
        let notice = window().asks(say::notice_correction(&case));
        check(&given, notice, NOW, Err(Rule::WrongPhase));
        check(&given, applicant().asks(say::correct(&case)), NOW, Err(Rule::WrongPhase));
        let refusal = window().asks(say::refuse_acceptance(&case));
        check(&given, refusal, NOW, Err(Rule::WrongPhase));
    }
}

#[test]
fn a_matter_that_needs_no_licence_is_told_at_once_art_32_1() {
    let given = pre_checked(items::PROMISE, NOW);
    let mut without = say::not_required(&given.case);
    without.reasons.clear();
    check(&given, window().asks(without), NOW, Err(Rule::ReasonsMissing));
    let declare = say::not_required(&given.case);
    let after = check(&given, window().asks(declare), NOW, Ok(&[E::NotRequired]));
    assert_ended(&after.file(), ClosingKind::Other);
}

/// Closed without a decision, with no clock running.
#[track_caller]
fn assert_ended(case: &Case, closing: ClosingKind) {
    assert_eq!((case.phase(), case.closing()), (Phase::Ended, Some(closing)));
    assert!(case.clocks.iter().all(|clock| !clock.is_running()));
}
