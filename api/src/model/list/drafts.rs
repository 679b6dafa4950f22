//! 草案导入: the items of a completed list as commands that bring them in as drafts, after the units and zones they
//! stand in. They are reviewed and published in the hall (事项梳理评审).

use anyhow::Context;
use engine::command::{Command, DraftItem};
use serde_json::Value;

use crate::model::Model;

/// Commands of one line: a request takes a thousand, and so many fit its body.
const COMMANDS_A_LINE: usize = 200;

/// One array of commands a line.
pub(super) fn lines(model: &Value) -> anyhow::Result<String> {
    let model: Model = serde_json::from_value(model.clone()).context("a completed field")?;
    let commands: anyhow::Result<Vec<Value>> =
        model.commands()?.into_iter().filter_map(draft).map(|draft| sent(&draft)).collect();
    let mut lines = String::new();
    for part in commands?.chunks(COMMANDS_A_LINE) {
        lines.push_str(&serde_json::to_string(part)?);
        lines.push('\n');
    }
    Ok(lines)
}

/// What the drafts rest on, and the drafts; windows, people and letters come from the hall.
#[expect(clippy::wildcard_enum_match_arm, reason = "the rest of a hall is no draft")]
fn draft(command: Command) -> Option<Command> {
    match command {
        Command::RegisterUnit(_) | Command::RegisterZone(_) => Some(command),
        Command::PublishItem(publish) => Some(DraftItem { definition: publish.definition }.into()),
        _ => None,
    }
}

fn sent(command: &Command) -> anyhow::Result<Value> {
    let mut sent = serde_json::to_value(command)?;
    let fields = sent.as_object_mut().context("a command is an object")?;
    fields.insert("actor".to_owned(), "admin".into());
    Ok(sent)
}
