//! Values of options: text to value, or what was expected.

use crate::api::settings::Width;
use std::path::PathBuf;

/// The path of the root module; `.tla` may be left out.
pub fn root(text: &str) -> Result<PathBuf, String> {
    if text.ends_with(".cfg") {
        return Err(
            "this is a configuration file: give the module, such as 'M.tla', and the configuration by --config".to_string()
        );
    }
    let path = PathBuf::from(text);
    let with = PathBuf::from(format!("{text}.tla"));
    Ok(if !path.is_file() && with.is_file() { with } else { path })
}

/// A name and a value.
pub fn constant(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
            Ok((name.trim().to_string(), value.trim().to_string()))
        }
        _ => Err("expected NAME=VALUE, as in 'Users={u1,u2}'".to_string()),
    }
}

/// A number of steps.
pub fn steps(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| "expected a number of steps, 0 or more".to_string())
}

/// The bits of a hash.
pub fn fingerprint_bits(text: &str) -> Result<Width, String> {
    match text {
        "64" => Ok(Width::Bits64),
        "128" => Ok(Width::Bits128),
        _ => Err("expected 64 or 128".to_string()),
    }
}

/// A number of bytes, or of kilo-, mega- or gigabytes.
pub fn size(text: &str) -> Result<u64, String> {
    let (digits, unit) = match text.to_ascii_uppercase().chars().last() {
        Some('K') => (&text[..text.len() - 1], 1 << 10),
        Some('M') => (&text[..text.len() - 1], 1 << 20),
        Some('G') => (&text[..text.len() - 1], 1 << 30),
        _ => (text, 1u64),
    };
    let size = digits.parse::<u64>().ok().and_then(|n| n.checked_mul(unit));
    size.ok_or_else(|| "expected a size such as 500M or 4G".to_string())
}

/// `on` is true.
pub fn on_off(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        "true" | "TRUE" => Err("expected on or off: write on".to_string()),
        "false" | "FALSE" => Err("expected on or off: write off".to_string()),
        _ => Err("expected on or off".to_string()),
    }
}

/// A duration in seconds.
pub fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(s) if (0.0..1e9).contains(&s) => Ok(s),
        _ => Err("expected a number of seconds, without a unit".to_string()),
    }
}
