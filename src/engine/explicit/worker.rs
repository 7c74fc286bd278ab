//! What one thread does: it expands states of a level and checks what it finds.
//!
//! In: a [`Task`], the same for all threads, and a [`Batch`], from which each takes chunks until none is left. Out:
//! [`Chunk`]s, in which everything has its [`Place`]. A worker goes on past a violation only in places that come before
//! it, so that of all violations of a level the first is among the events, and all before it was expanded.

use super::super::{EngineName, Options, Progress, Size};
use super::check::{Judge, Successor};
use super::fingerprint::Fingerprint;
use super::identity::Identity;
use super::liveness::{Steps, Watch};
use super::queue::PART;
use super::search::rebuild;
use super::table::{Index, Place, Table};
use super::unsupported_error;
use crate::eval::error::EvalError;
use crate::eval::{Evaluator, Halt, Registers, Stop};
use crate::ir::{DefId, Level, Model};
use crate::property::Violation;
use crate::property::safety::Safety;
use crate::trace::replay::Claim;
use crate::util::interrupt::catch;
use crate::value::State;
use crate::vm::word::Heap;
use crate::vm::{Packed, Program, Vm};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, RwLock};

/// How often, in generated states, a worker looks at the clock.
const LOOK: u64 = 1 << 12;

/// What is searched, and the states found so far.
pub struct Task<'a> {
    pub model: &'a Model,
    /// The model compiled, and the heap with its constants.
    pub program: &'a Program<'a>,
    pub heap: Heap,
    pub options: &'a Options<'a>,
    pub safety: Safety<'a>,
    pub identity: Identity,
    /// If temporal properties are to be checked afterwards.
    pub watch: Option<Watch<'a>>,
    pub init: DefId,
    pub next: DefId,
    /// Does the model ask for what depends on the order of evaluation (TLCGet)?
    pub asks: bool,
    /// Do they ask for the states on the way?
    pub asks_trace: bool,
    pub table: RwLock<Table>,
    /// For vacuity: at what depth the left side of each implication was first true, and from what depth each constraint (those of steps
    /// after those of states) first cut something off; the greatest number if never.
    pub armed: Vec<AtomicU32>,
    /// Which of these are about steps.
    pub step_arms: Vec<usize>,
    pub cut: Vec<AtomicU32>,
    /// How often each `_POSSIBLE` predicate has been true.
    pub possible: Vec<AtomicU64>,
    /// What TLCSet has set in the ASSUMEs.
    pub registers: Registers,
    /// All states generated so far, for progress.
    pub generated: AtomicU64,
    /// Is it told what each depth has? Then what is wrong ends nothing here.
    pub surveys: bool,
}

impl Task<'_> {
    /// Of a state written out; the machine is made to hold it. An error is the VIEW's.
    pub fn fingerprint(&self, vm: &mut Vm<'_, '_>, e: &mut Evaluator<'_>, state: &State) -> Result<Fingerprint, EvalError> {
        if self.identity.needs_values() {
            return self.identity.fingerprint(e, state);
        }
        vm.load_state(state);
        Ok(vm.fingerprint().into())
    }

    /// Is this a violation after which the search is to go on?
    pub fn goes_on_after(&self, what: &What) -> bool {
        let mild =
            matches!(what, What::Wrong(Claim::Invariant | Claim::ActionProperty | Claim::ImpliedInit | Claim::Deadlock, _));
        if self.surveys {
            return match what {
                What::Wrong(claim, _) => *claim != Claim::InitError,
                What::Constraint => true,
                What::Unsupported(_) | What::Temporal(_) | What::View(_) => false,
            };
        }
        mild && self.options.goal.keep_going
    }

    /// Notes which `_POSSIBLE` predicates are true of a state, or of the step to the second one (and the state there).
    fn is_possible(&self, e: &mut Evaluator<'_>, state: &State, next: Option<&State>) -> Result<(), EvalError> {
        for (n, seen) in self.model.possible.iter().zip(&self.possible) {
            let holds = match (self.model.def(n.def).level <= Level::State, next) {
                (true, _) => e.predicate(n.def, Some(next.unwrap_or(state)), None)?,
                (false, Some(next)) => e.predicate(n.def, Some(state), Some(next))?,
                (false, None) => false,
            };
            seen.fetch_add(u64::from(holds), Relaxed);
        }
        Ok(())
    }
}

