//! 办件: one case as its history left it. [`Case::evolve`] is the only function that changes one.

use serde::{Deserialize, Serialize};

use crate::clock::{Clock, ClockKind, ClockStart, Level};
use crate::code::{MaterialCode, StaffId, UnitId};
use crate::command::Actor;
use crate::due::Suspension;
use crate::event::{ApplicationReceived, Event, EventKind, Evidence, Recount};
use crate::extras::{self, Commitment, Extras, LicenceState, OpinionAnswer, SigningRefusal};
use crate::id::{CaseId, Seq};
use crate::item::{DeliveryWay, ItemDefinition, ItemNo, MaterialNeed};
use crate::lifecycle::Phase;
use crate::meeting::Meeting;
use crate::occasion::Occasion;
use crate::party::Party;
use crate::port::{Answered, Ask};
use crate::setup::ItemVersion;
use crate::stage::{Stage, Task, Verdict};
use crate::time::{Day, Timestamp};
use crate::values::{Channel, ClosingKind, CollectionWay, MaterialCopy, Outcome, Priority, Trust};

/// A case. What every phase has stands here, what only one has stands in its [`Stage`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// The item version it stays on.
    pub item: ItemNo,
    /// How many events it has.
    pub version: u32,
    /// The last of them.
    pub last_seq: Seq,
    /// The business time of the last act; that of an alarm does not count.
    pub last_at: Timestamp,
    /// 收件时间
    pub received_at: Timestamp,
    /// The event by which it got into its present queue: who came first is served first.
    pub queued_seq: Seq,
    /// 渠道
    pub channel: Channel,
    /// 优先级
    pub priority: Priority,
    /// 出件方式
    pub delivery: DeliveryWay,
    /// 申请人
    pub applicant: Party,
    /// 代理人
    pub agent: Option<Box<Party>>,
    /// 受理单位 who answers for intake.
    pub intake_unit: UnitId,
    /// 预审人、受理人: they never decide.
    pub intake_officers: Vec<StaffId>,
    /// 决定之日, or that on which it ended undecided: the first of them. Nothing is taken against it before.
    pub decided_on: Option<Day>,
    /// 材料
    pub held: Vec<Held>,
    /// How often the applicant was told what is wrong: once is lawful.
    pub corrections: u8,
    /// 现场核查 done.
    pub inspected: bool,
    /// 时限
    pub clocks: Vec<Clock>,
    /// What only some cases have; most have none.
    pub(crate) extras: Option<Box<Extras>>,
    /// Where it stands.
    pub stage: Stage,
}

/// A paper that is here: its place in the item's list, how it came, how far it can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Index into the item version's materials.
    pub need: u8,
    /// 收取方式
    pub way: CollectionWay,
    /// 可信等级
    pub trust: Trust,
}

/// An event the log says happened, but which cannot have: damage, not refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{event:?} cannot happen in phase {phase:?}")]
pub struct IllegalTransition {
    /// Where the case stood.
    pub phase: Option<Phase>,
    /// What the log says.
    pub event: EventKind,
}

/// When and where in the log an event stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Its position.
    pub seq: Seq,
    /// Its business time.
    pub at: Timestamp,
}

/// Where the papers are still in the hands of the window.
const BEFORE_THE_DEPARTMENT: [Phase; 5] = [
    Phase::Received,
    Phase::PreCheck,
    Phase::AwaitingCorrection,
    Phase::Accepted,
    Phase::Dispatched,
];

impl Case {
    /// The case that an application opens.
    pub fn received(
        id: CaseId,
        item: &ItemVersion,
        event: &ApplicationReceived,
        here: Position,
    ) -> Case {
        let mut case = Case {
            id,
            item: item.no,
            version: 1,
            last_seq: here.seq,
            last_at: here.at,
            received_at: here.at,
            queued_seq: here.seq,
            channel: event.channel,
            priority: event.priority,
            delivery: event.delivery,
            applicant: event.applicant.clone(),
            agent: event.agent.clone().map(Box::new),
            intake_unit: event.unit.clone(),
            intake_officers: Vec::new(),
            decided_on: None,
            held: Vec::new(),
            corrections: 0,
            inspected: false,
            clocks: event.clocks.iter().map(Clock::started).collect(),
            extras: None,
            stage: Stage::Received,
        };
        case.hold(&event.materials, &item.definition);
        if event.zone != item.definition.zone {
            case.extras_mut().zone = Some(event.zone.clone());
        }
        case
    }

