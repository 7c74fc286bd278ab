-------------------------- MODULE bounded_buffer --------------------------
(*
A bounded buffer with one condition variable, as often written with Java's `wait` and `notify`.

A producer that finds the buffer full sleeps, and so does a consumer that finds it empty. A thread that succeeds wakes one
sleeper of either kind. If the wrong one is woken, it sleeps again and no thread is awake: with
more threads than twice the capacity the system can deadlock. With WakeAll = TRUE all sleepers are woken, and it cannot.
*)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
  Producers,
  Consumers,
  Capacity,
  WakeAll

ASSUME Capacity >= 1
ASSUME Disjoint == Producers \intersect Consumers = {}

VARIABLES
  buffer,
  sleeping

vars == <<buffer, sleeping>>

Init == buffer = <<>> /\ sleeping = {}

\* The threads that a success wakes.
Wake ==
  IF WakeAll THEN sleeping' = {}
  ELSE IF sleeping = {} THEN UNCHANGED sleeping
  ELSE \E t \in sleeping : sleeping' = sleeping \ {t}

Sleep(t) == sleeping' = sleeping \union {t} /\ UNCHANGED buffer

Produce(t) ==
  IF Len(buffer) < Capacity
  THEN buffer' = Append(buffer, t) /\ Wake
  ELSE Sleep(t)

Consume(t) ==
  IF buffer /= <<>>
  THEN buffer' = Tail(buffer) /\ Wake
  ELSE Sleep(t)

Next ==
  \/ \E t \in Producers \ sleeping : Produce(t)
  \/ \E t \in Consumers \ sleeping : Consume(t)

Spec == Init /\ [][Next]_vars

TypeOK ==
  /\ Len(buffer) <= Capacity
  /\ \A i \in 1..Len(buffer) : buffer[i] \in Producers
  /\ sleeping \subseteq Producers \union Consumers

SomebodyAwake == sleeping /= Producers \union Consumers
=============================================================================
