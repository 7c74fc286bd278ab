//! Assignments and what later reads in the step see.

use super::{part, whole};

#[test]
fn parts_of_a_variable() {
    part(
        "",
        r#"
--algorithm A {
  variables x = [i \in 1..2 |-> [f |-> <<i, i>>]], y = 0;
  { a: x[1].f[2] := y;
    b: x[1].f := <<1>> || y := x[2].f[1] || x[2].f[y] := 3;
    c: y := 1; x[y, 2] := y
  }
}
"#,
        r#"
a == /\ pc = "a"
     /\ x' = [x EXCEPT ![1].f[2] = y]
     /\ pc' = "b"
     /\ y' = y
b == /\ pc = "b"
     /\ /\ x' = [x EXCEPT ![1].f = <<1>>,
                          ![2].f[y] = 3]
        /\ y' = x[2].f[1]
     /\ pc' = "c"
c == /\ pc = "c"
     /\ y' = 1
     /\ x' = [x EXCEPT ![y', 2] = y']
     /\ pc' = "Done"
"#,
    );
}

#[test]
fn at_once() {
    part(
        "",
        r#"
--algorithm A {
  variables x = 1, y = 2;
  { a: y := x || x := y;
       print <<x, y>>
  }
}
"#,
        r#"
a == /\ pc = "a"
     /\ /\ x' = y
        /\ y' = x
     /\ PrintT(<<x', y'>>)
     /\ pc' = "Done"
"#,
    );
}

#[test]
fn bound_names_and_fields_are_no_variables() {
    part(
        "",
        r#"
--algorithm A {
  variables x = [x |-> 1], y = 0;
  { a: x := [x |-> 2];
       y := x.x + (LET f(b) == b + x.x IN f(x.x)) + [x EXCEPT !.x = @ + x.x].x
  }
}
"#,
        r#"
a == /\ pc = "a"
     /\ x' = [x |-> 2]
     /\ y' = x'.x + (LET f(b) == b + x'.x IN f(x'.x)) + [x' EXCEPT !.x = @ + x'.x].x
     /\ pc' = "Done"
"#,
    );
}

#[test]
fn operators_of_define_see_the_old_value() {
    whole(
        "",
        r#"
--algorithm A {
  variables x = 1, y = 2;
  define { Twice == 2 * x }
  { a: x := 5; y := Twice + x }
}
"#,
        r#"
VARIABLES pc, x, y
Twice == 2 * x
vars == << pc, x, y >>
Init == /\ x = 1
        /\ y = 2
        /\ pc = "a"
a == /\ pc = "a"
     /\ x' = 5
     /\ y' = Twice + x'
     /\ pc' = "Done"
Terminating == pc = "Done" /\ UNCHANGED vars
Next == a
           \/ Terminating
Spec == Init /\ [][Next]_vars
Termination == <>(pc = "Done")
"#,
    );
}
