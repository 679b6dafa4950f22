//! 文书样式: the text of a document, from a template that never changes and what the log says of the case. No
//! person is in it: where the applicant's name belongs stands a placeholder, which whoever may open it fills in.

use super::kind::DocumentKind;

/// How many editions of the templates there are. A new edition is added, none is ever edited.
pub const EDITIONS: u8 = 4;

/// Where the applicant's name belongs: sealed, and filled in at the border by whoever may open it.
pub const APPLICANT: &str = "〔申请人〕";

macro_rules! first_edition {
    ($kind:expr, $($name:ident = $file:literal),* $(,)?) => {
        match $kind { $( DocumentKind::$name => include_str!(concat!("templates/1/", $file)), )* }
    };
}

/// The template of a kind in an edition; where an edition says nothing new, that of the one before it.
pub fn template(kind: DocumentKind, edition: u8) -> Option<&'static str> {
    match edition {
        1 => Some(first(kind)),
        2 => Some(second(kind).unwrap_or_else(|| first(kind))),
        3 => Some(third(kind).or_else(|| second(kind)).unwrap_or_else(|| first(kind))),
        4 => fourth(kind).or_else(|| template(kind, 3)),
        _ => None,
    }
}

/// A revocation says its own ground; what was accepted on the spot and is handed over has its voucher.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds read as in the edition before")]
fn fourth(kind: DocumentKind) -> Option<&'static str> {
    Some(match kind {
        DocumentKind::AcceptanceNotice => include_str!("templates/4/acceptance_notice.txt"),
        DocumentKind::RevocationDecision => include_str!("templates/4/revocation_decision.txt"),
        _ => return None,
    })
}

/// What silence, consent and rules bring about, in words of its own; one notice for a whole bundle.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds read as in the edition before")]
fn third(kind: DocumentKind) -> Option<&'static str> {
    Some(match kind {
        DocumentKind::AcceptanceNotice => include_str!("templates/3/acceptance_notice.txt"),
        DocumentKind::CorrectionNotice => include_str!("templates/3/correction_notice.txt"),
        DocumentKind::GrantDecision => include_str!("templates/3/grant_decision.txt"),
        DocumentKind::TacitNotice => include_str!("templates/3/tacit_notice.txt"),
        _ => return None,
    })
}

/// Papers by their names, and orders to the unit that is late.
#[expect(clippy::wildcard_enum_match_arm, reason = "the other kinds read as in the first edition")]
fn second(kind: DocumentKind) -> Option<&'static str> {
    Some(match kind {
        DocumentKind::ReceiptVoucher => include_str!("templates/2/receipt_voucher.txt"),
        DocumentKind::CorrectionNotice => include_str!("templates/2/correction_notice.txt"),
        DocumentKind::TolerantNotice => include_str!("templates/2/tolerant_notice.txt"),
        DocumentKind::TolerantCommitment => include_str!("templates/2/tolerant_commitment.txt"),
        DocumentKind::SupervisionOrder => include_str!("templates/2/supervision_order.txt"),
        _ => return None,
    })
}

fn first(kind: DocumentKind) -> &'static str {
    first_edition!(
        kind,
        ReceiptVoucher = "receipt_voucher.txt",
        AcceptanceNotice = "acceptance_notice.txt",
        AcceptanceRefusal = "acceptance_refusal.txt",
        NotRequiredNotice = "not_required_notice.txt",
        CorrectionNotice = "correction_notice.txt",
        TolerantNotice = "tolerant_notice.txt",
        TolerantCommitment = "tolerant_commitment.txt",
        CommitmentLetter = "commitment_letter.txt",
        SpecialProcedureNotice = "special_procedure_notice.txt",
        HearingNotice = "hearing_notice.txt",
        ExtensionNotice = "extension_notice.txt",
        GrantDecision = "grant_decision.txt",
        RefusalDecision = "refusal_decision.txt",
        ReportUpSheet = "report_up_sheet.txt",
        TacitNotice = "tacit_notice.txt",
        DeliveryReceipt = "delivery_receipt.txt",
        Certificate = "certificate.txt",
        SupervisionOrder = "supervision_order.txt",
        RevocationDecision = "revocation_decision.txt",
        TroubleOrder = "trouble_order.txt",
        ServiceNotice = "service_notice.txt",
    )
}

/// Fills a template. `fill` appends the value of a field; where it has none, the whole line is left out.
pub(super) fn filled(template: &str, mut fill: impl FnMut(&str, &mut String) -> bool) -> String {
    let mut text = String::with_capacity(template.len() * 2);
    for line in template.lines() {
        let start = text.len();
        if fill_line(line, &mut text, &mut fill) {
            text.push('\n');
        } else {
            text.truncate(start);
        }
    }
    text
}

fn fill_line(
    line: &str,
    text: &mut String,
    fill: &mut impl FnMut(&str, &mut String) -> bool,
) -> bool {
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((field, after)) = after.split_once('}') else { return false };
        if !fill(field, text) {
            return false;
        }
        rest = after;
    }
    text.push_str(rest);
    true
}
