//! At the window: receipt, first look, acceptance or not, and the hand-over.

use engine::identity::resident_check;
use serde_json::json;

use super::super::fate::Fate;
use super::{GREEN, Life};

/// A resident's number that nobody has: the same hundred days of birth for all, a thousand on each.
fn number(case: usize) -> String {
    let (day, order) = (case / 1_000, case % 1_000);
    let body =
        format!("430422{}{:02}{:02}{order:03}", 1960 + day / 336, day / 28 % 12 + 1, day % 28 + 1);
    let digits: Vec<u32> = body.chars().filter_map(|digit| digit.to_digit(10)).collect();
    body.chars().chain(resident_check(&digits)).collect()
}

impl Life<'_, '_> {
    pub(super) fn receive(&mut self, is_online: bool) {
        let absent = self.absent.map(|need| &need.material);
        let there = self.item.materials.iter().filter(|need| Some(&need.material) != absent);
        let materials = self.papers(there);
        // The green channel is opened by the window that sees the ground.
        let is_green = self.chance.percent(GREEN) && !is_online;
        let priority = if is_green { "green" } else { "normal" };
        let fields = json!({
            "item": self.item.id,
            "channel": if is_online { "online" } else { "window" },
            "priority": priority,
            "applicant": {
                "name": format!("申请人{}", self.case + 1),
                "certificate_type": "111",
                "certificate": number(self.case),
                "phone": format!("{:011}", self.case + 1),
            },
            "materials": materials,
            "delivery": self.way,
        });
        if is_online {
            self.order("receive_application", "applicant", None, fields);
        } else {
            self.now = self.desk.hours.open(self.now);
            self.at_window("receive_application", fields);
        }
    }

    /// From the first look to acceptance; false when the case ends here.
    pub(super) fn intake(&mut self) -> bool {
        self.slip("accept_case", json!({}));
        self.at_window("start_pre_check", json!({}));
        match self.fate {
            Fate::RefusedAtIntake => {
                self.slip("refuse_acceptance", json!({"reasons": [], "remedies": "行政复议"}));
                let fields = json!({
                    "reasons": ["申请事项不属于本行政机关职权范围"],
                    "remedies": "可依法申请行政复议或者提起行政诉讼",
                    "where_to_go": "上级主管部门",
                });
                self.at_window("refuse_acceptance", fields);
                return false;
            }
            Fate::NotRequired => {
                let reasons = json!({"reasons": ["依法不需要取得行政许可"]});
                self.at_window("declare_not_required", reasons);
                return false;
            }
            Fate::Corrected => self.correct(),
            Fate::Withdrawn if self.chance.percent(50) => {
                self.order("withdraw_case", "applicant", None, json!({"reason": "不再办理"}));
                self.fate = Fate::Plain;
                return false;
            }
            Fate::Plain
            | Fate::Withdrawn
            | Fate::Forgotten
            | Fate::Returned
            | Fate::Suspended
            | Fate::Extended
            | Fate::Late
            | Fate::RefusedByDecision
            | Fate::ParcelFailed => (),
        }
        self.wait(2, 8);
        self.at_window("accept_case", json!({}));
        self.slip("decide_case", json!({"outcome": "granted"}));
        true
    }

    pub(super) fn correct(&mut self) {
        let defect = match self.absent {
            Some(need) => json!({"material": need.material, "what": "缺少该材料，请补交"}),
            None => json!({"what": "申请表未签名，请补签"}),
        };
        if self.absent.is_some() {
            self.slip("accept_case", json!({}));
        }
        self.at_window("notice_correction", json!({"defects": [defect]}));
        self.wait_days(1, 3);
        let materials = self.papers(self.absent.into_iter());
        self.order("submit_corrections", "applicant", None, json!({"materials": materials}));
        self.wait(5, 60);
        let second = json!({"defects": [{"what": "再次要求补正"}]});
        self.slip("notice_correction", second);
    }

    /// 清单 of every paper of the item.
    pub(super) fn manifest(&self) -> Vec<String> {
        let needs = self.item.materials.iter();
        let mut manifest: Vec<String> = needs.map(|need| need.material.to_string()).collect();
        manifest.sort_unstable();
        manifest
    }

    pub(super) fn hand_over(&mut self) {
        self.wait(5, 40);
        self.at_window("split_case", json!({}));
        let manifest = self.manifest();
        let fields = json!({"manifest": manifest, "paper": true});
        if !manifest.is_empty() {
            self.slip("hand_over_case", json!({"manifest": [], "paper": true}));
        }
        self.at_window("hand_over_case", fields.clone());
        if self.fate == Fate::Returned {
            self.wait(20, 120);
            self.behind("return_hand_over", "rep", json!({"reason": "交接清单与纸质材料页数不符"}));
            self.wait(10, 60);
            self.at_window("hand_over_case", fields);
        }
        self.wait(10, 200);
        self.behind("acknowledge_hand_over", "rep", json!({}));
    }
}
