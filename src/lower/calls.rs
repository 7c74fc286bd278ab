//! What definitions call: which are recursive, and the level of each body.

use crate::ir::visit::{children, defs, subtree};
use crate::ir::{DefId, ExprId, ExprKind, Level, Model};
use rustc_hash::FxHashSet;

/// Marks the definitions that can reach themselves.
pub(super) fn recursion(model: &mut Model) {
    let calls: Vec<Vec<DefId>> = model
        .defs
        .iter()
        .map(|d| {
            let mut list = Vec::new();
            for id in subtree(&model.exprs, d.body) {
                defs(&model.exprs[id.index()].kind, &mut |c| list.push(c));
            }
            list.sort();
            list.dedup();
            list
        })
        .collect();
    for component in components(&calls) {
        let alone = component.len() == 1;
        for &d in &component {
            model.defs[d].recursive = !alone || calls[d].contains(&DefId(d as u32));
        }
    }
}

/// The definitions that the model's roles lead to.
pub(super) fn reached(model: &Model) -> FxHashSet<DefId> {
    let lists = [
        &model.assumes,
        &model.invariants,
        &model.trace_invariants,
        &model.properties,
        &model.constraints,
        &model.action_constraints,
        &model.postconditions,
        &model.possible,
    ];
    let single = [&model.symmetry, &model.view, &model.alias];
    let named = lists.into_iter().flatten().chain(single.into_iter().flatten()).map(|n| n.def);
    let mut open: Vec<DefId> =
        model.init.into_iter().chain(model.next).chain(model.fairness.iter().copied()).chain(named).collect();
    let mut seen = FxHashSet::default();
    while let Some(d) = open.pop() {
        if seen.insert(d) {
            for id in subtree(&model.exprs, model.def(d).body) {
                defs(&model.exprs[id.index()].kind, &mut |c| open.push(c));
            }
        }
    }
    seen
}

/// Strongly connected components (Tarjan's algorithm, without recursion).
fn components(calls: &[Vec<DefId>]) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    let (mut index, mut low) = (vec![NEW; calls.len()], vec![0; calls.len()]);
    let (mut stack, mut on_stack, mut next, mut found) = (Vec::new(), vec![false; calls.len()], 0, Vec::new());
    for start in 0..calls.len() {
        if index[start] != NEW {
            continue;
        }
        let mut work = vec![(start, 0)];
        while let Some((v, child)) = work.pop() {
            if child == 0 {
                index[v] = next;
                low[v] = next;
                next += 1;
                stack.push(v);
                on_stack[v] = true;
            } else {
                low[v] = low[v].min(low[calls[v][child - 1].index()]);
            }
            let mut at = child;
            while let Some(w) = calls[v].get(at).map(|d| d.index()) {
                if index[w] == NEW || !on_stack[w] {
                    if index[w] == NEW {
                        break;
                    }
                } else {
                    low[v] = low[v].min(index[w]);
                }
                at += 1;
            }
            if let Some(w) = calls[v].get(at).map(|d| d.index()) {
                work.push((v, at + 1));
                work.push((w, 0));
                continue;
            }
            if low[v] == index[v] {
                let mut component = Vec::new();
                while let Some(w) = stack.pop() {
                    on_stack[w] = false;
                    component.push(w);
                    if w == v {
                        break;
                    }
                }
                found.push(component);
            }
        }
    }
    found
}

/// Levels of all definitions, after overrides changed what they call.
pub(super) fn levels(model: &mut Model) {
    model.defs.iter_mut().for_each(|d| d.level = Level::Constant);
    loop {
        let mut changed = false;
        for i in 0..model.defs.len() {
            let level = level_of(model, model.defs[i].body);
            if level > model.defs[i].level {
                model.defs[i].level = level;
                changed = true;
            }
        }
        if !changed {
            return;
        }
    }
}

/// Raises what the language takes for a constant although it may change from state to state ([`Builtin::level`](crate::ir::Builtin::level)).
pub(super) fn changing(model: &mut Model) {
    let higher = |kind: &ExprKind| matches!(kind, ExprKind::Builtin { op, .. } if op.level() > Level::Constant);
    if !model.exprs.iter().any(|e| higher(&e.kind)) {
        return;
    }
    let mut callers: Vec<Vec<usize>> = vec![Vec::new(); model.defs.len()];
    let mut open = Vec::new();
    for (i, d) in model.defs.iter().enumerate() {
        for e in subtree(&model.exprs, d.body) {
            let kind = &model.exprs[e.index()].kind;
            defs(kind, &mut |c| callers[c.index()].push(i));
            if higher(kind) {
                open.push(i);
            }
        }
    }
    let mut seen = FxHashSet::default();
    while let Some(i) = open.pop() {
        if seen.insert(i) {
            model.defs[i].level = model.defs[i].level.max(Level::State);
            open.extend(&callers[i]);
        }
    }
}

/// The level of an expression, parameters taken as constants.
pub(super) fn level_of(model: &Model, e: ExprId) -> Level {
    let kind = &model.expr(e).kind;
    let below = |kind: &ExprKind| children(kind).into_iter().map(|c| level_of(model, c)).max().unwrap_or(Level::Constant);
    match kind {
        ExprKind::Var(_) | ExprKind::Enabled(_) | ExprKind::EnabledIn { .. } => Level::State,
        ExprKind::Primed(_) | ExprKind::Prime(_) | ExprKind::Unchanged(_) | ExprKind::Compose(..) => Level::Action,
        ExprKind::BoxAction { .. } | ExprKind::AngleAction { .. } => Level::Action,
        ExprKind::Always(_) | ExprKind::Eventually(_) | ExprKind::LeadsTo(..) | ExprKind::Fairness { .. } => Level::Temporal,
        ExprKind::Call { .. } | ExprKind::CallSlot { .. } => {
            let mut level = below(kind);
            defs(kind, &mut |d| level = level.max(model.def(d).level));
            level
        }
        other => below(other),
    }
}
