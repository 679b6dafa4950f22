//! Where benches write: directories on the disk that is measured, removed afterwards.

use std::path::Path;

use tempfile::TempDir;

/// A new directory below `BENCH_DIR`, where that is set, or below the one given. The system's own temporary
/// directory is not used, because it is often kept in memory, where syncs cost nothing.
///
/// # Panics
/// Where no directory can be made.
pub fn dir(below: &str) -> TempDir {
    let below = std::env::var("BENCH_DIR").unwrap_or_else(|_| below.to_owned());
    std::fs::create_dir_all(Path::new(&below)).expect("the directory for benches can be made");
    tempfile::Builder::new().prefix("yichuang-bench-").tempdir_in(below).expect("a directory")
}

/// A number from the environment, or the usual one.
///
/// # Panics
/// Where the variable is set and is no number.
pub fn number(variable: &str, usual: usize) -> usize {
    std::env::var(variable).map_or(usual, |text| {
        text.parse().unwrap_or_else(|error| panic!("{variable}={text}: {error}"))
    })
}
