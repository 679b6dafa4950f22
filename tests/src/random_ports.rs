//! Random documents, ports and their answers: right ones, wrong ones, those nobody asked for.

use std::sync::Arc;

use engine::case::Case;
use engine::command::Actor;
use engine::command::{
    AnswerPort, Command, ConnectPort, ReversePayment, SetDocumentRules, SetNumberScheme,
};
use engine::document::{DocumentKind, DocumentRules};
use engine::id::{Digest, Seq};
use engine::lifecycle::Phase;
use engine::number::{self, NumberPart, NumberScheme};
use engine::port::{PortAnswer, PortKind};
use engine::stage::Stage;
use engine::world::World;

use crate::given::Asked;
use crate::hall::{Who, admin, code, delivery};
use crate::items::ID_CARD;
use crate::random::Rng;

/// Something about documents or ports that could come next, if anything does.
pub(crate) fn asked(rng: &mut Rng, world: &World) -> Option<Asked> {
    if let Some(paid) = reversible(world)
        && rng.percent(40)
    {
        return reversal(rng, world, &paid);
    }
    if let Some(late) = crossed(rng, world) {
        return Some(late);
    }
    match rng.below(18) {
        0 => Some(admin().asks(rules(rng))),
        1 | 2 => Some(admin().asks(connection(rng))),
        3 => Some(admin().asks(scheme(rng))),
        _ => answer(rng, world),
    }
}

/// How cases are numbered: before the first of them, or refused.
pub(crate) fn scheme(rng: &mut Rng) -> Command {
    let digits = u8::try_from(3 + rng.below(4)).expect("a few digits");
    let scheme = NumberScheme(vec![
        NumberPart::Literal(code("42")),
        NumberPart::ImplCode,
        NumberPart::ShortDay,
        NumberPart::Ordinal(digits),
    ]);
    SetNumberScheme { scheme }.into()
}

fn rules(rng: &mut Rng) -> Command {
    let off = rng.pick(DocumentKind::ALL);
    let rules = DocumentRules { kinds_off: [off].into(), ..DocumentRules::customary() };
    SetDocumentRules { rules }.into()
}

fn connection(rng: &mut Rng) -> Command {
    let days = u16::try_from(rng.below(3)).expect("a few days");
    let term_days = rng.percent(85).then_some(days);
    // Much is asked of the payment port, and money crosses what was settled otherwise.
    let port = if rng.percent(25) { PortKind::Payment } else { rng.pick(PortKind::ALL) };
    ConnectPort { port, term_days }.into()
}

/// A case whose payment can still be taken back.
fn reversible(world: &World) -> Option<Arc<Case>> {
    let gone = [Phase::InDelivery, Phase::Delivered, Phase::Ended];
    let mut cases = world.cases().values();
    cases.find(|case| case.extras().paid.is_some() && !gone.contains(&case.phase())).cloned()
}

/// What was paid by mistake, or never.
fn reversal(rng: &mut Rng, world: &World, paid: &Case) -> Option<Asked> {
    let case = number::format(world.setup(), paid.id)?;
    let receipt = if rng.percent(90) { paid.extras().paid.clone()? } else { code("RC-NONE") };
    Some(delivery().asks(ReversePayment { case, receipt, reason: "错缴".into() }))
}

/// Money through the port for what was settled otherwise, each under a receipt of its own.
fn crossed(rng: &mut Rng, world: &World) -> Option<Asked> {
    let unanswered = |case: &Arc<Case>| {
        let extras = case.extras();
        let is_open = |ask: &&Seq| extras.answers.iter().all(|known| known.ask != **ask);
        extras.crossed.iter().find(is_open).map(|ask| (Arc::clone(case), *ask))
    };
    let archived = world.archived_cases().values();
    let (case, ask) = world.cases().values().chain(archived).find_map(unanswered)?;
    if !rng.percent(70) {
        return None;
    }
    // It is given back through the port, which may be cut off by now.
    if !world.setup().ports.contains_key(&PortKind::Payment) {
        let connected = ConnectPort { port: PortKind::Payment, term_days: Some(2) };
        return Some(admin().asks(connected));
    }
    let amount_fen = u32::try_from(1 + rng.below(3_000)).ok()?;
    let receipt = code(&format!("RX-{ask}"));
    let number = number::format(world.setup(), case.id)?;
    let who = Who { actor: Actor::Port(PortKind::Payment), place: None };
    let answer = PortAnswer::Paid { amount_fen, receipt };
    Some(who.asks(AnswerPort { case: number, ask, answer }))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "in the other stages nothing is on its way")]