    /// Folds one event into the case.
    pub fn evolve(
        &mut self,
        event: &Event,
        item: &ItemDefinition,
        here: Position,
    ) -> Result<(), IllegalTransition> {
        let phase = self.phase();
        let illegal = || IllegalTransition { phase: Some(phase), event: event.kind() };
        let stage = std::mem::replace(&mut self.stage, Stage::Received);
        match stage.after(event) {
            Ok(stage) => self.stage = stage,
            Err(stage) => {
                self.stage = stage;
                return Err(illegal());
            }
        }
        self.note(event, item, here);
        if self.decided_on.is_none() && (event.decides().is_some() || event.ends().is_some()) {
            self.decided_on = Some(here.at.day());
        }
        let reached = self.phase();
        if let Some(extras) = &mut self.extras {
            extras.settle(event, reached);
        }
        self.version += 1;
        self.last_seq = here.seq;
        if !is_of_an_alarm(event) {
            self.last_at = self.last_at.max(here.at);
        }
        if joins_a_queue(event.kind()) || self.phase() != phase {
            self.queued_seq = here.seq;
        }
        Ok(())
    }

    /// What an event changes besides the stage.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the other events change the stage only")]
    #[expect(clippy::too_many_lines, reason = "one arm an event, each a line or two")]
    fn note(&mut self, event: &Event, item: &ItemDefinition, here: Position) {
        let today = here.at.day();
        match event {
            Event::PreCheckStarted(e) => self.add_intake_officer(&e.officer),
            Event::MaterialReceived(e) => self.hold(&e.materials, item),
            Event::SituationAnswered(_)
            | Event::OriginalChecked(_)
            | Event::OriginalsReturned(_)
            | Event::LicenceRequested(_)
            | Event::ELicenceFetched(_)
            | Event::LicenceAbsent(_)
            | Event::MaterialReused(_) => self.note_papers(event, item, today),
            Event::CorrectionNoticed(e) => {
                self.corrections += 1;
                self.extras_mut().tell(&e.defects, item);
                self.checked(today);
                self.stop(ClockKind::Forwarding, today);
                self.start(&e.clocks);
            }
            Event::CorrectionSubmitted(e) => {
                self.hold(&e.materials, item);
                self.stop(ClockKind::Correction, today);
                self.start(&e.clocks);
            }
            Event::Accepted(e) => {
                self.add_intake_officer(&e.officer);
                self.checked(today);
                self.start(&e.clocks);
            }
            Event::DeemedAccepted(e) => {
                self.checked(today);
                self.start(&e.clocks);
            }
            Event::AcceptedWithGaps(e) => {
                self.add_intake_officer(&e.officer);
                self.checked(today);
                self.extras_mut().open_gaps(&e.gaps, item);
                self.start(&e.clocks);
            }
            Event::GapsSupplied(e) => self.take_in(&e.materials, item, today),
            Event::CommitmentSigned(e) => {
                self.add_intake_officer(&e.officer);
                self.checked(today);
                self.extras_mut().commitment = Some(Commitment::Signed);
                self.start(&e.clocks);
            }
            Event::CommitmentWithdrawn(e) => {
                // The licence expires all the same: the clock of a renewal is the only one that runs on.
                self.stop_all_but(ClockKind::Renewal, today);
                self.extras_mut().commitment = None;
                self.start(&e.clocks);
            }
            Event::CommitmentVerified(_) => {
                self.stop(ClockKind::CommitmentCheck, today);
                self.extras_mut().commitment = Some(Commitment::Verified);
            }
            Event::CommitmentBroken(e) => {
                self.stop(ClockKind::CommitmentCheck, today);
                self.extras_mut().broken(!e.clocks.is_empty());
                self.start(&e.clocks);
            }
            Event::LicenceRevoked(_) => {
                self.stop_all(today);
                if let Some(extras) = &mut self.extras
                    && extras.commitment.is_some()
                {
                    extras.commitment = Some(Commitment::Revoked);
                }
            }
            Event::RemedyFiled(e) => {
                let is_silence = self.decided_on.is_none_or(|decided| e.filed < decided);
                self.extras_mut().contest(e, is_silence);
            }
            Event::RemedyDecided(e) => self.extras_mut().contested(e.remedy, e.outcome),
            Event::SupplementProlonged(e) => {
                if let Some(clock) = self.running_mut(e.clock) {
                    clock.extension += e.days;
                    clock.reckoning = e.reckoning.clone();
                    clock.expires_again();
                }
            }
            Event::PromisedAnew(e) => {
                if let Some(clock) = self.running_mut(ClockKind::Promise) {
                    clock.rearm(here.at);
                    clock.extension += e.days;
                    clock.reckoning = e.reckoning.clone();
                }
            }
            Event::FeePaid(e) => {
                self.extras_mut().is_fee_settled = true;
                self.extras_mut().paid = Some(e.receipt.clone());
            }
            Event::FeeWaived(_) => self.extras_mut().is_fee_settled = true,
            Event::PaymentReversed(_) => {
                self.extras_mut().is_fee_settled = false;
                self.extras_mut().paid = None;
            }
            Event::PortAsked(e) => {
                let (port, seq, expects, due) = (e.port, here.seq, e.expects, e.due);
                self.extras_mut().asks.push(Ask { port, seq, expects, due, is_carded: false });
            }
            Event::PortAnswered(e) => {
                let extras = self.extras_mut();
                extras.asks.retain(|ask| ask.seq != e.ask);
                extras.answers.push(Answered { ask: e.ask, answer: e.answer.clone() });
            }
            Event::OpinionsRequested(e) => self.extras_mut().ask(&e.requests, here.seq),
            Event::OpinionGiven(e) => {
                let answer = OpinionAnswer::Given(e.opinion);
                self.extras_mut().answer(&e.department, answer, today);
            }
            Event::OpinionDeemed(e) => {
                self.extras_mut().answer(&e.department, OpinionAnswer::Deemed, today);
            }
            Event::OpinionRecalculated(e) => {
                if let Some(task) = self.extras_mut().opinion_mut(&e.department) {
                    task.clock.reckoning = e.reckoning.clone();
                }
            }
            Event::RenewalRequested(e) => {
                let licence = e.licence.clone();
                self.began(Occasion::Renewal { licence }, &e.clocks);
            }
            Event::TakenInForRegion(e) => {
                let (region, authority) = (e.region.clone(), e.authority.clone());
                self.began(Occasion::ForRegion { region, authority }, &e.clocks);
            }
            Event::TakenInElsewhere(e) => {
                let (region, authority) = (e.region.clone(), e.authority.clone());
                self.began(Occasion::FromRegion { region, authority }, &e.clocks);
            }
            Event::ProactivelyOpened(e) => {
                self.began(Occasion::Proactive { awaits_consent: true }, &e.clocks);
            }
            Event::ConsentGiven(e) => {
                self.stop(ClockKind::Consent, today);
                self.began(Occasion::Proactive { awaits_consent: false }, &e.clocks);
            }
            Event::RegionResultReceived(e) => self.start(&e.clocks),
            Event::DeemedRenewed(e) => {
                self.stop_all(today);
                if let Some(extras) = &mut self.extras {
                    extras.decided(Outcome::Granted);
                }
                self.start(&e.clocks);
            }
            Event::DecidedByRule(e) => {
                self.stop_all(today);
                self.start(&e.clocks);
            }
            Event::MeetingCalled(e) => self.extras_mut().meetings.push(Meeting {
                kind: e.about,
                departments: e.departments.clone(),
                at: e.begins,
                is_held: false,
            }),
            Event::MeetingHeld(e) => {
                let meetings = &mut self.extras_mut().meetings;
                if let Some(meeting) = meetings.get_mut(usize::from(e.meeting)) {
                    meeting.is_held = true;
                }
            }
            Event::PresenceDeemed(e) => {
                let extras = self.extras_mut();
                let task = extras.opinions.iter().find(|task| task.department == e.department);
                if task.is_some_and(|task| task.answer.is_none()) {
                    extras.answer(&e.department, OpinionAnswer::Absent, today);
                }
            }
            Event::CaseTransferred(e) => self.extras_mut().moved_to = Some(e.to.clone()),
            Event::TrackerNamed(e) => {
                self.extras_mut().escort.tracker = Some(e.tracker.clone());
            }
            Event::CaseUrged(_) => {
                let escort = &mut self.extras_mut().escort;
                escort.urged = escort.urged.saturating_add(1);
            }
            Event::AssistanceGiven(e) => self.extras_mut().escort.helped(&e.helper, e.kind),
            Event::HandedOver(e) => {
                self.start(&e.clocks);
                self.came_back();
            }
            Event::HandOverReturned(_) => {
                self.stop(ClockKind::HandOff, today);
                self.extras_mut().returning = Some(self.intake_unit.clone());
            }
            Event::ReturnAcknowledged(_) => self.came_back(),
            Event::ArchiveSupplemented(e) => self.extras_mut().supplements = e.number,
            Event::HandOverAcknowledged(e) => {
                self.stop(ClockKind::HandOff, today);
                self.start(&e.clocks);
            }
            Event::StepCompleted(e) => {
                self.stop(ClockKind::Step, today);
                self.start(&e.clocks);
            }
            Event::InspectionRecorded(_) => self.inspected = true,
            Event::DecisionMade(e) => {
                self.stop_all(today);
                if let Some(extras) = &mut self.extras {
                    extras.decided(e.outcome);
                }
                self.start(&e.clocks);
            }
            Event::HigherDecisionReceived(e) => self.start(&e.clocks),
            Event::DecisionDeemed(e) => {
                self.stop_all(today);
                if let Some(extras) = &mut self.extras {
                    extras.decided(Outcome::Granted);
                }
                self.start(&e.clocks);
            }
            Event::ResultProduced(_) => self.stop(ClockKind::OwedDocument, today),
            Event::PlacedInLocker(e) => self.left(e.stops_clock, today),
            Event::Shipped(e) => self.left(e.stops_clock, today),
            Event::DeemedWithdrawn(_)
            | Event::AcceptanceRefused(_)
            | Event::NotRequired(_)
            | Event::ReportedUp(_)
            | Event::ForwardedToRegion(_)
            | Event::ConsentMissing(_)
            | Event::Withdrawn(_)
            | Event::Archived(_)
            | Event::Voided(_) => self.stop_all(today),
            Event::Delivered(_) => self.served(today),
            Event::ServedByNotice(e) => {
                self.served(today);
                self.extras_mut().returning = Some(e.department.clone());
            }
            Event::SigningRefused(e) => {
                let is_witnessed = !e.witnesses.is_empty();
                self.extras_mut().refused_to_sign = Some(SigningRefusal { is_witnessed });
            }
            Event::CollectionMissed(_) => self.extras_mut().missed(today),
            // The hall has done its part: from now on it is the applicant's time.
            Event::PublicNoticePosted(e) => {
                self.stop(ClockKind::Delivery, today);
                self.start(&e.clocks);
            }
            Event::DeliveryPrepared(e) if e.stops_clock => self.stop(ClockKind::Delivery, today),
            Event::DeliveryFailed(e) => {
                self.run_again(&e.recounts);
                self.not_refused();
                self.extras_mut().missed(today);
            }
            Event::DeliveryChosen(e) => {
                self.delivery = e.way;
                // Whoever says how he wants it has heard of it, and refuses nothing.
                self.stop(ClockKind::PublicNotice, today);
                self.not_refused();
                self.run_again(&e.recounts);
            }
            Event::BundleJoined(e) => self.extras_mut().join(e),
            Event::CardDealt(e) => self.extras_mut().deal(e),
            Event::CardAnswered(e) => self.extras_mut().answer_card(e.card_no),
            Event::SubjectBound(e) => self.applicant = e.applicant.clone(),
            Event::SuspensionStarted(e) => {
                let suspension = Suspension { from: e.from, resume: None };
                self.for_each_of(&e.recounts, |clock| {
                    clock.rearm(here.at);
                    clock.suspensions.push(suspension);
                });
                self.extras_mut().procedures.push((e.procedure, suspension));
                self.start(&e.clocks);
            }
            Event::SuspensionEnded(e) => {
                self.for_each_of(&e.recounts, |clock| {
                    if let Some(last) = clock.suspensions.last_mut() {
                        last.resume = Some(e.resume);
                    }
                });
                if let Some((_, last)) = self.extras_mut().procedures.last_mut() {
                    last.resume = Some(e.resume);
                }
                self.stop(ClockKind::Special, today);
            }
            Event::ClockExtended(e) => {
                if let Some(clock) = self.running_mut(e.clock) {
                    clock.rearm(here.at);
                    clock.extension += e.days;
                    clock.reckoning = e.reckoning.clone();
                }
            }
            Event::ClockRecalculated(e) => {
                if let Some(clock) = self.running_mut(e.clock) {
                    clock.reckoning = e.reckoning.clone();
                }
            }
            Event::WarningIssued(e) => {
                if let Some(clock) = self.clock_of(&e.evidence) {
                    clock.fire(e.card.into());
                }
            }
            Event::DeadlinePassed(e) => {
                if let Some(clock) = self.clock_of(&e.evidence) {
                    clock.fire(Level::Expired);
                }
            }
            _ => (),
        }
    }

