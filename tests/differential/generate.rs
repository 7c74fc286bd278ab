//! Random TLA+ expressions. They are typed, with an occasional wrong type so that evaluation errors occur.

/// A seeded random number generator (xorshift64*).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % n
    }

    pub fn pick<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items[self.below(items.len())]
    }
}

/// The kinds of expressions that are generated; each has a state variable.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Type {
    Int,
    Bool,
    Str,
    Ints,
    Strs,
    Queue,
    Record,
    Function,
    Records,
    /// `NULL` or a record.
    Mixed,
}

pub const TYPES: [Type; 10] = [
    Type::Int,
    Type::Bool,
    Type::Str,
    Type::Ints,
    Type::Strs,
    Type::Queue,
    Type::Record,
    Type::Function,
    Type::Records,
    Type::Mixed,
];

impl Type {
    pub fn variable(self) -> &'static str {
        match self {
            Type::Int => "i",
            Type::Bool => "b",
            Type::Str => "s",
            Type::Ints => "is",
            Type::Strs => "ss",
            Type::Queue => "q",
            Type::Record => "r",
            Type::Function => "f",
            Type::Records => "rs",
            Type::Mixed => "m",
        }
    }

    /// The set of initial values of the variable.
    pub fn domain(self) -> &'static str {
        match self {
            Type::Int => "0..2",
            Type::Bool => "BOOLEAN",
            Type::Str => r#"{"x", "y"}"#,
            Type::Ints => "SUBSET {1, 2}",
            Type::Strs => r#"{{}, {"y"}}"#,
            Type::Queue => "{<<>>, <<2, 1>>}",
            Type::Record => r#"[a: {0, 1}, b: {"x"}]"#,
            Type::Function => r#"[{"x", "y"} -> {1, 2}]"#,
            Type::Records => r#"{{}, {[a |-> 1, b |-> "y"], [a |-> 0, b |-> "x"]}}"#,
            Type::Mixed => r#"{NULL, [a |-> 2, b |-> "x"]}"#,
        }
    }
}

/// Generates expressions over the variables and the names in scope.
pub struct Generator {
    pub random: Random,
    scope: Vec<(String, Type)>,
    fresh: usize,
}

impl Generator {
    pub fn new(seed: u64) -> Generator {
        Generator { random: Random::new(seed), scope: Vec::new(), fresh: 0 }
    }

    fn bound(&mut self, t: Type, f: impl FnOnce(&mut Self, &str) -> String) -> String {
        self.fresh += 1;
        let name = format!("x{}", self.fresh);
        self.scope.push((name.clone(), t));
        let text = f(self, &name);
        self.scope.pop();
        text
    }

