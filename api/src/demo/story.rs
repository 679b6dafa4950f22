//! What the log of a demonstration says happened. Read from the log alone, like an auditor would.

use std::collections::BTreeMap;
use std::io::{self, Write};

use engine::event::EventKind;
use engine::lifecycle::{self, Phase};
use engine::time::{Day, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::dues::{self, Dates};
use super::fired::Rules;

/// A record as `/v1/events` shows it.
#[derive(Debug, Deserialize)]
pub(super) struct RecordView {
    kind: String,
    data: Value,
    case: Option<String>,
    bundle: Option<String>,
    occurred_at: Timestamp,
}

/// Events beside the main line, which the story tells apart.
const TURNS: [(&str, &str); 13] = [
    ("CorrectionNoticed", "一次性告知补正 corrections asked for"),
    ("DeemedAccepted", "逾期未告知视为受理 deemed accepted"),
    ("AcceptanceRefused", "不予受理 refused at the window"),
    ("NotRequired", "不需许可 no licence needed"),
    ("Withdrawn", "撤回 withdrawn"),
    ("HandOverReturned", "退件 hand-overs returned"),
    ("SuspensionStarted", "特别程序 special procedures"),
    ("InspectionRecorded", "现场核查 inspections on site"),
    ("ClockExtended", "延长 extensions"),
    ("PlacedInLocker", "入柜 placed in the locker"),
    ("Shipped", "寄出 shipped"),
    ("DeliveryFailed", "未送达 parcels that came back"),
    ("WarningAnswered", "预警回复 cards answered"),
];

/// How long cases stood in a kind of queue, in minutes on the wall, nights included.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Waits {
    /// How often a case stood there.
    pub times: u64,
    /// The median.
    pub median_minutes: i64,
    /// Nine of ten waited shorter.
    pub p90_minutes: i64,
}

/// The story of a demonstration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Story {
    /// Cases by the type of their item.
    pub case_types: BTreeMap<String, u64>,
    /// Cases by the phase they ended in.
    pub phases: BTreeMap<String, u64>,
    /// 办结结果
    pub closings: BTreeMap<String, u64>,
    /// Closings of cases that had closed before: reported up or forwarded, and decided later; or granted, and revoked.
    pub closed_again: u64,
    /// 一件事 each with how it closed.
    pub bundles: BTreeMap<String, String>,
    /// Decisions on the promised day or before.
    pub on_time: u64,
    /// Decisions after it.
    pub late: u64,
    /// The dates of some cases.
    pub dues: Vec<Dates>,
    /// Cards by clock and colour.
    pub cards: BTreeMap<String, u64>,
    /// Waiting by kind of queue.
    pub waits: BTreeMap<&'static str, Waits>,
    /// Events by kind.
    pub events: BTreeMap<String, u64>,
    /// Refusals on purpose, by rule.
    pub refusals: BTreeMap<String, u64>,
    /// A case for each refusal, where it was about one.
    #[serde(skip)]
    pub examples: BTreeMap<String, String>,
    /// 端口 what ports were asked and how they answered.
    pub ports: BTreeMap<String, u64>,
    /// Which rules fired, and which never did.
    pub rules: Rules,
    /// Refusals nobody planned.
    pub unexpected: u64,
    /// Commands sent.
    pub commands: u64,
    /// The day of the last event.
    pub last_day: Option<Day>,
    /// Records of the log.
    pub log_size: u64,
    /// Root of the tree over them.
    pub log_root: String,
}