    /// What an event of the papers changes.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only events of the papers come here")]
    fn note_papers(&mut self, event: &Event, item: &ItemDefinition, today: Day) {
        match event {
            Event::SituationAnswered(e) => {
                self.extras_mut().situation = item.places_of(&e.chosen());
            }
            Event::OriginalChecked(e) => {
                let need = extras::index(&e.material, item);
                if let Some(held) = self.held.iter_mut().find(|held| Some(held.need) == need) {
                    held.trust = Trust::B;
                }
            }
            Event::OriginalsReturned(e) => self.extras_mut().give_back(&e.materials, item),
            Event::LicenceRequested(e) => self.extras_mut().ask_licence(&e.material, item),
            Event::LicenceAbsent(e) => self.extras_mut().no_licence(&e.material, item),
            Event::ELicenceFetched(e) => {
                self.extras_mut().answer_licence(&e.material, item);
                let (way, trust) = (CollectionWay::Licence, Trust::A);
                let copy = MaterialCopy { material: e.material.clone(), way, trust };
                self.take_in(&[copy], item, today);
            }
            Event::MaterialReused(e) => {
                let (way, trust) = (e.way, e.trust);
                let copy = MaterialCopy { material: e.material.clone(), way, trust };
                self.take_in(&[copy], item, today);
            }
            _ => (),
        }
    }

