//! 材料齐全: nothing is asked for twice, and nothing is granted, by a person, by a rule or by silence, on papers that are
//! not all here (行政许可法 art. 32, 38, 50; guards 7, 9, 14 and 15).

use crate::common::{Hall, copy, grant, kinds};
use crate::reach::{automatic, fetch, fetched};
use crate::renewal::{alarms, number, renewal, terms};
use engine::event::EventKind as E;
use engine::lifecycle::Phase;
use serde_json::{Value, json};

fn notice(case: &str, papers: &[&str]) -> Value {
    let defect = |paper: &&str| json!({"material": paper, "what": "缺少该材料"});
    let defects: Vec<Value> = papers.iter().map(defect).collect();
    json!({"type": "notice_correction", "case": case, "defects": defects})
}

fn corrected(case: &str, papers: &[&str]) -> Value {
    let materials: Vec<Value> = papers.iter().map(|paper| copy(paper)).collect();
    json!({"type": "submit_corrections", "case": case, "materials": materials})
}

/// Both papers are required.
fn both_required() -> Hall {
    Hall::with_item(json!({"materials": [
        {"material": "ID", "necessity": "required"}, {"material": "PLAN", "necessity": "required"},
    ]}))
}

#[test]
fn guard_9_a_notice_names_every_required_paper_that_is_not_here() {
    let mut hall = both_required();
    let case = hall.pre_check(&[]);
    hall.refused("win", notice(&case, &["PLAN"]), "no_defects_named");
    hall.ok("win", notice(&case, &["PLAN", "ID"]));
}

#[test]
fn guard_9_where_nothing_may_follow_a_deferrable_paper_is_named_too() {
    for (tolerant, code) in [(false, Some("no_defects_named")), (true, None)] {
        let mut hall = Hall::with_item(json!({"tolerant": tolerant}));
        let case = hall.pre_check(&[]);
        match code {
            Some(code) => hall.refused("win", notice(&case, &["ID"]), code),
            None => drop(hall.ok("win", notice(&case, &["ID"]))),
        }
    }
}

#[test]
fn row_82_what_is_still_to_be_fetched_is_not_owed_in_the_notice() {
    let mut hall = Hall::with_item(json!({"materials": [
        {"material": "ID", "necessity": "required", "e_licence": "ID-CARD"},
        {"material": "PLAN", "necessity": "required"},
    ]}));
    let case = hall.pre_check(&[]);
    hall.refused("win", notice(&case, &["PLAN", "ID"]), "material_fetchable");
    hall.ok("win", notice(&case, &["PLAN"]));
}

#[test]
fn art_32_what_was_named_comes_at_once_and_half_of_it_starts_no_clock() {
    let mut hall = both_required();
    let case = hall.pre_check(&[]);
    hall.ok("win", notice(&case, &["PLAN", "ID"]));
    hall.refused("applicant", corrected(&case, &[]), "materials_missing");
    hall.refused("applicant", corrected(&case, &["PLAN"]), "materials_missing");
    assert_eq!(hall.phase(&case), Phase::AwaitingCorrection);
    hall.ok("applicant", corrected(&case, &["PLAN", "ID"]));
    hall.ok("win", json!({"type": "accept_case", "case": case}));
}

#[test]
fn art_32_what_is_wrong_with_no_paper_is_put_right_without_one() {
    let mut hall = both_required();
    let case = hall.pre_check(&["ID", "PLAN"]);
    let defects = json!([{"what": "申请表未签名"}]);
    hall.ok("win", json!({"type": "notice_correction", "case": case, "defects": defects}));
    hall.ok("applicant", corrected(&case, &[]));
}

#[test]
fn row_112_after_its_correction_a_case_waits_for_any_window_of_its_zone() {
    let mut hall = both_required();
    let waiting = |hall: &Hall| hall.world.queue(&"intake:A".parse().unwrap()).count();
    let case = hall.pre_check(&["ID"]);
    hall.ok("win", notice(&case, &["PLAN"]));
    assert_eq!(waiting(&hall), 0);
    hall.ok("applicant", corrected(&case, &["PLAN"]));
    assert_eq!(waiting(&hall), 1);
    hall.ok("win", json!({"type": "accept_case", "case": case}));
    assert_eq!(waiting(&hall), 0);
}

#[test]
fn guard_15_a_rule_grants_nothing_while_a_paper_that_may_follow_is_not_here() {
    let mut patch = automatic();
    patch["materials"]
        .as_array_mut()
        .unwrap()
        .push(json!({"material": "PLAN", "necessity": "deferrable"}));
    patch["terms"]["automatic"]["conditions"] = json!(["from_source"]);
    let mut hall = Hall::with_item(patch);
    let case = fetched(&mut hall);
    let decide = json!({"type": "decide_by_rule", "case": case});
    hall.refused("admin", decide.clone(), "materials_missing");
    let papers = json!([copy("PLAN")]);
    hall.ok("win", json!({"type": "receive_materials", "case": case, "materials": papers}));
    hall.ok("admin", decide);
}

