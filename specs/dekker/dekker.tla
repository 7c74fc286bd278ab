------------------------------ MODULE dekker ------------------------------
(*
Dekker's algorithm, the first solution of mutual exclusion with reads and writes only, in PlusCal's C syntax.

A process sets `wants` to enter. If both want to enter, the one whose turn it is not withdraws, waits for its
turn, and sets `wants` again. After leaving, the turn goes to the other.
*)
EXTENDS Integers

(*--algorithm dekker {
  variables
    wants = [p \in {0, 1} |-> FALSE],
    turn = 0;

  process (proc \in {0, 1})
  {
    Rest:
      while (TRUE) {
        wants[self] := TRUE;
        Look:
          while (wants[1 - self]) {
            if (turn /= self) {
              Withdraw: wants[self] := FALSE;
              Wait:     await turn = self;
              Again:    wants[self] := TRUE;
            }
          };
        Critical:
          skip;
        Leave:
          turn := 1 - self;
          wants[self] := FALSE;
      }
  }
} *)

MutualExclusion == ~(pc[0] = "Critical" /\ pc[1] = "Critical")

\* Violated: the turn matters only in a conflict.
TurnIsInside == \A p \in {0, 1} : pc[p] = "Critical" => turn = p

\* If no process stops, both enter infinitely often.
LiveSpec == Spec /\ \A p \in {0, 1} : WF_vars(proc(p))
GetsIn == \A p \in {0, 1} : []<>(pc[p] = "Critical")
=============================================================================
