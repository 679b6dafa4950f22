//! 设置回读: what was set up, as it stands now: drafts, letters, units, zones, covered posts and policies.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use engine::authority::Letter;
use engine::code::{ItemCode, LetterNo, StaffId, UnitId, ZoneId};
use engine::document::DocumentRules;
use engine::hall::{Unit, Zone};
use engine::item::ItemDefinition;
use engine::number::NumberScheme;
use engine::policy::ClockPolicy;
use engine::publication::{Draft, PublicationPolicy};
use engine::setup::FiledLetter;
use engine::ticket::TicketPolicy;
use engine::time::Day;
use engine::voice::VoicePolicy;
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::{NoParams, Params, Shared};
use crate::commands::json;
use crate::problem::Problem;
use crate::queries::page::{Page, PageOf};

/// 草案
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DraftView {
    /// 短码
    pub item: ItemCode,
    /// Its number, from 1 for each item: what `review_item` and `publish_draft` name.
    pub draft: u32,
    /// 梳理人
    pub author: StaffId,
    /// 评审 whether it passed; absent while nobody has looked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passed: Option<bool>,
    /// The version it became.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// What it says.
    pub definition: ItemDefinition,
}

/// 授权书
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LetterView {
    /// The letter.
    #[serde(flatten)]
    pub letter: Letter,
    /// The first day it is no longer in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked_on: Option<Day>,
}

/// 顶岗补位
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CoverView {
    /// Who is away.
    pub absent: StaffId,
    /// Who stands in.
    pub substitute: StaffId,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
}

/// A policy with its version, which is 1 where nothing was ever set.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Versioned<T> {
    /// From 1.
    pub version: u32,
    /// What it says.
    pub policy: T,
}

/// 政策 in force now.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PoliciesView {
    /// 时限政策, `set_clock_policy`.
    pub clock: Versioned<ClockPolicy>,
    /// 评价投诉政策, `set_voice_policy`.
    pub voice: Versioned<VoicePolicy>,
    /// 叫号政策, `set_ticket_policy`.
    pub ticket: Versioned<TicketPolicy>,
    /// 发布政策, `set_publication_policy`.
    pub publication: Versioned<PublicationPolicy>,
    /// 文书规则, `set_document_rules`; absent where no document is issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documents: Option<Versioned<DocumentRules>>,
    /// 办件编号规则, `set_number_scheme`.
    pub numbers: NumberScheme,
}

/// The cursor of a list whose entries two codes name.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pair<A, B>(A, B);

impl<A: FromStr, B: FromStr> FromStr for Pair<A, B> {
    type Err = ();

    fn from_str(text: &str) -> Result<Pair<A, B>, ()> {
        let (first, second) = text.rsplit_once('/').ok_or(())?;
        Ok(Pair(first.parse().map_err(drop)?, second.parse().map_err(drop)?))
    }
}

/// The drafts of every item, by code and number.
pub async fn drafts(
    State(app): State<Shared>,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let setup = app.engine.router().setup();
    let after = page.after::<Pair<ItemCode, u32>>()?;
    let drafts = setup.drafts().map(|(item, draft, of)| (Pair(item.clone(), draft), of));
    let is_later = |at: &Pair<ItemCode, u32>| after.as_ref().is_none_or(|after| at > after);
    let rest = drafts.filter(|(at, _)| is_later(at));
    let found: Vec<(Pair<ItemCode, u32>, &Draft)> = rest.take(page.limit()).collect();
    let cursor = |(Pair(item, draft), _): &(Pair<ItemCode, u32>, &Draft)| format!("{item}/{draft}");
    let show = |(Pair(item, draft), of): (Pair<ItemCode, u32>, &Draft)| DraftView {
        item,
        draft,
        author: of.author.clone(),
        passed: of.passed,
        version: of.version,
        definition: of.definition.clone(),
    };
    Ok(json(&Page::of(found, page.limit(), cursor, show)))
}

/// The letters, by number.
pub async fn letters(
    State(app): State<Shared>,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let setup = app.engine.router().setup();
    let cursor = |filed: &&FiledLetter| filed.letter.number.to_string();
    let found = later(&setup.letters, page.after::<LetterNo>()?.as_ref(), page.limit());
    let show = |filed: &FiledLetter| LetterView {
        letter: filed.letter.clone(),
        revoked_on: filed.revoked_on,
    };
    Ok(json(&Page::of(found, page.limit(), cursor, show)))
}

/// The units, by code.
pub async fn units(
    State(app): State<Shared>,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let setup = app.engine.router().setup();
    let found = later(&setup.units, page.after::<UnitId>()?.as_ref(), page.limit());
    Ok(json(&Page::of(found, page.limit(), |unit| unit.id.to_string(), Unit::clone)))
}

/// The zones, by code.
pub async fn zones(
    State(app): State<Shared>,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let setup = app.engine.router().setup();
    let found = later(&setup.zones, page.after::<ZoneId>()?.as_ref(), page.limit());
    Ok(json(&Page::of(found, page.limit(), |zone| zone.id.to_string(), Zone::clone)))
}

/// The posts that are or were covered, by who is away and who stands in.
pub async fn covers(
    State(app): State<Shared>,
    Params(page): Params<PageOf>,
) -> Result<Response, Problem> {
    let setup = app.engine.router().setup();
    let after = page.after::<Pair<StaffId, StaffId>>()?.map(|Pair(one, other)| (one, other));
    let start = after.map_or(Bound::Unbounded, Bound::Excluded);
    let rest = setup.covers.range((start, Bound::Unbounded)).take(page.limit());
    let show = |((absent, substitute), (from, to)): (&(StaffId, StaffId), &(Day, Day))| CoverView {
        absent: absent.clone(),
        substitute: substitute.clone(),
        from: *from,
        to: *to,
    };
    let found: Vec<CoverView> = rest.map(show).collect();
    let cursor = |cover: &CoverView| format!("{}/{}", cover.absent, cover.substitute);
    Ok(json(&Page::of(found, page.limit(), cursor, |cover| cover)))
}

/// Every policy that is in force now, with its version.
pub async fn policies(State(app): State<Shared>, _: Params<NoParams>) -> Response {
    let setup = app.engine.router().setup();
    json(&PoliciesView {
        clock: versioned(setup.policy()),
        voice: versioned(setup.voice_policy()),
        ticket: versioned(setup.ticket_policy()),
        publication: versioned(setup.publication_policy()),
        documents: setup.document_rules().map(versioned),
        numbers: setup.numbers().clone(),
    })
}

fn versioned<T: Clone>((version, policy): (u32, &Arc<T>)) -> Versioned<T> {
    Versioned { version, policy: T::clone(policy) }
}

fn later<'s, K: Ord, V>(all: &'s BTreeMap<K, V>, after: Option<&K>, limit: usize) -> Vec<&'s V> {
    let start = after.map_or(Bound::Unbounded, Bound::Excluded);
    all.range((start, Bound::Unbounded)).take(limit).map(|(_, value)| value).collect()
}