/// The states to expand now: part of a level.
pub struct Batch {
    pub states: Vec<Packed>,
    /// The index of the first; the others follow.
    pub first: Index,
    /// How many of the level come after them.
    pub waiting: usize,
    /// Steps from an initial state.
    pub number: u32,
    /// Successors are only counted.
    pub last: bool,
    /// It is expanded whole, whatever is wrong with its successors.
    pub whole: bool,
    pub chunk: usize,
    /// Where the next chunk begins.
    cursor: AtomicUsize,
    /// The first place where something ended the search.
    stop: AtomicU64,
    pub interrupted: AtomicBool,
}

impl Batch {
    pub fn new(states: Vec<Packed>, first: Index, waiting: usize, number: u32, last: bool, workers: usize) -> Batch {
        let chunk = (states.len() / (workers * 8)).clamp(1, 256);
        Batch {
            states,
            first,
            waiting,
            number,
            last,
            whole: false,
            chunk,
            cursor: AtomicUsize::new(0),
            stop: AtomicU64::new(Place::LAST.bits()),
            interrupted: AtomicBool::new(false),
        }
    }

    fn stop_at(&self, place: Place) {
        self.stop.fetch_min(place.bits(), Relaxed);
    }

    fn is_beyond(&self, parent: usize) -> bool {
        parent > Place::from_bits(self.stop.load(Relaxed)).parent() || self.interrupted.load(Relaxed)
    }
}

/// A state met for the first time, as far as the worker knew.
pub struct Found {
    pub place: Place,
    pub fingerprint: Fingerprint,
    pub state: Packed,
    pub action: Option<DefId>,
}

/// Something that ends the search, or a violation.
pub struct Event {
    pub place: Place,
    /// Of a state that counts only if it was met here first.
    pub fingerprint: Option<Fingerprint>,
    /// Stands behind the path to the parent, if the parent is not itself the culprit.
    pub last: Option<State>,
    pub what: What,
    /// What TLCSet had set by then, if anything asks for it.
    pub registers: Option<Box<Registers>>,
}

impl Event {
    fn new(place: Place, fingerprint: Option<Fingerprint>, last: Option<State>, what: What) -> Event {
        Event { place, fingerprint, last, what, registers: None }
    }
}

pub enum What {
    /// With the name of the property, if there is one.
    Wrong(Claim, Option<Arc<str>>),
    /// A constraint cannot be evaluated in a successor, or for the step to it.
    Constraint,
    Unsupported(EvalError),
    /// A temporal property or fairness cannot be evaluated.
    Temporal(EvalError),
    /// The VIEW cannot be evaluated.
    View(EvalError),
}

impl What {
    /// Are these violations of the same property?
    pub fn same_property(&self, other: &What) -> bool {
        match (self, other) {
            (What::Wrong(a, x), What::Wrong(b, y)) => a == b && x == y,
            (What::Constraint, What::Constraint) => true,
            (What::Wrong(..) | What::Constraint | What::Unsupported(_) | What::Temporal(_) | What::View(_), _) => false,
        }
    }
}

/// What came out of states that follow each other in a level.
#[derive(Default)]
pub struct Chunk {
    pub start: usize,
    /// In the order of their places.
    pub found: Vec<Found>,
    pub events: Vec<Event>,
    /// What is wrong with successors and the steps to them, where the level is expanded whole.
    pub beyond: Vec<Event>,
    /// How many successors each state has.
    pub successors: Vec<u32>,
    /// What is noted for temporal properties.
    pub steps: Steps,
    /// How many successors each action has given.
    pub actions: FxHashMap<DefId, u64>,
    /// Those with a step that the action constraints allow, if there are some.
    pub within: FxHashSet<DefId>,
    /// For a survey: where each action was first taken, and with what result; the same of those that lead to a state that counts.
    pub enabled: FxHashMap<DefId, (Place, State)>,
    pub reached: FxHashMap<DefId, (Place, State)>,
    /// The first state without successor.
    pub stuck: Option<usize>,
    /// In the last level: was every successor known already, or excluded?
    pub closed: bool,
}

