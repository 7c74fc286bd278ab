----------------------------- MODULE allocator -----------------------------
(*
An allocator hands out resources. After Stephan Merz, "The specification language TLA+" (2008).

A client that has nothing and waits for nothing asks for a set of resources. The allocator gives it what is free
of them, some now and some later. A client gives back what it has, all or some, when it likes.

That no resource is with two clients is easy. That everybody gets what it asked for is not, and here it does not hold: the
allocator gives away whatever is free, so two clients can each have what the other waits for (NoCircle).
*)
EXTENDS FiniteSets

CONSTANTS Clients, Resources

VARIABLES
  wanted,  \* what each client asked for and has not got
  held     \* what each client has

vars == <<wanted, held>>

TypeOK ==
  /\ wanted \in [Clients -> SUBSET Resources]
  /\ held \in [Clients -> SUBSET Resources]

Free == Resources \ UNION {held[c] : c \in Clients}

Init ==
  /\ wanted = [c \in Clients |-> {}]
  /\ held = [c \in Clients |-> {}]

Ask(c, some) ==
  /\ wanted[c] = {} /\ held[c] = {}
  /\ some /= {}
  /\ wanted' = [wanted EXCEPT ![c] = some]
  /\ UNCHANGED held

Give(c, some) ==
  /\ some /= {} /\ some \subseteq Free \intersect wanted[c]
  /\ held' = [held EXCEPT ![c] = @ \union some]
  /\ wanted' = [wanted EXCEPT ![c] = @ \ some]

TakeBack(c, some) ==
  /\ some /= {} /\ some \subseteq held[c]
  /\ held' = [held EXCEPT ![c] = @ \ some]
  /\ UNCHANGED wanted

Next == \E c \in Clients, some \in SUBSET Resources : Ask(c, some) \/ Give(c, some) \/ TakeBack(c, some)

Spec == Init /\ [][Next]_vars

\* Nothing is with two clients.
Exclusive == \A c, d \in Clients : c /= d => held[c] \intersect held[d] = {}

\* Nobody waits for what it has.
Sensible == \A c \in Clients : wanted[c] \intersect held[c] = {}

\* False: c waits for d and d for c.
NoCircle ==
  ~\E c, d \in Clients : c /= d /\ wanted[c] \intersect held[d] /= {} /\ wanted[d] \intersect held[c] /= {}

\* Clients that give everything back at last, and an allocator that is fair to each, do not starve anybody ...
Generous ==
  /\ Spec
  /\ \A c \in Clients : WF_vars(TakeBack(c, held[c]))
  /\ \A c \in Clients : SF_vars(\E some \in SUBSET Resources : Give(c, some))

\* ... clients that do so only when they have got all they asked for do, in a circle.
Stubborn ==
  /\ Spec
  /\ \A c \in Clients : WF_vars(wanted[c] = {} /\ TakeBack(c, held[c]))
  /\ \A c \in Clients : SF_vars(\E some \in SUBSET Resources : Give(c, some))

Served == \A c \in Clients : \A r \in Resources : r \in wanted[c] ~> r \in held[c]
=============================================================================
