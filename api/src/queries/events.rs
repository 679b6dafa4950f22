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

/// The field of a person with everything that was sealed.
pub const SEALED: &str = "sealed";

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
        if !names_a_person(self.kind()) {
            return self.0.serialize(to);
        }
        let mut event = serde_json::to_value(&self.0).map_err(Error::custom)?;
        let mut data = event.get_mut("data").map(Value::take).unwrap_or_default();
        for party in ["applicant", "agent", "rater"] {
            if let Some(Value::Object(party)) = data.get_mut(party) {
                party.remove(SEALED);
            }
        }
        if let Some(data) = data.as_object_mut() {
            data.remove("words");
        }
        let mut map = to.serialize_map(Some(2))?;
        map.serialize_entry("kind", self.kind().name())?;
        map.serialize_entry("data", &data)?;
        map.end()
    }
}

/// Kinds of events in which a person stands.
fn names_a_person(kind: EventKind) -> bool {
    matches!(
        kind,
        EventKind::ApplicationReceived
            | EventKind::BundleReceived
            | EventKind::SubjectBound
            | EventKind::ReviewGiven
            | EventKind::TroubleReported
            | EventKind::ComplaintFiled
    )
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
        Stream::Bundle(_) => "bundle",
        Stream::Voice(_) => "voice",
    }
}

fn case_of(stream: Stream, setup: &Setup) -> Option<CaseNumber> {
    stream.case().and_then(|id| number::format(setup, id))
}
