//! What a layman reads: every kind of event the engine knows is told in words, in Chinese and in English, and no code
//! or name of a field is left in the text. The events are made from the schema of all events, so that a new kind, field
//! or code has words or fails here.

use engine::clock::{ClockKind, Level};
use engine::event::{Event, EventKind};
use engine::hall::Role;
use engine::id::{SubjectId, Token};
use engine::lifecycle::Phase;
use engine::port::PortKind;
use engine::queue::QueueId;
use engine::values::{ClosingKind, Outcome};
use replay::explain::{CLOCKS, clock_name, clock_of};
use replay::hall_diff::hall_diff;
use replay::hall_view::HallView;
use replay::moves::{Move, MoveKind};
use replay::past::Past;
use replay::timeline::{DueView, PlaceView, State, Timeline, Told};
use replay::words::Lang;
use replay::{Moment, Source};
use schemars::schema_for;
use serde_json::{Map, Value, json};

use crate::hall::{archived_history, written};

/// Ways in which the alternatives of a type are chosen; more than any type has.
const PICKS: usize = 32;

/// What stands for a name, a text, a code that the hall gave.
fn given(lang: Lang) -> &'static str {
    lang.of("甲", "N-1")
}

/// A value that a schema allows, each time with the next of its alternatives.
struct Sampler<'a> {
    root: &'a Value,
    lang: Lang,
    pick: usize,
}

impl Sampler<'_> {
    fn one_of<'v>(&self, list: &'v [Value]) -> &'v Value {
        let some: Vec<&Value> = list.iter().filter(|one| one["type"] != "null").collect();
        // The kind of another event is told by the words of that kind, which are looked at below.
        assert!(some.len() <= PICKS || some.len() == EventKind::ALL.len(), "raise PICKS");
        some[self.pick % some.len()]
    }

    fn value(&self, schema: &Value) -> Value {
        if let Some(name) = schema["$ref"].as_str() {
            return self.value(&self.root["$defs"][name.rsplit('/').next().unwrap()]);
        }
        if let Some(known) = schema.get("const") {
            return known.clone();
        }
        for several in ["oneOf", "anyOf", "enum"] {
            if let Some(list) = schema[several].as_array() {
                let one = self.one_of(list);
                return if several == "enum" { one.clone() } else { self.value(one) };
            }
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds.iter().find(|kind| **kind != "null").unwrap(),
            kind => kind,
        };
        match kind.as_str() {
            Some("object") => self.object(schema),
            Some("array") => match schema.get("items").filter(|items| items.is_object()) {
                Some(items) => json!([self.value(items)]),
                None => json!([]),
            },
            Some("string") => json!(given(self.lang)),
            Some("integer" | "number") => json!(7),
            Some("boolean") => json!(self.pick.is_multiple_of(2)),
            other => panic!("{other:?} in {schema}"),
        }
    }

    fn object(&self, schema: &Value) -> Value {
        let mut fields = Map::new();
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            fields.insert(name.clone(), self.value(field));
        }
        Value::Object(fields)
    }
}

/// A timeline with one event of a kind.
fn told(kind: EventKind, event: Value, lang: Lang) -> Timeline {
    let given = given(lang).to_owned();
    let day = "2026-03-05".parse().unwrap();
    let at = crate::hall::at("2026-03-02 09:30");
    let moved = Move {
        unit: None,
        clock: ClockKind::Promise,
        what: MoveKind::Started,
        due_before: None,
        due: Some(day),
        provisional: true,
        extended_by: None,
    };
    let told = Told {
        seq: 61,
        version: 3,
        occurred_at: at,
        recorded_at: at,
        kind,
        actor: "P-17".to_owned(),
        role: Some(Role::CompWindow),
        unit: Some("U-2".to_owned()),
        on_behalf_of: Some("U-3".to_owned()),
        place: Some(PlaceView { hall: given.clone(), zone: given.clone(), window: "W-9".into() }),
        phase: Phase::Handling,
        moves: vec![moved],
        due: vec![DueView { clock: ClockKind::Statutory, unit: None, due: Some(day) }],
        event,
        names: [(given.clone(), given.clone())].into(),
    };
    let state = State {
        seq: 61,
        version: 3,
        phase: Phase::Handling,
        applicant: Token(1),
        subject: SubjectId(1),
        agent: Some(Token(2)),
        intake_officers: vec![given.clone()],
        handler: Some(given.clone()),
        queue: Some("step:7:comp_window".to_owned()),
        outcome: Some(Outcome::Granted),
        closing: Some(ClosingKind::Issued),
        clocks: Vec::new(),
    };
    let number = "7".parse().unwrap();
    let (item, item_name) = (given.clone(), given);
    Timeline { number, item, item_name, item_version: 1, events: vec![told], state }
}

