//! 事项检查: what an examiner of item lists would say about a version before it is published. Findings
//! refuse nothing by themselves; what must never be published is refused by [`ItemDefinition::check`].

mod check;
mod code_shape;
mod flow;
mod listing;
mod same;

use crate::code::Text;
use crate::due::{Budget, Unit};
use crate::item::{CaseType, ItemDefinition, SpecialKind, working_days};
use crate::setup::Setup;
use crate::spoken::spoken;

pub use check::{Check, Finding, Noted, Severity};
pub use code_shape::ITEM_CODE_CHARS_MAX;

/// Days by which art. 42(1) lets it be put off, and art. 42(2) a joint one.
const EXTENSION_DAYS: u16 = 10;
const JOINT_EXTENSION_DAYS: u16 = 15;
/// Days under which an inspection on site can hardly be made.
const INSPECTION_DAYS_MIN: u16 = 5;
/// The longest promise of what is called 即办.
const INSTANT_DAYS_MAX: u16 = 1;
/// Words that promise the result at once.
const INSTANT_WORDS: [&str; 4] = ["即办", "当场办结", "即时办结", "立等可取"];
/// Words by which a list asks for whatever it likes (兜底条款).
const CATCH_ALLS: [&str; 8] =
    ["其他", "其它", "有关", "相关材料", "相关证明", "等材料", "等证明", "需要的材料"];

/// Everything an examiner would say about a version, in the order of its fields.
pub fn inspect(item: &ItemDefinition) -> Vec<Finding> {
    let mut found = Vec::new();
    publishable(item, &mut found);
    code_shape::inspect(item, &mut found);
    limits(item, &mut found);
    flow::inspect(item, &mut found);
    specials(item, &mut found);
    listing::inspect(item, &mut found);
    wording(item, &mut found);
    found
}

/// The same, and what the catalogue says otherwise of the same item with other bodies (row 90).
pub fn inspect_among(item: &ItemDefinition, setup: &Setup) -> Vec<Finding> {
    let mut found = inspect(item);
    same::inspect(item, setup, &mut found);
    found
}

/// The catch-all in a text, if one is in it: for names of materials and conditions of a list.
pub fn catch_all(text: &str) -> Option<&'static str> {
    CATCH_ALLS.into_iter().find(|word| text.contains(word))
}

fn publishable(item: &ItemDefinition, found: &mut Vec<Finding>) {
    if let Err(refusal) = item.check() {
        let detail = format!("{}: {}", refusal.rule.code(), refusal.detail);
        found.push(Check::Unpublishable.found(detail));
    }
    if item.name.is_blank() {
        found.push(Check::NameMissing.found(item.code.to_string()));
    }
}

/// 法定、承诺
fn limits(item: &ItemDefinition, found: &mut Vec<Finding>) {
    let is_joint = item.case_type == CaseType::Joint;
    let of_law = item.limit_of_the_law();
    let law = of_law.days;
    let is_licence = item.is_licence();
    match item.legal {
        None if is_licence => {
            found.push(Check::StatutoryMissing.found(format!("art. 42 gives {law} working days")));
            if let Some(legal) = item.statutory_limit() {
                promise_within(item, legal, is_licence, found);
            }
        }
        None => (),
        Some(legal) => {
            let is_special = item.listing.special_law.as_ref().is_some_and(|law| !law.is_blank());
            if working_days(legal) > working_days(of_law) && !is_special {
                let detail = format!("{} days, art. 42 gives {law}", legal.days);
                found.push(Check::StatutoryOverLaw.found(detail));
            }
            promise_within(item, legal, is_licence, found);
        }
    }
    let extension = if is_joint { JOINT_EXTENSION_DAYS } else { EXTENSION_DAYS };
    if item.legal_extension > extension {
        let detail = format!("{} days, art. 42 gives {extension}", item.legal_extension);
        found.push(Check::ExtensionOverLaw.found(detail));
    }
    instant(item, found);
}

fn promise_within(
    item: &ItemDefinition,
    legal: Budget,
    is_licence: bool,
    found: &mut Vec<Finding>,
) {
    let (promise, limit) = (working_days(item.promise), working_days(legal));
    let detail = format!("promise {}, statutory {}", item.promise.days, legal.days);
    if promise > limit {
        found.push(Check::PromiseOverStatutory.found(detail));
    } else if is_licence && promise * 2 > limit {
        found.push(Check::PromiseOverHalf.found(detail));
    }
}

/// Whether a text of an item promises 即办 in so many words (row 51).
pub fn says_instant(text: &Text) -> bool {
    INSTANT_WORDS.iter().any(|word| text.as_str().contains(word))
}

/// 即办件
fn instant(item: &ItemDefinition, found: &mut Vec<Finding>) {
    let said = std::iter::once(&item.name).chain(&item.guide.promise_note);
    let is_called_instant =
        item.case_type == CaseType::Instant || said.into_iter().any(says_instant);
    let days = item.promise.days;
    if is_called_instant && days > INSTANT_DAYS_MAX {
        found.push(Check::InstantTooSlow.found(format!("promise {days}")));
    }
    if item.case_type == CaseType::Promise && days == 0 {
        found.push(Check::PromiseOfZero.found("a promise of 0 days is 即办件"));
    }
    let needs_visit = item.site_inspection || item.special(SpecialKind::Investigation).is_some();
    if needs_visit && working_days(item.promise) < working_days(in_working_days()) {
        let detail = format!("promise {days}, an inspection takes {INSPECTION_DAYS_MIN}");
        found.push(Check::InspectionInHaste.found(detail));
    }
}

fn in_working_days() -> Budget {
    Budget { days: INSPECTION_DAYS_MIN, unit: Unit::WorkingDays }
}

/// 特别程序
fn specials(item: &ItemDefinition, found: &mut Vec<Finding>) {
    for special in &item.specials {
        if special.stops_statutory && !special.kind.is_in_article_45() {
            found.push(Check::StopsWithoutLaw.found(spoken(special.kind)));
        }
        if special.max_working_days == 0 {
            found.push(Check::SpecialWithoutTime.found(spoken(special.kind)));
        }
    }
}

/// 兜底条款 in whatever the version says in words.
fn wording(item: &ItemDefinition, found: &mut Vec<Finding>) {
    let materials = item.materials.iter().map(|need| need.material.as_str());
    let names = item.materials.iter().filter_map(|need| need.about.name.as_ref());
    let said = names.chain(&item.result.name).chain(&item.guide.conditions).map(Text::as_str);
    for text in materials.chain(said) {
        if let Some(word) = catch_all(text) {
            found.push(Check::CatchAll.found(format!("{word} in {text}")));
        }
    }
    if item.materials.is_empty() {
        found.push(Check::NoMaterials.found(item.code.to_string()));
    }
}
