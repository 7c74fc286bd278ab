//! Names resolved: from module trees to definitions in the core language.
//!
//! In: the root module's file and a [`Loader`] that finds the others. Out: [`Module`], an arena of core
//! expressions with every definition reachable from the root through EXTENDS and INSTANCE. A constant of the
//! specification is a definition whose body is still missing (see [`Constant`]); `lower` gives it one.
//!
//! ```text
//! ---- MODULE M ----                       names: N → def 0 (no body yet), Double → def 1
//! EXTENDS Naturals                   →     Double(k) == Call(Builtin Mul, [Local 0, Const 2])
//! CONSTANT N
//! Double(k) == k * 2
//! ```
//!
//! `load` finds module trees, `unit` walks them, `expr`, `apply` and `bind` make expressions, `frame`
//! lambda-lifts, `instance` substitutes, `enabled` for ENABLED inside an instance, `level`, `demand` and `recursion` check levels, `label` labels,
//! `library` for what the reference replaces, `part` finds `Op!1`, `suggest` writes messages about unknown names.

mod apply;
mod bind;
mod builtin;
mod demand;
mod enabled;
mod expr;
mod frame;
mod instance;
mod label;
mod level;
mod library;
mod load;
mod part;
mod recursion;
mod scope;
pub mod std;
mod suggest;
#[cfg(test)]
mod tests;
mod unit;

pub use self::std::embedded;
use crate::diag::{Checked, Diagnostic};
use crate::ir::{Builtin, Def, DefId, Expr, ExprId, Var};
use crate::pluscal;
use crate::source::search::Loader;
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{self, Name};
use crate::syntax::pass::Pass;
use crate::syntax::{self, fold};
use crate::value::Atoms;
use ::std::path::Path;
use ::std::rc::Rc;
use ::std::sync::Arc;
use label::Labels;
use recursion::Recursion;
use rustc_hash::{FxHashMap, FxHashSet};
use scope::{Entity, Env, Frame, Local, LocalId, Scope, Signature};

/// The root of a specification: a file, or a text with the name that messages give it.
pub enum Root<'a> {
    File(&'a Path),
    Text { name: &'a str, text: &'a str },
}

/// A CONSTANT of the root module (or of one it extends): `defs[def]` has its parameters but no body yet.
#[derive(Clone, Debug)]
pub struct Constant {
    pub name: Arc<str>,
    pub def: DefId,
    pub arity: usize,
    /// Where it is declared.
    pub span: Span,
}

/// An ASSUME, as a definition without parameters.
#[derive(Clone, Debug)]
pub struct Assume {
    pub name: Option<Arc<str>>,
    pub def: DefId,
}

/// The definitions that an INSTANCE made out of the instantiated module's, in the order in which they were made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Instanced {
    pub defs: ::std::ops::Range<usize>,
    /// The constants and variables of the module that do not stand for the root module's of the same name.
    pub substituted: Vec<Arc<str>>,
}

/// What a name of the root module stands for, for the configuration to refer to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    Def(DefId),
    /// An operator of a standard module that the engines know themselves.
    Builtin(Builtin),
}

/// A module with all names resolved.
#[derive(Clone, Debug)]
pub struct Module {
    pub name: Arc<str>,
    pub exprs: Vec<Expr>,
    pub defs: Vec<Def>,
    pub vars: Vec<Var>,
    /// See [`crate::ir::Model::stand_ins`].
    pub stand_ins: Vec<Var>,
    pub constants: Vec<Constant>,
    pub assumes: Vec<Assume>,
    /// Names of the root module, instances' included (`I!Op`).
    pub names: FxHashMap<Arc<str>, Meaning>,
    pub instanced: Vec<Instanced>,
    pub atoms: Atoms,
    /// What does not stop the run.
    pub warnings: Vec<Diagnostic>,
    /// Options of the root module's PlusCal algorithm ask that `Termination` be checked.
    pub termination: bool,
    /// The root module has a PlusCal algorithm.
    pub has_algorithm: bool,
}

