//! Fairness, and the options that change it.

use super::part;

#[test]
fn signed_labels_and_called_procedures() {
    part(
        "",
        r#"
--algorithm A {
  variables x = 0;
  procedure Q() { q:- call R(); s:+ return }
  procedure R() { r: return }
  fair process (P \in 1..2) { a:- x := 1; b:- x := 2; c:+ call Q() }
  fair+ process (S = 7) { d:- call R(); e:+ skip }
  process (U = 8) { f: skip }
}
"#,
        r#"
Spec == /\ Init
        /\ [][Next]_vars
        /\ \A self \in 1..2 : /\ WF_vars((pc[self] \notin {"a", "b"}) /\ P(self))
                              /\ SF_vars(c(self))
                              /\ WF_vars((pc[self] # "q") /\ Q(self))
                              /\ SF_vars(s(self))
                              /\ WF_vars(R(self))
        /\ SF_vars((pc[7] # "d") /\ S) /\ SF_vars(R(7))
"#,
    );
}

#[test]
fn of_the_whole_algorithm() {
    part(
        "",
        r#"
--fair algorithm A {
  variables x = 0;
  process (P \in 1..2) { a: skip }
}
"#,
        r#"
Spec == /\ Init
        /\ [][Next]_vars
        /\ WF_vars(Next)
"#,
    );
}

#[test]
fn of_every_process() {
    part(
        "-sf",
        r#"
--algorithm A {
  variables x = 0;
  fair process (P \in 1..2) { a: skip }
  process (Q = 3) { b: skip }
}
"#,
        r#"
Spec == /\ Init
        /\ [][Next]_vars
        /\ \A self \in 1..2 : WF_vars(P(self))
        /\ SF_vars(Q)
"#,
    );
}

#[test]
fn of_one_process() {
    part(
        "-termination",
        r#"
--algorithm A {
  variables x = 0;
  { a: skip }
}
"#,
        r#"
Spec == /\ Init
        /\ [][Next]_vars
        /\ WF_vars(Next)
Termination == <>(pc = "Done")
"#,
    );
}

#[test]
fn none() {
    part(
        "-nof",
        r#"
--fair algorithm A {
  variables x = 0;
  fair process (P \in 1..2) { a: skip }
}
"#,
        r#"
Spec == Init /\ [][Next]_vars
"#,
    );
}

#[test]
fn no_done_disjunct() {
    part(
        "-noDoneDisjunct",
        r#"
--algorithm A {
  variables x = 0;
  { a: skip }
}
"#,
        r#"
Next == a
Termination == <>(pc = "Done")
"#,
    );
}

#[test]
fn a_fair_body_of_version_1_5() {
    let algorithm = "PlusCal options (version 1.5)\n--algorithm A { variables x = 0; fair { a: skip } }";
    part("", algorithm, "\nSpec == Init /\\ [][Next]_vars /\\ WF_vars(Next)\n");
}
