//! Declared names: clashes, and the names that replace them.
//!
//! In: the labeled tree. Out: a table of its names, each with the one that it has in the translation.
//!
//! All variables, labels, procedures and processes end up as TLA+ names of one module, so two of them must not be
//! the same. Global variables keep their names; then labels, procedures, processes, process variables, procedure
//! variables and parameters are gone through in this order, each that still clashes getting `_`, then a letter of its
//! process' or procedure's name at a time: label `a` of processes `p` and `q` becomes `a_` and stays `a`.

use super::tree::{Body, Program, Stmt};
use crate::diag::{Checked, Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Ident, Name};

/// In the order in which names are made distinct.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sort {
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
    pub fn text(self) -> &'static str {
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

    pub fn is_variable(self) -> bool {
        match self {
            Sort::Global | Sort::ProcessVariable | Sort::ProcedureVariable | Sort::Parameter => true,
            Sort::Label | Sort::Procedure | Sort::Process => false,
        }
    }
}

pub struct Symbol {
    pub sort: Sort,
    pub id: Name,
    /// The process or procedure that it belongs to; none for what belongs to the algorithm.
    pub owner: Option<Name>,
    pub span: Span,
    /// The name in the translation.
    pub new: Name,
}

#[derive(Default)]
pub struct Table {
    pub symbols: Vec<Symbol>,
    errors: Vec<Diagnostic>,
}

/// What was renamed.
pub struct Renaming {
    pub renamed: Vec<(String, String)>,
    pub warnings: Vec<Diagnostic>,
}

impl Table {
    /// All names, or those declared twice.
    pub fn collect(program: &Program) -> Checked<Table> {
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
        t.check_defaults(program);
        if t.errors.is_empty() { Ok(t) } else { Err(t.errors) }
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
        if !program.has_default() {
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

    pub fn disambiguate(&mut self) -> Renaming {
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

    pub fn find(&self, sort: Sort, id: &Name, owner: Option<&Name>) -> Option<&Symbol> {
        self.symbols.iter().find(|s| s.sort == sort && s.id == *id && s.owner.as_ref() == owner)
    }

    /// The new name of what belongs to the whole algorithm.
    pub fn global(&self, sort: Sort, id: &Name) -> Name {
        self.find(sort, id, None).map_or_else(|| id.clone(), |s| s.new.clone())
    }
}
