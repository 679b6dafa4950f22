//! 文书: the papers that law and practice ask for at each turn of a case or of a trouble, as events beside the one
//! they document.
//!
//! A [`DocumentIssued`](crate::event::DocumentIssued) keeps kind, number, edition of the template and the hash of
//! the text. The text itself is not in the log: it follows from the event beside it and the item version, or from
//! what the trouble was opened with, for ever the same, and holds no person.

mod kind;
mod matter;
mod rules;
mod template;
mod text;
mod words;

pub use kind::{
    DocumentKind, documents_of, documents_of_bundle, documents_of_trouble, is_called_for,
};
pub use matter::{About, Matter, Trouble, Whole};
pub use rules::DocumentRules;
pub use template::{APPLICANT, EDITIONS, template};
pub use text::{hash, text};
