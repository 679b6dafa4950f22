//! 附带: what only some cases have: gaps.

use serde::{Deserialize, Serialize};

use crate::code::MaterialCode;
use crate::item::ItemDefinition;
use crate::values::MaterialCopy;

/// What only some cases have. A million cases are held at once, so it is kept apart from what all have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extras {
    /// 容缺 papers that are to follow: indexes into the item version's materials.
    pub gaps: Vec<u8>,
}

/// What most cases have.
pub(crate) static NONE: Extras = Extras { gaps: Vec::new() };

impl Extras {
    pub(crate) fn open_gaps(&mut self, gaps: &[MaterialCode], item: &ItemDefinition) {
        self.gaps = gaps.iter().filter_map(|gap| index(gap, item)).collect();
    }

    pub(crate) fn close_gaps(&mut self, copies: &[MaterialCopy], item: &ItemDefinition) {
        let supplied: Vec<u8> =
            copies.iter().filter_map(|copy| index(&copy.material, item)).collect();
        self.gaps.retain(|gap| !supplied.contains(gap));
    }

    /// 容缺 the papers that are to follow.
    pub fn open<'a>(
        &'a self,
        item: &'a ItemDefinition,
    ) -> impl Iterator<Item = &'a MaterialCode> + 'a {
        let needs = self.gaps.iter().filter_map(|gap| item.materials.get(usize::from(*gap)));
        needs.map(|need| &need.material)
    }
}

fn index(material: &MaterialCode, item: &ItemDefinition) -> Option<u8> {
    let index = item.materials.iter().position(|need| &need.material == material)?;
    u8::try_from(index).ok()
}
