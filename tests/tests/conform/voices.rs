//! 群众声音 as an auditor reads it: limits, revisits, who judged, and what the public was told.

use engine::code::{Text, UnitId, VoiceNumber};
use engine::command::{
    AnswerVoice, AppealReview, AssignVoice, Command, DecideReviewAppeal, ExtendVoice,
    FileComplaint, GiveReview, IssueOrder, PublishReview, RectifyReview, ReportTrouble,
    ReportTroubleResult, ReturnVoice, RevisitVoice, SetVoicePolicy, SolveTrouble, VerifyReview,
};
use engine::event::{Event, EventKind as E};
use engine::number;
use engine::voice::{
    Grade, GradeSent, ReviewChannel, ReviewFinding, ServiceOccasion, TroubleClass, TroubleGround,
    TroubleOutcome, VoicePolicy,
};
use replay::conform::About;
use tests::given::{Given, accepted};
use tests::hall::{OWNER, applicant, code, head, manager, person, rep, staff};
use tests::items;
use tests::tickets::guide;

use crate::history::{History, audit, check, on, rules};

/// A Monday.
const NOW: &str = "2026-03-02 09:00";

fn of_it(given: &Given) -> History {
    on(given, |stream| stream.voice().is_some())
}

fn number_of(given: &Given) -> VoiceNumber {
    let id = given.world.voices().keys().next_back().expect("one is open");
    number::format_voice(*id).expect("a voice has a number")
}

fn then(given: &Given, who: &tests::hall::Who, command: impl Into<Command>, when: &str) -> Given {
    given.then(who.asks(command), when)
}

fn reported() -> Given {
    reported_in(&Given::hall())
}

fn reported_in(given: &Given) -> Given {
    let report = ReportTrouble {
        case: None,
        item: None,
        ground: TroubleGround::PassedAround,
        summary: "互相推诿".into(),
        applicant: person(9),
        words: None,
    };
    then(given, &guide(), report, NOW)
}

/// Solved where the result is to be reported in two working days.
fn to_be_reported() -> Given {
    let policy = VoicePolicy { trouble_report_days: Some(2), ..VoicePolicy::customary() };
    let given = then(&Given::hall(), &manager(), SetVoicePolicy { policy }, NOW);
    solved(&assigned(&reported_in(&given), None, NOW), NOW)
}

fn result_reported(when: &str) -> History {
    let given = to_be_reported();
    let (voice, report) = (number_of(&given), "已协调办结".into());
    of_it(&then(&given, &guide(), ReportTroubleResult { voice, report }, when))
}

fn assigned(given: &Given, class: Option<TroubleClass>, when: &str) -> Given {
    let (voice, unit) = (number_of(given), code(OWNER));
    then(given, &guide(), AssignVoice { voice, unit, class }, when)
}

fn solved(given: &Given, when: &str) -> Given {
    let (voice, outcome, note) = (number_of(given), TroubleOutcome::Solved, "已协调".into());
    then(given, &rep(), SolveTrouble { voice, outcome, note }, when)
}

fn revisited(given: &Given, satisfied: bool, when: &str) -> Given {
    let (voice, note) = (number_of(given), "回访".into());
    then(given, &manager(), RevisitVoice { voice, satisfied, note }, when)
}

fn extended(given: &Given, when: &str) -> Given {
    let (voice, reason) = (number_of(given), "需会商".into());
    then(given, &head(), ExtendVoice { voice, reason }, when)
}

/// A hard one has 7 working days from the report, wherever it was assigned in between.
fn hard(when: &str) -> History {
    of_it(&solved(&assigned(&reported(), Some(TroubleClass::Hard), "2026-03-03 09:00"), when))
}

fn complained() -> Given {
    let complaint = FileComplaint {
        case: None,
        against: Some(code("appr1")),
        summary: "态度生硬".into(),
        applicant: None,
        words: None,
    };
    then(&Given::hall(), &applicant(), complaint, NOW)
}

fn answered(given: &Given, when: &str) -> Given {
    let voice = number_of(given);
    then(given, &rep(), AnswerVoice { voice, reply: "已核实".into(), is_public: true }, when)
}

