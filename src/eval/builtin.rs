//! Strict built-in operators: logic, sets, integers, and calls to the rooms for sequences and module TLC.

use super::error::ErrorKind;
use super::fail::{R, show};
use super::lazy::{SetKind, Val};
use super::machine::Machine;
use crate::ir::{Builtin, ExprId, ExprKind};
use crate::value::{Integers, Value};
use num_bigint::{BigInt, Sign};
use std::cmp::Ordering;

/// The largest exponent of a power that does not fit 64 bits.
const MOST_EXPONENT: i64 = 1 << 16;

impl<'m> Machine<'m> {
    /// A built-in operator applied to expressions.
    pub fn strict(&mut self, id: ExprId, op: Builtin, args: &'m [ExprId], base: usize) -> R<Val> {
        match (op, args) {
            (Builtin::Eq | Builtin::Ne | Builtin::In | Builtin::NotIn | Builtin::Iff, _) => self.test(id, base).map(Val::from),
            (Builtin::AssertError, [text, e]) => self.assert_error(id, *text, *e, base),
            (Builtin::BigUnion, [sets]) => match &self.expr(*sets).kind {
                // The elements may be infinite: `x \in UNION {Nat, STRING}`.
                ExprKind::SetEnum(items) => {
                    let mut parts = Vec::with_capacity(items.len());
                    for e in items {
                        parts.push(self.eval(*e, base)?);
                    }
                    self.union_of(id, parts)
                }
                ExprKind::SetMap { binds, body } => {
                    let bound = self.bounds(binds, base)?;
                    let mut parts = Vec::new();
                    self.each_binding(*sets, &bound, base, &mut |m| {
                        parts.push(m.eval(*body, base)?);
                        Ok(true)
                    })?;
                    self.union_of(id, parts)
                }
                _ => {
                    let v = self.eval(*sets, base)?;
                    self.big_union(id, v)
                }
            },
            (_, [a]) => {
                let a = self.eval(*a, base)?;
                self.builtin(id, op, &[a])
            }
            (_, [a, b]) => {
                let a = self.eval(*a, base)?;
                let b = self.eval(*b, base)?;
                self.builtin(id, op, &[a, b])
            }
            (_, _) => {
                let mut vals = Vec::with_capacity(args.len());
                for e in args {
                    vals.push(self.eval(*e, base)?);
                }
                self.builtin(id, op, &vals)
            }
        }
    }

    /// `UNION` of sets that may be lazy.
    fn union_of(&mut self, at: ExprId, sets: Vec<Val>) -> R<Val> {
        if sets.iter().any(|s| matches!(s, Val::Set(_))) {
            // before it looks into one, TLC sorts them
            for s in sets.iter().filter(|s| matches!(s, Val::V(v) if !matches!(v, Value::Set(_)))) {
                self.elements(at, s)?;
            }
            self.in_order(at, &sets)?;
            return Ok(SetKind::BigUnion(sets).val());
        }
        let mut all = Vec::new();
        for s in &sets {
            all.extend_from_slice(&self.elements(at, s)?);
        }
        self.joined_set(at, all).map(Val::V)
    }

    /// The sets of a UNION are sorted: an infinite one compares with no other.
    fn in_order(&mut self, at: ExprId, sets: &[Val]) -> R<()> {
        for (i, s) in sets.iter().enumerate() {
            if self.is_finite(s) {
                continue;
            }
            for other in sets[..i].iter().chain(&sets[i + 1..]) {
                if !self.is_same(s, other) && !self.is_finite_set(at, s)? {
                    let (text, other) = (self.describe(s), self.describe(other));
                    let text = format!("UNION puts its sets into order, and {text} compares with no other, such as {other}");
                    return self.fail(at, ErrorKind::NotEnumerable, text);
                }
            }
        }
        Ok(())
    }

    /// Whether both are the same infinite set of numbers or strings.
    fn is_same(&self, a: &Val, b: &Val) -> bool {
        let (Val::Set(a), Val::Set(b)) = (a, b) else { return false };
        let named = |k: &SetKind| matches!(k, SetKind::Nat | SetKind::Int | SetKind::Real | SetKind::Strings);
        named(&a.kind) && std::mem::discriminant(&a.kind) == std::mem::discriminant(&b.kind)
    }

