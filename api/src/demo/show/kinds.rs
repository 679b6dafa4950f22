//! What the script plays: every kind of case, then every port in every manner.

use anyhow::Context;
use serde_json::{Value, json};

use super::super::ports::Manner;
use super::{BASIS, Show};

impl Show<'_> {
    /// Every kind, one after the other; the scenes of the script; the bundles; the ports in every manner.
    pub(in super::super) async fn play(&mut self) -> anyhow::Result<()> {
        self.set_up().await?;
        self.tolerant().await?;
        self.awaited().await?;
        self.commitments().await?;
        self.silence().await?;
        self.report_up().await?;
        self.procedures().await?;
        self.fees().await?;
        self.persons().await?;
        self.script().await?;
        self.bundles().await?;
        self.tickets().await?;
        self.voices().await?;
        self.ports_in_every_manner().await
    }

    async fn set_up(&mut self) -> anyhow::Result<()> {
        let expiry = json!({"deemed_withdrawn": BASIS});
        let policy = engine::policy::ClockPolicy::lawful_default();
        let mut policy = serde_json::to_value(policy)?;
        if let Some(slot) = policy.get_mut("correction_expiry") {
            *slot = expiry;
        }
        self.ok("admin", json!({"type": "set_clock_policy", "policy": policy})).await?;
        let deferrable = json!([
            {"material": "APP", "necessity": "required"},
            {"material": "SWC", "necessity": "deferrable"},
        ]);
        let tacit = |kind: &str| json!({"kind": kind, "basis": BASIS});
        self.item("DEMO-TOL", json!({"tolerant": true, "materials": deferrable})).await?;
        self.item("DEMO-COM", json!({"commitment": {"check_days": 5}})).await?;
        self.item("DEMO-TAC", json!({"tacit": tacit("decision")})).await?;
        let joint = json!({
            "case_type": "joint", "tacit": tacit("opinion"),
            "participants": [
                {"department": "FGW", "opinion_limit": 2}, {"department": "LY", "opinion_limit": 2},
            ],
        });
        self.item("DEMO-JNT", joint).await?;
        let steps = json!([
            {"step": "accept", "role": "comp_window", "limit": 0},
            {"step": "review", "role": "approver", "limit": 3},
            {"step": "report_up", "role": "dept_head", "limit": 2},
        ]);
        self.item("DEMO-UP", json!({"case_type": "report_up", "steps": steps})).await?;
        let hearing = json!([{"kind": "hearing", "max_working_days": 20, "stops_statutory": true}]);
        self.item("DEMO-HRG", json!({"specials": hearing})).await?;
        let fetched = json!([
            {"material": "APP", "necessity": "required"},
            {"material": "SWC", "necessity": "required", "e_licence": "SWC-LICENCE"},
        ]);
        self.item("DEMO-LIC", json!({"materials": fetched})).await?;
        self.item("DEMO-FEE", json!({"fee_fen": 8_000})).await
    }

    async fn tolerant(&mut self) -> anyhow::Result<()> {
        self.ports.manner = Some(Manner::Prompt);
        for supplied in [true, false] {
            let case = self.received("DEMO-TOL", &["APP"]).await?;
            let accept = json!({"type": "accept_case", "case": case});
            self.refused("W01-A", accept, "materials_missing").await?;
            let gaps = json!({"gaps": ["SWC"], "commitment": "CN-1", "limit_days": 3});
            self.step("W01-A", "accept_with_gaps", &case, gaps).await?;
            if supplied {
                let papers = json!([{"material": "SWC", "way": "scan", "trust": "B"}]);
                self.step("applicant", "supply_gaps", &case, json!({"materials": papers})).await?;
                self.on_to_decision(&case, &["APP", "SWC"]).await?;
                self.step("SL-chief", "decide_case", &case, json!({"outcome": "granted"})).await?;
                self.on_to_archive(&case).await?;
            } else {
                self.on_to_decision(&case, &["APP"]).await?;
                let decide = json!({"type": "decide_case", "case": case, "outcome": "granted"});
                self.refused("SL-chief", decide, "gaps_open").await?;
                self.days(5).await?;
                self.put_into_archive(&case).await?;
            }
        }
        // Neither gaps nor commitment for who has unrepaired discredit.
        self.ports.discredited = true;
        let case = self.received("DEMO-TOL", &["APP"]).await?;
        let gaps = json!({
            "type": "accept_with_gaps", "case": case, "gaps": ["SWC"], "commitment": "CN-2",
        });
        self.refused("W01-A", gaps, "applicant_discredited").await?;
        self.ports.discredited = false;
        self.step("W01-A", "withdraw_case", &case, json!({"reason": "另行办理"})).await
    }

    /// Ports that take their time: nobody is trusted meanwhile, and nothing is put away.
    async fn awaited(&mut self) -> anyhow::Result<()> {
        self.ports.manner = Some(Manner::Late);
        let case = self.received("DEMO-TOL", &["APP"]).await?;
        let gaps = json!({
            "type": "accept_with_gaps", "case": case, "gaps": ["SWC"], "commitment": "CN-4",
        });
        self.refused("W01-A", gaps, "credit_awaited").await?;
        self.step("W01-A", "withdraw_case", &case, json!({"reason": "另行办理"})).await?;
        let archive = json!({"type": "archive_case", "case": case, "package": "AP-SHOW"});
        self.refused("C01-A", archive, "port_question_open").await?;
        self.ports.manner = Some(Manner::Prompt);
        self.put_into_archive(&case).await
    }

    async fn commitments(&mut self) -> anyhow::Result<()> {
        let officers = json!(["SL-approver", "SL-tracker"]);
        let verify = |kept: bool, days: Option<u16>| json!({"kept": kept, "findings": "现场核查", "officers": officers, "correct_days": days});
        for fate in ["kept", "broken", "withdrawn"] {
            let case = self.received("DEMO-COM", &["APP", "SWC"]).await?;
            self.step("W01-A", "sign_commitment", &case, json!({"commitment": "CN-3"})).await?;
            if fate == "withdrawn" {
                let reason = json!({"reason": "改走一般程序"});
                self.step("applicant", "withdraw_commitment", &case, reason).await?;
                self.step("W01-A", "accept_case", &case, json!({})).await?;
                self.on_to_decision(&case, &["APP", "SWC"]).await?;
            }
            self.step("SL-chief", "decide_case", &case, json!({"outcome": "granted"})).await?;
            self.handed_out(&case).await?;
            match fate {
                "kept" => {
                    let early = json!({"type": "archive_case", "case": case, "package": "AP"});
                    self.refused("C01-A", early, "commitment_unverified").await?;
                    self.step("SL-tracker", "verify_commitment", &case, verify(true, None)).await?;
                }
                "broken" => {
                    let ordered = verify(false, Some(2));
                    self.step("SL-tracker", "verify_commitment", &case, ordered).await?;
                    self.days(3).await?;
                    self.step("SL-tracker", "verify_commitment", &case, verify(false, None))
                        .await?;
                    let revoke = json!({
                        "reasons": ["违反承诺，逾期未改正"],
                        "remedies": "可依法申请行政复议或者提起行政诉讼",
                    });
                    self.step("SL-head", "revoke_licence", &case, revoke).await?;
                }
                _ => (),
            }
            self.put_into_archive(&case).await?;
        }
        Ok(())
    }

    async fn silence(&mut self) -> anyhow::Result<()> {
        let case = self.received("DEMO-TAC", &["APP", "SWC"]).await?;
        self.step("W01-A", "accept_case", &case, json!({})).await?;
        self.on_to_decision(&case, &["APP", "SWC"]).await?;
        self.days(7).await?;
        self.on_to_archive(&case).await?;
        let case = self.received("DEMO-JNT", &["APP", "SWC"]).await?;
        self.step("W01-A", "accept_case", &case, json!({})).await?;
        self.on_to_decision(&case, &["APP", "SWC"]).await?;
        let opinion = json!({"department": "FGW", "opinion": "agree", "text": "同意"});
        self.step("FGW-approver", "give_opinion", &case, opinion).await?;
        let decide = json!({"type": "decide_case", "case": case, "outcome": "granted"});
        self.refused("SL-chief", decide, "opinions_open").await?;
        self.days(3).await?;
        self.step("SL-chief", "decide_case", &case, json!({"outcome": "granted"})).await?;
        self.on_to_archive(&case).await
    }

    async fn report_up(&mut self) -> anyhow::Result<()> {
        let case = self.received("DEMO-UP", &["APP", "SWC"]).await?;
        self.step("W01-A", "accept_case", &case, json!({})).await?;
        self.on_to_decision(&case, &["APP", "SWC"]).await?;
        let (opinion, to) = ("初审符合条件", "市水利局");
        let short = json!({
            "type": "report_up", "case": case, "opinion": opinion, "to": to, "manifest": ["APP"],
        });
        self.refused("SL-head", short, "manifest_mismatch").await?;
        let up = json!({"opinion": opinion, "to": to, "manifest": ["APP", "SWC"]});
        self.step("SL-head", "report_up", &case, up).await?;
        self.days(3).await?;
        let back = json!({"outcome": "granted", "number": "市-1", "reasons": []});
        self.step("SL-rep", "receive_higher_decision", &case, back).await?;
        self.on_to_archive(&case).await
    }

    async fn procedures(&mut self) -> anyhow::Result<()> {
        let case = self.received("DEMO-HRG", &["APP", "SWC"]).await?;
        self.step("W01-A", "accept_case", &case, json!({})).await?;
        self.step("W01-A", "split_case", &case, json!({})).await?;
        let manifest = json!({"manifest": ["APP", "SWC"]});
        self.step("W01-A", "hand_over_case", &case, manifest).await?;
        self.step("SL-rep", "acknowledge_hand_over", &case, json!({})).await?;
        let extend = json!({
            "clock": "statutory", "days": 10, "approver": "SL-head", "reason": "情况复杂", "told": true,
        });
        self.step("SL-head", "extend_clock", &case, extend).await?;
        let anew = json!({"days": 2, "reason": "需补充检测", "told": true});
        self.step("SL-head", "promise_anew", &case, anew).await?;
        self.step("SL-approver", "claim_case", &case, json!({})).await?;
        let hearing = json!({
            "procedure": "hearing", "planned_days": 5, "reason": "涉及他人重大利益",
            "told_in_writing": true,
        });
        self.step("SL-approver", "suspend_case", &case, hearing).await?;
        self.days(4).await?;
        self.step("SL-approver", "resume_case", &case, json!({"result": "听证完毕"})).await?;
        self.step("SL-approver", "complete_step", &case, json!({"opinion": "符合条件"})).await?;
        let refusal = json!({
            "outcome": "refused", "reasons": ["不符合规划"],
            "remedies": "可依法申请行政复议或者提起行政诉讼",
        });
        self.step("SL-chief", "decide_case", &case, refusal).await?;
        self.on_to_archive(&case).await
    }

    async fn fees(&mut self) -> anyhow::Result<()> {
        let case = self.received("DEMO-FEE", &["APP", "SWC"]).await?;
        self.step("W01-A", "accept_case", &case, json!({})).await?;
        self.on_to_decision(&case, &["APP", "SWC"]).await?;
        self.step("SL-chief", "decide_case", &case, json!({"outcome": "granted"})).await?;
        self.step("SL-rep", "record_result", &case, json!({"number": "示范-2"})).await?;
        self.step("SL-rep", "feed_back_result", &case, json!({"notified": true})).await?;
        let prepare = json!({"type": "prepare_delivery", "case": case, "notified": true});
        self.refused("C01-A", prepare, "fee_unpaid").await?;
        let short = json!({
            "type": "record_payment", "case": case, "amount_fen": 1, "receipt": "RC-SHOW-0",
        });
        self.refused("C01-A", short, "wrong_amount").await?;
        let pay = json!({"amount_fen": 8_000, "receipt": "RC-SHOW-1"});
        self.step("C01-A", "record_payment", &case, pay).await?;
        let reverse = json!({"receipt": "RC-SHOW-1", "reason": "错缴"});
        self.step("C01-A", "reverse_payment", &case, reverse).await?;
        let again = json!({
            "type": "record_payment", "case": case, "amount_fen": 8_000, "receipt": "RC-SHOW-1",
        });
        self.refused("C01-A", again, "receipt_used").await?;
        self.step("SL-head", "waive_fee", &case, json!({"reason": "依规定免缴"})).await?;
        self.step("C01-A", "prepare_delivery", &case, json!({"notified": true})).await?;
        let receipt = json!({"receipt": {"signature": "S-SHOW"}});
        self.step("C01-A", "deliver_result", &case, receipt).await?;
        self.put_into_archive(&case).await
    }

    async fn persons(&mut self) -> anyhow::Result<()> {
        self.ports.matches = false;
        let case = self.received("SL-02", &["APP", "SWC"]).await?;
        self.ports.matches = true;
        let accept = json!({"type": "accept_case", "case": case});
        self.refused("W01-A", accept, "mistaken_identity").await?;
        let refuse = json!({
            "reasons": ["申请人身份核验不符"], "remedies": "可依法申请行政复议或者提起行政诉讼",
            "where_to_go": "本窗口",
        });
        self.step("W01-A", "refuse_acceptance", &case, refuse).await?;
        let case = self.received("SL-02", &["APP", "SWC"]).await?;
        let reason = json!({"reason": "核对联系方式"});
        self.step("W01-A", "open_personal_data", &case, reason).await?;
        let void = json!({"reason": "重复登记", "technical": true});
        self.step("centre-manager", "void_case", &case, void).await
    }

    /// Payment, carrier, department and archive by their ports, once in every manner.
    async fn ports_in_every_manner(&mut self) -> anyhow::Result<()> {
        "SL-rep".clone_into(&mut self.ports.officer);
        for port in ["payment", "logistics", "department", "archive", "e_licence"] {
            let connect = json!({"type": "connect_port", "port": port, "term_days": 1});
            self.ok("admin", connect).await?;
        }
        let manners =
            [Manner::Prompt, Manner::Late, Manner::Twice, Manner::WrongFirst, Manner::Never];
        for manner in manners {
            self.ports.manner = Some(manner);
            self.by_ports(manner == Manner::Never).await?;
            self.fetched(manner == Manner::Never).await?;
        }
        self.ports.manner = Some(Manner::Prompt);
        self.ports.has_licence = false;
        self.fetched(true).await?;
        self.ports.has_licence = true;
        self.given_back().await?;
        self.ports.manner = None;
        Ok(())
    }

    /// A licence is fetched with consent; where the store has none, or is silent, the paper is handed in.
    async fn fetched(&mut self, by_hand: bool) -> anyhow::Result<()> {
        let case = self.received("DEMO-LIC", &["APP"]).await?;
        let without = json!({"type": "request_licence", "case": case, "material": "SWC"});
        self.refused("applicant", without, "consent_missing").await?;
        let request = json!({"material": "SWC", "consent": "AUTH-SHOW"});
        self.step("applicant", "request_licence", &case, request).await?;
        self.days(3).await?;
        if by_hand {
            let papers = json!([{"material": "SWC", "way": "paper", "trust": "B"}]);
            let papers = json!({"materials": papers});
            self.step("W01-A", "receive_materials", &case, papers).await?;
        }
        self.step("W01-A", "accept_case", &case, json!({})).await?;
        self.step("applicant", "withdraw_case", &case, json!({"reason": "另行办理"})).await
    }

    /// What the payment port took is given back by it, and the case is archived after that. It takes the fee once more,
    /// although it was paid at the counter meanwhile: that is given back too.
    async fn given_back(&mut self) -> anyhow::Result<()> {
        let case = self.received("DEMO-FEE", &["APP", "SWC"]).await?;
        self.step("W01-A", "accept_case", &case, json!({})).await?;
        self.on_to_decision(&case, &["APP", "SWC"]).await?;
        self.step("SL-chief", "decide_case", &case, json!({"outcome": "granted"})).await?;
        let receipt = self.receipt(&case).await?;
        self.ports.manner = Some(Manner::Late);
        let reverse = json!({"receipt": receipt, "reason": "错缴"});
        self.step("C01-A", "reverse_payment", &case, reverse).await?;
        let pay = json!({"amount_fen": 8_000, "receipt": "RC-SHOW-3"});
        self.step("C01-A", "record_payment", &case, pay).await?;
        self.ports.manner = Some(Manner::Never);
        self.handed_out(&case).await?;
        let archive = json!({"type": "archive_case", "case": case, "package": "AP-SHOW"});
        self.refused("C01-A", archive, "refund_open").await?;
        self.ports.manner = Some(Manner::Prompt);
        self.days(4).await?;
        self.put_into_archive(&case).await
    }

    /// 票据 of the case's payment.
    async fn receipt(&mut self, case: &str) -> anyhow::Result<Value> {
        let reply = self.hall.get(&format!("/v1/cases/{case}/events")).await?;
        let page: Value = serde_json::from_slice(&reply.body).context("a case's events")?;
        let events = page.get("entries").and_then(Value::as_array).context("a page of events")?;
        let is_paid = |event: &&Value| event.get("kind").is_some_and(|kind| kind == "FeePaid");
        let paid = events.iter().find(is_paid).and_then(|event| event.get("data")?.get("receipt"));
        paid.cloned().context("the payment port did not pay")
    }

    /// One case whose turns come from the ports; where they are silent, people do it.
    async fn by_ports(&mut self, is_silent: bool) -> anyhow::Result<()> {
        let case = self.received("DEMO-FEE", &["APP", "SWC"]).await?;
        self.step("W01-A", "choose_delivery", &case, json!({"way": "ems"})).await?;
        self.step("W01-A", "accept_case", &case, json!({})).await?;
        self.step("W01-A", "split_case", &case, json!({})).await?;
        let manifest = json!({"manifest": ["APP", "SWC"]});
        self.step("W01-A", "hand_over_case", &case, manifest).await?;
        self.days(3).await?;
        if is_silent {
            self.step("SL-rep", "acknowledge_hand_over", &case, json!({})).await?;
        }
        self.step("SL-approver", "complete_step", &case, json!({"opinion": "符合条件"})).await?;
        self.step("SL-chief", "decide_case", &case, json!({"outcome": "granted"})).await?;
        self.step("SL-rep", "record_result", &case, json!({"number": "示范-3"})).await?;
        self.step("SL-rep", "feed_back_result", &case, json!({"notified": true})).await?;
        self.days(3).await?;
        if is_silent {
            let pay = json!({"amount_fen": 8_000, "receipt": "RC-SHOW-2"});
            self.step("C01-A", "record_payment", &case, pay).await?;
        }
        self.step("C01-A", "prepare_delivery", &case, json!({"notified": true})).await?;
        self.step("C01-A", "ship_result", &case, json!({"parcel": "EMS-SHOW"})).await?;
        self.days(3).await?;
        if is_silent {
            let receipt = json!({"receipt": {"parcel_signed": "R-SHOW"}});
            self.step("C01-A", "deliver_result", &case, receipt).await?;
        }
        self.days(3).await?;
        if is_silent {
            self.put_into_archive(&case).await?;
        }
        Ok(())
    }
}
