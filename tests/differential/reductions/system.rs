//! A random system as data: its text, its configuration, and the systems with one part less.

use super::theme::Theme;

/// A guard or an effect with what it assigns, or what is asked of that afterwards.
#[derive(Clone)]
pub(super) struct Conjunct {
    pub(super) text: String,
    /// The variable that it assigns.
    pub(super) assigns: Option<&'static str>,
}

#[derive(Clone)]
pub(super) struct Action {
    pub(super) conjuncts: Vec<Conjunct>,
    /// What makes it happen once: a guard and an effect.
    pub(super) once: Option<(String, String, &'static str)>,
}

/// A system, without what is looked for and with it.
#[derive(Clone)]
pub(super) struct System {
    pub(super) variables: Vec<(&'static str, String)>,
    pub(super) actions: Vec<Action>,
    /// Conditions under which the flag goes from 0 to 1, and from there on.
    pub(super) looks: Vec<Vec<String>>,
    /// Further states that are looked for, each by an action of its own: no invariant asks for these, but a comparison depth by depth
    /// tells when they are possible.
    pub(super) asides: Vec<Vec<String>>,
    /// Where they stand among the actions.
    pub(super) place: usize,
    /// The invariant itself looks.
    pub(super) direct: bool,
    /// Bind the model values in what is looked for.
    pub(super) binds: String,
    pub(super) peers: usize,
    pub(super) declared: bool,
    pub(super) deadlock: bool,
    pub(super) constraint: Option<String>,
    /// It is asked of the state that a step leads to, by an ACTION_CONSTRAINT.
    pub(super) of_steps: bool,
    /// How many elements the sets of `Few` have.
    pub(super) few: String,
    /// One more part of the invariant.
    pub(super) watch: Option<String>,
    /// What holds until a certain action was taken: a property of steps asks whether it is the last one.
    pub(super) last: Option<String>,
    /// What no behavior may pass through before it comes to what is looked for.
    pub(super) middle: Option<Vec<String>>,
    pub(super) levels: bool,
}

impl System {
    /// What a theme asks of the whole.
    pub(super) fn about(mut self, theme: Theme) -> System {
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
    pub(super) fn done(&self) -> Option<String> {
        let each = self.actions.iter().map(|a| a.once.as_ref().map(|o| format!("~({})", o.0)));
        each.collect::<Option<Vec<String>>>().map(|all| all.join(" /\\ "))
    }

    pub(super) fn assigned(&self, a: &Action) -> Vec<&'static str> {
        a.conjuncts.iter().filter_map(|c| c.assigns).chain(a.once.iter().map(|o| o.2)).collect()
    }

    pub(super) fn look(&self, conjuncts: &[String]) -> String {
        let text = conjuncts.join(" /\\ ");
        let names = (1..=self.peers).any(|i| text.contains(&format!("v{i}")));
        format!("({}{text})", if names { self.binds.as_str() } else { "" })
    }

    pub(super) fn text(&self) -> String {
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

    pub(super) fn cfg(&self) -> String {
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
    pub(super) fn smaller(&self) -> Vec<System> {
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
