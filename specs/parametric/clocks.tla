------------------------------- MODULE clocks -------------------------------
(*
Several clocks, each counting up to Bound and then beginning again, or set to 0 at any time.

Not all of them can show Alarm at once if Alarm is beyond Bound; otherwise they can, and it takes exactly Alarm steps a
clock to get there. So counterexamples are long, with many detours: each clock may be reset at each step.
*)
EXTENDS Integers

CONSTANTS Clocks, Bound, Alarm

VARIABLE clock

Init == clock = [c \in Clocks |-> 0]

Tick(c) == clock' = [clock EXCEPT ![c] = IF @ < Bound THEN @ + 1 ELSE 0]
Reset(c) == clock' = [clock EXCEPT ![c] = 0]

Next == \E c \in Clocks : Tick(c) \/ Reset(c)

Spec == Init /\ [][Next]_clock

TypeOK == clock \in [Clocks -> 0..Bound]

\* Some clock has not reached Alarm.
NotAll == \E c \in Clocks : clock[c] /= Alarm
=============================================================================
