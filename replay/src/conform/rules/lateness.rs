//! 超期: limits of law, promise, step, hand-off, review and delivery, counted again day by day.

use engine::clock::{ClockKind, working_days};
use engine::due::Budget;
use engine::item::CaseType;
use engine::time::Day;
use engine::values::Outcome;

use crate::conform::act::What;
use crate::conform::rule::{Breach, Check, Need, Rule, Severity};
use crate::conform::said::{Said, said, told};
use crate::conform::story::Story;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "statutory_late",
        severity: Severity::Error,
        source: "行政许可法 art. 42 (row 60)",
        zh: "超过法定办结时限",
        en: "decided after the statutory limit",
        needs: &[
            Need::Acceptance,
            Need::End,
            Need::StatutoryLimit,
            Need::ExtensionDays,
            Need::Whole,
        ],
        check: Check::Case(statutory_late),
    },
    Rule {
        id: "promise_late",
        severity: Severity::Warning,
        source: "优化营商环境条例 art. 36 (row 60)",
        zh: "超过承诺办结时限",
        en: "decided after the promised limit",
        needs: &[Need::Acceptance, Need::End, Need::PromiseLimit, Need::Whole],
        check: Check::Case(promise_late),
    },
    Rule {
        id: "late_unexplained",
        severity: Severity::Error,
        source: "优化营商环境条例 art. 36",
        zh: "超期办结且未公开说明理由",
        en: "closed late, and nobody said why",
        needs: &[Need::Acceptance, Need::Decision, Need::PromiseLimit, Need::Cards],
        check: Check::Case(late_unexplained),
    },
    Rule {
        id: "step_late",
        severity: Severity::Warning,
        source: "环节超时 (rows 53, 94)",
        zh: "环节超时，即使总时限未超",
        en: "a step took longer than its limit, whether or not the whole did",
        needs: &[Need::Steps, Need::HandOver, Need::StepLimit, Need::Whole],
        check: Check::Case(step_late),
    },
    Rule {
        id: "hand_off_late",
        severity: Severity::Warning,
        source: "及时接件 (row 49)",
        zh: "部门未按时接件",
        en: "the department did not take the papers over in time",
        needs: &[Need::HandOver, Need::HandOffLimit, Need::Whole],
        check: Check::Case(hand_off_late),
    },
    Rule {
        id: "lower_review_late",
        severity: Severity::Error,
        source: "行政许可法 art. 43",
        zh: "下级机关初审超过规定时限",
        en: "the first review of a case that goes up took too long",
        needs: &[Need::Acceptance, Need::Decision, Need::Catalogue],
        check: Check::Case(lower_review_late),
    },
    Rule {
        id: "delivery_late",
        severity: Severity::Error,
        source: "行政许可法 art. 44 (row 60)",
        zh: "准予决定后未在规定期限内送达",
        en: "what was granted was not delivered within its limit",
        needs: &[Need::Decision, Need::Delivery, Need::DeliveryLimit, Need::Whole],
        check: Check::Case(delivery_late),
    },
    Rule {
        id: "deadline_late",
        severity: Severity::Error,
        source: "the deadline the log itself states",
        zh: "办结时间晚于日志载明的截止时间",
        en: "closed after the deadline that the log states",
        needs: &[Need::Deadline],
        check: Check::Case(deadline_late),
    },
];

/// A limit that was passed.
struct Passed {
    due: Day,
    /// What ended it, or nothing yet.
    end: Option<usize>,
    start: usize,
    found: Said,
}

impl Passed {
    fn breach(self) -> Breach {
        let places = self.end.into_iter().chain([self.start]);
        Breach { is_open: self.end.is_none(), ..Breach::at(places, self.found) }
    }
}

/// Whether a limit from a place and day on was passed when something ended it.
fn passed(
    story: &Story,
    (start, from): (usize, Day),
    limit: Budget,
    pauses: &[crate::conform::days::Pause],
    ends: impl Fn(&What) -> bool,
) -> Option<Passed> {
    let end = story.after(start, ends);
    let day = end.map_or(story.until, |(_, act)| act.day());
    let due = story.days_at(end.map(|(_, act)| act)).passed(from, limit, pauses, day)?;
    let found = told(from, limit, due, (end.is_some(), day));
    Some(Passed { due, end: end.map(|(place, _)| place), start, found })
}

/// A clock of the decision, with the days by which it was extended.
fn decision_clock(story: &Story, kind: ClockKind, more: u16) -> Option<Passed> {
    let (place, from) = story.accepted()?;
    let limit = story.limit(kind, story.acts.get(place)?)?;
    let limit = Budget { days: limit.days.saturating_add(more), ..limit };
    passed(story, (place, from), limit, &story.pauses(), What::ends_the_work)
}

fn statutory(story: &Story) -> Option<Passed> {
    let mut extended = story.acts.iter().filter_map(|act| match &act.what {
        What::Extended { days, .. } => Some(*days),
        _ => None,
    });
    // One extension is lawful; a second one buys no time. Where the log does not say by how many days, nobody can tell.
    let more = extended.next().unwrap_or(Some(0))?;
    decision_clock(story, ClockKind::Statutory, more)
}

