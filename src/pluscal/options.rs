//! Options of the translation.
//!
//! In: the words of `PlusCal options (…)` in the file and a command-line string. Out: [`Options`], or what is wrong.
//! The dash is optional in a file. A fairness option of the file replaces one of the command line.
//!
//! `(* PlusCal options (-wf termination) *)` is `Options { fairness: Some(Wf), termination: true, … }`.

use crate::diag::{Checked, Code, Diagnostic};
use crate::source::Span;

/// Which fairness the whole algorithm gets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fair {
    /// Weak fairness of every process that says nothing else.
    Wf,
    /// Strong fairness of every process that says nothing else.
    Sf,
    /// Weak fairness of the whole next-state action.
    WfNext,
    /// No fairness at all, whatever the algorithm says.
    Nof,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    pub fairness: Option<Fair>,
    /// The user wants `Termination` checked.
    pub termination: bool,
    /// Add missing labels.
    pub label: bool,
    pub label_root: String,
    /// No disjunct `Terminating`.
    pub no_done_disjunct: bool,
    /// In thousandths: 1.5 is 1500. Before it, `pc` and `Terminating` are never dropped.
    pub version: u32,
    /// The algorithm counts, not a translation of it in the file.
    pub afresh: bool,
}

/// The newest version of the language that there is.
pub const VERSION: u32 = 1903;

const KNOWN: &str = "wf, sf, wfNext, nof, termination, noDoneDisjunct, label, reportLabels, labelRoot <name>, version <number>; \
                     nocfg, noold, unixEOL, lineWidth <number>, spec <name>, myspec <name>, spec2 <name>, myspec2 <name> have no effect here";

impl Default for Options {
    fn default() -> Options {
        Options {
            fairness: None,
            termination: false,
            label: false,
            label_root: "Lbl_".to_string(),
            no_done_disjunct: false,
            version: VERSION,
            afresh: false,
        }
    }
}

impl Options {
    /// Options of a command line: `-wf -termination`. Who gives any wants the algorithm translated.
    pub fn parse(text: &str) -> Checked<Options> {
        let words: Vec<String> = text.split_whitespace().map(str::to_string).collect();
        let afresh = !words.is_empty();
        Options { afresh, ..Options::default() }.with(&words, Span::NONE)
    }

    /// These options, changed by the words of a file's options.
    pub fn with(&self, words: &[String], span: Span) -> Checked<Options> {
        let mut result = self.clone();
        let mut fairness: Option<Fair> = None;
        let mut errors = Vec::new();
        let mut words = words.iter().flat_map(|w| w.split([' ', ','])).filter(|w| !w.is_empty());
        while let Some(word) = words.next() {
            let plain = word.trim_start_matches('-');
            let fair = match plain {
                "wf" => Some(Fair::Wf),
                "sf" => Some(Fair::Sf),
                "wfNext" => Some(Fair::WfNext),
                "nof" => Some(Fair::Nof),
                "termination" => {
                    result.termination = true;
                    None
                }
                "noDoneDisjunct" => {
                    result.no_done_disjunct = true;
                    None
                }
                "label" | "reportLabels" => {
                    result.label = true;
                    None
                }
                "labelRoot" => {
                    match words.next().filter(|r| is_identifier(r)) {
                        Some(root) => result.label_root = root.to_string(),
                        None => {
                            errors.push(error(span, "`labelRoot` needs a name: letters, digits and underscores, a letter first"))
                        }
                    }
                    None
                }
                "version" => {
                    match words.next().and_then(version) {
                        Some(v) => result.version = v,
                        None => errors.push(error(span, "`version` needs a number such as 1.8, not above 1.903")),
                    }
                    None
                }
                "nocfg" | "noold" | "unixEOL" => None,
                "lineWidth" | "spec" | "myspec" | "spec2" | "myspec2" => {
                    if words.next().is_none() {
                        errors.push(error(span, format!("`{plain}` needs an argument")));
                    }
                    None
                }
                _ => {
                    errors.push(error(span, format!("unknown PlusCal option `{word}`")).note(format!("known options: {KNOWN}")));
                    None
                }
            };
            match (fair, fairness) {
                (Some(_), Some(_)) => {
                    errors.push(error(span, "only one of the options wf, sf, wfNext and nof can be given"));
                }
                (Some(f), None) => fairness = Some(f),
                (None, _) => {}
            }
        }
        if fairness.is_some() {
            result.fairness = fairness;
        }
        if result.termination && result.fairness.is_none() {
            result.fairness = Some(Fair::Wf);
        }
        if errors.is_empty() { Ok(result) } else { Err(errors) }
    }

    /// Whether the algorithm is read as a version before 1.5, which kept `pc` always.
    pub fn keeps_pc(&self) -> bool {
        self.version < 1500
    }
}

fn error(span: Span, message: impl Into<String>) -> Diagnostic {
    let d = Diagnostic::error(Code::PCAL_TRANSLATE, message);
    if span.is_none() { d } else { d.at(span, "in the options of this algorithm") }
}

fn is_identifier(s: &str) -> bool {
    s.starts_with(|c: char| c.is_ascii_alphabetic()) && s.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// `1.8` is 1800; at most three digits after the point.
fn version(text: &str) -> Option<u32> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if part.len() > 3 || whole.is_empty() {
        return None;
    }
    let digits: String = format!("{whole}{part:0<3}");
    digits.parse().ok().filter(|v| *v <= VERSION)
}
