//! Lassos: is there a fair behavior of k steps into a loop, or into stuttering, that violates a temporal property?
//!
//! In: the search at depth k, without an error of safety. Out: nothing, or the end of the search: a lasso that
//! `trace::lasso` has confirmed, or a formula that has no value in a state. `docs/liveness.md` has the equations; [`ring`] has the loop,
//! [`formulas`] the truth of formulas on it. One query a depth covers all properties and both ends. If it is satisfiable it is asked
//! again in parts, to show a simple behavior.

mod formulas;
mod ring;
#[cfg(test)]
mod tests;

use super::session::Session;
use super::stop::{Stop, internal, not_encoded};
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

/// The least work allowed for finding a short loop.
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
    /// The questions about the properties. The error names a formula that is not invariant under stuttering.
    pub fn new(temporal: &'a Temporal) -> Result<Lassos<'a>, Stop> {
        let fairness = temporal.fairness.iter().map(|f| (f, None));
        let properties = temporal.properties.iter().map(|p| (&p.formula, Some(p.span)));
        let mut used = vec![false; temporal.atoms.len()];
        for (formula, span) in fairness.chain(properties) {
            formula.atoms(&mut |a| used[a.index()] = true);
            if !temporal.is_stutter_invariant(formula) {
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

/// The assumptions of "no error" about temporal properties.
pub(super) fn assumptions(model: &Model, verdict: &Verdict) -> Vec<String> {
    let mut all = Vec::from_iter(model.view.as_ref().map(crate::engine::view_assumption));
    if let Outcome::Safe = verdict.outcome {
        all.extend(crate::engine::constraint_assumption(model));
        if let (false, Some(depth)) = (verdict.exhaustive, verdict.depth) {
            all.push(format!(
                "a behavior that violates a temporal property returns to an earlier state, or stops, within {depth} steps"
            ));
        }
    }
    all
}

impl Lassos<'_> {
    /// Checks the temporal properties on lassos of exactly `depth` steps.
    pub fn check(&mut self, session: &mut Session<'_>, depth: u32) -> Result<(), Stop> {
        let _topic = about(|| "temporal properties".into());
        self.arrive(session, depth as usize)?;
        self.search(session)
    }

    /// Encodes the atoms of the state at `depth` and of the step to it, and asks whether their evaluation can fail.
    fn arrive(&mut self, session: &mut Session<'_>, depth: usize) -> Result<(), Stop> {
        let atoms = &self.temporal.atoms;
        let mut step_truth = Vec::new();
        if let Some(before) = depth.checked_sub(1) {
            let mut findings = Vec::new();
            for &i in &self.steps {
                let p = atom(session, atoms[i].on_step, before, Some(depth));
                findings.extend(p.1);
                step_truth.push((i, p.0));
            }
            self.ask_formulas(session, depth, &findings)?;
        }
        let (mut state_truth, mut findings) = (Vec::new(), Vec::new());
        for &i in &self.states {
            let p = atom(session, atoms[i].def, depth, None);
            findings.extend(p.1);
            state_truth.push((i, p.0));
        }
        self.ask_formulas(session, depth + 1, &findings)?;

        self.formulas.begin_position(session.graph(), state_truth);
        if let Some(before) = depth.checked_sub(1) {
            let state = identity(session, before)?;
            let once = self.ring.extend(session.encoder(), &state);
            session.assert(once);
            let claims = self.formulas.end_position(session.graph(), step_truth, self.ring.has(before));
            session.assert(claims);
        }
        Ok(())
    }

    /// Asks whether the evaluation of a temporal formula can fail, after `known` states. A failure that the evaluator does not confirm is
    /// reported as not encoded.
    fn ask_formulas(&self, session: &mut Session<'_>, known: usize, findings: &[Finding]) -> Result<(), Stop> {
        let any = session.graph().any(findings.iter().map(|f| f.condition));
        let Some(choices) = session.counterexample(any)? else { return Ok(()) };
        let states = session.decode(&session.unroller.states[..known], &choices)?;
        if let Ok((violation, trace)) = lasso::failure(self.temporal, &states, false) {
            return Err(Box::new(Outcome::Violated { violation, trace }));
        }
        let mut memo = FxHashMap::default();
        let first = findings.iter().find(|f| session.graph().evaluate(f.condition, &choices, &mut memo));
        let first = first.ok_or_else(|| internal("a temporal formula fails, but nowhere"))?;
        let unclear = "a temporal formula that may fail here or not";
        Err(Box::new(not_encoded(first.span, if first.kind == ErrorKind::Unsupported { &first.message } else { unclear })))
    }

    fn search(&mut self, session: &mut Session<'_>) -> Result<(), Stop> {
        let depth = session.unroller.depth();
        let state = identity(session, depth)?;
        // with a VIEW a step between states that count as equal may change something
        let steps = if session.model.view.is_some() { 1 } else { 2 };
        let closed = self.ring.closed(session.encoder(), &state, steps);
        let graph = session.graph();
        let properties = 0..self.temporal.properties.len();
        let question = self.formulas.any(graph, closed);
        let _topic = about(|| "a lasso that violates one of them".into());
        if session.satisfiable(question)?.is_none() {
            session.assert(!question);
            return Ok(());
        }
        for property in properties {
            for suffix in [Suffix::Nothing, Suffix::Loop, Suffix::Stuttering] {
                let graph = session.graph();
                let mut question = self.formulas.violated(graph, property, suffix);
                if let Suffix::Loop = suffix {
                    question = graph.and(question, closed);
                }
                if let Some(choices) = session.satisfiable(question)? {
                    return Err(self.show(session, property, suffix, question, choices));
                }
            }
        }
        Err(internal("a lasso exists, but none for a property"))
    }

    /// The confirmed lasso that satisfies the question.
    fn show(&self, session: &mut Session<'_>, property: usize, suffix: Suffix, mut question: Term, first: Assignment) -> Stop {
        let depth = session.unroller.depth();
        let (count, end) = match suffix {
            Suffix::Nothing => (depth + 1, End::Any),
            Suffix::Stuttering => (depth + 1, End::Stuttering),
            Suffix::Loop => {
                let begin = self.shortest_loop(session, question, first);
                question = session.graph().and(question, self.ring.begins(begin));
                (depth, End::Back(begin))
            }
        };
        let found = session.counterexample(question);
        let states = found.and_then(|choices| {
            let choices = choices.ok_or_else(|| internal("a lasso was found, and is not found again"))?;
            let states = session.decode(&session.unroller.states[..count], &choices)?;
            Ok((states, session.queries.help(&mut session.unroller.encoder, &choices)))
        });
        match states.map(|(states, help)| lasso::replay(self.temporal, property, &states, end, false, Some(&help))) {
            Err(stop) => stop,
            Ok(Ok((violation, trace))) => Box::new(Outcome::Violated { violation, trace }),
            Ok(Err(e)) => internal(&format!("the infinite behavior was refuted: {e}")),
        }
    }

    /// The position where the shortest loop begins, as far as the work allowed suffices.
    fn shortest_loop(&self, session: &mut Session<'_>, question: Term, mut choices: Assignment) -> usize {
        let end = work::done() + SHORTEN.max(work::done() / 5);
        loop {
            let begin = self.ring.begin(session.graph(), &choices);
            let left = end - work::done();
            let shorter = session.graph().and(question, !self.ring.has(begin));
            let again = if left.is_zero() || session.options.must_stop() {
                None
            } else {
                session.queries.attempt(&session.unroller.encoder.graph, shorter, left)
            };
            match again {
                Some(found) => choices = found,
                None => return begin,
            }
        }
    }
}

/// The parts that tell a state from others: its values, or its VIEW.
fn identity(session: &mut Session<'_>, depth: usize) -> Result<SymState, Stop> {
    let state = session.unroller.states[depth].clone();
    let Some(view) = &session.model.view else { return Ok(state) };
    let (seen, mut findings) = session.encoder().seen(&state, view.def);
    for f in findings.iter_mut().filter(|f| f.kind != ErrorKind::Unsupported) {
        f.message = "a VIEW that cannot be evaluated".into();
    }
    session.queries.unsupported(session.options, &mut session.unroller.encoder, &findings.iter().collect::<Vec<_>>())?;
    Ok(seen)
}

/// The truth of an atom in a state, or of a step.
fn atom(session: &mut Session<'_>, def: DefId, from: usize, to: Option<usize>) -> (Term, Vec<Finding>) {
    let p = session.unroller.holds(from, to, def, session.model.def(def).body);
    (p.holds, p.findings)
}
