//! Evidence of a running hall: what an auditor fetches from it is what its directory holds.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at its first surprise"
)]

mod bundles;
mod kept;
mod killed;
mod server;
mod url;
