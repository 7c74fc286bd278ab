//! The strict built-in operators on symbolic values.

use crate::eval::error::ErrorKind;
use crate::ir::Builtin;
use crate::logic::{Graph, Number, Term};
use crate::source::Span;
use crate::symbolic::Encoder;
use crate::symbolic::value::arith::{self, Exact};
use crate::symbolic::value::scalar::Scalar;
use crate::symbolic::value::sym::{Guarded, Lazy, Node, Sym};
use crate::value::Integers;

/// The largest exponent of a power without bounds, and the most exponents that one may have.
const MOST_EXPONENT: i64 = 4096;
const MOST_EXPONENTS: u64 = 256;

impl<'m> Encoder<'m> {
    pub(in crate::symbolic) fn builtin(&mut self, op: Builtin, args: &[Sym], span: Span) -> Sym {
        if args.iter().any(|a| self.syms.is_undefined(*a)) {
            return self.syms.undefined();
        }
        match op {
            Builtin::Eq => {
                let t = self.equal(args[0], args[1], span);
                self.syms.bool(t)
            }
            Builtin::Ne => {
                let t = self.equal(args[0], args[1], span);
                self.syms.bool(!t)
            }
            Builtin::Iff => {
                let (a, b) = (self.truth(args[0], span), self.truth(args[1], span));
                let t = self.graph.iff(a, b);
                self.syms.bool(t)
            }
            Builtin::In => {
                let t = self.member(args[0], args[1], span);
                self.syms.bool(t)
            }
            Builtin::NotIn => {
                let t = self.member(args[0], args[1], span);
                self.syms.bool(!t)
            }
            Builtin::Union => self.set_union(args[0], args[1], span),
            Builtin::Intersect => self.set_restrict(args[0], args[1], true, span),
            Builtin::Minus => self.set_restrict(args[0], args[1], false, span),
            Builtin::SubsetEq => {
                let t = self.subset(args[0], args[1], span);
                self.syms.bool(t)
            }
            Builtin::Powerset => self.syms.add(Node::Lazy(Lazy::Powerset(args[0]))),
            Builtin::BigUnion => self.big_union(args[0], span),
            Builtin::Cross => self.syms.add(Node::Lazy(Lazy::Product(args.into()))),
            Builtin::Domain => self.domain(args[0], span),
            Builtin::Boolean => {
                let (t, f) = (self.syms.bool(Term::TRUE), self.syms.bool(Term::FALSE));
                self.set_of(vec![(Term::TRUE, t), (Term::TRUE, f)])
            }
            Builtin::StringSet => self.syms.add(Node::Lazy(Lazy::Strings)),
            Builtin::Nat => self.syms.add(Node::Lazy(Lazy::Nat)),
            Builtin::Int => self.syms.add(Node::Lazy(Lazy::Int)),
            Builtin::Real | Builtin::Divide => self.unsupported(span, "real numbers"),
            Builtin::Add => self.arithmetic(args, span, Graph::number_add, |enc, a, b| Some(arith::plus(&mut enc.graph, a, b))),
            Builtin::Sub => self.arithmetic(args, span, Graph::number_sub, |enc, a, b| Some(arith::minus(&mut enc.graph, a, b))),
            Builtin::Mul => self.arithmetic(args, span, Graph::number_mul, |enc, a, b| Some(arith::times(&mut enc.graph, a, b))),
            Builtin::Neg => {
                let zero = self.syms.int(0);
                self.arithmetic(&[zero, args[0]], span, Graph::number_sub, |enc, a, b| Some(arith::minus(&mut enc.graph, a, b)))
            }
            // a \div b and a % b are defined for b > 0 (TLC evaluates \div for b < 0 too, rounding down)
            Builtin::Div => {
                if let (Some(_), Some(b)) = (self.integer(args[0], span), self.integer(args[1], span)) {
                    let zero = b.is(&mut self.graph, 0);
                    self.fail(ErrorKind::DivisionByZero, span, zero);
                }
                self.arithmetic(args, span, Graph::number_div, |enc, a, b| arith::quotient(&mut enc.graph, a, b))
            }
            Builtin::Mod => {
                if let (Some(_), Some(b)) = (self.integer(args[0], span), self.integer(args[1], span)) {
                    let positive = Scalar::less(&mut self.graph, &Scalar::constant(0), &b);
                    let zero = b.is(&mut self.graph, 0);
                    self.fail(ErrorKind::DivisionByZero, span, zero);
                    let negative = self.graph.and(!positive, !zero);
                    self.fail(ErrorKind::Type, span, negative);
                }
                self.arithmetic(args, span, Graph::number_mod, |enc, a, b| arith::remainder(&mut enc.graph, a, b))
            }
            Builtin::Pow => self.power(args, span),
            Builtin::Lt => self.comparison(args, span, |enc, a, b| Scalar::less(&mut enc.graph, a, b)),
            Builtin::Gt => self.comparison(args, span, |enc, a, b| Scalar::less(&mut enc.graph, b, a)),
            Builtin::Le => self.comparison(args, span, |enc, a, b| !Scalar::less(&mut enc.graph, b, a)),
            Builtin::Ge => self.comparison(args, span, |enc, a, b| !Scalar::less(&mut enc.graph, a, b)),
            Builtin::Range => match (self.integer(args[0], span), self.integer(args[1], span)) {
                (Some(a), Some(b)) => self.range(&a, &b, span),
                _ => self.syms.undefined(),
            },
            Builtin::Seq => self.syms.add(Node::Lazy(Lazy::Sequences(args[0]))),
            Builtin::Len | Builtin::Tail | Builtin::Concat | Builtin::SubSeq if self.may_be_text(args[0]) => {
                self.on_text(op, args, span)
            }
            Builtin::Len => self.on_sequence(args[0], span, &mut |enc, (length, _)| enc.syms.scalar(length)),
            Builtin::Concat => self.concat(args[0], args[1], span),
            Builtin::Append => self.append(args[0], args[1], span),
            Builtin::Head => self.head(args[0], span),
            Builtin::Tail => self.tail(args[0], span),
            Builtin::SubSeq => match (self.integer(args[1], span), self.integer(args[2], span)) {
                (Some(m), Some(n)) => self.sub_seq(args[0], &m, &n, span),
                _ => self.syms.undefined(),
            },
            Builtin::IsFiniteSet => {
                let finite = self.is_finite_set(args[0], span);
                self.syms.bool(finite)
            }
            Builtin::IsFunction => self
                .is_a(args[0], |node| matches!(node, Node::Tuple { .. } | Node::Record(_) | Node::Function(_) | Node::Rule(_))),
            Builtin::IsInteger => self.is_a(args[0], |node| matches!(node, Node::Int(_))),
            // |[S -> T]| = |T| ^ |S| and the like, where S and T are the same in every behavior
            Builtin::Cardinality if self.is_large(args[0]) && self.exact_size(args[0]).is_some() => {
                let n = self.exact_size(args[0]).expect("symbolic: the guard asked");
                let n = Scalar::constant(i64::try_from(n).unwrap_or(i64::MAX));
                self.in_range(Exact::of_scalar(&n), span)
            }
            Builtin::Cardinality => {
                if let Node::Lazy(Lazy::Interval { low, high }) = self.syms.node(args[0]).clone() {
                    let some = !Scalar::less(&mut self.graph, &high, &low);
                    if low.number().is_some() || high.number().is_some() {
                        let (low, high) = (low.as_number(&mut self.graph), high.as_number(&mut self.graph));
                        let (zero, one) = (self.graph.number_constant(0), self.graph.number_constant(1));
                        let n = self.graph.number_sub(high, low);
                        let n = self.graph.number_add(n, one);
                        let n = self.graph.number_ite(some, n, zero);
                        return self.integer_of(n);
                    }
                    let n = arith::minus(&mut self.graph, &high, &low).within(&mut self.graph, 64).0;
                    let n = arith::plus(&mut self.graph, &n, &Scalar::constant(1)).within(&mut self.graph, 64).0;
                    let n = Scalar::merge(&mut self.graph, some, &n, &Scalar::constant(0));
                    return self.syms.scalar(n);
                }
                let entries = self.elements(args[0], span);
                let firsts = self.first_occurrences(&entries, span);
                let n = Scalar::count(&mut self.graph, &firsts);
                let n = match self.most(args[0]) {
                    Some(most) => n.at_most(&mut self.graph, most as i64),
                    None => n,
                };
                self.syms.scalar(n)
            }
            // a :> b
            Builtin::MapsTo => self.function_of(vec![(Term::TRUE, args[0], args[1])]),
            Builtin::Override => self.override_with(args[0], args[1], span),
            Builtin::Assert => {
                let t = self.equals_true(args[0]);
                self.fail(ErrorKind::Assert, span, !t);
                self.syms.bool(Term::TRUE)
            }
            Builtin::Print => args[1],
            Builtin::PrintT => self.syms.bool(Term::TRUE),
            Builtin::TlcEval => args[0],
            Builtin::Permutations => self.permutations(args[0], span),
            Builtin::ToString | Builtin::ToJson => self.text_of(op, args[0], span),
            Builtin::JsonDeserialize | Builtin::NdJsonDeserialize => {
                self.read_json(args[0], op == Builtin::NdJsonDeserialize, span)
            }
            Builtin::TlcGet
            | Builtin::TlcSet
            | Builtin::JavaTime
            | Builtin::RandomElement
            | Builtin::Any
            | Builtin::TlcGetOrDefault
            | Builtin::ModelValue
            | Builtin::Fingerprint
            | Builtin::Trace => {
                self.touch_beyond();
                self.unsupported(span, format!("the operator {} of module {}", op.name(), op.module()))
            }
            Builtin::Library(op) => self.library(op, args, span),
            Builtin::AssertError => self.unsupported(span, "AssertError"),
            Builtin::RandomSubset | Builtin::RandomSetOfSubsets | Builtin::RandomSubsetSet => {
                self.unsupported(span, format!("the operator {} of module {}", op.name(), op.module()))
            }
        }
    }

