-------------------------- MODULE readers_writers --------------------------
(*
Readers and writers: any number may read at once, but a writer is alone.

A process requests the lock and waits in the queue `waiting`. The head of the queue enters when the processes
inside permit it, so no process is overtaken.
*)
EXTENDS Integers, Sequences, FiniteSets

CONSTANT Actors

VARIABLES
  readers,  \* the current readers
  writers,  \* the current writers
  waiting   \* requests <<kind, actor>>, oldest first

vars == <<readers, writers, waiting>>

Init == readers = {} /\ writers = {} /\ waiting = <<>>

Waits == {waiting[i][2] : i \in 1..Len(waiting)}

Ask(a) ==
  /\ a \notin readers \union writers \union Waits
  /\ \E kind \in {"read", "write"} : waiting' = Append(waiting, <<kind, a>>)
  /\ UNCHANGED <<readers, writers>>

Enter ==
  /\ waiting /= <<>>
  /\ writers = {}
  /\ LET kind == Head(waiting)[1]
         a == Head(waiting)[2]
     IN  CASE kind = "read" -> readers' = readers \union {a} /\ UNCHANGED writers
           [] kind = "write" -> readers = {} /\ writers' = writers \union {a} /\ UNCHANGED readers
  /\ waiting' = Tail(waiting)

Leave(a) ==
  /\ a \in readers \union writers
  /\ readers' = readers \ {a}
  /\ writers' = writers \ {a}
  /\ UNCHANGED waiting

Next == Enter \/ \E a \in Actors : Ask(a) \/ Leave(a)

Spec == Init /\ [][Next]_vars

TypeOK ==
  /\ readers \subseteq Actors
  /\ writers \subseteq Actors
  /\ \A i \in 1..Len(waiting) : waiting[i] \in {"read", "write"} \X Actors

Safe == /\ Cardinality(writers) <= 1
        /\ writers /= {} => readers = {}

\* Violated, as intended: several read at once.
Alone == Cardinality(readers \union writers) <= 1

\* A process that requests the lock enters, if those inside eventually leave.
LiveSpec == Spec /\ WF_vars(Enter) /\ \A a \in Actors : WF_vars(Leave(a))
LetIn == \A a \in Actors : a \in Waits ~> a \in readers \union writers
=============================================================================
