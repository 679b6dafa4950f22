//! What the server is told: arguments and environment first, then one TOML file, then defaults.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use engine::time::Timestamp;
use serde::Deserialize;
use store::SIGNING_KEY_FILE;

use crate::clock::ClockKind;
use crate::limits::SMALL_FILE_BYTES_MAX;
use crate::notary::Schedule;

/// Every setting that may be typed, set in the environment, or written in the file under the same
/// name.
#[derive(Clone, Debug, Default, Args, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Settings {
    /// The directory of the log [default: data].
    #[arg(long, value_name = "DIR", env = "YICHUANG_DATA")]
    pub data: Option<PathBuf>,
    /// Where to listen; port 0 takes a free one [default: 127.0.0.1:8080].
    #[arg(long, value_name = "ADDR:PORT", env = "YICHUANG_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// The hall that an empty log begins with, as JSON [default: the built-in one].
    #[arg(long, value_name = "FILE", env = "YICHUANG_MODEL")]
    pub model: Option<PathBuf>,
    /// Begin an empty log without any hall: everything is set up by commands.
    #[arg(long, num_args = 0..=1, default_missing_value = "true", env = "YICHUANG_NO_MODEL")]
    pub no_model: Option<bool>,
    /// Which clock to go by [default: system].
    #[arg(long, value_enum, env = "YICHUANG_CLOCK")]
    pub clock: Option<ClockKind>,
    /// Where a manual clock begins on an empty log [default: now].
    #[arg(long, value_name = "INSTANT", env = "YICHUANG_CLOCK_START")]
    pub clock_start: Option<Timestamp>,
    /// The administrator's token; made when it is not there [default: DIR/admin.token].
    #[arg(long, value_name = "PATH", env = "YICHUANG_TOKEN_FILE")]
    pub token_file: Option<PathBuf>,
    /// The auditor's token, which only reads; made when it is not there
    /// [default: DIR/auditor.token].
    #[arg(long, value_name = "PATH", env = "YICHUANG_AUDITOR_TOKEN_FILE")]
    pub auditor_token_file: Option<PathBuf>,
    /// The directory of the ports' tokens, each of which opens one port's outbox and answers it; made when they
    /// are not there [default: DIR/port-tokens].
    #[arg(long, value_name = "DIR", env = "YICHUANG_PORT_TOKENS")]
    pub port_tokens: Option<PathBuf>,
    /// The master key of the keyring; made with an empty log, from then on it has to be there
    /// [default: DIR/master.key].
    #[arg(long, value_name = "PATH", env = "YICHUANG_MASTER_KEY")]
    pub master_key: Option<PathBuf>,
    /// A checkpoint that was kept: a log that does not continue it is not served.
    #[arg(long, value_name = "FILE", env = "YICHUANG_CHECKPOINT")]
    pub checkpoint: Option<PathBuf>,
    /// The keys that sign checkpoints; made when they are not there, the public ones beside them with the
    /// ending .pub [default: DIR/checkpoint.key].
    #[arg(long, value_name = "PATH", env = "YICHUANG_CHECKPOINT_KEY")]
    pub checkpoint_key: Option<PathBuf>,
    /// The name under which new keys of checkpoints are made, for example hall.example.gov.cn/1; keys
    /// that are there keep theirs [default: yichuang/ and the id of the hall].
    #[arg(long, value_name = "NAME", env = "YICHUANG_ORIGIN")]
    pub origin: Option<String>,
    /// Keep a signed checkpoint when so many minutes are past and anything was recorded; 0 for never
    /// [default: 60].
    #[arg(long, value_name = "N", env = "YICHUANG_CHECKPOINT_MINUTES")]
    pub checkpoint_minutes: Option<u32>,
    /// Keep a signed checkpoint when so many records were added; 0 for never [default: 100000].
    #[arg(long, value_name = "N", env = "YICHUANG_CHECKPOINT_RECORDS")]
    pub checkpoint_records: Option<u64>,
    /// How much is logged to standard error, for example `info` or `debug` [default: warn].
    #[arg(long, value_name = "FILTER", env = "YICHUANG_LOG")]
    pub log: Option<String>,
}

/// What the server goes by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The directory of the log.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// The hall that an empty log begins with.
    pub model: Model,
    /// Which clock.
    pub clock: ClockKind,
    /// Where a manual clock begins on an empty log.
    pub clock_start: Option<Timestamp>,
    /// The administrator's token.
    pub token_file: PathBuf,
    /// The auditor's token.
    pub auditor_token_file: PathBuf,
    /// The directory of the ports' tokens.
    pub port_tokens: PathBuf,
    /// The master key of the keyring, when it is not in the directory.
    pub master_key: Option<PathBuf>,
    /// A checkpoint that the log must continue.
    pub checkpoint: Option<PathBuf>,
    /// The keys that sign checkpoints.
    pub checkpoint_key: PathBuf,
    /// The name under which new keys of checkpoints are made, when it is given.
    pub origin: Option<String>,
    /// When checkpoints are kept.
    pub checkpoints: Schedule,
    /// How much is logged.
    pub log: String,
}

