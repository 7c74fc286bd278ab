//! Folds: what a pass changes, and what it leaves.

use crate::source::{FileId, Span};
use crate::syntax::ast::{Expr, ExprKind, Ident, Name};
use crate::syntax::fold::{Fold, walk_expr, with_span};
use crate::syntax::{parse_expr, print};

/// Primes free names without arguments, a pass as they are written.
struct Primes {
    bound: Vec<Name>,
}

impl Fold for Primes {
    fn expr(&mut self, e: &Expr) -> Expr {
        match &*e.kind {
            ExprKind::Apply { name, args } if args.is_empty() && !self.bound.contains(&name.name.name) => {
                Expr::apply(Ident::new("'", e.span), vec![e.clone()], e.span)
            }
            _ => walk_expr(self, e),
        }
    }

    fn enter(&mut self, names: &[Name]) {
        self.bound.extend_from_slice(names);
    }

    fn leave(&mut self, names: &[Name]) {
        self.bound.truncate(self.bound.len() - names.len());
    }
}

fn check(input: &str, expected: &str) {
    let e = parse_expr(FileId(0), input).unwrap_or_else(|d| panic!("{input}\n{d:#?}"));
    assert_eq!(print::expr(&Primes { bound: Vec::new() }.expr(&e)), expected, "{input}");
}

#[test]
fn free_names_are_folded_everywhere() {
    check("x + Len(s)", "x' + Len(s')");
    check("[f EXCEPT ![i].a = y]", "[f' EXCEPT ![i'].a = y']");
    check("CASE a -> b [] OTHER -> c", "CASE a' -> b'\n  [] OTHER -> c'");
    check("<<A>>_v", "<<A'>>_(v')");
}

#[test]
fn bound_names_are_left_in_their_scope() {
    check("\\E x \\in x : x = y", "\\E x \\in x' : x = y'");
    check("{x \\in S : x > z}", "{x \\in S' : x > z'}");
    check("[<<i, j>> \\in S |-> i + k]", "[<<i, j>> \\in S' |-> i + k']");
    check("F(LAMBDA x : x + y)", "F(LAMBDA x : x + y')");
    check("LET a == b IN a + b", "LET a == b'\nIN a + b'");
}

#[test]
fn one_place_for_all_nodes() {
    let place = Span::new(FileId(3), 5, 9);
    let e = with_span(&parse_expr(FileId(0), "\\A x \\in S : x[1] = 2").expect("it parses"), place);
    let text = format!("{e:?}");
    assert!(text.contains("3:5..9") && !text.contains("0:"), "{text}");
}
