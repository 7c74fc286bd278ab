//! Random systems made for the reductions of the symbolic engine: actions that happen once, with effects of all kinds on variables of all
//! kinds, and then actions that *look*: each compares some variables with the values that they have in one reachable state, and sets a
//! flag that the invariant forbids.
//!
//! So a reduction that loses the only way to a state is found out as soon as that state is asked for. Which states are reachable is
//! told by the plain enumeration ([`crate::plain`]), before the looking actions are added. Model values in what is looked for are bound by
//! a quantifier, so that the system stays symmetric.

use crate::family::{Family, Seen, agree};
use crate::generate::Random;
use crate::liveness::lassos_agree;
use crate::rooms::{ACROSS, GENERAL, Kind, ROOMS, Room};
use crate::{model, plain};
use tlaloc::value::State;

pub const FAMILY: Family = Family { name: "reductions", seeds: 150, every: 1, check, violated: 25..96 };

/// States that are enumerated, at most, to find one that is looked for.
const MOST_STATES: usize = 1500;

/// How many more states are looked for.
const ASIDES: usize = 5;

/// What most of a system is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Theme {
    Anything,
    /// The ends of sequences, and what is put into sets: effects that commute now and then.
    Ends,
    /// Names, in actions that happen again and again.
    Names,
    /// Values that are remembered.
    Lets,
    /// A constraint forbids a state on the way.
    Middle,
    /// The last step is looked at.
    Last,
    /// A temporal property looks at a state on the way, and at a later one.
    Paths,
    /// `TLCGet("level")`, with a VIEW that tells levels apart.
    Levels,
    /// Evaluation that fails of one name, and not if another one is looked at before.
    Flawed,
    /// Nothing is looked for but deadlocks.
    Quiet,
}

impl Theme {
    const ALL: [Theme; 28] = [
        Theme::Anything,
        Theme::Anything,
        Theme::Anything,
        Theme::Anything,
        Theme::Anything,
        Theme::Anything,
        Theme::Anything,
        Theme::Anything,
        Theme::Ends,
        Theme::Ends,
        Theme::Ends,
        Theme::Ends,
        Theme::Ends,
        Theme::Ends,
        Theme::Ends,
        Theme::Names,
        Theme::Names,
        Theme::Names,
        Theme::Lets,
        Theme::Middle,
        Theme::Middle,
        Theme::Last,
        Theme::Paths,
        Theme::Paths,
        Theme::Levels,
        Theme::Flawed,
        Theme::Flawed,
        Theme::Quiet,
    ];

    /// The kinds of its variables, if not all.
    fn kinds(self) -> &'static [Kind] {
        match self {
            Theme::Ends => &[Kind::Sequence, Kind::Boxes, Kind::Boxes, Kind::Log, Kind::Set, Kind::Bins, Kind::Line],
            Theme::Names | Theme::Flawed => {
                &[Kind::Map, Kind::Votes, Kind::Name, Kind::Names, Kind::Messages, Kind::Tags, Kind::Line]
            }
            Theme::Lets => &[Kind::Int, Kind::Function, Kind::Sequence, Kind::Set],
            Theme::Anything | Theme::Middle | Theme::Last | Theme::Paths | Theme::Levels | Theme::Quiet => &[],
        }
    }

    /// What its effects have in them, most of them.
    fn wants(self, simply: bool) -> &'static [&'static str] {
        match self {
            Theme::Ends if simply => &[
                "Append(@, $e)",
                "Append($x, $e)",
                "Append($x, p)",
                "Append(@, Len(@))",
                "Append(@, Head(@))",
                "Append(@, Cardinality",
                "= Tail(@)",
                "$x' = Tail($x)",
                "@ \\cup {",
                "$x \\cup {$e}",
            ],
            Theme::Ends => &["Append(@", "Append($x", "Tail(@", "Tail($x", "@ \\cup {", "$x \\cup {"],
            Theme::Names => &["\\E"],
            Theme::Lets => &["LET"],
            Theme::Anything | Theme::Middle | Theme::Last | Theme::Paths | Theme::Levels | Theme::Flawed | Theme::Quiet => &[],
        }
    }
}

struct Variable {
    name: &'static str,
    room: &'static Room,
}

