------------------------------- MODULE licences -------------------------------
(***************************************************************************)
(* Licences for so many seats, kept by counting: who comes takes a seat,   *)
(* and who leaves gives it back. How many seats and people there are the   *)
(* search may choose (`--const-init Any`), once for each behavior.        *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS Seats, People, Reserved
ASSUME Seats > Reserved

VARIABLES inside, free

Any ==
  /\ People \in {{"ann"}, {"ann", "bob"}, {"ann", "bob", "eve"}}
  /\ Seats \in 1 .. 4
  /\ Reserved \in 0 .. 1

\* As many seats as people, and more.
Enough == Any /\ Seats >= Cardinality(People) + Reserved

Init == inside = {} /\ free = Seats

\* Somebody forgot that the reserved ones are no one's.
Enter(p) == p \notin inside /\ free > 0 /\ inside' = inside \cup {p} /\ free' = free - 1
Leave(p) == p \in inside /\ inside' = inside \ {p} /\ free' = free + 1
Next == \E p \in People : Enter(p) \/ Leave(p)

Counted == free + Cardinality(inside) = Seats
Kept == free >= Reserved
===============================================================================
