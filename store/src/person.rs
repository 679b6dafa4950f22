//! 当事人示出: the persons an event names, the event without what is sealed of them, and what was sealed.
//!
//! Whatever shows events to anybody goes through [`without_sealed`]: sealed bytes stay in the log.

use engine::event::Event;
use engine::id::SubjectId;
use engine::party::{Party, Sealed};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::seal::{OpenSealedError, SealError, Sealer};

/// The field of a person with everything that was sealed.
pub const SEALED: &str = "sealed";

/// What the sealed bytes are, as the sealing is bound to it.
const CONTEXT: &str = "party";

/// 个人信息 what is sealed of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// 姓名/名称
    pub name: String,
    /// 证件类型
    pub certificate_type: String,
    /// 证件号码
    pub certificate: String,
    /// 联系电话
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// 地址
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// The field of an event with what a person said in his own words; the sealing is bound to it as well.
pub const WORDS: &str = "words";

/// The persons of an event, each with its field.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other events hold no person")]
pub fn parties(event: &Event) -> Vec<(&'static str, &Party)> {
    let (first, agent) = match event {
        Event::ApplicationReceived(e) => (("applicant", &e.applicant), e.agent.as_ref()),
        Event::BundleReceived(e) => (("applicant", &e.applicant), e.agent.as_ref()),
        Event::SubjectBound(e) => (("applicant", &e.applicant), None),
        Event::TroubleReported(e) => (("applicant", &e.applicant), None),
        Event::ComplaintFiled(e) => match &e.applicant {
            Some(applicant) => (("applicant", applicant), None),
            None => return Vec::new(),
        },
        Event::ReviewGiven(e) => match &e.rater {
            Some(rater) => (("rater", rater), None),
            None => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    let agent = agent.map(|agent| ("agent", agent));
    [first].into_iter().chain(agent).collect()
}

/// What somebody said in his own words, and whose key sealed it.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other events hold no words")]
pub fn words(event: &Event) -> Option<(SubjectId, &Sealed)> {
    let (party, words) = match event {
        Event::ReviewGiven(e) => (e.rater.as_ref(), &e.words),
        Event::TroubleReported(e) => (Some(&e.applicant), &e.words),
        Event::ComplaintFiled(e) => (e.applicant.as_ref(), &e.words),
        _ => return None,
    };
    Some((party?.subject, words.as_ref()?))
}

/// Whether an event may hold what somebody said in his own words, sealed.
fn has_words(event: &Event) -> bool {
    matches!(event, Event::ReviewGiven(_) | Event::TroubleReported(_) | Event::ComplaintFiled(_))
}

/// Whether an event holds anything sealed.
pub fn holds_sealed(event: &Event) -> bool {
    has_words(event) || !parties(event).is_empty()
}

/// An event as data, without what is sealed of persons: nothing is opened here.
///
/// # Errors
/// Never, as far as events are made of what JSON has.
pub fn without_sealed(event: &Event) -> serde_json::Result<Value> {
    let mut json = serde_json::to_value(event)?;
    for (field, _) in parties(event) {
        if let Some(Value::Object(party)) = json.pointer_mut(&format!("/data/{field}")) {
            party.remove(SEALED);
        }
    }
    if has_words(event)
        && let Some(Value::Object(data)) = json.get_mut("data")
    {
        data.remove(WORDS);
    }
    Ok(json)
}

/// Seals the fields of a person, who has this number.
///
/// # Errors
/// When there is no key.
pub fn seal(sealer: &Sealer, subject: u64, fields: &[u8]) -> Result<Vec<u8>, SealError> {
    sealer.seal(subject, CONTEXT, fields)
}

/// Seals what a person says under his own key.
///
/// # Errors
/// When there is no key.
pub fn seal_words(sealer: &Sealer, of: SubjectId, words: &[u8]) -> Result<Vec<u8>, SealError> {
    sealer.seal(of.0, WORDS, words)
}

/// Opens what a person said.
///
/// # Errors
/// When the person was erased, or the keyring does not fit.
pub fn open_words(
    sealer: &Sealer,
    of: SubjectId,
    words: &Sealed,
) -> Result<Vec<u8>, OpenSealedError> {
    sealer.open(of.0, WORDS, &words.0)
}

/// Opens the fields of a person; [`Person`] is their form in JSON.
///
/// # Errors
/// When the person was erased, or the keyring does not fit.
pub fn open(sealer: &Sealer, party: &Party) -> Result<Vec<u8>, OpenSealedError> {
    sealer.open(party.subject.0, CONTEXT, &party.sealed.0)
}