    /// A built-in operator applied to values.
    pub fn builtin(&mut self, id: ExprId, op: Builtin, args: &[Val]) -> R<Val> {
        match op {
            Builtin::Eq => self.equal(id, &args[0], &args[1]).map(Val::from),
            Builtin::Ne => Ok(Val::from(!self.equal(id, &args[0], &args[1])?)),
            Builtin::Iff => {
                let a = self.boolean(id, &args[0], "<=>")?;
                Ok(Val::from(a == self.boolean(id, &args[1], "<=>")?))
            }
            Builtin::In => self.member(id, &args[0], &args[1]).map(Val::from),
            Builtin::NotIn => Ok(Val::from(!self.member(id, &args[0], &args[1])?)),
            Builtin::Union => self.union(id, args[0].clone(), args[1].clone()),
            Builtin::Intersect => self.intersect(id, args[0].clone(), args[1].clone()),
            Builtin::Minus => self.minus(id, args[0].clone(), args[1].clone()),
            Builtin::SubsetEq => self.subset_eq(id, &args[0], &args[1]).map(Val::from),
            Builtin::Powerset => Ok(SetKind::Powerset(args[0].clone()).val()),
            Builtin::BigUnion => self.big_union(id, args[0].clone()),
            Builtin::Cross => Ok(SetKind::Cross(args.to_vec()).val()),
            Builtin::Domain => self.domain(id, &args[0]),
            Builtin::Boolean => Ok(Val::V(Value::set([Value::Bool(false), Value::Bool(true)]))),
            Builtin::StringSet => Ok(SetKind::Strings.val()),
            Builtin::Nat => Ok(SetKind::Nat.val()),
            Builtin::Int => Ok(SetKind::Int.val()),
            Builtin::Real => Ok(SetKind::Real.val()),
            Builtin::Any => Ok(SetKind::Any.val()),
            Builtin::Add => self.arithmetic(id, "+", args, i64::checked_add, |a, b| a + b),
            Builtin::Sub => self.arithmetic(id, "-", args, i64::checked_sub, |a, b| a - b),
            Builtin::Mul => self.arithmetic(id, "*", args, i64::checked_mul, |a, b| a * b),
            Builtin::Neg => {
                if let Val::V(Value::Int(a)) = args[0]
                    && let Some(negative) = a.checked_neg()
                {
                    return self.fits(id, negative, || format!("-({a})"));
                }
                let a = self.big(id, &args[0], "-")?;
                self.fits_big(id, -&a, || format!("-({a})"))
            }
            Builtin::Divide => self.fail(id, ErrorKind::Unsupported, "the division / of real numbers cannot be evaluated"),
            Builtin::Div => {
                let Some((a, b)) = self.small(args) else { return self.big_division(id, args, "\\div") };
                if b == 0 {
                    return self.fail(id, ErrorKind::DivisionByZero, format!("{a} \\div 0 divides by zero"));
                }
                let q = if a % b != 0 && (a < 0) != (b < 0) { a / b - 1 } else { a / b };
                self.fits(id, q, || format!("{a} \\div {b}"))
            }
            Builtin::Mod => {
                let Some((a, b)) = self.small(args) else { return self.big_division(id, args, "%") };
                if b == 0 {
                    return self.fail(id, ErrorKind::DivisionByZero, format!("{a} % 0 divides by zero"));
                }
                if b < 0 {
                    return self.fail(id, ErrorKind::Argument, format!("the right side of % must be positive, not {b}"));
                }
                Ok(Val::from(a.rem_euclid(b)))
            }
            Builtin::Pow => self.power(id, args),
            Builtin::Lt => self.compared_integers(id, args, "<").map(|o| Val::from(o.is_lt())),
            Builtin::Le => self.compared_integers(id, args, "<=").map(|o| Val::from(o.is_le())),
            Builtin::Gt => self.compared_integers(id, args, ">").map(|o| Val::from(o.is_gt())),
            Builtin::Ge => self.compared_integers(id, args, ">=").map(|o| Val::from(o.is_ge())),
            Builtin::Range => {
                if let Some((a, b)) = self.small(args) {
                    return Ok(Val::Range(a, b));
                }
                Ok(SetKind::Between(self.big(id, &args[0], "..")?, self.big(id, &args[1], "..")?).val())
            }
            Builtin::Seq => Ok(SetKind::Seq(args[0].clone()).val()),
            Builtin::IsFiniteSet => match &args[0] {
                s @ (Val::V(Value::Set(_)) | Val::Range(..) | Val::Set(_)) => self.is_finite_set(id, s).map(Val::from),
                other => {
                    let text = self.describe(other);
                    self.fail(id, ErrorKind::Argument, format!("IsFiniteSet needs a set, not {text}"))
                }
            },
            Builtin::IsFunction => {
                Ok(Val::from(matches!(args[0], Val::Fun(_) | Val::V(Value::Tuple(_) | Value::Record(_) | Value::Function(_)))))
            }
            Builtin::IsInteger => Ok(Val::from(matches!(args[0], Val::V(Value::Int(_) | Value::Big(_))))),
            Builtin::Cardinality => self.cardinality(id, &args[0]).map(Val::from),
            Builtin::Len | Builtin::Concat | Builtin::Append | Builtin::Head | Builtin::Tail | Builtin::SubSeq => {
                self.sequence_operator(id, op, args)
            }
            Builtin::MapsTo
            | Builtin::Override
            | Builtin::Assert
            | Builtin::Print
            | Builtin::PrintT
            | Builtin::Permutations
            | Builtin::ToString
            | Builtin::TlcGet
            | Builtin::TlcSet
            | Builtin::TlcEval
            | Builtin::JavaTime
            | Builtin::RandomElement
            | Builtin::TlcGetOrDefault
            | Builtin::ModelValue
            | Builtin::Fingerprint
            | Builtin::Trace => self.tlc_operator(id, op, args),
            Builtin::RandomSubset | Builtin::RandomSetOfSubsets | Builtin::RandomSubsetSet => self.random_operator(id, op, args),
            Builtin::ToJson => {
                let v = self.force(id, &args[0])?;
                let text = crate::value::json::text(&v).to_string();
                Ok(Val::V(Value::Str(self.model.atoms.intern(&text))))
            }
            Builtin::JsonDeserialize | Builtin::NdJsonDeserialize => {
                self.read_json(id, &args[0], op == Builtin::NdJsonDeserialize)
            }
            // Its arguments have values already.
            Builtin::AssertError => Ok(Val::from(false)),
            Builtin::Library(op) => self.library_operator(id, op, args),
        }
    }

