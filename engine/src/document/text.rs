//! 文书正文: a document's text and its hash, from the event it is made with and the item version. The same log gives
//! the same text for ever.

use std::fmt::Write;

use sm3::{Digest as _, Sm3};

use crate::clock::{ClockKind, ClockStart};
use crate::code::{MaterialCode, Text};
use crate::event::{DocumentIssued, Event};
use crate::id::Digest;
use crate::item::ItemDefinition;
use crate::time::Day;
use crate::values::Defect;

use super::matter::{About, Matter, Whole};
use super::template::{APPLICANT, filled, template};
use super::words::{basis, clock, condition, procedure, receipt, way};

/// The text of a document; `None` for an edition that this version does not know.
pub fn text(document: &DocumentIssued, about: About<'_>) -> Option<String> {
    let template = template(document.kind, document.edition)?;
    let fields = Fields { document, about };
    Some(filled(template, |field, out| fields.fill(field, out)))
}

/// SM3 of a text, in UTF-8.
pub fn hash(text: &str) -> Digest {
    Digest(Sm3::digest(text.as_bytes()).into())
}

struct Fields<'a> {
    document: &'a DocumentIssued,
    about: About<'a>,
}

impl Fields<'_> {
    /// Appends a field; false where there is nothing to say.
    fn fill(&self, field: &str, out: &mut String) -> bool {
        match field {
            "number" => out.push_str(self.document.number.as_str()),
            "unit" => out.push_str(self.document.unit_name.as_str()),
            "addressee" => return maybe(self.document.addressee.as_ref(), out),
            "date" => day(self.about.day, out),
            "applicant" => out.push_str(APPLICANT),
            "licence" if self.is_licence() => out.push_str("行政许可"),
            "licence" => out.push_str("办理"),
            "article" if self.is_licence() => {
                out.push_str("依照《中华人民共和国行政许可法》第三十八条，");
            }
            "article" => (),
            "result" => return self.result(out),
            "acceptance_due" => return self.due(ClockKind::Acceptance, out),
            "statutory_due" => return self.due(ClockKind::Statutory, out),
            "promise_due" => return self.due(ClockKind::Promise, out),
            "correction_due" => return self.due(ClockKind::Correction, out),
            "tolerant_due" => return self.due(ClockKind::Tolerant, out),
            "delivery_due" => return self.due(ClockKind::Delivery, out),
            "notice_due" => return self.due(ClockKind::PublicNotice, out),
            "owed_due" => return self.due(ClockKind::OwedDocument, out),
            "trouble_due" => return self.due(ClockKind::Trouble, out),
            "trouble_from" => {
                let mut clocks = clocks_of(self.about.event).iter();
                let limit = clocks.find(|clock| clock.kind == ClockKind::Trouble);
                return maybe_day(limit.map(|limit| limit.start), out);
            }
            _ => match field.strip_prefix("if_") {
                Some(way) => return came_about(way, self.about),
                None => return self.of_the_matter(field, out),
            },
        }
        true
    }

    fn is_licence(&self) -> bool {
        match self.about.matter {
            Matter::Case(_, item) => item.is_licence(),
            Matter::Trouble(_) | Matter::Bundle(_) => false,
        }
    }

    fn of_the_matter(&self, field: &str, out: &mut String) -> bool {
        match (self.about.matter, field) {
            (Matter::Case(number, _), "case") => plain(number.as_str(), out),
            (Matter::Case(_, item), "item") => plain(item.name.as_str(), out),
            (Matter::Bundle(whole), "bundle") => plain(whole.number.as_str(), out),
            (Matter::Bundle(whole), "bundle_name") => said(&whole.definition.name, out),
            (Matter::Bundle(whole), "defects_by_node") => {
                defects_by_node(whole, self.about.event, out)
            }
            (Matter::Trouble(trouble), "voice") => plain(trouble.number.as_str(), out),
            (Matter::Trouble(trouble), "summary") => said(trouble.summary, out),
            (Matter::Trouble(trouble), "filed") => maybe_day(Some(trouble.filed), out),
            (Matter::Trouble(trouble), "trouble_case") => {
                trouble.case.is_some_and(|case| plain(case.as_str(), out))
            }
            _ => self.of_the_event(field, out),
        }
    }

    fn result(&self, out: &mut String) -> bool {
        let Event::ResultProduced(e) = self.about.event else { return false };
        out.push_str(e.name.as_str());
        true
    }

    /// 材料名称, its code where the version gives it none.
    fn material<'m>(&'m self, code: &'m MaterialCode) -> &'m str {
        match self.about.matter {
            Matter::Case(_, item) => name_of(item, code),
            Matter::Trouble(_) | Matter::Bundle(_) => code.as_str(),
        }
    }

    /// Papers by their names, and 无 where there is none.
    fn materials<'m>(
        &'m self,
        all: impl Iterator<Item = &'m MaterialCode>,
        out: &mut String,
    ) -> bool {
        list(all.map(|code| self.material(code)), out) || plain("无", out)
    }

    /// What is wrong, each with the paper it is about.
    fn defects(&self, all: &[Defect], out: &mut String) -> bool {
        let said: Vec<String> =
            all.iter().map(|one| defect(one, |material| self.material(material))).collect();
        list(said.iter().map(String::as_str), out)
    }

    fn due(&self, kind: ClockKind, out: &mut String) -> bool {
        let mut clocks = clocks_of(self.about.event).iter();
        let due = clocks.find(|clock| clock.kind == kind).and_then(|clock| clock.reckoning.due);
        due.is_some_and(|due| {
            day(due, out);
            true
        })
    }

    fn of_the_event(&self, field: &str, out: &mut String) -> bool {
        match (self.about.event, field) {
            (Event::ApplicationReceived(e), "materials") => {
                list(e.materials.iter().map(|copy| copy.material.as_str()), out)
            }
            (Event::ApplicationReceived(e), "material_names") => {
                self.materials(e.materials.iter().map(|copy| &copy.material), out)
            }
            (Event::AcceptanceRefused(e), "reasons") => texts(&e.reasons, out),
            (Event::AcceptanceRefused(e), "remedies") => said(&e.remedies, out),
            (Event::AcceptanceRefused(e), "where_to_go") => maybe(e.where_to_go.as_ref(), out),
            (Event::NotRequired(e), "reasons") => texts(&e.reasons, out),
            (Event::CorrectionNoticed(e), "defects") => {
                list(e.defects.iter().map(|defect| defect.what.as_str()), out)
            }
            (Event::CorrectionNoticed(e), "defects_by_name") => self.defects(&e.defects, out),
            (Event::BundleCorrectionNoticed(e), "correction_days") => number(e.limit_days, out),
            (Event::AcceptedWithGaps(e), "gap_names") => self.materials(e.gaps.iter(), out),
            (Event::AcceptedWithGaps(e), "gaps") => {
                list(e.gaps.iter().map(MaterialCode::as_str), out)
            }
            (Event::AcceptedWithGaps(e), "commitment") => plain(e.commitment.as_str(), out),
            (Event::CommitmentSigned(e), "commitment") => plain(e.commitment.as_str(), out),
            (Event::SuspensionStarted(e), "procedure") => plain(procedure(e.procedure), out),
            (Event::SuspensionStarted(e), "days") => number(e.planned_days, out),
            (Event::SuspensionStarted(e), "from") => {
                day(e.from, out);
                true
            }
            (Event::SuspensionStarted(e), "reason") => said(&e.reason, out),
            (Event::ClockExtended(e), "clock") => plain(clock(e.clock), out),
            (Event::ClockExtended(e), "days") => number(e.days, out),
            (Event::ClockExtended(e), "due") => maybe_day(e.reckoning.due, out),
            (Event::ClockExtended(e), "reason") => said(&e.reason, out),
            (Event::ResultProduced(e), "certificate_number") => {
                e.number.as_ref().is_some_and(|number| plain(number.as_str(), out))
            }
            (Event::ResultProduced(e), "valid_to") => maybe_day(e.valid_to, out),
            (Event::ResultProduced(e), "hash") => {
                e.hash.as_ref().is_some_and(|hash| plain(hash.as_str(), out))
            }
            (Event::PublicNoticePosted(e), "venue") => said(&e.venue, out),
            (Event::PublicNoticePosted(e), "notice_reference") => plain(e.reference.as_str(), out),
            (Event::Delivered(e), "way") => plain(way(&e.receipt), out),
            (Event::Delivered(e), "receipt") => plain(receipt(&e.receipt), out),
            (Event::WarningIssued(e), "clock") => plain(clock(e.evidence.clock), out),
            (Event::VoiceAssigned(e), "class") => {
                e.class.is_some_and(|class| plain(class.chinese(), out))
            }
            (Event::WarningIssued(e), "due" | "late_due") => {
                day(e.evidence.due, out);
                true
            }
            (Event::WarningIssued(e), "responsible") => plain(e.evidence.unit.as_str(), out),
            (Event::WarningIssued(e), "source") => said(&e.evidence.source, out),
            (Event::WarningIssued(e), "clock_basis") => plain(basis(e.evidence.clock), out),
            _ => self.of_the_decision(field, out),
        }
    }

    fn of_the_decision(&self, field: &str, out: &mut String) -> bool {
        match (self.about.event, field) {
            (Event::LicenceRevoked(e), "revocation_fact") => plain(e.ground.fact(), out),
            (Event::LicenceRevoked(e), "revocation_basis") => plain(e.ground.basis(), out),
            (Event::LicenceRevoked(e), "reasons") => texts(&e.reasons, out),
            (Event::LicenceRevoked(e), "remedies") => said(&e.remedies, out),
            (Event::DecisionMade(e), "reasons") => texts(&e.reasons, out),
            (Event::DecisionMade(e), "remedies") => maybe(e.remedies.as_ref(), out),
            (Event::HigherDecisionReceived(e), "reasons") => texts(&e.reasons, out),
            (Event::HigherDecisionReceived(e), "remedies") => maybe(e.remedies.as_ref(), out),
            (Event::HigherDecisionReceived(e), "higher_number") => plain(e.number.as_str(), out),
            (Event::ReportedUp(e), "opinion") => said(&e.opinion, out),
            (Event::ReportedUp(e), "to") => said(&e.to, out),
            (Event::DecisionDeemed(e), "basis") => said(&e.basis, out),
            (Event::DeemedRenewed(e), "renewed_licence") => plain(e.licence.as_str(), out),
            (Event::DecidedByRule(e), "basis") => said(&e.basis, out),
            (Event::DecidedByRule(e), "conditions") => {
                let held: Vec<_> = e.conditions.iter().map(|one| condition(*one)).collect();
                plain(&held.join("、"), out)
            }
            (Event::DeemedAccepted(e), "effective") => maybe_day(Some(e.effective), out),
            _ => false,
        }
    }
}

