//! What a random system concentrates on, and the variables that follow from it.

use crate::generate::Random;
use crate::rooms::{ACROSS, Kind, ROOMS, Room};

/// What most of a system is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Theme {
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
    pub(super) const ALL: [Theme; 28] = [
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
    pub(super) fn kinds(self) -> &'static [Kind] {
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
    pub(super) fn wants(self, simply: bool) -> &'static [&'static str] {
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

pub(super) struct Variable {
    pub(super) name: &'static str,
    pub(super) room: &'static Room,
}

/// The variables of a system.
pub(super) fn variables(random: &mut Random, theme: Theme, simply: bool) -> Vec<Variable> {
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
