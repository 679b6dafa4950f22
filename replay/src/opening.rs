//! 调阅: opens what is sealed of persons, for a reason, which is kept before anything is shown.
//!
//! Over a running server the opening is a command of it: the event stays in its log, with reason and person.
//! Offline nothing is written to the log, for this tool only reads: then keyring and master key are needed, and
//! a line in a register outside the data directory comes first. Whoever was erased stays closed: by the log, which says
//! so for ever, whatever keys an old copy of the keyring still has.

mod asking;

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;
use engine::event::{Event, Stream};
use engine::id::SubjectId;
use engine::party::{Party, Sealed};
use engine::time::Timestamp;
use engine::voice::Voice;
use serde::Serialize;
use store::person::{Person, open, open_words};
use store::{
    HistoryError, KeyError, Keyring, KeyringError, MasterKey, MasterKeyError, OpenSealedError,
    Sealer, hex,
};
use thiserror::Error;

use crate::source::Source;
use crate::words::Lang;

pub(crate) use asking::{Asked, ask};

/// Longest reason and name that a register takes.
const WORDS_BYTES_MAX: usize = 4_096;

/// What opens persons.
#[derive(Debug, Clone, Default, Args)]
pub struct OpenArgs {
    /// Open what is sealed of persons; needs --reason and --by.
    #[arg(long, requires = "reason", requires = "by")]
    pub open: bool,
    /// Why; kept with the opening.
    #[arg(long, value_name = "TEXT", requires = "open")]
    pub reason: Option<String>,
    /// Who opens: with --url a number of the staff, else as the register shall name him.
    #[arg(long, value_name = "WHO", requires = "open")]
    pub by: Option<String>,
    /// The keyring of the hall (DIR/keyring), or a copy of it; it is only read. Not with --url.
    #[arg(long, value_name = "FILE", requires = "open", conflicts_with = "url")]
    pub keyring: Option<PathBuf>,
    /// The master key of the keyring. Not with --url.
    #[arg(long, value_name = "FILE", requires = "open", conflicts_with = "url")]
    pub master_key_file: Option<PathBuf>,
    /// A file outside the data directory to which the opening is appended first, one line of JSON. Not with
    /// --url.
    #[arg(long, value_name = "FILE", requires = "open", conflicts_with = "url")]
    pub register: Option<PathBuf>,
}

/// Why nothing was opened. Nothing was shown or written either.
#[derive(Debug, Error)]
pub enum OpeningError {
    /// Something is not given.
    #[error("--open needs {what}")]
    Missing {
        /// What.
        what: &'static str,
    },
    /// A word is empty or too long.
    #[error("{what} is empty or longer than {WORDS_BYTES_MAX} bytes")]
    Words {
        /// Which.
        what: &'static str,
    },
    /// There is no server that would keep it, for so much at once.
    #[error(
        "--open over --url opens one case or voice by `case`, as an event of the server; to export with \
        persons copy the data directory and give --data, --keyring, --master-key-file and --register"
    )]
    OverUrl,
    /// A form that never opens persons.
    #[error("a package holds its records as they were proved, sealed: it is never opened")]
    Package,
    /// A server opens a bundle case by case.
    #[error("over --url a bundle is opened case by case: give the number of one of its cases")]
    Bundle,
    /// Nothing sealed is in a ticket.
    #[error("of a ticket or an appointment nothing is sealed: it has a token only")]
    Ticket,
    /// The register would lie in what is only read.
    #[error("{} lies in the data directory, which is only read: give another --register", file.display())]
    RegisterInData {
        /// The register.
        file: PathBuf,
    },
    /// The register cannot be written.
    #[error(
        "cannot write the register {}, see that its folder is there and may be written: {source}",
        file.display()
    )]
    Register {
        /// The register.
        file: PathBuf,
        /// What failed.
        source: io::Error,
    },
    /// The keyring belongs to another log.
    #[error("the keyring {} is that of another hall", file.display())]
    OtherHall {
        /// The keyring.
        file: PathBuf,
    },
    /// The keyring cannot be used.
    #[error(transparent)]
    Keyring(#[from] KeyringError),
    /// The master key cannot be used.
    #[error(transparent)]
    MasterKey(#[from] MasterKeyError),
    /// Who was erased cannot be read from the log.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// The server says no, or what cannot be read.
    #[error(transparent)]
    Remote(#[from] crate::remote::RemoteError),
    /// The server answers something else.
    #[error("the server kept the opening as record {seq}, but its answer has no person")]
    NoPerson {
        /// The record.
        seq: u64,
    },
}

/// 调阅登记 what a register keeps of one opening.
#[derive(Debug, Serialize)]
struct Registered<'a> {
    opened_at: Timestamp,
    by: &'a str,
    reason: &'a str,
    /// What was opened: `case`, `bundle`, `voice`, or the form of an export.
    what: &'a str,
    /// Its number; all of the scope where there is none.
    case: Option<&'a str>,
    /// Where it was written to; to the terminal where there is none.
    out: Option<&'a Path>,
    /// The log it was opened from.
    records: u64,
    root: String,
}

/// What is opened.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    /// `case`, `bundle`, `voice`, or the form of an export.
    pub what: &'a str,
    /// Its number.
    pub case: Option<&'a str>,
    /// Where it is written to.
    pub out: Option<&'a Path>,
}

