//! 排队叫号: each is called in his turn, at a window that may, and served once (rows 27, 72, 87, 112).

use engine::ticket::CallRule;

use crate::conform::line::{Wrong, wrongs};
use crate::conform::rule::{About, Breach, Check, Need, Rule, Severity};
use crate::conform::said::{Said, said};
use crate::conform::thread::Thread;

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "ticket_out_of_order",
        severity: Severity::Error,
        source: "叫号政策 (rows 27, 71, 87)",
        zh: "未按当日叫号政策的次序叫号",
        en: "a ticket was called before one that was next by the policy of the day",
        needs: &[Need::Tickets],
        check: Check::Thread(About::Tickets, out_of_order),
    },
    Rule {
        id: "appointment_passed_over",
        severity: Severity::Error,
        source: "预约 (rows 72, 112)",
        zh: "预约时段内的群众被越过",
        en: "whoever had an appointment in its slot was passed over",
        needs: &[Need::Tickets],
        check: Check::Thread(About::Tickets, passed_over),
    },
    Rule {
        id: "ticket_at_wrong_window",
        severity: Severity::Error,
        source: "窗口事项 (rows 23, 27, 46, 70)",
        zh: "窗口或窗口人员叫了不得受理的号",
        en: "a ticket was called by a window or a person who may not take what it is for",
        needs: &[Need::Tickets],
        check: Check::Thread(About::Tickets, at_wrong_window),
    },
    Rule {
        id: "ticket_served_twice",
        severity: Severity::Error,
        source: "排队叫号 (row 87)",
        zh: "同一号已结束后再次叫号、办理或结束",
        en: "a ticket was called, served or ended again after it was over",
        needs: &[Need::Tickets],
        check: Check::Thread(About::Tickets, served_twice),
    },
];

fn breaches(thread: &Thread, told: impl Fn(Wrong) -> Option<Said>) -> Vec<Breach> {
    let found = wrongs(thread).into_iter().filter_map(|(place, number, wrong)| {
        Some(Breach::at([place], Said::name(number.to_string()).about(&told(wrong)?)))
    });
    found.collect()
}

fn rule(rule: CallRule) -> Said {
    Said { zh: rule.chinese().to_owned(), en: rule.english().to_owned() }
}

fn out_of_order(thread: &Thread) -> Vec<Breach> {
    breaches(thread, |wrong| match wrong {
        Wrong::NotNext { next, by } if by != CallRule::Appointment => {
            let next = said!("应叫{next}", "{next} was next");
            Some(next.and(&rule(by)))
        }
        _ => None,
    })
}

fn passed_over(thread: &Thread) -> Vec<Breach> {
    breaches(thread, |wrong| match wrong {
        Wrong::NotNext { next, by: CallRule::Appointment } => {
            let next = said!("{next}在等候", "{next} waited");
            Some(next.and(&rule(CallRule::Appointment)))
        }
        _ => None,
    })
}

fn at_wrong_window(thread: &Thread) -> Vec<Breach> {
    breaches(thread, |wrong| match wrong {
        Wrong::NotCallable(why) => Some(why),
        _ => None,
    })
}

fn served_twice(thread: &Thread) -> Vec<Breach> {
    breaches(thread, |wrong| match wrong {
        Wrong::Again(what) => Some(what),
        _ => None,
    })
}