fn complaint_answered(when: &str) -> Given {
    answered(&assigned(&complained(), None, NOW), when)
}

fn ordered() -> Given {
    let (unit, matter): (UnitId, Text) = (code(OWNER), "说明超期原因".into());
    let order = IssueOrder { unit, matter, days: 3, case: None, voice: None };
    then(&Given::hall(), &staff("watch"), order, NOW)
}

fn returned(when: &str) -> Given {
    let given = assigned(&complained(), None, NOW);
    let (voice, reason) = (number_of(&given), "不属本部门".into());
    then(&given, &rep(), ReturnVoice { voice, reason }, when)
}

/// A bad rating of the intake by comp1, under the applicant's name.
fn rated() -> Given {
    let given = accepted(items::PROMISE, NOW);
    let rating = GiveReview {
        case: given.case.clone(),
        occasion: ServiceOccasion::Intake,
        grade: GradeSent::Named(Grade::Dissatisfied),
        channel: ReviewChannel::HallTablet,
        words: None,
        applicant: Some(given.file().applicant.clone()),
    };
    then(&given, &applicant(), rating, NOW)
}

fn verified(finding: ReviewFinding, when: &str) -> Given {
    let given = rated();
    let (voice, note) = (number_of(&given), "已联系".into());
    then(&given, &staff("comp2"), VerifyReview { voice, finding, note }, when)
}

fn rectified(finding: ReviewFinding, when: &str) -> Given {
    let given = verified(finding, NOW);
    let (voice, measures) = (number_of(&given), "增设窗口".into());
    then(&given, &staff("comp2"), RectifyReview { voice, measures }, when)
}

fn published() -> History {
    let given = revisited(&rectified(ReviewFinding::Simple, NOW), true, NOW);
    let (voice, text) = (number_of(&given), Some("等候太久".into()));
    of_it(&then(&given, &manager(), PublishReview { voice, text }, NOW))
}

fn appealed(upheld: bool) -> History {
    let given = rated();
    let voice = || number_of(&given);
    let appeal = AppealReview { voice: voice(), reasons: vec!["有误".into()] };
    let given = then(&given, &staff("comp2"), appeal, NOW);
    let judged = DecideReviewAppeal { voice: number_of(&given), upheld, reason: "查明".into() };
    of_it(&then(&given, &manager(), judged, NOW))
}

fn judged_by(history: &History, who: &str) -> History {
    history.with(|event| match event {
        Event::ReviewAppealDecided(e) => {
            e.officer = code(who);
            true
        }
        _ => false,
    })
}

fn kept_to_itself(history: &History) -> History {
    history.with(|event| match event {
        Event::ReviewPublished(e) => {
            e.text = None;
            true
        }
        _ => false,
    })
}

rules! {
    trouble_late: hard("2026-03-11 23:00") => hard("2026-03-12 00:00");
    trouble_unreported: result_reported("2026-03-04 23:00") =>
        result_reported("2026-03-05 00:00");
    complaint_late: of_it(&complaint_answered("2026-03-09 23:00")) =>
        of_it(&complaint_answered("2026-03-10 00:00"));
    order_late: of_it(&ordered()).until("2026-03-05 23:00") =>
        of_it(&ordered()).until("2026-03-06 00:00");
    returned_late: of_it(&returned("2026-03-03 09:00")) =>
        of_it(&returned("2026-03-03 09:00")).later(E::VoiceReturned, "2026-03-03 09:01");
    bad_rating_uncontacted: of_it(&verified(ReviewFinding::Simple, "2026-03-03 23:00")) =>
        of_it(&verified(ReviewFinding::Simple, "2026-03-04 00:00"));
    bad_rating_unanswered: of_it(&verified(ReviewFinding::Simple, NOW)).until("2026-03-09 23:00") =>
        of_it(&verified(ReviewFinding::Simple, NOW)).until("2026-03-10 00:00");
    revisit_missing: of_it(&solved(&assigned(&reported(), None, NOW), NOW)).until("2026-03-06 23:00") =>
        of_it(&solved(&assigned(&reported(), None, NOW), NOW)).until("2026-03-09 00:00");
    judged_own_voice: appealed(false) => judged_by(&appealed(false), "comp1");
    rated_by_staff: of_it(&rated()) => of_it(&rated()).by(E::ReviewGiven, "comp1");
    bad_rating_hidden: published() => kept_to_itself(&published());
}

