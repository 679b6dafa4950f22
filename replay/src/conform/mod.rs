//! 合规检查: the rules of the hall, checked again over a history that already happened.
//!
//! This is a second model, written beside the engine and not with it: it never calls `decide` and
//! never folds a case. What it shares with the engine is the text of the events, the register of
//! the set-up (items, letters, people) and which day is a working day. It counts days itself.
//!
//! * A [`Story`] is one case, told the same way whether our log tells it ([`own`]) or another
//!   system's does ([`foreign`]). A [`Thread`] is a history beside the cases: an item, a bundle, a
//!   day of tickets, a voice; only our own log tells those.
//! * A [`Rule`] looks at one story or thread and says what is wrong with it. A rule that needs what a log
//!   does not tell is listed as not checkable, with the reason; it never passes in silence.
//! * A [`Finding`] is one rule broken in one of them.

pub mod act;
mod answers;
pub mod args;
mod beside;
pub mod days;
pub mod finding;
pub mod foreign;
mod late;
mod line;
pub mod mapping;
mod needs;
pub mod own;
pub mod report;
pub mod rule;
pub mod rules;
pub mod said;
pub mod story;
pub mod thread;

pub use act::{Act, What};
pub use args::{ConformArgs, run_conform};
pub use finding::Finding;
pub use foreign::conform_log;
pub use mapping::Mapping;
pub use own::conform;
pub use report::{Report, Unchecked, Unmatched};
pub use rule::{About, Breach, Check, Need, Rule, Severity};
pub use said::Said;
pub use story::Story;
pub use thread::{Deed, Thread};
