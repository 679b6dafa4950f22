//! 出件、归档: guard 16, art. 44, and what proves a delivery (rows 75 and 76).

use engine::clock::ClockKind;
use engine::command::{PlaceInLocker, SetClockPolicy};
use engine::event::{Event, EventKind as E};
use engine::item::DeliveryWay;
use engine::lifecycle::Phase;
use engine::policy::{ClockPolicy, DeliveryStop};
use engine::refusal::Rule;
use engine::values::Receipt;
use tests::given::{Given, check, decided, feed_back, pre_checked, ready};
use tests::hall::{admin, applicant, approver, code, delivery, manager, timer, window};
use tests::{items, say};

const NOW: &str = "2026-03-02 09:00";

fn strictly(given: &Given) -> Given {
    let strict =
        ClockPolicy { delivery_stop: DeliveryStop::Received, ..ClockPolicy::lawful_default() };
    given.then(admin().asks(SetClockPolicy { policy: strict }), NOW)
}

fn fed_back(way: DeliveryWay) -> Given {
    let given = feed_back(&decided(items::PROMISE, NOW), NOW);
    if way == DeliveryWay::Counter {
        return given;
    }
    given.then(applicant().asks(say::choose(&given.case, way)), NOW)
}

fn receipts() -> [(Receipt, DeliveryWay); 4] {
    [
        (say::signature(), DeliveryWay::Counter),
        (Receipt::Downloaded(code("DL-1")), DeliveryWay::Online),
        (Receipt::CellOpened(code("OPEN-1")), DeliveryWay::Locker),
        (Receipt::ParcelSigned(code("POD-1")), DeliveryWay::Ems),
    ]
}

/// A result that has reached the place where its way hands it out.
fn out_by(way: DeliveryWay) -> Given {
    let given = ready(way, NOW);
    let place = |command| given.then(delivery().asks(command), NOW);
    match way {
        DeliveryWay::Counter | DeliveryWay::Online => given.clone(),
        DeliveryWay::Locker => place(say::place_in_locker(&given.case)),
        DeliveryWay::Ems => place(say::ship(&given.case)),
    }
}

#[test]
fn each_way_of_delivery_needs_its_own_receipt() {
    for (_, way) in receipts() {
        let given = out_by(way);
        for (receipt, of) in receipts() {
            let asked = delivery().asks(say::deliver(&given.case, receipt));
            let then: Result<&[E], Rule> =
                if of == way { Ok(&[E::Delivered]) } else { Err(Rule::ReceiptMissing) };
            check(&given, asked, NOW, then);
        }
    }
}

#[test]
fn what_is_to_lie_in_a_locker_or_a_parcel_is_not_handed_out_before_it_does() {
    for (receipt, way) in receipts() {
        if matches!(way, DeliveryWay::Locker | DeliveryWay::Ems) {
            let given = ready(way, NOW);
            let asked = delivery().asks(say::deliver(&given.case, receipt));
            check(&given, asked, NOW, Err(Rule::ReceiptMissing));
        }
    }
}

#[test]
fn guard_16_a_result_goes_the_way_the_applicant_chose() {
    let counter = ready(DeliveryWay::Counter, NOW);
    let locker = delivery().asks(say::place_in_locker(&counter.case));
    check(&counter, locker, NOW, Err(Rule::NotChosenWay));
    check(&counter, delivery().asks(say::ship(&counter.case)), NOW, Err(Rule::NotChosenWay));
    let ems = ready(DeliveryWay::Ems, NOW);
    check(&ems, delivery().asks(say::ship(&ems.case)), NOW, Ok(&[E::Shipped]));
    let locker = ready(DeliveryWay::Locker, NOW);
    let place = delivery().asks(say::place_in_locker(&locker.case));
    check(&locker, place, NOW, Ok(&[E::PlacedInLocker]));
}

#[test]
fn guard_16_the_applicant_may_choose_another_way_until_the_result_has_left() {
    let given = ready(DeliveryWay::Locker, NOW);
    let choose = |way| applicant().asks(say::choose(&given.case, way));
    check(&given, choose(DeliveryWay::Locker), NOW, Ok(&[]));
    let after = check(&given, choose(DeliveryWay::Ems), NOW, Ok(&[E::DeliveryChosen]));
    assert_eq!(after.file().delivery, DeliveryWay::Ems);
    let out = after.then(delivery().asks(say::ship(&given.case)), NOW);
    check(&out, choose(DeliveryWay::Counter), NOW, Err(Rule::WrongPhase));
    check(
        &given,
        approver().asks(say::choose(&given.case, DeliveryWay::Ems)),
        NOW,
        Err(Rule::ExclusiveIntake),
    );
    let natural = pre_checked(items::NATURAL, NOW);
    let not_offered = applicant().asks(say::choose(&natural.case, DeliveryWay::Ems));
    check(&natural, not_offered, NOW, Err(Rule::DeliveryNotOffered));
}

#[test]
fn art_44_the_clock_stops_when_the_result_is_available_and_the_applicant_told() {
    for way in [DeliveryWay::Counter, DeliveryWay::Online] {
        let given = fed_back(way);
        assert_eq!(given.dates(ClockKind::Delivery), "2026-03-02 -> 2026-03-16");
        let told = delivery().asks(say::prepare(&given.case, true));
        let after = check(&given, told, NOW, Ok(&[E::DeliveryPrepared]));
        assert_eq!(after.dates(ClockKind::Delivery), "none");
        let untold = delivery().asks(say::prepare(&given.case, false));
        let after = check(&given, untold, NOW, Ok(&[E::DeliveryPrepared]));
        assert_eq!(after.dates(ClockKind::Delivery), "2026-03-02 -> 2026-03-16");
    }
}

