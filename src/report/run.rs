//! What a run found, as one document: what every report of a run is made from.
//!
//! In: a [`crate::trace::Verdict`] with the model and the sources, or the diagnostics that ended the run before any engine.
//! Out: [`Report`], which refers to nothing outside itself. Text, JSON and every other form are pure functions of it
//! ([`super::FORMS`]). A behavior in it is a [`TraceDoc`].

use super::finding;
use super::kind::Kind;
use super::text::Style;
use super::{Context, comma, why};
use crate::diag::Diagnostic;
use crate::explain::{self, Node};
use crate::ir::split::Split;
use crate::property::{Evaluated, Met, Violation};
use crate::source::SourceMap;
use crate::trace::doc::place::Places;
use crate::trace::doc::select::Selection;
use crate::trace::doc::{At, Finding, Message, Place, Source, TraceDoc, build};
use crate::trace::vacuity::Told;
use crate::trace::{self, Collisions, EngineName, Outcome, Trace, Verdict};
use crate::value::State;
use serde::Serialize;

/// What a run found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    pub verdict: Kind,
    pub exit_code: u8,
    /// The invariant, property or assumption that the verdict is about.
    pub property: Option<String>,
    /// `explicit`, `symbolic` or `simulate`; `None` if the run ended before any engine.
    pub engine: Option<String>,
    /// Every state reachable in at most this many steps was checked. `None` if not even the initial states were.
    pub depth: Option<u32>,
    /// The depth was a default, not asked for.
    pub default_depth: bool,
    /// Every reachable state was checked.
    pub exhaustive: bool,
    /// If the engine counts states.
    pub states: Option<States>,
    /// The number of random behaviors that were checked (`simulate`).
    pub behaviors: Option<u64>,
    pub seconds: f64,
    /// The assumptions of the answer, a sentence each.
    pub assumptions: Vec<String>,
    /// If states were compared by hashes.
    pub hashes: Option<Hashes>,
    /// The constraints that the answer is restricted to.
    pub within: Vec<String>,
    /// Why an answer without errors is weaker than it seems, a clause each.
    pub vacuous: Vec<String>,
    /// Nothing at all was checked.
    pub nothing_checked: bool,
    /// What an answer without errors covers.
    pub checked: Vec<String>,
    pub proof: Option<Proof>,
    /// With `--certify`, of an answer without errors.
    pub certification: Option<Certification>,
    pub notes: Vec<String>,
    /// What was found, with places.
    pub message: Option<Message>,
    /// What else was found wrong: further errors, or what kept another engine from an answer.
    pub further_messages: Vec<Message>,
    /// The files that these messages and `coverage` refer to.
    pub sources: Vec<Source>,
    pub coverage: Vec<Taken>,
    /// The behavior that shows what was found.
    pub trace: Option<TraceDoc>,
    /// With `--continue`, the first violation of each further property.
    pub further: Vec<TraceDoc>,
}

/// State counts as TLC defines them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct States {
    /// Initial states and successors, duplicates included.
    pub generated: u64,
    /// `None` for random behaviors.
    pub distinct: Option<u64>,
    pub initial: u64,
    /// States on the longest shortest path; of random behaviors, in the longest one.
    pub depth: u64,
}

/// The hashes by which states were compared, and the probability that two states had the same one.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Hashes {
    pub bits: u32,
    /// If hashes are random.
    pub optimistic: f64,
    /// By the smallest distance between two hashes found.
    pub actual: Option<f64>,
}

impl Hashes {
    /// `about 1e-16`: the greater estimate.
    pub fn collision(&self) -> String {
        let p = self.optimistic.max(self.actual.unwrap_or(0.0));
        if p > 0.0 { format!("about {p:.0e}") } else { "too small to be computed".to_string() }
    }
}

/// How often an action led to a state.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Taken {
    pub action: String,
    pub module: String,
    pub place: Option<Place>,
    pub generated: u64,
    /// To a state not met before.
    pub distinct: u64,
}

