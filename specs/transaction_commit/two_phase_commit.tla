-------------------------- MODULE two_phase_commit --------------------------
(*
Two-phase commit: how resource managers that cannot see each other commit a transaction (transaction_commit.tla) with
the help of a coordinator. After J. Gray, L. Lamport, "Consensus on transaction commit" (2006).

A manager that is prepared says so. The coordinator notes who is; once all are it may decide to commit, and before
that to abort, and says which. A manager that is still working may abort without asking. Messages are never lost from
`messages`: not to receive one is just not to take the step. That a manager receives a decision twice does no harm.

Every behaviour of it is one of transaction_commit: the property Commit!Spec.

With Hasty = TRUE the coordinator counts everybody who has not aborted as prepared.
*)
CONSTANTS Managers, Hasty

VARIABLES
  state,        \* of each manager
  coordinator,  \* "undecided", "committed" or "aborted"
  noted,        \* whom the coordinator knows to be prepared
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

\* False, and good that it is.
NeverCommits == \A m \in Managers : state[m] /= "committed"
=============================================================================
