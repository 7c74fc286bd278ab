//! Which reductions the symbolic search uses.
//!
//! A reduction leaves out behaviors, or values, that add nothing to the answer. Each has an argument in docs/encoding.md, and a check
//! that runs in tests ([`Reductions::audit`], `engine::bmc::audit`). The answer is the same with and without each of them.

use std::str::FromStr;

/// The reductions that are on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reductions {
    /// One order of neighboring steps that are independent (partial-order reduction).
    pub order: bool,
    /// One naming of interchangeable model values (symmetry breaking).
    pub symmetry: bool,
    /// States without the values that no behavior gives them.
    pub narrow: bool,
    /// Check each use of a reduction by the solver and by the evaluator. Slow; for tests.
    pub audit: bool,
}

impl Reductions {
    pub const ALL: Reductions = Reductions { order: true, symmetry: true, narrow: true, audit: false };
    pub const NONE: Reductions = Reductions { order: false, symmetry: false, narrow: false, audit: false };

    /// The same, with every use checked.
    pub fn audited(self) -> Reductions {
        Reductions { audit: true, ..self }
    }
}

impl Default for Reductions {
    fn default() -> Reductions {
        Reductions::ALL
    }
}

/// `none`, `all`, or a list such as `order,narrow`.
impl FromStr for Reductions {
    type Err = String;

    fn from_str(text: &str) -> Result<Reductions, String> {
        match text {
            "all" => return Ok(Reductions::ALL),
            "none" => return Ok(Reductions::NONE),
            _ => {}
        }
        let mut on = Reductions::NONE;
        for name in text.split(',') {
            match name.trim() {
                "order" => on.order = true,
                "symmetry" => on.symmetry = true,
                "narrow" => on.narrow = true,
                // not documented: for tests and for hunting faults
                "audit" => on.audit = true,
                _ => return Err("expected none, all, or some of order,symmetry,narrow".to_string()),
            }
        }
        Ok(if on == Reductions::NONE.audited() { Reductions::ALL.audited() } else { on })
    }
}
