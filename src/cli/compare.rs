//! `tlaloc compare`: both engines on one model, to the same depth.

use super::args::{Compare, Induction};
use super::check::{fail, model, refuse};
use super::progress::Line;
use super::{memory, output, signal};
use crate::engine::{Cancel, Induct, Options, compare};
use crate::report::text::Style;
use crate::report::{Context, compare as report};
use crate::source::SourceMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Compares, and gives the exit code. The time limit is each engine's.
pub fn run(args: &Compare) -> u8 {
    let args = &args.check;
    let senseless = [
        (args.exhaustive, "--exhaustive"),
        (args.keep_going, "--continue"),
        (args.emit.is_some(), "--emit"),
        (args.engine.is_some(), "--engine"),
        (args.induction != Induction::Auto, "--induction"),
        (args.smt_out.is_some(), "--smt-out"),
    ];
    if let Some((_, option)) = senseless.into_iter().find(|(given, _)| *given) {
        return refuse(&format!("{option} makes no sense for compare, which searches with both engines to --depth"));
    }
    let start = Instant::now();
    let mut sources = SourceMap::new();
    let model = match model(args, &mut sources) {
        Ok(model) => model,
        Err(errors) => return fail(args, &errors, &sources, start),
    };
    let comparison = {
        let line = Line::new();
        let show = |p| line.show(p);
        let options = |cancel| Options {
            depth: Some(args.depth()),
            enough: None,
            timeout: args.timeout.map(Duration::from_secs_f64),
            progress: &show,
            cancel,
            workers: args.workers(),
            lent: Arc::default(),
            keep_going: false,
            memory_limit: args.memory_limit,
            occupied: memory::occupied,
            fingerprints: args.fingerprint_bits.unwrap_or_default(),
            solver: args.solver.backend(),
            induction: Induct::Never,
            reductions: args.reductions.unwrap_or_default(),
            recording: None,
            start,
            assumed: false,
        };
        // One flag each: the time of one is over before that of the other begins.
        let (first, second) = (Cancel::default(), Cancel::default());
        signal::heed(&first);
        signal::heed(&second);
        compare::compare(&model, options(first), options(second))
    };
    let context = Context::new(&model, &sources);
    let code = report::exit_code(&comparison);
    let mut written = true;
    if let Some(path) = &args.json {
        written = output::json(path, &report::json(&comparison, context));
    }
    if args.json.as_deref() != Some(Path::new("-")) {
        let style = Style { plain: args.plain, colour: output::colours(&std::io::stdout()) };
        output::out(&report::text(&comparison, context, style));
    }
    if written { code } else { code.max(1) }
}
