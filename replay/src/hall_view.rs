//! 大厅当时: queues, windows, open cases, who was waiting, and the alarms that were armed.

use std::collections::BTreeMap;
use std::io::{self, Write};

use engine::case::Case;
use engine::clock::{ClockKind, Level};
use engine::hall::WindowKind;
use engine::id::{CaseId, Seq};
use engine::lifecycle::Phase;
use engine::number;
use engine::port::PortKind;
use engine::queue::{Place, QueueId};
use engine::setup::Setup;
use engine::time::{Day, Timestamp};
use engine::values::Priority;
use engine::world::World;
use serde::Serialize;

use crate::telling::minute;
use crate::tickets_view::{TicketsView, tickets};
use crate::words::Lang;

/// The hall at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HallView {
    /// After this record.
    pub seq: Seq,
    /// When that was recorded.
    pub now: Option<Timestamp>,
    /// Cases in memory.
    pub open_cases: usize,
    /// How many of them stood in each phase.
    pub phases: BTreeMap<Phase, usize>,
    /// The queues in which somebody waited.
    pub queues: Vec<QueueView>,
    /// 排队 who waited with a ticket, by day and zone.
    pub tickets: Vec<TicketsView>,
    /// The windows.
    pub windows: Vec<WindowView>,
    /// How many cases had an armed alarm.
    pub armed: usize,
    /// The earliest alarms.
    pub alarms: Vec<AlarmView>,
}

/// A queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueueView {
    /// Its name.
    pub queue: String,
    /// How many waited.
    pub length: usize,
    /// Who waited, in order of service, as many as were asked for.
    pub waiting: Vec<WaitingView>,
}

/// A case that waited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WaitingView {
    /// 办件编号
    pub case: String,
    /// Its item.
    pub item: String,
    /// 绿色通道 first.
    pub priority: Priority,
    /// What the hall owes first; nothing where no clock runs.
    pub due: Option<Day>,
    /// The record with which it entered the queue.
    pub since: Seq,
}

/// A window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WindowView {
    /// Its code.
    pub window: String,
    /// Its zone.
    pub zone: String,
    /// What it is for.
    pub kind: WindowKind,
    /// Whether it was open.
    pub open: bool,
}

/// An armed alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AlarmView {
    /// When it fires.
    pub at: Timestamp,
    /// For which case.
    pub case: String,
    /// By which clock; nothing where it is the silence of a port.
    pub clock: Option<ClockKind>,
    /// What it is, where it is a clock's.
    pub level: Option<Level>,
    /// 端口 whose silence becomes a matter of supervision then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<PortKind>,
}

impl HallView {
    /// The hall of a world; of each queue, zone and of the alarms at most `limit` are listed.
    pub fn of(world: &World, limit: usize) -> HallView {
        let mut phases: BTreeMap<Phase, usize> = BTreeMap::new();
        for case in world.cases().values() {
            *phases.entry(case.phase()).or_default() += 1;
        }
        HallView {
            seq: world.seq(),
            now: world.now(),
            open_cases: world.cases().len(),
            phases,
            queues: queues(world, limit),
            tickets: tickets(world, limit),
            windows: windows(world.setup()),
            armed: world.alarms().len(),
            alarms: world.alarms().iter().take(limit).filter_map(|a| alarm(world, *a)).collect(),
        }
    }

    /// Writes it for people.
    pub fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let now = self.now.map(minute).unwrap_or_default();
        let (record, open) = (lang.of("记录", "record"), lang.of("在办件数", "open cases"));
        writeln!(out, "{now}  [{record} {}]  {open} {}", self.seq, self.open_cases)?;
        for (phase, count) in &self.phases {
            writeln!(out, "  {}: {count}", lang.phase(*phase))?;
        }
        writeln!(out, "{}", lang.of("队列", "queues"))?;
        self.queues.iter().try_for_each(|queue| queue.write(lang, out))?;
        writeln!(out, "{}", lang.of("排队号", "tickets"))?;
        self.tickets.iter().try_for_each(|tickets| tickets.write(lang, out))?;
        writeln!(out, "{}", lang.of("窗口", "windows"))?;
        for window in &self.windows {
            let state = if window.open { lang.of("开", "open") } else { lang.of("关", "closed") };
            let kind = lang.window(window.kind);
            writeln!(out, "  {} {} {kind} {state}", window.window, window.zone)?;
        }
        writeln!(out, "{} {}", lang.of("待触发预警", "armed alarms"), self.armed)?;
        for alarm in &self.alarms {
            writeln!(out, "  {}  {} {}", minute(alarm.at), alarm.case, alarm.what(lang))?;
        }
        left_out(self.armed, self.alarms.len(), lang, out)
    }
}

