//! Progress on standard error: one labeled line an engine on a terminal, one line a minute elsewhere.
//!
//! In: [`Progress`], and what the specification prints. Out: lines such as `explicit: depth 5, 10000 states generated, …`. Printed text
//! stands above the progress lines.

use super::output;
use crate::api::{EngineName, Progress, Size};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often progress is reported where standard error is not a terminal.
const REPORT_INTERVAL: Duration = Duration::from_secs(60);

/// The progress of all engines; the lines go when this is dropped.
pub struct Lines(Kind);

enum Kind {
    Terminal { all: MultiProgress, bars: Mutex<BTreeMap<EngineName, ProgressBar>> },
    Log { last: Arc<Mutex<BTreeMap<EngineName, String>>>, running: Option<Sender<()>>, thread: Option<JoinHandle<()>> },
}

impl Lines {
    pub fn new() -> Lines {
        if std::io::stderr().is_terminal() {
            return Lines(Kind::Terminal { all: MultiProgress::new(), bars: Mutex::default() });
        }
        let last: Arc<Mutex<BTreeMap<EngineName, String>>> = Arc::default();
        let (running, ended) = channel::<()>();
        let (start, shared) = (Instant::now(), last.clone());
        let thread = std::thread::spawn(move || {
            while ended.recv_timeout(REPORT_INTERVAL) == Err(RecvTimeoutError::Timeout) {
                let minutes = start.elapsed().as_secs() / 60;
                for (engine, message) in shared.lock().unwrap_or_else(PoisonError::into_inner).iter() {
                    output::err(&format!("progress after {minutes} min: {engine}: {message}\n"));
                }
            }
        });
        Lines(Kind::Log { last, running: Some(running), thread: Some(thread) })
    }

    /// Shows how far an engine has come.
    pub fn show(&self, p: Progress) {
        match &self.0 {
            Kind::Terminal { all, bars } => {
                let mut bars = bars.lock().unwrap_or_else(PoisonError::into_inner);
                bars.entry(p.engine).or_insert_with(|| bar(all, p.engine)).set_message(message(&p));
            }
            Kind::Log { last, .. } => {
                last.lock().unwrap_or_else(PoisonError::into_inner).insert(p.engine, message(&p));
            }
        }
    }

    /// Shows a line that the specification prints.
    pub fn print(&self, text: &str) {
        let line = format!("{text}\n");
        match &self.0 {
            Kind::Terminal { all, .. } => all.suspend(|| output::err(&line)),
            Kind::Log { .. } => output::err(&line),
        }
    }
}

fn bar(all: &MultiProgress, engine: EngineName) -> ProgressBar {
    let bar = all.add(ProgressBar::new_spinner());
    if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {prefix}: {msg}") {
        bar.set_style(style);
    }
    bar.set_prefix(engine.as_str());
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// How far an engine has come.
fn message(p: &Progress) -> String {
    let count = |n: u64, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    match p.size {
        Size::Formula { nodes } => format!("depth {}, {} in the formula", p.depth, count(nodes, "node")),
        Size::States { generated, distinct, queued } => {
            format!("depth {}, {} generated, {distinct} distinct, {queued} to expand", p.depth, count(generated, "state"))
        }
        Size::Behaviors { checked, generated } => {
            format!("{} checked, {} generated", count(checked, "behavior"), count(generated, "state"))
        }
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        match &mut self.0 {
            Kind::Terminal { bars, .. } => {
                bars.get_mut().unwrap_or_else(PoisonError::into_inner).values().for_each(ProgressBar::finish_and_clear);
            }
            Kind::Log { running, thread, .. } => {
                drop(running.take());
                let _ = thread.take().map(JoinHandle::join);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::message;
    use crate::api::{EngineName, Progress, Size};

    #[test]
    fn numbers_have_their_units() {
        let told = |size| message(&Progress { engine: EngineName::EXPLICIT, depth: 3, completed: None, size });
        assert_eq!(told(Size::Formula { nodes: 7 }), "depth 3, 7 nodes in the formula");
        let states = Size::States { generated: 1, distinct: 1, queued: 0 };
        assert_eq!(told(states), "depth 3, 1 state generated, 1 distinct, 0 to expand");
        assert_eq!(told(Size::Behaviors { checked: 1, generated: 20 }), "1 behavior checked, 20 states generated");
    }
}
