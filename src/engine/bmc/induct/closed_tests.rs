//! A circuit's AIGER text is read back and simulated beside the graph, and the states it reaches are those of the evaluator.

use super::closed::circuit;
use super::tests::{TOKEN, reachable};
use crate::engine::bmc::tests::{model, system};
use crate::eval::Evaluator;
use crate::ir::Model;
use crate::logic::graph::{Node, Term};
use crate::logic::{Assignment, Graph};
use crate::sat::Backend;
use crate::transition::{aiger, circuit::Circuit};
use crate::value::State;
use rustc_hash::{FxHashMap, FxHashSet};

/// An AIGER file: literals as in the text.
#[derive(Default)]
struct Aiger {
    inputs: Vec<usize>,
    /// Literal, next, reset.
    latches: Vec<[usize; 3]>,
    bad: Vec<usize>,
    ands: Vec<[usize; 3]>,
    symbols: Vec<String>,
}

fn read(text: &str) -> Aiger {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().expect("there is a header").split(' ').collect();
    assert_eq!(header[0], "aag");
    let count: Vec<usize> = header[1..].iter().map(|n| n.parse().expect("a number")).collect();
    let [_, inputs, latches, outputs, ands, bad] = count[..] else { panic!("six numbers: {header:?}") };
    assert_eq!(outputs, 0);
    let mut numbers = |n: usize| -> Vec<Vec<usize>> {
        let rows = lines.by_ref().take(n);
        rows.map(|l| l.split(' ').map(|x| x.parse().expect("a number")).collect()).collect()
    };
    let three = |row: Vec<usize>| <[usize; 3]>::try_from(row).expect("three numbers");
    Aiger {
        inputs: numbers(inputs).concat(),
        latches: numbers(latches).into_iter().map(three).collect(),
        bad: numbers(bad).concat(),
        ands: numbers(ands).into_iter().map(three).collect(),
        symbols: lines.map(str::to_owned).collect(),
    }
}

impl Aiger {
    /// The values of all variables in a cycle.
    fn cycle(&self, latches: &[bool], inputs: &[bool]) -> FxHashMap<usize, bool> {
        let mut values: FxHashMap<usize, bool> = [(0, false)].into_iter().collect();
        values.extend(self.inputs.iter().zip(inputs).map(|(l, v)| (*l, *v)));
        values.extend(self.latches.iter().zip(latches).map(|(l, v)| (l[0], *v)));
        for [out, a, b] in &self.ands {
            let value = at(&values, *a) && at(&values, *b);
            values.insert(*out, value);
        }
        values
    }
}

fn at(values: &FxHashMap<usize, bool>, literal: usize) -> bool {
    values[&(literal & !1)] != (literal % 2 == 1)
}

/// Numbers that look random.
struct Random(u64);

impl Random {
    fn bit(&mut self) -> bool {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 33 & 1 == 1
    }
}

/// The assignment of the graph's inputs in a cycle.
fn assignment(circuit: &Circuit<'_>, latches: &[bool], inputs: &[bool]) -> Assignment {
    let graph = circuit.graph();
    let mut all = vec![false; graph.inputs() as usize];
    let terms = circuit.latches.iter().map(|l| l.current).chain(circuit.inputs.iter().copied());
    for (t, value) in terms.zip(latches.iter().chain(inputs)) {
        let Node::Input(i) = graph.node(t) else { panic!("not an input: {t:?}") };
        all[i as usize] = *value != t.is_negated();
    }
    Assignment::of(all)
}

/// Walks through a circuit at random, with the text beside it. Returns the states, and the names of the outputs that became true.
fn walk(model: &Model, circuit: &Circuit<'_>, runs: usize, cycles: usize) -> (FxHashSet<State>, FxHashSet<String>) {
    let file = read(&aiger::print(circuit));
    let graph: &Graph = circuit.graph();
    let used = graph.cone(circuit.latches.iter().map(|l| l.next).chain(circuit.bad.iter().map(|b| b.condition)));
    let printed = |inputs: &[bool]| -> Vec<bool> {
        circuit.inputs.iter().zip(inputs).filter(|(t, _)| used[t.node() as usize]).map(|(_, v)| *v).collect()
    };
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    let (mut states, mut bad) = (FxHashSet::default(), FxHashSet::default());
    for _ in 0..runs {
        let mut latches: Vec<bool> = circuit.latches.iter().map(|l| l.reset).collect();
        let mut before: Option<State> = None;
        for _ in 0..cycles {
            let mut next = None;
            for _ in 0..60 {
                let inputs: Vec<bool> = circuit.inputs.iter().map(|_| random.bit()).collect();
                let here = assignment(circuit, &latches, &inputs);
                let mut memo = FxHashMap::default();
                let mut value = |t: Term| graph.evaluate(t, &here, &mut memo);
                let stepped: Vec<bool> = circuit.latches.iter().map(|l| value(l.next)).collect();
                let wrong: Vec<bool> = circuit.bad.iter().map(|b| value(b.condition)).collect();
                let read = file.cycle(&latches, &printed(&inputs));
                assert_eq!(stepped, file.latches.iter().map(|l| at(&read, l[1])).collect::<Vec<_>>());
                assert_eq!(wrong, file.bad.iter().map(|l| at(&read, *l)).collect::<Vec<_>>());
                bad.extend(circuit.bad.iter().zip(wrong).filter(|(_, w)| *w).map(|(b, _)| b.name.clone()));
                if stepped[1] {
                    next = Some(stepped);
                    break;
                }
            }
            let Some(stepped) = next else { break };
            latches = stepped;
            let state = circuit.state(&assignment(circuit, &latches, &vec![false; circuit.inputs.len()]));
            let state = State(state.expect("it is a state").into());
            let mut evaluator = Evaluator::new(model);
            let mut found = false;
            let ended = match &before {
                None => evaluator.initial_states(model.init.expect("there is Init"), &mut |s| {
                    found |= s == state;
                    Ok(())
                }),
                Some(from) => evaluator.successors(model.next.expect("there is Next"), from, &mut |_, s| {
                    found |= s == state;
                    Ok(())
                }),
            };
            assert!(ended.is_ok() && found, "{before:?} -> {state:?}");
            states.insert(state.clone());
            before = Some(state);
        }
    }
    (states, bad)
}

