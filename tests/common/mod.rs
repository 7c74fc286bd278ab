//! The command in a folder of its own: what every test of the command starts from.
//!
//! ```text
//! let folder = Folder::new(&[("M.tla", "---- MODULE M ---- …"), ("M.cfg", "INIT Init …")]);
//! let ran = folder.run(&["check", "M.tla"]);      // ran.code, ran.out, ran.err
//! ```
#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The command with these arguments, started in the root of the project.
pub fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tlaloc"));
    command.args(args).current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("TLALOC_LOG").stdin(Stdio::null());
    command
}

/// The result of a run that ended by itself.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    pub fn of(command: &mut Command) -> Ran {
        Ran::from(&command.output().expect("the binary starts"))
    }

    /// Standard output, then standard error.
    pub fn text(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

impl From<&Output> for Ran {
    fn from(output: &Output) -> Ran {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let code = output.status.code().expect("the run ends by itself");
        Ran { code, out: text(&output.stdout), err: text(&output.stderr) }
    }
}

/// `---- MODULE name ----`, the body, `====`.
pub fn module(name: &str, body: &str) -> String {
    format!("---- MODULE {name} ----\n{body}\n====\n")
}

/// A temporary folder with files.
pub struct Folder(tempfile::TempDir);

impl Folder {
    /// A folder with these files: names and texts.
    pub fn new(files: &[(&str, &str)]) -> Folder {
        let folder = Folder(tempfile::tempdir().expect("a temporary folder"));
        files.iter().for_each(|(name, text)| folder.write(name, text));
        folder
    }

    /// Module `M` with this body, and `M.cfg`.
    pub fn model(body: &str, cfg: &str) -> Folder {
        Folder::new(&[("M.tla", &module("M", body)), ("M.cfg", cfg)])
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.file(name), text).expect("the folder can be written");
    }

    /// The command with these arguments, started in the folder.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = command(args);
        command.current_dir(self.path());
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        Ran::of(&mut self.command(args))
    }

    /// A JSON file of the folder; `null` if there is none.
    pub fn json(&self, name: &str) -> serde_json::Value {
        let text = std::fs::read_to_string(self.file(name)).unwrap_or_else(|_| "null".into());
        serde_json::from_str(&text).expect("the file is JSON")
    }
}

/// The result of the command, without times.
pub fn tlaloc(args: &[&str]) -> Ran {
    let ran = Ran::of(&mut command(args));
    Ran { code: ran.code, out: without_times(&ran.out), err: without_times(&ran.err) }
}

/// `0.07 s` → `T s`
pub fn without_times(text: &str) -> String {
    let Some(at) = text.find(" engine, ") else { return text.to_string() };
    let start = at + " engine, ".len();
    let end = start + text[start..].find(" s)").expect("a time");
    format!("{}T{}", &text[..start], &text[end..])
}

/// A module `S` in a folder of its own, with a .cfg if there is one.
pub struct Spec {
    pub folder: Folder,
}

impl Spec {
    pub fn new(body: &str, cfg: Option<&str>) -> Spec {
        let folder = Folder::new(&[("S.tla", &module("S", body))]);
        cfg.iter().for_each(|cfg| folder.write("S.cfg", cfg));
        Spec { folder }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("S.tla")
    }

    pub fn check(&self, args: &[&str]) -> Ran {
        let path = self.path();
        tlaloc(&[&["check", path.to_str().expect("a plain path")], args].concat())
    }
}

/// A counter up to `Top`.
pub const COUNTER: &str = "EXTENDS Integers
CONSTANT Top
VARIABLE x
Init == x = 0
Next == x < Top /\\ x' = x + 1
Low == x < 2
Late == x = 1
Far == x < 100";

pub const COUNTER_CFG: &str = "INIT Init NEXT Next CONSTANT Top = 3";