#[derive(Debug, Default)]
struct File {
    phase: Option<Phase>,
    dates: Dates,
    waiting: Option<(&'static str, Timestamp)>,
    is_closed: bool,
}

/// Reads records in order.
#[derive(Debug, Default)]
pub(super) struct Reader {
    files: BTreeMap<String, File>,
    waits: BTreeMap<&'static str, Vec<i64>>,
    story: Story,
}

impl Reader {
    pub(super) fn read(&mut self, record: &RecordView) {
        self.story.rules.happened(&record.kind, record.case.as_ref());
        if let Some(bundle) = record.bundle.as_ref().filter(|_| record.case.is_none()) {
            let known = self.story.bundles.entry(bundle.clone());
            let closing = known.or_insert_with(|| "open".to_owned());
            if record.kind == EventKind::BundleClosed.name() {
                text(&record.data, "closing").clone_into(closing);
            }
        }
        let Some(number) = &record.case else { return };
        *self.story.events.entry(record.kind.clone()).or_default() += 1;
        self.story.last_day = Some(record.occurred_at.day());
        let kind = EventKind::ALL.iter().find(|kind| kind.name() == record.kind);
        let Some(kind) = kind.copied() else { return };
        let file = self.files.entry(number.clone()).or_default();
        file.phase = lifecycle::next(file.phase, kind).or(file.phase);
        if kind == EventKind::ApplicationReceived {
            text(&record.data, "item").clone_into(&mut file.dates.item);
        }
        file.dates.note(kind, &record.data, record.occurred_at.day());
        if kind == EventKind::DecisionMade
            && let Some(due) = file.dates.promise_due
        {
            if record.occurred_at.day() <= due {
                self.story.on_time += 1;
            } else {
                self.story.late += 1;
            }
        }
        if kind == EventKind::WarningIssued {
            let clock = record.data.get("evidence").map_or("", |evidence| text(evidence, "clock"));
            let card = format!("{clock} {}", text(&record.data, "card"));
            *self.story.cards.entry(card).or_default() += 1;
        }
        if let Some(closing) = record.data.get("closing").and_then(Value::as_str) {
            *self.story.closings.entry(closing.to_owned()).or_default() += 1;
            self.story.closed_again += u64::from(file.is_closed);
            file.is_closed = true;
        }
        let queue = queue(file.phase, kind);
        if file.waiting.map(|(queue, _)| queue) != queue {
            if let Some((left, since)) = file.waiting {
                let minutes = record.occurred_at.ms_since(since) / 60_000;
                self.waits.entry(left).or_default().push(minutes);
            }
            file.waiting = queue.map(|queue| (queue, record.occurred_at));
        }
    }

