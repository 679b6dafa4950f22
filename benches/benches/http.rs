//! HTTP: a server on the loopback of this machine, durable, beside its own echo of the same bodies.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use api::app::app;
use api::clock::ClockKind;
use api::config::{Config, Model};
use api::listener::LimitedListener;
use api::load::{LoadArgs, run};
use api::notary::Schedule;
use api::serve::Hall;
use benches::scratch;
use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// How long each measurement takes, in seconds; a third of it is added for the echo.
const SECONDS: usize = 2;
/// Keep-alive connections.
const CONNECTIONS: usize = 64;

fn http(c: &mut Criterion) {
    let dir = scratch::dir(env!("CARGO_TARGET_TMPDIR"));
    let config = config(dir.path());
    let hall = Hall::open(&config).expect("an empty hall");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.expect("threads");
    let at = serve(&runtime, &hall);
    let mut group = c.benchmark_group("http");
    group.sample_size(10).sampling_mode(SamplingMode::Flat).throughput(Throughput::Elements(1));
    group.warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(25));
    for (name, batch) in [("one command", 1), ("batches of 100", 100)] {
        let mut all = Vec::new();
        group.bench_function(name, |b| {
            b.iter_custom(|rounds| {
                let figures = measure(at, &config.token_file, batch);
                let per_second = number(&figures, "commands_per_s");
                all.push(figures);
                // One command, as often as was asked for.
                Duration::from_nanos(1_000_000_000_u64.saturating_mul(rounds) / per_second.max(1))
            });
        });
        tell(name, all);
    }
    group.finish();
    runtime.shutdown_timeout(Duration::from_secs(1));
    hall.close();
}

fn config(dir: &Path) -> Config {
    Config {
        data: dir.join("data"),
        listen: ([127, 0, 0, 1], 0).into(),
        model: Model::BuiltIn,
        clock: ClockKind::System,
        clock_start: None,
        token_file: dir.join("admin.token"),
        auditor_token_file: dir.join("auditor.token"),
        port_tokens: dir.join("port-tokens"),
        master_key: None,
        checkpoint: None,
        checkpoint_key: dir.join("checkpoint.key"),
        origin: None,
        checkpoints: Schedule::default(),
        log: "off".to_owned(),
    }
}

fn serve(runtime: &Runtime, hall: &Hall) -> SocketAddr {
    let app = app(Arc::clone(hall.app()));
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).expect("a free port");
    let at = listener.local_addr().expect("it listens");
    runtime.spawn(async move { axum::serve(LimitedListener::new(listener), app).await });
    at
}

fn measure(at: SocketAddr, token_file: &Path, batch: usize) -> Value {
    let seconds = u64::try_from(scratch::number("SECONDS", SECONDS)).expect("a count");
    let args = LoadArgs {
        url: format!("http://{at}"),
        token_file: token_file.to_path_buf(),
        connections: CONNECTIONS,
        seconds,
        batch,
        model: None,
        json: true,
    };
    let mut out = Vec::new();
    run(&args, &mut out).expect("the server answers");
    serde_json::from_slice(&out).expect("figures")
}

/// The whole part of a figure.
fn number(figures: &Value, name: &str) -> u64 {
    let text = figures.get(name).map(Value::to_string).unwrap_or_default();
    text.split('.').next().and_then(|whole| whole.parse().ok()).unwrap_or_default()
}

/// Writes the figures of the run in the middle.
fn tell(name: &str, mut all: Vec<Value>) {
    all.sort_by_key(|figures| number(figures, "commands_per_s"));
    let Some(figures) = all.get(all.len() / 2) else { return };
    let field = |name: &str| figures.get(name).map(Value::to_string).unwrap_or_default();
    eprintln!(
        "RATIO speed {}  {name} {} commands/s  echo {}/s  p50 {} ms  p99 {} ms  refused {}",
        field("ratio"),
        field("commands_per_s"),
        field("echo_per_s"),
        field("p50_ms"),
        field("p99_ms"),
        field("refused"),
    );
}

criterion_group!(benches, http);
criterion_main!(benches);
