//! 材料 in the view of a case: what is here, what was asked of the licence store, which situation it is.

use engine::case::Case;
use engine::code::MaterialCode;
use engine::extras::LicenceState;
use engine::item::Answers;
use engine::setup::ItemVersion;

use crate::queries::case_view::MaterialView;

pub(super) fn licences_asked(case: &Case, item: &ItemVersion) -> Vec<MaterialCode> {
    let asked = |material: &&MaterialCode| {
        case.licence(material, &item.definition) == Some(LicenceState::Asked)
    };
    item.definition.materials.iter().map(|need| &need.material).filter(asked).cloned().collect()
}

pub(super) fn answers(case: &Case, item: &ItemVersion) -> Answers {
    let chosen = item.definition.chosen(&case.extras().situation);
    chosen.map(|(asked, option)| (asked.question.clone(), option.option.clone())).collect()
}

pub(super) fn materials(case: &Case, item: &ItemVersion) -> Vec<MaterialView> {
    let shown = case.held.iter().filter_map(|held| {
        let need = item.definition.materials.get(usize::from(held.need))?;
        Some(MaterialView { material: need.material.clone(), way: held.way, trust: held.trust })
    });
    shown.collect()
}
