//! 一件事: the bundles of the hall from one submission to the archive, the newborn among them; then one whose node is
//! refused, one that spares what waits for it, one that is told all its defects at once, and what the rules stop.

use anyhow::Context;
use engine::hall::Role;
use engine::item::{CaseType, StepKind};
use serde_json::{Value, json};

use crate::model::{Item, Model};

use super::show::Show;

/// 新生儿出生一件事, whose registration gives the child his number.
const NEWBORN: &str = "B01";
/// 开办餐饮店一件事
const RESTAURANT: &str = "B02";
/// 企业开办一件事, promised within a working day.
const COMPANY: &str = "B03";
/// A bundle of the demonstration's own, which goes on where its first node is refused.
const SPARING: &str = "DEMO-SPARE";
/// The first window, where every bundle is taken in.
const WINDOW: &str = "W01-A";
const REMEDIES: &str = "可依法申请行政复议或者提起行政诉讼";

/// A node that has begun.
struct Begun {
    node: String,
    case: String,
}

/// A command with who sends it.
type Asked = (String, Value);

fn of(actor: &str, kind: &str, case: &str, fields: Value) -> Asked {
    let mut command = json!({"type": kind, "case": case});
    if let (Value::Object(command), Value::Object(fields)) = (&mut command, fields) {
        command.extend(fields);
    }
    (actor.to_owned(), command)
}

/// 申请人 under his own number, or, a newborn, under his mother's.
fn applicant(certificate: &str) -> Value {
    json!({"name": "示例", "certificate_type": "111", "certificate": certificate})
}