    /// Whether the value is of a kind.
    fn is_a(&mut self, v: Sym, kind: impl Fn(&Node) -> bool) -> Sym {
        let of_kind = self.syms.alternatives(v).into_iter().filter(|(_, alt)| kind(self.syms.node(*alt)));
        let conditions: Vec<Term> = of_kind.map(|(g, _)| g).collect();
        let t = self.graph.any(conditions);
        self.syms.bool(t)
    }

    /// The condition that the value is TRUE. A value that is not a boolean is not.
    fn equals_true(&mut self, v: Sym) -> Term {
        let mut parts = Vec::new();
        for (g, alt) in self.syms.alternatives(v) {
            if let Node::Bool(t) = *self.syms.node(alt) {
                parts.push(self.graph.and(g, t));
            }
        }
        self.graph.any(parts)
    }

    /// The value as an integer; a finding where it is not one.
    pub(in crate::symbolic) fn integer(&mut self, v: Sym, span: Span) -> Option<Scalar> {
        let mut result: Option<(Term, Scalar)> = None;
        for (g, alt) in self.syms.alternatives(v) {
            match self.syms.node(alt).clone() {
                Node::Int(n) => {
                    result = Some(match result {
                        Some((_, m)) => (Term::TRUE, Scalar::merge(&mut self.graph, g, &n, &m)),
                        None => (g, n),
                    });
                }
                Node::Undefined => {}
                _ => self.fail(ErrorKind::Type, span, g),
            }
        }
        result.map(|r| r.1)
    }

