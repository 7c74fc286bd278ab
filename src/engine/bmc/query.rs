//! The solver's part of the search: questions, and what their answers come to.

use super::{Stop, not_encoded};
use crate::encode::{Encoder, Finding, SymState};
use crate::engine::Options;
use crate::ir::Model;
use crate::smt::cnf::Cnf;
use crate::smt::z3::Z3;
use crate::smt::{Answer, Graph, Term};
use crate::trace::replay::{self, Claim};
use crate::trace::{Outcome, State};
use rustc_hash::FxHashMap;

/// A condition, and what its holding would mean for the last state.
pub(super) type Wrong = (Term, Claim);

/// The incremental solver, and what has been asserted.
pub(super) struct Queries {
    cnf: Cnf,
    asserted: Vec<Term>,
    /// Breaks a decoded behaviour, to prove that the replay notices.
    #[cfg(test)]
    pub tamper: Option<fn(&mut Vec<State>)>,
}

impl Queries {
    pub fn new() -> Queries {
        Queries {
            cnf: Cnf::new(Box::new(Z3::new())),
            asserted: Vec::new(),
            #[cfg(test)]
            tamper: None,
        }
    }

    pub fn assert(&mut self, graph: &Graph, term: Term) {
        if term != Term::TRUE {
            self.asserted.push(term);
            self.cnf.assert(graph, term);
        }
    }

    /// Asks whether one of `wrong` can hold; if so the search ends with the replayed behaviour, else none ever does.
    pub fn violation(
        &mut self,
        model: &Model,
        options: &Options,
        encoder: &mut Encoder,
        states: &[SymState],
        wrong: Vec<Wrong>,
    ) -> Result<(), Stop> {
        let any = encoder.graph.any(wrong.iter().map(|w| w.0));
        if !self.satisfiable(options, &encoder.graph, any)? {
            self.assert(&encoder.graph, !any);
            return Ok(());
        }
        let choices = self.cnf.model(&encoder.graph);
        if cfg!(debug_assertions) {
            let mut memo = FxHashMap::default();
            for t in self.asserted.iter().chain([&any]) {
                assert!(encoder.graph.evaluate(*t, &choices, &mut memo), "smt: the solver's model does not satisfy {t:?}");
            }
        }
        let mut memo = FxHashMap::default();
        let Some((_, claim)) = wrong.iter().find(|w| encoder.graph.evaluate(w.0, &choices, &mut memo)) else {
            return Err(internal("the solver's model satisfies none of the conditions that it was asked for"));
        };
        let mut decoded = Vec::new();
        for s in states {
            match encoder.decode(s, &choices) {
                Some(values) => decoded.push(State(values.into())),
                None => return Err(internal("a variable of the counterexample has no value")),
            }
        }
        #[cfg(test)]
        if let Some(tamper) = self.tamper {
            tamper(&mut decoded);
        }
        match replay::replay(model, &decoded, *claim) {
            Ok((violation, trace)) => Err(Box::new(Outcome::Violated { violation, trace })),
            Err(e) => Err(internal(&format!("the counterexample of {} could not be replayed: {e}", self.cnf.solver_name()))),
        }
    }

    /// Ends the search if `finding`, which is not encoded, can be reached.
    pub fn unsupported(&mut self, options: &Options, encoder: &Encoder, finding: &Finding) -> Result<(), Stop> {
        if self.satisfiable(options, &encoder.graph, finding.condition)? {
            return Err(Box::new(not_encoded(finding.span, &finding.message)));
        }
        self.assert(&encoder.graph, !finding.condition);
        Ok(())
    }

    fn satisfiable(&mut self, options: &Options, graph: &Graph, term: Term) -> Result<bool, Stop> {
        if term == Term::FALSE {
            return Ok(false);
        }
        if options.interrupt() {
            return Err(Box::new(Outcome::Timeout));
        }
        log::debug!(target: "tlaloc::bmc", "query over {} terms, {} clauses", graph.len(), self.cnf.clauses());
        match self.cnf.solve(graph, &[term], options.time_left()) {
            Answer::Satisfiable => Ok(true),
            Answer::Unsatisfiable => Ok(false),
            Answer::Timeout => Err(Box::new(Outcome::Timeout)),
            Answer::Unknown(reason) => {
                Err(Box::new(Outcome::Unknown { reason: format!("{} gave up: {reason}", self.cnf.solver_name()) }))
            }
        }
    }
}

fn internal(message: &str) -> Stop {
    Box::new(Outcome::Internal { message: message.to_owned() })
}
