//! Random systems made for the reductions of the symbolic engine: actions that happen once, with effects of all kinds on variables of all
//! kinds, and then actions that *look*: each compares some variables with the values that they have in one reachable state, and sets a
//! flag that the invariant forbids.
//!
//! So a reduction that loses the only way to a state is found out as soon as that state is asked for. Which states are reachable is
//! told by the plain enumeration ([`crate::plain`]), before the looking actions are added. Model values in what is looked for are bound by
//! a quantifier, so that the system stays symmetric.

use crate::family::{Family, Seen, agree};
use crate::generate::Random;
use crate::{model, plain};
use tlaloc::trace::State;

pub const FAMILY: Family = Family { name: "reductions", seeds: 150, every: 1, check, violated: 25..96 };

/// States that are enumerated, at most, to find one that is looked for.
const MOST_STATES: usize = 1500;

/// How many more states are looked for.
const ASIDES: usize = 5;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Int,
    Function,
    Sequence,
    Boxes,
    Set,
    Record,
    Log,
    Map,
    Name,
    Names,
    Messages,
    Line,
}

/// A kind of variables.
struct Room {
    kind: Kind,
    names: [&'static str; 2],
    /// First values; those after the first are sets.
    init: [&'static str; 3],
    /// Values as they are written; the first one is that which most systems begin with.
    literals: &'static [&'static str],
    /// Each a guard and an effect. `$x` is the variable, `$y` one of its kind, `$e` a number, `$k` a key that is the same throughout, `$i` any
    /// key, `$v` a value as it is written, `$b` a condition, `$o` a name or NULL.
    effects: &'static [(&'static str, &'static str)],
    /// What may be asked of the next value.
    primed: &'static [&'static str],
}

