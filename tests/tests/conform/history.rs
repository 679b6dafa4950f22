//! A history that is made event by event, and what the auditor finds in it.

use engine::command::Actor;
use engine::event::{Event, EventKind, Stream};
use engine::record::{Commit, Entry};
use engine::time::Day;
use replay::conform::{Finding, Report, conform};
use tests::given::Given;
use tests::hall::{at, code};

/// The commits of a hall, and the stream they are about.
#[derive(Clone, Debug)]
pub(crate) struct History {
    pub(crate) commits: Vec<Commit>,
    stream: Stream,
}

/// What a lawful history of a case became.
pub(crate) fn of(given: &Given) -> History {
    on(given, |stream| stream.case().is_some())
}

/// What a lawful history became, about the last stream that is so.
pub(crate) fn on(given: &Given, is: impl Fn(Stream) -> bool) -> History {
    let mut entries = given.commits.iter().rev().flat_map(|commit| &commit.entries);
    let stream = entries.find_map(|entry| is(entry.stream).then_some(entry.stream));
    History {
        commits: given.commits.clone(),
        stream: stream.expect("the history has such a stream"),
    }
}

impl History {
    /// Something that somebody did, without asking the engine whether he may.
    pub(crate) fn also(&self, who: &str, when: &str, event: impl Into<Event>) -> History {
        let mut history = self.clone();
        let last = history.commits.last().expect("a hall was set up").clone();
        let seq = last.seq + u64::try_from(last.entries.len()).expect("a few");
        let mut commit = Commit { seq, ..last };
        commit.meta.occurred_at = at(when);
        commit.meta.recorded_at = at(when);
        commit.meta.actor = Actor::Staff(code(who));
        commit.meta.unit = None;
        let stream = self.stream;
        commit.entries = vec![Entry { stream, version: 0, previous: 0, event: event.into() }];
        history.commits.push(commit);
        history
    }

    /// The same with somebody else sending what led to a kind of event.
    #[track_caller]
    pub(crate) fn by(&self, kind: EventKind, who: &str) -> History {
        let mut history = self.clone();
        let is_it = |commit: &&mut Commit| commit.entries.iter().any(|e| e.event.kind() == kind);
        let commit = history.commits.iter_mut().find(is_it).expect("it happened");
        commit.meta.actor = Actor::Staff(code(who));
        history
    }

    /// The same without the events of a kind.
    pub(crate) fn without(&self, kind: EventKind) -> History {
        let mut history = self.clone();
        let before: usize = history.commits.iter().map(|commit| commit.entries.len()).sum();
        for commit in &mut history.commits {
            commit.entries.retain(|entry| entry.event.kind() != kind);
        }
        let after: usize = history.commits.iter().map(|commit| commit.entries.len()).sum();
        assert!(after < before, "there is no {kind:?} to leave out");
        history
    }

    /// The same with the first event changed for which `change` says so.
    #[track_caller]
    pub(crate) fn with(&self, mut change: impl FnMut(&mut Event) -> bool) -> History {
        let mut history = self.clone();
        let mut events = history.commits.iter_mut().flat_map(|commit| &mut commit.entries);
        let changed = events.any(|entry| change(&mut entry.event));
        assert!(changed, "there is nothing to change");
        history
    }

    /// The same with a kind of event happening at another time, and all that follow after it.
    #[track_caller]
    pub(crate) fn later(&self, kind: EventKind, when: &str) -> History {
        let mut history = self.clone();
        let is_it = |commit: &Commit| commit.entries.iter().any(|e| e.event.kind() == kind);
        let from = history.commits.iter().position(is_it).expect("it happened");
        for commit in history.commits.iter_mut().skip(from) {
            commit.meta.occurred_at = commit.meta.occurred_at.max(at(when));
            commit.meta.recorded_at = commit.meta.occurred_at;
        }
        history
    }

    /// The same looked at on a later day, on which nothing happens but in another case.
    pub(crate) fn until(&self, when: &str) -> History {
        let mut history = self.clone();
        let mut last = history.commits.last().expect("a hall was set up").clone();
        last.seq += u64::try_from(last.entries.len()).expect("a few");
        last.meta.occurred_at = at(when);
        last.meta.recorded_at = at(when);
        last.entries.clear();
        history.commits.push(last);
        history
    }
}

/// What the auditor says of a history.
#[track_caller]
pub(crate) fn audit(commits: &[Commit], since: u64) -> (Report, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut tell = |finding: &Finding| {
        findings.push(finding.clone());
        Ok(())
    };
    let report = conform(commits.iter().cloned().map(Ok), since, &mut tell);
    (report.expect("the history can be read"), findings)
}

/// A history that keeps every rule, and one that breaks this rule, by the act of this person where
/// one is named.
#[track_caller]
pub(crate) fn check(rule: &str, keeps: &History, breaks: &History) -> Finding {
    let (_, none) = audit(&keeps.commits, 0);
    let of_rule = |found: &[Finding]| found.iter().find(|f| f.rule == rule).cloned();
    assert_eq!(of_rule(&none), None, "a lawful history");
    let (report, found) = audit(&breaks.commits, 0);
    let finding = of_rule(&found).unwrap_or_else(|| panic!("{rule} was not found: {found:#?}"));
    assert_eq!(report.errors + report.warnings, u64::try_from(found.len()).expect("a few"));
    assert!(report.rules.get(rule).is_some_and(|count| *count > 0));
    assert!(!finding.found.is_empty());
    finding
}

/// The last day of a clock that an event carries.
pub(crate) fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

/// One test for each rule, named by the rule; together they are every rule there is.
macro_rules! rules {
    ($( $rule:ident: $keeps:expr => $breaks:expr; )*) => {
        pub(crate) const RULES: &[&str] = &[ $( stringify!($rule) ),* ];
        $(
            #[test]
            fn $rule() {
                crate::history::check(stringify!($rule), &$keeps, &$breaks);
            }
        )*
    };
}
pub(crate) use rules;
