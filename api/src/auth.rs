//! 令牌: who may speak to the server. Two tokens, the administrator's and the auditor's, each in a file that
//! only its owner can read.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::Context;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use crate::limits::SMALL_FILE_BYTES_MAX;
use crate::problem::{Problem, Trouble};

const TOKEN_BYTES: usize = 32;
const TOKEN_CHARS_MIN: usize = 32;
const OWNER_ONLY: u32 = 0o600;

/// What a token is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// 管理: everything.
    Everything,
    /// 审计: asking, never commanding.
    Reading,
}

/// The tokens of a server.
#[derive(Clone, Debug)]
pub struct Tokens {
    administrator: Token,
    auditor: Token,
}

impl Tokens {
    /// Reads both, or makes what is not there.
    ///
    /// # Errors
    /// When a file cannot be read or made, or holds no token, or both hold the same.
    pub fn load_or_create(administrator: &Path, auditor: &Path) -> anyhow::Result<Tokens> {
        let tokens = Tokens {
            administrator: Token::load_or_create(administrator)?,
            auditor: Token::load_or_create(auditor)?,
        };
        anyhow::ensure!(
            !tokens.administrator.is(&tokens.auditor.0),
            "{} and {} hold the same token: remove one, a new one is made",
            administrator.display(),
            auditor.display()
        );
        Ok(tokens)
    }

    /// What the token that a request carries is good for.
    ///
    /// # Errors
    /// A problem with 401 when it carries none of them.
    pub fn right(&self, headers: &HeaderMap) -> Result<Right, Problem> {
        match (self.administrator.check(headers), self.auditor.check(headers)) {
            (Ok(()), _) => Ok(Right::Everything),
            (Err(_), Ok(())) => Ok(Right::Reading),
            (Err(problem), Err(_)) => Err(problem),
        }
    }
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

    /// Lets a request pass that carries the token.
    ///
    /// # Errors
    /// A problem with 401 when it does not.
    pub fn check(&self, headers: &HeaderMap) -> Result<(), Problem> {
        let refuse = || Trouble::Unauthorized.because("send Authorization: Bearer <token>");
        let sent =
            headers.get(AUTHORIZATION).map(axum::http::HeaderValue::as_bytes).ok_or_else(refuse)?;
        let (scheme, sent) = sent.split_at_checked(7).ok_or_else(refuse)?;
        if scheme.eq_ignore_ascii_case(b"bearer ") && self.is(sent) {
            Ok(())
        } else {
            Err(refuse())
        }
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
