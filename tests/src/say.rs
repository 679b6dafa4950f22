//! What may be asked, in one short word each. Where a rule needs more, change the field in the test.

use engine::bundle::Bundle;
use engine::clock::ClockKind;
use engine::code::{CaseNumber, Reference};
use engine::command::{
    AcceptCase, AcceptWithGaps, AcknowledgeHandOver, AcknowledgeReturn, AnswerWarning, ArchiveCase,
    ChooseDelivery, ClaimCase, ClaimNext, Command, CompleteStep, DecideCase, DeclareNotRequired,
    DeliverResult, ExtendClock, FeedBackResult, FireAlarm, GiveOpinion, HandOverCase,
    NoticeCorrection, OpenPersonalData, PlaceInLocker, PostPublicNotice, PrepareDelivery,
    PromiseAnew, ReassignTask, RecalculateClocks, ReceiveApplication, ReceiveHigherDecision,
    ReceiveMaterials, RecordInspection, RecordMissedCollection, RecordPayment, RecordResult,
    RecordSigningRefusal, RecordWork, RefuseAcceptance, ReportDeliveryFailure, ReportUp,
    ResumeCase, ReturnHandOver, RevokeLicence, ServeByNotice, ShipResult, SignCommitment,
    SplitCase, StartPreCheck, SubmitCorrections, SupplyGaps, SuspendCase, TransferCase,
    VerifyCommitment, VoidCase, WaiveFee, WithdrawCase, WithdrawCommitment,
};
use engine::ground::RefusalGround;
use engine::hall::Role;
use engine::item::{Answers, DeliveryWay, SpecialKind};
use engine::policy::Card;
use engine::values::{
    Channel, CollectionWay, Defect, MaterialCopy, Opinion, Outcome, Priority, Receipt, Trust,
    Witness,
};
use engine::world::World;

use crate::hall::{OWNER, code, person};
use crate::items::{
    COMMITTED, FORM, ID_CARD, INSPECTED, LEASE, PLAN, PREMISES, PROMISE, QUESTIONED, RENTED,
    TOLERANT,
};

/// A paper, on paper.
pub fn copy(material: &str) -> MaterialCopy {
    MaterialCopy { material: code(material), way: CollectionWay::Paper, trust: Trust::B }
}

/// The papers that are enough for an item.
pub fn papers(item: &str) -> Vec<MaterialCopy> {
    let all: &[&str] = match item {
        PROMISE | INSPECTED => &[FORM, ID_CARD, PLAN],
        TOLERANT | COMMITTED => &[FORM, PLAN],
        QUESTIONED => &[FORM, ID_CARD, LEASE],
        _ => &[FORM],
    };
    all.iter().map(|material| copy(material)).collect()
}

/// 办事情形: the premises are rented, where the item asks.
fn answers(item: &str) -> Answers {
    let rented = (code(PREMISES), code(RENTED));
    (item == QUESTIONED).then_some(rented).into_iter().collect()
}

/// An application of person 1 at a window, with every paper, for the counter.
pub fn application(item: &str) -> ReceiveApplication {
    ReceiveApplication {
        item: code(item),
        channel: Channel::Window,
        priority: Priority::Normal,
        applicant: person(1),
        agent: None,
        materials: papers(item),
        delivery: DeliveryWay::Counter,
        answers: answers(item),
        occasion: None,
        ticket: None,
    }
}

/// Commands that name the case and nothing else.
macro_rules! bare {
    ($( $word:ident = $name:ident ),* $(,)?) => { $(
        #[doc = stringify!($name)]
        pub fn $word(case: &CaseNumber) -> Command { $name { case: case.clone() }.into() }
    )* };
}

bare! {
    pre_check = StartPreCheck,
    accept = AcceptCase,
    split = SplitCase,
    acknowledge = AcknowledgeHandOver,
    claim = ClaimCase,
    fire = FireAlarm,
    recalculate = RecalculateClocks,
    transfer_case = TransferCase,
}

