//! `TLCGet("spec")`: what the specification consists of, with the places.
//!
//! In: the model, and how often each action was taken so far, if the engine counts that. Out: a record of sets of records, as `TLCGetSet.java` makes
//! it. Actions are those to which the descent from the next-state action leads (see [`super::label`]), here in all
//! directions and without a state; where TLC cannot descend further, the rest is one action.
//!
//! ```text
//! Next == \E p \in {1, 2} : Do(p)    →   [name |-> "Do", location |-> …, context |-> [p |-> 1], parameters |-> <<"p">>], and with 2
//! ```

use super::error::ErrorKind;
use super::fail::{Abort, R};
use super::label::{Label, Spine};
use super::lazy::Val;
use super::machine::Machine;
use crate::ir::split::{Check, Split};
use crate::ir::{Arg, Bind, DefId, ExprId, ExprKind, Level, Named, Pattern, Quantifier, Slot};
use crate::source::Span;
use crate::value::{Atom, Value};

/// What TLC calls an action without a definition of its own.
const UNNAMED: &str = "UnnamedAction";

/// The innermost operator met, and its frame if its arguments have values.
type Spot = (DefId, Option<usize>);

/// The descent under way.
#[derive(Default)]
struct Descent {
    /// LET slots whose values depend on the state.
    lets: Vec<(usize, Slot)>,
    found: Vec<Value>,
}

impl<'m> Machine<'m> {
    pub(super) fn specification(&mut self, at: ExprId) -> R<Value> {
        let model = self.model;
        if model.run.places.is_empty() {
            return self.fail(at, ErrorKind::Unsupported, "TLCGet(\"spec\") where the text of the specification is not known");
        }
        let safety = Split::of(model);
        let named = |n: &Named| (n.name.to_string(), model.def(n.def).span);
        let checks = |all: &[Check]| all.iter().map(|c| (c.name.to_string(), c.span)).collect::<Vec<_>>();
        let invariants = model.invariants.iter().map(named).chain(checks(&safety.always)).collect();
        let fairness = model.fairness.iter().map(|d| (UNNAMED.to_string(), model.expr(model.def(*d).body).span)).collect();
        let variables = model.vars.iter().map(|v| (v.name.to_string(), v.span)).collect();
        let whole = |n: &Named| (n.name.to_string(), model.def(n.def).named_at.to(model.def(n.def).span));
        let listed: [(&str, Vec<(String, Span)>); 8] = [
            ("variables", variables),
            ("invariants", invariants),
            ("impliedinits", checks(&safety.initial)),
            ("impliedactions", checks(&safety.steps)),
            ("impliedtemporals", checks(&safety.behaviors)),
            ("temporals", fairness),
            ("constraints", model.constraints.iter().map(whole).collect()),
            ("actionconstraints", model.action_constraints.iter().map(whole).collect()),
        ];
        let mut fields = Vec::new();
        for (field, list) in listed {
            let set = list.into_iter().map(|(name, span)| Value::record(self.described(&name, span)));
            fields.push((model.atoms.intern(field), Value::set(set.collect::<Vec<_>>())));
        }
        fields.push((model.atoms.intern("inits"), Value::set(self.initial_predicates())));
        fields.push((model.atoms.intern("actions"), Value::set(self.actions(at)?)));
        Ok(Value::record(fields))
    }

    fn described(&self, name: &str, span: Span) -> Vec<(Atom, Value)> {
        let atoms = &self.model.atoms;
        vec![(atoms.intern("name"), Value::Str(atoms.intern(name))), (atoms.intern("location"), self.place(span))]
    }

    fn place(&self, span: Span) -> Value {
        let atoms = &self.model.atoms;
        let (numbers, module) = match self.model.run.places.get(&span) {
            None => ([0; 4], ""),
            Some(p) => ([p.begin.0, p.begin.1, p.end.0, p.end.1], &*p.module),
        };
        let names = ["beginLine", "beginColumn", "endLine", "endColumn"];
        let numbers = names.iter().zip(numbers).map(|(n, v)| (atoms.intern(n), Value::Int(v.into())));
        Value::record(numbers.chain([(atoms.intern("module"), Value::Str(atoms.intern(module)))]))
    }

    /// How often the action has led to a state, if coverage is on.
    fn counted(&self, def: DefId) -> Option<(Atom, Value)> {
        let (model, atoms) = (self.model, &self.model.atoms);
        let (generated, distinct) = self.taken.get(&def).copied().unwrap_or_default();
        let count = |n: u64| Value::Int(n.min(i32::MAX as u64) as i64);
        let counts = [(atoms.intern("generated"), count(generated)), (atoms.intern("distinct"), count(distinct))];
        model.run.coverage.then(|| (atoms.intern("coverage"), Value::record(counts)))
    }

    fn initial_predicates(&self) -> Vec<Value> {
        let Some(init) = self.model.init else { return Vec::new() };
        let d = self.model.def(init);
        let one = |def: DefId| {
            let d = self.model.def(def);
            let name = if d.local { UNNAMED } else { &d.name };
            Value::record(self.described(name, d.span).into_iter().chain(self.counted(init)))
        };
        // Several conjuncts of the specification are calls of what each of them became.
        match &self.model.expr(d.body).kind {
            ExprKind::And(items) if d.local => {
                let callee =
                    |e: &ExprId| if let ExprKind::Call { def, .. } = self.model.expr(*e).kind { Some(def) } else { None };
                items.iter().map(|e| one(callee(e).unwrap_or(init))).collect()
            }
            _ => vec![one(init)],
        }
    }

