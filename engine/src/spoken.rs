//! 用词: values in plain words, for the detail of a refusal: people read it, no program does.

use std::fmt::Debug;

/// A value of an enum by its name in small letters: `ReportUp` as `report up`. One letter alone is a grade and stays.
pub(crate) fn spoken(value: impl Debug) -> String {
    let name = format!("{value:?}");
    // What a variant carries is not its name.
    let name = name.split([' ', '(', '{']).next().unwrap_or_default();
    if name.len() == 1 {
        return name.to_owned();
    }
    let mut words = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

/// Values after one another; `nothing` where there are none.
pub(crate) fn spoken_all<T: Debug>(values: impl IntoIterator<Item = T>) -> String {
    let words: Vec<String> = values.into_iter().map(spoken).collect();
    if words.is_empty() { "nothing".to_owned() } else { words.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ClockKind;
    use crate::item::DeliveryWay;
    use crate::values::Trust;

    #[test]
    fn a_value_is_told_in_words_and_a_grade_stays_as_it_is() {
        assert_eq!(spoken(ClockKind::HandOff), "hand off");
        assert_eq!(spoken(Trust::B), "B");
        assert_eq!(spoken_all([DeliveryWay::Counter, DeliveryWay::Ems]), "counter, ems");
        assert_eq!(spoken_all([DeliveryWay::Counter; 0]), "nothing");
    }
}
