//! Sets: membership, the Boolean operations, and the choice between mask and cells.
//!
//! `x \in S` is `\E i : g_i /\ x = e_i`. With `x` and all `e_i` concrete that is one condition, the mask's bit. A symbolic element
//! with few possible values is *exploded* into them when it enters a set: `{(g, e)}` becomes `{(g /\ e = v, v) : v}`; one with many
//! stays a cell. The limits are measured: universes of scalars grow slowly (mask), universes of records multiply (cells).

use crate::eval::error::ErrorKind;
use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::value::Values;
use crate::symbolic::value::rules::Rules;
use crate::symbolic::value::scalar::Scalar;
use crate::symbolic::value::sym::{Class, Guarded, Join, Lazy, Node, Sym};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// A scalar with at most this many values enters a set as its values.
const SCALAR_EXPLODE: u64 = 32;
/// A structured value with at most this many values enters a set as its values.
const STRUCTURE_EXPLODE: u64 = 8;
/// Concrete structured elements beyond this many are merged into cells.
pub(in crate::symbolic) const MASK_LIMIT: usize = 64;

/// A class and, for typed model values, the type.
type ElementClass = (Class, Option<u8>);

/// Adds that there is an element of a kind where the condition holds.
fn note(kinds: &mut Vec<(ElementClass, Vec<Term>)>, kind: ElementClass, condition: Term) {
    if condition == Term::FALSE {
        return;
    }
    match kinds.iter_mut().find(|k| k.0 == kind) {
        Some((_, conditions)) => conditions.push(condition),
        None => kinds.push((kind, vec![condition])),
    }
}

impl<C: Rules> Values<C> {
    /// A set in normal form: sorted, each element once, small symbolic elements exploded.
    pub(in crate::symbolic) fn set_of(&mut self, elements: Vec<Guarded>) -> Sym {
        let mut guards: FxHashMap<Sym, Term> = FxHashMap::default();
        let mut order = Vec::new();
        let mut most = 0;
        for (g, e) in elements {
            if g == Term::FALSE || self.syms.is_undefined(e) {
                continue;
            }
            most += 1;
            for (h, v) in self.explode(e) {
                let t = self.graph.and(g, h);
                match guards.get_mut(&v) {
                    Some(old) => *old = self.graph.or(*old, t),
                    None => {
                        guards.insert(v, t);
                        order.push(v);
                    }
                }
            }
        }
        order.sort_unstable();
        let entries: Vec<Guarded> = order.into_iter().map(|e| (guards[&e], e)).filter(|(g, _)| *g != Term::FALSE).collect();
        let set = self.syms.add(Node::Set(entries.into()));
        self.no_more_than(set, most);
        set
    }

    /// The largest possible number of elements. An element that is exploded into its values has many entries but is one element.
    pub(in crate::symbolic) fn most(&self, s: Sym) -> Option<usize> {
        match self.syms.node(s) {
            Node::Set(entries) => Some(self.at_most.get(&s).copied().unwrap_or(entries.len())),
            Node::Union(alternatives) => alternatives.iter().try_fold(0, |n, a| Some(n.max(self.most(a.1)?))),
            _ => self.size(s).and_then(|n| usize::try_from(n).ok()),
        }
    }

    /// Records an upper bound on the number of elements of an enumerated set.
    pub(in crate::symbolic) fn no_more_than(&mut self, set: Sym, most: usize) {
        if matches!(self.syms.node(set), Node::Set(_)) && self.most(set).is_some_and(|known| most < known) {
            self.at_most.insert(set, most);
        }
    }

    /// The union of sets with these elements. A record and a tuple in one set are an error: TLC may compare them in either order.
    pub(in crate::symbolic) fn set_joined(&mut self, elements: Vec<Guarded>, span: Span) -> Sym {
        let (mut records, mut others) = (Vec::new(), Vec::new());
        for (g, e) in &elements {
            for (h, alt) in self.syms.alternatives(*e) {
                match self.syms.node(alt).clone() {
                    Node::Record(_) => records.push(self.graph.and(*g, h)),
                    Node::Tuple { length, .. } => {
                        let empty = length.is(&mut self.graph, 0);
                        others.push(self.graph.all([*g, h, !empty]));
                    }
                    Node::Function(entries) => {
                        let some = self.graph.any(entries.iter().map(|e| e.0));
                        others.push(self.graph.all([*g, h, some]));
                    }
                    Node::Undefined | Node::Bool(_) | Node::Int(_) | Node::Atom(_) | Node::Set(_) | Node::Lazy(_) => {}
                    Node::Union(_) | Node::Rule(_) => {}
                }
            }
        }
        if !records.is_empty() && !others.is_empty() {
            let (record, other) = (self.graph.any(records), self.graph.any(others));
            let mixed = self.graph.and(record, other);
            self.fail(ErrorKind::Type, span, mixed);
        }
        self.set_written(elements, span)
    }

