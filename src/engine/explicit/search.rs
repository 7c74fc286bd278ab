//! The search itself, level by level.
//!
//! Between levels one thread puts together what the workers found, in the order of places: see [`super::table`].

// Such an error ends the whole search: its size is paid once.
#![allow(clippy::result_large_err)]

use super::super::{Beyond, EngineName, FEW_STATES, Progress, Size};
use super::fingerprint::Fingerprint;
use super::liveness::{self, Answer, Graph, Watch};
use super::pool::Pool;
use super::queue::Queue;
use super::survey::Notes;
use super::table::{Index, NONE, Place};
use super::worker::{Batch, Chunk, Event, Task, What};
use super::{asks_registers, postcondition, unsupported_error};
use crate::diag::{Code, Diagnostic};
use crate::eval::{Evaluator, Registers, Stop};
use crate::ir::DefId;
use crate::property::Violation;
use crate::trace::replay::{Claim, replay, replay_at, replay_further};
use crate::trace::{self, Counts, GaveUp, Outcome, Trace};
use crate::util::interrupt::{Cancel, catch, heeding};
use crate::value::State;
use crate::value::Value;
use crate::vm::Vm;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Of more states than this a level is not worth being searched further where that was not asked for.
const LARGE: usize = 1 << 16;

pub struct Search<'a> {
    task: &'a Task<'a>,
    pub counts: Counts,
    /// The level being expanded, initial states at 0.
    pub level: u32,
    /// The last level that was expanded whole.
    pub completed: Option<u32>,
    pub exhaustive: bool,
    /// Of each action how many states it gave, and how many of them new.
    pub actions: FxHashMap<DefId, (u64, u64)>,
    /// At what depth each action was first taken.
    pub taken: FxHashMap<DefId, u32>,
    /// The same of those with a step that the action constraints allow, if there are some.
    pub within: FxHashMap<DefId, u32>,
    /// The first of what is wrong with the steps from the level that is enough, and ends the search when that is expanded.
    beyond: Option<(Event, Index)>,
    /// The first violation of each property, if the search goes on after them.
    noted: Vec<(Event, Index)>,
    /// All states and steps, if temporal properties are to be checked.
    graph: Option<Graph>,
    /// How many states there are when they are checked for the first time.
    next_check: u64,
    pub further: Vec<(Violation, Trace)>,
    /// Were other violations found, but temporal properties not decided?
    pub undecided: bool,
    /// Was a counterexample confirmed in part only, as it asks how far the search had come?
    pub half_confirmed: bool,
    /// What TLCSet has set by the end.
    registers: Registers,
    /// For a survey.
    pub notes: Notes,
}

/// How a level ended.
enum End {
    Interrupted,
    Event {
        event: Event,
        parent: Index,
    },
    /// A file failed.
    Failed(std::io::Error),
    /// Something was found among the states so far.
    Decided(Box<Outcome>),
}

impl From<std::io::Error> for End {
    fn from(error: std::io::Error) -> End {
        End::Failed(error)
    }
}