/// More papers.
pub fn hand_in(case: &CaseNumber, materials: &[&str]) -> Command {
    let materials = materials.iter().map(|material| copy(material)).collect();
    ReceiveMaterials { case: case.clone(), materials }.into()
}

/// One defect, about a paper or not.
pub fn defect(material: Option<&str>) -> Defect {
    Defect { material: material.map(code), what: "缺少签字".into() }
}

/// 一次性告知补正 about the form.
pub fn notice_correction(case: &CaseNumber) -> Command {
    let defects = vec![defect(Some(FORM))];
    NoticeCorrection { case: case.clone(), defects, limit_days: None }.into()
}

/// 补正提交
pub fn correct(case: &CaseNumber) -> Command {
    SubmitCorrections { case: case.clone(), materials: vec![copy(FORM)] }.into()
}

/// 不予受理
pub fn refuse_acceptance(case: &CaseNumber) -> RefuseAcceptance {
    RefuseAcceptance {
        ground: RefusalGround::Other,
        case: case.clone(),
        reasons: vec!["不属于本机关职权范围".into()],
        remedies: "可依法申请行政复议".into(),
        where_to_go: Some("市局".into()),
    }
}

/// 不需许可
pub fn not_required(case: &CaseNumber) -> DeclareNotRequired {
    DeclareNotRequired { case: case.clone(), reasons: vec!["依法不需要取得许可".into()] }
}

/// 转交 with a manifest.
pub fn hand_over(case: &CaseNumber, manifest: &[&str]) -> Command {
    let manifest = manifest.iter().map(|material| code(material)).collect();
    HandOverCase { case: case.clone(), manifest, paper: false }.into()
}

/// 退件
pub fn return_hand_over(case: &CaseNumber) -> Command {
    ReturnHandOver { case: case.clone(), reason: "清单不清".into(), manifest: None }.into()
}

/// 领取下一件 from a post's queue of the owner.
pub fn claim_next(role: Role) -> Command {
    ClaimNext { department: code(OWNER), role }.into()
}

/// 改派
pub fn reassign(case: &CaseNumber, officer: &str) -> Command {
    ReassignTask { case: case.clone(), officer: code(officer), reason: "请假".into() }.into()
}

/// 环节完成
pub fn complete(case: &CaseNumber) -> Command {
    CompleteStep { case: case.clone(), opinion: "同意".into() }.into()
}

/// 现场核查
pub fn inspect(case: &CaseNumber, officers: &[&str]) -> Command {
    let officers = officers.iter().map(|id| code(id)).collect();
    RecordInspection { case: case.clone(), officers, findings: "符合要求".into() }.into()
}

/// 特别程序开始, told in writing.
pub fn suspend(case: &CaseNumber, procedure: SpecialKind, planned_days: u16) -> SuspendCase {
    SuspendCase {
        case: case.clone(),
        procedure,
        planned_days,
        reason: "需要专家评审".into(),
        told_in_writing: true,
    }
}

/// 特别程序结束
pub fn resume(case: &CaseNumber) -> Command {
    ResumeCase { case: case.clone(), result: "评审通过".into() }.into()
}

/// 延长 of the statutory clock, approved by the head and told.
pub fn extend(case: &CaseNumber, days: u16) -> ExtendClock {
    ExtendClock {
        case: case.clone(),
        clock: ClockKind::Statutory,
        days,
        approver: code("head"),
        reason: "案情复杂".into(),
        told: true,
    }
}

/// 重新承诺, told.
pub fn promise_anew(case: &CaseNumber, days: u16) -> PromiseAnew {
    PromiseAnew { case: case.clone(), days, reason: "需补充检测".into(), told: true }
}

/// 准予
pub fn grant(case: &CaseNumber) -> DecideCase {
    DecideCase {
        case: case.clone(),
        outcome: Outcome::Granted,
        reasons: Vec::new(),
        remedies: None,
    }
}

