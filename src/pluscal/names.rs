//! Names: what is declared where, which clash, which do not exist.
//!
//! In: the labelled tree. Out: the same with clashing names renamed and every `goto`, `call` and `return` checked.
//!
//! All variables, labels, procedures and processes end up as TLA+ names of one module, so two of them must not be
//! the same. Global variables keep their names; then labels, procedures, processes, process variables, procedure
//! variables and parameters are gone through in this order, each that still clashes getting `_`, then a letter of its
//! process' or procedure's name at a time: label `a` of processes `p` and `q` becomes `a_` and stays `a`.

use super::ast::{Init, VarDecl};
use super::rewrite::{rewrite, rewrite_path};
use super::tree::{After, Body, Kind, Process, Program, Stmt};
use crate::diag::{Checked, Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Expr, Ident, Name, Unit, UnitKind};

/// In the order in which names are made distinct.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Sort {
    Global,
    Label,
    Procedure,
    Process,
    ProcessVariable,
    ProcedureVariable,
    Parameter,
}

const SORTS: [Sort; 7] =
    [Sort::Global, Sort::Label, Sort::Procedure, Sort::Process, Sort::ProcessVariable, Sort::ProcedureVariable, Sort::Parameter];

impl Sort {
    fn text(self) -> &'static str {
        match self {
            Sort::Global => "global variable",
            Sort::Label => "label",
            Sort::Procedure => "procedure",
            Sort::Process => "process",
            Sort::ProcessVariable => "process variable",
            Sort::ProcedureVariable => "procedure variable",
            Sort::Parameter => "parameter",
        }
    }

    fn is_variable(self) -> bool {
        match self {
            Sort::Global | Sort::ProcessVariable | Sort::ProcedureVariable | Sort::Parameter => true,
            Sort::Label | Sort::Procedure | Sort::Process => false,
        }
    }
}

struct Symbol {
    sort: Sort,
    id: Name,
    /// The process or procedure that it belongs to; none for what belongs to the algorithm.
    owner: Option<Name>,
    span: Span,
    /// The name in the translation.
    new: Name,
}

#[derive(Default)]
struct Table {
    symbols: Vec<Symbol>,
    errors: Vec<Diagnostic>,
}

/// What was renamed.
pub struct Renaming {
    pub renamed: Vec<(String, String)>,
    pub warnings: Vec<Diagnostic>,
}

/// Makes all names distinct, and checks that those used exist.
pub fn resolve(program: &mut Program) -> Checked<Renaming> {
    let mut table = Table::collect(program);
    table.check_defaults(program);
    if !table.errors.is_empty() {
        return Err(table.errors);
    }
    let renaming = table.disambiguate();
    let mut errors = Vec::new();
    for i in 0..program.procedures.len() {
        let p = &mut program.procedures[i];
        let mut scope =
            Scope { table: &table, owner: Some(p.name.name.clone()), in_procedure: true, hidden: Vec::new(), errors: Vec::new() };
        scope.declarations(&mut p.params);
        scope.declarations(&mut p.locals);
        scope.stmts(&mut p.body);
        p.calls.iter_mut().for_each(|c| *c = table.global(Sort::Procedure, c));
        p.name.name = table.global(Sort::Procedure, &p.name.name);
        errors.append(&mut scope.errors);
    }
    match &mut program.body {
        Body::Single(stmts) => {
            let mut scope = Scope { table: &table, owner: None, in_procedure: false, hidden: Vec::new(), errors: Vec::new() };
            scope.stmts(stmts);
            errors.append(&mut scope.errors);
        }
        Body::Processes(processes) => {
            for p in processes {
                let mut scope = Scope {
                    table: &table,
                    owner: Some(p.name.name.clone()),
                    in_procedure: false,
                    hidden: Vec::new(),
                    errors: Vec::new(),
                };
                scope.process(p);
                errors.append(&mut scope.errors);
            }
        }
    }
    if errors.is_empty() { Ok(renaming) } else { Err(errors) }
}

impl Table {
    fn collect(program: &Program) -> Table {
        let mut t = Table::default();
        t.insert(Sort::Global, &Ident::new("pc", Span::NONE), None);
        if !program.procedures.is_empty() {
            t.insert(Sort::Global, &Ident::new("stack", Span::NONE), None);
        }
        for d in &program.globals {
            t.insert(Sort::Global, &d.name, None);
        }
        for p in &program.procedures {
            t.insert(Sort::Procedure, &p.name, None);
            let owner = Some(&p.name.name);
            p.locals.iter().for_each(|d| t.insert(Sort::ProcedureVariable, &d.name, owner));
            p.params.iter().for_each(|d| t.insert(Sort::Parameter, &d.name, owner));
            t.labels(&p.body, owner);
        }
        match &program.body {
            Body::Single(stmts) => t.labels(stmts, None),
            Body::Processes(processes) => {
                for p in processes {
                    t.insert(Sort::Process, &p.name, None);
                    let owner = Some(&p.name.name);
                    p.locals.iter().for_each(|d| t.insert(Sort::ProcessVariable, &d.name, owner));
                    t.labels(&p.body, owner);
                }
            }
        }
        t
    }

    fn labels(&mut self, stmts: &[Stmt], owner: Option<&Name>) {
        for stmt in stmts {
            if let Some(label) = &stmt.label {
                self.insert(Sort::Label, &label.name, owner);
            }
            for part in stmt.parts() {
                self.labels(part, owner);
            }
        }
    }

