//! Fingerprints: 64 bits that stand for a state.
//!
//! In: values. Out: a hash in which every word is mixed by a folded 128-bit multiplication (as in
//! wyhash). The usual fast hash (`rustc-hash`) multiplies once a word and leaves the low bits poor, which is good enough
//! for a table that compares keys, but not where the hash stands for the state.

use crate::trace::State;
use crate::value::Value;
use std::hash::{BuildHasherDefault, Hash, Hasher};

pub fn fingerprint(state: &State) -> u64 {
    let mut h = Fold(0x9e37_79b9_7f4a_7c15);
    for v in state.0.iter() {
        v.hash(&mut h);
    }
    h.finish()
}

/// The fingerprint of one value, a VIEW's.
pub fn fingerprint_of(value: &Value) -> u64 {
    let mut h = Fold(0x9e37_79b9_7f4a_7c15);
    value.hash(&mut h);
    h.finish()
}

/// For tables of fingerprints.
pub type Build = BuildHasherDefault<Identity>;

/// The hash of what is a hash already.
#[derive(Default)]
pub struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        panic!("explicit: only fingerprints are hashed here");
    }

    fn write_u64(&mut self, i: u64) {
        self.0 = i;
    }
}

struct Fold(u64);

impl Fold {
    #[inline]
    fn mix(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * 0xa076_1d64_78bd_642f;
        self.0 = (product as u64 ^ (product >> 64) as u64).wrapping_add(0xe703_7ed1_a0b4_28db).rotate_left(23) ^ word;
    }
}

impl Hasher for Fold {
    fn finish(&self) -> u64 {
        let mut last = Fold(self.0);
        last.mix(0x8ebc_6af0_9c88_c6e3);
        last.mix(0x5899_65cc_7537_4cc3);
        last.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.mix(u64::from_le_bytes(word));
        }
    }

    #[inline]
    fn write_u8(&mut self, i: u8) {
        self.mix(u64::from(i));
    }

    #[inline]
    fn write_u32(&mut self, i: u32) {
        self.mix(u64::from(i));
    }

    #[inline]
    fn write_u64(&mut self, i: u64) {
        self.mix(i);
    }

    #[inline]
    fn write_usize(&mut self, i: usize) {
        self.mix(i as u64);
    }
}
