//! 排队当时: who waited with a ticket, by day and zone, who was at a window, and which tickets changed between two
//! moments.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::sync::Arc;

use engine::case::Position;
use engine::id::Token;
use engine::record::Commit;
use engine::ticket::{GreenGround, Ticket, TicketDay, TicketNumber, TicketState};
use engine::time::{Day, Timestamp};
use engine::world::World;
use serde::Serialize;

use crate::hall_view::left_out;
use crate::telling::minute;
use crate::ticket_story::{state_in, state_of};
use crate::words::Lang;

/// The tickets of a day in a zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketsView {
    /// Which day.
    pub day: Day,
    /// 分区 which windows.
    pub zone: String,
    /// How many waited.
    pub length: usize,
    /// Who waited, in the order of arrival, as many as were asked for.
    pub waiting: Vec<HolderView>,
    /// Who was called or being served; a window has one at most.
    pub at_windows: Vec<AtWindow>,
    /// Appointments for the day whose holder had not come yet.
    pub booked: usize,
}

/// Somebody who waited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HolderView {
    /// 排队号
    pub ticket: TicketNumber,
    /// When it was taken.
    pub taken_at: Timestamp,
    /// 事项; empty means any matter of the zone.
    pub items: Vec<String>,
    /// 当事人, as a token, where he said who he is.
    pub person: Option<Token>,
    /// 绿色通道事由
    pub ground: Option<GreenGround>,
    /// 预约号
    pub appointment: Option<String>,
    /// 转窗: only this window may call it.
    pub window: Option<String>,
    /// How often it had been passed over.
    pub passed: u16,
    /// 过号次数
    pub missed: u8,
}

/// Somebody at a window.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AtWindow {
    /// 窗口
    pub window: String,
    /// 排队号
    pub ticket: TicketNumber,
    /// `called` or `in_service`.
    pub state: &'static str,
    /// Who called or serves.
    pub officer: String,
}

/// A ticket that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketDiff {
    /// 排队号
    pub ticket: TicketNumber,
    /// Where it stood; nothing where it is new.
    pub before: Option<&'static str>,
    /// Where it stands.
    pub after: &'static str,
    /// How many events it had in between.
    pub events: u32,
}

/// The tickets that have not ended, by day and zone; of those who wait in one at most `limit` are listed.
pub fn tickets(world: &World, limit: usize) -> Vec<TicketsView> {
    world.ticket_days().values().flat_map(|day| of_day(day, limit)).collect()
}

fn of_day(day: &Arc<TicketDay>, limit: usize) -> Vec<TicketsView> {
    let open = day.open().map(|ticket| &ticket.zone);
    let zones: BTreeSet<_> = open.chain(day.awaited().map(|booked| &booked.zone)).collect();
    let view = |zone| {
        let mut waiting: Vec<&Arc<Ticket>> = day.waiting(zone).collect();
        waiting.sort_unstable_by_key(|ticket| ticket.arrival);
        let there = day.open().filter(|ticket| &ticket.zone == zone);
        let mut at_windows: Vec<AtWindow> = there.filter_map(|ticket| at_window(ticket)).collect();
        at_windows.sort_unstable_by(|one, other| one.window.cmp(&other.window));
        TicketsView {
            day: day.day,
            zone: zone.to_string(),
            length: waiting.len(),
            waiting: waiting.into_iter().take(limit).map(|ticket| holder(ticket)).collect(),
            at_windows,
            booked: day.awaited().filter(|booked| &booked.zone == zone).count(),
        }
    };
    zones.into_iter().map(view).collect()
}

fn holder(ticket: &Ticket) -> HolderView {
    HolderView {
        ticket: ticket.number,
        taken_at: ticket.taken_at,
        items: ticket.items.iter().map(ToString::to_string).collect(),
        person: ticket.person,
        ground: ticket.ground,
        appointment: ticket.appointment.map(|number| number.to_string()),
        window: ticket.window.as_ref().map(ToString::to_string),
        passed: ticket.passed,
        missed: ticket.missed,
    }
}

