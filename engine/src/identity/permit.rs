//! 出入境证件、居住证: passports, travel and residence permits whose form is known, by their number in
//! GA/T 2000.156. What is not known here is bounded by the caller.

use crate::time::Day;

use super::{IdentityError, RESIDENT_ID_CHARS, check_birthday, check_sum, digits_and_check};

/// 外交、公务、因公普通、普通护照, 香港、澳门特别行政区护照
const PASSPORTS: [u16; 6] = [411, 412, 413, 414, 420, 421];
/// 台湾居民来往大陆通行证
const TAIWAN_PERMIT: u16 = 511;
/// 港澳居民来往内地通行证
const HONG_KONG_MACAO_PERMIT: u16 = 516;
/// 外国人永久居留身份证
const FOREIGN_RESIDENT: u16 = 553;
/// 港、澳、台居民居住证: their 18 digits begin with one of these and check like those of a resident.
const RESIDENCE_PERMITS: [&str; 3] = ["810000", "820000", "830000"];
/// The first digit of a foreign permanent resident's number of 18.
const FOREIGN_FIRST: u32 = 9;

/// `None` where the kind, or the shape of the number, is none of those that are known here.
pub(super) fn check(kind: u16, number: &str, today: Day) -> Option<Result<(), IdentityError>> {
    if PASSPORTS.contains(&kind) {
        return Some(letters_and_digits(number, 5, 20, "5 to 20"));
    }
    match kind {
        TAIWAN_PERMIT => Some(letters_and_digits(number, 8, 12, "8 to 12")),
        HONG_KONG_MACAO_PERMIT => Some(hong_kong_macao(number)),
        FOREIGN_RESIDENT => Some(foreign_resident(number, today)),
        _ => {
            let is_permit = number.chars().count() == RESIDENT_ID_CHARS
                && RESIDENCE_PERMITS.iter().any(|prefix| number.starts_with(prefix));
            is_permit.then(|| residence_permit(number, today))
        }
    }
}

fn letters_and_digits(
    number: &str,
    least: usize,
    most: usize,
    wanted: &'static str,
) -> Result<(), IdentityError> {
    let found = number.chars().count();
    if found < least || found > most {
        return Err(IdentityError::Length { wanted, found });
    }
    all(number, |symbol| symbol.is_ascii_alphanumeric())
}

fn all(number: &str, legal: impl Fn(char) -> bool) -> Result<(), IdentityError> {
    match number.chars().position(|symbol| !legal(symbol)) {
        Some(at) => Err(IdentityError::Character { place: at + 1 }),
        None => Ok(()),
    }
}

/// H or M and eight digits, two more where the permit was renewed.
fn hong_kong_macao(number: &str) -> Result<(), IdentityError> {
    let found = number.chars().count();
    if found != 9 && found != 11 {
        return Err(IdentityError::Length { wanted: "9 or 11", found });
    }
    let Some(rest) = number.strip_prefix(['H', 'M']) else {
        return Err(IdentityError::Character { place: 1 });
    };
    match rest.chars().position(|symbol| !symbol.is_ascii_digit()) {
        Some(at) => Err(IdentityError::Character { place: at + 2 }),
        None => Ok(()),
    }
}

/// 18 digits from 9 on with a date of birth and a check; before 2023 three letters and twelve digits.
fn foreign_resident(number: &str, today: Day) -> Result<(), IdentityError> {
    match number.chars().count() {
        RESIDENT_ID_CHARS => {
            let (body, check) = digits_and_check(number)?;
            if body.first() != Some(&FOREIGN_FIRST) {
                return Err(IdentityError::Character { place: 1 });
            }
            check_birthday(&body, today)?;
            check_sum(&body, check)
        }
        15 => {
            let symbols = (1_usize..).zip(number.chars());
            let wrong = |(place, symbol): &(usize, char)| match place {
                1..=3 => !symbol.is_ascii_uppercase(),
                _ => !symbol.is_ascii_digit(),
            };
            match symbols.into_iter().find(wrong) {
                Some((place, _)) => Err(IdentityError::Character { place }),
                None => Ok(()),
            }
        }
        found => Err(IdentityError::Length { wanted: "18 or 15", found }),
    }
}

fn residence_permit(number: &str, today: Day) -> Result<(), IdentityError> {
    let (body, check) = digits_and_check(number)?;
    check_birthday(&body, today)?;
    check_sum(&body, check)
}
