//! Items: the parts of a state that lemmas are about ([`crate::symbolic::lemma`]).
//!
//! An *item* is an element of a set, an entry of a sequence, a key of functions that share a domain (a process, with its part of
//! each variable), or the state as a whole. Its *parts* are the numbers, strings and model values in it, reached through records
//! and short tuples. A *tag* is the value of a part with few values, or the kind of a value.
//!
//! The items and parts of a state depend on its value only, not on its encoding. So a lemma means the same for all states. That
//! holds for *plain* states, in which no function may be a record or a sequence.

use crate::logic::Term;
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::value::SymState;
use crate::symbolic::value::function::Entry;
use crate::symbolic::value::scalar::{Domain, Scalar};
use crate::symbolic::value::sym::{Class, Node, Sym};
use crate::value::Atom;
use itertools::Itertools;
use rustc_hash::FxHashSet;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The longest tuple whose items are parts.
const LONGEST_TUPLE: usize = 8;
/// The most values of a part that gives tags.
const MOST_TAGS: usize = 8;

/// A step on the path to a part.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Hop {
    /// The field of a record that has exactly these fields.
    Field(Rc<[Atom]>, Atom),
    Item(usize),
}

type Hops = Rc<[Hop]>;

/// The domain of a kind of items. Variables are numbers.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Over {
    /// The state, which is the only item. Its roots are the variables' values.
    State,
    /// The keys of the first function; the roots are the key and the value of each function there.
    Keys(Rc<[usize]>),
    /// The elements of the set at the end of a path from a variable.
    Elements(usize, Hops),
    /// The entries of the sequence at the end of a path.
    Entries(usize, Hops),
    /// The same from each value of a function. The roots are the key and the element.
    KeyElements(usize, Hops),
    KeyEntries(usize, Hops),
}

/// The path from one of an item's roots to a part.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct PartPath {
    pub(in crate::symbolic) root: usize,
    pub(in crate::symbolic) hops: Hops,
}

impl PartPath {
    /// The name of the field at the end of the path.
    pub fn field(&self) -> Option<Atom> {
        match self.hops.last()? {
            Hop::Field(_, field) => Some(*field),
            Hop::Item(_) => None,
        }
    }
}

/// The kind of value of a part.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum PartKind {
    Int,
    Atom,
    Bool,
}

/// A number, string, model value or truth value in an item.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Part {
    pub place: PartPath,
    pub leaf: PartKind,
}

/// A property of an item.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Tag {
    /// The atom at the path has this code.
    Is(PartPath, i64),
    Holds(PartPath, bool),
    /// The value at the path is of this class.
    Of(PartPath, Class),
}

impl Tag {
    pub fn place(&self) -> &PartPath {
        match self {
            Tag::Is(p, _) | Tag::Holds(p, _) | Tag::Of(p, _) => p,
        }
    }
}

/// A kind of items, with its parts and tags.
#[derive(Clone, Debug)]
pub struct ItemKind {
    pub over: Over,
    pub parts: Vec<Part>,
    pub tags: Vec<Tag>,
}

/// An item of a state.
#[derive(Clone, Debug)]
pub struct Item {
    pub there: Term,
    roots: Vec<Sym>,
    own: Own,
}

/// The identity of an item within its kind.
#[derive(Clone, Debug)]
enum Own {
    Number(usize),
    Element(usize, Sym),
}

/// The parts found in an item.
#[derive(Default)]
struct Found {
    parts: BTreeMap<Part, BTreeSet<i64>>,
    /// The classes found at a path.
    classes: BTreeMap<PartPath, BTreeSet<Class>>,
    sets: BTreeSet<PartPath>,
    sequences: BTreeSet<PartPath>,
}

