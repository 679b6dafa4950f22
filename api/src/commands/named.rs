//! Which case a command is about, if it names one.

use engine::code::CaseNumber;
use engine::command::Command;

/// The case a command names.
#[expect(clippy::too_many_lines, reason = "one line a command")]
pub(super) fn case_of(command: &Command) -> Option<&CaseNumber> {
    Some(match command {
        Command::StartPreCheck(c) => &c.case,
        Command::ReceiveMaterials(c) => &c.case,
        Command::NoticeCorrection(c) => &c.case,
        Command::SubmitCorrections(c) => &c.case,
        Command::CheckOriginal(c) => &c.case,
        Command::ReturnOriginals(c) => &c.case,
        Command::RequestLicence(c) => &c.case,
        Command::RecordLicence(c) => &c.case,
        Command::ReuseMaterial(c) => &c.case,
        Command::AcceptCase(c) => &c.case,
        Command::AcceptWithGaps(c) => &c.case,
        Command::SupplyGaps(c) => &c.case,
        Command::SignCommitment(c) => &c.case,
        Command::WithdrawCommitment(c) => &c.case,
        Command::VerifyCommitment(c) => &c.case,
        Command::RevokeLicence(c) => &c.case,
        Command::RefuseAcceptance(c) => &c.case,
        Command::DeclareNotRequired(c) => &c.case,
        Command::SplitCase(c) => &c.case,
        Command::HandOverCase(c) => &c.case,
        Command::AcknowledgeHandOver(c) => &c.case,
        Command::ReturnHandOver(c) => &c.case,
        Command::GiveOpinion(c) => &c.case,
        Command::ClaimCase(c) => &c.case,
        Command::ReassignTask(c) => &c.case,
        Command::RecordConsent(c) => &c.case,
        Command::DecideByRule(c) => &c.case,
        Command::ForwardCase(c) => &c.case,
        Command::ReceiveRegionResult(c) => &c.case,
        Command::CallMeeting(c) => &c.case,
        Command::RecordAttendance(c) => &c.case,
        Command::TransferCase(c) => &c.case,
        Command::NameTracker(c) => &c.case,
        Command::UrgeCase(c) => &c.case,
        Command::RecordAssistance(c) => &c.case,
        Command::CompleteStep(c) => &c.case,
        Command::RecordInspection(c) => &c.case,
        Command::SuspendCase(c) => &c.case,
        Command::ResumeCase(c) => &c.case,
        Command::ExtendClock(c) => &c.case,
        Command::PromiseAnew(c) => &c.case,
        Command::ProlongSupplement(c) => &c.case,
        Command::RecordMissedCollection(c) => &c.case,
        Command::RecordSigningRefusal(c) => &c.case,
        Command::AcknowledgeReturn(c) => &c.case,
        Command::PostPublicNotice(c) => &c.case,
        Command::ServeByNotice(c) => &c.case,
        Command::FileRemedy(c) => &c.case,
        Command::SettleRemedy(c) => &c.case,
        Command::DecideCase(c) => &c.case,
        Command::ReportUp(c) => &c.case,
        Command::ReceiveHigherDecision(c) => &c.case,
        Command::RecordResult(c) => &c.case,
        Command::FeedBackResult(c) => &c.case,
        Command::RecordPayment(c) => &c.case,
        Command::WaiveFee(c) => &c.case,
        Command::ChooseDelivery(c) => &c.case,
        Command::PrepareDelivery(c) => &c.case,
        Command::PlaceInLocker(c) => &c.case,
        Command::ShipResult(c) => &c.case,
        Command::DeliverResult(c) => &c.case,
        Command::ReportDeliveryFailure(c) => &c.case,
        Command::ArchiveCase(c) => &c.case,
        Command::WithdrawCase(c) => &c.case,
        Command::VoidCase(c) => &c.case,
        Command::RecordWork(c) => &c.case,
        Command::AnswerWarning(c) => &c.case,
        Command::OpenPersonalData(c) => &c.case,
        Command::FireAlarm(c) => &c.case,
        Command::RecalculateClocks(c) => &c.case,
        Command::DealCard(c) => &c.case,
        Command::AnswerCard(c) => &c.case,
        Command::AnswerPort(c) => &c.case,
        Command::ReversePayment(c) => &c.case,
        Command::ReceiveApplication(_)
        | Command::OpenProactiveCase(_)
        | Command::TransferItems(_)
        | Command::ReceiveBundle(_)
        | Command::NoticeBundleCorrection(_)
        | Command::SubmitBundleCorrections(_)
        | Command::WithdrawBundle(_)
        | Command::BindSubject(_)
        | Command::AnswerBundleWarning(_)
        | Command::FireBundleAlarm(_)
        | Command::RecalculateBundle(_)
        | Command::PublishBundle(_)
        | Command::GiveReview(_)
        | Command::VerifyReview(_)
        | Command::RectifyReview(_)
        | Command::AppealReview(_)
        | Command::DecideReviewAppeal(_)
        | Command::PublishReview(_)
        | Command::RevisitVoice(_)
        | Command::AnswerVoice(_)
        | Command::ReportTrouble(_)
        | Command::SolveTrouble(_)
        | Command::ReportTroubleResult(_)
        | Command::FileComplaint(_)
        | Command::AssignVoice(_)
        | Command::ReturnVoice(_)
        | Command::ExtendVoice(_)
        | Command::IssueOrder(_)
        | Command::SettleOrder(_)
        | Command::RecordService(_)
        | Command::SetVoicePolicy(_)
        | Command::OpenVoice(_)
        | Command::AnswerVoiceWarning(_)
        | Command::FireVoiceAlarm(_)
        | Command::RecalculateVoice(_)
        | Command::ClaimNext(_)
        | Command::RegisterUnit(_)
        | Command::RegisterZone(_)
        | Command::OpenWindow(_)
        | Command::CloseWindow(_)
        | Command::AppointStaff(_)
        | Command::CoverPost(_)
        | Command::CertifyStaff(_)
        | Command::PublishItem(_)
        | Command::DraftItem(_)
        | Command::ReviewItem(_)
        | Command::PublishDraft(_)
        | Command::SetPublicationPolicy(_)
        | Command::FileLetter(_)
        | Command::RevokeLetter(_)
        | Command::PublishCalendar(_)
        | Command::SetClockPolicy(_)
        | Command::SetDocumentRules(_)
        | Command::SetNumberScheme(_)
        | Command::ConnectPort(_)
        | Command::RecordCredit(_)
        | Command::SetTicketPolicy(_)
        | Command::TakeTicket(_)
        | Command::CallNext(_)
        | Command::RecallTicket(_)
        | Command::MissTicket(_)
        | Command::StartService(_)
        | Command::FinishService(_)
        | Command::MoveTicket(_)
        | Command::CancelTicket(_)
        | Command::BookAppointment(_)
        | Command::CancelAppointment(_)
        | Command::LapseTickets(_)
        | Command::EraseSubject(_) => return None,
    })
}
