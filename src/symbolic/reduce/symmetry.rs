//! Symmetry breaking: of behaviors that differ only in the names of interchangeable values, one is checked.
//!
//! In: classes of model values, such that exchanging two of one class turns behaviors of the specification into behaviors. Out: after
//! Init and after each step, a condition that some image of every behavior satisfies, and that excludes most of the others.
//!
//! A step *mentions* a value v of a class if v occurs in a value that the step chooses: in an element of an `\E x \in S`, in the value of
//! `x' \in S`, as an element, a field, a key or by itself. Let `U_t` be what Init and the first t steps mention. The condition is, for
//! each class `v_1, v_2, …` (in TLC's order) and each t,
//!
//! ```text
//! v_(i+1) \in U_t  =>  v_i \in U_t
//! ```
//!
//! that is, values are mentioned for the first time in the order of their class: a variant of the first-use symmetry breaking of
//! constraint programming (Law and Lee, "Global constraints for integer and set value precedence", CP 2004).
//!
//! # Together with the order of independent steps
//!
//! The word of a behavior lists all that is chosen, Init first, a letter a step; words are compared letter by letter, letters choice
//! by choice, elements in TLC's order ([`crate::symbolic::eval::footprint`]). Take the least word that renamings and exchanges of independent steps
//! make of a behavior's. No order condition excludes it, or an exchange would make it smaller. Suppose that the condition above does,
//! first at t with v_(i+1). Then no letter before t mentions v_i or v_(i+1), the letter t mentions v_(i+1), and none up to t mentions
//! v_i. Exchanging the two names leaves all letters before t as they are, and in the letter t it replaces v_(i+1) by v_i, which makes
//! each value with it smaller in TLC's order ([`tests`] below) and leaves the others: a smaller word, which cannot be.
//!
//! So the argument needs all chosen values. A value without a known form (a rule) may mention any value. It counts as a mention on
//! the right of the implication and not on the left, so the condition only gets weaker.

use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::eval::context::Mentioned;
use crate::symbolic::eval::step::Step;
use crate::symbolic::value::sym::Node;
use crate::symbolic::value::sym::Sym;
use crate::value::{Value, order};
use rustc_hash::FxHashMap;

/// The class members that a value mentions, with conditions, and the condition that it may mention any.
#[derive(Default)]
struct Mentions {
    members: Vec<(Sym, Term)>,
    opaque: Vec<Term>,
}

impl<'m> Encoder<'m> {
    /// The values of each class are interchangeable. Steps are traced from now on.
    pub fn break_symmetry(&mut self, classes: &[Vec<Value>]) {
        self.trace_steps();
        for class in classes {
            let mut class = class.clone();
            class.sort_by(order::compare);
            if mutant!("symmetry-against-the-order") {
                class.reverse();
            }
            let syms: Vec<Sym> = class.iter().map(|v| self.of_value(v)).collect();
            let number = self.cx.mentioned.classes.len();
            self.cx.mentioned.places.extend(syms.iter().enumerate().map(|(i, s)| (*s, (number, i))));
            self.cx.mentioned.classes.push(syms.into_iter().map(|s| (s, Term::FALSE)).collect());
        }
    }

    /// Errors of all elements of a set count, except in sets of numbers: in the image of a state under a renaming another element
    /// comes first. So a state without errors has no image with an error.
    pub fn fail_in_any_order(&mut self) {
        self.any_order = !mutant!("symmetry-errors-in-one-order");
    }

    /// Whether choices of steps were lost. Then the conditions on their order are not valid.
    pub fn lost_choices(&self) -> bool {
        self.cx.choices_lost
    }

    /// The condition on Init and all steps so far, `step` being the last.
    pub fn first_mentioned_in_order(&mut self, step: &Step) -> Term {
        let mut mentioned = std::mem::take(&mut self.cx.mentioned);
        let mut now: FxHashMap<Sym, Term> = FxHashMap::default();
        let mut opaque = Term::FALSE;
        for leaf in &step.leaves {
            for (value, condition) in &leaf.values {
                let chosen = self.graph.and(leaf.chosen, *condition);
                let mut found = Mentions::default();
                self.mentions_of(&mentioned, *value, chosen, &mut found);
                for (member, holds) in found.members {
                    let so_far = now.entry(member).or_insert(Term::FALSE);
                    *so_far = self.graph.or(*so_far, holds);
                }
                let unknown = self.graph.any(found.opaque);
                opaque = self.graph.or(opaque, unknown);
            }
        }
        let mut parts = Vec::new();
        for class in &mut mentioned.classes {
            // mentioned now, and perhaps never before
            let mut first: Vec<Term> = Vec::new();
            for (member, used) in class.iter_mut() {
                let mentioned = now.get(member).copied().unwrap_or(Term::FALSE);
                first.push(self.graph.and(mentioned, !*used));
                let perhaps = self.graph.or(mentioned, opaque);
                if mutant!("symmetry-of-the-last-step-only") {
                    *used = perhaps;
                    continue;
                }
                *used = self.graph.or(*used, perhaps);
            }
            parts.extend((1..class.len()).map(|i| self.graph.implies(first[i], class[i - 1].1)));
        }
        self.cx.mentioned = mentioned;
        self.graph.all(parts)
    }

