//! Macros.

use super::part;

#[test]
fn arguments_for_parameters() {
    part(
        "",
        r#"
--algorithm A {
  variables x = [i \in 1..2 |-> 0], y = 1;
  macro inc(v) { v := v + 1 }
  macro move(from, to) { await from > 0; from := from - 1; inc(to) }
  process (P \in 1..2) variable z = <<1, 2>>; {
    a: inc(x[self]);
    b: move(z[y], x[y + 1]);
    c: with (i \in 1..2) { inc(z[i]) }
  }
}
"#,
        r#"
a(self) == /\ pc[self] = "a"
           /\ x' = [x EXCEPT ![self] = (x[self]) + 1]
           /\ pc' = [pc EXCEPT ![self] = "b"]
           /\ UNCHANGED << y, z >>
b(self) == /\ pc[self] = "b"
           /\ (z[self][y]) > 0
           /\ z' = [z EXCEPT ![self][y] = (z[self][y]) - 1]
           /\ x' = [x EXCEPT ![y + 1] = (x[y + 1]) + 1]
           /\ pc' = [pc EXCEPT ![self] = "c"]
           /\ y' = y
c(self) == /\ pc[self] = "c"
           /\ \E i \in 1..2:
                z' = [z EXCEPT ![self][i] = (z[self][i]) + 1]
           /\ pc' = [pc EXCEPT ![self] = "Done"]
           /\ UNCHANGED << x, y >>
"#,
    );
}

#[test]
fn an_assertion_in_a_macro_has_two_places() {
    part(
        "",
        r#"
--algorithm A {
  variables x = 0;
  macro check(e) { assert e > 0 }
  macro twice(e) { check(e); check(e + 1) }
  { a: twice(x) }
}
"#,
        r#"
a == /\ pc = "a"
     /\ Assert(x > 0,
               "Failure of assertion at line 6, column 20 of macro called at line 8, column 8.")
     /\ Assert((x + 1) > 0,
               "Failure of assertion at line 6, column 20 of macro called at line 8, column 8.")
     /\ pc' = "Done"
     /\ x' = x
"#,
    );
}

#[test]
fn a_macro_may_jump() {
    part(
        "",
        r#"
--algorithm A {
  variables x = 0;
  macro leave() { if (x > 1) { goto Done } }
  { a: leave();
    b: x := 1
  }
}
"#,
        r#"
a == /\ pc = "a"
     /\ IF x > 1
           THEN /\ pc' = "Done"
           ELSE /\ pc' = "b"
     /\ x' = x
b == /\ pc = "b"
     /\ x' = 1
     /\ pc' = "Done"
"#,
    );
}
