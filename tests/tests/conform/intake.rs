//! From receipt to acceptance: papers, people, letters.

use engine::certification::Examination;
use engine::command::RevokeLetter;
use engine::event::{
    Accepted, Archived, CorrectionNoticed, ELicenceFetched, Event, EventKind as E, LetterRevoked,
    LicenceAbsent, LicenceRequested, MaterialReused, OriginalsReturned, StaffCertified, Stream,
};
use engine::hall::Role;
use tests::given::{Given, accepted, decided, received};
use tests::hall::{SET_UP_AT, TOWNSMAN, admin, code, rep, somebody, staff_at, token, window};
use tests::{items, say};

use crate::history::{History, day, of, rules};

const NOW: &str = "2026-03-02 09:00";

fn notice() -> CorrectionNoticed {
    CorrectionNoticed { defects: vec![say::defect(None)], clocks: Vec::new() }
}

/// Received, found wanting, corrected and accepted.
fn corrected() -> History {
    let given = tests::given::pre_checked(items::PROMISE, NOW);
    let given = given.then(window().asks(say::notice_correction(&given.case)), NOW);
    of(&given.then(window().asks(say::correct(&given.case)), NOW))
}

fn tolerated() -> Given {
    let mut application = say::application(items::TOLERANT);
    application.materials = vec![say::copy(items::FORM)];
    let given = Given::hall().then(window().asks(application), NOW);
    let case = given.case.clone();
    given
        .then(window().asks(say::pre_check(&case)), NOW)
        .then(window().asks(say::accept_with_gaps(&case, &[items::PLAN])), NOW)
}

/// The set-up changed before the case, as the engine does not let it.
fn set_up(history: &History, change: impl Fn(&mut Event) -> bool) -> History {
    history.with(change)
}

fn revoked() -> History {
    let event = LetterRevoked {
        letter: code("L1-chief"),
        on: day("2026-02-01"),
        reason: "岗位调整".into(),
    };
    before_the_case(of(&decided(items::PROMISE, NOW)), Stream::Authorities, &event.into())
}

/// Whoever accepted it had been certified for the item by its unit, or the certificate was withdrawn.
fn certified(is_examined: bool) -> History {
    let examination = Examination { on: day("2026-02-01"), number: code("KH-1") };
    let event = StaffCertified {
        staff: code("comp1"),
        items: vec![code(items::PROMISE)],
        examination: is_examined.then_some(examination),
        reason: None,
        unit: code(tests::hall::OWNER),
        officer: code("head"),
    };
    before_the_case(of(&accepted(items::PROMISE, NOW)), Stream::Staff, &event.into())
}

#[test]
fn whose_certificate_was_withdrawn_took_the_case_in_without_one() {
    crate::history::check("not_certified", &certified(true), &certified(false));
}

fn before_the_case(mut history: History, stream: Stream, event: &Event) -> History {
    let first = history.commits.iter().position(|commit| {
        matches!(commit.entries.first().map(|entry| entry.stream), Some(Stream::Case(_)))
    });
    let mut commit = history.commits.first().expect("a hall").clone();
    commit.meta.occurred_at = tests::hall::at(SET_UP_AT);
    commit.entries.truncate(1);
    for entry in &mut commit.entries {
        entry.stream = stream;
        entry.event = event.clone();
    }
    history.commits.insert(first.expect("a case"), commit);
    history
}

/// An online application of whoever rents, without his identity card.
fn without_the_card() -> Given {
    let mut application = say::application(items::QUESTIONED);
    application.materials.retain(|copy| copy.material.as_str() != items::ID_CARD);
    Given::hall().then(window().asks(application), NOW)
}

fn requested() -> History {
    of(&without_the_card()).also(
        "comp1",
        NOW,
        LicenceRequested {
            material: code(items::ID_CARD),
            licence: code("ID-CARD"),
            consent: code("C-1"),
        },
    )
}

fn fetched() -> ELicenceFetched {
    let (number, material) = (code("360000"), code(items::ID_CARD));
    ELicenceFetched { material, number, valid_to: None, hash: None }
}

fn reused(received: &str) -> History {
    of(&without_the_card()).also(
        "comp1",
        NOW,
        MaterialReused {
            material: code(items::ID_CARD),
            from_case: without_the_card().case,
            from_material: code(items::ID_CARD),
            way: engine::values::CollectionWay::Paper,
            trust: engine::values::Trust::B,
            received: day(received),
        },
    )
}

