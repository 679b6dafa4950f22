//! 上级平台交换: the turns of a case in the words and codes of the data standard (GB/T 39046-2020, tables 5 to 8).
//! The engine keeps its own values; what the standard calls them is said here and nowhere else.

use engine::code::Text;
use engine::due::{Budget, Unit};
use engine::event::Event;
use engine::item::{CaseType, ItemDefinition};
use engine::record::Record;
use engine::setup::Setup;
use engine::time::{Day, Timestamp};
use engine::values::{Channel, ClosingKind, CollectionWay, Outcome};
use serde_json::{Value, json};

/// The messages of a turn, in the order of the exchange: accept, process, result, material, special.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other events are no turn of the exchange")]
pub fn messages(turn: &Record, events: &[Record], setup: &Setup) -> Vec<Value> {
    let Some((received, item)) = received(events, setup) else { return Vec::new() };
    let said = |name: &str, fields: Value| {
        let mut message =
            json!({"表": name, "办件编号": received.number, "实施编码": item.impl_code});
        if let (Some(all), Value::Object(fields)) = (message.as_object_mut(), fields) {
            all.extend(fields);
        }
        message
    };
    if let Some(kind) = turn.entry.event.ends() {
        return vec![said("结果", ended(turn, kind, item))];
    }
    match &turn.entry.event {
        Event::Accepted(e) => {
            vec![said("受理", accept(turn, e.officer.as_str(), &e.clocks, events, item))]
        }
        Event::AcceptedWithGaps(e) => {
            vec![said("受理", accept(turn, e.officer.as_str(), &e.clocks, events, item))]
        }
        Event::CommitmentSigned(e) => {
            vec![said("受理", accept(turn, e.officer.as_str(), &e.clocks, events, item))]
        }
        Event::DeemedAccepted(e) => vec![said("受理", accept(turn, "", &e.clocks, events, item))],
        Event::ConsentGiven(e) => vec![said("受理", accept(turn, "", &e.clocks, events, item))],
        Event::StepCompleted(e) => vec![said("过程", process(turn, "审核", "通过", &e.opinion))],
        Event::ReportedUp(e) => vec![said("过程", process(turn, "转报", "通过", &e.opinion))],
        Event::DecisionMade(e) => vec![said("过程", decision(turn, e.outcome, e.reasons.first()))],
        Event::HigherDecisionReceived(e) => {
            vec![said("过程", decision(turn, e.outcome, e.reasons.first()))]
        }
        Event::RegionResultReceived(e) => {
            vec![said("过程", decision(turn, e.outcome, e.reasons.first()))]
        }
        Event::DecidedByRule(e) => {
            vec![said("过程", decision(turn, Outcome::Granted, Some(&e.basis)))]
        }
        Event::DecisionDeemed(e) => {
            vec![said("过程", decision(turn, Outcome::Granted, Some(&e.basis)))]
        }
        Event::DeemedRenewed(e) => {
            vec![said("过程", decision(turn, Outcome::Granted, Some(&e.basis)))]
        }
        Event::ResultProduced(e) => {
            let result = json!({
                "办结时间": moment(turn.meta.occurred_at),
                "办结结果": e.closing.number(),
                "结果描述": closing(e.closing),
                "结果证照名称": e.name,
                "结果证照编号": e.number,
                "结果证照有效期": e.valid_to.map(compact),
                "发证单位": item.department,
                "是否收费": u8::from(item.fee_fen > 0),
            });
            let mut all = vec![said("结果", result)];
            all.extend(materials(events).into_iter().map(|fields| said("材料", fields)));
            all.extend(specials(events).into_iter().map(|fields| said("特别程序", fields)));
            all
        }
        _ => Vec::new(),
    }
}

/// 未作决定即办结
fn ended(turn: &Record, kind: ClosingKind, item: &ItemDefinition) -> Value {
    json!({
        "办结时间": moment(turn.meta.occurred_at),
        "办结结果": kind.number(),
        "结果描述": closing(kind),
        "是否收费": u8::from(item.fee_fen > 0),
    })
}

fn decision(turn: &Record, outcome: Outcome, why: Option<&Text>) -> Value {
    let action = if outcome == Outcome::Granted { "通过" } else { "退回" };
    process(turn, "决定", action, &why.cloned().unwrap_or_default())
}

fn received<'a>(
    events: &'a [Record],
    setup: &'a Setup,
) -> Option<(&'a engine::event::ApplicationReceived, &'a ItemDefinition)> {
    let Event::ApplicationReceived(e) = &events.first()?.entry.event else { return None };
    let item = setup.item_version(&e.item, e.item_version)?;
    Some((e, &item.definition))
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the paper is the one document that is looked for"
)]
fn accept(
    turn: &Record,
    officer: &str,
    clocks: &[engine::clock::ClockStart],
    events: &[Record],
    item: &ItemDefinition,
) -> Value {
    let of = |kind| clocks.iter().find(|clock| clock.kind == kind);
    let promise = of(engine::clock::ClockKind::Promise).and_then(|clock| clock.reckoning.due);
    let paper = events.iter().rev().find_map(|record| match &record.entry.event {
        Event::DocumentIssued(document) => Some(document.number.clone()),
        _ => None,
    });
    let (unit, channel, received_at) = match events.first().map(|first| (&first.entry.event, first))
    {
        Some((Event::ApplicationReceived(e), first)) => {
            (Some(e.unit.clone()), Some(source(e.channel)), Some(moment(first.meta.occurred_at)))
        }
        _ => (None, None, None),
    };
    json!({
        "事项名称": item.name,
        "办件类型": case_type(item.case_type),
        "申报来源": channel,
        "申请时间": received_at,
        "受理单位": unit,
        "受理人员": officer,
        "受理时间": moment(turn.meta.occurred_at),
        "受理文书编号": paper,
        "承诺办结时间": promise.map(compact),
        "承诺办结时限": item.promise.days,
        "承诺办结时限单位": day_unit(item.promise),
    })
}

