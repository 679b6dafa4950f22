//! 设置: halls, staff, catalogue, authorities, calendars and policies, as the log says them. Small, shared
//! by the writer and the readers as one immutable value.

mod catalogue;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::authority::{Grantee, Letter, Power};
use crate::bundle::BundleVersion;
use crate::calendar::Calendar;
use crate::certification::Certificate;
use crate::code::{BundleCode, ImplCode, ItemCode, LetterNo, StaffId, UnitId, WindowId, ZoneId};
use crate::document::DocumentRules;
use crate::event::{Event, EventKind};
use crate::hall::{Staff, Unit, Window, Zone};
use crate::item::{ItemDefinition, ItemNo};
use crate::number::NumberScheme;
use crate::policy::ClockPolicy;
use crate::port::{Connection, PortKind};
use crate::publication::{Draft, PublicationPolicy};
use crate::ticket::TicketPolicy;
use crate::time::Day;
use crate::voice::VoicePolicy;

/// 事项版本 as published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemVersion {
    /// Its place in the catalogue.
    pub no: ItemNo,
    /// From 1 for each code.
    pub version: u32,
    /// The order in which its implementation code was first published; part of case ids.
    pub ordinal: u32,
    /// The definition.
    pub definition: ItemDefinition,
}

/// A letter on file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledLetter {
    /// The letter.
    pub letter: Letter,
    /// The first day it is no longer in force.
    pub revoked_on: Option<Day>,
}

impl FiledLetter {
    /// True when it is in force on the day and names the item.
    pub fn covers(&self, item: &ItemCode, on: Day) -> bool {
        self.letter.covers(item, on) && !self.is_revoked(on)
    }

    /// True when it is in force on the day, whatever the item.
    pub fn is_in_force(&self, on: Day) -> bool {
        self.letter.is_in_force(on) && !self.is_revoked(on)
    }

    fn is_revoked(&self, on: Day) -> bool {
        self.revoked_on.is_some_and(|revoked| revoked <= on)
    }
}

/// Everything that is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// 部门
    pub units: BTreeMap<UnitId, Unit>,
    /// 分区
    pub zones: BTreeMap<ZoneId, Zone>,
    /// 窗口, with whether it is open.
    pub windows: BTreeMap<WindowId, (Window, bool)>,
    /// 人员
    pub staff: BTreeMap<StaffId, Staff>,
    /// 顶岗补位 first and last day, by absent person and substitute.
    pub covers: BTreeMap<(StaffId, StaffId), (Day, Day)>,
    /// 上岗资格 what the unit of an item said last of a person and that item.
    pub certificates: BTreeMap<(StaffId, ItemCode), Certificate>,
    /// 授权书
    pub letters: BTreeMap<LetterNo, FiledLetter>,
    /// 事项划转, by item: the first version under each new department, in order.
    pub transfers: BTreeMap<ItemCode, Vec<(u32, UnitId)>>,
    /// 端口 that are connected.
    pub ports: BTreeMap<PortKind, Connection>,
    items: Vec<Arc<ItemVersion>>,
    items_by_code: BTreeMap<ItemCode, Vec<ItemNo>>,
    ordinals: BTreeMap<ImplCode, u32>,
    impl_codes: Vec<ImplCode>,
    bundles: Vec<Arc<BundleVersion>>,
    bundle_codes: Vec<BundleCode>,
    calendars: Vec<Arc<Calendar>>,
    policies: Vec<Arc<ClockPolicy>>,
    documents: Vec<Arc<DocumentRules>>,
    voice_policies: Vec<Arc<VoicePolicy>>,
    numbers: Arc<NumberScheme>,
    drafts: BTreeMap<ItemCode, Vec<Draft>>,
    publication: Vec<Arc<PublicationPolicy>>,
    ticket_policies: Vec<Arc<TicketPolicy>>,
}

