//! 令牌: who may speak to the server. The administrator's token, the auditor's, and one for each port, each in a
//! file that only its owner can read.

use std::fs::{DirBuilder, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use anyhow::Context;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use engine::port::PortKind;

use crate::limits::SMALL_FILE_BYTES_MAX;
use crate::problem::{Problem, Trouble};

const TOKEN_BYTES: usize = 32;
const TOKEN_CHARS_MIN: usize = 32;
const OWNER_ONLY: u32 = 0o600;
const OWNER_ONLY_DIR: u32 = 0o700;

/// What a token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// 管理: everything.
    Everything,
    /// 审计: asking, never commanding.
    Reading,
    /// 端口: reading what this port is asked, and answering it.
    Answering(PortKind),
}

/// The tokens of a server.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// Each with what it is good for.
    known: Vec<(Token, Right)>,
}

impl Tokens {
    /// Reads all, or makes what is not there: in `ports`, a directory, one of each port's name.
    ///
    /// # Errors
    /// When a file cannot be read or made, or holds no token, or two hold the same.
    pub fn load_or_create(
        administrator: &Path,
        auditor: &Path,
        ports: &Path,
    ) -> anyhow::Result<Tokens> {
        DirBuilder::new()
            .recursive(true)
            .mode(OWNER_ONLY_DIR)
            .create(ports)
            .with_context(|| format!("cannot make the directory {}", ports.display()))?;
        let mut files =
            vec![(administrator.into(), Right::Everything), (auditor.into(), Right::Reading)];
        let of_a_port = |port: &PortKind| {
            (ports.join(format!("{}.token", port.name())), Right::Answering(*port))
        };
        files.extend(PortKind::ALL.iter().map(of_a_port));
        let mut known: Vec<(Token, Right)> = Vec::with_capacity(files.len());
        for (file, right) in &files {
            let token = Token::load_or_create(file)?;
            if let Some(twin) = known.iter().position(|(other, _)| other.is(&token.0)) {
                let twin = files.get(twin).map(|(file, _)| file.display().to_string());
                let twin = twin.unwrap_or_default();
                let file = file.display();
                anyhow::bail!(
                    "{twin} and {file} hold the same token: remove one, a new one is made"
                );
            }
            known.push((token, *right));
        }
        Ok(Tokens { known })
    }

    /// What the token that a request carries is good for.
    ///
    /// # Errors
    /// A problem with 401 when it carries none of them.
    pub fn right(&self, headers: &HeaderMap) -> Result<Right, Problem> {
        let sent = sent(headers)?;
        // All of them are looked at, so that the time tells nothing about which one it is.
        let mut good = None;
        for (token, right) in &self.known {
            if token.is(sent) {
                good = Some(*right);
            }
        }
        good.ok_or_else(unauthorized)
    }
}

/// The token that a request carries.
fn sent(headers: &HeaderMap) -> Result<&[u8], Problem> {
    let sent = headers.get(AUTHORIZATION).map(axum::http::HeaderValue::as_bytes);
    let (scheme, sent) = sent.and_then(|sent| sent.split_at_checked(7)).ok_or_else(unauthorized)?;
    if scheme.eq_ignore_ascii_case(b"bearer ") { Ok(sent) } else { Err(unauthorized()) }
}

fn unauthorized() -> Problem {
    Trouble::Unauthorized.because("send Authorization: Bearer <token>")
}

/// A token.
#[derive(Clone)]
pub struct Token(Box<[u8]>);

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

impl Token {
    /// A token as it stands in its file; nothing when it is too short to be one.
    pub fn new(text: &str) -> Option<Token> {
        let text = text.trim();
        let good = text.len() >= TOKEN_CHARS_MIN && text.bytes().all(|b| b.is_ascii_graphic());
        good.then(|| Token(text.as_bytes().into()))
    }

    /// Reads the token, or makes one in a new file that only its owner can read.
    ///
    /// # Errors
    /// When the file cannot be read or made, or holds no token.
    pub fn load_or_create(path: &Path) -> anyhow::Result<Token> {
        let shown = path.display();
        if !path.exists() {
            let mut bytes = [0; TOKEN_BYTES];
            getrandom::fill(&mut bytes).context("no random bytes for a token")?;
            let made = OpenOptions::new().write(true).create_new(true).mode(OWNER_ONLY).open(path);
            let mut file = made.with_context(|| format!("cannot make the token file {shown}"))?;
            let text = store::hex(&bytes);
            file.write_all(text.as_bytes())
                .and_then(|()| file.sync_all())
                .with_context(|| format!("cannot write the token file {shown}"))?;
        }
        let mut text = String::new();
        std::fs::File::open(path)
            .and_then(|file| file.take(SMALL_FILE_BYTES_MAX).read_to_string(&mut text))
            .with_context(|| format!("cannot read the token file {shown}"))?;
        Token::new(&text).with_context(|| {
            format!("{shown} holds no token of {TOKEN_CHARS_MIN} characters or more: remove it")
        })
    }

    /// Compares in a time that tells nothing about where two tokens differ.
    fn is(&self, sent: &[u8]) -> bool {
        let differing = self.0.iter().zip(sent).fold(0, |sum, (a, b)| sum | (a ^ b));
        std::hint::black_box(differing) == 0 && self.0.len() == sent.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_token_is_the_token() {
        let text = "0123456789abcdef0123456789abcdef";
        let token = Token::new(text).unwrap();
        assert!(token.is(text.as_bytes()));
        assert!(!token.is(&text.as_bytes()[..31]));
        assert!(!token.is(format!("{text}0").as_bytes()));
        assert!(!token.is(b""));
        assert!(Token::new("short").is_none());
    }
}
