//! 全流程: the life of a case as fifteen commands, from intake to archive.

use engine::code::{CaseNumber, ItemCode, MaterialCode};
use engine::command::{
    AcceptCase, AcknowledgeHandOver, Actor, ArchiveCase, ClaimCase, Command, CompleteStep,
    DecideCase, DeliverResult, FeedBackResult, HandOverCase, PrepareDelivery, ReceiveApplication,
    RecordResult, SplitCase, StartPreCheck,
};
use engine::id::{SubjectId, Token};
use engine::item::{Answers, DeliveryWay, ItemDefinition, StepKind};
use engine::party::{Party, Sealed};
use engine::setup::{ItemVersion, Setup};
use engine::values::{Channel, CollectionWay, MaterialCopy, Outcome, Priority, Receipt, Trust};

use crate::hall::spread;

/// Who does what to the cases of one item.
#[derive(Clone, Debug)]
pub struct Route {
    item: ItemDefinition,
    window: String,
    clerk: Actor,
    deliverer: Actor,
    representative: Actor,
    approver: Actor,
    chief: Actor,
}

/// Steps of a life, in order.
pub const STEPS: usize = KINDS.len();

/// What each step does, in order.
pub const KINDS: [&str; 15] = [
    "receive_application",
    "start_pre_check",
    "accept_case",
    "split_case",
    "hand_over_case",
    "acknowledge_hand_over",
    "claim_case_review",
    "complete_step",
    "claim_case_decision",
    "decide_case",
    "record_result",
    "feed_back_result",
    "prepare_delivery",
    "deliver_result",
    "archive_case",
];

impl Route {
    /// The routes of every promise item that a comprehensive window takes in and a chief approver
    /// decides.
    pub fn all(setup: &Setup) -> Vec<Route> {
        setup.items().iter().filter_map(|item| Route::of(setup, item)).collect()
    }

    fn of(setup: &Setup, item: &ItemVersion) -> Option<Route> {
        let definition = &item.definition;
        let steps: Vec<StepKind> = definition.steps.iter().map(|step| step.step).collect();
        let is_plain = steps == [StepKind::Accept, StepKind::Review, StepKind::Decide];
        let is_delivered = definition.delivery.contains(&DeliveryWay::Counter);
        if !is_plain
            || !is_delivered
            || definition.site_inspection
            || definition.fee_fen > 0
            || definition.zone.as_str() != "Z0"
        {
            return None;
        }
        let actor = |id: String| {
            let id = id.parse().ok()?;
            setup.staff.contains_key(&id).then_some(Actor::Staff(id))
        };
        let of_department = |post: &str| actor(format!("{}-{post}", definition.department));
        definition.steps.iter().all(|step| !step.role.name().starts_with("dept")).then_some(())?;
        Some(Route {
            item: definition.clone(),
            window: "W01".to_owned(),
            clerk: actor("W01-A".to_owned())?,
            deliverer: actor("W02-A".to_owned())?,
            representative: of_department("rep")?,
            approver: of_department("approver")?,
            chief: of_department("chief")?,
        })
    }

    /// The item of the route.
    pub fn item(&self) -> &ItemCode {
        &self.item.code
    }

    /// The command of a step of the life of a case, with who sends it and from where. Step 0 opens
    /// the case and needs no number.
    ///
    /// # Panics
    /// Where the step is not one of [`STEPS`].
    pub fn step(
        &self,
        step: usize,
        applicant: u64,
        case: Option<&CaseNumber>,
    ) -> (Actor, Option<&str>, Command) {
        let window = Some(self.window.as_str());
        if step == 0 {
            return (self.clerk.clone(), window, self.application(applicant));
        }
        let case = case.expect("a case has a number after its first step").clone();
        match step {
            1 => (self.clerk.clone(), window, StartPreCheck { case }.into()),
            2 => (self.clerk.clone(), window, AcceptCase { case }.into()),
            3 => (self.clerk.clone(), window, SplitCase { case }.into()),
            4 => {
                let manifest = self.papers().cloned().collect();
                (self.clerk.clone(), window, HandOverCase { case, manifest, paper: false }.into())
            }
            5 => (self.representative.clone(), None, AcknowledgeHandOver { case }.into()),
            6 => (self.approver.clone(), None, ClaimCase { case }.into()),
            7 => {
                let opinion = "符合条件，同意".into();
                (self.approver.clone(), None, CompleteStep { case, opinion }.into())
            }
            8 => (self.chief.clone(), None, ClaimCase { case }.into()),
            9 => {
                let (outcome, reasons, remedies) = (Outcome::Granted, Vec::new(), None);
                (self.chief.clone(), None, DecideCase { case, outcome, reasons, remedies }.into())
            }
            10 => {
                let number = case.as_str().parse().ok();
                let result = RecordResult { case, name: None, number, valid_to: None, hash: None };
                (self.representative.clone(), None, result.into())
            }
            11 => (
                self.representative.clone(),
                None,
                FeedBackResult { case, notified: true, manifest: None }.into(),
            ),
            12 => (self.deliverer.clone(), None, PrepareDelivery { case, notified: true }.into()),
            13 => {
                let receipt = Receipt::Signature("slip-0001".parse().expect("a reference"));
                (self.deliverer.clone(), None, DeliverResult { case, receipt }.into())
            }
            14 => {
                let package = "sm3-0000000000000000".parse().expect("a reference");
                (self.representative.clone(), None, ArchiveCase { case, package }.into())
            }
            _ => panic!("a life has {STEPS} steps"),
        }
    }

    fn application(&self, applicant: u64) -> Command {
        let copy = |material: &MaterialCode| MaterialCopy {
            material: material.clone(),
            way: CollectionWay::Scan,
            trust: Trust::B,
        };
        ReceiveApplication {
            item: self.item.code.clone(),
            channel: Channel::Window,
            priority: Priority::Normal,
            applicant: Party {
                subject: SubjectId(applicant),
                token: Token(spread(u128::from(applicant))),
                // As long as a sealed name, certificate, phone and address are.
                sealed: Sealed(vec![0xA5; 140].into()),
            },
            occasion: None,
            ticket: None,
            agent: None,
            materials: self.papers().map(copy).collect(),
            delivery: DeliveryWay::Counter,
            answers: Answers::new(),
        }
        .into()
    }

    fn papers(&self) -> impl Iterator<Item = &MaterialCode> {
        self.item.materials.iter().map(|need| &need.material)
    }
}
