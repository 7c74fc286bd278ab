//! Strings that evaluation makes: ToString, ToJson, strings as sequences of characters, and files.
//!
//! A string has no parts here, only a code. So an operator that makes a string is applied to each possible value of its arguments,
//! if these are few. The new string gets a code ([`crate::symbolic::value::sym::Codes::add`]). A file is the same in every
//! behavior, so its name has to be concrete.

use crate::eval::error::ErrorKind;
use crate::ir::{Builtin, ExprId, ExprKind, Library};
use crate::logic::Term;
use crate::source::{Span, search};
use crate::symbolic::Encoder;
use crate::symbolic::eval::frame::{Binding, Frame};
use crate::symbolic::value::cases::FEW;
use crate::symbolic::value::sym::{Guarded, Lazy, Node, Sym};
use crate::value::{Value, json};
use std::path::Path;

impl<'m> Encoder<'m> {
    /// An operator applied to each combination of possible values of its arguments; `None` if there are many.
    fn on_values(&mut self, args: &[Sym], span: Span, f: &mut dyn FnMut(&mut Self, &[Value]) -> Sym) -> Option<Sym> {
        let mut rows: Vec<(Term, Vec<Value>)> = vec![(Term::TRUE, Vec::new())];
        for arg in args {
            let cases = self.all_cases(*arg, span)?;
            let mut longer = Vec::new();
            for (condition, row) in &rows {
                for (c, v) in &cases {
                    let both = self.graph.and(*condition, *c);
                    if both != Term::FALSE {
                        let mut row = row.clone();
                        row.push(self.concrete_value(*v));
                        longer.push((both, row));
                    }
                }
            }
            rows = longer;
            if rows.len() as u64 > FEW {
                return None;
            }
        }
        let mut results: Vec<Guarded> = Vec::new();
        for (condition, row) in rows {
            results.push((condition, self.under(condition, |enc| f(enc, &row))));
        }
        Some(self.select(&results))
    }

    /// Each possible value with its condition; `None` if there are many.
    fn all_cases(&mut self, v: Sym, span: Span) -> Option<Vec<Guarded>> {
        let settled = self.settled(v, span);
        self.few_cases(settled)
    }

    /// ToString and ToJson.
    pub(in crate::symbolic) fn text_of(&mut self, op: Builtin, v: Sym, span: Span) -> Sym {
        let text = |v: &Value| if op == Builtin::ToJson { json::text(v).to_string() } else { v.to_string() };
        if op == Builtin::ToString
            && let Some(name) = self.name_of_set(v)
        {
            return self.text(name);
        }
        if let (Builtin::ToString, Node::Lazy(Lazy::Sequences(elements))) = (op, self.syms.node(v).clone()) {
            // the reference writes an interval as `a..b`, and a set here does not say whether it was one
            return match self.name_of_set(elements) {
                Some(name) => self.text(&format!("Seq({name})")),
                None => self.unsupported(span, "ToString of a set of sequences over a finite set"),
            };
        }
        let made = self.on_values(&[v], span, &mut |enc, values| enc.text(&text(&values[0])));
        made.unwrap_or_else(|| self.unsupported(span, format!("{op:?} of an argument with more than {FEW} possible values")))
    }

