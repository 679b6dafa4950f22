//! Anything at all, from one number: mostly what the hall would do next, sometimes what it must refuse.

use engine::case::Case;
use engine::clock::ClockKind;
use engine::code::{CaseNumber, StaffId};
use engine::command::{Actor, Command, ReassignTask};
use engine::hall::Role;
use engine::id::CaseId;
use engine::item::{CaseType, ItemDefinition, SpecialKind, Step, StepKind};
use engine::lifecycle::Phase;
use engine::number;
use engine::party::Party;
use engine::policy::Card;
use engine::time::Timestamp;
use engine::values::{Channel, Priority};
use engine::world::World;

use crate::given::{Asked, intake_of};
use crate::hall::{
    TOWNSMAN, Who, admin, applicant, chief, code, delivery, head, manager, person, rep, staff,
    staff_at, timer, window,
};
use crate::random_collection::hand_out;
use crate::{
    afar, items, random_bundles, random_extras, random_papers, random_ports, random_setup,
    random_tickets, random_voices, say,
};

/// `SplitMix64`: six lines we own beat a dependency whose stream may change.
#[derive(Clone, Debug)]
pub struct Rng(pub u64);

impl Rng {
    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below a bound, which is not 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        assert!(0 < bound);
        self.draw() % bound
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, chance: u64) -> bool {
        self.below(100) < chance
    }

    /// One of several, of which there is at least one.
    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        let count = u64::try_from(from.len()).expect("a list in memory");
        let index = usize::try_from(self.below(count)).expect("below the length");
        from.get(index).expect("below the length").clone()
    }
}

/// A running case whose item was transferred and which has not followed yet.
fn left_behind(world: &World) -> Option<CaseNumber> {
    let setup = world.setup();
    let mut running = world.cases().values().filter(|case| case.phase() != Phase::Archived);
    let behind = running.find(|case| {
        let item = setup.item(case.item).expect("a published item");
        setup.department_now(item) != case.department(&item.definition)
    })?;
    number::format(setup, behind.id)
}

/// A command that could come next in this world.
pub fn asked(rng: &mut Rng, world: &World, now: Timestamp) -> Asked {
    if !world.has_numbered() && rng.percent(10) {
        return admin().asks(random_ports::scheme(rng));
    }
    if rng.percent(15)
        && let Some(asked) = random_ports::asked(rng, world)
    {
        return asked;
    }
    if rng.percent(2)
        && let Some(asked) = crate::random_remedies::after_archive(rng, world)
    {
        return asked;
    }
    let open = world.cases().len();
    let share = if open < 3 { 40 } else { 8 };
    if rng.percent(share) {
        return apply(rng, world, now);
    }
    if rng.percent(6) {
        return random_setup::asked(rng, world, now);
    }
    if rng.percent(6) {
        return random_bundles::asked(rng, world);
    }
    if rng.percent(random_tickets::share(world, now)) {
        return random_tickets::asked(rng, world, now);
    }
    if rng.percent(9) {
        return random_voices::asked(rng, world);
    }
    if let Some(behind) = left_behind(world)
        && rng.percent(30)
    {
        return timer().asks(say::transfer_case(&behind));
    }
    let ids: Vec<CaseId> = world.cases().keys().copied().collect();
    if ids.is_empty() {
        return apply(rng, world, now);
    }
    let id = rng.pick(&ids);
    let case = world.cases().get(&id).expect("picked among the open ones").clone();
    let number = number::format(world.setup(), id).expect("a published item");
    let item = world.setup().item(case.item).expect("a published item").definition.clone();
    let scene = Scene { case: &case, number: &number, item: &item };
    let asked = if rng.percent(14) {
        scene.aside(rng)
    } else {
        random_papers::asked(rng, &scene, world).unwrap_or_else(|| scene.forward(rng))
    };
    let asked = if rng.percent(8) {
        asked.version(case.version.saturating_sub(u32::from(rng.percent(30))))
    } else {
        asked
    };
    let asked = if rng.percent(8) { asked.covered(world.setup()) } else { asked };
    if rng.percent(8) { asked.occurred(now.plus_ms(-ms(rng, 50))) } else { asked }
}

/// Some minutes, in milliseconds.
pub fn ms(rng: &mut Rng, minutes: u64) -> i64 {
    i64::try_from(rng.below(minutes * 60_000)).expect("a few minutes")
}

