//! 合规发现: one rule broken in one case, as it is told.

use std::io::{self, Write};

use engine::time::Timestamp;
use serde::Serialize;

use super::rule::{Breach, Rule, Severity};
use super::story::Story;
use crate::words::Lang;

/// One rule broken in one case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The rule's name.
    pub rule: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// Article, row or guard.
    pub source: &'static str,
    /// 办件编号
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
    /// True where it was still so at the end of what was looked at.
    pub open: bool,
}

impl Finding {
    /// The finding of a breach.
    pub fn of(rule: &Rule, story: &Story, breach: Breach) -> Finding {
        let acts: Vec<_> = breach.acts.iter().filter_map(|place| story.acts.get(*place)).collect();
        let first = acts.first();
        Finding {
            rule: rule.id,
            severity: rule.severity,
            source: rule.source,
            case: story.case.clone(),
            item: story.code.clone(),
            records: acts.iter().map(|act| act.record).collect(),
            at: first.map(|act| act.at),
            person: first.and_then(|act| act.person.clone()),
            unit: first.and_then(|act| act.unit.clone()),
            zh: rule.zh,
            en: rule.en,
            found: breach.found,
            open: breach.is_open,
        }
    }

    /// As a line for people.
    pub fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let weight = lang.of(self.severity.chinese(), self.severity.name());
        write!(out, "[{weight}] {} {}", self.rule, self.case)?;
        if !self.records.is_empty() {
            let records: Vec<String> = self.records.iter().map(ToString::to_string).collect();
            write!(out, " {} {}", lang.of("记录", "record"), records.join(", "))?;
        }
        write!(out, ": {} ({})", lang.of(self.zh, self.en), self.source)?;
        writeln!(out, "; {}", self.found)
    }
}
