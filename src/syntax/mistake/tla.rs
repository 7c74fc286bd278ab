//! Known mistakes in definitions and expressions.
//!
//! In: a [`Failure`], or the complaint of the fixity table. Out: the mistake, if it is a known one. The rules go from the most to
//! the least specific: signs of other languages first, since they may stand anywhere, then what a place lacks.

use super::super::foreign;
use super::super::token::{Kw, Tok, Virtual};
use super::{Failure, Read, ends_operand};
use crate::diag::{Code, Diagnostic};
use crate::source::Span;

const QUOTES: &str = "write a string in straight double quotes: `\"a\"`";
const COMMENT: &str = "a comment begins with `\\*`, or is enclosed in `(*` and `*)`";

/// Signs of other languages are operators to the fixity table.
pub(super) fn operators(read: Read<'_, '_>, d: Diagnostic) -> Diagnostic {
    let [second, first] = d.labels.as_slice() else { return d };
    if d.code != Code::FIXITY {
        return d;
    }
    let between = |t: &&super::Token<'_>| t.start >= first.span.start as usize && t.end <= second.span.end as usize;
    let foreign = read.tokens.iter().filter(between).find(|t| matches!(t.tok, Tok::Infix("&&" | "&" | "||" | "|")));
    let Some(t) = foreign else { return d };
    let sign = &read.text[t.start..t.end];
    let in_set = sign == "|" && read.tokens.iter().any(|t| matches!(t.tok, Tok::Virtual(Virtual::SetEnum)));
    let help = if in_set {
        "a set is written `{x \\in S : P(x)}` or `{f(x) : x \\in S}`".to_owned()
    } else {
        foreign::help(sign).unwrap_or_default()
    };
    let d = Diagnostic::error(
        if read.pluscal { Code::PCAL_PARSE } else { Code::PARSE },
        format!("`{sign}` is not an operator of logic"),
    );
    d.at(Span::new(read.file, t.start, t.end), "this one").help(help)
}

pub(super) fn known(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    quotes(f)
        .or_else(|| backslash(f))
        .or_else(|| comment(f))
        .or_else(|| foreign_word(f))
        .or_else(|| foreign_sign(f))
        .or_else(|| unit(f))
        .or_else(|| incomplete(f))
        .or_else(|| open_construct(f))
        .or_else(|| bracketed(f))
        .or_else(|| comma(f))
        .or_else(|| lower_case(f))
        .or_else(|| rest(f))
}

/// Where the unit or statement begins that the parser stopped in: behind the last `==` of a definition that leads a line.
fn unit_start(f: &Failure<'_, '_>) -> usize {
    let begins = |i: &usize| {
        let keyword = matches!(
            f.token(*i),
            Some(Tok::Kw(
                Kw::Variable | Kw::Constant | Kw::Assume | Kw::Theorem | Kw::Recursive | Kw::Extends | Kw::Instance | Kw::Local
            ))
        );
        let defines = f.leads(*i) && matches!(f.token(*i), Some(Tok::Ident(_))) && f.token(i + 1) == Some(Tok::Kw(Kw::Def));
        keyword || defines || matches!(f.token(*i), Some(Tok::Pc(_) | Tok::Kw(Kw::Semi)))
    };
    // What the parser stopped at may be the next definition already.
    let last = if f.found() == Some(Tok::Kw(Kw::Def)) { f.at.saturating_sub(1) } else { f.at };
    (0..last).rev().find(begins).unwrap_or(0)
}

/// `'a'`
fn quotes(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    let quote = |i: &usize| f.token(*i) == Some(Tok::Ident("'"));
    let open = (unit_start(f)..f.tokens.len().min(f.at + 2)).find(quote)?;
    let close = (open + 1..f.tokens.len().min(open + 8)).find(|i| f.written(*i) == "'" && !f.leads(*i)).unwrap_or(open);
    Some(f.error("a string is not written in single quotes").at(f.span(open, close), "this one").help(QUOTES))
}

/// `\wedge`
fn backslash(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    let word = |i: &usize| {
        let name = matches!(f.token(*i), Some(Tok::Ident(_)));
        name && f.touches(*i) && f.written(i - 1) == "\\" && (*i < 2 || !f.touches(i - 1))
    };
    let at = (unit_start(f) + 1..f.tokens.len().min(f.at + 2)).find(word)?;
    let name = f.written(at);
    let d = f.error(format!("`\\{name}` is not an operator of TLA+")).at(f.span(at - 1, at), "not an operator");
    Some(Diagnostic { help: foreign::help_for_backslash(name), ..d })
}

