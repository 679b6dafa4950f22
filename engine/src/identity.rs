//! 证件: whether the number on a certificate can be one of its kind at all. Nobody is looked up here.

mod permit;

use std::fmt;

use crate::time::{Day, TimeError};

/// 统一社会信用代码 has 18 characters (GB 32100-2015).
pub const USCC_CHARS: usize = 18;
/// 居民身份证号码 has 18 characters (GB 11643-1999); those of 15 are no longer valid.
pub const RESIDENT_ID_CHARS: usize = 18;
/// 15位 the digits of numbers that are no longer valid.
const OLD_ID_CHARS: usize = 15;
/// Characters of a certificate number of any other kind.
pub const CERTIFICATE_CHARS_MAX: usize = 50;

/// The 31 symbols of GB 32100-2015 in the order of their values: no I, O, S, V, Z.
const USCC_SYMBOLS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const USCC_MODULUS: u32 = 31;
/// The powers of 3 modulo 31.
const USCC_WEIGHTS: [u32; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
/// Where the code of the organisation (GB 11714) stands inside: its eight places and its check.
const ORGANISATION: std::ops::Range<usize> = 8..16;
const ORGANISATION_CHECK: usize = 16;
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
const ORGANISATION_SYMBOLS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// The region stands third to eighth.
const USCC_REGION: std::ops::Range<usize> = 2..8;

/// The powers of 2 modulo 11, as ISO 7064 MOD 11-2 has them.
const RESIDENT_WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check by the remainder of the weighted sum.
const RESIDENT_CHECKS: &str = "10X98765432";
const ELEVEN: u32 = 11;
/// Provinces by the first two digits (GB/T 2260); 71, 81, 82, 83 belong to residence permits of
/// Taiwan, Hong Kong and Macao residents, and 9 to foreigners: other kinds of certificate.
const PROVINCES: [u32; 31] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
    53, 54, 61, 62, 63, 64, 65,
];
/// 临时居民身份证 bears the same number as the card it stands for.
const TEMPORARY: u16 = 112;
/// The earliest year of birth that anyone now alive can have had.
const BIRTH_YEAR_MIN: u16 = 1850;

/// 证件类型 by the national code number: natural persons by GA/T 2000.156, organisations by `001`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CertificateType {
    /// `001` 统一社会信用代码
    Uscc,
    /// `111` 居民身份证 and `112` 临时居民身份证
    ResidentId,
    /// Any other kind of three digits: numbers of a known form are checked, others bounded.
    Other(u16),
}

/// Why a text is not the number of a certificate of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// The kind is not three digits.
    #[error("a kind of certificate is three digits such as 111 or 001")]
    Type,
    /// Too short or too long.
    #[error("{found} characters, this kind of certificate has {wanted}")]
    Length {
        /// How many it has.
        wanted: &'static str,
        /// How many there are.
        found: usize,
    },
    /// 15位旧号码
    #[error("numbers of 15 digits are no longer valid, take the 18 of the present card")]
    OldNumber,
    /// A character that the kind does not use, by its place from 1.
    #[error("the character at place {place} cannot stand there")]
    Character {
        /// From 1.
        place: usize,
    },
    /// The first digits name no region of the country.
    #[error("the digits of the region name no province")]
    Region,
    /// 出生日期 is no day of the calendar.
    #[error("the date of birth is no real date")]
    BirthDate,
    /// 出生日期 lies after the day of the check.
    #[error("the date of birth lies in the future")]
    BornInFuture,
    /// The check of the organisation's own code inside (GB 11714) does not fit.
    #[error(
        "the organisation code inside (places 9 to 17) fails its check, look for a typing error"
    )]
    OrganisationCheck,
    /// The last character does not fit the others.
    #[error("the last character fails the check, look for a typing error")]
    Check,
}

impl CertificateType {
    /// The kind of a code number.
    pub fn from_code(code: &str) -> Result<CertificateType, IdentityError> {
        let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit());
        let number: u16 = code.parse().ok().filter(|_| is_code).ok_or(IdentityError::Type)?;
        Ok(match number {
            1 => CertificateType::Uscc,
            111 | TEMPORARY => CertificateType::ResidentId,
            other => CertificateType::Other(other),
        })
    }

    /// Whether `number` can be one of this kind on `today`.
    ///
    /// # Errors
    /// What is wrong with it, first things first.
    pub fn check(self, number: &str, today: Day) -> Result<(), IdentityError> {
        match self {
            CertificateType::Uscc => check_uscc(number),
            CertificateType::ResidentId => check_resident_id(number, today),
            CertificateType::Other(kind) => {
                permit::check(kind, number, today).unwrap_or_else(|| check_other(number))
            }
        }
    }
}

impl fmt::Display for CertificateType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CertificateType::Uscc => f.write_str("001"),
            CertificateType::ResidentId => f.write_str("111"),
            CertificateType::Other(number) => write!(f, "{number:03}"),
        }
    }
}

/// 统一社会信用代码 by GB 32100-2015: symbols, region digits, and both checks. Upper case only.
pub fn check_uscc(code: &str) -> Result<(), IdentityError> {
    let values = values(code, USCC_SYMBOLS, USCC_CHARS, "18")?;
    let region = values.iter().zip(1..).skip(USCC_REGION.start).take(USCC_REGION.len());
    if let Some((_, place)) = region.clone().find(|(value, _)| **value > 9) {
        return Err(IdentityError::Character { place });
    }
    let (check, body) = values.split_last().ok_or(IdentityError::Check)?;
    if weighted(body.iter().copied(), &USCC_WEIGHTS, USCC_MODULUS) != complement(*check) {
        return Err(IdentityError::Check);
    }
    check_organisation(code)
}

