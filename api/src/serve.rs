//! `yichuang serve`: from settings to a running server, and back to nothing.

use std::future::Future;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use clap::Args;
use engine::pipeline::Engine;
use engine::time::Timestamp;
use engine::world::World;
use store::{CheckpointDir, History, Opened};
use tokio::net::TcpListener;
use tokio::sync::{Mutex, Semaphore, watch};

use crate::app::{App, Shared, app};
use crate::auth::Tokens;
use crate::checkpoints::Checkpoints;
use crate::clock::{Clock, ClockKind, wall};
use crate::config::{Config, Settings};
use crate::first_setup;
use crate::limits::{COPIERS_MAX, ENGINE_WATCH, PROOFS_AT_ONCE_MAX, SHUTDOWN_GRACE};
use crate::listener::LimitedListener;
use crate::notary::Notary;
use crate::open;
use crate::party::PartySealer;
use crate::queries::tail::Tail;
use crate::snapshots::Snapshots;
use crate::telemetry::{self, MeasuredJournal};
use crate::timers::Timers;

/// What may be typed after `serve`.
#[derive(Clone, Debug, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    settings: Settings,
    /// A TOML file with settings of the same names.
    #[arg(long, value_name = "FILE", env = "YICHUANG_CONFIG")]
    config: Option<PathBuf>,
}

/// The log cannot be written; the server stopped, because it does not know what is on disk.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error(
    "the log cannot be written, so the server stopped: free the disk or mend it, then start again; \
     commands that were not answered may or may not be in the log"
)]
pub struct LogFailed;

/// Runs the server until it is told to stop.
///
/// # Errors
/// [`LogFailed`] when the log cannot be written; everything else is said before the server is ready.
pub fn run(args: ServeArgs) -> anyhow::Result<()> {
    let file = args.config.as_deref().map(Settings::read).transpose()?.unwrap_or_default();
    let config = args.settings.resolve(file)?;
    log_to_stderr(&config.log)?;
    let hall = Hall::open(&config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let served = runtime.block_on(serve(&hall, &config));
    // Streams and idle connections are not waited for any longer.
    runtime.shutdown_timeout(SHUTDOWN_GRACE);
    let is_broken = hall.close();
    served?;
    if is_broken { Err(LogFailed.into()) } else { Ok(()) }
}

fn log_to_stderr(filter: &str) -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(filter)
        .with_context(|| format!("“{filter}” is no filter of the log, write for example info"))?;
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter);
    // A test may have set another one before.
    let subscriber = subscriber.with_writer(|| telemetry::Lossy(std::io::stderr()));
    subscriber.log_internal_errors(false).try_init().ok();
    Ok(())
}

/// The public keys of checkpoints stand in a file named like that of the secret ones, with this.
const PUBLIC_KEYS_EXTENSION: &str = "pub";

/// Those that stood there before, which signed the checkpoints until then.
const EARLIER_KEYS_EXTENSION: &str = "before.pub";

/// Everything that runs beside HTTP.
#[derive(Debug)]
pub struct Hall {
    app: Shared,
    timers: Timers,
    snapshots: Snapshots,
    checkpoints: Checkpoints,
    closing: watch::Sender<bool>,
}

impl Hall {
    /// Opens the log, sets an empty hall up, and starts the engine and its timers.
    ///
    /// # Errors
    /// When anything on disk is missing, damaged, or not ours.
    pub fn open(config: &Config) -> anyhow::Result<Hall> {
        // Installed before anything is counted.
        telemetry::figures();
        let Opened { world, journal, history, sealer, report } = open::open(config)?;
        let hall_id = sealer.hall_id();
        let tokens = Tokens::load_or_create(
            &config.token_file,
            &config.auditor_token_file,
            &config.port_tokens,
        )?;
        let known = world.subjects().iter().map(|(token, subject)| (*token, *subject));
        let parties = PartySealer::new(sealer, known, |subject| world.is_erased(subject));
        let parties = Arc::new(parties);
        let start = clock_start(config, &world)?;
        let set_up = first_setup::needed(&config.model, &world, &parties)?;
        // The hall is recorded as of long ago, so that a manual clock can still be set to any time.
        let clock = match config.clock {
            ClockKind::System => Clock::System,
            ClockKind::Manual if world.seq() == 0 => Clock::manual(long_ago()?.min(start)),
            ClockKind::Manual => Clock::manual(start),
        };
        let engine = Engine::start(world, MeasuredJournal(journal), clock.clone())?;
        let engine = Arc::new(engine);
        first_setup::carry_out(&engine, set_up)?;
        clock.set(start);
        let timers = Timers::start(Arc::clone(&engine), Arc::clone(&parties), clock.clone())?;
        let snapshots = Snapshots::start(
            Arc::clone(&engine),
            history.clone(),
            &config.data,
            report.snapshot.unwrap_or(0),
        )?;
        let notary = notary(config, &hall_id, &history, &clock)?;
        let checkpoints = Checkpoints::start(Arc::clone(&notary))?;
        let (closing, is_closing) = watch::channel(false);
        let app = App {
            engine,
            history,
            parties,
            clock,
            tokens,
            hall: hall_id,
            copiers: Arc::new(Semaphore::new(COPIERS_MAX)),
            closing: is_closing,
            tail: Tail::default(),
            notary,
            tally: std::sync::Mutex::default(),
            proving: Arc::new(Semaphore::new(PROOFS_AT_ONCE_MAX)),
            setup_records: std::sync::Mutex::default(),
            setting_time: Mutex::new(()),
        };
        Ok(Hall { app: Arc::new(app), timers, snapshots, checkpoints, closing })
    }

