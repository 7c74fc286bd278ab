//! Unknown names: what was probably meant.

use super::Resolver;
use super::scope::Scope;
use super::std::MODULES;
use crate::diag::{Code, Diagnostic};
use crate::syntax::ast::{Ident, UnitKind};

/// The candidate that differs from `name` by the fewest edits, if they are few.
pub fn closest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    // of a name with one letter nothing would be left
    let limit = (length / 3).max(1).min(length.saturating_sub(1));
    let distance = |c: &str| if c.eq_ignore_ascii_case(name) { 0 } else { edits(name, c) };
    let is_word = |s: &str| s.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    let candidates = candidates.filter(|c| is_word(c) == is_word(name));
    candidates.map(|c| (distance(c), c)).filter(|(d, c)| *d <= limit && *c != name).min().map(|(_, c)| c)
}

/// Insertions, deletions, replacements and swaps of neighbours.
fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            rows[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let replaced = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                let mut best = replaced.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    best = best.min(rows[i - 2][j - 2] + 1);
                }
                best
            };
        }
    }
    rows[a.len()][b.len()]
}

/// What stands further down.
#[derive(Clone, Copy)]
enum Later {
    Operator,
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
        if &*ident.name == ":=" {
            // Apalache defines it, but who writes it mostly thinks of PlusCal
            d = d.help("TLA+ has no assignment: write `x' = e`, with `=`; `:=` belongs to PlusCal (or write `EXTENDS Apalache`)");
        } else if &*ident.name == "self" {
            d = d.help(
                "in an algorithm, `self` is there in the steps of a set of processes, and in `v = e`, not in `v \\in S`, under their \
                 variables; a process that is no set has no `self`",
            );
        } else if scope.is_none()
            && let Some(later) = self.defined_later(&ident.name)
        {
            let help = match later.1 {
                Later::Operator => "TLA+ wants a definition before its use: move it up, or declare it with RECURSIVE",
                Later::Declared => {
                    "TLA+ wants a declaration before its use: move it up; in an algorithm, `define` stands before the variables of \
                     processes, so put a definition that is about them behind the algorithm"
                }
            };
            d = d.at(later.0.span, "defined here, after its use").help(help);
        } else if scope.is_none()
            && let Some(module) = self.standard_module(&ident.name)
        {
            d = d.help(format!("it is an operator of module {module}: write `EXTENDS {module}` at the top of the module"));
        } else {
            let names: Vec<String> = match scope {
                Some(s) => s.names.iter().filter(|(_, i)| !i.local).map(|(n, _)| n.to_string()).collect(),
                None => {
                    let module = self.env.scope.names.keys();
                    module.chain(self.env.locals.iter().map(|(n, _)| n)).map(|n| n.to_string()).collect()
                }
            };
            if let Some(near) = closest(&ident.name, names.iter().map(|n| &**n)) {
                d = d.help(format!("did you mean `{near}`?"));
            }
        }
        self.errors.push(d);
    }

    fn defined_later(&self, name: &str) -> Option<(Ident, Later)> {
        let tree = self.env.tree.clone()?;
        tree.units.iter().find_map(|u| match &u.kind {
            UnitKind::Operator(d) if &*d.name.name == name => Some((d.name.clone(), Later::Operator)),
            UnitKind::Function(d) if &*d.name.name == name => Some((d.name.clone(), Later::Operator)),
            UnitKind::ModuleDef { name: n, .. } if &*n.name == name => Some((n.clone(), Later::Operator)),
            UnitKind::Variables(v) => v.iter().find(|n| &*n.name == name).map(|n| (n.clone(), Later::Declared)),
            UnitKind::Constants(c) => c.iter().find(|d| &*d.name.name == name).map(|d| (d.name.clone(), Later::Declared)),
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
