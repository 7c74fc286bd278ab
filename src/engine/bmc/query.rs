//! Queries of the search, and their answers: counterexamples, decoding, constructs that are not encoded.

use super::stop::{Stop, internal, not_encoded};
use crate::engine::Options;
use crate::ir::Model;
use crate::logic::{Assignment, Graph, Term};
use crate::sat::cnf::Cnf;
use crate::sat::record::about;
use crate::sat::{self, Answer};
use crate::symbolic::{Encoder, Finding, Sym, SymState};
use crate::trace::replay::{self, Claim, Help};
use crate::trace::{GaveUp, Outcome};
use crate::util::work::{self, Work};
use crate::value::State;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// The least work allowed for finding the first of several counterexamples.
const POLISH: Work = Work::milliseconds(500);

/// A condition that must not hold, and the claim about the last state if it does.
pub(super) type Wrong = (Term, Claim);

/// The answer of [`Queries::refuted`].
pub(super) enum Refutation {
    Found,
    Counterexample(Assignment),
    Unknown,
}

/// The incremental solver, and all assertions.
pub(super) struct Queries {
    cnf: Cnf,
    asserted: Vec<Term>,
    /// The inputs of each step so far, the initial choice first.
    steps: Vec<Range<u32>>,
    /// The values that each step chose from sets that are not enumerated.
    chosen: Vec<Vec<Sym>>,
    /// Breaks a decoded behavior, to test that the replay notices.
    #[cfg(test)]
    pub tamper: Option<fn(&mut Vec<State>)>,
}

impl Queries {
    pub fn new(options: &Options<'_>) -> Queries {
        Queries {
            cnf: Cnf::new(sat::solver(options.bounded.solver, "search")),
            asserted: Vec::new(),
            steps: Vec::new(),
            chosen: Vec::new(),
            #[cfg(test)]
            tamper: None,
        }
    }

    /// The assertions after the first `known`.
    pub fn asserted_since(&self, known: usize) -> &[Term] {
        &self.asserted[known..]
    }

    pub fn assert(&mut self, graph: &Graph, term: Term) {
        if term != Term::TRUE {
            self.asserted.push(term);
            self.cnf.assert(graph, term);
        }
    }

    /// Adds the choices of the next step, before the first query about it.
    pub fn chose(&mut self, choices: Vec<Sym>) {
        self.chosen.push(choices);
    }

    /// Hints for the replay: the witnesses of each step so far, and of the one that is being made.
    pub fn help(&self, encoder: &mut Encoder, choices: &Assignment) -> Help {
        let integers = encoder.integers();
        let witnesses = self.chosen.iter().map(|v| v.iter().filter_map(|s| encoder.decode_value(*s, choices)).collect());
        Help { integers, witnesses: witnesses.collect() }
    }

    /// These inputs belong to the next step.
    pub fn step(&mut self, inputs: Range<u32>) {
        self.steps.push(inputs);
    }

    /// Asks whether one of `wrong` can hold. If so the search ends with the replayed behavior; else the negation is asserted.
    pub fn violation(
        &mut self,
        model: &Model,
        options: &Options,
        encoder: &mut Encoder,
        states: &[SymState],
        wrong: Vec<Wrong>,
    ) -> Result<(), Stop> {
        let any = encoder.graph.any(wrong.iter().map(|w| w.0));
        let Some(choices) = self.counterexample(options, &encoder.graph, any)? else { return Ok(()) };
        let mut memo = FxHashMap::default();
        let Some((_, claim)) = wrong.iter().find(|w| encoder.graph.evaluate(w.0, &choices, &mut memo)) else {
            return Err(internal("the solver's model satisfies none of the conditions that it was asked for"));
        };
        let decoded = self.decode(encoder, states, &choices)?;
        let help = self.help(encoder, &choices);
        match replay::replay_with(&help, model, &decoded, *claim) {
            Ok((violation, trace)) => Err(Box::new(Outcome::Violated { violation, trace })),
            Err(e) => Err(internal(&format!("the counterexample of {} could not be replayed: {e}", self.cnf.solver_name()))),
        }
    }

    /// Asks whether `any` can hold. Returns the first choices in order with which it does; if there are none the negation is asserted.
    pub fn counterexample(&mut self, options: &Options, graph: &Graph, any: Term) -> Result<Option<Assignment>, Stop> {
        if self.satisfiable(options, graph, any)?.is_none() {
            self.assert(graph, !any);
            return Ok(None);
        }
        let choices = self.first_in_order(options, graph, any);
        if cfg!(debug_assertions) {
            let mut memo = FxHashMap::default();
            for t in self.asserted.iter().chain([&any]) {
                assert!(graph.evaluate(*t, &choices, &mut memo), "sat: the solver's model does not satisfy {t:?}");
            }
        }
        Ok(Some(choices))
    }