    /// The story, with the type of each item.
    pub(super) fn end(mut self, case_type: impl Fn(&str) -> String) -> Story {
        for (number, file) in &mut self.files {
            file.dates.case.clone_from(number);
            file.dates.case_type = case_type(&file.dates.item);
            let phase = file.phase.map_or("", Phase::chinese);
            *self.story.phases.entry(phase.to_owned()).or_default() += 1;
            *self.story.case_types.entry(file.dates.case_type.clone()).or_default() += 1;
        }
        for (queue, mut minutes) in self.waits {
            minutes.sort_unstable();
            let at = |tenth: usize| minutes.get(minutes.len() * tenth / 10).copied().unwrap_or(0);
            let times = u64::try_from(minutes.len()).unwrap_or(u64::MAX);
            let waits = Waits { times, median_minutes: at(5), p90_minutes: at(9) };
            self.story.waits.insert(queue, waits);
        }
        self.story.dues = dues::some(self.files.into_values().map(|file| file.dates));
        self.story
    }
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// The kind of queue a case stands in after an event.
fn queue(phase: Option<Phase>, event: EventKind) -> Option<&'static str> {
    let is_claimed = matches!(
        event,
        EventKind::TaskClaimed | EventKind::InspectionRecorded | EventKind::SuspensionEnded
    );
    match phase? {
        Phase::Received => Some("intake"),
        Phase::Accepted | Phase::Dispatched => Some("dispatch"),
        Phase::Transferred => Some("hand_off"),
        Phase::Handling if is_claimed => None,
        Phase::Handling => Some("step"),
        Phase::Decided | Phase::Concluded => Some("result"),
        Phase::FedBack | Phase::ReadyForDelivery => Some("delivery"),
        Phase::PreCheck
        | Phase::AwaitingCorrection
        | Phase::Suspended
        | Phase::InDelivery
        | Phase::Delivered
        | Phase::Ended
        | Phase::ReportedUp
        | Phase::Archived => None,
    }
}

impl Story {
    /// Says it for people.
    pub fn print(&self, out: &mut impl Write) -> io::Result<()> {
        list(out, "cases by type 办件类型", &self.case_types)?;
        list(out, "where they are now 办件状态", &self.phases)?;
        list(out, "closed as 办结结果", &self.closings)?;
        writeln!(
            out,
            "  {:>5} of these are a second closing: reported up or forwarded and decided later, or revoked",
            self.closed_again
        )?;
        writeln!(out, "bundles 一件事")?;
        for (number, closing) in &self.bundles {
            writeln!(out, "  {number} {closing}")?;
        }
        writeln!(out, "what else happened")?;
        for (kind, name) in TURNS {
            let count = self.events.get(kind).copied().unwrap_or(0);
            writeln!(out, "  {count:>5} {name}")?;
        }
        writeln!(out, "decided within the promise: {}, after it: {}", self.on_time, self.late)?;
        dues::print(&self.dues, out)?;
        list(out, "cards 预警牌", &self.cards)?;
        writeln!(out, "waiting on the wall clock (median, nine of ten shorter than)")?;
        for (queue, waits) in &self.waits {
            let (median, p90) = (clock(waits.median_minutes), clock(waits.p90_minutes));
            writeln!(out, "  {queue:<10} {:>5} times {median:>9} {p90:>9}", waits.times)?;
        }
        list(out, "ports 端口", &self.ports)?;
        self.rules.print(out)?;
        if self.unexpected > 0 {
            writeln!(out, "refused unexpectedly: {}", self.unexpected)?;
        }
        if let Some(day) = self.last_day {
            writeln!(out, "{} commands, the last case was archived on {day}", self.commands)?;
        }
        writeln!(out, "log: {} records, root {}", self.log_size, self.log_root)
    }
}

fn list(out: &mut impl Write, title: &str, counts: &BTreeMap<String, u64>) -> io::Result<()> {
    writeln!(out, "{title}")?;
    for (name, count) in counts {
        writeln!(out, "  {count:>5} {name}")?;
    }
    Ok(())
}

fn clock(minutes: i64) -> String {
    format!("{}:{:02} h", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record(kind: &str, minute: i64, data: Value) -> RecordView {
        let at = Day::new(2026, 6, 15).unwrap().start().plus_ms(minute * 60_000);
        let (kind, case) = (kind.to_owned(), Some("N1".to_owned()));
        RecordView { kind, data, case, bundle: None, occurred_at: at }
    }

    fn story(records: &[RecordView]) -> Story {
        let mut reader = Reader::default();
        for record in records {
            reader.read(record);
        }
        reader.end(|_| "promise".to_owned())
    }

    #[test]
    fn waiting_begins_with_the_queue_and_ends_with_it() {
        let story = story(&[
            record("ApplicationReceived", 540, json!({"item": "SJ-01"})),
            record("PreCheckStarted", 552, json!({})),
        ]);
        let waits = Waits { times: 1, median_minutes: 12, p90_minutes: 12 };
        assert_eq!(story.waits.get("intake"), Some(&waits));
        assert_eq!(story.phases.get("预审"), Some(&1));
    }

    #[test]
    fn a_case_that_was_reported_up_closes_twice_and_the_report_says_so() {
        let closing = |closing: &str| json!({"closing": closing});
        let story = story(&[
            record("ApplicationReceived", 540, json!({"item": "SJ-01"})),
            record("ReportedUp", 552, closing("reported_up")),
            record("ResultProduced", 560, closing("issued")),
        ]);
        assert_eq!((story.closings.values().sum::<u64>(), story.closed_again), (2, 1));
        let mut said = Vec::new();
        story.print(&mut said).unwrap();
        let said = String::from_utf8(said).unwrap();
        assert!(said.contains("1 of these are a second closing"), "{said}");
    }

    #[test]
    fn each_bundle_is_named_with_how_it_closed() {
        let of = |kind: &str, data| {
            let (case, bundle) = (None, Some("YJSB01".to_owned()));
            RecordView { case, bundle, ..record(kind, 540, data) }
        };
        let open = story(&[of("BundleReceived", json!({}))]);
        assert_eq!(open.bundles.get("YJSB01").map(String::as_str), Some("open"));
        let closed = of("BundleClosed", json!({"closing": "partly"}));
        let closed = story(&[of("BundleReceived", json!({})), closed]);
        assert_eq!(closed.bundles.get("YJSB01").map(String::as_str), Some("partly"));
    }

    #[test]
    fn a_decision_after_the_promised_day_is_late() {
        let clock = |due| json!({"clocks": [{"kind": "promise", "reckoning": {"due": due}}]});
        let decided = |due| {
            let accepted = record("Accepted", 560, clock(due));
            let decision = record("DecisionMade", 600, json!({"clocks": []}));
            let story = story(&[accepted, decision]);
            (story.on_time, story.late)
        };
        assert_eq!(decided("2026-06-15"), (1, 0));
        assert_eq!(decided("2026-06-14"), (0, 1));
    }
}
