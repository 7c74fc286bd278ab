//! The definitions after the actions: `Terminating`, `Next`, `Termination`.
//!
//! `Next == Single \/ (\E self \in ProcSet: Proc(self)) \/ (\E self \in S: P(self)) \/ Terminating`: single processes
//! first, then procedures, then process sets, each in order.

use super::build;
use super::frame::{Frame, Me};
use super::init::operator;
use super::tree::{Id, Program};
use crate::source::Span;
use crate::syntax::ast::{Expr, Ident, Quantifier, Unit};

/// `Terminating` and `Next`. `labels`: the actions of an algorithm without processes.
pub fn next(program: &Program, frame: &Frame, labels: &[Ident]) -> Vec<Unit> {
    let span = program.span;
    let mut units = Vec::new();
    let mut items: Vec<Expr> = Vec::new();
    if frame.concurrent {
        let me = Me::parameter(span);
        for p in program.processes() {
            match &p.id {
                Id::One(_) => items.push(Me::nobody().call(&p.name)),
                Id::Each(_) => {}
            }
        }
        let procedures: Vec<Expr> = program.procedures.iter().map(|p| me.call(&p.name)).collect();
        if !procedures.is_empty() {
            let set = build::name("ProcSet", program.name.span);
            items.push(exists(set, build::or(procedures, span), span));
        }
        for p in program.processes() {
            match &p.id {
                Id::One(_) => {}
                Id::Each(set) => items.push(exists(set.clone(), me.call(&p.name), p.span)),
            }
        }
    } else {
        items.extend(program.procedures.iter().map(|p| Me::nobody().call(&p.name)));
        items.extend(labels.iter().map(|l| Me::nobody().call(l)));
    }
    if frame.has_done_disjunct {
        let stutter = build::apply("UNCHANGED", vec![build::name("vars", span)], span);
        units.push(operator("Terminating", build::and(vec![all_done(frame, program.name.span), stutter], span), program));
        items.push(build::name("Terminating", program.name.span));
    }
    units.push(operator("Next", build::or(items, span), program));
    units
}

/// `Termination == <>(every process is done)`, where that can be.
pub fn termination(program: &Program, frame: &Frame) -> Option<Unit> {
    let span = program.name.span;
    frame.has_terminating.then(|| operator("Termination", build::apply("<>", vec![all_done(frame, span)], span), program))
}

/// `\A self \in ProcSet: pc[self] = "Done"`
fn all_done(frame: &Frame, span: Span) -> Expr {
    let me = if frame.concurrent { Me::parameter(span) } else { Me::nobody() };
    let done = build::equal(me.own("pc", span), build::string("Done", span), span);
    match me.param {
        Some(this) => build::quantify(Quantifier::Forall, this, build::name("ProcSet", span), done, span),
        None => done,
    }
}

fn exists(set: Expr, body: Expr, span: Span) -> Expr {
    build::quantify(Quantifier::Exists, Ident::new("self", set.span), set, body, span)
}
