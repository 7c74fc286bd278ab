//! From expressions to formulas: definitions opened, quantifiers over constant sets written out.
//!
//! In: a model and conjuncts of its properties. Out: [`Temporal`], or what is not handled. Equal atoms are one.

use super::close::{Bound, Closer, Scope, argument, key};
use super::{Atom, AtomId, AtomKind, Fair, Formula, Property, Temporal};
use crate::diag::{Code, Diagnostic};
use crate::eval::Evaluator;
use crate::eval::error::EvalError;
use crate::ir::visit::{children, defs, slots, subtree};
use crate::ir::{Bind, Builtin, Def, DefId, ExprId, ExprKind, Level, Model, Pattern, Quantifier, Slot, plain_value};
use crate::property::safety::Check;
use crate::source::Span;
use crate::value::Value;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// How deep definitions are opened: a temporal formula may not call itself.
const DEPTH: usize = 100;

/// How many parts a quantifier may be written out into.
const PARTS: usize = 100_000;

type R<T> = Result<T, Box<Diagnostic>>;

/// The truth of a formula by its connectives and constants alone, for any values of its temporal parts.
pub fn truth(model: &Model, expr: ExprId) -> Option<bool> {
    // `stop` is the truth of one part that decides.
    let several = |parts: &[ExprId], stop: bool| {
        let parts: Vec<Option<bool>> = parts.iter().map(|p| truth(model, *p)).collect();
        if parts.contains(&Some(stop)) {
            return Some(stop);
        }
        parts.iter().all(|p| *p == Some(!stop)).then_some(!stop)
    };
    match &model.expr(expr).kind {
        ExprKind::Const(Value::Bool(b)) => Some(*b),
        ExprKind::Not(e) => truth(model, *e).map(|b| !b),
        ExprKind::And(parts) => several(parts, false),
        ExprKind::Or(parts) => several(parts, true),
        ExprKind::Implies(a, b) => match (truth(model, *a), truth(model, *b)) {
            (Some(false), _) | (_, Some(true)) => Some(true),
            (Some(true), b) => b,
            (None, _) => None,
        },
        ExprKind::Call { def, args } if args.is_empty() && !model.def(*def).recursive => truth(model, model.def(*def).body),
        _ => None,
    }
}

/// The fairness of a model, and the given conjuncts of its properties, as formulas.
pub fn expand(model: &Model, properties: &[Check]) -> R<Temporal> {
    let mut e = Expander {
        model: model.clone(),
        atoms: Vec::new(),
        known: FxHashMap::default(),
        fair: Vec::new(),
        collect: true,
        levels: FxHashMap::default(),
        parts: 0,
    };
    let mut fairness = Vec::new();
    for def in &model.fairness {
        let place = Position { def: *def, scope: Scope::default(), values: Vec::new(), depth: 0 };
        match e.walk(model.def(*def).body, &place, true)? {
            Formula::And(parts) => fairness.extend(parts),
            one => fairness.push(one),
        }
    }
    e.collect = false;
    let mut all = Vec::new();
    for p in properties {
        let place = Position { def: p.def, scope: Scope::default(), values: Vec::new(), depth: 0 };
        let formula = e.walk(p.expr, &place, true)?;
        all.push(Property { name: p.name.clone(), span: p.span, formula });
    }
    let Expander { model, atoms, fair, .. } = e;
    if cfg!(debug_assertions)
        && let Err(e) = crate::ir::wellformed::check(&model)
    {
        panic!("temporal: the model with atoms is not well-formed: {e}");
    }
    Ok(Temporal { model, atoms, fairness, fair, properties: all })
}

struct Expander {
    model: Model,
    atoms: Vec<Atom>,
    /// Atoms by what they say.
    known: FxHashMap<String, AtomId>,
    fair: Vec<Fair>,
    /// Note the fairness conditions met.
    collect: bool,
    /// Levels with free locals taken as constants.
    levels: FxHashMap<ExprId, Level>,
    parts: usize,
}

/// Where an expression stands: in the frame of a definition, its slots bound.
#[derive(Clone)]
struct Position {
    def: DefId,
    scope: Scope,
    /// Values of the names that quantifiers have bound so far.
    values: Vec<(Arc<str>, Value)>,
    depth: usize,
}

