//! Processes: their variables, `ProcSet`, `Init`, `Next`.

use super::{part, whole};

#[test]
fn variables_of_a_process_set_are_functions() {
    whole(
        "",
        r#"
--algorithm A {
  variables x = 0;
  process (P \in 1..2) variables a = self, b \in {1, a}, c = b; { l: a := b; x := a; m: b := a || a := self }
  process (Q = 3 + 4) variables d = x, e \in {d}; { n: d := e }
}
"#,
        r#"
VARIABLES pc, x, a, b, c, d, e
vars == << pc, x, a, b, c, d, e >>
ProcSet == (1..2) \cup {3 + 4}
Init == /\ x = 0
        /\ a = [self \in 1..2 |-> self]
        /\ b \in [1..2 -> {1, a[CHOOSE self \in  1..2 : TRUE]}]
        /\ c = [self \in 1..2 |-> b[self]]
        /\ d = x
        /\ e \in {d}
        /\ pc = [self \in ProcSet |-> CASE self \in 1..2 -> "l"
                                        [] self = 3 + 4 -> "n"]
l(self) == /\ pc[self] = "l"
           /\ a' = [a EXCEPT ![self] = b[self]]
           /\ x' = a'[self]
           /\ pc' = [pc EXCEPT ![self] = "m"]
           /\ UNCHANGED << b, c, d, e >>
m(self) == /\ pc[self] = "m"
           /\ /\ a' = [a EXCEPT ![self] = self]
              /\ b' = [b EXCEPT ![self] = a[self]]
           /\ pc' = [pc EXCEPT ![self] = "Done"]
           /\ UNCHANGED << x, c, d, e >>
P(self) == l(self) \/ m(self)
n == /\ pc[3 + 4] = "n"
     /\ d' = e
     /\ pc' = [pc EXCEPT ![3 + 4] = "Done"]
     /\ UNCHANGED << x, a, b, c, e >>
Q == n
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
fn a_define_block_stands_between_the_variables() {
    whole(
        "",
        r#"
--algorithm A {
  variables x = 0;
  define { D(i) == x + i  E == D(1) }
  process (P \in 1..2) variable y; { l: y := E }
}
"#,
        r#"
CONSTANT defaultInitValue
VARIABLES pc, x
D(i) == x + i  E == D(1)
VARIABLE y
vars == << pc, x, y >>
ProcSet == (1..2)
Init == /\ x = 0
        /\ y = [self \in 1..2 |-> defaultInitValue]
        /\ pc = [self \in ProcSet |-> "l"]
l(self) == /\ pc[self] = "l"
           /\ y' = [y EXCEPT ![self] = E]
           /\ pc' = [pc EXCEPT ![self] = "Done"]
           /\ x' = x
P(self) == l(self)
Terminating == /\ \A self \in ProcSet: pc[self] = "Done"
               /\ UNCHANGED vars
Next == (\E self \in 1..2: P(self))
           \/ Terminating
Spec == Init /\ [][Next]_vars
Termination == <>(\A self \in ProcSet: pc[self] = "Done")
"#,
    );
}

#[test]
fn with_and_either_in_a_process() {
    part(
        "",
        r#"
--algorithm A {
  variables x = {};
  process (P \in 1..2) variables t = 0; {
    l: with (i \in x \ {t}) { t := i; x := x \cup {t} };
    m: await \A j \in 1..2 : t # j \/ self = j;
  }
}
"#,
        r#"
l(self) == /\ pc[self] = "l"
           /\ \E i \in x \ {t[self]}:
                /\ t' = [t EXCEPT ![self] = i]
                /\ x' = (x \cup {t'[self]})
           /\ pc' = [pc EXCEPT ![self] = "m"]
m(self) == /\ pc[self] = "m"
           /\ \A j \in 1..2 : t[self] # j \/ self = j
           /\ pc' = [pc EXCEPT ![self] = "Done"]
           /\ UNCHANGED << x, t >>
"#,
    );
}
