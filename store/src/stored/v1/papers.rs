//! Events of the papers of a case: situations, originals, licences, papers of earlier cases. Frozen.

use engine::event as domain;

use crate::stored::stored;

stored! {
    SituationAnswered<'a> { answers: Vec<SituationAnswer<'a>>, materials: Vec<&'a str> }
    SituationAnswer<'a> { question: &'a str, option: &'a str }
    OriginalChecked<'a> { material: &'a str, officer: &'a str }
    OriginalsReturned<'a> { materials: Vec<&'a str>, receipt: &'a str, officer: &'a str }
    LicenceRequested<'a> { material: &'a str, licence: &'a str, consent: &'a str }
    ELicenceFetched<'a> {
        material: &'a str,
        number: &'a str,
        valid_to: Option<i32>,
        hash: Option<&'a str>,
    }
    LicenceAbsent<'a> { material: &'a str, reason: &'a str }
    MaterialReused<'a> {
        material: &'a str,
        from_case: &'a str,
        from_material: &'a str,
        way: u8,
        trust: u8,
        received: i32,
    }
}
