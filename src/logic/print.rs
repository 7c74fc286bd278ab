//! A query as SMT-LIB: every input a constant, every node below the roots a definition.

use super::graph::{Graph, Node, Term};
use std::fmt::Write;

impl Graph {
    /// A script that asks whether `roots` can all hold; any SMT-LIB solver reads it.
    pub fn to_smt_lib(&self, roots: &[Term]) -> String {
        let mut needed = vec![false; self.len()];
        for r in roots {
            needed[r.node() as usize] = true;
        }
        // operands come before their node, so one sweep down finds the cone
        for n in (0..self.len()).rev() {
            if needed[n] {
                match self.node(self.term_of_node(n as u32)) {
                    Node::True | Node::Input(_) => {}
                    Node::And(a, b) | Node::Xor(a, b) => [a, b].iter().for_each(|t| needed[t.node() as usize] = true),
                    Node::Ite(a, b, c) => [a, b, c].iter().for_each(|t| needed[t.node() as usize] = true),
                }
            }
        }
        let mut out = String::from("(set-logic QF_UF)\n");
        let name = |t: Term| match t.as_constant() {
            Some(b) => b.to_string(),
            None if t.is_negated() => format!("(not n{})", t.node()),
            None => format!("n{}", t.node()),
        };
        for (n, _) in needed.iter().enumerate().filter(|(_, needed)| **needed) {
            let definition = match self.node(self.term_of_node(n as u32)) {
                Node::True => continue,
                Node::Input(i) => {
                    let _ = writeln!(out, "(declare-const n{n} Bool) ; choice {i}");
                    continue;
                }
                Node::And(a, b) => format!("(and {} {})", name(a), name(b)),
                Node::Xor(a, b) => format!("(xor {} {})", name(a), name(b)),
                Node::Ite(c, t, e) => format!("(ite {} {} {})", name(c), name(t), name(e)),
            };
            let _ = writeln!(out, "(define-fun n{n} () Bool {definition})");
        }
        for r in roots {
            let _ = writeln!(out, "(assert {})", name(*r));
        }
        out.push_str("(check-sat)\n");
        out
    }
}
