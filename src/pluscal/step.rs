//! One action as a TLA+ formula.
//!
//! In: an [`Action`]. Out: `label(self) == /\ pc[self] = "label" /\ … /\ UNCHANGED <<…>>`.
//!
//! Each act is a conjunct, in order. A variable of a process set or procedure is read as `x[self]`; one assigned earlier in
//! the step is read as `x'` (only where the algorithm itself names it, not in operators of `define`). Branches say what
//! other branches change and they do not; the action says what no branch changed. A variable is assigned once.
//!
//! `l: x := x + 1; y := x` is `/\ pc = "l" /\ x' = x + 1 /\ y' = x' /\ pc' = "Done"`.

use super::ast::{Assign, Init};
use super::build;
use super::flow::{Act, ActKind, Action};
use super::frame::{Frame, Me};
use super::rewrite::{rewrite, rewrite_path};
use crate::diag::{Code, Diagnostic};
use crate::source::{SourceMap, Span};
use crate::syntax::ast::{ExceptUpdate, Expr, ExprKind, Ident, Name, PathElem, Quantifier, Unit};
use crate::util::suggest::closest;
use std::collections::BTreeMap;

/// The variables assigned so far in a step, with the place where.
type Changed = BTreeMap<Name, Span>;

pub struct Stepper<'a> {
    pub frame: &'a Frame,
    pub me: &'a Me,
    pub sources: &'a SourceMap,
    /// Names that cannot be assigned to because they are operators.
    pub defined: Vec<&'a Name>,
    pub errors: Vec<Diagnostic>,
}