impl AlarmView {
    fn what(&self, lang: Lang) -> String {
        let port = self.port.map(|port| {
            let port = lang.value("", "port", port.name());
            format!("{}{port}", lang.of("端口未答复：", "no answer of the port: "))
        });
        let clock = self.clock.map(|clock| lang.clock(clock).to_owned());
        let level = self.level.map(|level| lang.level(level).to_owned());
        [port, clock, level].into_iter().flatten().collect::<Vec<String>>().join(" ")
    }
}

impl QueueView {
    fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "  {} ({})", lang.queue_named(&self.queue), self.length)?;
        for (waiting, no) in self.waiting.iter().zip(1_usize..) {
            let WaitingView { case, item, priority, due, since } = waiting;
            let due = due.map(|day| format!("{} {day}", lang.of("到期", "due")));
            let priority = match priority {
                Priority::Green => lang.of("绿色通道", "green"),
                Priority::Normal => "",
            };
            let (due, since_word) = (due.unwrap_or_default(), lang.of("自记录", "since record"));
            writeln!(out, "    {no}. {case} {item} {priority} {due} {since_word} {since}")?;
        }
        left_out(self.length, self.waiting.len(), lang, out)
    }
}

pub(crate) fn left_out(
    all: usize,
    listed: usize,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    if all > listed {
        let more = lang.of("未列出，用 --limit 查看更多", "more are not listed: raise --limit");
        writeln!(out, "    ... {} {more}", all - listed)?;
    }
    Ok(())
}

/// The number of a case; its inner number where the catalogue does not know it.
pub fn number_of(setup: &Setup, id: CaseId) -> String {
    number::format(setup, id).map_or_else(|| format!("#{}", id.0), |number| number.to_string())
}

fn queues(world: &World, limit: usize) -> Vec<QueueView> {
    let mut queues: Vec<(QueueId, QueueView)> = Vec::new();
    for place in world.places() {
        let is_same = queues.last().is_some_and(|(queue, _)| *queue == place.queue);
        if !is_same {
            let view = QueueView { queue: place.queue.to_string(), length: 0, waiting: Vec::new() };
            queues.push((place.queue.clone(), view));
        }
        if let Some((_, view)) = queues.last_mut() {
            view.length += 1;
            if view.waiting.len() < limit {
                view.waiting.push(waiting(world, place));
            }
        }
    }
    queues.into_iter().map(|(_, view)| view).collect()
}

fn waiting(world: &World, place: &Place) -> WaitingView {
    let case = world.cases().get(&place.case);
    let item = case.and_then(|case| world.setup().item(case.item));
    WaitingView {
        case: number_of(world.setup(), place.case),
        item: item.map(|item| item.definition.code.to_string()).unwrap_or_default(),
        priority: place.priority,
        due: Some(place.due).filter(|due| *due < Day::MAX),
        since: place.since,
    }
}

fn windows(setup: &Setup) -> Vec<WindowView> {
    let view = |(window, open): &(engine::hall::Window, bool)| WindowView {
        window: window.id.to_string(),
        zone: window.zone.to_string(),
        kind: window.kind,
        open: *open,
    };
    setup.windows.values().map(view).collect()
}

fn alarm(world: &World, (at, id): (Timestamp, CaseId)) -> Option<AlarmView> {
    let case: &Case = world.cases().get(&id)?;
    let rungs = case.all_clocks().filter_map(|clock| Some((clock.kind, clock.next_rung()?)));
    let first = rungs.min_by_key(|(kind, rung)| (rung.at, *kind)).filter(|(_, rung)| rung.at == at);
    let asks = case.extras().asks.iter();
    let silent = asks.filter(|ask| ask.alarm() == Some(at)).map(|ask| ask.port).next();
    Some(AlarmView {
        at,
        case: number_of(world.setup(), id),
        clock: first.map(|(clock, _)| clock),
        level: first.map(|(_, rung)| rung.level),
        port: silent.filter(|_| first.is_none()),
    })
}
