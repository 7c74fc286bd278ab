//! Messages: what steps put into queues, sets and bags, and take out of them.
//!
//! In: the steps with their lanes. Out: the [`Event`]s of each step, and for each message the step at its other end.
//!
//! ```text
//!     queue: <<>>  to  <<m>>        sent m, on the channel queue
//!     queue: <<m, n>>  to  <<n>>    received m
//!     net[p]: (m :> 2)  to  (m :> 1)    received m, on the channel net[p]
//! ```
//!
//! Not every set is a channel. One is where a lane takes out what another lane has put in. If there is none of those, sets and bags
//! that only grow are channels if their elements are records or tuples, and so are sequences that only grow at their end. [`choose`]
//! takes the user's word instead. A variable that has a value for each process, and that only its own process changes, is no channel.

use super::{Event, Lane, Part, Step, TraceDoc, Variable};
use crate::value::{Value, order};
use std::cmp::Ordering;
use std::collections::{HashMap, VecDeque};

/// Fills in the events of the steps.
pub fn find(variables: &[Variable], lanes: &[Lane], local: &[String], steps: &mut [Step]) {
    let mut found = all(variables, lanes, steps);
    pair(&mut found);
    let kept: Vec<&str> = {
        let crossing = |v: &&Variable| found.iter().any(|e| e.is_of(&v.name) && e.crosses(steps));
        let growing = |v: &&Variable| {
            let mut own = found.iter().filter(|e| e.is_of(&v.name)).peekable();
            own.peek().is_some()
                && own.all(|e| e.event.sent && e.looks_sent())
                && !is_private(&v.name, local, &found, lanes, steps)
        };
        let crossing: Vec<&str> = variables.iter().filter(crossing).map(|v| &*v.name).collect();
        if crossing.is_empty() { variables.iter().filter(growing).map(|v| &*v.name).collect() } else { crossing }
    };
    let kept: Vec<String> = kept.into_iter().map(str::to_string).collect();
    store(found, &kept, steps);
}

/// The channels are these variables.
pub fn choose(doc: &mut TraceDoc, channels: &[String]) {
    let mut found = all(&doc.variables, &doc.lanes, &doc.steps);
    pair(&mut found);
    store(found, channels, &mut doc.steps);
}

fn store(found: Vec<Found>, channels: &[String], steps: &mut [Step]) {
    steps.iter_mut().for_each(|s| s.events.clear());
    for f in found {
        if channels.iter().any(|c| f.is_of(c)) {
            steps[f.step].events.push(f.event);
        }
    }
}

/// An event of a step.
struct Found {
    step: usize,
    event: Event,
    /// The channel is a sequence.
    ordered: bool,
}

impl Found {
    fn is_of(&self, variable: &str) -> bool {
        matches!(self.event.path.first(), Some(Part::Variable(name)) if name == variable)
    }

    /// The message goes from one lane to another.
    fn crosses(&self, steps: &[Step]) -> bool {
        self.event.other.is_some_and(|other| steps[other].lane != steps[self.step].lane)
    }

    fn looks_sent(&self) -> bool {
        self.ordered || matches!(self.event.message, Value::Record(_) | Value::Tuple(_))
    }
}

/// Whether each process changes only its own value of the variable.
fn is_private(variable: &str, local: &[String], found: &[Found], lanes: &[Lane], steps: &[Step]) -> bool {
    let own = |f: &Found| {
        let process = steps[f.step].lane.and_then(|l| lanes[l].process.as_ref());
        process.is_some_and(|p| f.event.path.get(1).is_some_and(|part| is_at(part, p)))
    };
    local.iter().any(|l| l == variable) && found.iter().filter(|f| f.is_of(variable)).all(own)
}

/// Whether a part of a path is the value of a function for this argument.
pub fn is_at(part: &Part, argument: &Value) -> bool {
    match (part, argument) {
        (Part::Key(key), v) => key == v,
        (Part::Index(i), Value::Int(n)) => usize::try_from(*n) == Ok(*i),
        (Part::Field(name), Value::Str(a)) => a.text() == name,
        (Part::Field(_) | Part::Index(_) | Part::Variable(_) | Part::Column(_) | Part::Element(_), _) => false,
    }
}

/// All that enters or leaves a sequence, set or bag.
fn all(variables: &[Variable], lanes: &[Lane], steps: &[Step]) -> Vec<Found> {
    let mut found = Vec::new();
    for (i, pair) in steps.windows(2).enumerate() {
        let process = pair[1].lane.and_then(|l| lanes.get(l)).and_then(|l| l.process.clone());
        for ((v, a), b) in variables.iter().zip(&pair[0].values).zip(&pair[1].values) {
            let mut walk = Walk { path: vec![Part::Variable(v.name.clone())], step: i + 1, process: &process, found: &mut found };
            walk.value(a, b);
        }
    }
    found
}

