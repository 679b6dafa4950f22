//! One event of every kind that ratings, troubles, complaints, orders, services and cards have.

use engine::voice::{
    CardCause, Grade, GradeScale, GuidanceDuty, OrderEnd, ReturnCause, ReviewChannel,
    ReviewFinding, ServiceOccasion, TroubleClass, TroubleGround, TroubleOutcome, VoicePolicy,
};

use super::*;

pub(super) fn voices() -> Vec<Event> {
    let case = || Some(code("113600000000000000000000000000000202611200001"));
    let words = || Some(Sealed(vec![9; 24].into()));
    let officer = || code("FGW-rep");
    vec![
        ReviewGiven {
            number: code("PJ202611200001"),
            case: code("113600000000000000000000000000000202611200001"),
            occasion: ServiceOccasion::Closing,
            grade: Grade::VeryDissatisfied,
            channel: ReviewChannel::HallTablet,
            rater: Some(party(5)),
            words: words(),
            unit: code("FGW"),
            person: Some(officer()),
            clocks: vec![clock(ClockKind::ReviewContact), clock(ClockKind::Rectification)],
        }
        .into(),
        BadReviewVerified {
            finding: ReviewFinding::Complex,
            note: code("已电话联系"),
            officer: officer(),
            clocks: vec![clock(ClockKind::Rectification)],
        }
        .into(),
        RectificationDone { measures: code("增设窗口"), officer: officer() }.into(),
        RevisitDone { satisfied: true, note: code("表示满意"), officer: officer() }.into(),
        ReviewAppealed { reasons: vec![code("评价对象有误")], officer: officer() }.into(),
        ReviewAppealDecided { upheld: true, reason: code("属实"), officer: officer() }.into(),
        ReviewPublished { text: Some(code("等候时间长")), officer: officer() }.into(),
        VoiceAnswered { reply: code("已改进"), is_public: true, officer: officer() }.into(),
        TroubleReported {
            number: code("BB202611200001"),
            case: case(),
            item: Some(code("SC-01")),
            ground: TroubleGround::PassedAround,
            summary: code("两个部门互相推诿"),
            applicant: party(6),
            words: words(),
            unit: code("centre"),
            clocks: vec![clock(ClockKind::Trouble)],
        }
        .into(),
        TroubleSolved {
            outcome: TroubleOutcome::Explained,
            note: code("已说明"),
            officer: officer(),
            clocks: vec![clock(ClockKind::Revisit), clock(ClockKind::TroubleReport)],
        }
        .into(),
        TroubleResultReported { report: code("已说明并报告"), officer: officer() }.into(),
        ComplaintFiled {
            number: code("TS202611200001"),
            case: case(),
            against: Some(officer()),
            summary: code("态度生硬"),
            applicant: Some(party(7)),
            words: words(),
            unit: code("centre"),
            clocks: vec![clock(ClockKind::Complaint)],
        }
        .into(),
        VoiceAssigned {
            unit: code("FGW"),
            class: Some(TroubleClass::VeryComplex),
            officer: officer(),
            clocks: vec![clock(ClockKind::Trouble)],
        }
        .into(),
        VoiceReturned {
            cause: ReturnCause::NotSettled,
            note: code("仍未办成"),
            desk: code("centre"),
            officer: officer(),
            clocks: vec![clock(ClockKind::Trouble)],
        }
        .into(),
        VoiceExtended {
            clock: ClockKind::Complaint,
            days: 5,
            approver: code("FGW-head"),
            reason: code("需现场核查"),
            reckoning: clock(ClockKind::Complaint).reckoning,
        }
        .into(),
        OrderIssued {
            number: code("DB202611200001"),
            unit: code("FGW"),
            matter: code("限期整改"),
            case: case(),
            voice: Some(code("TS202611200001")),
            officer: officer(),
            clocks: vec![clock(ClockKind::Order)],
        }
        .into(),
        OrderSettled {
            end: OrderEnd::Escalated,
            unit: code("FGW"),
            note: code("逾期未复"),
            officer: officer(),
        }
        .into(),
        ServiceRecorded {
            number: code("DF202611200001"),
            duty: GuidanceDuty::OpenGovernment,
            what: code("政策咨询"),
            case: case(),
            officer: officer(),
            unit: code("centre"),
        }
        .into(),
        VoicePolicySet {
            version: 2,
            policy: VoicePolicy {
                grade_scale: GradeScale::Provincial,
                trouble_complex: Budget { days: 20, unit: DayUnit::CalendarDays },
                trouble_report_days: Some(2),
                ..VoicePolicy::customary()
            },
        }
        .into(),
        CardDealt {
            cause: CardCause::PortSilent,
            card: Card::Yellow,
            unit: code("FGW"),
            person: Some(officer()),
            fact: code("逾期未回执"),
            ask: Some(77),
        }
        .into(),
        CardAnswered { card_no: 3, answer: code("已补送"), officer: officer() }.into(),
    ]
}
