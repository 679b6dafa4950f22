//! 特别程序、延长: guards 12 and 13; 行政许可法 art. 42 and 45; the ledger of suspensions.

use engine::clock::{ClockKind, working_days};
use engine::command::{PromiseAnew, PublishItem};
use engine::due::Suspension;
use engine::event::EventKind as E;
use engine::item::{ItemDefinition, SpecialKind};
use engine::lifecycle::Phase;
use engine::refusal::Rule;
use engine::voice::CardCause;
use tests::given::{Given, accepted, check, handling, pre_checked};
use tests::hall::{admin, applicant, approver, chief, code, day, head, rep, staff, window};
use tests::{items, say};

const NOW: &str = "2026-03-02 09:00";
const DECISION: [ClockKind; 3] = [ClockKind::Statutory, ClockKind::Promise, ClockKind::Step];

fn suspended(given: &Given, kind: SpecialKind, when: &str) -> Given {
    given.then(approver().asks(say::suspend(&given.case, kind, 10)), when)
}

fn resumed(given: &Given, when: &str) -> Given {
    given.then(approver().asks(say::resume(&given.case)), when)
}

fn dates(given: &Given) -> [String; 3] {
    DECISION.map(|kind| given.dates(kind))
}

#[test]
fn guard_12_only_a_procedure_the_item_lists_suspends_art_45() {
    let given = handling(items::PROMISE, NOW);
    let hearing = say::suspend(&given.case, SpecialKind::Hearing, 10);
    check(&given, approver().asks(hearing), NOW, Err(Rule::NotListedSpecial));
    let review = say::suspend(&given.case, SpecialKind::ExpertReview, 10);
    check(&given, approver().asks(review), NOW, Ok(&[E::SuspensionStarted]));
}

#[test]
fn guard_12_the_planned_time_is_within_the_items_and_told_in_writing_art_45() {
    let given = handling(items::PROMISE, NOW);
    let suspend = |days| say::suspend(&given.case, SpecialKind::ExpertReview, days);
    check(&given, approver().asks(suspend(0)), NOW, Err(Rule::SpecialTooLong));
    check(&given, approver().asks(suspend(16)), NOW, Err(Rule::SpecialTooLong));
    check(&given, approver().asks(suspend(15)), NOW, Ok(&[E::SuspensionStarted]));
    let mut untold = suspend(10);
    untold.told_in_writing = false;
    check(&given, approver().asks(untold), NOW, Err(Rule::NotTold));
    let mut silent = suspend(10);
    silent.reason = " ".into();
    check(&given, approver().asks(silent), NOW, Err(Rule::ReasonsMissing));
}

#[test]
fn only_the_handler_suspends_and_only_while_the_case_is_handled() {
    let given = handling(items::PROMISE, NOW);
    let given = given.then(approver().asks(say::claim(&given.case)), NOW);
    let suspend = |given: &Given| say::suspend(&given.case, SpecialKind::ExpertReview, 10);
    check(&given, staff("appr2").asks(suspend(&given)), NOW, Err(Rule::NotHandler));
    let early = accepted(items::PROMISE, NOW);
    check(&early, approver().asks(suspend(&early)), NOW, Err(Rule::WrongPhase));
}

#[test]
fn a_suspension_stops_the_clocks_of_the_decision_and_starts_its_own() {
    let given = handling(items::PROMISE, NOW);
    assert_eq!(
        dates(&given),
        ["2026-03-02 -> 2026-03-30", "2026-03-02 -> 2026-03-16", "2026-03-02 -> 2026-03-09"]
    );
    let after = suspended(&given, SpecialKind::ExpertReview, "2026-03-04 10:00");
    assert_eq!(dates(&after), ["2026-03-02 stands"; 3]);
    assert_eq!(after.dates(ClockKind::Special), "2026-03-04 -> 2026-03-18");
    assert_eq!(after.file().phase(), Phase::Suspended);
}

