//! Lemmas: simple things that are true of every pair of items of a state, or of none.
//!
//! A [`Lemma`] says of any items a and b of two kinds ([`crate::symbolic::lemma::items`]), or of one item, where one tag is true of a and another of b,
//! that a part of a and a part of b relate in some way, or that there are no such items:
//!
//! ```text
//!     \A a, b : tag(a) /\ tag'(b)  =>  a.x # b.y
//! ```
//!
//! In: states that behaviours drawn at random pass through. Out: the most general lemmas that no such state refutes, and, when
//! one turns out to be false elsewhere, more special ones in its place ([`Candidates`]). Whether they are true is for the engine to
//! prove. (Templates, candidates refuted by runs and then by a prover: M. Ernst et al., "The Daikon system for dynamic detection of
//! likely invariants", 2007; C. Flanagan, K. R. M. Leino, "Houdini, an annotation assistant for ESC/Java", FME 2001.)

pub mod items;
mod render;

use self::items::{Item, Kind, Leaf, Over, Part};
use crate::logic::samples::{Lanes, NONE, Samples};
use crate::logic::{Graph, Term};
use crate::symbolic::Encoder;
use crate::symbolic::value::SymState;
use crate::symbolic::value::scalar::Scalar;
use crate::symbolic::value::sym::Node;
use crate::symbolic::value::sym::Sym;
use rustc_hash::{FxHashMap, FxHashSet};

/// Items of one kind that are looked at in a state that refutes.
const MOST_ITEMS: usize = 12;

/// Of the kinds of a state the first is the state itself.
const STATE: usize = 0;

/// How two parts relate.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Relation {
    Differ,
    Equal,
    Less,
    AtMost,
    More,
    AtLeast,
}

/// Of which items a lemma speaks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Pair {
    /// One item of a kind.
    One(usize),
    /// Two different items of a kind; of entries of a sequence the first one comes first.
    Two(usize),
    /// Items of two kinds.
    Both(usize, usize),
    /// Some item of a kind: that there is one. The second tag is the state's.
    Some(usize),
    /// For each item of the one kind some of the other: that there is one, with an equal part.
    Each(usize, usize),
}

impl Pair {
    pub(in crate::symbolic) fn kinds(self) -> (usize, usize) {
        match self {
            Pair::One(a) | Pair::Two(a) | Pair::Some(a) => (a, a),
            Pair::Both(a, b) | Pair::Each(a, b) => (a, b),
        }
    }
}

/// What is said of a pair: parts by their numbers in the kinds, or nothing, and then there is no such pair.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Claim {
    pub(in crate::symbolic) pair: Pair,
    /// Where these parts are equal.
    pub(in crate::symbolic) on: Option<(usize, usize)>,
    pub(in crate::symbolic) says: Option<(Relation, usize, usize)>,
}

/// Tags by their numbers; `None` is true of everything.
type Tags = (Option<usize>, Option<usize>);

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Lemma {
    pub(in crate::symbolic) claim: Claim,
    pub(in crate::symbolic) tags: Tags,
}

/// The items of a state, and what is known of their parts.
pub struct Items {
    of: Vec<Vec<Seen>>,
}

struct Seen {
    item: Item,
    tags: Vec<Term>,
    parts: Vec<Option<(Term, Sym)>>,
}

/// What behaviours at random show, and the lemmas that they do not refute so far.
struct Runs<'s> {
    states: &'s [Items],
    kinds: &'s [Kind],
    samples: &'s mut Samples,
    open: FxHashSet<Lemma>,
}

/// All lemmas that are not refuted yet, and which of them are put forward.
#[derive(Default)]
pub struct Candidates {
    open: FxHashSet<Lemma>,
    pub active: Vec<Lemma>,
}

