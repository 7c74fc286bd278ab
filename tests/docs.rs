//! The documentation is true: shown output is real output, options are documented, links lead somewhere.
//!
//! In: README.md, the other pages of the root and docs/. `scripts/bless` writes the present output into the pages.

mod common;

use common::{Folder, Ran, command};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn page(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(page(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The pages of the root and of docs/.
fn pages() -> Vec<String> {
    let names = |folder: &str| {
        let entries = std::fs::read_dir(page(folder)).expect("the folder can be read");
        let names = entries.map(|e| e.expect("an entry").file_name().display().to_string());
        names.filter(|n| n.ends_with(".md")).collect::<Vec<_>>()
    };
    let mut all: Vec<String> = names(".");
    all.extend(names("docs").into_iter().map(|n| format!("docs/{n}")));
    all.sort();
    assert!(all.len() > 5, "the pages are there");
    all
}

fn output(command: &mut std::process::Command) -> String {
    Ran::of(command).out
}

/// `0.07 s)` → `T s)`
fn without_times(text: &str) -> String {
    let Some(at) = text.find(" engine, ") else { return text.to_string() };
    let start = at + " engine, ".len();
    let end = start + text[start..].find(" s)").expect("a time");
    format!("{}T{}", &text[..start], &text[end..])
}

/// Compares the indented lines after an occurrence of the command in a page (from 0) with the output.
fn compare_shown(name: &str, command: &str, occurrence: usize, output: &str) {
    let text = read(name);
    let line = format!("    $ {command}\n");
    let (at, _) = text.match_indices(&line).nth(occurrence).unwrap_or_else(|| panic!("{name} shows {command}"));
    let start = at + line.len();
    let is_shown = |l: &&str| l.is_empty() || l.starts_with("    ");
    let end = start + text[start..].split_inclusive('\n').take_while(|l| is_shown(&l.trim_end())).map(str::len).sum::<usize>();
    let indented = output.lines().map(|l| format!("    {l}").trim_end().to_string() + "\n").collect::<String>() + "\n";
    if std::env::var_os("TLALOC_BLESS").is_some() {
        std::fs::write(page(name), format!("{}{indented}{}", &text[..start], &text[end..])).expect("the page can be written");
    } else {
        assert_eq!(without_times(&text[start..end]), without_times(&indented), "{name}: run scripts/bless");
    }
}

#[test]
fn the_examples_show_real_output() {
    for arguments in ["check specs/uploader/uploader_1.tla --depth 8", "check specs/dekker/dekker.tla --engine symbolic"] {
        let words: Vec<&str> = arguments.split(' ').collect();
        compare_shown("docs/examples.md", &format!("tlaloc {arguments}"), 0, &output(&mut command(&words)));
    }
}

/// The first specification of the README: as it is there, and after the change that the text asks for.
#[test]
fn the_readme_shows_real_output() {
    let readme = read("README.md");
    let start = readme.find("    ---- MODULE Tickets ----\n").expect("the README has the module");
    let end = start + readme[start..].find("    ====\n").expect("the module ends") + "    ====\n".len();
    let module = readme[start..end].lines().map(|l| format!("{}\n", l.trim_start_matches("    "))).collect::<String>();
    let changed = module.replace("seen[c] > 0", "seen[c] > 0 /\\ left > 0");
    assert_ne!(module, changed, "the README's change applies");
    for (occurrence, text) in [module, changed].iter().enumerate() {
        let folder = Folder::new(&[("Tickets.tla", text)]);
        let output = output(&mut folder.command(&["check", "Tickets.tla", "--invariant", "NeverOversold"]));
        compare_shown("README.md", "tlaloc check Tickets.tla --invariant NeverOversold", occurrence, &output);
    }
}

#[test]
fn the_readme_is_short() {
    let words = read("README.md").split_whitespace().count();
    assert!(words <= 1000, "README.md has {words} words");
}

/// The long options in a text.
fn options(text: &str) -> BTreeSet<String> {
    let names = text.match_indices("--").map(|(at, _)| &text[at + 2..]);
    let names = names.map(|rest| rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect::<String>());
    names.filter(|n| n.starts_with(|c: char| c.is_ascii_lowercase())).collect()
}

#[test]
fn the_reference_lists_the_options() {
    let help = |command_name: &str| {
        let text = output(&mut command(&[command_name, "--help"]));
        let definitions = text.lines().map(str::trim_start).filter(|l| l.starts_with('-')).map(|l| {
            let words: Vec<&str> = l.split(' ').take(2).collect();
            words.join(" ")
        });
        options(&definitions.collect::<Vec<_>>().join("\n"))
    };
    let existing: BTreeSet<String> =
        ["check", "compare", "simulate", "trace", "translate", "parse"].iter().flat_map(|c| help(c)).collect();
    assert!(existing.contains("config") && existing.contains("seed"), "{existing:?}");
    let reference = read("docs/reference.md");
    let rows = reference.lines().filter(|l| l.starts_with("| `-") || l.starts_with("| `translate -"));
    let listed = options(&rows.filter_map(|l| l.split(" | ").next()).collect::<Vec<_>>().join("\n"));
    let missing: Vec<_> = existing.difference(&listed).filter(|o| !["help", "version"].contains(&o.as_str())).collect();
    assert!(missing.is_empty(), "docs/reference.md does not list {missing:?}");
    let unknown: Vec<_> = listed.difference(&existing).collect();
    assert!(unknown.is_empty(), "docs/reference.md lists {unknown:?}, which no command has");
}

/// The anchor that a heading gets: lower case, without punctuation, with dashes for spaces.
fn anchor(heading: &str) -> String {
    let kept = heading.trim_start_matches('#').trim().to_lowercase();
    kept.chars().filter(|c| c.is_alphanumeric() || "-_ ".contains(*c)).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// The targets of the links in a text, but for those in code.
fn links(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|l| !l.starts_with("    "));
    let prose = lines.map(|l| l.split('`').step_by(2).collect::<Vec<_>>().join("`")).collect::<Vec<_>>().join("\n");
    let targets = prose.match_indices("](").filter_map(|(at, _)| prose[at + 2..].split(')').next());
    targets.map(str::to_string).collect()
}

#[test]
fn links_lead_somewhere() {
    let mut wrong = Vec::new();
    for name in pages() {
        let text = read(&name);
        for link in links(&text).into_iter().filter(|l| !l.starts_with("https://") && !l.starts_with("http://")) {
            let (path, fragment) = link.split_once('#').unwrap_or((&link, ""));
            let folder = page(&name).parent().expect("a page is in a folder").to_path_buf();
            let target = if path.is_empty() { page(&name) } else { folder.join(path) };
            if !target.exists() {
                wrong.push(format!("{name}: {link} does not exist"));
            } else if !fragment.is_empty() {
                let text = std::fs::read_to_string(&target).expect("a link with a fragment leads to a text");
                if !text.lines().filter(|l| l.starts_with('#')).any(|l| anchor(l) == fragment) {
                    wrong.push(format!("{name}: {link} has no such heading"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The paths of the project in the code spans of a text.
fn paths(text: &str) -> Vec<&str> {
    let folders = ["src/", "tests/", "scripts/", "docs/", "specs/", "grammar/", "examples/"];
    let spans = text.lines().filter(|l| !l.starts_with("    ")).flat_map(|l| l.split('`').skip(1).step_by(2));
    let is_path = |s: &&str| folders.iter().any(|f| s.starts_with(f)) && !s.contains(['*', '{', ' ', '…']);
    spans.filter(is_path).collect()
}

#[test]
fn paths_exist() {
    let mut wrong = Vec::new();
    for name in pages() {
        wrong
            .extend(paths(&read(&name)).into_iter().filter(|p| !page(p).exists()).map(|p| format!("{name}: {p} does not exist")));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn links_are_found() {
    assert_eq!(paths("`src/lib.rs` and `tests/cli*.rs`\n    `src/none.rs`\nsrc/a `src/b`"), ["src/lib.rs", "src/b"]);
    assert_eq!(links("see [a](b.md#c) and `[x](y)`\n    [code](z)\n[d](e)"), ["b.md#c", "e"]);
    assert_eq!(anchor("## The goal (`liveness::goal`)"), "the-goal-livenessgoal");
    assert_eq!(options("  -D, --define X  --x-y=3 -- a---b").into_iter().collect::<Vec<_>>(), ["define", "x-y"]);
}

#[test]
fn every_example_is_listed() {
    let examples = read("docs/examples.md");
    let entries = std::fs::read_dir(page("specs")).expect("specs/ can be read");
    let names = entries.map(|e| e.expect("an entry").file_name().display().to_string());
    let missing: Vec<String> = names.filter(|n| !examples.contains(&format!("| [{n}](../specs/{n}) |"))).collect();
    assert!(missing.is_empty(), "docs/examples.md does not list {missing:?}");
}