/// `// step`, `-- step`, `# step`, `/* step */`
fn comment(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    let begins_comment = |i: usize| matches!(f.token(i), Some(Tok::Infix("//" | "--" | "/=" | "%" | "/" | "*" | "-")));
    if f.leads(f.at) && begins_comment(f.at) && f.expects("THEOREM") {
        let of_algorithm = f.after(1) == Some(Tok::Ident("algorithm")) || f.after(2) == Some(Tok::Ident("algorithm"));
        let help = if of_algorithm { "write the algorithm in a comment: `(* --algorithm Name … *)`" } else { COMMENT };
        return Some(f.misplaced(help));
    }
    let slashes = (unit_start(f)..f.at).rev().find(|i| f.token(*i) == Some(Tok::Infix("//")))?;
    Some(f.error("`//` does not begin a comment").at(f.span(slashes, slashes), "an operator in TLA+").help(COMMENT))
}

/// `x AND y`: the word is read as the name of the next definition.
fn foreign_word(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    if let (Some(Tok::Ident(word)), Some(help)) = (f.found(), f.found().and_then(as_foreign))
        && (f.expects(":") || f.expects("infix") || f.expects(","))
        && word != "TRUE"
    {
        return Some(f.error(format!("unexpected `{word}`")).at(f.span(f.at, f.at), "not part of TLA+").help(help));
    }
    // `AND x <`, `def F(x) =`: one or two tokens behind the word
    let name_is_due = f.expected.len() == 1 && f.expects("identifier");
    if !f.expects("==") && !f.expects("infix") && !name_is_due && f.found() != Some(Tok::Kw(Kw::Eq)) {
        return None;
    }
    let start = unit_start(f);
    let word = |back: usize| {
        let i = f.at.checked_sub(back).filter(|i| *i >= start)?;
        let Some(Tok::Ident(name)) = f.token(i) else { return None };
        let operand_follows =
            matches!(f.token(i + 1), Some(Tok::Ident(_) | Tok::Number(_) | Tok::Str(_) | Tok::Kw(Kw::True | Kw::False)));
        let help =
            if back == 1 || f.leads(i) || operand_follows { foreign::help_for_misspelt(name) } else { foreign::help(name) };
        let no_name = i == start || f.leads(i) || back == 1 || operand_follows || f.token(i - 1).is_some_and(ends_operand);
        help.filter(|_| no_name).map(|help| (i, name, help))
    };
    let (i, name, help) = (1..=4).find_map(word)?;
    let d = f.error(format!("`{name}` is not part of TLA+")).at(f.span(i, i), "read as the name of a definition");
    Some(d.help(help))
}

fn as_foreign(tok: Tok<'_>) -> Option<String> {
    match tok {
        Tok::Ident(word) => foreign::help(word),
        Tok::Kw(_) | Tok::Infix(_) | Tok::Prefix(_) | Tok::Postfix(_) | Tok::Number(_) | Tok::Str(_) | Tok::Pc(_) => None,
        Tok::Algorithm(_) | Tok::Proof(_) | Tok::Step(_) | Tok::Virtual(_) => None,
    }
}

/// `->`, `!=`, `<->`, `&&`, `;`
fn foreign_sign(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    let two = |help: &str| {
        let sign = format!("{}{}", f.written(f.at - 1), f.written(f.at));
        let d = f.error(format!("`{sign}` is not an operator of TLA+")).at(f.span(f.at - 1, f.at), "not an operator");
        Some(d.help(help))
    };
    let touches = f.touches(f.at);
    match (f.before(1), f.found()?, f.after(1)) {
        (Some(Tok::Kw(Kw::Bang)), Tok::Kw(Kw::Eq), _) if touches => two("inequality is written `/=` or `#`"),
        (Some(Tok::Infix("\\leq" | "<=")), Tok::Kw(Kw::Eq), _) if touches => two("write `<=`"),
        (Some(Tok::Infix("\\geq" | ">=")), Tok::Kw(Kw::Eq), _) if touches => two("write `>=`"),
        (Some(Tok::Kw(Kw::Eq)), Tok::Kw(Kw::Bang), _) if touches => two("inequality is written `/=` or `#`"),
        (Some(Tok::Kw(Kw::Eq)), Tok::Kw(Kw::Eq), _) => Some(f.misplaced("to compare, write `=`; `==` defines")),
        (_, Tok::Kw(Kw::Gets), _) if f.touches(f.at + 1) && f.written(f.at + 1).starts_with('>') => {
            let d = f.error("`<->` is not an operator of TLA+").at(f.span(f.at, f.at + 1), "not an operator");
            Some(d.help("equivalence is written `<=>`"))
        }
        (_, Tok::Kw(Kw::Arrow), _) if f.expects(":") => Some(f.misplaced("write `:` before the body, as in `LAMBDA x : x + 1`")),
        (_, Tok::Kw(Kw::Arrow), _) => Some(f.misplaced("implication is written `=>`")),
        (_, Tok::Kw(Kw::Bang), _) => Some(f.misplaced("negation is written `~`")),
        (_, Tok::Kw(Kw::Assign), _) if f.pluscal => Some(f.misplaced("to compare, write `=`; `:=` is a statement of its own")),
        (_, Tok::Kw(Kw::Assign), _) => Some(f.misplaced("`:=` assigns in PlusCal; in TLA+ write `x' = …`")),
        (_, Tok::Infix(op @ ("&" | "&&" | "|" | "||")), _) => foreign::help(op).map(|help| f.misplaced(help)),
        (_, Tok::Kw(Kw::Semi), _) if !f.pluscal => {
            Some(f.misplaced("TLA+ has no `;`: a definition ends where the next one begins"))
        }
        (_, Tok::Infix(op), _) if op.starts_with('$') => Some(f.misplaced("a name consists of letters, digits and `_`")),
        _ => None,
    }
}

