//! Temporary files for data that does not fit into memory.
//!
//! In: bytes, appended. Out: the same bytes, from any place. Such a file has no name, so no file remains however the run
//! ends. It is in the folder for temporary files.

use std::fs::File;
use std::io::{Result, Write};

pub struct Scratch {
    file: File,
    len: u64,
}

impl Scratch {
    pub fn new() -> Result<Scratch> {
        Ok(Scratch { file: tempfile::tempfile()?, len: 0 })
    }

    /// Adds to the end, and says where that was.
    pub fn append(&mut self, bytes: &[u8]) -> Result<u64> {
        self.file.write_all(bytes)?;
        let at = self.len;
        self.len += bytes.len() as u64;
        Ok(at)
    }

    #[cfg(unix)]
    pub fn read(&self, at: u64, bytes: &mut [u8]) -> Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, bytes, at)
    }

    #[cfg(windows)]
    pub fn read(&self, mut at: u64, mut bytes: &mut [u8]) -> Result<()> {
        while !bytes.is_empty() {
            let n = std::os::windows::fs::FileExt::seek_read(&self.file, bytes, at)?;
            if n == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            (at, bytes) = (at + n as u64, &mut bytes[n..]);
        }
        Ok(())
    }
}
