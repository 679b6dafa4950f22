//! `yichuang backup`: the log of a running server, or of a directory, kept in files that grow by what came since.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{ArgGroup, Args};
use engine::id::Seq;
use hyper::body::Bytes;
use indicatif::{ProgressBar, ProgressDrawTarget};
use serde::{Deserialize, Serialize};
use store::backup::{Backup, BackupError, PUBLIC_KEYS_FILE};
use store::frame_stream::FrameStream;
use store::hall_store::{KEYRING_FILE, LOG_DIR};
use store::{Checkpoint, CheckpointDir, LogReader, SignedCheckpoint, hall_id_of, hex};
use tokio::runtime::Runtime;

use crate::client::{Client, Target};
use crate::queries::audit::KeysView;

/// The status of an answer that has what was asked for.
const OK: u16 = 200;

/// What may be typed after `backup`.
#[derive(Clone, Debug, Args)]
#[expect(clippy::option_option, reason = "not given, given alone, or given with a file")]
#[command(
    group(ArgGroup::new("log").required(true).args(["url", "data"])),
    after_help = "Examples:\n  \
        yichuang backup --url http://127.0.0.1:8080 --token-file data/auditor.token --out backup\n  \
        yichuang backup --data data --with-keyring --out backup"
)]
pub struct BackupArgs {
    /// A running server, as http://HOST:PORT.
    #[arg(long, value_name = "URL", requires = "token_file")]
    pub url: Option<String>,
    /// The file with its token; the auditor's is enough.
    #[arg(long, value_name = "FILE", requires = "url")]
    pub token_file: Option<PathBuf>,
    /// The data directory of a hall; it is only read. A private copy is made for the time being.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The directory of the backup; a second run appends what came since.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Keep the keys of the persons as well (that of --data, or this file; never sent over HTTP). Whoever is
    /// erased later is still in it: run it again, and destroy older copies.
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    pub with_keyring: Option<Option<PathBuf>>,
    /// Print one line of JSON.
    #[arg(long)]
    pub json: bool,
}

/// The last line of `--json`.
#[derive(Clone, Debug, Serialize)]
struct Done {
    hall: String,
    records: Seq,
    appended: Seq,
    root: String,
    files: usize,
    keyring: bool,
    /// The last record when the keyring was copied.
    keyring_at: Option<Seq>,
    checkpoints: usize,
}

/// What is read of a page of kept checkpoints.
#[derive(Debug, Deserialize)]
struct KeptPage {
    entries: Vec<KeptNote>,
    next: Option<String>,
}

#[derive(Debug, Deserialize)]
struct KeptNote {
    note: String,
}

/// Where frames come from.
enum Source {
    Server { client: Client, runtime: Runtime },
    Directory { log: LogReader, hall: String, kept: Vec<SignedCheckpoint>, data: PathBuf },
}

/// Writes a backup, or goes on with one.
///
/// # Errors
/// When the log cannot be read or is not the one of the backup, or the backup cannot be written.
pub fn run(args: &BackupArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let keyring = keyring(args)?;
    let mut source = Source::of(args)?;
    // Listed before anything is copied: whatever was signed by then is in the log, or it was rolled back.
    let signed = source.kept()?;
    // Nothing comes after the end of all: the answer says which hall it is, and where it stands.
    let (hall, stand) = source.stand()?;
    not_rolled_back(&signed, stand)?;
    let mut backup = Backup::open(&args.out, &hall)?;
    let before = backup.size();
    let kept = backup.manifest().keyring.is_some();
    source.copy(&mut backup)?;
    if let Some(keyring) = &keyring {
        backup.take_keyring(keyring)?;
        // Whoever was erased while the keyring was copied is erased by the log of the same backup.
        source.copy(&mut backup)?;
    }
    backup.take_checkpoints(&signed)?;
    if let Some(keys) = source.public_keys()? {
        backup.take_public_keys(&keys)?;
    }
    let manifest = backup.manifest();
    let done = Done {
        hall,
        records: manifest.size,
        appended: manifest.size - before,
        root: hex(&manifest.root.0),
        files: manifest.frames.len(),
        keyring: manifest.keyring.is_some(),
        keyring_at: manifest.keyring_at,
        checkpoints: manifest.checkpoints.len(),
    };
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&done)?)?;
        return Ok(());
    }
    let Done { records, appended, root, files, checkpoints, .. } = &done;
    writeln!(out, "{records} records in {files} files, {appended} of them new; root {root}")?;
    writeln!(out, "it carries the {checkpoints} checkpoints that were kept of the log")?;
    if keyring.is_some() {
        writeln!(
            out,
            "the keyring is in it: whoever is erased from now on is still in this copy, so run \
             the backup again after an erasure and destroy older copies of it"
        )?;
    } else if kept {
        writeln!(
            out,
            "its keyring is that of an earlier run, after record {}: whoever was erased since is still in it; \
             give --with-keyring to renew it",
            done.keyring_at.unwrap_or_default()
        )?;
    }
    writeln!(out, "the master key is never in a backup: keep it elsewhere")?;
    Ok(())
}

/// A log that ends before what was signed of it is never kept in the place of the whole one.
fn not_rolled_back(signed: &[SignedCheckpoint], stand: Checkpoint) -> anyhow::Result<()> {
    let newest = signed.last().map_or(0, |signed| signed.checkpoint.size);
    if newest <= stand.size {
        return Ok(());
    }
    bail!(
        "the log ends at record {}, a checkpoint was kept of it after record {newest}: it was rolled back, so it \
         is not backed up",
        stand.size
    )
}

