//! Random propositional terms: the same answers as from the Boolean graph, its clauses, and all SAT solvers.

use super::*;
use crate::logic::{Assignment, Graph, Term as Logic};
use crate::sat::cnf::Cnf;
use crate::sat::{BACKENDS, solver};
use fastrand::Rng;

const INPUTS: usize = 6;

/// Random terms, each built twice.
fn random(dice: &mut Rng, terms: &mut Terms, graph: &mut Graph, steps: usize) -> Vec<(Term, Logic)> {
    let mut pool: Vec<(Term, Logic)> =
        (0..INPUTS).map(|i| (terms.constant(&format!("p{i}"), Sort::Bool), graph.input())).collect();
    pool.push((Terms::TRUE, Logic::TRUE));
    for _ in 0..steps {
        let mut pick = || {
            let (t, l) = pool[dice.usize(..pool.len())];
            if dice.bool() { (t, l) } else { (terms.not(t), !l) }
        };
        let (a, b, c) = (pick(), pick(), pick());
        pool.push(match dice.u32(..7) {
            0 => (terms.and([a.0, b.0, c.0]), graph.all([a.1, b.1, c.1])),
            1 => (terms.or([a.0, b.0, c.0]), graph.any([a.1, b.1, c.1])),
            2 => (terms.xor(a.0, b.0), graph.xor(a.1, b.1)),
            3 => (terms.implies(a.0, b.0), graph.implies(a.1, b.1)),
            4 => (terms.eq(a.0, b.0), graph.iff(a.1, b.1)),
            5 => (terms.distinct([a.0, b.0]), graph.xor(a.1, b.1)),
            _ => (terms.ite(a.0, b.0, c.0), graph.ite(a.1, b.1, c.1)),
        });
    }
    pool
}

#[test]
fn answers_and_models_agree_with_the_propositional_solvers() {
    for seed in 0..30 {
        let mut dice = Rng::with_seed(seed);
        let (mut terms, mut graph) = (Terms::new(), Graph::new());
        let pool = random(&mut dice, &mut terms, &mut graph, 30);
        let mut z3 = Z3::new();
        let mut clauses: Vec<Cnf> = BACKENDS.iter().map(|b| Cnf::new(solver(*b, "test"))).collect();
        // so that what is asked is possible at times only
        let (required, same) = pool[pool.len() - 1];
        z3.assert(&terms, required);
        clauses.iter_mut().for_each(|c| c.assert(&graph, same));
        for _ in 0..12 {
            let assumed: Vec<(Term, Logic)> = (0..3).map(|_| pool[dice.usize(..pool.len())]).collect();
            let (ours, theirs): (Vec<Term>, Vec<Logic>) = assumed.iter().copied().unzip();
            let answer = z3.check(&terms, &ours, Work::MAX);
            for cnf in &mut clauses {
                assert_eq!(cnf.solve(&graph, &theirs, Work::MAX), answer, "seed {seed}, {}", cnf.solver_name());
            }
            if answer == Answer::Unsatisfiable {
                let core: Vec<Logic> = assumed.iter().filter(|(t, _)| z3.core().contains(t)).map(|a| a.1).collect();
                assert_eq!(clauses[0].solve(&graph, &core, Work::MAX), Answer::Unsatisfiable, "seed {seed}");
                continue;
            }
            let inputs = pool[..INPUTS].iter().map(|(t, _)| z3.value(&terms, *t) == Some(Value::Bool(true)));
            let model = Assignment::of(inputs.collect());
            let mut memo = Default::default();
            for (ours, theirs) in pool.iter() {
                let value = graph.evaluate(*theirs, &model, &mut memo);
                assert_eq!(z3.value(&terms, *ours), Some(Value::Bool(value)), "seed {seed}, {ours:?}");
            }
            assert!([same].iter().chain(&theirs).all(|t| graph.evaluate(*t, &model, &mut memo)), "seed {seed}");
        }
    }
}
