//! The workloads that benches share: the illustrative hall, and whole case lifecycles as commands.

pub mod hall;
pub mod lifecycle;
