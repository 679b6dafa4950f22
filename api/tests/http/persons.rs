//! 当事人: personal fields come in plain, are sealed, opened with a reason, and erased.

use serde_json::{Value, json};

use crate::server::{Server, application, assert_nowhere, with};

#[tokio::test]
async fn personal_fields_are_opened_only_by_a_command_with_a_reason() {
    let server = Server::hall();
    let case = server.received().await;
    for path in [format!("/v1/cases/{case}"), format!("/v1/cases/{case}/events")] {
        let seen = server.get(&path).await;
        let text = String::from_utf8_lossy(&seen.body);
        assert!(!text.contains("示例有限公司") && !text.contains("91430422MA"), "{text}");
    }
    let open = json!({
        "type": "open_personal_data", "actor": "centre-manager", "case": case, "reason": "核对"
    });
    let personal = &server.command(&open).await.ok()["personal"];
    assert_eq!(personal["name"], "示例有限公司");
    assert_eq!(personal["certificate"], "91430422MA00000074");
}

#[tokio::test]
async fn art_51_an_opening_that_is_sent_again_opens_nothing_for_it_leaves_no_event() {
    let server = Server::hall();
    let case = server.received().await;
    let open = json!({
        "type": "open_personal_data", "actor": "centre-manager", "case": case, "reason": "核对",
        "command_id": "00000000-0000-8000-b000-000000000001",
    });
    assert!(server.command(&open).await.ok()["personal"].is_object());
    let again = server.command(&open).await.ok();
    assert_eq!((&again["again"], again.get("personal")), (&json!(true), None));
}

#[tokio::test]
async fn art_51_a_citizens_number_is_not_taken_where_it_would_not_be_sealed() {
    let server = Server::hall();
    let case = server.received().await;
    let before = server.get("/v1/events?after=0&limit=1000").await.ok();
    let withdraw = |reason: &str| {
        json!({
            "type": "withdraw_case", "actor": "applicant", "case": case, "reason": reason,
        })
    };
    let refused = server.command(&withdraw("身份证11010519491231002X")).await;
    refused.is_problem(422, "personal_number_in_text");
    assert!(!String::from_utf8_lossy(&refused.body).contains("1949"), "and is not repeated");
    assert_eq!(server.get("/v1/events?after=0&limit=1000").await.ok(), before);
    server.command(&withdraw("身份证遗失")).await.ok();
}

#[tokio::test]
async fn the_files_of_the_hall_hold_no_personal_field() {
    let server = Server::hall();
    server.received().await;
    assert_nowhere(server.data(), &["示例有限公司", "91430422MA00000074"]);
}

#[tokio::test]
async fn a_person_who_was_erased_cannot_be_opened_and_comes_again_as_another() {
    let server = Server::hall();
    let case = server.received().await;
    let path = format!("/v1/cases/{case}");
    let subject = server.get(&path).await.ok()["applicant"]["subject"].clone();
    let erase = json!({
        "type": "erase_subject", "actor": "admin", "subject": subject, "reason": "期限届满"
    });
    server.command(&erase).await.is_problem(409, "wrong_phase");
    let withdraw = json!({
        "type": "withdraw_case", "actor": "applicant", "case": case, "reason": "不再需要"
    });
    server.command(&withdraw).await.ok();
    server.command(&erase).await.ok();
    let open = json!({
        "type": "open_personal_data", "actor": "centre-manager", "case": case, "reason": "核对"
    });
    server.command(&open).await.is_problem(422, "subject_erased");
    let other = server.received().await;
    let other = server.get(&format!("/v1/cases/{other}")).await.ok()["applicant"].clone();
    assert_ne!(other["subject"], subject);
    let server = server.restarted();
    server.command(&open).await.is_problem(422, "subject_erased");
    let third = server.received().await;
    let third = server.get(&format!("/v1/cases/{third}")).await.ok()["applicant"].clone();
    assert_eq!(third, other);
}

#[tokio::test]
async fn a_person_who_comes_twice_is_one_subject_however_the_number_is_spelt() {
    let server = Server::hall();
    let subject = async |certificate: &str| {
        let mut command = application();
        command["applicant"]["certificate_type"] = "111".into();
        command["applicant"]["certificate"] = certificate.into();
        let case = server.command(&command).await.ok()["case"].as_str().unwrap().to_owned();
        server.get(&format!("/v1/cases/{case}")).await.ok()["applicant"]["token"].clone()
    };
    let first = subject("43042219900101000x").await;
    assert_eq!(first, subject(" 43042219900101000X ").await);
    assert_ne!(first, subject("430422199001010018").await);
}

