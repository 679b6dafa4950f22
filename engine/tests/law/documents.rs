//! 文书与编号: what the hall writes to whom, and how it is numbered (rows 54, 74, 83; 行政许可法 art. 32, 38, 45).

use crate::common::{Events, Hall, grant, item};
use engine::document::{
    APPLICANT, About, DocumentKind, DocumentRules, EDITIONS, Matter, Trouble, hash, is_called_for,
    template, text,
};
use engine::event::{DocumentIssued, Event};
use engine::item::{CaseType, ItemDefinition};
use serde_json::{Value, json};

/// A hall that issues documents.
fn hall(item: Value, rules: Value) -> Hall {
    let mut hall = Hall::with_item(item);
    let mut all = serde_json::to_value(DocumentRules::customary()).unwrap();
    for (name, value) in rules.as_object().unwrap() {
        all[name.as_str()] = value.clone();
    }
    hall.admin(json!({"type": "set_document_rules", "rules": all}));
    hall
}

fn documents(events: &Events) -> Vec<DocumentIssued> {
    let document = |event: &Event| match event {
        Event::DocumentIssued(document) => Some((**document).clone()),
        _ => None,
    };
    events.iter().filter_map(document).collect()
}

fn numbers(events: &Events) -> Vec<String> {
    documents(events).iter().map(|document| document.number.to_string()).collect()
}

fn pre_checked(hall: &mut Hall) -> (String, Events) {
    let applicant = json!({"subject": 7, "token": "07".repeat(16), "sealed": "00"});
    let materials = [crate::common::copy("ID"), crate::common::copy("PLAN")];
    let events = hall.ok(
        "win",
        json!({
            "type": "receive_application", "item": "IT", "channel": "window",
            "applicant": applicant, "materials": materials, "delivery": "counter",
        }),
    );
    let Event::ApplicationReceived(received) = &events[0] else { panic!("{events:?}") };
    let case = received.number.to_string();
    hall.ok("win", json!({"type": "start_pre_check", "case": case}));
    (case, events)
}

