//! The examples run, and what they assert holds.

#[allow(dead_code, reason = "`main` reads the command line")]
#[path = "../examples/check.rs"]
mod check;
#[allow(dead_code, reason = "`main` reads the command line")]
#[path = "../examples/evaluate.rs"]
mod evaluate;
#[allow(dead_code, reason = "`main` reads the command line")]
#[path = "../examples/explore.rs"]
mod explore;
#[allow(dead_code, reason = "`main` reads the command line")]
#[path = "../examples/trace.rs"]
mod trace;

macro_rules! run {
    ($($name:ident)*) => {
        mod run {
            $(#[test] fn $name() { super::$name::run(None).expect(stringify!($name)); })*
        }
        const EXAMPLES: &[&str] = &[$(stringify!($name)),*];
    };
}

run! { check evaluate explore trace }

#[test]
fn every_example_is_run() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let entries = std::fs::read_dir(folder).expect("examples/ is there");
    let mut names: Vec<String> = entries.map(|e| e.expect("it can be read").file_name().display().to_string()).collect();
    names.sort();
    assert_eq!(names, EXAMPLES.iter().map(|name| format!("{name}.rs")).collect::<Vec<_>>());
}
