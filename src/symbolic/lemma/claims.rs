//! Claims: the templates of lemmas over items of some kinds.

use crate::symbolic::lemma::items::{ItemKind, Over, Part, PartKind};
use crate::symbolic::lemma::{Claim, Pair, Relation, ordered};

/// All claims about items of these kinds.
pub(in crate::symbolic) fn claims(kinds: &[ItemKind], joins: bool) -> Vec<Claim> {
    let mut out = Vec::new();
    for a in 0..kinds.len() {
        let state = kinds[a].over == Over::State;
        let mut pairs = vec![Pair::One(a)];
        if !state {
            out.push(Claim { pair: Pair::Some(a), on: None, says: None });
            pairs.push(Pair::Two(a));
        }
        // keys of a domain within a larger one have claims of their own
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

/// Claims about two items with an equal part, such as records with the same id: relations of their other parts.
fn joined(pair: Pair, kinds: &[ItemKind], out: &mut Vec<Claim>) {
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
                    if x.leaf == y.leaf && x.leaf != PartKind::Bool && named.is_none_or(|(f, g)| f == g) {
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
                (Pair::Both(..), PartKind::Int) => &[Equal, Less, AtMost, More, AtLeast],
                (_, PartKind::Int | PartKind::Atom) => &[Equal],
                (_, PartKind::Bool) => &[],
            };
            out.extend(relations.iter().map(|r| Claim { pair, on: Some(*on), says: Some((*r, *p, *q)) }));
        }
    }
}

fn relations(pair: Pair, (x, p): (&Part, usize), (y, q): (&Part, usize), kind: &ItemKind) -> Vec<Relation> {
    use Relation::{AtLeast, AtMost, Differ, Equal, Less, More};
    let state = kind.over == Over::State;
    match (pair, x.leaf, y.leaf) {
        (Pair::One(_), ..) if p >= q => vec![],
        (Pair::One(_), PartKind::Int, PartKind::Int) => vec![Differ, Equal, Less, AtMost, More, AtLeast],
        (Pair::Both(..), PartKind::Int, PartKind::Int) if state => vec![Differ, Equal, Less, AtMost, More, AtLeast],
        (Pair::Two(_), PartKind::Int, PartKind::Int) if p == q && ordered(kind) => vec![Differ, Less, AtMost, More, AtLeast],
        (_, PartKind::Int, PartKind::Int) => vec![Differ],
        (Pair::One(_), PartKind::Atom, PartKind::Atom) => vec![Differ, Equal],
        (Pair::Both(..), PartKind::Atom, PartKind::Atom) if state => vec![Differ, Equal],
        (_, PartKind::Atom, PartKind::Atom) => vec![Differ],
        _ => vec![],
    }
}
