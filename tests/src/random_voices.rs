//! Random voices: what could be said of the hall next, and what could become of it.

use engine::case::Case;
use engine::clock::ClockKind;
use engine::code::{CaseNumber, UnitId, VoiceNumber};
use engine::command::{
    AnswerCard, AnswerVoice, AnswerVoiceWarning, AppealReview, AssignVoice, Command, DealCard,
    DecideReviewAppeal, ExtendVoice, FileComplaint, FireVoiceAlarm, GiveReview, IssueOrder,
    OpenVoice, PublishReview, RecalculateVoice, RecordService, RectifyReview, ReportTrouble,
    ReportTroubleResult, ReturnVoice, RevisitVoice, SetVoicePolicy, SettleOrder, SolveTrouble,
    VerifyReview,
};
use engine::id::CaseId;
use engine::number;
use engine::party::Sealed;
use engine::policy::Card;
use engine::voice::{
    CardCause, Grade, GradeSent, GuidanceDuty, OrderEnd, ReviewChannel, ReviewFinding,
    ServiceOccasion, TroubleClass, TroubleGround, TroubleOutcome, Voice, VoicePhase, VoicePolicy,
    Way,
};
use engine::world::World;

use crate::given::Asked;
use crate::hall::{
    OTHER, OWNER, Who, applicant, code, head, manager, person, rep, staff, timer, window,
};
use crate::random::Rng;

/// Something said of the hall, or something done about what was.
pub(crate) fn asked(rng: &mut Rng, world: &World) -> Asked {
    // Few halls ask for the report of a result: here most do.
    if world.setup().voice_policy().1.trouble_report_days.is_none() && rng.percent(15) {
        let trouble_report_days = Some(2);
        let policy = VoicePolicy { trouble_report_days, ..VoicePolicy::customary() };
        return manager().asks(SetVoicePolicy { policy });
    }
    let open: Vec<_> = world.voices().values().cloned().collect();
    if open.is_empty() || rng.percent(25) {
        return said(rng, world);
    }
    // What somebody works at goes on, or nothing would ever come to its end.
    let latest = open.iter().max_by_key(|voice| voice.last_seq).cloned();
    let voice = latest.filter(|_| rng.percent(70)).unwrap_or_else(|| rng.pick(&open));
    let number = number::format_voice(voice.id).expect("a voice in memory has a number");
    if rng.percent(12) { beside(rng, &voice, number) } else { forward(rng, &voice, number) }
}

/// Who speaks for a unit.
fn of(unit: &UnitId) -> Who {
    match unit.as_str() {
        OWNER => rep(),
        OTHER => staff("w-rep"),
        _ => staff("guide"),
    }
}

fn said(rng: &mut Rng, world: &World) -> Asked {
    let ids: Vec<CaseId> = world.cases().keys().copied().collect();
    let case = (!ids.is_empty()).then(|| rng.pick(&ids));
    let case = case.and_then(|id| world.cases().get(&id)).map(AsRef::as_ref);
    let known = case.and_then(|case| number::format(world.setup(), case.id));
    match rng.below(12) {
        0 => staff("watch").asks(IssueOrder {
            unit: code(rng.pick(&[OWNER, OTHER])),
            matter: "说明超期原因".into(),
            days: 1 + u16::try_from(rng.below(5)).expect("small"),
            case: known,
            voice: None,
        }),
        1 | 2 => rng.pick(&[staff("guide"), applicant()]).asks(ReportTrouble {
            case: known,
            item: None,
            ground: rng.pick(TroubleGround::ALL),
            summary: "互相推诿".into(),
            applicant: person(300 + rng.below(20)),
            words: Some(Sealed([1, 2].into())),
        }),
        3 | 4 => {
            let named = rng.percent(50).then(|| person(300 + rng.below(20)));
            rng.pick(&[staff("guide"), applicant()]).asks(FileComplaint {
                case: known,
                against: rng.percent(50).then(|| code("comp1")),
                summary: "态度生硬".into(),
                words: named.is_some().then(|| Sealed([3].into())),
                applicant: named,
            })
        }
        5 => staff("guide").asks(RecordService {
            duty: rng.pick(GuidanceDuty::ALL),
            what: "一次服务".into(),
            case: known,
        }),
        6 if rng.percent(30) => {
            let contact_days = 1 + u16::try_from(rng.below(3)).expect("small");
            let trouble_report_days = rng.percent(90).then_some(2);
            let policy =
                VoicePolicy { contact_days, trouble_report_days, ..VoicePolicy::customary() };
            manager().asks(SetVoicePolicy { policy })
        }
        7 => match (case, known) {
            (Some(case), Some(known)) => card(rng, case, known),
            _ => staff("guide").asks(ask_for_nothing()),
        },
        _ => match (case, known) {
            (Some(case), Some(known)) => rate(rng, case, known),
            _ => staff("guide").asks(ask_for_nothing()),
        },
    }
}

fn ask_for_nothing() -> Command {
    RecordService { duty: GuidanceDuty::Consultation, what: "咨询".into(), case: None }.into()
}

fn rate(rng: &mut Rng, case: &Case, known: CaseNumber) -> Asked {
    let named = rng.percent(50).then(|| case.applicant.clone());
    let rating = GiveReview {
        case: known,
        // Of what is open, intake is mostly all that took place.
        occasion: rng.pick(&[
            ServiceOccasion::Intake,
            ServiceOccasion::Intake,
            ServiceOccasion::Intake,
            ServiceOccasion::Closing,
            ServiceOccasion::Matter,
        ]),
        grade: GradeSent::Named(if rng.percent(60) {
            Grade::Dissatisfied
        } else {
            rng.pick(Grade::ALL)
        }),
        channel: rng.pick(ReviewChannel::ALL),
        words: named.is_some().then(|| Sealed([4].into())),
        applicant: named,
    };
    let who = if rng.percent(90) { applicant() } else { window() };
    who.asks(rating)
}

