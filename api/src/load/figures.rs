//! What a load measured.

use std::io::{self, Write};
use std::time::Duration;

use hdrhistogram::Histogram;
use serde::Serialize;

/// What one connection, or all of them, counted.
#[derive(Clone, Debug)]
pub(super) struct Count {
    pub(super) commands: u64,
    pub(super) events: u64,
    pub(super) refused: u64,
    /// Microseconds of each request.
    pub(super) latency: Histogram<u64>,
}

/// Longest latency that is told apart, in microseconds: a minute.
const LATENCY_US_MAX: u64 = 60_000_000;

impl Count {
    pub(super) fn new() -> anyhow::Result<Count> {
        let latency = Histogram::new_with_bounds(1, LATENCY_US_MAX, 3)?;
        Ok(Count { commands: 0, events: 0, refused: 0, latency })
    }

    pub(super) fn add(&mut self, other: &Count) -> anyhow::Result<()> {
        self.commands += other.commands;
        self.events += other.events;
        self.refused += other.refused;
        Ok(self.latency.add(&other.latency)?)
    }

    pub(super) fn request(&mut self, took: Duration) {
        let us = u64::try_from(took.as_micros()).unwrap_or(LATENCY_US_MAX);
        self.latency.saturating_record(us);
    }
}

/// The figures of a load.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// Commands that were carried out.
    pub commands: u64,
    /// Events they had.
    pub events: u64,
    /// How long it was measured.
    pub seconds: f64,
    /// Commands a second.
    pub commands_per_s: f64,
    /// Median of a request.
    pub p50_ms: f64,
    /// 99 of 100 requests were faster.
    pub p99_ms: f64,
    /// 999 of 1 000 requests were faster.
    pub p999_ms: f64,
    /// The same bodies to the echo: commands a second without the engine.
    pub echo_per_s: f64,
    /// Commands against echoes.
    pub ratio: f64,
    /// Commands that were refused or turned away.
    pub refused: u64,
    /// Connections at a time.
    pub connections: usize,
    /// Commands of a request.
    pub batch: usize,
}

#[expect(clippy::float_arithmetic, reason = "figures for people, nothing is decided by them")]
impl Figures {
    pub(super) fn of(
        count: &Count,
        took: Duration,
        echo: (&Count, Duration),
        shape: (usize, usize),
    ) -> Figures {
        let commands_per_s = per_second(count.commands, took);
        let echo_per_s = per_second(echo.0.commands, echo.1);
        let ms = |quantile| float(count.latency.value_at_quantile(quantile)) / 1_000.0;
        Figures {
            commands: count.commands,
            events: count.events,
            seconds: took.as_secs_f64(),
            commands_per_s,
            p50_ms: ms(0.5),
            p99_ms: ms(0.99),
            p999_ms: ms(0.999),
            echo_per_s,
            ratio: if echo_per_s > 0.0 { commands_per_s / echo_per_s } else { 0.0 },
            refused: count.refused,
            connections: shape.0,
            batch: shape.1,
        }
    }

    /// Says it for people.
    pub fn print(&self, out: &mut impl Write) -> io::Result<()> {
        let events_per_s = float(self.events) / self.seconds.max(f64::MIN_POSITIVE);
        writeln!(out, "{} connections, {} commands a request", self.connections, self.batch)?;
        writeln!(
            out,
            "{:.0} commands/s, {events_per_s:.0} events/s ({} commands in {:.1} s, {} refused)",
            self.commands_per_s, self.commands, self.seconds, self.refused
        )?;
        writeln!(
            out,
            "request p50 {:.2} ms, p99 {:.2} ms, p99.9 {:.2} ms",
            self.p50_ms, self.p99_ms, self.p999_ms
        )?;
        writeln!(out, "echo {:.0}/s, ratio {:.2}", self.echo_per_s, self.ratio)
    }
}

#[expect(clippy::float_arithmetic, reason = "a figure for people")]
fn per_second(count: u64, took: Duration) -> f64 {
    float(count) / took.as_secs_f64().max(f64::MIN_POSITIVE)
}

fn float(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}
