//! Module trees by name: found, parsed, PlusCal expanded, each once; texts interned in the reference's order.

use super::Resolver;
use super::scope::Entity;
use crate::diag::{Code, Diagnostic};
use crate::source::search::Loader;
use crate::source::{FileId, SourceMap};
use crate::syntax::ast::{self, Ident, Name, UnitKind};
use crate::{pluscal, syntax};
use std::rc::Rc;

impl Resolver<'_> {
    /// Parses a file. Errors are kept; `None` means there were some.
    pub(super) fn parse(&mut self, file: FileId) -> Option<Rc<ast::Module>> {
        let text = self.sources.file(file).text.clone();
        for name in syntax::names_in_order(&text) {
            self.atoms.intern(&name);
        }
        let mut tree = match syntax::parse_module(file, &text) {
            Ok(t) => t,
            Err(errors) => {
                self.errors.extend(errors);
                return None;
            }
        };
        let is_algorithm = |u: &ast::Unit| matches!(u.kind, UnitKind::Algorithm(_));
        let is_root = self.root.is_none();
        if !is_root && self.root_has_algorithm && !text.contains("BEGIN TRANSLATION") {
            // whoever translates the root leaves the algorithms of other modules comments
            tree.units.retain(|u| !is_algorithm(u));
        }
        if tree.units.iter().any(is_algorithm) {
            self.root_has_algorithm |= is_root;
            match pluscal::expand(&mut tree, self.pcal, self.sources) {
                Ok(expansion) => {
                    self.warnings.extend(expansion.warnings);
                    // The root module is read first.
                    self.termination |= expansion.termination && is_root;
                }
                Err(errors) => {
                    self.errors.extend(errors);
                    return None;
                }
            }
        }
        Some(Rc::new(tree))
    }

    /// A module's tree, nothing reported if there is none.
    pub(super) fn peek(&mut self, name: &str) -> Option<Rc<ast::Module>> {
        if let Some(known) = self.trees.get(name) {
            return known.clone();
        }
        let tree = match self.loader.module(name, self.sources) {
            Ok(Some(file)) => self.parse(file),
            Ok(None) => return None,
            Err(errors) => {
                self.errors.extend(errors);
                None
            }
        };
        self.trees.insert(Name::from(name), tree.clone());
        tree
    }

    /// A module that is needed here.
    pub(super) fn load(&mut self, name: &Ident) -> Option<Rc<ast::Module>> {
        let tree = self.peek(&name.name).map(|tree| self.meant(name, tree));
        if let Some(tree) = tree {
            if self.in_progress.contains(&tree.name.name) {
                let way = self.in_progress.join(" → ");
                self.errors.push(
                    Diagnostic::error(Code::MODULE_NOT_FOUND, format!("module {} needs itself", name.name))
                        .at(name.span, format!("here: {way} → {}", name.name)),
                );
                return None;
            }
            return Some(tree);
        }
        if self.trees.contains_key(&name.name) || !self.reported.insert((Name::from("module"), name.name.clone())) {
            return None;
        }
        let directories: Vec<String> = self.loader.directories().iter().map(|d| d.display().to_string()).collect();
        let mut d =
            Diagnostic::error(Code::MODULE_NOT_FOUND, format!("there is no module {}", name.name)).at(name.span, "needed here");
        if !directories.is_empty() {
            d = d.note(format!("looked for {}.tla in {}, then among the standard modules", name.name, directories.join(", ")));
        }
        let standard = super::std::MODULES.iter().map(|(m, _)| *m);
        let help = match super::suggest::closest(&name.name, standard) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "put the module beside the root module, or name its directory with --path".to_string(),
        };
        self.errors.push(d.help(help));
        None
    }

    /// What a module means by the name of another one: the standard modules mean each other, also where a user's file has that
    /// name. Theirs then has a name of its own, `<Name>`.
    pub(super) fn meant(&mut self, name: &Ident, found: Rc<ast::Module>) -> Rc<ast::Module> {
        let from_standard = !name.span.is_none() && self.sources.is_standard(name.span.file);
        if from_standard && !self.sources.is_standard(found.span.file) {
            self.embedded(&name.name).unwrap_or(found)
        } else {
            found
        }
    }

    /// The embedded module of this name, beside a user's file that has it.
    pub(super) fn embedded(&mut self, name: &str) -> Option<Rc<ast::Module>> {
        let key = Name::from(format!("<{name}>"));
        if let Some(known) = self.trees.get(&key) {
            return known.clone();
        }
        let file = self.loader.standard(name, self.sources)?;
        let tree = self.parse(file).map(|mut tree| {
            Rc::make_mut(&mut tree).name.name = key.clone();
            tree
        });
        self.trees.insert(key, tree.clone());
        tree
    }

    /// Loads what the root needs in the order in which the reference parser reads it: all extended modules of a
    /// module before theirs, and those that are instantiated after all that are extended.
    pub(super) fn preload(&mut self, root: &Rc<ast::Module>) {
        let mut seen = vec![root.name.name.clone()];
        let mut level = vec![root.clone()];
        while !level.is_empty() {
            let mut group = level.clone();
            let mut at = 0;
            while at < group.len() {
                let m = group[at].clone();
                at += 1;
                for e in &m.extends {
                    if !seen.contains(&e.name) {
                        seen.push(e.name.clone());
                        group.extend(self.peek(&e.name));
                    }
                }
            }
            level.clear();
            for m in &group {
                for name in instantiated(m) {
                    if !seen.contains(&name) && !matches!(self.env.lookup(&name).map(|i| &i.entity), Some(Entity::Submodule(..)))
                    {
                        seen.push(name.clone());
                        level.extend(self.peek(&name));
                    }
                }
            }
        }
    }
}

