//! One case for each phase, one event for each kind.

#[path = "papers.rs"]
mod papers;

use engine::authority::{Grantee, Power};
use engine::calendar::YearNotice;
use engine::case::{Case, Position};
use engine::clock::{ClockKind, Reckoning, working_days};
use engine::document::{DocumentKind, DocumentRules};
use engine::escort::AssistanceKind;
use engine::event::{
    AcceptanceRefused, Accepted, AcceptedWithGaps, ApplicationReceived, ArchiveSupplemented,
    Archived, AssistanceGiven, CalendarPublished, CaseSplit, CaseTransferred, CaseUrged,
    ClockExtended, ClockPolicySet, ClockRecalculated, CollectionMissed, CommitmentBroken,
    CommitmentSigned, CommitmentVerified, CommitmentWithdrawn, ConsentGiven, ConsentMissing,
    CorrectionNoticed, CorrectionSubmitted, CreditRecorded, DeadlinePassed, DecidedByRule,
    DecisionDeemed, DecisionMade, DeemedAccepted, DeemedRenewed, DeemedWithdrawn, Delivered,
    DeliveryChosen, DeliveryFailed, DeliveryPrepared, DocumentIssued, DocumentRulesSet, Escalated,
    Event, EventKind, Evidence, FedBack, FeePaid, FeeWaived, ForwardedToRegion, GapsSupplied,
    HandOverAcknowledged, HandOverReturned, HandedOver, HigherDecisionReceived, InspectionRecorded,
    ItemVersionPublished, ItemsTransferred, LetterFiled, LetterRevoked, LicenceRevoked,
    MaterialReceived, MeetingCalled, MeetingHeld, NotRequired, NumberSchemeSet, OpinionDeemed,
    OpinionGiven, OpinionRecalculated, OpinionsRequested, PaymentReversed, PersonalDataOpened,
    PlacedInLocker, PortAnswered, PortAsked, PortConnected, PostCovered, PreCheckStarted,
    PresenceDeemed, ProactivelyOpened, PromisedAnew, PublicNoticePosted, RegionResultReceived,
    RemedyDecided, RemedyFiled, RenewalRequested, ReportedUp, ResultProduced, ReturnAcknowledged,
    ServedByNotice, Shipped, SigningRefused, StaffAppointed, StaffCertified, StepCompleted,
    SubjectErased, SubstituteActed, SupplementProlonged, SuspensionEnded, SuspensionStarted,
    TakenInElsewhere, TakenInForRegion, TaskClaimed, TaskReassigned, TrackerNamed, UnitRegistered,
    UnowedPaid, Voided, WarningAnswered, WarningIssued, WindowClosed, WindowOpened, Withdrawn,
    WorkRecorded, ZoneRegistered,
};
use engine::ground::{RefusalGround, RevocationGround};
use engine::hall::{Role, Unit, Zone};
use engine::id::{CaseId, Digest, SubjectId};
use engine::item::{DeliveryWay, SpecialKind};
use engine::lifecycle::Phase;
use engine::meeting::MeetingKind;
use engine::number::NumberScheme;
use engine::policy::{Card, ClockPolicy};
use engine::port::{PortAnswer, PortKind};
use engine::remedy::{RemedyKind, RemedyOutcome};
use engine::stage::{Conclusion, Stage, Task, Verdict};
use engine::terms::RegionWay;
use engine::values::{Channel, ClosingKind, Opinion, Outcome, Priority};
use tests::given::Given;
use tests::hall::{OTHER, OWNER, at, code, day, letter, person, somebody, windows};
use tests::{items, say};

/// True for the events of a case, which the table speaks of.
pub(crate) fn is_of_a_case(kind: EventKind) -> bool {
    let of_the_setup = EventKind::UnitRegistered.number()..=EventKind::PostCovered.number();
    let of_bundles =
        EventKind::BundleVersionPublished.number()..=EventKind::BundleArchived.number();
    let of_both = [EventKind::BundleJoined, EventKind::SubjectBound];
    let is_of_bundles = of_bundles.contains(&kind.number()) && !of_both.contains(&kind);
    let of_voices = EventKind::ReviewGiven.number()..=EventKind::VoicePolicySet.number();
    let of_tickets = EventKind::TicketPolicySet.number()..=EventKind::AppointmentEnded.number();
    !of_the_setup.contains(&kind.number())
        && !is_of_bundles
        && !of_voices.contains(&kind.number())
        && !of_tickets.contains(&kind.number())
        && !matches!(
            kind,
            EventKind::DocumentRulesSet
                | EventKind::NumberSchemeSet
                | EventKind::PortConnected
                | EventKind::StaffCertified
                | EventKind::ItemsTransferred
                | EventKind::ItemDrafted
                | EventKind::ItemReviewed
                | EventKind::TroubleResultReported
                | EventKind::PublicationPolicySet
        )
}

