//! The embedded hall is complete: it can be published, entered and left.

use engine::authority::{Grantee, Power};
use engine::command::Command;
use engine::event::{
    BundleVersionPublished, Event, ItemVersionPublished, LetterFiled, StaffAppointed,
    UnitRegistered, WindowOpened, ZoneRegistered,
};
use engine::hall::Role;
use engine::item::{ItemDefinition, StepKind};
use engine::setup::Setup;
use engine::time::Day;

use super::*;

fn count(kind: &str) -> usize {
    commands(None).unwrap().iter().filter(|command| command.kind() == kind).count()
}

/// The set-up after the model's commands, taken as they are.
#[expect(clippy::wildcard_enum_match_arm, reason = "no other command sets anything up")]
fn hall() -> Setup {
    let mut setup = Setup::default();
    for command in commands(None).unwrap() {
        let event: Event = match command {
            Command::RegisterUnit(c) => UnitRegistered { unit: c.unit }.into(),
            Command::RegisterZone(c) => ZoneRegistered { zone: c.zone }.into(),
            Command::OpenWindow(c) => WindowOpened { window: c.window }.into(),
            Command::AppointStaff(c) => StaffAppointed { staff: c.staff }.into(),
            Command::FileLetter(c) => LetterFiled { letter: c.letter }.into(),
            Command::PublishItem(c) => ItemVersionPublished::at_once(1, c.definition).into(),
            Command::PublishBundle(c) => {
                BundleVersionPublished { version: 1, definition: c.definition }.into()
            }
            other => panic!("{} sets up nothing", other.kind()),
        };
        setup.evolve(&event).unwrap();
    }
    setup
}

#[test]
fn the_hall_has_its_units_zones_windows_and_items() {
    assert_eq!(count("register_unit"), 40 + 1);
    assert_eq!(count("register_zone"), 17);
    assert_eq!(count("open_window"), 42);
    assert_eq!(count("publish_item"), 71);
    assert_eq!(count("publish_bundle"), 6);
}

#[test]
fn every_item_may_be_published() {
    for item in hall().items() {
        item.definition.check().unwrap_or_else(|refusal| {
            panic!("{}: {refusal}", item.definition.code);
        });
    }
}

#[test]
fn every_bundle_may_be_published_and_taken_in_by_the_centre() {
    let hall = hall();
    let on = Day::new(2026, 7, 1).unwrap();
    let centre = CENTRE.parse().unwrap();
    for bundle in hall.bundles() {
        let definition = &bundle.definition;
        let checked = definition.check().and_then(|()| definition.check_against(&hall, on));
        checked.unwrap_or_else(|refusal| panic!("{}: {refusal}", definition.code));
        for node in &definition.nodes {
            let item = &hall.item_in_force(&node.item, on).unwrap().definition;
            let letter = hall.intake_letter((&item.department, &item.code), &centre, on);
            assert!(letter.is_some(), "the centre may not take {} in", item.code);
        }
    }
}

#[test]
fn no_two_things_have_the_same_code() {
    let hall = hall();
    assert_eq!(hall.staff.len(), count("appoint_staff"));
    assert_eq!(hall.letters.len(), count("file_letter"));
    let codes = hall.items().iter().map(|item| hall.versions_of(&item.definition.code));
    assert_eq!(codes.max(), Some(1));
}

fn can_take_in(hall: &Setup, item: &ItemDefinition, on: Day) -> bool {
    let intake = [Role::CompWindow, Role::ZoneWindow, Role::SatelliteWindow, Role::ExternalOfficer];
    hall.staff.values().any(|officer| {
        let post = intake.iter().any(|role| officer.roles.contains(role));
        let sits = officer.id.as_str().trim_end_matches("-A").parse();
        let window = sits.ok().and_then(|id: WindowId| hall.windows.get(&id));
        let zone = match window {
            Some((window, open)) => *open && window.kind.takes_in() && window.zone == item.zone,
            None => officer.roles.contains(&Role::ExternalOfficer),
        };
        let own = officer.unit == item.department && !item.entrusted;
        post && zone
            && (own
                || hall.intake_letter((&item.department, &item.code), &officer.unit, on).is_some())
    })
}

fn can_decide(hall: &Setup, item: &ItemDefinition, on: Day) -> bool {
    let decides = |step: &&engine::item::Step| match step.step {
        StepKind::Decide | StepKind::ReportUp => true,
        StepKind::Accept | StepKind::Review => false,
    };
    let step = item.steps.iter().find(decides).unwrap();
    hall.staff.values().any(|officer| {
        let post = officer.unit == item.department && officer.roles.contains(&step.role);
        let from = (&item.department, &item.code);
        let letter = hall.personal_letter(from, &officer.id, Power::Decide, on);
        post && !officer.has_window_role() && (step.role == Role::DeptHead || letter.is_some())
    })
}

#[test]
fn every_item_can_be_taken_in_and_decided() {
    let hall = hall();
    for on in [Day::new(2000, 1, 1).unwrap(), Day::new(2026, 7, 1).unwrap()] {
        for item in hall.items() {
            let item = &item.definition;
            assert!(can_take_in(&hall, item, on), "nobody takes in {}", item.code);
            assert!(can_decide(&hall, item, on), "nobody decides {}", item.code);
        }
    }
}

#[test]
fn every_step_has_somebody_of_the_department() {
    let hall = hall();
    for item in hall.items() {
        let behind = item.definition.steps.iter().filter(|step| step.step != StepKind::Accept);
        for step in behind {
            let fits = |officer: &&engine::hall::Staff| {
                officer.unit == item.definition.department && officer.roles.contains(&step.role)
            };
            assert!(hall.staff.values().any(|officer| fits(&officer)), "{}", item.definition.code);
        }
    }
}

#[test]
fn every_letter_names_what_exists() {
    let hall = hall();
    for filed in hall.letters.values() {
        let letter = &filed.letter;
        assert!(hall.units.contains_key(&letter.grantor));
        match &letter.grantee {
            Grantee::Unit(unit) => assert!(hall.units.contains_key(unit)),
            Grantee::Person(person) => assert!(hall.staff.contains_key(person)),
        }
        for item in &letter.items {
            assert_eq!(hall.item_version(item, 1).unwrap().definition.department, letter.grantor);
        }
    }
}

#[test]
fn a_file_of_another_shape_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("model.json");
    std::fs::write(&file, "{\"hall\": 1}").unwrap();
    let error = commands(Some(&file)).unwrap_err();
    assert!(error.to_string().contains("is not a hall model"), "{error}");
}

#[test]
fn every_paper_of_every_item_has_the_name_people_know() {
    let named = |item: &ItemDefinition| {
        let unnamed = item.materials.iter().find(|need| need.about.name.is_none());
        assert_eq!(unnamed.map(|need| &need.material), None, "{}", item.code);
        item.materials.len()
    };
    let papers: usize = hall().items().iter().map(|item| named(&item.definition)).sum();
    assert!(papers > 100, "{papers}");
}
