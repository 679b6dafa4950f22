//! 事项目录: item and bundle versions, drafts, transfers, and what is asked of them.

use std::sync::Arc;

use crate::bundle::{BundleDefinition, BundleNo, BundleVersion};
use crate::code::{BundleCode, ImplCode, ItemCode, UnitId};
use crate::event::{Event, ItemsTransferred};
use crate::item::{ItemDefinition, ItemNo};
use crate::publication::{Draft, PublicationPolicy};
use crate::time::Day;

use super::{IllegalSetup, ItemVersion, Setup};

impl Setup {
    /// Folds one event of the catalogue, or of the policy by which it grows.
    #[expect(clippy::wildcard_enum_match_arm, reason = "only these events come here")]
    pub(super) fn evolve_catalogue(&mut self, event: &Event) -> Result<(), IllegalSetup> {
        let illegal =
            |reason: &str| IllegalSetup { event: event.kind(), reason: reason.to_owned() };
        match event {
            Event::ItemVersionPublished(e) => {
                self.publish(e.version, &e.definition)
                    .ok_or_else(|| illegal("version out of order"))?;
                if let Some(draft) = e.draft {
                    let draft = self.draft_mut(&e.definition.code, draft);
                    draft.ok_or_else(|| illegal("no such draft"))?.version = Some(e.version);
                }
            }
            Event::ItemsTransferred(e) => {
                self.transfer(e).ok_or_else(|| illegal("an item or its version is another"))?;
            }
            Event::ItemDrafted(e) => {
                let drafts = self.drafts.entry(e.definition.code.clone()).or_default();
                if u32::try_from(drafts.len() + 1) != Ok(e.draft) {
                    return Err(illegal("draft out of order"));
                }
                let (definition, author) = (e.definition.clone(), e.author.clone());
                drafts.push(Draft { definition, author, passed: None, version: None });
            }
            Event::ItemReviewed(e) => {
                let draft = self.draft_mut(&e.item, e.draft);
                draft.ok_or_else(|| illegal("no such draft"))?.passed = Some(e.passed);
            }
            Event::PublicationPolicySet(e) => {
                if e.version != self.publication_policy().0 + 1 {
                    return Err(illegal("policy version out of order"));
                }
                self.publication.push(Arc::new(e.policy.clone()));
            }
            _ => return Err(illegal("not an event of the catalogue")),
        }
        Ok(())
    }

    fn publish(&mut self, version: u32, definition: &ItemDefinition) -> Option<()> {
        let no = ItemNo::try_from(self.items.len()).ok()?;
        let versions = self.items_by_code.entry(definition.code.clone()).or_default();
        if usize::try_from(version).ok()? != versions.len() + 1 {
            return None;
        }
        versions.push(no);
        let next = u32::try_from(self.impl_codes.len()).ok()?;
        let ordinal = *self.ordinals.entry(definition.impl_code.clone()).or_insert_with(|| {
            self.impl_codes.push(definition.impl_code.clone());
            next
        });
        let definition = definition.clone();
        self.items.push(Arc::new(ItemVersion { no, version, ordinal, definition }));
        Some(())
    }

    fn draft_mut(&mut self, code: &ItemCode, draft: u32) -> Option<&mut Draft> {
        let index = usize::try_from(draft).ok()?.checked_sub(1)?;
        self.drafts.get_mut(code)?.get_mut(index)
    }

    /// The drafts of a code, in their order.
    pub fn drafts_of(&self, code: &ItemCode) -> &[Draft] {
        self.drafts.get(code).map_or(&[], Vec::as_slice)
    }

    /// Every draft, by code and number.
    pub fn drafts(&self) -> impl Iterator<Item = (&ItemCode, u32, &Draft)> {
        let of = |(code, drafts)| {
            let drafts: &Vec<Draft> = drafts;
            (1..).zip(drafts).map(move |(draft, of)| (code, draft, of))
        };
        self.drafts.iter().flat_map(of)
    }

    /// One draft of a code, from 1.
    pub fn draft(&self, code: &ItemCode, draft: u32) -> Option<&Draft> {
        self.drafts_of(code).get(usize::try_from(draft).ok()?.checked_sub(1)?)
    }

    /// The publication policy now in force, with its version from 1.
    pub fn publication_policy(&self) -> (u32, &Arc<PublicationPolicy>) {
        let policy = self.publication.last().expect("the default policy is always there");
        (u32::try_from(self.publication.len()).unwrap_or(u32::MAX), policy)
    }

    fn transfer(&mut self, e: &ItemsTransferred) -> Option<()> {
        for item in &e.items {
            let newest = self.item_version(&item.item, item.version.checked_sub(1)?)?;
            let mut definition = newest.definition.clone();
            definition.department = e.to.clone();
            definition.valid_from = e.on;
            self.publish(item.version, &definition)?;
            let hops = self.transfers.entry(item.item.clone()).or_default();
            hops.push((item.version, e.to.clone()));
        }
        Some(())
    }

