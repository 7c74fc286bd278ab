//! The outline of a symbolic value, for the log: how many cells a set has, how many values a number can have.
//!
//! In: a [`SymState`]. Out: a line a variable, such as `queue: <<len 0..3, {rec action:3 id:4}, …>>`. What the formula's size comes from
//! shows here first.

use crate::symbolic::value::Values;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::sym::Node;
use crate::symbolic::value::sym::Sym;

impl<C: Rules> Values<C> {
    pub(in crate::symbolic) fn outline_of(&self, s: Sym) -> String {
        if self.syms.is_concrete(s) {
            return "=".to_owned();
        }
        let join = |parts: Vec<String>| parts.join(", ");
        match self.syms.node(s) {
            Node::Undefined => "undefined".to_owned(),
            Node::Bool(_) => "bool".to_owned(),
            Node::Int(n) => format!("int:{}", n.domain().size()),
            Node::Atom(n) => format!("atom:{}", n.domain().size()),
            Node::Set(entries) => {
                let fixed = entries.iter().filter(|e| self.syms.is_concrete(e.1)).count();
                let cells: Vec<String> =
                    entries.iter().filter(|e| !self.syms.is_concrete(e.1)).map(|e| self.outline_of(e.1)).collect();
                format!("{{mask {fixed}, cells {}: {}}}", cells.len(), join(cells))
            }
            Node::Tuple { length, items } => {
                let items = items.iter().map(|i| self.outline_of(*i)).collect();
                format!("<<len {}: {}>>", length.domain().size(), join(items))
            }
            Node::Record(fields) => join(fields.iter().map(|f| format!("{}:{}", f.0.text(), self.outline_of(f.1))).collect()),
            Node::Function(entries) => {
                let fixed = entries.iter().filter(|e| self.syms.is_concrete(e.1)).count();
                let values = entries.iter().map(|e| self.outline_of(e.2)).collect();
                format!("[keys {fixed} of {} fixed: {}]", entries.len(), join(values))
            }
            Node::Union(alternatives) => {
                alternatives.iter().map(|a| format!("({})", self.outline_of(a.1))).collect::<Vec<_>>().join(" | ")
            }
            Node::Lazy(_) => "lazy".to_owned(),
            Node::Rule(_) => "rule".to_owned(),
        }
    }
}
