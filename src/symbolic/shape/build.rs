//! A free state of a shape: fresh inputs for its bits, and its atoms as terms over them.
//!
//! In: a shape for each variable. Out: a symbolic state that can be each state of the shape, the constraint that the inputs are one, and
//! the atoms. Bits without meaning are FALSE, so each state of the shape has one assignment.

use super::{Atom, Is, Place, Selector, Shape};
use crate::logic::Term;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::scalar::{Domain, Scalar};
use crate::symbolic::value::sym::{Node, Sym};
use crate::symbolic::value::{SymState, Values};
use crate::value::Value;

/// A free state of a shape.
pub struct Built {
    pub state: SymState,
    /// The inputs are a state of the shape.
    pub fits: Term,
    pub atoms: Vec<Atom>,
    /// The truth of each atom.
    pub terms: Vec<Term>,
    /// Conditions that are the negation of an atom.
    pub complements: Vec<(Atom, usize)>,
    /// The inputs. In a state of the shape an input is TRUE where one of its cases holds.
    pub inputs: Vec<(Term, Vec<Case>)>,
}

/// The number of an atom, and whether it or its negation is meant.
pub type Case = (usize, bool);

/// Where a part of a state is used.
#[derive(Clone, Copy)]
pub(super) struct Where {
    pub there: Term,
    /// It is used in every state of the shape.
    pub always: bool,
}

impl Where {
    pub const ALWAYS: Where = Where { there: Term::TRUE, always: true };

    /// The values of a scalar that have an atom. Of two values one atom tells.
    pub fn told(self, values: &[Value]) -> std::ops::Range<usize> {
        match values {
            [_] => 0..0,
            [Value::Bool(_), _] => 1..2,
            [_, _] if self.always => 0..1,
            _ => 0..values.len(),
        }
    }
}

#[derive(Default)]
struct Building {
    fits: Vec<Term>,
    atoms: Vec<Atom>,
    terms: Vec<Term>,
    complements: Vec<(Atom, usize)>,
    inputs: Vec<(Term, Vec<Case>)>,
}

impl Building {
    /// An atom that is an input.
    fn input(&mut self, place: &Place, is: Is, input: Term) {
        self.inputs.push((input, vec![(self.atoms.len(), true)]));
        self.atom(place, is, input);
    }

    /// The bits of a number, which has one of these values where a case holds.
    fn bits(&mut self, n: &Scalar, cases: &[(i64, Case)]) {
        for (i, bit) in n.bits().iter().enumerate().filter(|(_, bit)| bit.as_constant().is_none()) {
            let mut with = cases.iter().filter(|(v, _)| v >> i & 1 == 1).map(|c| c.1).collect::<Vec<_>>();
            if mutant!("aiger-bit-without-a-value") && with.len() > 1 {
                with.pop();
            }
            self.inputs.push((*bit, with));
        }
    }

    fn atom(&mut self, place: &Place, is: Is, term: Term) {
        self.atoms.push(Atom { place: place.clone(), is });
        self.terms.push(term);
    }
}

impl<C: Rules> Values<C> {
    /// A free state. The encoder must know all strings and model values of the shapes.
    pub fn free_state(&mut self, shapes: &[Shape]) -> Built {
        let mut b = Building::default();
        let values = shapes.iter().enumerate().map(|(v, s)| self.build_value(s, &Place::of(v), Where::ALWAYS, &mut b)).collect();
        let fits = self.graph.all(b.fits);
        Built { state: SymState(values), fits, atoms: b.atoms, terms: b.terms, complements: b.complements, inputs: b.inputs }
    }

