//! Behind the window: review, procedures, inspection, decision.

use engine::hall::Role;
use engine::item::{CaseType, StepKind};
use serde_json::json;

use super::super::fate::Fate;
use super::Life;

impl Life<'_, '_> {
    pub(super) fn handle(&mut self) {
        let has_review = self.item.steps.iter().any(|step| step.step == StepKind::Review);
        self.wait(10, 240);
        if self.fate == Fate::Extended {
            self.extend();
        }
        let claimer = if has_review { "approver" } else { self.decider() };
        self.behind("claim_case", claimer, json!({}));
        if self.fate == Fate::Suspended {
            self.suspend(claimer);
        }
        if self.item.site_inspection {
            self.inspect();
        }
        if self.fate == Fate::Late {
            self.be_late(claimer);
        }
        if has_review {
            self.wait(20, 200);
            self.behind("complete_step", "approver", json!({"opinion": "审核符合条件，拟准予"}));
            self.wait(10, 200);
        }
    }

    pub(super) fn extend(&mut self) {
        let approver = match self.item.case_type {
            CaseType::Joint => "county-head".to_owned(),
            CaseType::Instant | CaseType::Promise | CaseType::ReportUp => {
                format!("{}-head", self.item.department)
            }
        };
        let fields = json!({
            "clock": "statutory",
            "days": self.item.legal_extension.min(5),
            "approver": &approver,
            "reason": "情况复杂，需进一步核实",
            "told": true,
        });
        self.order("extend_clock", &approver, None, fields);
    }

    pub(super) fn suspend(&mut self, handler: &str) {
        let Some(special) = self.item.specials.first() else { return };
        let planned = u32::from(special.max_working_days).min(5);
        let fields = json!({
            "procedure": special.kind,
            "planned_days": planned,
            "reason": "依法需要进行该程序",
            "told_in_writing": true,
        });
        self.behind("suspend_case", handler, fields);
        self.wait_days(1, planned.max(1));
        self.behind("resume_case", handler, json!({"result": "程序完成，结论通过"}));
    }

    pub(super) fn inspect(&mut self) {
        self.wait(60, 400);
        let officers =
            ["approver", "tracker"].map(|post| format!("{}-{post}", self.item.department));
        let fields = json!({"officers": officers, "findings": "现场与申报一致"});
        self.behind("record_inspection", "tracker", fields);
    }

    pub(super) fn be_late(&mut self, handler: &str) {
        let unit = self.item.promise_limit.saturating_add(1);
        self.wait_days(u32::from(unit), u32::from(unit));
        let fields = json!({"clock": "promise", "card": "red", "answer": "已督促，当日办结"});
        self.behind("answer_warning", handler, fields);
    }

    /// The post that decides the item.
    pub(super) fn decider(&self) -> &'static str {
        let decides = |kind| matches!(kind, StepKind::Decide | StepKind::ReportUp);
        let step = self.item.steps.iter().find(|step| decides(step.step));
        let is = |role| step.is_some_and(|step| step.role == role);
        if is(Role::DeptHead) {
            "head"
        } else if is(Role::ExternalOfficer) {
            "external"
        } else {
            "chief"
        }
    }

    /// 意见 of every department that takes part.
    fn opinions(&mut self) {
        if self.item.case_type != CaseType::Joint {
            return;
        }
        for participant in self.item.participants.clone() {
            let department = participant.department;
            let fields = json!({"department": department, "opinion": "agree", "text": "符合本部门要求，同意"});
            self.order("give_opinion", &format!("{department}-approver"), None, fields);
        }
    }

    /// 转报 and what comes back from above.
    fn report_up(&mut self, decider: &str) {
        let manifest = self.manifest();
        let (opinion, to) = ("初审符合条件，建议准予", "上级主管部门");
        let fields = json!({"opinion": opinion, "to": to, "manifest": manifest});
        self.behind("report_up", decider, fields);
        self.wait_days(1, 3);
        let outcome = if self.fate == Fate::RefusedByDecision { "refused" } else { "granted" };
        let fields = json!({
            "outcome": outcome,
            "number": format!("上-{}", self.case + 1),
            "reasons": ["上级机关决定"],
            "remedies": (outcome == "refused").then_some("六十日内可申请行政复议"),
        });
        self.behind("receive_higher_decision", "rep", fields);
    }

    pub(super) fn decide(&mut self) {
        self.wait(3, 30);
        self.opinions();
        let decider = self.decider();
        if self.item.case_type == CaseType::ReportUp {
            self.report_up(decider);
        } else if self.fate == Fate::RefusedByDecision {
            let fields = json!({
                "outcome": "refused",
                "reasons": ["申请人不符合法定条件"],
                "remedies": "可依法申请行政复议或者提起行政诉讼",
            });
            self.behind("decide_case", decider, fields);
        } else {
            self.behind("decide_case", decider, json!({"outcome": "granted"}));
        }
        self.wait(5, 90);
        self.behind("record_result", "rep", json!({"number": format!("示例-{}", self.case + 1)}));
        self.wait(2, 30);
        self.behind("feed_back_result", "rep", json!({"notified": true}));
        if self.item.fee_cny > 0 && self.fate != Fate::RefusedByDecision {
            let amount_fen = self.item.fee_cny.saturating_mul(100);
            let receipt = format!("RC-{}", self.case + 1);
            self.at_delivery(
                "record_payment",
                json!({"amount_fen": amount_fen, "receipt": receipt}),
            );
        }
    }
}
