//! A small HTTP client for the tools: one keep-alive connection at a time, a token, JSON bodies.
//!
//! A request that got no answer may have been carried out. So only what may be sent twice is sent
//! again: queries, and commands with an id of their own.

mod outcome;
mod patient;

use std::fmt::Write;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Method, Request, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

pub use outcome::{Outcome, one, several};
pub use patient::Patient;

/// The status of a request whose token is not the server's.
const UNAUTHORIZED: u16 = 401;
/// Bytes of an answer that are read; more is a mistake of the server.
const ANSWER_BYTES_MAX: usize = 64 << 20;
/// How long one answer is waited for.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
/// The first pause after a lost connection; each next one is twice as long.
const BACKOFF_FIRST: Duration = Duration::from_millis(50);
/// The longest pause.
const BACKOFF_MAX: Duration = Duration::from_secs(2);

/// Where the commands of a hall go to.
pub const COMMANDS_PATH: &str = "/v1/commands";

/// A server and the right to talk to it.
#[derive(Clone)]
pub struct Target {
    authority: String,
    host: HeaderValue,
    bearer: HeaderValue,
    token_file: Option<PathBuf>,
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Target({})", self.authority)
    }
}

/// An answer, whatever its status.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status code.
    pub status: u16,
    /// The body.
    pub body: Bytes,
}

/// No answer came.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// Nobody listens.
    #[error("cannot connect: {0}")]
    Connect(#[from] io::Error),
    /// The connection broke; what became of the request is unknown.
    #[error("the connection broke: {0}")]
    Lost(#[from] hyper::Error),
    /// The answer took too long, or is too large; what became of the request is unknown.
    #[error("no answer: {0}")]
    NoAnswer(String),
}

impl Target {
    /// A server by its address (`http://127.0.0.1:8080`) and the file its token is in.
    pub fn new(url: &str, token_file: &Path) -> anyhow::Result<Target> {
        let token = std::fs::read_to_string(token_file)
            .with_context(|| format!("reading the token in {}", token_file.display()))?;
        let target = Target::with_token(url, token.trim())?;
        Ok(Target { token_file: Some(token_file.to_path_buf()), ..target })
    }

    /// A server by its address and a token.
    pub fn with_token(url: &str, token: &str) -> anyhow::Result<Target> {
        let uri: Uri = url.parse().with_context(|| format!("{url} is not an address"))?;
        if uri.scheme_str() != Some("http") || !matches!(uri.path(), "" | "/") {
            bail!("{url}: write http://HOST:PORT; TLS ends at a proxy");
        }
        let host = uri.host().with_context(|| format!("{url} names no host"))?;
        let authority = format!("{host}:{}", uri.port_u16().unwrap_or(80));
        let host = HeaderValue::from_str(&authority)?;
        let mut bearer = HeaderValue::from_str(&format!("Bearer {token}"))
            .context("the token has characters that no header can carry")?;
        bearer.set_sensitive(true);
        Ok(Target { authority, host, bearer, token_file: None })
    }

    /// Passes an answer on, unless the server does not know the token.
    ///
    /// # Errors
    /// When it does not: which file the token is from.
    pub fn admitted(&self, reply: Reply) -> anyhow::Result<Reply> {
        if reply.status != UNAUTHORIZED {
            return Ok(reply);
        }
        match &self.token_file {
            Some(file) => bail!("the token in {} is not this server's", file.display()),
            None => bail!("the token is not this server's"),
        }
    }

    fn request(&self, method: Method, path: &str, body: Bytes) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = method;
        // A path that is no path is answered by the server like any unknown one.
        *request.uri_mut() = path.parse().unwrap_or_default();
        let headers = request.headers_mut();
        headers.insert(HOST, self.host.clone());
        headers.insert(AUTHORIZATION, self.bearer.clone());
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        request
    }
}

/// One open connection.
#[derive(Debug)]
pub struct Connection {
    sender: SendRequest<Full<Bytes>>,
}

impl Connection {
    /// Opens a connection.
    pub async fn open(target: &Target) -> Result<Connection, ClientError> {
        let stream = TcpStream::connect(&target.authority).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // It ends with the sender, or with the server; either is told by the next request.
        tokio::spawn(connection);
        Ok(Connection { sender })
    }

    /// Sends a body and waits for the answer.
    pub async fn post(
        &mut self,
        target: &Target,
        path: &str,
        body: Bytes,
    ) -> Result<Reply, ClientError> {
        self.exchange(target.request(Method::POST, path, body)).await
    }

