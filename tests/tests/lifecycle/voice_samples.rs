//! One event of voices and cards for each kind.

use engine::clock::{ClockKind, Reckoning};
use engine::event::{
    BadReviewVerified, CardAnswered, CardDealt, ComplaintFiled, Event, EventKind, OrderIssued,
    OrderSettled, RectificationDone, ReviewAppealDecided, ReviewAppealed, ReviewGiven,
    ReviewPublished, RevisitDone, ServiceRecorded, TroubleReported, TroubleResultReported,
    TroubleSolved, VoiceAnswered, VoiceAssigned, VoiceExtended, VoicePolicySet, VoiceReturned,
};
use engine::policy::Card;
use engine::voice::{
    CardCause, Grade, GuidanceDuty, OrderEnd, ReturnCause, ReviewChannel, ReviewFinding,
    ServiceOccasion, TroubleGround, TroubleOutcome, VoicePolicy,
};
use tests::hall::{OWNER, code, person};

/// An event of a kind.
#[expect(clippy::too_many_lines, reason = "one sample an event")]
#[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds have their own function")]
pub(crate) fn event_of(kind: EventKind) -> Option<Event> {
    let officer = code("rep");
    let clocks = Vec::new();
    let (unit, note) = (code(OWNER), "说明".into());
    Some(match kind {
        EventKind::ReviewGiven => ReviewGiven {
            number: code("PJ202603020001"),
            case: code("C"),
            occasion: ServiceOccasion::Intake,
            grade: Grade::Dissatisfied,
            channel: ReviewChannel::Pc,
            rater: None,
            words: None,
            unit,
            person: None,
            clocks,
        }
        .into(),
        EventKind::BadReviewVerified => {
            BadReviewVerified { finding: ReviewFinding::Simple, note, officer, clocks }.into()
        }
        EventKind::RectificationDone => RectificationDone { measures: note, officer }.into(),
        EventKind::RevisitDone => RevisitDone { satisfied: true, note, officer }.into(),
        EventKind::ReviewAppealed => ReviewAppealed { reasons: vec![note], officer }.into(),
        EventKind::ReviewAppealDecided => {
            ReviewAppealDecided { upheld: true, reason: note, officer }.into()
        }
        EventKind::ReviewPublished => ReviewPublished { text: None, officer }.into(),
        EventKind::VoiceAnswered => VoiceAnswered { reply: note, is_public: true, officer }.into(),
        EventKind::TroubleReported => TroubleReported {
            number: code("BB202603020001"),
            case: None,
            item: None,
            ground: TroubleGround::NotAccepted,
            summary: note,
            applicant: person(1),
            words: None,
            unit,
            clocks,
        }
        .into(),
        EventKind::TroubleSolved => {
            TroubleSolved { outcome: TroubleOutcome::Solved, note, officer, clocks }.into()
        }
        EventKind::TroubleResultReported => TroubleResultReported { report: note, officer }.into(),
        EventKind::ComplaintFiled => ComplaintFiled {
            number: code("TS202603020001"),
            case: None,
            against: None,
            summary: note,
            applicant: None,
            words: None,
            unit,
            clocks,
        }
        .into(),
        EventKind::VoiceAssigned => VoiceAssigned { unit, class: None, officer, clocks }.into(),
        EventKind::VoiceReturned => {
            let cause = ReturnCause::WrongAddressee;
            VoiceReturned { cause, note, desk: unit, officer, clocks }.into()
        }
        EventKind::VoiceExtended => {
            let (due, provisional, calendar, rungs) = (None, false, 1, [].into());
            let reckoning = Reckoning { due, provisional, calendar, rungs };
            let clock = ClockKind::Complaint;
            VoiceExtended { clock, days: 5, approver: officer, reason: note, reckoning }.into()
        }
        EventKind::OrderIssued => OrderIssued {
            number: code("DB202603020001"),
            unit,
            matter: note,
            case: None,
            voice: None,
            officer,
            clocks,
        }
        .into(),
        EventKind::OrderSettled => {
            OrderSettled { end: OrderEnd::Closed, unit, note, officer }.into()
        }
        EventKind::ServiceRecorded => ServiceRecorded {
            number: code("DF202603020001"),
            duty: GuidanceDuty::Consultation,
            what: note,
            case: None,
            officer,
            unit,
        }
        .into(),
        EventKind::VoicePolicySet => {
            VoicePolicySet { version: 2, policy: VoicePolicy::customary() }.into()
        }
        EventKind::CardDealt => CardDealt {
            cause: CardCause::NoReasons,
            card: Card::Yellow,
            unit,
            person: None,
            fact: note,
            ask: None,
        }
        .into(),
        EventKind::CardAnswered => CardAnswered { card_no: 0, answer: note, officer }.into(),
        _ => return None,
    })
}
