//! 定时公证: the thread that keeps checkpoints on schedule, and `yichuang checkpoint`, which asks for one.

use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::bail;
use clap::Args;
use hyper::body::Bytes;
use serde::Deserialize;

use crate::client::{Client, Target};
use crate::limits::{CHECKPOINT_PAUSE, CHECKPOINT_TICK};
use crate::notary::Notary;
use crate::queries::audit::KeysView;

/// The running thread.
#[derive(Debug)]
pub struct Checkpoints {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Checkpoints {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the operating system gives no thread.
    pub fn start(notary: Arc<Notary>) -> std::io::Result<Checkpoints> {
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new().name("yichuang-checkpoints".to_owned());
        let thread = thread.spawn(move || run(&notary, &stopped))?;
        Ok(Checkpoints { stop, thread })
    }

    /// Ends the thread after the checkpoint it is at.
    pub fn stop(self) {
        drop(self.stop);
        self.thread.join().ok();
    }
}

fn run(notary: &Notary, stopped: &Receiver<()>) {
    let mut pause = Duration::ZERO;
    while stopped.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
        pause = match notary.look() {
            Ok(kept) => {
                if let Some(size) = kept {
                    tracing::info!(size, "checkpoint kept");
                }
                CHECKPOINT_TICK
            }
            Err(error) => {
                // It is not tried again at once: the disk may be full, or a person is needed.
                tracing::error!(%error, "no checkpoint was kept");
                CHECKPOINT_PAUSE
            }
        };
    }
}

/// Has a running server keep a checkpoint now, and prints it as a signed note.
#[derive(Clone, Debug, Args)]
pub struct CheckpointArgs {
    /// The server, http://HOST:PORT.
    #[arg(long, value_name = "URL")]
    pub url: String,
    /// The file with the token.
    #[arg(long, value_name = "FILE")]
    pub token_file: PathBuf,
    /// Print the public keys that check it instead, one a line, as `yichuang-replay --keys` takes them.
    #[arg(long)]
    pub keys: bool,
}

#[derive(Deserialize)]
struct Kept {
    note: String,
}

/// Asks, and prints what came.
///
/// # Errors
/// When the server cannot be reached, or does not sign.
pub fn ask(args: &CheckpointArgs, out: &mut impl Write) -> anyhow::Result<()> {
    let target = Target::new(&args.url, &args.token_file)?;
    let mut client = Client::new(target.clone());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let reply = runtime.block_on(async {
        if args.keys {
            client.get("/v1/audit/keys").await
        } else {
            client.post("/v1/audit/checkpoint", Bytes::new()).await
        }
    })?;
    let reply = target.admitted(reply)?;
    if reply.status != 200 {
        bail!("the server gave no checkpoint: {}", String::from_utf8_lossy(&reply.body));
    }
    if args.keys {
        let view: KeysView = serde_json::from_slice(&reply.body)?;
        view.keys.iter().try_for_each(|key| writeln!(out, "{}", key.key))?;
    } else {
        let kept: Kept = serde_json::from_slice(&reply.body)?;
        write!(out, "{}", kept.note)?;
    }
    Ok(())
}
