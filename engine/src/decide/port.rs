//! 对接端口: who is asked what, and what an answer leads to (rows 83, 92, 110, 117).

use crate::bundle::Node;
use crate::case::Case;
use crate::code::Reference;
use crate::command::{Actor, AnswerPort, ConnectPort};
use crate::document::hash;
use crate::event::{
    Archived, CreditRecorded, Delivered, DeliveryFailed, ELicenceFetched, Event, FeePaid,
    HandOverAcknowledged, HandOverReturned, LicenceAbsent, PortAnswered, PortAsked, PortConnected,
    Stream,
};
use crate::hall::Staff;
use crate::id::{BundleId, CaseId, Digest};
use crate::item::ItemDefinition;
use crate::lifecycle::Phase;
use crate::limits::PORT_TERM_DAYS_MAX;
use crate::port::{Answered, Ask, Connection, PortAnswer, PortKind};
use crate::receipt;
use crate::refusal::{Refusal, Rule};
use crate::stage::Stage;
use crate::values::Receipt;

use super::Effect;
use super::context::{Context, File, said};
use super::delivery::{nothing_open, recounts};
use super::fee;
use super::flow::{BACK_OFFICE, manifest, step_clock};
use super::licence::{self, Licence};
use super::refund;
use super::setup::by_a_manager;

/// The events of a command, each followed by what it asks of the ports that are connected.
pub(super) fn with_asks(ctx: &Context<'_>, events: Vec<(Stream, Event)>) -> Vec<(Stream, Event)> {
    if ctx.setup.ports.is_empty() {
        return events;
    }
    let mut all = Vec::with_capacity(events.len() + 1);
    let mut opened: Vec<(CaseId, &ItemDefinition)> = Vec::new();
    let is_told = events.iter().any(|(_, event)| matches!(event, Event::CorrectionNoticed(_)));
    for (stream, event) in events {
        let Some(id) = stream.case() else {
            let of_a_bundle = stream.bundle().and_then(|bundle| carrier(ctx, bundle));
            let asked = of_a_bundle.map(|case| (case, asked_by_a_bundle(ctx, &event, is_told)));
            all.push((stream, event));
            if let Some((case, asks)) = asked {
                all.extend(asks.into_iter().map(|ask| (Stream::Case(case), ask.into())));
            }
            continue;
        };
        if let Event::ApplicationReceived(e) = &event
            && let Some(version) = ctx.setup.item_version(&e.item, e.item_version)
        {
            opened.push((id, &version.definition));
        }
        let case = ctx.world.at_hand(id).map(AsRef::as_ref);
        let known = case.and_then(|case| ctx.setup.item(case.item));
        let item = known.map(|version| &version.definition);
        let item =
            item.or_else(|| opened.iter().find(|(one, _)| *one == id).map(|(_, item)| *item));
        let asked = item.map_or(Vec::new(), |item| asked_by(ctx, &event, case, item));
        all.push((stream, event));
        all.extend(asked.into_iter().map(|ask| (stream, ask.into())));
    }
    all
}

/// 一件事: the questions about a whole bundle stand on the first of its cases that is on file.
fn carrier(ctx: &Context<'_>, bundle: BundleId) -> Option<CaseId> {
    let nodes = ctx.world.bundles().get(&bundle)?.nodes.iter();
    nodes.filter_map(Node::case).find(|case| ctx.world.cases().contains_key(case))
}

/// What a bundle asks: the seal on its own paper; and the message of its one notice, where none of its cases `is_told`
/// by it and so asks for one.
fn asked_by_a_bundle(ctx: &Context<'_>, event: &Event, is_told: bool) -> Vec<PortAsked> {
    let asks = |port: &PortKind| match (port, event) {
        (PortKind::ESeal, Event::DocumentIssued(_)) => true,
        (PortKind::Message, Event::BundleCorrectionNoticed(_)) => !is_told,
        _ => false,
    };
    let ports = ctx.setup.ports.iter().filter(|(port, _)| asks(port));
    let asked = ports.map(|(port, connection)| {
        let due = ctx.calendar().workday_after(ctx.today(), u32::from(connection.term_days));
        PortAsked { port: *port, cause: event.kind(), expects: expected(event), due }
    });
    asked.collect()
}

