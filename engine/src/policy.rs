//! 时限政策: what the counting of limits depends on where law and county leave a choice. Versioned; each
//! clock carries the version it was started under.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::certification::Certification;
use crate::clock::Level;
use crate::code::Text;
use crate::limits::LIST_ENTRIES_MAX;
use crate::refusal::{Refusal, Rule};
use crate::time::{Day, Timestamp};

/// 预警牌 how loud a warning is. Cards stack: a red one does not erase the yellow.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Card {
    /// 提醒
    Notice,
    /// 黄牌
    Yellow,
    /// 红牌
    Red,
}

/// When a rung of the ladder of warnings is reached.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// So many working days before the due date, at the day's beginning.
    DaysBefore(u8),
    /// On the due date, at its beginning.
    DueReached,
    /// When the due date is over.
    DuePassed,
    /// When more than so many per cent of the limit are used, at the close of that day.
    RatioOver(u8),
}

/// One rung of a warning profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileRung {
    /// The card it gives.
    pub card: Card,
    /// When.
    pub when: Trigger,
}

/// 送达时限停止 when the delivery clock stops (行政许可法 art. 44 read in two ways).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStop {
    /// Notified and available, or handed to the carrier.
    Available,
    /// In the applicant's hand.
    Received,
}

/// 逾期未补正 what happens when the applicant never supplies what was asked, or what was let follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CorrectionExpiry {
    /// A card only.
    CardOnly,
    /// 视为撤回, with its local basis.
    DeemedWithdrawn(Text),
}

/// 不可抗力 the terms on which the applicant's time is prolonged (local rules on 容缺受理 and 补正).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProlongationTerms {
    /// 依据 the local rule.
    pub basis: Text,
    /// By at most so many working days.
    pub max_days: u16,
}

/// A version of the policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClockPolicy {
    /// 受理/一次告知: working days (行政许可法 art. 32(4): 5).
    pub acceptance_days: u16,
    /// 补正: working days when the notice names none.
    pub correction_days: u16,
    /// 网上预审: working days.
    pub online_check_days: u16,
    /// 接件: working days for a hand-off to be acknowledged.
    pub hand_off_days: u16,
    /// 送达: working days (art. 44: 10).
    pub delivery_days: u16,
    /// 初审: working days (art. 43: 20).
    pub lower_review_days: u16,
    /// When the delivery clock stops.
    pub delivery_stop: DeliveryStop,
    /// What follows an expired correction or supplement clock.
    pub correction_expiry: CorrectionExpiry,
    /// 预警 of the promise clock.
    pub promise_ladder: Vec<ProfileRung>,
    /// 预警 of every other clock.
    pub other_ladder: Vec<ProfileRung>,
    /// 不可抗力: prolongs the applicant's own time once; nothing where no local rule says so.
    #[serde(default)]
    pub prolongation: Option<ProlongationTerms>,
    /// 下班时间 in minutes after midnight: what comes in after it, or on a day off, counts as come in on the next
    /// working day. Nothing: each day goes to 24:00 (民法典 art. 203).
    #[serde(default)]
    pub close_of_business: Option<u16>,
    /// 培训考核: what an appointment without a list of items means (row 46).
    #[serde(default)]
    pub certification: Certification,
}

/// 24:00
const MINUTES_OF_A_DAY: u16 = 1_440;

impl ClockPolicy {
    /// 收到之日: the day as which something counts that comes in at an instant.
    pub fn counted_from(&self, calendar: &Calendar, at: Timestamp) -> Day {
        let day = at.day();
        let Some(close) = self.close_of_business else { return day };
        let is_over = at.ms_since(day.start()) >= i64::from(close) * 60_000;
        if is_over { calendar.workday_after(day, 1) } else { calendar.workday_from(day) }
    }

    /// The law's figures, the customary warning profile, and the local rule of deemed withdrawal off.
    pub fn lawful_default() -> ClockPolicy {
        let rung = |card, when| ProfileRung { card, when };
        ClockPolicy {
            acceptance_days: 5,
            correction_days: 5,
            online_check_days: 1,
            hand_off_days: 1,
            delivery_days: 10,
            lower_review_days: 20,
            delivery_stop: DeliveryStop::Available,
            correction_expiry: CorrectionExpiry::CardOnly,
            promise_ladder: vec![
                rung(Card::Notice, Trigger::DaysBefore(1)),
                rung(Card::Yellow, Trigger::DueReached),
                rung(Card::Red, Trigger::DuePassed),
            ],
            other_ladder: vec![rung(Card::Red, Trigger::DuePassed)],
            prolongation: None,
            close_of_business: None,
            certification: Certification::UnlistedIsAll,
        }
    }

    /// A law's limit may be shortened, never lengthened; each card stands once on a ladder.
    pub fn check(&self) -> Result<(), Refusal> {
        let lawful = [
            (self.acceptance_days, 5, "acceptance"),
            (self.delivery_days, 10, "delivery"),
            (self.lower_review_days, 20, "lower review"),
        ];
        for (days, max, name) in lawful {
            if days == 0 || days > max {
                return Err(Rule::PolicyRefused.because(format!("{name}: 1 to {max} working days")));
            }
        }
        if self.correction_days == 0 || self.hand_off_days == 0 || self.online_check_days == 0 {
            return Err(Rule::PolicyRefused.because("a limit of 0 working days"));
        }
        if let CorrectionExpiry::DeemedWithdrawn(basis) = &self.correction_expiry
            && basis.is_blank()
        {
            return Err(Rule::PolicyRefused.because("deemed withdrawal names no local basis"));
        }
        if let Some(terms) = &self.prolongation
            && (terms.basis.is_blank() || terms.max_days == 0)
        {
            return Err(Rule::PolicyRefused.because("a prolongation names its basis and its days"));
        }
        if self.close_of_business.is_some_and(|minute| !(1..MINUTES_OF_A_DAY).contains(&minute)) {
            return Err(Rule::PolicyRefused.because("close_of_business: 1 to 1439 minutes"));
        }
        check_ladder(&self.promise_ladder)?;
        check_ladder(&self.other_ladder)
    }
}

fn check_ladder(ladder: &[ProfileRung]) -> Result<(), Refusal> {
    let mut cards: Vec<_> = ladder.iter().map(|rung| rung.card).collect();
    cards.sort_unstable();
    cards.dedup();
    if ladder.is_empty() || cards.len() < ladder.len() || ladder.len() > LIST_ENTRIES_MAX {
        return Err(
            Rule::PolicyRefused.because("a ladder has each card at most once, and at least one")
        );
    }
    Ok(())
}

impl From<Card> for Level {
    fn from(card: Card) -> Level {
        match card {
            Card::Notice => Level::Notice,
            Card::Yellow => Level::Yellow,
            Card::Red => Level::Red,
        }
    }
}
