//! 计时: due alarms and recalculations become ordinary commands, in bounded batches.

mod beside;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use engine::case::Case;
use engine::command::{
    Actor, Command, Envelope, FireAlarm, LapseTickets, RecalculateClocks, TransferCase,
};
use engine::id::CaseId;
use engine::lifecycle::Phase;
use engine::limits::FAN_OUT_BATCH_MAX;
use engine::number;
use engine::pipeline::{Engine, NotTaken, Outcome};
use engine::router::Router;
use engine::setup::Setup;
use engine::time::Timestamp;

use crate::app::App;
use crate::clock::Clock;
use crate::commands::submit;
use crate::ingest::random_id;
use crate::limits::{CLOCK_YEARS, SET_TIME_ALARMS_MAX, TIMER_TICK};
use crate::party::PartySealer;
use crate::problem::{Problem, Trouble};
use crate::queries::cases::unblocked;

/// How long the timers wait after the engine was too busy for them, or an alarm did not go off.
const PAUSE: Duration = Duration::from_secs(1);

/// A command of the engine itself.
pub fn system(command: Command, parties: &PartySealer) -> anyhow::Result<Envelope> {
    let received = serde_json::to_vec(&command)?;
    Ok(Envelope {
        id: random_id(),
        fingerprint: parties.fingerprint(&received),
        actor: Actor::System,
        on_behalf_of: None,
        on_behalf_of_person: None,
        place: None,
        occurred_at: None,
        expected_version: None,
        command,
        received: received.into(),
    })
}

/// The running timers.
#[derive(Debug)]
pub struct Timers {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Timers {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn start(
        engine: Arc<Engine>,
        parties: Arc<PartySealer>,
        clock: Clock,
    ) -> std::io::Result<Timers> {
        let (stop, stopped) = channel();
        let run = Run {
            engine,
            parties,
            clock,
            calendar: 0,
            recalculating: Vec::new(),
            transfers: 0,
            following: Vec::new(),
        };
        let thread = std::thread::Builder::new().name("yichuang-timers".to_owned());
        let thread = thread.spawn(move || run.run(&stopped))?;
        Ok(Timers { stop, thread })
    }

    /// Ends the thread after the batch it is at.
    pub fn stop(self) {
        drop(self.stop);
        self.thread.join().ok();
    }
}

struct Run {
    engine: Arc<Engine>,
    parties: Arc<PartySealer>,
    clock: Clock,
    /// The calendar that every open case was last looked at for.
    calendar: u32,
    /// Cases still to be looked at for it.
    recalculating: Vec<CaseId>,
    /// The transfers of items that every open case was last looked at for.
    transfers: usize,
    /// Cases still to be looked at for them.
    following: Vec<CaseId>,
}

impl Run {
    fn run(mut self, stopped: &Receiver<()>) {
        let mut pause = Duration::ZERO;
        while stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
            self.parties.fill_ahead();
            pause = match self.turn() {
                Ok(true) => Duration::ZERO,
                Ok(false) => TIMER_TICK,
                Err(NotTaken::Busy) => PAUSE,
                Err(NotTaken::Stopped) => return,
            };
        }
    }

    /// One batch of each kind. True when there is more to do at once.
    fn turn(&mut self) -> Result<bool, NotTaken> {
        let due = self.engine.router().alarms_due(self.clock.now(), FAN_OUT_BATCH_MAX);
        let fired = if due.is_empty() { 0 } else { moved(&self.call(&due, fire_alarm)?) };
        self.call_beside(beside::due(self.engine.router(), self.clock.now(), FAN_OUT_BATCH_MAX))?;
        let lapsed = self.lapse()?;
        let recalculated = self.recalculate()? | self.follow()? | lapsed;
        if !due.is_empty() && fired == 0 {
            // Those that come first did not go off: do not spin on them.
            // (Who moves a manual clock fires them himself, and may have been faster.)
            if !self.clock.is_manual() {
                tracing::warn!(cases = due.len(), "alarms are due but nothing came of them");
            }
            return Ok(false);
        }
        Ok(!due.is_empty() || recalculated)
    }

