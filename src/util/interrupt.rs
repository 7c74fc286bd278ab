//! Cancellation: a flag that all computations look at, and how they end when it is set.
//!
//! In: a [`Cancel`], which a signal, a clock or a faster engine sets. Out: computations that end soon after. Evaluation and encoding
//! are deep recursions, and many callers handle the errors that they return; an interruption is no error of the
//! specification, so it is not one of them. It unwinds the stack instead ([`Cancel::check`]) up to the caller that began the
//! computation and can continue without its result ([`catch`]). No function between them can take it for an answer.
//!
//! The flag belongs to the thread, as the size of the stack does: [`with_flag`] sets it, evaluators and encoders take
//! [`current`] when they are made, and threads that are started for the same computation inherit it.
//!
//! ```text
//! with_flag(&cancel, || catch(|| evaluator.predicate(…)))   // Err(Reason) if the flag was set meanwhile
//! ```

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Why a computation ends early.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// The time limit is reached.
    Time,
    /// The memory limit is reached.
    Memory,
    /// The user interrupted the run.
    User,
    /// The result is no longer needed.
    Superseded,
}

/// A flag that ends computations. Clones share it.
#[derive(Clone, Default, Debug)]
pub struct Cancel(Arc<AtomicUsize>);

impl Cancel {
    /// The number in [`Cancel::shared`] for [`Reason::User`].
    pub const BY_USER: usize = 2;

    pub fn cancel(&self, reason: Reason) {
        let number = match reason {
            Reason::Time => 1,
            Reason::User => Self::BY_USER,
            Reason::Superseded => 3,
            Reason::Memory => 4,
        };
        // The first reason stays.
        let _ = self.0.compare_exchange(0, number, Relaxed, Relaxed);
    }

    pub fn reason(&self) -> Option<Reason> {
        match self.0.load(Relaxed) {
            0 => None,
            1 => Some(Reason::Time),
            Self::BY_USER => Some(Reason::User),
            4 => Some(Reason::Memory),
            _ => Some(Reason::Superseded),
        }
    }

    pub fn is_cancelled(&self) -> bool {
        self.0.load(Relaxed) != 0
    }

    /// Unwinds the stack if the flag is set. Cheap enough for every call of an operator.
    #[inline]
    pub fn check(&self) {
        if self.0.load(Relaxed) != 0 {
            self.unwind();
        }
    }

    #[cold]
    fn unwind(&self) {
        resume_unwind(Box::new(Interrupted(self.reason().unwrap_or(Reason::Superseded))));
    }

    /// The flag itself, for a signal handler.
    pub fn shared(&self) -> Arc<AtomicUsize> {
        self.0.clone()
    }
}

/// The payload with which the stack is unwound.
struct Interrupted(Reason);

/// The result of `f`, unless it was interrupted.
pub fn catch<T>(f: impl FnOnce() -> T) -> Result<T, Reason> {
    catch_unwind(AssertUnwindSafe(f)).map_err(|payload| match payload.downcast::<Interrupted>() {
        Ok(interrupted) => interrupted.0,
        Err(bug) => resume_unwind(bug),
    })
}

thread_local! {
    static CURRENT: RefCell<Cancel> = RefCell::default();
}

/// The flag of this thread. Without [`with_flag`] it is one that is never set.
pub fn current() -> Cancel {
    CURRENT.with_borrow(Cancel::clone)
}

/// Runs `f` with this flag as [`current`].
pub fn with_flag<T>(flag: &Cancel, f: impl FnOnce() -> T) -> T {
    struct Restore(Cancel);
    impl Drop for Restore {
        fn drop(&mut self) {
            CURRENT.replace(std::mem::take(&mut self.0));
        }
    }
    let _restore = Restore(CURRENT.replace(flag.clone()));
    f()
}

#[cfg(test)]
mod tests {
    use super::{Cancel, Reason, catch, current, with_flag};

    #[test]
    fn the_first_reason_ends_the_work() {
        let flag = Cancel::default();
        let mut rounds = 0;
        let r = with_flag(&flag, || {
            catch(|| {
                loop {
                    current().check();
                    rounds += 1;
                    if rounds == 3 {
                        flag.cancel(Reason::User);
                        flag.cancel(Reason::Time);
                    }
                }
            })
        });
        assert_eq!((r, rounds), (Err::<(), _>(Reason::User), 3));
        assert!(!current().is_cancelled());
        assert_eq!(catch(|| 7), Ok(7));
    }

    #[test]
    #[should_panic(expected = "a bug")]
    fn bugs_go_through() {
        let _ = catch(|| panic!("a bug"));
    }
}
