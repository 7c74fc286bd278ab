------------------------------- MODULE bakery -------------------------------
(*
The bakery algorithm: mutual exclusion among N processes without any help from the hardware. L. Lamport, "A new solution of
Dijkstra's concurrent programming problem" (1974).

As in a bakery, a process takes a number, one more than any it sees, and waits until all lower numbers have been
served. Two may get the same number; then the one with the lower name goes first. A number must not be read while it is
being taken, so a flag is raised meanwhile.

Writes of numbers and flags need not be atomic. A process that reads one while it is being written
may see any value. Here a write takes several steps, and intermediate values are visible: a flag goes
up and down, a number is any number at all.

  idle      outside, for any time
  choosing  raises the flag (which may flicker)
  looking   looks at the others' numbers, one after another, in any order, for the highest
  taking    takes a number that is higher (and may show others before that)
  chosen    lowers the flag (which may flicker)
  waiting   for each other one, in any order: first until its flag is down ...
  behind    ... then until it has no number or a later one
  inside    is served; no other process is
  leaving   gives the number back (and may show others before that)

Numbers have no bound. For enumeration the .cfg puts 0..MaxNumber in place of Nat; in behaviors of K steps
no more than K different numbers are ever taken, and only their order matters, so that K of them are enough for these.

With Flags = FALSE no process waits for flags, and two can be inside: one that looked before the other took its number takes
the same, late, and goes first.

bakery_pluscal.tla is the same algorithm written as a program.
*)
EXTENDS Integers

CONSTANTS
  N,
  MaxNumber,
  Flags

Processes == 1..N
Numbers == 0..MaxNumber

VARIABLES
  at,       \* where each process is
  number,   \* 0: none
  flag,     \* being chosen
  unseen,   \* the others it has still to look at, or to wait for
  highest,  \* number seen
  whom      \* it waits for

vars == <<at, number, flag, unseen, highest, whom>>

Places == {"idle", "choosing", "looking", "taking", "chosen", "waiting", "behind", "inside", "leaving"}

TypeOK ==
  /\ at \in [Processes -> Places]
  /\ number \in [Processes -> Nat]
  /\ flag \in [Processes -> BOOLEAN]
  /\ unseen \in [Processes -> SUBSET Processes]
  /\ highest \in [Processes -> Nat]
  /\ whom \in [Processes -> Processes]

Init ==
  /\ at = [p \in Processes |-> "idle"]
  /\ number = [p \in Processes |-> 0]
  /\ flag = [p \in Processes |-> FALSE]
  /\ unseen = [p \in Processes |-> {}]
  /\ highest = [p \in Processes |-> 0]
  /\ whom = [p \in Processes |-> 1]

Others(p) == Processes \ {p}
Goes(p, from, to) == at[p] = from /\ at' = [at EXCEPT ![p] = to]

\* Something is being written, and shows a value that it will not keep.
FlagFlickers(p) == flag' = [flag EXCEPT ![p] = ~@] /\ UNCHANGED <<number, unseen, highest, whom>>
NumberFlickers(p) == \E n \in Nat : number' = [number EXCEPT ![p] = n] /\ UNCHANGED <<flag, unseen, highest, whom>>

Want(p) == Goes(p, "idle", "choosing") /\ UNCHANGED <<number, flag, unseen, highest, whom>>

Choose(p) ==
  \/ Goes(p, "choosing", "choosing") /\ FlagFlickers(p)
  \/ /\ Goes(p, "choosing", "looking")
     /\ flag' = [flag EXCEPT ![p] = TRUE]
     /\ unseen' = [unseen EXCEPT ![p] = Others(p)]
     /\ highest' = [highest EXCEPT ![p] = 0]
     /\ UNCHANGED <<number, whom>>

Look(p) ==
  IF unseen[p] = {}
  THEN Goes(p, "looking", "taking") /\ UNCHANGED <<number, flag, unseen, highest, whom>>
  ELSE /\ Goes(p, "looking", "looking")
       /\ \E q \in unseen[p] :
            /\ unseen' = [unseen EXCEPT ![p] = @ \ {q}]
            /\ highest' = [highest EXCEPT ![p] = IF number[q] > @ THEN number[q] ELSE @]
       /\ UNCHANGED <<number, flag, whom>>

Take(p) ==
  \/ Goes(p, "taking", "taking") /\ NumberFlickers(p)
  \/ /\ Goes(p, "taking", "chosen")
     /\ \E n \in Nat : n > highest[p] /\ number' = [number EXCEPT ![p] = n]
     /\ UNCHANGED <<flag, unseen, highest, whom>>

Chosen(p) ==
  \/ Goes(p, "chosen", "chosen") /\ FlagFlickers(p)
  \/ /\ Goes(p, "chosen", "waiting")
     /\ flag' = [flag EXCEPT ![p] = FALSE]
     /\ unseen' = [unseen EXCEPT ![p] = Others(p)]
     /\ UNCHANGED <<number, highest, whom>>

Wait(p) ==
  IF unseen[p] = {}
  THEN Goes(p, "waiting", "inside") /\ UNCHANGED <<number, flag, unseen, highest, whom>>
  ELSE /\ Goes(p, "waiting", "behind")
       /\ \E q \in unseen[p] : (Flags => ~flag[q]) /\ whom' = [whom EXCEPT ![p] = q]
       /\ UNCHANGED <<number, flag, unseen, highest>>

\* p comes before q.
Before(p, q) == number[p] < number[q] \/ (number[p] = number[q] /\ p < q)

Pass(p) ==
  /\ Goes(p, "behind", "waiting")
  /\ number[whom[p]] = 0 \/ Before(p, whom[p])
  /\ unseen' = [unseen EXCEPT ![p] = @ \ {whom[p]}]
  /\ UNCHANGED <<number, flag, highest, whom>>

Served(p) == Goes(p, "inside", "leaving") /\ UNCHANGED <<number, flag, unseen, highest, whom>>

Leave(p) ==
  \/ Goes(p, "leaving", "leaving") /\ NumberFlickers(p)
  \/ /\ Goes(p, "leaving", "idle")
     /\ number' = [number EXCEPT ![p] = 0]
     /\ UNCHANGED <<flag, unseen, highest, whom>>

Next ==
  \E p \in Processes :
    Want(p) \/ Choose(p) \/ Look(p) \/ Take(p) \/ Chosen(p) \/ Wait(p) \/ Pass(p) \/ Served(p) \/ Leave(p)

Spec == Init /\ [][Next]_vars

\* Mutual exclusion: at most one process is served at a time.
Exclusive == \A p, q \in Processes : p /= q => ~(at[p] = "inside" /\ at[q] = "inside")

\* A process that has a number keeps it until it leaves.
Numbered == \A p \in Processes : at[p] \in {"chosen", "waiting", "behind", "inside"} => number[p] > 0

\* Must be violated: the counterexample shows that it happens.
NobodyInside == \A p \in Processes : at[p] /= "inside"
=============================================================================