impl Position {
    fn with(&self, slot: Slot, bound: Bound) -> Position {
        Position { scope: self.scope.with(slot, bound), ..self.clone() }
    }
}

impl Expander {
    fn walk(&mut self, e: ExprId, at: &Position, positive: bool) -> R<Formula> {
        let level = self.level(e, &at.scope);
        if level <= Level::Action {
            return self.leaf(e, at, level, positive);
        }
        if at.depth > DEPTH {
            return unsupported(self.span(e), "a temporal formula that calls itself", "write it without recursion");
        }
        let kind = self.model.expr(e).kind.clone();
        match kind {
            ExprKind::And(items) => self.junction(&items, at, positive, positive),
            ExprKind::Or(items) => self.junction(&items, at, positive, !positive),
            ExprKind::Not(f) => self.walk(f, at, !positive),
            ExprKind::Implies(f, g) => {
                let (f, g) = (self.walk(f, at, !positive)?, self.walk(g, at, positive)?);
                Ok(if positive { Formula::or([f, g]) } else { Formula::and([f, g]) })
            }
            ExprKind::Builtin { op: Builtin::Iff | Builtin::Eq, args } => self.same(&args, at, positive),
            ExprKind::Builtin { op: Builtin::Ne, args } => self.same(&args, at, !positive),
            ExprKind::If { condition, then, otherwise } => self.choose(&[(condition, then)], Some(otherwise), e, at, positive),
            ExprKind::Case { arms, otherwise } => self.choose(&arms, otherwise, e, at, positive),
            ExprKind::Let { slot, value, body } => {
                let bound = Bound::Suspended(value, at.scope.clone());
                self.walk(body, &at.with(slot, bound), positive)
            }
            ExprKind::Local(slot) => match at.scope.get(slot).cloned() {
                Some(Bound::Suspended(inner, scope)) => {
                    self.walk(inner, &Position { scope, depth: at.depth + 1, ..at.clone() }, positive)
                }
                Some(Bound::Value(_) | Bound::Def(..) | Bound::Builtin(_)) | None => self.odd(e),
            },
            ExprKind::Call { def, args } => {
                let bounds: Option<Vec<Bound>> = args.iter().map(|a| argument(a, &at.scope)).collect();
                let Some(bounds) = bounds else { return self.odd(e) };
                self.open(def, bounds, at, positive)
            }
            ExprKind::CallSlot { slot, args } => {
                let more: Option<Vec<Bound>> = args.iter().map(|a| argument(a, &at.scope)).collect();
                let (Some(Bound::Def(def, mut bounds)), Some(more)) = (at.scope.get(slot).cloned(), more) else {
                    return self.odd(e);
                };
                bounds.extend(more);
                self.open(def, bounds, at, positive)
            }
            ExprKind::Quant { quantifier, binds, body } => {
                let mut parts = Vec::new();
                self.rows(&binds, at, &at.clone(), &mut |me, place| {
                    parts.push(me.walk(body, place, positive)?);
                    Ok(())
                })?;
                let all = (quantifier == Quantifier::Forall) == positive;
                Ok(if all { Formula::and(parts) } else { Formula::or(parts) })
            }
            ExprKind::Always(f) => self.modal(f, at, positive, positive),
            ExprKind::Eventually(f) => self.modal(f, at, positive, !positive),
            ExprKind::LeadsTo(f, g) => {
                let (f, g) = (self.walk(f, at, !positive)?, self.walk(g, at, positive)?);
                Ok(if positive {
                    Formula::always(Formula::or([f, Formula::eventually(g)]))
                } else {
                    Formula::eventually(Formula::and([f, Formula::always(g)]))
                })
            }
            ExprKind::Fairness { strong, subscript, action } => {
                let f = self.fairness(e, strong, subscript, action, at)?;
                Ok(if positive { f } else { f.negated() })
            }
            ExprKind::Unsupported { construct, hint } => unsupported(self.span(e), construct, &hint),
            ExprKind::UnboundedQuant { .. } => {
                unsupported(self.span(e), "a temporal formula under an unbounded quantifier", "give the name a constant set")
            }
            plain_value!()
            | ExprKind::Var(_)
            | ExprKind::Primed(_)
            | ExprKind::Prime(_)
            | ExprKind::Apply { .. }
            | ExprKind::Unchanged(_)
            | ExprKind::Enabled(_)
            | ExprKind::EnabledIn { .. }
            | ExprKind::Compose(..)
            | ExprKind::BoxAction { .. }
            | ExprKind::AngleAction { .. } => self.odd(e),
        }
    }

