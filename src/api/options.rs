//! What a search may use, and how it is ended from another thread.
//!
//! [`Options`] is a builder over the engines' own options; [`Handle`] ends searches.

use crate::engine::portfolio::Portfolio;
use crate::engine::{self, Backend, Beyond, Cancel, EngineName, Goal, Induct, Progress, Recording, Reductions, Resources, Width};
use crate::util::interrupt::Reason;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::{Duration, Instant};

/// Which engine searches.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Engine {
    /// The explicit and the symbolic one side by side; the first answer counts.
    #[default]
    Both,
    /// States are enumerated, breadth first.
    Explicit,
    /// The next-state action is unrolled, and a solver looks for a behavior.
    Symbolic,
    /// One of [`engines()`](super::engines()).
    Named(EngineName),
}

impl Engine {
    /// The name; `None` for several engines side by side.
    pub fn name(self) -> Option<EngineName> {
        match self {
            Engine::Both => None,
            Engine::Explicit => Some(EngineName::EXPLICIT),
            Engine::Symbolic => Some(EngineName::SYMBOLIC),
            Engine::Named(name) => Some(name),
        }
    }
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
        self.cancel_because(Reason::User);
    }

    /// The same for another reason. The first reason stays.
    pub fn cancel_because(&self, reason: Reason) {
        self.0.cancel(reason);
    }

    /// Why the searches end; `None` if they do not.
    pub fn reason(&self) -> Option<Reason> {
        self.0.reason()
    }

    /// For a signal handler: [`Handle::cancel`] is to store this number here.
    pub fn flag(&self) -> (Arc<AtomicUsize>, usize) {
        (self.0.shared(), Cancel::BY_USER)
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
    pub(super) engine: Engine,
    inner: engine::Options<'static>,
    /// When the run began; `None` for each search of its own.
    start: Option<Instant>,
    pub(super) default_depth: bool,
    pub(super) max_errors: Option<u32>,
    pub(super) strict: bool,
    pub(super) notes: Vec<String>,
    shares_processors: bool,
    progress: Arc<dyn Fn(Progress) + Send + Sync + 'a>,
    print: Arc<dyn Fn(&str) + Send + Sync + 'a>,
    exhausted: Arc<dyn Fn() -> bool + Send + Sync + 'a>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options {
            engine: Engine::default(),
            inner: engine::Options::default(),
            start: None,
            default_depth: false,
            max_errors: None,
            strict: false,
            notes: Vec::new(),
            shares_processors: false,
            progress: Arc::new(|_| {}),
            print: Arc::new(|_| {}),
            exhausted: Arc::new(|| false),
        }
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
        (self.inner, self.default_depth) = (self.inner.depth(steps), false);
        self
    }

    /// The same, where nobody asked for that depth: an error found beyond it is the answer, and reports name the default.
    pub fn default_depth(mut self, steps: u32) -> Options<'a> {
        (self.inner, self.default_depth) = (self.inner.depth(steps), true);
        self
    }

    /// Go on after a violation; [`Report::further`](crate::Report::further) has the first of each property (explicit engine).
    pub fn keep_going(mut self) -> Options<'a> {
        self.inner = self.inner.keep_going(true);
        self
    }

    /// Go on after a violation, and report so many in all, also of the same property (explicit engine). With
    /// [`Load::view`](super::Load::view) those of a property differ in the view.
    pub fn max_errors(mut self, most: u32) -> Options<'a> {
        self.max_errors = Some(most);
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

    /// When the symbolic engine looks for lemmas, in more detail than [`Options::induction`].
    pub fn induct(mut self, when: Induct) -> Options<'a> {
        self.inner = self.inner.induction(when);
        self
    }

    /// The SAT solver of the symbolic engine.
    pub fn solver(mut self, solver: Backend) -> Options<'a> {
        self.inner = self.inner.solver(solver);
        self
    }

    /// The reductions of the symbolic engine.
    pub fn reductions(mut self, reductions: Reductions) -> Options<'a> {
        self.inner = self.inner.reductions(reductions);
        self
    }

    /// Where the symbolic engine records its queries.
    pub fn recording(mut self, recording: Recording) -> Options<'a> {
        self.inner = self.inner.recording(Some(recording));
        self
    }

    /// Of an answer without errors, the "unsatisfiable" of solvers is derived again, and a checker reads the proofs (symbolic engines).
    pub fn certify(mut self) -> Options<'a> {
        self.inner = self.inner.certify(true);
        self
    }

    /// The bits of a state's hash (explicit engine).
    pub fn fingerprints(mut self, width: Width) -> Options<'a> {
        self.inner = self.inner.fingerprints(width);
        self
    }

    /// Of several engines side by side each has a processor: so many workers of the explicit engine pause meanwhile.
    pub fn share_processors(mut self) -> Options<'a> {
        self.shares_processors = true;
        self
    }

    /// The time limit counts from here, for all searches with these options.
    pub fn start(mut self, start: Instant) -> Options<'a> {
        self.start = Some(start);
        self
    }

    /// How to learn how many bytes the process occupies, for a memory limit, and when it has no memory left: the search ends then.
    pub fn memory(mut self, occupied: fn() -> Option<u64>, exhausted: impl Fn() -> bool + Send + Sync + 'a) -> Options<'a> {
        (self.inner.resources.occupied, self.exhausted) = (occupied, Arc::new(exhausted));
        self
    }

    /// A note for the report.
    pub fn note(mut self, note: impl Into<String>) -> Options<'a> {
        self.notes.push(note.into());
        self
    }

    /// A vacuous answer is the verdict [`Verdict::Vacuous`](crate::Verdict::Vacuous).
    pub fn strict(mut self, strict: bool) -> Options<'a> {
        self.strict = strict;
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

    /// Calls `f` with what the specification prints (`Print`, `PrintT`), from any thread.
    pub fn print(mut self, f: impl Fn(&str) + Send + Sync + 'a) -> Options<'a> {
        self.print = Arc::new(f);
        self
    }

    /// Of a simulation: the number of behaviors. Without it, a simulation ends with an error or the time limit.
    pub fn behaviors(mut self, behaviors: u64) -> Options<'a> {
        self.inner.walks.traces = Some(behaviors);
        self
    }

    /// Of [`simulate`](super::simulate): the same seed gives the same behaviors.
    pub fn seed(mut self, seed: u64) -> Options<'a> {
        self.inner.walks.seed = seed;
        self
    }

    /// Of [`simulate`](super::simulate): the greatest number of states in a behavior. 100 by default.
    pub fn length(mut self, states: u32) -> Options<'a> {
        self.inner.walks.length = states.max(1);
        self
    }

    /// What the engines get.
    pub(super) fn for_engines(&self) -> engine::Options<'_> {
        let inner = self.inner.clone();
        let asked = inner.goal.depth.is_some() && !self.default_depth;
        let beyond = if asked { Beyond::Nothing } else { Beyond::Violations };
        let others = if self.engine.name().is_none() { Portfolio::default().followers(inner.goal.depth) } else { 0 };
        let resources = Resources {
            start: self.start.unwrap_or_else(Instant::now),
            exhausted: &*self.exhausted,
            progress: &*self.progress,
            print: &*self.print,
            ..inner.resources
        };
        let options = engine::Options { goal: Goal { beyond, ..inner.goal }, resources, ..inner };
        options.park_workers(if self.shares_processors { others } else { 0 })
    }

    /// What an engine gets that is compared with another one.
    pub(super) fn to_compare(&self, depth: u32) -> engine::Options<'_> {
        self.for_engines().depth(depth).beyond(Beyond::Nothing).induction(Induct::Never)
    }
}