/// A guard or an effect with what it assigns, or what is asked of that afterwards.
#[derive(Clone)]
struct Conjunct {
    text: String,
    /// The variable that it assigns.
    assigns: Option<&'static str>,
}

#[derive(Clone)]
struct Action {
    conjuncts: Vec<Conjunct>,
    /// What makes it happen once: a guard and an effect.
    once: Option<(String, String, &'static str)>,
}

/// A system, without what is looked for and with it.
#[derive(Clone)]
struct System {
    variables: Vec<(&'static str, String)>,
    actions: Vec<Action>,
    /// Conditions under which the flag goes from 0 to 1, and from there on.
    looks: Vec<Vec<String>>,
    /// Further states that are looked for, each by an action of its own: no invariant asks for these, but a comparison depth by depth
    /// tells when they are possible.
    asides: Vec<Vec<String>>,
    /// Where they stand among the actions.
    place: usize,
    /// The invariant itself looks.
    direct: bool,
    /// Bind the model values in what is looked for.
    binds: String,
    peers: usize,
    declared: bool,
    deadlock: bool,
    constraint: Option<String>,
    /// It is asked of the state that a step leads to, by an ACTION_CONSTRAINT.
    of_steps: bool,
    /// How many elements the sets of `Few` have.
    few: String,
    /// One more part of the invariant.
    watch: Option<String>,
    /// What holds until a certain action was taken: a property of steps asks whether it is the last one.
    last: Option<String>,
    /// What no behavior may pass through before it comes to what is looked for.
    middle: Option<Vec<String>>,
    levels: bool,
}

struct Generator {
    theme: Theme,
    /// Nothing but what the theme is about.
    simply: bool,
    random: Random,
    variables: Vec<Variable>,
    peers: usize,
    uses_first: bool,
}

impl Generator {
    fn below(&mut self, n: usize) -> usize {
        self.random.below(n)
    }

    fn one<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.random.below(items.len())]
    }

