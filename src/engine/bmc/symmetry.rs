//! Interchangeable model values.
//!
//! In: a model. Out: [`Symmetry`]: classes of model values of which any two may be exchanged in any behavior. They are
//!
//! - *declared*, if there is a SYMMETRY: the values that its permutations exchange in pairs. As in the explicit engine and in TLC the
//!   declaration is not checked; the verdict lists it as an assumption;
//! - otherwise *proven*: no relevant expression distinguishes the values. It contains no constant that an exchange changes,
//!   and nothing that depends on how values are printed or ordered, as CHOOSE does. One case remains: where evaluating an element fails,
//!   an element evaluated earlier may keep it from being evaluated at all. So with the first evaluation that might fail the search
//!   begins anew without symmetry breaking (see [`super::search`]).

use crate::ir::visit::{Part, visit};
use crate::ir::{Arg, ExprId, ExprKind, Model, Named};
use crate::value::permute::{Permutation, permute};
use crate::value::{Atom, Value};
use rustc_hash::FxHashSet;

#[derive(Clone, Default)]
pub(super) struct Symmetry {
    pub classes: Vec<Vec<Value>>,
    /// The assumption that the verdict lists, if the classes are declared.
    pub believed: Option<String>,
}

impl Symmetry {
    pub fn of(model: &Model) -> Symmetry {
        match &model.symmetry {
            Some(declared) => self::declared(model, declared).unwrap_or_default(),
            None => Symmetry { classes: proven(model).unwrap_or_default(), believed: None },
        }
    }

    pub fn is_trivial(&self) -> bool {
        self.classes.is_empty()
    }
}

/// Classes of model values that may be interchangeable: declared or proven ones, else the sets of model values that the model mentions.
pub(in crate::engine) fn interchangeable(model: &Model) -> Vec<Vec<Value>> {
    let known = Symmetry::of(model).classes;
    if !known.is_empty() {
        return known;
    }
    let mut classes = Vec::new();
    for e in &model.exprs {
        if let ExprKind::Const(Value::Set(values)) = &e.kind
            && values.len() > 1
            && values.iter().all(|v| matches!(v, Value::Model(_)))
            && !classes.contains(&values.to_vec())
        {
            classes.push(values.to_vec());
        }
    }
    classes
}

fn declared(model: &Model, symmetry: &Named) -> Option<Symmetry> {
    let all = crate::engine::declared::symmetry(model).ok()??;
    let mut classes = Classes::default();
    for p in all.iter().filter(|p| p.len() == 2) {
        let mut pair = p.keys();
        if let (Some(a), Some(b)) = (pair.next(), pair.next()) {
            classes.exchange(*a, *b);
        }
    }
    let classes = classes.finish();
    let believed = (!classes.is_empty()).then(|| format!("the specification is symmetric as SYMMETRY {} says", symmetry.name));
    Some(Symmetry { classes, believed })
}

/// The classes of values that nothing in the model distinguishes; `None` if some construct may distinguish any.
fn proven(model: &Model) -> Option<Vec<Vec<Value>>> {
    let mut constants = Vec::new();
    let named = [&model.invariants, &model.trace_invariants, &model.properties, &model.constraints, &model.action_constraints];
    let roots = model.init.into_iter().chain(model.next).chain(named.into_iter().flatten().map(|n| n.def));
    let mut work: Vec<ExprId> = roots.map(|d| model.def(d).body).collect();
    let mut seen: FxHashSet<ExprId> = work.iter().copied().collect();
    while let Some(e) = work.pop() {
        let kind = &model.expr(e).kind;
        if !is_permutation_invariant(kind) {
            return None;
        }
        if let ExprKind::Const(v) = kind {
            constants.push(v);
        }
        visit(kind, &mut |part| {
            let e = match part {
                Part::Expr(e) => e,
                Part::Def(d) => model.def(d).body,
                Part::Use(_) | Part::Bind(_) | Part::Var(_) | Part::Primed(_) | Part::Builtin(_) => return,
            };
            if seen.insert(e) {
                work.push(e);
            }
        });
    }
    let mut atoms = FxHashSet::default();
    constants.iter().for_each(|v| model_values(v, &mut atoms));
    let mut atoms: Vec<Atom> = atoms.into_iter().collect();
    atoms.sort_unstable_by_key(|a| a.rank());
    let mut classes = Classes::default();
    for (i, a) in atoms.iter().enumerate() {
        // one exchange shows that two are in one class
        let alike = atoms[i + 1..].iter().find(|b| {
            let exchange: Permutation = [(*a, **b), (**b, *a)].into_iter().collect();
            mutant!("symmetry-constants-not-compared")
                || a.letter() == b.letter() && constants.iter().all(|v| permute(v, &exchange) == **v)
        });
        if let Some(b) = alike {
            classes.exchange(*a, *b);
        }
    }
    Some(classes.finish())
}