#[test]
fn the_first_day_of_a_suspension_is_excluded_and_the_day_of_resumption_counts() {
    let given = handling(items::PROMISE, NOW);
    let after = suspended(&given, SpecialKind::ExpertReview, "2026-03-04 10:00");
    let after = resumed(&after, "2026-03-11 16:00");
    // Excluded: the 4th, 5th, 6th, 9th and 10th, five working days. Qingming is 4 to 6 April.
    assert_eq!(
        dates(&after),
        ["2026-03-02 -> 2026-04-07", "2026-03-02 -> 2026-03-23", "2026-03-02 -> 2026-03-16"]
    );
    assert_eq!(after.dates(ClockKind::Special), "none");
    let ledger = [Suspension { from: day("2026-03-04"), resume: Some(day("2026-03-11")) }];
    for kind in DECISION {
        assert_eq!(after.clock(kind).suspensions, ledger);
    }
}

#[test]
fn a_suspension_that_ends_on_its_first_day_excludes_nothing() {
    let given = handling(items::PROMISE, NOW);
    let after = suspended(&given, SpecialKind::ExpertReview, "2026-03-04 10:00");
    let after = resumed(&after, "2026-03-04 17:00");
    assert_eq!(dates(&after), dates(&given));
}

#[test]
fn two_suspensions_stand_in_the_ledger_one_after_the_other() {
    let given = handling(items::PROMISE, NOW);
    let after = suspended(&given, SpecialKind::ExpertReview, "2026-03-03 10:00");
    let after = resumed(&after, "2026-03-04 10:00");
    let after = suspended(&after, SpecialKind::ExpertReview, "2026-03-05 10:00");
    let after = resumed(&after, "2026-03-09 10:00");
    // Excluded: the 3rd, the 5th and the 6th.
    assert_eq!(after.dates(ClockKind::Promise), "2026-03-02 -> 2026-03-19");
    assert_eq!(after.clock(ClockKind::Promise).suspensions.len(), 2);
}

#[test]
fn a_public_notice_is_not_in_art_45_and_stops_no_clock() {
    let given = handling(items::PROMISE, NOW);
    let after = suspended(&given, SpecialKind::PublicNotice, "2026-03-04 10:00");
    assert_eq!(dates(&after), dates(&given));
    let after = resumed(&after, "2026-03-11 10:00");
    assert_eq!(dates(&after), dates(&given));
    assert!(after.clock(ClockKind::Statutory).suspensions.is_empty());
}

#[test]
fn the_case_is_with_the_same_officer_after_a_suspension() {
    let given = handling(items::PROMISE, NOW);
    let given = given.then(approver().asks(say::claim(&given.case)), NOW);
    let after = resumed(&suspended(&given, SpecialKind::ExpertReview, NOW), NOW);
    let case = after.file();
    assert_eq!(case.task().and_then(|task| task.handler.clone()), Some(code("appr1")));
}

#[test]
fn guard_13_the_statutory_clock_is_extended_once_art_42() {
    let given = handling(items::PROMISE, NOW);
    let extend = || head().asks(say::extend(&given.case, 10));
    let after = check(&given, extend(), "2026-03-05 09:00", Ok(&[E::ClockExtended]));
    // 30 working days: ten more after 30 March, with Qingming off.
    assert_eq!(after.dates(ClockKind::Statutory), "2026-03-02 -> 2026-04-14");
    check(&after, extend(), "2026-03-06 09:00", Err(Rule::ExtendedBefore));
}

#[test]
fn an_extension_does_not_excuse_the_promise() {
    let given = handling(items::PROMISE, NOW);
    let after = given.then(head().asks(say::extend(&given.case, 10)), NOW);
    assert_eq!(after.dates(ClockKind::Promise), given.dates(ClockKind::Promise));
    let mut promise = say::extend(&given.case, 5);
    promise.clock = ClockKind::Promise;
    check(&given, head().asks(promise), NOW, Err(Rule::NotExtendable));
}

#[test]
fn guard_13_a_clock_is_extended_before_it_ends() {
    let given = handling(items::PROMISE, NOW);
    let extend = || head().asks(say::extend(&given.case, 10));
    check(&given, extend(), "2026-03-30 23:59", Ok(&[E::ClockExtended]));
    check(&given, extend(), "2026-03-31 00:00", Err(Rule::ExtensionTooLate));
}

