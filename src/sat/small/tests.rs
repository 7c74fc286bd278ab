//! Answers, models and cores on random formulas, against CaDiCaL; proofs, against the checker.

use super::{ProofLog, Small};
use crate::sat::cadical::Cadical;
use crate::sat::solver::{Answer, Literal, SatSolver};
use crate::util::work::Work;
use std::cell::RefCell;
use std::rc::Rc;

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

/// Each pigeon has a hole and no two share one, where the literal that comes first is TRUE.
fn pigeons(small: &mut Small, pigeons: usize, holes: usize) -> (Literal, Vec<Vec<Literal>>) {
    let on = small.new_variable();
    let at: Vec<Vec<Literal>> = (0..pigeons).map(|_| (0..holes).map(|_| small.new_variable()).collect()).collect();
    let mut clauses: Vec<Vec<Literal>> = at.iter().map(|row| row.iter().copied().chain([-on]).collect()).collect();
    for (i, row) in at.iter().enumerate() {
        for other in &at[..i] {
            clauses.extend(row.iter().zip(other).map(|(a, b)| vec![-a, -b]));
        }
    }
    (on, clauses)
}

#[test]
fn a_hard_formula_takes_restarts_and_reductions() {
    let mut small = Small::new();
    let (on, clauses) = pigeons(&mut small, 8, 7);
    clauses.iter().for_each(|c| small.add(c.iter().copied()));
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

/// A log that checks each step when it comes.
struct Checked(Rc<RefCell<lrat::Checker>>);

impl ProofLog for Checked {
    fn derived(&mut self, id: u64, clause: &[Literal], hints: &[u64]) {
        if let Err(fault) = self.0.borrow_mut().derive(id, clause, hints) {
            panic!("{clause:?} with {hints:?}: {fault}");
        }
    }

    fn deleted(&mut self, id: u64) {
        self.0.borrow_mut().delete(id).expect("the clause exists");
    }
}

/// Asks many questions of one solver. Each step of its proofs, and each refutation, passes the checker.
#[test]
fn proofs_are_checked() {
    let (mut refuted, mut steps) = (0, 0);
    for seed in 1..400 {
        let mut random = Random(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed));
        let variables = 5 + random.below(60);
        let checker = Rc::new(RefCell::new(lrat::Checker::new()));
        let mut small = Small::with_proof(Box::new(Checked(checker.clone())));
        (0..variables).for_each(|_| _ = small.new_variable());
        let mut given = 0;
        for round in 0..8 {
            let more = variables * (1 + random.below(2)) + random.below(10);
            for _ in 0..if round == 0 { more } else { more / 6 } {
                let clause: Vec<Literal> = (0..1 + random.below(4)).map(|_| random.literal(variables)).collect();
                let clause =
                    if clause.len() == 1 && random.below(20) > 0 { vec![clause[0], random.literal(variables)] } else { clause };
                given += 1;
                checker.borrow_mut().add(given, &clause).expect("a new clause");
                small.add_clause(&clause);
            }
            let assumptions: Vec<Literal> = (0..random.below(8)).map(|_| random.literal(variables)).collect();
            if small.solve(&assumptions, Work::MAX) == Answer::Unsatisfiable {
                refuted += 1;
                let (clause, hints) = small.refutation();
                steps += hints.len();
                let refutes = if checker.borrow().is_refuted() { Ok(()) } else { checker.borrow_mut().implied(&clause, hints) };
                assert_eq!(refutes, Ok(()), "seed {seed}, round {round}: {clause:?} by {hints:?}");
                assert!(clause.iter().all(|l| assumptions.contains(&-l)), "seed {seed}: negations of assumptions");
            }
            if random.below(3) == 0 {
                small.simplify();
            }
        }
    }
    assert!(refuted > 300 && steps > 1000, "{refuted} refuted, {steps} hints");
}

#[test]
fn a_proof_with_restarts_and_reductions_is_checked() {
    let checker = Rc::new(RefCell::new(lrat::Checker::new()));
    let mut small = Small::with_proof(Box::new(Checked(checker.clone())));
    let (on, clauses) = pigeons(&mut small, 8, 7);
    for (i, c) in clauses.iter().enumerate() {
        checker.borrow_mut().add(i as u64 + 1, c).expect("a new clause");
        small.add(c.iter().copied());
    }
    assert_eq!(small.solve(&[on], Work::MAX), Answer::Unsatisfiable);
    let (clause, hints) = small.refutation();
    assert_eq!(clause, [-on]);
    assert_eq!(checker.borrow_mut().implied(&clause, hints), Ok(()));
    // without the last hint it does not follow
    assert!(checker.borrow_mut().implied(&clause, &hints[..hints.len() - 1]).is_err());
}
