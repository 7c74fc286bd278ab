---------------------------- MODULE philosophers ----------------------------
(*
Dining philosophers: N of them at a round table, a fork between any two.

Each takes one fork, then the other, eats, and puts both back. If all have taken their first fork,
no one gets a second: a deadlock. With LeftHanded = TRUE philosopher 0 starts with the other fork, and some philosopher can
always eat.
*)
EXTENDS Integers, TLC

CONSTANTS N, LeftHanded

Nobody == -1
Right(p) == (p + 1) % N
First(p) == IF LeftHanded /\ p = 0 THEN Right(p) ELSE p
Second(p) == IF LeftHanded /\ p = 0 THEN p ELSE Right(p)

(*--algorithm philosophers

variable fork = [f \in 0..N - 1 |-> Nobody];  \* who has it

macro take(f)
begin
  await fork[f] = Nobody;
  fork[f] := self;
end macro;

process philosopher \in 0..N - 1
begin
  Think:
    while TRUE do
      take(First(self));
      TakeSecond:
        take(Second(self));
      Eat:
        assert fork[self] = self /\ fork[Right(self)] = self;
        fork[self] := Nobody || fork[Right(self)] := Nobody;
    end while;
end process;

end algorithm; *)

\* Neighbors never eat together.
Polite == \A p \in 0..N - 1 : ~(pc[p] = "Eat" /\ pc[Right(p)] = "Eat")

\* A philosopher that waits for the second fork has the first.
HasFirst == \A p \in 0..N - 1 : pc[p] = "TakeSecond" => fork[First(p)] = p

\* No philosopher starves. Weak fairness does not suffice: the neighbors may take turns with the forks.
Philosophers == 0..N - 1
WeakSpec == Spec /\ \A p \in Philosophers : WF_vars(philosopher(p))
StrongSpec == Spec /\ \A p \in Philosophers : SF_vars(philosopher(p))
EverybodyEats == \A p \in Philosophers : []<>(pc[p] = "Eat")
=============================================================================
