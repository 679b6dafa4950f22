//! 文书用语: a paper names materials and units as people call them (row 74; 行政许可法 art. 32(4)).

use crate::common::{Events, Hall, copy, day, item};
use engine::document::{About, DocumentKind, DocumentRules, Matter, documents_of, hash, text};
use engine::event::{DocumentIssued, Event};
use engine::item::ItemDefinition;
use serde_json::{Value, json};

/// An item whose papers have names, but for one.
fn named() -> Value {
    json!({
        "name": "取水许可审批", "tolerant": true, "case_type": "joint", "task_type": "01",
        "legal": {"days": 45, "unit": "WD"}, "legal_extension": 15,
        "participants": [{"department": "P1", "opinion_limit": 2}],
        "materials": [
            {"material": "ID", "necessity": "required", "about": {"name": "居民身份证"}},
            {"material": "PLAN", "necessity": "deferrable", "about": {"name": "平面布局图"}},
            {"material": "X1", "necessity": "optional"},
        ],
    })
}

fn hall(edition: u8) -> Hall {
    let mut hall = Hall::with_item(named());
    for (id, name) in
        [("centre", "示例县政务服务中心"), ("D", "示例县水利局"), ("P1", "示例县林业局")]
    {
        let unit = json!({"id": id, "name": name, "zone": null});
        hall.admin(json!({"type": "register_unit", "unit": unit}));
    }
    let rules = DocumentRules { edition, ..DocumentRules::customary() };
    let rules = serde_json::to_value(rules).unwrap();
    hall.admin(json!({"type": "set_document_rules", "rules": rules}));
    hall
}

/// The papers that came with some events, each by its kind with its text, which has the hash that was recorded.
fn papers(hall: &Hall, case: &str, events: &Events) -> Vec<(DocumentIssued, String)> {
    let definition: ItemDefinition = serde_json::from_value(item(&named())).unwrap();
    let case = case.parse().unwrap();
    let issued = events.iter().enumerate().filter_map(|(at, event)| match event {
        Event::DocumentIssued(document) => Some((at, (**document).clone())),
        _ => None,
    });
    let read = |(at, document): (usize, DocumentIssued)| {
        let is_cause = |one: &&Event| documents_of(one, &definition).contains(&document.kind);
        let event = events[..at].iter().rev().find(is_cause).unwrap();
        let matter = Matter::Case(&case, &definition);
        let about = About { matter, event, day: hall.now.day() };
        let text = text(&document, about).unwrap();
        assert_eq!(hash(&text), document.hash, "{text}");
        (document, text)
    };
    issued.map(read).collect()
}

#[track_caller]
fn paper(hall: &Hall, case: &str, events: &Events, kind: DocumentKind) -> String {
    let papers = papers(hall, case, events);
    let found = papers.into_iter().find(|(document, _)| document.kind == kind);
    found.unwrap_or_else(|| panic!("no {kind:?}: {events:?}")).1
}

fn received(hall: &mut Hall, materials: &[&str]) -> (String, Events) {
    let materials: Vec<Value> = materials.iter().map(|code| copy(code)).collect();
    let applicant = json!({"subject": 7, "token": "07".repeat(16), "sealed": "00"});
    let command = json!({
        "type": "receive_application", "item": "IT", "channel": "window",
        "applicant": applicant, "materials": materials, "delivery": "counter",
    });
    let events = hall.ok("win", command);
    let number = events.iter().find_map(|event| match event {
        Event::ApplicationReceived(e) => Some(e.number.to_string()),
        _ => None,
    });
    (number.unwrap(), events)
}

/// The cards of all that is due by a day, with the papers of each round.
fn orders(hall: &mut Hall, case: &str, date: &str) -> Vec<(DocumentIssued, String)> {
    hall.now = day(date).start().plus_ms(9 * 3_600_000);
    let mut all = Vec::new();
    for _ in 0..6 {
        let events = hall.alarm(case);
        all.extend(papers(hall, case, &events));
    }
    all.retain(|(document, _)| document.kind == DocumentKind::SupervisionOrder);
    all
}

#[test]
fn the_voucher_of_receipt_lists_the_papers_by_name_and_by_code_only_where_there_is_none() {
    let mut hall = hall(2);
    let (case, events) = received(&mut hall, &["ID", "PLAN", "X1"]);
    let text = paper(&hall, &case, &events, DocumentKind::ReceiptVoucher);
    assert!(text.contains("材料如下：\n1. 居民身份证\n2. 平面布局图\n3. X1\n"), "{text}");
}

