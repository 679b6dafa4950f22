//! What an earlier play already brought into the log: command ids of its records, and the numbers of its cases.
//!
//! The server remembers a command id for a bounded time of its own clock, and a played log runs through years of
//! it. So the log itself is asked, once, before anything is sent.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, bail};
use engine::id::CommandId;
use serde::Deserialize;

use crate::client::{Patient, path_part};

use super::hall::UNIT;

/// Records that are asked for at a time.
const PAGE: usize = 1_000;

/// Commands that were carried out, and the case numbers they gave.
#[derive(Debug, Default)]
pub(super) struct Known {
    done: HashSet<CommandId>,
    numbers: HashMap<CommandId, String>,
    last: u64,
}

#[derive(Deserialize)]
struct Page {
    events: Vec<RecordView>,
    next: u64,
}

#[derive(Deserialize)]
struct RecordView {
    command_id: CommandId,
    kind: String,
    case: Option<String>,
    unit: Option<String>,
}

#[derive(Deserialize)]
struct ItemView {
    department: String,
}

impl Known {
    /// Reads the log, if the item of the play is published at all.
    pub(super) async fn read(server: &mut Patient, item: &str) -> anyhow::Result<Known> {
        let mut known = Known::default();
        if !is_published(server, item).await? {
            return Ok(known);
        }
        let mut after = 0;
        loop {
            let path = format!("/v1/events?after={after}&limit={PAGE}");
            let reply = server.get(&path).await?;
            let page: Page = serde_json::from_slice(&reply.body)
                .with_context(|| format!("{path}: status {}", reply.status))?;
            if page.next == after {
                return Ok(known);
            }
            after = page.next;
            known.last = after;
            page.events.into_iter().for_each(|record| known.note(record));
        }
    }

    fn note(&mut self, record: RecordView) {
        if record.unit.as_deref() != Some(UNIT) {
            return;
        }
        self.done.insert(record.command_id);
        if record.kind == "ApplicationReceived"
            && let Some(number) = record.case
        {
            self.numbers.insert(record.command_id, number);
        }
    }

    /// True when the command is in the log.
    pub(super) fn is_done(&self, id: CommandId) -> bool {
        self.done.contains(&id)
    }

    /// The number of the case that the command began.
    pub(super) fn number(&self, id: CommandId) -> Option<&String> {
        self.numbers.get(&id)
    }

    /// The last record that was read.
    pub(super) fn last(&self) -> u64 {
        self.last
    }

    /// True when nothing was played before.
    pub(super) fn is_empty(&self) -> bool {
        self.done.is_empty()
    }
}

/// True when the item is there and is ours; an item of the hall itself is never played on.
async fn is_published(server: &mut Patient, item: &str) -> anyhow::Result<bool> {
    let reply = server.get(&format!("/v1/items/{}", path_part(item))).await?;
    match reply.status {
        404 => return Ok(false),
        200 => (),
        other => bail!("/v1/items/{item}: status {other}"),
    }
    let view: ItemView = serde_json::from_slice(&reply.body).context("the item cannot be read")?;
    let owner = view.department;
    if owner != UNIT {
        bail!(
            "item {item} belongs to {owner}: name one in the mapping that the hall does not have"
        );
    }
    Ok(true)
}
