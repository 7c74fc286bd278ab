//! The worker threads.
//!
//! In: a [`Task`]. Out: [`Pool::expand`], which expands a level in the calling thread and, if the level is large enough, in
//! the helper threads that are not parked. Each thread keeps its evaluators, with their caches, from level to level. The panic of a helper
//! continues in the caller. Helpers end when the pool is dropped.

use super::batch::{Batch, Chunk};
use super::task::Task;
use super::worker::Worker;
use crate::util::stack::spawn_on_large_stack;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Scope;

/// A level of fewer states is expanded by the caller alone.
const SMALL: usize = 32;

type Result = std::result::Result<Vec<Chunk>, Box<dyn Any + Send>>;

pub struct Pool<'a> {
    own: Worker<'a>,
    helpers: Vec<Sender<Arc<Batch>>>,
    /// The number of parked helpers.
    parked: &'a AtomicUsize,
    results: Receiver<Result>,
}

impl<'a> Pool<'a> {
    /// Starts `workers - 1` helpers.
    pub fn start<'s>(scope: &'s Scope<'s, '_>, task: &'a Task<'a>, workers: usize) -> Pool<'a>
    where
        'a: 's,
    {
        let (report, results) = channel();
        let helpers = (1..workers).map(|_| {
            let (sender, levels) = channel::<Arc<Batch>>();
            let report = report.clone();
            spawn_on_large_stack(scope, move || {
                let mut worker = Worker::new(task);
                for level in levels {
                    let result = catch_unwind(AssertUnwindSafe(|| worker.expand(&level)));
                    drop(level);
                    let failed = result.is_err();
                    if report.send(result).is_err() || failed {
                        return;
                    }
                }
            });
            sender
        });
        let helpers = helpers.collect();
        Pool { own: Worker::new(task), helpers, parked: &task.options.explicit.parked_workers, results }
    }

    pub fn workers(&self) -> usize {
        self.helpers.len() + 1
    }

    pub fn own(&mut self) -> &mut Worker<'a> {
        &mut self.own
    }

    /// The chunks of a level, in order.
    pub fn expand(&mut self, level: &Arc<Batch>) -> Vec<Chunk> {
        let free = self.helpers.len().saturating_sub(self.parked.load(Relaxed));
        let helpers: &[Sender<_>] = if level.states.len() < SMALL { &[] } else { &self.helpers[..free] };
        for h in helpers {
            h.send(level.clone()).expect("explicit: helpers end after the pool");
        }
        let mut chunks = self.own.expand(level);
        for _ in helpers {
            match self.results.recv().expect("explicit: helpers end after the pool") {
                Ok(more) => chunks.extend(more),
                Err(panic) => resume_unwind(panic),
            }
        }
        chunks.sort_by_key(|c| c.start);
        chunks
    }
}
