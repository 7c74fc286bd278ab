//! Values on a page: as the reference checker writes them, broken into lines where they are too long.
//!
//! In: a value, the column at which it starts and the width of the page. Out: text whose first line continues the
//! current one. A collection that does not fit is broken after each of its elements, which are aligned:
//!
//! ```text
//! { [from |-> u1, id |-> 1, version |-> 1],
//!   [from |-> u1, id |-> 2, version |-> 1] }
//! ```

use crate::value::Value;

/// `value` as it stands at `column` of a page `width` columns wide.
pub fn value(value: &Value, column: usize, width: usize) -> String {
    let flat = value.to_string();
    if column + flat.chars().count() <= width {
        return flat;
    }
    let deeper = |prefix: &str, v: &Value, indent: usize| {
        format!("{prefix}{}", self::value(v, column + indent + prefix.chars().count(), width))
    };
    match value {
        Value::Bool(_) | Value::Int(_) | Value::Str(_) | Value::Model(_) => flat,
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
