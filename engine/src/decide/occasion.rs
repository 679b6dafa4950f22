//! 来源: what begins with a renewal, with a case for or from another region, with a case the government opens
//! itself (行政许可法 art. 50; rows 69, 80).

use crate::clock::{ClockKind, ClockStart, working_days};
use crate::code::Text;
use crate::command::Actor;
use crate::due::{Budget, Unit};
use crate::event::{DeemedRenewed, Event, RenewalRequested, TakenInElsewhere, TakenInForRegion};
use crate::item::ItemDefinition;
use crate::limits::OWED_DOCUMENT_DAYS;
use crate::occasion::{Claim, Occasion};
use crate::refusal::{Refusal, Rule};
use crate::spoken::spoken;
use crate::terms::{FirstDay, RegionTerms, RegionWay};
use crate::time::Day;
use crate::values::Channel;

use super::context::{Context, File, said};
use super::gaps::{IN_WORK, no_gap_open};
use super::port::identified;
use super::tacit::is_complete;

/// The clocks with which a case begins, and the event that says where it came from.
pub(super) fn opening(
    ctx: &Context<'_>,
    item: &ItemDefinition,
    channel: Channel,
    claim: Option<&Claim>,
) -> Result<(Vec<ClockStart>, Option<Event>), Refusal> {
    match claim {
        None => Ok((own_clocks(ctx, channel, ctx.came_in_on()), None)),
        Some(Claim::Renewal { licence, expires }) => {
            let clocks = vec![renewal_clock(ctx, item, *expires)?];
            let event = RenewalRequested { licence: licence.clone(), expires: *expires, clocks };
            Ok((own_clocks(ctx, channel, ctx.came_in_on()), Some(event.into())))
        }
        Some(Claim::ForRegion { region, authority, way }) => {
            let terms = region_terms(item, *way)?;
            over_its_channel(*way, channel)?;
            said(authority, Rule::WhereToGoMissing)?;
            let clocks = vec![ctx.start_with_receipt(ClockKind::Forwarding, terms.forward_days)];
            let event = TakenInForRegion {
                region: region.clone(),
                authority: authority.clone(),
                way: *way,
                clocks,
            };
            Ok((Vec::new(), Some(event.into())))
        }
        Some(Claim::FromRegion { region, authority, way, received }) => {
            let terms = region_terms(item, *way)?;
            said(authority, Rule::WhereToGoMissing)?;
            taken_in_there(ctx, terms, *received)?;
            over_its_channel(*way, channel)?;
            let first = match terms.first_day_of(*way) {
                FirstDay::Receipt => *received,
                FirstDay::Arrival => ctx.came_in_on(),
            };
            let event = TakenInElsewhere {
                region: region.clone(),
                authority: authority.clone(),
                way: *way,
                received: *received,
                clock_owner: item.department.clone(),
                clocks: own_clocks(ctx, channel, first),
            };
            Ok((Vec::new(), Some(event.into())))
        }
    }
}

/// 异地收件 is entered by a window, not claimed by the applicant; and the day lies within the time for forwarding.
fn taken_in_there(ctx: &Context<'_>, terms: &RegionTerms, received: Day) -> Result<(), Refusal> {
    if ctx.actor() == &Actor::Applicant {
        let detail = "what another region took in is entered by a window";
        return Err(Rule::WrongRole.because(detail));
    }
    if received > ctx.today() {
        return Err(Rule::OccurredAhead.because(format!("received there on {received}")));
    }
    let first = ctx.calendar().workday_before(ctx.today(), terms.forward_days.into());
    if received < first {
        let detail = format!("received there on {received}, before {first}");
        return Err(Rule::RegionReceiptTooOld.because(detail));
    }
    Ok(())
}

fn own_clocks(ctx: &Context<'_>, channel: Channel, first: Day) -> Vec<ClockStart> {
    let policy = ctx.policy().1;
    let acceptance = working_days(policy.acceptance_days);
    let mut clocks = vec![ctx.start_on(ClockKind::Acceptance, first, acceptance)];
    if channel.is_online() {
        clocks.push(ctx.start_with_receipt(ClockKind::OnlineCheck, policy.online_check_days));
    }
    clocks
}

fn region_terms(item: &ItemDefinition, way: RegionWay) -> Result<&RegionTerms, Refusal> {
    let terms = item.terms.region.as_ref().filter(|terms| terms.ways.contains(&way));
    terms.ok_or_else(|| Rule::RegionNotOffered.because(format!("{} of {}", spoken(way), item.code)))
}

/// 全程网办 comes over a channel of the applicant's own; 异地代收代办 is collected from him at a window.
fn over_its_channel(way: RegionWay, channel: Channel) -> Result<(), Refusal> {
    let detail = match way {
        RegionWay::Online if !channel.is_online() => "what is done wholly online comes online",
        RegionWay::Collect if channel.is_online() => "what is collected comes in at a window",
        RegionWay::Online | RegionWay::Collect | RegionWay::Several => return Ok(()),
    };
    Err(Rule::RegionNotOffered.because(detail))
}

/// 延续: to the last day of the licence, applied for in time before it.
fn renewal_clock(
    ctx: &Context<'_>,
    item: &ItemDefinition,
    expires: Day,
) -> Result<ClockStart, Refusal> {
    let Some(terms) = &item.terms.renewal else {
        return Err(Rule::RenewalNotOffered.because(item.code.to_string()));
    };
    let last = expires.plus(-i32::from(terms.apply_before_days));
    if ctx.today() > last {
        let detail = format!("it was to be applied for by {last}; apply for a new licence");
        return Err(Rule::RenewalTooLate.because(detail));
    }
    let days = u16::try_from(expires.days() - ctx.today().days());
    let days = days.map_err(|_| Rule::TooMany.because("the licence expires too far ahead"))?;
    Ok(ctx.start(ClockKind::Renewal, Budget { days, unit: Unit::Date }))
}

/// 逾期未决定视为准予延续: the licence ran out and nobody decided. Not while the applicant owes papers, for then it
/// is not the department's silence.
pub(super) fn renewed(ctx: &Context<'_>, file: &File<'_>) -> Option<Event> {
    let Some(Occasion::Renewal { licence }) = &file.case.extras().occasion else { return None };
    let owes = no_gap_open(file).is_err() || !is_complete(file);
    let stops = owes || identified(file).is_err();
    if !IN_WORK.contains(&file.case.phase()) || stops {
        return None;
    }
    let clocks = vec![
        ctx.start_days(ClockKind::Delivery, ctx.policy().1.delivery_days),
        ctx.start_days(ClockKind::OwedDocument, OWED_DOCUMENT_DAYS),
    ];
    let basis: Text = ClockKind::Renewal.source().into();
    let (licence, unit) = (licence.clone(), file.department().clone());
    Some(DeemedRenewed { licence, basis, unit, clocks }.into())
}

/// What another region decides is not accepted or refused here.
pub(super) fn decided_here(file: &File<'_>) -> Result<(), Refusal> {
    let occasion = file.case.extras().occasion.as_ref();
    match occasion.and_then(Occasion::clock_owner_elsewhere) {
        Some(owner) => Err(Rule::DecidedElsewhere.because(format!("{owner} decides"))),
        None => Ok(()),
    }
}

/// 申请人同意 comes first in a case the government opened.
pub(super) fn consented(file: &File<'_>) -> Result<(), Refusal> {
    if file.case.extras().occasion.as_ref().is_some_and(Occasion::awaits_consent) {
        return Err(Rule::ConsentFirst.because("send record_consent"));
    }
    Ok(())
}
