//! Words and bytes: round trips, TLC's order, normal forms. (tests/language
//! and tests/differential compare the machine with the evaluator.)

use super::pack::{Codec, Shapes};
use super::word::{Heap, Word};
use crate::value::{Atoms, Value};
use std::cmp::Ordering;

struct Bench {
    atoms: Atoms,
    heap: Heap,
}

fn bench() -> Bench {
    let atoms = Atoms::new();
    for text in ["b", "a", "T_1", "T_2", "U_1", "m"] {
        atoms.intern(text);
    }
    Bench { heap: Heap::new(&atoms), atoms }
}

impl Bench {
    fn str(&self, text: &str) -> Value {
        Value::Str(self.atoms.intern(text))
    }

    fn model(&self, text: &str) -> Value {
        Value::Model(self.atoms.intern(text))
    }

    /// One value of each kind, and nests of them.
    fn values(&self) -> Vec<Value> {
        let (a, b) = (self.str("a"), self.str("b"));
        let record = Value::record([(self.atoms.intern("a"), Value::Int(-7)), (self.atoms.intern("b"), a.clone())]);
        let function = Value::function([(self.model("m"), Value::Int(1 << 30)), (self.model("T_1"), b.clone())]);
        let mixed = Value::function([(a.clone(), Value::Bool(true)), (self.model("m"), Value::Bool(false))]);
        let keyed = Value::function([(Value::tuple([Value::Int(1), Value::Int(2)]), Value::Int(3))]);
        let mut all = vec![
            Value::Bool(false),
            Value::Bool(true),
            Value::Int(0),
            Value::Int(-1),
            Value::Int(15),
            Value::Int(16),
            Value::Int(i64::from(i32::MAX)),
            Value::Int(i64::from(i32::MIN)),
            a.clone(),
            b.clone(),
            self.model("m"),
            self.model("T_1"),
            Value::set([]),
            Value::tuple([]),
            Value::set([a.clone(), b.clone()]),
            Value::tuple([b, a]),
            record.clone(),
            function.clone(),
            mixed,
            keyed,
            Value::set((0..100).map(Value::Int)),
        ];
        all.push(Value::set([record.clone(), Value::record([(self.atoms.intern("a"), Value::Int(2))])]));
        all.push(Value::tuple([Value::set([function]), record]));
        all
    }
}

#[test]
fn values_become_words_and_values_again() {
    let mut b = bench();
    for v in b.values() {
        let w = b.heap.import(&v);
        assert_eq!(b.heap.export(w), v);
    }
}

#[test]
fn words_compare_as_values() {
    let mut b = bench();
    let values = b.values();
    let words: Vec<Word> = values.iter().map(|v| b.heap.import(v)).collect();
    for (x, v) in words.iter().zip(&values) {
        for (y, w) in words.iter().zip(&values) {
            let wanted = crate::value::kinds::compare(v, w).ok();
            assert_eq!(b.heap.compare(*x, *y), wanted, "{v:?} and {w:?}");
            let wanted = crate::value::kinds::equal(v, w).ok();
            assert_eq!(b.heap.equal(*x, *y), wanted, "{v:?} = {w:?}");
        }
    }
}

#[test]
fn typed_model_values_refuse_others() {
    let mut b = bench();
    let (t, u, m) = (b.model("T_1"), b.model("U_1"), b.model("m"));
    let (t, u, m) = (b.heap.import(&t), b.heap.import(&u), b.heap.import(&m));
    assert_eq!(b.heap.equal(t, u), None);
    assert_eq!(b.heap.equal(t, Word::int(1)), None);
    assert_eq!(b.heap.equal(t, m), Some(false));
    assert_eq!(b.heap.compare(m, Word::int(1)), Some(Ordering::Less));
}

#[test]
fn equal_values_have_equal_hashes_in_any_heap() {
    let (mut b, mut other) = (bench(), Vec::new());
    let values = b.values();
    let mut second = Heap::new(&b.atoms);
    for v in &values {
        let w = b.heap.import(v);
        let h = b.heap.hash(w);
        let w = second.import(v);
        assert_eq!(second.hash(w), h, "{v:?}");
        assert!(!other.contains(&h), "{v:?}");
        other.push(h);
    }
}

#[test]
fn states_are_packed_and_unpacked_by_different_threads() {
    let mut b = bench();
    let shapes = Shapes::default();
    let (mut here, mut there) = (Codec::default(), Codec::default());
    let values = b.values();
    let words: Vec<Word> = values.iter().map(|v| b.heap.import(v)).collect();
    let packed = here.pack(&b.heap, &shapes, &words);
    assert_eq!(packed, here.pack(&b.heap, &shapes, &words));
    let mut heap = Heap::new(&b.atoms);
    let mut unpacked = Vec::new();
    assert!(!there.unpack(&mut heap, &packed, &mut unpacked), "domains are not known yet");
    heap.reset();
    there.learn(&mut heap, &shapes);
    assert!(there.unpack(&mut heap, &packed, &mut unpacked));
    let again: Vec<Value> = unpacked.iter().map(|w| heap.export(*w)).collect();
    assert_eq!(again, values);
    assert_eq!(there.pack(&heap, &shapes, &unpacked), packed, "the same bytes for the same state");
}

#[test]
fn many_elements_are_sorted_once() {
    let b = bench();
    let mut items: Vec<Word> = (0..500).map(|i| Word::int(i * 7919 % 100)).collect();
    let len = b.heap.normalize(&mut items);
    assert_eq!(len, Some(100));
    assert!(items[..100].windows(2).all(|w| b.heap.compare(w[0], w[1]) == Some(Ordering::Less)));
    assert_eq!(b.heap.normalize(&mut [Word::int(1), Word::TRUE]), None);
}