    /// An operation on integers: `of_numbers` where one of them has no bounds, else `of_bits`.
    fn arithmetic(
        &mut self,
        args: &[Sym],
        span: Span,
        of_numbers: fn(&mut Graph, Number, Number) -> Number,
        of_bits: impl FnOnce(&mut Self, &Scalar, &Scalar) -> Option<Exact>,
    ) -> Sym {
        let (a, b) = (self.integer(args[0], span), self.integer(args[1], span));
        let (Some(a), Some(b)) = (a, b) else { return self.syms.undefined() };
        if a.number().is_some() || b.number().is_some() {
            let (a, b) = (a.as_number(&mut self.graph), b.as_number(&mut self.graph));
            let n = of_numbers(&mut self.graph, a, b);
            return self.integer_of(n);
        }
        let Some(exact) = of_bits(self, &a, &b) else { return self.syms.undefined() };
        self.in_range(exact, span)
    }

    fn integer_of(&mut self, n: Number) -> Sym {
        let n = Scalar::of_number(&self.graph, n);
        self.syms.scalar(n)
    }

    /// The number; a finding where it has more bits than an integer.
    fn in_range(&mut self, exact: Exact, span: Span) -> Sym {
        if self.integers == Integers::Unbounded && exact.may_exceed(self.integers.bits()) {
            let n = exact.number(&mut self.graph);
            return self.integer_of(n);
        }
        let (n, beyond) = exact.within(&mut self.graph, self.integers.bits());
        self.fail(ErrorKind::Overflow, span, beyond);
        self.syms.scalar(n)
    }

