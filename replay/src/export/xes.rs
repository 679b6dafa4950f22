//! XES (IEEE 1849): one trace a case, events in the order of the log.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{self, Write};

use engine::case::Case;
use engine::setup::Setup;

use super::markup::Escaped;
use super::objects::word;
use super::row::Row;
use super::run::{ExportError, Tally};
use super::walk::Walk;
use crate::moves::clocks_in;
use crate::past::{Past, Step};

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Yichuang" prefix="yichuang" uri="urn:yichuang:xes:1"/>
  <global scope="trace">
    <string key="concept:name" value=""/>
  </global>
  <global scope="event">
    <string key="concept:name" value=""/>
    <date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>
    <string key="lifecycle:transition" value="complete"/>
  </global>
  <classifier name="Activity" keys="concept:name"/>
  <classifier name="Resource" keys="org:resource"/>
"#;

/// Writes the cases of a scope.
pub(super) fn write(walk: &Walk<'_>, out: &mut dyn Write) -> Result<Tally, ExportError> {
    let mut tally = Tally::default();
    let head = |out: &mut dyn Write| {
        out.write_all(HEAD.as_bytes())?;
        attribute(out, 1, "string", "yichuang:root", store::hex(&walk.source.root()))?;
        attribute(out, 1, "int", "yichuang:records", walk.source.size())
    };
    head(out).map_err(ExportError::Output)?;
    for past in walk.cases(&mut |_| Ok(()))? {
        let past = past?;
        let events = trace(walk, &past, out).map_err(ExportError::Output)?;
        tally.cases += u64::from(events > 0);
        tally.events += events;
    }
    out.write_all(b"</log>\n").map_err(ExportError::Output)?;
    Ok(tally)
}

/// Writes one case, and says how many events it has; one without any is left out.
fn trace(walk: &Walk<'_>, past: &Past, out: &mut dyn Write) -> io::Result<u64> {
    let scope = walk.scope;
    let inside = past.steps.iter().filter(|step| scope.has_begun(&step.record));
    let rows = inside.map(|step| (walk.row(&step.record, &past.setup), step));
    let mut rows = rows.filter(|(row, _)| !scope.origin_only || row.origin.is_some()).peekable();
    let Some((first, _)) = rows.peek() else { return Ok(0) };
    let origin = first.origin.as_ref().map(|origin| origin.case.to_string());
    writeln!(out, "  <trace>")?;
    let name = origin.clone().filter(|_| scope.origin_only);
    let name = name.unwrap_or_else(|| past.number.to_string());
    attribute(out, 2, "string", "concept:name", name)?;
    if let Some(origin) = origin {
        attribute(out, 2, "string", "yichuang:origin_case", origin)?;
    }
    case(past, out)?;
    let mut events = 0;
    for (row, step) in rows {
        event(&row, step, out)?;
        events += 1;
    }
    writeln!(out, "  </trace>")?;
    Ok(events)
}

/// What is known of a case at the end of the scope.
fn case(past: &Past, out: &mut dyn Write) -> io::Result<()> {
    let case = past.case();
    let mut text = |key: &str, value: &dyn Display| attribute(out, 2, "string", key, value);
    text("yichuang:number", &past.number)?;
    if let Some(item) = past.setup.item(case.item) {
        let definition = &item.definition;
        text("yichuang:item", &definition.code)?;
        text("yichuang:item_name", &definition.name)?;
        text("yichuang:item_version", &item.version)?;
        text("yichuang:case_type", &word(&definition.case_type))?;
        text("yichuang:department", &definition.department)?;
        text("yichuang:department_name", &unit_name(&past.setup, &definition.department))?;
    }
    text("yichuang:channel", &word(&case.channel))?;
    text("yichuang:priority", &word(&case.priority))?;
    text("yichuang:delivery", &word(&case.delivery))?;
    text("yichuang:applicant", &case.applicant.token)?;
    text("yichuang:intake_unit", &case.intake_unit)?;
    text("yichuang:phase", &format_args!("{:?}", case.phase()))?;
    if let Some(verdict) = case.verdict() {
        text("yichuang:outcome", &word(&verdict.outcome))?;
    }
    if let Some(closing) = case.closing() {
        text("yichuang:closing", &word(&closing))?;
        attribute(out, 2, "int", "yichuang:closing_number", closing.number())?;
    }
    attribute(out, 2, "date", "yichuang:received_at", case.received_at)?;
    clocks(case, out)
}