    /// Takes papers into the file, and closes the gaps that they fill.
    fn take_in(&mut self, copies: &[MaterialCopy], item: &ItemDefinition, today: Day) {
        self.hold(copies, item);
        if self.extras().gaps.is_empty() {
            return;
        }
        self.extras_mut().close_gaps(copies, item);
        if self.extras().gaps.is_empty() {
            self.stop(ClockKind::Tolerant, today);
        }
    }

    /// The phase of the table.
    pub fn phase(&self) -> Phase {
        self.stage.phase()
    }

    /// The running clock of a kind.
    pub fn running(&self, kind: ClockKind) -> Option<&Clock> {
        self.clocks.iter().find(|clock| clock.kind == kind && clock.is_running())
    }

    /// Every clock: its own, and those of the departments whose opinion was asked.
    pub fn all_clocks(&self) -> impl Iterator<Item = &Clock> {
        self.clocks.iter().chain(self.extras().opinions.iter().map(|task| &task.clock))
    }

    /// 实施主体 the department whose case it is: that of the item version, unless the case was transferred (row 45).
    pub fn department<'a>(&'a self, item: &'a ItemDefinition) -> &'a UnitId {
        self.extras().moved_to.as_ref().unwrap_or(&item.department)
    }

    /// The last clock of a kind, running or stopped.
    pub fn clock(&self, kind: ClockKind) -> Option<&Clock> {
        self.clocks.iter().rev().find(|clock| clock.kind == kind)
    }

