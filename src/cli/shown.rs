//! Options about how traces are shown; several commands have them.

use super::output;
use crate::api::{Report, Selection, Style};
use clap::Args;

#[derive(Args, Debug)]
pub struct Shown {
    /// Print traces without marking changes
    #[arg(long)]
    pub plain: bool,
    /// Print of each state after the first only what changed
    #[arg(long, conflicts_with = "plain")]
    pub diff: bool,
    /// Print the values of each process together
    #[arg(long)]
    pub per_process: bool,
    /// Expression to evaluate in each state; a primed variable has its value in the next state; repeatable
    #[arg(long = "expr", value_name = "EXPR")]
    pub expressions: Vec<String>,
    /// Variables to show, separated by commas
    #[arg(long, value_name = "VARS", value_delimiter = ',')]
    pub show: Vec<String>,
    /// Variables not to show, separated by commas
    #[arg(long, value_name = "VARS", value_delimiter = ',')]
    pub hide: Vec<String>,
    /// Variables through which processes send messages, separated by commas [default: found from what steps change]
    #[arg(long, value_name = "VARS", value_delimiter = ',')]
    pub channels: Vec<String>,
}

impl Shown {
    /// How a report looks on standard output.
    pub fn style(&self, verbose: bool) -> Style {
        Style {
            plain: self.plain,
            diff: self.diff,
            per_process: self.per_process,
            color: output::colors(&std::io::stdout()),
            verbose,
        }
    }

    /// The report with what is to be shown. A name that is unknown is a warning.
    pub fn select(&self, report: &Report) -> Option<Report> {
        let selection = self.selection();
        if selection.is_all() {
            return None;
        }
        for name in report.trace.iter().flat_map(|t| selection.unknown(t)) {
            output::err(&format!("warning: the trace has no variable or column `{name}`\n"));
        }
        Some(report.selected(&selection))
    }

    fn selection(&self) -> Selection {
        Selection { show: names(&self.show), hide: names(&self.hide), channels: names(&self.channels) }
    }
}

/// Names without the spaces around them.
fn names(list: &[String]) -> Vec<String> {
    list.iter().map(|name| name.trim().to_string()).filter(|name| !name.is_empty()).collect()
}
