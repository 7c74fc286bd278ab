------------------------ MODULE broadcast_byzantine ------------------------
(*
Reliable broadcast with Byzantine processes: T. K. Srikanth, S. Toueg, "Simulating authenticated broadcasts to
derive simple fault-tolerant algorithms" (1987), one round of it.

Of N processes at most T may be Byzantine: they send any message to any process. A correct
process counts from how many others it has received an echo, its own included.

  - A process that the broadcaster told sends an echo to all.
  - With N - 2T echoes, at least one is from a correct process (N > 3T), so the process echoes, too.
  - With N - T echoes it accepts: N - 2T of these are from correct processes, so every process will get at least as many.

So no process makes the others accept what no correct process was told (begin with QuietInit), unless there are more
than T Byzantine processes. If one accepts, all do.

Byzantine processes have no actions: every message that they could send exists from the beginning (Forged).
*)
EXTENDS Integers, FiniteSets

CONSTANTS
  Correct,
  Faulty,
  T         \* how many faulty processes the algorithm tolerates

Processes == Correct \union Faulty
N == Cardinality(Processes)

ASSUME N > 3 * T

VARIABLES
  state,     \* of each correct process: "idle", "told", "sent" or "accepted"
  received,  \* by each correct process
  sent       \* by the correct ones

vars == <<state, received, sent>>

Forged == Faulty \X {"echo"}

TypeOK ==
  /\ state \in [Correct -> {"idle", "told", "sent", "accepted"}]
  /\ received \in [Correct -> SUBSET (Processes \X {"echo"})]
  /\ sent \subseteq Correct \X {"echo"}

Init ==
  /\ state \in [Correct -> {"idle", "told"}]
  /\ received = [p \in Correct |-> {}]
  /\ sent = {}

QuietInit == Init /\ \A p \in Correct : state[p] = "idle"

Receive(p) ==
  \E new \in SUBSET (sent \union Forged) : received' = [received EXCEPT ![p] = @ \union new]

\* The number of echoes that p has after receiving.
Echoes(p) == Cardinality(received'[p])

EchoTold(p) ==
  /\ state[p] = "told"
  /\ state' = [state EXCEPT ![p] = "sent"]
  /\ sent' = sent \union {<<p, "echo">>}

EchoReceived(p) ==
  /\ state[p] \in {"idle", "told"}
  /\ Echoes(p) >= N - 2 * T /\ Echoes(p) < N - T
  /\ state' = [state EXCEPT ![p] = "sent"]
  /\ sent' = sent \union {<<p, "echo">>}

AcceptAtOnce(p) ==
  /\ state[p] \in {"idle", "told"}
  /\ Echoes(p) >= N - T
  /\ state' = [state EXCEPT ![p] = "accepted"]
  /\ sent' = sent \union {<<p, "echo">>}

Accept(p) ==
  /\ state[p] = "sent"
  /\ Echoes(p) >= N - T
  /\ state' = [state EXCEPT ![p] = "accepted"]
  /\ UNCHANGED sent

Step(p) == Receive(p) /\ (EchoTold(p) \/ EchoReceived(p) \/ AcceptAtOnce(p) \/ Accept(p))

Next ==
  \/ \E p \in Correct : Step(p)
  \/ UNCHANGED vars

Spec == Init /\ [][Next]_vars

\* Only messages that could have been sent are received.
Honest == \A p \in Correct : received[p] \subseteq sent \union Forged

\* A process that accepts has enough echoes, and has sent its own.
Earned ==
  \A p \in Correct :
    /\ state[p] = "accepted" => Cardinality(received[p]) >= N - T
    /\ (state[p] \in {"sent", "accepted"}) = (<<p, "echo">> \in sent)

\* Violated in general; holds from QuietInit if there are at most T Byzantine processes.
NobodyAccepts == \A p \in Correct : state[p] /= "accepted"

\* If messages eventually arrive: if all are told, or one accepts, then all accept.
FairSpec ==
  /\ Spec
  /\ \A p \in Correct :
       WF_vars(/\ received' = [received EXCEPT ![p] = @ \union sent]
               /\ EchoTold(p) \/ EchoReceived(p) \/ AcceptAtOnce(p) \/ Accept(p))
AllAccept == \A p \in Correct : state[p] = "accepted"
Correctness == (\A p \in Correct : state[p] = "told") => <>AllAccept
Relay == (\E p \in Correct : state[p] = "accepted") ~> AllAccept
=============================================================================
