//! One rule per test: given a history, when a command comes at a time, then events follow or a rule is
//! against it. A lawyer should be able to read this. March 2026 has no holiday; its Mondays are the
//! 2nd, 9th, 16th, 23rd and 30th.

mod acceptance;
mod alarms;
mod appointments;
mod aside;
mod authority;
mod bundle_form;
mod bundle_paper;
mod bundles;
mod clocks;
mod decision;
mod deemed;
mod delivery;
mod every_clock;
mod flow;
mod handling;
mod identity;
mod intake;
mod model_bundles;
mod procedure;
mod setup;
mod tickets;
mod tickets_served;
