//! `tlaloc trace`: a trace from a file, shown, and replayed if a specification is given.

use super::args::{Modules, out_help};
use super::check::{forms_exist, refuse, write_form};
use super::limits::Limits;
use super::output::{self, Delivered};
use super::parsers::{constant, on_off, root};
use super::shown::Shown;
use crate::api::{Error, Load, Report, Spec, read_trace, replay};
use clap::{ArgAction, Args};
use std::path::PathBuf;

#[derive(Args, Debug)]
pub struct TraceArgs {
    /// Trace in the Informal Trace Format, or as TLC's -dumpTrace json
    pub file: PathBuf,
    /// Root module of the specification, in which the trace is replayed; without it the values are shown as they are in the file
    #[arg(long, value_name = "SPEC", value_parser = root)]
    pub spec: Option<PathBuf>,
    /// TLC configuration file [default: SPEC.cfg if it exists]
    #[arg(long, value_name = "FILE", requires = "spec")]
    pub config: Option<PathBuf>,
    /// Invariant to check, a name or an expression, in place of the configured ones; repeatable
    #[arg(long = "invariant", value_name = "NAME|EXPRESSION", requires = "spec")]
    pub invariants: Vec<String>,
    /// Temporal property to check, in place of the configured ones; repeatable
    #[arg(long = "property", value_name = "NAME", requires = "spec")]
    pub properties: Vec<String>,
    /// Initial predicate, in place of the configured one
    #[arg(long, value_name = "NAME", requires = "spec")]
    pub init: Option<String>,
    /// Next-state action, in place of the configured one
    #[arg(long, value_name = "NAME", requires = "spec")]
    pub next: Option<String>,
    /// Value of a constant, as in a .cfg: 'Users={u1,u2}'; repeatable
    #[arg(long = "const", value_name = "NAME=VALUE", value_parser = constant, requires = "spec")]
    pub constants: Vec<(String, String)>,
    /// Predicate over the constants without a value, which the trace gives
    #[arg(long, value_name = "NAME", requires = "spec")]
    pub const_init: Option<String>,
    /// Whether a state without a successor is an error [default: as configured, else on]
    #[arg(long, value_name = "on|off", value_parser = on_off, action = ArgAction::Set, requires = "spec")]
    pub deadlock: Option<bool>,
    /// Files for the trace, in the forms of their extensions
    #[arg(long, value_name = "FILE", help = out_help())]
    pub out: Vec<PathBuf>,
    #[command(flatten)]
    pub shown: Shown,
    #[command(flatten)]
    pub modules: Modules,
}

/// Shows a trace, and returns the exit code: 1 if the file is no trace, or none of the specification's.
pub fn run(args: &TraceArgs) -> u8 {
    if let Err(why) = forms_exist(&args.out) {
        return refuse(&why);
    }
    if args.spec.is_none() && !args.shown.expressions.is_empty() {
        return refuse("--expr needs --spec SPEC: the specification says what the values in the file are");
    }
    let text = match std::fs::read_to_string(&args.file) {
        Ok(text) => text,
        Err(why) => return refuse(&format!("cannot read {}: {why}", args.file.display())),
    };
    let report = match report(args, &text) {
        Ok(report) => report,
        Err((error, code)) => {
            output::error(&error);
            return code;
        }
    };
    let selected = args.shown.select(&report);
    let shown = selected.as_ref().unwrap_or(&report);
    let style = args.shown.style(false);
    let delivered = args.out.iter().fold(output::out(&shown.text(style)), |delivered: Delivered, path| {
        delivered.and(write_form(&report, shown, style, path, &Limits::none()))
    });
    delivered.exit_code(0)
}

/// The trace with what is wrong with it. An error comes with its exit code.
fn report(args: &TraceArgs, text: &str) -> Result<Report, (Error, u8)> {
    let Some(spec) = &args.spec else {
        return read_trace(text).map_err(|e| (e, 1));
    };
    let spec: Spec = load(args, spec).read_here().map_err(|e| {
        let code = e.verdict.exit_code();
        (e, code)
    })?;
    output::drawn(&spec.warnings(output::colored()));
    let behavior = replay(&spec, text).map_err(|e| (e, 1))?;
    Ok(behavior.report(&spec).evaluated(&spec))
}

fn load(args: &TraceArgs, spec: &std::path::Path) -> Load {
    let mut load = args.modules.load(spec);
    if let Some(path) = &args.config {
        load = load.config_file(path);
    }
    load = args.invariants.iter().fold(load, Load::invariant);
    load = args.properties.iter().fold(load, Load::property);
    load = args.constants.iter().fold(load, |load, (name, value)| load.constant(name, value));
    load = args.init.iter().fold(load, Load::init);
    load = args.next.iter().fold(load, Load::next);
    load = args.const_init.iter().fold(load, Load::const_init);
    load = args.deadlock.iter().fold(load, |load, is_error| load.deadlock(*is_error));
    args.shown.expressions.iter().fold(load, Load::expression)
}
