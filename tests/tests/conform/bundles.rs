//! 一件事 as an auditor reads it, from the bundle and from the cases of its nodes.

use engine::bundle::{BundleClosing, NodeDefects};
use engine::command::{NoticeBundleCorrection, SubmitBundleCorrections, WithdrawBundle};
use engine::event::{
    BundleClosed, CorrectionNoticed, Event, EventKind as E, NodeOpened, NodesCancelled,
};
use replay::conform::About;
use tests::bundles::{BIRTH, SHOP, SPARED, submission};
use tests::given::Given;
use tests::hall::{applicant, chief, code, rep, window};
use tests::{items, say};

use crate::history::{History, audit, check, on, rules};

const NOW: &str = "2026-03-02 09:00";

fn received(bundle: &str) -> Given {
    Given::hall().then(window().asks(submission(bundle)), NOW)
}

fn accepted(given: &Given, node: &str) -> Given {
    let case = given.child(node);
    given
        .then(window().asks(say::pre_check(&case)), NOW)
        .then(window().asks(say::accept(&case)), NOW)
}

fn granted(given: &Given, node: &str) -> Given {
    let case = given.child(node);
    accepted(given, node)
        .then(chief().asks(say::grant(&case)), NOW)
        .then(rep().asks(say::make_document(&case)), NOW)
}

fn denied(bundle: &str) -> Given {
    let given = received(bundle);
    let case = given.child("licence");
    accepted(&given, "licence")
        .then(chief().asks(say::deny(&case)), NOW)
        .then(rep().asks(say::make_document(&case)), NOW)
}

fn completed() -> Given {
    let nodes = ["licence", "food", "sign"];
    nodes.into_iter().fold(received(SHOP), |given, node| granted(&given, node))
}

/// Told once, of the case that has begun and of one that waits.
fn noticed() -> Given {
    let given = received(SHOP);
    let case = given.child("licence");
    let defects = ["licence", "food"].map(|node| NodeDefects {
        node: code(node),
        defects: vec![say::defect(Some(items::FORM))],
    });
    let notice = NoticeBundleCorrection {
        bundle: given.bundle_number(),
        defects: defects.into(),
        limit_days: None,
    };
    given.then(window().asks(say::pre_check(&case)), NOW).then(window().asks(notice), NOW)
}

fn withdrawn() -> Given {
    let given = accepted(&received(SHOP), "licence");
    let (bundle, reason) = (given.bundle_number(), "不办了".into());
    given.then(window().asks(WithdrawBundle { bundle, reason }), NOW)
}

fn of_it(given: &Given) -> History {
    on(given, |stream| stream.bundle().is_some())
}

fn again() -> Event {
    let notice = |event: &&Event| event.kind() == E::BundleCorrectionNoticed;
    noticed().last.iter().find(notice).expect("it was told").clone()
}

fn closing(closing: BundleClosing) -> History {
    of_it(&completed()).with(|event| match event {
        Event::BundleClosed(e) => {
            e.closing = closing;
            true
        }
        _ => false,
    })
}

rules! {
    node_begun_early: of_it(&granted(&received(SHOP), "licence")) =>
        of_it(&granted(&received(SHOP), "licence")).without(E::ResultProduced);
    node_not_as_agreed: of_it(&denied(SHOP)) => of_it(&denied(SHOP)).without(E::NodesCancelled);
    bundle_told_twice: of_it(&noticed()) => of_it(&noticed()).also("comp1", NOW, again());
    bundle_late: of_it(&accepted(&received(SHOP), "licence")).until("2026-03-05 23:00") =>
        of_it(&accepted(&received(SHOP), "licence")).until("2026-03-06 00:00");
    bundle_closed_early: of_it(&completed()) => of_it(&granted(&received(SHOP), "licence"))
        .also("comp1", NOW, BundleClosed { closing: BundleClosing::Partly });
    bundle_closing_wrong: of_it(&completed()) => closing(BundleClosing::Partly);
}

#[test]
fn a_node_waits_for_one_that_was_refused_unless_the_bundle_spares_it() {
    let opened = NodeOpened { node: code("food"), case: denied(SHOP).case, passed: Vec::new() };
    let begun = of_it(&denied(SHOP)).also("comp1", NOW, opened);
    let finding = check("node_begun_early", &of_it(&denied(SPARED)), &begun);
    assert_eq!(finding.found, "food began, licence was not done");
    assert_eq!((finding.about, &finding.case), (About::Bundle, &"YJSSHOP202603020001".to_owned()));
}