/// Declarations and the frame of a module.
fn unit(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    let start = unit_start(f);
    let declares = matches!(f.token(start), Some(Tok::Kw(Kw::Variable | Kw::Constant)));
    let names_only = declares && (start + 1..f.at).all(|i| matches!(f.token(i), Some(Tok::Ident(_) | Tok::Kw(Kw::Comma))));
    match (f.before(1), f.found()) {
        (_, Some(Tok::Kw(Kw::Extends))) => {
            Some(f.misplaced("EXTENDS stands once, behind the first line of the module; it lists all modules: `EXTENDS A, B`"))
        }
        (_, Some(Tok::Kw(Kw::Eq))) if names_only && f.token(start) == Some(Tok::Kw(Kw::Variable)) => {
            Some(f.misplaced("a declaration gives no value: write `Init == x = 0`"))
        }
        (_, Some(Tok::Kw(Kw::Eq))) if names_only => {
            Some(f.misplaced("a declaration gives no value: write `CONSTANT N = 3` in the .cfg"))
        }
        (Some(Tok::Ident(name)), Some(Tok::Kw(Kw::Def))) if names_only && f.before(2) == Some(Tok::Kw(Kw::Comma)) => {
            let d = f.error(format!("the comma before `{name}` is one too many"));
            Some(d.at(f.span(f.at - 2, f.at - 2), "another declared name must follow this").help("remove it"))
        }
        (Some(Tok::Ident(name)), _) if names_only && f.expects("==") && !f.leads(f.at - 1) => {
            let d = f.error(format!("`,` is missing before `{name}`")).at(f.span(f.at - 1, f.at - 1), "expected `,`");
            Some(d.help("declared names are separated by commas"))
        }
        (_, None) if f.expects("====") && !f.expects_operand() => {
            let d = f.error("unexpected end of file: the module has no last line").at(f.span(f.at, f.at), "expected `====`");
            Some(d.help("a module ends with a line `====`"))
        }
        _ => None,
    }
}

/// `Init == x = 0 /\` and then the next definition.
fn incomplete(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    let name = f.at.checked_sub(1)?;
    let begins_definition = f.found() == Some(Tok::Kw(Kw::Def)) && matches!(f.token(name), Some(Tok::Ident(_))) && f.leads(name);
    let (next, last) = match f.found() {
        _ if begins_definition => (name, name.checked_sub(1)?),
        Some(Tok::Kw(Kw::EndModule | Kw::Variable | Kw::Constant | Kw::Assume | Kw::Theorem | Kw::Local | Kw::Recursive))
        | None
            if f.expects_operand() =>
        {
            (f.at, name)
        }
        _ => return None,
    };
    if f.token(last).is_none_or(ends_operand) {
        return None;
    }
    if let Some(fused) = fused_operator(f) {
        return Some(fused);
    }
    let next = if next >= f.tokens.len() { "the end".to_owned() } else { format!("`{}`", f.written(next)) };
    let d = match f.token(last) {
        Some(Tok::Kw(Kw::Def)) => f.error(format!("the definition before {next} has no body")),
        _ => f.error(format!("an expression is missing after `{}`", f.written(last))),
    };
    let d = d.at(f.span(last, last), format!("{next} comes next"));
    Some(match f.token(last) {
        Some(Tok::Kw(Kw::Box) | Tok::Prefix("[]")) => d.help("the empty sequence is written `<<>>`"),
        Some(Tok::Infix("/\\" | "\\/") | Tok::Virtual(_)) => d.help("remove it, or write the missing part"),
        _ => d,
    })
}

