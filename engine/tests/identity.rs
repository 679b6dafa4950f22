//! 证件: numbers held against worked examples, and against every single typing error.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test whose own data cannot be read fails right there"
)]

use engine::identity::{
    CERTIFICATE_CHARS_MAX, CertificateType, IdentityError, check_resident_id, check_uscc,
};
use engine::time::Day;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

const VECTORS: &str = include_str!("data/clock-vectors.json");
const USCC_SYMBOLS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

fn today() -> Day {
    "2026-11-20".parse().unwrap()
}

fn examples(list: &str) -> Vec<String> {
    let vectors: Value = serde_json::from_str(VECTORS).unwrap();
    let list = vectors["identifiers"][list].as_array().unwrap().clone();
    assert!(!list.is_empty());
    list.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn check(kind: &str, number: &str, expected: Result<(), IdentityError>) {
    let kind = CertificateType::from_code(kind).unwrap();
    assert_eq!(kind.check(number, today()), expected, "{number}");
}

fn replaced(text: &str, at: usize, symbol: char) -> String {
    text.chars().enumerate().map(|(i, old)| if i == at { symbol } else { old }).collect()
}

fn swapped(text: &str, at: usize) -> String {
    let mut symbols: Vec<char> = text.chars().collect();
    symbols.swap(at, at + 1);
    symbols.into_iter().collect()
}

#[test]
fn valid_credit_codes_pass() {
    for code in examples("uscc_valid") {
        check("001", &code, Ok(()));
    }
}

#[test]
fn wrong_credit_codes_fail() {
    for code in examples("uscc_invalid") {
        assert!(check_uscc(&code).is_err(), "{code}");
    }
    check("001", "91330102MA28NBU478", Err(IdentityError::Check));
    check("001", "91330102MA28NBU47I", Err(IdentityError::Character { place: 18 }));
    check("001", "9133010MA28NBU477", Err(IdentityError::Length { wanted: "18", found: 17 }));
    check("001", "91A30102MA28NBU477", Err(IdentityError::Character { place: 3 }));
    check("001", "", Err(IdentityError::Length { wanted: "18", found: 0 }));
}

#[test]
fn a_credit_code_is_checked_inside_as_well() {
    // Another ninth place, and an outer check made to fit it: only the organisation's own check is wrong.
    let forged = "91330102NA28NBU47";
    let outer = USCC_SYMBOLS.chars().map(|symbol| format!("{forged}{symbol}"));
    let fitting: Vec<String> =
        outer.filter(|code| check_uscc(code) != Err(IdentityError::Check)).collect();
    assert_eq!(fitting.len(), 1);
    check("001", &fitting[0], Err(IdentityError::OrganisationCheck));
}

#[test]
fn valid_resident_numbers_pass() {
    for number in examples("id_valid_synthetic") {
        check("111", &number, Ok(()));
    }
}

#[test]
fn wrong_resident_numbers_fail() {
    for number in examples("id_invalid") {
        assert!(check_resident_id(&number, today()).is_err(), "{number}");
    }
    check("111", "110105194912310021", Err(IdentityError::Check));
    check("111", "430422199002300011", Err(IdentityError::BirthDate));
    check("111", "43042219900101001x0", Err(IdentityError::Length { wanted: "18", found: 19 }));
    check("111", "110105491231002", Err(IdentityError::OldNumber));
    check("111", "1101051949X231002X", Err(IdentityError::Character { place: 11 }));
    check("111", "990105194912310021", Err(IdentityError::Region));
    check("111", "810000199408230021", Err(IdentityError::Region));
}

#[test]
fn nobody_is_born_after_the_day_of_the_check() {
    let number = "430422202002290028";
    let day = |text: &str| text.parse::<Day>().unwrap();
    assert_eq!(check_resident_id(number, day("2020-02-28")), Err(IdentityError::BornInFuture));
    assert_eq!(check_resident_id(number, day("2020-02-29")), Ok(()));
}

#[test]
fn other_certificates_are_bounded_only() {
    check("990", "H1234567(8)", Ok(()));
    check("990", "", Err(IdentityError::Length { wanted: "1 to 50", found: 0 }));
    let long = "9".repeat(CERTIFICATE_CHARS_MAX + 1);
    check("990", &long, Err(IdentityError::Length { wanted: "1 to 50", found: 51 }));
    check("990", "E1\u{0}2", Err(IdentityError::Character { place: 3 }));
}

#[test]
fn a_temporary_card_bears_a_residents_number() {
    check("112", "430422199001010018", Ok(()));
    check("112", "430422199001010019", Err(IdentityError::Check));
}

#[test]
fn passports_and_travel_permits_have_their_form() {
    check("414", "E12345678", Ok(()));
    check("414", "E1", Err(IdentityError::Length { wanted: "5 to 20", found: 2 }));
    check("414", "E1234(678)", Err(IdentityError::Character { place: 6 }));
    check("511", "01234567", Ok(()));
    check("511", "0123456", Err(IdentityError::Length { wanted: "8 to 12", found: 7 }));
    check("516", "H12345678", Ok(()));
    check("516", "M1234567801", Ok(()));
    check("516", "T12345678", Err(IdentityError::Character { place: 1 }));
    check("516", "H1234567X", Err(IdentityError::Character { place: 9 }));
    check("516", "H1234567", Err(IdentityError::Length { wanted: "9 or 11", found: 8 }));
}

#[test]
fn the_card_of_a_foreign_permanent_resident_is_of_the_new_or_the_old_form() {
    check("553", "911840199001010018", Ok(()));
    check("553", "911840199001010019", Err(IdentityError::Check));
    check("553", "911840199002300018", Err(IdentityError::BirthDate));
    check("553", "430422199001010018", Err(IdentityError::Character { place: 1 }));
    check("553", "USA110090010101", Ok(()));
    check("553", "USA11009001010X", Err(IdentityError::Character { place: 15 }));
    check("553", "U", Err(IdentityError::Length { wanted: "18 or 15", found: 1 }));
}

#[test]
fn a_residence_permit_of_hong_kong_macao_or_taiwan_is_known_by_its_first_digits() {
    check("990", "810000199001010019", Ok(()));
    check("990", "810000199001010018", Err(IdentityError::Check));
    check("990", "810000202701010019", Err(IdentityError::BornInFuture));
    check("111", "810000199001010019", Err(IdentityError::Region));
}

#[test]
fn a_kind_of_certificate_is_three_digits() {
    for code in ["", "11", "1111", "+11", "abc", "１１１"] {
        assert_eq!(CertificateType::from_code(code), Err(IdentityError::Type), "{code}");
    }
    for code in ["001", "111", "414", "000"] {
        assert_eq!(CertificateType::from_code(code).unwrap().to_string(), code);
    }
    assert_eq!(CertificateType::from_code("111"), Ok(CertificateType::ResidentId));
}

proptest! {
    #[test]
    fn one_wrong_symbol_of_a_credit_code_is_always_found(
        code in select(examples("uscc_valid")),
        at in 0_usize..18,
        symbol in select(USCC_SYMBOLS.chars().collect::<Vec<_>>()),
    ) {
        let typed = replaced(&code, at, symbol);
        prop_assert_eq!(check_uscc(&typed).is_ok(), typed == code, "{}", typed);
    }

    #[test]
    fn two_swapped_symbols_of_a_credit_code_are_always_found(
        code in select(examples("uscc_valid")),
        at in 0_usize..17,
    ) {
        let typed = swapped(&code, at);
        prop_assert_eq!(check_uscc(&typed).is_ok(), typed == code, "{}", typed);
    }

    #[test]
    fn one_wrong_digit_of_a_resident_number_is_always_found(
        number in select(examples("id_valid_synthetic")),
        at in 0_usize..18,
        symbol in select("0123456789X".chars().collect::<Vec<_>>()),
    ) {
        let typed = replaced(&number, at, symbol);
        prop_assert_eq!(check_resident_id(&typed, today()).is_ok(), typed == number, "{}", typed);
    }

    #[test]
    fn two_swapped_digits_of_a_resident_number_are_always_found(
        number in select(examples("id_valid_synthetic")),
        at in 0_usize..17,
    ) {
        let typed = swapped(&number, at);
        prop_assert_eq!(check_resident_id(&typed, today()).is_ok(), typed == number, "{}", typed);
    }

    #[test]
    fn any_text_is_answered_and_never_a_panic(kind in "\\PC{0,4}", number in "\\PC{0,60}") {
        if let Ok(kind) = CertificateType::from_code(&kind) {
            let _verdict = kind.check(&number, today());
        }
        let _verdicts = (check_uscc(&number), check_resident_id(&number, today()));
    }
}

#[test]
fn a_number_says_itself_whose_kind_of_certificate_it_is_of() {
    let of = |number: &str| engine::identity::kind_of_number(number);
    assert_eq!(of("11010519491231002X"), Some(CertificateType::ResidentId));
    assert_eq!(of("91350100M000100Y43"), Some(CertificateType::Uscc));
    for neither in ["110105194912310020", "91350100M000100Y44", "E12345678", ""] {
        assert_eq!(of(neither), None, "{neither}");
    }
}
