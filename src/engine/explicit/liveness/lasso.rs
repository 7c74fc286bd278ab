//! A short way into a fair component, and a short loop in it.
//!
//! In: a [`Product`] and its fair [`Component`]s. Out: [`Lasso`], states by their numbers. The stem is shortest; from each of
//! the nodes where it may end (up to a hundred) a loop is walked: to the nearest edge with a mark not seen yet, until none is left,
//! and back. The shortest loop is taken, a stuttering one before all others. Steps that change nothing are left out.

use super::fair::Component;
use super::product::{Edge, Node, Product};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// The number of ends of shortest stems that are tried.
const TRIES: usize = 100;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lasso {
    /// From an initial state to the first of the loop.
    pub stem: Vec<u32>,
    /// What comes after it, the way back to it left out.
    pub rest: Vec<u32>,
    /// The loop is the last state forever; `rest` is empty.
    pub stutters: bool,
    /// Whatever comes after the stem, the property is violated: it is one of safety.
    pub finite: bool,
}

impl Lasso {
    pub fn len(&self) -> usize {
        self.stem.len() + self.rest.len()
    }
}

/// `components` is not empty.
pub fn lasso(p: &Product<'_>, initial: u32, components: &[Component]) -> Lasso {
    let mut inside: FxHashMap<Node, usize> = FxHashMap::default();
    for (i, c) in components.iter().enumerate() {
        inside.extend(c.nodes.iter().map(|n| (*n, i)));
    }
    let (ends, parents) = nearest(p, initial, &inside);
    let loops = ends.iter().map(|n| (*n, around(p, *n, &components[inside[n]], inside[n], &inside)));
    // an end after which anything may come is best
    let (end, walk) = loops.min_by_key(|(n, l)| (!p.is_free(*n), l.len())).expect("explicit: a fair component is reachable");
    let mut stem = vec![p.state(end)];
    let mut at = end;
    while let Some((before, stutters)) = parents[&at] {
        if !stutters {
            stem.push(p.state(before));
        }
        at = before;
    }
    stem.reverse();
    let mut rest: Vec<u32> = walk.iter().filter(|e| !e.stutters).map(|e| p.state(e.to)).collect();
    // The last step leads back.
    let stutters = rest.pop().is_none();
    Lasso { stem, rest, stutters, finite: p.is_free(end) }
}

/// Calls back with the edges of a node.
type Edges<'a> = dyn Fn(Node, &mut dyn FnMut(Edge)) + 'a;

/// Of each node the one before it, and whether the step between them stutters.
type Parents = FxHashMap<Node, Option<(Node, bool)>>;

/// The nodes of components that are nearest to the beginning, and the way to each node seen.
fn nearest(p: &Product<'_>, initial: u32, inside: &FxHashMap<Node, usize>) -> (Vec<Node>, Parents) {
    let mut level: Vec<Node> = (0..initial).map(|s| p.start(s)).collect();
    let mut parents: Parents = level.iter().map(|n| (*n, None)).collect();
    loop {
        let ends: Vec<Node> = level.iter().copied().filter(|n| inside.contains_key(n)).take(TRIES).collect();
        if !ends.is_empty() {
            return (ends, parents);
        }
        assert!(!level.is_empty(), "explicit: a fair component is reachable");
        let mut next = Vec::new();
        for n in level {
            p.edges(n, |e| {
                parents.entry(e.to).or_insert_with(|| {
                    next.push(e.to);
                    Some((n, e.stutters))
                });
            });
        }
        level = next;
    }
}

/// The edges of a loop from a node back to it.
fn around(p: &Product<'_>, start: Node, c: &Component, own: usize, inside: &FxHashMap<Node, usize>) -> Vec<Edge> {
    let edges = |n: Node, f: &mut dyn FnMut(Edge)| {
        p.edges(n, |e| {
            if c.allowed[e.marks as usize] && inside.get(&e.to) == Some(&own) {
                f(e);
            }
        });
    };
    let mut missing = c.needed.clone();
    let mut walk: Vec<Edge> = Vec::new();
    let mut at = start;
    loop {
        let wanted = |e: Edge| if missing.is_empty() { e.to == start } else { missing.iter().any(|b| p.has(e.marks, *b)) };
        let path = search(at, &edges, &wanted);
        for e in &path {
            missing.retain(|b| !p.has(e.marks, *b));
            walk.push(*e);
        }
        at = walk.last().expect("explicit: a component has a way to each of its edges").to;
        if missing.is_empty() && at == start {
            return walk;
        }
    }
}

/// The shortest way whose last edge is wanted, stuttering preferred among equals.
fn search(from: Node, edges: &Edges<'_>, wanted: &dyn Fn(Edge) -> bool) -> Vec<Edge> {
    let mut reached: FxHashMap<Node, Option<(Node, Edge)>> = FxHashMap::default();
    reached.insert(from, None);
    let mut queue = VecDeque::from([from]);
    while let Some(n) = queue.pop_front() {
        let mut last = None;
        edges(n, &mut |e| {
            if last.is_none() && wanted(e) {
                last = Some(e);
            }
            reached.entry(e.to).or_insert_with(|| {
                queue.push_back(e.to);
                Some((n, e))
            });
        });
        if let Some(last) = last {
            let mut path = vec![last];
            let mut at = n;
            while let Some((before, e)) = reached[&at] {
                path.push(e);
                at = before;
            }
            path.reverse();
            return path;
        }
    }
    Vec::new()
}
