//! The library's face: what another program can do with Tlaloc.
//!
//! In: a specification as files or text, and options. Out: [`Report`](crate::Report)s that can be inspected, serialized and shown, states
//! and values. The crate's root re-exports everything here; nothing else is part of the library.
//!
//! | to do | use |
//! | --- | --- |
//! | read a specification | [`load()`], [`Load`] |
//! | search it | [`check`], [`compare`], [`simulate`] with [`Options`] |
//! | walk through its states | [`Explorer`] |
//! | evaluate an expression | [`evaluate`], [`Explorer::value`] |
//!
//! Nothing here prints, and no function ends the process.

mod explore;
mod load;
mod search;

pub use explore::{Explorer, evaluate};
pub use load::{Error, Load, Spec, load};
pub use search::{Engine, Handle, Options, check, compare, simulate};