    // ---- booleans and integers ----

    pub fn boolean(&mut self, at: ExprId, v: &Val, operator: &str) -> R<bool> {
        match v {
            Val::V(Value::Bool(b)) => Ok(*b),
            _ => {
                let text = self.describe(v);
                self.fail(at, ErrorKind::Type, format!("{operator} needs a boolean, not {text}"))
            }
        }
    }

    #[inline]
    pub fn integer(&mut self, at: ExprId, v: &Val, operator: &str) -> R<i64> {
        match v {
            Val::V(Value::Int(i)) => Ok(*i),
            _ => {
                let text = self.describe(v);
                let kind = if operator.starts_with(['<', '>']) { ErrorKind::Argument } else { ErrorKind::Type };
                self.fail(at, kind, format!("{operator} needs integers, not {text}"))
            }
        }
    }

    /// Both arguments, if they are integers of 64 bits.
    #[inline]
    fn small(&self, args: &[Val]) -> Option<(i64, i64)> {
        match (&args[0], &args[1]) {
            (Val::V(Value::Int(a)), Val::V(Value::Int(b))) => Some((*a, *b)),
            _ => None,
        }
    }

    fn big(&mut self, at: ExprId, v: &Val, operator: &str) -> R<BigInt> {
        match v {
            Val::V(Value::Big(i)) => Ok((**i).clone()),
            _ => self.integer(at, v, operator).map(BigInt::from),
        }
    }

    fn compared_integers(&mut self, at: ExprId, args: &[Val], operator: &str) -> R<Ordering> {
        match self.small(args) {
            Some((a, b)) => Ok(a.cmp(&b)),
            None => Ok(self.big(at, &args[0], operator)?.cmp(&self.big(at, &args[1], operator)?)),
        }
    }

