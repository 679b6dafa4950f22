//! 远程: a running server, asked over HTTP with a token. One connection, opened anew when it is lost.

use std::fs;
use std::io::{self, Read};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderValue};
use hyper::{Method, Request, Uri};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use thiserror::Error;
use tokio::net::TcpStream;
use tokio::runtime::{Builder, Runtime};

/// Longest token file.
const TOKEN_FILE_BYTES_MAX: u64 = 64 * 1024;
/// Longest answer; a page of frames has at most 60 MiB.
const ANSWER_BYTES_MAX: usize = 64 << 20;
/// How long one answer is waited for.
const ANSWER_TIMEOUT: Duration = Duration::from_mins(1);
/// How often one question is asked before it is given up.
const ATTEMPTS_MAX: u32 = 5;
/// The pause before it is asked again, times the number of the attempt.
const PAUSE: Duration = Duration::from_millis(300);

const OK: u16 = 200;
const UNAUTHORIZED: u16 = 401;
const UNAVAILABLE: u16 = 503;

/// Why a server cannot be asked, or does not answer.
#[derive(Debug, Error)]
pub enum RemoteError {
    /// The address is none.
    #[error(
        "{url}: write http://HOST:PORT; this tool speaks no TLS, so end it at a proxy or tunnel \
        beside this tool and give the address of that"
    )]
    Address {
        /// What was given.
        url: String,
    },
    /// The token cannot be read.
    #[error(
        "cannot read the token in {}, give the file that the server made for it: {source}",
        file.display()
    )]
    TokenFile {
        /// The file.
        file: PathBuf,
        /// What failed.
        source: io::Error,
    },
    /// The token is none.
    #[error("{} holds no token, give the file that the server made for it", file.display())]
    NoToken {
        /// The file.
        file: PathBuf,
    },
    /// The server does not know the token.
    #[error(
        "the token in {} is not that of the server at {url}: give `auditor.token` of its data directory",
        file.display()
    )]
    Unauthorized {
        /// The file.
        file: PathBuf,
        /// The server.
        url: String,
    },
    /// There is no answer.
    #[error("no answer from {url}, see that the server runs there and ask again: {reason}")]
    NoAnswer {
        /// The server.
        url: String,
        /// What failed.
        reason: String,
    },
    /// The server says no.
    #[error("the server at {url} says {status} {code}: {detail}")]
    Refused {
        /// The server.
        url: String,
        /// The status code.
        status: u16,
        /// The code of the problem.
        code: String,
        /// What about it.
        detail: String,
    },
}

/// What is read of a problem.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Said {
    code: String,
    title: String,
    detail: String,
}

/// A server and the right to ask it.
#[derive(Clone)]
pub struct Remote {
    url: String,
    authority: String,
    host: HeaderValue,
    bearer: HeaderValue,
    token_file: PathBuf,
    is_local: bool,
}

impl std::fmt::Debug for Remote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Remote({})", self.url)
    }
}

impl Remote {
    /// A server by its address (`http://127.0.0.1:8080`) and the file its token is in.
    pub fn new(url: &str, token_file: &Path) -> Result<Remote, RemoteError> {
        let wrong = || RemoteError::Address { url: url.to_owned() };
        let uri: Uri = url.parse().map_err(|_| wrong())?;
        if uri.scheme_str() != Some("http") || !matches!(uri.path(), "" | "/") {
            return Err(wrong());
        }
        let host = uri.host().ok_or_else(wrong)?;
        let authority = format!("{host}:{}", uri.port_u16().unwrap_or(80));
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let is_loopback = bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
        let mut bearer = format!("Bearer {}", token(token_file)?)
            .parse::<HeaderValue>()
            .map_err(|_| RemoteError::NoToken { file: token_file.to_path_buf() })?;
        bearer.set_sensitive(true);
        Ok(Remote {
            url: url.trim_end_matches('/').to_owned(),
            host: HeaderValue::from_str(&authority).map_err(|_| wrong())?,
            authority,
            bearer,
            token_file: token_file.to_path_buf(),
            is_local: is_loopback || host == "localhost",
        })
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What to beware of, where token and log leave this machine.
    pub fn caution(&self) -> Option<String> {
        let text = "token and log go over the network in plain text: put a TLS proxy or a tunnel \
            between, and give its loopback address";
        (!self.is_local).then(|| format!("{}: {text}", self.url))
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

    pub(crate) fn no_answer(&self, reason: &dyn std::fmt::Display) -> RemoteError {
        RemoteError::NoAnswer { url: self.url.clone(), reason: reason.to_string() }
    }

    fn refused(&self, status: u16, body: &[u8]) -> RemoteError {
        let url = self.url.clone();
        if status == UNAUTHORIZED {
            return RemoteError::Unauthorized { file: self.token_file.clone(), url };
        }
        let said: Said = serde_json::from_slice(body).unwrap_or_default();
        let detail = if said.detail.is_empty() {
            said.title
        } else {
            format!("{}; {}", said.title, said.detail)
        };
        RemoteError::Refused { url, status, code: said.code, detail }
    }
}

fn token(file: &Path) -> Result<String, RemoteError> {
    let mut text = String::new();
    fs::File::open(file)
        .and_then(|file| file.take(TOKEN_FILE_BYTES_MAX).read_to_string(&mut text))
        .map_err(|source| RemoteError::TokenFile { file: file.to_path_buf(), source })?;
    let token = text.trim();
    if token.is_empty() {
        return Err(RemoteError::NoToken { file: file.to_path_buf() });
    }
    Ok(token.to_owned())
}

/// Asks a server, one question at a time.
#[derive(Debug)]
pub(crate) struct Asker {
    remote: Remote,
    runtime: Runtime,
    connection: Option<SendRequest<Full<Bytes>>>,
}

impl Asker {
    pub(crate) fn new(remote: &Remote) -> Result<Asker, RemoteError> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| remote.no_answer(&error))?;
        Ok(Asker { remote: remote.clone(), runtime, connection: None })
    }

