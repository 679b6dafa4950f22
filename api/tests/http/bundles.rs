//! 一件事 over HTTP: one submission, one notice, results that become papers, refusals, and what stays of it.

use engine::slice::{Cursor, Slice};
use serde_json::{Value, json};
use store::{HallOptions, HallStore, write_snapshot};

use crate::server::{Server, at_window};

/// 开办餐饮店一件事: a licence first, then three that need it.
const RESTAURANT: &str = "B02";
/// 企业开办一件事
const COMPANY: &str = "B03";
const REMEDIES: &str = "可依法申请行政复议或者提起行政诉讼";

fn submission(bundle: &str, papers: &[&str]) -> Value {
    let materials: Vec<Value> = papers
        .iter()
        .map(|paper| json!({"material": paper, "way": "paper", "trust": "B"}))
        .collect();
    json!({
        "type": "receive_bundle", "actor": "W01-A", "place": "W01", "bundle": bundle,
        "channel": "window", "delivery": "counter", "materials": materials,
        "applicant": {
            "name": "示例", "certificate_type": "111", "certificate": "430422199001010018"
        },
    })
}

fn restaurant() -> Value {
    submission(RESTAURANT, &["APP", "ID", "LEASE", "PLAN", "SAFE", "HC", "DESIGN"])
}

fn company() -> Value {
    submission(COMPANY, &["APP", "ID", "NAMEOK", "CHARTER", "LEASE", "SEALP"])
}

/// Received; the number of the bundle.
async fn received(server: &Server, submission: &Value) -> String {
    server.command(submission).await.ok();
    let bundles = server.get("/v1/bundles").await.ok();
    bundles["entries"].as_array().unwrap().last().unwrap()["number"].as_str().unwrap().to_owned()
}

async fn bundle(server: &Server, number: &str) -> Value {
    server.get(&format!("/v1/bundles/{number}")).await.ok()
}

async fn node(server: &Server, number: &str, node: &str) -> Value {
    let view = bundle(server, number).await;
    let mut nodes = view["nodes"].as_array().unwrap().iter();
    nodes.find(|known| known["node"] == node).unwrap().clone()
}

async fn case(server: &Server, number: &str, name: &str) -> String {
    node(server, number, name).await["case"].as_str().unwrap().to_owned()
}

async fn accepted(server: &Server, case: &str) {
    server.command(&at_window("start_pre_check", case)).await.ok();
    server.command(&at_window("accept_case", case)).await.ok();
}

fn by(actor: &str, kind: &str, case: &str, fields: Value) -> Value {
    let mut command = json!({"type": kind, "actor": actor, "case": case});
    if let (Value::Object(command), Value::Object(fields)) = (&mut command, fields) {
        command.extend(fields);
    }
    command
}

/// Decided and made out, of an instant item.
async fn decided(server: &Server, department: &str, case: &str, outcome: &str) {
    let verdict = if outcome == "granted" {
        json!({"outcome": outcome})
    } else {
        json!({"outcome": outcome, "reasons": ["不符合条件"], "remedies": REMEDIES})
    };
    let decide = by(&format!("{department}-chief"), "decide_case", case, verdict);
    server.command(&decide).await.ok();
    let document = json!({"number": case});
    let made = by(&format!("{department}-rep"), "record_result", case, document);
    server.command(&made).await.ok();
}

async fn archived(server: &Server, case: &str) {
    let package = json!({"package": "AP-1", "place": "C01"});
    server.command(&by("C01-A", "archive_case", case, package)).await.ok();
}

/// A restaurant whose licence is there and whose rest was withdrawn; everything is archived.
async fn put_away(server: &Server) -> (String, String) {
    let number = received(server, &restaurant()).await;
    let licence = case(server, &number, "SJ-01").await;
    accepted(server, &licence).await;
    decided(server, "SJ", &licence, "granted").await;
    let withdraw = json!({
        "type": "withdraw_bundle", "actor": "applicant", "bundle": number, "reason": "另行选址",
    });
    server.command(&withdraw).await.ok();
    let told = json!({"notified": true});
    server.command(&by("SJ-rep", "feed_back_result", &licence, told.clone())).await.ok();
    let mut prepare = by("C01-A", "prepare_delivery", &licence, told);
    prepare["place"] = "C01".into();
    server.command(&prepare).await.ok();
    let receipt = json!({"receipt": {"signature": "S-1"}, "place": "C01"});
    server.command(&by("C01-A", "deliver_result", &licence, receipt)).await.ok();
    for node in bundle(server, &number).await["nodes"].as_array().unwrap() {
        archived(server, node["case"].as_str().unwrap()).await;
    }
    (number, licence)
}