    /// Asks.
    pub async fn get(&mut self, target: &Target, path: &str) -> Result<Reply, ClientError> {
        self.exchange(target.request(Method::GET, path, Bytes::new())).await
    }

    async fn exchange(&mut self, request: Request<Full<Bytes>>) -> Result<Reply, ClientError> {
        let whole = async {
            self.sender.ready().await?;
            let (head, body) = self.sender.send_request(request).await?.into_parts();
            let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await;
            let body = body.map_err(|error| ClientError::NoAnswer(error.to_string()))?.to_bytes();
            Ok(Reply { status: head.status.as_u16(), body })
        };
        match tokio::time::timeout(ANSWER_TIMEOUT, whole).await {
            Ok(reply) => reply,
            Err(_) => {
                Err(ClientError::NoAnswer(format!("within {} seconds", ANSWER_TIMEOUT.as_secs())))
            }
        }
    }
}

/// A client that opens its connection anew when it is lost.
#[derive(Debug)]
pub struct Client {
    target: Target,
    connection: Option<Connection>,
    opened: u64,
}

impl Client {
    /// A client that has not connected yet.
    pub fn new(target: Target) -> Client {
        Client { target, connection: None, opened: 0 }
    }

    /// Where it asks.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// How often a connection was opened; more than before means that the server may be another.
    pub fn opened(&self) -> u64 {
        self.opened
    }

    /// Sends a body once; the connection is opened where there is none.
    pub async fn post(&mut self, path: &str, body: Bytes) -> Result<Reply, ClientError> {
        let mut connection = self.take().await?;
        let reply = connection.post(&self.target, path, body).await?;
        self.connection = Some(connection);
        Ok(reply)
    }

    /// Asks once; the connection is opened where there is none.
    pub async fn get(&mut self, path: &str) -> Result<Reply, ClientError> {
        let mut connection = self.take().await?;
        let reply = connection.get(&self.target, path).await?;
        self.connection = Some(connection);
        Ok(reply)
    }

    /// The connection is put back only after a whole answer, so that a broken one is never used again.
    async fn take(&mut self) -> Result<Connection, ClientError> {
        if let Some(connection) = self.connection.take() {
            return Ok(connection);
        }
        let connection = Connection::open(&self.target).await?;
        self.opened += 1;
        Ok(connection)
    }
}

/// A name as one part of a path (RFC 3986).
pub fn path_part(name: &str) -> String {
    let mut part = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            part.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(part, "%{byte:02X}");
        }
    }
    part
}

/// 退避: growing pauses until a patience is used up.
#[derive(Debug)]
pub struct Backoff {
    next: Duration,
    left: Duration,
}

impl Backoff {
    /// Pauses that take so long together.
    pub fn new(patience: Duration) -> Backoff {
        Backoff { next: BACKOFF_FIRST, left: patience }
    }

    /// The next pause; nothing when the patience is used up.
    pub fn pause(&mut self) -> Option<Duration> {
        if self.left.is_zero() {
            return None;
        }
        let pause = self.next.min(self.left);
        self.left = self.left.saturating_sub(pause);
        self.next = (self.next * 2).min(BACKOFF_MAX);
        Some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(url: &str, is_address: bool) {
        assert_eq!(Target::with_token(url, "t").is_ok(), is_address, "{url}");
    }

    #[test]
    fn an_address_names_host_and_port_and_nothing_else() {
        check("http://127.0.0.1:8080", true);
        check("http://hall.example/", true);
        check("https://hall.example", false);
        check("http://hall.example/v1", false);
        check("hall", false);
    }

    #[test]
    fn a_name_is_one_part_of_a_path() {
        assert_eq!(path_part("SJ-01"), "SJ-01");
        assert_eq!(path_part("a/b 件"), "a%2Fb%20%E4%BB%B6");
    }

    #[test]
    fn a_token_never_shows() {
        let target = Target::with_token("http://127.0.0.1:1", "secret").unwrap();
        assert!(!format!("{target:?}").contains("secret"));
    }

    #[test]
    fn pauses_grow_and_end_with_the_patience() {
        let mut backoff = Backoff::new(Duration::from_millis(400));
        let pauses: Vec<u128> =
            std::iter::from_fn(|| backoff.pause()).map(|pause| pause.as_millis()).collect();
        assert_eq!(pauses, [50, 100, 200, 50]);
    }
}