    /// 办结结果, once the case is closed.
    pub fn closing(&self) -> Option<ClosingKind> {
        self.stage.closing()
    }

    /// The decision, once there is one.
    pub fn verdict(&self) -> Option<&Verdict> {
        self.stage.verdict()
    }

    /// The back office's task, while there is one.
    pub fn task(&self) -> Option<&Task> {
        self.stage.task()
    }

    /// What only some cases have.
    pub fn extras(&self) -> &Extras {
        self.extras.as_deref().unwrap_or(&extras::NONE)
    }

    fn began(&mut self, occasion: Occasion, clocks: &[ClockStart]) {
        self.extras_mut().occasion = Some(occasion);
        self.start(clocks);
    }

    /// 送达: nobody waits for it any more.
    fn served(&mut self, today: Day) {
        self.stop(ClockKind::Delivery, today);
        self.stop(ClockKind::PublicNotice, today);
    }

    /// 退回已签收: what was on its way back is there.
    fn came_back(&mut self) {
        if let Some(extras) = &mut self.extras {
            extras.returning = None;
        }
    }

    fn extras_mut(&mut self) -> &mut Extras {
        self.extras.get_or_insert_default()
    }

    /// True when a paper of the item's list is here.
    pub fn holds(&self, material: &MaterialCode, item: &ItemDefinition) -> bool {
        let need = item.materials.iter().position(|need| &need.material == material);
        need.is_some_and(|need| self.held.iter().any(|held| usize::from(held.need) == need))
    }