/// A proof that covers states beyond those that were searched.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Proof {
    /// `induction`, or `pdr` for property-directed reachability
    pub method: String,
    /// What is proven, as a sentence.
    pub claim: String,
    pub sizes: ProofSizes,
    /// What the proof needs besides the invariants, in TLA+.
    pub lemmas: Vec<String>,
    /// Checkers besides the engine that found the proof; each has confirmed it.
    pub checked_by: Vec<String>,
}

/// Whether the answers of solvers behind the verdict were derived again, with proofs that a checker accepted.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Certification {
    pub certified: bool,
    /// The answers "unsatisfiable" that were derived again.
    pub answers: u64,
    /// The clauses that were derived for them.
    pub steps: u64,
    /// The hints of all derivations.
    pub hints: u64,
    /// Why the verdict is not certified.
    pub why: Option<String>,
}

/// How large a proof is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct ProofSizes {
    /// States up to this depth were searched.
    pub searched: u32,
    /// The proof covers states up to this depth; `None` for all of them.
    pub covers: Option<u32>,
    pub lemmas: usize,
    /// Clauses over atoms; a lemma with quantifiers stands for several. 0 where lemmas are not made of clauses.
    pub clauses: usize,
}

impl Report {
    /// The report of a run that reached an engine.
    pub fn new(verdict: &Verdict, context: Context<'_>) -> Report {
        let kind = Kind::of_outcome(&verdict.outcome);
        let mut places = Places::new(context.sources);
        let coded = matches!(verdict.outcome, Outcome::Unsupported(_) | Outcome::Failed(_) | Outcome::Config(_));
        let coverage = verdict.coverage.iter().map(|c| Taken {
            action: c.name.to_string(),
            module: c.module.to_string(),
            place: places.place(c.span),
            generated: c.generated,
            distinct: c.distinct,
        });
        let coverage = coverage.collect();
        let safe = matches!(verdict.outcome, Outcome::Safe);
        let nothing_checked = verdict.vacuity.nothing.is_some();
        let explanation = if let Outcome::Violated { violation, trace } = &verdict.outcome {
            explanation(violation, trace, context)
        } else {
            None
        };
        let further = verdict.further.iter().map(|(violation, trace)| {
            let explanation = self::explanation(violation, trace, context);
            trace_doc(violation, trace, explanation.as_ref(), context)
        });
        Report {
            verdict: kind,
            exit_code: kind.exit_code(),
            property: finding::property(&verdict.outcome),
            engine: Some(verdict.engine.to_string()),
            depth: verdict.depth,
            default_depth: context.default_depth,
            exhaustive: verdict.exhaustive,
            states: states(verdict),
            behaviors: verdict.behaviors,
            seconds: verdict.elapsed.as_secs_f64(),
            assumptions: assumptions(verdict),
            hashes: verdict.collisions.map(|Collisions { bits, optimistic, actual }| Hashes { bits, optimistic, actual }),
            within: verdict.within().iter().map(|name| name.to_string()).collect(),
            vacuous: vacuous(verdict, context),
            nothing_checked,
            checked: if safe && !nothing_checked { checked(verdict, context) } else { Vec::new() },
            proof: proof(verdict),
            certification: verdict.certification.as_ref().map(certification),
            notes: verdict.notes.clone(),
            message: finding::of_outcome(&verdict.outcome).map(|mut d| {
                if let (Outcome::Violated { violation, .. }, Some(node)) = (&verdict.outcome, &explanation) {
                    d = why::explained(d, node, finding::at(violation), context.sources);
                }
                places.message(&d, coded)
            }),
            further_messages: verdict.beside.iter().map(|d| places.message(d, true)).collect(),
            coverage,
            trace: match &verdict.outcome {
                Outcome::Violated { violation, trace } => Some(trace_doc(violation, trace, explanation.as_ref(), context)),
                Outcome::Safe
                | Outcome::Assumption { .. }
                | Outcome::Postcondition { .. }
                | Outcome::Tautology { .. }
                | Outcome::Config(_)
                | Outcome::Vacuous { .. }
                | Outcome::Unknown { .. }
                | Outcome::Timeout
                | Outcome::Interrupted
                | Outcome::Failed(_)
                | Outcome::Unsupported(_)
                | Outcome::Internal { .. } => None,
            },
            further: further.collect(),
            sources: places.sources(),
        }
    }