    fn leaf(&mut self, t: Type) -> String {
        let names: Vec<String> = self.scope.iter().filter(|(_, u)| *u == t).map(|(n, _)| n.clone()).collect();
        if !names.is_empty() && self.random.below(2) == 0 {
            return names[self.random.below(names.len())].clone();
        }
        if self.random.below(3) > 0 {
            return t.variable().to_owned();
        }
        match t {
            Type::Int if self.random.below(4) == 0 => {
                self.random.pick(&["7", "(-13)", "255", "1000", "(-4096)", "65537", "123456789", "2147483647", "(-2147483647)"])
            }
            Type::Int => self.random.pick(&["0", "1", "2", "(-1)", "5"]),
            Type::Bool => self.random.pick(&["TRUE", "FALSE"]),
            Type::Str => self.random.pick(&[r#""x""#, r#""y""#, r#""z""#]),
            Type::Ints => self.random.pick(&["{}", "{1}", "{0, 2}", "1..3"]),
            Type::Strs => self.random.pick(&["{}", r#"{"x"}"#, r#"{"x", "z"}"#]),
            Type::Queue => self.random.pick(&["<<>>", "<<1>>", "<<2, 0, 2>>"]),
            Type::Record => self.random.pick(&[r#"[a |-> 1, b |-> "x"]"#, r#"[a |-> 0, b |-> "z"]"#]),
            Type::Function => self.random.pick(&[r#"[k \in {"x", "y"} |-> 1]"#, r#"("x" :> 2)"#]),
            Type::Records => self.random.pick(&["{}", r#"{[a |-> 1, b |-> "x"]}"#, r#"[a: {0, 1}, b: {"x"}]"#]),
            Type::Mixed => self.random.pick(&["NULL", r#"[a |-> 1, b |-> "x"]"#]),
        }
        .to_owned()
    }

    /// A random expression of (mostly) type `t`.
    pub fn expression(&mut self, t: Type, depth: usize) -> String {
        let t = if self.random.below(60) == 0 { TYPES[self.random.below(TYPES.len())] } else { t };
        if depth == 0 || self.random.below(6) == 0 {
            return self.leaf(t);
        }
        let d = depth - 1;
        match self.random.below(12) {
            0 => {
                let (c, a, b) = (self.expression(Type::Bool, d), self.expression(t, d), self.expression(t, d));
                return format!("(IF {c} THEN {a} ELSE {b})");
            }
            1 => {
                let u = TYPES[self.random.below(TYPES.len())];
                let value = self.expression(u, d);
                return self.bound(u, |g, x| {
                    let body = g.expression(t, d);
                    format!("(LET {x} == {value} IN {body})")
                });
            }
            2 => {
                let (p, a, q, b) = (
                    self.expression(Type::Bool, d),
                    self.expression(t, d),
                    self.expression(Type::Bool, d),
                    self.expression(t, d),
                );
                let other =
                    if self.random.below(2) == 0 { format!(" [] OTHER -> {}", self.expression(t, d)) } else { String::new() };
                return format!("(CASE {p} -> {a} [] {q} -> {b}{other})");
            }
            _ => {}
        }
        match t {
            Type::Int => self.integer(d),
            Type::Bool => self.boolean(d),
            Type::Str => match self.random.below(6) {
                0 => format!("{}.b", self.expression(Type::Record, d)),
                1 => format!("{}.b", self.expression(Type::Mixed, d)),
                2 => format!("({} \\o {})", self.expression(t, d), self.expression(t, d)),
                3 => match self.random.below(3) {
                    0 => {
                        let u = [Type::Int, Type::Queue, Type::Record][self.random.below(3)];
                        format!("ToString({})", self.expression(u, 0))
                    }
                    1 => format!("Tail({})", self.expression(t, d)),
                    _ => format!("SubSeq({}, {}, 1)", self.expression(t, d), self.expression(Type::Int, 0)),
                },
                _ => self.choose(Type::Strs, Type::Str, d),
            },
            Type::Ints => self.set(Type::Ints, Type::Int, d),
            Type::Strs => match self.random.below(3) {
                0 => format!("(DOMAIN {})", self.paren(Type::Function, d)),
                1 => format!("(DOMAIN {})", self.paren(Type::Record, d)),
                _ => self.set(Type::Strs, Type::Str, d),
            },
            Type::Queue => match self.random.below(8) {
                6 => {
                    let s = self.expression(t, d);
                    self.bound(Type::Int, |g, x| {
                        g.bound(Type::Int, |g, y| {
                            let p = if g.random.below(2) == 0 { format!("{x} < {y}") } else { g.expression(Type::Bool, d) };
                            format!("SortSeq({s}, LAMBDA {x}, {y} : {p})")
                        })
                    })
                }
                7 => {
                    let s = self.expression(Type::Ints, d);
                    self.bound(Type::Ints, |g, x| {
                        g.bound(t, |_, q| {
                            format!(
                                "(LET {x} == {s} IN CHOOSE {q} \\in [1..Cardinality({x}) -> {x}] : Cardinality({{{q}[n] : n \\in DOMAIN {q}}}) = Len({q}))"
                            )
                        })
                    })
                }
                0 => format!("Append({}, {})", self.expression(t, d), self.expression(Type::Int, d)),
                1 => format!("Tail({})", self.expression(t, d)),
                2 => format!("({} \\o {})", self.expression(t, d), self.expression(t, d)),
                3 => format!(
                    "SubSeq({}, {}, {})",
                    self.expression(t, d),
                    self.expression(Type::Int, d),
                    self.expression(Type::Int, d)
                ),
                4 => {
                    let s = self.expression(t, d);
                    self.bound(Type::Int, |g, x| {
                        let p = g.expression(Type::Bool, d);
                        format!("SelectSeq({s}, LAMBDA {x} : {p})")
                    })
                }
                _ => {
                    let (f, k, v) = (self.expression(t, d), self.expression(Type::Int, d), self.expression(Type::Int, d));
                    format!("[{f} EXCEPT ![{k}] = {v}]")
                }
            },
            Type::Record => match self.random.below(4) {
                0 => format!("[a |-> {}, b |-> {}]", self.expression(Type::Int, d), self.expression(Type::Str, d)),
                1 => format!("[{} EXCEPT !.a = @ + {}]", self.expression(t, d), self.expression(Type::Int, d)),
                2 => self.choose(Type::Records, t, d),
                _ => self.expression(Type::Mixed, d),
            },
            Type::Mixed => match self.random.below(3) {
                0 => self.expression(Type::Record, d),
                1 => "NULL".to_owned(),
                _ => format!("[{} EXCEPT !.b = {}]", self.expression(t, d), self.expression(Type::Str, d)),
            },
            Type::Function => match self.random.below(4) {
                0 => {
                    let s = self.expression(Type::Strs, d);
                    self.bound(Type::Str, |g, x| {
                        let v = g.expression(Type::Int, d);
                        format!("[{x} \\in {s} |-> {v}]")
                    })
                }
                1 => format!("[{} EXCEPT ![{}] = @ + 1]", self.expression(t, d), self.expression(Type::Str, d)),
                2 => format!(
                    "(({} :> {}) @@ {})",
                    self.expression(Type::Str, d),
                    self.expression(Type::Int, d),
                    self.expression(t, d)
                ),
                _ => {
                    let (s, r) = (self.expression(Type::Strs, 0), self.expression(Type::Ints, 0));
                    let g = self.bound(t, |g, x| {
                        let p = g.expression(Type::Bool, d);
                        format!("CHOOSE {x} \\in [{s} -> {r}] : {p}")
                    });
                    format!("({g})")
                }
            },
            Type::Records => self.set(Type::Records, Type::Record, d),
        }
    }

    fn paren(&mut self, t: Type, d: usize) -> String {
        format!("({})", self.expression(t, d))
    }

    fn choose(&mut self, set: Type, element: Type, d: usize) -> String {
        let s = self.expression(set, d);
        self.bound(element, |g, x| {
            let p = g.expression(Type::Bool, d);
            format!("(CHOOSE {x} \\in {s} : {p})")
        })
    }

    fn set(&mut self, t: Type, element: Type, d: usize) -> String {
        match self.random.below(6) {
            0 => format!("{{{}, {}}}", self.expression(element, d), self.expression(element, d)),
            1 => {
                let op = self.random.pick(&["\\cup", "\\cap", "\\"]);
                format!("({} {op} {})", self.expression(t, d), self.expression(t, d))
            }
            2 => {
                let s = self.expression(t, d);
                self.bound(element, |g, x| {
                    let p = g.expression(Type::Bool, d);
                    format!("{{{x} \\in {s} : {p}}}")
                })
            }
            3 => {
                let (u, v) =
                    [(Type::Ints, Type::Int), (Type::Strs, Type::Str), (Type::Records, Type::Record)][self.random.below(3)];
                let s = self.expression(u, d);
                self.bound(v, |g, x| {
                    let e = g.expression(element, d);
                    format!("{{{e} : {x} \\in {s}}}")
                })
            }
            4 => format!("(UNION {{{}, {}}})", self.expression(t, d), self.expression(t, d)),
            _ => self.leaf(t),
        }
    }

    /// A symbolic description of a set with some hundred elements, and the type of its elements.
    pub fn large(&mut self, d: usize) -> (Type, String) {
        let (element, set) = [
            (Type::Ints, "(SUBSET (0..8))"),
            (Type::Function, r#"[{"x", "y"} -> 0..16]"#),
            (Type::Record, r#"[a: 0..150, b: {"x", "y"}]"#),
            (Type::Queue, "(UNION {[1..n -> 0..16] : n \\in 0..2})"),
        ][self.random.below(4)];
        let d = d.min(1);
        let set = match self.random.below(5) {
            0 | 1 => self.bound(element, |g, x| {
                let p = g.expression(Type::Bool, d);
                format!("{{{x} \\in {set} : {p}}}")
            }),
            2 => self.bound(element, |g, x| {
                let e = g.expression(element, d);
                format!("{{{e} : {x} \\in {set}}}")
            }),
            3 => format!("({set} \\ {{{}}})", self.expression(element, d)),
            _ => set.to_owned(),
        };
        (element, set)
    }

    fn integer(&mut self, d: usize) -> String {
        match self.random.below(9) {
            0 | 1 => {
                let op = self.random.pick(&["+", "-", "*"]);
                format!("({} {op} {})", self.expression(Type::Int, d), self.expression(Type::Int, d))
            }
            2 => {
                let t = if self.random.below(5) == 0 { Type::Str } else { Type::Queue };
                format!("Len({})", self.expression(t, d))
            }
            3 => {
                let set = [Type::Ints, Type::Strs, Type::Records][self.random.below(3)];
                format!("Cardinality({})", self.expression(set, d))
            }
            4 => format!("Head({})", self.expression(Type::Queue, d)),
            5 => format!("({})[{}]", self.expression(Type::Queue, d), self.expression(Type::Int, d)),
            6 => format!("({})[{}]", self.expression(Type::Function, d), self.expression(Type::Str, d)),
            7 => {
                let t = if self.random.below(2) == 0 { Type::Record } else { Type::Mixed };
                format!("{}.a", self.expression(t, d))
            }
            _ => match self.random.below(6) {
                3 => format!("({} ^ {})", self.expression(Type::Int, d), self.random.pick(&["0", "1", "2", "3", "i", "(i + 1)"])),
                4 => {
                    let (k, a, b) =
                        (self.random.pick(&["7", "1000", "65536"]), self.paren(Type::Int, d), self.paren(Type::Int, d));
                    format!("(({a} * {k} + {b}) % ({b} * {b} + 1))")
                }
                5 => {
                    let (k, a, b) =
                        (self.random.pick(&["7", "1000", "65536"]), self.paren(Type::Int, d), self.paren(Type::Int, d));
                    format!("(({a} * {k} + {b}) \\div ({b} - {a}))")
                }
                0 => format!("({} \\div {})", self.expression(Type::Int, d), self.expression(Type::Int, d)),
                1 => format!("({} % {})", self.expression(Type::Int, d), self.expression(Type::Int, d)),
                _ => self.choose(Type::Ints, Type::Int, d),
            },
        }
    }

    fn boolean(&mut self, d: usize) -> String {
        match self.random.below(11) {
            // sets that should not be enumerated
            10 => {
                let (element, set) = self.large(d);
                if self.random.below(2) == 0 {
                    return format!("({} \\in {set})", self.expression(element, d));
                }
                let q = self.random.pick(&["\\A", "\\E"]);
                self.bound(element, |g, x| {
                    let p = g.expression(Type::Bool, d.min(1));
                    format!("({q} {x} \\in {set} : {p})")
                })
            }
            0 => {
                let op = self.random.pick(&["/\\", "\\/", "=>", "<=>"]);
                format!("({} {op} {})", self.expression(Type::Bool, d), self.expression(Type::Bool, d))
            }
            1 => format!("~{}", self.paren(Type::Bool, d)),
            2 | 3 => {
                let t = TYPES[self.random.below(TYPES.len())];
                let op = self.random.pick(&["=", "#"]);
                format!("({} {op} {})", self.expression(t, d), self.expression(t, d))
            }
            4 => {
                let op = self.random.pick(&["<", "<=", ">", ">="]);
                format!("({} {op} {})", self.expression(Type::Int, d), self.expression(Type::Int, d))
            }
            5 | 6 => {
                let (s, e) =
                    [(Type::Ints, Type::Int), (Type::Strs, Type::Str), (Type::Records, Type::Record)][self.random.below(3)];
                let op = self.random.pick(&["\\in", "\\notin"]);
                format!("({} {op} {})", self.expression(e, d), self.expression(s, d))
            }
            7 => {
                let (s, e) =
                    [(Type::Ints, Type::Int), (Type::Strs, Type::Str), (Type::Records, Type::Record)][self.random.below(3)];
                let q = self.random.pick(&["\\A", "\\E"]);
                let set = self.expression(s, d);
                self.bound(e, |g, x| {
                    let p = g.expression(Type::Bool, d);
                    format!("({q} {x} \\in {set} : {p})")
                })
            }
            8 => format!("({} \\subseteq {})", self.expression(Type::Ints, d), self.expression(Type::Ints, d)),
            _ => {
                let (e, s) = [
                    (Type::Function, r#"[{"x", "y"} -> Nat]"#),
                    (Type::Queue, "Seq(1..2)"),
                    (Type::Ints, "SUBSET (0..2)"),
                    (Type::Record, r#"[a: Int, b: {"x", "y"}]"#),
                ][self.random.below(4)];
                format!("({} \\in {s})", self.expression(e, d))
            }
        }
    }
}
