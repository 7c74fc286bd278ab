//! The translation that stands in a file, between the lines `\* BEGIN TRANSLATION` and `\* END TRANSLATION`.
//!
//! In: a file's text and the definitions that its algorithm becomes. Out: the text with them in place ([`put`]), or
//! the translation in the file if it is another one ([`instead`]). Only the lines between the two and the
//! checksums change. `chksum(tla)` is the reference translator's: CRC-32 of the lines without their ends. Its
//! `chksum(pcal)` is one of its own syntax tree's text, so we write `chksum(pcal) \in STRING`, which it takes as "not
//! to be compared"; we need none, since we compare with the algorithm itself.
//!
//! ```text
//! \* BEGIN TRANSLATION (chksum(pcal) \in STRING /\ chksum(tla) = "1f2e3d4c")
//! VARIABLES pc, x
//! …
//! \* END TRANSLATION
//! ```

use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, Span};
use crate::syntax::ast::{Name, Unit, UnitKind};
use crate::syntax::{parse_module, print};
use std::collections::BTreeMap;
use std::ops::Range;

const BEGIN: &str = "BEGIN TRANSLATION";
const END: &str = "END TRANSLATION";

/// Byte ranges in the file: the first line without its end, and all lines between the two.
struct TranslationRange {
    begin: Range<usize>,
    body: Range<usize>,
}

fn find(text: &str) -> Option<TranslationRange> {
    let (mut at, mut begin) = (0, None);
    for line in text.split_inclusive('\n') {
        let comment = line.find("\\*").map_or("", |c| &line[c..]);
        match &begin {
            None if comment.contains(BEGIN) => begin = Some((at..at + without_end(line).len(), at + line.len())),
            Some((first, start)) if comment.contains(END) => {
                return Some(TranslationRange { begin: first.clone(), body: *start..at });
            }
            None | Some(_) => {}
        }
        at += line.len();
    }
    None
}

/// Whether the file has a translation at its place.
pub fn stands(text: &str) -> bool {
    find(text).is_some_and(|place| !text[place.body].trim().is_empty())
}

fn without_end(line: &str) -> &str {
    line.trim_end_matches(['\n', '\r'])
}

/// The definitions as the file has them.
pub fn text(units: &[Unit]) -> String {
    units.iter().map(|u| print::unit(u) + "\n").collect::<Vec<_>>().join("\n")
}

/// The file's text with the translation of its algorithm, whose text is `algorithm`, in place.
pub fn put(file: &str, algorithm: Span, units: &[Unit]) -> Result<String, Diagnostic> {
    let end = if file.contains("\r\n") { "\r\n" } else { "\n" };
    let body = text(units).replace('\n', end);
    let sums = format!("(chksum(pcal) \\in STRING /\\ chksum(tla) = \"{:x}\")", lines_sum(&body));
    if let Some(place) = find(file) {
        let first = with_sums(&file[place.begin.clone()], &sums);
        let rest = &file[place.begin.end..place.body.start];
        return Ok([&file[..place.begin.start], &first, rest, &body, &file[place.body.end..]].concat());
    }
    let wrong = |message: &str| {
        let help = format!("write the lines `\\* {BEGIN}` and `\\* {END}` where the translation is to stand");
        Err(Diagnostic::error(Code::PCAL_TRANSLATE, message).at(algorithm, "the algorithm").help(help))
    };
    if file.contains(BEGIN) {
        return wrong("the line that begins the translation has none that ends it");
    }
    let Some(close) = comment_end(file, algorithm.end as usize) else {
        return wrong("the comment with the algorithm is not closed");
    };
    let inside = file[..close].lines().any(|l| l.trim_start().starts_with("----") && l.contains(" MODULE "));
    let line = close + file[close..].find('\n').map_or(file.len() - close, |n| n + 1);
    let after = file[close..line].trim();
    if !inside || !(after.is_empty() || after.starts_with("\\*")) {
        return wrong("the translation cannot follow the comment with the algorithm");
    }
    let gap = if file[..line].ends_with('\n') { "" } else { end };
    Ok([&file[..line], gap, "\\* ", BEGIN, " ", &sums, end, &body, "\\* ", END, end, &file[line..]].concat())
}

/// The line with its checksums replaced, or added; those that ask not to be compared stay.
fn with_sums(line: &str, sums: &str) -> String {
    let after = line.find(BEGIN).map_or(line.len(), |at| at + BEGIN.len());
    let (head, tail) = line.split_at(after);
    let old = tail.trim_start();
    if !old.starts_with('(') || !old.contains("ksum(") {
        return format!("{head} {sums}{tail}");
    }
    if !old.contains('=') {
        return line.to_string();
    }
    let mut depth = 0;
    let close = old.char_indices().find(|(_, c)| {
        depth += i32::from(*c == '(') - i32::from(*c == ')');
        depth == 0
    });
    format!("{head} {sums}{}", close.map_or("", |(i, _)| &old[i + 1..]))
}

/// Where the comment ends that goes on at `from`.
fn comment_end(text: &str, from: usize) -> Option<usize> {
    let (mut at, mut depth) = (from, 1);
    while depth > 0 {
        let (open, close) = (text[at..].find("(*"), text[at..].find("*)")?);
        let nested = open.is_some_and(|o| o < close);
        depth = if nested { depth + 1 } else { depth - 1 };
        at += 2 + if nested { open.unwrap_or(close) } else { close };
    }
    Some(at)
}

