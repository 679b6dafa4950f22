//! 时限说明: why a clock of a case, a bundle or a voice falls due when it does: day by day, with the article, and with
//! the events that moved it.

use std::io::{self, Write};

use engine::calendar::Calendar;
use engine::clock::{Clock, ClockKind};
use engine::code::UnitId;
use engine::due::{CountedDay, ExplainError, Unit, Why};
use engine::event::EventKind;
use engine::id::Seq;
use engine::time::{Day, Timestamp};
use serde::Serialize;
use thiserror::Error;

use crate::clocked::{Clocked, Holder};
use crate::moves::{ClockView, Move, MoveKind};
use crate::telling::{in_words, minute};
use crate::words::Lang;

/// Why there is no explanation.
#[derive(Debug, Error)]
pub enum NoExplanation {
    /// There is no such clock at that moment.
    #[error("{number} has no {wanted} clock at that moment; it has: {has}")]
    NoClock {
        /// The number.
        number: String,
        /// What was asked for.
        wanted: String,
        /// What there is.
        has: String,
    },
    /// More than one department was asked for its opinion.
    #[error("each department has a clock of its own: say --unit with one of {units}")]
    WhichUnit {
        /// Who was asked.
        units: String,
    },
    /// A department that was not asked.
    #[error("the case did not ask {unit} for an opinion at that moment; it asked: {units}")]
    NotAsked {
        /// Who was named.
        unit: UnitId,
        /// Who was asked.
        units: String,
    },
    /// A unit was named for a clock that is nobody's own.
    #[error("there is one {clock} clock only: leave --unit out, it is for the clocks of opinions")]
    OneOnly {
        /// The clock.
        clock: &'static str,
    },
    /// The calendar that the clock names is not on file.
    #[error("calendar {0}, by which the clock was counted, is not on file; run `verify`")]
    NoCalendar(u32),
    /// It would be too long.
    #[error(transparent)]
    TooLong(#[from] ExplainError),
}

/// Why a clock falls due when it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// 编号 of the case, the bundle or the voice.
    pub number: String,
    #[serde(skip)]
    holder: Holder,
    /// The clock.
    #[serde(flatten)]
    pub clock: ClockView,
    /// Limit and extension together.
    pub limit: u32,
    /// The days that count, up to the last one listed.
    pub counted: u32,
    /// Each day after the start, up to the due date, or to the moment while the clock stands still.
    pub days: Vec<DayLine>,
    /// The rules that were applied.
    pub rules: Vec<RuleLine>,
    /// The clocks of its kind before it, in order: of a trouble the time to take it in hand, before the time to solve it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub before: Vec<ClockView>,
    /// The events that moved it, in order.
    pub moved_by: Vec<Mover>,
}

/// A rule that was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RuleLine {
    /// The article of law, or the local rule.
    pub source: &'static str,
    /// What it says, in Chinese.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
}

/// One day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayLine {
    /// The day, whether it counts, and why.
    #[serde(flatten)]
    pub day: CountedDay,
    /// The holiday, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holiday: Option<String>,
    /// How many days have counted at its close.
    pub total: u32,
}

/// An event that moved the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mover {
    /// The record.
    pub seq: Seq,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// What.
    pub kind: EventKind,
    /// Who.
    pub actor: String,
    /// What it did.
    #[serde(flatten)]
    pub moved: Move,
}

/// Explains a clock as it was at the end of what is known of its holder, whose days are those of `today`.
pub fn explain(
    clocked: &Clocked,
    kind: ClockKind,
    today: Day,
) -> Result<Explanation, NoExplanation> {
    // One that wants an answer to its card stays beside the one that came after it.
    let clock = clocked.clocks().iter().rfind(|clock| clock.kind == kind);
    let clock = clock.ok_or_else(|| NoExplanation::NoClock {
        number: clocked.number.clone(),
        wanted: clock_name(kind).to_owned(),
        has: clocked.has(),
    })?;
    let version = clock.reckoning.calendar;
    let calendar = clocked.setup.calendar_at(version).ok_or(NoExplanation::NoCalendar(version))?;
    let to = clock.reckoning.due.unwrap_or(today.max(clock.start));
    let mut total = 0;
    let lines = clock.term().explain(calendar, to)?.into_iter().map(|day| {
        total += u32::from(day.counts);
        DayLine { holiday: holiday(&day.why), day, total }
    });
    let days: Vec<DayLine> = lines.collect();
    let is_open = clock.is_running() && !clock.is_suspended();
    let left = is_open.then(|| clock.term().remaining(calendar, today));
    Ok(Explanation {
        number: clocked.number.clone(),
        holder: clocked.holder,
        limit: u32::from(clock.budget.days) + u32::from(clock.extension),
        counted: days.last().map_or(0, |day| day.total),
        rules: rules((clock, clocked.holder), calendar, &days),
        clock: ClockView::of(clock, left),
        days,
        before: clocked.earlier(kind).map(|clock| ClockView::of(clock, None)).collect(),
        moved_by: movers(clocked, kind),
    })
}

