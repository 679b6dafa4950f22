//! 评价与监督政策: the limits of ratings, troubles and complaints. Law sets none of them, places do; so all is data.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::working_days;
use crate::due::{Budget, Unit};
use crate::refusal::{Refusal, Rule};

use super::values::{TroubleClass, TroubleGround};

/// 等级代码方向 in which a channel sends grades by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GradeScale {
    /// 1 = 非常满意 (GB/T 39046 table A.8).
    National,
    /// 5 = 非常满意, as provincial interfaces have it.
    Provincial,
}

/// A version of the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoicePolicy {
    /// 等级代码方向
    pub grade_scale: GradeScale,
    /// 差评联系: working days to contact who gave a bad rating under his name (安阳市政务服务条例 art. 52: 1).
    pub contact_days: u16,
    /// 差评整改: working days (德州, 襄城: 5).
    pub rectify_days: u16,
    /// 复杂差评整改: working days (四川: 15).
    pub rectify_complex_days: u16,
    /// 办不成事: the limit of a general trouble; each limit counts from the report.
    pub trouble_general: Budget,
    /// Of one that law does not allow, or that is a fault of the staff.
    pub trouble_disputed: Budget,
    /// Of a hard one.
    pub trouble_hard: Budget,
    /// Of a very complex one.
    pub trouble_complex: Budget,
    /// 不属受理范围 what the desk does not take.
    pub trouble_excluded: BTreeSet<TroubleGround>,
    /// 延长: days, in the limit's own unit, that the head may approve once.
    pub trouble_extension: u16,
    /// 确认回访: working days after the solution.
    pub revisit_days: u16,
    /// 结果报告: working days after the solution, where the place asks for it (深圳: 2).
    #[serde(default)]
    pub trouble_report_days: Option<u16>,
    /// 投诉答复: working days (安阳市政务服务条例 art. 50: 5).
    pub complaint_days: u16,
    /// 延长: working days the head may approve once (art. 50: 5).
    pub complaint_extension: u16,
    /// 误派退回: hours in which the wrong addressee returns what is not his (art. 50: 24).
    pub return_hours: u16,
}

impl VoicePolicy {
    /// The figures of the local rules that were read.
    pub fn customary() -> VoicePolicy {
        VoicePolicy {
            grade_scale: GradeScale::National,
            contact_days: 1,
            rectify_days: 5,
            rectify_complex_days: 15,
            trouble_general: working_days(1),
            trouble_disputed: working_days(3),
            trouble_hard: working_days(7),
            trouble_complex: Budget { days: 30, unit: Unit::CalendarDays },
            trouble_excluded: BTreeSet::from([
                TroubleGround::Litigation,
                TroubleGround::Petition,
                TroubleGround::DefectivePapers,
            ]),
            trouble_extension: 5,
            revisit_days: 4,
            trouble_report_days: None,
            complaint_days: 5,
            complaint_extension: 5,
            return_hours: 24,
        }
    }

    /// The limit of a trouble of a class.
    pub fn trouble(&self, class: TroubleClass) -> Budget {
        match class {
            TroubleClass::General => self.trouble_general,
            TroubleClass::Disputed => self.trouble_disputed,
            TroubleClass::Hard => self.trouble_hard,
            TroubleClass::VeryComplex => self.trouble_complex,
        }
    }

    /// Nobody is given no time; a simple thing takes no longer than a complex one; something is taken.
    pub fn check(&self) -> Result<(), Refusal> {
        let refused = |detail: &'static str| Err(Rule::PolicyRefused.because(detail));
        let classes = TroubleClass::ALL.iter().map(|class| self.trouble(*class));
        let days = [
            self.contact_days,
            self.rectify_days,
            self.rectify_complex_days,
            self.revisit_days,
            self.complaint_days,
            self.return_hours,
        ];
        if days.contains(&0)
            || self.trouble_report_days == Some(0)
            || classes.clone().any(|budget| budget.days == 0)
        {
            return refused("a limit of 0");
        }
        if classes.clone().any(|budget| budget.unit == Unit::Date) {
            return refused("a trouble has a limit in working or natural days");
        }
        if self.rectify_days > self.rectify_complex_days {
            return refused("a simple bad rating is put right no later than a complex one");
        }
        if TroubleGround::ALL.iter().all(|ground| self.trouble_excluded.contains(ground)) {
            return refused("every ground is excluded");
        }
        Ok(())
    }
}
