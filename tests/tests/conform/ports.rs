//! What the systems around the hall were asked and said, what other authorities received or decide, and what was
//! recorded late.

use engine::event::{
    Accepted, Archived, CardDealt, CaseUrged, Event, EventKind as E, FeePaid, FeeWaived,
    PaymentReversed, PortAnswered, PortAsked, SubstituteActed, TakenInElsewhere, Withdrawn,
};
use engine::policy::Card;
use engine::port::{PortAnswer, PortKind};
use engine::terms::RegionWay;
use engine::values::ClosingKind;
use engine::voice::CardCause;
use tests::bundles::{SHOP, submission};
use tests::given::{Given, accepted, decided, pre_checked, received, reported_up};
use tests::hall::{CENTRE, OWNER, TOWNSMAN, at, chief, code, rep, staff, token, window};
use tests::{afar, items, say};

use crate::history::{History, audit, check, day, of, on, rules};

const NOW: &str = "2026-03-02 09:00";

fn asked(history: &History, port: PortKind) -> History {
    let (cause, due) = (E::ApplicationReceived, day("2026-03-03"));
    history.also("comp1", NOW, PortAsked { port, cause, expects: None, due })
}

/// The record of the last question.
fn question(history: &History) -> u64 {
    let asks = |e: &engine::record::Entry| matches!(e.event, Event::PortAsked(_));
    let asked = history.commits.iter().rfind(|commit| commit.entries.iter().any(asks));
    asked.expect("something was asked").seq
}

fn answered(history: &History, answer: PortAnswer) -> History {
    let event = PortAnswered { port: answer.port(), ask: question(history), answer };
    history.also("comp1", NOW, event)
}

fn identified(history: &History, matches: bool) -> History {
    let asked = asked(history, PortKind::Identity);
    answered(&asked, PortAnswer::IdentityChecked { matches, reference: code("ID-1") })
}

fn accept(history: &History) -> History {
    let (officer, unit) = (code("comp1"), code(CENTRE));
    history.also("comp1", NOW, Accepted { officer, unit, clocks: Vec::new() })
}

fn archive(history: &History) -> History {
    history.also("comp1", NOW, Archived { package: code("PKG-9") })
}

fn creditworthy() -> PortAnswer {
    PortAnswer::CreditChecked { discredited: false, source: "信用平台".into() }
}

/// A commitment signed after the credit port was asked, and after its answer where there is one.
fn committed(answer: Option<PortAnswer>) -> History {
    let checked = asked(&of(&pre_checked(items::COMMITTED, NOW)), PortKind::Credit);
    let checked = answer.map_or_else(|| checked.clone(), |answer| answered(&checked, answer));
    let (officer, unit) = (code("comp1"), code(CENTRE));
    let event = engine::event::CommitmentSigned {
        officer,
        unit,
        commitment: code("CMT-1"),
        clocks: Vec::new(),
    };
    checked.also("comp1", NOW, event)
}

fn carded(history: &History) -> History {
    let event = CardDealt {
        cause: CardCause::PortSilent,
        card: Card::Yellow,
        unit: code(OWNER),
        person: None,
        fact: "未回执".into(),
        ask: Some(question(history)),
    };
    history.also("comp1", NOW, event)
}

/// Decided, and the message port was asked to tell the applicant.
fn untold() -> History {
    asked(&of(&decided(items::PROMISE, NOW)), PortKind::Message)
}

fn paid(history: &History, receipt: &str) -> History {
    history.also("comp1", NOW, FeePaid { amount_fen: items::FEE_FEN, receipt: code(receipt) })
}

fn reversed(history: &History, receipt: &str) -> History {
    let (amount_fen, receipt, officer) = (items::FEE_FEN, code(receipt), code("comp1"));
    let event = PaymentReversed { amount_fen, receipt, officer, reason: "误缴".into() };
    history.also("comp1", NOW, event)
}

