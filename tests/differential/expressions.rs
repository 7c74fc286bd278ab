//! One random expression in every initial state: the value, or that there is none, must be the same.

use crate::family::{Family, Seen};
use crate::generate::{Generator, TYPES};
use crate::model;
use rustc_hash::FxHashMap;
use tlaloc::eval::Evaluator;
use tlaloc::eval::error::ErrorKind;
use tlaloc::logic::Assignment;
use tlaloc::symbolic::Encoder;
use tlaloc::value::State;

pub const FAMILY: Family = Family { name: "expressions", seeds: 150, every: 1, check, violated: 0..101 };

const PER_SEED_ASSIGNMENTS: u64 = 300;

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

/// `None` if the two agree on `expression` under the choices drawn with `seed`, else what differs.
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
    let inputs = encoder.graph.inputs() as usize;
    let mut bits = crate::generate::Random::new(seed ^ 0xABCD);
    for _ in 0..PER_SEED_ASSIGNMENTS {
        let choices = Assignment { inputs: (0..inputs).map(|_| bits.below(2) == 1).collect() };
        let mut memo = FxHashMap::default();
        if !encoder.graph.evaluate(first.guard, &choices, &mut memo) {
            continue;
        }
        let state = State(encoder.decode(&first.state, &choices).expect("an initial state").into());
        let holding: Vec<_> = findings.iter().filter(|f| encoder.graph.evaluate(f.condition, &choices, &mut memo)).collect();
        if holding.iter().any(|f| f.kind == ErrorKind::Unsupported) {
            continue;
        }
        let expected = evaluator.value(def, Some(&state), None);
        let shown = |x: &str| {
            Some(format!("in {:?}\neval: {expected:?}\nencode: {x}", state.0.iter().map(|v| v.to_string()).collect::<Vec<_>>()))
        };
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
fn eval_and_encode_agree_on_random_expressions() {
    crate::family::run(&FAMILY);
}
