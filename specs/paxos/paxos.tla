------------------------------- MODULE paxos -------------------------------
(*
Paxos: acceptors that may be slow or unreachable agree on one value. After L. Lamport, "The part-time parliament" (1998)
and "Paxos made simple" (2001).

Ballots are numbered, and each has its own leader, which may know nothing of the others. A value is chosen when
a quorum has voted for it in one ballot. Any two quorums have an acceptor in common. That no
two values are ever chosen is the property:

  1a  The leader of ballot b asks the acceptors to take part in it.
  1b  An acceptor promises to take part in no lower ballot any more, and says what it last voted for, and where.
  2a  A leader who has such promises from a quorum proposes a value: the one that was voted for in the highest ballot
      reported, or, if there is none, any. (Whatever may have been chosen in a lower ballot, or still might be, is
      that value: a quorum of voters would have one in common with the quorum that promised.) One value in a ballot.
  2b  An acceptor votes for it, if it has not promised otherwise meanwhile.

Messages stay in `messages` forever, so they may arrive late, twice or never. A leader's only state is what it sent.

If quorums need not overlap two values can be chosen. With Careful = FALSE, leaders propose what they like, and it takes two
ballots, twelve steps with three acceptors.
*)
EXTENDS Integers, FiniteSets

CONSTANTS
  Values,
  Acceptors,
  Quorums,   \* sets of acceptors
  LastBallot,
  Careful

Ballots == 0..LastBallot
None == -1   \* no ballot, no value

\* Majorities are quorums.
Majorities == {q \in SUBSET Acceptors : 2 * Cardinality(q) > Cardinality(Acceptors)}
SmallestMajorities == {q \in Majorities : Cardinality(q) = Cardinality(Acceptors) \div 2 + 1}

VARIABLES
  promised,   \* by each acceptor: the highest ballot it takes part in
  votedIn,    \* the ballot of its last vote
  votedFor,   \* and the value
  messages

vars == <<promised, votedIn, votedFor, messages>>

Message ==
  UNION {
    [type : {"1a"}, ballot : Ballots],
    [type : {"1b"}, ballot : Ballots, from : Acceptors, votedIn : Ballots \union {None}, votedFor : Values \union {None}],
    [type : {"2a"}, ballot : Ballots, value : Values],
    [type : {"2b"}, ballot : Ballots, from : Acceptors, value : Values]
  }

TypeOK ==
  /\ promised \in [Acceptors -> Ballots \union {None}]
  /\ votedIn \in [Acceptors -> Ballots \union {None}]
  /\ votedFor \in [Acceptors -> Values \union {None}]
  /\ messages \subseteq Message

Init ==
  /\ promised = [a \in Acceptors |-> None]
  /\ votedIn = [a \in Acceptors |-> None]
  /\ votedFor = [a \in Acceptors |-> None]
  /\ messages = {}

Send(m) == messages' = messages \union {m}

Phase1a(b) ==
  /\ Send([type |-> "1a", ballot |-> b])
  /\ UNCHANGED <<promised, votedIn, votedFor>>

Phase1b(a) ==
  \E m \in messages :
    /\ m.type = "1a"
    /\ m.ballot > promised[a]
    /\ promised' = [promised EXCEPT ![a] = m.ballot]
    /\ Send([type |-> "1b", ballot |-> m.ballot, from |-> a, votedIn |-> votedIn[a], votedFor |-> votedFor[a]])
    /\ UNCHANGED <<votedIn, votedFor>>

\* What the acceptors of a quorum promised in ballot b allows value v.
Allowed(quorum, b, v) ==
  LET promises == {m \in messages : m.type = "1b" /\ m.ballot = b /\ m.from \in quorum}
      votes == {m \in promises : m.votedIn /= None}
  IN /\ \A a \in quorum : \E m \in promises : m.from = a
     /\ \/ ~Careful
        \/ votes = {}
        \/ \E m \in votes : m.votedFor = v /\ \A n \in votes : n.votedIn <= m.votedIn

Phase2a(b, v) ==
  /\ ~\E m \in messages : m.type = "2a" /\ m.ballot = b
  /\ \E quorum \in Quorums : Allowed(quorum, b, v)
  /\ Send([type |-> "2a", ballot |-> b, value |-> v])
  /\ UNCHANGED <<promised, votedIn, votedFor>>

Phase2b(a) ==
  \E m \in messages :
    /\ m.type = "2a"
    /\ m.ballot >= promised[a]
    /\ promised' = [promised EXCEPT ![a] = m.ballot]
    /\ votedIn' = [votedIn EXCEPT ![a] = m.ballot]
    /\ votedFor' = [votedFor EXCEPT ![a] = m.value]
    /\ Send([type |-> "2b", ballot |-> m.ballot, from |-> a, value |-> m.value])

Next ==
  \/ \E b \in Ballots : Phase1a(b) \/ \E v \in Values : Phase2a(b, v)
  \/ \E a \in Acceptors : Phase1b(a) \/ Phase2b(a)

Spec == Init /\ [][Next]_vars

\* What was voted for.
Voted(a, b, v) == [type |-> "2b", ballot |-> b, from |-> a, value |-> v] \in messages

\* In a ballot all vote alike.
OneValuePerBallot ==
  \A a, c \in Acceptors, b \in Ballots, v, w \in Values : Voted(a, b, v) /\ Voted(c, b, w) => v = w

\* Acceptors remember their last vote.
Remembered ==
  \A a \in Acceptors : IF votedIn[a] = None THEN votedFor[a] = None ELSE Voted(a, votedIn[a], votedFor[a])

Chosen(v) == \E b \in Ballots : \E quorum \in Quorums : \A a \in quorum : Voted(a, b, v)

Agreement == \A v, w \in Values : Chosen(v) /\ Chosen(w) => v = w

\* Must be violated: the counterexample shows that it happens.
NothingChosen == \A v \in Values : ~Chosen(v)
=============================================================================
