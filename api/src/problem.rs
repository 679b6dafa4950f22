//! Every answer that is not a success, as `application/problem+json` (RFC 9457). Status codes of
//! refusals stand here and nowhere else.

use std::borrow::Cow;

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use engine::code::CaseNumber;
use engine::pipeline::{Fault, NotTaken};
use engine::refusal::{Class, Refusal, Rule};
use schemars::JsonSchema;
use serde::Serialize;

use crate::limits::RETRY_AFTER_SECONDS;

/// The media type of every problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// What went wrong, for a person and for a program. Small, so that it costs successes nothing.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Problem(Box<Said>);

/// What a problem says.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub struct Said {
    /// A relative URI, stable for each code.
    #[serde(rename = "type")]
    pub uri: String,
    /// What is wrong, in English.
    pub title: Cow<'static, str>,
    /// The status code.
    pub status: u16,
    /// The stable code.
    pub code: Cow<'static, str>,
    /// What about this request, and what to do.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub detail: Cow<'static, str>,
    /// What is wrong, in Chinese.
    pub title_zh: Cow<'static, str>,
    /// 依据: the article of law or the rule.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub source: Cow<'static, str>,
    /// The case's present version, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// 办件编号
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case: Option<CaseNumber>,
}

/// A problem of the border itself: what no rule of the hall is behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The body is not JSON, or not of the form of its type.
    Malformed,
    /// There is no command of this type.
    UnknownType,
    /// The command names nobody who asks.
    ActorMissing,
    /// Only the engine itself may ask this, or in this name.
    ActorForbidden,
    /// A citizen's number stands where it would not be sealed.
    PersonalNumber,
    /// There is no token, or a wrong one.
    Unauthorized,
    /// The token is the auditor's, who commands nothing.
    OnlyReads,
    /// The token is a port's, which reads its own outbox and answers it.
    OnlyItsPort,
    /// There is no such path, or nothing of this name.
    NotFound,
    /// The path does not know this method.
    WrongMethod,
    /// The body is over its limit.
    BodyTooLarge,
    /// Too many commands wait.
    Busy,
    /// Too many subscribers.
    TooManyStreams,
    /// The engine stopped.
    Stopped,
    /// The log cannot be written; what became of the command is unknown.
    InDoubt,
    /// The answer takes too long.
    TimedOut,
    /// The wanted record was not reached in time.
    SeqNotReached,
    /// The clock is the system's and cannot be set.
    ClockIsSystems,
    /// The clock never runs backwards.
    ClockBackwards,
    /// The log does not continue a checkpoint that was signed before.
    NotContinued,
    /// The log or the keyring cannot be read.
    StorageFailed,
    /// A mistake of the server.
    Internal,
}

impl Trouble {
    fn status(self) -> StatusCode {
        match self {
            Trouble::Malformed | Trouble::UnknownType | Trouble::ActorMissing => {
                StatusCode::BAD_REQUEST
            }
            Trouble::Unauthorized => StatusCode::UNAUTHORIZED,
            Trouble::ActorForbidden | Trouble::OnlyReads | Trouble::OnlyItsPort => {
                StatusCode::FORBIDDEN
            }
            Trouble::NotFound => StatusCode::NOT_FOUND,
            Trouble::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Trouble::ClockIsSystems | Trouble::NotContinued => StatusCode::CONFLICT,
            Trouble::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Trouble::ClockBackwards | Trouble::PersonalNumber => StatusCode::UNPROCESSABLE_ENTITY,
            Trouble::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            Trouble::Busy
            | Trouble::TooManyStreams
            | Trouble::Stopped
            | Trouble::InDoubt
            | Trouble::TimedOut
            | Trouble::SeqNotReached
            | Trouble::StorageFailed => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Code, English and Chinese title.
    #[expect(clippy::too_many_lines, reason = "one entry a trouble")]
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Trouble::Malformed => ("malformed", "the request cannot be read", "请求格式不正确"),
            Trouble::UnknownType => {
                ("unknown_type", "there is no command of this type", "没有这种命令")
            }
            Trouble::ActorMissing => {
                ("actor_missing", "the command names no actor", "命令未写明操作人")
            }
            Trouble::ActorForbidden => (
                "actor_forbidden",
                "only the engine itself may do this",
                "此操作只能由系统自身进行",
            ),
            Trouble::PersonalNumber => (
                "personal_number_in_text",
                "a citizen's number stands where it would not be sealed",
                "公民身份号码出现在不加密的字段中",
            ),
            Trouble::Unauthorized => ("unauthorized", "a bearer token is needed", "需要访问令牌"),
            Trouble::OnlyReads => {
                ("token_only_reads", "this token may only read", "此令牌只可查询")
            }
            Trouble::OnlyItsPort => (
                "token_only_its_port",
                "this token may only read the outbox of its port and answer it",
                "此令牌只可读取并答复本端口的请求",
            ),
            Trouble::NotFound => ("not_found", "there is nothing here", "没有这个资源"),
            Trouble::WrongMethod => {
                ("method_not_allowed", "the path does not know this method", "不支持此方法")
            }
            Trouble::BodyTooLarge => ("body_too_large", "the body is too large", "请求内容过大"),
            Trouble::Busy => ("busy", "too many commands wait", "系统繁忙，请稍后再试"),
            Trouble::TooManyStreams => {
                ("too_many_streams", "too many streams are open", "订阅数已达上限")
            }
            Trouble::Stopped => {
                ("stopped", "the engine does not take commands", "系统已停止受理命令")
            }
            Trouble::InDoubt => (
                "in_doubt",
                "the log cannot be written, what became of the command is unknown",
                "日志无法写入，命令结果待确认",
            ),
            Trouble::TimedOut => ("timed_out", "the answer takes too long", "处理超时"),
            Trouble::SeqNotReached => {
                ("seq_not_reached", "the wanted record is not there yet", "尚未到达所要求的序号")
            }
            Trouble::ClockIsSystems => {
                ("clock_is_systems", "the clock cannot be set", "时钟不可设置")
            }
            Trouble::ClockBackwards => {
                ("clock_backwards", "the clock never runs backwards", "时钟不能倒拨")
            }
            Trouble::NotContinued => (
                "not_continued",
                "the log does not continue a checkpoint that was signed before",
                "日志与已签名的校验点不一致",
            ),
            Trouble::StorageFailed => {
                ("storage_failed", "the log or the keyring cannot be read", "存储无法读取")
            }
            Trouble::Internal => ("internal", "a mistake of the server", "服务器内部错误"),
        }
    }

