//! 导入报告: how many items a list has of what, and how many of them lack what.

use std::collections::BTreeMap;
use std::fmt;

use engine::code::{Reference, Text};
use serde::Serialize;

use super::ListedItem;
use super::assumed::Assumption;
use super::element::{Element, Flaw};

/// The sums of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// 事项
    pub items: usize,
    /// Items of each 实施主体.
    pub departments: BTreeMap<Text, usize>,
    /// Items of each 事项类型.
    pub task_types: BTreeMap<Reference, usize>,
    /// Items that lack an element.
    pub missing: BTreeMap<Element, usize>,
    /// Items with something odd.
    pub flaws: BTreeMap<Flaw, usize>,
    /// Items of each 行政区划.
    pub regions: BTreeMap<String, usize>,
    /// 假定 what the hall of the list takes as so because nobody says it.
    pub assumed: Vec<Assumption>,
    /// What keeps the list from being a hall; nothing where it can be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_hall: Option<String>,
}

impl Report {
    pub(super) fn of(items: &[ListedItem]) -> Report {
        let mut report = Report { items: items.len(), ..Report::default() };
        for item in items {
            *report.departments.entry(item.department.clone()).or_default() += 1;
            if let Some(region) = &item.region {
                *report.regions.entry(region.clone()).or_default() += 1;
            }
            *report.task_types.entry(item.task_type.clone()).or_default() += 1;
            for element in &item.missing {
                *report.missing.entry(*element).or_default() += 1;
            }
            for flaw in &item.flaws {
                *report.flaws.entry(*flaw).or_default() += 1;
            }
        }
        report
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "事项 items        {:>6}", self.items)?;
        writeln!(f, "部门 departments  {:>6}", self.departments.len())?;
        writeln!(f, "\n行政区划 by region")?;
        for (region, count) in &self.regions {
            writeln!(f, "{count:>6}  {region}")?;
        }
        writeln!(f, "\n事项类型 by type")?;
        for (task_type, count) in &self.task_types {
            writeln!(f, "{count:>6}  {task_type}")?;
        }
        writeln!(f, "\n部门 by department")?;
        for (department, count) in &self.departments {
            writeln!(f, "{count:>6}  {department}")?;
        }
        writeln!(f, "\n缺少要素 missing before an item can be published")?;
        for (element, count) in &self.missing {
            writeln!(f, "{count:>6}  {}", element.chinese())?;
        }
        writeln!(f, "\n可疑之处 odd")?;
        for (flaw, count) in &self.flaws {
            writeln!(f, "{count:>6}  {}", flaw.chinese())?;
        }
        writeln!(f, "\n假定 assumed in the hall of the list, to be settled")?;
        for Assumption { what, count, zh, en } in &self.assumed {
            writeln!(f, "{count:>6}  {zh} ({what}: {en})")?;
        }
        self.no_hall.as_ref().map_or(Ok(()), |why| writeln!(f, "\n不能成厅 no hall: {why}"))
    }
}
