-------------------------------- MODULE raft --------------------------------
(*
Raft: servers agree on a log of entries. D. Ongaro, J. Ousterhout, "In search of an understandable consensus algorithm" (2014),
and the specification in Ongaro's thesis.

Time is divided into terms, and a term has one leader at most. A server that hears from no leader starts a new term as a candidate
and requests votes. Each server has one vote a term, and does not give it to a server whose log is behind its own. A majority
of votes elects a leader (votes are messages, also that to itself). The leader takes entries from clients and sends them to the
others, one at a time, each with the place and the term of the one before it: a follower whose log does not fit there
refuses, and the leader goes back one; conflicting entries are dropped. An entry of the leader's own term that a
majority has is committed.

A server that sees a higher term adopts it and becomes a follower. Servers may restart; they keep their term,
their vote and their log. Messages may be lost, duplicated and reordered: `messages` has the number of each.

Not modeled: snapshots, membership changes, and history variables.

With OneVote = FALSE servers forget their vote.
*)
EXTENDS Integers, Sequences, FiniteSets, TLC

CONSTANTS
  Servers,
  Values,   \* what clients send
  Nobody,
  OneVote

VARIABLES
  messages,   \* how many there are of each
  term,       \* each server's
  role,       \* "follower", "candidate" or "leader"
  vote,       \* given in this term, or Nobody
  log,        \* each server's: entries [term, value]
  committed,  \* how many entries of its log each server knows to be committed
  asked,      \* of a candidate: who has answered
  granted,    \* and voted for it
  next,       \* of a leader: which entry it will send to each
  matched     \* and up to which it knows that the other's log is like its own

electing == <<term, role, vote, asked, granted>>
replicating == <<log, committed, next, matched>>
vars == <<messages, electing, replicating>>

Majority(some) == 2 * Cardinality(some) > Cardinality(Servers)

LastTerm(entries) == IF entries = <<>> THEN 0 ELSE entries[Len(entries)].term
Least(a, b) == IF a < b THEN a ELSE b

Init ==
  /\ messages = <<>>
  /\ term = [s \in Servers |-> 1]
  /\ role = [s \in Servers |-> "follower"]
  /\ vote = [s \in Servers |-> Nobody]
  /\ log = [s \in Servers |-> <<>>]
  /\ committed = [s \in Servers |-> 0]
  /\ asked = [s \in Servers |-> {}]
  /\ granted = [s \in Servers |-> {}]
  /\ next = [s \in Servers |-> [t \in Servers |-> 1]]
  /\ matched = [s \in Servers |-> [t \in Servers |-> 0]]

\* One more, and one less, of a message. (None left is not the same as never sent, and does no harm.)
With(m, bag) == IF m \in DOMAIN bag THEN [bag EXCEPT ![m] = @ + 1] ELSE bag @@ (m :> 1)
Without(m, bag) == [bag EXCEPT ![m] = @ - 1]

Send(m) == messages' = With(m, messages)
Discard(m) == messages' = Without(m, messages)
Reply(m, answer) == messages' = Without(m, With(answer, messages))

----------------------------------------------------------------------------
(* What a server does by itself. *)

Restart(s) ==
  /\ role' = [role EXCEPT ![s] = "follower"]
  /\ asked' = [asked EXCEPT ![s] = {}]
  /\ granted' = [granted EXCEPT ![s] = {}]
  /\ next' = [next EXCEPT ![s] = [t \in Servers |-> 1]]
  /\ matched' = [matched EXCEPT ![s] = [t \in Servers |-> 0]]
  /\ committed' = [committed EXCEPT ![s] = 0]
  /\ UNCHANGED <<messages, term, vote, log>>

Timeout(s) ==
  /\ role[s] \in {"follower", "candidate"}
  /\ role' = [role EXCEPT ![s] = "candidate"]
  /\ term' = [term EXCEPT ![s] = @ + 1]
  /\ vote' = [vote EXCEPT ![s] = Nobody]
  /\ asked' = [asked EXCEPT ![s] = {}]
  /\ granted' = [granted EXCEPT ![s] = {}]
  /\ UNCHANGED <<messages, replicating>>