#[tokio::test]
async fn one_submission_opens_what_waits_for_nothing_and_says_what_the_rest_waits_for() {
    let server = Server::hall();
    let number = received(&server, &restaurant()).await;
    let view = bundle(&server, &number).await;
    assert_eq!((&view["phase"], &view["lead"]), (&json!("received"), &json!("SJ")));
    assert_eq!(view["clock"], Value::Null, "its promise begins with the first acceptance");
    assert_eq!(node(&server, &number, "SJ-01").await["state"], "open");
    let food = node(&server, &number, "SJ-03").await;
    assert_eq!((&food["state"], &food["waits_for"]), (&json!("waiting"), &json!(["SJ-01"])));
    let licence = case(&server, &number, "SJ-01").await;
    accepted(&server, &licence).await;
    let clock = bundle(&server, &number).await["clock"].clone();
    assert_eq!((&clock["kind"], &clock["due"]), (&json!("bundle"), &json!("2026-11-27")));
}

#[tokio::test]
async fn the_form_of_a_bundle_lists_its_matters_and_each_paper_once() {
    let server = Server::hall();
    let form = server.get(&format!("/v1/bundle-forms/{RESTAURANT}")).await.ok();
    let matters: Vec<&Value> =
        form["matters"].as_array().unwrap().iter().map(|matter| &matter["node"]).collect();
    assert_eq!(matters, ["SJ-01", "SJ-03", "CG-01", "XF-01"]);
    assert_eq!(form["matters"][1]["waits_for"], json!(["SJ-01"]));
    let papers: Vec<&Value> =
        form["materials"].as_array().unwrap().iter().map(|paper| &paper["material"]).collect();
    assert_eq!(papers, ["APP", "ID", "LEASE", "PLAN", "SAFE", "HC", "DESIGN"]);
    assert_eq!(form["materials"][0]["needed_by"].as_array().unwrap().len(), 4);
    assert_eq!(form["materials"][1]["needed_by"][0]["e_licence"], "EL-ID");
    server.get("/v1/bundle-forms/NONE").await.is_problem(404, "not_found");
}

#[tokio::test]
async fn what_one_matter_made_is_a_paper_of_those_that_waited_for_it() {
    let server = Server::hall();
    let number = received(&server, &restaurant()).await;
    let licence = case(&server, &number, "SJ-01").await;
    accepted(&server, &licence).await;
    decided(&server, "SJ", &licence, "granted").await;
    for waited in ["SJ-03", "CG-01", "XF-01"] {
        let opened = case(&server, &number, waited).await;
        let view = server.get(&format!("/v1/cases/{opened}")).await.ok();
        let papers = view["materials"].as_array().unwrap();
        let made = papers.iter().find(|paper| paper["material"] == "BL").unwrap();
        assert_eq!((&made["way"], &made["trust"]), (&json!("licence"), &json!("A")), "{waited}");
    }
    let result = node(&server, &number, "SJ-01").await["result"].clone();
    assert_eq!(result, "granted");
}

#[tokio::test]
async fn all_defects_are_told_in_one_notice_of_the_bundle_and_mended_at_once() {
    let server = Server::hall();
    let number = received(&server, &restaurant()).await;
    let licence = case(&server, &number, "SJ-01").await;
    server.command(&at_window("start_pre_check", &licence)).await.ok();
    let defects = json!([{"material": "APP", "what": "未签字"}]);
    let mut alone = at_window("notice_correction", &licence);
    alone["defects"] = defects.clone();
    server.command(&alone).await.is_problem(422, "one_notice_for_the_bundle");
    let notice = json!({
        "type": "notice_bundle_correction", "actor": "W01-A", "place": "W01", "bundle": number,
        "limit_days": 5,
        "defects": [
            {"node": "SJ-01", "defects": defects},
            {"node": "SJ-03", "defects": [{"material": "PLAN", "what": "缺消防通道"}]},
        ],
    });
    server.command(&notice).await.ok();
    server.command(&notice).await.is_problem(422, "second_correction_notice");
    assert_eq!(node(&server, &number, "SJ-01").await["phase"], "awaiting_correction");
    let mended = json!({
        "type": "submit_bundle_corrections", "actor": "applicant", "bundle": number,
        "materials": [{"material": "APP", "way": "upload", "trust": "B"}],
    });
    server.command(&mended).await.ok();
    assert_eq!(node(&server, &number, "SJ-01").await["phase"], "pre_check");
    let view = server.get(&format!("/v1/cases/{licence}")).await.ok();
    let form = view["materials"].as_array().unwrap().iter().find(|m| m["material"] == "APP");
    assert_eq!(form.unwrap()["trust"], "C", "what he sends himself nobody has checked");
}

