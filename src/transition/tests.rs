//! Values of constant definitions.

use super::constants::Constants;
use crate::ir::Model;
use crate::lower::Overrides;
use crate::pipeline::from_texts;
use crate::source::SourceMap;
use crate::symbolic::Constants as _;

fn model(body: &str, cfg: &str) -> Model {
    let text = format!("---- MODULE M ----\nEXTENDS Integers, Sequences, FiniteSets, TLC\n{body}\n====\n");
    from_texts(&text, Some(cfg), &Overrides::default(), &mut SourceMap::new()).expect("there is a model")
}

#[test]
fn what_can_be_written_down_is_known_and_nothing_else() {
    let definitions = [
        ("Sum", "LET RECURSIVE Up(_) Up(n) == IF n = 0 THEN 0 ELSE n + Up(n - 1) IN Up(7)", Some("28")),
        ("Table", "[i \\in 1..3 |-> <<i, ToString(i)>>]", Some("<<<<1, \"1\">>, <<2, \"2\">>, <<3, \"3\">>>>")),
        ("Changed", "[[i \\in 0..1 |-> i] EXCEPT ![0] = 7]", Some("(0 :> 7 @@ 1 :> 1)")),
        ("Subsets", "SUBSET (1..40)", None),
        ("Squares", "[i \\in Nat |-> i * i]", None),
        ("Wrong", "<<>>[1]", None),
        ("Level", "TLCGet(\"level\")", None),
    ];
    let written: Vec<String> = definitions.iter().map(|d| format!("{} == {}", d.0, d.1)).collect();
    let names: Vec<&str> = definitions.iter().map(|d| d.0).collect();
    let uses = format!("VARIABLE x\nInit == x = 0\nNext == x' = <<{}>>", names.join(", "));
    let model = model(&format!("{}\n{uses}", written.join("\n")), "INIT Init\nNEXT Next\n");
    let constants = Constants::of(&model);
    for (name, _, value) in definitions {
        let def = model.defs.iter().position(|d| &*d.name == name).expect("it is defined");
        let known = constants.known().value(crate::ir::DefId(def as u32), crate::value::Integers::Narrow);
        assert_eq!(known.map(|v| v.to_string()).as_deref(), value, "{name}");
    }
}
