//! Names that clash.

use super::whole;

#[test]
fn labels_and_variables_that_clash() {
    whole(
        "",
        r#"
--algorithm A {
  variables x = 0;
  process (P \in 1..2) variables v = 1; { a: v := 2; goto b; b: x := v }
  process (Q = 3) variables v = 2; { a: v := v + x; b: goto a }
}
"#,
        r#"
VARIABLES pc, x, v_, v
vars == << pc, x, v_, v >>
ProcSet == (1..2) \cup {3}
Init == /\ x = 0
        /\ v_ = [self \in 1..2 |-> 1]
        /\ v = 2
        /\ pc = [self \in ProcSet |-> CASE self \in 1..2 -> "a_"
                                        [] self = 3 -> "a"]
a_(self) == /\ pc[self] = "a_"
            /\ v_' = [v_ EXCEPT ![self] = 2]
            /\ pc' = [pc EXCEPT ![self] = "b_"]
            /\ UNCHANGED << x, v >>
b_(self) == /\ pc[self] = "b_"
            /\ x' = v_[self]
            /\ pc' = [pc EXCEPT ![self] = "Done"]
            /\ UNCHANGED << v_, v >>
P(self) == a_(self) \/ b_(self)
a == /\ pc[3] = "a"
     /\ v' = v + x
     /\ pc' = [pc EXCEPT ![3] = "b"]
     /\ UNCHANGED << x, v_ >>
b == /\ pc[3] = "b"
     /\ pc' = [pc EXCEPT ![3] = "a"]
     /\ UNCHANGED << x, v_, v >>
Q == a \/ b
Terminating == /\ \A self \in ProcSet: pc[self] = "Done"
               /\ UNCHANGED vars
Next == Q
           \/ (\E self \in 1..2: P(self))
           \/ Terminating
Spec == Init /\ [][Next]_vars
Termination == <>(\A self \in ProcSet: pc[self] = "Done")
"#,
    );
}

#[test]
fn a_label_named_as_its_process() {
    whole(
        "",
        r#"
--algorithm A {
  variables x = 0;
  process (P = 1) variables a = 1, y = 2; { P: a := 2; a: x := y }
  process (y = 2) { x: skip }
}
"#,
        r#"
VARIABLES pc, x, a, y
vars == << pc, x, a, y >>
ProcSet == {1} \cup {2}
Init == /\ x = 0
        /\ a = 1
        /\ y = 2
        /\ pc = [self \in ProcSet |-> CASE self = 1 -> "P_"
                                        [] self = 2 -> "x_"]
P_ == /\ pc[1] = "P_"
      /\ a' = 2
      /\ pc' = [pc EXCEPT ![1] = "a_"]
      /\ UNCHANGED << x, y >>
a_ == /\ pc[1] = "a_"
      /\ x' = y
      /\ pc' = [pc EXCEPT ![1] = "Done"]
      /\ UNCHANGED << a, y >>
P == P_ \/ a_
x_ == /\ pc[2] = "x_"
      /\ TRUE
      /\ pc' = [pc EXCEPT ![2] = "Done"]
      /\ UNCHANGED << x, a, y >>
y_ == x_
Terminating == /\ \A self \in ProcSet: pc[self] = "Done"
               /\ UNCHANGED vars
Next == P \/ y_
           \/ Terminating
Spec == Init /\ [][Next]_vars
Termination == <>(\A self \in ProcSet: pc[self] = "Done")
"#,
    );
}
