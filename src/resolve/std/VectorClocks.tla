----------------------------- MODULE VectorClocks -----------------------------
LOCAL INSTANCE Naturals
LOCAL INSTANCE Sequences

LOCAL At(c, n) == IF n \in DOMAIN c THEN c[n] ELSE 0
LOCAL Before(c, d) ==
  LET nodes == DOMAIN c \cup DOMAIN d
  IN (\A n \in nodes : At(c, n) =< At(d, n)) /\ \E n \in nodes : At(c, n) < At(d, n)
LOCAL Unordered(c, d) == LET nodes == DOMAIN c \cup DOMAIN d IN \E m, n \in nodes : At(c, m) < At(d, m) /\ At(c, n) > At(d, n)

\* What is first in the log comes first, except that nothing comes before what it follows from.
LOCAL Minimal(log, clock(_), i) ==
  \A j \in DOMAIN log : ~Before(clock(log[j]), clock(log[i]))

IsCausalOrder(log, clock(_)) ==
  \A i \in DOMAIN log : \A j \in 1 .. i - 1 :
    LET c == clock(log[j]) d == clock(log[i]) IN Before(c, d) \/ Unordered(c, d)

RECURSIVE CausalOrder(_, _, _, _)
CausalOrder(log, clock(_), node(_), domain(_)) ==
  IF log = <<>> THEN <<>>
  ELSE LET i == CHOOSE i \in DOMAIN log :
                  /\ Minimal(log, clock, i)
                  /\ \A j \in 1 .. i - 1 : ~Minimal(log, clock, j)
       IN <<log[i]>> \o CausalOrder(SubSeq(log, 1, i - 1) \o SubSeq(log, i + 1, Len(log)), clock, node, domain)
===============================================================================
