------------------------- MODULE transaction_commit -------------------------
(*
Transaction commit, the abstract problem. After J. Gray, L. Lamport, "Consensus on transaction commit" (2006).

Each of several resource managers is working, then prepared or aborted; prepared ones end up committed or aborted. One may
commit only when all are prepared (or committed), and abort only if none has committed. How a manager knows
is up to an algorithm (two_phase_commit.tla); here the managers see each other.
*)
CONSTANT Managers

VARIABLE state  \* of each manager

Init == state = [m \in Managers |-> "working"]

CanCommit == \A m \in Managers : state[m] \in {"prepared", "committed"}
NobodyCommitted == \A m \in Managers : state[m] /= "committed"

Prepare(m) ==
  /\ state[m] = "working"
  /\ state' = [state EXCEPT ![m] = "prepared"]

Decide(m) ==
  \/ /\ state[m] = "prepared"
     /\ CanCommit
     /\ state' = [state EXCEPT ![m] = "committed"]
  \/ /\ state[m] \in {"working", "prepared"}
     /\ NobodyCommitted
     /\ state' = [state EXCEPT ![m] = "aborted"]

Next == \E m \in Managers : Prepare(m) \/ Decide(m)

Spec == Init /\ [][Next]_state

TypeOK == state \in [Managers -> {"working", "prepared", "committed", "aborted"}]

\* All decide the same.
Consistent == \A m, n \in Managers : ~(state[m] = "committed" /\ state[n] = "aborted")
=============================================================================