fn keyring(args: &BackupArgs) -> anyhow::Result<Option<PathBuf>> {
    match (&args.with_keyring, &args.data) {
        (None, _) => Ok(None),
        (Some(Some(file)), _) => Ok(Some(file.clone())),
        (Some(None), Some(data)) => Ok(Some(data.join(KEYRING_FILE))),
        (Some(None), None) => {
            bail!(
                "keys are never sent over HTTP: say --with-keyring FILE, DIR/keyring of the server"
            )
        }
    }
}

impl Source {
    fn of(args: &BackupArgs) -> anyhow::Result<Source> {
        if let (Some(url), Some(token_file)) = (&args.url, &args.token_file) {
            let client = Client::new(Target::new(url, token_file)?);
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            return Ok(Source::Server { client, runtime });
        }
        let data = args.data.as_deref().unwrap_or(Path::new(""));
        let dir = data.join(LOG_DIR);
        let hall = hall_id_of(&dir).with_context(|| format!("cannot read {}", dir.display()))?;
        let hall = hall.with_context(|| {
            format!("{} is no data directory of a hall: there is no log in it", data.display())
        })?;
        let (dir_of_kept, data) = (CheckpointDir::of(data), data.to_path_buf());
        let sizes = dir_of_kept.sizes()?;
        let kept =
            sizes.into_iter().map(|size| dir_of_kept.read(size)).collect::<Result<_, _>>()?;
        let log = LogReader::open_copy(&dir)?;
        dir_of_kept.check(&log, &[]).with_context(|| {
            format!("the log in {} is no whole one, so it is not backed up", data.display())
        })?;
        Ok(Source::Directory { log, hall, kept, data })
    }

    /// The checkpoints that were kept of it so far, the oldest first.
    fn kept(&mut self) -> anyhow::Result<Vec<SignedCheckpoint>> {
        if let Source::Directory { kept, .. } = self {
            return Ok(std::mem::take(kept));
        }
        let (mut kept, mut cursor) = (Vec::new(), Some("0".to_owned()));
        while let Some(after) = cursor {
            let body = self.get(&format!("/v1/audit/checkpoints?after={after}"))?;
            let page: KeptPage = serde_json::from_slice(&body)?;
            for item in page.entries {
                kept.push(item.note.parse::<SignedCheckpoint>()?);
            }
            cursor = page.next;
        }
        Ok(kept)
    }

    /// The public keys that check them, one a line.
    fn public_keys(&mut self) -> anyhow::Result<Option<String>> {
        if let Source::Directory { data, .. } = self {
            let file = data.join(PUBLIC_KEYS_FILE);
            let is_there = file.is_file();
            return Ok(is_there.then(|| std::fs::read_to_string(&file)).transpose()?);
        }
        let view: KeysView = serde_json::from_slice(&self.get("/v1/audit/keys")?)?;
        Ok(Some(view.keys.iter().flat_map(|key| [key.key.as_str(), "\n"]).collect()))
    }

    /// Which hall it is, and how far its log goes now.
    fn stand(&mut self) -> anyhow::Result<(String, Checkpoint)> {
        match self {
            Source::Directory { log, hall, .. } => Ok((hall.clone(), log.checkpoint())),
            Source::Server { .. } => {
                let page = self.page(Seq::MAX)?;
                let head = FrameStream::open(page.as_ref())?.head().clone();
                Ok((head.hall, head.checkpoint))
            }
        }
    }

    fn page(&mut self, after: Seq) -> anyhow::Result<Bytes> {
        self.get(&format!("/v1/audit/frames?after={after}"))
    }

    fn get(&mut self, path: &str) -> anyhow::Result<Bytes> {
        let Source::Server { client, runtime } = self else { return Ok(Bytes::new()) };
        let reply = runtime.block_on(client.get(path))?;
        let reply = client.target().admitted(reply)?;
        if reply.status != OK {
            bail!("the server says {}: {}", reply.status, String::from_utf8_lossy(&reply.body));
        }
        Ok(reply.body)
    }

    /// Copies what is durable now and not in the backup yet.
    fn copy(&mut self, backup: &mut Backup) -> anyhow::Result<()> {
        let (_, promised) = self.stand()?;
        let have = backup.size();
        if promised.size < have {
            return Err(BackupError::Behind { size: promised.size, have }.into());
        }
        let bar = ProgressBar::with_draw_target(Some(promised.size), ProgressDrawTarget::stderr());
        while backup.size() < promised.size {
            let after = backup.size();
            self.copy_some(backup, promised.size, &bar)?;
            if backup.size() == after {
                bail!("the log ends at record {after}, {} were promised", promised.size);
            }
        }
        bar.finish_and_clear();
        backup.finish()?;
        let manifest = backup.manifest();
        if manifest.checkpoint() != promised {
            return Err(BackupError::NotContinued {
                what: format!("the backup of {} records", manifest.size),
                reason: format!("the log has the root {} there", hex(&promised.root)),
            }
            .into());
        }
        Ok(())
    }

    fn copy_some(
        &mut self,
        backup: &mut Backup,
        until: Seq,
        bar: &ProgressBar,
    ) -> anyhow::Result<()> {
        let after = backup.size();
        if let Source::Directory { log, .. } = self {
            for frame in log.frames(after)? {
                let (key, bytes) = frame?;
                backup.take("the directory", key, &bytes)?;
                bar.set_position(backup.size());
            }
            return Ok(());
        }
        let page = self.page(after)?;
        let mut stream = FrameStream::open(page.as_ref())?;
        while let Some((key, bytes)) = stream.next_frame()? {
            if key > until {
                break;
            }
            backup.take("the server", key, &bytes)?;
        }
        bar.set_position(backup.size());
        Ok(())
    }
}
