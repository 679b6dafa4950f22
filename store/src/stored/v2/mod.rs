//! The second version of those events that needed one. Frozen like the first.

pub(crate) mod document;
pub(crate) mod flow;
pub(crate) mod ground;
pub(crate) mod item;
pub(crate) mod policy;
pub(crate) mod window;
pub(crate) mod zone;
