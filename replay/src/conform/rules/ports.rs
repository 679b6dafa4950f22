//! 端口: what the systems around the hall owe an answer to, and what follows from what they said (rows 63, 64, 69,
//! 92, 110).

use std::collections::BTreeSet;

use engine::port::PortKind;
use engine::terms::Condition;

use crate::conform::act::{Acceptance, What};
use crate::conform::rule::{Breach, Check, Need, Rule, Severity};
use crate::conform::said::{Said, said};
use crate::conform::story::Story;
use crate::words::Lang;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "mistaken_identity",
        severity: Severity::Error,
        source: "身份认证 (row 110)",
        zh: "身份核验不符后仍受理、准予或交付结果",
        en: "accepted, granted or handed out although the applicant was not who he said he was",
        needs: &[Need::Ports],
        check: Check::Case(mistaken_identity),
    },
    Rule {
        id: "credit_awaited",
        severity: Severity::Error,
        source: "信用核查 (rows 63, 64, 110)",
        zh: "信用核查尚未回执即容缺受理、接受承诺或秒批",
        en: "tolerance, a commitment or a decision by rule before the credit port had answered",
        needs: &[Need::Ports],
        check: Check::Case(credit_awaited),
    },
    Rule {
        id: "port_question_open",
        severity: Severity::Error,
        source: "端口规则 (row 110); 实时汇入 (row 117)",
        zh: "端口请求尚未回执，也未预警，即归档",
        en: "archived while a port owed an answer and its silence was on no card",
        needs: &[Need::Ports, Need::Archive],
        check: Check::Case(question_open),
    },
    Rule {
        id: "receipt_used_twice",
        severity: Severity::Error,
        source: "统一收费 (row 92)",
        zh: "同一票据缴纳了两个办件的费用，或冲正后再次缴费",
        en: "one receipt paid for two cases, or paid again after it was reversed",
        needs: &[Need::Fees],
        check: Check::Case(receipt_used_twice),
    },
];

/// Questions to a port that nothing had answered before a place, with where they were asked.
fn open_before(story: &Story, place: usize) -> Vec<(usize, PortKind, bool)> {
    let mut open: Vec<(usize, u64, PortKind, bool)> = Vec::new();
    for (at, act) in story.numbered().take(place) {
        match &act.what {
            What::PortAsked { port, is_refund } => open.push((at, act.record, *port, *is_refund)),
            What::PortAnswered { ask, .. } | What::PortSilent { ask } => {
                open.retain(|(_, seq, ..)| seq != ask);
            }
            // Whoever brings it about settles what was asked for.
            What::FeePaid { .. } | What::FeeWaived => {
                open.retain(|(_, _, port, is_refund)| *port != PortKind::Payment || *is_refund);
            }
            What::Delivered { .. } | What::DeliveryFailed => {
                open.retain(|(_, _, port, _)| *port != PortKind::Logistics);
            }
            What::Acknowledged { .. } | What::Returned => {
                open.retain(|(_, _, port, _)| *port != PortKind::Department);
            }
            _ => (),
        }
    }
    open.into_iter().map(|(at, _, port, is_refund)| (at, port, is_refund)).collect()
}

/// Ended undecided: nobody is checked any more, and nothing is fetched, paid or carried.
fn is_undecided(story: &Story, place: usize) -> bool {
    story.before(place, |what| {
        what.ends_without_decision() && !matches!(what, What::Forwarded)
            || matches!(what, What::LicenceRevoked(_))
    })
}

fn question_open(story: &Story) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (place, _) in story.all(|what| *what == What::Archived) {
        let is_undecided = is_undecided(story, place);
        let is_owed = |(_, port, is_refund): &(usize, PortKind, bool)| match port {
            // The archive asks for the case itself; papers are fetched for a case only while it can still use them.
            PortKind::Archive | PortKind::ELicence => false,
            PortKind::ESeal | PortKind::Message | PortKind::Platform => true,
            PortKind::Identity
            | PortKind::Credit
            | PortKind::Payment
            | PortKind::Logistics
            | PortKind::Department => *is_refund || !is_undecided,
        };
        let owed: Vec<_> = open_before(story, place).into_iter().filter(is_owed).collect();
        if owed.is_empty() {
            continue;
        }
        let ports: BTreeSet<PortKind> = owed.iter().map(|(_, port, _)| *port).collect();
        let names = |lang: Lang| {
            let names = ports.iter().map(|port| lang.value("", "port", port.name()));
            names.collect::<Vec<_>>().join(lang.of("、", ", "))
        };
        let zh = format!("未回执：{}", names(Lang::Zh));
        let found = Said { zh, en: format!("not answered: {}", names(Lang::En)) };
        let places = [place].into_iter().chain(owed.into_iter().map(|(at, ..)| at));
        breaches.push(Breach::at(places, found));
    }
    breaches
}

fn credit_awaited(story: &Story) -> Vec<Breach> {
    let automatic = story.definition().and_then(|item| item.terms.automatic.as_ref());
    let by_credit =
        automatic.is_some_and(|terms| terms.conditions.contains(&Condition::Creditworthy));
    let trusts = |what: &What| match what {
        What::Accepted(Acceptance::WithGaps(_) | Acceptance::OnCommitment) => true,
        What::DecidedByRule { .. } => by_credit,
        _ => false,
    };
    let mut breaches = Vec::new();
    for (place, act) in story.all(trusts) {
        let asked = open_before(story, place).into_iter();
        let mut asked = asked.filter(|(_, port, _)| *port == PortKind::Credit);
        if let Some((at, ..)) = asked.next() {
            breaches.push(Breach::at([place, at], act.told()));
        }
    }
    breaches
}

fn mistaken_identity(story: &Story) -> Vec<Breach> {
    let mut mistaken = None;
    let mut is_granted = false;
    let mut breaches = Vec::new();
    for (place, act) in story.numbered() {
        let is_forbidden = match &act.what {
            What::PortAnswered { is_himself: Some(is_himself), .. } => {
                mistaken = (!is_himself).then_some(place);
                false
            }
            What::Accepted(_)
            | What::ReportedUp { .. }
            | What::DecidedByRule { .. }
            | What::RenewalDeemed { .. }
            | What::DecisionDeemed { .. } => true,
            What::Decided { outcome, .. } | What::HigherDecision { outcome, .. } => {
                is_granted = *outcome == engine::values::Outcome::Granted;
                is_granted && matches!(act.what, What::Decided { .. })
            }
            // What is out already is only told.
            What::PlacedInLocker { .. } | What::Shipped => is_granted,
            What::Delivered { way: Some(way) } => {
                is_granted && *way == engine::item::DeliveryWay::Counter
            }
            _ => false,
        };
        is_granted |=
            act.what.follows_from_the_item() || matches!(act.what, What::DecisionDeemed { .. });
        if let Some(answered) = mistaken.filter(|_| is_forbidden) {
            breaches.push(Breach::at([place, answered], act.told()));
        }
    }
    breaches
}

fn receipt_used_twice(story: &Story) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (place, act) in story.numbered() {
        let What::FeePaid { receipt, before: Some((case, record)) } = &act.what else { continue };
        let found = said!(
            "票据{receipt}已用于办件{case}（第{record}条记录）",
            "receipt {receipt} had paid for case {case} (record {record})"
        );
        breaches.push(Breach::at([place], found));
    }
    breaches
}
