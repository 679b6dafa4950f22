//! 材料清单: which papers the answers ask for, and how what is sent counts.

use crate::code::MaterialCode;
use crate::command::Actor;
use crate::event::{SituationAnswer, SituationAnswered};
use crate::item::{Answers, ItemDefinition, MaterialNeed};
use crate::refusal::{Refusal, Rule};
use crate::spoken::spoken_all;
use crate::values::{CollectionWay, MaterialCopy, Trust};

use super::context::{Context, File, short_enough};

/// 办事情形 with the papers it asks for.
pub(super) fn situation(
    item: &ItemDefinition,
    answers: &Answers,
    chosen: &[(u8, u8)],
) -> SituationAnswered {
    let needed = item.materials.iter().filter(|need| item.is_selected(need, chosen));
    let pairs = answers.iter();
    SituationAnswered {
        answers: pairs
            .map(|(question, option)| SituationAnswer {
                question: question.clone(),
                option: option.clone(),
            })
            .collect(),
        materials: needed.map(|need| need.material.clone()).collect(),
    }
}

/// What the applicant sends himself was checked by nobody: it is trusted as C at best, whatever he says
/// (国办函〔2016〕108号).
pub(super) fn as_sent(ctx: &Context<'_>, copies: &[MaterialCopy]) -> Vec<MaterialCopy> {
    let is_his_own = ctx.actor() == &Actor::Applicant;
    let each = |copy: &MaterialCopy| {
        let trust = if is_his_own { copy.trust.max(Trust::C) } else { copy.trust };
        MaterialCopy { trust, ..copy.clone() }
    };
    copies.iter().map(each).collect()
}

/// What the item says about a paper that the case asks for.
pub(super) fn asked_for<'a>(
    file: &File<'a>,
    material: &MaterialCode,
) -> Result<&'a MaterialNeed, Refusal> {
    let item = file.item();
    needed(item, &file.case.extras().situation, material)
}

fn needed<'a>(
    item: &'a ItemDefinition,
    chosen: &[(u8, u8)],
    material: &MaterialCode,
) -> Result<&'a MaterialNeed, Refusal> {
    let Some(need) = item.need(material) else {
        return Err(Rule::UnknownMaterial.because(format!("{material} of {}", item.code)));
    };
    if item.is_selected(need, chosen) {
        return Ok(need);
    }
    let detail = format!("{material}: the answers about the situation do not ask for it");
    Err(Rule::UnknownMaterial.because(detail))
}

/// Papers are of the item's list and asked for by the chosen options, come in a way the item takes, and are not
/// too many. An electronic licence is fetched, never handed in.
pub(super) fn listed(
    item: &ItemDefinition,
    chosen: &[(u8, u8)],
    copies: &[MaterialCopy],
) -> Result<(), Refusal> {
    short_enough(copies)?;
    for MaterialCopy { material, way, .. } in copies {
        let need = needed(item, chosen, material)?;
        if *way == CollectionWay::Licence {
            let detail = format!("{material}: send request_licence with the consent");
            return Err(Rule::LicenceByHand.because(detail));
        }
        if !need.ways.is_empty() && !need.ways.contains(way) {
            let detail = format!("{material} comes as {}", spoken_all(&need.ways));
            return Err(Rule::WayNotOffered.because(detail));
        }
    }
    Ok(())
}
