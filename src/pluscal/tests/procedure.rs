//! Procedures: the stack, parameters and variables.

use super::{part, whole};

#[test]
fn call_and_return() {
    whole(
        "",
        r#"
--algorithm A {
  variables x = 0;
  procedure P(n, m = 1) variables i = n, j; { p: i := i + m; q: return }
  { a: call P(x, 2);
    b: skip
  }
}
"#,
        r#"
CONSTANT defaultInitValue
VARIABLES pc, x, stack, n, m, i, j
vars == << pc, x, stack, n, m, i, j >>
Init == /\ x = 0
        /\ n = defaultInitValue
        /\ m = 1
        /\ i = n
        /\ j = defaultInitValue
        /\ stack = << >>
        /\ pc = "a"
p == /\ pc = "p"
     /\ i' = i + m
     /\ pc' = "q"
     /\ UNCHANGED << x, stack, n, m, j >>
q == /\ pc = "q"
     /\ pc' = Head(stack).pc
     /\ i' = Head(stack).i
     /\ j' = Head(stack).j
     /\ n' = Head(stack).n
     /\ m' = Head(stack).m
     /\ stack' = Tail(stack)
     /\ x' = x
P == p \/ q
a == /\ pc = "a"
     /\ /\ m' = 2
        /\ n' = x
        /\ stack' = << [ procedure |->  "P",
                         pc        |->  "b",
                         i         |->  i,
                         j         |->  j,
                         n         |->  n,
                         m         |->  m ] >>
                     \o stack
     /\ i' = n'
     /\ j' = defaultInitValue
     /\ pc' = "p"
     /\ x' = x
b == /\ pc = "b"
     /\ TRUE
     /\ pc' = "Done"
     /\ UNCHANGED << x, stack, n, m, i, j >>
Terminating == pc = "Done" /\ UNCHANGED vars
Next == P \/ a \/ b
           \/ Terminating
Spec == Init /\ [][Next]_vars
Termination == <>(pc = "Done")
"#,
    );
}

#[test]
fn a_tail_call_replaces_the_frame() {
    part(
        "",
        r#"
--algorithm A {
  variables x = 0;
  procedure P(n) variable i = n; { p: call Q(i); return; q: call P(n - 1); return }
  procedure Q(m) variable j = m; { r: x := j; s: call P(x); goto r }
  { a: call P(3) }
}
"#,
        r#"
p == /\ pc = "p"
     /\ /\ i' = Head(stack).i
        /\ m' = i
        /\ stack' = << [ procedure |->  "Q",
                         pc        |->  Head(stack).pc,
                         j         |->  j,
                         m         |->  m ] >>
                     \o Tail(stack)
     /\ j' = m'
     /\ pc' = "r"
     /\ UNCHANGED << x, n >>
q == /\ pc = "q"
     /\ n' = n - 1
     /\ i' = n'
     /\ pc' = "p"
     /\ UNCHANGED << x, stack, m, j >>
P == p \/ q
r == /\ pc = "r"
     /\ x' = j
     /\ pc' = "s"
     /\ UNCHANGED << stack, n, i, m, j >>
s == /\ pc = "s"
     /\ /\ n' = x
        /\ stack' = << [ procedure |->  "P",
                         pc        |->  "r",
                         i         |->  i,
                         n         |->  n ] >>
                     \o stack
     /\ i' = n'
     /\ pc' = "p"
     /\ UNCHANGED << x, m, j >>
Q == r \/ s
a == /\ pc = "a"
     /\ /\ n' = 3
        /\ stack' = << [ procedure |->  "P",
                         pc        |->  "Done",
                         i         |->  i,
                         n         |->  n ] >>
                     \o stack
     /\ i' = n'
     /\ pc' = "p"
     /\ UNCHANGED << x, m, j >>
Next == P \/ Q \/ a
           \/ Terminating
"#,
    );
}

