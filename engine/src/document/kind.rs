//! 文书种类: the papers of a case and of a trouble, and which event each is made with (rows 54, 73, 74; 行政许可法
//! art. 32, 38, 39, 45).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::ClockKind;
use crate::event::Event;
use crate::item::{CaseType, ItemDefinition, SpecialKind};
use crate::policy::Card;
use crate::values::{ClosingKind, Outcome};

macro_rules! kinds {
    ($( $name:ident = $number:literal, $json:literal, $zh:literal, $word:literal; )*) => {
        /// 文书种类. The numbers are on disk: never change one.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            Serialize, Deserialize, JsonSchema,
        )]
        pub enum DocumentKind { $( #[doc = $zh] #[serde(rename = $json)] $name ),* }

        impl DocumentKind {
            /// Every kind.
            pub const ALL: &[DocumentKind] = &[ $( DocumentKind::$name ),* ];
            /// The number on disk.
            pub fn number(self) -> u8 { match self { $( DocumentKind::$name => $number ),* } }
            /// The kind of a number on disk.
            pub fn from_number(number: u8) -> Option<DocumentKind> {
                match number { $( $number => Some(DocumentKind::$name), )* _ => None }
            }
            /// The name, as in JSON.
            pub fn name(self) -> &'static str { match self { $( DocumentKind::$name => $json ),* } }
            /// 文书名称
            pub fn chinese(self) -> &'static str { match self { $( DocumentKind::$name => $zh ),* } }
            /// 字: the word that stands for the kind in a document's number.
            pub fn word(self) -> &'static str { match self { $( DocumentKind::$name => $word ),* } }
        }
    };
}

kinds! {
    ReceiptVoucher = 1, "receipt_voucher", "收件凭证", "收";
    AcceptanceNotice = 2, "acceptance_notice", "受理通知书", "受";
    AcceptanceRefusal = 3, "acceptance_refusal", "不予受理通知书", "不受";
    NotRequiredNotice = 4, "not_required_notice", "不需许可告知书", "不需";
    CorrectionNotice = 5, "correction_notice", "一次性补正告知书", "补";
    TolerantNotice = 6, "tolerant_notice", "容缺受理通知书", "容";
    TolerantCommitment = 7, "tolerant_commitment", "容缺受理承诺书", "容诺";
    CommitmentLetter = 8, "commitment_letter", "告知承诺书", "诺";
    SpecialProcedureNotice = 9, "special_procedure_notice", "特别程序告知书", "特";
    HearingNotice = 10, "hearing_notice", "听证告知书", "听";
    ExtensionNotice = 11, "extension_notice", "延长期限告知书", "延";
    GrantDecision = 12, "grant_decision", "准予许可决定书", "准";
    RefusalDecision = 13, "refusal_decision", "不予许可决定书", "不准";
    ReportUpSheet = 14, "report_up_sheet", "转报单", "转";
    TacitNotice = 15, "tacit_notice", "超时默认通知书", "默";
    DeliveryReceipt = 16, "delivery_receipt", "送达回证", "送";
    Certificate = 17, "certificate", "证照", "证";
    SupervisionOrder = 18, "supervision_order", "督办单", "督";
    RevocationDecision = 19, "revocation_decision", "撤销许可决定书", "撤";
    TroubleOrder = 20, "trouble_order", "办不成事督办单", "办督";
    ServiceNotice = 21, "service_notice", "送达公告", "告";
}

