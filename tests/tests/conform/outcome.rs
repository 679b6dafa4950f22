//! Decision, refusal, silence, delivery, cards and closing.

use engine::event::{
    Archived, DecisionDeemed, DecisionMade, DeemedWithdrawn, Delivered, Event, EventKind as E,
    InspectionRecorded, WorkRecorded,
};
use engine::item::DeliveryWay;
use engine::values::{ClosingKind, Opinion, Outcome, Receipt};
use tests::given::{Given, accepted, deciding, feed_back, handling, ready};
use tests::hall::{approver, chief, code, delivery, staff, timer, window};
use tests::{items, say};

use crate::history::{History, day, of, rules};

const NOW: &str = "2026-03-02 09:00";

/// 准予 by the chief approver.
pub(crate) fn grant() -> DecisionMade {
    DecisionMade {
        outcome: Outcome::Granted,
        reasons: Vec::new(),
        remedies: None,
        officer: code("chief"),
        letter: Some(code("L1-chief")),
        clocks: Vec::new(),
    }
}

fn denied() -> History {
    let given = deciding(items::PROMISE, NOW);
    of(&given.then(chief().asks(say::deny(&given.case)), NOW))
}

fn denial(change: impl Fn(&mut DecisionMade)) -> History {
    denied().with(|event| match event {
        Event::DecisionMade(e) => {
            change(e);
            true
        }
        _ => false,
    })
}

fn delivered() -> Given {
    let given = ready(DeliveryWay::Counter, NOW);
    given.then(delivery().asks(say::deliver(&given.case, say::signature())), NOW)
}

fn archived() -> History {
    let given = delivered();
    of(&given.then(window().asks(say::archive(&given.case)), NOW))
}

/// An instant item with a fee, paid before it is handed out.
fn paid() -> History {
    let given = accepted(items::PAID, NOW);
    let case = given.case.clone();
    let given = given
        .then(chief().asks(say::grant(&case)), NOW)
        .then(window().asks(say::pay(&case, items::FEE_FEN)), NOW);
    let given = feed_back(&given, NOW).then(delivery().asks(say::prepare(&case, true)), NOW);
    of(&given.then(delivery().asks(say::deliver(&case, say::signature())), NOW))
}

fn inspected() -> Given {
    let given = handling(items::INSPECTED, NOW);
    let given = given.then(approver().asks(say::inspect(&given.case, &["appr1", "appr3"])), NOW);
    let given = given.then(approver().asks(say::complete(&given.case)), NOW);
    given.then(chief().asks(say::grant(&given.case)), NOW)
}

fn joint() -> Given {
    let given = handling(items::JOINT, NOW);
    let opinion = say::give_opinion(&given.case, tests::hall::OTHER, Opinion::Agree);
    let given = given.then(staff("w-appr").asks(opinion), NOW);
    let given = given.then(approver().asks(say::complete(&given.case)), NOW);
    given.then(chief().asks(say::grant(&given.case)), NOW)
}

/// 超时默认: the promise of 2 days is over, and nobody decided.
fn deemed() -> History {
    let given = accepted(items::TACIT, NOW);
    of(&given.then(timer().asks(say::fire(&given.case)), "2026-03-05 00:00"))
}

fn committed() -> Given {
    let given = tests::given::pre_checked(items::COMMITTED, NOW);
    let given = given.then(window().asks(say::sign(&given.case)), NOW);
    let given = given.then(chief().asks(say::grant(&given.case)), NOW);
    let given = feed_back(&given, NOW).then(delivery().asks(say::prepare(&given.case, true)), NOW);
    given.then(delivery().asks(say::deliver(&given.case, say::signature())), NOW)
}

fn verified() -> History {
    let given = committed();
    let given = given.then(approver().asks(say::verify(&given.case, true, None)), NOW);
    of(&given.then(window().asks(say::archive(&given.case)), NOW))
}

fn carded() -> Given {
    let given = accepted(items::PROMISE, NOW);
    given.then(timer().asks(say::fire(&given.case)), "2026-03-16 09:00")
}

fn answered() -> History {
    let given = carded();
    let clock = engine::clock::ClockKind::Promise;
    let answer = say::answer(&given.case, clock, engine::policy::Card::Yellow);
    of(&given.then(approver().asks(answer), "2026-03-16 10:00"))
}

