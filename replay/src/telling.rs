//! 叙述: a timeline as people read it, in Chinese or English.

use std::io::{self, Write};

use engine::event::Evidence;
use engine::time::{Day, Timestamp};
use serde_json::Value;

use crate::difference::shown;
use crate::moves::{ClockView, Move, MoveKind};
use crate::timeline::{DueView, PlaceView, State, Timeline, Told};
use crate::words::Lang;

/// Fields of events that are shown elsewhere, or only with `--json`.
const NOT_SAID: &[&str] =
    &["applicant", "agent", "clocks", "recounts", "reckoning", "evidence", "definition"];

impl Timeline {
    /// Writes it for people.
    pub fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let title = lang.of("办件", "case");
        let version = lang.of("事项版本", "item version");
        writeln!(
            out,
            "{title} {}  {} ({}, {version} {})",
            self.number, self.item_name, self.item, self.item_version
        )?;
        self.events.iter().zip(1_usize..).try_for_each(|(told, no)| told.write(no, lang, out))?;
        self.state.write(lang, out)
    }
}

/// `2026-01-05 09:30`, as people write it.
pub fn minute(at: Timestamp) -> String {
    let text = at.to_string();
    text.get(..16).unwrap_or(&text).replace('T', " ")
}

impl Told {
    fn write(&self, no: usize, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let (kind, phase) = (lang.event(self.kind), lang.phase(self.phase));
        let record = lang.of("记录", "record");
        let when = minute(self.occurred_at);
        writeln!(out, "{no:>4}. {when}  {kind} -> {phase}  [{record} {}]", self.seq)?;
        writeln!(out, "      {}", self.who(lang))?;
        let said = said(&self.event, lang);
        if !said.is_empty() {
            writeln!(out, "      {}", said.join(lang.of("；", "; ")))?;
        }
        for moved in &self.moves {
            writeln!(out, "      {} {}", lang.of("时限:", "clock:"), in_words(moved, lang))?;
        }
        let due: Vec<String> = self.due.iter().map(|due| due.in_words(lang)).collect();
        if !due.is_empty() {
            let due = due.join(lang.of("，", ", "));
            writeln!(out, "      {} {due}", lang.of("到期:", "due:"))?;
        }
        Ok(())
    }

    /// Who, where, and on whose behalf.
    fn who(&self, lang: Lang) -> String {
        let mut text = match self.actor.as_str() {
            "system" => lang.of("系统", "the system").to_owned(),
            "applicant" => lang.of("申请人", "the applicant").to_owned(),
            "admin" => lang.of("管理员", "the administrator").to_owned(),
            person => person.to_owned(),
        };
        let post = self.role.map(|role| lang.role(role));
        let of: Vec<String> = self.unit.clone().into_iter().chain(post).collect();
        if !of.is_empty() {
            text = format!("{text} ({})", of.join(" "));
        }
        if let Some(unit) = &self.on_behalf_of {
            text = format!("{text}{} {unit}", lang.of("，代", ", on behalf of"));
        }
        if let Some(PlaceView { hall, zone, window }) = &self.place {
            text = format!("{text}{} {hall} {zone} {window}", lang.of("，在", ", at"));
        }
        text
    }
}

/// The fields of an event that say what and why.
pub(crate) fn said(event: &Value, lang: Lang) -> Vec<String> {
    let Some(Value::Object(fields)) = event.get("data").cloned() else {
        return Vec::new();
    };
    let is_said = |(name, value): &(String, Value)| {
        let is_empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        !NOT_SAID.contains(&name.as_str()) && !is_empty
    };
    let each = fields.into_iter().filter(is_said);
    let mut said: Vec<String> = each
        .map(|(name, value)| format!("{}: {}", lang.field(&name), plain(&value, lang)))
        .collect();
    let evidence = event.get("data").and_then(|data| data.get("evidence")).cloned();
    let evidence = evidence.and_then(|evidence| serde_json::from_value(evidence).ok());
    said.extend(evidence.map(|evidence| of_evidence(&evidence, lang)));
    said
}

/// What a warning was computed from.
fn of_evidence(evidence: &Evidence, lang: Lang) -> String {
    let person = evidence.person.as_ref().map(|person| format!(" {person}")).unwrap_or_default();
    format!(
        "{} {}, {} {}, {} {}, {} {}{person} ({})",
        lang.clock(evidence.clock),
        lang.budget(evidence.budget),
        lang.of("到期", "due"),
        evidence.due,
        lang.of("已计", "counted"),
        evidence.counted,
        lang.of("责任", "responsible"),
        evidence.unit,
        evidence.source.as_str(),
    )
}

