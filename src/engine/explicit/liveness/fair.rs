//! Fair components: where the product has loops that satisfy the goal.
//!
//! In: a [`Product`]. Out: its reachable strongly connected parts in which every edge satisfies the stable formulas, some edge has each
//! wanted mark, and of each pair some edge has its `p` or every edge its `q`. Tarjan's algorithm without recursion; a component
//! that fails because of pairs is searched again without the edges at which those pairs' `q` fail (Streett automata).

use super::product::{Cursor, Node, Product};
use std::collections::VecDeque;

/// Nodes between two checks whether the run must stop.
const POLL_INTERVAL: usize = 1 << 16;

/// The node's component is complete.
const DONE: u32 = u32::MAX;
const NEW: u32 = 0;

/// A strongly connected component, and what a loop through it must contain.
pub struct Component {
    pub nodes: Vec<Node>,
    /// Which kinds of edges (by their marks) belong to it.
    pub allowed: Vec<bool>,
    /// The marks that a loop must have.
    pub needed: Vec<usize>,
}

/// The run must stop.
pub struct Interrupted;

/// The reachable nodes, as a set of bits.
pub struct Reached(Vec<u64>);

impl Reached {
    pub fn has(&self, n: Node) -> bool {
        self.0[n as usize / 64] >> (n % 64) & 1 == 1
    }

    fn add(&mut self, n: Node) -> bool {
        let (word, bit) = (&mut self.0[n as usize / 64], 1 << (n % 64));
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}

/// The nodes reachable from the first `initial` states.
pub fn reachable(p: &Product<'_>, initial: u32, stop: &dyn Fn() -> bool) -> Result<Reached, Interrupted> {
    let mut reached = Reached(vec![0; p.nodes().div_ceil(64)]);
    let mut queue: VecDeque<Node> = (0..initial).map(|s| p.start(s)).collect();
    queue.iter().for_each(|n| {
        reached.add(*n);
    });
    let mut count = 0_usize;
    while let Some(n) = queue.pop_front() {
        count += 1;
        if count.is_multiple_of(POLL_INTERVAL) && stop() {
            return Err(Interrupted);
        }
        p.edges(n, |e| {
            if reached.add(e.to) {
                queue.push_back(e.to);
            }
        });
    }
    Ok(reached)
}

/// All fair components; `reached` is left out if every node is.
pub fn components(p: &Product<'_>, reached: Option<&Reached>, stop: &dyn Fn() -> bool) -> Result<Vec<Component>, Interrupted> {
    let accepting = p.accepting();
    let starts = |n: Node| accepting[(n % p.q) as usize] && reached.is_none_or(|r| r.has(n));
    let (index, low) = (vec![DONE; p.nodes()], vec![0; p.nodes()]);
    let (seen, fair, again) = (vec![0; p.words], Vec::new(), Vec::new());
    let mut search = Search { p, index, low, parts: 0, seen, count: 0, stop, fair, again };
    let all: Vec<Node> = (0..p.nodes() as Node).filter(|n| starts(*n)).collect();
    let allowed = (0..p.kinds()).map(|m| p.is_stable(m)).collect();
    search.again.push((all, allowed));
    while let Some((nodes, allowed)) = search.again.pop() {
        for n in nodes.iter().skip(usize::from(mutant!("fair-first-node-stays-done"))) {
            search.index[*n as usize] = NEW;
        }
        for n in &nodes {
            search.from(*n, &allowed)?;
        }
    }
    Ok(search.fair)
}

struct Search<'a, 'g> {
    p: &'a Product<'g>,
    /// [`NEW`], a number in the order of discovery, or [`DONE`].
    index: Vec<u32>,
    /// The least index reached; once [`DONE`], the component's number.
    low: Vec<u32>,
    parts: u32,
    /// The marks seen in the component at work.
    seen: Vec<u64>,
    count: usize,
    stop: &'a dyn Fn() -> bool,
    fair: Vec<Component>,
    /// Parts still to be searched.
    again: Vec<(Vec<Node>, Vec<bool>)>,
}

impl Search<'_, '_> {
    fn from(&mut self, root: Node, allowed: &[bool]) -> Result<(), Interrupted> {
        if self.index[root as usize] != NEW {
            return Ok(());
        }
        let mut next = 1;
        let mut stack: Vec<Node> = Vec::new();
        let mut path: Vec<(Node, Cursor)> = Vec::new();
        let mut enter = Some(root);
        loop {
            if let Some(n) = enter.take() {
                self.index[n as usize] = next;
                self.low[n as usize] = next;
                next += 1;
                stack.push(n);
                path.push((n, Cursor::default()));
                self.count += 1;
                if self.count.is_multiple_of(POLL_INTERVAL) && (self.stop)() {
                    return Err(Interrupted);
                }
            }
            let Some((n, cursor)) = path.last_mut() else { return Ok(()) };
            let n = *n;
            let mut low = self.low[n as usize];
            while let Some(e) = self.p.next(n, cursor) {
                if !allowed[e.marks as usize] {
                    continue;
                }
                match self.index[e.to as usize] {
                    DONE => {}
                    NEW => {
                        enter = Some(e.to);
                        break;
                    }
                    _ if mutant!("fair-steps-back-ignored") => {}
                    i => low = low.min(i),
                }
            }
            self.low[n as usize] = low;
            if enter.is_some() {
                continue;
            }
            path.pop();
            if let Some((parent, _)) = path.last() {
                let parent = *parent as usize;
                self.low[parent] = self.low[parent].min(low);
            }
            if low == self.index[n as usize] {
                let begin = stack.iter().rposition(|m| *m == n).expect("explicit: a component's first node is on the stack");
                self.component(&stack[begin..], allowed);
                stack.truncate(begin);
            }
        }
    }

    /// Adds a component if it is fair, or else its fair parts.
    fn component(&mut self, nodes: &[Node], allowed: &[bool]) {
        let p = self.p;
        self.parts += 1;
        for n in nodes {
            self.index[*n as usize] = DONE;
            self.low[*n as usize] = self.parts;
        }
        let (mut any, seen) = (false, &mut self.seen);
        seen.fill(0);
        for n in nodes {
            p.edges(*n, |e| {
                let t = e.to as usize;
                if allowed[e.marks as usize] && self.index[t] == DONE && self.low[t] == self.parts {
                    any = true;
                    seen.iter_mut().zip(p.marks(e.marks)).for_each(|(a, b)| *a |= b);
                }
            });
        }
        let has = |bit: usize| super::super::watch::get(seen, bit);
        if !any || !(0..p.wanted).all(has) || (mutant!("fair-no-single-nodes") && nodes.len() == 1) {
            return;
        }
        let mut needed: Vec<usize> = (0..p.wanted).collect();
        let mut wrong = Vec::new();
        for i in 0..p.pairs {
            let (holds, fails) = (p.wanted + 2 * i, p.wanted + 2 * i + 1);
            match (has(holds), has(fails)) {
                (true, true) => needed.push(holds),
                (_, false) => {}
                (false, true) if mutant!("fair-pairs-ignored") => {}
                (false, true) => wrong.push(fails),
            }
        }
        let mut allowed = allowed.to_vec();
        if wrong.is_empty() {
            self.fair.push(Component { nodes: nodes.to_vec(), allowed, needed });
            return;
        }
        for (m, a) in allowed.iter_mut().enumerate() {
            *a &= !wrong.iter().any(|bit| p.has(m as u32, *bit));
        }
        if !mutant!("fair-no-second-search") {
            self.again.push((nodes.to_vec(), allowed));
        }
    }
}