#[test]
fn row_79_a_rule_asks_the_source_only_for_what_the_situation_asks_for() {
    let mut patch = automatic();
    patch["situations"] = json!([{
        "question": "premises", "text": "经营场所是否租赁", "options": [
            {"option": "owned", "text": "自有", "materials": []},
            {"option": "rented", "text": "租赁", "materials": ["LEASE"]},
        ],
    }]);
    let lease = json!({"material": "LEASE", "necessity": "required", "e_licence": "LEASE"});
    patch["materials"].as_array_mut().unwrap().push(lease);
    let mut hall = Hall::with_item(patch);
    for (option, refused) in [("owned", false), ("rented", true)] {
        let events = hall.ok(
            "win",
            json!({
                "type": "receive_application", "item": "IT", "channel": "window",
                "applicant": {"subject": 7, "token": "07".repeat(16), "sealed": "00"},
                "materials": [], "delivery": "counter", "answers": {"premises": option},
            }),
        );
        let case = number(&events);
        fetch(&mut hall, &case);
        let decide = json!({"type": "decide_by_rule", "case": case});
        if refused {
            hall.refused("admin", decide, "conditions_open");
        } else {
            hall.ok("admin", decide);
        }
    }
}

#[test]
fn art_50_a_renewal_without_its_papers_is_not_deemed_granted() {
    for (papers, is_renewed) in
        [(json!([copy("ID")]), false), (json!([copy("ID"), copy("PLAN")]), true)]
    {
        let mut hall = Hall::with_item(terms());
        let mut applied = renewal("2026-04-11");
        applied["materials"] = papers;
        let case = number(&hall.ok("win", applied));
        let seen = alarms(&mut hall, &case, "2026-04-12");
        assert!(seen.contains(&E::DeemedAccepted), "nobody looked at it");
        assert_eq!(seen.contains(&E::DeemedRenewed), is_renewed);
    }
}

#[test]
fn guard_14_nothing_is_granted_on_the_word_of_who_turned_out_to_break_his() {
    let mut hall = Hall::with_item(json!({"commitment": {"check_days": 30}}));
    let case = hall.pre_check(&["ID"]);
    hall.ok("win", json!({"type": "sign_commitment", "case": case, "commitment": "CN-1"}));
    hall.to_handling(&case, &["ID"]);
    hall.to_decision(&case);
    let credit = |discredited: bool| {
        json!({
            "type": "record_credit", "subject": 7, "discredited": discredited,
            "source": "信用中国", "reason": "未履行承诺",
        })
    };
    hall.admin(credit(true));
    hall.refused("chief", grant(&case), "applicant_discredited");
    hall.admin(credit(false));
    hall.ok("chief", grant(&case));
}

#[test]
fn guard_7_who_is_only_asked_for_his_consent_brings_no_paper() {
    let mut hall = Hall::with_item(json!({
        "terms": {"proactive": {"basis": "高龄津贴办法", "consent_days": 5}},
    }));
    let open = |materials: Value| {
        json!({
            "type": "open_proactive_case", "item": "IT", "delivery": "counter",
            "applicant": {"subject": 7, "token": "07".repeat(16), "sealed": "00"},
            "grounds": "公安人口库：年满80周岁", "materials": materials,
        })
    };
    hall.refused("rep", open(json!([])), "materials_missing");
    assert_eq!(
        kinds(&hall.ok("rep", open(json!([copy("ID")])))),
        [E::ApplicationReceived, E::ProactivelyOpened]
    );
}

#[test]
fn row_44_a_secret_matter_is_not_sent_online() {
    let online = |hall: &mut Hall| {
        let apply = json!({
            "type": "receive_application", "item": "IT", "channel": "online", "delivery": "counter",
            "applicant": {"subject": 7, "token": "07".repeat(16), "sealed": "00"},
            "materials": [copy("ID")],
        });
        hall.send("applicant", apply).map(drop).map_err(|refusal| refusal.rule.code())
    };
    let secret = |not_pooled: bool| Hall::with_item(json!({"not_pooled": not_pooled}));
    assert_eq!(online(&mut secret(true)), Err("wrong_window"));
    assert_eq!(online(&mut secret(false)), Ok(()));
}

#[test]
fn row_71_nobody_opens_the_green_channel_for_himself() {
    let mut hall = Hall::with_item(json!({}));
    let apply = |channel: &str, priority: &str| {
        json!({
            "type": "receive_application", "item": "IT", "channel": channel, "delivery": "counter",
            "applicant": {"subject": 7, "token": "07".repeat(16), "sealed": "00"},
            "materials": [copy("ID")], "priority": priority,
        })
    };
    hall.refused("applicant", apply("online", "green"), "wrong_role");
    hall.ok("applicant", apply("online", "normal"));
    hall.ok("win", apply("window", "green"));
}
