//! Many random assignments to the inputs, evaluated together: a cheap proof that a term is satisfiable.
//!
//! A sample satisfies everything that is asserted. For further inputs and assertions [`Samples::extend`] draws values
//! of the new inputs and keeps the draws that satisfy the assertions. So a few hundred behaviors grow with the formula. Where
//! hardly any draw does, models of the solver take their place ([`Samples::add`]). Terms are evaluated for all samples
//! together, a bit each.
//!
//! Inputs choose as in `ite(i1, a, ite(i2, b, …))`, where TRUE takes the first alternative. So each draw has a bias of its own, from one
//! half to one in sixty-four, and late alternatives occur, too. (Simulation that guides queries: A. Mishchenko, S.
//! Chatterjee, R. Brayton, "FRAIGs: A unifying representation for logic synthesis and verification", 2005.)
//!
//! Invariant: if there are samples, every lane holds one. Draws depend on the formula only.

use super::Assignment;
use super::graph::{Graph, Node, Term};
use crate::util::work;
use fastrand::Rng;
use rustc_hash::FxHashMap;
use std::ops::Range;

const WORDS: usize = 4;

/// The number of samples.
pub const LANES: usize = 64 * WORDS;

/// Draws of values for the new inputs.
const DRAWS: usize = 24;

/// One bit for each sample.
pub type Lanes = [u64; WORDS];

/// TRUE in every sample.
const ALL: Lanes = [u64::MAX; WORDS];
/// TRUE in no sample.
pub const NONE: Lanes = [0; WORDS];

pub struct Samples {
    inputs: Vec<Lanes>,
    empty: bool,
    dice: Rng,
    /// The lane of the solver's next model.
    next: usize,
    values: FxHashMap<u32, Lanes>,
}

/// The values of new inputs that make a sample of an old one.
struct Draw {
    parent: usize,
    values: Vec<bool>,
}

impl Default for Samples {
    fn default() -> Samples {
        Samples::new()
    }
}

impl Samples {
    /// The empty assignment, in each lane.
    pub fn new() -> Samples {
        Samples { inputs: Vec::new(), empty: false, dice: Rng::with_seed(0), next: 0, values: FxHashMap::default() }
    }

    /// Extends the samples to all inputs of the graph such that `asserted` holds. There may be none afterwards.
    pub fn extend(&mut self, graph: &Graph, asserted: &[Term]) {
        let new = self.inputs.len() as u32..graph.inputs();
        // integers are not drawn
        self.empty |= graph.has_numbers();
        if self.empty || new.is_empty() && asserted.is_empty() {
            self.inputs.resize(graph.inputs() as usize, NONE);
            return;
        }
        let mut found: Vec<Draw> = Vec::new();
        let mut seen = 0;
        for _ in 0..if new.is_empty() { 1 } else { DRAWS } {
            self.inputs.truncate(new.start as usize);
            self.draw(&new);
            let mut fits = ALL;
            for t in asserted {
                let holds = self.evaluate(graph, *t);
                fits = std::array::from_fn(|w| fits[w] & holds[w]);
                if fits == NONE {
                    break;
                }
            }
            self.values.retain(|n, _| !graph.may_depend_on_inputs_from(graph.term_of_node(*n), new.start));
            for lane in (0..LANES).filter(|l| has(&fits, *l)) {
                let values = new.clone().map(|i| has(&self.inputs[i as usize], lane)).collect();
                seen += 1;
                // all draws that fit are equally likely to be kept
                let place = if found.len() < LANES { found.len() } else { (self.dice.u64(..) % seen) as usize };
                let draw = Draw { parent: lane, values };
                match found.get_mut(place) {
                    Some(old) => *old = draw,
                    None if place < LANES => found.push(draw),
                    None => {}
                }
            }
        }
        self.keep(&new, &found);
    }