AskForVote(s, t) ==
  /\ role[s] = "candidate"
  /\ t \notin asked[s]
  /\ Send([type |-> "vote?", from |-> s, to |-> t, term |-> term[s], lastTerm |-> LastTerm(log[s]), length |-> Len(log[s])])
  /\ UNCHANGED <<electing, replicating>>

BecomeLeader(s) ==
  /\ role[s] = "candidate"
  /\ Majority(granted[s])
  /\ role' = [role EXCEPT ![s] = "leader"]
  /\ next' = [next EXCEPT ![s] = [t \in Servers |-> Len(log[s]) + 1]]
  /\ matched' = [matched EXCEPT ![s] = [t \in Servers |-> 0]]
  /\ UNCHANGED <<messages, term, vote, asked, granted, log, committed>>

FromClient(s, v) ==
  /\ role[s] = "leader"
  /\ log' = [log EXCEPT ![s] = Append(@, [term |-> term[s], value |-> v])]
  /\ UNCHANGED <<messages, electing, committed, next, matched>>

SendEntry(s, t) ==
  /\ s /= t
  /\ role[s] = "leader"
  /\ LET before == next[s][t] - 1
         last == Least(Len(log[s]), next[s][t])
     IN Send([type |-> "entry?", from |-> s, to |-> t, term |-> term[s],
              before |-> before, beforeTerm |-> IF before > 0 THEN log[s][before].term ELSE 0,
              entries |-> SubSeq(log[s], next[s][t], last), committed |-> Least(committed[s], last)])
  /\ UNCHANGED <<electing, replicating>>

CommitMore(s) ==
  /\ role[s] = "leader"
  /\ LET agreed == {i \in DOMAIN log[s] : Majority({s} \union {t \in Servers : matched[s][t] >= i})}
         highest == CHOOSE i \in agreed : \A j \in agreed : j <= i
     IN committed' = [committed EXCEPT ![s] = IF agreed /= {} /\ log[s][highest].term = term[s] THEN highest ELSE @]
  /\ UNCHANGED <<messages, electing, log, next, matched>>

----------------------------------------------------------------------------
(* What it does with a message. *)

TakeOverTerm(s, m) ==
  /\ m.term > term[s]
  /\ term' = [term EXCEPT ![s] = m.term]
  /\ role' = [role EXCEPT ![s] = "follower"]
  /\ vote' = [vote EXCEPT ![s] = Nobody]
  /\ UNCHANGED <<messages, asked, granted, replicating>>   \* the message is not yet dealt with

Vote(s, m) ==
  LET upToDate == m.lastTerm > LastTerm(log[s]) \/ (m.lastTerm = LastTerm(log[s]) /\ m.length >= Len(log[s]))
      yes == m.term = term[s] /\ upToDate /\ (OneVote => vote[s] \in {Nobody, m.from})
  IN /\ m.term <= term[s]
     /\ vote' = IF yes THEN [vote EXCEPT ![s] = m.from] ELSE vote
     /\ Reply(m, [type |-> "vote!", from |-> s, to |-> m.from, term |-> term[s], yes |-> yes])
     /\ UNCHANGED <<term, role, asked, granted, replicating>>

CountVote(s, m) ==
  /\ m.term = term[s]
  /\ asked' = [asked EXCEPT ![s] = @ \union {m.from}]
  /\ granted' = IF m.yes THEN [granted EXCEPT ![s] = @ \union {m.from}] ELSE granted
  /\ Discard(m)
  /\ UNCHANGED <<term, role, vote, replicating>>