impl Stepper<'_> {
    /// The operator of an action, named `name`.
    pub fn action(&mut self, action: &Action, name: Ident) -> Unit {
        let label = action.label.span;
        let mut items = Vec::new();
        if self.frame.has_pc {
            let here = build::string(&action.label.name, label);
            items.push(build::equal(self.me.own("pc", label), here, label));
        }
        let mut changed = Changed::new();
        items.extend(self.acts(&action.acts, &mut changed));
        let rest: Vec<Name> = self.frame.variable_names().filter(|v| !changed.contains_key(*v)).cloned().collect();
        items.extend(build::unchanged(&rest, label));
        build::define(name, self.me.param.clone().into_iter().collect(), build::and(items, action.span), action.span)
    }

    fn acts(&mut self, acts: &[Act], changed: &mut Changed) -> Vec<Expr> {
        acts.iter().flat_map(|a| self.act(a, changed)).collect()
    }

    fn act(&mut self, act: &Act, changed: &mut Changed) -> Option<Expr> {
        let span = act.span;
        Some(match &act.kind {
            ActKind::Assign(assigns) => return self.assigns(assigns, span, changed),
            ActKind::If { condition, then, otherwise } => {
                let condition = self.expr(condition, changed);
                let mut after = [changed.clone(), changed.clone()];
                let mut then = self.acts(then, &mut after[0]);
                let mut otherwise = self.acts(otherwise, &mut after[1]);
                if otherwise.is_empty() {
                    otherwise.push(build::truth(span));
                }
                let all = self.merge(&after);
                then.extend(self.unchanged(&after[0], &all, span));
                otherwise.extend(self.unchanged(&after[1], &all, span));
                *changed = all;
                let (then, otherwise) = (build::and(then, span), build::and(otherwise, span));
                Expr::new(ExprKind::If { condition, then, otherwise }, span)
            }
            ActKind::Either(branches) => {
                let mut after = vec![changed.clone(); branches.len()];
                let mut parts: Vec<Vec<Expr>> = branches.iter().zip(&mut after).map(|(b, c)| self.acts(b, c)).collect();
                let all = self.merge(&after);
                for (part, c) in parts.iter_mut().zip(&after) {
                    part.extend(self.unchanged(c, &all, span));
                }
                *changed = all;
                build::or(parts.into_iter().map(|p| build::and(p, span)).collect(), span)
            }
            ActKind::With { name, init, body } => {
                let value = match init {
                    Init::Is(e) | Init::In(e) => self.expr(e, changed),
                    Init::Default => unreachable!("pluscal: the parser gives every name of a `with` a value"),
                };
                let items = self.acts(body, changed);
                let body = build::and(items, span);
                match init {
                    Init::Is(_) => {
                        let unit = build::define(name.clone(), Vec::new(), value, name.span);
                        Expr::new(ExprKind::Let { units: vec![unit], body }, span)
                    }
                    Init::In(_) | Init::Default => build::quantify(Quantifier::Exists, name.clone(), value, body, span),
                }
            }
            ActKind::Await(e) => self.expr(e, changed),
            ActKind::Print(e) => build::apply("PrintT", vec![self.expr(e, changed)], span),
            ActKind::Assert(e) => {
                let message = format!("Failure of assertion at {}.", self.place(span, act.site));
                build::apply("Assert", vec![self.expr(e, changed), build::string(&message, span)], span)
            }
            ActKind::Skip => build::truth(span),
        })
    }

    fn place(&self, span: Span, site: Option<Span>) -> String {
        let at = |span: Span| {
            let (line, column) = self.sources.line_column(span.file, span.start);
            format!("line {line}, column {column}")
        };
        match site {
            _ if span.is_none() => "an unknown place".to_string(),
            Some(site) if !site.is_none() => format!("{} of macro called at {}", at(span), at(site)),
            Some(_) | None => at(span),
        }
    }

    /// What some branch changed.
    fn merge(&self, branches: &[Changed]) -> Changed {
        let mut all = Changed::new();
        for branch in branches {
            all.extend(branch.iter().map(|(n, s)| (n.clone(), *s)));
        }
        all
    }

    /// What `all` changed and this branch did not.
    fn unchanged(&self, branch: &Changed, all: &Changed, span: Span) -> Option<Expr> {
        let names: Vec<Name> =
            self.frame.variable_names().filter(|v| all.contains_key(*v) && !branch.contains_key(*v)).cloned().collect();
        build::unchanged(&names, span)
    }

    /// Assignments made at once: sorted by variable, one conjunct for each.
    fn assigns(&mut self, assigns: &[Assign], span: Span, changed: &mut Changed) -> Option<Expr> {
        let mut sorted: Vec<&Assign> = assigns.iter().collect();
        sorted.sort_by(|a, b| a.target.name.cmp(&b.target.name));
        let before = changed.clone();
        let mut items = Vec::new();
        for same in sorted.chunk_by(|a, b| a.target.name == b.target.name) {
            self.check(same, changed);
            items.push(self.assign(same, span, &before));
        }
        (!items.is_empty()).then(|| build::and(items, span))
    }

    /// All assignments of one statement to one variable: `x[1] := a || x[2] := b` is `x' = [x EXCEPT ![1] = a, ![2] = b]`.
    fn assign(&self, same: &[&Assign], statement: Span, before: &Changed) -> Expr {
        let variable = &same[0].target;
        let span = if same.len() == 1 { same[0].span } else { statement };
        let next = build::prime(Expr::apply(variable.clone(), Vec::new(), variable.span));
        let indexed = self.frame.is_indexed(&variable.name);
        if let ([only], false) = (same, indexed)
            && only.path.is_empty()
        {
            return build::equal(next, self.expr(&only.value, before), span);
        }
        let updates = same
            .iter()
            .map(|a| {
                let mut path: Vec<PathElem> = Vec::new();
                if indexed && let Some(this) = &self.me.this {
                    path.push(PathElem::Index(vec![this.clone()]));
                }
                path.extend(rewrite_path(&a.path, &[], &|name| self.read(name, before)));
                ExceptUpdate { path, value: self.expr(&a.value, before), span: a.span }
            })
            .collect();
        let function = Expr::apply(variable.clone(), Vec::new(), variable.span);
        build::equal(next, Expr::new(ExprKind::Except { function, updates }, span), span)
    }

    /// The variable exists and is not assigned yet; several assignments to it are to parts of it.
    fn check(&mut self, same: &[&Assign], changed: &mut Changed) {
        let variable = &same[0].target;
        if !self.frame.variable_names().any(|v| *v == variable.name) {
            let d = Diagnostic::error(
                Code::PCAL_TRANSLATE,
                format!("`{}` is assigned, but it is not a variable of the algorithm", variable.name),
            )
            .at(variable.span, "assigned here");
            let d = if self.defined.contains(&&variable.name) {
                d.help("it is defined in `define`: declare it under `variables` instead")
            } else {
                let names = self.frame.variable_names().map(|v| &**v).filter(|v| *v != "pc");
                let help = match closest(&variable.name, names) {
                    Some(near) => format!("did you mean `{near}`? If not, declare `{}` under `variables`", variable.name),
                    None => format!("declare it: `variables {} = …;` before the first `begin`, or in its process", variable.name),
                };
                d.help(help)
            };
            self.errors.push(d);
            return;
        }
        let whole = same.iter().position(|a| a.path.is_empty());
        let twice = match (changed.get(&variable.name), whole) {
            (Some(_), _) if &*variable.name == "pc" => {
                let d = Diagnostic::error(Code::PCAL_TRANSLATE, "`pc` is assigned, but labels set it");
                self.errors.push(d.at(same[0].span, "assigned here").help("to go on at a label, write `goto` and its name"));
                return;
            }
            (Some(first), _) => Some((*first, same[0], "add a label between the two, or assign to both at once with `||`")),
            (None, Some(i)) if same.len() > 1 => Some((
                same[0].span,
                same[i.max(1)],
                "only parts of a variable can be assigned side by side: `x[1] := e || x[2] := f`",
            )),
            (None, _) => None,
        };
        if let Some((first, second, help)) = twice {
            self.errors.push(
                Diagnostic::error(Code::PCAL_TRANSLATE, format!("`{}` is assigned twice in one step", variable.name))
                    .at(second.span, "assigned here")
                    .at(first, "already assigned here")
                    .help(help),
            );
        }
        changed.insert(variable.name.clone(), same[0].span);
    }

    fn expr(&self, e: &Expr, changed: &Changed) -> Expr {
        rewrite(e, &[], &|name| self.read(name, changed))
    }

    /// A variable as it reads now: primed once it is assigned, at the index of this process.
    fn read(&self, name: &Ident, changed: &Changed) -> Option<Expr> {
        let primed = changed.contains_key(&name.name);
        let local = self.frame.is_local(&name.name) && self.me.this.is_some();
        if !primed && !local {
            return None;
        }
        let plain = Expr::apply(name.clone(), Vec::new(), name.span);
        let value = if primed { build::prime(plain) } else { plain };
        match &self.me.this {
            Some(this) if local => Some(build::index(value, this.clone(), name.span)),
            Some(_) | None => Some(value),
        }
    }
}