impl<'a> Search<'a> {
    pub fn new(task: &'a Task<'a>) -> Search<'a> {
        Search {
            task,
            counts: Counts::default(),
            level: 0,
            completed: None,
            exhaustive: false,
            actions: FxHashMap::default(),
            taken: FxHashMap::default(),
            within: FxHashMap::default(),
            beyond: None,
            noted: Vec::new(),
            graph: task.watch.as_ref().map(|w| Graph::new(w.words, w.asks_steps())),
            next_check: 1 << 14,
            further: Vec::new(),
            undecided: false,
            half_confirmed: false,
            registers: task.registers.clone(),
            notes: Notes::default(),
        }
    }

    pub fn run(&mut self) -> Outcome {
        let task = self.task;
        // What TLCSet has set depends on the order of evaluation.
        let workers = if task.asks { 1 } else { task.options.resources.workers.max(1) };
        let end = std::thread::scope(|scope| {
            let mut pool = Pool::start(scope, task, workers);
            let end = self.explore(&mut pool);
            if task.asks {
                self.registers = pool.own().registers();
            }
            end
        });
        if !self.noted.is_empty() {
            // An end that was asked for does not take away what was found before.
            let whole = end.is_ok();
            let first = heeding(&Cancel::default(), || self.report_noted(end.err()));
            match if whole { catch(|| self.finish_graph().liveness()).ok() } else { None } {
                Some(None) => {}
                Some(Some(Outcome::Violated { violation, trace })) => self.further.push((violation, trace)),
                Some(Some(_)) | None => self.undecided = task.watch.is_some(),
            }
            return first;
        }
        match end {
            Ok(()) => self.last_word(|s| s.finish_graph().liveness().or_else(|| s.afterwards()).unwrap_or(Outcome::Safe)),
            Err(End::Interrupted) => task.options.stopped(),
            Err(End::Failed(error)) => failed(&error),
            Err(End::Decided(outcome)) => *outcome,
            Err(End::Event { event, parent }) if task.surveys && matches!(event.what, What::Wrong(..)) => {
                self.notes.wrong(event, None, parent);
                Outcome::Safe
            }
            Err(End::Event { event, parent }) => self.last_word(|s| s.report(event, parent)),
        }
    }

    /// An outcome that more has to be evaluated for.
    fn last_word(&mut self, f: impl FnOnce(&mut Self) -> Outcome) -> Outcome {
        catch(|| f(self)).unwrap_or_else(|_| self.task.options.stopped())
    }

    /// What is asked when all else is done: whether what must be possible was, and the postconditions.
    fn afterwards(&mut self) -> Option<Outcome> {
        let model = self.task.model;
        let never = model.possible.iter().zip(&self.task.possible).find(|(_, seen)| seen.load(Relaxed) == 0);
        if let (true, Some((n, _))) = (self.exhaustive, never) {
            return Some(Outcome::Postcondition { name: n.name.clone(), span: model.def(n.def).span, error: None, never: true });
        }
        let mut evaluator = Evaluator::new(model);
        evaluator.on_print(|text| log::info!(target: "print", "{text}"));
        evaluator.go_on_with(&self.registers);
        evaluator.tell_taken(&self.actions);
        let Counts { generated, distinct, depth, .. } = self.counts;
        for (name, value) in [("generated", generated), ("distinct", distinct), ("diameter", depth), ("level", 0), ("queue", 0)] {
            evaluator.set_register(name, value as i64);
        }
        // As if the first worker had seen it all: TLCGet("all:named")["s:_possible"][1][name].
        for worker in 0..model.run.workers {
            let count = |seen: &AtomicU64| Value::Int(if worker == 0 { seen.load(Relaxed) as i64 } else { 0 });
            let counts = model.possible.iter().zip(&self.task.possible);
            let counts = counts.map(|(n, seen)| (model.atoms.intern(&n.name), count(seen)));
            evaluator.turn_of(Some(worker));
            evaluator.set_register_to("s:_possible", Value::record(counts));
        }
        evaluator.turn_of(None);
        postcondition(model, &mut evaluator)
    }

    /// All that was noted on the way, and what ended the search, in this order; the first is the outcome.
    fn report_noted(&mut self, end: Option<End>) -> Outcome {
        let mut events = std::mem::take(&mut self.noted);
        if let Some(End::Event { event, parent }) = end {
            events.push((event, parent));
        }
        let mut first = None;
        for (event, parent) in events {
            match (self.report(event, parent), &first) {
                (Outcome::Violated { violation, trace }, Some(_)) => self.further.push((violation, trace)),
                (outcome @ Outcome::Violated { .. }, None) => first = Some(outcome),
                (other, _) => return other,
            }
        }
        first.expect("explicit: something was noted")
    }

    pub fn size(&self, queued: usize) -> Size {
        let Counts { generated, distinct, .. } = self.counts;
        Size::States { generated, distinct, queued: queued as u64 }
    }

    fn explore(&mut self, pool: &mut Pool<'a>) -> Result<(), End> {
        let options = self.task.options;
        // A quarter of the memory is for the states that wait, in this level and in the next one.
        let room = options.resources.memory_limit.map(|bytes| bytes as usize / 8);
        let mut queue = Queue::new(room);
        self.initial_states(pool, &mut queue)?;
        let mut first: Index = 0;
        loop {
            if queue.len() == 0 {
                self.exhaustive = true;
                return Ok(());
            }
            self.counts.depth += 1;
            let soft = options.explicit.soft_depth.filter(|soft| soft.depth <= self.level);
            let large = soft.is_some() && (queue.len() > LARGE || self.forecast(queue.len()) > FEW_STATES);
            let soft = soft.filter(|soft| soft.depth == self.level);
            let last = large || options.goal.depth == Some(self.level) || self.notes.is_wrong(self.level);
            let whole = soft.is_some_and(|soft| soft.beyond == Beyond::Nothing);
            let mut found = Queue::new(room);
            let mut closed = true;
            while let Some(states) = queue.pop()? {
                let count = states.len() as Index;
                if self.task.asks && self.task.model.run.coverage {
                    pool.own().tell_taken(&self.actions);
                }
                let mut part = Batch::new(states, first, queue.len(), self.level, last, pool.workers());
                part.whole = whole;
                let part = Arc::new(part);
                let chunks = pool.expand(&part);
                closed &= chunks.iter().all(|c| c.closed);
                self.merge(chunks, Some(&part), part.interrupted.load(Relaxed), &mut found)?;
                first += count;
                self.heed_room()?;
            }
            if self.notes.is_wrong(self.level) {
                return Ok(());
            }
            self.completed = Some(self.level);
            if let Some((event, parent)) = self.beyond.take() {
                return Err(End::Event { event, parent });
            }
            (options.resources.progress)(Progress {
                engine: EngineName::EXPLICIT,
                depth: self.level,
                completed: self.completed,
                size: self.size(found.len()),
            });
            if last {
                self.exhaustive = closed;
                return Ok(());
            }
            if found.len() > 0 && self.told_to_end(pool) {
                return Ok(());
            }
            if options.must_stop() && found.len() > 0 {
                return Err(End::Interrupted);
            }
            queue = found;
            self.early_liveness()?;
            self.level += 1;
        }
    }

    /// How many states will have been generated after a level with so many states, if each has as many successors as those before.
    fn forecast(&self, states: usize) -> u64 {
        let Counts { generated, distinct, .. } = self.counts;
        let expanded = distinct.saturating_sub(states as u64).max(1);
        generated.saturating_add((states as u64).saturating_mul(generated) / expanded)
    }

    /// `TLCSet("exit", TRUE)` ends the search with its level. Not where there are temporal properties: a graph that ends
    /// somewhere would have dead ends that are none.
    fn told_to_end(&self, pool: &mut Pool<'a>) -> bool {
        let task = self.task;
        task.asks && task.watch.is_none() && { pool.own().registers().asks_to_end(&task.model.atoms) }
    }

    fn initial_states(&mut self, pool: &mut Pool<'a>, queue: &mut Queue) -> Result<(), End> {
        let mut ended = None;
        let (rest, interrupted) = pool.own().initial_states(&mut |part| {
            self.merge(vec![part], None, false, queue).map_err(|end| {
                ended = Some(end);
                Stop
            })
        });
        match ended {
            Some(end) => Err(end),
            None => self.merge(vec![rest], None, interrupted, queue),
        }
    }

    /// Puts together what was found in a part of a level; without one, these are initial states.
    fn merge(&mut self, mut chunks: Vec<Chunk>, level: Option<&Batch>, interrupted: bool, queue: &mut Queue) -> Result<(), End> {
        let mut table = self.task.table.write().expect("explicit: no thread fails while it settles");
        let index = |place: Place| level.map_or(NONE, |l| l.first + place.parent() as Index);
        if self.task.surveys {
            self.notes.take(&mut chunks, level.map(|l| l.number), index);
        }
        let (mut found, mut events, mut beyond) = (Vec::new(), Vec::new(), Vec::new());
        let (mut successors, mut steps) = (Vec::new(), Vec::new());
        for c in chunks {
            found.extend(c.found);
            events.extend(c.events);
            beyond.extend(c.beyond);
            successors.push((c.start, c.successors));
            steps.push(c.steps);
            for (action, n) in c.actions {
                self.actions.entry(action).or_default().0 += n;
                if let Some(level) = level {
                    self.taken.entry(action).or_insert(level.number);
                }
            }
            if let Some(level) = level {
                c.within.into_iter().for_each(|action| {
                    self.within.entry(action).or_insert(level.number);
                });
            }
        }
        // An event in a state that was met before by a lesser place is none.
        let mut counts = |e: &Event| e.fingerprint.is_none_or(|f| table.owns(f, e.place));
        events.retain(&mut counts);
        if self.beyond.is_none() {
            let first = beyond.into_iter().filter(&mut counts).min_by_key(|e| e.place);
            self.beyond = first.map(|e| {
                let parent = index(e.place);
                (e, parent)
            });
        }
        let (mut noted, events): (Vec<Event>, Vec<Event>) = events.into_iter().partition(|e| self.task.goes_on_after(&e.what));
        let event = events.into_iter().min_by_key(|e| e.place);
        let end = event.as_ref().map_or(Place::LAST, |e| e.place);
        noted.sort_by_key(|e| e.place);
        for e in noted.into_iter().filter(|e| e.place <= end) {
            if self.task.surveys {
                let parent = index(e.place);
                self.notes.wrong(e, level.map(|l| l.number), parent);
                continue;
            }
            if !self.noted.iter().any(|(n, _)| n.what.same_property(&e.what)) {
                let parent = index(e.place);
                self.noted.push((e, parent));
            }
        }
        let before = self.counts.generated;
        for (start, counts) in successors {
            for (i, n) in counts.into_iter().enumerate() {
                self.counts.generated += match (start + i).cmp(&end.parent()) {
                    std::cmp::Ordering::Less => u64::from(n),
                    std::cmp::Ordering::Equal => u64::from(end.successor()),
                    std::cmp::Ordering::Greater => 0,
                };
            }
        }
        self.task.generated.store(self.counts.generated, Relaxed);
        log::debug!("level {}: {} generated", self.level, self.counts.generated - before);
        table.trouble()?;
        for f in found {
            if f.place <= end && table.owns(f.fingerprint, f.place) {
                table.settle(f.fingerprint, index(f.place))?;
                if let Some(graph) = &mut self.graph {
                    graph.found(f.fingerprint);
                }
                if let Some(action) = f.action {
                    self.actions.entry(action).or_default().1 += 1;
                }
                queue.push(f.state)?;
            }
        }
        table.end_batch();
        if let Some(graph) = &mut self.graph {
            steps.iter().for_each(|s| graph.add(s));
        }
        self.counts.distinct = table.len() as u64;
        if level.is_none() {
            self.counts.initial = self.counts.distinct;
        }
        match event {
            Some(event) => Err(End::Event { parent: index(event.place), event }),
            None if interrupted => Err(End::Interrupted),
            None => Ok(()),
        }
    }

    // ---- counterexamples ----

    /// Checks the temporal properties on all states found so far; `None` if they hold.
    fn liveness(&mut self) -> Option<Outcome> {
        let (graph, Some(Watch { temporal, .. })) = (self.graph.as_ref()?, &self.task.watch) else { return None };
        let stop = || self.task.options.must_stop();
        let room = self.task.options.resources.memory_limit;
        let (property, lasso) = match liveness::check(graph, self.counts.initial as u32, temporal, room, &stop) {
            Answer::Holds => return None,
            Answer::Interrupted => return Some(self.task.options.stopped()),
            Answer::NoRoom => return Some(no_room()),
            Answer::TooLarge { property, why } => {
                let d = Diagnostic::error(Code::UNSUPPORTED, why);
                return Some(Outcome::Unsupported(d.at(temporal.properties[property].span, "this formula")));
            }
            Answer::Violated(property, lasso) => (property, lasso),
        };
        let path: std::io::Result<Vec<Fingerprint>> = {
            let table = self.task.table.read().expect("explicit: no thread fails while it settles");
            lasso.stem.iter().chain(&lasso.rest).map(|i| table.fingerprint(*i)).collect()
        };
        let path = match path {
            Ok(path) => path,
            Err(error) => return Some(failed(&error)),
        };
        let states = match rebuild(self.task, path) {
            Ok(states) => states,
            Err(message) => return Some(Outcome::Internal { message }),
        };
        let end = match (lasso.stutters, lasso.finite) {
            (_, true) => trace::lasso::End::Any,
            (true, false) => trace::lasso::End::Stuttering,
            (false, false) => trace::lasso::End::Back(lasso.stem.len() - 1),
        };
        let states = if lasso.finite { &states[..lasso.stem.len()] } else { &states };
        Some(match trace::lasso::replay(temporal, property, states, end, self.task.options.goal.keep_going, None) {
            Ok((violation, trace)) => Outcome::Violated { violation, trace },
            Err(e) => Outcome::Internal { message: format!("explicit: the infinite behaviour was refuted: {e}") },
        })
    }

    /// Have all states been seen, and is there no behavior that satisfies the fairness? Not asked where it is all WF and SF.
    pub fn has_no_fair_behavior(&self) -> bool {
        let (Some(graph), Some(Watch { temporal, .. }), true) = (&self.graph, &self.task.watch, self.exhaustive) else {
            return false;
        };
        let stop = || self.task.options.must_stop();
        liveness::no_fair_behavior(graph, self.counts.initial as u32, temporal, self.task.options.resources.memory_limit, &stop)
    }

    fn finish_graph(&mut self) -> &mut Self {
        self.graph.iter_mut().for_each(Graph::finish);
        self
    }

    /// The graph stays in memory: where it takes more than is given the search ends.
    fn heed_room(&mut self) -> Result<(), End> {
        let (Some(graph), Some(room)) = (&self.graph, self.task.options.resources.memory_limit) else { return Ok(()) };
        if graph.bytes() <= room {
            return Ok(());
        }
        Err(End::Decided(Box::new(no_room())))
    }

    /// Checks the temporal properties before the search has ended, each time there are several times as many states
    /// as before: so that a violation is found even if the search does not end.
    fn early_liveness(&mut self) -> Result<(), End> {
        if self.graph.is_none() || self.task.options.goal.keep_going || self.counts.distinct < self.next_check {
            return Ok(());
        }
        self.next_check = self.counts.distinct * 4;
        self.liveness().map_or(Ok(()), |outcome| Err(End::Decided(Box::new(outcome))))
    }

    /// The states on the way to one.
    pub fn behaviour(&self, state: Index) -> Result<Vec<State>, String> {
        let path = self.task.table.read().expect("explicit: no thread fails while it settles").path(state);
        rebuild(self.task, path.map_err(|e| e.to_string())?)
    }

    /// Rebuilds the behaviour and has it certified.
    fn report(&mut self, event: Event, parent: Index) -> Outcome {
        let claim = match event.what {
            What::Unsupported(e) => return unsupported_error(&e).expect("explicit: the error says unsupported"),
            What::Temporal(e) => return unsupported_error(&e).unwrap_or_else(|| self.report_temporal(parent)),
            What::View(e) => {
                return Outcome::Unknown { reason: GaveUp::View(e.message) };
            }
            What::Wrong(claim, _) => claim,
            What::Constraint => Claim::NextError,
        };
        let path = match self.task.table.read().expect("explicit: no thread fails while it settles").path(parent) {
            Ok(path) => path,
            Err(error) => return failed(&error),
        };
        let mut states = match rebuild(self.task, path) {
            Ok(states) => states,
            Err(message) => return Outcome::Internal { message },
        };
        if event.last.is_some() && !self.task.options.goal.keep_going {
            self.counts.depth = self.counts.depth.max(states.len() as u64 + 1);
        }
        states.extend(event.last);
        let replay = if self.task.options.goal.keep_going { replay_further } else { replay };
        let refuted = match replay(self.task.model, &states, claim) {
            Ok((violation, trace)) => return Outcome::Violated { violation, trace },
            Err(e) => e,
        };
        if !asks_registers(self.task.model) {
            return Outcome::Internal { message: format!("explicit: the counterexample was refuted: {refuted}") };
        }
        match replay_at(&self.counts, event.registers.as_deref(), self.task.model, &states, claim) {
            Ok((violation, trace)) => {
                self.half_confirmed = true;
                Outcome::Violated { violation, trace }
            }
            Err(_) => Outcome::Unknown {
                reason: GaveUp::Unconfirmed(format!(
                    "an error was found after {} steps, but steps depend on what TLCGet answers, so the behavior cannot be confirmed: {refuted}",
                    states.len().saturating_sub(1)
                )),
            },
        }
    }

    /// A temporal formula that cannot be evaluated in a state, or in a step from it.
    fn report_temporal(&mut self, state: Index) -> Outcome {
        let Some(Watch { temporal, .. }) = &self.task.watch else { panic!("explicit: there are no temporal formulas") };
        let path = match self.task.table.read().expect("explicit: no thread fails while it settles").path(state) {
            Ok(path) => path,
            Err(error) => return failed(&error),
        };
        let replayed = rebuild(self.task, path).and_then(|states| {
            trace::lasso::failure(temporal, &states, self.task.options.goal.keep_going).map_err(|e| e.to_string())
        });
        match replayed {
            Ok((violation, trace)) => Outcome::Violated { violation, trace },
            Err(e) => Outcome::Internal { message: format!("explicit: the error of a temporal formula was refuted: {e}") },
        }
    }
}