/// 不予, with reasons and remedies.
pub fn deny(case: &CaseNumber) -> DecideCase {
    DecideCase {
        outcome: Outcome::Refused,
        reasons: vec!["不符合条件".into()],
        remedies: Some("六十日内可申请行政复议".into()),
        ..grant(case)
    }
}

/// 文号 of the document that gives a person of a bundle his number: as [`make_document`] numbers it.
pub fn registration(world: &World, bundle: &Bundle) -> Reference {
    let version = world.setup().bundle(bundle.definition).expect("published");
    let gives = version.definition.number_from.as_ref();
    let node = gives.and_then(|gives| bundle.node(&version.definition, gives));
    let case = node.and_then(engine::bundle::Node::case);
    let number = case.and_then(|case| engine::number::format(world.setup(), case));
    number.map_or_else(|| code("JY-1"), |number| code(number.as_str()))
}

/// 制证, numbered as the case is
pub fn make_document(case: &CaseNumber) -> Command {
    let case = case.clone();
    let number = case.as_str().parse().ok();
    RecordResult { case, name: None, number, valid_to: None, hash: None }.into()
}

/// 反馈
pub fn feed_back(case: &CaseNumber) -> Command {
    FeedBackResult { case: case.clone(), notified: true, manifest: None }.into()
}

/// 变更出件方式
pub fn choose(case: &CaseNumber, way: DeliveryWay) -> Command {
    ChooseDelivery { case: case.clone(), way }.into()
}

/// 待出件
pub fn prepare(case: &CaseNumber, notified: bool) -> Command {
    PrepareDelivery { case: case.clone(), notified }.into()
}

/// 入柜
pub fn place_in_locker(case: &CaseNumber) -> Command {
    PlaceInLocker { case: case.clone(), cell: code("CELL-7"), notified: true }.into()
}

/// 寄出
pub fn ship(case: &CaseNumber) -> Command {
    ShipResult { case: case.clone(), parcel: code("EMS-1") }.into()
}

/// 送达
pub fn deliver(case: &CaseNumber, receipt: Receipt) -> Command {
    DeliverResult { case: case.clone(), receipt }.into()
}

/// The applicant's signature.
pub fn signature() -> Receipt {
    Receipt::Signature(code("SLIP-1"))
}

/// 催领未领
pub fn miss_collection(case: &CaseNumber) -> Command {
    RecordMissedCollection { case: case.clone(), how: "电话无人接听".into() }.into()
}

/// 拒绝签收
pub fn refuse_signing(case: &CaseNumber, witnesses: Vec<Witness>) -> Command {
    RecordSigningRefusal { case: case.clone(), reason: "不认可结果".into(), witnesses }.into()
}

/// 签收退回
pub fn acknowledge_return(case: &CaseNumber) -> Command {
    AcknowledgeReturn { case: case.clone() }.into()
}

/// 公告送达
pub fn post_notice(case: &CaseNumber) -> Command {
    let (venue, reference) = ("政务大厅公告栏".into(), code("GG-1"));
    PostPublicNotice { case: case.clone(), venue, reference }.into()
}

/// 公告期满
pub fn serve_by_notice(case: &CaseNumber) -> Command {
    ServeByNotice { case: case.clone() }.into()
}

/// 未送达
pub fn fail_delivery(case: &CaseNumber) -> Command {
    ReportDeliveryFailure { case: case.clone(), reason: "无人签收".into() }.into()
}

/// 归档
pub fn archive(case: &CaseNumber) -> Command {
    ArchiveCase { case: case.clone(), package: code("PKG-1") }.into()
}

/// 撤回
pub fn withdraw(case: &CaseNumber) -> Command {
    WithdrawCase { case: case.clone(), reason: "不办了".into() }.into()
}

/// 作废, or 删除 of a technically invalid record.
pub fn void(case: &CaseNumber, technical: bool) -> Command {
    VoidCase { case: case.clone(), reason: "重复录入".into(), technical }.into()
}

