//! 两时之间: what happened to cases, bundles and voices between two moments, those that came and went meanwhile too.

use std::collections::BTreeMap;
use std::io::{self, Write};

use engine::bundle::BundlePhase;
use engine::event::Stream;
use engine::id::{BundleId, CaseId, VoiceId};
use engine::number;
use engine::record::Commit;
use engine::voice::VoicePhase;
use engine::world::World;
use serde::Serialize;

use crate::words::Lang;

/// A bundle that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BundleDiff {
    /// 一件事编号
    pub bundle: String,
    /// Where it stood; nothing where it is new.
    pub before: Option<BundlePhase>,
    /// Where it stands; archived where it has left memory.
    pub after: BundlePhase,
    /// How many events it had in between.
    pub events: u32,
}

/// A rating, trouble, complaint, order or service that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VoiceDiff {
    /// 编号
    pub voice: String,
    /// Where it stood; nothing where it is new.
    pub before: Option<VoicePhase>,
    /// Where it stands; closed where it has left memory.
    pub after: VoicePhase,
    /// How many events it had in between.
    pub events: u32,
}

/// How many events each had in between.
#[derive(Debug, Default)]
pub(crate) struct Between {
    pub(crate) cases: BTreeMap<CaseId, u32>,
    bundles: BTreeMap<BundleId, u32>,
    voices: BTreeMap<VoiceId, u32>,
}

impl Between {
    pub(crate) fn take(&mut self, commit: &Commit) {
        for entry in &commit.entries {
            let count = match entry.stream {
                Stream::Case(id) => self.cases.entry(id).or_default(),
                Stream::Bundle(id) => self.bundles.entry(id).or_default(),
                Stream::Voice(id) => self.voices.entry(id).or_default(),
                Stream::Hall
                | Stream::Staff
                | Stream::Catalogue
                | Stream::Authorities
                | Stream::Calendar
                | Stream::Policy
                | Stream::Subjects
                | Stream::Tickets(_) => continue,
            };
            *count += 1;
        }
    }

    pub(crate) fn bundles(&self, before: &World, after: &World) -> Vec<BundleDiff> {
        let each = self.bundles.iter().map(|(id, events)| {
            let named = number::format_bundle(after.setup(), *id);
            let phase = |world: &World| world.bundles().get(id).map(|bundle| bundle.phase);
            BundleDiff {
                bundle: named.map_or_else(|| format!("#{}", id.0), |number| number.to_string()),
                before: phase(before),
                after: phase(after).unwrap_or(BundlePhase::Archived),
                events: *events,
            }
        });
        each.collect()
    }

    pub(crate) fn voices(&self, before: &World, after: &World) -> Vec<VoiceDiff> {
        let each = self.voices.iter().map(|(id, events)| {
            let named = number::format_voice(*id);
            let phase = |world: &World| world.voices().get(id).map(|voice| voice.phase);
            VoiceDiff {
                voice: named.map_or_else(|| format!("#{}", id.0), |number| number.to_string()),
                before: phase(before),
                after: phase(after).unwrap_or(VoicePhase::Closed),
                events: *events,
            }
        });
        each.collect()
    }
}

impl BundleDiff {
    pub(crate) fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let phase = |phase| crate::bundle::phase_in(lang, phase).to_owned();
        let went = went(lang, self.before.map(phase), &phase(self.after), self.events);
        writeln!(out, "  {} {}: {went}", lang.of("一件事", "bundle"), self.bundle)
    }
}

impl VoiceDiff {
    pub(crate) fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let phase = |phase| crate::voice_story::phase_in(lang, phase).to_owned();
        let went = went(lang, self.before.map(phase), &phase(self.after), self.events);
        writeln!(out, "  {} {}: {went}", lang.of("群众声音", "voice"), self.voice)
    }
}

/// From where to where; what stands where it stood says how many events it had meanwhile.
pub(crate) fn went(lang: Lang, before: Option<String>, after: &str, events: u32) -> String {
    match before {
        None => format!("{} -> {after}", lang.of("新收", "new")),
        Some(before) if before != after => format!("{before} -> {after}"),
        Some(_) => {
            let (still, word) = (lang.of("仍在", "still"), lang.of("期间记录", "events"));
            format!("{still} {after} ({word} {events})")
        }
    }
}