impl Show<'_> {
    /// Every bundle of the hall, then what may go otherwise.
    pub(super) async fn bundles(&mut self) -> anyhow::Result<()> {
        let model = Model::read(None)?;
        for bundle in &model.bundles {
            let optional = bundle.nodes.iter().filter(|node| !node.mandatory);
            let optional: Vec<Value> = optional.map(|node| node.node.as_str().into()).collect();
            let number =
                self.submitted(&model, bundle.id.as_str(), json!({"optional": optional})).await?;
            self.on_to_the_end(&model, &number).await?;
        }
        self.one_notice(&model).await?;
        self.cancels(&model).await?;
        self.spares(&model).await?;
        self.stopped_by_rules(&model).await
    }

    /// 一次提交; the number of the bundle.
    async fn submitted(
        &mut self,
        model: &Model,
        bundle: &str,
        more: Value,
    ) -> anyhow::Result<String> {
        let command = submission(model, bundle, more);
        self.ok(WINDOW, command).await?;
        let bundles = self.asked("/v1/bundles").await?;
        let number = bundles.pointer("/entries/0/number").and_then(Value::as_str);
        Ok(number.context("the bundle has no number")?.to_owned())
    }

    /// Grants every node as it begins, hands everything out and archives it.
    async fn on_to_the_end(&mut self, model: &Model, number: &str) -> anyhow::Result<()> {
        while !self.is_closed(number).await? {
            let begun = self.begun(number).await?;
            if begun.is_empty() {
                self.bind(number).await?;
            }
            for Begun { node, case } in begun {
                self.taken(&case).await?;
                self.decided(item(model, &node)?, &case, "granted").await?;
            }
        }
        self.put_away(model, number).await
    }

    /// The nodes that are open now.
    async fn begun(&mut self, number: &str) -> anyhow::Result<Vec<Begun>> {
        let nodes = self.nodes(number).await?;
        let text = |node: &Value, field: &str| {
            node.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let open = nodes.iter().filter(|node| text(node, "state") == "open");
        Ok(open.map(|node| Begun { node: text(node, "item"), case: text(node, "case") }).collect())
    }

    async fn nodes(&mut self, number: &str) -> anyhow::Result<Vec<Value>> {
        let view = self.asked(&format!("/v1/bundles/{number}")).await?;
        Ok(view.get("nodes").and_then(Value::as_array).cloned().unwrap_or_default())
    }

    async fn is_closed(&mut self, number: &str) -> anyhow::Result<bool> {
        let view = self.asked(&format!("/v1/bundles/{number}")).await?;
        Ok(view.get("closing").is_some())
    }

    /// 绑定身份: the registration gave the child his number.
    async fn bind(&mut self, number: &str) -> anyhow::Result<()> {
        let nodes = self.nodes(number).await?;
        let gives = nodes.iter().find(|node| node.get("item") == Some(&json!("GA-01")));
        let case = gives.and_then(|node| node.get("case")).and_then(Value::as_str);
        let document = format!("示范-{}", case.context("the registration has no case")?);
        let own = applicant("430422202606100010");
        let bind = json!({
            "type": "bind_subject", "bundle": number, "applicant": own, "document": document,
        });
        self.ok("GA-rep", bind).await.map(|_| ())
    }

    /// 预审、受理
    async fn taken(&mut self, case: &str) -> anyhow::Result<()> {
        self.all(vec![
            of(WINDOW, "start_pre_check", case, json!({})),
            of(WINDOW, "accept_case", case, json!({})),
        ])
        .await
    }

    /// From acceptance to the document, granted or refused.
    async fn decided(&mut self, item: &Item, case: &str, outcome: &str) -> anyhow::Result<()> {
        let post = |post: &str| format!("{}-{post}", item.department);
        let mut asked: Vec<Asked> = Vec::new();
        if item.case_type != CaseType::Instant {
            let manifest = self.held(case).await?;
            asked.push(of(WINDOW, "split_case", case, json!({})));
            asked.push(of(WINDOW, "hand_over_case", case, json!({"manifest": manifest})));
            asked.push(of(&post("rep"), "acknowledge_hand_over", case, json!({})));
            if item.site_inspection {
                let officers = [post("approver"), post("tracker")];
                let findings = json!({"officers": officers, "findings": "现场与申报一致"});
                asked.push(of(&post("approver"), "record_inspection", case, findings));
            }
            if item.steps.iter().any(|step| step.step == StepKind::Review) {
                let opinion = json!({"opinion": "符合条件"});
                asked.push(of(&post("approver"), "complete_step", case, opinion));
            }
        }
        let decision = if outcome == "granted" {
            json!({"outcome": outcome})
        } else {
            json!({"outcome": outcome, "reasons": ["经营场所不符合条件"], "remedies": REMEDIES})
        };
        asked.push(of(&post(decider(item)), "decide_case", case, decision));
        let document = json!({"number": format!("示范-{case}")});
        asked.push(of(&post("rep"), "record_result", case, document));
        self.all(asked).await
    }

    /// The papers of a case.
    async fn held(&mut self, case: &str) -> anyhow::Result<Vec<String>> {
        let view = self.asked(&format!("/v1/cases/{case}")).await?;
        let held = view.get("materials").and_then(Value::as_array).into_iter().flatten();
        let names = held.filter_map(|copy| copy.get("material").and_then(Value::as_str));
        Ok(names.map(str::to_owned).collect())
    }

    /// 反馈、出件、归档 of every case; the bundle is archived with the last.
    async fn put_away(&mut self, model: &Model, number: &str) -> anyhow::Result<()> {
        for node in self.nodes(number).await? {
            let text = |field: &str| node.get(field).and_then(Value::as_str).unwrap_or_default();
            let (case, phase) = (text("case"), text("phase"));
            if case.is_empty() {
                continue;
            }
            let item = item(model, text("item"))?;
            if phase == "concluded" {
                let mut asked: Vec<Asked> = Vec::new();
                let rep = format!("{}-rep", item.department);
                asked.push(of(&rep, "feed_back_result", case, json!({"notified": true})));
                if item.fee_cny > 0 {
                    let fee =
                        json!({"amount_fen": item.fee_cny * 100, "receipt": format!("RC-{case}")});
                    asked.push(of("C01-A", "record_payment", case, fee));
                }
                asked.push(of("C01-A", "prepare_delivery", case, json!({"notified": true})));
                let receipt = json!({"receipt": {"signature": "S-YJS"}});
                asked.push(of("C01-A", "deliver_result", case, receipt));
                self.all(asked).await?;
            }
            self.put_into_archive(case).await?;
        }
        Ok(())
    }

    /// 一次性告知: one notice of every defect, also of what has not begun; then the applicant withdraws the whole.
    async fn one_notice(&mut self, model: &Model) -> anyhow::Result<()> {
        let number = self.submitted(model, RESTAURANT, json!({})).await?;
        let case = self.first(&number).await?;
        self.step(WINDOW, "start_pre_check", &case, json!({})).await?;
        let unsigned = json!([{"material": "APP", "what": "申请表未签字"}]);
        let alone = json!({"type": "notice_correction", "case": case, "defects": unsigned});
        self.refused(WINDOW, alone, "one_notice_for_the_bundle").await?;
        let notice = json!({
            "type": "notice_bundle_correction", "bundle": number, "limit_days": 5,
            "defects": [
                {"node": "SJ-01", "defects": unsigned},
                {"node": "SJ-03", "defects": [{"material": "PLAN", "what": "平面图缺消防通道"}]},
            ],
        });
        self.ok(WINDOW, notice.clone()).await?;
        self.refused(WINDOW, notice, "second_correction_notice").await?;
        let mended = json!({
            "type": "submit_bundle_corrections", "bundle": number,
            "materials": [
                {"material": "APP", "way": "upload", "trust": "C"},
                {"material": "PLAN", "way": "upload", "trust": "C"},
            ],
        });
        self.ok("applicant", mended).await?;
        self.step(WINDOW, "accept_case", &case, json!({})).await?;
        self.decided(item(model, "SJ-01")?, &case, "granted").await?;
        let withdraw = json!({"type": "withdraw_bundle", "bundle": number, "reason": "另行选址"});
        self.ok("applicant", withdraw).await?;
        self.put_away(model, &number).await
    }

    /// The case of the node that began first.
    async fn first(&mut self, number: &str) -> anyhow::Result<String> {
        let begun = self.begun(number).await?.into_iter().next();
        Ok(begun.context("no node has begun")?.case)
    }

    /// 取消后续: the first node is refused after the promise of the whole has lapsed; nothing else begins.
    async fn cancels(&mut self, model: &Model) -> anyhow::Result<()> {
        let number = self.submitted(model, COMPANY, json!({})).await?;
        let case = self.first(&number).await?;
        self.taken(&case).await?;
        self.days(3).await?;
        let answer = json!({
            "type": "answer_bundle_warning", "bundle": number, "card": "red", "answer": "已督促",
        });
        self.ok("SJ-rep", answer).await?;
        self.decided(item(model, "SJ-02")?, &case, "refused").await?;
        self.put_away(model, &number).await
    }

    /// 后续照办: the first node is refused, the second begins without the licence and brings one of its own.
    async fn spares(&mut self, model: &Model) -> anyhow::Result<()> {
        let publish = json!({"type": "publish_bundle", "definition": sparing()});
        self.ok("admin", publish).await?;
        let number = self.submitted(model, SPARING, json!({})).await?;
        let case = self.first(&number).await?;
        self.taken(&case).await?;
        self.decided(item(model, "SJ-01")?, &case, "refused").await?;
        let spared = self.first(&number).await?;
        self.step(WINDOW, "start_pre_check", &spared, json!({})).await?;
        let accept = json!({"type": "accept_case", "case": spared});
        self.refused(WINDOW, accept, "materials_missing").await?;
        let consent = json!({"material": "BL", "consent": "AUTH-YJS"});
        self.step("applicant", "request_licence", &spared, consent).await?;
        let licence = json!({"material": "BL", "number": "ZZ-YJS", "valid_to": "2036-01-01"});
        self.step("admin", "record_licence", &spared, licence).await?;
        self.step(WINDOW, "accept_case", &spared, json!({})).await?;
        self.decided(item(model, "SJ-03")?, &spared, "granted").await?;
        self.put_away(model, &number).await
    }

    async fn stopped_by_rules(&mut self, model: &Model) -> anyhow::Result<()> {
        let publish = |change: &dyn Fn(&mut Value)| {
            let mut definition = sparing();
            change(&mut definition);
            json!({"type": "publish_bundle", "definition": definition})
        };
        let circle = |d: &mut Value| {
            let back = json!({"from": "SJ-03", "to": "SJ-01", "passes": "result", "name": "回"});
            let edges = d.get_mut("edges").and_then(Value::as_array_mut);
            if let Some(edges) = edges {
                edges.push(back);
            }
        };
        let idle = |d: &mut Value| {
            let nodes = d.get_mut("nodes").and_then(Value::as_array_mut).into_iter().flatten();
            let mandatory = nodes.filter_map(|node| node.get_mut("mandatory"));
            for mandatory in mandatory {
                *mandatory = false.into();
            }
        };
        let short = |d: &mut Value| {
            let days = d.pointer_mut("/promise/days");
            if let Some(days) = days {
                *days = 1.into();
            }
        };
        self.refused("admin", publish(&circle), "bundle_cycle").await?;
        self.refused("admin", publish(&idle), "bad_bundle_version").await?;
        self.refused("admin", publish(&short), "bundle_promise_too_short").await?;
        for (more, rule) in [
            (json!({"optional": ["XF-01"]}), "node_needs_another"),
            (json!({"optional": ["NONE"]}), "unknown_node"),
            (json!({"first_asked": "GA"}), "first_asked_not_concerned"),
        ] {
            self.refused(WINDOW, submission(model, SPARING, more), rule).await?;
        }
        let withdraw =
            json!({"type": "withdraw_bundle", "bundle": "YJSB99202601010001", "reason": "无"});
        self.refused("applicant", withdraw, "unknown_bundle").await?;
        let own = applicant("430422202606100010");
        let bind = |number: &str| json!({"type": "bind_subject", "bundle": number, "applicant": own, "document": "示范"});
        for (bundle, rule) in
            [(NEWBORN, "registration_not_delivered"), (RESTAURANT, "nothing_to_bind")]
        {
            let number = self.submitted(model, bundle, json!({})).await?;
            self.refused("GA-rep", bind(&number), rule).await?;
            let withdraw =
                json!({"type": "withdraw_bundle", "bundle": number, "reason": "改日再办"});
            self.ok(WINDOW, withdraw).await?;
            self.put_away(model, &number).await?;
        }
        Ok(())
    }
}

