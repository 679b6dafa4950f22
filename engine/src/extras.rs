//! 附带: what only some cases have: gaps, a commitment, a fee, opinions, answers, licences, originals.

use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::code::{BundleNumber, MaterialCode, NodeId, Reference, StaffId, UnitId, ZoneId};
use crate::due::Suspension;
use crate::escort::Escort;
use crate::event::{BundleJoined, CardDealt, Event, OpinionRequest, RemedyFiled};
use crate::id::Seq;
use crate::item::{ItemDefinition, SpecialKind};
use crate::lifecycle::Phase;
use crate::meeting::Meeting;
use crate::occasion::Occasion;
use crate::policy::Card;
use crate::port::{Answered, Ask, PortAnswer, PortKind};
use crate::receipt;
use crate::remedy::{Remedy, RemedyOutcome};
use crate::time::Day;
use crate::values::{Defect, MaterialCopy, Opinion, Outcome};
use crate::voice::CardCause;

/// What only some cases have. A million cases are held at once, so it is kept apart from what all have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extras {
    /// 容缺 papers that are to follow: indexes into the item version's materials.
    pub gaps: Vec<u8>,
    /// 告知承诺
    pub commitment: Option<Commitment>,
    /// 已缴费 or 免缴
    pub is_fee_settled: bool,
    /// 联办意见 one for each department that takes part.
    pub opinions: Vec<OpinionTask>,
    /// 随件人员
    pub escort: Escort,
    /// 来源, where it is not the ordinary one.
    pub occasion: Option<Occasion>,
    /// 会议, in order of their call.
    pub meetings: Vec<Meeting>,
    /// 分区 in which it waits, where that is not the item's: a township's (row 20).
    pub zone: Option<ZoneId>,
    /// 事项划转 the department it was transferred to.
    pub moved_to: Option<UnitId>,
    /// 票据 of the payment, where it was paid and not waived.
    pub paid: Option<Reference>,
    /// 待回执 what was asked of ports and not answered, in order.
    pub asks: Vec<Ask>,
    /// 回执 what ports answered.
    pub answers: Vec<Answered>,
    /// 办事情形 the chosen options: places of question and option in the item version's lists.
    pub situation: Vec<(u8, u8)>,
    /// 电子证照 that were asked for: indexes into the item version's materials.
    pub licences: Vec<(u8, LicenceState)>,
    /// 待补正的材料 what the notice named and nobody put right: indexes into the item version's materials.
    pub told: Vec<u8>,
    /// 已退还的原件: indexes into the item version's materials.
    pub returned: Vec<u8>,
    /// 所属一件事
    pub membership: Option<Membership>,
    /// 非时限预警, in order.
    pub cards: Vec<DealtCard>,
    /// 复议、诉讼, in order.
    pub remedies: Vec<Remedy>,
    /// 特别程序 each that was begun, from its first day to the one that counts again.
    pub procedures: Vec<(SpecialKind, Suspension)>,
    /// 催领未领 the days on which the applicant was called, or sent his result, in vain.
    pub missed: Vec<Day>,
    /// 拒绝签收 the last time the applicant refused to take his result.
    pub refused_to_sign: Option<SigningRefusal>,
    /// 待签收的退回 the unit to which something of the case is on its way back.
    pub returning: Option<UnitId>,
    /// 补充归档 how often something came after the archive.
    pub supplements: u16,
    /// 已了结的缴费请求: what the payment port was asked and what was settled otherwise. Money may come in all the same.
    pub crossed: Vec<Seq>,
}

/// 拒绝签收 as far as leaving the result with him goes by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningRefusal {
    /// Before witnesses.
    pub is_witnessed: bool,
}

/// 证照调取 how far the fetching of a licence has got; one that came is a paper of the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LicenceState {
    /// 已授权调取, not yet answered.
    Asked,
    /// 无此证照: the paper may be asked of the applicant.
    Absent,
}

/// 所属一件事 the bundle a case is part of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Which bundle.
    pub bundle: BundleNumber,
    /// Which of its nodes.
    pub node: NodeId,
}

/// 非时限预警 a card for another cause than time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DealtCard {
    /// For what.
    pub cause: CardCause,
    /// Which.
    pub card: Card,
    /// 责任单位
    pub unit: UnitId,
    /// 责任人, where one is known.
    pub person: Option<StaffId>,
    /// 已回复
    pub is_answered: bool,
}

/// 征求意见 what a department was asked, and what it answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpinionTask {
    /// The department.
    pub department: UnitId,
    /// Its own clock.
    pub clock: Clock,
    /// The event that asked: who was asked first answers first.
    pub since: Seq,
    /// Its answer, once there is one.
    pub answer: Option<OpinionAnswer>,
}

