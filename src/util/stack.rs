//! Deep recursion without a crash: evaluation on a large native stack, with a limit below its size.
//!
//! A specification may recurse deeply, and infinite recursion must be an error, not a crash. [`on_large_stack`] runs
//! a closure on a thread with a large stack; a [`Limit`] says when most of the stack is used.

use crate::util::interrupt::{self, with_flag};
use std::cell::Cell;
use std::thread::{Scope, ScopedJoinHandle};

/// The size of a large stack, in bytes.
const LARGE: usize = 1 << 28;
/// The limit without [`on_large_stack`], in bytes. The smallest usual stack is that of a test thread, 2 MiB.
const DEFAULT: usize = 1 << 20;

thread_local! {
    static ROOM: Cell<usize> = const { Cell::new(DEFAULT) };
}

/// The result of `f` on a thread of its own with a stack of 256 MiB, which is reserved and not yet used.
pub fn on_large_stack<T: Send>(f: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| spawn_on_large_stack(scope, f).join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
}

/// Starts a thread with such a stack. It inherits the cancellation flag.
pub fn spawn_on_large_stack<'s, T: Send + 's>(
    scope: &'s Scope<'s, '_>,
    f: impl FnOnce() -> T + Send + 's,
) -> ScopedJoinHandle<'s, T> {
    spawn_with_room(scope, 0, f)
}

/// The same with `own` bytes more, which the thread's own frames may use.
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
            with_flag(&flag, f)
        })
        .expect("eval: no thread can be started")
}

/// The address that the stack must not reach.
#[derive(Clone, Copy, Default)]
pub(crate) struct Limit(usize);

impl Limit {
    /// The limit of this thread for a computation that begins here.
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