const ROOMS: [Room; 12] = [
    Room {
        kind: Kind::Int,
        literals: &["0", "1", "5"],
        names: ["n", "k"],
        init: ["= 0", "\\in {0, 2}", "\\in 0..1"],
        effects: &[
            ("", "$x' = $e"),
            ("", "$x' = $x + 1"),
            ("", "$x' = $y"),
            ("", "$x' = $x"),
            ("", "$x' \\in {$e, $e}"),
            ("", "$x' = IF $b THEN $e ELSE $x"),
            ("", "(IF $b THEN $x' = $e ELSE UNCHANGED $x)"),
            ("", "\\E j \\in {0, 1} : $x' = j + $e"),
            ("", "($x' = $e \\/ $x' = $y)"),
            ("", "LET a == $y + $e IN $x' = a"),
            ("", "LET a == $e IN $x' = IF a = 0 THEN 5 ELSE $x"),
        ],
        primed: &["$x' # $e", "$x' > $x", "$x' = $x"],
    },
    Room {
        kind: Kind::Function,
        literals: &["<<0, 0>>", "<<0, 7>>", "<<1, 0>>", "<<5, 5>>"],
        names: ["f", "g"],
        init: ["= <<0, 0>>", "\\in {<<0, 0>>, <<1, 0>>}", "\\in [1..2 -> 0..1]"],
        effects: &[
            ("", "$x' = [$x EXCEPT ![$k] = $e]"),
            ("", "$x' = [$x EXCEPT ![$k] = @ + 1]"),
            ("", "$x' = [$x EXCEPT ![$k] = @]"),
            ("", "$x' = [$x EXCEPT ![$k] = @ + $y[$i]]"),
            ("", "$x' = [$x EXCEPT ![$k] = IF @ = 0 THEN $e ELSE @]"),
            ("", "$x' = [$x EXCEPT ![1] = $e, ![2] = $x[1]]"),
            ("", "$x' = [$x EXCEPT ![1] = @ + 1, ![2] = @ + $e]"),
            ("", "$x' = [$y EXCEPT ![$k] = $e]"),
            ("", "$x' = [$y EXCEPT ![$i] = @ + 1]"),
            ("", "$x' = $y"),
            ("", "$x' = [j \\in 1..2 |-> $e]"),
            ("", "$x' = [j \\in 1..2 |-> $y[3 - j]]"),
            ("", "$x' = <<$y[2], $e>>"),
            ("", "LET a == $y IN $x' = [a EXCEPT ![$k] = a[$i] + 1]"),
            ("", "LET a == $y[$k] IN a < 2 /\\ $x' = [$x EXCEPT ![$i] = a]"),
            ("", "$x' = [$x EXCEPT ![1 + ($y[$i] % 2)] = $e]"),
            ("", "\\E j \\in 1..2 : $x' = [$x EXCEPT ![j] = $e]"),
            ("", "\\E j \\in 1..2 : $x[j] = 0 /\\ $x' = [$y EXCEPT ![j] = 1]"),
        ],
        primed: &["$x'[1] # $x'[2]", "$x'[$k] # $e", "$x' # $x"],
    },
    Room {
        kind: Kind::Sequence,
        literals: &["<<1>>", "<<>>", "<<0, 1>>", "<<1, 7>>"],
        names: ["q", "r"],
        init: ["= <<1>>", "\\in {<<>>, <<0>>}", "\\in {<<>>, <<1, 0>>}"],
        effects: &[
            ("", "$x' = Append($x, $e)"),
            ("", "$x' = Append($x, $e)"),
            ("", "$x' = Append($x, Len($x))"),
            ("", "$x' = Append($y, $e)"),
            ("$x # <<>>", "$x' = Tail($x)"),
            ("$x # <<>>", "$x' = Tail($x)"),
            ("Len($x) > 0", "$x' = Tail($x)"),
            ("$y # <<>>", "$x' = Tail($y)"),
            ("$y # <<>>", "$x' = SubSeq($y, 2, Len($y))"),
            ("$x # <<>>", "$x' = SubSeq($x, 1, Len($x) - 1)"),
            ("$x # <<>>", "$x' = [$x EXCEPT ![1] = $e]"),
            ("Len($x) > 0", "$x' = Tail($x) \\o <<Head($x)>>"),
            ("$y # <<>>", "$x' = <<Head($y)>>"),
            ("", "$x' = $x \\o <<$e>>"),
            ("", "$x' = <<$e>> \\o $y"),
            ("", "$x' = SelectSeq($y, LAMBDA j : j # $e)"),
            ("", "$x' = $y"),
            ("", "LET a == $y IN a # <<>> /\\ $x' = Tail(a)"),
            ("", "LET a == Len($y) IN a < 2 /\\ $x' = Append($x, a)"),
            ("", "$x' = <<>>"),
            ("", "(IF $x = <<>> THEN $x' = <<$e>> ELSE $x' = Tail($x))"),
        ],
        primed: &["$x' # <<>>", "$x' = <<>>", "Len($x') < 2", "Len($x') > Len($x)", "$x' # $y"],
    },
    Room {
        kind: Kind::Boxes,
        literals: &["<<<<>>, <<7>>>>", "<<<<1>>, <<7>>>>", "<<<<>>, <<>>>>"],
        names: ["h", "u"],
        init: ["= <<<<>>, <<7>>>>", "\\in {<<<<>>, <<>>>>, <<<<1>>, <<>>>>}", "\\in [1..2 -> {<<>>, <<0>>}]"],
        effects: &[
            ("", "$x' = [$x EXCEPT ![$k] = Append(@, $e)]"),
            ("", "$x' = [$x EXCEPT ![$k] = Append(@, $e)]"),
            ("", "$x' = [$x EXCEPT ![$k] = Append(@, Len(@))]"),
            ("", "$x' = [$x EXCEPT ![$k] = Append(@, Len($y[$i]))]"),
            ("", "$x' = [$x EXCEPT ![$k] = Append($y[$i], $e)]"),
            ("", "$x' = [$x EXCEPT ![$k] = @ \\o $y[3 - $k]]"),
            ("$x[$k] # <<>>", "$x' = [$x EXCEPT ![$k] = Tail(@)]"),
            ("$x[$k] # <<>>", "$x' = [$x EXCEPT ![$k] = Tail(@)]"),
            ("$x[$k] # <<>>", "$x' = [$x EXCEPT ![$k] = SubSeq(@, 2, Len(@))]"),
            ("$y[$k] # <<>>", "$x' = [$x EXCEPT ![3 - $k] = Tail($y[$k])]"),
            ("$y[$k] # <<>>", "$x' = [$x EXCEPT ![$k] = Append(@, Head($y[$k]))]"),
            ("", "$x' = [$y EXCEPT ![$k] = <<>>]"),
            ("", "$x' = [$x EXCEPT ![$k] = IF @ = <<>> THEN <<$e>> ELSE Tail(@)]"),
            ("", "$x' = [$x EXCEPT ![1] = Append(@, $e), ![2] = $x[1]]"),
            ("", "$x' = [j \\in 1..2 |-> $y[3 - j]]"),
            ("", "$x' = $y"),
        ],
        primed: &["$x'[$k] # <<>>", "$x'[1] # $x'[2]", "Len($x'[$k]) < 2"],
    },
    Room {
        kind: Kind::Set,
        literals: &["{1}", "{}", "{0, 1}"],
        names: ["s", "t"],
        init: ["= {1}", "\\in {{}, {0}}", "\\in SUBSET {0, 1}"],
        effects: &[
            ("", "$x' = $x \\cup {$e}"),
            ("", "$x' = $x \\cup {$e}"),
            ("", "$x' = $x \\ {$e}"),
            ("", "$x' = $y \\cup {$e}"),
            ("", "$x' = {j \\in $y : j # $e}"),
            ("", "$x' = $x \\cup {Cardinality($x)}"),
            ("", "$x' = $x \\cup $y"),
            ("", "$x' = $y"),
            ("", "$x' = {}"),
            ("", "\\E j \\in $y : $x' = $x \\cup {j + 1}"),
            ("", "\\E j \\in $x : $x' = $x \\ {j}"),
            ("", "$x' \\in SUBSET {0, 2}"),
            ("", "(IF $e \\in $x THEN $x' = $x \\ {0} ELSE $x' = $x \\cup {$e})"),
        ],
        primed: &["$e \\in $x'", "$x' # {}", "Cardinality($x') < 2", "$x' # $x"],
    },
    Room {
        kind: Kind::Record,
        literals: &["[a |-> 0, b |-> 1]", "[a |-> 5, b |-> 1]", "[a |-> 0, b |-> 0]"],
        names: ["c", "v"],
        init: ["= [a |-> 0, b |-> 1]", "\\in {[a |-> 0, b |-> 0], [a |-> 1, b |-> 0]}", "\\in [a : 0..1, b : {0}]"],
        effects: &[
            ("", "$x' = [$x EXCEPT !.a = $e]"),
            ("", "$x' = [$x EXCEPT !.b = @ + $e]"),
            ("", "$x' = [$x EXCEPT !.a = $e, !.b = $x.a]"),
            ("", "$x' = [$y EXCEPT !.a = $y.b]"),
            ("", "$x' = [$y EXCEPT !.b = $e]"),
            ("", "$x' = [a |-> $e, b |-> $y.a]"),
            ("", "$x' = [$x EXCEPT !.a = @]"),
            ("", "$x' = $y"),
        ],
        primed: &["$x'.a # $x'.b", "$x'.a # $e"],
    },
    Room {
        kind: Kind::Log,
        literals: &["[log |-> <<>>, n |-> 0]", "[log |-> <<1>>, n |-> 0]"],
        names: ["l", "m"],
        init: [
            "= [log |-> <<>>, n |-> 0]",
            "\\in {[log |-> <<1>>, n |-> 0], [log |-> <<>>, n |-> 1]}",
            "\\in [log : {<<>>, <<0>>}, n : {0}]",
        ],
        effects: &[
            ("", "$x' = [$x EXCEPT !.log = Append(@, $e)]"),
            ("", "$x' = [$x EXCEPT !.log = Append(@, $e)]"),
            ("$x.log # <<>>", "$x' = [$x EXCEPT !.log = Tail(@)]"),
            ("$x.log # <<>>", "$x' = [$x EXCEPT !.log[1] = $e]"),
            ("", "$x' = [$x EXCEPT !.n = Len($x.log)]"),
            ("", "$x' = [$x EXCEPT !.log = Append(@, $x.n), !.n = @ + 1]"),
            ("", "$x' = [$y EXCEPT !.n = $e]"),
            ("", "$x' = [$y EXCEPT !.log = Append(@, Len(@))]"),
            ("", "$x' = $y"),
        ],
        primed: &["$x'.log # <<>>", "Len($x'.log) < 2", "$x'.n # $e"],
    },
    Room {
        kind: Kind::Map,
        literals: &["[p \\in P |-> NULL]", "[p \\in P |-> p]"],
        names: ["d", "e"],
        init: ["= [p \\in P |-> NULL]", "\\in {[p \\in P |-> NULL], [p \\in P |-> p]}", "\\in [P -> P \\cup {NULL}]"],
        effects: &[
            ("", "\\E p \\in P : $x[p] = NULL /\\ $x' = [$x EXCEPT ![p] = p]"),
            ("", "\\E p, z \\in P : p # z /\\ $x[p] = NULL /\\ $x' = [$x EXCEPT ![p] = z]"),
            ("", "\\E p \\in P : $x' = [$x EXCEPT ![p] = $o]"),
            ("", "\\E p \\in P : $x' = [$y EXCEPT ![p] = NULL]"),
            ("", "\\E p, z \\in P : $x' = [$y EXCEPT ![p] = z]"),
            ("", "\\E p \\in P : $y[p] # NULL /\\ $x' = [$x EXCEPT ![$y[p]] = p]"),
            ("", "$x' = [p \\in P |-> $o]"),
            ("", "$x' = $y"),
        ],
        primed: &["(\\E p \\in P : $x'[p] = NULL)", "(\\E p \\in P : $x'[p] = p)"],
    },
    Room {
        kind: Kind::Name,
        literals: &["NULL"],
        names: ["o", "i"],
        init: ["= NULL", "\\in P", "\\in P \\cup {NULL}"],
        effects: &[
            ("", "\\E p \\in P : $x' = p"),
            ("$x = NULL", "\\E p \\in P : $x' = p"),
            ("", "\\E p \\in P : p # $x /\\ $x' = p"),
            ("", "$x' = $o"),
            ("", "$x' = $y"),
            ("", "$x' = NULL"),
            ("", "$x' = CHOOSE p \\in P : p # $o"),
            ("", "LET a == $y IN a # NULL /\\ $x' = a"),
        ],
        primed: &["$x' # NULL", "$x' # $y"],
    },
    Room {
        kind: Kind::Names,
        literals: &["{}", "P"],
        names: ["ps", "ns"],
        init: ["= {}", "\\in {{}, P}", "\\in SUBSET P"],
        effects: &[
            ("", "\\E p \\in P : $x' = $x \\cup {p}"),
            ("", "\\E p \\in P \\ $x : $x' = $x \\cup {p}"),
            ("", "\\E p \\in $x : $x' = $x \\ {p}"),
            ("", "\\E p \\in $y : $x' = $x \\cup {p}"),
            ("", "\\E z \\in SUBSET P : $x' = z"),
            ("", "$x' = $x \\cup ({$o} \\ {NULL})"),
            ("", "$x' = P \\ $y"),
            ("", "$x' = $y"),
        ],
        primed: &["$x' # P", "$x' # {}", "Cardinality($x') = 1"],
    },
    Room {
        kind: Kind::Messages,
        literals: &["{[from |-> p, n |-> 0] : p \\in P}", "{}"],
        names: ["ms", "ws"],
        init: [
            "= {[from |-> p, n |-> 0] : p \\in P}",
            "\\in {{}, {[from |-> p, n |-> 0] : p \\in P}}",
            "\\in {{[from |-> p, n |-> 0]} : p \\in P}",
        ],
        effects: &[
            ("", "\\E p \\in P : $x' = $x \\cup {[from |-> p, n |-> $e]}"),
            ("", "\\E z \\in $x : $x' = $x \\ {z}"),
            ("", "\\E z \\in $x : $x' = ($x \\ {z}) \\cup {[z EXCEPT !.n = $e]}"),
            ("", "\\E z \\in $y : $x' = $x \\cup {[from |-> z.from, n |-> z.n + 1]}"),
            ("", "\\E z \\in $y : \\E p \\in P : p # z.from /\\ $x' = $x \\cup {[from |-> p, n |-> $e]}"),
            ("", "$x' = {z \\in $y : z.from # $o}"),
            ("", "$x' = $y"),
        ],
        primed: &["$x' # {}", "(\\E z \\in $x' : z.n = $e)"],
    },
    Room {
        kind: Kind::Line,
        literals: &["<<>>"],
        names: ["w", "ln"],
        init: ["= <<>>", "\\in {<<>>} \\cup {<<p>> : p \\in P}", "\\in {<<p>> : p \\in P}"],
        effects: &[
            ("", "\\E p \\in P : $x' = Append($x, p)"),
            ("", "\\E p \\in P : $x' = Append($x, p)"),
            ("$x # <<>>", "$x' = Tail($x)"),
            ("$y # <<>>", "$x' = Append($x, Head($y))"),
            ("$x # <<>>", "\\E p \\in P : p # Head($x) /\\ $x' = Append(Tail($x), p)"),
            ("", "$x' = $y"),
        ],
        primed: &["$x' # <<>>", "Len($x') < 2"],
    },
];

