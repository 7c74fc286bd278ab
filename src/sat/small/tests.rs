//! Answers, models and cores on random formulas, against CaDiCaL.

use super::Small;
use crate::sat::cadical::Cadical;
use crate::sat::solver::{Answer, Literal, SatSolver};
use crate::util::work::Work;

/// A random sequence, the same on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }

    fn literal(&mut self, variables: u64) -> Literal {
        let v = self.below(variables) as Literal + 1;
        if self.below(2) == 0 { v } else { -v }
    }
}

fn holds(model: &dyn Fn(Literal) -> bool, clause: &[Literal]) -> bool {
    clause.iter().any(|l| model(*l))
}

#[test]
fn answers_agree_with_another_solver() {
    let (mut satisfiable, mut cores) = (0, 0);
    for seed in 1..400 {
        let mut random = Random(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed));
        let variables = 5 + random.below(40);
        let (mut small, mut other) = (Small::new(), Cadical::new());
        for _ in 0..variables {
            assert_eq!(small.new_variable(), other.new_variable());
        }
        let mut clauses: Vec<Vec<Literal>> = Vec::new();
        for round in 0..6 {
            let more = variables * (1 + random.below(2)) + random.below(10);
            for _ in 0..if round == 0 { more * 2 } else { more / 4 } {
                let clause: Vec<Literal> = (0..2 + random.below(3)).map(|_| random.literal(variables)).collect();
                small.add_clause(&clause);
                other.add_clause(&clause);
                clauses.push(clause);
            }
            let assumptions: Vec<Literal> = (0..random.below(8)).map(|_| random.literal(variables)).collect();
            let answer = small.solve(&assumptions, Work::MAX);
            assert_eq!(answer, other.solve(&assumptions, Work::MAX), "seed {seed}, round {round}");
            if answer == Answer::Satisfiable {
                satisfiable += 1;
                assert!(clauses.iter().all(|c| holds(&|l| small.value(l), c)), "seed {seed}: a model satisfies all clauses");
                assert!(assumptions.iter().all(|a| small.value(*a)), "seed {seed}: a model satisfies the assumptions");
            } else {
                let core: Vec<Literal> = assumptions.iter().copied().filter(|a| small.failed(*a)).collect();
                cores += usize::from(core.len() < assumptions.len());
                assert_eq!(other.solve(&core, Work::MAX), Answer::Unsatisfiable, "seed {seed}: the core suffices");
            }
            if random.below(3) == 0 {
                small.simplify();
            }
        }
    }
    assert!(satisfiable > 300 && cores > 100, "{satisfiable} satisfiable, {cores} small cores");
}

#[test]
fn a_hard_formula_takes_restarts_and_reductions() {
    // seven pigeons in six holes, under a literal that can be given up
    let (pigeons, holes) = (8, 7);
    let mut small = Small::new();
    let on = small.new_variable();
    let at: Vec<Vec<Literal>> = (0..pigeons).map(|_| (0..holes).map(|_| small.new_variable()).collect()).collect();
    for row in &at {
        small.add(row.iter().copied().chain([-on]));
    }
    for (i, row) in at.iter().enumerate() {
        for other in &at[..i] {
            for (a, b) in row.iter().zip(other) {
                small.add([-a, -b]);
            }
        }
    }
    assert_eq!(small.solve(&[on], Work::MAX), Answer::Unsatisfiable);
    assert!(small.failed(on));
    assert_eq!(small.solve(&[-on], Work::MAX), Answer::Satisfiable);
    assert_eq!(small.solve(&[], Work::MAX), Answer::Satisfiable);
}

#[test]
fn outside_the_domain_nothing_is_decided() {
    let mut small = Small::new();
    let [a, b, c] = [small.new_variable(), small.new_variable(), small.new_variable()];
    small.add([a, b]);
    small.add([-b, c]);
    // c is a definition that the query does not mention
    let domain = [a as u32, b as u32];
    assert_eq!(small.ask(&[-a], Some([&domain[..]]), Work::MAX), Answer::Satisfiable);
    assert!(small.holds(b) && small.holds(c), "b is implied, and c by it");
    assert_eq!(small.ask(&[a, -c], Some([&domain[..]]), Work::MAX), Answer::Satisfiable);
    assert_eq!(small.ask(&[-a, -c], Some([&domain[..]]), Work::MAX), Answer::Unsatisfiable);
    assert!(small.needed(-a) && small.needed(-c));
}

#[test]
fn what_a_lemma_depends_on_is_decided_in_every_domain() {
    let mut small = Small::new();
    let [a, b, c] = [small.new_variable(), small.new_variable(), small.new_variable()];
    // if a, then b and c are equal, and they differ
    for (x, y) in [(b, c), (-b, -c), (b, -c), (-b, c)] {
        small.add([-a, x, y]);
    }
    let domain = [a as u32];
    assert_eq!(small.ask(&[a], Some([&domain[..]]), Work::MAX), Answer::Satisfiable, "nothing follows from a alone");
    small.always_decide([b]);
    assert_eq!(small.ask(&[a], Some([&domain[..]]), Work::MAX), Answer::Unsatisfiable);
    assert_eq!(small.ask(&[], Some([&domain[..]]), Work::MAX), Answer::Satisfiable);
    assert!(small.holds(-a), "it is implied");
}
