//! 办件查询: tells a case, a bundle, a voice or a ticket, and explains a date, from what a server proves or from the log.

use std::io::{self, Write};

use engine::number::BUNDLE_PREFIX;
use serde::Serialize;

use crate::bundle::{BundleStory, as_bundle};
use crate::cli::{CaseArgs, DataArgs, ExplainArgs};
use crate::clocked::Clocked;
use crate::explain::explain;
use crate::found_by::FoundBy;
use crate::incomplete::Part;
use crate::look_up::Finder;
use crate::opening::{self, Asked, Opener, Opening, OpeningError, Persons, WithPersons};
use crate::past::Past;
use crate::proved::Proved;
use crate::run::{Ending, Failure, open, remote};
use crate::source::{Source, SourceError};
use crate::ticket_story::{TicketStory, as_held};
use crate::timeline::Timeline;
use crate::voice_story::{VoicePast, as_voice};
use crate::words::Lang;

/// What is answered from where it is looked, and from the log itself where there is one.
type Answer<'a> = dyn FnMut(&Finder<'_>, Option<&Source>) -> Result<Ending, Failure> + 'a;

/// Answers from what a server proves; where it does not, or a directory is given, from the log itself.
fn answer_from(data: &DataArgs, whole: bool, answer: &mut Answer<'_>) -> Result<Ending, Failure> {
    if data.url.is_none() || whole {
        let source = open(data)?;
        return answer(&Finder::new(&source, whole), Some(&source));
    }
    let remote = remote(data)?;
    if let Some(caution) = remote.caution() {
        eprintln!("yichuang-replay: {caution}");
    }
    let proved = Proved::open(&remote).map_err(Failure::from);
    let answered = proved.and_then(|proved| answer(&Finder::proved(&proved), None));
    let Err(Failure::Source(SourceError::Unproved { reason })) = answered else {
        return answered;
    };
    let scratch = data.scratch.clone().unwrap_or_else(std::env::temp_dir);
    let source = Source::fetch(&remote, &scratch)?;
    answer(&Finder::doubting(&source, false, Some(reason)), Some(&source))
}

pub(crate) fn run_case(args: &CaseArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    // The server keeps the opening first, so that the history below has it.
    let answered = if args.opening.open && args.data.url.is_some() {
        Some(opened_by_server(args)?)
    } else {
        None
    };
    answer_from(&args.data, args.whole, &mut |finder, source| {
        let opening = Sealings { args, answered: answered.as_ref(), source };
        tell(finder, &opening, out)
    })
}

fn opened_by_server(args: &CaseArgs) -> Result<Persons, Failure> {
    let number = args.number.as_str();
    if as_held(&args.number).is_some() {
        return Err(OpeningError::Ticket.into());
    }
    if number.starts_with(BUNDLE_PREFIX) {
        return Err(OpeningError::Bundle.into());
    }
    let is_voice = as_voice(&args.number).is_some();
    let asked = if is_voice { Asked::Voice(number) } else { Asked::Case(number) };
    Ok(opening::ask(&remote(&args.data)?, &args.opening, asked)?)
}

/// What opens what is sealed, where that was asked for.
struct Sealings<'a> {
    args: &'a CaseArgs,
    answered: Option<&'a Persons>,
    source: Option<&'a Source>,
}

impl Sealings<'_> {
    /// What a server opened, or what the keys open.
    fn open(
        &self,
        what: &str,
        open: impl FnOnce(&Opener) -> Persons,
    ) -> Result<Option<Persons>, Failure> {
        if let Some(answered) = self.answered {
            return Ok(Some(answered.clone()));
        }
        let Some(source) = self.source else { return Ok(None) };
        let opening = Opening { what, case: Some(self.args.number.as_str()), out: None };
        Ok(self.args.opening.offline(source, opening)?.map(|opener| open(&opener)))
    }
}

