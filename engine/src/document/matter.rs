//! 文书所涉: the case, the bundle or the trouble that a document is about, as its own history says.

use crate::bundle::{BundleDefinition, ChosenNode};
use crate::code::{BundleNumber, CaseNumber, NodeId, Text, VoiceNumber};
use crate::event::Event;
use crate::item::ItemDefinition;
use crate::setup::Setup;
use crate::time::Day;

use super::kind::{DocumentKind, documents_of, documents_of_bundle, documents_of_trouble};

/// What a document is about.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The case or the trouble.
    pub matter: Matter<'a>,
    /// The event it was made with.
    pub event: &'a Event,
    /// The day on which that happened.
    pub day: Day,
}

/// Whose document it is.
#[derive(Clone, Copy, Debug)]
pub enum Matter<'a> {
    /// 办件: its number, and the item version it is on.
    Case(&'a CaseNumber, &'a ItemDefinition),
    /// 办不成事反映
    Trouble(Trouble<'a>),
    /// 一件事
    Bundle(Whole<'a>),
}

/// 一件事, as it was submitted.
#[derive(Clone, Copy, Debug)]
pub struct Whole<'a> {
    /// 一件事编号
    pub number: &'a BundleNumber,
    /// The version it is on.
    pub definition: &'a BundleDefinition,
    /// Its nodes, each on its version.
    pub chosen: &'a [ChosenNode],
    /// Where the versions are.
    pub setup: &'a Setup,
}

impl<'a> Whole<'a> {
    /// The item version of a node.
    pub(super) fn item(&self, node: &NodeId) -> Option<&'a ItemDefinition> {
        let chosen = self.chosen.iter().find(|chosen| &chosen.node == node)?;
        let item = &self.definition.nodes.iter().find(|one| &one.node == node)?.item;
        let version = self.setup.item_version(item, chosen.item_version)?;
        Some(&version.definition)
    }
}

/// 办不成事反映, as it was reported.
#[derive(Clone, Copy, Debug)]
pub struct Trouble<'a> {
    /// 反映编号
    pub number: &'a VoiceNumber,
    /// 摘要 without personal data.
    pub summary: &'a Text,
    /// 所涉办件
    pub case: Option<&'a CaseNumber>,
    /// 反映日期
    pub filed: Day,
}

impl<'a> Matter<'a> {
    /// From the first event of a stream and its day; none where the stream has no documents.
    #[expect(clippy::wildcard_enum_match_arm, reason = "no other event opens one with documents")]
    pub fn of(first: &'a Event, filed: Day, setup: &'a Setup) -> Option<Matter<'a>> {
        match first {
            Event::ApplicationReceived(e) => {
                let version = setup.item_version(&e.item, e.item_version)?;
                Some(Matter::Case(&e.number, &version.definition))
            }
            Event::TroubleReported(e) => {
                let (number, summary, case) = (&e.number, &e.summary, e.case.as_ref());
                Some(Matter::Trouble(Trouble { number, summary, case, filed }))
            }
            Event::BundleReceived(e) => {
                let version = setup.bundle_version(&e.bundle, e.bundle_version)?;
                let (number, definition) = (&e.number, &version.definition);
                Some(Matter::Bundle(Whole { number, definition, chosen: &e.nodes, setup }))
            }
            _ => None,
        }
    }

    /// The documents that are made with one of its events.
    pub fn documents(self, event: &Event) -> &'static [DocumentKind] {
        match self {
            Matter::Case(_, item) => documents_of(event, item),
            Matter::Trouble(_) => documents_of_trouble(event),
            Matter::Bundle(_) => documents_of_bundle(event),
        }
    }
}