    /// 到时 of tickets and appointments. True when something lapsed: there may be more.
    fn lapse(&self) -> Result<bool, NotTaken> {
        let due = self.engine.router().ticket_alarms(self.clock.now());
        let commands = due.into_iter().map(|(_, day)| Command::from(LapseTickets { day }));
        let envelopes = commands.filter_map(|command| system(command, &self.parties).ok());
        let envelopes: Vec<Envelope> = envelopes.collect();
        if envelopes.is_empty() {
            return Ok(false);
        }
        Ok(moved(&self.engine.call(envelopes)?) > 0)
    }

    fn recalculate(&mut self) -> Result<bool, NotTaken> {
        let router = Arc::clone(self.engine.router());
        let version = router.setup().calendar().version();
        if version != self.calendar {
            self.call_beside(beside::to_recalculate(&router, version))?;
            self.recalculating = router.case_ids();
            self.calendar = version;
        }
        let keep = self.recalculating.len().saturating_sub(FAN_OUT_BATCH_MAX);
        let batch = self.recalculating.split_off(keep);
        let is_behind = |id: &CaseId| router.case(*id).is_some_and(|c| needs_recount(&c, version));
        let behind: Vec<CaseId> = batch.iter().copied().filter(is_behind).collect();
        if !behind.is_empty()
            && let Err(error) = self.call(&behind, recalculate_clocks)
        {
            self.recalculating.extend(batch);
            return Err(error);
        }
        Ok(!self.recalculating.is_empty())
    }

    /// 办件随转: the running cases of items that went to another department.
    fn follow(&mut self) -> Result<bool, NotTaken> {
        let router = Arc::clone(self.engine.router());
        let setup = router.setup();
        let made = setup.transfers_made();
        if made != self.transfers {
            self.following = router.case_ids();
            self.transfers = made;
        }
        let keep = self.following.len().saturating_sub(FAN_OUT_BATCH_MAX);
        let batch = self.following.split_off(keep);
        let is_behind = |id: &CaseId| router.case(*id).is_some_and(|c| is_left_behind(&c, &setup));
        let behind: Vec<CaseId> = batch.iter().copied().filter(is_behind).collect();
        if !behind.is_empty()
            && let Err(error) = self.call(&behind, transfer_case)
        {
            self.following.extend(batch);
            return Err(error);
        }
        Ok(!self.following.is_empty())
    }

    fn call(
        &self,
        cases: &[CaseId],
        command: fn(&Router, CaseId) -> Option<Command>,
    ) -> Result<Vec<Outcome>, NotTaken> {
        let envelopes = envelopes(self.engine.router(), &self.parties, cases, command);
        self.engine.call(envelopes)
    }

    /// Commands on bundles and voices, in bounded batches.
    fn call_beside(&self, commands: Vec<Command>) -> Result<(), NotTaken> {
        let envelopes = commands.into_iter().filter_map(|c| system(c, &self.parties).ok());
        let envelopes: Vec<Envelope> = envelopes.collect();
        for batch in envelopes.chunks(FAN_OUT_BATCH_MAX) {
            moved(&self.engine.call(batch.to_vec())?);
        }
        Ok(())
    }
}

fn envelopes(
    router: &Router,
    parties: &PartySealer,
    cases: &[CaseId],
    command: fn(&Router, CaseId) -> Option<Command>,
) -> Vec<Envelope> {
    let commands = cases.iter().filter_map(|case| command(router, *case));
    commands.filter_map(|command| system(command, parties).ok()).collect()
}

fn fire_alarm(router: &Router, case: CaseId) -> Option<Command> {
    let case = number::format(&router.setup(), case)?;
    Some(FireAlarm { case }.into())
}

fn recalculate_clocks(router: &Router, case: CaseId) -> Option<Command> {
    let case = number::format(&router.setup(), case)?;
    Some(RecalculateClocks { case }.into())
}

fn transfer_case(router: &Router, case: CaseId) -> Option<Command> {
    let case = number::format(&router.setup(), case)?;
    Some(TransferCase { case }.into())
}