/// A case that stands in a phase.
pub(crate) fn case_in(phase: Phase) -> Case {
    let here = Position { seq: 100, at: at("2026-03-02 09:00") };
    let id = CaseId::new(0, day("2026-03-02"), 1).expect("an id");
    let hall = Given::hall();
    let item = hall.world.setup().items().first().expect("an item");
    let mut case = Case::received(id, item, &application(), here);
    case.stage = stage(phase);
    case
}

fn stage(phase: Phase) -> Stage {
    let task = Task { step: 1, handler: None };
    let closing = ClosingKind::Issued;
    match phase {
        Phase::Received => Stage::Received,
        Phase::PreCheck => Stage::PreCheck,
        Phase::AwaitingCorrection => {
            Stage::AwaitingCorrection { defects: [say::defect(None)].into() }
        }
        Phase::Accepted => Stage::Accepted,
        Phase::Dispatched => Stage::Dispatched { departments: [code(OWNER)].into() },
        Phase::Transferred => Stage::Transferred { department: code(OWNER) },
        Phase::Handling => Stage::Handling { task },
        Phase::Suspended => Stage::Suspended { task, procedure: SpecialKind::ExpertReview },
        Phase::Decided => Stage::Decided { verdict: verdict() },
        Phase::Concluded => Stage::Concluded(conclusion().into()),
        Phase::FedBack => Stage::FedBack(conclusion().into()),
        Phase::ReadyForDelivery => Stage::ReadyForDelivery(conclusion().into()),
        Phase::InDelivery => {
            Stage::InDelivery { conclusion: conclusion().into(), at: code("EMS-1") }
        }
        Phase::Delivered => Stage::Delivered(conclusion().into()),
        Phase::Ended => Stage::Ended { closing },
        Phase::ReportedUp => Stage::ReportedUp { to: "省厅".into() },
        Phase::Archived => Stage::Archived { closing, conclusion: None },
    }
}

fn verdict() -> Verdict {
    Verdict { outcome: Outcome::Granted, officer: Some(code("chief")) }
}

fn conclusion() -> Conclusion {
    let closing = ClosingKind::Issued;
    Conclusion { verdict: verdict(), closing, name: "证".into(), number: None }
}

fn application() -> ApplicationReceived {
    ApplicationReceived {
        number: code("11360925MB000000014000131001000202603020001"),
        item: code(items::PROMISE),
        item_version: 1,
        channel: Channel::Window,
        priority: Priority::Normal,
        applicant: person(1),
        agent: None,
        zone: code("Z1"),
        unit: code("centre"),
        materials: say::papers(items::PROMISE),
        delivery: DeliveryWay::Counter,
        clocks: Vec::new(),
    }
}

fn reckoning() -> Reckoning {
    let due = Some(day("2026-03-16"));
    Reckoning { due, provisional: false, calendar: 1, rungs: [].into() }
}

fn evidence() -> Evidence {
    Evidence {
        clock: ClockKind::Promise,
        start: day("2026-03-02"),
        budget: working_days(10),
        extension: 0,
        suspensions: Vec::new(),
        due: day("2026-03-16"),
        provisional: false,
        counted: 10,
        calendar: 1,
        policy: 1,
        source: "优化营商环境条例 art. 36".into(),
        unit: code(OWNER),
        person: None,
    }
}

/// An event of a kind.
pub(crate) fn event_of(kind: EventKind) -> Event {
    if let Some(event) = papers::event_of(kind) {
        return event;
    }
    if let Some(event) = super::ticket_samples::event_of(kind) {
        return event;
    }
    if let Some(event) = super::voice_samples::event_of(kind) {
        return event;
    }
    let of_bundles =
        EventKind::BundleVersionPublished.number()..=EventKind::BundleArchived.number();
    if of_bundles.contains(&kind.number()) {
        return super::bundle_samples::event_of(kind);
    }
    if is_of_a_case(kind) { up_to_the_decision(kind) } else { of_the_setup(kind) }
}

