//! HTML: one case for people, in Chinese with English, in one file that needs nothing from outside.
//!
//! Everything that comes from the log goes through [`Escaped`].

use std::io::{self, Write};

use engine::event::EventKind;
use store::Checkpoint;

use super::markup::Escaped;
use super::run::{ExportError, Tally};
use super::scope::Scope;
use super::svg;
use super::walk::Walk;
use crate::opening::{Opener, Persons};
use crate::past::Past;
use crate::telling::{in_words, minute, named, said};
use crate::timeline::{Timeline, Told};
use crate::words::Lang;

const STYLE: &str = "body{font:15px/1.5 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;\
color:#222}h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;\
width:100%}th,td{border-bottom:1px solid #ddd;padding:.3rem .5rem;text-align:left;\
vertical-align:top}th{background:#f4f4f4}small{color:#666}svg{width:100%;height:auto}code{\
font-size:.85em;word-break:break-all}";

/// What a page shows beside its case: the part that was asked for, and the log it was made from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown<'a> {
    pub(super) scope: &'a Scope,
    /// What opens persons, where that was asked for.
    pub(super) opener: Option<&'a Opener>,
    pub(super) tree: Checkpoint,
}

/// Writes the one case of a scope.
pub(super) fn write(walk: &Walk<'_>, out: &mut dyn Write) -> Result<Tally, ExportError> {
    let mut tally = Tally::default();
    for past in walk.cases(&mut |_| Ok(()))? {
        let past = past?;
        tally.cases += 1;
        let tree = walk.source.checkpoint();
        let shown = Shown { scope: walk.scope, opener: walk.opener, tree };
        tally.events += page(shown, &past, out).map_err(ExportError::Output)?;
    }
    Ok(tally)
}

/// Writes the page of a case, and says how many events it shows.
pub(super) fn page(shown: Shown<'_>, past: &Past, out: &mut dyn Write) -> io::Result<u64> {
    let today = past.last().record.meta.occurred_at.day();
    let timeline = Timeline::of(past, today);
    let number = Escaped(&timeline.number);
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'unsafe-inline'\">\n<title>办件 {number}</title>\n<style>{STYLE}</style></head>\n\
         <body>\n<h1>办件 Case <code>{number}</code></h1>"
    )?;
    facts(shown, past, &timeline, out)?;
    writeln!(out, "<h2>时间线 Timeline</h2>")?;
    svg::timeline(&timeline, out)?;
    writeln!(out, "<h2>时限 Clocks</h2>")?;
    svg::clocks(&timeline, out)?;
    clocks(&timeline, out)?;
    writeln!(
        out,
        "<h2>经过 History</h2>\n<table><tr><th>#</th><th>时间 When</th><th>事件 Event</th>\
         <th>何人何地 Who, where</th><th>内容事由 What, why</th><th>时限 Clocks</th><th>状态 State</th></tr>"
    )?;
    let mut events = 0;
    for (told, step) in timeline.events.iter().zip(&past.steps) {
        if shown.scope.has_begun(&step.record) {
            event(told, out)?;
            events += 1;
        }
    }
    writeln!(
        out,
        "</table>\n<p><small>日志 Log: {} 条记录 records, root <code>{}</code></small></p>\n\
         </body></html>",
        shown.tree.size,
        store::hex(&shown.tree.root)
    )?;
    Ok(events)
}

fn fact(out: &mut dyn Write, label: &str, value: &str) -> io::Result<()> {
    writeln!(out, "<tr><th>{}</th><td>{}</td></tr>", Escaped(label), Escaped(value))
}

fn facts(
    shown: Shown<'_>,
    past: &Past,
    timeline: &Timeline,
    out: &mut dyn Write,
) -> io::Result<()> {
    let state = &timeline.state;
    let both = |zh: &str, en: &str| if zh == en { zh.to_owned() } else { format!("{zh} {en}") };
    let word = |code: String| both(&Lang::Zh.value("", "", &code), &Lang::En.value("", "", &code));
    writeln!(out, "<table>")?;
    let version = timeline.item_version;
    let item = format!("{} {} (版本 version {version})", timeline.item, timeline.item_name);
    fact(out, "事项 Item", &item)?;
    let phase = both(&Lang::Zh.phase(state.phase), &Lang::En.phase(state.phase));
    fact(out, "状态 State", &phase)?;
    fact(out, "申请人 Applicant", &format!("标识 token {}", state.applicant))?;
    if let Some(opener) = shown.opener {
        let case = past.case();
        let persons = Persons::of(opener, &case.applicant, case.agent.as_deref());
        if let Some(applicant) = &persons.applicant {
            fact(out, "申请人信息 Applicant, opened", &applicant.in_words(Lang::Zh))?;
        }
        if let Some(agent) = &persons.agent {
            fact(out, "代理人信息 Agent, opened", &agent.in_words(Lang::Zh))?;
        }
    }
    fact(out, "渠道 Channel", &word(super::objects::word(&past.case().channel)))?;
    fact(out, "收件 Received", &minute(past.case().received_at))?;
    if let Some(outcome) = &state.outcome {
        fact(out, "决定 Decision", &word(super::objects::word(outcome)))?;
    }
    if let Some(closing) = &state.closing {
        fact(out, "办结结果 Closing", &word(super::objects::word(closing)))?;
    }
    writeln!(out, "</table>")
}

fn clocks(timeline: &Timeline, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<table><tr><th>时限 Clock</th><th>起算 From</th><th>期限 Limit</th><th>到期 Due</th>\
         <th>停止 Stopped</th><th>依据 Source</th></tr>"
    )?;
    for clock in &timeline.state.clocks {
        let day = |day: Option<engine::time::Day>| day.map(|d| d.to_string()).unwrap_or_default();
        let unit = clock.unit.as_ref();
        let (zh, en) = (Lang::Zh.clock(clock.clock), named(clock.clock, unit, Lang::En));
        let name = format!("{zh} {en}");
        let limit = format!("{} + {}", Lang::Zh.budget(clock.budget), clock.extension);
        let cells = [
            name,
            clock.start.to_string(),
            limit,
            day(clock.due),
            day(clock.stopped),
            Lang::Zh.source(clock.source),
        ];
        row(out, &cells)?;
    }
    writeln!(out, "</table>")
}

fn row(out: &mut dyn Write, cells: &[String]) -> io::Result<()> {
    write!(out, "<tr>")?;
    for cell in cells {
        write!(out, "<td>{}</td>", Escaped(cell))?;
    }
    writeln!(out, "</tr>")
}

fn event(told: &Told, out: &mut dyn Write) -> io::Result<()> {
    let kind = |kind: EventKind| format!("{} {}", Lang::Zh.event(kind), Lang::En.event(kind));
    let what = said(&told.event, &told.names, Lang::Zh);
    let moves: Vec<String> = told.moves.iter().map(|moved| in_words(moved, Lang::Zh)).collect();
    row(
        out,
        &[
            told.seq.to_string(),
            minute(told.occurred_at),
            kind(told.kind),
            told.who(Lang::Zh),
            what.join("；"),
            moves.join("；"),
            format!("{} {}", Lang::Zh.phase(told.phase), Lang::En.phase(told.phase)),
        ],
    )
}
