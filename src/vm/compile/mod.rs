//! From the core language to [`Code`](super::code::Code).
//!
//! In: a model. Out: [`Program`]: the next-state action and the predicates that could be compiled. Operators are inlined: an
//! argument becomes the expression itself where it is used at most once and not repeatedly, otherwise a cell that is filled
//! when first needed. Operators given as arguments are known at compile time. A recursive operator is compiled once for
//! each way its operator parameters are given; its other arguments are evaluated before the call, which can only make the
//! machine give up more often.
//!
//! A definition without parameters that reads the state and repeats something is computed once for each state
//! ([`Code::Kept`]), like the state functions that refinements put in the place of variables. One of a set `{x \in S : P(x)}` that is
//! not written out is gone through lazily, and what was found is remembered, under a prime, too, while the variables that it reads
//! have the same values ([`Remembered`](super::code::Remembered)); so is the value of any such definition under a prime while the next
//! state is being made ([`Code::KeptNext`]).
//!
//! Whether a call-by-need value may be kept depends on what it reads: under a prime, or if it reads primed variables, it is
//! compiled anew where it is used and never kept.

mod action;
mod env;
mod expr;
mod function;
mod operator;
mod set;

use super::code::{Act, ActId, Code, Loop, Proto, Walked};
use super::image::Renaming;
use super::pack::Shapes;
use super::word::Heap;
use crate::ir::analysis::Analysis;
use crate::ir::analysis::reaches;
use crate::ir::{DefId, ExprId, Model};
use crate::property::safety::{Check, Safety};
use env::Env;
use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// Why a formula cannot be compiled.
#[derive(Clone, Debug)]
pub struct Refused {
    pub what: &'static str,
    pub at: ExprId,
}

type C<T> = Result<T, Refused>;

/// A predicate of states or steps.
pub struct Formula {
    pub code: Code,
    pub cells: usize,
}

/// A model compiled. `None` stands for what `eval` must decide.
pub struct Program<'m> {
    pub model: &'m Model,
    pub shapes: Shapes,
    /// The renamings under which states count as one, without the identity; to be set before the program runs.
    pub group: Vec<Renaming>,
    /// Where the next-state action begins.
    pub next: Option<ActId>,
    pub cells: usize,
    pub invariants: Vec<Option<Formula>>,
    pub always: Vec<Option<Formula>>,
    pub steps: Vec<Option<Formula>>,
    pub constraints: Vec<Option<Formula>>,
    pub action_constraints: Vec<Option<Formula>>,
    pub arms: Vec<Option<Formula>>,
    /// Formulas of the definitions without parameters that the caller named.
    pub more: Vec<Option<Formula>>,
    pub(super) acts: Vec<Act>,
    pub(super) loops: Vec<Option<Loop>>,
    pub(super) protos: Vec<Option<Proto>>,
    pub(super) walked: Vec<Option<Walked>>,
    /// How many definitions have elements that are remembered.
    pub(super) remembered: usize,
    /// Where the initial predicate begins; its variables are those assigned, as the next ones of an action.
    pub init: Option<ActId>,
    pub init_cells: usize,
    /// The closed constant expressions of [`Code::Once`].
    pub(super) constants: Vec<ExprId>,
}

/// A formula larger than this is not compiled.
const MOST: usize = 300_000;

pub(super) struct Compiler<'a, 'm> {
    model: &'m Model,
    heap: &'a mut Heap,
    analysis: RefCell<Analysis<'m>>,
    acts: Vec<Act>,
    loops: Vec<Option<Loop>>,
    protos: Vec<Option<Proto>>,
    walked: Vec<Option<Walked>>,
    /// How many loops whose rows are taken one by one stand around what is compiled.
    in_rows: usize,
    /// Whether the initial predicate is being compiled.
    initial: bool,
    /// Whether a constant expression is left to `eval`, which evaluates it once.
    folds: bool,
    known: FxHashMap<operator::Key, usize>,
    /// Whether the next state is the same throughout the formula.
    steady: bool,
    /// Whether definitions evaluate something for each of several values.
    repeats: FxHashMap<DefId, bool>,
    constants: Vec<ExprId>,
    numbers: FxHashMap<ExprId, usize>,
    uses: FxHashMap<(DefId, crate::ir::Slot), (usize, bool)>,
    /// The numbers of the definitions whose elements are remembered, by whether they stand under a prime.
    remembered: FxHashMap<(DefId, bool), usize>,
    cells: u32,
    size: usize,
    depth: usize,
    /// The expression compiled last, for messages.
    at: ExprId,
}

