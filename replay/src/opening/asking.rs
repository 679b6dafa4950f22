//! 请求调阅: an opening over a running server, which keeps it as an event of its log.

use engine::id::CommandId;
use serde::Deserialize;
use serde_json::json;
use sm3::{Digest, Sm3};
use store::person::Person;

use super::{OpenArgs, Opened, OpeningError, Persons, wall};
use crate::remote::{Asker, Remote};

/// What is asked of a server to be opened.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Asked<'a> {
    /// The applicant of a case.
    Case(&'a str),
    /// Who said something, and his own words.
    Voice(&'a str),
}

impl Asked<'_> {
    /// The command that opens it, and what its number stands for there.
    fn command(self) -> (&'static str, &'static str, String) {
        match self {
            Asked::Case(number) => ("open_personal_data", "case", number.to_owned()),
            Asked::Voice(number) => ("open_voice", "voice", number.to_owned()),
        }
    }
}

/// What is read of a server's answer to an opening.
#[derive(Deserialize)]
struct Answer {
    seq: u64,
    personal: Option<Person>,
    words: Option<String>,
}

/// Opens what is sealed by a command of its server, which keeps it as an event.
pub(crate) fn ask(
    remote: &Remote,
    args: &OpenArgs,
    asked: Asked<'_>,
) -> Result<Persons, OpeningError> {
    let (reason, by) = args.words()?;
    let (kind, field, number) = asked.command();
    // Asked again after a lost connection it is the same opening.
    let now = format!("{} {} {by} {number} {reason}", wall(), std::process::id());
    let id: [u8; 32] = Sm3::digest(now.as_bytes()).into();
    let id = CommandId(u128::from_be_bytes(id.first_chunk().copied().unwrap_or_default()));
    let command = json!({
        "type": kind, "command_id": id.to_string(), "actor": by, field: number, "reason": reason,
    });
    let answer = Asker::new(remote)?.post("/v1/commands", &command.to_string().into())?;
    let not_ours = |error: serde_json::Error| remote.no_answer(&error);
    let Answer { seq, personal, words } = serde_json::from_slice(&answer).map_err(not_ours)?;
    let nobody = matches!(asked, Asked::Case(_)) && personal.is_none();
    if nobody {
        return Err(OpeningError::NoPerson { seq });
    }
    let (applicant, words) = (personal.map(Opened::Opened), words.map(Opened::Opened));
    Ok(Persons { applicant, agent: None, words })
}