fn demanded(history: &History) -> History {
    let defects = vec![say::defect(Some(items::ID_CARD))];
    history.also("comp1", NOW, CorrectionNoticed { defects, clocks: Vec::new() })
}

fn archived_with_the_lease(is_returned: bool) -> History {
    let history = of(&accepted(items::QUESTIONED, NOW));
    let history = if is_returned {
        history.also(
            "comp1",
            NOW,
            OriginalsReturned {
                materials: vec![code(items::LEASE)],
                receipt: code("R-1"),
                officer: code("comp1"),
            },
        )
    } else {
        history
    };
    history.also("comp1", NOW, Archived { package: code("PKG-9") })
}

rules! {
    licence_without_consent: requested().also("comp1", NOW, fetched()) =>
        of(&without_the_card()).also("comp1", NOW, fetched());
    reuse_not_allowed: reused("2026-01-05") => reused("2025-12-20");
    originals_kept: archived_with_the_lease(true) => archived_with_the_lease(false);
    accepted_incomplete: of(&accepted(items::PROMISE, NOW)) =>
        of(&accepted(items::PROMISE, NOW)).with(|event| match event {
            Event::ApplicationReceived(e) => { e.materials.pop(); true }
            _ => false,
        });
    gap_not_allowed: of(&tolerated()) => of(&tolerated()).with(|event| match event {
        Event::AcceptedWithGaps(e) => { e.gaps.push(code(items::FORM)); true }
        _ => false,
    });
    decided_with_gap: of(&tolerated()).also("comp1", NOW, engine::event::GapsSupplied {
        materials: vec![say::copy(items::PLAN)],
    }).also("chief", NOW, crate::outcome::grant()) =>
        of(&tolerated()).also("chief", NOW, crate::outcome::grant());
    fetchable_demanded: corrected() => of(&received(items::PROMISE, NOW)).with(|event| match event {
        Event::ApplicationReceived(e) => {
            e.materials.retain(|copy| copy.material.as_str() != items::ID_CARD);
            true
        }
        _ => false,
    }).also("comp1", NOW, CorrectionNoticed {
        defects: vec![say::defect(Some(items::ID_CARD))],
        clocks: Vec::new(),
    });
    acceptance_late: of(&accepted(items::PROMISE, NOW)).later(E::Accepted, "2026-03-09 17:00") =>
        of(&accepted(items::PROMISE, NOW)).later(E::Accepted, "2026-03-10 08:00");
    online_check_late: of(&received(items::PROMISE, NOW)).with(online).until("2026-03-03 18:00") =>
        of(&received(items::PROMISE, NOW)).with(online).until("2026-03-04 08:00");
    second_correction_notice: corrected() => corrected().also("comp1", NOW, notice());
    empty_correction_notice: corrected() => corrected().with(|event| match event {
        Event::CorrectionNoticed(e) => { e.defects.clear(); true }
        _ => false,
    });
    unpublished_item: of(&accepted(items::PROMISE, NOW)) =>
        of(&accepted(items::PROMISE, NOW)).with(|event| match event {
            Event::ApplicationReceived(e) => { e.item_version = 7; true }
            _ => false,
        });
    decided_before_acceptance: of(&decided(items::PROMISE, NOW)) =>
        of(&decided(items::PROMISE, NOW)).without(E::Accepted);
    four_eyes: of(&decided(items::PROMISE, NOW)) =>
        of(&decided(items::PROMISE, NOW)).with(|event| match event {
            Event::DecisionMade(e) => { e.officer = code("comp1"); true }
            _ => false,
        });
    window_decides: of(&decided(items::PROMISE, NOW)) =>
        of(&decided(items::PROMISE, NOW)).with(|event| match event {
            Event::DecisionMade(e) => { e.officer = code("both"); true }
            _ => false,
        });
    own_case: of(&decided(items::PROMISE, NOW)) =>
        of(&decided(items::PROMISE, NOW)).with(|event| match event {
            Event::ApplicationReceived(e) => { e.applicant.token = token(TOWNSMAN); true }
            _ => false,
        }).also("townsman", NOW, Accepted {
            officer: code("townsman"),
            unit: code(tests::hall::CENTRE),
            clocks: Vec::new(),
        });
    not_certified: of(&accepted(items::PROMISE, NOW)) =>
        of(&accepted(items::PROMISE, NOW)).with(|event| match event {
            Event::Accepted(e) => { e.officer = code("novice"); true }
            _ => false,
        });
    decided_without_authority: of(&decided(items::PROMISE, NOW)) => revoked();
    intake_without_letter: of(&accepted(items::STATIONED, NOW)) =>
        set_up(&of(&accepted(items::PROMISE, NOW)), |event| match event {
            Event::LetterFiled(e) if e.letter.number.as_str() == "L2-centre" => {
                e.letter.valid_to = Some(day("2026-02-27"));
                true
            }
            _ => false,
        });
}

