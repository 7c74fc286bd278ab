//! The machine of one thread.
//!
//! In: a [`Program`], one state after the other. Out: its successors, what predicates say of them, fingerprints, bytes.
//! Words live until the next state is loaded; constants, once evaluated, become permanent then.

mod action;
mod call;
mod draw;
mod expr;
mod function;
mod member;
mod set;

use super::code::{ActId, Code};
use super::compile::{Formula, Program};
use super::image::Images;
use super::pack::{Codec, Packed};
use super::word::{Heap, Word};
use crate::eval::Evaluator;
use crate::ir::DefId;
use crate::util::interrupt::{self, Cancel};
use crate::value::State;
use crate::value::Value;
use rustc_hash::FxHashMap;

/// The act that ends every graph, and the one that ends a branch without a successor.
pub(super) const EMIT: ActId = 0;
pub(super) const DEAD: ActId = 1;

/// A heap larger than this (in words of 8 bytes) within one state is left to `eval`: nothing on the heap is freed before the next
/// state, and the evaluator keeps only what it needs.
const MOST_WORDS: usize = 1 << 26;

/// The least limit on the heap, in words, for any memory limit.
const LEAST_WORDS: usize = 1 << 14;

/// The limit on the depth of recursive calls.
const DEEPEST: usize = 400;

pub struct Vm<'p, 'm> {
    program: &'p Program<'m>,
    evaluator: Evaluator<'m>,
    heap: Heap,
    codec: Codec,
    cells: Vec<Option<Word>>,
    /// Where the frame begins.
    base: usize,
    depth: usize,
    current: Vec<Word>,
    next: Vec<Option<Word>>,
    /// Variables without a value in `next`.
    missing: usize,
    /// Variables assigned on the way to where the walk is.
    trail: Vec<u32>,
    label: Option<DefId>,
    /// Whether ENABLED is being decided.
    deciding: bool,
    /// If one successor is enough: what it is drawn with.
    draws: Option<fastrand::Rng>,
    /// The successors, one after the other, and the action of each.
    found: Vec<Word>,
    labels: Vec<Option<DefId>>,
    /// Elements of what is being put together.
    stack: Vec<Word>,
    constants: Vec<Constant>,
    /// Constants whose words are not permanent yet.
    young: Vec<(usize, Value)>,
    /// Checked to end a cancelled run.
    cancel: Cancel,
    /// The limit on the words of the heap, without constants and successors.
    most: usize,
    loops: Vec<Rows>,
    /// What the recursive function under evaluation was applied to: by proto and the argument's hash.
    memo: FxHashMap<(usize, u64), Vec<(Word, Word)>>,
    kept: Kept,
    /// Of definitions, what they were when they were gone through last.
    remembered: Vec<Option<Seen<std::rc::Rc<[Word]>>>>,
    /// Of definitions under a prime, by proto.
    kept_next: Vec<Option<Seen<Word>>>,
    /// How many states have been loaded: words live as long as one is.
    epoch: u64,
    /// How many words have been put where they are found again.
    keeps: u64,
    images: Images,
    /// Of the recursive functions whose bodies are being walked: where to go on.
    returns: Vec<Return>,
    /// Of the compositions under way: what they began with, and the states they began in.
    makings: Vec<Making>,
    stands: Vec<Stand>,
    composing: usize,
    /// The number of states between the halves of compositions, for the current state.
    passed: u32,
}

/// What was found, and the values of the variables that it depends on.
struct Seen<T> {
    epoch: u64,
    variables: Vec<Word>,
    value: T,
}

/// What comes after a recursive function, and in which frame.
struct Return {
    rest: ActId,
    base: usize,
    outermost: bool,
}

/// A next state in the making.
struct Making {
    next: Vec<Option<Word>>,
    missing: usize,
    trail: Vec<u32>,
    /// In how many compositions the composition stands for which this waits.
    inside: usize,
}

/// A current state, with what is known of it.
struct Stand {
    current: Vec<Word>,
    now: (u64, usize),
    memo: FxHashMap<(usize, u64), Vec<(Word, Word)>>,
}

/// Values of definitions that are computed once for a state. States have stamps, which are never used again.
struct Kept {
    /// By proto, one for the state that was loaded and one for a successor: the state's stamp, and the value.
    values: Vec<[(u64, Word); 2]>,
    last: u64,
    /// The stamp of the current state, and whether it is a successor.
    now: (u64, usize),
    /// The stamp of the next state.
    then: u64,
    /// The successor that was asked about last, and its stamp.
    successor: Option<(usize, u64)>,
}