fn statutory_late(story: &Story) -> Vec<Breach> {
    statutory(story).map(Passed::breach).into_iter().collect()
}

fn promise_late(story: &Story) -> Vec<Breach> {
    decision_clock(story, ClockKind::Promise, 0).map(Passed::breach).into_iter().collect()
}

fn late_unexplained(story: &Story) -> Vec<Breach> {
    let Some(late) = decision_clock(story, ClockKind::Promise, 0).or_else(|| statutory(story))
    else {
        return Vec::new();
    };
    let Some(end) = late.end else { return Vec::new() };
    let says_why = |what: &What| {
        matches!(
            what,
            What::CardAnswered { clock: ClockKind::Promise | ClockKind::Statutory, says: true, .. }
        )
    };
    if story.acts.iter().any(|act| says_why(&act.what)) {
        return Vec::new();
    }
    let found = said!(
        "应于{0}前办结，预警回复均未说明理由",
        "due {0}, no answer to a card of the case says why";
        late.due
    );
    vec![Breach::at([end], found)]
}

fn step_late(story: &Story) -> Vec<Breach> {
    let pauses = story.pauses();
    let begun = story.numbered().filter_map(|(place, act)| match &act.what {
        What::Acknowledged { step } | What::StepDone { next: step, .. } => {
            Some((place, act, *step))
        }
        _ => None,
    });
    let late = begun.filter_map(|(place, act, step)| {
        let limit = match (story.definition(), step) {
            (Some(item), Some(step)) => working_days(item.steps.get(usize::from(step))?.limit),
            (Some(_), None) => return None,
            (None, _) => story.limit(ClockKind::Step, act)?,
        };
        let ends = |what: &What| matches!(what, What::StepDone { .. }) || what.ends_the_work();
        passed(story, (place, act.day()), limit, &pauses, ends)
    });
    late.map(Passed::breach).collect()
}

fn hand_off_late(story: &Story) -> Vec<Breach> {
    let sent = story.all(|what| *what == What::HandedOver);
    let late = sent.filter_map(|(place, act)| {
        let limit = story.limit(ClockKind::HandOff, act)?;
        let ends = |what: &What| {
            matches!(what, What::Acknowledged { .. } | What::Returned) || what.ends_the_work()
        };
        passed(story, (place, act.day()), limit, &[], ends)
    });
    late.map(Passed::breach).collect()
}

fn lower_review_late(story: &Story) -> Vec<Breach> {
    if story.definition().is_none_or(|item| item.case_type != CaseType::ReportUp) {
        return Vec::new();
    }
    decision_clock(story, ClockKind::LowerReview, 0).map(Passed::breach).into_iter().collect()
}

fn delivery_late(story: &Story) -> Vec<Breach> {
    let is_report_up = story.definition().is_some_and(|item| item.case_type == CaseType::ReportUp);
    let grants = |what: &What| match what {
        What::Decided { outcome: Outcome::Granted, .. } => !is_report_up,
        What::HigherDecision { outcome: Outcome::Granted, .. } | What::DecisionDeemed { .. } => {
            true
        }
        _ => false,
    };
    let Some((place, granted)) = story.first(grants) else { return Vec::new() };
    let Some(limit) = story.limit(ClockKind::Delivery, granted) else { return Vec::new() };
    // A parcel that comes back leaves the applicant with nothing, and so does another way than the one by which it was
    // available: the time goes on from its beginning.
    let goes_on = |what: &What| matches!(what, What::DeliveryFailed | What::WayChosen(_));
    let failed = story.all(goes_on).next_back();
    let after = failed.map_or(place, |(failed, _)| failed.max(place));
    let ended = story.numbered().skip(after + 1).find(|(_, act)| {
        act.ends_delivery()
            || matches!(act.what, What::LicenceRevoked(_) | What::Voided | What::Withdrawn)
    });
    let day = ended.map_or(story.until, |(_, act)| act.day());
    let days = story.days_at(ended.map(|(_, act)| act));
    let Some(due) = days.passed(granted.day(), limit, &[], day) else { return Vec::new() };
    let from = granted.day();
    let found = if ended.is_some() {
        said!(
            "{from}准予，应于{due}前送达，{day}才送达",
            "granted on {from}, due {due}, delivered on {day}"
        )
    } else {
        said!(
            "{from}准予，应于{due}前送达，至{day}未送达",
            "granted on {from}, due {due}, not delivered by {day}"
        )
    };
    let places = ended.map(|(end, _)| end).into_iter().chain([place]);
    vec![Breach { is_open: ended.is_none(), ..Breach::at(places, found) }]
}

fn deadline_late(story: &Story) -> Vec<Breach> {
    let Some((deadline, closed)) = story.deadline.zip(story.closed) else { return Vec::new() };
    if closed <= deadline {
        return Vec::new();
    }
    let last = story.acts.len().checked_sub(1);
    let found =
        said!("截止时间{deadline}，办结时间{closed}", "deadline {deadline}, closed {closed}");
    vec![Breach::at(last, found)]
}
