//! TLA+ expressions put together from parts.
//!
//! In: parts and a span. Out: an [`Expr`] with that span. A list of one conjunct is the conjunct, an empty
//! one is TRUE, so that `/\ x' = 1` alone becomes `x' = 1`.

use crate::source::Span;
use crate::syntax::ast::{Bound, Expr, ExprKind, Ident, Junction, Name, OpDecl, OpDef, Pattern, Quantifier, Unit, UnitKind};

pub fn name(name: &str, span: Span) -> Expr {
    Expr::name(name, span)
}

/// `op(args)`, infix, prefix and postfix spellings included.
pub fn apply(op: &str, args: Vec<Expr>, span: Span) -> Expr {
    Expr::apply(Ident::new(op, span), args, span)
}

pub fn string(text: &str, span: Span) -> Expr {
    Expr::new(ExprKind::String(text.into()), span)
}

pub fn truth(span: Span) -> Expr {
    Expr::new(ExprKind::Bool(true), span)
}

pub fn equal(left: Expr, right: Expr, span: Span) -> Expr {
    apply("=", vec![left, right], span)
}

pub fn member(element: Expr, set: Expr, span: Span) -> Expr {
    apply("\\in", vec![element, set], span)
}

/// `x'`
pub fn prime(e: Expr) -> Expr {
    let span = e.span;
    apply("'", vec![e], span)
}

/// `function[argument]`
pub fn index(function: Expr, argument: Expr, span: Span) -> Expr {
    Expr::new(ExprKind::FnApp { function, args: vec![argument] }, span)
}

pub fn field(record: Expr, name: Ident, span: Span) -> Expr {
    Expr::new(ExprKind::Field { record, name }, span)
}

pub fn tuple(items: Vec<Expr>, span: Span) -> Expr {
    Expr::new(ExprKind::Tuple(items), span)
}

pub fn and(items: Vec<Expr>, span: Span) -> Expr {
    junction(Junction::And, items, span)
}

pub fn or(items: Vec<Expr>, span: Span) -> Expr {
    junction(Junction::Or, items, span)
}

fn junction(op: Junction, mut items: Vec<Expr>, span: Span) -> Expr {
    match items.len() {
        0 => Expr::new(ExprKind::Bool(op == Junction::And), span),
        1 => items.remove(0),
        _ => Expr::new(ExprKind::Junction { op, items }, span),
    }
}

/// `x \in set`, to bind.
pub fn bound(x: Ident, set: Expr) -> Bound {
    Bound { pattern: Pattern::Names(vec![x]), set: Some(set) }
}

pub fn quantify(quantifier: Quantifier, x: Ident, set: Expr, body: Expr, span: Span) -> Expr {
    Expr::new(ExprKind::Quant { quantifier, bounds: vec![bound(x, set)], body }, span)
}

/// `[x \in set |-> body]`
pub fn function(x: Ident, set: Expr, body: Expr, span: Span) -> Expr {
    Expr::new(ExprKind::FnCtor { bounds: vec![bound(x, set)], body }, span)
}

/// The unchanged variables as the reference writes them: `UNCHANGED <<x, y>>`, `UNCHANGED longer`, `x' = x`;
/// nothing where there are none.
pub fn unchanged(names: &[Name], span: Span) -> Option<Expr> {
    match names {
        [] => None,
        [x] if x.chars().count() > 5 => Some(apply("UNCHANGED", vec![name(x, span)], span)),
        [x] => Some(equal(prime(name(x, span)), name(x, span), span)),
        many => {
            let items = many.iter().map(|x| name(x, span)).collect();
            Some(apply("UNCHANGED", vec![tuple(items, span)], span))
        }
    }
}

/// `name(params) == body`
pub fn define(name: Ident, params: Vec<Ident>, body: Expr, span: Span) -> Unit {
    let params = params.into_iter().map(|name| OpDecl { name, arity: 0 }).collect();
    Unit { kind: UnitKind::Operator(OpDef { name, params, body }), local: false, span }
}
