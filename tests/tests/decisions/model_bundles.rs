//! 一件事 of the illustrative hall: all six, from the submission to the last node, under the hall's own letters,
//! windows and posts (rows 65, 67, 68).

use engine::bundle::{Bundle, BundleClosing, BundlePhase, NodeState};
use engine::case::Case;
use engine::code::{BundleCode, CaseNumber, StaffId};
use engine::command::{BindSubject, Command, ReceiveBundle};
use engine::decide::{Decision, decide};
use engine::item::{CaseType, ItemDefinition, StepKind};
use engine::lifecycle::Phase;
use engine::number;
use engine::stage::Stage;
use engine::values::{Channel, Priority};
use engine::world::World;
use tests::given::Asked;
use tests::hall::{Who, at, code, person, staff, staff_at, timer};
use tests::say;

/// The illustrative hall, and how many commands it took.
struct Hall {
    world: World,
    commands: u128,
    now: &'static str,
}

impl Hall {
    fn new() -> Hall {
        let mut hall = Hall { world: World::default(), commands: 0, now: "2026-03-02 09:00" };
        for command in api::model::commands(None).expect("the embedded model is well formed") {
            hall.asks(timer().asks(command));
        }
        hall
    }

    #[track_caller]
    fn asks(&mut self, asked: Asked) {
        self.commands += 1;
        match decide(&self.world, asked.envelope(self.commands), at(self.now)) {
            Ok(Decision::Commit(commit)) => {
                self.world.evolve(&commit).expect("evolve takes what decide gives");
            }
            other => panic!("command {}: {other:?}", self.commands),
        }
    }

    fn bundle(&self) -> Bundle {
        Bundle::clone(self.world.bundles().values().next().expect("one was received"))
    }

    fn case(&self, id: engine::id::CaseId) -> (Case, ItemDefinition, CaseNumber) {
        let case = Case::clone(self.world.cases().get(&id).expect("it is open"));
        let item = self.world.setup().item(case.item).expect("published").definition.clone();
        let number = number::format(self.world.setup(), id).expect("published");
        (case, item, number)
    }

    /// One step of a case towards its document.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "no case of the model is stepped on from the other stages"
    )]
    fn forward(&mut self, id: engine::id::CaseId) {
        let (case, item, number) = self.case(id);
        let window = staff_at("W01-A", "W01");
        let of = |post: &str| staff(&format!("{}-{post}", item.department));
        let decider = || of(decider(&item));
        let asked: (Who, Command) = match &case.stage {
            Stage::Received => (window, say::pre_check(&number)),
            Stage::PreCheck => (window, say::accept(&number)),
            Stage::Accepted if item.case_type == CaseType::Instant => {
                (decider(), say::grant(&number).into())
            }
            Stage::Accepted => (window, say::split(&number)),
            Stage::Dispatched { .. } => {
                let held = case.held.iter().filter_map(|h| item.materials.get(usize::from(h.need)));
                let papers: Vec<&str> = held.map(|need| need.material.as_str()).collect();
                (window, say::hand_over(&number, &papers))
            }
            Stage::Transferred { .. } => (of("rep"), say::acknowledge(&number)),
            Stage::Handling { .. } if item.site_inspection && !case.inspected => {
                let (one, two) = (of("approver"), of("chief"));
                let officers = [one.actor.as_str().to_owned(), two.actor.as_str().to_owned()];
                let officers: Vec<&str> = officers.iter().map(String::as_str).collect();
                (one, say::inspect(&number, &officers))
            }
            Stage::Handling { task } => {
                let step = item.steps.get(usize::from(task.step)).expect("a step of the item");
                match step.step {
                    StepKind::Review => (of("approver"), say::complete(&number)),
                    StepKind::Decide | StepKind::Accept | StepKind::ReportUp => {
                        (decider(), say::grant(&number).into())
                    }
                }
            }
            Stage::Decided { .. } => (of("rep"), say::make_document(&number)),
            other => panic!("{number} stands in {:?}", other.phase()),
        };
        self.asks(asked.0.asks(asked.1));
    }

    /// Brings every node to its end, in whatever order they open.
    fn on_to_the_end(&mut self) -> Bundle {
        while self.bundle().phase != BundlePhase::Closed {
            let open = self.bundle().nodes.into_iter().find_map(|node| match node.state {
                NodeState::Open(case) => Some(case),
                NodeState::Waiting | NodeState::Ended { .. } | NodeState::Cancelled { .. } => None,
            });
            match open {
                Some(case) => self.forward(case),
                None => self.bind(),
            }
        }
        self.bundle()
    }

    /// The registration has delivered the number that the others wait for.
    fn bind(&mut self) {
        let here = self.bundle();
        let document = say::registration(&self.world, &here);
        let bundle = number::format_bundle(self.world.setup(), here.id).expect("published");
        let bind = BindSubject { bundle, applicant: person(9), document };
        self.asks(staff("GA-rep").asks(bind));
    }
}

fn decider(item: &ItemDefinition) -> &'static str {
    let role = item.steps.last().map(|step| step.role);
    if role == Some(engine::hall::Role::ExternalOfficer) { "external" } else { "chief" }
}

fn submission(hall: &Hall, bundle: &BundleCode) -> ReceiveBundle {
    let version = hall.world.setup().bundle_version(bundle, 1).expect("published");
    let definition = &version.definition;
    let optional = definition.nodes.iter().filter(|node| !node.mandatory);
    ReceiveBundle {
        bundle: bundle.clone(),
        channel: Channel::Window,
        priority: Priority::Normal,
        applicant: person(1),
        agent: Some(person(2)),
        materials: definition.materials.iter().map(|m| say::copy(m.as_str())).collect(),
        optional: optional.map(|node| node.node.clone()).collect(),
        answers: engine::item::Answers::new(),
        delivery: engine::item::DeliveryWay::Counter,
        deliveries: Vec::new(),
        first_asked: None,
        ticket: None,
    }
}

#[test]
fn all_six_bundles_of_the_model_run_from_one_submission_to_the_last_document() {
    let codes: Vec<BundleCode> = {
        let hall = Hall::new();
        hall.world.setup().bundles().iter().map(|b| b.definition.code.clone()).collect()
    };
    assert_eq!(codes.len(), 6);
    for bundle in codes {
        let mut hall = Hall::new();
        let submission = submission(&hall, &bundle);
        hall.asks(staff_at("W01-A", "W01").asks(submission));
        let closed = hall.on_to_the_end();
        assert_eq!(closed.closing, Some(BundleClosing::Completed), "{bundle}");
        let phases = hall.world.cases().values().map(|case| case.phase());
        assert!(phases.into_iter().all(|phase| phase == Phase::Concluded), "{bundle}");
        let is_birth = closed.provisional.is_some();
        assert_eq!(is_birth, bundle.as_str() == "B01", "only the newborn came without a number");
    }
}

#[test]
fn the_newborn_bundle_asks_five_papers_of_seventeen_and_leads_by_the_health_commission_row_67() {
    let mut hall = Hall::new();
    let submission = submission(&hall, &code("B01"));
    assert_eq!(submission.materials.len(), 5);
    hall.asks(staff_at("W01-A", "W01").asks(submission));
    assert_eq!(hall.bundle().lead, code("WJ"));
    let posts: Vec<StaffId> = hall.world.setup().staff.keys().cloned().collect();
    assert!(posts.contains(&code("GA-rep")));
}
