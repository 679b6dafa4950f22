//! 本系统日志: the stories that our own log tells, one record after another.
//!
//! Memory grows with what is open, not with the log: a story is checked and let go when its case
//! is archived, a history beside the cases when it is over.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use engine::command::Command;
use engine::event::Event;
use engine::id::CaseId;
use engine::item::DeliveryWay;
use engine::port::{PortAnswer, PortKind};
use engine::record::Commit;
use engine::setup::Setup;
use engine::time::Day;
use engine::values::Receipt;

use super::act::{Acceptance, Act, What, Words};
use super::answers::{closing, on_paper, person, unit};
use super::beside::Beside;
use super::days::Days;
use super::finding::Finding;
use super::late::{is_supplement, recorded_late};
use super::report::Report;
use super::story::Story;
use super::thread::Thread;
use crate::redecide::read_received;
use crate::source::SourceError;

/// Checks every case of a history and tells each finding; `since` is the first record a finding may
/// be about.
pub fn conform(
    commits: impl Iterator<Item = Result<Commit, SourceError>>,
    since: u64,
    tell: &mut dyn FnMut(&Finding) -> io::Result<()>,
) -> Result<Report, ConformError> {
    let mut log = OwnLog { report: Report::since(since), ..OwnLog::default() };
    for commit in commits {
        log.take(&commit?, tell)?;
    }
    log.finish(tell)
}

/// Why a history could not be checked to its end.
#[derive(Debug, thiserror::Error)]
pub enum ConformError {
    /// The log cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The set-up cannot be followed.
    #[error("record {record}: the set-up cannot be followed, run `verify` first: {reason}")]
    Setup {
        /// The record.
        record: u64,
        /// What does not fit.
        reason: String,
    },
    /// A finding cannot be told.
    #[error("cannot write the findings, see that whatever they go to has room: {0}")]
    Output(#[from] io::Error),
}

#[derive(Default)]
struct OwnLog {
    setup: Arc<Setup>,
    open: BTreeMap<CaseId, Story>,
    archived: BTreeMap<CaseId, String>,
    late: BTreeSet<CaseId>,
    /// 票据 in which case and record each paid first: the one thing that grows with the log.
    receipts: BTreeMap<String, (String, u64)>,
    beside: Beside,
    until: Option<Day>,
    report: Report,
}

impl OwnLog {
    fn take(
        &mut self,
        commit: &Commit,
        tell: &mut dyn FnMut(&Finding) -> io::Result<()>,
    ) -> Result<(), ConformError> {
        let told = told(commit);
        let mut in_place_of = None;
        self.until = Some(commit.meta.occurred_at.day()).max(self.until);
        for (record, entry) in (commit.seq..).zip(&commit.entries) {
            self.report.records += 1;
            if entry.stream.is_setup() {
                self.set_up(record, &entry.event)?;
            }
            if let Event::SubstituteActed(e) = &entry.event {
                in_place_of = Some(e.absent.to_string());
            }
            let here = (commit, record);
            if let Some(over) = self.beside.take(here, entry, &self.setup, in_place_of.as_ref()) {
                self.end(over, tell)?;
            }
            let Some(id) = entry.stream.case() else { continue };
            let act = Act {
                record,
                at: commit.meta.occurred_at,
                day: commit.meta.occurred_at.day(),
                person: person(&commit.meta, &entry.event),
                in_place_of: in_place_of.clone(),
                unit: unit(&commit.meta, &entry.event),
                hall: Some(Arc::clone(&self.setup)),
                closing: closing(&entry.event),
                on_paper: on_paper(&entry.event),
                recorded_late: recorded_late(&commit.meta, &entry.event, &self.setup),
                what: what(&entry.event, told),
            };
            if !(self.archived.contains_key(&id) && is_supplement(commit, id, &entry.event)) {
                self.note(id, &entry.event, act);
            }
            if matches!(entry.event, Event::Archived(_)) {
                self.close(id, tell)?;
            }
        }
        Ok(())
    }

    fn set_up(&mut self, record: u64, event: &Event) -> Result<(), ConformError> {
        let folded = Arc::make_mut(&mut self.setup).evolve(event);
        folded.map_err(|error| ConformError::Setup { record, reason: error.to_string() })
    }