/// Tells what the number stands for: a bundle, a ticket or appointment, a voice, else a case.
fn tell(
    finder: &Finder<'_>,
    sealings: &Sealings<'_>,
    out: &mut dyn Write,
) -> Result<Ending, Failure> {
    let (args, moment) = (sealings.args, sealings.args.moment.moment());
    let lang = args.lang;
    finder.has(moment)?;
    if let Some(number) = as_bundle(finder, &args.number)? {
        let (bundle, story) = BundleStory::of(finder, &number, moment)?;
        let (applicant, agent) = (&bundle.applicant, bundle.agent.as_deref());
        let persons = sealings.open("bundle", |opener| Persons::of(opener, applicant, agent))?;
        return answer(&story, persons.as_ref(), (finder, args), out, |out| story.write(lang, out));
    }
    if let Some(held) = as_held(&args.number) {
        if args.opening.open {
            return Err(OpeningError::Ticket.into());
        }
        let story = TicketStory::of(finder, held, moment)?;
        return answer(&story, None, (finder, args), out, |out| story.write(lang, out));
    }
    if let Some(number) = as_voice(&args.number) {
        let VoicePast { voice, story } = VoicePast::of(finder, &number, moment)?;
        let persons = sealings.open("voice", |opener| Persons::of_voice(opener, &voice))?;
        return answer(&story, persons.as_ref(), (finder, args), out, |out| story.write(lang, out));
    }
    let past = Past::look_up(finder, &args.number, moment)?;
    let timeline = Timeline::of(&past, finder.day_of(moment)?);
    let case = past.case();
    let (applicant, agent) = (&case.applicant, case.agent.as_deref());
    let persons = sealings.open("case", |opener| Persons::of(opener, applicant, agent))?;
    answer(&timeline, persons.as_ref(), (finder, args), out, |out| timeline.write(lang, out))
}

/// An answer, as data or for people, with what was opened and how it was found.
fn answer<T: Serialize>(
    told: &T,
    personal: Option<&Persons>,
    (finder, args): (&Finder<'_>, &CaseArgs),
    out: &mut dyn Write,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<Ending, Failure> {
    let part = Part::known(finder.incomplete(), args.part);
    if args.json {
        write_found(&WithPersons { told, personal }, finder, part, out)?;
        return Ok(part.ending(Ending::Verified));
    }
    write(out)?;
    if let Some(persons) = personal {
        persons.write(args.lang, out)?;
    }
    write_found_by(finder, args.lang, out)?;
    part.write(args.lang, out)?;
    Ok(part.ending(Ending::Verified))
}

/// An answer as data, with how it was found.
fn write_found<T: Serialize>(
    answer: &T,
    finder: &Finder<'_>,
    part: Part,
    out: &mut dyn Write,
) -> io::Result<()> {
    #[derive(Serialize)]
    struct Answer<'a, T> {
        #[serde(flatten)]
        answer: &'a T,
        found_by: FoundBy,
    }
    part.write_json(&Answer { answer, found_by: finder.found_by() }, out)
}

fn write_found_by(finder: &Finder<'_>, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "({})", finder.found_by().in_words(lang))
}

pub(crate) fn run_explain(args: &ExplainArgs, out: &mut dyn Write) -> Result<Ending, Failure> {
    let moment = args.moment.moment();
    answer_from(&args.data, args.whole, &mut |finder, _| {
        finder.has(moment)?;
        let part = Part::known(finder.incomplete(), args.part);
        let wanted = (&args.number, args.unit.as_ref());
        let clocked = Clocked::look_up(finder, wanted, (args.clock, moment))??;
        let explanation = explain(&clocked, args.clock, finder.day_of(moment)?)?;
        if args.json {
            write_found(&explanation, finder, part, out)?;
        } else {
            explanation.write(args.lang, out)?;
            write_found_by(finder, args.lang, out)?;
            part.write(args.lang, out)?;
        }
        Ok(part.ending(Ending::Verified))
    })
}
