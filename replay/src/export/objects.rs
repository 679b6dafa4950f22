//! 对象: what events are about, and how. A new kind of object is one variant of [`ObjectType`] with its
//! attributes, and one line wherever an event names it.

mod named;
mod whole;

use std::collections::BTreeSet;

use engine::code::CaseNumber;
use engine::command::Actor;
use engine::event::Stream;
use engine::item::ItemDefinition;
use engine::number;
use engine::party::Party;
use engine::record::Record;
use engine::setup::Setup;
use engine::time::Timestamp;
use serde::Serialize;
use store::person::parties;

use super::documents::{Document, documents};
use crate::past::Past;

use named::named_in;
pub(super) use whole::{bundle_of, of_bundle};

/// What kind of thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ObjectType {
    /// 办件
    Case,
    /// 事项
    Item,
    /// 一件事
    Bundle,
    /// 当事人, a blind token.
    Applicant,
    /// 窗口
    Window,
    /// 人员
    Officer,
    /// 部门
    Department,
    /// 文书、材料
    Document,
    /// 排队号
    Ticket,
    /// 评价、求助、投诉、督办
    Voice,
    /// 设置的一部分: what an event of the set-up is about that names no thing of it, as the calendar.
    Part,
}

/// What kind of value an attribute has (OCEL 2.0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ValueType {
    Text,
    Time,
    Integer,
    Boolean,
}

impl ValueType {
    /// The name of the type in OCEL 2.0.
    pub(super) fn name(self) -> &'static str {
        match self {
            ValueType::Text => "string",
            ValueType::Time => "time",
            ValueType::Integer => "integer",
            ValueType::Boolean => "boolean",
        }
    }
}

/// An attribute: its name, and what kind of value it has.
pub(super) type Attribute = (&'static str, ValueType);

impl ObjectType {
    pub(super) const ALL: [ObjectType; 11] = [
        ObjectType::Case,
        ObjectType::Item,
        ObjectType::Bundle,
        ObjectType::Applicant,
        ObjectType::Window,
        ObjectType::Officer,
        ObjectType::Department,
        ObjectType::Document,
        ObjectType::Ticket,
        ObjectType::Voice,
        ObjectType::Part,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            ObjectType::Case => "case",
            ObjectType::Item => "item",
            ObjectType::Bundle => "bundle",
            ObjectType::Applicant => "applicant",
            ObjectType::Window => "window",
            ObjectType::Officer => "officer",
            ObjectType::Department => "department",
            ObjectType::Document => "document",
            ObjectType::Ticket => "ticket",
            ObjectType::Voice => "voice",
            ObjectType::Part => "part",
        }
    }

    pub(super) fn attributes(self) -> &'static [Attribute] {
        match self {
            ObjectType::Case => &[
                ("channel", ValueType::Text),
                ("priority", ValueType::Text),
                ("delivery", ValueType::Text),
                ("item_version", ValueType::Integer),
                ("received_at", ValueType::Time),
                ("phase", ValueType::Text),
                ("outcome", ValueType::Text),
                ("closing", ValueType::Text),
            ],
            ObjectType::Item => &[
                ("name", ValueType::Text),
                ("implementation_code", ValueType::Text),
                ("case_type", ValueType::Text),
                ("versions", ValueType::Integer),
            ],
            ObjectType::Bundle => &[
                ("code", ValueType::Text),
                ("name", ValueType::Text),
                ("version", ValueType::Integer),
                ("channel", ValueType::Text),
                ("priority", ValueType::Text),
                ("received_at", ValueType::Time),
                ("phase", ValueType::Text),
                ("closing", ValueType::Text),
            ],
            ObjectType::Applicant | ObjectType::Ticket | ObjectType::Voice | ObjectType::Part => {
                &[]
            }
            ObjectType::Window => &[("kind", ValueType::Text), ("zone", ValueType::Text)],
            ObjectType::Officer => &[("roles", ValueType::Text)],
            ObjectType::Department => &[("name", ValueType::Text)],
            ObjectType::Document => &[
                ("kind", ValueType::Text),
                ("name", ValueType::Text),
                ("number", ValueType::Text),
                ("hash", ValueType::Text),
            ],
        }
    }

    /// Things that many cases and events name and that have nothing but their name: told once, at the end.
    pub(super) fn is_loose(self) -> bool {
        match self {
            ObjectType::Applicant | ObjectType::Ticket | ObjectType::Voice | ObjectType::Part => {
                true
            }
            ObjectType::Case
            | ObjectType::Item
            | ObjectType::Bundle
            | ObjectType::Window
            | ObjectType::Officer
            | ObjectType::Department
            | ObjectType::Document => false,
        }
    }

    /// Things that events name whose own history may lie outside of what is exported: then only their name is told.
    pub(super) fn is_named_from_afar(self) -> bool {
        self.is_loose() || self == ObjectType::Case
    }

    /// Things of the set-up: few, and shared by all cases.
    pub(super) fn is_setup(self) -> bool {
        match self {
            ObjectType::Item
            | ObjectType::Window
            | ObjectType::Officer
            | ObjectType::Department => true,
            ObjectType::Case
            | ObjectType::Bundle
            | ObjectType::Applicant
            | ObjectType::Document
            | ObjectType::Ticket
            | ObjectType::Voice
            | ObjectType::Part => false,
        }
    }
}

