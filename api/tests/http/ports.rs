//! 端口: the token of each port opens its own outbox and sends its answers, nothing else (row 57); and what an
//! outbox shows.

use axum::body::Body;
use axum::http::Request;
use engine::document::DocumentRules;
use engine::port::PortKind;
use serde_json::{Value, json};

use crate::server::{Answer, Server, application, at_window};

/// The client of a port, with that port's token.
struct Client<'a> {
    server: &'a Server,
    bearer: String,
}

impl Client<'_> {
    fn of<'a>(server: &'a Server, port: &str) -> Client<'a> {
        let dir = server.data().parent().unwrap().join("port-tokens");
        let token = std::fs::read_to_string(dir.join(format!("{port}.token"))).unwrap();
        Client { server, bearer: format!("Bearer {token}") }
    }

    async fn ask(&self, method: &str, path: &str, body: String) -> Answer {
        let request = Request::builder().method(method).uri(path);
        let request = request.header("authorization", &self.bearer);
        self.server.send(request.body(Body::from(body)).unwrap()).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, String::new()).await
    }

    async fn command(&self, command: &Value) -> Answer {
        self.ask("POST", "/v1/commands", command.to_string()).await
    }

    /// The one question that is open.
    async fn question(&self, port: &str) -> Value {
        let page = self.get(&format!("/v1/ports/{port}")).await.ok();
        let entries = page["entries"].as_array().unwrap();
        assert_eq!(entries.len(), 1, "{page}");
        entries[0].clone()
    }
}

async fn connect(server: &Server, port: &str) {
    let connect = json!({"type": "connect_port", "actor": "admin", "port": port, "term_days": 2});
    server.command(&connect).await.ok();
}

fn identity(actor: &str, case: &str, ask: &Value) -> Value {
    json!({
        "type": "answer_port", "actor": actor, "case": case, "ask": ask,
        "answer": {"identity_checked": {"matches": true, "reference": "V-1"}},
    })
}

#[tokio::test]
async fn row_57_a_port_reads_its_outbox_and_answers_with_its_own_token() {
    let server = Server::hall();
    connect(&server, "identity").await;
    let case = server.received().await;
    let client = Client::of(&server, "identity");
    let question = client.question("identity").await;
    assert_eq!(question["case"], *case);
    client.command(&identity("port:identity", &case, &question["ask"])).await.ok();
    let page = client.get("/v1/ports/identity").await.ok();
    assert_eq!(page["entries"], json!([]));
}

#[tokio::test]
async fn row_57_every_port_has_a_token_that_only_its_owner_reads() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::hall();
    let dir = server.data().parent().unwrap().join("port-tokens");
    assert_eq!(std::fs::metadata(&dir).unwrap().permissions().mode() & 0o777, 0o700);
    for port in PortKind::ALL {
        let file = dir.join(format!("{}.token", port.name()));
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        let client = Client::of(&server, port.name());
        client.get(&format!("/v1/ports/{}", port.name())).await.ok();
    }
}

#[tokio::test]
async fn row_57_a_port_s_token_opens_nothing_else() {
    let server = Server::hall();
    connect(&server, "identity").await;
    let case = server.received().await;
    let client = Client::of(&server, "identity");
    let paths = [
        "/v1/ports".to_owned(),
        "/v1/ports/payment".to_owned(),
        "/v1/ports/identity/".to_owned(),
        "/v1/events".to_owned(),
        format!("/v1/cases/{case}"),
        format!("/v1/cases/{case}/events"),
        format!("/v1/cases/{case}/documents"),
        format!("/v1/cases/{case}/documents/2"),
        "/v1/queues".to_owned(),
        "/v1/audit/frames".to_owned(),
        "/metrics".to_owned(),
        "/openapi.json".to_owned(),
        "/nothing".to_owned(),
    ];
    for path in paths {
        client.get(&path).await.is_problem(403, "token_only_its_port");
    }
    let posts = ["/v1/echo", "/v1/audit/checkpoint", "/v1/ports/identity"];
    for path in posts {
        client.ask("POST", path, "{}".to_owned()).await.is_problem(403, "token_only_its_port");
    }
}

#[tokio::test]
async fn row_57_a_port_s_token_commands_nothing_but_its_own_answers() {
    let server = Server::hall();
    connect(&server, "identity").await;
    connect(&server, "message").await;
    let case = server.received().await;
    let client = Client::of(&server, "identity");
    let ask = client.question("identity").await["ask"].clone();
    let before = server.app().seq();
    let stranger = Client::of(&server, "message");
    let refused = [
        (&client, identity("admin", &case, &ask)),
        (&client, identity("port:message", &case, &ask)),
        (&client, identity("W01-A", &case, &ask)),
        (&client, at_window("start_pre_check", &case)),
        (&client, application()),
        (&client, json!({"type": "set_time", "to": "2030-01-01T09:00:00+08:00"})),
        (&stranger, identity("port:identity", &case, &ask)),
    ];
    for (client, command) in refused {
        client.command(&command).await.is_problem(403, "token_only_its_port");
    }
    // In its own name about what another port was asked: the engine's own rule.
    let other = identity("port:message", &case, &ask);
    stranger.command(&other).await.is_problem(403, "wrong_role");
    assert_eq!(server.app().seq(), before);
    // In an array each has its own outcome.
    let many =
        json!([at_window("start_pre_check", &case), identity("port:identity", &case, &ask),]);
    let many = client.command(&many).await.ok();
    assert_eq!(many[0]["problem"]["code"], "token_only_its_port");
    assert_eq!(many[1]["outcome"], "done");
}

