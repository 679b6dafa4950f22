//! Reads an XES log (IEEE 1849): `log`, in it `trace` (the case), in it `event`, each with its
//! attributes as child elements.
//!
//! Kept are the direct attributes of traces, and those of events that [`Columns`] names. Left
//! aside are attributes of attributes, of the log and of its global scopes, which describe
//! defaults for writers and are no data of any case.

use std::borrow::Cow;
use std::io::{self, BufReader};
use std::sync::Arc;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, Reader, XmlVersion};

use super::ForeignLogError;
use super::column::Columns;
use super::gather::{Draft, Gatherer, Sink};
use super::limits::{BUFFER_BYTES, CASE_ATTRIBUTES_MAX, DEPTH_MAX, TAG_ATTRIBUTES_MAX};
use super::log::{Problem, SourceLog};
use super::metered::{Capped, length, read_error};

/// Characters of a foreign element's name that are told.
const TOLD_NAME_CHARS_MAX: usize = 40;
/// Characters of the parser's reason that are told; it may quote the file.
const TOLD_REASON_CHARS_MAX: usize = 160;

/// Reads the log to its end, or until the asked number of cases is full.
pub(super) fn read(
    text: Capped<'_>,
    columns: &Columns,
    limit_cases: Option<usize>,
    sink: Option<Sink<'_>>,
) -> Result<SourceLog, ForeignLogError> {
    let mut xml = Reader::from_reader(BufReader::with_capacity(BUFFER_BYTES, text));
    let mut scene = Scene::new(columns, Gatherer::new(limit_cases, sink));
    let mut buffer = Vec::new();
    loop {
        if scene.gatherer.is_full() && scene.trace.is_none() {
            scene.gatherer.stop_early();
            return Ok(scene.gatherer.finish());
        }
        buffer.clear();
        xml.get_mut().get_mut().begin_record();
        let event = match xml.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(error) => {
                return Err(xml_error(error, xml.error_position(), scene.gatherer.records()));
            }
        };
        let step = match event {
            Event::Start(tag) => scene.open(&tag),
            Event::Empty(tag) => scene.open(&tag).and_then(|()| scene.close()),
            Event::End(_) => scene.close(),
            Event::Eof => return scene.end(),
            Event::Text(_)
            | Event::CData(_)
            | Event::Comment(_)
            | Event::Decl(_)
            | Event::PI(_)
            | Event::DocType(_)
            | Event::GeneralRef(_) => Ok(()),
        };
        step.map_err(|stop| match stop {
            Stop::Refused(error) => error,
            Stop::Xml(error) => xml_error(error, xml.buffer_position(), scene.gatherer.records()),
        })?;
    }
}

/// Why a tag ends the reading.
enum Stop {
    Refused(ForeignLogError),
    Xml(Error),
}

impl From<ForeignLogError> for Stop {
    fn from(error: ForeignLogError) -> Self {
        Self::Refused(error)
    }
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Xml(error)
    }
}

/// A trace whose end is not yet read. Its attributes may stand behind its events, so the
/// events wait here until the case is known.
#[derive(Default)]
struct Trace {
    id: Option<String>,
    attributes: Vec<(String, String)>,
    events: Vec<(u64, Draft)>,
}

/// Which keys we look for.
struct Keys<'c> {
    case: &'c str,
    activity: &'c str,
    time: &'c str,
    resource: &'c str,
    group: &'c str,
    lifecycle: &'c str,
    instance: &'c str,
}

/// Where the reader stands in the log.
struct Scene<'c, 's> {
    keys: Keys<'c>,
    gatherer: Gatherer<'s>,
    /// Elements open.
    depth: usize,
    root_seen: bool,
    trace: Option<Trace>,
    event: Option<Draft>,
}

impl<'c, 's> Scene<'c, 's> {
    fn new(columns: &'c Columns, gatherer: Gatherer<'s>) -> Self {
        fn key<'c>(asked: Option<&'c str>, usual: &'static str) -> &'c str {
            asked.unwrap_or(usual)
        }
        let keys = Keys {
            case: key(columns.case.as_deref(), "concept:name"),
            activity: key(columns.activity.as_deref(), "concept:name"),
            time: key(columns.time.as_deref(), "time:timestamp"),
            resource: key(columns.resource.as_deref(), "org:resource"),
            group: key(columns.group.as_deref(), "org:group"),
            lifecycle: key(columns.lifecycle.as_deref(), "lifecycle:transition"),
            instance: key(columns.instance.as_deref(), "concept:instance"),
        };
        Self { keys, gatherer, depth: 0, root_seen: false, trace: None, event: None }
    }

