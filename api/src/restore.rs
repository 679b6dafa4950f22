//! `yichuang restore`: a new data directory from a backup, verified on the way.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressDrawTarget};
use serde::Serialize;
use store::backup::{BackupReader, RestoreOptions, restore};
use store::kept::KeptCheckpoint;

/// What may be typed after `restore`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Example:\n  \
    yichuang restore --from backup --data restored --checkpoint last-kept.json")]
pub struct RestoreArgs {
    /// The directory of the backup.
    #[arg(long, value_name = "DIR")]
    pub from: PathBuf,
    /// The new data directory; one that an earlier run left unfinished is gone on with.
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// A keyring from elsewhere, in place of that of the backup. Whoever the log says was erased is erased in it
    /// before it is put in place.
    #[arg(long, value_name = "FILE")]
    pub keyring: Option<PathBuf>,
    /// The last checkpoint that was kept: the restored log must continue it.
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// Print one line of JSON.
    #[arg(long)]
    pub json: bool,
}

/// The last line of `--json`.
#[derive(Clone, Debug, Serialize)]
struct Done {
    records: u64,
    root: String,
    continued: u64,
    erased: usize,
    keyring: bool,
    /// Records of the newest kept checkpoint that it was proved to continue.
    proved: Option<u64>,
}

/// Restores a backup.
///
/// # Errors
/// When the backup is not whole, or does not continue the checkpoint, or the directory is in use.
pub fn run(args: &RestoreArgs, out: &mut dyn Write) -> anyhow::Result<()> {
    let size = BackupReader::open(&args.from)?.manifest().size;
    let options = RestoreOptions {
        keyring: args.keyring.clone(),
        kept: args.checkpoint.as_deref().map(KeptCheckpoint::read).transpose()?,
    };
    let bar = ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr());
    let restored = restore(&args.from, &args.data, &options, &mut |seq| bar.set_position(seq))?;
    bar.finish_and_clear();
    let done = Done {
        records: restored.checkpoint.size,
        root: store::hex(&restored.checkpoint.root),
        continued: restored.continued,
        erased: restored.erased,
        keyring: restored.has_keyring,
        proved: restored.proved.map(|kept| kept.size),
    };
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&done)?)?;
        return Ok(());
    }
    let Done { records, root, continued, erased, .. } = &done;
    writeln!(
        out,
        "{records} records restored, {continued} of them by an earlier run; root {root}"
    )?;
    match restored.proved {
        Some(kept) => writeln!(
            out,
            "it continues every checkpoint that was kept, the newest of {} records",
            kept.size
        )?,
        None => writeln!(
            out,
            "no checkpoint was kept of it: nothing but the backup itself says where it ended; give --checkpoint"
        )?,
    }
    let dir = args.data.display();
    if restored.has_keyring {
        writeln!(out, "{erased} erased persons are erased in the restored keyring")?;
        writeln!(out, "put the master key into {dir}/master.key, or say --master-key, and start")?;
    } else {
        writeln!(
            out,
            "the backup has no keyring: put keyring and master.key into {dir} and start; the \
             {erased} erased persons are erased in it then"
        )?;
    }
    Ok(())
}
