//! The constructors of terms. Each folds before it builds; its doc states the term.
//!
//! Operators without folding are one call of [`Terms::apply`], and have no method here but for the most frequent ones.

use super::{Node, Op, Quantifier, Sort, Term, Terms};
use num_bigint::BigInt;

impl Terms {
    fn as_int(&self, term: Term) -> Option<&BigInt> {
        match self.node(term) {
            Node::Int(value) => Some(value),
            Node::Bool(_) | Node::Bits { .. } | Node::Variable(_) | Node::App(..) | Node::Quantified(..) => None,
        }
    }

    fn is_literal(&self, term: Term) -> bool {
        match self.node(term) {
            Node::Bool(_) | Node::Int(_) | Node::Bits { .. } => true,
            Node::Variable(_) | Node::App(..) | Node::Quantified(..) => false,
        }
    }

    /// A folded term passes no other check of its operands.
    #[track_caller]
    fn demand(&self, sort: &Sort, terms: &[Term]) {
        for t in terms {
            assert_eq!(self.sort(*t), sort, "smt: an operand of another sort");
        }
    }

    /// The operand of a negation.
    fn negated(&self, term: Term) -> Option<Term> {
        match self.node(term) {
            Node::App(Op::Not, operands) => Some(operands[0]),
            _ => None,
        }
    }

    /// The term `(not a)`, if it was built.
    pub fn negation(&self, a: Term) -> Option<Term> {
        match a {
            Terms::TRUE => Some(Terms::FALSE),
            Terms::FALSE => Some(Terms::TRUE),
            _ => self.negated(a).or_else(|| self.find(&Node::App(Op::Not, [a].into()))),
        }
    }

    /// `(not a)`
    #[track_caller]
    pub fn not(&mut self, a: Term) -> Term {
        self.demand(&Sort::Bool, &[a]);
        match a {
            Terms::TRUE => Terms::FALSE,
            Terms::FALSE => Terms::TRUE,
            _ => self.negated(a).unwrap_or_else(|| self.apply(Op::Not, &[a])),
        }
    }

    /// `(and a …)`; TRUE of nothing.
    #[track_caller]
    pub fn and(&mut self, terms: impl IntoIterator<Item = Term>) -> Term {
        self.junction(Op::And, Terms::TRUE, Terms::FALSE, terms)
    }

    /// `(or a …)`; FALSE of nothing.
    #[track_caller]
    pub fn or(&mut self, terms: impl IntoIterator<Item = Term>) -> Term {
        self.junction(Op::Or, Terms::FALSE, Terms::TRUE, terms)
    }

    /// A conjunction or disjunction over the distinct operands: `zero` where one of them is it or the negation of another.
    #[track_caller]
    fn junction(&mut self, op: Op, unit: Term, zero: Term, terms: impl IntoIterator<Item = Term>) -> Term {
        let mut operands: Vec<Term> = terms.into_iter().filter(|t| *t != unit).collect();
        self.demand(&Sort::Bool, &operands);
        operands.sort_unstable();
        operands.dedup();
        let contradicts = |t: &Term| self.negated(*t).is_some_and(|n| operands.binary_search(&n).is_ok());
        if operands.contains(&zero) || operands.iter().any(contradicts) {
            return zero;
        }
        match operands[..] {
            [] => unit,
            [single] => single,
            _ => self.apply(op, &operands),
        }
    }

    /// `(=> a b)`
    #[track_caller]
    pub fn implies(&mut self, a: Term, b: Term) -> Term {
        self.demand(&Sort::Bool, &[a, b]);
        match (a, b) {
            (Terms::TRUE, _) => b,
            (Terms::FALSE, _) | (_, Terms::TRUE) => Terms::TRUE,
            (_, Terms::FALSE) => self.not(a),
            _ if a == b => Terms::TRUE,
            _ => self.apply(Op::Implies, &[a, b]),
        }
    }

    /// `(xor a b)`
    #[track_caller]
    pub fn xor(&mut self, a: Term, b: Term) -> Term {
        self.demand(&Sort::Bool, &[a, b]);
        match (a, b) {
            (Terms::FALSE, other) | (other, Terms::FALSE) => other,
            (Terms::TRUE, other) | (other, Terms::TRUE) => self.not(other),
            _ if a == b => Terms::FALSE,
            _ => self.apply(Op::Xor, &[a.min(b), a.max(b)]),
        }
    }

    /// `(ite c a b)`
    #[track_caller]
    pub fn ite(&mut self, c: Term, a: Term, b: Term) -> Term {
        self.demand(&Sort::Bool, &[c]);
        self.demand(self.sort(a), &[b]);
        match c {
            Terms::TRUE => a,
            Terms::FALSE => b,
            _ if a == b => a,
            _ => self.apply(Op::Ite, &[c, a, b]),
        }
    }

    /// `(= a b)`, of any sort
    #[track_caller]
    pub fn eq(&mut self, a: Term, b: Term) -> Term {
        self.demand(self.sort(a), &[b]);
        match (a, b) {
            (Terms::TRUE, other) | (other, Terms::TRUE) => other,
            (Terms::FALSE, other) | (other, Terms::FALSE) => self.not(other),
            _ if a == b => Terms::TRUE,
            // literals of one sort are equal only if they are the same term
            _ if self.is_literal(a) && self.is_literal(b) => Terms::FALSE,
            _ => self.apply(Op::Eq, &[a.min(b), a.max(b)]),
        }
    }

