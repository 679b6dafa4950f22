//! 一件事: rows 6, 12, 23, 24, 37, 65 to 68. One submission, several cases, one promise.

use std::collections::BTreeSet;

use engine::bundle::{
    BundleClosing, BundleDefinition, BundleEdge, BundleNode, BundlePhase, NodeDefects,
    NodeDelivery, NodeResult, NodeState, OnRefused, Passes,
};
use engine::clock::{ClockKind, working_days};
use engine::code::CaseNumber;
use engine::command::{
    AnswerBundleWarning, BindSubject, Command, FireBundleAlarm, NoticeBundleCorrection, OpenWindow,
    PublishBundle, PublishItem, RecalculateBundle, RevokeLetter, SubmitBundleCorrections,
    WithdrawBundle,
};
use engine::event::EventKind as E;
use engine::hall::{Window, WindowKind};
use engine::item::{DeliveryWay, ItemDefinition};
use engine::policy::Card;
use engine::refusal::Rule;
use tests::bundles::{self, BIRTH, FOOD, LICENCE_PAPER, SHOP, SPARED, submission};
use tests::given::{Given, check};
use tests::hall::{
    Who, admin, applicant, chief, code, day, delivery, head, manager, person, rep, staff, staff_at,
    timer, window,
};
use tests::{items, say};

const NOW: &str = "2026-03-02 09:00";

fn received(bundle: &str) -> Given {
    Given::hall().then(window().asks(submission(bundle)), NOW)
}

/// 预审、受理 of the case of a node.
fn accepted(given: &Given, node: &str, when: &str) -> Given {
    let case = given.child(node);
    given
        .then(window().asks(say::pre_check(&case)), when)
        .then(window().asks(say::accept(&case)), when)
}

fn granted(given: &Given, node: &str, when: &str) -> Given {
    let case = given.child(node);
    accepted(given, node, when)
        .then(chief().asks(say::grant(&case)), when)
        .then(rep().asks(say::make_document(&case)), when)
}

fn denied(given: &Given, node: &str, when: &str) -> Given {
    let case = given.child(node);
    accepted(given, node, when)
        .then(chief().asks(say::deny(&case)), when)
        .then(rep().asks(say::make_document(&case)), when)
}

fn publish(change: impl Fn(&mut BundleDefinition)) -> tests::given::Asked {
    let mut definition = bundles::shop();
    change(&mut definition);
    admin().asks(PublishBundle { definition })
}

#[test]
fn a_bundle_is_published_by_a_manager_and_by_nobody_else_row_65() {
    let new = |who: Who| {
        who.asks(bundles::publish(BundleDefinition { code: code("NEW"), ..bundles::shop() }))
    };
    check(&Given::hall(), new(manager()), NOW, Ok(&[E::BundleVersionPublished]));
    check(&Given::hall(), new(chief()), NOW, Err(Rule::WrongRole));
}

#[test]
fn nodes_that_wait_for_one_another_in_a_circle_are_not_published_row_65() {
    let circle = publish(|bundle| {
        bundle.edges.push(BundleEdge {
            from: code("food"),
            to: code("licence"),
            passes: Passes::Result,
            name: "回".into(),
        });
    });
    check(&Given::hall(), circle, NOW, Err(Rule::BundleCycle));
}

#[test]
fn the_promise_of_a_bundle_is_not_shorter_than_its_longest_way_row_65() {
    let slow = |days| {
        publish(move |bundle| {
            bundle.materials.extend([code(items::ID_CARD), code(items::PLAN)]);
            bundle.nodes.push(BundleNode {
                node: code("slow"),
                item: code(items::PROMISE),
                mandatory: true,
                on_refused: None,
            });
            bundle.promise = working_days(days);
        })
    };
    check(&Given::hall(), slow(9), NOW, Err(Rule::BundlePromise));
    check(&Given::hall(), slow(10), NOW, Ok(&[E::BundleVersionPublished]));
}

#[test]
fn a_bundle_names_published_items_and_papers_that_somebody_asks_for_row_65() {
    let unknown = publish(|bundle| bundle.nodes[0].item = code("NONE"));
    check(&Given::hall(), unknown, NOW, Err(Rule::NotPublished));
    let stray = publish(|bundle| bundle.materials.push(code("STRAY")));
    check(&Given::hall(), stray, NOW, Err(Rule::UnknownMaterial));
    let short = publish(|bundle| bundle.materials.clear());
    check(&Given::hall(), short, NOW, Err(Rule::BadBundle));
    let made_up = publish(|bundle| bundle.edges[2].passes = Passes::Material(code("FORM")));
    check(&Given::hall(), made_up, NOW, Err(Rule::BadBundle));
    let nowhere = publish(|bundle| bundle.edges[0].from = code("nowhere"));
    check(&Given::hall(), nowhere, NOW, Err(Rule::UnknownNode));
}

