//! Many assignments to the inputs at once, found at random: a cheap way to see that something is possible.
//!
//! A sample satisfies everything that has been asserted. When further inputs and assertions come, [`Samples::extend`] draws values
//! for the new inputs, keeps the draws that fit, and so a few hundred behaviours grow step by step along with the formula. Where
//! hardly any draw fits, models that the solver finds take their place ([`Samples::add`]). Terms are evaluated for all samples
//! together, a bit each.
//!
//! Inputs choose as in `ite(i1, a, ite(i2, b, …))`: TRUE takes what is at hand. So each draw has a bias of its own, from one half to
//! one in sixty-four: late alternatives come up too. (Simulation that guides what is asked of a solver: A. Mishchenko, S.
//! Chatterjee, R. Brayton, "FRAIGs: A unifying representation for logic synthesis and verification", 2005.)
//!
//! Invariant: as long as there are samples, every lane holds one. What is drawn depends on the formula only.

use super::Assignment;
use super::graph::{Graph, Node, Term};
use crate::util::work;
use fastrand::Rng;
use rustc_hash::FxHashMap;
use std::ops::Range;

const WORDS: usize = 4;

/// Samples at a time.
pub const LANES: usize = 64 * WORDS;

/// How often values for the new inputs are drawn.
const DRAWS: usize = 24;

/// A bit for each sample.
pub type Lanes = [u64; WORDS];

/// In every sample.
const ALL: Lanes = [u64::MAX; WORDS];
/// In no sample.
pub const NONE: Lanes = [0; WORDS];

pub struct Samples {
    inputs: Vec<Lanes>,
    empty: bool,
    dice: Rng,
    /// Where the solver's next model goes.
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

    /// Goes on to all inputs of the graph, such that `asserted` holds. Afterwards there may be no samples.
    pub fn extend(&mut self, graph: &Graph, asserted: &[Term]) {
        let new = self.inputs.len() as u32..graph.inputs();
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
                // each of all that fit is as likely to be kept
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

    /// The samples are those that were found, again and again until the lanes are full.
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
        lane.map(|l| Assignment { inputs: self.inputs.iter().map(|bits| has(bits, l)).collect() })
    }

    /// In which samples a term is TRUE.
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
