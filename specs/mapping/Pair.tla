-------------------------------- MODULE Pair --------------------------------
EXTENDS Integers

VARIABLES x, y

vars == <<x, y>>
Set(a, b) == x' = a /\ y' = b
Step == x < 4 /\ x' = x + 1 /\ UNCHANGED y

Apart == ENABLED Set(0, 1)
DifferAndApart == ENABLED (x # y /\ Set(0, 1))
Steps == ENABLED <<Step>>_vars
Free == ENABLED (\E i \in 0..3 : x' = i /\ y' \in {i + 1} /\ vars' # vars)
Possible(A) == ENABLED A
Within(n) == \E i \in {n} : ENABLED (x' = i /\ y' = x' + i /\ y' = 2 * n)
=============================================================================
