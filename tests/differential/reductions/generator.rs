//! Drawing a system: conditions, effects and actions from the templates of [`crate::rooms`].

use super::system::{Action, Conjunct, System};
use super::theme::{Theme, Variable};
use crate::generate::Random;
use crate::rooms::{ACROSS, GENERAL, Kind};
use tlaloc::internals::value::State;

pub(super) struct Generator {
    pub(super) theme: Theme,
    /// Nothing but what the theme is about.
    pub(super) simply: bool,
    pub(super) random: Random,
    pub(super) variables: Vec<Variable>,
    pub(super) peers: usize,
    pub(super) uses_first: bool,
}

impl Generator {
    pub(super) fn below(&mut self, n: usize) -> usize {
        self.random.below(n)
    }

    pub(super) fn one<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.random.below(items.len())]
    }

    pub(super) fn of(&self, kind: Kind) -> Vec<&'static str> {
        self.variables.iter().filter(|v| v.room.kind == kind).map(|v| v.name).collect()
    }

    pub(super) fn any(&mut self, kind: Kind) -> Option<&'static str> {
        let all = self.of(kind);
        (!all.is_empty()).then(|| self.one(&all))
    }

    /// A number, most often one that depends on a variable.
    pub(super) fn number(&mut self) -> String {
        if self.theme == Theme::Levels && self.below(2) == 0 {
            return "TLCGet(\"level\")".into();
        }
        if self.below(5) < if self.theme == Theme::Ends && self.simply { 4 } else { 2 } {
            return self.random.pick(&["0", "0", "1", "7"]).into();
        }
        let of = self.below(self.variables.len());
        let (v, kind) = (self.variables[of].name, self.variables[of].room.kind);
        match kind {
            Kind::Int if self.below(3) == 0 => format!("{v} + 1"),
            Kind::Int => v.into(),
            Kind::Function => format!("{v}[{}]", self.random.pick(&["1", "2"])),
            Kind::Sequence if self.below(3) == 0 => format!("(IF {v} = <<>> THEN 7 ELSE Head({v}))"),
            Kind::Sequence if self.below(4) == 0 => format!("FoldRight(LAMBDA sj, sl : sj - 2 * sl, {v}, 1)"),
            Kind::Sequence => format!("Len({v})"),
            Kind::Boxes => format!("Len({v}[{}])", self.random.pick(&["1", "2"])),
            Kind::Set | Kind::Messages => format!("Cardinality({v})"),
            Kind::Bins => format!("Cardinality({v}[{}])", self.random.pick(&["1", "2"])),
            Kind::Partial => format!("Cardinality(DOMAIN {v})"),
            Kind::Record => format!("{v}.{}", self.random.pick(&["a", "b"])),
            Kind::Log if self.below(2) == 0 => format!("Len({v}.log)"),
            Kind::Log => format!("{v}.n"),
            Kind::Map | Kind::Name | Kind::Names | Kind::Line | Kind::Votes | Kind::Tags => {
                self.random.pick(&["0", "1", "2"]).into()
            }
        }
    }

    /// A name or NULL.
    pub(super) fn name(&mut self) -> String {
        if self.uses_first && self.below(3) == 0 {
            return "First".into();
        }
        match self.any(Kind::Name) {
            Some(v) if self.below(4) > 0 => v.into(),
            _ => "NULL".into(),
        }
    }

    pub(super) fn condition(&mut self) -> String {
        let variable = self.below(self.variables.len());
        let (v, kind) = (self.variables[variable].name, self.variables[variable].room.kind);
        let e = self.number();
        if self.theme == Theme::Flawed
            && self.below(3) > 0
            && let Some(flaw) = flaw(v, kind)
        {
            return flaw;
        }
        match (kind, self.below(4)) {
            (Kind::Int, 1) => format!("({v} - 3) \\div 2 < {e}"),
            (Kind::Function, 1) => format!("{v} \\in [1..2 -> {{0, {e}}}]"),
            (Kind::Sequence, 3) => format!("{v} \\in Seq({{0, 1}})"),
            (Kind::Set, 1) => format!("{v} \\in SUBSET {{0, {e}}}"),
            (Kind::Set, 2) => format!("{v} \\in Few"),
            (Kind::Bins, 0) => format!("{v}[1] = {v}[2]"),
            (Kind::Bins, 1) => format!("{v} \\in [1..2 -> SUBSET {{0, 7}}]"),
            (Kind::Bins, _) => format!("{e} \\in {v}[{}]", 1 + self.below(2)),
            (Kind::Votes, 0) => format!("(\\A cp \\in P : {v}[cp] # {{}})"),
            (Kind::Votes, _) => format!("(\\E cp \\in P : cp \\in {v}[cp])"),
            (Kind::Partial, 0) => format!("3 \\in DOMAIN {v}"),
            (Kind::Partial, 1) => format!("{v} = <<>>"),
            (Kind::Partial, _) => format!("(\\E cj \\in DOMAIN {v} : {v}[cj] = {e})"),
            (Kind::Tags, 0) => format!("{v} # {{}}"),
            (Kind::Tags, _) => format!("(\\E cz \\in {v} : DOMAIN cz = P)"),
            (Kind::Int, 0) => format!("{v} > 0"),
            (Kind::Int, _) => format!("{v} = {e}"),
            (Kind::Function, 0) => format!("{v}[1] = {v}[2]"),
            (Kind::Function, _) => format!("{v}[{}] = {e}", 1 + self.below(2)),
            (Kind::Sequence | Kind::Line, 0) => format!("{v} = <<>>"),
            (Kind::Sequence | Kind::Line, 1) => format!("{v} # <<>>"),
            (Kind::Sequence | Kind::Line, _) => format!("Len({v}) = {e}"),
            (Kind::Boxes, 0) => format!("{v}[{}] # <<>>", 1 + self.below(2)),
            (Kind::Boxes, _) => format!("Len({v}[{}]) = {e}", 1 + self.below(2)),
            (Kind::Set, 0) => format!("{v} = {{}}"),
            (Kind::Set, _) => format!("{e} \\in {v}"),
            (Kind::Record, 0) => format!("{v}.a = {v}.b"),
            (Kind::Record, _) => format!("{v}.b = {e}"),
            (Kind::Log, 0) => format!("{v}.log = <<>>"),
            (Kind::Log, _) => format!("Len({v}.log) = {v}.n"),
            (Kind::Map, 0) => format!("(\\A cp \\in P : {v}[cp] # NULL)"),
            (Kind::Map, _) => format!("(\\E cp \\in P : {v}[cp] = cp)"),
            (Kind::Name, 0) => format!("{v} # NULL"),
            (Kind::Name, _) => format!("{v} = {}", self.name()),
            (Kind::Names, 0) => format!("{v} = P"),
            (Kind::Names, _) => format!("Cardinality({v}) = {e}"),
            (Kind::Messages, 0) => format!("{v} # {{}}"),
            (Kind::Messages, _) => format!("(\\E cz \\in {v} : cz.n = {e})"),
        }
    }

    /// A template with all its holes filled.
    pub(super) fn fill(&mut self, template: &str, x: &Variable, z: &str) -> String {
        let same = self.of(x.room.kind);
        let key = self.random.pick(&["1", "2"]).to_owned();
        let mut text = String::new();
        let mut rest = template;
        while let Some(at) = rest.find('$') {
            text += &rest[..at];
            let hole = rest.as_bytes()[at + 1];
            text += &match hole {
                b'x' => x.name.to_owned(),
                b'y' => self.one(&same).to_owned(),
                b'z' => z.to_owned(),
                b'e' => self.number(),
                b'v' => self.random.pick(x.room.literals).to_owned(),
                b'k' => key.clone(),
                b'i' => self.random.pick(&["1", "2"]).to_owned(),
                b'b' => self.condition(),
                b'o' => self.name(),
                other => unreachable!("no hole is called {}", other as char),
            };
            rest = &rest[at + 2..];
        }
        text + rest
    }

    /// Effects on a variable.
    pub(super) fn effect(&mut self, i: usize) -> Vec<Conjunct> {
        let x = Variable { ..self.variables[i] };
        let others: Vec<(Kind, Kind, &str)> =
            ACROSS.into_iter().filter(|a| a.0 == x.room.kind && !self.of(a.1).is_empty()).collect();
        let mut out = Vec::new();
        let across = if self.theme == Theme::Names { self.below(3) > 0 } else { self.below(3) == 0 };
        let wanted = |effect: &str| self.theme.wants(self.simply).iter().any(|w| effect.contains(w));
        let own: Vec<(&str, &str)> = x.room.effects.iter().copied().filter(|e| wanted(e.1)).collect();
        let general: Vec<&str> = GENERAL.into_iter().filter(|e| wanted(e)).collect();
        let themed = self.below(8) > 0;
        if !others.is_empty() && across {
            let (_, from, template) = self.one(&others);
            let z = self.any(from).expect("there is one");
            let text = self.fill(template, &x, z);
            out.push(Conjunct { text, assigns: Some(x.name) });
        } else if self.below(4) == 0 && (own.is_empty() || !themed || !general.is_empty()) {
            let effect = if themed && !general.is_empty() { self.one(&general) } else { self.one(&GENERAL) };
            let text = self.fill(effect, &x, "");
            out.push(Conjunct { text, assigns: Some(x.name) });
        } else {
            let (guard, effect) = if themed && !own.is_empty() { self.one(&own) } else { self.one(x.room.effects) };
            // the same key in both
            let text = self.fill(&format!("{guard} && {effect}"), &x, "");
            let (guard, effect) = text.split_once(" && ").expect("both are there");
            if !guard.is_empty() && self.below(12) > 0 {
                out.push(Conjunct { text: guard.into(), assigns: None });
            }
            out.push(Conjunct { text: effect.into(), assigns: Some(x.name) });
        }
        let asks = match self.theme {
            Theme::Ends if self.simply => self.below(3) > 0,
            Theme::Ends => self.below(2) == 0,
            _ => self.below(5) == 0,
        };
        if asks {
            let under: Vec<&str> = x.room.primed.iter().copied().filter(|p| p.ends_with(")'")).collect();
            let whole = self.theme == Theme::Ends && !under.is_empty() && (self.simply || self.below(2) == 0);
            let asked = if whole { self.one(&under) } else { self.one(x.room.primed) };
            let text = self.fill(asked, &x, "");
            out.push(Conjunct { text, assigns: None });
        }
        out
    }

    pub(super) fn action(&mut self) -> Vec<Conjunct> {
        let mut conjuncts = Vec::new();
        if self.below(4) == 0 {
            conjuncts.push(Conjunct { text: self.condition(), assigns: None });
        }
        let mut left: Vec<usize> = (0..self.variables.len()).collect();
        let effects = if self.theme == Theme::Ends && self.simply { [1, 1, 1, 2] } else { [1, 1, 2, 3] };
        for _ in 0..effects[self.below(4)] {
            if !left.is_empty() {
                // most often the first: actions that touch the same are what all this is about
                let apart = matches!(self.theme, Theme::Middle | Theme::Last | Theme::Paths);
                let i = if !apart && (self.simply || self.below(2) == 0) { 0 } else { self.below(left.len()) };
                let i = left.remove(i);
                conjuncts.extend(self.effect(i));
            }
        }
        conjuncts
    }

    pub(super) fn system(&mut self) -> System {
        // a set of what was done is read whole by each action, so that none commute
        let style = [0, 0, 0, 0, 2, 2, 2, 1, 3, 4][self.below(10)];
        let again = self.below(2) == 0;
        let style = match self.theme {
            Theme::Names if again => 4,
            // behaviors are to end, or to tell of their last step
            Theme::Paths | Theme::Last => style.min(2),
            _ => style,
        };
        let count = if style == 4 { 1 + self.below(2) } else { 2 + self.below(2) };
        // a step after those that are put in order
        let count = if self.theme == Theme::Paths { 3 } else { count };
        let mut variables: Vec<(&'static str, String)> = Vec::new();
        for v in 0..self.variables.len() {
            // most begin in one state
            let init = [0, 0, 0, 0, 0, 1, 1, 2][self.below(8)];
            variables.push((self.variables[v].name, self.variables[v].room.init[init].into()));
        }
        let mut actions = Vec::new();
        for i in 0..count {
            let conjuncts = self.action();
            let name = ["z1", "z2", "z3"][i];
            let once = match style {
                0 | 1 => {
                    variables.push((name, "= 0".into()));
                    Some((format!("{name} = 0"), format!("{name}' = 1"), name))
                }
                2 => Some((format!("done[{}] = 0", i + 1), format!("done' = [done EXCEPT ![{}] = 1]", i + 1), "done")),
                3 => Some((format!("{i} \\notin done"), format!("done' = done \\cup {{{i}}}"), "done")),
                _ => None,
            };
            actions.push(Action { conjuncts, once });
        }
        match style {
            2 => variables.push(("done", "= <<0, 0, 0>>".into())),
            3 => variables.push(("done", "= {}".into())),
            _ => {}
        }
        let distinct = |i: usize| (0..i).map(move |j| format!("v{} # v{}", j + 1, i + 1));
        let names: Vec<String> = (1..=self.peers).map(|i| format!("v{i}")).collect();
        let apart: Vec<String> = (0..self.peers).flat_map(distinct).collect();
        let named = [Kind::Map, Kind::Name, Kind::Names, Kind::Messages, Kind::Line, Kind::Votes, Kind::Tags];
        let named = self.variables.iter().any(|v| named.contains(&v.room.kind));
        let mut few = self.number();
        for _ in 0..3 {
            // most often one that depends on a variable
            if few.len() == 1 {
                few = self.number();
            }
        }
        let chooses = actions.iter().flat_map(|a| &a.conjuncts).any(|c| c.text.contains("CHOOSE"));
        System {
            variables,
            actions,
            looks: Vec::new(),
            asides: Vec::new(),
            place: self.below(count + 1),
            direct: self.below(5) == 0,
            binds: format!("\\E {} \\in P : {} /\\ ", names.join(", "), apart.join(" /\\ ")),
            peers: self.peers,
            // CHOOSE tells names apart, and a SYMMETRY that is declared is believed
            declared: !self.uses_first && self.below(3) == 0 && !chooses && named,
            deadlock: self.below(3) == 0,
            constraint: (self.below(10) == 0).then(|| self.condition()),
            of_steps: false,
            few,
            watch: (self.below(12) == 0).then(|| format!("(\\A z \\in Few : {} \\notin z)", self.number())),
            last: None,
            middle: None,
            levels: false,
        }
        .about(self.theme)
    }

    /// What is looked for: all values of a state, or those of some variables and of what was done, now and then with one from another state.
    pub(super) fn look(&mut self, s: &System, states: &[State]) -> Vec<String> {
        let state = self.below(states.len());
        let equal = |v: usize, from: usize| format!("{} = {}", s.variables[v].0, states[from].0[v]);
        let all = 0..s.variables.len();
        if self.below(3) > 0 {
            return all.map(|v| equal(v, state)).collect();
        }
        let proper = self.variables.len();
        let mut left: Vec<usize> = (0..proper).collect();
        let mut conjuncts = Vec::new();
        if self.below(4) > 0 {
            conjuncts.extend(all.skip(proper).map(|v| equal(v, state)));
        }
        for _ in 0..1 + self.below(3) {
            if !left.is_empty() {
                let v = left.remove(self.below(left.len()));
                let from = if self.below(10) == 0 { self.below(states.len()) } else { state };
                conjuncts.push(equal(v, from));
            }
        }
        if self.below(8) == 0 {
            conjuncts.push(self.condition());
        }
        conjuncts
    }
}

