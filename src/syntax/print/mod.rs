//! The tree → TLA+ text that parses back to the same tree, places aside.
//!
//! In: a module, a unit or an expression. Out: text for `--emit=ast` and for showing a translation. An
//! operand is printed in parentheses unless its operator certainly binds tighter. A conjunction or
//! disjunction becomes a bulleted list where nothing can follow it on its line ([`Follower::Tail`]), and
//! stands in parentheses elsewhere.
//!
//! ```text
//! Next == /\ x' = x + 1
//!         /\ \/ y' = 0
//!            \/ UNCHANGED y
//! ```

mod operator;
mod pluscal;
mod unit;

use super::ast::*;
use operator::{Shape, shape};

/// Prints a module, ending with its `====`.
pub fn module(m: &Module) -> String {
    let mut p = Printer::default();
    p.module(m);
    p.out
}

/// Prints one unit, without a line break at its end.
pub fn unit(u: &Unit) -> String {
    let mut p = Printer::default();
    p.unit(u);
    p.out
}

/// Prints an expression.
pub fn expr(e: &Expr) -> String {
    let mut p = Printer::default();
    p.expr(e, Follower::Tail);
    p.out
}

/// What may follow an expression on its line.
#[derive(Clone, Copy, PartialEq)]
enum Follower {
    /// Nothing.
    Tail,
    /// Something that ends every expression: a closing bracket, a comma, THEN.
    Closed,
    /// An arrow or a box of CASE, the colon of a quantifier: no construct that is open to the right.
    Guarded,
    /// An operand: of an infix operator with this range's top, or of something tighter.
    Operand(u8),
}

/// What binds tighter than every operator.
const TIGHT: u8 = u8::MAX;

#[derive(Default)]
struct Printer {
    out: String,
}

impl Printer {
    fn push(&mut self, s: &str) {
        self.out.push_str(s);
    }

    /// Characters on the current line.
    fn column(&self) -> usize {
        let line = self.out.rfind('\n').map_or(0, |i| i + 1);
        self.out[line..].chars().count()
    }

