//! Known mistakes in algorithms.
//!
//! In: a [`Failure`] in an algorithm. Out: the mistake, if it is a known one. The rules go from the most to the least specific.

use super::super::foreign;
use super::super::token::{Kw, Pc, Tok, Virtual};
use super::Failure;
use crate::diag::Diagnostic;
use crate::util::suggest::closest;

const CLOSED_BY_END: &[Pc] =
    &[Pc::Algorithm, Pc::Process, Pc::Procedure, Pc::Macro, Pc::Define, Pc::If, Pc::While, Pc::Either, Pc::With];

pub(super) fn known(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    without_end(f)
        .or_else(|| without_begin(f))
        .or_else(|| declaration(f))
        .or_else(|| foreign_statement(f))
        .or_else(|| other_syntax(f))
        .or_else(|| condition(f))
        .or_else(|| order_of_parts(f))
        .or_else(|| separator(f))
}

/// What is open before the token that was found and ends with `end …`, innermost last; in the C syntax nothing is.
fn open(f: &Failure<'_, '_>) -> Vec<(Pc, usize)> {
    let mut open: Vec<(Pc, usize)> = Vec::new();
    for i in 0..f.at {
        let Some(Tok::Pc(pc)) = f.token(i) else { continue };
        let closes = i > 0 && f.token(i - 1) == Some(Tok::Pc(Pc::End));
        match (CLOSED_BY_END.contains(&pc), closes) {
            (true, false) => open.push((pc, i)),
            (true, true) => {
                if let Some(at) = open.iter().rposition(|(p, _)| *p == pc) {
                    open.truncate(at);
                }
            }
            (false, _) => {}
        }
    }
    open
}

fn is_in_braces(f: &Failure<'_, '_>) -> bool {
    let name = f.tokens.iter().position(|t| t.tok == Tok::Pc(Pc::Algorithm)).map_or(0, |i| i + 2);
    f.token(name) == Some(Tok::Virtual(Virtual::BlockOpen))
}

/// `end if`, `end while`, … is missing; `else if` in place of `elsif`.
fn without_end(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    if is_in_braces(f) {
        return None;
    }
    let open = open(f);
    let &(innermost, at) = open.last()?;
    let after_end = f.before(1) == Some(Tok::Pc(Pc::End));
    let cannot_be_inside =
        matches!(f.found(), None | Some(Tok::Pc(Pc::Begin | Pc::Process | Pc::Procedure | Pc::Macro | Pc::Define | Pc::Fair)));
    let unfinished = cannot_be_inside && f.expects("end") && innermost != Pc::Algorithm;
    let at_the_end = f.found().is_none() && innermost == Pc::Algorithm && (f.expects("end") || after_end);
    if at_the_end {
        let help = if after_end { "write `end algorithm`" } else { "the last line of an algorithm is `end algorithm`" };
        let d = f.error("`end algorithm` is missing").at(f.span(f.at, f.at), "the comment ends here");
        return Some(d.at(f.span(at, at + 1), "this algorithm has no end").help(help));
    }
    let other_end = after_end && f.expects(innermost.text()) && f.expected.len() == 1;
    if !other_end && !unfinished {
        return None;
    }
    let word = innermost.text();
    let found = match (after_end, f.found()) {
        (true, Some(_)) => format!("`end {}`", f.written(f.at)),
        _ => f.found_text(),
    };
    let place = if after_end { f.span(f.at - 1, f.at) } else { f.span(f.at, f.at) };
    let is_else_if = |i: &usize| f.token(*i) == Some(Tok::Pc(Pc::Else)) && f.token(i + 1) == Some(Tok::Pc(Pc::If));
    if innermost == Pc::If
        && let Some(at) = (at.saturating_sub(1)..f.at).find(is_else_if)
    {
        let d = f.error("`else if` opens a second `if`, which has no `end if`").at(f.span(at, at + 1), "this one");
        return Some(d.at(place, format!("{found} comes before its `end if`")).help("write `elsif` in place of `else if`"));
    }
    let d = f.error(format!("this `{word}` has no `end {word}`")).at(f.span(at, at), "begins here");
    let d = d.at(place, format!("{found} comes before its end"));
    Some(d.help(format!("write `end {word};` after the last line that belongs to it")))
}