impl<'m> Encoder<'m> {
    /// Whether no function in the state may be a record, or a sequence, every set and function is enumerated, and the model
    /// mentions all strings.
    pub fn is_plain_state(&self, state: &SymState) -> bool {
        // strings that evaluation makes have other codes in another encoder
        if self.codes.have_grown() {
            return false;
        }
        let mut seen = FxHashSet::default();
        let mut work: Vec<Sym> = state.0.clone();
        while let Some(s) = work.pop() {
            if !seen.insert(s) {
                continue;
            }
            match self.syms.node(s) {
                Node::Undefined | Node::Bool(_) | Node::Int(_) | Node::Atom(_) => {}
                Node::Lazy(_) | Node::Rule(_) => return false,
                Node::Set(v) | Node::Union(v) => work.extend(v.iter().map(|e| e.1)),
                Node::Tuple { items, .. } => work.extend(items.iter()),
                Node::Record(v) => work.extend(v.iter().map(|f| f.1)),
                Node::Function(v) => {
                    let settled = v.iter().all(|e| e.0 == Term::TRUE && self.syms.is_concrete(e.1));
                    if !settled && !v.iter().any(|e| e.0 == Term::TRUE && self.is_no_index(e.1)) {
                        return false;
                    }
                    work.extend(v.iter().flat_map(|e| [e.1, e.2]));
                }
            }
        }
        true
    }

    /// Whether a key belongs to no sequence and no record.
    fn is_no_index(&self, key: Sym) -> bool {
        match self.syms.node(key) {
            Node::Int(n) => n.domain().high() < 1,
            Node::Atom(n) => n.as_constant().is_some_and(|c| self.codes.is_model(c)),
            Node::Undefined | Node::Union(_) | Node::Lazy(_) | Node::Rule(_) => false,
            Node::Bool(_) | Node::Set(_) | Node::Tuple { .. } | Node::Record(_) | Node::Function(_) => true,
        }
    }

    /// The kinds of items in a state, with their parts and tags.
    pub fn kinds(&mut self, state: &SymState) -> Vec<ItemKind> {
        let mut overs = vec![Over::State];
        // functions by their domains
        let mut domains: Vec<(usize, Vec<Sym>)> = Vec::new();
        let mut found = Found::default();
        for (v, s) in state.0.iter().enumerate() {
            match self.keyed(*s) {
                Some(entries) => {
                    domains.push((v, entries.iter().map(|e| e.1).collect()));
                    let mut inside = Found::default();
                    for (_, _, value) in entries {
                        self.look(value, PartPath { root: 1, hops: Rc::new([]) }, &mut inside);
                    }
                    overs.extend(inside.sets.iter().map(|p| Over::KeyElements(v, p.hops.clone())));
                    overs.extend(inside.sequences.iter().map(|p| Over::KeyEntries(v, p.hops.clone())));
                }
                None => self.look(*s, PartPath { root: v, hops: Rc::new([]) }, &mut found),
            }
        }
        overs.extend(found.sets.iter().map(|p| Over::Elements(p.root, p.hops.clone())));
        overs.extend(found.sequences.iter().map(|p| Over::Entries(p.root, p.hops.clone())));
        let distinct: Vec<(usize, Vec<Sym>)> = domains.iter().unique_by(|d| d.1.clone()).cloned().collect();
        for (first, keys) in distinct {
            let others = domains.iter().filter(|d| d.0 != first && keys.iter().all(|k| d.1.contains(k))).map(|d| d.0);
            overs.push(Over::Keys([first].into_iter().chain(others).collect()));
        }
        let mut kinds = Vec::new();
        for over in overs {
            let Some(items) = self.items(state, &over) else { continue };
            let mut found = Found::default();
            for item in &items {
                for (root, s) in item.roots.iter().enumerate() {
                    if over == Over::State && self.keyed(*s).is_some() {
                        continue;
                    }
                    self.look(*s, PartPath { root, hops: Rc::new([]) }, &mut found);
                }
            }
            let mut tags = Vec::new();
            for (part, values) in &found.parts {
                let few = (2..=MOST_TAGS).contains(&values.len());
                match part.leaf {
                    PartKind::Atom if few => tags.extend(values.iter().map(|v| Tag::Is(part.place.clone(), *v))),
                    PartKind::Bool => tags.extend([true, false].map(|b| Tag::Holds(part.place.clone(), b))),
                    PartKind::Atom | PartKind::Int => {}
                }
            }
            for (place, classes) in found.classes {
                if classes.len() > 1 {
                    tags.extend(classes.into_iter().map(|c| Tag::Of(place.clone(), c)));
                }
            }
            let parts = found.parts.into_iter().filter(|(_, values)| values.len() > 1).map(|p| p.0).collect();
            kinds.push(ItemKind { over, parts, tags });
        }
        kinds
    }

