//! 日志帧: the log as it is stored, for whoever makes a copy of it.

use store::frame::Frame;
use store::frame_stream::{FrameStream, STREAM_MEDIA_TYPE, StreamHead};
use store::{Log, OpenOptions};

use crate::server::{Answer, Server};

fn frames(answer: &Answer) -> (StreamHead, Vec<(u64, Vec<u8>)>) {
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), STREAM_MEDIA_TYPE);
    let mut stream = FrameStream::open(answer.body.as_slice()).unwrap();
    let mut frames = Vec::new();
    while let Some(frame) = stream.next_frame().unwrap() {
        frames.push(frame);
    }
    (stream.head().clone(), frames)
}

#[tokio::test]
async fn a_copy_of_all_frames_is_the_same_log() {
    let server = Server::hall();
    server.received().await;
    let dir = tempfile::tempdir().unwrap();
    let (mut copy, _) = Log::open(dir.path(), OpenOptions::default()).unwrap();
    let now = server.app().history.log().checkpoint();
    while copy.size() < now.size {
        let page = server.get(&format!("/v1/audit/frames?limit=2&after={}", copy.size())).await;
        let (head, frames) = frames(&page);
        assert_eq!((head.checkpoint, &head.hall), (now, &server.app().hall));
        assert!((1..=2).contains(&frames.len()));
        copy.take_frames(&frames).unwrap();
    }
    assert_eq!((copy.size(), copy.root()), (now.size, now.root));
}

#[tokio::test]
async fn at_the_end_there_is_nothing_but_the_checkpoint() {
    let server = Server::hall();
    let size = server.app().seq();
    for after in [size, size + 1_000_000] {
        let (head, frames) = frames(&server.get(&format!("/v1/audit/frames?after={after}")).await);
        assert_eq!((head.checkpoint.size, frames.len()), (size, 0));
    }
}

#[tokio::test]
async fn frames_are_asked_for_where_one_begins() {
    let server = Server::hall();
    let (_, first) = frames(&server.get("/v1/audit/frames?limit=1").await);
    let (key, bytes) = first.first().unwrap();
    let end = Frame::decode(*key, bytes.as_slice()).unwrap().last_seq();
    assert!(end > 1, "the set-up is one frame of many records");
    let problem = server.get("/v1/audit/frames?after=1").await.is_problem(400, "malformed");
    assert!(problem["detail"].as_str().unwrap().contains("does not begin a frame"), "{problem}");
    server.get("/v1/audit/frames?from=1").await.is_problem(400, "malformed");
}

#[tokio::test]
async fn few_copy_the_log_at_a_time() {
    let server = Server::hall();
    let get = || server.request("GET", "/v1/audit/frames").body(axum::body::Body::empty());
    let mut open = Vec::new();
    for _ in 0..api::limits::COPIERS_MAX {
        open.push(server.response(get().unwrap()).await);
    }
    server.get("/v1/audit/frames").await.is_problem(503, "too_many_streams");
    // Whoever goes away, even without having read, leaves a place.
    open.pop();
    assert_eq!(server.get("/v1/audit/frames").await.status, 200);
}