    /// `[]` where `always`, which a negation turns into `<>`.
    fn modal(&mut self, f: ExprId, at: &Position, positive: bool, always: bool) -> R<Formula> {
        let f = self.walk(f, at, positive)?;
        Ok(if always { Formula::always(f) } else { Formula::eventually(f) })
    }

    fn junction(&mut self, items: &[ExprId], at: &Position, positive: bool, all: bool) -> R<Formula> {
        let parts = items.iter().map(|i| self.walk(*i, at, positive)).collect::<R<Vec<_>>>()?;
        Ok(if all { Formula::and(parts) } else { Formula::or(parts) })
    }

    /// `F <=> G`
    fn same(&mut self, args: &[ExprId], at: &Position, positive: bool) -> R<Formula> {
        let (f, g) = (self.walk(args[0], at, true)?, self.walk(args[1], at, positive)?);
        Ok(Formula::or([Formula::and([f.clone(), g.clone()]), Formula::and([f.negated(), g.negated()])]))
    }

    /// IF and CASE: the first condition that is true chooses.
    fn choose(
        &mut self,
        arms: &[(ExprId, ExprId)],
        otherwise: Option<ExprId>,
        e: ExprId,
        at: &Position,
        positive: bool,
    ) -> R<Formula> {
        let mut parts = Vec::new();
        let mut none = Vec::new();
        for (condition, then) in arms {
            let c = self.walk(*condition, at, true)?;
            if c == Formula::FALSE {
                continue;
            }
            let chosen = Formula::and(none.iter().cloned().chain([c.clone()]));
            parts.push(Formula::and([chosen, self.walk(*then, at, positive)?]));
            if c == Formula::TRUE {
                return Ok(Formula::or(parts));
            }
            none.push(c.negated());
        }
        let Some(otherwise) = otherwise else {
            return unsupported(self.span(e), "a CASE of temporal formulas without a true arm", "add an OTHER arm");
        };
        let rest = self.walk(otherwise, at, positive)?;
        parts.push(Formula::and(none.into_iter().chain([rest])));
        Ok(Formula::or(parts))
    }

    /// The body of a definition for one call.
    fn open(&mut self, def: DefId, bounds: Vec<Bound>, at: &Position, positive: bool) -> R<Formula> {
        let scope = bounds.into_iter().enumerate().fold(Scope::default(), |s, (i, b)| s.with(Slot(i as u32), b));
        let place = Position { def, scope, values: at.values.clone(), depth: at.depth + 1 };
        self.walk(self.model.def(def).body, &place, positive)
    }

