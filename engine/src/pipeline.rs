//! 管道: two threads. The writer decides and folds, one command after another; the journaler makes what was
//! decided durable, shows it to the readers, and only then answers.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};

use crate::command::{Command, Envelope};
use crate::decide::{Decision, decide};
use crate::id::{BundleId, CaseId, Seq, VoiceId};
use crate::journal::Journal;
use crate::limits::{
    INTAKE_SHED_AT, SUBMISSIONS_WAITING_MAX, TURN_COMMANDS_MAX, TURNS_WAITING_MAX,
};
use crate::record::Commit;
use crate::refusal::Refusal;
use crate::router::Router;
use crate::setup::Setup;
use crate::slice::{Cursor, Slice};
use crate::time::Timestamp;
use crate::world::{Answer, BundleChange, Change, TicketChange, VisitNumber, VoiceChange, World};

/// Where the engine gets its time from.
pub trait TimeSource: Send + 'static {
    /// Now. The writer clamps it, so that it never runs backwards in the log.
    fn now(&mut self) -> Timestamp;
}

/// What became of a command that was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// Its first event; the engine's position where it had none, being already so.
    pub seq: Seq,
    /// How many events it had.
    pub events: u16,
    /// The case, with its version after the command.
    pub case: Option<(CaseId, u32)>,
    /// The bundle, with its version after the command.
    pub bundle: Option<(BundleId, u32)>,
    /// The voice, with its version after the command.
    pub voice: Option<(VoiceId, u32)>,
    /// The ticket or appointment.
    pub visit: Option<VisitNumber>,
    /// True when this is the first answer, given again.
    pub again: bool,
}

impl Done {
    /// It was so already, and it is about no case.
    pub fn nothing(seq: Seq) -> Done {
        let (bundle, voice, visit) = (None, None, None);
        Done { seq, events: 0, case: None, bundle, voice, visit, again: false }
    }
}

/// Why a command was not carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A rule is against it.
    Refused(Refusal),
    /// The log cannot be written; whether the command is in it is unknown until it is read again.
    InDoubt,
}

/// What becomes of one command.
pub type Outcome = Result<Done, Fault>;

/// Takes the outcomes of a submission, in order. Called once, on the journaler's thread: it must not block.
pub type Reply = Box<dyn FnOnce(Vec<Outcome>) + Send>;

/// Why a submission was not taken. Nothing of it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// Too many wait. New intake is shed before anything else.
    #[error("too many commands wait, try again shortly")]
    Busy,
    /// The engine stopped, by order, because the log cannot be written, or because a thread of it failed.
    #[error("the engine does not take commands any more")]
    Stopped,
}

enum Input {
    Commands { envelopes: Vec<Envelope>, reply: Reply },
    Export(Sender<Slice>),
    Stop,
}

/// What the writer decided in one turn, on its way to the journal.
struct Turn {
    commits: Vec<Commit>,
    changes: Vec<Change>,
    bundles: Vec<BundleChange>,
    tickets: Vec<TicketChange>,
    voices: Vec<VoiceChange>,
    setup: Arc<Setup>,
    seq: Seq,
    now: Timestamp,
    replies: Vec<(Reply, Vec<Outcome>)>,
}

/// The running engine. Cheap to share.
pub struct Engine {
    inputs: Sender<Input>,
    router: Arc<Router>,
    waiting: Arc<AtomicUsize>,
    stopped: Arc<AtomicBool>,
    threads: std::sync::Mutex<Vec<JoinHandle<()>>>,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Engine({:?}, {} waiting)", self.router, self.waiting())
    }
}

