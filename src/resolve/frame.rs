//! Making definitions: slots, captured locals, and the finished [`Def`].

use super::Resolver;
use super::scope::{Demand, ExprLevel, Frame, Local, LocalId, Signature};
use crate::ir::{Arg, Def, DefId, ExprId, ExprKind, Level, Param, Slot, visit};
use crate::source::Span;
use crate::syntax::ast::Name;
use rustc_hash::FxHashMap;

impl Resolver<'_> {
    pub(super) fn new_local(&mut self, name: &Name, arity: usize, level: ExprLevel) -> LocalId {
        self.locals.push(Local { name: name.clone(), arity, level });
        LocalId(self.locals.len() as u32 - 1)
    }

    /// A definition to be finished later; until then calls of it are possible (recursion). One that may be called
    /// before it is finished takes all visible locals, since it is not known which it uses.
    pub(super) fn declare_def(&mut self, name: &str, arities: Vec<usize>, span: Span, recursive: bool) -> DefId {
        let captures = if recursive { self.visible.clone() } else { Vec::new() };
        let count = captures.len() + arities.len();
        let body = self.raw_expr(
            ExprKind::Unsupported { construct: "a definition without a body", hint: String::new() },
            span,
            ExprLevel::CONSTANT,
        );
        let id = DefId(self.defs.len() as u32);
        self.defs.push(Def {
            name: format!("{}{name}", self.env.prefix).into(),
            params: Vec::new(),
            slots: Vec::new(),
            body,
            named_at: span,
            span,
            module: self.env.module(),
            recursive: false,
            level: Level::Constant,
            local: !self.frames.is_empty() || self.env.in_let,
        });
        let all = if count >= 64 { u64::MAX } else { (1 << count) - 1 };
        self.signatures.push(Signature {
            arities,
            captures,
            level: ExprLevel { level: Level::Constant, params: all },
            max: vec![Level::Temporal; count],
            opaque: 0,
            demands: Vec::new(),
            unknown: Vec::new(),
        });
        id
    }

    /// Opens the frame of a declared definition. Its captures so far come first, then its own parameters.
    pub(super) fn open(&mut self, def: DefId, params: &[(Name, usize)]) -> Vec<LocalId> {
        let captures = self.signatures[def.index()].captures.clone();
        let own: Vec<LocalId> = params.iter().map(|(n, a)| self.new_local(n, *a, ExprLevel::CONSTANT)).collect();
        let mut frame = Frame {
            slots: Vec::new(),
            slot_of: FxHashMap::default(),
            own: own.clone(),
            captures: captures.clone(),
            level_params: Vec::new(),
            max: Vec::new(),
            opaque: 0,
            demands: Vec::new(),
        };
        for local in captures.iter().chain(&own) {
            let slot = Slot(frame.slots.len() as u32);
            frame.slots.push(self.locals[local.0 as usize].name.clone());
            frame.slot_of.insert(*local, slot);
            frame.level_params.push(*local);
            frame.max.push(Level::Temporal);
        }
        self.frames.push(frame);
        own
    }

    /// Closes the frame: what was captured on the way moves before the parameters.
    pub(super) fn close(&mut self, def: DefId, body: ExprId, span: Span) {
        let mut frame = self.frames.pop().expect("resolve: a frame is open");
        let order: Vec<LocalId> = frame.captures.iter().chain(&frame.own).copied().collect();
        let old: Vec<Slot> = order.iter().map(|l| frame.slot_of[l]).collect();
        let moved = old.iter().enumerate().any(|(i, s)| s.index() != i);
        let mut slots = std::mem::take(&mut frame.slots);
        if moved {
            let mut new_of = vec![u32::MAX; slots.len()];
            old.iter().enumerate().for_each(|(i, s)| new_of[s.index()] = i as u32);
            for (n, next) in new_of.iter_mut().filter(|n| **n == u32::MAX).zip(old.len() as u32..) {
                *n = next;
            }
            visit::rename_slots(&mut self.exprs, body, &mut |s| Slot(new_of[s.index()]));
            let mut renamed = slots.clone();
            slots.iter().enumerate().for_each(|(i, n)| renamed[new_of[i] as usize] = n.clone());
            slots = renamed;
        }
        let level = self.level(body);
        let bit = |l: &LocalId| frame.level_params.iter().position(|p| p == l).unwrap_or(63).min(63);
        let bits: Vec<usize> = order.iter().map(bit).collect();
        let moved = |params: u64| {
            bits.iter().enumerate().filter(|(_, b)| params >> **b & 1 == 1).fold(0u64, |m, (i, _)| m | 1 << i.min(63))
        };
        let mask = moved(level.params);
        let demands = frame.demands.iter().filter_map(|d| {
            let level = ExprLevel { params: moved(d.level.params), ..d.level };
            Some(Demand { op: order.iter().position(|l| *l == d.op)?, position: d.position, level })
        });
        let (demands, opaque) = (demands.collect(), moved(frame.opaque));
        let max = order.iter().map(|l| frame.max[frame.level_params.iter().position(|p| p == l).unwrap_or(0)]).collect();
        let params = order.iter().map(|l| {
            let l = &self.locals[l.0 as usize];
            Param { name: l.name.clone(), arity: l.arity }
        });
        let d = &mut self.defs[def.index()];
        d.params = params.collect();
        d.slots = slots;
        d.body = body;
        d.span = span;
        d.level = level.level;
        self.note_unknown(def, &frame, level, span);
        let s = &mut self.signatures[def.index()];
        s.captures = frame.captures;
        s.level = ExprLevel { level: level.level, params: mask };
        s.max = max;
        s.opaque = opaque;
        s.demands = demands;
    }

    /// A slot of the open frame for a new local.
    pub(super) fn bind_slot(&mut self, local: LocalId) -> Slot {
        let name = self.locals[local.0 as usize].name.clone();
        let frame = self.frames.last_mut().expect("resolve: a local stands in a definition");
        let slot = Slot(frame.slots.len() as u32);
        frame.slots.push(name);
        frame.slot_of.insert(local, slot);
        slot
    }

    /// The slot of a local in the open frame; a local of a definition around it is captured.
    pub(super) fn slot_of(&mut self, local: LocalId) -> Slot {
        let frame = self.frames.last_mut().expect("resolve: a local stands in a definition");
        if let Some(s) = frame.slot_of.get(&local) {
            return *s;
        }
        frame.captures.push(local);
        frame.level_params.push(local);
        frame.max.push(Level::Temporal);
        self.bind_slot(local)
    }

    /// The level of a local in the open frame.
    pub(super) fn local_level(&self, local: LocalId) -> ExprLevel {
        let frame = self.frames.last().expect("resolve: a local stands in a definition");
        match frame.level_params.iter().position(|l| *l == local) {
            Some(i) => ExprLevel { level: Level::Constant, params: 1 << i.min(63) },
            None => self.locals[local.0 as usize].level,
        }
    }

    /// A local passed on as an argument.
    pub(super) fn local_arg(&mut self, local: LocalId, span: Span) -> Arg {
        let slot = self.slot_of(local);
        if self.locals[local.0 as usize].arity > 0 {
            return Arg::Slot(slot);
        }
        let level = self.local_level(local);
        Arg::Expr(self.raw_expr(ExprKind::Local(slot), span, level))
    }

    /// The body of a finished definition without parameters of its own, moved into the open frame.
    pub(super) fn graft(&mut self, def: DefId) -> ExprId {
        let d = self.defs[def.index()].clone();
        let captures = self.signatures[def.index()].captures.clone();
        let mut new: Vec<Slot> = captures.iter().map(|l| self.slot_of(*l)).collect();
        let frame = self.frames.last_mut().expect("resolve: a LET stands in a definition");
        for name in &d.slots[captures.len()..] {
            new.push(Slot(frame.slots.len() as u32));
            frame.slots.push(name.clone());
        }
        visit::rename_slots(&mut self.exprs, d.body, &mut |s| new[s.index()]);
        let given: Vec<Arg> = captures.iter().map(|l| self.local_arg(*l, d.span)).collect();
        let level = self.call_level(def, &given, d.span);
        self.levels[d.body.index()] = level;
        // Nothing calls the definition any more: it keeps no parameters and no body.
        let empty = self.wrong(d.span);
        let left = &mut self.defs[def.index()];
        left.body = empty;
        left.params.clear();
        left.slots.clear();
        d.body
    }
}
