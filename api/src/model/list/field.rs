//! 字段: what each field that completes an item has to be, in words for whoever fills it in.

use engine::code::ZoneId;
use engine::due::Unit;
use engine::item::{CaseType, DeliveryWay, Participant, Retention};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::model::{ItemResult, Material, Special, Stationing, Step};

/// Characters that are shown of what was written instead.
const SHOWN_CHARS_MAX: usize = 60;

fn is<T: DeserializeOwned>(value: &Value) -> bool {
    serde_json::from_value::<T>(value.clone()).is_ok()
}

fn is_materials(value: &Value) -> bool {
    let materials: Result<Vec<Material>, _> = serde_json::from_value(value.clone());
    materials.is_ok_and(|all| all.iter().all(|one| matches!(one.necessity, 1..=3)))
}

/// What a field has to be, where it is not.
pub(super) fn expected(name: &str, value: &Value) -> Option<&'static str> {
    let (is_right, words): (fn(&Value) -> bool, &'static str) = match name {
        "zone" => (is::<ZoneId>, "the code of a zone, such as \"Z01\""),
        "stationing" => {
            (is::<Stationing>, "one of \"stationed\", \"entrusted\", \"satellite\", \"external\"")
        }
        "case_type" => {
            (is::<CaseType>, "one of \"instant\", \"promise\", \"joint\", \"report_up\"")
        }
        "legal_limit" => {
            (is::<Option<u16>>, "a whole number of days, or null where no law sets a limit")
        }
        "legal_unit" | "promise_unit" => {
            (is::<Unit>, "\"WD\" for working days or \"CD\" for calendar days")
        }
        "legal_extension" | "promise_limit" => (is::<u16>, "a whole number of days, such as 10"),
        "fee_cny" => (is::<u32>, "a whole number of yuan, 0 where it is free"),
        "steps" => (
            is::<Vec<Step>>,
            "a list of {\"step\": \"accept\", \"review\", \"decide\" or \"report_up\", \"role\": a post such as \
             \"approver\", \"limit\": working days}",
        ),
        "specials" => (
            is::<Vec<Special>>,
            "a list of {\"kind\": a procedure such as \"hearing\", \"max_working_days\": days, \"stops_statutory\": \
             true or false}",
        ),
        "participants" => (
            is::<Vec<Participant>>,
            "a list of {\"department\": the code of a department, \"opinion_limit\": working days}",
        ),
        "materials" => (
            is_materials,
            "a list of {\"material\": a code, \"necessity\": 1 (required), 2 (optional) or 3 (may follow), \
             \"e_licence\": a code or null, \"copies\": a number}",
        ),
        "result" => (
            is::<ItemResult>,
            "{\"name_zh\": a text or null, \"e_licence\": true or false, \"produces_material\": a code or null}",
        ),
        "delivery" => (
            is::<Vec<DeliveryWay>>,
            "a list of \"counter\", \"locker\", \"ems\" and \"online\", as far as they are offered",
        ),
        "site_inspection" => (is::<bool>, "true or false"),
        "archive_retention" => (is::<Retention>, "one of \"10y\", \"30y\", \"permanent\""),
        "daily_volume_hint" => (is::<u32>, "about how many cases a day, a whole number"),
        _ => return Some("no field of an item"),
    };
    (!is_right(value)).then_some(words)
}

/// What was written, as far as it is shown.
pub(super) fn shown(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= SHOWN_CHARS_MAX {
        return text;
    }
    text.chars().take(SHOWN_CHARS_MAX).chain(['…']).collect()
}