#[tokio::test]
async fn row_83_the_list_of_documents_shows_the_seal_and_the_port_reads_what_it_seals() {
    let server = Server::hall();
    connect(&server, "e_seal").await;
    let rules = serde_json::to_value(DocumentRules::customary()).unwrap();
    let rules = json!({"type": "set_document_rules", "actor": "admin", "rules": rules});
    server.command(&rules).await.ok();
    let case = server.received().await;
    let list = format!("/v1/cases/{case}/documents");
    let documents = server.get(&list).await.ok();
    assert_eq!(documents["entries"][0].get("seal"), None, "not sealed yet");
    let client = Client::of(&server, "e_seal");
    let page = client.get("/v1/ports/e_seal").await.ok();
    let questions = page["entries"].as_array().unwrap().clone();
    let seal = &questions[0]["content"]["seal"];
    let text = seal["text"].as_str().unwrap();
    assert_eq!(client.get(text).await.status, 200);
    Client::of(&server, "payment").get(text).await.is_problem(403, "token_only_its_port");
    for (n, question) in questions.iter().enumerate() {
        let answer = json!({"sealed": {
            "hash": question["content"]["seal"]["hash"], "seal": format!("SEAL-{n}")}});
        let answer = json!({
            "type": "answer_port", "actor": "port:e_seal", "case": case, "ask": question["ask"],
            "answer": answer,
        });
        client.command(&answer).await.ok();
    }
    let documents = server.get(&list).await.ok();
    for (n, document) in documents["entries"].as_array().unwrap().iter().enumerate() {
        assert_eq!(document["seal"], format!("SEAL-{n}"));
    }
    // It has nothing more to seal there.
    client.get(text).await.is_problem(403, "token_only_its_port");
}

#[tokio::test]
async fn row_82_the_outbox_of_the_licence_store_names_paper_licence_and_consent() {
    let server = Server::hall();
    connect(&server, "e_licence").await;
    let (case, material, licence) = with_a_licence(&server).await;
    let client = Client::of(&server, "e_licence");
    let question = client.question("e_licence").await;
    assert_eq!(question["cause"], "LicenceRequested");
    let content = &question["content"]["licence"];
    assert_eq!(content, &json!({"material": material, "licence": licence, "consent": "AUTH-1"}));
    let answer = json!({
        "type": "answer_port", "actor": "port:e_licence", "case": case, "ask": question["ask"],
        "answer": {"licence_found": {"material": material, "number": "L-1"}},
    });
    client.command(&answer).await.ok();
    let view = server.get(&format!("/v1/cases/{case}")).await.ok();
    let held = view["materials"].to_string();
    assert!(held.contains(&material), "{held}");
}

/// A case of an item of the built-in hall that can fetch a paper, with the request made.
async fn with_a_licence(server: &Server) -> (String, String, String) {
    let page = server.get("/v1/items?limit=1000").await.ok();
    let fetchable = |item: &Value| {
        let needs = item["materials"].as_array()?.clone();
        needs.into_iter().find(|need| need["e_licence"].is_string())
    };
    for item in page["entries"].as_array().unwrap() {
        let code = item["code"].as_str().unwrap();
        let Some(need) = fetchable(item) else { continue };
        let mut received = application();
        received["item"] = code.into();
        received["materials"] = json!([]);
        let answer = server.command(&received).await;
        if answer.status != 200 {
            continue;
        }
        let case = answer.json()["case"].as_str().unwrap().to_owned();
        let request = json!({
            "type": "request_licence", "actor": "W01-A", "place": "W01", "case": case,
            "material": need["material"], "consent": "AUTH-1",
        });
        server.command(&request).await.ok();
        let text = |field: &str| need[field].as_str().unwrap().to_owned();
        return (case, text("material"), text("e_licence"));
    }
    panic!("no item of the hall can fetch a licence");
}

#[tokio::test]
async fn the_streams_of_a_port_leave_the_places_of_the_others_free() {
    let server = Server::hall();
    let stream = async |client: &Client<'_>, port: &str| {
        let request = Request::builder().uri(format!("/v1/ports/{port}"));
        let request = request.header("authorization", &client.bearer);
        let request = request.header("accept", "text/event-stream").body(Body::empty()).unwrap();
        server.response(request).await
    };
    let payment = Client::of(&server, "payment");
    let mut open = Vec::new();
    for _ in 0..api::limits::FEED_PORT_SUBSCRIBERS_MAX {
        let response = stream(&payment, "payment").await;
        assert_eq!(response.status(), 200);
        open.push(response);
    }
    assert_eq!(stream(&payment, "payment").await.status(), 503);
    assert_eq!(stream(&Client::of(&server, "credit"), "credit").await.status(), 200);
    open.pop();
    assert_eq!(stream(&payment, "payment").await.status(), 200);
}
