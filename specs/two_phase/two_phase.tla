----------------------------- MODULE two_phase -----------------------------
(*
Two-phase commit: a coordinator and several participants agree on whether a transaction happens.

A ready participant votes yes and can no longer abort; another one aborts by itself and votes no. The
coordinator commits when it has a yes from each, and may abort at any time before. Messages are a set
that only grows: they may be received late, repeatedly or never, but not invented.

With Patient = FALSE the coordinator commits at the first yes, and participants may disagree.
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

\* A participant receives the decision in any state.
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

\* Agreement: no participant commits if another aborts.
Consistent == \A p, q \in Participants : ~(state[p] = "committed" /\ state[q] = "aborted")

\* Must be violated: the counterexample shows that the protocol can commit.
NeverCommits == \A p \in Participants : state[p] /= "committed"

\* A property of steps: a decision does not change.
DecisionsStand ==
  [][\A p \in Participants : state[p] \in {"committed", "aborted"} => state'[p] = state[p]]_vars
=============================================================================
