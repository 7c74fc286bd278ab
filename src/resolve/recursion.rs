//! RECURSIVE: what is declared and not yet defined, and levels that depend on themselves.
//!
//! The level of a call of an operator that has no body yet is unknown. Until it is known it is a bit among those of the
//! parameters ([`ExprLevel::params`]): what adds to a level, and what a prime requires of it, is found as for a parameter, and compared
//! with the final level when the last operator of the section is defined.
//!
//! ```text
//! RECURSIVE F(_)
//! F(n) == IF n = 0 THEN x' ELSE F(n - 1)'      F is an action, so that it cannot be primed
//! ```

use super::Resolver;
use super::level::describe;
use super::scope::{Entity, ExprLevel, Frame, Item, LocalId};
use crate::diag::{Code, Diagnostic};
use crate::ir::{DefId, Level};
use crate::source::Span;
use crate::syntax::ast::{self, Ident, OpDecl, UnitKind};

/// What is known of recursive definitions.
#[derive(Default)]
pub(super) struct Recursion {
    /// Those of sections that are not complete: what stands for the level, and how many LETs are around the declaration.
    open: Vec<(DefId, LocalId, usize)>,
    /// How many of them have no body.
    missing: usize,
    /// The level of the first is at least that of the second.
    joins: Vec<(DefId, DefId)>,
    /// The level of a definition may be no higher, for what is written here.
    limits: Vec<(DefId, Level, Span)>,
}

