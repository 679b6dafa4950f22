//! 报告: the figures of a stretch of days, each beside its target.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::code::{BundleCode, ItemCode, Text, UnitId};
use crate::id::Seq;
use crate::item::{CaseType, HandlingForm, ItemDefinition};
use crate::readiness;
use crate::setup::Setup;
use crate::time::Day;
use crate::values::Channel;

use super::days::{DaySums, DeskSums, UnitSums};
use super::figure::{Figure, Target, Value, per_mille, share};
use super::ranking::{Ranking, Weights};
use super::tally::{Policy, Tally};

/// 一次办好率 (row 96).
const ONCE_PER_MILLE: u64 = 900;
/// 一次不跑率 (row 97).
const NEVER_PER_MILLE: u64 = 500;
/// 即办件占比 (row 98).
const INSTANT_PER_MILLE: u64 = 400;
/// 进驻事项 (row 100).
const ITEMS: u64 = 600;
/// 高频事项接入移动端 (row 101).
const MOBILE_PER_MILLE: u64 = 800;
/// 掌上受理、后台办理 (row 101).
const MOBILE_ITEMS: u64 = 10;
/// 一件事 (row 66).
const BUNDLES: u64 = 40;
/// All of them.
const ALL_PER_MILLE: u64 = 1_000;
/// 一个月 in which a policy has to reach somebody (row 102), in natural days.
const POLICY_DAYS: i32 = 30;
/// Cases in the stretch from which on an item counts as frequent, where nothing else is asked.
pub const FREQUENT: u64 = 100;

/// Which figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question {
    /// The first day; from the beginning where there is none.
    pub from: Option<Day>,
    /// The last day, and that of the catalogue.
    pub to: Day,
    /// 高频 cases in the stretch from which on an item counts as frequent.
    pub frequent: u64,
    /// 评估权重
    pub weights: Weights,
}

/// 统计指标
#[expect(clippy::struct_field_names, reason = "the list is called what it lists")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Figures {
    /// The last record they know.
    pub seq: Seq,
    /// The first day; from the beginning where there is none.
    pub from: Option<Day>,
    /// The last day.
    pub to: Day,
    /// 高频 cases in the stretch from which on an item counts as frequent.
    pub frequent_from: u64,
    /// Each figure, with its target.
    pub figures: Vec<Figure>,
    /// 收件, by channel.
    pub channels: BTreeMap<Channel, u64>,
    /// By department.
    pub units: Vec<UnitFigures>,
    /// 窗口业务 (row 108).
    pub windows: Vec<Desk>,
    /// 人员业务 (row 108).
    pub officers: Vec<Desk>,
    /// 评估排名 (row 104).
    pub ranking: Ranking,
}

/// A department's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UnitFigures {
    /// The department.
    pub unit: UnitId,
    /// Its name.
    pub name: Text,
    /// 按期办结率 in thousandths.
    pub on_time_per_mille: Option<u64>,
    /// Working days from acceptance to decision: the mean, in thousandths of a day.
    pub days_mean_milli: Option<u64>,
    /// What it did.
    #[serde(flatten)]
    pub sums: UnitSums,
}

/// A window's, or a person's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Desk {
    /// Its code, or his number.
    pub id: String,
    /// What was done there, or by him.
    #[serde(flatten)]
    pub sums: DeskSums,
}

impl Question {
    /// Everything up to a day, in the ordinary way.
    pub fn until(to: Day) -> Question {
        Question { from: None, to, frequent: FREQUENT, weights: Weights::default() }
    }
}

impl Figures {
    /// The figures of a stretch of days.
    pub fn of(tally: &Tally, asked: &Question) -> Figures {
        let sums = sums(tally, asked);
        let mut all = UnitSums::default();
        sums.units.values().for_each(|unit| all.add(unit));
        let catalogue = Catalogue::of(tally.setup(), asked, &sums);
        let mut figures = catalogue.figures();
        figures.extend(channels(&sums));
        figures.extend(business(&sums, &all));
        figures.extend(policies(tally, asked, &sums));
        let unit = |(unit, sums): (&UnitId, &UnitSums)| UnitFigures {
            unit: unit.clone(),
            name: tally.setup().units.get(unit).map(|unit| unit.name.clone()).unwrap_or_default(),
            on_time_per_mille: per_mille(sums.on_time, sums.promised),
            days_mean_milli: per_mille(sums.days, sums.decided),
            sums: *sums,
        };
        Figures {
            seq: tally.seq(),
            from: asked.from,
            to: asked.to,
            frequent_from: asked.frequent,
            figures,
            channels: sums.received.clone(),
            units: sums.units.iter().map(unit).collect(),
            windows: desks(&sums.windows),
            officers: desks(&sums.officers),
            ranking: Ranking::of(&sums.units, asked.weights),
        }
    }
}

