//! The server `yichuang` and what it is made of.

pub mod client;
pub mod due;
pub mod foreign;
pub mod model;
pub mod play;
