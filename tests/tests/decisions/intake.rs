//! 收件、预审: guards 1, 2, 7 and 16; rows 12, 21, 23, 40, 44, 46.

use engine::clock::ClockKind;
use engine::command::{CloseWindow, PublishItem, RevokeLetter};
use engine::event::{Event, EventKind as E};
use engine::item::{DeliveryWay, ItemDefinition};
use engine::refusal::Rule;
use engine::values::Channel;
use tests::given::{Given, check, received};
use tests::hall::{
    TOWNSMAN, admin, applicant, code, day, manager, person, staff, staff_at, timer, window,
};
use tests::{items, say};

const NOW: &str = "2026-03-02 09:00";

#[test]
fn guard_1_nothing_is_taken_in_that_is_not_a_published_item() {
    check(&Given::hall(), window().asks(say::application("Q-99")), NOW, Err(Rule::NotPublished));
    check(
        &Given::hall(),
        window().asks(say::application(items::PROMISE)),
        NOW,
        Ok(&[E::ApplicationReceived]),
    );
}

#[test]
fn guard_1_an_item_version_takes_cases_from_its_first_day_on() {
    let later = ItemDefinition {
        code: code("Q-01"),
        impl_code: code("1136092500"),
        valid_from: day("2026-03-03"),
        ..items::promise()
    };
    let given = Given::hall().then(admin().asks(PublishItem { definition: later }), NOW);
    let apply = || {
        let mut application = say::application(items::PROMISE);
        application.item = code("Q-01");
        window().asks(application)
    };
    check(&given, apply(), "2026-03-02 23:59", Err(Rule::NotPublished));
    check(&given, apply(), "2026-03-03 00:00", Ok(&[E::ApplicationReceived]));
}

#[test]
fn guard_1_a_cancelled_item_version_takes_no_case_after_its_last_day_and_no_older_one_comes_back() {
    let last = ItemDefinition { valid_to: Some(day("2026-03-03")), ..items::promise() };
    let given = Given::hall().then(admin().asks(PublishItem { definition: last }), NOW);
    let apply = || window().asks(say::application(items::PROMISE));
    check(&given, apply(), "2026-03-03 23:59", Ok(&[E::ApplicationReceived]));
    check(&given, apply(), "2026-03-04 00:00", Err(Rule::NotPublished));
}

#[test]
fn a_case_stays_on_the_version_it_was_received_under() {
    let given = received(items::PROMISE, NOW);
    let next = ItemDefinition { name: "新版".into(), ..items::promise() };
    let given = given.then(admin().asks(PublishItem { definition: next }), NOW);
    let old = given.world.setup().item(given.file().item).expect("published");
    assert_eq!(old.version, 1);
    let given = given.then(window().asks(say::application(items::PROMISE)), NOW);
    let new = given.world.setup().item(given.file().item).expect("published");
    assert_eq!(new.version, 2);
}

#[test]
fn guard_2_an_entrusted_item_is_not_taken_in_by_its_own_department_row_40() {
    let own = staff_at("own", "W1");
    check(
        &Given::hall(),
        own.asks(say::application(items::PROMISE)),
        NOW,
        Err(Rule::ExclusiveIntake),
    );
    check(
        &Given::hall(),
        window().asks(say::application(items::PROMISE)),
        NOW,
        Ok(&[E::ApplicationReceived]),
    );
}

#[test]
fn guard_2_a_unit_without_letter_2_takes_nothing_in() {
    let other = staff_at("w-comp", "W1");
    check(
        &Given::hall(),
        other.asks(say::application(items::PROMISE)),
        NOW,
        Err(Rule::NotEntrusted),
    );
}

#[test]
fn guard_2_a_revoked_letter_2_ends_intake_on_its_day() {
    let revoke = RevokeLetter {
        letter: code("L2-centre"),
        on: day("2026-03-03"),
        reason: "协议终止".into(),
    };
    let given = Given::hall().then(manager().asks(revoke), NOW);
    let apply = || window().asks(say::application(items::PROMISE));
    check(&given, apply(), "2026-03-02 17:00", Ok(&[E::ApplicationReceived]));
    check(&given, apply(), "2026-03-03 09:00", Err(Rule::NotEntrusted));
}

#[test]
fn the_unit_that_takes_in_answers_for_the_intake_row_42() {
    assert_eq!(received(items::PROMISE, NOW).file().intake_unit, code("centre"));
    assert_eq!(received(items::STATIONED, NOW).file().intake_unit, code("SCJ"));
}

#[test]
fn an_item_that_is_not_pooled_is_taken_in_by_its_own_zone_only_row_44() {
    let apply = || say::application(items::STATIONED);
    check(&Given::hall(), staff_at("station", "W1").asks(apply()), NOW, Err(Rule::WrongWindow));
    check(&Given::hall(), staff_at("station", "V1").asks(apply()), NOW, Err(Rule::WrongWindow));
    check(
        &Given::hall(),
        staff_at("station", "Z2W").asks(apply()),
        NOW,
        Ok(&[E::ApplicationReceived]),
    );
}

