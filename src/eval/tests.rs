//! The evaluator on models built by hand. The language's own suite is tests/language.

use super::error::ErrorKind;
use super::testing::model;
use super::{Evaluator, Halt};
use crate::ir::DefId;
use crate::util::stack::on_large_stack;
use crate::value::Value;
use std::sync::Arc;

/// The value of the last definition.
fn check_defs(defs: &[(usize, &str)], expected: &str) {
    let model = model(defs);
    let last = DefId(model.defs.len() as u32 - 1);
    let found = match Evaluator::new(&model).value(last, None, None) {
        Ok(v) => v.to_string(),
        Err(e) => format!("{:?}: {}", e.kind, e.message),
    };
    assert_eq!(found, expected, "{defs:?}");
}

fn check(text: &str, expected: &str) {
    check_defs(&[(0, text)], expected);
}

/// The successors of the states that the first definition gives, by the second, with their labels.
fn check_steps(defs: &[(usize, &str)], expected: &str) {
    let model = model(defs);
    let mut e = Evaluator::new(&model);
    let mut initial = vec![];
    let mut lines = vec![];
    let print = |s: &crate::value::State| s.0.iter().map(|v| v.to_string()).collect::<Vec<_>>().join(" ");
    let r = e.initial_states(DefId(0), &mut |s| {
        initial.push(s);
        Ok(())
    });
    if let Err(Halt::Error(e)) = r {
        lines.push(format!("{:?}: {}", e.kind, e.message));
    }
    for s in &initial {
        let r = e.successors(DefId(1), s, &mut |label, t| {
            let l = label.get();
            let args: Vec<String> = l.args.iter().map(|a| a.to_string()).collect();
            lines.push(format!("{} -{}({})-> {}", print(s), l.name, args.join(","), print(&t)));
            Ok(())
        });
        if let Err(Halt::Error(e)) = r {
            lines.push(format!("{} {:?}: {}", print(s), e.kind, e.message));
        }
    }
    assert_eq!(lines.join("\n"), expected.trim(), "{defs:?}");
}

#[test]
fn sets_are_lazy_until_asked() {
    check("(in 3 (Nat))", "TRUE");
    check("(in (set 1 2) (subset (Nat)))", "TRUE");
    check("(map 0 (subset (.. 1 2)) $0)", "{{}, {1}, {2}, {1, 2}}");
    check("(filter 0 (functions (.. 1 2) (.. 0 1)) (< (apply $0 1) (apply $0 2)))", "{<<0, 1>>}");
    check("(in 5 (filter 0 (Nat) (< $0 3)))", "FALSE");
    check("(in 5 (Union (set (Nat))))", "TRUE");
    check("(map 0 (Nat) 1)", "NotEnumerable: Nat is infinite and cannot be enumerated");
}

#[test]
fn kinds_that_do_not_compare() {
    check("(in 1 (set \"a\"))", "Type: string \"a\" and integer 1 cannot be compared");
    check("(= (set) (set \"a\"))", "FALSE");
    check("(= (fn 0 (.. 1 2) $0) (tuple 1 2))", "TRUE");
}

#[test]
fn recursion_by_need() {
    let fact = "(rec 0 1 (Nat) (if (= $0 0) 1 (* $0 (apply $1 (- $0 1)))))";
    check(&format!("(apply {fact} 5)"), "120");
    check(&format!("(apply {fact} 13)"), "Overflow: 13 * 479001600 does not fit an integer of 32 bits");
}

#[test]
fn arguments_are_called_by_need() {
    check_defs(&[(2, "(if $0 1 $1)"), (0, "(call 0 (= 1 1) (apply (tuple) 1))")], "1");
    check_defs(&[(1, "(filter 1 (Nat) (< $1 $0))"), (0, "(in 2 (call 0 (+ 1 2)))")], "TRUE");
    // A lazy set outlives the frame in which its predicate's locals stood.
    check_defs(&[(1, "(let 1 (+ $0 1) (fn 2 (Nat) (+ $2 $1)))"), (0, "(apply (call 0 1) 5)")], "7");
}

