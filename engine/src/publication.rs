//! 事项发布: drafts, their review by a second person (事项梳理评审, row 88), and the policy that says what
//! a finding of the inspector weighs. Versioned like the clock policy.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{Reference, StaffId};
use crate::inspector::{Check, Finding, Severity, inspect, inspect_among};
use crate::item::ItemDefinition;
use crate::refusal::{Refusal, Rule};
use crate::setup::Setup;

/// 检查项权重 what a county lets one finding weigh.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Weight {
    /// The code of the check.
    pub finding: Reference,
    /// What it weighs here.
    pub severity: Severity,
}

/// 发布政策
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicationPolicy {
    /// 须经评审: versions come from reviewed drafts only.
    #[serde(default)]
    pub review_required: bool,
    /// Findings that weigh something else than the inspector's own list says.
    #[serde(default)]
    pub weights: Vec<Weight>,
}

/// 草案 a version that is being worked on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// What it says.
    pub definition: ItemDefinition,
    /// 梳理人 who wrote it.
    pub author: StaffId,
    /// 评审 whether it passed; `None` while nobody has looked.
    pub passed: Option<bool>,
    /// The version it became.
    pub version: Option<u32>,
}

impl PublicationPolicy {
    /// Each finding is one the inspector knows, and stands once.
    pub fn check(&self) -> Result<(), Refusal> {
        let mut seen: Vec<&str> = Vec::new();
        for Weight { finding, severity } in &self.weights {
            let Some(check) = Check::from_code(finding.as_str()) else {
                let detail = format!("the inspector has no check {finding}");
                return Err(Rule::PolicyRefused.because(detail));
            };
            if check == Check::Unpublishable && *severity != Severity::Blocking {
                return Err(Rule::PolicyRefused.because("unpublishable blocks always"));
            }
            if seen.contains(&finding.as_str()) {
                return Err(Rule::PolicyRefused.because(format!("{finding} stands twice")));
            }
            seen.push(finding.as_str());
        }
        Ok(())
    }

    /// What a check weighs.
    pub fn severity(&self, check: Check) -> Severity {
        let own = self.weights.iter().find(|weight| weight.finding.as_str() == check.code());
        own.map_or(check.severity(), |weight| weight.severity)
    }

    /// What the inspector finds in a version that is worth a warning or more; refused where one blocks.
    pub fn inspect(&self, item: &ItemDefinition) -> Result<Vec<Finding>, Refusal> {
        self.weigh(inspect(item))
    }

    /// The same, held against the catalogue (row 90).
    pub fn inspect_among(
        &self,
        item: &ItemDefinition,
        setup: &Setup,
    ) -> Result<Vec<Finding>, Refusal> {
        self.weigh(inspect_among(item, setup))
    }

    fn weigh(&self, found: Vec<Finding>) -> Result<Vec<Finding>, Refusal> {
        let weighs = |finding: &&Finding, severity| self.severity(finding.check) == severity;
        let blocking: Vec<String> = found
            .iter()
            .filter(|finding| weighs(finding, Severity::Blocking))
            .map(|finding| format!("{} ({})", finding.check.code(), finding.detail))
            .collect();
        if !blocking.is_empty() {
            return Err(Rule::FindingBlocks.because(blocking.join(", ")));
        }
        let warns = |finding: &Finding| self.severity(finding.check) == Severity::Warning;
        Ok(found.into_iter().filter(warns).collect())
    }
}