/// What the weighted sum must leave over so that sum and check come to a multiple of 31.
fn complement(check: u32) -> u32 {
    (USCC_MODULUS - check) % USCC_MODULUS
}

/// 组织机构代码 inside, by GB 11714: here letters count from A = 10 without gaps.
fn check_organisation(code: &str) -> Result<(), IdentityError> {
    let wrong = IdentityError::OrganisationCheck;
    let body = code.get(ORGANISATION).ok_or(wrong)?;
    let values = body.chars().filter_map(|symbol| value(symbol, ORGANISATION_SYMBOLS));
    let sum = weighted(values, &ORGANISATION_WEIGHTS, ELEVEN);
    let wanted = match (ELEVEN - sum) % ELEVEN {
        10 => Some('X'),
        digit => char::from_digit(digit, 10),
    };
    if code.chars().nth(ORGANISATION_CHECK) == wanted { Ok(()) } else { Err(wrong) }
}

/// 居民身份证 by GB 11643-1999: region, a real date of birth not after `today`, and the check.
pub fn check_resident_id(number: &str, today: Day) -> Result<(), IdentityError> {
    if number.len() == OLD_ID_CHARS && number.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(IdentityError::OldNumber);
    }
    let (body, check) = digits_and_check(number)?;
    if !PROVINCES.contains(&number_at(&body, 0, 2)) {
        return Err(IdentityError::Region);
    }
    check_birthday(&body, today)?;
    check_sum(&body, check)
}

/// 号码所属: whose kind of number it is by its form and checks, under whatever kind of certificate it was given. None
/// where it is of neither kind, or could be of both.
pub fn kind_of_number(number: &str) -> Option<CertificateType> {
    let is_of_a_resident = digits_and_check(number).is_ok_and(|(body, check)| {
        PROVINCES.contains(&number_at(&body, 0, 2)) && check_sum(&body, check).is_ok()
    });
    match (is_of_a_resident, check_uscc(number).is_ok()) {
        (true, false) => Some(CertificateType::ResidentId),
        (false, true) => Some(CertificateType::Uscc),
        (true, true) | (false, false) => None,
    }
}

/// Seventeen digits, and the value of the last character.
fn digits_and_check(number: &str) -> Result<(Vec<u32>, u32), IdentityError> {
    let mut digits = values(number, "0123456789X", RESIDENT_ID_CHARS, "18")?;
    let check = digits.pop().ok_or(IdentityError::Check)?;
    match digits.iter().position(|digit| *digit > 9) {
        Some(at) => Err(IdentityError::Character { place: at + 1 }),
        None => Ok((digits, check)),
    }
}

fn check_sum(body: &[u32], check: u32) -> Result<(), IdentityError> {
    let wanted = resident_check(body).and_then(|c| value(c, "0123456789X"));
    if wanted == Some(check) { Ok(()) } else { Err(IdentityError::Check) }
}

/// The last character of a resident's number by the seventeen digits before it (ISO 7064 MOD 11-2).
pub fn resident_check(body: &[u32]) -> Option<char> {
    let sum = weighted(body.iter().copied(), &RESIDENT_WEIGHTS, ELEVEN);
    RESIDENT_CHECKS.chars().nth(usize::try_from(sum).ok()?)
}

fn check_birthday(digits: &[u32], today: Day) -> Result<(), IdentityError> {
    let part = |from, count| number_at(digits, from, count);
    let year = u16::try_from(part(6, 4)).ok().filter(|year| *year >= BIRTH_YEAR_MIN);
    let month = u8::try_from(part(10, 2)).ok();
    let day = u8::try_from(part(12, 2)).ok();
    let (Some(year), Some(month), Some(day)) = (year, month, day) else {
        return Err(IdentityError::BirthDate);
    };
    match Day::new(year, month, day) {
        Ok(born) if born > today => Err(IdentityError::BornInFuture),
        // A real date before the first day that is kept lies in the past.
        Ok(_) | Err(TimeError::OutOfRange) => Ok(()),
        Err(TimeError::NotADay | TimeError::NotAnInstant) => Err(IdentityError::BirthDate),
    }
}

fn number_at(digits: &[u32], from: usize, count: usize) -> u32 {
    digits.iter().skip(from).take(count).fold(0, |number, digit| number * 10 + digit)
}

/// Passports, permits and the rest: letters, digits and a few signs, bounded.
fn check_other(number: &str) -> Result<(), IdentityError> {
    let found = number.chars().count();
    if found == 0 || found > CERTIFICATE_CHARS_MAX {
        return Err(IdentityError::Length { wanted: "1 to 50", found });
    }
    let legal = |c: char| c.is_alphanumeric() || matches!(c, '-' | '/' | '(' | ')' | '（' | '）');
    match number.chars().position(|symbol| !legal(symbol)) {
        Some(at) => Err(IdentityError::Character { place: at + 1 }),
        None => Ok(()),
    }
}

fn value(symbol: char, symbols: &str) -> Option<u32> {
    symbols.chars().zip(0_u32..).find(|(known, _)| *known == symbol).map(|(_, value)| value)
}

fn values(
    text: &str,
    symbols: &str,
    chars: usize,
    wanted: &'static str,
) -> Result<Vec<u32>, IdentityError> {
    let found = text.chars().count();
    if found != chars {
        return Err(IdentityError::Length { wanted, found });
    }
    let value_at =
        |(symbol, place)| value(symbol, symbols).ok_or(IdentityError::Character { place });
    text.chars().zip(1..).map(value_at).collect()
}

fn weighted(values: impl Iterator<Item = u32>, weights: &[u32], modulus: u32) -> u32 {
    values.zip(weights).map(|(value, weight)| value * weight).sum::<u32>() % modulus
}
