//! 合规报告: what was looked at, how often each rule was broken, and what could not be checked.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::finding::{Finding, History};
use super::rule::{Breach, Check, Need, Rule, Severity};
use super::rules::{self, AFTER_ARCHIVE};
use super::story::Story;
use super::thread::Thread;
use crate::words::Lang;

/// A rule that could not be checked, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unchecked {
    /// The rule's name.
    pub rule: &'static str,
    /// Why not, and what would help.
    pub because: String,
}

/// The end of a check.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    /// Records that were read.
    pub records: u64,
    /// Cases that were looked at.
    pub cases: u64,
    /// Histories beside the cases: items, bundles, days of tickets, voices.
    pub others: u64,
    /// Findings of that weight.
    pub errors: u64,
    /// Findings of that weight.
    pub warnings: u64,
    /// How often each rule was broken; rules that were kept stand with 0.
    pub rules: BTreeMap<&'static str, u64>,
    /// Records that could not be read and were not looked at.
    pub unreadable: u64,
    /// Cases that went on after they had been looked at; each part was looked at by itself.
    pub continued: u64,
    /// Rules that could not be checked.
    pub unchecked: Vec<Unchecked>,
    /// The first record a finding may be about, unless it is still open.
    #[serde(skip)]
    since: u64,
}

impl Report {
    /// A report of findings from a record on.
    pub fn since(record: u64) -> Report {
        Report { since: record, ..Report::default() }
    }

    /// A report over a log that does not tell everything.
    pub fn without(unchecked: Vec<Unchecked>) -> Report {
        Report { unchecked, ..Report::default() }
    }

    /// The log turned out not to tell something: its rules were not checked after all.
    pub fn take_back(&mut self, need: Need, because: &str) {
        for rule in rules::all().filter(|rule| rule.needs.contains(&need)) {
            if !self.is_unchecked(rule) {
                self.rules.remove(rule.id);
                self.unchecked.push(Unchecked { rule: rule.id, because: because.to_owned() });
            }
        }
    }

    /// True when nothing was found.
    pub fn is_clean(&self) -> bool {
        self.errors == 0 && self.warnings == 0
    }

    /// As the last lines for people.
    pub fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let Report { records, cases, others, errors, warnings, rules, unchecked, .. } = self;
        if self.unreadable > 0 {
            let word = lang.of("无法读取的记录", "records that could not be read");
            writeln!(out, "{word}: {}", self.unreadable)?;
        }
        if self.continued > 0 {
            let word = lang.of("分段出现的办件", "cases that came in parts");
            writeln!(out, "{word}: {}", self.continued)?;
        }
        for rule in unchecked {
            let word = lang.of("无法检查", "not checkable");
            writeln!(out, "{word} {}: {}", rule.rule, rule.because)?;
        }
        let kept = rules.values().filter(|count| **count == 0).count();
        match lang {
            Lang::Zh => writeln!(
                out,
                "{cases} 个办件，另 {others} 个事项、一件事、号日与群众声音，{records} 条记录；{} 条规则已检查，{kept} 条无发现，{} 条无法检查；违规 {errors}，预警 {warnings}",
                rules.len(),
                unchecked.len()
            ),
            Lang::En => writeln!(
                out,
                "{cases} cases, {others} other histories, {records} records; {} rules checked, {kept} kept, \
                 {} not checkable; {errors} errors, {warnings} warnings",
                rules.len(),
                unchecked.len()
            ),
        }
    }

    fn is_unchecked(&self, rule: &Rule) -> bool {
        self.unchecked.iter().any(|unchecked| unchecked.rule == rule.id)
    }

    /// Checks one case by every rule that can be checked.
    pub fn check(
        &mut self,
        story: &Story,
        tell: &mut dyn FnMut(&Finding) -> io::Result<()>,
    ) -> io::Result<()> {
        self.cases += 1;
        let look = |check| match check {
            Check::Case(look) => Some(look(story)),
            Check::Thread(..) => None,
        };
        self.check_by(story, &look, tell)
    }

    /// Checks one history beside the cases by every rule about its kind.
    pub(super) fn check_thread(
        &mut self,
        thread: &Thread,
        tell: &mut dyn FnMut(&Finding) -> io::Result<()>,
    ) -> io::Result<()> {
        self.others += 1;
        let look = |check| match check {
            Check::Thread(about, look) if about == thread.about => Some(look(thread)),
            Check::Thread(..) | Check::Case(_) => None,
        };
        self.check_by(thread, &look, tell)
    }

    fn check_by(
        &mut self,
        history: &dyn History,
        look: &dyn Fn(Check) -> Option<Vec<Breach>>,
        tell: &mut dyn FnMut(&Finding) -> io::Result<()>,
    ) -> io::Result<()> {
        for rule in rules::all() {
            if self.is_unchecked(rule) {
                continue;
            }
            self.rules.entry(rule.id).or_default();
            for breach in look(rule.check).into_iter().flatten() {
                self.note(rule, history, breach, tell)?;
            }
        }
        Ok(())
    }

    /// Checks what was added to a case that was over.
    pub(super) fn check_after_archive(
        &mut self,
        story: &Story,
        tell: &mut dyn FnMut(&Finding) -> io::Result<()>,
    ) -> io::Result<()> {
        let Check::Case(look) = AFTER_ARCHIVE.check else { return Ok(()) };
        for breach in look(story) {
            self.note(&AFTER_ARCHIVE, story, breach, tell)?;
        }
        Ok(())
    }

    fn note(
        &mut self,
        rule: &Rule,
        history: &dyn History,
        breach: Breach,
        tell: &mut dyn FnMut(&Finding) -> io::Result<()>,
    ) -> io::Result<()> {
        let finding = Finding::of(rule, history, breach);
        let last = finding.records.iter().max().copied().unwrap_or(u64::MAX);
        if last < self.since && !finding.open {
            return Ok(());
        }
        *self.rules.entry(rule.id).or_default() += 1;
        match finding.severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
        }
        tell(&finding)
    }
}