    /// Asks, again where there was no answer or the server was busy.
    pub(crate) fn get(&mut self, path: &str) -> Result<Bytes, RemoteError> {
        self.ask(&Method::GET, path, &Bytes::new(), true)
    }

    /// Asks, again where there was no answer; a server that cannot answer now is not asked again.
    pub(crate) fn get_once(&mut self, path: &str) -> Result<Bytes, RemoteError> {
        self.ask(&Method::GET, path, &Bytes::new(), false)
    }

    /// Sends what the server must not do twice: whoever calls sees to it that a repeat is the same.
    pub(crate) fn post(&mut self, path: &str, body: &Bytes) -> Result<Bytes, RemoteError> {
        self.ask(&Method::POST, path, body, true)
    }

    fn ask(
        &mut self,
        method: &Method,
        path: &str,
        body: &Bytes,
        is_patient: bool,
    ) -> Result<Bytes, RemoteError> {
        let mut attempt = 1;
        loop {
            let answer = self.once(self.remote.request(method.clone(), path, body.clone()));
            match answer {
                Ok((OK, answer)) => return Ok(answer),
                Ok((UNAVAILABLE, _)) if is_patient && attempt < ATTEMPTS_MAX => {
                    std::thread::sleep(PAUSE * attempt);
                }
                Err(_) if attempt < ATTEMPTS_MAX => std::thread::sleep(PAUSE * attempt),
                Ok((status, answer)) => return Err(self.remote.refused(status, &answer)),
                Err(error) => return Err(error),
            }
            attempt += 1;
        }
    }

    fn once(&mut self, request: Request<Full<Bytes>>) -> Result<(u16, Bytes), RemoteError> {
        let (remote, kept) = (&self.remote, self.connection.take());
        let exchange = async {
            let mut sender = match kept {
                Some(sender) => sender,
                None => connect(remote).await?,
            };
            sender.ready().await.map_err(|error| remote.no_answer(&error))?;
            let sent = sender.send_request(request).await;
            let (head, body) = sent.map_err(|error| remote.no_answer(&error))?.into_parts();
            let body = Limited::new(body, ANSWER_BYTES_MAX).collect().await;
            let body = body.map_err(|error| remote.no_answer(&error))?.to_bytes();
            Ok((head.status.as_u16(), body, sender))
        };
        let whole = async { tokio::time::timeout(ANSWER_TIMEOUT, exchange).await };
        let late = |_| remote.no_answer(&format_args!("nothing within {ANSWER_TIMEOUT:?}"));
        let (status, body, sender) = self.runtime.block_on(whole).map_err(late)??;
        // Kept only after a whole answer, so that a broken one is never used again.
        self.connection = Some(sender);
        Ok((status, body))
    }
}

async fn connect(remote: &Remote) -> Result<SendRequest<Full<Bytes>>, RemoteError> {
    let stream = TcpStream::connect(&remote.authority).await;
    let stream = stream.map_err(|error| remote.no_answer(&error))?;
    let (sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(|error| remote.no_answer(&error))?;
    // It ends with the sender, or with the server; either is told by the next question.
    tokio::spawn(connection);
    Ok(sender)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remote(url: &str, token: &str) -> Result<Remote, RemoteError> {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("token");
        fs::write(&file, token).unwrap();
        Remote::new(url, &file)
    }

    #[test]
    fn only_plain_http_without_a_path_is_an_address() {
        for wrong in ["https://hall.example", "http://hall.example/v1", "hall", "http://"] {
            let error = remote(wrong, "secret").unwrap_err().to_string();
            assert!(error.contains("end it at a proxy"), "{error}");
        }
        assert_eq!(remote("http://127.0.0.1:1/", "secret").unwrap().url(), "http://127.0.0.1:1");
    }

    #[test]
    fn a_server_that_is_not_on_this_machine_is_cautioned_against() {
        for local in ["http://127.0.0.1:1", "http://[::1]:1", "http://localhost:1"] {
            assert_eq!(remote(local, "secret").unwrap().caution(), None, "{local}");
        }
        let caution = remote("http://10.0.0.1:1", "secret").unwrap().caution();
        assert!(caution.is_some_and(|caution| caution.contains("plain text")));
    }

    #[test]
    fn a_token_never_shows_and_must_be_there() {
        let remote_of = |token| remote("http://127.0.0.1:1", token);
        assert!(!format!("{:?}", remote_of("secret").unwrap()).contains("secret"));
        assert!(matches!(remote_of(" \n"), Err(RemoteError::NoToken { .. })));
        assert!(matches!(remote_of("a\nb"), Err(RemoteError::NoToken { .. })));
    }
}
