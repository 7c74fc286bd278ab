//! Lassos: is there a fair behaviour of k steps into a loop, or into stuttering, that violates a temporal property?
//!
//! In: the search at depth k, all questions of safety answered with no. Out: nothing, or the end of the search: a lasso that
//! `trace::lasso` has confirmed, or a formula that has no value in a state. `docs/liveness.md` has the equations; [`ring`] has the loop,
//! [`formulas`] the truth of formulas on it. One question a depth asks for all properties and both ends; only if it is satisfiable
//! it is asked in parts, to show a simple behaviour.

mod formulas;
mod ring;
#[cfg(test)]
mod tests;

use super::query::internal;
use super::{Search, Stop, not_encoded};
use crate::diag::{Code, Diagnostic};
use crate::eval::error::ErrorKind;
use crate::ir::{DefId, Level, Model};
use crate::logic::{Assignment, Term};
use crate::property::Temporal;
use crate::sat::record::about;
use crate::symbolic::{Finding, SymState};
use crate::trace::lasso::{self, End};
use crate::trace::{EngineName, Outcome, Verdict};
use crate::util::work::{self, Work};
use formulas::{Formulas, Suffix};
use ring::Ring;
use rustc_hash::FxHashMap;

/// Time that finding a short loop may take in any case.
const SHORTEN: Work = Work::milliseconds(500);

pub(super) struct Lassos<'a> {
    temporal: &'a Temporal,
    /// The atoms that occur: about states, and about steps.
    states: Vec<usize>,
    steps: Vec<usize>,
    ring: Ring,
    formulas: Formulas,
}

impl<'a> Lassos<'a> {
    /// The error names a formula that is not blind to steps which change nothing.
    pub fn new(temporal: &'a Temporal) -> Result<Lassos<'a>, Stop> {
        let fairness = temporal.fairness.iter().map(|f| (f, None));
        let properties = temporal.properties.iter().map(|p| (&p.formula, Some(p.span)));
        let mut used = vec![false; temporal.atoms.len()];
        for (formula, span) in fairness.chain(properties) {
            formula.atoms(&mut |a| used[a.index()] = true);
            if !temporal.is_blind_to_stuttering(formula) {
                let message = "the symbolic engine does not handle a temporal formula that tells steps which change nothing";
                let d = Diagnostic::error(Code::UNSUPPORTED, message)
                    .help("write actions as <<A>>_v after <> and as [A]_v after []")
                    .or_engine(EngineName::EXPLICIT.as_str());
                return Err(Box::new(Outcome::Unsupported(span.map_or(d.clone(), |s| d.at(s, "this formula")))));
            }
        }
        let all = (0..temporal.atoms.len()).filter(|i| used[*i]);
        let (states, steps) = all.partition(|i| temporal.atoms[*i].level <= Level::State);
        Ok(Lassos { temporal, states, steps, ring: Ring::default(), formulas: Formulas::new(temporal) })
    }
}

/// What "no error" about temporal properties rests on.
pub(super) fn taken_for_granted(model: &Model, verdict: &Verdict) -> Vec<String> {
    let mut all = Vec::from_iter(model.view.as_ref().map(crate::engine::view_is_believed));
    if let Outcome::Safe = verdict.outcome {
        all.extend(crate::engine::left_constraint(model));
        if let (false, Some(depth)) = (verdict.exhaustive, verdict.depth) {
            all.push(format!(
                "for temporal properties, that only behaviours matter which come back to a state, or stop, within {depth} steps"
            ));
        }
    }
    all
}

impl<'a> Search<'a> {
    /// Checks the temporal properties on lassos of exactly `depth` steps.
    pub(super) fn liveness(&mut self, depth: u32) -> Result<(), Stop> {
        let Some(mut lassos) = self.lassos.take() else { return Ok(()) };
        let _topic = about(|| "temporal properties".into());
        self.arrive(&mut lassos, depth as usize)?;
        self.search_lasso(&lassos)?;
        self.lassos = Some(lassos);
        Ok(())
    }

    /// Encodes what formulas ask about the state at `depth` and the step to it; asks whether that can fail.
    fn arrive(&mut self, lassos: &mut Lassos<'a>, depth: usize) -> Result<(), Stop> {
        let atoms = &lassos.temporal.atoms;
        let mut step_truth = Vec::new();
        if let Some(before) = depth.checked_sub(1) {
            let mut findings = Vec::new();
            for &i in &lassos.steps {
                let p = self.atom(atoms[i].on_step, before, Some(depth));
                findings.extend(p.1);
                step_truth.push((i, p.0));
            }
            self.ask_formulas(lassos.temporal, depth, &findings)?;
        }
        let (mut state_truth, mut findings) = (Vec::new(), Vec::new());
        for &i in &lassos.states {
            let p = self.atom(atoms[i].def, depth, None);
            findings.extend(p.1);
            state_truth.push((i, p.0));
        }
        self.ask_formulas(lassos.temporal, depth + 1, &findings)?;

        lassos.formulas.begin_position(&mut self.encoder.graph, state_truth);
        if let Some(before) = depth.checked_sub(1) {
            let state = self.identity(before)?;
            let once = lassos.ring.extend(&mut self.encoder, &state);
            self.extend(once);
            let claims = lassos.formulas.end_position(&mut self.encoder.graph, step_truth, lassos.ring.has(before));
            self.extend(claims);
        }
        Ok(())
    }

