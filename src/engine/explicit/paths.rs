//! How each state was reached: its fingerprint and its predecessor, in the order of discovery.
//!
//! Records are only added, and read when a trace is rebuilt; under a memory limit all but the last go to a file.

use super::fingerprint::{Fingerprint, Width};
use super::place::Index;
use super::spill::bytes;
use crate::source::scratch::Scratch;
use std::io::Result;

/// How many bytes stay in memory under a memory limit.
const TAIL: usize = 1 << 18;

pub struct Paths {
    width: Width,
    file: Option<Scratch>,
    /// Records in the file.
    filed: usize,
    tail: Vec<u8>,
    limited: bool,
}

impl Paths {
    pub fn new(width: Width, limited: bool) -> Paths {
        Paths { width, file: None, filed: 0, tail: Vec::new(), limited }
    }

    fn record(&self) -> usize {
        bytes(self.width) + size_of::<Index>()
    }

    pub fn len(&self) -> usize {
        self.filed + self.tail.len() / self.record()
    }

    pub fn push(&mut self, fingerprint: Fingerprint, predecessor: Index) -> Result<()> {
        self.tail.extend_from_slice(&fingerprint.to_le_bytes()[..bytes(self.width)]);
        self.tail.extend_from_slice(&predecessor.to_le_bytes());
        if !self.limited || self.tail.len() < TAIL {
            return Ok(());
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(Scratch::new()?),
        };
        file.append(&self.tail)?;
        self.filed += self.tail.len() / self.record();
        self.tail.clear();
        Ok(())
    }

    /// Fingerprint and predecessor.
    pub fn get(&self, index: Index) -> Result<(Fingerprint, Index)> {
        let (size, index) = (self.record(), index as usize);
        let mut bytes = [0; 20];
        let bytes = &mut bytes[..size];
        match (&self.file, index.checked_sub(self.filed)) {
            (_, Some(i)) => bytes.copy_from_slice(&self.tail[i * size..(i + 1) * size]),
            (Some(file), None) => file.read((index * size) as u64, bytes)?,
            (None, None) => panic!("explicit: what was filed has a file"),
        }
        let (f, p) = bytes.split_at(size - size_of::<Index>());
        let mut word = [0; 16];
        word[..f.len()].copy_from_slice(f);
        Ok((Fingerprint::from_le_bytes(word), Index::from_le_bytes(p.try_into().expect("explicit: four bytes"))))
    }
}

#[cfg(test)]
mod tests {
    use super::{Paths, Width};

    #[test]
    fn records_come_back() {
        for (width, limited) in [(Width::Bits64, false), (Width::Bits64, true), (Width::Bits128, true)] {
            let mut paths = Paths::new(width, limited);
            for i in 0..50_000u32 {
                paths.push(u128::from(i) * 12345, i ^ 1).expect("there is room");
            }
            assert_eq!((paths.len(), paths.file.is_some()), (50_000, limited));
            for i in (0..50_000).step_by(11) {
                assert_eq!(paths.get(i).expect("readable"), (u128::from(i) * 12345, i ^ 1));
            }
        }
    }
}
