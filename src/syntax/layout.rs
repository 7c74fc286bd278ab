//! Tokens → bracketed tokens, so that a context-free grammar without lookahead can read them.
//!
//! In: the tokens of a module, an expression or an algorithm. Out: the same with
//! - junction lists in virtual brackets. A `/\` or `\/` where an operand is due opens a list at its
//!   column; the same operator at the same column begins the next item; a token at or left of that column
//!   closes the list, and so does whatever ends the construct around it;
//! - a kind for each bracket (see `bracket`), an owner for the arrows and boxes of CASE,
//!   prefix or infix minus, operators as arguments or applied, and in PlusCal blocks or sets, colons of labels
//!   or others;
//! - in algorithms, `;` only between statements.
//!
//! ```text
//! A == /\ x          A == /\( x bullet y /\ z )bullets
//!      /\ y /\ z
//! B == 1             B == 1
//! ```

mod lookahead;

use lookahead::{begins_unit, ends_statement};

use super::depth::Depth;
use super::lexer::LexError;
use super::token::{Kw, Pc, Tok, Token, Virtual};

#[derive(Clone, Copy, PartialEq, Debug)]
enum Frame {
    Junction {
        column: u32,
        op: &'static str,
    },
    If,
    Then,
    Case,
    /// A CASE whose OTHER has come: neither arrow nor box is its own any more.
    LastArm,
    /// A quantifier whose colon has not come.
    Quant,
    Let,
    Bracket,
    /// `{ … }` around statements.
    Block,
}

struct Layout<'s, 'a> {
    src: &'s [Token<'a>],
    kinds: Vec<Option<Virtual>>,
    out: Vec<Token<'a>>,
    frames: Vec<Frame>,
    /// Whether an operand has just ended, so that an operator is due.
    done: bool,
    pluscal: bool,
    braces: bool,
    /// Inside `variables … `, where `;` before `{` separates nothing.
    declarations: bool,
    /// The error of a bracket that has no known kind.
    error: Option<LexError>,
    depth: Depth,
}

/// The bracketed tokens, led by `start`.
pub fn layout<'a>(src: &[Token<'a>], start: Virtual) -> Result<Vec<Token<'a>>, LexError> {
    let kinds = super::bracket::kinds(src)?;
    let at = src.first().map_or(0, |t| t.start);
    let name = src.iter().position(|t| t.tok == Tok::Pc(Pc::Algorithm)).map_or(0, |i| i + 2);
    let mut layout = Layout {
        src,
        kinds,
        out: Vec::with_capacity(src.len() + src.len() / 4 + 1),
        frames: Vec::new(),
        done: false,
        pluscal: start == Virtual::StartAlgorithm,
        braces: src.get(name).is_some_and(|t| t.tok == Tok::Kw(Kw::LBrace)),
        declarations: false,
        error: None,
        depth: Depth::new(),
    };
    layout.out.push(Token { tok: Tok::Virtual(start), start: at, end: at, column: 0, leads: false });
    for (i, token) in src.iter().enumerate() {
        if token.leads {
            layout.indented(token)?;
        }
        layout.step(i);
        let before = i.checked_sub(1).map(|p| src[p].tok);
        if let Some(message) = layout.depth.count(token.tok, before, layout.braces) {
            let help = Some("give parts of it names in definitions of their own");
            return Err(LexError { start: token.start, end: token.end, message, help });
        }
        if let Some(error) = layout.error.take() {
            return Err(error);
        }
    }
    layout.truncate(0);
    Ok(layout.out)
}

impl Layout<'_, '_> {
    /// Drops the frames from `length` on, closing the lists among them.
    fn truncate(&mut self, length: usize) {
        while self.frames.len() > length {
            if let Some(Frame::Junction { .. }) = self.pop() {
                self.insert(Tok::Virtual(Virtual::JunctionClose));
            }
        }
    }

    fn push(&mut self, frame: Frame) {
        self.frames.push(frame);
        self.depth.open();
    }

    fn pop(&mut self) -> Option<Frame> {
        let frame = self.frames.pop();
        if frame.is_some() {
            self.depth.close();
        }
        frame
    }

    /// Adds a token that the text does not have.
    fn insert(&mut self, tok: Tok<'static>) {
        let at = self.out.last().map_or(0, |t| t.end);
        self.out.push(Token { tok, start: at, end: at, column: 0, leads: false });
    }