#[test]
fn a_paper_that_cannot_be_fetched_after_all_may_be_demanded() {
    let absent = requested().also(
        "comp1",
        NOW,
        LicenceAbsent { material: code(items::ID_CARD), reason: "证照库无此证照".into() },
    );
    crate::history::check("fetchable_demanded", &demanded(&absent), &demanded(&requested()));
}

#[test]
fn only_the_papers_that_the_answers_ask_for_are_missed() {
    let rents = of(&accepted(items::QUESTIONED, NOW));
    let owns = rents.with(|event| match event {
        Event::SituationAnswered(e) => {
            e.answers.iter_mut().for_each(|answer| answer.option = code(items::OWNED));
            true
        }
        _ => false,
    });
    let finding = crate::history::check("accepted_incomplete", &rents, &owns);
    assert_eq!(finding.found, format!("missing: {}", items::DEED));
}

#[test]
fn what_is_entrusted_to_nobody_any_more_is_accepted_by_its_own_department() {
    let given = tests::given::pre_checked(items::PROMISE, NOW);
    let letter = code("L2-centre");
    let revoke = RevokeLetter { letter, on: day("2026-03-02"), reason: "终止".into() };
    let given =
        given.then(admin().asks(revoke), NOW).then(rep().asks(say::accept(&given.case)), NOW);
    let in_force = set_up(&of(&given), |event| match event {
        Event::LetterRevoked(e) => {
            e.on = day("2026-03-09");
            true
        }
        _ => false,
    });
    crate::history::check("intake_without_letter", &of(&given), &in_force);
}

fn online(event: &mut Event) -> bool {
    match event {
        Event::ApplicationReceived(e) => {
            e.channel = engine::values::Channel::Online;
            true
        }
        _ => false,
    }
}

#[test]
fn whoever_has_no_letter_of_his_own_decides_without_authority_and_the_head_with_it() {
    let by = |officer: &str, letter: Option<&str>| {
        of(&decided(items::PROMISE, NOW)).with(|event| match event {
            Event::DecisionMade(e) => {
                e.officer = code(officer);
                e.letter = letter.map(code);
                true
            }
            _ => false,
        })
    };
    let rule = "decided_without_authority";
    for (officer, letter) in [
        ("nobody", None),
        ("nobody", Some("L1-chief")),
        ("junior", Some("L1-junior")),
        ("chief", Some("L9")),
        ("w-head", None),
    ] {
        let found = crate::history::check(rule, &by("head", None), &by(officer, letter));
        assert_eq!(found.person.as_deref(), Some(officer), "{}", found.found);
    }
}

#[test]
fn the_substitute_of_whoever_took_the_case_in_does_not_approve_it_either() {
    let acted = engine::event::SubstituteActed { absent: code("comp1"), substitute: code("chief") };
    let mut history = of(&decided(items::PROMISE, NOW));
    for commit in &mut history.commits {
        let decision =
            commit.entries.first().filter(|e| e.event.kind() == E::DecisionMade).cloned();
        if let Some(decision) = decision {
            let event = acted.clone().into();
            commit.entries.insert(0, engine::record::Entry { event, ..decision });
        }
    }
    crate::history::check("four_eyes", &of(&decided(items::PROMISE, NOW)), &history);
}

#[test]
fn the_chief_approver_at_his_window_is_the_lawful_exception() {
    let given = accepted(items::STATIONED, NOW);
    let both = somebody("x", "SCJ", &[Role::ChiefApprover, Role::ZoneWindow]);
    assert!(both.has_window_role());
    let by_both = staff_at("both", "Z2W").asks(say::grant(&given.case));
    let history = of(&given.then(by_both, NOW));
    let (report, found) = crate::history::audit(&history.commits, 0);
    assert!(report.is_clean(), "{found:#?}");
}