#[test]
fn a_node_that_needs_the_citizens_number_waits_until_it_is_bound() {
    let registered = granted(&granted(&received(BIRTH), "birth"), "register");
    let (case, passed) = (registered.case.clone(), Vec::new());
    let unbound =
        of_it(&registered).also("comp1", NOW, NodeOpened { node: code("card"), case, passed });
    let finding = check("node_begun_early", &of_it(&registered), &unbound);
    assert_eq!(finding.found, "card began, register gave no number yet");
}

#[test]
fn those_that_wait_are_spared_where_the_bundle_says_so() {
    let (because, reason) = (Some(code("licence")), "前置未办成".into());
    let cancelled = NodesCancelled { nodes: vec![code("food")], because, reason };
    let breaks = of_it(&denied(SPARED)).also("comp1", NOW, cancelled.clone());
    check("node_not_as_agreed", &of_it(&denied(SPARED)), &breaks);
    let unfounded = of_it(&received(SHOP)).also("comp1", NOW, cancelled);
    check("node_not_as_agreed", &of_it(&withdrawn()), &unfounded);
}

#[test]
fn a_case_of_a_bundle_is_not_told_its_defects_by_itself() {
    let case = crate::history::of(&accepted(&received(SHOP), "licence"));
    let (defects, clocks) = (vec![say::defect(None)], Vec::new());
    let alone = case.also("comp1", NOW, CorrectionNoticed { defects, clocks });
    let finding = check("bundle_told_twice", &of_it(&noticed()), &alone);
    assert_eq!(finding.found, "licence was told by itself");
}

#[test]
fn whole_bundles_as_the_engine_decided_them_are_clean() {
    for given in [completed(), denied(SHOP), denied(SPARED), withdrawn(), noticed()] {
        let (report, found) = audit(&given.commits, 0);
        assert_eq!(found, []);
        // Every item of the hall is a history of its own, and the bundle.
        let items = given.world.setup().items().len();
        assert_eq!(usize::try_from(report.others).expect("a few"), items + 1);
    }
}

fn told(given: &Given, nodes: &[&str]) -> Given {
    let defects = nodes.iter().map(|node| NodeDefects {
        node: code(node),
        defects: vec![say::defect(Some(items::FORM))],
    });
    let notice = NoticeBundleCorrection {
        bundle: given.bundle_number(),
        defects: defects.collect(),
        limit_days: None,
    };
    given.then(window().asks(notice), NOW)
}

#[test]
fn what_was_told_before_a_case_began_is_not_told_a_second_time_by_its_beginning() {
    let given = received(SHOP);
    let case = given.child("licence");
    let given = told(&given.then(window().asks(say::pre_check(&case)), NOW), &["food"]);
    let given = given
        .then(window().asks(say::accept(&case)), NOW)
        .then(chief().asks(say::grant(&case)), NOW)
        .then(rep().asks(say::make_document(&case)), NOW);
    assert!(given.last.iter().any(|event| event.kind() == E::CorrectionNoticed));
    let other = of_it(&given).with(|event| match event {
        Event::CorrectionNoticed(e) => {
            e.defects.push(say::defect(None));
            true
        }
        _ => false,
    });
    let finding = check("bundle_told_twice", &of_it(&given), &other);
    assert_eq!(finding.found, "food was told by itself");
}

#[test]
fn a_case_that_began_after_the_notice_is_told_its_own_defects() {
    let given = received(SHOP);
    let case = given.child("licence");
    let given = told(&given.then(window().asks(say::pre_check(&case)), NOW), &["licence"]);
    let (bundle, materials) = (given.bundle_number(), vec![say::copy(items::FORM)]);
    let given = given
        .then(applicant().asks(SubmitBundleCorrections { bundle, materials }), NOW)
        .then(window().asks(say::accept(&case)), NOW)
        .then(chief().asks(say::grant(&case)), NOW)
        .then(rep().asks(say::make_document(&case)), NOW);
    let food = given.child("food");
    let sign = given.child("sign");
    let given = given
        .then(window().asks(say::pre_check(&food)), NOW)
        .then(window().asks(say::pre_check(&sign)), NOW);
    let given = told(&given, &["food"]);
    assert_eq!(audit(&given.commits, 0).1, []);
}
