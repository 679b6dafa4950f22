//! Records are read exactly as they were written, and anything else is refused without harm.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail")]

mod samples;

use engine::code::{Reference, Text};
use engine::command::Actor;
use engine::due::{Budget, Suspension, Unit};
use engine::event::*;
use engine::hall::Role;
use engine::id::{BundleId, CaseId, CommandId, Fingerprint, SubjectId, Token, VoiceId};
use engine::party::{Party, Sealed};
use engine::record::{Commit, Entry, Meta, Record, Site};
use engine::time::{Day, Timestamp};
use engine::values::{ClosingKind, CollectionWay, Defect, MaterialCopy, Receipt, Trust};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use store::codec::{CommitError, DecodeError, DecodeProblem, commits, decode, encode};
use store::frame::MAX_FRAME_BYTES;

use self::samples::{code, sample_events};

fn some_code<T: std::str::FromStr<Err: std::fmt::Debug> + std::fmt::Debug>()
-> impl Strategy<Value = T> {
    "[A-Za-z0-9一-龥._:/-]{1,64}".prop_map(|text| text.parse().unwrap())
}

/// Whatever a text may hold: everything but the control characters of C0, of which line feed and tab are taken,
/// and marks of direction.
fn some_text() -> impl Strategy<Value = Text> {
    r"[\t\n\x20-\x7e\x{a0}-\x{61b}\x{61d}-\x{200d}\x{2010}-\x{2027}\x{202f}-\x{2065}\x{206a}-\x{10ffff}]{0,200}"
        .prop_map(|text| text.parse().unwrap())
}

fn some_day() -> impl Strategy<Value = Day> {
    (Day::MIN.days()..=Day::MAX.days()).prop_map(|days| Day::from_days(days).unwrap())
}

fn some_instant() -> impl Strategy<Value = Timestamp> {
    (Timestamp::MIN.ms()..=Timestamp::MAX.ms()).prop_map(|ms| Timestamp::from_ms(ms).unwrap())
}

fn some_actor() -> impl Strategy<Value = Actor> {
    prop_oneof![
        some_code().prop_map(Actor::Staff),
        Just(Actor::Applicant),
        Just(Actor::System),
        Just(Actor::Admin),
        Just(Actor::Port(engine::port::PortKind::Payment)),
    ]
}

fn some_meta() -> impl Strategy<Value = Meta> {
    let site = (some_code(), some_code(), some_code()).prop_map(|(hall, zone, window)| Site {
        hall,
        zone,
        window,
    });
    let when = (some_instant(), some_instant());
    let role = option::of(select(&Role::ALL[..]));
    let units = (option::of(some_code()), option::of(some_code()));
    let ids = (any::<u128>(), any::<u128>());
    (when, some_actor(), role, units, option::of(site), ids).prop_map(
        |((recorded_at, occurred_at), actor, role, (unit, on_behalf_of), site, ids)| Meta {
            recorded_at,
            occurred_at,
            actor,
            role,
            unit,
            on_behalf_of,
            site,
            command: CommandId(ids.0),
            fingerprint: Fingerprint(ids.1),
        },
    )
}

fn some_stream() -> impl Strategy<Value = Stream> {
    prop_oneof![
        any::<u64>().prop_map(|id| Stream::Case(CaseId(id))),
        Just(Stream::Hall),
        Just(Stream::Staff),
        Just(Stream::Catalogue),
        Just(Stream::Authorities),
        Just(Stream::Calendar),
        Just(Stream::Policy),
        Just(Stream::Subjects),
        any::<u64>().prop_map(|id| Stream::Bundle(BundleId(id))),
        some_day().prop_map(Stream::Tickets),
        any::<u64>().prop_map(|id| Stream::Voice(VoiceId(id))),
    ]
}

fn some_party() -> impl Strategy<Value = Party> {
    (any::<u64>(), any::<u128>(), vec(any::<u8>(), 0..100)).prop_map(|(subject, token, sealed)| {
        Party { subject: SubjectId(subject), token: Token(token), sealed: Sealed(sealed.into()) }
    })
}

