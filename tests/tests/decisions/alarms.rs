//! 到时: what fires when, once, with its evidence; deemed outcomes; silence is never approval.

use engine::clock::ClockKind;
use engine::command::SetClockPolicy;
use engine::event::{Event, EventKind as E, Evidence};
use engine::item::SpecialKind;
use engine::lifecycle::Phase;
use engine::policy::{Card, ClockPolicy, CorrectionExpiry, ProfileRung, Trigger};
use engine::refusal::Rule;
use engine::values::ClosingKind;
use tests::given::{Given, accepted, check, decided, handling, pre_checked, received, transferred};
use tests::hall::{admin, applicant, approver, at, code, day, rep, timer, window};
use tests::{items, say};

const NOW: &str = "2026-03-02 09:00";
const RED: &[E] = &[E::WarningIssued, E::DeadlinePassed];

#[track_caller]
fn fires(given: &Given, when: &str, then: &[E]) -> Given {
    check(given, timer().asks(say::fire(&given.case)), when, Ok(then))
}

/// The card, or none for the end itself, and the clock of each alarm that fired.
fn cards(given: &Given) -> Vec<(Option<Card>, ClockKind)> {
    let of = |event: &Event| {
        if let Event::WarningIssued(e) = event {
            return Some((Some(e.card), e.evidence.clock));
        }
        if let Event::DeadlinePassed(e) = event { Some((None, e.evidence.clock)) } else { None }
    };
    given.last.iter().filter_map(of).collect()
}

fn next_alarm(given: &Given) -> Option<engine::time::Timestamp> {
    given.world.alarms().first().map(|(at, _)| *at)
}

fn with_policy(change: impl Fn(&mut ClockPolicy)) -> Given {
    let mut policy = ClockPolicy::lawful_default();
    change(&mut policy);
    Given::hall().then(admin().asks(SetClockPolicy { policy }), NOW)
}

fn awaiting_correction(hall: &Given) -> Given {
    let given = hall.then(window().asks(say::application(items::PROMISE)), NOW);
    let given = given.then(window().asks(say::pre_check(&given.case)), NOW);
    given.then(window().asks(say::notice_correction(&given.case)), NOW)
}