#[test]
fn art_44_locker_and_parcel_stop_the_clock_when_placed_and_when_handed_to_the_carrier() {
    for (way, kind) in [(DeliveryWay::Locker, E::PlacedInLocker), (DeliveryWay::Ems, E::Shipped)] {
        let given = ready(way, NOW);
        assert_eq!(given.dates(ClockKind::Delivery), "2026-03-02 -> 2026-03-16");
        let command = match way {
            DeliveryWay::Locker => say::place_in_locker(&given.case),
            DeliveryWay::Counter | DeliveryWay::Ems | DeliveryWay::Online => say::ship(&given.case),
        };
        let after = check(&given, delivery().asks(command.clone()), NOW, Ok(&[kind]));
        assert_eq!(after.dates(ClockKind::Delivery), "none");
        let strict = strictly(&given);
        let after = check(&strict, delivery().asks(command), NOW, Ok(&[kind]));
        assert_eq!(after.dates(ClockKind::Delivery), "2026-03-02 -> 2026-03-16");
    }
}

#[test]
fn art_44_a_locker_of_which_the_applicant_was_not_told_stops_no_clock() {
    let given = ready(DeliveryWay::Locker, NOW);
    let (case, cell) = (given.case.clone(), code("CELL-7"));
    let untold = delivery().asks(PlaceInLocker { case, cell, notified: false });
    let after = check(&given, untold, NOW, Ok(&[E::PlacedInLocker]));
    assert_eq!(after.dates(ClockKind::Delivery), "2026-03-02 -> 2026-03-16");
}

#[test]
fn art_44_read_strictly_only_receipt_stops_the_clock() {
    let given = strictly(&fed_back(DeliveryWay::Counter));
    let told = delivery().asks(say::prepare(&given.case, true));
    let after = check(&given, told, NOW, Ok(&[E::DeliveryPrepared]));
    match after.last.as_slice() {
        [Event::DeliveryPrepared(e)] => assert!(!e.stops_clock),
        other => panic!("{other:?}"),
    }
    assert_eq!(after.dates(ClockKind::Delivery), "2026-03-02 -> 2026-03-16");
    let signed = delivery().asks(say::deliver(&given.case, say::signature()));
    let after = check(&after, signed, NOW, Ok(&[E::Delivered]));
    assert_eq!(after.dates(ClockKind::Delivery), "none");
}

#[test]
fn only_delivery_posts_hand_results_out() {
    let given = ready(DeliveryWay::Counter, NOW);
    let deliver = || say::deliver(&given.case, say::signature());
    check(&given, approver().asks(deliver()), NOW, Err(Rule::WrongRole));
    check(&given, applicant().asks(deliver()), NOW, Err(Rule::WrongRole));
    check(&given, window().asks(deliver()), NOW, Ok(&[E::Delivered]));
}

#[test]
fn a_failed_delivery_comes_back_and_can_go_out_another_way() {
    let given = ready(DeliveryWay::Ems, NOW);
    let given = given.then(delivery().asks(say::ship(&given.case)), NOW);
    let failed = delivery().asks(say::fail_delivery(&given.case));
    let after = check(&given, failed, NOW, Ok(&[E::DeliveryFailed]));
    assert_eq!(after.file().phase(), Phase::ReadyForDelivery);
    let (was, is) = (given.file(), after.file());
    let before = was.clock(ClockKind::Delivery).expect("it was started by the decision");
    let again = is.running(ClockKind::Delivery).expect("art. 44: nothing is in hand yet");
    assert!(!before.is_running(), "the carrier had it");
    assert_eq!((again.start, again.reckoning.due), (before.start, before.reckoning.due));
    let case = given.case.clone();
    let counter = after.then(delivery().asks(say::choose(&case, DeliveryWay::Counter)), NOW);
    let signed = delivery().asks(say::deliver(&case, say::signature()));
    check(&counter, signed, NOW, Ok(&[E::Delivered]));
}

#[test]
fn a_case_is_archived_once_delivered_or_ended_and_not_before() {
    let given = ready(DeliveryWay::Counter, NOW);
    let archive = || window().asks(say::archive(&given.case));
    check(&given, archive(), NOW, Err(Rule::WrongPhase));
    let given = given.then(delivery().asks(say::deliver(&given.case, say::signature())), NOW);
    check(&given, archive(), NOW, Ok(&[E::Archived]));
    let ended = pre_checked(items::PROMISE, NOW);
    let ended = ended.then(applicant().asks(say::withdraw(&ended.case)), NOW);
    check(&ended, window().asks(say::archive(&ended.case)), NOW, Ok(&[E::Archived]));
}

#[test]
fn an_archived_case_leaves_memory_and_is_not_forgotten() {
    let given = pre_checked(items::PROMISE, NOW);
    let case = given.case.clone();
    let given = given
        .then(manager().asks(say::void(&case, false)), NOW)
        .then(window().asks(say::archive(&case)), NOW);
    assert!(given.world.cases().is_empty());
    assert!(given.world.places().is_empty() && given.world.alarms().is_empty());
    check(&given, window().asks(say::pre_check(&case)), NOW, Err(Rule::WrongPhase));
    check(&given, timer().asks(say::fire(&case)), NOW, Ok(&[]));
    check(&given, window().asks(say::record_work(&case)), NOW, Err(Rule::WrongPhase));
    let next = given.then(window().asks(say::application(items::PROMISE)), NOW);
    assert_ne!(next.case, case, "its number is not given again");
}
