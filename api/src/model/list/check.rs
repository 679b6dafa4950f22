//! 事项检查: what an examiner would say of the items of a hall's model before it is served (row 88), which of them
//! nobody could take in, handle or decide (row 43), and what they ask for less and more of than an older model's
//! (row 91). It needs no server.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use anyhow::ensure;
use engine::code::{ItemCode, Text};
use engine::command::{Actor, Command, Envelope};
use engine::decide::{Decision, decide};
use engine::id::{CommandId, Fingerprint};
use engine::inspector::{Severity, catch_all, inspect};
use engine::item::{Change, Comparison, ItemDefinition};
use engine::readiness::{Gap, Unready, unready};
use engine::time::Day;
use engine::world::World;
use serde::Serialize;

use super::Flaw;
use crate::model::Model;

/// What is said of the items of a model.
#[derive(Clone, Debug, Serialize)]
pub struct Checked {
    /// The day on which it is looked at.
    pub on: Day,
    /// 事项
    pub items: usize,
    /// 检查发现, of items of which there is anything to say.
    pub found: Vec<Examined>,
    /// 未就绪 items in force that lack a window, a letter, people or a decider.
    pub unready: Vec<Unready>,
    /// Commands of the model that the hall would refuse.
    pub refused: Vec<String>,
    /// 六减一增 against an older model, where one is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared: Option<Compared>,
}

/// An item of which there is something to say.
#[derive(Clone, Debug, Serialize)]
pub struct Examined {
    /// 短码
    pub item: ItemCode,
    /// 事项名称
    pub name: Text,
    /// What was found.
    pub findings: Vec<Found>,
}

/// One finding.
#[derive(Clone, Debug, Serialize)]
pub struct Found {
    /// The code of the check.
    pub finding: &'static str,
    /// What it weighs where no policy says otherwise.
    pub severity: Severity,
    /// In Chinese.
    pub chinese: &'static str,
    /// What about this item.
    pub detail: String,
}

/// Two models side by side.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Compared {
    /// Items that both have and that differ in what they ask for.
    pub changed: BTreeMap<ItemCode, Comparison>,
    /// Items that both have and that ask for the same.
    pub same: usize,
    /// Items that only the new one has.
    pub added: Vec<ItemCode>,
    /// Items that only the old one has.
    pub dropped: Vec<ItemCode>,
}

/// Looks at a model: that of a file, or the built-in one.
///
/// # Errors
/// When a file is no model.
pub fn check(model: Option<&Path>, old: Option<&Path>, on: Day) -> anyhow::Result<Checked> {
    let model = Model::read(model)?;
    let commands = model.commands()?;
    let old = old.map(|old| Model::read(Some(old))?.commands()).transpose()?;
    let items = items(&commands);
    let compared = old.map(|old| compare(&self::items(&old), &items));
    let assumed: BTreeMap<&ItemCode, &[String]> =
        model.items.iter().map(|item| (&item.id, item.assumed.as_slice())).collect();
    let found = items
        .values()
        .filter_map(|item| examined(item, assumed.get(&item.code).copied().unwrap_or_default()));
    let found = found.collect();
    let items = items.len();
    let (world, refused) = set_up(commands, on);
    Ok(Checked { on, items, found, unready: unready(world.setup(), on), refused, compared })
}

fn items(commands: &[Command]) -> BTreeMap<ItemCode, ItemDefinition> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "one command publishes an item")]
    let item = |command: &Command| match command {
        Command::PublishItem(publish) => Some(publish.definition.clone()),
        _ => None,
    };
    let items = commands.iter().filter_map(item);
    items.map(|item| (item.code.clone(), item)).collect()
}

fn examined(item: &ItemDefinition, assumed: &[String]) -> Option<Examined> {
    let each = |finding: engine::inspector::Finding| Found {
        finding: finding.check.code(),
        severity: finding.check.severity(),
        chinese: finding.check.chinese(),
        detail: finding.detail.into_owned(),
    };
    let mut findings: Vec<Found> = inspect(item).into_iter().map(each).collect();
    findings.extend(catch_all(item.name.as_str()).map(|word| Found {
        finding: "name_catch_all",
        severity: Severity::Note,
        chinese: Flaw::NameCatchAll.chinese(),
        detail: format!("{word} in {}", item.name),
    }));
    if !assumed.is_empty() {
        findings.push(Found {
            finding: "assumed",
            severity: Severity::Warning,
            chinese: "清单未载，现为默认值，须核定",
            detail: assumed.join(", "),
        });
    }
    let examined = Examined { item: item.code.clone(), name: item.name.clone(), findings };
    (!examined.findings.is_empty()).then_some(examined)
}

