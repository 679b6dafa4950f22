//! One event of every kind, with every optional part filled in, for tests of what is on disk.
#![allow(dead_code, reason = "every test binary uses another part")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]
#![allow(clippy::too_many_lines, reason = "one sample an event")]
#![allow(unreachable_pub, reason = "shared by test binaries, which export nothing")]

mod bundles;
mod tickets;
mod voices;

use std::sync::Arc;

use std::fmt::{Debug, Write};
use std::fs;
use std::path::Path;
use std::str::FromStr;

use engine::authority::{Grantee, Letter, Power};
use engine::calendar::{OffDay, YearNotice};
use engine::certification::{Certification, Examination};
use engine::clock::{ClockKind, ClockStart, Level, Reckoning, Rung};
use engine::document::{DocumentKind, DocumentRules};
use engine::due::{Budget, Suspension, Unit as DayUnit};
use engine::escort::AssistanceKind;
use engine::event::*;
use engine::ground::{RefusalGround, RevocationGround};
use engine::hall::{Role, Staff, Unit, Window, WindowKind, Zone};
use engine::id::{Digest, SubjectId, Token};
use engine::inspector::{Noted, Severity};
use engine::item::{
    BodyNature, CaseType, CommitmentTerms, DeliveryWay, Faq, FeeEntry, Guide, HandlingForm,
    Intermediary, ItemDefinition, Listing, MaterialForm, MaterialKind, MaterialNeed, MaterialNotes,
    MaterialSource, Necessity, Participant, PowerSource, ResultKind, Retention, Sensitivity,
    ServiceObject, Situation, SituationOption, Special, SpecialKind, Step, StepKind, Tacit,
    TacitKind, UseLevel,
};
use engine::meeting::{Attendance, MeetingKind};
use engine::number::{NumberPart, NumberScheme};
use engine::party::{Party, Sealed};
use engine::policy::{
    Card, ClockPolicy, CorrectionExpiry, DeliveryStop, ProfileRung, ProlongationTerms, Trigger,
};
use engine::port::{Connection, PortAnswer, PortKind};
use engine::publication::{PublicationPolicy, Weight};
use engine::remedy::{RemedyKind, RemedyOutcome};
use engine::terms::{
    AutomaticTerms, Condition, FirstDay, ProactiveTerms, RegionTerms, RegionWay, RenewalTerms,
    Terms,
};
use engine::time::{Day, Timestamp};
use engine::values::{
    Channel, ClosingKind, CollectionWay, Defect, MaterialCopy, Opinion, Outcome, Priority, Receipt,
    Trust, Witness,
};

/// A code or a text.
pub fn code<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A person whose fields are sealed.
pub fn party(subject: u64) -> Party {
    let token = Token(0x0011_2233_4455_6677_8899_aabb_ccdd_ee00 + u128::from(subject));
    Party { subject: SubjectId(subject), token, sealed: Sealed(vec![7; 40].into()) }
}

pub fn budget(days: u16) -> Budget {
    Budget { days, unit: DayUnit::WorkingDays }
}

fn reckoning() -> Reckoning {
    let due = day("2026-12-04");
    Reckoning {
        due: Some(due),
        provisional: true,
        calendar: 3,
        rungs: Arc::from([
            Rung { level: Level::Notice, at: day("2026-12-03").start() },
            Rung { level: Level::Yellow, at: due.start() },
            Rung { level: Level::Red, at: due.next().start() },
            Rung { level: Level::Expired, at: due.next().start() },
        ]),
    }
}

fn clock(kind: ClockKind) -> ClockStart {
    let start = day("2026-11-20");
    ClockStart { kind, start, budget: budget(10), policy: 2, reckoning: reckoning() }
}

fn stopped(clock: ClockKind) -> Recount {
    let reckoning = Reckoning { due: None, provisional: false, calendar: 3, rungs: Arc::from([]) };
    Recount { clock, reckoning }
}

fn material(material: &str, way: CollectionWay, trust: Trust) -> MaterialCopy {
    MaterialCopy { material: code(material), way, trust }
}