impl<'m> Encoder<'m> {
    /// `None` if functions have no fixed domains.
    pub fn seen_items(&mut self, state: &SymState, kinds: &[Kind], most: usize) -> Option<Items> {
        let mut of = Vec::new();
        for kind in kinds {
            let mut seen = Vec::new();
            for item in self.items(state, &kind.over)?.into_iter().filter(|i| i.there != Term::FALSE).take(most) {
                let tags = kind.tags.iter().map(|t| self.tagged(&item, t)).collect();
                let parts = kind.parts.iter().map(|p| self.part_of_item(&item, p)).collect();
                seen.push(Seen { item, tags, parts });
            }
            of.push(seen);
        }
        Some(Items { of })
    }

    /// Where a pair refutes what is claimed, whatever the tags: for each pair of items the condition, with that under which something
    /// is said of it.
    fn pairs(&mut self, items: &Items, claim: Claim, kinds: &[Kind]) -> Vec<(usize, usize, Term, Term)> {
        let (a, b) = claim.pair.kinds();
        let mut out = Vec::new();
        for i in 0..items.of[a].len() {
            let others = match claim.pair {
                Pair::One(_) | Pair::Some(_) => i..i + 1,
                // what is not symmetric is asked for both ways
                Pair::Two(_) if ordered(&kinds[a]) => i + 1..items.of[a].len(),
                Pair::Two(_) | Pair::Both(..) | Pair::Each(..) => 0..items.of[b].len(),
            };
            for j in others {
                if matches!(claim.pair, Pair::Two(_)) && i == j {
                    continue;
                }
                let (x, y) = (&items.of[a][i], &items.of[b][j]);
                let mut there = self.graph.and(x.item.there, y.item.there);
                if matches!(claim.pair, Pair::Two(_)) {
                    let distinct = self.distinct(&x.item, &y.item);
                    there = self.graph.and(there, distinct);
                }
                if let Some((p, q)) = claim.on {
                    let (Some((g, v)), Some((h, w))) = (x.parts[p], y.parts[q]) else { continue };
                    let same = self.relate(Relation::Equal, v, w);
                    there = self.graph.all([there, g, h, same]);
                }
                let mut wrong = there;
                if let Some((relation, p, q)) = claim.says {
                    let (Some((g, v)), Some((h, w))) = (x.parts[p], y.parts[q]) else { continue };
                    there = self.graph.all([there, g, h]);
                    let holds = self.relate(relation, v, w);
                    wrong = self.graph.and(there, !holds);
                }
                if there != Term::FALSE {
                    out.push((i, j, there, wrong));
                }
            }
        }
        out
    }

    /// For each item the condition that something is said of it, and that the other one is missing.
    fn without(&mut self, items: &Items, claim: Claim, kinds: &[Kind]) -> Vec<(usize, Term, Term)> {
        let (a, _) = claim.pair.kinds();
        let Some((_, part, _)) = claim.says else { return Vec::new() };
        let mut others = vec![Term::FALSE; items.of[a].len()];
        for (i, _, there, wrong) in self.pairs(items, claim, kinds) {
            let found = self.graph.and(there, !wrong);
            others[i] = self.graph.or(others[i], found);
        }
        let mut out = Vec::new();
        for (i, (x, found)) in items.of[a].iter().zip(others).enumerate() {
            if let Some((g, _)) = x.parts[part] {
                let there = self.graph.and(x.item.there, g);
                out.push((i, there, self.graph.and(there, !found)));
            }
        }
        out
    }

