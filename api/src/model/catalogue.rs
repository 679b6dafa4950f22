//! 事项清单: the items of a model as item versions.

use std::collections::BTreeMap;

use anyhow::{Context, bail};
use engine::code::{MaterialCode, Text};
use engine::command::{Command, PublishItem};
use engine::due::Budget;
use engine::item::{Guide, ItemDefinition, MaterialNeed, MaterialNotes, Necessity, Special, Step};

use super::first_day;
use super::shape::{Item, Material, Model, Stationing};

const FEN_PER_YUAN: u32 = 100;

/// 材料名称 what each kind of paper is called in the hall.
type Names<'a> = BTreeMap<&'a MaterialCode, &'a Text>;

/// One version of every item.
pub(super) fn commands(model: &Model) -> anyhow::Result<Vec<Command>> {
    let names: Names<'_> =
        model.materials.iter().map(|paper| (&paper.id, &paper.name_zh)).collect();
    let publish = |item: &Item| {
        let definition = definition(item, &names).with_context(|| format!("item {}", item.id))?;
        Ok(PublishItem { definition }.into())
    };
    model.items.iter().map(publish).collect()
}

fn definition(item: &Item, names: &Names<'_>) -> anyhow::Result<ItemDefinition> {
    let legal = item.legal_limit.map(|days| Budget { days, unit: item.legal_unit });
    let steps = item.steps.iter();
    let specials = item.specials.iter();
    let materials = item.materials.iter().map(|need| material(need, names));
    let materials: anyhow::Result<_> = materials.collect();
    Ok(ItemDefinition {
        task_type: item.task_type.clone(),
        case_type: item.case_type,
        legal,
        legal_extension: item.legal_extension,
        promise: Budget { days: item.promise_limit, unit: item.promise_unit },
        steps: steps.map(|s| Step { step: s.step, role: s.role, limit: s.limit }).collect(),
        specials: specials
            .map(|special| Special {
                kind: special.kind,
                max_working_days: special.max_working_days,
                stops_statutory: special.stops_statutory,
            })
            .collect(),
        participants: item.participants.clone(),
        materials: materials?,
        result: item.result.clone().into(),
        delivery: item.delivery.clone(),
        entrusted: item.stationing == Stationing::Entrusted,
        site_inspection: item.site_inspection,
        retention: item.archive_retention,
        fee_fen: item.fee_cny.checked_mul(FEN_PER_YUAN).context("the fee is too large")?,
        valid_from: first_day()?,
        guide: Guide { promise_note: assumed(item)?, ..Guide::default() },
        ..ItemDefinition::plain(
            item.id.clone(),
            item.name_zh.clone(),
            item.department.clone(),
            item.zone.clone(),
            item.impl_code.clone(),
        )
    })
}

/// 待核定 the fields for which a default stands, named in the guide.
fn assumed(item: &Item) -> anyhow::Result<Option<Text>> {
    if item.assumed.is_empty() {
        return Ok(None);
    }
    let note = format!("默认值，待核定 (assumed): {}", item.assumed.join(", "));
    Ok(Some(note.parse().context("too many assumed fields")?))
}

fn material(need: &Material, names: &Names<'_>) -> anyhow::Result<MaterialNeed> {
    let necessity = match need.necessity {
        1 => Necessity::Required,
        2 => Necessity::Optional,
        3 => Necessity::Deferrable,
        other => bail!("material {}: necessity is 1, 2 or 3, not {other}", need.material),
    };
    Ok(MaterialNeed {
        e_licence: need.e_licence.clone(),
        copies: need.copies,
        about: MaterialNotes {
            name: names.get(&need.material).map(|name| Text::clone(name)),
            ..MaterialNotes::default()
        },
        ..MaterialNeed::new(need.material.clone(), necessity)
    })
}
