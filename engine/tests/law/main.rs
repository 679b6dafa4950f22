//! The law of the hall: what the engine decides, one module for each chapter, each rule by the commands that keep and
//! break it.
#![allow(clippy::unwrap_used, reason = "a test ends with the first surprise")]
#![allow(clippy::indexing_slicing, reason = "a test ends with the first surprise")]
#![allow(clippy::wildcard_enum_match_arm, reason = "a test looks for the events it names")]
#![allow(clippy::wrong_self_convention, reason = "`to_handling` brings a case to handling")]
#![allow(clippy::needless_pass_by_value, reason = "a test hands over what it just made")]

mod after_archive;
mod authority;
mod avoidance;
mod backdating;
mod bundles;
mod certification;
mod close_of_business;
mod collection;
mod commitment;
mod common;
mod completeness;
mod deemed_outcomes;
mod delivery_time;
mod document_words;
mod documents;
mod edges;
mod entries;
mod erasure;
mod fees;
mod figures;
mod guards;
mod joint_cases;
mod late_alarms;
mod meetings;
mod paid_twice;
mod papers;
mod ports;
mod ports_wait;
mod presence;
mod prolongation;
mod publication;
mod ratings;
mod reach;
mod region_ways;
mod remedies;
mod renewal;
mod report_up;
mod represented;
mod situations;
mod special_procedures;
mod statutory_limit;
mod substitutes;
mod supervision;
mod tolerant_acceptance;
mod trouble_orders;
mod voice_clocks;
mod voices;