    /// What requests share.
    pub fn app(&self) -> &Shared {
        &self.app
    }

    /// Ends everything in order. True when the engine had stopped by itself before.
    pub fn close(self) -> bool {
        let is_broken = self.app.engine.is_stopped();
        self.closing.send_replace(true);
        self.timers.stop();
        self.snapshots.stop();
        self.checkpoints.stop();
        self.app.engine.stop();
        is_broken
    }
}

/// Whoever signs for the hall. Its public keys are written down beside its secret ones, for auditors.
fn notary(
    config: &Config,
    hall_id: &str,
    history: &History,
    clock: &Clock,
) -> anyhow::Result<Arc<Notary>> {
    let key = &config.checkpoint_key;
    let origin = config.origin.clone().unwrap_or_else(|| format!("yichuang/{hall_id}"));
    let dir = CheckpointDir::of(&config.data);
    let (history, clock) = (history.clone(), clock.clone());
    let notary = Notary::open((key, &origin), dir, history, clock, config.checkpoints)?;
    let keys = notary.key_lines();
    let file = key.with_extension(PUBLIC_KEYS_EXTENSION);
    let written = std::fs::read_to_string(&file).is_ok_and(|written| written == keys);
    if !written && file.exists() {
        // What was signed before is still checked by them.
        let before = key.with_extension(EARLIER_KEYS_EXTENSION);
        std::fs::rename(&file, &before)
            .with_context(|| format!("cannot keep the earlier keys {}", before.display()))?;
    }
    if !written {
        std::fs::write(&file, &keys)
            .with_context(|| format!("cannot write the public keys {}", file.display()))?;
    }
    tracing::info!(file = %file.display(), %keys, "auditors check checkpoints with these keys");
    Ok(Arc::new(notary))
}

/// Where a manual clock begins: at the last record, or where it is told as long as there are none but
/// those of the hall itself.
fn clock_start(config: &Config, world: &World) -> anyhow::Result<Timestamp> {
    let start = config.clock_start.unwrap_or_else(wall);
    let long_ago = long_ago()?;
    Ok(match world.now() {
        Some(last) if last > long_ago => last,
        Some(_) | None => start,
    })
}

fn long_ago() -> anyhow::Result<Timestamp> {
    Ok(crate::model::first_day()?.start())
}

async fn serve(hall: &Hall, config: &Config) -> anyhow::Result<()> {
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}", config.listen))?;
    let at = listener.local_addr()?;
    let app = app(Arc::clone(hall.app()));
    let stop = stop_signal(Arc::clone(hall.app()))?;
    let closing = hall.closing.clone();
    let told = async move {
        stop.await;
        // Streams see it and end, so that their connections can be closed.
        closing.send_replace(true);
    };
    let serving = axum::serve(LimitedListener::new(listener), app).with_graceful_shutdown(told);
    say_ready(at, config)?;
    let mut is_closing = hall.app().closing.clone();
    let overtime = async move {
        is_closing.wait_for(|closing| *closing).await.ok();
        tokio::time::sleep(SHUTDOWN_GRACE).await;
    };
    tokio::select! {
        end = IntoFuture::into_future(serving) => end.context("the server failed"),
        () = overtime => Ok(()),
    }
}

fn say_ready(at: SocketAddr, config: &Config) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let (data, token) = (config.data.display(), config.token_file.display());
    writeln!(out, "ready http://{at} data={data} token-file={token}")?;
    out.flush()
}

/// Returns once the server is told to stop, or the engine stopped by itself.
fn stop_signal(app: Shared) -> anyhow::Result<impl Future<Output = ()> + use<>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        let engine_stopped = async {
            while !app.engine.is_stopped() {
                tokio::time::sleep(ENGINE_WATCH).await;
            }
        };
        tokio::select! {
            _ = terminate.recv() => (),
            _ = interrupt.recv() => (),
            () = engine_stopped => (),
        }
    })
}