/// A value as people write it.
fn plain(value: &Value, lang: Lang) -> String {
    match value {
        Value::String(text) => lang.value(text),
        Value::Bool(yes) => lang.value(if *yes { "true" } else { "false" }),
        Value::Array(list) => {
            let each: Vec<String> = list.iter().map(|value| shallow(value, lang)).collect();
            each.join(lang.of("、", ", "))
        }
        Value::Object(_) | Value::Number(_) | Value::Null => shallow(value, lang),
    }
}

/// A value inside a list; what is deeper is shown as data.
fn shallow(value: &Value, lang: Lang) -> String {
    match value {
        Value::String(text) => lang.value(text),
        Value::Object(fields) => {
            let each: Vec<String> = fields
                .values()
                .filter(|value| !value.is_null())
                .map(|value| value.as_str().map_or_else(|| shown(value), |t| lang.value(t)))
                .collect();
            each.join(" ")
        }
        Value::Array(_) | Value::Bool(_) | Value::Number(_) | Value::Null => shown(value),
    }
}

impl DueView {
    fn in_words(&self, lang: Lang) -> String {
        format!("{} {}", lang.clock(self.clock), due(self.due, lang))
    }
}

fn due(due: Option<Day>, lang: Lang) -> String {
    due.map_or_else(|| lang.of("中止中", "standing still").to_owned(), |day| day.to_string())
}

/// What happened to a clock.
pub fn in_words(moved: &Move, lang: Lang) -> String {
    let clock = lang.clock(moved.clock);
    let now = due(moved.due, lang);
    let was = due(moved.due_before, lang);
    let provisional =
        if moved.provisional { lang.of("（暂定）", " (provisional)") } else { "" };
    let what = match moved.what {
        MoveKind::Started => format!("{} {now}", lang.of("开始计时，至", "starts, due")),
        MoveKind::Stopped => {
            return format!("{clock} {} {now}", lang.of("停止，原至", "stops, was due"));
        }
        MoveKind::Suspended => {
            return format!("{clock} {} {was}", lang.of("中止，原至", "stands still, was due"));
        }
        MoveKind::Resumed => format!("{} {now}", lang.of("恢复计时，至", "runs again, due")),
        MoveKind::Extended => format!(
            "{} {}{} {was} -> {now}",
            lang.of("延长", "extended by"),
            moved.extended_by.unwrap_or_default(),
            lang.of(" 天，", " days,"),
        ),
        MoveKind::Recalculated => format!("{} {was} -> {now}", lang.of("重算", "counted anew")),
    };
    format!("{clock} {what}{provisional}")
}

impl State {
    fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let then = lang.of("此时状态", "state then");
        let (after, version) = (lang.of("记录", "record"), lang.of("版本", "version"));
        writeln!(
            out,
            "{then}: {}  [{after} {}, {version} {}]",
            lang.phase(self.phase),
            self.seq,
            self.version
        )?;
        let token = lang.of("标识", "token");
        writeln!(out, "  {}: {token} {}", lang.of("申请人", "applicant"), self.applicant)?;
        let lines = [
            (lang.of("经办人", "handler"), &self.handler),
            (lang.of("所在队列", "waits in"), &self.queue),
        ];
        for (label, value) in lines {
            if let Some(value) = value {
                writeln!(out, "  {label}: {value}")?;
            }
        }
        self.clocks.iter().try_for_each(|clock| clock.write(lang, out))
    }
}

impl ClockView {
    fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let name = lang.clock(self.clock);
        let budget = lang.budget(self.budget);
        let until = due(self.due, lang);
        let extension = match self.extension {
            0 => String::new(),
            days => format!(" + {days}"),
        };
        let ending = match (self.stopped, self.days_left) {
            (Some(day), _) => format!("{} {day}", lang.of("已停止于", "stopped on")),
            (None, Some(left)) if left < 0 => {
                format!("{} {}", lang.of("超期天数", "days overdue"), -left)
            }
            (None, Some(left)) => format!("{} {left}", lang.of("剩余天数", "days left")),
            (None, None) => String::new(),
        };
        let from = lang.of("自", "from");
        let to = lang.of("至", "due");
        writeln!(
            out,
            "  {name}: {budget}{extension}, {from} {}, {to} {until}  {ending}  ({})",
            self.start, self.source
        )
    }
}
