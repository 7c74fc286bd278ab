//! Searching a specification: with one engine or both, comparing them, and random behaviors.
//!
//! In: a [`Spec`] and [`Options`]. Out: a [`Report`]. A search can be watched ([`Options::progress`]) and ended from another thread
//! ([`Handle`]).

use super::Spec;
use crate::engine::{self, Beyond, Cancel, Goal, Induct, Progress, Resources, Walks};
use crate::report::{Context, Report, compare as comparison};
use crate::trace::Verdict;
use crate::util::interrupt::Reason;
use crate::util::stack::on_large_stack;
use std::sync::Arc;
use std::time::Duration;

/// Which engine searches.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Engine {
    /// Both side by side; the first answer counts.
    #[default]
    Both,
    /// States are enumerated, breadth first.
    Explicit,
    /// The next-state action is unrolled, and a solver looks for a behavior.
    Symbolic,
}

/// Ends searches from outside. Clones are the same handle.
///
/// ```
/// use tlaloc::{Handle, Load, Options, Verdict, check};
///
/// let spec = Load::text("---- MODULE Forever ----
///     EXTENDS Naturals
///     VARIABLE x
///     Init == x = 0
///     Next == x' = x + 1
///     ====")
///     .config_text("INIT Init NEXT Next")
///     .read()?;
/// let handle = Handle::new();
/// let other = handle.clone();
/// std::thread::spawn(move || other.cancel());
/// assert_eq!(check(&spec, &Options::new().handle(&handle)).verdict, Verdict::Interrupted);
/// # Ok::<(), tlaloc::Error>(())
/// ```
#[derive(Clone, Default, Debug)]
pub struct Handle(Cancel);

impl Handle {
    pub fn new() -> Handle {
        Handle::default()
    }

    /// Ends the searches that have this handle, those that have not begun included.
    pub fn cancel(&self) {
        self.0.cancel(Reason::User);
    }
}

/// How to search. Without settings: both engines, all behaviors, one thread, no limits.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use tlaloc::{Engine, Load, Options, check};
///
/// let spec = Load::text("---- MODULE Counter ----
///     EXTENDS Naturals
///     VARIABLE x
///     Init == x = 0
///     Next == x' = (x + 1) % 5
///     ====")
///     .config_text("INIT Init NEXT Next")
///     .read()?;
/// let calls = AtomicU64::new(0);
/// let options = Options::new().engine(Engine::Explicit).depth(3).workers(2).progress(|_| {
///     calls.fetch_add(1, Ordering::Relaxed);
/// });
/// let report = check(&spec, &options);
/// assert_eq!((report.depth, report.exhaustive), (Some(3), false));
/// assert!(calls.load(Ordering::Relaxed) > 0);
/// # Ok::<(), tlaloc::Error>(())
/// ```
#[derive(Clone)]
pub struct Options<'a> {
    engine: Engine,
    inner: engine::Options<'static>,
    progress: Arc<dyn Fn(Progress) + Send + Sync + 'a>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options { engine: Engine::default(), inner: engine::Options::default(), progress: Arc::new(|_| {}) }
    }
}

impl<'a> Options<'a> {
    pub fn new() -> Options<'a> {
        Options::default()
    }

    pub fn engine(mut self, engine: Engine) -> Options<'a> {
        self.engine = engine;
        self
    }

    /// Search behaviors of at most this many steps.
    pub fn depth(mut self, steps: u32) -> Options<'a> {
        self.inner = self.inner.depth(steps);
        self
    }

    /// Go on after a violation; [`Report::further`] has the first of each property (explicit engine).
    pub fn keep_going(mut self) -> Options<'a> {
        self.inner = self.inner.keep_going(true);
        self
    }

    /// The number of threads.
    pub fn workers(mut self, threads: usize) -> Options<'a> {
        self.inner = self.inner.workers(threads.max(1));
        self
    }

    /// The number of bytes beyond which states go to disk (explicit engine).
    pub fn memory_limit(mut self, bytes: u64) -> Options<'a> {
        self.inner = self.inner.memory_limit(bytes);
        self
    }

    /// The time limit, from the beginning of each search.
    pub fn timeout(mut self, timeout: Duration) -> Options<'a> {
        self.inner = self.inner.timeout(timeout);
        self
    }

    /// Whether the symbolic engine looks for lemmas with which a greater depth follows by induction. On by default.
    pub fn induction(mut self, on: bool) -> Options<'a> {
        self.inner = self.inner.induction(if on { Induct::AlsoAtEnd } else { Induct::Never });
        self
    }

    /// The handle that ends the search.
    pub fn handle(mut self, handle: &Handle) -> Options<'a> {
        self.inner = self.inner.cancel(handle.0.clone());
        self
    }

    /// Calls `f` now and then, at least once a completed depth, from any thread.
    pub fn progress(mut self, f: impl Fn(Progress) + Send + Sync + 'a) -> Options<'a> {
        self.progress = Arc::new(f);
        self
    }

    /// Of [`simulate`]: the same seed gives the same behaviors.
    pub fn seed(mut self, seed: u64) -> Options<'a> {
        self.inner.walks.seed = seed;
        self
    }

    /// Of [`simulate`]: the greatest number of states in a behavior. 100 by default.
    pub fn length(mut self, states: u32) -> Options<'a> {
        self.inner.walks.length = states.max(1);
        self
    }

    /// What the engines get.
    fn for_engines(&self) -> engine::Options<'_> {
        let inner = self.inner.clone().start_now();
        let beyond = if inner.goal.depth.is_some() { Beyond::Nothing } else { Beyond::Violations };
        let resources = Resources { progress: &*self.progress, ..inner.resources };
        engine::Options { goal: Goal { beyond, ..inner.goal }, resources, ..inner }
    }
}

