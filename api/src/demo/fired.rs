//! 规则触发: which rules of the hall fired in a demonstration, how often, for example where; and which never did.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use engine::event::EventKind;
use engine::refusal::Rule;
use serde::Serialize;

/// How often something fired, and a case in which it did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Fired {
    /// How often.
    pub times: u64,
    /// 办件编号 of the first; none where it was about no case.
    pub example: Option<String>,
}

/// What a demonstration showed of the rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Rules {
    /// Refusals, by code.
    pub refused: BTreeMap<String, Fired>,
    /// Turns of cases, by event.
    pub turns: BTreeMap<String, Fired>,
    /// Rules that refused nothing.
    pub never_refused: Vec<&'static str>,
    /// Events that never happened.
    pub never_happened: Vec<&'static str>,
}

impl Rules {
    /// Notes an event of the log.
    pub(super) fn happened(&mut self, kind: &str, case: Option<&String>) {
        let fired = self.turns.entry(kind.to_owned()).or_default();
        fired.times += 1;
        if fired.example.is_none() {
            fired.example = case.cloned();
        }
    }

    /// Notes a refusal.
    pub(super) fn refused(&mut self, code: &str, times: u64, case: Option<String>) {
        let fired = self.refused.entry(code.to_owned()).or_default();
        fired.times += times;
        if fired.example.is_none() {
            fired.example = case;
        }
    }

    /// Finds what never fired.
    pub(super) fn close(&mut self) {
        let codes: BTreeSet<&str> = self.refused.keys().map(String::as_str).collect();
        self.never_refused =
            Rule::ALL.iter().map(|rule| rule.code()).filter(|code| !codes.contains(code)).collect();
        let kinds: BTreeSet<&str> = self.turns.keys().map(String::as_str).collect();
        let never = EventKind::ALL.iter().map(|kind| kind.name());
        self.never_happened = never.filter(|name| !kinds.contains(name)).collect();
    }

    /// Prints it as tables.
    pub(super) fn print(&self, out: &mut impl Write) -> io::Result<()> {
        let case = |fired: &Fired| fired.example.clone().unwrap_or_else(|| "-".to_owned());
        writeln!(out, "rules that refused 拒绝规则 (times, rule, source, for example)")?;
        for (code, fired) in &self.refused {
            let source =
                Rule::ALL.iter().find(|rule| rule.code() == code).map(|rule| rule.source());
            let source = source.unwrap_or_default();
            writeln!(out, "  {:>6} {code:<26} {source}  {}", fired.times, case(fired))?;
        }
        writeln!(out, "turns that cases took 办件事件 (times, event, for example)")?;
        for (kind, fired) in &self.turns {
            writeln!(out, "  {:>6} {kind:<26} {}", fired.times, case(fired))?;
        }
        writeln!(out, "rules that refused nothing: {}", self.never_refused.join(", "))?;
        writeln!(out, "events that never happened: {}", self.never_happened.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_never_fired_is_said() {
        let mut rules = Rules::default();
        rules.happened("Accepted", Some(&"N1".to_owned()));
        rules.happened("Accepted", Some(&"N2".to_owned()));
        rules.refused("wrong_phase", 2, None);
        rules.close();
        assert_eq!(rules.turns["Accepted"], Fired { times: 2, example: Some("N1".to_owned()) });
        assert!(!rules.never_happened.contains(&"Accepted"));
        assert!(rules.never_happened.contains(&"Archived"));
        assert!(rules.never_refused.contains(&"own_case"));
        assert!(!rules.never_refused.contains(&"wrong_phase"));
    }
}
