//! What is accepted, what is rejected and why, and random proofs and formulas against truth tables.

use super::{Checked, Checker, Fault, Id, Literal, check};

/// Three clauses without a model.
const FORMULA: &str = "c an example\np cnf 2 3\n1 2 0\n1 -2\n0 -1 0\n";
const PROOF: &str = "4 1 0 1 2 0\nc the end\n5 0 4 3 0\n";

fn error(formula: &str, proof: &str) -> String {
    match check(formula.as_bytes(), proof.as_bytes()) {
        Ok(checked) => format!("accepted: {checked:?}"),
        Err(e) => e.to_string(),
    }
}

#[test]
fn a_proof_is_accepted() {
    let checked = check(FORMULA.as_bytes(), PROOF.as_bytes());
    assert_eq!(checked, Ok(Checked { clauses: 3, steps: 2, hints: 4, most_alive: 5 }));
    // clauses may be deleted, and numbers may have gaps
    let proof = "10 1 0 1 2 0\n10 d 1 2 0\n20 0 10 3 0\nthis line is not read\n";
    assert_eq!(check(FORMULA.as_bytes(), proof.as_bytes()), Ok(Checked { clauses: 3, steps: 2, hints: 4, most_alive: 4 }));
    // a formula with the empty clause needs no proof
    assert!(check("p cnf 0 1\n0\n".as_bytes(), "".as_bytes()).is_ok());
}

#[test]
fn wrong_proofs_are_rejected() {
    let not_unit = |id: u32| format!("the hint {id} is not unit: not all but one of its literals are false");
    let cases: &[(&str, String)] = &[
        // a wrong hint: clause 1 has two literals that are not FALSE; clause 3 is TRUE
        ("4 -2 0 1 2 0", format!("line 1: {}", not_unit(1))),
        ("4 1 0 3 2 0", format!("line 1: {}", not_unit(3))),
        ("4 1 0 1 2 0\n5 0 4 2 0", format!("line 2: {}", not_unit(2))),
        // a clause that does not exist, or no more
        ("4 1 0 1 7 0", "line 1: clause 7 does not exist".into()),
        ("4 1 0 1 2 0\n4 d 3 0\n5 0 4 3 0", "line 3: clause 3 does not exist".into()),
        ("4 d 3 0\n4 d 3 0", "line 2: clause 3 does not exist".into()),
        // itself
        ("4 1 0 4 0", "line 1: clause 4 does not exist".into()),
        ("4 0 4 0", "line 1: clause 4 does not exist".into()),
        // too few hints, and too many
        ("4 1 0 1 0", "line 1: the hints do not show that the clause follows".into()),
        ("4 0 0", "line 1: the hints do not show that the clause follows".into()),
        ("4 1 0 1 2 3 0", "line 1: the hint 3 is not needed: the hints before it suffice".into()),
        // a number twice
        ("3 1 0 1 2 0", "line 1: clause 3 exists already".into()),
        ("0 1 0 1 2 0", "line 1: 0 is no number of a clause or literal".into()),
        // no end
        ("4 1 0 1 2 0", "line 2: the proof ends without the empty clause".into()),
        ("", "line 1: the proof ends without the empty clause".into()),
        // RAT
        ("4 1 0 -1 2 0", "line 1: RAT steps are not supported: a hint is negative".into()),
        // no LRAT
        ("4 1 0 1 2", "line 1: the line ends without 0".into()),
        ("4 1", "line 1: the line ends without 0".into()),
        ("4 1 0 1 2 0 3", "line 1: `3` after the last 0".into()),
        ("4 x 0 1 2 0", "line 1: `x` is no literal".into()),
        ("4 -2147483648 0 1 2 0", "line 1: `-2147483648` is no literal".into()),
        ("4 1 0 1 y 0", "line 1: `y` is no number of a clause".into()),
        ("four 1 0 1 2 0", "line 1: `four` is no number of a clause".into()),
        ("4 d one 0", "line 1: `one` is no number of a clause".into()),
    ];
    for (proof, expected) in cases {
        assert_eq!(error(FORMULA, proof), format!("proof, {expected}"), "{proof}");
    }
}

#[test]
fn wrong_formulas_are_rejected() {
    let cases = [
        ("", "line 0: expected `p cnf VARIABLES CLAUSES`"),
        ("1 2 0\n", "line 1: expected `p cnf VARIABLES CLAUSES`"),
        ("p cnf two 3\n", "line 1: expected `p cnf VARIABLES CLAUSES`"),
        ("p cnf 2 1\n1 3 0\n", "line 2: `3`: the header has 2 variables"),
        ("p cnf 2 1\n1 a 0\n", "line 2: `a` is no literal"),
        ("p cnf 2 1\n1 2\n", "line 2: the last clause ends without 0"),
        ("p cnf 2 2\n1 2 0\n", "line 2: the header has 2 clauses, the formula has 1"),
    ];
    for (formula, expected) in cases {
        assert_eq!(error(formula, PROOF), format!("formula, {expected}"), "{formula}");
    }
}

