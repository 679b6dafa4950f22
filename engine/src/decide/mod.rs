//! 决断: what follows from a command. Pure: the same world, command and time give the same events on every
//! machine, for ever.

mod acceptance;
mod alarm;
mod aside;
mod avoidance;
mod bundle;
mod by_rule;
mod card;
mod certify;
mod collection;
mod commitment;
mod context;
mod credit;
mod decision;
mod delivery;
mod document;
mod erasure;
mod escort;
mod fee;
mod flow;
mod gaps;
mod handling;
mod intake;
mod late;
mod leaving;
mod licence;
mod material;
mod meeting;
mod occasion;
mod opinion;
mod papers;
mod port;
mod proactive;
mod procedure;
mod prolongation;
mod publication;
mod refund;
mod region;
mod remedy;
mod report_up;
mod represented;
mod rung;
mod setup;
mod substitute;
mod supplement;
mod tacit;
mod ticket;
mod transfer;
mod voice;
mod window;

use std::collections::BTreeMap;

use crate::command::{Command, Envelope};
use crate::event::{Event, Stream};
use crate::id::CaseId;
use crate::limits::RECEIVED_BYTES_MAX;
use crate::record::{Commit, Entry};
use crate::refusal::{Refusal, Rule};
use crate::time::Timestamp;
use crate::world::{Answer, Head, World};

use context::Context;

pub use ticket::{Choice, Unfit, choose, next_for, place_of, rule_of, unfit};

/// What a command leads to, where no rule is against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The same command was carried out before: its first answer.
    Again(Answer),
    /// Nothing is to be done.
    AlreadySo(Option<(CaseId, u32)>),
    /// Events, not yet part of the world.
    Commit(Box<Commit>),
}

/// The events of a command: those of the stream it is about, and those that follow on other streams. They commit
/// together or not at all. No events: already so.
struct Effect {
    stream: Stream,
    events: Vec<Event>,
    /// On other streams, in order, after the first ones.
    beside: Vec<(Stream, Event)>,
}

impl Effect {
    fn of(stream: Stream, events: Vec<Event>) -> Effect {
        Effect { stream, events, beside: Vec::new() }
    }

    fn on_case(case: CaseId, event: impl Into<Event>) -> Effect {
        Effect::of(Stream::Case(case), vec![event.into()])
    }

    fn already_so(case: CaseId) -> Effect {
        Effect::of(Stream::Case(case), Vec::new())
    }
}

/// Decides a command at a time.
pub fn decide(world: &World, envelope: Envelope, now: Timestamp) -> Result<Decision, Refusal> {
    if let Some(answer) = world.answer(envelope.id) {
        return if answer.fingerprint == envelope.fingerprint {
            Ok(Decision::Again(*answer))
        } else {
            Err(Rule::CommandIdReused.because("send a new id with a new command"))
        };
    }
    if envelope.received.len() > RECEIVED_BYTES_MAX {
        return Err(
            Rule::TooLong.because(format!("a command has at most {RECEIVED_BYTES_MAX} bytes"))
        );
    }
    let substitution = substitute::substitution(world, &envelope, now)?;
    let context = Context::new(world, &envelope, substitution.as_ref(), now)?;
    let mut effect = effect(&context, &envelope.command)?;
    context.is_first(effect.stream)?;
    avoidance::hold(&context, &envelope.command, &effect)?;
    represented::hold(&context, &effect)?;
    late::outdate(&context, &mut effect);
    supplement::mark(&context, &mut effect);
    bundle::follow(&context, &mut effect)?;
    late::outdate_beside(&context, &mut effect);
    let Effect { stream, events, beside } = effect;
    let events = substitute::recorded(&context, stream, events)?;
    let meta = context.meta();
    if events.is_empty() && beside.is_empty() {
        let case = stream.case().map(|id| (id, world.head(stream).version));
        return Ok(Decision::AlreadySo(case));
    }
    let events = events.into_iter().map(|event| (stream, event)).chain(beside).collect();
    let events = document::with_documents(&context, events);
    let events = port::with_asks(&context, events);
    let (seq, entries) = (world.seq() + 1, entries(world, events.into_iter()));
    Ok(Decision::Commit(Box::new(Commit { seq, meta, received: envelope.received, entries })))
}

