//! 示例大厅: a model of a hall (zones, windows, departments, items) turned into the commands that set it up.
//!
//! The embedded model is illustrative: its structure follows public plans of county halls, its items, limits and
//! volumes are examples. The staff are posts, not people.

mod bundles;
mod catalogue;
mod letters;
pub mod list;
mod posts;
mod shape;

use std::path::Path;

use anyhow::Context;
use engine::code::{UnitId, WindowId, ZoneId};
use engine::command::{Command, OpenWindow, RegisterUnit, RegisterZone};
use engine::hall::{Unit, Window, WindowKind, Zone};
use engine::time::Day;

pub use shape::{
    Bundle, Demand, Department, Edge, Hall, Item, ItemResult, Material, Model, Node, Paper,
    Special, StaffedBy, Stationing, Step,
};

pub(crate) const EMBEDDED: &str = include_str!("../data/hall-model.json");

/// The unit of the service centre (政务服务中心) itself.
pub const CENTRE: &str = "centre";
/// The hall of the zones in the building.
const MAIN_HALL: &str = "main";
/// The hall of the zones elsewhere.
const SATELLITE_HALL: &str = "satellite";

/// The commands that set up the hall of a file, or the embedded illustrative hall: units, zones, windows, staff,
/// items and letters, in an order in which each finds what it names.
pub fn commands(file: Option<&Path>) -> anyhow::Result<Vec<Command>> {
    Model::read(file)?.commands()
}

/// From when everything of a model is valid: long ago, so that old logs can be played on it.
pub(crate) fn first_day() -> anyhow::Result<Day> {
    Ok(Day::new(2000, 1, 1)?)
}

impl Model {
    /// Reads a file, or the embedded illustrative hall.
    pub fn read(file: Option<&Path>) -> anyhow::Result<Model> {
        let Some(file) = file else {
            return serde_json::from_str(EMBEDDED).context("reading the embedded hall model");
        };
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("reading the hall model {}", file.display()))?;
        serde_json::from_str(&text)
            .with_context(|| format!("{} is not a hall model", file.display()))
    }

    /// The commands that set it up.
    pub fn commands(&self) -> anyhow::Result<Vec<Command>> {
        let mut commands = self.units()?;
        commands.extend(self.zones()?);
        commands.extend(self.windows()?);
        commands.extend(posts::commands(self)?);
        commands.extend(catalogue::commands(self)?);
        commands.extend(letters::commands(self)?);
        commands.extend(bundles::commands(self)?);
        Ok(commands)
    }

    fn units(&self) -> anyhow::Result<Vec<Command>> {
        let centre = Unit { id: CENTRE.parse()?, name: self.hall.name_zh.clone(), zone: None };
        let departments = self.departments.iter().map(|department| Unit {
            id: department.id.clone(),
            name: department.name_zh.clone(),
            zone: Some(department.zone.clone()),
        });
        let units = std::iter::once(centre).chain(departments);
        Ok(units.map(|unit| RegisterUnit { unit }.into()).collect())
    }

    fn zones(&self) -> anyhow::Result<Vec<Command>> {
        let mut commands = Vec::new();
        for zone in &self.hall.zones {
            let hall = if zone.floor > 0 { MAIN_HALL } else { SATELLITE_HALL };
            let floor = i8::try_from(zone.floor).ok().filter(|floor| *floor > 0);
            let (id, name) = (zone.id.clone(), zone.zh.clone());
            let zone = Zone { id, name, hall: hall.parse()?, floor };
            commands.push(RegisterZone { zone }.into());
        }
        Ok(commands)
    }

    fn windows(&self) -> anyhow::Result<Vec<Command>> {
        let windows = self.hall.windows.iter().map(|window| {
            let kind = window_kind(&window.kind)
                .with_context(|| format!("window {}: unknown kind {}", window.id, window.kind))?;
            let (items, days) = Default::default();
            let (id, zone) = (window.id.clone(), window.zone.clone());
            let window = Window { id, zone, kind, items, days };
            Ok(OpenWindow { window }.into())
        });
        windows.collect()
    }

    /// The windows of a zone that take applications in.
    pub fn intake_windows<'a>(&'a self, zone: &'a ZoneId) -> impl Iterator<Item = &'a WindowId> {
        let takes_in = |kind| window_kind(kind).is_some_and(WindowKind::takes_in);
        let windows = self.hall.windows.iter();
        windows
            .filter(move |window| &window.zone == zone && takes_in(&window.kind))
            .map(|window| &window.id)
    }

    /// 谁派员 the unit whose people work in a zone: the centre, or the department with the most items there.
    pub fn staffing_unit(&self, zone: &shape::Zone) -> anyhow::Result<UnitId> {
        if zone.staffed_by == StaffedBy::Centre {
            return Ok(CENTRE.parse()?);
        }
        let items_in = |department: &&Department| {
            let own = |item: &&Item| item.zone == zone.id && item.department == department.id;
            self.items.iter().filter(own).count()
        };
        // The first one of those with equally many.
        let busiest = self.departments.iter().rev().max_by_key(items_in);
        let busiest = busiest.with_context(|| format!("nobody can staff zone {}", zone.id))?;
        Ok(busiest.id.clone())
    }
}

/// The kind of a window in the words of a model; a remark in parentheses is passed by.
fn window_kind(text: &str) -> Option<WindowKind> {
    let word = text.split_once('(').map_or(text, |(word, _)| word);
    Some(match word {
        "undifferentiated" => WindowKind::Undifferentiated,
        "zone_comprehensive" => WindowKind::Zone,
        "result_delivery" => WindowKind::Delivery,
        "satellite" => WindowKind::Satellite,
        "guidance_desk" => WindowKind::Guidance,
        "cannot_be_done_desk" => WindowKind::CannotBeDone,
        "video_window" => WindowKind::Video,
        "self_service_terminal" => WindowKind::SelfService,
        "self_service_locker" => WindowKind::Locker,
        "external" => WindowKind::External,
        "bundle_window" => WindowKind::Bundle,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
