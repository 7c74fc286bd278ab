//! Strings and model values: names with an order.
//!
//! TLC compares strings and model values by the order in which it first met their text
//! (`util/UniqueString.java`), and CHOOSE and printing follow that order. [`Atoms`] gives every text its
//! rank at first sight; one table belongs to one run of the pipeline. Values of two tables do not mix.

use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex};

/// How the name begins of what stands for a JSON number or null that TLA+ has no value for: a model value of a type of its own, so
/// that it is kept and passed on, and refuses to be compared or computed with.
pub const JSON: &str = "json:";

/// The type of those.
pub const JSON_LETTER: u8 = b':';

/// A string or the name of a model value: its text and its rank among the texts of the run.
///
/// The record is leaked once per text, so an atom is a copyable pointer that can be compared and printed
/// without its table.
#[derive(Clone, Copy)]
pub struct Atom(&'static AtomData);

struct AtomData {
    rank: u32,
    /// Of a model value `T_x`, `T`; of a JSON number or null, [`JSON_LETTER`].
    letter: Option<u8>,
    text: Box<str>,
}

impl Atom {
    pub fn text(self) -> &'static str {
        &self.0.text
    }

    /// `T` if the text is `T_x`, as of a typed model value.
    #[inline]
    pub fn letter(self) -> Option<u8> {
        self.0.letter
    }

    /// Of what stands for a JSON number or null, as a model value, its text in JSON.
    pub fn json(self) -> Option<&'static str> {
        self.0.text.strip_prefix(JSON)
    }

    #[inline]
    pub fn rank(self) -> u32 {
        self.0.rank
    }
}

impl PartialEq for Atom {
    /// There is one record a text.
    #[inline]
    fn eq(&self, other: &Atom) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}
impl Eq for Atom {}
impl PartialOrd for Atom {
    fn partial_cmp(&self, other: &Atom) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Atom {
    #[inline]
    fn cmp(&self, other: &Atom) -> Ordering {
        self.0.rank.cmp(&other.0.rank)
    }
}
impl Hash for Atom {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.rank.hash(state);
    }
}
impl std::fmt::Debug for Atom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.text)
    }
}

/// The table of texts seen so far. Cheap to clone; clones share the table.
#[derive(Clone, Default)]
pub struct Atoms(Arc<Mutex<Texts>>);

#[derive(Default)]
struct Texts {
    by_text: FxHashMap<&'static str, Atom>,
    by_rank: Vec<Atom>,
}

impl Atoms {
    pub fn new() -> Atoms {
        Atoms::default()
    }

    /// The atom of a text, with the next rank if the text is new.
    pub fn intern(&self, text: &str) -> Atom {
        let mut texts = self.0.lock().expect("value: the atom table is never poisoned");
        if let Some(a) = texts.by_text.get(text) {
            return *a;
        }
        let data: &'static AtomData =
            Box::leak(Box::new(AtomData { rank: texts.by_rank.len() as u32, letter: letter(text), text: text.into() }));
        let atom = Atom(data);
        texts.by_text.insert(&data.text, atom);
        texts.by_rank.push(atom);
        atom
    }

    /// All atoms met so far, each at its rank.
    pub fn all(&self) -> Vec<Atom> {
        self.0.lock().expect("value: the atom table is never poisoned").by_rank.clone()
    }
}

fn letter(text: &str) -> Option<u8> {
    if text.starts_with(JSON) {
        return Some(JSON_LETTER);
    }
    match text.as_bytes() {
        [t, b'_', _, ..] => Some(*t),
        _ => None,
    }
}

impl std::fmt::Debug for Atoms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Atoms")
    }
}
