//! 一表申请: the one form of a bundle. It asks each question of its matters once, and only for the papers that the
//! answers call for (rows 65, 88).

use std::collections::BTreeSet;

use crate::bundle::BundleVersion;
use crate::code::{MaterialCode, Reference};
use crate::event::{SituationAnswer, SituationAnswered};
use crate::item::{Answers, ItemDefinition};
use crate::refusal::{Refusal, Rule};
use crate::spoken::spoken_all;
use crate::values::{CollectionWay, MaterialCopy};

use super::super::context::short_enough;
use super::receive::Chosen;

/// 办事情形: every question of the chosen matters has one listed option, and no other question is answered.
pub(super) fn answered(chosen: &[Chosen<'_>], answers: &Answers) -> Result<(), Refusal> {
    for (_, item) in chosen {
        item.definition.check_answers(&item.definition.own_answers(answers))?;
    }
    let situations = chosen.iter().flat_map(|(_, item)| &item.definition.situations);
    let asked: BTreeSet<&Reference> = situations.map(|situation| &situation.question).collect();
    match answers.keys().find(|question| !asked.contains(question)) {
        Some(question) => {
            let detail = format!("none of the chosen matters asks {question}");
            Err(Rule::SituationUnknown.because(detail))
        }
        None => Ok(()),
    }
}

/// 一套材料: papers of the bundle's own list that a chosen matter asks for under the answers, each in a way it takes.
/// An electronic licence is fetched for its case, never handed in.
pub(super) fn papers(
    version: &BundleVersion,
    chosen: &[Chosen<'_>],
    (copies, answers): (&[MaterialCopy], &Answers),
) -> Result<(), Refusal> {
    short_enough(copies)?;
    let definition = &version.definition;
    for copy in copies {
        if !definition.materials.contains(&copy.material) {
            let detail = format!("{} of {}", copy.material, definition.code);
            return Err(Rule::UnknownMaterial.because(detail));
        }
        asked_for(chosen.iter().map(|(_, item)| &item.definition), copy, answers)?;
    }
    Ok(())
}

/// A paper of a matter that was not chosen is no mistake; one that no answer calls for is.
pub(super) fn asked_for<'a>(
    items: impl Iterator<Item = &'a ItemDefinition>,
    copy: &MaterialCopy,
    answers: &Answers,
) -> Result<(), Refusal> {
    let MaterialCopy { material, way, .. } = copy;
    if *way == CollectionWay::Licence {
        let detail = format!("{material}: send request_licence for its case, with the consent");
        return Err(Rule::LicenceByHand.because(detail));
    }
    let (mut is_listed, mut is_selected) = (false, false);
    for item in items {
        let Some(need) = item.need(material) else { continue };
        is_listed = true;
        if !item.is_selected(need, &item.places_of(answers)) {
            continue;
        }
        is_selected = true;
        if !need.ways.is_empty() && !need.ways.contains(way) {
            let detail = format!("{material} of {} comes as {}", item.code, spoken_all(&need.ways));
            return Err(Rule::WayNotOffered.because(detail));
        }
    }
    if is_listed && !is_selected {
        let detail = format!("{material}: the answers about the situation do not ask for it");
        return Err(Rule::UnknownMaterial.because(detail));
    }
    Ok(())
}

/// The answers with every paper they call for; none where nothing is asked.
pub(super) fn situation<'a>(
    items: impl Iterator<Item = &'a ItemDefinition>,
    answers: &Answers,
) -> Option<SituationAnswered> {
    if answers.is_empty() {
        return None;
    }
    let mut materials: Vec<MaterialCode> = Vec::new();
    for item in items {
        let chosen = item.places_of(answers);
        let needs = item.materials.iter().filter(|need| item.is_selected(need, &chosen));
        for need in needs {
            if !materials.contains(&need.material) {
                materials.push(need.material.clone());
            }
        }
    }
    let answers = answers.iter().map(|(question, option)| SituationAnswer {
        question: question.clone(),
        option: option.clone(),
    });
    Some(SituationAnswered { answers: answers.collect(), materials })
}