#[test]
fn what_is_secret_or_decided_above_has_no_dependents_in_a_bundle_rows_21_and_44() {
    let secret = publish(|bundle| bundle.nodes[3].item = code(items::STATIONED));
    check(&Given::hall(), secret, NOW, Err(Rule::BadBundle));
    let above = publish(|bundle| {
        bundle.nodes[2].item = code(items::REPORT_UP);
        bundle.promise = working_days(20);
    });
    check(&Given::hall(), above, NOW, Err(Rule::BadBundle));
}

#[test]
fn one_submission_opens_the_bundle_and_what_waits_for_nothing_row_65() {
    let then = [E::BundleReceived, E::ApplicationReceived, E::BundleJoined, E::NodeOpened];
    let given = check(&Given::hall(), window().asks(submission(SHOP)), NOW, Ok(&then));
    assert_eq!(given.bundle_number().as_str(), "YJSSHOP202603020001");
    assert!(matches!(given.node("licence"), NodeState::Open(_)));
    assert_eq!(given.node("food"), NodeState::Waiting);
    assert_eq!(given.bundle().phase, BundlePhase::Received);
    assert_eq!(given.bundle().nodes.len(), 3, "the optional node was not chosen");
}

#[test]
fn a_successor_is_opened_in_the_same_commit_with_the_paper_made_for_it_row_65() {
    let given = received(SHOP);
    let case = given.child("licence");
    let given = accepted(&given, "licence", NOW).then(chief().asks(say::grant(&case)), NOW);
    let opened = [E::ApplicationReceived, E::BundleJoined, E::NodeOpened];
    let then: Vec<E> =
        [E::ResultProduced, E::NodeEnded].into_iter().chain(opened).chain(opened).collect();
    let later = "2026-03-04 10:00";
    let given = check(&given, rep().asks(say::make_document(&case)), later, Ok(&then));
    let food = given.child("food");
    let case = given.world.find(&food);
    let engine::world::Found::Open(case) = case else { panic!("{food} is open") };
    let item = given.world.setup().item(case.item).expect("published");
    assert!(case.holds(&code(LICENCE_PAPER), &item.definition));
    assert!(case.holds(&code(items::FORM), &item.definition), "its share of the one set");
    let clock = case.running(ClockKind::Acceptance).expect("its clock begins when it is complete");
    assert_eq!(clock.start, day("2026-03-04"));
}

#[test]
fn the_promise_of_the_whole_begins_with_the_first_acceptance_and_ends_with_the_last_node_row_65() {
    let given = received(SHOP);
    assert!(given.bundle().clock.is_none());
    let given = accepted(&given, "licence", "2026-03-03 09:00");
    let clock = given.bundle().clock.clone().expect("it runs");
    assert_eq!((clock.start, clock.reckoning.due), (day("2026-03-03"), Some(day("2026-03-06"))));
    let case = given.child("licence");
    let given = given
        .then(chief().asks(say::grant(&case)), "2026-03-03 10:00")
        .then(rep().asks(say::make_document(&case)), "2026-03-03 10:00");
    let given = granted(&given, "food", "2026-03-04 09:00");
    let given = granted(&given, "sign", "2026-03-05 09:00");
    assert_eq!(given.bundle().closing, Some(BundleClosing::Completed));
    assert_eq!(given.last.last().map(engine::event::Event::kind), Some(E::BundleClosed));
    assert!(!given.bundle().clock.as_ref().expect("it ran").is_running());
}

#[test]
fn a_refused_node_cancels_those_that_wait_for_it_where_the_bundle_says_so_row_65() {
    let given = denied(&received(SHOP), "licence", NOW);
    assert_eq!(given.node("food"), NodeState::Cancelled { because: Some(0) });
    assert_eq!(given.bundle().closing, Some(BundleClosing::Nothing));
    assert!(given.happened().contains(&"NodesCancelled"));
}

#[test]
fn a_refused_node_spares_those_that_wait_for_it_where_the_bundle_says_so_row_65() {
    let given = denied(&received(SPARED), "licence", NOW);
    assert!(matches!(given.node("food"), NodeState::Open(_)));
    assert_eq!(given.bundle().closing, None);
}

