//! Nothing but `/livez` and `/readyz` answers without the token.

use std::os::unix::fs::PermissionsExt;

use crate::server::{Answer, Server};
use axum::body::Body;
use axum::http::Request;

const OPEN: [&str; 2] = ["/livez", "/readyz"];

async fn ask(server: &Server, path: &str, authorization: Option<&str>) -> Answer {
    let request = Request::builder().uri(path);
    let request = match authorization {
        Some(value) => request.header("authorization", value),
        None => request,
    };
    server.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn every_route_but_two_needs_the_token() {
    let server = Server::hall();
    for path in OPEN {
        assert_eq!(ask(&server, path, None).await.status, 200, "{path}");
    }
    let document = api::openapi::document();
    let paths = document["paths"].as_object().unwrap();
    let guarded = paths.keys().map(String::as_str).filter(|path| !OPEN.contains(path));
    for path in guarded.chain(["/", "/nothing", "/v1"]) {
        let path = path.replace(['{', '}'], "");
        let answer = ask(&server, &path, None).await;
        answer.is_problem(401, "unauthorized");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
        assert_eq!(answer.header("yichuang-seq"), "", "{path} tells something to anybody");
    }
}

#[tokio::test]
async fn only_the_whole_token_opens() {
    let server = Server::hall();
    let token = std::fs::read_to_string(server.data().parent().unwrap().join("admin.token"));
    let token = token.unwrap();
    assert_eq!(token.len(), 64);
    let good = ask(&server, "/v1/queues", Some(&format!("bearer {token}"))).await;
    assert_eq!(good.status, 200);
    let wrong = [
        token.clone(),
        format!("Basic {token}"),
        format!("Bearer {}", &token[1..]),
        format!("Bearer {token}0"),
        "Bearer ".to_owned(),
        format!("Bearer {}", token.replace(['0', '1'], "2")),
    ];
    for wrong in wrong {
        ask(&server, "/v1/queues", Some(&wrong)).await.is_problem(401, "unauthorized");
    }
}

#[tokio::test]
async fn the_token_is_made_once_and_only_its_owner_reads_it() {
    let server = Server::hall();
    let path = server.data().parent().unwrap().join("admin.token");
    let first = std::fs::read_to_string(&path).unwrap();
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let _server = server.restarted();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), first);
}

#[tokio::test]
async fn the_auditor_s_token_reads_everything_and_commands_nothing() {
    let server = Server::hall();
    let path = server.data().parent().unwrap().join("auditor.token");
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let bearer = format!("Bearer {}", std::fs::read_to_string(&path).unwrap());
    for path in ["/v1/queues", "/v1/events", "/v1/audit/checkpoint", "/v1/audit/frames"] {
        assert_eq!(ask(&server, path, Some(&bearer)).await.status, 200, "{path}");
    }
    let before = server.app().seq();
    for path in ["/v1/commands", "/v1/echo"] {
        let request = Request::builder().method("POST").uri(path);
        let request = request.header("authorization", &bearer);
        let body = Body::from(crate::server::application().to_string());
        let refused = server.send(request.body(body).unwrap()).await;
        refused.is_problem(403, "token_only_reads");
    }
    // A checkpoint is made for him, and nothing of the log changes with it.
    let request = Request::builder().method("POST").uri("/v1/audit/checkpoint");
    let request = request.header("authorization", &bearer).body(Body::empty()).unwrap();
    let kept = server.send(request).await.ok();
    assert_eq!(kept["size"], before);
    let listed = ask(&server, "/v1/audit/checkpoints", Some(&bearer)).await.ok();
    assert_eq!(listed["entries"].as_array().unwrap().last().unwrap()["note"], kept["note"]);
    assert_eq!(server.app().seq(), before);
}

#[test]
fn no_two_have_the_same_token() {
    let dir = tempfile::tempdir().unwrap();
    let (admin, auditor) = (dir.path().join("admin"), dir.path().join("auditor"));
    let ports = dir.path().join("ports");
    let load = || api::auth::Tokens::load_or_create(&admin, &auditor, &ports);
    load().unwrap();
    for twin in [auditor.clone(), ports.join("payment.token")] {
        let kept = std::fs::read(&twin).unwrap();
        std::fs::copy(&admin, &twin).unwrap();
        let error = load().unwrap_err().to_string();
        assert!(error.contains("the same token"), "{error}");
        assert!(error.contains(twin.to_str().unwrap()), "{error}");
        std::fs::write(&twin, kept).unwrap();
    }
    load().unwrap();
}