    /// The set of these elements. Elements whose kinds do not compare are an error, as TLC reports when it sorts them.
    pub(in crate::symbolic) fn set_written(&mut self, elements: Vec<Guarded>, span: Span) -> Sym {
        let mut kinds: Vec<(ElementClass, Vec<Term>)> = Vec::new();
        for (g, e) in &elements {
            for (h, alt) in self.syms.alternatives(*e) {
                let both = self.graph.and(*g, h);
                let (class, condition) = match self.syms.node(alt).clone() {
                    Node::Atom(n) => {
                        self.atom_kinds(&n, both, &mut kinds);
                        continue;
                    }
                    Node::Record(_) | Node::Tuple { .. } | Node::Function(_) | Node::Rule(_) => (Class::Function, both),
                    Node::Set(_) | Node::Lazy(_) => (Class::Set, both),
                    Node::Bool(_) | Node::Int(_) | Node::Undefined | Node::Union(_) => (self.syms.class(alt), both),
                };
                if class != Class::Undefined {
                    note(&mut kinds, (class, None), condition);
                }
            }
        }
        if kinds.len() > 1 {
            let present: Vec<Term> = kinds.into_iter().map(|(_, conditions)| self.graph.any(conditions)).collect();
            for (i, a) in present.iter().enumerate() {
                for b in &present[..i] {
                    let mixed = self.graph.and(*a, *b);
                    self.fail(ErrorKind::Type, span, mixed);
                }
            }
        }
        self.compare_inside(&elements, span);
        self.set_of(elements)
    }

    /// Notes the kinds of an atom: strings are one, model values of each type are one. Untyped model values compare with
    /// everything.
    fn atom_kinds(&mut self, atom: &Scalar, there: Term, kinds: &mut Vec<(ElementClass, Vec<Term>)>) {
        for (g, code) in atom.cases(&mut self.graph) {
            let typed = self.codes.model_type(code);
            if typed.is_some() || !self.codes.is_model(code) {
                let condition = self.graph.and(there, g);
                note(kinds, (Class::Atom, typed), condition);
            }
        }
    }

    /// Whether an element that is in only one of two merged sets keeps an entry of its own.
    pub(in crate::symbolic) fn stays_in_mask(&self, e: Sym, universe: usize) -> bool {
        self.syms.is_concrete(e)
            && match self.syms.node(e) {
                Node::Bool(_) | Node::Int(_) | Node::Atom(_) => true,
                Node::Undefined
                | Node::Set(_)
                | Node::Tuple { .. }
                | Node::Record(_)
                | Node::Function(_)
                | Node::Union(_)
                | Node::Lazy(_)
                | Node::Rule(_) => universe <= self.mask_limit,
            }
    }

    /// The values of `e` with their conditions where there are few, else `e` itself.
    fn explode(&mut self, e: Sym) -> Vec<Guarded> {
        if self.syms.is_concrete(e) {
            return vec![(Term::TRUE, e)];
        }
        if let Node::Union(alternatives) = self.syms.node(e).clone() {
            // elements of unlike kinds are elements of their own: cells stay of one kind each
            let mut all = Vec::new();
            for (g, alt) in alternatives.iter() {
                for (h, v) in self.explode(*alt) {
                    all.push((self.graph.and(*g, h), v));
                }
            }
            return all;
        }
        let limit = match self.syms.node(e) {
            Node::Bool(_) | Node::Int(_) | Node::Atom(_) => SCALAR_EXPLODE,
            Node::Undefined
            | Node::Set(_)
            | Node::Tuple { .. }
            | Node::Record(_)
            | Node::Function(_)
            | Node::Union(_)
            | Node::Lazy(_)
            | Node::Rule(_) => STRUCTURE_EXPLODE,
        };
        match self.possible(e) {
            Some(n) if n <= limit => self.cases(e),
            _ => vec![(Term::TRUE, e)],
        }
    }