/// One thread's own.
pub struct Worker<'a> {
    task: &'a Task<'a>,
    /// Evaluates actions; a second one evaluates what is asked about each successor meanwhile.
    actions: Evaluator<'a>,
    checks: Evaluator<'a>,
    vm: Vm<'a, 'a>,
}

impl<'a> Worker<'a> {
    pub fn new(task: &'a Task<'a>) -> Worker<'a> {
        let mut actions = Evaluator::new(task.model);
        actions.go_on_with(&task.registers);
        let mut checks = actions.beside();
        actions.on_print(|text| log::info!(target: "print", "{text}"));
        checks.on_print(|text| log::info!(target: "print", "{text}"));
        let mut vm = Vm::new(task.program, task.heap.clone(), Evaluator::new(task.model));
        if let Some(bytes) = task.options.resources.memory_limit {
            // an eighth for what all threads have under way
            vm.limit(bytes / 8 / task.options.resources.workers.max(1) as u64);
        }
        Worker { task, actions, checks, vm }
    }

    pub fn registers(&self) -> Registers {
        self.actions.registers()
    }

    /// What TLCGet("spec") is to answer about actions.
    pub fn tell_taken(&mut self, taken: &FxHashMap<DefId, (u64, u64)>) {
        self.actions.tell_taken(taken);
        self.checks.tell_taken(taken);
    }

    /// The initial states, as the successors of nothing, in parts: `more` takes one, and says whether to go on. The answer is the
    /// last part, and whether the enumeration was interrupted.
    pub fn initial_states(&mut self, more: &mut dyn FnMut(Chunk) -> Result<(), Stop>) -> (Chunk, bool) {
        let Worker { task, actions, checks, vm } = self;
        let task = *task;
        let (mut out, mut count, mut interrupted) = (Chunk::default(), 0, false);
        if task.asks {
            // no state is there yet (`tlc2/module/TLCGetSet.java`)
            tell(actions, task, 0, 0, 0, 0);
            actions.set_register("diameter", 1);
        }
        let end = catch(|| {
            let found = vm.initial_states();
            let known = vm.successors();
            if cfg!(debug_assertions) && found && known < 1000 {
                let mut evaluated = 0;
                let r = actions.initial_states(task.init, &mut |_| {
                    evaluated += 1;
                    Ok(())
                });
                assert!(r.is_ok() && evaluated == known, "vm: {known} initial states, the evaluator: {evaluated}, {r:?}");
            }
            let doubts = cfg!(debug_assertions);
            let level = task.asks.then_some(0);
            let mut judge = Judge { task, vm, checks, parent: OnceCell::new(), doubts, level };
            let mut one = |s: Successor| {
                if out.found.len() == PART {
                    out.successors.push(std::mem::take(&mut count));
                    more(std::mem::take(&mut out))?;
                }
                count += 1;
                if count.is_multiple_of(LOOK as u32) && task.options.must_stop() {
                    interrupted = true;
                    return Err(Stop);
                }
                initial(&mut judge, &mut out, Place::new(0, count), &s)
            };
            if !found {
                return actions.initial_states(task.init, &mut |state| one(Successor::Evaluated(state)));
            }
            for i in 0..known {
                one(Successor::Found(i)).map_err(|Stop| Halt::Stopped)?;
            }
            Ok(())
        });
        match end {
            Ok(Ok(()) | Err(Halt::Stopped)) => {}
            Ok(Err(Halt::Error(e))) => {
                let _ = stop(&mut out, Place::new(0, count), None, failed(*e, Claim::InitError));
            }
            Err(_) => interrupted = true,
        }
        out.successors.push(count);
        (out, interrupted)
    }

    /// Expands chunks of a level until none is left.
    pub fn expand(&mut self, level: &Batch) -> Vec<Chunk> {
        let task = self.task;
        let table = task.table.read().expect("explicit: no thread fails while it settles");
        let mut chunks = Vec::new();
        loop {
            let start = level.cursor.fetch_add(level.chunk, Relaxed);
            if start >= level.states.len() || level.is_beyond(start) || table.has_trouble() {
                return chunks;
            }
            let mut chunk = Chunk { start, closed: true, ..Chunk::default() };
            for parent in start..(start + level.chunk).min(level.states.len()) {
                if level.is_beyond(parent) {
                    break;
                }
                if task.asks {
                    let (generated, distinct) = (task.generated.load(Relaxed), table.len() + table.fresh());
                    let expanded = level.first as usize + parent;
                    let queue = distinct.saturating_sub(expanded + 1);
                    tell(&mut self.actions, task, level.number as usize + 1, generated, distinct, queue);
                    self.actions.turn_of(Some(expanded));
                    if task.asks_trace {
                        let way = table.path(expanded as Index).map_err(|e| e.to_string()).and_then(|path| rebuild(task, path));
                        self.actions.set_way(&way.unwrap_or_default());
                    }
                }
                self.successors(level, &table, parent, &mut chunk);
            }
            chunks.push(chunk);
        }
    }

    fn successors(&mut self, level: &Batch, table: &Table, parent: usize, out: &mut Chunk) {
        let Worker { task, actions, checks, vm } = self;
        let task = *task;
        // The machine is doubted where a run begins, and now and then later.
        let doubts = cfg!(debug_assertions) && (level.first as usize + parent < 200 || parent.is_multiple_of(32));
        let level_register = task.asks.then_some(i64::from(level.number) + 1);
        let judge = Judge { task, vm, checks, parent: OnceCell::new(), doubts, level: level_register };
        let looked = task.generated.load(Relaxed);
        let mut expansion = Expansion { task, level, table, parent, out, judge, own: None, count: 0, looked };
        let end = catch(|| expansion.all(actions).map(|()| expansion.watched()));
        let count = expansion.count;
        match end {
            Ok(Ok(Err(e))) => {
                let place = Place::new(parent, count);
                let _ = expansion.end(Event::new(place, None, None, What::Temporal(e)));
            }
            Ok(Ok(Ok(()))) if count == 0 && task.surveys && !task.model.check_deadlock => {
                expansion.out.stuck.get_or_insert(parent);
            }
            Ok(Ok(Ok(()))) if count == 0 && mutant!("deadlock-not-in-odd-places") && parent % 2 == 1 => {}
            Ok(Ok(Ok(()))) if count == 0 && task.model.check_deadlock => {
                let place = Place::new(parent, 0);
                let _ = expansion.end(Event::new(place, None, None, What::Wrong(Claim::Deadlock, None)));
            }
            Ok(Ok(Ok(())) | Err(Halt::Stopped)) => {}
            Ok(Err(Halt::Error(e))) => {
                let place = Place::new(parent, count);
                let _ = expansion.end(Event::new(place, None, None, failed(*e, Claim::NextError)));
            }
            Err(_) => level.interrupted.store(true, Relaxed),
        }
        let before = task.generated.fetch_add(u64::from(count), Relaxed);
        let generated = before + u64::from(count);
        if generated / LOOK > before / LOOK {
            let queued = (level.waiting + level.states.len().saturating_sub(level.cursor.load(Relaxed))) as u64;
            let size = Size::States { generated, distinct: table.len() as u64, queued };
            (task.options.resources.progress)(Progress {
                engine: EngineName::EXPLICIT,
                depth: level.number,
                completed: level.number.checked_sub(1),
                size,
            });
        }
        out.successors.push(count);
    }
}

