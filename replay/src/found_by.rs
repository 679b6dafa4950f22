//! 查找方式: how a history was found, for whoever relies on the answer.

use engine::id::Seq;
use serde::Serialize;

use crate::words::Lang;

/// How it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// By what is derived of the log.
    Index,
    /// By a pass over the whole log.
    Whole,
    /// By the proofs of a running server.
    Proved,
}

/// How it was found, for whoever relies on the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundBy {
    /// How.
    pub way: Way,
    /// The record of the snapshot that was used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<Seq>,
    /// Records of the tree in which all of it is proved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<Seq>,
    /// Root of that tree, in hexadecimal; a checkpoint that was kept shows whether it is the log's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// Why the log was passed over: what is derived of it, or the server's proofs, do not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
}

impl FoundBy {
    /// For people.
    pub fn in_words(&self, lang: Lang) -> String {
        let passed = lang.of("已通读整个日志", "the whole log was passed over");
        match (self.way, &self.doubt) {
            (Way::Index, _) => format!(
                "{} {} {}",
                lang.of("按快照与归档索引查得，快照于记录", "found by the snapshot of record"),
                self.snapshot.unwrap_or_default(),
                lang.of(
                    "；索引只指明位置，所读各帧均经校验；--whole 通读整个日志",
                    "and the index, which only say where to look; each frame that was read was \
                     checked; --whole passes over the whole log"
                )
            ),
            (Way::Whole, None) => passed.to_owned(),
            (Way::Whole, Some(doubt)) => {
                let distrusted = lang.of("捷径不可信", "the short way cannot be trusted");
                format!("{distrusted}: {doubt}; {passed}")
            }
            (Way::Proved, _) => format!(
                "{} {} {} {}{}",
                lang.of(
                    "各记录均经证明属于日志，记录数",
                    "each record is proved to be in the log of"
                ),
                self.size.unwrap_or_default(),
                lang.of("，根", "records with root"),
                self.root.as_deref().unwrap_or_default(),
                lang.of(
                    "；其后再无记录则仅凭服务器所言；--whole 通读整个日志",
                    "; that nothing came later is the server's word; --whole fetches the whole log"
                )
            ),
        }
    }
}
