//! PlusCal translated to TLA+.
//!
//! In: an [`Algorithm`](crate::syntax::pluscal::Algorithm) as the parser made it. Out: the definitions that stand for it (`VARIABLES`, `vars`, `ProcSet`,
//! `Init`, one operator a label, one a process and procedure, `Terminating`, `Next`, `Spec`, `Termination`), with the same states as
//! those of the reference translator. What is generated carries the span of the PlusCal text it comes from, so that
//! errors and traces point into the algorithm.
//!
//! ```text
//! --algorithm A { variable x = 0; { l: x := x + 1; m: skip } }
//!
//! VARIABLES pc, x
//! vars == <<pc, x>>
//! Init == x = 0 /\ pc = "l"
//! l == pc = "l" /\ x' = x + 1 /\ pc' = "m"
//! m == pc = "m" /\ TRUE /\ pc' = "Done" /\ x' = x
//! Terminating == pc = "Done" /\ UNCHANGED vars
//! Next == l \/ m \/ Terminating
//! Spec == Init /\ [][Next]_vars
//! Termination == <>(pc = "Done")
//! ```
//!
//! Each step has a file: [`macros`] expands them into a [`tree`]; [`label`] adds labels or asks for them; [`names`]
//! finds clashes and [`scope`] looks names up; [`frame`] decides which variables there are; [`flow`] turns control flow and
//! [`procedure`] calls into assignments; [`step`] makes each action a formula; [`init`], [`next`] and [`fairness`] make the rest.
//! [`standing`] is about the translation in the file.

mod build;
mod fairness;
mod flow;
mod frame;
mod init;
mod label;
mod macros;
mod names;
mod next;
mod options;
mod procedure;
mod rewrite;
mod scope;
pub mod standing;
mod step;
mod substitute;
mod suggest;
#[cfg(test)]
mod tests;
mod tree;

pub use options::{Fair, Options};

use crate::diag::{Checked, Code, Diagnostic};
use crate::source::SourceMap;
use crate::syntax::ast::{Ident, Module, Unit, UnitKind};
use crate::syntax::pass::{Around, Told};
use crate::syntax::pluscal as ast;
use flow::{Action, Flow};
use frame::{Frame, Me};
use step::Stepper;
use tree::{Body, Program, Stmt};

/// An algorithm in TLA+.
pub struct Translation {
    pub units: Vec<Unit>,
    pub warnings: Vec<Diagnostic>,
    /// Names that clashed: the one in the algorithm and the one in the translation.
    pub renamed: Vec<(String, String)>,
    /// The options ask that `Termination` be checked, and it is defined.
    pub termination: bool,
}

/// The algorithm as TLA+ definitions. Options in its file change the given ones.
pub fn translate(algorithm: &ast::Algorithm, options: &Options, sources: &SourceMap) -> Checked<Translation> {
    let options = options.with(&algorithm.options, algorithm.name.span)?;
    let mut program = macros::expand(algorithm)?;
    label::add(&mut program, &options)?;
    let renaming = scope::resolve(&mut program)?;
    let mut warnings = renaming.warnings;
    if program.fair && !program.is_concurrent() && matches!(options.fairness, Some(Fair::Sf | Fair::Nof)) {
        warnings.push(
            Diagnostic::warning(Code::PCAL_TRANSLATE, "a `--fair algorithm` is weakly fair whatever the options say")
                .at(algorithm.name.span, "this algorithm"),
        );
    }
    let frame = Frame::new(&program, &options, sources);
    if frame.variables.is_empty() {
        return Err(vec![
            Diagnostic::error(Code::PCAL_TRANSLATE, "the algorithm has no variables")
                .at(algorithm.name.span, "this algorithm")
                .help("declare one with `variable`"),
        ]);
    }
    let mut units = init::declarations(&program, &frame);
    units.extend(init::proc_set(&program));
    units.push(init::init(&program, &frame));
    let mut t = Translator { program: &program, frame: &frame, sources, errors: Vec::new() };
    let labels = t.actions(&mut units);
    if !t.errors.is_empty() {
        return Err(t.errors);
    }
    let without_pc = !frame.has_pc && !frame.concurrent;
    if !without_pc {
        units.extend(next::next(&program, &frame, &labels));
    }
    units.push(fairness::spec(&program, &options));
    units.extend(next::termination(&program, &frame));
    Ok(Translation { units, warnings, renamed: renaming.renamed, termination: options.termination && frame.has_terminating })
}

/// Whether one of these names is, or is defined in the module by, what only its algorithm's translation would define or
/// declare, as `Live == Spec /\ WF_vars(Next)` is.
pub fn builds_upon(module: &Module, algorithm: &ast::Algorithm, named: &[String]) -> bool {
    let of_processes = match &algorithm.body {
        ast::Body::Single(_) => &[][..],
        ast::Body::Processes(list) => list,
    };
    let locals = of_processes.iter().flat_map(|p| &p.locals).chain(algorithm.procedures.iter().flat_map(|p| &p.locals));
    let variables = algorithm.variables.iter().chain(locals).map(|v| v.name.name.to_string());
    let mut made: Vec<String> = ["Init", "Next", "Spec", "vars", "pc", "ProcSet"].map(String::from).into_iter().collect();
    made.extend(variables);
    for unit in &module.units {
        match &unit.kind {
            UnitKind::Operator(d) => made.retain(|n| **n != *d.name.name),
            UnitKind::Function(d) => made.retain(|n| **n != *d.name.name),
            UnitKind::Variables(list) => made.retain(|n| !list.iter().any(|v| *v.name == **n)),
            UnitKind::Constants(list) => made.retain(|n| !list.iter().any(|c| *c.name.name == **n)),
            UnitKind::Recursive(_)
            | UnitKind::Instance(_)
            | UnitKind::ModuleDef { .. }
            | UnitKind::Assume { .. }
            | UnitKind::Theorem { .. }
            | UnitKind::Hide(_)
            | UnitKind::Submodule(_)
            | UnitKind::Algorithm(_) => {}
        }
    }
    let mut reached: Vec<String> = named.to_vec();
    let mut at = 0;
    while let Some(name) = reached.get(at).cloned() {
        at += 1;
        for unit in &module.units {
            let UnitKind::Operator(d) = &unit.kind else { continue };
            if *d.name.name != *name {
                continue;
            }
            let params: Vec<_> = d.params.iter().map(|p| p.name.name.clone()).collect();
            for free in rewrite::free_names(&d.body, &params) {
                if !reached.iter().any(|r| **r == *free) {
                    reached.push(free.to_string());
                }
            }
        }
    }
    reached.iter().any(|r| made.contains(r))
}

