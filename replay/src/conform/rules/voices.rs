//! 群众声音: what is said of the hall is answered in time, asked about again, judged by others, and not hidden
//! (rows 73, 95, 105, 106; guard 17).

use std::collections::BTreeSet;

use engine::clock::working_days;
use engine::due::Budget;
use engine::event::Event;
use engine::time::Day;
use engine::voice::{ReturnCause, ReviewFinding, TroubleClass, VoicePolicy};

use crate::conform::rule::{About, Breach, Check, Need, Rule, Severity};
use crate::conform::said::{Said, said};
use crate::conform::thread::{Deed, Thread};
use crate::words::Lang;

const HOUR_MS: i64 = 3_600_000;
const VOICES: &[Need] = &[Need::Voices];

/// The rules of this family.
pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "trouble_late",
        severity: Severity::Warning,
        source: "办不成事 (row 73)",
        zh: "办不成事反映未在其类别的时限内办结",
        en: "a trouble was neither solved nor explained within the limit of its class",
        needs: VOICES,
        check: Check::Thread(About::Voice, trouble_late),
    },
    Rule {
        id: "trouble_unreported",
        severity: Severity::Warning,
        source: "办不成事 (row 73)",
        zh: "办不成事反映办结后未在规定时限内报告结果",
        en: "the result of a trouble was not reported in the time that the place gives for it",
        needs: VOICES,
        check: Check::Thread(About::Voice, trouble_unreported),
    },
    Rule {
        id: "complaint_late",
        severity: Severity::Warning,
        source: "投诉答复 (row 106)",
        zh: "投诉未在时限内答复",
        en: "a complaint was not answered within its limit",
        needs: VOICES,
        check: Check::Thread(About::Voice, complaint_late),
    },
    Rule {
        id: "order_late",
        severity: Severity::Warning,
        source: "督查督办 (row 105)",
        zh: "督办事项未在时限内回复",
        en: "a supervision order was not answered within its limit",
        needs: VOICES,
        check: Check::Thread(About::Voice, order_late),
    },
    Rule {
        id: "returned_late",
        severity: Severity::Warning,
        source: "误派退回 (row 106)",
        zh: "误派的反映或投诉未在规定小时内退回",
        en: "the wrong addressee returned what is not his after his hours were over",
        needs: VOICES,
        check: Check::Thread(About::Voice, returned_late),
    },
    Rule {
        id: "bad_rating_uncontacted",
        severity: Severity::Warning,
        source: "差评核实 (row 95; guard 17)",
        zh: "实名差评未在时限内联系核实",
        en: "who gave a bad rating under his name was not contacted in time",
        needs: VOICES,
        check: Check::Thread(About::Voice, uncontacted),
    },
    Rule {
        id: "bad_rating_unanswered",
        severity: Severity::Warning,
        source: "差评整改 (row 95; guard 17)",
        zh: "差评未在时限内整改或解释",
        en: "a bad rating was neither put right nor explained in time",
        needs: VOICES,
        check: Check::Thread(About::Voice, unanswered),
    },
    Rule {
        id: "revisit_missing",
        severity: Severity::Warning,
        source: "回访 (rows 73, 95)",
        zh: "办结后未在时限内回访，或实名差评未回访即公开",
        en: "not asked again in time, or a named bad rating was published without asking",
        needs: VOICES,
        check: Check::Thread(About::Voice, not_revisited),
    },
    Rule {
        id: "judged_own_voice",
        severity: Severity::Error,
        source: "回避 (rows 70, 95, 106)",
        zh: "被评价、被投诉的人经手了对自己的评价或投诉（申诉除外）",
        en: "the person it is about did something to it himself, other than to appeal",
        needs: VOICES,
        check: Check::Thread(About::Voice, judged_own),
    },
    Rule {
        id: "rated_by_staff",
        severity: Severity::Error,
        source: "好差评 (row 95; guard 17)",
        zh: "工作人员代替办事人评价",
        en: "a rating was given by a person of the staff",
        needs: VOICES,
        check: Check::Thread(About::Voice, by_staff),
    },
    Rule {
        id: "bad_rating_hidden",
        severity: Severity::Error,
        source: "评价公开 (row 95; guard 17)",
        zh: "未经申诉成立的差评未公开",
        en: "a bad rating that was not set aside was kept from the public",
        needs: VOICES,
        check: Check::Thread(About::Voice, hidden),
    },
];

fn policy(deed: &Deed) -> Option<&VoicePolicy> {
    deed.hall.as_ref().map(|hall| hall.voice_policy().1.as_ref())
}

fn place_of(thread: &Thread, is: impl Fn(&Event) -> bool) -> Option<usize> {
    thread.deeds.iter().position(|deed| is(&deed.event))
}