#[test]
fn runaway_recursion_is_an_error() {
    let model = model(&[(1, "(+ 1 (call 0 (+ $0 1)))"), (0, "(call 0 0)")]);
    let e = on_large_stack(|| Evaluator::new(&model).value(DefId(1), None, None)).unwrap_err();
    // The argument is a chain of thunks, or the recursion itself ends the stack.
    assert_eq!(e.kind, ErrorKind::StackOverflow);
    let e = Evaluator::new(&model).value(DefId(1), None, None).unwrap_err();
    assert_eq!(e.kind, ErrorKind::StackOverflow);
}

#[test]
fn errors_name_the_locals_in_play() {
    let model = model(&[(1, "(choose 1 (set 3 4) (< $1 $0))"), (0, "(call 0 2)")]);
    let e = Evaluator::new(&model).value(DefId(1), None, None).unwrap_err();
    assert_eq!(e.kind, ErrorKind::ChooseNoWitness);
    assert_eq!(e.message, "CHOOSE found no element of {3, 4} (2 elements) with the property");
    assert_eq!(e.locals, vec![(Arc::from("s0"), Value::Int(2))]);
    assert_eq!(e.calls.len(), 1);
}

#[test]
fn disjunctions_branch_and_name_the_step() {
    check_steps(
        &[
            (0, "(and (in x (set 1 2)) (= y 0) (= z 0))"),
            (0, "(or (call 2 x) (E 0 (.. 1 2) (call 3 $0)))"),
            (1, "(and (< $0 2) (= x' (+ $0 1)) (unchanged (tuple y z)))"),
            (1, "(and (= y' $0) (unchanged x) (unchanged z))"),
        ],
        "
1 0 0 -D2()-> 2 0 0
1 0 0 -D3(1)-> 1 1 0
1 0 0 -D3(2)-> 1 2 0
2 0 0 -D3(1)-> 2 1 0
2 0 0 -D3(2)-> 2 2 0",
    );
}

#[test]
fn all_assigned_variables_end_the_branching() {
    let init = "(and (= x 0) (= y 0) (= z 0))";
    check_steps(
        &[(0, init), (0, "(and (or (= x' 1) (= x' 1)) (= y' 1) (= z' 1) (or (= x' 1) (= y' 1)))")],
        "0 0 0 -D1()-> 1 1 1\n0 0 0 -D1()-> 1 1 1",
    );
    check_steps(&[(0, init), (0, "(= x' 1)")], "0 0 0 IncompleteState: the next-state action gives no value to y', z'");
    check_steps(
        &[(0, init), (0, "(and (= y' x') (= x' 1) (= z' 1))")],
        "0 0 0 UndefinedVariable: x' is used before it is given a value",
    );
}

#[test]
fn values_of_primed_lets_are_not_kept() {
    check_steps(
        &[(0, "(and (= x 0) (= y 0) (= z 0))"), (0, "(let 0 (+ x' 1) (and (in x' (.. 1 2)) (= y' $0) (= z' $0)))")],
        "0 0 0 -D1()-> 1 2 2\n0 0 0 -D1()-> 2 3 3",
    );
}

#[test]
fn forall_conjoins_actions() {
    check_steps(
        &[
            (0, "(and (= x 0) (= y 0) (= z 0))"),
            (
                0,
                "(and (A 0 (.. 1 2) (let 1 (* $0 $0) (or (and (= $0 1) (in x' (set $1 5))) (and (= $0 2) (in y' (set $1 6)))))) (= z' 0))",
            ),
        ],
        "
0 0 0 -D1()-> 1 4 0
0 0 0 -D1()-> 1 6 0
0 0 0 -D1()-> 5 4 0
0 0 0 -D1()-> 5 6 0",
    );
}

#[test]
fn enabled_tries_its_own_next_state() {
    check_steps(
        &[
            (0, "(and (in x (set 1 2)) (= y 0) (= z 0))"),
            (0, "(and (enabled (and (< x 2) (= x' 7))) (= x' 3) (unchanged (tuple y z)))"),
        ],
        "1 0 0 -D1()-> 3 0 0",
    );
}

#[test]
fn primed_parameters() {
    check_steps(
        &[(0, "(and (= x 0) (= y 0) (= z 0))"), (0, "(and (call 2 x) (call 2 y) (call 2 z))"), (1, "(= (prime $0) (+ $0 1))")],
        "0 0 0 -D1()-> 1 1 1",
    );
}