/// Two cases, of which the first paid with receipt T-1.
fn second_payer(receipt: &str) -> History {
    let first = accepted(items::PAID, NOW);
    let first = first
        .then(chief().asks(say::grant(&first.case)), NOW)
        .then(window().asks(say::pay(&first.case, items::FEE_FEN)), NOW);
    let paid_with = first.last.iter().find_map(|event| match event {
        Event::FeePaid(e) => Some(e.receipt.to_string()),
        _ => None,
    });
    let receipt = if receipt == "the same" { paid_with.expect("paid") } else { receipt.to_owned() };
    let mut application = say::application(items::PAID);
    application.applicant = tests::hall::person(2);
    paid(&of(&first.then(window().asks(application), NOW)), &receipt)
}

fn from_a_region(received_on: &str) -> History {
    let event = TakenInElsewhere {
        region: code("430421"),
        authority: "衡阳县".into(),
        way: RegionWay::Collect,
        received: day(received_on),
        clock_owner: code(OWNER),
        clocks: Vec::new(),
    };
    of(&received(items::REACHING, NOW)).also("comp1", NOW, event)
}

fn decided_above() -> History {
    let given = reported_up(NOW);
    let decision = say::higher_decision(&given.case, engine::values::Outcome::Granted);
    of(&given.then(rep().asks(decision), NOW))
}

fn bundle_by(who: &str) -> History {
    let given = Given::hall().then(window().asks(submission(SHOP)), NOW);
    let history = on(&given, |stream| stream.bundle().is_some()).with(|event| match event {
        Event::BundleReceived(e) => {
            e.applicant.token = token(TOWNSMAN);
            true
        }
        _ => false,
    });
    let event = engine::event::BundleWithdrawn { reason: "不办了".into() };
    history.also(who, NOW, event)
}

/// Urged by a tracker at a time, and recorded at another.
fn urged(happened: &str, recorded: &str) -> History {
    let (officer, department) = (code("rep"), code(OWNER));
    let event = CaseUrged { officer, department, reason: "临近时限".into() };
    let mut history = of(&accepted(items::PROMISE, NOW)).also("rep", happened, event);
    let last = history.commits.last_mut().expect("it happened");
    last.meta.recorded_at = at(recorded);
    history
}

rules! {
    mistaken_identity: accept(&identified(&of(&pre_checked(items::PROMISE, NOW)), true)) =>
        accept(&identified(&of(&pre_checked(items::PROMISE, NOW)), false));
    credit_awaited: committed(Some(creditworthy())) => committed(None);
    port_question_open: archive(&carded(&untold())) => archive(&untold());
    receipt_used_twice: second_payer("T-2") => second_payer("the same");
    region_receipt_too_old: from_a_region("2026-02-28") => from_a_region("2026-02-27");
    higher_decision_awaited: archive(&decided_above()) => archive(&of(&reported_up(NOW)));
    recorded_too_late: urged("2026-03-06 16:00", "2026-03-09 17:00") =>
        urged("2026-03-05 16:00", "2026-03-09 17:00");
    own_bundle: bundle_by("comp1") => bundle_by("townsman");
}

#[test]
fn a_receipt_that_was_reversed_pays_no_second_time() {
    let reversed = reversed(&second_payer("T-2"), "T-2");
    check("receipt_used_twice", &paid(&reversed, "T-3"), &paid(&reversed, "T-2"));
}

#[test]
fn what_was_paid_and_given_back_is_not_paid() {
    let given = accepted(items::PAID, NOW);
    let granted = of(&given.then(chief().asks(say::grant(&given.case)), NOW));
    let out = |history: &History| {
        let receipt = say::signature();
        history.also("deliv", NOW, engine::event::Delivered { receipt })
    };
    let paid = paid(&granted, "T-1");
    check("delivered_unpaid", &out(&paid), &out(&reversed(&paid, "T-1")));
    let waived = FeeWaived { officer: code("head"), reason: "低保".into() };
    let waived = reversed(&paid, "T-1").also("head", NOW, waived);
    check("delivered_unpaid", &out(&waived), &out(&reversed(&paid, "T-1")));
}