/// The pass that puts translations in the place of algorithms, with the translator's options of the command line.
pub fn pass(module: &mut Module, around: &Around<'_>) -> Checked<Told> {
    expand(module, &Options::parse(&around.pcal.join(" "))?, around.sources)
}

/// Puts the translations of a module's algorithms where they stand. A translation in the file that is another one goes first,
/// unless the options ask for the algorithm's.
pub fn expand(module: &mut Module, options: &Options, sources: &SourceMap) -> Checked<Told> {
    let Told { mut warnings, mut termination } = Told::default();
    let mut errors = Vec::new();
    let (mut units, mut standing) = (Vec::new(), Vec::new());
    for unit in std::mem::take(&mut module.units) {
        let algorithm = match unit.kind {
            UnitKind::Algorithm(algorithm) => algorithm,
            UnitKind::Constants(_)
            | UnitKind::Variables(_)
            | UnitKind::Recursive(_)
            | UnitKind::Operator(_)
            | UnitKind::Function(_)
            | UnitKind::Instance(_)
            | UnitKind::ModuleDef { .. }
            | UnitKind::Assume { .. }
            | UnitKind::Theorem { .. }
            | UnitKind::Hide(_)
            | UnitKind::Submodule(_) => {
                units.push(unit);
                continue;
            }
        };
        let translation = translate(&algorithm, options, sources);
        let file = algorithm.name.span.file;
        let own = translation.as_ref().ok().map(|t| &t.units[..]);
        termination |= translation.as_ref().is_ok_and(|t| t.termination);
        if let Some(s) = (!options.afresh).then(|| standing::instead(file, &sources.file(file).text, own)).flatten() {
            warnings.extend(s.warning);
            standing.push((s.start, s.units));
            continue;
        }
        match translation {
            Ok(translation) => {
                units.extend(translation.units);
                warnings.extend(translation.warnings);
            }
            Err(e) => errors.extend(e),
        }
    }
    for (start, list) in standing {
        let at = units.iter().position(|u| u.span.start > start).unwrap_or(units.len());
        units.splice(at..at, list);
    }
    module.units = units;
    if errors.is_empty() { Ok(Told { warnings, termination }) } else { Err(errors) }
}

/// Makes the operators of labels, processes and procedures.
struct Translator<'a> {
    program: &'a Program,
    frame: &'a Frame,
    sources: &'a SourceMap,
    errors: Vec<Diagnostic>,
}

impl Translator<'_> {
    /// Adds them all; returns the labels of an algorithm without processes.
    fn actions(&mut self, units: &mut Vec<Unit>) -> Vec<Ident> {
        for p in &self.program.procedures {
            let me = Me::procedure(p, self.frame);
            let actions = self.flow(&me, Some(p), &p.body, "Error");
            self.steps(&actions, &me, None, units);
            units.push(disjunction(&p.name, &actions, &me, p.span));
        }
        match &self.program.body {
            Body::Single(stmts) => {
                let me = Me::nobody();
                let actions = self.flow(&me, None, stmts, "Done");
                let name = Ident::new("Next", self.program.name.span);
                self.steps(&actions, &me, Some(&name), units);
                actions.into_iter().map(|a| a.label).collect()
            }
            Body::Processes(processes) => {
                for p in processes {
                    let me = Me::process(p);
                    let actions = self.flow(&me, None, &p.body, "Done");
                    self.steps(&actions, &me, Some(&p.name), units);
                    if self.frame.has_pc {
                        units.push(disjunction(&p.name, &actions, &me, p.span));
                    }
                }
                Vec::new()
            }
        }
    }

    fn flow(&mut self, me: &Me, procedure: Option<&tree::Procedure>, body: &[Stmt], end: &str) -> Vec<Action> {
        let mut flow = Flow { program: self.program, frame: self.frame, me: me.clone(), procedure, errors: Vec::new() };
        let actions = flow.body(body, end);
        self.errors.append(&mut flow.errors);
        actions
    }

    /// The operator of each action, which is named like its label, or `without_pc` where there is no `pc`.
    fn steps(&mut self, actions: &[Action], me: &Me, without_pc: Option<&Ident>, units: &mut Vec<Unit>) {
        let defined = self.program.defined();
        let mut stepper = Stepper { frame: self.frame, me, sources: self.sources, defined, errors: Vec::new() };
        for action in actions {
            let name = without_pc.filter(|_| !self.frame.has_pc).unwrap_or(&action.label);
            units.push(stepper.action(action, name.clone()));
        }
        self.errors.append(&mut stepper.errors);
    }
}

/// `P(self) == a(self) \/ b(self)`
fn disjunction(name: &Ident, actions: &[Action], me: &Me, span: crate::source::Span) -> Unit {
    let items = actions.iter().map(|a| me.call(&a.label)).collect();
    build::define(name.clone(), me.param.clone().into_iter().collect(), build::or(items, span), span)
}