    /// Every choice of values for binders over constant sets. Later sets do not see earlier names.
    fn rows(
        &mut self,
        binds: &[Bind],
        outer: &Position,
        place: &Position,
        visit: &mut dyn FnMut(&mut Self, &Position) -> R<()>,
    ) -> R<()> {
        let Some((first, rest)) = binds.split_first() else {
            self.parts += 1;
            if self.parts > PARTS {
                let what = "a temporal formula of more than 100000 parts";
                return unsupported(self.span(binds.first().map_or(ExprId(0), |b| b.set)), what, "take smaller constants");
            }
            return visit(self, place);
        };
        if self.level(first.set, &outer.scope) > Level::Constant {
            let what = "a temporal formula under a quantifier over a set that may change";
            return unsupported(
                self.span(first.set),
                what,
                "quantify over a constant set, and say in the formula which elements matter",
            );
        }
        let (def, _) = self.closed(first.set, &outer.scope, Level::Constant);
        let found = Evaluator::new(&self.model).value(def, None, None);
        let values = match found {
            Ok(Value::Set(values)) => values,
            Ok(_) => return unsupported(self.span(first.set), "a quantifier over what is no set", "give it a set"),
            Err(error) => return Err(Box::new(failed(&error))),
        };
        for v in values.iter() {
            let mut inner = place.clone();
            let mut bind = |slot: Slot, v: &Value| {
                let name = self.model.def(inner.def).slots[slot.index()].clone();
                inner.values.push((name, v.clone()));
                inner.scope = inner.scope.with(slot, Bound::Value(v.clone()));
            };
            match (&first.pattern, v) {
                (Pattern::One(slot), v) => bind(*slot, v),
                (Pattern::Tuple(slots), Value::Tuple(items)) if items.len() == slots.len() => {
                    slots.iter().zip(items.iter()).for_each(|(s, v)| bind(*s, v));
                }
                (Pattern::Tuple(_), _) => {
                    return unsupported(
                        self.span(first.set),
                        "a tuple of names bound to what is no such tuple",
                        "give it tuples",
                    );
                }
            }
            self.rows(rest, outer, &inner, visit)?;
        }
        Ok(())
    }

    fn fairness(&mut self, e: ExprId, strong: bool, subscript: ExprId, action: ExprId, at: &Position) -> R<Formula> {
        let span = self.span(e);
        let whole = match &self.model.expr(action).kind {
            ExprKind::Call { def, args } => args.is_empty() && Some(*def) == self.model.next,
            _ => self.model.next.is_some_and(|n| self.model.def(n).body == action),
        };
        let mut make = |enabled: bool, on_step: bool| {
            let mut c = Closer { exprs: &mut self.model.exprs, slots: Vec::new() };
            let body = if on_step {
                let v = c.close(subscript, &at.scope);
                let unchanged = c.push(ExprKind::Unchanged(v), span);
                c.push(ExprKind::Not(unchanged), span)
            } else {
                let action = c.close(action, &at.scope);
                let subscript = c.close(subscript, &at.scope);
                let taken = c.push(ExprKind::AngleAction { action, subscript }, span);
                if enabled { c.push(ExprKind::Enabled(taken), span) } else { taken }
            };
            let slots = c.slots;
            self.define(body, slots, if enabled { Level::State } else { Level::Action }, at.def)
        };
        let taken = make(false, false);
        let enabled = make(true, false);
        let on_step = if whole { make(false, true) } else { taken };
        let taken = self.atom(taken, on_step, Level::Action, AtomKind::Taken);
        let enabled = self.atom(enabled, enabled, Level::State, AtomKind::Enabled(taken));
        if self.collect {
            self.fair.push(Fair { strong, enabled, taken, span, values: at.values.clone() });
        }
        let disabled = Formula::Atom { atom: enabled, holds: false };
        let taken = Formula::Atom { atom: taken, holds: true };
        Ok(if strong {
            Formula::or([Formula::eventually(Formula::always(disabled)), Formula::always(Formula::eventually(taken))])
        } else {
            Formula::always(Formula::eventually(Formula::or([disabled, taken])))
        })
    }

    /// A formula without temporal operators.
    fn leaf(&mut self, e: ExprId, at: &Position, level: Level, positive: bool) -> R<Formula> {
        let (def, body) = self.closed(e, &at.scope, level);
        if level == Level::Constant {
            return match Evaluator::new(&self.model).predicate(def, None, None) {
                Ok(truth) => Ok(Formula::truth(truth == positive)),
                Err(error) => Err(Box::new(failed(&error))),
            };
        }
        let kind = &self.model.expr(body).kind;
        let kind = if let ExprKind::AngleAction { .. } = kind {
            AtomKind::Taken
        } else if let ExprKind::BoxAction { .. } = kind {
            AtomKind::Allowed
        } else {
            AtomKind::Plain
        };
        let atom = self.atom(def, def, level, kind);
        Ok(Formula::Atom { atom, holds: positive })
    }

    /// A definition that is a closed copy of an expression.
    fn closed(&mut self, e: ExprId, scope: &Scope, level: Level) -> (DefId, ExprId) {
        let mut c = Closer { exprs: &mut self.model.exprs, slots: Vec::new() };
        let body = c.close(e, scope);
        let slots = c.slots;
        let home = DefId(0);
        (self.define(body, slots, level, home), body)
    }

