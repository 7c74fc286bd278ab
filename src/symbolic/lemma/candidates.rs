//! Lemma candidates: the most general lemmas that no sample refutes.

use crate::logic::samples::{Lanes, NONE, Samples};
use crate::logic::{Graph, Term};
use crate::symbolic::Encoder;
use crate::symbolic::lemma::claims::claims;
use crate::symbolic::lemma::items::ItemKind;
use crate::symbolic::lemma::{Claim, Items, Lemma, Pair, STATE, Seen, Tags};
use crate::symbolic::value::SymState;
use rustc_hash::{FxHashMap, FxHashSet};

/// The most items of one kind that are used to refute lemmas in a state.
const MOST_ITEMS: usize = 12;

/// Random behaviors, and the lemmas that they do not refute.
struct Runs<'s> {
    states: &'s [Items],
    kinds: &'s [ItemKind],
    samples: &'s mut Samples,
    open: FxHashSet<Lemma>,
}

/// The lemmas that are not refuted, and the most general of them.
#[derive(Default)]
pub struct Candidates {
    open: FxHashSet<Lemma>,
    pub active: Vec<Lemma>,
}

impl<'m> Encoder<'m> {
    /// The lemmas that none of the samples refutes in any of the states. With `joins`, also lemmas about items with a common part.
    pub fn candidates(
        &mut self,
        states: &[SymState],
        kinds: &[ItemKind],
        joins: bool,
        samples: &mut Samples,
    ) -> Option<Candidates> {
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
                    // a lemma that excludes a pair is useful only if both items occur
                    None if t == 0 && matches!(claim.pair, Pair::One(_)) => s > 0 && met_left[0],
                    None => s > 0 && t > 0 && met_left[s] && met_right[t],
                    Some(_) => supported[s * right + t],
                };
                let tags = (s.checked_sub(1), t.checked_sub(1));
                // the order of the tags of one item does not matter
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
    /// Exactly these lemmas.
    pub fn of(lemmas: impl IntoIterator<Item = Lemma>) -> Candidates {
        let active: Vec<Lemma> = lemmas.into_iter().collect();
        Candidates { open: active.iter().copied().collect(), active }
    }

    fn is_most_general(&self, lemma: &Lemma) -> bool {
        wider(lemma).into_iter().all(|w| !self.open.contains(&w))
    }

    /// Removes false lemmas. More special ones replace them.
    pub fn drop(&mut self, wrong: &[Lemma]) {
        for lemma in wrong {
            self.open.remove(lemma);
        }
        let gone: FxHashSet<Lemma> = wrong.iter().copied().collect();
        self.active.retain(|l| !gone.contains(l));
        // the new most general ones
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

/// The lemmas with the same claim about more pairs.
fn wider(lemma: &Lemma) -> Vec<Lemma> {
    let tags = [(None, lemma.tags.1), (lemma.tags.0, None), (None, None)];
    tags.into_iter().filter(|t| *t != lemma.tags).map(|tags| Lemma { claim: lemma.claim, tags }).collect()
}

fn both(a: &Lanes, b: &Lanes) -> Lanes {
    std::array::from_fn(|w| a[w] & b[w])
}
