//! SPECIFICATION split into its parts.
//!
//! In: a temporal formula by its definition. Out: the conjunction of its state predicates as Init, the `A` of
//! `[][A]_v` as Next, every other conjunct as fairness. Definitions and instances are looked through, with their
//! arguments put in place.
//!
//! ```text
//! Spec == Init /\ [][Next]_vars /\ Live      init = Init, next = Next
//! Live == WF_vars(A) /\ SF_vars(B)           fairness = WF_vars(A), SF_vars(B)
//! ```

use super::config::Word;
use super::roles::synthetic;
use super::{Lowering, calls::level_of};
use crate::diag::{Code, Diagnostic};
use crate::ir::{Def, DefId, ExprId, ExprKind, Level, Slot, copy};

struct Split {
    /// Conjuncts with the definition in whose frame they stand.
    init: Vec<(DefId, ExprId)>,
    next: Option<(DefId, ExprId)>,
    other: Vec<(DefId, ExprId)>,
}

pub(super) fn split(l: &mut Lowering<'_>, spec: DefId, word: &Word) {
    let mut s = Split { init: Vec::new(), next: None, other: Vec::new() };
    let body = l.model.def(spec).body;
    walk(l, &mut s, spec, body, &[]);
    l.model.init = match s.init.as_slice() {
        [] => None,
        [(home, e)] => Some(as_def(l, "Init", *home, *e)),
        several => {
            // Each conjunct stays in its own frame: the conjunction calls them.
            let mut items = Vec::new();
            for &(home, e) in several {
                let span = l.model.expr(e).span;
                let def = as_def(l, "Init", home, e);
                items.push(l.push(ExprKind::Call { def, args: Vec::new() }, span));
            }
            let span = l.model.def(spec).span;
            let body = l.push(ExprKind::And(items), span);
            let def = synthetic(l, "Init", spec, body);
            l.model.defs[def.index()].slots.clear();
            Some(def)
        }
    };
    l.model.next = s.next.map(|(home, e)| as_def(l, "Next", home, e));
    l.model.fairness = s.other.into_iter().map(|(home, e)| as_def(l, "fairness", home, e)).collect();
    if l.model.init.is_none() && l.model.next.is_none() && !l.model.vars.is_empty() {
        let place = l.model.def(spec).span;
        let d = Diagnostic::error(Code::CONFIG, format!("`{}` is no specification", word.text));
        let d = if word.span.is_none() { d } else { d.at(word.span, "named here") };
        l.errors.push(
            d.at(place, "defined here").help("a specification has the form `Init /\\ [][Next]_vars`, with fairness after it"),
        );
    }
}

/// The definition itself where the expression only names it.
fn as_def(l: &mut Lowering<'_>, name: &str, home: DefId, e: ExprId) -> DefId {
    match &l.model.expr(e).kind {
        ExprKind::Call { def, args } if args.is_empty() => *def,
        _ => synthetic(l, name, home, e),
    }
}

fn walk(l: &mut Lowering<'_>, s: &mut Split, home: DefId, e: ExprId, lets: &[(Slot, ExprId)]) {
    let span = l.model.expr(e).span;
    let level = level_of(&l.model, e);
    match l.model.expr(e).kind.clone() {
        ExprKind::And(items) if level > Level::State => {
            for i in items {
                walk(l, s, home, i, lets);
            }
        }
        ExprKind::Call { def, args } if level > Level::State => {
            let callee = l.model.def(def).clone();
            if args.is_empty() {
                walk(l, s, def, callee.body, &[]);
                return;
            }
            let outer = l.model.def(home).clone();
            let mut slots = outer.slots.clone();
            let body = copy::inline(&mut l.model.exprs, &callee, &args, &mut slots);
            l.model.defs.push(Def { body, slots, params: Vec::new(), local: true, ..callee });
            let new = DefId(l.model.defs.len() as u32 - 1);
            walk(l, s, new, body, lets);
        }
        ExprKind::Let { slot, value, body } if level > Level::State => {
            let mut inner = lets.to_vec();
            inner.push((slot, value));
            walk(l, s, home, body, &inner);
        }
        ExprKind::Always(inner) => match l.model.expr(inner).kind.clone() {
            ExprKind::BoxAction { action, subscript: _ } => {
                let action = wrap(l, action, lets);
                if let Some((_, first)) = s.next {
                    let first = l.model.expr(first).span;
                    l.errors.push(
                        Diagnostic::error(Code::CONFIG, "the specification has two next-state actions")
                            .at(span, "this is the second")
                            .at(first, "this is the first")
                            .help("join them into one `[][A /\\ B]_v`, or make one of them a PROPERTY"),
                    );
                }
                s.next = Some((home, action));
            }
            _ if level_of(&l.model, inner) <= Level::State => l.errors.push(
                Diagnostic::error(Code::CONFIG, "a condition on every state stands in the specification")
                    .at(span, "this is neither the next-state action nor about fairness")
                    .help("make it a conjunct of the initial predicate and of the next-state action, or a CONSTRAINT; an INVARIANT if it is to be checked"),
            ),
            _ => {
                let e = wrap(l, e, lets);
                s.other.push((home, e));
            }
        },
        // processConfigSpec: a conjunct is a formula, not the name of a variable
        ExprKind::Var(var) if var.index() < l.model.vars.len() => {
            let name = l.model.vars[var.index()].name.clone();
            l.errors.push(
                Diagnostic::error(Code::CONFIG, format!("the specification contains the variable `{name}` where a formula is expected"))
                    .at(span, "a formula is expected here")
                    .help(format!("write `{name} = TRUE` for its first value")),
            );
        }
        _ => {
            let e = wrap(l, e, lets);
            match level {
                Level::Constant | Level::State => s.init.push((home, e)),
                Level::Temporal => s.other.push((home, e)),
                Level::Action => l.errors.push(
                    Diagnostic::error(Code::CONFIG, "the specification contains an action outside `[][…]_v`")
                        .at(span, "this is true of the first step only")
                        .help("write `[][A]_v` for what every step does"),
                ),
            }
        }
    }
}

/// A copy below the LETs around the original.
fn wrap(l: &mut Lowering<'_>, e: ExprId, lets: &[(Slot, ExprId)]) -> ExprId {
    let mut e = e;
    for (slot, value) in lets.iter().rev() {
        let span = l.model.expr(e).span;
        let value = copy::copy_same(&mut l.model.exprs, *value);
        e = l.push(ExprKind::Let { slot: *slot, value, body: e }, span);
    }
    e
}
