//! 延长: once, before the end, by whom the law names, with the reason told (行政许可法 art. 42).

use engine::clock::ClockKind;
use engine::hall::Role;
use engine::item::CaseType;

use crate::conform::act::{Act, What};
use crate::conform::rule::{Breach, Check, Need, Rule, Severity};
use crate::conform::said::said;
use crate::conform::story::Story;

/// Days that art. 42(1) gives.
const DAYS_MAX: u16 = 10;
/// Days that art. 42(2) gives a joint case.
const JOINT_DAYS_MAX: u16 = 15;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "extended_twice",
        severity: Severity::Error,
        source: "行政许可法 art. 42 (guard 13)",
        zh: "同一办件多次延长办理期限",
        en: "the limit was extended more than once",
        needs: &[Need::Extension],
        check: Check::Case(twice),
    },
    Rule {
        id: "extended_late",
        severity: Severity::Error,
        source: "行政许可法 art. 42 (guard 13)",
        zh: "期限届满后才延长",
        en: "the limit was extended after it had ended",
        needs: &[Need::Extension, Need::Acceptance, Need::StatutoryLimit, Need::Whole],
        check: Check::Case(late),
    },
    Rule {
        id: "extended_by_wrong_approver",
        severity: Severity::Error,
        source: "行政许可法 art. 42 (guard 13)",
        zh: "延长未经本机关负责人（联办件为本级政府负责人）批准",
        en: "extended without the approver whom the law names",
        needs: &[Need::Extension, Need::Authority],
        check: Check::Case(wrong_approver),
    },
    Rule {
        id: "extended_too_long",
        severity: Severity::Error,
        source: "行政许可法 art. 42 (guard 13)",
        zh: "延长天数超过规定",
        en: "extended by more days than law and item allow",
        needs: &[Need::Extension, Need::Catalogue],
        check: Check::Case(too_long),
    },
    Rule {
        id: "extension_untold",
        severity: Severity::Error,
        source: "行政许可法 art. 42 (guard 13)",
        zh: "未将延长期限的理由告知申请人",
        en: "the applicant was not told the reason of the extension",
        needs: &[Need::Extension, Need::Told],
        check: Check::Case(untold),
    },
];

fn extensions(story: &Story) -> impl Iterator<Item = (usize, &Act)> {
    story.all(|what| matches!(what, What::Extended { .. }))
}

fn is_joint(story: &Story) -> bool {
    story.definition().is_some_and(|item| item.case_type == CaseType::Joint)
}

fn twice(story: &Story) -> Vec<Breach> {
    let all: Vec<usize> = extensions(story).map(|(place, _)| place).collect();
    let Some((first, later)) = all.split_first() else { return Vec::new() };
    let found = said!("延长{0}次", "{0} extensions"; all.len());
    later.iter().map(|place| Breach::at([*place, *first], found.clone())).collect()
}

fn late(story: &Story) -> Vec<Breach> {
    let Some((accepted, start)) = story.accepted() else { return Vec::new() };
    let Some(limit) =
        story.acts.get(accepted).and_then(|act| story.limit(ClockKind::Statutory, act))
    else {
        return Vec::new();
    };
    // Only the first can be late against the plain limit; a second one is wrong by itself.
    let Some((place, act)) = extensions(story).next() else { return Vec::new() };
    let passed = story.days_at(Some(act)).passed(start, limit, &story.pauses(), act.day());
    let found = passed.map(|due| {
        said!(
            "期限于{due}届满，{0}才延长",
            "it ended on {due}, extended on {0}";
            act.day()
        )
    });
    found.map(|found| Breach::at([place], found)).into_iter().collect()
}

fn wrong_approver(story: &Story) -> Vec<Breach> {
    let Some(item) = story.definition() else { return Vec::new() };
    let is_right = |act: &Act, id: &str| {
        act.staff(id).is_some_and(|staff| {
            if is_joint(story) {
                staff.roles.contains(&Role::GovHead)
            } else {
                staff.roles.contains(&Role::DeptHead) && staff.unit == item.department
            }
        })
    };
    let mut breaches = Vec::new();
    for (place, act) in extensions(story) {
        let What::Extended { approver: Some(id), .. } = &act.what else { continue };
        if !is_right(act, id) {
            let found = said!("由{id}批准", "approved by {id}");
            breaches.push(Breach::at([place], found));
        }
    }
    breaches
}

fn too_long(story: &Story) -> Vec<Breach> {
    let Some(item) = story.definition() else { return Vec::new() };
    let law = if is_joint(story) { JOINT_DAYS_MAX } else { DAYS_MAX };
    let max = law.min(item.legal_extension);
    let mut breaches = Vec::new();
    for (place, act) in extensions(story) {
        let What::Extended { days: Some(days), .. } = &act.what else { continue };
        if *days > max {
            let found = said!("延长{days}日，至多{max}日", "by {days} days, at most {max}");
            breaches.push(Breach::at([place], found));
        }
    }
    breaches
}

fn untold(story: &Story) -> Vec<Breach> {
    let untold = story.all(|what| matches!(what, What::Extended { told: Some(false), .. }));
    untold.map(|(place, act)| Breach::at([place], act.told())).collect()
}
