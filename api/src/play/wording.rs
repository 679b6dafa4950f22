//! The JSON of the command that an event of a foreign log is sent as.

use engine::code::Text;
use engine::id::CommandId;
use engine::identity::CertificateType;
use engine::limits::TEXT_BYTES_MAX;
use engine::origin::Origin;
use engine::time::{Day, Timestamp};
use serde_json::{Map, Value, json};

use store::foreign::{Meaning, SourceCase, SourceEvent};

use super::hall::{EXTENSION_DAYS, SPECIAL, SPECIAL_DAYS};
use super::ids;
use super::officers::{BRIDGE, HEAD};

/// 其他证件: a case's name stands for its applicant where such a paper can bear it; other names are hashed.
const OTHER_PAPER: CertificateType = CertificateType::Other(990);

/// Who, when, under which id, and what it is called in the source.
#[derive(Clone, Debug)]
pub(super) struct Stamp<'a> {
    pub(super) id: CommandId,
    pub(super) officer: &'a str,
    /// `None`: the server's own time.
    pub(super) at: Option<Timestamp>,
    /// `None`: the source does not have it.
    pub(super) origin: Option<Origin>,
}

/// What an event is called in its own log.
pub(super) fn origin(case: &SourceCase, event: &SourceEvent) -> Option<Origin> {
    let given = |text: &Option<String>| {
        text.as_deref().filter(|text| !text.trim().is_empty()).and_then(text_of)
    };
    Some(Origin {
        case: text_of(&case.id)?,
        activity: text_of(&event.activity)?,
        resource: given(&event.resource),
        group: given(&event.group),
        lifecycle: given(&event.lifecycle),
    })
}

fn text_of(text: &str) -> Option<Text> {
    cut(text).parse().ok()
}

/// One command: its type, its fields, its stamp.
pub(super) fn command(kind: &str, fields: Value, stamp: &Stamp<'_>) -> Value {
    let mut whole = match fields {
        Value::Object(fields) => fields,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    };
    whole.insert("type".to_owned(), kind.into());
    whole.insert("command_id".to_owned(), stamp.id.to_string().into());
    whole.insert("actor".to_owned(), stamp.officer.into());
    if let Some(at) = stamp.at {
        whole.insert("occurred_at".to_owned(), at.to_string().into());
    }
    if let Some(origin) = &stamp.origin {
        whole.insert("origin".to_owned(), json!(origin));
    }
    Value::Object(whole)
}

/// 收件. The applicant of a foreign case is nobody but the name of the case.
pub(super) fn receive(
    item: &str,
    case: &SourceCase,
    channel: Option<&str>,
    stamp: &Stamp<'_>,
) -> Value {
    let is_number = |text: &str| OTHER_PAPER.check(text, Day::MAX).is_ok();
    let applicant = if is_number(case.id.trim()) {
        case.id.trim().to_owned()
    } else {
        ids::hex(&["applicant", &case.id])
    };
    let fields = json!({
        "item": item,
        "channel": channel_of(channel),
        "applicant": {
            "name": applicant,
            "certificate_type": OTHER_PAPER.to_string(),
            "certificate": applicant,
        },
        "delivery": "counter",
    });
    command("receive_application", fields, stamp)
}

/// The channel in the words of a foreign log.
fn channel_of(word: Option<&str>) -> &'static str {
    let word = word.unwrap_or_default().to_lowercase();
    match word.as_str() {
        "internet" | "online" | "web" | "e-mail" | "email" | "网上" => "online",
        "mobile" | "app" | "移动端" => "mobile",
        "post" | "mail" | "邮寄" => "post",
        "video" | "视频" => "video",
        // A desk, a counter, an internal start, and what has no name.
        _ => "window",
    }
}

/// 过程记录, with the activity in its own words.
pub(super) fn work(number: &str, event: &SourceEvent, stamp: &Stamp<'_>) -> Value {
    let fields = json!({
        "case": number,
        "activity": activity(event),
        "group": event.group.as_deref().map(cut),
    });
    command("record_work", fields, stamp)
}

fn activity(event: &SourceEvent) -> String {
    match event.lifecycle.as_deref() {
        None | Some("complete" | "COMPLETE") => cut(&event.activity),
        Some(stage) => cut(&format!("{} [{stage}]", event.activity)),
    }
}

/// The command of a meaning, for a case that has a number. `None`: the meaning is no such command.
pub(super) fn meant(
    meaning: Meaning,
    number: &str,
    event: &SourceEvent,
    stamp: &Stamp<'_>,
) -> Option<Value> {
    if meaning == Meaning::Work {
        return Some(work(number, event, stamp));
    }
    let (kind, fields) = kind_and_fields(meaning, number, &activity(event), stamp.officer)?;
    let mut whole = command(kind, fields, stamp);
    if let Value::Object(fields) = &mut whole {
        fields.insert("case".to_owned(), number.into());
    }
    Some(whole)
}

