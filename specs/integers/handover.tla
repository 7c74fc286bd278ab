------------------------------- MODULE handover -------------------------------
(***************************************************************************)
(* Two sides agree on a number that one of them makes up: any natural      *)
(* number will do, so nothing here can be enumerated.                      *)
(***************************************************************************)
EXTENDS Integers

VARIABLES offered, answered, agreed
vars == <<offered, answered, agreed>>

Nothing == -1

Init ==
  /\ offered = Nothing
  /\ answered = Nothing
  /\ agreed = {}

Offer ==
  /\ offered = Nothing
  /\ \E n \in Nat : offered' = n
  /\ UNCHANGED <<answered, agreed>>

\* The answer is the next number.
Answer ==
  /\ offered # Nothing
  /\ answered = Nothing
  /\ answered' = offered + 1
  /\ UNCHANGED <<offered, agreed>>

Agree ==
  /\ answered # Nothing
  /\ \E n \in {i \in Int : i > 0} :
       /\ n * n = answered + offered
       /\ agreed' = agreed \cup {n}
  /\ UNCHANGED <<offered, answered>>

Idle == agreed # {} /\ UNCHANGED vars

Next == Offer \/ Answer \/ Agree \/ Idle

Spec == Init /\ [][Next]_vars

\* Holds: the sum of two neighbors is odd.
Odd == \A n \in agreed : n % 2 = 1
\* Fails: 112 + 113 = 225.
NotFifteen == 15 \notin agreed
\* Fails: whatever can be offered is not all there is.
Small == answered - 1 < 2147483647
\* Holds for any number, large ones included.
Larger == answered = Nothing \/ answered > offered
===============================================================================