/// What becomes of an initial state.
fn initial(judge: &mut Judge<'_, '_>, out: &mut Chunk, place: Place, s: &Successor) -> Result<(), Stop> {
    let task = judge.task;
    let fingerprint = match judge.in_model(s) {
        Ok(true) => match judge.fingerprint(s) {
            Ok(fingerprint) => Some(fingerprint),
            Err(e) => return stop(out, place, None, What::View(e)),
        },
        Ok(false) => {
            judge.cut_off(s, 0);
            None
        }
        Err(e) => return stop(out, place, None, failed(e, Claim::InitError)),
    };
    *out.actions.entry(task.init).or_default() += 1;
    if fingerprint.is_some() && !task.possible.is_empty() {
        let state = judge.state(s);
        if let Err(e) = task.is_possible(judge.checks, &state, None) {
            return stop(out, place, None, failed(e, Claim::InitError));
        }
    }
    let table = task.table.read().expect("explicit: no thread fails while it settles");
    if fingerprint.is_some_and(|f| !table.claim(f, place)) {
        return Ok(());
    }
    let mut wrong = judge.wrong_state(s);
    if wrong.is_empty() || task.surveys {
        wrong.extend(judge.wrong_initially(s));
    }
    judge.note_armed(s, 0);
    if let Some(fingerprint) = fingerprint {
        out.found.push(Found { place, fingerprint, state: judge.packed(s), action: Some(task.init) });
    }
    for v in wrong {
        let (what, last) = (broken(v), Some(judge.state(s)));
        if !task.goes_on_after(&what) {
            return stop(out, place, last, what);
        }
        out.events.push(Event::new(place, None, last, what));
    }
    Ok(())
}

