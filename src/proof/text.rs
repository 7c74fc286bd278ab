//! Values, sets and atoms in TLA+, under the names of a specification.
//!
//! In: parts of a proof. Out: text, and what it needs: declarations of model values and standard modules ([`Needs`]). Model values may
//! stand for bound variables ([`Scope::bound`]).

use super::literal::{guards, shape_at};
use super::names::{Names, is_name};
use crate::symbolic::shape::{Atom, Is, Key, Place, Selector, Shape};
use crate::value::{self, Value};
use itertools::Itertools;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// What a text needs besides the specification.
#[derive(Clone, Default, Debug)]
pub struct Needs {
    /// Model values that are to be declared: their names, with those in the model.
    pub models: BTreeMap<String, String>,
    pub integers: bool,
    pub sequences: bool,
    pub tlc: bool,
}

/// How names are written.
pub struct Scope<'a> {
    pub names: &'a Names,
    pub shapes: &'a [Shape],
    pub needs: &'a RefCell<Needs>,
    /// Model values for which a bound variable stands.
    pub bound: FxHashMap<value::Atom, String>,
    /// All bound variables.
    pub used: Vec<String>,
}

impl<'a> Scope<'a> {
    pub fn new(names: &'a Names, shapes: &'a [Shape], needs: &'a RefCell<Needs>) -> Scope<'a> {
        Scope { names, shapes, needs, bound: FxHashMap::default(), used: Vec::new() }
    }

    pub fn value(&self, v: &Value) -> String {
        let list = |items: &[Value]| items.iter().map(|x| self.value(x)).join(", ");
        match v {
            Value::Bool(_) | Value::Str(_) => v.to_string(),
            Value::Int(_) | Value::Big(_) => {
                let text = v.to_string();
                self.needs.borrow_mut().integers |= text.starts_with('-');
                text
            }
            Value::Model(a) => self.model_value(*a),
            Value::Set(items) => format!("{{{}}}", list(items)),
            Value::Tuple(items) => format!("<<{}>>", list(items)),
            Value::Record(fields) if fields.iter().all(|f| is_name(f.0.text())) => {
                format!("[{}]", fields.iter().map(|(f, x)| format!("{} |-> {}", f.text(), self.value(x))).join(", "))
            }
            Value::Record(_) | Value::Function(_) => {
                self.needs.borrow_mut().tlc = true;
                let entries = v.entries().unwrap_or_default();
                format!("({})", entries.iter().map(|(k, x)| format!("{} :> {}", self.value(k), self.value(x))).join(" @@ "))
            }
        }
    }

    fn model_value(&self, a: value::Atom) -> String {
        if let Some(name) = self.bound.get(&a) {
            return name.clone();
        }
        let (name, undeclared) = self.names.model_value(a);
        if undeclared {
            self.needs.borrow_mut().models.insert(name.clone(), a.text().to_owned());
        }
        name
    }

    /// A set of values.
    pub fn values(&self, values: &[Value]) -> String {
        let named = self.bound.is_empty().then(|| self.names.constant(&super::names::plain_set(values))).flatten();
        match (named, values) {
            (Some(name), [Value::Model(_), _, ..]) => name.to_owned(),
            _ => format!("{{{}}}", values.iter().map(|v| self.value(v)).join(", ")),
        }
    }

    /// The values of a shape, as a set that can be enumerated.
    pub fn set(&self, shape: &Shape, used: &mut Vec<String>) -> String {
        match shape {
            Shape::OneOf(v) if matches!(v.as_slice(), [Value::Bool(_), _]) => "BOOLEAN".to_owned(),
            Shape::OneOf(v) => self.values(v),
            Shape::Set(universe) => format!("SUBSET {}", self.values(universe)),
            Shape::Tuple { lengths, items } => self.sequences(lengths, items, used),
            Shape::Record(fields) if fields.iter().all(|f| is_name(f.0.text())) => {
                format!("[{}]", fields.iter().map(|(f, s)| format!("{}: {}", f.text(), self.set(s, used))).join(", "))
            }
            Shape::Record(fields) => {
                let key = |f: &(value::Atom, Shape)| Key { key: Value::Str(f.0), always: true, shape: f.1.clone() };
                self.functions(&fields.iter().map(key).collect::<Vec<_>>(), used)
            }
            Shape::Function(keys) => self.functions(keys, used),
            Shape::Union(all) => format!("({})", all.iter().map(|s| self.set(s, used)).join(" \\cup ")),
        }
    }

    fn sequences(&self, lengths: &[usize], items: &[Shape], used: &mut Vec<String>) -> String {
        if let [first, _, ..] = items
            && items.iter().all(|s| s == first)
        {
            let (n, item) = (self.names.bound("n", used), self.set(first, used));
            used.pop();
            self.needs.borrow_mut().integers = true;
            return format!("UNION {{[1..{n} -> {item}] : {n} \\in {{{}}}}}", lengths.iter().join(", "));
        }
        let mut of = |n: usize| match n {
            0 => "{<<>>}".to_owned(),
            1 => {
                let (x, item) = (self.names.bound("x", used), self.set(&items[0], used));
                used.pop();
                format!("{{<<{x}>> : {x} \\in {item}}}")
            }
            _ => format!("({})", items[..n].iter().map(|s| self.factor(s, used)).join(" \\X ")),
        };
        let all = lengths.iter().map(|n| of(*n)).join(" \\cup ");
        if lengths.len() == 1 { all } else { format!("({all})") }
    }

    /// A set as an operand.
    fn factor(&self, shape: &Shape, used: &mut Vec<String>) -> String {
        let text = self.set(shape, used);
        match shape {
            Shape::Set(_) | Shape::Tuple { .. } => format!("({text})"),
            Shape::OneOf(_) | Shape::Record(_) | Shape::Function(_) | Shape::Union(_) => text,
        }
    }

    fn functions(&self, keys: &[Key], used: &mut Vec<String>) -> String {
        let all: Vec<Value> = keys.iter().map(|k| k.key.clone()).collect();
        let domain = self.values(&all);
        let total = keys.iter().all(|k| k.always);
        let texts: Vec<String> = keys.iter().map(|k| self.factor(&k.shape, used)).collect();
        let universe = keys.iter().map(|k| match &k.shape {
            Shape::Set(v) => Some(v.iter().cloned()),
            Shape::OneOf(_) | Shape::Tuple { .. } | Shape::Record(_) | Shape::Function(_) | Shape::Union(_) => None,
        });
        let range = match universe.collect::<Option<Vec<_>>>().map(|all| Value::set(all.into_iter().flatten())) {
            Some(Value::Set(all)) => format!("SUBSET {}", self.values(&all)),
            Some(_) | None => texts.iter().unique().join(" \\cup "),
        };
        let same = texts.iter().all_equal();
        if total && same {
            return format!("[{domain} -> {range}]");
        }
        let f = self.names.bound("f", used);
        let each = keys.iter().zip(&texts).map(|(k, text)| {
            let key = self.value(&k.key);
            if k.always {
                format!("{f}[{key}] \\in {text}")
            } else {
                format!("({key} \\in DOMAIN {f} => {f}[{key}] \\in {text})")
            }
        });
        let each = each.collect::<Vec<_>>().join(" /\\ ");
        let d = self.names.bound("D", used);
        used.truncate(used.len() - 2);
        if total {
            return format!("{{{f} \\in [{domain} -> {range}] : {each}}}");
        }
        let kept: Vec<Value> = keys.iter().filter(|k| k.always).map(|k| k.key.clone()).collect();
        let domains = match kept.as_slice() {
            [] => format!("SUBSET {domain}"),
            _ => format!("{{{d} \\in SUBSET {domain} : {} \\subseteq {d}}}", self.values(&kept)),
        };
        let functions = match same {
            true => format!("[{d} -> {range}]"),
            false => format!("{{{f} \\in [{d} -> {range}] : {each}}}"),
        };
        format!("UNION {{{functions} : {d} \\in {domains}}}")
    }

    pub fn place(&self, place: &Place) -> String {
        let mut out = self.names.variable(place.variable).to_owned();
        for s in &place.path {
            out += &match s {
                Selector::Key(k) => format!("[{}]", self.value(k)),
                Selector::Field(f) if is_name(f.text()) => format!(".{}", f.text()),
                Selector::Field(f) => format!("[{}]", Value::Str(*f)),
                Selector::Item(i) => format!("[{i}]"),
                Selector::Alternative(_) => String::new(),
            };
        }
        out
    }

    /// An atom, without its guards.
    pub fn atom(&self, atom: &Atom) -> String {
        let place = self.place(&atom.place);
        match &atom.is {
            Is::Equal(Value::Bool(true)) => place,
            Is::Equal(Value::Bool(false)) => format!("~{place}"),
            Is::Equal(v) => format!("{place} = {}", self.value(v)),
            Is::Has(v) => format!("{} \\in {place}", self.value(v)),
            Is::HasKey(k) => format!("{} \\in DOMAIN {place}", self.value(k)),
            Is::Length(n) if self.names.has_own_sequences() => {
                format!("DOMAIN {place} = {{{}}}", (1..=*n).join(", "))
            }
            Is::Length(n) => {
                self.needs.borrow_mut().sequences = true;
                format!("Len({place}) = {n}")
            }
            Is::Within { alternative, .. } => match shape_at(&atom.place, self.shapes) {
                Some(Shape::Union(all)) => match &all[*alternative] {
                    Shape::OneOf(v) if v.len() == 1 => format!("{place} = {}", self.value(&v[0])),
                    s => format!("{place} \\in {}", self.set(s, &mut self.used.clone())),
                },
                Some(_) | None => "FALSE".to_owned(),
            },
        }
    }

    /// An atom after its guards.
    pub fn guarded(&self, atom: &Atom) -> Vec<String> {
        guards(&atom.place, self.shapes).iter().chain([atom]).map(|a| self.atom(a)).collect()
    }
}