    fn line(&mut self, column: usize) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', column));
    }

    fn list<T>(&mut self, items: &[T], separator: &str, mut each: impl FnMut(&mut Printer, &T)) {
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.push(separator);
            }
            each(self, item);
        }
    }

    fn names(&mut self, names: &[Ident]) {
        self.list(names, ", ", |p, n| p.push(&n.name));
    }

    fn exprs(&mut self, items: &[Expr]) {
        self.list(items, ", ", |p, e| p.expr(e, Follower::Closed));
    }

    fn pattern(&mut self, pattern: &Pattern) {
        match pattern {
            Pattern::Names(names) => self.names(names),
            Pattern::Tuple(names) => {
                self.push("<<");
                self.names(names);
                self.push(">>");
            }
        }
    }

    fn bounds(&mut self, bounds: &[Bound]) {
        self.list(bounds, ", ", Printer::bound);
    }

    fn bound(&mut self, b: &Bound) {
        self.pattern(&b.pattern);
        if let Some(set) = &b.set {
            self.push(" \\in ");
            self.expr(set, Follower::Guarded);
        }
    }

    /// `I(a)!J!`
    fn prefix(&mut self, name: &GenName) {
        for (i, args) in &name.prefix {
            self.push(&i.name);
            self.args(args);
            self.push("!");
        }
    }

    fn args(&mut self, args: &[Expr]) {
        if !args.is_empty() {
            self.push("(");
            self.exprs(args);
            self.push(")");
        }
    }

    fn fields(&mut self, fields: &[(Ident, Expr)], arrow: &str) {
        self.push("[");
        self.list(fields, ", ", |p, (name, e)| {
            p.push(&format!("{}{arrow}", name.name));
            p.expr(e, Follower::Closed);
        });
        self.push("]");
    }

    fn path(&mut self, path: &[PathElem]) {
        for step in path {
            match step {
                PathElem::Index(args) => {
                    self.push("[");
                    self.exprs(args);
                    self.push("]");
                }
                PathElem::Field(name) => self.push(&format!(".{}", name.name)),
            }
        }
    }

    /// The subscript of an action or of WF_: a name or something in brackets.
    fn subscript(&mut self, e: &Expr) {
        let bare = match &*e.kind {
            ExprKind::Apply { name, args } => args.is_empty() && name.prefix.iter().all(|(_, a)| a.is_empty()),
            ExprKind::Tuple(_) => true,
            _ => false,
        };
        if bare {
            return self.expr(e, Follower::Operand(TIGHT));
        }
        self.push("(");
        self.expr(e, Follower::Closed);
        self.push(")");
    }

    /// Prints `e`, in parentheses where its place demands them.
    fn expr(&mut self, e: &Expr, place: Follower) {
        let parenthesise = match (shape(e), place) {
            (Shape::Atom, _) | (_, Follower::Tail) => false,
            (Shape::Bullets, _) => true,
            (Shape::Open, place) => place != Follower::Closed,
            (Shape::Operator { low, .. }, Follower::Operand(top)) => low <= top,
            (Shape::Operator { .. }, Follower::Closed | Follower::Guarded) => false,
        };
        if parenthesise {
            self.push("(");
            self.kind(e, Follower::Closed);
            self.push(")");
        } else {
            self.kind(e, place);
        }
    }

    fn kind(&mut self, e: &Expr, place: Follower) {
        let open = if place == Follower::Tail { Follower::Tail } else { Follower::Closed };
        match &*e.kind {
            ExprKind::Apply { name, args } => self.apply(name, args, e, open),
            ExprKind::Junction { op, items } => self.junction(*op, items, place),
            ExprKind::Number(n) => self.push(n),
            ExprKind::String(s) => self.string(s),
            ExprKind::Bool(true) => self.push("TRUE"),
            ExprKind::Bool(false) => self.push("FALSE"),
            ExprKind::BuiltinSet(BuiltinSet::Boolean) => self.push("BOOLEAN"),
            ExprKind::BuiltinSet(BuiltinSet::String) => self.push("STRING"),
            ExprKind::Quant { quantifier, bounds, body } => {
                self.push(if *quantifier == Quantifier::Forall { "\\A " } else { "\\E " });
                self.bounds(bounds);
                self.push(" : ");
                self.expr(body, open);
            }
            ExprKind::TemporalQuant { quantifier, names, body } => {
                self.push(if *quantifier == Quantifier::Forall { "\\AA " } else { "\\EE " });
                self.names(names);
                self.push(" : ");
                self.expr(body, open);
            }
            ExprKind::Choose { bound, body } => {
                self.push("CHOOSE ");
                self.bound(bound);
                self.push(" : ");
                self.expr(body, open);
            }
            ExprKind::SetEnum(items) => {
                self.push("{");
                self.exprs(items);
                self.push("}");
            }
            ExprKind::SetFilter { bound, body } => {
                self.push("{");
                self.bound(bound);
                self.push(" : ");
                self.expr(body, Follower::Closed);
                self.push("}");
            }
            ExprKind::SetMap { body, bounds } => {
                self.push("{");
                self.expr(body, Follower::Operand(TIGHT));
                self.push(" : ");
                self.bounds(bounds);
                self.push("}");
            }
            ExprKind::FnCtor { bounds, body } => {
                self.push("[");
                self.bounds(bounds);
                self.push(" |-> ");
                self.expr(body, Follower::Closed);
                self.push("]");
            }
            ExprKind::FnSet { domain, range } => {
                self.push("[");
                self.expr(domain, Follower::Guarded);
                self.push(" -> ");
                self.expr(range, Follower::Closed);
                self.push("]");
            }
            ExprKind::Record(fields) => self.fields(fields, " |-> "),
            ExprKind::RecordSet(fields) => self.fields(fields, ": "),
            ExprKind::Except { function, updates } => {
                self.push("[");
                self.expr(function, Follower::Guarded);
                self.push(" EXCEPT ");
                self.list(updates, ", ", |p, u| {
                    p.push("!");
                    p.path(&u.path);
                    p.push(" = ");
                    p.expr(&u.value, Follower::Closed);
                });
                self.push("]");
            }
            ExprKind::At => self.push("@"),
            ExprKind::Tuple(items) => {
                self.push("<<");
                self.exprs(items);
                self.push(">>");
            }
            ExprKind::FnApp { function, args } => {
                self.expr(function, Follower::Operand(TIGHT));
                self.push("[");
                self.exprs(args);
                self.push("]");
            }
            ExprKind::Field { record, name } => {
                self.expr(record, Follower::Operand(TIGHT));
                self.push(&format!(".{}", name.name));
            }
            ExprKind::If { condition, then, otherwise } => {
                let column = self.column();
                self.push("IF ");
                self.expr(condition, Follower::Closed);
                self.branch(column, open, "THEN ");
                self.expr(then, Follower::Closed);
                self.branch(column, open, "ELSE ");
                self.expr(otherwise, open);
            }
            ExprKind::Case { arms, otherwise } => {
                let column = self.column();
                self.push("CASE ");
                for (i, (condition, value)) in arms.iter().enumerate() {
                    if i > 0 {
                        self.branch(column, open, "[] ");
                    }
                    self.expr(condition, Follower::Guarded);
                    self.push(" -> ");
                    self.expr(value, Follower::Guarded);
                }
                if let Some(e) = otherwise {
                    self.branch(column, open, "[] OTHER -> ");
                    self.expr(e, open);
                }
            }
            ExprKind::Let { units, body } => {
                let column = self.column();
                self.push("LET ");
                for (i, u) in units.iter().enumerate() {
                    if i > 0 {
                        self.line(column + 4);
                    }
                    self.unit(u);
                }
                self.line(column);
                self.push("IN ");
                self.expr(body, open);
            }
            ExprKind::Lambda { params, body } => {
                self.push("LAMBDA ");
                self.names(params);
                self.push(" : ");
                self.expr(body, open);
            }
            ExprKind::BoxAction { action, subscript } => {
                self.push("[");
                self.expr(action, Follower::Closed);
                self.push("]_");
                self.subscript(subscript);
            }
            ExprKind::AngleAction { action, subscript } => {
                self.push("<<");
                self.expr(action, Follower::Closed);
                self.push(">>_");
                self.subscript(subscript);
            }
            ExprKind::Fairness { strong, subscript, action } => {
                self.push(if *strong { "SF_" } else { "WF_" });
                self.subscript(subscript);
                self.push("(");
                self.expr(action, Follower::Closed);
                self.push(")");
            }
            ExprKind::Labeled { label, params, body } => {
                self.push(&label.name);
                if !params.is_empty() {
                    self.push("(");
                    self.names(params);
                    self.push(")");
                }
                self.push(" :: ");
                self.expr(body, open);
            }
            ExprKind::Subexpression { name, args, selectors } => {
                self.prefix(name);
                self.operator_name(&name.name.name);
                self.args(args);
                for s in selectors {
                    self.push("!");
                    match s {
                        Selector::Nth(n) => self.push(&n.to_string()),
                        Selector::Left => self.push("<<"),
                        Selector::Right => self.push(">>"),
                        Selector::Body => self.push(":"),
                        Selector::At => self.push("@"),
                        Selector::Args(args) => self.args(args),
                        Selector::Label(l) => self.push(&l.name),
                    }
                }
            }
        }
    }

    /// A name that is not between operands; spaces keep a symbol from growing together with its neighbors.
    fn string(&mut self, s: &str) {
        self.push("\"");
        for c in s.chars() {
            match c {
                '"' => self.push("\\\""),
                '\\' => self.push("\\\\"),
                '\n' => self.push("\\n"),
                '\t' => self.push("\\t"),
                '\r' => self.push("\\r"),
                '\u{c}' => self.push("\\f"),
                c => self.out.push(c),
            }
        }
        self.push("\"");
    }
}
