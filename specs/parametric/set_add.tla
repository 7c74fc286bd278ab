------------------------------ MODULE set_add ------------------------------
(*
A set gets one value after another.

As small as a system can be that still has many states: 2^n for n values, and n! ways to the full set. Who enumerates
states meets each set once; who writes formulas meets n choices that are all alike. Full is reached in exactly as many
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

\* False, but not before every value had its step.
NotFull == set /= Values
=============================================================================
