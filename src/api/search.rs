//! Searching a specification: with one engine or several, comparing two, and random behaviors.
//!
//! In: a [`Spec`] and [`Options`]. Out: a [`Report`], or what was found before it is made into one ([`Found`]).

use super::{Engine, Options, Spec};
use crate::engine::{self, Engine as _, EngineName};
use crate::proof::Proof;
use crate::report::kind::Kind;
use crate::report::{Context, Report, compare as comparison, run};
use crate::trace::{Outcome, Verdict};
use crate::util::stack::on_large_stack;

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
    search(spec, options).on_large_stack(spec)
}

/// The same search, whose result is not yet a report.
///
/// ```
/// use tlaloc::{Load, Options, Verdict, search};
///
/// let spec = Load::text("---- MODULE Light ----
///     VARIABLE on
///     Init == on = FALSE
///     Next == on' = ~on
///     ====")
///     .config_text("INIT Init NEXT Next")
///     .read()?;
/// let found = search(&spec, &Options::new());
/// assert_eq!(found.verdict(), Verdict::Ok);
/// assert!(found.report(&spec).exhaustive);
/// # Ok::<(), tlaloc::Error>(())
/// ```
pub fn search(spec: &Spec, options: &Options<'_>) -> Found {
    let mut settings = options.for_engines();
    if let Some(most) = options.max_errors {
        settings = settings.errors(most, spec.view());
    }
    let portfolio = engine::portfolio::Portfolio::default();
    let mut verdict = match options.engine.name().and_then(engine::by_name) {
        Some(engine) => engine.run(&spec.model, &settings),
        None => portfolio.run(&spec.model, &settings),
    };
    engine::certified::complete(&settings, &mut verdict);
    verdict.notes.extend(options.notes.iter().chain(&spec.model.notes).cloned());
    let found = Found { verdict, default_depth: options.default_depth };
    if options.strict { found.strict(spec) } else { found }
}

/// What a search found.
#[derive(Clone, Debug)]
pub struct Found {
    verdict: Verdict,
    default_depth: bool,
}

impl Found {
    pub fn verdict(&self) -> Kind {
        Kind::of_outcome(&self.verdict.outcome)
    }

    /// Adds a note to the report.
    pub(crate) fn note(&mut self, note: String) {
        self.verdict.notes.push(note);
    }

    pub(super) fn proof(&self) -> Option<&Proof> {
        self.verdict.inductive.as_ref().and_then(|i| i.proof.as_deref())
    }

    /// The report. Values that nest deeply need a large stack.
    pub fn report(&self, spec: &Spec) -> Report {
        Report::new(&self.verdict, self.context(spec))
    }

    fn on_large_stack(&self, spec: &Spec) -> Report {
        on_large_stack(|| self.report(spec))
    }

    fn context<'a>(&self, spec: &'a Spec) -> Context<'a> {
        Context { default_depth: self.default_depth, ..Context::new(&spec.model, &spec.sources) }
    }

    /// A vacuous answer becomes the verdict.
    fn strict(mut self, spec: &Spec) -> Found {
        let why = run::vacuous(&self.verdict, self.context(spec));
        if !why.is_empty() {
            self.verdict.outcome = Outcome::Vacuous { why };
        }
        self
    }
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
    let options = options.clone().engine(Engine::Named(EngineName::SIMULATE)).behaviors(behaviors);
    check(spec, &options)
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
    compare_with(spec, depth, options, options)
}

/// The same, with options of their own for the two engines. Those of the first one say whether a vacuous agreement is an error.
pub fn compare_with(spec: &Spec, depth: u32, first: &Options<'_>, second: &Options<'_>) -> comparison::Report {
    let (explicit, symbolic) = (&engine::explicit::Explicit, &engine::bmc::Bounded);
    let compared =
        engine::compare::compare(&spec.model, (explicit, first.to_compare(depth)), (symbolic, second.to_compare(depth)));
    let compared = compared.expect("api: both engines can be compared");
    comparison::Report::new(&compared, Context::new(&spec.model, &spec.sources), first.strict)
}
