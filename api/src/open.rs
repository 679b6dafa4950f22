//! Opens what is on disk, and says so while it takes long.

use anyhow::{Context, bail};
use store::hall_store::{KEYRING_FILE, MASTER_KEY_FILE};
use store::{HallOptions, HallStore, Opened};

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
    Ok(opened)
}
