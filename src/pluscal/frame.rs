//! The variables of the translation, and which definitions it has.
//!
//! In: the resolved tree and the options. Out: [`Frame`]: the variables in order, which of them are functions of the
//! process, and whether `pc` and `Terminating` are there.
//!
//! `pc` is dropped when every process is nothing but a `while (TRUE)` without labels inside, and there are no
//! procedures, `goto`s and signed labels. `Terminating` and `Termination` are dropped when some process is nothing but
//! a `while (TRUE)`: it never ends. A `goto Done` anywhere keeps them all.

use super::build;
use super::options::Options;
use super::tree::{Body, Id, Kind, Procedure, Process, Program, Stmt, signed_labels};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{Expr, ExprKind, Ident, Name};
use std::collections::BTreeSet;

pub struct Frame {
    /// There are processes.
    pub concurrent: bool,
    /// All variables, in the order of `vars`.
    pub variables: Vec<Ident>,
    /// Parameters and variables of procedures.
    pub procedure_variables: BTreeSet<Name>,
    /// Variables of process sets.
    pub set_variables: BTreeSet<Name>,
    pub has_pc: bool,
    pub has_stack: bool,
    pub has_terminating: bool,
    /// A finished algorithm may stutter.
    pub has_done_disjunct: bool,
}

/// Who executes a step.
#[derive(Clone)]
pub struct Me {
    /// The process: `self`, or the identifier of a single one; none where there are no processes.
    pub this: Option<Expr>,
    /// The parameter of the operators, where they have one.
    pub param: Option<Ident>,
}

impl Me {
    pub fn procedure(p: &Procedure, frame: &Frame) -> Me {
        if frame.concurrent { Me::parameter(p.name.span) } else { Me::nobody() }
    }

    pub fn process(p: &Process) -> Me {
        match &p.id {
            Id::One(e) => Me { this: Some(e.clone()), param: None },
            Id::Each(_) => Me::parameter(p.name.span),
        }
    }

    pub fn nobody() -> Me {
        Me { this: None, param: None }
    }

    /// An operator's parameter `self`.
    pub fn parameter(span: Span) -> Me {
        let param = Ident::new("self", span);
        Me { this: Some(Expr::apply(param.clone(), Vec::new(), span)), param: Some(param) }
    }

    /// `pc` or `stack` of this process.
    pub fn own(&self, variable: &str, span: Span) -> Expr {
        let whole = build::name(variable, span);
        match &self.this {
            Some(this) => build::index(whole, this.clone(), span),
            None => whole,
        }
    }

    /// `op`, applied to `self` where operators have that parameter.
    pub fn call(&self, op: &Ident) -> Expr {
        let args = self.param.iter().map(|_| build::name("self", op.span)).collect();
        Expr::apply(op.clone(), args, op.span)
    }
}

impl Frame {
    pub fn new(program: &Program, options: &Options, sources: &SourceMap) -> Frame {
        let (drop_pc, drop_terminating) = control(program, options, sources);
        let pc = (!drop_pc).then(|| Ident::new("pc", program.name.span));
        let stack = (!program.procedures.is_empty()).then(|| Ident::new("stack", program.name.span));
        let has_stack = stack.is_some();
        let of_procedures = || program.procedures.iter().flat_map(|p| p.params.iter().chain(&p.locals)).map(|d| d.name.clone());
        let of_processes = program.processes().iter().flat_map(|p| &p.locals).map(|d| d.name.clone());
        let of_sets = program
            .processes()
            .iter()
            .filter(|p| matches!(p.id, Id::Each(_)))
            .flat_map(|p| &p.locals)
            .map(|d| d.name.name.clone())
            .collect();
        let globals = program.globals.iter().map(|d| d.name.clone());
        Frame {
            concurrent: program.is_concurrent(),
            variables: pc.into_iter().chain(globals).chain(stack).chain(of_procedures()).chain(of_processes).collect(),
            procedure_variables: of_procedures().map(|i| i.name).collect(),
            set_variables: of_sets,
            has_pc: !drop_pc,
            has_stack,
            has_terminating: !drop_pc && !drop_terminating,
            has_done_disjunct: !drop_terminating && !options.no_done_disjunct,
        }
    }

    /// The variable is a function of the process.
    pub fn is_indexed(&self, variable: &Name) -> bool {
        self.concurrent
            && (matches!(&**variable, "pc" | "stack") && self.variables.iter().any(|v| v.name == *variable)
                || self.is_local(variable))
    }

    /// A name that the user writes without index though it is a function of the process.
    pub fn is_local(&self, variable: &Name) -> bool {
        self.concurrent && (self.procedure_variables.contains(variable) || self.set_variables.contains(variable))
    }

    pub fn variable_names(&self) -> impl Iterator<Item = &Name> {
        self.variables.iter().map(|v| &v.name)
    }
}

/// Whether `pc` and whether `Terminating` is dropped.
fn control(program: &Program, options: &Options, sources: &SourceMap) -> (bool, bool) {
    let mut signed = program.procedures.iter().map(|p| &p.body).any(|b| has_signed(b));
    let mut drop_pc = !options.keeps_pc() && program.procedures.is_empty();
    let mut drop_terminating = match &program.body {
        Body::Single(_) => !options.keeps_pc(),
        Body::Processes(_) => false,
    };
    match &program.body {
        Body::Single(stmts) => {
            signed |= has_signed(stmts);
            let (pc, terminating) = forever(stmts, sources);
            drop_pc &= pc;
            drop_terminating &= terminating;
        }
        Body::Processes(processes) => {
            for p in processes {
                signed |= has_signed(&p.body);
                let (pc, terminating) = forever(&p.body, sources);
                drop_pc &= pc;
                drop_terminating |= terminating;
            }
        }
    }
    (drop_pc && !signed && !program.uses_goto, drop_terminating && !program.goes_to_done)
}

fn has_signed(body: &[Stmt]) -> bool {
    !signed_labels(body, true).is_empty() || !signed_labels(body, false).is_empty()
}

/// Whether a body needs no `pc`, and whether it never ends.
fn forever(body: &[Stmt], sources: &SourceMap) -> (bool, bool) {
    let [Stmt { kind: Kind::While { condition, body }, span, .. }] = body else {
        return (false, false);
    };
    if *condition.kind != ExprKind::Bool(true) || is_parenthesized(sources.text(*span)) {
        return (false, false);
    }
    let has_label = body.iter().any(|s| s.label.is_some() || s.has_inner_label());
    (!has_label, true)
}

/// The reference takes only a bare `TRUE` for a loop without end: not `while (TRUE) do`, nor `while ((TRUE)) {`.
fn is_parenthesized(text: &str) -> bool {
    let mut rest = text.trim_start_matches(|c: char| c.is_alphabetic());
    let mut depth = 0;
    while let Some(inner) = rest.trim_start().strip_prefix('(') {
        depth += 1;
        rest = inner;
    }
    let Some(mut rest) = rest.trim_start().strip_prefix("TRUE") else {
        return false;
    };
    while let Some(outer) = rest.trim_start().strip_prefix(')') {
        rest = outer;
    }
    let rest = rest.trim_start();
    let with_do = rest.strip_prefix("do").is_some_and(|r| !r.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
    depth > usize::from(!with_do)
}