#[test]
fn a_case_that_ended_undecided_waits_for_no_answer_about_the_person() {
    let withdrawn = |port| {
        let event = Withdrawn { reason: "不办了".into(), closing: ClosingKind::Other };
        archive(&asked(&of(&received(items::PROMISE, NOW)), port).also("comp1", NOW, event))
    };
    check("port_question_open", &withdrawn(PortKind::Identity), &withdrawn(PortKind::Message));
}

#[test]
fn an_applicant_records_nothing_late_not_even_of_the_same_day() {
    let sent = |recorded: &str| {
        let mut history = urged("2026-03-06 16:00", recorded);
        let last = history.commits.last_mut().expect("it happened");
        last.meta.actor = engine::command::Actor::Applicant;
        history
    };
    let finding = check("recorded_too_late", &sent("2026-03-06 16:01"), &sent("2026-03-06 16:02"));
    assert!(finding.found_zh.contains("才记录"), "{}", finding.found_zh);
}

#[test]
fn who_only_received_split_or_handed_over_took_the_case_in() {
    let lawful = of(&decided(items::PROMISE, NOW));
    for kind in [E::ApplicationReceived, E::CaseSplit, E::HandedOver] {
        check("four_eyes", &lawful, &lawful.by(kind, "chief"));
    }
    check(
        "four_eyes",
        &lawful,
        &lawful.by(E::PreCheckStarted, "comp2").with(|event| match event {
            Event::PreCheckStarted(e) => {
                e.officer = code("chief");
                true
            }
            _ => false,
        }),
    );
}

/// In whose place something of a kind was done.
fn in_place_of(history: &History, kind: E, absent: &str) -> History {
    let mut history = history.clone();
    let acted = SubstituteActed { absent: code(absent), substitute: code("comp2") };
    let is_it = |commit: &&mut engine::record::Commit| {
        commit.entries.iter().any(|entry| entry.event.kind() == kind)
    };
    let commit = history.commits.iter_mut().find(is_it).expect("it happened");
    let first = commit.entries.first().expect("it happened").clone();
    let acted = engine::record::Entry { event: acted.into(), ..first };
    commit.entries.insert(usize::from(kind == E::ApplicationReceived), acted);
    history
}

#[test]
fn so_did_the_absent_person_for_whom_anything_was_done_at_the_window_and_only_there() {
    let lawful = of(&decided(items::PROMISE, NOW));
    for kind in [E::ApplicationReceived, E::Accepted, E::HandedOver] {
        check("four_eyes", &lawful, &in_place_of(&lawful, kind, "chief"));
    }
    let behind = in_place_of(&lawful, E::HandOverAcknowledged, "chief");
    let (_, found) = audit(&behind.commits, 0);
    assert!(found.iter().all(|finding| finding.rule != "four_eyes"), "{found:#?}");
}

#[test]
fn nobody_does_anything_to_his_own_case_whatever_it_is() {
    let own = of(&decided(items::PROMISE, NOW)).with(|event| match event {
        Event::ApplicationReceived(e) => {
            e.agent = Some(e.applicant.clone());
            if let Some(agent) = &mut e.agent {
                agent.token = token(TOWNSMAN);
            }
            true
        }
        _ => false,
    });
    for kind in [E::ApplicationReceived, E::CaseSplit, E::HandedOver, E::StepCompleted] {
        check("own_case", &own, &own.by(kind, "townsman"));
    }
}

#[test]
fn what_the_government_opened_itself_is_not_late_while_it_waits_for_consent() {
    let asks = afar::open_proactively(items::PROACTIVE, tests::hall::person(1));
    let given = Given::hall().then(staff("appr1").asks(asks), NOW);
    let waiting = of(&given).until("2026-03-20 09:00");
    let (_, found) = audit(&waiting.commits, 0);
    assert!(
        found.iter().all(|f| f.rule != "online_check_late" && f.rule != "acceptance_late"),
        "{found:#?}"
    );
    // The same case, had the person applied for it himself over the net.
    check("online_check_late", &waiting, &waiting.without(E::ProactivelyOpened));
}