fn evidence(clock: ClockKind) -> Evidence {
    let (from, resume) = (day("2026-11-24"), Some(day("2026-11-26")));
    Evidence {
        clock,
        start: day("2026-11-20"),
        budget: Budget { days: 20, unit: DayUnit::CalendarDays },
        extension: 10,
        suspensions: vec![Suspension { from, resume }, Suspension { from, resume: None }],
        due: day("2026-12-04"),
        provisional: false,
        counted: 9,
        calendar: 3,
        policy: 2,
        source: code("行政许可法 art. 42"),
        unit: code("FGW"),
        person: Some(code("S-0007")),
    }
}

fn notes() -> MaterialNotes {
    MaterialNotes {
        name: Some(code("居民身份证")),
        kind: Some(MaterialKind::Certificate),
        form: Some(MaterialForm::Both),
        source: Some(MaterialSource::Government),
        format: Some(code("A4")),
        blank_form: Some(code("forms/1")),
        sample: Some(code("samples/1")),
        instructions: Some(code("both sides")),
        standard: Some(code("valid on the day")),
        basis: Some(code("居民身份证法 art. 14")),
    }
}

fn listing() -> Listing {
    Listing {
        basic_code: Some(code("000131002000")),
        local_basic_code: Some(code("440131002000")),
        handling_code: Some(code("11330000MB000000010433013100200001")),
        basis: vec![code("食品安全法 art. 35")],
        special_law: Some(code("none")),
        power_source: Some(PowerSource::HandedDown),
        entrusted_by: Some(code("市市场监督管理局")),
        level: Some(UseLevel::County),
        body: Some(BodyNature::Statutory),
        objects: vec![ServiceObject::Person, ServiceObject::UnincorporatedEnterprise],
        number_limit: Some(code("no limit")),
        intermediaries: vec![Intermediary {
            service: code("检测"),
            basis: code("食品安全法 art. 84"),
        }],
    }
}

fn guide() -> Guide {
    Guide {
        conditions: vec![code("有固定的经营场所")],
        flow: Some(code("受理、审核、审批、办结、送达")),
        forms: vec![HandlingForm::Window, HandlingForm::Other],
        visits: Some(1),
        visits_reason: Some(code("核验原件")),
        online_depth: Some(3),
        appointment: true,
        online_payment: false,
        self_service: true,
        papers_by_post: false,
        hall: Some(code("县政务服务中心")),
        statutory_note: Some(code("二十个工作日")),
        promise_note: Some(code("十个工作日")),
        fees: vec![FeeEntry {
            name: code("工本费"),
            standard: code("15元"),
            basis: code("财政部通知"),
            relief: Some(code("小微企业免收")),
        }],
        result_sample: Some(code("samples/2")),
        reconsideration: Some(code("六十日内向县人民政府申请")),
        litigation: Some(code("六个月内向县人民法院起诉")),
        consultation: Some(code("12345")),
        complaint: Some(code("12345")),
        faq: vec![Faq { question: code("多久办结"), answer: code("十个工作日") }],
    }
}

fn situation() -> Situation {
    Situation {
        question: code("premises"),
        text: code("经营场所是否租赁"),
        options: vec![SituationOption {
            option: code("rented"),
            text: code("租赁"),
            materials: vec![code("PLAN")],
        }],
    }
}

