//! What is said of the hall: a good rating, a bad one put right, a trouble, a complaint, orders, a service, a card.

use engine::voice::VoicePolicy;
use serde_json::{Value, json};

use super::Show;

/// Who applies, rates and complains here.
fn person() -> Value {
    json!({"name": "示例申请人", "certificate_type": "990", "certificate": "SHOWVOICE0001"})
}

impl Show<'_> {
    /// Each kind of voice, from its first word to its end.
    pub(super) async fn voices(&mut self) -> anyhow::Result<()> {
        let case = self.served().await?;
        // 深圳: the result of a trouble is reported two working days after it was solved.
        let policy = VoicePolicy { trouble_report_days: Some(2), ..VoicePolicy::customary() };
        self.ok("centre-manager", json!({"type": "set_voice_policy", "policy": policy})).await?;
        self.no_rating(&case).await?;
        self.good_rating(&case).await?;
        self.bad_rating(&case).await?;
        self.trouble(&case).await?;
        self.complaint(&case).await?;
        self.orders(&case).await?;
        let duty =
            json!({"type": "record_service", "duty": "consultation", "what": "咨询落户材料"});
        self.ok("D01-A", duty).await?;
        self.card(&case).await?;
        self.put_into_archive(&case).await
    }

    /// A case of the person, in his hand.
    async fn served(&mut self) -> anyhow::Result<String> {
        let paper = |code: &str| json!({"material": code, "way": "paper", "trust": "B"});
        let application = json!({
            "type": "receive_application", "item": "SL-02", "channel": "window",
            "applicant": person(), "materials": [paper("APP"), paper("SWC")], "delivery": "counter",
        });
        let case = self.ok("W01-A", application).await?;
        self.step("W01-A", "start_pre_check", &case, json!({})).await?;
        self.step("W01-A", "accept_case", &case, json!({})).await?;
        self.on_to_decision(&case, &["APP", "SWC"]).await?;
        self.step("SL-chief", "decide_case", &case, json!({"outcome": "granted"})).await?;
        self.handed_out(&case).await?;
        Ok(case)
    }

    async fn said(
        &mut self,
        actor: &str,
        kind: &str,
        voice: &str,
        rest: Value,
    ) -> anyhow::Result<()> {
        self.ok(actor, of_voice(kind, voice, rest)).await?;
        Ok(())
    }

    /// Ratings that are none: of what did not take place, by somebody else, of no grade; and of no number.
    async fn no_rating(&mut self, case: &str) -> anyhow::Result<()> {
        let rating = |fields: Value| {
            let mut rating = json!({
                "type": "give_review", "case": case, "occasion": "intake", "grade": "satisfied",
                "channel": "hall_tablet", "applicant": person(),
            });
            if let (Value::Object(rating), Value::Object(fields)) = (&mut rating, fields) {
                rating.extend(fields);
            }
            rating
        };
        let other = json!({
            "name": "示例旁人", "certificate_type": "990", "certificate": "SHOWVOICE0002",
        });
        for (fields, rule) in [
            (json!({"occasion": "matter"}), "no_such_occasion"),
            (json!({"applicant": other}), "not_the_applicant"),
            (json!({"grade": 6}), "not_on_the_scale"),
        ] {
            self.refused("applicant", rating(fields), rule).await?;
        }
        let reply = of_voice("answer_voice", "PJ202001010001", json!({"reply": "谢谢"}));
        self.refused("centre-manager", reply, "unknown_voice").await
    }

    async fn good_rating(&mut self, case: &str) -> anyhow::Result<()> {
        let rating = json!({
            "type": "give_review", "case": case, "occasion": "intake", "grade": "very_satisfied",
            "channel": "hall_tablet", "applicant": person(), "words": "一次就办好了",
        });
        self.refused("W01-A", rating.clone(), "rating_not_by_staff").await?;
        let voice = self.ok("applicant", rating.clone()).await?;
        self.refused("applicant", rating, "rated_before").await?;
        self.said("centre-manager", "answer_voice", &voice, json!({"reply": "谢谢"})).await?;
        let text = json!({"text": "一次就办好了"});
        self.said("centre-quality", "publish_review", &voice, text).await
    }

    async fn bad_rating(&mut self, case: &str) -> anyhow::Result<()> {
        let rating = json!({
            "type": "give_review", "case": case, "occasion": "closing", "grade": 4,
            "channel": "qr_code", "applicant": person(), "words": "等了很久",
        });
        let voice = self.ok("applicant", rating).await?;
        let text = json!({"text": "等候时间长"});
        let early = of_voice("publish_review", &voice, text.clone());
        self.refused("centre-quality", early, "answer_first").await?;
        let kept = of_voice("publish_review", &voice, json!({"text": null}));
        self.refused("centre-quality", kept, "rating_stands").await?;
        let appeal = json!({"reasons": ["当日等候不足十分钟"]});
        self.said("SL-rep", "appeal_review", &voice, appeal.clone()).await?;
        let dismissed = json!({"upheld": false, "reason": "叫号记录显示等候四十分钟"});
        self.said("centre-quality", "decide_review_appeal", &voice, dismissed).await?;
        let again = of_voice("appeal_review", &voice, appeal);
        self.refused("SL-rep", again, "appealed_before").await?;
        self.said("SL-rep", "open_voice", &voice, json!({"reason": "联系评价人"})).await?;
        let found = json!({"finding": "simple", "note": "已联系，属实"});
        self.said("SL-rep", "verify_review", &voice, found).await?;
        let measures = json!({"measures": "高峰时段增设窗口"});
        self.said("SL-rep", "rectify_review", &voice, measures).await?;
        let early = of_voice("publish_review", &voice, text.clone());
        self.refused("centre-quality", early, "revisit_first").await?;
        let revisit = json!({"satisfied": true, "note": "表示满意"});
        self.said("centre-quality", "revisit_voice", &voice, revisit).await?;
        self.said("centre-quality", "publish_review", &voice, text).await
    }

    async fn trouble(&mut self, case: &str) -> anyhow::Result<()> {
        let report = |ground: &str| {
            json!({
                "type": "report_trouble", "case": case, "ground": ground, "applicant": person(),
                "summary": "两个部门互相推诿", "words": "跑了三趟",
            })
        };
        self.refused("D02-A", report("litigation"), "outside_the_desk").await?;
        let voice = self.ok("D02-A", report("passed_around")).await?;
        let to = json!({"unit": "SL", "class": "hard"});
        self.said("D02-A", "assign_voice", &voice, to).await?;
        self.said("SL-head", "extend_voice", &voice, json!({"reason": "需两部门会商"})).await?;
        let solved = json!({"outcome": "solved", "note": "已协调办结"});
        self.said("SL-rep", "solve_trouble", &voice, solved).await?;
        let revisit = json!({"satisfied": true, "note": "确认办成"});
        let early = of_voice("revisit_voice", &voice, revisit.clone());
        self.refused("D02-A", early, "report_first").await?;
        let report = json!({"report": "两部门已会商，反映事项当日办结"});
        self.said("D02-A", "report_trouble_result", &voice, report).await?;
        self.said("D02-A", "revisit_voice", &voice, revisit).await
    }

    async fn complaint(&mut self, case: &str) -> anyhow::Result<()> {
        let complaint = json!({
            "type": "file_complaint", "case": case, "against": "W01-A", "applicant": person(),
            "summary": "态度生硬", "words": "说话很难听",
        });
        let mut elsewhere = complaint.clone();
        if let Value::Object(fields) = &mut elsewhere {
            fields.insert("place".to_owned(), json!("W01"));
        }
        self.refused("D01-A", elsewhere, "wrong_desk").await?;
        let voice = self.ok("applicant", complaint).await?;
        self.said("centre-quality", "assign_voice", &voice, json!({"unit": "SL"})).await?;
        self.said("SL-rep", "return_voice", &voice, json!({"reason": "属综合窗口"})).await?;
        self.said("centre-quality", "assign_voice", &voice, json!({"unit": "centre"})).await?;
        let reply = json!({"reply": "已核实并改进", "is_public": true});
        let own = of_voice("answer_voice", &voice, reply.clone());
        self.refused("W01-A", own, "own_voice").await?;
        self.days(2).await?;
        let late = of_voice("return_voice", &voice, json!({"reason": "属水利部门"}));
        self.refused("centre-manager", late, "return_too_late").await?;
        self.said("centre-manager", "answer_voice", &voice, reply).await
    }

    /// One that is answered, and one whose unit is named because it was not.
    async fn orders(&mut self, case: &str) -> anyhow::Result<()> {
        let order = || {
            json!({
                "type": "issue_order", "unit": "SL", "matter": "说明办件超期原因", "days": 2,
                "case": case,
            })
        };
        let voice = self.ok("centre-supervisor", order()).await?;
        self.said("SL-rep", "answer_voice", &voice, json!({"reply": "已说明并整改"})).await?;
        let closed = json!({"end": "closed", "note": "属实"});
        self.said("centre-supervisor", "settle_order", &voice, closed).await?;
        let voice = self.ok("centre-supervisor", order()).await?;
        self.days(4).await?;
        let answer = json!({"clock": "order", "card": "red", "answer": "正在办理"});
        self.said("SL-rep", "answer_voice_warning", &voice, answer).await?;
        let named = json!({"end": "escalated", "note": "逾期未复，通报"});
        self.said("centre-supervisor", "settle_order", &voice, named).await
    }

    async fn card(&mut self, case: &str) -> anyhow::Result<()> {
        let card = json!({
            "cause": "no_reasons", "card": "yellow", "unit": "SL", "fact": "补正未说明理由",
        });
        self.step("centre-supervisor", "deal_card", case, card).await?;
        let answer = json!({"card_no": 0, "answer": "已补充说明"});
        self.step("SL-rep", "answer_card", case, answer).await
    }
}

fn of_voice(kind: &str, voice: &str, rest: Value) -> Value {
    let mut command = json!({"type": kind, "voice": voice});
    if let (Value::Object(command), Value::Object(rest)) = (&mut command, rest) {
        command.extend(rest);
    }
    command
}
