//! 每一种时限: each kind of clock of a case or a bundle met on its last day, and over on the day after. A kind without a
//! row does not compile. The clocks of ratings, troubles, complaints and orders are held in engine/tests.

use engine::case::Case;
use engine::clock::{Clock, ClockKind};
use engine::command::{FireBundleAlarm, WithdrawBundle};
use engine::decide::Decision;
use engine::event::Event;
use engine::item::SpecialKind;
use engine::occasion::Claim;
use engine::terms::RegionWay;
use engine::time::Day;
use engine::values::{Channel, Opinion};
use tests::bundles::{SHOP, submission};
use tests::given::{
    Asked, Given, accepted, decided, deciding, feed_back, handling, pre_checked, received,
    transferred,
};
use tests::hall::{
    OTHER, applicant, approver, chief, code, day, delivery, head, person, rep, staff, timer, window,
};
use tests::{afar, items, say};

const NOW: &str = "2026-03-02 09:00";

const EVERY: [ClockKind; 19] = [
    ClockKind::Acceptance,
    ClockKind::OnlineCheck,
    ClockKind::Correction,
    ClockKind::Statutory,
    ClockKind::Promise,
    ClockKind::Step,
    ClockKind::HandOff,
    ClockKind::Special,
    ClockKind::LowerReview,
    ClockKind::Delivery,
    ClockKind::Tolerant,
    ClockKind::CommitmentCheck,
    ClockKind::OwedDocument,
    ClockKind::PublicNotice,
    ClockKind::Renewal,
    ClockKind::Forwarding,
    ClockKind::Consent,
    ClockKind::Opinion,
    ClockKind::Bundle,
];

/// A history in which the clock runs, and what meets it.
fn running(kind: ClockKind) -> (Given, Asked) {
    match kind {
        ClockKind::Acceptance => {
            on(pre_checked(items::PROMISE, NOW), |given| window().asks(say::accept(&given.case)))
        }
        ClockKind::OnlineCheck => {
            let mut application = say::application(items::PROMISE);
            application.channel = Channel::Online;
            let given = Given::hall().then(applicant().asks(application), NOW);
            let given = given.then(window().asks(say::pre_check(&given.case)), NOW);
            on(given, |given| window().asks(say::accept(&given.case)))
        }
        ClockKind::Correction => {
            let given = pre_checked(items::PROMISE, NOW);
            let given = given.then(window().asks(say::notice_correction(&given.case)), NOW);
            on(given, |given| applicant().asks(say::correct(&given.case)))
        }
        ClockKind::Statutory | ClockKind::Promise => {
            on(deciding(items::PROMISE, NOW), |given| chief().asks(say::grant(&given.case)))
        }
        ClockKind::Step => {
            on(handling(items::PROMISE, NOW), |given| approver().asks(say::complete(&given.case)))
        }
        ClockKind::HandOff => {
            on(transferred(items::PROMISE, NOW), |given| rep().asks(say::acknowledge(&given.case)))
        }
        ClockKind::Special => {
            let given = handling(items::PROMISE, NOW);
            let review = say::suspend(&given.case, SpecialKind::ExpertReview, 5);
            let given = given.then(approver().asks(review), NOW);
            on(given, |given| approver().asks(say::resume(&given.case)))
        }
        ClockKind::LowerReview => on(deciding(items::REPORT_UP, NOW), |given| {
            head().asks(say::report_up(&given.case, &[items::FORM]))
        }),
        ClockKind::Delivery => on(feed_back(&decided(items::PROMISE, NOW), NOW), |given| {
            delivery().asks(say::prepare(&given.case, true))
        }),
        ClockKind::Tolerant
        | ClockKind::CommitmentCheck
        | ClockKind::OwedDocument
        | ClockKind::PublicNotice
        | ClockKind::Renewal
        | ClockKind::Forwarding
        | ClockKind::Consent
        | ClockKind::Opinion
        | ClockKind::Bundle => of_a_special_kind(kind),
        ClockKind::ReviewContact
        | ClockKind::Rectification
        | ClockKind::Trouble
        | ClockKind::Revisit
        | ClockKind::TroubleReport
        | ClockKind::Complaint
        | ClockKind::Order => panic!("{kind:?} runs on a stream of its own"),
    }
}

fn on(given: Given, met: impl Fn(&Given) -> Asked) -> (Given, Asked) {
    let asked = met(&given);
    (given, asked)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "the others are in `running`")]