impl Kept {
    fn new_stamp(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    fn stamp_of(&mut self, successor: usize) -> u64 {
        match self.successor {
            Some((i, stamp)) if i == successor => stamp,
            _ => {
                let stamp = self.new_stamp();
                self.successor = Some((successor, stamp));
                stamp
            }
        }
    }
}

/// The rows of a loop, one after the other, and which comes next.
#[derive(Clone, Default)]
struct Rows {
    rows: Vec<Word>,
    next: usize,
}

#[derive(Clone, Copy)]
enum Constant {
    Unknown,
    /// It cannot be evaluated, or is no finite value.
    None,
    Word(Word),
}

impl<'p, 'm> Vm<'p, 'm> {
    /// `heap` holds the constants that the program was compiled with.
    pub fn new(program: &'p Program<'m>, heap: Heap, evaluator: Evaluator<'m>) -> Vm<'p, 'm> {
        let n = program.model.vars.len();
        Vm {
            program,
            evaluator,
            heap,
            codec: Codec::default(),
            cells: Vec::new(),
            base: 0,
            depth: 0,
            current: Vec::with_capacity(n),
            next: vec![None; n],
            missing: n,
            trail: Vec::new(),
            label: None,
            deciding: false,
            draws: None,
            found: Vec::new(),
            labels: Vec::new(),
            stack: Vec::new(),
            constants: vec![Constant::Unknown; program.constants.len()],
            young: Vec::new(),
            cancel: interrupt::current(),
            most: MOST_WORDS,
            loops: vec![Rows::default(); program.loops.len()],
            memo: FxHashMap::default(),
            kept: Kept {
                values: vec![[(0, Word::FALSE); 2]; program.protos.len()],
                last: 0,
                now: (0, 0),
                then: 0,
                successor: None,
            },
            remembered: (0..program.remembered).map(|_| None).collect(),
            kept_next: (0..program.protos.len()).map(|_| None).collect(),
            epoch: 0,
            keeps: 0,
            images: Images::default(),
            returns: Vec::new(),
            makings: Vec::new(),
            stands: Vec::new(),
            composing: 0,
            passed: 0,
        }
    }

    /// Limits the memory of the heap, in bytes.
    pub fn limit(&mut self, bytes: u64) {
        self.most = usize::try_from(bytes / 8).unwrap_or(MOST_WORDS).clamp(LEAST_WORDS, MOST_WORDS);
    }

    /// `None` if the heap has no room left. Unwinds if the run is cancelled.
    #[inline]
    fn go_on(&self) -> Option<()> {
        self.cancel.check();
        (self.heap.size() <= self.most).then_some(())
    }

    // ---- states ----

    /// Forgets the last state and its successors.
    fn begin(&mut self) {
        self.epoch += 1;
        self.heap.reset();
        self.found.clear();
        self.labels.clear();
        self.stack.clear();
        self.images.forget();
        self.kept.now = (self.kept.new_stamp(), 0);
        self.kept.successor = None;
        for (i, v) in std::mem::take(&mut self.young) {
            let w = self.heap.import(&v);
            self.constants[i] = Constant::Word(w);
            self.heap.keep();
        }
    }

    /// Makes a packed state the current one.
    pub fn load(&mut self, packed: &[u8]) {
        self.begin();
        let mut current = std::mem::take(&mut self.current);
        if !self.codec.unpack(&mut self.heap, packed, &mut current) {
            self.heap.reset();
            self.codec.learn(&mut self.heap, &self.program.shapes);
            let known = self.codec.unpack(&mut self.heap, packed, &mut current);
            assert!(known, "vm: a packed state mentions domains that were packed before");
        }
        self.current = current;
    }

    /// Makes a state the current one.
    pub fn load_state(&mut self, state: &State) {
        self.begin();
        self.current.clear();
        for v in state.0.iter() {
            let w = self.heap.import(v);
            self.current.push(w);
        }
    }

    pub fn state(&mut self) -> State {
        let Vm { heap, current, .. } = self;
        State(current.iter().map(|w| heap.export(*w)).collect())
    }

    pub fn pack(&mut self) -> Packed {
        self.codec.pack(&self.heap, &self.program.shapes, &self.current)
    }

    /// Of the current state; of the least of its images, if there is a group.
    pub fn fingerprint(&mut self) -> u64 {
        if self.program.group.is_empty() {
            return self.heap.fingerprint(&self.current);
        }
        self.images.fingerprint(&self.heap, &self.program.group, &self.current)
    }

    // ---- successors ----

    /// Finds all successors of the current state; `false` if `eval` must.
    pub fn expand(&mut self) -> bool {
        let Some(next) = self.program.next else { return false };
        self.enumerate(next, self.program.cells, true)
    }

    /// Finds all initial states, as successors of nothing; `false` if `eval` must.
    pub fn initial_states(&mut self) -> bool {
        let Some(init) = self.program.init else { return false };
        self.begin();
        self.enumerate(init, self.program.init_cells, false)
    }

    /// What no step changes has its next value before any is taken.
    pub(super) fn keep_rigid(&mut self) {
        for v in &self.program.model.rigid {
            self.next[v.index()] = Some(self.current[v.index()]);
        }
        self.missing -= self.program.model.rigid.len();
    }

    fn enumerate(&mut self, from: ActId, cells: usize, steps: bool) -> bool {
        self.frame(cells);
        self.next.fill(None);
        self.missing = self.next.len();
        if steps {
            self.keep_rigid();
        }
        self.trail.clear();
        self.label = None;
        self.deciding = false;
        self.passed = 0;
        if self.walk(from).is_none() {
            self.found.clear();
            self.labels.clear();
            return false;
        }
        true
    }