/// How a department answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OpinionAnswer {
    /// 意见
    Given(Opinion),
    /// 超时默许
    Deemed,
    /// 缺席默认
    Absent,
}

/// 告知承诺 how far a commitment has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Commitment {
    /// 已承诺, not yet decided.
    Signed,
    /// 待核查: granted on it.
    ToVerify,
    /// 违反承诺
    Broken {
        /// 责令限期改正: its correction was ordered and not yet verified.
        correcting: bool,
        /// 曾责令改正: ordered at all; it is ordered once.
        ordered: bool,
    },
    /// 已核查
    Verified,
    /// 已撤销: its licence was revoked.
    Revoked,
}

impl Commitment {
    /// The hall still owes its check, or what follows from a broken one.
    pub fn is_open(self) -> bool {
        match self {
            Commitment::ToVerify | Commitment::Broken { .. } => true,
            Commitment::Signed | Commitment::Verified | Commitment::Revoked => false,
        }
    }
}

/// What most cases have.
pub(crate) static NONE: Extras = Extras {
    gaps: Vec::new(),
    commitment: None,
    is_fee_settled: false,
    opinions: Vec::new(),
    escort: Escort::NONE,
    occasion: None,
    meetings: Vec::new(),
    zone: None,
    moved_to: None,
    paid: None,
    asks: Vec::new(),
    answers: Vec::new(),
    situation: Vec::new(),
    licences: Vec::new(),
    told: Vec::new(),
    returned: Vec::new(),
    membership: None,
    cards: Vec::new(),
    remedies: Vec::new(),
    procedures: Vec::new(),
    missed: Vec::new(),
    refused_to_sign: None,
    returning: None,
    supplements: 0,
    crossed: Vec::new(),
};

impl Extras {
    pub(crate) fn open_gaps(&mut self, gaps: &[MaterialCode], item: &ItemDefinition) {
        self.gaps = gaps.iter().filter_map(|gap| index(gap, item)).collect();
    }

    pub(crate) fn close_gaps(&mut self, copies: &[MaterialCopy], item: &ItemDefinition) {
        let supplied: Vec<u8> =
            copies.iter().filter_map(|copy| index(&copy.material, item)).collect();
        self.gaps.retain(|gap| !supplied.contains(gap));
    }

    pub(crate) fn ask_licence(&mut self, material: &MaterialCode, item: &ItemDefinition) {
        self.answer_licence(material, item);
        self.licences.extend(index(material, item).map(|need| (need, LicenceState::Asked)));
    }

    pub(crate) fn no_licence(&mut self, material: &MaterialCode, item: &ItemDefinition) {
        self.answer_licence(material, item);
        self.licences.extend(index(material, item).map(|need| (need, LicenceState::Absent)));
    }

    pub(crate) fn answer_licence(&mut self, material: &MaterialCode, item: &ItemDefinition) {
        let need = index(material, item);
        self.licences.retain(|(known, _)| Some(*known) != need);
    }

    pub(crate) fn tell(&mut self, defects: &[Defect], item: &ItemDefinition) {
        let named = defects.iter().filter_map(|defect| defect.material.as_ref());
        self.told = named.filter_map(|material| index(material, item)).collect();
    }

    pub(crate) fn give_back(&mut self, materials: &[MaterialCode], item: &ItemDefinition) {
        self.returned.extend(materials.iter().filter_map(|material| index(material, item)));
    }

    /// A decision was made: a commitment it rests on is to be verified, or falls away.
    pub(crate) fn decided(&mut self, outcome: Outcome) {
        self.commitment = match (self.commitment, outcome) {
            (Some(Commitment::Signed), Outcome::Granted) => Some(Commitment::ToVerify),
            (Some(Commitment::Signed), Outcome::Refused) => None,
            (other, Outcome::Granted | Outcome::Refused) => other,
        };
    }

    /// 身份不符: the port said that the applicant is not who he says he is.
    pub fn is_mistaken_identity(&self) -> bool {
        let mut said = self.answers.iter().rev().filter_map(|known| match &known.answer {
            PortAnswer::IdentityChecked { matches, .. } => Some(*matches),
            PortAnswer::CreditChecked { .. }
            | PortAnswer::Sealed { .. }
            | PortAnswer::Paid { .. }
            | PortAnswer::ParcelSigned { .. }
            | PortAnswer::Undeliverable { .. }
            | PortAnswer::MessageSent { .. }
            | PortAnswer::TakenOver { .. }
            | PortAnswer::TurnedBack { .. }
            | PortAnswer::Archived { .. }
            | PortAnswer::Received { .. }
            | PortAnswer::LicenceFound { .. }
            | PortAnswer::LicenceMissing { .. }
            | PortAnswer::Refunded { .. } => None,
        });
        said.next() == Some(false)
    }