fn model_values(v: &Value, found: &mut FxHashSet<Atom>) {
    match v {
        Value::Model(a) => {
            found.insert(*a);
        }
        Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) => {}
        Value::Set(items) | Value::Tuple(items) => items.iter().for_each(|x| model_values(x, found)),
        Value::Record(fields) => fields.iter().for_each(|(_, x)| model_values(x, found)),
        Value::Function(entries) => entries.iter().for_each(|(k, x)| {
            model_values(k, found);
            model_values(x, found);
        }),
    }
}

/// Classes under construction.
#[derive(Default)]
struct Classes(Vec<Vec<Atom>>);

impl Classes {
    fn exchange(&mut self, a: Atom, b: Atom) {
        let mut class = vec![a, b];
        self.0.retain_mut(|c| {
            let joins = c.contains(&a) || c.contains(&b);
            if joins {
                class.append(c);
            }
            !joins
        });
        class.sort_unstable_by_key(|a| a.rank());
        class.dedup();
        self.0.push(class);
    }

    fn finish(self) -> Vec<Vec<Value>> {
        self.0.into_iter().map(|c| c.into_iter().map(Value::Model).collect()).collect()
    }
}

/// Does the construct treat all values alike, regardless of their names and order?
fn is_permutation_invariant(kind: &ExprKind) -> bool {
    match kind {
        ExprKind::Const(_)
        | ExprKind::Var(_)
        | ExprKind::Primed(_)
        | ExprKind::Local(_)
        | ExprKind::Let { .. }
        | ExprKind::Prime(_)
        | ExprKind::If { .. }
        | ExprKind::Case { .. }
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::Not(_)
        | ExprKind::Implies(..)
        | ExprKind::Quant { .. }
        | ExprKind::SetEnum(_)
        | ExprKind::SetFilter { .. }
        | ExprKind::SetMap { .. }
        | ExprKind::FnCtor { .. }
        | ExprKind::FnSet { .. }
        | ExprKind::Tuple(_)
        | ExprKind::Record(_)
        | ExprKind::RecordSet(_)
        | ExprKind::Except { .. }
        | ExprKind::Apply { .. }
        | ExprKind::Field { .. }
        | ExprKind::SelectSeq { .. }
        | ExprKind::SortSeq { .. }
        | ExprKind::Unchanged(_)
        | ExprKind::Enabled(_)
        | ExprKind::EnabledIn { .. }
        | ExprKind::Compose(..)
        | ExprKind::Always(_)
        | ExprKind::Eventually(_)
        | ExprKind::LeadsTo(..)
        | ExprKind::BoxAction { .. }
        | ExprKind::AngleAction { .. }
        | ExprKind::Fairness { .. } => true,
        // in the order of the elements
        ExprKind::Choose { .. } => mutant!("symmetry-despite-choose"),
        ExprKind::Fold { .. } => false,
        ExprKind::UnboundedQuant { .. } | ExprKind::Unsupported { .. } => false,
        ExprKind::Call { args, .. } | ExprKind::CallSlot { args, .. } => args.iter().all(is_invariant_argument),
        ExprKind::Builtin { op, .. } => op.is_permutation_invariant(),
    }
}

fn is_invariant_argument(arg: &Arg) -> bool {
    match arg {
        Arg::Expr(_) | Arg::Slot(_) => true,
        Arg::Def { captured, .. } => captured.iter().all(is_invariant_argument),
        Arg::Builtin(op) => op.is_permutation_invariant(),
    }
}
