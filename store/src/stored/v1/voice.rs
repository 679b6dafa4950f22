//! Events of ratings, troubles, complaints, orders, services and cards for other causes than time. Frozen.

use engine::voice::{
    CardCause, Grade, GradeScale, GuidanceDuty, OrderEnd, ReturnCause, ReviewChannel,
    ReviewFinding, ServiceOccasion, TroubleClass, TroubleGround, TroubleOutcome,
};

use engine::code::VoiceNumber;

use super::values::{Budget, ClockStart, Party, Reckoning};
use crate::stored::bytes::Bytes;
use crate::stored::{DecodeProblem, Stored, numbers, stored};

/// Where the structs below come from.
mod domain {
    pub(super) use engine::event::{
        BadReviewVerified, CardAnswered, CardDealt, ComplaintFiled, OrderIssued, OrderSettled,
        RectificationDone, ReviewAppealDecided, ReviewAppealed, ReviewGiven, ReviewPublished,
        RevisitDone, ServiceRecorded, TroubleReported, TroubleResultReported, TroubleSolved,
        VoiceAnswered, VoiceAssigned, VoiceExtended, VoicePolicySet, VoiceReturned,
    };
    pub(super) use engine::voice::VoicePolicy;
}

impl Stored for VoiceNumber {
    type Disk<'a> = &'a str;
    fn to_disk(&self) -> &str {
        self.as_str()
    }
    fn from_disk(disk: &str) -> Result<VoiceNumber, DecodeProblem> {
        disk.parse().map_err(DecodeProblem::value)
    }
}

numbers! {
    Grade {
        VerySatisfied = 1, Satisfied = 2, Acceptable = 3, Dissatisfied = 4, VeryDissatisfied = 5,
    }
    GradeScale { National = 1, Provincial = 2 }
    ServiceOccasion { Intake = 1, Closing = 2, Matter = 3 }
    ReviewChannel {
        Pc = 1, Mobile = 2, QrCode = 3, HallTablet = 4, Terminal = 5, Phone = 6, Sms = 7,
    }
    ReviewFinding { Simple = 1, Complex = 2, Unfounded = 3 }
    TroubleGround {
        NotAccepted = 1, NotApproved = 2, PassedAround = 3, Litigation = 4, Petition = 5,
        DefectivePapers = 6,
    }
    TroubleClass { General = 1, Disputed = 2, Hard = 3, VeryComplex = 4 }
    TroubleOutcome { Solved = 1, Explained = 2 }
    ReturnCause { WrongAddressee = 1, NotSettled = 2 }
    OrderEnd { Closed = 1, Escalated = 2 }
    GuidanceDuty {
        Consultation = 1, CannotBeDone = 2, Assistance = 3, OpenGovernment = 4, Convenience = 5,
    }
    CardCause {
        NotAccepted = 1, NoReasons = 2, SecondNotice = 3, OutOfSystem = 4, IrregularFee = 5,
        PortSilent = 6, Other = 7, LateSupplement = 8, PortContradicts = 9,
    }
}

stored! {
    ReviewGiven<'a> {
        number: &'a str,
        case: &'a str,
        occasion: u8,
        grade: u8,
        channel: u8,
        rater: Option<Party<'a>>,
        words: Option<Bytes<'a>>,
        unit: &'a str,
        person: Option<&'a str>,
        clocks: Vec<ClockStart>,
    }
    BadReviewVerified<'a> { finding: u8, note: &'a str, officer: &'a str, clocks: Vec<ClockStart> }
    RectificationDone<'a> { measures: &'a str, officer: &'a str }
    RevisitDone<'a> { satisfied: bool, note: &'a str, officer: &'a str }
    ReviewAppealed<'a> { reasons: Vec<&'a str>, officer: &'a str }
    ReviewAppealDecided<'a> { upheld: bool, reason: &'a str, officer: &'a str }
    ReviewPublished<'a> { text: Option<&'a str>, officer: &'a str }
    VoiceAnswered<'a> { reply: &'a str, is_public: bool, officer: &'a str }
    TroubleReported<'a> {
        number: &'a str,
        case: Option<&'a str>,
        item: Option<&'a str>,
        ground: u8,
        summary: &'a str,
        applicant: Party<'a>,
        words: Option<Bytes<'a>>,
        unit: &'a str,
        clocks: Vec<ClockStart>,
    }
    TroubleSolved<'a> { outcome: u8, note: &'a str, officer: &'a str, clocks: Vec<ClockStart> }
    TroubleResultReported<'a> { report: &'a str, officer: &'a str }
    ComplaintFiled<'a> {
        number: &'a str,
        case: Option<&'a str>,
        against: Option<&'a str>,
        summary: &'a str,
        applicant: Option<Party<'a>>,
        words: Option<Bytes<'a>>,
        unit: &'a str,
        clocks: Vec<ClockStart>,
    }
    VoiceAssigned<'a> {
        unit: &'a str,
        class: Option<u8>,
        officer: &'a str,
        clocks: Vec<ClockStart>,
    }
    VoiceReturned<'a> {
        cause: u8,
        note: &'a str,
        desk: &'a str,
        officer: &'a str,
        clocks: Vec<ClockStart>,
    }
    VoiceExtended<'a> {
        clock: u8,
        days: u16,
        approver: &'a str,
        reason: &'a str,
        reckoning: Reckoning,
    }
    OrderIssued<'a> {
        number: &'a str,
        unit: &'a str,
        matter: &'a str,
        case: Option<&'a str>,
        voice: Option<&'a str>,
        officer: &'a str,
        clocks: Vec<ClockStart>,
    }
    OrderSettled<'a> { end: u8, unit: &'a str, note: &'a str, officer: &'a str }
    ServiceRecorded<'a> {
        number: &'a str,
        duty: u8,
        what: &'a str,
        case: Option<&'a str>,
        officer: &'a str,
        unit: &'a str,
    }
    VoicePolicySet { version: u32, policy: VoicePolicy }
    VoicePolicy {
        grade_scale: u8,
        contact_days: u16,
        rectify_days: u16,
        rectify_complex_days: u16,
        trouble_general: Budget,
        trouble_disputed: Budget,
        trouble_hard: Budget,
        trouble_complex: Budget,
        trouble_excluded: Vec<u8>,
        trouble_extension: u16,
        revisit_days: u16,
        trouble_report_days: Option<u16>,
        complaint_days: u16,
        complaint_extension: u16,
        return_hours: u16,
    }
    CardDealt<'a> {
        cause: u8,
        card: u8,
        unit: &'a str,
        person: Option<&'a str>,
        fact: &'a str,
        ask: Option<u64>,
    }
    CardAnswered<'a> { card_no: u16, answer: &'a str, officer: &'a str }
}