    /// How many states between the halves of compositions were gone through on the way to the successors.
    pub fn passed(&self) -> u32 {
        self.passed
    }

    /// How many successors were found.
    pub fn successors(&self) -> usize {
        self.labels.len()
    }

    pub fn label(&self, i: usize) -> Option<DefId> {
        self.labels[i]
    }

    fn words(&self, i: usize) -> &[Word] {
        let n = self.next.len();
        &self.found[i * n..(i + 1) * n]
    }

    pub fn fingerprint_of(&mut self, i: usize) -> u64 {
        let n = self.next.len();
        let values = &self.found[i * n..(i + 1) * n];
        if self.program.group.is_empty() {
            return self.heap.fingerprint(values);
        }
        self.images.fingerprint(&self.heap, &self.program.group, values)
    }

    pub fn pack_successor(&mut self, i: usize) -> Packed {
        let n = self.next.len();
        self.codec.pack(&self.heap, &self.program.shapes, &self.found[i * n..(i + 1) * n])
    }

    pub fn successor(&mut self, i: usize) -> State {
        let n = self.next.len();
        let Vm { heap, found, .. } = self;
        State(found[i * n..(i + 1) * n].iter().map(|w| heap.export(*w)).collect())
    }

    // ---- predicates ----

    /// The truth of a predicate in the `i`th successor; `None` if `eval` must decide.
    pub fn holds_of(&mut self, formula: Option<&'p Formula>, i: usize) -> Option<bool> {
        let formula = formula?;
        let successor = self.words(i).to_vec();
        let stamp = self.kept.stamp_of(i);
        let saved = (std::mem::replace(&mut self.current, successor), std::mem::replace(&mut self.kept.now, (stamp, 1)));
        let holds = self.decide(formula);
        (self.current, self.kept.now) = saved;
        holds
    }

    /// The truth of a predicate in the step to the `i`th successor.
    pub fn holds_between(&mut self, formula: Option<&'p Formula>, i: usize) -> Option<bool> {
        let formula = formula?;
        let n = self.next.len();
        for v in 0..n {
            self.next[v] = Some(self.found[i * n + v]);
        }
        self.missing = 0;
        self.kept.then = self.kept.stamp_of(i);
        self.decide(formula)
    }

    /// The truth of a predicate in the current state.
    pub fn holds(&mut self, formula: Option<&'p Formula>) -> Option<bool> {
        self.decide(formula?)
    }

    /// The truth of a predicate in the stuttering step.
    pub fn holds_stuttering(&mut self, formula: Option<&'p Formula>) -> Option<bool> {
        let formula = formula?;
        for (next, now) in self.next.iter_mut().zip(&self.current) {
            *next = Some(*now);
        }
        self.missing = 0;
        self.kept.then = self.kept.new_stamp();
        self.decide(formula)
    }

    /// The value of an expression in the current state; `None` if `eval` must decide.
    pub fn value(&mut self, formula: Option<&'p Formula>) -> Option<Value> {
        let formula = formula?;
        self.frame(formula.cells);
        let word = self.eval(&formula.code)?;
        Some(self.heap.export(word))
    }

    fn decide(&mut self, formula: &'p Formula) -> Option<bool> {
        self.frame(formula.cells);
        self.test(&formula.code)
    }

    /// An empty frame.
    fn frame(&mut self, cells: usize) {
        self.base = 0;
        self.depth = 0;
        self.memo.clear();
        if self.cells.len() < cells {
            self.cells.resize(cells, None);
        }
    }

    fn constant(&mut self, i: usize) -> Option<Word> {
        match self.constants[i] {
            Constant::Word(w) => Some(w),
            Constant::None => None,
            Constant::Unknown => match self.evaluator.closed(self.program.constants[i]) {
                Ok(v) => {
                    let w = self.heap.import(&v);
                    self.constants[i] = Constant::Word(w);
                    self.keeps += 1;
                    self.young.push((i, v));
                    Some(w)
                }
                Err(_) => {
                    self.constants[i] = Constant::None;
                    None
                }
            },
        }
    }

    /// The values of variables in the current or in the next state; `None` if one has none yet.
    fn values(&self, variables: &[u32], next: bool) -> Option<Vec<Word>> {
        let value = |v: &u32| if next { self.next[*v as usize] } else { Some(self.current[*v as usize]) };
        variables.iter().map(value).collect()
    }

    /// The same as [`Vm::test`]; what was made for it and is found nowhere is forgotten.
    fn test_apart(&mut self, code: &'p Code) -> Option<bool> {
        let (size, keeps) = (self.heap.size(), self.keeps);
        let holds = self.test(code)?;
        if self.keeps == keeps {
            self.heap.cut(size);
        }
        Some(holds)
    }

    #[inline]
    fn test(&mut self, code: &'p Code) -> Option<bool> {
        self.eval(code)?.as_bool()
    }
}
