//! `Spec`, with the fairness that the algorithm and the options ask for.
//!
//! `fair process P \in S` with labels `a:-` and `b:+`, calling a procedure `Q`, gives
//! `\A self \in S : /\ WF_vars((pc[self] # "a") /\ P(self)) /\ SF_vars(b(self)) /\ WF_vars(Q(self))`.
//!
//! `fair+` gives SF for WF and no formulas for `+` labels. Procedures count that a process' text calls, and those that
//! these call. `--fair algorithm` and the option `wfNext` give `WF_vars(Next)`; so do `wf` and `sf` where there are no
//! processes. The option `nof` gives nothing at all.

use super::ast::Fairness;
use super::build;
use super::frame::Me;
use super::init::operator;
use super::options::{Fair, Options};
use super::tree::{Id, Process, Program, Stmt, signed_labels};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Ident, Name, Quantifier, Unit};

/// `Spec == Init /\ [][Next]_vars /\ …`
pub fn spec(program: &Program, options: &Options) -> Unit {
    let span = program.name.span;
    let next = || build::name("Next", span);
    let boxed = Expr::new(ExprKind::BoxAction { action: next(), subscript: vars(span) }, span);
    let mut items = vec![build::name("Init", span), build::apply("[]", vec![boxed], span)];
    let weak_next = match (options.fairness, program.is_concurrent()) {
        (Some(Fair::Nof), true) => false,
        (Some(Fair::WfNext), _) => true,
        (Some(Fair::Nof), false) | (None, _) => program.fair,
        (Some(Fair::Wf | Fair::Sf), false) => true,
        (Some(Fair::Wf | Fair::Sf), true) => program.fair,
    };
    if weak_next {
        items.push(fair(false, next(), span));
    }
    if options.fairness != Some(Fair::Nof) {
        for p in program.processes() {
            items.extend(process(program, p, options));
        }
    }
    operator("Spec", build::and(items, program.span), program)
}

/// The fairness of a process.
fn process(program: &Program, p: &Process, options: &Options) -> Option<Expr> {
    let span = p.name.span;
    let strong = match (p.fairness, options.fairness) {
        (Fairness::Weak, _) | (Fairness::Unfair, Some(Fair::Wf)) => false,
        (Fairness::Strong, _) | (Fairness::Unfair, Some(Fair::Sf)) => true,
        (Fairness::Unfair, Some(Fair::WfNext | Fair::Nof) | None) => return None,
    };
    let me = Me::process(p);
    let mut items = Vec::new();
    body(&me, strong, me.call(&p.name), &p.body, &|label| me.call(label), &mut items);
    for name in called(program, p) {
        if let Some(q) = program.procedures.iter().find(|q| q.name.name == name) {
            let at = |op: &Ident| Expr::apply(op.clone(), me.this.iter().cloned().collect(), op.span);
            body(&me, strong, at(&q.name), &q.body, &at, &mut items);
        }
    }
    let all = build::and(items, span);
    match &p.id {
        Id::One(_) => Some(all),
        Id::Each(set) => Some(build::quantify(Quantifier::Forall, Ident::new("self", span), set.clone(), all, span)),
    }
}

/// The formulas for one body: of the whole, without its `-` labels, and of each `+` label.
fn body(me: &Me, strong: bool, whole: Expr, stmts: &[Stmt], call: &dyn Fn(&Ident) -> Expr, items: &mut Vec<Expr>) {
    let span = whole.span;
    let minus: Vec<Expr> = signed_labels(stmts, false).into_iter().map(|l| build::string(&l.name, l.span)).collect();
    let action = match minus.as_slice() {
        [] => whole,
        [only] => {
            let elsewhere = build::apply("/=", vec![me.own("pc", only.span), only.clone()], only.span);
            build::and(vec![elsewhere, whole], span)
        }
        many => {
            let set = Expr::new(ExprKind::SetEnum(many.to_vec()), span);
            build::and(vec![build::apply("\\notin", vec![me.own("pc", span), set], span), whole], span)
        }
    };
    items.push(fair(strong, action, span));
    if !strong {
        items.extend(signed_labels(stmts, true).into_iter().map(|l| fair(true, call(l), l.span)));
    }
}

/// The procedures that a process calls, and those that they call: first its own in order, then for each the others.
fn called(program: &Program, p: &Process) -> Vec<Name> {
    let mut result = p.calls.clone();
    let mut i = 0;
    while i < result.len() {
        let reached = reachable(program, &result[i]);
        // In the order of declaration, as the reference has it.
        for q in &program.procedures {
            if reached.contains(&q.name.name) && !result.contains(&q.name.name) {
                result.push(q.name.name.clone());
            }
        }
        i += 1;
    }
    result
}

/// The procedures that a procedure calls, through others too.
fn reachable(program: &Program, from: &Name) -> Vec<Name> {
    let mut result: Vec<Name> = Vec::new();
    let mut todo = vec![from.clone()];
    while let Some(name) = todo.pop() {
        for q in program.procedures.iter().filter(|q| q.name.name == name) {
            for callee in &q.calls {
                if !result.contains(callee) {
                    result.push(callee.clone());
                    todo.push(callee.clone());
                }
            }
        }
    }
    result
}

fn fair(strong: bool, action: Expr, span: Span) -> Expr {
    Expr::new(ExprKind::Fairness { strong, subscript: vars(span), action }, span)
}

fn vars(span: Span) -> Expr {
    build::name("vars", span)
}
