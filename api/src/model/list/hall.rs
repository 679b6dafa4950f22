//! 大厅: the region, departments, zones and windows of a list's own hall. What the completion names of them stands;
//! the rest is made of the list's departments, each with a zone and a window of its own.

use std::collections::{BTreeMap, BTreeSet};

use engine::code::{Text, UnitId, ZoneId};
use engine::hall::WindowKind;
use serde_json::{Map, Value, json};

use super::ItemList;
use super::assumed::Assumption;
use super::completion::{Completion, HallWords};
use crate::model::shape::{Window, Zone};
use crate::model::{CENTRE, StaffedBy, window_kind};

/// Characters of a code that names a department: letters and posts are named after it.
const DEPARTMENT_CODE_CHARS_MAX: usize = 30;
/// Hours in which people come, all alike, where nobody counted them.
const HOURS: [u8; 7] = [9, 10, 11, 13, 14, 15, 16];

/// 部门 of the hall.
pub(super) struct Desk {
    /// Its code.
    pub(super) id: UnitId,
    /// Its zone.
    pub(super) zone: ZoneId,
    /// Whether the completion names the zone.
    pub(super) is_named: bool,
}

/// A hall that is being made.
pub(super) struct Premises {
    /// Departments by name.
    pub(super) desks: BTreeMap<Text, Desk>,
    zones: Vec<Zone>,
    windows: Vec<Window>,
    region: Option<String>,
    name: String,
    /// What of it nobody said.
    pub(super) assumed: Vec<Assumption>,
}

impl Premises {
    /// The hall of a list, before its items are placed in it.
    pub(super) fn of(list: &ItemList, completion: &Completion) -> anyhow::Result<Premises> {
        let HallWords { name_zh, region_code, zones, windows } = completion.hall.clone();
        let mut assumed = Vec::new();
        let region = region_code.or_else(|| {
            let most = list.report.regions.iter().max_by_key(|(_, count)| **count);
            most.map(|(code, _)| short_region(code).to_owned())
        });
        if region.is_none() {
            assumed.push(Assumption::of(
                "region_code",
                1,
                "清单未载行政区划，大厅不带区划代码：请在补全文件的hall下写明region_code",
                "the list names no region and the hall has none: write `region_code` under `hall`",
            ));
        }
        let name = name_zh.unwrap_or_else(|| {
            let zh = "大厅名称：政务服务中心加行政区划代码";
            assumed.push(Assumption::of("name_zh", 1, zh, "the hall is named after its region"));
            region
                .as_ref()
                .map_or("政务服务中心".to_owned(), |code| format!("政务服务中心（{code}）"))
        });
        let desks = BTreeMap::new();
        let mut premises = Premises { desks, zones, windows, region, name, assumed };
        premises.seat_departments(list, completion)?;
        Ok(premises)
    }

    /// A code and a zone for each department.
    fn seat_departments(&mut self, list: &ItemList, completion: &Completion) -> anyhow::Result<()> {
        let mut taken: BTreeSet<String> = [CENTRE.to_owned()].into();
        taken.extend(self.zones.iter().map(|zone| zone.id.to_string()));
        taken.extend(self.windows.iter().map(|window| window.id.to_string()));
        taken.extend(completion.departments.values().filter_map(|words| words.id.clone()));
        let (mut own_zones, mut made_codes, mut several) = (0, 0, 0);
        for name in list.report.departments.keys() {
            let words = completion.departments.get(name.as_str());
            let codes = codes_of(list, name);
            several += usize::from(codes.len() > 1);
            let id = match words.and_then(|words| words.id.clone()) {
                Some(id) => id,
                None => {
                    codes.into_iter().find(|code| is_usable(code, &taken)).unwrap_or_else(|| {
                        made_codes += 1;
                        next("BM", &taken)
                    })
                }
            };
            taken.insert(id.clone());
            let named = words.and_then(|words| words.zone.clone());
            let is_named = named.is_some();
            let zone = if let Some(zone) = named {
                zone.parse()?
            } else {
                own_zones += 1;
                self.own_zone(name, &mut taken)?
            };
            self.desks.insert(name.clone(), Desk { id: id.parse()?, zone, is_named });
        }
        let lines = [
            (
                "departments.zone",
                own_zones,
                "部门无指定分区：各设一个本部门专区，部门派员",
                "a zone of its own for each department, staffed by it",
            ),
            (
                "departments.id",
                made_codes,
                "部门编码缺失、不可用或与他部门相同：另编BM号",
                "a department without a usable code of its own has a made one, BM01 and on",
            ),
            (
                "dept_code",
                several,
                "同一部门载有几个编码：取事项最多的一个",
                "a department with several codes stands under that of most items",
            ),
        ];
        let lines = lines.into_iter().filter(|(_, count, ..)| *count > 0);
        self.assumed.extend(lines.map(|(what, count, zh, en)| Assumption::of(what, count, zh, en)));
        Ok(())
    }

    /// A zone for one department, staffed by it.
    fn own_zone(&mut self, name: &Text, taken: &mut BTreeSet<String>) -> anyhow::Result<ZoneId> {
        let code = next("Z", taken);
        let (id, zh): (ZoneId, Text) = (code.parse()?, format!("{name}专区").parse()?);
        taken.insert(code);
        let staffed_by = StaffedBy::Department;
        self.zones.push(Zone { id: id.clone(), zh, floor: 1, staffed_by });
        Ok(id)
    }

    /// Who staffs a zone; nothing where there is no such zone.
    pub(super) fn staffed_by(&self, zone: &str) -> Option<StaffedBy> {
        let mut zones = self.zones.iter();
        zones.find(|known| known.id.as_str() == zone).map(|known| known.staffed_by)
    }

