//! Z3 behind both interfaces: terms ([`Z3`], an [`SmtSolver`]) and clauses ([`Clauses`], which [`crate::sat::z3`] makes a SAT solver).
//! This is the only file that uses the `z3` crate.
//!
//! Both share [`Session`]: a query under assumptions with a limit by Z3's resources, interrupted if the run is cancelled.
//!
//! For clauses the finite-domain solver (`QF_FD`) is used, clauses asserted one by one, assumptions per query. Never push and pop, never
//! the default solver: both were measured several times slower on this kind of formula (docs/encoding.md). For terms the default
//! solver is used, which chooses by the formula's content.

use super::{Answer, Node, Op, Quantifier, SmtSolver, Sort, Term, Terms, Value, Variable};
use crate::util::interrupt::{self, Cancel};
use crate::util::work::{self, Work};
use num_bigint::{BigInt, BigUint};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;
use z3::ast::{Array, Ast, BV, Bool, Dynamic, Int, exists_const, forall_const};
use z3::{Context, FuncDecl, Model, Params, SatResult, Solver, StatisticsValue, Symbol};

/// The time between two looks at the flag that ends the run, while Z3 works.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// The work of one of Z3's resources.
const RESOURCE: u64 = 2;

/// The work of a query besides resources.
const QUERY: u64 = 1500;

/// The solver's name with the version of the library that runs.
pub fn name() -> String {
    format!("Z3 {}", z3::full_version())
}

/// A Z3 solver and the flag that ends the run.
struct Session {
    solver: Solver,
    cancel: Cancel,
}

impl Session {
    fn new(solver: Solver) -> Session {
        Session { solver, cancel: interrupt::current() }
    }

    /// Satisfiability of the assertions under assumptions, within a limit; work is counted.
    fn query(&self, assumed: &[Bool], limit: Work) -> Answer {
        let mut params = Params::new();
        // 0 is no limit; what does not fit into 32 bits is none either
        let resources = u32::try_from(limit.count() / RESOURCE).map_or(0, |n| n.max(1));
        params.set_u32("rlimit", resources);
        self.solver.set_params(&params);
        let before = self.resources();
        let answer = self.check(assumed);
        let spent = self.resources().wrapping_sub(before);
        work::spend(QUERY + u64::from(spent) * RESOURCE);
        match answer {
            SatResult::Sat => Answer::Satisfiable,
            SatResult::Unsat => Answer::Unsatisfiable,
            SatResult::Unknown if self.cancel.is_cancelled() || (resources > 0 && spent >= resources) => Answer::Stopped,
            SatResult::Unknown => Answer::Unknown(self.solver.get_reason_unknown().unwrap_or_else(|| "no reason given".into())),
        }
    }

    /// Z3's answer; it is interrupted if the run is cancelled.
    fn check(&self, assumed: &[Bool]) -> SatResult {
        let context = Context::thread_local();
        let handle = context.handle();
        std::thread::scope(|scope| {
            let (running, ended) = channel::<()>();
            let (cancel, handle) = (&self.cancel, &handle);
            scope.spawn(move || {
                while ended.recv_timeout(POLL_INTERVAL) == Err(RecvTimeoutError::Timeout) {
                    if cancel.is_cancelled() {
                        handle.interrupt();
                    }
                }
            });
            let answer = self.solver.check_assumptions(assumed);
            drop(running);
            answer
        })
    }

    /// Z3's count of its own work so far, on this thread; it wraps around.
    fn resources(&self) -> u32 {
        match self.solver.get_statistics().value("rlimit count") {
            Some(StatisticsValue::UInt(n)) => n,
            Some(StatisticsValue::Double(n)) => n as u64 as u32,
            None => 0,
        }
    }
}

/// Z3 as a propositional solver. Literals are those of DIMACS: variable `n >= 1`, negative when negated.
pub struct Clauses {
    session: Session,
    variables: Vec<(Bool, Bool)>,
    model: Vec<bool>,
}

impl Default for Clauses {
    fn default() -> Clauses {
        Clauses::new()
    }
}

impl Clauses {
    pub fn new() -> Clauses {
        let solver = Solver::new_for_logic("QF_FD").expect("smt: Z3 has a finite-domain solver");
        Clauses { session: Session::new(solver), variables: Vec::new(), model: Vec::new() }
    }

    fn literal(&self, l: i32) -> &Bool {
        let (positive, negative) = &self.variables[l.unsigned_abs() as usize - 1];
        if l > 0 { positive } else { negative }
    }

    pub fn variable(&mut self) -> i32 {
        let v = Bool::new_const(self.variables.len() as u32);
        let negated = v.not();
        self.variables.push((v, negated));
        self.variables.len() as i32
    }