#[test]
fn silence_for_five_days_is_acceptance_from_the_day_of_receipt_art_32_4() {
    let given = received(items::PROMISE, NOW);
    assert_eq!(next_alarm(&given), Some(at("2026-03-10 00:00")));
    fires(&given, "2026-03-09 23:59", &[]);
    let late = "2026-03-10 00:00";
    let after = fires(&given, late, &[E::WarningIssued, E::DeadlinePassed, E::DeemedAccepted]);
    match after.last.last() {
        Some(Event::DeemedAccepted(e)) => {
            assert_eq!((e.effective, &e.unit), (day("2026-03-02"), &code("centre")));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(after.file().phase(), Phase::Accepted);
    assert_eq!(after.dates(ClockKind::Statutory), "2026-03-02 -> 2026-03-30");
    assert_eq!(after.dates(ClockKind::Promise), "2026-03-02 -> 2026-03-16");
    assert_eq!(after.dates(ClockKind::Acceptance), "none");
}

#[test]
fn a_case_in_pre_check_is_deemed_accepted_too() {
    let given = pre_checked(items::PROMISE, NOW);
    let then = [E::WarningIssued, E::DeadlinePassed, E::DeemedAccepted];
    fires(&given, "2026-03-10 00:00", &then);
}

#[test]
fn after_full_corrections_silence_counts_from_their_day() {
    let given = awaiting_correction(&Given::hall());
    let given = given.then(applicant().asks(say::correct(&given.case)), "2026-03-05 10:00");
    // Five working days after Thursday the 5th end on the 12th.
    fires(&given, "2026-03-12 23:59", &[]);
    let then = [E::WarningIssued, E::DeadlinePassed, E::DeemedAccepted];
    let after = fires(&given, "2026-03-13 00:00", &then);
    assert_eq!(after.dates(ClockKind::Promise), "2026-03-05 -> 2026-03-19");
}

#[test]
fn a_promise_whose_t0_moved_back_may_be_late_at_once() {
    let given = received(items::PROMISE, NOW);
    let then = [E::WarningIssued, E::DeadlinePassed, E::DeemedAccepted];
    let after = fires(&given, "2026-03-20 08:00", &then);
    assert_eq!(next_alarm(&after), Some(at("2026-03-13 00:00")));
    let then = [E::WarningIssued, E::WarningIssued, E::WarningIssued, E::DeadlinePassed];
    fires(&after, "2026-03-20 08:00", &then);
}

#[test]
fn an_unanswered_correction_notice_is_a_card_and_no_more_by_default() {
    let given = awaiting_correction(&Given::hall());
    fires(&given, "2026-03-09 23:59", &[]);
    let after = fires(&given, "2026-03-10 00:00", RED);
    assert_eq!(after.file().phase(), Phase::AwaitingCorrection);
}

#[test]
fn deemed_withdrawal_needs_a_policy_that_names_its_local_basis() {
    let basis = "阳光县政务服务办法第三十六条";
    let hall =
        with_policy(|p| p.correction_expiry = CorrectionExpiry::DeemedWithdrawn(basis.into()));
    let given = awaiting_correction(&hall);
    let then = [E::WarningIssued, E::DeadlinePassed, E::DeemedWithdrawn];
    let after = fires(&given, "2026-03-10 00:00", &then);
    match after.last.last() {
        Some(Event::DeemedWithdrawn(e)) => {
            assert_eq!((&e.basis, e.closing), (&basis.into(), ClosingKind::NotSupplied));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(after.file().closing(), Some(ClosingKind::NotSupplied));
}

#[test]
fn a_later_policy_does_not_withdraw_a_case_whose_notice_came_before_it() {
    let given = awaiting_correction(&Given::hall());
    let policy = ClockPolicy {
        correction_expiry: CorrectionExpiry::DeemedWithdrawn("办法".into()),
        ..ClockPolicy::lawful_default()
    };
    let given = given.then(admin().asks(SetClockPolicy { policy }), NOW);
    fires(&given, "2026-03-10 00:00", RED);
}

#[test]
fn a_hand_off_not_acknowledged_in_time_calls_the_chief_representative_row_49() {
    let given = transferred(items::PROMISE, NOW);
    fires(&given, "2026-03-03 23:59", &[]);
    let then = [E::WarningIssued, E::DeadlinePassed, E::Escalated];
    let after = fires(&given, "2026-03-04 00:00", &then);
    match after.last.last() {
        Some(Event::Escalated(e)) => assert_eq!(e.department, code("SCJ")),
        other => panic!("{other:?}"),
    }
    assert_eq!(after.file().phase(), Phase::Transferred);
    let taken = rep().asks(say::acknowledge(&given.case));
    check(&after, taken, "2026-03-04 09:00", Ok(&[E::HandOverAcknowledged]));
}

#[test]
fn the_promise_is_noticed_the_day_before_yellow_on_the_day_and_red_after_it() {
    let given = accepted(items::PROMISE, NOW);
    // Due on Monday the 16th: the working day before is Friday the 13th.
    let step = |given: &Given, when, then: &[E], expected: &[(Option<Card>, ClockKind)]| {
        let after = fires(given, when, then);
        assert_eq!(cards(&after), expected);
        after
    };
    let promise = ClockKind::Promise;
    fires(&given, "2026-03-12 23:59", &[]);
    let notice = [(Some(Card::Notice), promise)];
    let given = step(&given, "2026-03-13 00:00", &[E::WarningIssued], &notice);
    fires(&given, "2026-03-15 23:59", &[]);
    let yellow = [(Some(Card::Yellow), promise)];
    let given = step(&given, "2026-03-16 00:00", &[E::WarningIssued], &yellow);
    let red = [(Some(Card::Red), promise), (None, promise)];
    let given = step(&given, "2026-03-17 00:00", RED, &red);
    fires(&given, "2026-03-30 23:59", &[]);
    let statutory = [(Some(Card::Red), ClockKind::Statutory), (None, ClockKind::Statutory)];
    let given = step(&given, "2026-03-31 00:00", RED, &statutory);
    assert_eq!(next_alarm(&given), None, "each rung fires once");
    fires(&given, "2027-01-01 00:00", &[]);
}

#[test]
fn a_red_card_does_not_erase_the_yellow_each_is_answered_row_94() {
    let given = accepted(items::PROMISE, NOW);
    let late = "2026-03-17 00:00";
    let given = given.then(timer().asks(say::fire(&given.case)), late);
    let clock = given.clock(ClockKind::Promise);
    for card in [Card::Notice, Card::Yellow, Card::Red] {
        assert!(clock.has_fired(card.into()), "{card:?}");
        let answer = approver().asks(say::answer(&given.case, ClockKind::Promise, card));
        check(&given, answer, late, Ok(&[E::WarningAnswered]));
    }
}

#[test]
fn alarms_that_waited_fire_together_in_the_order_of_their_times() {
    let given = accepted(items::PROMISE, NOW);
    let after = fires(
        &given,
        "2026-04-01 00:00",
        &[
            E::WarningIssued,
            E::WarningIssued,
            E::WarningIssued,
            E::DeadlinePassed,
            E::WarningIssued,
            E::DeadlinePassed,
        ],
    );
    let (promise, statutory) = (ClockKind::Promise, ClockKind::Statutory);
    let expected = [
        (Some(Card::Notice), promise),
        (Some(Card::Yellow), promise),
        (Some(Card::Red), promise),
        (None, promise),
        (Some(Card::Red), statutory),
        (None, statutory),
    ];
    assert_eq!(cards(&after), expected);
}

#[test]
fn an_alarm_carries_what_an_auditor_needs_to_count_again() {
    let given = accepted(items::PROMISE, NOW);
    let after = fires(&given, "2026-03-13 00:00", &[E::WarningIssued]);
    let evidence = match after.last.as_slice() {
        [Event::WarningIssued(e)] => e.evidence.clone(),
        other => panic!("{other:?}"),
    };
    let expected = Evidence {
        clock: ClockKind::Promise,
        start: day("2026-03-02"),
        budget: engine::clock::working_days(10),
        extension: 0,
        suspensions: Vec::new(),
        due: day("2026-03-16"),
        provisional: false,
        counted: 8,
        calendar: 1,
        policy: 1,
        source: "优化营商环境条例 art. 36".into(),
        unit: code("SCJ"),
        person: None,
    };
    assert_eq!(evidence, expected);
}

#[test]
fn silence_on_a_decision_is_never_approval() {
    let given = accepted(items::PROMISE, NOW);
    let after = timer().asks(say::fire(&given.case));
    let after = given.then(after, "2026-12-31 00:00");
    assert_eq!((after.file().phase(), after.file().closing()), (Phase::Accepted, None));
}

#[test]
fn a_step_past_its_limit_is_a_red_card_to_its_officer_though_the_whole_is_in_time() {
    let given = handling(items::PROMISE, NOW);
    let given = given.then(approver().asks(say::claim(&given.case)), NOW);
    let after = fires(&given, "2026-03-10 00:00", RED);
    assert_eq!(cards(&after), [(Some(Card::Red), ClockKind::Step), (None, ClockKind::Step)]);
    match after.last.first() {
        Some(Event::WarningIssued(e)) => assert_eq!(e.evidence.person, Some(code("appr1"))),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_special_procedure_past_its_plan_is_a_card_and_the_decision_still_waits() {
    let given = handling(items::PROMISE, NOW);
    let review = say::suspend(&given.case, SpecialKind::ExpertReview, 5);
    let given = given.then(approver().asks(review), "2026-03-04 10:00");
    fires(&given, "2026-03-11 23:59", &[]);
    let after = fires(&given, "2026-03-12 00:00", RED);
    assert_eq!(cards(&after), [(Some(Card::Red), ClockKind::Special), (None, ClockKind::Special)]);
    assert_eq!(after.file().phase(), Phase::Suspended);
    assert_eq!(after.dates(ClockKind::Statutory), "2026-03-02 stands");
}

#[test]
fn a_report_not_sent_up_in_20_days_and_a_result_not_delivered_in_10_are_red() {
    let given = accepted(items::REPORT_UP, NOW);
    let after = given.then(timer().asks(say::fire(&given.case)), "2026-03-31 00:00");
    assert!(cards(&after).contains(&(Some(Card::Red), ClockKind::LowerReview)));
    let given = decided(items::PROMISE, NOW);
    fires(&given, "2026-03-16 23:59", &[]);
    let after = fires(&given, "2026-03-17 00:00", RED);
    let delivery = ClockKind::Delivery;
    assert_eq!(cards(&after), [(Some(Card::Red), delivery), (None, delivery)]);
}

#[test]
fn an_online_application_without_a_result_of_its_check_the_next_day_is_a_card() {
    let mut online = say::application(items::PROMISE);
    online.channel = engine::values::Channel::Online;
    let given = Given::hall().then(applicant().asks(online), NOW);
    let after = fires(&given, "2026-03-04 00:00", RED);
    let online = ClockKind::OnlineCheck;
    assert_eq!(cards(&after), [(Some(Card::Red), online), (None, online)]);
    // Looking at it is no result of the check.
    let looked_at = given.then(window().asks(say::pre_check(&given.case)), NOW);
    fires(&looked_at, "2026-03-04 00:00", RED);
    for result in [say::accept(&given.case), say::notice_correction(&given.case)] {
        let told = looked_at.then(window().asks(result), NOW);
        assert_eq!(told.dates(online), "none");
        fires(&told, "2026-03-04 00:00", &[]);
    }
}

#[test]
fn a_profile_by_share_of_the_limit_fires_after_the_day_that_passed_it() {
    let rung = |card, percent| ProfileRung { card, when: Trigger::RatioOver(percent) };
    let hall =
        with_policy(|p| p.promise_ladder = vec![rung(Card::Yellow, 50), rung(Card::Red, 90)]);
    let given = hall.then(window().asks(say::application(items::PROMISE)), NOW);
    let given = given.then(window().asks(say::pre_check(&given.case)), NOW);
    let given = given.then(window().asks(say::accept(&given.case)), NOW);
    // The sixth of ten days is Tuesday the 10th, the tenth Monday the 16th.
    fires(&given, "2026-03-10 23:59", &[]);
    let given = fires(&given, "2026-03-11 00:00", &[E::WarningIssued]);
    fires(&given, "2026-03-16 23:59", &[]);
    fires(&given, "2026-03-17 00:00", RED);
}

#[test]
fn an_instant_item_gets_no_yellow_card_at_the_moment_it_is_accepted() {
    let given = accepted(items::INSTANT, NOW);
    fires(&given, NOW, &[]);
    assert_eq!(next_alarm(&given), Some(at("2026-03-03 00:00")));
    fires(&given, "2026-03-03 00:00", RED);
}

#[test]
fn only_the_engines_own_timers_fire_alarms() {
    let given = received(items::PROMISE, NOW);
    for who in [window(), applicant(), admin()] {
        let fire = who.asks(say::fire(&given.case));
        check(&given, fire, "2026-03-10 00:00", Err(Rule::WrongRole));
    }
}

#[test]
fn a_stopped_clock_fires_no_more() {
    let given = received(items::PROMISE, NOW);
    let given = given.then(applicant().asks(say::withdraw(&given.case)), NOW);
    assert_eq!(next_alarm(&given), None);
    fires(&given, "2026-12-31 00:00", &[]);
}
