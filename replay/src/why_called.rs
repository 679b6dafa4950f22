//! 为何叫号: why a ticket was called when it was: who was passed over and by which rule, chosen again from the log.

use std::io::{self, Write};
use std::sync::Arc;

use engine::decide::{Choice, next_for, rule_of, unfit};
use engine::event::{Event, TicketCalled};
use engine::id::Seq;
use engine::record::{Commit, Meta};
use engine::setup::Setup;
use engine::ticket::{CallRule, Ticket, TicketDay, TicketNumber};
use engine::time::Timestamp;
use engine::world::World;
use serde::Serialize;
use thiserror::Error;

use crate::moment::Moment;
use crate::source::{Passed, Source, SourceError};
use crate::telling::minute;
use crate::words::Lang;

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum NoAnswer {
    /// The log cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Nobody took it.
    #[error("there is no ticket {0} up to that moment: check the number, or ask for a later one")]
    UnknownTicket(TicketNumber),
}

/// Every call of a ticket, with what the choice was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WhyCalled {
    /// 排队号
    pub ticket: TicketNumber,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// In order; empty where it was never called.
    pub calls: Vec<Call>,
    /// True when every recorded choice is the one that comes out again.
    pub holds: bool,
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Call {
    /// The record.
    pub seq: Seq,
    /// When.
    pub at: Timestamp,
    /// 窗口
    pub window: String,
    /// Who called.
    pub officer: String,
    /// 第几次呼叫
    #[serde(rename = "call")]
    pub nth: u8,
    /// The rule that was recorded.
    pub rule: CallRule,
    /// The version of the ticket policy that was recorded.
    pub policy: u32,
    /// 被越过 who had come before it and could have been called.
    pub passed: Vec<Waited>,
    /// Who waited in the zone and could not be called there.
    pub unfit: Vec<Waited>,
    /// How many others the window could have called that had come later.
    pub later: usize,
    /// What does not fit, where the choice does not come out again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub differs: Option<String>,
}

/// Somebody else who waited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waited {
    /// 排队号
    pub ticket: TicketNumber,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// The rule under which it waited, or why it could not be called, in Chinese.
    pub why_zh: String,
    /// The same in English.
    pub why: String,
    /// How often it had been passed over before.
    pub passed_before: u16,
}

impl WhyCalled {
    /// The calls of a ticket up to a moment.
    pub fn of(
        source: &Source,
        ticket: TicketNumber,
        moment: Moment,
        progress: impl FnMut(Passed),
    ) -> Result<WhyCalled, NoAnswer> {
        let (mut world, mut taken_at, mut calls) = (World::default(), None, Vec::new());
        for commit in source.commits_with(0, progress) {
            let commit = commit?;
            let is_over = ticket.day < commit.meta.recorded_at.day();
            if is_over || !moment.reaches(commit.seq, &commit.meta) {
                break;
            }
            calls.extend(calls_in(&world, &commit, ticket));
            world.evolve(&commit).map_err(SourceError::from)?;
            taken_at = taken_at.or_else(|| taken(&world, ticket));
        }
        let taken_at = taken_at.ok_or(NoAnswer::UnknownTicket(ticket))?;
        let holds = calls.iter().all(|call| call.differs.is_none());
        Ok(WhyCalled { ticket, taken_at, calls, holds })
    }

    /// Writes it for people.
    pub fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let taken = lang.of("取号", "taken");
        let title = lang.of("排队号", "ticket");
        writeln!(out, "{title} {}  {taken} {}", self.ticket, minute(self.taken_at))?;
        if self.calls.is_empty() {
            writeln!(out, "  {}", lang.of("没有叫过号", "it was never called"))?;
        }
        self.calls.iter().try_for_each(|call| call.write(lang, out))
    }
}

fn taken(world: &World, number: TicketNumber) -> Option<Timestamp> {
    world.ticket_day(number.day)?.ticket(number).map(|ticket| ticket.taken_at)
}

fn calls_in(world: &World, commit: &Commit, ticket: TicketNumber) -> Vec<Call> {
    let records = (commit.seq..).zip(&commit.entries);
    let called = records.filter_map(|(seq, entry)| {
        let Event::TicketCalled(e) = &entry.event else { return None };
        (e.ticket == ticket).then_some((seq, e.as_ref()))
    });
    called.map(|(seq, called)| Call::of(world, seq, &commit.meta, called)).collect()
}