    fn relate(&mut self, relation: Relation, v: Sym, w: Sym) -> Term {
        let g = &mut self.graph;
        match (self.syms.node(v), self.syms.node(w), relation) {
            (Node::Int(x) | Node::Atom(x), Node::Int(y) | Node::Atom(y), Relation::Differ) => !Scalar::equal(g, x, y),
            (Node::Int(x) | Node::Atom(x), Node::Int(y) | Node::Atom(y), Relation::Equal) => Scalar::equal(g, x, y),
            (Node::Int(x), Node::Int(y), Relation::Less) => Scalar::less(g, x, y),
            (Node::Int(x), Node::Int(y), Relation::AtMost) => !Scalar::less(g, y, x),
            (Node::Int(x), Node::Int(y), Relation::More) => Scalar::less(g, y, x),
            (Node::Int(x), Node::Int(y), Relation::AtLeast) => !Scalar::less(g, x, y),
            (Node::Bool(x), Node::Bool(y), Relation::Equal) => g.iff(*x, *y),
            (Node::Bool(x), Node::Bool(y), Relation::Differ) => g.xor(*x, *y),
            _ => Term::TRUE,
        }
    }

    /// What a lemma says of a state with these items.
    pub fn lemma(&mut self, lemma: &Lemma, items: &Items, kinds: &[Kind]) -> Term {
        let (a, b) = lemma.claim.pair.kinds();
        if let (Pair::Some(_), (Some(tag), _)) = (lemma.claim.pair, lemma.tags) {
            let some: Vec<Term> = items.of[a].iter().map(|s| self.graph.and(s.item.there, s.tags[tag])).collect();
            let some = self.graph.any(some);
            let given = lemma.tags.1.map_or(Term::TRUE, |t| items.of[STATE][0].tags[t]);
            return self.graph.implies(given, some);
        }
        let mut holds = Vec::new();
        if let Pair::Each(..) = lemma.claim.pair {
            for (i, _, wrong) in self.without(items, lemma.claim, kinds) {
                let tagged = lemma.tags.0.map_or(Term::TRUE, |t| items.of[a][i].tags[t]);
                let wrong = self.graph.and(wrong, tagged);
                holds.push(!wrong);
            }
            return self.graph.all(holds);
        }
        for (i, j, _, wrong) in self.pairs(items, lemma.claim, kinds) {
            let left = lemma.tags.0.map_or(Term::TRUE, |t| items.of[a][i].tags[t]);
            let right = lemma.tags.1.map_or(Term::TRUE, |t| items.of[b][j].tags[t]);
            let wrong = self.graph.all([wrong, left, right]);
            holds.push(!wrong);
        }
        self.graph.all(holds)
    }

    /// The lemmas that none of the samples refutes in any of the states.
    /// With `joins`, those too that speak of items with a part in common.
    pub fn candidates(&mut self, states: &[SymState], kinds: &[Kind], joins: bool, samples: &mut Samples) -> Option<Candidates> {
        let mut of_states = Vec::new();
        for s in states {
            if !self.is_plain_state(s) {
                return None;
            }
            of_states.push(self.seen_items(s, kinds, MOST_ITEMS)?);
        }
        let mut runs = Runs { states: &of_states, kinds, samples, open: FxHashSet::default() };
        for claim in claims(kinds, joins) {
            match claim.pair {
                Pair::Some(kind) => self.always_some(claim, kind, &mut runs),
                Pair::Each(kind, _) => self.always_each(claim, kind, &mut runs),
                Pair::One(_) | Pair::Two(_) | Pair::Both(..) => self.not_refuted(claim, &mut runs),
            }
        }
        let mut all = Candidates { open: runs.open, active: Vec::new() };
        let general: Vec<Lemma> = all.open.iter().copied().collect();
        for lemma in general {
            if all.is_most_general(&lemma) {
                all.active.push(lemma);
            }
        }
        all.active.sort_unstable();
        Some(all)
    }

