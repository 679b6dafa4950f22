//! 大厅变化: what changed between two moments.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{self, Write};
use std::sync::Arc;

use engine::case::Case;
use engine::id::{CaseId, Seq};
use engine::lifecycle::Phase;
use engine::port::Connection;
use engine::publication::Draft;
use engine::queue::QueueId;
use engine::setup::Setup;
use engine::time::{Day, Timestamp};
use engine::world::{Found, World};
use serde::Serialize;

use crate::diff_beside::{Between, BundleDiff, VoiceDiff, went};
use crate::hall_view::number_of;
use crate::moment::Moment;
use crate::moves::{Move, moves};
use crate::source::{Source, SourceError};
use crate::telling::{in_words, minute};
use crate::tickets_view::{Days, TicketDiff};
use crate::words::Lang;

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HallDiff {
    /// The earlier moment.
    pub from: End,
    /// The later one.
    pub to: End,
    /// Cases that were opened, moved or archived.
    pub cases: Vec<CaseDiff>,
    /// Bundles that came, moved or were archived.
    pub bundles: Vec<BundleDiff>,
    /// Ratings, troubles, complaints, orders and services that came, moved or were closed.
    pub voices: Vec<VoiceDiff>,
    /// Queues whose length changed.
    pub queues: Vec<QueueDiff>,
    /// Tickets that were taken, called, served, missed or moved, or that lapsed.
    pub tickets: Vec<TicketDiff>,
    /// What was set up, changed or taken away.
    pub setup: Vec<SetupDiff>,
}

/// One end of the stretch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct End {
    /// The last record.
    pub seq: Seq,
    /// When it was recorded.
    pub now: Option<Timestamp>,
    /// Open cases.
    pub open_cases: usize,
}

/// A case that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseDiff {
    /// 办件编号
    pub case: String,
    /// Where it stood; nothing where it is new.
    pub before: Option<Phase>,
    /// Where it stands; archived where it has left memory.
    pub after: Phase,
    /// How many events it had in between.
    pub events: u32,
    /// Which clocks moved.
    pub clocks: Vec<Move>,
}

/// A queue whose length changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueueDiff {
    /// Its name.
    pub queue: String,
    /// How many waited before.
    pub before: u64,
    /// How many wait after.
    pub after: u64,
}

/// A change of the set-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetupDiff {
    /// Of what.
    pub what: &'static str,
    /// Its code.
    pub code: String,
    /// `added`, `changed` or `removed`.
    pub change: &'static str,
}

/// What changed between two moments; the earlier one first.
pub fn hall_diff(source: &Source, from: Moment, to: Moment) -> Result<HallDiff, SourceError> {
    source.stretch(from, to)?;
    let before = source.world_at(from)?;
    let (mut after, mut days) = (before.clone(), Days::of(&before));
    let mut between = Between::default();
    for commit in source.commits(before.seq()) {
        let commit = commit?;
        if !to.reaches(commit.seq, &commit.meta) {
            break;
        }
        after.evolve(&commit)?;
        days.take(&commit);
        between.take(&commit);
    }
    Ok(HallDiff {
        from: end(&before),
        to: end(&after),
        cases: cases(&before, &after, &between),
        bundles: between.bundles(&before, &after),
        voices: between.voices(&before, &after),
        queues: queues(&before, &after),
        tickets: days.since(&before),
        setup: setup(before.setup(), after.setup()),
    })
}

fn end(world: &World) -> End {
    End { seq: world.seq(), now: world.now(), open_cases: world.cases().len() }
}

/// The cases that had an event in between, or changed without one of their own: a new calendar recounts open clocks.
fn cases(before: &World, after: &World, between: &Between) -> Vec<CaseDiff> {
    let mut ids: Vec<CaseId> = before.cases().keys().chain(after.cases().keys()).copied().collect();
    ids.extend(between.cases.keys());
    ids.sort_unstable();
    ids.dedup();
    let diff = |id: CaseId| {
        let (old, new) = (before.cases().get(&id), after.cases().get(&id));
        let is_same = matches!((old, new), (Some(old), Some(new)) if Arc::ptr_eq(old, new));
        let events = between.cases.get(&id).copied().unwrap_or_default();
        if is_same { None } else { case_diff(after, (id, events), old, new) }
    };
    ids.into_iter().filter_map(diff).collect()
}

fn case_diff(
    after: &World,
    (id, events): (CaseId, u32),
    old: Option<&Arc<Case>>,
    new: Option<&Arc<Case>>,
) -> Option<CaseDiff> {
    let case = number_of(after.setup(), id);
    let before = old.map(|case| case.phase());
    match new {
        Some(new) => Some(CaseDiff {
            case,
            before,
            after: new.phase(),
            events,
            clocks: moves(old.map(Arc::as_ref), new),
        }),
        None if after.find_id(id) == Found::Archived => {
            Some(CaseDiff { case, before, after: Phase::Archived, events, clocks: Vec::new() })
        }
        None => None,
    }
}

fn queues(before: &World, after: &World) -> Vec<QueueDiff> {
    let count = |world: &World| {
        let mut lengths: BTreeMap<QueueId, u64> = BTreeMap::new();
        for place in world.places() {
            *lengths.entry(place.queue.clone()).or_default() += 1;
        }
        lengths
    };
    let (old, new) = (count(before), count(after));
    let mut queues: Vec<&QueueId> = old.keys().chain(new.keys()).collect();
    queues.sort_unstable();
    queues.dedup();
    let length = |lengths: &BTreeMap<QueueId, u64>, queue| lengths.get(queue).copied().unwrap_or(0);
    let each = queues.into_iter().map(|queue| QueueDiff {
        queue: queue.to_string(),
        before: length(&old, queue),
        after: length(&new, queue),
    });
    each.filter(|diff| diff.before != diff.after).collect()
}

