//! Memory: what a run may take, and what it occupies.
//!
//! What the process may occupy is twice what was given for states and some more (the graph for temporal properties may take as
//! much again; the program itself takes something, too), or what the system has left. A search ends before that is used up: an
//! allocation that fails would end the process without a report.

use memory_stats::memory_stats;
use std::sync::OnceLock;

/// Bytes that the program takes besides states.
const OWN: u64 = 100 << 20;

/// The default for states in bytes: a quarter of the address space, if that is limited, and of the available memory, if another engine
/// runs at the same time. `None` if neither is known.
pub fn share(races: bool) -> Option<u64> {
    let available = if races { available() } else { None };
    available.into_iter().chain(address_limit()).min().map(|bytes| bytes / 4)
}

/// The bytes that this process occupies; `None` if the system does not tell.
pub fn occupied() -> Option<u64> {
    memory_stats().map(|stats| stats.physical_mem as u64)
}

/// The bytes that the process may occupy with this limit for states; a tenth of the available memory is left to other processes.
pub fn ceiling(limit: Option<u64>) -> Option<u64> {
    let given = limit.map(|bytes| bytes.saturating_mul(2).saturating_add(OWN));
    given.into_iter().chain(available().map(|bytes| bytes / 10 * 9)).min()
}

/// Whether the process occupies more than `ceiling`, or most of its address space (`ulimit -v`).
pub fn is_used_up(ceiling: Option<u64>) -> bool {
    let Some(stats) = memory_stats() else { return false };
    let beyond = |used: usize, most: Option<u64>| most.is_some_and(|most| used as u64 > most);
    beyond(stats.physical_mem, ceiling) || beyond(stats.virtual_mem, addresses())
}

/// The memory that was available at the first call, in bytes; less in a control group with a limit.
fn available() -> Option<u64> {
    static AVAILABLE: OnceLock<Option<u64>> = OnceLock::new();
    *AVAILABLE.get_or_init(|| {
        let text = std::fs::read_to_string("/proc/meminfo").ok()?;
        let free = line(&text, "MemAvailable:")? * 1024;
        let group = std::fs::read_to_string("/sys/fs/cgroup/memory.max").ok().and_then(|text| text.trim().parse().ok());
        Some(free.min(group.unwrap_or(u64::MAX)))
    })
}

/// The address space that may be used: some is left for large arrays and for stacks, which take many addresses and hardly any memory.
fn addresses() -> Option<u64> {
    address_limit().map(|bytes| bytes - (bytes / 8).min(1 << 30))
}

/// The limit of the address space in bytes, if there is one.
fn address_limit() -> Option<u64> {
    static LIMIT: OnceLock<Option<u64>> = OnceLock::new();
    *LIMIT.get_or_init(|| limit(&std::fs::read_to_string("/proc/self/limits").ok()?))
}

/// The soft limit, in bytes; `None` if there is none.
fn limit(limits: &str) -> Option<u64> {
    line(limits, "Max address space")
}

/// The number in the line that begins with `begin`.
fn line(text: &str, begin: &str) -> Option<u64> {
    text.lines().find_map(|l| l.strip_prefix(begin))?.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{is_used_up, limit, line};

    #[test]
    fn what_the_system_says_is_read() {
        let available = |text| line(text, "MemAvailable:");
        assert_eq!(available("MemTotal:  9 kB\nMemAvailable:   4096 kB\n"), Some(4096));
        assert_eq!(available("MemTotal:  9 kB\n"), None);
        assert_eq!(limit("Max processes  7 7 processes\nMax address space         8192   unlimited   bytes\n"), Some(8192));
        assert_eq!(limit("Max address space         unlimited   unlimited   bytes\n"), None);
        assert!(is_used_up(Some(1)) || cfg!(not(target_os = "linux")));
        assert!(!is_used_up(Some(u64::MAX)));
    }
}
