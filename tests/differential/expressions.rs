//! One random expression in every initial state: `eval`, `vm` and `symbolic` agree on its value, or that there is none.

use crate::family::{Family, Seen};
use crate::generate::{Generator, TYPES};
use crate::model;
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tlaloc::internals::eval::Evaluator;
use tlaloc::internals::eval::error::ErrorKind;
use tlaloc::internals::logic::Assignment;
use tlaloc::internals::symbolic::Encoder;
use tlaloc::internals::value::State;
use tlaloc::internals::vm::word::Heap;
use tlaloc::internals::vm::{Program, Vm};

pub const FAMILY: Family = Family { name: "expressions", seeds: 150, every: 1, check, violated: 0..101 };

const PER_SEED_ASSIGNMENTS: u64 = 300;

/// Values, and how many of them an oracle did not find although there is one.
struct Skipped {
    values: AtomicU64,
    vm: AtomicU64,
    symbolic: AtomicU64,
}

static SKIPPED: Skipped = Skipped { values: AtomicU64::new(0), vm: AtomicU64::new(0), symbolic: AtomicU64::new(0) };

fn spec(expression: &str) -> String {
    let variables: Vec<&str> = TYPES.iter().map(|t| t.variable()).collect();
    let init: Vec<String> = TYPES.iter().map(|t| format!("/\\ {} \\in {}", t.variable(), t.domain())).collect();
    format!(
        "---- MODULE Random ----\nEXTENDS Integers, Sequences, FiniteSets, TLC\nCONSTANT NULL\nVARIABLES {}\nInit ==\n  {}\nNext == UNCHANGED <<{}>>\nExpression == {expression}\nInvariant == Expression = Expression\n====\n",
        variables.join(", "),
        init.join("\n  "),
        variables.join(", ")
    )
}

/// `None` if all agree on `expression` under the choices drawn with `seed`, else what differs.
fn disagreement(expression: &str, seed: u64) -> Option<String> {
    let m = match model(&spec(expression), "INIT Init\nNEXT Next\nCONSTANT NULL = NULL\nINVARIANT Expression\n") {
        Ok(m) => m,
        Err(e) => return Some(format!("does not load: {e}")),
    };
    let def = m.invariants[0].def;
    let mut encoder = Encoder::new(&m);
    let first = encoder.init(m.init.expect("an Init"));
    let (value, findings) = encoder.value_in(&first.state, def);
    let mut evaluator = Evaluator::new(&m);
    let mut heap = Heap::new(&m.atoms);
    let program = Program::of_values(&m, &[def], &mut heap);
    let mut vm = Vm::new(&program, heap, Evaluator::new(&m));
    let inputs = encoder.graph.inputs() as usize;
    let mut bits = crate::generate::Random::new(seed ^ 0xABCD);
    for _ in 0..PER_SEED_ASSIGNMENTS {
        let choices = Assignment::of((0..inputs).map(|_| bits.below(2) == 1).collect());
        let mut memo = FxHashMap::default();
        if !encoder.graph.evaluate(first.guard, &choices, &mut memo) {
            continue;
        }
        let state = State(encoder.decode(&first.state, &choices).expect("an initial state").into());
        let holding: Vec<_> = findings.iter().filter(|f| encoder.graph.evaluate(f.condition, &choices, &mut memo)).collect();
        let expected = evaluator.value(def, Some(&state), None);
        let differs = |oracle: &str, x: &str| {
            let state = state.0.iter().map(|v| v.to_string()).collect::<Vec<_>>();
            Some(format!("in {state:?}\neval: {expected:?}\n{oracle}: {x}"))
        };
        SKIPPED.values.fetch_add(u64::from(expected.is_ok()), Relaxed);
        vm.load_state(&state);
        match vm.value(program.more[0].as_ref()) {
            Some(v) if expected.as_ref() != Ok(&v) => return differs("vm", &v.to_string()),
            None if expected.is_ok() => _ = SKIPPED.vm.fetch_add(1, Relaxed),
            Some(_) | None => {}
        }
        if holding.iter().any(|f| f.kind == ErrorKind::Unsupported) {
            SKIPPED.symbolic.fetch_add(u64::from(expected.is_ok()), Relaxed);
            continue;
        }
        let shown = |x: &str| differs("symbolic", x);
        match (&expected, holding.first()) {
            (Err(_), Some(_)) => {}
            (Ok(_), Some(f)) => return shown(&format!("{:?} at {:?}", f.kind, f.span)),
            (Err(_), None) => return shown("a value"),
            (Ok(v), None) => match encoder.decode_value(value, &choices) {
                Some(w) if w == *v => {}
                other => return shown(&format!("{:?}", other.map(|w| w.to_string()))),
            },
        }
    }
    None
}

fn check(seed: u64) -> Result<Seen, String> {
    // the smallest depth at which this seed fails is the smallest example of it
    for depth in 1..=4 {
        let mut g = Generator::new(seed);
        let t = TYPES[g.random.below(TYPES.len())];
        let expression = g.expression(t, depth);
        if let Some(why) = disagreement(&expression, seed) {
            return Err(format!("depth {depth}\n{why}\nExpression == {expression}"));
        }
    }
    Ok(Seen::Holds)
}

#[test]
fn three_semantics_agree_on_random_expressions() {
    crate::family::run(&FAMILY);
    let [values, vm, symbolic] = [&SKIPPED.values, &SKIPPED.vm, &SKIPPED.symbolic].map(|n| n.load(Relaxed));
    // an oracle that answers rarely would test little
    assert!(
        values > 1000 && vm * 10 < values && symbolic * 10 < values,
        "of {values} values, vm skips {vm}, symbolic {symbolic}"
    );
}
