//! 拒绝理由: why a well-formed command was refused, each with its source, in both languages.

use std::borrow::Cow;
use std::fmt;

/// What kind of answer a refusal is; the border maps it to a status once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// It names something that does not exist.
    Unknown,
    /// The actor may not.
    Forbidden,
    /// Not in this phase.
    NotNow,
    /// The case moved on since the sender looked.
    Version,
    /// A rule of the hall is against it.
    Rule,
    /// It does not make sense by itself.
    Malformed,
}

/// A refusal: the rule, and what about this command broke it.
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The rule.
    pub rule: Rule,
    /// What about this command broke it; no personal data.
    pub detail: Cow<'static, str>,
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Refusal({}: {})", self.rule.code(), self.detail)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.rule.english(), self.detail)
    }
}

impl std::error::Error for Refusal {}

macro_rules! rules {
    ($( $name:ident = $code:literal, $class:ident, $source:literal, $zh:literal, $en:literal; )*) => {
        /// The rules a command can break.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule { $( #[doc = $en] $name ),* }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Rule] = &[ $( Rule::$name ),* ];
            /// The stable code of the refusal.
            pub fn code(self) -> &'static str { match self { $( Rule::$name => $code ),* } }
            /// What kind of answer it is.
            pub fn class(self) -> Class { match self { $( Rule::$name => Class::$class ),* } }
            /// The article of law, local rule or row of `docs/rules.md`.
            pub fn source(self) -> &'static str { match self { $( Rule::$name => $source ),* } }
            /// For the citizen and the clerk.
            pub fn chinese(self) -> &'static str { match self { $( Rule::$name => $zh ),* } }
            /// For the developer.
            pub fn english(self) -> &'static str { match self { $( Rule::$name => $en ),* } }
        }
    };
}

impl Rule {
    /// A refusal by this rule.
    pub fn because(self, detail: impl Into<Cow<'static, str>>) -> Refusal {
        Refusal { rule: self, detail: detail.into() }
    }
}

