//! 记载用词: texts that the engine writes into events, in Chinese and then in English, told in one of the two.

use super::Lang;

/// How the Chinese part of such a text ends, and how the English one begins.
const BOTH: [(&str, &str); 6] = [
    ("随一件事撤回", "withdrawn with its bundle"),
    ("前置环节未办成", "a node it waits for was not done"),
    ("工作日历更新", "a newer calendar was published"),
    ("未按时接件", "the hand-off was not acknowledged in time"),
    ("预警牌作废", "done on "),
    ("至今未答复", "port "),
];

/// The part of a recorded text that is in a language; what somebody wrote himself is told as he wrote it.
pub(super) fn in_one_language(lang: Lang, text: &str) -> &str {
    let parts = BOTH.iter().find_map(|(ends, begins)| {
        let (zh, en) = text.split_once(&format!("{ends} {begins}"))?;
        let zh = text.get(..zh.len() + ends.len())?;
        Some((zh, text.get(text.len() - en.len() - begins.len()..)?))
    });
    parts.map_or(text, |(zh, en)| lang.of(zh, en))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_two_languages_is_told_in_one() {
        let outdated =
            "补录：该事项于 2026-03-02 办理，预警牌作废 done on 2026-03-02, recorded later";
        let zh = in_one_language(Lang::Zh, outdated);
        assert_eq!(zh, "补录：该事项于 2026-03-02 办理，预警牌作废");
        let en = in_one_language(Lang::En, outdated);
        assert_eq!(en, "done on 2026-03-02, recorded later");
        for own in ["预警牌作废", "需要 USB key", "done on Monday", ""] {
            assert_eq!(in_one_language(Lang::Zh, own), own);
            assert_eq!(in_one_language(Lang::En, own), own);
        }
    }
}