/// One thing, by its kind and its code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ObjectRef {
    pub(super) kind: ObjectType,
    pub(super) code: String,
}

impl ObjectRef {
    #[expect(
        clippy::needless_pass_by_value,
        reason = "given as a value or by reference, as it comes"
    )]
    pub(super) fn new(kind: ObjectType, code: impl ToString) -> ObjectRef {
        ObjectRef { kind, code: code.to_string() }
    }

    /// The thing of a name that is told by its name alone.
    pub(super) fn afar(id: &str) -> Option<ObjectRef> {
        let mut afar = ObjectType::ALL.into_iter().filter(|kind| kind.is_named_from_afar());
        afar.find_map(|kind| {
            let code = id.strip_prefix(kind.name())?.strip_prefix(':')?.to_owned();
            Some(ObjectRef { kind, code })
        })
    }

    /// Its name, unique among all things.
    pub(super) fn id(&self) -> String {
        format!("{}:{}", self.kind.name(), self.code)
    }
}

/// A thing, and in which part it stands there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Relation {
    pub(super) object: ObjectRef,
    pub(super) qualifier: &'static str,
}

impl Relation {
    pub(super) fn new(kind: ObjectType, code: impl ToString, qualifier: &'static str) -> Relation {
        Relation { object: ObjectRef::new(kind, code), qualifier }
    }
}

/// One value of an attribute, since when; since ever where not given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ObjectValue {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) since: Option<Timestamp>,
}

/// A thing with what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "named as in a relation")]
pub(super) struct Object {
    pub(super) object: ObjectRef,
    pub(super) values: Vec<ObjectValue>,
    pub(super) relations: Vec<Relation>,
}