    /// The name of an infinite set, as ToString writes it.
    fn name_of_set(&self, s: Sym) -> Option<&'static str> {
        match self.syms.node(s) {
            Node::Lazy(Lazy::Nat) => Some("Nat"),
            Node::Lazy(Lazy::Int) => Some("Int"),
            Node::Lazy(Lazy::Strings) => Some("STRING"),
            _ => None,
        }
    }

    /// ToString of an expression `a..b`: the reference writes it as an interval, unless it is empty.
    pub(in crate::symbolic) fn text_of_interval(&mut self, e: ExprId, frame: &Frame) -> Option<Sym> {
        let model = self.cx.model;
        let span = model.expr(e).span;
        match &model.expr(e).kind {
            ExprKind::Builtin { op: Builtin::Range, args } => {
                let ends = [self.eval(args[0], frame), self.eval(args[1], frame)];
                let (low, high) = (self.integer(ends[0], span)?, self.integer(ends[1], span)?);
                let ends = [self.syms.scalar(low), self.syms.scalar(high)];
                let made = self.on_values(&ends, span, &mut |enc, values| match values {
                    [Value::Int(a), Value::Int(b)] if a <= b => enc.text(&format!("{a}..{b}")),
                    _ => enc.text("{}"),
                });
                Some(made.unwrap_or_else(|| self.unsupported(span, "ToString of an interval with many possible values")))
            }
            // the domain of a sequence is an interval
            ExprKind::Builtin { op: Builtin::Domain, args } => {
                let f = self.eval(args[0], frame);
                let Node::Tuple { length, .. } = self.syms.node(f).clone() else { return None };
                let length = self.syms.scalar(length);
                self.on_values(&[length], span, &mut |enc, values| match values {
                    [Value::Int(n)] if *n > 0 => enc.text(&format!("1..{n}")),
                    _ => enc.text("{}"),
                })
            }
            ExprKind::Local(s) => {
                let binding = frame.borrow()[s.index()].clone();
                match binding {
                    Binding::Thunk(t) => self.text_of_interval(t.expr, &t.frame),
                    Binding::Value(_) | Binding::At(..) | Binding::Operator(_) | Binding::Empty => None,
                }
            }
            ExprKind::Let { slot, value, body } => {
                let thunk = Binding::Thunk(crate::symbolic::eval::frame::Thunk::new(*value, frame));
                self.with_slot(frame, *slot, thunk, |enc| enc.text_of_interval(*body, frame))
            }
            ExprKind::Call { def, args } if args.is_empty() && !model.def(*def).recursive => {
                let inner = self.new_frame(*def, Vec::new());
                self.text_of_interval(model.def(*def).body, &inner)
            }
            _ => None,
        }
    }

    fn text(&mut self, text: &str) -> Sym {
        let atom = self.cx.model.atoms.intern(text);
        self.codes.add(atom, false);
        self.string(atom)
    }

    /// The value in a JSON file.
    pub(in crate::symbolic) fn read_json(&mut self, name: Sym, lines: bool, span: Span) -> Sym {
        let read = self.on_values(&[name], span, &mut |enc, values| {
            let Value::Str(name) = &values[0] else {
                enc.fail(ErrorKind::Argument, span, Term::TRUE);
                return enc.syms.undefined();
            };
            let value = search::text(Path::new(name.text())).and_then(|text| json::value(&text, lines, &enc.cx.model.atoms));
            match value {
                Ok(value) => enc.of_new_value(&value),
                Err(why) => {
                    enc.fail_with(ErrorKind::Argument, span, Term::TRUE, format!("{}: {why}", name.text()));
                    enc.syms.undefined()
                }
            }
        });
        read.unwrap_or_else(|| self.unsupported(span, "a file whose name has many possible values"))
    }

    /// Operators of module `_Library`.
    pub(in crate::symbolic) fn library(&mut self, op: Library, args: &[Sym], span: Span) -> Sym {
        match op {
            // for any value
            Library::Refused => {
                self.fail(ErrorKind::Argument, span, Term::TRUE);
                return self.syms.undefined();
            }
            Library::RecordFields => return self.unsupported(span, "IsInjective of a value that is not a function"),
            Library::IntegerOf
            | Library::JsonArray
            | Library::JsonObject
            | Library::Csv
            | Library::Lines
            | Library::Svg
            | Library::OnRing
            | Library::ChiSquare => {}
        }
        let made = self.on_values(args, span, &mut |enc, values| match op.of(values, &enc.cx.model.atoms) {
            Ok(Value::Str(text)) => enc.text(text.text()),
            Ok(value) => enc.of_new_value(&value),
            Err(why) => {
                enc.fail_with(ErrorKind::Argument, span, Term::TRUE, why);
                enc.syms.undefined()
            }
        });
        made.unwrap_or_else(|| {
            self.unsupported(span, format!("{} of an argument with more than {FEW} possible values", op.row().name))
        })
    }

    /// Whether the value may be a string, judged by its kind.
    pub(in crate::symbolic) fn may_be_text(&self, s: Sym) -> bool {
        match self.syms.node(s) {
            Node::Atom(_) => true,
            Node::Union(alternatives) => alternatives.iter().any(|a| matches!(self.syms.node(a.1), Node::Atom(_))),
            Node::Undefined
            | Node::Bool(_)
            | Node::Int(_)
            | Node::Set(_)
            | Node::Tuple { .. }
            | Node::Record(_)
            | Node::Function(_)
            | Node::Lazy(_)
            | Node::Rule(_) => false,
        }
    }

    /// Len, Tail, `\o` and SubSeq, if the first argument may be a string.
    pub(in crate::symbolic) fn on_text(&mut self, op: Builtin, args: &[Sym], span: Span) -> Sym {
        let mut cases = Vec::new();
        for (g, alt) in self.syms.alternatives(args[0]) {
            let of_this: Vec<Sym> = std::iter::once(alt).chain(args[1..].iter().copied()).collect();
            let v = self.under(g, |enc| {
                if !matches!(enc.syms.node(alt), Node::Atom(_)) {
                    return enc.builtin(op, &of_this, span);
                }
                let made = enc.on_values(&of_this, span, &mut |enc, values| match characters(op, values) {
                    Ok(Made::Text(text)) => enc.text(&text),
                    Ok(Made::Number(n)) => enc.syms.int(n),
                    Err(kind) => {
                        enc.fail(kind, span, Term::TRUE);
                        enc.syms.undefined()
                    }
                });
                made.unwrap_or_else(|| enc.unsupported(span, "a string with many possible values used as a sequence"))
            });
            cases.push((g, v));
        }
        self.select(&cases)
    }
}

enum Made {
    Text(String),
    Number(i64),
}

/// An operator of sequences applied to a string. The length is in units of UTF-16, as in Java.
fn characters(op: Builtin, args: &[Value]) -> Result<Made, ErrorKind> {
    let Value::Str(s) = &args[0] else { return Err(ErrorKind::Type) };
    let s = s.text();
    match (op, &args[1..]) {
        (Builtin::Len, []) => Ok(Made::Number(s.encode_utf16().count() as i64)),
        (Builtin::Tail, []) => {
            let mut rest = s.chars();
            rest.next().map(|_| Made::Text(rest.collect())).ok_or(ErrorKind::EmptySequence)
        }
        (Builtin::Concat, [Value::Str(t)]) => Ok(Made::Text([s, t.text()].concat())),
        (Builtin::SubSeq, [Value::Int(from), Value::Int(to)]) if from > to => Ok(Made::Text(String::new())),
        (Builtin::SubSeq, [Value::Int(from), Value::Int(to)]) => {
            let length = s.chars().count() as i64;
            if *from < 1 || *to > length {
                return Err(ErrorKind::Argument);
            }
            Ok(Made::Text(s.chars().skip(*from as usize - 1).take((to - from + 1) as usize).collect()))
        }
        _ => Err(ErrorKind::Type),
    }
}
