//! Terms as SMT-LIB 2.6.
//!
//! In: terms without free variables that are to hold together. Out: a script that asks whether they can ([`script`]).
//!
//! Every symbol below the terms is declared. A term that occurs more than once and has no free variables becomes a definition `!n`, with
//! its number in the arena, before its first use; one with free variables is bound by `let` at the innermost quantifier that binds one of them. So the text
//! is as long as the graph, not as the tree. Variables are `!hint.n`.
//!
//! Names of users are written as they are where SMT-LIB allows that, between bars where it does not, and with a `!` at the end where
//! SMT-LIB has the name already ([`symbol`]). [`Terms::declare`] leaves names with `!` at their beginning to this file, so that no two symbols get the same name.
//!
//! Constant arrays are written `((as const S) e)`, which is not in the standard but is read by all solvers with arrays.

use super::{Function, Node, Op, Quantifier, Sort, Term, Terms, Variable};
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt::Write;
use std::sync::Arc;

/// Names that SMT-LIB, its theories, or solvers have already, without those that no name of a user can have.
const TAKEN: &[&str] = &[
    "and",
    "or",
    "not",
    "xor",
    "ite",
    "true",
    "false",
    "distinct",
    "let",
    "forall",
    "exists",
    "match",
    "par",
    "as",
    "div",
    "mod",
    "abs",
    "select",
    "store",
    "const",
    "map",
    "concat",
    "extract",
    "repeat",
    "rem",
    "if",
    "iff",
    "implies",
    "lambda",
    "default",
    "union",
    "intersection",
    "subset",
    "complement",
    "power",
    "pi",
    "euler",
    "root",
    "at",
    "seq",
    "Bool",
    "Int",
    "Real",
    "Array",
    "BitVec",
    "Seq",
    "Set",
    "String",
    "Char",
    "List",
    "Pair",
    "RegEx",
    "RegLan",
    "FloatingPoint",
    "RoundingMode",
    "Float16",
    "Float32",
    "Float64",
    "BINARY",
    "DECIMAL",
    "HEXADECIMAL",
    "NUMERAL",
    "STRING",
];

/// Beginnings of operators of theories: `bvadd`, `str.++`, `is_int`.
const TAKEN_BEGINNINGS: &[&str] = &["bv", "str", "re", "fp", "is", "to", "int2", "nat2", "ext_", "int_", "ubv", "sbv"];

/// How SMT-LIB writes a user's name.
///
/// ```
/// use tlaloc::internals::smt::print::symbol;
/// assert_eq!([symbol("pc"), symbol("two words"), symbol("store"), symbol("store!")], ["pc", "|two words|", "store!", "store!!"]);
/// ```
pub fn symbol(name: &str) -> String {
    let stem = name.trim_end_matches('!');
    let is_taken = TAKEN.contains(&stem) || TAKEN_BEGINNINGS.iter().any(|b| stem.starts_with(b));
    let name = if is_taken { format!("{name}!") } else { name.to_string() };
    let is_simple = |c: char| c.is_ascii_alphanumeric() || "~!$%^&*_-+=<>?/".contains(c);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name != "_";
    if is_name && name.chars().all(is_simple) { name } else { format!("|{name}|") }
}

/// A script that asks whether all of the terms can hold.
#[track_caller]
pub fn script(terms: &Terms, asserted: &[Term]) -> String {
    let mut printer = Printer { terms, names: FxHashMap::default(), text: String::from("(set-logic ALL)\n") };
    let cone = printer.cone(asserted);
    printer.declare(&cone);
    let uses = printer.uses(asserted, &cone);
    for &t in &cone {
        if uses.get(&t).is_some_and(|n| *n > 1) && terms.free(t).is_empty() && is_compound(terms, t) {
            let definition = printer.render(t);
            let _ = writeln!(printer.text, "(define-fun !{} () {} {definition})", t.0, terms.sort(t));
            printer.names.insert(t, format!("!{}", t.0));
        }
    }
    for &t in asserted {
        assert!(terms.free(t).is_empty(), "smt: a term with free variables is printed");
        let assertion = printer.render(t);
        let _ = writeln!(printer.text, "(assert {assertion})");
    }
    printer.text.push_str("(check-sat)\n");
    printer.text
}