#[test]
fn a_window_of_another_kind_or_zone_takes_nothing_in_rows_12_and_21() {
    let apply = || say::application(items::PROMISE);
    for place in ["D1", "G1", "Z2W"] {
        check(&Given::hall(), staff_at("comp1", place).asks(apply()), NOW, Err(Rule::WrongWindow));
    }
    check(&Given::hall(), staff("comp1").asks(apply()), NOW, Err(Rule::WrongWindow));
    check(&Given::hall(), staff_at("comp1", "W9").asks(apply()), NOW, Err(Rule::UnknownWindow));
}

#[test]
fn a_hall_elsewhere_takes_what_is_of_its_zone_at_windows_of_the_same_model_row_13() {
    use engine::command::{AppointStaff, Command, OpenWindow, RegisterUnit, RegisterZone};
    use engine::hall::{Role, Unit, Window, WindowKind, Zone};
    let (name, hall) = ("婚登分厅", code("BRANCH"));
    let elsewhere = ItemDefinition { zone: code("Z9"), entrusted: false, ..items::promise() };
    let window = Window {
        id: code("B1"),
        zone: code("Z9"),
        kind: WindowKind::Satellite,
        items: [].into(),
        days: [].into(),
    };
    let commands: [Command; 5] = [
        RegisterUnit { unit: Unit { id: code("BRANCH"), name: name.into(), zone: None } }.into(),
        RegisterZone { zone: Zone { id: code("Z9"), name: name.into(), hall, floor: None } }.into(),
        OpenWindow { window }.into(),
        AppointStaff {
            staff: tests::hall::somebody("branch", tests::hall::OWNER, &[Role::SatelliteWindow]),
        }
        .into(),
        PublishItem { definition: elsewhere }.into(),
    ];
    let given =
        commands.into_iter().fold(Given::hall(), |given, c| given.then(admin().asks(c), NOW));
    let there = staff_at("branch", "B1");
    let taken = there.asks(say::application(items::PROMISE));
    let given = check(&given, taken, NOW, Ok(&[E::ApplicationReceived]));
    let Some(Event::ApplicationReceived(received)) = given.last.first() else { panic!("received") };
    assert_eq!(received.zone, code("Z9"), "it waits there");
    // What belongs to another zone is not taken there, nor its items at a window of the hall.
    let stranger = there.asks(say::application(items::STATIONED));
    check(&given, stranger, NOW, Err(Rule::WrongWindow));
    let at_home = tests::hall::window().asks(say::application(items::PROMISE));
    check(&given, at_home, NOW, Err(Rule::WrongWindow));
}

#[test]
fn a_closed_window_takes_nothing_in_row_23() {
    let close = CloseWindow { window: code("W1"), reason: "午休".into() };
    let given = Given::hall().then(manager().asks(close), NOW);
    let apply = || say::application(items::PROMISE);
    check(&given, window().asks(apply()), NOW, Err(Rule::WindowClosed));
    check(&given, staff_at("comp1", "W2").asks(apply()), NOW, Ok(&[E::ApplicationReceived]));
}

#[test]
fn only_who_was_certified_for_an_item_takes_it_in_row_46() {
    let novice = staff_at("novice", "W1");
    check(
        &Given::hall(),
        novice.asks(say::application(items::PROMISE)),
        NOW,
        Err(Rule::NotCertified),
    );
    check(
        &Given::hall(),
        novice.asks(say::application(items::INSTANT)),
        NOW,
        Ok(&[E::ApplicationReceived]),
    );
}

#[test]
fn only_window_posts_take_in() {
    let apply = || say::application(items::PROMISE);
    for id in ["deliv", "manager"] {
        check(&Given::hall(), staff_at(id, "W1").asks(apply()), NOW, Err(Rule::WrongRole));
    }
    for who in [timer(), admin()] {
        check(&Given::hall(), who.asks(apply()), NOW, Err(Rule::WrongRole));
    }
    check(&Given::hall(), staff_at("ghost", "W1").asks(apply()), NOW, Err(Rule::UnknownStaff));
}

#[test]
fn nobody_takes_in_his_own_application_or_that_of_his_principal() {
    let townsman = staff_at("townsman", "W1");
    let mut own = say::application(items::PROMISE);
    own.applicant = person(TOWNSMAN);
    check(&Given::hall(), townsman.asks(own.clone()), NOW, Err(Rule::OwnCase));
    check(&Given::hall(), window().asks(own), NOW, Ok(&[E::ApplicationReceived]));
    let mut as_agent = say::application(items::PROMISE);
    as_agent.agent = Some(person(TOWNSMAN));
    check(&Given::hall(), townsman.asks(as_agent), NOW, Err(Rule::OwnCase));
}

#[test]
fn the_applicant_sends_his_application_online_himself() {
    let mut online = say::application(items::PROMISE);
    online.channel = Channel::Online;
    let after = check(&Given::hall(), applicant().asks(online), NOW, Ok(&[E::ApplicationReceived]));
    assert_eq!(after.file().intake_unit, code("centre"), "the entrusted centre answers for it");
    let at_the_window = say::application(items::PROMISE);
    check(&Given::hall(), applicant().asks(at_the_window), NOW, Err(Rule::WrongRole));
}