/// `F(+)`: the brackets and what they enclose are one operator.
fn fused_operator(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    let fused = |i: &usize| matches!(f.written(*i), "(+)" | "(-)" | "(.)" | "(/)" | "(\\X)");
    let at = (unit_start(f)..f.at).rev().find(fused)?;
    let sign = f.written(at);
    let inside = &sign[1..sign.len() - 1];
    let d = f.error(format!("`{sign}` is one operator")).at(f.span(at, at), "read as an operator between two operands");
    let name = at.checked_sub(1).map_or("F", |i| f.written(i));
    Some(d.help(format!("put spaces between the signs: `{name}( {inside} )`")))
}

/// IF, LET, CASE and quantifiers that lack a part.
fn open_construct(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    let start = unit_start(f);
    let missing = |at: usize, what: &str, help: &str| {
        let word = f.written(at);
        let d = f.error(format!("this `{word}` has no `{what}`")).at(f.span(at, at), "begins here");
        Some(d.at(f.span(f.at, f.at), format!("{} comes before it", f.found_text())).help(help))
    };
    let last = |kw: &[Kw]| (start..f.at).rev().find(|i| matches!(f.token(*i), Some(Tok::Kw(k)) if kw.contains(&k)));
    if f.expects("ELSE") && f.found() != Some(Tok::Kw(Kw::Else)) {
        return missing(last(&[Kw::If])?, "ELSE", "both cases have a value: `IF condition THEN a ELSE b`");
    }
    if f.expects("THEN") && matches!(f.found(), Some(Tok::Kw(_) | Tok::Ident(_)) | None) {
        return missing(last(&[Kw::If])?, "THEN", "write `IF condition THEN a ELSE b`");
    }
    let quantifiers = [Kw::Forall, Kw::Exists, Kw::TForall, Kw::TExists, Kw::Choose, Kw::Lambda];
    if f.expects(":")
        && let Some(at) = last(&quantifiers)
        && !(at..f.at).any(|i| f.token(i) == Some(Tok::Kw(Kw::Colon)))
    {
        return missing(at, ":", &format!("write `{} x \\in S : P(x)`", f.written(at)));
    }
    // A LET whose IN is missing goes on with what reads like another definition.
    let lets = (if f.expects("IN") { 0 } else { start }..f.at).fold(Vec::new(), |mut open, i| {
        match f.token(i) {
            Some(Tok::Kw(Kw::Let)) => open.push(i),
            Some(Tok::Kw(Kw::In)) => drop(open.pop()),
            _ => {}
        }
        open
    });
    if let Some(at) = lets.last()
        && (f.expects("IN") || f.expects("=="))
        && !(*at + 2..f.at).all(|i| f.token(i) != Some(Tok::Kw(Kw::Def)))
    {
        return missing(*at, "IN", "write `LET y == 1 IN x + y`");
    }
    if f.found() == Some(Tok::Kw(Kw::Else)) && last(&[Kw::Case]).is_some() {
        return Some(f.misplaced("the last case of CASE is written `[] OTHER -> value`"));
    }
    if f.expects("(") && f.expected.len() <= 2 && last(&[Kw::Weak, Kw::Strong]).is_some() {
        return Some(f.misplaced("the action stands in parentheses: `WF_vars(Next)`"));
    }
    None
}

/// Records and functions.
fn bracketed(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    let help = match (f.before(1), f.found()?) {
        (Some(Tok::Virtual(Virtual::Record | Virtual::FnCtor | Virtual::RecordSet) | Tok::Kw(Kw::Comma)), Tok::Str(_))
            if f.expects("identifier") =>
        {
            "names of fields stand without quotes: `[a |-> 1]`"
        }
        (Some(Tok::Kw(Kw::Colon)), _) if f.before(3) == Some(Tok::Virtual(Virtual::SetMap)) => {
            "a record is written `[a |-> 1, b |-> 2]`"
        }
        (_, Tok::Kw(Kw::Eq | Kw::Colon)) if f.expects("|->") => "a field is written `name |-> value`",
        _ => return None,
    };
    Some(f.misplaced(help))
}