/// A version of an item with every list filled.
pub fn item(code_: &str, ordinal: u32) -> ItemDefinition {
    let step = |step, role, limit| Step { step, role, limit };
    ItemDefinition {
        code: code(code_),
        name: code("食品经营许可"),
        department: code("SCJGJ"),
        zone: code("A"),
        impl_code: code(&format!("11330000MB000000{ordinal:02}4330131002000")),
        task_type: code("01"),
        case_type: CaseType::Promise,
        legal: Some(budget(20)),
        legal_extension: 10,
        promise: budget(10),
        steps: vec![
            step(StepKind::Accept, Role::CompWindow, 1),
            step(StepKind::Review, Role::Approver, 5),
            step(StepKind::Decide, Role::ChiefApprover, 3),
        ],
        steps_exception: Some(code("none needed")),
        specials: vec![Special {
            kind: SpecialKind::ExpertReview,
            max_working_days: 30,
            stops_statutory: true,
        }],
        participants: vec![Participant { department: code("WJW"), opinion_limit: 2 }],
        materials: vec![
            MaterialNeed {
                e_licence: Some(code("licence:id")),
                copies: 1,
                originals: 1,
                original_returned: true,
                ways: vec![CollectionWay::Paper, CollectionWay::Licence],
                min_trust: Some(Trust::B),
                reuse_days: Some(180),
                substitutes: vec![code("PLAN")],
                about: notes(),
                ..MaterialNeed::new(code("ID"), Necessity::Required)
            },
            MaterialNeed { copies: 2, ..MaterialNeed::new(code("PLAN"), Necessity::Deferrable) },
        ],
        result: ResultKind {
            name: Some(code("食品经营许可证")),
            e_licence: true,
            produces_material: Some(code("FOOD-LICENCE")),
        },
        delivery: vec![
            DeliveryWay::Counter,
            DeliveryWay::Locker,
            DeliveryWay::Ems,
            DeliveryWay::Online,
        ],
        entrusted: true,
        not_pooled: false,
        sensitive: [Sensitivity::Secrets, Sensitivity::Ecology].into(),
        approver_at_window: false,
        site_inspection: true,
        retention: Retention::ThirtyYears,
        fee_fen: 1_500,
        tolerant: true,
        commitment: Some(CommitmentTerms { check_days: 30 }),
        tacit: Some(Tacit { kind: TacitKind::Opinion, basis: code("local rule 9") }),
        valid_from: day("2026-01-01"),
        terms: Terms {
            renewal: Some(RenewalTerms { apply_before_days: 30 }),
            absence: Some(code("local rule 9")),
            region: Some(RegionTerms {
                basis: code("list 7"),
                ways: [RegionWay::Collect].into(),
                forward_days: 1,
                first_day: FirstDay::Arrival,
            }),
            proactive: Some(ProactiveTerms { basis: code("policy 5"), consent_days: 10 }),
            automatic: Some(AutomaticTerms {
                basis: code("rule 3"),
                conditions: [Condition::FromSource].into(),
            }),
            presence: Some(code("law 12")),
        },
        valid_to: Some(day("2035-12-31")),
        situations: vec![situation()],
        listing: listing(),
        guide: guide(),
    }
}

/// Hexadecimal text, in lines.
pub fn to_hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for line in bytes.chunks(32) {
        for byte in line {
            write!(text, "{byte:02x}").unwrap();
        }
        text.push('\n');
    }
    text
}

/// The bytes of the golden file of this name. Where `UPDATE_GOLDEN` is set and there is none, it is
/// written; one that is there is never written again.
pub fn golden(name: &str, now: &[u8]) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() && !path.exists() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, to_hex(now)).unwrap();
    }
    let text = fs::read_to_string(&path);
    let text = text.unwrap_or_else(|_| panic!("there is no golden file {name}"));
    let digits: String = text.split_whitespace().collect();
    let pair = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(pair).collect()
}

/// One event of every kind.
pub fn sample_events() -> Vec<Event> {
    let mut events = intake();
    events.extend(flow());
    events.extend(decision_and_delivery());
    events.extend(time());
    events.extend(hall());
    events.extend(rules());
    events.extend(bundles::bundles());
    events.extend(tickets::tickets());
    events.extend(voices::voices());
    events
}

