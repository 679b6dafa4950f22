//! 顶岗补位 (AB岗): a substitute acts in the place of an absent person of his unit, and the log says for whom
//! (row 38).

use crate::code::StaffId;
use crate::command::{Actor, CoverPost, Envelope};
use crate::event::{Event, PostCovered, Stream, SubstituteActed};
use crate::hall::{Role, Staff};
use crate::refusal::{Refusal, Rule};
use crate::time::Timestamp;
use crate::world::World;

use super::Effect;
use super::context::{Context, File};
use super::setup::by_a_manager;

/// A substitute in the post of an absent person.
pub(super) struct Substitution {
    /// Who is absent.
    pub(super) absent: StaffId,
    /// Who acts: himself, with the roles of both. His own certificates count, and his own 回避.
    pub(super) post: Staff,
}

/// Who acts for whom, where the command says so and a cover of that day allows it.
pub(super) fn substitution(
    world: &World,
    envelope: &Envelope,
    now: Timestamp,
) -> Result<Option<Substitution>, Refusal> {
    let Some(absent) = &envelope.on_behalf_of_person else { return Ok(None) };
    let Actor::Staff(substitute) = &envelope.actor else {
        return Err(Rule::NotCovered.because("only a person of the staff stands in for another"));
    };
    let setup = world.setup();
    let person =
        |id| setup.staff.get(id).ok_or_else(|| Rule::UnknownStaff.because(format!("{id}")));
    let (away, acting) = (person(absent)?, person(substitute)?);
    let today = envelope.occurred_at.unwrap_or(now).min(now).day();
    let cover = setup.covers.get(&(absent.clone(), substitute.clone()));
    let is_covered = cover.is_some_and(|(from, to)| (*from..=*to).contains(&today));
    if !is_covered || away.unit != acting.unit {
        return Err(Rule::NotCovered.because(format!("{substitute} for {absent} on {today}")));
    }
    let mut post = acting.clone();
    post.roles.extend(away.roles.iter().copied());
    Ok(Some(Substitution { absent: absent.clone(), post }))
}

/// The events with the one that says for whom: first, but after the one that opens a case.
pub(super) fn recorded(
    ctx: &Context<'_>,
    stream: Stream,
    mut events: Vec<Event>,
) -> Result<Vec<Event>, Refusal> {
    let Some(absent) = ctx.absent() else { return Ok(events) };
    if !matches!(stream, Stream::Case(_) | Stream::Bundle(_) | Stream::Voice(_)) {
        return Err(Rule::NotCovered.because("a substitute acts on cases, not on the set-up"));
    }
    if events.is_empty() {
        return Ok(events);
    }
    let substitute = ctx.staff()?.id.clone();
    let event = SubstituteActed { absent: absent.clone(), substitute };
    let first = events.first();
    let is_new = matches!(
        first,
        Some(
            Event::ApplicationReceived(_)
                | Event::BundleReceived(_)
                | Event::TroubleReported(_)
                | Event::ComplaintFiled(_)
                | Event::OrderIssued(_)
        )
    );
    // 导办服务 is over as it is recorded: who did it stands in it.
    if !matches!(first, Some(Event::ServiceRecorded(_))) {
        events.insert(usize::from(is_new), event.into());
    }
    Ok(events)
}

/// 受审分离 holds for the post too: who took the case in does not approve it through his substitute.
pub(super) fn not_for_an_intake_officer(ctx: &Context<'_>, file: &File<'_>) -> Result<(), Refusal> {
    match ctx.absent() {
        Some(absent) if file.case.intake_officers.contains(absent) => {
            Err(Rule::SeparationOfDuties.because(format!("{absent} took the case in")))
        }
        Some(_) | None => Ok(()),
    }
}

/// 顶岗安排, by the absent himself, the head of the unit, or a manager of the centre; never by the substitute.
pub(super) fn cover(ctx: &Context<'_>, c: &CoverPost) -> Result<Effect, Refusal> {
    let person = |id| {
        let found = ctx.setup.staff.get(id);
        found.ok_or_else(|| Rule::UnknownStaff.because(format!("{id}")))
    };
    let (absent, substitute) = (person(&c.absent)?, person(&c.substitute)?);
    if by_a_manager(ctx).is_err() {
        let staff = ctx.staff()?;
        if staff.id != absent.id {
            ctx.staff_of(&absent.unit, &[Role::DeptHead])?;
        }
    }
    if ctx.actor() == &Actor::Staff(substitute.id.clone()) {
        return Err(Rule::WrongRole.because("nobody names himself another's substitute"));
    }
    if absent.unit != substitute.unit || absent.id == substitute.id {
        let detail = format!("{} of {}, {}", absent.id, absent.unit, substitute.unit);
        return Err(Rule::NotCovered.because(detail));
    }
    if c.from < ctx.recorded_on() {
        return Err(Rule::BadSetup.because("a post is covered from today on, not before"));
    }
    if c.from > c.to {
        return Err(Rule::BadSetup.because("the last day is before the first"));
    }
    let pair = (c.absent.clone(), c.substitute.clone());
    if ctx.setup.covers.get(&pair) == Some(&(c.from, c.to)) {
        return Ok(Effect::of(Stream::Staff, Vec::new()));
    }
    let (absent, substitute) = pair;
    let event = PostCovered { absent, substitute, from: c.from, to: c.to };
    Ok(Effect::of(Stream::Staff, vec![event.into()]))
}
