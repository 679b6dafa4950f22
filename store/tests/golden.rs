//! What is on disk stays readable: the bytes of every kind of event, kept as files.
//!
//! `UPDATE_GOLDEN=1` writes the files that are missing; a file that is there is never written again.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a test may fail"
)]

mod samples;

use engine::certification::Certification;
use engine::command::Actor;
use engine::event::{Event, EventKind, PortAnswered, Stream};
use engine::ground::{RefusalGround, RevocationGround};
use engine::hall::Role;
use engine::id::{CaseId, CommandId, Digest, Fingerprint};
use engine::item::MaterialNeed;
use engine::port::PortAnswer;
use engine::record::{Commit, Entry, Meta, Site};
use engine::time::Timestamp;
use store::codec::{decode, encode, written_version};

use self::samples::{code, golden, sample_events, to_hex};

const SEQ: u64 = 1_000;

fn meta() -> Meta {
    Meta {
        recorded_at: Timestamp::from_ms(1_795_050_000_123).unwrap(),
        occurred_at: Timestamp::from_ms(1_795_049_990_000).unwrap(),
        actor: Actor::Staff(code("S-0001")),
        role: Some(Role::CompWindow),
        unit: Some(code("centre")),
        on_behalf_of: Some(code("FGW")),
        site: Some(Site { hall: code("main"), zone: code("A"), window: code("A-01") }),
        command: CommandId(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef),
        fingerprint: Fingerprint(0xfedc_ba98_7654_3210_fedc_ba98_7654_3210),
    }
}

