//! Names looked up: variables, labels and procedures where they are used.
//!
//! In: the labeled tree and the table of its names. Out: the tree with the names of the translation, or what does not
//! exist: the label of a `goto`, the procedure of a `call`, the procedure that a `return` would leave.
//!
//! A `goto` stays in its process or procedure. With `a` of process `q` renamed to `a_`, `goto a` there is `goto a_`.

use super::ast::{Init, VarDecl};
use super::names::{Renaming, Sort, Symbol, Table};
use super::rewrite::{rewrite, rewrite_path};
use super::suggest::did_you_mean;
use super::tree::{After, Body, Kind, Program, Stmt};
use crate::diag::{Checked, Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Expr, Ident, Name};

/// Makes all names distinct, and checks that those used exist.
pub fn resolve(program: &mut Program) -> Checked<Renaming> {
    let mut table = Table::collect(program)?;
    let renaming = table.disambiguate();
    let mut errors = Vec::new();
    for p in &mut program.procedures {
        let mut scope = Scope::new(&table, Some(&p.name), true);
        scope.declarations(&mut p.params);
        scope.declarations(&mut p.locals);
        scope.body(&mut p.body, &mut p.calls);
        p.name.name = table.global(Sort::Procedure, &p.name.name);
        errors.append(&mut scope.errors);
    }
    match &mut program.body {
        Body::Single(stmts) => {
            let mut scope = Scope::new(&table, None, false);
            scope.stmts(stmts);
            errors.append(&mut scope.errors);
        }
        Body::Processes(processes) => {
            for p in processes {
                let mut scope = Scope::new(&table, Some(&p.name), false);
                scope.declarations(&mut p.locals);
                scope.body(&mut p.body, &mut p.calls);
                p.name.name = table.global(Sort::Process, &p.name.name);
                errors.append(&mut scope.errors);
            }
        }
    }
    if errors.is_empty() { Ok(renaming) } else { Err(errors) }
}

/// One body, in which names are looked up and replaced.
struct Scope<'a> {
    table: &'a Table,
    owner: Option<Name>,
    in_procedure: bool,
    /// Names bound by a `with` around.
    hidden: Vec<Name>,
    errors: Vec<Diagnostic>,
}

impl<'a> Scope<'a> {
    fn new(table: &'a Table, owner: Option<&Ident>, in_procedure: bool) -> Scope<'a> {
        Scope { table, owner: owner.map(|o| o.name.clone()), in_procedure, hidden: Vec::new(), errors: Vec::new() }
    }

    fn body(&mut self, stmts: &mut [Stmt], calls: &mut [Name]) {
        self.stmts(stmts);
        calls.iter_mut().for_each(|c| *c = self.table.global(Sort::Procedure, c));
    }

    fn declarations(&mut self, declarations: &mut [VarDecl]) {
        for d in declarations {
            self.variable(&mut d.name);
            self.init(&mut d.init);
        }
    }

    fn init(&self, init: &mut Init) {
        match init {
            Init::Default => {}
            Init::Is(e) | Init::In(e) => self.expr(e),
        }
    }

    /// The new name of a variable of this body, where it has one.
    fn renamed(&self, id: &Name) -> Option<Name> {
        let owner = self.owner.as_ref()?;
        let s = self.table.symbols.iter().find(|s| s.sort.is_variable() && s.id == *id && s.owner.as_ref() == Some(owner))?;
        (s.new != s.id).then(|| s.new.clone())
    }

    fn variable(&self, id: &mut Ident) {
        if let Some(new) = self.renamed(&id.name) {
            id.name = new;
        }
    }

    fn replacement(&self, id: &Ident) -> Option<Expr> {
        self.renamed(&id.name).map(|new| Expr::name(&new, id.span))
    }

    fn expr(&self, e: &mut Expr) {
        *e = rewrite(e, &self.hidden, &|id| self.replacement(id));
    }

    fn stmts(&mut self, stmts: &mut [Stmt]) {
        for stmt in stmts {
            if let Some(label) = &mut stmt.label
                && let Some(s) = self.table.find(Sort::Label, &label.name.name, self.owner.as_ref())
            {
                label.name.name = s.new.clone();
            }
            let span = stmt.span;
            match &mut stmt.kind {
                Kind::Assign(assigns) => {
                    for a in assigns {
                        self.variable(&mut a.target);
                        a.path = rewrite_path(&a.path, &self.hidden, &|id| self.replacement(id));
                        self.expr(&mut a.value);
                    }
                }
                Kind::If { condition, then, otherwise } => {
                    self.expr(condition);
                    self.stmts(then);
                    self.stmts(otherwise);
                }
                Kind::While { condition, body } => {
                    self.expr(condition);
                    self.stmts(body);
                }
                Kind::Either(branches) => branches.iter_mut().for_each(|b| self.stmts(b)),
                Kind::With { name, init, body } => {
                    self.init(init);
                    self.hidden.push(name.name.clone());
                    self.stmts(body);
                    self.hidden.pop();
                }
                Kind::Await(e) | Kind::Print(e) | Kind::Assert(e) => self.expr(e),
                Kind::Skip => {}
                Kind::Call { procedure, args, after } => {
                    args.iter_mut().for_each(|a| self.expr(a));
                    self.procedure(procedure);
                    match after {
                        After::Next => {}
                        After::Return => self.returns(span),
                        After::Goto(target) => self.target(target),
                    }
                }
                Kind::Return => self.returns(span),
                Kind::Goto(target) => self.target(target),
            }
        }
    }

    fn procedure(&mut self, name: &mut Ident) {
        match self.table.find(Sort::Procedure, &name.name, None) {
            Some(s) => name.name = s.new.clone(),
            None => {
                let known = self.table.symbols.iter().filter(|s| s.sort == Sort::Procedure).map(|s| &*s.id);
                let d = Diagnostic::error(Code::PCAL_TRANSLATE, format!("there is no procedure `{}`", name.name))
                    .at(name.span, "called here");
                self.errors.push(did_you_mean(d, &name.name, known));
            }
        }
    }

    fn returns(&mut self, span: Span) {
        if !self.in_procedure {
            self.errors.push(
                Diagnostic::error(Code::PCAL_TRANSLATE, "`return` outside a procedure")
                    .at(span, "there is nothing to return from")
                    .help("to end the process, write `goto Done`"),
            );
        }
    }

    fn target(&mut self, target: &mut Ident) {
        if &*target.name == "Done" {
            return;
        }
        match self.table.find(Sort::Label, &target.name, self.owner.as_ref()) {
            Some(s) => target.name = s.new.clone(),
            None => {
                let labels: Vec<&Symbol> = self.table.symbols.iter().filter(|s| s.sort == Sort::Label).collect();
                let mut d = Diagnostic::error(Code::PCAL_LABEL, format!("there is no label `{}` to go to", target.name))
                    .at(target.span, "this target");
                if let Some(other) = labels.iter().find(|s| s.id == target.name) {
                    d = d.at(other.span, "this label belongs to another process or procedure");
                }
                let known = labels.iter().filter(|s| s.owner == self.owner).map(|s| &*s.id);
                self.errors.push(did_you_mean(d, &target.name, known));
            }
        }
    }
}
