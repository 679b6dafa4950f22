//! 授权: guards 3 and 4; rows 31 to 34.

use engine::authority::{Grantee, Letter, Power};
use engine::command::{AppointStaff, FileLetter, RevokeLetter};
use engine::event::{Event, EventKind as E};
use engine::hall::Role;
use engine::refusal::Rule;
use tests::given::{Given, accepted, check, deciding};
use tests::hall::{chief, code, day, head, letter, manager, somebody, staff, staff_at};
use tests::{items, say};

const NOW: &str = "2026-03-02 09:00";

fn with_letter(given: &Given, letter: Letter) -> Given {
    given.then(manager().asks(FileLetter { letter }), NOW)
}

#[test]
fn guard_4_the_decider_holds_letter_1_and_the_decision_names_it() {
    let given = deciding(items::PROMISE, NOW);
    let after = check(&given, chief().asks(say::grant(&given.case)), NOW, Ok(&[E::DecisionMade]));
    match after.last.as_slice() {
        [Event::DecisionMade(e)] => {
            assert_eq!((&e.officer, &e.letter), (&code("chief"), &Some(code("L1-chief"))));
        }
        other => panic!("{other:?}"),
    }
    let nobody = staff("nobody");
    check(&given, nobody.asks(say::grant(&given.case)), NOW, Err(Rule::NoAuthority));
}

#[test]
fn guard_4_the_head_decides_by_his_office() {
    let given = deciding(items::PROMISE, NOW);
    let after = check(&given, head().asks(say::grant(&given.case)), NOW, Ok(&[E::DecisionMade]));
    match after.last.as_slice() {
        [Event::DecisionMade(e)] => assert_eq!(e.letter, None),
        other => panic!("{other:?}"),
    }
}

#[test]
fn guard_4_with_initial_review_only_the_decision_is_the_heads_row_34() {
    let given = deciding(items::PROMISE, NOW);
    let junior = staff("junior").asks(say::grant(&given.case));
    check(&given, junior, NOW, Err(Rule::InitialReviewOnly));
}

#[test]
fn guard_4_what_the_item_keeps_for_the_head_no_letter_gives_away() {
    let given = tests::given::handling(items::FOR_THE_HEAD, NOW);
    check(&given, chief().asks(say::grant(&given.case)), NOW, Err(Rule::WrongRole));
    check(&given, head().asks(say::grant(&given.case)), NOW, Ok(&[E::DecisionMade]));
}

#[test]
fn guard_4_the_letter_must_be_in_force_on_the_day() {
    let given = deciding(items::PROMISE, NOW);
    let one_day = Letter {
        valid_from: day("2026-03-04"),
        valid_to: Some(day("2026-03-04")),
        ..letter("L1-x", 1, Grantee::Person(code("nobody")), Power::Decide)
    };
    let given = with_letter(&given, one_day);
    let decide = || staff("nobody").asks(say::grant(&given.case));
    check(&given, decide(), "2026-03-03 23:59", Err(Rule::NoAuthority));
    check(&given, decide(), "2026-03-04 00:00", Ok(&[E::DecisionMade]));
    check(&given, decide(), "2026-03-04 23:59", Ok(&[E::DecisionMade]));
    check(&given, decide(), "2026-03-05 00:00", Err(Rule::NoAuthority));
}

#[test]
fn guard_4_a_revoked_letter_is_not_in_force_from_its_day_on() {
    let revoke =
        RevokeLetter { letter: code("L1-chief"), on: day("2026-03-04"), reason: "调离".into() };
    let given = deciding(items::PROMISE, NOW);
    let given = given.then(manager().asks(revoke), NOW);
    let decide = || chief().asks(say::grant(&given.case));
    check(&given, decide(), "2026-03-03 23:59", Ok(&[E::DecisionMade]));
    check(&given, decide(), "2026-03-04 00:00", Err(Rule::NoAuthority));
}

#[test]
fn guard_4_a_letter_covers_the_items_it_names() {
    let named = Letter {
        items: [code(items::INSTANT)].into(),
        ..letter("L1-x", 1, Grantee::Person(code("nobody")), Power::Decide)
    };
    let given = with_letter(&deciding(items::PROMISE, NOW), named);
    let decide = staff("nobody").asks(say::grant(&given.case));
    check(&given, decide, NOW, Err(Rule::NoAuthority));
    let instant = with_letter(
        &accepted(items::INSTANT, NOW),
        Letter {
            items: [code(items::INSTANT)].into(),
            ..letter("L1-x", 1, Grantee::Person(code("nobody")), Power::Decide)
        },
    );
    let decide = staff("nobody").asks(say::grant(&instant.case));
    check(&instant, decide, NOW, Ok(&[E::DecisionMade]));
}

#[test]
fn guard_3_who_took_a_case_in_does_not_decide_it() {
    let given = deciding(items::PROMISE, NOW);
    let moved = somebody("comp1", "SCJ", &[Role::DeptHead]);
    let given = given.then(manager().asks(AppointStaff { staff: moved }), NOW);
    let decide = staff("comp1").asks(say::grant(&given.case));
    check(&given, decide, NOW, Err(Rule::SeparationOfDuties));
}

#[test]
fn guard_3_a_window_post_never_decides_even_with_the_letter() {
    let given = deciding(items::PROMISE, NOW);
    let both = staff("both").asks(say::grant(&given.case));
    check(&given, both, NOW, Err(Rule::SeparationOfDuties));
}

#[test]
fn guard_3_where_the_chief_approver_sits_at_the_window_one_person_does_both() {
    let sits = staff_at("both", "Z2W");
    let given = Given::hall().then(sits.asks(say::application(items::STATIONED)), NOW);
    let given = given.then(sits.asks(say::pre_check(&given.case)), NOW);
    let given = given.then(sits.asks(say::accept(&given.case)), NOW);
    check(&given, sits.asks(say::grant(&given.case)), NOW, Ok(&[E::DecisionMade]));
}

#[test]
fn guard_3_at_every_other_window_it_takes_two_also_for_an_instant_item() {
    let given = accepted(items::INSTANT, NOW);
    let both = staff("both").asks(say::grant(&given.case));
    check(&given, both, NOW, Err(Rule::SeparationOfDuties));
    check(&given, chief().asks(say::grant(&given.case)), NOW, Ok(&[E::DecisionMade]));
}

#[test]
fn another_department_has_no_say() {
    let given = deciding(items::PROMISE, NOW);
    let decide = staff("w-head").asks(say::grant(&given.case));
    check(&given, decide, NOW, Err(Rule::WrongUnit));
}