#[test]
fn guard_2_an_online_application_of_an_entrusted_item_needs_the_letter_too() {
    let revoke =
        RevokeLetter { letter: code("L2-centre"), on: day("2026-03-02"), reason: "终止".into() };
    let given = Given::hall().then(manager().asks(revoke), NOW);
    let mut online = say::application(items::PROMISE);
    online.channel = Channel::Online;
    check(&given, applicant().asks(online), NOW, Err(Rule::NotEntrusted));
}

#[test]
fn papers_are_those_of_the_items_list() {
    let mut strange = say::application(items::PROMISE);
    strange.materials.push(say::copy("DOG-LICENCE"));
    check(&Given::hall(), window().asks(strange), NOW, Err(Rule::UnknownMaterial));
    let mut many = say::application(items::PROMISE);
    many.materials = vec![say::copy(items::FORM); 65];
    check(&Given::hall(), window().asks(many), NOW, Err(Rule::TooLong));
}

#[test]
fn guard_16_the_applicant_chooses_among_the_ways_of_delivery_offered_row_75() {
    let mut application = say::application(items::INSTANT);
    application.delivery = DeliveryWay::Ems;
    check(&Given::hall(), window().asks(application), NOW, Err(Rule::DeliveryNotOffered));
}

#[test]
fn a_case_number_is_the_implementation_code_the_day_and_the_count_of_the_day() {
    let given = received(items::PROMISE, NOW);
    assert_eq!(given.case.as_str(), "11360925MB000000014000131001000202603020001");
    let given = given.then(window().asks(say::application(items::PROMISE)), NOW);
    assert_eq!(given.case.as_str(), "11360925MB000000014000131001000202603020002");
    let given = given.then(window().asks(say::application(items::PROMISE)), "2026-03-03 09:00");
    assert_eq!(given.case.as_str(), "11360925MB000000014000131001000202603030001");
}

#[test]
fn the_day_of_a_case_number_begins_at_midnight_in_the_hall() {
    let given = received(items::PROMISE, "2026-03-02 23:59");
    assert!(given.case.as_str().ends_with("202603020001"));
    let given = given.then(window().asks(say::application(items::PROMISE)), "2026-03-03 00:00");
    assert!(given.case.as_str().ends_with("202603030001"));
}

#[test]
fn the_pre_check_is_begun_once_by_who_may_take_in_and_is_remembered() {
    let given = received(items::PROMISE, NOW);
    let check_it = || say::pre_check(&given.case);
    check(&given, staff("appr1").asks(check_it()), NOW, Err(Rule::ExclusiveIntake));
    check(&given, applicant().asks(check_it()), NOW, Err(Rule::WrongRole));
    let after = check(&given, window().asks(check_it()), NOW, Ok(&[E::PreCheckStarted]));
    assert_eq!(after.file().intake_officers, [code("comp1")]);
    check(&after, window().asks(check_it()), NOW, Err(Rule::WrongPhase));
}

#[test]
fn more_papers_are_taken_until_acceptance_from_the_applicant_or_at_the_window() {
    let mut bare = say::application(items::PROMISE);
    bare.materials.clear();
    let given = Given::hall().then(window().asks(bare), NOW);
    let item = items::promise();
    let after = check(
        &given,
        applicant().asks(say::hand_in(&given.case, &[items::ID_CARD])),
        NOW,
        Ok(&[E::MaterialReceived]),
    );
    assert!(after.file().holds(&code(items::ID_CARD), &item));
    assert!(!after.file().holds(&code(items::FORM), &item));
    check(&given, applicant().asks(say::hand_in(&given.case, &[])), NOW, Ok(&[]));
    let strange = say::hand_in(&given.case, &["DOG-LICENCE"]);
    check(&given, window().asks(strange), NOW, Err(Rule::UnknownMaterial));
}

#[test]
fn a_case_that_never_was_is_unknown() {
    let given = received(items::PROMISE, NOW);
    let missing = code("11360925MB000000014000131001000202603020002");
    check(&given, window().asks(say::pre_check(&missing)), NOW, Err(Rule::UnknownCase));
    let nonsense = code("NONSENSE");
    check(&given, window().asks(say::pre_check(&nonsense)), NOW, Err(Rule::UnknownCase));
}

#[test]
fn receipt_starts_the_acceptance_clock_and_the_online_check_of_an_online_case() {
    let at_the_window = received(items::PROMISE, NOW);
    assert_eq!(at_the_window.dates(ClockKind::Acceptance), "2026-03-02 -> 2026-03-09");
    assert_eq!(at_the_window.dates(ClockKind::OnlineCheck), "none");
    let mut online = say::application(items::PROMISE);
    online.channel = Channel::Mobile;
    let given = Given::hall().then(applicant().asks(online), NOW);
    assert_eq!(given.dates(ClockKind::OnlineCheck), "2026-03-02 -> 2026-03-03");
    match given.last.as_slice() {
        [Event::ApplicationReceived(e)] => assert_eq!(e.clocks.len(), 2),
        other => panic!("{other:?}"),
    }
}
