//! How much memory the states of a search may take where nobody said so and another engine works at the same time.

/// A quarter of what the system says is available; `None` if it does not say.
pub fn share() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    available(&text).map(|kilobytes| kilobytes * 1024 / 4)
}

fn available(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|l| l.strip_prefix("MemAvailable:"))?;
    line.split_whitespace().next()?.parse().ok()
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
