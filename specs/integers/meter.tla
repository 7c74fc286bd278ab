--------------------------------- MODULE meter ---------------------------------
(***************************************************************************)
(* A meter with a wide range, read with some tolerance; the readings are   *)
(* too many to look at one by one, but not infinitely many.                *)
(***************************************************************************)
EXTENDS Integers

VARIABLES true, shown

Range == 0 .. 100000
Near(n) == (n - n \div 100) .. (n + n \div 100)

Init == true \in Range /\ shown \in Near(true)
Read == shown' \in Near(true) /\ true' = true
Drift == true' \in Near(true) /\ true' \in Range /\ shown' = shown
Next == Read \/ Drift

\* Fails after one step: twice a hundredth off.
Precise == shown <= true + true \div 100
\* Holds to that depth.
Rough == 100 * shown <= 103 * true + 100
===============================================================================
