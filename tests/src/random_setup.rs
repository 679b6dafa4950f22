//! Random changes of the set-up: versions, letters, calendars, policies, windows, people, substitutes,
//! credit, erasures.

use std::collections::BTreeSet;

use engine::authority::{Grantee, Power};
use engine::calendar::{OffDay, YearNotice};
use engine::certification::Examination;
use engine::code::LetterNo;
use engine::command::{
    AppointStaff, CertifyStaff, CloseWindow, Command, CoverPost, DraftItem, EraseSubject,
    FileLetter, OpenWindow, PublishCalendar, PublishDraft, PublishItem, RecordCredit, RegisterUnit,
    RegisterZone, ReviewItem, RevokeLetter, SetClockPolicy, SetPublicationPolicy, TransferItems,
};
use engine::hall::{Role, Unit, Zone};
use engine::id::SubjectId;
use engine::inspector::Severity;
use engine::item::ItemDefinition;
use engine::policy::{
    Card, ClockPolicy, CorrectionExpiry, DeliveryStop, ProfileRung, ProlongationTerms, Trigger,
};
use engine::publication::{PublicationPolicy, Weight};
use engine::time::{Day, Timestamp};
use engine::world::World;

use crate::given::Asked;
use crate::hall::{CENTRE, OTHER, OWNER, admin, code, letter, manager, rep, somebody, windows};
use crate::items;
use crate::random::Rng;

/// A change of the set-up that could come next.
pub fn asked(rng: &mut Rng, world: &World, now: Timestamp) -> Asked {
    let command = match rng.below(30) {
        0 | 1 => calendar(rng),
        2 | 3 => policy(rng),
        4 | 5 => version(rng, now.day()),
        6 => erasure(rng, world),
        7 => {
            // Never the hall's own letters: without them it would take nothing in.
            let extra = |number: &&LetterNo| number.as_str().starts_with('X');
            let letter = world.setup().letters.keys().find(extra).cloned();
            let letter = letter.unwrap_or_else(|| code("X-1"));
            RevokeLetter { letter, on: now.day(), reason: "终止".into() }.into()
        }
        8 | 16 => {
            let number = rng.pick(&["X-1", "X-2", "X-3"]);
            let letter = letter(number, 1, Grantee::Person(code("nobody")), Power::Decide);
            FileLetter { letter }.into()
        }
        9 => CloseWindow { window: code("W2"), reason: "午休".into() }.into(),
        10 => {
            let open = windows().into_iter().find(|window| window.id == code("W2"));
            OpenWindow { window: open.expect("the hall has it") }.into()
        }
        11 | 12 => {
            let roles: &[Role] = if rng.percent(50) { &[Role::Guide] } else { &[Role::Approver] };
            AppointStaff { staff: somebody("new", OWNER, roles) }.into()
        }
        13 => {
            let zone = rng.percent(50).then(|| code("Z2"));
            RegisterUnit { unit: Unit { id: code("NEW"), name: "新单位".into(), zone } }.into()
        }
        14 | 15 => transfer(rng),
        17 | 18 => cover(rng, now.day()),
        19..=21 => credit(rng, world),
        22..=26 => return publication(rng, world, now.day()),
        29 => return certificate(rng, now.day()),
        27 => SetPublicationPolicy { policy: publication_policy(rng) }.into(),
        _ => {
            let name = if rng.percent(50) { "东区" } else { "西区" };
            let zone = Zone { id: code("Z9"), name: name.into(), hall: code(CENTRE), floor: None };
            RegisterZone { zone }.into()
        }
    };
    if rng.percent(50) { admin().asks(command) } else { manager().asks(command) }
}

fn calendar(rng: &mut Rng) -> Command {
    let first = Day::new(2027, 1, 1).expect("a day");
    let length = i32::try_from(1 + rng.below(20)).expect("a few days");
    let off = |n| OffDay { date: first.plus(n), name: "元旦".into() };
    let notice = YearNotice {
        year: 2027,
        off: (0..length).map(off).collect(),
        make_up: Vec::new(),
        source: "gazette".into(),
        regional: false,
    };
    PublishCalendar { notice }.into()
}

fn policy(rng: &mut Rng) -> Command {
    let mut policy = ClockPolicy::lawful_default();
    policy.hand_off_days = u16::try_from(1 + rng.below(2)).expect("a few days");
    if rng.percent(60) {
        policy.correction_expiry = CorrectionExpiry::DeemedWithdrawn("办法".into());
    }
    if rng.percent(50) {
        policy.delivery_stop = DeliveryStop::Received;
    }
    if rng.percent(60) {
        let basis = "容缺受理办法".into();
        policy.prolongation = Some(ProlongationTerms { basis, max_days: 3 });
    }
    if rng.percent(30) {
        policy.close_of_business = Some(17 * 60 + 30);
    }
    if rng.percent(50) {
        let over = |card, percent| ProfileRung { card, when: Trigger::RatioOver(percent) };
        policy.promise_ladder = vec![over(Card::Yellow, 50), over(Card::Red, 90)];
    }
    SetClockPolicy { policy }.into()
}