#[expect(clippy::too_many_lines, reason = "one arm a port")]
fn answer(rng: &mut Rng, world: &World) -> Option<Asked> {
    let open: Vec<_> = world.asks().iter().copied().collect();
    if open.is_empty() {
        return None;
    }
    let (port, ask, id) = rng.pick(&open);
    let case = world.cases().get(&id)?;
    let item = &world.setup().item(case.item)?.definition;
    let known = case.extras().asks.iter().find(|one| one.seq == ask)?;
    let is_right = rng.percent(85);
    let reference = code(if is_right { "R-1" } else { "R-2" });
    let answer = match port {
        PortKind::Identity => PortAnswer::IdentityChecked { matches: is_right, reference },
        PortKind::Credit => PortAnswer::CreditChecked {
            discredited: rng.percent(20),
            source: "信用中国".into(),
        },
        PortKind::ESeal => {
            let hash = known.expects.filter(|_| is_right).unwrap_or(Digest([1; 32]));
            PortAnswer::Sealed { hash, seal: reference }
        }
        PortKind::Payment if known.is_refund() => {
            let paid = case.extras().answers.iter().rev().find_map(|known| match &known.answer {
                PortAnswer::Paid { receipt, amount_fen } if is_right => {
                    Some((receipt.clone(), *amount_fen))
                }
                _ => None,
            });
            let (receipt, amount_fen) = paid.unwrap_or((code("RC-NONE"), item.fee_fen));
            PortAnswer::Refunded { amount_fen, receipt, refund: reference }
        }
        PortKind::Payment => {
            let amount_fen = item.fee_fen + u32::from(!is_right);
            PortAnswer::Paid { amount_fen, receipt: reference }
        }
        PortKind::Logistics => {
            let parcel = match &case.stage {
                Stage::InDelivery { at, .. } if is_right => at.clone(),
                _ => code("P-NONE"),
            };
            if rng.percent(60) {
                PortAnswer::ParcelSigned { parcel, receipt: reference }
            } else {
                PortAnswer::Undeliverable { parcel, reason: "无人签收".into() }
            }
        }
        PortKind::Message => PortAnswer::MessageSent { reference },
        PortKind::Department if rng.percent(70) => {
            PortAnswer::TakenOver { officer: code(if is_right { "appr1" } else { "w-appr" }) }
        }
        PortKind::Department => {
            PortAnswer::TurnedBack { officer: code("rep"), reason: "缺页".into() }
        }
        PortKind::Archive => PortAnswer::Archived { package: reference },
        PortKind::ELicence => {
            let material = code(if is_right { ID_CARD } else { "NONE" });
            if rng.percent(70) {
                let today = world.now()?.day();
                let valid_to = Some(if is_right { today.plus(30) } else { today.plus(-30) });
                PortAnswer::LicenceFound { material, number: reference, valid_to, hash: None }
            } else {
                PortAnswer::LicenceMissing { material, reason: "查无此证".into() }
            }
        }
        PortKind::Platform => PortAnswer::Received { reference },
    };
    let ask = if rng.percent(95) { ask } else { ask + 1 };
    let number = number::format(world.setup(), id)?;
    let actor = if rng.percent(95) { port } else { PortKind::Message };
    let who = Who { actor: Actor::Port(actor), place: None };
    Some(who.asks(AnswerPort { case: number, ask, answer }))
}
