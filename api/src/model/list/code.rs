//! 编码归一: the codes of published lists are longer than any national scheme, because they repeat the region
//! that the body's own code already says.

use anyhow::ensure;
use engine::inspector::ITEM_CODE_CHARS_MAX;

/// 行政区划代码 as such lists write it, followed by three characters of street or village.
const REGION_CHARS: usize = 12;
const STREET_CHARS: usize = 3;

/// The code itself where it is short enough; else without the region and without hyphens.
pub(super) fn normalised(code: &str) -> anyhow::Result<String> {
    if code.chars().count() <= ITEM_CODE_CHARS_MAX {
        return Ok(code.to_owned());
    }
    let mut parts: Vec<&str> = code.split('-').collect();
    if let Some(region) = region_at(&parts) {
        parts.drain(region..region + 2);
    }
    let short = parts.concat();
    let chars = short.chars().count();
    ensure!(
        chars <= ITEM_CODE_CHARS_MAX,
        "`item_code` has {chars} characters even without its region, at most {ITEM_CODE_CHARS_MAX}"
    );
    Ok(short)
}

fn region_at(parts: &[&str]) -> Option<usize> {
    let is_region =
        |part: &str| part.len() == REGION_CHARS && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.windows(2).position(|pair| match pair {
        [region, street] => is_region(region) && street.len() == STREET_CHARS,
        _ => false,
    })
}
