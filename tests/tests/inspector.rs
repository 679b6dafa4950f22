//! 事项检查: each check finds what it is for, and says nothing about an item that is in order.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test whose own data cannot be read fails right there"
)]

use std::collections::{BTreeMap, BTreeSet};

use engine::command::Command;
use engine::due::{Budget, Unit};
use engine::inspector::{Check, Severity, catch_all, inspect};
use engine::item::{CaseType, ItemDefinition, PowerSource, Special, SpecialKind, Step, StepKind};

/// A true implementation code, of type 01 行政许可.
const CODE: &str = "11440232MB2D06811W4000117051000";

fn model() -> Vec<ItemDefinition> {
    let mut items = Vec::new();
    for command in api::model::commands(None).unwrap() {
        if let Command::PublishItem(publish) = command {
            items.push(publish.definition);
        }
    }
    items
}

fn codes(item: &ItemDefinition) -> BTreeSet<&'static str> {
    inspect(item).iter().map(|finding| finding.check.code()).collect()
}

/// A licence with a promise of at most half its twenty days, in three steps.
fn in_order() -> ItemDefinition {
    let fits = |item: &ItemDefinition| {
        item.case_type == CaseType::Promise
            && item.task_type.as_str() == "01"
            && item.steps.len() == 3
            && item.legal == Some(working(20))
            && item.specials.is_empty()
            && !item.site_inspection
            && item.promise.days > 5
    };
    let mut item = model().into_iter().find(fits).unwrap();
    item.impl_code = CODE.parse().unwrap();
    item
}

fn joint() -> ItemDefinition {
    model().into_iter().find(|item| item.case_type == CaseType::Joint).unwrap()
}

fn working(days: u16) -> Budget {
    Budget { days, unit: Unit::WorkingDays }
}

/// Gives the item a promise and lets its steps sum to it.
fn promise(item: &mut ItemDefinition, days: u16) {
    item.promise = working(days);
    item.steps.iter_mut().for_each(|step| step.limit = 0);
    item.steps.last_mut().unwrap().limit = days;
}

fn special(kind: SpecialKind, days: u16, stops: bool) -> Special {
    Special { kind, max_working_days: days, stops_statutory: stops }
}