    /// A problem of this kind, with what to do about it.
    pub fn because(self, detail: impl Into<Cow<'static, str>>) -> Problem {
        let (code, title, title_zh) = self.words();
        Problem::new(self.status(), code, title, title_zh).with_detail(detail)
    }
}

impl Problem {
    fn new(
        status: StatusCode,
        code: &'static str,
        title: &'static str,
        title_zh: &'static str,
    ) -> Problem {
        Problem(Box::new(Said {
            uri: format!("/problems/{code}"),
            title: title.into(),
            status: status.as_u16(),
            code: code.into(),
            detail: "".into(),
            title_zh: title_zh.into(),
            source: "".into(),
            version: None,
            case: None,
        }))
    }

    /// The status code.
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// The stable code.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    fn with_detail(mut self, detail: impl Into<Cow<'static, str>>) -> Problem {
        self.0.detail = detail.into();
        self
    }

    /// Something on disk cannot be read: what it is stands in the log of the server only.
    pub fn unreadable(error: &dyn std::error::Error) -> Problem {
        tracing::error!(%error, "storage cannot be read");
        Trouble::StorageFailed.because("see the log of the server")
    }

    /// The same, about a case whose present version is known.
    pub fn about(mut self, case: Option<(CaseNumber, Option<u32>)>) -> Problem {
        if let Some((number, version)) = case {
            self.0.case = Some(number);
            self.0.version = version;
        }
        self
    }
}

/// The one place that says which status a refusal has.
fn status_of(class: Class) -> StatusCode {
    match class {
        Class::Unknown => StatusCode::NOT_FOUND,
        Class::Forbidden => StatusCode::FORBIDDEN,
        Class::NotNow => StatusCode::CONFLICT,
        Class::Version => StatusCode::PRECONDITION_FAILED,
        Class::Rule => StatusCode::UNPROCESSABLE_ENTITY,
        Class::Malformed => StatusCode::BAD_REQUEST,
    }
}

impl From<Refusal> for Problem {
    fn from(Refusal { rule, detail }: Refusal) -> Problem {
        let status = status_of(rule.class());
        let mut problem = Problem::new(status, rule.code(), rule.english(), rule.chinese());
        problem.0.source = rule.source().into();
        problem.with_detail(detail)
    }
}

impl From<Rule> for Problem {
    fn from(rule: Rule) -> Problem {
        rule.because("").into()
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Problem {
        match fault {
            Fault::Refused(refusal) => refusal.into(),
            Fault::InDoubt => Trouble::InDoubt.because("send the same command_id again later"),
        }
    }
}

impl From<NotTaken> for Problem {
    fn from(not_taken: NotTaken) -> Problem {
        match not_taken {
            NotTaken::Busy => Trouble::Busy.because("nothing was done, try again shortly"),
            NotTaken::Stopped => Trouble::Stopped.because("nothing was done"),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status());
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // Plain strings and numbers always become JSON.
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, RETRY_AFTER_SECONDS.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
