//! A plain checker: breadth-first search with `eval`, whole states in a table. Every engine is compared with it.
//!
//! In: a model and a depth. Out: [`Explored`], the states by level and the step of the first violation. `vm` computes the same
//! successors and invariants and must agree unless it gives up.

use rustc_hash::FxHashSet;
use tlaloc::internals::eval::{Evaluator, Halt};
use tlaloc::internals::ir::Model;
use tlaloc::internals::property::safety::Safety;
use tlaloc::internals::trace::replay::{allowed, in_model};
use tlaloc::internals::trace::{Outcome, Verdict};
use tlaloc::internals::value::State;
use tlaloc::internals::value::permute::{Permutation, permute};
use tlaloc::internals::vm::word::Heap;
use tlaloc::internals::vm::{Program, Vm};

/// The result of a search to a depth.
pub struct Explored {
    /// The distinct states, in the order of discovery.
    pub states: Vec<State>,
    /// For each depth, the number of states at most so many steps away.
    pub levels: Vec<usize>,
    /// The number of initial states and successors, duplicates included.
    pub generated: u64,
    /// The step of the first violation, counted as by [`crate::specs::step`].
    pub wrong: Option<usize>,
    /// Whether every reachable state was found.
    pub whole: bool,
}

/// The states of a model up to a depth. `Ok(None)` if there are more than `most` states or evaluation is not supported. The
/// error is a disagreement between `vm` and `eval`.
pub fn explore(model: &Model, depth: u32, most: usize) -> Result<Option<Explored>, String> {
    // a test's stack is too small for deep recursion
    tlaloc::internals::util::stack::on_large_stack(|| explored(model, depth, most))
}

fn explored(model: &Model, depth: u32, most: usize) -> Result<Option<Explored>, String> {
    let (Some(init), Some(next)) = (model.init, model.next) else { return Ok(None) };
    let safety = Safety::split(model);
    let mut heap = Heap::new(&model.atoms);
    let program = Program::new(model, &safety, &[], &mut heap);
    let mut e = Evaluator::new(model);
    let (mut vm, mut checks) = (Vm::new(&program, heap, e.beside()), e.beside());
    let mut found = Vec::new();
    e.set_register("level", 0);
    // each with a flag: within the constraints. A state outside is checked and not expanded
    let visited = e.initial_states(init, &mut |s| {
        found.push((s, true));
        Ok(())
    });
    if visited.is_err() {
        return Ok(None);
    }
    let mut all = Explored { states: Vec::new(), levels: Vec::new(), generated: 0, wrong: None, whole: false };
    let mut seen = FxHashSet::default();
    let mut begin = 0;
    for level in 0..=depth {
        all.generated += if level == 0 { found.len() as u64 } else { 0 };
        checks.set_register("level", i64::from(level) + 1);
        for (s, allowed) in std::mem::take(&mut found) {
            let Ok(inside) = in_model(&mut checks, model, &s) else { return Ok(None) };
            let inside = inside && allowed;
            if inside && seen.contains(&s) {
                continue;
            }
            if safety.state(&mut checks, &s).is_some() {
                all.wrong = Some(level as usize + 1);
            }
            if inside {
                seen.insert(s.clone());
                all.states.push(s);
            }
        }
        all.levels.push(all.states.len());
        if all.wrong.is_some() {
            return Ok(Some(all));
        }
        all.whole = begin == all.states.len();
        if all.whole {
            return Ok(Some(all));
        }
        if all.states.len() > most {
            return Ok(None);
        }
        for i in begin..all.states.len() {
            let s = all.states[i].clone();
            let mut successors = Vec::new();
            let end = e.successors(next, &s, &mut |_, t| {
                successors.push(t);
                Ok(())
            });
            all.generated += successors.len() as u64;
            let error = matches!(end, Err(Halt::Error(_)));
            if level < depth && successors.iter().any(|t| safety.step(&mut checks, &s, t).is_some()) {
                all.wrong = Some(level as usize + 2);
            }
            checks.set_register("level", i64::from(level) + 2);
            same(&mut vm, &program, &mut checks, &safety, &s, (&successors, error))?;
            checks.set_register("level", i64::from(level) + 1);
            if error || (successors.is_empty() && model.check_deadlock) {
                all.wrong = Some(level as usize + 2);
            }
            for t in successors {
                match allowed(&mut checks, model, &s, &t) {
                    Ok(may) => found.push((t, may)),
                    Err(_) => return Ok(None),
                }
            }
        }
        if all.wrong.is_some() {
            return Ok(Some(all));
        }
        begin = all.states.len();
    }
    Ok(Some(all))
}

/// Compares successors and invariants of `vm` with those of `eval`.
fn same<'p, 'm>(
    vm: &mut Vm<'p, 'm>,
    program: &'p Program<'m>,
    checks: &mut Evaluator<'m>,
    safety: &Safety<'m>,
    state: &State,
    (evaluated, error): (&[State], bool),
) -> Result<(), String> {
    vm.load_state(state);
    if !vm.expand() {
        return Ok(());
    }
    let shown = |all: &[State]| {
        let mut all: Vec<String> = all.iter().map(line).collect();
        all.sort();
        all.join("\n    ")
    };
    let found: Vec<State> = (0..vm.successors()).map(|i| vm.successor(i)).collect();
    let (a, b) = (shown(evaluated), shown(&found));
    if error || a != b {
        return Err(format!("successors of {}\n  eval (error: {error}):\n    {a}\n  vm:\n    {b}", line(state)));
    }
    for (i, s) in found.iter().enumerate() {
        let known = program.invariants.iter().try_fold(true, |all, f| Some(all && vm.holds_of(f.as_ref(), i)?));
        if known.is_some_and(|holds| holds != safety.state(checks, s).is_none()) {
            return Err(format!("vm: the invariants hold in {}: {known:?}; eval says otherwise", line(s)));
        }
    }
    Ok(())
}

/// The values of a state.
pub fn line(s: &State) -> String {
    s.0.iter().map(|v| v.to_string()).collect::<Vec<_>>().join(", ")
}

/// The number of states up to the permutations.
pub fn orbits(states: &[State], group: &[Permutation]) -> usize {
    let image = |s: &State, p: &Permutation| State(s.0.iter().map(|v| permute(v, p)).collect());
    let mut seen: FxHashSet<State> = FxHashSet::default();
    let mut count = 0;
    for s in states {
        if !seen.contains(s) {
            count += 1;
            seen.extend(group.iter().map(|p| image(s, p)));
            seen.insert(s.clone());
        }
    }
    count
}

/// The differences to the explicit engine, which should count `distinct` states.
pub fn differs(all: &Explored, distinct: usize, generated: Option<u64>, v: &Verdict) -> Option<String> {
    let found = crate::specs::step(v);
    if found != all.wrong {
        return Some(format!("plain: wrong in step {:?}\nexplicit: {}", all.wrong, crate::family::gist(v)));
    }
    let counts = v.counts.as_ref()?;
    let complete = matches!(v.outcome, Outcome::Safe);
    if complete && (counts.distinct != distinct as u64 || generated.is_some_and(|g| g != counts.generated)) {
        return Some(format!(
            "plain: {distinct} states, {generated:?} generated\nexplicit: {} states, {} generated",
            counts.distinct, counts.generated
        ));
    }
    None
}