    fn of(&self, kind: Kind) -> Vec<&'static str> {
        self.variables.iter().filter(|v| v.room.kind == kind).map(|v| v.name).collect()
    }

    fn any(&mut self, kind: Kind) -> Option<&'static str> {
        let all = self.of(kind);
        (!all.is_empty()).then(|| self.one(&all))
    }

    /// A number, most often one that depends on a variable.
    fn number(&mut self) -> String {
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
    fn name(&mut self) -> String {
        if self.uses_first && self.below(3) == 0 {
            return "First".into();
        }
        match self.any(Kind::Name) {
            Some(v) if self.below(4) > 0 => v.into(),
            _ => "NULL".into(),
        }
    }

    fn condition(&mut self) -> String {
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
    fn fill(&mut self, template: &str, x: &Variable, z: &str) -> String {
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
    fn effect(&mut self, i: usize) -> Vec<Conjunct> {
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

    fn action(&mut self) -> Vec<Conjunct> {
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

    fn system(&mut self) -> System {
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
    fn look(&mut self, s: &System, states: &[State]) -> Vec<String> {
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

impl System {
    /// What a theme asks of the whole.
    fn about(mut self, theme: Theme) -> System {
        match theme {
            Theme::Last => {
                self.last = self.actions[self.place % self.actions.len()].once.as_ref().map(|o| o.0.clone());
                (self.constraint, self.direct) = (None, true);
            }
            Theme::Paths => (self.constraint, self.direct, self.deadlock, self.watch) = (None, false, false, None),
            Theme::Levels => (self.levels, self.declared) = (true, false),
            Theme::Flawed => self.declared = false,
            Theme::Quiet => (self.deadlock, self.direct, self.constraint) = (true, true, None),
            Theme::Middle => (self.constraint, self.direct) = (None, self.direct),
            Theme::Anything | Theme::Ends | Theme::Names | Theme::Lets => {}
        }
        self
    }

    /// That each action was taken.
    fn done(&self) -> Option<String> {
        let each = self.actions.iter().map(|a| a.once.as_ref().map(|o| format!("~({})", o.0)));
        each.collect::<Option<Vec<String>>>().map(|all| all.join(" /\\ "))
    }

    fn assigned(&self, a: &Action) -> Vec<&'static str> {
        a.conjuncts.iter().filter_map(|c| c.assigns).chain(a.once.iter().map(|o| o.2)).collect()
    }

    fn look(&self, conjuncts: &[String]) -> String {
        let text = conjuncts.join(" /\\ ");
        let names = (1..=self.peers).any(|i| text.contains(&format!("v{i}")));
        format!("({}{text})", if names { self.binds.as_str() } else { "" })
    }

    fn text(&self) -> String {
        let all: Vec<&str> = self.variables.iter().map(|v| v.0).chain(["seen"]).collect();
        let kept = |assigned: &[&str]| {
            let kept: Vec<&str> = all.iter().copied().filter(|v| !assigned.contains(v)).collect();
            if kept.is_empty() { "TRUE".into() } else { format!("UNCHANGED <<{}>>", kept.join(", ")) }
        };
        let mut actions: Vec<String> = Vec::new();
        for a in &self.actions {
            let (guard, effect) = match &a.once {
                Some((guard, effect, _)) => (Some(guard.clone()), Some(effect.clone())),
                None => (None, None),
            };
            let conjuncts = a.conjuncts.iter().map(|c| c.text.clone());
            let all: Vec<String> = guard.into_iter().chain(conjuncts).chain(effect).chain([kept(&self.assigned(a))]).collect();
            actions.push(format!("/\\ {}", all.join("\n      /\\ ")));
        }
        for (i, look) in self.looks.iter().enumerate() {
            if !self.direct {
                let at = self.place.min(actions.len());
                let conjuncts = [format!("seen = {i}"), self.look(look), format!("seen' = {}", i + 1), kept(&["seen"])];
                actions.insert(at, format!("/\\ {}", conjuncts.join("\n      /\\ ")));
            }
        }
        for (i, look) in self.asides.iter().enumerate() {
            let at = (self.place + i) % (actions.len() + 1);
            let conjuncts = ["seen = 0".into(), self.look(look), format!("seen' = {}", 10 + i), kept(&["seen"])];
            actions.insert(at, format!("/\\ {}", conjuncts.join("\n      /\\ ")));
        }
        let init: Vec<String> = self.variables.iter().map(|(v, i)| format!("/\\ {v} {i}")).collect();
        let names: Vec<String> = (0..actions.len()).map(|i| format!("A{i}")).collect();
        let definitions: Vec<String> = actions.iter().enumerate().map(|(i, a)| format!("A{i} == {a}\n")).collect();
        let looks: Vec<String> = self.looks.iter().map(|l| self.look(l)).collect();
        let invariant = match self.direct {
            _ if self.last.is_some() || self.middle.is_some() => "seen # 99".into(),
            true if !looks.is_empty() => format!("~({})", looks.join(" \\/ ")),
            true => "seen # 99".into(),
            false => format!("seen # {}", self.looks.len().max(1)),
        };
        let watch = self.watch.as_ref().map_or(String::new(), |w| format!(" /\\ {w}"));
        let vars = format!("<<{}>>", all.join(", "));
        let end = looks.first().cloned().unwrap_or("seen = 0".into());
        let asked = match (&self.last, &self.middle) {
            (Some(until), _) => format!("[][~({end}' /\\ {until} /\\ ~({until})')]_vars"),
            // the order of the last two steps is asked about before they are put in order
            (None, Some(middle)) => format!("[](~{}) \\/ [](seen = 0)", self.look(middle)),
            (None, None) => "TRUE".into(),
        };
        let prime = if self.of_steps { "'" } else { "" };
        let inside = self.constraint.as_ref().map_or("TRUE".into(), |c| format!("({c}){prime}"));
        let body = format!(
            "CONSTANTS P, NULL, First\nVARIABLES {}\nvars == {vars}\n\
             Few == {{z \\in SUBSET {{0, 1, 7}} : Cardinality(z) = {}}}\n\
             Init ==\n  {}\n  /\\ seen = 0\n{}Next == {}\nInvariant == {invariant}{watch}\nInside == {inside}\nAsked == {asked}\nSame == Permutations(P)\n\
             Spec == Init /\\ [][Next]_vars\nView == <<vars, TLCGet(\"level\")>>\n====\n",
            all.join(", "),
            self.few,
            init.join("\n  "),
            definitions.concat(),
            names.join(" \\/ "),
        );
        let folds = if body.contains("FoldRight") { ", SequencesExt" } else { "" };
        format!("---- MODULE Reductions ----\nEXTENDS Integers, Sequences, FiniteSets, TLC{folds}\n{body}")
    }

    fn cfg(&self) -> String {
        let peers: Vec<String> = (1..=self.peers).map(|i| format!("v{i}")).collect();
        format!(
            "{}INVARIANT Invariant\nCONSTANTS P = {{{}}} NULL = NULL First = v1\n{}{}{}{}{}",
            if self.middle.is_some() { "SPECIFICATION Spec\n" } else { "INIT Init\nNEXT Next\n" },
            peers.join(", "),
            if self.deadlock { "" } else { "CHECK_DEADLOCK FALSE\n" },
            if self.declared { "SYMMETRY Same\n" } else { "" },
            match &self.constraint {
                Some(_) if self.of_steps => "ACTION_CONSTRAINT Inside\n",
                Some(_) => "CONSTRAINT Inside\n",
                None => "",
            },
            if self.last.is_some() || self.middle.is_some() { "PROPERTY Asked\n" } else { "" },
            if self.levels { "VIEW View\n" } else { "" },
        )
    }

    /// The system with one part less.
    fn smaller(&self) -> Vec<System> {
        let mut all = Vec::new();
        for flag in 0..5 {
            let mut s = self.clone();
            match flag {
                0 => s.declared = false,
                1 => s.deadlock = false,
                2 => s.constraint = None,
                3 => s.watch = None,
                _ => s.direct = true,
            }
            all.push(s);
        }
        for i in 0..self.actions.len() {
            let mut s = self.clone();
            s.actions.remove(i);
            all.push(s);
            for j in 0..self.actions[i].conjuncts.len() {
                let mut s = self.clone();
                s.actions[i].conjuncts.remove(j);
                all.push(s);
            }
            // what behaviors pass through is compared where they end, and levels where they tell nothing of a state
            if self.actions[i].once.is_some() && self.middle.is_none() && !self.levels {
                let mut s = self.clone();
                s.actions[i].once = None;
                all.push(s);
            }
        }
        for i in 0..self.looks.len() {
            for j in 0..self.looks[i].len() {
                let mut s = self.clone();
                s.looks[i].remove(j);
                if s.looks[i].is_empty() {
                    s.looks.remove(i);
                }
                all.push(s);
            }
        }
        for i in 0..self.asides.len() {
            let mut s = self.clone();
            s.asides.remove(i);
            all.push(s);
        }
        for i in 0..self.variables.len() {
            let mut s = self.clone();
            s.variables.remove(i);
            all.push(s);
        }
        all.retain(|s| s.text().len() + s.cfg().len() < self.text().len() + self.cfg().len());
        all
    }
}

/// The variables of a system.
fn variables(random: &mut Random, theme: Theme, simply: bool) -> Vec<Variable> {
    let mut variables: Vec<Variable> = Vec::new();
    let mut add = |room: &'static Room, count: usize| {
        for name in room.names.into_iter().take(count) {
            if !variables.iter().any(|v: &Variable| v.name == name) {
                variables.push(Variable { name, room });
            }
        }
        variables.len()
    };
    let room = |kind: Kind| ROOMS.iter().find(|r| r.kind == kind).expect("each kind has a room");
    let kinds = theme.kinds();
    if theme == Theme::Names && random.below(3) > 0 {
        // two between which something goes
        let pairs: Vec<(Kind, Kind)> =
            ACROSS.iter().map(|a| (a.0, a.1)).filter(|(a, b)| kinds.contains(a) && kinds.contains(b)).collect();
        let (a, b) = pairs[random.below(pairs.len())];
        add(room(a), 1);
        add(room(b), 1);
        return variables;
    }
    // of some kinds two, between which copies go
    let least = match theme {
        Theme::Ends => 1,
        Theme::Last | Theme::Paths => 3,
        _ => [1, 1, 1, 2, 3][random.below(5)],
    };
    loop {
        // functions, sequences and boxes have the most ways to be touched in part
        let any = [0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 12, 13, 14, 14, 15];
        let kind = if kinds.is_empty() { ROOMS[any[random.below(any.len())]].kind } else { kinds[random.below(kinds.len())] };
        let both = match theme {
            Theme::Ends if simply => random.below(4) == 0,
            Theme::Ends => random.below(3) > 1,
            _ => random.below(3) > 0,
        };
        if add(room(kind), if both { 2 } else { 1 }) >= least {
            return variables;
        }
    }
}

fn generate(seed: u64) -> (System, u32) {
    let mut random = Random::new(seed);
    random.below(2);
    let theme = Theme::ALL[random.below(Theme::ALL.len())];
    let simply = random.below(2) == 0;
    let variables = variables(&mut random, theme, simply);
    let peers = 2 + random.below(2);
    let uses_first = random.below(6) == 0 && theme != Theme::Flawed;
    let mut g = Generator { theme, simply, random, variables, peers, uses_first };
    let mut s = g.system();
    let depth = 3 + g.below(2) as u32;
    let depth = if theme == Theme::Paths { 4 } else { depth };
    let explore = |s: &System| {
        let s = System { last: None, ..s.clone() };
        let explored = model(&s.text(), &s.cfg()).ok().and_then(|m| plain::explore(&m, depth - 1, MOST_STATES).ok().flatten());
        explored.filter(|e| !e.states.is_empty())
    };
    let mut explored = explore(&s);
    if theme == Theme::Quiet {
        return (s, depth - g.below(2) as u32);
    }
    if let (Theme::Middle | Theme::Paths, Some(e)) = (theme, &explored)
        && e.levels.len() > 2
    {
        // a state that is neither one of the first nor of the last
        let until = if g.below(3) > 0 { 1 } else { e.levels.len() - 2 };
        let between = &e.states[e.levels[0]..e.levels[until]];
        let middle = if between.is_empty() { None } else { Some(g.look(&s, between)) };
        if theme == Theme::Paths {
            s.middle = middle;
        } else if let Some(middle) = middle {
            s.constraint = Some(format!("~{}", s.look(&middle)));
            s.of_steps = g.below(3) == 0;
            explored = explore(&s);
        }
    }
    let two = g.below(4) == 0 && !matches!(theme, Theme::Last | Theme::Paths);
    match explored {
        Some(e) => {
            // those far away have the most ways
            let early = if e.levels.len() > 2 { e.levels[e.levels.len() - 2] } else { 0 };
            let far = if early < e.states.len() && g.below(4) > 0 { &e.states[early..] } else { &e.states };
            if two {
                let near = &e.states[..e.levels[1.min(e.levels.len() - 1)]];
                let first = g.look(&s, near);
                s.looks.push(first);
            }
            let last = match s.done() {
                Some(done) if theme == Theme::Paths && g.below(2) == 0 => vec![done],
                _ => g.look(&s, far),
            };
            s.looks.push(last);
            for _ in 0..if s.middle.is_some() { 0 } else { ASIDES } {
                let aside = g.look(&s, far);
                s.asides.push(aside);
            }
        }
        None => s.looks.push(vec![g.condition(), g.condition()]),
    }
    (s, depth + u32::from(two))
}

/// One system under all engines and reductions; behaviors that are to pass through a state are lassos.
fn compared(s: &System, depth: u32, seed: u64) -> Result<Seen, String> {
    if s.middle.is_none() {
        return agree(&s.text(), &s.cfg(), depth, seed);
    }
    let told = |why: String| format!("{why}\n{}\n{}", s.text(), s.cfg());
    let m = model(&s.text(), &s.cfg()).map_err(|e| told(format!("does not load: {e}")))?;
    lassos_agree(&m, depth + 1, ["all", "none", "order"][seed as usize % 3]).map_err(told)
}

fn check(seed: u64) -> Result<Seen, String> {
    let (mut s, depth) = generate(seed);
    let fails = |s: &System| compared(s, depth, seed).err().filter(|e| !e.starts_with("does not load"));
    match compared(&s, depth, seed) {
        Err(why) if why.starts_with("does not load") => Err(why),
        Err(mut why) => {
            if std::env::var_os("TLALOC_FIRST").is_none() {
                while let Some((smaller, reason)) = s.smaller().into_iter().find_map(|t| fails(&t).map(|e| (t, e))) {
                    (s, why) = (smaller, reason);
                }
            }
            Err(format!("depth {depth}\n{why}"))
        }
        same => same,
    }
}

#[test]
fn the_engines_agree_with_and_without_reductions() {
    crate::family::run(&FAMILY);
}
