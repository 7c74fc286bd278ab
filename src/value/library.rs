//! What operators of the community's modules compute with more than TLA+ has: texts, tables, fractions.
//!
//! In: values. Out: a value or a text, as the reference's Java makes it; or one sentence about what is wrong with the argument.

use super::{Atoms, Value};

type Made<T> = Result<T, String>;

/// A value in a message: long ones are shortened.
pub fn shown(v: &Value) -> String {
    const LIMIT: usize = 120;
    let text = v.to_string();
    if text.chars().count() <= LIMIT { text } else { text.chars().take(LIMIT - 1).chain(['…']).collect() }
}

/// The text that an argument has to be.
pub fn string<'v>(v: &'v Value, operator: &str, wanted: &str) -> Made<&'v str> {
    match v {
        Value::Str(a) => Ok(a.text()),
        Value::Bool(_)
        | Value::Int(_)
        | Value::Big(_)
        | Value::Model(_)
        | Value::Set(_)
        | Value::Tuple(_)
        | Value::Record(_)
        | Value::Function(_) => Err(format!("{operator} needs {wanted}, not {}", shown(v))),
    }
}

fn integer(v: &Value, operator: &str) -> Made<i64> {
    if let Value::Int(i) = v { Ok(*i) } else { Err(format!("{operator} needs an integer, not {}", shown(v))) }
}

/// `atoi`
pub fn integer_of(v: &Value) -> Made<Value> {
    let text = string(v, "atoi", "a string")?;
    let number =
        text.parse::<i32>().map_err(|_| format!("atoi needs a string that is an integer of 32 bits, not {}", shown(v)))?;
    Ok(Value::Int(i64::from(number)))
}

/// `CSVRead`: a record for each line, its values texts; of no file there are none.
pub fn csv(columns: &Value, delimiter: &Value, text: Option<&str>, atoms: &Atoms) -> Made<Value> {
    let Value::Tuple(columns) = columns else {
        return Err(format!("CSVRead needs a sequence of the columns' names, not {}", shown(columns)));
    };
    let delimiter = string(delimiter, "CSVRead", "a delimiter")?;
    let mut names = Vec::new();
    for c in columns.iter() {
        names.push(atoms.intern(string(c, "CSVRead", "columns' names")?));
    }
    if delimiter.is_empty() || (1..names.len()).any(|i| names[..i].contains(&names[i])) {
        return Err("CSVRead needs a delimiter, and columns of different names".to_string());
    }
    let mut records = Vec::new();
    for (i, line) in text.unwrap_or_default().lines().enumerate() {
        let cells: Vec<&str> = line.split(delimiter).collect();
        if cells.len() != names.len() {
            return Err(format!("CSVRead found {} values in line {}, for {} columns", cells.len(), i + 1, names.len()));
        }
        records.push(Value::record(names.iter().zip(cells).map(|(name, cell)| (*name, Value::Str(atoms.intern(cell))))));
    }
    Ok(Value::tuple(records))
}

/// `SVGElemToString` of a record with the fields name, attrs, children and innerText.
pub fn svg(elem: &Value) -> Made<String> {
    let wrong = || format!("SVGElemToString needs a record of name, attrs, children and innerText, not {}", shown(elem));
    let Value::Record(fields) = elem else { return Err(wrong()) };
    let field = |name: &str| fields.iter().find(|f| f.0.text() == name).map(|f| &f.1).ok_or_else(wrong);
    let name = string(field("name")?, "SVGElemToString", "a name that is a string")?;
    let mut text = format!("<{name}");
    for (key, value) in field("attrs")?.entries().ok_or_else(wrong)? {
        let key = string(&key, "SVGElemToString", "attributes with names")?.replace('_', "-");
        let value = string(&value, "SVGElemToString", "attributes that are strings")?;
        text += &format!(" {key}='{value}'");
    }
    text.push('>');
    text += &string(field("innerText")?, "SVGElemToString", "an innerText that is a string")?
        .replace("<<", "&lt;&lt;")
        .replace(">>", "&gt;&gt;");
    for (_, child) in field("children")?.entries().ok_or_else(wrong)? {
        text += &svg(&child)?;
    }
    Ok(text + &format!("</{name}>"))
}

