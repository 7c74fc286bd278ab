//! Planted faults: deliberate mistakes that the random tests must find.
//!
//! `mutant!("name")` is the constant FALSE, except in a build with `--cfg mutants`: there it is true if the environment variable
//! `TLALOC_MUTANT` has that name. `scripts/mutants` builds that way, and runs the random tests with each fault in turn;
//! `docs/reliability.md` lists the faults and what finds them. Names are unique; a name says where the fault is, then what it is.

/// Whether the fault is the one that was planted.
#[cfg(mutants)]
pub fn is_planted(name: &str) -> bool {
    static PLANTED: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    PLANTED.get_or_init(|| std::env::var("TLALOC_MUTANT").unwrap_or_default()) == name
}

#[cfg(mutants)]
macro_rules! mutant {
    ($name:literal) => {
        $crate::mutant::is_planted($name)
    };
}

#[cfg(not(mutants))]
macro_rules! mutant {
    ($name:literal) => {
        false
    };
}
