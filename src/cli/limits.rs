//! What ends a run that is not inside an engine: the time limit, Ctrl-C and memory, while files are read and a report is written.
//!
//! In: work that may take long, or wait for another process (a file may be a pipe). Out: its result, or the reason why there is none. The
//! work runs in a thread of its own. A thread that does not end by itself is abandoned: the process ends soon after.

use super::{STACK, memory};
use crate::api::{Handle, Reason};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// How often limits are checked.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// The least time to write a report, also past the time limit.
const LEAST_TIME: Duration = Duration::from_secs(2);

/// The time that a writer gets to stop.
const GRACE: Duration = Duration::from_secs(1);

#[derive(Clone)]
pub struct Limits {
    handle: Handle,
    until: Option<Instant>,
    memory: Option<u64>,
}

impl Limits {
    /// The limits of a run that began at `start`; signals set `handle`.
    pub fn new(start: Instant, seconds: Option<f64>, memory: Option<u64>, handle: &Handle) -> Limits {
        let until = seconds.map(|s| start + Duration::from_secs_f64(s));
        Limits { handle: handle.clone(), until, memory: memory::ceiling(memory) }
    }

    /// No limits.
    pub fn none() -> Limits {
        Limits { handle: Handle::new(), until: None, memory: None }
    }

    /// Why the work must stop now, if it must.
    pub fn reason(&self) -> Option<Reason> {
        let late = self.until.is_some_and(|until| Instant::now() >= until);
        self.handle.reason().or_else(|| late.then_some(Reason::Time))
    }

    /// The result of `f`, unless the limits end it. A panic continues here.
    pub fn within<T: Send + 'static>(&self, f: impl FnOnce() -> T + Send + 'static) -> Result<T, Reason> {
        let (sender, result) = channel();
        let work = std::thread::Builder::new().name("tlaloc".to_string()).stack_size(STACK);
        let thread = work.spawn(move || sender.send(f())).expect("cli: no thread can be started");
        loop {
            match result.recv_timeout(POLL_INTERVAL) {
                Ok(value) => return Ok(value),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => match thread.join() {
                    Ok(_) => unreachable!("cli: who ends has sent its result"),
                    Err(panic) => std::panic::resume_unwind(panic),
                },
            }
            if let Some(reason) = self.reason() {
                return Err(reason);
            }
            if memory::is_used_up(self.memory) {
                return Err(Reason::Memory);
            }
        }
    }

    /// Writes a report: `f` gets limits to check. If it does not stop, or waits for a reader, it is abandoned.
    pub fn deliver<T: Send + 'static>(&self, f: impl FnOnce(&Limits) -> T + Send + 'static) -> Result<T, Reason> {
        let least = Instant::now() + LEAST_TIME;
        // what stopped the search does not stop its report
        let handle = if self.handle.reason().is_some() { Handle::new() } else { self.handle.clone() };
        let told = Limits { handle, until: self.until.map(|until| until.max(least)), memory: None };
        let waited = told.clone();
        let patient = Limits { until: told.until.map(|until| until + GRACE), handle: Handle::new(), memory: None };
        let stop = patient.handle.clone();
        let watch = std::thread::spawn(move || {
            // a signal ends the wait, too, after a grace period
            while waited.handle.reason().is_none() {
                std::thread::sleep(POLL_INTERVAL);
            }
            std::thread::sleep(GRACE);
            stop.cancel_because(waited.handle.reason().unwrap_or(Reason::User));
        });
        let result = patient.within(move || f(&told));
        drop(watch);
        result
    }
}

#[cfg(test)]
mod tests {
    use super::Limits;
    use crate::api::{Handle, Reason};
    use std::sync::mpsc::channel;
    use std::time::Instant;

    #[test]
    fn work_ends_with_its_result_or_with_a_reason() {
        let handle = Handle::new();
        let limits = |seconds| Limits::new(Instant::now(), seconds, None, &handle);
        assert_eq!(limits(None).within(|| 7), Ok(7));
        // what never ends by itself
        let (waiting, never) = channel::<()>();
        assert_eq!(limits(Some(0.05)).within(move || never.recv().is_ok()), Err(Reason::Time));
        drop(waiting);
        assert_eq!(limits(Some(0.0)).deliver(|limits| limits.reason()), Ok(None));
        handle.cancel();
        let (waiting, never) = channel::<()>();
        assert_eq!(limits(None).within(move || never.recv().is_ok()), Err(Reason::User));
        drop(waiting);
        assert_eq!(limits(None).deliver(|limits| limits.reason()), Ok(None));
    }
}