rules! {
    decided_without_opinions: of(&joint()) => of(&joint()).without(E::OpinionGiven);
    one_inspector: of(&inspected()) => of(&inspected()).also("appr1", NOW, InspectionRecorded {
        officers: vec![code("appr1"), code("appr1")],
        findings: "符合".into(),
    });
    not_inspected: of(&inspected()) => of(&inspected()).without(E::InspectionRecorded);
    refused_without_reasons: denied() => denial(|e| e.reasons = vec![" ".into()]);
    refused_without_remedies: denied() => denial(|e| e.remedies = None);
    deemed_without_basis: deemed() => of(&accepted(items::PROMISE, NOW)).also("chief", NOW, DecisionDeemed {
        basis: "超时默认办法".into(),
        unit: code("SCJ"),
        clocks: Vec::new(),
    });
    deemed_early: deemed() => deemed().with(|event| match event {
        Event::ItemVersionPublished(e) if e.definition.code.as_str() == items::TACIT => {
            e.definition.promise = engine::clock::working_days(3);
            true
        }
        _ => false,
    });
    delivered_before_decision: of(&delivered()) => of(&delivered()).without(E::DecisionMade);
    delivered_unpaid: paid() => paid().without(E::FeePaid);
    not_chosen_way: of(&delivered()) => of(&delivered()).with(|event| match event {
        Event::Delivered(e) => {
            **e = Delivered { receipt: Receipt::ParcelSigned(code("EMS-9")) };
            true
        }
        _ => false,
    });
    card_unanswered: answered() => of(&carded());
    closed_without_kind: archived() => of(&accepted(items::PROMISE, NOW))
        .also("comp1", NOW, Archived { package: code("PKG-9") });
    closed_twice: archived() => of(&delivered()).also("comp1", NOW, engine::event::Withdrawn {
        reason: "不办了".into(),
        closing: ClosingKind::Other,
    });
    decided_twice: of(&delivered()) => of(&delivered()).also("chief", NOW, grant());
    commitment_unverified: verified() => of(&committed())
        .also("comp1", NOW, Archived { package: code("PKG-9") });
    after_archive: archived() => archived().also("comp1", NOW, WorkRecorded {
        activity: "补录".into(),
        group: None,
    });
}

/// What the item version's terms are, and nothing else of it.
fn terms(history: &History, terms: &engine::terms::Terms) -> History {
    history.with(|event| match event {
        Event::ItemVersionPublished(e) if e.definition.code.as_str() == items::PROMISE => {
            e.definition.terms = terms.clone();
            true
        }
        _ => false,
    })
}

#[test]
fn absence_rule_and_missing_consent_need_an_item_version_that_names_their_basis() {
    use engine::terms::{AutomaticTerms, ProactiveTerms, Terms};
    let basis: engine::code::Text = "清单第3项".into();
    let accepted = of(&accepted(items::PROMISE, NOW));
    let silent = [
        accepted.also(
            "chief",
            NOW,
            engine::event::PresenceDeemed {
                meeting: 1,
                department: code("SCJ"),
                basis: basis.clone(),
            },
        ),
        accepted.also(
            "chief",
            NOW,
            engine::event::ConsentMissing {
                declined: false,
                basis: basis.clone(),
                closing: ClosingKind::Other,
            },
        ),
        accepted.also(
            "chief",
            NOW,
            engine::event::DecidedByRule {
                basis: basis.clone(),
                conditions: Vec::new(),
                unit: code("SCJ"),
                clocks: Vec::new(),
            },
        ),
    ];
    let named = Terms {
        absence: Some(basis.clone()),
        proactive: Some(ProactiveTerms { basis: basis.clone(), consent_days: 2 }),
        automatic: Some(AutomaticTerms { basis, conditions: [].into() }),
        ..Terms::default()
    };
    for history in silent {
        crate::history::check("deemed_without_basis", &terms(&history, &named), &history);
    }
}

#[test]
fn a_renewal_is_deemed_only_of_an_item_that_is_renewed_and_when_the_licence_ran_out() {
    use engine::terms::{RenewalTerms, Terms};
    let renewed = |expires: &str, on: &str| {
        let asked = of(&accepted(items::PROMISE, NOW)).also(
            "comp1",
            NOW,
            engine::event::RenewalRequested {
                licence: code("L-1"),
                expires: day(expires),
                clocks: Vec::new(),
            },
        );
        let deemed = asked.also(
            "chief",
            on,
            engine::event::DeemedRenewed {
                licence: code("L-1"),
                basis: "行政许可法 art. 50".into(),
                unit: code("SCJ"),
                clocks: Vec::new(),
            },
        );
        let named =
            Terms { renewal: Some(RenewalTerms { apply_before_days: 1 }), ..Terms::default() };
        (terms(&deemed, &named), deemed)
    };
    let (named, unnamed) = renewed("2026-03-04", "2026-03-05 00:00");
    crate::history::check("deemed_without_basis", &named, &unnamed);
    let (early, _) = renewed("2026-03-05", "2026-03-05 00:00");
    crate::history::check("deemed_early", &named, &early);
}

