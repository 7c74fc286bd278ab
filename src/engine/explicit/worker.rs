//! What one thread does: it takes chunks of a batch and expands their states.
//!
//! In: a [`Task`], the same for all threads, and a [`Batch`]. Out: [`Chunk`]s, in which everything has its [`BatchPosition`]. A worker
//! continues past a violation only in places that come before it, so that of all violations of a level the first is among the events,
//! and all before it was expanded.

use super::batch::{Batch, Chunk};
use super::check::{Checker, Successor};
use super::event::{Event, What, failed};
use super::expand::{Expansion, POLL_INTERVAL, initial, stop};
use super::place::{BatchPosition, Index};
use super::queue::PART;
use super::rebuild::rebuild;
use super::table::Table;
use super::task::Task;
use crate::engine::{EngineName, Progress, Size};
use crate::eval::{Evaluator, Halt, Registers, Stop};
use crate::ir::DefId;
use crate::trace::replay::Claim;
use crate::util::interrupt::catch;
use crate::vm::Vm;
use rustc_hash::FxHashMap;
use std::cell::OnceCell;
use std::sync::atomic::Ordering::Relaxed;

/// The state of one thread.
pub struct Worker<'a> {
    task: &'a Task<'a>,
    /// Evaluates actions; `checks` evaluates formulas about each successor in between.
    actions: Evaluator<'a>,
    checks: Evaluator<'a>,
    vm: Vm<'a, 'a>,
}

impl<'a> Worker<'a> {
    pub fn new(task: &'a Task<'a>) -> Worker<'a> {
        let mut actions = Evaluator::new(task.model);
        actions.go_on_with(&task.registers);
        let mut checks = actions.beside();
        actions.on_print(task.options.resources.print);
        checks.on_print(task.options.resources.print);
        let mut vm = Vm::new(task.program, task.heap.clone(), Evaluator::new(task.model));
        if let Some(bytes) = task.options.resources.memory_limit {
            // an eighth of the memory is for the states that all threads expand
            vm.limit(bytes / 8 / task.options.resources.workers.max(1) as u64);
        }
        Worker { task, actions, checks, vm }
    }

    pub fn registers(&self) -> Registers {
        self.actions.registers()
    }

    /// Sets the counts of actions in TLCGet("spec").
    pub fn tell_taken(&mut self, taken: &FxHashMap<DefId, (u64, u64)>) {
        self.actions.tell_taken(taken);
        self.checks.tell_taken(taken);
    }

    /// Computes the initial states in parts: `more` takes one, and an error stops. Returns the last part, and whether the enumeration was
    /// interrupted.
    pub fn initial_states(&mut self, more: &mut dyn FnMut(Chunk) -> Result<(), Stop>) -> (Chunk, bool) {
        let Worker { task, actions, checks, vm } = self;
        let task = *task;
        let (mut out, mut count, mut interrupted) = (Chunk::default(), 0, false);
        if task.is_ordered {
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
            let level = task.is_ordered.then_some(0);
            let mut checker = Checker { task, vm, checks, parent: OnceCell::new(), doubts, level };
            let mut one = |s: Successor| {
                if out.found.len() == PART {
                    out.successors.push(std::mem::take(&mut count));
                    more(std::mem::take(&mut out))?;
                }
                count += 1;
                if count.is_multiple_of(POLL_INTERVAL as u32) && task.options.must_stop() {
                    interrupted = true;
                    return Err(Stop);
                }
                initial(&mut checker, &mut out, BatchPosition::new(0, count), &s)
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
                let _ = stop(&mut out, BatchPosition::new(0, count), None, failed(*e, Claim::InitError));
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
                if task.is_ordered {
                    let (generated, distinct) = (task.generated.load(Relaxed), table.len() + table.fresh());
                    let expanded = level.first as usize + parent;
                    let queue = distinct.saturating_sub(expanded + 1);
                    tell(&mut self.actions, task, level.number as usize + 1, generated, distinct, queue);
                    self.actions.turn_of(Some(expanded));
                    if task.reads_trace {
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
        // the machine is checked at the start of a run, and now and then later
        let doubts = cfg!(debug_assertions) && (level.first as usize + parent < 200 || parent.is_multiple_of(32));
        let level_register = task.is_ordered.then_some(i64::from(level.number) + 1);
        let checker = Checker { task, vm, checks, parent: OnceCell::new(), doubts, level: level_register };
        let looked = task.generated.load(Relaxed);
        let mut expansion = Expansion { task, level, table, parent, out, checker, own: None, count: 0, looked };
        let end = catch(|| expansion.all(actions).map(|()| expansion.watched()));
        let count = expansion.count;
        match end {
            Ok(Ok(Err(e))) => {
                let place = BatchPosition::new(parent, count);
                let _ = expansion.end(Event::new(place, None, None, What::Temporal(e)));
            }
            Ok(Ok(Ok(()))) if count == 0 && task.surveys && !task.model.check_deadlock => {
                expansion.out.stuck.get_or_insert(parent);
            }
            Ok(Ok(Ok(()))) if count == 0 && mutant!("deadlock-not-in-odd-places") && parent % 2 == 1 => {}
            Ok(Ok(Ok(()))) if count == 0 && task.model.check_deadlock => {
                let place = BatchPosition::new(parent, 0);
                let _ = expansion.end(Event::new(place, None, None, What::Wrong(Claim::Deadlock, None)));
            }
            Ok(Ok(Ok(())) | Err(Halt::Stopped)) => {}
            Ok(Err(Halt::Error(e))) => {
                let place = BatchPosition::new(parent, count);
                let _ = expansion.end(Event::new(place, None, None, failed(*e, Claim::NextError)));
            }
            Err(_) => level.interrupted.store(true, Relaxed),
        }
        let before = task.generated.fetch_add(u64::from(count), Relaxed);
        let generated = before + u64::from(count);
        if generated / POLL_INTERVAL > before / POLL_INTERVAL {
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

/// Sets the registers that TLCGet reads.
fn tell(e: &mut Evaluator<'_>, task: &Task<'_>, level: usize, generated: u64, distinct: usize, queue: usize) {
    e.set_register("level", level as i64);
    e.set_register("diameter", level as i64);
    e.set_register("generated", generated as i64);
    e.set_register("distinct", distinct as i64);
    e.set_register("queue", queue as i64);
    e.set_register("duration", task.options.resources.start.elapsed().as_secs() as i64);
}
