//! The server `yichuang` and what it is made of.

pub mod app;
pub mod auth;
pub mod cli;
pub mod client;
pub mod clock;
pub mod commands;
pub mod config;
pub mod demo;
pub mod due;
pub mod examples;
pub mod foreign;
pub mod ingest;
pub mod limits;
pub mod listener;
pub mod load;
pub mod model;
pub mod open;
pub mod openapi;
pub mod party;
pub mod play;
pub mod problem;
pub mod queries;
pub mod serve;
pub mod snapshots;
pub mod telemetry;
pub mod timers;