fn intake() -> Vec<Event> {
    let materials = vec![
        material("ID", CollectionWay::Licence, Trust::A),
        material("PLAN", CollectionWay::Upload, Trust::C),
    ];
    let defects = vec![
        Defect { material: Some(code("PLAN")), what: code("平面图未标注面积") },
        Defect { material: None, what: code("the form is not signed") },
    ];
    let reasons = vec![code("not of this department")];
    vec![
        ApplicationReceived {
            number: code("11330000MB0000000143301310020002026112000012"),
            item: code("SC-01"),
            item_version: 2,
            channel: Channel::Online,
            priority: Priority::Green,
            applicant: party(5),
            agent: Some(party(6)),
            zone: code("A"),
            unit: code("centre"),
            materials: materials.clone(),
            delivery: DeliveryWay::Ems,
            clocks: vec![clock(ClockKind::Acceptance), clock(ClockKind::OnlineCheck)],
        }
        .into(),
        PreCheckStarted { officer: code("S-0001") }.into(),
        MaterialReceived { materials: materials.clone() }.into(),
        CorrectionNoticed { defects, clocks: vec![clock(ClockKind::Correction)] }.into(),
        CorrectionSubmitted { materials, clocks: vec![clock(ClockKind::Acceptance)] }.into(),
        DeemedAccepted {
            effective: day("2026-11-20"),
            unit: code("centre"),
            clocks: vec![clock(ClockKind::Statutory), clock(ClockKind::Promise)],
        }
        .into(),
        DeemedWithdrawn { basis: code("local rule 7"), closing: ClosingKind::NotSupplied }.into(),
        AcceptanceRefused {
            ground: RefusalGround::NotWithinCompetence,
            reasons: reasons.clone(),
            remedies: code("行政复议或者行政诉讼"),
            where_to_go: Some(code("the health department")),
            closing: ClosingKind::Returned,
        }
        .into(),
        NotRequired { reasons, closing: ClosingKind::Other }.into(),
        Accepted {
            officer: code("S-0001"),
            unit: code("centre"),
            clocks: vec![clock(ClockKind::Statutory), clock(ClockKind::Promise)],
        }
        .into(),
        AcceptedWithGaps {
            officer: code("S-0001"),
            unit: code("centre"),
            gaps: vec![code("PLAN")],
            commitment: code("commitment-1"),
            clocks: vec![clock(ClockKind::Statutory), clock(ClockKind::Tolerant)],
        }
        .into(),
        GapsSupplied { materials: vec![material("PLAN", CollectionWay::Paper, Trust::B)] }.into(),
        CommitmentSigned {
            officer: code("S-0001"),
            unit: code("centre"),
            commitment: code("commitment-2"),
            clocks: vec![clock(ClockKind::Statutory), clock(ClockKind::Promise)],
        }
        .into(),
        CommitmentWithdrawn {
            reason: code("rather by the ordinary way"),
            clocks: vec![clock(ClockKind::Acceptance)],
        }
        .into(),
        Withdrawn { reason: code("changed his mind"), closing: ClosingKind::Returned }.into(),
        Voided { reason: code("entered twice"), closing: ClosingKind::Deleted }.into(),
    ]
}

