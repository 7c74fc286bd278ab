//! States that wait to be expanded, first in, first out.
//!
//! In: the states found by a level. Out: the same states in the same order, in parts that are expanded at once. Under a memory
//! limit, parts that do not fit go to a file. A part is small enough that its results fit into memory, too.

use crate::source::scratch::Scratch;
use crate::vm::Packed;
use std::collections::VecDeque;
use std::io::Result;

/// States in a part, at most.
pub const PART: usize = 1 << 15;

/// Bytes of a state besides its own: a pointer, its length, and the allocation.
const OVERHEAD: usize = 32;

/// Bytes; a smaller part is not split off.
const SMALLEST: usize = 1 << 14;

enum Part {
    /// With their size in bytes.
    Here(Vec<Packed>, usize),
    Filed {
        at: u64,
        size: usize,
        states: usize,
    },
}

pub struct Queue {
    parts: VecDeque<Part>,
    /// The last part, which still grows, and its size.
    tail: Vec<Packed>,
    tail_size: usize,
    len: usize,
    /// Bytes that the parts in memory take, and may take.
    used: usize,
    room: Option<usize>,
    file: Option<Scratch>,
}

impl Queue {
    /// `room` is in bytes.
    pub fn new(room: Option<usize>) -> Queue {
        Queue { parts: VecDeque::new(), tail: Vec::new(), tail_size: 0, len: 0, used: 0, room, file: None }
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn push(&mut self, state: Packed) -> Result<()> {
        let full = match self.room {
            None => false,
            Some(room) => {
                self.tail_size += state.len() + OVERHEAD;
                self.tail_size >= (room / 8).max(SMALLEST)
            }
        };
        self.tail.push(state);
        self.len += 1;
        if full || self.tail.len() == PART { self.close() } else { Ok(()) }
    }

    fn close(&mut self) -> Result<()> {
        let (states, size) = (std::mem::take(&mut self.tail), std::mem::take(&mut self.tail_size));
        if self.room.is_none_or(|room| self.used + size <= room) {
            self.used += size;
            self.parts.push_back(Part::Here(states, size));
            return Ok(());
        }
        let mut bytes = Vec::with_capacity(size);
        for s in &states {
            bytes.extend_from_slice(&(s.len() as u32).to_le_bytes());
            bytes.extend_from_slice(s);
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(Scratch::new()?),
        };
        let at = file.append(&bytes)?;
        self.parts.push_back(Part::Filed { at, size: bytes.len(), states: states.len() });
        Ok(())
    }

    /// The next part; `None` if nothing is left.
    pub fn pop(&mut self) -> Result<Option<Vec<Packed>>> {
        let part = match self.parts.pop_front() {
            Some(part) => part,
            None if self.tail.is_empty() => return Ok(None),
            // It was never counted as used.
            None => {
                self.tail_size = 0;
                Part::Here(std::mem::take(&mut self.tail), 0)
            }
        };
        let states = match part {
            Part::Here(states, size) => {
                self.used = self.used.saturating_sub(size);
                states
            }
            Part::Filed { at, size, states } => {
                let mut bytes = vec![0; size];
                self.file.as_ref().expect("explicit: what was filed has a file").read(at, &mut bytes)?;
                let mut rest = &bytes[..];
                let mut one = || {
                    let (len, tail) = rest.split_at(4);
                    let len = u32::from_le_bytes(len.try_into().expect("explicit: four bytes"));
                    let (state, tail) = tail.split_at(len as usize);
                    rest = tail;
                    state.into()
                };
                (usize::from(mutant!("spill-queue-loses-one"))..states).map(|_| one()).collect()
            }
        };
        self.len -= states.len();
        Ok(Some(states))
    }
}

#[cfg(test)]
mod tests {
    use super::Queue;
    use crate::vm::Packed;

    #[test]
    fn states_come_in_order_whatever_the_room() {
        for (room, filed) in [(None, false), (Some(0), true), (Some(1 << 16), true), (Some(1 << 30), false)] {
            let mut queue = Queue::new(room);
            let state = |i: usize| -> Packed { i.to_le_bytes()[..i % 9].into() };
            for i in 0..40_000 {
                queue.push(state(i)).expect("there is room");
            }
            assert_eq!((queue.len(), queue.file.is_some()), (40_000, filed));
            let mut next = 0;
            while let Some(part) = queue.pop().expect("readable") {
                for s in part {
                    assert_eq!(s, state(next));
                    next += 1;
                }
                assert_eq!(queue.len(), 40_000 - next);
            }
            assert_eq!(next, 40_000);
        }
    }
}
