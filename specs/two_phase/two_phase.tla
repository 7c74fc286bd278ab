----------------------------- MODULE two_phase -----------------------------
(*
Two-phase commit: a coordinator and several participants agree on whether a transaction happens.

A participant that is ready votes yes and can no longer back out; one that is not aborts on its own and votes no. The
coordinator commits when it has a yes from everybody and may abort at any time before. Messages are a set
that only grows: they may be received late, repeatedly or never, but not invented.

With Patient = FALSE the coordinator commits at the first yes, and participants end up disagreeing.
*)
EXTENDS Integers, FiniteSets

CONSTANTS
  Participants,
  Patient

VARIABLES
  state,        \* of each participant
  coordinator,  \* "waiting", "committed" or "aborted"
  messages

vars == <<state, coordinator, messages>>

Message == [type : {"yes", "no"}, from : Participants] \union [type : {"commit", "abort"}]

TypeOK ==
  /\ state \in [Participants -> {"working", "ready", "committed", "aborted"}]
  /\ coordinator \in {"waiting", "committed", "aborted"}
  /\ messages \subseteq Message

Init ==
  /\ state = [p \in Participants |-> "working"]
  /\ coordinator = "waiting"
  /\ messages = {}

Yes == {m.from : m \in {n \in messages : n.type = "yes"}}

VoteYes(p) ==
  /\ state[p] = "working"
  /\ state' = [state EXCEPT ![p] = "ready"]
  /\ messages' = messages \union {[type |-> "yes", from |-> p]}
  /\ UNCHANGED coordinator

VoteNo(p) ==
  /\ state[p] = "working"
  /\ state' = [state EXCEPT ![p] = "aborted"]
  /\ messages' = messages \union {[type |-> "no", from |-> p]}
  /\ UNCHANGED coordinator

DecideCommit ==
  /\ coordinator = "waiting"
  /\ IF Patient THEN Yes = Participants ELSE Yes /= {}
  /\ coordinator' = "committed"
  /\ messages' = messages \union {[type |-> "commit"]}
  /\ UNCHANGED state

DecideAbort ==
  /\ coordinator = "waiting"
  /\ coordinator' = "aborted"
  /\ messages' = messages \union {[type |-> "abort"]}
  /\ UNCHANGED state

\* A participant learns the decision, whatever it did before.
Learn(p) ==
  \E decision \in {"commit", "abort"} :
    /\ [type |-> decision] \in messages
    /\ state[p] \in {"working", "ready"}
    /\ state' = [state EXCEPT ![p] = IF decision = "commit" THEN "committed" ELSE "aborted"]
    /\ UNCHANGED <<coordinator, messages>>

Next ==
  \/ DecideCommit
  \/ DecideAbort
  \/ \E p \in Participants : VoteYes(p) \/ VoteNo(p) \/ Learn(p)

Spec == Init /\ [][Next]_vars

\* Nobody commits what another one aborts.
Consistent == \A p, q \in Participants : ~(state[p] = "committed" /\ state[q] = "aborted")

\* False, and good that it is: it shows that the protocol can commit.
NeverCommits == \A p \in Participants : state[p] /= "committed"

\* As a property of steps: a decision is for ever.
DecisionsStand ==
  [][\A p \in Participants : state[p] \in {"committed", "aborted"} => state'[p] = state[p]]_vars
=============================================================================