fn flow() -> Vec<Event> {
    vec![
        CaseSplit { departments: vec![code("SCJGJ"), code("WJW")] }.into(),
        HandedOver {
            department: code("SCJGJ"),
            manifest: vec![code("ID"), code("PLAN")],
            paper: true,
            clocks: vec![clock(ClockKind::HandOff)],
        }
        .into(),
        HandOverAcknowledged {
            officer: code("S-0002"),
            step: 1,
            clocks: vec![clock(ClockKind::Step)],
        }
        .into(),
        HandOverReturned {
            reason: code("a paper is missing"),
            manifest: vec![code("ID"), code("PLAN")],
        }
        .into(),
        TaskClaimed { officer: code("S-0003") }.into(),
        TaskReassigned { officer: code("S-0004"), reason: code("on leave") }.into(),
        StepCompleted {
            step: 1,
            next_step: 2,
            opinion: code("符合条件，建议准予"),
            clocks: vec![clock(ClockKind::Step)],
        }
        .into(),
        InspectionRecorded {
            officers: vec![code("S-0005"), code("S-0006")],
            findings: code("as drawn"),
        }
        .into(),
        OpinionsRequested {
            requests: vec![OpinionRequest {
                department: code("WJW"),
                clock: clock(ClockKind::Opinion),
            }],
        }
        .into(),
        OpinionGiven {
            department: code("WJW"),
            opinion: Opinion::Disagree,
            text: code("no second exit"),
            officer: code("S-0009"),
        }
        .into(),
        OpinionDeemed { department: code("WJW"), basis: code("local rule 9") }.into(),
        OpinionRecalculated {
            department: code("WJW"),
            was: Some(day("2026-12-02")),
            reckoning: reckoning(),
            cause: code("calendar 3 was published"),
        }
        .into(),
        MeetingCalled {
            meeting: 1,
            about: MeetingKind::DrawingReview,
            departments: vec![code("WJW")],
            begins: Timestamp::from_ms(1_795_050_000_000).unwrap(),
            venue: code("room 3"),
        }
        .into(),
        MeetingHeld {
            meeting: 1,
            attendance: vec![Attendance {
                department: code("WJW"),
                officer: Some(code("S-0011")),
                good_reason: Some(code("a flood")),
            }],
            conclusion: code("the drawings hold"),
        }
        .into(),
        PresenceDeemed { meeting: 1, department: code("WJW"), basis: code("local rule 9") }.into(),
        RenewalRequested {
            licence: code("L-17"),
            expires: day("2026-12-31"),
            clocks: vec![clock(ClockKind::Renewal)],
        }
        .into(),
        DeemedRenewed {
            licence: code("L-17"),
            basis: code("art. 50"),
            unit: code("SCJGJ"),
            clocks: vec![clock(ClockKind::Delivery)],
        }
        .into(),
        TakenInForRegion {
            region: code("430421"),
            authority: code("衡阳县局"),
            way: RegionWay::Collect,
            clocks: vec![clock(ClockKind::Forwarding)],
        }
        .into(),
        ForwardedToRegion {
            region: code("430421"),
            clock_owner: code("衡阳县局"),
            manifest: vec![code("ID")],
            officer: code("S-0001"),
            closing: ClosingKind::ReportedUp,
        }
        .into(),
        RegionResultReceived {
            region: code("430421"),
            clock_owner: code("衡阳县局"),
            outcome: Outcome::Granted,
            name: code("a licence"),
            number: Some(code("H-9")),
            reasons: vec![code("meets the rule")],
            closing: ClosingKind::ReportedUp,
            clocks: vec![clock(ClockKind::Delivery)],
        }
        .into(),
        TakenInElsewhere {
            region: code("430421"),
            authority: code("衡阳县中心"),
            way: RegionWay::Several,
            received: day("2026-11-18"),
            clock_owner: code("SCJGJ"),
            clocks: vec![clock(ClockKind::Acceptance)],
        }
        .into(),
        ProactivelyOpened {
            basis: code("policy 5"),
            grounds: code("turned 80"),
            clocks: vec![clock(ClockKind::Consent)],
        }
        .into(),
        ConsentGiven { proof: code("SMS-1"), clocks: vec![clock(ClockKind::Promise)] }.into(),
        ConsentMissing { declined: true, basis: code("policy 5"), closing: ClosingKind::Other }
            .into(),
        DecidedByRule {
            basis: code("rule 3"),
            conditions: vec![Condition::Complete, Condition::FromSource],
            unit: code("SCJGJ"),
            clocks: vec![clock(ClockKind::Delivery)],
        }
        .into(),
        CaseTransferred { from: code("SCJGJ"), to: code("SPJ") }.into(),
        ItemsTransferred {
            from: code("SCJGJ"),
            to: code("SPJ"),
            on: day("2026-11-20"),
            items: vec![TransferredItem { item: code("SC-01"), version: 4 }],
            basis: code("湘政函 5"),
        }
        .into(),
        TrackerNamed { tracker: code("S-0007") }.into(),
        CaseUrged { officer: code("S-0007"), department: code("SCJGJ"), reason: code("due soon") }
            .into(),
        AssistanceGiven {
            helper: code("S-0008"),
            kind: AssistanceKind::Act,
            note: code("filled in the form"),
        }
        .into(),
        SubstituteActed { absent: code("S-0003"), substitute: code("S-0004") }.into(),
        Escalated { department: code("SCJGJ"), reason: code("nobody picked it up") }.into(),
        WorkRecorded { activity: code("phone call"), group: Some(code("group 2")) }.into(),
        PersonalDataOpened { subject: SubjectId(5), reason: code("to call the applicant") }.into(),
    ]
}

