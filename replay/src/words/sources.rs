//! 依据用词: what a rule rests on, in Chinese: articles of law, and the rules of the hall that are recorded in English.

/// A source as it is recorded, in Chinese; what is known under no other name stays as it is.
pub(super) fn source_in_chinese(source: &str) -> String {
    let known = SOURCES.iter().find(|(recorded, _)| *recorded == source);
    known.map_or_else(|| articles(source), |(_, zh)| (*zh).to_owned())
}

/// `行政许可法 art. 32(4)` as it is written in Chinese.
fn articles(source: &str) -> String {
    let Some((law, article)) = source.split_once(" art. ") else { return source.to_owned() };
    let (number, rest) = digits(article);
    if number.is_empty() {
        return source.to_owned();
    }
    let paragraph = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    match paragraph {
        Some((paragraph, "")) => format!("{law}第{number}条第{paragraph}款"),
        Some(_) | None => format!("{law}第{number}条{rest}"),
    }
}

/// The digits with which a text begins, and what follows.
fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

/// As the clocks name them, and in Chinese.
#[rustfmt::skip]
const SOURCES: &[(&str, &str)] = &[
    ("bundle version: promise of the whole (row 65)", "一件事版本：整体承诺时限（第65行）"),
    ("fixed date", "定日"),
    ("natural days", "自然日"),
    ("policy: how limits are counted", "时限政策：期限的计算"),
    ("policy: prolongation (local rule)", "时限政策：延长（本地规则）"),
    ("correction notice; local rule", "补正告知书；本地规则"),
    ("item version: basis of the tacit decision", "事项版本：默许决定的依据"),
    ("item version: check of the commitment (row 64)", "事项版本：承诺核查（第64行）"),
    ("item version: consent to a proactive case (row 80)", "事项版本：主动办件的确认（第80行）"),
    ("item version: forwarding to another region (row 69)", "事项版本：向异地转送（第69行）"),
    ("item version: opinion limit (row 93)", "事项版本：联办意见时限（第93行）"),
    ("item version: step limit", "事项版本：环节时限"),
    ("local rule: online first check", "本地规则：网上预审"),
    ("policy: answer to a complaint (row 106)", "时限政策：投诉答复（第106行）"),
    ("policy: confirmation and revisit (row 73)", "时限政策：确认与回访（第73行）"),
    ("policy: contact after a bad rating (row 95)", "时限政策：差评后联系（第95行）"),
    ("policy: prompt pick-up (row 49)", "时限政策：及时接件（第49行）"),
    ("policy: report of the result (row 73)", "时限政策：报告办理结果（第73行）"),
    ("policy: putting a bad rating right (row 95)", "时限政策：差评整改（第95行）"),
    ("policy: report of the result (row 73)", "时限政策：结果报告（第73行）"),
    ("policy: the cannot-be-done desk (row 73)", "时限政策：办不成事窗口（第73行）"),
    ("supervision order: its own limit (row 105)", "督办单：自定时限（第105行）"),
    ("tolerant acceptance notice; local rule (row 63)", "容缺受理告知书；本地规则（第63行）"),
];
