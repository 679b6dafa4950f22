//! 特别条款: what an item version carries for special kinds of case, each off unless the version carries it and
//! names its basis.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::Text;
use crate::hall::Role;
use crate::item::{CaseType, ItemDefinition, StepKind};
use crate::refusal::{Refusal, Rule};

/// 特别条款 of an item version.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Terms {
    /// 延续 of a licence before it expires (行政许可法 art. 50).
    pub renewal: Option<RenewalTerms>,
    /// 缺席默认 the basis on which a department that stays away without good reason consents.
    pub absence: Option<Text>,
    /// 跨域通办
    pub region: Option<RegionTerms>,
    /// 免申即享
    pub proactive: Option<ProactiveTerms>,
    /// 秒批
    pub automatic: Option<AutomaticTerms>,
    /// 须本人到场 the law by which the applicant comes himself (行政许可法 art. 29).
    pub presence: Option<Text>,
}

/// 延续 the terms of a renewal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenewalTerms {
    /// Natural days before the expiry by which it is applied for: 30, where no other text sets another number.
    pub apply_before_days: u16,
}

/// 通办方式 how a matter of another region is done (row 69).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RegionWay {
    /// 全程网办
    Online,
    /// 异地代收代办 papers are taken in there and forwarded.
    Collect,
    /// 多地联办 several places work on it.
    Several,
}

/// 起算 the day on which our clocks start for a case taken in elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FirstDay {
    /// The day it was received there: where it was handed in makes no difference to the applicant.
    Receipt,
    /// The day it arrived here.
    Arrival,
}

/// 跨域通办 the terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegionTerms {
    /// 依据 the list or agreement.
    pub basis: Text,
    /// The ways that are offered.
    pub ways: BTreeSet<RegionWay>,
    /// 转送 working days in which what was taken in for another region is forwarded; at least 1.
    pub forward_days: u16,
    /// When the clocks of what was taken in elsewhere for us start.
    pub first_day: FirstDay,
}

/// 免申即享 the terms on which the government opens a case itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProactiveTerms {
    /// 依据 the policy.
    pub basis: Text,
    /// 确认期限 working days in which the person consents; at least 1.
    pub consent_days: u16,
}

/// 秒批 a condition that a machine can see.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Every required paper is there.
    Complete,
    /// Every required paper was fetched from its source, trust A.
    FromSource,
    /// The application came over a channel without a person of the staff.
    Online,
    /// No unrepaired discredit.
    Creditworthy,
}

impl Condition {
    /// The name, as in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Condition::Complete => "complete",
            Condition::FromSource => "from_source",
            Condition::Online => "online",
            Condition::Creditworthy => "creditworthy",
        }
    }
}

/// 秒批 the rule by which the system grants at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AutomaticTerms {
    /// 依据 the rule.
    pub basis: Text,
    /// All must hold.
    pub conditions: BTreeSet<Condition>,
}

impl RegionTerms {
    /// When our clocks start: 多地联办 is one intake for all places, so that its day is everybody's; of the other ways
    /// the terms say it.
    pub fn first_day_of(&self, way: RegionWay) -> FirstDay {
        match way {
            RegionWay::Several => FirstDay::Receipt,
            RegionWay::Online | RegionWay::Collect => self.first_day,
        }
    }
}

impl Terms {
    /// What must hold before a version with these terms is published.
    pub fn check(&self, item: &ItemDefinition) -> Result<(), Refusal> {
        if self.renewal.as_ref().is_some_and(|terms| terms.apply_before_days == 0) {
            return Err(Rule::BadItem.because("a renewal is applied for before the expiry"));
        }
        if self.renewal.is_some() && item.case_type == CaseType::ReportUp {
            return Err(Rule::TacitBasis.because("the renewal is decided above, not here"));
        }
        if self.absence.is_some()
            && let Some(why) = item.excluded()
        {
            return Err(Rule::TacitBasis.because(format!("{why} is excluded")));
        }
        let region = self.region.as_ref();
        if region.is_some_and(|terms| terms.ways.is_empty() || terms.forward_days == 0) {
            return Err(Rule::BadItem.because("name a way, and forward in 1 working day or more"));
        }
        if self.proactive.as_ref().is_some_and(|terms| terms.consent_days == 0) {
            return Err(Rule::BadItem.because("a person has 1 working day or more to consent"));
        }
        if self.presence.is_some() && (self.automatic.is_some() || self.proactive.is_some()) {
            return Err(Rule::BadItem.because("where nobody applies in person nobody is present"));
        }
        if self.bases().any(Text::is_blank) {
            return Err(Rule::TacitBasis.because("the basis is blank"));
        }
        self.automatic.as_ref().map_or(Ok(()), |terms| terms.check(item))
    }

    fn bases(&self) -> impl Iterator<Item = &Text> {
        let of_region = self.region.as_ref().map(|terms| &terms.basis);
        let of_proactive = self.proactive.as_ref().map(|terms| &terms.basis);
        let of_automatic = self.automatic.as_ref().map(|terms| &terms.basis);
        let own = self.absence.iter().chain(&self.presence);
        own.chain(of_region).chain(of_proactive).chain(of_automatic)
    }
}

impl AutomaticTerms {
    /// Never where a person's judgement or two people are needed: an inspection, a special procedure, other
    /// departments, the head, a higher authority, or papers that nobody's source vouches for.
    fn check(&self, item: &ItemDefinition) -> Result<(), Refusal> {
        let for_the_head = item
            .steps
            .iter()
            .any(|step| step.step == StepKind::Decide && step.role == Role::DeptHead);
        let reason = if item.case_type != CaseType::Instant {
            "only an instant item is decided by a rule"
        } else if item.site_inspection || !item.specials.is_empty() {
            "an inspection or a special procedure needs people"
        } else if for_the_head || item.not_pooled {
            "what the head decides, or is kept out of the pool, needs people"
        } else if !self.conditions.contains(&Condition::FromSource) {
            "papers that the applicant brings need a person's eye: add from_source"
        } else {
            return Ok(());
        };
        Err(Rule::AutomaticExcluded.because(reason))
    }
}
