//! Constant definitions whose values the evaluator computes, once for all encoders of a model.
//!
//! In: a definition that depends on nothing. Out: its value, if evaluation can write it down. A table that is computed, a file that is
//! read and sorted, a closure of a graph: an encoder gets there too, by folding, but step by step through its terms, and each
//! encoder anew.
//!
//! Who wants the two implementations held against each other makes encoders without [`Constants`]: those evaluate all by themselves.

use crate::eval::Evaluator;
use crate::ir::{DefId, Model};
use crate::symbolic::{self, Encoder};
use crate::value::Value;
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::rc::Rc;

/// What constant definitions of a model are known to be. Clones share it.
#[derive(Clone)]
pub struct Constants<'m>(Rc<Known<'m>>);

struct Known<'m> {
    model: &'m Model,
    values: RefCell<FxHashMap<DefId, Option<Value>>>,
    /// Not there while it evaluates, and lost if that is interrupted.
    evaluator: RefCell<Option<Evaluator<'m>>>,
}

impl<'m> Constants<'m> {
    pub fn of(model: &'m Model) -> Constants<'m> {
        Constants(Rc::new(Known { model, values: RefCell::default(), evaluator: RefCell::default() }))
    }

    pub fn model(&self) -> &'m Model {
        self.0.model
    }

    /// An encoder that takes from here what is known.
    pub fn encoder(&self) -> Encoder<'m> {
        Encoder::knowing(self.0.model, self.0.clone())
    }
}

impl symbolic::Constants for Known<'_> {
    fn value(&self, def: DefId) -> Option<Value> {
        if let Some(known) = self.values.borrow().get(&def) {
            return known.clone();
        }
        let mut evaluator = self.evaluator.take().unwrap_or_else(|| Evaluator::new(self.model));
        let value = evaluator.constant(def);
        self.evaluator.replace(Some(evaluator));
        self.values.borrow_mut().insert(def, value.clone());
        value
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::model;
    use super::Constants;
    use crate::symbolic::Constants as _;

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
            let known = constants.0.value(crate::ir::DefId(def as u32));
            assert_eq!(known.map(|v| v.to_string()).as_deref(), value, "{name}");
        }
    }

    #[test]
    fn an_encoder_takes_what_is_known() {
        // 700 calls are more than an encoder goes through by itself
        let body = "RECURSIVE Up(_)\nUp(n) == IF n = 0 THEN 0 ELSE n + Up(n - 1)\nSum == Up(700)\nText == ToString(Sum)\n\
                    VARIABLE x\nInit == x = 0\nNext == x < Sum /\\ x' = Sum\nInv == x = Sum => Text = \"245350\"\nNo == x /= Sum";
        let cfg = "INIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE\nINVARIANT Inv\n";
        for (cfg, expected) in [(cfg.to_string(), "safe to Some(1), all"), (format!("{cfg}INVARIANT No\n"), "No: 0 -> 245350")] {
            let model = model(body, &cfg);
            let options = crate::engine::Options::to_depth(3);
            assert_eq!(super::super::tests::told(&super::super::check(&model, &options)), expected);
        }
    }
}
