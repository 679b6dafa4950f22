//! 文书用语: how a paper says what is a code elsewhere.

use crate::clock::ClockKind;
use crate::item::{DeliveryWay, SpecialKind};
use crate::terms::Condition;
use crate::values::Receipt;

pub(super) fn procedure(kind: SpecialKind) -> &'static str {
    match kind {
        SpecialKind::Hearing => "听证",
        SpecialKind::Tender => "招标",
        SpecialKind::Auction => "拍卖",
        SpecialKind::Inspection => "检验",
        SpecialKind::Testing => "检测",
        SpecialKind::Quarantine => "检疫",
        SpecialKind::Appraisal => "鉴定",
        SpecialKind::ExpertReview => "专家评审",
        SpecialKind::PublicNotice => "公示",
        SpecialKind::Investigation => "现场核查",
        SpecialKind::Supplement => "补交材料",
    }
}

pub(super) fn clock(kind: ClockKind) -> &'static str {
    match kind {
        ClockKind::Acceptance => "受理",
        ClockKind::OnlineCheck => "网上预审",
        ClockKind::Correction => "补正",
        ClockKind::Statutory => "法定办结",
        ClockKind::Promise => "承诺办结",
        ClockKind::Step => "环节",
        ClockKind::HandOff => "接件",
        ClockKind::Special => "特别程序",
        ClockKind::LowerReview => "初审",
        ClockKind::Delivery => "送达",
        ClockKind::PublicNotice => "公告送达",
        ClockKind::Tolerant => "容缺补齐",
        ClockKind::CommitmentCheck => "承诺核查",
        ClockKind::OwedDocument => "补出文书",
        ClockKind::Opinion => "联办意见",
        ClockKind::Renewal => "延续",
        ClockKind::Forwarding => "转送",
        ClockKind::Consent => "确认",
        ClockKind::Bundle => "一件事限时办结",
        ClockKind::ReviewContact => "差评联系",
        ClockKind::Rectification => "差评整改",
        ClockKind::Trouble => "办不成事",
        ClockKind::Revisit => "确认回访",
        ClockKind::TroubleReport => "办不成事结果报告",
        ClockKind::Complaint => "投诉答复",
        ClockKind::Order => "督办",
    }
}

pub(super) fn way(receipt: &Receipt) -> &'static str {
    match receipt {
        Receipt::Signature(_) => name(DeliveryWay::Counter),
        Receipt::CellOpened(_) => name(DeliveryWay::Locker),
        Receipt::ParcelSigned(_) => name(DeliveryWay::Ems),
        Receipt::Downloaded(_) => name(DeliveryWay::Online),
        Receipt::LeftWithWitnesses(_) => "留置送达（见证）",
        Receipt::LeftRecorded(_) => "留置送达（录像）",
    }
}

fn name(way: DeliveryWay) -> &'static str {
    match way {
        DeliveryWay::Counter => "窗口领取",
        DeliveryWay::Locker => "自助取件柜",
        DeliveryWay::Ems => "邮寄",
        DeliveryWay::Online => "网上送达",
    }
}

pub(super) fn receipt(receipt: &Receipt) -> &str {
    receipt.reference().as_str()
}

/// 依据: what sets a limit, as a unit that is late reads it.
pub(super) fn basis(kind: ClockKind) -> &'static str {
    match kind {
        ClockKind::Acceptance => "《中华人民共和国行政许可法》第三十二条第一款第四项",
        ClockKind::OnlineCheck => "本地关于网上预审时限的规定",
        ClockKind::Correction => "一次性补正告知书",
        ClockKind::Statutory => "《中华人民共和国行政许可法》第四十二条",
        ClockKind::Promise => "《优化营商环境条例》第三十六条",
        ClockKind::Step => "事项公布的环节时限",
        ClockKind::HandOff => "大厅关于及时接件的规定",
        ClockKind::Special => "《中华人民共和国行政许可法》第四十五条",
        ClockKind::LowerReview => "《中华人民共和国行政许可法》第四十三条",
        ClockKind::Delivery => "《中华人民共和国行政许可法》第四十四条",
        ClockKind::PublicNotice => "《中华人民共和国民事诉讼法》第九十五条",
        ClockKind::Tolerant => "容缺受理通知书",
        ClockKind::CommitmentCheck => "事项公布的承诺核查时限",
        ClockKind::OwedDocument => "事项公布的超时默认依据",
        ClockKind::Opinion => "事项公布的联办意见时限",
        ClockKind::Renewal => "《中华人民共和国行政许可法》第五十条",
        ClockKind::Forwarding => "事项公布的异地转送时限",
        ClockKind::Consent => "事项公布的主动办理确认时限",
        ClockKind::Bundle => "一件事公布的限时办结时限",
        ClockKind::ReviewContact => "大厅关于差评联系时限的规定",
        ClockKind::Rectification => "大厅关于差评整改时限的规定",
        ClockKind::Trouble => "大厅关于办不成事反映办理时限的规定",
        ClockKind::Revisit => "大厅关于确认回访时限的规定",
        ClockKind::TroubleReport => "大厅关于办不成事结果报告时限的规定",
        ClockKind::Complaint => "大厅关于投诉答复时限的规定",
        ClockKind::Order => "督办单规定的时限",
    }
}

/// 自动办理条件
pub(super) fn condition(condition: Condition) -> &'static str {
    match condition {
        Condition::Complete => "申请材料齐全",
        Condition::FromSource => "材料均取自源头",
        Condition::Online => "全程网上申请",
        Condition::Creditworthy => "无失信记录",
    }
}
