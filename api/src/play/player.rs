//! Plays the events of all cases in the order of time, each at its own instant.
//!
//! What happens at one instant goes in arrays of commands of different cases; the commands of one case wait for
//! one another. Nothing is remembered outside the log: whoever plays again first reads what is there.

mod settle;

use std::collections::VecDeque;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail};
use engine::id::CommandId;
use engine::lifecycle::Phase;
use engine::limits::BATCH_COMMANDS_MAX;
use engine::time::Timestamp;
use indicatif::ProgressBar;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::client::{Outcome, Patient, one, path_part};
use store::foreign::{Mapping, Meaning, SourceEvent, SourceLog};

use super::ids::event_id;
use super::known::Known;
use super::officers::{BRIDGE, HEAD, Officers};
use super::plan::{Shadow, bridge};
use super::tally::Tally;
use super::wording::{self, Stamp};

/// Bytes of one array of commands; a single larger command goes alone.
const BATCH_BYTES_MAX: usize = 1 << 20;
/// The step of the decision in the item of a play.
const DECIDE_STEP: u8 = 2;

/// What is played, under which item, by whom.
pub(super) struct Play<'a> {
    pub(super) log: &'a SourceLog,
    pub(super) mapping: &'a Mapping,
    pub(super) item: &'a str,
    pub(super) officers: &'a Officers,
}

/// Why a command is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// The source does not have it.
    Bridge,
    /// It is what the source event stands for.
    Main,
    /// It carries a source event whose own command is not possible.
    Fallback,
}

#[derive(Clone, Copy, Debug)]
struct Act {
    meaning: Meaning,
    role: Role,
}

/// The commands of one source event that are not answered yet.
#[derive(Debug)]
struct Chain {
    index: usize,
    acts: VecDeque<Act>,
    is_second_try: bool,
    is_undated: bool,
}

/// What the player knows of one case.
#[derive(Debug, Default)]
struct File {
    number: Option<String>,
    shadow: Shadow,
    /// The server may know more than the shadow.
    is_stale: bool,
    waiting: VecDeque<usize>,
    chain: Option<Chain>,
}

struct Request {
    case: usize,
    act: Act,
    body: Vec<u8>,
}

/// The player.
pub(super) struct Player<'a> {
    play: &'a Play<'a>,
    server: &'a mut Patient,
    known: Known,
    files: Vec<File>,
    tally: Tally,
    bar: &'a ProgressBar,
}

#[derive(Deserialize)]
struct CaseView {
    phase: Phase,
    task: Option<TaskView>,
}

#[derive(Deserialize)]
struct TaskView {
    step: u8,
    handler: Option<String>,
}