/// 过程记录
pub fn record_work(case: &CaseNumber) -> Command {
    RecordWork { case: case.clone(), activity: "电话沟通".into(), group: None }.into()
}

/// 预警回复
pub fn answer(case: &CaseNumber, clock: ClockKind, card: Card) -> Command {
    AnswerWarning { case: case.clone(), clock, card, answer: "已催办".into() }.into()
}

/// 调阅个人信息
pub fn open_data(case: &CaseNumber) -> Command {
    OpenPersonalData { case: case.clone(), reason: "核对身份".into() }.into()
}

/// 容缺受理 without these papers, for as long as the policy gives.
pub fn accept_with_gaps(case: &CaseNumber, gaps: &[&str]) -> Command {
    let gaps = gaps.iter().map(|material| code(material)).collect();
    let (case, commitment) = (case.clone(), code("RQ-1"));
    AcceptWithGaps { case, gaps, commitment, limit_days: None }.into()
}

/// 容缺补齐
pub fn supply(case: &CaseNumber, material: &str) -> Command {
    SupplyGaps { case: case.clone(), materials: vec![copy(material)] }.into()
}

/// 告知承诺
pub fn sign(case: &CaseNumber) -> Command {
    SignCommitment { case: case.clone(), commitment: code("CN-1") }.into()
}

/// 撤回承诺
pub fn withdraw_commitment(case: &CaseNumber) -> Command {
    WithdrawCommitment { case: case.clone(), reason: "改走一般程序".into() }.into()
}

/// 承诺核查 by two officers: kept, or broken, with or without days to correct it.
pub fn verify(case: &CaseNumber, kept: bool, correct_days: Option<u16>) -> Command {
    let officers = vec![code("appr1"), code("appr2")];
    let findings = "实地核查".into();
    VerifyCommitment { case: case.clone(), kept, findings, officers, correct_days }.into()
}

/// 撤销许可
pub fn revoke_licence(case: &CaseNumber) -> Command {
    RevokeLicence {
        case: case.clone(),
        reasons: vec!["未履行承诺".into()],
        remedies: "可依法申请行政复议".into(),
    }
    .into()
}

/// 意见 of a department that takes part.
pub fn give_opinion(case: &CaseNumber, department: &str, opinion: Opinion) -> Command {
    let (case, department) = (case.clone(), code(department));
    GiveOpinion { case, department, opinion, text: "已审阅".into() }.into()
}

/// 转报 with a manifest.
pub fn report_up(case: &CaseNumber, manifest: &[&str]) -> Command {
    let manifest = manifest.iter().map(|material| code(material)).collect();
    let (opinion, to) = ("初审符合条件".into(), "省厅".into());
    ReportUp { case: case.clone(), opinion, to, manifest }.into()
}

/// 上级决定
pub fn higher_decision(case: &CaseNumber, outcome: Outcome) -> Command {
    let is_refused = outcome == Outcome::Refused;
    let why = if is_refused { "不符合条件" } else { "符合条件" };
    let remedies = is_refused.then(|| "六十日内可申请行政复议".into());
    let (case, number, reasons) = (case.clone(), code("SZ-1"), vec![why.into()]);
    ReceiveHigherDecision { case, outcome, number, reasons, remedies }.into()
}

/// 缴费
pub fn pay(case: &CaseNumber, amount_fen: u32) -> Command {
    pay_with(case, amount_fen, &format!("RC-{case}"))
}

/// 缴费 with a receipt of this number.
pub fn pay_with(case: &CaseNumber, amount_fen: u32, receipt: &str) -> Command {
    RecordPayment { case: case.clone(), amount_fen, receipt: code(receipt) }.into()
}

/// 免缴
pub fn waive(case: &CaseNumber) -> Command {
    WaiveFee { case: case.clone(), reason: "低保家庭".into() }.into()
}
