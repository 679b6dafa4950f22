//! 设置: guards 5 and 6, what a letter, a calendar and a policy may say, and who may set up.

use engine::authority::{Grantee, Letter, Power};
use engine::calendar::YearNotice;
use engine::clock::working_days;
use engine::command::{
    AppointStaff, CloseWindow, Command, FileLetter, OpenWindow, PublishCalendar, PublishItem,
    RegisterUnit, RegisterZone, RevokeLetter, SetClockPolicy,
};
use engine::due::{Budget, Unit as Days};
use engine::event::{Event, EventKind as E};
use engine::hall::{Role, Unit, Window, WindowKind, Zone};
use engine::item::{ItemDefinition, Special, SpecialKind, StepKind};
use engine::policy::{ClockPolicy, CorrectionExpiry};
use engine::refusal::Rule;
use tests::given::{Given, check};
use tests::hall::{
    CENTRE, OTHER, OWNER, admin, applicant, code, day, letter, manager, set_up, somebody, window,
};
use tests::items;

const NOW: &str = "2026-03-02 09:00";

#[track_caller]
fn publish(change: impl FnOnce(&mut ItemDefinition), then: Result<&[E], Rule>) -> Given {
    let mut definition = items::promise();
    definition.code = code("Q-01");
    change(&mut definition);
    check(&Given::hall(), manager().asks(PublishItem { definition }), NOW, then)
}

const PUBLISHED: Result<&[E], Rule> = Ok(&[E::ItemVersionPublished]);

#[test]
fn guard_5_three_steps_unless_the_version_says_why_more_row_53() {
    let review = || items::step(StepKind::Review, Role::Approver, 1);
    publish(|_| (), PUBLISHED);
    publish(|item| item.steps.push(review()), Err(Rule::TooManySteps));
    publish(
        |item| {
            item.steps.push(review());
            item.steps_exception = Some("  ".into());
        },
        Err(Rule::TooManySteps),
    );
    publish(
        |item| {
            item.steps.push(review());
            item.steps_exception = Some("专项评审".into());
        },
        PUBLISHED,
    );
}

#[test]
fn a_special_procedure_is_listed_once_and_an_extension_has_at_most_15_days() {
    publish(|item| item.legal_extension = 15, PUBLISHED);
    publish(|item| item.legal_extension = 16, Err(Rule::BadItem));
    let special = |max_working_days| Special {
        kind: SpecialKind::Hearing,
        max_working_days,
        stops_statutory: true,
    };
    publish(|item| item.specials = vec![special(5)], PUBLISHED);
    publish(|item| item.specials = vec![special(5), special(9)], Err(Rule::BadItem));
}

#[test]
fn no_code_of_a_unit_a_zone_or_a_person_can_be_taken_for_two() {
    let hall = Given::hall();
    for id in ["A:B", "A/B"] {
        let unit = Unit { id: code(id), name: "U".into(), zone: None };
        check(&hall, manager().asks(RegisterUnit { unit }), NOW, Err(Rule::BadSetup));
        let zone = Zone { id: code(id), name: "Z".into(), hall: code(CENTRE), floor: None };
        check(&hall, manager().asks(RegisterZone { zone }), NOW, Err(Rule::BadSetup));
    }
}

#[test]
fn guard_6_the_promise_of_a_licence_is_at_most_half_of_its_limit_row_99() {
    publish(|item| item.promise = working_days(10), PUBLISHED);
    publish(|item| item.promise = working_days(11), Err(Rule::PromiseOverHalf));
    publish(
        |item| {
            item.task_type = code("20");
            item.promise = working_days(11);
        },
        PUBLISHED,
    );
}

#[test]
fn guard_6_no_promise_is_over_the_statutory_limit() {
    let service = |item: &mut ItemDefinition, promise| {
        item.task_type = code("20");
        item.promise = promise;
    };
    publish(|item| service(item, working_days(20)), PUBLISHED);
    publish(|item| service(item, working_days(21)), Err(Rule::PromiseOverStatutory));
    // Seven natural days are five working days: 28 are as long as 20.
    let natural = |days| Budget { days, unit: Days::CalendarDays };
    publish(|item| service(item, natural(28)), PUBLISHED);
    publish(|item| service(item, natural(29)), Err(Rule::PromiseOverStatutory));
    publish(
        |item| {
            service(item, working_days(90));
            item.legal = None;
        },
        PUBLISHED,
    );
}

#[test]
fn a_version_is_complete_or_not_published_row_88() {
    publish(|item| item.delivery.clear(), Err(Rule::BadItem));
    publish(|item| item.steps.retain(|s| s.step != StepKind::Decide), Err(Rule::BadItem));
    publish(
        |item| {
            let again = item.materials.first().expect("a form").clone();
            item.materials.push(again);
        },
        Err(Rule::BadItem),
    );
    publish(|item| item.department = code("NONE"), Err(Rule::UnknownUnit));
    publish(|item| item.zone = code("NONE"), Err(Rule::UnknownZone));
    publish(
        |item| {
            let special = item.specials.first().expect("a special").clone();
            item.specials = vec![special; 65];
        },
        Err(Rule::TooLong),
    );
}