    fn look(&self, s: Sym, place: PartPath, found: &mut Found) {
        let class = self.syms.class(s);
        if !matches!(class, Class::Union | Class::Undefined) {
            found.classes.entry(place.clone()).or_default().insert(class);
        }
        let further = |hop: Hop| PartPath { root: place.root, hops: place.hops.iter().cloned().chain([hop]).collect() };
        let mut leaf = |leaf: PartKind, values: Vec<i64>| {
            found.parts.entry(Part { place: place.clone(), leaf }).or_default().extend(values);
        };
        match self.syms.node(s) {
            // functions in functions have no parts
            Node::Undefined | Node::Lazy(_) | Node::Rule(_) | Node::Function(_) => {}
            Node::Bool(_) => leaf(PartKind::Bool, vec![0, 1]),
            Node::Int(n) => leaf(PartKind::Int, some_of(n)),
            Node::Atom(n) => leaf(PartKind::Atom, some_of(n)),
            Node::Set(_) => {
                found.sets.insert(place);
            }
            Node::Tuple { length, items } => match length.as_constant() {
                Some(n) if n > 0 && items.len() <= LONGEST_TUPLE => {
                    items.iter().enumerate().for_each(|(i, x)| self.look(*x, further(Hop::Item(i)), found));
                }
                _ => {
                    found.sequences.insert(place);
                }
            },
            Node::Record(fields) => {
                let names: Rc<[Atom]> = fields.iter().map(|f| f.0).collect();
                for (a, x) in fields.iter() {
                    self.look(*x, further(Hop::Field(names.clone(), *a)), found);
                }
            }
            Node::Union(alternatives) => alternatives.iter().for_each(|a| self.look(a.1, place.clone(), found)),
        }
    }

    /// The entries of a function with a fixed domain.
    fn keyed(&mut self, s: Sym) -> Option<Vec<Entry>> {
        let fixed = match self.syms.node(s) {
            Node::Tuple { length, items } => length.as_constant().is_some() && !items.is_empty(),
            // processes whose names are strings
            Node::Record(fields) => fields.len() > 1 && fields.iter().map(|f| self.syms.class(f.1)).all_equal(),
            Node::Function(entries) => entries.iter().all(|e| e.0 == Term::TRUE && self.syms.is_concrete(e.1)),
            _ => false,
        };
        if fixed { self.entries(s) } else { None }
    }

    /// The items of a kind that a state has. `None` if functions have no domain that is fixed.
    pub fn items(&mut self, state: &SymState, over: &Over) -> Option<Vec<Item>> {
        let mut out = Vec::new();
        match over {
            Over::State => out.push(Item { there: Term::TRUE, roots: state.0.clone(), own: Own::Number(0) }),
            Over::Keys(functions) => {
                let mut columns = Vec::new();
                for v in functions.iter() {
                    columns.push(self.fixed_entries(state.0[*v])?);
                }
                for (i, (_, key, _)) in columns[0].iter().enumerate() {
                    let mut roots = vec![*key];
                    for column in &columns {
                        roots.push(column.iter().find(|e| e.1 == *key)?.2);
                    }
                    out.push(Item { there: Term::TRUE, roots, own: Own::Number(i) });
                }
            }
            Over::Elements(v, hops) | Over::Entries(v, hops) => {
                self.many(state.0[*v], hops, matches!(over, Over::Elements(..)), None, &mut out);
            }
            Over::KeyElements(v, hops) | Over::KeyEntries(v, hops) => {
                for (i, (_, key, value)) in self.fixed_entries(state.0[*v])?.into_iter().enumerate() {
                    self.many(value, hops, matches!(over, Over::KeyElements(..)), Some((i, key)), &mut out);
                }
            }
        }
        Some(out)
    }

    fn fixed_entries(&mut self, f: Sym) -> Option<Vec<Entry>> {
        let entries = self.entries(f)?;
        entries.iter().all(|e| e.0 == Term::TRUE && self.syms.is_concrete(e.1)).then_some(entries)
    }

