//! 办件时间线: what happened to a case, told so that a layman can read it: who, where, on whose behalf,
//! what, why, which clock moved, and what was due.

use std::collections::BTreeMap;

use engine::case::Case;
use engine::code::{CaseNumber, UnitId};
use engine::event::{Event, EventKind};
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

use crate::moves::{ClockView, Move, clocks_in};
use crate::past::{Past, Step};
use crate::telling::UNITS;

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
    /// What the units in it are called.
    #[serde(skip)]
    pub names: BTreeMap<String, String>,
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
    /// Of which department, where each of several has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
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
}

/// How a case stands; days left are those at the close of `today`.
pub fn state(setup: &Setup, case: &Case, today: Day) -> State {
    let queue = setup.item(case.item).and_then(|item| place(case, &item.definition));
    let clock = |(unit, clock): (Option<&UnitId>, &engine::clock::Clock)| {
        let calendar = setup.calendar_at(clock.reckoning.calendar);
        let is_open = clock.is_running() && !clock.is_suspended();
        let left = calendar.filter(|_| is_open).map(|c| clock.term().remaining(c, today));
        ClockView { unit: unit.cloned(), ..ClockView::of(clock, left) }
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
        clocks: clocks_in(case).map(clock).collect(),
    }
}

fn told(setup: &Setup, step: &Step) -> Told {
    let meta = &step.record.meta;
    let unit = |id: &UnitId| {
        let name = setup.units.get(id).map(|unit| unit.name.to_string());
        name.unwrap_or_else(|| id.to_string())
    };
    let running = clocks_in(&step.after).filter(|(_, clock)| clock.is_running());
    let due = |(unit, clock): (Option<&UnitId>, &engine::clock::Clock)| DueView {
        clock: clock.kind,
        unit: unit.cloned(),
        due: clock.reckoning.due,
    };
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
        due: running.map(due).collect(),
        names: names(setup, &step.record.entry.event),
        event: without_sealed(&step.record.entry.event),
    }
}

/// What the units of a set-up are called that an event names.
pub(crate) fn names(setup: &Setup, event: &Event) -> BTreeMap<String, String> {
    let json = serde_json::to_value(event).unwrap_or_default();
    let data = json.get("data");
    let mut open: Vec<&Value> =
        UNITS.iter().filter_map(|field| data.and_then(|data| data.get(field))).collect();
    open.extend(data.and_then(|data| data.get("requests")));
    open.extend(data.and_then(|data| data.get("attendance")));
    let mut names = BTreeMap::new();
    while let Some(value) = open.pop() {
        match value {
            Value::Array(list) => open.extend(list),
            Value::Object(fields) => open.extend(fields.get("department")),
            Value::String(text) => {
                let unit = text.parse().ok().and_then(|id| setup.units.get(&id));
                names.extend(unit.map(|unit| (text.clone(), unit.name.to_string())));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => (),
        }
    }
    names
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

/// An event as data, without what is sealed of persons: nothing is opened here.
pub fn without_sealed(event: &Event) -> Value {
    store::person::without_sealed(event).unwrap_or_default()
}