fn asked_by(
    ctx: &Context<'_>,
    event: &Event,
    case: Option<&Case>,
    item: &ItemDefinition,
) -> Vec<PortAsked> {
    let mut asked = Vec::new();
    for (port, connection) in &ctx.setup.ports {
        let due = ctx.calendar().workday_after(ctx.today(), u32::from(connection.term_days));
        let ask = |expects| PortAsked { port: *port, cause: event.kind(), expects, due };
        if *port == PortKind::Payment {
            asked.extend(refund::owed(event, case).map(|receipt| ask(Some(receipt))));
        }
        if port.is_asked_by(event, case, item) {
            asked.push(ask(expected(event)));
        }
    }
    asked
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the other answers are about the case")]
fn expected(event: &Event) -> Option<Digest> {
    match event {
        Event::DocumentIssued(document) => Some(document.hash),
        Event::LicenceRequested(request) => Some(hash(request.material.as_str())),
        _ => None,
    }
}

/// 接入端口, or 断开 one.
pub(super) fn connect(ctx: &Context<'_>, c: &ConnectPort) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    if c.term_days.is_some_and(|days| days > PORT_TERM_DAYS_MAX) {
        let detail = format!("an answer is awaited for {PORT_TERM_DAYS_MAX} working days at most");
        return Err(Rule::BadSetup.because(detail));
    }
    let connection = c.term_days.map(|term_days| Connection { term_days });
    if ctx.setup.ports.get(&c.port).copied() == connection {
        return Ok(Effect::of(Stream::Policy, Vec::new()));
    }
    let event = PortConnected { port: c.port, connection };
    Ok(Effect::of(Stream::Policy, vec![event.into()]))
}

/// 端口回执: by the port itself, about what it was asked, once.
pub(super) fn answer(ctx: &Context<'_>, c: &AnswerPort) -> Result<Effect, Refusal> {
    let port = c.answer.port();
    match ctx.actor() {
        Actor::Admin => (),
        Actor::Port(own) if *own == port => (),
        Actor::Staff(_) | Actor::Applicant | Actor::System | Actor::Port(_) => {
            let detail = format!("{} answers for {}", port.actor(), port.chinese());
            return Err(Rule::WrongRole.because(detail));
        }
    }
    let file = ctx.any_file(&c.case)?;
    let extras = file.case.extras();
    if let Some(first) = extras.answers.iter().find(|known| known.ask == c.ask) {
        let is_known = |known: &Answered| known.ask == c.ask && is_same(&known.answer, &c.answer);
        return if extras.answers.iter().any(is_known) {
            Ok(Effect::already_so(file.case.id))
        } else if port == PortKind::Payment && first.answer.port() == port {
            refund::contradicted(ctx, &file, c, &first.answer)
        } else {
            Err(Rule::AnsweredBefore.because(format!("question {}", c.ask)))
        };
    }
    let ask = extras.asks.iter().find(|ask| ask.seq == c.ask && ask.port == port);
    let mut effect = match (ask, &c.answer) {
        (Some(ask), answer) => consequence(ctx, &file, ask, answer)?,
        // The money crossed another payment, or a waiver, on its way.
        (None, PortAnswer::Paid { amount_fen, receipt }) if extras.crossed.contains(&c.ask) => {
            refund::unowed(ctx, &file, (*amount_fen, receipt))?
        }
        (None, _) => {
            let detail = format!("no open question {} to {}", c.ask, port.chinese());
            return Err(Rule::NotAsked.because(detail));
        }
    };
    let answered = PortAnswered { port, ask: c.ask, answer: c.answer.clone() };
    effect.events.insert(0, answered.into());
    Ok(effect)
}