/// A statement where `begin` is due.
fn without_begin(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    if !f.expects("begin") {
        return None;
    }
    let begins_statement = |tok: Option<Tok<'_>>| {
        matches!(
            tok,
            Some(Tok::Pc(
                Pc::If
                    | Pc::While
                    | Pc::Either
                    | Pc::With
                    | Pc::Await
                    | Pc::When
                    | Pc::Skip
                    | Pc::Print
                    | Pc::Assert
                    | Pc::Call
                    | Pc::Goto
                    | Pc::Return
            ))
        )
    };
    let is_label = |tok| matches!(tok, Some(Tok::Virtual(Virtual::LabelColon | Virtual::LabelPlus | Virtual::LabelMinus)));
    let is_assign = |tok| tok == Some(Tok::Kw(Kw::Assign));
    // `variables x := 0;` and a `begin` after it: a declaration with the wrong sign.
    let begin_follows = f.tokens[f.at..].iter().find_map(|t| match t.tok {
        Tok::Pc(Pc::Begin) => Some(true),
        Tok::Pc(Pc::End | Pc::Process | Pc::Procedure | Pc::Macro) => Some(false),
        _ => None,
    });
    let at = match f.found() {
        found if begins_statement(found) => f.at,
        found if is_label(found) => f.at - 1,
        Some(Tok::Ident(_)) if is_label(f.after(1)) || is_assign(f.after(1)) => f.at,
        found if is_assign(found) && begin_follows != Some(true) => f.at - 1,
        _ => return None,
    };
    let &(owner, start) = open(f).last()?;
    let d = f.error(format!("`begin` is missing in this `{}`", owner.text()));
    let d = d.at(f.span(at, at), "the statements begin here").at(f.span(start, start), "this one");
    Some(d.help("write `begin` before the first statement"))
}

/// `variables x := 0`, `x == 0`, `x in S`, `x = 0 y = 0`.
fn declaration(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    let has_value = f.expects("\\in") && f.expects("=") && !f.expects("infix");
    let in_with = !f.expects("begin");
    let help = match f.found()? {
        Tok::Kw(Kw::Assign | Kw::Def) if has_value => "an initial value is written with `=`: `x = 0`",
        Tok::Ident("in") if has_value && in_with => "write `\\in`: `with x \\in S` takes any element of the set",
        Tok::Ident("in") if has_value => "write `\\in`: the initial value is any element of the set",
        Tok::Kw(Kw::Def) if f.expects(":=") && f.expects("label:") => "`==` defines; to assign, write `:=`",
        Tok::Ident(_) if f.expects(";") && f.expects(",") && f.expects("begin") => "declarations are separated by `;` or `,`",
        _ => return None,
    };
    Some(f.misplaced(help))
}

/// `for`, `elif`, `x++` and other statements that PlusCal does not have.
fn foreign_statement(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    let Some(Tok::Ident(word)) = f.before(1) else { return None };
    let begins = matches!(
        f.before(2),
        Some(
            Tok::Kw(Kw::Semi)
                | Tok::Virtual(
                    Virtual::LabelColon | Virtual::LabelPlus | Virtual::LabelMinus | Virtual::BlockOpen | Virtual::BlockClose
                )
                | Tok::Pc(Pc::Begin | Pc::Then | Pc::Do | Pc::Else | Pc::Either | Pc::Or)
        )
    );
    if !begins || !f.expects("(") || !f.expects(":=") {
        return None;
    }
    let step = |sign: &str| Some(format!("write `{word} := {word} {sign} 1`"));
    let help = match (word, f.found(), f.after(1)) {
        (_, Some(Tok::Infix("++")), _) => step("+"),
        (_, Some(Tok::Infix("--")), _) => step("-"),
        (_, Some(Tok::Infix(op)), Some(Tok::Kw(Kw::Eq))) => Some(format!("write `{word} := {word} {op} …`")),
        (_, Some(Tok::Kw(Kw::Eq)), _) => Some("`=` compares; to assign, write `:=`".to_owned()),
        (_, Some(Tok::Kw(Kw::Def)), _) => Some("`==` defines; to assign, write `:=`".to_owned()),
        _ => None,
    };
    if let Some(help) = help {
        return Some(f.misplaced(help));
    }
    const WORDS: &[&str] = &[
        "if",
        "while",
        "either",
        "with",
        "await",
        "when",
        "skip",
        "print",
        "assert",
        "call",
        "goto",
        "return",
        "else",
        "elsif",
        "end",
        "begin",
        "process",
        "procedure",
        "macro",
        "variables",
        "define",
    ];
    let help = match word {
        "for" | "foreach" => {
            "PlusCal has no `for`: write `while`, or `with x \\in S do … end with` for one element of a set".to_owned()
        }
        "loop" | "repeat" => "write `while TRUE do … end while`".to_owned(),
        "break" => {
            "PlusCal has no `break`: put the condition into the `while`, or write `goto` and a label behind the loop".to_owned()
        }
        "continue" => "PlusCal has no `continue`: write `goto` and the label of the `while`".to_owned(),
        "elif" | "elseif" => "write `elsif`".to_owned(),
        "var" | "let" | "int" => "declare variables under `variables`, before `begin`".to_owned(),
        "wait" | "until" => "write `await condition`".to_owned(),
        "atomic" => "the statements between two labels are one step: leave the labels out".to_owned(),
        "choose" => "write `with x \\in S do … end with`".to_owned(),
        "endif" | "endwhile" | "endwith" | "fi" | "od" => "write `end if`, `end while`, `end with`".to_owned(),
        "nop" | "pass" => "write `skip`".to_owned(),
        "throw" | "exit" => "write `goto Done`".to_owned(),
        _ => match closest(word, WORDS.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if matches!(f.found(), Some(Tok::Ident(_))) => format!("a label is followed by `:`, as in `{word}:`"),
            None => return None,
        },
    };
    let d = f.error(format!("`{word}` is not a statement")).at(f.span(f.at - 1, f.at - 1), "not a statement");
    Some(d.help(help))
}