fn apply(rng: &mut Rng, world: &World, now: Timestamp) -> Asked {
    let item = rng.pick(&[
        items::PROMISE,
        items::PROMISE,
        items::INSTANT,
        items::STATIONED,
        items::INSPECTED,
        items::NATURAL,
        items::REPORT_UP,
        items::JOINT,
        items::JOINT,
        items::FOR_THE_HEAD,
        items::TOLERANT,
        items::COMMITTED,
        items::COMMITTED,
        items::PAID,
        items::TACIT,
        items::TACIT_JOINT,
        items::QUESTIONED,
        items::QUESTIONED,
        items::REACHING,
        items::REACHING,
        items::PROACTIVE,
        items::AUTOMATIC,
        items::AUTOMATIC,
        items::AUTOMATIC,
    ]);
    if item == items::PROACTIVE && rng.percent(70) {
        let who = if rng.percent(80) { rng.pick(&[rep(), admin()]) } else { anybody(rng) };
        return who.asks(afar::open_proactively(item, townsman(rng, world)));
    }
    let mut application = say::application(item);
    application.applicant = townsman(rng, world);
    if rng.percent(10) {
        application.agent = Some(townsman(rng, world));
    }
    // The last paper of these two may follow later, or be stood for by a commitment.
    let may_follow = [items::TOLERANT, items::COMMITTED].contains(&item);
    if rng.percent(if may_follow { 60 } else { 15 }) {
        application.materials.pop();
    }
    if item == items::QUESTIONED {
        random_papers::fill(rng, &mut application);
    }
    if rng.percent(15) {
        application.priority = Priority::Green;
    }
    if item == items::AUTOMATIC && rng.percent(90) {
        application.materials.clear();
    }
    if item == items::REACHING || rng.percent(2) {
        application.occasion = random_extras::occasion(rng, now);
    }
    let item = items::all().into_iter().find(|known| known.code == code(item)).expect("known");
    application.delivery = rng.pick(&item.delivery);
    if rng.percent(20) {
        application.channel = rng.pick(&[Channel::Online, Channel::Mobile, Channel::SelfService]);
        return applicant().asks(application);
    }
    let who = if rng.percent(5) { anybody(rng) } else { intake_of(item.code.as_str()) };
    let asked = who.asks(application);
    if rng.percent(8) { asked.covered(world.setup()) } else { asked }
}

/// A person of the town, under the record he has now: a new one where the old was erased.
fn townsman(rng: &mut Rng, world: &World) -> Party {
    let mut party = person(if rng.percent(10) { TOWNSMAN } else { 1 + rng.below(6) });
    while world.is_erased(party.subject) {
        party.subject.0 += 100;
    }
    party
}

fn anybody(rng: &mut Rng) -> Who {
    let people = [
        window(),
        staff_at("townsman", "W2"),
        staff("appr1"),
        staff("appr2"),
        staff("both"),
        staff("junior"),
        staff("w-head"),
        chief(),
        head(),
        rep(),
        delivery(),
        manager(),
        applicant(),
        admin(),
        timer(),
    ];
    rng.pick(&people)
}

/// One case and what could happen to it.
pub(crate) struct Scene<'a> {
    pub(crate) case: &'a Case,
    pub(crate) number: &'a CaseNumber,
    pub(crate) item: &'a ItemDefinition,
}