/// A card for what was done wrong, or the answer to one.
fn card(rng: &mut Rng, case: &Case, known: CaseNumber) -> Asked {
    let cards = &case.extras().cards;
    if let Some(place) = cards.iter().position(|card| !card.is_answered)
        && let Some(card) = cards.get(place)
        && rng.percent(60)
    {
        let card_no = u16::try_from(place).expect("a short list");
        return of(&card.unit).asks(AnswerCard { case: known, card_no, answer: "已改".into() });
    }
    staff("watch").asks(DealCard {
        case: known,
        cause: rng.pick(CardCause::ALL),
        card: Card::Yellow,
        unit: code(rng.pick(&[OWNER, "centre"])),
        person: None,
        fact: "现场查明".into(),
    })
}

fn beside(rng: &mut Rng, voice: &Voice, number: VoiceNumber) -> Asked {
    match rng.below(5) {
        0 => manager().asks(OpenVoice { voice: number, reason: "联系".into() }),
        1 => {
            let clock = voice.clocks.last().map_or(ClockKind::Order, |clock| clock.kind);
            let answer = "已督促".into();
            manager().asks(AnswerVoiceWarning { voice: number, clock, card: Card::Red, answer })
        }
        2 => timer().asks(RecalculateVoice { voice: number }),
        _ => timer().asks(FireVoiceAlarm { voice: number }),
    }
}

fn forward(rng: &mut Rng, voice: &Voice, number: VoiceNumber) -> Asked {
    let unit = of(&voice.unit);
    let desk = staff("guide");
    let reply = AnswerVoice { voice: number.clone(), reply: "已改进".into(), is_public: true };
    match (voice.way, voice.phase) {
        (Way::BadReview, _) => bad(rng, voice, number),
        (Way::GoodReview, VoicePhase::Answered) => {
            manager().asks(PublishReview { voice: number, text: Some("很好".into()) })
        }
        (Way::GoodReview, _) if rng.percent(40) => {
            manager().asks(PublishReview { voice: number, text: None })
        }
        (Way::Trouble, VoicePhase::Answered)
            if voice.running(ClockKind::TroubleReport).is_some() && rng.percent(90) =>
        {
            desk.asks(ReportTroubleResult { voice: number, report: "已协调办结".into() })
        }
        (Way::Trouble, VoicePhase::Answered) => {
            let (satisfied, note) = (rng.percent(60), "回访".into());
            desk.asks(RevisitVoice { voice: number, satisfied, note })
        }
        (Way::Trouble | Way::Complaint, VoicePhase::Filed) => {
            let class = (voice.way == Way::Trouble).then(|| rng.pick(TroubleClass::ALL));
            let unit = code(rng.pick(&[OWNER, OTHER]));
            desk.asks(AssignVoice { voice: number, unit, class })
        }
        (Way::Trouble | Way::Complaint, _) if rng.percent(20) => {
            unit.asks(ReturnVoice { voice: number, reason: "不属本部门".into() })
        }
        (Way::Trouble | Way::Complaint, _) if rng.percent(25) => {
            let who = if voice.unit.as_str() == OWNER { head() } else { staff("w-head") };
            who.asks(ExtendVoice { voice: number, reason: "需会商".into() })
        }
        (Way::Trouble, _) => {
            let outcome = rng.pick(&[TroubleOutcome::Solved, TroubleOutcome::Explained]);
            unit.asks(SolveTrouble { voice: number, outcome, note: "已协调".into() })
        }
        (Way::Order, VoicePhase::Answered) => {
            let end = OrderEnd::Closed;
            staff("watch").asks(SettleOrder { voice: number, end, note: "属实".into() })
        }
        (Way::Order, _) if rng.percent(30) => {
            let end = OrderEnd::Escalated;
            staff("watch").asks(SettleOrder { voice: number, end, note: "未复".into() })
        }
        _ => unit.asks(reply),
    }
}

fn bad(rng: &mut Rng, voice: &Voice, number: VoiceNumber) -> Asked {
    let unit = of(&voice.unit);
    let finding = voice.review.as_ref().and_then(|review| review.finding);
    match (voice.phase, finding) {
        (VoicePhase::Appealed, _) => {
            let (upheld, reason) = (rng.percent(40), "查明".into());
            manager().asks(DecideReviewAppeal { voice: number, upheld, reason })
        }
        (VoicePhase::Answered, _) if voice.party.is_some() && rng.percent(60) => {
            let (satisfied, note) = (rng.percent(60), "回访".into());
            manager().asks(RevisitVoice { voice: number, satisfied, note })
        }
        (VoicePhase::Answered, _) => {
            manager().asks(PublishReview { voice: number, text: Some("等候太久".into()) })
        }
        _ if rng.percent(25) => {
            unit.asks(AppealReview { voice: number, reasons: vec!["有误".into()] })
        }
        (_, None) => {
            let (finding, note) = (rng.pick(ReviewFinding::ALL), "已联系".into());
            unit.asks(VerifyReview { voice: number, finding, note })
        }
        _ if rng.percent(50) => {
            unit.asks(RectifyReview { voice: number, measures: "增设窗口".into() })
        }
        _ => unit.asks(AnswerVoice { voice: number, reply: "解释".into(), is_public: false }),
    }
}