fn commit(event: Event) -> Commit {
    let stream = Stream::Case(CaseId(0x0000_1051_5a00_0001));
    Commit {
        seq: SEQ,
        meta: meta(),
        received: Box::from(*br#"{"type":"a command"}"#),
        entries: vec![Entry { stream, version: 9, previous: 990, event }],
    }
}

#[test]
fn every_kind_of_event_has_a_sample() {
    for kind in EventKind::ALL {
        let count = sample_events().iter().filter(|event| event.kind() == *kind).count();
        assert_eq!(count, 1, "{kind:?}");
    }
}

#[test]
fn what_was_written_once_is_read_and_written_the_same() {
    for event in sample_events() {
        let (kind, commit) = (event.kind(), commit(event));
        let bytes = encode(&commit).remove(0);
        let version = written_version(kind);
        let name = format!("v{version}/{:03}-{}.hex", kind.number(), kind.name());
        let golden = golden(&name, &bytes);
        let record = decode(SEQ, &golden).unwrap();
        assert_eq!(Some(record), commit.records().next(), "reading {kind:?}");
        assert_eq!(to_hex(&bytes), to_hex(&golden), "writing {kind:?}");
    }
}

/// Every answer of a port: they are all in one kind of event, so the samples have only one of them.
fn port_answers() -> Vec<PortAnswer> {
    let (reference, reason) = (code("R-1"), code("reason"));
    let (amount_fen, hash) = (1_500, Digest([7; 32]));
    vec![
        PortAnswer::IdentityChecked { matches: true, reference: code("R-1") },
        PortAnswer::CreditChecked { discredited: true, source: code("信用中国") },
        PortAnswer::Sealed { hash, seal: code("SEAL-1") },
        PortAnswer::Paid { amount_fen, receipt: code("RC-1") },
        PortAnswer::ParcelSigned { parcel: code("P-1"), receipt: code("R-1") },
        PortAnswer::Undeliverable { parcel: code("P-1"), reason: code("moved") },
        PortAnswer::MessageSent { reference: code("M-1") },
        PortAnswer::TakenOver { officer: code("S-0003") },
        PortAnswer::TurnedBack { officer: code("S-0003"), reason: code("a page is missing") },
        PortAnswer::Archived { package: code("sm3-1") },
        PortAnswer::Received { reference },
        PortAnswer::LicenceFound {
            material: code("ID"),
            number: code("L-1"),
            valid_to: Some("2030-01-01".parse().unwrap()),
            hash: Some(code("sm3-2")),
        },
        PortAnswer::LicenceMissing { material: code("ID"), reason },
        PortAnswer::Refunded { amount_fen, receipt: code("RC-1"), refund: code("RF-1") },
    ]
}

#[test]
fn every_answer_of_a_port_is_read_as_it_was_written_once() {
    for (n, answer) in port_answers().into_iter().enumerate() {
        let port = answer.port();
        let commit = commit(PortAnswered { port, ask: 900, answer }.into());
        let bytes = encode(&commit).remove(0);
        let golden = golden(&format!("v1/175-PortAnswered/{n:02}.hex"), &bytes);
        assert_eq!(Some(decode(SEQ, &golden).unwrap()), commit.records().next(), "reading {n}");
        assert_eq!(to_hex(&bytes), to_hex(&golden), "writing {n}");
    }
}

#[test]
fn what_was_reported_up_before_its_papers_were_listed_lists_none() {
    let sample = sample_events().into_iter().find_map(|event| match event {
        Event::ReportedUp(e) => Some(e),
        _ => None,
    });
    let Some(mut now) = sample else { panic!("there is no sample") };
    now.manifest.clear();
    let old = golden("v1/055-ReportedUp.hex", &[]);
    let record = decode(SEQ, &old).unwrap();
    assert_eq!(record.entry.event, Event::ReportedUp(now));
}

#[test]
fn what_was_refused_or_revoked_before_grounds_has_the_one_its_paper_said() {
    for event in sample_events() {
        let (name, now) = match event {
            Event::AcceptanceRefused(mut e) => {
                e.ground = RefusalGround::Other;
                ("v1/008-AcceptanceRefused.hex", Event::AcceptanceRefused(e))
            }
            Event::LicenceRevoked(mut e) => {
                e.ground = RevocationGround::CommitmentBroken;
                ("v1/047-LicenceRevoked.hex", Event::LicenceRevoked(e))
            }
            _ => continue,
        };
        assert_eq!(decode(SEQ, &golden(name, &[])).unwrap().entry.event, now);
    }
}

#[test]
fn a_clock_policy_set_before_prolongations_has_none() {
    let sample = sample_events().into_iter().find_map(|event| match event {
        Event::ClockPolicySet(e) => Some(e),
        _ => None,
    });
    let Some(mut now) = sample else { panic!("there is no sample") };
    now.policy.prolongation = None;
    now.policy.close_of_business = None;
    now.policy.certification = Certification::UnlistedIsAll;
    let old = golden("v1/069-ClockPolicySet.hex", &[]);
    assert_eq!(decode(SEQ, &old).unwrap().entry.event, Event::ClockPolicySet(now));
}

#[test]
fn an_item_version_of_the_second_form_asks_nobody_to_come_himself() {
    let sample = sample_events().into_iter().find_map(|event| match event {
        Event::ItemVersionPublished(e) => Some(e),
        _ => None,
    });
    let Some(mut now) = sample else { panic!("there is no sample") };
    now.definition.terms.presence = None;
    now.definition.sensitive.clear();
    let old = golden("v2/065-ItemVersionPublished.hex", &[]);
    assert_eq!(decode(SEQ, &old).unwrap().entry.event, Event::ItemVersionPublished(now));
}

#[test]
fn a_draft_of_the_first_form_asks_nobody_to_come_himself() {
    let sample = sample_events().into_iter().find_map(|event| match event {
        Event::ItemDrafted(e) => Some(e),
        _ => None,
    });
    let Some(mut now) = sample else { panic!("there is no sample") };
    now.definition.terms.presence = None;
    now.definition.sensitive.clear();
    let name = format!("v1/{:03}-ItemDrafted.hex", EventKind::ItemDrafted.number());
    assert_eq!(decode(SEQ, &golden(&name, &[])).unwrap().entry.event, Event::ItemDrafted(now));
}

#[test]
fn a_zone_registered_before_zones_had_floors_has_none() {
    let sample = sample_events().into_iter().find_map(|event| match event {
        Event::ZoneRegistered(e) => Some(e),
        _ => None,
    });
    let Some(mut now) = sample else { panic!("there is no sample") };
    assert!(now.zone.floor.take().is_some());
    let old = golden("v1/061-ZoneRegistered.hex", &[]);
    let record = decode(SEQ, &old).unwrap();
    assert_eq!(record.entry.event, Event::ZoneRegistered(now));
}

#[test]
fn a_window_opened_before_windows_had_lists_takes_all_items_on_all_days() {
    let sample = sample_events().into_iter().find_map(|event| match event {
        Event::WindowOpened(e) => Some(e),
        _ => None,
    });
    let Some(mut now) = sample else { panic!("the sample is of another kind") };
    now.window.items.clear();
    now.window.days.clear();
    let old = golden("v1/062-WindowOpened.hex", &[]);
    let record = decode(SEQ, &old).unwrap();
    assert_eq!(record.entry.event, Event::WindowOpened(now));
}

#[test]
fn a_document_of_the_first_form_speaks_to_the_applicant() {
    let is_sample = |event: &Event| event.kind() == EventKind::DocumentIssued;
    let sample = sample_events().into_iter().find(is_sample);
    let Some(Event::DocumentIssued(mut now)) = sample else { panic!("there is no sample") };
    now.addressee = None;
    let old = golden("v1/170-DocumentIssued.hex", &[]);
    let record = decode(SEQ, &old).unwrap();
    assert_eq!(record.entry.event, Event::DocumentIssued(now));
}

#[test]
fn an_item_version_of_the_first_form_says_nothing_of_what_it_did_not_know() {
    let is_sample = |event: &Event| event.kind() == EventKind::ItemVersionPublished;
    let sample = sample_events().into_iter().find(is_sample);
    let Some(Event::ItemVersionPublished(mut now)) = sample else { panic!("there is no sample") };
    (now.draft, now.findings) = (None, Vec::new());
    let item = &mut now.definition;
    item.valid_to = None;
    item.sensitive.clear();
    item.terms = engine::terms::Terms::default();
    (item.situations, item.listing, item.guide) = Default::default();
    for need in &mut item.materials {
        *need = MaterialNeed {
            e_licence: need.e_licence.clone(),
            copies: need.copies,
            ..MaterialNeed::new(need.material.clone(), need.necessity)
        };
    }
    let old = golden("v1/065-ItemVersionPublished.hex", &[]);
    let record = decode(SEQ, &old).unwrap();
    assert_eq!(record.entry.event, Event::ItemVersionPublished(now));
}
