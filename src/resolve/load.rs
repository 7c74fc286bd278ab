//! Module trees by name: found, parsed, PlusCal expanded, each once; texts interned in the reference's order.

use super::Resolver;
use super::scope::Entity;
use crate::diag::{Code, Diagnostic};
use crate::source::search::Loader;
use crate::source::{FileId, SourceMap, Span};
use crate::syntax::ast::{self, Ident, Name, UnitKind};
use crate::syntax::pass::Around;
use crate::{pluscal, syntax};
use std::path::Path;
use std::rc::Rc;

impl Resolver<'_> {
    /// Parses a file. Errors are kept; `None` means there were some.
    pub(super) fn parse(&mut self, file: FileId) -> Option<Rc<ast::Module>> {
        let text = self.sources.file(file).text.clone();
        for name in syntax::names_in_order(&text) {
            self.atoms.intern(&name);
        }
        let (mut tree, broken) = match syntax::parse_module_and_algorithm(file, &text) {
            Ok(t) => t,
            Err(errors) => {
                self.errors.extend(errors);
                return None;
            }
        };
        self.named_as_its_file(&tree);
        let is_algorithm = |u: &ast::Unit| matches!(u.kind, UnitKind::Algorithm(_));
        let is_root = self.root.is_none();
        if is_root {
            self.root = Some(tree.name.name.clone());
        }
        if !is_root && self.root_has_algorithm && !text.contains("BEGIN TRANSLATION") {
            // A translator of the root leaves the algorithms of other modules as comments.
            tree.units.retain(|u| !is_algorithm(u));
        }
        let found = self.which_counts(file, &mut tree, broken, is_root);
        if let Err(errors) = found {
            self.errors.extend(errors);
            return None;
        }
        self.root_has_algorithm |= is_root && tree.units.iter().any(is_algorithm);
        for pass in self.passes {
            match (pass.run)(&mut tree, &Around { sources: self.sources, pcal: self.pcal_words }) {
                Ok(told) => {
                    self.warnings.extend(told.warnings);
                    // The root module is read first.
                    self.termination |= told.termination && is_root;
                }
                Err(errors) => {
                    self.errors.extend(errors);
                    return None;
                }
            }
        }
        Some(Rc::new(tree))
    }

    /// Whether a module's algorithm is what is meant, or what the module defines beside it: a translation without the lines
    /// around it, or a specification of which the algorithm is a sketch. It counts if it has the name of what a translation
    /// would define, or one that the configuration asks for. Text that looks like an algorithm but is not one is
    /// reported. `broken`: why there is no tree of the algorithm.
    fn which_counts(
        &mut self,
        file: FileId,
        tree: &mut ast::Module,
        broken: Vec<Diagnostic>,
        is_root: bool,
    ) -> Result<(), Vec<Diagnostic>> {
        let text = self.sources.file(file).text.clone();
        let algorithm = tree.units.iter().find_map(|u| match &u.kind {
            UnitKind::Algorithm(a) => Some((a.name.span, a.span.end as usize)),
            _ => None,
        });
        if algorithm.is_none() && broken.is_empty() && !is_root {
            return Ok(());
        }
        let own = self.has_a_specification(tree);
        let help = "put the translation between the lines `\\* BEGIN TRANSLATION` and `\\* END TRANSLATION` (`tlaloc translate`)";
        if let Some((place, end)) = algorithm {
            let second = text.get(end..).and_then(syntax::nearly_an_algorithm).map(|(a, b)| (end + a, end + b));
            if let Some((from, to)) = second.filter(|(from, _)| is_root && text[*from..].starts_with("--")) {
                let d = Diagnostic::warning(Code::PCAL_PARSE, "the module has two algorithms: only the first one is checked");
                let d = d.at(Span::new(file, from, to), "not checked").at(place, "this one is");
                self.warnings.push(d.help("move the second one into a module of its own"));
            }
            if own && !self.pcal.afresh && !pluscal::standing::stands(&text) {
                tree.units.retain(|u| !matches!(u.kind, UnitKind::Algorithm(_)));
                let message = "what the module defines is checked, not the algorithm beside it";
                self.warnings.push(Diagnostic::warning(Code::PCAL_TRANSLATE, message).at(place, "this algorithm").help(help));
            }
            return Ok(());
        }
        if let Some(first) = broken.first() {
            if is_root && (!own || self.pcal.afresh) {
                return Err(broken);
            }
            let message = format!("what the module defines is checked; the algorithm cannot be read: {}", first.message);
            let d = Diagnostic::warning(Code::PCAL_PARSE, message);
            self.warnings.push(first.labels.iter().fold(d, |d, l| d.at(l.span, l.message.clone())));
            return Ok(());
        }
        if let Some(near) = syntax::nearly_an_algorithm(&text) {
            let message = "this looks like an algorithm, but does not begin as one";
            let extends = tree.extends.iter().any(|e| super::embedded(&e.name).is_none());
            let declares = extends || tree.units.iter().any(|u| matches!(u.kind, UnitKind::Variables(_)));
            let bare = !text[near.0..].starts_with(['-', '–', '—']);
            if bare && (own || declares) {
                return Ok(());
            }
            let d = if own || declares || bare {
                Diagnostic::warning(Code::PCAL_PARSE, message)
            } else {
                Diagnostic::error(Code::PCAL_PARSE, message)
            };
            let d = d
                .at(Span::new(file, near.0, near.1), "not read")
                .help("write the algorithm in a comment `(* … *)` before the end of the module; it begins with `--algorithm Name` or `--fair algorithm Name`");
            if !(own || declares || bare) {
                return Err(vec![d]);
            }
            self.warnings.push(d);
        }
        Ok(())
    }

    /// Whether the module, or one that it extends, defines what is to be checked.
    fn has_a_specification(&mut self, tree: &ast::Module) -> bool {
        let defines = |tree: &ast::Module, name: &str| {
            tree.units.iter().any(|u| matches!(&u.kind, UnitKind::Operator(d) if &*d.name.name == name))
        };
        if defines(tree, "Next") || defines(tree, "Spec") {
            return true;
        }
        let named = self.named;
        let mut seen = vec![tree.name.name.clone()];
        let mut rest = tree.extends.clone();
        let sketch = tree.units.iter().all(|u| match &u.kind {
            UnitKind::Algorithm(a) => !pluscal::builds_upon(tree, a, named),
            _ => true,
        });
        let mut found = sketch && named.iter().any(|n| defines(tree, n));
        while let (false, false, Some(next)) = (found, named.is_empty(), rest.pop()) {
            if seen.contains(&next.name) || super::embedded(&next.name).is_some() || self.root.as_ref() == Some(&next.name) {
                continue;
            }
            seen.push(next.name.clone());
            if let Some(other) = self.peek(&next.name) {
                found = named.iter().any(|n| defines(&other, n));
                rest.extend(other.extends.iter().cloned());
            }
        }
        found
    }

    /// A file holds the module of its name.
    fn named_as_its_file(&mut self, tree: &ast::Module) {
        let path = Path::new(&self.sources.file(tree.name.span.file).name);
        let Some(stem) = path.file_stem().filter(|_| path.extension().is_some_and(|e| e == "tla")) else { return };
        let stem = stem.to_string_lossy().into_owned();
        if self.from_files && *stem != *tree.name.name {
            let message =
                format!("the first module of {stem}.tla is {}, and a file holds the module of its name", tree.name.name);
            self.errors.push(
                Diagnostic::error(Code::MODULE_NOT_FOUND, message)
                    .at(tree.name.span, format!("expected `{stem}`"))
                    .help("give the file and its module one name; further modules may follow the first"),
            );
        }
    }

    /// Whether modules need each other in a circle, which is reported.
    pub(super) fn circular(&mut self, root: &Rc<ast::Module>) -> bool {
        let mut done = vec![];
        let mut way = vec![(root.name.name.clone(), needed(root))];
        while let Some((module, rest)) = way.last_mut() {
            let Some(next) = rest.pop() else {
                done.push(module.clone());
                way.pop();
                continue;
            };
            if let Some(at) = way.iter().position(|(m, _)| *m == next.name) {
                let circle: Vec<&str> = way[at..].iter().map(|(m, _)| &**m).collect();
                let message = format!("module {} needs itself", next.name);
                self.errors.push(
                    Diagnostic::error(Code::MODULE_NOT_FOUND, message)
                        .at(next.span, format!("here: {} → {}", circle.join(" → "), next.name))
                        .help("move what both modules need into a third one"),
                );
                return true;
            }
            if done.contains(&next.name) {
                continue;
            }
            match self.peek(&next.name) {
                // Standard modules mean each other, and need nothing of the user's.
                Some(tree) if !self.sources.is_standard(tree.span.file) => way.push((next.name, needed(&tree))),
                Some(_) | None => done.push(next.name),
            }
        }
        false
    }

    /// A module's tree, nothing reported if there is none.
    pub(super) fn peek(&mut self, name: &str) -> Option<Rc<ast::Module>> {
        if let Some(known) = self.trees.get(name) {
            return known.clone();
        }
        let tree = match self.loader.module(name, self.sources) {
            Ok(Some(file)) => self.parse(file),
            Ok(None) => return None,
            Err(e) => {
                self.errors.push(e.into());
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
        let help = match crate::util::suggest::closest(&name.name, standard) {
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
                for Ident { name, .. } in instantiated(m) {
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

/// Names of modules that are extended or instantiated, those of its own inner modules left out; the first last.
fn needed(m: &ast::Module) -> Vec<Ident> {
    let mut names: Vec<Ident> = instantiated(m);
    let inner = m.units.iter().filter_map(|u| if let UnitKind::Submodule(s) = &u.kind { Some(s) } else { None });
    let (mut own, mut extended) = (Vec::new(), m.extends.clone());
    for s in inner {
        own.push(&s.name.name);
        extended.extend(needed(s));
    }
    extended.retain(|n| !own.contains(&&n.name));
    names.reverse();
    extended.reverse();
    names.extend(extended);
    names
}

/// Names after INSTANCE at the top level of a module and of those inside it, its own inner modules left out.
fn instantiated(m: &ast::Module) -> Vec<Ident> {
    let mut names = Vec::new();
    for u in &m.units {
        match &u.kind {
            UnitKind::Instance(i) | UnitKind::ModuleDef { instance: i, .. } => names.push(i.module.clone()),
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
    names.retain(|n| !inner.contains(&&n.name));
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
