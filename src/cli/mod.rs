//! What the user types, and what comes back: `tlaloc check`, `tlaloc translate`, `tlaloc parse`.
//!
//! In: arguments. Out: a report on standard output, diagnostics and progress on standard error, and an exit code
//! (see [`crate::report::kind`]; a wrong command line ends in 1). Nothing but this folder writes to either.

mod args;
mod check;
mod emit;
mod output;
mod progress;

use clap::Parser;
use std::process::ExitCode;

/// Specifications nest deeply, and every stage follows the nesting by recursion.
const STACK: usize = 512 << 20;

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    env_logger::Builder::from_env(env_logger::Env::new().filter("TLALOC_LOG")).init();
    let arguments = match args::Arguments::try_parse() {
        Ok(a) => a,
        Err(e) => {
            let _ = e.print();
            return ExitCode::from(u8::from(e.use_stderr()));
        }
    };
    let run = std::thread::Builder::new().name("tlaloc".to_string()).stack_size(STACK).spawn(move || match arguments.command {
        args::Command::Check(a) => check::run(&a),
        args::Command::Translate(a) => emit::translate(&a),
        args::Command::Parse(a) => emit::parse(&a),
    });
    match run.map(|thread| thread.join()) {
        Ok(Ok(code)) => ExitCode::from(code),
        // The panic's own message names the stage and has been printed.
        Ok(Err(_)) => {
            eprintln!("internal error: this is a bug in Tlaloc, please report it with the specification");
            ExitCode::from(255)
        }
        Err(e) => {
            eprintln!("cannot start: {e}");
            ExitCode::from(255)
        }
    }
}