/// What an answer leads to beside itself.
#[expect(clippy::too_many_lines, reason = "one arm an answer")]
fn consequence(
    ctx: &Context<'_>,
    file: &File<'_>,
    ask: &Ask,
    answer: &PortAnswer,
) -> Result<Effect, Refusal> {
    let id = file.case.id;
    match answer {
        PortAnswer::IdentityChecked { .. } | PortAnswer::MessageSent { .. } => {
            Ok(Effect::already_so(id))
        }
        PortAnswer::Received { .. } => in_turn(file, ask),
        PortAnswer::CreditChecked { discredited, source } => {
            said(source, Rule::ReasonsMissing)?;
            let subject = file.case.applicant.subject;
            let mut effect = Effect::already_so(id);
            if ctx.world.is_discredited(subject) != *discredited {
                let source = source.clone();
                let reason = PortKind::Credit.chinese().into();
                let event = CreditRecorded { subject, discredited: *discredited, source, reason };
                effect.beside.push((Stream::Subjects, event.into()));
            }
            Ok(effect)
        }
        PortAnswer::Sealed { hash, .. } if ask.expects != Some(*hash) => {
            Err(Rule::WrongAnswer.because("another text was sealed than the document's"))
        }
        PortAnswer::Sealed { .. } => Ok(Effect::already_so(id)),
        PortAnswer::Paid { .. } if ask.is_refund() => {
            Err(Rule::WrongAnswer.because("the port is to pay back: answer `refunded`"))
        }
        PortAnswer::Refunded { amount_fen, receipt, .. } => {
            refund::refunded(file, ask, (*amount_fen, receipt))
        }
        PortAnswer::LicenceFound { material, number, valid_to, hash } => {
            let (material, number, hash) = (material.clone(), number.clone(), hash.clone());
            let found = ELicenceFetched { material, number, valid_to: *valid_to, hash };
            licence::answered(ctx, file, ask, Licence::Found(found))
        }
        PortAnswer::LicenceMissing { material, reason } => {
            let absent = LicenceAbsent { material: material.clone(), reason: reason.clone() };
            licence::answered(ctx, file, ask, Licence::Absent(absent))
        }
        // It came for a case that has ended meanwhile: nothing is owed any more.
        PortAnswer::Paid { amount_fen, receipt } if file.case.phase() == Phase::Ended => {
            refund::unowed(ctx, file, (*amount_fen, receipt))
        }
        PortAnswer::Paid { amount_fen, receipt } => {
            let fee_fen = fee::due(ctx, &case_number(ctx, file)?)?.item().fee_fen;
            if *amount_fen != fee_fen {
                let detail = format!("{amount_fen} fen were paid, the fee is {fee_fen} fen");
                return Err(Rule::WrongAmount.because(detail));
            }
            fee::unused(ctx, receipt)?;
            let event = FeePaid { amount_fen: *amount_fen, receipt: receipt.clone() };
            Ok(Effect::on_case(id, event))
        }
        PortAnswer::ParcelSigned { parcel, receipt } => {
            of_the_parcel(file, parcel)?;
            fee::paid(file)?;
            Ok(Effect::on_case(id, Delivered { receipt: Receipt::ParcelSigned(receipt.clone()) }))
        }
        PortAnswer::Undeliverable { parcel, reason } => {
            of_the_parcel(file, parcel)?;
            said(reason, Rule::ReasonsMissing)?;
            let recounts = recounts(ctx, file);
            Ok(Effect::on_case(id, DeliveryFailed { reason: reason.clone(), recounts }))
        }
        PortAnswer::TakenOver { officer } => {
            let officer = of_the_department(ctx, file, officer)?.id.clone();
            let Some((step, _)) = file.item().back_office_steps().next() else {
                return Err(Rule::BadItem.because("no step behind the window"));
            };
            let clocks = step_clock(ctx, file.item(), step);
            Ok(Effect::on_case(id, HandOverAcknowledged { officer, step, clocks }))
        }
        PortAnswer::TurnedBack { officer, reason } => {
            of_the_department(ctx, file, officer)?;
            said(reason, Rule::ReasonsMissing)?;
            let manifest = manifest(file, None)?;
            Ok(Effect::on_case(id, HandOverReturned { reason: reason.clone(), manifest }))
        }
        PortAnswer::Archived { package } => {
            in_phase(file, Phase::Delivered)?;
            nothing_open(file)?;
            Ok(Effect::on_case(id, Archived { package: package.clone() }))
        }
    }
}