    fn arithmetic(
        &mut self,
        at: ExprId,
        sign: &str,
        args: &[Val],
        f: fn(i64, i64) -> Option<i64>,
        of_big: fn(BigInt, BigInt) -> BigInt,
    ) -> R<Val> {
        if let Some((a, b)) = self.small(args)
            && let Some(i) = f(a, b)
        {
            return self.fits(at, i, || format!("{a} {sign} {b}"));
        }
        let (a, b) = (self.big(at, &args[0], sign)?, self.big(at, &args[1], sign)?);
        self.fits_big(at, of_big(a.clone(), b.clone()), || format!("{a} {sign} {b}"))
    }

    /// `a \div b` or `a % b` of integers one of which is big.
    fn big_division(&mut self, at: ExprId, args: &[Val], operator: &str) -> R<Val> {
        let (a, b) = (self.big(at, &args[0], operator)?, self.big(at, &args[1], operator)?);
        let negative = b.sign() == Sign::Minus;
        if b == BigInt::ZERO {
            return self.fail(at, ErrorKind::DivisionByZero, format!("{a} {operator} 0 divides by zero"));
        }
        if operator == "%" && negative {
            return self.fail(at, ErrorKind::Argument, format!("the right side of % must be positive, not {b}"));
        }
        let (mut quotient, mut rest) = (&a / &b, &a % &b);
        // big integers divide towards 0
        if rest != BigInt::ZERO && (rest.sign() == Sign::Minus) != negative {
            quotient -= 1;
            rest += &b;
        }
        self.fits_big(at, if operator == "%" { rest } else { quotient }, || format!("{a} {operator} {b}"))
    }

    #[inline]
    fn fits(&self, at: ExprId, i: i64, text: impl FnOnce() -> String) -> R<Val> {
        if self.integers.fits(i) {
            return Ok(Val::from(i));
        }
        self.fail(at, ErrorKind::Overflow, format!("{} does not fit an integer of 32 bits", text()))
    }

    fn fits_big(&self, at: ExprId, i: BigInt, text: impl FnOnce() -> String) -> R<Val> {
        match i64::try_from(&i) {
            Ok(small) => self.fits(at, small, text),
            Err(_) if self.integers == Integers::Unbounded => Ok(Val::V(Value::integer(i))),
            Err(_) => self.fail(at, ErrorKind::Overflow, format!("{} does not fit an integer of 32 bits", text())),
        }
    }

    fn power(&mut self, at: ExprId, args: &[Val]) -> R<Val> {
        let Some((a, b)) = self.small(args) else { return self.big_power(at, args) };
        if b < 0 {
            return self.fail(at, ErrorKind::Type, format!("the exponent of ^ must be a natural number, not {b}"));
        }
        if a == 0 && b == 0 {
            return self.fail(at, ErrorKind::Type, "0^0 is undefined");
        }
        let result = match a {
            0 | 1 => Some(a),
            -1 => Some(1 - 2 * (b % 2)),
            _ => u32::try_from(b).ok().and_then(|b| a.checked_pow(b)),
        };
        match result {
            Some(i) => self.fits(at, i, || format!("{a}^{b}")),
            None if self.integers == Integers::Narrow => self.fits(at, i64::MAX, || format!("{a}^{b}")),
            None => self.big_power(at, args),
        }
    }

    fn big_power(&mut self, at: ExprId, args: &[Val]) -> R<Val> {
        let a = self.big(at, &args[0], "^")?;
        match &args[1] {
            Val::V(Value::Int(b)) if (1..=MOST_EXPONENT).contains(b) => {
                let b = *b as u32;
                self.fits_big(at, a.pow(b), || format!("{a}^{b}"))
            }
            Val::V(Value::Int(0)) => Ok(Val::from(1)),
            other => {
                let text = self.describe(other);
                let message = format!("the exponent of ^ must be a natural number up to {MOST_EXPONENT}, not {text}");
                self.fail(at, ErrorKind::Unsupported, message)
            }
        }
    }

    // ---- sequences ----

