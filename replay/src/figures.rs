//! 统计指标: the figures of a log, up to a moment.

use std::io::{self, Write};

use engine::figures::{Desk, Figure, Figures, Question, Ranked, Tally, Target, UnitFigures, Value};
use engine::time::Day;
use engine::world::Illegal;

use crate::cli::FiguresArgs;
use crate::incomplete::Part;
use crate::moment::Moment;
use crate::progress;
use crate::run::{Ending, Failure, open};
use crate::source::{Passed, Source, SourceError};
use crate::words::Lang;

/// Adds up what was asked for, and writes it.
pub(crate) fn run_figures(args: &FiguresArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    let source = open(&args.data)?;
    source.has(args.moment.moment())?;
    let part = Part::of(&source, args.part);
    let tally = tally(&source, args.moment.moment())?;
    let to = args.to.or(tally.last_day()).unwrap_or(Day::MIN);
    if let Some(from) = args.from.filter(|from| *from > to) {
        return Err(Failure::Backwards { from, to });
    }
    let asked = Question { from: args.from, to, frequent: args.frequent, weights: args.weights };
    let figures = Figures::of(&tally, &asked);
    if args.json {
        part.write_json(&figures, out)?;
    } else {
        write(&figures, args.lang, out)?;
        part.write(args.lang, out)?;
    }
    Ok(part.ending(Ending::Verified))
}

fn tally(source: &Source, moment: Moment) -> Result<Tally, SourceError> {
    let bar = progress::bar("figures", source.size());
    let mut tally = Tally::default();
    for commit in source.commits_with(0, |passed: Passed| bar.set_position(passed.seq)) {
        let commit = commit?;
        if !moment.reaches(commit.seq, &commit.meta) {
            break;
        }
        let folded = tally.fold(&commit);
        folded.map_err(|source| Illegal::Setup { seq: tally.seq(), source })?;
    }
    bar.finish_and_clear();
    Ok(tally)
}

fn write(figures: &Figures, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let from = figures.from.map(|from| from.to_string()).unwrap_or_default();
    let record = lang.of("记录", "record");
    writeln!(out, "{from} -> {} [{record} {}]", figures.to, figures.seq)?;
    figures.figures.iter().try_for_each(|figure| write_figure(figure, lang, out))?;
    writeln!(out, "{}", lang.of("收件渠道", "received by channel"))?;
    for (channel, count) in &figures.channels {
        let channel = serde_json::to_value(channel).unwrap_or_default();
        let channel = lang.value("", "channel", channel.as_str().unwrap_or_default());
        writeln!(out, "  {channel}: {count}")?;
    }
    writeln!(out, "{}", lang.of("部门", "departments"))?;
    figures.units.iter().try_for_each(|unit| write_unit(unit, lang, out))?;
    for (title, desks) in [
        (lang.of("窗口业务", "windows"), &figures.windows),
        (lang.of("人员业务", "officers"), &figures.officers),
    ] {
        writeln!(out, "{title}")?;
        desks.iter().try_for_each(|desk| write_desk(desk, lang, out))?;
    }
    write_ranking(figures, lang, out)
}

/// One line a figure: the name last, for its width in Chinese is not that of its letters.
fn write_figure(figure: &Figure, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let target = match figure.target {
        Some(Target::CountAtLeast(count)) => format!(">= {count}"),
        Some(Target::PerMilleAtLeast(share)) => format!(">= {share}\u{2030}"),
        None => String::new(),
    };
    let met = match figure.met {
        Some(true) => lang.of("达标", "met"),
        Some(false) => lang.of("未达标", "NOT MET"),
        None => "",
    };
    let (value, row) = (value(figure.value, lang), figure.row);
    let name = lang.of(figure.name_zh, figure.name);
    let row_word = lang.of("行", "row");
    let line =
        format!("  {:<16} {value:<26} {target:<9} {met}  {name} ({row_word} {row})", figure.code);
    writeln!(out, "{line}")
}

fn value(value: Value, lang: Lang) -> String {
    match value {
        Value::Count(count) => count.to_string(),
        Value::Share { part, whole, per_mille } => {
            let share =
                per_mille.map_or_else(|| "-".to_owned(), |share| format!("{share}\u{2030}"));
            format!("{part}/{whole} = {share}")
        }
        Value::Days { mean_milli, worst, .. } => {
            let (mean, most) = (lang.of("平均", "mean"), lang.of("最长", "worst"));
            format!("{mean} {} {most} {worst}", milli(mean_milli))
        }
    }
}

/// Thousandths as a decimal number.
fn milli(thousandths: Option<u64>) -> String {
    let text = |milli: u64| format!("{}.{:03}", milli / 1_000, milli % 1_000);
    thousandths.map_or_else(|| "-".to_owned(), text)
}

fn write_unit(unit: &UnitFigures, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let sums = &unit.sums;
    let on_time = unit.on_time_per_mille;
    let on_time = on_time.map_or_else(|| "-".to_owned(), |share| format!("{share}\u{2030}"));
    writeln!(
        out,
        "  {} {}: {} {}, {} {}, {} {on_time}, {} {} {} {}, {} {}/{}/{}, {} {}",
        unit.unit,
        unit.name,
        lang.of("受理", "accepted"),
        sums.accepted,
        lang.of("决定", "decided"),
        sums.decided,
        lang.of("按期", "in time"),
        lang.of("平均工作日", "mean days"),
        milli(unit.days_mean_milli),
        lang.of("最长", "worst"),
        sums.days_worst,
        lang.of("提醒/黄牌/红牌", "notices/yellow/red"),
        sums.notices,
        sums.yellow,
        sums.red,
        lang.of("超期", "overdue"),
        sums.overdue,
    )
}

fn write_desk(desk: &Desk, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let sums = &desk.sums;
    let parts = [
        (lang.of("收件", "received"), sums.received),
        (lang.of("受理", "accepted"), sums.accepted),
        (lang.of("环节", "steps"), sums.steps),
        (lang.of("决定", "decided"), sums.decided),
        (lang.of("出件", "delivered"), sums.delivered),
        (lang.of("操作", "commands"), sums.commands),
    ];
    let parts: Vec<String> =
        parts.iter().filter(|(_, n)| *n > 0).map(|(word, n)| format!("{word} {n}")).collect();
    writeln!(out, "  {}: {}", desk.id, parts.join(", "))
}

fn write_ranking(figures: &Figures, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let ranking = &figures.ranking;
    let weights = ranking.weights;
    writeln!(
        out,
        "{} ({} {}, {} {}, {} {})",
        lang.of("评估排名", "ranking"),
        lang.of("按期", "in time"),
        weights.on_time,
        lang.of("提速", "speed"),
        weights.speed,
        lang.of("无牌", "no cards"),
        weights.cards,
    )?;
    let part = |part: Option<u64>| part.map_or_else(|| "-".to_owned(), |part| part.to_string());
    for Ranked { place, unit, score, on_time, speed, cards } in &ranking.units {
        let (on_time, speed) = (part(*on_time), part(*speed));
        writeln!(out, "  {place:>3}. {unit}: {score}\u{2030} ({on_time}, {speed}, {cards})")?;
    }
    let last: Vec<String> = ranking.last.iter().map(ToString::to_string).collect();
    let last = if last.is_empty() { "-".to_owned() } else { last.join(", ") };
    writeln!(out, "{}: {last}", lang.of("后三位", "the last three"))
}