#[test]
fn one_node_may_spare_what_the_bundle_would_cancel_row_65() {
    let own = publish(|bundle| bundle.nodes[0].on_refused = Some(OnRefused::SpareDependents));
    let given = Given::hall().then(own, NOW).then(window().asks(submission(SHOP)), NOW);
    assert!(matches!(denied(&given, "licence", NOW).node("sign"), NodeState::Open(_)));
}

#[test]
fn a_node_that_is_withdrawn_or_void_ends_like_one_that_is_refused_row_65() {
    let given = received(SHOP);
    let case = given.child("licence");
    let then = [E::Withdrawn, E::NodeEnded, E::NodesCancelled, E::BundleClosed];
    check(&given, applicant().asks(say::withdraw(&case)), NOW, Ok(&then));
    let then = [E::Voided, E::NodeEnded, E::NodesCancelled, E::BundleClosed];
    let after = check(&given, head().asks(say::void(&case, false)), NOW, Ok(&then));
    assert!(matches!(after.node("licence"), NodeState::Ended { result: NodeResult::Voided, .. }));
}

#[test]
fn a_node_is_chosen_with_what_it_needs_and_delivered_as_its_item_offers_row_65() {
    let mut c = submission(SHOP);
    c.optional = vec![code("extra")];
    let given = check(
        &Given::hall(),
        window().asks(c.clone()),
        NOW,
        Ok(&[E::BundleReceived, E::ApplicationReceived, E::BundleJoined, E::NodeOpened]),
    );
    assert_eq!(given.bundle().nodes.len(), 4);
    c.optional = vec![code("nowhere")];
    check(&Given::hall(), window().asks(c.clone()), NOW, Err(Rule::UnknownNode));
    c.optional = Vec::new();
    c.deliveries = vec![NodeDelivery { node: code("food"), way: DeliveryWay::Ems }];
    check(&Given::hall(), window().asks(c.clone()), NOW, Err(Rule::DeliveryNotOffered));
    c.deliveries = Vec::new();
    c.materials.push(say::copy("STRAY"));
    check(&Given::hall(), window().asks(c), NOW, Err(Rule::UnknownMaterial));
}

#[test]
fn an_optional_node_is_not_chosen_without_the_one_before_it_row_65() {
    let chain = publish(|bundle| {
        bundle.nodes.push(BundleNode {
            node: code("more"),
            item: code(items::INSTANT),
            mandatory: false,
            on_refused: None,
        });
        bundle.edges.push(BundleEdge {
            from: code("extra"),
            to: code("more"),
            passes: Passes::Result,
            name: "结果".into(),
        });
    });
    let given = Given::hall().then(chain, NOW);
    let mut c = submission(SHOP);
    c.optional = vec![code("more")];
    check(&given, window().asks(c), NOW, Err(Rule::NodeNeeds));
}

#[test]
fn bundles_are_taken_in_at_the_pooled_windows_their_own_and_those_of_their_field_rows_6_and_12() {
    let first = [E::BundleReceived, E::ApplicationReceived, E::BundleJoined, E::NodeOpened];
    let open = |id: &str, zone: &str, kind| {
        let (items, days) = (BTreeSet::new(), BTreeSet::new());
        let window = Window { id: code(id), zone: code(zone), kind, items, days };
        admin().asks(OpenWindow { window })
    };
    let given = Given::hall()
        .then(open("YJS", "Z2", WindowKind::Bundle), NOW)
        .then(open("Z1W", "Z1", WindowKind::Zone), NOW);
    for place in ["W1", "YJS", "Z1W"] {
        check(&given, staff_at("comp1", place).asks(submission(SHOP)), NOW, Ok(&first));
    }
    check(&given, staff("comp1").asks(submission(SHOP)), NOW, Err(Rule::WrongWindow));
    for place in ["Z2W", "G1", "D1"] {
        let asked = staff_at("comp1", place).asks(submission(SHOP));
        check(&given, asked, NOW, Err(Rule::WrongWindow));
    }
    // Its cases are accepted where it was taken in; an item alone is not.
    let taken = given.then(staff_at("comp1", "YJS").asks(submission(SHOP)), NOW);
    let case = taken.child("licence");
    let check_here = staff_at("comp1", "YJS").asks(say::pre_check(&case));
    check(&taken, check_here, NOW, Ok(&[E::PreCheckStarted]));
    let alone = staff_at("comp1", "YJS").asks(say::application(items::INSTANT));
    check(&given, alone, NOW, Err(Rule::WrongWindow));
}

