//! 一表申请: the one form of a bundle asks the questions of its matters once, and only for what the answers call for
//! (rows 65, 88).

use engine::bundle::{Form, FormNeed};
use engine::code::MaterialCode;
use engine::command::{Actor, PublishBundle, SubmitBundleCorrections};
use engine::event::{Event, EventKind as E};
use engine::id::CaseId;
use engine::item::{Answers, ItemDefinition};
use engine::refusal::Rule;
use engine::values::{CollectionWay, MaterialCopy, Trust};
use engine::world::Found;
use tests::bundles::{ASKING, SHOP, SIGNBOARD, asking, submission};
use tests::given::{Given, check};
use tests::hall::{admin, applicant, chief, code, day, rep, window};
use tests::items::{DEED, FORM, ID_CARD, LEASE, OWNED, PREMISES, QUESTIONED, RENTED};
use tests::{items, say};

const NOW: &str = "2026-03-02 09:00";

fn answered(option: &str, papers: &[&str]) -> engine::command::ReceiveBundle {
    let mut c = submission(ASKING);
    c.answers = Answers::from([(code(PREMISES), code(option))]);
    c.materials = papers.iter().map(|paper| say::copy(paper)).collect();
    c
}

/// The papers of a case, by their codes.
fn held(given: &Given, node: &str) -> Vec<String> {
    let Found::Open(case) = given.world.find(&given.child(node)) else { panic!("{node} is open") };
    let item = &given.world.setup().item(case.item).expect("published").definition;
    let needs = case.held.iter().filter_map(|held| item.materials.get(usize::from(held.need)));
    needs.map(|need| need.material.to_string()).collect()
}

fn situation(given: &Given, case: CaseId) -> Vec<(u8, u8)> {
    given.world.cases().get(&case).expect("it is open").extras().situation.clone()
}

#[test]
fn one_question_of_two_matters_is_answered_once_and_selects_the_papers_of_both() {
    let papers = [FORM, ID_CARD, LEASE];
    let first = [E::BundleReceived, E::SituationAnswered];
    let opened = [E::ApplicationReceived, E::SituationAnswered, E::BundleJoined, E::NodeOpened];
    let then: Vec<E> = first.into_iter().chain(opened).collect();
    let asked = window().asks(answered(RENTED, &papers));
    let given = check(&Given::hall(), asked, NOW, Ok(&then));
    let Some(Event::SituationAnswered(whole)) = given.last.get(1) else { panic!("no answers") };
    let named: Vec<&str> = whole.materials.iter().map(MaterialCode::as_str).collect();
    assert_eq!(named, papers, "the deed is asked of nobody who rents");
    assert_eq!(held(&given, "room"), papers);
    let room = given.bundle().nodes[0].case().expect("it has begun");
    assert_eq!(situation(&given, room), [(0, 0)]);
    // The second matter begins later, under the same answer.
    let case = given.child("room");
    let given = given
        .then(window().asks(say::pre_check(&case)), NOW)
        .then(window().asks(say::accept(&case)), NOW);
    let given = tests::given::transfer_of(&given, &case, &papers, NOW)
        .then(rep().asks(say::acknowledge(&case)), NOW)
        .then(tests::hall::approver().asks(say::complete(&case)), NOW)
        .then(chief().asks(say::grant(&case)), NOW)
        .then(rep().asks(say::make_document(&case)), NOW);
    assert_eq!(held(&given, "sign"), [FORM, LEASE]);
    let sign = given.bundle().nodes[1].case().expect("it has begun");
    assert_eq!(situation(&given, sign), [(0, 0)]);
    let sign = given.child("sign");
    let given = given.then(window().asks(say::pre_check(&sign)), NOW);
    check(&given, window().asks(say::accept(&sign)), NOW, Ok(&[E::Accepted]));
}

