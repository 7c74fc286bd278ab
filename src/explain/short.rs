//! Values shortened to a line, with the number of what is left out.
//!
//! ```text
//! {1, 2, 3, … 97 more}        [id |-> 1, data |-> <<1, 2, … 998 more>>]
//! ```

use crate::value::Value;

/// The text of a value, at most about so long; what is left out is counted.
pub fn short(value: &Value, most: usize) -> String {
    if let Ok(text) = value.text(most) {
        return text;
    }
    let (open, close, items): (&str, &str, Vec<String>) = match value {
        Value::Set(v) => ("{", "}", v.iter().map(|x| short(x, most / 2)).collect_short(most)),
        Value::Tuple(v) => ("<<", ">>", v.iter().map(|x| short(x, most / 2)).collect_short(most)),
        Value::Record(v) => {
            ("[", "]", v.iter().map(|(k, x)| format!("{} |-> {}", k.text(), short(x, most / 2))).collect_short(most))
        }
        Value::Function(v) => {
            ("(", ")", v.iter().map(|(k, x)| format!("{} :> {}", short(k, most / 4), short(x, most / 2))).collect_short(most))
        }
        Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) | Value::Model(_) => {
            let text = value.text(most).unwrap_or_else(|beginning| beginning);
            return format!("{text}…");
        }
    };
    let separator = if matches!(value, Value::Function(_)) { " @@ " } else { ", " };
    let count = size(value);
    let left_out = count - items.len();
    let more = if left_out == 0 {
        String::new()
    } else {
        format!("{}… {left_out} more", if items.is_empty() { "" } else { separator })
    };
    format!("{open}{}{more}{close}", items.join(separator))
}

fn size(value: &Value) -> usize {
    match value {
        Value::Set(v) | Value::Tuple(v) => v.len(),
        Value::Record(v) => v.len(),
        Value::Function(v) => v.len(),
        Value::Bool(_) | Value::Int(_) | Value::Big(_) | Value::Str(_) | Value::Model(_) => 0,
    }
}

/// Collects texts as long as they fit into a number of characters.
trait CollectShort: Iterator<Item = String> + Sized {
    fn collect_short(self, most: usize) -> Vec<String> {
        let mut room = most.saturating_sub(12);
        let mut all = Vec::new();
        for text in self {
            let length = text.chars().count() + 2;
            if length > room && !all.is_empty() {
                break;
            }
            room = room.saturating_sub(length);
            all.push(text);
        }
        all
    }
}

impl<I: Iterator<Item = String>> CollectShort for I {}
