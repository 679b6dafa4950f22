//! 一次性补正告知书 of a bundle: one paper over all its cases (row 65; 行政许可法 art. 32(4)).

use engine::bundle::NodeDefects;
use engine::command::{NoticeBundleCorrection, SetDocumentRules};
use engine::document::{About, DocumentRules, Matter, Whole, hash, text};
use engine::event::{Event, EventKind as E};
use tests::bundles::{SHOP, submission};
use tests::given::{Given, check};
use tests::hall::{admin, code, day, window};
use tests::{items, say};

const NOW: &str = "2026-03-02 09:00";

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

/// 一次性补正告知书 as the last command issued it, rendered again from the bundle.
fn paper(given: &Given) -> String {
    let issued = given.last.iter().find_map(|event| {
        if let Event::DocumentIssued(document) = event { Some(document) } else { None }
    });
    let issued = issued.expect("a paper was issued");
    let noticed = |event: &&Event| matches!(event, Event::BundleCorrectionNoticed(_));
    let event = given.last.iter().find(noticed).expect("the bundle was told");
    let (bundle, setup) = (given.bundle(), given.world.setup());
    let definition = &setup.bundle(bundle.definition).expect("published").definition;
    let (number, chosen) = (given.bundle_number(), bundle.chosen(setup, definition));
    let whole = Whole { number: &number, definition, chosen: &chosen, setup };
    let about = About { matter: Matter::Bundle(whole), event, day: day("2026-03-02") };
    let text = text(issued, about).expect("a known edition");
    assert_eq!(hash(&text), issued.hash);
    text
}

#[test]
fn one_paper_tells_all_defects_of_all_cases_also_of_those_that_wait_row_65() {
    let given = Given::hall().then(window().asks(submission(SHOP)), NOW);
    let rules = |edition| {
        let rules = DocumentRules { edition, ..DocumentRules::customary() };
        admin().asks(SetDocumentRules { rules })
    };
    let case = given.child("licence");
    let given = given.then(window().asks(say::pre_check(&case)), NOW);
    let all = notice(&given, &["licence", "food"]);
    let by_case = [E::BundleCorrectionNoticed, E::CorrectionNoticed, E::DocumentIssued];
    let old = given.clone().then(rules(2), NOW);
    check(&old, window().asks(all.clone()), NOW, Ok(&by_case));
    let as_one = [E::BundleCorrectionNoticed, E::DocumentIssued, E::CorrectionNoticed];
    let given = given.then(rules(3), NOW);
    let text = paper(&check(&given, window().asks(all), NOW, Ok(&as_one)));
    for node in ["licence", "food"] {
        let item = given.item_of(node);
        assert!(text.contains(item.name.as_str()), "{text}");
    }
    assert_eq!(text.matches("（1）").count(), 2, "{text}");
    assert!(text.contains(given.bundle_number().as_str()), "{text}");
}
