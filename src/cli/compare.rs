//! `tlaloc compare`: both engines on one model, to the same depth.

use super::args::{Compare, Vacuity};
use super::check::{read_within, refuse, style};
use super::limits::Limits;
use super::output::Delivered;
use super::progress::Lines;
use super::result::ResultFile;
use super::{memory, output, signal};
use crate::engine::{
    BoundedOptions, Cancel, Capability, ENGINES, Engine, ExplicitOptions, Goal, Induct, Options, Resources, Walks, compare,
};
use crate::report::Context;
use crate::report::compare::{Report, json, text};
use std::time::{Duration, Instant};

/// Compares two engines, and returns the exit code. The time limit is for each engine.
pub fn run(args: &'static Compare) -> u8 {
    let args = &args.check;
    let comparable: Vec<&dyn Engine> = ENGINES.iter().filter(|e| e.capabilities().has(Capability::Survey)).copied().collect();
    let [one, other, ..] = comparable[..] else { return refuse("there must be two engines to compare") };
    let start = Instant::now();
    // one flag each: the time limit of one engine does not stop the other
    let (reading, first, second) = (Cancel::default(), Cancel::default(), Cancel::default());
    for flag in [&reading, &first, &second] {
        signal::handle(flag);
    }
    let limits = Limits::new(start, args.timeout, args.memory_limit, &reading);
    let out = match args.json.as_deref().map(ResultFile::begin).transpose() {
        Ok(out) => out,
        Err(why) => return refuse(&why),
    };
    let (model, sources) = match read_within(args, &limits, start) {
        Ok(read) => read,
        Err(failure) => return failure.deliver(out, &limits),
    };
    let comparison = {
        let lines = Lines::new();
        let ceiling = memory::ceiling(args.memory_limit);
        let exhausted = || memory::is_used_up(ceiling);
        let show = |p| lines.show(p);
        let print = |text: &str| lines.print(text);
        let options = |cancel| Options {
            goal: Goal { depth: Some(args.depth()), ..Goal::default() },
            resources: Resources {
                workers: args.workers(),
                memory_limit: args.memory_limit,
                occupied: memory::occupied,
                exhausted: &exhausted,
                start,
                timeout: args.timeout.map(Duration::from_secs_f64),
                cancel,
                progress: &show,
                print: &print,
            },
            explicit: ExplicitOptions { fingerprints: args.fingerprint_bits.unwrap_or_default(), ..ExplicitOptions::default() },
            bounded: BoundedOptions {
                solver: args.solver,
                induction: Induct::Never,
                reductions: args.reductions.unwrap_or_default(),
                ..BoundedOptions::default()
            },
            walks: Walks::default(),
        };
        compare::compare(&model, (one, options(first)), (other, options(second.clone())))
    };
    let Some(comparison) = comparison else { return refuse("these engines cannot be compared") };
    let report = Report::new(&comparison, Context::new(&model, &sources), args.vacuity == Vacuity::Error);
    let code = report.exit_code;
    // the report gets the same time limit as a search
    let limits = Limits::new(Instant::now(), args.timeout, None, &second);
    let delivered = limits.deliver(move |limits| {
        let mut delivered = Delivered::Yes;
        if out.as_ref().is_none_or(|out| !out.is_stdout()) {
            delivered = output::out(&text::text(&report, style(args)));
        }
        match out.map(|out| out.finish(&json::object(&report), limits)) {
            Some(Delivered::Yes) | None => delivered,
            Some(other) => other,
        }
    });
    delivered.unwrap_or(Delivered::Cut).exit_code(code)
}
