//! 一件事收件: who may take a bundle in, what is chosen of it, and what begins with it.

use std::collections::BTreeSet;

use crate::bundle::{Bundle, BundleVersion, ChosenNode, Position};
use crate::code::{NodeId, UnitId};
use crate::command::{Actor, ReceiveBundle};
use crate::event::{BundleReceived, Stream};
use crate::id::BundleId;
use crate::item::DeliveryWay;
use crate::number;
use crate::refusal::{Refusal, Rule};
use crate::setup::ItemVersion;
use crate::spoken::spoken_all;

use super::super::Effect;
use super::super::context::{Context, short_enough};
use super::super::intake::{
    Standing, in_person, may_stand_for, not_own_case, takes_his_turn, unit_for,
};
use super::super::papers::as_sent;
use super::super::ticket;
use super::plan::Plan;
use super::{at_window, fits_a_frame, form};

/// A node of the submission with the item version its case will stay on.
pub(super) type Chosen<'a> = (ChosenNode, &'a ItemVersion);

/// 一件事收件: all its first cases are opened with it.
pub(in crate::decide) fn receive(ctx: &Context<'_>, c: &ReceiveBundle) -> Result<Effect, Refusal> {
    let today = ctx.today();
    let Some(version) = ctx.setup.bundle_in_force(&c.bundle, today) else {
        return Err(Rule::NotPublished.because(format!("{} on {today}", c.bundle)));
    };
    let chosen = chosen(ctx, version, c)?;
    let unit = intake_unit(ctx, version, c, &chosen)?;
    let lead = lead(ctx, version, c, &chosen)?;
    takes_his_turn(ctx, c.priority)?;
    for party in [Some(&c.applicant), c.agent.as_ref()].into_iter().flatten() {
        if ctx.world.is_erased(party.subject) {
            return Err(Rule::SubjectErased.because("apply under the person's new record"));
        }
    }
    form::answered(&chosen, &c.answers)?;
    form::papers(version, &chosen, (&c.materials, &c.answers))?;
    let items = || chosen.iter().map(|(_, item)| &item.definition);
    fits_a_frame(&[Some(&c.applicant), c.agent.as_ref()], &c.materials, items())?;
    let id = next_id(ctx, version)?;
    let situation = form::situation(items(), &c.answers);
    let event = BundleReceived {
        number: number::format_bundle(ctx.setup, id).expect("a published bundle has a number"),
        bundle: c.bundle.clone(),
        bundle_version: version.version,
        channel: c.channel,
        priority: c.priority,
        applicant: c.applicant.clone(),
        agent: c.agent.clone(),
        unit,
        lead,
        materials: as_sent(ctx, &c.materials),
        nodes: chosen.into_iter().map(|(node, _)| node).collect(),
    };
    let here = Position { seq: ctx.world.seq(), at: ctx.at };
    let bundle = Bundle::received(id, ctx.setup, &event, here);
    let mut plan = Plan::new(ctx, version, bundle.expect("it names what is published"));
    if let Some(situation) = situation {
        plan.add(situation);
    }
    plan.settle()?;
    let mut effect = Effect::of(Stream::Bundle(id), vec![event.into()]);
    effect.beside = plan.events;
    ticket::with_cases(ctx, c.ticket, (&c.applicant, c.agent.as_ref()), effect)
}

fn next_id(ctx: &Context<'_>, version: &BundleVersion) -> Result<BundleId, Refusal> {
    let today = ctx.today();
    let ordinal = ctx.world.bundle_ordinal(version.ordinal, today) + 1;
    BundleId::new(version.ordinal, today, ordinal).ok_or_else(|| {
        Rule::TooMany.because("numbers of this bundle and day are used up, or its year is too far")
    })
}

