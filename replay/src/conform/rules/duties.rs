//! 受审分离、回避: who may not do what in the same case.

use std::collections::BTreeSet;

use crate::conform::act::{Act, What};
use crate::conform::rule::{Breach, Check, Need, Rule, Severity};
use crate::conform::said::Said;
use crate::conform::story::Story;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "four_eyes",
        severity: Severity::Error,
        source: "受审分离 (row 39; guard 3)",
        zh: "同一人既收件受理又审批同一办件",
        en: "the same person took the case in (received, checked, accepted, split or handed it over) and approved it",
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
        zh: "工作人员经手了自己作为申请人或代理人的办件",
        en: "a person of the staff did something to a case in which he is the applicant or agent",
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

/// Whoever only received, split or handed over took the case in too.
fn takes_in(what: &What) -> bool {
    is_intake(what) || matches!(what, What::Received { .. } | What::Split | What::HandedOver)
}

/// True where the papers are with the window, before a department has them.
fn is_with_the_window(story: &Story, place: usize) -> bool {
    let sent = |what: &What| {
        matches!(what, What::HandedOver | What::Returned)
            || what.is_decision()
            || what.follows_from_the_item()
            || what.ends_without_decision()
    };
    let last = story.all(sent).rfind(|(sent, _)| *sent < place);
    last.is_none_or(|(_, act)| act.what == What::Returned)
}

/// Who took the case in by something: whoever did it, and the absent person for whom anything was done at the window.
fn took_in(story: &Story, place: usize, act: &Act) -> Vec<String> {
    let did = act.person.as_ref().filter(|_| takes_in(&act.what));
    let absent = act.in_place_of.as_ref();
    let absent = absent.filter(|_| takes_in(&act.what) || is_with_the_window(story, place));
    did.into_iter().chain(absent).cloned().collect()
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
        let intake = story.numbered().find(|(at, act)| {
            *at != place
                && took_in(story, *at, act).iter().any(|id| approvers.contains(id.as_str()))
        });
        if let Some((intake_place, intake)) = intake {
            let found = intake.told().with(&approval.told(), |intake, approval| {
                (
                    format!("收件受理{intake}，审批{approval}"),
                    format!("taken in by {intake}, approved by {approval}"),
                )
            });
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
    let own = story.numbered().filter(|(_, act)| is_party(act));
    own.map(|(place, act)| Breach::at([place], act.told())).collect()
}

fn not_certified(story: &Story) -> Vec<Breach> {
    let Some(item) = story.definition() else { return Vec::new() };
    let is_stranger = |act: &Act| {
        let known = act.actor().zip(act.hall.as_ref());
        known.is_some_and(|(staff, hall)| !hall.is_certified(staff, item))
    };
    // An opinion is not about the item, and a cover takes the post as it is.
    let handled = story
        .all(|what| is_intake(what) || is_approval(what) && !matches!(what, What::Opinion { .. }));
    let strange = handled.filter(|(_, act)| is_stranger(act));
    strange
        .map(|(place, act)| Breach::at([place], act.told().and(&Said::name(item.code.as_str()))))
        .collect()
}
