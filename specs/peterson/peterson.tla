----------------------------- MODULE peterson -----------------------------
(*
Peterson's algorithm: two processes, one critical section, nothing but reads and writes.

To enter, a process raises its flag, then yields: it sets `turn` to the other process. It waits while the other has
raised its flag and it is the other's turn. With Polite = FALSE each process claims the turn for itself,
and both enter.
*)
EXTENDS Integers

CONSTANT Polite

(*--algorithm peterson

variables
  flag = [p \in 0..1 |-> FALSE];
  turn = 0;

process proc \in 0..1
begin
  Rest:
    while TRUE do
      flag[self] := TRUE;
      GiveWay:
        turn := IF Polite THEN 1 - self ELSE self;
      Wait:
        await ~flag[1 - self] \/ turn = self;
      Critical:
        skip;
      Leave:
        flag[self] := FALSE;
    end while;
end process;

end algorithm; *)

TypeOK == flag \in [0..1 -> BOOLEAN] /\ turn \in 0..1

MutualExclusion == ~(pc[0] = "Critical" /\ pc[1] = "Critical")

\* Violated, as expected: flags are raised long before a process is inside.
FlagMeansInside == \A p \in 0..1 : flag[p] => pc[p] \in {"Critical", "Leave"}

\* If no process stops, a waiting process eventually enters.
LiveSpec == Spec /\ \A p \in 0..1 : WF_vars(proc(p))
GetsIn == \A p \in 0..1 : pc[p] = "Wait" ~> pc[p] = "Critical"
=============================================================================
