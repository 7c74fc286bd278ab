---------------------------- MODULE token_ring ----------------------------
(*
Dijkstra's self-stabilizing token ring.

Each of N machines has a counter and sees its left neighbor's. Machine 0 has the token when both are equal and
passes it on by counting up, modulo K; any other has it when they differ and passes it on by copying. Whatever
the initial counters are, eventually there is exactly one token, forever.
*)
EXTENDS Integers, FiniteSets

CONSTANTS N, K

ASSUME Large == K >= N

Machines == 0..N - 1

VARIABLE counter

TypeOK == counter \in [Machines -> 0..K - 1]

\* Counters may start with any values.
Init == TypeOK

\* ... or all with 0.
CleanInit == counter = [m \in Machines |-> 0]

Left(m) == IF m = 0 THEN N - 1 ELSE m - 1
HasToken(m) == IF m = 0 THEN counter[0] = counter[N - 1] ELSE counter[m] /= counter[Left(m)]

Pass(m) ==
  /\ HasToken(m)
  /\ counter' = [counter EXCEPT ![m] = IF m = 0 THEN (@ + 1) % K ELSE counter[Left(m)]]

Next == \E m \in Machines : Pass(m)

Spec == Init /\ [][Next]_counter

Tokens == {m \in Machines : HasToken(m)}

AtLeastOne == Tokens /= {}
ExactlyOne == Cardinality(Tokens) = 1

\* The number of tokens never grows.
NeverMore == [][Cardinality(Tokens') <= Cardinality(Tokens)]_counter

\* If the machines do not all stop: eventually one token, which circulates.
LiveSpec == Spec /\ WF_counter(Next)
Settles == <>[]ExactlyOne
GoesRound == \A m \in Machines : []<>HasToken(m)
=============================================================================