/// Effects on variables of any kind.
const GENERAL: [&str; 9] = [
    "$x' = $v",
    "$x' = $v",
    "$x' = $v",
    "($x' = $v \\/ $x' = $y)",
    "\\E j \\in {$v, $v} : $x' = j",
    "LET a == $y IN $x' = a",
    "LET a == $y IN ((a = $v /\\ $x' = $v) \\/ (a # $v /\\ $x' = a))",
    "(IF $y = $v THEN $x' = $v ELSE $x' = $y)",
    "(IF $b THEN $x' = $v ELSE UNCHANGED $x)",
];

/// Effects with a part in variables of two kinds: the kinds of the variable that is assigned and of the one that is read (`$z`).
const ACROSS: [(Kind, Kind, &str); 19] = [
    (Kind::Map, Kind::Messages, "\\E j \\in $z : \\E p \\in P : p # j.from /\\ $x[p] = NULL /\\ $x' = [$x EXCEPT ![p] = j.from]"),
    (Kind::Map, Kind::Messages, "\\E j \\in $z : $x' = [$x EXCEPT ![j.from] = $o]"),
    (Kind::Map, Kind::Names, "\\E p \\in $z : $x' = [$x EXCEPT ![p] = p]"),
    (Kind::Map, Kind::Line, "$z # <<>> /\\ $x' = [$x EXCEPT ![Head($z)] = $o]"),
    (Kind::Name, Kind::Messages, "\\E j \\in $z : $x' = j.from"),
    (Kind::Name, Kind::Names, "\\E p \\in $z : $x' = p"),
    (Kind::Name, Kind::Map, "\\E p \\in P : $x' = $z[p]"),
    (Kind::Name, Kind::Line, "$z # <<>> /\\ $x' = Head($z)"),
    (Kind::Names, Kind::Map, "$x' = {p \\in P : $z[p] # NULL}"),
    (Kind::Names, Kind::Messages, "$x' = {j.from : j \\in $z}"),
    (Kind::Messages, Kind::Names, "$x' = $x \\cup {[from |-> p, n |-> $e] : p \\in $z}"),
    (Kind::Int, Kind::Messages, "\\E j \\in $z : $x' = j.n"),
    (Kind::Int, Kind::Set, "\\E j \\in $z : $x' = j"),
    (Kind::Int, Kind::Sequence, "$z # <<>> /\\ $x' = Head($z)"),
    (Kind::Sequence, Kind::Boxes, "$x' = $z[$k]"),
    (Kind::Sequence, Kind::Log, "$x' = $z.log"),
    (Kind::Boxes, Kind::Sequence, "$x' = [$x EXCEPT ![$k] = $z]"),
    (Kind::Sequence, Kind::Function, "$x' = $z"),
    (Kind::Set, Kind::Sequence, "$x' = {$z[j] : j \\in DOMAIN $z}"),
];

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
}