impl Module {
    pub fn expr(&self, id: ExprId) -> &Expr {
        &self.exprs[id.index()]
    }

    pub fn def(&self, id: DefId) -> &Def {
        &self.defs[id.index()]
    }
}

/// The state of the stage: what was made so far, and where it stands.
struct Resolver<'a> {
    loader: &'a mut Loader,
    sources: &'a mut SourceMap,
    atoms: &'a Atoms,
    pcal: &'a pluscal::Options,
    pcal_words: &'a [String],
    passes: &'a [Pass],
    /// What the configuration asks for: names of a specification, an initial predicate, a next-state action.
    named: &'a [String],
    root: Option<Name>,
    /// The root is a file, and no text with a name for messages.
    from_files: bool,
    /// Trees by name; `None` for one that does not parse.
    trees: FxHashMap<Name, Option<Rc<ast::Module>>>,
    /// Of a user's file with the name of a library's module: does it stand for that module?
    copies: FxHashMap<Name, bool>,
    /// Modules that declare nothing, resolved.
    pure: FxHashMap<Name, Rc<Scope>>,
    /// The modules of all instances, and their names there.
    instances: Vec<(Name, Rc<Scope>)>,
    instanced: Vec<Instanced>,
    /// Modules being resolved, outermost first.
    in_progress: Vec<Name>,
    exprs: Vec<Expr>,
    /// By [`ExprId`].
    levels: Vec<scope::ExprLevel>,
    defs: Vec<Def>,
    /// By [`DefId`].
    signatures: Vec<Signature>,
    vars: Vec<Var>,
    stand_ins: Vec<Var>,
    constants: Vec<Constant>,
    assumes: Vec<Assume>,
    /// What named assumptions and theorems say.
    claims: FxHashSet<DefId>,
    /// By [`LocalId`].
    locals: Vec<Local>,
    env: Env,
    /// Definitions under construction, innermost last.
    frames: Vec<Frame>,
    /// The local names that an expression may mention here.
    visible: Vec<LocalId>,
    reported: FxHashSet<(Name, Name)>,
    /// The next expression is a bare name outside of an argument.
    bare: bool,
    root_has_algorithm: bool,
    errors: Vec<Diagnostic>,
    warnings: Vec<Diagnostic>,
    termination: bool,
    recursion: Recursion,
    /// How many arguments functions take that are defined by their name.
    function_defs: FxHashMap<DefId, usize>,
    function_locals: FxHashMap<LocalId, usize>,
    /// Labels of the definitions and labels around, innermost last.
    labels: Vec<Labels>,
    /// Why no label may stand here.
    no_labels: Option<&'static str>,
}

/// An expression that the command line gives: a definition at the end of the root module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Given {
    pub name: String,
    pub text: String,
    /// What messages and reports show: the text, or what the user asked for in other words.
    pub shown: String,
}

/// What is resolved.
pub struct Input<'a> {
    pub root: Root<'a>,
    pub given: &'a [Given],
    /// What is to be checked, as far as the configuration names it.
    pub named: &'a [String],
    /// Options of the PlusCal translator as its command line has them; they override those of the file.
    pub pcal: &'a [String],
    /// What happens to each module's tree after it is parsed.
    pub passes: &'a [Pass],
}

