---- MODULE Levels ----
(* TLCGet("level") is the level of the state that a predicate is about: in a constraint and an invariant that of the new
   state, in an action that of the first one. *)
EXTENDS Integers, TLC
VARIABLE x
Init == x = 0
Next == x' = x + 1 \/ x' = x + 2
C == TLCGet("level") < 4
Inv == x < 2 * TLCGet("level") - 1
A == TLCGet("level") < 5 => x' > x
P == [][A]_x
====