impl<'m> Program<'m> {
    /// Compiles what can be compiled. `heap` takes the constants; each [`super::Vm`] begins with a copy of it.
    /// `more` are definitions without parameters that are predicates, too.
    pub fn new(model: &'m Model, safety: &Safety<'m>, more: &[DefId], heap: &mut Heap) -> Program<'m> {
        let mut c = Compiler::new(model, heap);
        let next = match model.next {
            Some(next) => c.root(next),
            None => None,
        };
        let cells = c.cells as usize;
        c.initial = true;
        c.known.clear();
        let init = match model.init {
            Some(init) => c.root(init),
            None => None,
        };
        c.initial = false;
        let init_cells = c.cells as usize;
        // What was compiled reads variables where an initial predicate has them.
        c.known.clear();
        let mut defs = |named: &[crate::ir::Named]| -> Vec<Option<Formula>> {
            named.iter().map(|n| c.formula(&n.name, n.def, model.def(n.def).body)).collect()
        };
        let (invariants, constraints) = (defs(&model.invariants), defs(&model.constraints));
        let (action_constraints, arms) = (defs(&model.action_constraints), defs(&model.arms));
        let mut checks =
            |checks: &[Check]| -> Vec<Option<Formula>> { checks.iter().map(|k| c.formula(&k.name, k.def, k.expr)).collect() };
        let (always, steps) = (checks(&safety.always), checks(&safety.steps));
        let more = more.iter().map(|d| c.formula(&model.def(*d).name, *d, model.def(*d).body));
        let more = more.collect();
        Program {
            next,
            cells,
            invariants,
            always,
            steps,
            constraints,
            action_constraints,
            arms,
            more,
            init,
            init_cells,
            ..c.finish()
        }
    }

    /// Compiles definitions without parameters for their values: [`Program::more`], one each. Constant expressions are compiled
    /// like others, so no value comes from `eval`. Tests compare the machine with `eval` by these.
    pub fn of_values(model: &'m Model, defs: &[DefId], heap: &mut Heap) -> Program<'m> {
        let mut c = Compiler::new(model, heap);
        c.folds = false;
        let more = defs.iter().map(|d| c.formula(&model.def(*d).name, *d, model.def(*d).body)).collect();
        Program { more, ..c.finish() }
    }
}

impl<'a, 'm> Compiler<'a, 'm> {
    fn new(model: &'m Model, heap: &'a mut Heap) -> Compiler<'a, 'm> {
        Compiler {
            model,
            heap,
            analysis: RefCell::new(Analysis::new(model)),
            acts: vec![Act::Emit, Act::Dead],
            loops: Vec::new(),
            protos: Vec::new(),
            walked: Vec::new(),
            in_rows: 0,
            initial: false,
            folds: true,
            known: FxHashMap::default(),
            steady: false,
            repeats: FxHashMap::default(),
            constants: Vec::new(),
            numbers: FxHashMap::default(),
            uses: FxHashMap::default(),
            remembered: FxHashMap::default(),
            cells: 0,
            size: 0,
            depth: 0,
            at: ExprId(0),
        }
    }

    /// A program of what was compiled so far, without formulas.
    fn finish(self) -> Program<'m> {
        self.heap.keep();
        Program {
            model: self.model,
            shapes: Shapes::default(),
            group: Vec::new(),
            next: None,
            cells: 0,
            invariants: Vec::new(),
            always: Vec::new(),
            steps: Vec::new(),
            constraints: Vec::new(),
            action_constraints: Vec::new(),
            arms: Vec::new(),
            more: Vec::new(),
            acts: self.acts,
            loops: self.loops,
            protos: self.protos,
            walked: self.walked,
            remembered: self.remembered.len(),
            init: None,
            init_cells: 0,
            constants: self.constants,
        }
    }
}

impl<'m> Compiler<'_, 'm> {
    fn refuse<T>(&self, what: &'static str, at: ExprId) -> C<T> {
        Err(Refused { what, at })
    }

    fn root(&mut self, next: DefId) -> Option<ActId> {
        (self.size, self.cells) = (0, 0);
        if self.depends_on_order(&self.model.def(next).name, self.model.def(next).body) {
            return None;
        }
        let env = Env::of(self.model.def(next), Vec::new());
        let top = Some(env::Top { def: next });
        match self.step(self.model.def(next).body, &env, top, super::run::EMIT) {
            Ok(act) => Some(act),
            Err(r) => {
                let what = r.what;
                log::info!("{} is left to the evaluator: {what} at {:?}", self.model.def(next).name, self.model.expr(r.at).span);
                None
            }
        }
    }

    fn formula(&mut self, name: &str, def: DefId, expr: ExprId) -> Option<Formula> {
        (self.size, self.cells) = (0, 0);
        if self.depends_on_order(name, expr) {
            return None;
        }
        let env = Env::of(self.model.def(def), Vec::new());
        self.steady = true;
        let code = self.code(expr, &env, false);
        self.steady = false;
        match code {
            Ok(code) => Some(Formula { code, cells: self.cells as usize }),
            Err(r) => {
                let what = r.what;
                log::info!("{name} is left to the evaluator: {what} at {:?}", self.model.expr(r.at).span);
                None
            }
        }
    }

    /// Whether the value depends on when and how often it is evaluated. The machine evaluates at other times than `eval`.
    fn depends_on_order(&self, name: &str, expr: ExprId) -> bool {
        let depends = reaches(self.model, [expr], &|op| op.depends_on_order() || op.draws());
        if depends {
            log::info!("{name} is left to the evaluator: it depends on when it is evaluated");
        }
        depends
    }

    fn cell(&mut self) -> u32 {
        self.cells += 1;
        self.cells - 1
    }

    fn act(&mut self, act: Act) -> ActId {
        self.acts.push(act);
        self.acts.len() as ActId - 1
    }

    /// Counts compiled expressions: inlining has a limit.
    fn count(&mut self, at: ExprId) -> C<()> {
        self.size += 1;
        self.at = at;
        if self.size > MOST { self.refuse("a formula that is too large", at) } else { Ok(()) }
    }
}