    /// An element begins.
    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), Stop> {
        let name = tag.local_name().into_inner();
        match (self.depth, name) {
            (0, "log") if !self.root_seen => self.root_seen = true,
            (0, other) => {
                let found =
                    format!("<{}>", other.chars().take(TOLD_NAME_CHARS_MAX).collect::<String>());
                return Err(ForeignLogError::NotXes { found }.into());
            }
            (1, "trace") => self.trace = Some(Trace::default()),
            (1, "event") => {
                // The standard allows a log without traces; then no event has a case.
                let record = self.gatherer.count_record()?;
                self.gatherer.unreadable(record, None, Problem::CaseMissing);
            }
            (2, "event") if self.trace.is_some() => self.event = Some(Draft::default()),
            (2, _) => self.trace_attribute(tag)?,
            (3, _) => self.event_attribute(tag)?,
            (_, _) => {}
        }
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            let max = length(DEPTH_MAX);
            return Err(self.gatherer.too_much("elements inside each other", max).into());
        }
        Ok(())
    }

    /// The innermost element ends. That it is the right one is checked by the XML reader.
    fn close(&mut self) -> Result<(), Stop> {
        self.depth = self.depth.saturating_sub(1);
        if self.depth == 2
            && let (Some(trace), Some(draft)) = (self.trace.as_mut(), self.event.take())
        {
            let record = self.gatherer.count_record()?;
            trace.events.push((record, draft));
        }
        if self.depth == 1
            && let Some(trace) = self.trace.take()
        {
            self.take(trace)?;
        }
        Ok(())
    }

    /// The text ends.
    fn end(self) -> Result<SourceLog, ForeignLogError> {
        if !self.root_seen {
            return Err(ForeignLogError::NotXes { found: "nothing".to_owned() });
        }
        if self.depth > 0 {
            return Err(ForeignLogError::CutShort { records: self.gatherer.records() });
        }
        Ok(self.gatherer.finish())
    }

    fn trace_attribute(&mut self, tag: &BytesStart<'_>) -> Result<(), Stop> {
        let Some(trace) = self.trace.as_mut() else { return Ok(()) };
        let Some((key, value)) = pair(tag, &self.gatherer)? else { return Ok(()) };
        if key == self.keys.case {
            trace.id = Some(value.into_owned());
        } else if trace.attributes.len() < CASE_ATTRIBUTES_MAX {
            trace.attributes.push((key.into_owned(), value.into_owned()));
        } else {
            let max = length(CASE_ATTRIBUTES_MAX);
            return Err(self.gatherer.too_much("attributes of one case", max).into());
        }
        Ok(())
    }

    fn event_attribute(&mut self, tag: &BytesStart<'_>) -> Result<(), Stop> {
        let Some(draft) = self.event.as_mut() else { return Ok(()) };
        let Some((key, value)) = pair(tag, &self.gatherer)? else { return Ok(()) };
        let keys = &self.keys;
        let fields = [
            (keys.activity, &mut draft.activity),
            (keys.time, &mut draft.time),
            (keys.resource, &mut draft.resource),
            (keys.group, &mut draft.group),
            (keys.lifecycle, &mut draft.lifecycle),
            (keys.instance, &mut draft.instance),
        ];
        for (name, field) in fields {
            if name == key {
                *field = Some(value.clone().into_owned());
            }
        }
        Ok(())
    }

    /// Takes a whole trace into the log. A second trace of one identifier continues the case.
    fn take(&mut self, trace: Trace) -> Result<(), ForeignLogError> {
        let Some(id) = trace.id.filter(|id| !id.is_empty()) else {
            if trace.events.is_empty() {
                let record = self.gatherer.count_record()?;
                self.gatherer.unreadable(record, None, Problem::CaseMissing);
            }
            for (record, _) in trace.events {
                self.gatherer.unreadable(record, None, Problem::CaseMissing);
            }
            return Ok(());
        };
        let Some(slot) = self.gatherer.case(&id)? else {
            trace.events.iter().for_each(|_| self.gatherer.beyond_limit());
            return Ok(());
        };
        for (key, value) in &trace.attributes {
            self.gatherer.attribute(slot, key, value)?;
        }
        for (record, draft) in trace.events {
            if let Some(problem) = self.gatherer.event(slot, record, draft)? {
                self.gatherer.unreadable(record, None, problem);
            }
        }
        self.gatherer.give_away();
        Ok(())
    }
}

type Pair<'t> = (Cow<'t, str>, Cow<'t, str>);

/// Key and value of an attribute element; `None` where it has no key or, like lists, no value.
fn pair<'t>(tag: &'t BytesStart<'_>, gatherer: &Gatherer<'_>) -> Result<Option<Pair<'t>>, Stop> {
    let (mut key, mut value) = (None, None);
    for (count, attribute) in tag.attributes().enumerate() {
        if count >= TAG_ATTRIBUTES_MAX {
            let max = length(TAG_ATTRIBUTES_MAX);
            return Err(gatherer.too_much("XML attributes of one tag", max).into());
        }
        let attribute = attribute.map_err(Error::from)?;
        match attribute.key.into_inner() {
            "key" => key = Some(attribute.normalized_value(XmlVersion::Implicit1_0)?),
            "value" => value = Some(attribute.normalized_value(XmlVersion::Implicit1_0)?),
            _ => {}
        }
    }
    Ok(key.zip(value))
}

fn xml_error(error: Error, at_byte: u64, records: u64) -> ForeignLogError {
    match error {
        Error::Io(source) => {
            let source = Arc::try_unwrap(source)
                .unwrap_or_else(|shared| io::Error::new(shared.kind(), shared.to_string()));
            read_error(source, records)
        }
        Error::Syntax(_)
        | Error::IllFormed(_)
        | Error::InvalidAttr(_)
        | Error::Encoding(_)
        | Error::Escape(_)
        | Error::Namespace(_) => {
            let reason = error.to_string().chars().take(TOLD_REASON_CHARS_MAX).collect();
            ForeignLogError::NotXml { at_byte, reason }
        }
    }
}