#[test]
fn in_processes() {
    whole(
        "",
        r#"
--algorithm A {
  variables x = 0;
  procedure P(n) variable i = n; { p: x := i + n; if (x > 3) { return } else { i := x }; q: return }
  process (W \in 1..2) variable v = 5; { a: call P(v); b: v := 1 }
  process (V = 3) variable w = 5; { c: call P(w) }
}
"#,
        r#"
CONSTANT defaultInitValue
VARIABLES pc, x, stack, n, i, v, w
vars == << pc, x, stack, n, i, v, w >>
ProcSet == (1..2) \cup {3}
Init == /\ x = 0
        /\ n = [ self \in ProcSet |-> defaultInitValue]
        /\ i = [ self \in ProcSet |-> n[self]]
        /\ v = [self \in 1..2 |-> 5]
        /\ w = 5
        /\ stack = [self \in ProcSet |-> << >>]
        /\ pc = [self \in ProcSet |-> CASE self \in 1..2 -> "a"
                                        [] self = 3 -> "c"]
p(self) == /\ pc[self] = "p"
           /\ x' = i[self] + n[self]
           /\ IF x' > 3
                 THEN /\ pc' = [pc EXCEPT ![self] = Head(stack[self]).pc]
                      /\ i' = [i EXCEPT ![self] = Head(stack[self]).i]
                      /\ n' = [n EXCEPT ![self] = Head(stack[self]).n]
                      /\ stack' = [stack EXCEPT ![self] = Tail(stack[self])]
                 ELSE /\ i' = [i EXCEPT ![self] = x']
                      /\ pc' = [pc EXCEPT ![self] = "q"]
                      /\ UNCHANGED << stack, n >>
           /\ UNCHANGED << v, w >>
q(self) == /\ pc[self] = "q"
           /\ pc' = [pc EXCEPT ![self] = Head(stack[self]).pc]
           /\ i' = [i EXCEPT ![self] = Head(stack[self]).i]
           /\ n' = [n EXCEPT ![self] = Head(stack[self]).n]
           /\ stack' = [stack EXCEPT ![self] = Tail(stack[self])]
           /\ UNCHANGED << x, v, w >>
P(self) == p(self) \/ q(self)
a(self) == /\ pc[self] = "a"
           /\ /\ n' = [n EXCEPT ![self] = v[self]]
              /\ stack' = [stack EXCEPT ![self] = << [ procedure |->  "P",
                                                       pc        |->  "b",
                                                       i         |->  i[self],
                                                       n         |->  n[self] ] >>
                                                   \o stack[self]]
           /\ i' = [i EXCEPT ![self] = n'[self]]
           /\ pc' = [pc EXCEPT ![self] = "p"]
           /\ UNCHANGED << x, v, w >>
b(self) == /\ pc[self] = "b"
           /\ v' = [v EXCEPT ![self] = 1]
           /\ pc' = [pc EXCEPT ![self] = "Done"]
           /\ UNCHANGED << x, stack, n, i, w >>
W(self) == a(self) \/ b(self)
c == /\ pc[3] = "c"
     /\ /\ n' = [n EXCEPT ![3] = w]
        /\ stack' = [stack EXCEPT ![3] = << [ procedure |->  "P",
                                              pc        |->  "Done",
                                              i         |->  i[3],
                                              n         |->  n[3] ] >>
                                          \o stack[3]]
     /\ i' = [i EXCEPT ![3] = n'[3]]
     /\ pc' = [pc EXCEPT ![3] = "p"]
     /\ UNCHANGED << x, v, w >>
V == c
Terminating == /\ \A self \in ProcSet: pc[self] = "Done"
               /\ UNCHANGED vars
Next == V
           \/ (\E self \in ProcSet: P(self))
           \/ (\E self \in 1..2: W(self))
           \/ Terminating
Spec == Init /\ [][Next]_vars
Termination == <>(\A self \in ProcSet: pc[self] = "Done")
"#,
    );
}
