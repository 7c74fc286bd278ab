//! Values broken into lines, as TLC writes them, with marks of what a step changed.
//!
//! In: a value, its [`Marks`], the column at which it starts, and the [`Page`]. Out: text whose first line continues the
//! current one. A collection that does not fit is broken after each of its elements, which are aligned; numbers, strings and other
//! values without parts fill the lines.
//!
//! ```text
//! { [from |-> u1, id |-> 1, version |-> 1],
//!   [from |-> u1, id |-> 2, version |-> 1] }
//! ```
//!
//! A collection of many entries is shortened to its first ones and those that changed, and says how many are left out:
//! `{1, 2, 3, … 9,997 more …}`.

use super::marked::{Marks, Text, Tone};
use crate::trace::doc::Part;
use crate::trace::doc::diff::part;
use crate::value::Value;

/// The number of entries beyond which a collection is shortened.
pub const MANY: usize = 100;

/// The number of entries at the beginning of a shortened collection, and of changed ones.
const KEPT: usize = 20;

/// The greatest length of a value's text, in bytes. Longer ones are shortened: a terminal is unreadable beyond that.
const LONGEST: usize = 1 << 20;

/// The length of a shortened text, in bytes.
const SHORT: usize = 1 << 10;

/// Where a value is written.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// In columns.
    pub width: usize,
    /// Long collections are not shortened.
    pub whole: bool,
}

/// The text of a value on one line, or its beginning if it is too long.
pub fn flat(value: &Value) -> String {
    marked(value, None, Page { width: usize::MAX, whole: false }).bare()
}

/// The text of a value on one line.
pub fn marked(value: &Value, marks: Option<&Marks>, page: Page) -> Text {
    if let Some(short) = beginning(value, page) {
        return short;
    }
    line(value, marks, page)
}

/// The beginning of a value whose text is too long, also where its collections are shortened.
fn beginning(value: &Value, page: Page) -> Option<Text> {
    let mut text = value.text(LONGEST).err()?;
    if !page.whole && line(value, None, page).bare().len() <= LONGEST {
        return None;
    }
    let end = (0..=SHORT).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    text.truncate(end);
    Some(Text::new(Tone::Plain, format!("{text} … (shortened, {}; --json writes the whole value)", size(value))))
}

fn size(value: &Value) -> String {
    match value {
        Value::Set(items) => format!("a set of {} elements", items.len()),
        Value::Tuple(items) => format!("a sequence of {} elements", items.len()),
        Value::Record(fields) => format!("a record of {} fields", fields.len()),
        Value::Function(entries) => format!("a function on {} elements", entries.len()),
        Value::Str(a) => format!("a string of {} bytes", a.text().len()),
        Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Model(_) => "a long value".to_string(),
    }
}

/// Whether some collection in a value is shortened.
pub fn is_long(value: &Value) -> bool {
    match value {
        Value::Set(items) | Value::Tuple(items) => items.len() > MANY || items.iter().any(is_long),
        Value::Record(fields) => fields.len() > MANY || fields.iter().any(|(_, v)| is_long(v)),
        Value::Function(entries) => entries.len() > MANY || entries.iter().any(|(k, v)| is_long(k) || is_long(v)),
        Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) | Value::Model(_) => false,
    }
}

/// The text of a value that begins at `column` of a page.
pub fn value(value: &Value, marks: Option<&Marks>, column: usize, page: Page) -> Text {
    if let Some(short) = beginning(value, page) {
        return short;
    }
    broken(value, marks, column, page)
}

/// What a collection is written with.
struct Brackets {
    open: &'static str,
    separator: &'static str,
    close: &'static str,
}

/// An entry of a collection, or how many are left out.
enum Item<'v> {
    Entry { key: String, part: Part, value: &'v Value },
    Gap(usize),
}

impl Item<'_> {
    fn is_atom(&self) -> bool {
        match self {
            Item::Entry { key, value, .. } => {
                key.is_empty() && !matches!(value, Value::Set(_) | Value::Tuple(_) | Value::Record(_) | Value::Function(_))
            }
            Item::Gap(_) => true,
        }
    }
}

