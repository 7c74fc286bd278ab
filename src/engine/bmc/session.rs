//! The session: what all parts of a bounded search share. Unroller, solver with its assertions, samples, depth completed.

use super::query::Queries;
use super::stop::{Stop, internal};
use crate::engine::{EngineName, Options, Progress, Size};
use crate::eval::error::ErrorKind;
use crate::ir::Model;
use crate::logic::samples::Samples;
use crate::logic::{Assignment, Graph, Term};
use crate::symbolic::{Encoder, Finding, SymState};
use crate::trace::Inductive;
use crate::transition::{TransitionSystem, Unroller};
use crate::value::State;

pub(super) struct Session<'a> {
    pub model: &'a Model,
    pub options: &'a Options<'a>,
    pub unroller: Unroller<'a>,
    pub queries: Queries,
    pub samples: Sampled,
    /// All states up to this depth were checked.
    pub completed: Option<u32>,
    /// All reachable states were.
    pub exhaustive: bool,
    /// Induction has proven all states up to this depth.
    pub proven: Option<u32>,
    /// The part of the answer that induction gave.
    pub inductive: Option<Inductive>,
}

/// Random behaviors that satisfy all assertions.
pub(super) struct Sampled {
    samples: Samples,
    /// The number of assertions that they are known to satisfy.
    known: usize,
}

impl Sampled {
    /// The samples, drawn again where a later assertion, or `more`, refutes them.
    pub fn get(&mut self, graph: &Graph, queries: &Queries, more: Option<Term>) -> &mut Samples {
        let asserted = queries.asserted_since(self.known);
        self.known += asserted.len();
        let all: Vec<Term> = asserted.iter().copied().chain(more).collect();
        self.samples.extend(graph, &all);
        &mut self.samples
    }
}

impl<'a> Session<'a> {
    pub fn new(system: &TransitionSystem<'a>, options: &'a Options<'a>) -> Session<'a> {
        Session {
            model: system.model(),
            options,
            unroller: Unroller::new(system),
            queries: Queries::new(options),
            samples: Sampled { samples: Samples::new(), known: 0 },
            completed: None,
            exhaustive: false,
            proven: None,
            inductive: None,
        }
    }

    pub fn encoder(&mut self) -> &mut Encoder<'a> {
        &mut self.unroller.encoder
    }

    pub fn graph(&mut self) -> &mut Graph {
        &mut self.unroller.encoder.graph
    }

    pub fn state(&self, depth: u32) -> &SymState {
        &self.unroller.states[depth as usize]
    }

    /// Asserts a fact, and lets the encoder use it.
    pub fn assert(&mut self, fact: Term) {
        self.queries.assert(&self.unroller.encoder.graph, fact);
        self.unroller.encoder.assume(fact);
    }

    /// Choices with which all assertions and `condition` hold, if there are any.
    pub fn satisfiable(&mut self, condition: Term) -> Result<Option<Assignment>, Stop> {
        self.queries.satisfiable(self.options, &self.unroller.encoder.graph, condition)
    }

    /// The first choices in order with which `condition` holds; if there are none its negation is asserted.
    pub fn counterexample(&mut self, condition: Term) -> Result<Option<Assignment>, Stop> {
        self.queries.counterexample(self.options, &self.unroller.encoder.graph, condition)
    }

    /// The concrete values of symbolic states under `choices`.
    pub fn decode(&self, states: &[SymState], choices: &Assignment) -> Result<Vec<State>, Stop> {
        self.queries.decode(&self.unroller.encoder, states, choices)
    }

    /// The first `after` states under some choices that make `condition` true.
    pub fn witness(&mut self, condition: Term, after: usize) -> Result<Option<Vec<State>>, Stop> {
        let Some(choices) = self.satisfiable(condition)? else { return Ok(None) };
        let decoded = self.unroller.states[..after].iter().map(|s| self.unroller.encoder.decode(s, &choices));
        match decoded.map(|s| s.map(|values| State(values.into()))).collect::<Option<Vec<_>>>() {
            Some(states) => Ok(Some(states)),
            None => Err(internal("a variable of a behavior has no value")),
        }
    }

    /// Has induction proven the depth that is being searched?
    pub fn is_proven(&self) -> bool {
        self.proven.is_some_and(|depth| self.unroller.states.len() <= depth as usize + 1)
    }

    /// Ends the search if evaluation can reach something that is not encoded.
    pub fn refuse_unsupported(&mut self, findings: &[Finding]) -> Result<(), Stop> {
        if self.is_proven() {
            return Ok(());
        }
        let unknown: Vec<&Finding> = findings.iter().filter(|f| f.kind == ErrorKind::Unsupported).collect();
        for f in &unknown {
            log::debug!(target: "tlaloc::bmc", "not encoded: {} at {:?}", f.message, f.span);
        }
        self.queries.unsupported(self.options, &mut self.unroller.encoder, &unknown)
    }

    /// Reports progress.
    pub fn report(&self, depth: u32) {
        let nodes = self.unroller.encoder.graph.len() as u64;
        (self.options.resources.progress)(Progress {
            engine: EngineName::SYMBOLIC,
            depth,
            completed: self.completed,
            size: Size::Formula { nodes },
        });
    }
}
