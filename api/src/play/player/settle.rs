//! What an outcome means for the case, for the source event, and for the counts.

use std::collections::VecDeque;

use crate::client::Outcome;
use store::foreign::Meaning;

use super::{Act, Player, Role};

impl Player<'_> {
    pub(super) fn settle(&mut self, case: usize, act: Act, outcome: Outcome) {
        self.tally.commands += 1;
        self.chain(case).acts.pop_front();
        match outcome {
            Outcome::Done { seq, events, case: number, .. } => {
                self.tally.accepted += 1;
                self.tally.seq = self.tally.seq.max(seq + events.saturating_sub(1));
                self.done(case, act, number);
            }
            Outcome::Refused { code, .. } => {
                self.refused(case, act, &code);
                *self.tally.refused.entry(code).or_default() += 1;
            }
        }
    }

    pub(super) fn done(&mut self, case: usize, act: Act, number: Option<String>) {
        let index = self.chain(case).index;
        let resource = self.event(case, index).and_then(|event| event.resource.as_deref());
        let officer = self.play.officers.id(resource);
        let file = self.file(case);
        if file.number.is_none() {
            file.number = number;
        }
        file.shadow.apply(act.meaning, officer);
        match act.role {
            Role::Bridge => self.tally.bridged += 1,
            Role::Main | Role::Fallback => {
                self.file(case).chain = None;
                if act.meaning == Meaning::Work {
                    self.tally.recorded += 1;
                } else {
                    self.tally.meant += 1;
                }
            }
        }
    }

    pub(super) fn refused(&mut self, case: usize, act: Act, code: &str) {
        let has_case = self.file(case).number.is_some();
        let chain = self.chain(case);
        let is_past = matches!(code, "occurred_before_case" | "recorded_too_late");
        let is_redated = is_past && !chain.is_undated;
        let again = if is_redated {
            // Something happened to the case at the server's own time, later than the source's; or its clock is so
            // far on that the source's time may not be recorded any more.
            chain.is_undated = true;
            chain.acts = VecDeque::from([act]);
            true
        } else if code == "wrong_phase" && !chain.is_second_try && act.meaning != Meaning::Work {
            // A deadline moved the case: look where it stands, and plan again.
            chain.is_second_try = true;
            chain.acts.clear();
            self.file(case).is_stale = true;
            true
        } else if act.meaning == Meaning::Work || !has_case {
            false
        } else {
            let fallback = Act { meaning: Meaning::Work, role: Role::Fallback };
            chain.acts = VecDeque::from([fallback]);
            true
        };
        if !again || (!has_case && !is_redated) {
            self.give_up(case);
        }
    }

    pub(super) fn give_up(&mut self, case: usize) {
        self.tally.lost += 1;
        self.file(case).chain = None;
    }
}