    fn build_value(&mut self, shape: &Shape, place: &Place, at: Where, b: &mut Building) -> Sym {
        let there = at.there;
        match shape {
            Shape::OneOf(values) => self.build_scalar(values, place, at, b),
            Shape::Set(universe) => {
                let mut entries = Vec::new();
                for v in universe {
                    let g = self.free_bit(there, b);
                    b.input(place, Is::Has(v.clone()), g);
                    entries.push((g, self.of_value(v)));
                }
                self.set_of(entries)
            }
            Shape::Tuple { lengths, items } => {
                let length = self.free_number_among(&lengths.iter().map(|n| *n as i64).collect::<Vec<_>>(), there, b);
                if lengths.len() > 1 {
                    let first = b.atoms.len();
                    let cases: Vec<_> = lengths.iter().enumerate().map(|(i, n)| (*n as i64, (first + i, true))).collect();
                    b.bits(&length, &cases);
                    for n in lengths {
                        let is = length.is(&mut self.graph, *n as i64);
                        let is = self.graph.and(there, is);
                        b.atom(place, Is::Length(*n), is);
                    }
                }
                let mut out = Vec::new();
                for (i, item) in items.iter().enumerate() {
                    let longer = self.longer_than(&length, i);
                    let inside = Where { there: self.graph.and(there, longer), always: at.always && lengths[0] > i };
                    out.push(self.build_value(item, &place.then(Selector::Item(i + 1)), inside, b));
                }
                self.tuple_of(length, out)
            }
            Shape::Record(fields) => {
                let fields = fields.iter().map(|(f, x)| (*f, self.build_value(x, &place.then(Selector::Field(*f)), at, b)));
                let fields = fields.collect();
                self.syms.add(Node::Record(fields))
            }
            Shape::Function(keys) => {
                let mut entries = Vec::new();
                for k in keys {
                    let g = if k.always { Term::TRUE } else { self.free_bit(there, b) };
                    if !k.always {
                        b.input(place, Is::HasKey(k.key.clone()), g);
                    }
                    let inside = Where { there: self.graph.and(there, g), always: at.always && k.always };
                    let key = self.of_value(&k.key);
                    entries.push((g, key, self.build_value(&k.shape, &place.then(Selector::Key(k.key.clone())), inside, b)));
                }
                self.function_of(entries)
            }
            Shape::Union(all) => {
                let empty_is_tuple = all.iter().any(Shape::has_empty_sequence);
                let mut alternatives = Vec::new();
                for (i, s) in all.iter().enumerate() {
                    let g = self.free_bit(there, b);
                    b.input(place, Is::Within { alternative: i, set: s.text().into() }, g);
                    for (other, _) in &alternatives {
                        let both = self.graph.and(g, *other);
                        b.fits.push(!both);
                    }
                    let inside = Where { there: self.graph.and(there, g), always: false };
                    let x = self.build_value(s, &place.then(Selector::Alternative(i)), inside, b);
                    if let Node::Function(entries) = self.syms.node(x).clone()
                        && empty_is_tuple
                    {
                        let some = self.graph.any(entries.iter().map(|e| e.0));
                        let some = self.graph.implies(g, some);
                        b.fits.push(some);
                    }
                    alternatives.push((g, x));
                }
                let one = self.graph.any(alternatives.iter().map(|a| a.0));
                let one = self.graph.implies(there, one);
                b.fits.push(one);
                self.union_of(alternatives)
            }
        }
    }

    fn build_scalar(&mut self, values: &[Value], place: &Place, at: Where, b: &mut Building) -> Sym {
        let there = at.there;
        if let [one] = values {
            return self.of_value(one);
        }
        if let [Value::Bool(_), _] = values {
            let g = self.free_bit(there, b);
            b.input(place, Is::Equal(Value::Bool(true)), g);
            return self.syms.bool(g);
        }
        let is_int = matches!(values, [Value::Int(_), ..]);
        let codes: Vec<i64> = values.iter().map(|v| self.code_of(v)).collect();
        let n = self.free_number_among(&codes, there, b);
        let (first, told) = (b.atoms.len(), at.told(values));
        // of two values one atom tells
        let case = |i: usize| if told.contains(&i) { (first + i - told.start, true) } else { (first, false) };
        let cases: Vec<_> = codes.iter().enumerate().map(|(i, code)| (*code, case(i))).collect();
        b.bits(&n, &cases);
        for i in told {
            let (v, code) = (&values[i], codes[i]);
            let is = n.is(&mut self.graph, code);
            let is = self.graph.and(there, is);
            b.atom(place, Is::Equal(v.clone()), is);
        }
        if at.told(values) == (0..1) {
            let other = Atom { place: place.clone(), is: Is::Equal(values[1].clone()) };
            b.complements.push((other, b.atoms.len() - 1));
        }
        self.syms.add(if is_int { Node::Int(n) } else { Node::Atom(n) })
    }

    /// The number that stands for an integer, a string or a model value.
    pub(super) fn code_of(&self, v: &Value) -> i64 {
        let code = match v {
            Value::Int(i) => Some(*i),
            Value::Str(a) => self.codes.code(*a, false),
            Value::Model(a) => self.codes.code(*a, true),
            Value::Big(_) | Value::Bool(_) | Value::Set(_) | Value::Tuple(_) | Value::Record(_) | Value::Function(_) => None,
        };
        code.expect("symbolic: a shape's scalar has a code")
    }

    /// A fresh input that is FALSE where it has no meaning.
    fn free_bit(&mut self, there: Term, b: &mut Building) -> Term {
        let g = self.graph.input();
        let fits = self.graph.implies(g, there);
        b.fits.push(fits);
        g
    }

    /// A number with one of these values; zeros where it has no meaning.
    fn free_number_among(&mut self, values: &[i64], there: Term, b: &mut Building) -> Scalar {
        let domain = Domain::of(values.iter().copied());
        if domain.size() == 1 {
            return Scalar::constant(values[0]);
        }
        let width = Scalar::constant(domain.low()).bits().len().max(Scalar::constant(domain.high()).bits().len());
        let sign = domain.low() < 0;
        let bits = (0..width).map(|i| if i + 1 == width && !sign { Term::FALSE } else { self.free_bit(there, b) }).collect();
        let n = Scalar::new(bits, domain);
        let each: Vec<Term> = values.iter().map(|v| n.is(&mut self.graph, *v)).collect();
        let within = self.graph.any(each);
        let fits = self.graph.implies(there, within);
        b.fits.push(fits);
        n
    }
}
