----------------------------- MODULE Hourglass -----------------------------
(* Two bulbs of sand. `turns` grows without bound, but nothing depends on it. A VIEW without it makes the states
   finitely many. *)
EXTENDS Naturals

CONSTANT Sand

VARIABLES above, turns

Init == above \in {s \in 0..Sand : s > 0} /\ turns = 0

Trickle == above > 0 /\ above' = above - 1 /\ UNCHANGED turns
Turn == above = 0 /\ above' = Sand /\ turns' = turns + 1

Next == Trickle \/ Turn

Shown == above
TypeOK == above \in 0..Sand /\ turns \in Nat
NeverEmpty == above > 0
============================================================================