fn sums(tally: &Tally, asked: &Question) -> DaySums {
    let from = asked.from.unwrap_or(Day::MIN);
    let mut all = DaySums::default();
    if from <= asked.to {
        tally.days.range(from..=asked.to).for_each(|(_, day)| all.add(day));
    }
    all
}

fn desks<K: ToString>(sums: &BTreeMap<K, DeskSums>) -> Vec<Desk> {
    sums.iter().map(|(id, sums)| Desk { id: id.to_string(), sums: *sums }).collect()
}

/// The catalogue on the last day, and how much came for what is in it.
struct Catalogue<'a> {
    in_force: Vec<&'a ItemDefinition>,
    frequent: Vec<&'a ItemCode>,
    bundles: u64,
    setup: &'a Setup,
    sums: &'a DaySums,
}

impl<'a> Catalogue<'a> {
    fn of(setup: &'a Setup, asked: &Question, sums: &'a DaySums) -> Catalogue<'a> {
        let newest = setup.items().iter().filter(|item| {
            let newest = setup.item_in_force(&item.definition.code, asked.to);
            newest.is_some_and(|newest| newest.no == item.no)
        });
        let frequent = sums.by_item.iter().filter(|(_, count)| **count >= asked.frequent);
        let mut bundles: Vec<&BundleCode> =
            setup.bundles().iter().map(|bundle| &bundle.definition.code).collect();
        bundles.sort_unstable();
        bundles.dedup();
        bundles.retain(|code| setup.bundle_in_force(code, asked.to).is_some());
        Catalogue {
            in_force: newest.map(|item| &item.definition).collect(),
            frequent: frequent.map(|(code, _)| code).collect(),
            bundles: count(bundles.len()),
            setup,
            sums,
        }
    }

    fn items(&self, is_it: impl Fn(&ItemDefinition) -> bool) -> u64 {
        count(self.in_force.iter().filter(|item| is_it(item)).count())
    }

    fn find(&self, code: &ItemCode) -> Option<&&ItemDefinition> {
        self.in_force.iter().find(|item| &item.code == code)
    }

    fn is_taken_in(&self, item: &ItemDefinition) -> bool {
        readiness::has_window(self.setup, item)
    }

    #[expect(clippy::too_many_lines, reason = "a table: one entry a figure")]
    fn figures(&self) -> Vec<Figure> {
        let items = count(self.in_force.len());
        let visits = |most: u8| {
            self.items(move |item| item.guide.visits.is_some_and(|visits| visits <= most))
        };
        let unsaid = self.items(|item| item.guide.visits.is_none());
        let instant = self.items(|item| item.case_type == CaseType::Instant);
        let in_hall = self.items(|item| self.is_taken_in(item));
        let of_frequent = |is_it: &dyn Fn(&ItemDefinition) -> bool| {
            let here = self.frequent.iter().filter_map(|code| self.find(code));
            share(count(here.filter(|item| is_it(item)).count()), count(self.frequent.len()))
        };
        let is_mobile = |item: &ItemDefinition| item.guide.forms.contains(&HandlingForm::Mobile);
        let (received, sums) = (self.sums.received(), self.sums);
        let at_least = Target::PerMilleAtLeast;
        let new = Figure::new;
        vec![
            new(96, "once", ("一次办好率", "items of one visit at most"), share(visits(1), items))
                .against(at_least(ONCE_PER_MILLE)),
            new(97, "never", ("一次不跑率", "items of no visit"), share(visits(0), items))
                .against(at_least(NEVER_PER_MILLE)),
            new(
                96,
                "visits_unsaid",
                ("未填到现场次数的事项", "items that say no number of visits"),
                Value::Count(unsaid),
            ),
            new(
                96,
                "once_by_case",
                ("一次办好件占比", "cases of items of one visit at most"),
                share(sums.once, received),
            ),
            new(
                97,
                "never_by_case",
                ("一次不跑件占比", "cases of items of no visit"),
                share(sums.never, received),
            ),
            new(98, "instant", ("即办件占比", "items closed at once"), share(instant, items))
                .against(at_least(INSTANT_PER_MILLE)),
            new(
                98,
                "instant_by_case",
                ("即办件办件占比", "cases of items closed at once"),
                share(sums.instant, received),
            ),
            new(
                100,
                "items",
                ("进驻事项", "items that a window of the hall takes"),
                Value::Count(in_hall),
            )
            .against(Target::CountAtLeast(ITEMS)),
            new(
                100,
                "frequent",
                ("高频事项进驻率", "frequent items that a window of the hall takes"),
                of_frequent(&|item| self.is_taken_in(item)),
            )
            .against(at_least(ALL_PER_MILLE)),
            new(
                101,
                "mobile",
                ("高频事项掌上可办率", "frequent items offered on mobile"),
                of_frequent(&is_mobile),
            )
            .against(at_least(MOBILE_PER_MILLE)),
            new(
                101,
                "mobile_accepted",
                ("掌上受理事项", "items accepted on mobile and handled behind"),
                Value::Count(count(sums.by_mobile.len())),
            )
            .against(Target::CountAtLeast(MOBILE_ITEMS)),
            new(66, "bundles", ("一件事", "bundles published"), Value::Count(self.bundles))
                .against(Target::CountAtLeast(BUNDLES)),
        ]
    }
}