    /// Windows for the zones in which items stand and nobody named one, and the desks that every hall has.
    pub(super) fn open_windows(&mut self, zones: &BTreeSet<String>) -> anyhow::Result<()> {
        let takes_in =
            |window: &Window| window_kind(&window.kind).is_some_and(WindowKind::takes_in);
        let mut taken: BTreeSet<String> =
            self.windows.iter().map(|window| window.id.to_string()).collect();
        taken.extend(self.zones.iter().map(|zone| zone.id.to_string()));
        taken.extend(self.desks.values().map(|desk| desk.id.to_string()));
        let mut open = Vec::new();
        for zone in self.zones.iter().filter(|zone| zones.contains(zone.id.as_str())) {
            if self.windows.iter().any(|window| window.zone == zone.id && takes_in(window)) {
                continue;
            }
            let kind = match zone.staffed_by {
                StaffedBy::Centre => "undifferentiated",
                StaffedBy::External | StaffedBy::None => "external",
                StaffedBy::Department if zone.floor == 0 => "satellite",
                StaffedBy::Department => "zone_comprehensive",
            };
            let id = next("W", &taken);
            taken.insert(id.clone());
            let (id, kind) = (id.parse()?, kind.to_owned());
            open.push(Window { id, zone: zone.id.clone(), kind, staffed_by: zone.staffed_by });
        }
        if !open.is_empty() {
            let (zh, en) = ("分区无受理窗口：各开一个", "one window for each zone that has none");
            self.assumed.push(Assumption::of("windows", open.len(), zh, en));
        }
        self.windows.extend(open);
        self.open_desks(&mut taken)
    }

    /// 综合出件、导办、办不成事: without them nothing is handed out, and nobody is heard.
    fn open_desks(&mut self, taken: &mut BTreeSet<String>) -> anyhow::Result<()> {
        let desks = [
            ("result_delivery", "综合出件区", "综合出件窗口：设一个", "one window for delivery"),
            ("guidance_desk", "导办咨询台", "导办台：设一个", "one desk for guidance"),
            (
                "cannot_be_done_desk",
                "办不成事反映窗口",
                "办不成事反映窗口：设一个",
                "one desk for what cannot be done",
            ),
        ];
        for (kind, name, zh, en) in desks {
            let is_kind = |window: &Window| window_kind(&window.kind) == window_kind(kind);
            if self.windows.iter().any(is_kind) {
                continue;
            }
            let zone = next("Z", taken);
            taken.insert(zone.clone());
            let window = next("W", taken);
            taken.insert(window.clone());
            let staffed_by = StaffedBy::Centre;
            let zone: ZoneId = zone.parse()?;
            self.zones.push(Zone { id: zone.clone(), zh: name.parse()?, floor: 1, staffed_by });
            let id = window.parse()?;
            self.windows.push(Window { id, zone, kind: kind.to_owned(), staffed_by });
            self.assumed.push(Assumption::of("windows", 1, zh, en));
        }
        Ok(())
    }

    /// The parts of a hall's model beside its items.
    pub(super) fn model(&self) -> Map<String, Value> {
        let word = |staffed_by| match staffed_by {
            StaffedBy::Centre => "centre",
            StaffedBy::Department => "department",
            StaffedBy::External => "external",
            StaffedBy::None => "none",
        };
        let zones = self.zones.iter().map(|zone| {
            let staffed_by = word(zone.staffed_by);
            json!({"id": zone.id, "zh": zone.zh, "floor": zone.floor, "staffed_by": staffed_by})
        });
        let windows = self.windows.iter().map(|window| {
            let staffed_by = word(window.staffed_by);
            json!({"id": window.id, "zone": window.zone, "kind": window.kind, "staffed_by": staffed_by})
        });
        let hall = json!({
            "id": format!("HALL-{}", self.region.as_deref().unwrap_or("LIST")),
            "name_zh": self.name,
            "region_code": self.region,
            "zones": zones.collect::<Vec<_>>(),
            "windows": windows.collect::<Vec<_>>(),
        });
        let departments = self.desks.iter();
        let departments = departments
            .map(|(name, desk)| json!({"id": desk.id, "name_zh": name, "zone": desk.zone}));
        let hours: Map<String, Value> =
            HOURS.iter().map(|hour| (hour.to_string(), 1.into())).collect();
        let parts = [
            ("hall", hall),
            ("departments", departments.collect()),
            ("demand", json!({"arrival_weight_by_hour": hours})),
        ];
        parts.into_iter().map(|(name, part)| (name.to_owned(), part)).collect()
    }
}

/// The codes under which the list names a department, that of the most items first.
fn codes_of(list: &ItemList, department: &Text) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for item in list.items.iter().filter(|item| &item.department == department) {
        if let Some(code) = &item.department_code {
            *counts.entry(code).or_default() += 1;
        }
    }
    let mut codes: Vec<(&str, usize)> = counts.into_iter().collect();
    codes.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
    codes.into_iter().map(|(code, _)| code.to_owned()).collect()
}

fn is_usable(code: &str, taken: &BTreeSet<String>) -> bool {
    let is_short = code.chars().count() <= DEPARTMENT_CODE_CHARS_MAX;
    is_short && code.parse::<UnitId>().is_ok() && !taken.contains(code)
}

/// The first code of a kind that nothing of the hall has.
fn next(prefix: &str, taken: &BTreeSet<String>) -> String {
    let mut codes = (1_u32..).map(|n| format!("{prefix}{n:02}"));
    codes.find(|code| !taken.contains(code)).expect("there are more numbers than names")
}

/// 六位行政区划代码: lists write it with zeros for town and village.
fn short_region(code: &str) -> &str {
    match code.split_at_checked(6) {
        Some((county, rest)) if rest.bytes().all(|byte| byte == b'0') => county,
        Some(_) | None => code,
    }
}