fn decision_and_delivery() -> Vec<Event> {
    vec![
        DecisionMade {
            outcome: Outcome::Refused,
            reasons: vec![code("the kitchen is too small"), code("no second exit")],
            remedies: Some(code("行政复议或者行政诉讼")),
            officer: code("S-0007"),
            letter: Some(code("L-2026-1")),
            clocks: vec![clock(ClockKind::Delivery)],
        }
        .into(),
        ResultProduced {
            name: code("食品经营许可证"),
            number: Some(code("JY13301000000001")),
            valid_to: Some(day("2031-11-20")),
            hash: Some(code("sm3:00ff")),
            closing: ClosingKind::Issued,
        }
        .into(),
        CommitmentVerified {
            officers: vec![code("S-0005"), code("S-0006")],
            findings: code("as committed"),
        }
        .into(),
        CommitmentBroken {
            officers: vec![code("S-0005"), code("S-0006")],
            findings: code("no second exit"),
            clocks: vec![clock(ClockKind::CommitmentCheck)],
        }
        .into(),
        LicenceRevoked {
            ground: RevocationGround::Judgment,
            reasons: vec![code("the commitment was broken")],
            remedies: code("行政复议或者行政诉讼"),
            officer: code("S-0007"),
            letter: Some(code("L-2026-1")),
            closing: ClosingKind::Issued,
        }
        .into(),
        RemedyFiled {
            kind: RemedyKind::Reconsideration,
            authority: code("市人民政府"),
            filed: day("2026-11-20"),
            number: Some(code("R-2026-7")),
            officer: code("S-0008"),
        }
        .into(),
        RemedyDecided {
            remedy: 1,
            outcome: RemedyOutcome::OrderedAnew,
            number: code("R-2026-7-1"),
            decided: day("2026-11-24"),
            note: code("the inspection was not taken into account"),
            officer: code("S-0008"),
        }
        .into(),
        FeePaid { amount_fen: 1_500, receipt: code("RC-2026-1") }.into(),
        FeeWaived { officer: code("S-0008"), reason: code("低保家庭") }.into(),
        DecisionDeemed {
            basis: code("local rule 9"),
            unit: code("SCJGJ"),
            clocks: vec![clock(ClockKind::Delivery), clock(ClockKind::OwedDocument)],
        }
        .into(),
        ReportedUp {
            opinion: code("meets the conditions"),
            to: code("省级主管部门"),
            officer: code("S-0007"),
            letter: Some(code("L-2026-1")),
            closing: ClosingKind::ReportedUp,
            manifest: vec![code("ID"), code("PLAN")],
        }
        .into(),
        HigherDecisionReceived {
            outcome: Outcome::Granted,
            number: code("P-2026-77"),
            reasons: vec![code("as reviewed")],
            remedies: Some(code("sixty days")),
            clocks: vec![clock(ClockKind::Delivery)],
        }
        .into(),
        FedBack { notified: true, manifest: vec![code("ID"), code("PLAN")] }.into(),
        DeliveryPrepared { way: DeliveryWay::Locker, notified: true, stops_clock: true }.into(),
        PlacedInLocker { cell: code("B-12"), notified: true, stops_clock: true }.into(),
        Shipped { parcel: code("EMS0001"), stops_clock: false }.into(),
        Delivered { receipt: Receipt::CellOpened(code("opening-1")) }.into(),
        DeliveryFailed {
            reason: code("nobody at home"),
            recounts: vec![stopped(ClockKind::Delivery)],
        }
        .into(),
        Archived { package: code("sm3:1234") }.into(),
        DeliveryChosen { way: DeliveryWay::Counter, recounts: vec![stopped(ClockKind::Delivery)] }
            .into(),
    ]
}

fn time() -> Vec<Event> {
    vec![
        SuspensionStarted {
            procedure: SpecialKind::ExpertReview,
            planned_days: 30,
            reason: code("experts are needed"),
            from: day("2026-11-24"),
            recounts: vec![stopped(ClockKind::Statutory), stopped(ClockKind::Promise)],
            clocks: vec![clock(ClockKind::Special)],
        }
        .into(),
        SuspensionEnded {
            resume: day("2026-12-01"),
            result: code("approved"),
            recounts: vec![Recount { clock: ClockKind::Statutory, reckoning: reckoning() }],
        }
        .into(),
        ClockExtended {
            clock: ClockKind::Statutory,
            days: 10,
            approver: code("S-0008"),
            reason: code("a difficult matter"),
            reckoning: reckoning(),
        }
        .into(),
        SupplementProlonged {
            clock: ClockKind::Tolerant,
            days: 3,
            reason: code("the road was flooded"),
            proof: code("notice-7"),
            basis: code("local rule 7"),
            officer: code("S-0001"),
            reckoning: reckoning(),
        }
        .into(),
        PromisedAnew {
            days: 3,
            reason: code("a part of the test is repeated"),
            officer: code("S-0008"),
            reckoning: reckoning(),
        }
        .into(),
        ClockRecalculated {
            clock: ClockKind::Promise,
            was: Some(day("2026-12-02")),
            reckoning: reckoning(),
            cause: code("calendar 3 was published"),
        }
        .into(),
        WarningIssued { card: Card::Yellow, evidence: evidence(ClockKind::Promise) }.into(),
        WarningAnswered {
            clock: ClockKind::Promise,
            card: Card::Red,
            answer: code("two people were ill"),
        }
        .into(),
        DeadlinePassed { evidence: evidence(ClockKind::Statutory) }.into(),
    ]
}