/// 网上办为主、自助办为辅、窗口办兜底 (row 86).
fn channels(sums: &DaySums) -> [Figure; 3] {
    let of = |ways: &[Channel]| {
        let came = ways.iter().filter_map(|way| sums.received.get(way)).sum();
        share(came, sums.received())
    };
    [
        Figure::new(
            86,
            "online",
            ("网上办占比", "cases that came online"),
            of(&[Channel::Online, Channel::Mobile]),
        ),
        Figure::new(
            86,
            "self_service",
            ("自助办占比", "cases that came by machine"),
            of(&[Channel::SelfService]),
        ),
        Figure::new(
            86,
            "window",
            ("窗口办占比", "cases that came to a window, by post or video"),
            of(&[Channel::Window, Channel::Post, Channel::Video]),
        ),
    ]
}

fn business(sums: &DaySums, all: &UnitSums) -> [Figure; 6] {
    let days = Value::Days {
        cases: all.decided,
        mean_milli: per_mille(all.days, all.decided),
        worst: u64::from(all.days_worst),
    };
    let new = |code, names, value| Figure::new(108, code, names, value);
    [
        new("received", ("收件", "cases received"), Value::Count(sums.received())),
        new("accepted", ("受理", "cases accepted"), Value::Count(all.accepted)),
        new("decided", ("决定", "cases decided"), Value::Count(all.decided)),
        new("closed", ("办结", "cases closed"), Value::Count(sums.closed)),
        new("days", ("受理至决定工作日", "working days from acceptance to decision"), days),
        new(
            "on_time",
            ("按期办结率", "decided within the promise"),
            share(all.on_time, all.promised),
        ),
    ]
}

/// 惠企政策兑现 (row 102), as far as cases that the government opens tell it: a policy published in the stretch, whose
/// first month is over or that reached somebody in it.
fn policies(tally: &Tally, asked: &Question, sums: &DaySums) -> [Figure; 3] {
    let from = asked.from.unwrap_or(Day::MIN);
    let is_asked = |policy: &&Policy| from <= policy.published && policy.published <= asked.to;
    let in_time = |policy: &Policy| {
        let last = policy.published.plus(POLICY_DAYS);
        policy.first_opened.is_some_and(|first| first <= last && first <= asked.to)
    };
    let is_over = |policy: &Policy| policy.published.plus(POLICY_DAYS) < asked.to;
    let judged =
        tally.policies.values().filter(is_asked).filter(|one| in_time(one) || is_over(one));
    let (reached, all) = judged
        .fold((0, 0), |(reached, all), policy| (reached + u64::from(in_time(policy)), all + 1));
    [
        Figure::new(
            102,
            "policies",
            ("一个月内送达的政策占比", "policies that reached somebody within a month"),
            share(reached, all),
        )
        .against(Target::PerMilleAtLeast(ALL_PER_MILLE)),
        Figure::new(
            102,
            "pushed",
            ("免申即享推送", "cases the government opened"),
            Value::Count(sums.opened),
        ),
        Figure::new(
            102,
            "paid_unasked",
            ("免申即享兑现", "granted without application"),
            Value::Count(sums.granted_unasked),
        ),
    ]
}

fn count(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}