/// What an event is about: each thing once in each part.
pub(super) fn of_record(
    record: &Record,
    case: Option<&CaseNumber>,
    setup: &Setup,
) -> Vec<Relation> {
    let meta = &record.meta;
    let mut found: Vec<Relation> = Vec::new();
    if let Some(number) = case {
        found.push(Relation::new(ObjectType::Case, number, "case"));
    }
    let bundle = record.entry.stream.bundle().and_then(|id| number::format_bundle(setup, id));
    found.extend(bundle.map(|number| Relation::new(ObjectType::Bundle, number, "bundle")));
    let voice = record.entry.stream.voice().and_then(number::format_voice);
    found.extend(voice.map(|number| Relation::new(ObjectType::Voice, number, "voice")));
    if let Actor::Staff(officer) = &meta.actor {
        found.push(Relation::new(ObjectType::Officer, officer, "resource"));
    }
    let department = |id, qualifier| Relation::new(ObjectType::Department, id, qualifier);
    found.extend(meta.unit.as_ref().map(|unit| department(unit, "unit")));
    found.extend(meta.on_behalf_of.as_ref().map(|unit| department(unit, "on_behalf_of")));
    let window = meta.site.as_ref().map(|site| &site.window);
    found.extend(window.map(|window| Relation::new(ObjectType::Window, window, "place")));
    found.extend(named_in(&record.entry.event));
    let beside = beside_cases(record, setup);
    if let Some(owner) = case.map(CaseNumber::as_str).or(beside.as_deref()) {
        let documents = documents(&record.entry.event);
        found.extend(documents.iter().map(|document| {
            Relation::new(ObjectType::Document, document_code(owner, document), document.part)
        }));
    }
    if found.is_empty() {
        found.push(Relation::new(ObjectType::Part, part_of(record.entry.stream), "subject"));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// What an event changes that names nothing.
fn part_of(stream: Stream) -> &'static str {
    match stream {
        Stream::Hall => "hall",
        Stream::Staff => "staff",
        Stream::Catalogue => "catalogue",
        Stream::Authorities => "authorities",
        Stream::Calendar => "calendar",
        Stream::Policy => "policy",
        Stream::Subjects => "subjects",
        Stream::Tickets(_) => "tickets",
        Stream::Case(_) => "cases",
        Stream::Bundle(_) => "bundles",
        Stream::Voice(_) => "voices",
    }
}

/// Documents belong to their case, bundle or trouble: the same kind of paper of two cases is two things.
fn document_code(owner: &str, document: &Document) -> String {
    format!("{owner}/{}/{}", document.kind, document.code)
}

/// The number of the trouble or bundle whose stream it is.
fn beside_cases(record: &Record, setup: &Setup) -> Option<String> {
    let stream = record.entry.stream;
    let voice = stream.voice().and_then(number::format_voice).map(|number| number.to_string());
    let bundle = stream.bundle().and_then(|id| number::format_bundle(setup, id));
    voice.or_else(|| bundle.map(|number| number.to_string()))
}

/// What was written about a trouble or a whole bundle: each paper is told with the one event that made it.
pub(super) fn of_beside(record: &Record, setup: &Setup) -> Vec<Object> {
    let Some(owner) = beside_cases(record, setup) else { return Vec::new() };
    let made = documents(&record.entry.event).into_iter();
    let object = |document: Document| {
        let code = document_code(&owner, &document);
        of_document(ObjectRef::new(ObjectType::Document, code), &document)
    };
    made.map(object).collect()
}

/// The token of a person: the only place where a person gets into an export.
pub(super) fn person(party: &Party) -> ObjectRef {
    ObjectRef::new(ObjectType::Applicant, party.token)
}

/// A case with its documents and its persons, as its history shows them.
pub(super) fn of_case(past: &Past) -> Vec<Object> {
    let case = past.case();
    let number = &past.number;
    let mut objects: Vec<Object> = Vec::new();
    let mut relations = vec![Relation { object: person(&case.applicant), qualifier: "applicant" }];
    let agent = case.agent.as_ref().map(|agent| person(agent));
    relations.extend(agent.map(|object| Relation { object, qualifier: "agent" }));
    if let Some(item) = past.setup.item(case.item) {
        relations.push(Relation::new(ObjectType::Item, &item.definition.code, "item"));
        let department = &item.definition.department;
        relations.push(Relation::new(ObjectType::Department, department, "department"));
    }
    // Whoever is named by an event is told, also where somebody else stands in his place now.
    let named = past.steps.iter().flat_map(|step| parties(&step.record.entry.event));
    let named = named.map(|(_, party)| person(party));
    let now = relations.iter().filter(|r| r.object.kind == ObjectType::Applicant);
    let persons: BTreeSet<ObjectRef> = now.map(|r| r.object.clone()).chain(named).collect();
    objects.extend(persons.into_iter().map(plain));
    let joined = past.steps.iter().filter_map(|step| bundle_of(&step.record.entry.event));
    relations.extend(joined.map(|number| Relation::new(ObjectType::Bundle, number, "bundle")));
    for document in past.steps.iter().flat_map(|step| documents(&step.record.entry.event)) {
        let object =
            ObjectRef::new(ObjectType::Document, document_code(number.as_str(), &document));
        if objects.iter().all(|known| known.object != object) {
            relations.push(Relation { object: object.clone(), qualifier: "document" });
            objects.push(of_document(object, &document));
        }
    }
    let object = ObjectRef::new(ObjectType::Case, number);
    relations.sort_unstable();
    relations.dedup();
    objects.push(Object { object, values: case_values(past), relations });
    objects
}

/// A thing of which no more is known than its name.
pub(super) fn plain(object: ObjectRef) -> Object {
    Object { object, values: Vec::new(), relations: Vec::new() }
}

fn of_document(object: ObjectRef, document: &Document) -> Object {
    let mut values = vec![since_ever("kind", document.kind)];
    let given = [("name", &document.name), ("number", &document.number), ("hash", &document.hash)];
    let given = given.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
    values.extend(given.map(|(name, value)| since_ever(name, value)));
    Object { object, values, relations: Vec::new() }
}

#[expect(clippy::needless_pass_by_value, reason = "given as a value or by reference, as it comes")]
fn since_ever(name: &'static str, value: impl ToString) -> ObjectValue {
    ObjectValue { name, value: value.to_string(), since: None }
}

/// What a case is from its beginning, and what its events change.
fn case_values(past: &Past) -> Vec<ObjectValue> {
    let Some(first) = past.steps.first() else { return Vec::new() };
    let case = &first.after;
    let mut values = vec![
        since_ever("channel", word(&case.channel)),
        since_ever("priority", word(&case.priority)),
        since_ever("delivery", word(&case.delivery)),
        since_ever("received_at", case.received_at),
    ];
    let version = past.setup.item(case.item).map(|item| item.version);
    values.extend(version.map(|version| since_ever("item_version", version)));
    for step in &past.steps {
        let (case, before) = (&step.after, step.before.as_ref());
        let since = Some(step.record.meta.occurred_at);
        let mut changed = |name, value: Option<String>, was: Option<String>| {
            let value = value.filter(|value| was.as_ref() != Some(value));
            values.extend(value.map(|value| ObjectValue { name, value, since }));
        };
        let phase = |case: &engine::case::Case| format!("{:?}", case.phase());
        changed("phase", Some(phase(case)), before.map(phase));
        let outcome = |case: &engine::case::Case| Some(word(&case.verdict()?.outcome));
        changed("outcome", outcome(case), before.and_then(outcome));
        let closing = |case: &engine::case::Case| Some(word(&case.closing()?));
        changed("closing", closing(case), before.and_then(closing));
        if let Some(before) = before {
            changed("delivery", Some(word(&case.delivery)), Some(word(&before.delivery)));
        }
    }
    last_of_instant(values)
}

/// One thing has one value of an attribute at an instant: the last, where commands changed it more than once.
fn last_of_instant(values: Vec<ObjectValue>) -> Vec<ObjectValue> {
    let mut known = BTreeSet::new();
    let mut last: Vec<ObjectValue> =
        values.into_iter().rev().filter(|value| known.insert((value.name, value.since))).collect();
    last.reverse();
    last
}

/// A thing of the set-up; what the set-up does not know has no attributes.
pub(super) fn of_setup(setup: &Setup, object: &ObjectRef) -> Object {
    let mut known = plain(object.clone());
    let code = object.code.as_str();
    match object.kind {
        ObjectType::Department => {
            let unit = setup.units.values().find(|unit| unit.id.as_str() == code);
            known.values.extend(unit.map(|unit| since_ever("name", &unit.name)));
        }
        ObjectType::Window => {
            let window = setup.windows.values().find(|(window, _)| window.id.as_str() == code);
            if let Some((window, _)) = window {
                known.values.push(since_ever("kind", word(&window.kind)));
                known.values.push(since_ever("zone", &window.zone));
            }
        }
        ObjectType::Officer => {
            let staff = setup.staff.values().find(|staff| staff.id.as_str() == code);
            if let Some(staff) = staff {
                let roles: Vec<&str> = staff.roles.iter().map(|role| role.name()).collect();
                known.values.push(since_ever("roles", roles.join(" ")));
                known.relations.push(Relation::new(ObjectType::Department, &staff.unit, "unit"));
            }
        }
        ObjectType::Item => {
            let items = setup.items().iter();
            let newest = items.rev().find(|item| item.definition.code.as_str() == code);
            if let Some(item) = newest {
                item_values(&item.definition, item.version, &mut known);
            }
        }
        ObjectType::Case
        | ObjectType::Bundle
        | ObjectType::Applicant
        | ObjectType::Document
        | ObjectType::Ticket
        | ObjectType::Voice
        | ObjectType::Part => (),
    }
    known
}

fn item_values(item: &ItemDefinition, versions: u32, known: &mut Object) {
    known.values.push(since_ever("name", &item.name));
    known.values.push(since_ever("implementation_code", &item.impl_code));
    known.values.push(since_ever("case_type", word(&item.case_type)));
    known.values.push(since_ever("versions", versions));
    let department = Relation::new(ObjectType::Department, &item.department, "department");
    known.relations.push(department);
}

/// The word of a coded value, as in JSON.
pub(super) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_values_of_one_attribute_at_one_instant_the_last_is_kept_in_its_place() {
        let at = |text: &str| Some(text.parse::<Timestamp>().unwrap());
        let (one, two) = (at("2026-01-05T09:00:00+08:00"), at("2026-01-05T09:00:01+08:00"));
        let value = |name, value: &str, since| ObjectValue { name, value: value.to_owned(), since };
        let kept = last_of_instant(vec![
            value("phase", "Received", one),
            value("channel", "window", None),
            value("phase", "PreCheck", one),
            value("closing", "issued", one),
            value("phase", "Accepted", two),
        ]);
        let texts: Vec<&str> = kept.iter().map(|value| value.value.as_str()).collect();
        assert_eq!(texts, ["window", "PreCheck", "issued", "Accepted"]);
    }
}