/// The hall that an empty log begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Model {
    /// The built-in one.
    BuiltIn,
    /// That of a file.
    File(PathBuf),
    /// None.
    Nothing,
}

impl Settings {
    /// Reads the file of settings.
    ///
    /// # Errors
    /// When it cannot be read, is too large, or says something that is not known.
    pub fn read(path: &Path) -> anyhow::Result<Settings> {
        let shown = path.display();
        let size = std::fs::metadata(path).map(|data| data.len());
        if size.with_context(|| format!("cannot read {shown}"))? > SMALL_FILE_BYTES_MAX {
            bail!("{shown} is over {SMALL_FILE_BYTES_MAX} bytes: that is no file of settings");
        }
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {shown}"))?;
        toml::from_str(&text).with_context(|| format!("cannot understand {shown}"))
    }

    /// These settings, and those of the file where these say nothing.
    ///
    /// # Errors
    /// When settings contradict each other.
    pub fn resolve(self, file: Settings) -> anyhow::Result<Config> {
        let data = self.data.or(file.data).unwrap_or_else(|| PathBuf::from("data"));
        let local = SocketAddr::from(([127, 0, 0, 1], 8080));
        let model = match (self.model.or(file.model), self.no_model.or(file.no_model)) {
            (Some(_), Some(true)) => bail!("a model and no model at once: leave one of them out"),
            (Some(path), _) => Model::File(path),
            (None, Some(true)) => Model::Nothing,
            (None, _) => Model::BuiltIn,
        };
        let unasked = Schedule::default();
        let config = Config {
            listen: self.listen.or(file.listen).unwrap_or(local),
            model,
            clock: self.clock.or(file.clock).unwrap_or_default(),
            clock_start: self.clock_start.or(file.clock_start),
            token_file: self
                .token_file
                .or(file.token_file)
                .unwrap_or_else(|| data.join("admin.token")),
            auditor_token_file: self
                .auditor_token_file
                .or(file.auditor_token_file)
                .unwrap_or_else(|| data.join("auditor.token")),
            port_tokens: self
                .port_tokens
                .or(file.port_tokens)
                .unwrap_or_else(|| data.join("port-tokens")),
            master_key: self.master_key.or(file.master_key),
            checkpoint: self.checkpoint.or(file.checkpoint),
            checkpoint_key: self
                .checkpoint_key
                .or(file.checkpoint_key)
                .unwrap_or_else(|| data.join(SIGNING_KEY_FILE)),
            origin: self.origin.or(file.origin),
            checkpoints: Schedule {
                minutes: self
                    .checkpoint_minutes
                    .or(file.checkpoint_minutes)
                    .unwrap_or(unasked.minutes),
                records: self
                    .checkpoint_records
                    .or(file.checkpoint_records)
                    .unwrap_or(unasked.records),
            },
            log: self.log.or(file.log).unwrap_or_else(|| "warn".to_owned()),
            data,
        };
        let is_manual = config.clock == ClockKind::Manual;
        if is_manual && !config.listen.ip().is_loopback() {
            bail!(
                "a manual clock is for tests: listen on a loopback address, not on {}",
                config.listen
            );
        }
        if config.clock_start.is_some() && !is_manual {
            bail!("clock-start goes with a manual clock only");
        }
        Ok(config)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> Result<Settings, toml::de::Error> {
        toml::from_str(text)
    }

    #[test]
    fn what_is_typed_goes_before_the_file_and_the_file_before_defaults() {
        let typed = Settings { data: Some("typed".into()), ..Settings::default() };
        let file = file("data = 'filed'\nlisten = '127.0.0.1:9'").unwrap();
        let config = typed.resolve(file).unwrap();
        assert_eq!(config.data, PathBuf::from("typed"));
        assert_eq!(config.listen.port(), 9);
        assert_eq!(config.token_file, PathBuf::from("typed/admin.token"));
        assert_eq!(config.clock, ClockKind::System);
    }

    #[test]
    fn a_file_with_an_unknown_setting_is_refused() {
        assert!(file("listn = '127.0.0.1:9'").is_err());
    }

    #[test]
    fn a_manual_clock_is_refused_on_a_public_address() {
        let file = |listen| file(&format!("clock = 'manual'\nlisten = '{listen}'")).unwrap();
        assert!(Settings::default().resolve(file("0.0.0.0:80")).is_err());
        assert!(Settings::default().resolve(file("127.0.0.1:80")).is_ok());
    }
}
