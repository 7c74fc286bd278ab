//! Missing labels: reported, or added.
//!
//! In: the tree. Out: the same with every statement labeled that needs it, or a diagnostic for each missing label.
//!
//! A label is needed on the first statement of a body, on every `while`, on what follows a `call`, `return` or `goto`, on
//! what follows an `if` or `either` with a label or such a statement inside, and on a statement that assigns to a variable
//! already assigned in the step. `call` and `return` assign to `stack`; `return`, a call that is followed by one, and a
//! call of the procedure itself assign to the parameters and variables of all procedures too. There are no labels inside
//! a `with`.
//!
//! Labels are added (`Lbl_1`, `Lbl_2` …) to an algorithm without processes and without any label, or on request:
//! procedures first where there are no processes, after them where there are.
//!
//! `{ x := 1; x := 2 }` becomes `{ Lbl_1: x := 1; Lbl_2: x := 2 }`.

use super::ast::Label;
use super::options::Options;
use super::tree::{After, Body, Kind, Program, Stmt};
use crate::diag::{Checked, Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Ident, Name};
use std::collections::{BTreeMap, BTreeSet};

/// The variables assigned in a step, each with the place where.
type Assigned = BTreeMap<Name, Span>;

/// Why a statement needs a label.
enum Reason {
    First,
    While,
    /// It follows a statement that moves control, or has a label inside.
    After(Span),
    Twice {
        name: Name,
        first: Span,
        how: &'static str,
    },
}

struct Missing {
    /// The text in the body, a macro call perhaps, and the statement itself.
    place: Span,
    span: Span,
    reason: Reason,
}

struct Labeller {
    root: String,
    next: u32,
    /// The labels that the user gave.
    taken: BTreeSet<Name>,
    missing: Vec<Missing>,
    errors: Vec<Diagnostic>,
    procedure_variables: Vec<Name>,
    procedure: Option<Name>,
}

/// Adds labels, or says which are missing.
pub fn add(program: &mut Program, options: &Options) -> Checked<()> {
    let mut taken = BTreeSet::new();
    let mut errors = Vec::new();
    for body in bodies(program) {
        user_labels(body, &mut taken, &mut errors);
    }
    let has_labels = !taken.is_empty();
    let procedure_variables =
        program.procedures.iter().flat_map(|p| p.params.iter().chain(&p.locals)).map(|d| d.name.name.clone()).collect();
    let root = options.label_root.clone();
    let mut l = Labeller { root, next: 1, taken, missing: Vec::new(), errors, procedure_variables, procedure: None };
    let may_add = options.label || (!has_labels && !program.is_concurrent());
    match &mut program.body {
        Body::Processes(processes) => {
            for p in processes {
                l.body(&mut p.body, p.name.span);
            }
            l.procedures(&mut program.procedures);
        }
        Body::Single(stmts) => {
            // The reference forgets to leave the last procedure here; it matters for which labels are added.
            l.procedures(&mut program.procedures);
            l.body(stmts, program.name.span);
        }
    }
    if !may_add {
        l.errors.extend(l.missing.iter().map(missing));
    }
    if l.errors.is_empty() { Ok(()) } else { Err(l.errors) }
}

fn bodies(program: &Program) -> Vec<&[Stmt]> {
    let mut result: Vec<&[Stmt]> = program.procedures.iter().map(|p| p.body.as_slice()).collect();
    match &program.body {
        Body::Single(stmts) => result.push(stmts),
        Body::Processes(processes) => result.extend(processes.iter().map(|p| p.body.as_slice())),
    }
    result
}

fn user_labels(stmts: &[Stmt], taken: &mut BTreeSet<Name>, errors: &mut Vec<Diagnostic>) {
    for stmt in stmts {
        if let Some(label) = &stmt.label {
            taken.insert(label.name.name.clone());
            if matches!(&*label.name.name, "Done" | "Error") {
                errors.push(
                    Diagnostic::error(Code::PCAL_LABEL, format!("`{}` cannot be a label", label.name.name))
                        .at(label.name.span, "this label")
                        .note("`Done` is where a finished process is, `Error` where a procedure without `return` ends")
                        .help("choose another name"),
                );
            }
        }
        for part in stmt.parts() {
            user_labels(part, taken, errors);
        }
    }
}