#[test]
fn guard_18_a_published_version_stays_and_a_change_is_the_next_version() {
    let given = publish(|_| (), PUBLISHED);
    let mut next = items::promise();
    next.code = code("Q-01");
    check(&given, manager().asks(PublishItem { definition: next.clone() }), NOW, Ok(&[]));
    next.promise = working_days(8);
    let after = check(&given, manager().asks(PublishItem { definition: next }), NOW, PUBLISHED);
    match after.last.as_slice() {
        [Event::ItemVersionPublished(e)] => assert_eq!(e.version, 2),
        other => panic!("{other:?}"),
    }
    let first = after.world.setup().item_version(&code("Q-01"), 1).expect("it stays");
    assert_eq!(first.definition.promise, working_days(10));
}

#[test]
fn only_managers_and_the_administrator_set_up() {
    for command in set_up() {
        let asked = |who: tests::hall::Who| who.asks(command.clone());
        check(&Given::hall(), asked(window()), NOW, Err(Rule::WrongRole));
        check(&Given::hall(), asked(applicant()), NOW, Err(Rule::WrongRole));
        check(&Given::hall(), asked(manager()), NOW, Ok(&[]));
        check(&Given::hall(), asked(admin()), NOW, Ok(&[]));
    }
}

#[track_caller]
fn file(change: impl FnOnce(&mut Letter), then: Result<&[E], Rule>) -> Given {
    let mut letter = letter("L-new", 1, Grantee::Person(code("nobody")), Power::Decide);
    change(&mut letter);
    check(&Given::hall(), manager().asks(FileLetter { letter }), NOW, then)
}

#[test]
fn letter_1_gives_decisions_letters_2_and_3_give_intake_rows_31_to_33() {
    let filed: Result<&[E], Rule> = Ok(&[E::LetterFiled]);
    let centre = || Grantee::Unit(code(CENTRE));
    file(|_| (), filed);
    file(|letter| letter.power = Power::InitialReview, filed);
    file(|letter| letter.power = Power::Intake, Err(Rule::BadSetup));
    for kind in [2, 3] {
        let intake = |letter: &mut Letter, power| {
            (letter.kind, letter.power, letter.grantee) = (kind, power, centre());
        };
        file(|letter| intake(letter, Power::Intake), filed);
        file(|letter| intake(letter, Power::Decide), Err(Rule::BadSetup));
    }
    file(|letter| letter.kind = 4, Err(Rule::BadSetup));
    file(|letter| letter.grantee = centre(), Err(Rule::BadSetup));
    file(|letter| (letter.kind, letter.power) = (2, Power::Intake), Err(Rule::BadSetup));
    file(|letter| letter.valid_to = Some(day("2025-12-31")), Err(Rule::BadSetup));
    file(|letter| letter.valid_to = Some(day("2026-01-01")), filed);
}

#[test]
fn guard_2_who_was_entrusted_entrusts_nobody_further_art_24_3() {
    file(
        |letter| {
            letter.grantor = code(CENTRE);
            (letter.kind, letter.power) = (2, Power::Intake);
            letter.grantee = Grantee::Unit(code(OTHER));
            letter.items = [code(items::PROMISE)].into();
        },
        Err(Rule::NoFurtherDelegation),
    );
}

#[test]
fn a_letter_names_what_exists() {
    file(|letter| letter.grantor = code("NONE"), Err(Rule::UnknownUnit));
    file(|letter| letter.grantee = Grantee::Person(code("ghost")), Err(Rule::UnknownStaff));
    file(|letter| letter.grantee = Grantee::Unit(code("NONE")), Err(Rule::UnknownUnit));
    file(|letter| letter.items = [code("Q-99")].into(), Err(Rule::NotPublished));
}

#[test]
fn guard_18_a_filed_letter_is_revoked_and_never_changed() {
    let given = file(|_| (), Ok(&[E::LetterFiled]));
    let mut changed = letter("L-new", 1, Grantee::Person(code("nobody")), Power::Decide);
    check(&given, manager().asks(FileLetter { letter: changed.clone() }), NOW, Ok(&[]));
    changed.valid_to = Some(day("2026-12-31"));
    let change = manager().asks(FileLetter { letter: changed });
    check(&given, change, NOW, Err(Rule::AlreadyFixed));
    let revoke = |number, reason: &'static str| {
        let (letter, reason) = (code(number), reason.into());
        manager().asks(RevokeLetter { letter, on: day("2026-03-03"), reason })
    };
    check(&given, revoke("NONE", "调离"), NOW, Err(Rule::UnknownLetter));
    check(&given, revoke("L-new", " "), NOW, Err(Rule::ReasonsMissing));
    let given = check(&given, revoke("L-new", "调离"), NOW, Ok(&[E::LetterRevoked]));
    check(&given, revoke("L-new", "调离"), NOW, Err(Rule::AlreadyFixed));
}