#[test]
fn guards_2_and_3_hold_for_each_case_of_a_bundle() {
    let revoke = RevokeLetter {
        letter: code("L2-centre"),
        on: day("2026-03-02"),
        reason: "协议终止".into(),
    };
    let given = Given::hall().then(manager().asks(revoke), "2026-03-01 09:00");
    check(&given, window().asks(submission(SHOP)), NOW, Err(Rule::NotEntrusted));
    let own = staff_at("own", "W1");
    check(&Given::hall(), own.asks(submission(SHOP)), NOW, Err(Rule::ExclusiveIntake));
    let novice = staff_at("novice", "W1");
    check(&Given::hall(), novice.asks(submission(SHOP)), NOW, Err(Rule::NotCertified));
    let mut c = submission(SHOP);
    c.applicant = person(tests::hall::TOWNSMAN);
    check(&Given::hall(), staff_at("townsman", "W1").asks(c), NOW, Err(Rule::OwnCase));
}

#[test]
fn the_first_asked_department_leads_and_answers_for_the_promise_rows_37_and_65() {
    let mut c = submission(SHOP);
    c.first_asked = Some(code("WJW"));
    check(&Given::hall(), window().asks(c.clone()), NOW, Err(Rule::NotFirstAsked));
    c.first_asked = Some(code("SCJ"));
    let given = Given::hall().then(window().asks(c), NOW);
    assert_eq!(given.bundle().lead, code("SCJ"));
    let given = accepted(&given, "licence", NOW);
    let fire = FireBundleAlarm { bundle: given.bundle_number() };
    // Three working days from Monday: a notice on Wednesday, yellow on Thursday, red after it.
    let given =
        check(&given, timer().asks(fire.clone()), "2026-03-04 00:00", Ok(&[E::WarningIssued]));
    let warned = given.last.first().cloned();
    let Some(engine::event::Event::WarningIssued(warned)) = warned else { panic!("no warning") };
    assert_eq!(warned.evidence.unit, code("SCJ"));
    assert_eq!(warned.evidence.clock, ClockKind::Bundle);
    let then = [E::WarningIssued, E::WarningIssued, E::DeadlinePassed];
    let given = check(&given, timer().asks(fire.clone()), "2026-03-06 00:00", Ok(&then));
    check(&given, timer().asks(fire.clone()), "2026-03-06 00:01", Ok(&[]));
    check(&given, window().asks(fire), "2026-03-06 00:02", Err(Rule::WrongRole));
    let answer =
        |card| AnswerBundleWarning {
            bundle: given.bundle_number(), card, answer: "已督促".into()
        };
    let at = "2026-03-06 09:00";
    check(&given, rep().asks(answer(Card::Red)), at, Ok(&[E::WarningAnswered]));
    check(&given, window().asks(answer(Card::Red)), at, Err(Rule::WrongRole));
    let early = accepted(&received(SHOP), "licence", NOW);
    let none = AnswerBundleWarning { bundle: early.bundle_number(), ..answer(Card::Red) };
    check(&early, rep().asks(none), at, Err(Rule::NotAnswerable));
}

fn notice(given: &Given, nodes: &[&str]) -> NoticeBundleCorrection {
    let defects = nodes.iter().map(|node| NodeDefects {
        node: code(node),
        defects: vec![say::defect(Some(items::FORM))],
    });
    NoticeBundleCorrection {
        bundle: given.bundle_number(),
        defects: defects.collect(),
        limit_days: None,
    }
}

#[test]
fn all_defects_of_all_cases_are_told_once_in_one_notice_guard_9_row_65() {
    let given = received(SHOP);
    let case = given.child("licence");
    let all = notice(&given, &["licence", "food"]);
    check(&given, window().asks(all.clone()), NOW, Err(Rule::WrongPhase));
    let given = given.then(window().asks(say::pre_check(&case)), NOW);
    let no_time = NoticeBundleCorrection { limit_days: Some(0), ..all.clone() };
    check(&given, window().asks(no_time), NOW, Err(Rule::NoDefects));
    let mut long = all.clone();
    long.defects[0].defects =
        vec![say::defect(Some(items::FORM)); engine::limits::LIST_ENTRIES_MAX];
    check(&given, window().asks(long), NOW, Err(Rule::TooLong));
    check(&given, window().asks(say::notice_correction(&case)), NOW, Err(Rule::NoticeForAll));
    let then = [E::BundleCorrectionNoticed, E::CorrectionNoticed];
    let given = check(&given, window().asks(all.clone()), NOW, Ok(&then));
    check(&given, window().asks(all), NOW, Err(Rule::SecondCorrection));
    check(&given, applicant().asks(say::correct(&case)), NOW, Err(Rule::NoticeForAll));
    let submit = |materials| SubmitBundleCorrections { bundle: given.bundle_number(), materials };
    let then = [E::BundleCorrectionSubmitted, E::CorrectionSubmitted];
    check(&given, window().asks(notice(&given, &["licence"])), NOW, Err(Rule::SecondCorrection));
    let papers = vec![say::copy(items::FORM)];
    let after = check(&given, applicant().asks(submit(papers.clone())), NOW, Ok(&then));
    let again = applicant().asks(submit(Vec::new()));
    check(&after, again, NOW, Err(Rule::WrongPhase));
    let stray = applicant().asks(submit(vec![say::copy("STRAY")]));
    check(&given, stray, NOW, Err(Rule::UnknownMaterial));
}

