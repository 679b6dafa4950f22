//! 办事情形: questions whose answers say which papers a case needs (row 88). A paper that an option names is
//! needed where that option is chosen; one that no option names is needed always.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::code::{MaterialCode, Reference, Text};
use crate::refusal::{Refusal, Rule};

use super::{ItemDefinition, MaterialNeed, has_twice};

/// 情形 one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Situation {
    /// Its short name, such as `premises`.
    pub question: Reference,
    /// 问题
    pub text: Text,
    /// 选项 of which one is chosen.
    pub options: Vec<SituationOption>,
}

/// 选项 one answer to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SituationOption {
    /// Its short name, such as `rented`.
    pub option: Reference,
    /// 答案
    pub text: Text,
    /// The papers it asks for.
    #[serde(default)]
    pub materials: Vec<MaterialCode>,
}

/// Questions of an item with the option that was chosen for each.
pub type Answers = BTreeMap<Reference, Reference>;

impl ItemDefinition {
    /// Refused unless every question has one listed option, and no other question is answered.
    pub fn check_answers(&self, answers: &Answers) -> Result<(), Refusal> {
        for situation in &self.situations {
            let options: Vec<&str> =
                situation.options.iter().map(|option| option.option.as_str()).collect();
            let listed = options.join(", ");
            let question = &situation.question;
            match answers.get(question) {
                None => {
                    let detail = format!("answer {question} with one of {listed}");
                    return Err(Rule::SituationOpen.because(detail));
                }
                Some(option) if !options.contains(&option.as_str()) => {
                    let detail = format!("{question} has the options {listed}, not {option}");
                    return Err(Rule::SituationUnknown.because(detail));
                }
                Some(_) => (),
            }
        }
        let asked = |question: &Reference| self.situations.iter().any(|s| &s.question == question);
        match answers.keys().find(|question| !asked(question)) {
            Some(question) => {
                Err(Rule::SituationUnknown
                    .because(format!("{} does not ask {question}", self.code)))
            }
            None => Ok(()),
        }
    }

    /// Of the answers on a form that several matters share, those to the questions of this one.
    #[must_use]
    pub fn own_answers(&self, answers: &Answers) -> Answers {
        let is_own = |question: &Reference| self.situations.iter().any(|s| &s.question == question);
        let own = answers.iter().filter(|(question, _)| is_own(question));
        own.map(|(question, option)| (question.clone(), option.clone())).collect()
    }

    /// The chosen options as places in the lists of the version: what a case keeps of them.
    pub fn places_of(&self, answers: &Answers) -> Vec<(u8, u8)> {
        let place = |(at, situation): (u8, &Situation)| {
            let chosen = answers.get(&situation.question)?;
            let option = situation.options.iter().position(|option| &option.option == chosen)?;
            Some((at, u8::try_from(option).ok()?))
        };
        (0_u8..).zip(&self.situations).filter_map(place).collect()
    }

    /// The options at those places.
    pub fn chosen<'a>(
        &'a self,
        places: &'a [(u8, u8)],
    ) -> impl Iterator<Item = (&'a Situation, &'a SituationOption)> + 'a {
        places.iter().filter_map(|(question, option)| {
            let situation = self.situations.get(usize::from(*question))?;
            Some((situation, situation.options.get(usize::from(*option))?))
        })
    }

    /// True where the paper is needed under the chosen options.
    pub fn is_selected(&self, need: &MaterialNeed, places: &[(u8, u8)]) -> bool {
        let names =
            |option: &SituationOption| option.materials.iter().any(|code| code == &need.material);
        let mut options = self.situations.iter().flat_map(|situation| &situation.options);
        let is_base = !options.any(names);
        is_base || self.chosen(places).any(|(_, option)| names(option))
    }

    pub(super) fn check_situations(&self) -> Result<(), Refusal> {
        let bad = |detail: String| Err(Rule::BadItem.because(detail));
        if has_twice(self.situations.iter().map(|situation| &situation.question)) {
            return bad("a question is asked twice".to_owned());
        }
        for Situation { question, options, .. } in &self.situations {
            if options.is_empty() {
                return bad(format!("question {question} has no option"));
            }
            if has_twice(options.iter().map(|option| &option.option)) {
                return bad(format!("an option of {question} is listed twice"));
            }
            let mut named = options.iter().flat_map(|option| &option.materials);
            let unknown = named.find(|code| self.need(code).is_none());
            if let Some(code) = unknown {
                return bad(format!("an option of {question} names {code}, which is not listed"));
            }
        }
        Ok(())
    }
}
