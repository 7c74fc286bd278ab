//! The behavior graph beside an automaton, with marks on its edges.
//!
//! In: a [`Graph`] and a [`Goal`]. Out: [`Product`], whose nodes are numbered `state * |Q| + q`. An edge is an edge of
//! the graph together with a transition of the automaton whose conditions hold on it. Its marks are bits, found once for
//! each letter that the goal can tell from others:
//!
//! ```text
//! wanted: one for each recurrent p, that holds; one for each eventuality, that is not put off
//! then two for each pair []<>p \/ <>[]q: that p holds; that q fails                       last: that a stable q fails
//! ```

use super::super::watch::get;
use super::goal::Goal;
use super::graph::Graph;
use crate::property::Formula;
use crate::property::automaton::{Automaton, automaton};
use rustc_hash::FxHashMap;

/// A node's number.
pub type Node = u32;

/// Bits of an edge.
pub type Marks = Box<[u64]>;

/// A transition taken with one kind of letter.
#[derive(Clone, Copy)]
struct Move {
    to: u32,
    marks: u32,
}

pub struct Product<'g> {
    pub graph: &'g Graph,
    automaton: Automaton,
    /// The number of states of the automaton.
    pub q: u32,
    /// The part of each letter that the goal depends on.
    local: Vec<u32>,
    /// Of each local letter and automaton state, where its moves begin; a last entry.
    first: Vec<u32>,
    moves: Vec<Move>,
    marks: Vec<Marks>,
    pub wanted: usize,
    pub pairs: usize,
    /// The number of stable formulas.
    unstable: usize,
    pub words: usize,
}

/// An edge of the product.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Edge {
    pub to: Node,
    pub marks: u32,
    /// Nothing changes but the automaton's state.
    pub stutters: bool,
}

/// The position in an enumeration of the edges of a node.
#[derive(Clone, Copy, Default)]
pub struct Cursor {
    edge: u32,
    transition: u32,
}

impl<'g> Product<'g> {
    /// The error says what is too large.
    pub fn new(graph: &'g Graph, goal: &Goal) -> Result<Product<'g>, &'static str> {
        let automaton = automaton(&goal.rest).ok_or("a temporal formula makes too large an automaton")?;
        let q = automaton.states.len() as u32;
        let nodes = graph.states() as u64 * u64::from(q);
        if nodes >= u64::from(u32::MAX) - 1 {
            return Err("states and temporal formula together make more nodes than can be told apart");
        }
        let wanted = goal.recurrent.len() + automaton.eventualities;
        let bits = wanted + 2 * goal.pairs.len() + 1;
        let words = bits.div_ceil(64);
        let mut p = Product {
            graph,
            automaton,
            q,
            local: Vec::new(),
            first: vec![0],
            moves: Vec::new(),
            marks: Vec::new(),
            wanted,
            pairs: goal.pairs.len(),
            unstable: goal.stable.len(),
            words,
        };
        p.letters(goal);
        Ok(p)
    }

    fn letters(&mut self, goal: &Goal) {
        let mut locals: FxHashMap<(Vec<bool>, Marks), u32> = FxHashMap::default();
        let mut known: FxHashMap<Marks, u32> = FxHashMap::default();
        for row in self.graph.rows() {
            let truth = |f: &Formula| f.plain_truth(&|a| get(row, a.index()));
            let conditions: Vec<bool> = self.automaton.conditions.iter().map(truth).collect();
            let mut marks: Marks = vec![0; self.words].into();
            goal.recurrent.iter().enumerate().for_each(|(i, p)| put(&mut marks, i, truth(p)));
            for (i, (p, q)) in goal.pairs.iter().enumerate() {
                put(&mut marks, self.wanted + 2 * i, truth(p));
                put(&mut marks, self.wanted + 2 * i + 1, !truth(q));
            }
            put(&mut marks, self.wanted + 2 * self.pairs, !goal.stable.iter().all(truth));
            let next = locals.len() as u32;
            let local = *locals.entry((conditions.clone(), marks.clone())).or_insert(next);
            self.local.push(local);
            if local < next {
                continue;
            }
            for transitions in &self.automaton.states {
                for t in transitions.iter().filter(|t| t.conditions.iter().all(|c| conditions[*c])) {
                    let mut marks = marks.clone();
                    for e in 0..self.automaton.eventualities {
                        let kept = !t.delayed.contains(&e) || mutant!("fair-eventualities-put-off");
                        put(&mut marks, goal.recurrent.len() + e, kept);
                    }
                    let next = self.marks.len() as u32;
                    let id = *known.entry(marks).or_insert_with_key(|m| {
                        self.marks.push(m.clone());
                        next
                    });
                    self.moves.push(Move { to: t.to as u32, marks: id });
                }
                self.first.push(self.moves.len() as u32);
            }
        }
    }

    /// Whether the automaton is trivial, so that every node is reachable.
    pub fn is_graph(&self) -> bool {
        matches!(&self.automaton.states[..], [only] if only.iter().any(|t| t.conditions.is_empty()))
    }

    pub fn nodes(&self) -> usize {
        self.graph.states() * self.q as usize
    }

    pub fn state(&self, node: Node) -> u32 {
        node / self.q
    }

    /// Whether every behavior after this node is accepted.
    pub fn is_free(&self, node: Node) -> bool {
        // as in TLC, `[]TRUE` is not accepted at once (`TBGraphNode.java`, `isAccepting`)
        self.wanted == self.automaton.eventualities
            && self.pairs == 0
            && self.unstable == 0
            && self.automaton.free == Some((node % self.q) as usize)
    }

    /// The node of an initial state.
    pub fn start(&self, state: u32) -> Node {
        state * self.q
    }

    /// The automaton states that can be on an accepting loop.
    pub fn accepting(&self) -> Vec<bool> {
        self.automaton.accepting()
    }

    pub fn marks(&self, id: u32) -> &[u64] {
        &self.marks[id as usize]
    }

    pub fn has(&self, id: u32, bit: usize) -> bool {
        get(&self.marks[id as usize], bit)
    }

    /// The number of different marks.
    pub fn kinds(&self) -> u32 {
        self.marks.len() as u32
    }

    /// Whether the stable part holds on an edge.
    pub fn is_stable(&self, marks: u32) -> bool {
        !self.has(marks, self.wanted + 2 * self.pairs)
    }

    /// The next edge of a node.
    #[inline]
    pub fn next(&self, node: Node, cursor: &mut Cursor) -> Option<Edge> {
        let (state, q) = (node / self.q, node % self.q);
        let degree = self.graph.degree(state);
        while cursor.edge < degree {
            let (target, letter) = self.graph.edge(state, cursor.edge);
            let at = (self.local[letter as usize] * self.q + q) as usize;
            let number = self.first[at] + cursor.transition;
            if number < self.first[at + 1] {
                cursor.transition += 1;
                let m = self.moves[number as usize];
                return Some(Edge { to: target * self.q + m.to, marks: m.marks, stutters: cursor.edge == 0 });
            }
            *cursor = Cursor { edge: cursor.edge + 1, transition: 0 };
        }
        None
    }

    /// Calls `f` with every edge of a node.
    pub fn edges(&self, node: Node, mut f: impl FnMut(Edge)) {
        let mut cursor = Cursor::default();
        while let Some(e) = self.next(node, &mut cursor) {
            f(e);
        }
    }
}

fn put(marks: &mut [u64], bit: usize, truth: bool) {
    marks[bit / 64] &= !(1 << (bit % 64));
    marks[bit / 64] |= u64::from(truth) << (bit % 64);
}
