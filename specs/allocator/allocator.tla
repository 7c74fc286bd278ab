----------------------------- MODULE allocator -----------------------------
(*
An allocator hands out resources. After Stephan Merz, "The specification language TLA+" (2008).

A client that holds nothing and waits for nothing requests a set of resources. The allocator grants those that are free,
some now and some later. A client returns what it holds, all or some, at any time.

Mutual exclusion is easy: no two clients hold one resource. Liveness is not, and it does not hold here: the
allocator grants whatever is free, so each of two clients can hold what the other waits for (NoCircle).
*)
EXTENDS FiniteSets

CONSTANTS Clients, Resources

VARIABLES
  wanted,  \* what each client requested and does not hold
  held     \* what each client holds

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

\* No resource is held by two clients.
Exclusive == \A c, d \in Clients : c /= d => held[c] \intersect held[d] = {}

\* No client waits for what it holds.
Sensible == \A c \in Clients : wanted[c] \intersect held[c] = {}

\* Violated: c waits for d and d for c.
NoCircle ==
  ~\E c, d \in Clients : c /= d /\ wanted[c] \intersect held[d] /= {} /\ wanted[d] \intersect held[c] /= {}

\* If clients eventually return everything, and the allocator is fair to each, no client starves ...
Generous ==
  /\ Spec
  /\ \A c \in Clients : WF_vars(TakeBack(c, held[c]))
  /\ \A c \in Clients : SF_vars(\E some \in SUBSET Resources : Give(c, some))

\* ... but if they return only after receiving all they requested, clients in a circle starve.
Stubborn ==
  /\ Spec
  /\ \A c \in Clients : WF_vars(wanted[c] = {} /\ TakeBack(c, held[c]))
  /\ \A c \in Clients : SF_vars(\E some \in SUBSET Resources : Give(c, some))

Served == \A c \in Clients : \A r \in Resources : r \in wanted[c] ~> r \in held[c]
=============================================================================
