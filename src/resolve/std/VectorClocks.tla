----------------------------- MODULE VectorClocks -----------------------------
EXTENDS Naturals, Sequences, Functions
LOCAL INSTANCE TLC
LOCAL INSTANCE _Folds

\* An event is not caused by a later one where its clock is ahead of that one's somewhere. What a clock does not have is 0.
LOCAL Ahead(c, d) ==
  \/ \E n \in DOMAIN c : c[n] > (IF n \in DOMAIN d THEN d[n] ELSE 0)
  \/ \E n \in DOMAIN d : n \notin DOMAIN c /\ 0 > d[n]
IsCausalOrder(log, clock(_)) == \A i \in 1 .. Len(log) : \A j \in 1 .. (i - 1) : Ahead(clock(log[i]), clock(log[j]))

\* What is caused has seen more than what caused it; of those that have seen as much, what is first in the log comes first.
CausalOrder(log, clock(_), node(_), domain(_)) ==
  LET seen(l) == FoldForwards(LAMBDA sum, n : sum + clock(l)[n], 0, DOMAIN clock(l))
      known == TLCEval([i \in 1 .. Len(log) |-> <<seen(log[i]), i>>])
      order == SortSeq(known, LAMBDA a, b : a[1] < b[1] \/ (a[1] = b[1] /\ a[2] < b[2]))
  IN [i \in 1 .. Len(log) |-> log[order[i][2]]]
===============================================================================
