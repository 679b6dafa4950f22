//! 每一种时限 of ratings, troubles, complaints and orders: each met on its last day, and over on the day after (rows 73,
//! 95, 105, 106). A kind of clock without a row does not compile; one that is not here is a case's, and held with those.

use crate::common::{Hall, voice_number};
use engine::clock::ClockKind;
use engine::event::Event;
use engine::policy::Card;
use engine::time::Timestamp;
use engine::voice::VoicePolicy;
use serde_json::{Value, json};

/// What meets a clock: who sends what.
type Met = (&'static str, Value);

fn hall() -> Hall {
    let mut hall = Hall::with_item(json!({}));
    for (id, role) in [
        ("guide", "guide"),
        ("watch", "supervisor"),
        ("quality", "quality_officer"),
        // Whom a rating is about does not look into it.
        ("colleague", "comp_window"),
    ] {
        let staff = json!({"id": id, "unit": "centre", "roles": [role]});
        hall.admin(json!({"type": "appoint_staff", "staff": staff}));
    }
    hall
}

fn person() -> Value {
    json!({"subject": 7, "token": "07".repeat(16), "sealed": "00"})
}

/// The voice on which the clock runs, and what meets it; none where it runs on cases and bundles.
#[expect(clippy::too_many_lines, reason = "a table: one arm a kind of clock")]
fn running(hall: &mut Hall, kind: ClockKind) -> Option<(String, Met)> {
    let running = match kind {
        ClockKind::ReviewContact => {
            let voice = bad_rating(hall);
            let met = json!({
                "type": "verify_review", "voice": voice, "finding": "simple", "note": "已联系",
            });
            (voice, ("colleague", met))
        }
        ClockKind::Rectification => {
            let voice = bad_rating(hall);
            let verified = json!({
                "type": "verify_review", "voice": voice, "finding": "complex", "note": "已联系",
            });
            hall.ok("colleague", verified);
            let met = json!({"type": "rectify_review", "voice": voice, "measures": "增设窗口"});
            (voice, ("colleague", met))
        }
        ClockKind::Trouble => {
            let voice = trouble(hall);
            let met = solve(&voice);
            (voice, ("rev", met))
        }
        ClockKind::Revisit => {
            let voice = trouble(hall);
            hall.ok("rev", solve(&voice));
            let met = json!({
                "type": "revisit_voice", "voice": voice, "satisfied": true, "note": "确认办成",
            });
            (voice, ("guide", met))
        }
        ClockKind::TroubleReport => {
            let policy = VoicePolicy { trouble_report_days: Some(2), ..VoicePolicy::customary() };
            hall.admin(json!({"type": "set_voice_policy", "policy": policy}));
            let voice = trouble(hall);
            hall.ok("rev", solve(&voice));
            let met = json!({
                "type": "report_trouble_result", "voice": voice, "report": "已协调办结",
            });
            (voice, ("guide", met))
        }
        ClockKind::Complaint => {
            let complaint = json!({"type": "file_complaint", "summary": "态度生硬"});
            let voice = voice_number(&hall.ok("applicant", complaint));
            hall.ok("guide", json!({"type": "assign_voice", "voice": voice, "unit": "D"}));
            let met = json!({"type": "answer_voice", "voice": voice, "reply": "已改进"});
            (voice, ("rev", met))
        }
        ClockKind::Order => {
            let order = json!({"type": "issue_order", "unit": "D", "matter": "说明", "days": 3});
            let voice = voice_number(&hall.ok("watch", order));
            let met = json!({"type": "answer_voice", "voice": voice, "reply": "已说明"});
            (voice, ("rep", met))
        }
        ClockKind::Acceptance
        | ClockKind::OnlineCheck
        | ClockKind::Correction
        | ClockKind::Statutory
        | ClockKind::Promise
        | ClockKind::Step
        | ClockKind::HandOff
        | ClockKind::Special
        | ClockKind::LowerReview
        | ClockKind::Delivery
        | ClockKind::Tolerant
        | ClockKind::CommitmentCheck
        | ClockKind::OwedDocument
        | ClockKind::PublicNotice
        | ClockKind::Opinion
        | ClockKind::Renewal
        | ClockKind::Forwarding
        | ClockKind::Consent
        | ClockKind::Bundle => return None,
    };
    Some(running)
}

/// 差评 of the intake, under a name.
fn bad_rating(hall: &mut Hall) -> String {
    let case = hall.accepted();
    let rating = json!({
        "type": "give_review", "case": case, "occasion": "intake", "grade": "dissatisfied",
        "channel": "hall_tablet", "applicant": person(),
    });
    voice_number(&hall.ok("applicant", rating))
}

/// 办不成事, assigned as a hard one.
fn trouble(hall: &mut Hall) -> String {
    let report = json!({
        "type": "report_trouble", "ground": "passed_around", "summary": "互相推诿",
        "applicant": person(),
    });
    let voice = voice_number(&hall.ok("guide", report));
    let assign = json!({"type": "assign_voice", "voice": voice, "unit": "D", "class": "hard"});
    hall.ok("guide", assign);
    voice
}

fn solve(voice: &str) -> Value {
    json!({"type": "solve_trouble", "voice": voice, "outcome": "solved", "note": "已协调"})
}

/// Whether card and lapse of the clock are recorded when the timer comes at that time.
fn lapses(hall: &mut Hall, voice: &str, kind: ClockKind, when: Timestamp) -> bool {
    hall.now = when.plus_ms(-1_000);
    let number = voice.parse().unwrap();
    if hall.world.find_voice(&number) == engine::world::FoundVoice::Closed {
        return false;
    }
    let events = hall.ok("system", json!({"type": "fire_voice_alarm", "voice": voice}));
    let is_card =
        |event: &Event| matches!(event, Event::WarningIssued(e) if e.evidence.clock == kind);
    let is_lapse =
        |event: &Event| matches!(event, Event::DeadlinePassed(e) if e.evidence.clock == kind);
    let found = (events.iter().any(is_card), events.iter().any(is_lapse));
    assert_eq!(found.0, found.1, "{kind:?}: the red card comes with the lapse");
    found.1
}

#[test]
fn row_106_what_was_answered_on_the_last_day_and_recorded_after_the_card_answers_it() {
    for kind in [ClockKind::Complaint, ClockKind::Order, ClockKind::Trouble] {
        let mut hall = hall();
        let (voice, (who, met)) = running(&mut hall, kind).unwrap();
        let due = hall.voice(&voice).running(kind).unwrap().reckoning.due.unwrap();
        let morning = due.next().start().plus_ms(9 * 3_600_000);
        assert!(lapses(&mut hall, &voice, kind, morning));
        let mut late = met.clone();
        late["occurred_at"] = json!(due.start().plus_ms(16 * 3_600_000).to_string());
        let events = hall.ok(who, late);
        let answered = |event: &Event| match event {
            Event::WarningAnswered(e) => (e.clock, e.card) == (kind, Card::Red),
            _ => false,
        };
        assert!(events.iter().any(answered), "{kind:?}: {events:?}");
        // What was done after the card answers none.
        let mut hall = self::hall();
        let (voice, (who, met)) = running(&mut hall, kind).unwrap();
        assert!(lapses(&mut hall, &voice, kind, morning));
        let events = hall.ok(who, met);
        assert!(!events.iter().any(answered), "{kind:?}: {events:?}");
    }
}

/// Every kind of clock there is, as the contract of the API names them.
fn every_kind() -> Vec<ClockKind> {
    let schema = schemars::schema_for!(ClockKind).to_value();
    let named = schema["oneOf"].as_array().into_iter().flatten().map(|one| &one["const"]);
    let kinds: Vec<ClockKind> =
        named.map(|name| serde_json::from_value(name.clone()).unwrap()).collect();
    assert!(kinds.len() > 20, "the kinds are read from {schema}");
    kinds
}

#[test]
fn every_clock_of_a_voice_is_met_on_its_last_day_and_over_on_the_day_after() {
    let mut found = 0;
    for kind in every_kind() {
        let mut hall = hall();
        let Some((voice, (who, met))) = running(&mut hall, kind) else { continue };
        found += 1;
        let due = hall.voice(&voice).running(kind).and_then(|clock| clock.reckoning.due);
        let due = due.unwrap_or_else(|| panic!("no {kind:?} runs"));
        let (last, over) = (due.plus(1).start().plus_ms(-1), due.plus(1).start());
        assert!(!lapses(&mut hall, &voice, kind, last), "{kind:?} is over on its last day");
        assert!(lapses(&mut hall, &voice, kind, over), "{kind:?} is never over");

        let mut hall = self::hall();
        let (voice, _) = running(&mut hall, kind).unwrap();
        hall.now = last.plus_ms(-1_000);
        hall.ok(who, met);
        let number = voice.parse().unwrap();
        if let engine::world::FoundVoice::Open(open) = hall.world.find_voice(&number) {
            assert!(open.running(kind).is_none(), "{kind:?} goes on although it was met");
        }
        assert!(
            !lapses(&mut hall, &voice, kind, over),
            "{kind:?} was met and is over all the same"
        );
    }
    assert_eq!(found, 7, "every clock of a voice has its row");
}
