//! Command lines of TLC and Apalache, translated.
//!
//! In: the arguments, where clap does not take them. Out: which option belongs to another checker, and the same command line for
//! Tlaloc as far as there is one.
//!
//! ```text
//! tlaloc -workers 4 -dumpTrace json f M.tla
//! error: `-workers` is an option of TLC
//!   -workers    is `--workers N|auto` here
//!   -dumpTrace  is `--out FILE.json` here
//!   try: tlaloc check M.tla --workers 4 --out f.json
//! ```

use crate::util::suggest::closest;

/// An option of another checker.
struct Foreign {
    /// Without dashes.
    name: &'static str,
    /// How many values it takes.
    values: usize,
    here: Here,
}

/// What it is here.
enum Here {
    /// Another option, with its value.
    Is(&'static str, &'static str),
    /// An option with a fixed value.
    Fixed(&'static str, &'static str),
    /// Another command.
    Command(&'static str),
    /// Nothing to write, and why.
    Nothing(&'static str),
}

use Here::{Command, Fixed, Is, Nothing};

const fn option(name: &'static str, values: usize, here: Here) -> Foreign {
    Foreign { name, values, here }
}

const TLC: &[Foreign] = &[
    option("aril", 1, Nothing("is not needed: `--seed N` alone repeats a simulation")),
    option("checkpoint", 1, Nothing("has no counterpart: a run cannot be resumed")),
    option("cleanup", 0, Nothing("is not needed: a run leaves no files behind")),
    option("config", 1, Is("--config", "FILE")),
    option("continue", 0, Is("--continue", "")),
    option("coverage", 1, Fixed("--coverage", "")),
    option("deadlock", 0, Fixed("--deadlock", "off")),
    option("debug", 0, Nothing("has no counterpart: `TLALOC_LOG=debug` logs what each stage does")),
    option("debugger", 0, Nothing("has no counterpart: there is no debugger")),
    option("depth", 1, Is("--trace-length", "N")),
    option("dfid", 1, Is("--depth", "K")),
    option("difftrace", 0, Fixed("--diff", "")),
    option("dump", 1, Nothing("has no counterpart: states are not written to a file")),
    option("dumpTrace", 2, Is("--out", "FILE.json")),
    option("dumptrace", 2, Is("--out", "FILE.json")),
    option("fp", 1, Nothing("is not needed: there is one hash function")),
    option("fpbits", 1, Nothing("is not needed: the table of states is not split")),
    option("fpmem", 1, Nothing("is `--memory-limit SIZE` here, a size such as 4G")),
    option("generate", 0, Command("simulate")),
    option("generateSpecTE", 0, Nothing("has no counterpart: `--out FILE.json` writes the trace")),
    option("gzip", 0, Nothing("is not needed: a run leaves no files behind")),
    option("h", 0, Fixed("--help", "")),
    option("help", 0, Fixed("--help", "")),
    option("inv", 1, Is("--invariant", "NAME|EXPRESSION")),
    option("invariant", 1, Is("--invariant", "NAME|EXPRESSION")),
    option("invlevel", 1, Is("--invariant-level", "N")),
    option("lncheck", 1, Nothing("is not needed: temporal properties are checked when the states are known")),
    option("loadTrace", 2, Nothing("has no counterpart: traces cannot be loaded")),
    option("maxSetSize", 1, Nothing("has no counterpart: the limit is TLC's default, 1,000,000")),
    option("messagesAsErrors", 0, Nothing("has no counterpart: see `--vacuity error`")),
    option("metadir", 1, Nothing("is not needed: temporary files have no names")),
    option("modelcheck", 0, Nothing("is not needed: `check` is the command")),
    option("noGenerateSpecTE", 0, Nothing("is not needed: no specification is generated")),
    option("noTESpecBin", 0, Nothing("is not needed: no specification is generated")),
    option("noTE", 0, Nothing("is not needed: no specification is generated")),
    option("nowarning", 0, Nothing("has no counterpart: warnings go to standard error")),
    option("postCondition", 1, Nothing("has no counterpart: write `POSTCONDITION Name` in the .cfg")),
    option("property", 1, Is("--property", "NAME")),
    option("recover", 1, Nothing("has no counterpart: a run cannot be resumed")),
    option("seed", 1, Is("--seed", "N")),
    option("simulate", 0, Command("simulate")),
    option("suppressMessages", 1, Nothing("has no counterpart: warnings go to standard error")),
    option("teSpecOutDir", 1, Nothing("is not needed: no specification is generated")),
    option("terse", 0, Nothing("is not needed: values are printed in short form")),
    option("tool", 0, Nothing("has no counterpart: `--json -` writes the result for programs")),
    option("userFile", 1, Nothing("has no counterpart: redirect standard error")),
    option("view", 0, Nothing("has no counterpart: traces show all variables")),
    option("workers", 1, Is("--workers", "N|auto")),
];

const APALACHE: &[Foreign] = &[
    option("algo", 1, Nothing("has no counterpart")),
    option("cinit", 1, Is("--const-init", "NAME")),
    option("config-file", 1, Nothing("has no counterpart: all options are on the command line")),
    option("debug", 0, Nothing("has no counterpart: `TLALOC_LOG=debug` logs what each stage does")),
    option("discard-disabled", 1, Nothing("is not needed")),
    option("features", 1, Nothing("is not needed")),
    option("inv", 1, Is("--invariant", "NAME|EXPRESSION")),
    option("length", 1, Is("--depth", "K")),
    option("max-error", 1, Is("--max-errors", "N")),
    option("max-run", 1, Is("--traces", "N")),
    option("no-deadlock", 0, Fixed("--deadlock", "off")),
    option("nworkers", 1, Is("--workers", "N|auto")),
    option("out-dir", 1, Nothing("has no counterpart: `--out FILE.json` writes the trace")),
    option("output", 1, Nothing("has no counterpart: `--emit ir` prints a TLA+ module")),
    option("output-traces", 1, Nothing("has no counterpart: `--out FILE.json` writes the trace")),
    option("run-dir", 1, Nothing("has no counterpart: `--out FILE.json` writes the trace")),
    option("profiling", 1, Nothing("has no counterpart: `--smt-out DIR` records every query")),
    option("smt-encoding", 1, Nothing("has no counterpart")),
    option("smt-solver", 1, Nothing("is `--solver` here, with other solvers")),
    option("smtprof", 0, Nothing("has no counterpart: `--smt-out DIR` records every query")),
    option("temporal", 1, Is("--property", "NAME")),
    option("timeout-smt", 1, Is("--timeout", "SECONDS")),
    option("tuning-options", 1, Nothing("has no counterpart")),
    option("view", 1, Is("--view", "EXPR")),
    option("write-intermediate", 1, Nothing("is `--emit STAGE` here, which prints what a stage makes")),
];

/// Options of `tlaloc simulate` alone, each with a value.
const SIMULATED: &[&str] = &["--seed", "--trace-length", "--traces"];

/// The commands that there are.
const COMMANDS: &[&str] = &["check", "compare", "simulate", "translate", "parse"];

/// What is wrong with a command line that clap refused, where it is one of another checker or lacks the command. `own` are the names
/// of our options, without dashes.
pub fn explain(args: &[String], own: &[String]) -> Option<String> {
    let mut t = Translation { command: None, words: Vec::new(), lines: Vec::new(), whose: None };
    let mut rest = args.iter().map(String::as_str).peekable();
    while let Some(arg) = rest.next() {
        if t.command.is_none() && t.words.is_empty() && COMMANDS.contains(&arg) {
            t.command = Some(arg.to_string());
            continue;
        }
        let (flag, attached) = arg.split_once('=').map_or((arg, None), |(f, v)| (f, Some(v)));
        let Some((option, whose)) = foreign(flag, own) else {
            t.words.push(quoted(arg));
            continue;
        };
        let mut values: Vec<&str> = attached.into_iter().collect();
        while values.len() < option.values
            && let Some(value) = rest.next_if(|v| !v.starts_with('-') && !v.ends_with(".tla"))
        {
            values.push(value);
        }
        if matches!(values.as_slice(), ["dot" | "json"]) && option.name == "dump" {
            // TLC's `-dump dot FILE`.
            rest.next_if(|v| !v.starts_with('-') && !v.ends_with(".tla"));
        }
        if option.values == 0 && matches!(option.here, Command(_)) {
            // TLC's `-simulate num=100`.
            let number = rest.next_if(|v| v.contains("num=") || v.contains("file="));
            values.extend(number.and_then(|v| v.split(',').find_map(|part| part.strip_prefix("num="))));
        }
        t.add(flag, option, whose, &values);
    }
    t.told()
}

/// The option of TLC or Apalache that this is, if it is none of ours.
fn foreign(flag: &str, own: &[String]) -> Option<(&'static Foreign, &'static str)> {
    let find = |list: &'static [Foreign], name: &str| list.iter().find(|o| o.name == name);
    if let Some(name) = flag.strip_prefix("--") {
        let is_ours = own.iter().any(|o| o == name);
        let apalache = find(APALACHE, name).map(|o| (o, "Apalache"));
        return apalache.or_else(|| find(TLC, name).map(|o| (o, "TLC"))).filter(|_| !is_ours);
    }
    let name = flag.strip_prefix('-').filter(|n| !n.is_empty())?;
    find(TLC, name).map(|o| (o, "TLC"))
}

/// The command line as far as it is translated.
struct Translation {
    command: Option<String>,
    words: Vec<String>,
    /// An explanation for each option.
    lines: Vec<(String, String)>,
    /// The first foreign option, and whose it is.
    whose: Option<(String, &'static str)>,
}

impl Translation {
    fn add(&mut self, flag: &str, option: &Foreign, whose: &'static str, values: &[&str]) {
        self.whose.get_or_insert_with(|| (flag.to_string(), whose));
        let is = |name: &str, value: &str| {
            let command = if SIMULATED.contains(&name) { " of `tlaloc simulate`" } else { "" };
            format!("is `{}`{command} here", format!("{name} {value}").trim_end())
        };
        let line = match option.here {
            Is(name, value) => {
                // Of `-dumpTrace json FILE` the file counts; Apalache's `--inv=A,B` names two invariants.
                let several = whose == "Apalache" && matches!(name, "--invariant" | "--property");
                let parts: Vec<&str> = match values.last() {
                    Some(v) if several => v.split(',').collect(),
                    Some(v) => vec![v],
                    None => vec![""],
                };
                for part in parts {
                    self.words.push(name.to_string());
                    // The extension of a report names its form.
                    let extension = if name == "--out" && !part.is_empty() && !part.ends_with(".json") { ".json" } else { "" };
                    self.words.extend((!value.is_empty() && !part.is_empty()).then(|| quoted(&format!("{part}{extension}"))));
                }
                is(name, value)
            }
            Fixed(name, value) => {
                self.words.push(name.to_string());
                self.words.extend((!value.is_empty()).then(|| value.to_string()));
                is(name, value)
            }
            Command(name) => {
                self.command = Some(name.to_string());
                if let Some(number) = values.first() {
                    self.words.extend(["--traces".to_string(), quoted(number)]);
                }
                format!("is the command `tlaloc {name}` here")
            }
            Nothing(why) => why.to_string(),
        };
        if !self.lines.iter().any(|(f, _)| f == flag) {
            self.lines.push((flag.to_string(), line));
        }
    }

    fn told(mut self) -> Option<String> {
        // A .cfg beside the specification is an option here.
        let config = self.words.iter().position(|w| w.ends_with(".cfg"));
        let named = config.is_some_and(|i| i > 0 && self.words[i - 1] == "--config");
        let second = config.filter(|_| !named && self.words.iter().any(|w| w.ends_with(".tla")));
        if let Some(i) = second {
            self.words.insert(i, "--config".to_string());
        }
        let near = self.words.first().and_then(|w| closest(w, COMMANDS.iter().copied()));
        if self.command.is_none() && self.whose.is_none() && near.is_some() {
            return None; // A misspelt command: clap says so.
        }
        let simulated = self.words.iter().map(|w| w.split_once('=').map_or(w.as_str(), |(flag, _)| flag));
        let simulated = simulated.filter(|w| SIMULATED.contains(w)).map(str::to_string).next();
        let simulated =
            simulated.filter(|_| self.whose.is_none() && matches!(self.command.as_deref(), Some("check" | "compare")));
        if let (Some(option), Some(command)) = (simulated, &self.command) {
            let words = self.words.join(" ");
            let text = format!("error: `{option}` is an option of `tlaloc simulate`, not of `tlaloc {command}`\n");
            return Some(text + &format!("  try: tlaloc simulate {words}\n"));
        }
        let no_command = self.command.is_none() && self.words.iter().any(|w| w.ends_with(".tla"));
        let problem = match (&self.whose, second, no_command) {
            (Some((flag, whose)), ..) => format!("`{flag}` is an option of {whose}"),
            (None, Some(_), _) => "a configuration file is named by `--config`".to_string(),
            (None, None, true) => "the command is missing before the file".to_string(),
            (None, None, false) if self.command.is_none() && self.words.first().is_some_and(|w| w == "help") => {
                return Some("error: `help` is an option\n  try: tlaloc --help, tlaloc check --help\n".to_string());
            }
            (None, None, false) => return None,
        };
        // A simulation calls its depth otherwise; only a simulation has a seed and a number of behaviors.
        if self.command.as_deref() == Some("simulate") {
            self.words.iter_mut().filter(|w| *w == "--depth").for_each(|w| *w = "--trace-length".to_string());
        } else {
            while let Some(i) = self.words.iter().position(|w| SIMULATED.contains(&w.as_str())) {
                self.words.drain(i..(i + 2).min(self.words.len()));
            }
        }
        let width = self.lines.iter().map(|(flag, _)| flag.chars().count()).max().unwrap_or(0);
        let mut text = format!("error: {problem}\n");
        for (flag, line) in &self.lines {
            text += &format!("  {flag:width$}  {line}\n");
        }
        let command = self.command.as_deref().unwrap_or("check");
        Some(text + format!("  try: tlaloc {command} {}", self.words.join(" ")).trim_end() + "\n")
    }
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=,:+".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.to_string() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}
