//! A reader of AIGER files, and all states of the circuit in one.
//!
//! In: a file in text or binary form. Out: a [`File`], the same for both forms; and [`Explored`], by all inputs in each state. Of the inputs that
//! choose a transition of one monitor, the first one that is TRUE decides, so at most one of them is TRUE.

use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// More assignments of the inputs are not enumerated.
const MOST_ASSIGNMENTS: usize = 1 << 12;

/// More states are not enumerated.
pub const MOST_STATES: usize = 800;

/// A circuit. Variables have numbers in the order inputs, latches, gates.
#[derive(Default, PartialEq, Eq, Debug)]
pub struct File {
    pub input_names: Vec<String>,
    /// Of each latch its next value.
    latches: Vec<usize>,
    bad: Vec<usize>,
    justice: Vec<Vec<usize>>,
    gates: Vec<[usize; 2]>,
    pub latch_names: Vec<String>,
    bad_names: Vec<String>,
}

/// What is left of a file.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn line(&mut self) -> String {
        let end = self.0.iter().position(|b| *b == b'\n').expect("a line ends");
        let (line, rest) = self.0.split_at(end);
        self.0 = &rest[1..];
        String::from_utf8(line.to_vec()).expect("a line is text")
    }

    fn numbers(&mut self) -> Vec<usize> {
        self.line().split(' ').map(|n| n.parse().expect("a number")).collect()
    }

    fn number(&mut self) -> usize {
        let [n] = self.numbers()[..] else { panic!("one number") };
        n
    }

    /// A number in groups of seven bits, the lowest first.
    fn packed(&mut self) -> usize {
        let mut n = 0;
        for shift in (0..).step_by(7) {
            let (byte, rest) = self.0.split_first().expect("a byte");
            self.0 = rest;
            n |= usize::from(byte & 127) << shift;
            if *byte < 128 {
                break;
            }
        }
        n
    }
}

impl File {
    pub fn read(bytes: &[u8]) -> File {
        let mut rest = Rest(bytes);
        let header = rest.line();
        let (form, counts) = header.split_once(' ').expect("a form and numbers");
        let text = match form {
            "aag" => true,
            "aig" => false,
            other => panic!("the form {other}"),
        };
        let mut counts: Vec<usize> = counts.split(' ').map(|n| n.parse().expect("a number")).collect();
        counts.resize(9, 0);
        let [variables, inputs, latches, outputs, gates, bad, constraints, justice, fairness] = counts[..] else {
            panic!("nine numbers")
        };
        assert_eq!((variables, outputs, constraints, fairness), (inputs + latches + gates, 0, 0, 0));
        let mut file = File::default();
        for i in (0..inputs).filter(|_| text) {
            assert_eq!(rest.number(), 2 * i + 2);
        }
        for i in 0..latches {
            let mut numbers = rest.numbers();
            if text {
                assert_eq!(numbers.remove(0), 2 * (inputs + i) + 2);
            }
            let [next] = numbers[..] else { panic!("no value for the first cycle") };
            file.latches.push(next);
        }
        file.bad = (0..bad).map(|_| rest.number()).collect();
        let sizes: Vec<usize> = (0..justice).map(|_| rest.number()).collect();
        file.justice = sizes.into_iter().map(|n| (0..n).map(|_| rest.number()).collect()).collect();
        for i in 0..gates {
            let out = 2 * (inputs + latches + i) + 2;
            let operands = match text {
                true => {
                    let [o, a, b] = rest.numbers()[..] else { panic!("a gate") };
                    assert_eq!(o, out);
                    [a, b]
                }
                false => {
                    let a = out - rest.packed();
                    [a, a - rest.packed()]
                }
            };
            assert!(out > operands[0] && operands[0] >= operands[1], "{out} {operands:?}");
            file.gates.push(operands);
        }
        loop {
            let line = rest.line();
            match line.split_once(' ') {
                None => break assert_eq!(line, "c"),
                Some((at, name)) if at.starts_with('l') => file.latch_names.push(name.to_owned()),
                Some((at, name)) if at.starts_with('b') => file.bad_names.push(name.to_owned()),
                Some((at, name)) if at.starts_with('i') => file.input_names.push(name.to_owned()),
                Some((at, _)) => assert!(at.starts_with('j'), "{line}"),
            }
        }
        let names = [&file.input_names, &file.latch_names, &file.bad_names].map(Vec::len);
        assert_eq!(names, [inputs, latches, bad], "all have names");
        file
    }

    /// Whether some property is about whole behaviors.
    pub fn has_justice(&self) -> bool {
        !self.justice.is_empty()
    }

    /// The latch of this name.
    pub fn latch(&self, name: &str) -> usize {
        self.latch_names.iter().position(|n| n == name).expect("there is such a latch")
    }
}

/// The reachable states of a circuit, as the values of its latches.
pub struct Explored {
    /// The first one is the state before the first cycle.
    pub states: Vec<u128>,
    /// Steps from and to states, with the conditions of justice properties that hold.
    edges: FxHashSet<(usize, usize, u64)>,
    /// The names of the outputs that are reached.
    pub bad: BTreeSet<String>,
}

