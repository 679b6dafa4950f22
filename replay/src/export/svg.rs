//! 图: the timeline and the clocks of a case as inline SVG. All places are whole numbers.

use std::io::{self, Write};

use engine::time::{DAY_MS, Timestamp};

use super::markup::Escaped;
use crate::telling::named;
use crate::timeline::Timeline;
use crate::words::Lang;

/// Width of a drawing, and of the labels at its left.
const WIDTH: i64 = 1_000;
const LEFT: i64 = 150;
/// Height of one clock, and of the timeline.
const ROW: i64 = 26;
const LINE_HEIGHT: i64 = 70;
/// Longest time that is drawn; later dates stand at the edge.
const SPAN_MS_MAX: i64 = 40 * 366 * DAY_MS;

/// From when to when is drawn.
#[derive(Debug, Clone, Copy)]
struct Span {
    from: i64,
    ms: i64,
}

impl Span {
    fn of(timeline: &Timeline) -> Span {
        let events = timeline.events.iter().map(|told| told.occurred_at.ms());
        let clocks = timeline.state.clocks.iter().flat_map(|clock| {
            let days = [Some(clock.start), clock.due, clock.stopped];
            days.into_iter().flatten().map(|day| day.next().start().ms())
        });
        let all: Vec<i64> = events.chain(clocks).collect();
        let from = all.iter().min().copied().unwrap_or_default();
        let to = all.iter().max().copied().unwrap_or_default();
        Span { from, ms: (to - from).clamp(1, SPAN_MS_MAX) }
    }

    fn x(self, at: Timestamp) -> i64 {
        let past = (at.ms() - self.from).clamp(0, self.ms);
        LEFT + past * (WIDTH - LEFT - 20) / self.ms
    }
}

fn begin(out: &mut dyn Write, height: i64, name: &str) -> io::Result<()> {
    writeln!(
        out,
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{}\" font-size=\"12\">",
        Escaped(name)
    )
}

/// Draws the events as marks on a line, each with its name and instant as its title.
pub(super) fn timeline(timeline: &Timeline, out: &mut dyn Write) -> io::Result<()> {
    let span = Span::of(timeline);
    begin(out, LINE_HEIGHT, "时间线 timeline")?;
    let end = WIDTH - 20;
    writeln!(out, "<line x1=\"{LEFT}\" y1=\"30\" x2=\"{end}\" y2=\"30\" stroke=\"#888\"/>")?;
    for told in &timeline.events {
        let title = format!("{} {}", Lang::Zh.event(told.kind), told.occurred_at);
        writeln!(
            out,
            "<circle cx=\"{}\" cy=\"30\" r=\"5\" fill=\"#1667b7\"><title>{}</title></circle>",
            span.x(told.occurred_at),
            Escaped(title)
        )?;
    }
    let ends = [(timeline.events.first(), "start"), (timeline.events.last(), "end")];
    for (told, anchor) in ends {
        let Some(told) = told else { continue };
        let (x, day) = (span.x(told.occurred_at), told.occurred_at.day());
        writeln!(out, "<text x=\"{x}\" y=\"58\" text-anchor=\"{anchor}\">{day}</text>")?;
    }
    writeln!(out, "</svg>")
}

/// Draws each clock as a bar from its start to its due date, with where it stopped.
pub(super) fn clocks(timeline: &Timeline, out: &mut dyn Write) -> io::Result<()> {
    let span = Span::of(timeline);
    let rows = i64::try_from(timeline.state.clocks.len()).unwrap_or_default();
    begin(out, rows * ROW + 8, "时限 clocks")?;
    for (clock, row) in timeline.state.clocks.iter().zip(0_i64..) {
        let y = row * ROW + 6;
        let from = span.x(clock.start.start());
        let name = Escaped(named(clock.clock, clock.unit.as_ref(), Lang::Zh));
        writeln!(out, "<text x=\"0\" y=\"{}\">{name}</text>", y + 13)?;
        if let Some(due) = clock.due {
            let width = (span.x(due.next().start()) - from).max(2);
            let is_late = clock.stopped.is_some_and(|stopped| stopped > due);
            let fill = if is_late { "#e2a29b" } else { "#b6d3ee" };
            writeln!(
                out,
                "<rect x=\"{from}\" y=\"{y}\" width=\"{width}\" height=\"16\" fill=\"{fill}\">\
                 <title>{} – {due}</title></rect>",
                clock.start
            )?;
        }
        for suspension in &clock.suspensions {
            let start = span.x(suspension.from.start());
            let until = suspension.resume.or(clock.stopped).unwrap_or(suspension.from.next());
            let width = (span.x(until.start()) - start).max(2);
            writeln!(
                out,
                "<rect x=\"{start}\" y=\"{}\" width=\"{width}\" height=\"6\" fill=\"#777\">\
                 <title>中止 suspended {}</title></rect>",
                y + 5,
                suspension.from
            )?;
        }
        if let Some(stopped) = clock.stopped {
            let x = span.x(stopped.start());
            writeln!(
                out,
                "<line x1=\"{x}\" y1=\"{y}\" x2=\"{x}\" y2=\"{}\" stroke=\"#222\" \
                 stroke-width=\"3\"><title>停止 stopped {stopped}</title></line>",
                y + 16
            )?;
        }
    }
    writeln!(out, "</svg>")
}