fn hall() -> Vec<Event> {
    vec![
        UnitRegistered {
            unit: Unit { id: code("FGW"), name: code("发展和改革委"), zone: Some(code("A")) },
        }
        .into(),
        ZoneRegistered {
            zone: Zone {
                id: code("A"),
                name: code("综合区"),
                hall: code("centre"),
                floor: Some(2),
            },
        }
        .into(),
        WindowOpened {
            window: Window {
                id: code("A-01"),
                zone: code("A"),
                kind: WindowKind::Undifferentiated,
                items: [code("SC-01")].into(),
                days: [2, 4].into(),
            },
        }
        .into(),
        WindowClosed { window: code("A-01"), reason: code("lunch") }.into(),
        StaffAppointed {
            staff: Staff {
                id: code("S-0001"),
                unit: code("centre"),
                roles: [Role::CompWindow, Role::Guide].into(),
                items: [code("SC-01"), code("SC-02")].into(),
                token: Some(Token(1)),
            },
        }
        .into(),
        SituationAnswered {
            answers: vec![SituationAnswer { question: code("premises"), option: code("rented") }],
            materials: vec![code("ID"), code("PLAN")],
        }
        .into(),
        OriginalChecked { material: code("ID"), officer: code("S-0001") }.into(),
        OriginalsReturned {
            materials: vec![code("ID")],
            receipt: code("slip-7"),
            officer: code("S-0001"),
        }
        .into(),
        LicenceRequested {
            material: code("ID"),
            licence: code("licence:id"),
            consent: code("consent-1"),
        }
        .into(),
        ELicenceFetched {
            material: code("ID"),
            number: code("L-2026-1"),
            valid_to: Some(day("2031-11-20")),
            hash: Some(code("sm3:00ff")),
        }
        .into(),
        LicenceAbsent { material: code("ID"), reason: code("not in the store") }.into(),
        MaterialReused {
            material: code("ID"),
            from_case: code("11330000MB000000010433013100200020261120001"),
            from_material: code("ID-COPY"),
            way: CollectionWay::Scan,
            trust: Trust::B,
            received: day("2026-11-20"),
        }
        .into(),
        ItemDrafted {
            draft: 2,
            definition: item("SC-01", 1),
            author: code("FGW-head"),
            findings: vec![Noted { finding: code("catch_all"), detail: code("其他") }],
        }
        .into(),
        ItemReviewed {
            item: code("SC-01"),
            draft: 2,
            passed: true,
            opinion: code("同意发布"),
            reviewer: code("S-0002"),
        }
        .into(),
        PublicationPolicySet {
            version: 2,
            policy: PublicationPolicy {
                review_required: true,
                weights: vec![Weight { finding: code("catch_all"), severity: Severity::Blocking }],
            },
        }
        .into(),
        DocumentIssued {
            kind: DocumentKind::AcceptanceNotice,
            edition: 1,
            unit: code("SL"),
            unit_name: code("水利局"),
            ordinal: 12,
            number: code("SL受〔2026〕12号"),
            addressee: Some(code("水利局")),
            hash: Digest([7; 32]),
        }
        .into(),
        DocumentRulesSet {
            version: 1,
            rules: DocumentRules {
                unit_words: [(code("SL"), code("水"))].into(),
                kinds_off: [DocumentKind::SupervisionOrder].into(),
                edition: 1,
                items_off: [code("SC-01")].into(),
                ..DocumentRules::customary()
            },
        }
        .into(),
        PortConnected { port: PortKind::ESeal, connection: Some(Connection { term_days: 2 }) }
            .into(),
        PortAsked {
            port: PortKind::ESeal,
            cause: EventKind::DocumentIssued,
            expects: Some(Digest([7; 32])),
            due: day("2026-12-04"),
        }
        .into(),
        PortAnswered {
            port: PortKind::ESeal,
            ask: 900,
            answer: PortAnswer::Sealed { hash: Digest([7; 32]), seal: code("SEAL-1") },
        }
        .into(),
        PaymentReversed {
            amount_fen: 1_500,
            receipt: code("RC-2026-1"),
            officer: code("S-0002"),
            reason: code("paid twice"),
        }
        .into(),
        UnowedPaid { amount_fen: 1_500, receipt: code("RC-2026-2") }.into(),
        CollectionMissed { how: code("by telephone"), officer: code("S-0002") }.into(),
        PublicNoticePosted {
            venue: code("政务大厅公告栏"),
            reference: code("GG-2026-1"),
            officer: code("S-0002"),
            clocks: vec![clock(ClockKind::PublicNotice)],
        }
        .into(),
        SigningRefused {
            reason: code("does not agree"),
            witnesses: vec![Witness { represents: code("village"), signature: code("W-1") }],
            officer: code("S-0002"),
        }
        .into(),
        ReturnAcknowledged { unit: code("SCJGJ"), officer: code("S-0002") }.into(),
        ArchiveSupplemented { number: 2 }.into(),
        ServedByNotice {
            effective: day("2026-12-29"),
            department: code("SCJGJ"),
            officer: code("S-0002"),
        }
        .into(),
        NumberSchemeSet {
            scheme: NumberScheme(vec![
                NumberPart::Literal(code("2203")),
                NumberPart::ImplCode,
                NumberPart::ShortDay,
                NumberPart::Ordinal(5),
            ]),
        }
        .into(),
        CreditRecorded {
            subject: SubjectId(5),
            discredited: true,
            source: code("信用中国"),
            reason: code("a commitment was broken"),
        }
        .into(),
        PostCovered {
            absent: code("S-0003"),
            substitute: code("S-0004"),
            from: day("2026-11-23"),
            to: day("2026-11-27"),
        }
        .into(),
        StaffCertified {
            staff: code("S-0005"),
            items: vec![code("GS-01"), code("GS-02")],
            examination: Some(Examination { on: day("2026-11-20"), number: code("KH-7") }),
            reason: Some(code("after training")),
            unit: code("GS"),
            officer: code("S-0006"),
        }
        .into(),
        SubjectErased { subject: SubjectId(5), reason: code("on request") }.into(),
    ]
}