impl Call {
    /// The call, chosen again over the world before it.
    fn of(world: &World, seq: Seq, meta: &Meta, called: &TicketCalled) -> Call {
        let at = meta.occurred_at;
        let mut call = Call {
            seq,
            at,
            window: called.window.to_string(),
            officer: called.officer.to_string(),
            nth: called.call,
            rule: called.rule,
            policy: called.policy,
            passed: Vec::new(),
            unfit: Vec::new(),
            later: 0,
            differs: None,
        };
        if called.rule == CallRule::Recall {
            return call;
        }
        let setup = world.setup();
        let window = setup.windows.get(&called.window).map(|(window, _)| window);
        let there = window.zip(setup.staff.get(&called.officer));
        let (Some((window, staff)), Some(day)) = (there, world.ticket_day(at.day())) else {
            call.differs = Some("no such window, person or day is known before it".to_owned());
            return call;
        };
        let again = next_for(setup, day, (window, staff), at);
        call.differs = difference(called, again.as_ref(), setup.ticket_policy().0);
        for other in day.waiting(&window.zone).filter(|other| other.number != called.ticket) {
            let why = unfit(setup, (window, staff), other, at.day());
            match why {
                Some(why) => call.unfit.push(waited(other, why.chinese(), why.to_string())),
                None if called.passed.contains(&other.number) => {
                    let rule = rule_of(other, setup.ticket_policy().1, at);
                    let (zh, en) = (rule.chinese().to_owned(), rule.english().to_owned());
                    call.passed.push(waited(other, zh, en));
                }
                None => call.later += 1,
            }
        }
        call.passed.extend(unknown(setup, day, called));
        call
    }

    fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let rule = lang.of(self.rule.chinese(), self.rule.english());
        writeln!(
            out,
            "{}  {} {} {} {}: {rule}  [{} {}, {} {}]",
            minute(self.at),
            lang.of("窗口", "window"),
            self.window,
            self.officer,
            lang.of("叫号", "called it"),
            lang.of("记录", "record"),
            self.seq,
            lang.of("叫号政策", "policy"),
            self.policy,
        )?;
        if self.rule == CallRule::Recall {
            return Ok(());
        }
        let nobody = lang.of("没有越过任何人", "nobody was passed over");
        if self.passed.is_empty() {
            writeln!(out, "  {nobody}")?;
        }
        for waited in &self.passed {
            let passed = lang.of("越过", "passed over");
            let before = lang.of("此前被越过次数", "times before");
            let why = lang.of(&waited.why_zh, &waited.why);
            let (ticket, at) = (waited.ticket, minute(waited.taken_at));
            writeln!(out, "  {passed} {ticket} ({at}, {why}; {before} {})", waited.passed_before)?;
        }
        for waited in &self.unfit {
            let why = lang.of(&waited.why_zh, &waited.why);
            writeln!(out, "  {} {}: {why}", lang.of("不可叫", "not for it"), waited.ticket)?;
        }
        if self.later > 0 {
            writeln!(out, "  {} {}", lang.of("后到人数", "came later"), self.later)?;
        }
        match &self.differs {
            None => writeln!(out, "  {}", lang.of("重算一致", "chosen again: the same")),
            Some(detail) => {
                writeln!(out, "  {}: {detail}", lang.of("重算不一致", "CHOSEN AGAIN: ANOTHER"))
            }
        }
    }
}

fn waited(ticket: &Arc<Ticket>, why_zh: String, why: String) -> Waited {
    let (number, taken_at) = (ticket.number, ticket.taken_at);
    Waited { ticket: number, taken_at, why_zh, why, passed_before: ticket.passed }
}

/// Tickets that are said to have been passed over and did not wait for this window.
fn unknown(setup: &Setup, day: &TicketDay, called: &TicketCalled) -> Vec<Waited> {
    let zone = setup.windows.get(&called.window).map(|(window, _)| window.zone.clone());
    let waits = |number: &TicketNumber| {
        let ticket = day.ticket(*number);
        ticket.is_some_and(|ticket| ticket.is_waiting() && Some(&ticket.zone) == zone.as_ref())
    };
    let strangers = called.passed.iter().filter(|number| !waits(number));
    let told = strangers.filter_map(|number| day.ticket(*number));
    let why = || ("未在等候".to_owned(), "it did not wait".to_owned());
    told.map(|ticket| waited(ticket, why().0, why().1)).collect()
}

/// In what the recorded choice is not the one that comes out again.
fn difference(called: &TicketCalled, again: Option<&Choice>, policy: u32) -> Option<String> {
    let Some(again) = again else { return Some("nobody could have been called".to_owned()) };
    if again.ticket != called.ticket {
        let rule = again.rule.english();
        return Some(format!("{} was next, by: {rule}", again.ticket));
    }
    if again.rule != called.rule {
        return Some(format!("the rule is: {}", again.rule.english()));
    }
    if again.passed != called.passed {
        let all: Vec<String> = again.passed.iter().map(TicketNumber::to_string).collect();
        return Some(format!("passed over are: {}", all.join(", ")));
    }
    (policy != called.policy).then(|| format!("policy {policy} was in force"))
}
