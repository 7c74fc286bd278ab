//! The operators of module TLC.
//!
//! Printing goes to the sink that the owner of the evaluator gave, or nowhere: engines do not print. RandomElement
//! depends on nothing but the set and its place in the text: runs, threads and the replay of a trace agree on it.

use super::error::ErrorKind;
use super::fail::{R, kind_of, show};
use super::lazy::{SetKind, Val};
use super::machine::Machine;
use super::size::MOST_ELEMENTS;
use crate::ir::{Builtin, ExprId};
use crate::value::{Value, draw};
use itertools::Itertools;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

impl<'m> Machine<'m> {
    pub fn tlc_operator(&mut self, at: ExprId, op: Builtin, args: &[Val]) -> R<Val> {
        match op {
            Builtin::MapsTo => {
                let (k, v) = (self.force(at, &args[0])?, self.force(at, &args[1])?);
                Ok(Val::V(Value::function([(k, v)])))
            }
            Builtin::Override => {
                let mut entries = self.entries(at, &args[0], "@@")?;
                let left = entries.len();
                for (k, v) in self.entries(at, &args[1], "@@")? {
                    let mut known = false;
                    for (l, _) in &entries[..left] {
                        known = known || self.compared(at, crate::value::kinds::equal(&k, l))?;
                    }
                    if !known {
                        entries.push((k, v));
                    }
                }
                Ok(Val::V(Value::function(entries)))
            }
            Builtin::Assert => match &args[0] {
                Val::V(Value::Bool(true)) => Ok(Val::from(true)),
                _ => {
                    let text = self.message(at, &args[1])?;
                    self.fail(at, ErrorKind::Assert, text)
                }
            },
            Builtin::Print => {
                let (a, b) = (self.force(at, &args[0])?, self.force(at, &args[1])?);
                self.say(&format!("{a}  {b}"));
                Ok(Val::V(b))
            }
            Builtin::PrintT => {
                let text = self.written(at, &args[0])?;
                self.say(&text);
                Ok(Val::from(true))
            }
            Builtin::Permutations => {
                let s = self.elements(at, &args[0])?;
                if s.len() > 9 {
                    let text = format!("Permutations of {} elements are too many to enumerate", s.len());
                    return self.fail(at, ErrorKind::NotEnumerable, text);
                }
                let images = s.iter().cloned().permutations(s.len());
                let all = images.map(|image| Value::function(s.iter().cloned().zip(image))).collect();
                self.finite_set(at, all).map(Val::V)
            }
            Builtin::ToString => {
                let text = self.written(at, &args[0])?;
                Ok(Val::V(Value::Str(self.model.atoms.intern(&text))))
            }
            Builtin::TlcGet => {
                let key = self.force(at, &args[0])?;
                self.volatile_reads += 1;
                let value = self.registers.borrow().get(&key).cloned();
                match value {
                    Some(v) => Ok(Val::V(v)),
                    None if self.is_text(&key, "config") => Ok(Val::V(self.how_it_is_run())),
                    None if self.is_text(&key, "all") => Ok(Val::V(self.registers.borrow().all())),
                    None if self.is_text(&key, "all:named") => Ok(Val::V(self.registers.borrow().all_named())),
                    None if self.is_text(&key, "spec") => self.specification(at).map(Val::V),
                    None if self.is_text(&key, "revision") => Ok(Val::V(self.revision())),
                    None if self.is_text(&key, "duration") => Ok(Val::from(0)),
                    None if self.is_text(&key, "stats") => self.statistics(at).map(Val::V),
                    None if let Some(switch) = self.switch(&key) => Ok(Val::V(switch)),
                    None => {
                        let text = format!("TLCGet({}) is asked for before it is set", show(&key));
                        self.fail(at, ErrorKind::OutsideDomain, text)
                    }
                }
            }
            Builtin::Trace => self.trace(at).map(Val::V),
            Builtin::TlcGetOrDefault => {
                let key = self.force(at, &args[0])?;
                self.volatile_reads += 1;
                let value = self.registers.borrow().get(&key).cloned();
                Ok(value.map_or_else(|| args[1].clone(), Val::V))
            }
            Builtin::ModelValue => {
                let name = self.force(at, &args[0])?;
                let Value::Str(name) = name else {
                    return self.fail(at, ErrorKind::Argument, format!("TLCModelValue needs a string, not {}", show(&name)));
                };
                if self.initial || self.current.iter().any(Option::is_some) {
                    let text = "TLCModelValue stands in definitions of constants only, since it makes a new value";
                    return self.fail(at, ErrorKind::Misplaced, text);
                }
                Ok(Val::V(Value::Model(name)))
            }
            Builtin::Fingerprint => {
                let v = self.force(at, &args[0])?;
                let mut hash = FxHasher::default();
                v.hash(&mut hash);
                Ok(Val::from(i64::from((hash.finish() >> 32) as i32)))
            }
            Builtin::TlcSet => {
                let (key, v) = (self.force(at, &args[0])?, self.force(at, &args[1])?);
                if !matches!(key, Value::Int(_) | Value::Big(_) | Value::Str(_)) {
                    let text = format!("TLCSet needs a number or a string first, not {} {}", kind_of(&key), show(&key));
                    return self.fail(at, ErrorKind::Type, text);
                }
                // A request to exit is never withdrawn.
                if v == Value::Bool(true) || !self.is_text(&key, "exit") {
                    self.registers.borrow_mut().set(key, v);
                }
                Ok(Val::from(true))
            }
            Builtin::TlcEval => self.force(at, &args[0]).map(Val::V),
            Builtin::JavaTime => {
                let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
                self.volatile_reads += 1;
                Ok(Val::from((now.as_secs() & 0x7fff_ffff) as i64))
            }
            Builtin::RandomElement => {
                let elements = self.elements(at, &args[0])?;
                if elements.is_empty() {
                    return self.fail(at, ErrorKind::ChooseNoWitness, "RandomElement is asked for an element of {}");
                }
                let number = match self.draws {
                    Some(seed) => {
                        self.drawn += 1;
                        mix(seed ^ mix(self.drawn))
                    }
                    None => draw::number(at.index(), &elements),
                };
                Ok(Val::V(draw::element(number, &elements).clone()))
            }
            _ => panic!("eval: no operator of module TLC"),
        }
    }