impl<'a> Player<'a> {
    /// A player that knows what was played before.
    pub(super) fn new(
        play: &'a Play<'a>,
        server: &'a mut Patient,
        known: Known,
        bar: &'a ProgressBar,
    ) -> Player<'a> {
        let files = play.log.cases.iter().map(|_| File::default()).collect();
        let tally = Tally { seq: known.last(), ..Tally::default() };
        Player { play, server, known, files, tally, bar }
    }

    /// Plays everything.
    pub(super) async fn run(mut self) -> anyhow::Result<Tally> {
        let cases = self.play.log.cases.iter().enumerate();
        let mut order: Vec<(i64, usize, usize)> = cases
            .flat_map(|(case, source)| {
                let events = source.events.iter().enumerate();
                events.map(move |(index, event)| (event.time_ms, case, index))
            })
            .collect();
        order.sort_unstable();
        for instant in order.chunk_by(|a, b| a.0 == b.0) {
            self.instant(instant).await?;
            self.bar.inc(u64::try_from(instant.len())?);
        }
        self.tally.cases = count(self.files.iter().filter(|file| file.number.is_some()).count());
        Ok(self.tally)
    }

    async fn instant(&mut self, events: &[(i64, usize, usize)]) -> anyhow::Result<()> {
        let mut active: Vec<usize> = Vec::new();
        for &(_, case, index) in events {
            if !self.was_played(case, index) {
                self.file(case).waiting.push_back(index);
                active.push(case);
            }
        }
        active.dedup();
        let Some(&(time_ms, ..)) = events.first().filter(|_| !active.is_empty()) else {
            return Ok(());
        };
        let at = Timestamp::from_ms(time_ms)?;
        self.move_clock(at).await?;
        while !active.is_empty() {
            let mut requests = Vec::with_capacity(active.len());
            for case in std::mem::take(&mut active) {
                if let Some(request) = self.next(case, at).await? {
                    requests.push(request);
                    active.push(case);
                }
            }
            self.send(requests).await?;
        }
        Ok(())
    }

    /// True when the log has the event from an earlier play.
    fn was_played(&mut self, case: usize, index: usize) -> bool {
        if self.known.is_empty() {
            return false;
        }
        let received = self.id(case, index, Meaning::Receive);
        if let Some(number) = self.known.number(received).cloned() {
            let file = self.file(case);
            file.number = Some(number);
            file.is_stale = true;
        }
        let own = [self.meaning(case, index), Meaning::Work];
        let is_done = own.iter().any(|meaning| self.known.is_done(self.id(case, index, *meaning)));
        if is_done {
            self.tally.before += 1;
            self.file(case).is_stale = true;
        }
        is_done
    }

    async fn move_clock(&mut self, to: Timestamp) -> anyhow::Result<()> {
        if self.tally.fixed_clock {
            return Ok(());
        }
        let body = json!({"type": "set_time", "to": to.to_string()}).to_string();
        let reply = self.server.set_clock(body.into()).await?;
        match one(&reply)? {
            Outcome::Done { .. } => Ok(()),
            Outcome::Refused { code, .. } if code == "clock_is_systems" => {
                self.tally.fixed_clock = true;
                Ok(())
            }
            // Later than the event: its business time is still its own.
            Outcome::Refused { code, .. } if code == "clock_backwards" => Ok(()),
            Outcome::Refused { status, code, detail } => {
                bail!("the clock cannot be set to {to}: {status} {code}: {detail}")
            }
        }
    }

    /// The next command of a case; `None` when nothing is left of this instant.
    async fn next(&mut self, case: usize, at: Timestamp) -> anyhow::Result<Option<Request>> {
        loop {
            if self.file(case).chain.is_none() {
                let Some(index) = self.file(case).waiting.pop_front() else { return Ok(None) };
                let acts = VecDeque::new();
                let chain = Chain { index, acts, is_second_try: false, is_undated: false };
                self.file(case).chain = Some(chain);
            }
            if self.chain(case).acts.is_empty() {
                if self.file(case).is_stale {
                    self.read_case(case).await?;
                }
                let index = self.chain(case).index;
                self.chain(case).acts = self.planned(case, index);
            }
            let Some(act) = self.chain(case).acts.front().copied() else { return Ok(None) };
            match self.word(case, act, at)? {
                Some(value) => {
                    let body = serde_json::to_vec(&value)?;
                    return Ok(Some(Request { case, act, body }));
                }
                None => self.give_up(case),
            }
        }
    }

    fn planned(&mut self, case: usize, index: usize) -> VecDeque<Act> {
        let meaning = self.meaning(case, index);
        let shadow = &self.file(case).shadow;
        let (way, main) = if let Some(way) = bridge(shadow, meaning) {
            (way, Act { meaning, role: Role::Main })
        } else {
            let way = bridge(shadow, Meaning::Work).unwrap_or_default();
            (way, Act { meaning: Meaning::Work, role: Role::Fallback })
        };
        let bridges = way.into_iter().map(|meaning| Act { meaning, role: Role::Bridge });
        bridges.chain([main]).collect()
    }

    fn word(&mut self, case: usize, act: Act, at: Timestamp) -> anyhow::Result<Option<Value>> {
        let play = self.play;
        let source = play.log.cases.get(case).context("no such case")?;
        let Chain { index, is_undated, .. } = *self.chain(case);
        let event: &SourceEvent = source.events.get(index).context("no such event")?;
        let id = self.id(case, index, act.meaning);
        let is_dated = !is_undated && (!self.tally.fixed_clock || at.ms() <= wall_ms());
        let file = self.file(case);
        let officer = match act.role {
            Role::Main | Role::Fallback => play.officers.id(event.resource.as_deref()),
            Role::Bridge => BRIDGE,
        };
        let handler = file.shadow.handler.clone();
        let officer = match (&handler, act.role) {
            // The head sends what only he may approve.
            _ if act.meaning == Meaning::Extend => HEAD,
            (Some(handler), Role::Bridge) => handler.as_str(),
            (Some(_) | None, Role::Main | Role::Fallback) | (None, Role::Bridge) => officer,
        };
        let origin = match act.role {
            Role::Main | Role::Fallback => wording::origin(source, event),
            Role::Bridge => None,
        };
        let stamp = Stamp { id, officer, at: is_dated.then_some(at), origin };
        if act.meaning == Meaning::Receive {
            let named = play.mapping.channel_attribute.as_ref();
            let channel = named.and_then(|name| source.attributes.get(name)).map(String::as_str);
            return Ok(Some(wording::receive(play.item, source, channel, &stamp)));
        }
        let number = file.number.as_deref();
        Ok(number.and_then(|number| wording::meant(act.meaning, number, event, &stamp)))
    }

    async fn send(&mut self, requests: Vec<Request>) -> anyhow::Result<()> {
        let mut rest = requests.into_iter().peekable();
        while rest.peek().is_some() {
            let mut body = vec![b'['];
            let mut sent = Vec::new();
            while let Some(request) = rest.next_if(|request| {
                let fits = body.len() + request.body.len() < BATCH_BYTES_MAX;
                sent.is_empty() || (fits && sent.len() < BATCH_COMMANDS_MAX)
            }) {
                if !sent.is_empty() {
                    body.push(b',');
                }
                body.extend_from_slice(&request.body);
                sent.push((request.case, request.act));
            }
            body.push(b']');
            let outcomes = self.server.commands(body.into()).await?;
            if outcomes.len() != sent.len() {
                bail!("{} outcomes for {} commands", outcomes.len(), sent.len());
            }
            for ((case, act), outcome) in sent.into_iter().zip(outcomes) {
                self.settle(case, act, outcome);
            }
        }
        Ok(())
    }

    /// Where the case really stands.
    async fn read_case(&mut self, case: usize) -> anyhow::Result<()> {
        let Some(number) = self.file(case).number.clone() else { return Ok(()) };
        let reply = self.server.get(&format!("/v1/cases/{}", path_part(&number))).await?;
        let view: CaseView = serde_json::from_slice(&reply.body)
            .with_context(|| format!("case {number}: status {}", reply.status))?;
        let file = self.file(case);
        let task = view.task;
        file.shadow.is_reviewed = task.as_ref().is_some_and(|task| task.step >= DECIDE_STEP);
        file.shadow.handler = task.and_then(|task| task.handler);
        file.shadow.phase = Some(view.phase);
        file.is_stale = false;
        Ok(())
    }

    fn event(&self, case: usize, index: usize) -> Option<&'a SourceEvent> {
        self.play.log.cases.get(case)?.events.get(index)
    }

    fn meaning(&self, case: usize, index: usize) -> Meaning {
        let event = self.event(case, index);
        event.map_or(Meaning::Work, |event| self.play.mapping.meaning(&event.activity, index))
    }

    fn id(&self, case: usize, index: usize, meaning: Meaning) -> CommandId {
        let source = self.play.log.cases.get(case).expect("a case of the log that is played");
        event_id(self.play.item, source, index, &format!("{meaning:?}"))
    }

    fn file(&mut self, case: usize) -> &mut File {
        self.files.get_mut(case).expect("every case of the log has its file")
    }

    fn chain(&mut self, case: usize) -> &mut Chain {
        self.file(case).chain.as_mut().expect("a case that is spoken of has an event at hand")
    }
}

fn wall_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
