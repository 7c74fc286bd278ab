//! Tlaloc: a model checker for TLA+ and PlusCal, with an explicit-state engine and a symbolic bounded one.
//!
//! The library reads a specification ([`load()`], [`Load`]), searches it ([`check()`], [`compare()`], [`simulate()`]) and gives a [`Report`]: its
//! [`Verdict`], and a [`Trace`] where something is violated. [`Explorer`] walks through states one by one; [`evaluate()`] gives the
//! [`Value`] of an expression. Reports, traces and values can be serialized with serde; `docs/trace-doc.md` describes the form.
//!
//! ```
//! use tlaloc::{Load, Options, Verdict, check};
//!
//! let spec = Load::text("---- MODULE Light ----
//!     VARIABLE color
//!     Init == color = \"red\"
//!     Next == color' = IF color = \"red\" THEN \"green\" ELSE \"red\"
//!     NeverGreen == color # \"green\"
//!     ====")
//!     .config_text("INIT Init NEXT Next INVARIANT NeverGreen")
//!     .read()?;
//! let report = check(&spec, &Options::new().depth(5));
//! assert_eq!((report.verdict, report.property.as_deref()), (Verdict::Invariant, Some("NeverGreen")));
//! # Ok::<(), tlaloc::Error>(())
//! ```
//!
//! The modules of this crate are hidden from this page and not part of the library: they are public only for the project's own tests and
//! command, and change without notice. ARCHITECTURE.md describes them.

// Module docs are read with the source: they may link to private neighbors.
#![allow(rustdoc::private_intra_doc_links)]

#[macro_use]
#[doc(hidden)]
pub mod mutant;

#[doc(hidden)]
pub mod api;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod diag;
#[doc(hidden)]
pub mod engine;
#[doc(hidden)]
pub mod eval;
#[doc(hidden)]
pub mod ir;
#[doc(hidden)]
pub mod logic;
#[doc(hidden)]
pub mod lower;
#[doc(hidden)]
pub mod pipeline;
#[doc(hidden)]
pub mod pluscal;
#[doc(hidden)]
pub mod property;
#[doc(hidden)]
pub mod report;
#[doc(hidden)]
pub mod resolve;
#[doc(hidden)]
pub mod sat;
#[doc(hidden)]
pub mod smt;
#[doc(hidden)]
pub mod source;
#[doc(hidden)]
pub mod symbolic;
#[doc(hidden)]
pub mod syntax;
#[doc(hidden)]
pub mod trace;
#[doc(hidden)]
pub mod transition;
#[doc(hidden)]
pub mod util;
#[doc(hidden)]
pub mod value;
#[doc(hidden)]
pub mod vm;

pub use api::{Engine, Error, Explorer, Handle, Load, Options, Spec, check, compare, evaluate, load, simulate};
pub use engine::{Progress, Size};
pub use report::kind::Kind as Verdict;
pub use report::run::Report;
pub use report::text::Style;
pub use report::{FORMS, Form, form_of};
pub use trace::EngineName;
pub use trace::doc::TraceDoc as Trace;
pub use value::{ActionLabel, Atom, State, Value};

/// The parts of [`Report`]s and [`Trace`]s.
pub mod document {
    pub use crate::report::compare::{Depths, Difference, Mistake, Reach, Report as Comparison, Side};
    pub use crate::report::kind::Evaluation;
    pub use crate::report::run::{Hashes, Proof, ProofSizes, States, Taken};
    pub use crate::trace::doc::{
        Action, At, Change, Column, Constant, Event, Explanation, Fairness, Finding, Label, Loop, Message, Met, Operation, Part,
        Place, Source, Step, VERSION, Variable,
    };
}
