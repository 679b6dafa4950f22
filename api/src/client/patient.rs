//! A client that waits for a server that is away, full or starting again.
//!
//! Every command it sends has an id of its own, so that sending twice does nothing twice. A manual clock
//! may stand elsewhere after a new start: it is set again before anything else is sent.

use std::time::Duration;

use anyhow::{Context, bail};
use hyper::body::Bytes;

use super::outcome::{UNAVAILABLE, several};
use super::{Backoff, COMMANDS_PATH, Client, ClientError, Outcome, Reply, Target};

/// A patient client.
#[derive(Debug)]
pub struct Patient {
    client: Client,
    patience: Duration,
    clock: Option<Bytes>,
    is_clock_doubtful: bool,
}

impl Patient {
    /// A client that keeps trying for a while.
    pub fn new(target: Target, patience: Duration) -> Patient {
        Patient { client: Client::new(target), patience, clock: None, is_clock_doubtful: false }
    }

    /// Sends the command that sets the manual clock, and keeps it for after a lost connection.
    pub async fn set_clock(&mut self, body: Bytes) -> anyhow::Result<Reply> {
        self.clock = None;
        let reply = self.post(COMMANDS_PATH, body.clone()).await?;
        self.clock = (reply.status == 200).then_some(body);
        Ok(reply)
    }

    /// Sends commands until each has an outcome.
    pub async fn commands(&mut self, body: Bytes) -> anyhow::Result<Vec<Outcome>> {
        let mut backoff = Backoff::new(self.patience);
        loop {
            let outcomes = several(&self.post(COMMANDS_PATH, body.clone()).await?)?;
            let in_doubt = outcomes.iter().any(|outcome| match outcome {
                Outcome::Done { .. } => false,
                Outcome::Refused { status, .. } => *status == UNAVAILABLE,
            });
            if !in_doubt {
                return Ok(outcomes);
            }
            let pause = backoff.pause().context("the server stays in doubt")?;
            tokio::time::sleep(pause).await;
        }
    }

    /// Sends a body until it is answered.
    pub async fn post(&mut self, path: &str, body: Bytes) -> anyhow::Result<Reply> {
        self.persist(path, Some(body)).await
    }

    /// Asks until it is answered.
    pub async fn get(&mut self, path: &str) -> anyhow::Result<Reply> {
        self.persist(path, None).await
    }

    async fn persist(&mut self, path: &str, body: Option<Bytes>) -> anyhow::Result<Reply> {
        let mut backoff = Backoff::new(self.patience);
        loop {
            let trouble = match self.attempt(path, body.clone()).await {
                Ok(reply) if reply.status != UNAVAILABLE => {
                    return self.client.target().admitted(reply);
                }
                Ok(reply) => String::from_utf8_lossy(&reply.body).into_owned(),
                Err(error) => error.to_string(),
            };
            let Some(pause) = backoff.pause() else {
                bail!("{path}: no answer within {} seconds: {trouble}", self.patience.as_secs());
            };
            tracing::warn!(%trouble, ?pause, "trying again");
            tokio::time::sleep(pause).await;
        }
    }

    async fn attempt(&mut self, path: &str, body: Option<Bytes>) -> Result<Reply, ClientError> {
        if self.is_clock_doubtful
            && let Some(clock) = self.clock.clone()
        {
            self.client.post(COMMANDS_PATH, clock).await?;
            self.is_clock_doubtful = false;
        }
        let reply = match body {
            Some(body) => self.client.post(path, body).await,
            None => self.client.get(path).await,
        };
        self.is_clock_doubtful |= reply.is_err();
        reply
    }
}
