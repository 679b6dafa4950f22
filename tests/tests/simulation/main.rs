//! The whole engine on simulated clocks and journals. One `u64` is the run:
//! `SEED=123 cargo test -p tests --test simulation` repeats it exactly.
//!
//! `pure` plays the two threads by hand, so that a crash can fall between any two steps; `threads` drives
//! the real pipeline over a journal whose appends fail.

mod journal;
mod pure;
mod threads;

/// The seeds of a test: the one in `SEED`, or as many as are given.
fn seeds(count: u64) -> std::ops::Range<u64> {
    match std::env::var("SEED") {
        Ok(seed) => {
            let seed: u64 = seed.parse().expect("SEED is a u64");
            seed..seed + 1
        }
        Err(_) => 0..count,
    }
}