fn holiday(why: &Why) -> Option<String> {
    match why {
        Why::Holiday(name) => Some(name.to_string()),
        Why::Workday(_)
        | Why::MakeUp
        | Why::CalendarDay
        | Why::Weekend(_)
        | Why::Suspended
        | Why::RolledOver => None,
    }
}

/// The articles behind the days, the clock's own first.
fn rules(
    (clock, holder): (&Clock, Holder),
    calendar: &Calendar,
    days: &[DayLine],
) -> Vec<RuleLine> {
    // The law of licences binds cases; bundles and voices count the same way, by the hall's own policy.
    let by = |law: &'static str| match holder {
        Holder::Case => law,
        Holder::Bundle | Holder::Voice(_) => "policy: how limits are counted",
    };
    let rule = |source, zh, en| RuleLine { source, zh, en };
    let mut rules = vec![
        rule(clock.kind.source(), "本时限的依据", "sets this limit"),
        rule("民法典 art. 201", "开始的当日不计入", "the starting day is not counted"),
    ];
    rules.push(match clock.budget.unit {
        Unit::WorkingDays => rule(
            by("行政许可法 art. 82"),
            "以工作日计算，不含法定节假日",
            "working days, without statutory holidays",
        ),
        Unit::Date => rule(
            "fixed date",
            "到期日为固定日期，不顺延",
            "it ends on a fixed date, working day or not",
        ),
        Unit::CalendarDays => rule("natural days", "每日计入", "every natural day counts"),
    });
    if !clock.suspensions.is_empty() {
        let (zh, en) = ("特别程序所需时间不计算在内", "time of a listed procedure is not counted");
        rules.push(rule(by("行政许可法 art. 45"), zh, en));
    }
    if clock.extension > 0 {
        rules.push(extended(clock.kind, by("行政许可法 art. 42")));
    }
    if days.iter().any(|line| line.day.why == Why::RolledOver) {
        let (zh, en) = ("末日为休假日的顺延", "a last day off moves to the next working day");
        rules.push(rule("民法典 art. 203", zh, en));
    }
    if clock.reckoning.due.is_some_and(|due| !calendar.covers(due)) {
        let (zh, en) =
            ("放假安排尚未公布，暂定", "the holidays are not published yet: provisional");
        rules.push(rule("国务院办公厅放假通知", zh, en));
    }
    rules
}

/// Why days were added: art. 42 is of the time of the decision alone. A promise is given anew, and the applicant's time is
/// prolonged as the policy says.
fn extended(kind: ClockKind, law: &'static str) -> RuleLine {
    if kind == ClockKind::Promise {
        let (zh, en) = ("重新承诺，并已告知", "promised anew, with the applicant told");
        return RuleLine { source: kind.source(), zh, en };
    }
    if kind.is_owed_by_the_hall() {
        return RuleLine {
            source: law, zh: "经批准延长一次", en: "extended once, by approval"
        };
    }
    let (zh, en) = ("因正当理由延长一次", "prolonged once, for a good reason");
    RuleLine { source: "policy: prolongation (local rule)", zh, en }
}

/// The events that moved the clock since it started for the last time; of a voice all of them, since each clock of a
/// kind goes on from the one before.
fn movers(clocked: &Clocked, kind: ClockKind) -> Vec<Mover> {
    let mut movers = Vec::new();
    for (record, moved) in clocked.moves(kind) {
        if moved.what == MoveKind::Started && !matches!(clocked.holder, Holder::Voice(_)) {
            movers.clear();
        }
        movers.push(Mover {
            seq: record.seq,
            occurred_at: record.meta.occurred_at,
            kind: record.entry.event.kind(),
            actor: record.meta.actor.as_str().to_owned(),
            moved,
        });
    }
    movers
}