fn missing(m: &Missing) -> Diagnostic {
    let text = match &m.reason {
        Reason::First => "the first statement of a body needs a label".to_string(),
        Reason::While => "a `while` needs a label".to_string(),
        Reason::After(_) => "missing label".to_string(),
        Reason::Twice { name, .. } => format!("missing label: `{name}` is assigned twice in one step"),
    };
    let d = Diagnostic::error(Code::PCAL_LABEL, text);
    let d = match &m.reason {
        Reason::First | Reason::While => d.at(m.place, "this statement"),
        Reason::After(before) => {
            d.at(m.place, "this statement starts a new step").at(*before, "because this one moves control or has a label inside")
        }
        Reason::Twice { first, how, .. } => d.at(m.place, *how).at(*first, "already assigned here"),
    };
    let d = if m.place == m.span { d } else { d.at(m.span, "by this statement of the macro") };
    d.help("add a label before this statement")
}

impl Labeller {
    fn procedures(&mut self, procedures: &mut [super::tree::Procedure]) {
        for p in procedures {
            self.procedure = Some(p.name.name.clone());
            self.body(&mut p.body, p.name.span);
        }
    }

    fn body(&mut self, stmts: &mut [Stmt], owner: Span) {
        if stmts.is_empty() {
            self.errors.push(
                Diagnostic::error(Code::PCAL_TRANSLATE, "there are no statements here")
                    .at(owner, "in the body of this")
                    .help("write `skip`"),
            );
        }
        self.sequence(stmts, Some(Reason::First), false, &Assigned::new());
    }

    /// Labels what needs it. `needs`: why the first statement does. `before`: assigned in the step so far.
    /// Returns whether a statement after the list needs a label, and what is assigned in the step at its end.
    fn sequence(&mut self, stmts: &mut [Stmt], needs: Option<Reason>, in_with: bool, before: &Assigned) -> (bool, Assigned) {
        let mut assigned = before.clone();
        let mut needs = needs;
        let mut broken = false;
        for stmt in stmts {
            if let Some(label) = &stmt.label {
                broken = true;
                assigned.clear();
                if in_with {
                    self.errors.push(
                        Diagnostic::error(Code::PCAL_LABEL, "a label may not stand inside a `with`")
                            .at(label.name.span, "this label")
                            .help("a `with` is one step: end it before this statement"),
                    );
                }
            }
            if let Some(reason) = needs.take() {
                if in_with {
                    self.in_with("nothing may follow a `call`, `return` or `goto` inside a `with`", stmt.span);
                } else {
                    self.label(stmt, reason);
                }
                broken = true;
                assigned.clear();
            }
            let span = stmt.place();
            if matches!(stmt.kind, Kind::While { .. }) {
                if in_with {
                    self.in_with("a `while` may not stand inside a `with`", span);
                } else {
                    self.label(stmt, Reason::While);
                }
                broken = true;
                assigned.clear();
            }
            let moved = match &mut stmt.kind {
                Kind::If { then, otherwise, .. } => {
                    let (a, mut in_then) = self.sequence(then, None, in_with, &assigned);
                    let (b, in_else) = self.sequence(otherwise, None, in_with, &assigned);
                    in_then.extend(in_else);
                    assigned = in_then;
                    a || b
                }
                Kind::Either(branches) => {
                    let mut moved = false;
                    let mut union = Assigned::new();
                    for branch in branches {
                        let (m, out) = self.sequence(branch, None, in_with, &assigned);
                        moved |= m;
                        union.extend(out);
                    }
                    assigned = union;
                    moved
                }
                Kind::While { body, .. } => {
                    self.sequence(body, None, false, &Assigned::new());
                    false
                }
                Kind::With { body, .. } => {
                    let start = if in_with { before.clone() } else { Assigned::new() };
                    let (moved, out) = self.sequence(body, None, true, &start);
                    assigned = out;
                    // As the reference has it: against what was assigned before the list, not before the statement.
                    if !in_with && let Some(name) = assigned.keys().find(|n| before.contains_key(*n)) {
                        let reason =
                            Reason::Twice { name: name.clone(), first: before[name], how: "assigned inside this `with`" };
                        self.label(stmt, reason);
                        broken = true;
                        assigned.clear();
                    }
                    moved
                }
                Kind::Assign(assigns) => {
                    let new = assigns.iter().map(|a| (a.target.name.clone(), a.span)).collect();
                    broken |= self.assigns(stmt, new, &mut assigned, in_with);
                    false
                }
                Kind::Call { procedure, after, .. } => {
                    let all = match after {
                        After::Return => true,
                        After::Next | After::Goto(_) => Some(&procedure.name) == self.procedure.as_ref(),
                    };
                    let new = self.moves(all, span);
                    broken |= self.assigns(stmt, new, &mut assigned, in_with);
                    true
                }
                Kind::Return => {
                    let new = self.moves(true, span);
                    broken |= self.assigns(stmt, new, &mut assigned, in_with);
                    true
                }
                Kind::Goto(_) => true,
                Kind::Await(_) | Kind::Skip | Kind::Print(_) | Kind::Assert(_) => false,
            };
            if moved {
                needs = Some(Reason::After(span));
            }
        }
        (broken || needs.is_some(), assigned)
    }