    /// How the reference writes a value: an interval by its ends, and an infinite set by its name.
    fn written(&mut self, at: ExprId, v: &Val) -> R<String> {
        match v {
            Val::Range(low, high) if low <= high => Ok(format!("{low}..{high}")),
            Val::Set(s) if matches!(s.kind, SetKind::Nat | SetKind::Int | SetKind::Real | SetKind::Strings | SetKind::Seq(_)) => {
                Ok(self.set_text(s))
            }
            Val::V(_) | Val::Range(..) | Val::Set(_) | Val::Fun(_) => {
                let text = self.force(at, v)?.text(MOST_ELEMENTS);
                if text.is_err() {
                    self.has_room(at, "string", MOST_ELEMENTS + 1)?;
                }
                let (Ok(text) | Err(text)) = text;
                Ok(text)
            }
        }
    }

    /// `Trace`: the states on the way to this one, of which its level says how many there are, and itself.
    fn trace(&mut self, at: ExprId) -> R<Value> {
        self.state_reads += 1;
        self.volatile_reads += 1;
        let model = self.model;
        let record = |values: &mut dyn Iterator<Item = Value>| {
            Value::record(model.vars.iter().map(|v| model.atoms.intern(&v.name)).zip(values))
        };
        let here: Option<Vec<Value>> = self.current.iter().take(model.vars.len()).cloned().collect();
        let Some(here) = here.filter(|_| !self.initial) else {
            return self.fail(at, ErrorKind::UndefinedVariable, "Trace is asked for before each variable has a value");
        };
        let level = match self.registers.borrow().get(&Value::Str(model.atoms.intern("level"))) {
            Some(Value::Int(n)) => usize::try_from(*n).unwrap_or(0).max(1),
            _ => 1,
        };
        let way = self.registers.borrow().way.clone();
        if self.primed || way.len() + 1 < level {
            return self.fail(at, ErrorKind::Unsupported, "Trace where the states on the way are not known");
        }
        let before = way[..level - 1].iter().map(|s| record(&mut s.0.iter().cloned()));
        Ok(Value::tuple(before.chain([record(&mut here.into_iter())])))
    }