/// Names after INSTANCE at the top level of a module and of those inside it, its own inner modules left out.
fn instantiated(m: &ast::Module) -> Vec<Name> {
    let mut names = Vec::new();
    for u in &m.units {
        match &u.kind {
            UnitKind::Instance(i) | UnitKind::ModuleDef { instance: i, .. } => names.push(i.module.name.clone()),
            UnitKind::Submodule(inner) => names.extend(instantiated(inner)),
            UnitKind::Constants(_)
            | UnitKind::Variables(_)
            | UnitKind::Recursive(_)
            | UnitKind::Operator(_)
            | UnitKind::Function(_)
            | UnitKind::Assume { .. }
            | UnitKind::Theorem { .. }
            | UnitKind::Hide(_)
            | UnitKind::Algorithm(_) => {}
        }
    }
    let inner: Vec<&Name> =
        m.units.iter().filter_map(|u| if let UnitKind::Submodule(s) = &u.kind { Some(&s.name.name) } else { None }).collect();
    names.retain(|n| !inner.contains(&n));
    names
}

/// A root file may hold further modules after the first: each is found by its name, before any file.
pub(super) fn give_others(file: FileId, loader: &mut Loader, sources: &SourceMap) {
    let text = sources.file(file).text.clone();
    let (mut depth, mut at, mut begin, mut name) = (0usize, 0, 0, None);
    let mut modules: Vec<(String, usize, usize)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let words: Vec<&str> = line.split_whitespace().collect();
        if let [dashes, "MODULE", n, ..] = words[..]
            && dashes.starts_with("----")
        {
            if depth == 0 {
                (begin, name) = (at, Some(n.trim_end_matches('-').to_string()));
            }
            depth += 1;
        } else if line.trim_start().starts_with("====") && depth > 0 {
            depth -= 1;
            if let (0, Some(n)) = (depth, name.take()) {
                modules.push((n, begin, at + line.len()));
            }
        }
        at += line.len();
    }
    for (name, begin, end) in modules.into_iter().skip(1) {
        // What stands before is blanked, so that lines and columns are those of the file.
        let blank: String = text[..begin].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        loader.give(&name, format!("{blank}{}", &text[begin..end]));
    }
}
