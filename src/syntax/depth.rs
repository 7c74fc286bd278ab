//! Limits on nesting, checked before there is a tree, so that no stage overflows the stack.
//!
//! In: tokens, and where `layout` opens and closes frames. Out: a message where a bound is passed. Frames (brackets, lists,
//! IF, CASE, LET, blocks) are bounded by their number; what follows in a row inside one (`a + b + …`, `r.a.b…`, primes,
//! `\A x : \A y : …`) by its length; statements by how many are open; and all of them together by the depth that a tree may have.

use super::token::{Kw, Pc, Tok};

/// How deep constructs may nest, whatever their kind. People do not write deeper ones.
pub const NESTING: usize = 1500;

/// How many operators may stand in a row: each makes the tree one deeper.
const CHAIN: usize = 5000;

/// How deep the tree may be where chains stand inside of chains.
const TOTAL: usize = 20_000;

/// What a frame holds outside of those inside it.
#[derive(Clone, Copy, Default)]
struct Row {
    operators: usize,
    /// Constructs that are open to the right.
    open: usize,
}

pub(super) struct Depth {
    /// Outside of all frames, and in each frame.
    rows: Vec<Row>,
    total: usize,
    /// Statements that are open in the p-syntax; `elsif` adds to its `if`.
    statements: Vec<usize>,
    open_statements: usize,
}

impl Depth {
    pub fn new() -> Depth {
        Depth { rows: vec![Row::default()], total: 0, statements: Vec::new(), open_statements: 0 }
    }

    pub fn open(&mut self) {
        self.rows.push(Row::default());
    }

    pub fn close(&mut self) {
        self.set(Row::default());
        self.rows.pop();
    }

    /// A statement of the c-syntax, an item of a list or an arm of CASE ends, and what was open in it.
    pub fn part_ends(&mut self) {
        self.set(Row::default());
    }

    fn set(&mut self, row: Row) {
        let last = self.rows.last_mut().expect("parse: the outermost row is never closed");
        self.total -= last.operators + last.open;
        self.total += row.operators + row.open;
        *last = row;
    }

    /// One token more, after `before`; what is wrong with it, if it is too deep. `braces`: in the c-syntax of PlusCal.
    pub fn count(&mut self, tok: Tok<'_>, before: Option<Tok<'_>>, braces: bool) -> Option<String> {
        let row = self.rows.last().copied().unwrap_or_default();
        let none = Row::default();
        let next = match tok {
            // Chains of these become one node.
            Tok::Infix("\\X") => row,
            // What follows these is not an operand of what precedes them.
            Tok::Infix("/\\" | "\\/") | Tok::Kw(Kw::Arrow) => Row { operators: 0, ..row },
            Tok::Infix(_)
            | Tok::Prefix(_)
            | Tok::Postfix(_)
            | Tok::Kw(Kw::Eq | Kw::SetIn | Kw::Dot | Kw::RBracket | Kw::Bang | Kw::Box) => {
                Row { operators: row.operators + 1, ..row }
            }
            // By these the frame is left of what goes on in this one: a quantifier, IF, LET.
            Tok::Kw(Kw::Colon | Kw::Else | Kw::In | Kw::Labels) => Row { open: row.open + 1, ..row },
            Tok::Kw(Kw::Comma | Kw::Def | Kw::Semi | Kw::MapsTo | Kw::Dashes | Kw::EndModule)
            | Tok::Kw(Kw::Assume | Kw::Theorem | Kw::Constant | Kw::Variable | Kw::Instance | Kw::Local | Kw::Recursive) => none,
            Tok::Pc(Pc::If | Pc::While | Pc::Either | Pc::With) if braces => Row { open: row.open + 1, operators: 0 },
            Tok::Pc(Pc::If | Pc::While | Pc::Either | Pc::With) => {
                if before == Some(Tok::Pc(Pc::End)) {
                    self.open_statements -= self.statements.pop().unwrap_or(0);
                } else {
                    self.statements.push(1);
                    self.open_statements += 1;
                }
                none
            }
            Tok::Pc(Pc::Elsif) => {
                if let Some(open) = self.statements.last_mut() {
                    *open += 1;
                    self.open_statements += 1;
                }
                none
            }
            Tok::Pc(Pc::Process | Pc::Procedure | Pc::Macro | Pc::Algorithm) => {
                self.statements.clear();
                self.open_statements = 0;
                none
            }
            Tok::Pc(_) if !braces => none,
            Tok::Algorithm(_) | Tok::Step(_) => none,
            Tok::Pc(_) | Tok::Ident(_) | Tok::Number(_) | Tok::Str(_) | Tok::Kw(_) | Tok::Proof(_) | Tok::Virtual(_) => row,
        };
        self.set(next);
        if next.operators > CHAIN {
            return Some(format!("more than {CHAIN} operators stand in a row"));
        }
        let deep = self.rows.len() > 2 * NESTING || next.open > NESTING || self.open_statements > NESTING;
        (deep || self.total > TOTAL).then(|| format!("this is nested more than {NESTING} deep"))
    }
}