const PLAIN: &str = "INIT Init\nNEXT Next\nINVARIANT Inv\n";

#[test]
fn a_circuit_reaches_the_states_of_the_specification() {
    let sets = r#"VARIABLES s, q
Init == s = {} /\ q = <<>>
Add == \E e \in 1..3 : e \notin s /\ s' = s \union {e} /\ q' = IF Len(q) < 2 THEN Append(q, e) ELSE q
Drop == q # <<>> /\ s' = s \ {Head(q)} /\ q' = Tail(q)
Next == Add \/ Drop
Inv == Len(q) < 3"#;
    let clock = "VARIABLE h\nInit == h \\in 1..12\nNext == h' = IF h = 12 THEN 1 ELSE h + 1\nInv == h \\in 1..12";
    for (body, count) in [(TOKEN, 6), (clock, 12), (sets, 25)] {
        let model = model(body, &format!("{PLAIN}CHECK_DEADLOCK FALSE\n"));
        let circuit = circuit(&system(&model), Backend::AUTO).expect("it has a closed form");
        let (states, bad) = walk(&model, &circuit, 40, 14);
        assert_eq!(bad.into_iter().collect::<Vec<_>>(), Vec::<String>::new(), "{body}");
        let all: FxHashSet<State> = reachable(&model, 30).into_iter().collect();
        assert!(states.is_subset(&all));
        assert_eq!((states.len(), all.len()), (all.len(), count), "{body}");
    }
}

#[test]
fn outputs_are_what_the_search_asks() {
    let body = "VARIABLES x, y\nInit == x = 0 /\\ y = 0\n\
                Next == \\/ x < 3 /\\ x' = x + 1 /\\ y' \\in 0..1\n        \\/ x = 3 /\\ y = 1 /\\ x' = 0 /\\ y' = 12 \\div (y - 1)\n\
                Inv == x < 3\nOther == TRUE\nUp == [][x' > x]_x\nLow == x + y < 3\nStart == x = 1";
    let outputs = |cfg: &str| {
        let model = model(body, cfg);
        let circuit = circuit(&system(&model), Backend::AUTO).expect("it has a closed form");
        let mut bad: Vec<String> = walk(&model, &circuit, 60, 6).1.into_iter().collect();
        bad.sort();
        bad.join(", ")
    };
    let plain = "INIT Init\nNEXT Next\nINVARIANT Other\n";
    // each output is read for itself
    assert_eq!(outputs(PLAIN), "Inv is violated, deadlock, evaluation of a step fails");
    assert_eq!(outputs(plain), "deadlock, evaluation of a step fails");
    // a constraint keeps steps from leaving a state, not a state from being checked
    assert_eq!(outputs(&format!("{PLAIN}CONSTRAINT Low\n")), "Inv is violated");
    assert_eq!(outputs(&format!("{plain}CONSTRAINT Inv\n")), "");
    assert_eq!(outputs(&format!("{plain}CONSTRAINT Inv\nPROPERTY Start\n")), "Start is violated");
    assert_eq!(outputs(&format!("{plain}CONSTRAINT Inv\nPROPERTY Up\n")), "");
}

#[test]
fn the_text_names_places() {
    let model = model(
        "VARIABLES f, s\nInit == f = [k \\in {\"a\"} |-> FALSE] /\\ s = {}\nNext == f' = [f EXCEPT ![\"a\"] = ~@] /\\ s' \\in {s, {7}}\nInv == 8 \\notin s",
        PLAIN,
    );
    let circuit = circuit(&system(&model), Backend::AUTO).expect("it has a closed form");
    let file = read(&aiger::print(&circuit));
    let latches: Vec<&String> = file.symbols.iter().filter(|s| s.starts_with('l')).collect();
    assert_eq!(latches, ["l0 started", "l1 valid", "l2 f.a", "l3 7 \\in s"]);
}

#[test]
fn a_specification_without_a_closed_form_has_no_circuit() {
    let model = model("VARIABLE x\nInit == x = 0\nNext == x' = x + 1\nInv == x >= 0", PLAIN);
    assert!(circuit(&system(&model), Backend::AUTO).is_none());
}

#[test]
fn what_outputs_do_not_cover_is_listed() {
    let body = "VARIABLE x\nInit == x = 0\nNext == x' = 1 - x\nInv == x < 2\nComes == <>(x = 1)\nUp == x' > x";
    let model_of = |cfg: &str| model(body, &format!("{PLAIN}{cfg}"));
    let model = model_of("PROPERTY Comes\n");
    let circuit_of = circuit(&system(&model), Backend::AUTO).expect("it has a closed form");
    assert!(aiger::print(&circuit_of).ends_with("c\nnot included: property Comes, which is about whole behaviors\n"));
    // a state after a step outside of it has no steps
    assert!(circuit(&system(&model_of("ACTION_CONSTRAINT Up\n")), Backend::AUTO).is_none());
}
