//! Putting together what the workers found in a part of a level.
//!
//! In: [`Chunk`]s. Out: new states in the table and in the queue of the next level, counts, and the event that ends the search, if any.
//! All are taken in the order of their places, so the result is that of one thread.

use super::batch::{Batch, Chunk};
use super::event::Event;
use super::place::{BatchPosition, Index, NONE};
use super::queue::Queue;
use super::search::{End, Search};
use std::sync::atomic::Ordering::Relaxed;

impl Search<'_> {
    /// Puts together what was found in a part of a level; without one, these are initial states.
    pub(super) fn merge(
        &mut self,
        mut chunks: Vec<Chunk>,
        level: Option<&Batch>,
        interrupted: bool,
        queue: &mut Queue,
    ) -> Result<(), End> {
        let mut table = self.task.table.write().expect("explicit: no thread fails while it settles");
        let index = |place: BatchPosition| level.map_or(NONE, |l| l.first + place.parent() as Index);
        if self.task.surveys {
            self.notes.take(&mut chunks, level.map(|l| l.number), index);
        }
        let (mut found, mut events, mut beyond) = (Vec::new(), Vec::new(), Vec::new());
        let (mut successors, mut steps) = (Vec::new(), Vec::new());
        for c in chunks {
            found.extend(c.found);
            events.extend(c.events);
            beyond.extend(c.beyond);
            successors.push((c.start, c.successors));
            steps.push(c.steps);
            for (action, n) in c.actions {
                self.actions.entry(action).or_default().0 += n;
                if let Some(level) = level {
                    self.taken.entry(action).or_insert(level.number);
                }
            }
            if let Some(level) = level {
                c.within.into_iter().for_each(|action| {
                    self.within.entry(action).or_insert(level.number);
                });
            }
        }
        // An event in a state that was met before by a lesser place is none.
        let mut counts = |e: &Event| e.fingerprint.is_none_or(|f| table.owns(f, e.place));
        events.retain(&mut counts);
        if self.beyond.is_none() {
            let first = beyond.into_iter().filter(&mut counts).min_by_key(|e| e.place);
            self.beyond = first.map(|e| {
                let parent = index(e.place);
                (e, parent)
            });
        }
        let (mut noted, events): (Vec<Event>, Vec<Event>) = events.into_iter().partition(|e| self.task.goes_on_after(&e.what));
        let event = events.into_iter().min_by_key(|e| e.place);
        let end = event.as_ref().map_or(BatchPosition::LAST, |e| e.place);
        noted.sort_by_key(|e| e.place);
        let mut violations = Vec::new();
        for e in noted.into_iter().filter(|e| e.place <= end) {
            if self.task.surveys {
                let parent = index(e.place);
                self.notes.wrong(e, level.map(|l| l.number), parent);
                continue;
            }
            let parent = index(e.place);
            violations.push((e, parent));
        }
        let before = self.counts.generated;
        for (start, counts) in successors {
            for (i, n) in counts.into_iter().enumerate() {
                self.counts.generated += match (start + i).cmp(&end.parent()) {
                    std::cmp::Ordering::Less => u64::from(n),
                    std::cmp::Ordering::Equal => u64::from(end.successor()),
                    std::cmp::Ordering::Greater => 0,
                };
            }
        }
        self.task.generated.store(self.counts.generated, Relaxed);
        log::debug!("level {}: {} generated", self.level, self.counts.generated - before);
        table.trouble()?;
        for f in found {
            if f.place <= end && table.owns(f.fingerprint, f.place) {
                table.settle(f.fingerprint, index(f.place))?;
                if let Some(graph) = &mut self.graph {
                    graph.found(f.fingerprint);
                }
                if let Some(action) = f.action {
                    self.actions.entry(action).or_default().1 += 1;
                }
                queue.push(f.state)?;
            }
        }
        table.end_batch();
        self.counts.distinct = table.len() as u64;
        // a behavior is read from the table
        drop(table);
        for (e, parent) in violations {
            self.note(e, parent);
        }
        if let Some(graph) = &mut self.graph {
            steps.iter().for_each(|s| graph.add(s));
        }
        if level.is_none() {
            self.counts.initial = self.counts.distinct;
        }
        match event {
            None if self.has_enough_errors() => Err(End::Interrupted),
            Some(event) => Err(End::Event { parent: index(event.place), event: Box::new(event) }),
            None if interrupted => Err(End::Interrupted),
            None => Ok(()),
        }
    }
}