impl Default for Setup {
    fn default() -> Setup {
        Setup {
            units: BTreeMap::new(),
            zones: BTreeMap::new(),
            windows: BTreeMap::new(),
            staff: BTreeMap::new(),
            covers: BTreeMap::new(),
            certificates: BTreeMap::new(),
            letters: BTreeMap::new(),
            transfers: BTreeMap::new(),
            ports: BTreeMap::new(),
            items: Vec::new(),
            items_by_code: BTreeMap::new(),
            ordinals: BTreeMap::new(),
            impl_codes: Vec::new(),
            bundles: Vec::new(),
            bundle_codes: Vec::new(),
            calendars: vec![Arc::new(Calendar::official())],
            policies: vec![Arc::new(ClockPolicy::lawful_default())],
            documents: Vec::new(),
            voice_policies: vec![Arc::new(VoicePolicy::customary())],
            numbers: Arc::new(NumberScheme::customary()),
            drafts: BTreeMap::new(),
            publication: vec![Arc::new(PublicationPolicy::default())],
            ticket_policies: vec![Arc::new(TicketPolicy::default())],
        }
    }
}

/// A set-up event that cannot follow what the log says before it: damage, not refusal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{event:?} cannot follow the set-up before it: {reason}")]
pub struct IllegalSetup {
    /// The event.
    pub event: EventKind,
    /// Why not.
    pub reason: String,
}