/// One state being expanded.
struct Expansion<'w, 'a> {
    task: &'a Task<'a>,
    level: &'w Batch,
    table: &'w Table,
    parent: usize,
    out: &'w mut Chunk,
    judge: Judge<'w, 'a>,
    /// The fingerprint of the state itself, where temporal properties ask for it and different states have different ones.
    own: Option<Fingerprint>,
    /// Successors so far.
    count: u32,
    /// All states generated so far, about.
    looked: u64,
}

impl<'a> Expansion<'_, 'a> {
    /// Considers all successors: those that the machine finds, or, where it gives up, those that the evaluator finds.
    fn all(&mut self, actions: &mut Evaluator<'a>) -> Result<(), Halt> {
        self.judge.vm.load(&self.level.states[self.parent]);
        if self.task.watch.is_some() && !self.task.identity.merges() {
            self.own = Some(self.judge.vm.fingerprint().into());
        }
        let found = self.judge.vm.expand();
        if self.judge.doubts && found {
            let state = self.judge.vm.state();
            self.compare(actions, &state);
        }
        if found {
            let all = 0..self.judge.vm.successors();
            if all.len() > 1 && self.table.is_large() && !self.task.identity.needs_values() {
                self.table.fetch(all.clone().map(|i| self.judge.vm.fingerprint_of(i).into()));
            }
            for i in all {
                let action = self.judge.vm.label(i);
                self.consider(action, Successor::Found(i)).map_err(|Stop| Halt::Stopped)?;
            }
            self.count += self.judge.vm.passed();
            return Ok(());
        }
        let state = self.judge.parent();
        if self.task.program.next.is_some() {
            log::trace!("the evaluator expands a state that the machine gave up");
        }
        let r = actions.successors(self.task.next, &state, &mut |label, successor| {
            self.count += label.passed();
            self.consider(label.def(), Successor::Evaluated(successor))
        });
        self.count += actions.passed();
        r
    }

    /// The machine and the evaluator must find the same successors by the same actions, equally often.
    fn compare(&mut self, actions: &mut Evaluator<'a>, state: &State) {
        let mut evaluated: Vec<(Option<DefId>, State)> = Vec::new();
        let r = actions.successors(self.task.next, state, &mut |label, successor| {
            evaluated.push((label.def(), successor));
            Ok(())
        });
        let vm = &mut *self.judge.vm;
        let mut found: Vec<(Option<DefId>, State)> = (0..vm.successors()).map(|i| (vm.label(i), vm.successor(i))).collect();
        let key = |x: &(Option<DefId>, State)| (x.0, format!("{:?}", x.1));
        evaluated.sort_by_cached_key(key);
        found.sort_by_cached_key(key);
        assert!(r.is_ok(), "vm: successors of {state:?} were found, but the evaluator says {r:?}");
        assert_eq!(found, evaluated, "vm: other successors of {state:?} than the evaluator's");
    }

    /// All successors were considered: what temporal properties ask about the state itself.
    fn watched(&mut self) -> Result<(), EvalError> {
        match &self.task.watch {
            Some(watch) => watch.end(&mut self.judge, &mut self.out.steps),
            None => Ok(()),
        }
    }

    fn end(&mut self, event: Event) -> Result<(), Stop> {
        if self.task.goes_on_after(&event.what) {
            self.out.events.push(event);
            return Ok(());
        }
        // Where different states count as one, which of them counts is known at the end of the level.
        if !self.task.identity.merges() || event.fingerprint.is_none() {
            self.level.stop_at(event.place);
        }
        self.out.events.push(event);
        Err(Stop)
    }

    /// By what is wrong with a successor or the step to it.
    fn end_by_successor(&mut self, event: Event) -> Result<(), Stop> {
        if self.level.whole {
            self.out.beyond.push(event);
            return Ok(());
        }
        self.end(event)
    }

    fn consider(&mut self, action: Option<DefId>, successor: Successor) -> Result<(), Stop> {
        let Expansion { task, level, table, parent, .. } = *self;
        let Task { model, options, safety, .. } = task;
        let unconstrained = model.constraints.is_empty() && model.action_constraints.is_empty() && !safety.has_steps();
        self.count += 1;
        let place = Place::new(parent, self.count);
        if let Some(action) = action {
            *self.out.actions.entry(action).or_default() += 1;
            if task.surveys {
                self.seen(action, place, &successor, unconstrained);
            }
        }
        if !task.step_arms.is_empty() {
            self.judge.note_armed_by_step(&successor, level.number);
        }
        self.looked += 1;
        if self.looked.is_multiple_of(LOOK) {
            if options.must_stop() {
                level.interrupted.store(true, Relaxed);
                return Err(Stop);
            }
            let queued = (level.waiting + level.states.len().saturating_sub(level.cursor.load(Relaxed))) as u64;
            let size = Size::States { generated: self.looked, distinct: table.len() as u64, queued };
            (options.resources.progress)(Progress {
                engine: EngineName::EXPLICIT,
                depth: level.number,
                completed: level.number.checked_sub(1),
                size,
            });
        }
        let wrong = |what| Event::new(place, None, None, what);
        // Most successors are known; TLC evaluates the constraints before it asks, so their errors come first.
        // A VIEW may not be evaluated in a state that a constraint excludes.
        let mut fingerprint = None;
        if unconstrained && task.possible.is_empty() {
            match self.judge.fingerprint(&successor) {
                Ok(f) if task.watch.is_none() && table.knows(f, place) => {
                    self.out.closed &= !level.last || table.settled(f);
                    return Ok(());
                }
                Ok(f) => fingerprint = Some(f),
                Err(e) => return self.end_by_successor(wrong(What::View(e))),
            }
        } else {
            let (mut is_forbidden, constrains_steps) = (false, !task.model.action_constraints.is_empty());
            let inside = match self.judge.in_model(&successor) {
                Ok(true) => {
                    let allowed = self.judge.allowed(&successor);
                    is_forbidden = allowed == Ok(false);
                    allowed
                }
                other => other,
            };
            if let (Some(action), true, false) = (action, constrains_steps, is_forbidden) {
                self.out.within.insert(action);
            }
            match inside {
                Ok(true) => {
                    match self.judge.fingerprint(&successor) {
                        Ok(f) => fingerprint = Some(f),
                        Err(e) => return self.end_by_successor(wrong(What::View(e))),
                    }
                    if !level.last && !task.possible.is_empty() {
                        let (from, to) = (self.judge.parent(), self.judge.state(&successor));
                        if let Err(e) = task.is_possible(self.judge.checks, &from, Some(&to)) {
                            return self.end_by_successor(wrong(failed(e, Claim::NextError)));
                        }
                    }
                    if let (Some(action), true) = (action, task.surveys) {
                        self.seen(action, place, &successor, true);
                    }
                }
                Ok(false) => self.judge.cut_off(&successor, level.number),
                Err(_) if level.last => {
                    self.out.closed = false;
                    return Ok(());
                }
                Err(e) => return self.end_by_successor(wrong(unconstrainable(e))),
            }
        }
        if let (Some(watch), Some(f)) = (&task.watch, fingerprint)
            && let Err(e) = watch.step(&mut self.judge, &successor, (self.own, f), &mut self.out.steps)
        {
            return self.end_by_successor(wrong(What::Temporal(e)));
        }
        if level.last {
            self.out.closed &= fingerprint.is_none_or(|f| table.settled(f));
            return Ok(());
        }
        let new = fingerprint.is_none_or(|f| table.claim(f, place));
        // What is wrong with the state itself counts only where the state does.
        let mut violations = Vec::new();
        if new {
            violations.extend(self.judge.wrong_state(&successor).into_iter().map(|v| (v, fingerprint)));
            self.judge.note_armed(&successor, level.number + 1);
        }
        if violations.is_empty() || task.surveys {
            violations.extend(self.judge.wrong_step(&successor).into_iter().map(|v| (v, None)));
        }
        if let (true, Some(fingerprint)) = (new, fingerprint) {
            let state = self.judge.packed(&successor);
            self.out.found.push(Found { place, fingerprint, state, action });
        }
        for (v, fingerprint) in violations {
            let last = Some(self.judge.state(&successor));
            let registers = task.asks.then(|| Box::new(self.judge.checks.registers()));
            self.end_by_successor(Event { registers, ..Event::new(place, fingerprint, last, broken(v)) })?;
        }
        Ok(())
    }

    /// Notes where an action was first taken, and, if that is known, that it leads to a state that counts.
    fn seen(&mut self, action: DefId, place: Place, successor: &Successor, counts: bool) {
        let known = (self.out.enabled.contains_key(&action), self.out.reached.contains_key(&action));
        if known == (true, true) || known == (true, counts) && !counts {
            return;
        }
        let state = self.judge.state(successor);
        self.out.enabled.entry(action).or_insert_with(|| (place, state.clone()));
        if counts {
            self.out.reached.entry(action).or_insert((place, state));
        }
    }
}

