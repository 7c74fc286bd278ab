//! Levels at a call: the level of an argument is at most that of its parameter, and an operator that is an argument allows what it
//! is applied to.
//!
//! ```text
//! Apply(F(_), x) == F(x)      F, the first parameter, is applied to something of the level of x
//! Apply(', v')                the prime takes a state function, and v' is an action: an error at this call
//! ```

use super::Resolver;
use super::level::describe;
use super::scope::{Demand, ExprLevel};
use crate::diag::{Code, Diagnostic};
use crate::ir::{Arg, DefId, ExprId, Level};
use crate::source::Span;

impl Resolver<'_> {
    pub(super) fn arg_level(&self, arg: &Arg) -> ExprLevel {
        match arg {
            Arg::Expr(e) => self.level(*e),
            Arg::Def { def, captured } => {
                let own = ExprLevel { level: self.signatures[def.index()].level.level, params: 0 };
                captured.iter().map(|a| self.arg_level(a)).fold(own, ExprLevel::join)
            }
            Arg::Builtin(_) => ExprLevel::CONSTANT,
            Arg::Slot(s) => {
                let local = self.frames.last().and_then(|f| f.slot_of.iter().find(|(_, v)| *v == s).map(|(l, _)| *l));
                local.map_or(ExprLevel::CONSTANT, |l| self.local_level(l))
            }
        }
    }

    /// The level of a call, `args` in the order of the parameters, captures first.
    pub(super) fn call_level(&mut self, def: DefId, args: &[Arg], span: Span) -> ExprLevel {
        let s = self.signatures[def.index()].clone();
        let levels: Vec<ExprLevel> = args.iter().map(|a| self.arg_level(a)).collect();
        let mut level = ExprLevel { level: s.level.level, params: 0 };
        for unknown in &s.unknown {
            level = level.join(self.recursive_level(*unknown));
        }
        for (i, a) in levels.iter().enumerate() {
            let bit = i.min(63);
            if s.level.params >> bit & 1 == 1 {
                level = level.join(*a);
            }
            if s.opaque >> bit & 1 == 1 {
                self.hide(*a);
            }
            let max = s.max.get(i).copied().unwrap_or(Level::Temporal);
            if a.level > max {
                let name = &self.defs[def.index()].name;
                let message = match s.captures.get(i) {
                    Some(l) => format!("`{}` of `{name}` must be {}", self.locals[l.0 as usize].name, describe(max)),
                    None => format!("argument {} of `{name}` must be {}", i + 1 - s.captures.len(), describe(max)),
                };
                self.too_high(message, *a, span);
            }
            self.limit(*a, max);
        }
        for d in &s.demands {
            let own = ExprLevel { level: d.level.level, params: 0 };
            let adds = levels.iter().enumerate().filter(|(i, _)| d.level.params >> (*i).min(63) & 1 == 1);
            let given = adds.fold(own, |l, (_, a)| l.join(*a));
            if let Some(op) = args.get(d.op) {
                self.demand(op, d.position, given, span);
            }
        }
        level
    }

    fn too_high(&mut self, message: String, found: ExprLevel, span: Span) {
        let help = match found.level {
            Level::Temporal => "a temporal formula can only be part of another one",
            Level::Constant | Level::State | Level::Action => "what it is given is primed; give an expression without primes",
        };
        let found = format!("but it is {}", describe(found.level));
        self.errors.push(Diagnostic::error(Code::LEVEL, message).at(span, found).help(help));
    }

    /// An operator applied to something of this level, as its argument at `position`.
    pub(super) fn demand(&mut self, op: &Arg, position: usize, level: ExprLevel, span: Span) {
        let (max, opaque) = match op {
            Arg::Expr(_) => return,
            // The operators of the language that are values take no temporal formula.
            Arg::Builtin(_) => (Level::Action, false),
            Arg::Def { def, captured } => {
                let s = &self.signatures[def.index()];
                let i = captured.len() + position;
                (s.max.get(i).copied().unwrap_or(Level::Temporal), s.opaque >> i.min(63) & 1 == 1)
            }
            Arg::Slot(slot) => {
                let Some(frame) = self.frames.last_mut() else { return };
                let Some(op) = frame.slot_of.iter().find(|(_, s)| *s == slot).map(|(l, _)| *l) else { return };
                match frame.demands.iter_mut().find(|d| d.op == op && d.position == position) {
                    Some(d) => d.level = d.level.join(level),
                    None => frame.demands.push(Demand { op, position, level }),
                }
                return;
            }
        };
        if opaque {
            self.hide(level);
        }
        if level.level > max {
            let message = format!("argument {} of the operator that is given here must be {}", position + 1, describe(max));
            self.too_high(message, level, span);
        }
        self.limit(level, max);
    }

    /// The parameters that add to `level` may be no higher than `max`.
    pub(super) fn limit(&mut self, level: ExprLevel, max: Level) {
        if let Some(frame) = self.frames.last_mut() {
            for (i, m) in frame.max.iter_mut().enumerate() {
                if level.params >> i.min(63) & 1 == 1 {
                    *m = (*m).min(max);
                }
            }
        }
    }

    /// The parameters that add to `level` stand under an operator by which equals may not be replaced by equals: a prime,
    /// ENABLED, the temporal ones.
    pub(super) fn hide(&mut self, level: ExprLevel) {
        if let Some(frame) = self.frames.last_mut() {
            frame.opaque |= level.params;
        }
    }

    pub(super) fn at_most(&mut self, e: ExprId, max: Level, span: Span, why: &str) {
        let level = self.level(e);
        if level.level > max {
            self.level_error(e, span, why);
        }
        self.limit(level, max);
    }
}