/// Reads, parses and resolves the root module and all it needs.
pub fn resolve(input: Input<'_>, loader: &mut Loader, sources: &mut SourceMap, atoms: &Atoms) -> Checked<Module> {
    let pcal = &pluscal::Options::parse(&input.pcal.join(" "))?;
    let (root, named) = (input.root, input.named);
    let from_files = matches!(root, Root::File(_));
    let file = match root {
        Root::File(path) => {
            let directory = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            loader.look_first_in(directory.to_path_buf());
            crate::source::search::read(path, sources)?
        }
        Root::Text { name, text } => sources.add(name, text),
    };
    let mut r = Resolver {
        loader,
        sources,
        atoms,
        pcal,
        pcal_words: input.pcal,
        passes: input.passes,
        named,
        root: None,
        from_files,
        trees: FxHashMap::default(),
        copies: FxHashMap::default(),
        pure: FxHashMap::default(),
        instances: Vec::new(),
        instanced: Vec::new(),
        in_progress: Vec::new(),
        exprs: Vec::new(),
        levels: Vec::new(),
        defs: Vec::new(),
        signatures: Vec::new(),
        vars: Vec::new(),
        stand_ins: Vec::new(),
        constants: Vec::new(),
        assumes: Vec::new(),
        claims: FxHashSet::default(),
        locals: Vec::new(),
        env: Env::default(),
        frames: Vec::new(),
        visible: Vec::new(),
        reported: FxHashSet::default(),
        bare: false,
        root_has_algorithm: false,
        errors: Vec::new(),
        warnings: Vec::new(),
        termination: false,
        recursion: Recursion::default(),
        function_defs: FxHashMap::default(),
        function_locals: FxHashMap::default(),
        labels: Vec::new(),
        no_labels: None,
    };
    load::give_others(file, r.loader, r.sources);
    let Some(mut tree) = r.parse(file) else { return Err(r.errors) };
    for given in input.given {
        let unit = r.given(given)?;
        Rc::make_mut(&mut tree).units.push(unit);
    }
    let name = tree.name.name.clone();
    r.root = Some(name.clone());
    r.preload(&tree);
    if r.circular(&tree) {
        return Err(r.errors);
    }
    let scope = r.module_scope(&tree, Env::default());
    if !r.errors.is_empty() {
        r.errors.sort_by_key(|d| d.labels.first().map(|l| l.span));
        r.errors.dedup();
        return Err(r.errors);
    }
    r.number_stand_ins();
    let mut names = FxHashMap::default();
    meanings(&scope, "", &mut names);
    Ok(Module {
        name,
        exprs: r.exprs,
        defs: r.defs,
        vars: r.vars,
        stand_ins: r.stand_ins,
        constants: r.constants,
        assumes: r.assumes,
        names,
        instanced: r.instanced,
        atoms: atoms.clone(),
        warnings: r.warnings,
        termination: r.termination,
        has_algorithm: r.root_has_algorithm,
    })
}

impl Resolver<'_> {
    /// The definition of an expression of the command line.
    fn given(&mut self, given: &Given) -> Checked<ast::Unit> {
        for name in syntax::names_in_expression(&given.text) {
            self.atoms.intern(&name);
        }
        let file = self.sources.add(format!("the command line's `{}`", given.shown), given.shown.clone());
        let all = Span::new(file, 0, given.shown.len());
        let mut body = syntax::parse_expr(file, &given.text)?;
        if given.shown != given.text {
            body = fold::with_span(&body, all);
        }
        let name = ast::Ident::new(&given.name, all);
        let kind = ast::UnitKind::Operator(ast::OpDef { name, params: Vec::new(), body });
        Ok(ast::Unit { kind, local: false, span: all })
    }
}

/// The names that a configuration can mention: those of the scope, and of its instances without parameters.
fn meanings(scope: &Scope, prefix: &str, names: &mut FxHashMap<Arc<str>, Meaning>) {
    for (name, item) in &scope.names {
        let full = format!("{prefix}{name}");
        match &item.entity {
            Entity::Def(def) => {
                names.insert(full.into(), Meaning::Def(*def));
            }
            Entity::Builtin(op, _) => {
                names.insert(full.into(), Meaning::Builtin(*op));
            }
            Entity::Instance(i) if i.params.is_empty() => meanings(&i.scope, &format!("{full}!"), names),
            Entity::Instance(_) | Entity::Special(..) | Entity::Var(_) | Entity::Local(_) | Entity::Submodule(..) => {}
        }
    }
}