/// The entries of a collection; `None` for a value without parts.
fn entries<'v>(value: &'v Value, marks: Option<&Marks>, page: Page) -> Option<(Brackets, Vec<Item<'v>>)> {
    let brackets = |open, separator, close| Brackets { open, separator, close };
    let entry = |key: String, part: Part, value: &'v Value| Item::Entry { key, part, value };
    Some(match value {
        Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) | Value::Model(_) => return None,
        Value::Set(items) => {
            let item = |i: usize| entry(String::new(), Part::Element(items[i].clone()), &items[i]);
            (brackets("{", ",", "}"), kept(items.len(), item, marks, page))
        }
        Value::Tuple(items) => {
            let item = |i: usize| entry(String::new(), Part::Index(i + 1), &items[i]);
            (brackets("<<", ",", ">>"), kept(items.len(), item, marks, page))
        }
        Value::Record(fields) => {
            let name = |i: usize| fields[i].0.text();
            let item = |i: usize| entry(format!("{} |-> ", name(i)), Part::Field(name(i).to_string()), &fields[i].1);
            (brackets("[", ",", "]"), kept(fields.len(), item, marks, page))
        }
        Value::Function(entries) => {
            let key = |i: usize| line(&entries[i].0, None, page).bare();
            let item = |i: usize| entry(format!("{} :> ", key(i)), part(&entries[i].0, value), &entries[i].1);
            (brackets("(", " @@", ")"), kept(entries.len(), item, marks, page))
        }
    })
}

/// The entries that are shown of so many.
fn kept<'v>(count: usize, item: impl Fn(usize) -> Item<'v>, marks: Option<&Marks>, page: Page) -> Vec<Item<'v>> {
    if page.whole || count <= MANY {
        return (0..count).map(item).collect();
    }
    let (mut shown, mut left_out, mut changed) = (Vec::new(), 0, 0);
    for i in 0..count {
        if i < KEPT {
            shown.push(item(i));
            continue;
        }
        let one = marks.filter(|_| changed < KEPT).map(|marks| (marks, item(i)));
        match one {
            Some((marks, Item::Entry { key, part, value })) if marks.at(&part).is_some() => {
                changed += 1;
                if left_out > 0 {
                    shown.push(Item::Gap(left_out));
                    left_out = 0;
                }
                shown.push(Item::Entry { key, part, value });
            }
            Some(_) | None => left_out += 1,
        }
    }
    if left_out > 0 {
        shown.push(Item::Gap(left_out));
    }
    shown
}

/// `… 9,997 more …`
fn gap(left_out: usize) -> String {
    format!("… {} more …", super::thousands(left_out as u64))
}

/// The marks of a part: its own, or those of a whole that is marked itself.
fn below<'m>(marks: Option<&'m Marks>, part: &Part, whole: &'m Marks) -> Option<&'m Marks> {
    match marks {
        Some(m) if m.tone != Tone::Plain => Some(whole),
        Some(m) => m.at(part),
        None => None,
    }
}

fn tone(marks: Option<&Marks>) -> Tone {
    marks.map_or(Tone::Plain, |m| m.tone)
}

fn line(value: &Value, marks: Option<&Marks>, page: Page) -> Text {
    let tone = tone(marks);
    let Some((brackets, items)) = entries(value, marks, page) else { return Text::new(tone, value.to_string()) };
    let whole = Marks::whole(tone);
    let mut out = Text::new(tone, brackets.open);
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(tone, brackets.separator);
            out.push(tone, " ");
        }
        match item {
            Item::Gap(n) => out.push(Tone::Dim, &gap(*n)),
            Item::Entry { key, part, value } => {
                let marks = below(marks, part, &whole);
                out.push(self::tone(marks), key);
                out.append(&line(value, marks, page));
            }
        }
    }
    out.with(tone, brackets.close)
}

fn broken(value: &Value, marks: Option<&Marks>, column: usize, page: Page) -> Text {
    let flat = line(value, marks, page);
    if column + flat.width() <= page.width {
        return flat;
    }
    let tone = tone(marks);
    let Some((brackets, items)) = entries(value, marks, page) else { return flat };
    let whole = Marks::whole(tone);
    let indent = column + brackets.open.len() + 1;
    let fills = items.iter().all(Item::is_atom);
    let mut out = Text::new(tone, format!("{} ", brackets.open));
    let mut at = indent;
    for (i, item) in items.iter().enumerate() {
        let (key, text) = match item {
            Item::Gap(n) => (Text::default(), Text::new(Tone::Dim, gap(*n))),
            Item::Entry { key, part, value } => {
                let marks = below(marks, part, &whole);
                let inner = broken(value, marks, indent + key.chars().count(), page);
                (Text::new(self::tone(marks), key.clone()), inner)
            }
        };
        let width = text.width() + brackets.separator.len() + 1;
        if i > 0 {
            out.push(tone, brackets.separator);
            if fills && at + width <= page.width {
                out.push(Tone::Plain, " ");
            } else {
                out.push(Tone::Plain, &format!("\n{}", " ".repeat(indent)));
                at = indent;
            }
        }
        at += width;
        out.append(&key);
        out.append(&text);
    }
    out.with(tone, &format!(" {}", brackets.close))
}