rules! {
    UnknownCase = "unknown_case", Unknown, "", "没有这个办件编号", "there is no case with this number";
    UnknownUnit = "unknown_unit", Unknown, "", "没有这个部门或单位", "there is no such unit";
    UnknownZone = "unknown_zone", Unknown, "", "没有这个分区", "there is no such zone";
    UnknownWindow = "unknown_window", Unknown, "", "没有这个窗口", "there is no such window";
    UnknownStaff = "unknown_staff", Unknown, "", "没有这个工作人员", "there is no such person of the staff";
    UnknownMaterial = "unknown_material", Unknown, "", "事项清单中没有这种材料", "the item does not list this material";
    UnknownDraft = "unknown_draft", Unknown, "", "没有这个事项草案", "there is no such draft of an item";
    UnknownLetter = "unknown_letter", Unknown, "", "没有这份授权书", "there is no such letter of authority";
    NotPublished = "no_published_item", Rule, "清单之外无审批 (row 89)", "清单之外无审批：该事项没有已发布且生效的版本", "no case without a published item version in force";
    BadItem = "bad_item_version", Malformed, "row 88", "事项版本要素不完整", "the item version is not well formed";
    BadSetup = "bad_setup", Malformed, "", "设置内容不正确", "the set-up command is not well formed";
    FindingBlocks = "finding_blocks", Rule, "事项检查 (row 88)", "事项检查有阻断性问题，不能发布", "a finding of the inspector blocks publication";
    ReviewMissing = "review_missing", Rule, "事项梳理评审 (row 88)", "事项须经评审通过方可发布", "an item is published from a draft that passed its review";
    OwnDraft = "own_draft", Forbidden, "事项梳理评审 (row 88)", "梳理人不得评审本人的草案", "a draft is reviewed by another person than who wrote it";
    TooManySteps = "too_many_steps", Rule, "三个环节 (row 53)", "同一部门审批流程不超过受理、审核、决定三个环节", "one department has at most three steps unless an exception is given";
    PromiseOverStatutory = "promise_over_statutory", Rule, "优化营商环境条例 art. 36", "承诺时限不得超过法定时限", "the promise may not exceed the statutory limit";
    PromiseOverHalf = "promise_over_half", Rule, "row 99", "行政许可承诺时限不得超过法定时限的百分之五十", "the promise of a licence is at most half of its statutory limit";
    TooLong = "too_long", Malformed, "limits", "内容超过规定长度", "a list or text is over its limit";
    TooMany = "too_many", Rule, "limits", "数量已达上限", "a limit of the engine is reached";
    WrongWindow = "wrong_window", Rule, "委托受理 (rows 12, 21, 40)", "该窗口不受理此事项", "this window does not take this item";
    NotItsDay = "not_its_day", NotNow, "定期集中办 (row 28)", "该窗口今日不收件", "the window takes applications on other days of the week";
    WindowClosed = "window_closed", Rule, "row 23", "窗口未开放", "the window is not open";
    NotEntrusted = "intake_not_entrusted", Rule, "委托综合窗口受理 (rows 32, 33); 行政许可法 art. 24", "没有生效的综窗受理委托书", "no letter 2 or 3 in force entrusts this intake";
    ExclusiveIntake = "exclusive_intake", Rule, "部门不再另行受理 (row 40)", "已委托综合窗口受理的事项，部门不得另行受理", "an entrusted item is taken in by the comprehensive windows only";
    NotCertified = "staff_not_certified", Rule, "培训考核后上岗 (row 46)", "工作人员未取得该事项的上岗资格", "this person is not certified for the item";
    OwnCase = "own_case", Rule, "回避", "工作人员不得办理本人为申请人或代理人的办件", "nobody handles a case in which he is the applicant or agent";
    WrongRole = "wrong_role", Forbidden, "岗位职责", "该岗位无权办理此操作", "this post may not do this";
    NotRepresented = "unit_not_represented", Forbidden, "谁受理谁负责 (row 42); 行政许可法 art. 24", "未受该单位委托，不得代该单位办理", "nobody acts for a unit that is not his own and entrusted him with nothing";
    WrongUnit = "wrong_unit", Forbidden, "谁受理谁负责 (row 42)", "不属于本部门的办件", "the case is with another unit";
    NotHandler = "not_handler", Forbidden, "岗位职责", "该办件由他人办理", "another person handles this task";
    SeparationOfDuties = "separation_of_duties", Rule, "受审分离 (row 39)", "受理人员不得审批同一办件，窗口岗位不得作出决定", "intake and approval of one case need two people, and a window role never decides";
    NotCovered = "post_not_covered", Rule, "顶岗补位 AB岗 (row 38)", "没有生效的顶岗安排", "no cover in force lets this person act in the place of the other";
    NoAuthority = "no_authority_to_decide", Rule, "审批服务授权委托书 (rows 31, 34)", "没有对该事项作出决定的有效授权", "no authority to decide this item is in force";
    InitialReviewOnly = "initial_review_only", Rule, "首席审批员 (row 34)", "仅有初审权限，须报部门负责人决定", "the authority covers the initial review only, the head decides";
    NoFurtherDelegation = "no_further_delegation", Rule, "行政许可法 art. 24(3)", "受委托机关不得再委托", "an entrusted body may not entrust further";
    WrongPhase = "wrong_phase", NotNow, "办件状态", "办件当前状态不能进行此操作", "not possible in the case's present phase";
    VersionMismatch = "version_mismatch", Version, "", "办件已被更新，请重新读取", "the case has moved on, read it again";
    MaterialsMissing = "materials_missing", Rule, "行政许可法 art. 32(5), 38", "必要材料未齐，不能受理，也不能准予", "required materials are missing";
    WayNotOffered = "way_not_offered", Rule, "收取方式 (guard 7)", "该材料不接受此收取方式", "this paper does not come in this way";
    TrustTooLow = "trust_too_low", Rule, "国办函〔2016〕108号", "材料可信等级不足，须核验原件", "the paper is trusted less than the item asks";
    NotHeld = "paper_not_held", Unknown, "", "没有收取该材料", "this paper is not in the file";
    NoOriginal = "no_original", Rule, "国办函〔2016〕108号", "申请人自制材料没有原件可核验", "what the applicant made himself has no original to check";
    NoOriginalKept = "no_original_kept", Rule, "原件退还 (row 48)", "没有应退还的原件", "no such original is kept here";
    OriginalsKept = "originals_kept", Rule, "原件退还 (row 48)", "应退还的原件尚未退还，不能归档", "originals go back before the case is archived";
    NotFetchable = "not_fetchable", Rule, "电子证照 (row 82)", "该材料不能通过电子证照获取", "this paper cannot be fetched as a licence";
    ConsentMissing = "consent_missing", Rule, "个人信息保护法 art. 13 (row 82)", "调取电子证照须经申请人授权", "a licence is fetched with the applicant's consent";
    LicenceNotAsked = "licence_not_requested", NotNow, "电子证照 (row 82)", "没有待回复的证照调取", "no request for this licence is open";
    LicenceExpired = "licence_expired", Rule, "电子证照 (row 82)", "电子证照已过有效期", "the licence is no longer valid";
    LicenceAnswer = "licence_answer", Malformed, "电子证照 (row 82)", "证照回复不完整", "an answer has the licence or says why there is none";
    LicenceByHand = "licence_not_fetched", Rule, "电子证照 (row 82)", "电子证照须经授权调取，不能直接登记", "a licence is requested with consent, not handed in";
    NotReusable = "not_reusable", Rule, "一次采集、多方复用 (row 80); 国办函〔2016〕108号", "该材料不能从以前的办件复用", "this paper cannot be taken over from the other case";
    SituationOpen = "situation_open", Rule, "办事情形 (row 88)", "须回答全部办事情形问题", "every question about the situation is answered at intake";
    SituationUnknown = "situation_unknown", Malformed, "办事情形 (row 88)", "没有这个办事情形问题或选项", "the item has no such question or option";
    NotDeferrable = "gaps_not_allowed", Rule, "容缺受理 (row 63)", "该事项或材料不允许容缺", "this item or material allows no gap";
    GapsMismatch = "gaps_mismatch", Rule, "容缺受理 (row 63; guard 7)", "容缺材料须与实际缺少的可容缺材料完全一致", "the gaps named are not exactly the deferrable papers that are missing";
    GapTermTooLong = "gap_term_too_long", Rule, "容缺受理 (row 63): 补齐期限不超过承诺时限", "补齐期限不得超过承诺办结时限", "the time to supply may not be longer than the promise";
    GapsOpen = "gaps_open", Rule, "容缺受理 (guard 15)", "容缺材料尚未补齐，不得作出决定", "no decision while a paper that may follow is outstanding";
    Discredited = "applicant_discredited", Rule, "容缺受理、告知承诺 (guard 14)", "申请人有未修复的失信记录，不适用容缺受理和告知承诺", "neither tolerant acceptance nor commitment for an applicant with unrepaired discredit";
    NotByCommitment = "commitment_not_offered", Rule, "告知承诺 (row 64)", "该事项不适用告知承诺", "this item is not decided on a commitment";
    NoCommitment = "no_commitment", NotNow, "告知承诺 (row 64)", "没有待处理的承诺", "no commitment of this case is in the state for this";
    CommitmentOpen = "commitment_unverified", Rule, "告知承诺 (row 64): 事后核查", "承诺尚未核查，不能归档", "a commitment is verified, or its licence revoked, before the case is archived";
    CorrectedBefore = "correction_ordered_before", Rule, "告知承诺 (row 64): 责令限期改正，逾期撤销", "已责令改正，不得再次限期改正", "a correction was ordered before: verify it, or revoke the licence";
    CorrectionRunning = "correction_running", NotNow, "告知承诺 (row 64)", "改正期限未满", "the time to correct is not over";
    TacitBasis = "tacit_without_basis", Rule, "超时默许、超时默认: silence is approval only with a legal basis", "超时默许须有依据，涉密和资金安全事项不适用", "silence is approval only where the item version names a legal basis that can apply";
    MaterialFetchable = "material_fetchable", Rule, "国务院令第716号 art. 7", "可通过共享或电子证照获取的材料，不得要求申请人提交", "what can be fetched by data sharing may not be demanded";
    SecondCorrection = "second_correction_notice", Rule, "行政许可法 art. 32(4), 72(4)", "补正内容须一次性告知，不得再次要求补正", "all defects are told once, no second notice";
    NoDefects = "no_defects_named", Malformed, "行政许可法 art. 32(4)", "补正通知须列明全部内容", "a correction notice names every defect";
    ReasonsMissing = "reasons_missing", Rule, "行政许可法 art. 38", "须说明理由", "reasons are required";
    RemediesMissing = "remedies_missing", Rule, "行政许可法 art. 38", "须告知申请行政复议或者提起行政诉讼的权利", "the remedies must be told";
    WhereToGoMissing = "where_to_go_missing", Rule, "行政许可法 art. 32(2)", "须告知申请人向有关行政机关申请", "tell the applicant where to go";
    TwoOfficers = "two_officers", Rule, "行政许可法 art. 34", "现场核查须有两名以上工作人员", "an inspection on site names at least two officers";
    InspectionMissing = "inspection_missing", Rule, "行政许可法 art. 34", "须先进行现场核查", "the inspection on site comes before the decision";
    StepsOpen = "steps_open", Rule, "环节 (row 53)", "还有未完成的审核环节", "a step before the decision is still open";
    OpinionsOpen = "opinions_open", Rule, "联办件: decision after all opinions (row 93)", "联办部门意见尚未齐全，不得作出决定", "a joint case is decided after every opinion is in";
    NoOpinionAsked = "no_opinion_asked", Rule, "联办件 (row 93)", "没有征求该部门的意见", "this department was not asked for an opinion";
    ReportUpInstead = "report_up_instead", Rule, "行政许可法 art. 43", "本级只作初审，应转报上级机关决定", "here the case is only reviewed: the higher authority decides";
    NotListedSpecial = "special_procedure_not_listed", Rule, "行政许可法 art. 45", "该事项未列明此特别程序", "the item lists no such special procedure";
    SpecialTooLong = "special_procedure_too_long", Rule, "行政许可法 art. 45", "特别程序时间超过事项规定", "the planned duration is over what the item allows";
    NotTold = "applicant_not_told", Rule, "行政许可法 art. 42, 45", "须书面告知申请人", "the applicant must be told in writing";
    ExtendedBefore = "extended_before", Rule, "行政许可法 art. 42", "每个时限只能延长一次", "a clock is extended at most once";
    ExtensionTooLate = "extension_too_late", Rule, "行政许可法 art. 42", "时限届满后不得延长", "a clock is extended before it ends";
    ExtensionTooLong = "extension_too_long", Rule, "行政许可法 art. 42", "延长天数超过规定", "the extension is over what the law allows";
    NotExtendable = "not_extendable", Rule, "行政许可法 art. 42", "该时限不可延长", "this clock cannot be extended";
    WrongApprover = "wrong_approver", Rule, "行政许可法 art. 42", "延长须经法律规定的负责人批准", "the law names another approver of the extension";
    NoSuchClock = "no_such_clock", Unknown, "", "没有这个正在计时的时限", "no such clock is running";
    Unpaid = "fee_unpaid", Rule, "统一收费 (row 92)", "费用未缴清，不能出件", "nothing is delivered before its fee is paid or waived";
    WrongAmount = "wrong_amount", Rule, "统一收费 (row 92)", "缴费金额与收费标准不一致", "the amount is not the item's fee";
    NoFeeDue = "no_fee_due", Rule, "统一收费 (row 92)", "没有应缴费用", "no fee is due: the item is free, or the fee was settled before";
    NumberUsed = "result_number_used", Rule, "证照文号唯一 (row 74)", "该文号、证号本部门已用于另一结果文书", "the department gave this number to another result before";
    DeliveryNotOffered = "delivery_not_offered", Rule, "自愿原则 (row 75)", "该事项不提供此出件方式", "the item does not offer this way of delivery";
    NotChosenWay = "not_chosen_way", Rule, "优化营商环境条例 art. 37 (row 75)", "申请人选择了其他出件方式", "the applicant chose another way of delivery";
    ReceiptMissing = "receipt_missing", Rule, "送达回证", "须有签收凭证", "a delivery needs its receipt";
    ManifestMismatch = "manifest_mismatch", Rule, "交接清单 (row 48)", "交接清单与材料不一致", "the manifest does not match the materials of the case";
    NothingWaiting = "queue_empty", NotNow, "", "队列中没有可领取的办件", "no case in this queue is for this person";
    AlreadyFixed = "already_fixed", Rule, "history is never changed (guard 18)", "历史记录不可更改，只能以新事件更正", "history is never changed; record a new event";
    OccurredAhead = "occurred_in_future", Malformed, "occurred_at", "业务时间晚于当前时间", "the business time lies in the future";
    OccurredBefore = "occurred_before_case", Malformed, "occurred_at", "业务时间早于该办件上一事件", "the business time lies before the case's last event";
    RecordedTooLate = "recorded_too_late", Rule, "补录: an offline window (occurred_at)", "补录只限上一工作日以来发生的业务，申请人、外部系统以及取号、叫号、预约不得补录", "the staff record late what happened since the working day before; nobody else does, and what is only of the moment is never recorded late";
    RegionReceiptTooOld = "region_receipt_too_old", Rule, "跨域通办 (row 69)", "异地收件日期早于转送期限，请按今日收件登记", "what another region received is ours from that day only within the time for forwarding";
    UnknownVoice = "unknown_voice", Unknown, "", "没有这个评价、反映、投诉或督办编号", "there is no rating, trouble, complaint or order with this number";
    RatingByStaff = "rating_not_by_staff", Forbidden, "好差评自愿 (guard 17)", "工作人员不得代为评价，评价由办事人自愿作出", "a rating comes from who was served, never from the staff";
    RatedBefore = "rated_before", Rule, "一次一评、一事一评 (guard 17)", "该次服务已评价", "this occasion was rated before";
    NoSuchOccasion = "no_such_occasion", Rule, "一次一评、一事一评 (guard 17)", "该办件没有可评价的此次服务", "the case has no such occasion to rate, or not yet";
    NotTheApplicant = "not_the_applicant", Forbidden, "好差评 (guard 17)", "评价人不是该办件的申请人或代理人", "only the applicant or his agent rates a case under his name";
    NotOnTheScale = "not_on_the_scale", Malformed, "GB/T 39046 A.8", "评价等级代码不在一至五之内", "a grade is one of five";
    RatingStands = "rating_stands", Rule, "好差评 (guard 17)", "评价不得删除、修改", "a rating is neither deleted nor changed; the unit may appeal";
    AppealedBefore = "appealed_before", Rule, "申诉复核 (row 95)", "该评价已申诉过一次", "a rating is appealed against once";
    AnswerFirst = "answer_first", Rule, "评价和回复公开 (row 95)", "先答复，后公开", "nothing is published before it is answered";
    RevisitFirst = "revisit_first", Rule, "实名差评回访 (row 95)", "实名差评须先回访", "who gave a bad rating under his name is asked again first";
    ReportFirst = "report_first", Rule, "结果报告 (row 73)", "办不成事反映须先报告结果，后确认回访", "the result of a trouble is reported before the revisit closes it";
    OwnVoice = "own_voice", Rule, "回避", "被评价、被投诉的本人不得复核、回访或答复", "nobody judges or answers what is said about himself";
    OutsideDesk = "outside_the_desk", Rule, "办不成事反映范围 (row 73)", "该事由不属办不成事反映范围", "the desk does not take this ground";
    WrongDesk = "wrong_desk", Rule, "办不成事反映窗口、投诉窗口 (rows 22, 73)", "该窗口不办理此类反映或服务", "this window does not take this";
    ReturnTooLate = "return_too_late", Rule, "误派退回 (row 106)", "已超过退回期限", "the wrong addressee returns it in time, or answers it";
    CommandIdReused = "command_id_reused", Rule, "idempotency", "同一命令编号内容不同", "the same command id came with another body";
    CalendarGap = "calendar_refused", Malformed, "国务院办公厅放假通知", "日历不连续或有误", "the calendar notice cannot be taken";
    PolicyRefused = "policy_refused", Malformed, "clock policy", "时限政策有误", "the clock policy cannot be taken";
    BadScheme = "bad_scheme", Malformed, "文书与办件编号规则", "编号或文书规则有误", "the scheme of numbers or documents does not make sense";
    NotAsked = "not_asked", Rule, "端口规则 (row 110)", "没有向该端口提出过这项请求，或者请求已了结", "the port was not asked this about the case, or it is settled";
    AnsweredBefore = "answered_before", Rule, "端口规则 (row 110)", "该请求已有内容不同的回执", "the question was answered before, with other content";
    WrongAnswer = "wrong_answer", Rule, "端口规则 (row 110)", "回执内容与请求不符", "the answer is not about what was asked";
    OutOfTurn = "out_of_turn", Rule, "实时汇入 (row 117)", "该办件前一环节尚未被上级平台接收", "an earlier turn of the case is not received yet";
    MistakenIdentity = "mistaken_identity", Rule, "行政许可法 art. 31; 身份认证 (row 110)", "申请人身份核验不符", "the applicant is not who he says he is";
    NoPayment = "no_payment", Rule, "统一收费 (row 92)", "没有可冲正的该笔缴费", "there is no such payment to reverse";
    ReceiptUsed = "receipt_used", Rule, "统一收费 (row 92)", "该票据已用于缴费，一张票据只缴一次", "something was paid with this receipt before";
    RefundOpen = "refund_open", Rule, "统一收费 (row 92)", "退费尚未办结，不能归档", "a case is archived after what was paid is given back";
    QuestionOpen = "port_question_open", Rule, "端口规则 (row 110); 实时汇入 (row 117)", "该办件还有端口请求未回执，不能归档", "a case is archived after the ports it needs have answered, or their silence is on a card";
    HigherDecisionAwaited = "higher_decision_awaited", Rule, "行政许可法 art. 43; 异地代收代办 (row 69)", "转报、转送的办件，决定尚未回传，不能归档", "what was reported up or forwarded is archived after the decision came back";
    CreditAwaited = "credit_awaited", Rule, "信用核查 (rows 63, 64, 110)", "信用核查尚未回执，请稍候", "the credit port has not answered yet, and its term is not over";
    NotAnswerable = "no_such_card", Unknown, "电子监察", "没有这张预警牌", "there is no such open card";
    RenewalNotOffered = "renewal_not_offered", Rule, "行政许可法 art. 50", "该事项不办理延续", "the item version has no terms of renewal";
    RenewalTooLate = "renewal_too_late", Rule, "行政许可法 art. 50", "延续须在有效期届满前规定期限内提出，请按新申请办理", "a renewal is applied for in time before the licence expires";
    RegionNotOffered = "region_not_offered", Rule, "跨域通办 (row 69)", "该事项不支持此种通办方式", "the item version offers no such way with another region";
    DecidedElsewhere = "decided_elsewhere", Rule, "异地代收代办 (row 69)", "本办件由外地办理单位受理和决定，本窗口只收件、转送、出件", "another region accepts and decides; here it is taken in, forwarded and handed out";
    NotForRegion = "not_for_region", Rule, "异地代收代办 (row 69)", "本办件不是代外地收件", "this case was not taken in for another region";
    ProactiveNotOffered = "proactive_not_offered", Rule, "免申即享 (row 80)", "该事项不实行免申即享", "the item version names no policy for cases the government opens";
    ConsentFirst = "consent_first", Rule, "免申即享 (row 80)", "须先经当事人确认", "the person consents first";
    NoConsentAsked = "no_consent_asked", Rule, "免申即享 (row 80)", "本办件不需要确认", "no consent is asked for in this case";
    NotAutomatic = "no_automatic_rule", Rule, "秒批 (row 79)", "该事项没有自动审批规则", "the item version has no rule that decides";
    ConditionsOpen = "conditions_open", Rule, "秒批 (row 79)", "自动审批条件未全部满足，转人工审批", "not every condition of the rule holds: a person decides";
    AutomaticExcluded = "automatic_excluded", Rule, "秒批 (row 79); 受审分离 (row 39)", "须由人员判断或两人以上办理的事项不得自动审批", "what needs judgement, or two people, is never decided by a rule";
    MeetingUnsound = "meeting_unsound", Rule, "联合踏勘、会商 (rows 19, 62)", "会议召集或签到有误", "the call or the attendance of the meeting does not hold together";
    NoSuchMeeting = "no_such_meeting", Unknown, "联合踏勘、会商 (rows 19, 62)", "没有这次会议", "the case has no such meeting";
    PresenceRequired = "presence_required", Rule, "行政许可法 art. 29", "该事项依法须由申请人本人到场申请", "by law the applicant comes himself for this item";
    NotProlongable = "not_prolongable", Rule, "容缺受理、补正: local rule (不可抗力)", "时限政策未规定因不可抗力延长补正、补齐期限", "the applicant's time is prolonged only where the policy names a local rule";
    RemedyUnsound = "remedy_unsound", Malformed, "行政复议法、行政诉讼法", "救济记录须写明受理机关，日期不早于所针对的决定，对不作为的不早于法定期限届满，也不晚于今日", "a remedy names who hears it, on a day from the decision, or from the end of the time for it, to today";
    RemedyPending = "remedy_pending", Rule, "行政复议法、行政诉讼法", "复议、诉讼尚未了结，不得另行登记，也不得归档；已被撤销、责令重作的决定不得再制作、送达", "one remedy at a time, no archive before it is settled, and nothing made or handed out of a decision that was annulled";
    SuitTaken = "suit_taken", Rule, "行政复议法; 行政诉讼法 art. 44", "人民法院已受理行政诉讼的，不得再申请行政复议", "what a court has taken is not reconsidered any more";
    NoSuchRemedy = "no_such_remedy", Unknown, "行政复议法、行政诉讼法", "没有这项未了结的复议或诉讼", "the case has no such pending remedy";
    NoticeTooEarly = "notice_too_early", NotNow, "民事诉讼法 art. 95 (2023); 出件 (row 75)", "公告送达须先在不同日期催领两次，公告期满方视为送达", "a public notice comes after two days of calling in vain, and serves when it has run out";
    LeftUnproven = "left_unproven", Rule, "民事诉讼法 art. 89 (2023); 出件 (row 75)", "留置送达须先记载拒收事由，并有基层组织或者所在单位代表见证，或者有拍照、录像记录", "a result is left with him who refuses it only after his refusal is on file, before witnesses or with a recording";
    NothingComesBack = "nothing_comes_back", NotNow, "交接清单 (row 48)", "没有待签收的退回", "nothing of the case is on its way back";
    UnknownBundle = "unknown_bundle", Unknown, "", "没有这个一件事编号", "there is no bundle with this number";
    UnknownNode = "unknown_node", Unknown, "", "一件事中没有这个环节", "the bundle has no such node, or it was not asked for";
    BadBundle = "bad_bundle_version", Malformed, "一件事 (row 65)", "一件事版本内容不正确", "the bundle version is not well formed";
    BundleCycle = "bundle_cycle", Rule, "一件事 (row 65): 先后顺序", "一件事各环节互相等待，无法办理", "nodes of the bundle wait for one another in a circle";
    BundlePromise = "bundle_promise_too_short", Rule, "一件事 (row 65): 限时办结", "一件事承诺时限短于各环节承诺时限之和", "the promise of the bundle is shorter than its longest way";
    NodeNeeds = "node_needs_another", Rule, "一件事 (row 65): 先后顺序", "所选环节须与其前置环节一并申请", "a chosen node waits for one that was not chosen";
    NotFirstAsked = "first_asked_not_concerned", Rule, "首问负责 (rows 37, 65)", "首问部门须是该一件事的办理部门", "the first-asked department has no matter in this bundle";
    NoticeForAll = "one_notice_for_the_bundle", Rule, "一件事 (row 65): 一次性告知全部内容; 行政许可法 art. 32(4)", "一件事的补正内容须由主件一次性告知", "a case of a bundle is told its defects with all others, in one notice of the bundle";
    NothingToBind = "nothing_to_bind", Rule, "新生儿一件事 (row 67)", "该一件事没有待绑定身份的申请人", "nobody in this bundle is waiting for a number";
    NotRegistered = "registration_not_delivered", NotNow, "新生儿一件事 (row 67)", "登记环节尚未办结，不能绑定身份", "the node that gives the number has not delivered yet";
    UnknownTicket = "unknown_ticket", Unknown, "", "没有这个排队号", "there is no ticket with this number";
    UnknownAppointment = "unknown_appointment", Unknown, "", "没有这个预约号", "there is no appointment with this number";
    BadTicket = "bad_ticket", Malformed, "取号 (row 87)", "取号须说明分区或事项", "a ticket or appointment names a zone or items";
    NoWindowFor = "no_window_for_ticket", Rule, "取一个号、跑一个窗 (rows 27, 87)", "该分区没有可以办理全部所列事项的开放窗口", "no open window of the zone takes all that is named";
    GroundNotListed = "ground_not_listed", Rule, "绿色通道 (row 71)", "本大厅绿色通道不含该事由", "the hall's policy does not list this ground of the green channel";
    TicketHeld = "ticket_held", Rule, "取一个号 (row 27)", "已有未办结的排队号，一个号可办多件事", "this person has an open ticket in the zone: one ticket carries all his matters";
    NotTicketHolder = "not_the_ticket_holder", Rule, "排队叫号 (row 87)", "排队号或预约属于他人", "the ticket or appointment is another person's";
    TicketNotNow = "ticket_not_now", NotNow, "排队叫号 (row 87)", "排队号当前状态不能进行此操作", "not possible in the ticket's present state";
    TicketElsewhere = "ticket_elsewhere", Rule, "跑一个窗 (row 27)", "该排队号在其他窗口", "the ticket is with another window";
    WindowBusy = "window_busy", NotNow, "叫号 (row 87)", "本窗口的上一个号尚未办结", "the window has a ticket: finish, miss or move it first";
    CalledTooFew = "called_too_few", Rule, "过号 (row 87)", "呼叫次数未达规定，不能过号", "a ticket is called as often as the policy says before it counts as missed";
    NoSuchSlot = "no_such_slot", Rule, "预约 (row 112)", "没有这个预约时段", "the hall offers no such slot";
    SlotFull = "slot_full", Rule, "预约 (row 112)", "该时段已约满", "the slot is booked up";
    SlotNotOpen = "slot_not_open", Rule, "预约 (row 112)", "该时段已过或尚未开放预约", "the slot is over, or too far ahead";
    TooManyAppointments = "too_many_appointments", Rule, "预约 (row 112)", "未使用的预约已达上限", "this person has as many open appointments as the policy allows";
    AppointmentOver = "appointment_over", NotNow, "预约 (row 112)", "该预约已使用、取消或失效", "the appointment was used, cancelled, or nobody came";
    AppointmentNotToday = "appointment_not_today", NotNow, "预约 (row 112)", "预约不在今日", "a ticket is taken on the day of the appointment";
    NobodyWaits = "nobody_waits", NotNow, "叫号 (row 87)", "没有本窗口可叫的号", "no ticket waits that this window may call";
    TicketPolicyRefused = "ticket_policy_refused", Malformed, "叫号政策 (row 87)", "叫号政策有误", "the ticket policy cannot be taken";
    NotYetLapsed = "not_yet_lapsed", NotNow, "", "还没有失效的号或预约", "nothing of this day has lapsed yet";
    SubjectErased = "subject_erased", Rule, "个人信息保护法 art. 47", "该当事人信息已删除", "the person's data was erased";
    BadCertificate = "certificate_invalid", Rule, "GB 32100-2015, GB 11643-1999, GA/T 2000.156", "证件类型或证件号码不正确，请核对证件", "the number cannot be one of its kind of certificate";
    SealedOutside = "sealed_outside", Malformed, "", "当事人信息格式不正确", "personal fields are sent plain, the server seals them";
}
