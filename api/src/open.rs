//! Opens what is on disk, and says so while it takes long.

use anyhow::{Context, bail};
use store::backup::RESTORED_CHECKPOINT_FILE;
use store::hall_store::{KEYRING_FILE, MASTER_KEY_FILE};
use store::kept::KeptCheckpoint;
use store::{CheckpointDir, HallOptions, HallStore, LogReader, Opened, SigningKeys, VerifierKey};

use crate::config::Config;
use crate::limits::DAMAGED_KEYS_NAMED;
use crate::telemetry;

/// Opens the hall in its directory, or makes an empty one.
///
/// # Errors
/// When the log is damaged, held by another server, or the keys are missing or do not fit it.
pub fn open(config: &Config) -> anyhow::Result<Opened> {
    let key = config.master_key.clone().unwrap_or_else(|| config.data.join(MASTER_KEY_FILE));
    if config.data.join(KEYRING_FILE).exists() && !key.exists() {
        let copy = "restore it from its backup, or say where it is with --master-key";
        let loss = "without it the sealed fields of the log cannot be opened";
        bail!("the master key {} is missing beside an existing log: {copy}; {loss}", key.display());
    }
    let options = HallOptions { master_key: config.master_key.clone(), ..HallOptions::default() };
    let mut progress = |done| tracing::info!(?done, "reading the log");
    let opened = HallStore::open(&config.data, &options, &mut progress)
        .with_context(|| format!("cannot open the hall in {}", config.data.display()))?;
    let report = &opened.report;
    tracing::info!(?report, "the hall is open");
    telemetry::damaged_keys(report.damaged_keys.len());
    if !report.damaged_keys.is_empty() {
        let (count, first) =
            (report.damaged_keys.len(), report.damaged_keys.iter().take(DAMAGED_KEYS_NAMED));
        let first: Vec<&u64> = first.collect();
        tracing::error!(
            count,
            subjects = ?first,
            "keys of persons are damaged and their data cannot be opened: restore the keyring from a copy"
        );
    }
    prove(config, opened.history.log())?;
    Ok(opened)
}

/// Shows that the log carries the newest checkpoints beside it, and proves that it continues the one that the
/// server was told of, and the one with which it was restored; the latter is then not needed any more.
/// Nothing is served before.
fn prove(config: &Config, log: &LogReader) -> anyhow::Result<()> {
    let refused = || format!("the log in {} is not served", config.data.display());
    CheckpointDir::of(&config.data).check(log, &own_keys(config)?).with_context(refused)?;
    if let Some(file) = &config.checkpoint {
        KeptCheckpoint::read(file)?.check(log).with_context(refused)?;
        tracing::info!(file = %file.display(), "the log continues the kept checkpoint");
    }
    let file = config.data.join(RESTORED_CHECKPOINT_FILE);
    if file.exists() {
        KeptCheckpoint::read(&file)?.check(log).with_context(refused)?;
        std::fs::remove_file(&file).with_context(|| format!("removing {}", file.display()))?;
        tracing::warn!("the restored log continues the checkpoint of its backup");
    }
    Ok(())
}

/// The public keys of the hall, where it has signed anything yet.
fn own_keys(config: &Config) -> anyhow::Result<Vec<VerifierKey>> {
    let file = &config.checkpoint_key;
    if !file.exists() {
        return Ok(Vec::new());
    }
    Ok(SigningKeys::load_or_create(file, "")?.verifiers().into())
}