const WAYS: [CollectionWay; 4] =
    [CollectionWay::Paper, CollectionWay::Upload, CollectionWay::Scan, CollectionWay::Licence];
const TRUSTS: [Trust; 4] = [Trust::A, Trust::B, Trust::C, Trust::D];

fn some_materials() -> impl Strategy<Value = Vec<MaterialCopy>> {
    let copy = (some_code(), select(&WAYS[..]), select(&TRUSTS[..]));
    vec(copy.prop_map(|(material, way, trust)| MaterialCopy { material, way, trust }), 0..10)
}

fn some_event() -> impl Strategy<Value = Event> {
    let defect = (option::of(some_code()), some_text());
    let defects = vec(defect.prop_map(|(material, what)| Defect { material, what }), 0..10);
    let suspension = (some_day(), option::of(some_day()));
    let suspensions = vec(suspension.prop_map(|(from, resume)| Suspension { from, resume }), 0..5);
    let sample =
        |kind: EventKind| sample_events().into_iter().find(|event| event.kind() == kind).unwrap();
    prop_oneof![
        (some_party(), option::of(some_party()), some_materials()).prop_map(
            move |(applicant, agent, materials)| {
                let mut event = sample(EventKind::ApplicationReceived);
                if let Event::ApplicationReceived(e) = &mut event {
                    (e.applicant, e.agent, e.materials) = (applicant, agent, materials);
                }
                event
            }
        ),
        defects.prop_map(|defects| CorrectionNoticed { defects, clocks: Vec::new() }.into()),
        (suspensions, any::<u16>(), any::<u32>(), some_text()).prop_map(
            move |(suspensions, days, counted, source)| {
                let mut event = sample(EventKind::DeadlinePassed);
                if let Event::DeadlinePassed(e) = &mut event {
                    let budget = Budget { days, unit: Unit::CalendarDays };
                    let evidence = e.evidence.clone();
                    e.evidence = Evidence { suspensions, budget, counted, source, ..evidence };
                }
                event
            }
        ),
        some_code::<Reference>()
            .prop_map(|slip| Delivered { receipt: Receipt::ParcelSigned(slip) }.into()),
        (some_text(), some_day())
            .prop_map(|(reason, on)| { LetterRevoked { letter: code("L-1"), on, reason }.into() }),
        some_text().prop_map(|reason| Voided { reason, closing: ClosingKind::Issued }.into()),
        select(sample_events()),
    ]
}

prop_compose! {
    fn some_commit()(
        seq in 1..u64::MAX / 2,
        meta in some_meta(),
        received in vec(any::<u8>(), 0..300),
        entries in vec((some_stream(), any::<u32>(), any::<u64>(), some_event()), 1..6),
    ) -> Commit {
        let entries = entries.into_iter();
        let entries = entries.map(|(stream, version, previous, event)| {
            Entry { stream, version, previous, event }
        });
        Commit { seq, meta, received: received.into(), entries: entries.collect() }
    }
}