#[test]
fn what_another_node_makes_is_not_demanded_from_the_applicant_guard_8() {
    let given = received(SHOP);
    let given = given.then(window().asks(say::pre_check(&given.child("licence"))), NOW);
    let mut asked = notice(&given, &["food"]);
    asked.defects[0].defects = vec![say::defect(Some(LICENCE_PAPER))];
    check(&given, window().asks(asked.clone()), NOW, Err(Rule::MaterialFetchable));
    asked.defects = Vec::new();
    check(&given, window().asks(asked), NOW, Err(Rule::NoDefects));
}

#[test]
fn the_whole_is_withdrawn_by_one_command_and_what_was_decided_goes_its_way_row_65() {
    let given = received(SHOP);
    let withdraw = |given: &Given| WithdrawBundle {
        bundle: given.bundle_number(),
        reason: "不开了".into(),
    };
    let then = [E::BundleWithdrawn, E::Withdrawn, E::NodeEnded, E::NodesCancelled, E::BundleClosed];
    let after = check(&given, applicant().asks(withdraw(&given)), NOW, Ok(&then));
    assert_eq!(after.bundle().closing, Some(BundleClosing::Withdrawn));
    check(&after, applicant().asks(withdraw(&after)), NOW, Err(Rule::WrongPhase));
    check(&given, delivery().asks(withdraw(&given)), NOW, Err(Rule::WrongRole));
    let case = given.child("licence");
    let decided = accepted(&given, "licence", NOW).then(chief().asks(say::grant(&case)), NOW);
    let then = [E::BundleWithdrawn, E::NodesCancelled];
    let after = check(&decided, applicant().asks(withdraw(&decided)), NOW, Ok(&then));
    let then = [E::ResultProduced, E::NodeEnded, E::BundleClosed];
    check(&after, rep().asks(say::make_document(&case)), NOW, Ok(&then));
}

fn bind(given: &Given) -> BindSubject {
    let document = say::registration(&given.world, &given.bundle());
    BindSubject { bundle: given.bundle_number(), applicant: person(9), document }
}

#[test]
fn a_newborn_gets_his_number_when_the_registration_delivers_it_row_67() {
    let given = received(BIRTH);
    check(&given, rep().asks(bind(&given)), NOW, Err(Rule::NotRegistered));
    let given = granted(&given, "birth", NOW);
    let given = granted(&given, "register", NOW);
    assert_eq!(given.node("card"), NodeState::Waiting, "the card needs the number");
    check(
        &given,
        rep().asks(BindSubject { document: code("OTHER"), ..bind(&given) }),
        NOW,
        Err(Rule::NotRegistered),
    );
    check(&given, delivery().asks(bind(&given)), NOW, Err(Rule::WrongRole));
    let same = BindSubject { applicant: person(1), ..bind(&given) };
    check(&given, rep().asks(same), NOW, Err(Rule::NothingToBind));
    let then = [
        E::SubjectBound,
        E::SubjectBound,
        E::SubjectBound,
        E::ApplicationReceived,
        E::BundleJoined,
        E::NodeOpened,
    ];
    let after = check(&given, rep().asks(bind(&given)), NOW, Ok(&then));
    let engine::world::Found::Open(card) = after.world.find(&after.child("card")) else {
        panic!("the card is open")
    };
    assert_eq!(card.applicant, person(9));
    for token in [person(1).token, person(9).token] {
        assert_eq!(after.world.subjects().get(&token), Some(&person(9).subject));
    }
    let third = BindSubject { applicant: person(8), ..bind(&after) };
    check(&after, rep().asks(third), NOW, Err(Rule::NothingToBind));
    let shop = received(SHOP);
    check(&shop, rep().asks(bind(&shop)), NOW, Err(Rule::NothingToBind));
}