/// The states with these fingerprints, an initial one and then one after the other.
pub(super) fn rebuild(task: &Task<'_>, path: Vec<Fingerprint>) -> Result<Vec<State>, String> {
    let Task { model, init, next, .. } = task;
    // What was printed once is not printed again.
    let mut evaluator = Evaluator::new(model);
    evaluator.go_on_with(&task.registers);
    let mut checks = evaluator.beside();
    let mut vm = Vm::new(task.program, task.heap.clone(), evaluator.beside());
    let mut states: Vec<State> = Vec::with_capacity(path.len() + 1);
    for wanted in path {
        let mut found = None;
        let level = states.len() as i64;
        evaluator.set_register("level", level);
        if task.asks_trace {
            evaluator.set_way(&states);
        }
        let mut look = |s: State| {
            // A VIEW may ask for the level of its state.
            checks.set_register("level", level + 1);
            let fingerprint = task.fingerprint(&mut vm, &mut checks, &s);
            checks.set_register("level", level);
            if fingerprint.ok() != Some(wanted) {
                return Ok(());
            }
            found = Some(s);
            Err(Stop)
        };
        let _ = match states.last() {
            None => evaluator.initial_states(*init, &mut look),
            Some(s) => evaluator.successors(*next, s, &mut |_, t| look(t)),
        };
        match found {
            Some(s) => states.push(s),
            None => return Err(format!("explicit: state {} of a trace was not found again", states.len() + 1)),
        }
    }
    Ok(states)
}

fn no_room() -> Outcome {
    let message = "the graph of states and steps, in which temporal properties are decided, takes more memory than is given";
    let help = "give more with --memory-limit, bound the search with --depth, or leave out the temporal properties";
    Outcome::Failed(Diagnostic::error(Code::SYSTEM, message).help(help))
}

fn failed(error: &std::io::Error) -> Outcome {
    let d = Diagnostic::error(Code::SYSTEM, format!("the states found cannot be kept on disk: {error}"));
    Outcome::Failed(
        d.help("files for them lie where temporary files do (TMPDIR says where); or give more memory with --memory-limit"),
    )
}
