//! The limit on memory: a look now and then at what the process occupies, beside the search.
//!
//! What a formula, its clauses and what the solver learns from them take nobody knows but the system. So beyond the limit the run's flag is
//! set, and the search ends as it does when the time is over: with the depth that it has completed.

use crate::engine::Options;
use crate::util::interrupt::Reason;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// Runs `f`, and sets the flag when the process occupies more than it may.
pub(super) fn watched<T>(options: &Options<'_>, f: impl FnOnce() -> T) -> T {
    let Some(limit) = options.resources.memory_limit else { return f() };
    std::thread::scope(|scope| {
        let (running, ended) = channel::<()>();
        scope.spawn(move || {
            while ended.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
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
