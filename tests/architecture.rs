//! Who may know whom, and how large a room may be: the architecture as a test.
//!
//! In: the texts under src/. A folder's uses of other folders are the names after `crate::` (and those in braces
//! after it). Comments do not count, so docs may link to anything.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Longer files are two rooms.
const MAX_LINES: usize = 500;

/// What each folder may use of the crate. What is not listed may use nothing.
const MAY_USE: &[(&str, &[&str])] = &[
    ("util", &[]),
    ("mutant", &[]),
    ("source", &["util"]),
    ("diag", &["source"]),
    ("value", &["source"]),
    ("syntax", &["source", "diag", "util"]),
    ("pluscal", &["source", "diag", "util", "syntax"]),
    ("ir", &["source", "diag", "value"]),
    ("resolve", &["source", "diag", "util", "syntax", "pluscal", "value", "ir"]),
    ("lower", &["source", "diag", "util", "syntax", "value", "ir", "resolve"]),
    ("pipeline", &["source", "diag", "syntax", "pluscal", "value", "ir", "resolve", "lower"]),
    ("eval", &["source", "util", "value", "ir"]),
    ("logic", &["util"]),
    // a crate of its own, which uses nothing
    ("lrat", &[]),
    ("smt", &["util"]),
    ("sat", &["util", "logic", "smt"]),
    ("symbolic", &["source", "util", "value", "ir", "logic", "sat", "eval"]),
    ("proof", &["value", "ir", "symbolic"]),
    ("property", &["source", "diag", "value", "ir", "eval"]),
    ("explain", &["source", "value", "ir", "eval", "property"]),
    ("trace", &["source", "diag", "value", "ir", "eval", "property", "proof", "explain"]),
    ("vm", &["util", "value", "ir", "eval", "property"]),
    ("transition", &["value", "ir", "eval", "logic", "symbolic"]),
    (
        "engine",
        &[
            "source",
            "diag",
            "util",
            "value",
            "ir",
            "eval",
            "symbolic",
            "logic",
            "sat",
            "transition",
            "property",
            "proof",
            "trace",
            "vm",
        ],
    ),
    ("report", &["source", "diag", "value", "ir", "eval", "property", "explain", "proof", "trace"]),
    (
        "api",
        &[
            "source", "diag", "util", "syntax", "pluscal", "pipeline", "value", "ir", "resolve", "lower", "eval", "engine",
            "proof", "trace", "report",
        ],
    ),
    // what another program can use, and the search for a similar word (`util::suggest`), which is no part of the library
    ("cli", &["api", "util"]),
];

/// Cycles that are still there; nothing may be added.
const CYCLES_LEFT: &[(&str, &str)] = &[];

struct File {
    /// Below src/, with slashes.
    path: String,
    text: String,
}

impl File {
    /// The first folder, or the file's own name without extension.
    fn folder(&self) -> &str {
        self.path.split(['/', '.']).next().expect("a path has a first part")
    }

    fn is_test(&self) -> bool {
        self.path.ends_with("tests.rs") || self.path.contains("tests/") || self.path.ends_with("testing.rs")
    }

