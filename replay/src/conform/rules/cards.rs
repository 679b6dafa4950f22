//! 预警牌: every yellow and red card is answered (电子监察, row 94).

use engine::policy::Card;

use crate::conform::act::What;
use crate::conform::rule::{Breach, Check, Need, Rule, Severity};
use crate::conform::said::Said;
use crate::conform::story::Story;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[Rule {
    id: "card_unanswered",
    severity: Severity::Warning,
    source: "电子监察 (row 94)",
    zh: "黄牌或红牌没有回复",
    en: "a yellow or red card was not answered",
    needs: &[Need::Cards],
    check: Check::Case(unanswered),
}];

fn unanswered(story: &Story) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (place, act) in story.numbered() {
        let What::Carded { clock, card } = &act.what else { continue };
        let is_answer = |what: &What| {
            matches!(what, What::CardAnswered { clock: of, card: to, says: true }
                if of == clock && to == card)
        };
        if *card != Card::Notice && story.after(place, is_answer).is_none() {
            let found = Said::coded("card", card).and(&Said::clock(*clock));
            breaches.push(Breach { is_open: true, ..Breach::at([place], found) });
        }
    }
    breaches
}