    /// What a call or return assigns to.
    fn moves(&self, all: bool, span: Span) -> Assigned {
        let variables: &[Name] = if all { &self.procedure_variables } else { &[] };
        let mut result: Assigned = variables.iter().map(|n| (n.clone(), span)).collect();
        result.insert("stack".into(), span);
        result
    }

    /// Adds `new` to what the step assigns; labels the statement where that would be a second time.
    fn assigns(&mut self, stmt: &mut Stmt, new: Assigned, assigned: &mut Assigned, in_with: bool) -> bool {
        let Some(name) = new.keys().find(|n| assigned.contains_key(*n)) else {
            assigned.extend(new);
            return false;
        };
        if in_with {
            self.errors.push(
                Diagnostic::error(Code::PCAL_LABEL, format!("`{name}` is assigned twice inside a `with`"))
                    .at(stmt.span, "assigned here")
                    .at(assigned[name], "already assigned here")
                    .help("a `with` is one step: assign once, or use `||`"),
            );
            return false;
        }
        let how = match &stmt.kind {
            Kind::Call { .. } => "this call assigns to it",
            Kind::Return => "`return` restores it",
            Kind::Assign(_)
            | Kind::If { .. }
            | Kind::While { .. }
            | Kind::Either(_)
            | Kind::With { .. }
            | Kind::Await(_)
            | Kind::Skip
            | Kind::Print(_)
            | Kind::Assert(_)
            | Kind::Goto(_) => "assigned here",
        };
        let reason = Reason::Twice { name: name.clone(), first: assigned[name], how };
        self.label(stmt, reason);
        *assigned = new;
        true
    }

    fn in_with(&mut self, text: &str, span: Span) {
        self.errors.push(
            Diagnostic::error(Code::PCAL_LABEL, text).at(span, "this statement needs a label").help("move it out of the `with`"),
        );
    }

    /// Gives the statement a new label where it has none.
    fn label(&mut self, stmt: &mut Stmt, reason: Reason) {
        if stmt.label.is_some() {
            return;
        }
        let name = loop {
            let name: Name = format!("{}{}", self.root, self.next).into();
            self.next += 1;
            if !self.taken.contains(&name) {
                break name;
            }
        };
        let place = stmt.place();
        stmt.label = Some(Label { name: Ident { name, span: place }, modifier: None });
        self.missing.push(Missing { place, span: stmt.span, reason });
    }
}
