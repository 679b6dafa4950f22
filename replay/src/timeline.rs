//! 办件时间线: what happened to a case, told so that a layman can read it: who, where, on whose behalf,
//! what, why, which clock moved, and what was due.

use std::io::{self, Write};

use engine::case::Case;
use engine::code::CaseNumber;
use engine::event::{Event, EventKind, Evidence};
use engine::hall::Role;
use engine::id::{Seq, SubjectId, Token};
use engine::lifecycle::Phase;
use engine::queue::place;
use engine::record::Site;
use engine::setup::Setup;
use engine::time::{Day, Timestamp};
use engine::values::{ClosingKind, Outcome};
use serde::Serialize;
use serde_json::Value;

use crate::difference::shown;
use crate::moves::{ClockView, Move, MoveKind};
use crate::past::{Past, Step};
use crate::words::Lang;

/// Fields of events that are shown elsewhere, or only with `--json`.
const NOT_SAID: &[&str] =
    &["applicant", "agent", "clocks", "recounts", "reckoning", "evidence", "definition"];

/// A case up to a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Timeline {
    /// 办件编号
    pub number: CaseNumber,
    /// The item's code.
    pub item: String,
    /// Its name.
    pub item_name: String,
    /// The version the case stays on.
    pub item_version: u32,
    /// What happened, in order.
    pub events: Vec<Told>,
    /// How it stood then.
    pub state: State,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The record.
    pub seq: Seq,
    /// The version of the case after it.
    pub version: u32,
    /// Business time.
    pub occurred_at: Timestamp,
    /// When it was written.
    pub recorded_at: Timestamp,
    /// What kind of event.
    pub kind: EventKind,
    /// Who.
    pub actor: String,
    /// In which post.
    pub role: Option<Role>,
    /// Of which unit.
    pub unit: Option<String>,
    /// On whose behalf.
    pub on_behalf_of: Option<String>,
    /// Where.
    pub place: Option<PlaceView>,
    /// Where the case stood after it.
    pub phase: Phase,
    /// Which clocks it moved.
    pub moves: Vec<Move>,
    /// What was due after it.
    pub due: Vec<DueView>,
    /// The event itself; of persons their number and token.
    pub event: Value,
}

/// Where something happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlaceView {
    /// 大厅
    pub hall: String,
    /// 分区
    pub zone: String,
    /// 窗口
    pub window: String,
}

/// What was due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DueView {
    /// By which clock.
    pub clock: engine::clock::ClockKind,
    /// When; nothing while it stands still.
    pub due: Option<Day>,
}

/// How a case stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct State {
    /// After this record.
    pub seq: Seq,
    /// Its version.
    pub version: u32,
    /// 状态
    pub phase: Phase,
    /// 申请人, as a token.
    pub applicant: Token,
    /// The slot of the keyring with his key.
    pub subject: SubjectId,
    /// 代理人, as a token.
    pub agent: Option<Token>,
    /// Who took it in.
    pub intake_officers: Vec<String>,
    /// Who has the task.
    pub handler: Option<String>,
    /// In which queue it waits.
    pub queue: Option<String>,
    /// 决定
    pub outcome: Option<Outcome>,
    /// 办结结果
    pub closing: Option<ClosingKind>,
    /// Its clocks.
    pub clocks: Vec<ClockView>,
}

impl Timeline {
    /// The timeline of a case; days left are those at the close of `today`.
    pub fn of(past: &Past, today: Day) -> Timeline {
        let case = past.case();
        let item = past.setup.item(case.item);
        let events = past.steps.iter().map(|step| told(&past.setup, step)).collect();
        Timeline {
            number: past.number.clone(),
            item: item.map(|item| item.definition.code.to_string()).unwrap_or_default(),
            item_name: item.map(|item| item.definition.name.to_string()).unwrap_or_default(),
            item_version: item.map_or(0, |item| item.version),
            events,
            state: state(&past.setup, case, today),
        }
    }

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

/// How a case stands; days left are those at the close of `today`.
pub fn state(setup: &Setup, case: &Case, today: Day) -> State {
    let queue = setup.item(case.item).and_then(|item| place(case, &item.definition));
    let clock = |clock: &engine::clock::Clock| {
        let calendar = setup.calendar_at(clock.reckoning.calendar);
        let is_open = clock.is_running() && !clock.is_suspended();
        let left = calendar.filter(|_| is_open).map(|c| clock.term().remaining(c, today));
        ClockView::of(clock, left)
    };
    State {
        seq: case.last_seq,
        version: case.version,
        phase: case.phase(),
        applicant: case.applicant.token,
        subject: case.applicant.subject,
        agent: case.agent.as_ref().map(|agent| agent.token),
        intake_officers: case.intake_officers.iter().map(ToString::to_string).collect(),
        handler: case.task().and_then(|task| task.handler.as_ref().map(ToString::to_string)),
        queue: queue.map(|place| place.queue.to_string()),
        outcome: case.verdict().map(|verdict| verdict.outcome),
        closing: case.closing(),
        clocks: case.clocks.iter().map(clock).collect(),
    }
}

fn told(setup: &Setup, step: &Step) -> Told {
    let meta = &step.record.meta;
    let unit = |id: &engine::code::UnitId| {
        let name = setup.units.get(id).map(|unit| unit.name.to_string());
        name.unwrap_or_else(|| id.to_string())
    };
    let running = step.after.clocks.iter().filter(|clock| clock.is_running());
    Told {
        seq: step.record.seq,
        version: step.record.entry.version,
        occurred_at: meta.occurred_at,
        recorded_at: meta.recorded_at,
        kind: step.record.entry.event.kind(),
        actor: meta.actor.as_str().to_owned(),
        role: meta.role,
        unit: meta.unit.as_ref().map(unit),
        on_behalf_of: meta.on_behalf_of.as_ref().map(unit),
        place: meta.site.as_ref().map(|site| place_view(setup, site)),
        phase: step.after.phase(),
        moves: step.moves(),
        due: running.map(|clock| DueView { clock: clock.kind, due: clock.reckoning.due }).collect(),
        event: without_sealed(&step.record.entry.event),
    }
}

fn place_view(setup: &Setup, site: &Site) -> PlaceView {
    let hall = setup.units.get(&site.hall).map(|unit| unit.name.to_string());
    let zone = setup.zones.get(&site.zone).map(|zone| zone.name.to_string());
    PlaceView {
        hall: hall.unwrap_or_else(|| site.hall.to_string()),
        zone: zone.unwrap_or_else(|| site.zone.to_string()),
        window: site.window.to_string(),
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

/// The parties of an event.
const PARTIES: &[&str] = &["applicant", "agent"];

/// An event as data, without what is sealed of persons: nothing is opened here.
pub fn without_sealed(event: &Event) -> Value {
    let mut json = serde_json::to_value(event).unwrap_or_default();
    for party in PARTIES {
        let fields = json.get_mut("data").and_then(|data| data.get_mut(party));
        if let Some(Value::Object(fields)) = fields {
            fields.remove("sealed");
        }
    }
    json
}

/// The fields of an event that say what and why.
fn said(event: &Value, lang: Lang) -> Vec<String> {
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
