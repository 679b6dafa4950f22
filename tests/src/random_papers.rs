//! Random moves of papers: situations, originals, licences, papers of earlier cases.

use engine::code::CaseNumber;
use engine::command::{
    CheckOriginal, Command, ReceiveApplication, RecordLicence, RequestLicence, ReturnOriginals,
    ReuseMaterial,
};
use engine::extras::LicenceState;
use engine::lifecycle::Phase;
use engine::number;
use engine::values::{MaterialCopy, Trust};
use engine::world::World;

use crate::given::Asked;
use crate::hall::{admin, applicant, code, window};
use crate::items::{AUTOMATIC, DEED, FORM, ID_CARD, LEASE, OWNED, PREMISES, QUESTIONED, RENTED};
use crate::random::{Rng, Scene};
use crate::say;

/// One answer to the question of the item, now and then one that is not listed, and the papers it asks for; the
/// identity card mostly comes by another way.
pub(crate) fn fill(rng: &mut Rng, application: &mut ReceiveApplication) {
    let option = rng.pick(&[RENTED, RENTED, OWNED, OWNED, OWNED, "borrowed"]);
    application.answers = [(code(PREMISES), code(option))].into();
    let paper = if option == OWNED { DEED } else { LEASE };
    let trust = if option == OWNED { Trust::C } else { Trust::B };
    application.materials = vec![say::copy(FORM), MaterialCopy { trust, ..say::copy(paper) }];
    if rng.percent(30) {
        application.materials.push(say::copy(ID_CARD));
    }
}

/// What comes next of the papers, if anything does; else the case goes on by the main line.
pub(crate) fn asked(rng: &mut Rng, scene: &Scene<'_>, world: &World) -> Option<Asked> {
    if ![AUTOMATIC, QUESTIONED].contains(&scene.item.code.as_str()) {
        return None;
    }
    match scene.case.phase() {
        Phase::Received | Phase::PreCheck => taken(rng, scene, world),
        Phase::Ended | Phase::Delivered => given_back(rng, scene),
        Phase::AwaitingCorrection
        | Phase::Accepted
        | Phase::Dispatched
        | Phase::Transferred
        | Phase::Handling
        | Phase::Suspended
        | Phase::Decided
        | Phase::Concluded
        | Phase::FedBack
        | Phase::ReadyForDelivery
        | Phase::InDelivery
        | Phase::ReportedUp
        | Phase::Archived => None,
    }
}

fn taken(rng: &mut Rng, scene: &Scene<'_>, world: &World) -> Option<Asked> {
    let case = scene.number;
    if scene.case.licence(&code(ID_CARD), scene.item) == Some(LicenceState::Asked) {
        return rng.percent(50).then(|| admin().asks(answer(rng, case)));
    }
    let deed = scene.case.held_of(&code(DEED), scene.item);
    if deed.is_some() && rng.percent(50) {
        return Some(window().asks(CheckOriginal { case: case.clone(), material: code(DEED) }));
    }
    if scene.case.holds(&code(ID_CARD), scene.item) || rng.percent(30) {
        return None;
    }
    let earlier = earlier(rng, world, case);
    if earlier.is_none() || rng.percent(30) {
        let consent = rng.percent(90).then(|| code("AUTH-1"));
        let (case, material) = (case.clone(), code(ID_CARD));
        return Some(applicant().asks(RequestLicence { case, material, consent }));
    }
    Some(window().asks(ReuseMaterial {
        case: case.clone(),
        material: code(ID_CARD),
        from_case: earlier?,
        from_material: None,
    }))
}

/// A case with an identity card, of the same person where there is one.
fn earlier(rng: &mut Rng, world: &World, case: &CaseNumber) -> Option<CaseNumber> {
    let own = world
        .cases()
        .values()
        .find(|known| number::format(world.setup(), known.id).as_ref() == Some(case))?;
    let has_it = |known: &&std::sync::Arc<engine::case::Case>| {
        let item = world.setup().item(known.item);
        item.is_some_and(|item| known.holds(&code(ID_CARD), &item.definition))
    };
    let with_it: Vec<_> = world.cases().values().filter(has_it).collect();
    let mut of_the_same =
        with_it.iter().filter(|known| known.applicant.token == own.applicant.token);
    let strangers = || if with_it.is_empty() { None } else { Some(rng.pick(&with_it)) };
    let found = of_the_same.next().map_or_else(strangers, |known| Some(*known))?;
    number::format(world.setup(), found.id)
}

fn answer(rng: &mut Rng, case: &CaseNumber) -> Command {
    let is_there = rng.percent(60);
    RecordLicence {
        case: case.clone(),
        material: code(ID_CARD),
        number: is_there.then(|| code("L-1")),
        valid_to: None,
        hash: None,
        absent: (!is_there).then(|| "查无此证".into()),
    }
    .into()
}

fn given_back(rng: &mut Rng, scene: &Scene<'_>) -> Option<Asked> {
    let is_kept = scene.case.originals_kept(scene.item).next().is_some();
    (is_kept && rng.percent(80)).then(|| {
        let materials = vec![code(LEASE)];
        let (case, receipt) = (scene.number.clone(), code("slip-1"));
        window().asks(ReturnOriginals { case, materials, receipt })
    })
}
