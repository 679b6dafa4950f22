//! 受理: told once, in five days, with every paper (行政许可法 art. 32).

use engine::clock::ClockKind;

use crate::conform::act::What;
use crate::conform::rule::{Breach, Check, Need, Rule, Severity};
use crate::conform::said::said;
use crate::conform::story::{Story, came_in_on};

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "acceptance_late",
        severity: Severity::Error,
        source: "行政许可法 art. 32(4) (row 60)",
        zh: "收到材料后未在规定期限内受理、不予受理或一次性告知补正",
        en: "neither accepted, refused nor told what is missing within the limit of acceptance",
        needs: &[Need::Receipt, Need::Acceptance, Need::AcceptanceLimit, Need::Whole],
        check: Check::Case(acceptance_late),
    },
    Rule {
        id: "online_check_late",
        severity: Severity::Warning,
        source: "网上预审 (local rule; row 60)",
        zh: "网上申请未在规定期限内给出预审结果",
        en: "an online application had no result of its check within its limit",
        needs: &[Need::Receipt, Need::Acceptance, Need::OnlineCheckLimit, Need::Whole],
        check: Check::Case(online_check_late),
    },
    Rule {
        id: "second_correction_notice",
        severity: Severity::Error,
        source: "行政许可法 art. 32(4), 72(4) (row 59; guard 9)",
        zh: "补正内容未一次性告知，再次要求补正",
        en: "what is missing was not told at once: the applicant was asked a second time",
        needs: &[Need::Correction],
        check: Check::Case(second_notice),
    },
    Rule {
        id: "empty_correction_notice",
        severity: Severity::Error,
        source: "行政许可法 art. 32(4) (row 59; guard 9)",
        zh: "补正告知未写明任何需补正的内容",
        en: "a correction notice names nothing that is wrong",
        needs: &[Need::Correction, Need::Words],
        check: Check::Case(empty_notice),
    },
    Rule {
        id: "unpublished_item",
        severity: Severity::Error,
        source: "清单之外无审批 (row 89; guard 1)",
        zh: "收件时事项未发布或尚未生效",
        en: "taken in without a published item version in force",
        needs: &[Need::Receipt, Need::Catalogue],
        check: Check::Case(unpublished),
    },
    Rule {
        id: "decided_before_acceptance",
        severity: Severity::Error,
        source: "行政许可法 art. 32, 42 (row 52)",
        zh: "未经受理即作出决定",
        en: "decided without having been accepted",
        needs: &[Need::Acceptance, Need::Decision, Need::Whole],
        check: Check::Case(decided_before_acceptance),
    },
];

fn answers(what: &What) -> bool {
    what.is_acceptance()
        || matches!(what, What::CorrectionNoticed { .. })
        || what.follows_from_the_item()
        || what.ends_without_decision()
}

/// What the government opens itself waits for consent, and what another region decides for that region: our limits of
/// acceptance do not run for either.
fn is_not_asked_of_us(story: &Story) -> bool {
    story.first(|what| matches!(what, What::ProactivelyOpened | What::TakenInForRegion)).is_some()
}

fn acceptance_late(story: &Story) -> Vec<Breach> {
    if is_not_asked_of_us(story) {
        return Vec::new();
    }
    let begun = story.all(|what| {
        matches!(what, What::Received { .. } | What::Corrected(_) | What::CommitmentWithdrawn)
    });
    let mut breaches = Vec::new();
    for (place, act) in begun {
        let Some(limit) = story.limit(ClockKind::Acceptance, act) else { continue };
        let from = story.received_on(place).unwrap_or(act.day());
        let end = story.after(place, answers);
        let day = end.map_or(story.until, |(_, end)| end.day());
        let days = story.days_at(end.map(|(_, end)| end));
        let Some(due) = days.passed(from, limit, &[], day) else { continue };
        let Some((end_place, end)) = end else {
            let found = said!(
                "{from}收到，应于{due}前答复，至{day}未答复",
                "here on {from}, due {due}, not answered by {day}"
            );
            breaches.push(Breach { is_open: true, ..Breach::at([place], found) });
            continue;
        };
        let is_deemed = matches!(end.what, What::DeemedAccepted { .. });
        let found = if is_deemed {
            said!(
                "{from}收到，应于{due}前答复，{day}视为受理",
                "here on {from}, due {due}, counted as accepted on {day}"
            )
        } else {
            said!(
                "{from}收到，应于{due}前答复，{day}才答复",
                "here on {from}, due {due}, answered on {day}"
            )
        };
        breaches.push(Breach::at([end_place, place], found));
    }
    breaches
}

fn online_check_late(story: &Story) -> Vec<Breach> {
    if is_not_asked_of_us(story) {
        return Vec::new();
    }
    let Some((place, act)) =
        story.first(|what| matches!(what, What::Received { online: true, .. }))
    else {
        return Vec::new();
    };
    let Some(limit) = story.limit(ClockKind::OnlineCheck, act) else { return Vec::new() };
    let end = story.after(place, answers);
    let day = end.map_or(story.until, |(_, end)| end.day());
    let days = story.days_at(end.map(|(_, end)| end));
    let from = came_in_on(act);
    let Some(due) = days.passed(from, limit, &[], day) else { return Vec::new() };
    let found = said!(
        "{}提交，应于{due}前给出预审结果，{day}才给出",
        "sent on {}, due {due}, result on {day}";
        from
    );
    let places = end.map(|(end, _)| end).into_iter().chain([place]);
    vec![Breach { is_open: end.is_none(), ..Breach::at(places, found) }]
}

fn second_notice(story: &Story) -> Vec<Breach> {
    let notices: Vec<usize> = story
        .all(|what| matches!(what, What::CorrectionNoticed { .. }))
        .map(|(place, _)| place)
        .collect();
    let Some((first, later)) = notices.split_first() else { return Vec::new() };
    let count = notices.len();
    later
        .iter()
        .map(|place| {
            let found = said!("同一办件告知{count}次", "{count} notices in one case");
            Breach::at([*place, *first], found)
        })
        .collect()
}

fn empty_notice(story: &Story) -> Vec<Breach> {
    let empty = story.all(|what| matches!(what, What::CorrectionNoticed { defects: Some(0), .. }));
    empty.map(|(place, act)| Breach::at([place], act.told())).collect()
}

fn unpublished(story: &Story) -> Vec<Breach> {
    let Some((place, act)) = story.first(|what| matches!(what, What::Received { .. })) else {
        return Vec::new();
    };
    let code = story.code.as_deref().unwrap_or("?");
    match story.definition() {
        None => {
            let found = said!("事项{code}没有该版本", "{code} has no such version");
            vec![Breach::at([place], found)]
        }
        Some(item) if item.valid_from > act.day() => {
            let found = said!(
                "事项{code}自{}起生效，{}已收件",
                "{code} is in force from {}, taken in on {}";
                item.valid_from, act.day()
            );
            vec![Breach::at([place], found)]
        }
        Some(item) if item.valid_to.is_some_and(|last| act.day() > last) => {
            let found = said!(
                "事项{code}已失效，{}仍收件",
                "{code} had ended, taken in on {}";
                act.day()
            );
            vec![Breach::at([place], found)]
        }
        Some(_) => Vec::new(),
    }
}

fn decided_before_acceptance(story: &Story) -> Vec<Breach> {
    let decided = story.all(What::is_decision);
    let early = decided.filter(|(place, _)| !story.before(*place, What::is_acceptance));
    early.map(|(place, act)| Breach::at([place], act.told())).collect()
}
