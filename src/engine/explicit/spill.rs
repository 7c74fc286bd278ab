//! Fingerprints on disk, for states beyond the memory limit.
//!
//! In: sets of fingerprints. Out: membership. There is one sorted run in a file that has no name; a set that is added is merged
//! with it into a new one. Of each page the first fingerprint is kept in memory, so that a look-up reads one page.

use super::fingerprint::{Fingerprint, Width};
use crate::diag::{Code, Diagnostic};
use crate::source::scratch::Scratch;
use crate::trace::Outcome;
use std::io::Result;

/// Fingerprints in a page.
const PAGE: usize = 512;

/// Pages that are read or written at once where all are.
const MANY: usize = 64;

#[derive(Default)]
pub struct Run {
    width: Width,
    file: Option<Scratch>,
    /// The first fingerprint of each page.
    first: Vec<Fingerprint>,
    len: usize,
}

impl Run {
    pub fn new(width: Width) -> Run {
        Run { width, ..Run::default() }
    }

    pub fn contains(&self, fingerprint: Fingerprint) -> Result<bool> {
        let page = match self.first.binary_search(&fingerprint) {
            Ok(_) => return Ok(true),
            Err(0) => return Ok(false),
            Err(i) if mutant!("spill-page-after") => i.min(self.first.len() - 1),
            Err(i) => i - 1,
        };
        let size = if mutant!("spill-reads-half-a-page") { PAGE / 2 } else { PAGE };
        Ok(self.read(page * PAGE, size)?.binary_search(&fingerprint).is_ok())
    }

    /// At most `count` fingerprints, the first of which is number `from`.
    fn read(&self, from: usize, count: usize) -> Result<Vec<Fingerprint>> {
        let Some(file) = &self.file else { return Ok(Vec::new()) };
        let size = bytes(self.width);
        let mut buffer = vec![0; count.min(self.len - from) * size];
        file.read((from * size) as u64, &mut buffer)?;
        let one = |b: &[u8]| {
            let mut word = [0; 16];
            word[..size].copy_from_slice(b);
            Fingerprint::from_le_bytes(word)
        };
        Ok(buffer.chunks_exact(size).map(one).collect())
    }

    /// Calls `f` with all of them, in order.
    fn each(&self, mut f: impl FnMut(Fingerprint) -> Result<()>) -> Result<()> {
        for from in (0..self.len).step_by(PAGE * MANY) {
            self.read(from, PAGE * MANY)?.into_iter().try_for_each(&mut f)?;
        }
        Ok(())
    }

    /// Adds fingerprints that are sorted, none of which it has.
    pub fn add(&mut self, more: impl Iterator<Item = Fingerprint>) -> Result<()> {
        let mut new = Writer { run: Run { file: Some(Scratch::new()?), ..Run::new(self.width) }, buffer: Vec::new() };
        let mut more = more.peekable();
        self.each(|f| {
            while let Some(g) = more.next_if(|g| *g < f) {
                new.write(g)?;
            }
            new.write(f)
        })?;
        if mutant!("spill-loses-the-last") {
            more.next();
        }
        more.try_for_each(|g| new.write(g))?;
        new.flush()?;
        *self = new.run;
        Ok(())
    }

    /// The smallest distance between two of them.
    pub fn smallest_gap(&self) -> Result<Option<Fingerprint>> {
        let (mut before, mut least) = (None, None);
        self.each(|f| {
            if let Some(gap) = before.map(|b| f - b) {
                least = Some(least.map_or(gap, |l: Fingerprint| l.min(gap)));
            }
            before = Some(f);
            Ok(())
        })?;
        Ok(least)
    }

    pub fn len(&self) -> usize {
        self.len
    }
}

/// Bytes of a fingerprint.
pub fn bytes(width: Width) -> usize {
    width.bits() as usize / 8
}

struct Writer {
    run: Run,
    buffer: Vec<u8>,
}

impl Writer {
    fn write(&mut self, f: Fingerprint) -> Result<()> {
        if self.run.len.is_multiple_of(PAGE) {
            self.run.first.push(f);
        }
        self.run.len += 1;
        let size = bytes(self.run.width);
        self.buffer.extend_from_slice(&f.to_le_bytes()[..size]);
        if self.buffer.len() >= PAGE * MANY * size { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        let file = self.run.file.as_mut().expect("explicit: a run that is written has a file");
        file.append(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }
}

/// The outcome where a file failed.
pub fn failed(error: &std::io::Error) -> Outcome {
    let d = Diagnostic::error(Code::SYSTEM, format!("the states found cannot be kept on disk: {error}"));
    Outcome::Failed(
        d.help("files for them lie where temporary files do (TMPDIR says where); or give more memory with --memory-limit"),
    )
}

#[cfg(test)]
mod tests {
    use super::{Run, Width};

    #[test]
    fn what_was_added_is_there() {
        for width in [Width::Bits64, Width::Bits128] {
            let mut run = Run::new(width);
            assert!(!run.contains(7).expect("no file yet"));
            let part = |k: u128| (0..40_000u128).map(move |i| (3 * i + k) << 9);
            run.add(part(0)).expect("there is room");
            run.add(part(1)).expect("there is room");
            assert_eq!(run.len(), 80_000);
            for i in (0..120_000u128).step_by(97) {
                assert_eq!(run.contains(i << 9).expect("readable"), i % 3 != 2, "{i}");
                assert!(!run.contains((i << 9) + 1).expect("readable"));
            }
            assert_eq!(run.smallest_gap().expect("readable"), Some(1 << 9));
        }
    }
}