/// A version with a new name, or a new item altogether, which cases then wait under.
fn version(rng: &mut Rng, today: Day) -> Command {
    PublishItem { definition: definition(rng, today) }.into()
}

fn definition(rng: &mut Rng, today: Day) -> ItemDefinition {
    let mut definition = items::promise();
    definition.name = if rng.percent(50) { "甲".into() } else { "乙".into() };
    definition.valid_from = today;
    definition
}

/// A draft, its review by somebody, its publication; now and then a policy that follows a failed one.
fn publication(rng: &mut Rng, world: &World, today: Day) -> Asked {
    let item = items::promise().code;
    let drafts = world.setup().drafts_of(&item);
    let newest = u32::try_from(drafts.len()).expect("a few");
    let who = if rng.percent(70) { manager() } else { rep() };
    let Some(last) = drafts.last().filter(|draft| draft.version.is_none()) else {
        return rep().asks(DraftItem { definition: definition(rng, today) });
    };
    match last.passed {
        None => {
            let (passed, opinion) = (rng.percent(80), "已评审".into());
            who.asks(ReviewItem { item, draft: newest, passed, opinion })
        }
        Some(true) => who.asks(PublishDraft { item, draft: newest }),
        Some(false) if rng.percent(50) => {
            manager().asks(SetPublicationPolicy { policy: publication_policy(rng) })
        }
        Some(false) => {
            let definition = last.definition.clone();
            rep().asks(DraftItem { definition })
        }
    }
}

fn publication_policy(rng: &mut Rng) -> PublicationPolicy {
    PublicationPolicy { review_required: false, weights: vec![weight(rng)] }
}

fn weight(rng: &mut Rng) -> Weight {
    let severity = rng.pick(&[Severity::Note, Severity::Warning]);
    Weight { finding: code("catch_all"), severity }
}

/// A substitute for some weeks; the last pair is of two units, which is refused.
fn cover(rng: &mut Rng, today: Day) -> Command {
    let (absent, substitute) = rng.pick(&[
        ("comp1", "comp2"),
        ("appr1", "appr2"),
        ("chief", "both"),
        ("rep", "appr3"),
        ("head", "w-head"),
    ]);
    let to = today.plus(i32::try_from(rng.below(40)).expect("a few weeks"));
    let (absent, substitute) = (code(absent), code(substitute));
    CoverPost { absent, substitute, from: today, to }.into()
}

/// A certificate for somebody at a window who is certified for nothing else, given or taken back; by a stranger now
/// and then.
fn certificate(rng: &mut Rng, today: Day) -> Asked {
    let examined = rng.percent(70);
    let examination = examined.then(|| Examination { on: today, number: code("KH-1") });
    let reason = (!examined).then(|| "考核不合格".into());
    let (staff, items) = (code("novice"), vec![code(items::PROMISE)]);
    let who = if rng.percent(80) { rep() } else { manager() };
    who.asks(CertifyStaff { staff, items, examination, reason })
}

/// 事项划转 of one item, there or back.
fn transfer(rng: &mut Rng) -> Command {
    let (from, to) = rng.pick(&[(OWNER, OTHER), (OTHER, OWNER)]);
    let items = vec![code(items::PROACTIVE)];
    TransferItems { from: code(from), to: code(to), items, basis: "划转批复".into() }.into()
}

fn credit(rng: &mut Rng, world: &World) -> Command {
    let (subject, discredited) = (subject(rng, world), rng.percent(50));
    let (source, reason) = ("信用中国".into(), "未履行承诺".into());
    RecordCredit { subject, discredited, source, reason }.into()
}

fn erasure(rng: &mut Rng, world: &World) -> Command {
    // Of those for whom nothing is open as a rule: the others are refused.
    let mut known: BTreeSet<_> = world.subjects().values().copied().collect();
    for case in world.cases().values() {
        known.remove(&case.applicant.subject);
    }
    let idle: Vec<_> = known.into_iter().collect();
    let subject =
        if idle.is_empty() || rng.percent(20) { subject(rng, world) } else { rng.pick(&idle) };
    EraseSubject { subject, reason: "本人请求".into() }.into()
}

fn subject(rng: &mut Rng, world: &World) -> SubjectId {
    let known: Vec<_> = world.subjects().values().copied().collect();
    if known.is_empty() { SubjectId(1) } else { rng.pick(&known) }
}
