//! What the user types, and what comes back: `tlaloc check`, `tlaloc compare`, `tlaloc trace`, `tlaloc translate`, `tlaloc parse`.
//!
//! In: arguments. Out: a report on standard output, diagnostics and progress on standard error, and an exit code
//! (see [`crate::report::kind`]; a wrong command line ends in 1). Nothing but this folder writes to either.

mod aiger;
mod args;
mod certificate;
mod check;
mod compare;
mod emit;
mod foreign;
mod limits;
mod memory;
mod output;
mod parsers;
mod progress;
mod result;
mod shown;
mod signal;
mod trace;

use env_logger::{Target, WriteStyle};
use std::process::ExitCode;

/// Bytes of stack: every stage recurses over the nesting of a specification.
const STACK: usize = 512 << 20;

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let wanted = std::env::var("TLALOC_LOG").unwrap_or_default();
    let style = if output::colors(&std::io::stderr()) { WriteStyle::Always } else { WriteStyle::Never };
    let target = Target::Pipe(Box::new(output::Log));
    env_logger::Builder::new().parse_filters(&log_filter(&wanted)).write_style(style).target(target).init();
    let arguments = match args::Arguments::read() {
        Ok(a) => a,
        Err(e) => {
            let given: Vec<String> = std::env::args().skip(1).collect();
            match foreign::explain(&given, &args::names()).filter(|_| e.use_stderr()) {
                Some(text) => eprint!("{text}"),
                None => drop(e.print()),
            }
            return ExitCode::from(u8::from(e.use_stderr()));
        }
    };
    // a run may leave work behind in another thread
    let arguments: &'static args::Arguments = Box::leak(Box::new(arguments));
    let run = std::thread::Builder::new().name("tlaloc".to_string()).stack_size(STACK).spawn(move || match &arguments.command {
        args::Command::Check(a) => check::run(a, None),
        args::Command::Compare(a) => compare::run(a),
        args::Command::Simulate(a) => check::run(&a.check, Some(a.walks())),
        args::Command::Trace(a) => trace::run(a),
        args::Command::Translate(a) => emit::translate(a),
        args::Command::Parse(a) => emit::parse(a),
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

/// The log filter: only our own stages, since the solver's bindings log every term. `debug` becomes `tlaloc=debug`, `bmc=trace` becomes
/// `tlaloc::bmc=trace`; a target with `::` stays as it is.
fn log_filter(wanted: &str) -> String {
    let ours = |target: &str| target.contains("::") || target.starts_with("tlaloc");
    let directive = |d: &str| match d.split_once('=') {
        _ if d.is_empty() => String::new(),
        None if d.parse::<log::LevelFilter>().is_ok() => format!("tlaloc={d}"),
        None if ours(d) => d.to_string(),
        Some((target, _)) if ours(target) => d.to_string(),
        None | Some(_) => format!("tlaloc::{d}"),
    };
    wanted.split(',').map(str::trim).map(directive).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::log_filter;

    #[test]
    fn levels_and_stages_are_ours() {
        assert_eq!(log_filter(""), "");
        assert_eq!(log_filter("debug"), "tlaloc=debug");
        assert_eq!(log_filter("bmc=trace, eval"), "tlaloc::bmc=trace,tlaloc::eval");
        assert_eq!(log_filter("some::part=debug,tlaloc=info"), "some::part=debug,tlaloc=info");
    }
}
