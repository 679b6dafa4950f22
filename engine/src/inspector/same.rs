//! 三级四同: the same item of the catalogue has one name and one statutory limit at every level and with every body
//! that carries it out (row 90).

use crate::code::Reference;
use crate::due::Budget;
use crate::item::ItemDefinition;
use crate::setup::Setup;

use super::check::{Check, Finding};

/// Characters of a 基本编码, and where it stands in an 实施编码 of 31 or a 业务办理项编码 of 33.
const BASIC_CHARS: usize = 12;
const BASIC: std::ops::Range<usize> = 19..31;
const HANDLING: std::ops::Range<usize> = 31..33;

/// What the newest versions of other departments say otherwise under the same basic code: the first department that
/// has it under other names only, and the first that has it under the name with another limit.
pub(super) fn inspect(item: &ItemDefinition, setup: &Setup, found: &mut Vec<Finding>) {
    let Some(basic) = basic(item) else { return };
    let newest = setup
        .items()
        .iter()
        .filter(|version| setup.versions_of(&version.definition.code) == version.version);
    let same = newest.map(|version| &version.definition).filter(|other| {
        other.department != item.department
            && self::basic(other) == Some(basic)
            && handling(item).zip(handling(other)).is_none_or(|(one, other)| one == other)
    });
    let same: Vec<&ItemDefinition> = same.collect();
    // One body may have several handling items of the code: one of them has the name.
    let has_it = |department| {
        same.iter().any(|other| &other.department == department && other.name == item.name)
    };
    if let Some(other) = same.iter().find(|other| !has_it(&other.department)) {
        let detail =
            format!("{basic} is called {} by {} ({})", other.name, other.department, other.code);
        found.push(Check::NotTheSame.found(detail));
    }
    let limit = item.statutory_limit();
    let differs =
        |other: &&&ItemDefinition| other.name == item.name && other.statutory_limit() != limit;
    if let Some(other) = same.iter().find(differs) {
        let (theirs, ours) = (told(other.statutory_limit()), told(limit));
        let detail = format!("{basic} has {theirs} by law with {}, here {ours}", other.department);
        found.push(Check::NotTheSame.found(detail));
    }
}

/// 基本编码 of the listing, else that in the implementation code.
fn basic(item: &ItemDefinition) -> Option<&str> {
    let listed = item.listing.basic_code.as_ref().map(Reference::as_str);
    let code = item.impl_code.as_str();
    let in_the_code = if code.len() == BASIC_CHARS { Some(code) } else { code.get(BASIC) };
    let is_whole = |basic: &&str| basic.bytes().all(|byte| byte.is_ascii_digit());
    listed.filter(|basic| basic.len() == BASIC_CHARS).or(in_the_code).filter(is_whole)
}

/// 业务办理项 the two digits that tell one handling item of a basic code from another.
fn handling(item: &ItemDefinition) -> Option<&str> {
    let listed = item.listing.handling_code.as_ref().map(Reference::as_str);
    listed.and_then(|code| code.get(HANDLING)).or_else(|| item.impl_code.as_str().get(HANDLING))
}

fn told(limit: Option<Budget>) -> String {
    limit.map_or("no limit".to_owned(), |limit| format!("{} {}", limit.days, limit.unit.code()))
}