    fn define(&mut self, body: ExprId, slots: Vec<Arc<str>>, level: Level, home: DefId) -> DefId {
        let (span, module) = (self.span(body), self.model.def(home).module.clone());
        let name = "property".into();
        let (params, named_at, recursive) = (Vec::new(), span, false);
        self.model.defs.push(Def { name, params, slots, body, named_at, span, module, recursive, level, local: true });
        DefId(self.model.defs.len() as u32 - 1)
    }

    fn atom(&mut self, def: DefId, on_step: DefId, level: Level, kind: AtomKind) -> AtomId {
        let mut text = String::new();
        key(&self.model.exprs, self.model.def(def).body, &mut text);
        *self.known.entry(text).or_insert_with(|| {
            self.atoms.push(Atom { def, on_step, level, kind });
            AtomId(self.atoms.len() as u32 - 1)
        })
    }

    fn span(&self, e: ExprId) -> Span {
        self.model.expr(e).span
    }

    /// What resolves to a temporal formula, but is none.
    fn odd<T>(&self, e: ExprId) -> R<T> {
        let hint =
            "put temporal formulas together with [], <>, ~>, WF, SF, the logical operators, and quantifiers over constant sets";
        unsupported(self.span(e), "a temporal formula in this place", hint)
    }

    // ---- levels ----

    fn level(&mut self, e: ExprId, scope: &Scope) -> Level {
        let mut level = self.own_level(e);
        let mut free = Vec::new();
        for id in subtree(&self.model.exprs, e) {
            slots(&self.model.exprs[id.index()].kind, &mut |s| free.push(s));
        }
        for s in free {
            if let Some(b) = scope.get(s).cloned() {
                level = level.max(self.bound_level(&b));
            }
        }
        level
    }

    fn bound_level(&mut self, b: &Bound) -> Level {
        match b {
            Bound::Value(_) | Bound::Builtin(_) => Level::Constant,
            Bound::Suspended(e, scope) => self.level(*e, scope),
            Bound::Def(def, captured) => {
                let own = self.model.def(*def).level;
                captured.iter().map(|b| self.bound_level(b)).fold(own, Level::max)
            }
        }
    }

    /// The level of an expression whose locals are constants.
    fn own_level(&mut self, e: ExprId) -> Level {
        if let Some(l) = self.levels.get(&e) {
            return *l;
        }
        let kind = self.model.expr(e).kind.clone();
        let enabled = matches!(kind, ExprKind::Enabled(_) | ExprKind::EnabledIn { .. });
        let mut level = if enabled || matches!(kind, ExprKind::Var(_)) {
            Level::State
        } else if matches!(
            kind,
            ExprKind::Primed(_)
                | ExprKind::Prime(_)
                | ExprKind::Unchanged(_)
                | ExprKind::Compose(..)
                | ExprKind::BoxAction { .. }
                | ExprKind::AngleAction { .. }
        ) {
            Level::Action
        } else if matches!(
            kind,
            ExprKind::Always(_) | ExprKind::Eventually(_) | ExprKind::LeadsTo(..) | ExprKind::Fairness { .. }
        ) {
            Level::Temporal
        } else {
            Level::Constant
        };
        if !enabled {
            defs(&kind, &mut |d| level = level.max(self.model.def(d).level));
            for c in children(&kind) {
                level = level.max(self.own_level(c));
            }
        }
        self.levels.insert(e, level);
        level
    }
}

fn unsupported<T>(at: Span, construct: &str, hint: &str) -> R<T> {
    let d = Diagnostic::error(Code::UNSUPPORTED, format!("not handled: {construct}"));
    Err(Box::new(d.at(at, "needed here").help(hint)))
}

fn failed(error: &EvalError) -> Diagnostic {
    Diagnostic::error(Code::UNSUPPORTED, format!("a temporal formula cannot be taken apart: {}", error.message))
        .at(error.span, "this has no value without a state")
        .help("what is below a quantifier's \\in, and conditions without variables, must have a value before there is a state")
}