    pub fn add(&mut self, clause: &[i32]) {
        if let [single] = clause {
            self.session.solver.assert(self.literal(*single));
            return;
        }
        let literals: Vec<&Bool> = clause.iter().map(|l| self.literal(*l)).collect();
        self.session.solver.assert(Bool::or(&literals));
    }

    pub fn query(&mut self, assumptions: &[i32], limit: Work) -> Answer {
        let assumed: Vec<Bool> = assumptions.iter().map(|l| self.literal(*l).clone()).collect();
        let answer = self.session.query(&assumed, limit);
        if answer == Answer::Satisfiable {
            let Some(model) = self.session.solver.get_model() else {
                return Answer::Unknown("satisfiable, but without a model".into());
            };
            let value = |v: &Bool| model.get_const_interp(v).and_then(|b| b.as_bool()).unwrap_or(false);
            self.model = self.variables.iter().map(|(v, _)| value(v)).collect();
        }
        answer
    }

    /// The value of a literal in the last model; FALSE for a variable that the model leaves open.
    pub fn holds(&self, literal: i32) -> bool {
        let positive = self.model.get(literal.unsigned_abs() as usize - 1).copied().unwrap_or(false);
        positive == (literal > 0)
    }
}

/// Z3 as a solver for terms.
pub struct Z3 {
    session: Session,
    /// Z3's term for each term that was translated.
    translated: FxHashMap<Term, Dynamic>,
    variables: FxHashMap<Variable, Dynamic>,
    /// The Boolean constant that stands for an assumption: Z3 takes no others. It implies the assumption.
    assumed: FxHashMap<Term, Bool>,
    core: Vec<Term>,
    model: Option<Model>,
}

impl Default for Z3 {
    fn default() -> Z3 {
        Z3::new()
    }
}

impl Z3 {
    pub fn new() -> Z3 {
        Z3 {
            session: Session::new(Solver::new()),
            translated: FxHashMap::default(),
            variables: FxHashMap::default(),
            assumed: FxHashMap::default(),
            core: Vec::new(),
            model: None,
        }
    }

    /// Z3's answer to a script in SMT-LIB; [`None`] if Z3 cannot read it.
    ///
    /// ```
    /// use tlaloc::internals::smt::{Answer, z3::Z3};
    /// use tlaloc::internals::util::work::Work;
    /// let script = "(declare-fun x () Int) (assert (< x x))";
    /// assert_eq!(Z3::script(script, Work::MAX), Some(Answer::Unsatisfiable));
    /// assert_eq!(Z3::script("(assert (< x x))", Work::MAX), None);
    /// ```
    pub fn script(text: &str, limit: Work) -> Option<Answer> {
        // Z3 reads all of a script or nothing: with a contradiction at its end, what it has read is unsatisfiable at once
        let probe = Session::new(Solver::new());
        probe.solver.from_string(format!("{text}\n(assert false)"));
        if probe.query(&[], Work::MAX) != Answer::Unsatisfiable {
            return None;
        }
        let session = Session::new(Solver::new());
        session.solver.from_string(text);
        Some(session.query(&[], limit))
    }

    #[track_caller]
    fn formula(&mut self, terms: &Terms, term: Term) -> Bool {
        assert_eq!(terms.sort(term), &Sort::Bool, "smt: only Boolean terms are asserted");
        assert!(terms.free(term).is_empty(), "smt: a term with free variables is asserted");
        self.translate(terms, term).as_bool().expect("smt: the sorts agree")
    }

    /// Z3's term. What is below it is translated first, without recursion.
    fn translate(&mut self, terms: &Terms, term: Term) -> Dynamic {
        let mut stack = vec![term];
        while let Some(&t) = stack.last() {
            if self.translated.contains_key(&t) {
                stack.pop();
                continue;
            }
            let before = stack.len();
            stack.extend(terms.operands(t).iter().filter(|o| !self.translated.contains_key(o)));
            if stack.len() == before {
                let made = self.make(terms, t);
                self.translated.insert(t, made);
                stack.pop();
            }
        }
        self.translated[&term].clone()
    }