    fn note(&mut self, id: CaseId, event: &Event, mut act: Act) {
        if let What::FeePaid { receipt, before } = &mut act.what {
            let story = self.open.get(&id).map(|story| &story.case);
            let case = story.or_else(|| self.archived.get(&id)).cloned().unwrap_or_default();
            match self.receipts.entry(receipt.trim().to_ascii_lowercase()) {
                Entry::Occupied(first) => *before = Some(first.get().clone()),
                Entry::Vacant(place) => drop(place.insert((case, act.record))),
            }
        }
        if let Some(number) = self.archived.get(&id) {
            // A case that is over and goes on is a story of its own.
            self.late.insert(id);
            let story = self.open.entry(id).or_insert_with(|| blank(number.clone()));
            story.acts.push(act);
            return;
        }
        let story = self.open.entry(id).or_insert_with(|| blank(format!("#{}", id.0)));
        if let Event::ApplicationReceived(e) = event {
            story.case = e.number.to_string();
            story.code = Some(e.item.to_string());
            story.item = self.setup.item_version(&e.item, e.item_version).cloned();
            story.parties = [Some(&e.applicant), e.agent.as_ref()]
                .into_iter()
                .flatten()
                .map(|party| party.token)
                .collect();
        }
        story.acts.push(act);
    }

    /// The case is over: its story is checked and let go.
    fn close(
        &mut self,
        id: CaseId,
        tell: &mut dyn FnMut(&Finding) -> io::Result<()>,
    ) -> Result<(), ConformError> {
        let Some(mut story) = self.open.remove(&id) else { return Ok(()) };
        self.ready(&mut story);
        self.archived.insert(id, story.case.clone());
        self.report.check(&story, tell)?;
        Ok(())
    }

    fn ready(&self, story: &mut Story) {
        (story.days, story.until) = (self.days(), self.until.unwrap_or(Day::MIN));
    }

    fn days(&self) -> Days {
        Days::by(self.setup.calendar())
    }

    /// A history beside the cases is over: it is checked and let go.
    fn end(
        &mut self,
        mut thread: Thread,
        tell: &mut dyn FnMut(&Finding) -> io::Result<()>,
    ) -> Result<(), ConformError> {
        (thread.days, thread.until) = (self.days(), self.until.unwrap_or(Day::MIN));
        self.report.check_thread(&thread, tell)?;
        Ok(())
    }