fn kind_and_fields(
    meaning: Meaning,
    number: &str,
    words: &str,
    officer: &str,
) -> Option<(&'static str, Value)> {
    Some(match meaning {
        Meaning::Receive | Meaning::Work => return None,
        Meaning::PreCheck => ("start_pre_check", json!({})),
        Meaning::NoticeCorrection => ("notice_correction", json!({"defects": [{"what": words}]})),
        Meaning::SubmitCorrections => ("submit_corrections", json!({})),
        Meaning::Accept => ("accept_case", json!({})),
        Meaning::RefuseAcceptance => {
            let remedies = "行政复议、行政诉讼";
            ("refuse_acceptance", json!({"reasons": [words], "remedies": remedies}))
        }
        Meaning::NotRequired => ("declare_not_required", json!({"reasons": [words]})),
        Meaning::Split => ("split_case", json!({})),
        Meaning::HandOver => ("hand_over_case", json!({"manifest": []})),
        Meaning::Acknowledge => ("acknowledge_hand_over", json!({})),
        Meaning::Claim => ("claim_case", json!({})),
        Meaning::Step => ("complete_step", json!({"opinion": words})),
        Meaning::Inspect => {
            let second = if officer == BRIDGE { HEAD } else { BRIDGE };
            let officers = [officer, second];
            ("record_inspection", json!({"officers": officers, "findings": words}))
        }
        Meaning::Grant => ("decide_case", json!({"outcome": "granted", "reasons": [words]})),
        Meaning::Refuse => {
            let remedies = "行政复议、行政诉讼";
            let fields = json!({"outcome": "refused", "reasons": [words], "remedies": remedies});
            ("decide_case", fields)
        }
        Meaning::Result => ("record_result", json!({})),
        Meaning::FeedBack => ("feed_back_result", json!({"notified": true})),
        Meaning::Prepare => ("prepare_delivery", json!({"notified": true})),
        Meaning::Deliver => {
            let slip = ids::hex(&["slip", number]);
            ("deliver_result", json!({"receipt": {"signature": slip}}))
        }
        Meaning::Archive => ("archive_case", json!({"package": ids::hex(&["package", number])})),
        Meaning::Withdraw => ("withdraw_case", json!({"reason": words})),
        Meaning::Suspend => {
            let fields = json!({
                "procedure": SPECIAL,
                "planned_days": SPECIAL_DAYS,
                "reason": words,
                "told_in_writing": true,
            });
            ("suspend_case", fields)
        }
        Meaning::Resume => ("resume_case", json!({"result": words})),
        Meaning::Extend => {
            let fields = json!({
                "clock": "statutory",
                "days": EXTENSION_DAYS,
                "approver": HEAD,
                "reason": words,
                "told": true,
            });
            ("extend_clock", fields)
        }
    })
}

/// What fits into a text, and at least something.
fn cut(text: &str) -> String {
    if text.trim().is_empty() {
        return "(unnamed)".to_owned();
    }
    let mut end = text.len().min(TEXT_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    // What no text may hold is a blank; it takes no more bytes than the character did.
    let held = |c: char| if c < ' ' && c != '\n' && c != '\t' { ' ' } else { c };
    text.get(..end).unwrap_or_default().chars().map(held).collect()
}

#[cfg(test)]
mod tests {
    use engine::command::Sent;

    use super::*;

    fn event() -> SourceEvent {
        SourceEvent {
            record: 1,
            case: "c".to_owned(),
            activity: "T02 Check".to_owned(),
            time_ms: 0,
            resource: None,
            group: Some("G".to_owned()),
            lifecycle: Some("start".to_owned()),
            instance: None,
        }
    }

    fn stamp() -> Stamp<'static> {
        let at = Timestamp::from_ms(1_318_333_342_688).ok();
        let case = SourceCase { id: "c".to_owned(), ..SourceCase::default() };
        let origin = origin(&case, &event());
        Stamp { id: ids::command_id(&["t"]), officer: "PLAY-x", at, origin }
    }

    #[test]
    fn every_meaning_is_a_command_the_engine_reads() {
        for meaning in Meaning::ALL.into_iter().filter(|meaning| *meaning != Meaning::Receive) {
            let value = meant(meaning, "N1", &event(), &stamp()).unwrap();
            let kind = value["type"].as_str().unwrap().to_owned();
            let sent = Sent::read(&kind, value).unwrap_or_else(|| panic!("no {kind}"));
            let sent = sent.unwrap_or_else(|error| panic!("{kind}: {error}"));
            assert_eq!(sent.id, Some(stamp().id));
            assert_eq!(sent.occurred_at, stamp().at);
            let origin = sent.origin.expect("it says what it is called in the source");
            assert_eq!(origin.case.as_str(), "c");
            assert_eq!(origin.activity.as_str(), "T02 Check");
            assert_eq!(origin.group.unwrap().as_str(), "G");
        }
    }

    #[test]
    fn an_application_names_the_case_as_its_applicant() {
        let case = SourceCase { id: "case-10011".to_owned(), ..SourceCase::default() };
        let value = receive("PLAY", &case, Some("Internet"), &stamp());
        assert_eq!(value["applicant"]["certificate"], "case-10011");
        assert_eq!(value["channel"], "online");
    }

    #[test]
    fn work_keeps_activity_stage_and_group() {
        let value = work("N1", &event(), &stamp());
        assert_eq!(value["activity"], "T02 Check [start]");
        assert_eq!(value["group"], "G");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(cut(&"长".repeat(5_000)).len(), 4_095);
        assert_eq!(cut("  "), "(unnamed)");
    }
}