#[test]
fn the_form_has_each_question_and_each_paper_once_with_who_asks() {
    let given = Given::hall();
    let setup = given.world.setup();
    let today = day("2026-03-02");
    let version = setup.bundle_in_force(&code(ASKING), today).expect("published");
    let form = Form::of(setup, version, today);
    let [question] = form.questions.as_slice() else { panic!("{:?}", form.questions) };
    assert_eq!(question.question, code(PREMISES));
    assert_eq!(question.asked_by, [code("room"), code("sign")]);
    let options: Vec<&str> = question.options.iter().map(|o| o.option.as_str()).collect();
    assert_eq!(options, [RENTED, OWNED]);
    let asked = |paper: &str| {
        let found = form.materials.iter().filter(|m| m.material == code(paper));
        let needs: Vec<_> = found.flat_map(|m| &m.needed_by).collect();
        let of = |need: &&FormNeed| need.only_for.iter().map(|a| a.option.to_string()).collect();
        let named: Vec<(String, Vec<String>)> =
            needs.iter().map(|need| (need.node.to_string(), of(need))).collect();
        named
    };
    let both = |option: &[&str]| {
        let options: Vec<String> = option.iter().map(|option| (*option).to_owned()).collect();
        vec![("room".to_owned(), options.clone()), ("sign".to_owned(), options)]
    };
    assert_eq!(asked(FORM), both(&[]));
    assert_eq!(asked(LEASE), both(&[RENTED]));
    assert_eq!(asked(DEED), both(&[OWNED]));
    assert_eq!(asked(ID_CARD), [("room".to_owned(), Vec::new())]);
}

#[test]
fn a_question_left_open_and_an_answer_nobody_asks_for_are_refused() {
    let mut open = answered(RENTED, &[FORM]);
    open.answers.clear();
    check(&Given::hall(), window().asks(open), NOW, Err(Rule::SituationOpen));
    let strange = answered("borrowed", &[FORM]);
    check(&Given::hall(), window().asks(strange), NOW, Err(Rule::SituationUnknown));
    let mut more = answered(RENTED, &[FORM]);
    more.answers.insert(code("staff"), code("many"));
    check(&Given::hall(), window().asks(more), NOW, Err(Rule::SituationUnknown));
    let mut none_asked = submission(SHOP);
    none_asked.answers = Answers::from([(code(PREMISES), code(RENTED))]);
    check(&Given::hall(), window().asks(none_asked), NOW, Err(Rule::SituationUnknown));
}

#[test]
fn a_paper_of_another_situation_is_not_taken() {
    let stray = answered(OWNED, &[FORM, LEASE]);
    check(&Given::hall(), window().asks(stray), NOW, Err(Rule::UnknownMaterial));
    let given = Given::hall().then(window().asks(answered(OWNED, &[FORM, DEED])), NOW);
    let bundle = given.bundle_number();
    let case = given.child("room");
    let given = given.then(window().asks(say::pre_check(&case)), NOW);
    let defects = vec![engine::bundle::NodeDefects {
        node: code("room"),
        defects: vec![say::defect(Some(FORM))],
    }];
    let notice = engine::command::NoticeBundleCorrection {
        bundle: bundle.clone(),
        defects,
        limit_days: None,
    };
    let given = given.then(window().asks(notice), NOW);
    let materials = vec![say::copy(LEASE)];
    let mended = SubmitBundleCorrections { bundle, materials };
    check(&given, applicant().asks(mended), NOW, Err(Rule::UnknownMaterial));
}

#[test]
fn a_licence_is_fetched_for_its_case_and_never_handed_in_row_82() {
    let mut c = answered(RENTED, &[FORM]);
    c.materials.push(MaterialCopy { way: CollectionWay::Licence, ..say::copy(ID_CARD) });
    check(&Given::hall(), window().asks(c), NOW, Err(Rule::LicenceByHand));
}

#[test]
fn what_the_applicant_sends_himself_is_trusted_as_c_at_best() {
    let mut c = answered(OWNED, &[FORM, DEED]);
    c.channel = engine::values::Channel::Online;
    let given = Given::hall().then(applicant().asks(c), NOW);
    assert_eq!(applicant().actor, Actor::Applicant);
    assert!(given.bundle().held.iter().all(|copy| copy.trust == Trust::C));
}

#[test]
fn two_matters_that_ask_one_question_with_other_options_share_no_form() {
    let other = |item: ItemDefinition| {
        let mut situations = item.situations.clone();
        situations[0].options[0].option = code("let");
        ItemDefinition { situations, name: "改版".into(), ..item }
    };
    let questioned = items::all().into_iter().find(|item| item.code == code(QUESTIONED));
    let changed = other(questioned.expect("it is published"));
    let given =
        Given::hall().then(admin().asks(engine::command::PublishItem { definition: changed }), NOW);
    let definition = engine::bundle::BundleDefinition { code: code("NEW"), ..asking() };
    let publish = admin().asks(PublishBundle { definition: definition.clone() });
    check(&given, publish, NOW, Err(Rule::BadBundle));
    let publish = admin().asks(PublishBundle { definition });
    check(&Given::hall(), publish, NOW, Ok(&[E::BundleVersionPublished]));
    assert_eq!(asking().nodes[1].item, code(SIGNBOARD));
}