    /// The tags that some item of a kind has in every sample.
    fn always_some(&mut self, claim: Claim, kind: usize, runs: &mut Runs<'_>) {
        let Runs { states, kinds, samples, open } = runs;
        let of_state = kinds[STATE].tags.len() + 1;
        for tag in 0..kinds[kind].tags.len() {
            let (mut met, mut refuted) = (vec![false; of_state], vec![false; of_state]);
            for items in states.iter() {
                let seen = items.of[kind].iter().fold(NONE, |all, s| {
                    let (there, tag) = (samples.evaluate(&self.graph, s.item.there), samples.evaluate(&self.graph, s.tags[tag]));
                    std::array::from_fn(|w| all[w] | there[w] & tag[w])
                });
                for t in 0..of_state {
                    let given = t.checked_sub(1).map_or(Term::TRUE, |t| items.of[STATE][0].tags[t]);
                    let given = samples.evaluate(&self.graph, given);
                    met[t] |= given != NONE;
                    refuted[t] |= (0..given.len()).any(|w| given[w] & !seen[w] != 0);
                }
            }
            for t in (0..of_state).filter(|t| met[*t] && !refuted[*t]) {
                open.insert(Lemma { claim, tags: (Some(tag), t.checked_sub(1)) });
            }
        }
    }

    /// The tags with which each item has its other one in every sample.
    fn always_each(&mut self, claim: Claim, kind: usize, runs: &mut Runs<'_>) {
        let Runs { states, kinds, samples, open } = runs;
        let tags = kinds[kind].tags.len() + 1;
        let (mut supported, mut refuted) = (vec![false; tags], vec![false; tags]);
        for items in states.iter() {
            for (i, there, wrong) in self.without(items, claim, kinds) {
                let (there, wrong) = (samples.evaluate(&self.graph, there), samples.evaluate(&self.graph, wrong));
                for t in 0..tags {
                    let tag = t.checked_sub(1).map_or(Term::TRUE, |t| items.of[kind][i].tags[t]);
                    let tag = samples.evaluate(&self.graph, tag);
                    supported[t] |= both(&there, &tag) != NONE;
                    refuted[t] |= both(&wrong, &tag) != NONE;
                }
            }
        }
        for t in (0..tags).filter(|t| supported[*t] && !refuted[*t]) {
            open.insert(Lemma { claim, tags: (t.checked_sub(1), None) });
        }
    }

    /// The tags with which no two items refute a claim in any sample.
    fn not_refuted(&mut self, claim: Claim, runs: &mut Runs<'_>) {
        let Runs { states, kinds, samples, open } = runs;
        let (a, b) = claim.pair.kinds();
        let (left, right) = (kinds[a].tags.len() + 1, kinds[b].tags.len() + 1);
        let mut refuted = vec![false; left * right];
        let mut supported = vec![false; left * right];
        let (mut met_left, mut met_right) = (vec![false; left], vec![false; right]);
        for items in states.iter() {
            let tags = |seen: &Seen, samples: &mut Samples, graph: &Graph| -> Vec<Lanes> {
                let there = samples.evaluate(graph, seen.item.there);
                let of_tags = seen.tags.iter().map(|t| samples.evaluate(graph, *t));
                [there].into_iter().chain(of_tags.map(|l| both(&l, &there))).collect()
            };
            let lefts: Vec<Vec<Lanes>> = items.of[a].iter().map(|s| tags(s, samples, &self.graph)).collect();
            let rights: Vec<Vec<Lanes>> = items.of[b].iter().map(|s| tags(s, samples, &self.graph)).collect();
            for x in &lefts {
                x.iter().zip(&mut met_left).for_each(|(l, met)| *met |= *l != NONE);
            }
            for y in &rights {
                y.iter().zip(&mut met_right).for_each(|(l, met)| *met |= *l != NONE);
            }
            for (i, j, there, wrong) in self.pairs(items, claim, kinds) {
                let there = samples.evaluate(&self.graph, there);
                let wrong = samples.evaluate(&self.graph, wrong);
                if there == NONE {
                    continue;
                }
                for (s, l) in lefts[i].iter().enumerate() {
                    let (there, wrong) = (both(&there, l), both(&wrong, l));
                    if there == NONE {
                        continue;
                    }
                    for (t, r) in rights[j].iter().enumerate() {
                        supported[s * right + t] |= both(&there, r) != NONE;
                        refuted[s * right + t] |= both(&wrong, r) != NONE;
                    }
                }
            }
        }
        for s in 0..left {
            for t in 0..right {
                let known = match claim.says {
                    // that there is no such pair is of interest if there are such items
                    None if t == 0 && matches!(claim.pair, Pair::One(_)) => s > 0 && met_left[0],
                    None => s > 0 && t > 0 && met_left[s] && met_right[t],
                    Some(_) => supported[s * right + t],
                };
                let tags = (s.checked_sub(1), t.checked_sub(1));
                // of one item the order of the tags is nothing
                let same = matches!(claim.pair, Pair::One(_));
                let twice = same
                    && (claim.says.is_none() && tags.1.is_some() && tags.0 >= tags.1
                        || tags.1.is_some() && claim.says.is_some()
                        || matches!(tags, (Some(s), Some(t)) if kinds[a].tags[s].place() == kinds[a].tags[t].place()));
                if known && !twice && !refuted[s * right + t] {
                    open.insert(Lemma { claim, tags });
                }
            }
        }
    }
}