/// The mandatory nodes and those the applicant chose, each with a way of delivery its item offers.
fn chosen<'a>(
    ctx: &Context<'a>,
    version: &BundleVersion,
    c: &ReceiveBundle,
) -> Result<Vec<Chosen<'a>>, Refusal> {
    let definition = &version.definition;
    short_enough(&c.optional)?;
    short_enough(&c.deliveries)?;
    let optional: BTreeSet<&NodeId> = c.optional.iter().collect();
    let named = c.optional.iter().chain(c.deliveries.iter().map(|delivery| &delivery.node));
    for id in named {
        let is_known = definition.node(id).is_some_and(|n| n.mandatory || optional.contains(id));
        if !is_known {
            return Err(Rule::UnknownNode.because(format!("{id} of {}", definition.code)));
        }
    }
    let is_chosen = |id: &NodeId| {
        definition.node(id).is_some_and(|node| node.mandatory || optional.contains(id))
    };
    let mut chosen = Vec::new();
    for node in definition.nodes.iter().filter(|node| is_chosen(&node.node)) {
        if let Some(edge) = definition.edges_into(&node.node).find(|e| !is_chosen(&e.from)) {
            return Err(Rule::NodeNeeds.because(format!("{} needs {}", edge.to, edge.from)));
        }
        let today = ctx.today();
        let Some(item) = ctx.setup.item_in_force(&node.item, today) else {
            return Err(Rule::NotPublished.because(format!("{} on {today}", node.item)));
        };
        in_person(&item.definition, c.channel, c.agent.as_ref())?;
        let way = c.deliveries.iter().find(|delivery| delivery.node == node.node);
        let delivery: DeliveryWay = way.map_or(c.delivery, |delivery| delivery.way);
        if !item.definition.delivery.contains(&delivery) {
            let offered = spoken_all(&item.definition.delivery);
            let detail = format!("{} offers {offered}: say so in `deliveries`", node.node);
            return Err(Rule::DeliveryNotOffered.because(detail));
        }
        let node = ChosenNode { node: node.node.clone(), item_version: item.version, delivery };
        chosen.push((node, &**item));
    }
    Ok(chosen)
}

/// 首问部门受理: the unit that takes the bundle in, under the letters and certificates that each of its cases needs.
fn intake_unit(
    ctx: &Context<'_>,
    version: &BundleVersion,
    c: &ReceiveBundle,
    chosen: &[Chosen<'_>],
) -> Result<UnitId, Refusal> {
    match ctx.actor() {
        Actor::Staff(_) => {
            let staff = ctx.staff()?;
            for (_, item) in chosen {
                may_stand_for(
                    ctx,
                    staff,
                    &item.definition,
                    &Standing::with_bundle(&item.definition),
                )?;
            }
            at_window(ctx, version)?;
            not_own_case(staff, &c.applicant, c.agent.as_ref())?;
            Ok(staff.unit.clone())
        }
        Actor::Applicant if c.channel.is_online() => {
            let lead = &version.definition.lead;
            let own = chosen.iter().find(|(_, item)| &item.definition.department == lead);
            let unit = match own {
                Some((_, item)) => unit_for(ctx.setup, &item.definition, lead, ctx.today())?,
                None => lead.clone(),
            };
            for (_, item) in chosen {
                unit_for(ctx.setup, &item.definition, &unit, ctx.today())?;
            }
            Ok(unit)
        }
        Actor::Applicant | Actor::System | Actor::Admin | Actor::Port(_) => Err(Rule::WrongRole
            .because("papers are received by a window, or sent online by the applicant")),
    }
}

/// 首问负责 (rows 37, 65): the department that was asked first leads; the bundle's own lead where none was.
fn lead(
    ctx: &Context<'_>,
    version: &BundleVersion,
    c: &ReceiveBundle,
    chosen: &[Chosen<'_>],
) -> Result<UnitId, Refusal> {
    let is_concerned =
        |unit: &UnitId| chosen.iter().any(|(_, item)| &item.definition.department == unit);
    match &c.first_asked {
        Some(unit) if is_concerned(unit) => Ok(unit.clone()),
        Some(unit) => Err(Rule::NotFirstAsked.because(unit.to_string())),
        None => {
            let own = ctx.staff().ok().map(|staff| &staff.unit).filter(|unit| is_concerned(unit));
            Ok(own.unwrap_or(&version.definition.lead).clone())
        }
    }
}