fn clocks(case: &Case, out: &mut dyn Write) -> io::Result<()> {
    let names = clocks_in(case).map(|(unit, clock)| match unit {
        Some(unit) => format!("{}_{unit}", word(&clock.kind)),
        None => word(&clock.kind),
    });
    for (name, (_, clock)) in told_apart(names.collect()).iter().zip(clocks_in(case)) {
        let key = |what: &str| format!("yichuang:{name}_{what}");
        if let Some(due) = clock.reckoning.due {
            attribute(out, 2, "date", &key("due"), due.start())?;
        }
        if let Some(stopped) = clock.stopped {
            attribute(out, 2, "date", &key("stopped"), stopped.start())?;
        }
    }
    Ok(())
}

/// Names of which none stands twice: the last of a name keeps it, those before it are numbered from the first on. A clock
/// whose card waits for an answer stays when the next of its kind starts.
fn told_apart(names: Vec<String>) -> Vec<String> {
    let mut left: BTreeMap<String, usize> = BTreeMap::new();
    for name in &names {
        *left.entry(name.clone()).or_default() += 1;
    }
    let all = left.clone();
    let each = names.into_iter().map(|name| {
        let (all, left) = (all.get(&name).copied(), left.get_mut(&name));
        let Some((all, left)) = all.zip(left) else { return name };
        *left = left.saturating_sub(1);
        if *left == 0 { name } else { format!("{name}_{}", all - *left) }
    });
    each.collect()
}

fn event(row: &Row, step: &Step, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "    <event>")?;
    attribute(out, 3, "string", "concept:name", &row.activity)?;
    attribute(out, 3, "date", "time:timestamp", row.occurred_at)?;
    attribute(out, 3, "string", "lifecycle:transition", &row.transition)?;
    let site = row.site.as_ref();
    let texts = [
        ("org:resource", row.resource.clone()),
        ("org:group", row.group.clone()),
        ("org:role", row.role.map(str::to_owned)),
        ("yichuang:actor", Some(row.actor.clone())),
        ("yichuang:unit", row.unit.clone()),
        ("yichuang:on_behalf_of", row.on_behalf_of.clone()),
        ("yichuang:zone", site.map(|site| site.zone.to_string())),
        ("yichuang:window", site.map(|site| site.window.to_string())),
        ("yichuang:kind", Some(row.kind.name().to_owned())),
        ("yichuang:detail", Some(row.detail.clone())),
    ];
    for (key, value) in texts {
        if let Some(value) = value {
            attribute(out, 3, "string", key, value)?;
        }
    }
    attribute(out, 3, "string", "yichuang:phase", format_args!("{:?}", step.after.phase()))?;
    attribute(out, 3, "date", "yichuang:recorded_at", row.recorded_at)?;
    attribute(out, 3, "int", "yichuang:seq", row.seq)?;
    attribute(out, 3, "boolean", "yichuang:origin", row.origin.is_some())?;
    writeln!(out, "    </event>")
}

fn unit_name(setup: &Setup, id: &engine::code::UnitId) -> String {
    setup.units.get(id).map_or_else(|| id.to_string(), |unit| unit.name.to_string())
}

fn attribute(
    out: &mut dyn Write,
    depth: usize,
    kind: &str,
    key: &str,
    value: impl Display,
) -> io::Result<()> {
    let indent = depth * 2;
    let (key, value) = (Escaped(key), Escaped(value));
    writeln!(out, r#"{:indent$}<{kind} key="{key}" value="{value}"/>"#, "")
}

#[cfg(test)]
mod tests {
    use super::told_apart;

    #[test]
    fn an_older_clock_of_a_kind_has_a_name_of_its_own_and_the_newest_the_plain_one() {
        let names = ["step", "promise", "step", "step"].map(str::to_owned).to_vec();
        assert_eq!(told_apart(names), ["step_1", "promise", "step_2", "step"]);
    }
}