#[expect(clippy::too_many_lines, reason = "one sample an event")]
#[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds have their own function")]
fn up_to_the_decision(kind: EventKind) -> Event {
    let clocks = Vec::new();
    let (officer, reason) = (code("appr1"), "理由".into());
    match kind {
        EventKind::ApplicationReceived => application().into(),
        EventKind::PreCheckStarted => PreCheckStarted { officer }.into(),
        EventKind::MaterialReceived => MaterialReceived { materials: Vec::new() }.into(),
        EventKind::CorrectionNoticed => {
            CorrectionNoticed { defects: vec![say::defect(None)], clocks }.into()
        }
        EventKind::CorrectionSubmitted => {
            CorrectionSubmitted { materials: Vec::new(), clocks }.into()
        }
        EventKind::DeemedAccepted => {
            DeemedAccepted { effective: day("2026-03-02"), unit: code("centre"), clocks }.into()
        }
        EventKind::DeemedWithdrawn => {
            DeemedWithdrawn { basis: reason, closing: ClosingKind::NotSupplied }.into()
        }
        EventKind::AcceptanceRefused => AcceptanceRefused {
            ground: RefusalGround::Other,
            reasons: vec![reason],
            remedies: "复议".into(),
            where_to_go: None,
            closing: ClosingKind::Returned,
        }
        .into(),
        EventKind::NotRequired => {
            NotRequired { reasons: vec![reason], closing: ClosingKind::Other }.into()
        }
        EventKind::Accepted => Accepted { officer, unit: code("centre"), clocks }.into(),
        EventKind::CaseSplit => CaseSplit { departments: vec![code(OWNER)] }.into(),
        EventKind::HandedOver => {
            HandedOver { department: code(OWNER), manifest: Vec::new(), paper: false, clocks }
                .into()
        }
        EventKind::HandOverAcknowledged => HandOverAcknowledged { officer, step: 1, clocks }.into(),
        EventKind::HandOverReturned => HandOverReturned { reason, manifest: Vec::new() }.into(),
        EventKind::Escalated => Escalated { department: code(OWNER), reason }.into(),
        EventKind::TaskClaimed => TaskClaimed { officer }.into(),
        EventKind::TaskReassigned => TaskReassigned { officer, reason }.into(),
        EventKind::StepCompleted => {
            StepCompleted { step: 1, next_step: 2, opinion: reason, clocks }.into()
        }
        EventKind::InspectionRecorded => {
            InspectionRecorded { officers: vec![officer, code("appr2")], findings: reason }.into()
        }
        EventKind::SuspensionStarted => SuspensionStarted {
            procedure: SpecialKind::ExpertReview,
            planned_days: 5,
            reason,
            from: day("2026-03-02"),
            recounts: Vec::new(),
            clocks,
        }
        .into(),
        EventKind::SuspensionEnded => {
            let (resume, recounts) = (day("2026-03-02"), Vec::new());
            SuspensionEnded { resume, result: reason, recounts }.into()
        }
        EventKind::DecisionMade => DecisionMade {
            outcome: Outcome::Granted,
            reasons: Vec::new(),
            remedies: None,
            officer,
            letter: None,
            clocks,
        }
        .into(),
        other => after_the_decision(other),
    }
}