/// Searches for a behavior that violates an invariant or a property, that gets stuck, or in which something cannot be evaluated.
///
/// ```
/// use tlaloc::{Load, Options, Verdict, check};
///
/// let spec = Load::text("---- MODULE Counter ----
///     EXTENDS Naturals
///     VARIABLE x
///     Init == x = 0
///     Next == x' = x + 1
///     Small == x < 3
///     ====")
///     .config_text("INIT Init NEXT Next INVARIANT Small")
///     .read()?;
/// let report = check(&spec, &Options::new());
/// assert_eq!(report.verdict, Verdict::Invariant);
/// let trace = report.trace.as_ref().expect("a violation has a trace");
/// assert_eq!(trace.steps.len(), 4);
/// assert_eq!(trace.steps[3].changes[0].to_string(), "x changed from 2 to 3");
/// println!("{report}");
/// # Ok::<(), tlaloc::Error>(())
/// ```
pub fn check(spec: &Spec, options: &Options<'_>) -> Report {
    let settings = options.for_engines();
    let verdict = match options.engine {
        Engine::Both => engine::portfolio::check(&spec.model, &settings),
        Engine::Explicit => engine::explicit::check(&spec.model, &settings),
        Engine::Symbolic => engine::bmc::check(&spec.model, &settings),
    };
    report(spec, verdict)
}

/// Checks random behaviors, this many.
///
/// ```
/// use tlaloc::{Load, Options, Verdict, simulate};
///
/// let spec = Load::text("---- MODULE Coin ----
///     EXTENDS Naturals
///     VARIABLE heads
///     Init == heads = 0
///     Next == heads' \\in {0, heads + 1}
///     Few == heads < 4
///     ====")
///     .config_text("INIT Init NEXT Next INVARIANT Few")
///     .read()?;
/// let report = simulate(&spec, 100, &Options::new().seed(1));
/// assert_eq!(report.verdict, Verdict::Invariant);
/// # Ok::<(), tlaloc::Error>(())
/// ```
pub fn simulate(spec: &Spec, behaviors: u64, options: &Options<'_>) -> Report {
    let mut settings = options.for_engines();
    settings.walks = Walks { traces: Some(behaviors), ..settings.walks };
    report(spec, engine::simulate::check(&spec.model, &settings))
}

/// Searches with both engines up to a depth and compares what they find at each depth.
///
/// ```
/// use tlaloc::{Load, Options, compare};
///
/// let spec = Load::text("---- MODULE Counter ----
///     EXTENDS Naturals
///     VARIABLE x
///     Init == x = 0
///     Next == x' = x + 1
///     ====")
///     .config_text("INIT Init NEXT Next")
///     .read()?;
/// assert_eq!(compare(&spec, 4, &Options::new()).verdict, "agree");
/// # Ok::<(), tlaloc::Error>(())
/// ```
pub fn compare(spec: &Spec, depth: u32, options: &Options<'_>) -> comparison::Report {
    let settings = options.for_engines().depth(depth).induction(Induct::Never);
    let (explicit, symbolic) = (&engine::explicit::Explicit, &engine::bmc::Bounded);
    let compared = engine::compare::compare(&spec.model, (explicit, settings.clone()), (symbolic, settings));
    let compared = compared.expect("api: both engines can be compared");
    comparison::Report::new(&compared, Context::new(&spec.model, &spec.sources), false)
}

/// The report is made on a large stack, since values may nest deeply.
fn report(spec: &Spec, mut verdict: Verdict) -> Report {
    verdict.notes.extend(spec.model.notes.iter().cloned());
    on_large_stack(|| Report::new(&verdict, Context::new(&spec.model, &spec.sources)))
}