    fn power(&mut self, args: &[Sym], span: Span) -> Sym {
        let (a, b) = (self.integer(args[0], span), self.integer(args[1], span));
        let (Some(a), Some(b)) = (a, b) else { return self.syms.undefined() };
        let negative = Scalar::less(&mut self.graph, &b, &Scalar::constant(0));
        let (no_base, no_power) = (a.is(&mut self.graph, 0), b.is(&mut self.graph, 0));
        let undefined = self.graph.and(no_base, no_power);
        let wrong = self.graph.or(negative, undefined);
        self.fail(ErrorKind::Type, span, wrong);
        if b.domain().high() < 0 {
            return self.syms.undefined();
        }
        let in_bits = a.number().is_none() && b.number().is_none();
        if in_bits && let Some((n, beyond)) = arith::power(&mut self.graph, &a, &b, self.integers.bits()) {
            if self.integers == Integers::Narrow || beyond == Term::FALSE {
                self.fail(ErrorKind::Overflow, span, beyond);
                return self.syms.scalar(n);
            }
        } else if self.integers == Integers::Narrow {
            return self.unsupported(span, "a power whose exponent may be more than 64");
        }
        self.power_of_number(&a, &b, span)
    }

    /// `a^b` without bounds: a chain of products, one for each exponent that is possible.
    fn power_of_number(&mut self, a: &Scalar, b: &Scalar, span: Span) -> Sym {
        if b.number().is_some() || b.domain().high() > MOST_EXPONENT || b.domain().size() > MOST_EXPONENTS {
            return self.unsupported(span, format!("a power whose exponent may be more than {MOST_EXPONENT}, or has no bounds"));
        }
        let a = a.as_number(&mut self.graph);
        let mut at = self.graph.number_constant(1);
        let mut value = at;
        for n in 0..=b.domain().high() {
            if n > 0 {
                at = self.graph.number_mul(at, a);
            }
            let here = b.is(&mut self.graph, n);
            value = self.graph.number_ite(here, at, value);
        }
        self.integer_of(value)
    }

    fn comparison(&mut self, args: &[Sym], span: Span, f: impl FnOnce(&mut Self, &Scalar, &Scalar) -> Term) -> Sym {
        match (self.integer(args[0], span), self.integer(args[1], span)) {
            (Some(a), Some(b)) => {
                let t = f(self, &a, &b);
                self.syms.bool(t)
            }
            _ => self.syms.undefined(),
        }
    }

    /// `f @@ g`: f where it is defined, else g.
    fn override_with(&mut self, f: Sym, g: Sym, span: Span) -> Sym {
        let mut cases: Vec<Guarded> = Vec::new();
        for (p, a) in self.syms.alternatives(f) {
            for (q, b) in self.syms.alternatives(g) {
                let both = self.graph.and(p, q);
                if both == Term::FALSE {
                    continue;
                }
                let v = self.under(both, |enc| {
                    let (Some(x), Some(y)) = (enc.entries(a), enc.entries(b)) else {
                        enc.fail(ErrorKind::Type, span, Term::TRUE);
                        return enc.syms.undefined();
                    };
                    let mut all = x.clone();
                    for (h, k, v) in y {
                        let mut taken = Vec::new();
                        for (g, l, _) in &x {
                            let here = enc.graph.and(*g, h);
                            let same = enc.under(here, |enc| enc.equal(k, *l, span));
                            taken.push(enc.graph.and(*g, same));
                        }
                        let taken = enc.graph.any(taken);
                        let open = enc.graph.and(h, !taken);
                        match all.iter().position(|e| e.1 == k) {
                            // the same key on both sides: one entry
                            Some(i) => {
                                let (g, _, own) = all[i];
                                all[i] = (enc.graph.or(g, open), k, enc.merge(g, own, v));
                            }
                            None => all.push((open, k, v)),
                        }
                    }
                    enc.function_of(all)
                });
                cases.push((both, v));
            }
        }
        self.select(&cases)
    }

    /// `Permutations(S)` of a set that is the same in every behavior.
    fn permutations(&mut self, s: Sym, span: Span) -> Sym {
        use itertools::Itertools;
        let entries = self.elements(s, span);
        if entries.len() > 7 || entries.iter().any(|(g, _)| *g != Term::TRUE) {
            return self.unsupported(span, "Permutations of a set that depends on the state or has more than 7 elements");
        }
        let keys: Vec<Sym> = entries.iter().map(|e| e.1).collect();
        let all: Vec<Guarded> = keys
            .iter()
            .copied()
            .permutations(keys.len())
            .map(|image| {
                let f = self.function_of(keys.iter().zip(image).map(|(k, v)| (Term::TRUE, *k, v)).collect());
                (Term::TRUE, f)
            })
            .collect();
        self.set_of(all)
    }
}
