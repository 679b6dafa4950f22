//! 一件事时间线: what happened to a bundle, and to each of its cases.

use std::io::{self, Write};

use engine::bundle::{Bundle, BundleClosing, BundlePhase, Node, Position};
use engine::clock::Clock;
use engine::code::{BundleNumber, CaseNumber};
use engine::event::{Event, Stream};
use engine::number::{self, BUNDLE_PREFIX};
use engine::record::Record;
use engine::setup::Setup;
use serde::Serialize;
use store::HistoryError;

use crate::beside::ToldBeside;
use crate::look_up::{Finder, Found, Wanted};
use crate::moment::Moment;
use crate::moves::ClockView;
use crate::past::Past;
use crate::source::SourceError;
use crate::timeline::Timeline;
use crate::words::Lang;

/// A bundle up to a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BundleStory {
    /// 一件事编号
    pub number: BundleNumber,
    /// Its name.
    pub name: String,
    /// Where it stood.
    pub phase: BundlePhase,
    /// 首问部门
    pub lead: String,
    /// How it was closed.
    pub closing: Option<BundleClosing>,
    /// 一件事承诺时限 the promise of the whole, once its first case is accepted.
    pub clock: Option<ClockView>,
    /// What happened to the whole, in order.
    pub events: Vec<ToldBeside<BundlePhase>>,
    /// Each of its cases, in the order of the bundle.
    pub cases: Vec<Timeline>,
}

/// The bundle that a number could name; the number of a case is none.
pub fn as_bundle(
    finder: &Finder<'_>,
    number: &CaseNumber,
) -> Result<Option<BundleNumber>, SourceError> {
    if !number.as_str().starts_with(BUNDLE_PREFIX) {
        return Ok(None);
    }
    let Ok(number) = number.as_str().parse::<BundleNumber>() else { return Ok(None) };
    let setup = finder.setup()?;
    Ok(number::parse_bundle(&setup, &number).map(|_| number))
}

impl BundleStory {
    /// The story of a bundle up to a moment, and the bundle as it was then.
    pub fn of(
        finder: &Finder<'_>,
        number: &BundleNumber,
        moment: Moment,
    ) -> Result<(Bundle, BundleStory), SourceError> {
        let unknown = || SourceError::UnknownCase { number: number.to_string() };
        let Found { stream, records, setup } = finder.find(Wanted::Bundle(number), moment)?;
        stream.bundle().ok_or_else(unknown)?;
        let mut bundle: Option<Bundle> = None;
        let mut events = Vec::new();
        let mut before: Option<Vec<Clock>> = None;
        for record in records {
            let after = folded(&setup, bundle.take(), &record)?;
            let clocks: Vec<Clock> = after.clock.iter().cloned().collect();
            let told = ToldBeside::of(&setup, &record, after.phase);
            events.push(told.moving(&record, before.as_deref(), &clocks));
            (bundle, before) = (Some(after), Some(clocks));
        }
        let bundle = bundle.ok_or_else(unknown)?;
        let today = finder.day_of(moment)?;
        let cases = bundle.nodes.iter().filter_map(Node::case);
        let cases = cases.filter_map(|case| number::format(&setup, case));
        let told = |case| Ok(Timeline::of(&Past::look_up(finder, &case, moment)?, today));
        let cases: Result<Vec<Timeline>, SourceError> = cases.map(told).collect();
        let version = setup.bundle(bundle.definition);
        let story = BundleStory {
            number: number.clone(),
            name: version.map(|version| version.definition.name.to_string()).unwrap_or_default(),
            phase: bundle.phase,
            lead: bundle.lead.to_string(),
            closing: bundle.closing,
            clock: bundle.clock.as_ref().map(|clock| {
                let calendar = setup.calendar_at(clock.reckoning.calendar);
                let left = calendar.filter(|_| clock.is_running() && !clock.is_suspended());
                ClockView::of(clock, left.map(|calendar| clock.term().remaining(calendar, today)))
            }),
            events,
            cases: cases?,
        };
        Ok((bundle, story))
    }

    /// Writes it for people.
    pub fn write(&self, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        let title = lang.of("一件事", "bundle");
        let lead = lang.of("首问部门", "led by");
        writeln!(out, "{title} {}  {}  {lead} {}", self.number, self.name, self.lead)?;
        for (told, no) in self.events.iter().zip(1_usize..) {
            told.write(no, phase_in(lang, told.phase), lang, out)?;
        }
        self.clock.iter().try_for_each(|clock| clock.write(lang, out))?;
        self.cases.iter().try_for_each(|case| {
            writeln!(out)?;
            case.write(lang, out)
        })
    }
}

/// A bundle after a record of it; nothing is before the first.
pub(crate) fn folded(
    setup: &Setup,
    before: Option<Bundle>,
    record: &Record,
) -> Result<Bundle, SourceError> {
    let here = Position { seq: record.seq, at: record.meta.occurred_at };
    let folded = match (before, &record.entry.event, record.entry.stream) {
        (Some(mut before), event, _) => {
            before.evolve(event, setup, here).map(|()| before).map_err(|error| error.to_string())
        }
        (None, Event::BundleReceived(e), Stream::Bundle(id)) => {
            Bundle::received(id, setup, e, here)
                .ok_or_else(|| "it names what is not published".to_owned())
        }
        (None, _, _) => Err("it opens no bundle".to_owned()),
    };
    folded.map_err(|reason| SourceError::History(HistoryError::Illegal { seq: record.seq, reason }))
}

pub(crate) fn phase_in(lang: Lang, phase: BundlePhase) -> &'static str {
    let english = match phase {
        BundlePhase::Received => "received",
        BundlePhase::InProgress => "in progress",
        BundlePhase::Withdrawn => "withdrawn",
        BundlePhase::Closed => "closed",
        BundlePhase::Archived => "archived",
    };
    lang.of(phase.chinese(), english)
}