    /// `x \in s`
    pub(in crate::symbolic) fn member(&mut self, x: Sym, s: Sym, span: Span) -> Term {
        if self.path() == Term::FALSE || self.syms.is_undefined(x) {
            return Term::FALSE;
        }
        match self.syms.node(s).clone() {
            Node::Set(entries) => self.member_of(x, &entries, span),
            Node::Lazy(lazy) => self.member_of_lazy(x, &lazy, span),
            Node::Union(alternatives) => {
                let mut parts = Vec::new();
                for (g, alt) in alternatives.iter() {
                    let m = self.under(*g, |e| e.member(x, *alt, span));
                    parts.push(self.graph.and(*g, m));
                }
                self.graph.any(parts)
            }
            Node::Undefined => Term::FALSE,
            Node::Bool(_)
            | Node::Int(_)
            | Node::Atom(_)
            | Node::Tuple { .. }
            | Node::Record(_)
            | Node::Function(_)
            | Node::Rule(_) => {
                self.fail(ErrorKind::Type, span, Term::TRUE);
                Term::FALSE
            }
        }
    }

    fn member_of(&mut self, x: Sym, entries: &[Guarded], span: Span) -> Term {
        let mut parts = Vec::new();
        for (g, e) in entries {
            let same = self.under(*g, |enc| enc.equal(x, *e, span));
            parts.push(self.graph.and(*g, same));
        }
        self.graph.any(parts)
    }

    /// `a \cup b`
    pub(in crate::symbolic) fn set_union(&mut self, a: Sym, b: Sym, span: Span) -> Sym {
        let unwritten = |s: Sym, enc: &Self| match enc.syms.node(s) {
            Node::Lazy(lazy) => !matches!(lazy, Lazy::Interval { .. }),
            _ => false,
        };
        let (first, second) = (unwritten(a, self), unwritten(b, self));
        let nothing = |s: Sym, enc: &Self| matches!(enc.syms.node(s), Node::Set(entries) if entries.is_empty());
        for (s, other) in [(a, b), (b, a)] {
            if nothing(s, self) && matches!(self.syms.node(other), Node::Lazy(_)) {
                return other;
            }
        }
        if self.stays_unwritten(a) || self.stays_unwritten(b) || (first || second) && self.clash(a, b, span) {
            self.require_set(a, span);
            self.require_set(b, span);
            // membership in the enumerated side is tested first (`Tool.java`, OPCODE_cup)
            let (a, b) = if first && !second { (b, a) } else { (a, b) };
            return self.join(Join::Union, a, b);
        }
        let mut all = self.elements(a, span);
        all.extend(self.elements(b, span));
        self.set_joined(all, span)
    }

    /// Whether elements of `a` and `b` may not compare.
    fn clash(&mut self, a: Sym, b: Sym, span: Span) -> bool {
        let ((x, y), _) = self.apart(|enc| (enc.elements(a, span), enc.elements(b, span)));
        let mut classes = BTreeSet::new();
        for (_, e) in x.into_iter().chain(y) {
            for (_, alt) in self.syms.alternatives(e) {
                match self.syms.node(alt).clone() {
                    Node::Atom(n) if self.is_model_value(&n) == Term::TRUE => {}
                    _ => _ = classes.insert(self.syms.class(alt)),
                }
            }
        }
        classes.len() > 1
    }

    /// The elements of `a` for which `keep(x \in b)`.
    pub(in crate::symbolic) fn set_restrict(&mut self, a: Sym, b: Sym, keep_members: bool, span: Span) -> Sym {
        self.require_set(b, span);
        // S \cap T = T \cap S: the enumerated side is filtered, as in TLC
        if keep_members && matches!(self.syms.node(a), Node::Lazy(_)) && matches!(self.syms.node(b), Node::Set(_)) {
            return self.set_restrict(b, a, true, span);
        }
        if self.stays_unwritten(a) {
            return match keep_members {
                true if !self.stays_unwritten(b) => self.set_restrict(b, a, true, span),
                true => self.join(Join::Intersect, a, b),
                false => self.join(Join::Minus, a, b),
            };
        }
        let entries = self.elements(a, span);
        let mut out = Vec::new();
        for (g, e) in entries {
            let inside = self.under(g, |enc| enc.member(e, b, span));
            let keep = if keep_members { inside } else { !inside };
            out.push((self.graph.and(g, keep), e));
        }
        self.set_of(out)
    }

