//! The search itself, level by level.
//!
//! In: a [`Task`]. Out: an outcome and counts. Between levels one thread merges what the workers found, in the order of places
//! (`merge.rs`); `report.rs` turns what ended the search into a counterexample.

// Such an error ends the whole search: its size is paid once.
#![allow(clippy::result_large_err)]

use super::super::{Beyond, EngineName, FEW_STATES, Progress, Size};
use super::batch::Batch;
use super::event::{Event, What};
use super::liveness::Graph;
use super::place::Index;
use super::pool::Pool;
use super::queue::Queue;
use super::spill::failed;
use super::survey::Notes;
use super::task::Task;
use crate::engine::assumptions::postcondition;
use crate::eval::{Evaluator, Registers, Stop};
use crate::ir::DefId;
use crate::property::Violation;
use crate::trace::{Counts, Outcome, Trace};
use crate::util::interrupt::{Cancel, catch, with_flag};
use crate::value::Value;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// States of a level. Past the soft depth the search ends at a larger level.
const LARGE: usize = 1 << 16;

pub struct Search<'a> {
    pub(super) task: &'a Task<'a>,
    pub counts: Counts,
    /// The level being expanded, initial states at 0.
    pub level: u32,
    /// The last level that was expanded completely.
    pub completed: Option<u32>,
    pub exhaustive: bool,
    /// The number of states by each action, and how many of them were new.
    pub actions: FxHashMap<DefId, (u64, u64)>,
    /// The depth at which each action was first taken.
    pub taken: FxHashMap<DefId, u32>,
    /// The depth at which each action first had a step that the action constraints allow.
    pub within: FxHashMap<DefId, u32>,
    /// The first error in a step from the soft depth; it ends the search after that level.
    pub(super) beyond: Option<(Event, Index)>,
    /// The first violation of each property, if the search continues after violations; with a limit on errors, also further ones.
    pub(super) noted: Vec<(Event, Index)>,
    /// What tells the noted violations of a property apart.
    pub(super) views: Vec<Option<Value>>,
    /// All states and steps, if temporal properties are to be checked.
    pub(super) graph: Option<Graph>,
    /// The number of states at which temporal properties are checked next.
    pub(super) next_check: u64,
    pub further: Vec<(Violation, Trace)>,
    /// Other violations were found, and temporal properties were not decided.
    pub undecided: bool,
    /// A counterexample was confirmed only in part, because it depends on TLCGet.
    pub half_confirmed: bool,
    /// The registers at the end.
    registers: Registers,
    /// For a survey.
    pub notes: Notes,
}

/// How a level ended.
pub(super) enum End {
    Interrupted,
    Event {
        event: Box<Event>,
        parent: Index,
    },
    /// A file failed.
    Failed(std::io::Error),
    /// The states so far decide the outcome.
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
            views: Vec::new(),
            graph: task.watch.as_ref().map(|w| Graph::new(w.words, w.has_steps())),
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
        let workers = if task.is_ordered { 1 } else { task.options.resources.workers.max(1) };
        let end = std::thread::scope(|scope| {
            let mut pool = Pool::start(scope, task, workers);
            let end = self.explore(&mut pool);
            if task.is_ordered {
                self.registers = pool.own().registers();
            }
            end
        });
        if !self.noted.is_empty() {
            // after a stop the violations so far are still reported
            let whole = end.is_ok();
            let first = with_flag(&Cancel::default(), || self.report_noted(end.err()));
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
                self.notes.wrong(*event, None, parent);
                Outcome::Safe
            }
            Err(End::Event { event, parent }) => self.last_word(|s| s.report(*event, parent)),
        }
    }

    /// An outcome that needs further evaluation; a stop ends that, too.
    fn last_word(&mut self, f: impl FnOnce(&mut Self) -> Outcome) -> Outcome {
        catch(|| f(self)).unwrap_or_else(|_| self.task.options.stopped())
    }

    /// The checks after the search: `_POSSIBLE` and POSTCONDITION.
    fn afterwards(&mut self) -> Option<Outcome> {
        let model = self.task.model;
        let never = model.possible.iter().zip(&self.task.possible).find(|(_, seen)| seen.load(Relaxed) == 0);
        if let (true, Some((n, _))) = (self.exhaustive, never) {
            return Some(Outcome::Postcondition { name: n.name.clone(), span: model.def(n.def).span, error: None, never: true });
        }
        let mut evaluator = Evaluator::new(model);
        evaluator.on_print(self.task.options.resources.print);
        evaluator.go_on_with(&self.registers);
        evaluator.tell_taken(&self.actions);
        let Counts { generated, distinct, depth, .. } = self.counts;
        for (name, value) in [("generated", generated), ("distinct", distinct), ("diameter", depth), ("level", 0), ("queue", 0)] {
            evaluator.set_register(name, value as i64);
        }
        // all counts are those of the first worker: TLCGet("all:named")["s:_possible"][1][name].
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

    /// The violations that were noted, then what ended the search; the first one is the outcome.
    fn report_noted(&mut self, end: Option<End>) -> Outcome {
        let mut events = std::mem::take(&mut self.noted);
        if let Some(End::Event { event, parent }) = end {
            events.push((*event, parent));
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
        // a quarter of the memory is for the queues of this level and the next one
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
                if self.task.is_ordered && self.task.model.run.coverage {
                    pool.own().tell_taken(&self.actions);
                }
                let mut part = Batch::new(states, first, queue.len(), self.level, last, pool.workers());
                part.whole = whole;
                let part = Arc::new(part);
                let chunks = pool.expand(&part);
                closed &= chunks.iter().all(|c| c.closed);
                self.merge(chunks, Some(&part), part.interrupted.load(Relaxed), &mut found)?;
                first += count;
                self.check_room()?;
            }
            if self.notes.is_wrong(self.level) {
                return Ok(());
            }
            self.completed = Some(self.level);
            if let Some((event, parent)) = self.beyond.take() {
                return Err(End::Event { event: Box::new(event), parent });
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

    /// The estimated number of generated states after a level of so many states.
    fn forecast(&self, states: usize) -> u64 {
        let Counts { generated, distinct, .. } = self.counts;
        let expanded = distinct.saturating_sub(states as u64).max(1);
        generated.saturating_add((states as u64).saturating_mul(generated) / expanded)
    }

    /// `TLCSet("exit", TRUE)` ends the search with its level. Not where there are temporal properties: a graph that ends
    /// somewhere would have dead ends that are none.
    fn told_to_end(&self, pool: &mut Pool<'a>) -> bool {
        let task = self.task;
        task.is_ordered && task.watch.is_none() && { pool.own().registers().asks_to_end(&task.model.atoms) }
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
}