#[expect(clippy::too_many_lines, reason = "one sample an event")]
#[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds have their own function")]
fn after_the_decision(kind: EventKind) -> Event {
    let stops_clock = true;
    let reason = "理由".into();
    match kind {
        EventKind::ResultProduced => ResultProduced {
            name: "证".into(),
            number: None,
            valid_to: None,
            hash: None,
            closing: ClosingKind::Issued,
        }
        .into(),
        EventKind::FedBack => FedBack { notified: true, manifest: Vec::new() }.into(),
        EventKind::DeliveryPrepared => {
            DeliveryPrepared { way: DeliveryWay::Counter, notified: true, stops_clock }.into()
        }
        EventKind::PlacedInLocker => {
            PlacedInLocker { cell: code("C-1"), notified: true, stops_clock }.into()
        }
        EventKind::Shipped => Shipped { parcel: code("EMS-1"), stops_clock }.into(),
        EventKind::Delivered => Delivered { receipt: say::signature() }.into(),
        EventKind::DeliveryFailed => DeliveryFailed { reason, recounts: Vec::new() }.into(),
        EventKind::Archived => Archived { package: code("PKG-1") }.into(),
        EventKind::Withdrawn => Withdrawn { reason, closing: ClosingKind::Other }.into(),
        EventKind::Voided => Voided { reason, closing: ClosingKind::Voided }.into(),
        EventKind::SupplementProlonged => SupplementProlonged {
            clock: ClockKind::Tolerant,
            days: 2,
            reason: reason.clone(),
            proof: code("ZM-1"),
            basis: reason,
            officer: code("comp1"),
            reckoning: reckoning(),
        }
        .into(),
        EventKind::PromisedAnew => {
            PromisedAnew { days: 2, reason, officer: code("head"), reckoning: reckoning() }.into()
        }
        EventKind::ClockExtended => ClockExtended {
            clock: ClockKind::Statutory,
            days: 10,
            approver: code("head"),
            reason,
            reckoning: reckoning(),
        }
        .into(),
        EventKind::ClockRecalculated => ClockRecalculated {
            clock: ClockKind::Promise,
            was: None,
            reckoning: reckoning(),
            cause: reason,
        }
        .into(),
        EventKind::WarningIssued => WarningIssued { card: Card::Red, evidence: evidence() }.into(),
        EventKind::WarningAnswered => {
            WarningAnswered { clock: ClockKind::Promise, card: Card::Red, answer: reason }.into()
        }
        EventKind::DeadlinePassed => DeadlinePassed { evidence: evidence() }.into(),
        EventKind::WorkRecorded => WorkRecorded { activity: reason, group: None }.into(),
        EventKind::PersonalDataOpened => {
            PersonalDataOpened { subject: SubjectId(1), reason }.into()
        }
        EventKind::DeliveryChosen => {
            DeliveryChosen { way: DeliveryWay::Counter, recounts: Vec::new() }.into()
        }
        other => of_the_special_kinds(other),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds have their own function")]
#[expect(clippy::too_many_lines, reason = "a table: one arm a kind")]
fn of_the_special_kinds(kind: EventKind) -> Event {
    let (clocks, reason): (_, engine::code::Text) = (Vec::new(), "理由".into());
    let (officer, unit) = (code("appr1"), code("centre"));
    let officers = vec![code("appr1"), code("appr2")];
    let outcome = Outcome::Granted;
    match kind {
        EventKind::AcceptedWithGaps => {
            let (gaps, commitment) = (Vec::new(), code("RQ-1"));
            AcceptedWithGaps { officer, unit, gaps, commitment, clocks }.into()
        }
        EventKind::GapsSupplied => GapsSupplied { materials: Vec::new() }.into(),
        EventKind::CommitmentSigned => {
            CommitmentSigned { officer, unit, commitment: code("CN-1"), clocks }.into()
        }
        EventKind::CommitmentWithdrawn => CommitmentWithdrawn { reason, clocks }.into(),
        EventKind::CommitmentVerified => CommitmentVerified { officers, findings: reason }.into(),
        EventKind::CommitmentBroken => {
            CommitmentBroken { officers, findings: reason, clocks }.into()
        }
        EventKind::LicenceRevoked => LicenceRevoked {
            ground: RevocationGround::CommitmentBroken,
            reasons: vec![reason],
            remedies: "复议".into(),
            officer,
            letter: None,
            closing: ClosingKind::Issued,
        }
        .into(),
        EventKind::FeePaid => FeePaid { amount_fen: 100, receipt: code("RC-1") }.into(),
        EventKind::FeeWaived => FeeWaived { officer, reason }.into(),
        EventKind::DecisionDeemed => DecisionDeemed { basis: reason, unit, clocks }.into(),
        EventKind::OpinionsRequested => OpinionsRequested { requests: Vec::new() }.into(),
        EventKind::OpinionGiven => {
            OpinionGiven { department: code(OWNER), opinion: Opinion::Agree, text: reason, officer }
                .into()
        }
        EventKind::OpinionDeemed => OpinionDeemed { department: code(OWNER), basis: reason }.into(),
        EventKind::OpinionRecalculated => OpinionRecalculated {
            department: code(OWNER),
            was: None,
            reckoning: reckoning(),
            cause: reason,
        }
        .into(),
        EventKind::ReportedUp => ReportedUp {
            opinion: reason,
            to: "省厅".into(),
            officer,
            letter: None,
            closing: ClosingKind::ReportedUp,
            manifest: Vec::new(),
        }
        .into(),
        EventKind::RemedyFiled => RemedyFiled {
            kind: RemedyKind::Litigation,
            authority: reason,
            filed: day("2026-03-02"),
            number: None,
            officer,
        }
        .into(),
        EventKind::RemedyDecided => RemedyDecided {
            remedy: 0,
            outcome: RemedyOutcome::Upheld,
            number: code("P-1"),
            decided: day("2026-03-02"),
            note: reason,
            officer,
        }
        .into(),
        EventKind::HigherDecisionReceived => {
            let (number, reasons) = (code("P-1"), Vec::new());
            HigherDecisionReceived { outcome, number, reasons, remedies: None, clocks }.into()
        }
        EventKind::MeetingCalled => MeetingCalled {
            meeting: 0,
            about: MeetingKind::Survey,
            departments: vec![code(OTHER)],
            begins: at("2026-03-03 09:00"),
            venue: reason,
        }
        .into(),
        EventKind::MeetingHeld => {
            MeetingHeld { meeting: 0, attendance: Vec::new(), conclusion: reason }.into()
        }
        EventKind::PresenceDeemed => {
            PresenceDeemed { meeting: 0, department: code(OTHER), basis: reason }.into()
        }
        EventKind::RenewalRequested => {
            RenewalRequested { licence: code("L-1"), expires: day("2026-06-01"), clocks }.into()
        }
        EventKind::DeemedRenewed => {
            DeemedRenewed { licence: code("L-1"), basis: reason, unit, clocks }.into()
        }
        EventKind::TakenInForRegion => {
            let (region, way) = (code("430421"), RegionWay::Collect);
            TakenInForRegion { region, authority: reason, way, clocks }.into()
        }
        EventKind::ForwardedToRegion => ForwardedToRegion {
            region: code("430421"),
            clock_owner: reason,
            manifest: Vec::new(),
            officer,
            closing: ClosingKind::ReportedUp,
        }
        .into(),
        EventKind::RegionResultReceived => RegionResultReceived {
            region: code("430421"),
            clock_owner: reason,
            outcome,
            name: "许可证".into(),
            number: None,
            reasons: Vec::new(),
            closing: ClosingKind::ReportedUp,
            clocks,
        }
        .into(),
        EventKind::TakenInElsewhere => TakenInElsewhere {
            region: code("430421"),
            authority: reason,
            way: RegionWay::Collect,
            received: day("2026-03-02"),
            clock_owner: unit,
            clocks,
        }
        .into(),
        EventKind::ProactivelyOpened => {
            ProactivelyOpened { basis: reason.clone(), grounds: reason, clocks }.into()
        }
        EventKind::ConsentGiven => ConsentGiven { proof: code("C-1"), clocks }.into(),
        EventKind::ConsentMissing => {
            ConsentMissing { declined: false, basis: reason, closing: ClosingKind::Other }.into()
        }
        EventKind::DecidedByRule => {
            DecidedByRule { basis: reason, conditions: Vec::new(), unit, clocks }.into()
        }
        EventKind::CaseTransferred => CaseTransferred { from: code(OWNER), to: code(OTHER) }.into(),
        EventKind::TrackerNamed => TrackerNamed { tracker: officer }.into(),
        EventKind::CaseUrged => CaseUrged { officer, department: unit, reason }.into(),
        EventKind::AssistanceGiven => {
            AssistanceGiven { helper: officer, kind: AssistanceKind::Act, note: reason }.into()
        }
        EventKind::PortAsked => PortAsked {
            port: PortKind::Payment,
            cause: EventKind::DecisionMade,
            expects: None,
            due: day("2026-03-04"),
        }
        .into(),
        EventKind::PortAnswered => PortAnswered {
            port: PortKind::Message,
            ask: 1,
            answer: PortAnswer::MessageSent { reference: code("M-1") },
        }
        .into(),
        EventKind::PaymentReversed => {
            let receipt = code("RC-1");
            PaymentReversed { amount_fen: 1_500, receipt, officer, reason }.into()
        }
        EventKind::UnowedPaid => UnowedPaid { amount_fen: 1_500, receipt: code("RC-2") }.into(),
        EventKind::CollectionMissed => CollectionMissed { how: reason, officer }.into(),
        EventKind::PublicNoticePosted => PublicNoticePosted {
            venue: reason,
            reference: code("GG-1"),
            officer,
            clocks: Vec::new(),
        }
        .into(),
        EventKind::SigningRefused => {
            SigningRefused { reason, witnesses: Vec::new(), officer }.into()
        }
        EventKind::ReturnAcknowledged => ReturnAcknowledged { unit: code(OWNER), officer }.into(),
        EventKind::ArchiveSupplemented => ArchiveSupplemented { number: 1 }.into(),
        EventKind::ServedByNotice => {
            ServedByNotice { effective: day("2026-03-02"), department: code(OWNER), officer }.into()
        }
        EventKind::DocumentIssued => DocumentIssued {
            kind: DocumentKind::ReceiptVoucher,
            edition: 1,
            unit: code(OWNER),
            unit_name: "局".into(),
            ordinal: 1,
            number: "收1号".into(),
            addressee: None,
            hash: Digest::default(),
        }
        .into(),
        EventKind::SubstituteActed => {
            SubstituteActed { absent: code("chief"), substitute: officer }.into()
        }
        other => panic!("no sample of {other:?}"),
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds have their own function")]
#[expect(clippy::too_many_lines, reason = "a table: one arm a kind")]
fn of_the_setup(kind: EventKind) -> Event {
    let reason = "理由".into();
    match kind {
        EventKind::CreditRecorded => CreditRecorded {
            subject: SubjectId(1),
            discredited: true,
            source: "信用中国".into(),
            reason,
        }
        .into(),
        EventKind::PostCovered => PostCovered {
            absent: code("chief"),
            substitute: code("appr1"),
            from: day("2026-03-02"),
            to: day("2026-03-06"),
        }
        .into(),
        EventKind::StaffCertified => StaffCertified {
            staff: code("novice"),
            items: vec![code(items::PROMISE)],
            examination: None,
            reason: Some(reason),
            unit: code(OWNER),
            officer: code("head"),
        }
        .into(),
        EventKind::ItemsTransferred => {
            let (from, to) = (code(OWNER), code(OTHER));
            let (on, items) = (day("2026-03-02"), Vec::new());
            ItemsTransferred { from, to, on, items, basis: reason }.into()
        }
        EventKind::UnitRegistered => {
            UnitRegistered { unit: Unit { id: code("U"), name: "局".into(), zone: None } }.into()
        }
        EventKind::ZoneRegistered => {
            let zone =
                Zone { id: code("Z"), name: "区".into(), hall: code("centre"), floor: None };
            ZoneRegistered { zone }.into()
        }
        EventKind::WindowOpened => {
            WindowOpened { window: windows().into_iter().next().expect("a window") }.into()
        }
        EventKind::WindowClosed => WindowClosed { window: code("W1"), reason }.into(),
        EventKind::StaffAppointed => {
            StaffAppointed { staff: somebody("new", OWNER, &[Role::Guide]) }.into()
        }
        EventKind::ItemVersionPublished => {
            ItemVersionPublished::at_once(1, items::promise()).into()
        }
        EventKind::LetterFiled => {
            let letter = letter("L-1", 1, Grantee::Person(code("chief")), Power::Decide);
            LetterFiled { letter }.into()
        }
        EventKind::LetterRevoked => {
            LetterRevoked { letter: code("L-1"), on: day("2026-03-02"), reason }.into()
        }
        EventKind::CalendarPublished => {
            let source = "gazette".into();
            let (off, make_up) = (Vec::new(), Vec::new());
            let notice = YearNotice { year: 2027, off, make_up, source, regional: false };
            CalendarPublished { notice, version: 2 }.into()
        }
        EventKind::ClockPolicySet => {
            ClockPolicySet { version: 2, policy: ClockPolicy::lawful_default() }.into()
        }
        EventKind::PortConnected => {
            PortConnected { port: PortKind::Payment, connection: None }.into()
        }
        EventKind::DocumentRulesSet => {
            DocumentRulesSet { version: 1, rules: DocumentRules::customary() }.into()
        }
        EventKind::NumberSchemeSet => NumberSchemeSet { scheme: NumberScheme::customary() }.into(),
        EventKind::SubjectErased => SubjectErased { subject: SubjectId(1), reason }.into(),
        other => panic!("no sample of {other:?}"),
    }
}