    /// What tells a state from others: its values, or what a VIEW shows of it.
    fn identity(&mut self, depth: usize) -> Result<SymState, Stop> {
        let state = &self.states[depth];
        let Some(view) = &self.model.view else { return Ok(state.clone()) };
        let (seen, mut findings) = self.encoder.seen(state, view.def);
        for f in findings.iter_mut().filter(|f| f.kind != ErrorKind::Unsupported) {
            f.message = "a VIEW that cannot be evaluated".into();
        }
        self.queries.unsupported(self.options, &mut self.encoder, &findings.iter().collect::<Vec<_>>())?;
        Ok(seen)
    }

    fn atom(&mut self, def: DefId, from: usize, to: Option<usize>) -> (Term, Vec<Finding>) {
        let next = to.map(|i| &self.states[i]);
        let p = self.encoder.holds(&self.states[from], next, def, self.model.def(def).body);
        (p.holds, p.findings)
    }

    /// Can one of the findings about temporal formulas come true, after so many states? What the evaluator does not confirm is not encoded well
    /// enough to tell.
    fn ask_formulas(&mut self, temporal: &Temporal, known: usize, findings: &[Finding]) -> Result<(), Stop> {
        let any = self.encoder.graph.any(findings.iter().map(|f| f.condition));
        let Some(choices) = self.queries.counterexample(self.options, &self.encoder.graph, any)? else { return Ok(()) };
        let states = self.queries.decode(&self.encoder, &self.states[..known], &choices)?;
        if let Ok((violation, trace)) = lasso::failure(temporal, &states, false) {
            return Err(Box::new(Outcome::Violated { violation, trace }));
        }
        let mut memo = FxHashMap::default();
        let first = findings.iter().find(|f| self.encoder.graph.evaluate(f.condition, &choices, &mut memo));
        let first = first.ok_or_else(|| internal("a temporal formula fails, but nowhere"))?;
        let unclear = "a temporal formula that may fail here or not";
        Err(Box::new(not_encoded(first.span, if first.kind == ErrorKind::Unsupported { &first.message } else { unclear })))
    }

    fn search_lasso(&mut self, lassos: &Lassos<'a>) -> Result<(), Stop> {
        let state = self.identity(self.states.len() - 1)?;
        // With a VIEW a step from a state to one that is taken for the same may change something.
        let closed = lassos.ring.closed(&mut self.encoder, &state, if self.model.view.is_some() { 1 } else { 2 });
        let graph = &mut self.encoder.graph;
        let properties = 0..lassos.temporal.properties.len();
        let question = lassos.formulas.any(graph, closed);
        let _topic = about(|| "a lasso that violates one of them".into());
        if self.queries.satisfiable(self.options, graph, question)?.is_none() {
            self.extend(!question);
            return Ok(());
        }
        for property in properties {
            for suffix in [Suffix::Nothing, Suffix::Loop, Suffix::Stuttering] {
                let graph = &mut self.encoder.graph;
                let mut question = lassos.formulas.violated(graph, property, suffix);
                if let Suffix::Loop = suffix {
                    question = graph.and(question, closed);
                }
                if let Some(choices) = self.queries.satisfiable(self.options, graph, question)? {
                    return Err(self.show(lassos, property, suffix, question, choices));
                }
            }
        }
        Err(internal("a lasso exists, but none for a property"))
    }

    /// The confirmed lasso that satisfies the question.
    fn show(&mut self, lassos: &Lassos<'a>, property: usize, suffix: Suffix, mut question: Term, first: Assignment) -> Stop {
        let depth = self.states.len() - 1;
        let (count, end) = match suffix {
            Suffix::Nothing => (depth + 1, End::Any),
            Suffix::Stuttering => (depth + 1, End::Stuttering),
            Suffix::Loop => {
                let begin = self.shortest_loop(lassos, question, first);
                question = self.encoder.graph.and(question, lassos.ring.begins(begin));
                (depth, End::Back(begin))
            }
        };
        let found = self.queries.counterexample(self.options, &self.encoder.graph, question);
        let states = found.and_then(|choices| {
            let choices = choices.ok_or_else(|| internal("a lasso was found, and is not found again"))?;
            let states = self.queries.decode(&self.encoder, &self.states[..count], &choices)?;
            Ok((states, self.queries.help(&mut self.encoder, &choices)))
        });
        match states.map(|(states, help)| lasso::replay(lassos.temporal, property, &states, end, false, Some(&help))) {
            Err(stop) => stop,
            Ok(Ok((violation, trace))) => Box::new(Outcome::Violated { violation, trace }),
            Ok(Err(e)) => internal(&format!("the infinite behaviour was refuted: {e}")),
        }
    }

    /// Where the shortest loop begins, as far as the effort allowed suffices.
    fn shortest_loop(&mut self, lassos: &Lassos<'a>, question: Term, mut choices: Assignment) -> usize {
        let end = work::done() + SHORTEN.max(work::done() / 5);
        loop {
            let begin = lassos.ring.begin(&self.encoder.graph, &choices);
            let left = end - work::done();
            let shorter = self.encoder.graph.and(question, !lassos.ring.has(begin));
            let again = if left.is_zero() || self.options.must_stop() {
                None
            } else {
                self.queries.attempt(&self.encoder.graph, shorter, left)
            };
            match again {
                Some(found) => choices = found,
                None => return begin,
            }
        }
    }
}