    fn sequence_operator(&mut self, at: ExprId, op: Builtin, args: &[Val]) -> R<Val> {
        if let Val::V(Value::Str(s)) = &args[0]
            && let Some(v) = self.string_operator(at, op, s.text(), args)?
        {
            return Ok(v);
        }
        match op {
            Builtin::Len => Ok(Val::from(self.sequence_of(at, &args[0], "Len")?.len() as i64)),
            Builtin::Head => {
                let s = self.sequence_of(at, &args[0], "Head")?;
                match s.first() {
                    Some(x) => Ok(Val::V(x.clone())),
                    None => self.fail(at, ErrorKind::EmptySequence, "Head of the empty sequence"),
                }
            }
            Builtin::Tail => {
                let s = self.sequence_of(at, &args[0], "Tail")?;
                match s.split_first() {
                    Some((_, rest)) => Ok(Val::V(Value::Tuple(rest.into()))),
                    None => self.fail(at, ErrorKind::EmptySequence, "Tail of the empty sequence"),
                }
            }
            Builtin::Append => {
                let s = self.sequence_of(at, &args[0], "Append")?;
                let x = self.force(at, &args[1])?;
                self.has_room(at, "sequence", s.len() + 1)?;
                Ok(Val::V(Value::Tuple(s.iter().cloned().chain([x]).collect::<Vec<_>>().into())))
            }
            Builtin::Concat => {
                let s = self.sequence_of(at, &args[0], "\\o")?;
                let t = self.sequence_of(at, &args[1], "\\o")?;
                self.has_room(at, "sequence", s.len() + t.len())?;
                Ok(Val::V(Value::Tuple([&s[..], &t[..]].concat().into())))
            }
            Builtin::SubSeq => {
                let s = self.sequence_of(at, &args[0], "SubSeq")?;
                match self.sub_range(at, &args[1], &args[2], s.len())? {
                    Some((from, to)) => Ok(Val::V(Value::Tuple(s[from..to].into()))),
                    None => Ok(Val::V(Value::Tuple(std::sync::Arc::new([])))),
                }
            }
            _ => panic!("eval: no operator of sequences"),
        }
    }

    /// Strings as sequences of characters: where TLC allows it.
    fn string_operator(&mut self, at: ExprId, op: Builtin, s: &str, args: &[Val]) -> R<Option<Val>> {
        let string = |m: &Self, text: &str| Some(Val::V(Value::Str(m.model.atoms.intern(text))));
        Ok(match op {
            Builtin::Len => Some(Val::from(s.encode_utf16().count() as i64)),
            Builtin::Tail => match s.char_indices().nth(1) {
                Some((i, _)) => string(self, &s[i..]),
                None if s.is_empty() => return self.fail(at, ErrorKind::EmptySequence, "Tail of the empty string"),
                None => string(self, ""),
            },
            Builtin::Concat => match &args[1] {
                Val::V(Value::Str(t)) => {
                    self.has_room(at, "string", s.len() + t.text().len())?;
                    string(self, &format!("{s}{}", t.text()))
                }
                other => {
                    let text = self.describe(other);
                    return self.fail(at, ErrorKind::Type, format!("\\o needs two strings here, not {text}"));
                }
            },
            Builtin::SubSeq => {
                let chars: Vec<char> = s.chars().collect();
                match self.sub_range(at, &args[1], &args[2], chars.len())? {
                    Some((from, to)) => string(self, &chars[from..to].iter().collect::<String>()),
                    None => string(self, ""),
                }
            }
            _ => None,
        })
    }

    /// The part of a sequence that SubSeq takes; `None` if it is empty.
    fn sub_range(&mut self, at: ExprId, from: &Val, to: &Val, len: usize) -> R<Option<(usize, usize)>> {
        let (from, to) = (self.integer(at, from, "SubSeq")?, self.integer(at, to, "SubSeq")?);
        if from > to {
            return Ok(None);
        }
        if from < 1 || to > len as i64 {
            let text = format!("SubSeq from {from} to {to} does not lie in a sequence of length {len}");
            return self.fail(at, ErrorKind::Argument, text);
        }
        Ok(Some((from as usize - 1, to as usize)))
    }

    /// A value for a message that the user wrote: strings without quotes.
    pub fn message(&mut self, at: ExprId, v: &Val) -> R<String> {
        Ok(match self.force(at, v)? {
            Value::Str(a) => a.text().to_string(),
            other => show(&other),
        })
    }
}
