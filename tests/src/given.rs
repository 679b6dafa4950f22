//! A history and the check of one more command: given / when / then.

use std::sync::{Arc, OnceLock};

use engine::case::Case;
use engine::clock::{Clock, ClockKind};
use engine::code::{CaseNumber, StaffId};
use engine::command::{Actor, Command, Envelope};
use engine::decide::{Decision, decide};
use engine::event::{Event, EventKind};
use engine::id::{CommandId, Fingerprint};
use engine::item::DeliveryWay;
use engine::record::Commit;
use engine::refusal::{Refusal, Rule};
use engine::setup::Setup;
use engine::time::Timestamp;
use engine::world::{Found, World};

use crate::hall::{
    self, SET_UP_AT, Who, admin, approver, at, chief, code, delivery, head, rep, staff_at,
};
use crate::{items, say};

/// A command with whoever sends it, not yet numbered.
#[derive(Clone, Debug)]
pub struct Asked {
    who: Who,
    command: Command,
    id: Option<u128>,
    body: Option<u128>,
    version: Option<u32>,
    happened: Option<Timestamp>,
    absent: Option<StaffId>,
}

impl Who {
    /// What this person asks for.
    pub fn asks(&self, command: impl Into<Command>) -> Asked {
        let command = command.into();
        let (id, body, version, happened, absent) = (None, None, None, None, None);
        Asked { who: self.clone(), command, id, body, version, happened, absent }
    }
}

impl Asked {
    /// Under this command id.
    pub fn id(self, id: u128) -> Asked {
        Asked { id: Some(id), ..self }
    }

    /// With this body, as far as its fingerprint tells.
    pub fn body(self, body: u128) -> Asked {
        Asked { body: Some(body), ..self }
    }

    /// Having seen this version of the case.
    pub fn version(self, version: u32) -> Asked {
        Asked { version: Some(version), ..self }
    }

    /// As something that happened then.
    pub fn happened(self, then: &str) -> Asked {
        Asked { happened: Some(at(then)), ..self }
    }

    /// As something that happened at this instant.
    pub fn occurred(self, then: Timestamp) -> Asked {
        Asked { happened: Some(then), ..self }
    }

    /// By the first substitute whom the hall knows for whoever asks, in his place (AB岗); by himself where
    /// there is none.
    pub fn covered(self, setup: &Setup) -> Asked {
        let Actor::Staff(absent) = &self.who.actor else { return self };
        let mut covers = setup.covers.keys();
        let Some((absent, substitute)) = covers.find(|(away, _)| away == absent) else {
            return self;
        };
        let who = Who { actor: Actor::Staff(substitute.clone()), ..self.who };
        Asked { who, absent: Some(absent.clone()), ..self }
    }

    /// The envelope with this number.
    pub fn envelope(self, number: u128) -> Envelope {
        let id = self.id.unwrap_or(number);
        Envelope {
            id: CommandId(id),
            fingerprint: Fingerprint(self.body.unwrap_or(id)),
            actor: self.who.actor,
            on_behalf_of: None,
            on_behalf_of_person: self.absent,
            place: self.who.place,
            occurred_at: self.happened,
            expected_version: self.version,
            command: self.command,
            received: b"as received".as_slice().into(),
        }
    }
}

/// What happened so far, and the case it is about.
#[derive(Clone, Debug)]
pub struct Given {
    /// The world it led to.
    pub world: World,
    /// The case last received.
    pub case: CaseNumber,
    /// The events of the last command.
    pub last: Vec<Event>,
    /// Every commit, the set-up included.
    pub commits: Vec<Commit>,
}

impl Given {
    /// The hall as it was set up, without a case.
    pub fn hall() -> Given {
        static HALL: OnceLock<Given> = OnceLock::new();
        let build = || {
            let case = code("NONE");
            let (last, commits) = (Vec::new(), Vec::new());
            let empty = Given { world: World::default(), case, last, commits };
            hall::set_up()
                .into_iter()
                .fold(empty, |given, c| given.then(admin().asks(c), SET_UP_AT))
        };
        HALL.get_or_init(build).clone()
    }

    /// One more command, which must be carried out.
    #[track_caller]
    pub fn then(&self, asked: Asked, when: &str) -> Given {
        let mut after = self.clone();
        match self.decide(asked, when) {
            Ok(Decision::Commit(commit)) => after.fold(*commit),
            other => panic!("the history in the test is not possible: {other:?}"),
        }
        after
    }

    /// What the next command would lead to.
    pub fn decide(&self, asked: Asked, when: &str) -> Result<Decision, Refusal> {
        let number = u128::from(self.world.seq()) + 1;
        decide(&self.world, asked.envelope(number), at(when))
    }

    fn fold(&mut self, commit: Commit) {
        self.world.evolve(&commit).expect("evolve takes what decide gives");
        self.last = commit.entries.iter().map(|entry| entry.event.clone()).collect();
        // Of a bundle, the first of its cases.
        let received =
            self.last.iter().find(|event| event.kind() == EventKind::ApplicationReceived);
        if let Some(Event::ApplicationReceived(e)) = received {
            self.case = e.number.clone();
        }
        self.commits.push(commit);
    }

    /// The case as it stands.
    #[track_caller]
    pub fn file(&self) -> Arc<Case> {
        match self.world.find(&self.case) {
            Found::Open(case) => Arc::clone(case),
            Found::Archived | Found::Unknown => panic!("{} is not open", self.case),
        }
    }

