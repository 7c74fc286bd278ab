//! Values broken into lines, as TLC writes them.
//!
//! In: a value, the column at which it starts and the width of the page. Out: text whose first line continues the
//! current one. A collection that does not fit is broken after each of its elements, which are aligned:
//!
//! ```text
//! { [from |-> u1, id |-> 1, version |-> 1],
//!   [from |-> u1, id |-> 2, version |-> 1] }
//! ```

use crate::value::Value;

/// The greatest length of a value's text, in bytes. Longer ones are shortened: a terminal is unreadable beyond that.
const LONGEST: usize = 1 << 20;

/// The length of a shortened text, in bytes.
const SHORT: usize = 1 << 10;

/// The text of a value on one line; if it is too long, the error is its beginning.
fn whole(value: &Value) -> Result<String, String> {
    value.text(LONGEST).map_err(|mut text| {
        let end = (0..=SHORT).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
        text.truncate(end);
        format!("{text} … (shortened, {}; --json writes the whole value)", size(value))
    })
}

/// The text of a value on one line, or its beginning if it is too long.
pub fn flat(value: &Value) -> String {
    whole(value).unwrap_or_else(|short| short)
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

/// The text of a value that begins at `column` of a page of `width` columns.
pub fn value(value: &Value, column: usize, width: usize) -> String {
    match whole(value) {
        Ok(flat) => page(value, flat, column, width),
        Err(short) => short,
    }
}

fn page(value: &Value, flat: String, column: usize, width: usize) -> String {
    if column + flat.chars().count() <= width {
        return flat;
    }
    let deeper = |prefix: &str, v: &Value, indent: usize| {
        format!("{prefix}{}", self::value(v, column + indent + prefix.chars().count(), width))
    };
    match value {
        Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) | Value::Model(_) => flat,
        Value::Set(items) => block("{", ",", "}", items.iter().map(|v| deeper("", v, 2)), column),
        Value::Tuple(items) => block("<<", ",", ">>", items.iter().map(|v| deeper("", v, 3)), column),
        Value::Record(fields) => {
            block("[", ",", "]", fields.iter().map(|(a, v)| deeper(&format!("{} |-> ", a.text()), v, 2)), column)
        }
        Value::Function(entries) => {
            block("(", " @@", ")", entries.iter().map(|(k, v)| deeper(&format!("{k} :> "), v, 2)), column)
        }
    }
}

fn block(open: &str, separator: &str, close: &str, items: impl Iterator<Item = String>, column: usize) -> String {
    let indent = " ".repeat(column + open.len() + 1);
    format!("{open} {} {close}", items.collect::<Vec<_>>().join(&format!("{separator}\n{indent}")))
}