    fn draw(&mut self, new: &Range<u32>) {
        // the bias of each lane: TRUE where all of so many bits are
        let bias: Vec<u32> = (0..LANES).map(|_| 1 + (self.dice.u64(..) % 6) as u32).collect();
        let longer: Vec<Lanes> = (1..=6).map(|k| lanes(|l| bias[l] >= k)).collect();
        for _ in new.clone() {
            let mut bits = ALL;
            for more in &longer {
                bits = std::array::from_fn(|w| bits[w] & (self.dice.u64(..) | !more[w]));
            }
            self.inputs.push(bits);
        }
    }

    /// Makes these the samples, repeated until the lanes are full.
    fn keep(&mut self, new: &Range<u32>, found: &[Draw]) {
        self.values.clear();
        self.empty = found.is_empty();
        self.inputs.truncate(new.start as usize);
        if self.empty {
            self.inputs.resize(new.end as usize, NONE);
            return;
        }
        for old in &mut self.inputs {
            *old = lanes(|l| has(old, found[l % found.len()].parent));
        }
        for i in 0..new.len() {
            self.inputs.push(lanes(|l| found[l % found.len()].values[i]));
        }
    }

    /// A model of everything asserted is one more sample.
    pub fn add(&mut self, model: &Assignment) {
        if !model.numbers.is_empty() {
            return;
        }
        let place = std::mem::take(&mut self.next);
        self.next = (place + 1) % LANES;
        let everywhere = std::mem::replace(&mut self.empty, false);
        for (i, bits) in self.inputs.iter_mut().enumerate() {
            let value = model.input(i as u32);
            *bits = lanes(|l| if everywhere || l == place { value } else { has(bits, l) });
        }
        self.values.clear();
    }

    pub fn is_empty(&self) -> bool {
        self.empty
    }

    /// A sample in which a term is TRUE.
    pub fn first_in(&mut self, graph: &Graph, term: Term) -> Option<Assignment> {
        let lane = if self.empty {
            None
        } else {
            let holds = self.evaluate(graph, term);
            (0..LANES).find(|l| has(&holds, *l))
        };
        lane.map(|l| Assignment::of(self.inputs.iter().map(|bits| has(bits, l)).collect()))
    }

    /// The samples in which a term is TRUE.
    pub fn evaluate(&mut self, graph: &Graph, term: Term) -> Lanes {
        let mut stack = vec![term.node()];
        while let Some(&n) = stack.last() {
            if self.values.contains_key(&n) {
                stack.pop();
                continue;
            }
            let before = stack.len();
            let mut get = |t: Term| match self.values.get(&t.node()) {
                Some(v) => negated_if(v, t.is_negated()),
                None => {
                    stack.push(t.node());
                    NONE
                }
            };
            let value = match graph.node(graph.term_of_node(n)) {
                Node::True => ALL,
                Node::Input(i) => self.inputs[i as usize],
                Node::And(a, b) => {
                    let (a, b) = (get(a), get(b));
                    std::array::from_fn(|w| a[w] & b[w])
                }
                Node::Xor(a, b) => {
                    let (a, b) = (get(a), get(b));
                    std::array::from_fn(|w| a[w] ^ b[w])
                }
                Node::Ite(c, t, e) => {
                    let (c, t, e) = (get(c), get(t), get(e));
                    std::array::from_fn(|w| c[w] & t[w] | !c[w] & e[w])
                }
                // there are no samples of integers
                Node::Compare(..) => NONE,
            };
            if stack.len() == before {
                work::spend(1);
                self.values.insert(n, value);
                stack.pop();
            }
        }
        negated_if(&self.values[&term.node()], term.is_negated())
    }
}

/// Whether the bit of a lane is set.
pub fn has(lanes: &Lanes, lane: usize) -> bool {
    lanes[lane / 64] >> (lane % 64) & 1 == 1
}

fn lanes(mut bit: impl FnMut(usize) -> bool) -> Lanes {
    std::array::from_fn(|w| (0..64).fold(0, |bits, i| bits | u64::from(bit(64 * w + i)) << i))
}

fn negated_if(lanes: &Lanes, negated: bool) -> Lanes {
    if negated { lanes.map(|w| !w) } else { *lanes }
}
