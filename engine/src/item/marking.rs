//! 容缺标注变更: papers that a new version of an item marks in another way than the one before, told to the windows
//! (rows 41, 63).

use schemars::JsonSchema;
use serde::Serialize;

use crate::code::{ItemCode, MaterialCode, Text, UnitId};
use crate::setup::Setup;
use crate::time::Day;

use super::material::Necessity;
use super::{ItemDefinition, ItemNo};

/// 标注变更 one paper that is marked in another way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Marking {
    /// The place of the version in the catalogue: the cursor of a page.
    pub no: ItemNo,
    /// 短码
    pub item: ItemCode,
    /// 事项名称
    pub name: Text,
    /// The version that marks it so.
    pub version: u32,
    /// From when on.
    pub valid_from: Day,
    /// 实施主体 who marked it.
    pub department: UnitId,
    /// The paper.
    pub material: MaterialCode,
    /// How it was marked; none where it was not asked for.
    pub before: Option<Necessity>,
    /// How it is marked now; none where it is not asked for any more.
    pub after: Option<Necessity>,
}

/// Every change of a marking after a place in the catalogue, in order of publication; those of one version stand
/// together.
pub fn markings(setup: &Setup, after: Option<ItemNo>) -> impl Iterator<Item = Marking> + '_ {
    let versions = setup.items().iter().filter(move |item| after.is_none_or(|no| item.no > no));
    versions.flat_map(|item| {
        let new = &item.definition;
        let before = item.version.checked_sub(1);
        let old = before.and_then(|version| setup.item_version(&new.code, version));
        let changed = old.map_or(Vec::new(), |old| changed(&old.definition, new));
        changed.into_iter().map(|(material, before, after)| Marking {
            no: item.no,
            item: new.code.clone(),
            name: new.name.clone(),
            version: item.version,
            valid_from: new.valid_from,
            department: new.department.clone(),
            material,
            before,
            after,
        })
    })
}

type Changed = (MaterialCode, Option<Necessity>, Option<Necessity>);

/// Papers of either version whose marking differs: those of the new one, then those it dropped.
fn changed(old: &ItemDefinition, new: &ItemDefinition) -> Vec<Changed> {
    let marked = |item: &ItemDefinition, material: &MaterialCode| {
        item.need(material).map(|need| need.necessity)
    };
    let here = new.materials.iter().map(|need| &need.material);
    let dropped = old.materials.iter().map(|need| &need.material);
    let all = here.chain(dropped.filter(|material| new.need(material).is_none()));
    let pairs =
        all.map(|material| (material.clone(), marked(old, material), marked(new, material)));
    pairs.filter(|(_, before, after)| before != after).collect()
}
