//! Whom and what an event itself names, besides who acted where.

use engine::code::{CaseNumber, StaffId, UnitId};
use engine::event::{Event, Evidence};
use engine::id::Token;
use engine::party::Party;
use engine::ticket::TicketNumber;

use super::{ObjectType, Relation, person};

fn officer(id: &StaffId, qualifier: &'static str) -> Relation {
    Relation::new(ObjectType::Officer, id, qualifier)
}

fn department(id: &UnitId, qualifier: &'static str) -> Relation {
    Relation::new(ObjectType::Department, id, qualifier)
}

fn case(number: &CaseNumber) -> Relation {
    Relation::new(ObjectType::Case, number, "about")
}

fn ticket(number: TicketNumber, qualifier: &'static str) -> Relation {
    Relation::new(ObjectType::Ticket, number, qualifier)
}

fn token(person: Token, qualifier: &'static str) -> Relation {
    Relation::new(ObjectType::Applicant, person, qualifier)
}

fn party(party: &Party, qualifier: &'static str) -> Relation {
    Relation { object: person(party), qualifier }
}

fn each<'a, T: 'a>(
    all: impl IntoIterator<Item = &'a T>,
    of: impl Fn(&T) -> Relation,
) -> Vec<Relation> {
    all.into_iter().map(of).collect()
}

fn responsible(evidence: &Evidence) -> Vec<Relation> {
    let mut found = vec![department(&evidence.unit, "responsible")];
    found.extend(evidence.person.as_ref().map(|person| officer(person, "responsible")));
    found
}