    fn actions(&mut self, at: ExprId) -> R<Vec<Value>> {
        let Some(next) = self.model.next else { return Ok(Vec::new()) };
        self.guard(at)?;
        // Variables have no value while actions are collected.
        let outside = (self.label, std::mem::take(&mut self.primed), std::mem::take(&mut self.initial));
        let vars = self.current.len();
        let state = (std::mem::replace(&mut self.current, vec![None; vars]), std::mem::replace(&mut self.next, vec![None; vars]));
        let d = self.model.def(next);
        let base = self.push_frame(d.slots.len());
        let mut descent = Descent::default();
        let r = self.descend(d.body, base, (next, Some(base)), &mut descent);
        self.pop_frame(base);
        (self.label, self.primed, self.initial) = outside;
        (self.current, self.next) = state;
        r.map(|()| descent.found)
    }

    fn descend(&mut self, e: ExprId, base: usize, named: Spot, d: &mut Descent) -> R<()> {
        self.guard(e)?;
        let before = d.found.len();
        let (end, r) = match &self.expr(e).kind {
            ExprKind::Or(items) => return items.iter().try_for_each(|i| self.descend(*i, base, named, d)),
            ExprKind::Let { slot, value, body } => {
                let varies = !self.is_fixed(*value, base, d);
                self.stack[base + slot.index()] = self.suspend(*value, base);
                if varies {
                    d.lets.push((base, *slot));
                }
                let r = self.descend(*body, base, named, d);
                if varies {
                    d.lets.pop();
                }
                return r;
            }
            ExprKind::Quant { quantifier: Quantifier::Exists, binds, body }
                if binds.iter().all(|b| self.is_fixed(b.set, base, d)) =>
            {
                (named, self.each_bound(e, binds, base, &mut |m| m.descend(*body, base, named, d)))
            }
            ExprKind::Call { def, args } => {
                let local = self.model.def(*def).local;
                let fixed = args.iter().all(|a| match a {
                    Arg::Expr(a) => self.is_fixed(*a, base, d),
                    Arg::Def { .. } | Arg::Builtin(_) | Arg::Slot(_) => true,
                });
                let inner = |callee| if local { named } else { (*def, Some(callee)) };
                let end = if local { named } else { (*def, None) };
                match fixed {
                    true => {
                        let body = |m: &mut Self, body, callee| m.descend(body, callee, inner(callee), d);
                        (end, self.call_with(e, *def, args, base, body))
                    }
                    false => (end, Ok(())),
                }
            }
            _ => (named, Ok(())),
        };
        match r {
            Ok(()) if d.found.len() > before => Ok(()),
            Err(Abort::Stop) => r,
            // What cannot be told apart without a state is one action.
            Ok(()) | Err(Abort::Error(_)) => {
                d.found.truncate(before);
                d.found.push(self.action(end, e));
                Ok(())
            }
        }
    }

    /// Calls `f` with each row of values for the slots that are bound.
    fn each_bound(&mut self, e: ExprId, binds: &'m [Bind], base: usize, f: &mut dyn FnMut(&mut Self) -> R<()>) -> R<()> {
        if let [Bind { pattern: Pattern::One(slot), set }] = binds {
            let values = self.eval(*set, base)?;
            return self
                .each(*set, &values, &mut |m, x| {
                    m.set(base, *slot, Val::V(x));
                    f(m).map(|()| true)
                })
                .map(drop);
        }
        let bound = self.bounds(binds, base)?;
        self.each_binding(e, &bound, base, &mut |m| f(m).map(|()| true)).map(drop)
    }

    /// Whether the value is the same in every state.
    fn is_fixed(&mut self, e: ExprId, base: usize, d: &Descent) -> bool {
        self.analysis.level(e) == Level::Constant
            && (d.lets.is_empty() || self.analysis.locals(e).free.iter().all(|s| !d.lets.contains(&(base, *s))))
    }

    /// The action at which the descent ends.
    fn action(&mut self, named: Spot, stop: ExprId) -> Value {
        let (model, atoms) = (self.model, &self.model.atoms);
        self.label = Spine { named: Some(named), stop: Some(stop) };
        let parameters = Label(self).parameters();
        let span = Label(self).place();
        let name = if model.def(named.0).local { UNNAMED } else { &model.def(named.0).name };
        let mut fields = self.described(name, span);
        fields.extend(self.counted(named.0));
        if !parameters.is_empty() {
            let names: Vec<Atom> = parameters.iter().map(|(n, _)| atoms.intern(n)).collect();
            let values = parameters.into_iter().map(|(_, v)| v);
            fields.push((atoms.intern("context"), Value::record(names.iter().copied().zip(values))));
            fields.push((atoms.intern("parameters"), Value::tuple(names.into_iter().map(Value::Str))));
        }
        Value::record(fields)
    }
}
