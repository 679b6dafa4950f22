//! The auditor's tool: owns the exit codes, 0 verified, 1 mismatch found, 2 could not be read.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use clap::Parser;
use replay::{Cli, Ending, run};

fn main() -> ExitCode {
    match run(&Cli::parse(), &mut Out(io::stdout().lock())) {
        Ok(Ending::Verified) => ExitCode::SUCCESS,
        Ok(Ending::Mismatch) => ExitCode::from(1),
        Err(failure) => {
            // Not eprintln!, which panics where standard error is closed: the exit code is what counts.
            writeln!(io::stderr(), "yichuang-replay: {failure}").ok();
            ExitCode::from(2)
        }
    }
}

/// Standard output. When whoever read it has left (`| head`), the rest is said to nobody: that is no
/// failure of what was asked for.
struct Out(io::StdoutLock<'static>);

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        unless_left(self.0.write(bytes), bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        unless_left(self.0.flush(), ())
    }
}

/// What was done, where nobody reads any more.
fn unless_left<T>(done: io::Result<T>, instead: T) -> io::Result<T> {
    match done {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(instead),
        Ok(_) | Err(_) => done,
    }
}