    /// The code without comments (a `//` in a string would be taken for one; that only loosens the test).
    fn code(&self) -> String {
        self.text.lines().map(|l| l.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
    }
}

fn files() -> Vec<File> {
    fn walk(dir: &Path, root: &Path, out: &mut Vec<File>) {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(dir).expect("src/ can be read").map(|e| e.expect("an entry").path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                walk(&path, root, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let below = path.strip_prefix(root).expect("below src/").display().to_string().replace('\\', "/");
                out.push(File { path: below, text: std::fs::read_to_string(&path).expect("a source file is text") });
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut out = Vec::new();
    walk(&root, &root, &mut out);
    assert!(out.len() > 50, "the files are there");
    out
}

/// Folders of the crate that a text uses: `crate::a::b` and `crate::{a, b::c}`.
fn uses(code: &str) -> BTreeSet<String> {
    names_after("crate::", code)
}

/// The names that follow a prefix: `prefix::a::b` and `prefix::{a, b::c}`.
fn names_after(prefix: &str, code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices(prefix) {
        let rest = &code[at + prefix.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut start = true;
            for (i, c) in group.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    c if start && (c.is_alphanumeric() || c == '_') => {
                        found.insert(word(&group[i..]));
                        start = false;
                    }
                    _ => {}
                }
            }
        } else {
            found.insert(word(rest));
        }
    }
    found
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// Fails with all that is wrong, a line each.
fn none(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn uses_are_found() {
    let code = "use crate::ir::{Model, Expr}; use crate::{eval::error, value}; let x = crate::logic::f();";
    assert_eq!(uses(code).into_iter().collect::<Vec<_>>(), ["eval", "ir", "logic", "value"]);
}

#[test]
fn folders_know_only_whom_they_may() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut wrong = Vec::new();
    for f in files() {
        if f.is_test() || matches!(f.path.as_str(), "lib.rs" | "main.rs") {
            continue;
        }
        let Some(may) = allowed.get(f.folder()) else {
            wrong.push(format!("{}: the folder {} is new; say here what it may use", f.path, f.folder()));
            continue;
        };
        for used in uses(&f.code()) {
            if used != f.folder() && !may.contains(&used.as_str()) {
                wrong.push(format!("{}: {} must not use {used}", f.path, f.folder()));
            }
        }
    }
    none(wrong);
}

/// The library is what `api` has: everything else is private, but for one door for these tests.
#[test]
fn modules_are_private() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).expect("lib.rs is a text");
    let wrong = text
        .lines()
        .filter(|l| l.starts_with("pub ") && !["pub use api::*;", "pub use cli::main;", "pub mod internals {"].contains(l));
    none(wrong.map(|l| format!("lib.rs: {l}")).collect());
}

/// The folders that each folder uses, by the code.
fn graph() -> BTreeMap<String, BTreeSet<String>> {
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for f in files().iter().filter(|f| !f.is_test() && !matches!(f.path.as_str(), "lib.rs" | "main.rs")) {
        let used = uses(&f.code()).into_iter().filter(|u| u != f.folder());
        graph.entry(f.folder().to_string()).or_default().extend(used);
    }
    graph
}

#[test]
fn folders_do_not_depend_on_each_other_in_a_cycle() {
    let mut graph = graph();
    for (a, b) in CYCLES_LEFT {
        assert!(graph[*a].contains(*b) && graph[*b].contains(*a), "the cycle {a}, {b} is gone: remove it from CYCLES_LEFT");
        graph.get_mut(*a).expect("a folder").remove(*b);
    }
    // folders all of whose uses are removed are removed; what stays is on a cycle, or uses one
    while let Some(done) = graph.iter().find(|(_, uses)| uses.iter().all(|u| !graph.contains_key(u))).map(|(f, _)| f.clone()) {
        graph.remove(&done);
    }
    none(graph.into_iter().map(|(f, uses)| format!("{f} uses {uses:?}, on or above a cycle")).collect());
}

/// The modules of a folder that a file in it uses by `super::`, its own module left out. The folder's mod.rs does not count: it starts
/// what the others do.
fn siblings(folder: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for f in files().iter().filter(|f| !f.is_test() && f.path.starts_with(folder) && f.path != format!("{folder}mod.rs")) {
        let below = &f.path[folder.len()..];
        let own = word(below);
        // from a file `a.rs` a sibling is `super::b`, from `a/c.rs` it is `super::super::b`, from `a/mod.rs` `super::b`
        let up = if below.contains('/') && !below.ends_with("mod.rs") { "super::super::" } else { "super::" };
        let code = f.code();
        let uses =
            code.match_indices(up).filter(|(at, _)| !code[..*at].ends_with("::")).map(|(at, _)| word(&code[at + up.len()..]));
        graph.entry(own.clone()).or_default().extend(uses.filter(|u| *u != own && u != "super"));
    }
    graph
}

#[test]
fn the_explicit_engine_has_no_cycle() {
    let mut graph = siblings("engine/explicit/");
    assert!(graph["worker"].contains("expand") && graph["liveness"].contains("watch"), "{graph:?}");
    while let Some(done) = graph.iter().find(|(_, uses)| uses.iter().all(|u| !graph.contains_key(u))).map(|(f, _)| f.clone()) {
        graph.remove(&done);
    }
    none(graph.into_iter().map(|(f, uses)| format!("{f} uses {uses:?}, on or above a cycle")).collect());
}

/// Folders whose files, and folders in them, use each other without a cycle.
const LAYERED: &[&str] = &["engine/bmc", "transition"];

#[test]
fn files_of_a_layered_folder_do_not_use_each_other_in_a_cycle() {
    let all = files();
    for folder in LAYERED {
        // the first name below the folder; empty for the folder's own file
        let unit = |f: &File| {
            let below = f.path.strip_prefix(folder)?.strip_prefix('/')?;
            let first = below.split(['/', '.']).next()?.to_string();
            Some((if first == "mod" { String::new() } else { first }, below.matches('/').count(), below.ends_with("/mod.rs")))
        };
        let units: BTreeSet<String> = all.iter().filter(|f| !f.is_test()).filter_map(|f| Some(unit(f)?.0)).collect();
        let path = format!("crate::{}::", folder.replace('/', "::"));
        let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for f in all.iter().filter(|f| !f.is_test()) {
            let Some((own, folders, is_root)) = unit(f) else { continue };
            let code = f.code();
            let mut used = names_after(&path, &code);
            match (own.is_empty(), folders + usize::from(!is_root)) {
                (true, _) => used.extend(units.iter().filter(|u| code.contains(&format!("use {u}::"))).cloned()),
                (false, 1) => used.extend(names_after("super::", &code).into_iter().filter(|n| n != "super")),
                (false, _) => used.extend(names_after("super::super::", &code)),
            }
            // another name belongs to the folder's own file
            let used = used.into_iter().map(|u| if units.contains(&u) { u } else { String::new() });
            let used: BTreeSet<String> = used.filter(|u| *u != own).collect();
            graph.entry(own).or_default().extend(used);
        }
        assert!(graph.values().any(|u| u.len() > 1), "{folder}: uses are found");
        while let Some(done) = graph.iter().find(|(_, uses)| uses.iter().all(|u| !graph.contains_key(u))).map(|(f, _)| f.clone())
        {
            graph.remove(&done);
        }
        none(graph.into_iter().map(|(f, uses)| format!("{folder}/{f} uses {uses:?}, on or above a cycle")).collect());
    }
}

/// Each is the other's oracle, so they share no operator code: only the type of errors.
#[test]
fn eval_and_symbolic_share_no_operators() {
    let mut wrong = Vec::new();
    for f in files().iter().filter(|f| !f.is_test()) {
        let code = f.code();
        if f.folder() == "eval" && uses(&code).contains("symbolic") {
            wrong.push(format!("{}: eval uses symbolic", f.path));
        }
        if f.folder() == "symbolic" {
            for (at, _) in code.match_indices("crate::eval") {
                let rest = &code[at + "crate::eval".len()..];
                if !rest.starts_with("::error::") {
                    let line: String = rest.chars().take_while(|c| *c != '\n').collect();
                    wrong.push(format!("{}: symbolic uses crate::eval{line}", f.path));
                }
            }
        }
    }
    none(wrong);
}

/// The rooms of `symbolic`, and which of them each may use. Values know no expression; evaluation knows no reduction.
const SYMBOLIC_ROOMS: &[(&str, &[&str])] = &[
    ("value", &[]),
    ("eval", &["value"]),
    ("decode", &["value", "eval"]),
    ("reduce", &["value", "eval"]),
    ("lemma", &["value", "eval"]),
];

/// Paths tell what a room names; methods tell what it calls, since all rooms but `value` have methods of one type.
#[test]
fn the_rooms_of_symbolic_call_only_those_below() {
    let room = |path: &str| path.strip_prefix("symbolic/").and_then(|p| p.split(['/', '.']).next()).unwrap_or("").to_string();
    let files: Vec<File> = files().into_iter().filter(|f| f.path.starts_with("symbolic/") && !f.is_test()).collect();
    let mut methods: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for f in &files {
        let code = f.code();
        let names = code.match_indices("    pub").filter_map(|(at, _)| {
            let line = code[at..].lines().next().unwrap_or("");
            line.split_once(" fn ").filter(|_| code[..at].ends_with('\n')).map(|(_, rest)| word(rest))
        });
        methods.entry(room(&f.path)).or_default().extend(names);
    }
    let mut wrong = Vec::new();
    for f in &files {
        let own = room(&f.path);
        let Some((_, may)) = SYMBOLIC_ROOMS.iter().find(|r| r.0 == own) else { continue };
        let code = f.code();
        for (other, _) in SYMBOLIC_ROOMS.iter().filter(|r| r.0 != own && !may.contains(&r.0)) {
            if code.contains(&format!("symbolic::{other}")) {
                wrong.push(format!("{}: {own} must not use {other}", f.path));
            }
            let mut below: BTreeSet<&String> = methods[&own].iter().collect();
            may.iter().for_each(|r| below.extend(&methods[*r]));
            for name in methods[*other].iter().filter(|m| !below.contains(m)) {
                if ["self", "enc"].iter().any(|who| code.contains(&format!("{who}.{name}("))) {
                    wrong.push(format!("{}: {own} must not call {other}'s {name}", f.path));
                }
            }
        }
        if own == "value" && (code.contains("Encoder") || code.contains("crate::ir")) {
            wrong.push(format!("{}: values know no model", f.path));
        }
    }
    none(wrong);
}

#[test]
fn each_solver_is_in_one_file() {
    for (solver, file) in [("z3::", "smt/z3.rs"), ("cadical::", "sat/cadical.rs"), ("lrat::", "sat/certify.rs")] {
        let mut at: Vec<String> = Vec::new();
        for f in files().iter().filter(|f| !f.is_test()) {
            let code = f.code();
            if code
                .match_indices(solver)
                .any(|(i, _)| !code[..i].ends_with("::") && !code[..i].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
            {
                at.push(f.path.clone());
            }
        }
        // `sat::z3` is that file; `sat::mod` names its modules.
        at.retain(|p| p != "sat/mod.rs");
        assert_eq!(at, [file]);
    }
}

/// The checker of solvers' proofs is a crate of its own. It depends on nothing, so on no solver.
#[test]
fn the_checker_of_proofs_depends_on_nothing() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lrat/Cargo.toml");
    let manifest = std::fs::read_to_string(manifest).expect("a manifest");
    assert!(manifest.contains("name = \"tlaloc-lrat\"") && !manifest.contains("dependencies"), "{manifest}");
}

/// A form is a file in report/ with a `Form`, and its line in `FORMS`: no other code names it, but for its own folder.
#[test]
fn an_output_form_is_registered_in_one_place() {
    let forms = files().into_iter().filter(|f| f.folder() == "report" && f.code().contains(": Form ="));
    let forms: Vec<String> = forms.map(|f| f.path).collect();
    let expected = ["itf", "json", "markdown", "replay_module", "svg", "text", "tlc_json"];
    assert_eq!(forms, expected.map(|form| format!("report/{form}.rs")));
    let named = |form: &str| -> Vec<String> {
        let uses = files().into_iter().filter(|f| !f.is_test() && f.code().contains(form));
        uses.map(|f| f.path).collect()
    };
    for form in expected.map(|form| if form == "json" { "json::DOCUMENT".to_string() } else { format!("{form}::FORM") }) {
        assert_eq!(named(&form), ["report/mod.rs"], "{form}");
    }
}

#[test]
fn files_and_processes_only_where_they_belong() {
    let words = ["std::fs", "std::process", "File::open", "Command::new", "std::env"];
    let mut wrong = Vec::new();
    for f in files().iter().filter(|f| !f.is_test()) {
        if matches!(f.folder(), "source" | "cli" | "main")
            || matches!(f.path.as_str(), "sat/record.rs" | "mutant.rs" | "lrat/lib.rs")
        {
            continue;
        }
        wrong.extend(words.iter().filter(|w| f.code().contains(*w)).map(|w| format!("{}: {w}", f.path)));
    }
    none(wrong);
}

/// What the symbolic engine does is decided by counts of work. The clock ends a run, and tells how long it took.
#[test]
fn no_answer_hangs_on_the_clock() {
    let words = ["Instant", "Duration", "SystemTime", "elapsed", "time_left"];
    let may = [
        // the seconds of the report; looking at a flag, or at the memory, now and then
        ("engine/bmc/mod.rs", &["Instant", "elapsed"][..]),
        ("engine/bmc/memory.rs", &["Duration"]),
        ("smt/z3.rs", &["Duration"]),
        // for tests
        ("sat/pace.rs", &["Duration"]),
    ];
    let rooms = ["engine/bmc/", "symbolic/", "logic/", "sat/", "smt/", "util/work.rs"];
    let mut wrong = Vec::new();
    for f in files().iter().filter(|f| !f.is_test() && rooms.iter().any(|r| f.path.starts_with(r))) {
        let may = may.iter().find(|(path, _)| *path == f.path).map_or(&[][..], |m| m.1);
        let code = f.code();
        wrong.extend(words.iter().filter(|w| code.contains(*w) && !may.contains(w)).map(|w| format!("{}: {w}", f.path)));
    }
    none(wrong);
}

#[test]
fn only_the_command_line_prints() {
    let macros = ["println!", "print!(", "eprintln!", "eprint!(", "dbg!(", "std::io::stdout", "std::io::stderr"];
    let mut wrong = Vec::new();
    for f in files().iter().filter(|f| !f.is_test() && f.folder() != "cli") {
        wrong.extend(macros.iter().filter(|m| f.code().contains(*m)).map(|m| format!("{}: {m}", f.path)));
    }
    none(wrong);
}

/// A match that names this many constructs decides about all of them.
const CONSTRUCTS: usize = 7;

/// Such matches that may have a wildcard arm: the file, the line below which it stands, and why.
const WILDCARDS: &[(&str, &str, &str)] = &[
    ("value/order.rs", "pub fn compare(", "of two values of different kinds, the order of kinds decides"),
    ("eval/peek.rs", "fn look(", "for what is not read without evaluation, the evaluator decides"),
    ("eval/tlc.rs", "pub fn tlc_operator(", "the caller names the operators of the module"),
    ("vm/compile/set.rs", "fn shape(", "what `is_lazy` does not name is evaluated"),
    ("vm/compile/set.rs", "fn built_shape(", "the caller names the operators"),
    ("symbolic/eval/action.rs", "fn action(", "what is not an action is a condition"),
    ("lower/arms.rs", "fn arms(", "what is not an implication has no arms"),
    ("lower/arms.rs", "fn actions(", "what is not an action has no name"),
];

/// The wildcard arms of matches over constructs of one type: the line, and the constructs that the other arms name.
fn wildcards(code: &str) -> Vec<(usize, BTreeSet<String>)> {
    let lines: Vec<&str> = code.lines().collect();
    let indent = |l: &str| l.len() - l.trim_start().len();
    let mut found = Vec::new();
    for (i, line) in lines.iter().enumerate().filter(|(_, l)| l.trim_start().starts_with("_ =>")) {
        let mut named: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for above in lines[..i].iter().rev().filter(|l| !l.trim().is_empty()) {
            if indent(above) < indent(line) {
                break;
            }
            if indent(above) > indent(line) && !above.trim_start().starts_with("| ") {
                continue;
            }
            let pattern = above.split("=>").next().unwrap_or("").split(" if ").next().unwrap_or("");
            for of in ["ExprKind::", "Builtin::", "Value::"] {
                let names = pattern.match_indices(of).filter(|(at, _)| !pattern[..*at].ends_with("ast::"));
                named.entry(of).or_default().extend(names.map(|(at, _)| word(&pattern[at + of.len()..])));
            }
        }
        found.extend(named.into_values().max_by_key(BTreeSet::len).map(|names| (i, names)));
    }
    found
}

#[test]
fn wildcards_are_found() {
    let code = "match kind {\n    ExprKind::A(_) | ExprKind::B { .. } => {\n        f(Value::C)\n    }\n    _ => g(),\n}";
    assert_eq!(wildcards(code).into_iter().map(|(i, names)| (i, names.len())).collect::<Vec<_>>(), [(4, 2)]);
}

/// A decision over constructs names each of them, so a new one does not compile until every stage has decided. A match with few
/// arms only recognizes a form; a traversal uses `ir::visit`.
#[test]
fn decisions_over_constructs_have_no_wildcard_arm() {
    let (mut wrong, mut used) = (Vec::new(), BTreeSet::new());
    for f in files().iter().filter(|f| !f.is_test() && !matches!(f.folder(), "syntax" | "pluscal")) {
        let code = f.code();
        for (line, names) in wildcards(&code).into_iter().filter(|(_, names)| names.len() >= CONSTRUCTS) {
            let before: Vec<&str> = code.lines().take(line).collect();
            let function = before.iter().rev().find(|l| l.trim_start().starts_with("fn ") || l.contains(" fn "));
            let may = WILDCARDS.iter().position(|(path, of, _)| *path == f.path && function.is_some_and(|l| l.contains(of)));
            match may {
                Some(i) => _ = used.insert(i),
                None => wrong.push(format!("{}:{}: a wildcard arm beside {names:?}", f.path, line + 1)),
            }
        }
    }
    let unused = WILDCARDS.iter().enumerate().filter(|(i, _)| !used.contains(i));
    wrong.extend(unused.map(|(_, (path, of, _))| format!("{path}: no wildcard arm below `{of}`: remove it from WILDCARDS")));
    none(wrong);
}

#[test]
fn nothing_is_left_to_do() {
    let words = [concat!("to", "do!("), concat!("unimplemented", "!("), concat!("stage ", "to come")];
    let mut wrong = Vec::new();
    for f in files() {
        wrong.extend(words.iter().filter(|w| f.text.contains(*w)).map(|w| format!("{}: {w}", f.path)));
    }
    none(wrong);
}

#[test]
fn files_are_small_rooms_with_a_sign_at_the_door() {
    let mut wrong = Vec::new();
    for f in files() {
        let lines = f.text.lines().count();
        if lines > MAX_LINES {
            wrong.push(format!("{}: {lines} lines, at most {MAX_LINES}", f.path));
        }
        if !f.text.starts_with("//! ") {
            wrong.push(format!("{}: no module doc", f.path));
        }
    }
    none(wrong);
}

/// Longer functions are flat matches, one arm a construct.
const MAX_FUNCTION: usize = 120;

/// The flat matches that are longer.
const FLAT_MATCHES: &[(&str, &str)] = &[
    ("vm/run/expr.rs", "compute"),
    ("vm/compile/action.rs", "walk"),
    ("vm/compile/expr.rs", "code"),
    ("eval/expr.rs", "compute"),
    ("eval/action.rs", "branch"),
    ("eval/tlc.rs", "tlc_operator"),
    ("eval/member.rs", "member_of"),
    ("symbolic/eval/builtin.rs", "builtin"),
    ("symbolic/eval/action.rs", "action"),
    ("symbolic/eval/expr.rs", "eval_for"),
    ("resolve/expr.rs", "expr"),
    // the visitor, named by a macro
    ("ir/visit.rs", ""),
    ("syntax/print/mod.rs", "kind"),
    ("syntax/layout.rs", "keyword"),
    ("syntax/fold.rs", "enter"),
    ("syntax/fold.rs", "leave"),
];

/// The functions of a file, by name, with their numbers of lines.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut all = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let indent = &line[..line.len() - code.len()];
        let Some((before, after)) = code.split_once("fn ") else { continue };
        if !before.split_whitespace().all(|w| w.starts_with("pub") || w == "const" || w == "in" || w.ends_with(')')) {
            continue;
        }
        let end = format!("{indent}}}");
        if let Some(last) = lines[i..].iter().position(|l| **l == end) {
            all.push((word(after), last + 1));
        }
    }
    all
}

#[test]
fn functions_are_short_or_flat_matches() {
    let mut wrong = Vec::new();
    let mut found = 0;
    for f in files().iter().filter(|f| !f.is_test()) {
        for (name, lines) in functions(&f.text) {
            found += 1;
            if lines > MAX_FUNCTION && !FLAT_MATCHES.contains(&(f.path.as_str(), name.as_str())) {
                wrong.push(format!("{}: {name} has {lines} lines, at most {MAX_FUNCTION}", f.path));
            }
        }
    }
    assert!(found > 2_000, "only {found} functions were seen");
    none(wrong);
}