    /// The elements of the set, or the entries of the sequence, at the end of a path.
    fn many(&mut self, root: Sym, hops: &[Hop], set: bool, key: Option<(usize, Sym)>, out: &mut Vec<Item>) {
        let Some((there, end)) = self.follow(root, hops) else { return };
        let roots = |x: Sym| key.iter().map(|k| k.1).chain([x]).collect();
        let outer = key.map_or(0, |k| k.0);
        for (g, alternative) in self.syms.alternatives(end) {
            let there = self.graph.and(there, g);
            match self.syms.node(alternative).clone() {
                Node::Set(entries) if set => {
                    for (g, e) in entries.iter() {
                        let there = self.graph.and(there, *g);
                        out.push(Item { there, roots: roots(*e), own: Own::Element(outer, *e) });
                    }
                }
                Node::Tuple { length, items } if !set => {
                    for (i, x) in items.iter().enumerate() {
                        let longer = self.longer_than(&length, i);
                        let there = self.graph.and(there, longer);
                        out.push(Item { there, roots: roots(*x), own: Own::Number((outer << 16) + i) });
                    }
                }
                _ => {}
            }
        }
    }

    /// The value at the end of a path, and the condition that it exists.
    fn follow(&mut self, root: Sym, hops: &[Hop]) -> Option<(Term, Sym)> {
        let Some((hop, rest)) = hops.split_first() else { return Some((Term::TRUE, root)) };
        for (g, alternative) in self.syms.alternatives(root) {
            let next = match (self.syms.node(alternative).clone(), hop) {
                (Node::Record(fields), Hop::Field(names, field)) if fields.iter().map(|f| &f.0).eq(names.iter()) => {
                    fields.iter().find(|f| f.0 == *field).map(|f| (g, f.1))
                }
                (Node::Tuple { length, items }, Hop::Item(i)) if *i < items.len() => {
                    let longer = self.longer_than(&length, *i);
                    Some((self.graph.and(g, longer), items[*i]))
                }
                _ => None,
            };
            if let Some((there, x)) = next {
                let (further, end) = self.follow(x, rest)?;
                return Some((self.graph.and(there, further), end));
            }
        }
        None
    }

    /// An item's part, and the condition that it has it.
    pub(in crate::symbolic) fn part_of_item(&mut self, item: &Item, part: &Part) -> Option<(Term, Sym)> {
        let (there, end) = self.follow(item.roots[part.place.root], &part.place.hops)?;
        let fits = |node: &Node| {
            matches!(
                (node, part.leaf),
                (Node::Int(_), PartKind::Int) | (Node::Atom(_), PartKind::Atom) | (Node::Bool(_), PartKind::Bool)
            )
        };
        let (g, value) = self.syms.alternatives(end).into_iter().find(|a| fits(self.syms.node(a.1)))?;
        Some((self.graph.and(there, g), value))
    }

    /// Whether a tag is true of an item.
    pub(in crate::symbolic) fn tagged(&mut self, item: &Item, tag: &Tag) -> Term {
        let place = tag.place();
        let Some((there, end)) = self.follow(item.roots[place.root], &place.hops) else { return Term::FALSE };
        let mut holds = Term::FALSE;
        for (g, alternative) in self.syms.alternatives(end) {
            let here = match (self.syms.node(alternative).clone(), tag) {
                (Node::Atom(n), Tag::Is(_, code)) => n.is(&mut self.graph, *code),
                (Node::Bool(t), Tag::Holds(_, value)) => t.negate_if(!*value),
                (_, Tag::Of(_, class)) => Term::constant(self.syms.class(alternative) == *class),
                _ => Term::FALSE,
            };
            let here = self.graph.and(g, here);
            holds = self.graph.or(holds, here);
        }
        self.graph.and(there, holds)
    }

    /// Whether two items of one kind are different ones.
    pub(in crate::symbolic) fn distinct(&mut self, a: &Item, b: &Item) -> Term {
        match (&a.own, &b.own) {
            (Own::Element(i, x), Own::Element(j, y)) if i == j => {
                let (same, _) = self.apart(|enc| enc.equal(*x, *y, Span::NONE));
                !same
            }
            (Own::Number(i), Own::Number(j)) if i == j => Term::FALSE,
            _ => Term::TRUE,
        }
    }
}

/// At least two values of a number, if it has them.
fn some_of(n: &Scalar) -> Vec<i64> {
    match n.domain() {
        Domain::List(v) => v.to_vec(),
        Domain::Interval(low, high) => vec![*low, *high],
    }
}
