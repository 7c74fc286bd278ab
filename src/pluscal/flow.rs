//! Control flow made explicit: from labeled statements to actions that set `pc`.
//!
//! In: the body of a process, procedure or algorithm. Out: one [`Action`] a label, in the order of the reference, whose
//! acts never transfer control: a jump is an assignment to `pc`, `call` and `return` are assignments to `stack` too.
//!
//! `a: x := 1; b: while (x < 3) { x := x + 1 }` is `a`: `x := 1; pc := "b"`, and
//! `b`: `if x < 3 then x := x + 1; pc := "b" else pc := "Done"`.
//!
//! Where the last statement of a step is an `if` or `either` without labels, `pc` is set after it unless some branch
//! jumps; where it has labels, each branch sets `pc`.

use super::ast::{Assign, Init};
use super::build;
use super::frame::{Frame, Me};
use super::tree::{After, Kind, Procedure, Program, Stmt};
use crate::diag::Diagnostic;
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Ident, Name};

/// One step of the algorithm: what stands from a label to the next.
pub struct Action {
    pub label: Ident,
    pub acts: Vec<Act>,
    /// From the label to the end of the last statement.
    pub span: Span,
}

pub struct Act {
    pub kind: ActKind,
    pub span: Span,
    /// The macro call that it came from.
    pub site: Option<Span>,
}

pub enum ActKind {
    Assign(Vec<Assign>),
    If { condition: Expr, then: Vec<Act>, otherwise: Vec<Act> },
    Either(Vec<Vec<Act>>),
    With { name: Ident, init: Init, body: Vec<Act> },
    Await(Expr),
    Print(Expr),
    Assert(Expr),
    Skip,
}

/// Acts, the actions found inside, and whether `pc` is still to be set.
struct Exploded {
    acts: Vec<Act>,
    inner: Vec<Action>,
    needs_jump: bool,
}

pub struct Flow<'a> {
    pub program: &'a Program,
    pub frame: &'a Frame,
    pub me: Me,
    /// The procedure that the body belongs to.
    pub procedure: Option<&'a Procedure>,
    pub errors: Vec<Diagnostic>,
}

