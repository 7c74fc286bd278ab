//! Snapshots of what a user reads: tests/messages/ after a mistake, tests/traces/ of a run, tests/translations/ of an algorithm.
//!
//! A file has a first line that says what it is about, then sections. `==> M.tla` and `==> M.cfg` are files, `==> command`
//! is the command line (`check M.tla --depth 3` without it), `==> report` is what the command must write to standard error, and its exit
//! code. `==> output` stands for standard output, where it matters. In a file, `⟦400 (⟧` stands for 400 times `(`, and
//! `==> M.tla utf-16` writes the file in another encoding.
//!
//! `scripts/bless messages` writes the sections `report` and `output` anew. Read the diff before you commit it.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A snapshot file, read.
struct Case {
    path: PathBuf,
    title: String,
    /// Name, word after the name, text.
    sections: Vec<(String, String, String)>,
}

impl Case {
    fn read(path: &Path) -> Case {
        let text = std::fs::read_to_string(path).expect("a case is text");
        let mut parts = text.split("\n==> ");
        let title = parts.next().unwrap_or_default().trim_end().to_string();
        assert!(!title.is_empty() && !title.contains('\n'), "{}: one line says what the mistake is", path.display());
        let section = |part: &str| {
            let (head, body) = part.split_once('\n').unwrap_or((part, ""));
            let (name, word) = head.trim_end().split_once(' ').unwrap_or((head.trim_end(), ""));
            (name.to_string(), word.to_string(), body.trim_end_matches('\n').to_string())
        };
        Case { path: path.to_path_buf(), title, sections: parts.map(section).collect() }
    }

    fn section(&self, name: &str) -> Option<&str> {
        self.sections.iter().find(|(n, ..)| n == name).map(|(.., text)| &**text)
    }

    /// What the command reports now.
    fn run(&self) -> (String, String) {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, encoding, text) in self.sections.iter().filter(|(n, ..)| n.contains('.')) {
            let text = repeated(text) + "\n";
            let bytes = match encoding.as_str() {
                "utf-16" => "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
                "" => text.into_bytes(),
                other => panic!("{}: unknown encoding {other}", self.path.display()),
            };
            std::fs::write(folder.path().join(name), bytes).expect("a file of the case");
        }
        let command = words(self.section("command").unwrap_or("check M.tla --depth 3"));
        let output = Command::new(env!("CARGO_BIN_EXE_tlaloc"))
            .args(command)
            .current_dir(folder.path())
            .env_remove("TLALOC_LOG")
            .output()
            .expect("the binary starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_string();
        let code = output.status.code().expect("the command ends by itself");
        (format!("{}\nexit code {code}", text(&output.stderr)).trim_start().to_string(), without_times(&text(&output.stdout)))
    }

    /// The file with these results.
    fn with(&self, report: &str, output: &str) -> String {
        let mut text = self.title.clone();
        for (name, word, body) in &self.sections {
            let body = match name.as_str() {
                "report" => continue,
                "output" => output,
                _ => body,
            };
            let head = format!("{name} {word}");
            write!(text, "\n==> {}\n{body}", head.trim_end()).expect("a string grows");
        }
        format!("{text}\n==> report\n{report}\n")
    }
}

/// The text with each `⟦400 (⟧` written out.
fn repeated(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('⟦') {
        let (inside, after) = after.split_once('⟧').expect("⟦ has its ⟧");
        let (count, what) = inside.split_once(' ').expect("⟦COUNT TEXT⟧");
        out += before;
        out += &what.repeat(count.parse().expect("a count"));
        rest = after;
    }
    out + rest
}

/// A command line cut at spaces outside of single quotes.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![];
    let mut quoted = false;
    let mut word: Option<String> = None;
    for c in line.chars() {
        match c {
            '\'' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' | '\n' if !quoted => words.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// `(explicit engine, 0.07 s)` → `(explicit engine, T s)`
fn without_times(text: &str) -> String {
    let mut out = String::new();
    for (i, part) in text.split(" engine, ").enumerate() {
        match part.split_once(" s)") {
            Some((_, after)) if i > 0 => write!(out, " engine, T s){after}").expect("a string grows"),
            _ => out += part,
        }
    }
    out
}

/// The folders of snapshots, below tests/.
const FOLDERS: [&str; 3] = ["messages", "traces", "translations"];

fn cases() -> Vec<Case> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut folders = FOLDERS.map(|f| tests.join(f)).to_vec();
    let mut files = vec![];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of snapshots can be read") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files.iter().map(|path| Case::read(path)).collect()
}

#[test]
fn messages_traces_and_translations_are_as_written_down() {
    let bless = std::env::var_os("TLALOC_BLESS").is_some();
    let only = std::env::var("TLALOC_CASE").unwrap_or_default();
    let cases = cases();
    assert!(cases.len() > 450, "there are {} cases", cases.len());
    let (next, different) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if !case.path.to_string_lossy().contains(&only) {
                        continue;
                    }
                    let (report, output) = case.run();
                    let same = case.section("report") == Some(&report) && case.section("output").is_none_or(|o| o == output);
                    if same {
                        continue;
                    }
                    if bless {
                        std::fs::write(&case.path, case.with(&report, &output)).expect("a case can be written");
                    } else {
                        let path = case.path.display();
                        different.lock().expect("no thread panics").push(format!("{path}: {}\n{report}\n{output}", case.title));
                    }
                }
            });
        }
    });
    let different = different.into_inner().expect("no thread panics");
    assert!(different.is_empty(), "{} reports are others now (scripts/bless):\n\n{}", different.len(), different.join("\n\n"));
}
