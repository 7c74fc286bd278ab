//! A circuit as an AIGER file (format 1.9), with a symbol table.
//!
//! In: a [`Circuit`]. Out: the text form (`aag`) or the binary form (`aig`). AIGER knows And and negation only:
//!
//! ```text
//!     a xor b            = ~(a /\ b) /\ ~(~a /\ ~b)
//!     IF c THEN a ELSE b = ~(~(c /\ a) /\ ~(~c /\ b))
//! ```
//!
//! Each output of the circuit is a bad-state property, and each [`Justice`](super::circuit::Justice) a justice property. Inputs that nothing
//! depends on are left out. All latches are 0 in the first cycle.
//!
//! Variables have numbers in the order inputs, latches, gates, and a gate's number is larger than those of its operands. So both
//! forms have the same numbers.

use super::circuit::Circuit;
use crate::logic::Term;
use crate::logic::graph::Node;
use std::fmt::Write as _;

/// A literal: twice the variable's number, plus 1 if it is negated. 0 is FALSE.
type Literal = u32;

/// The two forms of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    Text,
    Binary,
}

struct Printer {
    /// The literal of each node that has one.
    literals: Vec<Option<Literal>>,
    ands: Vec<[Literal; 3]>,
    variables: u32,
}

impl Printer {
    fn variable(&mut self) -> Literal {
        self.variables += 1;
        2 * self.variables
    }

    fn and(&mut self, a: Literal, b: Literal) -> Literal {
        match (a.min(b), a.max(b)) {
            (0, _) => 0,
            (1, other) => other,
            (low, high) if low == high => low,
            (low, high) if low ^ 1 == high => 0,
            (low, high) => {
                let out = self.variable();
                self.ands.push([out, high, low]);
                out
            }
        }
    }

    fn known(&self, t: Term) -> Option<Literal> {
        match t.as_constant() {
            Some(value) => Some(u32::from(value)),
            None => self.literals[t.node() as usize].map(|l| l ^ u32::from(t.is_negated())),
        }
    }

    /// The literal of a term whose operands have literals; 0 for one that no circuit uses.
    fn literal(&self, t: Term) -> Literal {
        self.known(t).unwrap_or(0)
    }

    fn name(&mut self, t: Term, literal: Literal) {
        self.literals[t.node() as usize] = Some(literal ^ u32::from(t.is_negated()));
    }
}

/// The file of a circuit. `comment` is a line at its end.
pub fn print(circuit: &Circuit<'_>, form: Form, comment: &str) -> Vec<u8> {
    let graph = circuit.graph;
    let conditions = || circuit.justice.iter().flat_map(|j| j.conditions.iter().copied());
    let roots = circuit.latches.iter().map(|l| l.next).chain(circuit.bad.iter().map(|b| b.condition)).chain(conditions());
    let needed = graph.cone(roots);
    let mut p = Printer { literals: vec![None; graph.len()], ands: Vec::new(), variables: 0 };
    let inputs: Vec<_> = circuit.inputs.iter().filter(|i| needed[i.term.node() as usize]).collect();
    for t in inputs.iter().map(|i| i.term).chain(circuit.latches.iter().map(|l| l.current)) {
        let literal = p.variable();
        p.name(t, literal);
    }
    for (t, cases) in &circuit.defined {
        // a disjunction is the negation of a conjunction of negations
        let none = cases.iter().fold(1, |none, c| {
            let case = p.literal(*c);
            p.and(none, case ^ 1)
        });
        p.name(*t, none ^ 1);
    }
    for n in (0..graph.len()).filter(|n| needed[*n]) {
        let t = graph.term_of_node(n as u32);
        if p.known(t).is_some() {
            continue;
        }
        p.literals[n] = match graph.node(t) {
            // a finite system has no integers
            Node::True | Node::Input(_) | Node::Compare(..) => None,
            Node::And(a, b) => Some(p.and(p.literal(a), p.literal(b))),
            Node::Xor(a, b) => {
                let (a, b) = (p.literal(a), p.literal(b));
                let (both, neither) = (p.and(a, b), p.and(a ^ 1, b ^ 1));
                Some(p.and(both ^ 1, neither ^ 1))
            }
            Node::Ite(c, a, b) => {
                let (c, a, b) = (p.literal(c), p.literal(a), p.literal(b));
                let (then, otherwise) = (p.and(c, a), p.and(c ^ 1, b));
                Some(p.and(then ^ 1, otherwise ^ 1) ^ 1)
            }
        };
    }
    let names: Vec<&str> = inputs.iter().map(|i| i.name.as_str()).collect();
    let mut file = head(circuit, &p, form, names.len()).into_bytes();
    gates(&p, form, &mut file);
    file.extend(symbols(circuit, &names, comment).into_bytes());
    file
}

/// The header, and the lines up to the gates.
fn head(circuit: &Circuit<'_>, p: &Printer, form: Form, inputs: usize) -> String {
    let (latches, bad, justice) = (&circuit.latches, &circuit.bad, &circuit.justice);
    let (name, text) = match form {
        Form::Text => ("aag", true),
        Form::Binary => ("aig", false),
    };
    let mut out = format!("{name} {} {inputs} {} 0 {} {}", p.variables, latches.len(), p.ands.len(), bad.len());
    if !justice.is_empty() {
        let _ = write!(out, " 0 {}", justice.len());
    }
    out.push('\n');
    for i in (1..=inputs).filter(|_| text) {
        let _ = writeln!(out, "{}", 2 * i);
    }
    for latch in latches {
        if text {
            let _ = write!(out, "{} ", p.literal(latch.current));
        }
        let _ = writeln!(out, "{}", p.literal(latch.next));
    }
    for output in bad {
        let _ = writeln!(out, "{}", p.literal(output.condition));
    }
    for j in justice {
        let _ = writeln!(out, "{}", j.conditions.len());
    }
    for condition in justice.iter().flat_map(|j| &j.conditions) {
        let _ = writeln!(out, "{}", p.literal(*condition));
    }
    out
}

/// The gates: as lines, or as differences of literals in groups of seven bits, the lowest first.
fn gates(p: &Printer, form: Form, file: &mut Vec<u8>) {
    for [o, x, y] in &p.ands {
        match form {
            Form::Text => file.extend(format!("{o} {x} {y}\n").into_bytes()),
            Form::Binary => {
                for mut difference in [o - x, x - y] {
                    while difference >= 128 {
                        file.push(difference as u8 & 127 | 128);
                        difference >>= 7;
                    }
                    file.push(difference as u8);
                }
            }
        }
    }
}

fn symbols(circuit: &Circuit<'_>, inputs: &[&str], comment: &str) -> String {
    let mut out = String::new();
    let names: [(char, Vec<&str>); 4] = [
        ('i', inputs.to_vec()),
        ('l', circuit.latches.iter().map(|l| l.name.as_str()).collect()),
        ('b', circuit.bad.iter().map(|b| b.name.as_str()).collect()),
        ('j', circuit.justice.iter().map(|j| j.name.as_str()).collect()),
    ];
    for (kind, names) in names {
        for (n, name) in names.into_iter().enumerate() {
            let _ = writeln!(out, "{kind}{n} {name}");
        }
    }
    let _ = writeln!(out, "c\n{comment}");
    out
}
