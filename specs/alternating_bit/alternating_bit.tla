-------------------------- MODULE alternating_bit --------------------------
(*
The alternating-bit protocol: messages over lines that lose and duplicate.

The sender numbers its messages with one bit and repeats a message until its bit comes back. The receiver
acknowledges every message with its bit and accepts it only if the bit is the expected one. The data are
1, 2, 3 ... up to Last, so "in order and without duplicates" is easy to state.

With Check = FALSE the receiver accepts every message, and takes a repeated message for a new one.
*)
EXTENDS Integers, Sequences

CONSTANTS
  Last,      \* how many messages there are
  Capacity,  \* how many a line holds
  Check

VARIABLES
  sent,      \* the message being sent, 1..Last, or Last + 1 when all have arrived
  received,  \* what the receiver has accepted
  forth,     \* the line to the receiver: records [data, bit]
  back       \* the line back: bits

vars == <<sent, received, forth, back>>

Init == sent = 1 /\ received = <<>> /\ forth = <<>> /\ back = <<>>

\* The bit of a message's number.
Bit(n) == n % 2

Send ==
  /\ sent <= Last
  /\ Len(forth) < Capacity
  /\ forth' = Append(forth, [data |-> sent, bit |-> Bit(sent)])
  /\ UNCHANGED <<sent, received, back>>

Receive ==
  /\ forth /= <<>>
  /\ Len(back) < Capacity
  /\ LET m == Head(forth)
         new == m.bit = Bit(Len(received) + 1)
     IN  /\ received' = IF new \/ ~Check THEN Append(received, m.data) ELSE received
         /\ back' = Append(back, m.bit)
  /\ forth' = Tail(forth)
  /\ UNCHANGED sent

Acknowledged ==
  /\ back /= <<>>
  /\ sent' = IF sent <= Last /\ Head(back) = Bit(sent) THEN sent + 1 ELSE sent
  /\ back' = Tail(back)
  /\ UNCHANGED <<received, forth>>

Lose ==
  \/ forth /= <<>> /\ forth' = Tail(forth) /\ UNCHANGED <<sent, received, back>>
  \/ back /= <<>> /\ back' = Tail(back) /\ UNCHANGED <<sent, received, forth>>

Next == Send \/ Receive \/ Acknowledged \/ Lose

Spec == Init /\ [][Next]_vars

\* Exactly what was sent, in order.
InOrder == \A i \in 1..Len(received) : received[i] = i

\* The sender is at most one message behind what has arrived, and never ahead of it by more than the one it sends.
InStep == sent \in {Len(received), Len(received) + 1}

\* Must be violated: the counterexample shows that all messages can arrive.
NeverFinishes == sent <= Last

\* Lines that do not lose everything: a message sent infinitely often eventually arrives. Weak fairness does not suffice.
LiveSpec == Spec /\ WF_vars(Send) /\ SF_vars(Receive) /\ SF_vars(Acknowledged)
WeakSpec == Spec /\ WF_vars(Send) /\ WF_vars(Receive) /\ WF_vars(Acknowledged)
AllArrive == <>(sent > Last)
=============================================================================