fn text(timeline: &Timeline, lang: Lang) -> String {
    let mut out = Vec::new();
    timeline.write(lang, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn is_chinese(letter: char) -> bool {
    ('\u{3000}'..='\u{9fff}').contains(&letter)
}

/// What in a text is not in its language, or is a code.
fn foreign(text: &str, lang: Lang) -> Option<String> {
    // 一岗双人 are called AB in Chinese as well.
    let letters: Vec<char> = text.replace("AB岗", "").chars().collect();
    let two = |is: fn(char, char) -> bool| {
        let found = letters.windows(2).position(|two| is(two[0], two[1]))?;
        Some(letters[found.saturating_sub(20)..letters.len().min(found + 30)].iter().collect())
    };
    let code = two(|one, _| matches!(one, '_' | '{' | '}' | '"'));
    code.or_else(|| match lang {
        Lang::Zh => two(|one, other| one.is_ascii_alphabetic() && other.is_ascii_alphabetic()),
        Lang::En => {
            let hump = two(|one, other| one.is_ascii_lowercase() && other.is_ascii_uppercase());
            hump.or_else(|| two(|one, _| is_chinese(one)))
        }
    })
}

#[test]
fn every_kind_of_event_is_told_in_both_languages_without_a_code_or_a_name_of_a_field() {
    let root = schema_for!(Event).to_value();
    let kinds = root["oneOf"].as_array().unwrap();
    assert_eq!(kinds.len(), EventKind::ALL.len());
    let mut wrong = Vec::new();
    for kind in EventKind::ALL {
        let schema = kinds.iter().find(|one| one["properties"]["kind"]["const"] == kind.name());
        let data = &schema.unwrap_or_else(|| panic!("{kind:?}"))["properties"]["data"];
        for (lang, pick) in
            [Lang::Zh, Lang::En].into_iter().flat_map(|l| (0..PICKS).map(move |p| (l, p)))
        {
            let sampler = Sampler { root: &root, lang, pick };
            let event = json!({ "kind": kind.name(), "data": sampler.value(data) });
            let text = text(&told(*kind, event, lang), lang);
            let (clock, statutory) =
                (lang.clock(ClockKind::Promise), lang.clock(ClockKind::Statutory));
            for part in [&lang.event(*kind), "P-17", "U-2", "U-3", "W-9", clock, statutory] {
                assert!(text.contains(part), "{kind:?} says nothing of {part}: {text}");
            }
            wrong.extend(foreign(&text, lang).map(|what| format!("{kind:?} {lang:?}: {what}")));
        }
    }
    wrong.sort_unstable();
    wrong.dedup();
    assert!(wrong.is_empty(), "give words to these in replay/src/words:\n{}", wrong.join("\n"));
}

#[test]
fn every_phase_post_clock_level_queue_and_port_has_words() {
    let queues = ["intake:7", "dispatch:7", "hand_off:7", "step:7:comp_window", "desk:7"];
    let queues = queues.into_iter().chain(["opinion:7", "result:7", "delivery"]);
    let queues: Vec<QueueId> = queues.map(|code| code.parse().unwrap()).collect();
    let ports = (0..=u8::MAX).filter_map(PortKind::from_number).map(PortKind::actor);
    let actors: Vec<&str> = ports.chain(["system", "applicant", "admin"]).collect();
    let levels = [Level::Notice, Level::Yellow, Level::Red, Level::Expired];
    for lang in [Lang::Zh, Lang::En] {
        let mut words: Vec<String> = Vec::new();
        words.extend(EventKind::ALL.iter().map(|kind| lang.event(*kind)));
        words.extend(Phase::ALL.map(|phase| lang.phase(phase)));
        words.extend(Role::ALL.map(|role| lang.role(role)));
        words.extend(CLOCKS.map(|clock| lang.clock(clock).to_owned()));
        words.extend(levels.map(|level| lang.level(level).to_owned()));
        words.extend(queues.iter().map(|queue| lang.queue(queue)));
        words.extend(actors.iter().map(|actor| lang.actor(actor)));
        for word in words {
            assert_eq!(foreign(&word, lang), None, "{lang:?}: {word}");
        }
    }
}

#[test]
fn what_a_clock_rests_on_has_words_in_chinese() {
    for clock in CLOCKS {
        let said = Lang::Zh.source(clock.source());
        assert_eq!(foreign(&said, Lang::Zh), None, "{clock:?}: {said}");
        assert_eq!(Lang::En.source(clock.source()), clock.source());
    }
    assert_eq!(Lang::Zh.source("行政许可法 art. 32(4)"), "行政许可法第32条第4款");
    assert_eq!(Lang::Zh.source("行政许可法 art. 42"), "行政许可法第42条");
    assert_eq!(Lang::Zh.source("本市规定 art. x"), "本市规定 art. x");
}

#[test]
fn a_field_is_called_what_it_means_in_its_event() {
    let called = [
        ("TicketCalled", "passed", "被越过", "passed over"),
        ("ItemReviewed", "passed", "通过", "passed"),
        ("TicketIssued", "ground", "绿色通道事由", "ground to go first"),
        ("TroubleReported", "ground", "反映事由", "ground"),
        ("TicketIssued", "person", "当事人标识", "token of the person"),
        ("CardDealt", "person", "人员", "person"),
        ("TicketPolicySet", "policy", "政策", "policy"),
        ("TicketCalled", "policy", "政策版本", "policy"),
        ("TroubleSolved", "outcome", "办理结果", "how it ended"),
        ("DecisionMade", "outcome", "决定", "outcome"),
    ];
    for (event, field, zh, en) in called {
        assert_eq!(Lang::Zh.field(event, field), zh, "{event}");
        assert_eq!(Lang::En.field(event, field), en, "{event}");
    }
}

#[test]
fn every_clock_can_be_asked_for_by_the_name_it_has_in_json() {
    let schema = schema_for!(ClockKind).to_value();
    let names = schema["oneOf"].as_array().unwrap().iter().map(|one| &one["const"]);
    let mut names: Vec<&str> = names.map(|name| name.as_str().unwrap()).collect();
    let mut known = CLOCKS.map(clock_name).to_vec();
    names.sort_unstable();
    known.sort_unstable();
    assert_eq!(known, names);
    for name in names {
        let kind = clock_of(name).unwrap();
        assert_eq!(serde_json::to_value(kind).unwrap(), name);
    }
    assert!(clock_of("lunch").unwrap_err().contains("tolerant"));
}

#[test]
fn the_hall_and_its_changes_are_told_in_words() {
    let (history, _) = archived_history();
    let (_temp, dir) = written(&history.commits);
    let source = Source::open(&dir).unwrap();
    let hall = HallView::of(&source.world_at(Moment::End).unwrap(), 10);
    let diff = hall_diff(&source, Moment::Seq(3), Moment::End).unwrap();
    let text = |lang| {
        let mut out = Vec::new();
        hall.write(lang, &mut out).unwrap();
        diff.write(lang, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    };
    let zh = text(Lang::Zh);
    for said in [
        "收件受理 Z1",
        "无差别综合窗口",
        "出件窗口",
        "人员 approver-1: 新增",
        "事项 JZ-01 v1: 新增",
    ] {
        assert!(zh.contains(said), "{said} in\n{zh}");
    }
    let en = text(Lang::En);
    assert!(en.contains("intake Z1") && en.contains("staff approver-1: added"), "{en}");
    for code in ["intake:", "Undifferentiated", "added", "staff"] {
        assert!(!zh.contains(code), "{code} in\n{zh}");
    }
}

/// A port has one name in Chinese, whoever tells it, and the card of its silence is told in one language.
#[test]
fn a_port_is_called_what_the_engine_calls_it_and_its_silence_is_told_in_one_language() {
    for port in PortKind::ALL {
        assert_eq!(Lang::Zh.value("PortAsked", "port", port.name()), port.chinese());
        assert_eq!(Lang::Zh.actor(port.actor()), format!("端口：{}", port.chinese()));
    }
    let mut hall = crate::hall::set_up();
    let connect = json!({ "type": "connect_port", "port": "identity", "term_days": 1 });
    hall.say("2025-12-02 08:00", "admin", connect);
    let case = hall.receive("2026-01-06 09:00", 3);
    hall.on("2026-01-08 00:00", "system", &case, json!({ "type": "fire_alarm" }));
    let (_temp, dir) = written(&hall.commits);
    let past = Past::of(&Source::open(&dir).unwrap(), &case, Moment::End).unwrap();
    let mut timeline = Timeline::of(&past, "2026-01-08".parse().unwrap());
    timeline.events.retain(|told| told.kind == EventKind::CardDealt);
    assert_eq!(timeline.events.len(), 1);
    let line = |lang: Lang, begin: &str| {
        let text = text(&timeline, lang);
        let line = text.lines().find(|line| line.contains(begin));
        line.unwrap_or_else(|| panic!("{text}")).to_owned()
    };
    let zh = line(Lang::Zh, "端口逾期未回执");
    let unit_aside = zh.replace("(zjj)", "");
    assert!(
        zh.contains("身份认证应于2026-01-07前答复") && foreign(&unit_aside, Lang::Zh).is_none(),
        "{zh}"
    );
    let en = line(Lang::En, "port silent");
    assert!(en.contains("port identity: no answer to record"), "{en}");
    assert!(!en.contains("未答复"), "{en}");
}
