//! 受审分离、回避: who may not do what in the same case.

use std::collections::BTreeSet;

use crate::conform::act::{Act, What};
use crate::conform::rule::{Breach, Check, Need, Rule, Severity};
use crate::conform::story::Story;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "four_eyes",
        severity: Severity::Error,
        source: "受审分离 (row 39; guard 3)",
        zh: "同一人既受理又审批同一办件",
        en: "the same person took the case in and approved it",
        needs: &[Need::People, Need::Acceptance, Need::Decision],
        check: Check::Case(four_eyes),
    },
    Rule {
        id: "window_decides",
        severity: Severity::Error,
        source: "受审分离 (row 39; guard 3)",
        zh: "窗口岗位人员审批了办件",
        en: "a person with a window role approved the case",
        needs: &[Need::People, Need::Decision, Need::Authority],
        check: Check::Case(window_decides),
    },
    Rule {
        id: "own_case",
        severity: Severity::Error,
        source: "回避 (row 70)",
        zh: "工作人员办理了自己作为申请人或代理人的办件",
        en: "a person of the staff handled a case in which he is the applicant or agent",
        needs: &[Need::People, Need::Authority],
        check: Check::Case(own_case),
    },
    Rule {
        id: "not_certified",
        severity: Severity::Error,
        source: "培训考核后上岗 (row 46)",
        zh: "人员未经该事项培训考核即受理或审批",
        en: "a person who was not certified for the item took it in or approved it",
        needs: &[Need::People, Need::Authority],
        check: Check::Case(not_certified),
    },
];

fn is_intake(what: &What) -> bool {
    matches!(what, What::PreChecked | What::Accepted(_))
}

fn is_approval(what: &What) -> bool {
    matches!(
        what,
        What::StepDone { .. }
            | What::Decided { .. }
            | What::ReportedUp { .. }
            | What::Opinion { .. }
    )
}

/// 首席审批员坐窗口: the one lawful exception.
fn is_excepted(story: &Story) -> bool {
    story.definition().is_some_and(|item| item.approver_at_window)
}

/// Whoever did it, and whoever it was done for.
fn people(act: &Act) -> impl Iterator<Item = &str> {
    act.person.as_deref().into_iter().chain(act.in_place_of.as_deref())
}

fn four_eyes(story: &Story) -> Vec<Breach> {
    if is_excepted(story) {
        return Vec::new();
    }
    let mut breaches = Vec::new();
    for (place, approval) in story.all(is_approval) {
        let approvers: BTreeSet<&str> = people(approval).collect();
        let mut intakes = story.all(is_intake);
        let intake = intakes.find(|(_, act)| people(act).any(|id| approvers.contains(id)));
        if let Some((intake_place, intake)) = intake {
            let found = format!("taken in by {}, approved by {}", intake.told(), approval.told());
            breaches.push(Breach::at([place, intake_place], found));
        }
    }
    breaches
}

fn window_decides(story: &Story) -> Vec<Breach> {
    if is_excepted(story) {
        return Vec::new();
    }
    let at_window = |act: &Act| act.actor().is_some_and(engine::hall::Staff::has_window_role);
    let approvals = story.all(is_approval).filter(|(_, act)| at_window(act));
    approvals.map(|(place, act)| Breach::at([place], act.told())).collect()
}

fn own_case(story: &Story) -> Vec<Breach> {
    let is_party = |act: &Act| {
        let token = act.actor().and_then(|staff| staff.token);
        token.is_some_and(|token| story.parties.contains(&token))
    };
    let handled = story.all(|what| is_intake(what) || is_approval(what));
    let own = handled.filter(|(_, act)| is_party(act));
    own.map(|(place, act)| Breach::at([place], act.told())).collect()
}

fn not_certified(story: &Story) -> Vec<Breach> {
    let Some(item) = story.definition() else { return Vec::new() };
    let is_stranger = |act: &Act| {
        act.actor()
            .is_some_and(|staff| !staff.items.is_empty() && !staff.items.contains(&item.code))
    };
    // An opinion is not about the item, and a cover takes the post as it is.
    let handled = story
        .all(|what| is_intake(what) || is_approval(what) && !matches!(what, What::Opinion { .. }));
    let strange = handled.filter(|(_, act)| is_stranger(act));
    strange
        .map(|(place, act)| Breach::at([place], format!("{} for {}", act.told(), item.code)))
        .collect()
}
