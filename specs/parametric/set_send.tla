------------------------------ MODULE set_send ------------------------------
(*
Messages go from a sender to a receiver through a medium that loses some.

What the receiver takes stays in the medium, too: it may come again. Each message is sent once, so if the medium loses
every one before it was received, no message is left, after two steps for each message.

With Careful = TRUE the medium loses a message only while it holds another one; then some message is always left.
*)
CONSTANTS Values, Careful

VARIABLES
  sender,    \* what is still to be sent
  medium,    \* what is under way
  received

vars == <<sender, medium, received>>

Init ==
  /\ sender = Values
  /\ medium = {}
  /\ received = {}

Send ==
  \E v \in sender :
    /\ sender' = sender \ {v}
    /\ medium' = medium \union {v}
    /\ UNCHANGED received

Lose ==
  \E v \in medium :
    /\ Careful => \E other \in medium : other /= v
    /\ medium' = medium \ {v}
    /\ UNCHANGED <<sender, received>>

Receive ==
  \E v \in medium :
    /\ received' = received \union {v}
    /\ UNCHANGED <<sender, medium>>

Next == Send \/ Lose \/ Receive

Spec == Init /\ [][Next]_vars

TypeOK == sender \subseteq Values /\ medium \subseteq Values /\ received \subseteq Values

\* What was received was sent, and what is under way is no longer to be sent.
InOrder == sender \intersect (medium \union received) = {}

\* Not everything is lost.
SomethingLeft == sender /= {} \/ medium /= {} \/ received /= {}
=============================================================================