/// 材料名称, its code where the version gives it none.
fn name_of<'n>(item: &'n ItemDefinition, code: &'n MaterialCode) -> &'n str {
    let name = item.need(code).and_then(|need| need.about.name.as_ref());
    name.filter(|name| !name.is_blank()).map_or(code.as_str(), Text::as_str)
}

fn defect<'n>(defect: &'n Defect, name: impl Fn(&'n MaterialCode) -> &'n str) -> String {
    match &defect.material {
        Some(material) => format!("{}：{}", name(material), defect.what),
        None => defect.what.to_string(),
    }
}

/// 一次告知: every matter of the bundle that something is wrong for, and all that is.
fn defects_by_node(whole: Whole<'_>, event: &Event, out: &mut String) -> bool {
    let Event::BundleCorrectionNoticed(e) = event else { return false };
    let mut between = "";
    for (n, named) in (1..).zip(&e.defects) {
        let Some(item) = whole.item(&named.node) else { return false };
        let _ = write!(out, "{between}{n}. {}", item.name);
        for (m, one) in (1..).zip(&named.defects) {
            let _ = write!(out, "\n   （{m}）{}", defect(one, |code| name_of(item, code)));
        }
        between = "\n";
    }
    !e.defects.is_empty()
}

/// Which line of a paper is the right one, by how it came about.
fn came_about(way: &str, About { matter, event, .. }: About<'_>) -> bool {
    match way {
        "case" => matches!(matter, Matter::Case(..)),
        "bundle" => matches!(matter, Matter::Bundle(_)),
        "deemed_accepted" => matches!(event, Event::DeemedAccepted(_)),
        "consented" => matches!(event, Event::ConsentGiven(_)),
        "examined" => {
            event.accepts() && !matches!(event, Event::DeemedAccepted(_) | Event::ConsentGiven(_))
        }
        "handed_over" => matches!(event, Event::HandedOver(_)),
        "by_rule" => matches!(event, Event::DecidedByRule(_)),
        "decided" => event.decides().is_some() && !matches!(event, Event::DecidedByRule(_)),
        "renewed" => matches!(event, Event::DeemedRenewed(_)),
        "silent" => matches!(event, Event::DecisionDeemed(_)),
        _ => false,
    }
}