    /// 端口缴费: the receipt of the payment, where the payment port reported it.
    pub fn paid_by_port(&self) -> Option<&Reference> {
        let paid = self.paid.as_ref()?;
        let mut reported = self.answers.iter();
        let is_it = |known: &Answered| {
            let PortAnswer::Paid { receipt, .. } = &known.answer else { return false };
            receipt::is_same(receipt, paid)
        };
        reported.any(is_it).then_some(paid)
    }

    /// 端口所收 a payment that the port reported with this receipt: as it wrote it, and how much.
    pub fn came_in(&self, receipt: &Reference) -> Option<(&Reference, u32)> {
        self.answers.iter().find_map(|known| {
            let PortAnswer::Paid { receipt: paid, amount_fen } = &known.answer else { return None };
            receipt::is_same(paid, receipt).then_some((paid, *amount_fen))
        })
    }

    /// Lets go of the questions that nobody has to answer any more after the event.
    pub(crate) fn settle(&mut self, event: &Event, reached: Phase) {
        let settled = |ask: &Ask| ask.is_settled_by(event, reached);
        let payments = self.asks.iter().filter(|ask| ask.port == PortKind::Payment);
        self.crossed.extend(payments.filter(|ask| settled(ask)).map(|ask| ask.seq));
        self.asks.retain(|ask| !settled(ask));
    }

    pub(crate) fn missed(&mut self, today: Day) {
        if self.missed.last() != Some(&today) {
            self.missed.push(today);
        }
    }

    pub(crate) fn ask(&mut self, requests: &[OpinionRequest], since: Seq) {
        let tasks = requests.iter().map(|request| OpinionTask {
            department: request.department.clone(),
            clock: Clock::started(&request.clock),
            since,
            answer: None,
        });
        self.opinions = tasks.collect();
    }

    pub(crate) fn answer(&mut self, department: &UnitId, answer: OpinionAnswer, today: Day) {
        if let Some(task) = self.opinion_mut(department) {
            task.answer = Some(answer);
            task.clock.stop(today);
        }
    }

    pub(crate) fn opinion_mut(&mut self, department: &UnitId) -> Option<&mut OpinionTask> {
        self.opinions.iter_mut().find(|task| &task.department == department)
    }

    /// 非时限预警
    pub(crate) fn deal(&mut self, e: &CardDealt) {
        if let Some(silent) = self.asks.iter_mut().find(|ask| Some(ask.seq) == e.ask) {
            silent.is_carded = true;
        }
        self.cards.push(DealtCard {
            cause: e.cause,
            card: e.card,
            unit: e.unit.clone(),
            person: e.person.clone(),
            is_answered: false,
        });
    }

    /// 复议、诉讼
    pub(crate) fn contest(&mut self, e: &RemedyFiled, against_silence: bool) {
        let (kind, authority, filed) = (e.kind, e.authority.clone(), e.filed);
        self.remedies.push(Remedy { kind, authority, filed, against_silence, outcome: None });
    }

    /// 救济结果
    pub(crate) fn contested(&mut self, remedy: u8, outcome: RemedyOutcome) {
        if let Some(remedy) = self.remedies.get_mut(usize::from(remedy)) {
            remedy.outcome = Some(outcome);
        }
    }

    /// 预警回复
    pub(crate) fn answer_card(&mut self, card_no: u16) {
        if let Some(card) = self.cards.get_mut(usize::from(card_no)) {
            card.is_answered = true;
        }
    }

    /// 并入一件事
    pub(crate) fn join(&mut self, e: &BundleJoined) {
        self.membership = Some(Membership { bundle: e.bundle.clone(), node: e.node.clone() });
    }

    /// 违反承诺
    pub(crate) fn broken(&mut self, correcting: bool) {
        let was_ordered = matches!(self.commitment, Some(Commitment::Broken { ordered: true, .. }));
        let ordered = correcting || was_ordered;
        self.commitment = Some(Commitment::Broken { correcting, ordered });
    }

    /// 容缺 the papers that are to follow.
    pub fn open<'a>(
        &'a self,
        item: &'a ItemDefinition,
    ) -> impl Iterator<Item = &'a MaterialCode> + 'a {
        let needs = self.gaps.iter().filter_map(|gap| item.materials.get(usize::from(*gap)));
        needs.map(|need| &need.material)
    }
}

pub(crate) fn index(material: &MaterialCode, item: &ItemDefinition) -> Option<u8> {
    let index = item.materials.iter().position(|need| &need.material == material)?;
    u8::try_from(index).ok()
}