#[test]
fn a_trouble_that_was_not_solved_after_all_has_its_time_anew() {
    let given = solved(&assigned(&reported(), None, NOW), NOW);
    let given = revisited(&given, false, "2026-03-04 09:00");
    let kept = of_it(&given).until("2026-03-05 23:00");
    let finding = check("trouble_late", &kept, &of_it(&given).until("2026-03-06 00:00"));
    assert!(finding.open, "nothing has ended it");
    assert!(finding.found.starts_with("begun on 2026-03-04, 1 days"), "{}", finding.found);
    assert_eq!(finding.about, About::Voice);
    assert_eq!(finding.case, "BB202603020001");
}

#[test]
fn a_result_is_reported_where_it_is_asked_for_and_not_of_what_came_back_unsolved() {
    let owed = of_it(&to_be_reported()).until("2026-03-05 00:00");
    let back = of_it(&revisited(&to_be_reported(), false, NOW)).until("2026-03-05 00:00");
    check("trouble_unreported", &back, &owed);
    let elsewhere = solved(&assigned(&reported(), None, NOW), NOW);
    check("trouble_unreported", &of_it(&elsewhere).until("2026-03-05 00:00"), &owed);
}

#[test]
fn an_extension_by_the_head_moves_the_limit_of_a_complaint_and_of_a_trouble() {
    let given = extended(&assigned(&complained(), None, NOW), "2026-03-09 09:00");
    let kept = of_it(&answered(&given, "2026-03-16 23:00"));
    check("complaint_late", &kept, &of_it(&answered(&given, "2026-03-17 00:00")));
    let given = assigned(&reported(), Some(TroubleClass::Hard), NOW);
    let given = extended(&given, NOW);
    let kept = of_it(&solved(&given, "2026-03-18 23:00"));
    check("trouble_late", &kept, &of_it(&solved(&given, "2026-03-19 00:00")));
}

#[test]
fn a_complex_bad_rating_has_the_longer_time() {
    let simple = of_it(&rectified(ReviewFinding::Simple, "2026-03-10 09:00"));
    let complex = of_it(&rectified(ReviewFinding::Complex, "2026-03-10 09:00"));
    check("bad_rating_unanswered", &complex, &simple);
    let late = of_it(&rectified(ReviewFinding::Complex, "2026-03-24 09:00"));
    check("bad_rating_unanswered", &complex, &late);
}

#[test]
fn a_named_bad_rating_is_not_published_before_the_revisit() {
    check("revisit_missing", &published(), &published().without(E::RevisitDone));
}

#[test]
fn nobody_answers_a_complaint_about_himself_nor_his_substitute() {
    let lawful = of_it(&complaint_answered(NOW));
    let own = lawful.with(|event| match event {
        Event::VoiceAnswered(e) => {
            e.officer = code("appr1");
            true
        }
        _ => false,
    });
    let finding = check("judged_own_voice", &lawful, &own);
    assert_eq!(finding.person.as_deref(), Some("appr1"));
    let mut stands_in = lawful.clone();
    let commit = stands_in.commits.last_mut().expect("the answer");
    let first = commit.entries.first().expect("the answer").clone();
    let (absent, substitute) = (code("appr1"), code("rep"));
    let event = engine::event::SubstituteActed { absent, substitute }.into();
    commit.entries.insert(0, engine::record::Entry { event, ..first });
    check("judged_own_voice", &lawful, &stands_in);
}

#[test]
fn a_rating_that_was_set_aside_may_be_kept_from_the_public() {
    let aside = appealed(true);
    let hidden = |history: &History| {
        let (text, officer) = (None, code("manager"));
        history.also("manager", NOW, engine::event::ReviewPublished { text, officer })
    };
    check("bad_rating_hidden", &hidden(&aside), &hidden(&appealed(false)));
    let (_, found) = audit(&hidden(&aside).commits, 0);
    assert!(found.iter().all(|finding| finding.rule != "revisit_missing"), "{found:#?}");
}