struct Generator {
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
        let kinds = [Kind::Int, Kind::Function, Kind::Sequence, Kind::Boxes, Kind::Set, Kind::Record, Kind::Log, Kind::Messages];
        if self.below(5) < 2 {
            return self.random.pick(&["0", "0", "1", "7"]).into();
        }
        let kind = self.one(&kinds);
        let Some(v) = self.any(kind) else { return self.random.pick(&["0", "1", "2"]).into() };
        match kind {
            Kind::Int if self.below(3) == 0 => format!("{v} + 1"),
            Kind::Int => v.into(),
            Kind::Function => format!("{v}[{}]", self.random.pick(&["1", "2"])),
            Kind::Sequence if self.below(3) == 0 => format!("(IF {v} = <<>> THEN 7 ELSE Head({v}))"),
            Kind::Sequence => format!("Len({v})"),
            Kind::Boxes => format!("Len({v}[{}])", self.random.pick(&["1", "2"])),
            Kind::Set | Kind::Messages => format!("Cardinality({v})"),
            Kind::Record => format!("{v}.{}", self.random.pick(&["a", "b"])),
            Kind::Log if self.below(2) == 0 => format!("Len({v}.log)"),
            Kind::Log => format!("{v}.n"),
            Kind::Map | Kind::Name | Kind::Names | Kind::Line => unreachable!("not among the kinds"),
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
        match (kind, self.below(3)) {
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
            (Kind::Map, 0) => format!("(\\A p \\in P : {v}[p] # NULL)"),
            (Kind::Map, _) => format!("(\\E p \\in P : {v}[p] = p)"),
            (Kind::Name, 0) => format!("{v} # NULL"),
            (Kind::Name, _) => format!("{v} = {}", self.name()),
            (Kind::Names, 0) => format!("{v} = P"),
            (Kind::Names, _) => format!("Cardinality({v}) = {e}"),
            (Kind::Messages, 0) => format!("{v} # {{}}"),
            (Kind::Messages, _) => format!("(\\E z \\in {v} : z.n = {e})"),
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
        if !others.is_empty() && self.below(3) == 0 {
            let (_, from, template) = self.one(&others);
            let z = self.any(from).expect("there is one");
            let text = self.fill(template, &x, z);
            out.push(Conjunct { text, assigns: Some(x.name) });
        } else if self.below(4) == 0 {
            let effect = self.one(&GENERAL);
            let text = self.fill(effect, &x, "");
            out.push(Conjunct { text, assigns: Some(x.name) });
        } else {
            let (guard, effect) = self.one(x.room.effects);
            // the same key in both
            let text = self.fill(&format!("{guard} && {effect}"), &x, "");
            let (guard, effect) = text.split_once(" && ").expect("both are there");
            if !guard.is_empty() && self.below(12) > 0 {
                out.push(Conjunct { text: guard.into(), assigns: None });
            }
            out.push(Conjunct { text: effect.into(), assigns: Some(x.name) });
        }
        if self.below(5) == 0 {
            let asked = self.one(x.room.primed);
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
        for _ in 0..[1, 1, 2, 3][self.below(4)] {
            if !left.is_empty() {
                // most often the first: actions that touch the same are what all this is about
                let i = if self.below(2) == 0 { 0 } else { self.below(left.len()) };
                let i = left.remove(i);
                conjuncts.extend(self.effect(i));
            }
        }
        conjuncts
    }

    fn system(&mut self) -> System {
        // a set of what was done is read whole by each action, so that none commute
        let style = [0, 0, 0, 0, 2, 2, 2, 1, 3, 4][self.below(10)];
        let count = 2 + self.below(2);
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
        System {
            variables,
            actions,
            looks: Vec::new(),
            asides: Vec::new(),
            place: self.below(count + 1),
            direct: self.below(5) == 0,
            binds: format!("\\E {} \\in P : {} /\\ ", names.join(", "), apart.join(" /\\ ")),
            peers: self.peers,
            declared: !self.uses_first && self.below(3) == 0,
            deadlock: self.below(3) == 0,
            constraint: (self.below(10) == 0).then(|| self.condition()),
        }
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

impl System {
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
            true if !looks.is_empty() => format!("~({})", looks.join(" \\/ ")),
            true => "TRUE".into(),
            false => format!("seen # {}", self.looks.len().max(1)),
        };
        format!(
            "---- MODULE Reductions ----\nEXTENDS Integers, Sequences, FiniteSets, TLC\nCONSTANTS P, NULL, First\nVARIABLES {}\n\
             Init ==\n  {}\n  /\\ seen = 0\n{}Next == {}\nInvariant == {invariant}\nInside == {}\nSame == Permutations(P)\n====\n",
            all.join(", "),
            init.join("\n  "),
            definitions.concat(),
            names.join(" \\/ "),
            self.constraint.as_deref().unwrap_or("TRUE"),
        )
    }

    fn cfg(&self) -> String {
        let peers: Vec<String> = (1..=self.peers).map(|i| format!("v{i}")).collect();
        format!(
            "INIT Init\nNEXT Next\nINVARIANT Invariant\nCONSTANTS P = {{{}}} NULL = NULL First = v1\n{}{}{}",
            peers.join(", "),
            if self.deadlock { "" } else { "CHECK_DEADLOCK FALSE\n" },
            if self.declared { "SYMMETRY Same\n" } else { "" },
            if self.constraint.is_some() { "CONSTRAINT Inside\n" } else { "" },
        )
    }

    /// The system with one part less.
    fn smaller(&self) -> Vec<System> {
        let mut all = Vec::new();
        for flag in 0..4 {
            let mut s = self.clone();
            match flag {
                0 => s.declared = false,
                1 => s.deadlock = false,
                2 => s.constraint = None,
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
            if self.actions[i].once.is_some() {
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

fn generate(seed: u64) -> (System, u32) {
    let mut random = Random::new(seed);
    random.below(2);
    let mut variables = Vec::new();
    // of some kinds two, between which copies go
    let least = [1, 1, 1, 2, 3][random.below(5)];
    while variables.len() < least {
        // functions, sequences and boxes have the most ways to be touched in part
        let room = &ROOMS[[0, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 5, 6, 6, 7, 7, 8, 9, 10, 11][random.below(20)]];
        let both = random.below(3) > 0;
        for name in room.names.into_iter().take(if both { 2 } else { 1 }) {
            if !variables.iter().any(|v: &Variable| v.name == name) {
                variables.push(Variable { name, room });
            }
        }
    }
    let peers = 2 + random.below(2);
    let uses_first = random.below(6) == 0;
    let mut g = Generator { random, variables, peers, uses_first };
    let mut s = g.system();
    let depth = 3 + g.below(2) as u32;
    let explored = model(&s.text(), &s.cfg()).ok().and_then(|m| plain::explore(&m, depth - 1, MOST_STATES).ok().flatten());
    let two = g.below(4) == 0;
    match explored.filter(|e| !e.states.is_empty()) {
        Some(e) => {
            // those far away have the most ways
            let early = if e.levels.len() > 2 { e.levels[e.levels.len() - 2] } else { 0 };
            let far = if early < e.states.len() && g.below(4) > 0 { &e.states[early..] } else { &e.states };
            if two {
                let near = &e.states[..e.levels[1.min(e.levels.len() - 1)]];
                let first = g.look(&s, near);
                s.looks.push(first);
            }
            let last = g.look(&s, far);
            s.looks.push(last);
            for _ in 0..ASIDES {
                let aside = g.look(&s, far);
                s.asides.push(aside);
            }
        }
        None => s.looks.push(vec![g.condition(), g.condition()]),
    }
    (s, depth + u32::from(two))
}

fn check(seed: u64) -> Result<Seen, String> {
    let (mut s, depth) = generate(seed);
    let fails = |s: &System| agree(&s.text(), &s.cfg(), depth, seed).err().filter(|e| !e.starts_with("does not load"));
    match agree(&s.text(), &s.cfg(), depth, seed) {
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
