//! What the tests of the engine share: a small hall, who says what in it, and where a case can be brought.
//!
//! Read `hall` (who and what there is) -> `say` (what may be asked) -> `given` (a history and the check of
//! one more command) -> `random` (anything at all, for simulations) -> `naive` (the model without an index).

pub mod afar;
pub mod bundles;
pub mod given;
pub mod hall;
pub mod items;
pub mod kinds;
pub mod lawful;
pub mod naive;
pub mod random;
pub mod random_bundles;
mod random_collection;
mod random_extras;
mod random_papers;
mod random_ports;
mod random_remedies;
pub mod random_setup;
pub mod random_tickets;
mod random_voices;
pub mod say;
pub mod tickets;
