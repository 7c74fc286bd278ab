//! The configuration's names become roles of the model: Init, Next, invariants, properties …

use super::config::{Statement, Word};
use super::config_lexer::keyword_like;
use super::{Lowering, conjuncts, spec};
use crate::diag::{Code, Diagnostic};
use crate::ir::{DefId, Level, Named};
use crate::resolve::Meaning;
use crate::source::Span;
use crate::util::suggest::closest;

/// Keywords that may stand only once.
#[derive(Default)]
struct Singles<'a> {
    spec: Option<(Span, &'a Word)>,
    init: Option<(Span, &'a Word)>,
    next: Option<(Span, &'a Word)>,
    symmetry: Option<(Span, &'a Word)>,
    view: Option<(Span, &'a Word)>,
    alias: Option<(Span, &'a Word)>,
    deadlock: Option<(Span, bool)>,
}

impl Lowering<'_> {
    pub(super) fn roles(&mut self) {
        let mut s = Singles::default();
        for statement in self.statements {
            match statement {
                Statement::Constants(_) => {}
                Statement::Specification(at, w) => self.once(&mut s.spec, *at, w, "SPECIFICATION"),
                Statement::Init(at, w) => self.once(&mut s.init, *at, w, "INIT"),
                Statement::Next(at, w) => self.once(&mut s.next, *at, w, "NEXT"),
                Statement::Symmetry(at, w) => self.once(&mut s.symmetry, *at, w, "SYMMETRY"),
                Statement::View(at, w) => self.once(&mut s.view, *at, w, "VIEW"),
                Statement::Alias(at, w) => self.once(&mut s.alias, *at, w, "ALIAS"),
                Statement::CheckDeadlock(at, b) => self.once(&mut s.deadlock, *at, *b, "CHECK_DEADLOCK"),
                Statement::Invariants(list) => {
                    if self.overrides.invariants.is_empty() {
                        let found = self.all(list, "invariant", Level::State);
                        self.model.invariants.extend(found);
                    }
                }
                Statement::Properties(list) => {
                    if self.overrides.properties.is_empty() {
                        list.iter().for_each(|w| self.property(w));
                    }
                }
                Statement::Constraints(list) => {
                    let found = self.all(list, "state constraint", Level::State);
                    self.model.constraints.extend(found);
                }
                Statement::ActionConstraints(list) => {
                    let found = self.all(list, "action constraint", Level::Action);
                    self.model.action_constraints.extend(found);
                }
                Statement::Postconditions(list) => {
                    let found = self.all(list, "postcondition", Level::State);
                    self.model.postconditions.extend(found);
                }
                Statement::Possible(list) => {
                    let found = self.all(list, "predicate", Level::Action);
                    self.model.possible.extend(found);
                }
                Statement::Simulator(w) => self.errors.push(
                    Diagnostic::error(Code::UNSUPPORTED, "_PERIODIC and _RL_REWARD are only for the reference's simulator")
                        .at(w.span, "not handled")
                        .help("take the statement out of the .cfg"),
                ),
            }
        }
        self.model.given = !self.overrides.invariants.is_empty();
        for name in &self.overrides.invariants {
            let word = Word { text: name.as_str().into(), span: Span::NONE };
            if self.invariant_of_steps(&word) || self.invariant_of_behaviors(&word) {
                continue;
            }
            let named = self.named(&word, "invariant", Level::State);
            self.model.invariants.extend(named);
        }
        for name in &self.overrides.properties {
            self.property(&Word { text: name.as_str().into(), span: Span::NONE });
        }
        // As the translator puts it into the .cfg that it writes.
        let known = self.model.properties.iter().any(|n| &*n.name == "Termination");
        if self.module.termination && self.overrides.properties.is_empty() && !known {
            self.property(&Word { text: "Termination".into(), span: Span::NONE });
        }
        self.model.symmetry = s.symmetry.and_then(|(_, w)| self.named(w, "symmetry", Level::Constant));
        self.model.view = s.view.and_then(|(_, w)| self.named(w, "view", Level::State));
        self.model.alias = s.alias.and_then(|(_, w)| self.named(w, "alias", Level::Action));
        self.model.check_deadlock = self.overrides.deadlock.unwrap_or(s.deadlock.is_none_or(|(_, b)| b));
        self.behavior(&s);
        self.model.assumes = self
            .module
            .assumes
            .iter()
            .map(|a| Named { name: a.name.clone().unwrap_or_else(|| self.model.def(a.def).name.clone()), def: a.def })
            .collect();
        self.choose_constants();
    }

    fn property(&mut self, w: &Word) {
        if let Some(n) = self.named(w, "property", Level::Temporal) {
            self.model.stated.push(n.clone());
            let def = conjuncts::property(self, &n.name, n.def);
            self.model.properties.push(Named { def, ..n });
        }
    }

    /// An action that the command line calls an invariant speaks of every step of Next, also of one that changes nothing. (The
    /// reference knows none; it has `[][A]_v` as a property, and so has a .cfg here.)
    fn invariant_of_steps(&mut self, w: &Word) -> bool {
        let Some(&Meaning::Def(def)) = self.module.names.get(&w.text) else { return false };
        let d = self.model.def(def);
        if !d.params.is_empty() || d.level != Level::Action {
            return false;
        }
        let span = d.span;
        let call = self.push(crate::ir::ExprKind::Call { def, args: Vec::new() }, span);
        let always = self.push(crate::ir::ExprKind::Always(call), span);
        let def = synthetic(self, &w.text, def, always);
        self.model.defs[def.index()].slots.clear();
        self.model.properties.push(Named { name: w.text.clone(), def });
        true
    }

    /// A predicate with one parameter that the command line calls an invariant is about the behavior so far.
    fn invariant_of_behaviors(&mut self, w: &Word) -> bool {
        let Some(&Meaning::Def(def)) = self.module.names.get(&w.text) else { return false };
        let d = self.model.def(def);
        let fits = d.level <= Level::State && matches!(&d.params[..], [p] if p.arity == 0);
        if fits {
            self.model.trace_invariants.push(Named { name: w.text.clone(), def });
        }
        fits
    }

    fn all(&mut self, list: &[Word], what: &str, max: Level) -> Vec<Named> {
        list.iter().filter_map(|w| self.named(w, what, max)).collect()
    }

    fn once<T>(&mut self, place: &mut Option<(Span, T)>, at: Span, value: T, keyword: &str) {
        if let Some((first, _)) = place {
            self.errors.push(
                Diagnostic::error(Code::CONFIG, format!("{keyword} stands twice in the configuration"))
                    .at(at, "again here")
                    .at(*first, "first here")
                    .help("keep one of them"),
            );
            return;
        }
        *place = Some((at, value));
    }

    /// Init and Next, or what SPECIFICATION splits into.
    fn behavior(&mut self, s: &Singles<'_>) {
        if let (Some((spec, _)), Some((other, _))) = (s.spec, s.init.or(s.next)) {
            self.errors.push(
                Diagnostic::error(Code::CONFIG, "SPECIFICATION stands beside INIT or NEXT")
                    .at(other, "this one")
                    .at(spec, "and this one")
                    .help("give either SPECIFICATION, or INIT and NEXT"),
            );
            return;
        }
        let word = |name: &str| Word { text: name.into(), span: Span::NONE };
        let has = |name: &str| matches!(self.module.names.get(name), Some(Meaning::Def(_)));
        let (init, next) = (self.overrides.init.as_deref().map(word), self.overrides.next.as_deref().map(word));
        let (has_spec, has_init, has_next) = (has("Spec"), has("Init"), has("Next"));
        let plain = s.spec.is_none() && s.init.is_none() && s.next.is_none();
        let mut spec = s.spec.map(|(_, w)| w.clone());
        let mut init_word = s.init.map(|(_, w)| w.clone());
        let mut next_word = s.next.map(|(_, w)| w.clone());
        if plain && !self.configured && init.is_none() && next.is_none() {
            if has_spec {
                spec = Some(word("Spec"));
            } else if has_init && has_next {
                init_word = Some(word("Init"));
                next_word = Some(word("Next"));
            }
        } else if plain && !self.configured {
            // one of them on the command line: the other has its usual name
            init_word = has_init.then(|| word("Init"));
            next_word = has_next.then(|| word("Next"));
        }
        if let Some(w) = &spec
            && !(init.is_some() && next.is_some())
            && let Some(named) = self.named(w, "specification", Level::Temporal)
        {
            spec::split(self, named.def, w);
            self.model.stated.push(named);
        }
        for (given, configured, what) in [(init, init_word, "initial predicate"), (next, next_word, "next-state action")] {
            let is_init = what == "initial predicate";
            let overridden = given.is_some();
            let Some(w) = given.or(configured) else { continue };
            let level = if is_init { Level::State } else { Level::Action };
            if let Some(n) = self.named(&w, what, level) {
                if is_init {
                    self.model.init = Some(n.def);
                } else {
                    self.model.next = Some(n.def);
                    if overridden {
                        self.model.fairness.clear();
                    }
                }
            }
        }
        self.model.plain = spec.is_none();
        self.without_primes();
        if let Some(w) = &spec
            && let Some(n) = self.model.stated.iter().find(|n| n.name == w.text)
            && self.model.def(n.def).level == Level::Constant
            && !self.model.vars.is_empty()
        {
            let d = Diagnostic::error(Code::CONFIG, format!("the specification `{}` is a constant", w.text));
            let help = "a specification has the form `Init /\\ [][Next]_vars`, with fairness after it";
            self.errors.push(labeled(d, w.span, "named here").at(self.model.def(n.def).span, "defined here").help(help));
        }
        if let (Some(w), Some(init), None) = (&spec, self.model.init, self.model.next)
            && self.has_only_initial_states(w)
        {
            // As in TLC: only the initial states are checked.
            let span = self.model.def(init).span;
            let body = self.push(crate::ir::ExprKind::Const(crate::value::Value::Bool(true)), span);
            let next = synthetic(self, &w.text, init, body);
            self.model.defs[next.index()].slots.clear();
            self.model.next = Some(next);
        }
        if self.model.vars.is_empty() && self.model.init.is_none() {
            // `Spec == [][TRUE]_<<>>`: without variables and initial states there are no behaviors, only assumptions.
            self.model.next = None;
        }
        if !self.errors.is_empty() || self.model.vars.is_empty() || (self.model.init.is_some() && self.model.next.is_some()) {
            return;
        }
        let missing = match (self.model.init, self.model.next) {
            (None, None) => "no specification is given",
            (None, Some(_)) => "no initial predicate is given",
            (Some(_), _) => "no next-state action is given",
        };
        let example = if has_spec {
            "write `SPECIFICATION Spec` in the .cfg".to_string()
        } else if has_init || has_next {
            "write `INIT Init` and `NEXT Next` in the .cfg, or give --init and --next".to_string()
        } else if self.model.init.is_some() {
            "name an action: `--next NAME`, or `NEXT Name` in the .cfg".to_string()
        } else if self.model.next.is_some() {
            "name a predicate: `--init NAME`, or `INIT Name` in the .cfg".to_string()
        } else {
            "define `Spec == Init /\\ [][Next]_vars` and write a .cfg beside the module with the line `SPECIFICATION Spec`"
                .to_string()
        };
        self.errors.push(Diagnostic::error(Code::CONFIG, missing).help(example));
    }

    /// `Next == x = x + 1`: an action that says nothing about the next state.
    fn without_primes(&mut self) {
        let Some(next) = self.model.next.filter(|_| self.errors.is_empty()) else { return };
        let d = self.model.def(next);
        if d.level != Level::State || self.model.vars.is_empty() {
            return;
        }
        let variable = self.model.vars[0].name.clone();
        let message = format!("the next-state action `{}` primes no variable", d.name);
        let w = Diagnostic::warning(Code::CONFIG, message).at(d.span, "says nothing about the next state");
        self.warnings.push(w.help(format!("write `{variable}' = …` for the value of `{variable}` in the next state")));
    }

    /// Is a specification without `[][Next]_vars` enough for what is to be checked?
    fn has_only_initial_states(&self, spec: &Word) -> bool {
        let temporal = |n: &Named| n.name != spec.text && self.model.def(n.def).level > Level::State;
        !self.model.vars.is_empty()
            && self.errors.is_empty()
            && self.model.invariants.is_empty()
            && self.model.trace_invariants.is_empty()
            && !self.model.stated.iter().any(temporal)
    }

    /// A definition without parameters, of at most the given level.
    pub(super) fn named(&mut self, w: &Word, what: &str, max: Level) -> Option<Named> {
        let Some(&meaning) = self.module.names.get(&w.text) else {
            self.unknown(w, &format!("the {what} is"));
            return None;
        };
        let Meaning::Def(def) = meaning else {
            let message = format!("the {what} `{}` is an operator of a standard module", w.text);
            self.errors.push(Diagnostic::error(Code::CONFIG, message).at(w.span, "named here"));
            return None;
        };
        let d = self.model.def(def);
        let fault = if !d.params.is_empty() {
            Some((
                format!("the {what} `{}` has parameters", w.text),
                format!("define one without, such as `{0}All == \\A x \\in S : {0}(x)`", w.text),
            ))
        } else if d.level > max {
            let kind = match max {
                Level::Constant => "constant",
                Level::State => "state predicate",
                Level::Action | Level::Temporal => "action",
            };
            let help = match (what, d.level) {
                ("invariant", Level::Action | Level::Temporal) => {
                    let n = &w.text;
                    format!("an invariant is about one state; write `PROPERTY {n}` (or `--property {n}`) for a temporal formula")
                }
                ("initial predicate", Level::Action) => {
                    "an initial predicate has no primes: write `x = 0`, not `x' = 0`".to_string()
                }
                _ => format!("name a {kind} instead"),
            };
            Some((format!("the {what} `{}` is not a {kind}", w.text), help))
        } else if what == "property" && d.level == Level::Action {
            Some((
                format!("the property `{}` is an action", w.text),
                format!("an action is a property of steps: define `[][{}]_vars` and name that", w.text),
            ))
        } else {
            None
        };
        let place = d.span;
        if let Some((message, help)) = fault {
            let level = what == "invariant" && d.params.is_empty();
            let code = if level { Code::INVARIANT_LEVEL } else { Code::CONFIG };
            self.errors
                .push(labeled(Diagnostic::error(code, message), w.span, "named here").at(place, "defined here").help(help));
            return None;
        }
        Some(Named { name: w.text.clone(), def })
    }

    pub(super) fn unknown(&mut self, w: &Word, what: &str) {
        let variable = self.model.vars.iter().any(|v| v.name == w.text);
        let text = if variable { "which is a variable, not a definition" } else { "which is not defined" };
        let d = labeled(Diagnostic::error(Code::CONFIG, format!("{what} `{}`, {text}", w.text)), w.span, "named here");
        let defined = self.module.names.iter().filter(|(_, meaning)| matches!(meaning, Meaning::Def(_)));
        self.errors.push(match closest(&w.text, defined.map(|(name, _)| &**name)) {
            Some(near) => d.help(format!("did you mean `{near}`?")),
            None => match keyword_like(&w.text) {
                Some(keyword) => d.help(format!("did you mean the keyword `{keyword}`?")),
                None if variable => d.help(format!("define a formula about it in module {}, and name that", self.module.name)),
                None => d.help(format!("define it in module {}, or in one that it extends", self.module.name)),
            },
        });
    }
}

/// A label where there is a text to point at.
fn labeled(d: Diagnostic, span: Span, message: &str) -> Diagnostic {
    if span.is_none() { d } else { d.at(span, message) }
}

/// A definition that the configuration implies.
pub(super) fn synthetic(l: &mut Lowering<'_>, name: &str, home: DefId, body: crate::ir::ExprId) -> DefId {
    let level = super::calls::level_of(&l.model, body);
    let home = l.model.def(home).clone();
    let def = crate::ir::Def {
        name: name.into(),
        params: Vec::new(),
        body,
        named_at: l.model.expr(body).span,
        span: l.model.expr(body).span,
        recursive: false,
        level,
        local: true,
        ..home
    };
    l.model.defs.push(def);
    DefId(l.model.defs.len() as u32 - 1)
}
