//! 回执: what a port may answer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{MaterialCode, Reference, StaffId, Text};
use crate::document::hash;
use crate::event::Event;
use crate::id::{Digest, Seq};
use crate::lifecycle::{PAPERS_TAKEN, Phase};
use crate::time::{Day, Timestamp};

use super::kind::PortKind;

/// 回执 what a port answers to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PortAnswer {
    /// 身份认证: whether the person is who he says he is.
    IdentityChecked {
        /// 相符
        matches: bool,
        /// 核验流水
        reference: Reference,
    },
    /// 信用核查
    CreditChecked {
        /// 失信且未修复
        discredited: bool,
        /// Who says so.
        source: Text,
    },
    /// 用印: the seal on one document.
    Sealed {
        /// The document's hash, as it was sealed.
        hash: Digest,
        /// 印章编号/签章流水
        seal: Reference,
    },
    /// 缴费
    Paid {
        /// How much, in fen.
        amount_fen: u32,
        /// 票据
        receipt: Reference,
    },
    /// 妥投
    ParcelSigned {
        /// 物流单号
        parcel: Reference,
        /// 签收凭据
        receipt: Reference,
    },
    /// 投递失败
    Undeliverable {
        /// 物流单号
        parcel: Reference,
        /// Why.
        reason: Text,
    },
    /// 短信已发
    MessageSent {
        /// 短信流水
        reference: Reference,
    },
    /// 部门系统接件
    TakenOver {
        /// Who took it.
        officer: StaffId,
    },
    /// 部门系统退件
    TurnedBack {
        /// Who turned it back.
        officer: StaffId,
        /// Why.
        reason: Text,
    },
    /// 归档
    Archived {
        /// Hash of the archive package.
        package: Reference,
    },
    /// 上级平台已收
    Received {
        /// 交换流水
        reference: Reference,
    },
    /// 证照已调取
    LicenceFound {
        /// The paper it stands for.
        material: MaterialCode,
        /// 证照编号
        number: Reference,
        /// Last day it is valid.
        valid_to: Option<Day>,
        /// Hash of the document.
        hash: Option<Reference>,
    },
    /// 查无此证
    LicenceMissing {
        /// The paper it would stand for.
        material: MaterialCode,
        /// What the store said.
        reason: Text,
    },
    /// 已退费
    Refunded {
        /// How much, in fen.
        amount_fen: u32,
        /// 票据 of the payment that was given back.
        receipt: Reference,
        /// 退费流水
        refund: Reference,
    },
}

impl PortAnswer {
    /// The port that gives such an answer.
    pub fn port(&self) -> PortKind {
        match self {
            PortAnswer::IdentityChecked { .. } => PortKind::Identity,
            PortAnswer::CreditChecked { .. } => PortKind::Credit,
            PortAnswer::Sealed { .. } => PortKind::ESeal,
            PortAnswer::Paid { .. } | PortAnswer::Refunded { .. } => PortKind::Payment,
            PortAnswer::LicenceFound { .. } | PortAnswer::LicenceMissing { .. } => {
                PortKind::ELicence
            }
            PortAnswer::ParcelSigned { .. } | PortAnswer::Undeliverable { .. } => {
                PortKind::Logistics
            }
            PortAnswer::MessageSent { .. } => PortKind::Message,
            PortAnswer::TakenOver { .. } | PortAnswer::TurnedBack { .. } => PortKind::Department,
            PortAnswer::Archived { .. } => PortKind::Archive,
            PortAnswer::Received { .. } => PortKind::Platform,
        }
    }
}

/// 待回执 an open question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Of whom.
    pub port: PortKind,
    /// Its record in the log, which names it.
    pub seq: Seq,
    /// What the answer has to be about, as a hash: the document that is to be sealed, the paper that is to be
    /// fetched, the receipt of what is to be paid back.
    pub expects: Option<Digest>,
    /// The last day on which the answer is in time.
    pub due: Day,
    /// 已预警: it was not answered in time, and a card was dealt for it.
    pub is_carded: bool,
}

impl Ask {
    /// When its silence is a matter of supervision (row 94); `None` once the card was dealt.
    pub fn alarm(&self) -> Option<Timestamp> {
        (!self.is_carded).then(|| self.due.next().start())
    }
}

impl Ask {
    /// 退费: a question to the payment port about a receipt asks for its money back.
    pub fn is_refund(&self) -> bool {
        self.port == PortKind::Payment && self.expects.is_some()
    }

    /// True when the answer has to be about this text.
    pub fn is_about(&self, text: &str) -> bool {
        self.expects == Some(hash(text))
    }

    /// True when the case may not leave before the answer, or before the silence is on a card. The archive asks for
    /// the case itself; what is to be paid back has its own rule; for a case that ended undecided nobody is checked.
    pub fn holds_the_case(&self, phase: Phase) -> bool {
        use PortKind as P;
        let is_wanted = match self.port {
            P::Archive => false,
            P::ESeal | P::Message | P::Platform => true,
            P::Identity | P::Credit | P::ELicence | P::Payment | P::Logistics | P::Department => {
                phase != Phase::Ended && !self.is_refund()
            }
        };
        is_wanted && !self.is_carded
    }

    /// True when nothing is to be answered any more after the event, whoever brought it about. `phase` is that
    /// of the case after it.
    pub fn is_settled_by(&self, event: &Event, phase: Phase) -> bool {
        use {Event as E, PortKind as P};
        match (self.port, event) {
            (P::Payment, E::FeePaid(_) | E::FeeWaived(_)) => !self.is_refund(),
            (P::ELicence, E::ELicenceFetched(e)) => self.is_about(e.material.as_str()),
            (P::ELicence, E::LicenceAbsent(e)) => self.is_about(e.material.as_str()),
            // Nobody's papers are fetched for a case that needs none any more.
            (P::ELicence, _) => !PAPERS_TAKEN.contains(&phase),
            // Whom the archive does not wait for is not waited for after it; money may still come.
            (_, E::Archived(_))
            | (P::Logistics, E::Delivered(_) | E::DeliveryFailed(_))
            | (P::Department, E::HandOverAcknowledged(_) | E::HandOverReturned(_)) => true,
            _ => false,
        }
    }
}

/// A question that was answered, remembered while the case is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The question.
    pub ask: Seq,
    /// The answer: the same again changes nothing, another is refused.
    pub answer: PortAnswer,
}

/// 接入 a port as it is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Connection {
    /// 应答期限 working days in which an answer is awaited; after it the question is overdue.
    pub term_days: u16,
}