    /// The report of a run that these diagnostics ended before any engine.
    pub fn failure(diagnostics: &[Diagnostic], sources: &SourceMap, seconds: f64) -> Report {
        let mut places = Places::new(sources);
        let messages = diagnostics.iter().map(|d| places.message(d, true)).collect();
        Report::ended_early(Kind::of_diagnostics(diagnostics), messages, places.sources(), seconds)
    }

    /// The same, with a verdict that does not follow from the diagnostics.
    pub fn ended_early(kind: Kind, messages: Vec<Message>, sources: Vec<Source>, seconds: f64) -> Report {
        let mut messages = messages.into_iter();
        Report {
            verdict: kind,
            exit_code: kind.exit_code(),
            property: None,
            engine: None,
            depth: None,
            default_depth: false,
            exhaustive: false,
            states: None,
            behaviors: None,
            seconds,
            assumptions: Vec::new(),
            hashes: None,
            within: Vec::new(),
            vacuous: Vec::new(),
            nothing_checked: true,
            checked: Vec::new(),
            proof: None,
            certification: None,
            notes: Vec::new(),
            message: messages.next(),
            further_messages: messages.collect(),
            coverage: Vec::new(),
            trace: None,
            further: Vec::new(),
            sources,
        }
    }

    /// The report of a trace with which nothing is wrong.
    pub fn of_trace(doc: TraceDoc) -> Report {
        let report = Report::ended_early(Kind::Ok, Vec::new(), doc.sources.clone(), 0.0);
        Report { trace: Some(doc), ..report }
    }

    /// The report with what is selected of its traces.
    pub fn selected(&self, selection: &Selection) -> Report {
        let trace = self.trace.as_ref().map(|t| selection.of(t));
        Report { trace, further: self.further.iter().map(|t| selection.of(t)).collect(), ..self.clone() }
    }

    /// The report as text.
    pub fn text(&self, style: Style) -> String {
        super::text::report(self, style)
    }

    /// The JSON object that `--json` writes, with or without the traces.
    pub fn json(&self, traces: bool) -> impl Serialize + '_ {
        super::json::Object { report: self, traces }
    }
}

/// Why the predicate that is violated is false.
fn explanation(violation: &Violation, trace: &Trace, context: Context<'_>) -> Option<Node> {
    let states: Vec<State> = trace.states.iter().map(|s| s.state.clone()).collect();
    explain::of_violation(context.model, violation, &states, &|file| context.sources.is_standard(file))
}

/// A violation with its trace.
fn trace_doc(violation: &Violation, trace: &Trace, explanation: Option<&Node>, context: Context<'_>) -> TraceDoc {
    let mut places = Places::new(context.sources);
    let mut message = finding::of_violation(violation);
    if let Some(node) = explanation {
        message = why::explained(message, node, finding::at(violation), context.sources);
    }
    let finding = Finding {
        verdict: Kind::of_violation(violation, trace).name().to_string(),
        property: finding::property_of(violation),
        at: match violation {
            Violation::NextError(_) => At::Next,
            Violation::InitError(_) => At::Initial,
            Violation::Liveness { .. } => At::Behavior,
            Violation::Invariant { .. }
            | Violation::Deadlock
            | Violation::ActionProperty { .. }
            | Violation::ImpliedInit { .. }
            | Violation::InvariantError { of: Evaluated::Invariant | Evaluated::Step, .. }
            | Violation::InvariantError { of: Evaluated::Temporal | Evaluated::Fairness, .. } => At::Last,
        },
        message: places.message(&message, false),
    };
    let fairness: &[Met] = if let Violation::Liveness { fairness, .. } = violation { fairness } else { &[] };
    build::document(trace, finding, fairness, explanation, context.model, places)
}