    /// The topmost frame that `wanted` accepts, not looking out of brackets and LET.
    fn nearest(&self, wanted: impl Fn(Frame) -> bool) -> Option<usize> {
        for (i, frame) in self.frames.iter().enumerate().rev() {
            if wanted(*frame) {
                return Some(i);
            }
            if matches!(frame, Frame::Bracket | Frame::Block | Frame::Let) {
                return None;
            }
        }
        None
    }

    /// Ends what is open inside the nearest bracket or LET.
    fn leave(&mut self) {
        let to = self.frames.iter().rposition(|f| matches!(f, Frame::Bracket | Frame::Block | Frame::Let));
        self.truncate(to.map_or(0, |i| i + 1));
    }

    /// Ends what is open inside the nearest `frame`, and `frame` itself; whether there was one.
    fn close(&mut self, frame: Frame) -> bool {
        let at = self.nearest(|f| f == frame);
        if let Some(at) = at {
            self.truncate(at);
        }
        at.is_some()
    }

    fn in_bracket(&self) -> bool {
        let at = self.frames.iter().rev().find(|f| matches!(f, Frame::Bracket | Frame::Block | Frame::Let));
        matches!(at, Some(Frame::Bracket | Frame::Let))
    }

    /// Closes the lists that the token's column ends; `true` if the token separates items.
    fn by_column(&mut self, token: &Token<'_>) -> bool {
        loop {
            let Some(at) = self.nearest(|f| matches!(f, Frame::Junction { .. })) else { return false };
            let Frame::Junction { column, op } = self.frames[at] else { return false };
            if token.column > column {
                return false;
            }
            if token.column == column && token.tok == Tok::Infix(op) {
                self.truncate(at + 1);
                return true;
            }
            self.truncate(at);
        }
    }

    /// What an item of a list has in brackets or in LET must stand right of the list's bullets.
    fn indented(&self, token: &Token<'_>) -> Result<(), LexError> {
        let inner = self.frames.iter().rposition(|f| matches!(f, Frame::Bracket | Frame::Block | Frame::Let)).unwrap_or(0);
        let outside = self.frames[..inner].iter().find_map(|f| match f {
            Frame::Junction { column, op } if *column >= token.column => Some(op),
            _ => None,
        });
        // An unfinished definition is the likelier mistake where the next one begins.
        let Some(op) = outside.filter(|_| !matches!(token.tok, Tok::Kw(kw) if begins_unit(kw))) else { return Ok(()) };
        let message = format!("`{}` stands left of the `{op}` list that it belongs to", token.tok);
        let help = "indent it further than the list's bullets, or close the bracket or LET before it";
        Err(LexError { start: token.start, end: token.end, message, help: Some(help) })
    }