/// Gives each event its place in its stream and in the log.
fn entries(world: &World, events: impl Iterator<Item = (Stream, Event)>) -> Vec<Entry> {
    let mut heads: BTreeMap<Stream, Head> = BTreeMap::new();
    let numbered = (world.seq() + 1..).zip(events);
    let entries = numbered.map(|(seq, (stream, event))| {
        let head = heads.entry(stream).or_insert_with(|| world.head(stream));
        let entry = Entry { stream, version: head.version + 1, previous: head.last, event };
        *head = Head { version: entry.version, last: seq };
        entry
    });
    entries.collect()
}

/// One arm a command: which rules decide it.
#[expect(clippy::too_many_lines, reason = "one line a command")]
fn effect(ctx: &Context<'_>, command: &Command) -> Result<Effect, Refusal> {
    match command {
        Command::ReceiveApplication(c) => intake::receive(ctx, c),
        Command::OpenProactiveCase(c) => proactive::open(ctx, c),
        Command::RecordConsent(c) => proactive::consent(ctx, c),
        Command::DecideByRule(c) => by_rule::decide(ctx, c),
        Command::ForwardCase(c) => region::forward(ctx, c),
        Command::ReceiveRegionResult(c) => region::receive(ctx, c),
        Command::CallMeeting(c) => meeting::call(ctx, c),
        Command::RecordAttendance(c) => meeting::record(ctx, c),
        Command::TransferCase(c) => transfer::case(ctx, c),
        Command::TransferItems(c) => transfer::items(ctx, c),
        Command::ReceiveBundle(c) => bundle::receive(ctx, c),
        Command::NoticeBundleCorrection(c) => bundle::notice(ctx, c),
        Command::SubmitBundleCorrections(c) => bundle::submit(ctx, c),
        Command::WithdrawBundle(c) => bundle::withdraw(ctx, c),
        Command::BindSubject(c) => bundle::bind(ctx, c),
        Command::AnswerBundleWarning(c) => bundle::answer(ctx, c),
        Command::FireBundleAlarm(c) => bundle::fire(ctx, c),
        Command::RecalculateBundle(c) => bundle::recalculate(ctx, c),
        Command::GiveReview(c) => voice::give(ctx, c),
        Command::VerifyReview(c) => voice::verify(ctx, c),
        Command::RectifyReview(c) => voice::rectify(ctx, c),
        Command::AppealReview(c) => voice::appeal(ctx, c),
        Command::DecideReviewAppeal(c) => voice::decide_appeal(ctx, c),
        Command::PublishReview(c) => voice::publish(ctx, c),
        Command::RevisitVoice(c) => voice::revisit(ctx, c),
        Command::AnswerVoice(c) => voice::answer(ctx, c),
        Command::ReportTrouble(c) => voice::report(ctx, c),
        Command::SolveTrouble(c) => voice::solve(ctx, c),
        Command::ReportTroubleResult(c) => voice::report_result(ctx, c),
        Command::FileComplaint(c) => voice::file_complaint(ctx, c),
        Command::AssignVoice(c) => voice::assign(ctx, c),
        Command::ReturnVoice(c) => voice::give_back(ctx, c),
        Command::ExtendVoice(c) => voice::extend(ctx, c),
        Command::IssueOrder(c) => voice::issue(ctx, c),
        Command::SettleOrder(c) => voice::settle(ctx, c),
        Command::RecordService(c) => voice::record(ctx, c),
        Command::SetVoicePolicy(c) => voice::set_policy(ctx, c),
        Command::OpenVoice(c) => voice::open(ctx, c),
        Command::AnswerVoiceWarning(c) => voice::answer_warning(ctx, c),
        Command::FireVoiceAlarm(c) => voice::fire(ctx, c),
        Command::RecalculateVoice(c) => voice::recalculate(ctx, c),
        Command::DealCard(c) => card::deal(ctx, c),
        Command::AnswerCard(c) => card::answer(ctx, c),
        Command::StartPreCheck(c) => intake::start_pre_check(ctx, c),
        Command::ReceiveMaterials(c) => intake::receive_materials(ctx, c),
        Command::CheckOriginal(c) => material::check_original(ctx, c),
        Command::ReturnOriginals(c) => material::return_originals(ctx, c),
        Command::RequestLicence(c) => licence::request(ctx, c),
        Command::RecordLicence(c) => licence::record(ctx, c),
        Command::ReuseMaterial(c) => material::reuse(ctx, c),
        Command::NoticeCorrection(c) => acceptance::notice_correction(ctx, c),
        Command::SubmitCorrections(c) => acceptance::submit_corrections(ctx, c),
        Command::AcceptCase(c) => acceptance::accept(ctx, c),
        Command::AcceptWithGaps(c) => gaps::accept(ctx, c),
        Command::SupplyGaps(c) => gaps::supply(ctx, c),
        Command::SignCommitment(c) => commitment::sign(ctx, c),
        Command::WithdrawCommitment(c) => commitment::withdraw(ctx, c),
        Command::VerifyCommitment(c) => commitment::verify(ctx, c),
        Command::RevokeLicence(c) => commitment::revoke(ctx, c),
        Command::FileRemedy(c) => remedy::file(ctx, c),
        Command::SettleRemedy(c) => remedy::settle(ctx, c),
        Command::RefuseAcceptance(c) => acceptance::refuse(ctx, c),
        Command::DeclareNotRequired(c) => acceptance::not_required(ctx, c),
        Command::SplitCase(c) => flow::split(ctx, c),
        Command::HandOverCase(c) => flow::hand_over(ctx, c),
        Command::AcknowledgeHandOver(c) => flow::acknowledge(ctx, c),
        Command::ReturnHandOver(c) => flow::return_hand_over(ctx, c),
        Command::AcknowledgeReturn(c) => flow::acknowledge_return(ctx, c),
        Command::GiveOpinion(c) => opinion::give(ctx, c),
        Command::ClaimCase(c) => handling::claim(ctx, c),
        Command::ClaimNext(c) => handling::claim_next(ctx, c),
        Command::ReassignTask(c) => handling::reassign(ctx, c),
        Command::NameTracker(c) => escort::name_tracker(ctx, c),
        Command::UrgeCase(c) => escort::urge(ctx, c),
        Command::RecordAssistance(c) => escort::assist(ctx, c),
        Command::CompleteStep(c) => handling::complete_step(ctx, c),
        Command::RecordInspection(c) => handling::record_inspection(ctx, c),
        Command::SuspendCase(c) => procedure::suspend(ctx, c),
        Command::ResumeCase(c) => procedure::resume(ctx, c),
        Command::ExtendClock(c) => procedure::extend(ctx, c),
        Command::ProlongSupplement(c) => prolongation::prolong(ctx, c),
        Command::PromiseAnew(c) => procedure::promise_anew(ctx, c),
        Command::DecideCase(c) => decision::decide(ctx, c),
        Command::ReportUp(c) => report_up::report(ctx, c),
        Command::ReceiveHigherDecision(c) => report_up::receive(ctx, c),
        Command::RecordResult(c) => decision::record_result(ctx, c),
        Command::FeedBackResult(c) => decision::feed_back(ctx, c),
        Command::RecordPayment(c) => fee::record_payment(ctx, c),
        Command::WaiveFee(c) => fee::waive(ctx, c),
        Command::ChooseDelivery(c) => delivery::choose(ctx, c),
        Command::PrepareDelivery(c) => delivery::prepare(ctx, c),
        Command::PlaceInLocker(c) => delivery::place_in_locker(ctx, c),
        Command::ShipResult(c) => delivery::ship(ctx, c),
        Command::DeliverResult(c) => delivery::deliver(ctx, c),
        Command::ReportDeliveryFailure(c) => delivery::report_failure(ctx, c),
        Command::RecordMissedCollection(c) => collection::miss(ctx, c),
        Command::RecordSigningRefusal(c) => leaving::refuse(ctx, c),
        Command::PostPublicNotice(c) => collection::post(ctx, c),
        Command::ServeByNotice(c) => collection::serve(ctx, c),
        Command::ArchiveCase(c) => delivery::archive(ctx, c),
        Command::WithdrawCase(c) => aside::withdraw(ctx, c),
        Command::VoidCase(c) => aside::void(ctx, c),
        Command::RecordWork(c) => aside::record_work(ctx, c),
        Command::AnswerWarning(c) => aside::answer_warning(ctx, c),
        Command::OpenPersonalData(c) => aside::open_personal_data(ctx, c),
        Command::FireAlarm(c) => alarm::fire(ctx, c),
        Command::RecalculateClocks(c) => alarm::recalculate(ctx, c),
        Command::RegisterUnit(c) => setup::register_unit(ctx, c),
        Command::RegisterZone(c) => setup::register_zone(ctx, c),
        Command::OpenWindow(c) => setup::open_window(ctx, c),
        Command::CloseWindow(c) => setup::close_window(ctx, c),
        Command::AppointStaff(c) => setup::appoint_staff(ctx, c),
        Command::CoverPost(c) => substitute::cover(ctx, c),
        Command::CertifyStaff(c) => certify::certify(ctx, c),
        Command::PublishItem(c) => publication::publish_item(ctx, c),
        Command::DraftItem(c) => publication::draft(ctx, c),
        Command::ReviewItem(c) => publication::review(ctx, c),
        Command::PublishDraft(c) => publication::publish_draft(ctx, c),
        Command::SetPublicationPolicy(c) => publication::set_policy(ctx, c),
        Command::PublishBundle(c) => bundle::publish(ctx, c),
        Command::FileLetter(c) => setup::file_letter(ctx, c),
        Command::RevokeLetter(c) => setup::revoke_letter(ctx, c),
        Command::PublishCalendar(c) => setup::publish_calendar(ctx, c),
        Command::SetClockPolicy(c) => setup::set_clock_policy(ctx, c),
        Command::SetDocumentRules(c) => document::set_rules(ctx, c),
        Command::SetNumberScheme(c) => setup::set_number_scheme(ctx, c),
        Command::ConnectPort(c) => port::connect(ctx, c),
        Command::AnswerPort(c) => port::answer(ctx, c),
        Command::ReversePayment(c) => fee::reverse(ctx, c),
        Command::RecordCredit(c) => credit::record(ctx, c),
        Command::SetTicketPolicy(c) => ticket::set_policy(ctx, c),
        Command::TakeTicket(c) => ticket::take(ctx, c),
        Command::CallNext(_) => ticket::call_next(ctx),
        Command::RecallTicket(c) => ticket::recall(ctx, c),
        Command::MissTicket(c) => ticket::miss(ctx, c),
        Command::StartService(c) => ticket::start(ctx, c),
        Command::FinishService(c) => ticket::finish(ctx, c),
        Command::MoveTicket(c) => ticket::hand_on(ctx, c),
        Command::CancelTicket(c) => ticket::cancel(ctx, c),
        Command::BookAppointment(c) => ticket::book(ctx, c),
        Command::CancelAppointment(c) => ticket::cancel_appointment(ctx, c),
        Command::LapseTickets(c) => ticket::lapse(ctx, c),
        Command::EraseSubject(c) => erasure::erase_subject(ctx, c),
    }
}