    /// The last clock of a kind.
    #[track_caller]
    pub fn clock(&self, kind: ClockKind) -> Clock {
        let case = self.file();
        case.clock(kind).unwrap_or_else(|| panic!("no {kind:?} clock")).clone()
    }

    /// T0 and due date of the running clock of a kind, as `2026-03-02 -> 2026-03-30`; with a question mark
    /// where it is provisional, `stands` while suspended, `none` where no such clock runs.
    pub fn dates(&self, kind: ClockKind) -> String {
        let case = self.file();
        let Some(clock) = case.running(kind) else { return "none".to_owned() };
        let mark = if clock.reckoning.provisional { "?" } else { "" };
        match clock.reckoning.due {
            Some(due) => format!("{} -> {due}{mark}", clock.start),
            None => format!("{} stands", clock.start),
        }
    }
}

/// Given a history, when a command comes at a time, then these events follow, or this rule is against it.
/// Gives the history with the command.
#[track_caller]
pub fn check(given: &Given, when: Asked, time: &str, then: Result<&[EventKind], Rule>) -> Given {
    let mut after = given.clone();
    let decision = given.decide(when, time);
    match (decision, then) {
        (Ok(Decision::Commit(commit)), Ok(kinds)) => {
            after.fold(*commit);
            let happened: Vec<EventKind> = after.last.iter().map(Event::kind).collect();
            assert_eq!(happened, kinds);
        }
        (Ok(Decision::AlreadySo(_)), Ok([])) => after.last.clear(),
        (Err(refusal), Err(rule)) => assert_eq!(refusal.rule, rule, "{refusal}"),
        (decision, then) => panic!("{decision:?} instead of {then:?}"),
    }
    after
}

/// Who takes an item of the hall in.
pub fn intake_of(item: &str) -> Who {
    if item == items::STATIONED { staff_at("station", "Z2W") } else { hall::window() }
}

/// 收件
#[track_caller]
pub fn received(item: &str, when: &str) -> Given {
    Given::hall().then(intake_of(item).asks(say::application(item)), when)
}

/// 预审
#[track_caller]
pub fn pre_checked(item: &str, when: &str) -> Given {
    let given = received(item, when);
    given.then(intake_of(item).asks(say::pre_check(&given.case)), when)
}

/// 受理, received and accepted at one time.
#[track_caller]
pub fn accepted(item: &str, when: &str) -> Given {
    let given = pre_checked(item, when);
    given.then(intake_of(item).asks(say::accept(&given.case)), when)
}

/// 转交, with every paper.
#[track_caller]
pub fn transferred(item: &str, when: &str) -> Given {
    transfer(&accepted(item, when), item, when)
}

/// 分件、转交 of an accepted case.
#[track_caller]
pub fn transfer(given: &Given, item: &str, when: &str) -> Given {
    let case = given.case.clone();
    let papers = say::papers(item);
    let manifest: Vec<&str> = papers.iter().map(|copy| copy.material.as_str()).collect();
    let who = intake_of(item);
    given
        .then(who.asks(say::split(&case)), when)
        .then(who.asks(say::hand_over(&case, &manifest)), when)
}

/// 分件、转交 of another case, with these papers.
#[track_caller]
pub fn transfer_of(given: &Given, case: &CaseNumber, manifest: &[&str], when: &str) -> Given {
    given
        .then(hall::window().asks(say::split(case)), when)
        .then(hall::window().asks(say::hand_over(case, manifest)), when)
}

/// 办理: acknowledged by the department, claimed by nobody.
#[track_caller]
pub fn handling(item: &str, when: &str) -> Given {
    let given = transferred(item, when);
    given.then(rep().asks(say::acknowledge(&given.case)), when)
}

/// The review is done, the decision is next.
#[track_caller]
pub fn deciding(item: &str, when: &str) -> Given {
    let given = handling(item, when);
    given.then(approver().asks(say::complete(&given.case)), when)
}

/// 准予
#[track_caller]
pub fn decided(item: &str, when: &str) -> Given {
    let given = deciding(item, when);
    given.then(chief().asks(say::grant(&given.case)), when)
}

/// 上报: reviewed, and reported up by the head.
#[track_caller]
pub fn reported_up(when: &str) -> Given {
    let given = deciding(items::REPORT_UP, when);
    given.then(head().asks(say::report_up(&given.case, &[items::FORM])), when)
}

/// 反馈 of a decided case.
#[track_caller]
pub fn feed_back(given: &Given, when: &str) -> Given {
    let case = given.case.clone();
    given
        .then(rep().asks(say::make_document(&case)), when)
        .then(rep().asks(say::feed_back(&case)), when)
}

/// 待出件 by the way the applicant chose.
#[track_caller]
pub fn ready(way: DeliveryWay, when: &str) -> Given {
    let mut application = say::application(items::PROMISE);
    application.delivery = way;
    let given = Given::hall().then(hall::window().asks(application), when);
    let case = given.case.clone();
    let given = given
        .then(hall::window().asks(say::pre_check(&case)), when)
        .then(hall::window().asks(say::accept(&case)), when);
    let given = transfer(&given, items::PROMISE, when)
        .then(rep().asks(say::acknowledge(&case)), when)
        .then(approver().asks(say::complete(&case)), when)
        .then(chief().asks(say::grant(&case)), when);
    feed_back(&given, when).then(delivery().asks(say::prepare(&case, true)), when)
}
