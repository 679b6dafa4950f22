//! Connections over the limit are closed, those that trickle are cut, and a place that becomes free is given again.

use std::time::Duration;

use api::limits::CONNECTION_REQUEST_MAX;
use api::listener::LimitedListener;
use axum::serve::Listener;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

#[tokio::test]
async fn a_connection_without_a_place_is_closed_and_the_next_free_place_is_used() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let mut listener = LimitedListener::with_limits(listener, 1, CONNECTION_REQUEST_MAX);
    let mut first = TcpStream::connect(at).await.unwrap();
    let (mut accepted, _) = listener.accept().await;
    first.write_all(b"a").await.unwrap();
    assert_eq!(accepted.read_u8().await.unwrap(), b'a');
    let mut second = TcpStream::connect(at).await.unwrap();
    let accepting = tokio::spawn(async move { listener.accept().await });
    let closed = tokio::time::timeout(Duration::from_mins(1), second.read(&mut [0])).await;
    // Closed in order or cut off, but nothing came.
    assert_eq!(closed.unwrap().unwrap_or(0), 0);
    drop(accepted);
    let mut third = TcpStream::connect(at).await.unwrap();
    let (mut accepted, _) = accepting.await.unwrap();
    third.write_all(b"b").await.unwrap();
    assert_eq!(accepted.read_u8().await.unwrap(), b'b');
}

#[tokio::test]
async fn a_connection_whose_request_takes_longer_than_it_may_is_cut() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let mut listener = LimitedListener::with_limits(listener, 1, Duration::ZERO);
    let mut slow = TcpStream::connect(at).await.unwrap();
    let (mut accepted, _) = listener.accept().await;
    slow.write_all(b"G").await.unwrap();
    let cut = accepted.read_u8().await.unwrap_err();
    assert_eq!(cut.kind(), std::io::ErrorKind::TimedOut);
}