/// Is the text of the term longer than a name?
fn is_compound(terms: &Terms, t: Term) -> bool {
    match terms.node(t) {
        Node::Bool(_) | Node::Int(_) | Node::Bits { .. } | Node::Variable(_) => false,
        Node::App(_, operands) => !operands.is_empty(),
        Node::Quantified(..) => true,
    }
}

struct Printer<'a> {
    terms: &'a Terms,
    /// Terms that have a definition, or a `let` around what is being printed.
    names: FxHashMap<Term, String>,
    text: String,
}

impl Printer<'_> {
    /// Everything below the roots, operands first.
    fn cone(&self, roots: &[Term]) -> Vec<Term> {
        let mut found: FxHashSet<Term> = FxHashSet::default();
        let mut stack = roots.to_vec();
        while let Some(t) = stack.pop() {
            if found.insert(t) {
                stack.extend(self.terms.operands(t));
            }
        }
        let mut cone: Vec<Term> = found.into_iter().collect();
        cone.sort_unstable();
        cone
    }

    /// How often each term is mentioned.
    fn uses(&self, roots: &[Term], cone: &[Term]) -> FxHashMap<Term, u32> {
        let mut uses = FxHashMap::default();
        let below = cone.iter().flat_map(|t| self.terms.operands(*t));
        roots.iter().chain(below).for_each(|t| *uses.entry(*t).or_default() += 1);
        uses
    }

    /// The sorts without meaning, and the function symbols.
    fn declare(&mut self, cone: &[Term]) {
        let terms = self.terms;
        let mut functions: Vec<Function> = Vec::new();
        let mut sorts: Vec<Arc<str>> = Vec::new();
        for &t in cone {
            add_sorts(terms.sort(t), &mut sorts);
            match terms.node(t) {
                Node::App(Op::Apply(f), _) => functions.push(*f),
                Node::App(Op::ConstArray(index), _) => add_sorts(index, &mut sorts),
                _ => {}
            }
        }
        functions.sort_unstable();
        functions.dedup();
        functions.iter().flat_map(|f| terms.declaration(*f).domain.iter()).for_each(|s| add_sorts(s, &mut sorts));
        sorts.sort_unstable();
        sorts.dedup();
        for name in sorts {
            let _ = writeln!(self.text, "(declare-sort {} 0)", symbol(&name));
        }
        for f in functions {
            let d = terms.declaration(f);
            let domain: Vec<String> = d.domain.iter().map(Sort::to_string).collect();
            let _ = writeln!(self.text, "(declare-fun {} ({}) {})", symbol(&d.name), domain.join(" "), d.range);
        }
    }

    fn variable(&self, v: Variable) -> String {
        format!("!{}.{}", self.terms.variable(v).0, v.0)
    }

    fn render(&mut self, t: Term) -> String {
        if let Some(name) = self.names.get(&t) {
            return name.clone();
        }
        let terms = self.terms;
        match terms.node(t) {
            Node::Bool(b) => b.to_string(),
            Node::Int(n) if n.sign() == num_bigint::Sign::Minus => format!("(- {})", n.magnitude()),
            Node::Int(n) => n.to_string(),
            Node::Bits { width, value } => format!("(_ bv{value} {width})"),
            Node::Variable(v) => self.variable(*v),
            Node::App(op, operands) => {
                let head = self.operator(op, t);
                let rendered: Vec<String> = operands.iter().map(|o| self.render(*o)).collect();
                if rendered.is_empty() { head } else { format!("({head} {})", rendered.join(" ")) }
            }
            Node::Quantified(quantifier, bound, body) => self.quantified(*quantifier, bound, *body),
        }
    }

    /// `(forall ((v S) …) (let ((!n …)) … body))`
    fn quantified(&mut self, quantifier: Quantifier, bound: &[Variable], body: Term) -> String {
        let terms = self.terms;
        let cone = self.cone(&[body]);
        let uses = self.uses(&[body], &cone);
        let inner = self.bound_below(&cone);
        let shared = cone.into_iter().filter(|t| {
            let free = terms.free(*t);
            let here = free.iter().any(|v| bound.contains(v)) && !free.iter().any(|v| inner.contains(v));
            here && uses[t] > 1 && is_compound(terms, *t)
        });
        let shared: Vec<Term> = shared.collect();
        let mut lets = String::new();
        for &t in &shared {
            let definition = self.render(t);
            let _ = write!(lets, "(let ((!{} {definition})) ", t.0);
            self.names.insert(t, format!("!{}", t.0));
        }
        let rendered = self.render(body);
        for t in &shared {
            self.names.remove(t);
        }
        let variables: Vec<String> = bound.iter().map(|v| format!("({} {})", self.variable(*v), terms.variable(*v).1)).collect();
        let word = match quantifier {
            Quantifier::Forall => "forall",
            Quantifier::Exists => "exists",
        };
        format!("({word} ({}) {lets}{rendered}{})", variables.join(" "), ")".repeat(shared.len()))
    }

    /// The variables that quantifiers among these terms bind.
    fn bound_below(&self, cone: &[Term]) -> FxHashSet<Variable> {
        let bound = cone.iter().filter_map(|t| match self.terms.node(*t) {
            Node::Quantified(_, bound, _) => Some(bound.iter().copied()),
            _ => None,
        });
        bound.flatten().collect()
    }

    /// What stands before the operands of the application `t`.
    fn operator(&self, op: &Op, t: Term) -> String {
        let name = match op {
            Op::Not => "not",
            Op::And => "and",
            Op::Or => "or",
            Op::Xor => "xor",
            Op::Implies => "=>",
            Op::Ite => "ite",
            Op::Eq => "=",
            Op::Distinct => "distinct",
            Op::Add => "+",
            Op::Sub | Op::Neg => "-",
            Op::Mul => "*",
            Op::Div => "div",
            Op::Mod => "mod",
            Op::Less => "<",
            Op::LessEqual => "<=",
            Op::BvNot => "bvnot",
            Op::BvNeg => "bvneg",
            Op::BvAnd => "bvand",
            Op::BvOr => "bvor",
            Op::BvXor => "bvxor",
            Op::BvAdd => "bvadd",
            Op::BvSub => "bvsub",
            Op::BvMul => "bvmul",
            Op::BvUDiv => "bvudiv",
            Op::BvURem => "bvurem",
            Op::BvSDiv => "bvsdiv",
            Op::BvSRem => "bvsrem",
            Op::BvShl => "bvshl",
            Op::BvLShr => "bvlshr",
            Op::BvAShr => "bvashr",
            Op::BvULess => "bvult",
            Op::BvULessEqual => "bvule",
            Op::BvSLess => "bvslt",
            Op::BvSLessEqual => "bvsle",
            Op::Concat => "concat",
            Op::Select => "select",
            Op::Store => "store",
            Op::Extract { high, low } => return format!("(_ extract {high} {low})"),
            Op::ZeroExtend(by) => return format!("(_ zero_extend {by})"),
            Op::SignExtend(by) => return format!("(_ sign_extend {by})"),
            Op::ConstArray(_) => return format!("(as const {})", self.terms.sort(t)),
            Op::Apply(f) => return symbol(&self.terms.declaration(*f).name),
        };
        name.to_string()
    }
}

fn add_sorts(sort: &Sort, names: &mut Vec<Arc<str>>) {
    match sort {
        Sort::Bool | Sort::Int | Sort::BitVec(_) => {}
        Sort::Array(index, element) => {
            add_sorts(index, names);
            add_sorts(element, names);
        }
        Sort::Uninterpreted(name) => names.push(name.clone()),
    }
}
