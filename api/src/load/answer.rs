//! Reads of an answer only what a load needs: done or refused, how many events, which case.

/// What is read of one outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glance<'a> {
    pub(super) is_done: bool,
    pub(super) events: u64,
    pub(super) case: Option<&'a str>,
}

const OUTCOME: &str = "\"outcome\":\"";

/// The outcomes in an answer, in order. A problem without an outcome has none.
pub(super) fn glances(body: &[u8]) -> Vec<Glance<'_>> {
    let text = std::str::from_utf8(body).unwrap_or_default();
    text.split(OUTCOME).skip(1).map(glance).collect()
}

fn glance(rest: &str) -> Glance<'_> {
    let is_done = rest.starts_with("done\"");
    let number = |key: &str| rest.split_once(key).map(|(_, rest)| rest);
    let events = number("\"events\":").and_then(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        rest.get(..end)?.parse().ok()
    });
    let case = number("\"case\":\"").and_then(|rest| rest.split('"').next());
    Glance { is_done, events: events.unwrap_or(0), case: case.filter(|_| is_done) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_outcome() {
        let body =
            br#"{"outcome":"done","seq":7,"events":2,"case":"X1","version":3,"again":false}"#;
        assert_eq!(glances(body), [Glance { is_done: true, events: 2, case: Some("X1") }]);
    }

    #[test]
    fn several_outcomes_in_order() {
        let body = br#"[{"status":200,"outcome":"done","seq":7,"events":1,"again":false},
            {"status":409,"outcome":"refused","problem":{"status":409,"code":"wrong_phase"}}]"#;
        let glances = glances(body);
        assert_eq!(glances.iter().map(|g| g.is_done).collect::<Vec<_>>(), [true, false]);
        assert_eq!(glances.iter().map(|g| g.events).sum::<u64>(), 1);
    }

    #[test]
    fn a_problem_has_no_outcome() {
        assert!(glances(br#"{"status":503,"code":"busy"}"#).is_empty());
    }
}
