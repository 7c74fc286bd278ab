//! Walks a trace: what each step changed, and the trace as JSON: `cargo run --example trace`.

use tlaloc::document::{Operation, Part};
use tlaloc::{Error, Load, Options, Value};

/// A sender and a receiver with a queue between them; the receiver confirms what it has not received.
const CHANNEL: &str = r#"
---- MODULE Channel ----
EXTENDS Naturals, Sequences
VARIABLES queue, sent, received
Init == queue = <<>> /\ sent = 0 /\ received = {}
Send == sent < 2 /\ sent' = sent + 1 /\ queue' = Append(queue, [id |-> sent']) /\ UNCHANGED received
Receive == queue # <<>> /\ received' = received \union {Head(queue).id} /\ queue' = Tail(queue) /\ UNCHANGED sent
Next == Send \/ Receive
NotAll == received # {1, 2}
====
"#;

pub fn main() -> Result<(), Error> {
    run(None)
}

pub fn run(_argument: Option<String>) -> Result<(), Error> {
    let spec = Load::text(CHANNEL).config_text("INIT Init NEXT Next INVARIANT NotAll").read()?;
    let report = tlaloc::check(&spec, &Options::new());
    let Some(trace) = &report.trace else { panic!("the invariant is violated") };
    let mut received = 0;
    for (i, step) in trace.steps.iter().enumerate() {
        println!("{}: {}", i + 1, step.label.as_ref().map_or("initial state", |a| &a.name));
        for change in &step.changes {
            println!("    {change}");
            let of_queue = change.path.first() == Some(&Part::Variable("queue".to_string()));
            if let (true, Operation::Removed(message)) = (of_queue, &change.operation) {
                assert!(message.field("id").and_then(Value::as_int).is_some());
                received += 1;
            }
        }
    }
    println!("{received} messages were received");
    assert_eq!((trace.steps.len(), received), (5, 2));
    let json = serde_json::to_string(trace).expect("a trace can be written");
    println!("{} bytes of JSON", json.len());
    assert!(json.starts_with(r#"{"version":1,"module":"Channel","finding":{"verdict":"invariant","property":"NotAll""#));
    Ok(())
}