    fn step(&mut self, i: usize) {
        let mut token = self.src[i];
        // Only in algorithms, outside of brackets, are these more than operators.
        if !self.pluscal || self.in_bracket() {
            match token.tok {
                Tok::Kw(Kw::Par) => token.tok = Tok::Infix("||"),
                Tok::Kw(Kw::Assign) => token.tok = Tok::Infix(":="),
                _ => {}
            }
        }
        let label = self.out.last().map(|t| t.tok);
        if matches!(label, Some(Tok::Virtual(Virtual::LabelPlus | Virtual::LabelMinus)))
            && matches!(token.tok, Tok::Infix("+" | "-"))
        {
            return; // The sign of `label:+` went into the colon.
        }
        if self.by_column(&token) {
            self.depth.part_ends();
            self.done = false;
            return self.out.push(Token { tok: Tok::Virtual(Virtual::JunctionSep), ..token });
        }
        let prev = i.checked_sub(1).map(|p| self.src[p].tok);
        let next = self.src.get(i + 1).map(|t| t.tok);
        let selector = prev == Some(Tok::Kw(Kw::Bang));
        // An operator that stands for itself: `F(+, 1)`, `M!+(1, 2)`, `+(1, 2)`, `WITH + <- Plus, ++ <- +`.
        let renamed = matches!(prev, Some(Tok::Kw(Kw::With | Kw::Gets)));
        let alone = match next {
            Some(Tok::Kw(Kw::Comma | Kw::RParen | Kw::Gets)) => true,
            Some(Tok::Kw(kw)) => renamed && begins_unit(kw),
            Some(Tok::Ident(_)) => renamed && self.src.get(i + 2).is_some_and(|t| t.tok == Tok::Kw(Kw::Def)),
            _ => false,
        };
        let bare = selector || (!self.done && alone);
        let tok = match token.tok {
            Tok::Infix(op) if bare => self.operand(Tok::Ident(op)),
            Tok::Infix(op)
                if !matches!(op, "-" | "/\\" | "\\/") && !self.done && (renamed || next == Some(Tok::Kw(Kw::LParen))) =>
            {
                self.operand(Tok::Ident(op))
            }
            Tok::Prefix(op) | Tok::Postfix(op) if bare && (selector || !self.done) => self.operand(Tok::Ident(op)),
            Tok::Postfix(op) if !self.done => self.operand(Tok::Ident(op)),
            Tok::Kw(k @ (Kw::Eq | Kw::SetIn)) if !self.done && (alone || renamed || next == Some(Tok::Kw(Kw::LParen))) => {
                self.operand(Tok::Ident(k.text()))
            }
            Tok::Kw(Kw::Box) if bare && !self.done => self.operand(Tok::Ident("[]")),
            Tok::Infix(op @ ("/\\" | "\\/")) if !self.done => {
                self.push(Frame::Junction { column: token.column, op });
                Tok::Virtual(if op == "/\\" { Virtual::AndOpen } else { Virtual::OrOpen })
            }
            Tok::Infix("-") if !self.done => {
                let mut after = self.src[i + 1..].iter().map(|t| t.tok);
                if matches!((after.next(), after.next()), (Some(Tok::Ident(_)), Some(Tok::Kw(Kw::Def)))) {
                    self.error = Some(LexError {
                        start: token.start,
                        end: token.end,
                        message: "the operator `-` that stands before its argument has another name".to_owned(),
                        help: Some("define it as `-. a == …`"),
                    });
                }
                Tok::Prefix("-.")
            }
            Tok::Infix(op) => self.operator(Tok::Infix(op)),
            Tok::Prefix(op) => {
                if self.done {
                    self.leave();
                }
                self.operator(Tok::Prefix(op))
            }
            Tok::Postfix(_) => token.tok,
            Tok::Ident(_) | Tok::Number(_) | Tok::Str(_) => self.operand(token.tok),
            Tok::Kw(kw) => return self.keyword(i, kw, selector),
            Tok::Pc(k) => {
                self.leave();
                self.declarations = k == Pc::Variables;
                self.operator(token.tok)
            }
            Tok::Algorithm(_) | Tok::Proof(_) | Tok::Step(_) | Tok::Virtual(_) => {
                self.leave();
                self.operator(token.tok)
            }
        };
        self.out.push(Token { tok, ..token });
    }

