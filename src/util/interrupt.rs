//! Stopping what is under way: a flag that all who work look at, and what happens when it is set.
//!
//! In: a [`Cancel`], which a signal, a clock or a faster engine sets. Out: work that ends soon after. Evaluation and encoding
//! are deep recursions, and many callers make something of the errors that come out of them; an interruption is no error of
//! the specification, so it is not among them. It unwinds the stack instead ([`Cancel::check`]) up to whoever began the
//! work and knows what to do without its result ([`catch`]). Nothing in between can take it for an answer.
//!
//! Which flag is looked at belongs to the thread, as a stack's size does: [`heeding`] sets it, [`current`] is what evaluators
//! and encoders take when they are made, and threads that are started for the same work take it over.
//!
//! ```text
//! heeding(&cancel, || catch(|| evaluator.predicate(…)))   // Err(Reason) if the flag was set meanwhile
//! ```

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// Why work is to end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// The time given is over.
    Time,
    /// The memory given is used up.
    Memory,
    /// The user said so.
    User,
    /// Nobody needs the result any more.
    Needless,
}

/// A flag that asks for an end. Clones share it.
#[derive(Clone, Default, Debug)]
pub struct Cancel(Arc<AtomicUsize>);

impl Cancel {
    /// What [`Cancel::shared`] holds when the user asked for an end.
    pub const BY_USER: usize = 2;

    pub fn cancel(&self, reason: Reason) {
        let number = match reason {
            Reason::Time => 1,
            Reason::User => Self::BY_USER,
            Reason::Needless => 3,
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
            _ => Some(Reason::Needless),
        }
    }

    pub fn is_cancelled(&self) -> bool {
        self.0.load(Relaxed) != 0
    }

    /// Goes no further if the flag is set. Cheap enough for every call of an operator.
    #[inline]
    pub fn check(&self) {
        if self.0.load(Relaxed) != 0 {
            self.unwind();
        }
    }

    #[cold]
    fn unwind(&self) {
        resume_unwind(Box::new(Interrupted(self.reason().unwrap_or(Reason::Needless))));
    }

    /// The flag itself, for a signal handler.
    pub fn shared(&self) -> Arc<AtomicUsize> {
        self.0.clone()
    }
}

/// What the stack is unwound with.
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

/// The flag that this thread's work heeds; one that nobody sets, if nothing was said.
pub fn current() -> Cancel {
    CURRENT.with_borrow(Cancel::clone)
}

/// Runs `f`, in which [`current`] is this flag.
pub fn heeding<T>(flag: &Cancel, f: impl FnOnce() -> T) -> T {
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
    use super::{Cancel, Reason, catch, current, heeding};

    #[test]
    fn the_first_reason_ends_the_work() {
        let flag = Cancel::default();
        let mut rounds = 0;
        let r = heeding(&flag, || {
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
