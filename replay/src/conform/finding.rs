//! 合规发现: one rule broken in one history, as it is told.

use std::io::{self, Write};

use engine::time::Timestamp;
use serde::Serialize;

use super::rule::{About, Breach, Rule, Severity};
use super::said::{Said, source_zh};
use crate::words::Lang;

/// Who did something, and when.
#[derive(Debug, Clone, Copy)]
pub struct Doing<'a> {
    /// The record of the log.
    pub record: u64,
    /// 业务时间
    pub at: Timestamp,
    /// Who, where one is named.
    pub person: Option<&'a String>,
    /// His unit.
    pub unit: Option<&'a String>,
    /// 补录 how it was recorded later than is allowed.
    pub late: Option<&'a Said>,
}

/// A history that a rule can be broken in.
pub trait History {
    /// What it is about.
    fn about(&self) -> About;
    /// 编号 of what it is about.
    fn name(&self) -> &str;
    /// The item, where it has one.
    fn item(&self) -> Option<&String>;
    /// In how many places something happened.
    fn places(&self) -> usize;
    /// What happened at a place of it.
    fn doing(&self, place: usize) -> Option<Doing<'_>>;
}

/// One rule broken in one history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Article, row or guard.
    pub source: &'static str,
    /// What it is about.
    pub about: About,
    /// 办件编号, or the number or code of whatever it is about.
    pub case: String,
    /// The item, where the log names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// The records it is about; the first is the one that answers for it.
    pub records: Vec<u64>,
    /// When that one happened.
    pub at: Option<Timestamp>,
    /// Who.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Which unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// 说明
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
    /// What was found, in figures and names.
    pub found: String,
    /// 查明 the same in Chinese.
    pub found_zh: String,
    /// True where it was still so at the end of what was looked at.
    pub open: bool,
}

impl Finding {
    /// The finding of a breach.
    pub fn of(rule: &Rule, history: &dyn History, breach: Breach) -> Finding {
        let doings: Vec<Doing<'_>> =
            breach.acts.iter().filter_map(|place| history.doing(*place)).collect();
        let first = doings.first();
        Finding {
            rule: rule.id,
            severity: rule.severity,
            source: rule.source,
            about: history.about(),
            case: history.name().to_owned(),
            item: history.item().cloned(),
            records: doings.iter().map(|doing| doing.record).collect(),
            at: first.map(|doing| doing.at),
            person: first.and_then(|doing| doing.person.cloned()),
            unit: first.and_then(|doing| doing.unit.cloned()),
            zh: rule.zh,
            en: rule.en,
            found: breach.found.en,
            found_zh: breach.found.zh,
            open: breach.is_open,
        }
    }

    /// As a line for people.
    pub fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let weight = lang.of(self.severity.chinese(), self.severity.name());
        write!(out, "[{weight}] {} {}", self.rule, self.case)?;
        if !self.records.is_empty() {
            let records: Vec<String> = self.records.iter().map(ToString::to_string).collect();
            let comma = lang.of("、", ", ");
            write!(out, " {} {}", lang.of("记录", "record"), records.join(comma))?;
        }
        match lang {
            Lang::Zh => {
                let source = source_zh(self.source);
                writeln!(out, "：{}（{source}）；{}", self.zh, self.found_zh)
            }
            Lang::En => writeln!(out, ": {} ({}); {}", self.en, self.source, self.found),
        }
    }
}