impl Candidates {
    /// These, as they are.
    pub fn of(lemmas: impl IntoIterator<Item = Lemma>) -> Candidates {
        let active: Vec<Lemma> = lemmas.into_iter().collect();
        Candidates { open: active.iter().copied().collect(), active }
    }

    fn is_most_general(&self, lemma: &Lemma) -> bool {
        wider(lemma).into_iter().all(|w| !self.open.contains(&w))
    }

    /// These are false: more special ones take their places.
    pub fn drop(&mut self, wrong: &[Lemma]) {
        for lemma in wrong {
            self.open.remove(lemma);
        }
        let gone: FxHashSet<Lemma> = wrong.iter().copied().collect();
        self.active.retain(|l| !gone.contains(l));
        // those that have become the most general
        let mut by_claim: FxHashMap<Claim, Vec<Tags>> = FxHashMap::default();
        for l in wrong {
            by_claim.entry(l.claim).or_default().push(l.tags);
        }
        let known: FxHashSet<Lemma> = self.active.iter().copied().collect();
        let mut new: Vec<Lemma> = self
            .open
            .iter()
            .filter(|l| by_claim.get(&l.claim).is_some_and(|tags| tags.iter().any(|t| covers(*t, l.tags))))
            .filter(|l| !known.contains(l) && self.is_most_general(l))
            .copied()
            .collect();
        new.sort_unstable();
        self.active.extend(new);
    }

    pub fn len(&self) -> usize {
        self.open.len()
    }

    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }
}

fn covers(general: Tags, special: Tags) -> bool {
    (general.0.is_none() || general.0 == special.0) && (general.1.is_none() || general.1 == special.1)
}

/// The lemmas that say the same of more pairs.
fn wider(lemma: &Lemma) -> Vec<Lemma> {
    let tags = [(None, lemma.tags.1), (lemma.tags.0, None), (None, None)];
    tags.into_iter().filter(|t| *t != lemma.tags).map(|tags| Lemma { claim: lemma.claim, tags }).collect()
}

fn both(a: &Lanes, b: &Lanes) -> Lanes {
    std::array::from_fn(|w| a[w] & b[w])
}

fn ordered(kind: &Kind) -> bool {
    matches!(kind.over, Over::Entries(..))
}

