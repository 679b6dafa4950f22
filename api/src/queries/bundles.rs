//! `/v1/bundles`: what was asked for together, and how far each part of it has got.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use engine::bundle::{Bundle, BundleVersion, Form, Holder, Node, NodeState, held};
use engine::case::Case;
use engine::code::{BundleCode, BundleNumber, CaseNumber};
use engine::id::{BundleId, CaseId, Seq};
use engine::limits::CASE_EVENTS_MAX;
use engine::number;
use engine::record::Record;
use engine::refusal::Rule;
use engine::setup::Setup;
use engine::time::{Day, Timestamp};
use serde::Deserialize;
use store::{History, HistoryError, Until};

use crate::app::{Name, Params, Shared};
use crate::commands::json;
use crate::problem::{Problem, Trouble};
use crate::queries::bundle_view::{BundleBrief, BundleView, HeldView, NodeView};
use crate::queries::cases::unblocked;
use crate::queries::events::EventView;
use crate::queries::page::{Page, PageOf};

/// As of when.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct At {
    /// The instant; now where absent.
    pub at: Option<Timestamp>,
}

/// No parameter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// The bundles that are not archived.
pub async fn all(
    State(app): State<Shared>,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let router = app.engine.router();
    let setup = router.setup();
    let after = page.after::<u64>()?.map(BundleId);
    let ids = router.bundle_ids().into_iter().filter(|id| after.is_none_or(|after| *id > after));
    let found: Vec<_> = ids.filter_map(|id| router.bundle(id)).take(page.limit()).collect();
    let cursor = |bundle: &Arc<Bundle>| bundle.id.0.to_string();
    Ok(json(&Page::of(found, page.limit(), cursor, |bundle| BundleBrief::of(&bundle, &setup))))
}

/// A bundle, now or as it was recorded at an instant, with each of its cases.
pub async fn one(
    State(app): State<Shared>,
    Name(number): Name,
    Params(At { at }): Params<At>,
) -> Result<Response, Problem> {
    let (seq, setup) = (app.seq(), app.engine.router().setup());
    let (id, last) = last(&app, &setup, &number).await?;
    let today = at.unwrap_or_else(|| app.now()).day();
    let until = at.map_or(Until::Seq(seq), Until::Instant);
    let (history, router) = (app.history.clone(), Arc::clone(app.engine.router()));
    let open = |case: CaseId| router.case(case).map(|case| case.last_seq);
    let of = setup.clone();
    let lasts: Vec<(CaseId, Seq)> = {
        let bundle = router.bundle(id);
        let cases = bundle.iter().flat_map(|bundle| &bundle.nodes).filter_map(Node::case);
        cases.filter_map(|case| Some((case, open(case)?))).collect()
    };
    let read = move || -> Result<Option<(Bundle, Vec<NodeView>)>, HistoryError> {
        let Some(bundle) = history.bundle_at(&of, last, until)? else { return Ok(None) };
        let version = of.bundle(bundle.definition).cloned();
        let mut nodes = Vec::with_capacity(bundle.nodes.len());
        for node in &bundle.nodes {
            let child = child(&history, &of, node, (&lasts, until, today))?;
            nodes.extend(version.as_ref().and_then(|version| shown(&bundle, version, node, child)));
        }
        Ok(Some((bundle, nodes)))
    };
    let (bundle, nodes) = unblocked(read).await?.ok_or_else(|| {
        Problem::from(Rule::UnknownBundle.because("not received yet at that time"))
    })?;
    let view = BundleView::of(&bundle, nodes, &setup, (today, seq));
    Ok(json(&view.ok_or_else(|| Trouble::Internal.because("the bundle has no version"))?))
}

/// What is known of the case of a node.
struct Child {
    case: Case,
    number: Option<CaseNumber>,
    held: Vec<HeldView>,
}

fn child(
    history: &History,
    setup: &Setup,
    node: &Node,
    (lasts, until, today): (&[(CaseId, Seq)], Until, Day),
) -> Result<Option<Child>, HistoryError> {
    let Some(id) = node.case() else { return Ok(None) };
    let open = lasts.iter().find(|(case, _)| *case == id).map(|(_, last)| *last);
    let last = match open {
        Some(last) => Some(last),
        None => history.archived(id)?,
    };
    let Some(last) = last else { return Ok(None) };
    let Some(case) = history.case_at(setup, last, until)? else { return Ok(None) };
    let max = usize::try_from(CASE_EVENTS_MAX).unwrap_or(usize::MAX);
    let records = history.of_stream(last, max)?;
    let events = records
        .iter()
        .filter(|record| record.seq <= case.last_seq)
        .map(|record| (record.meta.occurred_at.day(), &record.entry.event));
    let held = setup.item(node.item).map(|item| {
        let days = held(events, &item.definition.department, setup.calendar(), today);
        days.into_iter().map(|(holder, days)| shown_holder(holder, days)).collect()
    });
    Ok(Some(Child { case, number: number::format(setup, id), held: held.unwrap_or_default() }))
}