fn stop(out: &mut Chunk, place: Place, last: Option<State>, what: What) -> Result<(), Stop> {
    out.events.push(Event::new(place, None, last, what));
    Err(Stop)
}

/// What TLCGet answers from here on.
fn tell(e: &mut Evaluator<'_>, task: &Task<'_>, level: usize, generated: u64, distinct: usize, queue: usize) {
    e.set_register("level", level as i64);
    e.set_register("diameter", level as i64);
    e.set_register("generated", generated as i64);
    e.set_register("distinct", distinct as i64);
    e.set_register("queue", queue as i64);
    e.set_register("duration", task.options.resources.start.elapsed().as_secs() as i64);
}

fn failed(e: EvalError, claim: Claim) -> What {
    if unsupported_error(&e).is_some() { What::Unsupported(e) } else { What::Wrong(claim, None) }
}

/// A constraint that has no value.
fn unconstrainable(e: EvalError) -> What {
    if unsupported_error(&e).is_some() { What::Unsupported(e) } else { What::Constraint }
}

fn broken(v: Violation) -> What {
    match v {
        Violation::InvariantError { name, error, .. } => match failed(error, Claim::InvariantError) {
            What::Wrong(claim, _) => What::Wrong(claim, Some(name)),
            other => other,
        },
        Violation::ActionProperty { name, .. } => What::Wrong(Claim::ActionProperty, Some(name)),
        Violation::ImpliedInit { name, .. } => What::Wrong(Claim::ImpliedInit, Some(name)),
        Violation::Invariant { name, .. } | Violation::Liveness { name, .. } => What::Wrong(Claim::Invariant, Some(name)),
        Violation::Deadlock | Violation::NextError(_) | Violation::InitError(_) => What::Wrong(Claim::Invariant, None),
    }
}
