//! Deep recursion without a crash: evaluation on a large native stack, and a limit well inside it.
//!
//! A specification may recurse deeply (and runaway recursion must be an error, not a crash). [`on_large_stack`] runs
//! a closure on a thread with room; a [`Limit`] remembers where the stack began and says when most of it is used.

use crate::util::interrupt::{self, heeding};
use std::cell::Cell;
use std::thread::{Scope, ScopedJoinHandle};

const LARGE: usize = 1 << 28;
/// Without [`on_large_stack`]: the smallest usual stack is that of a test thread, 2 MiB.
const DEFAULT: usize = 1 << 20;

thread_local! {
    static ROOM: Cell<usize> = const { Cell::new(DEFAULT) };
}

/// Runs `f` on a thread of its own with a stack of 256 MiB (reserved, not used up).
pub fn on_large_stack<T: Send>(f: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| spawn_on_large_stack(scope, f).join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
}

/// Starts a thread with such a stack, which heeds the flag that this one heeds.
pub fn spawn_on_large_stack<'s, T: Send + 's>(
    scope: &'s Scope<'s, '_>,
    f: impl FnOnce() -> T + Send + 's,
) -> ScopedJoinHandle<'s, T> {
    spawn_with_room(scope, 0, f)
}

/// The same for a thread that evaluates on the way: it may use `own` bytes of the stack itself.
pub fn spawn_with_room<'s, T: Send + 's>(
    scope: &'s Scope<'s, '_>,
    own: usize,
    f: impl FnOnce() -> T + Send + 's,
) -> ScopedJoinHandle<'s, T> {
    let flag = interrupt::current();
    std::thread::Builder::new()
        .name("eval".into())
        .stack_size(LARGE + own)
        .spawn_scoped(scope, move || {
            ROOM.set(LARGE - (LARGE >> 3));
            heeding(&flag, f)
        })
        .expect("eval: no thread can be started")
}

/// How far down the stack evaluation may go.
#[derive(Clone, Copy, Default)]
pub(crate) struct Limit(usize);

impl Limit {
    /// From here on, the room of this thread.
    #[inline]
    pub fn here() -> Limit {
        Limit(address().saturating_sub(ROOM.get()))
    }

    #[inline]
    pub fn reached(self) -> bool {
        address() < self.0
    }
}

#[inline(always)]
fn address() -> usize {
    let mark = 0u8;
    std::hint::black_box(&mark) as *const u8 as usize
}