#[test]
fn assumptions_are_units() {
    let mut checker = Checker::new();
    checker.add(1, &[-1, 2]).expect("a new clause");
    checker.add(2, &[-2, -3]).expect("a new clause");
    // 1 and 3 contradict the clauses, 1 alone does not
    assert_eq!(checker.implied(&[-1, -3], &[1, 2]), Ok(()));
    assert_eq!(checker.implied(&[-1], &[1, 2]), Err(Fault::NoConflict));
    assert_eq!(checker.implied(&[], &[1, 2]), Err(Fault::NotUnit(1)));
    // nothing of an earlier check is left
    assert_eq!(checker.implied(&[-3], &[2, 1]), Err(Fault::NoConflict));
    assert!(!checker.is_refuted() && checker.alive() == 2);
    // both an assumption and its negation
    assert_eq!(checker.implied(&[5, -5], &[]), Ok(()));
    assert_eq!(checker.implied(&[9, 9], &[]), Err(Fault::NoConflict));
    for no_literal in [0, Literal::MIN] {
        assert_eq!(checker.implied(&[no_literal], &[]), Err(Fault::NoNumber));
        assert_eq!(checker.add(3, &[1, no_literal]), Err(Fault::NoNumber));
    }
}

#[test]
fn a_literal_may_be_repeated() {
    let mut checker = Checker::new();
    checker.add(1, &[1, 1]).expect("a new clause");
    checker.add(2, &[-1, -1, -1]).expect("a new clause");
    assert_eq!(checker.derive(3, &[], &[1, 2]), Ok(()));
    assert!(checker.is_refuted());
}

/// A random sequence, the same on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }

    fn literal(&mut self, variables: usize) -> Literal {
        let v = self.below(variables) as Literal + 1;
        if self.below(2) == 0 { v } else { -v }
    }

    fn clause(&mut self, variables: usize, most: usize) -> Vec<Literal> {
        (0..self.below(most + 1)).map(|_| self.literal(variables)).collect()
    }
}

/// The models of the clauses, as bit masks.
fn models(variables: usize, clauses: &[Vec<Literal>]) -> Vec<u32> {
    let holds = |m: u32, l: Literal| (m >> (l.unsigned_abs() - 1) & 1 == 1) == (l > 0);
    (0..1 << variables).filter(|m| clauses.iter().all(|c| c.iter().any(|l| holds(*m, *l)))).collect()
}

/// Clauses that random hints "show" follow from the formula.
#[test]
fn what_is_derived_follows() {
    let (mut accepted, mut rejected) = (0, 0);
    for seed in 1..3000 {
        let mut random = Random(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed));
        let variables = 2 + random.below(4);
        let mut clauses: Vec<Vec<Literal>> = (0..3 + random.below(6)).map(|_| random.clause(variables, 3)).collect();
        clauses.retain(|c| !c.is_empty());
        let mut checker = Checker::new();
        for (i, c) in clauses.iter().enumerate() {
            checker.add(i as Id + 1, c).expect("a new clause");
        }
        let models = models(variables, &clauses);
        let holds = |m: u32, l: Literal| (m >> (l.unsigned_abs() - 1) & 1 == 1) == (l > 0);
        for id in 100..130 {
            let clause = random.clause(variables, 3);
            let derived = clauses.len() + 1;
            let hints: Vec<Id> = (0..random.below(5)).map(|_| 1 + random.below(derived) as Id).collect();
            match checker.derive(id, &clause, &hints) {
                Ok(()) => {
                    accepted += 1;
                    let follows = models.iter().all(|m| clause.iter().any(|l| holds(*m, *l)));
                    assert!(follows, "seed {seed}: {clause:?} does not follow from {clauses:?} by {hints:?}");
                }
                Err(_) => rejected += 1,
            }
        }
    }
    assert!(accepted > 3000 && rejected > 10_000, "{accepted} accepted, {rejected} rejected");
}

/// A search that writes a proof: a decision, both cases, and the clause that follows from both.
struct Prover {
    clauses: Vec<Vec<Literal>>,
    proof: Vec<(Vec<Literal>, Vec<Id>)>,
}