/// The things an event names. What names nothing besides its case is not listed.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other events name nothing")]
#[expect(clippy::too_many_lines, reason = "one arm an event, each a line or two")]
pub(in crate::export) fn named_in(event: &Event) -> Vec<Relation> {
    match event {
        Event::ApplicationReceived(e) => {
            let mut found = vec![
                Relation::new(ObjectType::Item, &e.item, "item"),
                party(&e.applicant, "applicant"),
                department(&e.unit, "responsible"),
            ];
            found.extend(e.agent.as_ref().map(|agent| party(agent, "agent")));
            found
        }
        Event::BundleReceived(e) => {
            let mut found = vec![
                party(&e.applicant, "applicant"),
                department(&e.unit, "responsible"),
                department(&e.lead, "lead"),
            ];
            found.extend(e.agent.as_ref().map(|agent| party(agent, "agent")));
            found
        }
        Event::BundleJoined(e) => vec![Relation::new(ObjectType::Bundle, &e.bundle, "joined")],
        Event::NodeOpened(e) => vec![Relation::new(ObjectType::Case, &e.case, "node")],
        Event::SubjectBound(e) => vec![party(&e.applicant, "applicant")],
        Event::PreCheckStarted(e) => vec![officer(&e.officer, "officer")],
        Event::DeemedAccepted(e) => vec![department(&e.unit, "responsible")],
        Event::Accepted(e) => {
            vec![officer(&e.officer, "officer"), department(&e.unit, "responsible")]
        }
        Event::AcceptedWithGaps(e) => {
            vec![officer(&e.officer, "officer"), department(&e.unit, "responsible")]
        }
        Event::CommitmentSigned(e) => {
            vec![officer(&e.officer, "officer"), department(&e.unit, "responsible")]
        }
        Event::CaseSplit(e) => each(&e.departments, |id| department(id, "addressee")),
        Event::HandedOver(e) => vec![department(&e.department, "addressee")],
        Event::HandOverAcknowledged(e) => vec![officer(&e.officer, "officer")],
        Event::TaskClaimed(e) => vec![officer(&e.officer, "handler")],
        Event::TaskReassigned(e) => vec![officer(&e.officer, "handler")],
        Event::InspectionRecorded(e) => each(&e.officers, |id| officer(id, "inspector")),
        Event::CommitmentVerified(e) => each(&e.officers, |id| officer(id, "inspector")),
        Event::CommitmentBroken(e) => each(&e.officers, |id| officer(id, "inspector")),
        Event::DecisionMade(e) => vec![officer(&e.officer, "decider")],
        Event::LicenceRevoked(e) => vec![officer(&e.officer, "decider")],
        Event::ReportedUp(e) => vec![officer(&e.officer, "reviewer")],
        Event::DecisionDeemed(e) => vec![department(&e.unit, "responsible")],
        Event::FeeWaived(e) => vec![officer(&e.officer, "officer")],
        Event::ClockExtended(e) => vec![officer(&e.approver, "approver")],
        Event::SupplementProlonged(e) => vec![officer(&e.officer, "officer")],
        Event::PromisedAnew(e) => vec![officer(&e.officer, "approver")],
        Event::CollectionMissed(e) => vec![officer(&e.officer, "officer")],
        Event::PublicNoticePosted(e) => vec![officer(&e.officer, "officer")],
        Event::SigningRefused(e) => vec![officer(&e.officer, "officer")],
        Event::ReturnAcknowledged(e) => {
            vec![department(&e.unit, "addressee"), officer(&e.officer, "officer")]
        }
        Event::ServedByNotice(e) => {
            vec![department(&e.department, "addressee"), officer(&e.officer, "officer")]
        }
        Event::RemedyFiled(e) => vec![officer(&e.officer, "officer")],
        Event::RemedyDecided(e) => vec![officer(&e.officer, "officer")],
        Event::WarningIssued(e) => responsible(&e.evidence),
        Event::DeadlinePassed(e) => responsible(&e.evidence),
        Event::Escalated(e) => vec![department(&e.department, "addressee")],
        Event::OpinionsRequested(e) => {
            each(&e.requests, |request| department(&request.department, "addressee"))
        }
        Event::OpinionGiven(e) => {
            vec![officer(&e.officer, "officer"), department(&e.department, "participant")]
        }
        Event::OpinionDeemed(e) => vec![department(&e.department, "participant")],
        Event::OpinionRecalculated(e) => vec![department(&e.department, "participant")],
        Event::SubstituteActed(e) => {
            vec![officer(&e.absent, "absent"), officer(&e.substitute, "substitute")]
        }
        Event::PostCovered(e) => {
            vec![officer(&e.absent, "absent"), officer(&e.substitute, "substitute")]
        }
        Event::StaffCertified(e) => vec![
            officer(&e.staff, "subject"),
            officer(&e.officer, "officer"),
            department(&e.unit, "responsible"),
        ],
        Event::UnitRegistered(e) => vec![department(&e.unit.id, "subject")],
        Event::WindowOpened(e) => {
            vec![Relation::new(ObjectType::Window, &e.window.id, "subject")]
        }
        Event::WindowClosed(e) => vec![Relation::new(ObjectType::Window, &e.window, "subject")],
        Event::StaffAppointed(e) => {
            vec![officer(&e.staff.id, "subject"), department(&e.staff.unit, "responsible")]
        }
        Event::ItemVersionPublished(e) => vec![
            Relation::new(ObjectType::Item, &e.definition.code, "subject"),
            department(&e.definition.department, "responsible"),
        ],
        Event::TicketIssued(e) => {
            let mut found = vec![ticket(e.ticket, "ticket")];
            found.extend(e.person.map(|person| token(person, "holder")));
            found.extend(each(&e.items, |item| Relation::new(ObjectType::Item, item, "item")));
            found
        }
        Event::TicketCalled(e) => {
            let mut found = vec![ticket(e.ticket, "ticket"), officer(&e.officer, "officer")];
            found.extend(e.passed.iter().map(|number| ticket(*number, "passed_over")));
            found
        }
        Event::ServiceStarted(e) => {
            vec![ticket(e.ticket, "ticket"), officer(&e.officer, "officer")]
        }
        Event::TicketCaseOpened(e) => {
            vec![ticket(e.ticket, "ticket"), Relation::new(ObjectType::Case, &e.case, "case")]
        }
        Event::AppointmentBooked(e) => vec![token(e.person, "holder")],
        Event::TicketMissed(e) => vec![ticket(e.ticket, "ticket")],
        Event::TicketEnded(e) => vec![ticket(e.ticket, "ticket")],
        Event::TicketMoved(e) => {
            let mut found = vec![ticket(e.ticket, "ticket")];
            let window = e.window.as_ref();
            found.extend(window.map(|id| Relation::new(ObjectType::Window, id, "moved_to")));
            found
        }
        Event::ReviewGiven(e) => {
            let mut found = vec![case(&e.case), department(&e.unit, "responsible")];
            found.extend(e.rater.as_ref().map(|rater| party(rater, "rater")));
            found.extend(e.person.as_ref().map(|person| officer(person, "rated")));
            found
        }
        Event::TroubleReported(e) => {
            let mut found =
                vec![party(&e.applicant, "applicant"), department(&e.unit, "responsible")];
            found.extend(e.case.as_ref().map(case));
            found.extend(e.item.as_ref().map(|item| Relation::new(ObjectType::Item, item, "item")));
            found
        }
        Event::ComplaintFiled(e) => {
            let mut found = vec![department(&e.unit, "responsible")];
            found.extend(e.case.as_ref().map(case));
            found.extend(e.applicant.as_ref().map(|person| party(person, "applicant")));
            found.extend(e.against.as_ref().map(|against| officer(against, "against")));
            found
        }
        Event::OrderIssued(e) => {
            let mut found =
                vec![officer(&e.officer, "officer"), department(&e.unit, "responsible")];
            found.extend(e.case.as_ref().map(case));
            found.extend(e.voice.as_ref().map(|it| Relation::new(ObjectType::Voice, it, "about")));
            found
        }
        Event::VoiceAssigned(e) => {
            vec![officer(&e.officer, "officer"), department(&e.unit, "responsible")]
        }
        Event::VoiceReturned(e) => {
            vec![officer(&e.officer, "officer"), department(&e.desk, "addressee")]
        }
        Event::ItemDrafted(e) => vec![
            Relation::new(ObjectType::Item, &e.definition.code, "subject"),
            department(&e.definition.department, "responsible"),
        ],
        Event::ItemReviewed(e) => vec![
            Relation::new(ObjectType::Item, &e.item, "subject"),
            officer(&e.reviewer, "reviewer"),
        ],
        Event::ItemsTransferred(e) => {
            let mut found = vec![department(&e.from, "from"), department(&e.to, "to")];
            found.extend(each(&e.items, |it| Relation::new(ObjectType::Item, &it.item, "item")));
            found
        }
        Event::CaseTransferred(e) => vec![department(&e.from, "from"), department(&e.to, "to")],
        Event::CardDealt(e) => {
            let mut found = vec![department(&e.unit, "responsible")];
            found.extend(e.person.as_ref().map(|person| officer(person, "responsible")));
            found
        }
        Event::LetterFiled(e) => vec![department(&e.letter.grantor, "grantor")],
        _ => Vec::new(),
    }
}