/// The same answer: a receipt is written in letters of either case.
fn is_same(first: &PortAnswer, again: &PortAnswer) -> bool {
    match (first, again) {
        (
            PortAnswer::Paid { amount_fen: first_fen, receipt: first },
            PortAnswer::Paid { amount_fen, receipt },
        ) => first_fen == amount_fen && receipt::is_same(first, receipt),
        (first, again) => first == again,
    }
}

/// 缺失的回执: nothing is archived while a port owes an answer that the case needs, unless its silence was recorded.
pub(super) fn nothing_awaited(file: &File<'_>) -> Result<(), Refusal> {
    let phase = file.case.phase();
    match file.case.extras().asks.iter().find(|ask| ask.holds_the_case(phase)) {
        None => Ok(()),
        Some(ask) => Err(Rule::QuestionOpen.because(format!(
            "{} was asked in record {}, its answer is awaited until {}",
            ask.port.chinese(),
            ask.seq,
            ask.due
        ))),
    }
}

/// 信用核查: nobody is trusted while the port is being asked; its recorded silence holds nobody up.
pub(super) fn credit_known(file: &File<'_>) -> Result<(), Refusal> {
    let mut asks = file.case.extras().asks.iter();
    match asks.find(|ask| ask.port == PortKind::Credit && !ask.is_carded) {
        None => Ok(()),
        Some(ask) => {
            let (seq, due) = (ask.seq, ask.due);
            Err(Rule::CreditAwaited.because(format!("asked in record {seq}, awaited until {due}")))
        }
    }
}

fn case_number(ctx: &Context<'_>, file: &File<'_>) -> Result<crate::code::CaseNumber, Refusal> {
    let number = crate::number::format(ctx.setup, file.case.id);
    number.ok_or_else(|| Rule::UnknownCase.because("it has no number"))
}

/// 实时汇入: the turns of a case are received in their order.
fn in_turn(file: &File<'_>, ask: &Ask) -> Result<Effect, Refusal> {
    let mut turns = file.case.extras().asks.iter().filter(|one| one.port == ask.port);
    match turns.next() {
        Some(first) if first.seq < ask.seq => {
            Err(Rule::OutOfTurn.because(format!("question {} comes first", first.seq)))
        }
        Some(_) | None => Ok(Effect::already_so(file.case.id)),
    }
}

fn in_phase(file: &File<'_>, phase: Phase) -> Result<(), Refusal> {
    let now = file.case.phase();
    if now == phase {
        return Ok(());
    }
    let detail = format!("the case is in {}, not in {}", now.chinese(), phase.chinese());
    Err(Rule::WrongPhase.because(detail))
}

fn of_the_parcel(file: &File<'_>, parcel: &Reference) -> Result<(), Refusal> {
    in_phase(file, Phase::InDelivery)?;
    if matches!(&file.case.stage, Stage::InDelivery { at, .. } if at == parcel) {
        return Ok(());
    }
    Err(Rule::WrongAnswer.because(format!("parcel {parcel} is not this case's")))
}

fn of_the_department<'a>(
    ctx: &Context<'a>,
    file: &File<'_>,
    officer: &crate::code::StaffId,
) -> Result<&'a Staff, Refusal> {
    in_phase(file, Phase::Transferred)?;
    let known = ctx.setup.staff.get(officer);
    let staff = known.ok_or_else(|| Rule::UnknownStaff.because(officer.to_string()))?;
    if &staff.unit != file.department() {
        let detail = format!("{officer} works for {}, not {}", staff.unit, file.department());
        return Err(Rule::WrongUnit.because(detail));
    }
    if !BACK_OFFICE.iter().any(|role| staff.roles.contains(role)) {
        return Err(Rule::WrongRole.because(format!("{officer} takes no papers over")));
    }
    Ok(staff)
}

/// 身份不符: who is not who he says he is has no case accepted, nothing granted, and nothing granted handed out.
pub(super) fn identified(file: &File<'_>) -> Result<(), Refusal> {
    if file.case.extras().is_mistaken_identity() {
        return Err(Rule::MistakenIdentity
            .because("refuse it, have it withdrawn, or send revoke_licence where it was granted"));
    }
    Ok(())
}
