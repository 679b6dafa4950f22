//! 事件视图: a record of the log as it is shown.

use engine::code::{CaseNumber, UnitId};
use engine::command::Actor;
use engine::event::{Event, Stream};
use engine::hall::Role;
use engine::id::{CommandId, Seq};
use engine::number;
use engine::record::{Record, Site};
use engine::setup::Setup;
use engine::time::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// A record. Personal fields in it stay sealed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EventView {
    /// Its position in the log.
    pub seq: Seq,
    /// What happened: `kind` and `data`.
    #[serde(flatten)]
    pub event: Event,
    /// Which history it belongs to.
    pub stream: &'static str,
    /// From 1 in each history.
    pub version: u32,
    /// 办件编号
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseNumber>,
    /// 业务时间
    pub occurred_at: Timestamp,
    /// 系统时间
    pub recorded_at: Timestamp,
    /// 何人
    pub actor: String,
    /// 岗位
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// 单位
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitId>,
    /// 代何单位
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<UnitId>,
    /// 何地
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<SiteView>,
    /// The command it followed from.
    pub command_id: CommandId,
}

/// 何地
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SiteView {
    /// 大厅
    pub hall: String,
    /// 分区
    pub zone: String,
    /// 窗口
    pub window: String,
}

impl EventView {
    /// Shows a record.
    pub fn of(record: Record, setup: &Setup) -> EventView {
        let (meta, entry) = (record.meta, record.entry);
        EventView {
            seq: record.seq,
            stream: stream_name(entry.stream),
            version: entry.version,
            case: case_of(entry.stream, setup),
            event: entry.event,
            occurred_at: meta.occurred_at,
            recorded_at: meta.recorded_at,
            actor: Actor::as_str(&meta.actor).to_owned(),
            role: meta.role,
            unit: meta.unit,
            on_behalf_of: meta.on_behalf_of,
            place: meta.site.as_ref().map(SiteView::of),
            command_id: meta.command,
        }
    }
}

impl SiteView {
    fn of(site: &Site) -> SiteView {
        SiteView {
            hall: site.hall.to_string(),
            zone: site.zone.to_string(),
            window: site.window.to_string(),
        }
    }
}

fn stream_name(stream: Stream) -> &'static str {
    match stream {
        Stream::Hall => "hall",
        Stream::Staff => "staff",
        Stream::Catalogue => "catalogue",
        Stream::Authorities => "authorities",
        Stream::Calendar => "calendar",
        Stream::Policy => "policy",
        Stream::Subjects => "subjects",
        Stream::Case(_) => "case",
    }
}

fn case_of(stream: Stream, setup: &Setup) -> Option<CaseNumber> {
    match stream {
        Stream::Case(id) => number::format(setup, id),
        Stream::Hall
        | Stream::Staff
        | Stream::Catalogue
        | Stream::Authorities
        | Stream::Calendar
        | Stream::Policy
        | Stream::Subjects => None,
    }
}
