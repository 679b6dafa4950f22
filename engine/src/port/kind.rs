//! 对接端口: the systems around the hall (rows 82, 83, 92, 110, 117), and what each is asked.
//!
//! A port is data only. An event asks; the outbox of the port shows it until it is answered; `answer_port` answers,
//! by the port itself. Nothing is asked of a port that is not connected.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::event::Event;
use crate::item::ItemDefinition;
use crate::lifecycle::Phase;
use crate::terms::{AutomaticTerms, Condition};
use crate::values::Outcome;

macro_rules! ports {
    ($( $name:ident = $number:literal, $json:literal, $actor:literal, $zh:literal; )*) => {
        /// 端口. The numbers are on disk: never change one.
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord,
            Serialize, Deserialize, JsonSchema,
        )]
        pub enum PortKind { $( #[doc = $zh] #[serde(rename = $json)] $name ),* }

        impl PortKind {
            /// Every port.
            pub const ALL: &[PortKind] = &[ $( PortKind::$name ),* ];
            /// The number on disk.
            pub fn number(self) -> u8 { match self { $( PortKind::$name => $number ),* } }
            /// The port of a number on disk.
            pub fn from_number(number: u8) -> Option<PortKind> {
                match number { $( $number => Some(PortKind::$name), )* _ => None }
            }
            /// The name, as in JSON.
            pub fn name(self) -> &'static str { match self { $( PortKind::$name => $json ),* } }
            /// The port of a name.
            pub fn from_name(name: &str) -> Option<PortKind> {
                match name { $( $json => Some(PortKind::$name), )* _ => None }
            }
            /// Its name as an actor.
            pub fn actor(self) -> &'static str { match self { $( PortKind::$name => $actor ),* } }
            /// 名称
            pub fn chinese(self) -> &'static str { match self { $( PortKind::$name => $zh ),* } }
        }
    };
}

ports! {
    Identity = 1, "identity", "port:identity", "身份认证";
    Credit = 2, "credit", "port:credit", "信用核查";
    ELicence = 3, "e_licence", "port:e_licence", "电子证照";
    ESeal = 4, "e_seal", "port:e_seal", "电子印章";
    Payment = 5, "payment", "port:payment", "统一支付";
    Logistics = 6, "logistics", "port:logistics", "物流寄递";
    Message = 7, "message", "port:message", "短信提醒";
    Department = 8, "department", "port:department", "部门业务系统";
    Archive = 9, "archive", "port:archive", "电子档案";
    Platform = 10, "platform", "port:platform", "上级政务服务平台";
}

impl PortKind {
    /// The port of an actor's name.
    pub fn of_actor(actor: &str) -> Option<PortKind> {
        PortKind::ALL.iter().copied().find(|port| port.actor() == actor)
    }

    /// True when the event asks the port something. `case` is the case before the event; none where it opens one.
    #[expect(clippy::match_same_arms, reason = "one arm a row of the table")]
    pub fn is_asked_by(self, event: &Event, case: Option<&Case>, item: &ItemDefinition) -> bool {
        let owes = || item.fee_fen > 0 && case.is_none_or(|case| !case.extras().is_fee_settled);
        match (self, event) {
            (PortKind::Identity, Event::ApplicationReceived(_)) => true,
            (PortKind::Credit, Event::ApplicationReceived(_)) => {
                let rule = item.terms.automatic.as_ref();
                let asks =
                    |rule: &AutomaticTerms| rule.conditions.contains(&Condition::Creditworthy);
                item.tolerant || item.commitment.is_some() || rule.is_some_and(asks)
            }
            (PortKind::ESeal, Event::DocumentIssued(_)) => true,
            (PortKind::ELicence, Event::LicenceRequested(_)) => true,
            // What was paid by mistake is asked for again, where something was granted.
            (PortKind::Payment, Event::PaymentReversed(_)) => {
                let verdict = case.and_then(Case::verdict);
                verdict.is_some_and(|verdict| verdict.outcome == Outcome::Granted)
            }
            (PortKind::Payment, event) => event.decides() == Some(Outcome::Granted) && owes(),
            (PortKind::Logistics, Event::Shipped(_)) => true,
            (PortKind::Message, Event::FedBack(e)) => e.notified,
            (PortKind::Message, Event::CorrectionNoticed(_)) => true,
            (PortKind::Department, Event::HandedOver(_)) => true,
            (PortKind::Archive, Event::Delivered(_) | Event::ServedByNotice(_)) => true,
            (PortKind::Platform, event) => is_a_turn(event, case),
            _ => false,
        }
    }
}

/// Turns of a case that the exchange with the upper platform takes, in their order (row 117). How a case ends that was
/// never accepted is its own affair, but for a refusal.
fn is_a_turn(event: &Event, case: Option<&Case>) -> bool {
    let is_told =
        matches!(event, Event::StepCompleted(_) | Event::ReportedUp(_) | Event::ResultProduced(_));
    let is_refused = matches!(event, Event::AcceptanceRefused(_) | Event::NotRequired(_));
    let was_accepted = || case.is_some_and(|case| !NOT_ACCEPTED.contains(&case.phase()));
    is_told
        || is_refused
        || event.accepts()
        || event.decides().is_some()
        || (event.ends().is_some() && was_accepted())
}

const NOT_ACCEPTED: [Phase; 3] = [Phase::Received, Phase::PreCheck, Phase::AwaitingCorrection];