    /// Z3's term for one whose operands are translated.
    fn make(&mut self, terms: &Terms, term: Term) -> Dynamic {
        match terms.node(term) {
            Node::Bool(b) => Bool::from_bool(*b).into(),
            Node::Int(n) => Int::from_str(&n.to_string()).expect("smt: an integer is a numeral").into(),
            Node::Bits { width, value } => {
                BV::from_str(*width, &value.to_string()).expect("smt: a bit-vector is a numeral").into()
            }
            Node::Variable(v) => self.bound(terms, *v),
            Node::App(op, operands) => {
                let operands: Vec<&Dynamic> = operands.iter().map(|o| &self.translated[o]).collect();
                apply(terms, op, &operands)
            }
            Node::Quantified(quantifier, variables, body) => {
                let variables: Vec<Dynamic> = variables.iter().map(|v| self.bound(terms, *v)).collect();
                let bounds: Vec<&dyn Ast> = variables.iter().map(|v| v as &dyn Ast).collect();
                let body = self.translated[body].as_bool().expect("smt: the sorts agree");
                match quantifier {
                    Quantifier::Forall => forall_const(&bounds, &[], &body).into(),
                    Quantifier::Exists => exists_const(&bounds, &[], &body).into(),
                }
            }
        }
    }

    /// The constant that a quantifier over this variable binds.
    fn bound(&mut self, terms: &Terms, v: Variable) -> Dynamic {
        let (hint, sort) = terms.variable(v);
        self.variables.entry(v).or_insert_with(|| Dynamic::fresh_const(hint, &sort_of(sort))).clone()
    }
}

impl SmtSolver for Z3 {
    fn name(&self) -> String {
        name()
    }

    fn assert(&mut self, terms: &Terms, term: Term) {
        let formula = self.formula(terms, term);
        self.session.solver.assert(&formula);
    }

    fn check(&mut self, terms: &Terms, assumptions: &[Term], limit: Work) -> Answer {
        (self.core, self.model) = (Vec::new(), None);
        let mut assumed = Vec::with_capacity(assumptions.len());
        for &term in assumptions {
            if !self.assumed.contains_key(&term) {
                let name = Bool::fresh_const("assumed");
                let formula = self.formula(terms, term);
                self.session.solver.assert(name.implies(&formula));
                self.assumed.insert(term, name);
            }
            assumed.push(self.assumed[&term].clone());
        }
        let answer = self.session.query(&assumed, limit.min(work::left()));
        match answer {
            Answer::Satisfiable => self.model = self.session.solver.get_model(),
            Answer::Unsatisfiable => {
                let core = self.session.solver.get_unsat_core();
                let needed = assumptions.iter().zip(&assumed).filter(|(_, name)| core.iter().any(|c| c.ast_eq(*name)));
                self.core = needed.map(|(term, _)| *term).collect();
                self.core.dedup();
            }
            Answer::Stopped | Answer::Unknown(_) => {}
        }
        answer
    }

    fn core(&self) -> Vec<Term> {
        self.core.clone()
    }

    fn value(&mut self, terms: &Terms, term: Term) -> Option<Value> {
        let translated = self.translate(terms, term);
        let model = self.model.as_ref()?;
        value(model, &model.eval(&translated, true)?, terms.sort(term))
    }
}

fn sort_of(sort: &Sort) -> z3::Sort {
    match sort {
        Sort::Bool => z3::Sort::bool(),
        Sort::Int => z3::Sort::int(),
        Sort::BitVec(width) => z3::Sort::bitvector(*width),
        Sort::Array(index, element) => z3::Sort::array(&sort_of(index), &sort_of(element)),
        Sort::Uninterpreted(name) => z3::Sort::uninterpreted(Symbol::String(name.to_string())),
    }
}

