//! How much memory the states of a search may take where nobody said so and another engine works at the same time, and how much is taken.

/// A quarter of what the system says is available; `None` if it does not say.
pub fn share() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    available(&text).map(|kilobytes| kilobytes * 1024 / 4)
}

/// What this process occupies, in bytes; `None` if the system does not say.
pub fn occupied() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    line(&text, "VmRSS:").map(|kilobytes| kilobytes * 1024)
}

fn available(meminfo: &str) -> Option<u64> {
    line(meminfo, "MemAvailable:")
}

/// The number in the line that begins so, of a file of the system's.
fn line(text: &str, begin: &str) -> Option<u64> {
    text.lines().find_map(|l| l.strip_prefix(begin))?.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::available;

    #[test]
    fn what_is_available_is_read() {
        assert_eq!(available("MemTotal:  9 kB\nMemAvailable:   4096 kB\n"), Some(4096));
        assert_eq!(available("MemTotal:  9 kB\n"), None);
    }
}
