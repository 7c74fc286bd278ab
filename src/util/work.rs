//! Work: the unit of the symbolic engine's budgets.
//!
//! The search for lemmas, the narrowing of states and the improvement of traces have budgets. A budget in seconds
//! depends on the machine and its load, and an answer that depends on it does not repeat.
//! So each thread counts its work. In: [`spend`], called where terms are built and evaluated and where a solver
//! works. Out: [`done`], the sum so far, and [`within`], which ends a computation at a given sum.
//!
//! Invariant: the count depends on what was computed only. The same computation on another machine, or on a busy one, counts the same.
//!
//! One unit is the cost of building one term, about a tenth of a microsecond on the machine of docs/performance.md, which also says how
//! the costs of other steps were chosen. That the costs are about right matters for speed, never for the answer.
//!
//! ```text
//! let end = work::done() + Work::milliseconds(50);
//! work::within(end, || encoder.step(…))      // None if that takes more
//! ```

use std::cell::Cell;
use std::ops::{Add, Div, Mul, Sub};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

/// An amount of work, or a point of a thread's count.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub struct Work(u64);

impl Work {
    pub const ZERO: Work = Work(0);
    /// No limit.
    pub const MAX: Work = Work(u64::MAX);

    pub const fn units(n: u64) -> Work {
        Work(n)
    }

    /// The work that the machine of docs/performance.md does in so many milliseconds.
    pub const fn milliseconds(n: u64) -> Work {
        Work(n * 10_000)
    }

    pub const fn seconds(n: u64) -> Work {
        Work::milliseconds(1000 * n)
    }

    pub fn count(self) -> u64 {
        self.0
    }

    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The work times a factor.
    pub fn times(self, factor: f64) -> Work {
        // as saturates, and makes NaN 0
        Work((self.0 as f64 * factor) as u64)
    }

    /// The ratio to `other`, which counts as at least a millisecond.
    pub fn ratio(self, other: Work) -> f64 {
        self.0 as f64 / other.max(Work::milliseconds(1)).0 as f64
    }
}

impl Add for Work {
    type Output = Work;

    fn add(self, other: Work) -> Work {
        Work(self.0.saturating_add(other.0))
    }
}

impl Sub for Work {
    type Output = Work;

    /// At least zero.
    fn sub(self, other: Work) -> Work {
        Work(self.0.saturating_sub(other.0))
    }
}

impl Mul<u64> for Work {
    type Output = Work;

    fn mul(self, n: u64) -> Work {
        Work(self.0.saturating_mul(n))
    }
}

impl Div<u64> for Work {
    type Output = Work;

    fn div(self, n: u64) -> Work {
        Work(self.0 / n)
    }
}

thread_local! {
    static DONE: Cell<u64> = const { Cell::new(0) };
    static LIMIT: Cell<u64> = const { Cell::new(u64::MAX) };
}

/// The work of this thread so far.
pub fn done() -> Work {
    Work(DONE.get())
}

/// Counts work.
#[inline]
pub fn spend(units: u64) {
    DONE.set(DONE.get().saturating_add(units));
}

/// The work left before the limit of [`within`].
pub fn left() -> Work {
    match LIMIT.get() {
        u64::MAX => Work::MAX,
        limit => Work(limit) - done(),
    }
}

/// Counts work, and unwinds the stack if the limit of [`within`] is reached. Cheap enough for every term.
#[inline]
pub fn step(units: u64) {
    spend(units);
    if DONE.get() >= LIMIT.get() {
        resume_unwind(Box::new(Exhausted));
    }
}

/// The payload with which the stack is unwound.
struct Exhausted;

/// The result of `f`; `None` if the thread's count reaches `end` first.
pub fn within<T>(end: Work, f: impl FnOnce() -> T) -> Option<T> {
    struct Restore(u64);
    impl Drop for Restore {
        fn drop(&mut self) {
            LIMIT.set(self.0);
        }
    }
    let _restore = Restore(LIMIT.replace(LIMIT.get().min(end.0)));
    match catch_unwind(AssertUnwindSafe(f)) {
        Ok(result) => Some(result),
        Err(payload) if payload.is::<Exhausted>() => None,
        Err(other) => resume_unwind(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_ends_where_it_was_to() {
        let begun = done();
        let rounds = Cell::new(0);
        let endless = || {
            loop {
                step(10);
                rounds.set(rounds.get() + 1);
            }
        };
        assert_eq!(within(begun + Work::units(95), endless), None::<()>);
        assert_eq!((rounds.get(), (done() - begun).count()), (9, 100));
        // an outer end holds, and is gone afterwards
        let inner = within(done() + Work::units(5), || within(Work::MAX, || step(7)));
        assert_eq!(inner, Some(None));
        step(1000);
        assert_eq!((left(), within(done() + Work::units(3), left)), (Work::MAX, Some(Work::units(3))));
        assert_eq!(within(Work::ZERO, || 7), Some(7));
    }

    #[test]
    #[should_panic(expected = "a bug")]
    fn bugs_go_through() {
        within(Work::MAX, || panic!("a bug"));
    }

    #[test]
    fn amounts_do_not_overflow() {
        assert_eq!(Work::MAX + Work::units(1), Work::MAX);
        assert_eq!(Work::units(1) - Work::units(2), Work::ZERO);
        assert_eq!(Work::MAX.times(2.0), Work::MAX);
        assert_eq!(Work::seconds(1) * 3 / 2, Work::milliseconds(1500));
        assert_eq!(Work::seconds(1).ratio(Work::ZERO), 1000.0);
    }
}
