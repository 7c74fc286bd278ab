//! Random damage to texts, in a few places each.

/// A seeded generator. The same seed gives the same texts on every machine.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..4 {
            random.below(2);
        }
        random
    }

    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % n.max(1) as u64) as usize
    }
}

/// Fragments that a parser can easily misread.
const ODD: &[&str] = &[
    "\\*",
    "(*",
    "*)",
    "\"",
    "====",
    "---- MODULE M ----",
    "<<",
    ">>_",
    "[]",
    "]_",
    "'",
    "!",
    "@",
    "\\A",
    "\\in",
    "==",
    "LET",
    "IN",
    "/\\",
    "\\/",
    "é",
    "\u{0}",
    "\t",
    "\r\n",
    "2147483648",
    "99999999999999999999",
    "1..",
    "WF_",
    "LAMBDA",
    "ENABLED",
    "INSTANCE",
    "RECURSIVE",
    "--algorithm",
    "begin",
    "end",
    "{",
    "}",
    "(",
    ")",
    ";",
    ":=",
    "||",
    ":",
    "while",
    "goto",
    "call",
    "return",
    "with",
    "either",
    "macro",
    "procedure",
    "process",
    "fair",
    "define",
    "CONSTANT",
    "<-",
    "SPECIFICATION",
    "INVARIANT",
    "\\* BEGIN TRANSLATION",
    "\\* END TRANSLATION",
    "EXCEPT",
    "UNCHANGED",
    "~",
    "-",
    "^+",
    "\\cdot",
    "::",
    "<1>",
    "QED",
    "ASSUME",
    "NEW",
    "CHOOSE",
    "DOMAIN",
];

/// Applies one to four changes.
pub fn damage(random: &mut Random, text: &str, other: &str) -> String {
    let mut text = text.to_string();
    for _ in 0..=random.below(4) {
        text = change(random, &text, other);
    }
    text
}

fn change(random: &mut Random, text: &str, other: &str) -> String {
    let pieces = pieces(text);
    let (a, b) = (random.below(pieces.len()), random.below(pieces.len()));
    let Some((&first, &second)) = pieces.get(a).zip(pieces.get(b)) else { return ODD[random.below(ODD.len())].to_string() };
    let join = |parts: &[&[&str]]| parts.concat().concat();
    let (from, to) = (a.min(b), a.max(b));
    match random.below(10) {
        0 => join(&[&pieces[..a], &pieces[a + 1..]]),
        1 => join(&[&pieces[..a], &[second], &pieces[a..]]),
        2 => join(&[&pieces[..a], &[second], &pieces[a + 1..]]),
        3 => join(&[&pieces[..from], &[pieces[to]], &pieces[from + 1..to.max(from + 1)], &[pieces[from]], &pieces[to + 1..]]),
        4 => join(&[&pieces[..a], &[ODD[random.below(ODD.len())]], &pieces[a..]]),
        5 => join(&[&pieces[..a], &[" ", ODD[random.below(ODD.len())], " "], &pieces[a + 1..]]),
        // A part is lost, and the text ends early.
        6 => join(&[&pieces[..from], &pieces[to.min(from + 1 + random.below(30))..]]),
        7 => join(&[&pieces[..a]]),
        8 => {
            let foreign = self::pieces(other);
            let start = random.below(foreign.len());
            let end = foreign.len().min(start + 1 + random.below(20));
            join(&[&pieces[..a], foreign.get(start..end).unwrap_or_default(), &pieces[a..]])
        }
        // One character of a piece is gone.
        _ => {
            let at = random.below(first.chars().count());
            let kept: String = first.chars().enumerate().filter(|(i, _)| *i != at).map(|(_, c)| c).collect();
            join(&[&pieces[..a], &[&kept], &pieces[a + 1..]])
        }
    }
}

/// Words, numbers, runs of white space and single other characters.
fn pieces(text: &str) -> Vec<&str> {
    let kind = |c: char| {
        if c.is_alphanumeric() || c == '_' {
            1
        } else if c.is_whitespace() {
            2
        } else {
            0
        }
    };
    let mut list = Vec::new();
    let mut start = 0;
    let mut last = 0;
    for (i, c) in text.char_indices() {
        if i > start && (kind(c) == 0 || kind(c) != last) {
            list.push(&text[start..i]);
            start = i;
        }
        last = kind(c);
    }
    if start < text.len() {
        list.push(&text[start..]);
    }
    list
}
