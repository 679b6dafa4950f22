//! 发布前检查: what must hold before a version of an item can be published at all.

use crate::code::Text;
use crate::limits::{LEGAL_EXTENSION_DAYS_MAX, LIST_ENTRIES_MAX, STEPS_MAX};
use crate::refusal::{Refusal, Rule};
use crate::spoken::spoken;

use super::{CaseType, ItemDefinition, StepKind, TacitKind, has_twice, working_days};

/// 网办深度 the deepest.
const ONLINE_DEPTH_MAX: u8 = 4;

impl ItemDefinition {
    /// What must hold before a version is published: rows 53, 99 and 条例 art. 36.
    pub fn check(&self) -> Result<(), Refusal> {
        self.check_sizes()?;
        let own_steps = self.steps.len();
        if own_steps > STEPS_MAX && self.steps_exception.as_ref().is_none_or(Text::is_blank) {
            return Err(
                Rule::TooManySteps.because(format!("{own_steps} steps, at most {STEPS_MAX}"))
            );
        }
        if !self.steps.iter().any(|s| matches!(s.step, StepKind::Decide | StepKind::ReportUp)) {
            return Err(Rule::BadItem.because("no step decides or reports up"));
        }
        let at_the_window = |role| {
            use crate::hall::Role as R;
            matches!(role, R::CompWindow | R::ZoneWindow | R::SatelliteWindow | R::DeliveryWindow)
        };
        if self.steps.iter().any(|s| s.step == StepKind::Decide && at_the_window(s.role)) {
            return Err(Rule::BadItem.because("a window role never decides (guard 3)"));
        }
        if self.approver_at_window && self.case_type != CaseType::Instant {
            return Err(
                Rule::BadItem.because("only an instant item has its approver at the window")
            );
        }
        if self.delivery.is_empty() {
            return Err(Rule::BadItem.because("no way of delivery"));
        }
        if self.valid_to.is_some_and(|last| last < self.valid_from) {
            return Err(Rule::BadItem.because("its last day is before its first"));
        }
        self.check_commitment()?;
        self.check_participants()?;
        self.check_tacit()?;
        self.terms.check(self)?;
        self.check_situations()?;
        self.check_materials()?;
        self.check_guide()?;
        self.check_promise()
    }

    /// 告知承诺: not for what is secret, or touches security, safety, ecology, health, life or property
    /// (安阳市政务服务条例 art. 25).
    fn check_commitment(&self) -> Result<(), Refusal> {
        let Some(terms) = &self.commitment else { return Ok(()) };
        if terms.check_days == 0 {
            return Err(
                Rule::BadItem.because("a commitment is checked within 1 working day or more")
            );
        }
        match self.excluded() {
            Some(why) => Err(Rule::BadItem.because(format!("{why} takes no commitment"))),
            None => Ok(()),
        }
    }

    /// Why neither a commitment nor silence decides it, where that is so: secret and fund-safety items, and what
    /// touches security, safety, ecology, health, life or property.
    pub(crate) fn excluded(&self) -> Option<String> {
        if self.not_pooled {
            return Some("a secret or fund-safety item".to_owned());
        }
        self.sensitive.first().map(|touches| format!("what touches {}", spoken(*touches)))
    }

    fn check_materials(&self) -> Result<(), Refusal> {
        for need in &self.materials {
            let code = &need.material;
            if need.original_returned && need.originals == 0 {
                let detail = format!("{code}: an original goes back that is not asked for");
                return Err(Rule::BadItem.because(detail));
            }
            let strange = need.substitutes.iter().find(|other| self.need(other).is_none());
            if let Some(other) = strange {
                let detail = format!("{code}: its substitute {other} is not listed");
                return Err(Rule::BadItem.because(detail));
            }
            if need.substitutes.contains(code) {
                let detail = format!("{code} cannot stand in for itself");
                return Err(Rule::BadItem.because(detail));
            }
        }
        Ok(())
    }

    /// 指南、目录: what is said has to say something.
    fn check_guide(&self) -> Result<(), Refusal> {
        if self.guide.online_depth.is_some_and(|depth| depth == 0 || depth > ONLINE_DEPTH_MAX) {
            return Err(Rule::BadItem.because("online_depth is 1 to 4"));
        }
        let mut services = self.listing.intermediaries.iter();
        if let Some(service) = services.find(|service| service.basis.is_blank()) {
            let detail = format!("{}: an intermediary service names its law", service.service);
            return Err(Rule::BadItem.because(detail));
        }
        Ok(())
    }

    fn check_participants(&self) -> Result<(), Refusal> {
        if self.case_type != CaseType::Joint {
            return Ok(());
        }
        if has_twice(self.participants.iter().map(|p| &p.department)) {
            return Err(Rule::BadItem.because("a department takes part twice"));
        }
        Ok(())
    }

    fn check_tacit(&self) -> Result<(), Refusal> {
        let Some(tacit) = &self.tacit else { return Ok(()) };
        if tacit.basis.is_blank() {
            return Err(Rule::TacitBasis.because("the basis is blank"));
        }
        if let Some(why) = self.excluded() {
            return Err(Rule::TacitBasis.because(format!("{why} is excluded")));
        }
        if tacit.kind == TacitKind::Decision && self.case_type == CaseType::ReportUp {
            return Err(Rule::TacitBasis.because("the decision is made above, not here"));
        }
        Ok(())
    }

    fn check_sizes(&self) -> Result<(), Refusal> {
        let lists = [
            self.steps.len(),
            self.specials.len(),
            self.participants.len(),
            self.materials.len(),
            self.delivery.len(),
            self.situations.len(),
        ];
        let options = self.situations.iter().map(|situation| situation.options.len());
        let needs = self.materials.iter();
        let inner = needs.flat_map(|need| [need.ways.len(), need.substitutes.len()]);
        let said = self.listing.list_lengths().into_iter().chain(self.guide.list_lengths());
        let mut all = lists.into_iter().chain(options).chain(inner).chain(said);
        if all.any(|len| len > LIST_ENTRIES_MAX) {
            return Err(
                Rule::TooLong.because(format!("a list has over {LIST_ENTRIES_MAX} entries"))
            );
        }
        if has_twice(self.materials.iter().map(|need| &need.material)) {
            return Err(Rule::BadItem.because("a material is listed twice"));
        }
        if has_twice(self.specials.iter().map(|special| special.kind)) {
            return Err(Rule::BadItem.because("a special procedure is listed twice"));
        }
        if self.legal_extension > LEGAL_EXTENSION_DAYS_MAX {
            return Err(Rule::BadItem.because("an extension is at most 15 days"));
        }
        Ok(())
    }

    fn check_promise(&self) -> Result<(), Refusal> {
        let Some(legal) = self.statutory_limit() else { return Ok(()) };
        let (promise, limit) = (working_days(self.promise), working_days(legal));
        if promise > limit {
            let detail = format!("promise {}, statutory {}", self.promise.days, legal.days);
            return Err(Rule::PromiseOverStatutory.because(detail));
        }
        if self.is_licence() && promise * 2 > limit {
            let detail = format!("promise {}, statutory {}", self.promise.days, legal.days);
            return Err(Rule::PromiseOverHalf.because(detail));
        }
        Ok(())
    }
}
