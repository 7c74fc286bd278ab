//! Formulas in DIMACS and proofs in LRAT, as texts.
//!
//! In: lines, read one by one. Out: how large the proof is, or the first line that is wrong. Clauses of the formula are numbered from 1 in
//! their order. A line of a proof is one of
//!
//! ```text
//!     ID LITERAL… 0 ID… 0      a clause and its hints
//!     ID d ID… 0               clauses that are deleted
//!     c …                      a comment
//! ```
//!
//! What comes after the empty clause is not read. The binary form of LRAT is not supported.

use super::checker::{Checker, Fault, Id, Literal};
use std::fmt;
use std::io::BufRead;

/// The size of a proof that was checked.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Checked {
    /// The clauses of the formula.
    pub clauses: u64,
    /// The clauses that were derived.
    pub steps: u64,
    /// The hints of all steps.
    pub hints: u64,
    /// The most clauses that were alive at a time.
    pub most_alive: usize,
}

/// One of the two texts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Input {
    Formula,
    Proof,
}

/// What is wrong, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Error {
    pub input: Input,
    /// Counted from 1.
    pub line: usize,
    pub message: String,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let input = match self.input {
            Input::Formula => "formula",
            Input::Proof => "proof",
        };
        write!(f, "{input}, line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for Error {}

/// Checks that the proof shows that the formula is unsatisfiable.
///
/// ```
/// let formula = "p cnf 2 3\n1 2 0\n1 -2 0\n-1 0\n";
/// let checked = lrat::check(formula.as_bytes(), "4 1 0 1 2 0\n5 0 4 3 0\n".as_bytes())?;
/// assert_eq!(checked.steps, 2);
///
/// let wrong = lrat::check(formula.as_bytes(), "4 1 0 1 2 0\n5 0 4 2 0\n".as_bytes());
/// assert_eq!(wrong.map_err(|e| e.to_string()), Err(
///     "proof, line 2: the hint 2 is not unit: not all but one of its literals are false".to_string()));
/// # Ok::<(), lrat::Error>(())
/// ```
pub fn check(formula: impl BufRead, proof: impl BufRead) -> Result<Checked, Error> {
    let mut checker = Checker::new();
    let mut checked = Checked { clauses: read_formula(formula, &mut checker)?, ..Checked::default() };
    checked.most_alive = checker.alive();
    let mut last = 0;
    for (i, text) in proof.lines().enumerate() {
        if checker.is_refuted() {
            break;
        }
        last = i + 1;
        let wrong = |message: String| Error { input: Input::Proof, line: last, message };
        let text = text.map_err(|e| wrong(e.to_string()))?;
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            [] | ["c", ..] => continue,
            [_, "d", ids @ ..] => {
                for id in up_to_zero(ids).and_then(|(ids, rest)| nothing(rest).map(|()| ids)).map_err(wrong)? {
                    let id = id.parse().map_err(|_| wrong(format!("`{id}` is no number of a clause")))?;
                    checker.delete(id).map_err(|f| wrong(f.to_string()))?;
                }
            }
            [id, rest @ ..] => {
                let step = Step::of(id, rest).map_err(wrong)?;
                checker.derive(step.id, &step.clause, &step.hints).map_err(|f| wrong(f.to_string()))?;
                checked.steps += 1;
                checked.hints += step.hints.len() as u64;
                checked.most_alive = checked.most_alive.max(checker.alive());
            }
        }
    }
    match checker.is_refuted() {
        true => Ok(checked),
        false => Err(Error { input: Input::Proof, line: last + 1, message: "the proof ends without the empty clause".into() }),
    }
}

/// A line of a proof that adds a clause.
struct Step {
    id: Id,
    clause: Vec<Literal>,
    hints: Vec<Id>,
}

impl Step {
    fn of(id: &str, words: &[&str]) -> Result<Step, String> {
        let (literals, rest) = up_to_zero(words)?;
        let (hints, rest) = up_to_zero(rest)?;
        nothing(rest)?;
        let number = |w: &&str| match w.parse::<Id>() {
            Ok(id) => Ok(id),
            Err(_) if w.strip_prefix('-').is_some_and(|w| w.parse::<Id>().is_ok()) => Err(Fault::Rat.to_string()),
            Err(_) => Err(format!("`{w}` is no number of a clause")),
        };
        Ok(Step {
            id: number(&id)?,
            clause: literals.iter().map(|w| literal(w)).collect::<Result<_, _>>()?,
            hints: hints.iter().map(number).collect::<Result<_, _>>()?,
        })
    }
}

fn literal(word: &str) -> Result<Literal, String> {
    let literal = word.parse::<Literal>().ok().filter(|l| *l != Literal::MIN);
    literal.ok_or_else(|| format!("`{word}` is no literal"))
}

/// The words before the first `0`, and those after it.
fn up_to_zero<'w, 't>(words: &'w [&'t str]) -> Result<(&'w [&'t str], &'w [&'t str]), String> {
    let end = words.iter().position(|w| *w == "0").ok_or("the line ends without 0")?;
    Ok((&words[..end], &words[end + 1..]))
}

fn nothing(words: &[&str]) -> Result<(), String> {
    words.first().map_or(Ok(()), |w| Err(format!("`{w}` after the last 0")))
}

/// Adds the clauses of a formula. Returns their number.
fn read_formula(formula: impl BufRead, checker: &mut Checker) -> Result<u64, Error> {
    let (mut clauses, mut last) = (0, 0);
    let mut header: Option<(Literal, u64)> = None;
    let mut clause: Vec<Literal> = Vec::new();
    for (i, text) in formula.lines().enumerate() {
        last = i + 1;
        let wrong = |message: String| Error { input: Input::Formula, line: last, message };
        let text = text.map_err(|e| wrong(e.to_string()))?;
        let words: Vec<&str> = text.split_whitespace().collect();
        match (words.as_slice(), header) {
            ([] | ["c", ..], _) => {}
            (["p", "cnf", variables, count], None) => {
                let numbers = variables.parse().ok().zip(count.parse().ok());
                header = Some(numbers.ok_or_else(|| wrong("expected `p cnf VARIABLES CLAUSES`".into()))?);
            }
            (_, None) => return Err(wrong("expected `p cnf VARIABLES CLAUSES`".into())),
            (words, Some((variables, _))) => {
                for word in words {
                    match literal(word).map_err(wrong)? {
                        0 => {
                            clauses += 1;
                            checker.add(clauses, &clause).map_err(|f| wrong(f.to_string()))?;
                            clause.clear();
                        }
                        l if l.abs() > variables => return Err(wrong(format!("`{l}`: the header has {variables} variables"))),
                        l => clause.push(l),
                    }
                }
            }
        }
    }
    let end = |message: String| Error { input: Input::Formula, line: last, message };
    match header {
        None => Err(end("expected `p cnf VARIABLES CLAUSES`".into())),
        Some(_) if !clause.is_empty() => Err(end("the last clause ends without 0".into())),
        Some((_, count)) if count != clauses => Err(end(format!("the header has {count} clauses, the formula has {clauses}"))),
        Some(_) => Ok(clauses),
    }
}
