//! Evaluates an expression: `cargo run --example evaluate '{x * x : x \in 1..5}'`.

use tlaloc::Error;

pub fn main() -> Result<(), Error> {
    run(std::env::args().nth(1))
}

pub fn run(given: Option<String>) -> Result<(), Error> {
    let expression = given.as_deref().unwrap_or(r"{x * x : x \in 1..5}");
    let value = tlaloc::evaluate(expression)?;
    println!("{expression} = {value}");
    if given.is_none() {
        let elements = value.elements().expect("a set");
        assert_eq!(elements.iter().filter_map(|v| v.as_int()).sum::<i64>(), 55);
    }
    // a mistake comes with its place
    let error = tlaloc::evaluate("1 + TRUE").expect_err("TRUE is no number");
    println!("{error}");
    assert!(error.to_string().contains("1 + TRUE"));
    Ok(())
}
