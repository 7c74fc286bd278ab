//! The memory limit: a thread beside the search polls the memory of the process.
//!
//! Only the system knows the size of a formula, its clauses and what the solver learns from them. Beyond the limit the run is canceled, and
//! the search ends as at its time limit: with the depth that it has completed.

use crate::engine::Options;
use crate::util::interrupt::Reason;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// The time between two polls.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// Runs `f`, and cancels the run when the process exceeds its memory limit.
pub(super) fn watched<T>(options: &Options<'_>, f: impl FnOnce() -> T) -> T {
    let Some(limit) = options.resources.memory_limit else { return f() };
    std::thread::scope(|scope| {
        let (running, ended) = channel::<()>();
        scope.spawn(move || {
            while ended.recv_timeout(POLL_INTERVAL) == Err(RecvTimeoutError::Timeout) {
                if (options.resources.occupied)().is_some_and(|bytes| bytes > limit) {
                    options.resources.cancel.cancel(Reason::Memory);
                    break;
                }
            }
        });
        let result = f();
        drop(running);
        result
    })
}