#[test]
fn who_came_without_a_number_is_erased_under_both_records_row_67() {
    let given = granted(&granted(&received(BIRTH), "birth", NOW), "register", NOW);
    let mut given = given.then(rep().asks(bind(&given)), NOW);
    let erase = || {
        let subject = person(9).subject;
        admin().asks(engine::command::EraseSubject { subject, reason: "申请".into() })
    };
    check(&given, erase(), NOW, Err(Rule::WrongPhase));
    for node in ["birth", "register"] {
        let case = given.child(node);
        given = given
            .then(rep().asks(say::feed_back(&case)), NOW)
            .then(delivery().asks(say::prepare(&case, true)), NOW)
            .then(delivery().asks(say::deliver(&case, say::signature())), NOW);
    }
    check(&given, erase(), NOW, Err(Rule::WrongPhase));
    let given = given.then(applicant().asks(say::withdraw(&given.child("card"))), NOW);
    let given = check(&given, erase(), NOW, Ok(&[E::SubjectErased, E::SubjectErased]));
    check(&given, window().asks(submission(SHOP)), NOW, Err(Rule::SubjectErased));
}

#[test]
fn a_newer_calendar_moves_the_promise_of_the_whole_and_says_so() {
    let given = accepted(&received(SHOP), "licence", NOW);
    let asked = RecalculateBundle { bundle: given.bundle_number() };
    check(&given, timer().asks(asked.clone()), NOW, Ok(&[]));
    check(&given, admin().asks(asked), NOW, Err(Rule::WrongRole));
}

#[test]
fn a_bundle_is_archived_with_its_last_case_row_65() {
    let given = received(SHOP);
    let case = given.child("licence");
    let given = given.then(applicant().asks(say::withdraw(&case)), NOW);
    let number = given.bundle_number();
    let then = [E::Archived, E::BundleArchived];
    let given = check(&given, window().asks(say::archive(&case)), NOW, Ok(&then));
    assert!(given.world.bundles().is_empty());
    let found = given.world.find_bundle(&number);
    assert_eq!(found, engine::world::FoundBundle::Archived);
    let late = WithdrawBundle { bundle: number, reason: "迟".into() };
    check(&given, applicant().asks(late), NOW, Err(Rule::WrongPhase));
    let unknown = WithdrawBundle { bundle: code("YJSSHOP209901010001"), reason: "无".into() };
    check(&given, applicant().asks(unknown), NOW, Err(Rule::UnknownBundle));
}

#[test]
fn an_online_submission_is_led_by_the_bundles_own_lead_row_65() {
    let mut c = submission(SHOP);
    c.channel = engine::values::Channel::Online;
    let then = [E::BundleReceived, E::ApplicationReceived, E::BundleJoined, E::NodeOpened];
    let given = check(&Given::hall(), applicant().asks(c.clone()), NOW, Ok(&then));
    assert_eq!(given.bundle().lead, code("SCJ"));
    c.channel = engine::values::Channel::Window;
    check(&Given::hall(), applicant().asks(c), NOW, Err(Rule::WrongRole));
}

#[test]
fn a_case_stays_on_the_item_version_of_the_submission() {
    let given = received(SHOP);
    let newer = bundles::items().into_iter().find(|item| item.code == code(FOOD));
    let newer = newer.expect("the food item");
    assert_eq!(newer.code, code(FOOD));
    let newer = ItemDefinition { name: "新版".into(), ..newer };
    let given = given.then(admin().asks(PublishItem { definition: newer }), NOW);
    let given = granted(&given, "licence", NOW);
    let number: CaseNumber = given.child("food");
    let engine::world::Found::Open(case) = given.world.find(&number) else { panic!("open") };
    assert_eq!(given.world.setup().item(case.item).expect("published").version, 1);
}

#[test]
fn a_command_on_a_bundle_says_which() {
    let mut given = received(SHOP);
    let command = given.commits.last().expect("the submission").meta.command;
    let answer = given.world.answer(command).copied().expect("remembered");
    assert_eq!(answer.bundle, Some((given.bundle().id, 2)));
    let nothing: Command = FireBundleAlarm { bundle: given.bundle_number() }.into();
    given = check(&given, timer().asks(nothing), NOW, Ok(&[]));
    assert!(given.last.is_empty());
}