#[test]
fn people_work_for_a_known_unit_in_some_post_under_a_name_of_their_own() {
    let appoint = |id, unit, roles: &[Role]| {
        manager().asks(AppointStaff { staff: somebody(id, unit, roles) })
    };
    let hall = Given::hall();
    check(&hall, appoint("new", OWNER, &[Role::Guide]), NOW, Ok(&[E::StaffAppointed]));
    check(&hall, appoint("new", "NONE", &[Role::Guide]), NOW, Err(Rule::UnknownUnit));
    check(&hall, appoint("new", OWNER, &[]), NOW, Err(Rule::BadSetup));
    for reserved in ["applicant", "system", "admin", "Admin", "SYSTEM", "a:b", "a/b"] {
        check(&hall, appoint(reserved, OWNER, &[Role::Guide]), NOW, Err(Rule::BadSetup));
    }
}

#[test]
fn windows_open_in_a_known_zone_and_close_with_a_reason() {
    let open = |zone| {
        let (items, days) = Default::default();
        let kind = WindowKind::Satellite;
        let window = Window { id: code("W9"), zone: code(zone), kind, items, days };
        manager().asks(OpenWindow { window })
    };
    let hall = Given::hall();
    check(&hall, open("NONE"), NOW, Err(Rule::UnknownZone));
    let given = check(&hall, open("Z1"), NOW, Ok(&[E::WindowOpened]));
    check(&given, open("Z1"), NOW, Ok(&[]));
    let close = |id, reason: &'static str| {
        manager().asks(CloseWindow { window: code(id), reason: reason.into() })
    };
    check(&given, close("W99", "午休"), NOW, Err(Rule::UnknownWindow));
    check(&given, close("W9", " "), NOW, Err(Rule::ReasonsMissing));
    let given = check(&given, close("W9", "午休"), NOW, Ok(&[E::WindowClosed]));
    check(&given, close("W9", "午休"), NOW, Ok(&[]));
    check(&given, open("Z1"), NOW, Ok(&[E::WindowOpened]));
}

#[test]
fn units_and_zones_are_registered_and_replaced() {
    let unit = |zone: Option<&str>| -> Command {
        let unit = Unit { id: code("NEW"), name: "新单位".into(), zone: zone.map(code) };
        RegisterUnit { unit }.into()
    };
    let given = check(&Given::hall(), admin().asks(unit(None)), NOW, Ok(&[E::UnitRegistered]));
    check(&given, admin().asks(unit(None)), NOW, Ok(&[]));
    check(&given, admin().asks(unit(Some("Z1"))), NOW, Ok(&[E::UnitRegistered]));
    let zone = Zone { id: code("Z9"), name: "新区".into(), hall: code(CENTRE), floor: None };
    let zone = || admin().asks(RegisterZone { zone: zone.clone() });
    let given = check(&given, zone(), NOW, Ok(&[E::ZoneRegistered]));
    check(&given, zone(), NOW, Ok(&[]));
}

#[test]
fn a_calendar_follows_without_a_gap() {
    let publish = |year: u16, first: &str| {
        let off = vec![engine::calendar::OffDay { date: day(first), name: "元旦".into() }];
        let source = "gazette".into();
        let notice = YearNotice { year, off, make_up: Vec::new(), source, regional: false };
        manager().asks(PublishCalendar { notice })
    };
    check(&Given::hall(), publish(2028, "2028-01-01"), NOW, Err(Rule::CalendarGap));
    let good = publish(2027, "2027-01-01");
    let after = check(&Given::hall(), good, NOW, Ok(&[E::CalendarPublished]));
    assert_eq!(after.world.setup().calendar().version(), 2);
}

#[test]
fn a_policy_may_shorten_what_the_law_gives_and_never_lengthen_it() {
    let set = |change: fn(&mut ClockPolicy)| {
        let mut policy = ClockPolicy::lawful_default();
        change(&mut policy);
        manager().asks(SetClockPolicy { policy })
    };
    let refused = |change| check(&Given::hall(), set(change), NOW, Err(Rule::PolicyRefused));
    refused(|p| p.acceptance_days = 6);
    refused(|p| p.acceptance_days = 0);
    refused(|p| p.delivery_days = 11);
    refused(|p| p.lower_review_days = 21);
    refused(|p| p.hand_off_days = 0);
    refused(|p| p.promise_ladder.clear());
    refused(|p| p.other_ladder = [p.other_ladder.clone(), p.other_ladder.clone()].concat());
    refused(|p| p.correction_expiry = CorrectionExpiry::DeemedWithdrawn(" ".into()));
    check(&Given::hall(), set(|_| ()), NOW, Ok(&[]));
    let after =
        check(&Given::hall(), set(|p| p.acceptance_days = 3), NOW, Ok(&[E::ClockPolicySet]));
    assert_eq!(after.world.setup().policy().0, 2);
}