/// The clocks an event with a document starts.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other events start no clock that is told")]
fn clocks_of(event: &Event) -> &[ClockStart] {
    match event {
        Event::ApplicationReceived(e) => &e.clocks,
        Event::Accepted(e) => &e.clocks,
        Event::CorrectionNoticed(e) => &e.clocks,
        Event::AcceptedWithGaps(e) => &e.clocks,
        Event::DecisionMade(e) => &e.clocks,
        Event::HigherDecisionReceived(e) => &e.clocks,
        Event::DecisionDeemed(e) => &e.clocks,
        Event::DeemedRenewed(e) => &e.clocks,
        Event::DecidedByRule(e) => &e.clocks,
        Event::DeemedAccepted(e) => &e.clocks,
        Event::ConsentGiven(e) => &e.clocks,
        Event::VoiceAssigned(e) => &e.clocks,
        Event::PublicNoticePosted(e) => &e.clocks,
        _ => &[],
    }
}

fn plain(text: &str, out: &mut String) -> bool {
    out.push_str(text);
    true
}

fn said(text: &Text, out: &mut String) -> bool {
    out.push_str(text.as_str());
    !text.is_blank()
}

fn maybe(text: Option<&Text>, out: &mut String) -> bool {
    text.is_some_and(|text| said(text, out))
}

fn number(number: u16, out: &mut String) -> bool {
    write!(out, "{number}").is_ok()
}

fn texts(all: &[Text], out: &mut String) -> bool {
    list(all.iter().map(Text::as_str), out)
}

/// One line an entry, numbered; nothing where there is none.
fn list<'a>(all: impl Iterator<Item = &'a str>, out: &mut String) -> bool {
    let before = out.len();
    for (n, one) in (1..).zip(all) {
        let between = if n == 1 { "" } else { "\n" };
        let _ = write!(out, "{between}{n}. {one}");
    }
    out.len() > before
}

fn maybe_day(at: Option<Day>, out: &mut String) -> bool {
    at.is_some_and(|at| {
        day(at, out);
        true
    })
}

/// `2026年3月2日`.
fn day(day: Day, out: &mut String) {
    let text = day.to_string();
    let mut parts = text.split('-').map(|part| part.trim_start_matches('0'));
    for unit in ["年", "月", "日"] {
        out.push_str(parts.next().unwrap_or_default());
        out.push_str(unit);
    }
}