/// A limit that runs: from which place and day, and how long.
struct Running {
    start: (usize, Day),
    limit: Budget,
    extension: u16,
}

impl Running {
    fn over(&self, thread: &Thread, end: Option<usize>) -> Option<Breach> {
        let days = self.limit.days.saturating_add(self.extension);
        thread.passed(self.start, Budget { days, ..self.limit }, end)
    }
}

/// From the report, or from the day on which it turned out that nothing was solved.
fn trouble_late(thread: &Thread) -> Vec<Breach> {
    let mut running: Option<Running> = None;
    let mut breaches = Vec::new();
    for (place, deed) in thread.numbered() {
        let Some(policy) = policy(deed) else { continue };
        let begins = match &deed.event {
            Event::TroubleReported(_) => true,
            Event::VoiceReturned(e) => e.cause == ReturnCause::NotSettled,
            _ => false,
        };
        if begins {
            let limit = policy.trouble(TroubleClass::General);
            running = Some(Running { start: (place, deed.day()), limit, extension: 0 });
        }
        match (&deed.event, &mut running) {
            (Event::VoiceAssigned(e), Some(running)) => {
                running.limit = policy.trouble(e.class.unwrap_or(TroubleClass::General));
                running.extension = 0;
            }
            // The head extends once; a second extension buys no time.
            (Event::VoiceExtended(e), Some(running)) if running.extension == 0 => {
                running.extension = e.days;
            }
            (Event::TroubleSolved(_), Some(ended)) => {
                breaches.extend(ended.over(thread, Some(place)));
                running = None;
            }
            _ => {}
        }
    }
    breaches.extend(running.and_then(|running| running.over(thread, None)));
    breaches
}

/// From each solution, where a report is asked for; what was not solved after all is reported no more.
fn trouble_unreported(thread: &Thread) -> Vec<Breach> {
    let ends = |deed: &Deed| match &deed.event {
        Event::TroubleResultReported(_) => true,
        Event::VoiceReturned(e) => e.cause == ReturnCause::NotSettled,
        _ => false,
    };
    let mut breaches = Vec::new();
    for (place, deed) in thread.numbered() {
        if !matches!(deed.event, Event::TroubleSolved(_)) {
            continue;
        }
        let Some(days) = policy(deed).and_then(|policy| policy.trouble_report_days) else {
            continue;
        };
        let end = thread.numbered().skip(place + 1).find(|(_, deed)| ends(deed));
        let start = (place, deed.day());
        breaches.extend(thread.passed(start, working_days(days), end.map(|(end, _)| end)));
    }
    breaches
}

fn complaint_late(thread: &Thread) -> Vec<Breach> {
    let filed = thread.numbered().find_map(|(place, deed)| {
        matches!(deed.event, Event::ComplaintFiled(_)).then_some((place, deed))
    });
    let Some((place, deed)) = filed else { return Vec::new() };
    let Some(policy) = policy(deed) else { return Vec::new() };
    let extension = thread.deeds.iter().find_map(|deed| match &deed.event {
        Event::VoiceExtended(e) => Some(e.days),
        _ => None,
    });
    let running = Running {
        start: (place, deed.day()),
        limit: working_days(policy.complaint_days),
        extension: extension.unwrap_or(0),
    };
    let answered = place_of(thread, |event| matches!(event, Event::VoiceAnswered(_)));
    running.over(thread, answered).into_iter().collect()
}

/// The order says itself how long it gives; naming the unit ends the waiting too.
fn order_late(thread: &Thread) -> Vec<Breach> {
    let issued = thread.numbered().find_map(|(place, deed)| match &deed.event {
        Event::OrderIssued(e) => Some((place, deed.day(), e.clocks.first()?.budget)),
        _ => None,
    });
    let Some((place, day, limit)) = issued else { return Vec::new() };
    let ends = |event: &Event| matches!(event, Event::VoiceAnswered(_) | Event::OrderSettled(_));
    thread.passed((place, day), limit, place_of(thread, ends)).into_iter().collect()
}

fn returned_late(thread: &Thread) -> Vec<Breach> {
    let mut assigned = None;
    let mut breaches = Vec::new();
    for (place, deed) in thread.numbered() {
        match &deed.event {
            Event::VoiceAssigned(_) => assigned = Some((place, deed)),
            Event::VoiceReturned(e) if e.cause == ReturnCause::WrongAddressee => {
                let Some(((from, given), policy)) = assigned.zip(policy(deed)) else { continue };
                let hours = policy.return_hours;
                if deed.at.ms_since(given.at) > i64::from(hours) * HOUR_MS {
                    let found = said!(
                        "{0}交办，{hours}小时内退回，{1}才退回",
                        "assigned {0}, {hours} hours, returned {1}";
                        given.at, deed.at
                    );
                    breaches.push(Breach::at([place, from], found));
                }
            }
            _ => {}
        }
    }
    breaches
}

