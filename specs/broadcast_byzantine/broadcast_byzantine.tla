------------------------ MODULE broadcast_byzantine ------------------------
(*
Reliable broadcast among processes some of which lie: T. K. Srikanth, S. Toueg, "Simulating authenticated broadcasts to
derive simple fault-tolerant algorithms" (1987), one round of it.

N processes, of which at most T may be Byzantine: these send whatever they like to whom they like. A correct
process counts from how many others it has received an echo, its own included.

  - Who was told by the one who broadcasts sends an echo to all.
  - Who has N - 2T echoes knows that one of them at least is from a correct process (N > 3T), and echoes, too.
  - Who has N - T echoes accepts: N - 2T of these are from correct processes, so everybody will get at least as many.

So no one makes the others accept what no correct process was told (begin with QuietInit), unless there are more
liars than T; and if one accepts all do.

Byzantine processes need no actions: all they could have sent is there from the beginning (Forged).
*)
EXTENDS Integers, FiniteSets

CONSTANTS
  Correct,
  Faulty,
  T         \* how many faulty ones the algorithm is prepared for

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

\* How many echoes p has after having received.
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

\* Nobody receives what nobody could have sent.
Honest == \A p \in Correct : received[p] \subseteq sent \union Forged

\* Who accepts has enough echoes, and has sent its own.
Earned ==
  \A p \in Correct :
    /\ state[p] = "accepted" => Cardinality(received[p]) >= N - T
    /\ (state[p] \in {"sent", "accepted"}) = (<<p, "echo">> \in sent)

\* False in general; true of QuietInit if there are at most T liars.
NobodyAccepts == \A p \in Correct : state[p] /= "accepted"

\* If messages arrive at last: who was told, or sees one accept, is not alone.
FairSpec ==
  /\ Spec
  /\ \A p \in Correct :
       WF_vars(/\ received' = [received EXCEPT ![p] = @ \union sent]
               /\ EchoTold(p) \/ EchoReceived(p) \/ AcceptAtOnce(p) \/ Accept(p))
AllAccept == \A p \in Correct : state[p] = "accepted"
Correctness == (\A p \in Correct : state[p] = "told") => <>AllAccept
Relay == (\E p \in Correct : state[p] = "accepted") ~> AllAccept
=============================================================================