    fn insert(&mut self, sort: Sort, name: &Ident, owner: Option<&Name>) {
        let clash = self.symbols.iter().find(|s| {
            s.id == name.name
                && match sort {
                    Sort::Global | Sort::Label | Sort::Procedure | Sort::Process => s.sort == sort && s.owner.as_ref() == owner,
                    Sort::ProcessVariable | Sort::ProcedureVariable | Sort::Parameter => {
                        s.sort == Sort::Global || s.owner.as_ref() == owner
                    }
                }
        });
        if let Some(first) = clash {
            let text = if first.span.is_none() {
                format!("`{}` is a variable of the translation and cannot be declared", name.name)
            } else {
                format!("{} `{}` is declared again", sort.text(), name.name)
            };
            let mut d = Diagnostic::error(Code::PCAL_TRANSLATE, text).at(name.span, "this one");
            if !first.span.is_none() {
                d = d.at(first.span, format!("already a {} here", first.sort.text()));
            }
            self.errors.push(d.help("choose another name"));
            return;
        }
        self.symbols.push(Symbol { sort, id: name.name.clone(), owner: owner.cloned(), span: name.span, new: name.name.clone() });
    }

    /// `defaultInitValue` is taken where some variable has no initial value.
    fn check_defaults(&mut self, program: &Program) {
        if !has_default(program) {
            return;
        }
        for s in self.symbols.iter().filter(|s| &*s.id == "defaultInitValue") {
            self.errors.push(
                Diagnostic::error(Code::PCAL_TRANSLATE, format!("`defaultInitValue` cannot be the name of a {}", s.sort.text()))
                    .at(s.span, "declared here")
                    .note("it is the value of variables without an initial value"),
            );
        }
    }

    fn is_ambiguous(&self, name: &str) -> bool {
        self.symbols.iter().filter(|s| &*s.new == name).count() > 1
    }

    fn disambiguate(&mut self) -> Renaming {
        let mut result = Renaming { renamed: Vec::new(), warnings: Vec::new() };
        for (rank, sort) in SORTS.into_iter().enumerate() {
            for i in 0..self.symbols.len() {
                if self.symbols[i].sort != sort || sort == Sort::Global {
                    continue;
                }
                let owner: Vec<char> = self.symbols[i].owner.iter().flat_map(|o| o.chars()).collect();
                let mut added = 0;
                while self.is_ambiguous(&self.symbols[i].new) {
                    let suffix = match added {
                        0 => "_".to_string(),
                        n if n <= owner.len() => owner[n - 1].to_string(),
                        _ => rank.to_string(),
                    };
                    added += 1;
                    self.symbols[i].new = format!("{}{suffix}", self.symbols[i].new).into();
                }
                let s = &self.symbols[i];
                if s.new != s.id {
                    result.renamed.push((s.id.to_string(), s.new.to_string()));
                    let of = s.owner.as_ref().map_or(String::new(), |o| format!(" of `{o}`"));
                    let text = format!("{} `{}`{of} is called `{}` in the translation", sort.text(), s.id, s.new);
                    result
                        .warnings
                        .push(Diagnostic::warning(Code::PCAL_TRANSLATE, text).at(s.span, "its name clashes with another"));
                }
            }
        }
        result
    }

    fn find(&self, sort: Sort, id: &Name, owner: Option<&Name>) -> Option<&Symbol> {
        self.symbols.iter().find(|s| s.sort == sort && s.id == *id && s.owner.as_ref() == owner)
    }

    /// The new name of what belongs to the whole algorithm.
    fn global(&self, sort: Sort, id: &Name) -> Name {
        self.find(sort, id, None).map_or_else(|| id.clone(), |s| s.new.clone())
    }
}

/// Some variable has no initial value.
pub fn has_default(program: &Program) -> bool {
    let procedures = program.procedures.iter().flat_map(|p| p.params.iter().chain(&p.locals));
    let processes = program.processes().iter().flat_map(|p| &p.locals);
    program.globals.iter().chain(procedures).chain(processes).any(|d| matches!(d.init, Init::Default))
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

impl Scope<'_> {
    fn process(&mut self, p: &mut Process) {
        self.declarations(&mut p.locals);
        self.stmts(&mut p.body);
        p.calls.iter_mut().for_each(|c| *c = self.table.global(Sort::Procedure, c));
        p.name.name = self.table.global(Sort::Process, &p.name.name);
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

/// Adds the nearest of the known names as help, or all of them where none is near.
pub fn did_you_mean<'a>(d: Diagnostic, name: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let known: Vec<&str> = known.collect();
    let near = known.iter().map(|k| (distance(name, k), *k)).min().filter(|(n, _)| *n <= 1 + name.chars().count() / 3);
    match near {
        Some((_, k)) => d.help(format!("did you mean `{k}`?")),
        None if known.is_empty() => d,
        None => d.note(format!("there {}", list(&known))),
    }
}

fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
    format!("{} {}", if names.len() == 1 { "is" } else { "are" }, quoted.join(", "))
}

/// The number of letters to insert, delete or change.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// The operators and instances that a `define` block names; they cannot be assigned to.
pub fn defined(units: &[Unit]) -> Vec<&Name> {
    units
        .iter()
        .filter_map(|u| match &u.kind {
            UnitKind::Operator(op) => Some(&op.name.name),
            UnitKind::Function(f) => Some(&f.name.name),
            UnitKind::ModuleDef { name, .. } => Some(&name.name),
            UnitKind::Constants(_)
            | UnitKind::Variables(_)
            | UnitKind::Recursive(_)
            | UnitKind::Instance(_)
            | UnitKind::Assume { .. }
            | UnitKind::Theorem { .. }
            | UnitKind::Submodule(_)
            | UnitKind::Algorithm(_) => None,
        })
        .collect()
}
