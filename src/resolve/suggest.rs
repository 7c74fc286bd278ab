//! Messages about unknown names, with what was probably meant.

use super::Resolver;
use super::scope::Scope;
use super::std::MODULES;
use crate::diag::{Code, Diagnostic};
use crate::source::Span;
use crate::syntax::ast::{Ident, Unit, UnitKind};
use crate::syntax::foreign;
use crate::util::suggest::closest;

/// What stands further down.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Later {
    Operator,
    /// The definition that the name stands in.
    Here,
    /// A variable or constant.
    Declared,
}

impl Resolver<'_> {
    /// Reports a name that stands for nothing, once a module.
    pub(super) fn unknown(&mut self, ident: &Ident, scope: Option<&Scope>) {
        if !self.reported.insert((self.env.module(), ident.name.clone())) {
            return;
        }
        let mut d = Diagnostic::error(Code::UNKNOWN_NAME, format!("unknown name `{}`", ident.name)).at(ident.span, "not defined");
        let names: Vec<String> = match scope {
            Some(s) => s.names.iter().filter(|(_, i)| !i.local).map(|(n, _)| n.to_string()).collect(),
            None => {
                let module = self.env.scope.names.keys();
                module.chain(self.env.locals.iter().map(|(n, _)| n)).map(|n| n.to_string()).collect()
            }
        };
        let same = names.iter().find(|n| n.eq_ignore_ascii_case(&ident.name));
        if let Some(same) = same {
            d = d.help(format!("did you mean `{same}`?"));
        } else if scope.is_none()
            && let Some(help) = self.foreign(ident)
        {
            d = d.help(help);
        } else if scope.is_none()
            && let Some(later) = self.defined_later(&ident.name, ident.span)
        {
            let help = match later.1 {
                Later::Here => {
                    let holes = vec!["_"; later.2].join(", ");
                    let holes = if later.2 == 0 { String::new() } else { format!("({holes})") };
                    format!("a definition that uses itself is declared first: write `RECURSIVE {}{holes}` before it", ident.name)
                }
                Later::Operator => "a definition stands before its use: move it up".to_string(),
                Later::Declared => {
                    "a declaration stands before its use: move it up; in an algorithm, `define` stands before the variables \
                     of processes, so put a definition that is about them behind the algorithm"
                        .to_string()
                }
            };
            let label = if later.1 == Later::Here { "its definition" } else { "defined here, after its use" };
            d = d.at(later.0.span, label).help(help);
        } else if scope.is_none()
            && let Some(module) = self.standard_module(&ident.name)
        {
            let what = if &*ident.name == "-." {
                "a negative number needs".to_string()
            } else {
                format!("`{}` is an operator of", ident.name)
            };
            d = d.help(format!("{what} module {module}: write `EXTENDS {module}` at the top of the module"));
        } else if let Some(near) = closest(&ident.name, names.iter().map(|n| &**n)) {
            d = d.help(format!("did you mean `{near}`?"));
        }
        self.errors.push(d);
    }

    /// The help for what TLA+ writes otherwise than other languages.
    fn foreign(&self, ident: &Ident) -> Option<String> {
        let text = match &*ident.name {
            // Apalache defines it, but the writer mostly thinks of PlusCal.
            ":=" => "TLA+ has no assignment: write `x' = e`, with `=`; `:=` belongs to PlusCal (or write `EXTENDS Apalache`)",
            "self" => {
                "`self` exists in the steps of a process that is given by `\\in`, as in `process P \\in 1..3`, and in an initial value `v = \
                 e` of its variables"
            }
            _ => {
                let file = self.sources.file(ident.span.file);
                let (before, after) = (&file.text[..ident.span.start as usize], &file.text[ident.span.end as usize..]);
                if before.ends_with('\\') && &*ident.name == "not" && after.starts_with("\\in") {
                    return Some("write `\\notin`".to_string());
                }
                if before.ends_with('\\') && ident.name.chars().all(char::is_alphabetic) {
                    return foreign::help_for_backslash(&ident.name);
                }
                if before.trim_end().ends_with('[') && after.trim_start().starts_with("\\in") {
                    return Some("a function is written `[x \\in S |-> e]`, with `|->`".to_string());
                }
                return foreign::help(&ident.name);
            }
        };
        Some(text.to_string())
    }

    fn defined_later(&self, name: &str, at: Span) -> Option<(Ident, Later, usize)> {
        let tree = self.env.tree.clone()?;
        let place = |u: &Unit| if u.span.to(at) == u.span { Later::Here } else { Later::Operator };
        tree.units.iter().find_map(|u| match &u.kind {
            UnitKind::Operator(d) if &*d.name.name == name => Some((d.name.clone(), place(u), d.params.len())),
            UnitKind::Function(d) if &*d.name.name == name => Some((d.name.clone(), Later::Operator, 0)),
            UnitKind::ModuleDef { name: n, .. } if &*n.name == name => Some((n.clone(), Later::Operator, 0)),
            UnitKind::Variables(v) => v.iter().find(|n| &*n.name == name).map(|n| (n.clone(), Later::Declared, 0)),
            UnitKind::Constants(c) => c.iter().find(|d| &*d.name.name == name).map(|d| (d.name.clone(), Later::Declared, 0)),
            UnitKind::Operator(_)
            | UnitKind::Function(_)
            | UnitKind::ModuleDef { .. }
            | UnitKind::Recursive(_)
            | UnitKind::Instance(_)
            | UnitKind::Assume { .. }
            | UnitKind::Theorem { .. }
            | UnitKind::Hide(_)
            | UnitKind::Submodule(_)
            | UnitKind::Algorithm(_) => None,
        })
    }

    /// The standard module that defines an operator; of the numbers' modules the most useful one.
    fn standard_module(&mut self, name: &str) -> Option<&'static str> {
        let found = MODULES.iter().map(|(m, _)| *m).find(|m| {
            let Some(tree) = self.peek(m) else { return false };
            tree.units.iter().any(|u| !u.local && matches!(&u.kind, UnitKind::Operator(d) if &*d.name.name == name))
        })?;
        Some(if found == "Naturals" && name != "Nat" { "Integers" } else { found })
    }
}