#[test]
fn art_32_receipt_acceptance_decision_and_delivery_each_have_their_paper() {
    use DocumentKind as D;

    let mut hall = hall(json!({}), json!({}));
    let (case, received) = pre_checked(&mut hall);
    let accepted = hall.ok("win", json!({"type": "accept_case", "case": case}));
    hall.to_handling(&case, &["ID", "PLAN"]);
    hall.to_decision(&case);
    let decided = hall.ok("chief", grant(&case));
    let made = hall.ok("rev", json!({"type": "record_result", "case": case, "number": "证1"}));
    hall.ok("rev", json!({"type": "feed_back_result", "case": case, "notified": true}));
    hall.ok("out", json!({"type": "prepare_delivery", "case": case, "notified": true}));
    let receipt = json!({"type": "deliver_result", "case": case, "receipt": {"signature": "S1"}});
    let delivered = hall.ok("out", receipt);
    let all = [received, accepted, decided, made, delivered];
    let kinds: Vec<DocumentKind> =
        all.iter().flat_map(documents).map(|document| document.kind).collect();
    let expected = [
        D::ReceiptVoucher,
        D::AcceptanceNotice,
        D::GrantDecision,
        D::Certificate,
        D::DeliveryReceipt,
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn a_hall_without_rules_issues_none() {
    let mut hall = Hall::with_item(json!({}));
    let (_, received) = pre_checked(&mut hall);
    assert_eq!(documents(&received), []);
}

#[test]
fn a_kind_or_an_item_that_is_switched_off_has_none() {
    let mut off = hall(json!({}), json!({"kinds_off": ["receipt_voucher"]}));
    let (case, received) = pre_checked(&mut off);
    assert_eq!(documents(&received), []);
    let accepted = off.ok("win", json!({"type": "accept_case", "case": case}));
    assert_eq!(documents(&accepted).len(), 1);
    let mut off = hall(json!({}), json!({"items_off": ["IT"]}));
    assert_eq!(documents(&pre_checked(&mut off).1), []);
}

#[test]
fn what_is_closed_on_the_spot_needs_no_written_acceptance() {
    let instant = json!({"case_type": "instant", "promise": {"days": 0, "unit": "WD"}});
    let mut hall = hall(instant, json!({}));
    let (case, _) = pre_checked(&mut hall);
    let accepted = hall.ok("win", json!({"type": "accept_case", "case": case}));
    assert_eq!(documents(&accepted), []);
}

#[test]
fn a_red_card_is_an_order_to_the_unit_that_is_late() {
    let mut hall = hall(json!({}), json!({}));
    let (case, _) = pre_checked(&mut hall);
    hall.ok("win", json!({"type": "accept_case", "case": case}));
    hall.go_to("2026-04-20");
    let orders: Vec<DocumentIssued> = (0..8).flat_map(|_| documents(&hall.alarm(&case))).collect();
    assert!(!orders.is_empty());
    assert!(orders.iter().all(|order| order.kind == DocumentKind::SupervisionOrder));
}

#[test]
fn documents_are_numbered_by_unit_kind_and_year_from_1() {
    let mut hall = hall(json!({}), json!({}));
    assert_eq!(numbers(&pre_checked(&mut hall).1), ["D收〔2026〕1号"]);
    assert_eq!(numbers(&pre_checked(&mut hall).1), ["D收〔2026〕2号"]);
    hall.go_to("2027-01-04");
    assert_eq!(numbers(&pre_checked(&mut hall).1), ["D收〔2027〕1号"]);
}

#[test]
fn the_scheme_of_numbers_is_data() {
    let rules =
        json!({"number": "{year}-{unit}-{word}{n}", "digits": 5, "unit_words": {"D": "县水"}});
    let mut hall = hall(json!({}), rules);
    assert_eq!(numbers(&pre_checked(&mut hall).1), ["2026-县水-收00001"]);
}

#[test]
fn a_scheme_that_cannot_tell_documents_apart_is_refused() {
    let mut hall = Hall::with_item(json!({}));
    let with = |patch: Value| {
        let mut rules = serde_json::to_value(DocumentRules::customary()).unwrap();
        for (name, value) in patch.as_object().unwrap() {
            rules[name.as_str()] = value.clone();
        }
        json!({"type": "set_document_rules", "rules": rules})
    };
    for wrong in [
        json!({"number": "{unit}{word}{year}"}),
        json!({"number": "{unit}{word}{year}{n}{n}"}),
        json!({"edition": 0}),
        json!({"edition": EDITIONS + 1}),
        json!({"digits": 10}),
        json!({"unit_words": {"P1": "水", "P2": "水"}}),
    ] {
        hall.refused("admin", with(wrong), "bad_scheme");
    }
    hall.refused("admin", with(json!({"unit_words": {"X": "水"}})), "unknown_unit");
    hall.refused("win", with(json!({})), "wrong_role");
}

#[test]
fn the_hash_is_that_of_the_text_and_the_text_follows_from_the_events() {
    let mut hall = hall(json!({}), json!({}));
    let (case, received) = pre_checked(&mut hall);
    let [document] = &documents(&received)[..] else { panic!("{received:?}") };
    let definition: ItemDefinition = serde_json::from_value(item(&json!({}))).unwrap();
    let case = case.parse().unwrap();
    let matter = Matter::Case(&case, &definition);
    let about = About { matter, event: &received[0], day: hall.now.day() };
    let text = text(document, about).unwrap();
    assert_eq!(hash(&text), document.hash);
    let other = DocumentIssued { number: "D收〔2026〕2号".into(), ..document.clone() };
    assert_ne!(hash(&engine::document::text(&other, about).unwrap()), document.hash);
}

#[test]
fn case_numbers_follow_the_scheme_that_is_set_and_lead_back_to_the_case() {
    let scheme = json!([{"literal": "2203-"}, "short_day", "impl_code", {"ordinal": 6}]);
    let mut hall = Hall::with_item(json!({}));
    hall.admin(json!({"type": "set_number_scheme", "scheme": scheme}));
    let (case, _) = pre_checked(&mut hall);
    assert_eq!(case, "2203-26030211330000MB00000001433013100200000001");
    assert_eq!(hall.case(&case).version, 2);
    let other = "2204-26030211330000MB00000001433013100200000001";
    hall.refused("win", json!({"type": "accept_case", "case": other}), "unknown_case");
}

#[test]
fn the_scheme_of_case_numbers_is_fixed_once_a_case_carries_one() {
    let scheme = json!(["impl_code", "day", {"ordinal": 6}]);
    let set = json!({"type": "set_number_scheme", "scheme": scheme});
    let mut hall = Hall::with_item(json!({}));
    pre_checked(&mut hall);
    hall.refused("admin", set, "already_fixed");
    let same = json!(["impl_code", "day", {"ordinal": 4}]);
    assert_eq!(hall.admin(json!({"type": "set_number_scheme", "scheme": same})), []);
}

#[test]
fn a_scheme_of_case_numbers_has_one_item_one_day_and_the_running_number_last() {
    let mut hall = Hall::with_item(json!({}));
    for wrong in [
        json!(["impl_code", {"ordinal": 4}]),
        json!(["impl_code", "day", "day", {"ordinal": 4}]),
        json!([{"ordinal": 4}, "impl_code", "day"]),
        json!(["impl_code", "day", {"ordinal": 0}]),
        json!(["impl_code", "day", {"ordinal": 9}]),
        json!([{"literal": "0".repeat(40)}, "impl_code", "day", {"ordinal": 4}]),
    ] {
        hall.refused("admin", json!({"type": "set_number_scheme", "scheme": wrong}), "bad_scheme");
    }
}

/// A clock that an event starts.
fn clock(kind: &str, due: &str) -> Value {
    json!({
        "kind": kind, "start": "2026-03-02", "budget": {"days": 5, "unit": "WD"}, "policy": 1,
        "reckoning": {"due": due, "provisional": false, "calendar": 1, "rungs": []},
    })
}

/// An event for every kind of document.
#[expect(clippy::too_many_lines, reason = "one arm a kind of document")]
fn made_with(kind: DocumentKind) -> Value {
    let remedies = "可以自收到之日起六十日内申请行政复议，或者六个月内提起行政诉讼";
    let both = json!([clock("statutory", "2026-03-30"), clock("promise", "2026-03-16")]);
    let party = json!({"subject": 7, "token": "07".repeat(16), "sealed": "00"});
    let (name, data) = match kind {
        DocumentKind::ReceiptVoucher => (
            "ApplicationReceived",
            json!({
                "number": "C-1", "item": "IT", "item_version": 1, "channel": "window",
                "priority": "normal", "applicant": party, "agent": null, "zone": "A", "unit": "centre",
                "materials": [crate::common::copy("ID"), crate::common::copy("PLAN")], "delivery": "counter",
                "clocks": [clock("acceptance", "2026-03-09")],
            }),
        ),
        DocumentKind::AcceptanceNotice => {
            ("Accepted", json!({"officer": "win", "unit": "centre", "clocks": both}))
        }
        DocumentKind::AcceptanceRefusal => (
            "AcceptanceRefused",
            json!({
                "ground": "not_within_competence", "reasons": ["不属于本机关职权范围"],
                "remedies": remedies, "where_to_go": "市水利局", "closing": "returned",
            }),
        ),
        DocumentKind::NotRequiredNotice => {
            ("NotRequired", json!({"reasons": ["依法不需要取得许可"], "closing": "other"}))
        }
        DocumentKind::CorrectionNotice => (
            "CorrectionNoticed",
            json!({
                "defects": [{"material": "PLAN", "what": "方案缺少附图"}, {"what": "申请表未签名"}],
                "clocks": [clock("correction", "2026-03-09")],
            }),
        ),
        DocumentKind::TolerantNotice | DocumentKind::TolerantCommitment => (
            "AcceptedWithGaps",
            json!({
                "officer": "win", "unit": "centre", "gaps": ["PLAN"], "commitment": "CN-1",
                "clocks": [clock("promise", "2026-03-16"), clock("tolerant", "2026-03-09")],
            }),
        ),
        DocumentKind::CommitmentLetter => (
            "CommitmentSigned",
            json!({
                "officer": "win", "unit": "centre", "commitment": "CN-2", "clocks": both,
            }),
        ),
        DocumentKind::SpecialProcedureNotice | DocumentKind::HearingNotice => {
            let is_hearing = kind == DocumentKind::HearingNotice;
            (
                "SuspensionStarted",
                json!({
                    "procedure": if is_hearing { "hearing" } else { "expert_review" },
                    "planned_days": 15, "reason": "需要专家评审", "from": "2026-03-04",
                    "recounts": [], "clocks": [],
                }),
            )
        }
        DocumentKind::ExtensionNotice => (
            "ClockExtended",
            json!({
                "clock": "statutory", "days": 10, "approver": "head", "reason": "情况复杂",
                "reckoning": {"due": "2026-04-14", "provisional": false, "calendar": 1, "rungs": []},
            }),
        ),
        DocumentKind::GrantDecision => (
            "DecisionMade",
            json!({
                "outcome": "granted", "reasons": [], "remedies": null, "officer": "chief",
                "letter": "L-1", "clocks": [clock("delivery", "2026-03-30")],
            }),
        ),
        DocumentKind::RefusalDecision => (
            "HigherDecisionReceived",
            json!({
                "outcome": "refused", "number": "省-7", "reasons": ["不符合规划"], "clocks": [],
            }),
        ),
        DocumentKind::ReportUpSheet => (
            "ReportedUp",
            json!({
                "opinion": "初审符合条件", "to": "市水利局", "officer": "chief", "letter": null,
                "closing": "reported_up", "manifest": ["ID", "PLAN"],
            }),
        ),
        DocumentKind::TacitNotice => (
            "DecisionDeemed",
            json!({
                "basis": "泰政办发〔2022〕58号", "unit": "D",
                "clocks": [clock("owed_document", "2026-03-17")],
            }),
        ),
        DocumentKind::DeliveryReceipt => {
            ("Delivered", json!({"receipt": {"parcel_signed": "EMS-1"}}))
        }
        DocumentKind::Certificate => (
            "ResultProduced",
            json!({
                "name": "取水许可证", "number": "取水-1", "valid_to": "2031-03-01", "hash": "ab12",
                "closing": "issued",
            }),
        ),
        DocumentKind::SupervisionOrder => (
            "WarningIssued",
            json!({
                "card": "red", "evidence": {
                    "clock": "promise", "start": "2026-03-02", "budget": {"days": 10, "unit": "WD"},
                    "extension": 0, "suspensions": [], "due": "2026-03-16", "provisional": false,
                    "counted": 11, "calendar": 1, "policy": 1, "source": "优化营商环境条例 art. 36",
                    "unit": "D", "person": null,
                },
            }),
        ),
        DocumentKind::ServiceNotice => (
            "PublicNoticePosted",
            json!({
                "venue": "政务大厅公告栏", "reference": "GG-1", "officer": "out",
                "clocks": [clock("public_notice", "2026-04-01")],
            }),
        ),
        DocumentKind::TroubleOrder => (
            "VoiceAssigned",
            json!({
                "unit": "SL", "class": "hard", "officer": "guide",
                "clocks": [clock("trouble", "2026-03-11")],
            }),
        ),
        DocumentKind::RevocationDecision => (
            "LicenceRevoked",
            json!({
                "ground": "commitment_broken", "reasons": ["违反承诺且未改正"],
                "remedies": remedies, "officer": "chief", "letter": null, "closing": "issued",
            }),
        ),
    };
    json!({"kind": name, "data": data})
}

/// 节点 that came about without a person's act, with the paper that says so from the third edition on.
fn made_without_a_person() -> [(DocumentKind, &'static str, Value); 4] {
    let both = json!([clock("statutory", "2026-03-30"), clock("promise", "2026-03-16")]);
    let owed = json!([clock("owed_document", "2026-03-17")]);
    let of = |kind: &str, data: Value| json!({"kind": kind, "data": data});
    [
        (
            DocumentKind::AcceptanceNotice,
            "acceptance_notice_by_silence",
            of(
                "DeemedAccepted",
                json!({"effective": "2026-02-24", "unit": "centre", "clocks": both}),
            ),
        ),
        (
            DocumentKind::AcceptanceNotice,
            "acceptance_notice_by_consent",
            of("ConsentGiven", json!({"proof": "SMS-1", "clocks": both})),
        ),
        (
            DocumentKind::GrantDecision,
            "grant_decision_by_rule",
            of(
                "DecidedByRule",
                json!({
                    "basis": "示例县自动审批办法", "conditions": ["complete", "from_source"],
                    "unit": "D", "clocks": [clock("delivery", "2026-03-16")],
                }),
            ),
        ),
        (
            DocumentKind::TacitNotice,
            "tacit_notice_of_a_renewal",
            of(
                "DeemedRenewed",
                json!({
                    "licence": "取水-1", "basis": "行政许可法 art. 50", "unit": "D", "clocks": owed,
                }),
            ),
        ),
    ]
}

/// Revocations on each ground, and the voucher of what is not closed on the spot after all.
fn of_the_fourth_edition() -> Vec<(DocumentKind, &'static str, Value)> {
    let revoked = |ground: &str| {
        let mut event = made_with(DocumentKind::RevocationDecision);
        event["data"]["ground"] = json!(ground);
        event["data"]["reasons"] = json!(["事由见上"]);
        event
    };
    let clocks = [clock("hand_off", "2026-03-03")];
    let handed = json!({"department": "D", "manifest": ["ID"], "paper": false, "clocks": clocks});
    let kind = DocumentKind::RevocationDecision;
    vec![
        (kind, "revocation_decision_of_a_reconsideration", revoked("reconsideration")),
        (kind, "revocation_decision_of_a_judgment", revoked("judgment")),
        (kind, "revocation_decision_of_a_mistaken_identity", revoked("mistaken_identity")),
        (
            DocumentKind::AcceptanceNotice,
            "acceptance_notice_at_the_hand_over",
            json!({"kind": "HandedOver", "data": handed}),
        ),
    ]
}

/// Each kind in an edition, under the name of its file, with the event that it is made with.
fn papers_of(edition: u8) -> Vec<(DocumentKind, String, Value)> {
    let by_hand =
        DocumentKind::ALL.iter().map(|kind| (*kind, kind.name().into(), made_with(*kind)));
    let silent = made_without_a_person().into_iter().filter(|_| edition >= 3);
    let later = of_the_fourth_edition().into_iter().filter(|_| edition >= 4);
    let others = silent.chain(later).map(|(kind, file, event)| (kind, file.to_owned(), event));
    by_hand.chain(others).collect()
}

/// What an old event renders stays: the text of every kind in every edition is kept as a file.
/// `UPDATE_GOLDEN=1` writes the files that are missing; one that is there is never written again.
#[test]
fn a_document_once_issued_reads_the_same_for_ever() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    let licence = item(&json!({"name": "取水许可审批", "task_type": "01", "department": "SL"}));
    let item: ItemDefinition = serde_json::from_value(licence).unwrap();
    let instant = ItemDefinition { case_type: CaseType::Instant, ..item.clone() };
    let case = "11330000MB00000001433013100200202603020001".parse().unwrap();
    let (number, summary) = ("BB202603020001".parse().unwrap(), "两个部门互相推诿".into());
    let filed = crate::common::day("2026-03-02");
    let trouble = Trouble { number: &number, summary: &summary, case: Some(&case), filed };
    for edition in 1..=EDITIONS {
        for (kind, file, event) in papers_of(edition) {
            let event: Event = serde_json::from_value(event).unwrap();
            let matter = match kind {
                DocumentKind::TroubleOrder => Matter::Trouble(trouble),
                _ if matches!(event, Event::HandedOver(_)) => Matter::Case(&case, &instant),
                _ => Matter::Case(&case, &item),
            };
            assert!(matter.documents(&event).contains(&kind), "{kind:?}");
            assert!(is_called_for(kind, edition, &event), "{kind:?}");
            let document = DocumentIssued {
                kind,
                edition,
                unit: "SL".parse().unwrap(),
                unit_name: if kind == DocumentKind::TroubleOrder {
                    "示例县政务服务中心".into()
                } else {
                    "示例县水利局".into()
                },
                ordinal: 1,
                number: DocumentRules::customary().number(kind, &"SL".parse().unwrap(), 2026, 1),
                addressee: (kind == DocumentKind::TroubleOrder).then(|| "示例县水利局".into()),
                hash: engine::id::Digest::default(),
            };
            let about = About { matter, event: &event, day: crate::common::day("2026-03-02") };
            let text = text(&document, about).unwrap();
            let file = folder.join(edition.to_string()).join(format!("{file}.txt"));
            if !file.exists() && std::env::var_os("UPDATE_GOLDEN").is_some() {
                std::fs::create_dir_all(file.parent().unwrap()).unwrap();
                std::fs::write(&file, &text).unwrap();
            }
            let kept = std::fs::read_to_string(&file)
                .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            assert_eq!(text, kept, "{kind:?}");
            assert!(!text.contains(['{', '}']), "{kind:?}: {text}");
        }
    }
}

#[test]
fn art_32_what_is_accepted_on_the_spot_and_handed_over_all_the_same_has_its_voucher_then_once() {
    let instant = json!({"case_type": "instant", "promise": {"days": 0, "unit": "WD"}});
    let given = |edition: u8| {
        let mut hall = hall(instant.clone(), json!({"edition": edition}));
        let (case, _) = pre_checked(&mut hall);
        let accepted = hall.ok("win", json!({"type": "accept_case", "case": case}));
        hall.ok("win", json!({"type": "split_case", "case": case}));
        let hand = json!({"type": "hand_over_case", "case": case, "manifest": ["ID", "PLAN"]});
        let first = hall.ok("win", hand.clone());
        let back = json!({"type": "return_hand_over", "case": case, "reason": "清单不符"});
        hall.ok("rep", back);
        let second = hall.ok("win", hand);
        [accepted, first, second].map(|events| documents(&events).len())
    };
    assert_eq!(given(4), [0, 1, 0]);
    assert_eq!(given(3), [0, 0, 0], "before the fourth edition there was none");
}

#[test]
fn art_42_what_is_closed_on_the_spot_has_no_written_acceptance() {
    let mut hall =
        hall(json!({"case_type": "instant", "promise": {"days": 0, "unit": "WD"}}), json!({}));
    let (case, _) = pre_checked(&mut hall);
    let accepted = hall.ok("win", json!({"type": "accept_case", "case": case}));
    let decided = hall.ok("chief", grant(&case));
    assert_eq!(documents(&accepted), []);
    let kinds: Vec<_> = documents(&decided).iter().map(|document| document.kind).collect();
    assert_eq!(kinds, [DocumentKind::GrantDecision]);
}

#[test]
fn an_edition_without_words_for_silence_has_no_paper_of_it() {
    for (kind, _, event) in made_without_a_person() {
        let event: Event = serde_json::from_value(event).unwrap();
        assert!(!is_called_for(kind, 2, &event), "{kind:?}");
    }
}

#[test]
fn every_template_speaks_to_the_applicant_by_a_placeholder_or_to_a_unit() {
    for kind in DocumentKind::ALL {
        let template = template(*kind, 1).unwrap();
        let speaks = template.contains("{applicant}")
            || template.contains("{addressee}")
            || *kind == DocumentKind::SupervisionOrder;
        assert!(speaks, "{kind:?}");
    }
    assert!(APPLICANT.contains("申请人"));
    assert_eq!(template(DocumentKind::ReceiptVoucher, EDITIONS + 1), None);
}

#[test]
fn art_38_a_refusal_names_reasons_and_remedies() {
    let refuses = [
        DocumentKind::AcceptanceRefusal,
        DocumentKind::RefusalDecision,
        DocumentKind::RevocationDecision,
    ];
    for kind in refuses {
        let template = template(kind, 1).unwrap();
        assert!(template.contains("{reasons}") && template.contains("{remedies}"), "{kind:?}");
    }
}
