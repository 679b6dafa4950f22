//! 发布一件事: a bundle is published like an item, after the checks of an inspector (row 65).

use crate::command::PublishBundle;
use crate::event::{BundleVersionPublished, Stream};
use crate::limits::{BUNDLE_NODES_MAX, BUNDLES_MAX, ITEM_VERSIONS_MAX};
use crate::refusal::{Refusal, Rule};

use super::super::Effect;
use super::super::context::{Context, known_unit};
use super::super::setup::{by_a_manager, plain_code};

/// Characters of a bundle's code, so that its number fits into a code.
const CODE_CHARS_MAX: usize = 40;

/// 发布一件事版本
pub(in crate::decide) fn publish(ctx: &Context<'_>, c: &PublishBundle) -> Result<Effect, Refusal> {
    by_a_manager(ctx)?;
    let definition = &c.definition;
    plain_code(definition.code.as_str())?;
    if definition.code.as_str().chars().count() > CODE_CHARS_MAX {
        let detail = format!("the code of a bundle has at most {CODE_CHARS_MAX} characters");
        return Err(Rule::BadBundle.because(detail));
    }
    if definition.nodes.len() > BUNDLE_NODES_MAX {
        let detail = format!("{} nodes, at most {BUNDLE_NODES_MAX}", definition.nodes.len());
        return Err(Rule::TooLong.because(detail));
    }
    known_unit(ctx.setup, &definition.lead)?;
    definition.check()?;
    definition.check_against(ctx.setup, ctx.today())?;
    let versions = ctx.setup.versions_of_bundle(&definition.code);
    if versions >= ITEM_VERSIONS_MAX || ctx.setup.bundles().len() >= BUNDLES_MAX {
        return Err(Rule::TooMany.because("bundle versions"));
    }
    let newest = ctx.setup.bundle_version(&definition.code, versions);
    if newest.is_some_and(|newest| &newest.definition == definition) {
        return Ok(Effect::of(Stream::Catalogue, Vec::new()));
    }
    let event = BundleVersionPublished { version: versions + 1, definition: definition.clone() };
    Ok(Effect::of(Stream::Catalogue, vec![event.into()]))
}
