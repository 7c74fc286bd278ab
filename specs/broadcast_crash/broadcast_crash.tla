-------------------------- MODULE broadcast_crash --------------------------
(*
Reliable broadcast among processes that may crash, by diffusion: T. D. Chandra, S. Toueg, "Unreliable failure detectors
for reliable distributed systems" (1996).

A message must reach all processes that stay alive, or none, although its sender may crash. So each process that accepts
the message for the first time forwards it to all before doing anything else. The content does not matter:
"echo" stands for it, and <<p, "echo">> for the copy that p sent. The broadcaster is not modeled
either; processes that received the message directly are "told" at the start.

Messages may take any time, so in each step a process receives some of what was sent, and does one thing. At most
MaxCrashed crash; sending to all is one step, so a crash does not split it.
*)
EXTENDS Integers, FiniteSets

CONSTANTS
  Processes,
  MaxCrashed

VARIABLES
  state,     \* of each process: "idle", "told", "accepted" or "crashed"
  received,  \* by each process
  sent,
  crashed    \* who has

vars == <<state, received, sent, crashed>>

Messages == Processes \X {"echo"}

TypeOK ==
  /\ state \in [Processes -> {"idle", "told", "accepted", "crashed"}]
  /\ received \in [Processes -> SUBSET Messages]
  /\ sent \subseteq Messages
  /\ crashed \subseteq Processes

\* Some processes were told, or all, or none.
Init ==
  /\ state \in [Processes -> {"idle", "told"}]
  /\ received = [p \in Processes |-> {}]
  /\ sent = {}
  /\ crashed = {}

QuietInit == Init /\ \A p \in Processes : state[p] = "idle"

Receive(p) ==
  \E messages \in SUBSET Messages :
    /\ messages \subseteq sent
    /\ received[p] \subseteq messages
    /\ received' = [received EXCEPT ![p] = messages]

AcceptTold(p) ==
  /\ state[p] = "told"
  /\ state' = [state EXCEPT ![p] = "accepted"]
  /\ sent' = sent \union {<<p, "echo">>}
  /\ UNCHANGED crashed

AcceptReceived(p) ==
  /\ state[p] \in {"idle", "told"}
  /\ received'[p] /= {}
  /\ state' = [state EXCEPT ![p] = "accepted"]
  /\ sent' = sent \union {<<p, "echo">>}
  /\ UNCHANGED crashed

Crash(p) ==
  /\ Cardinality(crashed) < MaxCrashed
  /\ state' = [state EXCEPT ![p] = "crashed"]
  /\ crashed' = crashed \union {p}
  /\ UNCHANGED sent

Wait == UNCHANGED <<state, sent, crashed>>

Step(p) == Receive(p) /\ (AcceptTold(p) \/ AcceptReceived(p) \/ Crash(p) \/ Wait)

Next == \E p \in Processes \ crashed : Step(p)

Spec == Init /\ [][Next]_vars

\* Only sent messages are received.
Honest == \A p \in Processes : received[p] \subseteq sent

\* A crashed process stays crashed.
Crashes == crashed = {p \in Processes : state[p] = "crashed"} /\ Cardinality(crashed) <= MaxCrashed

\* Only sent messages are accepted; from QuietInit, no process accepts.
Unforged == (\E p \in Processes : state[p] = "accepted") => sent /= {}
NobodyAccepts == \A p \in Processes : state[p] /= "accepted"

\* If live processes continue: once one has accepted, every process that does not crash does ...
FairSpec ==
  /\ Spec
  /\ \A p \in Processes :
       WF_vars(p \notin crashed /\ Receive(p) /\ received'[p] = sent /\ (AcceptTold(p) \/ AcceptReceived(p) \/ Wait))
AllAccept == \A p \in Processes \ crashed : state[p] = "accepted"
Reliable == (\E p \in Processes : state[p] = "accepted") ~> AllAccept

\* ... but perhaps no process was told.
Told == <>AllAccept
=============================================================================