/// `UNCHANGED x, y`, `x = 1, y = 2`
fn comma(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    if f.found() != Some(Tok::Kw(Kw::Comma)) || f.pluscal && f.expects(";") {
        return None;
    }
    let before = (unit_start(f)..f.at).rev().find(|i| !matches!(f.token(*i), Some(Tok::Ident(_) | Tok::Kw(Kw::Comma))));
    if let Some(at) = before.filter(|i| f.token(*i) == Some(Tok::Prefix("UNCHANGED"))) {
        let more =
            f.tokens[f.at..].iter().take_while(|t| matches!(t.tok, Tok::Kw(Kw::Comma) | Tok::Ident(_)) && !t.leads).count();
        let names = &f.text[f.tokens[at + 1].start..f.tokens[f.at + more - 1].end];
        let d = f.error("`UNCHANGED` takes one expression").at(f.span(f.at, f.at), "this comma ends it");
        return Some(d.help(format!("write `UNCHANGED <<{}>>`", names.trim_end_matches(','))));
    }
    Some(f.misplaced("formulas are joined by `/\\`, elements stand in `{…}` or `<<…>>`"))
}

/// `if (x < 3) …`: keywords in small letters are names.
fn lower_case(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    if f.pluscal {
        return None;
    }
    const WORDS: &[&str] = &["if", "then", "else", "let", "case", "choose", "unchanged", "enabled", "domain", "subset", "except"];
    let at = (unit_start(f)..f.at).find(|i| matches!(f.token(*i), Some(Tok::Ident(w)) if WORDS.contains(&w)))?;
    let word = f.written(at);
    let d = f.error(format!("`{word}` is a name, not a keyword")).at(f.span(at, at), "read as a name");
    Some(Diagnostic { help: foreign::help(word), ..d })
}

/// What else is known of the place where the parser stopped.
fn rest(f: &Failure<'_, '_>) -> Option<Diagnostic> {
    // `Init = x = 0`
    if f.expects("==")
        && let Some(eq) = (unit_start(f)..f.at).rev().find(|i| f.token(*i) == Some(Tok::Kw(Kw::Eq)) && f.leads(i - 1))
    {
        let d = f.error("`=` compares, it does not define").at(f.span(eq, eq), "expected `==`");
        return Some(d.help("a definition is written with `==`"));
    }
    if let (Some(Tok::Ident(name)), true, true) = (f.before(1), f.expects("=="), f.expects("infix"))
        && f.found() != Some(Tok::Kw(Kw::Eq))
    {
        let help = format!("`{name}` is read as the name of a definition; perhaps an operator or a comma is missing before it");
        return Some(f.unexpected(Some(help)));
    }
    if f.before(1) == Some(Tok::Kw(Kw::Eq)) && f.expects("identifier") && !f.expects("number") {
        let d = f.error("`=` compares, it does not define").at(f.span(f.at - 1, f.at - 1), "expected `==`");
        return Some(d.help("a definition is written with `==`"));
    }
    let is_module = f.token(0) == Some(Tok::Kw(Kw::Dashes));
    match f.found() {
        Some(Tok::Kw(Kw::Def)) if !f.pluscal && !is_module => {
            return Some(f.misplaced("give the expression alone, without a name"));
        }
        Some(Tok::Kw(Kw::Def)) if !f.pluscal => return Some(f.misplaced("`==` defines; to compare, write `=`")),
        _ => {}
    }
    let help = match (f.before(1), f.found()?) {
        (_, Tok::Kw(Kw::EndModule)) => "the definition before `====` is not complete",
        (_, Tok::Kw(Kw::Def)) if f.pluscal => "to assign, write `:=`; to compare, write `=`",
        (_, Tok::Kw(Kw::Eq)) if f.pluscal && f.expects(":=") => "`=` compares; to assign, write `:=`",
        (Some(Tok::Postfix("'")), Tok::Kw(Kw::Eq)) if f.expects("==") => {
            "a formula such as `x' = …` belongs to a definition: join it to the formula before it with `/\\`"
        }
        (_, Tok::Kw(Kw::Eq)) if f.expects("==") => "a definition is written with `==`",
        (_, _) if f.expects("|->") => "a field is written `name |-> value`",
        (_, Tok::Virtual(Virtual::JunctionSep)) => "the bulleted item before this one is not complete",
        (_, Tok::Infix("/\\" | "\\/") | Tok::Virtual(Virtual::AndOpen | Virtual::OrOpen)) => {
            "write the items of a bulleted list in one column, and the text of an item right of its bullet"
        }
        _ => return None,
    };
    Some(f.unexpected(Some(help.to_owned())))
}
