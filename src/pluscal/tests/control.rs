//! Control flow: steps, branches, loops, `pc`.

use super::{part, whole};

#[test]
fn a_sequence_of_steps() {
    whole(
        "",
        r#"
--algorithm A {
  variables x = 0; y \in {1, 2};
  { a: x := y;
    b: y := x; x := x + 1; skip;
  }
}
"#,
        r#"
VARIABLES pc, x, y
vars == << pc, x, y >>
Init == /\ x = 0
        /\ y \in {1, 2}
        /\ pc = "a"
a == /\ pc = "a"
     /\ x' = y
     /\ pc' = "b"
     /\ y' = y
b == /\ pc = "b"
     /\ y' = x
     /\ x' = x + 1
     /\ TRUE
     /\ pc' = "Done"
Terminating == pc = "Done" /\ UNCHANGED vars
Next == a \/ b
           \/ Terminating
Spec == Init /\ [][Next]_vars
Termination == <>(pc = "Done")
"#,
    );
}

#[test]
fn an_if_without_labels_sets_pc_after_it() {
    part(
        "",
        r#"
--algorithm A {
  variables x = 0, y = 0, longer = 0;
  { a: if (x = 0) { x := 1; y := x } else if (y = 1) { longer := 2 };
    b: if (x = 1) { goto a } else { x := 2 }
  }
}
"#,
        r#"
a == /\ pc = "a"
     /\ IF x = 0
           THEN /\ x' = 1
                /\ y' = x'
                /\ UNCHANGED longer
           ELSE /\ IF y = 1
                      THEN /\ longer' = 2
                      ELSE /\ TRUE
                           /\ UNCHANGED longer
                /\ UNCHANGED << x, y >>
     /\ pc' = "b"
b == /\ pc = "b"
     /\ IF x = 1
           THEN /\ pc' = "a"
                /\ x' = x
           ELSE /\ x' = 2
                /\ pc' = "Done"
     /\ UNCHANGED << y, longer >>
"#,
    );
}

#[test]
fn an_if_with_labels_sets_pc_inside() {
    part(
        "",
        r#"
--algorithm A {
  variables x = 0;
  { a: if (x = 0) { x := 1; b: x := 2 } else { c: x := 3; d: x := 4 };
    e: skip
  }
}
"#,
        r#"
a == /\ pc = "a"
     /\ IF x = 0
           THEN /\ x' = 1
                /\ pc' = "b"
           ELSE /\ pc' = "c"
                /\ x' = x
b == /\ pc = "b"
     /\ x' = 2
     /\ pc' = "e"
c == /\ pc = "c"
     /\ x' = 3
     /\ pc' = "d"
d == /\ pc = "d"
     /\ x' = 4
     /\ pc' = "e"
e == /\ pc = "e"
     /\ TRUE
     /\ pc' = "Done"
     /\ x' = x
"#,
    );
}

#[test]
fn a_loop_and_what_follows_it() {
    part(
        "",
        r#"
--algorithm A {
  variables x = 0, y = 0;
  { a: while (x < 3) { x := x + 1; if (x = 2) { b: y := 1 }; c: x := x * 2 };
       y := x;
    d: skip
  }
}
"#,
        r#"
a == /\ pc = "a"
     /\ IF x < 3
           THEN /\ x' = x + 1
                /\ IF x' = 2
                      THEN /\ pc' = "b"
                      ELSE /\ pc' = "c"
                /\ y' = y
           ELSE /\ y' = x
                /\ pc' = "d"
                /\ x' = x
c == /\ pc = "c"
     /\ x' = x * 2
     /\ pc' = "a"
     /\ y' = y
b == /\ pc = "b"
     /\ y' = 1
     /\ pc' = "c"
     /\ x' = x
d == /\ pc = "d"
     /\ TRUE
     /\ pc' = "Done"
     /\ UNCHANGED << x, y >>
"#,
    );
}

