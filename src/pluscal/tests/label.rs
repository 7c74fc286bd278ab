//! Labels added.

use super::{part, whole};

#[test]
fn added_where_there_are_none() {
    whole(
        "",
        r#"
--algorithm A {
  variables x = 0;
  { x := 1; x := 2;
    if (x = 2) { x := 3 };
    while (x > 0) { x := x - 1; x := x - 2 };
    either { goto Done } or { skip };
    x := 1
  }
}
"#,
        r#"
VARIABLES pc, x
vars == << pc, x >>
Init == /\ x = 0
        /\ pc = "Lbl_1"
Lbl_1 == /\ pc = "Lbl_1"
         /\ x' = 1
         /\ pc' = "Lbl_2"
Lbl_2 == /\ pc = "Lbl_2"
         /\ x' = 2
         /\ IF x' = 2
               THEN /\ pc' = "Lbl_3"
               ELSE /\ pc' = "Lbl_4"
Lbl_3 == /\ pc = "Lbl_3"
         /\ x' = 3
         /\ pc' = "Lbl_4"
Lbl_4 == /\ pc = "Lbl_4"
         /\ IF x > 0
               THEN /\ x' = x - 1
                    /\ pc' = "Lbl_5"
               ELSE /\ \/ /\ pc' = "Done"
                       \/ /\ TRUE
                          /\ pc' = "Lbl_6"
                    /\ x' = x
Lbl_5 == /\ pc = "Lbl_5"
         /\ x' = x - 2
         /\ pc' = "Lbl_4"
Lbl_6 == /\ pc = "Lbl_6"
         /\ x' = 1
         /\ pc' = "Done"
Terminating == pc = "Done" /\ UNCHANGED vars
Next == Lbl_1 \/ Lbl_2 \/ Lbl_3 \/ Lbl_4 \/ Lbl_5 \/ Lbl_6
           \/ Terminating
Spec == Init /\ [][Next]_vars
Termination == <>(pc = "Done")
"#,
    );
}

#[test]
fn added_on_request() {
    part(
        "-label -labelRoot L",
        r#"
--algorithm A {
  variables x = 0;
  procedure R() { x := 1; x := 2; return }
  process (P = 1) { x := 3; L1: x := 4; call R(); x := 5 }
}
"#,
        r#"
L4(self) == /\ pc[self] = "L4"
            /\ x' = 1
            /\ pc' = [pc EXCEPT ![self] = "L5"]
            /\ stack' = stack
L5(self) == /\ pc[self] = "L5"
            /\ x' = 2
            /\ pc' = [pc EXCEPT ![self] = Head(stack[self]).pc]
            /\ stack' = [stack EXCEPT ![self] = Tail(stack[self])]
R(self) == L4(self) \/ L5(self)
L2 == /\ pc[1] = "L2"
      /\ x' = 3
      /\ pc' = [pc EXCEPT ![1] = "L1"]
      /\ stack' = stack
L1 == /\ pc[1] = "L1"
      /\ x' = 4
      /\ stack' = [stack EXCEPT ![1] = << [ procedure |->  "R",
                                            pc        |->  "L3" ] >>
                                        \o stack[1]]
      /\ pc' = [pc EXCEPT ![1] = "L4"]
L3 == /\ pc[1] = "L3"
      /\ x' = 5
      /\ pc' = [pc EXCEPT ![1] = "Done"]
      /\ stack' = stack
P == L2 \/ L1 \/ L3
"#,
    );
}
