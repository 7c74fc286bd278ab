//! Tlaloc: a symbolic bounded model checker for TLA+ and PlusCal, with an explicit-state engine beside it.
//!
//! The pipeline, stage by stage; each has a folder and each prints what it makes (`--emit`):
//!
//! 1. [`source`] reads files and knows places in them; [`diag`] says what is wrong there.
//! 2. [`syntax`]: text → tokens → bracketed tokens → [`syntax::ast`].
//! 3. [`pluscal`]: an algorithm in the tree → TLA+ definitions in its place.
//! 4. [`resolve`]: modules extended and instantiated, names resolved → definitions in the core language [`ir`].
//! 5. [`lower`]: with the configuration → [`ir::Model`].
//! 6. [`eval`]: what a core expression means, on concrete [`value`]s.
//! 7. [`symbolic`]: the same meaning on symbolic values → [`logic`] terms, decided by [`sat`] and decoded.
//!    [`vm`]: the same meaning again, compiled, for speed; `eval` has the last word.
//! 8. [`property`]: properties of whole behaviours as formulas over atoms that any engine can ask.
//! 9. [`engine`]: explicit search, bounded model checking … → a [`trace`] and a verdict.
//! 10. [`trace`]: every counterexample replayed by `eval` before anyone sees it.
//! 11. [`report`] renders; [`cli`] is what the user types.

#[macro_use]
pub mod mutant;

pub mod cli;
pub mod diag;
pub mod engine;
pub mod eval;
pub mod ir;
pub mod logic;
pub mod lower;
pub mod pluscal;
pub mod property;
pub mod report;
pub mod resolve;
pub mod sat;
pub mod smt;
pub mod source;
pub mod symbolic;
pub mod syntax;
pub mod trace;
pub mod transition;
pub mod util;
pub mod value;
pub mod vm;
