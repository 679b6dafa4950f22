//! 叙述: a timeline as people read it, in Chinese or English.

use std::collections::BTreeMap;
use std::io::{self, Write};

use engine::clock::ClockKind;
use engine::code::UnitId;
use engine::due::Budget;
use engine::event::{EventKind, Evidence};
use engine::time::{Day, Timestamp};
use serde_json::Value;

use crate::moves::{ClockView, Move, MoveKind};
use crate::timeline::{DueView, PlaceView, State, Timeline, Told};
use crate::words::Lang;

/// Fields of events that are shown elsewhere, or only with `--json`.
const NOT_SAID: &[&str] = &[
    "applicant",
    "agent",
    "rater",
    "words",
    "clocks",
    "recounts",
    "reckoning",
    "evidence",
    "definition",
];

/// Parts of a part that only an auditor's program wants.
const RECKONED: &[&str] = &["policy", "calendar", "rungs", "provisional"];

/// Fields that name a unit.
pub(crate) const UNITS: &[&str] =
    &["unit", "department", "departments", "lead", "from", "to", "clock_owner", "grantor", "hall"];

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
        let said = said(&self.event, &self.names, lang);
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
    pub(crate) fn who(&self, lang: Lang) -> String {
        let mut text = lang.actor(&self.actor);
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

/// The fields of an event that say what and why; `names` are what the units in it are called.
pub(crate) fn said(event: &Value, names: &BTreeMap<String, String>, lang: Lang) -> Vec<String> {
    let Some(Value::Object(fields)) = event.get("data") else {
        return Vec::new();
    };
    let said = Said { lang, names };
    let of = event.get("kind").and_then(Value::as_str).unwrap_or_default();
    let mut all: Vec<String> =
        fields.iter().filter_map(|(name, value)| said.field(of, name, value, ": ")).collect();
    let evidence = fields.get("evidence").cloned();
    let evidence = evidence.and_then(|evidence| serde_json::from_value(evidence).ok());
    all.extend(evidence.map(|evidence| of_evidence(&evidence, lang)));
    all
}

/// How the fields of an event are said.
#[derive(Clone, Copy)]
struct Said<'a> {
    lang: Lang,
    names: &'a BTreeMap<String, String>,
}

impl Said<'_> {
    /// A field of an event or of a part of one; nothing where there is nothing to say.
    fn field(self, of: &str, name: &str, value: &Value, colon: &str) -> Option<String> {
        if NOT_SAID.contains(&name) {
            return None;
        }
        if let Ok(budget) = serde_json::from_value::<Budget>(value.clone()) {
            return Some(format!(
                "{}{colon}{}",
                self.lang.field(of, name),
                self.lang.budget(budget)
            ));
        }
        if let ("amount_fen", Some(fen)) = (name, value.as_u64()) {
            return Some(format!("{}{colon}{}", self.lang.field(of, name), self.yuan(fen)));
        }
        let text = self.value(of, name, value);
        (!text.is_empty()).then(|| format!("{}{colon}{text}", self.lang.field(of, name)))
    }

    fn yuan(self, fen: u64) -> String {
        format!("{}.{:02}{}", fen / 100, fen % 100, self.lang.of(" 元", " yuan"))
    }

    /// A value as people write it. Types nest a few levels deep, no more.
    fn value(self, of: &str, name: &str, value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::Bool(yes) => self.lang.value(of, name, if *yes { "true" } else { "false" }),
            Value::Number(number) => number.to_string(),
            Value::String(text) => self.text(of, name, text),
            Value::Array(list) => {
                let each = list.iter().map(|value| self.value(of, name, value));
                let each: Vec<String> = each.filter(|text| !text.is_empty()).collect();
                each.join(self.lang.of("、", ", "))
            }
            Value::Object(fields) => {
                let each = fields.iter().filter_map(|(part, value)| {
                    if RECKONED.contains(&part.as_str()) {
                        return None;
                    }
                    self.field(name, part, value, " ")
                });
                each.collect::<Vec<String>>().join(" ")
            }
        }
    }

    fn text(self, of: &str, name: &str, text: &str) -> String {
        if let (true, Some(kind)) = (name == "cause", kind_of(text)) {
            return self.lang.event(kind);
        }
        if let Ok(at) = text.parse::<Timestamp>() {
            return minute(at);
        }
        if name == "basis" {
            return self.lang.source(text);
        }
        match self.names.get(text).filter(|_| UNITS.contains(&name)) {
            Some(unit) => format!("{unit} ({text})"),
            None => self.lang.value(of, name, self.lang.recorded(text)),
        }
    }
}

/// The kind of event with this name.
fn kind_of(name: &str) -> Option<EventKind> {
    EventKind::ALL.iter().copied().find(|kind| kind.name() == name)
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
        lang.source(evidence.source.as_str()),
    )
}

impl DueView {
    fn in_words(&self, lang: Lang) -> String {
        format!("{} {}", named(self.clock, self.unit.as_ref(), lang), due(self.due, lang))
    }
}

/// What a clock is called, with whose it is where several departments have one each.
pub(crate) fn named(clock: ClockKind, unit: Option<&UnitId>, lang: Lang) -> String {
    match unit {
        Some(unit) => format!("{} ({unit})", lang.clock(clock)),
        None => lang.clock(clock).to_owned(),
    }
}

fn due(due: Option<Day>, lang: Lang) -> String {
    due.map_or_else(|| lang.of("中止中", "standing still").to_owned(), |day| day.to_string())
}

/// What happened to a clock.
pub fn in_words(moved: &Move, lang: Lang) -> String {
    let clock = named(moved.clock, moved.unit.as_ref(), lang);
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
            (lang.of("代理人", "agent"), self.agent.map(|agent| format!("{token} {agent}"))),
            (lang.of("经办人", "handler"), self.handler.clone()),
            (
                lang.of("所在队列", "waits in"),
                self.queue.as_ref().map(|queue| lang.queue_named(queue)),
            ),
            (lang.of("决定", "decision"), self.outcome.map(|o| lang.outcome(o).to_owned())),
            (lang.of("办结结果", "closed as"), self.closing.map(|kind| lang.closing(kind))),
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
    pub(crate) fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let name = named(self.clock, self.unit.as_ref(), lang);
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
            self.start,
            lang.source(self.source)
        )
    }
}