#[test]
fn either_says_what_the_other_branches_change() {
    part(
        "",
        r#"
--algorithm A {
  variables x = 0, y = 0;
  { a: either { x := 1 } or { await y = 0; y := 1; x := y } or { skip };
    b: either { x := 1; c: skip } or { goto a } or { y := 2 }
  }
}
"#,
        r#"
a == /\ pc = "a"
     /\ \/ /\ x' = 1
           /\ y' = y
        \/ /\ y = 0
           /\ y' = 1
           /\ x' = y'
        \/ /\ TRUE
           /\ UNCHANGED <<x, y>>
     /\ pc' = "b"
b == /\ pc = "b"
     /\ \/ /\ x' = 1
           /\ pc' = "c"
           /\ y' = y
        \/ /\ pc' = "a"
           /\ UNCHANGED <<x, y>>
        \/ /\ y' = 2
           /\ pc' = "Done"
           /\ x' = x
c == /\ pc = "c"
     /\ TRUE
     /\ pc' = "Done"
     /\ UNCHANGED << x, y >>
"#,
    );
}

#[test]
fn with_binds_or_chooses() {
    part(
        "",
        r#"
--algorithm A {
  variables x = 0, y = 0;
  { a: with (i \in {1, 2}, j = i + x) { x := j; either { y := i } or { skip } };
    b: with (i \in {1}) { if (i = x) { goto a } else { x := i } }
  }
}
"#,
        r#"
a == /\ pc = "a"
     /\ \E i \in {1, 2}:
          LET j == i + x IN
            /\ x' = j
            /\ \/ /\ y' = i
               \/ /\ TRUE
                  /\ y' = y
     /\ pc' = "b"
b == /\ pc = "b"
     /\ \E i \in {1}:
          IF i = x
             THEN /\ pc' = "a"
                  /\ x' = x
             ELSE /\ x' = i
                  /\ pc' = "Done"
     /\ y' = y
"#,
    );
}

#[test]
fn print_assert_and_skip() {
    part(
        "",
        r#"
--algorithm A {
  variables x = 0;
  { a: print <<x, 1>>;
       assert x = 0;
       x := 1;
       assert /\ x = 1
              /\ \A y \in {x} : y = x
  }
}
"#,
        r#"
a == /\ pc = "a"
     /\ PrintT(<<x, 1>>)
     /\ Assert(x = 0, "Failure of assertion at line 7, column 8.")
     /\ x' = 1
     /\ Assert(/\ x' = 1
               /\ \A y \in {x'} : y = x',
               "Failure of assertion at line 9, column 8.")
     /\ pc' = "Done"
"#,
    );
}

#[test]
fn a_loop_forever_needs_no_pc() {
    whole(
        "",
        r#"
--algorithm A {
  variables x = 0;
  { while (TRUE) { x := x + 1; print x } }
}
"#,
        r#"
VARIABLE x
vars == << x >>
Init == /\ x = 0
Next == /\ x' = x + 1
        /\ PrintT(x')
Spec == Init /\ [][Next]_vars
"#,
    );
}

#[test]
fn one_endless_process_drops_terminating() {
    part(
        "",
        r#"
--algorithm A {
  variables x = 0;
  process (P \in 1..2) { a: while (TRUE) { x := self; b: skip } }
  process (Q = 3) { c: x := 3 }
}
"#,
        r#"
P(self) == a(self) \/ b(self)
Q == c
Next == Q
           \/ (\E self \in 1..2: P(self))
Spec == Init /\ [][Next]_vars
"#,
    );
}

#[test]
fn a_parenthesized_true_keeps_pc() {
    whole(
        "",
        r#"
--algorithm A
  variables x = 0;
begin
  a: while (TRUE) do x := 1; end while;
end algorithm
"#,
        r#"
VARIABLES pc, x
vars == << pc, x >>
Init == /\ x = 0
        /\ pc = "a"
a == /\ pc = "a"
     /\ x' = 1
     /\ pc' = "a"
Terminating == pc = "Done" /\ UNCHANGED vars
Next == a
           \/ Terminating
Spec == Init /\ [][Next]_vars
Termination == <>(pc = "Done")
"#,
    );
}

#[test]
fn goto_done_keeps_terminating() {
    part(
        "",
        r#"
--algorithm A {
  variables x = 0;
  { a: while (TRUE) { x := x + 1; if (x > 2) { goto Done } } }
}
"#,
        r#"
a == /\ pc = "a"
     /\ x' = x + 1
     /\ IF x' > 2
           THEN /\ pc' = "Done"
           ELSE /\ pc' = "a"
Terminating == pc = "Done" /\ UNCHANGED vars
Next == a
           \/ Terminating
Termination == <>(pc = "Done")
"#,
    );
}