/// A test of a variable that fails if a name without is looked at before one with.
fn flaw(v: &str, kind: Kind) -> Option<String> {
    let (none, has) = match kind {
        Kind::Map => (format!("(\\A cp \\in P : {v}[cp] = NULL)"), format!("{v}[cp] # NULL")),
        Kind::Votes => (format!("(\\A cp \\in P : {v}[cp] = {{}})"), format!("{v}[cp] # {{}}")),
        Kind::Names => (format!("{v} = {{}}"), format!("cp \\in {v}")),
        Kind::Name => (format!("{v} = NULL"), format!("cp = {v}")),
        Kind::Line => (format!("{v} = <<>>"), format!("cp = Head({v})")),
        Kind::Messages => (format!("{v} = {{}}"), format!("(\\E cz \\in {v} : cz.from = cp)")),
        Kind::Tags => (format!("{v} = {{}}"), format!("(\\E cz \\in {v} : cp \\in DOMAIN cz)")),
        Kind::Int
        | Kind::Function
        | Kind::Sequence
        | Kind::Boxes
        | Kind::Set
        | Kind::Record
        | Kind::Log
        | Kind::Bins
        | Kind::Partial => return None,
    };
    Some(format!("({none} \\/ \\E cp \\in P : {has} \\/ Len({v}) > {v})"))
}
