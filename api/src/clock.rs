//! Where the server's time comes from: the machine, or whoever tests it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::ValueEnum;
use engine::pipeline::TimeSource;
use engine::time::Timestamp;
use serde::Deserialize;

/// Which clock the server goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockKind {
    /// The machine's.
    #[default]
    System,
    /// One that stands still until `set_time` moves it. For tests and demonstrations.
    Manual,
}

/// A clock. Clones show the same time.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's.
    System,
    /// Stands at so many milliseconds since 1970.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at an instant.
    pub fn manual(at: Timestamp) -> Clock {
        Clock::Manual(Arc::new(AtomicI64::new(at.ms())))
    }

    /// What it shows.
    pub fn now(&self) -> Timestamp {
        match self {
            Clock::System => wall(),
            Clock::Manual(ms) => {
                Timestamp::from_ms(ms.load(Ordering::Acquire)).unwrap_or(Timestamp::MAX)
            }
        }
    }

    /// Moves a manual clock; one of the system stays where it is.
    pub fn set(&self, to: Timestamp) {
        match self {
            Clock::System => (),
            Clock::Manual(ms) => ms.store(to.ms(), Ordering::Release),
        }
    }

    /// True when it can be moved.
    pub fn is_manual(&self) -> bool {
        match self {
            Clock::System => false,
            Clock::Manual(_) => true,
        }
    }
}

impl TimeSource for Clock {
    fn now(&mut self) -> Timestamp {
        Clock::now(self)
    }
}

/// The machine's time. A machine that believes to be before 1970 is at the start of it.
pub fn wall() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let ms = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_ms(ms).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_stands_where_it_was_set() {
        let at = |ms| Timestamp::from_ms(ms).unwrap();
        let clock = Clock::manual(at(5_000));
        assert_eq!(clock.now(), at(5_000));
        clock.clone().set(at(9_000));
        assert_eq!(clock.now(), at(9_000));
    }
}