/// The hall of the commands, as an administrator would set it up on that day; and what is refused of them.
fn set_up(commands: Vec<Command>, on: Day) -> (World, Vec<String>) {
    let (mut world, mut refused) = (World::default(), Vec::new());
    for (id, command) in (1_u128..).zip(commands) {
        let kind = command.kind();
        let envelope = Envelope {
            id: CommandId(id),
            fingerprint: Fingerprint(id),
            actor: Actor::Admin,
            on_behalf_of: None,
            on_behalf_of_person: None,
            place: None,
            occurred_at: None,
            expected_version: None,
            command,
            received: Box::default(),
        };
        match decide(&world, envelope, on.start()) {
            Ok(Decision::Commit(commit)) => {
                world.replay(&commit).expect("what was decided can be folded");
            }
            Ok(Decision::AlreadySo(_) | Decision::Again(_)) => (),
            Err(refusal) => refused.push(format!("{kind}: {refusal}")),
        }
    }
    (world, refused)
}

fn compare(
    old: &BTreeMap<ItemCode, ItemDefinition>,
    new: &BTreeMap<ItemCode, ItemDefinition>,
) -> Compared {
    let mut compared = Compared::default();
    for (code, item) in new {
        match old.get(code).map(|old| Comparison::of(old, item)) {
            None => compared.added.push(code.clone()),
            Some(comparison) if is_same(&comparison) => compared.same += 1,
            Some(comparison) => drop(compared.changed.insert(code.clone(), comparison)),
        }
    }
    compared.dropped = old.keys().filter(|code| !new.contains_key(*code)).cloned().collect();
    compared
}

fn changes(comparison: &Comparison) -> [(&'static str, Change); 6] {
    [
        ("环节 steps", comparison.steps),
        ("材料 papers", comparison.materials),
        ("证明 certificates", comparison.certificates),
        ("跑动 visits", comparison.visits),
        ("时限 days", comparison.days),
        ("费用 fees", comparison.fees),
    ]
}

fn is_same(comparison: &Comparison) -> bool {
    let is_the_same = |change: &Change| matches!(change, Change::Same | Change::Unknown);
    changes(comparison).iter().all(|(_, change)| is_the_same(change))
        && comparison.added.is_empty()
        && comparison.dropped.is_empty()
}

impl Checked {
    /// Writes it for people.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, out: &mut impl Write) -> std::io::Result<()> {
        writeln!(out, "事项 items {} ({})", self.items, self.on)?;
        writeln!(out, "\n检查发现 findings")?;
        for Examined { item, name, findings } in &self.found {
            writeln!(out, "  {item} {name}")?;
            for Found { finding, severity, chinese, detail } in findings {
                let severity = severity_words(*severity);
                writeln!(out, "    {severity} {finding}: {chinese} ({detail})")?;
            }
        }
        writeln!(out, "\n未就绪 not ready")?;
        for Unready { item, name, department, gaps, .. } in &self.unready {
            let gaps: Vec<&str> = gaps.iter().map(|gap| gap_words(*gap)).collect();
            writeln!(out, "  {item} {name} ({department}): {}", gaps.join(", "))?;
        }
        if !self.refused.is_empty() {
            writeln!(out, "\n不能设定 refused")?;
            self.refused.iter().try_for_each(|refused| writeln!(out, "  {refused}"))?;
        }
        self.compared.as_ref().map_or(Ok(()), |compared| compared.write(out))
    }

    /// Refused where the hall would not take the model as it is.
    ///
    /// # Errors
    /// When something of it would be refused.
    pub fn sound(&self) -> anyhow::Result<()> {
        let count = self.refused.len();
        ensure!(count == 0, "{count} commands of the model would be refused: mend them first");
        Ok(())
    }
}

impl Compared {
    fn write(&self, out: &mut impl Write) -> std::io::Result<()> {
        writeln!(
            out,
            "\n六减一增 compared: {} changed, {} the same",
            self.changed.len(),
            self.same
        )?;
        for (code, comparison) in &self.changed {
            let changes = changes(comparison);
            let changes = changes.iter().filter_map(|(what, change)| match change {
                Change::Less => Some(format!("{what} 减 less")),
                Change::More => Some(format!("{what} 增 more")),
                Change::Same | Change::Unknown => None,
            });
            let mut said: Vec<String> = changes.collect();
            let names = |codes: &[engine::code::MaterialCode]| {
                codes.iter().map(engine::code::MaterialCode::as_str).collect::<Vec<_>>().join(" ")
            };
            if !comparison.added.is_empty() {
                said.push(format!("+ {}", names(&comparison.added)));
            }
            if !comparison.dropped.is_empty() {
                said.push(format!("- {}", names(&comparison.dropped)));
            }
            writeln!(out, "  {code}: {}", said.join(", "))?;
        }
        for (word, codes) in [("新增 added", &self.added), ("取消 dropped", &self.dropped)] {
            if !codes.is_empty() {
                let codes: Vec<&str> = codes.iter().map(ItemCode::as_str).collect();
                writeln!(out, "  {word}: {}", codes.join(", "))?;
            }
        }
        Ok(())
    }
}

