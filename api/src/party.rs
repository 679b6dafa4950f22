//! 当事人: personal fields come in plain and are sealed before anything is decided or written.

use dashmap::DashMap;
use engine::id::{Fingerprint, SubjectId, Token};
use engine::identity::{CertificateType, IdentityError, kind_of_number};
use engine::limits::SEALED_BYTES_MAX;
use engine::party::{Party, Sealed};
use engine::refusal::Rule;
use engine::time::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::{KeyError, OpenSealedError, SealError, Sealer, person};

use crate::limits::{ADDRESS_BYTES_MAX, PERSONAL_BYTES_MAX, WORDS_BYTES_MAX};
use crate::problem::{Problem, Trouble};

/// A person as he stands in a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlainParty {
    /// 姓名/名称
    #[schemars(length(min = 1, max = PERSONAL_BYTES_MAX))]
    pub name: String,
    /// 证件类型 by its three digits: `111` 居民身份证, `001` 统一社会信用代码, `414` 普通护照, or another of
    /// GA/T 2000.156.
    #[schemars(length(min = 1, max = PERSONAL_BYTES_MAX))]
    pub certificate_type: String,
    /// 证件号码
    #[schemars(length(min = 1, max = PERSONAL_BYTES_MAX))]
    pub certificate: String,
    /// 联系电话
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = PERSONAL_BYTES_MAX))]
    pub phone: Option<String>,
    /// 地址
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = ADDRESS_BYTES_MAX))]
    pub address: Option<String>,
}

impl PlainParty {
    /// Bounded, and the number one that its kind of certificate can have; nothing of it is repeated.
    fn check(&self, today: Day) -> Result<(), Problem> {
        let required = [
            ("name", &self.name),
            ("certificate_type", &self.certificate_type),
            ("certificate", &self.certificate),
        ];
        if let Some((field, _)) = required.iter().find(|(_, text)| text.trim().is_empty()) {
            return Err(Trouble::Malformed.because(format!("{field} of a party is empty")));
        }
        let bounded = [
            ("name", Some(&self.name), PERSONAL_BYTES_MAX),
            ("certificate_type", Some(&self.certificate_type), PERSONAL_BYTES_MAX),
            ("certificate", Some(&self.certificate), PERSONAL_BYTES_MAX),
            ("phone", self.phone.as_ref(), PERSONAL_BYTES_MAX),
            ("address", self.address.as_ref(), ADDRESS_BYTES_MAX),
        ];
        let over = |text: Option<&String>, max| text.is_some_and(|text| text.len() > max);
        match bounded.iter().find(|(_, text, max)| over(*text, *max)) {
            Some((field, _, max)) => Err(Rule::TooLong
                .because(format!("{field} of a party: at most {max} bytes"))
                .into()),
            None => self.check_certificate(today),
        }
    }

    fn check_certificate(&self, today: Day) -> Result<(), Problem> {
        check_certificate(&self.certificate_type, &self.certificate, today)
    }
}

/// A person as he stands in a ticket or an appointment: nothing of him but a blind token is kept.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlainPerson {
    certificate_type: String,
    certificate: String,
}

/// The number is one that its kind of certificate can have.
fn check_certificate(kind: &str, certificate: &str, today: Day) -> Result<(), Problem> {
    let number = certificate.trim().to_ascii_uppercase();
    let kind = CertificateType::from_code(kind.trim());
    let checked = kind.and_then(|kind| kind.check(&number, today));
    checked.map_err(|error| {
        let field = match error {
            IdentityError::Type => "certificate_type",
            IdentityError::Length { .. }
            | IdentityError::OldNumber
            | IdentityError::Character { .. }
            | IdentityError::Region
            | IdentityError::BirthDate
            | IdentityError::BornInFuture
            | IdentityError::OrganisationCheck
            | IdentityError::Check => "certificate",
        };
        Rule::BadCertificate.because(format!("{field} of a party: {error}")).into()
    })
}

/// Gives each person a number and seals his fields under that number's key.
#[derive(Debug)]
pub struct PartySealer {
    sealer: Arc<Sealer>,
    subjects: DashMap<Token, SubjectId>,
    next: AtomicU64,
}

impl PartySealer {
    /// A sealer that knows the persons of the log. Those who were erased are given new numbers
    /// when they come again.
    pub fn new(
        sealer: Arc<Sealer>,
        known: impl IntoIterator<Item = (Token, SubjectId)>,
        is_erased: impl Fn(SubjectId) -> bool,
    ) -> PartySealer {
        let subjects = DashMap::new();
        let mut next = 0;
        for (token, subject) in known {
            next = next.max(subject.0.saturating_add(1));
            if !is_erased(subject) {
                subjects.insert(token, subject);
            }
        }
        PartySealer { sealer, subjects, next: AtomicU64::new(next) }
    }

    /// Seals a person.
    pub fn seal(&self, plain: &PlainParty, today: Day) -> Result<Party, Problem> {
        plain.check(today)?;
        let token = self.token_of(&plain.certificate_type, &plain.certificate);
        let fields = serde_json::to_vec(plain)
            .map_err(|error| Trouble::Internal.because(error.to_string()))?;
        let seal = |subject: SubjectId| person::seal(&self.sealer, subject.0, &fields);
        let mut subject = self.subject(token);
        let mut sealed = seal(subject);
        if matches!(sealed, Err(SealError::Key(KeyError::Erased(_)))) {
            // Erased since he was here last: he comes again as somebody new.
            self.subjects.remove_if(&token, |_, known| *known == subject);
            subject = self.subject(token);
            sealed = seal(subject);
        }
        let sealed = sealed.map_err(seal_failed)?;
        if sealed.len() > SEALED_BYTES_MAX {
            return Err(Rule::TooLong
                .because("the fields of a party are too long together")
                .into());
        }
        Ok(Party { subject, token, sealed: Sealed(sealed.into()) })
    }