/// The keys that open persons, after the reason was kept.
#[derive(Debug)]
pub struct Opener {
    sealer: Sealer,
    /// Whose erasure is in the log.
    erased: BTreeSet<SubjectId>,
}

/// Why an erased person stays closed.
const ERASED: &str = "erased";

/// A person, or why he stays closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Opened<T = Person> {
    /// What was sealed.
    Opened(T),
    /// Why nothing can be shown.
    Closed(String),
}

impl Opened {
    /// On one line.
    pub fn in_words(&self, lang: Lang) -> String {
        self.said(lang, |person| {
            let kind = format!("{} {}", person.certificate_type, person.certificate);
            let parts = [Some(&person.name), Some(&kind)];
            let rest = [person.phone.as_ref(), person.address.as_ref()];
            let parts: Vec<&str> =
                parts.into_iter().chain(rest).flatten().map(String::as_str).collect();
            parts.join(lang.of("，", ", "))
        })
    }
}

impl<T> Opened<T> {
    fn said(&self, lang: Lang, said: impl FnOnce(&T) -> String) -> String {
        match self {
            Opened::Opened(opened) => said(opened),
            Opened::Closed(why) => format!("{}: {why}", lang.of("未开", "closed")),
        }
    }
}

impl OpenArgs {
    fn words(&self) -> Result<(&str, &str), OpeningError> {
        let given = |words: &Option<String>| words.clone().unwrap_or_default();
        for (what, words) in [("--reason", given(&self.reason)), ("--by", given(&self.by))] {
            if words.trim().is_empty() || words.len() > WORDS_BYTES_MAX {
                return Err(OpeningError::Words { what });
            }
        }
        Ok((self.reason.as_deref().unwrap_or_default(), self.by.as_deref().unwrap_or_default()))
    }

    /// The keys, once the opening stands in the register; nothing where none is asked for.
    pub fn offline(
        &self,
        source: &Source,
        opening: Opening<'_>,
    ) -> Result<Option<Opener>, OpeningError> {
        if !self.open {
            return Ok(None);
        }
        let (reason, by) = self.words()?;
        let missing = |what| OpeningError::Missing { what };
        let keyring = self.keyring.as_deref().ok_or(missing("--keyring FILE"))?;
        let master = self.master_key_file.as_deref().ok_or(missing("--master-key-file FILE"))?;
        let register = self.register.as_deref().ok_or(missing("--register FILE"))?;
        let opened = Keyring::open_read_only(keyring, MasterKey::load(master)?)?;
        let sealer = Sealer::new(Arc::new(opened));
        if source.hall_id().is_some_and(|id| id != sealer.hall_id()) {
            return Err(OpeningError::OtherHall { file: keyring.to_path_buf() });
        }
        let erased = erased(source)?;
        let still = erased.iter().filter(|subject| sealer.keyring().key(subject.0).is_ok()).count();
        if still > 0 {
            let file = keyring.display();
            eprintln!(
                "yichuang-replay: {file} still has the keys of {still} persons whose erasure is in the log: \
                 they stay closed; destroy this copy of the keyring"
            );
        }
        let Opening { what, case, out } = opening;
        let (records, root) = (source.size(), hex(&source.root()));
        let line = Registered { opened_at: wall(), by, reason, what, case, out, records, root };
        append(register, source.dir(), &line)?;
        Ok(Some(Opener { sealer, erased }))
    }
}

/// What was sealed of a case, a bundle or a voice, as it was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Persons {
    /// 申请人, 评价人, 反映人, 投诉人; nobody where it is anonymous.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub applicant: Option<Opened>,
    /// 代理人
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agent: Option<Opened>,
    /// 原话 what he said in his own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<Opened<String>>,
}