/// A bad rating: where and when it was given, by what policy, and whether under a name.
fn bad(thread: &Thread) -> Option<(usize, Day, &VoicePolicy, bool)> {
    thread.numbered().find_map(|(place, deed)| match &deed.event {
        Event::ReviewGiven(e) if e.grade.is_bad() => {
            Some((place, deed.day(), policy(deed)?, e.rater.is_some()))
        }
        _ => None,
    })
}

fn is_upheld(thread: &Thread) -> bool {
    let mut deeds = thread.deeds.iter();
    deeds.any(|deed| matches!(&deed.event, Event::ReviewAppealDecided(e) if e.upheld))
}

fn uncontacted(thread: &Thread) -> Vec<Breach> {
    let Some((place, day, policy, true)) = bad(thread) else { return Vec::new() };
    let verified = place_of(thread, |event| matches!(event, Event::BadReviewVerified(_)));
    let limit = working_days(policy.contact_days);
    thread.passed((place, day), limit, verified).into_iter().collect()
}

fn unanswered(thread: &Thread) -> Vec<Breach> {
    let Some((place, day, simple, _)) = bad(thread) else { return Vec::new() };
    let complex = thread.deeds.iter().find_map(|deed| match &deed.event {
        Event::BadReviewVerified(e) if e.finding == ReviewFinding::Complex => policy(deed),
        _ => None,
    });
    let days = complex.map_or(simple.rectify_days, |policy| policy.rectify_complex_days);
    let ends =
        |event: &Event| matches!(event, Event::RectificationDone(_) | Event::VoiceAnswered(_));
    let end = place_of(thread, ends);
    thread.passed((place, day), working_days(days), end).into_iter().collect()
}

fn not_revisited(thread: &Thread) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (place, deed) in thread.numbered() {
        let asked = |deed: &Deed| match &deed.event {
            Event::RevisitDone(_) => true,
            Event::VoiceReturned(e) => e.cause == ReturnCause::NotSettled,
            _ => false,
        };
        match &deed.event {
            Event::TroubleSolved(_) => {
                let Some(policy) = policy(deed) else { continue };
                let end = thread.numbered().skip(place + 1).find(|(_, deed)| asked(deed));
                let limit = working_days(policy.revisit_days);
                let end = end.map(|(end, _)| end);
                breaches.extend(thread.passed((place, deed.day()), limit, end));
            }
            Event::ReviewPublished(_) => {
                let is_named = bad(thread).is_some_and(|(_, _, _, is_named)| is_named);
                let is_asked = thread.deeds.iter().take(place).any(asked);
                if is_named && !is_asked && !is_upheld(thread) {
                    breaches.push(Breach::at([place], deed.told()));
                }
            }
            _ => {}
        }
    }
    breaches
}

fn judged_own(thread: &Thread) -> Vec<Breach> {
    let about = thread.deeds.iter().find_map(|deed| match &deed.event {
        Event::ReviewGiven(e) => e.person.as_ref(),
        Event::ComplaintFiled(e) => e.against.as_ref(),
        _ => None,
    });
    let Some(about) = about.map(engine::code::StaffId::as_str) else { return Vec::new() };
    let filed = thread.deeds.first().map(|deed| deed.commit);
    let appeals = |deed: &&Deed| matches!(deed.event, Event::ReviewAppealed(_));
    let appealed: BTreeSet<u64> = thread.deeds.iter().filter(appeals).map(|d| d.commit).collect();
    let mut breaches = Vec::new();
    for (place, deed) in thread.numbered() {
        let is_his_to_send = Some(deed.commit) == filed || appealed.contains(&deed.commit);
        let people = [deed.person.as_deref(), deed.in_place_of.as_deref()];
        if !is_his_to_send && people.contains(&Some(about)) {
            let kind = deed.event.kind();
            let what = Said { zh: Lang::Zh.event(kind), en: Lang::En.event(kind) };
            breaches.push(Breach::at([place], what.and(&deed.told())));
        }
    }
    breaches
}

fn by_staff(thread: &Thread) -> Vec<Breach> {
    let given = thread
        .numbered()
        .filter(|(_, deed)| matches!(deed.event, Event::ReviewGiven(_)) && deed.person.is_some());
    given.map(|(place, deed)| Breach::at([place], deed.told())).collect()
}

fn hidden(thread: &Thread) -> Vec<Breach> {
    if bad(thread).is_none() || is_upheld(thread) {
        return Vec::new();
    }
    let hidden = thread
        .numbered()
        .filter(|(_, deed)| matches!(&deed.event, Event::ReviewPublished(e) if e.text.is_none()));
    hidden.map(|(place, deed)| Breach::at([place], deed.told())).collect()
}
