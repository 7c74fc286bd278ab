//! Fingerprints: 64 bits, or 128 by choice, that stand for a state.
//!
//! In: values. Out: a hash in which every word is mixed by a folded 128-bit multiplication (as in
//! wyhash). The usual fast hash (`rustc-hash`) multiplies once a word and leaves the low bits poor, which is good enough
//! for a table that compares keys, but not where the hash stands for the state. 128 bits are two such hashes with different
//! constants, side by side.
//!
//! [`renamed`] is the fingerprint of a state in which model values have been renamed. It is computed without building that
//! state: since renaming changes the order in a set, elements are hashed one by one, and the sum is what counts.

pub use super::super::options::Width;
use crate::value::State;
use crate::value::{Atom, Value};
use num_bigint::Sign;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// In the lower 64 bits, or in all.
pub type Fingerprint = u128;

#[inline]
pub fn fingerprint(state: &State, width: Width) -> Fingerprint {
    hash(width, |h| state.0.iter().for_each(|v| v.hash(h)), |h| state.0.iter().for_each(|v| v.hash(h)))
}

/// The fingerprint of one value, a VIEW's.
pub fn fingerprint_of(value: &Value, width: Width) -> Fingerprint {
    hash(width, |h| value.hash(h), |h| value.hash(h))
}

/// The fingerprint of the state with its model values renamed.
pub fn renamed(state: &State, name: &dyn Fn(Atom) -> Atom, width: Width) -> Fingerprint {
    hash(width, |h| state.0.iter().for_each(|v| feed(v, name, h)), |h| state.0.iter().for_each(|v| feed(v, name, h)))
}

#[inline]
fn hash(width: Width, narrow: impl FnOnce(&mut Narrow), wide: impl FnOnce(&mut Wide)) -> Fingerprint {
    match width {
        Width::Bits64 => {
            let mut h = Narrow::default();
            narrow(&mut h);
            h.whole()
        }
        Width::Bits128 => {
            let mut h = Wide::default();
            wide(&mut h);
            h.whole()
        }
    }
}

/// A hasher whose result may be longer than 64 bits.
trait Mix: Hasher + Default {
    fn whole(&self) -> u128;

    fn add(&mut self, n: u128);
}

fn feed<H: Mix>(v: &Value, name: &dyn Fn(Atom) -> Atom, h: &mut H) {
    let sum = |parts: &mut dyn Iterator<Item = (&Value, Option<&Value>)>, h: &mut H| {
        let (mut sum, mut n) = (0u128, 0usize);
        for (x, y) in parts {
            let mut part = H::default();
            feed(x, name, &mut part);
            if let Some(y) = y {
                feed(y, name, &mut part);
            }
            sum = sum.wrapping_add(part.whole());
            n += 1;
        }
        h.write_usize(n);
        h.add(sum);
    };
    h.write_u8(match v {
        Value::Bool(_) => 0,
        Value::Int(_) => 1,
        Value::Big(_) => 8,
        Value::Str(_) => 2,
        Value::Model(_) => 3,
        Value::Set(_) => 4,
        Value::Tuple(_) => 5,
        Value::Record(_) => 6,
        Value::Function(_) => 7,
    });
    match v {
        Value::Bool(b) => h.write_u8(u8::from(*b)),
        Value::Int(i) => h.write_u64(*i as u64),
        Value::Big(i) => i.iter_u64_digits().chain([u64::from(i.sign() == Sign::Minus)]).for_each(|d| h.write_u64(d)),
        Value::Str(a) => h.write_u32(a.rank()),
        Value::Model(a) => h.write_u32(name(*a).rank()),
        Value::Set(items) => sum(&mut items.iter().map(|x| (x, None)), h),
        Value::Tuple(items) => {
            h.write_usize(items.len());
            items.iter().for_each(|x| feed(x, name, h));
        }
        Value::Record(fields) => {
            h.write_usize(fields.len());
            for (a, x) in fields.iter() {
                h.write_u32(a.rank());
                feed(x, name, h);
            }
        }
        Value::Function(entries) if mutant!("fingerprint-wide-keys-only") => sum(&mut entries.iter().map(|(k, _)| (k, None)), h),
        Value::Function(entries) => sum(&mut entries.iter().map(|(k, x)| (k, Some(x))), h),
    }
}

/// For tables of fingerprints.
pub type Build = BuildHasherDefault<Itself>;

/// The hash of what is a hash already.
#[derive(Default)]
pub struct Itself(u64);

