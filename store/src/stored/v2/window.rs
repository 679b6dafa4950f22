//! 窗口, the second form: with its single items and its days of the week. Frozen.

use super::super::v1::setup as v1;
use crate::stored::stored;

/// Where the structs below come from.
mod domain {
    pub(super) use engine::event::WindowOpened;
    pub(super) use engine::hall::Window;
}

stored! {
    WindowOpened<'a> { window: Window<'a> }
    Window<'a> { id: &'a str, zone: &'a str, kind: u8, items: Vec<&'a str>, days: Vec<u8> }
}

impl<'a> From<v1::WindowOpened<'a>> for WindowOpened<'a> {
    fn from(old: v1::WindowOpened<'a>) -> WindowOpened<'a> {
        let v1::Window { id, zone, kind } = old.window;
        WindowOpened { window: Window { id, zone, kind, items: Vec::new(), days: Vec::new() } }
    }
}