/// All states, where `ended` is FALSE. `None` if there are too many.
pub fn explore(file: &File) -> Option<Explored> {
    let words = assignments(&file.input_names)?;
    if file.latches.len() > 128 {
        return None;
    }
    let ended = file.latch("ended");
    let mut all = Explored { states: vec![0], edges: FxHashSet::default(), bad: BTreeSet::new() };
    let mut numbers: FxHashMap<u128, usize> = [(0, 0)].into_iter().collect();
    let mut values = vec![0; 1 + file.input_names.len() + file.latches.len() + file.gates.len()];
    let conditions: Vec<usize> = file.justice.concat();
    assert!(conditions.len() <= 64, "few conditions");
    for n in 0.. {
        let Some(state) = all.states.get(n).copied() else { break };
        for (inputs, lanes) in &words {
            cycle(file, state, inputs, &mut values);
            let at = |literal: &usize| values[literal >> 1] ^ if literal & 1 == 1 { u64::MAX } else { 0 };
            let reached = file.bad.iter().zip(&file.bad_names).filter(|(b, _)| at(b) & lanes != 0);
            all.bad.extend(reached.map(|(_, name)| name.clone()));
            let next: Vec<u64> = file.latches.iter().map(at).collect();
            let holds: Vec<u64> = conditions.iter().map(at).collect();
            let goes_on = !next[ended] & lanes;
            for lane in (0..64).filter(|lane| goes_on >> lane & 1 == 1) {
                let gather = |bits: &[u64]| bits.iter().enumerate().fold(0, |all, (i, b)| all | u128::from(b >> lane & 1) << i);
                let to = *numbers.entry(gather(&next)).or_insert_with_key(|to| {
                    all.states.push(*to);
                    all.states.len() - 1
                });
                all.edges.insert((n, to, gather(&holds) as u64));
            }
        }
        if all.states.len() > MOST_STATES {
            return None;
        }
    }
    Some(all)
}

/// Assignments in groups of 64: a bit of each input, and the bits that are used. `None` if there are too many.
fn assignments(names: &[String]) -> Option<Vec<(Vec<u64>, u64)>> {
    let mut all: Vec<Vec<bool>> = vec![Vec::new()];
    for (i, name) in names.iter().enumerate() {
        let group = name.rsplit_once(" choice of the transition ").map_or("", |(monitor, _)| monitor);
        let first = names[..i].iter().position(|n| !group.is_empty() && n.starts_with(group)).unwrap_or(i);
        let may_hold = |a: &&Vec<bool>| a[first..].iter().all(|b| !b);
        let more: Vec<Vec<bool>> = all.iter().filter(may_hold).map(|a| [a.as_slice(), &[true]].concat()).collect();
        all.iter_mut().for_each(|a| a.push(false));
        all.extend(more);
        if all.len() > MOST_ASSIGNMENTS {
            return None;
        }
    }
    let word = |chunk: &[Vec<bool>]| {
        let bits = |i: usize| chunk.iter().enumerate().fold(0, |word, (lane, a)| word | u64::from(a[i]) << lane);
        ((0..names.len()).map(bits).collect(), u64::MAX >> (64 - chunk.len()))
    };
    Some(all.chunks(64).map(word).collect())
}

/// The values of all variables in a state, for 64 assignments of the inputs.
fn cycle(file: &File, state: u128, inputs: &[u64], values: &mut [u64]) {
    let all = |b: bool| if b { u64::MAX } else { 0 };
    values[1..=inputs.len()].copy_from_slice(inputs);
    for i in 0..file.latches.len() {
        values[1 + inputs.len() + i] = all(state >> i & 1 == 1);
    }
    let first = 1 + inputs.len() + file.latches.len();
    for (i, [a, b]) in file.gates.iter().enumerate() {
        let at = |literal: usize| values[literal >> 1] ^ all(literal & 1 == 1);
        values[first + i] = at(*a) & at(*b);
    }
}

impl Explored {
    /// Steps between states, without the first cycle.
    pub fn steps(&self) -> impl Iterator<Item = (u128, u128)> + '_ {
        self.edges.iter().filter(|e| e.0 > 0).map(|e| (self.states[e.0], self.states[e.1]))
    }

    /// Whether all conditions of some justice property hold infinitely often in some behavior.
    pub fn recurs(&self, file: &File) -> bool {
        let components = self.components();
        let mut holds = vec![0; self.states.len()];
        for (from, to, conditions) in self.edges.iter().filter(|e| components[e.0] == components[e.1]) {
            assert_eq!(components[*from], components[*to]);
            holds[components[*from]] |= conditions;
        }
        let mut first = 0;
        file.justice.iter().any(|j| {
            let wanted = (0..j.len()).fold(0, |all, i| all | 1_u64 << (first + i));
            first += j.len();
            holds.iter().any(|h| h & wanted == wanted)
        })
    }

    /// Of each state its strongly connected component (Kosaraju's algorithm).
    fn components(&self) -> Vec<usize> {
        let n = self.states.len();
        let (mut after, mut before) = (vec![Vec::new(); n], vec![Vec::new(); n]);
        for (from, to, _) in &self.edges {
            after[*from].push(*to);
            before[*to].push(*from);
        }
        let (mut order, mut seen) = (Vec::new(), vec![false; n]);
        for s in 0..n {
            let mut stack = vec![(s, false)];
            while let Some((s, is_done)) = stack.pop() {
                if is_done {
                    order.push(s);
                } else if !std::mem::replace(&mut seen[s], true) {
                    stack.push((s, true));
                    stack.extend(after[s].iter().map(|t| (*t, false)));
                }
            }
        }
        let mut component = vec![usize::MAX; n];
        for s in order.into_iter().rev() {
            let mut stack = vec![s];
            while let Some(t) = stack.pop() {
                if component[t] == usize::MAX {
                    component[t] = s;
                    stack.extend(before[t].iter().copied());
                }
            }
        }
        component
    }
}
