//! The sides of comparisons. TLC compares a record and a tuple one way only: `<<1, 2, 3>> = [a |-> 1, b |-> 2]` is FALSE, since
//! one is longer, and `[a |-> 1, b |-> 2] = <<1, 2, 3>>` is an error. So each engine must have the same value on the left.

use crate::family::{Seen, agree};

/// Steps that compare `x`, or its next value, with `y`; and what is found if x is a record and y a tuple, and the other way round.
const STEPS: [(&str, Seen, Seen); 14] = [
    ("x' = y /\\ UNCHANGED x", Seen::Violated, Seen::Holds),
    ("UNCHANGED x /\\ x' = y", Seen::Violated, Seen::Holds),
    ("x' = y /\\ UNCHANGED (IF TRUE THEN x ELSE y)", Seen::Violated, Seen::Holds),
    ("x' = y /\\ ~UNCHANGED x", Seen::Violated, Seen::Holds),
    ("x' = y /\\ [FALSE]_x", Seen::Violated, Seen::Holds),
    ("<<x' = y>>_x", Seen::Violated, Seen::Holds),
    ("x' = y /\\ x = x'", Seen::Violated, Seen::Holds),
    ("x' = y /\\ x' # x", Seen::Holds, Seen::Violated),
    ("x' = y /\\ x' \\in {x}", Seen::Violated, Seen::Holds),
    ("x' = y /\\ x' \\in {y, x}", Seen::Holds, Seen::Holds),
    ("x' = y /\\ x \\in {x'}", Seen::Holds, Seen::Violated),
    ("x' = y /\\ y \\in DOMAIN [z \\in {x} |-> 0]", Seen::Holds, Seen::Violated),
    ("x' = [[z \\in {x} |-> 0] EXCEPT ![y] = 1]", Seen::Holds, Seen::Violated),
    ("x' = y /\\ [z \\in {x} |-> 0] \\in [{y} -> {0}]", Seen::Holds, Seen::Violated),
];

#[test]
fn every_engine_has_the_same_value_on_the_left() {
    let (record, tuple) = ("[a : 1..2, b : {2}]", "(1..2) \\X {2} \\X {3}");
    for (step, of_a_record, of_a_tuple) in STEPS {
        for (x, y, expected) in [(record, tuple, of_a_record), (tuple, record, of_a_tuple)] {
            let text = format!(
                "---- MODULE M ----\nEXTENDS Integers\nVARIABLES x, y\nInit == x \\in {x} /\\ y \\in {y}\n\
                 Next == {step} /\\ y' = 0\n====\n"
            );
            // the seed decides on reductions
            for seed in 0..4 {
                let found = agree(&text, "INIT Init\nNEXT Next\nCHECK_DEADLOCK FALSE\n", 0, seed);
                assert_eq!(found, Ok(expected), "{step}, x \\in {x}, seed {seed}");
            }
        }
    }
}