impl Hasher for Itself {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        panic!("explicit: only fingerprints are hashed here");
    }

    fn write_u128(&mut self, i: u128) {
        self.0 = i as u64;
    }
}

/// Half the work of a hash: `K` is the odd number to multiply with.
#[derive(Clone, Copy)]
struct Fold<const K: u64>(u64);

impl<const K: u64> Fold<K> {
    #[inline]
    fn mix(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * u128::from(K);
        self.0 = (product as u64 ^ (product >> 64) as u64).wrapping_add(0xe703_7ed1_a0b4_28db).rotate_left(23) ^ word;
    }

    fn last(mut self) -> u64 {
        self.mix(0x8ebc_6af0_9c88_c6e3);
        self.mix(0x5899_65cc_7537_4cc3);
        self.0
    }
}

struct Narrow(Fold<0xa076_1d64_78bd_642f>);

impl Default for Narrow {
    fn default() -> Narrow {
        Narrow(Fold(0x9e37_79b9_7f4a_7c15))
    }
}

impl Mix for Narrow {
    #[inline]
    fn whole(&self) -> u128 {
        u128::from(self.0.last())
    }

    #[inline]
    fn add(&mut self, n: u128) {
        self.0.mix(n as u64);
    }
}

struct Wide(Fold<0xa076_1d64_78bd_642f>, Fold<0xd6e8_feb8_6659_fd93>);

impl Default for Wide {
    fn default() -> Wide {
        Wide(Fold(0x9e37_79b9_7f4a_7c15), Fold(0xc2b2_ae3d_27d4_eb4f))
    }
}

impl Mix for Wide {
    fn whole(&self) -> u128 {
        u128::from(self.0.last()) | u128::from(self.1.last()) << 64
    }

    fn add(&mut self, n: u128) {
        self.0.mix(n as u64);
        self.1.mix((n >> 64) as u64);
    }
}

/// Every word is mixed in; the rest of a [`Hasher`] follows from that.
macro_rules! words {
    ($hasher:ty, $mix:expr) => {
        impl Hasher for $hasher {
            fn finish(&self) -> u64 {
                self.whole() as u64
            }

            fn write(&mut self, bytes: &[u8]) {
                for chunk in bytes.chunks(8) {
                    let mut word = [0; 8];
                    word[..chunk.len()].copy_from_slice(chunk);
                    self.write_u64(u64::from_le_bytes(word));
                }
            }

            #[inline]
            fn write_u8(&mut self, i: u8) {
                self.write_u64(u64::from(i));
            }

            #[inline]
            fn write_u32(&mut self, i: u32) {
                self.write_u64(u64::from(i));
            }

            #[inline]
            fn write_u64(&mut self, i: u64) {
                $mix(self, i);
            }

            #[inline]
            fn write_usize(&mut self, i: usize) {
                self.write_u64(i as u64);
            }
        }
    };
}

words!(Narrow, |h: &mut Narrow, i| h.0.mix(i));
words!(Wide, |h: &mut Wide, i| {
    h.0.mix(i);
    h.1.mix(i);
});

#[cfg(test)]
mod tests {
    use super::{Width, fingerprint, renamed};
    use crate::value::State;
    use crate::value::{Atom, Atoms, Value};

    #[test]
    fn renaming_is_hashing_the_renamed_state() {
        let atoms = Atoms::new();
        let [a, b, c] = ["a", "b", "c"].map(|n| atoms.intern(n));
        let swap = |x: Atom| {
            if x == a {
                c
            } else if x == c {
                a
            } else {
                x
            }
        };
        let state = |x, y, z| {
            State(
                [
                    Value::set([Value::Model(x), Value::Model(y)]),
                    Value::function([(Value::Model(x), Value::Int(1)), (Value::Model(z), Value::tuple([Value::Model(y)]))]),
                ]
                .into(),
            )
        };
        for width in [Width::Bits64, Width::Bits128] {
            let same = |x: Atom| x;
            assert_eq!(renamed(&state(a, b, c), &swap, width), renamed(&state(c, b, a), &same, width));
            assert_ne!(renamed(&state(a, b, c), &same, width), renamed(&state(c, b, a), &same, width));
        }
        let s = state(a, b, c);
        assert_eq!(fingerprint(&s, Width::Bits64), fingerprint(&s, Width::Bits128) & u128::from(u64::MAX));
        assert!(fingerprint(&s, Width::Bits128) >> 64 != 0);
    }
}