#[test]
fn guard_13_by_at_most_ten_days_fifteen_for_a_joint_case() {
    let given = handling(items::PROMISE, NOW);
    let extend = |days| head().asks(say::extend(&given.case, days));
    check(&given, extend(0), NOW, Err(Rule::ExtensionTooLong));
    check(&given, extend(11), NOW, Err(Rule::ExtensionTooLong));
    let joint = handling(items::JOINT, NOW);
    let by = |days, approver| {
        let mut extend = say::extend(&joint.case, days);
        extend.approver = code(approver);
        staff(approver).asks(extend)
    };
    check(&joint, by(16, "mayor"), NOW, Err(Rule::ExtensionTooLong));
    check(&joint, by(15, "head"), NOW, Err(Rule::WrongApprover));
    check(&joint, by(15, "mayor"), NOW, Ok(&[E::ClockExtended]));
}

#[test]
fn guard_13_the_head_of_the_authority_approves_and_the_applicant_is_told_why() {
    let given = handling(items::PROMISE, NOW);
    let with = |change: fn(&mut engine::command::ExtendClock)| {
        let mut extend = say::extend(&given.case, 10);
        change(&mut extend);
        head().asks(extend)
    };
    for other in ["chief", "w-head", "mayor"] {
        let mut extend = say::extend(&given.case, 10);
        extend.approver = code(other);
        check(&given, staff(other).asks(extend), NOW, Err(Rule::WrongApprover));
    }
    check(&given, with(|e| e.approver = code("ghost")), NOW, Err(Rule::UnknownStaff));
    check(&given, with(|e| e.reason = " ".into()), NOW, Err(Rule::ReasonsMissing));
    check(&given, with(|e| e.told = false), NOW, Err(Rule::NotTold));
}

#[test]
fn guard_13_nobody_extends_on_the_heads_name_but_the_head_himself() {
    let given = handling(items::PROMISE, NOW);
    for who in [rep(), chief(), window()] {
        let on_his_word = who.asks(say::extend(&given.case, 10));
        check(&given, on_his_word, NOW, Err(Rule::WrongApprover));
    }
    check(&given, head().asks(say::extend(&given.case, 10)), NOW, Ok(&[E::ClockExtended]));
}

#[test]
fn a_promise_is_given_anew_by_the_head_with_the_applicant_told() {
    let given = handling(items::PROMISE, NOW);
    let anew = |days| say::promise_anew(&given.case, days);
    check(&given, rep().asks(anew(3)), NOW, Err(Rule::WrongRole));
    check(&given, staff("w-head").asks(anew(3)), NOW, Err(Rule::WrongUnit));
    let untold = PromiseAnew { told: false, ..anew(3) };
    check(&given, head().asks(untold), NOW, Err(Rule::NotTold));
    let wordless = PromiseAnew { reason: " ".into(), ..anew(3) };
    check(&given, head().asks(wordless), NOW, Err(Rule::ReasonsMissing));
    let after = check(&given, head().asks(anew(3)), NOW, Ok(&[E::PromisedAnew]));
    assert_eq!(after.dates(ClockKind::Promise), "2026-03-02 -> 2026-03-19");
    assert_eq!(after.dates(ClockKind::Statutory), given.dates(ClockKind::Statutory));
}

#[test]
fn a_promise_given_anew_stays_within_the_law_and_comes_before_its_end() {
    let given = handling(items::PROMISE, NOW);
    let anew = |days| head().asks(say::promise_anew(&given.case, days));
    check(&given, anew(0), NOW, Err(Rule::ExtensionTooLong));
    check(&given, anew(11), NOW, Err(Rule::ExtensionTooLong));
    // Ten days more are the twenty of the law, and not one after.
    let after = check(&given, anew(10), "2026-03-16 23:59", Ok(&[E::PromisedAnew]));
    assert_eq!(after.dates(ClockKind::Promise), "2026-03-02 -> 2026-03-30");
    check(&after, anew(1), "2026-03-17 09:00", Err(Rule::ExtensionTooLong));
    check(&given, anew(1), "2026-03-17 00:00", Err(Rule::ExtensionTooLate));
    let (task_type, promise) = (code("10"), working_days(15));
    let short = ItemDefinition { task_type, promise, ..items::promise() };
    let given = Given::hall().then(admin().asks(PublishItem { definition: short }), NOW);
    let given = given.then(window().asks(say::application(items::PROMISE)), NOW);
    let given = given
        .then(window().asks(say::pre_check(&given.case)), NOW)
        .then(window().asks(say::accept(&given.case)), NOW);
    let over = head().asks(say::promise_anew(&given.case, 6));
    check(&given, over, NOW, Err(Rule::PromiseOverStatutory));
    let over = head().asks(say::promise_anew(&given.case, 5));
    check(&given, over, NOW, Ok(&[E::PromisedAnew]));
}

