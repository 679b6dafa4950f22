//! 并联会签 as an auditor reads it.

use replay::export::{Format, Scope, export};
use replay::moves::MoveKind;
use replay::past::Past;
use replay::timeline::Timeline;
use replay::words::Lang;
use replay::{Moment, Source};

use crate::hall::{joint_history, written};

/// 并联会签: each department that is asked has a clock of its own, which the case's are not all.
#[test]
fn the_clocks_of_joint_opinions_are_told_with_their_departments() {
    let (told, number) = joint_history();
    let (temp, dir) = written(&told.commits);
    let source = Source::open(&dir).unwrap();
    let past = Past::of(&source, &number, Moment::End).unwrap();
    let timeline = Timeline::of(&past, past.case().last_at.day());
    let opinions = |kind: &str| -> Vec<(String, MoveKind)> {
        let told = timeline.events.iter().find(|told| told.kind.name() == kind).unwrap();
        let of = |moved: &replay::moves::Move| Some((moved.unit.clone()?.to_string(), moved.what));
        told.moves.iter().filter_map(of).collect()
    };
    let started = ["ghj", "xfj"].map(|unit| (unit.to_owned(), MoveKind::Started)).to_vec();
    assert_eq!(opinions("OpinionsRequested"), started);
    assert_eq!(opinions("OpinionGiven"), [("ghj".to_owned(), MoveKind::Stopped)]);
    let due = &timeline.events.last().unwrap().due;
    let running: Vec<String> =
        due.iter().filter_map(|due| Some(due.unit.clone()?.to_string())).collect();
    assert_eq!(running, ["xfj"], "the other has answered");
    let clocks = timeline.state.clocks.iter().filter(|clock| clock.unit.is_some()).count();
    assert_eq!(clocks, 2);
    let mut text = Vec::new();
    timeline.write(Lang::En, &mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains("(xfj)"), "{text}");
    let page = temp.path().join("page.html");
    let scope = Scope { case: Some(number), ..Scope::default() };
    export(&source, Format::Html, &scope, &page, false).unwrap();
    let page = std::fs::read_to_string(page).unwrap();
    for said in ["(xfj)", "符合规划", "内容事由"] {
        assert!(page.contains(said), "{said} in {page}");
    }
}