impl Setup {
    /// Folds one set-up event.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every event of a case is equally out of place"
    )]
    #[expect(clippy::too_many_lines, reason = "one arm an event, each a few lines")]
    pub fn evolve(&mut self, event: &Event) -> Result<(), IllegalSetup> {
        let illegal =
            |reason: &str| IllegalSetup { event: event.kind(), reason: reason.to_owned() };
        match event {
            Event::UnitRegistered(e) => {
                self.units.insert(e.unit.id.clone(), e.unit.clone());
            }
            Event::ZoneRegistered(e) => {
                self.zones.insert(e.zone.id.clone(), e.zone.clone());
            }
            Event::WindowOpened(e) => {
                self.windows.insert(e.window.id.clone(), (e.window.clone(), true));
            }
            Event::WindowClosed(e) => {
                self.windows.get_mut(&e.window).ok_or_else(|| illegal("no such window"))?.1 = false;
            }
            Event::StaffAppointed(e) => {
                self.staff.insert(e.staff.id.clone(), e.staff.clone());
            }
            Event::PostCovered(e) => {
                let pair = (e.absent.clone(), e.substitute.clone());
                self.covers.insert(pair, (e.from, e.to));
            }
            Event::StaffCertified(e) => {
                for item in &e.items {
                    let (unit, examination) = (e.unit.clone(), e.examination.clone());
                    let key = (e.staff.clone(), item.clone());
                    self.certificates.insert(key, Certificate { unit, examination });
                }
            }
            Event::LetterFiled(e) => {
                let filed = FiledLetter { letter: e.letter.clone(), revoked_on: None };
                self.letters.insert(e.letter.number.clone(), filed);
            }
            Event::LetterRevoked(e) => {
                let letter =
                    self.letters.get_mut(&e.letter).ok_or_else(|| illegal("no such letter"))?;
                letter.revoked_on = Some(e.on);
            }
            Event::ItemVersionPublished(_)
            | Event::ItemsTransferred(_)
            | Event::ItemDrafted(_)
            | Event::ItemReviewed(_)
            | Event::PublicationPolicySet(_) => self.evolve_catalogue(event)?,
            Event::BundleVersionPublished(e) => {
                self.publish_bundle(e.version, &e.definition)
                    .ok_or_else(|| illegal("bundle version out of order"))?;
            }
            Event::CalendarPublished(e) => {
                let next =
                    self.calendar().publish(&e.notice).map_err(|err| illegal(&err.to_string()))?;
                if next.version() != e.version {
                    return Err(illegal("calendar version out of order"));
                }
                self.calendars.push(Arc::new(next));
            }
            Event::ClockPolicySet(e) => {
                if e.version != self.policy_version() + 1 {
                    return Err(illegal("policy version out of order"));
                }
                self.policies.push(Arc::new(e.policy.clone()));
            }
            Event::VoicePolicySet(e) => {
                if e.version != self.voice_policy().0 + 1 {
                    return Err(illegal("voice policy out of order"));
                }
                self.voice_policies.push(Arc::new(e.policy.clone()));
            }
            Event::DocumentRulesSet(e) => {
                if usize::try_from(e.version).ok() != Some(self.documents.len() + 1) {
                    return Err(illegal("document rules out of order"));
                }
                self.documents.push(Arc::new(e.rules.clone()));
            }
            Event::PortConnected(e) => {
                match e.connection {
                    Some(connection) => self.ports.insert(e.port, connection),
                    None => self.ports.remove(&e.port),
                };
            }
            Event::TicketPolicySet(e) => {
                if e.version != self.ticket_policy().0 + 1 {
                    return Err(illegal("ticket policy out of order"));
                }
                self.ticket_policies.push(Arc::new(e.policy.clone()));
            }
            Event::NumberSchemeSet(e) => self.numbers = Arc::new(e.scheme.clone()),
            other => {
                let reason = "not a set-up event".to_owned();
                return Err(IllegalSetup { event: other.kind(), reason });
            }
        }
        Ok(())
    }

    /// The calendar now in force.
    pub fn calendar(&self) -> &Arc<Calendar> {
        self.calendars.last().expect("the official calendar is always there")
    }

    /// A calendar of a version.
    pub fn calendar_at(&self, version: u32) -> Option<&Arc<Calendar>> {
        self.calendars.iter().find(|calendar| calendar.version() == version)
    }

    /// The clock policy now in force, with its version from 1.
    pub fn policy(&self) -> (u32, &Arc<ClockPolicy>) {
        let policy = self.policies.last().expect("the default policy is always there");
        (self.policy_version(), policy)
    }

    /// A clock policy of a version.
    pub fn policy_at(&self, version: u32) -> Option<&Arc<ClockPolicy>> {
        self.policies.get(usize::try_from(version).ok()?.checked_sub(1)?)
    }

    /// The document rules now in force, with their version; none where no document is issued.
    pub fn document_rules(&self) -> Option<(u32, &Arc<DocumentRules>)> {
        let version = u32::try_from(self.documents.len()).unwrap_or(u32::MAX);
        self.documents.last().map(|rules| (version, rules))
    }

    /// The policy of ratings, troubles and complaints now in force, with its version from 1.
    pub fn voice_policy(&self) -> (u32, &Arc<VoicePolicy>) {
        let version = u32::try_from(self.voice_policies.len()).unwrap_or(u32::MAX);
        (version, self.voice_policies.last().expect("the customary policy is always there"))
    }

    /// 办件编号规则
    pub fn numbers(&self) -> &NumberScheme {
        &self.numbers
    }

    /// 叫号政策 now in force, with its version from 1.
    pub fn ticket_policy(&self) -> (u32, &Arc<TicketPolicy>) {
        let policy = self.ticket_policies.last().expect("the default policy is always there");
        (u32::try_from(self.ticket_policies.len()).unwrap_or(u32::MAX), policy)
    }

    fn policy_version(&self) -> u32 {
        u32::try_from(self.policies.len()).unwrap_or(u32::MAX)
    }

    /// The letter by which a unit may take in the item of a department on a day (letters 2 and 3).
    pub fn intake_letter(
        &self,
        from: (&UnitId, &ItemCode),
        unit: &UnitId,
        on: Day,
    ) -> Option<&Letter> {
        let to_unit = |grantee: &Grantee| match grantee {
            Grantee::Unit(id) => id == unit,
            Grantee::Person(_) => false,
        };
        self.letter(from, Power::Intake, on, to_unit)
    }

    /// The letter by which a person has a power over the item of a department on a day (letter 1).
    pub fn personal_letter(
        &self,
        from: (&UnitId, &ItemCode),
        person: &StaffId,
        power: Power,
        on: Day,
    ) -> Option<&Letter> {
        let to_person = |grantee: &Grantee| match grantee {
            Grantee::Person(id) => id == person,
            Grantee::Unit(_) => false,
        };
        self.letter(from, power, on, to_person)
    }

    fn letter(
        &self,
        (grantor, item): (&UnitId, &ItemCode),
        power: Power,
        on: Day,
        is_grantee: impl Fn(&Grantee) -> bool,
    ) -> Option<&Letter> {
        let fits = |filed: &&FiledLetter| {
            filed.letter.power == power
                && &filed.letter.grantor == grantor
                && is_grantee(&filed.letter.grantee)
                && filed.covers(item, on)
        };
        self.letters.values().find(fits).map(|filed| &filed.letter)
    }
}
