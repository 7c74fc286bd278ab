-------------------------- MODULE readers_writers --------------------------
(*
Readers and writers: any number may read at once, but who writes is alone.

A process asks for the lock and waits in `waiting`, a queue, until it is let in. The one at the head goes in when what
goes on inside permits it; so nobody is overtaken.
*)
EXTENDS Integers, Sequences, FiniteSets

CONSTANT Actors

VARIABLES
  readers,  \* who is reading
  writers,  \* who is writing
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

\* Not true: several do read at once, that is the point.
Alone == Cardinality(readers \union writers) <= 1

\* Who asks is let in, if those inside leave at last.
LiveSpec == Spec /\ WF_vars(Enter) /\ \A a \in Actors : WF_vars(Leave(a))
LetIn == \A a \in Actors : a \in Waits ~> a \in readers \union writers
=============================================================================
