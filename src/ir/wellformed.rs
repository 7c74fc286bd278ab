//! Checks of the invariants of a [`Model`], as the module doc of [`crate::ir`] lists them.
//!
//! In: a model. Out: the first promise that is broken, in words. Run on every model in debug builds and tests.

use super::visit::{binders, children, defs, slots, subtree};
use super::{Arg, Def, DefId, ExprId, ExprKind, Model, Slot};
use rustc_hash::FxHashSet;

/// `Err` names the definition and what is wrong with it.
pub fn check(model: &Model) -> Result<(), String> {
    for def in &model.defs {
        definition(model, def).map_err(|e| format!("in `{}`: {e}", def.name))?;
    }
    let roles = [&model.assumes, &model.invariants, &model.properties, &model.constraints, &model.action_constraints];
    let single = [&model.symmetry, &model.view, &model.alias];
    let named =
        roles.into_iter().flatten().chain(single.into_iter().flatten()).chain(&model.postconditions).chain(&model.possible);
    let plain = model.init.iter().chain(&model.next).chain(&model.fairness).copied();
    for def in named.map(|n| n.def).chain(plain) {
        match model.defs.get(def.index()) {
            None => return Err(format!("definition {} does not exist", def.0)),
            Some(d) if !d.params.is_empty() => return Err(format!("`{}` has a role and parameters", d.name)),
            Some(_) => {}
        }
    }
    Ok(())
}

fn definition(model: &Model, def: &Def) -> Result<(), String> {
    if def.params.len() > def.slots.len() {
        return Err("fewer slots than parameters".to_string());
    }
    let mut open = vec![def.body];
    while let Some(id) = open.pop() {
        let Some(e) = model.exprs.get(id.index()) else { return Err(format!("expression {} does not exist", id.0)) };
        if children(&e.kind).contains(&id) {
            return Err(format!("expression {} contains itself", id.0));
        }
        open.extend(children(&e.kind));
    }
    let mut bound: FxHashSet<Slot> = (0..def.params.len() as u32).map(Slot).collect();
    for id in subtree(&model.exprs, def.body) {
        let mut twice = None;
        binders(&model.exprs[id.index()].kind, &mut |s| {
            if !bound.insert(s) {
                twice = Some(s);
            }
        });
        if let Some(s) = twice {
            return Err(format!("slot {} is bound twice", s.0));
        }
    }
    for id in subtree(&model.exprs, def.body) {
        expression(model, def, id, &bound)?;
    }
    Ok(())
}

fn expression(model: &Model, def: &Def, id: ExprId, bound: &FxHashSet<Slot>) -> Result<(), String> {
    let kind = &model.exprs[id.index()].kind;
    let mut wrong = None;
    slots(kind, &mut |s| {
        if s.index() >= def.slots.len() {
            wrong = Some(format!("slot {} is outside the frame", s.0));
        } else if !bound.contains(&s) {
            wrong = Some(format!("slot {} ({}) is not bound", s.0, def.slots[s.index()]));
        }
    });
    defs(kind, &mut |d| {
        if d.index() >= model.defs.len() {
            wrong = Some(format!("definition {} does not exist", d.0));
        }
    });
    if let Some(w) = wrong {
        return Err(w);
    }
    match kind {
        ExprKind::Var(v) | ExprKind::Primed(v) if v.index() >= model.vars.len() + model.stand_ins.len() => {
            Err(format!("variable {} does not exist", v.0))
        }
        ExprKind::Call { def: callee, args } => call(model, *callee, args, 0),
        ExprKind::Prime(e) if matches!(model.exprs[e.index()].kind, ExprKind::Var(_)) => {
            Err("a variable is primed by Prime".to_string())
        }
        _ => Ok(()),
    }
}

/// `rest` parameters are given later.
fn call(model: &Model, callee: DefId, args: &[Arg], rest: usize) -> Result<(), String> {
    let d = model.def(callee);
    if d.params.len() != args.len() + rest {
        return Err(format!("`{}` has {} parameters, {} given", d.name, d.params.len(), args.len() + rest));
    }
    for (p, a) in d.params.iter().zip(args) {
        match a {
            Arg::Expr(_) if p.arity == 0 => {}
            Arg::Def { def, captured } if p.arity > 0 => call(model, *def, captured, p.arity)?,
            Arg::Builtin(_) | Arg::Slot(_) if p.arity > 0 => {}
            Arg::Expr(_) | Arg::Def { .. } | Arg::Builtin(_) | Arg::Slot(_) => {
                return Err(format!("parameter `{}` of `{}` has another arity", p.name, d.name));
            }
        }
    }
    Ok(())
}
