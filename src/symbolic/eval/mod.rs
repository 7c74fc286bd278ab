//! Evaluation of expressions and actions to symbolic values.
//!
//! In: an expression of the model, its frame, and the current and next state. Out: its value, or for an action the condition under
//! which it is a step and the values that it assigns; and findings. [`step`] has the entry points for engines.

pub mod action;
pub mod branch;
pub mod builtin;
pub mod call;
pub mod choose;
pub mod compose;
pub mod context;
pub mod enabled;
pub mod expr;
pub mod fold;
pub mod footprint;
pub mod formula;
pub mod frame;
pub mod function;
pub mod image;
pub mod label;
pub mod level;
pub mod propagate;
pub mod quant;
pub mod rule;
pub mod sequence;
pub mod set;
pub mod step;
pub mod text;
pub mod unroll;
pub mod update;
