//! Lemmas: simple properties of every pair of items of a state.
//!
//! A [`Lemma`] is about all items a and b of two kinds ([`items`]), or about one item. If one tag is true of a and another of b,
//! then a part of a and a part of b are related, or there are no such items:
//!
//! ```text
//!     \A a, b : tag(a) /\ tag'(b)  =>  a.x # b.y
//! ```
//!
//! In: states of random behaviors. Out: the most general lemmas that no such state refutes, and more special ones in place of a
//! refuted one ([`Candidates`]). The engine proves or refutes them. (Templates, candidates refuted by runs and then by a prover: M.
//! Ernst et al., "The Daikon system for dynamic detection of likely invariants", 2007; C. Flanagan, K. R. M. Leino, "Houdini, an
//! annotation assistant for ESC/Java", FME 2001.)

mod candidates;
mod claims;
pub mod items;
mod render;

pub use candidates::Candidates;

use self::items::{Item, ItemKind, Over};
use crate::logic::Term;
use crate::symbolic::Encoder;
use crate::symbolic::value::SymState;
use crate::symbolic::value::scalar::Scalar;
use crate::symbolic::value::sym::Node;
use crate::symbolic::value::sym::Sym;

/// The number of the kind whose only item is the state.
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

/// The items that a lemma is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Pair {
    /// One item of a kind.
    One(usize),
    /// Two different items of a kind. Entries of a sequence are in order.
    Two(usize),
    /// Items of two kinds.
    Both(usize, usize),
    /// There is an item of a kind. The second tag is the state's.
    Some(usize),
    /// For each item of one kind there is an item of the other with an equal part.
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

/// The claim about a pair: a relation of two parts, by their numbers in the kinds; without one, that there is no such pair.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Claim {
    pub(in crate::symbolic) pair: Pair,
    /// The pair's parts that are equal, if the claim requires that.
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

/// The items of a state, with their tags and parts.
pub struct Items {
    of: Vec<Vec<Seen>>,
}

struct Seen {
    item: Item,
    tags: Vec<Term>,
    parts: Vec<Option<(Term, Sym)>>,
}

impl<'m> Encoder<'m> {
    /// The items of a state; `None` if functions have no fixed domains.
    pub fn seen_items(&mut self, state: &SymState, kinds: &[ItemKind], most: usize) -> Option<Items> {
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

    /// For each pair of items the condition that the claim is about it, and the condition that it refutes the claim, without tags.
    fn pairs(&mut self, items: &Items, claim: Claim, kinds: &[ItemKind]) -> Vec<(usize, usize, Term, Term)> {
        let (a, b) = claim.pair.kinds();
        let mut out = Vec::new();
        for i in 0..items.of[a].len() {
            let others = match claim.pair {
                Pair::One(_) | Pair::Some(_) => i..i + 1,
                // a relation that is not symmetric is checked both ways
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

    /// For each item the condition that the claim is about it, and the condition that the other item is missing.
    fn without(&mut self, items: &Items, claim: Claim, kinds: &[ItemKind]) -> Vec<(usize, Term, Term)> {
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

    /// The condition that a lemma holds in a state with these items.
    pub fn lemma(&mut self, lemma: &Lemma, items: &Items, kinds: &[ItemKind]) -> Term {
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
}

fn ordered(kind: &ItemKind) -> bool {
    matches!(kind.over, Over::Entries(..))
}
