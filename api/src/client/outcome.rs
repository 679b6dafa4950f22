//! What became of a command, as the server says it.

use std::fmt;

use anyhow::{Context, bail};
use serde::Deserialize;

use super::Reply;

/// The status of a server that is full, stopped or in doubt: nothing is lost by sending again.
pub(super) const UNAVAILABLE: u16 = 503;

/// What became of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was carried out.
    Done {
        /// Its first event; the log's position where it had none.
        seq: u64,
        /// How many events it had.
        events: u64,
        /// 办件编号
        case: Option<String>,
        /// 评价、反映、投诉、督办、导办服务的编号
        voice: Option<String>,
        /// 排队号 or 预约号
        visit: Option<String>,
        /// True when this is the first answer, given again.
        again: bool,
    },
    /// It was refused, and nothing happened.
    Refused {
        /// The status.
        status: u16,
        /// The stable code.
        code: String,
        /// What about it.
        detail: String,
    },
}

#[derive(Deserialize)]
struct DoneBody {
    seq: u64,
    #[serde(default)]
    events: u64,
    case: Option<String>,
    voice: Option<String>,
    ticket: Option<String>,
    appointment: Option<String>,
    #[serde(default)]
    again: bool,
}

#[derive(Deserialize)]
struct ProblemBody {
    status: u16,
    code: String,
    #[serde(default)]
    detail: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Refused { problem: ProblemBody },
    Done(DoneBody),
}

impl From<DoneBody> for Outcome {
    fn from(body: DoneBody) -> Outcome {
        let DoneBody { seq, events, case, voice, ticket, appointment, again } = body;
        Outcome::Done { seq, events, case, voice, visit: ticket.or(appointment), again }
    }
}

impl From<ProblemBody> for Outcome {
    fn from(ProblemBody { status, code, detail }: ProblemBody) -> Outcome {
        Outcome::Refused { status, code, detail }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Outcome::Done { seq, .. } => write!(f, "it was carried out as record {seq}"),
            Outcome::Refused { status, code, detail } => {
                write!(f, "it was refused with {code} ({status}): {detail}")
            }
        }
    }
}

/// The outcome of one command.
pub fn one(reply: &Reply) -> anyhow::Result<Outcome> {
    let read = if reply.status == 200 {
        serde_json::from_slice(&reply.body).map(|done: DoneBody| done.into())
    } else {
        serde_json::from_slice(&reply.body).map(|problem: ProblemBody| problem.into())
    };
    read.with_context(|| format!("an answer of status {} cannot be read", reply.status))
}

/// The outcomes of an array of commands, in its order.
pub fn several(reply: &Reply) -> anyhow::Result<Vec<Outcome>> {
    if reply.status != 200 {
        bail!("the commands were not taken: {}", one(reply)?);
    }
    let entries: Vec<Entry> =
        serde_json::from_slice(&reply.body).context("the outcomes cannot be read")?;
    let outcome = |entry| match entry {
        Entry::Refused { problem } => problem.into(),
        Entry::Done(done) => done.into(),
    };
    Ok(entries.into_iter().map(outcome).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, body: &'static str) -> Reply {
        Reply { status, body: body.into() }
    }

    #[test]
    fn a_done_command_says_where_its_events_are() {
        let body = r#"{"outcome":"done","seq":7,"events":2,"case":"X1","version":3,"again":false}"#;
        let (case, voice, visit) = (Some("X1".to_owned()), None, None);
        let done = Outcome::Done { seq: 7, events: 2, case, voice, visit, again: false };
        assert_eq!(one(&reply(200, body)).unwrap(), done);
    }

    #[test]
    fn of_several_commands_each_has_its_outcome() {
        let body = r#"[{"status":200,"outcome":"done","seq":7,"events":1,"again":true},
            {"status":409,"outcome":"refused","problem":{"type":"/problems/wrong_phase",
            "title":"t","status":409,"code":"wrong_phase","detail":"d","title_zh":"t"}}]"#;
        let outcomes = several(&reply(200, body)).unwrap();
        let (case, voice, visit) = (None, None, None);
        let done = Outcome::Done { seq: 7, events: 1, case, voice, visit, again: true };
        assert_eq!(outcomes[0], done);
        let refused = Outcome::Refused {
            status: 409,
            code: "wrong_phase".to_owned(),
            detail: "d".to_owned(),
        };
        assert_eq!(outcomes[1], refused);
    }

    #[test]
    fn an_array_that_was_not_taken_is_an_error() {
        let body = r#"{"status":400,"code":"malformed","detail":"no","title":"t"}"#;
        assert!(several(&reply(400, body)).unwrap_err().to_string().contains("malformed"));
    }
}
