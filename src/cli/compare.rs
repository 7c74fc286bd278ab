//! `tlaloc compare`: both engines on one model, to the same depth.

use super::args::{Compare, Vacuity};
use super::check::{read_within, refuse, searching, style, timeout};
use super::limits::Limits;
use super::output::Delivered;
use super::progress::Lines;
use super::result::ResultFile;
use super::{memory, output, signal};
use crate::api::{Handle, Options, compare_with};
use std::time::Instant;

/// Compares two engines, and returns the exit code. The time limit is for each engine.
pub fn run(args: &'static Compare) -> u8 {
    let args = &args.check;
    let start = Instant::now();
    // a handle each: the time limit of one engine does not stop the other
    let (reading, first, second) = (Handle::new(), Handle::new(), Handle::new());
    for handle in [&reading, &first, &second] {
        signal::cancels(handle);
    }
    let limits = Limits::new(start, args.timeout, args.memory_limit, &reading);
    let out = match args.json.as_deref().map(ResultFile::begin).transpose() {
        Ok(out) => out,
        Err(why) => return refuse(&why),
    };
    let spec = match read_within(args, &limits, start) {
        Ok(spec) => spec,
        Err(failure) => return failure.deliver(out, &limits),
    };
    let report = {
        let lines = Lines::new();
        let ceiling = memory::ceiling(args.memory_limit);
        let options = searching(args)
            .strict(args.vacuity == Vacuity::Error)
            .memory(memory::occupied, move || memory::is_used_up(ceiling))
            .progress(|p| lines.show(p))
            .print(|text| lines.print(text));
        let options = timeout(args).fold(options, Options::timeout);
        let options = args.memory_limit.into_iter().fold(options, Options::memory_limit);
        compare_with(&spec, args.depth(), &options.clone().handle(&first), &options.handle(&second))
    };
    let code = report.exit_code;
    // the report gets the same time limit as a search
    let limits = Limits::new(Instant::now(), args.timeout, None, &second);
    let delivered = limits.deliver(move |limits| {
        let mut delivered = Delivered::Yes;
        if out.as_ref().is_none_or(|out| !out.is_stdout()) {
            delivered = output::out(&report.text(style(args)));
        }
        match out.map(|out| out.finish(&report.json(), limits)) {
            Some(Delivered::Yes) | None => delivered,
            Some(other) => other,
        }
    });
    delivered.unwrap_or(Delivered::Cut).exit_code(code)
}