    /// The concrete states under the choices.
    pub fn decode(&self, encoder: &Encoder, states: &[SymState], choices: &Assignment) -> Result<Vec<State>, Stop> {
        let decoded = states.iter().map(|s| Some(State(encoder.decode(s, choices)?.into())));
        let Some(decoded) = decoded.collect::<Option<Vec<State>>>() else {
            return Err(internal("a variable of the counterexample has no value"));
        };
        #[cfg(test)]
        if let Some(tamper) = self.tamper {
            let mut decoded = decoded;
            tamper(&mut decoded);
            return Ok(decoded);
        }
        Ok(decoded)
    }

    /// The counterexample whose choices come first, step by step: the first possible disjunct of Next, the first possible element. So the
    /// counterexample does not depend on the solver, as far as the work allowed suffices.
    fn first_in_order(&mut self, options: &Options, graph: &Graph, any: Term) -> Assignment {
        let _topic = about(|| "the first counterexample in order".into());
        let end = work::done() + POLISH.max(work::done() / 5);
        let mut choices = self.cnf.model(graph);
        let mut fixed = vec![any];
        // within a step the outermost choice was made last
        let inputs: Vec<u32> = self.steps.iter().flat_map(|s| s.clone().rev()).collect();
        for i in inputs {
            let input = graph.input_term(i);
            if !self.cnf.is_known(graph, input) {
                continue;
            }
            if !choices.input(i) {
                let left = end - work::done();
                if left.is_zero() || options.must_stop() {
                    break;
                }
                fixed.push(input);
                if self.cnf.solve(graph, &fixed, left) == Answer::Satisfiable {
                    choices = self.cnf.model(graph);
                    continue;
                }
                fixed.pop();
            }
            fixed.push(if choices.input(i) { input } else { !input });
        }
        choices
    }

    /// Ends the search with the first of the findings, which are not encoded, that can be reached.
    pub fn unsupported(&mut self, options: &Options, encoder: &mut Encoder, findings: &[&Finding]) -> Result<(), Stop> {
        let any = encoder.graph.any(findings.iter().map(|f| f.condition));
        let _topic = about(|| "something that is not encoded".into());
        if self.satisfiable(options, &encoder.graph, any)?.is_some() {
            for f in findings {
                if self.satisfiable(options, &encoder.graph, f.condition)?.is_some() {
                    return Err(Box::new(not_encoded(f.span, &f.message)));
                }
            }
        }
        self.assert(&encoder.graph, !any);
        Ok(())
    }

    /// See [`Cnf::pinned`].
    pub fn pinned(&self, graph: &mut Graph, first: u32, choices: &Assignment) -> Vec<Term> {
        self.cnf.pinned(graph, first, choices)
    }

    /// Choices with which all assertions and `term` hold, if there are any.
    pub fn satisfiable(&mut self, options: &Options, graph: &Graph, term: Term) -> Result<Option<Assignment>, Stop> {
        self.choices(options, graph, &[term])
    }

    /// The same, with all of `terms`.
    pub fn choices(&mut self, options: &Options, graph: &Graph, terms: &[Term]) -> Result<Option<Assignment>, Stop> {
        if terms.contains(&Term::FALSE) {
            return Ok(None);
        }
        if options.must_stop() {
            return Err(Box::new(options.stopped()));
        }
        log::debug!(target: "tlaloc::bmc", "query over {} terms, {} clauses", graph.len(), self.cnf.clauses());
        let answer = self.cnf.solve(graph, terms, Work::MAX);
        self.answered(options, graph, answer)
    }

    /// The same, and no values of the inputs from `first` on make `possible` true.
    pub fn choices_without(
        &mut self,
        options: &Options,
        graph: &Graph,
        terms: &[Term],
        possible: Term,
        first: u32,
    ) -> Result<Option<Assignment>, Stop> {
        let answer = self.cnf.solve_without(graph, terms, possible, first, Work::MAX);
        self.answered(options, graph, answer)
    }

    fn answered(&mut self, options: &Options, graph: &Graph, answer: Answer) -> Result<Option<Assignment>, Stop> {
        match answer {
            Answer::Satisfiable => Ok(Some(self.cnf.model(graph))),
            Answer::Unsatisfiable => Ok(None),
            Answer::Stopped => Err(Box::new(options.stopped())),
            Answer::Unknown(reason) => Err(Box::new(Outcome::Unknown {
                reason: GaveUp::Solver(format!("{} gave up: {reason}", self.cnf.solver_name())),
            })),
        }
    }

    /// Whether `term` is refuted within the work allowed; if not, perhaps choices with which it holds.
    pub fn refuted(&mut self, graph: &Graph, term: Term, limit: Work) -> Refutation {
        match self.cnf.solve(graph, &[term], limit) {
            Answer::Satisfiable => Refutation::Counterexample(self.cnf.model(graph)),
            Answer::Unsatisfiable => Refutation::Found,
            Answer::Stopped | Answer::Unknown(_) => Refutation::Unknown,
        }
    }

    /// As [`Queries::satisfiable`], within a limit of work. Only the quality of a trace depends on the answer.
    pub fn attempt(&mut self, graph: &Graph, term: Term, limit: Work) -> Option<Assignment> {
        (self.cnf.solve(graph, &[term], limit) == Answer::Satisfiable).then(|| self.cnf.model(graph))
    }
}