fn shown_holder(holder: Holder, working_days: u32) -> HeldView {
    match holder {
        Holder::Unit(unit) => HeldView { unit: Some(unit), applicant: false, working_days },
        Holder::Applicant => HeldView { unit: None, applicant: true, working_days },
    }
}

fn shown(
    bundle: &Bundle,
    version: &BundleVersion,
    node: &Node,
    child: Option<Child>,
) -> Option<NodeView> {
    let definition = version.definition.nodes.get(usize::from(node.place))?;
    let (result, closing) = match node.state {
        NodeState::Ended { result, closing, .. } => (Some(result), Some(closing)),
        NodeState::Waiting | NodeState::Open(_) | NodeState::Cancelled { .. } => (None, None),
    };
    let waits_for = version.definition.edges_into(&definition.node).filter(|edge| {
        let from = bundle.node(&version.definition, &edge.from);
        node.state == NodeState::Waiting && from.is_some_and(|from| !from.is_over())
    });
    Some(NodeView {
        node: definition.node.clone(),
        item: definition.item.clone(),
        mandatory: definition.mandatory,
        state: node.state.into(),
        case: child.as_ref().and_then(|child| child.number.clone()),
        phase: child.as_ref().map(|child| child.case.phase()),
        phase_zh: child.as_ref().map(|child| child.case.phase().chinese()),
        result,
        closing,
        waits_for: waits_for.map(|edge| edge.from.clone()).collect(),
        held: child.map_or(Vec::new(), |child| child.held),
    })
}

/// 一表: what whoever asks for a bundle today chooses, answers and brings.
pub async fn form(
    State(app): State<Shared>,
    Name(code): Name,
    Params(Nothing {}): Params<Nothing>,
) -> Result<Response, Problem> {
    let setup = app.engine.router().setup();
    let missing = || Trouble::NotFound.because("no such bundle is in force");
    let code: BundleCode = code.parse().map_err(|_| missing())?;
    let today = app.now().day();
    let version = setup.bundle_in_force(&code, today).ok_or_else(missing)?;
    Ok(json(&Form::of(&setup, version, today)))
}

/// Everything that happened to a bundle itself; its cases have their own histories.
pub async fn events(
    State(app): State<Shared>,
    Name(number): Name,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let setup = app.engine.router().setup();
    let after: u32 = page.after()?.unwrap_or(0);
    let records = history(&app, &number).await?;
    let wanted = records.into_iter().filter(|record| record.entry.version > after);
    let found: Vec<Record> = wanted.take(page.limit()).collect();
    let cursor = |record: &Record| record.entry.version.to_string();
    Ok(json(&Page::of(found, page.limit(), cursor, |record| EventView::of(record, &setup))))
}

/// The records of a bundle's own stream.
pub(super) async fn history(app: &Shared, number: &str) -> Result<Vec<Record>, Problem> {
    let setup = app.engine.router().setup();
    let (_, last) = last(app, &setup, number).await?;
    let history = app.history.clone();
    let max = usize::try_from(CASE_EVENTS_MAX).unwrap_or(usize::MAX);
    unblocked(move || history.of_stream(last, max)).await
}

/// Where the history of a bundle ends, of an archived one as well; refused where there never was one.
pub(super) async fn last(
    app: &Shared,
    setup: &Setup,
    number: &str,
) -> Result<(BundleId, Seq), Problem> {
    let unknown = || Problem::from(Rule::UnknownBundle.because("this is no number of a bundle"));
    let number: BundleNumber = number.parse().map_err(|_| unknown())?;
    let id = number::parse_bundle(setup, &number).ok_or_else(unknown)?;
    if let Some(bundle) = app.engine.router().bundle(id) {
        return Ok((id, bundle.last_seq));
    }
    let history = app.history.clone();
    let last = unblocked(move || history.archived_bundle(id)).await?;
    Ok((id, last.ok_or_else(unknown)?))
}