    fn finish(
        mut self,
        tell: &mut dyn FnMut(&Finding) -> io::Result<()>,
    ) -> Result<Report, ConformError> {
        for (id, mut story) in std::mem::take(&mut self.open) {
            self.ready(&mut story);
            if self.late.contains(&id) {
                self.report.check_after_archive(&story, tell)?;
            } else {
                self.report.check(&story, tell)?;
            }
        }
        for thread in std::mem::take(&mut self.beside).rest() {
            self.end(thread, tell)?;
        }
        Ok(self.report)
    }
}

fn blank(case: String) -> Story {
    Story {
        case,
        code: None,
        item: None,
        parties: Vec::new(),
        limits: BTreeMap::new(),
        days: Days::default(),
        deadline: None,
        closed: None,
        acts: Vec::new(),
        until: Day::MIN,
    }
}

/// Whether the applicant was told in writing, which only the command says and no event repeats.
fn told(commit: &Commit) -> Option<bool> {
    let is_asked =
        |event: &Event| matches!(event, Event::SuspensionStarted(_) | Event::ClockExtended(_));
    if !commit.entries.iter().any(|entry| is_asked(&entry.event)) {
        return None;
    }
    let sent = read_received(&commit.received).ok()?;
    if let Command::SuspendCase(c) = &sent.command {
        return Some(c.told_in_writing);
    }
    if let Command::ExtendClock(c) = &sent.command {
        return Some(c.told);
    }
    None
}

fn words(reasons: &[engine::code::Text], remedies: Option<&engine::code::Text>) -> Words {
    let reasons = reasons.iter().filter(|reason| !reason.is_blank()).count();
    Words { reasons: Some(reasons), remedies: Some(remedies.is_some_and(|text| !text.is_blank())) }
}

fn papers(copies: &[engine::values::MaterialCopy]) -> Vec<String> {
    copies.iter().map(|copy| copy.material.to_string()).collect()
}

fn distinct(officers: &[engine::code::StaffId]) -> usize {
    officers.iter().collect::<BTreeSet<_>>().len()
}

#[expect(clippy::wildcard_enum_match_arm, reason = "no rule looks at the other events")]
#[expect(clippy::too_many_lines, reason = "one arm an event, each a line or two")]
fn what(event: &Event, told: Option<bool>) -> What {
    match event {
        Event::ApplicationReceived(e) => What::Received {
            online: e.channel.is_online(),
            way: Some(e.delivery),
            papers: papers(&e.materials),
        },
        Event::PreCheckStarted(_) => What::PreChecked,
        Event::MaterialReceived(e) => What::PapersReceived(papers(&e.materials)),
        Event::SituationAnswered(e) => What::Answered(
            e.answers.iter().map(|a| (a.question.to_string(), a.option.to_string())).collect(),
        ),
        Event::LicenceRequested(e) => What::LicenceRequested(e.material.to_string()),
        Event::ELicenceFetched(e) => What::LicenceFetched(e.material.to_string()),
        Event::LicenceAbsent(e) => What::LicenceAbsent(e.material.to_string()),
        Event::MaterialReused(e) => {
            What::Reused { paper: e.material.to_string(), received: e.received }
        }
        Event::OriginalsReturned(e) => {
            What::OriginalsReturned(e.materials.iter().map(ToString::to_string).collect())
        }
        Event::CorrectionNoticed(e) => What::CorrectionNoticed {
            defects: Some(e.defects.iter().filter(|defect| !defect.what.is_blank()).count()),
            papers: e
                .defects
                .iter()
                .filter_map(|d| d.material.as_ref())
                .map(ToString::to_string)
                .collect(),
        },
        Event::CorrectionSubmitted(e) => What::Corrected(papers(&e.materials)),
        Event::Accepted(_) => What::Accepted(Acceptance::Complete),
        Event::AcceptedWithGaps(e) => {
            What::Accepted(Acceptance::WithGaps(e.gaps.iter().map(ToString::to_string).collect()))
        }
        Event::CommitmentSigned(_) => What::Accepted(Acceptance::OnCommitment),
        Event::DeemedAccepted(e) => What::DeemedAccepted { effective: e.effective },
        Event::AcceptanceRefused(e) => {
            What::AcceptanceRefused(words(&e.reasons, Some(&e.remedies)))
        }
        Event::NotRequired(e) => {
            What::NotRequired(Words { remedies: None, ..words(&e.reasons, None) })
        }
        Event::CommitmentWithdrawn(_) => What::CommitmentWithdrawn,
        Event::GapsSupplied(e) => What::GapsSupplied(papers(&e.materials)),
        Event::CaseSplit(_) => What::Split,
        Event::HandedOver(_) => What::HandedOver,
        Event::HandOverAcknowledged(e) => What::Acknowledged { step: Some(e.step) },
        Event::HandOverReturned(_) => What::Returned,
        Event::StepCompleted(e) => What::StepDone { step: Some(e.step), next: Some(e.next_step) },
        Event::OpinionGiven(e) => What::Opinion { department: e.department.to_string() },
        Event::OpinionDeemed(e) => {
            What::OpinionDeemed { department: e.department.to_string(), basis: e.basis.to_string() }
        }
        Event::PresenceDeemed(e) => What::PresenceDeemed {
            department: e.department.to_string(),
            basis: e.basis.to_string(),
        },
        Event::RenewalRequested(e) => What::RenewalAsked { expires: e.expires },
        Event::DeemedRenewed(e) => What::RenewalDeemed { basis: e.basis.to_string() },
        Event::DecidedByRule(e) => What::DecidedByRule { basis: e.basis.to_string() },
        Event::ConsentMissing(e) => What::ConsentMissing { basis: e.basis.to_string() },
        Event::ForwardedToRegion(_) => What::Forwarded,
        Event::ProactivelyOpened(_) => What::ProactivelyOpened,
        Event::TakenInForRegion(_) => What::TakenInForRegion,
        Event::ConsentGiven(_) => What::Consented,
        Event::TakenInElsewhere(e) => What::TakenInElsewhere { received: e.received, way: e.way },
        Event::RegionResultReceived(e) => {
            What::HigherDecision { outcome: e.outcome, words: Words::default() }
        }
        Event::InspectionRecorded(e) => What::Inspected { officers: distinct(&e.officers) },
        Event::SuspensionStarted(e) => {
            What::Suspended { procedure: Some(e.procedure), planned: Some(e.planned_days), told }
        }
        Event::SuspensionEnded(_) => What::Resumed,
        Event::ClockExtended(e) => {
            What::Extended { days: Some(e.days), approver: Some(e.approver.to_string()), told }
        }
        Event::PromisedAnew(e) => What::PromisedAnew { days: e.days },
        Event::DecisionMade(e) => What::Decided {
            outcome: e.outcome,
            words: words(&e.reasons, e.remedies.as_ref()),
            letter: e.letter.as_ref().map(ToString::to_string),
        },
        Event::DecisionDeemed(e) => What::DecisionDeemed { basis: e.basis.to_string() },
        Event::ReportedUp(e) => {
            What::ReportedUp { letter: e.letter.as_ref().map(ToString::to_string) }
        }
        Event::HigherDecisionReceived(e) => What::HigherDecision {
            outcome: e.outcome,
            words: words(&e.reasons, e.remedies.as_ref()),
        },
        Event::ResultProduced(_) => What::ResultMade,
        Event::FedBack(_) => What::FedBack,
        Event::DeliveryChosen(e) => What::WayChosen(e.way),
        Event::DeliveryPrepared(e) => What::Prepared {
            available: e.notified && matches!(e.way, DeliveryWay::Counter | DeliveryWay::Online),
        },
        Event::PlacedInLocker(e) => What::PlacedInLocker { available: e.notified },
        Event::Shipped(_) => What::Shipped,
        Event::Delivered(e) => What::Delivered { way: way_of(&e.receipt) },
        Event::ServedByNotice(_) => What::Delivered { way: None },
        Event::DeliveryFailed(_) => What::DeliveryFailed,
        Event::Archived(_) => What::Archived,
        Event::Withdrawn(_) => What::Withdrawn,
        Event::DeemedWithdrawn(e) => What::DeemedWithdrawn { basis: e.basis.to_string() },
        Event::Voided(_) => What::Voided,
        Event::FeePaid(e) => What::FeePaid { receipt: e.receipt.to_string(), before: None },
        Event::FeeWaived(_) => What::FeeWaived,
        Event::PaymentReversed(_) => What::FeeReversed,
        Event::PortAsked(e) => What::PortAsked {
            port: e.port,
            is_refund: e.port == PortKind::Payment && e.expects.is_some(),
        },
        Event::PortAnswered(e) => What::PortAnswered {
            ask: e.ask,
            is_himself: match &e.answer {
                PortAnswer::IdentityChecked { matches, .. } => Some(*matches),
                _ => None,
            },
        },
        Event::CardDealt(e) => e.ask.map_or(What::Other, |ask| What::PortSilent { ask }),
        Event::CommitmentVerified(e) => {
            What::CommitmentChecked { officers: distinct(&e.officers), kept: true }
        }
        Event::CommitmentBroken(e) => {
            What::CommitmentChecked { officers: distinct(&e.officers), kept: false }
        }
        Event::LicenceRevoked(e) => What::LicenceRevoked(words(&e.reasons, Some(&e.remedies))),
        Event::WarningIssued(e) => What::Carded { clock: e.evidence.clock, card: e.card },
        Event::WarningAnswered(e) => {
            What::CardAnswered { clock: e.clock, card: e.card, says: !e.answer.is_blank() }
        }
        Event::PersonalDataOpened(_) => What::DataOpened,
        _ => What::Other,
    }
}

/// The way that a receipt is of; what was left with him who refused it may have been chosen for either of two.
fn way_of(receipt: &Receipt) -> Option<DeliveryWay> {
    match receipt {
        Receipt::Signature(_) => Some(DeliveryWay::Counter),
        Receipt::CellOpened(_) => Some(DeliveryWay::Locker),
        Receipt::ParcelSigned(_) => Some(DeliveryWay::Ems),
        Receipt::Downloaded(_) => Some(DeliveryWay::Online),
        Receipt::LeftWithWitnesses(_) | Receipt::LeftRecorded(_) => None,
    }
}
