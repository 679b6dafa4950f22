//! 出件: after the decision, paid, by the way the applicant chose (rows 75, 92).

use engine::item::DeliveryWay;
use engine::values::Outcome;

use crate::conform::act::What;
use crate::conform::rule::{Breach, Check, Need, Rule, Severity};
use crate::conform::said::{Said, said};
use crate::conform::story::Story;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "delivered_before_decision",
        severity: Severity::Error,
        source: "行政许可法 art. 38, 44 (row 52)",
        zh: "未作出决定即出件",
        en: "a result was handed out before there was a decision",
        needs: &[Need::Decision, Need::Delivery, Need::Whole],
        check: Check::Case(before_decision),
    },
    Rule {
        id: "delivered_unpaid",
        severity: Severity::Error,
        source: "统一收费 (row 92)",
        zh: "应缴费用未缴也未免缴即出件",
        en: "a result was handed out before its fee was paid or waived",
        needs: &[Need::Delivery, Need::Fees],
        check: Check::Case(unpaid),
    },
    Rule {
        id: "not_chosen_way",
        severity: Severity::Error,
        source: "优化营商环境条例 art. 37 (row 75; guard 16)",
        zh: "未按申请人选择的方式出件",
        en: "delivered by another way than the applicant chose",
        needs: &[Need::Delivery, Need::Catalogue],
        check: Check::Case(not_chosen),
    },
];

fn decides(what: &What) -> bool {
    what.is_decision()
        || what.follows_from_the_item()
        || matches!(what, What::HigherDecision { .. })
}

fn before_decision(story: &Story) -> Vec<Breach> {
    let out = story.all(What::hands_out);
    let early = out.filter(|(place, _)| !story.before(*place, decides));
    early.map(|(place, act)| Breach::at([place], act.told())).take(1).collect()
}

fn unpaid(story: &Story) -> Vec<Breach> {
    let fee = story.definition().map_or(0, |item| item.fee_fen);
    let is_granted = |what: &What| {
        matches!(
            what,
            What::Decided { outcome: Outcome::Granted, .. }
                | What::HigherDecision { outcome: Outcome::Granted, .. }
                | What::DecisionDeemed { .. }
        )
    };
    if fee == 0 {
        return Vec::new();
    }
    let out = story.all(What::hands_out);
    // What was paid by mistake, or given back, is paid no more.
    let is_settled = |place: usize| {
        let last = story.acts.iter().take(place).rev().find_map(|act| match &act.what {
            What::FeePaid { .. } | What::FeeWaived => Some(true),
            What::FeeReversed => Some(false),
            _ => None,
        });
        last == Some(true)
    };
    let unpaid = out.filter(|(place, _)| story.before(*place, is_granted) && !is_settled(*place));
    let found = || said!("应缴{fee}分", "{fee} fen were due");
    unpaid.map(|(place, _)| Breach::at([place], found())).take(1).collect()
}

fn not_chosen(story: &Story) -> Vec<Breach> {
    let mut chosen: Option<DeliveryWay> = None;
    let mut breaches = Vec::new();
    for (place, act) in story.numbered() {
        match &act.what {
            What::Received { way, .. } => chosen = *way,
            What::WayChosen(way) => chosen = Some(*way),
            What::Delivered { way: Some(way) } if chosen.is_some_and(|chosen| chosen != *way) => {
                let found = Said::coded("delivery", chosen.unwrap_or(*way)).with(
                    &Said::coded("delivery", way),
                    |chosen, was| {
                        (
                            format!("选择{chosen}，实为{was}"),
                            format!("{chosen} was chosen, {was} it was"),
                        )
                    },
                );
                breaches.push(Breach::at([place], found));
            }
            _ => (),
        }
    }
    breaches
}
