----------------------------- MODULE prisoners -----------------------------
(*
The prisoners and the room with two switches.

A warden takes prisoners, one at a time and in any order, into a room with two switches, where each has to turn exactly
one of them. The initial positions are unknown. Prisoners do not see each other, and can only agree on a
plan beforehand. Each is taken there infinitely often. When one of them says correctly that all
have been there, they are free; if he is wrong they are lost.

The plan: switch A carries information; switch B is turned when A must not be. One
prisoner is the counter. Each other one turns A up when it is down, but at most Times times in total; the counter
turns A down and counts. When he has counted Times turns of every other prisoner, all have been there.

Times = 1 does not suffice: if A was up at first, the counter counts a turn that no prisoner made, and declares one
prisoner too early. With Times = 2 one extra turn cannot hide a prisoner.
*)
EXTENDS Integers, FiniteSets

CONSTANTS
  Prisoners,
  Counter,    \* the one who counts
  Times       \* how often each other one may turn switch A up

ASSUME Counter \in Prisoners /\ Cardinality(Prisoners) > 1

Others == Prisoners \ {Counter}

VARIABLES
  aUp, bUp,   \* whether the switches are up
  turns,      \* how often each of the others has turned A up
  count       \* how often the counter has turned A down

vars == <<aUp, bUp, turns, count>>

TypeOK ==
  /\ aUp \in BOOLEAN
  /\ bUp \in BOOLEAN
  /\ turns \in [Others -> 0..Times]
  /\ count \in 0..Times * Cardinality(Others) + 1

Init ==
  /\ aUp \in BOOLEAN
  /\ bUp \in BOOLEAN
  /\ turns = [p \in Others |-> 0]
  /\ count = 0

\* The counter is taken into the room.
Count ==
  /\ IF aUp
     THEN /\ aUp' = FALSE
          /\ count' = count + 1
          /\ UNCHANGED bUp
     ELSE /\ bUp' = ~bUp
          /\ UNCHANGED <<aUp, count>>
  /\ UNCHANGED turns

\* Another one is.
Visit(p) ==
  /\ IF ~aUp /\ turns[p] < Times
     THEN /\ aUp' = TRUE
          /\ turns' = [turns EXCEPT ![p] = @ + 1]
          /\ UNCHANGED bUp
     ELSE /\ bUp' = ~bUp
          /\ UNCHANGED <<aUp, turns>>
  /\ UNCHANGED count

Next == Count \/ \E p \in Others : Visit(p)

Spec == Init /\ [][Next]_vars

\* The counter may speak.
Done == count >= Times * Cardinality(Others)

\* The declaration is correct. (The counter has been there when it counted at least once.)
Safe == Done => \A p \in Others : turns[p] > 0

\* Must be violated: the counterexample shows the shortest way out.
NeverDone == ~Done

\* A down, everything counted; A up, one turn not yet counted. The first position of A may have added one.
CountIsRight ==
  LET made[S \in SUBSET Others] == IF S = {} THEN 0 ELSE LET p == CHOOSE p \in S : TRUE IN turns[p] + made[S \ {p}]
      counted == count + (IF aUp THEN 1 ELSE 0)
  IN counted \in {made[Others], made[Others] + 1}

\* The counter eventually declares, since each prisoner is taken there infinitely often.
FairSpec == Spec /\ WF_vars(Count) /\ \A p \in Others : WF_vars(Visit(p))
Freed == <>Done
=============================================================================
