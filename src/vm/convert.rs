//! Words from values, and values from words.

use super::word::{Heap, Tag, Word};
use crate::value::{Atom, Value};

impl Heap {
    pub fn import(&mut self, v: &Value) -> Word {
        match v {
            Value::Bool(b) => Word::bool(*b),
            Value::Int(i) => Word::int(*i),
            Value::Big(i) => panic!("vm: {i} does not fit 32 bits, as all integers here do"),
            Value::Str(a) => Word::str(*a),
            Value::Model(a) => Word::model(*a),
            Value::Set(items) => {
                let items: Vec<Word> = items.iter().map(|x| self.import(x)).collect();
                self.sorted_set(&items)
            }
            Value::Tuple(items) => {
                let items: Vec<Word> = items.iter().map(|x| self.import(x)).collect();
                self.tuple(&items)
            }
            Value::Record(fields) => {
                let keys: Vec<Word> = fields.iter().map(|f| Word::str(f.0)).collect();
                let keys = self.sorted_set(&keys);
                let values: Vec<Word> = fields.iter().map(|f| self.import(&f.1)).collect();
                self.function(keys, &values)
            }
            Value::Function(entries) => {
                let keys: Vec<Word> = entries.iter().map(|e| self.import(&e.0)).collect();
                let keys = self.sorted_set(&keys);
                let values: Vec<Word> = entries.iter().map(|e| self.import(&e.1)).collect();
                self.function(keys, &values)
            }
        }
    }

    pub fn export(&mut self, w: Word) -> Value {
        match w.tag() {
            Tag::Int => Value::Int(w.as_int().expect("vm: an integer")),
            Tag::Bool => Value::Bool(w == Word::TRUE),
            Tag::Str => Value::Str(self.atom(w)),
            Tag::Model => Value::Model(self.atom(w)),
            Tag::Set => Value::Set((0..self.len(w)).map(|i| self.export(self.at(w, i))).collect()),
            Tag::Tuple => Value::Tuple((0..self.len(w)).map(|i| self.export(self.at(w, i))).collect()),
            Tag::Function if self.is_record(w) => {
                let (keys, len) = (self.keys(w), self.len(w));
                let field = |i| (self.atom(self.at(keys, i)), self.export(self.at(w, i)));
                Value::Record((0..len).map(field).collect())
            }
            Tag::Function => {
                let (keys, len) = (self.keys(w), self.len(w));
                let entry = |i| (self.export(self.at(keys, i)), self.export(self.at(w, i)));
                Value::Function((0..len).map(entry).collect())
            }
        }
    }

    fn atom(&mut self, w: Word) -> Atom {
        let rank = w.rank() as usize;
        if rank >= self.by_rank.len() {
            self.by_rank = self.atoms.all();
        }
        self.by_rank[rank]
    }

    /// The letter of a model value's type, by rank.
    pub(super) fn atom_word(&mut self, tag: Tag, rank: u32) -> Word {
        match tag {
            Tag::Str => Word::new(Tag::Str, u64::from(rank)),
            _ => Word::model(self.atom(Word::new(Tag::Model, u64::from(rank)))),
        }
    }
}
