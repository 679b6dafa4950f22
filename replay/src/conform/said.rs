//! 说法: what an auditor says of one thing, in Chinese and in English.

use engine::clock::ClockKind;
use engine::due::Budget;
use engine::time::Day;
use serde::Serialize;

use crate::words::Lang;

/// One statement in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
}

/// The same figures and names in the words of either language.
macro_rules! said {
    ($zh:literal, $en:literal $(; $($arg:expr),+)?) => {
        $crate::conform::said::Said {
            zh: format_args!($zh $(, $($arg),+)?).to_string(),
            en: format_args!($en $(, $($arg),+)?).to_string(),
        }
    };
}
pub(super) use said;

impl Said {
    /// A name or code, which is the same in both.
    pub fn name(name: impl Into<String>) -> Said {
        let name = name.into();
        Said { zh: name.clone(), en: name }
    }

    /// A coded value of a field, in the words of the answers for people.
    pub(super) fn coded(field: &str, value: impl Serialize) -> Said {
        let code = serde_json::to_value(value).unwrap_or_default();
        let code = code.as_str().unwrap_or_default();
        Said { zh: Lang::Zh.value("", field, code), en: Lang::En.value("", field, code) }
    }

    /// What a clock is called.
    pub(super) fn clock(kind: ClockKind) -> Said {
        Said { zh: Lang::Zh.clock(kind).to_owned(), en: Lang::En.clock(kind).to_owned() }
    }

    /// Who did something, in which record and on which day.
    pub(super) fn who(person: Option<&str>, record: u64, day: Day) -> Said {
        let (zh, en) = (person.unwrap_or("未载明的人"), person.unwrap_or("somebody"));
        Said {
            zh: format!("{zh}（第{record}条记录，{day}）"),
            en: format!("{en} (record {record}, {day})"),
        }
    }

    /// One statement made of two.
    pub(super) fn with(self, other: &Said, join: impl Fn(&str, &str) -> (String, String)) -> Said {
        Said { zh: join(&self.zh, &other.zh).0, en: join(&self.en, &other.en).1 }
    }

    /// This, and what more is to be said of it.
    pub(super) fn and(self, more: &Said) -> Said {
        self.with(more, |this, more| (format!("{this}，{more}"), format!("{this}, {more}")))
    }

    /// What is said of this.
    pub(super) fn about(self, more: &Said) -> Said {
        self.with(more, |this, more| (format!("{this}：{more}"), format!("{this}: {more}")))
    }

    /// In one of the languages.
    pub fn of(&self, lang: Lang) -> &str {
        lang.of(&self.zh, &self.en)
    }
}

/// A limit that was passed: begun when, how long, due when, and whether it ended on that day or has not by then.
pub(super) fn told(from: Day, limit: Budget, due: Day, (is_over, day): (bool, Day)) -> Said {
    let days = limit.days;
    if is_over {
        return said!(
            "自{from}起算，期限{days}日，应于{due}前完成，{day}才完成",
            "begun on {from}, {days} days, due {due}, ended on {day}"
        );
    }
    said!(
        "自{from}起算，期限{days}日，应于{due}前完成，至{day}未完成",
        "begun on {from}, {days} days, due {due}, not ended by {day}"
    )
}

/// 出处 a source in Chinese: articles, rows and guards stand in it in English.
pub(super) fn source_zh(source: &str) -> String {
    let words = source.replace("the deadline the log itself states", "日志载明的截止时间");
    let words = words.replace("local rule", "本地规定").replace("; ", "；");
    let mut zh = String::with_capacity(words.len());
    let mut rest = words.as_str();
    while let Some((at, (word, before, after))) = first_of(rest) {
        let (head, tail) = rest.split_at(at);
        let tail = tail.get(word.len()..).unwrap_or_default();
        let end = list_end(tail);
        let (list, behind) = tail.split_at(end);
        zh.push_str(head.trim_end_matches(' '));
        zh.push_str(before);
        zh.push_str(&list.replace(", ", "、"));
        zh.push_str(after);
        rest = behind;
    }
    zh.push_str(rest);
    zh
}

/// What stands before a list of numbers, and what stands about it in Chinese.
const LISTS: [(&str, &str, &str); 4] = [
    ("art. ", "第", "条"),
    ("rows ", "规则第", "行"),
    ("row ", "规则第", "行"),
    ("guard ", "守则第", "条"),
];

fn first_of(text: &str) -> Option<(usize, (&'static str, &'static str, &'static str))> {
    let places = LISTS.iter().filter_map(|list| Some((text.find(list.0)?, *list)));
    places.min_by_key(|(at, _)| *at)
}

/// The end of a list such as `32(4), 72`.
fn list_end(text: &str) -> usize {
    let mut open = 0_u32;
    let mut end = 0;
    for (at, letter) in text.char_indices() {
        match letter {
            '0'..='9' => {}
            ',' | ' ' => continue,
            '(' if text.get(at + 1..).is_some_and(|next| next.starts_with(char::is_numeric)) => {
                open += 1;
            }
            ')' if open > 0 => open -= 1,
            _ => break,
        }
        end = at + letter.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_told_in_chinese() {
        let told = [
            (
                "行政许可法 art. 32(4), 72(4) (row 59; guard 9)",
                "行政许可法第32(4)、72(4)条 (规则第59行；守则第9条)",
            ),
            ("回避 (rows 70, 95, 106)", "回避 (规则第70、95、106行)"),
            ("网上预审 (local rule; row 60)", "网上预审 (本地规定；规则第60行)"),
            ("the deadline the log itself states", "日志载明的截止时间"),
            (
                "行政许可法 art. 32(4), 50; 超时默认 (row 61)",
                "行政许可法第32(4)、50条；超时默认 (规则第61行)",
            ),
        ];
        for (source, expected) in told {
            assert_eq!(source_zh(source), expected);
        }
    }
}
