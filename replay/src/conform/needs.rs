//! 日志所载: what the log of another system tells of what a rule needs, as its mapping reads it.

use store::foreign::Meaning;

use super::mapping::Mapping;
use super::rule::Need;
use super::said::{Said, said};

/// Why a foreign log does not tell what a rule needs; nothing where it does.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "what no other system tells has words of its own"
)]
#[expect(clippy::too_many_lines, reason = "one arm a need")]
pub(super) fn missing(need: Need, mapping: &Mapping) -> Option<Said> {
    use Meaning as M;
    let limits = &mapping.limits;
    let no_meaning = |meanings: &[Meaning], zh: &str, en: &str| {
        let is_told = mapping.names(meanings);
        (!is_told).then(|| said!("没有活动的含义是{zh}", "no activity means {en}"))
    };
    let no_limit = |limit: Option<u16>, name: &str| {
        limit.is_none().then(|| said!("`[limits]`下没有`{name}`", "no limit `{name}`"))
    };
    match need {
        // Whether they do is seen in the log itself.
        Need::People | Need::Whole => None,
        Need::Receipt => no_meaning(&[M::Receive], "`receive`（收件）", "`receive`"),
        Need::Acceptance => no_meaning(&[M::Accept], "`accept`（受理）", "`accept`"),
        Need::Correction => no_meaning(
            &[M::NoticeCorrection],
            "`notice_correction`（补正告知）",
            "`notice_correction`",
        ),
        Need::HandOver => no_meaning(&[M::HandOver], "`hand_over`（转交）", "`hand_over`")
            .or_else(|| no_meaning(&[M::Acknowledge], "`acknowledge`（签收）", "`acknowledge`")),
        Need::Steps => no_meaning(&[M::Step], "`step`（环节完成）", "`step`"),
        Need::Special => no_meaning(&[M::Suspend], "`suspend`（特别程序开始）", "`suspend`")
            .or_else(|| no_meaning(&[M::Resume], "`resume`（特别程序结束）", "`resume`")),
        Need::Extension => no_meaning(&[M::Extend], "`extend`（延长）", "`extend`"),
        Need::ExtensionDays => {
            let is_told = limits.extension.is_some() || mapping.attributes.extended.is_some();
            (mapping.names(&[M::Extend]) && !is_told).then(|| {
                said!(
                    "有活动的含义是`extend`（延长），但`[limits]`下的`extension`与`[attributes]`下的`extended`都未说明延长几日",
                    "an activity means `extend`, but neither the limit `extension` nor an attribute `extended` says by how many days"
                )
            })
        }
        Need::Decision => no_meaning(
            &[M::Grant, M::Refuse],
            "`grant`（准予）或`refuse`（不予）",
            "`grant` or `refuse`",
        ),
        Need::End if mapping.attributes.closed.is_some() => None,
        Need::End => no_meaning(
            &[M::Grant, M::Refuse],
            "`grant`（准予）或`refuse`（不予），也没有指定`closed`属性",
            "`grant` or `refuse`, and no attribute is named as `closed`",
        ),
        Need::Delivery => no_meaning(&[M::Deliver], "`deliver`（出件）", "`deliver`"),
        Need::Archive => no_meaning(&[M::Archive], "`archive`（归档）", "`archive`"),
        Need::AcceptanceLimit => no_limit(limits.acceptance, "acceptance"),
        Need::OnlineCheckLimit => no_limit(limits.online_check, "online_check").or_else(|| {
            mapping.attributes.channel.is_none().then(|| {
                said!("没有指定`channel`（渠道）属性", "no attribute is named as `channel`")
            })
        }),
        Need::StatutoryLimit => no_limit(limits.statutory, "statutory"),
        Need::PromiseLimit => no_limit(limits.promise, "promise"),
        Need::StepLimit => no_limit(limits.step, "step"),
        Need::HandOffLimit => no_limit(limits.hand_off, "hand_off"),
        Need::DeliveryLimit => no_limit(limits.delivery, "delivery"),
        Need::Deadline => {
            let names = &mapping.attributes;
            (names.deadline.is_none() || names.closed.is_none()).then(|| {
                said!(
                    "没有指定`deadline`（截止时间）与`closed`（办结时间）属性",
                    "no attributes are named as `deadline` and `closed`"
                )
            })
        }
        _ => Some(never_told(need)),
    }
}

/// What no log of another system tells.
#[expect(clippy::wildcard_enum_match_arm, reason = "a mapping can name the others")]
#[expect(clippy::too_many_lines, reason = "one arm a need")]
fn never_told(need: Need) -> Said {
    match need {
        Need::Catalogue => said!("外来日志没有事项清单", "a foreign log has no register of items"),
        Need::Authority => {
            said!("外来日志没有岗位与授权书", "a foreign log has no register of posts and letters")
        }
        Need::Papers => {
            said!(
                "外来日志不载明何时收到哪份材料",
                "a foreign log does not say which paper came when"
            )
        }
        Need::Words => {
            said!("外来日志不载决定的内容", "a foreign log does not hold the words of a decision")
        }
        Need::Told => {
            said!("外来日志不载告知内容", "a foreign log does not say what the applicant was told")
        }
        Need::ClosingKind => {
            said!("外来日志没有本系统的办结结果", "a foreign log has no closing kinds of ours")
        }
        Need::Fees => {
            said!("外来日志不载应缴与已缴费用", "a foreign log does not say what was due and paid")
        }
        Need::Cards => said!("外来日志没有预警牌", "a foreign log has no cards"),
        Need::Inspectors => said!(
            "外来日志的核查只载一名人员",
            "a foreign log names one resource for an inspection"
        ),
        Need::Opinions => said!(
            "外来日志不载征求了哪些部门的意见",
            "a foreign log does not say whose opinion was asked"
        ),
        Need::Deemed => said!(
            "外来日志不载由沉默推定的结果",
            "a foreign log does not hold what follows from silence"
        ),
        Need::Drafts => {
            said!("外来日志没有事项草案与评审", "a foreign log has no drafts and reviews of items")
        }
        Need::Bundles => said!(
            "外来日志不载哪些办件组成一件事",
            "a foreign log does not say which cases make one bundle"
        ),
        Need::Tickets => {
            said!("外来日志没有叫号与窗口", "a foreign log has no tickets and windows")
        }
        Need::Voices => said!(
            "外来日志没有评价、反映与投诉",
            "a foreign log has no ratings, troubles and complaints"
        ),
        Need::Recorded => said!(
            "外来日志每条只有一个时间，不载何时记录",
            "a foreign log has one time for each event, and not when it was recorded"
        ),
        Need::Regions => said!(
            "外来日志不载异地收件、转报与转送",
            "a foreign log does not say what went to another authority or came from one"
        ),
        Need::Ports => said!(
            "外来日志不载端口请求与回执",
            "a foreign log does not say what the systems around the hall were asked"
        ),
        _ => said!("外来日志未载明", "a foreign log does not tell it"),
    }
}