#[test]
fn a_withdrawal_by_silence_needs_a_policy_that_names_its_basis() {
    let asked = of(&accepted(items::PROMISE, NOW));
    let basis = "某市条例第24条".into();
    let withdrawn = DeemedWithdrawn { basis, closing: ClosingKind::NotSupplied };
    let breaks = asked.also("comp1", NOW, withdrawn);
    crate::history::check("deemed_without_basis", &asked, &breaks);
}

#[test]
fn a_refusal_of_acceptance_is_held_to_the_same_words() {
    let given = tests::given::pre_checked(items::PROMISE, NOW);
    let refused = of(&given.then(window().asks(say::refuse_acceptance(&given.case)), NOW));
    let dumb = refused.with(|event| match event {
        Event::AcceptanceRefused(e) => {
            e.reasons.clear();
            e.remedies = "".into();
            true
        }
        _ => false,
    });
    crate::history::check("refused_without_reasons", &refused, &dumb);
    crate::history::check("refused_without_remedies", &refused, &dumb);
}

#[test]
fn who_stays_away_where_the_version_says_so_has_consented() {
    let silent = of(&joint()).without(E::OpinionGiven);
    let (meeting, department, basis) = (0, code(tests::hall::OTHER), "并联审批办法".into());
    let deemed = engine::event::PresenceDeemed { meeting, department, basis };
    let before = silent.commits.iter().position(|commit| {
        commit.entries.iter().any(|entry| entry.event.kind() == E::DecisionMade)
    });
    let mut kept = silent.clone();
    let commit = kept.commits.get_mut(before.expect("decided")).expect("decided");
    let decision = commit.entries.first().expect("the decision").clone();
    let event = deemed.into();
    commit.entries.insert(0, engine::record::Entry { event, ..decision });
    crate::history::check("decided_without_opinions", &kept, &silent);
}

#[test]
fn consent_to_what_the_government_opened_counts_as_acceptance() {
    let undecided = of(&deciding(items::PROMISE, NOW)).without(E::Accepted);
    let consent = engine::event::ConsentGiven { proof: code("SMS-1"), clocks: Vec::new() };
    let kept = undecided.also("comp1", NOW, consent).also("chief", NOW, grant());
    let breaks = undecided.also("chief", NOW, grant());
    crate::history::check("decided_before_acceptance", &kept, &breaks);
}

#[test]
fn what_was_taken_in_elsewhere_has_its_time_from_the_day_the_version_says() {
    use engine::terms::{FirstDay, RegionTerms, RegionWay, Terms};
    let deemed = engine::event::DeemedAccepted {
        effective: day("2026-02-27"),
        unit: code("centre"),
        clocks: Vec::new(),
    };
    let taken_in = engine::event::TakenInElsewhere {
        region: code("430421"),
        authority: "衡阳县".into(),
        way: RegionWay::Collect,
        received: day("2026-02-27"),
        clock_owner: code("SCJ"),
        clocks: Vec::new(),
    };
    let told = of(&tests::given::received(items::PROMISE, NOW)).also("comp1", NOW, taken_in).also(
        "comp1",
        "2026-03-07 00:00",
        deemed,
    );
    let from = |first_day| {
        let region = RegionTerms {
            basis: "通办清单".into(),
            ways: [RegionWay::Collect].into(),
            forward_days: 1,
            first_day,
        };
        terms(&told, &Terms { region: Some(region), ..Terms::default() })
    };
    crate::history::check("deemed_early", &from(FirstDay::Receipt), &from(FirstDay::Arrival));
}

#[test]
fn a_licence_revoked_before_its_document_was_made_closes_the_case_by_that() {
    let given = tests::given::pre_checked(items::COMMITTED, NOW);
    let given = given.then(window().asks(say::sign(&given.case)), NOW);
    let given = given.then(chief().asks(say::grant(&given.case)), NOW);
    let given = given.then(approver().asks(say::verify(&given.case, false, None)), NOW);
    let revoked = of(&given.then(chief().asks(say::revoke_licence(&given.case)), NOW));
    let archived =
        |history: &History| history.also("comp1", NOW, Archived { package: code("PKG-9") });
    crate::history::check(
        "closed_without_kind",
        &archived(&revoked),
        &archived(&revoked.without(E::LicenceRevoked)),
    );
}

#[test]
fn whole_lives_as_the_engine_decided_them_are_clean() {
    let lives = [archived(), paid(), verified(), denied(), of(&inspected()), of(&joint())];
    for life in lives {
        let (report, found) = crate::history::audit(&life.commits, 0);
        assert_eq!(found, []);
        assert!(report.is_clean());
        assert_eq!((report.cases, report.unchecked.len()), (1, 0));
    }
}
