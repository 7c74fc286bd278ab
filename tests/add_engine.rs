//! CONTRIBUTING's example of a new engine: `InitialStates` checks the initial states, and nothing else.
//!
//! An engine in the crate touches two places: its own file in src/engine/, with the implementation of `Engine`, and a line in
//! `engine::ENGINES`. `--engine`, its help, portfolios and comparisons follow from these.

use tlaloc::internals::engine::portfolio::Portfolio;
use tlaloc::internals::engine::{Capabilities, Capability, Engine, EngineName, Options};
use tlaloc::internals::eval::{Evaluator, Halt};
use tlaloc::internals::ir::Model;
use tlaloc::internals::lower::Overrides;
use tlaloc::internals::pipeline::from_texts;
use tlaloc::internals::property::safety::Safety;
use tlaloc::internals::source::SourceMap;
use tlaloc::internals::trace::replay::{Claim, replay};
use tlaloc::internals::trace::{Outcome, Verdict};

struct InitialStates;

impl Engine for InitialStates {
    fn name(&self) -> EngineName {
        EngineName::new("initial")
    }

    fn about(&self) -> &'static str {
        "Check the initial states only"
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::of(&[Capability::Complete, Capability::ShortestTrace, Capability::Enumerates])
    }

    fn run(&self, model: &Model, options: &Options<'_>) -> Verdict {
        let (outcome, initial) = options.within_limits(|| search(model));
        let elapsed = options.resources.start.elapsed();
        let depth = matches!(outcome, Outcome::Safe).then_some(0);
        let mut verdict = Verdict { depth, ..Verdict::without_search(self.name(), outcome, elapsed) };
        verdict.notes.push(format!("{initial} initial states"));
        verdict
    }
}

/// The outcome, and the number of initial states.
fn search(model: &Model) -> (Outcome, usize) {
    let Some(init) = model.init else { return (Outcome::Safe, 0) };
    let mut evaluator = Evaluator::new(model);
    let mut states = Vec::new();
    let end = evaluator.initial_states(init, &mut |s| {
        states.push(s);
        Ok(())
    });
    let safety = Safety::split(model);
    let mut checks = evaluator.beside();
    let wrong = states.iter().find(|s| safety.state(&mut checks, s).is_some());
    // no trace is reported that the evaluator has not replayed
    let certified = match (end, wrong) {
        (Err(Halt::Error(_)), _) => Some(replay(model, &[], Claim::InitError)),
        (_, Some(state)) => Some(replay(model, std::slice::from_ref(state), Claim::Invariant)),
        (Ok(()) | Err(Halt::Stopped), None) => None,
    };
    let outcome = match certified {
        None => Outcome::Safe,
        Some(Ok((violation, trace))) => Outcome::Violated { violation, trace },
        Some(Err(why)) => Outcome::Internal { message: format!("initial: {why}") },
    };
    (outcome, states.len())
}

fn model(invariant: &str) -> Model {
    let text = format!(
        "---- MODULE M ----\nEXTENDS Naturals\nVARIABLE x\nInit == x \\in 1..3\nNext == x' = x + 1\nInv == {invariant}\n====\n"
    );
    let cfg = "INIT Init\nNEXT Next\nINVARIANT Inv\n";
    from_texts(&text, Some(cfg), &Overrides::default(), &mut SourceMap::new()).expect("a model")
}

#[test]
fn the_engine_checks_initial_states() {
    let verdict = InitialStates.run(&model("x < 4"), &Options::default());
    assert!(matches!(verdict.outcome, Outcome::Safe) && verdict.depth == Some(0), "{verdict:?}");
    assert_eq!(verdict.notes, ["3 initial states"]);
    let verdict = InitialStates.run(&model("x # 2"), &Options::default());
    let Outcome::Violated { trace, .. } = &verdict.outcome else { panic!("{verdict:?}") };
    assert_eq!(trace.states.len(), 1);
}

/// A portfolio takes any engine.
#[test]
fn the_engine_runs_in_a_portfolio() {
    let portfolio = Portfolio::new(vec![&InitialStates]).expect("an engine");
    let verdict = portfolio.run(&model("x # 2"), &Options::default());
    assert!(matches!(verdict.outcome, Outcome::Violated { .. }) && verdict.engine == InitialStates.name(), "{verdict:?}");
}