    /// The members of classes that occur in `value` where `there` holds.
    fn mentions_of(&mut self, known: &Mentioned, value: Sym, there: Term, found: &mut Mentions) {
        if there == Term::FALSE {
            return;
        }
        match self.syms.node(value).clone() {
            Node::Bool(_) | Node::Int(_) => {}
            Node::Atom(_) => {
                if known.places.contains_key(&value) {
                    found.members.push((value, there));
                } else if !self.syms.is_concrete(value) {
                    for (member, _) in known.classes.iter().flatten() {
                        let (same, _) = self.apart(|enc| enc.under(there, |enc| enc.equal(value, *member, Span::NONE)));
                        let same = self.graph.and(there, same);
                        if same != Term::FALSE {
                            found.members.push((*member, same));
                        }
                    }
                }
            }
            Node::Set(entries) | Node::Union(entries) => {
                for (g, e) in entries.iter() {
                    let inside = self.graph.and(there, *g);
                    self.mentions_of(known, *e, inside, found);
                }
            }
            Node::Tuple { length, items } => {
                for (i, item) in items.iter().enumerate() {
                    let longer = self.longer_than(&length, i);
                    let inside = self.graph.and(there, longer);
                    self.mentions_of(known, *item, inside, found);
                }
            }
            Node::Record(_) if mutant!("symmetry-fields-not-looked-at") => {}
            Node::Record(fields) => fields.iter().for_each(|(_, v)| self.mentions_of(known, *v, there, found)),
            Node::Function(entries) => {
                for (g, k, v) in entries.iter() {
                    let inside = self.graph.and(there, *g);
                    if !mutant!("symmetry-keys-not-looked-at") {
                        self.mentions_of(known, *k, inside, found);
                    }
                    self.mentions_of(known, *v, inside, found);
                }
            }
            Node::Undefined | Node::Lazy(_) | Node::Rule(_) => found.opaque.push(there),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::value::permute::{Permutation, permute};
    use crate::value::{Atoms, Value, order};
    use std::cmp::Ordering;

    /// A random value over the model values `atoms` and small integers.
    fn random(rng: &mut fastrand::Rng, atoms: &[Value], depth: usize) -> Value {
        let kind = if depth == 0 { rng.usize(..2) } else { rng.usize(..6) };
        let some = |n: usize, rng: &mut fastrand::Rng| {
            (0..rng.usize(..n + 1)).map(|_| random(rng, atoms, depth.saturating_sub(1))).collect::<Vec<_>>()
        };
        match kind {
            0 => Value::Int(rng.i64(..3)),
            1 | 5 => atoms[rng.usize(..atoms.len())].clone(),
            2 => Value::set(some(3, rng)),
            3 => Value::tuple(some(3, rng)),
            _ => {
                let mut keys = some(3, rng);
                keys.sort_by(order::compare);
                keys.dedup();
                let entries = keys.into_iter().map(|k| (k, random(rng, atoms, depth.saturating_sub(1))));
                Value::function(entries.collect::<Vec<_>>())
            }
        }
    }

    fn mentions(v: &Value, atom: &Value) -> bool {
        v == atom
            || match v {
                Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) | Value::Model(_) => false,
                Value::Set(items) | Value::Tuple(items) => items.iter().any(|x| mentions(x, atom)),
                Value::Record(fields) => fields.iter().any(|f| mentions(&f.1, atom)),
                Value::Function(entries) => entries.iter().any(|e| mentions(&e.0, atom) || mentions(&e.1, atom)),
            }
    }

    /// The step of the proof above that is about TLC's order.
    #[test]
    fn an_earlier_name_makes_a_value_smaller() {
        let atoms = Atoms::new();
        let names: Vec<Value> = ["v1", "v2", "v3", "v4"].map(|n| Value::Model(atoms.intern(n))).into();
        let mut rng = fastrand::Rng::with_seed(1);
        let mut tried = 0;
        for _ in 0..20_000 {
            let (i, j) = (rng.usize(..3), rng.usize(1..4));
            let value = random(&mut rng, &names, 3);
            if i >= j || !mentions(&value, &names[j]) || mentions(&value, &names[i]) {
                continue;
            }
            let (Value::Model(a), Value::Model(b)) = (&names[i], &names[j]) else { unreachable!("test: names are model values") };
            let exchange: Permutation = [(*a, *b), (*b, *a)].into_iter().collect();
            let image = permute(&value, &exchange);
            assert_eq!(order::compare(&image, &value), Ordering::Less, "{image} and {value}");
            tried += 1;
        }
        assert!(tried > 500, "{tried}");
    }
}
