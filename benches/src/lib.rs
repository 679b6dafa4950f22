//! The workloads that benches share: the illustrative hall, whole lives of cases as commands, and
//! the ways to send them; beside them the plain files and clocks they are measured against.

/// The server's allocator, so that the figures are the server's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub mod crowd;
pub mod drive;
pub mod durable;
pub mod fill;
pub mod hall;
pub mod journals;
pub mod lifecycle;
pub mod memory;
pub mod meter;
pub mod raw;
pub mod scratch;
pub mod snapshot;
pub mod workload;