/// Its item went to another department, and the case did not yet.
fn is_left_behind(case: &Case, setup: &Setup) -> bool {
    let item = setup.item(case.item).filter(|_| case.phase() != Phase::Archived);
    item.is_some_and(|item| case.department(&item.definition) != setup.department_now(item))
}

/// A running clock of the case was counted with an older calendar.
fn needs_recount(case: &Case, version: u32) -> bool {
    let is_behind = |clock: &engine::clock::Clock| clock.reckoning.calendar < version;
    case.all_clocks().any(|clock| clock.is_running() && is_behind(clock))
}

/// How many commands had events.
fn moved(outcomes: &[Outcome]) -> usize {
    let refusals = outcomes.iter().filter_map(|outcome| outcome.as_ref().err());
    refusals.for_each(|fault| tracing::warn!(?fault, "an alarm did not go off"));
    outcomes.iter().filter(|o| o.as_ref().is_ok_and(|done| done.events > 0)).count()
}

/// The time of the last record, behind which no clock can go.
async fn last_recorded(app: &App) -> Result<Option<Timestamp>, Problem> {
    let seq = app.seq();
    if seq == 0 {
        return Ok(None);
    }
    let history = app.history.clone();
    unblocked(move || history.record(seq)).await.map(|record| Some(record.meta.recorded_at))
}

/// Moves the manual clock. It stops at every alarm on the way, so that each goes off on its own day.
pub async fn set_time(app: &App, to: Timestamp) -> Result<(), Problem> {
    if !app.clock.is_manual() {
        return Err(Trouble::ClockIsSystems.because("start the server with --clock manual"));
    }
    if !CLOCK_YEARS.contains(&to.day().year()) {
        let (first, last) = (CLOCK_YEARS.start(), CLOCK_YEARS.end());
        let detail =
            format!("{to}: the clock goes from {first} to {last}, no calendar goes further");
        return Err(Trouble::Malformed.because(detail));
    }
    let _alone = app.setting_time.lock().await;
    let last = last_recorded(app).await?;
    if let Some(last) = last.filter(|last| to < *last) {
        return Err(Trouble::ClockBackwards.because(format!("the last record is of {last}")));
    }
    let router = app.engine.router();
    // Alarms that did not go off are passed by, or the clock would never get beyond them.
    let mut after = None;
    let mut fired = 0;
    while let Some(first) = router.alarms(after, 1).first().copied().filter(|(at, _)| *at <= to) {
        beside::set_time(app, first.0).await?;
        set_time_of_tickets(app, first.0).await?;
        app.clock.set(first.0);
        let same_time = |(at, case): (Timestamp, CaseId)| (at <= first.0).then_some(case);
        let due = router.alarms(after, FAN_OUT_BATCH_MAX);
        let last = due.iter().rfind(|(at, _)| *at <= first.0).copied();
        let due: Vec<CaseId> = due.into_iter().map_while(same_time).collect();
        let outcomes = submit(app, envelopes(router, &app.parties, &due, fire_alarm)).await?;
        if moved(&outcomes) == 0 {
            after = last;
        }
        fired += due.len();
        if fired >= SET_TIME_ALARMS_MAX {
            let detail = format!("{fired} alarms went off up to {}: send it again", first.0);
            return Err(Trouble::Busy.because(detail));
        }
    }
    beside::set_time(app, to).await?;
    set_time_of_tickets(app, to).await?;
    app.clock.set(to);
    Ok(())
}

/// Moves the manual clock over what lapses of tickets and appointments up to a time, each when it does.
async fn set_time_of_tickets(app: &App, to: Timestamp) -> Result<(), Problem> {
    let router = app.engine.router();
    while let Some((at, day)) = router.ticket_alarms(to).first().copied() {
        // An alarm that a moved clock has passed already goes off now.
        app.clock.set(at.max(app.now()));
        let envelope = system(LapseTickets { day }.into(), &app.parties).ok();
        if moved(&submit(app, envelope.into_iter().collect()).await?) == 0 {
            break;
        }
    }
    Ok(())
}
