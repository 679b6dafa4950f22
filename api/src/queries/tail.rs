//! The end of the log, read and rendered once for all subscribers who have come so far.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use engine::event::Event;
use engine::id::Seq;
use engine::port::PortKind;
use engine::record::Record;
use engine::setup::Setup;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, broadcast};
use tokio::task::JoinSet;

use crate::app::{App, Shared};
use crate::limits::{
    FEED_CATCH_UPS_MAX, FEED_LIVE_RECORDS, FEED_POLL, FEED_PORT_SUBSCRIBERS_MAX, FEED_RECORDS_MAX,
    FEED_SUBSCRIBERS_MAX,
};
use crate::problem::{Problem, Trouble};
use crate::queries::events::EventView;
use crate::queries::feed::read;

/// A record as it is sent.
#[derive(Debug)]
pub struct Shown {
    /// Its position in the log.
    pub seq: Seq,
    /// The kind of its event.
    pub kind: &'static str,
    /// The port that it asks, where it asks one.
    pub asked: Option<PortKind>,
    /// The record as JSON.
    pub json: String,
}

impl Shown {
    /// Renders a record.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other events ask no port")]
    pub fn of(record: Record, setup: &Setup) -> Result<Shown, Problem> {
        let asked = match &record.entry.event {
            Event::PortAsked(e) => Some(e.port),
            _ => None,
        };
        let view = EventView::of(record, setup);
        let json = serde_json::to_string(&view)
            .map_err(|error| Trouble::Internal.because(error.to_string()))?;
        Ok(Shown { seq: view.seq, asked, kind: view.event.kind().name(), json })
    }
}

/// What subscribers at the end of the log are told; `None`: the log could not be read for all of them,
/// each reads for himself.
pub type Told = Option<Arc<Shown>>;

/// The place of a subscriber, free again when it is dropped.
#[derive(Debug)]
pub struct Place {
    _place: OwnedSemaphorePermit,
    _of_port: Option<OwnedSemaphorePermit>,
}

fn take(places: &Arc<Semaphore>, of: usize) -> Result<OwnedSemaphorePermit, Problem> {
    Arc::clone(places).try_acquire_owned().map_err(|_| {
        Trouble::TooManyStreams
            .because(format!("at most {of} streams at a time: end one, or read pages"))
    })
}

/// What all subscribers share.
#[derive(Debug)]
pub struct Tail {
    told: broadcast::Sender<Told>,
    is_running: Mutex<bool>,
    subscribers: Arc<Semaphore>,
    of_ports: BTreeMap<PortKind, Arc<Semaphore>>,
    catch_ups: Arc<Semaphore>,
}

impl Default for Tail {
    fn default() -> Tail {
        let of_port = || Arc::new(Semaphore::new(FEED_PORT_SUBSCRIBERS_MAX));
        Tail {
            told: broadcast::Sender::new(FEED_LIVE_RECORDS),
            is_running: Mutex::new(false),
            subscribers: Arc::new(Semaphore::new(FEED_SUBSCRIBERS_MAX)),
            of_ports: PortKind::ALL.iter().map(|port| (*port, of_port())).collect(),
            catch_ups: Arc::new(Semaphore::new(FEED_CATCH_UPS_MAX)),
        }
    }
}

impl Tail {
    /// A place among the subscribers, or among those of the outbox of a port.
    ///
    /// # Errors
    /// When there are too many already.
    pub fn place(&self, asks_of: Option<PortKind>) -> Result<Place, Problem> {
        let of_port = asks_of.and_then(|port| self.of_ports.get(&port));
        let of_port = of_port.map(|places| take(places, FEED_PORT_SUBSCRIBERS_MAX)).transpose()?;
        Ok(Place { _place: take(&self.subscribers, FEED_SUBSCRIBERS_MAX)?, _of_port: of_port })
    }

    /// Listens to what comes after now, and sees to it that somebody reads it.
    pub fn listen(&self, app: &Shared) -> broadcast::Receiver<Told> {
        let told = self.told.subscribe();
        let mut is_running = self.is_running.lock().unwrap_or_else(PoisonError::into_inner);
        if !*is_running {
            *is_running = true;
            // Taken here, so that a listener who looks at the log later misses nothing in between.
            tokio::spawn(run(Arc::downgrade(app), app.seq()));
        }
        told
    }

    /// Records after one, rendered. Few read at a time, so that those who lag do not keep the machine
    /// from its work.
    pub async fn page(&self, app: &Shared, after: Seq) -> Result<Vec<Shown>, Problem> {
        let (app, turns) = (Arc::clone(app), Arc::clone(&self.catch_ups));
        // A task of its own: the stream of one who does not read is not polled any more, and would keep
        // its turn for ever. It ends when the stream is dropped.
        let mut reading = JoinSet::new();
        reading.spawn(async move {
            let _turn = turns.acquire().await;
            page(&app, after).await
        });
        let read = reading.join_next().await.and_then(Result::ok);
        read.unwrap_or_else(|| Err(Trouble::Internal.because("the log was not read to its end")))
    }

    fn ends(&self) -> bool {
        let mut is_running = self.is_running.lock().unwrap_or_else(PoisonError::into_inner);
        *is_running = self.told.receiver_count() > 0;
        !*is_running
    }
}

async fn page(app: &Shared, after: Seq) -> Result<Vec<Shown>, Problem> {
    let records = read(app, after, FEED_RECORDS_MAX).await?;
    let setup = app.engine.router().setup();
    records.into_iter().map(|record| Shown::of(record, &setup)).collect()
}

/// Reads what comes, until nobody listens or the server ends. It keeps nothing of the server alive.
async fn run(app: Weak<App>, mut after: Seq) {
    loop {
        {
            let Some(app) = app.upgrade() else { return };
            if *app.closing.borrow() || app.tail.ends() {
                return;
            }
            match page(&app, after).await {
                Ok(shown) => {
                    for shown in shown {
                        after = shown.seq;
                        app.tail.told.send(Some(Arc::new(shown))).ok();
                    }
                }
                Err(_) => drop(app.tail.told.send(None)),
            }
        }
        tokio::time::sleep(FEED_POLL).await;
    }
}
