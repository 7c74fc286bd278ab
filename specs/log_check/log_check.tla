----------------------------- MODULE log_check -----------------------------
(*
Checks whether a system's log is a behavior of its specification.

A server grants one lock to clients in the order of their requests. Its specification is Ask, Grant and Release. A log has a
line for each step that the server took. Next takes exactly the step of the current line. The line number
need not be a variable: the first step leaves a state of level 1, the second one of level 2, so the line is
Log[TLCGet("level")].

One state may occur on several lines, and must count as a different one each time. So the configuration has
VIEW View: states are distinguished by their level, too.

CONSTRAINT Short ends the search after the last line. If the specification does not allow some line, the
behavior ends there: a deadlock, in the last state that the log and the specification agree on.
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

\* Two logs. In the second one the server ignored the order of the requests.
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