/// Braces in the P syntax, `then` in the C syntax.
fn other_syntax(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    let braces = is_in_braces(f);
    match (f.before(1), f.found()?) {
        (Some(Tok::Pc(pc @ (Pc::If | Pc::While | Pc::With))), _) if braces && f.expects("(") => {
            let word = pc.text();
            let d = f.error(format!("`(` is missing after `{word}`")).at(f.span(f.at, f.at), "expected `(`");
            let example =
                if pc == Pc::With { "with (x \\in S) { … }".to_owned() } else { format!("{word} (condition) {{ … }}") };
            Some(d.help(format!("in an algorithm with braces write `{example}`")))
        }
        (_, Tok::Pc(pc @ (Pc::Then | Pc::Do | Pc::End | Pc::Elsif | Pc::Begin))) if braces => Some(
            f.misplaced(format!("an algorithm with braces has no `{}`: write `if (condition) {{ … }} else {{ … }}`", pc.text())),
        ),
        (_, Tok::Kw(Kw::LBrace) | Tok::Virtual(Virtual::BlockOpen | Virtual::SetEnum | Virtual::SetMap | Virtual::SetFilter))
            if !braces && (f.expects("then") || f.expects("do") || f.expects("begin")) =>
        {
            let help = "an algorithm with `begin` has no braces: write `if condition then … end if`, `while condition do … end while`; \
                        or begin it with `--algorithm Name {` and use braces everywhere";
            Some(f.misplaced(help))
        }
        _ => None,
    }
}

/// Signs of other languages in the condition of `if` or `while`.
fn condition(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    let (word, opens) = match (f.expects("then"), f.expects("do")) {
        (true, _) => ("then", "if"),
        (_, true) => ("do", "while"),
        _ => return None,
    };
    match f.found()? {
        Tok::Kw(Kw::Assign | Kw::Def) => Some(f.misplaced("to compare, write `=`")),
        Tok::Kw(Kw::Par) => Some(f.misplaced("disjunction is written `\\/`")),
        Tok::Ident(name) if foreign::help(name).is_some() => Some(f.misplaced(foreign::help(name)?)),
        _ => {
            let d = f
                .error(format!("expected `{word}`, found {}", f.found_text()))
                .at(f.span(f.at, f.at), format!("expected `{word}`"));
            Some(d.help(format!("write `{opens} condition {word} … end {opens}`")))
        }
    }
}

/// `define` after macros, `variables` after `define`.
fn order_of_parts(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    let Tok::Pc(Pc::Define | Pc::Variables | Pc::Macro | Pc::Procedure) = f.found()? else { return None };
    if f.before(1) == Some(Tok::Pc(Pc::Algorithm)) {
        let d = f.error("the algorithm has no name").at(f.span(f.at, f.at), "expected a name before this");
        return Some(d.help("write `--algorithm Name`"));
    }
    if !f.expects("begin") && !f.expects("process") && !f.expects("{block") {
        return None;
    }
    let help =
        "the parts of an algorithm stand in this order: `variables`, `define`, macros, procedures, then `begin` or the processes";
    Some(f.misplaced(help))
}

/// `;` is missing, or something else separates statements.
fn separator(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    let help = match f.found()? {
        Tok::Infix("//") => "a comment begins with `\\*`, or is enclosed in `(*` and `*)`",
        Tok::Kw(Kw::Comma) if f.expects(";") => "statements are separated by `;`",
        Tok::Pc(_) | Tok::Ident(_) if f.expects(";") => "statements are separated by `;`",
        _ => return None,
    };
    Some(match f.found() {
        Some(Tok::Pc(_) | Tok::Ident(_)) => {
            let d = f.error(format!("`;` is missing before {}", f.found_text())).at(f.span(f.at, f.at), "expected `;`");
            d.help(help)
        }
        _ => f.misplaced(help),
    })
}