/// A translation in the file that differs from that of the algorithm. TLC runs the one in the file.
pub struct Standing {
    /// Their places are those in the file.
    pub units: Vec<Unit>,
    /// None if it differs in its options only, or has no checksums and may be of an older translator.
    pub warning: Option<Diagnostic>,
    /// Where the definitions stand.
    pub start: u32,
}

/// What stands in the file where it is something else than the algorithm's translation, `units`; those are missing if the
/// algorithm cannot be translated.
pub fn instead(file: FileId, text: &str, units: Option<&[Unit]>) -> Option<Standing> {
    let place = find(text)?;
    let (line, body) = (&text[place.begin.clone()], &text[place.body.clone()]);
    let standing = parse_module(file, &alone(text, &place)).ok()?.units;
    if standing.is_empty() {
        return None;
    }
    let (old, new) = (compared(&standing), units.map(compared));
    let only_options = new.as_ref() == Some(&old);
    if only_options && units.map(by_options) == Some(by_options(&standing)) {
        return None;
    }
    let written = line.rsplit_once("(tla").and_then(|(_, t)| t.split('"').nth(1));
    let edited = written.is_some_and(|sum| u32::from_str_radix(sum, 16) != Ok(lines_sum(body)));
    let message = match edited {
        true => "the PlusCal translation in the file was edited after it was generated",
        false => "the PlusCal translation in the file is out of date",
    };
    // Without checksums a translator too old to write any may have made it, whose `Next` is another text: names and actions count.
    let differs = |new: &Definitions| old.iter().any(|(name, text)| name != "Next" && new.get(name).is_some_and(|t| t != text));
    let tells = line.contains("ksum(") || units.is_some_and(|u| other_names(&standing, u)) || new.as_ref().is_some_and(differs);
    let warning = (tells && !only_options).then(|| {
        Diagnostic::warning(Code::PCAL_TRANSLATE, message)
            .at(Span::new(file, place.begin.start, place.begin.end), "this one is checked, as TLC does")
            .help("check the algorithm itself with `--retranslate`, or update the file with `tlaloc translate`")
    });
    Some(Standing { units: standing, warning, start: place.body.start as u32 })
}

/// The text of a module with nothing but the translation, which keeps its place.
fn alone(text: &str, place: &TranslationRange) -> String {
    const HEAD: &str = "---- MODULE T ----";
    let mut before: Vec<u8> =
        text.as_bytes()[..place.body.start].iter().map(|b| if *b == b'\n' { b'\n' } else { b' ' }).collect();
    // The line that begins the translation is longer than a module's.
    before[place.begin.start..place.begin.start + HEAD.len()].copy_from_slice(HEAD.as_bytes());
    let before = String::from_utf8(before).expect("pluscal: blanks are text");
    format!("{before}{}\n====\n", &text[place.body.clone()])
}

/// Whether the algorithm becomes a definition or a variable that the translation lacks, or the translation has a variable that the
/// algorithm lacks.
fn other_names(standing: &[Unit], own: &[Unit]) -> bool {
    let names = |units: &[Unit], variables: bool| -> Vec<Name> {
        let each = units.iter().flat_map(|u| match &u.kind {
            UnitKind::Variables(names) => names.iter().map(|n| n.name.clone()).collect(),
            UnitKind::Operator(op) if !variables => vec![op.name.name.clone()],
            _ => Vec::new(),
        });
        each.filter(|n| !["Terminating", "Termination", "vars"].contains(&&**n)).collect()
    };
    let (old, new) = (names(standing, false), names(own, false));
    new.iter().any(|n| !old.contains(n)) || names(standing, true).iter().any(|n| !new.contains(n))
}

/// What depends on the translator's options.
fn by_options(units: &[Unit]) -> Vec<String> {
    let of = |name: &str| {
        units.iter().find_map(|u| match &u.kind {
            UnitKind::Operator(op) if &*op.name.name == name => Some(print::unit(u)),
            _ => None,
        })
    };
    ["Spec", "Termination"].into_iter().filter_map(of).collect()
}

type Definitions = BTreeMap<String, String>;

/// Definitions by name. `Spec` and `Termination` depend on options that the command line may have given, the
/// order of variables on the translator's version.
fn compared(units: &[Unit]) -> Definitions {
    let mut all = BTreeMap::new();
    for u in units {
        match &u.kind {
            UnitKind::Variables(names) => all.extend(names.iter().map(|n| (format!("VARIABLE {}", n.name), String::new()))),
            UnitKind::Operator(op) if ["Spec", "Termination", "vars"].contains(&&*op.name.name) => {}
            UnitKind::Operator(op) => drop(all.insert(op.name.name.to_string(), print::unit(u))),
            UnitKind::Constants(_)
            | UnitKind::Recursive(_)
            | UnitKind::Function(_)
            | UnitKind::Instance(_)
            | UnitKind::ModuleDef { .. }
            | UnitKind::Assume { .. }
            | UnitKind::Theorem { .. }
            | UnitKind::Hide(_)
            | UnitKind::Submodule(_)
            | UnitKind::Algorithm(_) => drop(all.insert(print::unit(u), String::new())),
        }
    }
    all
}

/// CRC-32 of all lines without their ends.
fn lines_sum(text: &str) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    text.split_inclusive('\n').for_each(|l| sum.update(without_end(l).as_bytes()));
    sum.finalize()
}