#[test]
fn a_voucher_of_receipt_without_papers_says_so() {
    let mut hall = hall(2);
    let (case, events) = received(&mut hall, &[]);
    let text = paper(&hall, &case, &events, DocumentKind::ReceiptVoucher);
    assert!(text.contains("材料如下：\n无\n"), "{text}");
}

#[test]
fn what_the_first_edition_printed_it_prints_still() {
    let mut hall = hall(1);
    let (case, events) = received(&mut hall, &["ID"]);
    let text = paper(&hall, &case, &events, DocumentKind::ReceiptVoucher);
    assert!(text.contains("材料如下：\n1. ID\n"), "{text}");
}

#[test]
fn art_32_4_the_notice_of_corrections_names_the_paper_of_each_defect() {
    let mut hall = hall(2);
    let case = hall.pre_check(&["ID"]);
    let defects = json!([{"material": "PLAN", "what": "缺"}, {"what": "申请表未签名"}]);
    let notice = json!({"type": "notice_correction", "case": case, "defects": defects});
    let events = hall.ok("win", notice);
    let text = paper(&hall, &case, &events, DocumentKind::CorrectionNotice);
    assert!(text.contains("\n1. 平面布局图：缺\n2. 申请表未签名\n"), "{text}");
}

#[test]
fn row_63_the_papers_that_may_follow_are_named_in_notice_and_commitment() {
    let mut hall = hall(2);
    let case = hall.pre_check(&["ID"]);
    let accept = json!({
        "type": "accept_with_gaps", "case": case, "gaps": ["PLAN"], "commitment": "CN-1",
    });
    let events = hall.ok("win", accept);
    for kind in [DocumentKind::TolerantNotice, DocumentKind::TolerantCommitment] {
        let text = paper(&hall, &case, &events, kind);
        assert!(text.contains("\n1. 平面布局图\n"), "{text}");
    }
}

/// Corrections that were never supplied.
fn not_supplied(edition: u8) -> Vec<(DocumentIssued, String)> {
    let mut hall = hall(edition);
    let case = hall.pre_check(&["ID"]);
    let defects = json!([{"material": "PLAN", "what": "缺"}]);
    hall.ok("win", json!({"type": "notice_correction", "case": case, "defects": defects}));
    orders(&mut hall, &case, "2026-04-20")
}

#[test]
fn the_applicants_own_time_orders_no_department_to_hurry() {
    assert_eq!(not_supplied(2), []);
    assert_eq!(not_supplied(1).len(), 1, "the first edition did");
}

#[test]
fn an_order_to_the_window_goes_to_the_centre_by_its_name() {
    let mut hall = hall(2);
    let case = received(&mut hall, &["ID"]).0;
    let all = orders(&mut hall, &case, "2026-03-11");
    let [(document, text), ..] = &all[..] else { panic!("no order") };
    assert_eq!(document.unit.as_str(), "centre");
    assert!(text.contains("\n示例县政务服务中心：\n"), "{text}");
    assert!(text.contains("依据：《中华人民共和国行政许可法》第三十二条第一款第四项"), "{text}");
}

#[test]
fn row_93_the_order_for_a_silent_participant_goes_to_it_and_not_to_the_lead() {
    let mut hall = hall(2);
    let case = hall.accepted();
    hall.ok("win", json!({"type": "split_case", "case": case}));
    hall.ok("win", json!({"type": "hand_over_case", "case": case, "manifest": ["ID", "PLAN"]}));
    hall.ok("rep", json!({"type": "acknowledge_hand_over", "case": case}));
    let all = orders(&mut hall, &case, "2026-03-06");
    let silent: Vec<_> = all.iter().filter(|(_, text)| text.contains("联办意见")).collect();
    let [(document, text)] = &silent[..] else { panic!("{all:?}") };
    assert_eq!(document.unit.as_str(), "P1");
    assert!(text.contains("\n示例县林业局：\n"), "{text}");
    assert!(text.contains("依据：事项公布的联办意见时限\n"), "{text}");
}

#[test]
fn no_order_says_its_basis_in_another_tongue() {
    let mut hall = hall(2);
    let case = hall.accepted();
    hall.to_handling(&case, &["ID", "PLAN"]);
    let all = orders(&mut hall, &case, "2026-07-20");
    assert!(all.len() > 2, "{all:?}");
    for (_, text) in all {
        let basis = text.lines().find(|line| line.starts_with("依据：")).unwrap();
        assert!(!basis.bytes().any(|byte| byte.is_ascii_alphabetic()), "{text}");
    }
}
