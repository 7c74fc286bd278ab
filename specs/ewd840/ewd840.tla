------------------------------- MODULE ewd840 -------------------------------
(*
Termination detection on a ring: E. W. Dijkstra, W. H. J. Feijen, A. J. M. van Gasteren, "Derivation of a termination
detection algorithm for distributed computations" (EWD 840).

N machines compute. An active one may activate another by a message, which arrives at once, and may become passive
at any time. When all are passive, the computation has terminated. Machine 0 must detect that, and sees only itself.

It sends a token around the ring, N-1, N-2 ... 0. A machine passes the token on when it is passive, so behind the token
all are passive -- unless a machine in front of it has activated one that it had already passed. That takes
a message to a higher number, and its sender becomes black. A black machine blackens
the token and is white again once it has passed it. When a token comes back white to a white and passive machine 0, all
are passive; if not, machine 0 starts another round.

With Honest = FALSE machines do not become black, and machine 0 detects termination too early.
*)
EXTENDS Integers

CONSTANTS
  N,       \* number of machines
  Honest

Machines == 0..N - 1
Colours == {"white", "black"}

VARIABLES
  active,  \* which machines compute
  colour,  \* of each machine
  place,   \* the machine that has the token
  token    \* its color

vars == <<active, colour, place, token>>

TypeOK ==
  /\ active \in [Machines -> BOOLEAN]
  /\ colour \in [Machines -> Colours]
  /\ place \in Machines
  /\ token \in Colours

\* Machines may be in any state, but a black token proves nothing.
Init ==
  /\ active \in [Machines -> BOOLEAN]
  /\ colour \in [Machines -> Colours]
  /\ place \in Machines
  /\ token = "black"

\* Machine 0 has the token without a result, and starts another round.
Start ==
  /\ place = 0
  /\ token = "black" \/ colour[0] = "black"
  /\ place' = N - 1
  /\ token' = "white"
  /\ colour' = [colour EXCEPT ![0] = "white"]
  /\ UNCHANGED active

\* Another machine passes it on. An active one may do so, too, if the round has failed anyway.
Pass(m) ==
  /\ place = m
  /\ ~active[m] \/ colour[m] = "black" \/ token = "black"
  /\ place' = m - 1
  /\ token' = IF colour[m] = "black" THEN "black" ELSE token
  /\ colour' = [colour EXCEPT ![m] = "white"]
  /\ UNCHANGED active

Detection == Start \/ \E m \in Machines \ {0} : Pass(m)

\* The observed computation.
Send(m) ==
  /\ active[m]
  /\ \E to \in Machines \ {m} :
       /\ active' = [active EXCEPT ![to] = TRUE]
       /\ colour' = [colour EXCEPT ![m] = IF Honest /\ to > m THEN "black" ELSE @]
  /\ UNCHANGED <<place, token>>

Rest(m) ==
  /\ active[m]
  /\ active' = [active EXCEPT ![m] = FALSE]
  /\ UNCHANGED <<colour, place, token>>

Computation == \E m \in Machines : Send(m) \/ Rest(m)

Next == Detection \/ Computation

Spec == Init /\ [][Next]_vars

Terminated == \A m \in Machines : ~active[m]

\* Machine 0 detects termination.
Detected ==
  /\ place = 0 /\ token = "white"
  /\ colour[0] = "white" /\ ~active[0]

\* Detection is correct.
Right == Detected => Terminated

\* Why: behind the token all are passive, or something is black and the round will fail.
Dijkstra ==
  \/ \A m \in Machines : m > place => ~active[m]
  \/ \E m \in 0..place : colour[m] = "black"
  \/ token = "black"

\* Must be violated: the counterexample shows a detection.
NeverDetected == ~Detected

\* If the detection steps continue, termination is detected.
FairSpec == Spec /\ WF_vars(Detection)
FoundOut == Terminated ~> Detected
=============================================================================
