//! How large a value may be.
//!
//! In: how many elements a value would have. Out: an error where they are too many to be written out. A value grows by what is made of
//! it: a sequence that is appended to itself in each step has a million elements after twenty. Memory that the system does not
//! give would end the run without a word, so this does before.

use super::error::ErrorKind;
use super::fail::R;
use super::machine::Machine;
use crate::ir::ExprId;

/// So many elements a set, sequence or function may have, and a string so many bytes.
pub(crate) const MOST_ELEMENTS: usize = 1 << 24;

impl Machine<'_> {
    /// Lets a value of this kind be made that has so many elements.
    pub fn has_room(&mut self, at: ExprId, kind: &str, elements: usize) -> R<()> {
        if elements <= MOST_ELEMENTS {
            return Ok(());
        }
        let text = format!("a {kind} of {elements} elements is too large: a value has at most {MOST_ELEMENTS} elements here");
        self.fail(at, ErrorKind::Unsupported, text)
    }
}
