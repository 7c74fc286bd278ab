//! The order of decisions: a heap of variables by activity.

/// Activities above this are scaled down.
const TOO_LARGE: f64 = 1e100;

#[derive(Default)]
pub(super) struct Heap {
    activity: Vec<f64>,
    increment: f64,
    heap: Vec<u32>,
    /// The place of each variable in the heap, plus one.
    place: Vec<u32>,
}

impl Heap {
    pub fn push_variable(&mut self) {
        self.activity.push(0.0);
        self.place.push(0);
        if self.increment == 0.0 {
            self.increment = 1.0;
        }
    }

    pub fn clear(&mut self) {
        for v in self.heap.drain(..) {
            self.place[v as usize] = 0;
        }
    }

    pub fn insert(&mut self, v: usize) {
        if self.place[v] == 0 {
            self.heap.push(v as u32);
            self.place[v] = self.heap.len() as u32;
            self.up(self.heap.len() - 1);
        }
    }

    pub fn pop(&mut self) -> Option<usize> {
        let top = *self.heap.first()?;
        self.place[top as usize] = 0;
        let last = self.heap.pop()?;
        if last != top {
            self.heap[0] = last;
            self.place[last as usize] = 1;
            self.down(0);
        }
        Some(top as usize)
    }

    pub fn bump(&mut self, v: usize) {
        self.activity[v] += self.increment;
        if self.activity[v] > TOO_LARGE {
            self.activity.iter_mut().for_each(|a| *a /= TOO_LARGE);
            self.increment /= TOO_LARGE;
        }
        if self.place[v] > 0 {
            self.up(self.place[v] as usize - 1);
        }
    }

    /// Was the variable involved in recent conflicts?
    pub fn is_active(&self, v: usize) -> bool {
        self.activity[v] > self.increment * 1e-3
    }

    pub fn decay(&mut self) {
        self.increment /= 0.95;
    }

    fn before(&self, a: u32, b: u32) -> bool {
        let (x, y) = (self.activity[a as usize], self.activity[b as usize]);
        x > y || (x == y && a < b)
    }

    fn up(&mut self, mut i: usize) {
        let v = self.heap[i];
        while i > 0 {
            let parent = (i - 1) / 2;
            if !self.before(v, self.heap[parent]) {
                break;
            }
            self.put(i, self.heap[parent]);
            i = parent;
        }
        self.put(i, v);
    }

    fn down(&mut self, mut i: usize) {
        let v = self.heap[i];
        loop {
            let left = 2 * i + 1;
            if left >= self.heap.len() {
                break;
            }
            let right = left + 1;
            let child = if right < self.heap.len() && self.before(self.heap[right], self.heap[left]) { right } else { left };
            if !self.before(self.heap[child], v) {
                break;
            }
            self.put(i, self.heap[child]);
            i = child;
        }
        self.put(i, v);
    }

    fn put(&mut self, i: usize, v: u32) {
        self.heap[i] = v;
        self.place[v as usize] = i as u32 + 1;
    }
}