TakeEntry(s, m) ==
  LET fits == m.before > 0 => m.before <= Len(log[s]) /\ log[s][m.before].term = m.beforeTerm
      place == m.before + 1
      there == m.entries /= <<>> => Len(log[s]) >= place /\ log[s][place].term = m.entries[1].term
      answer(done, upTo) == [type |-> "entry!", from |-> s, to |-> m.from, term |-> term[s], done |-> done, upTo |-> upTo]
  IN /\ m.term <= term[s]
     /\ \/ /\ m.term < term[s] \/ (role[s] = "follower" /\ ~fits)
           /\ Reply(m, answer(FALSE, 0))
           /\ UNCHANGED <<electing, replicating>>
        \/ /\ m.term = term[s] /\ role[s] = "candidate"   \* another server has won
           /\ role' = [role EXCEPT ![s] = "follower"]
           /\ UNCHANGED <<messages, term, vote, asked, granted, replicating>>
        \/ /\ m.term = term[s] /\ role[s] = "follower" /\ fits
           /\ \/ /\ there
                 /\ committed' = [committed EXCEPT ![s] = m.committed]
                 /\ Reply(m, answer(TRUE, m.before + Len(m.entries)))
                 /\ UNCHANGED <<electing, log, next, matched>>
              \/ /\ ~there /\ Len(log[s]) >= place   \* another one is in its place
                 /\ log' = [log EXCEPT ![s] = SubSeq(@, 1, Len(@) - 1)]
                 /\ UNCHANGED <<messages, electing, committed, next, matched>>
              \/ /\ ~there /\ Len(log[s]) = m.before
                 /\ log' = [log EXCEPT ![s] = Append(@, m.entries[1])]
                 /\ UNCHANGED <<messages, electing, committed, next, matched>>

NoteEntry(s, m) ==
  /\ m.term = term[s]
  /\ IF m.done
     THEN /\ next' = [next EXCEPT ![s][m.from] = m.upTo + 1]
          /\ matched' = [matched EXCEPT ![s][m.from] = m.upTo]
     ELSE /\ next' = [next EXCEPT ![s][m.from] = IF @ > 1 THEN @ - 1 ELSE 1]
          /\ UNCHANGED matched
  /\ Discard(m)
  /\ UNCHANGED <<electing, log, committed>>

\* An answer that comes too late.
Ignore(s, m) ==
  /\ m.term < term[s]
  /\ Discard(m)
  /\ UNCHANGED <<electing, replicating>>

Receive(m) ==
  LET s == m.to
  IN \/ TakeOverTerm(s, m)
     \/ m.type = "vote?" /\ Vote(s, m)
     \/ m.type = "vote!" /\ (CountVote(s, m) \/ Ignore(s, m))
     \/ m.type = "entry?" /\ TakeEntry(s, m)
     \/ m.type = "entry!" /\ (NoteEntry(s, m) \/ Ignore(s, m))

\* The network.
Double(m) == Send(m) /\ UNCHANGED <<electing, replicating>>
Lose(m) == Discard(m) /\ UNCHANGED <<electing, replicating>>

There == {m \in DOMAIN messages : messages[m] > 0}

Next ==
  \/ \E s \in Servers : Restart(s) \/ Timeout(s) \/ BecomeLeader(s) \/ CommitMore(s)
  \/ \E s, t \in Servers : AskForVote(s, t) \/ SendEntry(s, t)
  \/ \E s \in Servers, v \in Values : FromClient(s, v)
  \/ \E m \in There : Receive(m) \/ Double(m) \/ Lose(m)

Spec == Init /\ [][Next]_vars

----------------------------------------------------------------------------

TypeOK ==
  /\ \A m \in DOMAIN messages : messages[m] \in Nat /\ m.from \in Servers /\ m.to \in Servers /\ m.term > 0
  /\ term \in [Servers -> Nat]
  /\ role \in [Servers -> {"follower", "candidate", "leader"}]
  /\ vote \in [Servers -> Servers \union {Nobody}]
  /\ \A s \in Servers : committed[s] <= Len(log[s]) /\ granted[s] \subseteq asked[s] /\ asked[s] \subseteq Servers

\* A term has one leader at most.
OneLeader ==
  \A s, t \in Servers : role[s] = "leader" /\ role[t] = "leader" /\ term[s] = term[t] => s = t

\* What is committed in two logs is the same.
Agreement ==
  \A s, t \in Servers : \A i \in 1..Least(committed[s], committed[t]) : log[s][i] = log[t][i]

\* Must be violated: the counterexample shows that it happens.
NoLeader == \A s \in Servers : role[s] /= "leader"

\* For enumeration: few terms and messages.
Few ==
  /\ \A s \in Servers : term[s] <= 2 /\ Len(log[s]) <= 1
  /\ \A m \in DOMAIN messages : messages[m] <= 1
  /\ Cardinality(There) <= 1
=============================================================================