proptest! {
    #[test]
    fn what_was_written_is_read(commit in some_commit()) {
        let bytes = encode(&commit);
        prop_assert_eq!(&bytes, &encode(&commit.clone()), "always the same bytes");
        let records = (commit.seq..).zip(&bytes).map(|(seq, bytes)| decode(seq, bytes));
        let records: Vec<Record> = records.collect::<Result<_, _>>().unwrap();
        let expected: Vec<Record> = commit.clone().records().collect();
        prop_assert_eq!(&records, &expected);
        let again = commits(records.into_iter().map(Ok::<_, CommitError>));
        let again: Vec<Commit> = again.collect::<Result<_, _>>().unwrap();
        prop_assert_eq!(again, vec![commit]);
    }

    #[test]
    fn bytes_of_anybody_do_no_harm(bytes in vec(any::<u8>(), 0..2_000)) {
        let _ = decode(1, &bytes);
        let _ = decode(1, &[&[1], &bytes[..]].concat());
    }

    #[test]
    fn a_record_with_a_changed_byte_does_no_harm(
        commit in some_commit(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = encode(&commit).remove(0);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = decode(1, &bytes);
        let cut = cut.index(bytes.len());
        let _ = decode(1, &bytes[..cut]);
    }
}

fn one_record() -> Vec<u8> {
    let at = Timestamp::from_ms(0).unwrap();
    let meta = Meta {
        recorded_at: at,
        occurred_at: at,
        actor: Actor::System,
        role: None,
        unit: None,
        on_behalf_of: None,
        site: None,
        command: CommandId(0),
        fingerprint: Fingerprint(0),
    };
    let event = Archived { package: code("P") }.into();
    let entries = vec![Entry { stream: Stream::Case(CaseId(1)), version: 1, previous: 0, event }];
    encode(&Commit { seq: 1, meta, received: Box::default(), entries }).remove(0)
}

#[track_caller]
fn check_refused(bytes: &[u8], problem: DecodeProblem, text: &str) {
    let error = decode(1, bytes).unwrap_err();
    assert_eq!(error, DecodeError { seq: 1, problem });
    let said = error.to_string();
    assert!(said.contains("record 1") && said.contains(text), "{said}");
}

#[test]
fn records_of_newer_versions_are_refused_and_say_so() {
    let with = |at: usize, byte: u8| {
        let mut bytes = one_record();
        bytes[at] = byte;
        bytes
    };
    check_refused(&with(0, 2), DecodeProblem::Format(2), "newer version");
    check_refused(&with(1, 250), DecodeProblem::UnknownKind(250), "newer version");
    let problem = DecodeProblem::KindVersion { kind: EventKind::Archived, version: 2 };
    check_refused(&with(2, 2), problem, "newer");
}

#[test]
fn records_of_no_form_are_refused() {
    check_refused(&[], DecodeProblem::Empty, "empty");
    let long = vec![1; MAX_FRAME_BYTES + 1];
    check_refused(&long, DecodeProblem::TooLong(long.len()), "more than a record");
    let mut left = one_record();
    left.push(0);
    check_refused(&left, DecodeProblem::LeftOver(1), "left over");
    let cut = one_record();
    let error = decode(1, &cut[..cut.len() - 1]).unwrap_err();
    assert!(matches!(error.problem, DecodeProblem::Form(_)), "{error}");
}

#[test]
fn every_byte_of_a_record_matters() {
    let bytes = one_record();
    let record = decode(1, &bytes).unwrap();
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert_ne!(decode(1, &changed).ok().as_ref(), Some(&record), "byte {at}");
    }
}

fn three() -> Vec<Record> {
    let event = || Event::from(Archived { package: code("P") });
    let entry = |version| Entry {
        stream: Stream::Case(CaseId(1)),
        version,
        previous: u64::from(version) - 1,
        event: event(),
    };
    let record = decode(7, &one_record()).unwrap();
    let entries = vec![entry(1), entry(2), entry(3)];
    let commit = Commit { seq: 7, meta: record.meta, received: Box::default(), entries };
    commit.records().collect()
}

#[track_caller]
fn check_no_commit(change: impl FnOnce(&mut Vec<Record>), seq: u64) {
    let mut records = three();
    change(&mut records);
    let mut found = commits(records.into_iter().map(Ok::<_, CommitError>));
    let error = found.next().unwrap().unwrap_err();
    assert_eq!(error.seq, seq, "{error}");
    assert!(found.next().is_none(), "nothing comes after an error");
}

#[test]
fn commits_are_put_together_only_from_all_of_their_records() {
    check_no_commit(|records| records.truncate(2), 9);
    check_no_commit(|records| drop(records.remove(0)), 8);
    check_no_commit(|records| drop(records.remove(1)), 9);
    check_no_commit(|records| records.swap(1, 2), 9);
    check_no_commit(|records| records[1].count = 4, 8);
    check_no_commit(|records| records[0].count = 0, 7);
    check_no_commit(|records| records[0].received = None, 7);
    check_no_commit(|records| records[2].received = Some(Box::default()), 9);
    check_no_commit(|records| records[1].meta.command = CommandId(1), 8);
    check_no_commit(|records| records[1].index = 2, 8);
}