    /// An operand begins (and ends) here; what stands before it must have ended.
    fn operand<'t>(&mut self, tok: Tok<'t>) -> Tok<'t> {
        if self.done {
            self.leave();
        }
        self.done = true;
        tok
    }

    fn operator<'t>(&mut self, tok: Tok<'t>) -> Tok<'t> {
        self.done = false;
        tok
    }

    fn keyword(&mut self, i: usize, kw: Kw, selector: bool) {
        let token = self.src[i];
        let next = self.src.get(i + 1).map(|t| t.tok);
        let mut tok = token.tok;
        let was_done = std::mem::replace(&mut self.done, false);
        match kw {
            Kw::LTuple | Kw::RTuple | Kw::Colon | Kw::At if selector => self.done = true,
            Kw::True | Kw::False | Kw::Boolean | Kw::StringSet | Kw::At => {
                if was_done {
                    self.leave();
                }
                self.done = true;
            }
            Kw::Other | Kw::Underscore => self.done = true,
            Kw::Forall | Kw::Exists | Kw::TForall | Kw::TExists | Kw::Choose | Kw::Lambda => self.push(Frame::Quant),
            Kw::If => self.push(Frame::If),
            Kw::Case => self.push(Frame::Case),
            Kw::Let => self.push(Frame::Let),
            Kw::Then => {
                if self.close(Frame::If) {
                    self.push(Frame::Then);
                }
            }
            Kw::Else => {
                self.close(Frame::Then);
            }
            Kw::In => {
                self.close(Frame::Let);
            }
            Kw::LParen => {
                let before = i.checked_sub(2).map(|p| self.src[p].tok);
                let subscript = matches!(before, Some(Tok::Kw(Kw::RBracketSub | Kw::RTupleSub)));
                if was_done && (subscript || self.kinds[i].is_some()) {
                    tok = Tok::Virtual(Virtual::SubscriptArgs);
                }
                self.push(Frame::Bracket);
            }
            Kw::LBracket => {
                let kind = if was_done || selector { Some(Virtual::Index) } else { self.kinds[i] };
                if kind.is_none() && self.error.is_none() {
                    self.error = Some(self.shapeless(i));
                }
                tok = Tok::Virtual(kind.unwrap_or(Virtual::Index));
                self.push(Frame::Bracket);
            }
            Kw::LTuple => {
                tok = Tok::Virtual(self.kinds[i].unwrap_or(Virtual::Tuple));
                self.push(Frame::Bracket);
            }
            Kw::LBrace if self.braces && self.begins_block(i, was_done) => {
                self.leave();
                if self.declarations && self.unseparated(i) {
                    let message = "expected `;` between the declarations and this block".to_owned();
                    let help = Some("end the last declaration with `;`: its value would go on with `{`");
                    self.error = Some(LexError { start: token.start, end: token.end, message, help });
                }
                self.declarations = false;
                tok = Tok::Virtual(Virtual::BlockOpen);
                self.push(Frame::Block);
            }
            Kw::LBrace => {
                tok = Tok::Virtual(self.kinds[i].unwrap_or(Virtual::SetEnum));
                self.push(Frame::Bracket);
            }
            Kw::RBrace | Kw::RParen | Kw::RBracket | Kw::RTuple | Kw::RBracketSub | Kw::RTupleSub => {
                self.leave();
                let frame = loop {
                    match self.pop() {
                        Some(Frame::Let) => self.leave(),
                        other => break other,
                    }
                };
                if frame == Some(Frame::Block) {
                    self.out.push(Token { tok: Tok::Virtual(Virtual::BlockClose), ..token });
                    if !next.is_none_or(ends_statement) {
                        self.depth.part_ends();
                        self.insert(Tok::Kw(Kw::Semi));
                    }
                    return;
                }
                self.done = !matches!(kw, Kw::RBracketSub | Kw::RTupleSub);
            }
            Kw::Comma => {
                let to = self.nearest(|f| matches!(f, Frame::Quant | Frame::Bracket | Frame::Block | Frame::Let));
                self.truncate(to.map_or(0, |at| at + 1));
                if self.ends_bindings(i) {
                    self.done = was_done;
                    return;
                }
                if self.declarations && !self.in_bracket() && next.is_some_and(ends_statement) {
                    self.done = was_done;
                    return;
                }
            }
            Kw::Colon => {
                if !self.close(Frame::Quant) {
                    self.leave();
                    if self.pluscal && !self.in_bracket() {
                        let label = match next {
                            Some(Tok::Infix("+")) => Virtual::LabelPlus,
                            Some(Tok::Infix("-")) => Virtual::LabelMinus,
                            _ => Virtual::LabelColon,
                        };
                        tok = Tok::Virtual(label);
                    }
                }
            }
            Kw::Arrow | Kw::Box if kw == Kw::Arrow || was_done => {
                let case = self.nearest(|f| f == Frame::Case);
                match case {
                    Some(at) => self.truncate(at + 1),
                    None => self.leave(),
                }
                if let Some(at) = case
                    && i.checked_sub(1).is_some_and(|p| self.src[p].tok == Tok::Kw(Kw::Other))
                {
                    self.frames[at] = Frame::LastArm;
                }
                match (case.is_some(), kw) {
                    (true, Kw::Arrow) => tok = Tok::Virtual(Virtual::CaseArrow),
                    (true, _) => {
                        self.depth.part_ends();
                        tok = Tok::Virtual(Virtual::CaseSep);
                    }
                    (false, Kw::Box) => tok = Tok::Prefix("[]"),
                    (false, _) => {}
                }
            }
            Kw::Box => tok = Tok::Prefix("[]"),
            Kw::Semi => {
                self.leave();
                if self.ends_bindings(i) {
                    self.done = was_done;
                    return;
                }
                // Two in a row separate nothing, but end declarations.
                let between = matches!(next, Some(Tok::Kw(Kw::LBrace | Kw::Semi)));
                if next.is_none_or(ends_statement) && (!between || self.declarations) {
                    self.done = was_done;
                    return;
                }
            }
            Kw::Par
            | Kw::Assign
            | Kw::Def
            | Kw::MapsTo
            | Kw::Except
            | Kw::Assume
            | Kw::Constant
            | Kw::Extends
            | Kw::Instance
            | Kw::Local
            | Kw::Module
            | Kw::Recursive
            | Kw::Theorem
            | Kw::Variable
            | Kw::Dashes
            | Kw::EndModule => self.leave(),
            Kw::With | Kw::Weak | Kw::Strong | Kw::Eq | Kw::SetIn | Kw::Dot | Kw::Bang | Kw::Labels | Kw::Gets | Kw::Arrow => {}
        }
        self.out.push(Token { tok, ..token });
    }
}