#[test]
fn a_promise_that_stands_still_is_not_given_anew() {
    let given = suspended(&handling(items::PROMISE, NOW), SpecialKind::ExpertReview, NOW);
    let anew = head().asks(say::promise_anew(&given.case, 3));
    check(&given, anew, NOW, Err(Rule::WrongPhase));
}

#[test]
fn papers_asked_for_after_acceptance_are_on_a_card_and_stop_no_clock() {
    let given = handling(items::PROMISE, NOW);
    let hand_in = || applicant().asks(say::hand_in(&given.case, &[items::PHOTO]));
    check(&given, hand_in(), NOW, Err(Rule::WrongPhase));
    let ask = approver().asks(say::suspend(&given.case, SpecialKind::Supplement, 3));
    let after = check(&given, ask, NOW, Ok(&[E::SuspensionStarted, E::CardDealt]));
    assert_eq!(dates(&after), dates(&given));
    let case = after.file();
    let card = case.extras().cards.first().expect("a card was dealt");
    assert_eq!((card.cause, &card.person), (CardCause::LateSupplement, &Some(code("appr1"))));
    let after = check(&after, hand_in(), NOW, Ok(&[E::MaterialReceived]));
    assert!(after.file().holds(&code(items::PHOTO), &items::promise()));
    // Asked a second time it is a second card.
    let after = resumed(&after, NOW);
    let ask = approver().asks(say::suspend(&given.case, SpecialKind::Supplement, 3));
    let after = check(&after, ask, NOW, Ok(&[E::SuspensionStarted, E::CardDealt]));
    assert_eq!(after.file().extras().cards.len(), 2);
}

#[test]
fn another_procedure_asks_the_applicant_for_no_papers() {
    let given = suspended(&handling(items::PROMISE, NOW), SpecialKind::ExpertReview, NOW);
    let hand_in = applicant().asks(say::hand_in(&given.case, &[items::PHOTO]));
    check(&given, hand_in, NOW, Err(Rule::WrongPhase));
}

#[test]
fn a_limit_that_law_does_not_set_runs_on_no_clock_and_is_not_extended() {
    let (name, task_type) = ("改版".into(), code("20"));
    let without = ItemDefinition { legal: None, task_type, name, ..items::promise() };
    let given = Given::hall()
        .then(admin().asks(PublishItem { definition: without }), NOW)
        .then(window().asks(say::application(items::PROMISE)), NOW);
    let given = given
        .then(window().asks(say::pre_check(&given.case)), NOW)
        .then(window().asks(say::accept(&given.case)), NOW);
    check(&given, head().asks(say::extend(&given.case, 5)), NOW, Err(Rule::NoSuchClock));
}

#[test]
fn what_has_no_statutory_limit_or_no_extension_is_not_extended() {
    let natural = handling(items::NATURAL, NOW);
    let extend = head().asks(say::extend(&natural.case, 5));
    check(&natural, extend, NOW, Err(Rule::NotExtendable));
    let early = pre_checked(items::PROMISE, NOW);
    check(&early, head().asks(say::extend(&early.case, 5)), NOW, Err(Rule::WrongPhase));
}

#[test]
fn an_extension_during_a_suspension_counts_once_the_clock_runs_again() {
    let given = handling(items::PROMISE, NOW);
    let after = suspended(&given, SpecialKind::ExpertReview, "2026-03-04 10:00");
    let after = after.then(head().asks(say::extend(&given.case, 10)), "2026-03-05 10:00");
    assert_eq!(after.dates(ClockKind::Statutory), "2026-03-02 stands");
    let after = resumed(&after, "2026-03-11 10:00");
    // 2026-04-14 by the extension, five working days on by the suspension.
    assert_eq!(after.dates(ClockKind::Statutory), "2026-03-02 -> 2026-04-21");
}