#[tokio::test]
async fn a_refused_matter_cancels_what_waits_for_it_or_spares_it_as_the_bundle_says() {
    let server = Server::hall();
    let number = received(&server, &company()).await;
    let first = case(&server, &number, "SJ-02").await;
    server.command(&at_window("start_pre_check", &first)).await.ok();
    let mut refuse = at_window("refuse_acceptance", &first);
    refuse["reasons"] = json!(["不属于本机关职权范围"]);
    refuse["remedies"] = REMEDIES.into();
    refuse["where_to_go"] = "市局".into();
    server.command(&refuse).await.ok();
    let view = bundle(&server, &number).await;
    assert_eq!((&view["phase"], &view["closing"]), (&json!("closed"), &json!("nothing")));
    assert_eq!(node(&server, &number, "GA-03").await["state"], "cancelled");

    let mut sparing = json!({
        "type": "publish_bundle", "actor": "admin", "definition": {
            "code": "B77", "name": "示例一件事", "lead": "SJ",
            "nodes": [
                {"node": "SJ-01", "item": "SJ-01", "mandatory": true},
                {"node": "SJ-03", "item": "SJ-03", "mandatory": true},
            ],
            "edges": [{"from": "SJ-01", "to": "SJ-03", "passes": {"material": "BL"}, "name": "营业执照"}],
            "materials": ["APP", "ID", "LEASE", "PLAN", "SAFE", "HC"],
            "promise": {"days": 5, "unit": "WD"}, "on_node_refused": "spare_dependents",
            "valid_from": "2026-01-01",
        },
    });
    server.command(&sparing).await.ok();
    sparing["definition"]["edges"][0]["to"] = "NONE".into();
    server.command(&sparing).await.is_problem(404, "unknown_node");
    let papers = ["APP", "ID", "LEASE", "PLAN", "SAFE", "HC"];
    let number = received(&server, &submission("B77", &papers)).await;
    let licence = case(&server, &number, "SJ-01").await;
    accepted(&server, &licence).await;
    decided(&server, "SJ", &licence, "refused").await;
    let spared = node(&server, &number, "SJ-03").await;
    assert_eq!(spared["state"], "open");
    assert_eq!(bundle(&server, &number).await["closing"], Value::Null);
}

#[tokio::test]
async fn an_archived_bundle_still_answers_with_its_cases_and_its_past() {
    let server = Server::hall();
    let (number, licence) = put_away(&server).await;
    assert_eq!(server.get("/v1/bundles").await.ok()["entries"], json!([]));
    let view = bundle(&server, &number).await;
    assert_eq!((&view["phase"], &view["closing"]), (&json!("archived"), &json!("withdrawn")));
    let first = node(&server, &number, "SJ-01").await;
    assert_eq!((&first["case"], &first["phase"]), (&json!(licence), &json!("archived")));
    assert_eq!((&first["result"], &first["closing"]), (&json!("granted"), &json!("issued")));
    let events = server.get(&format!("/v1/bundles/{number}/events?limit=1000")).await.ok();
    let kinds: Vec<&str> = events["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds.first(), Some(&"BundleReceived"));
    assert_eq!(kinds.last(), Some(&"BundleArchived"));
    assert_eq!(kinds.iter().filter(|kind| **kind == "BundleClosed").count(), 1);
    let instant = crate::server::START.replace('+', "%2B");
    let past = server.get(&format!("/v1/bundles/{number}?at={instant}")).await;
    assert_eq!(past.status, 200, "it was received at that very instant");
    let late = json!({
        "type": "withdraw_bundle", "actor": "applicant", "bundle": number, "reason": "迟",
    });
    server.command(&late).await.is_problem(409, "wrong_phase");
    server.get("/v1/bundles/YJSB02202601010001").await.is_problem(404, "unknown_bundle");
}

/// Writes a snapshot of what the log says.
fn snapshot(data: &std::path::Path) {
    let options = HallOptions::default();
    let opened = HallStore::open(data, &options, &mut |_| ()).unwrap();
    let mut cursor = Cursor::default();
    let slices: Vec<Slice> = std::iter::from_fn(|| opened.world.slice(&mut cursor)).collect();
    let dir = HallStore::snapshot_dir(data);
    write_snapshot(&dir, opened.history.log(), slices, |_| true).unwrap();
    drop(opened);
    let again = HallStore::open(data, &options, &mut |_| ()).unwrap();
    assert_eq!(again.report.snapshot, Some(again.world.seq()), "the next start uses it");
}

#[tokio::test]
async fn a_restart_with_a_snapshot_and_without_one_gives_the_same_bundles() {
    let server = Server::hall();
    let (gone, _) = put_away(&server).await;
    let open = received(&server, &company()).await;
    let first = case(&server, &open, "SJ-02").await;
    accepted(&server, &first).await;
    let before = (bundle(&server, &gone).await, bundle(&server, &open).await);
    let server = server.restarted();
    assert_eq!((bundle(&server, &gone).await, bundle(&server, &open).await), before);
    let server = server.stopped_while(|config| snapshot(&config.data));
    assert_eq!((bundle(&server, &gone).await, bundle(&server, &open).await), before);
    // It goes on where it stood.
    let withdraw = json!({
        "type": "withdraw_bundle", "actor": "applicant", "bundle": open, "reason": "不办了",
    });
    server.command(&withdraw).await.ok();
    assert_eq!(bundle(&server, &open).await["closing"], "withdrawn");
}