    /// The blind token of a person; nothing else of him is kept.
    ///
    /// # Errors
    /// When the number cannot be one of its kind of certificate.
    pub fn token(&self, plain: &PlainPerson, today: Day) -> Result<Token, Problem> {
        let fields =
            [("certificate_type", &plain.certificate_type), ("certificate", &plain.certificate)];
        if let Some((field, _)) = fields.iter().find(|(_, text)| text.len() > PERSONAL_BYTES_MAX) {
            let detail = format!("{field} of a person: at most {PERSONAL_BYTES_MAX} bytes");
            return Err(Rule::TooLong.because(detail).into());
        }
        check_certificate(&plain.certificate_type, &plain.certificate, today)?;
        Ok(self.token_of(&plain.certificate_type, &plain.certificate))
    }

    /// One spelling for each number, or the same person would have two tokens: whoever gives his number under another
    /// kind of certificate (临时居民身份证, 户口簿) is the same person.
    fn token_of(&self, kind: &str, certificate: &str) -> Token {
        let certificate = certificate.trim().to_ascii_uppercase();
        let own = kind_of_number(&certificate).map(|kind| kind.to_string());
        let kind = own.as_deref().unwrap_or(kind.trim());
        Token(u128::from_be_bytes(self.sealer.token(kind, &certificate)))
    }

    /// 原话: seals what a person says under his own key.
    pub fn seal_words(&self, subject: SubjectId, words: &str) -> Result<Sealed, Problem> {
        if words.trim().is_empty() {
            return Err(Trouble::Malformed.because("words are empty: leave them out"));
        }
        if words.len() > WORDS_BYTES_MAX {
            let detail = format!("words have at most {WORDS_BYTES_MAX} bytes");
            return Err(Rule::TooLong.because(detail).into());
        }
        let sealed = person::seal_words(&self.sealer, subject, words.as_bytes());
        Ok(Sealed(sealed.map_err(seal_failed)?.into()))
    }

    /// Opens what was said.
    pub fn open_words(&self, subject: SubjectId, words: &Sealed) -> Result<String, Problem> {
        let opened = person::open_words(&self.sealer, subject, words);
        let opened = opened.map_err(open_failed)?;
        String::from_utf8(opened).map_err(|error| storage_failed(&error))
    }

    fn subject(&self, token: Token) -> SubjectId {
        if let Some(known) = self.subjects.get(&token) {
            return *known;
        }
        *self.subjects.entry(token).or_insert_with(|| self.next_usable())
    }

    /// The next number. One whose key is spoilt before anything was sealed under it is passed over.
    fn next_usable(&self) -> SubjectId {
        loop {
            let next = self.next.fetch_add(1, Ordering::AcqRel);
            let key = self.sealer.keyring().key(next);
            if !matches!(key, Err(KeyError::Damaged(_) | KeyError::Erased(_))) {
                return SubjectId(next);
            }
        }
    }

    /// Whether what was sealed can be opened, as far as the files go: asked before it is recorded that
    /// somebody looked. An erased person is the engine's to refuse.
    pub fn check_key(&self, party: &Party) -> Result<(), Problem> {
        match self.sealer.keyring().key(party.subject.0) {
            Ok(_) | Err(KeyError::Erased(_)) => Ok(()),
            Err(error) => {
                tracing::error!(%error, "personal data cannot be opened");
                Err(Trouble::StorageFailed.because(
                    "the key of this person cannot be read: restore the keyring from a copy; \
                     nothing was opened or recorded",
                ))
            }
        }
    }

    /// Opens what was sealed.
    pub fn open(&self, party: &Party) -> Result<PlainParty, Problem> {
        let opened = person::open(&self.sealer, party);
        let fields = opened.map_err(open_failed)?;
        serde_json::from_slice(&fields).map_err(|error| storage_failed(&error))
    }

    /// Makes keys ahead of need, so that sealing never waits for the disk.
    pub fn fill_ahead(&self) {
        if let Err(error) = self.sealer.keyring().fill(self.next.load(Ordering::Acquire)) {
            tracing::warn!(%error, "no keys could be made ahead");
        }
    }

    /// A keyed hash of a command as it was received.
    pub fn fingerprint(&self, received: &[u8]) -> Fingerprint {
        Fingerprint(self.sealer.fingerprint(received))
    }
}

fn open_failed(error: OpenSealedError) -> Problem {
    match error {
        OpenSealedError::Key(error) => key_failed(&error),
        OpenSealedError::Format(_) | OpenSealedError::Changed(_) => storage_failed(&error),
    }
}

fn seal_failed(error: SealError) -> Problem {
    match error {
        SealError::Key(error) => key_failed(&error),
        SealError::Random(_) => storage_failed(&error),
    }
}

fn key_failed(error: &KeyError) -> Problem {
    match error {
        KeyError::Erased(_) => Rule::SubjectErased.because("the key was destroyed").into(),
        KeyError::Missing(_) | KeyError::Damaged(_) | KeyError::Keyring(_) => storage_failed(error),
    }
}

fn storage_failed(error: &dyn std::error::Error) -> Problem {
    tracing::error!(%error, "personal data cannot be sealed or opened");
    Trouble::StorageFailed.because("see the log of the server")
}
