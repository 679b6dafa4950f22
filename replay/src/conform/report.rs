//! 合规报告: what was looked at, how often each rule was broken, and what could not be checked.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::finding::{Finding, History};
use super::rule::{Breach, Check, Need, Rule, Severity};
use super::rules::{self, AFTER_ARCHIVE};
use super::said::Said;
use super::story::Story;
use super::thread::Thread;
use crate::words::Lang;

/// Cases that were not judged are named up to so many.
const NOT_JUDGED_LISTED_MAX: usize = 1_000;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// A rule that could not be checked, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unchecked {
    /// The rule's name.
    pub rule: &'static str,
    /// Why not, and what would help.
    pub because: String,
    /// 原因
    pub because_zh: String,
}

/// 映射不符 what a mapping and its log do not have in common.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Unmatched {
    /// Activities that the mapping names and that never occur in the log: mistyped, perhaps.
    pub activities_never_met: Vec<String>,
    /// Attributes that the mapping names and that no case has.
    pub attributes_never_met: Vec<String>,
    /// Values of `online` that no case has as its channel.
    pub channels_never_met: Vec<String>,
    /// Activities of the log that no line maps, with how often they occur; they are taken as work.
    pub activities_not_mapped: BTreeMap<String, u64>,
    /// Extensions of which neither the case nor the mapping says by how many days: the statutory limit of these
    /// cases was not checked.
    pub extensions_without_days: u64,
}

impl Unchecked {
    pub(super) fn of(rule: &Rule, because: &Said) -> Unchecked {
        let Said { zh, en } = because.clone();
        Unchecked { rule: rule.id, because: en, because_zh: zh }
    }
}

impl Unmatched {
    fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let never = [
            (
                &self.activities_never_met,
                "映射中的活动名在日志中从未出现",
                "mapped, but never in the log: activity",
            ),
            (
                &self.attributes_never_met,
                "映射中的属性没有任何办件载有",
                "mapped, but no case has the attribute",
            ),
            (
                &self.channels_never_met,
                "映射中的网上渠道没有任何办件使用",
                "mapped as online, but no case came by the channel",
            ),
        ];
        for (names, zh, en) in never {
            for name in names {
                match lang {
                    Lang::Zh => writeln!(out, "注意 {zh}：“{name}”，请核对是否写错")?,
                    Lang::En => writeln!(out, "caution {en} \"{name}\": is it mistyped?")?,
                }
            }
        }
        for (name, count) in &self.activities_not_mapped {
            match lang {
                Lang::Zh => writeln!(out, "未映射的活动（按一般工作记录）：“{name}” {count}次")?,
                Lang::En => writeln!(out, "not mapped, taken as work: \"{name}\", {count} times")?,
            }
        }
        match (self.extensions_without_days, lang) {
            (0, _) => Ok(()),
            (count, Lang::Zh) => {
                writeln!(out, "注意 {count}次延长未载明天数，相关办件的法定时限未检查")
            }
            (count, Lang::En) => writeln!(
                out,
                "caution {count} extensions without days: the statutory limit of their cases was not checked"
            ),
        }
    }
}

/// What a rule is about, in Chinese.
fn zh_of(id: &str) -> &'static str {
    let mut rules = rules::all().chain([&AFTER_ARCHIVE]);
    rules.find(|rule| rule.id == id).map_or("", |rule| rule.zh)
}

/// The end of a check.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Report {
    /// Records there are, those that could not be read among them.
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
    /// Those of them that name no case: what a case misses may be among them, so rules that conclude something from what
    /// is not there are not checked.
    #[serde(skip_serializing_if = "is_zero")]
    pub unreadable_of_no_case: u64,
    /// 未判定 cases of which a record could not be read: no rule was tried on them.
    #[serde(skip_serializing_if = "is_zero")]
    pub not_judged: u64,
    /// The first of them, as many as are listed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_judged_cases: Vec<String>,
    /// Cases that went on after they had been looked at; each part was looked at by itself.
    pub continued: u64,
    /// Rules that could not be checked.
    pub unchecked: Vec<Unchecked>,
    /// Where a mapping and its log differ; of our own log nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unmatched: Option<Unmatched>,
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
    pub fn take_back(&mut self, need: Need, because: &Said) {
        for rule in rules::all().filter(|rule| rule.needs.contains(&need)) {
            if !self.is_unchecked(rule) {
                self.rules.remove(rule.id);
                self.unchecked.push(Unchecked::of(rule, because));
            }
        }
    }

    /// A case of which not every record could be read.
    pub(super) fn not_judged(&mut self, case: &str) {
        self.not_judged += 1;
        if self.not_judged_cases.len() < NOT_JUDGED_LISTED_MAX {
            self.not_judged_cases.push(case.to_owned());
        }
    }

    fn write_not_judged(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        if self.unreadable_of_no_case > 0 {
            let count = self.unreadable_of_no_case;
            match lang {
                Lang::Zh => writeln!(
                    out,
                    "注意 其中{count}条未载明办件：办件所缺的记录可能在其中，由“没有”得出结论的规则均未判定"
                )?,
                Lang::En => writeln!(
                    out,
                    "caution {count} of them name no case: what a case misses may be among them, so no rule was \
                     tried that concludes something from what is not there"
                )?,
            }
        }
        if self.not_judged == 0 {
            return Ok(());
        }
        let word = lang.of(
            "有记录无法读取而未判定的办件",
            "cases not judged, for not all of them could be read",
        );
        let listed = u64::try_from(self.not_judged_cases.len()).unwrap_or(u64::MAX);
        let (count, more) = (self.not_judged, listed < self.not_judged);
        match lang {
            Lang::Zh => {
                let more = if more { "等" } else { "" };
                writeln!(out, "{word}: {count}（“{}”{more}）", self.not_judged_cases.join("”、“"))
            }
            Lang::En => {
                let more = if more { " ..." } else { "" };
                writeln!(out, "{word}: {count} ({}{more})", self.not_judged_cases.join(", "))
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
        self.write_not_judged(lang, out)?;
        if self.continued > 0 {
            let word = lang.of("分段出现的办件", "cases that came in parts");
            writeln!(out, "{word}: {}", self.continued)?;
        }
        for Unchecked { rule, because, because_zh } in unchecked {
            match lang {
                Lang::Zh => writeln!(out, "无法检查 {rule}（{}）：{because_zh}", zh_of(rule))?,
                Lang::En => writeln!(out, "not checkable {rule}: {because}")?,
            }
        }
        self.unmatched.as_ref().map_or(Ok(()), |unmatched| unmatched.write(lang, out))?;
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
        if !self.is_unchecked(&AFTER_ARCHIVE) {
            self.rules.entry(AFTER_ARCHIVE.id).or_default();
        }
        let look = |check| match check {
            Check::Case(look) => Some(look(story)),
            Check::Every(look) => Some(look(story)),
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
            Check::Every(look) => Some(look(thread)),
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
        if self.is_unchecked(&AFTER_ARCHIVE) {
            return Ok(());
        }
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
