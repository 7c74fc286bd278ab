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
//! All other modules are private. ARCHITECTURE.md describes them.

// Module docs are read with the source: they may link to private neighbors.
#![allow(rustdoc::private_intra_doc_links)]

#[macro_use]
mod mutant;

pub(crate) mod api;
pub(crate) mod cli;
pub(crate) mod diag;
pub(crate) mod engine;
pub(crate) mod eval;
pub(crate) mod explain;
pub(crate) mod ir;
pub(crate) mod logic;
pub(crate) mod lower;
pub(crate) mod pipeline;
pub(crate) mod pluscal;
pub(crate) mod proof;
pub(crate) mod property;
pub(crate) mod report;
pub(crate) mod resolve;
pub(crate) mod sat;
pub(crate) mod smt;
pub(crate) mod source;
pub(crate) mod symbolic;
pub(crate) mod syntax;
pub(crate) mod trace;
pub(crate) mod transition;
pub(crate) mod util;
pub(crate) mod value;
pub(crate) mod vm;

pub use api::*;

/// The stages, for the project's own tests only: they are not part of the library and change without notice.
#[doc(hidden)]
pub mod internals {
    /// A private module's public items under the same name.
    macro_rules! stages {
        ($($name:ident)*) => {
            $(pub mod $name {
                pub use crate::$name::*;
            })*
        };
    }

    stages!(diag engine eval ir logic lower pipeline property report resolve sat smt source symbolic syntax trace);
    stages!(transition util value vm);
}

/// The command `tlaloc`, for its own `main` only.
#[doc(hidden)]
pub use cli::main;