/// Z3's application of an operator. The operands have the right sorts, as the terms have.
fn apply(terms: &Terms, op: &Op, operands: &[&Dynamic]) -> Dynamic {
    let b = |i: usize| operands[i].as_bool().expect("smt: the sorts agree");
    let n = |i: usize| operands[i].as_int().expect("smt: the sorts agree");
    let v = |i: usize| operands[i].as_bv().expect("smt: the sorts agree");
    let a = |i: usize| operands[i].as_array().expect("smt: the sorts agree");
    let bools = || (0..operands.len()).map(b).collect::<Vec<Bool>>();
    let ints = || (0..operands.len()).map(n).collect::<Vec<Int>>();
    match op {
        Op::Not => b(0).not().into(),
        Op::And => Bool::and(&bools()).into(),
        Op::Or => Bool::or(&bools()).into(),
        Op::Xor => b(0).xor(b(1)).into(),
        Op::Implies => b(0).implies(b(1)).into(),
        Op::Ite => b(0).ite(operands[1], operands[2]),
        Op::Eq => operands[0].eq(operands[1]).into(),
        Op::Distinct => Dynamic::distinct(operands).into(),
        Op::Add => Int::add(&ints()).into(),
        Op::Sub => Int::sub(&ints()).into(),
        Op::Mul => Int::mul(&ints()).into(),
        Op::Neg => n(0).unary_minus().into(),
        Op::Div => n(0).div(n(1)).into(),
        Op::Mod => n(0).modulo(n(1)).into(),
        Op::Less => n(0).lt(n(1)).into(),
        Op::LessEqual => n(0).le(n(1)).into(),
        Op::BvNot => v(0).bvnot().into(),
        Op::BvNeg => v(0).bvneg().into(),
        Op::BvAnd => v(0).bvand(v(1)).into(),
        Op::BvOr => v(0).bvor(v(1)).into(),
        Op::BvXor => v(0).bvxor(v(1)).into(),
        Op::BvAdd => v(0).bvadd(v(1)).into(),
        Op::BvSub => v(0).bvsub(v(1)).into(),
        Op::BvMul => v(0).bvmul(v(1)).into(),
        Op::BvUDiv => v(0).bvudiv(v(1)).into(),
        Op::BvURem => v(0).bvurem(v(1)).into(),
        Op::BvSDiv => v(0).bvsdiv(v(1)).into(),
        Op::BvSRem => v(0).bvsrem(v(1)).into(),
        Op::BvShl => v(0).bvshl(v(1)).into(),
        Op::BvLShr => v(0).bvlshr(v(1)).into(),
        Op::BvAShr => v(0).bvashr(v(1)).into(),
        Op::BvULess => v(0).bvult(v(1)).into(),
        Op::BvULessEqual => v(0).bvule(v(1)).into(),
        Op::BvSLess => v(0).bvslt(v(1)).into(),
        Op::BvSLessEqual => v(0).bvsle(v(1)).into(),
        Op::Concat => v(0).concat(v(1)).into(),
        Op::Extract { high, low } => v(0).extract(*high, *low).into(),
        Op::ZeroExtend(by) => v(0).zero_ext(*by).into(),
        Op::SignExtend(by) => v(0).sign_ext(*by).into(),
        Op::Select => a(0).select(operands[1]),
        Op::Store => a(0).store(operands[1], operands[2]).into(),
        Op::ConstArray(index) => Array::const_array(&sort_of(index), operands[0]).into(),
        Op::Apply(f) => {
            let declaration = terms.declaration(*f);
            let domain: Vec<z3::Sort> = declaration.domain.iter().map(sort_of).collect();
            let symbol = FuncDecl::new(&*declaration.name, &domain.iter().collect::<Vec<_>>(), &sort_of(&declaration.range));
            let operands: Vec<&dyn Ast> = operands.iter().map(|o| *o as &dyn Ast).collect();
            symbol.apply(&operands)
        }
    }
}

/// What Z3's term for a value says. [`None`] if it is none, such as an array that is given by an expression.
fn value(model: &Model, term: &Dynamic, sort: &Sort) -> Option<Value> {
    match sort {
        Sort::Bool => Some(Value::Bool(term.as_bool()?.as_bool()?)),
        Sort::Int => {
            // `5` or `(- 5)`
            let text = term.to_string().replace(['(', ')', ' '], "");
            Some(Value::Int(BigInt::from_str(&text).ok()?))
        }
        Sort::BitVec(width) => {
            let text = term.to_string();
            let digits = text.get(2..)?.as_bytes();
            let radix = if text.starts_with("#x") { 16 } else { 2 };
            Some(Value::Bits { width: *width, value: BigUint::parse_bytes(digits, radix)? })
        }
        Sort::Array(index, element) => array(model, term, index, element),
        Sort::Uninterpreted(_) => Some(Value::Element(term.to_string())),
    }
}

/// An array is a constant one with stores around it, or the table of a function of the model.
fn array(model: &Model, term: &Dynamic, index: &Sort, element: &Sort) -> Option<Value> {
    let mut entries = BTreeMap::new();
    let mut rest = term.clone();
    loop {
        let array = rest.as_array()?;
        if array.is_const_array() {
            return Some(Value::array(entries, value(model, &rest.nth_child(0)?, element)?));
        }
        if array.is_as_array() {
            let table = model.get_func_interp(&array.as_array_func_decl()?)?;
            for entry in table.get_entries() {
                let [at] = &entry.get_args()[..] else { return None };
                let at = value(model, at, index)?;
                let held = value(model, &entry.get_value(), element)?;
                entries.entry(at).or_insert(held);
            }
            return Some(Value::array(entries, value(model, &table.get_else()?, element)?));
        }
        if rest.safe_decl().ok()?.name() != "store" {
            return None;
        }
        let at = value(model, &rest.nth_child(1)?, index)?;
        let held = value(model, &rest.nth_child(2)?, element)?;
        // the outermost store is the last one
        entries.entry(at).or_insert(held);
        rest = rest.nth_child(0)?;
    }
}
