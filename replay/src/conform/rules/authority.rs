//! 授权: who may take in and who may decide, by the letters on file that day.

use engine::authority::{Grantee, Power};
use engine::hall::Role;
use engine::item::StepKind;
use engine::setup::FiledLetter;

use crate::conform::act::{Act, What};
use crate::conform::rule::{Breach, Check, Need, Rule, Severity};
use crate::conform::said::{Said, said};
use crate::conform::story::Story;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "decided_without_authority",
        severity: Severity::Error,
        source: "审批服务授权委托书 (rows 31, 34; guard 4)",
        zh: "作出决定时无有效的决定授权",
        en: "decided without an authority to decide in force on that day",
        needs: &[Need::People, Need::Decision, Need::Authority],
        check: Check::Case(without_authority),
    },
    Rule {
        id: "intake_without_letter",
        severity: Severity::Error,
        source: "委托综合窗口受理 (rows 32, 33, 40; guard 2)",
        zh: "受理单位无有效的受理委托，或委托事项由部门自行受理",
        en: "accepted by a unit to which the intake was not entrusted that day",
        needs: &[Need::Acceptance, Need::Authority],
        check: Check::Case(intake_without_letter),
    },
];

/// In force on the day of the act, for the item of the story, given by its department.
fn is_in_force(filed: &FiledLetter, story: &Story, act: &Act) -> bool {
    let Some(item) = story.definition() else { return false };
    let (letter, day) = (&filed.letter, act.day());
    let has_begun = day >= letter.valid_from;
    let is_over = letter.valid_to.is_some_and(|last| day > last);
    let is_revoked = filed.revoked_on.is_some_and(|revoked| day >= revoked);
    let names_it = letter.items.is_empty() || letter.items.contains(&item.code);
    letter.grantor == item.department && has_begun && !is_over && !is_revoked && names_it
}

fn without_authority(story: &Story) -> Vec<Breach> {
    let decided = story.all(|what| matches!(what, What::Decided { .. } | What::ReportedUp { .. }));
    decided
        .filter_map(|(place, act)| {
            let problem = problem_of(story, act)?;
            let found = act
                .told()
                .with(&problem, |who, why| (format!("{who}：{why}"), format!("{who}: {why}")));
            Some(Breach::at([place], found))
        })
        .collect()
}

/// Why the decider had no authority, if he had none.
fn problem_of(story: &Story, act: &Act) -> Option<Said> {
    let item = story.definition()?;
    let (number, power) = match &act.what {
        What::Decided { letter, .. } => (letter, Power::Decide),
        What::ReportedUp { letter } => (letter, Power::InitialReview),
        _ => return None,
    };
    let person = act.person.as_deref()?;
    let deciders = [Some(person), act.in_place_of.as_deref()];
    let is_head = deciders
        .into_iter()
        .flatten()
        .filter_map(|id| act.staff(id))
        .any(|staff| staff.roles.contains(&Role::DeptHead) && staff.unit == item.department);
    if is_head {
        return None;
    }
    let for_the_head =
        |step: &engine::item::Step| step.step == StepKind::Decide && step.role == Role::DeptHead;
    if power == Power::Decide && item.steps.iter().any(for_the_head) {
        return Some(said!("事项{0}须由主要负责人决定", "{0} is decided by the head"; item.code));
    }
    let Some(number) = number else {
        return Some(said!("未载明授权书", "he names no letter"));
    };
    let filed = number.parse().ok().and_then(|number| act.hall.as_ref()?.letters.get(&number));
    let Some(filed) = filed else {
        return Some(said!("授权书{number}未备案", "letter {number} is not on file"));
    };
    let is_his = match &filed.letter.grantee {
        Grantee::Person(id) => deciders.contains(&Some(id.as_str())),
        Grantee::Unit(_) => false,
    };
    let is_enough = filed.letter.power == Power::Decide || filed.letter.power == power;
    if !is_his {
        Some(said!("授权书{number}不是授予本人的", "letter {number} is not given to him"))
    } else if !is_enough {
        Some(said!("授权书{number}不含决定权", "letter {number} gives no power to decide"))
    } else if !is_in_force(filed, story, act) {
        Some(said!(
            "授权书{number}对事项{}于{}不在有效期内",
            "letter {number} was not in force for {} on {}";
            item.code, act.day()
        ))
    } else {
        None
    }
}

fn intake_without_letter(story: &Story) -> Vec<Breach> {
    let Some(item) = story.definition() else { return Vec::new() };
    let accepted = story.all(|what| matches!(what, What::Accepted(_)));
    accepted
        .filter_map(|(place, act)| {
            let unit = act.unit.as_deref()?;
            let hall = act.hall.as_ref();
            if unit == item.department.as_str() {
                // What it entrusts to nobody any more is its own again, for the cases that run.
                let is_anybodys = |filed: &FiledLetter| {
                    filed.letter.power == Power::Intake && is_in_force(filed, story, act)
                };
                if hall.is_some_and(|hall| !hall.letters.values().any(is_anybodys)) {
                    return None;
                }
                let found = said!(
                    "{unit}自行受理了已委托的事项{}",
                    "{unit} took its entrusted item {} in itself";
                    item.code
                );
                return item.entrusted.then(|| Breach::at([place], found));
            }
            let is_entrusted = |filed: &FiledLetter| {
                let to_it = match &filed.letter.grantee {
                    Grantee::Unit(id) => id.as_str() == unit,
                    Grantee::Person(_) => false,
                };
                to_it && filed.letter.power == Power::Intake && is_in_force(filed, story, act)
            };
            let hall = hall?;
            let found = said!(
                "{unit}受理{1}的事项{0}，{2}",
                "{unit} for {0} of {1} on {2}";
                item.code, item.department, act.day()
            );
            (!hall.letters.values().any(is_entrusted)).then(|| Breach::at([place], found))
        })
        .collect()
}
