----------------------------- MODULE log_check -----------------------------
(*
Is what a system wrote to its log a behaviour of its specification?

A server hands out one lock to clients in the order in which they asked. Its specification is Ask, Grant and Release. A log has a
line for each step that the server took; Next takes the step that the line at hand tells, and no other. Which line that is
need not be a variable: the first step leaves a state of level 1, the second one of level 2, so the line is
Log[TLCGet("level")].

The same state may be met on several lines, and must count as another one each time. So the configuration has
VIEW View: states are told apart by their level, too.

CONSTRAINT Short ends the search behind the last line. If there is a line before that the specification does not allow, the
behaviour ends there: a deadlock, in the last state that the log and the specification agree on.
*)
EXTENDS Integers, Sequences, TLC

CONSTANTS
  Clients,
  Log       \* a sequence of records [event |-> "ask", "grant" or "release", client |-> who]

VARIABLES
  holder,   \* of the lock: no client, or one
  waiting   \* clients that asked and have not got it, in order

vars == <<holder, waiting>>

TypeOK ==
  /\ holder \subseteq Clients
  /\ waiting \in Seq(Clients)

Init ==
  /\ holder = {}
  /\ waiting = <<>>

Ask(c) ==
  /\ c \notin holder
  /\ \A i \in 1..Len(waiting) : waiting[i] /= c
  /\ waiting' = Append(waiting, c)
  /\ UNCHANGED holder

Grant(c) ==
  /\ holder = {}
  /\ waiting /= <<>>
  /\ c = Head(waiting)
  /\ holder' = {c}
  /\ waiting' = Tail(waiting)

Release(c) ==
  /\ holder = {c}
  /\ holder' = {}
  /\ UNCHANGED waiting

Line == Log[TLCGet("level")]

Next ==
  \/ Line.event = "ask" /\ Ask(Line.client)
  \/ Line.event = "grant" /\ Grant(Line.client)
  \/ Line.event = "release" /\ Release(Line.client)

Short == TLCGet("level") <= Len(Log)


View == <<vars, TLCGet("level")>>

\* Two logs to try. In the second one the server forgot who asked first.
GoodLog == <<
  [event |-> "ask", client |-> "ann"],
  [event |-> "grant", client |-> "ann"],
  [event |-> "ask", client |-> "bob"],
  [event |-> "ask", client |-> "cid"],
  [event |-> "release", client |-> "ann"],
  [event |-> "grant", client |-> "bob"],
  [event |-> "release", client |-> "bob"],
  [event |-> "grant", client |-> "cid"] >>

BadLog == [GoodLog EXCEPT ![6].client = "cid"]
=============================================================================
