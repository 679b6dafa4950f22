//! 文书: the documents that events tell of: papers that were handed in, and what was made of them.

use engine::event::Event;
use engine::values::MaterialCopy;

use super::objects::word;

/// One document as one event tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Document {
    /// `material`, `result` and so on.
    pub(super) kind: &'static str,
    /// What tells it from others of its kind in the case.
    pub(super) code: String,
    /// In which part the event has it.
    pub(super) part: &'static str,
    /// 名称
    pub(super) name: Option<String>,
    /// 文号/证号
    pub(super) number: Option<String>,
    /// Hash of the document itself.
    pub(super) hash: Option<String>,
}

impl Document {
    fn new(kind: &'static str, code: &impl ToString, part: &'static str) -> Document {
        let code = code.to_string();
        Document { kind, code, part, name: None, number: None, hash: None }
    }
}

fn papers(copies: &[MaterialCopy]) -> Vec<Document> {
    let paper = |copy: &MaterialCopy| {
        let name = Some(word(&copy.way));
        Document { name, ..Document::new("material", &copy.material, "received") }
    };
    copies.iter().map(paper).collect()
}

fn numbered(kind: &'static str, number: &impl ToString, part: &'static str) -> Vec<Document> {
    let number = number.to_string();
    vec![Document { number: Some(number.clone()), ..Document::new(kind, &number, part) }]
}

/// The documents an event tells of.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other events tell of no document")]
pub(super) fn documents(event: &Event) -> Vec<Document> {
    match event {
        Event::ApplicationReceived(e) => papers(&e.materials),
        Event::MaterialReceived(e) => papers(&e.materials),
        Event::CorrectionSubmitted(e) => papers(&e.materials),
        Event::GapsSupplied(e) => papers(&e.materials),
        Event::HandedOver(e) => {
            let codes = e.manifest.iter();
            codes.map(|code| Document::new("material", code, "manifest")).collect()
        }
        Event::AcceptedWithGaps(e) => numbered("commitment", &e.commitment, "received"),
        Event::CommitmentSigned(e) => numbered("commitment", &e.commitment, "received"),
        Event::ResultProduced(e) => {
            let text = |reference: &engine::code::Reference| reference.to_string();
            let number = e.number.as_ref().map(text);
            vec![Document {
                name: Some(e.name.to_string()),
                number: number.clone(),
                hash: e.hash.as_ref().map(text),
                ..Document::new("result", &number.unwrap_or_default(), "produced")
            }]
        }
        Event::HigherDecisionReceived(e) => numbered("higher_decision", &e.number, "received"),
        Event::FeePaid(e) => numbered("fee_receipt", &e.receipt, "received"),
        Event::Delivered(e) => numbered("delivery_receipt", e.receipt.reference(), "received"),
        Event::DocumentIssued(e) => {
            let number = e.number.to_string();
            vec![Document {
                name: Some(e.kind.chinese().to_owned()),
                number: Some(number.clone()),
                hash: Some(store::hex(&e.hash.0)),
                ..Document::new(e.kind.name(), &number, "produced")
            }]
        }
        Event::Archived(e) => {
            let hash = Some(e.package.to_string());
            vec![Document { hash, ..Document::new("archive_package", &"1", "produced") }]
        }
        _ => Vec::new(),
    }
}