/// A trace with which nothing is wrong; `text` says so.
pub fn allowed(trace: &Trace, text: &str, context: Context<'_>) -> TraceDoc {
    let finding =
        Finding { verdict: Kind::Ok.name().to_string(), property: None, at: At::Behavior, message: Message::plain(text) };
    build::document(trace, finding, &[], None, context.model, Places::new(context.sources))
}

fn states(verdict: &Verdict) -> Option<States> {
    let c = verdict.counts?;
    let distinct = (verdict.engine != EngineName::SIMULATE).then_some(c.distinct);
    Some(States { generated: c.generated, distinct, initial: c.initial, depth: c.depth })
}

/// The assumptions of the answer, except those about hashes.
fn assumptions(verdict: &Verdict) -> Vec<String> {
    let mut all = Vec::new();
    if let Outcome::Safe | Outcome::Vacuous { .. } = verdict.outcome {
        let beyond = |c| format!("states beyond the constraint {c} do not matter: they were checked, but not explored");
        all.extend(verdict.within().into_iter().map(beyond));
    }
    all.extend(verdict.assumptions.iter().cloned());
    all
}

/// Why the answer is weaker than it seems, a clause each.
pub fn vacuous(verdict: &Verdict, context: Context<'_>) -> Vec<String> {
    if let Outcome::Vacuous { why } = &verdict.outcome {
        return why.clone();
    }
    let one = |told: Told| match context.sources.location(told.place) {
        Some(l) => format!("{} (line {})", told.text, l.line),
        None => told.text,
    };
    verdict.vacuous().into_iter().map(one).collect()
}

/// What an answer without errors covers. Without behaviors that is what is constant. Random behaviors do not decide properties of
/// whole behaviors; the assumptions say so.
fn checked(verdict: &Verdict, context: Context<'_>) -> Vec<String> {
    let m = context.model;
    let names = |what: &str, list: &[&crate::ir::Named]| match list {
        [] => None,
        list => Some(format!("{what} {}", comma(list.iter().map(|n| &n.name)))),
    };
    let (behaviors, random) = (m.init.is_some(), verdict.engine == EngineName::SIMULATE);
    let open = if random { Split::of(m).behaviors } else { Vec::new() };
    let invariants: Vec<_> = m.invariants.iter().collect();
    let trace_invariants: Vec<_> = m.trace_invariants.iter().filter(|_| !random).collect();
    let properties: Vec<_> = m.properties.iter().filter(|n| open.iter().all(|c| c.name != n.name)).collect();
    let parts = [
        names("invariants", &invariants),
        names("invariants of behaviors", &trace_invariants),
        names("properties", &properties),
        (!behaviors && !m.assumes.is_empty()).then(|| "assumptions".to_string()),
        (behaviors && m.check_deadlock).then(|| "absence of deadlock".to_string()),
        behaviors.then(|| "evaluation of every step".to_string()),
    ];
    parts.into_iter().flatten().collect()
}

fn certification(of: &trace::Certification) -> Certification {
    match of {
        trace::Certification::Certified { answers, steps, hints } => {
            Certification { certified: true, answers: *answers, steps: *steps, hints: *hints, why: None }
        }
        trace::Certification::Not(why) => {
            Certification { certified: false, answers: 0, steps: 0, hints: 0, why: Some(why.clone()) }
        }
    }
}

fn proof(verdict: &Verdict) -> Option<Proof> {
    let proof = verdict.inductive.as_ref()?;
    let covers = if verdict.exhaustive { None } else { verdict.depth };
    let claim = match covers {
        None => "the invariants hold in every reachable state".to_string(),
        Some(d) => format!("the invariants hold in every state that is reachable in at most {d} steps"),
    };
    let clauses = proof.proof.as_ref().map_or(0, |p| p.cubes.len());
    Some(Proof {
        method: if proof.proof.is_some() { "pdr" } else { "induction" }.to_string(),
        claim,
        sizes: ProofSizes { searched: proof.beyond, covers, lemmas: proof.lemmas.len(), clauses },
        lemmas: proof.lemmas.clone(),
        checked_by: proof.checked_by.clone(),
    })
}
