------------------------------ MODULE set_add ------------------------------
(*
A set gets one value after another.

A minimal system with many states: 2^n for n values, and n! ways to the full set. An explicit
search visits each set once; a symbolic search has n symmetric choices. The full set is reached in exactly as many
steps as there are values.

With Removes = TRUE values may also leave the set.
*)
CONSTANTS Values, Removes

VARIABLE set

Init == set = {}

Add == \E v \in Values \ set : set' = set \union {v}

Remove ==
  /\ Removes
  /\ \E v \in set : set' = set \ {v}

Next == Add \/ Remove

Spec == Init /\ [][Next]_set

TypeOK == set \subseteq Values

\* Violated, but only after a step for every value.
NotFull == set /= Values
=============================================================================