type Spoiling = (&'static str, fn(&mut ItemDefinition), &'static [&'static str]);

/// What is done to an item in order, and what must be found then.
#[rustfmt::skip]
const SPOILT: &[Spoiling] = &[
    ("no name", |i| i.name = " ".into(), &["name_missing"]),
    ("a code of another country", |i| i.impl_code = "A1".parse().unwrap(), &["code_foreign"]),
    ("37 characters", |i| i.impl_code = "1".repeat(37).parse().unwrap(), &["code_too_long"]),
    ("36 characters", |i| i.impl_code = "1".repeat(36).parse().unwrap(), &["code_foreign"]),
    ("a wrong credit code", |i| i.impl_code = CODE.replace("811W", "812W").parse().unwrap(), &["code_shape"]),
    ("level 8", |i| i.impl_code = CODE.replace("W4", "W8").parse().unwrap(), &["code_shape"]),
    ("letters in 33", |i| i.impl_code = format!("{CODE}A1").parse().unwrap(), &["code_shape"]),
    ("a good 33", |i| i.impl_code = format!("{CODE}01").parse().unwrap(), &[]),
    ("a good 12", |i| i.impl_code = "000104002000".parse().unwrap(), &[]),
    ("letters in 12", |i| i.impl_code = "0001040020X0".parse().unwrap(), &["code_shape"]),
    ("another type in the code", |i| i.impl_code = "000704002000".parse().unwrap(), &["code_type_mismatch"]),
    ("a type of one digit", |i| i.task_type = "1".parse().unwrap(), &["type_unknown", "code_type_mismatch"]),
    ("no statutory limit", |i| i.legal = None, &["statutory_missing"]),
    ("21 days", |i| i.legal = Some(working(21)), &["statutory_over_law"]),
    ("promise over half", |i| promise(i, 11), &["promise_over_half", "unpublishable"]),
    ("promise of half", |i| promise(i, 10), &[]),
    ("promise over statutory", |i| promise(i, 21), &["promise_over_statutory", "unpublishable"]),
    ("eleven days more", |i| i.legal_extension = 11, &["extension_over_law"]),
    ("instant with two days", |i| { promise(i, 2); i.case_type = CaseType::Instant; }, &["instant_too_slow"]),
    ("instant with one day", |i| { promise(i, 1); i.case_type = CaseType::Instant; }, &[]),
    ("called instant", |i| i.name = "许可（即办）".into(), &["instant_too_slow"]),
    ("promise of zero", |i| promise(i, 0), &["promise_of_zero"]),
    ("inspection in 4 days", |i| { promise(i, 4); i.site_inspection = true; }, &["inspection_in_haste"]),
    ("inspection in 5 days", |i| { promise(i, 5); i.site_inspection = true; }, &[]),
    ("instant with inspection", |i| { promise(i, 0); i.site_inspection = true; i.case_type = CaseType::Instant; },
        &["instant_with_inspection", "inspection_in_haste"]),
    ("a day too many in a step", |i| i.steps[1].limit += 1, &["steps_not_promise"]),
    ("natural days have no sum", |i| i.promise = Budget { days: 9, unit: Unit::CalendarDays }, &[]),
    ("four steps", |i| { let step = i.steps[1].clone(); i.steps.insert(1, Step { limit: 0, ..step }); },
        &["too_many_steps", "unpublishable"]),
    ("nobody accepts", |i| { i.steps.remove(0); promise(i, 6); }, &["accept_step_missing"]),
    ("nobody reviews", |i| { i.steps.remove(1); promise(i, 6); }, &["review_step_missing"]),
    ("nobody decides", |i| { i.steps.remove(2); promise(i, 6); }, &["decision_step_missing", "unpublishable"]),
    ("nothing is delivered", |i| i.delivery.clear(), &["delivery_missing", "unpublishable"]),
    ("decide before review", |i| i.steps.swap(1, 2), &["steps_out_of_order"]),
    ("joint, alone", |i| i.case_type = CaseType::Joint, &["joint_without_participants"]),
    ("participants of no joint case", |i| { i.participants = joint().participants; promise(i, 10); },
        &["participants_not_joint"]),
    ("a slow opinion", |i| { i.case_type = CaseType::Joint; i.participants = joint().participants; i.participants[0].opinion_limit = 99; },
        &["opinion_too_slow"]),
    ("reported up by nobody", |i| i.case_type = CaseType::ReportUp, &["report_up_step_missing"]),
    ("reported up", |i| { i.case_type = CaseType::ReportUp; i.steps[2].step = StepKind::ReportUp; }, &[]),
    ("entrusted, approver in front",
        |i| {
            promise(i, 0);
            i.case_type = CaseType::Instant;
            (i.entrusted, i.approver_at_window) = (true, true);
        },
        &["approver_not_at_window"]),
    ("approver in front of a promise", |i| i.approver_at_window = true, &["unpublishable"]),
    ("publicity stops the clock", |i| i.specials = vec![special(SpecialKind::PublicNotice, 5, true)], &["stops_without_law"]),
    ("a hearing stops the clock", |i| i.specials = vec![special(SpecialKind::Hearing, 20, true)], &[]),
    ("a hearing without time", |i| i.specials = vec![special(SpecialKind::Hearing, 0, true)], &["special_without_time"]),
    ("other papers", |i| i.materials[0].material = "其他材料".parse().unwrap(), &["catch_all"]),
    ("a paper among the conditions",
        |i| {
            i.materials[0].about.name = Some("居民身份证".into());
            i.guide.conditions = vec!["持有居民身份证".into()];
        },
        &["condition_names_material"]),
    ("conditions without papers", |i| i.guide.conditions = vec!["年满十八周岁".into()], &[]),
    ("other conditions", |i| i.guide.conditions = vec!["符合其他规定".into()], &["catch_all"]),
    ("a flow that nobody closes", |i| i.guide.flow = Some("受理、审核、审批、送达".into()), &["flow_incomplete"]),
    ("a whole flow", |i| i.guide.flow = Some("受理、审核、审批、办结、送达".into()), &[]),
    ("another basic code", |i| i.listing.basic_code = Some("000199999999".parse().unwrap()), &["codes_differ"]),
    ("another handling code", |i| i.listing.handling_code = Some("1".repeat(33).parse().unwrap()), &["codes_differ"]),
    ("entrusted by nobody", |i| i.listing.power_source = Some(PowerSource::EntrustedFromAbove), &["entruster_missing"]),
    ("a visit for nothing", |i| i.guide.visits = Some(1), &["visit_unexplained"]),
    ("no visit", |i| i.guide.visits = Some(0), &[]),
    ("at once, in words", |i| i.guide.promise_note = Some("当场办结".into()), &["instant_too_slow"]),
    ("a special law", |i| { i.legal = Some(working(60)); i.listing.special_law = Some("种子法".into()); }, &[]),
    ("no papers", |i| i.materials.clear(), &["no_materials"]),
];

#[test]
fn an_item_in_order_has_no_findings() {
    assert_eq!(codes(&in_order()), BTreeSet::new());
}

#[test]
fn each_fault_is_found_and_nothing_else() {
    for (fault, spoil, expected) in SPOILT {
        let mut item = in_order();
        spoil(&mut item);
        assert_eq!(codes(&item), expected.iter().copied().collect(), "{fault}");
    }
}

#[test]
fn each_check_has_a_fault_that_it_finds() {
    let alone = SPOILT.iter().flat_map(|(_, _, found)| found.iter().copied());
    // What differs from another item is found beside it only: the law's own tests publish the two.
    let tried: BTreeSet<&str> = alone.chain([Check::NotTheSame.code()]).collect();
    let all: BTreeSet<&str> = Check::ALL.iter().map(|check| check.code()).collect();
    assert_eq!(tried, all);
    assert_eq!(all.len(), Check::ALL.len(), "two checks share a code");
}

#[test]
fn what_publication_refuses_is_always_found_to_be_blocking() {
    for (fault, spoil, _) in SPOILT {
        let mut item = in_order();
        spoil(&mut item);
        let is_blocking =
            inspect(&item).iter().any(|finding| finding.check.severity() == Severity::Blocking);
        assert!(is_blocking || item.check().is_ok(), "{fault}: {:?}", item.check());
    }
}

#[test]
fn the_illustrative_hall_has_long_limits_and_one_hasty_inspection() {
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for item in model() {
        for finding in inspect(&item) {
            assert_ne!(finding.check.severity(), Severity::Blocking, "{}: {finding}", item.code);
            *found.entry(finding.check.code()).or_default() += 1;
        }
    }
    let expected = BTreeMap::from([("inspection_in_haste", 1), ("statutory_over_law", 11)]);
    assert_eq!(found, expected);
}

#[test]
fn catch_alls_are_found_in_any_text() {
    assert_eq!(catch_all("法律、法规规定的其他条件"), Some("其他"));
    assert_eq!(catch_all("有关部门出具的文件"), Some("有关"));
    assert_eq!(catch_all("居民身份证"), None);
}

#[test]
fn each_check_says_itself_in_both_languages_and_names_its_source() {
    for check in Check::ALL {
        assert!(!check.source().is_empty() && !check.english().is_empty(), "{check:?}");
        assert!(!check.chinese().is_ascii(), "{check:?}");
    }
}
