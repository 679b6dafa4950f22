//! `/v1/audit/retention`: 保管期限 the archived cases that are due to be appraised. Nothing is deleted, here or anywhere.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use engine::code::{CaseNumber, ItemCode};
use engine::id::{CaseId, Seq};
use engine::item::Retention;
use engine::number;
use engine::setup::Setup;
use engine::time::Day;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{History, HistoryError, Until};

use crate::app::{Params, Shared};
use crate::commands::json;
use crate::limits::RETENTION_KEYS_MAX;
use crate::problem::Problem;
use crate::queries::cases::unblocked;
use crate::queries::page::{Page, PageOf};

/// Which page, and as of which day.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DueOn {
    at: Option<Day>,
    after: Option<String>,
    limit: Option<usize>,
}

/// 到期档案 an archived case whose class is over.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DueView {
    /// 办件编号
    pub case: CaseNumber,
    /// 事项
    pub item: ItemCode,
    /// The version it stayed on, whose class holds.
    pub item_version: u32,
    /// 保管期限
    pub class: Retention,
    /// 归档日期
    pub archived: Day,
    /// 到期日期: from here on it is to be appraised.
    pub due: Day,
    /// The record of its archiving.
    pub seq: Seq,
}

/// The archived cases that are due on a day, in the order of items and days of receipt.
pub async fn due(
    State(app): State<Shared>,
    Params(DueOn { at, after, limit }): Params<DueOn>,
) -> Result<Response, Problem> {
    let page = PageOf { after, limit };
    let (after, limit) = (page.after::<u64>()?.unwrap_or(0), page.limit());
    let on = at.unwrap_or_else(|| app.now().day());
    let setup = app.engine.router().setup();
    let history = app.history.clone();
    Ok(json(&unblocked(move || found(&history, &setup, (after, limit), on)).await?))
}

/// A page of them; a next page follows also where few were found among the many that were looked at.
fn found(
    history: &History,
    setup: &Arc<Setup>,
    (after, limit): (u64, usize),
    on: Day,
) -> Result<Page<DueView>, HistoryError> {
    let archived = history.archived_after(CaseId(after), RETENTION_KEYS_MAX)?;
    let is_last = archived.len() < RETENTION_KEYS_MAX;
    let mut page = Page { entries: Vec::new(), next: None };
    for (id, seq) in &archived {
        if page.entries.len() >= limit {
            return Ok(page);
        }
        page.next = Some(id.0.to_string());
        if Retention::may_be_due(id.day(), on) {
            let case = history.case_at(setup, *seq, Until::Seq(*seq))?;
            page.entries.extend(
                case.and_then(|case| view(setup, *id, *seq, &case)).filter(|view| view.due <= on),
            );
        }
    }
    if is_last {
        page.next = None;
    }
    Ok(page)
}

fn view(setup: &Setup, id: CaseId, seq: Seq, case: &engine::case::Case) -> Option<DueView> {
    let item = setup.item(case.item)?;
    let class = item.definition.retention;
    let archived = case.last_at.day();
    Some(DueView {
        case: number::format(setup, id)?,
        item: item.definition.code.clone(),
        item_version: item.version,
        class,
        archived,
        due: class.due(archived)?,
        seq,
    })
}
