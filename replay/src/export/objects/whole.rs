//! 一件事 as a thing: what it is from its beginning, what its events change, and whom it is for. Its cases name it.

use std::collections::BTreeSet;

use engine::bundle::Bundle;
use engine::code::BundleNumber;
use engine::event::Event;
use engine::id::BundleId;
use engine::number;
use engine::record::Record;
use engine::setup::Setup;
use store::person::parties;

use super::{
    Object, ObjectRef, ObjectType, ObjectValue, Relation, last_of_instant, person, plain,
    since_ever, word,
};
use crate::bundle::folded;
use crate::source::SourceError;

/// Of which bundle an event makes its case a part.
#[expect(clippy::wildcard_enum_match_arm, reason = "one event says it")]
pub(in crate::export) fn bundle_of(event: &Event) -> Option<&BundleNumber> {
    match event {
        Event::BundleJoined(joined) => Some(&joined.bundle),
        _ => None,
    }
}

/// A bundle and its persons, from its whole history; nothing where the set-up does not know its code.
pub(in crate::export) fn of_bundle(
    setup: &Setup,
    id: BundleId,
    records: &[Record],
) -> Result<Vec<Object>, SourceError> {
    let Some(number) = number::format_bundle(setup, id) else { return Ok(Vec::new()) };
    let mut values: Vec<ObjectValue> = Vec::new();
    let mut persons: BTreeSet<ObjectRef> = BTreeSet::new();
    let mut now: Option<Bundle> = None;
    for record in records {
        let before = now.as_ref().map(|bundle| (bundle.phase, bundle.closing));
        let after = folded(setup, now.take(), record)?;
        if before.is_none() {
            values = first_values(setup, &after);
        }
        let since = Some(record.meta.occurred_at);
        if before.is_none_or(|(phase, _)| phase != after.phase) {
            values.push(ObjectValue { name: "phase", value: format!("{:?}", after.phase), since });
        }
        let closing = after.closing.filter(|_| before.is_none_or(|(_, was)| was != after.closing));
        values.extend(closing.map(|closing| ObjectValue {
            name: "closing",
            value: word(&closing),
            since,
        }));
        persons.extend(parties(&record.entry.event).into_iter().map(|(_, party)| person(party)));
        now = Some(after);
    }
    let Some(bundle) = now else { return Ok(Vec::new()) };
    let mut relations = vec![
        Relation { object: person(&bundle.applicant), qualifier: "applicant" },
        Relation::new(ObjectType::Department, &bundle.lead, "lead"),
        Relation::new(ObjectType::Department, &bundle.intake_unit, "intake"),
    ];
    let agent = bundle.agent.as_ref().map(|agent| person(agent));
    relations.extend(agent.map(|object| Relation { object, qualifier: "agent" }));
    persons.insert(person(&bundle.applicant));
    let mut objects: Vec<Object> = persons.into_iter().map(plain).collect();
    let object = ObjectRef::new(ObjectType::Bundle, number);
    objects.push(Object { object, values: last_of_instant(values), relations });
    Ok(objects)
}

fn first_values(setup: &Setup, bundle: &Bundle) -> Vec<ObjectValue> {
    let mut values = vec![
        since_ever("channel", word(&bundle.channel)),
        since_ever("priority", word(&bundle.priority)),
        since_ever("received_at", bundle.received_at),
    ];
    if let Some(version) = setup.bundle(bundle.definition) {
        values.push(since_ever("code", &version.definition.code));
        values.push(since_ever("name", &version.definition.name));
        values.push(since_ever("version", version.version));
    }
    values
}