#[tokio::test]
async fn a_party_is_sent_plain_and_whole() {
    let server = Server::hall();
    let party = |applicant: Value| with(application(), "applicant", applicant);
    let sealed = json!({ "subject": 1, "token": "0".repeat(32), "sealed": "00" });
    server.command(&party(sealed)).await.is_problem(400, "sealed_outside");
    let nameless = json!({ "name": " ", "certificate_type": "111", "certificate": "1" });
    server.command(&party(nameless)).await.is_problem(400, "malformed");
    let long = json!({ "name": "名".repeat(100), "certificate_type": "111", "certificate": "1" });
    server.command(&party(long)).await.is_problem(400, "too_long");
    let odd = json!({ "name": "a", "certificate_type": "111", "certificate": "1", "age": 3 });
    server.command(&party(odd)).await.is_problem(400, "malformed");
}

/// Spoils one byte of a person's slot in the keyring.
fn spoil_key(data: &std::path::Path, subject: u64) {
    use std::os::unix::fs::FileExt;
    let keyring = data.join(store::hall_store::KEYRING_FILE);
    let keyring = std::fs::File::options().write(true).open(keyring).unwrap();
    // After the head of 4096 bytes come slots of 64; the key begins at the 12th byte of a slot.
    keyring.write_all_at(b"spoilt", 4096 + subject * 64 + 20).unwrap();
}

#[tokio::test]
async fn with_a_damaged_key_nothing_is_opened_or_recorded_and_new_persons_still_come() {
    let server = Server::hall();
    let case = server.received().await;
    let id = engine::number::parse(&server.app().engine.router().setup(), &case.parse().unwrap());
    let subject = server.app().engine.router().case(id.unwrap()).unwrap().applicant.subject.0;
    let server = server.stopped_while(|config| {
        spoil_key(&config.data, subject);
        spoil_key(&config.data, subject + 1);
    });
    let before = server.app().seq();
    let open = json!({
        "type": "open_personal_data", "actor": "centre-manager", "case": case, "reason": "核对"
    });
    let problem = server.command(&open).await.is_problem(503, "storage_failed");
    assert!(problem["detail"].as_str().unwrap().contains("restore the keyring"), "{problem}");
    let many = server.command(&json!([open])).await.ok();
    assert_eq!(many[0]["problem"]["code"], "storage_failed");
    assert_eq!(server.app().seq(), before, "it was recorded that somebody looked");
    let metrics = server.get("/metrics").await;
    assert!(String::from_utf8_lossy(&metrics.body).contains("yichuang_keys_damaged"));
    let mut somebody_new = application();
    somebody_new["applicant"]["certificate"] = "91430422MA0000015Y".into();
    server.command(&somebody_new).await.ok();
}

#[tokio::test]
async fn a_number_is_held_against_its_kind_of_certificate_and_never_repeated() {
    let server = Server::hall();
    let party = |kind: &str, number: &str| {
        let party = json!({ "name": "n", "certificate_type": kind, "certificate": number });
        with(application(), "applicant", party)
    };
    let wrong = [
        ("111", "430422199001010019", "fails the check"),
        ("111", "430422900101001", "15 digits are no longer valid"),
        ("111", "430422202701010011", "lies in the future"),
        ("001", "91430422MA00000000", "fails"),
        ("553", "911840199001010019", "fails the check"),
        ("516", "X12345678", "place 1 "),
        ("ID", "430422199001010018", "three digits"),
    ];
    for (kind, number, said) in wrong {
        let answer = server.command(&party(kind, number)).await;
        let problem = answer.is_problem(422, "certificate_invalid").to_string();
        assert!(problem.contains(said), "{kind}: {problem}");
        assert!(problem.contains("GB 11643-1999"), "{problem}");
        assert!(!problem.contains(number), "{problem}");
    }
    let agent = json!({ "name": "n", "certificate_type": "111", "certificate": "430422900101001" });
    let by_agent = with(application(), "agent", agent);
    server.command(&by_agent).await.is_problem(422, "certificate_invalid");
    for (kind, number) in [
        ("111", "430422199001010018"),
        ("553", "911840199001010018"),
        ("516", "H12345678"),
        ("990", "A-1"),
    ] {
        server.command(&party(kind, number)).await.ok();
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_party_is_said_without_its_values() {
    let server = Server::hall();
    let secret = "430422199001010011";
    let wrong = [
        (json!(secret), "object"),
        (json!({ "name": secret, "certificate_type": "111" }), "certificate of a party"),
        (json!({ "name": { secret: 1 }, "certificate_type": "111", "certificate": "1" }), "name"),
        (json!({ "name": "n", "certificate_type": 7, "certificate": secret }), "certificate_type"),
        (
            json!({ "name": "n", "certificate_type": "1", "certificate": "1", secret: secret }),
            "no other field",
        ),
    ];
    for (party, said) in wrong {
        let answer = server.command(&with(application(), "applicant", party)).await;
        let problem = answer.is_problem(400, "malformed").to_string();
        assert!(problem.contains(said), "{problem}");
        assert!(!problem.contains(secret), "{problem}");
    }
    let number = with(
        application(),
        "applicant",
        json!({
            "name": 430_422_199_001_010_011_u64, "certificate_type": "111", "certificate": "1"
        }),
    );
    let problem = server.command(&number).await.is_problem(400, "malformed").to_string();
    assert!(!problem.contains(secret), "{problem}");
}