/// The documents that are made with an event of a case.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other events have no document")]
pub fn documents_of(event: &Event, item: &ItemDefinition) -> &'static [DocumentKind] {
    use DocumentKind as D;
    match event {
        Event::ApplicationReceived(_) => &[D::ReceiptVoucher],
        // What is closed on the spot needs no written acceptance (安阳市政务服务条例 art. 36); what is not, and is
        // handed over, has it then (行政许可法 art. 32).
        Event::Accepted(_) if item.case_type == CaseType::Instant => &[],
        Event::HandedOver(_) if item.case_type == CaseType::Instant => &[D::AcceptanceNotice],
        Event::Accepted(_) | Event::DeemedAccepted(_) | Event::ConsentGiven(_) => {
            &[D::AcceptanceNotice]
        }
        Event::AcceptanceRefused(_) => &[D::AcceptanceRefusal],
        Event::NotRequired(_) => &[D::NotRequiredNotice],
        Event::CorrectionNoticed(_) => &[D::CorrectionNotice],
        Event::AcceptedWithGaps(_) => &[D::TolerantNotice, D::TolerantCommitment],
        Event::CommitmentSigned(_) => &[D::CommitmentLetter],
        Event::SuspensionStarted(e) if e.procedure == SpecialKind::Hearing => &[D::HearingNotice],
        Event::SuspensionStarted(_) => &[D::SpecialProcedureNotice],
        Event::ClockExtended(_) => &[D::ExtensionNotice],
        Event::DecisionMade(e) => decision(e.outcome),
        Event::HigherDecisionReceived(e) => decision(e.outcome),
        Event::DecidedByRule(_) => &[D::GrantDecision],
        Event::ReportedUp(_) => &[D::ReportUpSheet],
        Event::DecisionDeemed(_) | Event::DeemedRenewed(_) => &[D::TacitNotice],
        Event::ResultProduced(e) if e.closing == ClosingKind::Issued => &[D::Certificate],
        Event::Delivered(_) => &[D::DeliveryReceipt],
        Event::PublicNoticePosted(_) => &[D::ServiceNotice],
        Event::WarningIssued(e) if e.card == Card::Red => &[D::SupervisionOrder],
        Event::LicenceRevoked(_) => &[D::RevocationDecision],
        _ => &[],
    }
}

/// The documents that are made with an event of a trouble: the desk orders the unit to see to it, and once more when
/// the limit is over (row 73).
#[expect(clippy::wildcard_enum_match_arm, reason = "the other events have no document")]
pub fn documents_of_trouble(event: &Event) -> &'static [DocumentKind] {
    match event {
        Event::VoiceAssigned(_) => &[DocumentKind::TroubleOrder],
        Event::WarningIssued(e) if is_late(e.card, e.evidence.clock) => {
            &[DocumentKind::TroubleOrder]
        }
        _ => &[],
    }
}

/// The documents that are made with an event of a bundle: one notice of all defects over all its cases (row 65).
pub fn documents_of_bundle(event: &Event) -> &'static [DocumentKind] {
    if matches!(event, Event::BundleCorrectionNoticed(_)) {
        &[DocumentKind::CorrectionNotice]
    } else {
        &[]
    }
}

fn is_late(card: Card, clock: ClockKind) -> bool {
    card == Card::Red && clock == ClockKind::Trouble
}

fn decision(outcome: Outcome) -> &'static [DocumentKind] {
    match outcome {
        Outcome::Granted => &[DocumentKind::GrantDecision],
        Outcome::Refused => &[DocumentKind::RefusalDecision],
    }
}

/// False where an edition has no paper for an event although the kind may be made with it.
pub fn is_called_for(kind: DocumentKind, edition: u8, event: &Event) -> bool {
    match (kind, event) {
        // 督办单 orders nobody to hurry when it is the applicant's own time that is over.
        (DocumentKind::SupervisionOrder, Event::WarningIssued(e)) => {
            let is_the_applicants = matches!(
                e.evidence.clock,
                ClockKind::Correction | ClockKind::Tolerant | ClockKind::Consent
            );
            edition < 2 || !is_the_applicants
        }
        // What silence, consent and rules bring about has words of its own.
        (
            _,
            Event::DeemedAccepted(_)
            | Event::ConsentGiven(_)
            | Event::DecidedByRule(_)
            | Event::DeemedRenewed(_)
            | Event::BundleCorrectionNoticed(_),
        ) => edition >= 3,
        (_, Event::HandedOver(_)) => edition >= 4,
        _ => true,
    }
}