impl Scene<'_> {
    /// What the hall would do next.
    fn forward(&self, rng: &mut Rng) -> Asked {
        let who = self.who(rng);
        let intake = if rng.percent(4) { anybody(rng) } else { intake_of(self.item.code.as_str()) };
        let case = self.number;
        if let Some(asked) = random_extras::asked(rng, self) {
            return asked;
        }
        match self.case.phase() {
            Phase::Received => intake.asks(say::pre_check(case)),
            Phase::PreCheck => intake.asks(self.after_pre_check(rng)),
            Phase::AwaitingCorrection if rng.percent(60) => rep().asks(say::record_work(case)),
            Phase::AwaitingCorrection => applicant().asks(say::correct(case)),
            Phase::Accepted if self.item.case_type == CaseType::Instant && rng.percent(90) => {
                let at_window = if self.item.approver_at_window { head() } else { chief() };
                at_window.asks(self.decision(rng))
            }
            Phase::Accepted => intake.asks(say::split(case)),
            Phase::Dispatched if self.case.extras().returning.is_some() && rng.percent(50) => {
                window().asks(say::acknowledge_return(case))
            }
            Phase::Dispatched => intake.asks(say::hand_over(case, &self.held())),
            Phase::Transferred if rng.percent(25) => rep().asks(say::return_hand_over(case)),
            Phase::Transferred => rep().asks(say::acknowledge(case)),
            Phase::Handling => self.handle(rng, &who),
            Phase::Suspended if rng.percent(25) => {
                applicant().asks(say::hand_in(case, &[items::FORM]))
            }
            Phase::Suspended => who.asks(say::resume(case)),
            Phase::Decided => rep().asks(say::make_document(case)),
            Phase::Concluded => rep().asks(say::feed_back(case)),
            Phase::FedBack => delivery().asks(say::prepare(case, rng.percent(80))),
            Phase::ReadyForDelivery | Phase::InDelivery => delivery().asks(hand_out(rng, self)),
            Phase::Delivered | Phase::Ended | Phase::ReportedUp | Phase::Archived => {
                window().asks(say::archive(case))
            }
        }
    }

    fn after_pre_check(&self, rng: &mut Rng) -> Command {
        let case = self.number;
        match rng.below(12) {
            0..=2 => say::notice_correction(case),
            3 => say::refuse_acceptance(case).into(),
            4 => say::not_required(case).into(),
            5 | 6 => say::hand_in(case, &[items::FORM]),
            _ => say::accept(case),
        }
    }

    fn handle(&self, rng: &mut Rng, who: &Who) -> Asked {
        let case = self.number;
        match rng.below(12) {
            0 => who.asks(say::claim(case)),
            1 => who.asks(say::claim_next(self.step_role())),
            2 => rep().asks(say::reassign(case, rng.pick(&["appr1", "appr2", "chief"]))),
            3 => rep().asks(say::inspect(case, &["appr1", "appr2"])),
            4 => who.asks(say::suspend(case, SpecialKind::ExpertReview, 3)),
            5 => {
                let kind = rng.pick(&[SpecialKind::PublicNotice, SpecialKind::Supplement]);
                who.asks(say::suspend(case, kind, 3))
            }
            6 if self.item.site_inspection => who.asks(say::inspect(case, &["appr1", "appr3"])),
            _ if self.step_kind() == StepKind::ReportUp => {
                let mut up = self.held();
                // Now and then a paper stays behind.
                up.truncate(up.len().saturating_sub(usize::from(rng.percent(10))));
                who.asks(say::report_up(case, &up))
            }
            _ if self.step_role() == Role::Approver => who.asks(say::complete(case)),
            _ => who.asks(self.decision(rng)),
        }
    }

    pub(crate) fn decision(&self, rng: &mut Rng) -> Command {
        let decision =
            if rng.percent(80) { say::grant(self.number) } else { say::deny(self.number) };
        decision.into()
    }

    /// What happens beside the main line.
    fn aside(&self, rng: &mut Rng) -> Asked {
        let case = self.number;
        let card = rng.pick(&[Card::Notice, Card::Yellow, Card::Red]);
        let clock = rng.pick(&[ClockKind::Promise, ClockKind::Statutory, ClockKind::Step]);
        match rng.below(16) {
            0 | 1 => rep().asks(say::record_work(case)),
            2 => window().asks(say::open_data(case)),
            3 | 4 => applicant().asks(say::choose(case, rng.pick(&self.item.delivery))),
            5 | 6 => rep().asks(say::answer(case, clock, card)),
            7 => manager().asks(say::void(case, rng.percent(50))),
            8 => applicant().asks(say::withdraw(case)),
            9 | 10 => self.extension(rng),
            11 if rng.percent(50) => timer().asks(say::transfer_case(case)),
            11 => timer().asks(say::recalculate(case)),
            12 => timer().asks(say::fire(case)),
            13 => self.strange_reassignment(rng),
            14 if rng.percent(50) => random_extras::beside(rng, case),
            14 => applicant().asks(say::hand_in(case, &[items::FORM])),
            _ => anybody(rng).asks(say::accept(case)),
        }
    }

    /// By whom the law names; now and then on his word only.
    fn extension(&self, rng: &mut Rng) -> Asked {
        if rng.percent(40) {
            return head().asks(say::promise_anew(self.number, 2));
        }
        let mut extend = say::extend(self.number, 5);
        let mut approver = head();
        if self.item.case_type == CaseType::Joint {
            (extend.approver, approver) = (code("mayor"), staff("mayor"));
        }
        if rng.percent(15) { rep().asks(extend) } else { approver.asks(extend) }
    }

    fn strange_reassignment(&self, rng: &mut Rng) -> Asked {
        let officer: StaffId = code(rng.pick(&["comp1", "w-appr", "ghost"]));
        let case = self.number.clone();
        rep().asks(ReassignTask { case, officer, reason: "请假".into() })
    }

    /// Who has the task, or may have it.
    fn who(&self, rng: &mut Rng) -> Who {
        if rng.percent(6) {
            return anybody(rng);
        }
        if let Some(handler) = self.case.task().and_then(|task| task.handler.clone()) {
            return Who { actor: Actor::Staff(handler), place: None };
        }
        let role = self.step_role();
        if role == Role::Approver {
            return staff(rng.pick(&["appr1", "appr2"]));
        }
        if role == Role::ChiefApprover { chief() } else { head() }
    }

    fn step_role(&self) -> Role {
        self.step().map_or(Role::CompWindow, |step| step.role)
    }

    fn step_kind(&self) -> StepKind {
        self.step().map_or(StepKind::Accept, |step| step.step)
    }

    fn step(&self) -> Option<&Step> {
        let step = self.case.task().map_or(0, |task| usize::from(task.step));
        self.item.steps.get(step)
    }

    pub(crate) fn held(&self) -> Vec<&str> {
        let needs = &self.item.materials;
        let held = self.case.held.iter().filter_map(|held| needs.get(usize::from(held.need)));
        held.map(|need| need.material.as_str()).collect()
    }
}
