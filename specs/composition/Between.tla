------------------------------ MODULE Between ------------------------------
(* Definitions inside A \cdot B. `s` and `F` are evaluated in the state of their use: s in the first one, as it is defined outside
   the composition; Sum and F, which B uses, in the intermediate one. Intermediate states count as generated, but of a composition
   inside another one only those of the outer. *)
EXTENDS Integers

VARIABLES x, y

Init == x = 0 /\ y = 0

Sum == x + y
F[n \in 0..3] == IF n = 0 THEN x ELSE F[n - 1] + 1

More == x' = x + 1 /\ y' \in {y, y + 1}
Twice == x' = 2 * x /\ y' = y
Plus(n) == x' = x + n /\ y' = (n + Sum) % 4

Next ==
  \/ More \cdot Twice
  \/ LET s == Sum + F[2] IN s < 20 /\ (More \cdot (x' = Sum + F[1] - 1 /\ y' = s % 3))
  \/ (More \cdot More) \cdot Twice
  \/ LET s == Sum + y IN More \cdot Plus(s)

Small == x < 30 /\ y < 4
Low == Sum < 90
=============================================================================
