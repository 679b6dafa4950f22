//! Connections: bounded in number, and none that stands still is kept.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, Sleep, sleep};

use crate::limits::{CONNECTION_IDLE_MAX, CONNECTION_REQUEST_MAX, CONNECTIONS_MAX};

/// How long accepting pauses after the operating system refused, for example for want of handles.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A listener that closes what is over its limit at once.
#[derive(Debug)]
pub struct LimitedListener {
    listener: TcpListener,
    places: Arc<Semaphore>,
    request_max: Duration,
}

impl LimitedListener {
    /// A listener with the server's limit.
    pub fn new(listener: TcpListener) -> LimitedListener {
        LimitedListener::with_limits(listener, CONNECTIONS_MAX, CONNECTION_REQUEST_MAX)
    }

    /// A listener with other limits: connections at a time, and the time that a request may take to come in.
    pub fn with_limits(
        listener: TcpListener,
        places: usize,
        request_max: Duration,
    ) -> LimitedListener {
        LimitedListener { listener, places: Arc::new(Semaphore::new(places)), request_max }
    }
}

impl Listener for LimitedListener {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        loop {
            let (stream, from) = match self.listener.accept().await {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    sleep(ACCEPT_PAUSE).await;
                    continue;
                }
            };
            // Without a place the stream is dropped here, which closes it.
            if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
                // Answers are small: do not hold them back to fill a packet.
                stream.set_nodelay(true).ok();
                return (Connection::new(stream, place, self.request_max), from);
            }
            metrics::counter!("yichuang_connections_refused_total").increment(1);
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection with its place; ended when no byte moves for too long, or a request comes in too slowly to be answered.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    _place: OwnedSemaphorePermit,
    moved_at: Instant,
    request: Request,
    idle: Pin<Box<Sleep>>,
}

/// What the other side sends until it is answered.
#[derive(Debug)]
struct Request {
    max: Duration,
    since: Option<Instant>,
}

impl Request {
    /// Notes that more of it came, and says whether it is still waited for.
    fn goes_on(&mut self, now: Instant) -> bool {
        let since = *self.since.get_or_insert(now);
        now.duration_since(since) < self.max
    }
}

impl Connection {
    fn new(stream: TcpStream, place: OwnedSemaphorePermit, request_max: Duration) -> Connection {
        let idle = Box::pin(sleep(CONNECTION_IDLE_MAX));
        Connection {
            stream,
            _place: place,
            moved_at: Instant::now(),
            request: Request { max: request_max, since: None },
            idle,
        }
    }

    /// Notes that something of an answer left: what comes in from now on is another request.
    fn answered(&mut self, progress: &Poll<io::Result<usize>>) {
        if matches!(progress, Poll::Ready(Ok(sent)) if *sent > 0) {
            self.request.since = None;
        }
    }

    /// Notes that a byte moved, or ends a connection on which none did for too long.
    fn watch<T>(
        &mut self,
        progress: Poll<io::Result<T>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<T>> {
        if progress.is_ready() {
            self.moved_at = Instant::now();
            return progress;
        }
        while self.idle.as_mut().poll(context).is_ready() {
            let until = self.moved_at + CONNECTION_IDLE_MAX;
            if until <= Instant::now() {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            self.idle.as_mut().reset(until);
        }
        Poll::Pending
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let progress = Pin::new(&mut self.stream).poll_read(context, into);
        if into.filled().len() > before && !self.request.goes_on(Instant::now()) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        self.watch(progress, context)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let progress = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.answered(&progress);
        self.watch(progress, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let progress = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.answered(&progress);
        self.watch(progress, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_that_trickles_in_is_waited_for_as_long_as_an_answer_and_no_longer() {
        let mut request = Request { max: CONNECTION_REQUEST_MAX, since: None };
        let first = Instant::now();
        let last = first + CONNECTION_REQUEST_MAX;
        assert!(request.goes_on(first));
        assert!(request.goes_on(last - Duration::from_millis(1)), "however many bytes it takes");
        assert!(!request.goes_on(last), "a byte now and then keeps no place");
        request.since = None;
        assert!(request.goes_on(last), "the next one has its own time");
    }
}
