//! 事件视图: a record of the log as it is shown.

use engine::code::{BundleNumber, CaseNumber, UnitId, VoiceNumber};
use engine::command::Actor;
use engine::event::{Event, EventKind, Stream};
use engine::hall::Role;
use engine::id::{CommandId, Seq};
use engine::number;
use engine::record::{Record, Site};
use engine::setup::Setup;
use engine::time::Timestamp;
use schemars::JsonSchema;
use serde::ser::{Error, SerializeMap};
use serde::{Serialize, Serializer};
use serde_json::Value;
use store::person::{holds_sealed, without_sealed};

/// A record. Of a person it shows the number and the blind token only.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EventView {
    /// Its position in the log.
    pub seq: Seq,
    /// What happened: `kind` and `data`.
    #[serde(flatten)]
    pub event: ShownEvent,
    /// Which history it belongs to.
    pub stream: &'static str,
    /// From 1 in each history.
    pub version: u32,
    /// 办件编号
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseNumber>,
    /// 一件事编号, where it is of a bundle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bundle: Option<BundleNumber>,
    /// 评价、反映、投诉、督办、导办服务的编号
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<VoiceNumber>,
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

/// An event without the sealed fields of the persons in it: they go nowhere but into the log.
#[derive(Clone, Debug, JsonSchema)]
#[schemars(transparent)]
pub struct ShownEvent(Event);

impl ShownEvent {
    /// What kind it is.
    pub fn kind(&self) -> EventKind {
        self.0.kind()
    }
}

impl Serialize for ShownEvent {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if !holds_sealed(&self.0) {
            return self.0.serialize(to);
        }
        let event = without_sealed(&self.0).map_err(Error::custom)?;
        let mut map = to.serialize_map(Some(2))?;
        map.serialize_entry("kind", self.kind().name())?;
        map.serialize_entry("data", event.get("data").unwrap_or(&Value::Null))?;
        map.end()
    }
}

impl EventView {
    /// Shows a record.
    pub fn of(record: Record, setup: &Setup) -> EventView {
        let (meta, entry) = (record.meta, record.entry);
        EventView {
            seq: record.seq,
            stream: entry.stream.name(),
            version: entry.version,
            case: case_of(entry.stream, setup),
            bundle: entry.stream.bundle().and_then(|id| number::format_bundle(setup, id)),
            voice: entry.stream.voice().and_then(number::format_voice),
            event: ShownEvent(entry.event),
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

fn case_of(stream: Stream, setup: &Setup) -> Option<CaseNumber> {
    stream.case().and_then(|id| number::format(setup, id))
}