    fn is_text(&self, v: &Value, text: &str) -> bool {
        *v == Value::Str(self.model.atoms.intern(text))
    }

    /// `TLCGet("config")`, unless the engine sets it: every search is strictly breadth first, for any number of threads.
    fn how_it_is_run(&self) -> Value {
        let atoms = &self.model.atoms;
        Value::record([
            (atoms.intern("mode"), Value::Str(atoms.intern("bfs"))),
            (atoms.intern("worker"), Value::Int(self.registers.borrow().workers() as i64)),
            (atoms.intern("deadlock"), Value::Bool(self.model.check_deadlock)),
            (atoms.intern("depth"), Value::Int(-1)),
            (atoms.intern("traces"), Value::Int(-1)),
            (atoms.intern("seed"), Value::Str(atoms.intern("0"))),
            (atoms.intern("fingerprint"), Value::Str(atoms.intern("0"))),
        ])
    }

    /// `TLCGet("revision")`: the version number of this checker.
    fn revision(&self) -> Value {
        let atoms = &self.model.atoms;
        let text = |t: &str| Value::Str(atoms.intern(t));
        Value::record([
            (atoms.intern("tag"), text("development")),
            (atoms.intern("count"), Value::Int(0)),
            (atoms.intern("timestamp"), Value::Int(0)),
            (atoms.intern("date"), text("")),
            (atoms.intern("calver"), text(env!("CARGO_PKG_VERSION"))),
        ])
    }

    /// `TLCGet("stats")`
    fn statistics(&mut self, at: ExprId) -> R<Value> {
        let atoms = &self.model.atoms;
        let mut fields = Vec::new();
        for name in ["generated", "distinct", "queue", "diameter", "duration"] {
            let field = atoms.intern(name);
            let value = match self.registers.borrow().get(&Value::Str(field)) {
                Some(v) => v.clone(),
                None if name == "duration" || name == "queue" => Value::Int(0),
                None => return self.fail(at, ErrorKind::OutsideDomain, "TLCGet(\"stats\") is asked for before there are any"),
            };
            fields.push((field, value));
        }
        Ok(Value::record(fields))
    }

    /// `TLCGet("-Dname")`: what the command line gave the name, or else the text itself.
    fn switch(&self, key: &Value) -> Option<Value> {
        let Value::Str(key) = key else { return None };
        let text = key.text();
        let name = text.strip_prefix("-D")?;
        let given = self.model.run.defines.iter().find(|(n, _)| **n == *name).map(|(_, v)| v.as_str());
        let value = given.or(match name {
            "file.separator" => Some(std::path::MAIN_SEPARATOR_STR),
            // TLC composes actions only with this switch on; this checker always does.
            "tlc2.tool.impl.Tool.cdot" => Some("true"),
            _ => None,
        });
        Some(Value::Str(value.map_or(*key, |v| self.model.atoms.intern(v))))
    }

    fn say(&mut self, text: &str) {
        if let Some(print) = &mut self.print {
            print(text);
        }
    }
}

/// The end of splitmix64 (Steele, Lea, Flood 2014): each bit of the result depends on each bit of the number.
pub fn mix(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
