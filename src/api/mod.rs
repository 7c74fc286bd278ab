//! The library's face: what another program can do with Tlaloc.
//!
//! In: a specification as files or text, and options. Out: [`Report`](crate::Report)s that can be inspected, serialized and shown, states
//! and values. The crate's root re-exports everything here; nothing else is part of the library.
//!
//! | to do | use |
//! | --- | --- |
//! | read a specification | [`load()`], [`Load`] |
//! | search it | [`check`], [`compare`], [`simulate`] with [`Options`]; [`search`] leaves the report for later |
//! | walk through its states | [`Explorer`] |
//! | evaluate an expression | [`evaluate`], [`Explorer::value`]; along traces [`Load::expression`] with [`Report::evaluated`] |
//! | replay a trace from a file | [`replay`], [`read_trace`] |
//! | see what a stage makes | [`Load::tokens`], [`Load::tree`], [`Load::parse`], [`Load::translate`], [`Spec::ir`], [`Spec::queries`], [`Spec::aiger`] |
//! | choose an engine | [`engines`], [`Engine`] |
//!
//! Nothing here prints, and no function ends the process. The command line ([`crate::cli`]) uses nothing else.

mod certificate;
mod engines;
mod error;
mod explore;
mod expressions;
mod load;
mod options;
mod recorded;
mod search;
mod stages;

pub use crate::engine::{Progress, Size};
pub(crate) use crate::proof::certificate::MARK as CERTIFICATE_MARK;
pub use crate::report::compare::Report as Comparison;
pub use crate::report::kind::Kind as Verdict;
pub use crate::report::run::Report;
pub use crate::report::text::Style;
pub use crate::report::{FORMS, Form, Target, form_of};
pub use crate::trace::EngineName;
pub use crate::trace::doc::TraceDoc as Trace;
pub use crate::trace::doc::select::Selection;
pub use crate::util::interrupt::Reason;
pub use crate::value::{ActionLabel, Atom, State, Value};
pub(crate) use certificate::CertificateRequest;
pub use engines::{EngineInfo, engines, solver_versions};
pub use error::Error;
pub use explore::{Explorer, evaluate};
pub use load::{Load, Spec, load};
pub use options::{Engine, Handle, Options};
pub use recorded::{Behavior, read_trace, replay};
pub use search::{Found, check, compare, compare_with, search, simulate};
pub use stages::{Parsed, Translation};

/// Settings of the engines.
pub mod settings {
    pub use crate::engine::{Backend, Capabilities, Capability, Induct, Recording, Reductions, Width};
}

/// The parts of [`Report`]s and [`Trace`]s.
pub mod document {
    pub use crate::report::compare::{Depths, Difference, Mistake, Reach, Report as Comparison, Side};
    pub use crate::report::kind::Evaluation;
    pub use crate::report::run::{Hashes, Proof, ProofSizes, States, Taken};
    pub use crate::trace::doc::{
        Action, At, Change, Column, Constant, Evaluated, Event, Explanation, Fairness, Finding, Label, Lane, Loop, Message, Met,
        Operation, Part, Place, Source, Step, VERSION, Variable,
    };
}