/// Every clock, in the order of a case.
pub const CLOCKS: [ClockKind; 26] = [
    ClockKind::Acceptance,
    ClockKind::OnlineCheck,
    ClockKind::Correction,
    ClockKind::Tolerant,
    ClockKind::Statutory,
    ClockKind::Promise,
    ClockKind::Step,
    ClockKind::HandOff,
    ClockKind::Opinion,
    ClockKind::Special,
    ClockKind::LowerReview,
    ClockKind::Delivery,
    ClockKind::PublicNotice,
    ClockKind::OwedDocument,
    ClockKind::CommitmentCheck,
    ClockKind::Renewal,
    ClockKind::Forwarding,
    ClockKind::Consent,
    ClockKind::Bundle,
    ClockKind::ReviewContact,
    ClockKind::Rectification,
    ClockKind::Trouble,
    ClockKind::Revisit,
    ClockKind::TroubleReport,
    ClockKind::Complaint,
    ClockKind::Order,
];

/// The name of a clock, as it is typed, which is that in JSON.
pub fn clock_name(kind: ClockKind) -> &'static str {
    match kind {
        ClockKind::Acceptance => "acceptance",
        ClockKind::OnlineCheck => "online_check",
        ClockKind::Correction => "correction",
        ClockKind::Statutory => "statutory",
        ClockKind::Promise => "promise",
        ClockKind::Step => "step",
        ClockKind::HandOff => "hand_off",
        ClockKind::Special => "special",
        ClockKind::LowerReview => "lower_review",
        ClockKind::Delivery => "delivery",
        ClockKind::Tolerant => "tolerant",
        ClockKind::Renewal => "renewal",
        ClockKind::Forwarding => "forwarding",
        ClockKind::Consent => "consent",
        ClockKind::CommitmentCheck => "commitment_check",
        ClockKind::OwedDocument => "owed_document",
        ClockKind::PublicNotice => "public_notice",
        ClockKind::Opinion => "opinion",
        ClockKind::Bundle => "bundle",
        ClockKind::ReviewContact => "review_contact",
        ClockKind::Rectification => "rectification",
        ClockKind::Trouble => "trouble",
        ClockKind::Revisit => "revisit",
        ClockKind::TroubleReport => "trouble_report",
        ClockKind::Complaint => "complaint",
        ClockKind::Order => "order",
    }
}

/// The clock of a name.
pub fn clock_of(name: &str) -> Result<ClockKind, String> {
    let found = CLOCKS.into_iter().find(|kind| clock_name(*kind) == name);
    let names = CLOCKS.map(clock_name);
    found.ok_or_else(|| format!("a clock is one of {}", names.join(", ")))
}

impl Explanation {
    /// Writes it for people.
    pub fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let clock = lang.clock(self.clock.clock);
        let due = self.clock.due.map_or_else(
            || lang.of("中止中，到期日未定", "standing still, no due date").to_owned(),
            |due| format!("{} {due}", lang.of("到期日", "due")),
        );
        let provisional =
            if self.clock.provisional { lang.of("（暂定）", " (provisional)") } else { "" };
        let holder = self.holder.named(lang);
        writeln!(out, "{holder} {}  {clock}: {due}{provisional}", self.number)?;
        let extended = match self.clock.extension {
            0 => String::new(),
            days => format!(" + {} {days}", lang.of("延长", "extension")),
        };
        writeln!(
            out,
            "  {}{extended}, {} {} ({}), {} {}",
            lang.budget(self.clock.budget),
            lang.of("起算日", "starts"),
            self.clock.start,
            lang.of("当日不计", "not counted"),
            lang.of("日历版本", "calendar"),
            self.clock.calendar
        )?;
        self.days.iter().try_for_each(|line| line.write(lang, out))?;
        writeln!(
            out,
            "  {} {} / {}",
            lang.of("计入天数", "days counted"),
            self.counted,
            self.limit
        )?;
        for RuleLine { source, zh, en } in &self.rules {
            writeln!(out, "  * {}: {}", lang.source(source), lang.of(zh, en))?;
        }
        for earlier in &self.before {
            write!(out, "  {}:", lang.of("此前的时限", "the clock before it"))?;
            earlier.write(lang, out)?;
        }
        for mover in &self.moved_by {
            writeln!(
                out,
                "  {}  {} {} [{} {}]: {}",
                minute(mover.occurred_at),
                lang.event(mover.kind),
                lang.actor(&mover.actor),
                lang.of("记录", "record"),
                mover.seq,
                in_words(&mover.moved, lang)
            )?;
        }
        Ok(())
    }
}

impl DayLine {
    fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let CountedDay { date, counts, why } = &self.day;
        let total = if *counts { format!("{:>4}", self.total) } else { "   -".to_owned() };
        writeln!(out, "  {date} {} {total}  {}", lang.weekday(date.weekday()), lang.why(why))
    }
}
