//! `/v1/calendar`: the working-day calendar in force.

use axum::extract::State;
use axum::response::Response;
use engine::calendar::YearNotice;
use engine::time::Day;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::{NoParams, Params, Shared};
use crate::commands::json;

/// 工作日历
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CalendarView {
    /// Its version.
    pub version: u32,
    /// The first day that a notice covers.
    pub covered_from: Day,
    /// The last; due dates after it are provisional.
    pub covered_to: Day,
    /// 放假通知
    pub notices: Vec<YearNotice>,
    /// 今天
    pub today: Day,
    /// Whether today is a working day.
    pub is_workday: bool,
}

/// The calendar in force.
pub async fn now(State(app): State<Shared>, _: Params<NoParams>) -> Response {
    let setup = app.engine.router().setup();
    let (calendar, today) = (setup.calendar(), app.now().day());
    json(&CalendarView {
        version: calendar.version(),
        covered_from: calendar.covered_from(),
        covered_to: calendar.covered_to(),
        notices: calendar.notices().to_vec(),
        today,
        is_workday: calendar.is_workday(today),
    })
}