/// All that may be claimed of the items of these kinds.
fn claims(kinds: &[Kind], joins: bool) -> Vec<Claim> {
    let mut out = Vec::new();
    for a in 0..kinds.len() {
        let state = kinds[a].over == Over::State;
        let mut pairs = vec![Pair::One(a)];
        if !state {
            out.push(Claim { pair: Pair::Some(a), on: None, says: None });
            pairs.push(Pair::Two(a));
        }
        // keys of one domain among those of a larger one are said of by themselves
        let nested = |b: usize| matches!((&kinds[a].over, &kinds[b].over), (Over::Keys(f), Over::Keys(g)) if f.contains(&g[0]) || g.contains(&f[0]));
        pairs.extend((a + 1..kinds.len()).filter(|b| !nested(*b)).map(|b| Pair::Both(a, b)));
        for pair in pairs {
            let (a, b) = pair.kinds();
            out.push(Claim { pair, on: None, says: None });
            for (p, x) in kinds[a].parts.iter().enumerate() {
                for (q, y) in kinds[b].parts.iter().enumerate() {
                    relations(pair, (x, p), (y, q), &kinds[a])
                        .into_iter()
                        .for_each(|r| out.push(Claim { pair, on: None, says: Some((r, p, q)) }));
                }
            }
            if joins {
                joined(pair, kinds, &mut out);
            }
        }
    }
    out
}

/// Of items that have a part in common, as records have that are about the same thing: what is said of their other parts.
fn joined(pair: Pair, kinds: &[Kind], out: &mut Vec<Claim>) {
    use Relation::{AtLeast, AtMost, Equal, Less, More};
    let (a, b) = pair.kinds();
    if matches!(pair, Pair::One(_)) || kinds[a].over == Over::State {
        return;
    }
    if let Pair::Both(a, b) = pair {
        for (a, b) in [(a, b), (b, a)] {
            for (p, x) in kinds[a].parts.iter().enumerate() {
                for (q, y) in kinds[b].parts.iter().enumerate() {
                    let named = x.place.field().zip(y.place.field());
                    if x.leaf == y.leaf && x.leaf != Leaf::Bool && named.is_none_or(|(f, g)| f == g) {
                        out.push(Claim { pair: Pair::Each(a, b), on: None, says: Some((Relation::Equal, p, q)) });
                    }
                }
            }
        }
    }
    let alike = |x: &Part, y: &Part| x.leaf == y.leaf && x.place.field().is_some() && x.place.field() == y.place.field();
    let pairs =
        |p: usize| (0..kinds[b].parts.len()).filter(move |q| alike(&kinds[a].parts[p], &kinds[b].parts[*q])).map(move |q| (p, q));
    let all: Vec<(usize, usize)> = (0..kinds[a].parts.len()).flat_map(pairs).collect();
    for on in &all {
        for (p, q) in all.iter().filter(|other| *other != on) {
            let relations: &[Relation] = match (pair, kinds[a].parts[*p].leaf) {
                (Pair::Both(..), Leaf::Int) => &[Equal, Less, AtMost, More, AtLeast],
                (_, Leaf::Int | Leaf::Atom) => &[Equal],
                (_, Leaf::Bool) => &[],
            };
            out.extend(relations.iter().map(|r| Claim { pair, on: Some(*on), says: Some((*r, *p, *q)) }));
        }
    }
}

fn relations(pair: Pair, (x, p): (&Part, usize), (y, q): (&Part, usize), kind: &Kind) -> Vec<Relation> {
    use Relation::{AtLeast, AtMost, Differ, Equal, Less, More};
    let state = kind.over == Over::State;
    match (pair, x.leaf, y.leaf) {
        (Pair::One(_), ..) if p >= q => vec![],
        (Pair::One(_), Leaf::Int, Leaf::Int) => vec![Differ, Equal, Less, AtMost, More, AtLeast],
        (Pair::Both(..), Leaf::Int, Leaf::Int) if state => vec![Differ, Equal, Less, AtMost, More, AtLeast],
        (Pair::Two(_), Leaf::Int, Leaf::Int) if p == q && ordered(kind) => vec![Differ, Less, AtMost, More, AtLeast],
        (_, Leaf::Int, Leaf::Int) => vec![Differ],
        (Pair::One(_), Leaf::Atom, Leaf::Atom) => vec![Differ, Equal],
        (Pair::Both(..), Leaf::Atom, Leaf::Atom) if state => vec![Differ, Equal],
        (_, Leaf::Atom, Leaf::Atom) => vec![Differ],
        _ => vec![],
    }
}
