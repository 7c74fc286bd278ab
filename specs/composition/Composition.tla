---------------------------- MODULE Composition ----------------------------
(* Steps in two halves, `A \cdot B`. B reads the intermediate state; the rest of the action reads
   the first state. *)
EXTENDS Integers

VARIABLES x, y

Init == x = 0 /\ y = 0

More(n) == x + n < 7 /\ x' = x + n /\ y' = y
Twice == x' = 2 * x /\ y' \in {y, x}

Both == LET old == x + 1 IN
    /\ old < 5
    /\ \E n \in 1..2 : More(n) \cdot Twice

Three == x = 2 /\ (More(1) \cdot (More(1) \cdot More(2)))
Back == x > 2 /\ ((x' = 1 /\ y' = y) \cdot (x' = x - 1 /\ y' = x))

Next == Both \/ Three \/ Back

Small == x \in 0..14 /\ y \in 0..6
Low == x < 7
Agrees == ENABLED Both <=> x < 4
Never == ~ENABLED (More(7) \cdot Twice)
\* A conjunct after a composition is about the first state: the reference takes the intermediate one.
Rest == ENABLED ((More(1) \cdot (x' = x /\ y' = y)) /\ x' = x + 1) <=> x < 6
Steps == [][Both \/ Three \/ (x' = 0 /\ y' = 1)]_<<x, y>>
=============================================================================