fn severity_words(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "提示 note",
        Severity::Warning => "警告 warning",
        Severity::Blocking => "阻断 blocking",
    }
}

fn gap_words(gap: Gap) -> &'static str {
    match gap {
        Gap::Window => "无窗口 no window",
        Gap::IntakeLetter => "未委托 no letter of intake",
        Gap::IntakeStaff => "无受理人员 nobody takes it in",
        Gap::Handler => "无审核人员 nobody reviews it",
        Gap::Decider => "无决定权 nobody may decide",
        Gap::Representative => "无首席代表 no representative",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::EMBEDDED;
    use serde_json::{Value, json};

    fn day() -> Day {
        "2026-11-20".parse().unwrap()
    }

    /// The built-in model with its first item changed, in a file.
    fn changed(change: impl FnOnce(&mut Value)) -> (tempfile::TempDir, std::path::PathBuf) {
        let mut model: Value = serde_json::from_str(EMBEDDED).unwrap();
        change(&mut model);
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("model.json");
        std::fs::write(&file, model.to_string()).unwrap();
        (dir, file)
    }

    fn text(checked: &Checked) -> String {
        let mut out = Vec::new();
        checked.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn the_built_in_hall_is_sound_and_all_but_one_of_its_items_ready() {
        let checked = check(None, None, day()).unwrap();
        checked.sound().unwrap();
        assert_eq!(checked.items, 71);
        // The hospital gives it out itself; no window of the hall takes it.
        let lacking: Vec<&str> = checked.unready.iter().map(|item| item.item.as_str()).collect();
        assert_eq!(lacking, ["YY-01"]);
        assert_eq!(checked.unready[0].gaps, [Gap::Window]);
    }

    #[test]
    fn row_43_an_item_without_a_window_is_named_with_what_it_lacks() {
        let (_dir, file) = changed(|model| {
            let zone = model["items"][0]["zone"].clone();
            let windows = model["hall"]["windows"].as_array_mut().unwrap();
            windows.retain(|window| window["zone"] != zone);
        });
        let checked = check(Some(&file), None, day()).unwrap();
        let lack = checked.unready.iter().filter(|item| item.gaps.contains(&Gap::Window)).count();
        assert!(lack > 1, "{:?}", checked.unready);
        assert!(text(&checked).contains("无窗口 no window"), "{}", text(&checked));
    }

    #[test]
    fn row_88_what_the_inspector_finds_is_said_and_what_blocks_is_refused() {
        let (_dir, file) = changed(|model| {
            let first = &mut model["items"][0];
            first["task_type"] = "01".into();
            first["legal_limit"] = 10.into();
            first["promise_limit"] = 9.into();
        });
        let checked = check(Some(&file), None, day()).unwrap();
        let of = |code: &str| {
            checked.found.iter().flat_map(|item| &item.findings).any(|one| one.finding == code)
        };
        assert!(of("promise_over_half"));
        assert!(checked.refused[0].contains("half of its statutory"), "{:?}", checked.refused);
        assert!(checked.sound().unwrap_err().to_string().contains("mend them first"));
        assert!(text(&checked).contains("阻断 blocking promise_over_half"));
    }

    #[test]
    fn row_91_two_models_are_held_side_by_side() {
        let (_dir, file) = changed(|model| {
            let items = model["items"].as_array_mut().unwrap();
            items[0]["promise_limit"] = json!(19);
            items.pop();
        });
        let checked = check(None, Some(&file), day()).unwrap();
        let compared = checked.compared.as_ref().unwrap();
        assert_eq!((compared.changed.len(), compared.added.len()), (1, 1));
        assert_eq!(compared.changed.values().next().unwrap().days, Change::Less);
        assert!(text(&checked).contains("时限 days 减 less"), "{}", text(&checked));
        let same = check(Some(&file), Some(&file), day()).unwrap().compared.unwrap();
        assert_eq!((same.changed.len(), same.same), (0, 70));
    }
}
