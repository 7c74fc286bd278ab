------------------------------- MODULE ewd998 -------------------------------
(*
Termination detection on a ring where messages take time: S. Safra, written down by E. W. Dijkstra as "Shmuel Safra's
version of termination detection" (EWD 998). ewd840.tla is the simpler case.

Messages may be in transit when all machines are passive, and activate one later. So each machine counts: one more for a
message sent, one less for one received. The token sums the counts on its way around; zero at the end means
that no message is in transit -- unless a machine behind the token received, after the token had passed, what one in front
of it had sent before. So receiving makes a machine black, and a black machine makes the token black.

With Honest = FALSE receiving does not make a machine black.
*)
EXTENDS Integers

CONSTANTS
  N,       \* number of machines
  Honest

Machines == 0..N - 1
Colours == {"white", "black"}

VARIABLES
  active,   \* which machines compute
  colour,   \* of each machine
  balance,  \* messages sent less messages received, of each machine
  pending,  \* number of messages in transit to each
  token     \* its place, the sum so far, its color

vars == <<active, colour, balance, pending, token>>

TypeOK ==
  /\ active \in [Machines -> BOOLEAN]
  /\ colour \in [Machines -> Colours]
  /\ balance \in [Machines -> Int]
  /\ pending \in [Machines -> Nat]
  /\ token \in [place : Machines, sum : Int, colour : Colours]

\* Machines may be in any state, but no message was sent, and a black token proves nothing.
Init ==
  /\ active \in [Machines -> BOOLEAN]
  /\ colour \in [Machines -> Colours]
  /\ balance = [m \in Machines |-> 0]
  /\ pending = [m \in Machines |-> 0]
  /\ token \in [place : Machines, sum : {0}, colour : {"black"}]

\* Machine 0 has the token without a result, and starts another round.
Start ==
  /\ token.place = 0
  /\ token.colour = "black" \/ colour[0] = "black" \/ token.sum + balance[0] /= 0
  /\ token' = [place |-> N - 1, sum |-> 0, colour |-> "white"]
  /\ colour' = [colour EXCEPT ![0] = "white"]
  /\ UNCHANGED <<active, balance, pending>>

\* Another machine, being passive, passes it on.
Pass(m) ==
  /\ token.place = m
  /\ ~active[m]
  /\ token' = [place |-> m - 1,
               sum |-> token.sum + balance[m],
               colour |-> IF colour[m] = "black" THEN "black" ELSE token.colour]
  /\ colour' = [colour EXCEPT ![m] = "white"]
  /\ UNCHANGED <<active, balance, pending>>

Detection == Start \/ \E m \in Machines \ {0} : Pass(m)

\* The observed computation.
Send(m) ==
  /\ active[m]
  /\ balance' = [balance EXCEPT ![m] = @ + 1]
  /\ \E to \in Machines \ {m} : pending' = [pending EXCEPT ![to] = @ + 1]
  /\ UNCHANGED <<active, colour, token>>

Receive(m) ==
  /\ pending[m] > 0
  /\ pending' = [pending EXCEPT ![m] = @ - 1]
  /\ balance' = [balance EXCEPT ![m] = @ - 1]
  /\ colour' = IF Honest THEN [colour EXCEPT ![m] = "black"] ELSE colour
  /\ active' = [active EXCEPT ![m] = TRUE]
  /\ UNCHANGED token

Rest(m) ==
  /\ active[m]
  /\ active' = [active EXCEPT ![m] = FALSE]
  /\ UNCHANGED <<colour, balance, pending, token>>

Computation == \E m \in Machines : Send(m) \/ Receive(m) \/ Rest(m)

Next == Detection \/ Computation

Spec == Init /\ [][Next]_vars

\* The sum of f[m] over the machines from `low` to `high`.
RECURSIVE Sum(_, _, _)
Sum(f, low, high) == IF low > high THEN 0 ELSE f[high] + Sum(f, low, high - 1)

UnderWay == Sum(pending, 0, N - 1)

Terminated == UnderWay = 0 /\ \A m \in Machines : ~active[m]

\* Machine 0 detects termination.
Detected ==
  /\ token.place = 0 /\ token.colour = "white" /\ token.sum + balance[0] = 0
  /\ colour[0] = "white" /\ ~active[0] /\ pending[0] = 0

\* Detection is correct.
Right == Detected => Terminated

\* The sum of the counts is the number of messages in transit.
Balanced == UnderWay = Sum(balance, 0, N - 1)

\* Why it is right. The sums are those of the machines behind the token, and of those from it to machine 0.
Safra ==
  \/ /\ \A m \in Machines : m > token.place => ~active[m]
     /\ token.sum = Sum(balance, token.place + 1, N - 1)
  \/ Sum(balance, 0, token.place) + token.sum > 0
  \/ \E m \in 0..token.place : colour[m] = "black"
  \/ token.colour = "black"

\* Must be violated: the counterexample shows that it happens.
NeverDetected == ~Detected

\* For enumeration: few messages are sent.
Few == \A m \in Machines : balance[m] <= 1 /\ pending[m] <= 1
=============================================================================
