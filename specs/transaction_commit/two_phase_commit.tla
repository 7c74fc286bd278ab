-------------------------- MODULE two_phase_commit --------------------------
(*
Two-phase commit: how resource managers that cannot see each other commit a transaction (transaction_commit.tla) with
the help of a coordinator. After J. Gray, L. Lamport, "Consensus on transaction commit" (2006).

A prepared manager announces it. The coordinator records the prepared ones. When all are, it may commit; before
that it may abort; it announces either. A working manager may abort by itself. Messages are never lost from
`messages`: not receiving one is not taking the step. Receiving a decision twice does no harm.

Every behavior is a behavior of transaction_commit: the property Commit!Spec.

With Hasty = TRUE the coordinator counts every manager that has not aborted as prepared.
*)
CONSTANTS Managers, Hasty

VARIABLES
  state,        \* of each manager
  coordinator,  \* "undecided", "committed" or "aborted"
  noted,        \* managers that the coordinator knows to be prepared
  messages

vars == <<state, coordinator, noted, messages>>

Message == [type : {"prepared"}, from : Managers] \union [type : {"commit", "abort"}]

TypeOK ==
  /\ state \in [Managers -> {"working", "prepared", "committed", "aborted"}]
  /\ coordinator \in {"undecided", "committed", "aborted"}
  /\ noted \subseteq Managers
  /\ messages \subseteq Message

Init ==
  /\ state = [m \in Managers |-> "working"]
  /\ coordinator = "undecided"
  /\ noted = {}
  /\ messages = {}

\* The coordinator.
Note(m) ==
  /\ coordinator = "undecided"
  /\ [type |-> "prepared", from |-> m] \in messages
  /\ noted' = noted \union {m}
  /\ UNCHANGED <<state, coordinator, messages>>

DecideCommit ==
  /\ coordinator = "undecided"
  /\ IF Hasty THEN \A m \in Managers : state[m] /= "aborted" ELSE noted = Managers
  /\ coordinator' = "committed"
  /\ messages' = messages \union {[type |-> "commit"]}
  /\ UNCHANGED <<state, noted>>

DecideAbort ==
  /\ coordinator = "undecided"
  /\ coordinator' = "aborted"
  /\ messages' = messages \union {[type |-> "abort"]}
  /\ UNCHANGED <<state, noted>>

\* The managers.
Prepare(m) ==
  /\ state[m] = "working"
  /\ state' = [state EXCEPT ![m] = "prepared"]
  /\ messages' = messages \union {[type |-> "prepared", from |-> m]}
  /\ UNCHANGED <<coordinator, noted>>

Refuse(m) ==
  /\ state[m] = "working"
  /\ state' = [state EXCEPT ![m] = "aborted"]
  /\ UNCHANGED <<coordinator, noted, messages>>

LearnCommit(m) ==
  /\ [type |-> "commit"] \in messages
  /\ state' = [state EXCEPT ![m] = "committed"]
  /\ UNCHANGED <<coordinator, noted, messages>>

LearnAbort(m) ==
  /\ [type |-> "abort"] \in messages
  /\ state' = [state EXCEPT ![m] = "aborted"]
  /\ UNCHANGED <<coordinator, noted, messages>>

Next ==
  \/ DecideCommit
  \/ DecideAbort
  \/ \E m \in Managers : Note(m) \/ Prepare(m) \/ Refuse(m) \/ LearnCommit(m) \/ LearnAbort(m)

Spec == Init /\ [][Next]_vars

Commit == INSTANCE transaction_commit

Consistent == Commit!Consistent
Implements == Commit!Spec

\* Must be violated: the counterexample shows that it happens.
NeverCommits == \A m \in Managers : state[m] /= "committed"
=============================================================================
