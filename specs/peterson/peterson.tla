----------------------------- MODULE peterson -----------------------------
(*
Peterson's algorithm: two processes, one critical section, nothing but reads and writes.

Who wants to enter raises a flag, then gives way: `turn` is set to the other process. One waits while the other has
raised its flag and it is the other's turn. With Polite = FALSE each process claims the turn for itself,
and both get in.
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

\* Not true, and it need not be: flags go up long before one is inside.
FlagMeansInside == \A p \in 0..1 : flag[p] => pc[p] \in {"Critical", "Leave"}

\* If no process stops, who waits gets in.
LiveSpec == Spec /\ \A p \in 0..1 : WF_vars(proc(p))
GetsIn == \A p \in 0..1 : pc[p] = "Wait" ~> pc[p] = "Critical"
=============================================================================
