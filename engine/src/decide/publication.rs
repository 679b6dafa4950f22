//! 事项发布: draft, review by another person, publication as a numbered version (rows 88 to 90).

use crate::code::StaffId;
use crate::command::{DraftItem, PublishDraft, PublishItem, ReviewItem, SetPublicationPolicy};
use crate::event::{ItemDrafted, ItemReviewed, ItemVersionPublished, PublicationPolicySet, Stream};
use crate::hall::Role;
use crate::inspector::Noted;
use crate::item::ItemDefinition;
use crate::limits::{DRAFTS_MAX, ITEM_VERSIONS_MAX, ITEMS_MAX};
use crate::publication::Draft;
use crate::refusal::{Refusal, Rule};

use super::Effect;
use super::context::{Context, known_unit, said};
use super::setup::by_a_manager;

/// Who works an item up in its department (谁梳理、谁负责).
const AUTHORS: &[Role] = &[Role::ChiefRep, Role::DeptHead, Role::ChiefApprover];
/// Who sits on the review board.
const REVIEWERS: &[Role] = &[Role::CentreManager, Role::Supervisor, Role::QualityOfficer];

fn catalogue(event: impl Into<crate::event::Event>) -> Effect {
    Effect::of(Stream::Catalogue, vec![event.into()])
}

/// 梳理: what may not be published at all may still be a draft; the answer's event says what is found.
pub(super) fn draft(ctx: &Context<'_>, c: &DraftItem) -> Result<Effect, Refusal> {
    let definition = &c.definition;
    known_places(ctx, definition)?;
    if by_a_manager(ctx).is_err() {
        ctx.staff_of(&definition.department, AUTHORS)?;
    }
    let drafts = ctx.setup.drafts_of(&definition.code);
    if drafts.len() >= DRAFTS_MAX {
        return Err(Rule::TooMany.because(format!("{DRAFTS_MAX} drafts of one item")));
    }
    let findings =
        crate::inspector::inspect_among(definition, ctx.setup).iter().map(Noted::from).collect();
    let draft = u32::try_from(drafts.len() + 1).unwrap_or(u32::MAX);
    let author = name(ctx)?;
    Ok(catalogue(ItemDrafted { draft, definition: definition.clone(), author, findings }))
}

/// 评审: by somebody else than who wrote it (four eyes).
pub(super) fn review(ctx: &Context<'_>, c: &ReviewItem) -> Result<Effect, Refusal> {
    let reviewer = ctx.staff_with(REVIEWERS)?.id.clone();
    let draft = known_draft(ctx, &c.item, c.draft)?;
    if draft.author == reviewer {
        let detail = format!("{reviewer} wrote draft {} himself", c.draft);
        return Err(Rule::OwnDraft.because(detail));
    }
    if draft.passed.is_some() {
        return Err(Rule::AlreadyFixed.because("reviewed before: draft it anew"));
    }
    said(&c.opinion, Rule::ReasonsMissing)?;
    if c.passed {
        draft.definition.check()?;
        ctx.setup.publication_policy().1.inspect_among(&draft.definition, ctx.setup)?;
    }
    Ok(catalogue(ItemReviewed {
        item: c.item.clone(),
        draft: c.draft,
        passed: c.passed,
        opinion: c.opinion.clone(),
        reviewer,
    }))
}

/// 发布 of a draft that passed.
pub(super) fn publish_draft(ctx: &Context<'_>, c: &PublishDraft) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    let draft = known_draft(ctx, &c.item, c.draft)?;
    match (draft.passed, draft.version) {
        (Some(true), None) => version(ctx, &draft.definition, Some(c.draft)),
        (Some(true), Some(version)) => {
            Err(Rule::AlreadyFixed.because(format!("it became version {version}")))
        }
        (Some(false), _) => {
            Err(Rule::ReviewMissing.because("the draft did not pass: draft it anew"))
        }
        (None, _) => Err(Rule::ReviewMissing.because("send review_item, by another person")),
    }
}

/// 发布事项版本 in one step, where the policy lets it.
pub(super) fn publish_item(ctx: &Context<'_>, c: &PublishItem) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    if ctx.setup.publication_policy().1.review_required {
        let detail = "send draft_item, review_item and publish_draft";
        return Err(Rule::ReviewMissing.because(detail));
    }
    version(ctx, &c.definition, None)
}

fn version(
    ctx: &Context<'_>,
    definition: &ItemDefinition,
    draft: Option<u32>,
) -> Result<Effect, Refusal> {
    known_places(ctx, definition)?;
    definition.check()?;
    if let Some(last) = definition.valid_to.filter(|last| *last < ctx.recorded_on()) {
        let detail = format!("it was valid until {last}: a version is published for days to come");
        return Err(Rule::BadItem.because(detail));
    }
    let versions = ctx.setup.versions_of(&definition.code);
    if versions >= ITEM_VERSIONS_MAX || ctx.setup.items().len() >= ITEMS_MAX {
        return Err(Rule::TooMany.because("item versions"));
    }
    let newest = ctx.setup.item_version(&definition.code, versions);
    if newest.is_some_and(|newest| &newest.definition == definition) {
        return Ok(Effect::of(Stream::Catalogue, Vec::new()));
    }
    let findings = ctx.setup.publication_policy().1.inspect_among(definition, ctx.setup)?;
    let findings = findings.iter().map(Noted::from).collect();
    let definition = definition.clone();
    Ok(catalogue(ItemVersionPublished { version: versions + 1, definition, draft, findings }))
}

fn known_places(ctx: &Context<'_>, definition: &ItemDefinition) -> Result<(), Refusal> {
    known_unit(ctx.setup, &definition.department)?;
    if !ctx.setup.zones.contains_key(&definition.zone) {
        return Err(Rule::UnknownZone.because(definition.zone.to_string()));
    }
    for participant in &definition.participants {
        known_unit(ctx.setup, &participant.department)?;
    }
    Ok(())
}

fn known_draft<'a>(
    ctx: &Context<'a>,
    item: &crate::code::ItemCode,
    draft: u32,
) -> Result<&'a Draft, Refusal> {
    let found = ctx.setup.draft(item, draft);
    found.ok_or_else(|| Rule::UnknownDraft.because(format!("draft {draft} of {item}")))
}

/// Who asks, as a draft names him: a person of the staff, or the administrator.
fn name(ctx: &Context<'_>) -> Result<StaffId, Refusal> {
    let name = ctx.actor().as_str();
    name.parse().map_err(|_| Rule::WrongRole.because(format!("{name} writes no drafts")))
}

/// 设定发布政策
pub(super) fn set_policy(ctx: &Context<'_>, c: &SetPublicationPolicy) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    c.policy.check()?;
    let (version, policy) = ctx.setup.publication_policy();
    if **policy == c.policy {
        return Ok(Effect::of(Stream::Policy, Vec::new()));
    }
    let event = PublicationPolicySet { version: version + 1, policy: c.policy.clone() };
    Ok(Effect::of(Stream::Policy, vec![event.into()]))
}