fn setup(before: &Setup, after: &Setup) -> Vec<SetupDiff> {
    let mut found = Vec::new();
    found.extend(changed("unit", &before.units, &after.units));
    found.extend(changed("zone", &before.zones, &after.zones));
    found.extend(changed("window", &before.windows, &after.windows));
    found.extend(changed("staff", &before.staff, &after.staff));
    found.extend(changed("cover", &covers(before), &covers(after)));
    found.extend(changed("letter", &before.letters, &after.letters));
    for item in after.items().iter().skip(before.items().len()) {
        let code = format!("{} v{}", item.definition.code, item.version);
        found.push(SetupDiff { what: "item", code, change: "added" });
    }
    for bundle in after.bundles().iter().skip(before.bundles().len()) {
        let code = format!("{} v{}", bundle.definition.code, bundle.version);
        found.push(SetupDiff { what: "bundle", code, change: "added" });
    }
    found.extend(changed("draft", &drafts(before), &drafts(after)));
    let named = |setup: &Setup| -> BTreeMap<&'static str, Connection> {
        let ports = setup.ports.iter();
        ports.map(|(port, connection)| (port.name(), *connection)).collect()
    };
    found.extend(changed("port", &named(before), &named(after)));
    if before.numbers() != after.numbers() {
        found.push(SetupDiff { what: "number scheme", code: String::new(), change: "changed" });
    }
    let rules = |setup: &Setup| setup.document_rules().map_or(0, |(version, _)| version);
    let versions = [
        ("calendar", before.calendar().version(), after.calendar().version()),
        ("clock policy", before.policy().0, after.policy().0),
        ("ticket policy", before.ticket_policy().0, after.ticket_policy().0),
        ("voice policy", before.voice_policy().0, after.voice_policy().0),
        ("document rules", rules(before), rules(after)),
        ("publication policy", before.publication_policy().0, after.publication_policy().0),
    ];
    for (what, old, new) in versions {
        if old != new {
            let code = format!("v{old} -> v{new}");
            found.push(SetupDiff { what, code, change: "changed" });
        }
    }
    found
}

/// 顶岗补位: who stands in for whom, and on which days.
fn covers(setup: &Setup) -> BTreeMap<String, (Day, Day)> {
    let covers = setup.covers.iter();
    covers.map(|((absent, stand_in), days)| (format!("{absent} / {stand_in}"), *days)).collect()
}

/// 草案, by item and number.
fn drafts(setup: &Setup) -> BTreeMap<String, &Draft> {
    setup.drafts().map(|(code, no, draft)| (format!("{code} {no}"), draft)).collect()
}

fn changed<K: Ord + Display, V: PartialEq>(
    what: &'static str,
    before: &BTreeMap<K, V>,
    after: &BTreeMap<K, V>,
) -> Vec<SetupDiff> {
    let diff = |key: &K, change| SetupDiff { what, code: key.to_string(), change };
    let now = after.iter().filter_map(|(key, new)| match before.get(key) {
        None => Some(diff(key, "added")),
        Some(old) if old != new => Some(diff(key, "changed")),
        Some(_) => None,
    });
    let gone = before.keys().filter(|key| !after.contains_key(key));
    now.chain(gone.map(|key| diff(key, "removed"))).collect()
}

impl CaseDiff {
    /// From where to where; what stands where it stood says how many events it had meanwhile.
    fn in_words(&self, lang: Lang) -> String {
        let before = self.before.map(|before| lang.phase(before));
        went(lang, before, &lang.phase(self.after), self.events)
    }
}

impl HallDiff {
    /// Writes it for people.
    pub fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let end = |end: &End| {
            let now = end.now.map(minute).unwrap_or_default();
            format!("{now} [{} {}]", lang.of("记录", "record"), end.seq)
        };
        writeln!(out, "{} -> {}", end(&self.from), end(&self.to))?;
        let open = lang.of("在办件数", "open cases");
        writeln!(out, "{open} {} -> {}", self.from.open_cases, self.to.open_cases)?;
        for case in &self.cases {
            writeln!(out, "  {}: {}", case.case, case.in_words(lang))?;
            for moved in &case.clocks {
                writeln!(out, "      {}", in_words(moved, lang))?;
            }
        }
        self.bundles.iter().try_for_each(|bundle| bundle.write(lang, out))?;
        self.voices.iter().try_for_each(|voice| voice.write(lang, out))?;
        for QueueDiff { queue, before, after } in &self.queues {
            let (word, queue) = (lang.of("队列", "queue"), lang.queue_named(queue));
            writeln!(out, "  {word} {queue}: {before} -> {after}")?;
        }
        self.tickets.iter().try_for_each(|ticket| ticket.write(lang, out))?;
        for SetupDiff { what, code, change } in &self.setup {
            let code = lang.value("", what, code);
            let (what, change) = (lang.set_up(what), lang.change(change));
            writeln!(out, "  {} {what} {code}: {change}", lang.of("设置", "set-up"))?;
        }
        Ok(())
    }
}