impl Engine {
    /// Starts the two threads on a recovered world.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn start<J: Journal, T: TimeSource>(
        world: World,
        journal: J,
        time: T,
    ) -> std::io::Result<Engine> {
        let router = Arc::new(Router::of(&world));
        let (inputs, from_callers) = bounded(SUBMISSIONS_WAITING_MAX);
        let (turns, from_writer) = bounded(TURNS_WAITING_MAX);
        let waiting = Arc::new(AtomicUsize::new(0));
        let stopped = Arc::new(AtomicBool::new(false));
        let writer = Writer { world, time, turns, waiting: Arc::clone(&waiting), export: None };
        let journaler =
            Journaler { journal, router: Arc::clone(&router), stopped: Arc::clone(&stopped) };
        let spawn = |name: &str, run: Box<dyn FnOnce() + Send>| {
            let ends = SaysStopped(Arc::clone(&stopped));
            std::thread::Builder::new().name(name.to_owned()).spawn(move || {
                let _ends = ends;
                run();
            })
        };
        let threads = vec![
            spawn("yichuang-writer", Box::new(move || writer.run(&from_callers)))?,
            spawn("yichuang-journal", Box::new(move || journaler.run(&from_writer)))?,
        ];
        Ok(Engine { inputs, router, waiting, stopped, threads: threads.into() })
    }

    /// What readers see.
    pub fn router(&self) -> &Arc<Router> {
        &self.router
    }

    /// How many commands wait for the writer.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// True once the log could not be written, a thread of the engine failed, or the engine was stopped.
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Acquire)
    }

    /// Hands commands to the writer, which takes them one after another. Does not wait.
    pub fn submit(&self, envelopes: Vec<Envelope>, reply: Reply) -> Result<(), NotTaken> {
        if self.is_stopped() {
            return Err(NotTaken::Stopped);
        }
        let is_intake = |e: &Envelope| {
            matches!(e.command, Command::ReceiveApplication(_) | Command::ReceiveBundle(_))
        };
        if self.waiting() >= INTAKE_SHED_AT && envelopes.iter().any(is_intake) {
            return Err(NotTaken::Busy);
        }
        let count = envelopes.len();
        self.waiting.fetch_add(count, Ordering::Relaxed);
        self.inputs.try_send(Input::Commands { envelopes, reply }).map_err(|error| {
            self.waiting.fetch_sub(count, Ordering::Relaxed);
            match error {
                TrySendError::Full(_) => NotTaken::Busy,
                TrySendError::Disconnected(_) => NotTaken::Stopped,
            }
        })
    }

    /// Hands commands over and waits for their outcomes. For tools and tests; servers use [`Engine::submit`].
    pub fn call(&self, envelopes: Vec<Envelope>) -> Result<Vec<Outcome>, NotTaken> {
        let (answer, answers) = bounded(1);
        let count = envelopes.len();
        let reply: Reply = Box::new(move |outcomes| drop(answer.send(outcomes)));
        self.submit(envelopes, reply)?;
        // A reply that was dropped unused went down with a thread; what it did by then is unknown.
        Ok(answers.recv().unwrap_or_else(|_| vec![Err(Fault::InDoubt); count]))
    }

    /// Asks for the state of the world in slices, for a snapshot. The writer gives a bounded slice a turn,
    /// so no command waits for it. What comes may be newer than what is durable: wait for [`Router::seq`].
    pub fn export(&self, slices: Sender<Slice>) -> Result<(), NotTaken> {
        self.inputs.send(Input::Export(slices)).map_err(|_| NotTaken::Stopped)
    }

    /// Takes no more commands, carries out those that wait, and returns when all is durable.
    pub fn stop(&self) {
        self.inputs.send(Input::Stop).ok();
        let mut threads = self.threads.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for thread in threads.drain(..) {
            thread.join().ok();
        }
        self.stopped.store(true, Ordering::Release);
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Says that the engine stopped when its thread ends, also by a panic: with one thread gone no command
/// would ever be answered again.
struct SaysStopped(Arc<AtomicBool>);

impl Drop for SaysStopped {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

struct Writer<T> {
    world: World,
    time: T,
    turns: Sender<Turn>,
    waiting: Arc<AtomicUsize>,
    export: Option<(Cursor, Sender<Slice>)>,
}

impl<T: TimeSource> Writer<T> {
    fn run(mut self, inputs: &Receiver<Input>) {
        loop {
            // While a snapshot is being taken the writer also turns without commands.
            let first = match &self.export {
                None => inputs.recv().ok(),
                Some(_) => inputs.recv_timeout(std::time::Duration::from_millis(1)).ok(),
            };
            let is_idle = first.is_none();
            if is_idle && self.export.is_none() {
                return;
            }
            let mut turn = self.turn();
            let mut next = first;
            let mut taken = 0;
            let mut is_last = false;
            while let Some(input) = next.take() {
                match input {
                    Input::Commands { envelopes, reply } => {
                        taken += envelopes.len();
                        self.waiting.fetch_sub(envelopes.len(), Ordering::Relaxed);
                        let outcomes = self.take(&mut turn, envelopes);
                        turn.replies.push((reply, outcomes));
                    }
                    Input::Export(slices) => self.export = Some((Cursor::default(), slices)),
                    Input::Stop => is_last = true,
                }
                if taken < TURN_COMMANDS_MAX && !is_last {
                    next = inputs.try_recv().ok();
                }
            }
            turn.seq = self.world.seq();
            turn.setup = Arc::clone(self.world.setup());
            if !turn.replies.is_empty() && self.turns.send(turn).is_err() {
                return;
            }
            if is_last {
                return;
            }
            self.export_slice();
        }
    }

    fn turn(&mut self) -> Turn {
        let now = self.time.now();
        Turn {
            commits: Vec::new(),
            changes: Vec::new(),
            bundles: Vec::new(),
            tickets: Vec::new(),
            voices: Vec::new(),
            setup: Arc::clone(self.world.setup()),
            seq: self.world.seq(),
            now: self.world.now().map_or(now, |last| last.max(now)),
            replies: Vec::new(),
        }
    }

    fn take(&mut self, turn: &mut Turn, envelopes: Vec<Envelope>) -> Vec<Outcome> {
        // Asked for again, so that a manual clock moved between two submissions is seen by the second.
        turn.now = turn.now.max(self.time.now());
        envelopes.into_iter().map(|envelope| self.take_one(turn, envelope)).collect()
    }

    fn take_one(&mut self, turn: &mut Turn, envelope: Envelope) -> Outcome {
        match decide(&self.world, envelope, turn.now).map_err(Fault::Refused)? {
            Decision::Again(answer) => Ok(done(&answer, true)),
            Decision::AlreadySo(case) => {
                let seq = self.world.seq();
                Ok(Done { case, ..Done::nothing(seq) })
            }
            Decision::Commit(commit) => {
                let command = commit.meta.command;
                let changes = self.world.evolve(&commit);
                turn.changes.extend(changes.expect("evolve takes every commit that decide gives"));
                turn.bundles.extend(self.world.touched_bundles(&commit));
                turn.tickets.extend(self.world.touched_tickets(&commit));
                turn.voices.extend(self.world.touched_voices(&commit));
                turn.commits.push(*commit);
                let answer = self.world.answer(command).expect("a commit is remembered");
                Ok(done(answer, false))
            }
        }
    }

    fn export_slice(&mut self) {
        let Some((cursor, slices)) = &mut self.export else { return };
        if slices.is_full() {
            return;
        }
        let given = self.world.slice(cursor).is_some_and(|slice| slices.send(slice).is_ok());
        if !given {
            self.export = None;
        }
    }
}

fn done(answer: &Answer, again: bool) -> Done {
    let Answer { first, count, case, bundle, voice, visit, .. } = *answer;
    Done { seq: first, events: count, case, bundle, voice, visit, again }
}

struct Journaler<J> {
    journal: J,
    router: Arc<Router>,
    stopped: Arc<AtomicBool>,
}

impl<J: Journal> Journaler<J> {
    fn run(mut self, turns: &Receiver<Turn>) {
        while let Ok(first) = turns.recv() {
            // What piled up while the last append was made durable shares the next sync.
            let mut batch = vec![first];
            batch.extend(turns.try_iter());
            let commits: Vec<Commit> =
                batch.iter_mut().flat_map(|turn| std::mem::take(&mut turn.commits)).collect();
            if !commits.is_empty()
                && let Err(error) = self.journal.append(&commits)
            {
                // Logging comes last: it may fail on the same full disk.
                self.stopped.store(true, Ordering::Release);
                doubt(batch.into_iter().chain(turns.try_iter()));
                tracing::error!(%error, "the log cannot be written, the engine stops");
                return;
            }
            for turn in batch {
                self.show(&turn);
                for (reply, outcomes) in turn.replies {
                    reply(outcomes);
                }
            }
        }
    }

    fn show(&mut self, turn: &Turn) {
        for change in turn.changes.iter().filter(|change| change.after.is_none()) {
            self.journal.note_archived(change.case, change.last);
        }
        for change in turn.bundles.iter().filter(|change| change.after.is_none()) {
            self.journal.note_archived_bundle(change.bundle, change.last);
        }
        for change in turn.voices.iter().filter(|change| change.after.is_none()) {
            self.journal.note_closed_voice(change.voice, change.last);
        }
        self.router.project_bundles(&turn.bundles);
        self.router.project_tickets(&turn.tickets);
        self.router.project_voices(&turn.voices);
        self.router.project(&turn.changes, &turn.setup, turn.seq, turn.now);
    }
}

/// Nothing is answered after doubt but the doubt itself; refusals among it rest on events in doubt too.
fn doubt(turns: impl Iterator<Item = Turn>) {
    for (reply, outcomes) in turns.flat_map(|turn| turn.replies) {
        reply(outcomes.into_iter().map(|_| Err(Fault::InDoubt)).collect());
    }
}