fn process(turn: &Record, step: &str, action: &str, opinion: &Text) -> Value {
    json!({
        "环节名称": step,
        "业务动作": action,
        "意见": opinion,
        "处理人": turn.meta.actor.as_str(),
        "处理单位": turn.meta.unit,
        "开始时间": moment(turn.meta.occurred_at),
        "结束时间": moment(turn.meta.occurred_at),
        "环节状态": 2,
    })
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the other events bring no materials")]
fn materials(events: &[Record]) -> Vec<Value> {
    let copies = events.iter().filter_map(|record| match &record.entry.event {
        Event::ApplicationReceived(e) => Some((record, &e.materials)),
        Event::MaterialReceived(e) => Some((record, &e.materials)),
        Event::CorrectionSubmitted(e) => Some((record, &e.materials)),
        Event::GapsSupplied(e) => Some((record, &e.materials)),
        _ => None,
    });
    let all = copies.flat_map(|(record, copies)| {
        copies.iter().map(move |copy| {
            json!({
                "名称": copy.material,
                "是否收取": 1,
                "收取方式": collection(copy.way),
                "时间": moment(record.meta.occurred_at),
            })
        })
    });
    all.collect()
}

/// 延长审批 is kind 1, every other special procedure kind 2.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the other events are no part of a special procedure"
)]
fn specials(events: &[Record]) -> Vec<Value> {
    let end = |from: usize| {
        let mut later = events.iter().skip(from);
        later.find_map(|record| match &record.entry.event {
            Event::SuspensionEnded(e) => Some((moment(record.meta.occurred_at), e.result.clone())),
            _ => None,
        })
    };
    let all = events.iter().enumerate().filter_map(|(at, record)| match &record.entry.event {
        Event::ClockExtended(e) => Some(json!({
            "特别程序种类": 1, "名称": "延长审批", "开始时间": moment(record.meta.occurred_at),
            "理由或依据": e.reason, "批准人": e.approver,
        })),
        Event::SuspensionStarted(e) => {
            let (ended, result) = end(at).unzip();
            Some(json!({
                "特别程序种类": 2, "名称": e.procedure, "开始时间": moment(record.meta.occurred_at),
                "理由或依据": e.reason, "结束时间": ended, "结果": result,
            }))
        }
        _ => None,
    });
    all.collect()
}

/// 办件类型 1 即办件, 2 承诺件, 9 其他.
fn case_type(kind: CaseType) -> u8 {
    match kind {
        CaseType::Instant => 1,
        CaseType::Promise => 2,
        CaseType::Joint | CaseType::ReportUp => 9,
    }
}

/// 申报来源 1 窗口, 2 电脑端, 3 移动端, 4 快递申请, 9 其他.
fn source(channel: Channel) -> u8 {
    match channel {
        Channel::Window => 1,
        Channel::Online => 2,
        Channel::Mobile => 3,
        Channel::Post => 4,
        Channel::SelfService | Channel::Video => 9,
    }
}

/// 收取方式 1 纸质收取, 2 附件上传, 3 扫描, 5 证照库.
fn collection(way: CollectionWay) -> u8 {
    match way {
        CollectionWay::Paper => 1,
        CollectionWay::Upload => 2,
        CollectionWay::Scan => 3,
        CollectionWay::Licence => 5,
    }
}

/// 时限单位 G 工作日, Z 自然日.
fn day_unit(budget: Budget) -> &'static str {
    match budget.unit {
        Unit::WorkingDays => "G",
        Unit::CalendarDays | Unit::Date => "Z",
    }
}

fn closing(kind: ClosingKind) -> &'static str {
    match kind {
        ClosingKind::Issued => "出证办结",
        ClosingKind::Returned => "退回办结",
        ClosingKind::Voided => "作废办结",
        ClosingKind::Deleted => "删除办结",
        ClosingKind::ReportedUp => "转报办结",
        ClosingKind::NotSupplied => "补交不来办结",
        ClosingKind::Other => "办结",
    }
}

/// `YYYYMMDDhhmmss` in the hall's time zone.
fn moment(at: Timestamp) -> String {
    at.to_string().chars().filter(char::is_ascii_digit).take(14).collect()
}

/// `YYYYMMDD`.
fn compact(day: Day) -> String {
    day.to_string().chars().filter(char::is_ascii_digit).collect()
}
