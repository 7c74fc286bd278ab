//! One line on the terminal that tells how far the search has come. Nothing where standard error is no terminal.

use crate::engine::{Progress, Size};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::Duration;

/// The line; it goes when this is dropped.
pub struct Line(ProgressBar);

impl Line {
    pub fn new() -> Line {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed}: {msg}") {
            bar.set_style(style);
        }
        bar.set_message("reading the specification");
        bar.enable_steady_tick(Duration::from_millis(200));
        Line(bar)
    }

    pub fn show(&self, p: Progress) {
        self.0.set_message(match p.size {
            Size::Formula { nodes } => format!("depth {}, a formula of {nodes} nodes", p.depth),
            Size::States { generated, distinct, queued } => {
                format!("depth {}, {generated} states generated, {distinct} distinct, {queued} to expand", p.depth)
            }
            Size::Behaviors { checked, generated } => format!("{checked} behaviors, {generated} states generated"),
        });
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