impl Prover {
    /// The number of the clause of the negated decisions; `None` if they are satisfiable with the formula.
    fn refute(&mut self, decisions: &mut Vec<Literal>, variables: usize) -> Option<Id> {
        let (mut facts, mut hints) = (decisions.clone(), Vec::new());
        let conflict = loop {
            let open = |c: &Vec<Literal>| c.iter().copied().filter(|l| !facts.contains(&-l)).collect::<Vec<_>>();
            let next = self.clauses.iter().enumerate().map(|(i, c)| (i as Id + 1, open(c)));
            let mut next = next.filter(|(_, o)| match o.as_slice() {
                [] => true,
                [l, rest @ ..] => !facts.contains(l) && rest.iter().all(|r| r == l),
            });
            match next.next() {
                None => break false,
                Some((id, o)) => {
                    hints.push(id);
                    match o.first() {
                        None => break true,
                        Some(l) => facts.push(*l),
                    }
                }
            }
        };
        if !conflict {
            let open = (1..=variables as Literal).find(|v| !facts.contains(v) && !facts.contains(&-v))?;
            decisions.push(open);
            let first = self.refute(decisions, variables)?;
            decisions.pop();
            decisions.push(-open);
            let second = self.refute(decisions, variables)?;
            decisions.pop();
            // the second clause may be without the decision
            hints = vec![first, second];
        }
        self.clauses.push(decisions.iter().map(|d| -d).collect());
        self.proof.push((self.clauses.last()?.clone(), hints));
        Some(self.clauses.len() as Id)
    }
}

fn dimacs(variables: usize, clauses: &[Vec<Literal>]) -> String {
    let line = |c: &Vec<Literal>| c.iter().map(|l| format!("{l} ")).collect::<String>() + "0\n";
    format!("p cnf {variables} {}\n", clauses.len()) + &clauses.iter().map(line).collect::<String>()
}

fn lrat(first: usize, proof: &[(Vec<Literal>, Vec<Id>)]) -> String {
    let line = |(i, (clause, hints)): (usize, &(Vec<Literal>, Vec<Id>))| {
        let clause: String = clause.iter().map(|l| format!("{l} ")).collect();
        let hints: String = hints.iter().map(|h| format!("{h} ")).collect();
        format!("{} {clause}0 {hints}0\n", first + i)
    };
    proof.iter().enumerate().map(line).collect()
}

/// A proof of an unsatisfiable formula is accepted. The same proof is rejected for the formula without a clause that was needed, and a proof
/// with a mistake is never accepted for a satisfiable formula.
#[test]
fn corrupted_proofs_are_rejected() {
    let (mut proofs, mut satisfiable, mut corrupted) = (0, 0, 0);
    for seed in 1..1500 {
        let mut random = Random(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed));
        let variables = 3 + random.below(4);
        let mut clauses: Vec<Vec<Literal>> =
            (0..variables * 5).map(|_| random.clause(variables, 3)).filter(|c| !c.is_empty()).collect();
        let mut prover = Prover { clauses: clauses.clone(), proof: Vec::new() };
        let is_unsatisfiable = models(variables, &clauses).is_empty();
        let refuted = prover.refute(&mut Vec::new(), variables);
        assert_eq!(refuted.is_some(), is_unsatisfiable, "seed {seed}");
        if !is_unsatisfiable {
            continue;
        }
        proofs += 1;
        let text = lrat(clauses.len() + 1, &prover.proof);
        let formula = dimacs(variables, &clauses);
        if let Err(e) = check(formula.as_bytes(), text.as_bytes()) {
            panic!("seed {seed}: {e}\n{formula}\n{text}");
        }
        // a mistake in the proof: most are found, and none may make a wrong clause follow
        for _ in 0..10 {
            let mut proof = prover.proof.clone();
            let at = random.below(proof.len());
            let (clause, hints) = &mut proof[at];
            match random.below(4) {
                0 if !clause.is_empty() => _ = clause.remove(0),
                1 if !hints.is_empty() => _ = hints.remove(random.below(hints.len())),
                2 if !hints.is_empty() => hints[0] = 1 + random.below(clauses.len()) as Id,
                _ => clause.iter_mut().take(1).for_each(|l| *l = -*l),
            }
            corrupted += usize::from(check(formula.as_bytes(), lrat(clauses.len() + 1, &proof).as_bytes()).is_err());
        }
        // a clause becomes true of one assignment: then the formula has a model
        let model = random.below(1 << variables) as u32;
        let literal = |v: usize| if model >> v & 1 == 1 { v as Literal + 1 } else { -(v as Literal + 1) };
        for c in &mut clauses {
            if !c.iter().any(|l| literal(l.unsigned_abs() as usize - 1) == *l) {
                c[0] = -c[0];
            }
        }
        satisfiable += 1;
        let with_model = dimacs(variables, &clauses);
        assert!(check(with_model.as_bytes(), text.as_bytes()).is_err(), "seed {seed}:\n{with_model}\n{text}");
    }
    assert!(proofs > 500 && satisfiable > 500 && corrupted > 3000, "{proofs} proofs, {satisfiable}, {corrupted} rejected");
}