fn item<'m>(model: &'m Model, code: &str) -> anyhow::Result<&'m Item> {
    let found = model.items.iter().find(|item| item.id.as_str() == code);
    found.with_context(|| format!("the model has no item {code}"))
}

/// The post that decides an item.
fn decider(item: &Item) -> &'static str {
    match item.steps.last().map(|step| step.role) {
        Some(Role::DeptHead) => "head",
        Some(Role::ExternalOfficer) => "external",
        Some(_) | None => "chief",
    }
}

/// One form with one set of papers, at the first window.
fn submission(model: &Model, bundle: &str, more: Value) -> Value {
    let known = model.bundles.iter().find(|known| known.id.as_str() == bundle);
    let own = known.map(|known| known.applicant_materials.iter().map(ToString::to_string));
    let papers: Vec<String> = match own {
        Some(papers) => papers.collect(),
        None => SPARING_PAPERS.map(str::to_owned).into(),
    };
    let materials: Vec<Value> = papers
        .iter()
        .map(|paper| json!({"material": paper, "way": "paper", "trust": "B"}))
        .collect();
    let mut command = json!({
        "type": "receive_bundle", "bundle": bundle, "channel": "window",
        "applicant": applicant("430422199001010018"), "materials": materials, "delivery": "counter",
    });
    if let (Value::Object(command), Value::Object(more)) = (&mut command, more) {
        command.extend(more);
    }
    command
}

/// The one set of papers of [`SPARING`].
const SPARING_PAPERS: [&str; 7] = ["APP", "ID", "LEASE", "PLAN", "SAFE", "HC", "DESIGN"];

fn sparing() -> Value {
    let node =
        |node: &str, mandatory: bool| json!({"node": node, "item": node, "mandatory": mandatory});
    let licence = |to: &str| json!({"from": "SJ-01", "to": to, "passes": {"material": "BL"}, "name": "营业执照"});
    json!({
        "code": SPARING, "name": "示范一件事", "lead": "SJ",
        "nodes": [node("SJ-01", true), node("SJ-03", true), node("CG-01", false), node("XF-01", false)],
        "edges": [
            licence("SJ-03"), licence("CG-01"), licence("XF-01"),
            {"from": "CG-01", "to": "XF-01", "passes": "result", "name": "店招审批"},
        ],
        "materials": SPARING_PAPERS, "promise": {"days": 7, "unit": "WD"},
        "on_node_refused": "spare_dependents", "valid_from": "2026-01-01",
    })
}
