//! What may be asked in cases that come from afar, that the government opens, or that others go along with.

use engine::code::CaseNumber;
use engine::command::{
    CallMeeting, Command, DecideByRule, ForwardCase, NameTracker, OpenProactiveCase,
    ReceiveRegionResult, RecordAssistance, RecordAttendance, RecordConsent, UrgeCase,
};
use engine::escort::AssistanceKind;
use engine::item::DeliveryWay;
use engine::meeting::{Attendance, MeetingKind};
use engine::party::Party;
use engine::time::Timestamp;
use engine::values::Outcome;

use crate::hall::code;

/// 确认 or 拒绝 of a case the government opened.
pub fn consent(case: &CaseNumber, consents: bool) -> Command {
    RecordConsent { case: case.clone(), consents, proof: code("SMS-1") }.into()
}

/// 免申即享 for a person.
pub fn open_proactively(item: &str, applicant: Party) -> Command {
    let delivery = DeliveryWay::Counter;
    let materials = crate::say::papers(item);
    let (item, grounds) = (code(item), "人口库：年满80周岁".into());
    OpenProactiveCase { item, applicant, grounds, materials, delivery }.into()
}

/// 转送
pub fn forward(case: &CaseNumber, manifest: &[&str]) -> Command {
    let manifest = manifest.iter().map(|material| code(material)).collect();
    ForwardCase { case: case.clone(), manifest }.into()
}

/// 结果回送
pub fn region_result(case: &CaseNumber, outcome: Outcome) -> Command {
    let (name, number) = ("许可证".into(), Some(code("H-9")));
    let reasons = vec!["外地办理单位决定".into()];
    ReceiveRegionResult { case: case.clone(), outcome, name, number, reasons }.into()
}

/// 秒批
pub fn decide_by_rule(case: &CaseNumber) -> Command {
    DecideByRule { case: case.clone() }.into()
}

/// 联合踏勘
pub fn call_meeting(case: &CaseNumber, departments: &[&str], begins: Timestamp) -> Command {
    let departments = departments.iter().map(|unit| code(unit)).collect();
    let (about, venue) = (MeetingKind::Survey, "项目现场".into());
    CallMeeting { case: case.clone(), about, departments, begins, venue }.into()
}

/// 会议签到 of one department at the first meeting.
pub fn attendance(
    case: &CaseNumber,
    department: &str,
    officer: Option<&str>,
    excused: bool,
) -> Command {
    let good_reason = excused.then(|| "抢险".into());
    let entry =
        Attendance { department: code(department), officer: officer.map(code), good_reason };
    let (attendance, conclusion) = (vec![entry], "符合条件".into());
    RecordAttendance { case: case.clone(), meeting: 0, attendance, conclusion }.into()
}

/// 专人跟踪
pub fn name_tracker(case: &CaseNumber, tracker: &str) -> Command {
    NameTracker { case: case.clone(), tracker: code(tracker) }.into()
}

/// 催办
pub fn urge(case: &CaseNumber) -> Command {
    UrgeCase { case: case.clone(), reason: "承诺期限将至".into() }.into()
}

/// 帮办代办
pub fn assist(case: &CaseNumber, kind: AssistanceKind) -> Command {
    RecordAssistance { case: case.clone(), kind, note: "协助填表".into() }.into()
}
