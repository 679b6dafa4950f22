//! 特别程序: listed, told in writing with the time it takes, and not longer than planned (art. 45).

use engine::clock::working_days;

use crate::conform::act::What;
use crate::conform::rule::{Breach, Check, Need, Rule, Severity};
use crate::conform::said::{Said, said};
use crate::conform::story::Story;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "special_not_listed",
        severity: Severity::Error,
        source: "行政许可法 art. 45 (guard 12)",
        zh: "启动了事项未列明的特别程序",
        en: "a special procedure that the item does not list",
        needs: &[Need::Special, Need::Catalogue],
        check: Check::Case(not_listed),
    },
    Rule {
        id: "special_too_long",
        severity: Severity::Error,
        source: "行政许可法 art. 45 (guard 12)",
        zh: "特别程序计划时间超过事项规定",
        en: "planned for longer than the item allows",
        needs: &[Need::Special, Need::Catalogue],
        check: Check::Case(too_long),
    },
    Rule {
        id: "special_untold",
        severity: Severity::Error,
        source: "行政许可法 art. 45 (guard 12)",
        zh: "未将特别程序所需时间书面告知申请人",
        en: "the applicant was not told in writing how long the procedure takes",
        needs: &[Need::Special, Need::Told],
        check: Check::Case(untold),
    },
    Rule {
        id: "special_overrun",
        severity: Severity::Warning,
        source: "行政许可法 art. 45",
        zh: "特别程序实际时间超过告知的时间",
        en: "the procedure took longer than was told",
        needs: &[Need::Special, Need::Told],
        check: Check::Case(overrun),
    },
];

fn not_listed(story: &Story) -> Vec<Breach> {
    let Some(item) = story.definition() else { return Vec::new() };
    let mut breaches = Vec::new();
    for (place, act) in story.numbered() {
        let What::Suspended { procedure: Some(kind), .. } = &act.what else { continue };
        if item.specials.iter().all(|special| special.kind != *kind) {
            let found = Said::coded("procedure", kind).and(&Said::name(item.code.as_str()));
            breaches.push(Breach::at([place], found));
        }
    }
    breaches
}

fn too_long(story: &Story) -> Vec<Breach> {
    let Some(item) = story.definition() else { return Vec::new() };
    let mut breaches = Vec::new();
    for (place, act) in story.numbered() {
        let What::Suspended { procedure: Some(kind), planned: Some(planned), .. } = &act.what
        else {
            continue;
        };
        let listed = item.specials.iter().find(|special| special.kind == *kind);
        if let Some(max) = listed.map(|special| special.max_working_days)
            && *planned > max
        {
            let found = said!(
                "计划{planned}个工作日，至多{max}个",
                "{planned} working days planned, at most {max}"
            );
            breaches.push(Breach::at([place], found));
        }
    }
    breaches
}

fn untold(story: &Story) -> Vec<Breach> {
    let untold = story.all(|what| {
        matches!(
            what,
            What::Suspended { told: Some(false), .. } | What::Suspended { planned: Some(0), .. }
        )
    });
    untold.map(|(place, act)| Breach::at([place], act.told())).collect()
}

fn overrun(story: &Story) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (place, act) in story.numbered() {
        let What::Suspended { planned: Some(planned), .. } = &act.what else { continue };
        let end = story.after(place, |what| *what == What::Resumed || what.ends_the_work());
        let day = end.map_or(story.until, |(_, end)| end.day());
        let days = story.days_at(end.map(|(_, end)| end));
        let passed = days.passed(act.day(), working_days(*planned), &[], day);
        if let Some(due) = passed {
            let found = said!(
                "告知{planned}个工作日，至{due}；实际至{day}",
                "told {planned} working days, to {due}; it went on to {day}"
            );
            let places = [place].into_iter().chain(end.map(|(end, _)| end));
            breaches.push(Breach { is_open: end.is_none(), ..Breach::at(places, found) });
        }
    }
    breaches
}