impl Flow<'_> {
    /// The actions of a body; `end` is where control is after it.
    pub fn body(&mut self, stmts: &[Stmt], end: &str) -> Vec<Action> {
        let groups = groups(stmts);
        let mut result = Vec::new();
        for (i, group) in groups.iter().enumerate() {
            let next = groups.get(i + 1).map_or(end, |g| &*label(g).name);
            self.group(group, next, &mut result);
        }
        result
    }

    /// The actions of one labeled group of statements.
    fn group(&mut self, stmts: &[Stmt], next: &str, result: &mut Vec<Action>) {
        let label = label(stmts).clone();
        let span = stmts.iter().fold(label.span, |s, stmt| s.to(stmt.place()));
        if let [Stmt { kind: Kind::While { condition, body }, span: while_span, site, .. }, rest @ ..] = stmts {
            let (plain, labeled) = split(body);
            let inside = labeled.first().map_or(&*label.name, |s| &*name_of(s).name);
            let then = self.with_jump(plain, inside, *while_span);
            let rest = self.with_jump(rest, next, *while_span);
            let forever = *condition.kind == ExprKind::Bool(true);
            let acts = if forever {
                then.acts
            } else {
                let kind = ActKind::If { condition: condition.clone(), then: then.acts, otherwise: rest.acts };
                vec![Act { kind, span: *while_span, site: *site }]
            };
            let after = label.name.clone();
            result.push(Action { label, acts, span });
            result.extend(self.body(labeled, &after));
            result.extend(then.inner);
            if !forever {
                result.extend(rest.inner);
            }
            return;
        }
        let exploded = self.with_jump(stmts, next, span);
        result.push(Action { label, acts: exploded.acts, span });
        result.extend(exploded.inner);
    }

    /// Explodes and sets `pc` at the end, wherever that is still to be done.
    fn with_jump(&mut self, stmts: &[Stmt], next: &str, around: Span) -> Exploded {
        let mut result = self.explode(stmts, next);
        if result.needs_jump {
            let span = stmts.last().map_or(around, Stmt::place);
            result.acts.push(jump(next, span));
        }
        result
    }

    /// Statements of one step: all but the last stay as they are.
    fn explode(&mut self, stmts: &[Stmt], next: &str) -> Exploded {
        let Some((last, before)) = stmts.split_last() else {
            return Exploded { acts: Vec::new(), inner: Vec::new(), needs_jump: self.frame.has_pc };
        };
        let mut acts: Vec<Act> = before.iter().map(|s| self.plain(s)).collect();
        let mut inner = Vec::new();
        let mut needs_jump = false;
        match &last.kind {
            Kind::If { condition, then, otherwise } => {
                let (then, otherwise) = if last.has_inner_label() {
                    // The labeled parts come first, then those inside the parts without label.
                    let (then, then_labeled) = self.branch(then, next, last.span);
                    let (otherwise, otherwise_labeled) = self.branch(otherwise, next, last.span);
                    inner.extend(then_labeled);
                    inner.extend(otherwise_labeled);
                    inner.extend(then.inner);
                    inner.extend(otherwise.inner);
                    (then.acts, otherwise.acts)
                } else {
                    let mut parts = vec![self.explode(then, next), self.explode(otherwise, next)];
                    needs_jump = settle(&mut parts, next, last.span);
                    let otherwise = parts.remove(1).acts;
                    (parts.remove(0).acts, otherwise)
                };
                let kind = ActKind::If { condition: condition.clone(), then, otherwise };
                acts.push(Act { kind, span: last.span, site: last.site });
            }
            Kind::Either(branches) => {
                let branches = if last.has_inner_label() {
                    let mut all = Vec::new();
                    for branch in branches {
                        let (part, labeled) = self.branch(branch, next, last.span);
                        inner.extend(part.inner);
                        inner.extend(labeled);
                        all.push(part.acts);
                    }
                    all
                } else {
                    let mut parts: Vec<Exploded> = branches.iter().map(|b| self.explode(b, next)).collect();
                    needs_jump = settle(&mut parts, next, last.span);
                    parts.into_iter().map(|p| p.acts).collect()
                };
                acts.push(Act { kind: ActKind::Either(branches), span: last.span, site: last.site });
            }
            Kind::With { name, init, body } => {
                let part = self.explode(body, next);
                needs_jump = part.needs_jump;
                inner = part.inner;
                let kind = ActKind::With { name: name.clone(), init: init.clone(), body: part.acts };
                acts.push(Act { kind, span: last.span, site: last.site });
            }
            Kind::Goto(target) => acts.push(jump(&target.name, last.span)),
            Kind::Call { procedure, args, after } => {
                let new = match after {
                    After::Next => self.call(last, procedure, args, next),
                    After::Goto(target) => self.call(last, procedure, args, &target.name),
                    After::Return => self.call_return(last, procedure, args),
                };
                acts.extend(new);
            }
            Kind::Return => acts.extend(self.ret(last.span)),
            Kind::While { .. } => unreachable!("pluscal: label gives every while a label"),
            Kind::Assign(_) | Kind::Await(_) | Kind::Skip | Kind::Print(_) | Kind::Assert(_) => {
                acts.push(self.plain(last));
                needs_jump = self.frame.has_pc;
            }
        }
        Exploded { acts, inner, needs_jump }
    }

    /// A branch with labels inside the statement: its start, then its labeled groups.
    fn branch(&mut self, stmts: &[Stmt], next: &str, around: Span) -> (Exploded, Vec<Action>) {
        let (plain, labeled) = split(stmts);
        let inside = labeled.first().map_or(next, |s| &*name_of(s).name);
        (self.with_jump(plain, inside, around), self.body(labeled, next))
    }

    /// A statement that does not end a step.
    fn plain(&mut self, stmt: &Stmt) -> Act {
        let mut list = |stmts: &[Stmt]| stmts.iter().map(|s| self.plain(s)).collect::<Vec<Act>>();
        let kind = match &stmt.kind {
            Kind::Assign(assigns) => ActKind::Assign(assigns.clone()),
            Kind::If { condition, then, otherwise } => {
                ActKind::If { condition: condition.clone(), then: list(then), otherwise: list(otherwise) }
            }
            Kind::Either(branches) => ActKind::Either(branches.iter().map(|b| list(b)).collect()),
            Kind::With { name, init, body } => ActKind::With { name: name.clone(), init: init.clone(), body: list(body) },
            Kind::Await(e) => ActKind::Await(e.clone()),
            Kind::Print(e) => ActKind::Print(e.clone()),
            Kind::Assert(e) => ActKind::Assert(e.clone()),
            Kind::Skip => ActKind::Skip,
            Kind::While { .. } | Kind::Call { .. } | Kind::Return | Kind::Goto(_) => {
                unreachable!("pluscal: label starts a step after what moves control")
            }
        };
        Act { kind, span: stmt.span, site: stmt.site }
    }
}

/// `pc` is set after the parts if none of them sets it; otherwise in each that does not.
fn settle(parts: &mut [Exploded], next: &str, span: Span) -> bool {
    if parts.iter().all(|p| p.needs_jump) {
        return true;
    }
    for part in parts.iter_mut().filter(|p| p.needs_jump) {
        let span = part.acts.last().map_or(span, |a| a.site.unwrap_or(a.span));
        part.acts.push(jump(next, span));
    }
    false
}

/// `pc := "next"`
pub fn jump(next: &str, span: Span) -> Act {
    assign("pc", build::string(next, span), span)
}

/// `variable := value`
pub fn assign(variable: &str, value: Expr, span: Span) -> Act {
    let a = Assign { target: Ident::new(variable, span), path: Vec::new(), value, span };
    Act { kind: ActKind::Assign(vec![a]), span, site: None }
}

/// The labeled groups of a list whose first statement has a label.
fn groups(stmts: &[Stmt]) -> Vec<&[Stmt]> {
    stmts.chunk_by(|_, s| s.label.is_none()).collect()
}

/// What stands before the first label, and the rest.
fn split(stmts: &[Stmt]) -> (&[Stmt], &[Stmt]) {
    stmts.split_at(stmts.iter().position(|s| s.label.is_some()).unwrap_or(stmts.len()))
}

fn label(group: &[Stmt]) -> &Ident {
    name_of(&group[0])
}

fn name_of(stmt: &Stmt) -> &Ident {
    match &stmt.label {
        Some(l) => &l.name,
        None => unreachable!("pluscal: label gives the first statement of a step a label"),
    }
}

/// The label at which a body starts.
pub fn entry(stmts: &[Stmt]) -> &Name {
    &label(stmts).name
}
