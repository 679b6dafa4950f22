//! A server of the demonstration's own: started, asked, stopped, and its directory removed.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, bail};
use engine::time::Timestamp;

use crate::client::Target;

/// A running server.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    target: Target,
    // Removed after the server has ended.
    _dir: tempfile::TempDir,
}

impl Server {
    /// Starts this very program as a server on an empty log, its manual clock at an instant.
    pub(super) fn start(at: Timestamp, model: Option<&Path>) -> anyhow::Result<Server> {
        let dir = tempfile::tempdir().context("a directory for the log")?;
        let data = dir.path().join("data");
        let program = std::env::current_exe().context("where this program is")?;
        let mut command = Command::new(program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--clock", "manual", "--clock-start"]);
        command.arg(at.to_string()).arg("--data").arg(&data);
        if let Some(model) = model {
            command.arg("--model").arg(model);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().context("starting the server")?;
        match ready(&mut child, &data) {
            Ok(target) => Ok(Server { child, target, _dir: dir }),
            Err(error) => {
                stop(&mut child);
                Err(error)
            }
        }
    }

    /// How to talk to it.
    pub(super) fn target(&self) -> &Target {
        &self.target
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        stop(&mut self.child);
    }
}

/// Nothing of the log is kept, so it need not end gently.
fn stop(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

fn ready(child: &mut Child, data: &Path) -> anyhow::Result<Target> {
    let out = child.stdout.take().context("the server says nothing")?;
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line).context("waiting for the server")?;
    let mut words = line.split_whitespace();
    let (Some("ready"), Some(url)) = (words.next(), words.next()) else {
        bail!("the server did not start; it said: {}", line.trim());
    };
    let token: PathBuf = data.join("admin.token");
    Target::new(url, &token)
}