    /// `a \subseteq b`
    pub(in crate::symbolic) fn subset(&mut self, a: Sym, b: Sym, span: Span) -> Term {
        // SUBSET A \subseteq SUBSET B and the like would enumerate: A \subseteq B is the same
        if let (Node::Lazy(Lazy::Powerset(x)), Node::Lazy(Lazy::Powerset(y))) =
            (self.syms.node(a).clone(), self.syms.node(b).clone())
        {
            return self.subset(x, y, span);
        }
        if a == b {
            self.require_set(a, span);
            return Term::TRUE;
        }
        // intervals compare by their ends
        if let Node::Lazy(Lazy::Interval { low, high }) = self.syms.node(a).clone() {
            let empty = Scalar::less(&mut self.graph, &high, &low);
            let inside = match self.syms.node(b).clone() {
                Node::Lazy(Lazy::Int) => Some(Term::TRUE),
                Node::Lazy(Lazy::Nat) => Some(!Scalar::less(&mut self.graph, &low, &Scalar::constant(0))),
                Node::Lazy(Lazy::Interval { low: m, high: n }) => {
                    let (under, over) = (Scalar::less(&mut self.graph, &low, &m), Scalar::less(&mut self.graph, &n, &high));
                    Some(self.graph.and(!under, !over))
                }
                _ => None,
            };
            if let Some(inside) = inside {
                return self.graph.or(empty, inside);
            }
        }
        let entries = self.elements(a, span);
        let mut parts = Vec::new();
        for (g, e) in entries {
            let inside = self.under(g, |enc| enc.member(e, b, span));
            parts.push(self.graph.implies(g, inside));
        }
        self.graph.all(parts)
    }

    fn join(&mut self, op: Join, left: Sym, right: Sym) -> Sym {
        self.syms.add(Node::Lazy(Lazy::Join { op, left, right }))
    }

    /// A finding where the value is not a set.
    fn require_set(&mut self, s: Sym, span: Span) {
        for (g, alt) in self.syms.alternatives(s) {
            if !matches!(self.syms.node(alt), Node::Set(_) | Node::Lazy(_) | Node::Undefined) {
                self.fail(ErrorKind::Type, span, g);
            }
        }
    }

    /// `UNION s`
    pub(in crate::symbolic) fn big_union(&mut self, s: Sym, span: Span) -> Sym {
        let members = self.elements(s, span);
        // TLC sorts the sets, and an infinite set compares with no other
        for (i, (g, a)) in members.iter().enumerate() {
            for (h, b) in &members[..i] {
                if self.is_infinite(*a) || self.is_infinite(*b) {
                    let both = self.graph.and(*g, *h);
                    self.fail(ErrorKind::NotEnumerable, span, both);
                }
            }
        }
        if members.iter().any(|m| matches!(self.syms.node(m.1), Node::Lazy(_))) {
            let empty = self.set_of(Vec::new());
            return members.into_iter().fold(empty, |all, (g, m)| {
                let part = self.merge(g, m, empty);
                self.join(Join::Union, part, all)
            });
        }
        let mut all = Vec::new();
        for (g, member) in members {
            let inner = self.under(g, |enc| enc.elements(member, span));
            for (h, e) in inner {
                all.push((self.graph.and(g, h), e));
            }
        }
        self.set_joined(all, span)
    }

    /// For each entry, the condition that it is present and no earlier entry equals it. Cardinality counts these.
    pub(in crate::symbolic) fn first_occurrences(&mut self, entries: &[Guarded], span: Span) -> Vec<Term> {
        let mut firsts = Vec::new();
        for (i, (g, e)) in entries.iter().enumerate() {
            let mut seen = Vec::new();
            for (h, f) in &entries[..i] {
                // two concrete elements of one set are different
                if self.syms.is_concrete(*e) && self.syms.is_concrete(*f) {
                    continue;
                }
                let both = self.graph.and(*g, *h);
                let same = self.under(both, |enc| enc.equal(*e, *f, span));
                seen.push(self.graph.and(*h, same));
            }
            let before = self.graph.any(seen);
            firsts.push(self.graph.and(*g, !before));
        }
        firsts
    }
}