/// What is told, with what was opened of it.
#[derive(Debug, Serialize)]
pub struct WithPersons<'a, T> {
    /// What happened.
    #[serde(flatten)]
    pub told: &'a T,
    /// Its persons.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub personal: Option<&'a Persons>,
}

impl Persons {
    /// Opens the persons of a case or a bundle.
    pub fn of(opener: &Opener, applicant: &Party, agent: Option<&Party>) -> Persons {
        let agent = agent.map(|agent| opener.open(agent));
        Persons { applicant: Some(opener.open(applicant)), agent, words: None }
    }

    /// Opens who said something, and his own words.
    pub fn of_voice(opener: &Opener, voice: &Voice) -> Persons {
        let party = voice.party.as_deref();
        let words = party.zip(voice.words.as_ref());
        Persons {
            applicant: party.map(|party| opener.open(party)),
            agent: None,
            words: words.map(|(party, words)| opener.open_words(party.subject, words)),
        }
    }

    /// Writes them for people.
    pub fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let person = |opened: &Option<Opened>| opened.as_ref().map(|person| person.in_words(lang));
        let words = self.words.as_ref().map(|words| words.said(lang, String::clone));
        let lines = [
            (lang.of("申请人信息", "applicant, opened"), person(&self.applicant)),
            (lang.of("代理人信息", "agent, opened"), person(&self.agent)),
            (lang.of("原话", "own words, opened"), words),
        ];
        lines.into_iter().try_for_each(|(label, opened)| match opened {
            Some(opened) => writeln!(out, "{label}: {opened}"),
            None => Ok(()),
        })
    }
}

/// The persons whose erasure is in the log, up to its end: nobody comes back by asking for an earlier moment.
fn erased(source: &Source) -> Result<BTreeSet<SubjectId>, HistoryError> {
    let mut erased = BTreeSet::new();
    source.history().each_of(
        0,
        |stream| stream == Stream::Subjects,
        |record| {
            if let Event::SubjectErased(e) = &record.entry.event {
                erased.insert(e.subject);
            }
            true
        },
    )?;
    Ok(erased)
}

/// Appends a line to the register and waits until it is on the medium.
fn append(register: &Path, data: &Path, line: &Registered<'_>) -> Result<(), OpeningError> {
    let failed = |source| OpeningError::Register { file: register.to_path_buf(), source };
    if super::export::is_in(register, data) {
        return Err(OpeningError::RegisterInData { file: register.to_path_buf() });
    }
    let mut text = serde_json::to_vec(line).map_err(io::Error::from).map_err(failed)?;
    text.push(b'\n');
    let file = OpenOptions::new().append(true).create(true).open(register);
    let mut file = file.map_err(failed)?;
    file.write_all(&text).and_then(|()| file.sync_all()).map_err(failed)
}

/// The machine's time: a register is no part of a log.
fn wall() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let ms = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_ms(ms).unwrap_or(Timestamp::MAX)
}

impl Opener {
    /// Opens a person, or says why he stays closed.
    pub fn open(&self, party: &Party) -> Opened {
        if self.erased.contains(&party.subject) {
            return Opened::Closed(ERASED.to_owned());
        }
        match open(&self.sealer, party) {
            Ok(fields) => match serde_json::from_slice(&fields) {
                Ok(person) => Opened::Opened(person),
                Err(_) => Opened::Closed("what is sealed is no person".to_owned()),
            },
            Err(error) => closed(&error),
        }
    }

    /// Opens what somebody said in his own words, or says why it stays closed.
    pub fn open_words(&self, of: SubjectId, words: &Sealed) -> Opened<String> {
        if self.erased.contains(&of) {
            return Opened::Closed(ERASED.to_owned());
        }
        match open_words(&self.sealer, of, words) {
            Ok(words) => match String::from_utf8(words) {
                Ok(words) => Opened::Opened(words),
                Err(_) => Opened::Closed("what is sealed are no words".to_owned()),
            },
            Err(error) => closed(&error),
        }
    }
}

fn closed<T>(error: &OpenSealedError) -> Opened<T> {
    match error {
        OpenSealedError::Key(KeyError::Erased(_)) => Opened::Closed(ERASED.to_owned()),
        OpenSealedError::Key(_) | OpenSealedError::Format(_) | OpenSealedError::Changed(_) => {
            Opened::Closed(error.to_string())
        }
    }
}
