//! Names in an expression replaced, bound names left alone.
//!
//! In: an expression and what to put for a free name. Out: the expression with every free occurrence replaced.
//! Field names, record keys and operator names of definitions are no occurrences. A name that an enclosing
//! quantifier, LET, LAMBDA or the like binds is not free.
//!
//! With `x` ↦ `x'`: `x + Len(r.x)` becomes `x' + Len(r.x)`, and `{x \in S : x > 0}` stays.

use crate::syntax::ast::{Expr, ExprKind, Ident, Name, PathElem};
use crate::syntax::fold::{self, Fold, walk_expr, walk_path};
use std::cell::RefCell;

/// What to put in the place of a free name; `None` leaves it.
pub type Replace<'a> = dyn Fn(&Ident) -> Option<Expr> + 'a;

/// `e` with its free names replaced, the `hidden` ones counting as bound.
pub fn rewrite(e: &Expr, hidden: &[Name], replace: &Replace) -> Expr {
    Rewriter { hidden: hidden.to_vec(), replace, shadowed: Vec::new() }.expr(e)
}

/// The names that would be replaced if they were not bound.
pub fn shadowed(e: &Expr, hidden: &[Name], replace: &Replace) -> Vec<Ident> {
    let mut r = Rewriter { hidden: hidden.to_vec(), replace, shadowed: Vec::new() };
    r.expr(e);
    r.shadowed
}

/// The free names of an expression, operators included.
pub fn free_names(e: &Expr, hidden: &[Name]) -> Vec<Name> {
    let seen = RefCell::new(Vec::new());
    let replace = |name: &Ident| {
        seen.borrow_mut().push(name.clone());
        Some(Expr::apply(name.clone(), Vec::new(), name.span))
    };
    let bound = shadowed(e, hidden, &replace);
    let seen = seen.into_inner().into_iter();
    seen.filter(|n| !bound.iter().any(|b| b.span == n.span)).map(|n| n.name).collect()
}

/// The same for the path of an assignment's left side.
pub fn rewrite_path(path: &[PathElem], hidden: &[Name], replace: &Replace) -> Vec<PathElem> {
    let mut r = Rewriter { hidden: hidden.to_vec(), replace, shadowed: Vec::new() };
    walk_path(&mut r, path)
}

struct Rewriter<'a> {
    hidden: Vec<Name>,
    replace: &'a Replace<'a>,
    shadowed: Vec<Ident>,
}

impl Rewriter<'_> {
    fn lookup(&mut self, name: &Ident) -> Option<Expr> {
        let new = (self.replace)(name)?;
        if self.hidden.contains(&name.name) {
            self.shadowed.push(name.clone());
            return None;
        }
        Some(new)
    }
}

impl Fold for Rewriter<'_> {
    fn expr(&mut self, e: &Expr) -> Expr {
        let ExprKind::Apply { name, args } = &*e.kind else { return walk_expr(self, e) };
        let args = fold::exprs(self, args);
        if name.prefix.is_empty()
            && let Some(new) = self.lookup(&name.name)
        {
            return applied(new, args, e);
        }
        Expr::new(ExprKind::Apply { name: fold::gen_name(self, name), args }, e.span)
    }

    fn enter(&mut self, names: &[Name]) {
        self.hidden.extend_from_slice(names);
    }

    fn leave(&mut self, names: &[Name]) {
        self.hidden.truncate(self.hidden.len() - names.len());
    }
}

/// `new` in the place of a name with `args`: a plain name takes the arguments over, anything else cannot have
/// any, so that the application stays as written for a later stage to reject.
fn applied(new: Expr, args: Vec<Expr>, old: &Expr) -> Expr {
    if args.is_empty() {
        return new;
    }
    let mut kind = (*old.kind).clone();
    if let (ExprKind::Apply { name, args: old_args }, ExprKind::Apply { name: new_name, args: none }) = (&mut kind, *new.kind)
        && none.is_empty()
    {
        *name = new_name;
        *old_args = args;
    }
    Expr::new(kind, old.span)
}