    /// How a paper of the item's list is here.
    pub fn held_of(&self, material: &MaterialCode, item: &ItemDefinition) -> Option<&Held> {
        let need = extras::index(material, item)?;
        self.held.iter().find(|held| held.need == need)
    }

    /// True where the case needs no further copy of that paper: it is here, or what stands in for it (row 81).
    pub fn satisfies(&self, need: &MaterialNeed, item: &ItemDefinition) -> bool {
        let mut stand_ins = need.substitutes.iter();
        self.holds(&need.material, item) || stand_ins.any(|other| self.holds(other, item))
    }

    /// True where the answers about the situation ask for the paper.
    pub fn asks_for(&self, need: &MaterialNeed, item: &ItemDefinition) -> bool {
        item.is_selected(need, &self.extras().situation)
    }

    /// How far the fetching of a licence has got; `None` where it was not asked for, or came.
    pub fn licence(&self, material: &MaterialCode, item: &ItemDefinition) -> Option<LicenceState> {
        let need = extras::index(material, item)?;
        let mut licences = self.extras().licences.iter();
        licences.find(|(known, _)| *known == need).map(|(_, state)| *state)
    }

    /// 未退还的原件 what came on paper and must go back to the applicant.
    pub fn originals_kept<'a>(
        &'a self,
        item: &'a ItemDefinition,
    ) -> impl Iterator<Item = &'a MaterialCode> + 'a {
        let on_paper = self.held.iter().filter(|held| held.way == CollectionWay::Paper);
        let kept = on_paper.filter(|held| !self.extras().returned.contains(&held.need));
        let needs = kept.filter_map(|held| item.materials.get(usize::from(held.need)));
        needs.filter(|need| need.original_returned).map(|need| &need.material)
    }

    /// Takes papers into the file; a second copy of one replaces what was known of the first.
    fn hold(&mut self, copies: &[MaterialCopy], item: &ItemDefinition) {
        for copy in copies {
            let need = item.materials.iter().position(|need| need.material == copy.material);
            let Some(need) = need.and_then(|need| u8::try_from(need).ok()) else { continue };
            self.held.retain(|held| held.need != need);
            if let Some(extras) = &mut self.extras {
                extras.returned.retain(|returned| *returned != need);
                extras.told.retain(|told| *told != need);
            }
            self.held.reserve_exact(1);
            self.held.push(Held { need, way: copy.way, trust: copy.trust });
        }
    }

    /// 受审分离: whoever receives an application, splits the case or hands it over takes it in as much as he who
    /// checks and accepts it; so does the absent person in whose place that is done.
    pub fn taken_in_by(&mut self, event: &Event, actor: &Actor) {
        let is_intake = matches!(
            event.kind(),
            EventKind::ApplicationReceived | EventKind::CaseSplit | EventKind::HandedOver
        );
        if let Actor::Staff(officer) = actor
            && is_intake
        {
            self.add_intake_officer(officer);
        }
        if let Event::SubstituteActed(e) = event
            && BEFORE_THE_DEPARTMENT.contains(&self.phase())
        {
            self.add_intake_officer(&e.absent);
        }
    }

    fn add_intake_officer(&mut self, officer: &StaffId) {
        if !self.intake_officers.contains(officer) {
            // A million cases are held at once: no spare room in their lists.
            self.intake_officers.reserve_exact(1);
            self.intake_officers.push(officer.clone());
        }
    }

    fn running_mut(&mut self, kind: ClockKind) -> Option<&mut Clock> {
        self.clocks.iter_mut().find(|clock| clock.kind == kind && clock.is_running())
    }

    fn start(&mut self, clocks: &[ClockStart]) {
        self.clocks.reserve_exact(clocks.len());
        for start in clocks {
            // A stopped clock of the kind has said all it had to say, unless its card wants an answer.
            self.clocks.retain(|clock| clock.kind != start.kind || clock.has_card());
            self.clocks.push(Clock::started(start));
        }
    }

    /// 预审结果: accepted, or told what is missing. A refusal stops every clock.
    fn checked(&mut self, today: Day) {
        self.stop(ClockKind::Acceptance, today);
        self.stop(ClockKind::OnlineCheck, today);
    }

    fn stop(&mut self, kind: ClockKind, today: Day) {
        if let Some(clock) = self.running_mut(kind) {
            clock.stop(today);
        }
    }

    /// 已送出: what was announced is on its way to the applicant after all.
    fn left(&mut self, stops_clock: bool, today: Day) {
        self.not_refused();
        self.stop(ClockKind::PublicNotice, today);
        if stops_clock {
            self.stop(ClockKind::Delivery, today);
        }
    }

    /// 另行送达: a refusal to sign is of one attempt.
    fn not_refused(&mut self) {
        if let Some(extras) = &mut self.extras {
            extras.refused_to_sign = None;
        }
    }

    /// Clocks whose obligation turned out not to be met.
    fn run_again(&mut self, recounts: &[Recount]) {
        for recount in recounts {
            let stopped = self.clocks.iter_mut().rev().find(|clock| clock.kind == recount.clock);
            if let Some(clock) = stopped {
                clock.stopped = None;
                clock.reckoning = recount.reckoning.clone();
            }
        }
    }

    /// The clock a fired rung belongs to: for an opinion, that of the department.
    fn clock_of(&mut self, evidence: &Evidence) -> Option<&mut Clock> {
        if evidence.clock != ClockKind::Opinion {
            return self.running_mut(evidence.clock);
        }
        let task = self.extras.as_mut()?.opinion_mut(&evidence.unit)?;
        Some(&mut task.clock).filter(|clock| clock.is_running())
    }

    fn stop_all_but(&mut self, kind: ClockKind, today: Day) {
        let others = self.clocks.iter_mut().filter(|clock| clock.kind != kind);
        others.filter(|clock| clock.is_running()).for_each(|clock| clock.stop(today));
    }

    fn stop_all(&mut self, today: Day) {
        let opinions = self.extras.iter_mut().flat_map(|extras| &mut extras.opinions);
        let clocks = self.clocks.iter_mut().chain(opinions.map(|task| &mut task.clock));
        for clock in clocks.filter(|clock| clock.is_running()) {
            clock.stop(today);
        }
    }

    fn for_each_of(&mut self, recounts: &[Recount], mut change: impl FnMut(&mut Clock)) {
        for recount in recounts {
            if let Some(clock) = self.running_mut(recount.clock) {
                change(clock);
                clock.reckoning = recount.reckoning.clone();
            }
        }
    }
}

/// What an alarm says and asks of others: nobody did anything, so it keeps nobody from recording late what was done
/// before it. Silence that has an effect is not among them.
pub(crate) fn is_of_an_alarm(event: &Event) -> bool {
    if let Event::CardDealt(e) = event {
        return e.ask.is_some();
    }
    matches!(
        event.kind(),
        EventKind::WarningIssued
            | EventKind::DeadlinePassed
            | EventKind::Escalated
            | EventKind::ClockRecalculated
            | EventKind::OpinionRecalculated
            | EventKind::DocumentIssued
            | EventKind::PortAsked
    )
}

/// Events that put a case at the end of a queue although its phase stays.
fn joins_a_queue(event: EventKind) -> bool {
    event == EventKind::StepCompleted
}
