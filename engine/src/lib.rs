//! The hall: pure domain, no I/O, no wall clock, no randomness.
//!
//! Read the modules in this order: `lifecycle` (what may happen) -> `command`, `event` -> `case`, `setup`,
//! `world` (what is known) -> `decide` (what follows from a command) -> `journal` (what is kept) ->
//! `pipeline` (the one writer) -> `router` (what readers see).

pub mod archive;
pub mod authority;
pub mod bundle;
pub mod calendar;
pub mod case;
pub mod certification;
pub mod clock;
pub mod code;
pub mod command;
pub mod decide;
pub mod document;
pub mod due;
pub mod escort;
pub mod event;
pub mod extras;
pub mod figures;
mod following;
pub mod ground;
pub mod hall;
pub mod id;
pub mod identity;
pub mod inspector;
pub mod item;
pub mod journal;
pub mod lifecycle;
pub mod limits;
pub mod local_rule;
pub mod meeting;
pub mod number;
pub mod occasion;
pub mod origin;
pub mod party;
pub mod pipeline;
pub mod policy;
pub mod port;
pub mod publication;
pub mod queue;
pub mod readiness;
pub mod receipt;
pub mod record;
pub mod refusal;
pub mod remedy;
pub mod retention;
pub mod router;
pub mod setup;
pub mod slice;
mod spoken;
pub mod stage;
pub mod terms;
pub mod ticket;
pub mod time;
mod turn;
pub mod values;
pub mod voice;
pub mod world;
