//! Fingerprints on disk: where the states found go when they do not fit into the memory given.
//!
//! In: sets of fingerprints. Out: membership. There is one sorted run in a file that has no name, so nothing is left
//! behind however the run ends; a set that is added is merged with it into a new one. Of each page the first fingerprint
//! is kept in memory, so that a look-up reads one page.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Result, Seek, Write};
use std::os::unix::fs::FileExt;

/// Fingerprints in a page.
const PAGE: usize = 512;

#[derive(Default)]
pub struct Run {
    file: Option<File>,
    /// The first fingerprint of each page.
    first: Vec<u64>,
    len: usize,
}

impl Run {
    pub fn contains(&self, fingerprint: u64) -> Result<bool> {
        let Some(file) = &self.file else { return Ok(false) };
        let page = match self.first.binary_search(&fingerprint) {
            Ok(_) => return Ok(true),
            Err(0) => return Ok(false),
            Err(i) => i - 1,
        };
        let mut bytes = [0; PAGE * 8];
        let n = PAGE.min(self.len - page * PAGE);
        file.read_exact_at(&mut bytes[..n * 8], (page * PAGE * 8) as u64)?;
        let (mut low, mut high) = (0, n);
        while low < high {
            let middle = (low + high) / 2;
            let at = u64::from_le_bytes(bytes[middle * 8..middle * 8 + 8].try_into().expect("explicit: eight bytes"));
            match at.cmp(&fingerprint) {
                std::cmp::Ordering::Equal => return Ok(true),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        Ok(false)
    }

    /// Adds fingerprints, none of which it has.
    pub fn add(&mut self, mut more: Vec<u64>) -> Result<()> {
        more.sort_unstable();
        let mut out = BufWriter::with_capacity(1 << 16, tempfile::tempfile()?);
        let mut first = Vec::with_capacity((self.len + more.len()) / PAGE + 1);
        let mut len = 0;
        let mut write = |f: u64| {
            if len % PAGE == 0 {
                first.push(f);
            }
            len += 1;
            out.write_all(&f.to_le_bytes())
        };
        let mut more = more.into_iter().peekable();
        if let Some(file) = &mut self.file {
            file.rewind()?;
            let mut old = BufReader::with_capacity(1 << 16, file);
            let mut bytes = [0; 8];
            for _ in 0..self.len {
                old.read_exact(&mut bytes)?;
                let f = u64::from_le_bytes(bytes);
                while let Some(g) = more.next_if(|g| *g < f) {
                    write(g)?;
                }
                write(f)?;
            }
        }
        for g in more {
            write(g)?;
        }
        self.file = Some(out.into_inner().map_err(std::io::IntoInnerError::into_error)?);
        (self.first, self.len) = (first, len);
        Ok(())
    }

    pub fn len(&self) -> usize {
        self.len
    }
}
