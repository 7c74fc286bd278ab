//! A circuit as AIGER text (ASCII, format 1.9), with a symbol table of TLA+ places.
//!
//! In: a [`Circuit`]. Out: the text. AIGER knows And and negation only:
//!
//! ```text
//!     a xor b        = ~(a /\ b) /\ ~(~a /\ ~b)
//!     IF c THEN a ELSE b = ~(~(c /\ a) /\ ~(~c /\ b))
//! ```
//!
//! Each output is a bad-state property: reachable if a model checker for AIGER finds a trace to it. Inputs and latches have numbers in their
//! order in the circuit, so a witness can be mapped back. Comments at the end name parts that the outputs do not cover.

use super::circuit::Circuit;
use crate::logic::Term;
use crate::logic::graph::Node;
use std::fmt::Write as _;

/// A literal: twice the variable's number, plus 1 if it is negated.
type Literal = u32;

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
        let out = self.variable();
        self.ands.push([out, a.max(b), a.min(b)]);
        out
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
}

/// The text of a circuit.
pub fn print(circuit: &Circuit<'_>) -> String {
    let graph = circuit.graph();
    let roots = circuit.latches.iter().map(|l| l.next).chain(circuit.bad.iter().map(|b| b.condition));
    let needed = graph.cone(roots);
    let mut p = Printer { literals: vec![None; graph.len()], ands: Vec::new(), variables: 0 };
    let inputs: Vec<Term> = circuit.inputs.iter().copied().filter(|i| needed[i.node() as usize]).collect();
    for t in inputs.iter().copied().chain(circuit.latches.iter().map(|l| l.current)) {
        p.literals[t.node() as usize] = Some(p.variable() ^ u32::from(t.is_negated()));
    }
    for n in (0..graph.len()).filter(|n| needed[*n]) {
        let t = graph.term_of_node(n as u32);
        if p.known(t).is_some() {
            continue;
        }
        p.literals[n] = match graph.node(t) {
            // a system with integers has no circuit
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
    render(circuit, &p, &inputs)
}

fn render(circuit: &Circuit<'_>, p: &Printer, inputs: &[Term]) -> String {
    let (latches, bad) = (&circuit.latches, &circuit.bad);
    let (i, l, a, b) = (inputs.len(), latches.len(), p.ands.len(), bad.len());
    let mut out = format!("aag {} {i} {l} 0 {a} {b}\n", p.variables);
    for t in inputs {
        let _ = writeln!(out, "{}", p.literal(*t));
    }
    for latch in latches {
        let _ = writeln!(out, "{} {} {}", p.literal(latch.current), p.literal(latch.next), u32::from(latch.reset));
    }
    for output in bad {
        let _ = writeln!(out, "{}", p.literal(output.condition));
    }
    for [o, x, y] in &p.ands {
        let _ = writeln!(out, "{o} {x} {y}");
    }
    for (n, _) in inputs.iter().enumerate() {
        let _ = writeln!(out, "i{n} choice {n}");
    }
    for (n, latch) in latches.iter().enumerate() {
        let _ = writeln!(out, "l{n} {}", latch.name);
    }
    for (n, output) in bad.iter().enumerate() {
        let _ = writeln!(out, "b{n} {}", output.name);
    }
    if !circuit.omitted.is_empty() {
        out.push_str("c\n");
        circuit.omitted.iter().for_each(|o| out = format!("{out}not included: {o}\n"));
    }
    out
}
