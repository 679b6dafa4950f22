//! 视为: what follows from silence, each kind apart. Off unless its flag with its legal basis is there; on with it
//! (docs/rules.md, Deemed rules).

use engine::command::{PublishItem, SetClockPolicy};
use engine::decide::Decision;
use engine::event::{Event, EventKind as E};
use engine::item::ItemDefinition;
use engine::occasion::Claim;
use engine::policy::{ClockPolicy, CorrectionExpiry};
use engine::refusal::Rule;
use engine::terms::Terms;
use tests::given::{Asked, Given, check, handling, pre_checked, transfer};
use tests::hall::{OTHER, admin, at, code, day, rep, timer, window};
use tests::{afar, items, say};

const NOW: &str = "2026-03-02 09:00";
const BASIS: &str = "示例县政务服务办法";

/// The same silence without the flag and with it.
struct Silence {
    event: E,
    off: (Given, Asked, &'static str),
    on: (Given, Asked, &'static str),
}

fn happens(given: &Given, asked: Asked, when: &str) -> Vec<Event> {
    match given.decide(asked, when) {
        Ok(Decision::Commit(commit)) => {
            commit.entries.iter().map(|entry| entry.event.clone()).collect()
        }
        Ok(Decision::AlreadySo(_)) => Vec::new(),
        other => panic!("{other:?}"),
    }
}

fn at_the_timer(given: Given, when: &'static str) -> (Given, Asked, &'static str) {
    let fire = timer().asks(say::fire(&given.case));
    (given, fire, when)
}

/// The hall under a policy by which unanswered corrections and gaps are withdrawn.
fn withdrawing() -> Given {
    let correction_expiry = CorrectionExpiry::DeemedWithdrawn(BASIS.into());
    let policy = ClockPolicy { correction_expiry, ..ClockPolicy::lawful_default() };
    Given::hall().then(admin().asks(SetClockPolicy { policy }), NOW)
}

/// The hall in which an item has other terms.
fn with_item(item: ItemDefinition) -> Given {
    Given::hall().then(admin().asks(PublishItem { definition: item }), NOW)
}

fn seen(hall: &Given, application: engine::command::ReceiveApplication) -> Given {
    let given = hall.then(window().asks(application), NOW);
    given.then(window().asks(say::pre_check(&given.case)), NOW)
}

fn noticed(hall: &Given) -> Given {
    let given = seen(hall, say::application(items::PROMISE));
    given.then(window().asks(say::notice_correction(&given.case)), NOW)
}

fn with_gaps(hall: &Given) -> Given {
    let mut application = say::application(items::TOLERANT);
    application.materials.retain(|copy| copy.material != code(items::PLAN));
    let given = seen(hall, application);
    given.then(window().asks(say::accept_with_gaps(&given.case, &[items::PLAN])), NOW)
}

/// Split, so that the other department is asked.
fn asked_for_opinion(hall: &Given, item: &str) -> Given {
    let given = seen(hall, say::application(item));
    let given = given.then(window().asks(say::accept(&given.case)), NOW);
    given.then(window().asks(say::split(&given.case)), NOW)
}

/// Called to a survey, and away without a reason.
fn away(terms: Terms) -> (Given, Asked, &'static str) {
    let hall = with_item(ItemDefinition { terms, name: "改版".into(), ..items::joint() });
    let given = asked_for_opinion(&hall, items::JOINT);
    let call = afar::call_meeting(&given.case, &[OTHER], at("2026-03-03 09:00"));
    let given = given.then(rep().asks(call), NOW);
    let away = rep().asks(afar::attendance(&given.case, OTHER, None, false));
    (given, away, "2026-03-03 10:00")
}

/// A licence runs out while its case is being reviewed; as a renewal, or as a case of its own.
fn running_out(is_renewal: bool) -> Given {
    let mut application = say::application(items::REACHING);
    if is_renewal {
        let (licence, expires) = (code("L-1"), day("2026-03-06"));
        application.occasion = Some(Claim::Renewal { licence, expires });
    }
    let given = seen(&Given::hall(), application);
    let given = given.then(window().asks(say::accept(&given.case)), NOW);
    let given = transfer(&given, items::REACHING, NOW);
    given.then(rep().asks(say::acknowledge(&given.case)), NOW)
}

fn every() -> Vec<Silence> {
    let (hall, withdrawing) = (Given::hall(), withdrawing());
    let without = |terms: Terms| Terms { absence: None, ..terms };
    vec![
        Silence {
            event: E::DeemedWithdrawn,
            off: at_the_timer(noticed(&hall), "2026-03-10 00:00"),
            on: at_the_timer(noticed(&withdrawing), "2026-03-10 00:00"),
        },
        Silence {
            event: E::DeemedWithdrawn,
            off: at_the_timer(with_gaps(&hall), "2026-03-10 00:00"),
            on: at_the_timer(with_gaps(&withdrawing), "2026-03-10 00:00"),
        },
        Silence {
            event: E::DeemedRenewed,
            off: at_the_timer(running_out(false), "2026-03-07 00:00"),
            on: at_the_timer(running_out(true), "2026-03-07 00:00"),
        },
        Silence {
            event: E::OpinionDeemed,
            off: at_the_timer(asked_for_opinion(&hall, items::JOINT), "2026-03-30 00:00"),
            on: at_the_timer(asked_for_opinion(&hall, items::TACIT_JOINT), "2026-03-30 00:00"),
        },
        Silence {
            event: E::DecisionDeemed,
            off: at_the_timer(handling(items::PROMISE, NOW), "2026-03-17 00:00"),
            on: at_the_timer(handling(items::TACIT, NOW), "2026-03-05 00:00"),
        },
        Silence {
            event: E::PresenceDeemed,
            off: away(without(items::joint().terms)),
            on: away(items::joint().terms),
        },
    ]
}

/// The text of the legal basis that a deemed outcome carries.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other events deem nothing")]
fn basis(event: &Event) -> Option<&str> {
    match event {
        Event::DeemedWithdrawn(e) => Some(e.basis.as_str()),
        Event::DeemedRenewed(e) => Some(e.basis.as_str()),
        Event::OpinionDeemed(e) => Some(e.basis.as_str()),
        Event::DecisionDeemed(e) => Some(e.basis.as_str()),
        Event::PresenceDeemed(e) => Some(e.basis.as_str()),
        _ => None,
    }
}

#[test]
fn silence_decides_nothing_without_the_flag_that_names_its_basis_and_something_with_it() {
    for Silence { event, off, on } in every() {
        let (given, asked, when) = off;
        let silent = happens(&given, asked, when);
        assert!(silent.iter().all(|e| e.kind() != event), "{event:?} without its flag: {silent:?}");
        let (given, asked, when) = on;
        let deemed = happens(&given, asked, when);
        let found = deemed.iter().find(|e| e.kind() == event);
        let found = found.unwrap_or_else(|| panic!("no {event:?} with its flag: {deemed:?}"));
        assert!(basis(found).is_some_and(|basis| !basis.trim().is_empty()), "{found:?}");
    }
}

#[test]
fn art_32_4_is_law_and_needs_no_flag_but_an_answer_in_time_leaves_nothing_to_deem() {
    let given = pre_checked(items::PROMISE, NOW);
    let silent = happens(&given, timer().asks(say::fire(&given.case)), "2026-03-10 00:00");
    assert!(silent.iter().any(|event| event.kind() == E::DeemedAccepted));
    let told = given.then(window().asks(say::accept(&given.case)), "2026-03-09 17:00");
    let after = happens(&told, timer().asks(say::fire(&told.case)), "2026-03-10 00:00");
    assert!(after.iter().all(|event| event.kind() != E::DeemedAccepted));
}

#[test]
fn a_flag_without_a_basis_is_not_published() {
    let blank = |terms| ItemDefinition { terms, name: "改版".into(), ..items::joint() };
    let absence = blank(Terms { absence: Some(" ".into()), ..Terms::default() });
    let mut opinion = ItemDefinition { name: "改版".into(), ..items::tacit_joint() };
    let mut decision = ItemDefinition { name: "改版".into(), ..items::tacit() };
    for item in [&mut opinion, &mut decision] {
        item.tacit.as_mut().expect("it has one").basis = " ".into();
    }
    for definition in [absence, opinion, decision] {
        let publish = admin().asks(PublishItem { definition });
        check(&Given::hall(), publish, NOW, Err(Rule::TacitBasis));
    }
    let correction_expiry = CorrectionExpiry::DeemedWithdrawn(" ".into());
    let policy = ClockPolicy { correction_expiry, ..ClockPolicy::lawful_default() };
    check(&Given::hall(), admin().asks(SetClockPolicy { policy }), NOW, Err(Rule::PolicyRefused));
}