impl Resolver<'_> {
    pub(super) fn recursive_unit(&mut self, list: &[OpDecl], local: bool) {
        for d in list {
            let def = self.declare_def(&d.name.name, vec![0; d.arity], d.name.span, true);
            let stand_in = self.new_local(&d.name.name, 0, ExprLevel::CONSTANT);
            self.recursion.open.push((def, stand_in, self.env.lets));
            self.recursion.missing += 1;
            self.env.unresolved += 1;
            let s = &mut self.signatures[def.index()];
            s.unknown.push(def);
            let own = s.max.len() - d.arity;
            s.max[own..].fill(Level::Action);
            self.define(&d.name, Entity::Def(def), local);
            let item = match self.env.in_let {
                true => self.env.locals.last_mut().map(|(_, i)| i),
                false => self.env.scope.names.get_mut(&d.name.name),
            };
            item.into_iter().for_each(|i| i.pending = true);
        }
    }

    /// Between a declaration by RECURSIVE and the definition stand only definitions.
    pub(super) fn in_section(&mut self, unit: &ast::Unit) {
        let what = match &unit.kind {
            UnitKind::Constants(_) => "a declaration of constants",
            UnitKind::Variables(_) => "a declaration of variables",
            UnitKind::Assume { .. } => "an assumption",
            UnitKind::Theorem { .. } => "a theorem",
            UnitKind::Hide(_) => "HIDE",
            UnitKind::Submodule(_) => "a module",
            UnitKind::Recursive(_)
            | UnitKind::Operator(_)
            | UnitKind::Function(_)
            | UnitKind::Instance(_)
            | UnitKind::ModuleDef { .. }
            | UnitKind::Algorithm(_) => return,
        };
        if self.env.unresolved == 0 {
            return;
        }
        let names: Vec<(ast::Name, Span)> =
            self.env.scope.names.iter().filter(|(_, i)| i.pending).map(|(n, i)| (n.clone(), i.span)).collect();
        let d = Diagnostic::error(Code::UNKNOWN_NAME, format!("{what} stands between RECURSIVE and the definition"))
            .at(unit.span, "only definitions may stand here");
        let d = names.into_iter().fold(d, |d, (n, span)| d.at(span, format!("`{n}` has no definition yet")));
        self.errors.push(d.help("move it before RECURSIVE"));
    }

    /// The definition to fill in: a new one, or the one RECURSIVE declared.
    pub(super) fn begin(&mut self, name: &Ident, params: &[OpDecl]) -> Option<(DefId, bool)> {
        let arities: Vec<usize> = params.iter().map(|p| p.arity).collect();
        let Some(Item { entity: Entity::Def(def), pending: true, span, .. }) = self.env.known(&name.name).cloned() else {
            return Some((self.declare_def(&name.name, arities, name.span, false), false));
        };
        let declared = self.signatures[def.index()].arities.len();
        if declared != arities.len() || arities.last().is_some_and(|a| *a > 0) {
            let plural = if declared == 1 { "" } else { "s" };
            let message = format!("`{}` was declared RECURSIVE with {declared} parameter{plural} that are values", name.name);
            self.errors.push(
                Diagnostic::error(Code::ARITY, message)
                    .at(name.span, format!("{} here", arities.len()))
                    .at(span, "declared here"),
            );
            return None;
        }
        if self.recursion.open.iter().any(|(d, _, lets)| *d == def && *lets != self.env.lets) {
            let message = format!("`{}` is declared RECURSIVE outside of the LET that defines it", name.name);
            self.errors.push(
                Diagnostic::error(Code::DUPLICATE_NAME, message)
                    .at(name.span, "defined here")
                    .at(span, "declared here")
                    .help("declare it by RECURSIVE in the same LET, or give one of them another name"),
            );
            return None;
        }
        self.signatures[def.index()].arities = arities;
        Some((def, true))
    }

    pub(super) fn finish(&mut self, name: &Ident, def: DefId, recursive: bool, local: bool) {
        if !recursive {
            self.define(name, Entity::Def(def), local);
            return;
        }
        let item = match self.env.locals.iter_mut().rev().find(|(n, _)| *n == name.name) {
            Some((_, i)) => Some(i),
            None => self.env.scope.names.get_mut(&name.name),
        };
        item.into_iter().for_each(|i| i.pending = false);
        self.env.unresolved = self.env.unresolved.saturating_sub(1);
        let s = &mut self.signatures[def.index()];
        let own = s.max.len() - s.arities.len();
        let primed: Vec<usize> = (own..s.max.len()).filter(|i| s.max[*i] < Level::Action).map(|i| i - own).collect();
        s.max[own..].iter_mut().for_each(|m| *m = (*m).min(Level::Action));
        for i in primed {
            let message = format!("argument {} of the recursive operator `{}` is primed in its definition", i + 1, name.name);
            self.errors.push(
                Diagnostic::error(Code::LEVEL, message)
                    .at(name.span, "declared RECURSIVE")
                    .help("a recursive operator may not prime what it is given; prime it where it is called"),
            );
        }
        self.recursion.missing = self.recursion.missing.saturating_sub(1);
        if self.recursion.missing == 0 {
            self.settle();
        }
    }

    /// What is declared at the end of a LET or module and has no definition.
    pub(super) fn undefined(&mut self, mut missing: Vec<(ast::Name, Item)>) {
        missing.sort_by_key(|(_, i)| i.span);
        for (name, item) in missing {
            self.recursion.missing = self.recursion.missing.saturating_sub(1);
            self.env.unresolved = self.env.unresolved.saturating_sub(1);
            let d = Diagnostic::error(Code::UNKNOWN_NAME, format!("`{name}` is declared RECURSIVE but never defined"));
            self.errors.push(d.at(item.span, "declared here"));
        }
    }

    /// The level of a recursive definition, or what stands for it in the open frame.
    pub(super) fn recursive_level(&mut self, def: DefId) -> ExprLevel {
        let Some((_, stand_in, _)) = self.recursion.open.iter().find(|(d, _, _)| *d == def).copied() else {
            return ExprLevel { level: self.signatures[def.index()].level.level, params: 0 };
        };
        let Some(frame) = self.frames.last_mut() else { return ExprLevel::CONSTANT };
        let at = frame.level_params.iter().position(|l| *l == stand_in).unwrap_or_else(|| {
            frame.level_params.push(stand_in);
            frame.max.push(Level::Temporal);
            frame.level_params.len() - 1
        });
        ExprLevel { level: Level::Constant, params: 1 << at.min(63) }
    }

    /// Remembers what a finished frame says of levels that are not known yet.
    pub(super) fn note_unknown(&mut self, def: DefId, frame: &Frame, level: ExprLevel, span: Span) {
        if self.recursion.open.is_empty() {
            return;
        }
        for (at, local) in frame.level_params.iter().enumerate() {
            let Some((other, _, _)) = self.recursion.open.iter().find(|(_, l, _)| l == local).copied() else { continue };
            if level.params >> at.min(63) & 1 == 1 && other != def {
                self.recursion.joins.push((def, other));
                self.signatures[def.index()].unknown.push(other);
            }
            if frame.max[at] < Level::Temporal {
                self.recursion.limits.push((other, frame.max[at], span));
            }
        }
    }

    /// All operators of the section are defined: their levels are known now.
    fn settle(&mut self) {
        let known = std::mem::take(&mut self.recursion);
        let mut changed = true;
        while changed {
            changed = false;
            for (def, other) in &known.joins {
                let level = self.signatures[other.index()].level.level;
                if self.signatures[def.index()].level.level < level {
                    self.signatures[def.index()].level.level = level;
                    self.defs[def.index()].level = level;
                    changed = true;
                }
            }
        }
        for (def, max, span) in known.limits {
            let level = self.signatures[def.index()].level.level;
            if level > max {
                let message = format!("the recursive `{}` is {}", self.defs[def.index()].name, describe(level));
                let place = self.defs[def.index()].named_at;
                self.errors.push(
                    Diagnostic::error(Code::LEVEL, message)
                        .at(span, format!("but a call of it here must be {}", describe(max)))
                        .at(place, "defined here"),
                );
            }
        }
    }
}