    /// `(distinct a …)`
    #[track_caller]
    pub fn distinct(&mut self, terms: impl IntoIterator<Item = Term>) -> Term {
        let mut operands: Vec<Term> = terms.into_iter().collect();
        let all = operands.len();
        if let [first, rest @ ..] = &operands[..] {
            self.demand(self.sort(*first), rest);
        }
        operands.sort_unstable();
        operands.dedup();
        match operands[..] {
            _ if operands.len() < all => Terms::FALSE,
            [] | [_] => Terms::TRUE,
            [a, b] => {
                let same = self.eq(a, b);
                self.not(same)
            }
            _ => self.apply(Op::Distinct, &operands),
        }
    }

    /// `(+ a …)`; 0 of nothing.
    #[track_caller]
    pub fn add(&mut self, terms: impl IntoIterator<Item = Term>) -> Term {
        let mut operands = Vec::new();
        let mut sum = BigInt::ZERO;
        for t in terms {
            match self.as_int(t) {
                Some(n) => sum += n,
                None => operands.push(t),
            }
        }
        if sum != BigInt::ZERO || operands.is_empty() {
            operands.push(self.int(sum));
        }
        self.demand(&Sort::Int, &operands);
        operands.sort_unstable();
        if let [single] = operands[..] { single } else { self.apply(Op::Add, &operands) }
    }

    /// `(* a …)`; 1 of nothing.
    #[track_caller]
    pub fn mul(&mut self, terms: impl IntoIterator<Item = Term>) -> Term {
        let mut operands = Vec::new();
        let mut product = BigInt::from(1);
        for t in terms {
            match self.as_int(t) {
                Some(n) => product *= n,
                None => operands.push(t),
            }
        }
        self.demand(&Sort::Int, &operands);
        if product == BigInt::ZERO {
            return self.int(0);
        }
        if product != BigInt::from(1) || operands.is_empty() {
            operands.push(self.int(product));
        }
        operands.sort_unstable();
        if let [single] = operands[..] { single } else { self.apply(Op::Mul, &operands) }
    }

    /// `(- a b)`
    #[track_caller]
    pub fn sub(&mut self, a: Term, b: Term) -> Term {
        self.demand(&Sort::Int, &[a, b]);
        match (self.as_int(a), self.as_int(b)) {
            (Some(m), Some(n)) => {
                let difference = m - n;
                self.int(difference)
            }
            (_, Some(n)) if *n == BigInt::ZERO => a,
            _ => self.apply(Op::Sub, &[a, b]),
        }
    }

    /// `(- a)`
    #[track_caller]
    pub fn neg(&mut self, a: Term) -> Term {
        match self.as_int(a) {
            Some(n) => {
                let negative = -n;
                self.int(negative)
            }
            None => self.apply(Op::Neg, &[a]),
        }
    }

    /// `(div a b)`: `a = b * (div a b) + (mod a b)` and `0 <= (mod a b) < |b|`; some integer where b is 0.
    #[track_caller]
    pub fn div(&mut self, a: Term, b: Term) -> Term {
        self.demand(&Sort::Int, &[a, b]);
        match self.euclid(a, b) {
            Some((quotient, _)) => self.int(quotient),
            None => self.apply(Op::Div, &[a, b]),
        }
    }

    /// `(mod a b)`, see [`Terms::div`].
    #[track_caller]
    pub fn modulo(&mut self, a: Term, b: Term) -> Term {
        self.demand(&Sort::Int, &[a, b]);
        match self.euclid(a, b) {
            Some((_, rest)) => self.int(rest),
            None => self.apply(Op::Mod, &[a, b]),
        }
    }

    /// Quotient and rest of two literals, of which the second is not 0.
    fn euclid(&self, a: Term, b: Term) -> Option<(BigInt, BigInt)> {
        let (a, b) = (self.as_int(a)?, self.as_int(b)?);
        if *b == BigInt::ZERO {
            return None;
        }
        // Rust's division rounds to 0, and the rest has the sign of a
        let (quotient, rest) = (a / b, a % b);
        if rest >= BigInt::ZERO {
            return Some((quotient, rest));
        }
        Some(if *b > BigInt::ZERO { (quotient - 1, rest + b) } else { (quotient + 1, rest - b) })
    }

    /// `(< a b)`
    #[track_caller]
    pub fn lt(&mut self, a: Term, b: Term) -> Term {
        self.demand(&Sort::Int, &[a, b]);
        match (self.as_int(a), self.as_int(b)) {
            (Some(m), Some(n)) => self.bool(m < n),
            _ if a == b => Terms::FALSE,
            _ => self.apply(Op::Less, &[a, b]),
        }
    }

    /// `(<= a b)`
    #[track_caller]
    pub fn le(&mut self, a: Term, b: Term) -> Term {
        self.demand(&Sort::Int, &[a, b]);
        match (self.as_int(a), self.as_int(b)) {
            (Some(m), Some(n)) => self.bool(m <= n),
            _ if a == b => Terms::TRUE,
            _ => self.apply(Op::LessEqual, &[a, b]),
        }
    }

    /// `(select a i)`
    #[track_caller]
    pub fn select(&mut self, array: Term, index: Term) -> Term {
        self.apply(Op::Select, &[array, index])
    }

    /// `(store a i e)`
    #[track_caller]
    pub fn store(&mut self, array: Term, index: Term, element: Term) -> Term {
        self.apply(Op::Store, &[array, index, element])
    }

    /// `(forall (…) body)` over variables of [`Terms::fresh_variable`]
    #[track_caller]
    pub fn forall(&mut self, variables: &[Term], body: Term) -> Term {
        self.quantify(Quantifier::Forall, variables, body)
    }

    /// `(exists (…) body)`
    #[track_caller]
    pub fn exists(&mut self, variables: &[Term], body: Term) -> Term {
        self.quantify(Quantifier::Exists, variables, body)
    }
}