/// `NodeOfRingNetwork(cx, cy, r, n, m)`: where the n-th of m nodes is on a circle, in whole pixels.
pub fn on_ring(args: [&Value; 5], atoms: &Atoms) -> Made<Value> {
    let mut numbers = [0.0; 5];
    for (number, v) in numbers.iter_mut().zip(args) {
        *number = integer(v, "NodeOfRingNetwork")? as f64;
    }
    let [cx, cy, r, n, m] = numbers;
    let angle = 2.0 * std::f64::consts::PI / m * n;
    let pixel = |at: f64| Value::Int(i64::from(at as i32));
    Ok(Value::record([(atoms.intern("x"), pixel(cx + r * angle.cos())), (atoms.intern("y"), pixel(cy + r * angle.sin()))]))
}

/// `ChiSquare(expected, actual, alpha)`: whether the counts fit the expected ones at this level of significance.
pub fn fits_expected(expected: &Value, actual: &Value, alpha: &Value) -> Made<bool> {
    let counts = |v: &Value, least: i64| -> Made<Vec<f64>> {
        let wrong = || format!("ChiSquare needs two functions to integers from {least} on, not {}", shown(v));
        let mut counts = Vec::new();
        for (_, n) in v.entries().ok_or_else(wrong)? {
            match n {
                Value::Int(n) if n >= least => counts.push(n as f64),
                _ => return Err(wrong()),
            }
        }
        Ok(counts)
    };
    let (expected, actual) = (counts(expected, 1)?, counts(actual, 0)?);
    let level = string(alpha, "ChiSquare", "a level of significance, a string")?;
    let level: f64 = level.trim().parse().map_err(|_| format!("ChiSquare needs a number from 0 to 0.5, not {}", shown(alpha)))?;
    if expected.len() != actual.len() || expected.len() < 2 || !(level > 0.0 && level <= 0.5) {
        return Err("ChiSquare needs as many counts on both sides, at least two, and a level from 0 to 0.5".to_string());
    }
    let (sum, found): (f64, f64) = (expected.iter().sum(), actual.iter().sum());
    let scale = if (sum - found).abs() > 1e-5 { found / sum } else { 1.0 };
    let statistic: f64 = expected.iter().zip(&actual).map(|(e, a)| (a - scale * e).powi(2) / (scale * e)).sum();
    // no counts at all, and so nothing that would speak against it
    Ok(statistic.is_nan() || upper_gamma((expected.len() - 1) as f64 / 2.0, statistic / 2.0) >= level)
}

/// The regularized gamma function Q(a, x): a series below a + 1, a continued fraction above (Numerical Recipes, 6.2).
fn upper_gamma(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let scale = (a * x.ln() - x - log_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        while term > sum * f64::EPSILON {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return 1.0 - scale * sum;
    }
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut h = d;
    for i in 1..100_000 {
        let i = f64::from(i);
        let an = -i * (i - a);
        b += 2.0;
        d = 1.0 / (an * d + b + TINY);
        c = b + an / c + TINY;
        h *= d * c;
        if (d * c - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    scale * h
}

/// The logarithm of the gamma function (Lanczos, g = 7).
fn log_gamma(x: f64) -> f64 {
    const C: [f64; 8] = [
        676.5203681218851,
        -1259.1392167224028,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507343278686905,
        -0.13857109526572012,
        9.984_369_578_019_572e-6,
        1.5056327351493116e-7,
    ];
    if x < 0.5 {
        return (std::f64::consts::PI / (std::f64::consts::PI * x).sin()).ln() - log_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let t = x + 7.5;
    let sum: f64 = C.iter().enumerate().map(|(i, c)| c / (x + i as f64 + 1.0)).sum::<f64>() + 0.999_999_999_999_809_9;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}
