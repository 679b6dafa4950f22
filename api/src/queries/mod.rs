//! 查询: what may be read. No query meets the writer, and each knows at least what was answered
//! before it was asked.

pub mod audit;
pub mod bundle_view;
pub mod bundles;
pub mod calendar;
pub mod case_extras;
pub mod case_papers;
pub mod case_view;
pub mod cases;
pub mod clocks;
pub mod documents;
pub mod events;
pub mod exchange;
pub mod feed;
pub mod figures;
pub mod frames;
pub mod histories;
pub mod items;
pub mod markings;
pub mod occasion;
pub mod page;
pub mod ports;
pub mod proofs;
pub mod queues;
pub mod readiness;
pub mod retention;
pub mod setup;
pub mod staff;
pub mod tail;
pub mod tickets;
pub mod voice_view;
pub mod voices;
pub mod windows;

use axum::Router;
use axum::routing::get;

use crate::app::Shared;

/// The routes of all queries.
pub fn routes() -> Router<Shared> {
    Router::new()
        .route("/v1/cases/{number}", get(cases::one))
        .route("/v1/cases/{number}/events", get(cases::events))
        .route("/v1/bundle-forms/{code}", get(bundles::form))
        .route("/v1/bundles", get(bundles::all))
        .route("/v1/bundles/{number}", get(bundles::one))
        .route("/v1/bundles/{number}/events", get(bundles::events))
        .route("/v1/bundles/{number}/documents", get(documents::of_bundle))
        .route("/v1/bundles/{number}/documents/{version}", get(documents::text_of_bundle))
        .route("/v1/cases/{number}/documents", get(documents::all))
        .route("/v1/cases/{number}/documents/{version}", get(documents::text))
        .route("/v1/ratings", get(voices::ratings))
        .route("/v1/troubles", get(voices::troubles))
        .route("/v1/complaints", get(voices::complaints))
        .route("/v1/orders", get(voices::orders))
        .route("/v1/voices/{number}", get(voices::one))
        .route("/v1/voices/{number}/events", get(voices::events))
        .route("/v1/voices/{number}/documents", get(documents::of_voice))
        .route("/v1/voices/{number}/documents/{version}", get(documents::text_of_voice))
        .route("/v1/queues", get(queues::all))
        .route("/v1/queues/{id}", get(queues::one))
        .route("/v1/tickets", get(tickets::all))
        .route("/v1/tickets/{number}", get(tickets::one))
        .route("/v1/tickets/{number}/events", get(tickets::events))
        .route("/v1/appointments", get(tickets::appointments))
        .route("/v1/appointments/{number}", get(tickets::appointment))
        .route("/v1/slots", get(tickets::slots))
        .route("/v1/items", get(items::all))
        .route("/v1/items/{code}", get(items::one))
        .route("/v1/markings", get(markings::all))
        .route("/v1/readiness", get(readiness::all))
        .route("/v1/figures", get(figures::all))
        .route("/v1/windows", get(windows::all))
        .route("/v1/staff", get(staff::all))
        .route("/v1/units", get(setup::units))
        .route("/v1/zones", get(setup::zones))
        .route("/v1/letters", get(setup::letters))
        .route("/v1/covers", get(setup::covers))
        .route("/v1/drafts", get(setup::drafts))
        .route("/v1/policies", get(setup::policies))
        .route("/v1/clocks", get(clocks::armed))
        .route("/v1/calendar", get(calendar::now))
        .route("/v1/ports", get(ports::all))
        .route("/v1/ports/{port}", get(ports::outbox))
        .route("/v1/events", get(feed::events))
        .route("/v1/audit/checkpoint", get(audit::checkpoint).post(audit::keep))
        .route("/v1/audit/checkpoints", get(audit::kept))
        .route("/v1/audit/keys", get(audit::keys))
        .route("/v1/audit/inclusion/{seq}", get(proofs::inclusion))
        .route("/v1/audit/histories/{number}", get(histories::of))
        .route("/v1/audit/consistency", get(proofs::consistency))
        .route("/v1/audit/retention", get(retention::due))
        .route("/v1/audit/frames", get(frames::after))
}
