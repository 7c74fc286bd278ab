//! Clauses in one vector, each after its length and its rank, and the lists of watched literals.

use super::Lit;

/// Where a clause begins in the store.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct ClauseRef(pub u32);

/// A clause that is looked at when a literal becomes FALSE, unless the blocker is TRUE.
#[derive(Clone, Copy, Debug)]
pub(super) struct Watch {
    pub clause: ClauseRef,
    pub blocker: Lit,
}

/// Called with the old place of each clause and its new one; `None` where the clause is dropped.
pub(super) type Moved<'a> = &'a mut dyn FnMut(ClauseRef, Option<ClauseRef>);

/// Words before the literals: the length; 0 for a given clause, or its number of levels for a learnt one; and where the search for a literal
/// to watch goes on, so that long clauses are not searched from their beginning each time (I. Gent, "Optimal implementation of watched literals
/// and more general techniques", JAIR 2013).
const HEADER: usize = 3;

#[derive(Default)]
pub(super) struct Store {
    words: Vec<u32>,
    watches: Vec<Vec<Watch>>,
    clauses: usize,
}

impl Store {
    pub fn push_variable(&mut self) {
        self.watches.extend([Vec::new(), Vec::new()]);
    }

    pub fn clauses(&self) -> usize {
        self.clauses
    }

    pub fn add(&mut self, lits: &[Lit], learnt: bool) -> ClauseRef {
        self.insert(lits, u32::from(learnt))
    }

    pub fn add_learnt(&mut self, lits: &[Lit], levels: u32) -> ClauseRef {
        self.insert(lits, levels.max(1))
    }

    fn insert(&mut self, lits: &[Lit], rank: u32) -> ClauseRef {
        let c = ClauseRef(self.words.len() as u32);
        self.words.push(lits.len() as u32);
        self.words.push(rank);
        self.words.push(2);
        self.words.extend_from_slice(lits);
        self.watches[lits[0] as usize].push(Watch { clause: c, blocker: lits[1] });
        self.watches[lits[1] as usize].push(Watch { clause: c, blocker: lits[0] });
        self.clauses += 1;
        c
    }

    pub fn lits(&self, c: ClauseRef) -> &[Lit] {
        let start = c.0 as usize + HEADER;
        &self.words[start..start + self.words[c.0 as usize] as usize]
    }

    pub fn lits_mut(&mut self, c: ClauseRef) -> &mut [Lit] {
        let start = c.0 as usize + HEADER;
        let len = self.words[c.0 as usize] as usize;
        &mut self.words[start..start + len]
    }

    /// A literal of a clause for which `is_free` holds, apart from the two watched ones, put into the second place; and the literals looked at.
    pub fn replace_watched(&mut self, c: ClauseRef, is_free: impl Fn(Lit) -> bool) -> (Option<Lit>, u64) {
        let (at, len) = (c.0 as usize, self.words[c.0 as usize] as usize);
        let begin = (self.words[at + 2] as usize).clamp(2, len.max(2));
        let lits = &mut self.words[at + HEADER..at + HEADER + len];
        for (looked, i) in (begin..len).chain(2..begin).enumerate() {
            if is_free(lits[i]) {
                lits.swap(1, i);
                let new = lits[1];
                self.words[at + 2] = i as u32;
                return (Some(new), looked as u64);
            }
        }
        (None, len as u64)
    }

    pub fn take_watches(&mut self, l: Lit) -> Vec<Watch> {
        std::mem::take(&mut self.watches[l as usize])
    }

    pub fn put_watches(&mut self, l: Lit, mut watches: Vec<Watch>) {
        let added = std::mem::take(&mut self.watches[l as usize]);
        watches.extend(added);
        self.watches[l as usize] = watches;
    }

    pub fn watch(&mut self, l: Lit, w: Watch) {
        self.watches[l as usize].push(w);
    }

    /// Drops clauses with a TRUE literal, and the half of the learnt ones that has most levels. Returns the number of learnt ones left.
    pub fn reduce(&mut self, is_true: &dyn Fn(Lit) -> bool, moved: Moved<'_>) -> usize {
        let mut ranks: Vec<u32> = self.all().map(|c| self.words[c + 1]).filter(|r| *r > 2).collect();
        ranks.sort_unstable();
        let most = ranks.get(ranks.len() / 2).copied().unwrap_or(u32::MAX);
        self.rebuild(is_true, most, moved)
    }

    /// Drops clauses with a TRUE literal. Returns the number of learnt ones left.
    pub fn keep(&mut self, is_true: &dyn Fn(Lit) -> bool, moved: Moved<'_>) -> usize {
        self.rebuild(is_true, u32::MAX, moved)
    }

    /// Where each clause begins.
    fn all(&self) -> impl Iterator<Item = usize> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let c = (at < self.words.len()).then_some(at)?;
            at += HEADER + self.words[c] as usize;
            Some(c)
        })
    }

    fn rebuild(&mut self, is_true: &dyn Fn(Lit) -> bool, most: u32, moved: Moved<'_>) -> usize {
        let old = std::mem::take(&mut self.words);
        self.watches.iter_mut().for_each(Vec::clear);
        self.clauses = 0;
        let (mut at, mut learnt) = (0, 0);
        while at < old.len() {
            let (len, rank) = (old[at] as usize, old[at + 1]);
            let from = ClauseRef(at as u32);
            let lits = &old[at + HEADER..at + HEADER + len];
            at += HEADER + len;
            if rank > most || lits.iter().any(|l| is_true(*l)) {
                moved(from, None);
                continue;
            }
            learnt += usize::from(rank > 0);
            moved(from, Some(self.insert(lits, rank)));
        }
        learnt
    }
}