    /// 实施主体 the department that has the cases of a version now: that of the last transfer after it, else its own.
    pub fn department_now<'a>(&'a self, item: &'a ItemVersion) -> &'a UnitId {
        let hops = self.transfers.get(&item.definition.code).into_iter().flatten();
        let last = hops.rev().find(|(version, _)| *version > item.version);
        last.map_or(&item.definition.department, |(_, to)| to)
    }

    /// How many transfers there were: whoever has followed so many has followed all.
    pub fn transfers_made(&self) -> usize {
        self.transfers.values().map(Vec::len).sum()
    }

    pub(super) fn publish_bundle(
        &mut self,
        version: u32,
        definition: &BundleDefinition,
    ) -> Option<()> {
        let no = BundleNo::try_from(self.bundles.len()).ok()?;
        if version != self.versions_of_bundle(&definition.code) + 1 {
            return None;
        }
        let known = self.bundle_codes.iter().position(|code| code == &definition.code);
        let ordinal = u32::try_from(known.unwrap_or(self.bundle_codes.len())).ok()?;
        if known.is_none() {
            self.bundle_codes.push(definition.code.clone());
        }
        let definition = definition.clone();
        self.bundles.push(Arc::new(BundleVersion { no, version, ordinal, definition }));
        Some(())
    }

    /// The bundle version at a place of the catalogue.
    pub fn bundle(&self, no: BundleNo) -> Option<&Arc<BundleVersion>> {
        self.bundles.get(usize::try_from(no).ok()?)
    }

    /// Every bundle version, in order of publication.
    pub fn bundles(&self) -> &[Arc<BundleVersion>] {
        &self.bundles
    }

    /// How many versions a bundle has.
    pub fn versions_of_bundle(&self, code: &BundleCode) -> u32 {
        let count = self.bundles.iter().filter(|bundle| &bundle.definition.code == code).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// One version of a bundle.
    pub fn bundle_version(&self, code: &BundleCode, version: u32) -> Option<&Arc<BundleVersion>> {
        let is_it = |bundle: &&Arc<BundleVersion>| {
            bundle.version == version && &bundle.definition.code == code
        };
        self.bundles.iter().find(is_it)
    }

    /// The version of a bundle that is taken in on a day: the newest that is in force.
    pub fn bundle_in_force(&self, code: &BundleCode, on: Day) -> Option<&Arc<BundleVersion>> {
        let in_force = |bundle: &&Arc<BundleVersion>| {
            &bundle.definition.code == code && bundle.definition.valid_from <= on
        };
        self.bundles.iter().rev().find(in_force)
    }

    /// The code of an order.
    pub fn bundle_code(&self, ordinal: u32) -> Option<&BundleCode> {
        self.bundle_codes.get(usize::try_from(ordinal).ok()?)
    }

    /// The order in which a code was first published.
    pub fn bundle_ordinal(&self, code: &BundleCode) -> Option<u32> {
        let ordinal = self.bundle_codes.iter().position(|known| known == code)?;
        u32::try_from(ordinal).ok()
    }

    /// The item version at a place of the catalogue.
    pub fn item(&self, no: ItemNo) -> Option<&Arc<ItemVersion>> {
        self.items.get(usize::try_from(no).ok()?)
    }

    /// Every version, in order of publication.
    pub fn items(&self) -> &[Arc<ItemVersion>] {
        &self.items
    }

    /// How many versions a code has.
    pub fn versions_of(&self, code: &ItemCode) -> u32 {
        let count = self.items_by_code.get(code).map_or(0, Vec::len);
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// One version of a code.
    pub fn item_version(&self, code: &ItemCode, version: u32) -> Option<&Arc<ItemVersion>> {
        let index = usize::try_from(version).ok()?.checked_sub(1)?;
        self.item(*self.items_by_code.get(code)?.get(index)?)
    }

    /// The version that takes cases on a day: the newest that is in force.
    pub fn item_in_force(&self, code: &ItemCode, on: Day) -> Option<&Arc<ItemVersion>> {
        let mut versions =
            self.items_by_code.get(code)?.iter().rev().filter_map(|no| self.item(*no));
        // The newest that has begun counts: where it was cancelled, no older one comes back.
        let newest = versions.find(|item| item.definition.valid_from <= on)?;
        Some(newest).filter(|item| item.definition.valid_to.is_none_or(|last| on <= last))
    }

    /// The order in which an implementation code was first published.
    pub fn ordinal(&self, code: &ImplCode) -> Option<u32> {
        self.ordinals.get(code).copied()
    }

    /// The implementation code of an order.
    pub fn impl_code(&self, ordinal: u32) -> Option<&ImplCode> {
        self.impl_codes.get(usize::try_from(ordinal).ok()?)
    }
}