fn rules() -> Vec<Event> {
    let rung = |card, when| ProfileRung { card, when };
    vec![
        ItemVersionPublished {
            version: 2,
            definition: item("SC-01", 1),
            draft: Some(3),
            findings: vec![Noted {
                finding: code("catch_all"), detail: code("其他 in 其他材料")
            }],
        }
        .into(),
        LetterFiled {
            letter: Letter {
                number: code("L-2026-1"),
                kind: 1,
                grantor: code("SCJGJ"),
                grantee: Grantee::Person(code("S-0007")),
                power: Power::Decide,
                items: [code("SC-01")].into(),
                valid_from: day("2026-01-01"),
                valid_to: Some(day("2026-12-31")),
            },
        }
        .into(),
        LetterRevoked {
            letter: code("L-2026-1"),
            on: day("2026-12-01"),
            reason: code("left the post"),
        }
        .into(),
        CalendarPublished {
            notice: YearNotice {
                year: 2027,
                off: vec![
                    OffDay { date: day("2026-12-31"), name: "元旦".into() },
                    OffDay { date: day("2027-01-01"), name: "元旦".into() },
                ],
                make_up: vec![day("2027-01-09")],
                source: "https://www.gov.cn/zhengce/".into(),
                regional: true,
            },
            version: 4,
        }
        .into(),
        ClockPolicySet {
            version: 2,
            policy: ClockPolicy {
                acceptance_days: 3,
                correction_days: 15,
                online_check_days: 1,
                hand_off_days: 2,
                delivery_days: 8,
                lower_review_days: 18,
                delivery_stop: DeliveryStop::Received,
                correction_expiry: CorrectionExpiry::DeemedWithdrawn(code("local rule 7")),
                promise_ladder: vec![
                    rung(Card::Notice, Trigger::DaysBefore(2)),
                    rung(Card::Yellow, Trigger::RatioOver(80)),
                    rung(Card::Red, Trigger::DueReached),
                ],
                other_ladder: vec![rung(Card::Red, Trigger::DuePassed)],
                prolongation: Some(ProlongationTerms { basis: code("local rule 7"), max_days: 5 }),
                close_of_business: Some(1_050),
                certification: Certification::ListedOnly,
            },
        }
        .into(),
    ]
}