fn of_a_special_kind(kind: ClockKind) -> (Given, Asked) {
    match kind {
        ClockKind::Tolerant => {
            let mut application = say::application(items::TOLERANT);
            application.materials.retain(|copy| copy.material != code(items::PLAN));
            let given = seen(application);
            let gaps = say::accept_with_gaps(&given.case, &[items::PLAN]);
            let given = given.then(window().asks(gaps), NOW);
            on(given, |given| applicant().asks(say::supply(&given.case, items::PLAN)))
        }
        ClockKind::CommitmentCheck => {
            let given = pre_checked(items::COMMITTED, NOW);
            let given = given
                .then(window().asks(say::sign(&given.case)), NOW)
                .then(chief().asks(say::grant(&given.case)), NOW);
            on(given, |given| rep().asks(say::verify(&given.case, true, None)))
        }
        ClockKind::OwedDocument => {
            let given = handling(items::TACIT, NOW);
            let given = given.then(timer().asks(say::fire(&given.case)), "2026-03-05 00:00");
            on(given, |given| rep().asks(say::make_document(&given.case)))
        }
        ClockKind::PublicNotice => {
            on(announced(), |given| delivery().asks(say::deliver(&given.case, say::signature())))
        }
        ClockKind::Renewal => on(renewal(), |given| chief().asks(say::grant(&given.case))),
        ClockKind::Forwarding => {
            let mut application = say::application(items::REACHING);
            let (region, authority) = (code("430421"), "衡阳县".into());
            let way = RegionWay::Collect;
            application.occasion = Some(Claim::ForRegion { region, authority, way });
            on(seen(application), |given| window().asks(afar::forward(&given.case, &[items::FORM])))
        }
        ClockKind::Consent => {
            let open = afar::open_proactively(items::PROACTIVE, person(1));
            on(Given::hall().then(rep().asks(open), NOW), |given| {
                applicant().asks(afar::consent(&given.case, true))
            })
        }
        ClockKind::Opinion => {
            let given = accepted(items::JOINT, NOW);
            let given = given.then(window().asks(say::split(&given.case)), NOW);
            on(given, |given| {
                staff("w-appr").asks(say::give_opinion(&given.case, OTHER, Opinion::Agree))
            })
        }
        ClockKind::Bundle => {
            let given = Given::hall().then(window().asks(submission(SHOP)), NOW);
            let case = given.child("licence");
            let given = given
                .then(window().asks(say::pre_check(&case)), NOW)
                .then(window().asks(say::accept(&case)), NOW);
            let (bundle, reason) = (given.bundle_number(), "不开了".into());
            (given, applicant().asks(WithdrawBundle { bundle, reason }))
        }
        other => panic!("{other:?} has its row above"),
    }
}

/// 公告, after two days of calling in vain.
fn announced() -> Given {
    let given = feed_back(&decided(items::PROMISE, NOW), NOW);
    given
        .then(delivery().asks(say::prepare(&given.case, true)), NOW)
        .then(delivery().asks(say::miss_collection(&given.case)), NOW)
        .then(delivery().asks(say::miss_collection(&given.case)), "2026-03-03 09:00")
        .then(delivery().asks(say::post_notice(&given.case)), "2026-03-03 09:30")
}

/// 延续, reviewed.
fn renewal() -> Given {
    let mut application = say::application(items::REACHING);
    let (licence, expires) = (code("L-1"), day("2026-03-13"));
    application.occasion = Some(Claim::Renewal { licence, expires });
    let given = seen(application);
    let given = given.then(window().asks(say::accept(&given.case)), NOW);
    let given = tests::given::transfer(&given, items::REACHING, NOW);
    given
        .then(rep().asks(say::acknowledge(&given.case)), NOW)
        .then(approver().asks(say::complete(&given.case)), NOW)
}

/// 预审 of an application.
fn seen(application: engine::command::ReceiveApplication) -> Given {
    let given = Given::hall().then(window().asks(application), NOW);
    given.then(window().asks(say::pre_check(&given.case)), NOW)
}

/// The running clock of the kind.
fn clock(given: &Given, kind: ClockKind) -> Option<Clock> {
    if kind == ClockKind::Bundle {
        return given.bundle().clock.clone().filter(Clock::is_running);
    }
    let of = |case: &Case| case.all_clocks().find(|c| c.kind == kind && c.is_running()).cloned();
    of(&given.file())
}

/// Whether the end of the clock is recorded when the timer comes at that time.
fn lapses(given: &Given, kind: ClockKind, when: &str) -> bool {
    let asked = if kind == ClockKind::Bundle {
        timer().asks(FireBundleAlarm { bundle: given.bundle_number() })
    } else {
        timer().asks(say::fire(&given.case))
    };
    match given.decide(asked, when) {
        Ok(Decision::Commit(commit)) => commit.entries.iter().any(
            |entry| matches!(&entry.event, Event::DeadlinePassed(e) if e.evidence.clock == kind),
        ),
        Ok(Decision::AlreadySo(_)) => false,
        other => panic!("{kind:?}: {other:?}"),
    }
}

fn end(day: Day) -> (String, String) {
    (format!("{day} 23:59"), format!("{} 00:00", day.plus(1)))
}

#[test]
fn every_clock_is_met_on_its_last_day_and_over_on_the_day_after() {
    for kind in EVERY {
        let (given, met) = running(kind);
        let due = clock(&given, kind).unwrap_or_else(|| panic!("no {kind:?} runs"));
        let (last, over) = end(due.reckoning.due.expect("it is not suspended"));
        assert!(!lapses(&given, kind, &last), "{kind:?} is over on its last day");
        assert!(lapses(&given, kind, &over), "{kind:?} is never over");
        let after = given.then(met, &last);
        // The next step has a clock of its own, which starts that day.
        let again = clock(&after, kind).is_some_and(|clock| clock.start == due.start);
        assert!(!again, "{kind:?} goes on although it was met");
        assert!(!lapses(&after, kind, &over), "{kind:?} was met and is over all the same");
    }
}

/// The rows above are all kinds there are: one more makes `running` incomplete, one less this list too long.
#[test]
fn no_clock_is_listed_twice() {
    let kinds: std::collections::BTreeSet<ClockKind> = EVERY.into();
    assert_eq!(kinds.len(), EVERY.len());
    assert!(clock(&received(items::PROMISE, NOW), ClockKind::Acceptance).is_some());
}
