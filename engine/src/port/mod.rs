//! 对接端口: what the hall asks of the systems around it, and what they may answer.
//!
//! | port | an event asks | `answer_port` answers | it leads to |
//! |---|---|---|---|
//! | identity 身份认证 | `ApplicationReceived` | `identity_checked` | no acceptance of who is not himself |
//! | credit 信用核查 | `ApplicationReceived` of a tolerant or committed item | `credit_checked` | `CreditRecorded` |
//! | e_licence 电子证照 | `LicenceRequested` | `licence_found`, `licence_missing`, of the same paper | `ELicenceFetched`, `LicenceAbsent` |
//! | e_seal 电子印章 | `DocumentIssued` | `sealed`, with the document's hash | the seal's reference |
//! | payment 统一支付 | a grant with a fee, `PaymentReversed` | `paid`, the whole fee | `FeePaid` |
//! | | `PaymentReversed` of what was paid through the port | `refunded`, the whole fee of the same receipt | no archive before |
//! | logistics 物流 | `Shipped` | `parcel_signed`, `undeliverable` | `Delivered`, `DeliveryFailed` |
//! | message 短信 | `FedBack`, `CorrectionNoticed` | `message_sent` | |
//! | department 部门系统 | `HandedOver` | `taken_over`, `turned_back` | `HandOverAcknowledged`, `HandOverReturned` |
//! | archive 电子档案 | `Delivered` | `archived` | `Archived` |
//! | platform 上级平台 | each turn that the exchange takes | `received`, in the order of the turns | |
//!
//! *Late*: taken while the case can still use it; until then it stands in the outbox as overdue. *Twice*: the same
//! answer changes nothing, another is refused. *Wrong*: refused, the question stays open. *Missing*: the question
//! stays in the outbox, overdue after the port's term. At least once: whoever reads the outbox may see a question
//! again until its answer is in the log.

mod answer;
mod kind;

pub use answer::{Answered, Ask, Connection, PortAnswer};
pub use kind::PortKind;
