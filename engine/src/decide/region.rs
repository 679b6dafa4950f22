//! 跨域通办: forwarding what was taken in for another region, and what comes back from it (row 69).

use crate::clock::ClockKind;
use crate::code::{Reference, Text};
use crate::command::{ForwardCase, ReceiveRegionResult};
use crate::event::{ForwardedToRegion, RegionResultReceived};
use crate::hall::Role;
use crate::item::Necessity;
use crate::lifecycle::Phase;
use crate::occasion::Occasion;
use crate::refusal::{Refusal, Rule};
use crate::values::{ClosingKind, Outcome};

use super::Effect;
use super::acceptance::missing;
use super::context::{Context, File, reasoned, said, short_enough};
use super::flow::same_papers;
use super::intake::intake_officer;

/// 转送: complete in form, with the list of every paper. Our own clock stops, the other region's runs.
pub(super) fn forward(ctx: &Context<'_>, c: &ForwardCase) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::PreCheck])?;
    let (region, clock_owner) = elsewhere(&file)?;
    let officer = intake_officer(ctx, &file)?.id.clone();
    let absent = missing(&file, Necessity::Required);
    if !absent.is_empty() {
        let names: Vec<&str> = absent.iter().map(|code| code.as_str()).collect();
        return Err(Rule::MaterialsMissing.because(names.join(", ")));
    }
    short_enough(&c.manifest)?;
    same_papers(&file, &c.manifest)?;
    let event = ForwardedToRegion {
        region: region.clone(),
        clock_owner: clock_owner.clone(),
        manifest: c.manifest.clone(),
        officer,
        closing: ClosingKind::ReportedUp,
    };
    Ok(Effect::on_case(file.case.id, event))
}

/// 结果回送: what the other region decided; it is handed out here.
pub(super) fn receive(ctx: &Context<'_>, c: &ReceiveRegionResult) -> Result<Effect, Refusal> {
    let file = ctx.file(&c.case, &[Phase::ReportedUp])?;
    let (region, clock_owner) = elsewhere(&file)?;
    let posts = [
        Role::CompWindow,
        Role::ZoneWindow,
        Role::SatelliteWindow,
        Role::DeliveryWindow,
        Role::ExternalOfficer,
    ];
    ctx.staff_of(&file.case.intake_unit, &posts)?;
    said(&c.name, Rule::ReasonsMissing)?;
    let clocks = match c.outcome {
        Outcome::Refused => {
            reasoned(&c.reasons)?;
            Vec::new()
        }
        Outcome::Granted => {
            short_enough(&c.reasons)?;
            vec![ctx.start_days(ClockKind::Delivery, ctx.policy().1.delivery_days)]
        }
    };
    let event = RegionResultReceived {
        region: region.clone(),
        clock_owner: clock_owner.clone(),
        outcome: c.outcome,
        name: c.name.clone(),
        number: c.number.clone(),
        reasons: c.reasons.clone(),
        closing: ClosingKind::ReportedUp,
        clocks,
    };
    Ok(Effect::on_case(file.case.id, event))
}

fn elsewhere<'a>(file: &File<'a>) -> Result<(&'a Reference, &'a Text), Refusal> {
    match &file.case.extras().occasion {
        Some(Occasion::ForRegion { region, authority }) => Ok((region, authority)),
        Some(
            Occasion::Renewal { .. } | Occasion::FromRegion { .. } | Occasion::Proactive { .. },
        )
        | None => Err(Rule::NotForRegion.because("it is decided here")),
    }
}