fn at_window(ticket: &Ticket) -> Option<AtWindow> {
    let (window, officer) = match &ticket.state {
        TicketState::Called { window, officer, .. }
        | TicketState::InService { window, officer } => (window, officer),
        TicketState::Waiting | TicketState::Ended(_) => return None,
    };
    let (window, officer) = (window.to_string(), officer.to_string());
    Some(AtWindow { window, ticket: ticket.number, state: state_of(ticket), officer })
}

impl TicketsView {
    /// Writes it for people.
    pub(crate) fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "  {} {} ({})", self.day, self.zone, self.length)?;
        for (holder, no) in self.waiting.iter().zip(1_usize..) {
            writeln!(out, "    {no}. {}", holder.in_words(lang))?;
        }
        left_out(self.length, self.waiting.len(), lang, out)?;
        for AtWindow { window, ticket, state, officer } in &self.at_windows {
            let state = state_in(lang, state);
            writeln!(
                out,
                "    {} {window}: {ticket} {state} {officer}",
                lang.of("窗口", "window")
            )?;
        }
        if self.booked > 0 {
            let booked = lang.of("预约未到", "appointments still awaited");
            writeln!(out, "    {booked} {}", self.booked)?;
        }
        Ok(())
    }
}

impl HolderView {
    fn in_words(&self, lang: Lang) -> String {
        let ground = self.ground.and_then(|ground| serde_json::to_value(ground).ok());
        let ground = ground.as_ref().and_then(serde_json::Value::as_str);
        let of = |word: &str, text: String| format!("{word} {text}");
        let counted = |word: &str, count: u32| (count > 0).then(|| of(word, count.to_string()));
        let window = self.window.clone();
        let parts = [
            Some(of(&self.ticket.to_string(), minute(self.taken_at))),
            (!self.items.is_empty()).then(|| self.items.join(" ")),
            ground.map(|code| lang.value("TicketIssued", "ground", code)),
            self.appointment.clone().map(|no| of(lang.of("预约", "appointment"), no)),
            window.map(|window| of(lang.of("限窗口", "only window"), window)),
            counted(lang.of("被越过次数", "passed over"), self.passed.into()),
            counted(lang.of("过号次数", "missed"), self.missed.into()),
        ];
        parts.into_iter().flatten().collect::<Vec<String>>().join(lang.of("，", ", "))
    }
}

/// The days of tickets as commits leave them, those that are over too.
#[derive(Debug, Default)]
pub(crate) struct Days(BTreeMap<Day, Arc<TicketDay>>);

impl Days {
    pub(crate) fn of(world: &World) -> Days {
        Days(world.ticket_days().clone())
    }

    /// Takes a commit on which the world has folded.
    pub(crate) fn take(&mut self, commit: &Commit) {
        for (seq, entry) in (commit.seq..).zip(&commit.entries) {
            let Some(day) = entry.stream.tickets() else { continue };
            let kept = self.0.entry(day).or_insert_with(|| Arc::new(TicketDay::new(day)));
            let here = Position { seq, at: commit.meta.occurred_at };
            // What cannot follow was refused by the world already.
            Arc::make_mut(kept).evolve(&entry.event, here).ok();
        }
    }

    /// The tickets that changed since `before`, by number.
    pub(crate) fn since(&self, before: &World) -> Vec<TicketDiff> {
        let tickets = self.0.values().flat_map(|day| day.tickets.values());
        let diff = |ticket: &Arc<Ticket>| {
            let day = before.ticket_day(ticket.number.day);
            let old = day.and_then(|day| day.ticket(ticket.number));
            let events = ticket.version - old.map_or(0, |old| old.version);
            (events > 0).then(|| TicketDiff {
                ticket: ticket.number,
                before: old.map(|old| state_of(old)),
                after: state_of(ticket),
                events,
            })
        };
        tickets.filter_map(diff).collect()
    }
}

impl TicketDiff {
    /// Writes it for people.
    pub(crate) fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let before = self.before.map(|state| state_in(lang, state));
        let before = before.unwrap_or_else(|| lang.of("新取", "new").to_owned());
        let (word, after) = (lang.of("排队号", "ticket"), state_in(lang, self.after));
        if before == after {
            return writeln!(out, "  {word} {}: {} {after}", self.ticket, lang.of("仍为", "still"));
        }
        writeln!(out, "  {word} {}: {before} -> {after}", self.ticket)
    }
}