/// For each message the step at its other end, first in, first out.
fn pair(found: &mut [Found]) {
    let mut waiting: HashMap<(Vec<Part>, Value), VecDeque<usize>> = HashMap::new();
    for i in 0..found.len() {
        let Event { path, sent, message, .. } = &found[i].event;
        let queue = waiting.entry((path.clone(), message.clone())).or_default();
        if *sent {
            queue.push_back(i);
        } else if let Some(sender) = queue.pop_front() {
            found[i].event.other = Some(found[sender].step);
            found[sender].event.other = Some(found[i].step);
        }
    }
}

struct Walk<'a> {
    path: Vec<Part>,
    step: usize,
    process: &'a Option<Value>,
    found: &'a mut Vec<Found>,
}

impl Walk<'_> {
    fn note(&mut self, sent: bool, message: &Value, ordered: bool) {
        let event = Event { path: self.path.clone(), sent, message: message.clone(), process: self.process.clone(), other: None };
        self.found.push(Found { step: self.step, event, ordered });
    }

    fn value(&mut self, a: &Value, b: &Value) {
        match (a, b) {
            _ if a == b => {}
            (Value::Set(x), Value::Set(y)) => self.sets(x, y),
            (Value::Tuple(x), Value::Tuple(y)) if !self.sequences(x, y) => self.functions(a, b),
            (Value::Tuple(_), Value::Tuple(_)) => {}
            _ => self.functions(a, b),
        }
    }

    /// Both are sorted.
    fn sets(&mut self, x: &[Value], y: &[Value]) {
        let (mut i, mut j) = (0, 0);
        while i < x.len() || j < y.len() {
            let order = match (x.get(i), y.get(j)) {
                (Some(a), Some(b)) => order::compare(a, b),
                (Some(_), None) => Ordering::Less,
                (None, _) => Ordering::Greater,
            };
            if order != Ordering::Greater {
                i += 1;
            }
            if order != Ordering::Less {
                j += 1;
            }
            match order {
                Ordering::Less => self.note(false, &x[i - 1], false),
                Ordering::Greater => self.note(true, &y[j - 1], false),
                Ordering::Equal => {}
            }
        }
    }

    /// What leaves at the front and enters at the end, or else what differs in the middle. False for what changes in place.
    fn sequences(&mut self, x: &[Value], y: &[Value]) -> bool {
        let left = (0..=x.len()).find(|k| y.len() >= x.len() - k && x[*k..] == y[..x.len() - k]).unwrap_or(x.len());
        let kept = x.len() - left;
        if kept > 0 || x.len() != y.len() && (x.is_empty() || y.is_empty()) {
            x[..left].iter().for_each(|v| self.note(false, v, true));
            y[kept..].iter().for_each(|v| self.note(true, v, true));
            return true;
        }
        if x.len() == y.len() && x.len() != 1 {
            return false;
        }
        let first = x.iter().zip(y).take_while(|(a, b)| a == b).count();
        let end = x[first..].iter().rev().zip(y[first..].iter().rev()).take_while(|(a, b)| a == b).count();
        x[first..x.len() - end].iter().for_each(|v| self.note(false, v, true));
        y[first..y.len() - end].iter().for_each(|v| self.note(true, v, true));
        true
    }

    fn functions(&mut self, a: &Value, b: &Value) {
        let (Some(x), Some(y)) = (a.entries(), b.entries()) else { return };
        let same = x.len() == y.len() && x.iter().zip(&y).all(|(a, b)| a.0 == b.0);
        if is_bag(&x) && is_bag(&y) && (!same || x.iter().all(|(k, _)| matches!(k, Value::Record(_) | Value::Tuple(_)))) {
            return self.bags(&x, &y);
        }
        if !same {
            return;
        }
        for ((k, v), (_, w)) in x.iter().zip(&y) {
            self.path.push(super::diff::part(k, b));
            self.value(v, w);
            self.path.pop();
        }
    }

    fn bags(&mut self, x: &[(Value, Value)], y: &[(Value, Value)]) {
        let count =
            |bag: &[(Value, Value)], key: &Value| bag.iter().find(|(k, _)| k == key).and_then(|(_, n)| n.as_int()).unwrap_or(0);
        let mut keys: Vec<&Value> = x.iter().chain(y).map(|(k, _)| k).collect();
        keys.sort_by(|a, b| order::compare(a, b));
        keys.dedup();
        for key in keys {
            let more = count(y, key) - count(x, key);
            (0..more.unsigned_abs()).for_each(|_| self.note(more > 0, key, false));
        }
    }
}

/// A function to small positive numbers; the empty function is a bag, too.
fn is_bag(entries: &[(Value, Value)]) -> bool {
    entries.iter().all(|(_, n)| n.as_int().is_some_and(|n| (1..=1000).contains(&n)))
}
